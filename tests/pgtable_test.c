// SPDX-License-Identifier: MIT
/*
 * pgtable_test.c - what is mapped is seen, in leaves as large as can be
 *
 * Every case ends with nothing mapped and no table more than before; the
 * runner counts the free pages.
 */
#include <linux/kernel.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "pgtable_fixture.h"

#define NR_PAGES	5

static struct page *page[NR_PAGES];

static void take_pages(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < NR_PAGES; i++) {
		page[i] = alloc_page(GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, page[i]);
		memset(page_address(page[i]), 'a' + i, PAGE_SIZE);
	}
}

static void give_pages(void)
{
	unsigned int i;

	for (i = 0; i < NR_PAGES; i++)
		__free_page(page[i]);
}

/*
 * Pages of an array, at addresses on both sides of a table's end:
 *
 *	| ... a b c | d e ... |
 */
static void pages_are_seen(struct kunit *test)
{
	unsigned long addr = PT_BASE + PMD_SIZE - 3 * PAGE_SIZE;
	char *at = (char *)addr;
	unsigned int i;

	take_pages(test);
	KUNIT_ASSERT_EQ(test, vmap_pages_range(addr,
					       addr + NR_PAGES * PAGE_SIZE,
					       PAGE_KERNEL, page, PAGE_SHIFT),
			0);
	for (i = 0; i < NR_PAGES; i++) {
		KUNIT_EXPECT_EQ(test, at[i * PAGE_SIZE + 77], (char)('a' + i));
		at[i * PAGE_SIZE] = 'A' + i;
		KUNIT_EXPECT_EQ(test, *(char *)page_address(page[i]),
				(char)('A' + i));
		KUNIT_EXPECT_PTR_EQ(test, vmalloc_to_page(at + i * PAGE_SIZE),
				    page[i]);
	}
	KUNIT_EXPECT_NULL(test, vmalloc_to_page(at - 1));
	KUNIT_EXPECT_NULL(test, vmalloc_to_page(at + NR_PAGES * PAGE_SIZE));
	vunmap_range(addr, addr + NR_PAGES * PAGE_SIZE);
	expect_range(test, addr, addr + NR_PAGES * PAGE_SIZE, 0);
	give_pages();
}

/* One frame at two addresses, one of them read-only; and a physical range. */
static void aliases_show_one_frame(struct kunit *test)
{
	unsigned long two = PT_BASE + SZ_4M;
	phys_addr_t phys;

	take_pages(test);
	phys = page_to_phys(page[0]);
	KUNIT_ASSERT_EQ(test, vmap_range(PT_BASE, PT_BASE + PAGE_SIZE, phys,
					 PAGE_KERNEL, PAGE_SHIFT), 0);
	KUNIT_ASSERT_EQ(test, vmap_range(two, two + PAGE_SIZE, phys,
					 PAGE_KERNEL_RO, PUD_SHIFT), 0);
	*(volatile char *)PT_BASE = 'x';
	KUNIT_EXPECT_EQ(test, *(volatile char *)two, 'x');
	KUNIT_EXPECT_EQ(test, mapped_at(two), phys | __PAGE_KERNEL_RO);
	KUNIT_EXPECT_EQ(test, vmalloc_to_pfn((void *)(two + 100)),
			PHYS_PFN(phys));
	vunmap_range(two, two + PAGE_SIZE);
	vunmap_range(PT_BASE, PT_BASE + PAGE_SIZE);
	give_pages();
}

/*
 * The largest leaf that is allowed, aligned and not too large:
 *
 *	4K | 2M | 2M ... | 1G | 2M | 4K
 */
static void leaves_are_as_large_as_can_be(struct kunit *test)
{
	unsigned long gig = PT_BASE + SZ_1G;
	unsigned long addr = gig - SZ_4M - SZ_8K;
	unsigned long end = gig + SZ_1G + SZ_2M + SZ_4K;
	phys_addr_t phys = FAR - SZ_4M - SZ_8K;

	KUNIT_ASSERT_EQ(test, vmap_range(addr, end, phys, PAGE_KERNEL,
					 PUD_SHIFT), 0);
	KUNIT_EXPECT_EQ(test, leaf_size(addr), PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, leaf_size(gig - SZ_4M - 1), PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, leaf_size(gig - SZ_4M), PMD_SIZE);
	KUNIT_EXPECT_EQ(test, leaf_size(gig - 1), PMD_SIZE);
	KUNIT_EXPECT_EQ(test, leaf_size(gig), largest_leaf());
	KUNIT_EXPECT_EQ(test, leaf_size(gig + SZ_1G), PMD_SIZE);
	KUNIT_EXPECT_EQ(test, leaf_size(end - 1), PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, leaf_size(end), 0UL);
	expect_range(test, addr, addr + SZ_4M, phys | __PAGE_KERNEL);
	expect_range(test, gig + SZ_512M, gig + SZ_512M + SZ_2M,
		     (FAR + SZ_512M) | __PAGE_KERNEL);
	expect_range(test, end - SZ_4M, end,
		     (phys + (end - SZ_4M - addr)) | __PAGE_KERNEL);
	vunmap_range(addr, end);
	KUNIT_EXPECT_EQ(test, leaf_size(gig), 0UL);
}

