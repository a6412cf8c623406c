// SPDX-License-Identifier: MIT
/*
 * zone_fair_test.c - one who asks all the time, and those who wait
 */
#include <linux/mempool.h>

#include "../mm/mempool.h"
#include "zone_wait_fixture.h"

static struct crew crew;

#define GREEDY_OPS	100
#define MODEST_OPS	25
#define ENDLESS		1000000	/* the case has failed */
#define K		2	/* his turns while the other waits */

static atomic_t modest_served, finish;
static unsigned int longest_run;
static struct task_struct *modest_task;

/* Whenever he has one he wants another; what he frees is his, he thinks. */
static void be_greedy(struct crew_member *me)
{
	struct page *page = world_page(GFP_KERNEL | GFP_DMA, 0);
	unsigned int i, run = 0;
	int served = 0;

	for (i = 0; page && i < ENDLESS &&
	     (i < GREEDY_OPS || served < MODEST_OPS); i++) {
		bool waits = zone_wait_has(READ_ONCE(modest_task));

		__free_page(page);
		page = world_page(GFP_KERNEL | GFP_DMA, 0);
		run = waits && atomic_read(&modest_served) == served ? run + 1
								     : 0;
		served = atomic_read(&modest_served);
		longest_run = max(longest_run, run);
		if (i % 8 == 0)
			let_others();
	}
	atomic_set(&finish, 1);
	if (page)
		__free_page(page);
}

static void be_modest(struct crew_member *me)
{
	WRITE_ONCE(modest_task, current);
	while (!atomic_read(&finish)) {
		struct page *page = world_page(GFP_KERNEL | GFP_DMA, 0);

		atomic_inc(&modest_served);
		let_others();
		if (page)
			__free_page(page);
	}
}

static void greedy_or_modest(struct crew_member *me)
{
	if (me->number == 0)
		be_greedy(me);
	else
		be_modest(me);
}

/* One page for two: while one waits, the other has it K times at most. */
static void greedy_does_not_starve_modest(struct kunit *test)
{
	struct page *page = world_page(GFP_DMA, 0);

	empty_dma();
	__free_page(page);
	drain_all_pages(NULL);
	set_marks(ZONE_DMA, 0, 1);
	atomic_set(&modest_served, 0);
	atomic_set(&finish, 0);
	longest_run = 0;
	WRITE_ONCE(modest_task, NULL);
	crew_start(test, &crew, greedy_or_modest, 2);
	crew_join(&crew);
	KUNIT_EXPECT_GT(test, atomic_read(&modest_served), MODEST_OPS - 1);
	KUNIT_EXPECT_LE(test, longest_run, K);
	KUNIT_EXPECT_EQ(test, zone_wait_stats.timeouts, stats_before.timeouts);
}

/* Who may sleep goes through the queue if others are there; others do not. */
static void nobody_overtakes(struct kunit *test)
{
	struct zone *dma = zones[ZONE_DMA];
	unsigned long waited = zone_wait_stats.waited;

	set_marks(ZONE_DMA, 64, 400);
	/* Somebody whom nobody can serve. */
	WRITE_ONCE(dma->nr_waiters, 1);
	while (dma->nr_free > 300)
		KUNIT_ASSERT_NOT_NULL(test, world_page(GFP_NOWAIT | GFP_DMA, 0));
	KUNIT_EXPECT_EQ(test, zone_wait_stats.waited, waited);
	KUNIT_EXPECT_NOT_NULL(test, world_page(GFP_KERNEL | GFP_DMA, 0));
	KUNIT_EXPECT_EQ(test, zone_wait_stats.waited, waited + 1);
	KUNIT_EXPECT_NOT_NULL(test, world_page(GFP_KERNEL | GFP_DMA |
					       __GFP_NORETRY, 0));
	KUNIT_EXPECT_EQ(test, zone_wait_stats.waited, waited + 2);
	KUNIT_EXPECT_NOT_NULL(test, world_page(GFP_KERNEL | GFP_DMA |
					       __GFP_HIGH, 0));
	KUNIT_EXPECT_NOT_NULL(test, world_page(GFP_ATOMIC | GFP_DMA, 0));
	KUNIT_EXPECT_EQ(test, zone_wait_stats.waited, waited + 2);
	WRITE_ONCE(dma->nr_waiters, 0);
}

/* ---- reserves of other people ---- */

static mempool_t pool;
static gfp_t pool_asked_with;
static void *element;

static void *take_element(gfp_t gfp, void *data)
{
	WRITE_ONCE(pool_asked_with, gfp);
	return world_page(gfp | GFP_DMA, 0);
}

static void give_element(void *page, void *data)
{
	__free_page(page);
}

static void want_element(struct crew_member *me)
{
	smp_store_release(&element, mempool_alloc(&pool, GFP_KERNEL));
}

static bool waits_for_element(struct task_struct *task)
{
	return waitqueue_active(&pool.wait) && is_asleep(task);
}

/*
 * Who wants an element does not wait for pages: others' pages may come when
 * his element does. Asked hard, but not twice, and not for reserves.
 */
static void mempool_waits_for_elements(struct kunit *test)
{
	const gfp_t once = __GFP_NORETRY | __GFP_NOMEMALLOC;
	const long patience = mempool_patience;
	unsigned long waited;
	void *mine;

	KUNIT_ASSERT_EQ(test, mempool_init_node(&pool, 1, take_element,
						give_element, NULL, GFP_KERNEL,
						0), 0);
	WRITE_ONCE(mempool_patience, WAIT_LONG);
	empty_dma();
	element = NULL;
	mine = mempool_alloc(&pool, GFP_KERNEL);
	waited = zone_wait_stats.waited;
	crew_begin(&crew, want_element);
	crew_add(test, &crew, nth_cpu(1));
	KUNIT_EXPECT_TRUE(test,
		crew_wait_for(waits_for_element(crew.member[0].task)));
	KUNIT_EXPECT_FALSE(test, zone_wait_has(crew.member[0].task));
	KUNIT_EXPECT_EQ(test, zone_wait_stats.waited, waited);
	KUNIT_EXPECT_EQ(test, READ_ONCE(pool_asked_with) & once, once);
	mempool_free(mine, &pool);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(smp_load_acquire(&element)));
	KUNIT_EXPECT_PTR_EQ(test, element, mine);
	crew_join(&crew);
	WRITE_ONCE(mempool_patience, patience);
	mempool_free(element, &pool);
	mempool_exit(&pool);
}

static struct kunit_case zone_fair_cases[] = {
	KUNIT_CASE(mempool_waits_for_elements),
	KUNIT_CASE(greedy_does_not_starve_modest),
	KUNIT_CASE(nobody_overtakes),
	{}
};

static struct kunit_suite zone_fair_suite = {
	.name = "zone_fair",
	.init = wait_zones_begin,
	.exit = wait_zones_end,
	.test_cases = zone_fair_cases,
};
kunit_test_suite(zone_fair_suite);
