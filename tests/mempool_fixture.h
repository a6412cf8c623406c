/* SPDX-License-Identifier: MIT */
/*
 * mempool_fixture.h - an allocator that has as much as a case says
 *
 * Elements are slots of an array, so that a case sees where each one is:
 * with the source, given out, or in a reserve.
 *
 *	source.free   [ 0 1 2 3 4 5 ... ]	a stack of slot numbers
 *	source.left   what it will still give, 0: memory is gone
 */
#ifndef _TESTS_MEMPOOL_FIXTURE_H
#define _TESTS_MEMPOOL_FIXTURE_H

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mempool.h>
#include <linux/string.h>

#include "../mm/mempool.h"

#define SLOTS		64
#define PLENTY		1000000

static struct source {
	spinlock_t lock;
	u64 slot[SLOTS];
	int free[SLOTS];
	int nr_free;
	int left;
	unsigned int asked;
	gfp_t gfp[4];		/* the flags of the last calls, newest first */
} source;

static inline void *source_alloc(gfp_t gfp, void *data)
{
	struct source *s = data;
	void *element = NULL;
	unsigned long flags;

	spin_lock_irqsave(&s->lock, flags);
	memmove(s->gfp + 1, s->gfp, sizeof(s->gfp) - sizeof(s->gfp[0]));
	s->gfp[0] = gfp;
	s->asked++;
	if (s->left > 0 && s->nr_free) {
		element = &s->slot[s->free[--s->nr_free]];
		s->left--;
	}
	spin_unlock_irqrestore(&s->lock, flags);
	return element;
}

static inline void source_free(void *element, void *data)
{
	struct source *s = data;
	unsigned long flags;

	spin_lock_irqsave(&s->lock, flags);
	s->free[s->nr_free++] = (u64 *)element - s->slot;
	spin_unlock_irqrestore(&s->lock, flags);
}

static inline void source_fill(int left)
{
	int i;

	memset(&source, 0, sizeof(source));
	spin_lock_init(&source.lock);
	for (i = 0; i < SLOTS; i++)
		source.free[i] = SLOTS - 1 - i;
	source.nr_free = SLOTS;
	source.left = left;
}

/* A pool of @min_nr on the source; the case ends if there is none. */
static inline mempool_t *source_pool(struct kunit *test, int min_nr)
{
	mempool_t *pool;

	source_fill(PLENTY);
	pool = mempool_create(min_nr, source_alloc, source_free, &source);
	KUNIT_ASSERT_NOT_NULL(test, pool);
	source.asked = 0;
	return pool;
}

/* Destroyed without a word, and every slot is with the source again. */
static inline void source_pool_end(struct kunit *test, mempool_t *pool)
{
	KUNIT_EXPECT_EQ(test, mempool_broken(pool), 0);
	KUNIT_EXPECT_NO_WARNS(test, (mempool_destroy(pool), 0));
	KUNIT_EXPECT_EQ(test, source.nr_free, SLOTS);
}

/* A hundred operations of every kind leave the pool as it was. */
static inline void expect_works(struct kunit *test, mempool_t *pool)
{
	int curr = pool->curr_nr, i, j;
	long out = mempool_out(pool);
	void *p[5];

	for (i = 0; i < 20; i++) {
		for (j = 0; j < 5; j++)
			p[j] = mempool_alloc(pool, GFP_ATOMIC | __GFP_NOWARN);
		while (j--)
			mempool_free(p[j], pool);
	}
	KUNIT_EXPECT_EQ(test, pool->curr_nr, curr);
	KUNIT_EXPECT_EQ(test, mempool_out(pool), out);
	KUNIT_EXPECT_EQ(test, mempool_broken(pool), 0);
}

#endif
