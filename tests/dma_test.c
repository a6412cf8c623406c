// SPDX-License-Identifier: MIT
/*
 * dma_test.c - memory for devices: in reach, coherent, bounced when it is not
 *
 * The device is played: it reads and writes by physical address, through the
 * direct map, and only below its mask.
 *
 *	0	16 MiB		mask		buffer
 *	| DMA	|  ...		|	...	[####]
 *	   [stand-in]   <-----------------------  what the handle names
 */
#include <kunit/test.h>
#include <kunit/test-bug.h>
#include <linux/dma-map-ops.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/platform_device.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "dma_fixture.h"

/* Masks: what the machine can meet is taken, less is not. */
static void masks(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, dma_get_mask(dev), DMA_BIT_MASK(32));
	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(64)), 0);
	KUNIT_EXPECT_EQ(test, dma_get_mask(dev), ~0ULL);
	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(20)), -EIO);
	KUNIT_EXPECT_EQ(test, dma_get_mask(dev), ~0ULL);
	KUNIT_EXPECT_EQ(test, dma_set_coherent_mask(dev, 0xfff), -EIO);
	KUNIT_EXPECT_GE(test, dma_get_required_mask(dev),
			((u64)max_pfn << PAGE_SHIFT) - 1);
	set_dma_ops(dev, NULL);
}

/* Zeroed, aligned to its size, below the mask, all of it. */
static void coherent(struct kunit *test)
{
	static const size_t sizes[] = { 1, 4096, 4097, 65536 };
	unsigned int i;
	size_t at;

	reach_little(test);
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		dma_addr_t handle;
		u8 *p = dma_alloc_coherent(dev, sizes[i], &handle, GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_LT(test, handle + sizes[i], SZ_16M + 1);
		KUNIT_EXPECT_PTR_EQ(test, device_sees(handle), p);
		KUNIT_EXPECT_EQ(test, handle %
				(PAGE_SIZE << get_order(sizes[i])), 0ull);
		for (at = 0; at < PAGE_SIZE << get_order(sizes[i]); at++)
			KUNIT_ASSERT_EQ(test, p[at], 0);
		memset(p, 0xda, PAGE_SIZE << get_order(sizes[i]));
		dma_free_coherent(dev, sizes[i], p, handle);
	}
}

/* A mask in the middle of a zone is met all the same. */
static void coherent_within_a_zone(struct kunit *test)
{
	void *p[64];
	dma_addr_t handle[64];
	unsigned int i;

	KUNIT_ASSERT_EQ(test, dma_set_mask_and_coherent(dev, DMA_BIT_MASK(25)),
			0);
	for (i = 0; i < ARRAY_SIZE(p); i++) {
		p[i] = dma_alloc_coherent(dev, PAGE_SIZE, &handle[i],
					  GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, p[i]);
		KUNIT_EXPECT_LT(test, handle[i], (dma_addr_t)SZ_32M);
	}
	for (i = 0; i < ARRAY_SIZE(p); i++)
		dma_free_coherent(dev, PAGE_SIZE, p[i], handle[i]);
}

/* Nothing, too much, and addresses that do not belong together. */
static void coherent_misuse(struct kunit *test)
{
	dma_addr_t handle;
	void *p;

	KUNIT_EXPECT_NULL(test, dma_alloc_coherent(dev, 0, &handle,
						   GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, dma_alloc_coherent(dev, SZ_8M, &handle,
						   GFP_KERNEL));
	p = dma_alloc_coherent(dev, PAGE_SIZE, &handle, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		dma_free_coherent(dev, PAGE_SIZE, p, handle + PAGE_SIZE)), 1u);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		dma_free_coherent(dev, 4 * PAGE_SIZE, p, handle)), 1u);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		dma_free_coherent(dev, PAGE_SIZE, p, handle)), 1u);
	dma_free_coherent(dev, PAGE_SIZE, NULL, 0);
}

/* In reach: the handle is the address, and nothing is held. */
static void mapped_directly(struct kunit *test)
{
	u8 *p = kmalloc(100, GFP_KERNEL);
	dma_addr_t handle;

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_ASSERT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(64)), 0);
	handle = dma_map_single(dev, p, 100, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, handle, (dma_addr_t)__pa(p));
	KUNIT_EXPECT_FALSE(test, dma_mapping_error(dev, handle));
	KUNIT_EXPECT_EQ(test, atomic_read(&dma_nr_bounces), 0);
	dma_unmap_single(dev, handle, 100, DMA_TO_DEVICE);
	kfree(p);
}

