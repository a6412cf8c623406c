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
 *	flags. One lock and `batch` pages of buddy work every `batch` calls.
 *
 * CONSTANTS
 *	batch: a 1024th of the zone, at most 64 pages (256 KiB): long enough
 *	that the lock is rare, short enough that interrupts are off for some
 *	microseconds only. Of large blocks, of which a batch has few, up to 16
 *	go at a time, if that is no more than an eighth of high: the lock, the
 *	way there and back are some 300 instructions. high: at least six
 *	batches, so that a burst of frees and one of allocations both stay on
 *	the CPU; and as long as all CPUs together hold no more than a 64th of
 *	the zone, up to 4096 pages (16 MiB) a CPU. Whoever is short of memory
 *	drains them.
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

/* Blocks from one list before the next has its turn. */
#define PCP_FLUSH_RUN		8

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
static noinline void refill(struct zone *zone, struct per_cpu_pages *pcp,
			    unsigned int order, int type)
{
	struct list_head *list = &pcp->lists[pcp_list_index(order, type)];
	int want, keep;

	reopen(zone, pcp);
	want = refill_wants(blocks_wanted(pcp, order));
	keep = max(pcp->high - (want << order), 0);
	/* C3: what stands on other lists makes room. */
	if (pcp->count > keep)
		flush(zone, pcp, keep);
	spin_lock(&zone->lock);
	while (want--) {
		struct page *page = buddy_take_locked(zone, order, type);

		if (!page)
			break;
		page_set_flags(page, page->flags | PCP_PAGE);
		list_add_tail(&page->lru, list);
		pcp->count += 1 << order;
	}
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
		refill(zone, pcp, order, type);
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

static_assert(offsetof(struct page, flags) == 0 &&
	      offsetof(struct page, _refcount) == 4);

/* Off the list and its taker's: PG_pcp goes, the count rises; one store. */
static __always_inline void take_over(struct page *page)
{
	u64 *word = (u64 *)page;

	/* As page_set_flags(): a neighbour may be looking. */
	WRITE_ONCE(*word, *word + (1ULL << 32) - PCP_PAGE);
}

/* The page at @at of a list goes to @slot. Return: the next. */
static __always_inline struct list_head *take_one(struct list_head *at,
						  struct page **slot,
						  int *held)
{
	struct page *page = list_entry(at, struct page, lru);

	at = at->next;
	/* Not page_ref_count(): a volatile read is one more step. */
	*held |= page->_refcount.counter;
	take_over(page);
	*slot = page;
	return at;
}

/* There is one at least. Return: how many there were. */
static __always_inline unsigned int take_four(struct list_head **at,
					      const struct list_head *list,
					      struct page **slot, int *held)
{
	*at = take_one(*at, &slot[0], held);
	if (*at == list)
		return 1;
	*at = take_one(*at, &slot[1], held);
	if (*at == list)
		return 2;
	*at = take_one(*at, &slot[2], held);
	if (*at == list)
		return 3;
	*at = take_one(*at, &slot[3], held);
	return 4;
}

static __always_inline bool four_empty(struct page *const *array)
{
	return !((unsigned long)array[0] | (unsigned long)array[1] |
		 (unsigned long)array[2] | (unsigned long)array[3]);
}

/*
 * Fill the empty slots at @array, at most @nr, up to the first used one: the
 * list is walked along and cut off as one piece, and each page made its new
 * owner's on the way. Four at a time: a quarter of the looks at the slots.
 * @held: not 0 if somebody holds one of them.
 */
static __always_inline unsigned long take_chain(struct list_head *list,
						unsigned long nr,
						struct page **array, int *held)
{
	struct page **slot = array, **end = array + nr;
	struct list_head *at = list->next;

	while (at != list && end - slot >= 4 && four_empty(slot))
		slot += take_four(&at, list, slot, held);
	while (slot < end && at != list && !*slot)
		at = take_one(at, slot++, held);
	list->next = at;
	at->prev = list;
	return slot - array;
}

/* Free pages that somebody holds are lost; the others close ranks. */
static noinline unsigned long drop_held(struct page **array, unsigned long nr)
{
	unsigned long i, kept = 0;

	for (i = 0; i < nr; i++) {
		struct page *page = array[i];

		array[i] = NULL;
		if (page_ref_count(page) == 1) {
			array[kept++] = page;
			continue;
		}
		atomic_dec(&page->_refcount);
		bad_page(page, HELD_THOUGH_FREE);
	}
	return kept;
}

unsigned long pcp_take_bulk(struct zone *zone, int type, unsigned long nr,
			    struct page **array)
{
	struct per_cpu_pages *pcp;
	unsigned long flags, got = 0, run;
	struct list_head *list;
	int held = 0;

	local_irq_save(flags);
	pcp = this_cpu_ptr(zone->per_cpu_pageset);
	list = &pcp->lists[pcp_list_index(0, type)];
	do {
		if (list_empty(list))
			refill(zone, pcp, 0, type);
		run = take_chain(list, nr - got, array + got, &held);
		pcp->count -= run;
		if (unlikely(held)) {
			pcp->nr_alloc += run;
			run = drop_held(array + got, run);
			pcp->nr_alloc -= run;
		}
		got += run;
	} while (run && got < nr);
	pcp->nr_alloc += got;
	local_irq_restore(flags);
	return got;
}

/* ---- free ------------------------------------------------------------ */

/* Some blocks from the cold end of one list; zone->lock is held. */
static void flush_list_locked(struct zone *zone, struct per_cpu_pages *pcp,
			      unsigned int index, int keep)
{
	struct list_head *list = &pcp->lists[index];
	unsigned int order = index / MIGRATE_TYPES, n;

	for (n = 0; n < PCP_FLUSH_RUN && pcp->count > keep; n++) {
		struct page *page;

		if (list_empty(list))
			return;
		page = list_last_entry(list, struct page, lru);
		pcp_unlink(pcp, page, order);
		buddy_give_locked(zone, page, order);
	}
}

/*
 * Return pages until @keep are left; interrupts off. List by list, some from
 * each, so that none is emptied while another is long. The next flush goes on
 * where this one stops, so that no list has its turn more often.
 */
static noinline void flush(struct zone *zone, struct per_cpu_pages *pcp,
			   int keep)
{
	unsigned int i = pcp->flush_next;
	bool owed;

	spin_lock(&zone->lock);
	/* C1: a full round finds a page while count is not 0. */
	while (pcp->count > keep) {
		if (pcp->lists[i].next != &pcp->lists[i])
			flush_list_locked(zone, pcp, i, keep);
		i = i + 1 < NR_PCP_LISTS ? i + 1 : 0;
	}
	pcp->flush_next = i;
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
