// SPDX-License-Identifier: MIT
/*
 * mempool_wait_test.c - who waits for an element gets one, from any CPU
 *
 * The allocator has nothing, so the reserve is all there is. Nobody who
 * sleeps wakes by himself in these cases: a wake-up that is lost hangs.
 */
#include <linux/smp.h>

#include "../mm/mempool_reserve.h"
#include "mempool_fixture.h"
#include "threads.h"

static mempool_t *pool;
static void *all[2];		/* a reserve that a case has taken */
static struct crew crew;
static atomic_t served, shared;
static long patience;

static int mempool_wait_init(struct kunit *test)
{
	patience = mempool_patience;
	mempool_patience = MAX_SCHEDULE_TIMEOUT;
	atomic_set(&served, 0);
	atomic_set(&shared, 0);
	return 0;
}

static void mempool_wait_exit(struct kunit *test)
{
	mempool_patience = patience;
	/* A case that ended before its crew was there. */
	if (pool) {
		mempool_free(all[0], pool);
		mempool_free(all[1], pool);
		mempool_destroy(pool);
	}
	pool = NULL;
	memset(all, 0, sizeof(all));
}

/* Into the case's end: nobody has any of it. */
static void end(struct kunit *test)
{
	source_pool_end(test, pool);
	pool = NULL;
	memset(all, 0, sizeof(all));
}

/* A pool of @nr, and they are taken; the first is returned. */
static void *all_of_it(struct kunit *test, int nr)
{
	int i;

	pool = source_pool(test, nr);
	source.left = 0;
	for (i = 0; i < nr; i++)
		all[i] = mempool_alloc(pool, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, all[nr - 1]);
	return all[0];
}

static void take_and_give(struct crew_member *me)
{
	void *p = mempool_alloc(pool, GFP_KERNEL);

	atomic_inc(&served);
	mempool_free(p, pool);
}

/* One element, and each who waits for it has it once, one after the other. */
static void waiters_are_woken(struct kunit *test)
{
	void *p = all_of_it(test, 1);

	crew_start(test, &crew, take_and_give, 5);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(crew_asleep(&crew)));
	KUNIT_EXPECT_EQ(test, atomic_read(&served), 0);
	KUNIT_EXPECT_NULL(test, mempool_alloc(pool, GFP_NOWAIT));
	mempool_free(p, pool);
	/* Before they are joined, for that would wake them as well. */
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&served) == 5));
	crew_join(&crew);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 1);
	end(test);
}

/*
 * The top is there, but who waits was not told: he is when another comes and
 * lies below it.
 */
static void woken_by_one_below(struct kunit *test)
{
	void *p = all_of_it(test, 2);

	crew_start(test, &crew, take_and_give, 1);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(crew_asleep(&crew)));
	KUNIT_EXPECT_TRUE(test, reserve_put_top(pool, p));
	mempool_free(all[1], pool);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&served) == 1));
	crew_join(&crew);
	end(test);
}

static void free_it(void *p)
{
	mempool_free(p, pool);
}

/* Given back by an interrupt, on another CPU if there is one. */
static void woken_by_an_interrupt(struct kunit *test)
{
	void *p = all_of_it(test, 1);

	crew_start(test, &crew, take_and_give, 1);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(crew_asleep(&crew)));
	smp_call_function_single(nth_cpu(1), free_it, p, 1);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&served) == 1));
	crew_join(&crew);
	end(test);
}

/* Memory is there again, and nobody frees an element: found in time. */
static void memory_comes_back(struct kunit *test)
{
	void *p = all_of_it(test, 1);

	mempool_patience = 1;
	crew_start(test, &crew, take_and_give, 2);
	spin_lock_irq(&source.lock);
	source.left = PLENTY;
	spin_unlock_irq(&source.lock);
	crew_join(&crew);
	KUNIT_EXPECT_EQ(test, atomic_read(&served), 2);
	mempool_free(p, pool);
	end(test);
}

#define ROUNDS	40

/* The slot says whether somebody has it: no element has two owners. */
static void use(void *element)
{
	if (cmpxchg((u64 *)element, 0, 1) != 0)
		atomic_inc(&shared);
	yield();
	WRITE_ONCE(*(u64 *)element, 0);
}

