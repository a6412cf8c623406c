// SPDX-License-Identifier: MIT
/*
 * pcp_batch_test.c - batches between a zone and a CPU's list
 *
 * What moves must be what would have moved one by one (pcp_batch.c), and both
 * sides must be sound afterwards, however the blocks lie.
 */
#include "../mm/pcp.h"
#include "buddy_fixture.h"

#define BLOCKS_MAX	64

static struct per_cpu_pages *pcp;

static int pcp_batch_init(struct kunit *test)
{
	int err = buddy_test_init(test);

	pcp = this_cpu_ptr(zone->per_cpu_pageset);
	pcp->high = 2 * WORLD_PAGES;
	return err;
}

static void pcp_batch_exit(struct kunit *test)
{
	if (world.base) {
		KUNIT_EXPECT_EQ(test, world_pcp_broken(zone), 0);
		KUNIT_EXPECT_EQ(test, world_broken(zone), 0);
		pcp_drain_local(zone);
	}
	buddy_test_exit(test);
}

static void fill(unsigned int order, int nr)
{
	unsigned long flags;

	spin_lock_irqsave(&zone->lock, flags);
	pcp_fill_locked(zone, pcp, pcp_list_index(order, MOVABLE), nr);
	spin_unlock_irqrestore(&zone->lock, flags);
}

static void empty(unsigned int order, int share)
{
	unsigned long flags;

	spin_lock_irqsave(&zone->lock, flags);
	pcp_empty_locked(zone, pcp, pcp_list_index(order, MOVABLE), share);
	spin_unlock_irqrestore(&zone->lock, flags);
}

/* What is on the list of @order, hot end first. Return: how many. */
static unsigned int listed(unsigned int order, long at[BLOCKS_MAX])
{
	struct list_head *list = &pcp->lists[pcp_list_index(order, MOVABLE)];
	struct page *page;
	unsigned int nr = 0;

	list_for_each_entry(page, list, lru) {
		if (nr < BLOCKS_MAX)
			at[nr++] = world_at(page);
	}
	return nr;
}

/* The list of @order is exactly @want. */
#define EXPECT_LISTED(test, order, ...) do { \
	static const long want[] = { __VA_ARGS__ }; \
	unsigned int i; \
	KUNIT_ASSERT_EQ(test, listed(order, found), ARRAY_SIZE(want)); \
	for (i = 0; i < ARRAY_SIZE(want); i++) \
		KUNIT_EXPECT_EQ_MSG(test, found[i], want[i], "block %u", i); \
	KUNIT_EXPECT_EQ(test, world_pcp_broken(zone), 0); \
	KUNIT_EXPECT_EQ(test, world_broken(zone), 0); \
} while (0)

static long found[BLOCKS_MAX];

/* The page is on the list as if it had just been freed. */
static void put(unsigned long at, unsigned int order)
{
	world.base[at].flags = world_links(zone) | order << PAGE_ORDER_SHIFT;
	pcp_give_hot(zone, world.base + at, world.base[at].flags, order);
}

/* ---- take ------------------------------------------------------------------ */

/*
 * zone [8 9] [16 17] [24 25]	two of three: as they hang, first ones first;
 * the third is still the zone's.
 */
static void chain_is_cut_off(struct kunit *test)
{
	give(24, 1);
	give(16, 1);
	give(8, 1);
	fill(1, 2);
	EXPECT_LISTED(test, 1, 8, 16);
	KUNIT_EXPECT_EQ(test, pcp->count, 4);
	KUNIT_EXPECT_EQ(test, zone->nr_free, 2u);
	KUNIT_EXPECT_TRUE(test, is_block(24, 1));
	KUNIT_EXPECT_EQ(test, blocks(1), 1u);
	KUNIT_EXPECT_EQ(test, zone->order_mask[MOVABLE], 1u << 1);
	/* And the last one: the list is empty, and says so. */
	fill(1, 1);
	EXPECT_LISTED(test, 1, 8, 16, 24);
	KUNIT_EXPECT_EQ(test, zone->order_mask[MOVABLE], 0u);
}

/*
 * [0 .. 1023]	five of four pages from the front; what is left is in the
 * largest blocks that there are.
 */
static void run_of_a_larger_block(struct kunit *test)
{
	unsigned int order;

	give(0, MAX_PAGE_ORDER);
	fill(2, 5);
	EXPECT_LISTED(test, 2, 0, 4, 8, 12, 16);
	KUNIT_EXPECT_TRUE(test, is_block(20, 2));
	KUNIT_EXPECT_TRUE(test, is_block(24, 3));
	KUNIT_EXPECT_EQ(test, blocks(4), 0u);
	for (order = 5; order < MAX_PAGE_ORDER; order++)
		KUNIT_EXPECT_TRUE(test, is_block(1UL << order, order));
	KUNIT_EXPECT_EQ(test, zone->nr_free, MAX_ORDER_NR_PAGES - 20);
}

