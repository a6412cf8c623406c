// SPDX-License-Identifier: MIT
/*
 * torture_threads.c - threads that are bound, never started, end by themselves
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/sched_init.h>
#include <linux/smp.h>
#include "torture.h"

struct visit {
	struct completion done;
	unsigned int cpu;
};

static int visit(void *data)
{
	struct visit *v = data;

	v->cpu = raw_smp_processor_id();
	complete(&v->done);
	return 0;
}

/* It ends when it likes; what it was is ours until we let go. */
static void visit_cpu(struct torture_worker *w, unsigned int cpu)
{
	struct visit v = { .cpu = nr_cpu_ids };
	struct task_struct *task;

	init_completion(&v.done);
	task = kthread_create_on_cpu(visit, &v, cpu, "torture/v%u");
	if (IS_ERR(task))
		return;
	get_task_struct(task);
	wake_up_process(task);
	wait_for_completion(&v.done);
	if (v.cpu != cpu)
		torture_wrong("visit: on CPU %u, not %u", v.cpu, cpu);
	put_task_struct(task);
}

static void never_start(void)
{
	struct visit v;
	struct task_struct *task = kthread_create(visit, &v, "torture/n");

	if (!IS_ERR(task) && kthread_stop(task) != -EINTR)
		torture_wrong("visit: one that never ran has an answer");
}

static void visit_step(struct torture_worker *w, void *state)
{
	unsigned int cpu = torture_below(w, nr_cpu_ids);

	if (cpu_online(cpu) && torture_below(w, 4))
		visit_cpu(w, cpu);
	else
		never_start();
}

static int tasks_check(void)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		if (rq_broken(cpu))
			return 1 + cpu;
	}
	return sched_broken() ? -1 : 0;
}

static const struct torture_actor visit_actor = {
	.name = "visit", .weight = 3, .step = visit_step,
	.check = tasks_check,
};
TORTURE_ACTOR(visit_actor);
