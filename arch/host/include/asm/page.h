/* SPDX-License-Identifier: MIT */
/*
 * asm/page.h - frames, and the linear window onto them
 *
 *	physical p  <-->  PAGE_OFFSET + p	p < host_phys_size
 *
 * The host decides where the window lies, so PAGE_OFFSET is a variable.
 * There is no kernel image in physical memory and no second window.
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

extern unsigned long host_phys_base;	/* address of physical byte 0 */
extern unsigned long host_phys_size;	/* bytes */

#define PAGE_OFFSET	host_phys_base

static inline phys_addr_t __phys_addr(unsigned long va)
{
	return va - PAGE_OFFSET;
}

#define __pa(x)		__phys_addr((unsigned long)(x))
#define __va(x)		((void *)((unsigned long)(x) + PAGE_OFFSET))

/* clear_page - zeros; copy_page - @from to @to: whole pages, page-aligned */
static inline void clear_page(void *page)
{
	arch_memset(page, 0, PAGE_SIZE);
}

static inline void copy_page(void *to, const void *from)
{
	arch_memcpy(to, from, PAGE_SIZE);
}

#endif
