// SPDX-License-Identifier: MIT
/*
 * pgtable_map.c - filling and emptying the entries of a range
 *
 * PROBLEM
 *	vmalloc maps thousands of pages a call, ioremap gigabytes. Either may
 *	run out of memory for tables in the middle, and must then leave no
 *	trace. What was a leaf of 2 MiB may be wanted in part no more.
 *
 * IDEA
 *	A range is cut where tables end. For each piece its table is held once
 *	(pgtable.c) and its entries are written in a plain loop, with no lock:
 *	the range is the caller's.
 *
 *	vmap_range(addr, end, phys)		leaves: the largest that
 *						- may be (max_page_shift)
 *	|..4K..|-----2M-----|-----2M-----|.4K.|	- is aligned at both ends
 *	addr	^ aligned		     end - still fits
 *
 *	Undoing is unmapping what was mapped so far: the same code as always,
 *	which stops where nothing is mapped.
 *
 * LOCKING
 *	None for the entries; pgtable_lock for the way there, and for large
 *	leaves, which share tables with others' tables.
 *
 * FAILURE
 *	-ENOMEM or -EBUSY: undone, tables and all. Emptying fails only if a
 *	leaf must be split and there is no memory: a report, and the whole leaf
 *	stays.
 *
 * COST
 *	Instructions: a page of an array 9, to unmap it 4; a call that maps
 *	one page 220, that unmaps it 160, if the tables are there. tests/
 *	pgtable_bench.c has the rows.
 *
 * LEFT OUT
 *	Runs of neighbours in a page array are not searched for large leaves:
 *	the caller knows what it allocated (page_shift).
 */
#include <asm/pgtable.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/printk.h>

#include "pgtable.h"

/**
 * struct mapping - a range on its way into the tables
 * @addr: the next byte to be mapped: all before it is
 * @end:  of the range
 * @prot: as of a 4 KiB leaf
 * @pages, @phys: what to map at @addr: one or the other
 * @max_level: the largest leaf for @phys
 */
struct mapping {
	unsigned long addr;
	unsigned long end;
	pgprot_t prot;
	struct page **pages;
	phys_addr_t phys;
	unsigned int max_level;
};

/* ---- filling ------------------------------------------------------------------- */

/*
 * mk_pte(), with what is the same for all pages taken out of the loop: page =
 * vmemmap + pfn, and a frame has 128 times the size of its struct page.
 */
#define PTE_SCALE	(PAGE_SIZE / sizeof(struct page))

static __always_inline u64 pte_base(pgprot_t prot)
{
	return pgprot_val(prot) - VMEMMAP_START * PTE_SCALE;
}

static __always_inline void fill_page(pte_t *entry, const struct page *page,
				      u64 base)
{
	set_pte(entry, __pte((u64)page * PTE_SCALE + base));
}

/* Is there room for four? One branch for them. */
static __always_inline bool four_empty(const pte_t *entry)
{
	return !(pte_val(entry[0]) | pte_val(entry[1]) |
		 pte_val(entry[2]) | pte_val(entry[3]));
}

/* Four at once, if they are pages and there is room for them. */
static __always_inline bool fill_four(pte_t *entry, struct page *const *pages,
				      u64 base)
{
	const struct page *p0 = pages[0], *p1 = pages[1];
	const struct page *p2 = pages[2], *p3 = pages[3];

	if (unlikely(!p0 || !p1 || !p2 || !p3 || !four_empty(entry)))
		return false;
	fill_page(&entry[0], p0, base);
	fill_page(&entry[1], p1, base);
	fill_page(&entry[2], p2, base);
	fill_page(&entry[3], p3, base);
	return true;
}

/*
 * @nr entries from @entry on. Return: how many were written; fewer if there
 * is something there, or no page.
 */
static __always_inline unsigned int fill_pages(pte_t *entry, unsigned int nr,
					       struct page *const *pages,
					       pgprot_t prot)
{
	const u64 base = pte_base(prot);
	unsigned int left = nr;

	for (; left >= 4 && fill_four(entry, pages, base); left -= 4) {
		entry += 4;
		pages += 4;
	}
	for (; left && *pages && pte_none(*entry); left--)
		fill_page(entry++, *pages++, base);
	return nr - left;
}

unsigned int pgtable_fill_pages(pte_t *entry, unsigned int nr,
				struct page *const *pages, pgprot_t prot)
{
	return fill_pages(entry, nr, pages, prot);
}

