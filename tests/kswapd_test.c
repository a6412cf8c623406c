// SPDX-License-Identifier: MIT
/*
 * kswapd_test.c - a node is reclaimed before anybody has to
 *
 * The four zones get a thread of their own. DMA has marks: min 64, low 80,
 * high 96.
 */
#include <kunit/test-bug.h>
#include <linux/hardirq.h>
#include <linux/seq_file.h>

#include "reclaim_fixture.h"

#define DMA_MIN	64
#define DMA_LOW	80
#define DMA_HIGH	96

static struct kswapd *kswapd;

/* A thread for the node. */
static void give_thread(struct kunit *test)
{
	unsigned int i = hoard.thread[0] ? 0 : 1;
	struct task_struct *task = hoard.thread[i];

	KUNIT_ASSERT_NOT_NULL(test, task);
	hoard.thread[i] = NULL;
	kswapd_attach(world.nid, task);
	wake_up_process(task);
	kswapd = &kswapds[world.nid];
}

/* DMA stands at @left free pages, @hostages of the others can be had. */
static void drain_to(struct kunit *test, unsigned long left,
		     unsigned int hostages)
{
	struct zone *dma = zones[ZONE_DMA];

	hoard_fill(test, hostages);
	drain_local_pages(dma);
	while (dma->nr_free > left) {
		struct page *page = alloc_page(GFP_NOWAIT | GFP_DMA | QUIET);

		KUNIT_ASSERT_NOT_NULL(test, page);
	}
	KUNIT_ASSERT_EQ(test, dma->nr_free, left);
	set_marks(ZONE_DMA, DMA_MIN, DMA_LOW);
	give_thread(test);
	kswapd_settle();
}

static struct page *ask(gfp_t gfp)
{
	return alloc_page(gfp | GFP_DMA | QUIET);
}

/* At high again; who asked may have taken his page after that. */
static void expect_enough(struct kunit *test)
{
	KUNIT_EXPECT_GE(test, READ_ONCE(zones[ZONE_DMA]->nr_free) + 1,
			(unsigned long)DMA_HIGH);
}

/*
 * Nobody who may wait comes by: the request that found too little is met at
 * once, and some time later there is enough again.
 */
static void woken_below_low(struct kunit *test)
{
	unsigned long runs = event(PAGEOUTRUN);

	drain_to(test, DMA_LOW, 200);
	KUNIT_EXPECT_EQ(test, kswapd->runs, 0u);
	KUNIT_EXPECT_NOT_NULL(test, ask(GFP_NOWAIT));
	kswapd_settle();
	expect_enough(test);
	KUNIT_EXPECT_GE(test, kswapd->runs, 1u);
	KUNIT_EXPECT_GE(test, kswapd->reclaimed, 1ul * DMA_HIGH - DMA_LOW);
	KUNIT_EXPECT_GE(test, event(PAGEOUTRUN), runs + 1);
	KUNIT_EXPECT_GE(test, hoard.by_kswapd, 1u);
	KUNIT_EXPECT_EQ(test, hoard.by_kswapd, hoard.scans);
	KUNIT_EXPECT_EQ(test, hoard.gfp & (__GFP_IO | __GFP_FS),
			__GFP_IO | __GFP_FS);
	/* No more than was lacking, nearly. */
	KUNIT_EXPECT_GT(test, hoard.left, 0u);
	KUNIT_EXPECT_EQ(test, kswapd->failures, 0u);
}

/* An interrupt wakes it as well, with interrupts off. */
static void woken_by_a_handler(struct kunit *test)
{
	struct page *page;
	unsigned long flags;

	drain_to(test, DMA_LOW, 200);
	local_irq_save(flags);
	preempt_count_add(HARDIRQ_OFFSET);
	page = ask(GFP_ATOMIC);
	preempt_count_sub(HARDIRQ_OFFSET);
	local_irq_restore(flags);
	KUNIT_EXPECT_NOT_NULL(test, page);
	kswapd_settle();
	expect_enough(test);
	KUNIT_EXPECT_EQ(test, hoard.by_kswapd, hoard.scans);
}

