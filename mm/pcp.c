// SPDX-License-Identifier: MIT
/*
 * pcp.c - each CPU's own small stock of free pages
 *
 * PROBLEM
 *	Most requests are for one page, and most pages come back soon, to the
 *	CPU that had them. Taking the zone's lock each time makes CPUs wait
 *	for each other over memory that nobody else wants.
 *
 * IDEA
 *	Between a CPU and the zone stands a short list, for each order up to 3
 *	and each migrate type:
 *
 *		   hot end				  cold end
 *	take  <--  page  page  page  page  page  page  page   <-- refill
 *	give  -->  (free_hot_page)	   (free_cold_page) -->  flush
 *
 *	What was freed last is probably still in the cache, so it is given
 *	out first. Only when a list is empty is the zone's lock taken, for a
 *	batch; only when the CPU holds more than `high` pages does a batch go
 *	back, from the cold end.
 *
 * INVARIANTS	(pcp_broken() tests each by number)
 *	C1  count is the sum over the lists of (blocks << order).
 *	C2  A page on list (order, type) has PG_pcp, its order, count 0, and
 *	    is of this zone.
 *	C3  count <= high + the largest block, whenever interrupts are on.
 *
 * LOCKING
 *	None: a CPU's lists are touched by that CPU with interrupts off, and
 *	by nobody else. Another CPU that wants them back asks by IPI
 *	(drain_all_pages). zone->lock is taken inside for refill and flush.
 *
 * FAILURE
 *	A refill that finds the zone empty returns NULL.
 *
 * COST
 *	Take or give: interrupts off and on, one list operation, one store of
 *	flags. One lock and `batch` pages of buddy work every `batch` calls.
 *
 * CONSTANTS
 *	batch: a 1024th of the zone, at most 64 pages (256 KiB): long enough
 *	that the lock is rare, short enough that interrupts are off for some
 *	microseconds only. high: six batches, so that a burst of frees and a
 *	burst of allocations of a few batches both stay on the CPU.
 *
 * SOURCES
 *	Linux: struct per_cpu_pages, rmqueue_bulk(), free_pcppages_bulk()
 *	(names only).
 */
#include <asm/irqflags.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/smp.h>

#include "internal.h"

#define PCP_BATCH_MAX		64
#define PCP_HIGH_BATCHES	6

static unsigned int list_index(unsigned int order, int type)
{
	return order * MIGRATE_TYPES + type;
}

/* ---- allocate -------------------------------------------------------- */

/* At least one block, about a batch of pages; interrupts are off. */
static noinline void refill(struct zone *zone, struct per_cpu_pages *pcp,
			    unsigned int order, int type)
{
	struct list_head *list = &pcp->lists[list_index(order, type)];
	int want = max(pcp->batch >> order, 1);

	spin_lock(&zone->lock);
	while (want--) {
		struct page *page = buddy_take_locked(zone, order, type);

		if (!page)
			break;
		page->flags |= 1u << PG_pcp;
		list_add_tail(&page->lru, list);
		pcp->count += 1 << order;
	}
	spin_unlock(&zone->lock);
}

/* Off its list, and a page that is nobody's yet. */
static __always_inline struct page *take_from(struct per_cpu_pages *pcp,
					      struct page *page,
					      unsigned int order)
{
	list_del(&page->lru);
	pcp->count -= 1 << order;
	page->flags &= ~(1u << PG_pcp);
	return page;
}

struct page *pcp_take(struct zone *zone, unsigned int order, int type,
		      gfp_t gfp)
{
	struct per_cpu_pages *pcp;
	struct page *page = NULL;
	struct list_head *list;
	unsigned long flags;

	local_irq_save(flags);
	pcp = this_cpu_ptr(zone->per_cpu_pageset);
	list = &pcp->lists[list_index(order, type)];
	if (unlikely(list_empty(list)))
		refill(zone, pcp, order, type);
	if (likely(!list_empty(list))) {
		page = gfp & __GFP_COLD ?
		       list_last_entry(list, struct page, lru) :
		       list_first_entry(list, struct page, lru);
		take_from(pcp, page, order);
		pcp->nr_alloc++;
	}
	local_irq_restore(flags);
	return page;
}

unsigned long pcp_take_bulk(struct zone *zone, int type, unsigned long nr,
			    struct page **array)
{
	struct per_cpu_pages *pcp;
	unsigned long flags, got;
	struct list_head *list;

