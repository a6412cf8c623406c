// SPDX-License-Identifier: MIT
/*
 * mempool_fault_test.c - a pool that is misused is named, and stays sound
 *
 * Group E of the faults, then each invariant broken on purpose. After each
 * fault a hundred operations, with every count as before.
 */
#include "capture.h"
#include "mempool_fixture.h"

#define EXPECT_SAYS(test, words) \
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(kunit_last_warning(), words), \
				  "said: %s", kunit_last_warning())

/* E1: a reserve of nothing is refused, at creation and later. */
static void e1_minimum_0(struct kunit *test)
{
	mempool_t *pool = source_pool(test, 2), *none = pool;
	static const int bad[] = { 0, -1, INT_MIN };
	unsigned int i;
	int err = 0;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		KUNIT_EXPECT_WARNS(test, none = mempool_create(bad[i],
				   source_alloc, source_free, &source));
		KUNIT_EXPECT_NULL(test, none);
		KUNIT_EXPECT_WARNS(test, err = mempool_resize(pool, bad[i]));
		EXPECT_SAYS(test, "mempool: mempool_resize: ");
		KUNIT_EXPECT_EQ(test, err, -EINVAL);
	}
	KUNIT_EXPECT_EQ(test, pool->min_nr, 2);
	expect_works(test, pool);
	source_pool_end(test, pool);
}

/* The reserve has room, so what is freed now is looked at. */
static void *make_room(struct kunit *test, mempool_t *pool)
{
	void *p = mempool_alloc_preallocated(pool);

	KUNIT_ASSERT_NOT_NULL(test, p);
	return p;
}

/* E2: an object of another cache goes to that cache, not into the reserve. */
static void e2_foreign_object(struct kunit *test)
{
	struct kmem_cache *ours, *other;
	mempool_t *pool;
	void *p, *foreign;

	ours = kmem_cache_create("pool_ours", 64, 0, SLAB_NO_MERGE, NULL);
	other = kmem_cache_create("pool_other", 64, 0, SLAB_NO_MERGE, NULL);
	pool = ours ? mempool_create_slab_pool(2, ours) : NULL;
	foreign = other ? kmem_cache_alloc(other, GFP_KERNEL) : NULL;
	KUNIT_EXPECT_TRUE(test, pool && foreign);
	if (pool && foreign) {
		p = make_room(test, pool);
		/* Ours, and the cache's own report. */
		KUNIT_EXPECT_EQ(test, kunit_count_warns(
			mempool_free(foreign, pool)), 2u);
		KUNIT_EXPECT_EQ(test, pool->curr_nr, 1);
		KUNIT_EXPECT_NO_WARNS(test, (mempool_free(p, pool), 0));
		expect_works(test, pool);
	} else if (foreign) {
		kmem_cache_free(other, foreign);
	}
	KUNIT_EXPECT_NO_WARNS(test, (mempool_destroy(pool), 0));
	KUNIT_EXPECT_NO_WARNS(test, (kmem_cache_destroy(other), 0));
	KUNIT_EXPECT_NO_WARNS(test, (kmem_cache_destroy(ours), 0));
}

/* E2: a smaller object of kmalloc() does not become a larger one. */
static void e2_foreign_size(struct kunit *test)
{
	mempool_t *pool = mempool_create_kmalloc_pool(2, 1000);
	void *p;

	KUNIT_ASSERT_NOT_NULL(test, pool);
	p = make_room(test, pool);
	KUNIT_EXPECT_WARNS(test, (mempool_free(kmalloc(100, GFP_KERNEL), pool),
				  0));
	EXPECT_SAYS(test, "mempool: foreign element ");
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 1);
	KUNIT_EXPECT_NO_WARNS(test, (mempool_free(p, pool), 0));
	expect_works(test, pool);
	KUNIT_EXPECT_NO_WARNS(test, (mempool_destroy(pool), 0));
}