/* The same with neighbours, from @first on, in leaves of @level. */
static __always_inline unsigned int
fill_leaves(pte_t *entry, unsigned int nr, pte_t first, unsigned int level)
{
	u64 value = pte_val(first);
	u64 step = page_level_size(level);
	unsigned int left = nr;

	for (; left >= 4 && likely(four_empty(entry)); left -= 4) {
		set_pte(&entry[0], __pte(value));
		set_pte(&entry[1], __pte(value + step));
		set_pte(&entry[2], __pte(value + 2 * step));
		set_pte(&entry[3], __pte(value + 3 * step));
		value += 4 * step;
		entry += 4;
	}
	for (; left && pte_none(*entry); left--, value += step)
		set_pte(entry++, __pte(value));
	return nr - left;
}

unsigned int pgtable_fill_leaves(pte_t *entry, unsigned int nr, pte_t first,
				 unsigned int level)
{
	return fill_leaves(entry, nr, first, level);
}

/* The largest leaf that fits at m->addr. */
static unsigned int best_level(const struct mapping *m)
{
	unsigned int level = m->max_level;

	for (; level > PG_LEVEL_4K; level--) {
		unsigned long size = page_level_size(level);

		if (!((m->addr | m->phys) & (size - 1)) &&
		    m->end - m->addr >= size)
			break;
	}
	return level;
}

static pte_t *hold_piece(const struct mapping *m, unsigned int *level,
			 unsigned int *nr)
{
	pte_t *entry;

	do {
		/* Large ones singly: a table may be in the next one's place. */
		*nr = 1;
		if (*level == PG_LEVEL_4K)
			*nr = (pgtable_end(m->addr, m->end, *level) -
			       m->addr) >> PAGE_SHIFT;
		entry = pgtable_hold(m->addr, *level, *nr);
	} while (entry == ERR_PTR(-EEXIST) && (*level)--);
	return entry;
}

/* What goes into one table from m->addr on. */
static int map_piece(struct mapping *m)
{
	unsigned int level = m->pages ? PG_LEVEL_4K : best_level(m);
	unsigned int nr, done;
	unsigned long size;
	pte_t *entry;

	entry = hold_piece(m, &level, &nr);
	if (IS_ERR(entry))
		return PTR_ERR(entry);
	if (m->pages)
		done = fill_pages(entry, nr, m->pages, m->prot);
	else
		done = fill_leaves(entry, nr,
				   pte_leaf(m->phys, m->prot, level), level);
	arch_entries_changed(m->addr, entry, done, level);

	size = (unsigned long)done << page_level_shift(level);
	m->addr += size;
	m->phys += size;
	if (m->pages)
		m->pages += done;
	if (likely(done == nr))
		return 0;
	pgtable_release(entry, nr - done);
	return -EBUSY;
}

/* ---- mapping -------------------------------------------------------------------- */

static bool bad_arguments(unsigned long addr, unsigned long end,
			  phys_addr_t phys, pgprot_t prot)
{
	if (WARN(addr >= end || ((addr | end | phys) & ~PAGE_MASK),
		 "pgtable: cannot map [%#lx, %#lx) to %#llx\n", addr, end,
		 phys))
		return true;
	return WARN((pgprot_val(prot) & (_PAGE_RW | _PAGE_NX)) == _PAGE_RW,
		    "pgtable: [%#lx, %#lx) would be writable and executable\n",
		    addr, end);
}

/* Map nothing of [start, m->addr) any more, and free tables made for it. */
static int undo(const struct mapping *m, unsigned long start,
		unsigned long end, int err)
{
	if (err == -EBUSY && m->pages && !*m->pages)
		err = -EINVAL;
	WARN(err != -ENOMEM, "pgtable: [%#lx, %#lx): %s at %#lx\n", start, end,
	     err == -EBUSY ? "something is mapped already" : "no page",
	     m->addr);
	vunmap_range_noflush(start, m->addr);
	vunmap_flush(start, end);
	return err;
}

static int map_all(struct mapping *m)
{
	int err = 0;

	while (m->addr < m->end && !err)
		err = map_piece(m);
	return err;
}

/* PAGE_SHIFT, PMD_SHIFT, PUD_SHIFT, if the processor has it: its level */
static unsigned int level_of_shift(unsigned int shift)
{
	unsigned int level = (shift - PAGE_SHIFT) / PAGES_PER_LEVEL_SHIFT + 1;

	return min(level, arch_max_leaf());
}

int vmap_range(unsigned long addr, unsigned long end, phys_addr_t phys,
	       pgprot_t prot, unsigned int max_page_shift)
{
	struct mapping m = {
		.addr = addr, .end = end, .prot = prot, .phys = phys,
		.max_level = level_of_shift(max_page_shift),
	};
	int err;

	if (bad_arguments(addr, end, phys, prot))
		return -EINVAL;
	err = map_all(&m);
	return unlikely(err) ? undo(&m, addr, end, err) : 0;
}
EXPORT_SYMBOL(vmap_range);

