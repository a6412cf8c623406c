/* SPDX-License-Identifier: MIT */
/*
 * boot.h - the boot's steps that main.c calls, in order
 */
#ifndef _KERNEL_BOOT_H
#define _KERNEL_BOOT_H

/* boot_memory.c: map -> nodes -> bootmem -> page tables. Panics if it can't. */
void boot_memory_init(void);

/* cpus.c: what ACPI says of processors, cut by maxcpus= */
void boot_cpus_init(void);

#endif