static void free_twice(struct kunit *test, mempool_t *pool, void *p)
{
	int curr = pool->curr_nr, out = mempool_out(pool);

	mempool_free(p, pool);
	KUNIT_EXPECT_WARNS(test, (mempool_free(p, pool), 0));
	EXPECT_SAYS(test, "was freed twice: ");
	KUNIT_EXPECT_EQ(test, pool->curr_nr, curr + 1);
	KUNIT_EXPECT_EQ(test, mempool_out(pool), out - 1);
}

/*
 * E3: freed again at once, at the top and below: not taken a second time.
 * Later: P2 sees it.
 */
static void e3_freed_twice(struct kunit *test)
{
	mempool_t *pool = source_pool(test, 4);
	void *p[4];
	int i;

	for (i = 0; i < 4; i++)
		p[i] = make_room(test, pool);
	free_twice(test, pool, p[0]);
	free_twice(test, pool, p[1]);
	mempool_free(p[2], pool);
	mempool_free(p[1], pool);
	KUNIT_EXPECT_EQ(test, mempool_broken(pool), 2);
	pool->elements[2] = p[3];
	expect_works(test, pool);
	source_pool_end(test, pool);
}

static void *the_same(gfp_t gfp, void *data)
{
	static void *element;

	/* A new one only after source_fill(). */
	if (source.nr_free == SLOTS - 1)
		element = source_alloc(gfp, data);
	return element;
}

/* An allocator that gives one element again and again: it is counted once. */
static void allocator_lies(struct kunit *test)
{
	mempool_t *pool = source_pool(test, 1);
	int err = 0;

	pool->alloc = the_same;
	KUNIT_EXPECT_WARNS(test, err = mempool_resize(pool, 4));
	EXPECT_SAYS(test, "mempool: the allocator gave ");
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 2);
	KUNIT_EXPECT_EQ(test, mempool_out(pool), 0);
	pool->alloc = source_alloc;
	source_pool_end(test, pool);
}

/* E4: refused while elements are out; they come back, and it is done. */
static void e4_destroyed_in_use(struct kunit *test)
{
	mempool_t *pool = source_pool(test, 2);
	void *p = mempool_alloc(pool, GFP_KERNEL);

	KUNIT_EXPECT_WARNS(test, (mempool_destroy(pool), 0));
	EXPECT_SAYS(test, "mempool: 1 elements are still out: mempool_destroy()");
	EXPECT_SAYS(test, "2 of 2 in reserve");
	expect_works(test, pool);
	mempool_free(p, pool);
	source_pool_end(test, pool);
}

/* E4: who owns the pool's memory is told, and it is done: he frees it next. */
static void e4_exit_in_use(struct kunit *test)
{
	mempool_t pool;
	void *p;

	source_fill(PLENTY);
	KUNIT_ASSERT_EQ(test, mempool_init(&pool, 2, source_alloc, source_free,
					   &source), 0);
	p = mempool_alloc(&pool, GFP_KERNEL);
	KUNIT_EXPECT_WARNS(test, (mempool_exit(&pool), 0));
	EXPECT_SAYS(test, "mempool_exit(): ");
	source_free(p, &source);
	KUNIT_EXPECT_EQ(test, source.nr_free, SLOTS);
}

/* More came back than went: a foreign element that nobody could tell. */
static void e4_too_many_came_back(struct kunit *test)
{
	mempool_t *pool = source_pool(test, 1);
	void *foreign = source_alloc(GFP_KERNEL, &source);

	mempool_free(foreign, pool);
	KUNIT_EXPECT_EQ(test, mempool_broken(pool), 3);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(mempool_destroy(pool)), 2u);
	EXPECT_SAYS(test, "1 more elements were freed than given");
	KUNIT_EXPECT_EQ(test, source.nr_free, SLOTS);
}

