// SPDX-License-Identifier: MIT
/*
 * pagewalk.c - following the page tables by hand, for reports
 *
 * A fault report that says "not present" leaves the reader to guess at which
 * of four levels. Here the walk is repeated in software and each entry shown:
 *
 *	page-table walk of ffffffff80166384:
 *	  pgd[511] 0000000001001023
 *	  pud[510] 0000000001002023
 *	  pmd[  0] 0000000001003023
 *	  pte[358] 8000000000166163
 *	  mapped: 4 KiB at physical 0000000000166000, RW-
 *
 * Page tables lie below 4 GiB and in low memory, so both the boot tables
 * and the final ones show them through the direct map. No locks: a report
 * may come from anywhere, and a walk that races with a change shows one of
 * the two states.
 */
#include <asm/page.h>
#include <asm/pagewalk.h>
#include <asm/pgtable.h>
#include <asm/processor.h>
#include <linux/kernel.h>
#include <linux/printk.h>

static const char *const level_name[] = { "pgd", "pud", "pmd", "pte" };
static const unsigned int level_shift[] = {
	PGDIR_SHIFT, PUD_SHIFT, PMD_SHIFT, PAGE_SHIFT
};

static unsigned int level_index(unsigned long va, unsigned int level)
{
	return va >> level_shift[level] & (PTRS_PER_PTE - 1);
}

static bool is_leaf(u64 entry, unsigned int level)
{
	return level == 3 || (level > 0 && (entry & _PAGE_PSE));
}

void page_walk(unsigned long va, struct page_walk *walk)
{
	u64 table = read_cr3() & PTE_PFN_MASK;
	unsigned int level;

	walk->leaf_shift = 0;
	for (level = 0; level < 4; level++) {
		const u64 *entries = __va(table);
		u64 entry = READ_ONCE(entries[level_index(va, level)]);

		walk->entry[level] = entry;
		walk->levels = level + 1;
		if (!(entry & _PAGE_PRESENT))
			return;
		if (is_leaf(entry, level)) {
			walk->leaf_shift = level_shift[level];
			return;
		}
		table = entry & PTE_PFN_MASK;
	}
}

void page_walk_rights(const struct page_walk *walk, char rights[4])
{
	u64 all = ~0ULL, nx = 0;
	unsigned int level;

	for (level = 0; level < walk->levels; level++) {
		all &= walk->entry[level];
		nx |= walk->entry[level];
	}
	rights[0] = walk->leaf_shift ? 'R' : '-';
	rights[1] = walk->leaf_shift && (all & _PAGE_RW) ? 'W' : '-';
	rights[2] = walk->leaf_shift && !(nx & _PAGE_NX) ? 'X' : '-';
	rights[3] = '\0';
}

static void print_leaf(const char *level, const struct page_walk *walk)
{
	u64 entry = walk->entry[walk->levels - 1];
	phys_addr_t frame;
	char rights[4];

	if (!walk->leaf_shift) {
		printk("%s  not present\n", level);
		return;
	}
	frame = entry & PTE_PFN_MASK & ~((1ULL << walk->leaf_shift) - 1);
	page_walk_rights(walk, rights);
	printk("%s  mapped: %lu KiB at physical %016llx, %s\n", level,
	       (1UL << walk->leaf_shift) >> 10, frame, rights);
}

void page_walk_print(const char *level, unsigned long va)
{
	/* Sign-extension of bit 47: the hardware walks nothing else. */
	long top = (long)va >> 47;
	struct page_walk walk;
	unsigned int i;

	printk("%spage-table walk of %016lx:\n", level, va);
	if (top != 0 && top != -1) {
		printk("%s  not canonical: bits 63..47 differ\n", level);
		return;
	}
	page_walk(va, &walk);
	for (i = 0; i < walk.levels; i++)
		printk("%s  %s[%3u] %016llx\n", level, level_name[i],
		       level_index(va, i), walk.entry[i]);
	print_leaf(level, &walk);
}

bool kernel_addr_mapped(unsigned long va)
{
	struct page_walk walk;

	if ((long)va >> 47 != -1)
		return false;
	page_walk(va, &walk);
	return walk.leaf_shift;
}
