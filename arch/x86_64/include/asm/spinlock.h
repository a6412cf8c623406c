/* SPDX-License-Identifier: MIT */
/*
 * asm/spinlock.h - a wait saves every register
 *
 * The function that takes a lock pays for the call only when it waits, and a
 * leaf stays one.
 */
#ifndef _ASM_SPINLOCK_H
#define _ASM_SPINLOCK_H

#define arch_spin_slow_abi	__attribute__((no_caller_saved_registers))
#define arch_spin_wait(lock) \
	__asm__ __volatile__("call arch_spin_lock_slow" \
			     : : "D" (lock) : "memory", "cc")

#include <asm-generic/spinlock.h>

#endif
