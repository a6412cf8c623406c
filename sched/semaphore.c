// SPDX-License-Identifier: MIT
/*
 * semaphore.c - a counter that does not go below zero: who would, waits
 *
 * E. W. Dijkstra's P and V. up() with somebody waiting does not count up: it
 * passes its unit on to the first waiter, so nobody who comes later can take
 * it, and the n-th in the list needs n calls of up().
 *
 *	count 0		list: [A] [B]
 *	up()		A has it; count 0, list: [B]
 *
 * INVARIANT
 *	S1  count is 0 or wait_list is empty.
 *
 * LOCKING
 *	sem->lock, interrupts off: handlers may call up(). Run queues' locks
 *	are taken inside.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/might_sleep.h>
#include <linux/sched.h>
#include <linux/semaphore.h>

/* On the waiter's stack; sem->lock. */
struct semaphore_waiter {
	struct list_head list;
	struct task_struct *task;
	bool has_it;
};

/* Return: 0; -EINTR, -ETIME. Called and returns with the lock held. */
static int wait_locked(struct semaphore *sem, unsigned int state, long timeout)
{
	struct semaphore_waiter waiter = { .task = current };
	int err = -ETIME;

	list_add_tail(&waiter.list, &sem->wait_list);
	while (timeout > 0) {
		if (signal_pending_state(state, current)) {
			err = -EINTR;
			break;
		}
		/* The lock orders it: up() looks at us under it. */
		__set_current_state(state);
		raw_spin_unlock_irq(&sem->lock);
		timeout = schedule_timeout(timeout);
		raw_spin_lock_irq(&sem->lock);
		if (waiter.has_it)
			return 0;
	}
	list_del(&waiter.list);
	return err;
}

static int down_as(struct semaphore *sem, unsigned int state, long timeout)
{
	int err = 0;

	might_sleep();
	raw_spin_lock_irq(&sem->lock);
	if (sem->count > 0)
		sem->count--;
	else
		err = wait_locked(sem, state, timeout);
	raw_spin_unlock_irq(&sem->lock);
	return err;
}

void down(struct semaphore *sem)
{
	down_as(sem, TASK_UNINTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
}
EXPORT_SYMBOL(down);

int down_interruptible(struct semaphore *sem)
{
	return down_as(sem, TASK_INTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
}
EXPORT_SYMBOL(down_interruptible);

int down_killable(struct semaphore *sem)
{
	return down_as(sem, TASK_KILLABLE, MAX_SCHEDULE_TIMEOUT);
}
EXPORT_SYMBOL(down_killable);

int down_timeout(struct semaphore *sem, long timeout)
{
	return down_as(sem, TASK_UNINTERRUPTIBLE, timeout);
}
EXPORT_SYMBOL(down_timeout);

int down_trylock(struct semaphore *sem)
{
	unsigned long flags;
	int busy;

	raw_spin_lock_irqsave(&sem->lock, flags);
	busy = sem->count == 0;
	if (!busy)
		sem->count--;
	raw_spin_unlock_irqrestore(&sem->lock, flags);
	return busy;
}
EXPORT_SYMBOL(down_trylock);

void up(struct semaphore *sem)
{
	struct semaphore_waiter *first;
	unsigned long flags;

	raw_spin_lock_irqsave(&sem->lock, flags);
	first = list_first_entry_or_null(&sem->wait_list,
					 struct semaphore_waiter, list);
	if (first) {
		list_del(&first->list);
		first->has_it = true;
		wake_up_process(first->task);
	} else {
		sem->count++;
	}
	raw_spin_unlock_irqrestore(&sem->lock, flags);
}
EXPORT_SYMBOL(up);