/* E5: nothing, and it is said, but not to who asked for silence. */
static void e5_empty_and_atomic(struct kunit *test)
{
	mempool_t *pool = source_pool(test, 1);
	void *p = make_room(test, pool);

	source.left = 0;
	capture_start();
	KUNIT_EXPECT_NULL(test, mempool_alloc(pool, GFP_NOWAIT));
	EXPECT_SILENT(test);
	KUNIT_EXPECT_NULL(test, mempool_alloc(pool, GFP_ATOMIC));
	EXPECT_SAID(test, "mempool: nothing for a caller who may not wait: ");
	EXPECT_SAID(test, "0 of 1 in reserve, 1 out: the pool of ");
	capture_stop();
	mempool_free(p, pool);
	source.left = PLENTY;
	expect_works(test, pool);
	source_pool_end(test, pool);
}

/* E6: below what is out: goes on, and the surplus goes to the allocator. */
static void e6_shrunk_in_use(struct kunit *test)
{
	mempool_t *pool = source_pool(test, 4);
	void *p[4];
	int i;

	for (i = 0; i < 4; i++)
		p[i] = make_room(test, pool);
	KUNIT_EXPECT_EQ(test, mempool_resize(pool, 1), 0);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 0);
	for (i = 0; i < 4; i++)
		mempool_free(p[i], pool);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 1);
	KUNIT_EXPECT_EQ(test, source.nr_free, SLOTS - 1);
	expect_works(test, pool);
	source_pool_end(test, pool);
}

/* ---- invariants --------------------------------------------------------------------------- */

static void sees_p1(struct kunit *test)
{
	mempool_t *pool = source_pool(test, 2);

	pool->min_nr = 1;
	KUNIT_EXPECT_EQ(test, mempool_broken(pool), 1);
	pool->min_nr = 0;
	pool->curr_nr = 0;
	KUNIT_EXPECT_EQ(test, mempool_broken(pool), 1);
	pool->min_nr = 2;
	pool->curr_nr = -1;
	KUNIT_EXPECT_EQ(test, mempool_broken(pool), 1);
	pool->curr_nr = 1;
	KUNIT_EXPECT_EQ(test, mempool_broken(pool), 1);
	pool->curr_nr = 2;
	source_pool_end(test, pool);
}

static void sees_p2(struct kunit *test)
{
	mempool_t *pool = source_pool(test, 3);
	void *p = pool->elements[0];

	pool->elements[0] = NULL;
	KUNIT_EXPECT_EQ(test, mempool_broken(pool), 2);
	pool->elements[0] = pool->elements[1];
	KUNIT_EXPECT_EQ(test, mempool_broken(pool), 2);
	pool->elements[0] = pool->top;
	KUNIT_EXPECT_EQ(test, mempool_broken(pool), 2);
	pool->elements[0] = p;
	source_pool_end(test, pool);
}

static void sees_p3(struct kunit *test)
{
	mempool_t *pool = source_pool(test, 1);

	this_cpu_dec(*pool->held);
	KUNIT_EXPECT_EQ(test, mempool_broken(pool), 3);
	this_cpu_inc(*pool->held);
	source_pool_end(test, pool);
}

static struct kunit_case mempool_fault_cases[] = {
	KUNIT_CASE(e1_minimum_0),
	KUNIT_CASE(e2_foreign_object),
	KUNIT_CASE(e2_foreign_size),
	KUNIT_CASE(e3_freed_twice),
	KUNIT_CASE(allocator_lies),
	KUNIT_CASE(e4_destroyed_in_use),
	KUNIT_CASE(e4_exit_in_use),
	KUNIT_CASE(e4_too_many_came_back),
	KUNIT_CASE(e5_empty_and_atomic),
	KUNIT_CASE(e6_shrunk_in_use),
	KUNIT_CASE(sees_p1),
	KUNIT_CASE(sees_p2),
	KUNIT_CASE(sees_p3),
	{}
};

static struct kunit_suite mempool_fault_suite = {
	.name = "mempool_fault",
	.test_cases = mempool_fault_cases,
};
kunit_test_suite(mempool_fault_suite);
