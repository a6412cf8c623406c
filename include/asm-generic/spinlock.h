/* SPDX-License-Identifier: MIT */
/*
 * asm-generic/spinlock.h - a lock of four bytes
 *
 *	 31      24 23    16 15     8 7       0
 *	[ serving  |  next  |   0    | locked  ]
 *
 *	0		free, and nobody waits
 *	lock		from 0 to locked, in one compare-and-exchange
 *	unlock		locked = 0, a plain store: only the holder writes it
 *
 * Who does not find 0 waits in lib/spinlock.c, which owns the other bytes.
 */
#ifndef _ASM_GENERIC_SPINLOCK_H
#define _ASM_GENERIC_SPINLOCK_H

#include <linux/compiler.h>

/**
 * struct arch_spinlock - a lock
 * @word:	all of it
 * @locked:	1: somebody holds it
 * @unused:	0
 * @next:	the number that the next to wait draws
 * @serving:	the number of who is first in line; @next: there is no line
 */
typedef struct arch_spinlock {
	union {
		u32 word;
		struct {
			u8 locked;
			u8 unused;
			u8 next;
			u8 serving;
		};
	};
} arch_spinlock_t;

#define __ARCH_SPIN_LOCK_UNLOCKED	{ { 0 } }
#define ARCH_SPIN_LOCKED		1U

/* Are the CPUs threads of a host's, which runs them when it likes? */
extern bool virt_spin_lock;

/* A port may call it by its own convention (asm/spinlock.h). */
#ifndef arch_spin_slow_abi
#define arch_spin_slow_abi
#define arch_spin_wait(lock)	arch_spin_lock_slow(lock)
#endif
arch_spin_slow_abi void arch_spin_lock_slow(arch_spinlock_t *lock);

/* Acquire: pairs with the release in arch_spin_unlock(). */
static __always_inline bool __arch_spin_take(arch_spinlock_t *lock)
{
	u32 free = 0;

	return __atomic_compare_exchange_n(&lock->word, &free,
					   ARCH_SPIN_LOCKED, false,
					   __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

static __always_inline void arch_spin_lock(arch_spinlock_t *lock)
{
	if (unlikely(!__arch_spin_take(lock)))
		arch_spin_wait(lock);
}

static __always_inline bool arch_spin_trylock(arch_spinlock_t *lock)
{
	return !__atomic_load_n(&lock->word, __ATOMIC_RELAXED) &&
	       __arch_spin_take(lock);
}

static __always_inline void arch_spin_unlock(arch_spinlock_t *lock)
{
	__atomic_store_n(&lock->locked, 0, __ATOMIC_RELEASE);
}

static __always_inline bool arch_spin_is_locked(const arch_spinlock_t *lock)
{
	return __atomic_load_n(&lock->word, __ATOMIC_RELAXED);
}

/* Does anybody wait in line? Where nobody does (virt_spin_lock): false. */
static __always_inline bool
arch_spin_is_contended(const arch_spinlock_t *lock)
{
	arch_spinlock_t now = {
		{ .word = __atomic_load_n(&lock->word, __ATOMIC_RELAXED) }
	};

	return now.next != now.serving;
}

#endif
