// SPDX-License-Identifier: MIT
/*
 * gfp_next_test.c - a zone that has pages, and still cannot give one
 *
 *	DMA	| DMA32   | NORMAL  | HIGHMEM	each 512 pages
 *	########|#########|#########|.#.#.#.#	'.' free: half of it, and no
 *					    two frames side by side
 */
#include <asm/irqflags.h>
#include <kunit/test.h>
#include <linux/kernel.h>

#include "page_alloc_fixture.h"

static struct page *taken[ZONE_PAGES];

/* Every second frame of HIGHMEM is free, and on no CPU's list. */
static void break_up_highmem(struct kunit *test)
{
	unsigned long i;

	for (i = 0; i < ZONE_PAGES; i++) {
		taken[i] = alloc_page(GFP_HIGHUSER);
		KUNIT_ASSERT_NOT_NULL(test, taken[i]);
	}
	for (i = 0; i < ZONE_PAGES; i++) {
		if (!(page_to_pfn(taken[i]) & 1))
			continue;
		__free_page(taken[i]);
		taken[i] = NULL;
	}
	drain_local_pages(NULL);
	KUNIT_ASSERT_EQ(test, free_in(ZONE_HIGHMEM), ZONE_PAGES / 2);
}

/* Free pages enough, but no block: the next zone is asked, at each order. */
static void small_blocks_only(struct kunit *test)
{
	unsigned int order;
	unsigned long i;

	break_up_highmem(test);
	for (order = 1; order < ZONE_ORDER; order++) {
		struct page *page = alloc_pages(GFP_HIGHUSER, order);

		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_EQ(test, page_zonenum(page), ZONE_NORMAL);
		__free_pages(page, order);
	}
	KUNIT_EXPECT_EQ(test, free_in(ZONE_HIGHMEM), ZONE_PAGES / 2);
	for (i = 0; i < ZONE_PAGES; i++) {
		if (taken[i])
			__free_page(taken[i]);
	}
	drain_local_pages(NULL);
}

/* Nothing is left: NULL and 0 from each door, and no half a result. */
static void every_door_says_no(struct kunit *test)
{
	LIST_HEAD(list);

	KUNIT_EXPECT_EQ(test, take_all(GFP_HIGHUSER), 4 * ZONE_PAGES);
	KUNIT_EXPECT_EQ(test, get_zeroed_page(GFP_ATOMIC | QUIET), 0ul);
	KUNIT_EXPECT_EQ(test, __get_free_pages(GFP_KERNEL | QUIET, 0), 0ul);
	KUNIT_EXPECT_NULL(test, alloc_pages_exact(PAGE_SIZE,
						  GFP_KERNEL | QUIET));
	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_list(GFP_KERNEL | QUIET, 3,
						    &list), 0ul);
	KUNIT_EXPECT_TRUE(test, list_empty(&list));
	__free_page(world.base + zone_at(ZONE_NORMAL));
	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_list(GFP_KERNEL | QUIET, 3,
						    &list), 1ul);
	KUNIT_EXPECT_FALSE(test, list_empty(&list));
}

static int on_list(enum zone_type type)
{
	return this_cpu_ptr(zones[type]->per_cpu_pageset)->count;
}

/* A drain of one zone leaves the others' lists alone. */
static void one_zone_is_drained(struct kunit *test)
{
	__free_page(alloc_page(GFP_KERNEL));
	__free_page(alloc_page(GFP_DMA));
	KUNIT_EXPECT_GT(test, on_list(ZONE_NORMAL), 0);
	KUNIT_EXPECT_GT(test, on_list(ZONE_DMA), 0);
	drain_local_pages(zones[ZONE_NORMAL]);
	KUNIT_EXPECT_EQ(test, on_list(ZONE_NORMAL), 0);
	KUNIT_EXPECT_GT(test, on_list(ZONE_DMA), 0);
	drain_local_pages(NULL);
	KUNIT_EXPECT_EQ(test, on_list(ZONE_DMA), 0);
}

/* A zone that spans frames without struct pages is walked around them. */
static void check_steps_over_holes(struct kunit *test)
{
	static struct zone hole;
	unsigned long pfn = ALIGN(max_pfn, 16 * MAX_ORDER_NR_PAGES);

	KUNIT_ASSERT_FALSE(test, pfn_valid(pfn));
	hole.zone_start_pfn = pfn;
	hole.spanned_pages = 2 * MAX_ORDER_NR_PAGES;
	buddy_init_zone(&hole);
	KUNIT_EXPECT_EQ(test, buddy_broken_locked(&hole), 0);
}

static struct kunit_case gfp_next_cases[] = {
	KUNIT_CASE(small_blocks_only),
	KUNIT_CASE(every_door_says_no),
	KUNIT_CASE(one_zone_is_drained),
	KUNIT_CASE(check_steps_over_holes),
	{}
};

static struct kunit_suite gfp_next_suite = {
	.name = "gfp_next",
	.init = four_zones_begin,
	.exit = four_zones_end,
	.test_cases = gfp_next_cases,
};
kunit_test_suite(gfp_next_suite);
