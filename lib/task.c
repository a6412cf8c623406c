// SPDX-License-Identifier: MIT
/*
 * task.c - what every floor may know of tasks: who runs here
 *
 * Reports name the current task, and preempt_enable() may find that it is
 * another's turn. Both happen on the lowest floor; tasks themselves live in
 * sched/, which hands its doors over when it is ready.
 *
 * Before that there is one task, the boot's: what becomes the console.
 */
#include <linux/export.h>
#include <linux/sched.h>
#include <linux/sched_ops.h>

struct task_struct init_task = {
	.pid = 1,
	.tgid = 1,
	.comm = "init",
	.on_rq = TASK_ON_RQ_QUEUED,
	.on_cpu = 1,
	.cpus_mask = { { 1 } },
	.queue = LIST_HEAD_INIT(init_task.queue),
	.all = LIST_HEAD_INIT(init_task.all),
};

DEFINE_PER_CPU(struct task_struct *, current_task) = &init_task;
EXPORT_PER_CPU_SYMBOL(current_task);
DEFINE_PER_CPU(unsigned long, interrupted_ip);

static void nothing(void)
{
}

static void stay(void)
{
	for (;;)
		cpu_relax();
}

static const struct sched_ops no_sched = {
	.preempt = nothing,
	.preempt_irq = nothing,
	.tick = nothing,
	.resched = nothing,
	.idle = stay,
};

const struct sched_ops *sched_ops = &no_sched;

/* Where the port saves no registers of its own around the call. */
void preempt_schedule(void)
{
	sched_ops->preempt();
}

void (*preempt_door)(void) = preempt_schedule;
EXPORT_SYMBOL(preempt_door);
