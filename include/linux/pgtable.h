/* SPDX-License-Identifier: MIT */
/*
 * pgtable.h - mapping frames at kernel addresses
 *
 *	vmap_range		physical [p, p + size) at [addr, end)
 *	vmap_pages_range	the pages of an array at [addr, end)
 *	vunmap_range_noflush	nothing at [addr, end): TLBs may remember
 *	vunmap_flush		... and now they do not; tables that became
 *				empty are free. One for many vunmap_range_noflush()
 *	vunmap_range		both
 *
 * Addresses are multiples of PAGE_SIZE, in the vmalloc or module region, and
 * the caller's own: who has reserved [addr, end) may work there while others
 * work on their neighbours, on any CPU. Mapping needs no flush; addresses
 * may be mapped anew only after vunmap_flush(), and pages that were mapped
 * there may be freed only then.
 */
#ifndef _LINUX_PGTABLE_H
#define _LINUX_PGTABLE_H

#include <asm/pgtable.h>
#include <linux/mm_types.h>
#include <linux/types.h>

/**
 * vmap_range - show physical memory, RAM or not
 * @addr, @end: where, bytes
 * @phys: what, bytes, a multiple of PAGE_SIZE; cached as @prot says
 * @prot: rights; writable and executable at once is refused with a report
 * @max_page_shift: the largest leaf wanted: PAGE_SHIFT, PMD_SHIFT, PUD_SHIFT.
 *	  Where @addr or @phys is not aligned, where there is not enough left,
 *	  and on processors that have none, smaller ones are used.
 *
 * Context: may sleep (page tables are allocated with GFP_KERNEL).
 *
 * Return: 0; -ENOMEM: no memory for a page table; -EBUSY, with a report:
 * something is mapped there; -EINVAL, with a report: bad arguments. Then
 * nothing is mapped that was not, and no page is lost. Linux:
 * vmap_range_noflush(), ioremap_page_range().
 */
int vmap_range(unsigned long addr, unsigned long end, phys_addr_t phys,
	       pgprot_t prot, unsigned int max_page_shift);

/**
 * vmap_pages_range - show pages
 * @pages: (end - addr) / PAGE_SIZE of them, none NULL
 * @page_shift: PAGE_SHIFT; or PMD_SHIFT: @addr is a multiple of PMD_SIZE and
 *	  the pages come in runs of 512 neighbours, each aligned to PMD_SIZE;
 *	  an incomplete run may be the last
 *
 * The pages are held by the caller for as long as they are mapped. All else
 * as vmap_range(). Five parameters, because they are Linux's.
 */
int vmap_pages_range(unsigned long addr, unsigned long end, pgprot_t prot,
		     struct page **pages, unsigned int page_shift);

/**
 * vunmap_range_noflush - map nothing at [addr, end), flush later
 *
 * What is not mapped already stays so. A leaf that reaches beyond the range
 * is split. Context: may sleep if it has to split; otherwise any but an
 * interrupt. Failure: a leaf that cannot be split for lack of memory is
 * reported and stays whole.
 */
void vunmap_range_noflush(unsigned long addr, unsigned long end);

/**
 * vunmap_flush - let nobody remember what was mapped in [addr, end)
 *
 * Flushes the TLBs of all CPUs and then frees the page tables there that
 * have become empty. May cover ranges that others use: those stay. Context:
 * interrupts on, no lock that a handler takes; may not sleep itself.
 */
void vunmap_flush(unsigned long addr, unsigned long end);

/* vunmap_range - vunmap_range_noflush() and vunmap_flush() */
void vunmap_range(unsigned long addr, unsigned long end);

/**
 * lookup_address - the entry that maps @addr
 * @level: set to its level (PG_LEVEL_4K: a pte, PG_LEVEL_2M: a large leaf)
 *	  or to where the way down ended
 *
 * Return: NULL if a table is missing on the way; the entry it leads to may
 * still be empty or not present. Good for as long as the caller keeps what is
 * mapped there from being unmapped. Context: any.
 */
pte_t *lookup_address(unsigned long addr, unsigned int *level);

/*
 * vmalloc_to_page, vmalloc_to_pfn - what is mapped at @addr, which the caller
 * keeps mapped; NULL or 0 if nothing is. Context: any.
 */
struct page *vmalloc_to_page(const void *addr);
unsigned long vmalloc_to_pfn(const void *addr);

/* pgtable_check - walk all tables; panics with the invariant that is broken */
void pgtable_check(void);

/* ptdump_show - all that is mapped, in ranges: /proc/kernel_page_tables */
struct seq_file;
int ptdump_show(struct seq_file *m, void *v);

#endif
