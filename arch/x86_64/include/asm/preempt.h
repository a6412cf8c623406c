/* SPDX-License-Identifier: MIT */
/*
 * asm/preempt.h - the end of a preempt_disable(): a decrement and a branch
 */
#ifndef _ASM_PREEMPT_H
#define _ASM_PREEMPT_H

#include <asm-generic/preempt.h>

/* One less; is that all, and is another task to run? */
static __always_inline bool __preempt_count_dec_and_test(void)
{
	bool zero;

	__asm__ __volatile__("decl %%gs:%0"
			     : "+m" (__preempt_count), "=@ccz" (zero)
			     : : "memory");
	return zero;
}

/*
 * arch/x86_64/switch.asm saves every register: the function that enables
 * preemption pays for the call only when it is made, and a leaf stays one.
 * The door is a pointer because preempt_enable() is used below the arch.
 */
extern void (*preempt_door)(void);
void preempt_thunk(void);

static __always_inline void __preempt_schedule(void)
{
	__asm__ __volatile__("call *%0" : : "m" (preempt_door)
			     : "memory", "cc");
}

#endif
