// SPDX-License-Identifier: MIT
/*
 * inject_test.c - an interrupt that allocates and frees, at each point of
 * each page operation
 *
 *	__free_page(page)
 *	   |  1  |  2  |  3  ...	points; at the n-th the handler runs,
 *	   v     v     v		for n = 1, 2, ... until none is left
 *
 * Whatever the interrupted code holds half done, the handler must find lists
 * and counts that it can use, and leave them so. Afterwards every list is
 * walked and not a page is missing. A host suite: on a machine nobody can
 * choose the instruction.
 */
#include <asm/inject.h>
#include <asm/irqflags.h>
#include <kunit/test.h>
#include <linux/hardirq.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/percpu_counter.h>

#define POINTS_MAX	40000

static struct percpu_counter counter;
static DEFINE_PER_CPU(unsigned int, ticks);
static unsigned int nr_handled;
static struct page *kept[2];

/* Take a page, then two; give the one back, then the two: counts move. */
static void take_or_give(void)
{
	unsigned int step = nr_handled & 3, i = step & 1;

	if (step < 2) {
		kept[i] = alloc_pages(GFP_ATOMIC | __GFP_NOWARN, i);
	} else if (kept[i]) {
		__free_pages(kept[i], i);
		kept[i] = NULL;
	}
}

/* What a driver's handler may do. A large block needs the zone's lock. */
static void interrupt(void)
{
	struct page *large = alloc_pages(GFP_ATOMIC | __GFP_NOWARN, 5);

	take_or_give();
	if (large)
		__free_pages(large, 5);
	nr_handled++;
	this_cpu_inc(ticks);
	percpu_counter_add(&counter, 3);
}

static void forget_kept(void)
{
	unsigned int i;

	for (i = 0; i < 2; i++) {
		if (kept[i])
			__free_pages(kept[i], i);
		kept[i] = NULL;
	}
}

/* ---- what is interrupted ------------------------------------------------- */

static void one_page(void)
{
	__free_page(alloc_page(GFP_KERNEL));
}

static void several_on_lists(void)
{
	struct page *a = alloc_pages(GFP_KERNEL, 3);
	struct page *b = alloc_pages(GFP_KERNEL | __GFP_COMP, 1);

	put_page(b);
	__free_pages(a, 3);
}

/* Past the lists: the zone's lock, split and merge. */
static void large_block(void)
{
	__free_pages(alloc_pages(GFP_KERNEL, 7), 7);
}

/* The list is empty: a refill; then a flush of everything. */
static void refill_and_drain(void)
{
	drain_local_pages(NULL);
	__free_page(alloc_page(GFP_KERNEL));
	drain_local_pages(NULL);
}

static void zeroed_and_cold(void)
{
	free_page(get_zeroed_page(GFP_KERNEL));
	free_cold_page(alloc_page(GFP_KERNEL | __GFP_COLD));
}

static void bulk(void)
{
	struct page *page[8] = { NULL };
	unsigned int i;

	alloc_pages_bulk_array(GFP_KERNEL, 8, page);
	for (i = 0; i < 8; i++)
		__free_page(page[i]);
}

static void exact(void)
{
	free_pages_exact(alloc_pages_exact(5 * PAGE_SIZE, GFP_KERNEL),
			 5 * PAGE_SIZE);
}

/* The first page is held while the block goes. */
static void held_block(void)
{
	struct page *page = alloc_pages(GFP_KERNEL, 2);

	get_page(page);
	__free_pages(page, 2);
	put_page(page);
}

static void percpu_area(void)
{
	free_percpu(__alloc_percpu(64, 8));
}

/* Small additions, and one that folds the CPU's part into the sum. */
static void counting(void)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		percpu_counter_add(&counter, percpu_counter_batch / 2);
	percpu_counter_sub(&counter, 2 * percpu_counter_batch);
}

static void own_cpu_variable(void)
{
	this_cpu_add(ticks, 5);
	this_cpu_sub(ticks, 5);
	preempt_disable();
	preempt_enable();
}

static void (*const operations[])(void) = {
	one_page, several_on_lists, large_block, refill_and_drain,
	zeroed_and_cold, bulk, exact, held_block, percpu_area, counting,
	own_cpu_variable,
};

