// SPDX-License-Identifier: MIT
/*
 * compact_scan.c - what in a zone can move, and where to
 *
 * PROBLEM
 *	To make room at the bottom of a zone one needs pages there that can
 *	move, and free ones at its top. No list has either by place: the lists
 *	by age and the free lists know nothing of where a page lies.
 *
 * IDEA
 *	struct pages lie in memory's order. So two scanners go over them frame
 *	by frame, towards each other, a pageblock at a time:
 *
 *	zone	[ pageblock | pageblock | pageblock | pageblock ]
 *		  migrate scanner -->	  <-- free scanner, block by block
 *
 *	The migrate scanner looks for PG_lru. A glance at the flags finds it;
 *	isolate_lru_page() then decides under lru_lock.
 *
 *	The free scanner looks for PG_buddy, and takes the block off its list
 *	under zone->lock, where the flag is certain. A block that is as large
 *	as the one wanted is left alone: that one need not be made. So is one
 *	of a pageblock or more, and a pageblock in which nothing else moves:
 *	pages that move would keep it from being given away whole.
 *
 * A FREE BLOCK THAT IS TAKEN
 *	becomes single pages with a count of 1, as if somebody had allocated
 *	them; those not needed are freed as anybody frees a page. Whatever
 *	watches pages (mm/page_debug.c) sees both.
 *
 * INVARIANTS
 *	buddy.c's and lru.c's. A taken page is on one of the run's two lists.
 *
 * LOCKING
 *	lru_lock for a page that is taken, zone->lock for a block, one at a
 *	time and never both. The glance at flags takes none, and may see a
 *	page that is another one's a moment later.
 *
 * FAILURE
 *	None: what cannot be taken is passed over.
 *
 * COST
 *	Some ten instructions a frame; a free block is passed over in one step.
 *
 * SOURCES
 *	Linux: isolate_migratepages_block(), isolate_freepages_block()
 *	(semantics).
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include <linux/vmstat.h>

#include "compact.h"
#include "internal.h"

/*
 * Of frame @pfn of cc's zone; 0: it has none, or is another zone's. Not a
 * place to synchronize: what is seen here is only where to look closely.
 */
static u32 glance(const struct compact_control *cc, unsigned long pfn)
{
	u32 flags = data_race(pfn_to_page(pfn)->flags);

	return flags_zone(flags) == cc->zone ? flags : 0;
}

/* Frames from @pfn to the end of the free block that @flags speak of. */
static unsigned long free_frames(u32 flags)
{
	unsigned int order = flags >> PAGE_ORDER_SHIFT & PAGE_ORDER_BITS;

	return 1UL << min(order, (unsigned int)MAX_PAGE_ORDER);
}

static unsigned long block_end(const struct compact_control *cc,
			       unsigned long pfn)
{
	return min(pageblock_start(pfn) + pageblock_nr_pages,
		   zone_end_pfn(cc->zone));
}

/* ---- what can move ---------------------------------------------------------- */

/* Return: frames that need not be looked at any more, 1 at least. */
static unsigned long take_movable(struct compact_control *cc,
				  unsigned long pfn)
{
	struct page *page = pfn_to_page(pfn);
	u32 flags = glance(cc, pfn);

	if (flags & 1u << PG_buddy)
		return free_frames(flags);
	if (!(flags & 1u << PG_lru) || !isolate_lru_page(page))
		return 1;
	inc_node_page_state(page, NR_ISOLATED_FILE);
	list_add_tail(&page->lru, &cc->migratepages);
	cc->nr_migratepages++;
	return 1;
}

