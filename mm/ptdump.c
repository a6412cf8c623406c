// SPDX-License-Identifier: MIT
/*
 * ptdump.c - all that the kernel has mapped, in ranges; and what is wrong there
 *
 * PROBLEM
 *	Four levels of tables answer where one address leads. A reader wants
 *	to know the opposite: what is there, with which rights, and whether any
 *	of it should not be.
 *
 * IDEA
 *	Walk every address there is, in steps as large as the entry that one
 *	meets: nothing, a leaf, or the next table. Neighbours that differ only
 *	in their frame are one line, as in Linux's kernel_page_tables:
 *
 *	---[ direct map of low memory ]---
 *	0xffff888000000000-0xffff888000200000	2M  RW	PSE	GLB NX pmd
 *
 *	The names are the rows of the port's layout. The same walk checks the
 *	invariants, each table when its first address is reached.
 *
 *	    addr  0	 4K	   ...	     2M		1G
 *		  |entry |entry		     |		|
 *		  ^ pte table, and its parents if their first entry leads here
 *
 * INVARIANTS
 *	Those of pgtable.c. T1 holds strictly while nobody maps or unmaps:
 *	pgtable_check() is for the boot, for tests, and for the curious.
 *
 * LOCKING
 *	pgtable_lock for one table at a time. What is printed was true when it
 *	was read; between two tables others go on.
 *
 * FAILURE
 *	pgtable_check() panics with the address and the number of the invariant.
 *
 * COST
 *	A few instructions for each entry of each table: 64 GiB in 1 GiB leaves
 *	are nothing, and with debug_pagealloc=on 16 million.
 *
 * SOURCES
 *	Linux mm/ptdump.c, arch/x86/mm/dump_pagetables.c (format of the view).
 */
#define pr_fmt(fmt) "pgtable: " fmt

#include <asm/pgtable.h>
#include <linux/bug.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/printk.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#include "internal.h"
#include "pgtable.h"
#include "vm_area.h"

/* ---- the walk ------------------------------------------------------------------- */

/* Bit 47 is the sign: what the index in the root stands for. */
static unsigned long pgd_addr(unsigned int index)
{
	return (unsigned long)((long)((u64)index << (PGDIR_SHIFT + 16)) >> 16);
}

/**
 * struct pt_visitor - who wants to know
 * @entry: called for each entry that is not a table, under pgtable_lock
 */
struct pt_visitor {
	void (*entry)(struct pt_visitor *v, unsigned long addr, pte_t *entry,
		      unsigned int level);
};

/* One large entry, or all of a pte table; the first address after it. */
static unsigned long visit_piece(struct pt_visitor *v, unsigned long addr)
{
	unsigned int level = PG_LEVEL_4K;
	unsigned int i, nr = 1;
	pte_t *entry;

	spin_lock(&pgtable_lock);
	entry = pgtable_find_locked(addr, &level);
	if (level == PG_LEVEL_4K)
		nr = PTRS_PER_PTE;
	for (i = 0; i < nr; i++)
		v->entry(v, addr + i * PAGE_SIZE, &entry[i], level);
	spin_unlock(&pgtable_lock);
	return addr + nr * page_level_size(level);
}

static void walk_all(struct pt_visitor *v)
{
	unsigned int i;

	for (i = 0; i < PTRS_PER_PGD; i++) {
		unsigned long addr = pgd_addr(i);
		unsigned long left = PGDIR_SIZE;

		/* Counted down: the last address of all has no successor. */
		while (left) {
			unsigned long next = visit_piece(v, addr);

			left -= next - addr;
			addr = next;
		}
	}
}

/* ---- the view ------------------------------------------------------------------- */

struct dumper {
	struct pt_visitor visitor;
	struct seq_file *m;
	const struct layout_region *region;
	unsigned long start, end;	/* of the line to come; equal: none */
	u64 flags;			/* of a leaf of @level */
	unsigned int level;
};

/* As of a 4 KiB leaf, where PSE's place is PAT's: a free bit says it. */
#define SAYS_PSE	(1ULL << 52)

static void show_bits(struct seq_file *m, u64 prot)
{
	static const struct {
		u64 bit;
		const char *set, *clear;
	} word[] = {
		{ _PAGE_USER, "USR ", "    " },
		{ _PAGE_RW, "RW ", "ro " },
		{ _PAGE_PWT, "PWT ", "    " },
		{ _PAGE_PCD, "PCD ", "    " },
		{ SAYS_PSE, "PSE ", "    " },
		{ _PAGE_PAT, "PAT ", "    " },
		{ _PAGE_GLOBAL, "GLB ", "    " },
		{ _PAGE_NX, "NX ", "x  " },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(word); i++)
		seq_puts(m, prot & word[i].bit ? word[i].set : word[i].clear);
}

/* "4K", "2M", "512G": the largest unit that is exact */
static void show_size(struct seq_file *m, unsigned long size)
{
	const char *unit = "KMGTP";

	size >>= 10;
	for (; !(size & 1023) && unit[1]; unit++)
		size >>= 10;
	seq_printf(m, "   %9lu%c ", size, *unit);
}

