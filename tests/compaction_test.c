// SPDX-License-Identifier: MIT
/*
 * compaction_test.c - large blocks can be had again, and no data is lost
 *
 * In a zone of four pageblocks (compact_fixture.h). After each case the zone,
 * the mapping and the lists are whole, and every page is where it belongs.
 */
#include "../mm/compact.h"
#include "compact_fixture.h"

static bool one_a_pageblock(unsigned long at)
{
	return at % pageblock_nr_pages == 200;
}

static bool all(unsigned long at)
{
	return true;
}

/* No two neighbours are free: whatever a random walk may leave. */
static bool hostile(unsigned long at)
{
	return every_other(at) || (at * 2654435761UL >> 7 & 3) == 0;
}

/* Pages given out of the zone, ever, less those that came back. */
static long net_given(void)
{
	unsigned int cpu, order;
	long pages = 0;

	for_each_possible_cpu(cpu) {
		struct per_cpu_pages *pcp =
			per_cpu_ptr(zone->per_cpu_pageset, cpu);

		pages += pcp->nr_alloc - pcp->nr_free;
	}
	for (order = 0; order < NR_PAGE_ORDERS; order++)
		pages += (zone->nr_large_alloc[order] -
			  zone->nr_large_free[order]) << order;
	return pages;
}

/* ---- the whole -------------------------------------------------------------- */

/*
 *	[ .#.#.#. | .#.#.#. | .#.#.#. | .#.#.#. ]	half free, in singles
 *	[ ....... | ....... | ####### | ####### ]	a block of 4 MiB
 */
static void halves_come_together(struct kunit *test)
{
	unsigned long nr = populate(test, every_other);
	unsigned long moved = event(PGMIGRATE_SUCCESS);
	long given = net_given();

	KUNIT_ASSERT_EQ(test, nr, WORLD_PAGES / 2);
	KUNIT_EXPECT_EQ(test, largest_free(), 0);
	KUNIT_EXPECT_EQ(test, compact_zone(zone, MAX_PAGE_ORDER,
					   MIGRATE_ASYNC), COMPACT_SUCCESS);
	KUNIT_EXPECT_EQ(test, largest_free(), MAX_PAGE_ORDER);
	KUNIT_EXPECT_EQ(test, zone_free(), WORLD_PAGES - nr);
	KUNIT_EXPECT_GE(test, event(PGMIGRATE_SUCCESS), moved + nr / 2);
	KUNIT_EXPECT_EQ(test, net_given(), given);
	expect_intact(test, nr);
}

/*
 * Small blocks are made, too, and no more is moved than they need; also where
 * CPU lists are long enough to keep all that is freed.
 */
static void stops_when_there_is_one(struct kunit *test)
{
	unsigned long nr = populate(test, every_other), moved, before;
	unsigned int cpu;
	int order;

	for_each_possible_cpu(cpu)
		per_cpu_ptr(zone->per_cpu_pageset, cpu)->high = WORLD_PAGES;
	for (order = 1; order <= MAX_PAGE_ORDER; order++) {
		before = event(PGMIGRATE_SUCCESS);
		KUNIT_EXPECT_EQ(test, compact_zone(zone, order, MIGRATE_ASYNC),
				COMPACT_SUCCESS);
		moved = event(PGMIGRATE_SUCCESS) - before;
		KUNIT_EXPECT_GE(test, largest_free(), order);
		KUNIT_EXPECT_LE(test, moved, (1UL << order) +
				COMPACT_CLUSTER);
	}
	expect_intact(test, nr);
}

/* Of any mix: as if all pages had been pushed to one end. */
static void hostile_mix(struct kunit *test)
{
	unsigned long nr = populate(test, hostile);
	unsigned long free = WORLD_PAGES - nr;

	KUNIT_EXPECT_GT(test, free, 2 * pageblock_nr_pages / 2);
	KUNIT_EXPECT_EQ(test, compact_zone(zone, COMPACT_ALL_ORDERS,
					   MIGRATE_SYNC), COMPACT_COMPLETE);
	KUNIT_EXPECT_GE(test, largest_free(), pageblock_order);
	KUNIT_EXPECT_EQ(test, zone_free(), free);
	expect_intact(test, nr);
	/* Nothing is in the way: a second run moves nothing. */
	nr = event(PGMIGRATE_SUCCESS);
	compact_zone(zone, pageblock_order, MIGRATE_ASYNC);
	KUNIT_EXPECT_EQ(test, event(PGMIGRATE_SUCCESS), nr);
}

