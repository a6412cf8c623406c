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
 *	Between a CPU and the zone stands a short list, for each order up to 4
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
 *	C3  count <= high when the last of those who gave a page has trimmed.
 *	    A task may lose the CPU in between, so a stranger who asks must
 *	    trim for it first: pcp_broken_trimmed().
 *
 * WHO WAITS
 *	While somebody waits for pages of the zone the lists are closed: high
 *	is 0, so that what is freed goes on to the zone, and from there to him
 *	(zone_wait.c). The CPU opens them when it next comes by and nobody
 *	waits: no call is needed for that.
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
 *	flags: some 50 instructions. A refill or a flush is some 300, and ten
 *	to a hundred for each block (pcp_batch.c).
 *
 * CONSTANTS
 *	batch: a 1024th of the zone, at most 64 pages (256 KiB): long enough
 *	that the lock is rare, short enough that interrupts are off for some
 *	microseconds only. Of large blocks, of which a batch has few, up to 16
 *	go at a time, if that is no more than an eighth of high. high: at
 *	least six batches, so that a burst of frees and one of allocations both
 *	stay on the CPU; and as long as all CPUs together hold no more than a
 *	64th of the zone, up to 4096 pages (16 MiB) a CPU. Whoever is short of
 *	memory drains them.
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
#include "pcp.h"

#define PCP_BATCH_MAX		64
#define PCP_HIGH_BATCHES	6
#define PCP_HIGH_SHARE		64
#define PCP_HIGH_MAX		4096

/* Of large blocks so many are moved at a time, if they are a small share. */
#define PCP_RUN_BLOCKS		16
#define PCP_RUN_PAGES		(PCP_RUN_BLOCKS << (NR_PCP_ORDERS - 1))
#define PCP_RUN_SHARE		8

static noinline void flush(struct zone *zone, struct per_cpu_pages *pcp,
			   int keep);

/* ---- allocate -------------------------------------------------------- */

static int refill_wants(int want)
{
	return unlikely(READ_ONCE(page_steps_fail)) ? page_refill_wanted(want)
						    : want;
}

/*
 * A batch of pages may be a single large block, which would pay for the lock
 * alone: of these a few more, where the CPU may hold that many.
 */
static int pages_at_once(const struct per_cpu_pages *pcp)
{
	int share = pcp->high / PCP_RUN_SHARE;

	return share ? max(pcp->batch, min(share, PCP_RUN_PAGES)) : pcp->batch;
}

static int blocks_wanted(const struct per_cpu_pages *pcp, unsigned int order)
{
	int few = min(pages_at_once(pcp) >> order, PCP_RUN_BLOCKS);

	/* Closed: only what is taken at once. */
	if (unlikely(!pcp->high))
		return 1;
	return max3(pcp->batch >> order, few, 1);
}

/* Nobody waits any more: as before. Interrupts are off. */
static __always_inline void reopen(const struct zone *zone,
				   struct per_cpu_pages *pcp)
{
	if (likely(!pcp->open_high) || READ_ONCE(zone->nr_waiters))
		return;
	pcp->high = pcp->open_high;
	pcp->open_high = 0;
}

/* At least one block, about a batch of pages; interrupts are off. */
noinline void pcp_refill(struct zone *zone, struct per_cpu_pages *pcp,
			 unsigned int order, int type)
{
	int want, keep;

	reopen(zone, pcp);
	want = refill_wants(blocks_wanted(pcp, order));
	keep = max(pcp->high - (want << order), 0);
	/* C3: what stands on other lists makes room. */
	if (pcp->count > keep)
		flush(zone, pcp, keep);
	spin_lock(&zone->lock);
	pcp_fill_locked(zone, pcp, pcp_list_index(order, type), want);
	spin_unlock(&zone->lock);
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
	list = &pcp->lists[pcp_list_index(order, type)];
	if (unlikely(list_empty(list)))
		pcp_refill(zone, pcp, order, type);
	if (likely(!list_empty(list))) {
		page = gfp & __GFP_COLD ?
		       list_last_entry(list, struct page, lru) :
		       list_first_entry(list, struct page, lru);
		pcp_unlink(pcp, page, order);
		pcp->nr_alloc += 1U << order;
	}
	local_irq_restore(flags);
	return page;
}

