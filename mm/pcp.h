/* SPDX-License-Identifier: MIT */
/*
 * pcp.h - the fast path: one page off or onto this CPU's list
 *
 * Inlined into page_alloc.c's doors, because this is all that most calls do:
 * interrupts off, one list operation, interrupts on. What needs the zone's
 * lock (an empty list, a full one) is called out of line in pcp.c, whose
 * essay describes the lists.
 */
#ifndef _MM_PCP_H
#define _MM_PCP_H

#include <asm/irqflags.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/percpu.h>

#include "internal.h"

/* What a page on a list has besides zone, node and order. */
#define PCP_PAGE	(1u << PG_pcp)

static __always_inline unsigned int pcp_list_index(unsigned int order,
						   int type)
{
	return order * MIGRATE_TYPES + type;
}

/* Interrupts are off, the list is not empty. */
static __always_inline struct page *pcp_unlink(struct per_cpu_pages *pcp,
					       struct page *page,
					       unsigned int order)
{
	/* Not list_del(): its poison is two stores that nobody reads. */
	__list_del(page->lru.prev, page->lru.next);
	pcp->count -= 1 << order;
	page_set_flags(page, page->flags & ~PCP_PAGE);
	return page;
}

/* The hottest block of @order and @type; NULL: this CPU has none. */
static __always_inline struct page *pcp_take_hot(struct zone *zone,
						 unsigned int order, int type)
{
	struct list_head *list, *first, *next;
	const unsigned long pages = 1UL << order;
	struct per_cpu_pages *pcp;
	unsigned long flags;
	struct page *page;

	local_irq_save(flags);
	pcp = this_cpu_ptr(zone->per_cpu_pageset);
	list = &pcp->lists[pcp_list_index(order, type)];
	/* Each read once, and the first of a list has the list before it. */
	first = list->next;
	if (unlikely(first == list)) {
		local_irq_restore(flags);
		return NULL;
	}
	page = list_entry(first, struct page, lru);
	next = first->next;
	list->next = next;
	next->prev = list;
	pcp->count -= pages;
	page_set_flags(page, page->flags & ~PCP_PAGE);
	pcp->nr_alloc += pages;
	local_irq_restore(flags);
	/* No list holds NULL: saves the callers a test. */
	if (!page)
		unreachable();
	return page;
}

/* pcp.c: too many pages on this CPU's lists: a batch goes back */
void pcp_trim(struct zone *zone);

/* pcp.c: to an empty list, at least one block; interrupts are off */
void pcp_refill(struct zone *zone, struct per_cpu_pages *pcp,
		unsigned int order, int type);

/* pcp_batch.c: @nr blocks to the end of list @index, or as many as there are */
void pcp_fill_locked(struct zone *zone, struct per_cpu_pages *pcp,
		     unsigned int index, int nr) __must_hold(&zone->lock);
/* ... about @share pages, at least a block, from its end; it is not empty */
void pcp_empty_locked(struct zone *zone, struct per_cpu_pages *pcp,
		      unsigned int index, int share) __must_hold(&zone->lock);

/*
 * @page_flags: the page's, order included; whatever else they held is
 * dropped. Returns true if the caller is to call pcp_trim(), which must be
 * the last thing it does: then it needs no frame.
 */
static __always_inline bool pcp_give_hot(struct zone *zone, struct page *page,
					 u32 page_flags, unsigned int order)
{
	const unsigned long pages = 1UL << order;
	int type = pageblock_type(zone, page);
	struct per_cpu_pages *pcp;
	unsigned long flags;
	bool full;

	page_set_flags(page, PCP_PAGE | (page_flags & (PAGE_LINK_MASK |
							PAGE_ORDER_MASK)));
	local_irq_save(flags);
	pcp = this_cpu_ptr(zone->per_cpu_pageset);
	list_add(&page->lru, &pcp->lists[pcp_list_index(order, type)]);
	pcp->nr_free += pages;
	pcp->count += pages;
	full = pcp->count > pcp->high;
	local_irq_restore(flags);
	return full;
}

#endif
