// SPDX-License-Identifier: MIT
/*
 * mempool_reserve.c - the elements that a pool keeps back
 *
 * PROBLEM
 *	When memory is gone, every element comes out of the reserve and goes
 *	back into it, on all CPUs and in interrupts. A lock with interrupts
 *	off around each is a hundred instructions a pair, and the elements
 *	cannot be linked: they belong to the caller, who may have put into
 *	them what he wants to find again, and need not be memory at all.
 *
 * IDEA
 *	A stack whose top lies apart from the rest:
 *
 *		top	 [ p ]		a word, exchanged without the lock
 *		elements [ p p p - - ]	the others, under it
 *			       ^ nr_below, at most min_nr - 1
 *
 *	take	top <-> NULL: was there one? it is ours
 *		  | there was none
 *		lock: the last of elements; or the top, if somebody has just
 *		put one there
 *
 *	put	is the top NULL? it is our element now
 *		  | it is not
 *		lock: behind the last of elements; or there is no room
 *
 *	An exchange needs no count of versions: whoever gets a pointer out of
 *	the word has the element, whoever was there in between. What is freed
 *	goes to who asks next, while it is in his cache; only when two or more
 *	are taken, or given, in a row is the lock needed, for the others.
 *
 * INVARIANTS
 *	P1 and P2 of mempool.c.
 *
 * LOCKING
 *	pool->lock, interrupts off, guards min_nr, nr_below and elements; the
 *	top is exchanged, with the lock or without. curr_nr follows both: it
 *	is added to after the element is there, taken from after it has gone,
 *	and right when nobody is in between.
 *
 * WHO IS TOLD THAT IT IS EMPTY, OR FULL
 *	Empty: under the lock there is nothing below, and then nothing at the
 *	top, so there was a moment when it was empty. Full: there was one at
 *	the top, then no room below. If the top was taken in between, one is
 *	missing, but that one is out, and finds its place when it is freed.
 *
 * FAILURE
 *	None.
 *
 * COST
 *	At the top: 5 instructions to take, 4 to put. Below: about 30 more
 *	for the lock. Not kept: slots for all, each exchanged without a lock,
 *	and a count from which who takes draws a ticket. That is some 8 more
 *	instructions a pair, a search for the slot when two meet, and a table
 *	that cannot be moved while somebody is about to write into it.
 *
 * SOURCES
 *	R. K. Treiber, Systems programming: coping with parallelism, 1986,
 *	for why a pop by compare-and-exchange alone is not enough.
 */
#include <linux/spinlock.h>
#include <linux/string.h>

#include "mempool_reserve.h"

/* ---- take -------------------------------------------------------------------- */

static void *pop_locked(mempool_t *pool)
{
	int left = pool->nr_below - 1;

	WRITE_ONCE(pool->nr_below, left);
	atomic_dec(&pool->count);
	return pool->elements[left];
}

void *reserve_take_below(mempool_t *pool)
{
	unsigned long flags;
	void *element;

	spin_lock_irqsave(&pool->lock, flags);
	if (pool->nr_below)
		element = pop_locked(pool);
	else
		element = reserve_take_top(pool);
	spin_unlock_irqrestore(&pool->lock, flags);
	/* A: as in reserve_take_top(). */
	smp_wmb();
	return element;
}

void *reserve_take_surplus(mempool_t *pool)
{
	void *element = NULL;
	unsigned long flags;

	spin_lock_irqsave(&pool->lock, flags);
	if (pool->nr_below >= pool->min_nr)
		element = pop_locked(pool);
	spin_unlock_irqrestore(&pool->lock, flags);
	return element;
}

/* ---- put --------------------------------------------------------------------- */

/*
 * E3: freed twice at once, it is one of the newest. More are not looked at,
 * for every element that comes back would pay; mempool_check() sees all.
 */
static bool is_newest_locked(const mempool_t *pool, const void *element)
{
	int nr = pool->nr_below;

	return READ_ONCE(pool->top) == element ||
	       (nr && pool->elements[nr - 1] == element);
}

static enum put_result put_locked(mempool_t *pool, void *element)
{
	int nr = pool->nr_below;

	if (is_newest_locked(pool, element))
		return IS_THERE_ALREADY;
	if (reserve_put_top(pool, element))
		return PUT_IT;
	if (nr >= pool->min_nr - 1)
		return RESERVE_IS_FULL;
	pool->elements[nr] = element;
	WRITE_ONCE(pool->nr_below, nr + 1);
	atomic_inc(&pool->count);
	return PUT_IT;
}

enum put_result reserve_put(mempool_t *pool, void *element)
{
	enum put_result result;
	unsigned long flags;

	spin_lock_irqsave(&pool->lock, flags);
	result = put_locked(pool, element);
	spin_unlock_irqrestore(&pool->lock, flags);
	return result;
}

/* ---- resize ------------------------------------------------------------------ */

void **reserve_grow(mempool_t *pool, void **room, int min_nr)
{
	void **old = pool->elements;
	unsigned long flags;

	spin_lock_irqsave(&pool->lock, flags);
	memcpy(room, old, pool->nr_below * sizeof(*room));
	pool->elements = room;
	WRITE_ONCE(pool->min_nr, min_nr);
	spin_unlock_irqrestore(&pool->lock, flags);
	return old;
}

void reserve_shrink(mempool_t *pool, int min_nr)
{
	unsigned long flags;

	spin_lock_irqsave(&pool->lock, flags);
	WRITE_ONCE(pool->min_nr, min_nr);
	spin_unlock_irqrestore(&pool->lock, flags);
}
