/* SPDX-License-Identifier: MIT */
/*
 * page_world.h - a small machine inside the machine, for tests to wreck
 *
 * page_zone() and vmemmap are arithmetic, so a zone cannot be made up out of
 * thin air. But frames can be borrowed: two largest blocks, side by side, are
 * taken from the page allocator, and their struct pages are told that they
 * belong to zones of a node that does not exist.
 *
 *	base				base + 1024		base + 2048
 *	[ pageblock 0 | pageblock 1	| pageblock 2 | pageblock 3 ]
 *	  order 10, a buddy of		  the other
 *
 * world_zone() makes a zone of any part of them, with nothing free in it.
 * world_end() gives the frames back exactly as they were, whatever state the
 * zones are in. world_nodes() shows its nodes to __alloc_pages().
 */
#ifndef _TESTS_PAGE_WORLD_H
#define _TESTS_PAGE_WORLD_H

#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/kswapd.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "../mm/internal.h"

#define WORLD_PAGES	(2 * MAX_ORDER_NR_PAGES)
#define WORLD_BLOCKS	(WORLD_PAGES / pageblock_nr_pages)

/* Largest blocks to look at before giving up on a pair: 256 MiB. */
#define WORLD_TRIES	64

static struct {
	struct page *base;
	u32 home[2];		/* zone and node of the two blocks */
	u32 watched;		/* PAGE_WATCHED, if they are */
	int nid;		/* the first node that does not exist */
	int nodes_before;
	u8 types[MAX_NR_ZONES][WORLD_BLOCKS + 1];
} world;

/* In buddy_test.c: once is enough, per-CPU memory is not plenty. */
DECLARE_PER_CPU(struct per_cpu_pages[MAX_NR_ZONES], world_pcp);

static inline struct page *world_pair_of(struct page *const *got,
					 unsigned int nr)
{
	unsigned long buddy = page_to_pfn(got[nr]) ^ MAX_ORDER_NR_PAGES;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		if (page_to_pfn(got[i]) == buddy)
			return got[i];
	}
	return NULL;
}

/* Two largest blocks that are buddies; the lower one, or NULL. */
static inline struct page *world_borrow(void)
{
	struct page *got[WORLD_TRIES], *pair = NULL, *base = NULL;
	unsigned int nr, i;

	for (nr = 0; nr < WORLD_TRIES && !pair; nr++) {
		got[nr] = alloc_pages(GFP_KERNEL | __GFP_NOWARN |
				      __GFP_MEMALLOC, MAX_PAGE_ORDER);
		if (!got[nr])
			break;
		pair = world_pair_of(got, nr);
	}
	if (pair)
		base = min(pair, got[nr - 1]);
	for (i = 0; i < nr; i++) {
		if (!pair || (got[i] != pair && i != nr - 1))
			__free_pages(got[i], MAX_PAGE_ORDER);
	}
	return base;
}

static inline void world_begin(struct kunit *test)
{
	world.base = NULL;
	world.nid = world.nodes_before = nr_online_nodes;
	KUNIT_ASSERT_LT(test, world.nid + 1, MAX_NUMNODES);
	world.base = world_borrow();
	/* It came close to the last page; nobody is to drain our lists. */
	kswapd_settle();
	KUNIT_ASSERT_NOT_NULL_MSG(test, world.base,
				  "no two largest blocks side by side");
	world.watched = world.base->flags & PAGE_WATCHED;
	world.home[0] = world.base->flags & PAGE_LINK_MASK;
	world.home[1] = world.base[MAX_ORDER_NR_PAGES].flags & PAGE_LINK_MASK;
	memset(NODE_DATA(world.nid), 0, 2 * sizeof(struct pglist_data));
	NODE_DATA(world.nid)->node_id = world.nid;
	NODE_DATA(world.nid + 1)->node_id = world.nid + 1;
}

static inline u32 world_links(const struct zone *zone)
{
	return (u32)zone->node << PAGE_NODE_SHIFT |
	       (u32)zone->type << PAGE_ZONE_SHIFT;
}

