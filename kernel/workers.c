// SPDX-License-Identifier: MIT
/*
 * workers.c - a worker thread for each CPU
 *
 * sched/ has what a worker does and cannot make threads; here they are made,
 * bound, and handed over. What was queued before waits for them.
 */
#include <linux/bug.h>
#include <linux/kthread.h>
#include <linux/workqueue.h>

void workers_init(void)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		struct task_struct *task = kthread_run_on_cpu(workqueue_thread,
						NULL, cpu, "kworker/%u");

		if (IS_ERR(task))
			panic("no memory for the worker of CPU %u", cpu);
	}
}
