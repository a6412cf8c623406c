// SPDX-License-Identifier: MIT
/*
 * zone_wait_test.c - who waits for pages is given them, in turn, by the free
 *
 *	DMA, 512 pages		[ taken ............................ | min ]
 *	queue			[ A ] [ B ] [ C ]	one free page each
 */
#include <linux/seq_file.h>

#include "zone_wait_fixture.h"

static struct crew crew;
static struct page *got_page[CREW_MAX];
static gfp_t wants;
static unsigned int wants_order[CREW_MAX];

static int zone_wait_init(struct kunit *test)
{
	int err = wait_zones_begin(test);

	memset(got_page, 0, sizeof(got_page));
	memset(wants_order, 0, sizeof(wants_order));
	wants = GFP_KERNEL | GFP_DMA;
	return err;
}

static void want_one(struct crew_member *me)
{
	struct page *page = world_page(wants, wants_order[me->number]);

	smp_store_release(&got_page[me->number], page);
}

/* The next of the crew, asleep in the queue. */
static void add_waiter(struct kunit *test, unsigned int order)
{
	unsigned int n = crew.size;

	wants_order[n] = order;
	crew_add(test, &crew, nth_cpu(n + 1));
	KUNIT_EXPECT_TRUE(test,
			  crew_wait_for(in_queue_asleep(crew.member[n].task)));
}

static struct page *page_of(unsigned int n)
{
	crew_wait_for(smp_load_acquire(&got_page[n]));
	return smp_load_acquire(&got_page[n]);
}

static void expect_nobody_timed_out(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, zone_wait_stats.timeouts, stats_before.timeouts);
	KUNIT_EXPECT_EQ(test, zone_wait_stats.lost, stats_before.lost);
}

/* Five wait; five pages come back: the first page is the first one's, ... */
static void served_in_order(struct kunit *test)
{
	struct page *page[5];
	unsigned int i;

	for (i = 0; i < 5; i++)
		page[i] = world_page(GFP_DMA, 0);
	empty_dma();
	crew_begin(&crew, want_one);
	for (i = 0; i < 5; i++)
		add_waiter(test, 0);
	KUNIT_EXPECT_EQ(test, zones[ZONE_DMA]->nr_waiters, 5u);
	for (i = 0; i < 5; i++)
		__free_page(page[i]);
	for (i = 0; i < 5; i++)
		KUNIT_EXPECT_PTR_EQ(test, page_of(i), page[i]);
	crew_join(&crew);
	expect_nobody_timed_out(test);
	KUNIT_EXPECT_EQ(test, zones[ZONE_DMA]->nr_waiters, 0u);
	KUNIT_EXPECT_EQ(test, zone_wait_stats.served, stats_before.served + 5);
}

/*
 * Eight pages in a row wanted first, one page second: single pages go to the
 * second; eight that join go to the first.
 */
static void large_does_not_block_small(struct kunit *test)
{
	struct page *eight = world_page(GFP_DMA, 3);
	struct page *one = world_page(GFP_DMA, 0);

	empty_dma();
	crew_begin(&crew, want_one);
	add_waiter(test, 3);
	add_waiter(test, 0);
	__free_page(one);
	KUNIT_EXPECT_PTR_EQ(test, page_of(1), one);
	KUNIT_EXPECT_NULL(test, READ_ONCE(got_page[0]));
	__free_pages(eight, 3);
	KUNIT_EXPECT_PTR_EQ(test, page_of(0), eight);
	crew_join(&crew);
	expect_nobody_timed_out(test);
}

/* A block too large for CPU lists comes back by another way. */
static void large_frees_wake(struct kunit *test)
{
	struct page *large = world_page(GFP_DMA, NR_PCP_ORDERS);

	empty_dma();
	crew_begin(&crew, want_one);
	add_waiter(test, 0);
	add_waiter(test, 2);
	__free_pages(large, NR_PCP_ORDERS);
	KUNIT_EXPECT_NOT_NULL(test, page_of(0));
	KUNIT_EXPECT_NOT_NULL(test, page_of(1));
	crew_join(&crew);
	expect_nobody_timed_out(test);
}

/*
 * A request for NORMAL takes what comes back to DMA32, and not HIGHMEM's: that
 * is for the one behind it.
 */