static inline void world_fill_zone(struct zone *zone, unsigned long first,
				   unsigned long nr)
{
	unsigned long i;

	zone->zone_start_pfn = page_to_pfn(world.base) + first;
	zone->spanned_pages = nr;
	zone->present_pages = nr;
	zone->managed_pages = nr;
	zone->pageblock_types = (unsigned long)world.types[zone->type] -
				(zone->zone_start_pfn >> pageblock_order);
	memset(world.types[zone->type], MIGRATE_MOVABLE, WORLD_BLOCKS + 1);
	zone->per_cpu_pageset = &world_pcp[zone->type];
	for (i = 0; i < nr; i++)
		world.base[first + i] = (struct page) {
			.flags = world_links(zone),
		};
	buddy_init_zone(zone);
	memset(this_cpu_ptr(zone->per_cpu_pageset), 0,
	       sizeof(struct per_cpu_pages));
	pcp_init_zone(zone);
}

/*
 * A zone of base[first .. first + nr), all of it in use, all MOVABLE, on the
 * world's first or second node. Two zones of one type share their CPU lists:
 * have only one of each.
 */
static inline struct zone *world_zone_on(int nid, enum zone_type type,
					 unsigned long first, unsigned long nr)
{
	struct zone *zone = &NODE_DATA(nid)->node_zones[type];

	memset(zone, 0, sizeof(*zone));
	zone->zone_pgdat = NODE_DATA(nid);
	zone->name = zone_type_name(type);
	zone->node = nid;
	zone->type = type;
	world_fill_zone(zone, first, nr);
	return zone;
}

static inline struct zone *world_zone(enum zone_type type, unsigned long first,
				      unsigned long nr)
{
	return world_zone_on(world.nid, type, first, nr);
}

/*
 * From now on world.nid .. world.nid + @nr - 1 can be asked for. Their
 * zonelists are the caller's; nobody else's name their zones.
 */
static inline void world_nodes(int nr)
{
	struct zone *zone;
	int i, type;

	for (i = 0; i < nr; i++) {
		for (type = 0; type < MAX_NR_ZONES; type++) {
			zone = &NODE_DATA(world.nid + i)->node_zones[type];
			zone->zone_pgdat = NODE_DATA(world.nid + i);
		}
	}
	nr_online_nodes = world.nid + nr;
}

static inline void world_end(void)
{
	unsigned long i;

	nr_online_nodes = world.nodes_before;
	if (!world.base)
		return;
	memset(NODE_DATA(world.nid), 0, 2 * sizeof(struct pglist_data));
	for (i = 0; i < WORLD_PAGES; i++)
		world.base[i] = (struct page) {
			.flags = world.home[i >> MAX_PAGE_ORDER],
		};
	for (i = 0; i < WORLD_PAGES; i += MAX_ORDER_NR_PAGES) {
		struct page *page = world.base + i;

		page->flags |= MAX_PAGE_ORDER << PAGE_ORDER_SHIFT |
			       world.watched;
		set_page_count(page, 1);
		__free_pages(page, MAX_PAGE_ORDER);
	}
	world.base = NULL;
}

/* ---- buddy.c with its lock ------------------------------------------- */

static inline struct page *world_take(struct zone *zone, unsigned int order,
				      int type)
{
	unsigned long flags;
	struct page *page;

	spin_lock_irqsave(&zone->lock, flags);
	page = buddy_take_locked(zone, order, type);
	spin_unlock_irqrestore(&zone->lock, flags);
	return page;
}

/* base[at .. at + 2^order) */
static inline void world_give(struct zone *zone, unsigned long at,
			      unsigned int order)
{
	unsigned long flags;

	spin_lock_irqsave(&zone->lock, flags);
	buddy_give_locked(zone, world.base + at, order);
	spin_unlock_irqrestore(&zone->lock, flags);
}

static inline int world_broken(struct zone *zone)
{
	unsigned long flags;
	int broken;

	spin_lock_irqsave(&zone->lock, flags);
	broken = buddy_broken_locked(zone);
	spin_unlock_irqrestore(&zone->lock, flags);
	return broken;
}

/* This CPU's lists of it: number of a broken invariant, or 0 */
static inline int world_pcp_broken(struct zone *zone)
{
	unsigned long flags;
	int broken;

	local_irq_save(flags);
	broken = pcp_broken_local(zone);
	local_irq_restore(flags);
	return broken;
}

/* Where in the world @page is; -1: nowhere, or NULL. */
static inline long world_at(const struct page *page)
{
	if (!page || page < world.base || page >= world.base + WORLD_PAGES)
		return -1;
	return page - world.base;
}

/* The same numbers at every run; xorshift64 (Marsaglia 2003). */
static inline u64 world_random(u64 *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

#endif
