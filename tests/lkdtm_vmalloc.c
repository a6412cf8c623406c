// SPDX-License-Identifier: MIT
/*
 * lkdtm_vmalloc.c - touching what lies beside an area, or was one
 *
 * Each ends in a page fault. The report must say whose area was missed, and
 * by how much: mm/vmalloc_show.c. The last ones go on: wrong frees.
 */
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
#include "lkdtm.h"

static void poke(void *addr)
{
	OPTIMIZER_HIDE_VAR(addr);
	*(volatile char *)addr = 1;
}

void lkdtm_vmalloc_past_end(void)
{
	char *area = vmalloc(3 * PAGE_SIZE);

	poke(area + 3 * PAGE_SIZE + 24);
}

/* Behind the guard page of one area begins the next. */
void lkdtm_vmalloc_before_start(void)
{
	char *area;

	vmalloc(PAGE_SIZE);
	area = __vmalloc_node(PAGE_SIZE, PMD_SIZE, GFP_KERNEL, NUMA_NO_NODE,
			      lkdtm_vmalloc_before_start);
	poke(area - 16);
}

void lkdtm_vmalloc_after_free(void)
{
	char *area = vmalloc(2 * PAGE_SIZE);

	poke(area);
	vfree(area);
	/* The caller's own TLB need not know yet. */
	vunmap_range((unsigned long)area, (unsigned long)area + 2 * PAGE_SIZE);
	poke(area + 100);
}

void lkdtm_ioremap_after_unmap(void)
{
	char *device = (char __force *)ioremap(0xa0000, PAGE_SIZE);

	iounmap((void __iomem *)device);
	poke(device + 8);
}

void lkdtm_vfree_interior(void)
{
	char *area = vmalloc(3 * PAGE_SIZE);

	vfree(area + PAGE_SIZE);
	vfree(area);
	vfree(area);
}

void lkdtm_ioremap_ram(void)
{
	struct page *page = alloc_page(GFP_KERNEL);

	iounmap(ioremap(page_to_phys(page), PAGE_SIZE));
	__free_page(page);
}
