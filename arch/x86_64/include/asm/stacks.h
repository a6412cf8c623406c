/* SPDX-License-Identifier: MIT */
/*
 * asm/stacks.h - the stacks CPUs start with, and their guards
 */
#ifndef _ASM_STACKS_H
#define _ASM_STACKS_H

#include <asm/page.h>

/*
 * 16 KiB, as on Linux: the deepest path measured so far (a test inside the
 * console inside an exception) takes under 5 KiB.
 */
#define BOOT_STACK_SIZE	(4 * PAGE_SIZE)

/* A report needs about 2 KiB: a 1 KiB line buffer and a dozen frames. */
#define IST_STACK_SIZE	(2 * PAGE_SIZE)

/* Interrupt stack table slots, as the gates name them (1..7). */
enum ist {
	IST_NONE,
	IST_DOUBLE_FAULT,
	IST_NMI,
	IST_MACHINE_CHECK,
	STACK_IDLE,		/* no slot: CPU 0's idle task has it */
};

/**
 * struct kernel_stack - one stack
 * @name:  for reports
 * @guard: the page below it, never mapped once paging_init() has run
 * @size:  bytes above the guard
 */
struct kernel_stack {
	const char *name;
	unsigned char *guard;
	unsigned long size;
};

/*
 * CPU n from 1 on has its four at CPU_STACKS_START + n * 64 KiB, in pages:
 *
 *	 0	1-4	5	6,7	8	9,10	11	12,13
 *	guard	task	guard	double	guard	NMI	guard	machine
 *				fault				check
 */
#define CPU_STACKS_SIZE		(16 * PAGE_SIZE)
#define CPU_STACKS_FRAMES	(4 + 3 * 2)

/**
 * stacks_map - make the stacks of @cpu
 * @frames: physical, CPU_STACKS_FRAMES pages in a row, zeroed
 */
void stacks_map(unsigned int cpu, phys_addr_t frames);

/* cpu_stack - of CPU @cpu, for the exceptions of @slot; IST_NONE: its tasks */
const struct kernel_stack *cpu_stack(unsigned int cpu, enum ist slot);

extern const struct kernel_stack kernel_stacks[];
extern const unsigned int nr_kernel_stacks;

static inline unsigned long stack_bottom(const struct kernel_stack *s)
{
	return (unsigned long)s->guard + PAGE_SIZE;
}

static inline unsigned long stack_top(const struct kernel_stack *s)
{
	return stack_bottom(s) + s->size;
}

/* stack_of - the stack @addr lies in, or NULL */
const struct kernel_stack *stack_of(unsigned long addr);

/* stack_guarded_by - the stack whose guard page @addr lies in, or NULL */
const struct kernel_stack *stack_guarded_by(unsigned long addr);

#endif
