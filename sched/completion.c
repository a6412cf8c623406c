// SPDX-License-Identifier: MIT
/*
 * completion.c - a count of things done, and those who wait for one
 *
 *	complete()	done + 1, wake one	wait	done > 0: done - 1, pass
 *	complete_all()	done = UINT_MAX			UINT_MAX stays
 *
 * The count is looked at and changed under the lock of the wait queue, on
 * both sides. So a waiter that passes has taken the lock after complete()
 * was done with it, and may free the completion, which is often on its
 * stack; and nothing is lost without any barrier of our own.
 *
 * LOCKING
 *	x->wait.lock, interrupts off: see sched/wait.c.
 */
#include <linux/completion.h>
#include <linux/export.h>

#define DONE_FOR_ALL	UINT_MAX

void complete(struct completion *x)
{
	unsigned long flags;

	spin_lock_irqsave(&x->wait.lock, flags);
	if (x->done != DONE_FOR_ALL)
		x->done++;
	__wake_up_locked(&x->wait, TASK_NORMAL | TASK_WAKEKILL, 1, NULL);
	spin_unlock_irqrestore(&x->wait.lock, flags);
}
EXPORT_SYMBOL(complete);

void complete_all(struct completion *x)
{
	unsigned long flags;

	spin_lock_irqsave(&x->wait.lock, flags);
	x->done = DONE_FOR_ALL;
	__wake_up_locked(&x->wait, TASK_NORMAL | TASK_WAKEKILL, 0, NULL);
	spin_unlock_irqrestore(&x->wait.lock, flags);
}
EXPORT_SYMBOL(complete_all);

static bool pass_locked(struct completion *x)
{
	if (!x->done)
		return false;
	if (x->done != DONE_FOR_ALL)
		x->done--;
	return true;
}

/* One turn of waiting: sleeps without the lock. Return: jiffies left. */
static long sleep_locked(struct completion *x, long timeout, int state)
{
	DEFINE_WAIT(entry);

	entry.flags = WQ_FLAG_EXCLUSIVE;
	list_add_tail(&entry.entry, &x->wait.head);
	/* The lock orders it: complete() looks at us under it. */
	__set_current_state(state);
	spin_unlock_irq(&x->wait.lock);
	timeout = schedule_timeout(timeout);
	spin_lock_irq(&x->wait.lock);
	list_del_init(&entry.entry);
	return timeout;
}

/* Return: jiffies left, at least 1; 0: none and not passed; -ERESTARTSYS */
static long wait_common(struct completion *x, long timeout, int state)
{
	long left = timeout;
	bool passed;

	might_sleep();
	spin_lock_irq(&x->wait.lock);
	while (!(passed = pass_locked(x)) && left) {
		if (signal_pending_state(state, current)) {
			left = -ERESTARTSYS;
			break;
		}
		left = sleep_locked(x, left, state);
	}
	spin_unlock_irq(&x->wait.lock);
	return passed && !left ? 1 : left;
}

void wait_for_completion(struct completion *x)
{
	wait_common(x, MAX_SCHEDULE_TIMEOUT, TASK_UNINTERRUPTIBLE);
}
EXPORT_SYMBOL(wait_for_completion);

void wait_for_completion_io(struct completion *x)
{
	wait_for_completion(x);
}
EXPORT_SYMBOL(wait_for_completion_io);

unsigned long wait_for_completion_timeout(struct completion *x,
					  unsigned long timeout)
{
	return wait_common(x, timeout, TASK_UNINTERRUPTIBLE);
}
EXPORT_SYMBOL(wait_for_completion_timeout);

int wait_for_completion_interruptible(struct completion *x)
{
	long left = wait_common(x, MAX_SCHEDULE_TIMEOUT, TASK_INTERRUPTIBLE);

	return left < 0 ? left : 0;
}
EXPORT_SYMBOL(wait_for_completion_interruptible);

long wait_for_completion_interruptible_timeout(struct completion *x,
					       unsigned long timeout)
{
	return wait_common(x, timeout, TASK_INTERRUPTIBLE);
}
EXPORT_SYMBOL(wait_for_completion_interruptible_timeout);

int wait_for_completion_killable(struct completion *x)
{
	long left = wait_common(x, MAX_SCHEDULE_TIMEOUT, TASK_KILLABLE);

	return left < 0 ? left : 0;
}
EXPORT_SYMBOL(wait_for_completion_killable);

long wait_for_completion_killable_timeout(struct completion *x,
					  unsigned long timeout)
{
	return wait_common(x, timeout, TASK_KILLABLE);
}
EXPORT_SYMBOL(wait_for_completion_killable_timeout);

bool try_wait_for_completion(struct completion *x)
{
	unsigned long flags;
	bool passed;

	spin_lock_irqsave(&x->wait.lock, flags);
	passed = pass_locked(x);
	spin_unlock_irqrestore(&x->wait.lock, flags);
	return passed;
}
EXPORT_SYMBOL(try_wait_for_completion);

bool completion_done(struct completion *x)
{
	unsigned long flags;
	bool done;

	spin_lock_irqsave(&x->wait.lock, flags);
	done = x->done != 0;
	spin_unlock_irqrestore(&x->wait.lock, flags);
	return done;
}
EXPORT_SYMBOL(completion_done);
