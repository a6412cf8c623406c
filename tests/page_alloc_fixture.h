/* SPDX-License-Identifier: MIT */
/*
 * page_alloc_fixture.h - four zones of 512 pages on a node of their own
 *
 *	base	  + 512	    + 1024    + 1536	+ 2048
 *	| DMA	  | DMA32   | NORMAL  | HIGHMEM |
 *
 * All free, one block each; marks and reserves 0 until a case sets them; a
 * CPU's lists hold 6 pages at most and refill one by one, so that a case can
 * count. A page is named by its distance from base; -1 is NULL. What a case
 * does not free is gone with the zones.
 */
#ifndef _TESTS_PAGE_ALLOC_FIXTURE_H
#define _TESTS_PAGE_ALLOC_FIXTURE_H

#include <asm/irqflags.h>
#include <linux/gfp.h>
#include <linux/topology.h>

#include "page_world.h"

#define ZONE_PAGES	512UL
#define ZONE_ORDER	9
#define QUIET		__GFP_NOWARN

static struct zone *zones[MAX_NR_ZONES];
static int cpu_node;		/* this CPU's, as it was */
static struct zone *cpu_zones[8];	/* and its first choices */
static const struct reclaim_ops *machines_reclaim;

static inline long zone_at(enum zone_type type)
{
	return type * ZONE_PAGES;
}

/* This CPU's first choices: @node's; contradictions have none there. */
static inline void choose_zones(struct pglist_data *node)
{
	unsigned int bits;

	for (bits = 0; bits < 8; bits++) {
		int class = gfp_zone(bits);

		if (class >= 0)
			this_cpu_write(local_zones[bits],
				       node->node_zonelists[class][0]);
	}
}

/* What setup_watermarks() derives from marks and reserves. */
static inline void set_fast_marks_of(struct zone *zone)
{
	unsigned int bits;

	for (bits = 0; bits < 8; bits++) {
		int class = gfp_zone(bits);

		zone->fast_mark[bits] = low_wmark_pages(zone) +
			(class < 0 ? 0 : zone->lowmem_reserve[class]) +
			(1UL << NR_PCP_ORDERS);
		zone->near_mark[bits] = zone->fast_mark[bits];
	}
}

/* The zonelists that build_zonelists() would make of one node. */
static inline void link_zones(void)
{
	struct pglist_data *node = NODE_DATA(world.nid);
	int class, type;

	for (class = 0; class < MAX_NR_ZONES; class++) {
		struct zone **to = node->node_zonelists[class];

		for (type = class; type >= 0; type--)
			*to++ = zones[type];
		*to = NULL;
		set_fast_marks_of(zones[class]);
	}
	choose_zones(node);
}

/* Doors that name no node: to the machine's own again. */
static inline void real_zones_again(void)
{
	unsigned int bits;

	raw_cpu_write(numa_node, cpu_node);
	for (bits = 0; bits < 8; bits++)
		this_cpu_write(local_zones[bits], cpu_zones[bits]);
	nr_online_nodes = world.nodes_before;
}

static inline int four_zones_begin(struct kunit *test)
{
	int type, bits;

	machines_reclaim = reclaim_ops;
	reclaim_ops = NULL;
	cpu_node = numa_node_id();
	for (bits = 0; bits < 8; bits++)
		cpu_zones[bits] = this_cpu_read(local_zones[bits]);
	world_begin(test);
	for (type = 0; type < MAX_NR_ZONES; type++) {
		struct per_cpu_pages *pcp;

		zones[type] = world_zone(type, zone_at(type), ZONE_PAGES);
		pcp = this_cpu_ptr(zones[type]->per_cpu_pageset);
		pcp->batch = 1;
		pcp->high = 6;
		world_give(zones[type], zone_at(type), ZONE_ORDER);
	}
	link_zones();
	world_nodes(1);
	/* So that doors which name no node come here. */
	raw_cpu_write(numa_node, world.nid);
	return 0;
}

static inline int four_zones_broken(void)
{
	unsigned long flags;
	int type, broken = 0;

	for (type = 0; type < MAX_NR_ZONES && !broken; type++) {
		broken = world_broken(zones[type]);
		local_irq_save(flags);
		if (!broken && pcp_broken_local(zones[type]))
			broken = 100 + pcp_broken_local(zones[type]);
		local_irq_restore(flags);
	}
	return broken;
}

static inline void four_zones_end(struct kunit *test)
{
	real_zones_again();
	reclaim_ops = machines_reclaim;
	if (world.base)
		KUNIT_EXPECT_EQ(test, four_zones_broken(), 0);
	world_end();
}

static inline long got(gfp_t gfp, unsigned int order)
{
	return world_at(alloc_pages(gfp, order));
}

/* Free pages of a zone, this CPU's included. */
static inline unsigned long free_in(enum zone_type type)
{
	return zones[type]->nr_free + pcp_count(zones[type]);
}

static inline unsigned long free_in_all(void)
{
	unsigned long pages = 0;
	int type;

	for (type = 0; type < MAX_NR_ZONES; type++)
		pages += free_in(type);
	return pages;
}

/* How many single pages @gfp gets until it gets none. */
static inline unsigned long take_all(gfp_t gfp)
{
	unsigned long nr = 0;

	while (nr <= WORLD_PAGES && alloc_page(gfp | QUIET))
		nr++;
	return nr;
}

static inline void set_marks(enum zone_type type, unsigned long min,
			     unsigned long low)
{
	zones[type]->_watermark[WMARK_MIN] = min;
	zones[type]->_watermark[WMARK_LOW] = low;
	zones[type]->_watermark[WMARK_HIGH] = 2 * low - min;
	set_fast_marks_of(zones[type]);
}

static inline void set_reserve(enum zone_type type, enum zone_type class,
			       unsigned long pages)
{
	zones[type]->lowmem_reserve[class] = pages;
	set_fast_marks_of(zones[type]);
}

/* A hundred operations of all sizes leave everything as it was. */
static inline void expect_works(struct kunit *test)
{
	unsigned long before = free_in_all();
	struct page *page[5];
	unsigned int i, order;

	for (i = 0; i < 10; i++) {
		for (order = 0; order < 5; order++) {
			page[order] = alloc_pages(GFP_KERNEL | QUIET, order);
			KUNIT_EXPECT_NOT_NULL(test, page[order]);
		}
		for (order = 0; order < 5; order++)
			__free_pages(page[order], order);
	}
	KUNIT_EXPECT_EQ(test, free_in_all(), before);
	KUNIT_EXPECT_EQ(test, four_zones_broken(), 0);
}

#endif