/* Dirty, active and used pages stay what they are, and are counted so. */
static void flags_go_along(struct kunit *test)
{
	struct pglist_data *node = NODE_DATA(world.nid);
	unsigned long nr = populate(test, every_other);
	struct page *page, *was[3];
	unsigned long i;

	for (i = 0; i < 3; i++) {
		was[i] = cached(i);
		lock_page(was[i]);
		if (i == 0)
			set_page_dirty(was[i]);
		else if (i == 1)
			activate_page(was[i]);
		else
			SetPageReferenced(was[i]);
		unlock_page(was[i]);
		put_page(was[i]);
	}
	compact_zone(zone, COMPACT_ALL_ORDERS, MIGRATE_SYNC);
	for (i = 0; i < 3; i++) {
		page = cached(i);
		KUNIT_EXPECT_TRUE(test, page != was[i]);
		KUNIT_EXPECT_EQ(test, PageDirty(page), i == 0);
		KUNIT_EXPECT_EQ(test, PageActive(page), i == 1);
		KUNIT_EXPECT_EQ(test, PageReferenced(page), i == 2);
		put_page(page);
	}
	KUNIT_EXPECT_EQ(test, node_page_state(node, NR_FILE_DIRTY), 1UL);
	KUNIT_EXPECT_EQ(test, node_page_state(node, NR_FILE_PAGES), nr);
	KUNIT_EXPECT_EQ(test, node_page_state(node, NR_ACTIVE_FILE), 1UL);
	page = cached(0);
	lock_page(page);
	cancel_dirty_page(page);
	unlock_page(page);
	put_page(page);
	expect_intact(test, nr);
}

/* No room: nothing moves, nothing is lost, and the scanners end. */
static void full_zone(struct kunit *test)
{
	unsigned long nr = populate(test, all);

	KUNIT_EXPECT_EQ(test, compact_zone(zone, 1, MIGRATE_ASYNC),
			COMPACT_COMPLETE);
	KUNIT_EXPECT_EQ(test, zone_free(), 0UL);
	expect_intact(test, nr);
}

/* All free: there is nothing to do, and blocks are not cut for it. */
static void empty_zone(struct kunit *test)
{
	unsigned long at;

	for (at = 0; at < WORLD_PAGES; at++)
		world_give(zone, at, 0);
	KUNIT_EXPECT_EQ(test, compact_zone(zone, COMPACT_ALL_ORDERS,
					   MIGRATE_SYNC), COMPACT_COMPLETE);
	KUNIT_EXPECT_EQ(test, zone->free_area[MAX_PAGE_ORDER].nr_free, 2UL);
}

static bool three_of_four(unsigned long at)
{
	return at & 1 && at < 3 * pageblock_nr_pages;
}

/*
 *	[ .#.#.#. | .#.#.#. | .#.#.#. | ....... ]
 *	[ ....... | .....## | ####### | ....... ]	not cut to be filled
 */
static void large_blocks_are_not_cut(struct kunit *test)
{
	unsigned long nr = populate(test, three_of_four);
	struct page *last = world.base + 3 * pageblock_nr_pages;

	compact_zone(zone, COMPACT_ALL_ORDERS, MIGRATE_SYNC);
	KUNIT_EXPECT_TRUE(test, PageBuddy(last));
	KUNIT_EXPECT_EQ(test, page_order(last), (unsigned int)pageblock_order);
	KUNIT_EXPECT_EQ(test, largest_free(), pageblock_order);
	expect_intact(test, nr);
}

/* Pages that are nobody's to move are left alone; their pageblock as well. */
static void others_pages_stay(struct kunit *test)
{
	struct page *mine;
	unsigned long nr;

	nr = populate(test, one_a_pageblock);
	mine = world_take(zone, 3, MIGRATE_MOVABLE);
	KUNIT_ASSERT_NOT_NULL(test, mine);
	set_page_count(mine, 1);
	compact_zone(zone, COMPACT_ALL_ORDERS, MIGRATE_SYNC);
	KUNIT_EXPECT_EQ(test, page_ref_count(mine), 1);
	KUNIT_EXPECT_EQ(test, page_order(mine), 3u);
	expect_intact(test, nr);
	__free_pages(mine, 3);
}

/*
 *	[ .#.#.#. | .#.#.#. | ####### | ..x.... ]	x: never to be moved
 *
 * Pages that move do not go where pages lie that never will.
 */
