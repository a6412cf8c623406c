// SPDX-License-Identifier: MIT
/*
 * pcp_bulk.c - many single pages off this CPU's list in one go
 *
 * IDEA
 *	Who wants 64 pages need not unlink 64 times. The list is walked along
 *	and cut off as one piece, and on the way each page is put into the
 *	caller's array and made his:
 *
 *	list	 -> page -> page -> page | -> page -> page
 *	array	  [0]     [1]	  [2]	 |	cut here
 *
 * LOCKING
 *	As pcp.c: interrupts are off for the whole of it.
 *
 * FAILURE
 *	As many as there are.
 *
 * COST
 *	Seven instructions a page (make bench: alloc_pages_bulk_array_64_call),
 *	and a refill each time the list is empty.
 */
#include <asm/irqflags.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/percpu.h>

#include "internal.h"
#include "pcp.h"

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
			pcp_refill(zone, pcp, 0, type);
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