/* Run by run, each as physical memory; what is left over, page by page. */
static int map_runs(struct mapping *m, unsigned long end,
		    struct page **pages)
{
	int err = 0;

	m->pages = NULL;
	m->max_level = PG_LEVEL_2M;
	while (end - m->addr >= PMD_SIZE && !err) {
		m->phys = page_to_phys(*pages);
		m->end = m->addr + PMD_SIZE;
		err = map_all(m);
		pages += PMD_SIZE / PAGE_SIZE;
	}
	if (err)
		return err;
	m->end = end;
	m->pages = pages;
	return map_all(m);
}

int vmap_pages_range(unsigned long addr, unsigned long end, pgprot_t prot,
		     struct page **pages, unsigned int page_shift)
{
	struct mapping m = {
		.addr = addr, .end = end, .prot = prot, .pages = pages,
	};
	int err;

	if (bad_arguments(addr, end, 0, prot))
		return -EINVAL;
	err = page_shift > PAGE_SHIFT ? map_runs(&m, end, pages)
				      : map_all(&m);
	return unlikely(err) ? undo(&m, addr, end, err) : 0;
}
EXPORT_SYMBOL(vmap_pages_range);

/* ---- emptying -------------------------------------------------------------------- */

void pgtable_clear(pte_t *entry, unsigned int nr)
{
	for (; nr >= 4; nr -= 4, entry += 4) {
		set_pte(&entry[0], __pte(0));
		set_pte(&entry[1], __pte(0));
		set_pte(&entry[2], __pte(0));
		set_pte(&entry[3], __pte(0));
	}
	for (; nr; nr--, entry++)
		set_pte(entry, __pte(0));
}

/* Return: was it not empty? */
static __always_inline unsigned int clear_entry(pte_t *entry)
{
	unsigned int used = !pte_none(*entry);

	set_pte(entry, __pte(0));
	return used;
}

/* Return: how many were not empty. */
static unsigned int clear_entries(pte_t *entry, unsigned int nr)
{
	unsigned int used = 0;

	for (; nr >= 4; nr -= 4, entry += 4) {
		used += clear_entry(&entry[0]);
		used += clear_entry(&entry[1]);
		used += clear_entry(&entry[2]);
		used += clear_entry(&entry[3]);
	}
	for (; nr; nr--, entry++)
		used += clear_entry(entry);
	return used;
}

/*
 * Empty what one table, or one large leaf, has of [addr, end). Return: where
 * to go on; @addr: a leaf must be split first.
 */
static unsigned long unmap_piece(unsigned long addr, unsigned long end)
{
	unsigned int level = PG_LEVEL_4K;
	unsigned long next;
	unsigned int used;
	pte_t *entry;

	spin_lock(&pgtable_lock);
	entry = pgtable_find_locked(addr, &level);
	if (level == PG_LEVEL_4K) {
		pgtable_get(entry, 1);
		spin_unlock(&pgtable_lock);
		next = pgtable_end(addr, end, level);
		used = clear_entries(entry, (next - addr) >> PAGE_SHIFT);
		arch_entries_changed(addr, entry,
				     (next - addr) >> PAGE_SHIFT, level);
		pgtable_release(entry, used + 1);
		return next;
	}

	next = pgtable_next(addr, end, level);
	if (!pte_none(ptep_get(entry))) {
		if (next - addr == page_level_size(level)) {
			set_pte(entry, __pte(0));
			arch_entries_changed(addr, entry, 1, level);
			pgtable_release(entry, 1);
		} else {
			next = addr;
		}
	}
	spin_unlock(&pgtable_lock);
	return next;
}

/*
 * The leaf at @addr reaches beyond [addr, end). Return: @addr, where to go on
 * when it is split; its end if that cannot be.
 */
static unsigned long split_piece(unsigned long addr, unsigned long end)
{
	unsigned int level;

	if (!pgtable_split(addr) && !pgtable_split(end))
		return addr;
	lookup_address(addr, &level);
	WARN(1, "pgtable: no memory to unmap a part of a large leaf, [%#lx, %#lx)\n",
	     addr, end);
	return pgtable_next(addr, end, level);
}

void vunmap_range_noflush(unsigned long addr, unsigned long end)
{
	while (addr < end) {
		unsigned long next = unmap_piece(addr, end);

		addr = next > addr ? next : split_piece(addr, end);
	}
}
EXPORT_SYMBOL(vunmap_range_noflush);

void vunmap_range(unsigned long addr, unsigned long end)
{
	vunmap_range_noflush(addr, end);
	vunmap_flush(addr, end);
}
EXPORT_SYMBOL(vunmap_range);
