// SPDX-License-Identifier: MIT
/*
 * vm_area_map.c - an area's place in the page tables
 *
 * PROBLEM
 *	To map a page is one store. To find where to store is a walk of four
 *	steps under a lock, with the table held for as long as it is written,
 *	and the same again to unmap: a hundred instructions for one.
 *
 * IDEA
 *	Most areas are small and have all their entries in one table. Such an
 *	area remembers where, and holds the table for as long as the addresses
 *	are its own: in use, waiting for the flush, and kept for the next owner
 *	(vmap_purge.c). To map and to unmap is then a loop over entries that
 *	nobody else writes: no walk, no lock, no counting.
 *
 *	struct vm_area		leaf table (count 5: two areas' entries)
 *	+----------+		+------+------+-----+------+------+------+
 *	| entry  --+----------> | page | page |guard| none | none | none |
 *	+----------+		+------+------+-----+------+------+------+
 *	  2 pages: held			  another, kept: ^ 3 pages, held
 *
 *	  vm_area_settle     entry = pgtable_hold(addr, pages)
 *	    vm_area_show     write them	--+  again and again,
 *	    vm_area_hide     empty them <-+  the flush in between
 *	  vm_area_leave      pgtable_release(entry, pages)
 *
 *	What has no place (large areas, large leaves, areas across the end of
 *	a table, areas without a guard page) goes the long way of
 *	pgtable_map.c. So does what fails here: there it is reported.
 *
 * INVARIANTS	(vmap_check() tests it)
 *	L6  A kept area has a place, and its entries there are empty.
 *
 * LOCKING
 *	None: the entries are the area's, and the area its caller's.
 *
 * FAILURE
 *	To settle needs a table: false if there is no memory for it.
 *
 * COST
 *	Instructions: a page of an array 9, of a device 5, to unmap it 2, and
 *	some 30 a call. A table stays while a kept area is in it; they are
 *	given up when memory is short.
 */
#include <asm/pgtable.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/pgtable.h>

#include "pgtable.h"
#include "vm_area.h"

/* Of one that is small: the pages before its guard page. */
static inline unsigned int entries_of(const struct vm_area *area)
{
	return (area->vm.size >> PAGE_SHIFT) - 1;
}

static inline unsigned long end_of(const struct vm_area *area)
{
	return area->va.va_start + get_vm_area_size(&area->vm);
}

/* All entries in one table; and in a list of kept areas, afterwards. */
static bool is_small(const struct vm_area *area)
{
	unsigned long start = area->va.va_start, end = area->va.va_end;

	return (end - start) >> PAGE_SHIFT < VMAP_KEPT_SIZES &&
	       !(area->vm.flags & VM_NO_GUARD) &&
	       pgtable_end(start, end, PG_LEVEL_4K) == end;
}

bool vm_area_settle(struct vm_area *area)
{
	pte_t *entry;

	area->entry = NULL;
	if (!is_small(area))
		return true;
	entry = pgtable_hold(area->va.va_start, PG_LEVEL_4K, entries_of(area));
	if (!IS_ERR(entry))
		area->entry = entry;
	return entry != ERR_PTR(-ENOMEM);
}

void vm_area_leave(struct vm_area *area)
{
	if (!area->entry)
		return;
	pgtable_release(area->entry, entries_of(area));
	area->entry = NULL;
}

/*
 * @done of its entries were written; if that is not all, none shall be, and
 * the long way will say why.
 */
static inline bool all_written(struct vm_area *area, unsigned int done)
{
	unsigned long start = area->va.va_start;

	arch_entries_changed(start, area->entry, done, PG_LEVEL_4K);
	if (likely(done == entries_of(area)))
		return true;
	pgtable_clear(area->entry, done);
	arch_entries_changed(start, area->entry, done, PG_LEVEL_4K);
	return false;
}

/* Nobody may write what is executed: the long way says so. */
static inline bool prot_is_sane(pgprot_t prot)
{
	return (pgprot_val(prot) & (_PAGE_RW | _PAGE_NX)) != _PAGE_RW;
}

static noinline int show_the_long_way(struct vm_area *area,
				      struct page **pages, pgprot_t prot)
{
	return vmap_pages_range(area->va.va_start, end_of(area), prot, pages,
				PAGE_SHIFT + area->vm.page_order);
}

int vm_area_show(struct vm_area *area, struct page **pages, pgprot_t prot)
{
	if (likely(area->entry && prot_is_sane(prot)) &&
	    likely(all_written(area, pgtable_fill_pages(area->entry,
							entries_of(area),
							pages, prot))))
		return 0;
	return show_the_long_way(area, pages, prot);
}

int vm_area_show_frames(struct vm_area *area, phys_addr_t phys, pgprot_t prot,
			unsigned int max_page_shift)
{
	pte_t first = pte_leaf(phys, prot, PG_LEVEL_4K);

	if (likely(area->entry) &&
	    likely(all_written(area, pgtable_fill_leaves(area->entry,
							 entries_of(area),
							 first,
							 PG_LEVEL_4K))))
		return 0;
	return vmap_range(area->va.va_start, end_of(area), phys, prot,
			  max_page_shift);
}

void vm_area_hide(struct vm_area *area)
{
	unsigned int nr = entries_of(area);

	if (unlikely(!area->entry)) {
		vunmap_range_noflush(area->va.va_start, end_of(area));
		return;
	}
	pgtable_clear(area->entry, nr);
	arch_entries_changed(area->va.va_start, area->entry, nr, PG_LEVEL_4K);
}

bool vm_area_place_broken(const struct vm_area *area)
{
	unsigned int i;

	if (!area->entry)
		return true;
	for (i = 0; i < entries_of(area); i++) {
		if (!pte_none(ptep_get(&area->entry[i])))
			return true;
	}
	return false;
}