/* A block that is wanted to the last page leaves nothing. */
static void run_of_all_of_it(struct kunit *test)
{
	give(32, 4);
	fill(2, 4);
	EXPECT_LISTED(test, 2, 32, 36, 40, 44);
	KUNIT_EXPECT_EQ(test, zone->nr_free, 0u);
	KUNIT_EXPECT_EQ(test, zone->order_mask[MOVABLE], 0u);
}

/* Small ones first, then the next larger; and less than was asked for. */
static void as_many_as_there_are(struct kunit *test)
{
	give(64, 3);
	give(40, 0);
	give(16, 1);
	fill(1, 10);
	EXPECT_LISTED(test, 1, 16, 64, 66, 68, 70);
	KUNIT_EXPECT_EQ(test, pcp->count, 10);
	KUNIT_EXPECT_EQ(test, zone->nr_free, 1u);
	KUNIT_EXPECT_TRUE(test, is_block(40, 0));
	fill(1, 1);
	KUNIT_EXPECT_EQ(test, pcp->count, 10);
}

/* Another type's block: its pageblock changes sides, once. */
static void run_of_another_type(struct kunit *test)
{
	set_type(512, UNMOVABLE);
	give(512, 9);
	fill(0, 3);
	EXPECT_LISTED(test, 0, 512, 513, 514);
	KUNIT_EXPECT_EQ(test, type_at(512), MOVABLE);
	KUNIT_EXPECT_EQ(test, zone->nr_fallback, 1u);
	KUNIT_EXPECT_EQ(test, zone->order_mask[UNMOVABLE], 0u);
}

/* Free blocks in the same confusion for the same @seed. */
static void scatter(u64 seed)
{
	unsigned long at;

	pcp_drain_local(zone);
	zone = world_zone(ZONE_NORMAL, 0, WORLD_PAGES);
	pcp->high = 2 * WORLD_PAGES;
	for (at = 0; at < WORLD_PAGES; at += 16) {
		u64 dice = world_random(&seed);
		unsigned int order = dice >> 8 & 3;

		if (dice & 1)
			give(at + (dice >> 16 & 15 & ~((1u << order) - 1)),
			     order);
		else if (dice & 2)
			give(at, 4);
	}
}

/* For many zones: what is taken, in which order, and what is left. */
static void same_as_one_by_one(struct kunit *test)
{
	unsigned long left[NR_PAGE_ORDERS];
	static long single[BLOCKS_MAX];
	unsigned int order, i, k;
	u64 seed;

	for (seed = 1; seed <= 40; seed++) {
		unsigned int want = 1 + seed % BLOCKS_MAX;

		order = seed % NR_PCP_ORDERS;
		scatter(seed);
		for (i = 0; i < want; i++)
			single[i] = take(order, MOVABLE);
		for (k = 0; k < NR_PAGE_ORDERS; k++)
			left[k] = blocks(k);

		scatter(seed);
		fill(order, want);
		for (i = listed(order, found); i < want; i++)
			found[i] = -1;
		for (i = 0; i < want; i++)
			KUNIT_ASSERT_EQ(test, found[i], single[i]);
		for (k = 0; k < NR_PAGE_ORDERS; k++)
			KUNIT_ASSERT_EQ(test, blocks(k), left[k]);
		KUNIT_ASSERT_EQ(test, world_pcp_broken(zone), 0);
		KUNIT_ASSERT_EQ(test, world_broken(zone), 0);
	}
}

/* ---- give ------------------------------------------------------------------ */

/* Every frame of [@at, @at + @nr) is free and says nothing else. */
static void expect_plain(struct kunit *test, unsigned long at, unsigned long nr)
{
	for (; nr--; at++) {
		if (!PageBuddy(world.base + at))
			KUNIT_EXPECT_EQ_MSG(test, world.base[at].flags,
					    world_links(zone), "page %lu", at);
	}
}

/* 9 10 11 12 13	forwards: [9] [10 11] [12 13] */
static void run_forwards(struct kunit *test)
{
	unsigned long at;

	for (at = 9; at < 14; at++)
		put(at, 0);
	empty(0, 5);
	KUNIT_EXPECT_TRUE(test, is_block(9, 0));
	KUNIT_EXPECT_TRUE(test, is_block(10, 1));
	KUNIT_EXPECT_TRUE(test, is_block(12, 1));
	KUNIT_EXPECT_EQ(test, zone->nr_free, 5u);
	KUNIT_EXPECT_EQ(test, pcp->count, 0);
	expect_plain(test, 9, 5);
}

/* The same backwards, and in turns: 20 21 19 22 18 */
static void run_backwards_and_both(struct kunit *test)
{
	static const u8 turns[] = { 20, 21, 19, 22, 18 };
	unsigned long at;

	for (at = 13; at >= 9; at--)
		put(at, 0);
	for (at = 0; at < ARRAY_SIZE(turns); at++)
		put(turns[at], 0);
	empty(0, 10);
	KUNIT_EXPECT_TRUE(test, is_block(9, 0));
	KUNIT_EXPECT_TRUE(test, is_block(10, 1));
	KUNIT_EXPECT_TRUE(test, is_block(12, 1));
	KUNIT_EXPECT_TRUE(test, is_block(18, 1));
	KUNIT_EXPECT_TRUE(test, is_block(20, 1));
	KUNIT_EXPECT_TRUE(test, is_block(22, 0));
	KUNIT_EXPECT_EQ(test, zone->nr_free, 10u);
	expect_plain(test, 9, 14);
}