/* The caller's limit is kept, and so is an alignment that does not fit. */
static void leaves_are_no_larger(struct kunit *test)
{
	static const struct {
		unsigned int shift;
		phys_addr_t phys;
		unsigned long size;
	} row[] = {
		{ PAGE_SHIFT, FAR, PAGE_SIZE },
		{ PMD_SHIFT, FAR, PMD_SIZE },
		{ PUD_SHIFT, FAR + PMD_SIZE, PMD_SIZE },
		{ PUD_SHIFT, FAR + PAGE_SIZE, PAGE_SIZE },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(row); i++) {
		unsigned long end = PT_BASE + SZ_1G;

		/* 1 GiB of 4 KiB leaves is 512 tables: too much for 24 MiB */
		if (row[i].size == PAGE_SIZE)
			end = PT_BASE + SZ_4M;
		KUNIT_ASSERT_EQ(test, vmap_range(PT_BASE, end, row[i].phys,
						 PAGE_KERNEL, row[i].shift), 0);
		KUNIT_EXPECT_EQ(test, leaf_size(PT_BASE), row[i].size);
		KUNIT_EXPECT_EQ(test, mapped_at(end - PAGE_SIZE),
				(row[i].phys + (end - PAGE_SIZE - PT_BASE)) |
				__PAGE_KERNEL);
		vunmap_range(PT_BASE, end);
	}
}

/* A cache type has its bits in other places in a large leaf. */
static void large_leaves_keep_the_cache_type(struct kunit *test)
{
	static const pgprotval_t types[] = {
		_PAGE_CACHE_WC, _PAGE_CACHE_UC_MINUS, _PAGE_CACHE_UC,
		_PAGE_CACHE_WT
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		pgprot_t prot = pgprot_with_cache(PAGE_KERNEL, types[i]);

		KUNIT_ASSERT_EQ(test, vmap_range(PT_BASE, PT_BASE + PMD_SIZE,
						 FAR, prot, PMD_SHIFT), 0);
		KUNIT_EXPECT_EQ(test, leaf_size(PT_BASE), PMD_SIZE);
		KUNIT_EXPECT_EQ(test, mapped_at(PT_BASE),
				FAR | pgprot_val(prot));
		/* A piece of it, in 4 KiB leaves, has it as well. */
		vunmap_range(PT_BASE, PT_BASE + PAGE_SIZE);
		KUNIT_EXPECT_EQ(test, mapped_at(PT_BASE + PAGE_SIZE),
				(FAR + PAGE_SIZE) | pgprot_val(prot));
		vunmap_range(PT_BASE, PT_BASE + PMD_SIZE);
	}
}

/* What is left of a large leaf shows what it showed. */
static void large_leaves_are_split(struct kunit *test)
{
	unsigned long end = PT_BASE + SZ_1G;
	unsigned long hole = PT_BASE + SZ_512M + SZ_16K;

	KUNIT_ASSERT_EQ(test, vmap_range(PT_BASE, end, FAR, PAGE_KERNEL,
					 PUD_SHIFT), 0);
	vunmap_range(hole, hole + SZ_8K);
	expect_range(test, hole - SZ_2M, hole,
		     (FAR + (hole - SZ_2M - PT_BASE)) | __PAGE_KERNEL);
	expect_range(test, hole, hole + SZ_8K, 0);
	expect_range(test, hole + SZ_8K, hole + SZ_2M,
		     (FAR + (hole + SZ_8K - PT_BASE)) | __PAGE_KERNEL);
	KUNIT_EXPECT_EQ(test, leaf_size(PT_BASE), PMD_SIZE);
	KUNIT_EXPECT_EQ(test, leaf_size(end - 1), PMD_SIZE);
	vunmap_range(PT_BASE, end);
}

/* Runs of 512 pages are one leaf each; what is left over is single pages. */
static void runs_of_pages_are_large_leaves(struct kunit *test)
{
	static struct page *run[2 * 512 + 3];
	unsigned long end = PT_BASE + ARRAY_SIZE(run) * PAGE_SIZE;
	unsigned int i;

	for (i = 0; i < 512; i++) {
		run[i] = pfn_to_page(PHYS_PFN(FAR + SZ_8M) + i);
		run[512 + i] = pfn_to_page(PHYS_PFN(FAR) + i);
	}
	for (i = 1024; i < ARRAY_SIZE(run); i++)
		run[i] = pfn_to_page(PHYS_PFN(FAR) + 7 * i);
	KUNIT_ASSERT_EQ(test, vmap_pages_range(PT_BASE, end, PAGE_KERNEL, run,
					       PMD_SHIFT), 0);
	KUNIT_EXPECT_EQ(test, leaf_size(PT_BASE), PMD_SIZE);
	KUNIT_EXPECT_EQ(test, leaf_size(PT_BASE + PMD_SIZE), PMD_SIZE);
	KUNIT_EXPECT_EQ(test, leaf_size(end - 1), PAGE_SIZE);
	for (i = 0; i < ARRAY_SIZE(run); i++) {
		void *at = (void *)(PT_BASE + i * PAGE_SIZE);

		KUNIT_EXPECT_PTR_EQ(test, vmalloc_to_page(at), run[i]);
	}
	vunmap_range(PT_BASE, end);
}

