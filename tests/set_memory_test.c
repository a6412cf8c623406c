// SPDX-License-Identifier: MIT
/*
 * set_memory_test.c - other rights for exactly the pages named
 *
 * That a processor obeys the new rights is seen where it faults:
 * tests/lkdtm.c.
 */
#include <linux/kernel.h>
#include <linux/set_memory.h>
#include <linux/sizes.h>

#include "pgtable_fixture.h"

#define RW	__PAGE_KERNEL
#define RO	__PAGE_KERNEL_RO
#define ROX	__PAGE_KERNEL_ROX

static void map_far(struct kunit *test, unsigned long size,
		    unsigned int shift)
{
	KUNIT_ASSERT_EQ(test, vmap_range(PT_BASE, PT_BASE + size, FAR,
					 PAGE_KERNEL, shift), 0);
}

static void unmap_far(unsigned long size)
{
	vunmap_range(PT_BASE, PT_BASE + size);
}

/* [from, to) has @inner, the rest of [0, size) RW as before. */
static void expect_changed(struct kunit *test, unsigned long from,
			   unsigned long to, u64 inner)
{
	expect_range(test, PT_BASE, PT_BASE + from, FAR | RW);
	expect_range(test, PT_BASE + from, PT_BASE + to,
		     (FAR + from) | inner);
	expect_range(test, PT_BASE + to, PT_BASE + SZ_8M, (FAR + to) | RW);
}

/* Each call, and what it leaves of RW-; then back. */
static void each_right_changes(struct kunit *test)
{
	static const struct {
		int (*change)(unsigned long addr, int n);
		int (*back)(unsigned long addr, int n);
		u64 prot;
	} row[] = {
		{ set_memory_ro, set_memory_rw, RO },
		{ set_memory_np, set_memory_p, RW & ~_PAGE_PRESENT },
		{ set_memory_nx, set_memory_nx, RW },
	};
	unsigned long from = SZ_2M + SZ_4K, to = from + SZ_64K;
	unsigned int i;

	map_far(test, SZ_8M, PAGE_SHIFT);
	for (i = 0; i < ARRAY_SIZE(row); i++) {
		int n = (to - from) / PAGE_SIZE;

		KUNIT_EXPECT_EQ(test, row[i].change(PT_BASE + from, n), 0);
		expect_changed(test, from, to, row[i].prot);
		KUNIT_EXPECT_EQ(test, row[i].back(PT_BASE + from, n), 0);
		expect_changed(test, from, to, RW);
	}
	unmap_far(SZ_8M);
}

/* A loader's way: written, then executed; never both. */
static void text_is_never_both(struct kunit *test)
{
	int err;

	map_far(test, SZ_16K, PAGE_SHIFT);
	KUNIT_EXPECT_WARNS(test, err = set_memory_x(PT_BASE, 4));
	KUNIT_EXPECT_EQ(test, err, -EINVAL);
	expect_range(test, PT_BASE, PT_BASE + SZ_16K, FAR | RW);

	KUNIT_EXPECT_EQ(test, set_memory_rox(PT_BASE, 3), 0);
	expect_range(test, PT_BASE, PT_BASE + 3 * SZ_4K, FAR | ROX);
	/* The last of the four is the first that would be both. */
	KUNIT_EXPECT_WARNS(test, err = set_memory_rw(PT_BASE, 4));
	KUNIT_EXPECT_EQ(test, err, -EINVAL);
	expect_range(test, PT_BASE, PT_BASE + 3 * SZ_4K, FAR | ROX);
	KUNIT_EXPECT_EQ(test, set_memory_nx(PT_BASE, 4), 0);
	KUNIT_EXPECT_EQ(test, set_memory_rw(PT_BASE, 4), 0);
	expect_range(test, PT_BASE, PT_BASE + SZ_16K, FAR | RW);
	unmap_far(SZ_16K);
}

/*
 * Large leaves are split at both ends, and those between stay large; and the
 * way back.
 */
static void large_leaves_split_at_the_ends(struct kunit *test)
{
	unsigned long from = SZ_1M, to = SZ_4M + SZ_64K;

	map_far(test, SZ_1G, PUD_SHIFT);
	KUNIT_EXPECT_EQ(test, set_memory_ro(PT_BASE + from,
					    (to - from) / PAGE_SIZE), 0);
	expect_changed(test, from, to, RO);
	KUNIT_EXPECT_EQ(test, leaf_size(PT_BASE + from), PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, leaf_size(PT_BASE + SZ_2M), PMD_SIZE);
	KUNIT_EXPECT_EQ(test, leaf_size(PT_BASE + to), PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, leaf_size(PT_BASE + SZ_8M), PMD_SIZE);

	/* Alike again, at both ends: as large as before. */
	KUNIT_EXPECT_EQ(test, set_memory_rw(PT_BASE + from,
					    (to - from) / PAGE_SIZE), 0);
	expect_changed(test, from, to, RW);
	KUNIT_EXPECT_EQ(test, leaf_size(PT_BASE + from), largest_leaf());
	KUNIT_EXPECT_EQ(test, leaf_size(PT_BASE + to), largest_leaf());
	unmap_far(SZ_1G);
}