static void any_zone_of_the_list_wakes(struct kunit *test)
{
	struct page *high = world_page(GFP_HIGHUSER, 0);
	struct page *low = world_page(GFP_DMA32, 0);

	while (world_page(GFP_NOWAIT | __GFP_HIGHMEM, 0))
		;
	wants = GFP_KERNEL;
	crew_begin(&crew, want_one);
	add_waiter(test, 0);
	KUNIT_EXPECT_EQ(test, zones[ZONE_DMA]->nr_waiters, 1u);
	KUNIT_EXPECT_EQ(test, zones[ZONE_HIGHMEM]->nr_waiters, 0u);
	wants = GFP_HIGHUSER;
	add_waiter(test, 0);
	KUNIT_EXPECT_EQ(test, zones[ZONE_HIGHMEM]->nr_waiters, 1u);
	__free_page(high);
	KUNIT_EXPECT_PTR_EQ(test, page_of(1), high);
	KUNIT_EXPECT_TRUE(test, zone_wait_has(crew.member[0].task));
	__free_page(low);
	KUNIT_EXPECT_PTR_EQ(test, page_of(0), low);
	crew_join(&crew);
	expect_nobody_timed_out(test);
}

/* Waits as long as nobody frees, rounds and reports later; the free wakes. */
static void nofail_is_woken_by_the_free(struct kunit *test)
{
	struct page *page = world_page(GFP_DMA, 0);

	empty_dma();
	WRITE_ONCE(others_at_work, false);
	wants |= __GFP_NOFAIL;
	crew_begin(&crew, want_one);
	add_waiter(test, 0);
	/* Sixteen rounds that freed nothing, then it sleeps in its place. */
	KUNIT_EXPECT_EQ(test, READ_ONCE(reclaim_rounds), 17u);
	__free_page(page);
	KUNIT_EXPECT_PTR_EQ(test, page_of(0), page);
	crew_join(&crew);
	KUNIT_EXPECT_EQ(test, reclaim_rounds, 17u);
	expect_nobody_timed_out(test);
}

/*
 * At `min` a task waits; an interrupt gets 40 pages below it, as if nobody
 * waited. When they come back the mark is still kept; one more is the task's.
 */
static void atomic_has_its_reserve_meanwhile(struct kunit *test)
{
	struct page *page = world_page(GFP_DMA, 0), *reserve[64];
	unsigned int i, n = 0;

	set_marks(ZONE_DMA, 64, 80);
	empty_dma();
	crew_begin(&crew, want_one);
	add_waiter(test, 0);
	while (n < 64 &&
	       (reserve[n] = world_page(GFP_ATOMIC | GFP_DMA, 0)))
		n++;
	KUNIT_EXPECT_EQ(test, n, 40u);
	for (i = 0; i < n; i++)
		__free_page(reserve[i]);
	KUNIT_EXPECT_TRUE(test, zone_wait_has(crew.member[0].task));
	KUNIT_EXPECT_EQ(test, zones[ZONE_DMA]->nr_free, 64u);
	__free_page(page);
	KUNIT_EXPECT_NOT_NULL(test, page_of(0));
	crew_join(&crew);
	KUNIT_EXPECT_EQ(test, zones[ZONE_DMA]->nr_free, 64u);
	expect_nobody_timed_out(test);
}

/* ---- another CPU frees, again and again ---- */

#define ROUNDS	120

static struct page *slot;

/* Take it, leave it for who frees. */
static void take_and_leave(struct crew_member *me)
{
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		struct page *page = world_page(GFP_KERNEL | GFP_DMA, 0);

		if (!page)
			break;
		smp_store_release(&slot, page);
	}
	WRITE_ONCE(got_page[0], (struct page *)(unsigned long)i);
}

/*
 * One page goes round: given to the one who waits on one CPU, freed on
 * another, whenever it comes: while he looks, goes to sleep, sleeps.
 */
