// SPDX-License-Identifier: MIT
/*
 * pcp_test.c - one CPU's lists in front of one zone, on borrowed frames
 *
 * The zone has one free block of 1024 pages (page_world.h) and empty CPU
 * lists with small numbers: batch 4, high 24, so that a case can count.
 */
#include <asm/irqflags.h>
#include <linux/smp.h>

#include "page_world.h"
#include "../mm/pcp.h"

#define MOVABLE		MIGRATE_MOVABLE
#define UNMOVABLE	MIGRATE_UNMOVABLE

#define BATCH		4
#define HIGH		24

static struct zone *zone;
static struct per_cpu_pages *pcp;

static int pcp_test_init(struct kunit *test)
{
	world_begin(test);
	zone = world_zone(ZONE_NORMAL, 0, MAX_ORDER_NR_PAGES);
	world_give(zone, 0, MAX_PAGE_ORDER);
	pcp = this_cpu_ptr(zone->per_cpu_pageset);
	pcp->batch = BATCH;
	pcp->high = HIGH;
	return 0;
}

static void pcp_test_exit(struct kunit *test)
{
	if (world.base) {
		KUNIT_EXPECT_EQ(test, world_pcp_broken(zone), 0);
		KUNIT_EXPECT_EQ(test, world_broken(zone), 0);
	}
	world_end();
}

static long take(unsigned int order, int type, gfp_t gfp)
{
	return world_at(pcp_take(zone, order, type, gfp));
}

static void give_page(struct page *page, unsigned int order)
{
	if (pcp_give_hot(zone, page, page->flags, order))
		pcp_trim(zone);
}

static void give(unsigned long at)
{
	give_page(world.base + at, 0);
}

/* Pages 0 .. @nr - 1 are nobody's; 0 was taken first. */
static void take_singles(struct kunit *test, unsigned long nr)
{
	unsigned long at;

	for (at = 0; at < nr; at++)
		KUNIT_ASSERT_EQ(test, take(0, MOVABLE, 0), (long)at);
	/* The rest of the last batch. */
	pcp_drain_local(zone);
}

/* An empty list gets a batch from the zone, and no more. */
static void refills_by_the_batch(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, take(0, MOVABLE, 0), 0);
	KUNIT_EXPECT_EQ(test, pcp->count, BATCH - 1);
	KUNIT_EXPECT_EQ(test, zone->nr_free, MAX_ORDER_NR_PAGES - BATCH);
	KUNIT_EXPECT_EQ(test, take(0, MOVABLE, 0), 1);
	KUNIT_EXPECT_EQ(test, take(0, MOVABLE, 0), 2);
	KUNIT_EXPECT_EQ(test, take(0, MOVABLE, 0), 3);
	KUNIT_EXPECT_EQ(test, zone->nr_free, MAX_ORDER_NR_PAGES - BATCH);
	KUNIT_EXPECT_EQ(test, take(0, MOVABLE, 0), 4);
	KUNIT_EXPECT_EQ(test, zone->nr_free, MAX_ORDER_NR_PAGES - 2 * BATCH);
	KUNIT_EXPECT_EQ(test, pcp->nr_alloc, 5u);
}

/* A batch is counted in pages: 2 pairs, 1 four, and at least one block. */
static void refill_counts_pages(struct kunit *test)
{
	static const int left[NR_PCP_ORDERS] = { 3, 2, 0, 0, 0 };
	unsigned int order;

	for (order = 0; order < NR_PCP_ORDERS; order++) {
		struct page *page = pcp_take(zone, order, MOVABLE, 0);

		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_EQ(test, page_order(page), order);
		KUNIT_EXPECT_EQ(test, pcp->count, left[order]);
		give_page(page, order);
		KUNIT_EXPECT_EQ(test, pcp->count, left[order] + (1 << order));
		KUNIT_EXPECT_EQ(test, world_pcp_broken(zone), 0);
		pcp_drain_local(zone);
	}
}

/*
 * hot [2 1 0] cold	freed last, given out first; __GFP_COLD asks for
 * the other end.
 */
static void hot_end_and_cold_end(struct kunit *test)
{
	take_singles(test, 3);
	give(0);
	give(1);
	give(2);
	KUNIT_EXPECT_EQ(test, take(0, MOVABLE, 0), 2);
	KUNIT_EXPECT_EQ(test, take(0, MOVABLE, __GFP_COLD), 0);
	KUNIT_EXPECT_EQ(test, take(0, MOVABLE, 0), 1);
	KUNIT_EXPECT_EQ(test, pcp->nr_free, 3u);
}