/* A cache type, in a leaf of each size. */
static void cache_types_change(struct kunit *test)
{
	u64 wt = RW | _PAGE_CACHE_WT;

	map_far(test, SZ_8M, PMD_SHIFT);
	KUNIT_EXPECT_EQ(test, set_memory_wt(PT_BASE + SZ_2M, 512 + 1), 0);
	expect_changed(test, SZ_2M, SZ_4M + SZ_4K, wt);
	KUNIT_EXPECT_EQ(test, leaf_size(PT_BASE + SZ_2M), PMD_SIZE);
	KUNIT_EXPECT_EQ(test, set_memory_wb(PT_BASE + SZ_2M, 512 + 1), 0);
	expect_changed(test, SZ_2M, SZ_4M + SZ_4K, RW);
	unmap_far(SZ_8M);
}

/* No memory for the first split, or for the second: nothing changes. */
static void no_memory_changes_nothing(struct kunit *test)
{
	unsigned long from = PT_BASE + SZ_1M, to = PT_BASE + SZ_4M + SZ_1M;
	int n = (to - from) / PAGE_SIZE;
	unsigned int limit;

	for (limit = 0; limit < 2; limit++) {
		map_far(test, SZ_8M, PMD_SHIFT);
		pgtable_limit = limit;
		KUNIT_EXPECT_EQ(test, set_memory_ro(from, n), -ENOMEM);
		pgtable_limit = -1;
		expect_changed(test, 0, 0, RW);
		unmap_far(SZ_8M);
	}
}

/* A hole at the end of the range: not even the pages before it change. */
static void holes_are_refused(struct kunit *test)
{
	int err;

	map_far(test, SZ_16K, PAGE_SHIFT);
	KUNIT_EXPECT_WARNS(test, err = set_memory_ro(PT_BASE, 5));
	KUNIT_EXPECT_EQ(test, err, -EFAULT);
	KUNIT_EXPECT_WARNS(test, err = set_memory_ro(PT_BASE + SZ_1G, 1));
	KUNIT_EXPECT_EQ(test, err, -EFAULT);
	KUNIT_EXPECT_WARNS(test, err = set_memory_ro(PT_BASE + 1, 1));
	KUNIT_EXPECT_EQ(test, err, -EINVAL);
	KUNIT_EXPECT_WARNS(test, err = set_memory_ro(PT_BASE, 0));
	KUNIT_EXPECT_EQ(test, err, -EINVAL);
	KUNIT_EXPECT_WARNS(test, err = set_memory_ro(PT_BASE, -1));
	KUNIT_EXPECT_EQ(test, err, -EINVAL);
	expect_range(test, PT_BASE, PT_BASE + SZ_16K, FAR | RW);
	unmap_far(SZ_16K);
}

/*
 * A page of the direct map, which has large leaves: it alone. When its rights
 * are as before, so are the leaves.
 */
static void direct_map_changes(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, 1);
	unsigned long addr, size;

	KUNIT_ASSERT_NOT_NULL(test, page);
	addr = (unsigned long)page_address(page);
	size = leaf_size(addr);
	KUNIT_EXPECT_EQ(test, set_memory_ro(addr, 1), 0);
	KUNIT_EXPECT_EQ(test, mapped_at(addr), page_to_phys(page) | RO);
	KUNIT_EXPECT_EQ(test, mapped_at(addr + PAGE_SIZE),
			(page_to_phys(page) + PAGE_SIZE) | RW);
	KUNIT_EXPECT_EQ(test, leaf_size(addr), PAGE_SIZE);
	*(volatile char *)(addr + PAGE_SIZE) = 1;
	KUNIT_EXPECT_EQ(test, set_memory_rw(addr, 1), 0);
	*(volatile char *)addr = 1;
	KUNIT_EXPECT_EQ(test, leaf_size(addr), size);
	__free_pages(page, 1);
}

static struct kunit_case set_memory_cases[] = {
	KUNIT_CASE(each_right_changes),
	KUNIT_CASE(text_is_never_both),
	KUNIT_CASE(large_leaves_split_at_the_ends),
	KUNIT_CASE(cache_types_change),
	KUNIT_CASE(no_memory_changes_nothing),
	KUNIT_CASE(holes_are_refused),
	KUNIT_CASE(direct_map_changes),
	{}
};

static struct kunit_suite set_memory_suite = {
	.name = "set_memory",
	.init = pgtable_test_init,
	.exit = pgtable_test_exit,
	.test_cases = set_memory_cases,
};
kunit_test_suite(set_memory_suite);
