/* SPDX-License-Identifier: MIT */
/*
 * asm/fixmap.h - addresses fixed at compile time, frames chosen at run time
 *
 * One page of page-table entries, 512 windows of 4 KiB. For devices that
 * must be reached before there is ioremap(), and for short looks at a frame
 * the direct map does not hold.
 */
#ifndef _ASM_FIXMAP_H
#define _ASM_FIXMAP_H

#include <asm/pgtable.h>

#define FIXADDR_START	_AC(0xffffffffff400000, UL)
#define FIXADDR_LAST	_AC(0xffffffffff5fffff, UL)

enum fixed_addresses {
	FIX_LAPIC,
	FIX_TEST,		/* tests/smp_test.c */
	__end_of_fixed_addresses	/* at most 512 */
};

#define FIXMAP_PAGE_CLEAR	__pgprot(0)

#define __fix_to_virt(idx)	(FIXADDR_START + ((unsigned long)(idx) << PAGE_SHIFT))
#define fix_to_virt(idx)	__fix_to_virt(idx)

/**
 * __set_fixmap - show the frame at @pa in window @idx
 * @pa:   physical address, bytes; its page is shown
 * @prot: the entry's bits (PAGE_KERNEL, PAGE_KERNEL_NOCACHE);
 *	  FIXMAP_PAGE_CLEAR closes the window
 *
 * Flushes this CPU's translation only: a window that several CPUs have used
 * needs flush_tlb_kernel_range() before its old frame is given away.
 *
 * Context: any, after paging_init(); one user a window.
 */
void __set_fixmap(enum fixed_addresses idx, phys_addr_t pa, pgprot_t prot);

/* fixmap_init - paging_init(): @first is the entry of window 0 */
void fixmap_init(u64 *first);

#endif
