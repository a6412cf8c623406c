// SPDX-License-Identifier: MIT
/*
 * fail_page_test.c - requests for pages that fail, whole or in part
 *
 * On four zones of 512 pages (page_alloc_fixture.h) with marks at 0: whatever
 * fails, the free pages of all four and every invariant are as before.
 */
#include <linux/fault-inject.h>

#include "kunit_inner.h"
#include "page_alloc_fixture.h"

static const struct fault_point *whole, *step;

static int fail_page_test_init(struct kunit *test)
{
	whole = fault_point_find("fail_page_alloc");
	step = fault_point_find("fail_page_step");
	KUNIT_ASSERT_NOT_NULL(test, whole);
	KUNIT_ASSERT_NOT_NULL(test, step);
	four_zones_begin(test);
	fault_point_set(whole, "verbose=0");
	fault_point_set(step, "verbose=0");
	return 0;
}

static void fail_page_test_exit(struct kunit *test)
{
	fault_point_set(whole, "off");
	fault_point_set(whole, "min-order=1");
	fault_point_set(whole, "ignore-gfp-wait=1");
	fault_point_set(whole, "ignore-gfp-highmem=1");
	fault_point_set(whole, "times=1");
	fault_point_set(whole, "verbose=2");
	fault_point_set(step, "verbose=1");
	four_zones_end(test);
}

static void fail_all(const struct fault_point *point)
{
	fault_point_set(point, "1,100,0,-1");
}

/* Linux's filters: single pages, who may wait, high memory are spared. */
static void spares_as_linux(struct kunit *test)
{
	fail_all(whole);
	KUNIT_EXPECT_NE(test, got(GFP_ATOMIC, 0), -1);
	KUNIT_EXPECT_EQ(test, got(GFP_ATOMIC, 1), -1);
	KUNIT_EXPECT_NE(test, got(GFP_KERNEL, 1), -1);
	KUNIT_EXPECT_NE(test, got(GFP_ATOMIC | __GFP_HIGHMEM, 1), -1);

	fault_point_set(whole, "min-order=0");
	KUNIT_EXPECT_EQ(test, got(GFP_ATOMIC, 0), -1);
	KUNIT_EXPECT_EQ(test, got(GFP_ATOMIC, MAX_PAGE_ORDER), -1);
	KUNIT_EXPECT_NE(test, got(GFP_KERNEL, 0), -1);
	fault_point_set(whole, "ignore-gfp-wait=0");
	KUNIT_EXPECT_EQ(test, got(GFP_KERNEL, 0), -1);
	KUNIT_EXPECT_NE(test, got(GFP_HIGHUSER, 0), -1);
	fault_point_set(whole, "ignore-gfp-highmem=0");
	KUNIT_EXPECT_EQ(test, got(GFP_HIGHUSER, 0), -1);
	KUNIT_EXPECT_NE(test, got(GFP_KERNEL | __GFP_NOFAIL, 0), -1);
}

static void spare_nothing(void)
{
	fault_point_set(whole, "min-order=0");
	fault_point_set(whole, "ignore-gfp-wait=0");
	fault_point_set(whole, "ignore-gfp-highmem=0");
}

/* Every door gives nothing and takes nothing; afterwards all is as before. */
static void every_door(struct kunit *test)
{
	unsigned long before = free_in_all();
	struct page *array[4] = { NULL };
	LIST_HEAD(list);

	/* What this CPU has at hand is no way around it. */
	__free_page(alloc_page(GFP_KERNEL));
	spare_nothing();
	fail_all(whole);
	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_KERNEL, 0));
	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_KERNEL | __GFP_ZERO, 0));
	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_KERNEL, MAX_PAGE_ORDER));
	KUNIT_EXPECT_NULL(test, alloc_pages_node(world.nid, GFP_KERNEL, 2));
	KUNIT_EXPECT_EQ(test, __get_free_pages(GFP_KERNEL, 3), 0u);
	KUNIT_EXPECT_EQ(test, get_zeroed_page(GFP_KERNEL), 0u);
	KUNIT_EXPECT_NULL(test, alloc_pages_exact(5 * PAGE_SIZE, GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, alloc_pages_bulk(GFP_KERNEL, 4, array), 0u);
	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_list(GFP_KERNEL, 4, &list), 0u);
	KUNIT_EXPECT_EQ(test, free_in_all(), before);

	fault_point_set(whole, "off");
	KUNIT_EXPECT_FALSE(test, page_faults_injected);
	expect_works(test);
}

