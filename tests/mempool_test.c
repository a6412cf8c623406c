// SPDX-License-Identifier: MIT
/*
 * mempool_test.c - a reserve is kept, given out when nothing else is, refilled
 *
 * Most cases use an allocator that has as much as they say
 * (mempool_fixture.h); the last ones the stock allocators, with memory made
 * to fail.
 */
#include <linux/fault-inject.h>
#include <linux/gfp.h>
#include <linux/mm.h>

#include "../mm/mempool_reserve.h"
#include "mempool_fixture.h"

/* ---- give and take ------------------------------------------------------------ */

/* min_nr elements are put by at creation, and no more. */
static void fills_its_reserve(struct kunit *test)
{
	mempool_t *pool = source_pool(test, 5);

	KUNIT_EXPECT_EQ(test, pool->min_nr, 5);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 5);
	KUNIT_EXPECT_EQ(test, source.nr_free, SLOTS - 5);
	KUNIT_EXPECT_TRUE(test, mempool_initialized(pool));
	KUNIT_EXPECT_TRUE(test, mempool_is_saturated(pool));
	source_pool_end(test, pool);
}

/* While the allocator has some, the reserve is not touched. */
static void allocator_comes_first(struct kunit *test)
{
	mempool_t *pool = source_pool(test, 2);
	void *p[10];
	int i;

	for (i = 0; i < 10; i++) {
		p[i] = mempool_alloc(pool, GFP_KERNEL);
		KUNIT_EXPECT_NOT_NULL(test, p[i]);
		KUNIT_EXPECT_EQ(test, pool->curr_nr, 2);
	}
	KUNIT_EXPECT_EQ(test, mempool_out(pool), 10);
	for (i = 0; i < 10; i++)
		mempool_free(p[i], pool);
	KUNIT_EXPECT_EQ(test, source.nr_free, SLOTS - 2);
	KUNIT_EXPECT_EQ(test, mempool_out(pool), 0);
	source_pool_end(test, pool);
}

/*
 * Memory is gone: the reserve, to the last; then NULL. What comes back fills
 * the reserve before the allocator gets any.
 */
static void reserve_comes_second(struct kunit *test)
{
	mempool_t *pool = source_pool(test, 3);
	void *early = mempool_alloc(pool, GFP_NOWAIT), *p[3];
	int i;

	source.left = 0;
	for (i = 0; i < 3; i++) {
		p[i] = mempool_alloc(pool, GFP_NOWAIT);
		KUNIT_ASSERT_NOT_NULL(test, p[i]);
		KUNIT_EXPECT_EQ(test, pool->curr_nr, 2 - i);
		KUNIT_EXPECT_EQ(test, mempool_broken(pool), 0);
	}
	KUNIT_EXPECT_NULL(test, mempool_alloc(pool, GFP_NOWAIT));
	KUNIT_EXPECT_NULL(test, mempool_alloc(pool, GFP_NOWAIT));
	KUNIT_EXPECT_EQ(test, mempool_out(pool), 4);

	mempool_free(early, pool);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 1);
	KUNIT_EXPECT_EQ(test, source.nr_free, SLOTS - 4);
	KUNIT_EXPECT_PTR_EQ(test, mempool_alloc(pool, GFP_NOWAIT), early);
	for (i = 0; i < 3; i++)
		mempool_free(p[i], pool);
	KUNIT_EXPECT_EQ(test, source.nr_free, SLOTS - 4);
	mempool_free(early, pool);
	KUNIT_EXPECT_EQ(test, source.nr_free, SLOTS - 3);
	source_pool_end(test, pool);
}

/*
 * What two CPUs that meet may see: the top has come back since it was looked
 * at, and is found under the lock; it is full since, and stays as it is.
 */
