/* SPDX-License-Identifier: MIT */
/*
 * asm-generic/preempt.h - where the preempt count lives: in this CPU's area
 *
 * An interrupt that changes it puts it back before it returns, so reading
 * and writing need not be one step; on x86 they are.
 *
 * The top bit says, the other way round, that the CPU is wanted by another
 * task: set when nobody waits. So preempt_enable() learns both things it
 * must know, "am I the last?" and "is there anybody?", by a single
 * comparison with zero, and it is the flags of the decrement that answer.
 *
 *	0x80000002	preemption off, twice; nobody waits
 *	0x00000001	preemption off; another task is to run
 *	0x00000000	here and now
 *
 * Only the CPU itself writes the word: another that has work for it sends
 * an interrupt.
 */
#ifndef _ASM_GENERIC_PREEMPT_H
#define _ASM_GENERIC_PREEMPT_H

#include <linux/percpu-defs.h>

#define PREEMPT_NEED_RESCHED	((int)0x80000000)
#define PREEMPT_ENABLED		PREEMPT_NEED_RESCHED

DECLARE_PER_CPU(int, __preempt_count);

static __always_inline int preempt_count(void)
{
	return raw_cpu_read(__preempt_count) & ~PREEMPT_NEED_RESCHED;
}

static __always_inline void __preempt_count_add(int val)
{
	raw_cpu_add(__preempt_count, val);
}

static __always_inline void __preempt_count_sub(int val)
{
	raw_cpu_sub(__preempt_count, val);
}

/* Interrupts off: between reading and writing a task might be moved. */
static __always_inline void preempt_count_set(int val)
{
	int bit = raw_cpu_read(__preempt_count) & PREEMPT_NEED_RESCHED;

	raw_cpu_write(__preempt_count, bit | val);
}

static __always_inline void set_preempt_need_resched(void)
{
	raw_cpu_and(__preempt_count, ~PREEMPT_NEED_RESCHED);
}

static __always_inline void clear_preempt_need_resched(void)
{
	raw_cpu_or(__preempt_count, PREEMPT_NEED_RESCHED);
}

static __always_inline bool test_preempt_need_resched(void)
{
	return !(raw_cpu_read(__preempt_count) & PREEMPT_NEED_RESCHED);
}

/* Preemption on, and another task to run? */
static __always_inline bool should_resched(void)
{
	return raw_cpu_read(__preempt_count) == 0;
}

#endif
