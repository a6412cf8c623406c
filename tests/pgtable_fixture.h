/* SPDX-License-Identifier: MIT */
/*
 * pgtable_fixture.h - a stretch of kernel addresses to map things at
 *
 *	VMALLOC_START				    PT_BASE     VMALLOC_END
 *	| vmalloc's, from the left ...		    | ours, 4 GiB |
 *
 * Nobody else maps anything there. Most cases look at tables only, so what
 * they map need not be memory: physical addresses from FAR on are nobody's.
 */
#ifndef _TESTS_PGTABLE_FIXTURE_H
#define _TESTS_PGTABLE_FIXTURE_H

#include <asm/pgtable.h>
#include <asm/tlbflush.h>
#include <kunit/test.h>
#include <kunit/test-bug.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/vmalloc.h>

#include "../mm/internal.h"
#include "../mm/pgtable.h"

#define PT_SIZE		(4UL << 30)
#define PT_BASE		(VMALLOC_END + 1 - PT_SIZE)
#define FAR		(1ULL << 38)

static int tables_before;

static inline int pgtable_test_init(struct kunit *test)
{
	/* So that none of vmalloc's tables goes in the middle of a case. */
	vm_unmap_aliases();
	tables_before = atomic_read(&nr_page_tables);
	return 0;
}

/* Whatever the case did: nothing is mapped, and no table is left. */
static inline void pgtable_test_exit(struct kunit *test)
{
	pgtable_limit = -1;
	vunmap_range(PT_BASE, PT_BASE + PT_SIZE);
	KUNIT_EXPECT_EQ(test, atomic_read(&nr_page_tables), tables_before);
}

/* What a 4 KiB entry at @va would say; 0: nothing is mapped. */
static inline u64 mapped_at(unsigned long va)
{
	unsigned int level;
	pte_t *entry = lookup_address(va, &level);
	u64 offset;

	if (!entry || pte_none(ptep_get(entry)))
		return 0;
	offset = va & (page_level_size(level) - 1) & PAGE_MASK;
	return (pte_leaf_phys(ptep_get(entry), level) + offset) |
	       pgprot_val(pte_leaf_prot(ptep_get(entry), level));
}

/* The size of the leaf there; 0: nothing is mapped. */
static inline unsigned long leaf_size(unsigned long va)
{
	unsigned int level;
	pte_t *entry = lookup_address(va, &level);

	if (!entry || pte_none(ptep_get(entry)))
		return 0;
	return page_level_size(level);
}

static inline unsigned long largest_leaf(void)
{
	return page_level_size(arch_max_leaf());
}

static inline void expect_range(struct kunit *test, unsigned long addr,
				unsigned long end, u64 first)
{
	unsigned long va;

	for (va = addr; va < end; va += PAGE_SIZE) {
		u64 want = first ? first + (va - addr) : 0;

		if (mapped_at(va) == want)
			continue;
		KUNIT_FAIL(test, "%#lx: %#llx, not %#llx", va, mapped_at(va),
			   want);
		return;
	}
}

/* A fixed sequence that looks random. */
static inline u32 pt_random(u32 *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

#endif