/* ---- free ------------------------------------------------------------ */

/* Bit i: list i is not empty. @nr: how many are not. */
static __always_inline unsigned int
filled_lists(const struct per_cpu_pages *pcp, int *nr)
{
	unsigned int i, lists = 0;

	for (i = 0, *nr = 0; i < NR_PCP_LISTS; i++) {
		if (likely(list_empty(&pcp->lists[i])))
			continue;
		lists |= 1u << i;
		++*nr;
	}
	return lists;
}

/*
 * Return pages until @keep are left; interrupts off. Each list gives its
 * share, so that none is emptied while another is long. The next flush goes on
 * where this one stops, so that no list has its turn more often.
 */
static noinline void flush(struct zone *zone, struct per_cpu_pages *pcp,
			   int keep)
{
	int nr, over = pcp->count - keep;
	unsigned int lists = filled_lists(pcp, &nr);
	int share = nr > 1 ? DIV_ROUND_UP(over, nr) : over;
	bool owed;

	spin_lock(&zone->lock);
	/* C1: while count is not 0, a list has pages. */
	for (; over > 0 && lists; over = pcp->count - keep) {
		unsigned int later = lists & ~0u << pcp->flush_next;
		unsigned int i = __ffs(later ? later : lists);

		/* At least one block: the list's order may be the larger. */
		pcp_empty_locked(zone, pcp, i, min(share, over));
		if (list_empty(&pcp->lists[i]))
			lists &= ~(1u << i);
		pcp->flush_next = i + 1;
	}
	owed = zone_owes_locked(zone);
	spin_unlock(&zone->lock);
	if (unlikely(owed))
		zone_wake(zone);
}

void pcp_trim(struct zone *zone)
{
	struct per_cpu_pages *pcp;
	unsigned long flags;

	local_irq_save(flags);
	pcp = this_cpu_ptr(zone->per_cpu_pageset);
	reopen(zone, pcp);
	if (pcp->count > pcp->high)
		flush(zone, pcp, max(pcp->high - pages_at_once(pcp), 0));
	local_irq_restore(flags);
}

void pcp_give_cold(struct zone *zone, struct page *page)
{
	int type = pageblock_type(zone, page);
	struct per_cpu_pages *pcp;
	unsigned long flags;

	page_set_flags(page, (page->flags & PAGE_LINK_MASK) | PCP_PAGE);
	local_irq_save(flags);
	pcp = this_cpu_ptr(zone->per_cpu_pageset);
	list_add_tail(&page->lru, &pcp->lists[pcp_list_index(0, type)]);
	pcp->nr_free++;
	pcp->count++;
	local_irq_restore(flags);
	pcp_trim(zone);
}

void pcp_drain_local(struct zone *zone)
{
	struct per_cpu_pages *pcp;
	unsigned long flags;

	local_irq_save(flags);
	pcp = this_cpu_ptr(zone->per_cpu_pageset);
	reopen(zone, pcp);
	if (pcp->count)
		flush(zone, pcp, 0);
	local_irq_restore(flags);
}

void pcp_close_local(struct zone *zone)
{
	struct per_cpu_pages *pcp;
	unsigned long flags;

	local_irq_save(flags);
	pcp = this_cpu_ptr(zone->per_cpu_pageset);
	if (pcp->high) {
		pcp->open_high = pcp->high;
		pcp->high = 0;
	}
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

		pcp->open_high = 0;
		pcp->batch = clamp(zone->managed_pages / 1024, 1UL,
				   (unsigned long)PCP_BATCH_MAX);
		pcp->high = clamp(zone->managed_pages /
				  (PCP_HIGH_SHARE * num_possible_cpus()),
				  (unsigned long)pcp->batch * PCP_HIGH_BATCHES,
				  (unsigned long)PCP_HIGH_MAX);
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
		pages += data_race(per_cpu_ptr(zone->per_cpu_pageset,
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
	return count > pcp->high ? 3 : 0;
}

int pcp_broken_trimmed(struct zone *zone)
{
	unsigned long flags;
	int broken;

	local_irq_save(flags);
	broken = pcp_broken_local(zone);
	if (broken == 3) {
		pcp_trim(zone);
		broken = pcp_broken_local(zone);
	}
	local_irq_restore(flags);
	return broken;
}