/*
 * The same memory full of @fill, and a device that does not reach it; NULL as
 * far_page()'s.
 */
static u8 *far_buffer(struct kunit *test, unsigned int order, u8 fill)
{
	struct page *page = far_page(order);

	if (!page)
		return NULL;
	reach_little(test);
	return memset(page_address(page), fill, PAGE_SIZE << order);
}

/*
 * Who reaches far is given far memory: that which few reach is kept. Others
 * may have taken the last far page in between, but not every time.
 */
static void low_memory_is_spared(struct kunit *test)
{
	unsigned int i, nr_far = 0, tries = 0;

	for (i = 0; i < 8; i++) {
		struct page *page = far_page(0);

		if (!page)
			continue;
		tries++;
		__free_page(page);
		page = dma_alloc_below(~0ULL, GFP_KERNEL, 0);
		KUNIT_ASSERT_NOT_NULL(test, page);
		nr_far += page_to_phys(page) >= SZ_16M;
		__free_page(page);
	}
	if (tries)
		KUNIT_EXPECT_GE(test, nr_far, 1u);
}

/* Out of reach: the device works on a stand-in, and the copies are made. */
static void bounced(struct kunit *test)
{
	u8 *p = far_buffer(test, 1, 0x11);
	dma_addr_t handle;

	if (!p)
		return;
	handle = dma_map_single(dev, p + 3000, 3000, DMA_BIDIRECTIONAL);
	KUNIT_ASSERT_FALSE(test, dma_mapping_error(dev, handle));
	KUNIT_EXPECT_LT(test, handle + 3000, SZ_16M + 1);
	KUNIT_EXPECT_EQ(test, offset_in_page(handle), 3000);
	KUNIT_EXPECT_EQ(test, device_sees(handle)[2999], 0x11);
	KUNIT_EXPECT_EQ(test, dma_bounce_check(), 0);

	memset(device_sees(handle), 0x22, 3000);
	KUNIT_EXPECT_EQ(test, p[3000], 0x11);
	dma_unmap_single(dev, handle, 3000, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_EQ(test, p[2999], 0x11);
	KUNIT_EXPECT_EQ(test, p[3000], 0x22);
	KUNIT_EXPECT_EQ(test, p[5999], 0x22);
	KUNIT_EXPECT_EQ(test, p[6000], 0x11);
	free_pages((unsigned long)p, 1);
}

/* B1 to B3 of dma_bounce.c: a count, a bucket, a block that holds another. */
static void broken_notes_are_named(struct kunit *test)
{
	struct page *page = far_page(0);
	struct dma_stand_in *low, *high;
	dma_addr_t handle[2];
	unsigned int order;

	if (!page)
		return;
	reach_little(test);
	handle[0] = dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
	handle[1] = dma_map_page(dev, page, 64, 64, DMA_TO_DEVICE);
	low = dma_bounce_find(min(handle[0], handle[1]));
	high = dma_bounce_find(max(handle[0], handle[1]));
	KUNIT_ASSERT_NOT_NULL(test, low);
	KUNIT_ASSERT_NOT_NULL(test, high);
	KUNIT_EXPECT_EQ(test, dma_bounce_check(), 0);

	atomic_inc(&dma_nr_bounces);
	KUNIT_EXPECT_EQ(test, dma_bounce_check(), 1);
	atomic_dec(&dma_nr_bounces);
	high->handle += PAGE_SIZE;
	KUNIT_EXPECT_EQ(test, dma_bounce_check(), 2);
	high->handle -= PAGE_SIZE;
	/* 16 MiB: wherever the other is, it is inside. */
	order = low->order;
	low->order = 12;
	KUNIT_EXPECT_EQ(test, dma_bounce_check(), 3);
	low->order = order;

	dma_unmap_page(dev, handle[0], 64, DMA_TO_DEVICE);
	dma_unmap_page(dev, handle[1], 64, DMA_TO_DEVICE);
	__free_page(page);
}

/* Who does not write is not copied; who writes half leaves the rest. */
static void directions(struct kunit *test)
{
	u8 *p = far_buffer(test, 0, 1);
	dma_addr_t handle;

	if (!p)
		return;
	handle = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
	device_sees(handle)[0] = 2;
	dma_unmap_single(dev, handle, 64, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, p[0], 1);

	handle = dma_map_single(dev, p, 64, DMA_FROM_DEVICE);
	device_sees(handle)[0] = 3;
	dma_unmap_single(dev, handle, 64, DMA_FROM_DEVICE);
	KUNIT_EXPECT_EQ(test, p[0], 3);
	KUNIT_EXPECT_EQ(test, p[1], 1);
	free_page((unsigned long)p);
}

/* In between: a part to the CPU, a part to the device. */
static void synced(struct kunit *test)
{
	u8 *p = far_buffer(test, 1, 0);
	dma_addr_t handle;

	if (!p)
		return;
	handle = dma_map_single(dev, p, 2 * PAGE_SIZE, DMA_BIDIRECTIONAL);
	KUNIT_ASSERT_FALSE(test, dma_mapping_error(dev, handle));

	device_sees(handle)[5000] = 7;
	dma_sync_single_for_cpu(dev, handle + 5000, 1, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_EQ(test, p[5000], 7);
	p[5000] = 8;
	p[5001] = 9;
	dma_sync_single_for_device(dev, handle + 5000, 1, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_EQ(test, device_sees(handle)[5000], 8);
	KUNIT_EXPECT_EQ(test, device_sees(handle)[5001], 0);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		dma_sync_single_for_cpu(dev, handle + 1, 2 * PAGE_SIZE,
					DMA_FROM_DEVICE)), 1u);
	dma_unmap_single(dev, handle, 2 * PAGE_SIZE, DMA_BIDIRECTIONAL);
	free_pages((unsigned long)p, 1);
}

/* Of one mapped directly, and inside a mapping: no stand-in's business. */
static void strangers_handles(struct kunit *test)
{
	u8 *p = far_buffer(test, 1, 1), *direct = p + PAGE_SIZE;
	dma_addr_t handle;

	if (!p)
		return;
	handle = dma_map_single(dev, p, 64, DMA_BIDIRECTIONAL);
	KUNIT_ASSERT_FALSE(test, dma_mapping_error(dev, handle));
	device_sees(handle)[0] = 2;

	dma_sync_single_for_cpu(dev, __pa(direct), 64, DMA_BIDIRECTIONAL);
	dma_sync_single_for_device(dev, __pa(direct), 64, DMA_BIDIRECTIONAL);
	dma_unmap_single(dev, __pa(direct), 64, DMA_BIDIRECTIONAL);
	dma_unmap_single(dev, handle + 8, 56, DMA_BIDIRECTIONAL);
	/* In the same page, behind the last byte. */
	KUNIT_EXPECT_NULL(test, dma_bounce_find(handle + 64));
	KUNIT_EXPECT_EQ(test, p[0], 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&dma_nr_bounces), 1);

	dma_unmap_single(dev, handle, 64, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_EQ(test, p[0], 2);
	free_pages((unsigned long)p, 1);
}

/* High memory is bounced through a window. */
static void high_memory(struct kunit *test)
{
	struct page *page = alloc_page(GFP_HIGHUSER);
	dma_addr_t handle;
	u8 *p;

	KUNIT_ASSERT_NOT_NULL(test, page);
	reach_little(test);
	p = kmap_local_page(page);
	memset(p + 100, 0x44, 50);
	kunmap_local(p);
	handle = dma_map_page(dev, page, 100, 50, DMA_BIDIRECTIONAL);
	KUNIT_ASSERT_FALSE(test, dma_mapping_error(dev, handle));
	KUNIT_EXPECT_EQ(test, device_sees(handle)[49], 0x44);
	device_sees(handle)[0] = 0x55;
	dma_unmap_page(dev, handle, 50, DMA_BIDIRECTIONAL);
	p = kmap_local_page(page);
	KUNIT_EXPECT_EQ(test, p[100], 0x55);
	kunmap_local(p);
	__free_page(page);
}

/* No direction, no bytes, memory of vmalloc's, an error unmapped. */
static void mapping_misuse(struct kunit *test)
{
	struct page *page = far_page(0);
	dma_addr_t handle = 0;

	if (!page)
		return;
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		handle = dma_map_page(dev, page, 0, 8, DMA_NONE)), 1u);
	KUNIT_EXPECT_TRUE(test, dma_mapping_error(dev, handle));
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		handle = dma_map_page(dev, page, 0, 0, DMA_TO_DEVICE)), 1u);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		handle = dma_map_single(dev, (void *)VMALLOC_START, 8,
					DMA_TO_DEVICE)), 1u);
	KUNIT_EXPECT_TRUE(test, dma_mapping_error(dev, handle));
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		dma_unmap_single(dev, DMA_MAPPING_ERROR, 8, DMA_TO_DEVICE)),
		1u);

	reach_little(test);
	handle = dma_map_page(dev, page, 0, 8, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		dma_unmap_page(dev, handle, 9, DMA_TO_DEVICE)), 1u);
	__free_page(page);
}

