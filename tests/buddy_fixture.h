/* SPDX-License-Identifier: MIT */
/*
 * buddy_fixture.h - one zone of 2048 pages in four pageblocks
 *
 * All in use and MOVABLE at the beginning of each case (page_world.h); a case
 * makes free what it needs. Pages are named by their distance from the zone's
 * first.
 */
#ifndef _TESTS_BUDDY_FIXTURE_H
#define _TESTS_BUDDY_FIXTURE_H

#include "page_world.h"

#define UNMOVABLE	MIGRATE_UNMOVABLE
#define MOVABLE		MIGRATE_MOVABLE
#define RECLAIMABLE	MIGRATE_RECLAIMABLE

static struct zone *zone;

static inline int buddy_test_init(struct kunit *test)
{
	world_begin(test);
	zone = world_zone(ZONE_NORMAL, 0, WORLD_PAGES);
	return 0;
}

static inline void buddy_test_exit(struct kunit *test)
{
	if (world.base)
		KUNIT_EXPECT_EQ_MSG(test, world_broken(zone), 0,
				    "an invariant is broken at the end");
	world_end();
}

static inline long take(unsigned int order, int type)
{
	return world_at(world_take(zone, order, type));
}

static inline void give(unsigned long at, unsigned int order)
{
	world_give(zone, at, order);
}

static inline void set_type(unsigned long at, int type)
{
	set_pageblock_type(zone, world.base + at, type);
}

static inline int type_at(unsigned long at)
{
	return pageblock_type(zone, world.base + at);
}

static inline unsigned long blocks(unsigned int order)
{
	return zone->free_area[order].nr_free;
}

static inline bool is_block(unsigned long at, unsigned int order)
{
	return PageBuddy(world.base + at) &&
	       page_order(world.base + at) == order;
}

#endif
