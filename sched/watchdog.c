// SPDX-License-Identifier: MIT
/*
 * watchdog.c - CPUs that go round in circles, tasks that wait for ever
 *
 * PROBLEM
 *	A loop with preemption off, or a wake-up that never comes, ends a
 *	system without a word: nothing faults.
 *
 * IDEA
 *	The tick still comes. On each CPU it asks whether the CPU has been
 *	anywhere it could have been switched since; on CPU 0, once a second,
 *	whether any task has waited too long to be left in peace.
 *
 *	soft lockup	each tick found preemption off, and there was no
 *			switch, for 2 * watchdog_thresh seconds: the CPU, the
 *			task and the place are named
 *	hung task	UNINTERRUPTIBLE, not TASK_NOLOAD, and not switched to
 *			for hung_task_timeout seconds: the task and its stack
 *			are shown, once for each such wait
 *
 *	Both count as warnings, and all goes on: perhaps it was only slow.
 *	0 switches either off.
 *
 * LOCKING
 *	A CPU's watch is its own. The walk over all tasks holds tasklist_lock;
 *	what it keeps in a task (@seen_*) is CPU 0's.
 *
 * LEFT OUT
 *	A CPU with interrupts off has no tick: another that calls it says so
 *	(lib/smp_call.c). There is no NMI watchdog.
 *
 * SOURCES
 *	Linux: kernel/watchdog.c, kernel/hung_task.c (semantics).
 */
#include <linux/bug.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/machine.h>
#include <linux/sched_init.h>
#include <linux/sched_ops.h>
#include <linux/sprintf.h>

#include "sched.h"

#define NS_PER_S	1000000000ULL

/* In seen_at: this wait has been reported. */
#define HUNG_REPORTED	(~0ULL)

/* Linux's: 2 * 10 s, and 2 minutes. The first is read by every CPU. */
u64 soft_lockup_ns = 20 * NS_PER_S;
u64 hung_task_ns = 120 * NS_PER_S;

static int watchdog_thresh_setup(char *value)
{
	unsigned int seconds;
	int err = kstrtouint(value, 10, &seconds);

	if (!err)
		soft_lockup_ns = 2 * seconds * NS_PER_S;
	return err;
}
early_param("watchdog_thresh", watchdog_thresh_setup);

static int hung_task_setup(char *value)
{
	unsigned int seconds;
	int err = kstrtouint(value, 10, &seconds);

	if (!err)
		hung_task_ns = seconds * NS_PER_S;
	return err;
}
early_param("hung_task_timeout", hung_task_setup);

/* ---- soft lockup ---- */

struct watch {
	u64 since;		/* preemption was off; 0: it was not */
	unsigned long switches;	/* at that time */
};

static DEFINE_PER_CPU(struct watch, watch);

/*
 * An emergency is said even where errors are held back, as in a test that
 * does not come to its end; a moment that a test calls too long is none.
 */
#define EMERGENCY_NS	(10 * NS_PER_S)

static void report_lockup(u64 ns)
{
	const char *level = ns >= EMERGENCY_NS ? KERN_EMERG : KERN_ERR;
	char text[128];

	scnprintf(text, sizeof(text),
		  "watchdog: BUG: soft lockup - CPU#%d stuck for %llus! [%s:%d]\n",
		  raw_smp_processor_id(), ns / NS_PER_S, current->comm,
		  current->pid);
	if (!warn_begin(__FILE__, __LINE__, text))
		return;
	printk("%s%s", level, text);
	printk("%sCPU: %d PID: %d Comm: %s at %pS\n", level,
	       raw_smp_processor_id(), current->pid, current->comm,
	       (void *)this_cpu_read(interrupted_ip));
	dump_stack();
}

/* In the tick: what was interrupted had this much of preemption off. */
static bool was_preemptible(void)
{
	return !(preempt_count() & (PREEMPT_MASK | SOFTIRQ_MASK));
}

static void watch_cpu(struct rq *rq, u64 now)
{
	struct watch *w = this_cpu_ptr(&watch);
	u64 limit = READ_ONCE(soft_lockup_ns);

	if (rq->curr == rq->idle || was_preemptible() ||
	    w->switches != rq->nr_switches || !w->since) {
		w->switches = rq->nr_switches;
		w->since = now;
		return;
	}
	if (!limit || now - w->since < limit)
		return;
	report_lockup(now - w->since);
	w->since = now;
}

/* ---- hung tasks ---- */

/* The task may not be woken meanwhile: its stack is looked at. */
static void report_hung(struct task_struct *p, u64 ns)
{
	char text[128];

	scnprintf(text, sizeof(text),
		  "INFO: task %s:%d blocked for more than %llu seconds.\n",
		  p->comm, p->pid, ns / NS_PER_S);
	if (!warn_begin(__FILE__, __LINE__, text))
		return;
	pr_err("%s", text);
	pr_err("task:%s state:D on_cpu:%d cpu:%u pid:%d\n", p->comm,
	       READ_ONCE(p->on_cpu), task_cpu(p), p->pid);
	arch_show_task(p);
}

static void watch_task(struct task_struct *p, u64 now)
{
	unsigned long switches = READ_ONCE(p->nvcsw) + READ_ONCE(p->nivcsw);
	unsigned int state = READ_ONCE(p->__state);
	unsigned long flags;
	struct rq *rq;

	if (!(state & TASK_UNINTERRUPTIBLE) || (state & (TASK_NOLOAD | TASK_NEW)) ||
	    p->seen_switches != switches) {
		p->seen_switches = switches;
		p->seen_at = now;
		return;
	}
	if (p->seen_at == HUNG_REPORTED || now - p->seen_at < hung_task_ns)
		return;
	rq = task_rq_lock(p, &flags);
	if (p->on_rq == TASK_ON_RQ_NOT && !smp_load_acquire(&p->on_cpu))
		report_hung(p, now - p->seen_at);
	task_rq_unlock(rq, &flags);
	p->seen_at = HUNG_REPORTED;
}

static void watch_tasks(u64 now)
{
	static u64 last;
	struct task_struct *p;
	u64 often = min(hung_task_ns / 4, NS_PER_S);

	if (!hung_task_ns || now - last < often)
		return;
	last = now;
	raw_spin_lock(&tasklist_lock);
	list_for_each_entry(p, &all_tasks, all)
		watch_task(p, now);
	raw_spin_unlock(&tasklist_lock);
}

void watchdog_tick(struct rq *rq)
{
	u64 now = machine_ops->clock_ns();

	watch_cpu(rq, now);
	if (rq->cpu == 0)
		watch_tasks(now);
}
