// SPDX-License-Identifier: MIT
/*
 * compact_ask_test.c - for whom pages are moved, and when it is worth it
 *
 * In a zone of four pageblocks (compact_fixture.h), half of it free and no two
 * frames of that side by side.
 */
#include <linux/kswapd.h>
#include <linux/kthread.h>
#include <linux/sched/mm.h>

#include "../mm/vmscan.h"
#include "compact_fixture.h"

/* ---- is it worth it --------------------------------------------------------- */

/* Half of a block more than the mark is not enough, and reserves count. */
static void suitable(struct kunit *test)
{
	populate(test, every_other);
	zone->_watermark[WMARK_MIN] = 100;
	zone->_watermark[WMARK_LOW] = 200;
	KUNIT_EXPECT_TRUE(test, compaction_suitable(zone, 8, ZONE_NORMAL));
	zone->_watermark[WMARK_LOW] = 512;
	KUNIT_EXPECT_TRUE(test, compaction_suitable(zone, 8, ZONE_NORMAL));
	zone->_watermark[WMARK_LOW] = 513;
	KUNIT_EXPECT_FALSE(test, compaction_suitable(zone, 8, ZONE_NORMAL));
	KUNIT_EXPECT_TRUE(test, compaction_suitable(zone, 3, ZONE_NORMAL));
	KUNIT_EXPECT_FALSE(test, compaction_suitable(zone, 10, ZONE_NORMAL));
	zone->lowmem_reserve[ZONE_HIGHMEM] = 1000;
	KUNIT_EXPECT_FALSE(test, compaction_suitable(zone, 3, ZONE_HIGHMEM));
}

/* After failures 1, 3, 7 .. 63 attempts are skipped; smaller orders none. */
static void deferral(struct kunit *test)
{
	unsigned int round, skipped;

	KUNIT_EXPECT_FALSE(test, compaction_deferred(zone, 4));
	compaction_defer_reset(zone, 5);
	for (round = 1; round <= COMPACT_MAX_DEFER_SHIFT + 1; round++) {
		defer_compaction(zone, 4);
		KUNIT_EXPECT_FALSE(test, compaction_deferred(zone, 3));
		for (skipped = 0; compaction_deferred(zone, 4); skipped++)
			KUNIT_ASSERT_LT(test, skipped, 100u);
		KUNIT_EXPECT_EQ(test, skipped, (1u << min(round, 6u)) - 1);
	}
	KUNIT_EXPECT_EQ(test, compaction_broken(zone), 0);
	compaction_defer_reset(zone, 4);
	KUNIT_EXPECT_FALSE(test, compaction_deferred(zone, 4));
}

/* ---- who asks --------------------------------------------------------------- */

static unsigned int reclaims;

static void nobody_to_wake(struct zone *z, gfp_t gfp, unsigned int order)
{
}

static unsigned long count_reclaim(gfp_t gfp, unsigned int order, int nid)
{
	reclaims++;
	return 0;
}

static const struct reclaim_ops counting = {
	.wake_kswapd = nobody_to_wake,
	.direct_reclaim = count_reclaim,
};

/* From the world alone, where nothing can be reclaimed. */
static struct page *ask(gfp_t gfp, unsigned int order)
{
	const struct reclaim_ops *ops = reclaim_ops;
	struct pglist_data *node = NODE_DATA(world.nid);
	struct page *page;

	node->node_zonelists[ZONE_NORMAL][0] = zone;
	node->node_zonelists[ZONE_NORMAL][1] = NULL;
	reclaim_ops = &counting;
	page = alloc_pages_node(world.nid, gfp | __GFP_THISNODE | __GFP_NOWARN,
				order);
	reclaim_ops = ops;
	return page;
}

/* Half of the zone is free, in single pages; who may sleep gets 2 MiB. */
static void a_caller_gets_his_block(struct kunit *test)
{
	unsigned long nr = populate(test, every_other);
	unsigned long stalls = event(COMPACTSTALL);
	unsigned int order;

	for (order = 1; order <= pageblock_order; order++) {
		struct page *page = ask(GFP_KERNEL, order);

		KUNIT_EXPECT_GE(test, world_at(page), 0L);
		if (page)
			__free_pages(page, order);
		drain_all_pages(zone);
		expect_intact(test, nr);
	}
	KUNIT_EXPECT_GT(test, event(COMPACTSTALL), stalls);
	KUNIT_EXPECT_GT(test, event(COMPACTSUCCESS), 0UL);
}

/* A large block is made before anything is reclaimed for it, a small after. */
static void large_blocks_spare_reclaim(struct kunit *test)
{
	struct page *page;

	populate(test, every_other);
	reclaims = 0;
	page = ask(GFP_KERNEL, PAGE_ALLOC_COSTLY_ORDER + 1);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, reclaims, 0u);
	__free_pages(page, PAGE_ALLOC_COSTLY_ORDER + 1);
	/* Whatever was left over in blocks is gone. */
	drain_all_pages(zone);
	while (largest_free() > 0)
		world_take(zone, largest_free(), MIGRATE_MOVABLE);
	reclaims = 0;
	page = ask(GFP_KERNEL, PAGE_ALLOC_COSTLY_ORDER);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, reclaims, 1u);
	__free_pages(page, PAGE_ALLOC_COSTLY_ORDER);
}

