// SPDX-License-Identifier: MIT
/*
 * page_wait_test.c - who is woken when a page's flag is clear, and who is not
 *
 * Those who wait are all on one CPU, and what wakes them is an interrupt
 * there: until it returns none of them runs, so that they can be counted.
 */
#include <linux/mm.h>
#include <linux/pagemap.h>

#include "threads.h"

#define WAITERS	3

static struct crew crew;
static struct page *page;
static unsigned int woken;	/* by the interrupt */
static atomic_t went_on;

static void wait_for_lock(struct crew_member *me)
{
	lock_page(page);
	atomic_inc(&went_on);
	unlock_page(page);
}

static void wait_for_writeback(struct crew_member *me)
{
	wait_on_page_writeback(page);
	atomic_inc(&went_on);
}

static void count_woken(void)
{
	unsigned int i;

	for (woken = 0, i = 0; i < crew.size; i++)
		woken += !is_asleep(crew.member[i].task);
}

/* All of them sleep on one CPU. */
static void make_wait(struct kunit *test, void (*fn)(struct crew_member *me))
{
	unsigned int i;

	atomic_set(&went_on, 0);
	crew_begin(&crew, fn);
	for (i = 0; i < WAITERS; i++)
		crew_add(test, &crew, nth_cpu(1));
	KUNIT_EXPECT_TRUE(test, crew_wait_for(crew_asleep(&crew)));
	KUNIT_EXPECT_EQ(test, atomic_read(&went_on), 0);
}

static void interrupt_with(void (*fn)(void *unused))
{
	smp_call_function_single(nth_cpu(1), fn, NULL, 1);
}

/* They come to an end by themselves: joining them would wake who sleeps. */
static void all_go_on(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&went_on) ==
					      WAITERS));
	crew_join(&crew);
}

static int page_wait_begin(struct kunit *test)
{
	crew.size = 0;
	page = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	return 0;
}

static void page_wait_end(struct kunit *test)
{
	/* Of a case that ended before its crew was there. */
	if (page && PageLocked(page))
		unlock_page(page);
	if (page)
		put_page(page);
	page = NULL;
}

static void unlock_it(void *unused)
{
	unlock_page(page);
	count_woken();
}

/* One has the lock next, so one is woken; the others by his unlocking. */
static void unlock_wakes_one(struct kunit *test)
{
	lock_page(page);
	make_wait(test, wait_for_lock);
	interrupt_with(unlock_it);
	KUNIT_EXPECT_EQ(test, woken, 1u);
	all_go_on(test);
}

static void end_writeback(void *unused)
{
	ClearPageWriteback(page);
	wake_up_page(page, PG_writeback);
	count_woken();
}

/* Who only wants to know that it is over shares that with everybody. */
static void writeback_wakes_all(struct kunit *test)
{
	SetPageWriteback(page);
	make_wait(test, wait_for_writeback);
	interrupt_with(end_writeback);
	KUNIT_EXPECT_EQ(test, woken, (unsigned int)WAITERS);
	all_go_on(test);
}

/*
 * Four times as many neighbours as there are queues, so that some have this
 * page's; their struct pages are not looked at.
 */
#define NEIGHBOURS	1024UL

static void wake_others(void *unused)
{
	unsigned long pfn = page_to_pfn(page) & ~(NEIGHBOURS - 1), i;

	for (i = 0; i < NEIGHBOURS; i++) {
		if (pfn_to_page(pfn + i) != page)
			wake_up_page(pfn_to_page(pfn + i), PG_locked);
	}
	wake_up_page(page, PG_writeback);
	count_woken();
}

/* Another page's waiters share the queue, as do another flag's: all sleep. */
static void others_are_left_alone(struct kunit *test)
{
	lock_page(page);
	make_wait(test, wait_for_lock);
	interrupt_with(wake_others);
	KUNIT_EXPECT_EQ(test, woken, 0u);
	unlock_page(page);
	all_go_on(test);
}

static struct kunit_case page_wait_cases[] = {
	KUNIT_CASE(unlock_wakes_one),
	KUNIT_CASE(writeback_wakes_all),
	KUNIT_CASE(others_are_left_alone),
	{}
};

static struct kunit_suite page_wait_suite = {
	.name = "filemap_wait",
	.init = page_wait_begin,
	.exit = page_wait_end,
	.test_cases = page_wait_cases,
};
kunit_test_suite(page_wait_suite);
