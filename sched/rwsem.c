// SPDX-License-Identifier: MIT
/*
 * rwsem.c - readers together or a writer alone, in the order of arrival
 *
 * PROBLEM
 *	If readers walk in while others read, writers starve; if writers go
 *	first, readers do.
 *
 * IDEA
 *	A list of all who wait. Who comes goes in at once only if the list is
 *	empty and what is inside allows it. Who leaves last passes the inside
 *	on to the head of the list, and with a reader go all readers behind
 *	it up to the next writer:
 *
 *		inside: W	list: [R][R][W][R]
 *		W leaves	inside: R R	list: [W][R]
 *		both leave	inside: W	list: [R]
 *
 *	Whoever is let in has been counted before it is woken, so nobody can
 *	slip in first.
 *
 * INVARIANTS
 *	W1  count > 0: so many readers; -1: writer; 0: nobody, and then
 *	    wait_list is empty.
 *	W2  A reader heads wait_list only while a writer is inside.
 *	W3  writer is not NULL exactly if count is -1.
 *
 * LOCKING
 *	sem->lock, interrupts off. Run queues' locks are taken inside.
 *
 * FAILURE
 *	Reported, and not done: a writer that comes again, a release of what
 *	is free, the end of another's writing, one never initialised.
 *
 * COST
 *	One spinlock in, one out: rwsems are not in anybody's fast path here.
 *	Space: 40 bytes.
 *
 * SOURCES
 *	P. J. Courtois, F. Heymans, D. L. Parnas, Concurrent Control with
 *	"Readers" and "Writers", CACM 14(10), 1971 (the problem).
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/might_sleep.h>
#include <linux/rwsem.h>
#include <linux/sched.h>

enum rw_kind {
	RW_READ,
	RW_WRITE,
};

/* On the waiter's stack; sem->lock. */
struct rwsem_waiter {
	struct list_head list;
	struct task_struct *task;
	enum rw_kind kind;
	bool inside;
};

void __init_rwsem(struct rw_semaphore *sem, const char *name,
		  struct lock_class_key *key)
{
	raw_spin_lock_init(&sem->lock);
	sem->count = 0;
	sem->writer = NULL;
	INIT_LIST_HEAD(&sem->wait_list);
	lockdep_init_map_wait(&sem->dep_map, name, key, 0, LD_WAIT_SLEEP);
}
EXPORT_SYMBOL(__init_rwsem);

/* Static memory that nobody initialised: all zero. */
static void check_init(struct rw_semaphore *sem)
{
	if (WARN(!READ_ONCE(sem->wait_list.next),
		 "rwsem: %px was never initialised\n", sem))
		init_rwsem(sem);
}

static unsigned long lock_sem(struct rw_semaphore *sem)
{
	unsigned long flags;

	check_init(sem);
	raw_spin_lock_irqsave(&sem->lock, flags);
	return flags;
}

static void unlock_sem(struct rw_semaphore *sem, unsigned long flags)
{
	raw_spin_unlock_irqrestore(&sem->lock, flags);
}

/* ---- in ---- */

/* Does what is inside allow @kind? If so @task is counted. sem->lock */
static bool admit_locked(struct rw_semaphore *sem, enum rw_kind kind,
			 struct task_struct *task)
{
	if (kind == RW_READ && sem->count >= 0) {
		sem->count++;
		return true;
	}
	if (kind == RW_WRITE && sem->count == 0) {
		sem->count = -1;
		WRITE_ONCE(sem->writer, task);
		return true;
	}
	return false;
}

/* From the head of the list, as many as may. sem->lock */
static void admit_waiters_locked(struct rw_semaphore *sem)
{
	struct rwsem_waiter *w, *next;

	list_for_each_entry_safe(w, next, &sem->wait_list, list) {
		if (!admit_locked(sem, w->kind, w->task))
			break;
		list_del(&w->list);
		w->inside = true;
		wake_up_process(w->task);
	}
}

/* Called and returns with the lock held. Return: 0 or -EINTR. */
static int wait_locked(struct rw_semaphore *sem, enum rw_kind kind,
		       unsigned int state)
{
	struct rwsem_waiter waiter = { .task = current, .kind = kind };

	list_add_tail(&waiter.list, &sem->wait_list);
	while (!waiter.inside) {
		if (signal_pending_state(state, current)) {
			list_del(&waiter.list);
			/* A writer that leaves may have held up readers. */
			admit_waiters_locked(sem);
			return -EINTR;
		}
		/* The lock orders it: who leaves looks at us under it. */
		__set_current_state(state);
		raw_spin_unlock_irq(&sem->lock);
		schedule();
		raw_spin_lock_irq(&sem->lock);
	}
	return 0;
}

static int down_as(struct rw_semaphore *sem, enum rw_kind kind,
		   unsigned int state)
{
	int err = 0;

	check_init(sem);
	if (WARN(READ_ONCE(sem->writer) == current,
		 "rwsem: recursion: %s/%d writes under %px already\n",
		 current->comm, current->pid, sem))
		return 0;
	raw_spin_lock_irq(&sem->lock);
	if (!list_empty(&sem->wait_list) || !admit_locked(sem, kind, current))
		err = wait_locked(sem, kind, state);
	raw_spin_unlock_irq(&sem->lock);
	return err;
}

