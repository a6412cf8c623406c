/* SPDX-License-Identifier: MIT */
/*
 * bootmem.h - memory before there is an allocator (LDD3 ch. 8, p. 234;
 * Linux 2.6's header of this name)
 *
 * Every door below returns zeroed memory in the direct map, usable at once.
 * Context: the boot CPU, before the hand-over to the page allocator; no
 * locks, no interrupts.
 *
 *	door			aligned to	looks in
 *	alloc_bootmem		a cache line	[16 MiB, lowmem), then below
 *	alloc_bootmem_pages	a page		the same; whole pages
 *	alloc_bootmem_low	a cache line	[0, 16 MiB): any device's DMA
 *	alloc_bootmem_low_pages	a page		the same; whole pages
 *	..._node		as above	the node's memory, then any
 *	..._nopanic		as above	NULL instead of panic
 *
 * Out of memory: panic with the map of who was given what. A size of 0 or
 * an alignment that is no power of two: reported, NULL.
 */
#ifndef _LINUX_BOOTMEM_H
#define _LINUX_BOOTMEM_H

#include <linux/cache.h>
#include <linux/compiler.h>
#include <linux/mmzone.h>

/* What an ISA device can address, bytes: 24 address lines. */
#define MAX_DMA_PHYS	(16ULL << 20)

/* Frames: the first usable one, the end of low memory, the end of memory. */
extern unsigned long min_low_pfn;
extern unsigned long max_low_pfn;
extern unsigned long max_pfn;

/**
 * __alloc_bootmem - the general door
 * @size:  bytes, not 0
 * @align: bytes, a power of two
 * @goal:  physical address to start looking at; memory below it is the
 *	   second choice
 *
 * Return: zeroed memory. Panics when there is none.
 */
void *__alloc_bootmem(unsigned long size, unsigned long align,
		      unsigned long goal) __malloc __alloc_size(1);

/* __alloc_bootmem_nopanic - the same; NULL when there is none */
void *__alloc_bootmem_nopanic(unsigned long size, unsigned long align,
			      unsigned long goal) __malloc __alloc_size(1);

/* __alloc_bootmem_low - the same, below MAX_DMA_PHYS and nowhere else */
void *__alloc_bootmem_low(unsigned long size, unsigned long align,
			  unsigned long goal) __malloc __alloc_size(1);

/* __alloc_bootmem_node - the same; @pgdat's memory first, then any */
void *__alloc_bootmem_node(pg_data_t *pgdat, unsigned long size,
			   unsigned long align, unsigned long goal)
	__malloc __alloc_size(2);
void *__alloc_bootmem_low_node(pg_data_t *pgdat, unsigned long size,
			       unsigned long align, unsigned long goal)
	__malloc __alloc_size(2);

/* The `_pages` doors give whole pages, so that free_bootmem() gets all. */
#define __bootmem_pages(x) (((x) + PAGE_SIZE - 1) & PAGE_MASK)

#define alloc_bootmem(x) \
	__alloc_bootmem(x, SMP_CACHE_BYTES, MAX_DMA_PHYS)
#define alloc_bootmem_align(x, align) \
	__alloc_bootmem(x, align, MAX_DMA_PHYS)
#define alloc_bootmem_nopanic(x) \
	__alloc_bootmem_nopanic(x, SMP_CACHE_BYTES, MAX_DMA_PHYS)
#define alloc_bootmem_pages(x) \
	__alloc_bootmem(__bootmem_pages(x), PAGE_SIZE, MAX_DMA_PHYS)
#define alloc_bootmem_pages_nopanic(x) \
	__alloc_bootmem_nopanic(__bootmem_pages(x), PAGE_SIZE, MAX_DMA_PHYS)
#define alloc_bootmem_low(x) \
	__alloc_bootmem_low(x, SMP_CACHE_BYTES, 0)
#define alloc_bootmem_low_pages(x) \
	__alloc_bootmem_low(__bootmem_pages(x), PAGE_SIZE, 0)
#define alloc_bootmem_node(pgdat, x) \
	__alloc_bootmem_node(pgdat, x, SMP_CACHE_BYTES, MAX_DMA_PHYS)
#define alloc_bootmem_pages_node(pgdat, x) \
	__alloc_bootmem_node(pgdat, __bootmem_pages(x), PAGE_SIZE, \
			     MAX_DMA_PHYS)
#define alloc_bootmem_low_pages_node(pgdat, x) \
	__alloc_bootmem_low_node(pgdat, __bootmem_pages(x), PAGE_SIZE, 0)

/**
 * free_bootmem - give back physical [addr, addr + size)
 * @addr: physical address, bytes; __pa() of what a door returned
 * @size: bytes
 *
 * Only the whole pages inside are given back: a page that is partly somebody
 * else's stays (LDD3 p. 235). Memory that is free already, or was never boot
 * memory, is reported, and nothing changes.
 */
void free_bootmem(unsigned long addr, unsigned long size);
void free_bootmem_node(pg_data_t *pgdat, unsigned long addr,
		       unsigned long size);

#define BOOTMEM_DEFAULT		0
#define BOOTMEM_EXCLUSIVE	(1 << 0)

/**
 * reserve_bootmem - take physical [addr, addr + size) out of the game
 * @addr, @size: bytes; widened to whole pages
 * @flags: BOOTMEM_EXCLUSIVE: -EBUSY and no change if any of it is taken;
 *	   BOOTMEM_DEFAULT: what is taken already stays with its owner
 *
 * Return: 0 or -EBUSY; -ENOSPC if the table is full.
 */
int reserve_bootmem(unsigned long addr, unsigned long size, int flags);

/* reserve_bootmem_as - the same, with a name for the map */
int reserve_bootmem_as(phys_addr_t addr, u64 size, int flags,
		       const char *name);

/**
 * bootmem_add_memory - tell bootmem of usable memory, in ascending order
 * @start, @end: physical [start, end), bytes, whole pages
 * @nid: its node
 *
 * Return: 0; -EINVAL if out of order; -ENOSPC if the table is full.
 */
int bootmem_add_memory(phys_addr_t start, phys_addr_t end, int nid);

/* bootmem_set_lowmem - no pointer is given out at or above @end */
void bootmem_set_lowmem(phys_addr_t end);

/* bootmem_free_bytes - what is left, high memory included */
u64 bootmem_free_bytes(void);

struct seq_file;

/* bootmem_show - each range: what is free, what is taken and by whom */
int bootmem_show(struct seq_file *m, void *v);

/* bootmem_check - walk the tables; panics naming the broken invariant */
void bootmem_check(void);

#endif