static void unmovable_pageblocks_are_no_target(struct kunit *test)
{
	unsigned long at, nr = 0;
	struct page *x;

	set_pageblock_type(zone, world.base + 1536, MIGRATE_UNMOVABLE);
	for (at = 0; at < WORLD_PAGES; at++) {
		if (at < 1024 ? at & 1 : at < 1536)
			cache_at(test, at, nr++);
		else
			world_give(zone, at, 0);
	}
	x = world_take(zone, 0, MIGRATE_UNMOVABLE);
	compact_zone(zone, COMPACT_ALL_ORDERS, MIGRATE_SYNC);
	KUNIT_EXPECT_EQ(test, zone->order_mask[MIGRATE_UNMOVABLE],
			(1u << pageblock_order) - 1);
	KUNIT_EXPECT_EQ(test, zone->order_mask[MIGRATE_MOVABLE],
			1u << pageblock_order);
	expect_intact(test, nr);
	world_give(zone, world_at(x), 0);
}

/* ---- others ----------------------------------------------------------------- */

/* Who finds another at it lets him work. */
static void one_at_a_time(struct kunit *test)
{
	populate(test, one_of_eight);
	atomic_set(&zone->compacting, 1);
	KUNIT_EXPECT_EQ(test, compact_zone(zone, 5, MIGRATE_ASYNC),
			COMPACT_CONTENDED);
	atomic_set(&zone->compacting, 0);
}

/* ---- the machine ------------------------------------------------------------ */

#define MACHINE_PAGES	256

/* Page @index of the mapping, of the machine's memory; dropped if odd. */
static void cache_any(struct kunit *test, unsigned long index)
{
	struct page *page = find_or_create_page(&mapping, index,
						mapping_gfp_mask(&mapping));

	KUNIT_ASSERT_NOT_NULL(test, page);
	fill(page, index);
	SetPageUptodate(page);
	unlock_page(page);
	put_page(page);
}

static void drop(unsigned long index)
{
	struct page *page = cached(index);

	lock_page(page);
	delete_from_page_cache(page);
	unlock_page(page);
	put_page(page);
}

/*
 * All of the machine's memory, with every other cached page gone: what is
 * left is right, wherever it is, and all that is counted adds up.
 */
static void the_machine(struct kunit *test)
{
	unsigned long scanned = event(COMPACTMIGRATE_SCANNED), index;

	for (index = 0; index < MACHINE_PAGES; index++)
		cache_any(test, index);
	for (index = 1; index < MACHINE_PAGES; index += 2)
		drop(index);
	compact_nodes();
	KUNIT_EXPECT_GT(test, event(COMPACTMIGRATE_SCANNED), scanned);
	for (index = 0; index < MACHINE_PAGES; index += 2) {
		struct page *page = cached(index);

		KUNIT_EXPECT_TRUE(test, page && has(page, index));
		if (page)
			put_page(page);
	}
	page_alloc_check();
	compaction_check();
	/* The world's pages were not given out by anybody who counts. */
	world_nodes(0);
	vmstat_check();
	world_nodes(1);
}

/* ---- check ------------------------------------------------------------------ */

/* O1: a place outside of the zone; the scanners past each other. */
static void sees_o1(struct kunit *test)
{
	zone->compact_migrate_pfn = zone->zone_start_pfn;
	zone->compact_free_pfn = zone->zone_start_pfn + 1024;
	KUNIT_EXPECT_EQ(test, compaction_broken(zone), 0);
	zone->compact_migrate_pfn += 1024;
	zone->compact_free_pfn -= 512;
	KUNIT_EXPECT_EQ(test, compaction_broken(zone), 1);
	zone->compact_migrate_pfn = zone->zone_start_pfn - 1;
	KUNIT_EXPECT_EQ(test, compaction_broken(zone), 1);
	zone->compact_migrate_pfn = zone->compact_free_pfn = 0;
}

/* O2: more attempts are skipped than ever should be. */
static void sees_o2(struct kunit *test)
{
	zone->compact_defer_shift = COMPACT_MAX_DEFER_SHIFT + 1;
	KUNIT_EXPECT_EQ(test, compaction_broken(zone), 2);
	zone->compact_defer_shift = 0;
}

static struct kunit_case compaction_cases[] = {
	KUNIT_CASE(halves_come_together),
	KUNIT_CASE(stops_when_there_is_one),
	KUNIT_CASE(hostile_mix),
	KUNIT_CASE(flags_go_along),
	KUNIT_CASE(full_zone),
	KUNIT_CASE(empty_zone),
	KUNIT_CASE(large_blocks_are_not_cut),
	KUNIT_CASE(others_pages_stay),
	KUNIT_CASE(unmovable_pageblocks_are_no_target),
	KUNIT_CASE(one_at_a_time),
	KUNIT_CASE(the_machine),
	KUNIT_CASE(sees_o1),
	KUNIT_CASE(sees_o2),
	{}
};

static struct kunit_suite compaction_suite = {
	.name = "page_compaction",
	.init = compact_begin,
	.exit = compact_end,
	.test_cases = compaction_cases,
};
kunit_test_suite(compaction_suite);
