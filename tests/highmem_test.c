// SPDX-License-Identifier: MIT
/*
 * highmem_test.c - windows onto pages that have no address
 *
 * Most machines under test have no high memory. So a case takes ordinary
 * pages and calls them HIGHMEM in their flags while it lasts: kmap then gives
 * them windows, and the direct map, which shows them still, is an
 * independent witness of what a window shows.
 *
 *	pages[i]	 frame f	direct map: witness(i)
 *	   |		    ^
 *	   +-- kmap --> window
 */
#include <asm/tlbflush.h>
#include <kunit/test.h>
#include <kunit/test-bug.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/smp.h>

#include "../mm/internal.h"
#include "threads.h"

/* More than there are windows, so that they must be taken back. */
#define NR_PAGES	600

static struct page *pages[NR_PAGES];
static u32 flags_before[NR_PAGES];

static u64 *witness(unsigned int i)
{
	return lowmem_page_address(pages[i]);
}

static int highmem_test_init(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < NR_PAGES; i++) {
		pages[i] = alloc_page(GFP_KERNEL | __GFP_ZERO);
		KUNIT_ASSERT_NOT_NULL(test, pages[i]);
		*witness(i) = 1000 + i;
		flags_before[i] = pages[i]->flags;
		pages[i]->flags |= ZONE_HIGHMEM << PAGE_ZONE_SHIFT;
	}
	return 0;
}

static void highmem_test_exit(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < NR_PAGES && pages[i]; i++) {
		pages[i]->flags = flags_before[i];
		__free_page(pages[i]);
		pages[i] = NULL;
	}
}

/* A window is not the direct map, and shows the page both ways. */
static void kmap_shows_the_frame(struct kunit *test)
{
	u64 *window = kmap(pages[7]);

	KUNIT_EXPECT_PTR_NE(test, window, witness(7));
	KUNIT_EXPECT_EQ(test, READ_ONCE(*window), 1007ull);
	WRITE_ONCE(window[511], 42);
	KUNIT_EXPECT_EQ(test, READ_ONCE(witness(7)[511]), 42ull);
	kunmap(pages[7]);
}

/* Everybody gets the same window; it stays while anybody holds it. */
static void kmap_counts_users(struct kunit *test)
{
	void *first = kmap(pages[1]);

	KUNIT_EXPECT_PTR_EQ(test, kmap(pages[1]), first);
	KUNIT_EXPECT_PTR_EQ(test, page_address(pages[1]), first);
	KUNIT_EXPECT_PTR_EQ(test, kmap_to_page(first), pages[1]);
	kunmap(pages[1]);
	KUNIT_EXPECT_PTR_EQ(test, page_address(pages[1]), first);
	kunmap(pages[1]);
	KUNIT_EXPECT_NULL(test, page_address(pages[1]));
	KUNIT_EXPECT_EQ(test, kunit_count_warns(kunmap(pages[1])), 1u);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(kunmap(pages[2])), 1u);
}

/* More pages than windows, three times round: each shows its own page. */
static void kmap_recycles(struct kunit *test)
{
	unsigned int round, i;

	for (round = 0; round < 3; round++) {
		for (i = 0; i < NR_PAGES; i++) {
			u64 *window = kmap(pages[i]);

			KUNIT_ASSERT_EQ(test, READ_ONCE(*window), 1000ull + i);
			kunmap(pages[i]);
		}
	}
}

struct look {
	u64 *window;
	u64 want;
	atomic_t wrong;
};

static void look(void *info)
{
	struct look *l = info;

	if (READ_ONCE(*l->window) != l->want)
		atomic_inc(&l->wrong);
}

/*
 * Every CPU looks through every window each time it shows another page. There
 * are fewer windows than pages, so each is reused after all have seen it, and
 * none may see the old page: the flush when windows are taken back.
 */
static void no_stale_window(struct kunit *test)
{
	struct look l = { .wrong = ATOMIC_INIT(0) };
	unsigned int i;

	for (i = 0; i < NR_PAGES; i++) {
		l.window = kmap(pages[i]);
		l.want = 1000 + i;
		on_each_cpu(look, &l, 1);
		kunmap(pages[i]);
	}
	KUNIT_EXPECT_EQ(test, atomic_read(&l.wrong), 0);
}

/* Pages 0 .. @nr - 1 take a window each, or give it back. */
static void hold_windows(unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		kmap(pages[i]);
}

static void let_go(unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		kunmap(pages[i]);
}

