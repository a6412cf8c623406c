/* SPDX-License-Identifier: MIT */
/*
 * asm/pgtable.h - virtual ranges of a process, and mapping frames into them
 *
 * "Mapping a frame" maps its page of the file that is physical memory once
 * more, at the address asked for: aliases are real.
 */
#ifndef _ASM_PGTABLE_H
#define _ASM_PGTABLE_H

#include <asm-generic/pgtable.h>

extern unsigned long host_vmalloc;	/* 32 GiB, and 128 MiB for modules */
extern unsigned long host_vmemmap;	/* 1 GiB of address space */
extern unsigned long host_kmap;		/* 16 MiB */
extern unsigned long host_percpu;	/* 2 * 4 GiB: 64 CPUs of 64 MiB */

#define VMALLOC_START	host_vmalloc
#define VMALLOC_SIZE	(_AC(1, UL) << 35)
#define VMALLOC_END	(VMALLOC_START + VMALLOC_SIZE - 1)
#define MODULES_VADDR	(VMALLOC_START + VMALLOC_SIZE)
#define MODULES_SIZE	(_AC(1, UL) << 27)
#define MODULES_END	(MODULES_VADDR + MODULES_SIZE)
#define VMEMMAP_START	host_vmemmap
#define VMEMMAP_ALIGN	(_AC(1, UL) << 21)
#define VMEMMAP_SIZE	(_AC(1, UL) << 30)
#define KMAP_START	host_kmap
#define KMAP_SIZE	(_AC(1, UL) << 24)
#define PERCPU_STRIDE	(_AC(1, UL) << 26)
#define PERCPU_START	host_percpu
#define PERCPU_CHUNKS	(host_percpu + (_AC(1, UL) << 32))
#define PERCPU_SIZE	(_AC(1, UL) << 33)

/* No processor, no limit. */
static inline unsigned int arch_max_leaf(void)
{
	return PG_LEVEL_1G;
}

/* See arch/x86_64/include/asm/pgtable.h. */
void arch_entries_changed(unsigned long addr, pte_t *first, unsigned long nr,
			  unsigned int level);
void arch_map_boot(unsigned long va, unsigned long end, phys_addr_t pa);
void arch_windows_init(unsigned long va, unsigned long end);
void arch_set_window(unsigned long va, phys_addr_t pa);
void arch_window_region_init(unsigned long va, unsigned long end);
phys_addr_t arch_swap_window_table(unsigned long va, phys_addr_t table);
int arch_direct_map_hide(phys_addr_t pa, unsigned long nr);
int arch_direct_map_restore(phys_addr_t pa, unsigned long nr);
bool arch_direct_map_shows(phys_addr_t pa);

/**
 * struct layout_region - a stretch of addresses
 * @start, @last: first and last byte
 * @name:	  what lives there
 */
struct layout_region {
	unsigned long start;
	unsigned long last;
	const char *name;
};

/* layout_region_of - the one @va lies in, or NULL */
const struct layout_region *layout_region_of(unsigned long va);

#endif
