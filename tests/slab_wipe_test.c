// SPDX-License-Identifier: MIT
/*
 * slab_wipe_test.c - init_on_alloc, init_on_free: nothing is read twice
 *
 * What a cache does is settled when it is made, so each case switches an
 * option on for as long as that takes and has a wiping cache in any boot.
 */
#include <kunit/test.h>
#include <linux/preempt.h>
#include <linux/slab.h>

#include "../mm/internal.h"
#include "../mm/slab.h"
#include "slab_sweep.h"

#define SIZE	136
#define MANY	600

static struct kmem_cache *cache;
static void *held[MANY];

static void begin(struct kunit *test, u32 watch)
{
	const u32 before = page_debug_get();

	page_debug_set(watch);
	cache = kmem_cache_create("test_wipe", SIZE, 0,
				  SLAB_NO_MERGE | SLAB_NO_USER_FLAGS, NULL);
	page_debug_set(before);
	KUNIT_ASSERT_NOT_NULL(test, cache);
}

static void slab_wipe_exit(struct kunit *test)
{
	if (!cache || sweep_after(test, "test_wipe"))
		return;
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(cache), 0);
	KUNIT_EXPECT_NULL(test, slab_broken(cache));
	kmem_cache_destroy(cache);
	cache = NULL;
}

static bool is_zero(const void *p)
{
	return p && !memchr_inv(p, 0, SIZE);
}

/* Freed and had again: the same, from this CPU's stack. Zero by then? */
static void one_twice(struct kunit *test, bool zero_when_free, bool zero_again)
{
	void *p = kmem_cache_alloc(cache, GFP_KERNEL), *q;

	KUNIT_ASSERT_NOT_NULL(test, p);
	memset(p, 0x5a, SIZE);
	preempt_disable();
	kmem_cache_free(cache, p);
	/* Without stacks it has a link, or poison, where it lies. */
	if (cache->limit) {
		KUNIT_EXPECT_EQ(test, is_zero(p), zero_when_free);
		KUNIT_EXPECT_GT(test, slab_cpu_count(cache), 0ul);
	}
	q = kmem_cache_alloc(cache, GFP_ATOMIC);
	preempt_enable();
	KUNIT_EXPECT_NOT_NULL(test, q);
	if (cache->limit)
		KUNIT_EXPECT_PTR_EQ(test, q, p);
	if (zero_again)
		KUNIT_EXPECT_TRUE(test, is_zero(q));
	kmem_cache_free(cache, q);
}

/* More than a stack and a depot hold: slabs' lists have been in them. */
static void take_many(struct kunit *test, bool zero)
{
	unsigned int i, wrong = 0;

	for (i = 0; i < MANY; i++) {
		held[i] = kmem_cache_alloc(cache, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, held[i]);
		wrong += zero && !is_zero(held[i]);
		memset(held[i], 0x5b, SIZE);
	}
	KUNIT_EXPECT_EQ(test, wrong, 0u);
}

static void give_many(void)
{
	unsigned int i;

	for (i = 0; i < MANY; i++)
		kmem_cache_free(cache, held[i]);
	/* Not from stacks or the depot next: off the slabs' lists. */
	kmem_cache_shrink(cache);
}

static void when_given(struct kunit *test)
{
	void *keep;

	begin(test, WATCH_ZERO_NEW);
	one_twice(test, false, true);
	take_many(test, true);
	keep = kmem_cache_alloc(cache, GFP_KERNEL);
	give_many();
	take_many(test, true);
	give_many();
	kmem_cache_free(cache, keep);
}

static void when_freed(struct kunit *test)
{
	void *keep;
	unsigned int i;

	begin(test, WATCH_ZERO_FREED);
	one_twice(test, true, false);
	take_many(test, false);
	keep = kmem_cache_alloc(cache, GFP_KERNEL);
	give_many();
	/* Who asks for zeros has them: the slab's list has been in there. */
	for (i = 0; i < 8; i++) {
		held[i] = kmem_cache_zalloc(cache, GFP_KERNEL);
		KUNIT_EXPECT_TRUE(test, is_zero(held[i]));
	}
	while (i--)
		kmem_cache_free(cache, held[i]);
	kmem_cache_free(cache, keep);
}

static void at_both_ends(struct kunit *test)
{
	begin(test, WATCH_ZERO_NEW | WATCH_ZERO_FREED);
	one_twice(test, true, true);
	take_many(test, true);
	give_many();
}

/* The doors for many do not pass by. */
static void in_bulk(struct kunit *test)
{
	unsigned int i, nr = 40;

	begin(test, WATCH_ZERO_NEW | WATCH_ZERO_FREED);
	take_many(test, true);
	give_many();
	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(cache, GFP_KERNEL, nr,
						    held), (int)nr);
	for (i = 0; i < nr; i++) {
		KUNIT_EXPECT_TRUE(test, is_zero(held[i]));
		memset(held[i], 0x5c, SIZE);
	}
	preempt_disable();
	kmem_cache_free_bulk(cache, nr, held);
	/* Those freed last: what the stack has no room for lies in lists. */
	i = nr - min(nr, this_cpu_ptr(cache->stack)->count);
	for (; i < nr && cache->limit; i++)
		KUNIT_EXPECT_TRUE(test, is_zero(held[i]));
	preempt_enable();
}

/* Misuse is seen as ever. */
static void twice_is_seen(struct kunit *test)
{
	void *p;

	begin(test, WATCH_ZERO_NEW | WATCH_ZERO_FREED);
	p = kmem_cache_alloc(cache, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	preempt_disable();
	kmem_cache_free(cache, p);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(kmem_cache_free(cache, p)),
			1u);
	preempt_enable();
}

static struct kunit_case slab_wipe_cases[] = {
	KUNIT_CASE(when_given),
	KUNIT_CASE(when_freed),
	KUNIT_CASE(at_both_ends),
	KUNIT_CASE(in_bulk),
	KUNIT_CASE(twice_is_seen),
	{}
};

static struct kunit_suite slab_wipe_suite = {
	.name = "slab_wipe",
	.exit = slab_wipe_exit,
	.test_cases = slab_wipe_cases,
};
kunit_test_suite(slab_wipe_suite);