/* A page freed cold goes behind those that were there before. */
static void cold_pages_wait(struct kunit *test)
{
	take_singles(test, 3);
	give(0);
	give(1);
	pcp_give_cold(zone, world.base + 2);
	KUNIT_EXPECT_EQ(test, take(0, MOVABLE, 0), 1);
	KUNIT_EXPECT_EQ(test, take(0, MOVABLE, 0), 0);
	KUNIT_EXPECT_EQ(test, take(0, MOVABLE, 0), 2);
}

/* On the list: PG_pcp, no reference. Off it: the flag is gone. */
static void marks_what_it_holds(struct kunit *test)
{
	take_singles(test, 1);
	KUNIT_EXPECT_FALSE(test, PagePcp(world.base));
	give(0);
	KUNIT_EXPECT_TRUE(test, PagePcp(world.base));
	KUNIT_EXPECT_EQ(test, page_ref_count(world.base), 0);
	KUNIT_EXPECT_EQ(test, take(0, MOVABLE, 0), 0);
	KUNIT_EXPECT_EQ(test, world.base->flags, world_links(zone));
}

/*
 * 25 pages are one too many: down to high - batch, from the cold end, which
 * is what was freed first.
 */
static void flushes_above_high(struct kunit *test)
{
	unsigned long at;

	take_singles(test, HIGH + 1);
	for (at = 0; at < HIGH; at++)
		give(at);
	KUNIT_EXPECT_EQ(test, pcp->count, HIGH);
	give(HIGH);
	KUNIT_EXPECT_EQ(test, pcp->count, HIGH - BATCH);
	for (at = 0; at <= HIGH; at++)
		KUNIT_EXPECT_EQ_MSG(test, PagePcp(world.base + at), at > BATCH,
				    "page %lu", at);
	KUNIT_EXPECT_EQ(test, zone->nr_free + pcp->count, MAX_ORDER_NR_PAGES);
}

/* Pages freed cold count as well: high of them stay, one more is too many. */
static void cold_pages_flush_too(struct kunit *test)
{
	unsigned long at;

	take_singles(test, HIGH + 1);
	for (at = 0; at < HIGH; at++)
		pcp_give_cold(zone, world.base + at);
	KUNIT_EXPECT_EQ(test, pcp->count, HIGH);
	pcp_give_cold(zone, world.base + HIGH);
	KUNIT_EXPECT_EQ(test, pcp->count, HIGH - BATCH);
	/* The coldest went first: it came last. */
	KUNIT_EXPECT_TRUE(test, PagePcp(world.base));
	KUNIT_EXPECT_FALSE(test, PagePcp(world.base + HIGH));
}

/* A flush takes some from each list in turn, not one list bare. */
static void flush_is_fair(struct kunit *test)
{
	unsigned long at;

	pcp->batch = 16;
	pcp->high = 48;
	take_singles(test, 49);
	set_pageblock_type(zone, world.base, UNMOVABLE);
	for (at = 0; at < 24; at++)
		give(at);
	set_pageblock_type(zone, world.base, MOVABLE);
	for (; at < 49; at++)
		give(at);
	/* 17 too many: 8 of each, and one more of the first. */
	KUNIT_ASSERT_EQ(test, pcp->count, 32);
	for (at = 0; at < 49; at++)
		KUNIT_EXPECT_EQ_MSG(test, PagePcp(world.base + at),
				    at < 24 ? at >= 9 : at >= 32,
				    "page %lu", at);
	pcp_drain_local(zone);
}

/* All of it goes back, and the zone is in one piece again. */
static void drains(struct kunit *test)
{
	unsigned long at;

	take_singles(test, 8);
	for (at = 0; at < 8; at++)
		give(at);
	KUNIT_EXPECT_EQ(test, pcp->count, 8);
	pcp_drain_local(zone);
	KUNIT_EXPECT_EQ(test, pcp->count, 0);
	KUNIT_EXPECT_EQ(test, zone->free_area[MAX_PAGE_ORDER].nr_free, 1u);
	pcp_drain_local(zone);
	KUNIT_EXPECT_EQ(test, zone->nr_free, MAX_ORDER_NR_PAGES);
}

/* A page goes to its pageblock's list, and is given to that type only. */
static void types_are_apart(struct kunit *test)
{
	take_singles(test, 1);
	set_pageblock_type(zone, world.base, UNMOVABLE);
	give(0);
	set_pageblock_type(zone, world.base, MOVABLE);
	KUNIT_EXPECT_NE(test, take(0, MOVABLE, 0), 0);
	KUNIT_EXPECT_EQ(test, take(0, UNMOVABLE, 0), 0);
}

/* Nothing there: NULL, nothing counted. */
static void empty_zone(struct kunit *test)
{
	KUNIT_ASSERT_NOT_NULL(test, world_take(zone, MAX_PAGE_ORDER, MOVABLE));
	KUNIT_EXPECT_EQ(test, take(0, MOVABLE, 0), -1);
	KUNIT_EXPECT_EQ(test, take(3, UNMOVABLE, 0), -1);
	KUNIT_EXPECT_EQ(test, pcp->count, 0);
	KUNIT_EXPECT_EQ(test, pcp->nr_alloc, 0u);
}

