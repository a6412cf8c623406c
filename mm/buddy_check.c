// SPDX-License-Identifier: MIT
/*
 * buddy_check.c - are a zone's free blocks as buddy.c's essay promises?
 *
 * PROBLEM
 *	A list that is wrong by one block is noticed a million calls later, by
 *	somebody else. The lists and the struct pages say the same thing twice,
 *	so each can be held against the other at any time.
 *
 * IDEA
 *	Every list is walked: is each block on it what its place says (I1, I2,
 *	I5), does its buddy not lie there free beside it (I3), do the sums and
 *	the mask agree (I4, I6)? Then every struct page of the zone is looked
 *	at: there are as many that call themselves the head of a free block as
 *	there are blocks on the lists (I2, the other way round).
 *
 * LOCKING
 *	zone->lock, for the whole of it: some instructions a page.
 *
 * FAILURE
 *	A list that leads in circles ends the walk when it has more blocks than
 *	the zone has pages (I4). Links into nowhere are a fault, which says
 *	where.
 */
#include <linux/kernel.h>
#include <linux/mm.h>

#include "buddy.h"

/* One block on free_area[order], list @type: I1, I2, I3, I5. */
static int broken_block(struct zone *zone, struct page *page,
			unsigned int order, int type)
{
	unsigned long pfn = page_to_pfn(page);
	u32 links = page->flags & PAGE_LINK_MASK;

	if ((pfn & ((1UL << order) - 1)) || !zone_spans_pfn(zone, pfn) ||
	    !zone_spans_pfn(zone, pfn + (1UL << order) - 1))
		return 1;
	if (page->flags != free_flags(links, order) ||
	    page_zone(page) != zone || page_ref_count(page))
		return 2;
	if (order < MAX_PAGE_ORDER &&
	    buddy_of(page, order)->flags == free_flags(links, order))
		return 3;
	if (pageblock_type(zone, page) != type ||
	    pageblock_type(zone, page + (1UL << order) - 1) != type)
		return 5;
	return 0;
}

/* I2, the other way round: how many pages say that they head a free block. */
static unsigned long count_heads(const struct zone *zone)
{
	unsigned long pfn = zone->zone_start_pfn, heads = 0;

	while (pfn < zone_end_pfn(zone)) {
		const struct page *page = pfn_to_page(pfn);

		if (!pfn_valid(pfn)) {
			pfn = ALIGN(pfn + 1, MAX_ORDER_NR_PAGES);
			continue;
		}
		heads += PageBuddy(page) && page_zone(page) == zone;
		pfn++;
	}
	return heads;
}

static int broken_list(struct zone *zone, unsigned int order, int type,
		       unsigned long *blocks)
{
	struct list_head *list = &zone->free_area[order].free_list[type];
	struct page *page;

	if (list_empty(list) == !!(zone->order_mask[type] >> order & 1))
		return 6;
	list_for_each_entry(page, list, lru) {
		int broken = broken_block(zone, page, order, type);

		if (broken)
			return broken;
		/* A loop in the list ends here. */
		if (++*blocks > zone->spanned_pages)
			return 4;
	}
	return 0;
}

int buddy_broken_locked(struct zone *zone)
{
	unsigned long pages = 0, heads = 0;
	unsigned int order;
	int type, broken;

	for (order = 0; order < NR_PAGE_ORDERS; order++) {
		unsigned long blocks = 0;

		for (type = 0; type < MIGRATE_TYPES; type++) {
			broken = broken_list(zone, order, type, &blocks);
			if (broken)
				return broken;
		}
		if (blocks != zone->free_area[order].nr_free)
			return 4;
		pages += blocks << order;
		heads += blocks;
	}
	if (pages != zone->nr_free)
		return 4;
	return count_heads(zone) == heads ? 0 : 2;
}