/* Bad requests are reported as ever, and are not counted as failures. */
static void mistakes_are_still_mistakes(struct kunit *test)
{
	int failed;

	spare_nothing();
	fail_all(whole);
	failed = atomic_read(&fail_page_alloc.failed);
	KUNIT_EXPECT_WARNS(test, alloc_pages(1u << 30, 0));
	KUNIT_EXPECT_WARNS(test, alloc_pages(__GFP_DMA | __GFP_HIGHMEM, 0));
	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_KERNEL | QUIET, 11));
	KUNIT_EXPECT_EQ(test, atomic_read(&fail_page_alloc.failed), failed);
}

/* Bulk stops at the failure, with what it had. */
static void bulk_fails_midway(struct kunit *test)
{
	struct page *array[8] = { NULL };
	unsigned int i;

	fault_nth_begin(5, &fail_page_alloc);
	KUNIT_EXPECT_EQ(test, alloc_pages_bulk(GFP_KERNEL, 8, array), 4u);
	KUNIT_EXPECT_TRUE(test, fault_nth_end());
	for (i = 0; i < 8; i++)
		KUNIT_EXPECT_EQ(test, array[i] != NULL, i < 4);
	for (i = 0; i < 4; i++)
		__free_page(array[i]);
	expect_works(test);
}

/* ---- C19: a failure at each step ---------------------------------------------- */

/* A zone that says no: the next one is asked, and nothing is lost. */
static void steps_fall_through(struct kunit *test)
{
	unsigned long before = free_in_all();
	struct page *page;

	fault_nth_begin(1, &fail_page_step);
	page = alloc_pages(GFP_KERNEL, 5);
	KUNIT_EXPECT_TRUE(test, fault_nth_end());
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_PTR_EQ(test, page_zone(page), zones[ZONE_DMA32]);
	KUNIT_EXPECT_EQ(test, free_in_all(), before - 32);
	KUNIT_EXPECT_EQ(test, four_zones_broken(), 0);
	__free_pages(page, 5);
}

/* All zones say no, at low, at min and after draining: NULL, nothing moved. */
static void all_steps_fail(struct kunit *test)
{
	unsigned int order;

	fail_all(step);
	for (order = 0; order < NR_PAGE_ORDERS; order++) {
		unsigned long before = free_in_all();

		KUNIT_EXPECT_NULL(test, alloc_pages(GFP_HIGHUSER | QUIET,
						    order));
		KUNIT_EXPECT_EQ(test, free_in_all(), before);
		KUNIT_EXPECT_EQ(test, four_zones_broken(), 0);
	}
	fault_point_set(step, "off");
	expect_works(test);
}

/* No step fails yet, but one will: until then marks are what they were. */
static void marks_hold_while_armed(struct kunit *test)
{
	set_marks(ZONE_DMA, 64, 80);
	fault_nth_begin(1000000, &fail_page_step);
	KUNIT_EXPECT_EQ(test, take_all(GFP_DMA), ZONE_PAGES - 64);
	KUNIT_EXPECT_FALSE(test, fault_nth_end());
}

/* A refill that gives up after one block still serves the caller. */
static void refill_stops_short(struct kunit *test)
{
	struct zone *normal = zones[ZONE_NORMAL];
	struct per_cpu_pages *pcp = this_cpu_ptr(normal->per_cpu_pageset);
	struct page *page;

	pcp->batch = 4;
	/* The first step asks the zone, the second refills the list. */
	fault_nth_begin(2, &fail_page_step);
	page = alloc_page(GFP_KERNEL);
	KUNIT_EXPECT_TRUE(test, fault_nth_end());
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, pcp->count, 0);
	KUNIT_EXPECT_EQ(test, normal->nr_free, ZONE_PAGES - 1);
	__free_page(page);
	pcp->batch = 1;
}

static unsigned int some_order;

