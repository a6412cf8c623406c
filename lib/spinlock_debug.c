// SPDX-License-Identifier: MIT
/*
 * spinlock_debug.c - spinlocks that know who holds them
 *
 * Compiled in with CONFIG_DEBUG_SPINLOCK. Each misuse is one WARN, and what
 * would hang or break the lock is not done:
 *
 *	taken again by its holder	not taken a second time
 *	released when free		not released
 *	released by another CPU		released: the holder will be told
 *					that it is free
 *	not initialised			initialised
 *
 * @owner_cpu is written by the holder only, and read by others merely to ask
 * "is it me?", a question that no other CPU's write can make true or false.
 */
#include <linux/export.h>
#include <linux/smp.h>
#include <linux/spinlock.h>

#if IS_ENABLED(CONFIG_DEBUG_SPINLOCK)

static void check_magic(raw_spinlock_t *lock)
{
	if (WARN(READ_ONCE(lock->magic) != SPINLOCK_MAGIC,
		 "spinlock: %px was never initialised\n", lock))
		raw_spin_lock_init(lock);
}

#if IS_ENABLED(CONFIG_LOCKDEP)
void __raw_spin_lock_init(raw_spinlock_t *lock, const char *name,
			  struct lock_class_key *key)
{
	*lock = __RAW_SPIN_LOCK_UNLOCKED(lock);
	lockdep_init_map_wait(&lock->dep_map, name, key, 0, LD_WAIT_SPIN);
}
EXPORT_SYMBOL(__raw_spin_lock_init);
#endif

static int owner_of(raw_spinlock_t *lock)
{
	return __atomic_load_n(&lock->owner_cpu, __ATOMIC_RELAXED);
}

static void set_owner(raw_spinlock_t *lock, int cpu, unsigned long ip)
{
	__atomic_store_n(&lock->owner_cpu, cpu, __ATOMIC_RELAXED);
	__atomic_store_n(&lock->owner_ip, ip, __ATOMIC_RELAXED);
}

static __always_inline void lock_and_own(raw_spinlock_t *lock,
					 unsigned int subclass,
					 unsigned long ip)
{
	int me = raw_smp_processor_id();

	check_magic(lock);
	if (WARN(owner_of(lock) == me,
		 "spinlock: recursion: CPU %d holds %px since %pS\n", me,
		 lock, (void *)lock->owner_ip))
		return;
	spin_acquire(&lock->dep_map, subclass, 0, ip);
	arch_spin_lock(&lock->raw_lock);
	set_owner(lock, me, ip);
}

void do_raw_spin_lock(raw_spinlock_t *lock)
{
	lock_and_own(lock, 0, _RET_IP_);
}
EXPORT_SYMBOL(do_raw_spin_lock);

void do_raw_spin_lock_nested(raw_spinlock_t *lock, unsigned int subclass)
{
	lock_and_own(lock, subclass, _RET_IP_);
}
EXPORT_SYMBOL(do_raw_spin_lock_nested);

bool do_raw_spin_trylock(raw_spinlock_t *lock)
{
	check_magic(lock);
	if (!arch_spin_trylock(&lock->raw_lock))
		return false;
	spin_acquire(&lock->dep_map, 0, 1, _RET_IP_);
	set_owner(lock, raw_smp_processor_id(), _RET_IP_);
	return true;
}
EXPORT_SYMBOL(do_raw_spin_trylock);

void do_raw_spin_unlock(raw_spinlock_t *lock)
{
	int me = raw_smp_processor_id();
	int owner = owner_of(lock);

	check_magic(lock);
	if (WARN(!raw_spin_is_locked(lock),
		 "spinlock: CPU %d releases %px, which is free\n", me, lock))
		return;
	WARN(owner != me, "spinlock: CPU %d releases %px, CPU %d's since %pS\n",
	     me, lock, owner, (void *)lock->owner_ip);
	spin_release(&lock->dep_map, _RET_IP_);
	set_owner(lock, -1, 0);
	arch_spin_unlock(&lock->raw_lock);
}
EXPORT_SYMBOL(do_raw_spin_unlock);

#endif
