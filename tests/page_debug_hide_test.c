// SPDX-License-Identifier: MIT
/*
 * page_debug_hide_test.c - debug_pagealloc: a free page cannot be touched
 *
 *	taken [ shown ] --free--> [ hidden ] --taken--> [ shown ]
 */
#include "page_debug_fixture.h"

/* ---- the invariants ---------------------------------------------------------- */

/* Every 61st frame: no power of two divides it, so all orders have some. */
#define STRIDE	61

/*
 * D1 and D2 hold in all of memory, as it was booted: first of all cases,
 * because what they switch on and off changes what is asked of it.
 */
static void invariants_hold(struct kunit *test)
{
	unsigned long pfn, broken = 0;
	struct zone *zone;

	for_each_populated_zone(zone) {
		pfn = zone->zone_start_pfn;
		for (; pfn < zone_end_pfn(zone); pfn += STRIDE)
			broken += pfn_valid(pfn) &&
				  page_debug_broken(pfn_to_page(pfn));
	}
	KUNIT_EXPECT_EQ(test, broken, 0UL);
}

/* D2: a free page that can be touched, where none should be. */
static void sees_d2(struct kunit *test)
{
	struct page *page = taken(test, GFP_KERNEL, 0);
	int hidden = before & WATCH_HIDE ? 2 : 0;

	KUNIT_EXPECT_EQ(test, page_debug_broken(page), 0);
	__free_page(page);
	KUNIT_EXPECT_EQ(test, page_debug_broken(page), 0);
	arch_direct_map_restore(page_to_phys(page), 1);
	KUNIT_EXPECT_EQ(test, page_debug_broken(page), hidden);
	KUNIT_ASSERT_PTR_EQ(test, taken(test, GFP_KERNEL, 0), page);
	__free_page(page);
}

/* ---- debug_pagealloc ------------------------------------------------------------ */

/*
 * A direct map of large leaves hides nothing: all pages stay as they are. All
 * else that these cases say is true of it, too.
 */
static bool can_hide;

static void hide(struct kunit *test, u32 more)
{
	struct page *page = taken(test, GFP_KERNEL, 0);

	can_hide = !arch_direct_map_restore(page_to_phys(page), 1);
	__free_page(page);
	watch(WATCH_HIDE | more);
}

static unsigned long nr_shown(struct page *page, unsigned int order)
{
	unsigned long i, n = 0;

	for (i = 0; i < 1UL << order; i++)
		n += arch_direct_map_shows(page_to_phys(page + i));
	return n;
}

/* Not one of a free block's frames can be touched; all of a taken one's. */
static void free_pages_are_hidden(struct kunit *test)
{
	unsigned int i;

	hide(test, 0);
	for (i = 0; i < ARRAY_SIZE(some_orders); i++) {
		unsigned int order = some_orders[i];
		struct page *page = taken(test, GFP_KERNEL, order);

		KUNIT_EXPECT_EQ(test, nr_shown(page, order), 1UL << order);
		scribble(page, order);
		__free_pages(page, order);
		KUNIT_EXPECT_EQ(test, nr_shown(page, order),
				can_hide ? 0UL : 1UL << order);
		KUNIT_EXPECT_EQ(test, page_debug_broken(page), 0);
		KUNIT_ASSERT_PTR_EQ(test, taken(test, GFP_KERNEL, order), page);
		KUNIT_EXPECT_TRUE(test, all_are(page, order, 0x5a));
		scribble(page, order);
		__free_pages(page, order);
	}
}

/* Filled before it is hidden, looked at after it is shown, then zeroed. */
static void hidden_and_filled(struct kunit *test)
{
	struct page *page;

	hide(test, WATCH_POISON | WATCH_ZERO_NEW);
	page = taken(test, GFP_KERNEL, 0);
	scribble(page, 0);
	__free_page(page);
	KUNIT_EXPECT_EQ(test, nr_shown(page, 0), can_hide ? 0UL : 1UL);
	KUNIT_EXPECT_NO_WARNS(test, page = alloc_page(GFP_KERNEL));
	KUNIT_EXPECT_TRUE(test, all_are(page, 0, 0));
	__free_page(page);
	KUNIT_EXPECT_TRUE(test, all_are(page, 0, PAGE_POISON));
}

/* Switched off, everything can be touched again. */
static void hidden_are_shown_again(struct kunit *test)
{
	struct page *page;

	hide(test, 0);
	page = taken(test, GFP_KERNEL, 3);
	__free_pages(page, 3);
	page_debug_set(0);
	KUNIT_EXPECT_EQ(test, nr_shown(page, 3), 8UL);
	KUNIT_ASSERT_PTR_EQ(test, taken(test, GFP_KERNEL, 3), page);
	scribble(page, 3);
	__free_pages(page, 3);
}

static struct kunit_case page_debug_hide_cases[] = {
	KUNIT_CASE(invariants_hold),
	KUNIT_CASE(sees_d2),
	KUNIT_CASE(free_pages_are_hidden),
	KUNIT_CASE(hidden_and_filled),
	KUNIT_CASE(hidden_are_shown_again),
	{}
};

static struct kunit_suite page_debug_hide_suite = {
	.name = "page_debug_hide",
	.init = page_debug_test_init,
	.exit = page_debug_test_exit,
	.test_cases = page_debug_hide_cases,
};
kunit_test_suite(page_debug_hide_suite);