/* ---- the cases ----------------------------------------------------------- */

static int inject_begin(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, percpu_counter_init(&counter, 0, GFP_KERNEL), 0);
	nr_handled = 0;
	this_cpu_write(ticks, 0);
	return 0;
}

static void inject_end(struct kunit *test)
{
	forget_kept();
	percpu_counter_destroy(&counter);
}

static void expect_exact(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, this_cpu_read(ticks), nr_handled);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(&counter), 3LL * nr_handled);
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
}

/* The points themselves: between all steps, with interrupts on, only there. */
static void points_are_where_they_should_be(struct kunit *test)
{
	unsigned long flags;

	host_inject_begin(interrupt, 1);
	local_irq_disable();
	KUNIT_EXPECT_EQ(test, nr_handled, 1u);
	local_irq_enable();
	KUNIT_EXPECT_EQ(test, host_inject_end(), 2ul);

	local_irq_save(flags);
	host_inject_begin(interrupt, 1);
	this_cpu_inc(ticks);
	this_cpu_dec(ticks);
	KUNIT_EXPECT_EQ(test, host_inject_end(), 0ul);
	local_irq_restore(flags);
	KUNIT_EXPECT_EQ(test, nr_handled, 1u);

	/* One that reads and writes in two steps is interrupted between. */
	host_inject_begin(interrupt, 2);
	raw_cpu_add(ticks, 10);
	KUNIT_EXPECT_EQ(test, host_inject_end(), 2ul);
	KUNIT_EXPECT_EQ(test, nr_handled, 2u);
	KUNIT_EXPECT_EQ(test, this_cpu_read(ticks), 11u);
	this_cpu_write(ticks, 2);
	expect_exact(test);
}

/* At the first point, the second, ... of each operation: none is wrong. */
static void at_every_point(struct kunit *test)
{
	unsigned int i, points = 0;

	for (i = 0; i < ARRAY_SIZE(operations); i++) {
		unsigned long n, passed;

		for (n = 1; n < POINTS_MAX; n++) {
			host_inject_begin(interrupt, n);
			operations[i]();
			passed = host_inject_end();
			if (passed < n)
				break;
		}
		KUNIT_EXPECT_LT(test, n, (unsigned long)POINTS_MAX);
		points += n - 1;
		page_alloc_check();
		expect_exact(test);
	}
	KUNIT_EXPECT_EQ(test, nr_handled, points);
	KUNIT_EXPECT_GT(test, points, 100u);
}

/* Many, close together, at points that chance chooses. */
static void at_random_points(struct kunit *test)
{
	unsigned int round;

	host_inject_begin_random(interrupt, 3, 12345);
	for (round = 0; round < 3000; round++)
		operations[round % ARRAY_SIZE(operations)]();
	host_inject_end();
	page_alloc_check();
	expect_exact(test);
	KUNIT_EXPECT_GT(test, nr_handled, 1000u);
}

/* The last pages: handler and interrupted code take them from each other. */
static void when_memory_is_short(struct kunit *test)
{
	struct page *page, *next;
	LIST_HEAD(taken);
	unsigned long n;

	while ((page = alloc_page(GFP_KERNEL | __GFP_NOWARN)))
		list_add(&page->lru, &taken);
	for (n = 1; n < 200; n++) {
		host_inject_begin(interrupt, n);
		page = alloc_page(GFP_KERNEL | __GFP_NOWARN);
		host_inject_end();
		if (page)
			__free_page(page);
	}
	page_alloc_check();
	list_for_each_entry_safe(page, next, &taken, lru)
		__free_page(page);
	expect_exact(test);
}

static struct kunit_case inject_cases[] = {
	KUNIT_CASE(points_are_where_they_should_be),
	KUNIT_CASE(at_every_point),
	KUNIT_CASE(at_random_points),
	KUNIT_CASE(when_memory_is_short),
	{}
};

static struct kunit_suite inject_suite = {
	.name = "inject",
	.init = inject_begin,
	.exit = inject_end,
	.test_cases = inject_cases,
};
kunit_test_suite(inject_suite);
