// SPDX-License-Identifier: MIT
/*
 * bootmem_api_test.c - the doors of linux/bootmem.h, on real memory
 *
 * Tests run after the hand-over, when the doors are closed. So each case
 * takes 64 pages below 16 MiB from the page allocator, makes a bootmem of
 * them, and has the doors serve from that.
 *
 *	| 64 pages of zone DMA: range 0 of @pool, node 0 |
 */
#include <asm/page.h>
#include <kunit/test.h>
#include <kunit/test-bug.h>
#include <linux/bootmem.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "../mm/internal.h"

#define PAGE ((phys_addr_t)PAGE_SIZE)
#define POOL_ORDER 6

static struct bootmem pool;
static struct bootmem *before_us;
static unsigned long pool_pages;

static int bootmem_api_test_init(struct kunit *test)
{
	phys_addr_t start;

	pool_pages = __get_free_pages(GFP_KERNEL | GFP_DMA, POOL_ORDER);
	KUNIT_ASSERT_NE(test, pool_pages, 0ul);
	start = __pa(pool_pages);
	memset(&pool, 0, sizeof(pool));
	pool.low_end = ~0ULL;
	bootmem_add(&pool, start, start + (PAGE_SIZE << POOL_ORDER), 0);
	before_us = bootmem_divert(&pool);
	return 0;
}

static void bootmem_api_test_exit(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, bootmem_broken(&pool), 0);
	bootmem_divert(before_us);
	free_pages(pool_pages, POOL_ORDER);
}

/* Zeroed, aligned, where each door promises, and all of it comes back. */
static void doors_keep_their_promises(struct kunit *test)
{
	u64 before = bootmem_free_bytes();
	unsigned long i;
	u8 *low, *any;

	any = alloc_bootmem_pages(3 * PAGE_SIZE - 5);
	low = alloc_bootmem_low_pages(PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, before - bootmem_free_bytes(), 4 * PAGE);
	KUNIT_EXPECT_EQ(test, __pa(any) & ~PAGE_MASK, 0ULL);
	KUNIT_EXPECT_LT(test, __pa(low), MAX_DMA_PHYS);
	KUNIT_EXPECT_NE(test, __pa(low), 0ULL);

	memset(any, 0xff, 3 * PAGE_SIZE);
	free_bootmem(__pa(any), 3 * PAGE_SIZE);
	any = alloc_bootmem_pages(3 * PAGE_SIZE);
	for (i = 0; i < 3 * PAGE_SIZE; i++)
		KUNIT_ASSERT_EQ(test, any[i], 0);

	free_bootmem(__pa(any), 3 * PAGE_SIZE);
	free_bootmem(__pa(low), PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, bootmem_free_bytes(), before);
}

/* LDD3: a partial page is not returned; the whole ones inside are. */
static void partial_pages_stay(struct kunit *test)
{
	u64 before = bootmem_free_bytes();
	phys_addr_t p = __pa(alloc_bootmem_pages(3 * PAGE_SIZE));

	free_bootmem(p + 1, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, bootmem_free_bytes(), before - 3 * PAGE);
	free_bootmem(p + 1, 2 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, bootmem_free_bytes(), before - 2 * PAGE);
	free_bootmem(p, PAGE_SIZE);
	free_bootmem(p + 2 * PAGE_SIZE, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, bootmem_free_bytes(), before);
}

#define EXPECT_ONE_WARN(test, expr) \
	KUNIT_EXPECT_EQ(test, kunit_count_warns(expr), 1u)

/* What the compiler cannot see it cannot warn of. */
static unsigned long hidden(unsigned long value)
{
	OPTIMIZER_HIDE_VAR(value);
	return value;
}

/* Each misuse is reported once, refused, and costs nothing. */
static void misuse_is_reported(struct kunit *test)
{
	u64 before = bootmem_free_bytes();
	phys_addr_t p = __pa(alloc_bootmem_pages(PAGE_SIZE));
	void *got;

	free_bootmem(p, PAGE_SIZE);
	EXPECT_ONE_WARN(test, free_bootmem(p, PAGE_SIZE));
	EXPECT_ONE_WARN(test, free_bootmem(1UL << 50, PAGE_SIZE));
	EXPECT_ONE_WARN(test, free_bootmem(-PAGE_SIZE, 2 * PAGE_SIZE));
	EXPECT_ONE_WARN(test, got = alloc_bootmem(hidden(0)));
	KUNIT_EXPECT_NULL(test, got);
	EXPECT_ONE_WARN(test, got = __alloc_bootmem(64, hidden(48), 0));
	KUNIT_EXPECT_NULL(test, got);
	KUNIT_EXPECT_EQ(test, bootmem_free_bytes(), before);
}

/* More than there is: NULL from the door that may say so, counts kept. */
static void nopanic_returns_null(struct kunit *test)
{
	u64 before = bootmem_free_bytes();

	KUNIT_EXPECT_NULL(test, alloc_bootmem_nopanic(1UL << 60));
	KUNIT_EXPECT_EQ(test, bootmem_free_bytes(), before);
}

/* A node without memory is served by another, not by a panic. */
static void node_falls_back(struct kunit *test)
{
	u64 before = bootmem_free_bytes();
	struct pglist_data empty = { .node_id = MAX_NUMNODES - 1 };
	void *page = alloc_bootmem_pages_node(&empty, PAGE_SIZE);

	KUNIT_ASSERT_NOT_NULL(test, page);
	free_bootmem_node(&empty, __pa(page), PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, bootmem_free_bytes(), before);
}

/* FAULTS B8: after the hand-over every door is closed, and says so. */
static void closed_doors_say_so(struct kunit *test)
{
	void *got;

	bootmem_divert(NULL);
	EXPECT_ONE_WARN(test, got = alloc_bootmem(64));
	KUNIT_EXPECT_NULL(test, got);
	EXPECT_ONE_WARN(test, free_bootmem(0x100000, PAGE_SIZE));
	EXPECT_ONE_WARN(test, reserve_bootmem(0x100000, PAGE_SIZE, 0));
	KUNIT_EXPECT_EQ(test, bootmem_free_bytes(), 0ULL);
	bootmem_divert(&pool);
}

static struct kunit_case bootmem_api_test_cases[] = {
	KUNIT_CASE(doors_keep_their_promises),
	KUNIT_CASE(partial_pages_stay),
	KUNIT_CASE(misuse_is_reported),
	KUNIT_CASE(nopanic_returns_null),
	KUNIT_CASE(node_falls_back),
	KUNIT_CASE(closed_doors_say_so),
	{}
};

static struct kunit_suite bootmem_api_test_suite = {
	.name = "bootmem_api",
	.init = bootmem_api_test_init,
	.exit = bootmem_api_test_exit,
	.test_cases = bootmem_api_test_cases,
};
kunit_test_suite(bootmem_api_test_suite);