static void reserve_under_the_lock(struct kunit *test)
{
	mempool_t *pool = source_pool(test, 2);
	void *p = mempool_alloc(pool, GFP_KERNEL), *first, *second;

	KUNIT_EXPECT_EQ(test, reserve_put(pool, p), RESERVE_IS_FULL);
	first = reserve_take_below(pool);
	KUNIT_EXPECT_FALSE(test, reserve_is_empty(pool));
	second = reserve_take_below(pool);
	KUNIT_EXPECT_TRUE(test, first && second && first != second);
	KUNIT_EXPECT_NULL(test, reserve_take_below(pool));
	KUNIT_EXPECT_TRUE(test, reserve_is_empty(pool));
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 0);

	mempool_free(first, pool);
	mempool_free(second, pool);
	KUNIT_EXPECT_PTR_EQ(test, reserve_take_top(pool), first);
	KUNIT_EXPECT_FALSE(test, reserve_is_empty(pool));
	mempool_free(first, pool);
	mempool_free(p, pool);
	source_pool_end(test, pool);
}

/* Only from the reserve, however much the allocator has. */
static void preallocated(struct kunit *test)
{
	mempool_t *pool = source_pool(test, 1);
	void *p = mempool_alloc_preallocated(pool);

	KUNIT_EXPECT_NOT_NULL(test, p);
	KUNIT_EXPECT_NULL(test, mempool_alloc_preallocated(pool));
	KUNIT_EXPECT_EQ(test, source.asked, 0u);
	KUNIT_EXPECT_EQ(test, mempool_out(pool), 1);
	mempool_free(p, pool);
	mempool_free(NULL, pool);
	source_pool_end(test, pool);
}

/*
 * The first try is quiet, does not reclaim and leaves the last reserves; who
 * may not wait gets no second one.
 */
static void flags_of_the_tries(struct kunit *test)
{
	const gfp_t added = __GFP_NOMEMALLOC | __GFP_NORETRY | __GFP_NOWARN;
	mempool_t *pool = source_pool(test, 1);
	void *p = mempool_alloc(pool, GFP_KERNEL | __GFP_DMA);

	KUNIT_EXPECT_EQ(test, source.gfp[0],
			(GFP_KERNEL | __GFP_DMA | added) &
			~(__GFP_DIRECT_RECLAIM | __GFP_IO));
	mempool_free(p, pool);
	source.left = 0;
	p = mempool_alloc(pool, GFP_ATOMIC);
	KUNIT_EXPECT_EQ(test, source.gfp[0], GFP_ATOMIC | added);
	source.asked = 0;
	KUNIT_EXPECT_NULL(test, mempool_alloc(pool, GFP_NOWAIT));
	KUNIT_EXPECT_EQ(test, source.asked, 1u);
	mempool_free(p, pool);
	source_pool_end(test, pool);
}

/* Gives on the second try, as reclaim would make it. */
static void *second_try(gfp_t gfp, void *data)
{
	return gfp & __GFP_DIRECT_RECLAIM ? source_alloc(gfp, data) : NULL;
}

/* Who may wait has the allocator try harder before he waits. */
static void tries_harder(struct kunit *test)
{
	mempool_t *pool = source_pool(test, 1);
	void *reserve, *p;

	pool->alloc = second_try;
	reserve = mempool_alloc(pool, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 0);
	p = mempool_alloc(pool, GFP_NOIO);
	KUNIT_EXPECT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, source.gfp[0] & GFP_NOIO, GFP_NOIO);
	mempool_free(p, pool);
	mempool_free(reserve, pool);
	pool->alloc = source_alloc;
	mempool_free(NULL, pool);
	source_pool_end(test, pool);
}

/* The reserve cannot promise zeros. */
static void zeros_are_refused(struct kunit *test)
{
	mempool_t *pool = source_pool(test, 1);
	void *p = NULL;

	KUNIT_EXPECT_WARNS(test, p = mempool_alloc(pool, GFP_KERNEL |
						   __GFP_ZERO));
	KUNIT_EXPECT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, source.gfp[0] & __GFP_ZERO, 0u);
	mempool_free(p, pool);
	source_pool_end(test, pool);
}

/* ---- make, resize, end ------------------------------------------------------------ */