void isolate_migratepages(struct compact_control *cc)
{
	unsigned long end = block_end(cc, cc->migrate_pfn);
	unsigned long pfn = cc->migrate_pfn, seen = 0;

	cc->moving_block = pageblock_start(pfn);
	if (!pfn_valid(pfn))
		pfn = end;
	while (pfn < end && cc->nr_migratepages < COMPACT_CLUSTER) {
		pfn += take_movable(cc, pfn);
		seen++;
	}
	cc->migrate_pfn = min(pfn, end);
	count_vm_events(COMPACTMIGRATE_SCANNED, seen);
	count_vm_events(COMPACTISOLATED, cc->nr_migratepages);
}

/* ---- where to --------------------------------------------------------------- */

/* A free block smaller than this is not missed. */
static unsigned int small_order(const struct compact_control *cc)
{
	if (cc->order < 0 || cc->order > pageblock_order)
		return pageblock_order;
	return cc->order;
}

/* If @page, glanced at, still heads a small free block, take it. */
static bool take_block(struct compact_control *cc, struct page *page,
		       unsigned int *order)
{
	struct zone *zone = cc->zone;
	unsigned long flags;
	bool takes;

	spin_lock_irqsave(&zone->lock, flags);
	takes = data_race(page->flags) & 1u << PG_buddy &&
		page_zone(page) == zone && page_order(page) < small_order(cc);
	if (takes)
		*order = buddy_isolate_locked(zone, page);
	spin_unlock_irqrestore(&zone->lock, flags);
	return takes;
}

/* Single pages of it; one that somebody holds though it was free is lost. */
static void keep_block(struct compact_control *cc, struct page *page,
		       unsigned int order)
{
	unsigned long i;

	if (unlikely(page_ref_count(page) != off_list_count)) {
		if (page_ref_count(page)) {
			bad_page(page, HELD_THOUGH_FREE);
			return;
		}
		page_debug_alloc(page, order, GFP_HIGHUSER_MOVABLE);
	}
	set_page_count(page, 1);
	split_page(page, order);
	for (i = 0; i < 1UL << order; i++)
		list_add_tail(&page[i].lru, &cc->freepages);
	cc->nr_freepages += 1U << order;
	count_vm_events(COMPACTISOLATED, 1L << order);
}

/* Return: frames that need not be looked at any more, 1 at least. */
static unsigned long take_free(struct compact_control *cc, unsigned long pfn)
{
	struct page *page = pfn_to_page(pfn);
	u32 flags = glance(cc, pfn);
	unsigned int order;

	if (!(flags & 1u << PG_buddy))
		return 1;
	if (!take_block(cc, page, &order))
		return free_frames(flags);
	keep_block(cc, page, order);
	return 1UL << order;
}

/* May pages that move lie in this pageblock? */
static bool is_target(const struct compact_control *cc, unsigned long pfn)
{
	return pfn_valid(pfn) && pageblock_type(cc->zone, pfn_to_page(pfn)) ==
				 MIGRATE_MOVABLE;
}

static void scan_free_block(struct compact_control *cc)
{
	unsigned long end = block_end(cc, cc->free_block);
	unsigned long pfn = cc->free_pfn, seen = 0;

	if (!is_target(cc, pfn))
		pfn = end;
	while (pfn < end && cc->nr_freepages < cc->nr_migratepages) {
		pfn += take_free(cc, pfn);
		seen++;
	}
	cc->free_pfn = min(pfn, end);
	count_vm_events(COMPACTFREE_SCANNED, seen);
}

void isolate_freepages(struct compact_control *cc)
{
	while (cc->nr_freepages < cc->nr_migratepages &&
	       cc->free_block > cc->moving_block) {
		scan_free_block(cc);
		if (cc->free_pfn < block_end(cc, cc->free_block))
			continue;
		/* Not below 0: the migrate scanner is below us. */
		cc->free_block -= pageblock_nr_pages;
		cc->free_pfn = max(cc->free_block, cc->zone->zone_start_pfn);
		cond_resched();
	}
}

void release_freepages(struct compact_control *cc)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &cc->freepages, lru)
		__free_page(page);
	INIT_LIST_HEAD(&cc->freepages);
	cc->nr_freepages = 0;
}
