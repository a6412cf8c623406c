/* SPDX-License-Identifier: MIT */
/*
 * zone_wait_fixture.h - four zones (page_alloc_fixture.h), and tasks that wait
 *
 * Nobody who waits gives up by himself within a case: a wake-up that is lost
 * is a case that takes WAIT_LONG and fails.
 */
#ifndef _TESTS_ZONE_WAIT_FIXTURE_H
#define _TESTS_ZONE_WAIT_FIXTURE_H

#include <linux/sched/mm.h>

#include "../mm/zone_wait.h"
#include "capture.h"
#include "page_alloc_fixture.h"
#include "threads.h"

#define WAIT_LONG	(40 * HZ)

static long wait_round_before, wait_nofail_before;
static struct zone_wait_stats stats_before;
static unsigned int reclaim_rounds;
static bool others_at_work;

static void nobody_to_wake(struct zone *zone, gfp_t gfp, unsigned int order)
{
}

static unsigned long count_round(gfp_t gfp, unsigned int order, int nid)
{
	WRITE_ONCE(reclaim_rounds, READ_ONCE(reclaim_rounds) + 1);
	return 0;
}

static bool are_others_at_work(int nid)
{
	return nid == world.nid && READ_ONCE(others_at_work);
}

/* Reclaim that frees nothing. */
static const struct reclaim_ops idle_ops = {
	.wake_kswapd = nobody_to_wake,
	.direct_reclaim = count_round,
	.at_work = are_others_at_work,
};

static int wait_zones_begin(struct kunit *test)
{
	int err = four_zones_begin(test);

	wait_round_before = zone_wait_round;
	wait_nofail_before = zone_wait_nofail;
	WRITE_ONCE(zone_wait_round, WAIT_LONG);
	WRITE_ONCE(zone_wait_nofail, WAIT_LONG);
	stats_before = zone_wait_stats;
	WRITE_ONCE(reclaim_rounds, 0);
	WRITE_ONCE(others_at_work, true);
	reclaim_ops = &idle_ops;
	return err;
}

static void wait_zones_end(struct kunit *test)
{
	WRITE_ONCE(zone_wait_round, wait_round_before);
	WRITE_ONCE(zone_wait_nofail, wait_nofail_before);
	KUNIT_EXPECT_EQ(test, zone_wait_stats.lost, stats_before.lost);
	KUNIT_EXPECT_EQ(test, zone_wait_broken(), 0);
	/* Other CPUs have pages of these zones on their lists. */
	drain_all_pages(NULL);
	four_zones_end(test);
}

/* From the world, whatever CPU we are on. */
static struct page *world_page(gfp_t gfp, unsigned int order)
{
	return alloc_pages_node(world.nid, gfp | QUIET, order);
}

/* Nothing of DMA is left but what the reserves hold. */
static void __maybe_unused empty_dma(void)
{
	while (world_page(GFP_NOWAIT | GFP_DMA, 0))
		;
}

static bool __maybe_unused in_queue_asleep(struct task_struct *task)
{
	return zone_wait_has(task) && is_asleep(task);
}

#endif
