/* SPDX-License-Identifier: MIT */
#ifndef _ASM_PREEMPT_H
#define _ASM_PREEMPT_H

#include <asm-generic/preempt.h>

/* One less; is that all, and is another task to run? */
static __always_inline bool __preempt_count_dec_and_test(void)
{
	__preempt_count_sub(1);
	return should_resched();
}

extern void (*preempt_door)(void);

static inline void __preempt_schedule(void)
{
	preempt_door();
}

#endif
