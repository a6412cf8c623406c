// SPDX-License-Identifier: MIT
/*
 * check.c - the run queues as they are: for people, and against core.c's
 * numbered invariants
 *
 * Both look at one queue at a time, under its lock; S4 looks at one task at a
 * time, under the lock of its queue.
 */
#include <linux/kernel_stat.h>
#include <linux/sched_init.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#include "sched.h"

/* ---- show ---- */

static void show_rq(struct seq_file *m, unsigned int cpu)
{
	struct rq *rq = cpu_rq(cpu);
	struct task_struct curr;
	unsigned long flags, switches, pulled;
	unsigned int queued;

	raw_spin_lock_irqsave(&rq->lock, flags);
	curr.pid = rq->curr->pid;
	memcpy(curr.comm, rq->curr->comm, sizeof(curr.comm));
	queued = rq->nr_queued;
	switches = rq->nr_switches;
	pulled = rq->nr_pulled;
	raw_spin_unlock_irqrestore(&rq->lock, flags);

	seq_printf(m, "%3u %6u %10lu %7lu %5d %s\n", cpu, queued, switches,
		   pulled, curr.pid, curr.comm);
}

int runqueues_show(struct seq_file *m, void *v)
{
	unsigned int cpu;

	seq_puts(m, "CPU QUEUED   SWITCHES  PULLED   PID RUNNING\n");
	for_each_online_cpu(cpu)
		show_rq(m, cpu);
	return 0;
}

unsigned long long nr_context_switches(void)
{
	unsigned long long sum = 0;
	unsigned int cpu;

	for_each_online_cpu(cpu)
		sum += data_race(cpu_rq(cpu)->nr_switches);
	return sum;
}

/* ---- check ---- */

static const char *queue_broken(const struct rq *rq)
{
	const struct task_struct *p;
	unsigned int n = 0;

	list_for_each_entry(p, &rq->queue, queue) {
		if (p->cpu != rq->cpu || p->on_rq != TASK_ON_RQ_QUEUED)
			return "S2: a queued task thinks that it is elsewhere";
		if (READ_ONCE(p->flags) & PF_IDLE)
			return "S3: an idle task is queued";
		if (!may_run_on(p, rq->cpu) && !READ_ONCE(p->on_cpu))
			return "S5: a task is queued where it may not run";
		if (n++ > rq->nr_queued)
			break;
	}
	return n == rq->nr_queued ? NULL : "S1: the queue's length is wrong";
}

const char *rq_broken(unsigned int cpu)
{
	struct rq *rq = cpu_rq(cpu);
	const char *broken;
	unsigned long flags;

	raw_spin_lock_irqsave(&rq->lock, flags);
	broken = queue_broken(rq);
	if (!READ_ONCE(rq->curr->on_cpu) || task_cpu(rq->curr) != cpu)
		broken = "S3: who runs thinks that it does not";
	raw_spin_unlock_irqrestore(&rq->lock, flags);
	return broken;
}

static bool stands_in_queue(const struct rq *rq, const struct task_struct *p)
{
	const struct task_struct *q;

	list_for_each_entry(q, &rq->queue, queue) {
		if (q == p)
			return true;
	}
	return false;
}

/* @p is in the list of tasks, whose lock is held. */
static const char *task_broken(struct task_struct *p)
{
	const char *broken = NULL;
	unsigned long flags;
	struct rq *rq = task_rq_lock(p, &flags);
	bool queued = stands_in_queue(rq, p);

	if (p->on_rq == TASK_ON_RQ_NOT && (queued || !READ_ONCE(p->__state)))
		broken = "S4: a task waits, and is runnable or queued";
	if (p->on_rq == TASK_ON_RQ_QUEUED && !is_idle_task(p) &&
	    queued == (rq->curr == p) && !(queued && rq->choosing))
		broken = "S4: a task must be either current or queued";
	task_rq_unlock(rq, &flags);
	return broken;
}

const char *sched_broken(void)
{
	const char *broken = NULL;
	struct task_struct *p;
	unsigned long flags;
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		broken = rq_broken(cpu);
		if (broken)
			return broken;
	}
	raw_spin_lock_irqsave(&tasklist_lock, flags);
	list_for_each_entry(p, &all_tasks, all) {
		broken = task_broken(p);
		if (broken)
			break;
	}
	raw_spin_unlock_irqrestore(&tasklist_lock, flags);
	return broken;
}