static void no_wake_is_lost(struct kunit *test)
{
	struct page *page = world_page(GFP_DMA, 0);
	unsigned int i;

	empty_dma();
	WRITE_ONCE(slot, page);
	crew_start(test, &crew, take_and_leave, 1);
	for (i = 0; i < ROUNDS; i++) {
		KUNIT_ASSERT_TRUE(test,
				  crew_wait_for(smp_load_acquire(&slot)));
		page = slot;
		WRITE_ONCE(slot, NULL);
		/* Every other time he is surely asleep. */
		if (i % 2)
			crew_wait_for(in_queue_asleep(crew.member[0].task));
		__free_page(page);
	}
	KUNIT_EXPECT_TRUE(test, crew_wait_for(smp_load_acquire(&slot)));
	crew_join(&crew);
	KUNIT_EXPECT_EQ(test, (unsigned long)got_page[0], (unsigned long)ROUNDS);
	expect_nobody_timed_out(test);
}

/* All free and wait at once: three pages among five. */
static void three_pages_among_five(struct crew_member *me)
{
	unsigned int i;

	for (i = 0; i < ROUNDS / 5; i++) {
		struct page *page = world_page(GFP_KERNEL | GFP_DMA, 0);

		if (!page)
			break;
		let_others();
		__free_page(page);
	}
	WRITE_ONCE(got_page[me->number], (struct page *)(unsigned long)i);
}

static void all_wait_for_each_other(struct kunit *test)
{
	struct page *page[3];
	unsigned int i;

	for (i = 0; i < 3; i++)
		page[i] = world_page(GFP_DMA, 0);
	empty_dma();
	for (i = 0; i < 3; i++)
		__free_page(page[i]);
	crew_start(test, &crew, three_pages_among_five, 5);
	crew_join(&crew);
	for (i = 0; i < 5; i++)
		KUNIT_EXPECT_EQ(test, (unsigned long)got_page[i],
				(unsigned long)ROUNDS / 5);
	expect_nobody_timed_out(test);
	drain_all_pages(NULL);
	KUNIT_EXPECT_EQ(test, zones[ZONE_DMA]->nr_free, 3u);
}

/* ---- the CPUs' lists ---- */

/*
 * While somebody waits a list keeps nothing and is filled page by page; it
 * opens by itself when nobody does.
 */
static void lists_close_and_open(struct kunit *test)
{
	struct zone *dma = zones[ZONE_DMA];
	struct per_cpu_pages *pcp;
	struct zone_waiter w;
	struct alloc_request req = {
		.gfp = GFP_KERNEL | GFP_DMA, .order = 10, .nid = world.nid,
		.class = ZONE_DMA,
		.zones = NODE_DATA(world.nid)->node_zonelists[ZONE_DMA],
	};
	struct page *page[2];

	page[0] = world_page(GFP_DMA, 0);
	page[1] = world_page(GFP_DMA, 0);
	/* Larger than the zone: nobody will serve it. */
	zone_wait_begin(&w, &req);
	pcp = this_cpu_ptr(dma->per_cpu_pageset);
	KUNIT_EXPECT_EQ(test, pcp->high, 0);
	__free_page(page[0]);
	KUNIT_EXPECT_EQ(test, pcp->count, 0);
	page[0] = world_page(GFP_NOWAIT | GFP_DMA, 0);
	KUNIT_EXPECT_NOT_NULL(test, page[0]);
	KUNIT_EXPECT_EQ(test, pcp->count, 0);
	KUNIT_EXPECT_NULL(test, zone_wait_end(&w));
	__free_page(page[0]);
	__free_page(page[1]);
	KUNIT_EXPECT_EQ(test, pcp->high, 6);
	KUNIT_EXPECT_EQ(test, pcp->count, 2);
	KUNIT_EXPECT_EQ(test, free_in(ZONE_DMA), ZONE_PAGES);
}

/* ---- what is counted and checked ---- */

static struct zone_waiter dma_waiter;

static void begin_dma(void)
{
	struct alloc_request req = {
		.gfp = GFP_KERNEL | GFP_DMA, .nid = world.nid,
		.class = ZONE_DMA, .type = MIGRATE_UNMOVABLE,
		.zones = NODE_DATA(world.nid)->node_zonelists[ZONE_DMA],
	};

	zone_wait_begin(&dma_waiter, &req);
}