/* Not above low, nor by who does not want it. */
static void not_woken_for_nothing(struct kunit *test)
{
	drain_to(test, DMA_LOW + 8, 200);
	while (zones[ZONE_DMA]->nr_free > DMA_LOW)
		KUNIT_ASSERT_NOT_NULL(test, ask(GFP_NOWAIT));
	KUNIT_EXPECT_NOT_NULL(test, ask(__GFP_NOWARN));
	kswapd_settle();
	KUNIT_EXPECT_EQ(test, kswapd->runs, 0u);
	KUNIT_EXPECT_EQ(test, hoard.scans, 0u);
}

/*
 * A request that fails for another reason than lack of pages: not either. DMA
 * is short, but NORMAL, which it likes better, has all its pages.
 */
static void not_woken_while_there_is_enough(struct kunit *test)
{
	drain_to(test, DMA_LOW, 200);
	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_NOWAIT | QUIET,
					    MAX_PAGE_ORDER));
	kswapd_settle();
	KUNIT_EXPECT_EQ(test, kswapd->runs, 0u);
}

/*
 * NORMAL and DMA32 are short. DMA has all its pages, but keeps them for those
 * who can use no others: that is not enough.
 */
static void woken_though_dma_has_some(struct kunit *test)
{
	struct zone *normal = zones[ZONE_NORMAL];

	set_reserve(ZONE_DMA, ZONE_NORMAL, ZONE_PAGES);
	set_reserve(ZONE_DMA, ZONE_DMA32, ZONE_PAGES);
	take_all(GFP_NOWAIT | GFP_DMA32);
	KUNIT_EXPECT_EQ(test, free_in(ZONE_DMA), ZONE_PAGES);
	drain_local_pages(normal);
	while (normal->nr_free > DMA_LOW)
		KUNIT_ASSERT_NOT_NULL(test, alloc_page(GFP_NOWAIT | QUIET));
	set_marks(ZONE_NORMAL, DMA_MIN, DMA_LOW);
	set_marks(ZONE_DMA32, DMA_MIN, DMA_LOW);
	set_marks(ZONE_DMA, DMA_MIN, DMA_LOW);
	give_thread(test);
	KUNIT_EXPECT_NOT_NULL(test, alloc_page(GFP_NOWAIT | QUIET));
	kswapd_settle();
	KUNIT_EXPECT_GE(test, kswapd->runs, 1u);
	KUNIT_EXPECT_EQ(test, free_in(ZONE_DMA), ZONE_PAGES);
}

/*
 * Nothing can be had: one run each time it is asked, 16 times, then none,
 * until pages are freed.
 */
static void gives_up(struct kunit *test)
{
	struct page *last = NULL;
	unsigned int i;

	drain_to(test, DMA_LOW, 0);
	for (i = 1; i <= KSWAPD_MAX_FAILURES; i++) {
		KUNIT_EXPECT_FALSE(test, kswapd_gave_up(world.nid));
		last = ask(GFP_NOWAIT) ? : last;
		kswapd_settle();
		KUNIT_EXPECT_EQ(test, kswapd->runs, i);
		KUNIT_EXPECT_EQ(test, kswapd->failures, i);
	}
	KUNIT_EXPECT_TRUE(test, kswapd_gave_up(world.nid));
	KUNIT_EXPECT_EQ(test, kswapd_broken(world.nid), 0);
	KUNIT_EXPECT_NULL(test, ask(GFP_NOWAIT));
	KUNIT_EXPECT_NULL(test, ask(GFP_NOWAIT));
	kswapd_settle();
	KUNIT_EXPECT_EQ(test, kswapd->runs, KSWAPD_MAX_FAILURES);

	KUNIT_ASSERT_NOT_NULL(test, last);
	__free_page(last);
	drain_local_pages(NULL);
	ask(GFP_NOWAIT);
	kswapd_settle();
	KUNIT_EXPECT_EQ(test, kswapd->runs, KSWAPD_MAX_FAILURES + 1);
	KUNIT_EXPECT_EQ(test, kswapd->failures, 1u);
}