/* ---- lists of pieces ---- */

/* Long ones are chained, and every piece is seen once. */
static void long_lists(struct kunit *test)
{
	static const unsigned int lengths[] = { 1, 127, 128, 129, 255, 256,
						1000 };
	struct scatterlist *sg;
	struct sg_table table;
	unsigned int i, n, nr;

	KUNIT_EXPECT_EQ(test, sg_alloc_table(&table, 0, GFP_KERNEL), -EINVAL);
	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		nr = lengths[i];
		KUNIT_ASSERT_EQ(test, sg_alloc_table(&table, nr, GFP_KERNEL),
				0);
		KUNIT_EXPECT_EQ(test, table.orig_nents, nr);
		for_each_sgtable_sg(&table, sg, n)
			sg->length = n;
		KUNIT_EXPECT_EQ(test, sg_nents(table.sgl), nr);
		for (sg = table.sgl, n = 0; sg; sg = sg_next(sg), n++)
			KUNIT_ASSERT_EQ(test, sg->length, n);
		sg_free_table(&table);
	}
}

/* Pieces of several pages, mapped, filled by the device, read back. */
static void list_is_mapped(struct kunit *test)
{
	struct page *page[3];
	struct scatterlist sg[3];
	u8 buf[300], back[300];
	unsigned int i;

	reach_little(test);
	sg_init_table(sg, 3);
	for (i = 0; i < 3; i++) {
		page[i] = alloc_page(GFP_HIGHUSER);
		KUNIT_ASSERT_NOT_NULL(test, page[i]);
		sg_set_page(&sg[i], page[i], 100, 4000 * (i & 1));
	}
	for (i = 0; i < sizeof(buf); i++)
		buf[i] = i * 7;
	/* 4000 + 100 crosses the page's end: stay inside. */
	sg[1].offset = 3900;
	KUNIT_EXPECT_EQ(test, sg_copy_from_buffer(sg, 3, buf, 300), 300ul);
	for (i = 0; i < sizeof(buf); i++)
		KUNIT_ASSERT_EQ(test, buf[i], (u8)(i * 7));
	KUNIT_ASSERT_EQ(test, dma_map_sg(dev, sg, 3, DMA_BIDIRECTIONAL), 3u);
	for (i = 0; i < 3; i++) {
		KUNIT_EXPECT_EQ(test, sg_dma_len(&sg[i]), 100u);
		KUNIT_EXPECT_MEMEQ(test, device_sees(sg_dma_address(&sg[i])),
				   buf + 100 * i, 100);
		device_sees(sg_dma_address(&sg[i]))[99] = 0xee;
	}
	dma_unmap_sg(dev, sg, 3, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_EQ(test, sg_copy_to_buffer(sg, 3, back, 300), 300ul);
	for (i = 0; i < 3; i++) {
		KUNIT_EXPECT_EQ(test, back[100 * i + 98], buf[100 * i + 98]);
		KUNIT_EXPECT_EQ(test, back[100 * i + 99], 0xee);
		__free_page(page[i]);
	}
}

static struct kunit_case dma_cases[] = {
	KUNIT_CASE(masks),
	KUNIT_CASE(coherent),
	KUNIT_CASE(coherent_within_a_zone),
	KUNIT_CASE(coherent_misuse),
	KUNIT_CASE(mapped_directly),
	KUNIT_CASE(low_memory_is_spared),
	KUNIT_CASE(bounced),
	KUNIT_CASE(broken_notes_are_named),
	KUNIT_CASE(directions),
	KUNIT_CASE(synced),
	KUNIT_CASE(strangers_handles),
	KUNIT_CASE(high_memory),
	KUNIT_CASE(mapping_misuse),
	KUNIT_CASE(long_lists),
	KUNIT_CASE(list_is_mapped),
	{}
};

static struct kunit_suite dma_suite = {
	.name = "dma",
	.init = dma_test_init,
	.exit = dma_test_exit,
	.test_cases = dma_cases,
};
kunit_test_suite(dma_suite);