static struct crew crew;
static atomic_t shown, shown_wrong;
static bool may_let_go;

static unsigned int sleepers(void)
{
	unsigned int i, n = 0;

	for (i = 0; i < crew.size; i++)
		n += is_asleep(crew.member[i].task);
	return n;
}

/* Two and two want the same page. */
static void want_window(struct crew_member *me)
{
	unsigned int i = PKMAP_NR + me->number / 2;
	u64 *window = kmap(pages[i]);

	if (READ_ONCE(*window) != 1000ull + i)
		atomic_inc(&shown_wrong);
	atomic_inc(&shown);
	while (!READ_ONCE(may_let_go))
		let_others();
	kunmap(pages[i]);
}

/*
 * All windows are in use: who wants one sleeps, on every CPU, this one
 * included, which goes on with us. One window is let go: two share it, the
 * others sleep on. Each of those goes to two of them in turn.
 */
static void kmap_sleeps_for_a_window(struct kunit *test)
{
	atomic_set(&shown, 0);
	atomic_set(&shown_wrong, 0);
	WRITE_ONCE(may_let_go, false);
	hold_windows(PKMAP_NR);
	crew_start(test, &crew, want_window, 6);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(sleepers() == 6));
	KUNIT_EXPECT_EQ(test, atomic_read(&shown), 0);

	kunmap(pages[9]);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&shown) == 2));
	KUNIT_EXPECT_TRUE(test, crew_wait_for(sleepers() == 4));
	WRITE_ONCE(may_let_go, true);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&shown) == 6));

	kmap(pages[9]);
	let_go(PKMAP_NR);
	crew_join(&crew);
	KUNIT_EXPECT_EQ(test, atomic_read(&shown_wrong), 0);
	KUNIT_EXPECT_EQ(test, kmap_broken(), 0);
}

#define FIGHT_ROUNDS	5

static void fight(struct crew_member *me)
{
	unsigned int round;

	for (round = 0; round < FIGHT_ROUNDS; round++) {
		unsigned int i = PKMAP_NR + (me->number * 7 + round) % 80;
		u64 *window = kmap(pages[i]);

		if (READ_ONCE(*window) != 1000ull + i)
			atomic_inc(&shown_wrong);
		yield();
		kunmap(pages[i]);
	}
	atomic_inc(&shown);
}

/*
 * Eight take turns at two windows. One takes back both and needs one: who
 * saw that it was at it, and went to sleep, is woken for the other.
 */
static void no_window_is_overslept(struct kunit *test)
{
	atomic_set(&shown, 0);
	atomic_set(&shown_wrong, 0);
	hold_windows(PKMAP_NR - 2);
	crew_start(test, &crew, fight, 8);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&shown) == 8));
	let_go(PKMAP_NR - 2);
	crew_join(&crew);
	KUNIT_EXPECT_EQ(test, atomic_read(&shown_wrong), 0);
	KUNIT_EXPECT_EQ(test, kmap_broken(), 0);
}

/* kmap() may sleep, so it says so even where it need not. */
static void kmap_in_atomic_is_reported(struct kunit *test)
{
	struct page *low = alloc_page(GFP_KERNEL);

	preempt_disable();
	KUNIT_EXPECT_EQ(test, kunit_count_warns(kmap(low)), 1u);
	preempt_enable();
	kunmap(low);
	__free_page(low);
}

/* Local windows are a stack: distinct, newest given back first. */
static void kmap_local_nests(struct kunit *test)
{
	u64 *a = kmap_local_page(pages[3]);
	u64 *b = kmap_local_page(pages[4]);
	u64 *again = kmap_local_page(pages[3]);

	KUNIT_EXPECT_PTR_NE(test, a, b);
	KUNIT_EXPECT_PTR_NE(test, a, again);
	KUNIT_EXPECT_EQ(test, READ_ONCE(*a), 1003ull);
	KUNIT_EXPECT_EQ(test, READ_ONCE(*b), 1004ull);
	KUNIT_EXPECT_PTR_EQ(test, kmap_to_page(b), pages[4]);
	WRITE_ONCE(*again, 5);
	KUNIT_EXPECT_EQ(test, READ_ONCE(*a), 5ull);

	KUNIT_EXPECT_EQ(test, kunit_count_warns(kunmap_local(a)), 1u);
	kunmap_local(again);
	kunmap_local(b);
	kunmap_local(a);

	/* The first window again, and it does not show page 3 any more. */
	b = kmap_local_page(pages[9]);
	KUNIT_EXPECT_PTR_EQ(test, b, a);
	KUNIT_EXPECT_EQ(test, READ_ONCE(*b), 1009ull);
	kunmap_local(b);
}