/* Pages between two blocks are not given along, forwards or backwards. */
static void run_ends_at_a_gap(struct kunit *test)
{
	put(8, 1);
	put(12, 1);
	put(14, 1);
	put(36, 1);
	put(34, 1);
	put(30, 1);
	empty(1, 12);
	KUNIT_EXPECT_TRUE(test, is_block(8, 1));
	KUNIT_EXPECT_TRUE(test, is_block(12, 2));
	KUNIT_EXPECT_TRUE(test, is_block(30, 1));
	KUNIT_EXPECT_TRUE(test, is_block(34, 1));
	KUNIT_EXPECT_TRUE(test, is_block(36, 1));
	KUNIT_EXPECT_EQ(test, zone->nr_free, 12u);
	KUNIT_EXPECT_FALSE(test, PageBuddy(world.base + 10));
}

/* What the zone has already joins with the run's ends. */
static void run_joins_what_is_there(struct kunit *test)
{
	give(0, 1);
	give(6, 1);
	put(2, 1);
	put(4, 1);
	empty(1, 4);
	KUNIT_EXPECT_TRUE(test, is_block(0, 3));
	KUNIT_EXPECT_EQ(test, zone->nr_free, 8u);
}

/* As many as shall go, from the cold end; at least a block. */
static void share_is_kept(struct kunit *test)
{
	unsigned long at;

	for (at = 0; at < 32; at += 4)
		put(at, 2);
	empty(2, 11);
	EXPECT_LISTED(test, 2, 28, 24, 20, 16, 12, 8);
	KUNIT_EXPECT_EQ(test, pcp->count, 24);
	empty(2, 1);
	EXPECT_LISTED(test, 2, 28, 24, 20, 16, 12);
	KUNIT_EXPECT_EQ(test, zone->nr_free, 12u);
}

/*
 * [pageblock 0 | pageblock 1]	two types, one run: buddy.c makes one type of
 * them when they meet (I5), so they must not come as one block.
 */
static void run_over_two_pageblocks(struct kunit *test)
{
	unsigned long at;

	for (at = 0; at < MAX_ORDER_NR_PAGES; at += 16)
		put(at, 4);
	set_type(512, UNMOVABLE);
	empty(4, MAX_ORDER_NR_PAGES);
	KUNIT_EXPECT_EQ(test, pcp->count, 0);
	KUNIT_EXPECT_TRUE(test, is_block(0, MAX_PAGE_ORDER));
	KUNIT_EXPECT_EQ(test, type_at(0), type_at(512));
	KUNIT_EXPECT_EQ(test, world_broken(zone), 0);
}

/*
 * lists of 2, 20 and 20 pages, 21 too many: a third each, but the short one
 * has only two, and the next ones give for it.
 */
static void short_list_gives_what_it_has(struct kunit *test)
{
	unsigned long at;

	for (at = 0; at < 2; at++)
		put(2 * at, 0);
	for (at = 0; at < 10; at++)
		put(64 + 4 * at, 1);
	for (at = 0; at < 5; at++)
		put(128 + 8 * at, 2);
	KUNIT_ASSERT_EQ(test, pcp->count, 42);
	pcp->high = 21;
	pcp->batch = 0;
	pcp_trim(zone);
	pcp->high = 2 * WORLD_PAGES;
	KUNIT_EXPECT_EQ(test, listed(0, found), 0u);
	KUNIT_EXPECT_GE(test, listed(1, found), 3u);
	KUNIT_EXPECT_GE(test, listed(2, found), 1u);
	KUNIT_EXPECT_LE(test, pcp->count, 21);
	KUNIT_EXPECT_EQ(test, zone->nr_free + pcp->count, 42u);
}

static struct kunit_case pcp_batch_cases[] = {
	KUNIT_CASE(chain_is_cut_off),
	KUNIT_CASE(run_of_a_larger_block),
	KUNIT_CASE(run_of_all_of_it),
	KUNIT_CASE(as_many_as_there_are),
	KUNIT_CASE(run_of_another_type),
	KUNIT_CASE(same_as_one_by_one),
	KUNIT_CASE(run_forwards),
	KUNIT_CASE(run_backwards_and_both),
	KUNIT_CASE(run_ends_at_a_gap),
	KUNIT_CASE(run_joins_what_is_there),
	KUNIT_CASE(share_is_kept),
	KUNIT_CASE(run_over_two_pageblocks),
	KUNIT_CASE(short_list_gives_what_it_has),
	{}
};

static struct kunit_suite pcp_batch_suite = {
	.name = "pcp_batch",
	.init = pcp_batch_init,
	.exit = pcp_batch_exit,
	.test_cases = pcp_batch_cases,
};
kunit_test_suite(pcp_batch_suite);
