// SPDX-License-Identifier: MIT
/*
 * torture_ioremap.c - device memory, mapped by several at once
 *
 * The device is the window of the old graphics adapter, where nothing need
 * answer; where physical memory has no such hole (the host) a block that the
 * page allocator does not give to anybody else.
 */
#include <asm/setup.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include "torture.h"

#define LEGACY_HOLE	0xa0000ULL
#define BLOCK_ORDER	4		/* 64 KiB, as large as the window */
#define NR_FRAMES	(1u << BLOCK_ORDER)

static phys_addr_t device;
static struct page *block;

static int ioremap_prepare(void)
{
	unsigned int i;

	device = LEGACY_HOLE;
	block = NULL;
	if (!pfn_valid(PHYS_PFN(device)) ||
	    PageReserved(phys_to_page(device)))
		return 0;
	block = alloc_pages(GFP_KERNEL, BLOCK_ORDER);
	if (!block)
		return -ENOMEM;
	for (i = 0; i < NR_FRAMES; i++)
		__SetPageReserved(block + i);
	device = page_to_phys(block);
	return 0;
}

static void ioremap_finish(void)
{
	unsigned int i;

	if (!block)
		return;
	for (i = 0; i < NR_FRAMES; i++)
		__ClearPageReserved(block + i);
	__free_pages(block, BLOCK_ORDER);
}

/* The frame that @addr shows. */
static unsigned long frame_of(const void __iomem *addr)
{
	unsigned int level;
	pte_t *entry = lookup_address((unsigned long)addr, &level);

	return entry ? pte_pfn(ptep_get(entry)) : 0;
}

static void ioremap_step(struct torture_worker *w, void *state)
{
	unsigned int first = torture_below(w, NR_FRAMES);
	unsigned int nr = 1 + torture_below(w, NR_FRAMES - first);
	u8 __iomem *io = ioremap(device + first * PAGE_SIZE, nr * PAGE_SIZE);
	unsigned int i;

	if (!io)
		return;
	for (i = 0; i < nr; i++) {
		if (frame_of(io + i * PAGE_SIZE) !=
		    PHYS_PFN(device) + first + i)
			torture_wrong("ioremap: frame %u is another", i);
	}
	iounmap(io);
}

static const struct torture_actor ioremap_actor = {
	.name = "ioremap", .weight = 4, .prepare = ioremap_prepare,
	.step = ioremap_step, .finish = ioremap_finish,
	.check = ioremap_broken,
};
TORTURE_ACTOR(ioremap_actor);
