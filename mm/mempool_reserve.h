/* SPDX-License-Identifier: MIT */
/*
 * mempool_reserve.h - an element into a pool's reserve, and out of it
 *
 * mempool_reserve.c describes the reserve. What needs no lock is here, to be
 * inlined: most of what a reserve gives is what it was given last.
 */
#ifndef _MM_MEMPOOL_RESERVE_H
#define _MM_MEMPOOL_RESERVE_H

#include <linux/atomic.h>
#include <linux/mempool.h>

/* The newest element, or NULL: take_below() must look. */
static __always_inline void *reserve_take_top(mempool_t *pool)
{
	void *element = xchg(&pool->top, NULL);

	if (unlikely(!element))
		return NULL;
	atomic_dec(&pool->count);
	/* A: curr_nr before whatever the caller does with the element. */
	smp_wmb();
	return element;
}

/* A full barrier, if it returns true. */
static __always_inline bool reserve_put_top(mempool_t *pool, void *element)
{
	void *none = NULL;

	if (unlikely(!try_cmpxchg(&pool->top, &none, element)))
		return false;
	atomic_inc(&pool->count);
	return true;
}

/* The same where the lock is needed; NULL: the reserve is empty */
void *reserve_take_below(mempool_t *pool);

enum put_result {
	PUT_IT,
	RESERVE_IS_FULL,
	IS_THERE_ALREADY,
};
enum put_result reserve_put(mempool_t *pool, void *element);

static inline void *reserve_take(mempool_t *pool)
{
	void *element = reserve_take_top(pool);

	return element ? element : reserve_take_below(pool);
}

static inline bool reserve_is_empty(const mempool_t *pool)
{
	return !READ_ONCE(pool->top) && !READ_ONCE(pool->nr_below);
}

/* The table becomes @room, of @min_nr slots; returns the old one. */
void **reserve_grow(mempool_t *pool, void **room, int min_nr);

/* @min_nr is less than before. What is too much comes one by one, then NULL. */
void reserve_shrink(mempool_t *pool, int min_nr);
void *reserve_take_surplus(mempool_t *pool);

#endif