/* A caller who reclaims something himself gives it hope again. */
static void hopes_again(struct kunit *test)
{
	drain_to(test, DMA_MIN, 200);
	WRITE_ONCE(kswapd->failures, KSWAPD_MAX_FAILURES);
	WRITE_ONCE(kswapd->least_free, ~0UL);
	KUNIT_EXPECT_NULL(test, ask(GFP_NOWAIT));
	kswapd_settle();
	KUNIT_EXPECT_EQ(test, kswapd->runs, 0u);
	KUNIT_EXPECT_NOT_NULL(test, ask(GFP_KERNEL));
	KUNIT_EXPECT_FALSE(test, kswapd_gave_up(world.nid));
	KUNIT_EXPECT_GE(test, hoard.scans, 1u);
}

/* What is asked for while it works is not forgotten. */
static void asked_while_it_works(struct kunit *test)
{
	unsigned long again = event(KSWAPD_HIGH_WMARK_HIT_QUICKLY);

	drain_to(test, DMA_LOW, 200);
	WRITE_ONCE(hoard.block, true);
	KUNIT_EXPECT_NOT_NULL(test, ask(GFP_NOWAIT));
	KUNIT_EXPECT_TRUE(test, crew_wait_for(READ_ONCE(hoard.blocked)));
	KUNIT_EXPECT_NOT_NULL(test, ask(GFP_NOWAIT));
	KUNIT_EXPECT_NOT_NULL(test, ask(GFP_NOWAIT));
	KUNIT_EXPECT_NE(test, atomic_read(&kswapd->wanted), 0);
	KUNIT_EXPECT_TRUE(test, reclaim_ops->at_work(world.nid));
	KUNIT_EXPECT_EQ(test, kswapd_broken(world.nid), 0);
	/* Who has failed is not worth waiting for. */
	WRITE_ONCE(kswapd->failures, 1);
	KUNIT_EXPECT_FALSE(test, reclaim_ops->at_work(world.nid));
	WRITE_ONCE(kswapd->failures, 0);
	WRITE_ONCE(hoard.block, false);
	kswapd_settle();
	KUNIT_EXPECT_FALSE(test, reclaim_ops->at_work(world.nid));
	KUNIT_EXPECT_EQ(test, atomic_read(&kswapd->wanted), 0);
	KUNIT_EXPECT_GE(test, event(KSWAPD_HIGH_WMARK_HIT_QUICKLY), again + 1);
	expect_enough(test);
}

static struct crew crew;

#define STORM	100

static void storm(struct crew_member *me)
{
	unsigned int i;

	for (i = 0; i < STORM; i++) {
		struct page *page = alloc_pages_node(world.nid, GFP_ATOMIC |
						     GFP_DMA | QUIET, 0);

		if (page)
			__free_page(page);
	}
}

/*
 * The crew stands ready. What its threads are made of is the machine's own
 * memory, which is still there when the four zones are not.
 */
static void make_crew(struct kunit *test, void (*fn)(struct crew_member *me),
		      unsigned int size)
{
	unsigned int i;

	crew_begin(&crew, fn);
	crew.go = false;
	real_zones_again();
	for (i = 0; i < size; i++)
		crew_add(test, &crew, nth_cpu(i + 1));
	world_nodes(1);
	choose_zones(NODE_DATA(world.nid));
	raw_cpu_write(numa_node, world.nid);
}

/* All CPUs ask at once, while it works: no wake-up is lost, no page. */
static void all_ask_at_once(struct kunit *test)
{
	unsigned int round;

	drain_to(test, DMA_LOW, 200);
	for (round = 0; round < 3; round++) {
		make_crew(test, storm, 4);
		smp_store_release(&crew.go, true);
		crew_join(&crew);
		drain_all_pages(NULL);
		kswapd_settle();
		ask(GFP_NOWAIT);
		kswapd_settle();
	}
	drain_all_pages(NULL);
	KUNIT_EXPECT_GE(test, zones[ZONE_DMA]->nr_free, (unsigned long)DMA_LOW);
	KUNIT_EXPECT_EQ(test, hoard.by_kswapd, hoard.scans);
	KUNIT_EXPECT_EQ(test, kswapd_broken(world.nid), 0);
}

static atomic_t went_on;

static void wait_for_kswapd(struct crew_member *me)
{
	reclaim_throttle(NODE_DATA(world.nid));
	atomic_inc(&went_on);
}

