// SPDX-License-Identifier: MIT
/*
 * compaction.c - large blocks out of scattered free pages
 *
 * PROBLEM
 *	A zone half free may have no two free frames side by side. Reclaim does
 *	not help: it frees more single pages, in the order of their age and not
 *	of their place. What helps is to move those that are in the way.
 *
 * IDEA
 *	Two scanners go towards each other (compact_scan.c): one takes pages
 *	that can move, from the bottom up; one takes free pages, from the top
 *	down; migrate.c moves the ones into the others. What is left behind is
 *	free, and joins its neighbours as every free page does.
 *
 *	before	[ #.#..#.# | .#.#.#.. | #..#.#.. | .#..#..# ]
 *		  migrate --> 			   <-- free
 *	after	[ ........ | ........ | ######## | ######## ]
 *		   a block of 2^4		 both met here
 *
 *	A run ends when there is a block of the order wanted, when the scanners
 *	meet, or when it has gone through RUN_BLOCKS pageblocks. The next goes
 *	on where it stopped; after they have met, from the ends.
 *
 * WHEN IT IS WORTH IT
 *	suitable	enough pages are free: the mark, and twice the block
 *			(what is on the way needs room, too)
 *	not deferred	it failed for this order or a smaller one: then 2, 4,
 *			.. 64 attempts are skipped, until one succeeds
 *
 * WHO ASKS
 *	a caller that may sleep		try_to_compact_pages(): moves what
 *	and found no block		need not be waited for
 *	kswapd, woken for a block	compact_pgdat(): the same
 *	the console's `compact`		compact_nodes(): all, and waits
 *
 * INVARIANTS	(compaction_broken() tests each by number)
 *	O1  While nobody compacts a zone, its two places are equal, or lie in
 *	    it, the migrate scanner's pageblock below the free scanner's.
 *	O2  compact_defer_shift is at most COMPACT_MAX_DEFER_SHIFT.
 *
 * LOCKING
 *	zone->compacting: taken, never waited for; who finds it taken lets the
 *	other work. It guards the two places. The counts of deferral are read
 *	and written without: one too many or too few does no harm.
 *
 * FAILURE
 *	Pages that cannot move are put back; free pages that were taken are
 *	freed; nothing is left over. No block: the caller does without.
 *
 * COST
 *	A run of 512 MiB looks at 131072 frames, some ms, and copies as much as
 *	there is to move. CPU lists are drained before and after: two calls to
 *	each CPU.
 *
 * LEFT OUT
 *	Linux has a thread for it on each node (kcompactd), remembers
 *	pageblocks that were of no use, works ahead of need, and hands the
 *	block it made to the one who asked (capture). Here another may be
 *	faster; then it is tried again.
 *
 * SOURCES
 *	M. Gorman, Memory Compaction, LWN 368869, 2010. Linux: compact_zone(),
 *	compaction_deferred(), try_to_compact_pages() (semantics, numbers).
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/migrate.h>
#include <linux/mm.h>
#include <linux/proc_fs.h>
#include <linux/sched/mm.h>
#include <linux/vmstat.h>

#include "compact.h"
#include "internal.h"

/*
 * 512 MiB: at some 10 instructions a frame, and 1000 a page moved, what a
 * caller who waits for a block can bear.
 */
#define RUN_BLOCKS	256UL

/* ---- is it worth it --------------------------------------------------------- */

bool compaction_suitable(const struct zone *zone, int order,
			 int highest_zoneidx)
{
	unsigned long mark = order > PAGE_ALLOC_COSTLY_ORDER ?
			     low_wmark_pages(zone) : min_wmark_pages(zone);

	mark += zone->lowmem_reserve[highest_zoneidx] +
		compact_gap(max(order, 0));
	return zone_page_state(zone, NR_FREE_PAGES) >= mark;
}

/* Is there a block of @order, or a larger one, of any type? */
static bool block_is_free(const struct zone *zone, int order)
{
	int type;

	for (type = 0; type < MIGRATE_TYPES; type++) {
		if (READ_ONCE(zone->order_mask[type]) >> order)
			return true;
	}
	return false;
}

bool compaction_deferred(struct zone *zone, int order)
{
	unsigned int limit = 1U << READ_ONCE(zone->compact_defer_shift);
	unsigned int considered = READ_ONCE(zone->compact_considered) + 1;

	if (order < READ_ONCE(zone->compact_order_failed))
		return false;
	WRITE_ONCE(zone->compact_considered, min(considered, limit));
	return considered < limit;
}