/* W1: a zone that does not know of one who waits for it. */
static void broken_w1_uncounted(struct kunit *test)
{
	empty_dma();
	begin_dma();
	KUNIT_EXPECT_EQ(test, zone_wait_broken(), 0);
	WRITE_ONCE(zones[ZONE_DMA]->nr_waiters, 0);
	KUNIT_EXPECT_EQ(test, zone_wait_broken(), 1);
	WRITE_ONCE(zones[ZONE_DMA]->nr_waiters, 1);
	KUNIT_EXPECT_NULL(test, zone_wait_end(&dma_waiter));
}

/*
 * W2: a page that was given to the zone in silence is there for him; W3: when
 * his time is up he finds it, and it is counted as missed.
 */
static void broken_w2_w3_missed(struct kunit *test)
{
	unsigned long lost = zone_wait_stats.lost;
	struct page *page = world_page(GFP_DMA, 0);

	empty_dma();
	begin_dma();
	set_page_count(page, 0);
	world_give(zones[ZONE_DMA], world_at(page), 0);
	KUNIT_EXPECT_EQ(test, zone_wait_broken(), 2);
	/* Somebody is about to give it: all is well. */
	atomic_inc(&zones[ZONE_DMA]->wakes_owed);
	KUNIT_EXPECT_EQ(test, zone_wait_broken(), 0);
	atomic_dec(&zones[ZONE_DMA]->wakes_owed);
	KUNIT_EXPECT_PTR_EQ(test, zone_wait(&dma_waiter, 1), page);
	KUNIT_EXPECT_EQ(test, zone_wait_stats.lost, lost + 1);
	KUNIT_EXPECT_EQ(test, zone_wait_broken(), 3);
	KUNIT_EXPECT_PTR_EQ(test, zone_wait_end(&dma_waiter), page);
	zone_wait_stats.lost = lost;
}

/* Time is up while a free is on its way: not missed, and the page is had. */
static void owed_is_not_lost(struct kunit *test)
{
	struct zone *dma = zones[ZONE_DMA];
	struct page *page = world_page(GFP_DMA, 0);

	empty_dma();
	begin_dma();
	atomic_inc(&dma->wakes_owed);
	set_page_count(page, 0);
	world_give(dma, world_at(page), 0);
	KUNIT_EXPECT_PTR_EQ(test, zone_wait(&dma_waiter, 1), page);
	KUNIT_EXPECT_EQ(test, zone_wait_stats.lost, stats_before.lost);
	KUNIT_EXPECT_PTR_EQ(test, zone_wait_end(&dma_waiter), page);
	zone_wake(dma);
	KUNIT_EXPECT_EQ(test, atomic_read(&dma->wakes_owed), 0);
}

static void to_log(struct seq_file *m, const char *what, size_t len)
{
	pr_info("%.*s", (int)len, what);
}

/* Who waits, for what, is shown. */
static void shown_in_proc(struct kunit *test)
{
	struct seq_file m = { .write = to_log };
	char line[64];

	empty_dma();
	begin_dma();
	scnprintf(line, sizeof(line), "task %d waits for order 0, DMA",
		  current->pid);
	capture_start();
	KUNIT_EXPECT_EQ(test, zone_wait_show(&m, NULL), 0);
	capture_stop();
	EXPECT_SAID(test, line);
	EXPECT_SAID(test, "longest_wait ");
	KUNIT_EXPECT_NULL(test, zone_wait_end(&dma_waiter));
}

static struct kunit_case zone_wait_cases[] = {
	KUNIT_CASE(served_in_order),
	KUNIT_CASE(large_does_not_block_small),
	KUNIT_CASE(large_frees_wake),
	KUNIT_CASE(any_zone_of_the_list_wakes),
	KUNIT_CASE(nofail_is_woken_by_the_free),
	KUNIT_CASE(atomic_has_its_reserve_meanwhile),
	KUNIT_CASE(no_wake_is_lost),
	KUNIT_CASE(all_wait_for_each_other),
	KUNIT_CASE(lists_close_and_open),
	KUNIT_CASE(broken_w1_uncounted),
	KUNIT_CASE(broken_w2_w3_missed),
	KUNIT_CASE(owed_is_not_lost),
	KUNIT_CASE(shown_in_proc),
	{}
};

static struct kunit_suite zone_wait_suite = {
	.name = "zone_wait",
	.init = zone_wait_init,
	.exit = wait_zones_end,
	.test_cases = zone_wait_cases,
};
kunit_test_suite(zone_wait_suite);