/* Nothing is moved for who may not sleep, start I/O, or reclaims himself. */
static void not_for_everyone(struct kunit *test)
{
	unsigned long moved = event(PGMIGRATE_SUCCESS);
	unsigned int noreclaim;

	populate(test, every_other);
	KUNIT_EXPECT_NULL(test, ask(GFP_ATOMIC, 3));
	KUNIT_EXPECT_NULL(test, ask(GFP_NOWAIT, 3));
	KUNIT_EXPECT_NULL(test, ask(GFP_NOIO, 3));
	noreclaim = memalloc_noreclaim_save();
	KUNIT_EXPECT_NULL(test, ask(GFP_KERNEL, 3));
	memalloc_noreclaim_restore(noreclaim);
	KUNIT_EXPECT_EQ(test, event(PGMIGRATE_SUCCESS), moved);
	/* Nor for a single page, of which there are enough. */
	zone->_watermark[WMARK_MIN] = zone->_watermark[WMARK_LOW] = 2000;
	KUNIT_EXPECT_NULL(test, ask(GFP_KERNEL, 0));
	/* Too little is free for a block and what is on the way. */
	KUNIT_EXPECT_NULL(test, ask(GFP_KERNEL, 3));
	KUNIT_EXPECT_EQ(test, event(PGMIGRATE_SUCCESS), moved);
}

/* kswapd's way: a zone that has a block is left alone, one without gets it. */
static void for_kswapd(struct kunit *test)
{
	struct pglist_data *node = NODE_DATA(world.nid);
	unsigned long nr = populate(test, every_other), moved;

	KUNIT_EXPECT_EQ(test, compact_pgdat(node, 4, ZONE_HIGHMEM),
			COMPACT_SUCCESS);
	KUNIT_EXPECT_GE(test, largest_free(), 4);
	moved = event(PGMIGRATE_SUCCESS);
	KUNIT_EXPECT_EQ(test, compact_pgdat(node, 4, ZONE_HIGHMEM),
			COMPACT_SUCCESS);
	KUNIT_EXPECT_EQ(test, event(PGMIGRATE_SUCCESS), moved);
	KUNIT_EXPECT_EQ(test, compact_pgdat(node, 9, ZONE_DMA),
			COMPACT_SKIPPED);
	expect_intact(test, nr);
}

/* What is still cached has its data; the rest was dropped to make room. */
static void expect_right_if_there(struct kunit *test, unsigned long nr)
{
	unsigned long index, wrong = 0;

	for (index = 0; index < nr; index++) {
		struct page *page = cached(index);

		if (!page)
			continue;
		wrong += !has(page, index) || page_ref_count(page) != 2;
		put_page(page);
	}
	KUNIT_EXPECT_EQ(test, wrong, 0UL);
}

/* By age, pages are no longer as they are by place. @nr: a power of two */
static void shuffle_ages(unsigned long nr)
{
	unsigned long i;

	for (i = 0; i < nr; i++) {
		struct page *page = cached(i * 421 % nr);

		if (isolate_lru_page(page))
			putback_lru_page(page);
		put_page(page);
	}
}

/*
 * A request for a block wakes the node's kswapd, which frees as much as the
 * marks ask for, and then moves what is in the way.
 */
static void kswapd_does_both(struct kunit *test)
{
	struct pglist_data *node = NODE_DATA(world.nid);
	unsigned long nr = populate(test, every_other), lists = nr;
	struct task_struct *task;

	shuffle_ages(nr);
	zone->_watermark[WMARK_MIN] = 100;
	zone->_watermark[WMARK_LOW] = 200;
	/* More than twice the block above low: it can be made. */
	zone->_watermark[WMARK_HIGH] = 1300;
	task = kthread_create_on_node(kswapd_thread, node, 0, "kswapd-test");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	get_task_struct(task);
	kswapd_attach(world.nid, task);
	wake_up_process(task);
	kswapd_settle();
	node->node_zonelists[ZONE_NORMAL][0] = zone;
	wakeup_kswapd(zone, GFP_KERNEL | __GFP_THISNODE, pageblock_order);
	kswapd_settle();
	kswapd_stop(world.nid);
	drain_all_pages(zone);
	KUNIT_EXPECT_GE(test, zone_free(), 1300UL);
	KUNIT_EXPECT_LT(test, mapping.i_pages.nr, lists);
	KUNIT_EXPECT_GE(test, largest_free(), pageblock_order);
	expect_right_if_there(test, nr);
}

/*
 * A zone where nothing can be moved is not gone through each time: of 40
 * attempts (two for each request) the 1st, 3rd, 7th, 15th and 31st do it.
 */
static void failures_are_remembered(struct kunit *test)
{
	unsigned long nr = populate(test, every_other), index, scanned;
	unsigned int i;

	for (index = 0; index < nr; index++)
		cached(index);
	scanned = event(COMPACTMIGRATE_SCANNED);
	for (i = 0; i < 20; i++)
		KUNIT_EXPECT_NULL(test, ask(GFP_KERNEL, 5));
	KUNIT_EXPECT_LE(test, event(COMPACTMIGRATE_SCANNED),
			scanned + 6 * WORLD_PAGES);
	for (index = 0; index < nr; index++) {
		struct page *page = cached(index);

		put_page(page);
		put_page(page);
	}
	expect_intact(test, nr);
}

static struct kunit_case compact_ask_cases[] = {
	KUNIT_CASE(suitable),
	KUNIT_CASE(deferral),
	KUNIT_CASE(a_caller_gets_his_block),
	KUNIT_CASE(large_blocks_spare_reclaim),
	KUNIT_CASE(not_for_everyone),
	KUNIT_CASE(for_kswapd),
	KUNIT_CASE(kswapd_does_both),
	KUNIT_CASE(failures_are_remembered),
	{}
};

static struct kunit_suite compact_ask_suite = {
	.name = "page_compaction_asked",
	.init = compact_begin,
	.exit = compact_end,
	.test_cases = compact_ask_cases,
};
kunit_test_suite(compact_ask_suite);
