// SPDX-License-Identifier: MIT
/*
 * wake.c - a task that waits is made to run
 *
 * PROBLEM
 *	The sleeper looks at a condition and goes to sleep; the waker makes it
 *	true and looks whether anybody sleeps. If each looks before it sees
 *	what the other has written, the sleeper sleeps for ever.
 *
 * IDEA
 *	Both write first, then a full barrier, then look:
 *
 *		sleeper				waker
 *		state = UNINTERRUPTIBLE		condition = true
 *		mb  (set_current_state)		mb  (try_to_wake_up)
 *		look at condition		look at state
 *
 *	At least one of them sees the other's. What the waker finds is one of
 *	three, told apart under the lock of the sleeper's queue:
 *
 *	on_rq		it has not gone to sleep yet: the state is enough;
 *			__schedule() reads it under the same lock
 *	on_cpu		it has been taken off the queue, but its CPU is still
 *			on its stack: back on that CPU's queue, where nobody
 *			but that CPU can take it before it has left
 *	neither		its registers are saved: it may go to any CPU
 *
 * LOCKING
 *	The state goes to TASK_RUNNING under the queue's lock only, so of two
 *	wakers one finds nothing to do.
 */
#include "sched.h"

/* Asleep and off its CPU: to the best CPU there is. Leaves @rq unlocked. */
static void wake_anywhere(struct rq *rq, struct task_struct *p,
			  unsigned long *flags)
{
	WRITE_ONCE(p->on_rq, TASK_ON_RQ_MOVING);
	raw_spin_unlock(&rq->lock);
	place_task(p);
	local_irq_restore(*flags);
}

/* Asleep, but its CPU has not left its stack. Leaves @rq unlocked. */
static void wake_in_place(struct rq *rq, struct task_struct *p,
			  unsigned long *flags)
{
	rq_add(rq, p);
	/* If it has chosen to idle meanwhile, it must look again. */
	if (rq->curr == rq->idle)
		kick_cpu(rq->cpu);
	task_rq_unlock(rq, flags);
}

int try_to_wake_up(struct task_struct *p, unsigned int state)
{
	unsigned long flags;
	struct rq *rq;

	/* Pairs with set_current_state(): see above. */
	smp_mb();
again:
	rq = task_rq_lock(p, &flags);
	if (!(READ_ONCE(p->__state) & state)) {
		task_rq_unlock(rq, &flags);
		return 0;
	}
	if (p->on_rq == TASK_ON_RQ_QUEUED) {
		WRITE_ONCE(p->__state, TASK_RUNNING);
		task_rq_unlock(rq, &flags);
		return 1;
	}
	/* Acquire: pairs with the release in finish_switch(). */
	if (!smp_load_acquire(&p->on_cpu)) {
		WRITE_ONCE(p->__state, TASK_RUNNING);
		wake_anywhere(rq, p, &flags);
		return 1;
	}
	if (!may_run_on(p, rq->cpu)) {
		/* It may not stay: wait the moment until it has left. */
		task_rq_unlock(rq, &flags);
		cpu_relax();
		goto again;
	}
	WRITE_ONCE(p->__state, TASK_RUNNING);
	wake_in_place(rq, p, &flags);
	return 1;
}

int wake_up_process(struct task_struct *task)
{
	return try_to_wake_up(task, TASK_NORMAL);
}
EXPORT_SYMBOL(wake_up_process);

int wake_up_state(struct task_struct *task, unsigned int state)
{
	return try_to_wake_up(task, state);
}
EXPORT_SYMBOL(wake_up_state);
