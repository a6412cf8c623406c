/* SPDX-License-Identifier: MIT */
/*
 * rwlock.h - many readers or one writer, spinning
 *
 *	read_lock		shared; no handler *writes* under this lock
 *	write_lock		alone; no handler takes this lock at all
 *	_bh, _irq, _irqsave	as for spinlocks (linux/spinlock.h)
 *
 * Whoever waits is served as at a spinlock, so readers who keep coming do not
 * starve a writer. Therefore:
 *
 *	- A task that reads must not read again inside: a writer may have
 *	  queued in between, and both wait for ever.
 *	- An interrupt handler may read inside anybody's reading: it does not
 *	  queue behind writers, only waits for one that is already in. So a
 *	  writer switches off the interrupts whose handlers read; readers
 *	  need not.
 *
 * Context: any; preemption is off while held; do not sleep. trylock returns
 * 1 if it took the lock, else 0. With CONFIG_DEBUG_SPINLOCK a writer that
 * comes again, a release of a lock that is free or another CPU's, and a
 * lock that was never initialised are reported, and the kernel goes on.
 */
#ifndef _LINUX_RWLOCK_H
#define _LINUX_RWLOCK_H

#include <asm/irqflags.h>
#include <linux/lockdep.h>
#include <linux/preempt.h>
#include <linux/rwlock_types.h>

/* lib/rwlock.c; preemption is off around them. */
void do_raw_read_lock(rwlock_t *lock);
bool do_raw_read_trylock(rwlock_t *lock);
void do_raw_read_unlock(rwlock_t *lock);
void do_raw_write_lock(rwlock_t *lock);
bool do_raw_write_trylock(rwlock_t *lock);
void do_raw_write_unlock(rwlock_t *lock);

/* Is it taken at all, and does anybody wait? Old news when they return. */
bool rwlock_is_locked(const rwlock_t *lock);
bool rwlock_is_contended(const rwlock_t *lock);

#define rwlock_init(lock) \
do { \
	static struct lock_class_key __key; \
	*(lock) = __RW_LOCK_UNLOCKED(lock); \
	lockdep_init_map_wait(&(lock)->dep_map, #lock, &__key, 0, \
			      LD_WAIT_SPIN); \
} while (0)

#define __RWLOCK_OPS(op) \
static __always_inline void op##_lock(rwlock_t *lock) \
{ \
	preempt_disable(); \
	do_raw_##op##_lock(lock); \
} \
static __always_inline void op##_unlock(rwlock_t *lock) \
{ \
	do_raw_##op##_unlock(lock); \
	preempt_enable(); \
} \
static __always_inline int op##_trylock(rwlock_t *lock) \
{ \
	preempt_disable(); \
	if (do_raw_##op##_trylock(lock)) \
		return 1; \
	preempt_enable(); \
	return 0; \
} \
static __always_inline void op##_lock_bh(rwlock_t *lock) \
{ \
	local_bh_disable(); \
	op##_lock(lock); \
} \
static __always_inline void op##_unlock_bh(rwlock_t *lock) \
{ \
	op##_unlock(lock); \
	local_bh_enable(); \
} \
static __always_inline void op##_lock_irq(rwlock_t *lock) \
{ \
	local_irq_disable(); \
	op##_lock(lock); \
} \
static __always_inline void op##_unlock_irq(rwlock_t *lock) \
{ \
	do_raw_##op##_unlock(lock); \
	local_irq_enable(); \
	preempt_enable(); \
} \
static __always_inline unsigned long __##op##_lock_irqsave(rwlock_t *lock) \
{ \
	unsigned long flags; \
	local_irq_save(flags); \
	op##_lock(lock); \
	return flags; \
} \
static __always_inline void \
op##_unlock_irqrestore(rwlock_t *lock, unsigned long flags) \
{ \
	do_raw_##op##_unlock(lock); \
	local_irq_restore(flags); \
	preempt_enable(); \
}

__RWLOCK_OPS(read)
__RWLOCK_OPS(write)
#undef __RWLOCK_OPS

#define read_lock_irqsave(lock, flags) \
	do { (flags) = __read_lock_irqsave(lock); } while (0)
#define write_lock_irqsave(lock, flags) \
	do { (flags) = __write_lock_irqsave(lock); } while (0)
#define write_trylock_irqsave(lock, flags) \
({ \
	local_irq_save(flags); \
	write_trylock(lock) ? 1 : ({ local_irq_restore(flags); 0; }); \
})

#endif
