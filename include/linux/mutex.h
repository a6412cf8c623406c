/* SPDX-License-Identifier: MIT */
/*
 * mutex.h - one task at a time; the others sleep
 *
 * The task that locks is the task that unlocks. Waiters are served in the
 * order of arrival. Reported by name, always: locking again what one holds,
 * unlocking what is free or another's, a mutex that was never initialised or
 * is destroyed, a task that ends with a mutex held.
 *
 * Context: task, may sleep; mutex_trylock: task.
 */
#ifndef _LINUX_MUTEX_H
#define _LINUX_MUTEX_H

#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/spinlock.h>

/**
 * struct mutex - sched/mutex.c draws it
 * @owner:     the holder's task_struct, or MUTEX_FREE; | MUTEX_WAITERS. Never
 *	       0 in one that was initialised.
 * @wait_lock: guards @wait_list, and every change of @owner but the two fast
 *	       ones: free to mine, mine to free
 * @wait_list: who waits, first come first
 */
struct mutex {
	atomic_long_t owner;
	raw_spinlock_t wait_lock;
	struct list_head wait_list;
	struct lockdep_map dep_map;
};

/* Below the alignment of a task_struct. */
#define MUTEX_FREE	2L
#define MUTEX_WAITERS	1L

#define __MUTEX_INITIALIZER(lockname) \
	{ .owner = ATOMIC_LONG_INIT(MUTEX_FREE), \
	  .wait_lock = __RAW_SPIN_LOCK_INITIALIZER(lockname.wait_lock), \
	  .wait_list = LIST_HEAD_INIT(lockname.wait_list), \
	  .dep_map = DEP_MAP_INIT(lockname, LD_WAIT_SLEEP) }
#define DEFINE_MUTEX(mutexname) \
	struct mutex mutexname = __MUTEX_INITIALIZER(mutexname)

void __mutex_init(struct mutex *lock, const char *name,
		  struct lock_class_key *key);
#define mutex_init(mutex) \
do { \
	static struct lock_class_key __key; \
	__mutex_init(mutex, #mutex, &__key); \
} while (0)

/* It must be free; whoever uses it afterwards is told. */
void mutex_destroy(struct mutex *lock);

void mutex_lock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);

/* Return: 0; -EINTR after a signal, which kernel threads do not get. */
int __must_check mutex_lock_interruptible(struct mutex *lock);
int __must_check mutex_lock_killable(struct mutex *lock);

/* Return: 1 if it was had, else 0; as spin_trylock(). */
int mutex_trylock(struct mutex *lock);

/* The inner one of two of the same class: @subclass is for lockdep. */
void mutex_lock_nested(struct mutex *lock, unsigned int subclass);
#define mutex_lock_io(lock)		mutex_lock(lock)
#define mutex_lock_nest_lock(lock, nest)	mutex_lock(lock)

/* Held by anybody. Old news when it returns. */
bool mutex_is_locked(struct mutex *lock);

/* Held by the caller; true for as long as he wants. */
bool mutex_is_mine(struct mutex *lock);

/* Take @cnt down by one; if that makes it 0, return 1 with @lock held. */
int atomic_dec_and_mutex_lock(atomic_t *cnt, struct mutex *lock);

struct task_struct;

/* A task that ends holds nothing: reports if it does. */
void mutex_check_exit(struct task_struct *task);

#endif
