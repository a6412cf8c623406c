/* SPDX-License-Identifier: MIT */
/*
 * mempool.h - what mempool.c has mempool_show.c say, by the faults of FAULTS E
 */
#ifndef _MM_MEMPOOL_H
#define _MM_MEMPOOL_H

#include <linux/mempool.h>

/* mempool.c: jiffies that one sleeps at most; tests wait for ever */
extern long mempool_patience;

/* The list of all pools, for the view and mempool_check(). */
void mempool_list(mempool_t *pool);
void mempool_unlist(mempool_t *pool);

/* Does the pool's allocator know its own? */
bool mempool_is_stock(const mempool_t *pool);
/* Could @element have come from the pool's allocator? Only stock ones know. */
bool mempool_may_own(const mempool_t *pool, const void *element);

/* Reports. */
void mempool_say_foreign(mempool_t *pool, const void *element);	/* E2 */
void mempool_say_twice(mempool_t *pool, const void *element);	/* E3 */
/* E4: true if elements are out, or more came back than went */
bool mempool_say_outstanding(const mempool_t *pool, const char *caller);
void mempool_say_empty(const mempool_t *pool, gfp_t gfp_mask);	/* E5 */
void mempool_say_shrunk(const mempool_t *pool);			/* E6 */
/* The allocator gives the same element again and again; returns -ENOMEM */
int mempool_say_same(const mempool_t *pool, const void *element);

/* Elements given and not freed; exact while nobody allocates or frees. */
long mempool_out(const mempool_t *pool);

/* Number of an invariant of mempool.c that does not hold, or 0. */
int mempool_broken(mempool_t *pool);

#endif
