/* SPDX-License-Identifier: MIT */
/*
 * boot.h - the boot's steps that main.c calls, in order
 */
#ifndef _KERNEL_BOOT_H
#define _KERNEL_BOOT_H

/* boot_memory.c: map -> nodes -> bootmem -> page tables. Panics if it can't. */
void boot_memory_init(void);

/* cpus.c: CPU numbers for the processors that ACPI names */
void boot_cpus_init(void);

/*
 * cpus.c: take what the others need of boot memory; start them, as many as
 * maxcpus= allows
 */
void smp_prepare(void);
void smp_init(void);

/* cpus.c: from here on there are tasks; the boot itself is the first */
void boot_tasks_init(void);

#endif
