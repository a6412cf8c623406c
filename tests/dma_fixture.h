/* SPDX-License-Identifier: MIT */
/*
 * dma_fixture.h - a device that does what a test says
 *
 * It reads and writes by physical address, through the direct map.
 */
#ifndef _TESTS_DMA_FIXTURE_H
#define _TESTS_DMA_FIXTURE_H

#include <kunit/test.h>
#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/platform_device.h>
#include <linux/sizes.h>

#include "../mm/dma.h"

static struct platform_device *pdev;
static struct device *dev;

static int dma_test_init(struct kunit *test)
{
	pdev = platform_device_register_simple("dma_test", PLATFORM_DEVID_NONE,
					       NULL, 0);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, pdev);
	dev = &pdev->dev;
	return 0;
}

static void dma_test_exit(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, dma_bounce_check(), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&dma_nr_bounces), 0);
	platform_device_unregister(pdev);
}

/* The lowest mask there is: all other low memory is out of reach. */
static void reach_little(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, dma_set_mask_and_coherent(dev, DMA_BIT_MASK(24)),
			0);
}

/*
 * A page that no 24-bit device reaches; NULL: with lowmem=16M there is none,
 * and so nothing that could be bounced wrongly.
 */
static __maybe_unused struct page *far_page(unsigned int order)
{
	struct page *page = alloc_pages(GFP_KERNEL, order);

	if (page && page_to_phys(page) < SZ_16M) {
		__free_pages(page, order);
		return NULL;
	}
	return page;
}

/* What the device does with a handle. */
static __maybe_unused u8 *device_sees(dma_addr_t handle)
{
	return __va(handle);
}

#endif