/* A caller waits until something can be had: he looks again after each run. */
static void who_waits_goes_on(struct kunit *test)
{
	long patience = reclaim_patience;

	drain_to(test, DMA_LOW, 0);
	atomic_set(&went_on, 0);
	WRITE_ONCE(reclaim_patience, MAX_SCHEDULE_TIMEOUT);
	make_crew(test, wait_for_kswapd, 1);
	smp_store_release(&crew.go, true);
	/* On its way here it may only have lost the CPU. */
	KUNIT_EXPECT_TRUE(test, crew_wait_for(crew_asleep(&crew) &&
			READ_ONCE(crew.member[0].task->__state) ==
			TASK_UNINTERRUPTIBLE));
	KUNIT_EXPECT_EQ(test, atomic_read(&went_on), 0);
	KUNIT_EXPECT_NOT_NULL(test, ask(GFP_NOWAIT));
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&went_on) == 1));
	crew_join(&crew);
	WRITE_ONCE(reclaim_patience, patience);
	kswapd_settle();
}

/* Ended and made again; without one, nobody is woken. */
static void comes_and_goes(struct kunit *test)
{
	drain_to(test, DMA_LOW, 200);
	kswapd_stop(world.nid);
	KUNIT_EXPECT_NOT_NULL(test, ask(GFP_NOWAIT));
	kswapd_settle();
	KUNIT_EXPECT_EQ(test, hoard.scans, 0u);
	kswapd_stop(world.nid);
	give_thread(test);
	KUNIT_EXPECT_NOT_NULL(test, ask(GFP_NOWAIT));
	kswapd_settle();
	KUNIT_EXPECT_GE(test, hoard.by_kswapd, 1u);
}

/* F1: a zone type that does not exist. */
static void sees_f1(struct kunit *test)
{
	drain_to(test, DMA_HIGH, 0);
	kswapd_stop(world.nid);
	atomic_set(&kswapd->wanted, 1 << 30);
	KUNIT_EXPECT_EQ(test, kswapd_broken(world.nid), 1);
	atomic_set(&kswapd->wanted, 0);
	KUNIT_EXPECT_EQ(test, kswapd_broken(world.nid), 0);
}

/* F2: it should have given up before. */
static void sees_f2(struct kunit *test)
{
	drain_to(test, DMA_HIGH, 0);
	kswapd_stop(world.nid);
	WRITE_ONCE(kswapd->failures, KSWAPD_MAX_FAILURES + 1);
	KUNIT_EXPECT_EQ(test, kswapd_broken(world.nid), 2);
	WRITE_ONCE(kswapd->failures, 0);
	KUNIT_EXPECT_EQ(test, kswapd_broken(world.nid), 0);
}

/* Each of the machine's nodes has one, and it is sound. */
static void each_node_has_one(struct kunit *test)
{
	int nid;

	for (nid = 0; nid < world.nodes_before; nid++) {
		struct task_struct *task = READ_ONCE(kswapds[nid].task);

		KUNIT_ASSERT_NOT_NULL(test, task);
		KUNIT_EXPECT_NOT_NULL(test, strstr(task->comm, "kswapd"));
		KUNIT_EXPECT_EQ(test, kswapd_broken(nid), 0);
	}
	kswapd_check();
}

static struct kunit_case kswapd_cases[] = {
	KUNIT_CASE(woken_below_low),
	KUNIT_CASE(woken_by_a_handler),
	KUNIT_CASE(not_woken_for_nothing),
	KUNIT_CASE(not_woken_while_there_is_enough),
	KUNIT_CASE(woken_though_dma_has_some),
	KUNIT_CASE(gives_up),
	KUNIT_CASE(hopes_again),
	KUNIT_CASE(asked_while_it_works),
	KUNIT_CASE(all_ask_at_once),
	KUNIT_CASE(who_waits_goes_on),
	KUNIT_CASE(comes_and_goes),
	KUNIT_CASE(sees_f1),
	KUNIT_CASE(sees_f2),
	KUNIT_CASE(each_node_has_one),
	{}
};

static struct kunit_suite kswapd_suite = {
	.name = "page_kswapd",
	.init = reclaim_begin_test,
	.exit = reclaim_end_test,
	.test_cases = kswapd_cases,
};
kunit_test_suite(kswapd_suite);