void defer_compaction(struct zone *zone, int order)
{
	unsigned int shift = READ_ONCE(zone->compact_defer_shift);

	WRITE_ONCE(zone->compact_considered, 0);
	WRITE_ONCE(zone->compact_defer_shift,
		   min(shift + 1, (unsigned int)COMPACT_MAX_DEFER_SHIFT));
	if (order < READ_ONCE(zone->compact_order_failed))
		WRITE_ONCE(zone->compact_order_failed, order);
}

void compaction_defer_reset(struct zone *zone, int order)
{
	WRITE_ONCE(zone->compact_considered, 0);
	WRITE_ONCE(zone->compact_defer_shift, 0);
	if (order >= READ_ONCE(zone->compact_order_failed))
		WRITE_ONCE(zone->compact_order_failed, order + 1);
}

/* ---- one run ---------------------------------------------------------------- */

static struct page *compaction_alloc(struct page *page, unsigned long private)
{
	struct compact_control *cc = (struct compact_control *)private;
	struct page *target;

	if (!cc->nr_freepages)
		isolate_freepages(cc);
	if (!cc->nr_freepages)
		return NULL;
	target = list_first_entry(&cc->freepages, struct page, lru);
	list_del(&target->lru);
	cc->nr_freepages--;
	return target;
}

static void compaction_free(struct page *page, unsigned long private)
{
	struct compact_control *cc = (struct compact_control *)private;

	list_add(&page->lru, &cc->freepages);
	cc->nr_freepages++;
}

static enum compact_result compact_finished(struct compact_control *cc)
{
	/* What was moved away stands on this CPU's list, and joins nothing. */
	pcp_drain_local(cc->zone);
	if (cc->order >= 0 && block_is_free(cc->zone, cc->order))
		return COMPACT_SUCCESS;
	if (compact_scanners_met(cc))
		return cc->whole ? COMPACT_COMPLETE : COMPACT_PARTIAL_SKIPPED;
	return cc->blocks_left ? COMPACT_CONTINUE : COMPACT_PARTIAL_SKIPPED;
}

/* Some pages of the pageblock that the migrate scanner is at. */
static void compact_some(struct compact_control *cc)
{
	unsigned long block = pageblock_start(cc->migrate_pfn);

	isolate_migratepages(cc);
	if (cc->nr_migratepages) {
		/* -ENOMEM: no free page is left between the scanners. */
		migrate_pages(&cc->migratepages, compaction_alloc,
			      compaction_free, (unsigned long)cc, cc->mode,
			      MR_COMPACTION, NULL);
		putback_movable_pages(&cc->migratepages);
		cc->nr_migratepages = 0;
	}
	if (pageblock_start(cc->migrate_pfn) != block)
		cc->blocks_left--;
	cond_resched();
}

/* From where the last run stopped, or from both ends. */
static void begin_run(struct compact_control *cc)
{
	struct zone *zone = cc->zone;

	INIT_LIST_HEAD(&cc->migratepages);
	INIT_LIST_HEAD(&cc->freepages);
	cc->blocks_left = cc->order < 0 ? ~0UL : RUN_BLOCKS;
	cc->whole = cc->order < 0 ||
		    zone->compact_migrate_pfn == zone->compact_free_pfn;
	if (cc->whole) {
		cc->migrate_pfn = zone->zone_start_pfn;
		cc->free_block = pageblock_start(zone_end_pfn(zone) - 1);
	} else {
		cc->migrate_pfn = zone->compact_migrate_pfn;
		cc->free_block = zone->compact_free_pfn;
	}
	cc->free_pfn = max(cc->free_block, zone->zone_start_pfn);
}

static void end_run(struct compact_control *cc)
{
	const bool met = compact_scanners_met(cc);

	release_freepages(cc);
	cc->zone->compact_migrate_pfn = met ? 0 : cc->migrate_pfn;
	cc->zone->compact_free_pfn = met ? 0 : cc->free_block;
}

enum compact_result compact_zone(struct zone *zone, int order,
				 enum migrate_mode mode)
{
	struct compact_control cc = {
		.zone = zone, .order = order, .mode = mode,
	};
	enum compact_result result;

	if (atomic_cmpxchg(&zone->compacting, 0, 1))
		return COMPACT_CONTENDED;
	drain_all_pages(zone);
	begin_run(&cc);
	for (;;) {
		result = compact_finished(&cc);
		if (result != COMPACT_CONTINUE)
			break;
		compact_some(&cc);
	}
	end_run(&cc);
	atomic_set_release(&zone->compacting, 0);
	/* Pages that were moved on another CPU, and those not needed */
	drain_all_pages(zone);
	if (order >= 0 && block_is_free(zone, order))
		result = COMPACT_SUCCESS;
	return result;
}

