// SPDX-License-Identifier: MIT
/*
 * buddy.c - one zone's free pages, in blocks that find their own neighbours
 *
 * PROBLEM
 *	Callers take runs of adjacent frames and give them back in any order.
 *	If freed neighbours were not rejoined, a zone half empty could fail to
 *	find two frames side by side. They must be rejoined without a search.
 *
 * IDEA
 *	A block is 2^order frames and starts at a multiple of 2^order. Halving
 *	a block makes two buddies whose pfns differ in one bit:
 *
 *		buddy(pfn, order)  =  pfn ^ (1 << order)
 *		parent(pfn, order) =  pfn & ~(1 << order)
 *
 *	vmemmap starts at a multiple of the largest block, so the same is true
 *	of the struct pages' addresses, with sizeof(struct page) << order for
 *	the bit: a buddy is found with one xor, and no pfn is computed.
 *
 *	Taking one frame from a free block of four at pfn 8:
 *
 *		order 2   [ 8    9   10   11 ]	leaves free_area[2]
 *		order 1		     [10  11 ]	onto free_area[1]
 *		order 0		[ 9 ]		onto free_area[0]
 *			  [ 8 ]			given out
 *
 *	Giving 8 back runs the film in reverse: 9 is free and of order 0, so
 *	take it off its list; 10 heads a free block of order 1, take it off;
 *	the next buddy, 12, is in use: [8, 12) goes onto free_area[2].
 *
 * WHERE THINGS LIVE
 *
 *	struct zone			 struct page, one per frame
 *	+------------------------+
 *	| free_area[0]  UNMOVABLE+--> page 5 <-> page 33     4 KiB each
 *	|		MOVABLE	 +--> page 70
 *	| free_area[1]	    ...	 |
 *	| free_area[10] UNMOVABLE+--> page 1024		     4 MiB
 *	| order_mask[type]	 |    bit o: the list of order o has a block
 *	+------------------------+
 *
 *	Only a block's first page is linked; its flags hold PG_buddy and the
 *	order, and are otherwise just zone and node. So "is my buddy a free
 *	block of my order in my zone" is one load and one compare.
 *
 * MOBILITY
 *	Each pageblock (2 MiB) has a type, and its free blocks are on lists of
 *	that type. A request whose own lists are empty takes the LARGEST block
 *	of another type, and if at least half of that pageblock is free the
 *	pageblock changes sides with all its free blocks. So pages that can
 *	never move fill few pageblocks to the brim instead of all a little.
 *
 * INVARIANTS	(buddy_broken() tests each by number: buddy_check.c)
 *	I1  A free block of order o starts at a multiple of 2^o and lies
 *	    wholly inside one zone.
 *	I2  A page is on a list of free_area[o] if and only if its flags are
 *	    PG_buddy, order o, its zone and node; its count is 0.
 *	I3  Below MAX_PAGE_ORDER, two buddies of equal order are never both
 *	    free: the second to arrive would have joined the first.
 *	I4  nr_free is the sum over o of (blocks on free_area[o]) << o, and
 *	    free_area[o].nr_free counts the blocks of order o.
 *	I5  A free block is on the lists of its pageblock's type; a block of
 *	    two pageblocks has one type.
 *	I6  Bit o of order_mask[t] is set if and only if the list is not empty.
 *
 * LOCKING
 *	zone->lock, interrupts off (handlers allocate too), guards all of the
 *	above. It is the innermost lock of mm/: nothing is allocated, mapped
 *	or printed under it, and no two zones are locked at once. Functions
 *	here end in _locked; page_alloc.c and pcp.c take the lock.
 *
 * FAILURE
 *	Taking returns NULL when no block is large enough. Nothing here waits,
 *	warns of shortage or chooses a zone: that is page_alloc.c.
 *
 * COST
 *	Take: find the order (one bit scan), one unlink, at most 10 links.
 *	Give: the reverse. Space: none of its own. Who wants many blocks takes
 *	a run, the first pages of one larger block, at the price of one; who
 *	gives many joins what lies side by side first (pcp_batch.c).
 *
 * SOURCES
 *	K. C. Knowlton, A fast storage allocator, CACM 8(10), 1965.
 *	D. E. Knuth, The Art of Computer Programming, vol. 1, section 2.5.
 *	M. Gorman, A. Whitcroft, The what, the why and the where to of
 *	anti-fragmentation, OLS 2006. Linux: __free_one_page(), expand(),
 *	__rmqueue_fallback() (names only).
 */
#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/mm.h>

#include "buddy.h"

static_assert(VMEMMAP_ALIGN % (sizeof(struct page) << MAX_PAGE_ORDER) == 0);