/* The allocator gives fewer than asked: NULL, and what it gave goes back. */
static void creation_fails_midway(struct kunit *test)
{
	int left;

	for (left = 0; left < 4; left++) {
		source_fill(left);
		KUNIT_EXPECT_NULL(test, mempool_create(4, source_alloc,
						       source_free, &source));
		KUNIT_EXPECT_EQ(test, source.nr_free, SLOTS);
	}
}

/* In memory of the caller's; ended twice, and never begun, is harmless. */
static void init_and_exit(struct kunit *test)
{
	mempool_t pool = { 0 };

	source_fill(PLENTY);
	mempool_exit(&pool);
	KUNIT_EXPECT_FALSE(test, mempool_initialized(&pool));
	KUNIT_ASSERT_EQ(test, mempool_init(&pool, 3, source_alloc, source_free,
					   &source), 0);
	KUNIT_EXPECT_EQ(test, pool.curr_nr, 3);
	mempool_exit(&pool);
	mempool_exit(&pool);
	KUNIT_EXPECT_EQ(test, source.nr_free, SLOTS);
	source_fill(2);
	KUNIT_EXPECT_EQ(test, mempool_init(&pool, 3, source_alloc, source_free,
					   &source), -ENOMEM);
	KUNIT_EXPECT_EQ(test, source.nr_free, SLOTS);
	KUNIT_EXPECT_FALSE(test, mempool_initialized(&pool));
	mempool_destroy(NULL);
}

/* Up fills, down frees, the same changes nothing. */
static void resizes(struct kunit *test)
{
	static const int sizes[] = { 8, 8, 3, 1, 20, 2 };
	mempool_t *pool = source_pool(test, 4);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		KUNIT_EXPECT_EQ(test, mempool_resize(pool, sizes[i]), 0);
		KUNIT_EXPECT_EQ(test, pool->min_nr, sizes[i]);
		KUNIT_EXPECT_EQ(test, pool->curr_nr, sizes[i]);
		KUNIT_EXPECT_EQ(test, source.nr_free, SLOTS - sizes[i]);
		KUNIT_EXPECT_EQ(test, mempool_broken(pool), 0);
	}
	source_pool_end(test, pool);
}

/* Too much below and none at the top: it moves up, and only the rest goes. */
static void shrinks_without_a_top(struct kunit *test)
{
	mempool_t *pool = source_pool(test, 4);
	void *p = mempool_alloc_preallocated(pool);

	KUNIT_EXPECT_EQ(test, mempool_resize(pool, 2), 0);
	KUNIT_EXPECT_EQ(test, mempool_broken(pool), 0);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 2);
	KUNIT_EXPECT_EQ(test, source.nr_free, SLOTS - 3);
	mempool_free(p, pool);
	KUNIT_EXPECT_EQ(test, source.nr_free, SLOTS - 2);
	source_pool_end(test, pool);
}

/* As far as memory goes; what is freed later fills the rest. */
static void grows_in_part(struct kunit *test)
{
	mempool_t *pool = source_pool(test, 2);
	void *p[2];
	int i;

	for (i = 0; i < 2; i++)
		p[i] = mempool_alloc(pool, GFP_KERNEL);
	source.left = 1;
	KUNIT_EXPECT_EQ(test, mempool_resize(pool, 5), 0);
	KUNIT_EXPECT_EQ(test, pool->min_nr, 5);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 3);
	for (i = 0; i < 2; i++)
		mempool_free(p[i], pool);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 5);
	source_pool_end(test, pool);
}

/* ---- the stock allocators ------------------------------------------------------------------ */

static int slab_pool(struct kunit *test)
{
	struct kmem_cache *c = kmem_cache_create("pool_test", 192, 0, 0, NULL);
	mempool_t *pool;
	int err = -ENOMEM;

	if (!c)
		return err;
	pool = mempool_create_slab_pool(16, c);
	if (pool) {
		void *p = mempool_alloc(pool, GFP_NOWAIT);

		err = p ? 0 : -ENOMEM;
		mempool_free(p, pool);
		expect_works(test, pool);
	}
	mempool_destroy(pool);
	kmem_cache_destroy(c);
	return err;
}

