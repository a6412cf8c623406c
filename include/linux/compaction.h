/* SPDX-License-Identifier: MIT */
/*
 * compaction.h - large blocks out of scattered free pages
 *
 * Pages of the page cache are moved together at the top of a zone, so that
 * what is free joins at its bottom. mm/compaction.c tells how.
 */
#ifndef _LINUX_COMPACTION_H
#define _LINUX_COMPACTION_H

#include <linux/migrate_mode.h>
#include <linux/mmzone.h>

/* What came of it, the better the larger; Linux's names. */
enum compact_result {
	COMPACT_NOT_SUITABLE_ZONE,
	COMPACT_SKIPPED,	/* too little is free, or not allowed */
	COMPACT_DEFERRED,	/* it failed not long ago */
	COMPACT_NO_SUITABLE_PAGE,
	COMPACT_CONTINUE,	/* not done yet */
	COMPACT_COMPLETE,	/* the whole zone was looked at, for nothing */
	COMPACT_PARTIAL_SKIPPED,	/* a part of it was */
	COMPACT_CONTENDED,	/* another is at this zone */
	COMPACT_SUCCESS,	/* there is a block of that order */
};

/* "as large as can be", in the place of an order */
#define COMPACT_ALL_ORDERS	(-1)

/* After a failure, 2^1 .. 2^6 attempts are skipped (Linux: the same). */
#define COMPACT_MAX_DEFER_SHIFT	6

/*
 * compact_gap - free pages that moving needs, to make a block of @order: as
 * many again for the pages that are on the way
 */
static inline unsigned long compact_gap(unsigned int order)
{
	return 2UL << order;
}

/**
 * compaction_suitable - are there enough free pages to make a block of?
 * @zone: where
 * @order: of the block
 * @highest_zoneidx: the caller's highest zone: what is reserved from it
 *
 * Context: any; a hint.
 */
bool compaction_suitable(const struct zone *zone, int order,
			 int highest_zoneidx);

/* Did it fail for this order not long ago, so that trying is not worth it? */
bool compaction_deferred(struct zone *zone, int order);

/* It has failed: skip some attempts for this order and above. */
void defer_compaction(struct zone *zone, int order);

/* It has succeeded: skip none. */
void compaction_defer_reset(struct zone *zone, int order);

/**
 * compact_zone - move pages until a block of @order is free
 * @zone:  where; one task at a time
 * @order: or COMPACT_ALL_ORDERS: go through all of it
 * @mode:  what may be waited for
 *
 * A block that is free afterwards is nobody's: others may be faster. Looks at
 * no more than a part of a large zone, unless all orders are asked for; the
 * next call goes on there. Context: task, interrupts on, no locks but pages'
 * (and those only in MIGRATE_ASYNC); drains CPU lists.
 *
 * Return: COMPACT_SUCCESS, _COMPLETE, _PARTIAL_SKIPPED or _CONTENDED.
 */
enum compact_result compact_zone(struct zone *zone, int order,
				 enum migrate_mode mode);

/**
 * compact_pgdat - for kswapd, woken for a block of @order
 * @pgdat: the node
 * @order: above 0
 * @highest_zoneidx: zones up to this one help
 *
 * Zones that have such a block, or too little free, or where it was tried
 * for nothing not long ago, are left alone. Context: as compact_zone();
 * waits for no page. Return: the best result of a zone.
 */
enum compact_result compact_pgdat(struct pglist_data *pgdat, int order,
				  int highest_zoneidx);

/* compact_nodes - all orders of all zones, waiting for pages. May sleep. */
void compact_nodes(void);

struct seq_file;

/* compaction_show - where the scanners stand; /proc/compaction */
int compaction_show(struct seq_file *m, void *v);

/* Number of a broken invariant of mm/compaction.c, or 0; panics if there is */
int compaction_broken(struct zone *zone);
void compaction_check(void);

#endif
