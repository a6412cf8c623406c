/* SPDX-License-Identifier: MIT */
/*
 * might_sleep.h - a function says that it may sleep, and is told by whom not
 *
 * A function that only sometimes sleeps works in atomic context until the
 * day it does not. So it says might_sleep() at its top, always:
 *
 *	BUG: sleeping function called from invalid context at FILE:LINE
 *
 * with what is switched off, the caller's stack, and, in a build with
 * CONFIG_DEBUG_PREEMPT, the stack on which preemption or interrupts were
 * disabled. The function then goes on. Nothing is said before all is set up
 * (system_state).
 */
#ifndef _LINUX_MIGHT_SLEEP_H
#define _LINUX_MIGHT_SLEEP_H

#include <linux/irqflags.h>
#include <linux/preempt.h>

/* How far the boot has come. */
enum system_states {
	SYSTEM_BOOTING,
	SYSTEM_RUNNING,		/* interrupts, CPUs and tasks are there */
};
extern enum system_states system_state;

void __might_sleep(const char *file, int line) __cold;
void __cant_sleep(const char *file, int line) __cold;

/* Interrupts are asked last: reading the flag costs most. */
static __always_inline bool may_sleep_here(void)
{
	return preempt_count() == 0 && !irqs_disabled();
}

/* might_sleep - report it if this is no place to sleep. Context: any. */
#define might_sleep() \
do { \
	if (unlikely(!may_sleep_here())) \
		__might_sleep(__FILE__, __LINE__); \
} while (0)

#define might_sleep_if(cond) \
do { \
	if (cond) \
		might_sleep(); \
} while (0)

/* cant_sleep - report it if preemption and interrupts are on */
#define cant_sleep() \
do { \
	if (unlikely(may_sleep_here())) \
		__cant_sleep(__FILE__, __LINE__); \
} while (0)

/* Said by schedule() of a caller with preemption off. */
void report_atomic_schedule(void) __cold;

#endif
