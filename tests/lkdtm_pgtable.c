// SPDX-License-Identifier: MIT
/*
 * lkdtm_pgtable.c - faults on purpose: pages used as they may not be used
 *
 * Each has used the page as it may before, so that the processor's TLB has it:
 * a flush left out would let the fault through.
 */
#include <asm/pgtable.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/set_memory.h>
#include "lkdtm.h"

#define ADDR	(VMALLOC_END + 1 - (4UL << 30))

/* A page at ADDR, written to; never given back. */
static volatile char *mapped_page(void)
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (!page || vmap_pages_range(ADDR, ADDR + PAGE_SIZE, PAGE_KERNEL,
				      &page, PAGE_SHIFT))
		return NULL;
	*(volatile char *)ADDR = 0xc3;		/* ret */
	return (volatile char *)ADDR;
}

/* Refused by name, and the kernel goes on. */
void lkdtm_map_wx(void)
{
	vmap_range(ADDR, ADDR + PAGE_SIZE, 0, PAGE_KERNEL_EXEC, PAGE_SHIFT);
}

void lkdtm_write_made_ro(void)
{
	volatile char *p = mapped_page();

	if (!p || set_memory_ro(ADDR, 1))
		return;
	*p = 1;
}

void lkdtm_exec_vmalloc(void)
{
	volatile char *p = mapped_page();

	if (p)
		((void (*)(void))p)();
}

void lkdtm_touch_unmapped(void)
{
	volatile char *p = mapped_page();

	if (!p)
		return;
	vunmap_range(ADDR, ADDR + PAGE_SIZE);
	(void)*p;
}
