/* SPDX-License-Identifier: MIT */
/*
 * compact_fixture.h - a zone of four pageblocks, full of cached pages
 *
 *	base	  + 512	    + 1024    + 1536	+ 2048
 *	| #.#.#.# | .#.#.#. | #.#.#.# | .#.#.#. |	# cached, . free
 *
 * The zone is a world's (page_world.h), alone on a node that nobody else
 * knows; the mapping is the test's, and page n of it has n in each word. What
 * the mapping's tree needs comes from the machine's memory.
 */
#ifndef _TESTS_COMPACT_FIXTURE_H
#define _TESTS_COMPACT_FIXTURE_H

#include <linux/compaction.h>
#include <linux/highmem.h>
#include <linux/migrate.h>
#include <linux/pagemap.h>
#include <linux/vmstat.h>

#include "../mm/filemap.h"
#include "page_world.h"

static struct zone *zone;
static struct address_space mapping;

/* Whose page is at base[i]; 0: nobody's. An index is i + 1. */
static int __maybe_unused no_read(struct address_space *m, struct page *page)
{
	unlock_page(page);
	return -EIO;
}

static const struct address_space_operations compact_aops = {
	.readpage = no_read,
};

/* A node of its own, with lists by age, and CPU lists that are empty. */
static inline void compact_zone_begin(void)
{
	struct lruvec *lruvec = &NODE_DATA(world.nid)->__lruvec;
	unsigned int cpu;
	enum lru_list lru;

	spin_lock_init(&lruvec->lru_lock);
	for (lru = 0; lru < NR_LRU_LISTS; lru++)
		INIT_LIST_HEAD(&lruvec->lists[lru]);
	zone = world_zone(ZONE_NORMAL, 0, WORLD_PAGES);
	for_each_possible_cpu(cpu)
		memset(per_cpu_ptr(zone->per_cpu_pageset, cpu), 0,
		       sizeof(struct per_cpu_pages));
	pcp_init_zone(zone);
	world_nodes(1);
}

static int __maybe_unused compact_begin(struct kunit *test)
{
	world_begin(test);
	compact_zone_begin();
	KUNIT_ASSERT_EQ(test, mapping_init(&mapping, &compact_aops, "world"),
			0);
	return 0;
}

static inline int compact_world_broken(void)
{
	int broken = world_broken(zone);

	if (!broken && mapping_broken(&mapping))
		broken = 100 + mapping_broken(&mapping);
	if (!broken && lru_broken(world.nid))
		broken = 200 + lru_broken(world.nid);
	if (!broken && compaction_broken(zone))
		broken = 300 + compaction_broken(zone);
	return broken;
}

static inline unsigned long zone_free(void)
{
	return zone->nr_free + pcp_count(zone);
}

static void __maybe_unused compact_end(struct kunit *test)
{
	if (!world.base)
		return;
	KUNIT_EXPECT_EQ(test, compact_world_broken(), 0);
	truncate_inode_pages(&mapping, 0);
	mapping_exit(&mapping);
	KUNIT_EXPECT_EQ(test, NODE_DATA(world.nid)->__lruvec.nr[0] +
			NODE_DATA(world.nid)->__lruvec.nr[1], 0UL);
	KUNIT_EXPECT_EQ(test, node_page_state(NODE_DATA(world.nid),
					      NR_ISOLATED_FILE), 0UL);
	drain_all_pages(zone);
	world_end();
}

/* ---- pages ------------------------------------------------------------------ */

static inline void fill(struct page *page, unsigned long n)
{
	unsigned long *word = kmap_local_page(page), i;

	for (i = 0; i < PAGE_SIZE / sizeof(*word); i += 64)
		word[i] = n;
	kunmap_local(word);
}

static inline bool has(struct page *page, unsigned long n)
{
	unsigned long *word = kmap_local_page(page), i;
	bool right = true;

	for (i = 0; i < PAGE_SIZE / sizeof(*word); i += 64)
		right &= word[i] == n;
	kunmap_local(word);
	return right;
}

/* base[at], which nobody has, is the mapping's page @index from now on. */
static inline void cache_at(struct kunit *test, unsigned long at,
			    unsigned long index)
{
	struct page *page = world.base + at;

	set_page_count(page, 1);
	fill(page, index);
	KUNIT_ASSERT_EQ(test, add_to_page_cache_lru(page, &mapping, index,
						    GFP_KERNEL), 0);
	SetPageUptodate(page);
	unlock_page(page);
	put_page(page);
}

/* Cached where @is_cached says so, free elsewhere. Return: how many are. */
static unsigned long __maybe_unused
populate(struct kunit *test, bool (*is_cached)(unsigned long at))
{
	unsigned long at, nr = 0;

	for (at = 0; at < WORLD_PAGES; at++) {
		if (is_cached(at))
			cache_at(test, at, nr++);
		else
			world_give(zone, at, 0);
	}
	return nr;
}

/* The page at @index, held; where it is now. */
static inline struct page *cached(unsigned long index)
{
	return find_get_page(&mapping, index);
}

/* All @nr have their data, are in the world, held by the cache alone. */
static void __maybe_unused expect_intact(struct kunit *test, unsigned long nr)
{
	unsigned long index, wrong = 0;

	for (index = 0; index < nr; index++) {
		struct page *page = cached(index);

		if (!page || !has(page, index) || world_at(page) < 0 ||
		    page_ref_count(page) != 2 || !PageUptodate(page) ||
		    !PageLRU(page) || PageLocked(page))
			wrong++;
		if (page)
			put_page(page);
	}
	KUNIT_EXPECT_EQ(test, wrong, 0UL);
	KUNIT_EXPECT_EQ(test, mapping.i_pages.nr, nr);
}

/* ---- helpers ---------------------------------------------------------------- */

static unsigned long __maybe_unused event(enum vm_event_item item)
{
	unsigned long events[NR_VM_EVENT_ITEMS];

	all_vm_events(events);
	return events[item];
}

static bool __maybe_unused every_other(unsigned long at)
{
	return at & 1;
}

static bool __maybe_unused one_of_eight(unsigned long at)
{
	return at % 8 == 3;
}

/* The largest order of which a block is free; -1: nothing is. */
static int __maybe_unused largest_free(void)
{
	int order, type;

	for (order = MAX_PAGE_ORDER; order >= 0; order--) {
		for (type = 0; type < MIGRATE_TYPES; type++) {
			if (zone->order_mask[type] >> order & 1)
				return order;
		}
	}
	return -1;
}

#endif