/* First of its list. The mask, I6, is the caller's. */
static __always_inline void link_only(struct free_area *area,
				      struct page *page, u32 flags, int type)
{
	page_set_flags(page, flags);
	list_add(&page->lru, &area->free_list[type]);
	area->nr_free++;
}

static __always_inline void link_block(struct zone *zone, struct page *page,
				       unsigned int order, int type)
{
	link_only(&zone->free_area[order], page,
		  free_flags(page->flags & PAGE_LINK_MASK, order), type);
	set_order_mask(zone, type, zone->order_mask[type] | 1u << order);
}

static __always_inline void unlink_block(struct zone *zone, struct page *page,
					 unsigned int order, int type)
{
	struct free_area *area = &zone->free_area[order];
	struct list_head *prev = page->lru.prev, *next = page->lru.next;

	/* Not list_del(): its poison is two stores that nobody reads. */
	__list_del(prev, next);
	area->nr_free--;
	/* One neighbour on both sides: the list's head, which is alone now. */
	if (prev == next)
		set_order_mask(zone, type,
			       zone->order_mask[type] & ~(1u << order));
}

/* ---- allocate -------------------------------------------------------- */

/*
 * @page heads a block of order @have, off its list: its first @pages pages
 * are kept, the rest is linked, in the largest blocks that there are.
 */
static __always_inline void split_locked(struct zone *zone, struct page *page,
					 unsigned int have,
					 unsigned long pages, int type)
{
	const u32 links = page->flags & PAGE_LINK_MASK;
	unsigned int linked = 0;

	while (pages < 1UL << have) {
		have--;
		if (pages > 1UL << have) {
			page += 1UL << have;
			pages -= 1UL << have;
			continue;
		}
		link_only(&zone->free_area[have], page + (1UL << have),
			  free_flags(links, have), type);
		linked |= 1u << have;
	}
	if (linked)
		set_order_mask(zone, type, zone->order_mask[type] | linked);
}

/* Every free block of @page's pageblock moves to the lists of @type. */
static void move_pageblock_locked(struct zone *zone, struct page *page,
				  int from, int to)
{
	struct page *p = parent_of_pageblock(page);
	struct page *end = p + pageblock_nr_pages;

	while (p < end) {
		unsigned int order;

		if (!PageBuddy(p) || page_zone(p) != zone) {
			p++;
			continue;
		}
		order = page_order(p);
		unlink_block(zone, p, order, from);
		link_block(zone, p, order, to);
		p += 1UL << order;
	}
	set_pageblock_type(zone, page, to);
	zone->nr_stolen++;
}

static unsigned long free_in_pageblock(const struct zone *zone,
				       struct page *page)
{
	struct page *p = parent_of_pageblock(page);
	struct page *end = p + pageblock_nr_pages;
	unsigned long free = 0;

	while (p < end) {
		unsigned long nr = 1;

		if (PageBuddy(p) && page_zone(p) == zone) {
			nr = 1UL << page_order(p);
			free += nr;
		}
		p += nr;
	}
	return free;
}

/*
 * Make @page's block @type's, if it is right that it should be. A block of
 * whole pageblocks always changes sides.
 */
static int steal_locked(struct zone *zone, struct page *page,
			unsigned int order, int from, int type)
{
	unsigned long i;

	if (order >= pageblock_order) {
		unlink_block(zone, page, order, from);
		for (i = 0; i < 1UL << order; i += pageblock_nr_pages)
			set_pageblock_type(zone, page + i, type);
		link_block(zone, page, order, type);
		zone->nr_stolen++;
		return type;
	}
	if (free_in_pageblock(zone, page) < pageblock_nr_pages / 2)
		return from;
	move_pageblock_locked(zone, page, from, type);
	return type;
}

/* Whose blocks to take when one's own are gone: the nearer kin first. */
static const u8 fallbacks[MIGRATE_TYPES][MIGRATE_TYPES - 1] = {
	[MIGRATE_UNMOVABLE] = { MIGRATE_RECLAIMABLE, MIGRATE_MOVABLE },
	[MIGRATE_MOVABLE] = { MIGRATE_RECLAIMABLE, MIGRATE_UNMOVABLE },
	[MIGRATE_RECLAIMABLE] = { MIGRATE_UNMOVABLE, MIGRATE_MOVABLE },
};

/*
 * The largest block of another type: then the next requests of this type
 * find the rest of it and need not look here again.
 */