/* 10 in one go: the hot ones first, then batches; not one slot more. */
static void bulk(struct kunit *test)
{
	struct page *array[11] = { NULL };
	unsigned long i;

	take_singles(test, 2);
	give(0);
	give(1);
	KUNIT_EXPECT_EQ(test, pcp_take_bulk(zone, MOVABLE, 10, array), 10u);
	KUNIT_EXPECT_EQ(test, world_at(array[0]), 1);
	KUNIT_EXPECT_EQ(test, world_at(array[1]), 0);
	for (i = 2; i < 10; i++)
		KUNIT_EXPECT_EQ(test, world_at(array[i]), (long)i);
	KUNIT_EXPECT_NULL(test, array[10]);
	KUNIT_EXPECT_EQ(test, pcp->nr_alloc, 12u);
	KUNIT_EXPECT_EQ(test, pcp->count, 0);
}

/* What is at hand is enough: the zone is not asked. */
static void bulk_of_what_is_at_hand(struct kunit *test)
{
	struct page *array[BATCH] = { NULL };

	KUNIT_ASSERT_EQ(test, take(0, MOVABLE, 0), 0);
	KUNIT_EXPECT_EQ(test, pcp_take_bulk(zone, MOVABLE, BATCH - 1, array),
			BATCH - 1ul);
	KUNIT_EXPECT_EQ(test, zone->nr_free, MAX_ORDER_NR_PAGES - BATCH);
	KUNIT_EXPECT_EQ(test, pcp->count, 0);
}

/* Fewer than asked for: what there is, and the count of it. */
static void bulk_falls_short(struct kunit *test)
{
	struct page *array[8] = { NULL };

	KUNIT_ASSERT_NOT_NULL(test, world_take(zone, MAX_PAGE_ORDER, MOVABLE));
	world_give(zone, 0, 2);
	world_give(zone, 8, 0);
	KUNIT_EXPECT_EQ(test, pcp_take_bulk(zone, MOVABLE, 8, array), 5u);
	KUNIT_EXPECT_NOT_NULL(test, array[4]);
	KUNIT_EXPECT_NULL(test, array[5]);
	KUNIT_EXPECT_EQ(test, pcp_take_bulk(zone, MOVABLE, 8, array + 5), 0u);
}

/*
 * batch: a 1024th of the zone, 1 .. 64; high: a 64th of the zone shared by
 * all CPUs, at least six batches, at most 4096.
 */
static void numbers_follow_the_zone(struct kunit *test)
{
	static const struct {
		unsigned long pages;
		int batch;
	} want[] = {
		{ 0, 1 }, { 1023, 1 }, { 2048, 2 }, { 63 * 1024, 63 },
		{ 65 * 1024, 64 }, { 1 << 24, 64 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(want); i++) {
		int share = want[i].pages / 64 / num_possible_cpus();

		zone->managed_pages = want[i].pages;
		pcp_init_zone(zone);
		KUNIT_EXPECT_EQ(test, pcp->batch, want[i].batch);
		KUNIT_EXPECT_EQ(test, pcp->high,
				min(max(share, 6 * want[i].batch), 4096));
	}
}

/* What other CPUs hold counts as free too. */
static void counts_every_cpu(struct kunit *test)
{
	int cpu;

	take(0, MOVABLE, 0);
	KUNIT_EXPECT_EQ(test, pcp_count(zone), BATCH - 1u);
	for_each_possible_cpu(cpu) {
		struct per_cpu_pages *other =
			per_cpu_ptr(zone->per_cpu_pageset, cpu);

		other->count += 100;
		KUNIT_EXPECT_EQ(test, pcp_count(zone), BATCH + 99u);
		other->count -= 100;
	}
}

/* C1: the count. */
static void sees_c1(struct kunit *test)
{
	take(0, MOVABLE, 0);
	pcp->count++;
	KUNIT_EXPECT_EQ(test, world_pcp_broken(zone), 1);
	pcp->count--;
}

/* C2: each thing that a page on a list must be. */
static void sees_c2(struct kunit *test)
{
	static const u32 wrong[] = {
		1u << PG_pcp, 1u << PAGE_ORDER_SHIFT,
		1u << PAGE_ZONE_SHIFT, 1u << PAGE_NODE_SHIFT,
	};
	unsigned int i;

	take_singles(test, 1);
	give(0);
	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		world.base->flags ^= wrong[i];
		KUNIT_EXPECT_EQ_MSG(test, world_pcp_broken(zone), 2, "flags ^ %#x",
				    wrong[i]);
		world.base->flags ^= wrong[i];
	}
	set_page_count(world.base, 1);
	KUNIT_EXPECT_EQ(test, world_pcp_broken(zone), 2);
	set_page_count(world.base, 0);
}

