/* SPDX-License-Identifier: MIT */
/*
 * asm/page.h - frames, and the two linear windows onto them
 *
 *	physical p  <-->  PAGE_OFFSET + p	the direct map, p < lowmem
 *	physical p  <-->  KERNEL_BASE + p	the kernel image only
 *
 * __pa() accepts an address from either window; __va() answers in the
 * direct map. Neither may be used on vmalloc, fixmap or user addresses.
 */
#ifndef _ASM_PAGE_H
#define _ASM_PAGE_H

#include <asm/string.h>
#include <linux/const.h>
#include <linux/types.h>

#define PAGE_SHIFT	12
#define PAGE_SIZE	(_AC(1, UL) << PAGE_SHIFT)
#define PAGE_MASK	(~(PAGE_SIZE - 1))

#define PMD_SHIFT	21
#define PMD_SIZE	(_AC(1, UL) << PMD_SHIFT)
#define PMD_MASK	(~(PMD_SIZE - 1))

#define PUD_SHIFT	30
#define PUD_SIZE	(_AC(1, UL) << PUD_SHIFT)
#define PUD_MASK	(~(PUD_SIZE - 1))

#define PAGE_OFFSET	_AC(0xffff888000000000, UL)
#define KERNEL_BASE	_AC(0xffffffff80000000, UL)

static inline phys_addr_t __phys_addr(unsigned long va)
{
	return va >= KERNEL_BASE ? va - KERNEL_BASE : va - PAGE_OFFSET;
}

#define __pa(x)		__phys_addr((unsigned long)(x))
#define __va(x)		((void *)((unsigned long)(x) + PAGE_OFFSET))

/* A frame's address, given a symbol of the kernel image. */
#define __pa_symbol(x)	((phys_addr_t)((unsigned long)(x) - KERNEL_BASE))

/* clear_page - zeros; copy_page - @from to @to: whole pages, page-aligned */
void clear_page(void *page);

static inline void copy_page(void *to, const void *from)
{
	arch_memcpy(to, from, PAGE_SIZE);
}

#endif
