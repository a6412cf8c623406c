// SPDX-License-Identifier: MIT
/*
 * dma_short_test.c - memory for devices, when there is none
 *
 * Each body is run with its 1st, 2nd, ... allocation failing: it is told so,
 * and everything that it had until then is back, which the oracle counts.
 */
#include <kunit/test.h>
#include <kunit/run.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/kernel.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "dma_fixture.h"

/* ---- coherent memory, and stand-ins ---- */

static int take_coherent(struct kunit *test, size_t size)
{
	dma_addr_t handle;
	void *p = dma_alloc_coherent(dev, size, &handle, GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	dma_free_coherent(dev, size, p, handle);
	return 0;
}

static int take_page(struct kunit *test)
{
	return take_coherent(test, PAGE_SIZE);
}

static int take_block(struct kunit *test)
{
	return take_coherent(test, 3 * PAGE_SIZE);
}

static void no_coherent_memory(struct kunit *test)
{
	KUNIT_EXPECT_GE(test, kunit_fail_each(test, take_page, NULL), 1u);
	KUNIT_EXPECT_GE(test, kunit_fail_each(test, take_block, NULL), 1u);
	KUNIT_ASSERT_EQ(test, dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64)),
			0);
	KUNIT_EXPECT_GE(test, kunit_fail_each(test, take_page, NULL), 1u);
}

/* Two pages that no 24-bit device reaches; NULL: there is no such memory. */
static struct page *far;

static int map_list(struct kunit *test)
{
	struct scatterlist sg[2];

	sg_init_table(sg, 2);
	sg_set_page(&sg[0], far, 100, 0);
	sg_set_page(&sg[1], far + 1, 100, 0);
	if (!dma_map_sg(dev, sg, 2, DMA_TO_DEVICE)) {
		KUNIT_EXPECT_EQ(test, atomic_read(&dma_nr_bounces), 0);
		return -ENOMEM;
	}
	KUNIT_EXPECT_EQ(test, atomic_read(&dma_nr_bounces), 2);
	dma_unmap_sg(dev, sg, 2, DMA_TO_DEVICE);
	return 0;
}

/* A note and a block for each of two: the first goes if the second fails. */
static void no_stand_in(struct kunit *test)
{
	far = far_page(1);
	if (!far)
		return;
	reach_little(test);
	KUNIT_EXPECT_GE(test, kunit_fail_each(test, map_list, NULL), 4u);
	__free_pages(far, 1);
}

/* ---- lists, pools ---- */

static int take_table(struct kunit *test)
{
	struct sg_table table;
	int err = sg_alloc_table(&table, 300, GFP_KERNEL);

	if (err) {
		KUNIT_EXPECT_NULL(test, table.sgl);
		return err;
	}
	sg_free_table(&table);
	return 0;
}

static void no_list(struct kunit *test)
{
	KUNIT_EXPECT_GE(test, kunit_fail_each(test, take_table, NULL), 3u);
}

static int take_piece(struct kunit *test, size_t size)
{
	struct dma_pool *pool = dma_pool_create("short", dev, size, 16, 0);
	dma_addr_t handle;
	void *p;

	if (!pool)
		return -ENOMEM;
	p = dma_pool_alloc(pool, GFP_KERNEL, &handle);
	if (p)
		dma_pool_free(pool, p, handle);
	dma_pool_destroy(pool);
	return p ? 0 : -ENOMEM;
}

static int take_small_piece(struct kunit *test)
{
	return take_piece(test, 64);
}

static int take_large_piece(struct kunit *test)
{
	return take_piece(test, PAGE_SIZE + 1);
}

static void no_pool(struct kunit *test)
{
	KUNIT_EXPECT_GE(test, kunit_fail_each(test, take_small_piece, NULL),
			3u);
	KUNIT_EXPECT_GE(test, kunit_fail_each(test, take_large_piece, NULL),
			2u);
}

/* ---- what a device manages, and a device itself ---- */

static int nr_ended;

static void end(void *data)
{
	nr_ended++;
}

/* What a probe does: the device is let go whether it works or not. */
static int probe_all(struct device *d)
{
	dma_addr_t handle;
	void *p;

	if (devm_add_action_or_reset(d, end, NULL))
		return -ENOMEM;
	p = devm_kmalloc(d, 100, GFP_KERNEL);
	if (!p || !devm_krealloc(d, p, 200, GFP_KERNEL))
		return -ENOMEM;
	if (!devm_kmemdup(d, "copy", 5, GFP_KERNEL) ||
	    !devm_kstrdup(d, "text", GFP_KERNEL))
		return -ENOMEM;
	if (!dmam_alloc_coherent(d, PAGE_SIZE, &handle, GFP_KERNEL))
		return -ENOMEM;
	return dmam_pool_create("managed", d, 64, 64, 0) ? 0 : -ENOMEM;
}

static int manage(struct kunit *test)
{
	const struct resource res = DEFINE_RES_MEM(0x1000, 0x1000);
	struct platform_device *p;
	int err;

	p = platform_device_register_simple("short", 7, &res, 1);
	if (IS_ERR(p))
		return PTR_ERR(p);
	KUNIT_EXPECT_STREQ(test, dev_name(&p->dev), "short.7");
	nr_ended = 0;
	err = probe_all(&p->dev);
	platform_device_unregister(p);
	KUNIT_EXPECT_EQ(test, nr_ended, 1);
	return err;
}

/* The device and its resources, then eight things that it manages. */
static void no_managed_memory(struct kunit *test)
{
	KUNIT_EXPECT_GE(test, kunit_fail_each(test, manage, NULL), 10u);
}

static struct kunit_case dma_short_cases[] = {
	KUNIT_CASE(no_coherent_memory),
	KUNIT_CASE(no_stand_in),
	KUNIT_CASE(no_list),
	KUNIT_CASE(no_pool),
	KUNIT_CASE(no_managed_memory),
	{}
};

static struct kunit_suite dma_short_suite = {
	.name = "dma_short",
	.init = dma_test_init,
	.exit = dma_test_exit,
	.test_cases = dma_short_cases,
};
kunit_test_suite(dma_short_suite);