static int take_and_give(struct kunit *test)
{
	unsigned long before = free_in_all();
	struct page *page = alloc_pages(GFP_HIGHUSER | QUIET, some_order);

	KUNIT_EXPECT_EQ(test, free_in_all(),
			page ? before - (1UL << some_order) : before);
	KUNIT_EXPECT_EQ(test, four_zones_broken(), 0);
	if (page)
		__free_pages(page, some_order);
	return page ? 0 : -ENOMEM;
}

/*
 * The 1st, 2nd, ... step of a request fails, in zones whose blocks are of
 * every size and partly on CPU lists. One failing step never fails a request:
 * there are other zones.
 */
static void each_step_of_each_order(struct kunit *test)
{
	unsigned int steps, order;
	struct page *held[9];

	for (order = 0; order < ARRAY_SIZE(held); order++) {
		held[order] = alloc_pages(GFP_HIGHUSER, order % 7);
		KUNIT_ASSERT_NOT_NULL(test, held[order]);
	}
	for (order = 0; order < ZONE_ORDER; order++) {
		some_order = order;
		steps = kunit_fail_each(test, take_and_give, &fail_page_step);
		KUNIT_EXPECT_GT_MSG(test, steps, 0u, "order %u", order);
	}
	for (order = 0; order < ARRAY_SIZE(held); order++)
		__free_pages(held[order], order % 7);
}

/* ---- the helper ------------------------------------------------------------------ */

static int takes_three(struct kunit *test)
{
	struct page *page[3];
	int i, err = 0;

	for (i = 0; i < 3; i++) {
		page[i] = alloc_pages(GFP_KERNEL, i);
		err = page[i] ? err : -ENOMEM;
	}
	for (i = 0; i < 3; i++) {
		if (page[i])
			__free_pages(page[i], i);
	}
	return err;
}

/* Three allocations: three failures, and the fourth run gets by. */
static void helper_fails_each(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, kunit_fail_each(test, takes_three,
					      &fail_page_alloc), 3u);
	KUNIT_EXPECT_EQ(test, kunit_fail_each(test, takes_three, NULL), 3u);
	KUNIT_EXPECT_FALSE(test, page_faults_injected);
}

static struct page *forgotten;

/* Forgets the first page when there is no second one. */
static int forgetful(struct kunit *test)
{
	struct page *first = alloc_page(GFP_KERNEL);
	struct page *second = alloc_page(GFP_KERNEL);

	if (first && !second) {
		forgotten = first;
		return -ENOMEM;
	}
	if (first)
		__free_page(first);
	if (second)
		__free_page(second);
	return first && second ? 0 : -ENOMEM;
}

static int never_succeeds(struct kunit *test)
{
	return -ENOMEM;
}

static void run_forgetful(struct kunit *test)
{
	kunit_fail_each(test, forgetful, NULL);
}

static void run_never_succeeds(struct kunit *test)
{
	kunit_fail_each(test, never_succeeds, NULL);
}

/* A path that leaks fails the case, and its number is said. */
static void helper_sees_leaks(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_alone(run_forgetful), KUNIT_FAILURE);
	EXPECT_OUT(test, "alone, allocation 2 failing: memory: free pages");
	KUNIT_ASSERT_NOT_NULL(test, forgotten);
	__free_page(forgotten);

	KUNIT_EXPECT_EQ(test, run_alone(run_never_succeeds), KUNIT_FAILURE);
	EXPECT_OUT(test, "without a failure, after 0");
}

static struct kunit_case fail_page_cases[] = {
	KUNIT_CASE(spares_as_linux),
	KUNIT_CASE(every_door),
	KUNIT_CASE(mistakes_are_still_mistakes),
	KUNIT_CASE(bulk_fails_midway),
	KUNIT_CASE(steps_fall_through),
	KUNIT_CASE(all_steps_fail),
	KUNIT_CASE(marks_hold_while_armed),
	KUNIT_CASE(refill_stops_short),
	KUNIT_CASE(each_step_of_each_order),
	KUNIT_CASE(helper_fails_each),
	KUNIT_CASE(helper_sees_leaks),
	{}
};

static struct kunit_suite fail_page_suite = {
	.name = "fail_page",
	.init = fail_page_test_init,
	.exit = fail_page_test_exit,
	.test_cases = fail_page_cases,
};
kunit_test_suite(fail_page_suite);
