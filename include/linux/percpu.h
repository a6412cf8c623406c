/* SPDX-License-Identifier: MIT */
/*
 * percpu.h - a variable for each CPU
 *
 * linux/percpu-defs.h declares and reaches them; here is who makes the
 * copies (mm/percpu.c).
 */
#ifndef _LINUX_PERCPU_H
#define _LINUX_PERCPU_H

#include <linux/cpumask.h>
#include <linux/percpu-defs.h>
#include <linux/preempt.h>
#include <linux/smp.h>

/**
 * setup_per_cpu_areas - a copy of the static image for each possible CPU
 *
 * Context: the boot CPU, once, while bootmem gives memory and no other CPU
 * runs. Panics if there is no memory.
 */
void setup_per_cpu_areas(void);

struct seq_file;

/* percpu_show - where each CPU's area lies; /proc/percpu */
int percpu_show(struct seq_file *m, void *v);

/* percpu_check - panics naming the invariant of mm/percpu.c that is broken */
void percpu_check(void);

/**
 * percpu_alloc_boot - per-CPU memory for ever, from the first chunk's reserve
 * @size, @align: bytes; @align a power of two, at most a page
 *
 * Zeroed. For what the allocators themselves need; panics when the reserve
 * is used up. Context: the boot CPU.
 */
void __percpu *percpu_alloc_boot(size_t size, size_t align);

#endif
