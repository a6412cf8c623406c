// SPDX-License-Identifier: MIT
/*
 * pgtable_model_test.c - random maps, unmaps and protects beside an array
 *
 *	model[i]	what a 4 KiB entry for page i must say
 *	the tables	what one finds there, whatever the size of the leaf
 *
 * A range starts and ends anywhere in 8 MiB that straddle the end of a pud
 * entry's range. Frames are chosen so that large leaves fit often. After each
 * operation all of it is compared.
 */
#include <linux/kernel.h>
#include <linux/set_memory.h>
#include <linux/sizes.h>

#include "pgtable_fixture.h"

#define MODEL_PAGES	2048U
#define MODEL_BASE	(PT_BASE + SZ_1G - SZ_4M)
#define NR_STEPS	60

static u64 model[MODEL_PAGES];
static u32 seed;

struct range {
	unsigned int from, to;		/* pages */
};

static unsigned long page_va(unsigned int i)
{
	return MODEL_BASE + (unsigned long)i * PAGE_SIZE;
}

/* Short and long, half of them with borders where large leaves have theirs. */
static struct range any_range(void)
{
	unsigned int a = pt_random(&seed) % MODEL_PAGES;
	unsigned int b = pt_random(&seed) % MODEL_PAGES;

	if (pt_random(&seed) & 1) {
		a &= ~511U;
		b |= 511;
	} else if (pt_random(&seed) & 1) {
		b = min(a + b % 8, MODEL_PAGES - 1);
	}
	return (struct range) { min(a, b), max(a, b) + 1 };
}

static bool all_empty(struct range r)
{
	for (; r.from < r.to; r.from++) {
		if (model[r.from])
			return false;
	}
	return true;
}

static bool all_used(struct range r)
{
	for (; r.from < r.to; r.from++) {
		if (!model[r.from])
			return false;
	}
	return true;
}

static void try_map(struct kunit *test, struct range r)
{
	static const pgprotval_t prots[] = {
		__PAGE_KERNEL, __PAGE_KERNEL_RO, __PAGE_KERNEL_ROX,
		__PAGE_KERNEL | _PAGE_CACHE_WT
	};
	static const unsigned int shifts[] = { PAGE_SHIFT, PMD_SHIFT };
	pgprotval_t prot = prots[pt_random(&seed) % ARRAY_SIZE(prots)];
	phys_addr_t phys = FAR + (u64)(pt_random(&seed) % 64) * PMD_SIZE;

	/* Three in four such that virtual and physical are aligned alike. */
	if (pt_random(&seed) % 4)
		phys += (u64)r.from * PAGE_SIZE;
	KUNIT_ASSERT_EQ(test, vmap_range(page_va(r.from), page_va(r.to), phys,
					 __pgprot(prot),
					 shifts[pt_random(&seed) & 1]), 0);
	for (; r.from < r.to; r.from++, phys += PAGE_SIZE)
		model[r.from] = phys | prot;
}

static void do_unmap(struct range r)
{
	vunmap_range_noflush(page_va(r.from), page_va(r.to));
	if (pt_random(&seed) & 1)
		vunmap_flush(MODEL_BASE, page_va(MODEL_PAGES));
	for (; r.from < r.to; r.from++)
		model[r.from] = 0;
}

static void do_protect(struct kunit *test, struct range r)
{
	int nr = r.to - r.from;

	/* Read-only first: what is read-only may be executed. */
	if (pt_random(&seed) & 1) {
		KUNIT_ASSERT_EQ(test, set_memory_ro(page_va(r.from), nr), 0);
		for (; r.from < r.to; r.from++)
			model[r.from] &= ~_PAGE_RW;
		return;
	}
	KUNIT_ASSERT_EQ(test, set_memory_nx(page_va(r.from), nr), 0);
	KUNIT_ASSERT_EQ(test, set_memory_rw(page_va(r.from), nr), 0);
	for (; r.from < r.to; r.from++)
		model[r.from] |= _PAGE_NX | _PAGE_RW;
}

static void compare(struct kunit *test, unsigned int step)
{
	unsigned int i;

	for (i = 0; i < MODEL_PAGES; i++)
		KUNIT_ASSERT_EQ_MSG(test, mapped_at(page_va(i)), model[i],
				    "page %u after step %u", i, step);
}

static void as_the_model_says(struct kunit *test)
{
	unsigned int step, done[3] = { 0 };

	seed = 6;
	memset(model, 0, sizeof(model));
	for (step = 0; step < NR_STEPS; step++) {
		struct range r = any_range();
		unsigned int what = pt_random(&seed) % 4;

		if (all_empty(r)) {
			try_map(test, r);
			what = 0;
		} else if (what < 2 && all_used(r)) {
			do_protect(test, r);
			what = 1;
		} else {
			do_unmap(r);
			what = 2;
		}
		done[what]++;
		compare(test, step);
	}
	/* Each was done often enough to mean something. */
	KUNIT_EXPECT_GT(test, min3(done[0], done[1], done[2]), 5U);
	vunmap_range(MODEL_BASE, page_va(MODEL_PAGES));
}

static struct kunit_case pgtable_model_cases[] = {
	KUNIT_CASE(as_the_model_says),
	{}
};

static struct kunit_suite pgtable_model_suite = {
	.name = "pgtable_model",
	.init = pgtable_test_init,
	.exit = pgtable_test_exit,
	.test_cases = pgtable_model_cases,
};
kunit_test_suite(pgtable_model_suite);