	local_irq_save(flags);
	pcp = this_cpu_ptr(zone->per_cpu_pageset);
	list = &pcp->lists[list_index(0, type)];
	for (got = 0; got < nr; got++) {
		struct page *page;

		if (unlikely(list_empty(list)))
			refill(zone, pcp, 0, type);
		if (unlikely(list_empty(list)))
			break;
		page = list_first_entry(list, struct page, lru);
		array[got] = take_from(pcp, page, 0);
	}
	pcp->nr_alloc += got;
	local_irq_restore(flags);
	return got;
}

/* ---- free ------------------------------------------------------------ */

/* Return pages from the cold ends until @keep are left; interrupts off. */
static noinline void flush(struct zone *zone, struct per_cpu_pages *pcp,
			   int keep)
{
	unsigned int i = 0;

	spin_lock(&zone->lock);
	while (pcp->count > keep) {
		struct list_head *list = &pcp->lists[i % NR_PCP_LISTS];
		unsigned int order = i % NR_PCP_LISTS / MIGRATE_TYPES;
		struct page *page;

		/* A full round leaves every list shorter, or count is 0. */
		i++;
		if (list_empty(list))
			continue;
		page = list_last_entry(list, struct page, lru);
		take_from(pcp, page, order);
		buddy_give_locked(zone, page, order);
	}
	spin_unlock(&zone->lock);
}

static __always_inline void give(struct zone *zone, struct page *page,
				 unsigned int order, bool cold)
{
	struct per_cpu_pages *pcp;
	struct list_head *list;
	unsigned long flags;

	local_irq_save(flags);
	pcp = this_cpu_ptr(zone->per_cpu_pageset);
	list = &pcp->lists[list_index(order, pageblock_type(zone, page))];
	page->flags |= 1u << PG_pcp;
	if (cold)
		list_add_tail(&page->lru, list);
	else
		list_add(&page->lru, list);
	pcp->count += 1 << order;
	pcp->nr_free++;
	if (unlikely(pcp->count > pcp->high))
		flush(zone, pcp, pcp->high - pcp->batch);
	local_irq_restore(flags);
}

void pcp_give(struct zone *zone, struct page *page, unsigned int order)
{
	give(zone, page, order, false);
}

void pcp_give_cold(struct zone *zone, struct page *page)
{
	give(zone, page, 0, true);
}

void pcp_drain_local(struct zone *zone)
{
	struct per_cpu_pages *pcp;
	unsigned long flags;

	local_irq_save(flags);
	pcp = this_cpu_ptr(zone->per_cpu_pageset);
	if (pcp->count)
		flush(zone, pcp, 0);
	local_irq_restore(flags);
}

/* ---- init, show, check ----------------------------------------------- */

/* Out of the first chunk of per-CPU memory: there is no other yet. */
void pcp_alloc(void)
{
	struct zone *zone;

	for_each_populated_zone(zone)
		zone->per_cpu_pageset =
			percpu_alloc_boot(sizeof(struct per_cpu_pages),
					  SMP_CACHE_BYTES);
}

void pcp_init_zone(struct zone *zone)
{
	unsigned int cpu, i;

	for_each_possible_cpu(cpu) {
		struct per_cpu_pages *pcp =
			per_cpu_ptr(zone->per_cpu_pageset, cpu);

		pcp->batch = clamp(zone->managed_pages / 1024, 1UL,
				   (unsigned long)PCP_BATCH_MAX);
		pcp->high = pcp->batch * PCP_HIGH_BATCHES;
		for (i = 0; i < NR_PCP_LISTS; i++)
			INIT_LIST_HEAD(&pcp->lists[i]);
	}
}

unsigned long pcp_count(const struct zone *zone)
{
	unsigned long pages = 0;
	unsigned int cpu;

	if (!zone->per_cpu_pageset)
		return 0;
	for_each_possible_cpu(cpu)
		pages += READ_ONCE(per_cpu_ptr(zone->per_cpu_pageset,
					       cpu)->count);
	return pages;
}

static int broken_list(struct zone *zone, struct list_head *list,
		       unsigned int order, int *count)
{
	struct page *page;

	list_for_each_entry(page, list, lru) {
		if (!PagePcp(page) || page_order(page) != order ||
		    page_ref_count(page) || page_zone(page) != zone)
			return 2;
		*count += 1 << order;
	}
	return 0;
}

int pcp_broken_local(struct zone *zone)
{
	struct per_cpu_pages *pcp = this_cpu_ptr(zone->per_cpu_pageset);
	unsigned int i;
	int count = 0;

	for (i = 0; i < NR_PCP_LISTS; i++) {
		int broken = broken_list(zone, &pcp->lists[i],
					 i / MIGRATE_TYPES, &count);
		if (broken)
			return broken;
	}
	if (count != pcp->count)
		return 1;
	return count > pcp->high + (1 << (NR_PCP_ORDERS - 1)) ? 3 : 0;
}
