// SPDX-License-Identifier: MIT
/*
 * pcp_batch.c - many blocks at once between a zone and a CPU's list
 *
 * PROBLEM
 *	A load that swings by more than a CPU's lists hold (a thousand buffers
 *	come, a thousand go) moves every block through the zone. One by one
 *	that is a search, a split and two links for each, and on the way back
 *	a merge with a neighbour that was split off a moment ago, and will be
 *	merged again by the next: a hundred instructions a block, each way.
 *
 * IDEA
 *	Blocks of a batch know each other.
 *
 *	take	Free blocks of the very order hang on one list: the first
 *		of them are cut off as a chain and put, as they are linked,
 *		at the end of the CPU's.
 *		When there are no more, the smallest larger block is taken,
 *		and marked as blocks of the order side by side:
 *
 *			[8 9 10 11 12 13 14 15]	 one unlink
 *			[8] [9] [10] [11] [12]	 five to the list
 *					[13]	 the rest, as splitting by
 *				     [14 15]	 halves would have left it
 *
 *	give	What was taken side by side mostly comes back side by side,
 *		forwards or backwards. Blocks at the end of the list are a run
 *		as long as each lies before or behind those that came before
 *		it. A run goes to buddy.c in the largest blocks that it has:
 *
 *			end of the list: 9 10 11 12 13 | 40
 *			[9] [10 11] [12 13]	 three, not five
 *
 *	Which pages move, and which blocks are free afterwards, is the same as
 *	one by one: only the way there is shorter. But what must come from
 *	another type's pageblocks comes from one of them, as far as it goes,
 *	not from the largest block of the moment each time.
 *
 * LOCKING
 *	zone->lock, interrupts off: the list is this CPU's.
 *
 * FAILURE
 *	As many as the zone has.
 *
 * COST
 *	A block of a chain or a run: some ten instructions, of which two
 *	stores are of its own struct page. A block with no neighbour in the
 *	batch costs buddy.c's give and ten more.
 *
 * SOURCES
 *	Linux: rmqueue_bulk(), free_pcppages_bulk() (names only), which go
 *	block by block.
 */
#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/mm.h>

#include "buddy.h"
#include "pcp.h"

/* ---- take ------------------------------------------------------------------ */

static u32 listed_flags(const struct page *page, unsigned int order)
{
	return (page->flags & PAGE_LINK_MASK) | order << PAGE_ORDER_SHIFT |
	       PCP_PAGE;
}

/*
 * Blocks of the very order, as many as there are up to @nr, to the end of @to.
 * There is one. Return: how many.
 */
static int take_chain(struct zone *zone, struct list_head *to,
		      unsigned int order, int type, int nr)
{
	struct free_area *area = &zone->free_area[order];
	struct list_head *from = &area->free_list[type];
	struct list_head *at = from;
	const u32 flags = listed_flags(list_first_entry(from, struct page, lru),
				       order);
	int got = 0;

	do {
		at = at->next;
		page_set_flags(list_entry(at, struct page, lru), flags);
	} while (++got < nr && at->next != from);

	list_bulk_move_tail(to, from->next, at);
	area->nr_free -= got;
	if (list_empty(from))
		set_order_mask(zone, type,
			       zone->order_mask[type] & ~(1u << order));
	count_free(zone, -((long)got << order));
	return got;
}

/* @nr blocks of @order, side by side from @page on, to the end of @to. */
static void put_run(struct list_head *to, struct page *page,
		    unsigned int order, unsigned int nr)
{
	const u32 flags = listed_flags(page, order);
	struct page *end = page + ((unsigned long)nr << order);
	struct list_head *last = to->prev;

	for (; page < end; page += 1UL << order) {
		page_set_flags(page, flags);
		page->lru.prev = last;
		last->next = &page->lru;
		last = &page->lru;
	}
	last->next = to;
	to->prev = last;
}

void pcp_fill_locked(struct zone *zone, struct per_cpu_pages *pcp,
		     unsigned int index, int nr)
{
	const unsigned int order = index / MIGRATE_TYPES;
	const int type = index % MIGRATE_TYPES;
	struct list_head *to = &pcp->lists[index];
	unsigned int got = 0;

	if (zone->order_mask[type] >> order & 1)
		got = take_chain(zone, to, order, type, nr);
	for (;;) {
		struct page *page;

		pcp->count += got << order;
		nr -= got;
		if (!nr)
			return;
		got = nr;
		page = buddy_take_run_locked(zone, order, type, &got);
		if (!page)
			return;
		put_run(to, page, order, got);
	}
}

/* ---- give ------------------------------------------------------------------ */

/*
 * Up to @nr blocks from the end of a list that has one, as long as they are a
 * run. Return: how many, from *@first on; they are marked no longer.
 */
static int cut_run(struct list_head *list, unsigned int order, int nr,
		   struct page **first)
{
	struct page *page = list_last_entry(list, struct page, lru);
	const u32 links = page->flags & PAGE_LINK_MASK;
	struct page *start = page, *end = page;
	const unsigned long size = 1UL << order;
	int got = 0;

	do {
		if (page == end)
			end += size;
		else if (page + size == start)
			start = page;
		else
			break;
		page_set_flags(page, links);
		page = list_prev_entry(page, lru);
	} while (++got < nr && &page->lru != list);

	list->prev = &page->lru;
	page->lru.next = list;
	*first = start;
	return got;
}

/*
 * Any pages side by side, in the largest blocks. Of more than one pageblock
 * buddy.c makes them itself: it knows the types.
 */
static void give_run(struct zone *zone, struct page *page, unsigned long pages)
{
	while (pages) {
		unsigned long pfn = page_to_pfn(page) | pageblock_nr_pages;
		unsigned int order = min(__ffs(pfn), __fls(pages));

		buddy_give_locked(zone, page, order);
		page += 1UL << order;
		pages -= 1UL << order;
	}
}

void pcp_empty_locked(struct zone *zone, struct per_cpu_pages *pcp,
		      unsigned int index, int share)
{
	const unsigned int order = index / MIGRATE_TYPES;
	struct list_head *list = &pcp->lists[index];
	int got, nr = max(share >> order, 1);

	for (; nr && !list_empty(list); nr -= got) {
		struct page *first;

		got = cut_run(list, order, nr, &first);
		pcp->count -= got << order;
		if (got == 1)
			buddy_give_locked(zone, first, order);
		else
			give_run(zone, first, (unsigned long)got << order);
	}
}