static struct page *find_fallback_locked(struct zone *zone,
					 unsigned int order, int type,
					 int *from)
{
	struct page *best = NULL;
	unsigned int i;

	for (i = 0; i < MIGRATE_TYPES - 1; i++) {
		int other = fallbacks[type][i];
		unsigned int mask = zone->order_mask[other] >> order;
		unsigned int largest;

		if (!mask)
			continue;
		largest = order + fls(mask) - 1;
		if (best && page_order(best) >= largest)
			continue;
		best = list_first_entry(
			&zone->free_area[largest].free_list[other],
			struct page, lru);
		*from = other;
	}
	return best;
}

/*
 * Another type's block, for a type that has none of @order: off its list.
 * @type: whose lists the rest of it goes to.
 */
static noinline struct page *take_fallback_locked(struct zone *zone,
						  unsigned int order,
						  int *type)
{
	int from = *type;
	struct page *page = find_fallback_locked(zone, order, *type, &from);

	if (!page)
		return NULL;
	order = page_order(page);
	zone->nr_fallback++;
	*type = steal_locked(zone, page, order, from, *type);
	unlink_block(zone, page, order, *type);
	return page;
}

/* The smallest block that will do, off its list, whole; or NULL. */
static __always_inline struct page *take_whole_locked(struct zone *zone,
						      unsigned int order,
						      int *type)
{
	unsigned int mask = zone->order_mask[*type] >> order;
	struct page *page;

	if (unlikely(!mask))
		return take_fallback_locked(zone, order, type);
	order += __ffs(mask);
	page = list_first_entry(&zone->free_area[order].free_list[*type],
				struct page, lru);
	unlink_block(zone, page, order, *type);
	return page;
}

struct page *buddy_take_locked(struct zone *zone, unsigned int order, int type)
{
	struct page *page = take_whole_locked(zone, order, &type);

	if (unlikely(!page))
		return NULL;
	split_locked(zone, page, page_order(page), 1UL << order, type);
	page_set_flags(page, (page->flags & PAGE_LINK_MASK) |
			     order << PAGE_ORDER_SHIFT);
	count_free(zone, -(1L << order));
	return page;
}

struct page *buddy_take_run_locked(struct zone *zone, unsigned int order,
				   int type, unsigned int *nr)
{
	struct page *page = take_whole_locked(zone, order, &type);
	unsigned int have;

	if (unlikely(!page))
		return NULL;
	have = page_order(page);
	*nr = min(*nr, 1u << (have - order));
	split_locked(zone, page, have, (unsigned long)*nr << order, type);
	count_free(zone, -((long)*nr << order));
	return page;
}

unsigned int buddy_isolate_locked(struct zone *zone, struct page *page)
{
	unsigned int order = page_order(page);

	unlink_block(zone, page, order, pageblock_type(zone, page));
	page_set_flags(page, (page->flags & PAGE_LINK_MASK) |
			     order << PAGE_ORDER_SHIFT);
	count_free(zone, -(1L << order));
	zone->nr_large_alloc[order]++;
	return order;
}

/* ---- free ------------------------------------------------------------ */

/*
 * On whose list @buddy is; afterwards its pageblock is of @type, as I5 wants
 * where two meet. Smaller buddies are of the same pageblock.
 */
static int type_of_buddy(struct zone *zone, const struct page *buddy,
			 unsigned int order, int type)
{
	int old = type;

	if (unlikely(order >= pageblock_order)) {
		old = pageblock_type(zone, buddy);
		set_pageblock_type(zone, buddy, type);
	}
	return old;
}

void buddy_give_locked(struct zone *zone, struct page *page,
		       unsigned int order)
{
	const u32 links = page->flags & PAGE_LINK_MASK;
	int type = pageblock_type(zone, page);

	count_free(zone, 1L << order);
	while (order < MAX_PAGE_ORDER) {
		struct page *buddy = buddy_of(page, order);

		/*
		 * Same order, not merely free: the buddy's first frame may
		 * head a smaller block while the rest of it is in use.
		 */
		if (READ_ONCE(buddy->flags) != free_flags(links, order))
			break;
		unlink_block(zone, buddy, order,
			     type_of_buddy(zone, buddy, order, type));
		/* The upper one is a head no longer; the lower one may be. */
		page_set_flags(max(page, buddy), links);
		page = min(page, buddy);
		order++;
	}
	link_only(&zone->free_area[order], page, free_flags(links, order),
		  type);
	set_order_mask(zone, type, zone->order_mask[type] | 1u << order);
}

/* ---- init ------------------------------------------------------------ */

void buddy_init_zone(struct zone *zone)
{
	unsigned int order, type;

	spin_lock_init(&zone->lock);
	for (order = 0; order < NR_PAGE_ORDERS; order++) {
		for (type = 0; type < MIGRATE_TYPES; type++)
			INIT_LIST_HEAD(
				&zone->free_area[order].free_list[type]);
	}
}