static void show_line(struct dumper *d)
{
	static const char *const names[] = { "", "pte", "pmd", "pud", "pgd" };
	u64 prot = pgprot_val(pte_leaf_prot(__pte(d->flags), d->level));

	if (d->start == d->end)
		return;
	seq_printf(d->m, "0x%016lx-0x%016lx", d->start, d->end);
	show_size(d->m, d->end - d->start);
	show_bits(d->m, prot | (d->level > PG_LEVEL_4K ? SAYS_PSE : 0));
	seq_printf(d->m, "%s\n", names[d->level]);
}

static void new_region(struct dumper *d, unsigned long addr)
{
	const struct layout_region *region = layout_region_of(addr);

	if (region == d->region)
		return;
	d->region = region;
	seq_printf(d->m, "---[ %s ]---\n",
		   region ? region->name : "nothing should be here");
}

/* Of a leaf, all but the frame. */
static u64 leaf_flags(pte_t leaf, unsigned int level)
{
	return pte_val(leaf) & ~(u64)pte_leaf_phys(__pte(~0ULL), level);
}

static void dump_entry(struct pt_visitor *v, unsigned long addr, pte_t *entry,
		       unsigned int level)
{
	struct dumper *d = container_of(v, struct dumper, visitor);
	pte_t leaf = ptep_get(entry);

	if (!pte_present(leaf))
		return;
	if (d->end != addr || d->level != level ||
	    d->flags != leaf_flags(leaf, level) ||
	    layout_region_of(addr) != d->region) {
		show_line(d);
		new_region(d, addr);
		d->start = addr;
		d->level = level;
		d->flags = leaf_flags(leaf, level);
	}
	d->end = addr + page_level_size(level);
}

int ptdump_show(struct seq_file *m, void *v)
{
	struct dumper d = { .visitor = { .entry = dump_entry }, .m = m };

	walk_all(&d.visitor);
	show_line(&d);
	return 0;
}
PROC_VIEW("kernel_page_tables", ptdump_show);

/* ---- the check ------------------------------------------------------------------- */

struct checker {
	struct pt_visitor visitor;
	struct pgtable_flaw *flaw;
	int nr_tables;
};

static void found(struct checker *c, int number, unsigned long addr)
{
	if (c->flaw->number)
		return;
	c->flaw->number = number;
	c->flaw->addr = addr;
}

static unsigned int entries_used(const pte_t *table)
{
	unsigned int i, used = 0;

	for (i = 0; i < PTRS_PER_PTE; i++)
		used += !pte_none(ptep_get(&table[i]));
	return used;
}

/* The table of @level's entries whose first is for @addr: T1, T3. */
static void check_table(struct checker *c, unsigned long addr,
			unsigned int level)
{
	unsigned int above = level + 1;
	const pte_t *parent = pgtable_find_locked(addr, &above);
	const pte_t *table = pte_table(ptep_get(parent));
	struct page *page = virt_to_page(table);

	if ((pte_val(ptep_get(parent)) & PTE_FLAGS_MASK) != _KERNPG_TABLE)
		found(c, 6, addr);
	if (!PageTable(page))
		return;
	c->nr_tables++;
	if (atomic_read(&page->pt_entries) != (int)entries_used(table))
		found(c, 1, addr);
}

static void check_leaf(struct checker *c, unsigned long addr, pte_t leaf,
		       unsigned int level)
{
	u64 frame = pte_val(leaf) & PTE_PFN_MASK & ~_PAGE_PAT_LARGE;

	if (level > PG_LEVEL_4K && (frame & (page_level_size(level) - 1)))
		found(c, 2, addr);
	if (pte_present(leaf) && pte_write(leaf) && pte_exec(leaf))
		found(c, 4, addr);
	if (!layout_region_of(addr))
		found(c, 5, addr);
}

static void check_entry(struct pt_visitor *v, unsigned long addr,
			pte_t *entry, unsigned int level)
{
	struct checker *c = container_of(v, struct checker, visitor);
	unsigned int l;

	for (l = level; l < PG_LEVEL_512G; l++) {
		if (addr & (page_level_size(l + 1) - 1))
			break;
		check_table(c, addr, l);
	}
	if (!pte_none(ptep_get(entry)))
		check_leaf(c, addr, ptep_get(entry), level);
}

int pgtable_broken(struct pgtable_flaw *flaw)
{
	struct checker c = {
		.visitor = { .entry = check_entry }, .flaw = flaw,
	};

	/* T1: areas that are kept hold entries that are empty. */
	vm_areas_purge();
	*flaw = (struct pgtable_flaw) { 0 };
	walk_all(&c.visitor);
	if (c.nr_tables != atomic_read(&nr_page_tables))
		found(&c, 3, 0);
	return flaw->number;
}

void pgtable_check(void)
{
	static const char *const says[] = {
		"", "a table's count is wrong", "a large leaf is not aligned",
		"a table is led to twice, or not at all",
		"a page is writable and executable",
		"something is mapped outside of the layout",
		"a table's own entry has other rights than a table's",
	};
	const struct layout_region *region;
	struct pgtable_flaw flaw;

	if (!pgtable_broken(&flaw))
		return;
	region = layout_region_of(flaw.addr);
	panic("pgtable: %s (T%d), at %#lx, %s", says[flaw.number], flaw.number,
	      flaw.addr, region ? region->name : "nowhere");
}

static void boot_check(void)
{
	pgtable_check();
	pr_info("no page is writable and executable, and all tables are whole\n");
}
late_initcall(boot_check);
