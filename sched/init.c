// SPDX-License-Identifier: MIT
/*
 * init.c - the first tasks, and how any other is made
 *
 *	the boot's context on CPU 0	becomes the task "init", number 1
 *	CPU 0's idle task		gets a stack, and is switched to
 *	the others' idle tasks		are what their CPUs boot as
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/rcupdate.h>
#include <linux/sched_init.h>
#include <linux/sprintf.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#include "sched.h"

static DEFINE_PER_CPU_ALIGNED(struct task_struct, idle_task);

static void init_idle(unsigned int cpu)
{
	struct task_struct *idle = per_cpu_ptr(&idle_task, cpu);
	struct rq *rq = cpu_rq(cpu);

	snprintf(idle->comm, sizeof(idle->comm), "swapper/%u", cpu);
	idle->flags = PF_IDLE | PF_KTHREAD | PF_NO_SETAFFINITY;
	idle->cpu = cpu;
	idle->on_rq = TASK_ON_RQ_QUEUED;
	cpumask_set_cpu(cpu, &idle->cpus_mask);
	INIT_LIST_HEAD(&idle->queue);
	tasklist_add(idle);

	INIT_LIST_HEAD(&rq->queue);
	rq->cpu = cpu;
	rq->idle = idle;
	if (cpu) {
		idle->on_cpu = 1;
		rq->curr = idle;
		per_cpu(current_task, cpu) = idle;
	}
}

void sched_init(void *idle_stack, unsigned long size)
{
	struct task_struct *idle = per_cpu_ptr(&idle_task, 0);
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		init_idle(cpu);
	idle->stack = idle_stack;
	idle->stack_size = size;
	if (arch_task_init(idle, idle_begin))
		panic("sched: no idle task for CPU 0");

	init_task.slice = SLICE_TICKS;
	arch_task_adopt(&init_task);
	tasklist_add(&init_task);
	cpu_rq(0)->curr = &init_task;
	timers_init();
	rcu_init();
	workqueue_init_early();
	sched_start();
}

int task_init(struct task_struct *p, void (*task_main)(void))
{
	int err = arch_task_init(p, task_begin_here);

	if (err)
		return err;
	p->main = task_main;
	p->__state = TASK_NEW | TASK_UNINTERRUPTIBLE;
	p->cpu = raw_smp_processor_id();
	p->on_rq = TASK_ON_RQ_NOT;
	p->slice = SLICE_TICKS;
	cpumask_copy(&p->cpus_mask, cpu_possible_mask);
	INIT_LIST_HEAD(&p->queue);
	tasklist_add(p);
	return 0;
}
