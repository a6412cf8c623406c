// SPDX-License-Identifier: MIT
/*
 * pgtable_fail_test.c - no memory for a page table: at each, in turn
 *
 *	pgtable_limit	0	1	2	...	enough
 *	result		-ENOMEM	-ENOMEM	-ENOMEM		0
 *
 * After each failure nothing is mapped that was not, and all tables are gone.
 */
#include <linux/kernel.h>
#include <linux/sizes.h>

#include "pgtable_fixture.h"

/* More than any case here needs. */
#define TABLES_MAX	16

struct attempt {
	unsigned long addr, end;
	unsigned int shift;
};

static int map(const struct attempt *a)
{
	return vmap_range(a->addr, a->end, FAR, PAGE_KERNEL, a->shift);
}

static unsigned int failures(struct kunit *test, const struct attempt *a)
{
	unsigned int limit;
	int err;

	for (limit = 0; limit < TABLES_MAX; limit++) {
		pgtable_limit = limit;
		err = map(a);
		pgtable_limit = -1;
		if (!err)
			break;
		KUNIT_EXPECT_EQ(test, err, -ENOMEM);
		KUNIT_EXPECT_EQ(test, atomic_read(&nr_page_tables),
				tables_before);
		KUNIT_EXPECT_EQ(test, leaf_size(a->addr), 0UL);
		KUNIT_EXPECT_EQ(test, leaf_size(a->end - 1), 0UL);
	}
	expect_range(test, a->addr, a->end, FAR | __PAGE_KERNEL);
	vunmap_range(a->addr, a->end);
	KUNIT_EXPECT_EQ(test, atomic_read(&nr_page_tables), tables_before);
	return limit;
}

/* Across the end of a pud table's entry: two of each kind but the first. */
static void maps_fail_cleanly(struct kunit *test)
{
	const struct attempt small = {
		PT_BASE + SZ_1G - SZ_2M - SZ_4K, PT_BASE + SZ_1G + SZ_4K,
		PAGE_SHIFT
	};
	const struct attempt large = {
		PT_BASE + SZ_1G - SZ_2M, PT_BASE + SZ_1G + SZ_2M, PMD_SHIFT
	};

	/* pud; pmd, 2 pte; pmd, pte. If vmalloc has a pud already: one less. */
	KUNIT_EXPECT_GE(test, failures(test, &small), 5U);
	/* pud; pmd; pmd */
	KUNIT_EXPECT_GE(test, failures(test, &large), 2U);
}

/* A leaf that cannot be split stays whole, and is reported. */
static void unmaps_fail_cleanly(struct kunit *test)
{
	unsigned long hole = PT_BASE + SZ_1M;
	unsigned int limit, splits = largest_leaf() == PUD_SIZE ? 2 : 1;

	KUNIT_ASSERT_EQ(test, vmap_range(PT_BASE, PT_BASE + SZ_1G, FAR,
					 PAGE_KERNEL, PUD_SHIFT), 0);
	for (limit = 0; limit < splits; limit++) {
		pgtable_limit = limit;
		KUNIT_EXPECT_WARNS(test,
				   vunmap_range(hole, hole + SZ_4K));
		pgtable_limit = -1;
		expect_range(test, PT_BASE, PT_BASE + SZ_2M,
			     FAR | __PAGE_KERNEL);
	}
	vunmap_range(hole, hole + SZ_4K);
	expect_range(test, hole, hole + SZ_4K, 0);
	expect_range(test, PT_BASE, hole, FAR | __PAGE_KERNEL);
	vunmap_range(PT_BASE, PT_BASE + SZ_1G);
}

static struct kunit_case pgtable_fail_cases[] = {
	KUNIT_CASE(maps_fail_cleanly),
	KUNIT_CASE(unmaps_fail_cleanly),
	{}
};

static struct kunit_suite pgtable_fail_suite = {
	.name = "pgtable_fail",
	.init = pgtable_test_init,
	.exit = pgtable_test_exit,
	.test_cases = pgtable_fail_cases,
};
kunit_test_suite(pgtable_fail_suite);
