/* SPDX-License-Identifier: MIT */
/*
 * asm-generic/preempt.h - where the preempt count lives: in this CPU's area
 *
 * An interrupt that changes it puts it back before it returns, so reading
 * and writing need not be one step; on x86 they are.
 */
#ifndef _ASM_GENERIC_PREEMPT_H
#define _ASM_GENERIC_PREEMPT_H

#include <linux/percpu-defs.h>

DECLARE_PER_CPU(int, __preempt_count);

static __always_inline int preempt_count(void)
{
	return raw_cpu_read(__preempt_count);
}

static __always_inline void __preempt_count_add(int val)
{
	raw_cpu_add(__preempt_count, val);
}

static __always_inline void __preempt_count_sub(int val)
{
	raw_cpu_sub(__preempt_count, val);
}

#endif
