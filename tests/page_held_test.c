// SPDX-License-Identifier: MIT
/*
 * page_held_test.c - references that are where they should not be
 *
 *	a free page that is held	seen when it is given out, and lost
 *	a block, let go by put_page()	its first page goes, the rest stays
 */
#include <asm/irqflags.h>
#include <kunit/test.h>
#include <kunit/test-bug.h>
#include <linux/kernel.h>

#include "page_alloc_fixture.h"

/* A free page that somebody holds (a stale get_page) is seen when given. */
static void held_while_free(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);

	__free_page(page);
	set_page_count(page, 1);
	KUNIT_EXPECT_WARNS(test, page = alloc_page(GFP_KERNEL));
	KUNIT_EXPECT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	/* The same off the fast path. */
	__free_page(page);
	set_page_count(page, 1);
	KUNIT_EXPECT_WARNS(test, page = alloc_pages_node(world.nid,
							 GFP_KERNEL, 0));
}

/* The same by address: another page, and it is zeros. */
static void held_while_free_by_address(struct kunit *test)
{
	struct page *held = alloc_page(GFP_KERNEL), *page;
	unsigned long addr = 0;

	__free_page(held);
	set_page_count(held, 1);
	KUNIT_EXPECT_WARNS(test, addr = get_zeroed_page(GFP_KERNEL));
	KUNIT_ASSERT_NE(test, addr, 0ul);
	page = virt_to_page(addr);
	KUNIT_EXPECT_PTR_NE(test, page, held);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	KUNIT_EXPECT_NULL(test, memchr_inv((void *)addr, 0, PAGE_SIZE));
}

/*
 * The same in bulk: [ ok | held | ok | below 0 | ok ]. Others come instead.
 */
static void held_while_free_in_bulk(struct kunit *test)
{
	struct page *page[5] = { NULL }, *bad[2];
	unsigned int i;

	alloc_pages_bulk_array(GFP_KERNEL, 5, page);
	bad[0] = page[1];
	bad[1] = page[3];
	for (i = 0; i < 5; i++)
		__free_page(page[i]);
	set_page_count(bad[0], 1);
	set_page_count(bad[1], -1);
	memset(page, 0, sizeof(page));
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		alloc_pages_bulk_array(GFP_KERNEL, 5, page)), 2u);
	KUNIT_EXPECT_EQ(test, page_count(bad[1]), -1);
	for (i = 0; i < 5; i++) {
		KUNIT_EXPECT_PTR_NE(test, page[i], bad[0]);
		KUNIT_EXPECT_PTR_NE(test, page[i], bad[1]);
		KUNIT_EXPECT_EQ(test, page_count(page[i]), 1);
		__free_page(page[i]);
	}
	expect_works(test);
}

/*
 * put_page() of a block that is not compound and that nobody else holds: it
 * has no order to tell, so the first page goes and the tails stay.
 *
 *	[ 0 | 1 | 2 | 3 ]  ->  free: 0
 */
static void put_page_frees_one_page(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, 2);
	unsigned long before = free_in_all();

	put_page(page);
	KUNIT_EXPECT_EQ(test, free_in_all(), before + 1);
	KUNIT_EXPECT_PTR_EQ(test, alloc_page(GFP_KERNEL), page);
	expect_works(test);
}

static struct kunit_case page_held_cases[] = {
	KUNIT_CASE(held_while_free),
	KUNIT_CASE(held_while_free_by_address),
	KUNIT_CASE(held_while_free_in_bulk),
	KUNIT_CASE(put_page_frees_one_page),
	{}
};

static struct kunit_suite page_held_suite = {
	.name = "page_held",
	.init = four_zones_begin,
	.exit = four_zones_end,
	.test_cases = page_held_cases,
};
kunit_test_suite(page_held_suite);
