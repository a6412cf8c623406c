/* SPDX-License-Identifier: MIT */
/*
 * asm-generic/spinlock.h - a lock that serves in the order of arrival
 *
 *	next	the number the next to come will draw
 *	owner	the number that is being served
 *
 *	lock	my = next++; wait until owner == my
 *	unlock	owner++
 *
 * Free when both are equal. 16 bits: more numbers than there can be CPUs
 * waiting. Waiting reads only @owner, which changes once a turn.
 */
#ifndef _ASM_GENERIC_SPINLOCK_H
#define _ASM_GENERIC_SPINLOCK_H

#include <asm/processor.h>
#include <linux/compiler.h>

typedef struct arch_spinlock {
	union {
		u32 both;
		struct {
			u16 owner;
			u16 next;
		};
	};
} arch_spinlock_t;

#define __ARCH_SPIN_LOCK_UNLOCKED	{ { 0 } }

static __always_inline void arch_spin_lock(arch_spinlock_t *lock)
{
	u16 my = __atomic_fetch_add(&lock->next, 1, __ATOMIC_RELAXED);

	/* Acquire: pairs with the release in arch_spin_unlock(). */
	while (unlikely(__atomic_load_n(&lock->owner, __ATOMIC_ACQUIRE) != my))
		cpu_relax();
}

static __always_inline bool arch_spin_trylock(arch_spinlock_t *lock)
{
	arch_spinlock_t old = {
		{ .both = __atomic_load_n(&lock->both, __ATOMIC_RELAXED) }
	};
	arch_spinlock_t new = old;

	if (old.owner != old.next)
		return false;
	new.next++;
	return __atomic_compare_exchange_n(&lock->both, &old.both, new.both,
					   false, __ATOMIC_ACQUIRE,
					   __ATOMIC_RELAXED);
}

/* Only the holder writes @owner: no locked instruction is needed. */
static __always_inline void arch_spin_unlock(arch_spinlock_t *lock)
{
	u16 my = __atomic_load_n(&lock->owner, __ATOMIC_RELAXED);

	__atomic_store_n(&lock->owner, (u16)(my + 1), __ATOMIC_RELEASE);
}

static __always_inline bool arch_spin_is_locked(const arch_spinlock_t *lock)
{
	arch_spinlock_t now = {
		{ .both = __atomic_load_n(&lock->both, __ATOMIC_RELAXED) }
	};

	return now.owner != now.next;
}

/* Does anybody wait behind the holder? */
static __always_inline bool
arch_spin_is_contended(const arch_spinlock_t *lock)
{
	arch_spinlock_t now = {
		{ .both = __atomic_load_n(&lock->both, __ATOMIC_RELAXED) }
	};

	return (u16)(now.next - now.owner) > 1;
}

#endif