/* ---- refusals --------------------------------------------------------------- */

/* Nothing of the range is mapped afterwards, and what was there is. */
static void occupied_is_refused(struct kunit *test)
{
	unsigned long in_the_way = PT_BASE + PMD_SIZE + SZ_64K;
	unsigned long end = PT_BASE + SZ_4M;
	u64 was;
	int err;

	KUNIT_ASSERT_EQ(test, vmap_range(in_the_way, in_the_way + PAGE_SIZE,
					 FAR, PAGE_KERNEL, PAGE_SHIFT), 0);
	was = mapped_at(in_the_way);
	KUNIT_EXPECT_WARNS(test, err = vmap_range(PT_BASE, end, FAR,
						     PAGE_KERNEL, PAGE_SHIFT));
	KUNIT_EXPECT_EQ(test, err, -EBUSY);
	expect_range(test, PT_BASE, in_the_way, 0);
	KUNIT_EXPECT_EQ(test, mapped_at(in_the_way), was);
	expect_range(test, in_the_way + PAGE_SIZE, end, 0);
	vunmap_range(in_the_way, in_the_way + PAGE_SIZE);

	/* A large leaf in the way of a small one. */
	KUNIT_ASSERT_EQ(test, vmap_range(PT_BASE, PT_BASE + PMD_SIZE, FAR,
					 PAGE_KERNEL, PMD_SHIFT), 0);
	KUNIT_EXPECT_WARNS(test,
			   err = vmap_range(PT_BASE + SZ_4K, PT_BASE + SZ_8K,
					    FAR, PAGE_KERNEL, PAGE_SHIFT));
	KUNIT_EXPECT_EQ(test, err, -EBUSY);
	KUNIT_EXPECT_EQ(test, leaf_size(PT_BASE), PMD_SIZE);
	vunmap_range(PT_BASE, PT_BASE + PMD_SIZE);
}

/* An array with a hole: not even the pages before it. */
static void missing_page_is_refused(struct kunit *test)
{
	struct page *some[3] = { pfn_to_page(100), NULL, pfn_to_page(102) };
	int err;

	KUNIT_EXPECT_WARNS(test,
			   err = vmap_pages_range(PT_BASE, PT_BASE + SZ_8K +
						  SZ_4K, PAGE_KERNEL, some,
						  PAGE_SHIFT));
	KUNIT_EXPECT_EQ(test, err, -EINVAL);
	expect_range(test, PT_BASE, PT_BASE + SZ_16K, 0);
}

/* Odd addresses, an empty range, and a page that could be written and run. */
static void bad_arguments_are_refused(struct kunit *test)
{
	static const struct {
		unsigned long from, to;
		phys_addr_t phys;
		pgprotval_t prot;
	} row[] = {
		{ 1, SZ_4K, FAR, __PAGE_KERNEL },
		{ 0, SZ_4K + 1, FAR, __PAGE_KERNEL },
		{ 0, SZ_4K, FAR + 512, __PAGE_KERNEL },
		{ SZ_4K, SZ_4K, FAR, __PAGE_KERNEL },
		{ SZ_8K, SZ_4K, FAR, __PAGE_KERNEL },
		{ 0, SZ_4K, FAR, __PAGE_KERNEL_EXEC },
	};
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(row); i++) {
		KUNIT_EXPECT_WARNS(test,
				   err = vmap_range(PT_BASE + row[i].from,
						    PT_BASE + row[i].to,
						    row[i].phys,
						    __pgprot(row[i].prot),
						    PAGE_SHIFT));
		KUNIT_EXPECT_EQ(test, err, -EINVAL);
	}
	expect_range(test, PT_BASE, PT_BASE + SZ_16K, 0);
}

static struct kunit_case pgtable_cases[] = {
	KUNIT_CASE(pages_are_seen),
	KUNIT_CASE(aliases_show_one_frame),
	KUNIT_CASE(leaves_are_as_large_as_can_be),
	KUNIT_CASE(leaves_are_no_larger),
	KUNIT_CASE(large_leaves_keep_the_cache_type),
	KUNIT_CASE(large_leaves_are_split),
	KUNIT_CASE(runs_of_pages_are_large_leaves),
	KUNIT_CASE(occupied_is_refused),
	KUNIT_CASE(missing_page_is_refused),
	KUNIT_CASE(bad_arguments_are_refused),
	{}
};

static struct kunit_suite pgtable_suite = {
	.name = "pgtable",
	.init = pgtable_test_init,
	.exit = pgtable_test_exit,
	.test_cases = pgtable_cases,
};
kunit_test_suite(pgtable_suite);