/* A page of low memory is given the address that it has. */
static void low_pages_need_no_window(struct kunit *test)
{
	struct page *low = alloc_page(GFP_KERNEL);
	void *addr = lowmem_page_address(low);
	void *got;

	KUNIT_EXPECT_PTR_EQ(test, kmap(low), addr);
	kunmap(low);
	got = kmap_local_page(low);
	KUNIT_EXPECT_PTR_EQ(test, got, addr);
	kunmap_local(got);
	KUNIT_EXPECT_PTR_EQ(test, kmap_to_page(addr), low);
	KUNIT_EXPECT_PTR_EQ(test, page_address(low), addr);
	__free_page(low);
}

/* The helpers touch the bytes that they are told to, and no others. */
static void helpers_copy(struct kunit *test)
{
	char text[8] = "windows";

	clear_highpage(pages[5]);
	KUNIT_EXPECT_EQ(test, *witness(5), 0ull);
	copy_highpage(pages[5], pages[6]);
	KUNIT_EXPECT_EQ(test, *witness(5), 1006ull);
	memcpy_to_page(pages[5], PAGE_SIZE - 8, text, 8);
	KUNIT_EXPECT_MEMEQ(test, (char *)witness(5) + PAGE_SIZE - 8, text, 8);
	memset(text, 0, sizeof(text));
	memcpy_from_page(text, pages[5], PAGE_SIZE - 8, 8);
	KUNIT_EXPECT_STREQ(test, text, "windows");
	memzero_page(pages[5], PAGE_SIZE - 8, 4);
	KUNIT_EXPECT_EQ(test, *((char *)witness(5) + PAGE_SIZE - 8), 0);
	KUNIT_EXPECT_EQ(test, *((char *)witness(5) + PAGE_SIZE - 4), 'o');
	KUNIT_EXPECT_EQ(test, *witness(5), 1006ull);
}

/* K1, K2, K3, each broken on purpose and put right again. */
static void check_sees_damage(struct kunit *test)
{
	unsigned int count;
	struct page *page;
	int w;

	kmap(pages[0]);
	kmap(pages[1]);
	for (w = 0; pkmap_page[w] != pages[0]; w++)
		;
	KUNIT_EXPECT_EQ(test, kmap_broken(), 0);

	count = pkmap_count[w];
	pkmap_count[w] = 0;
	KUNIT_EXPECT_EQ(test, kmap_broken(), 1);
	pkmap_count[w] = count;
	pkmap_page[w] = NULL;
	KUNIT_EXPECT_EQ(test, kmap_broken(), 1);
	pkmap_page[w] = pages[1];
	KUNIT_EXPECT_EQ(test, kmap_broken(), 2);
	pkmap_page[w] = pages[0];

	page = this_cpu_read(kmap_local_page_of[KMAP_LOCAL_DEPTH - 1]);
	this_cpu_write(kmap_local_page_of[KMAP_LOCAL_DEPTH - 1], pages[0]);
	KUNIT_EXPECT_EQ(test, kmap_broken(), 3);
	this_cpu_write(kmap_local_page_of[KMAP_LOCAL_DEPTH - 1], page);
	KUNIT_EXPECT_EQ(test, kmap_broken(), 0);
	kunmap(pages[0]);
	kunmap(pages[1]);
}

static struct kunit_case highmem_test_cases[] = {
	KUNIT_CASE(kmap_shows_the_frame),
	KUNIT_CASE(kmap_counts_users),
	KUNIT_CASE(kmap_recycles),
	KUNIT_CASE(no_stale_window),
	KUNIT_CASE(kmap_sleeps_for_a_window),
	KUNIT_CASE(no_window_is_overslept),
	KUNIT_CASE(kmap_in_atomic_is_reported),
	KUNIT_CASE(kmap_local_nests),
	KUNIT_CASE(low_pages_need_no_window),
	KUNIT_CASE(helpers_copy),
	KUNIT_CASE(check_sees_damage),
	{}
};

static struct kunit_suite highmem_test_suite = {
	.name = "highmem",
	.init = highmem_test_init,
	.exit = highmem_test_exit,
	.test_cases = highmem_test_cases,
};
kunit_test_suite(highmem_test_suite);
