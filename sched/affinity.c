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
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/sched_init.h>

#include "sched.h"

/* Must the caller wait until somebody else has moved @p? */
static bool change_locked(struct rq *rq, struct task_struct *p,
			  const struct cpumask *mask)
{
	cpumask_copy(&p->cpus_mask, mask);
	if (p->on_rq == TASK_ON_RQ_NOT || may_run_on(p, rq->cpu))
		return false;
	if (p != rq->curr && !smp_load_acquire(&p->on_cpu)) {
		rq_del(rq, p);
		WRITE_ONCE(p->on_rq, TASK_ON_RQ_MOVING);
		return false;
	}
	kick_cpu(rq->cpu);
	return true;
}

static bool is_misplaced(struct task_struct *p)
{
	unsigned long flags;
	struct rq *rq = task_rq_lock(p, &flags);
	bool misplaced = p->on_rq && !may_run_on(p, rq->cpu);

	task_rq_unlock(rq, &flags);
	return misplaced;
}

static void change(struct task_struct *p, const struct cpumask *mask)
{
	unsigned long flags;
	struct rq *rq = task_rq_lock(p, &flags);
	bool wait = change_locked(rq, p, mask);

	raw_spin_unlock(&rq->lock);
	if (READ_ONCE(p->on_rq) == TASK_ON_RQ_MOVING)
		place_task(p);
	local_irq_restore(flags);

	while (wait && is_misplaced(p)) {
		if (p == current)
			yield();
		else
			cpu_relax();
	}
}

int set_cpus_allowed_ptr(struct task_struct *task,
			 const struct cpumask *mask)
{
	if (!cpumask_intersects(mask, cpu_online_mask))
		return -EINVAL;
	if (task->flags & (PF_NO_SETAFFINITY | PF_IDLE))
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
