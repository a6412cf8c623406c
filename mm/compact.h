/* SPDX-License-Identifier: MIT */
/*
 * compact.h - one run over a zone, and its two scanners (compact_scan.c)
 */
#ifndef _MM_COMPACT_H
#define _MM_COMPACT_H

#include <linux/compaction.h>
#include <linux/list.h>

/* Pages off the lists at a time (Linux: COMPACT_CLUSTER_MAX, the same). */
#define COMPACT_CLUSTER		32U

/**
 * struct compact_control - one run
 * @zone:	 the zone
 * @order:	 wanted, or COMPACT_ALL_ORDERS
 * @mode:	 what may be waited for
 * @migrate_pfn: the next frame to look at for a page that can move
 * @moving_block: first frame of the pageblock that @migratepages come from
 * @free_block:	 first frame of the pageblock that gives free pages
 * @free_pfn:	 the next frame in it to look at
 * @blocks_left: pageblocks that this run may still go through
 * @whole:	 it began at the zone's two ends
 * @migratepages, @nr_migratepages: isolated, to be moved
 * @freepages, @nr_freepages: single pages, held by us, to move them to
 */
struct compact_control {
	struct zone *zone;
	int order;
	enum migrate_mode mode;
	unsigned long migrate_pfn;
	unsigned long moving_block;
	unsigned long free_block;
	unsigned long free_pfn;
	unsigned long blocks_left;
	bool whole;
	struct list_head migratepages;
	unsigned int nr_migratepages;
	struct list_head freepages;
	unsigned int nr_freepages;
};

static inline unsigned long pageblock_start(unsigned long pfn)
{
	return pfn & ~(pageblock_nr_pages - 1);
}

/* The pageblock that moves is not below the one that takes: all is done. */
static inline bool compact_scanners_met(const struct compact_control *cc)
{
	return pageblock_start(cc->migrate_pfn) >= cc->free_block;
}

/*
 * Take some pages that can move off their lists, from where the last call
 * stopped; not beyond the pageblock. Their number is in nr_migratepages.
 */
void isolate_migratepages(struct compact_control *cc);

/*
 * Take free pages until there are as many as there are to move, or the
 * scanners meet.
 */
void isolate_freepages(struct compact_control *cc);

/* What was taken and not needed is free again. */
void release_freepages(struct compact_control *cc);

#endif
