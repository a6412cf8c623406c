/* SPDX-License-Identifier: MIT */
/*
 * spinlock.h - one CPU at a time
 *
 *	spin_lock		no handler takes this lock
 *	spin_lock_bh		soft interrupts take it too
 *	spin_lock_irq		interrupts take it; they were on
 *	spin_lock_irqsave	interrupts take it; or we do not know
 *
 * Served in the order of arrival, unless the CPUs are virtual: then whoever
 * runs when the lock becomes free has it (lib/spinlock.c). Holding one switches
 * preemption off; do not sleep. docs/LOCKING.md has the order of all locks.
 *
 * With CONFIG_DEBUG_SPINLOCK a lock knows its holder, and taking it twice,
 * releasing it free or as another CPU, and using it uninitialised are
 * reported; the kernel goes on (lib/spinlock_debug.c). With LOCKDEP=1 the
 * order of locks is watched as well (linux/lockdep.h).
 */
#ifndef _LINUX_SPINLOCK_H
#define _LINUX_SPINLOCK_H

#include <linux/bug.h>
#include <linux/irqflags.h>
#include <linux/kconfig.h>
#include <linux/lockdep.h>
#include <linux/preempt.h>
#include <linux/spinlock_types.h>

#if IS_ENABLED(CONFIG_DEBUG_SPINLOCK)
void do_raw_spin_lock_nested(raw_spinlock_t *lock, unsigned int subclass);
void do_raw_spin_lock(raw_spinlock_t *lock);
bool do_raw_spin_trylock(raw_spinlock_t *lock);
void do_raw_spin_unlock(raw_spinlock_t *lock);
#else
static __always_inline void do_raw_spin_lock(raw_spinlock_t *lock)
{
	arch_spin_lock(&lock->raw_lock);
}

#define do_raw_spin_lock_nested(lock, subclass) \
	((void)(subclass), do_raw_spin_lock(lock))

static __always_inline bool do_raw_spin_trylock(raw_spinlock_t *lock)
{
	return arch_spin_trylock(&lock->raw_lock);
}

static __always_inline void do_raw_spin_unlock(raw_spinlock_t *lock)
{
	arch_spin_unlock(&lock->raw_lock);
}
#endif

#if IS_ENABLED(CONFIG_LOCKDEP)
/* Each place that initialises locks makes one class of them. */
void __raw_spin_lock_init(raw_spinlock_t *lock, const char *name,
			  struct lock_class_key *key);
#define __raw_spin_lock_init_here(lock, name) \
do { \
	static struct lock_class_key __key; \
	__raw_spin_lock_init(lock, name, &__key); \
} while (0)
#define raw_spin_lock_init(lock) __raw_spin_lock_init_here(lock, #lock)
#define spin_lock_init(lock) \
	__raw_spin_lock_init_here(&(lock)->rlock, #lock)
#else
#define raw_spin_lock_init(lock) \
	do { *(lock) = __RAW_SPIN_LOCK_UNLOCKED(lock); } while (0)
#define spin_lock_init(lock)	raw_spin_lock_init(&(lock)->rlock)
#endif
#define raw_spin_is_locked(lock) arch_spin_is_locked(&(lock)->raw_lock)
#define raw_spin_is_contended(lock) arch_spin_is_contended(&(lock)->raw_lock)

static __always_inline void raw_spin_lock(raw_spinlock_t *lock)
{
	preempt_disable();
	do_raw_spin_lock(lock);
}

static __always_inline void raw_spin_unlock(raw_spinlock_t *lock)
{
	do_raw_spin_unlock(lock);
	preempt_enable();
}

static __always_inline bool raw_spin_trylock(raw_spinlock_t *lock)
{
	preempt_disable();
	if (do_raw_spin_trylock(lock))
		return true;
	preempt_enable();
	return false;
}

static __always_inline void raw_spin_lock_irq(raw_spinlock_t *lock)
{
	local_irq_disable();
	raw_spin_lock(lock);
}

static __always_inline void raw_spin_unlock_irq(raw_spinlock_t *lock)
{
	do_raw_spin_unlock(lock);
	local_irq_enable();
	preempt_enable();
}

static __always_inline void raw_spin_lock_bh(raw_spinlock_t *lock)
{
	local_bh_disable();
	raw_spin_lock(lock);
}

static __always_inline void raw_spin_unlock_bh(raw_spinlock_t *lock)
{
	raw_spin_unlock(lock);
	local_bh_enable();
}

static __always_inline unsigned long
__raw_spin_lock_irqsave(raw_spinlock_t *lock)
{
	unsigned long flags;

	local_irq_save(flags);
	raw_spin_lock(lock);
	return flags;
}

static __always_inline void
raw_spin_unlock_irqrestore(raw_spinlock_t *lock, unsigned long flags)
{
	do_raw_spin_unlock(lock);
	local_irq_restore(flags);
	preempt_enable();
}

#define raw_spin_lock_irqsave(lock, flags) \
	do { (flags) = __raw_spin_lock_irqsave(lock); } while (0)

#define raw_spin_trylock_irqsave(lock, flags) \
({ \
	local_irq_save(flags); \
	raw_spin_trylock(lock) ? 1 : ({ local_irq_restore(flags); 0; }); \
})

/*
 * The inner one of two locks of the same class: their order is by address,
 * or by what they belong to. SINGLE_DEPTH_NESTING; lockdep's concern.
 */
static __always_inline void
raw_spin_lock_nested(raw_spinlock_t *lock, unsigned int subclass)
{
	preempt_disable();
	do_raw_spin_lock_nested(lock, subclass);
}

#define raw_spin_lock_irqsave_nested(lock, flags, subclass) \
do { \
	local_irq_save(flags); \
	raw_spin_lock_nested(lock, subclass); \
} while (0)

#define spin_lock(lock)		raw_spin_lock(&(lock)->rlock)
#define spin_unlock(lock)	raw_spin_unlock(&(lock)->rlock)
#define spin_trylock(lock)	raw_spin_trylock(&(lock)->rlock)
#define spin_lock_irq(lock)	raw_spin_lock_irq(&(lock)->rlock)
#define spin_unlock_irq(lock)	raw_spin_unlock_irq(&(lock)->rlock)
#define spin_lock_bh(lock)	raw_spin_lock_bh(&(lock)->rlock)
#define spin_unlock_bh(lock)	raw_spin_unlock_bh(&(lock)->rlock)
#define spin_lock_nested(lock, subclass) \
	raw_spin_lock_nested(&(lock)->rlock, subclass)
#define spin_lock_irqsave_nested(lock, flags, subclass) \
	raw_spin_lock_irqsave_nested(&(lock)->rlock, flags, subclass)
#define spin_lock_irqsave(lock, flags) \
	raw_spin_lock_irqsave(&(lock)->rlock, flags)
#define spin_unlock_irqrestore(lock, flags) \
	raw_spin_unlock_irqrestore(&(lock)->rlock, flags)
#define spin_trylock_irqsave(lock, flags) \
	raw_spin_trylock_irqsave(&(lock)->rlock, flags)
#define spin_is_locked(lock)	raw_spin_is_locked(&(lock)->rlock)
#define spin_is_contended(lock)	raw_spin_is_contended(&(lock)->rlock)

#define assert_raw_spin_locked(lock) BUG_ON(!raw_spin_is_locked(lock))
#define assert_spin_locked(lock) BUG_ON(!spin_is_locked(lock))

#include <linux/rwlock.h>

#endif
