// SPDX-License-Identifier: MIT
/*
 * mutex.c - a lock that one task owns and others sleep for
 *
 * PROBLEM
 *	Most mutexes are free when they are taken: that must cost one atomic
 *	instruction. When one is not free, somebody who waits must get it
 *	some day, however many newcomers there are. And a mutex is a promise
 *	between pieces of code: who breaks it is to be told where.
 *
 * IDEA
 *	One word is the lock, the owner's name and a flag:
 *
 *		MUTEX_FREE	nobody has it, nobody waits
 *		task		task has it
 *		task | WAITERS	task has it; unlocking must look at the list
 *
 *	lock	cmpxchg(FREE -> me)		unlock	cmpxchg(me -> FREE)
 *
 *	Both fail if anything is unusual, and only then is looked what it is.
 *	All checks but one are in that slow path, and so cost nothing: a word
 *	that is 0 was never initialised, one that is mine when I lock is a
 *	recursion, one that is not mine when I unlock is another's.
 *
 *	Unlocking with waiters does not free the mutex. It hands it over:
 *
 *		owner: A | WAITERS	list: [B] [C]
 *		A unlocks: owner = B | WAITERS, [B] off the list, B is woken
 *
 *	so between A and B nobody can slip in. The price is a switch to B
 *	for each hand-over; the gain is that the n-th in the list waits for
 *	n - 1 others and never for one more.
 *
 * INVARIANTS
 *	M1  WAITERS is set exactly if wait_list is not empty (under wait_lock).
 *	M2  With WAITERS set, owner changes only under wait_lock.
 *	M3  A task's nr_mutexes is the number of mutexes whose owner it is.
 *
 * ORDER
 *	Locking is an acquire and unlocking a release of the owner word. A
 *	waiter that is handed the mutex learns it under wait_lock.
 *
 * LOCKING
 *	wait_lock, preemption off, interrupts on: no handler locks a mutex.
 *	Run queues' locks are taken inside (wake_up_process).
 *
 * FAILURE
 *	A recursion is reported and not waited for: the inner lock is not
 *	taken. Unlocking what is not one's own is reported and not done: the
 *	owner is in the middle of something.
 *
 * COST
 *	Alone: one locked instruction, and one increment of the task's count.
 *	Space: 32 bytes.
 *
 * LEFT OUT
 *	Spinning while the owner runs on another CPU; priority inheritance
 *	(there are no priorities); ww_mutex.
 *
 * SOURCES
 *	Linux: Documentation/locking/mutex-design.rst (the interface).
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/might_sleep.h>
#include <linux/mutex.h>
#include <linux/sched.h>

/* On the waiter's stack; wait_lock. */
struct mutex_waiter {
	struct list_head list;
	struct task_struct *task;
	bool owns;		/* handed over */
};

static struct task_struct *owner_task(long owner)
{
	return (struct task_struct *)(owner & ~(MUTEX_FREE | MUTEX_WAITERS));
}

static long me(void)
{
	return (long)current;
}

void __mutex_init(struct mutex *lock, const char *name,
		  struct lock_class_key *key)
{
	atomic_long_set(&lock->owner, MUTEX_FREE);
	raw_spin_lock_init(&lock->wait_lock);
	INIT_LIST_HEAD(&lock->wait_list);
	lockdep_init_map_wait(&lock->dep_map, name, key, 0, LD_WAIT_SLEEP);
}
EXPORT_SYMBOL(__mutex_init);

void mutex_destroy(struct mutex *lock)
{
	long owner = atomic_long_read(&lock->owner);

	if (owner == MUTEX_FREE)
		atomic_long_set(&lock->owner, 0);
	else
		WARN(1, "mutex: %px is destroyed, but %s/%d has it\n", lock,
		     owner ? owner_task(owner)->comm : "?",
		     owner ? owner_task(owner)->pid : 0);
}
EXPORT_SYMBOL(mutex_destroy);

/* ---- lock ---- */

/* Return: may we wait for it? */
static bool check_lock(struct mutex *lock)
{
	long owner = atomic_long_read(&lock->owner);

	if (WARN(!owner, "mutex: %px was never initialised, or is destroyed\n",
		 lock)) {
		mutex_init(lock);
		return true;
	}
	return !WARN(owner_task(owner) == current,
		     "mutex: recursion: %s/%d has %px already\n",
		     current->comm, current->pid, lock);
}

/* M1; the list is empty but for us, so the mutex may be free. wait_lock */
static bool take_or_flag_locked(struct mutex *lock)
{
	long owner = atomic_long_read(&lock->owner);

	do {
		if (owner == MUTEX_FREE) {
			if (atomic_long_try_cmpxchg_acquire(&lock->owner,
							    &owner, me()))
				return true;
			continue;
		}
		if (atomic_long_try_cmpxchg_relaxed(&lock->owner, &owner,
						    owner | MUTEX_WAITERS))
			return false;
	} while (true);
}

/* M1; a waiter has given up. wait_lock */
static void leave_locked(struct mutex *lock, struct mutex_waiter *waiter)
{
	list_del(&waiter->list);
	if (list_empty(&lock->wait_list))
		atomic_long_andnot(MUTEX_WAITERS, &lock->owner);
}

/* Sleep until the mutex is handed to us. Return: 0, or -EINTR. wait_lock */
static int wait_locked(struct mutex *lock, struct mutex_waiter *waiter,
		       unsigned int state)
{
	while (!waiter->owns) {
		if (signal_pending_state(state, current)) {
			leave_locked(lock, waiter);
			return -EINTR;
		}
		/* wait_lock orders it: who hands over looks at us under it. */
		__set_current_state(state);
		raw_spin_unlock(&lock->wait_lock);
		schedule();
		raw_spin_lock(&lock->wait_lock);
	}
	return 0;
}