/* ---- who asks --------------------------------------------------------------- */

/* If it is worth it, and remember what came of it. */
static enum compact_result compact_if_worth(struct zone *zone, int order,
					    int highest_zoneidx)
{
	enum compact_result result;

	if (compaction_deferred(zone, order))
		return COMPACT_DEFERRED;
	if (!compaction_suitable(zone, order, highest_zoneidx))
		return COMPACT_SKIPPED;
	result = compact_zone(zone, order, MIGRATE_ASYNC);
	if (result == COMPACT_SUCCESS)
		compaction_defer_reset(zone, order);
	else if (result == COMPACT_COMPLETE)
		defer_compaction(zone, order);
	return result;
}

/* Moving pages needs no memory; should it, it must not wait for itself. */
enum compact_result try_to_compact_pages(const struct alloc_request *req)
{
	enum compact_result best = COMPACT_SKIPPED;
	struct zone *const *z = req->zones;
	unsigned int noreclaim;

	if (!req->order || !(req->gfp & __GFP_IO) ||
	    (current->flags & PF_MEMALLOC))
		return COMPACT_SKIPPED;
	noreclaim = memalloc_noreclaim_save();
	for (; *z && best != COMPACT_SUCCESS; z++) {
		if ((req->gfp & __GFP_THISNODE) && (*z)->node != req->nid)
			break;
		best = max(best, compact_if_worth(*z, req->order, req->class));
	}
	memalloc_noreclaim_restore(noreclaim);
	if (best <= COMPACT_DEFERRED)
		return best;
	count_vm_event(COMPACTSTALL);
	count_vm_event(best == COMPACT_SUCCESS ? COMPACTSUCCESS : COMPACTFAIL);
	return best;
}

enum compact_result compact_pgdat(struct pglist_data *pgdat, int order,
				  int highest_zoneidx)
{
	enum compact_result best = COMPACT_SKIPPED;
	int type;

	for (type = highest_zoneidx; type >= 0; type--) {
		struct zone *zone = &pgdat->node_zones[type];

		if (!managed_zone(zone))
			continue;
		best = max(best, block_is_free(zone, order) ?
				 COMPACT_SUCCESS :
				 compact_if_worth(zone, order,
						  highest_zoneidx));
	}
	return best;
}

void compact_nodes(void)
{
	struct zone *zone;

	for_each_populated_zone(zone)
		compact_zone(zone, COMPACT_ALL_ORDERS, MIGRATE_SYNC);
}

/* ---- show, check ------------------------------------------------------------ */

int compaction_show(struct seq_file *m, void *v)
{
	struct zone *zone;

	seq_puts(m, "# next frames of the migrate and the free scanner; "
		    "attempts skipped, from which order on\n");
	for_each_populated_zone(zone) {
		seq_printf(m, "Node %d, zone %8s %#10lx %#10lx %3u of %-3u %3d\n",
			   zone->node, zone->name,
			   data_race(zone->compact_migrate_pfn),
			   data_race(zone->compact_free_pfn),
			   READ_ONCE(zone->compact_considered),
			   (1U << READ_ONCE(zone->compact_defer_shift)) - 1,
			   READ_ONCE(zone->compact_order_failed));
	}
	return 0;
}
PROC_VIEW("compaction", compaction_show);

/* O1; the caller has taken zone->compacting. */
static bool places_are_wrong(const struct zone *zone)
{
	unsigned long migrate = zone->compact_migrate_pfn;
	unsigned long free = zone->compact_free_pfn;

	if (migrate == free)
		return false;
	return migrate < zone->zone_start_pfn || free >= zone_end_pfn(zone) ||
	       free != pageblock_start(free) ||
	       pageblock_start(migrate) >= free;
}

int compaction_broken(struct zone *zone)
{
	bool wrong;

	if (READ_ONCE(zone->compact_defer_shift) > COMPACT_MAX_DEFER_SHIFT)
		return 2;
	if (atomic_cmpxchg(&zone->compacting, 0, 1))
		return 0;
	wrong = places_are_wrong(zone);
	atomic_set_release(&zone->compacting, 0);
	return wrong ? 1 : 0;
}

void compaction_check(void)
{
	struct zone *zone;

	for_each_populated_zone(zone) {
		if (compaction_broken(zone))
			panic("mm: zone %s of node %d: compaction invariant O%d is broken",
			      zone->name, zone->node, compaction_broken(zone));
	}
}
