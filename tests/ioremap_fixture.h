/* SPDX-License-Identifier: MIT */
/*
 * ioremap_fixture.h - device memory that may be mapped on every machine
 *
 * The window of the old graphics adapter, where nothing need answer. Where
 * physical memory has no such hole (the host) it is a block that the page
 * allocator does not give to anybody else: then what is written can also be
 * read.
 */
#ifndef _TESTS_IOREMAP_FIXTURE_H
#define _TESTS_IOREMAP_FIXTURE_H

#include <asm/setup.h>
#include <linux/errno.h>
#include <linux/mm.h>

#define LEGACY_HOLE	0xa0000ULL
#define BLOCK_ORDER	4		/* 64 KiB, as large as the window */
#define NR_FRAMES	(1u << BLOCK_ORDER)

static phys_addr_t device;
static struct page *block;		/* the device, if it is memory */

/* Return: 0 or -ENOMEM. */
static inline int device_find(void)
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

static inline void device_drop(void)
{
	unsigned int i;

	if (!block)
		return;
	for (i = 0; i < NR_FRAMES; i++)
		__ClearPageReserved(block + i);
	__free_pages(block, BLOCK_ORDER);
}

#endif