static noinline int lock_slow(struct mutex *lock, unsigned int state)
{
	struct mutex_waiter waiter = { .task = current };
	int err = 0;

	if (!check_lock(lock))
		return 0;
	raw_spin_lock(&lock->wait_lock);
	if (!take_or_flag_locked(lock)) {
		list_add_tail(&waiter.list, &lock->wait_list);
		err = wait_locked(lock, &waiter, state);
	}
	raw_spin_unlock(&lock->wait_lock);
	if (!err)
		current->nr_mutexes++;
	return err;
}

static __always_inline bool lock_fast(struct mutex *lock)
{
	long owner = MUTEX_FREE;

	if (!atomic_long_try_cmpxchg_acquire(&lock->owner, &owner, me()))
		return false;
	current->nr_mutexes++;
	return true;
}

static __always_inline int lock_as(struct mutex *lock, unsigned int state,
				   unsigned int subclass, unsigned long ip)
{
	int err = 0;

	might_sleep();
	mutex_acquire(&lock->dep_map, subclass, 0, ip);
	if (unlikely(!lock_fast(lock)))
		err = lock_slow(lock, state);
	if (err)
		mutex_release(&lock->dep_map, ip);
	return err;
}

void mutex_lock(struct mutex *lock)
{
	lock_as(lock, TASK_UNINTERRUPTIBLE, 0, _RET_IP_);
}
EXPORT_SYMBOL(mutex_lock);

void mutex_lock_nested(struct mutex *lock, unsigned int subclass)
{
	lock_as(lock, TASK_UNINTERRUPTIBLE, subclass, _RET_IP_);
}
EXPORT_SYMBOL(mutex_lock_nested);

int mutex_lock_interruptible(struct mutex *lock)
{
	return lock_as(lock, TASK_INTERRUPTIBLE, 0, _RET_IP_);
}
EXPORT_SYMBOL(mutex_lock_interruptible);

int mutex_lock_killable(struct mutex *lock)
{
	return lock_as(lock, TASK_KILLABLE, 0, _RET_IP_);
}
EXPORT_SYMBOL(mutex_lock_killable);

int mutex_trylock(struct mutex *lock)
{
	WARN(!in_task(), "mutex: trylock of %px in an interrupt\n", lock);
	if (unlikely(!atomic_long_read(&lock->owner)))
		check_lock(lock);
	if (!lock_fast(lock))
		return 0;
	mutex_acquire(&lock->dep_map, 0, 1, _RET_IP_);
	return 1;
}
EXPORT_SYMBOL(mutex_trylock);

/* ---- unlock ---- */

/* Return: is it ours to unlock? */
static bool check_unlock(struct mutex *lock)
{
	long owner = atomic_long_read(&lock->owner);
	struct task_struct *task = owner_task(owner);

	if (WARN(!owner, "mutex: %px was never initialised, or is destroyed\n",
		 lock))
		return false;
	if (WARN(!task, "mutex: %s/%d unlocks %px, which is free\n",
		 current->comm, current->pid, lock))
		return false;
	return !WARN(task != current, "mutex: %s/%d unlocks %px of %s/%d\n",
		     current->comm, current->pid, lock, task->comm, task->pid);
}

/* To the first in the list, which is not empty (M1). wait_lock */
static void hand_over_locked(struct mutex *lock)
{
	struct mutex_waiter *first = list_first_entry(&lock->wait_list,
						      struct mutex_waiter,
						      list);
	long owner = (long)first->task;

	list_del(&first->list);
	if (!list_empty(&lock->wait_list))
		owner |= MUTEX_WAITERS;
	atomic_long_set_release(&lock->owner, owner);
	first->owns = true;
	wake_up_process(first->task);
}

static noinline void unlock_slow(struct mutex *lock)
{
	raw_spin_lock(&lock->wait_lock);
	if (!list_empty(&lock->wait_list))
		hand_over_locked(lock);
	else
		/* The last waiter gave up between our look and the lock. */
		atomic_long_set_release(&lock->owner, MUTEX_FREE);
	raw_spin_unlock(&lock->wait_lock);
}

void mutex_unlock(struct mutex *lock)
{
	long owner = me();

	if (unlikely(owner_task(atomic_long_read(&lock->owner)) != current) &&
	    !check_unlock(lock))
		return;
	mutex_release(&lock->dep_map, _RET_IP_);
	/* M3: counted down while it is still ours. */
	current->nr_mutexes--;
	if (unlikely(!atomic_long_try_cmpxchg_release(&lock->owner, &owner,
						      MUTEX_FREE)))
		unlock_slow(lock);
}
EXPORT_SYMBOL(mutex_unlock);

/* ---- questions ---- */

bool mutex_is_locked(struct mutex *lock)
{
	return owner_task(atomic_long_read(&lock->owner)) != NULL;
}
EXPORT_SYMBOL(mutex_is_locked);

bool mutex_is_mine(struct mutex *lock)
{
	return owner_task(atomic_long_read(&lock->owner)) == current;
}
EXPORT_SYMBOL(mutex_is_mine);

int atomic_dec_and_mutex_lock(atomic_t *cnt, struct mutex *lock)
{
	/* Not the last one: no need of the lock. */
	if (atomic_add_unless(cnt, -1, 1))
		return 0;
	mutex_lock(lock);
	if (atomic_dec_and_test(cnt))
		return 1;
	mutex_unlock(lock);
	return 0;
}
EXPORT_SYMBOL(atomic_dec_and_mutex_lock);

void mutex_check_exit(struct task_struct *task)
{
	WARN(task->nr_mutexes, "mutex: %s/%d ends with %u mutexes locked\n",
	     task->comm, task->pid, task->nr_mutexes);
}
