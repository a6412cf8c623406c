// SPDX-License-Identifier: MIT
/*
 * affinity.c - where a task may run, and getting it there
 *
 * The set is changed under the lock of the task's queue; what then has to
 * happen depends on where the task is:
 *
 *	waiting		nothing: its waker chooses a CPU from the new set
 *	queued		taken off, and put where it may run
 *	running		its CPU is told, and sends it on at the next switch:
 *			finish_switch(); we wait until that has happened
 *	the caller	the same, by a switch of its own
 *	leaving		queued, but its CPU still stands on its stack: it is
 *			looked at again when that is over, in a moment
 *
 * Whoever waits looks again and does what is then to be done: one that was
 * running may have been queued by then.
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/sched_init.h>

#include "sched.h"

enum changed {
	CHANGED,
	CHANGED_TAKEN,		/* TASK_ON_RQ_MOVING: the caller places it */
	CHANGED_NOT_YET,	/* it is where it may not run: look again */
};

/* A task in a queue it is about to be switched off from, or back to. */
static bool is_leaving(struct task_struct *p)
{
	return !list_empty(&p->queue) && smp_load_acquire(&p->on_cpu);
}

static enum changed change_locked(struct rq *rq, struct task_struct *p,
				  const struct cpumask *mask)
{
	if (is_leaving(p))
		return CHANGED_NOT_YET;
	cpumask_copy(&p->cpus_mask, mask);
	if (p->on_rq == TASK_ON_RQ_NOT || may_run_on(p, rq->cpu))
		return CHANGED;
	if (p == rq->curr) {
		kick_cpu(rq->cpu);
		return CHANGED_NOT_YET;
	}
	rq_del(rq, p);
	WRITE_ONCE(p->on_rq, TASK_ON_RQ_MOVING);
	return CHANGED_TAKEN;
}

static void change(struct task_struct *p, const struct cpumask *mask)
{
	enum changed done;

	do {
		unsigned long flags;
		struct rq *rq = task_rq_lock(p, &flags);

		done = change_locked(rq, p, mask);
		raw_spin_unlock(&rq->lock);
		if (done == CHANGED_TAKEN)
			place_task(p);
		local_irq_restore(flags);
		if (done != CHANGED_NOT_YET)
			break;
		if (p == current)
			yield();
		else
			cpu_relax();
	} while (true);
}

int set_cpus_allowed_ptr(struct task_struct *task,
			 const struct cpumask *mask)
{
	if (!cpumask_intersects(mask, cpu_online_mask))
		return -EINVAL;
	if (READ_ONCE(task->flags) & (PF_NO_SETAFFINITY | PF_IDLE))
		return -EINVAL;
	change(task, mask);
	return 0;
}
EXPORT_SYMBOL(set_cpus_allowed_ptr);

int task_bind(struct task_struct *p, const struct cpumask *mask)
{
	if (WARN(READ_ONCE(p->__state) != (TASK_NEW | TASK_UNINTERRUPTIBLE),
		 "sched: %s is bound after it has run\n", p->comm))
		return -EINVAL;
	if (!cpumask_intersects(mask, cpu_online_mask))
		return -EINVAL;
	change(p, mask);
	p->flags |= PF_NO_SETAFFINITY;
	return 0;
}