static int read_as(struct rw_semaphore *sem, unsigned int state,
		   int subclass, unsigned long ip)
{
	int err;

	might_sleep();
	rwsem_acquire_read(&sem->dep_map, subclass, 0, ip);
	err = down_as(sem, RW_READ, state);
	if (err)
		rwsem_release(&sem->dep_map, ip);
	return err;
}

static int write_as(struct rw_semaphore *sem, unsigned int state,
		    int subclass, unsigned long ip)
{
	int err;

	might_sleep();
	rwsem_acquire(&sem->dep_map, subclass, 0, ip);
	err = down_as(sem, RW_WRITE, state);
	if (err)
		rwsem_release(&sem->dep_map, ip);
	return err;
}

void down_read(struct rw_semaphore *sem)
{
	read_as(sem, TASK_UNINTERRUPTIBLE, 0, _RET_IP_);
}
EXPORT_SYMBOL(down_read);

void down_read_nested(struct rw_semaphore *sem, int subclass)
{
	read_as(sem, TASK_UNINTERRUPTIBLE, subclass, _RET_IP_);
}
EXPORT_SYMBOL(down_read_nested);

int down_read_interruptible(struct rw_semaphore *sem)
{
	return read_as(sem, TASK_INTERRUPTIBLE, 0, _RET_IP_);
}
EXPORT_SYMBOL(down_read_interruptible);

int down_read_killable(struct rw_semaphore *sem)
{
	return read_as(sem, TASK_KILLABLE, 0, _RET_IP_);
}
EXPORT_SYMBOL(down_read_killable);

void down_write(struct rw_semaphore *sem)
{
	write_as(sem, TASK_UNINTERRUPTIBLE, 0, _RET_IP_);
}
EXPORT_SYMBOL(down_write);

void down_write_nested(struct rw_semaphore *sem, int subclass)
{
	write_as(sem, TASK_UNINTERRUPTIBLE, subclass, _RET_IP_);
}
EXPORT_SYMBOL(down_write_nested);

int down_write_killable(struct rw_semaphore *sem)
{
	return write_as(sem, TASK_KILLABLE, 0, _RET_IP_);
}
EXPORT_SYMBOL(down_write_killable);

static int try_as(struct rw_semaphore *sem, enum rw_kind kind)
{
	unsigned long flags = lock_sem(sem);
	int done = list_empty(&sem->wait_list) &&
		   admit_locked(sem, kind, current);

	unlock_sem(sem, flags);
	return done;
}

int down_read_trylock(struct rw_semaphore *sem)
{
	if (!try_as(sem, RW_READ))
		return 0;
	rwsem_acquire_read(&sem->dep_map, 0, 1, _RET_IP_);
	return 1;
}
EXPORT_SYMBOL(down_read_trylock);

int down_write_trylock(struct rw_semaphore *sem)
{
	if (!try_as(sem, RW_WRITE))
		return 0;
	rwsem_acquire(&sem->dep_map, 0, 1, _RET_IP_);
	return 1;
}
EXPORT_SYMBOL(down_write_trylock);

/* ---- out ---- */

void up_read(struct rw_semaphore *sem)
{
	unsigned long flags = lock_sem(sem);
	bool reads = sem->count > 0;

	rwsem_release(&sem->dep_map, _RET_IP_);
	if (reads && --sem->count == 0)
		admit_waiters_locked(sem);
	unlock_sem(sem, flags);
	WARN(!reads, "rwsem: %s/%d ends reading %px, which nobody reads\n",
	     current->comm, current->pid, sem);
}
EXPORT_SYMBOL(up_read);

/* The caller's writing ends with @count inside. Return: was it his? */
static bool end_writing(struct rw_semaphore *sem, int count)
{
	unsigned long flags = lock_sem(sem);
	bool mine = sem->writer == current;

	if (mine) {
		WRITE_ONCE(sem->writer, NULL);
		sem->count = count;
		admit_waiters_locked(sem);
	}
	unlock_sem(sem, flags);
	return !WARN(!mine, "rwsem: %s/%d ends writing %px, which it does not\n",
		     current->comm, current->pid, sem);
}

void up_write(struct rw_semaphore *sem)
{
	rwsem_release(&sem->dep_map, _RET_IP_);
	end_writing(sem, 0);
}
EXPORT_SYMBOL(up_write);

void downgrade_write(struct rw_semaphore *sem)
{
	rwsem_release(&sem->dep_map, _RET_IP_);
	if (end_writing(sem, 1))
		rwsem_acquire_read(&sem->dep_map, 0, 1, _RET_IP_);
}
EXPORT_SYMBOL(downgrade_write);

/* ---- questions ---- */

int rwsem_is_locked(struct rw_semaphore *sem)
{
	unsigned long flags = lock_sem(sem);
	int locked = sem->count != 0;

	unlock_sem(sem, flags);
	return locked;
}
EXPORT_SYMBOL(rwsem_is_locked);

int rwsem_is_contended(struct rw_semaphore *sem)
{
	return !list_empty(&sem->wait_list);
}
EXPORT_SYMBOL(rwsem_is_contended);
