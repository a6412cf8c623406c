/* SPDX-License-Identifier: MIT */
/*
 * percpu.h - a variable for each CPU
 *
 * linux/percpu-defs.h declares and reaches them; here is who makes the
 * copies (mm/percpu.c).
 */
#ifndef _LINUX_PERCPU_H
#define _LINUX_PERCPU_H

#include <asm/page.h>
#include <linux/cpumask.h>
#include <linux/gfp_types.h>
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

/* The largest area that can be had: 32 KiB, as on Linux. */
#define PCPU_MIN_UNIT_SIZE	(8 * PAGE_SIZE)

/**
 * __alloc_percpu_gfp - a variable for each CPU, at run time
 * @size:  bytes of each copy, 1 to PCPU_MIN_UNIT_SIZE
 * @align: a power of two, at most PAGE_SIZE
 * @gfp:   as for pages; where the copies lie is not the caller's choice
 *
 * Each possible CPU's copy is zeroed and lies in memory of its node. Context:
 * any that @gfp allows.
 *
 * Return: a per-CPU pointer, for per_cpu_ptr() and this_cpu_*(); NULL if
 * memory is short, or, after a report unless __GFP_NOWARN, if @size or @align
 * cannot be served.
 */
void __percpu *__alloc_percpu_gfp(size_t size, size_t align, gfp_t gfp);

/* __alloc_percpu - the same with GFP_KERNEL: the caller may sleep */
void __percpu *__alloc_percpu(size_t size, size_t align);

/**
 * __alloc_reserved_percpu - the same for the variables of a module
 *
 * Near enough to the kernel's own that a module's code reaches them; 8 KiB
 * for all modules. free_percpu() takes it back. Context: any. Return: NULL
 * when they are used up; nothing is said.
 */
void __percpu *__alloc_reserved_percpu(size_t size, size_t align);

#define alloc_percpu_gfp(type, gfp) \
	((__typeof__(type) __percpu *)__alloc_percpu_gfp( \
		sizeof(type), __alignof__(type), gfp))
#define alloc_percpu(type) \
	((__typeof__(type) __percpu *)__alloc_percpu(sizeof(type), \
						     __alignof__(type)))

/**
 * free_percpu - give back what alloc_percpu() gave
 * @ptr: the per-CPU pointer; NULL is nothing
 *
 * Twice, a static variable, an address within: reported by what it is, and
 * nothing changes. Context: any; memory goes back to the page allocator in
 * those that can wait for other CPUs.
 */
void free_percpu(void __percpu *ptr);

/* percpu_trim - give back the empty chunk that is kept. Interrupts on. */
void percpu_trim(void);

/**
 * per_cpu_ptr_to_phys - the frame behind one CPU's copy
 * @addr: what per_cpu_ptr() returned
 *
 * Return: physical, bytes; 0 after a report if @addr is no copy's.
 */
phys_addr_t per_cpu_ptr_to_phys(void *addr);

/* Is @addr in some CPU's copy of the static image? */
bool is_kernel_percpu_address(unsigned long addr);

/* percpu_shadow_end - per-CPU pointers of the first chunk lie below this */
unsigned long percpu_shadow_end(void);

/**
 * percpu_alloc_boot - per-CPU memory for ever, from the first chunk's reserve
 * @size, @align: bytes; @align a power of two, at most a page
 *
 * Zeroed. For what the allocators themselves need; panics when the reserve
 * is used up. Context: the boot CPU.
 */
void __percpu *percpu_alloc_boot(size_t size, size_t align);

#endif