/* C3: more than high. */
static void sees_c3(struct kunit *test)
{
	unsigned long at;

	take_singles(test, 20);
	for (at = 0; at < 20; at++)
		give(at);
	pcp->high = 20;
	KUNIT_EXPECT_EQ(test, world_pcp_broken(zone), 0);
	pcp->high--;
	KUNIT_EXPECT_EQ(test, world_pcp_broken(zone), 3);
	pcp->high = HIGH;
}

/* C3 holds although each list is refilled in turn. */
static void refills_keep_below_high(struct kunit *test)
{
	unsigned long at;
	unsigned int order;
	int type;

	take_singles(test, HIGH);
	for (at = 0; at < HIGH; at++)
		give(at);
	for (order = 0; order < NR_PCP_ORDERS; order++) {
		for (type = 0; type < MIGRATE_TYPES; type++) {
			KUNIT_EXPECT_GE(test, take(order, type, 0), 0);
			KUNIT_EXPECT_EQ(test, world_pcp_broken(zone), 0);
		}
	}
}

/* A batch of one page and blocks of sixteen: the smallest zones have that. */
static void tiny_zone(struct kunit *test)
{
	unsigned int order, i;

	pcp->batch = 1;
	pcp->high = 6;
	for (i = 0; i < 40; i++) {
		struct page *page = pcp_take(zone, i % NR_PCP_ORDERS, MOVABLE, 0);

		KUNIT_ASSERT_NOT_NULL(test, page);
		order = page_order(page);
		KUNIT_EXPECT_EQ(test, order, i % NR_PCP_ORDERS);
		if (i % 7)
			give_page(page, order);
		KUNIT_ASSERT_EQ(test, world_pcp_broken(zone), 0);
		KUNIT_ASSERT_GE(test, pcp->count, 0);
	}
}

/* Thousands of operations of every kind; nothing is lost, nothing breaks. */
static void stays_sound(struct kunit *test)
{
	static struct page *held[256];
	unsigned long i, nr = 0, pages = 0;
	u64 seed = 8086;

	for (i = 0; i < 4000; i++) {
		u64 dice = world_random(&seed);
		unsigned int order = (dice & 0xff) % NR_PCP_ORDERS;

		if (nr < 64 || (nr < 100 && dice >> 40 & 1)) {
			held[nr] = pcp_take(zone, order, dice >> 8 & 1,
					    dice >> 9 & 1 ? __GFP_COLD : 0);
			pages += held[nr] ? 1UL << order : 0;
			nr += held[nr] ? 1 : 0;
		}
		if (nr && dice >> 41 & 1) {
			unsigned long which = (dice >> 16 & 0xffff) % nr;
			struct page *page = held[which];

			held[which] = held[--nr];
			pages -= 1UL << page_order(page);
			give_page(page, page_order(page));
		}
		if (!(dice >> 32 & 127))
			pcp_drain_local(zone);
		KUNIT_ASSERT_EQ(test, world_pcp_broken(zone), 0);
		KUNIT_ASSERT_EQ(test, zone->nr_free + pcp->count + pages,
				MAX_ORDER_NR_PAGES);
	}
	KUNIT_EXPECT_GT(test, nr, 32u);
}

static struct kunit_case pcp_cases[] = {
	KUNIT_CASE(refills_by_the_batch),
	KUNIT_CASE(refill_counts_pages),
	KUNIT_CASE(hot_end_and_cold_end),
	KUNIT_CASE(cold_pages_wait),
	KUNIT_CASE(marks_what_it_holds),
	KUNIT_CASE(flushes_above_high),
	KUNIT_CASE(cold_pages_flush_too),
	KUNIT_CASE(flush_is_fair),
	KUNIT_CASE(drains),
	KUNIT_CASE(types_are_apart),
	KUNIT_CASE(empty_zone),
	KUNIT_CASE(bulk),
	KUNIT_CASE(bulk_of_what_is_at_hand),
	KUNIT_CASE(bulk_falls_short),
	KUNIT_CASE(numbers_follow_the_zone),
	KUNIT_CASE(counts_every_cpu),
	KUNIT_CASE(sees_c1),
	KUNIT_CASE(sees_c2),
	KUNIT_CASE(sees_c3),
	KUNIT_CASE(refills_keep_below_high),
	KUNIT_CASE(tiny_zone),
	KUNIT_CASE(stays_sound),
	{}
};

static struct kunit_suite pcp_suite = {
	.name = "pcp",
	.init = pcp_test_init,
	.exit = pcp_test_exit,
	.test_cases = pcp_cases,
};
kunit_test_suite(pcp_suite);