static void many_rounds(struct crew_member *me)
{
	int i;

	for (i = 0; i < ROUNDS; i++) {
		void *p = mempool_alloc(pool, GFP_KERNEL);

		use(p);
		mempool_free(p, pool);
		atomic_inc(&served);
	}
}

/* Eight of them for two elements: all are served, none has one of another. */
static void many_for_few(struct kunit *test)
{
	pool = source_pool(test, 2);
	source.left = 0;
	crew_start(test, &crew, many_rounds, 8);
	crew_join(&crew);
	KUNIT_EXPECT_EQ(test, atomic_read(&served), 8 * ROUNDS);
	KUNIT_EXPECT_EQ(test, atomic_read(&shared), 0);
	KUNIT_EXPECT_EQ(test, mempool_out(pool), 0);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 2);
	end(test);
}

static void one_at_a_time(struct crew_member *me)
{
	int i;

	for (i = 0; i < 10 * ROUNDS; i++) {
		void *p = mempool_alloc(pool, GFP_NOWAIT | __GFP_NOWARN);

		if (!p)
			continue;
		if (cmpxchg((u64 *)p, 0, 1) != 0)
			atomic_inc(&shared);
		if (i % 8 == 0)
			yield();
		WRITE_ONCE(*(u64 *)p, 0);
		mempool_free(p, pool);
		atomic_inc(&served);
	}
}

/*
 * As many elements as there are takers: nobody is told that there is none,
 * however the others take and put between two looks of his.
 */
static void enough_for_all(struct kunit *test)
{
	pool = source_pool(test, 4);
	source.left = 0;
	crew_start(test, &crew, one_at_a_time, 4);
	crew_join(&crew);
	KUNIT_EXPECT_EQ(test, atomic_read(&served), 4 * 10 * ROUNDS);
	KUNIT_EXPECT_EQ(test, atomic_read(&shared), 0);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 4);
	end(test);
}

static void in_an_interrupt(void *unused)
{
	void *p = mempool_alloc(pool, GFP_ATOMIC | __GFP_NOWARN);

	if (!p)
		return;
	if (cmpxchg((u64 *)p, 0, 1) != 0)
		atomic_inc(&shared);
	WRITE_ONCE(*(u64 *)p, 0);
	mempool_free(p, pool);
	atomic_inc(&served);
}

/* All CPUs at once, in interrupts, while a task uses the same pool. */
static void in_interrupts(struct kunit *test)
{
	int i;

	pool = source_pool(test, 2);
	source.left = 0;
	for (i = 0; i < 50; i++) {
		void *p = mempool_alloc(pool, GFP_KERNEL);

		on_each_cpu(in_an_interrupt, NULL, 1);
		mempool_free(p, pool);
	}
	KUNIT_EXPECT_GE(test, atomic_read(&served), 50);
	KUNIT_EXPECT_EQ(test, atomic_read(&shared), 0);
	end(test);
}

/* Sizes change under those who use it; nothing is lost. */
static void resized_while_used(struct kunit *test)
{
	static const int sizes[] = { 5, 1, 9, 2, 1, 4 };
	unsigned int i;

	pool = source_pool(test, 2);
	crew_start(test, &crew, many_rounds, 4);
	for (i = 0; i < 30; i++) {
		KUNIT_EXPECT_EQ(test, mempool_resize(pool,
				sizes[i % ARRAY_SIZE(sizes)]), 0);
		yield();
	}
	crew_join(&crew);
	KUNIT_EXPECT_EQ(test, atomic_read(&shared), 0);
	end(test);
}

static struct kunit_case mempool_wait_cases[] = {
	KUNIT_CASE(waiters_are_woken),
	KUNIT_CASE(woken_by_one_below),
	KUNIT_CASE(woken_by_an_interrupt),
	KUNIT_CASE(memory_comes_back),
	KUNIT_CASE(many_for_few),
	KUNIT_CASE(enough_for_all),
	KUNIT_CASE(in_interrupts),
	KUNIT_CASE(resized_while_used),
	{}
};

static struct kunit_suite mempool_wait_suite = {
	.name = "mempool_wait",
	.init = mempool_wait_init,
	.exit = mempool_wait_exit,
	.test_cases = mempool_wait_cases,
};
kunit_test_suite(mempool_wait_suite);
