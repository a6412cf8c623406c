// SPDX-License-Identifier: MIT
/*
 * pcp_large_test.c - large blocks on a CPU's lists: several for one lock
 *
 * The zone has one free block of 1024 pages (page_world.h). A batch is 4
 * pages, less than one block of the largest order on the lists.
 */
#include "page_world.h"
#include "../mm/pcp.h"

#define ORDER		(NR_PCP_ORDERS - 1)
#define PAGES		(1 << ORDER)
#define HIGH		(32 * PAGES)

static struct zone *zone;
static struct per_cpu_pages *pcp;

static int pcp_large_init(struct kunit *test)
{
	world_begin(test);
	zone = world_zone(ZONE_NORMAL, 0, MAX_ORDER_NR_PAGES);
	world_give(zone, 0, MAX_PAGE_ORDER);
	pcp = this_cpu_ptr(zone->per_cpu_pageset);
	pcp->batch = 4;
	pcp->high = HIGH;
	return 0;
}

static void pcp_large_exit(struct kunit *test)
{
	if (world.base)
		KUNIT_EXPECT_EQ(test, world_broken(zone), 0);
	world_end();
}

static void give(struct page *page)
{
	if (pcp_give_hot(zone, page, page->flags, ORDER))
		pcp_trim(zone);
}

/* Where the list may be long, an eighth of it goes at a time, both ways. */
static void blocks_go_together(struct kunit *test)
{
	struct page *page[33];
	int i;

	for (i = 0; i < 33; i++) {
		page[i] = pcp_take(zone, ORDER, MIGRATE_MOVABLE, 0);
		KUNIT_ASSERT_NOT_NULL(test, page[i]);
		KUNIT_EXPECT_EQ(test, pcp->count, PAGES * (3 - i % 4));
	}
	/* Three are left of the four that were taken last. */
	for (i = 0; i < 29; i++)
		give(page[i]);
	KUNIT_EXPECT_EQ(test, pcp->count, HIGH);
	give(page[i++]);
	KUNIT_EXPECT_EQ(test, pcp->count, HIGH - 4 * PAGES);
	while (i < 33)
		give(page[i++]);
	pcp_drain_local(zone);
}

/* A short list is not filled or emptied with one step: single blocks. */
static void short_list_moves_one(struct kunit *test)
{
	struct page *page;

	pcp->high = 6 * pcp->batch;
	page = pcp_take(zone, ORDER, MIGRATE_MOVABLE, 0);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, pcp->count, 0);
	give(page);
	KUNIT_EXPECT_EQ(test, pcp->count, PAGES);
	pcp_drain_local(zone);
}

static struct kunit_case pcp_large_cases[] = {
	KUNIT_CASE(blocks_go_together),
	KUNIT_CASE(short_list_moves_one),
	{}
};

static struct kunit_suite pcp_large_suite = {
	.name = "pcp_large",
	.init = pcp_large_init,
	.exit = pcp_large_exit,
	.test_cases = pcp_large_cases,
};
kunit_test_suite(pcp_large_suite);
