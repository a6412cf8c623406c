/* SPDX-License-Identifier: MIT */
/*
 * asm/pgtable.h - virtual ranges of a process, and mapping frames into them
 *
 * "Mapping a frame" maps its page of the file that is physical memory once
 * more, at the address asked for: aliases are real.
 */
#ifndef _ASM_PGTABLE_H
#define _ASM_PGTABLE_H

#include <asm/page.h>

extern unsigned long host_vmemmap;	/* 1 GiB of address space */
extern unsigned long host_kmap;		/* 16 MiB */
extern unsigned long host_percpu;	/* 2 * 4 GiB: 64 CPUs of 64 MiB */

#define VMEMMAP_START	host_vmemmap
#define VMEMMAP_ALIGN	(_AC(1, UL) << 21)
#define VMEMMAP_SIZE	(_AC(1, UL) << 30)
#define KMAP_START	host_kmap
#define KMAP_SIZE	(_AC(1, UL) << 24)
#define PERCPU_STRIDE	(_AC(1, UL) << 26)
#define PERCPU_START	host_percpu
#define PERCPU_CHUNKS	(host_percpu + (_AC(1, UL) << 32))
#define PERCPU_SIZE	(_AC(1, UL) << 33)

/* See arch/x86_64/include/asm/pgtable.h. */
void arch_map_boot(unsigned long va, unsigned long end, phys_addr_t pa);
void arch_windows_init(unsigned long va, unsigned long end);
void arch_set_window(unsigned long va, phys_addr_t pa);
void arch_window_region_init(unsigned long va, unsigned long end);
phys_addr_t arch_swap_window_table(unsigned long va, phys_addr_t table);
int arch_direct_map_hide(phys_addr_t pa, unsigned long nr);
int arch_direct_map_restore(phys_addr_t pa, unsigned long nr);
bool arch_direct_map_shows(phys_addr_t pa);

#endif