static int kmalloc_pool(struct kunit *test)
{
	mempool_t *pool = mempool_create_kmalloc_pool(3, 5000);
	void *p;

	if (!pool)
		return -ENOMEM;
	p = mempool_alloc(pool, GFP_NOWAIT);
	KUNIT_EXPECT_GE(test, ksize(p), 5000u);
	mempool_free(p, pool);
	expect_works(test, pool);
	mempool_destroy(pool);
	return p ? 0 : -ENOMEM;
}

static int page_pool(struct kunit *test)
{
	mempool_t pool;
	struct page *page;
	int err = mempool_init_page_pool(&pool, 2, 2);

	if (err)
		return err;
	page = mempool_alloc(&pool, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, page_ref_count(page), 1);
	memset(page_address(page), 0x5a, 4 * PAGE_SIZE);
	mempool_free(page, &pool);
	expect_works(test, &pool);
	mempool_exit(&pool);
	return 0;
}

/*
 * Each kind works; and with each of its allocations failing in turn, from
 * creation on: no leak, and an allocation from the pool never fails.
 */
static void stock_pools(struct kunit *test)
{
	KUNIT_EXPECT_GT(test, kunit_fail_each(test, page_pool, NULL), 2u);
	KUNIT_EXPECT_GE(test, kunit_fail_each(test, kmalloc_pool, NULL), 1u);
	KUNIT_EXPECT_GE(test, kunit_fail_each(test, slab_pool, NULL), 1u);
}

/* No page at all to be had: the reserve keeps its promise, and is refilled. */
static void guarantee_without_memory(struct kunit *test)
{
	const struct fault_point *point = fault_point_find("fail_page_alloc");
	mempool_t *pool = mempool_create_page_pool(4, 0);
	struct page *page[4], *none;
	int round, i;

	KUNIT_ASSERT_NOT_NULL(test, pool);
	fault_point_set(point, "min-order=0");
	fault_point_set(point, "ignore-gfp-wait=0");
	fault_point_set(point, "verbose=0");
	fault_point_set(point, "1,100,0,-1");
	for (round = 0; round < 10; round++) {
		none = alloc_page(GFP_KERNEL | __GFP_NOWARN);
		KUNIT_EXPECT_NULL(test, none);
		if (none)
			__free_page(none);
		for (i = 0; i < 4; i++) {
			page[i] = mempool_alloc(pool, GFP_KERNEL);
			KUNIT_EXPECT_NOT_NULL(test, page[i]);
		}
		none = mempool_alloc(pool, GFP_NOWAIT);
		KUNIT_EXPECT_NULL(test, none);
		mempool_free(none, pool);
		for (i = 0; i < 4; i++)
			mempool_free(page[i], pool);
	}
	fault_point_set(point, "1,0,0,1");
	fault_point_set(point, "min-order=1");
	fault_point_set(point, "ignore-gfp-wait=1");
	fault_point_set(point, "verbose=2");
	KUNIT_EXPECT_NO_WARNS(test, (mempool_destroy(pool), 0));
}

static struct kunit_case mempool_cases[] = {
	KUNIT_CASE(fills_its_reserve),
	KUNIT_CASE(allocator_comes_first),
	KUNIT_CASE(reserve_comes_second),
	KUNIT_CASE(reserve_under_the_lock),
	KUNIT_CASE(preallocated),
	KUNIT_CASE(flags_of_the_tries),
	KUNIT_CASE(tries_harder),
	KUNIT_CASE(zeros_are_refused),
	KUNIT_CASE(creation_fails_midway),
	KUNIT_CASE(init_and_exit),
	KUNIT_CASE(resizes),
	KUNIT_CASE(shrinks_without_a_top),
	KUNIT_CASE(grows_in_part),
	KUNIT_CASE(stock_pools),
	KUNIT_CASE(guarantee_without_memory),
	{}
};

static struct kunit_suite mempool_suite = {
	.name = "mempool",
	.test_cases = mempool_cases,
};
kunit_test_suite(mempool_suite);
