// SPDX-License-Identifier: MIT
/*
 * task.c - a task is a thread, and a CPU is a baton
 *
 * Each task has a thread of the host, and of all threads exactly as many run
 * as there are CPUs: those that hold a baton. A switch hands it over.
 *
 *	thread of prev			thread of next
 *	next.cpu_off = mine		(waits for its turn)
 *	next's turn: post  -----------> wakes, with prev's CPU
 *	wait for my turn		...
 *
 * A thread's way of finding its CPU's variables is thread-local, so taking
 * the baton is setting one word. Everything a sanitizer must know of who ran
 * before whom it sees in the semaphores: sched/ needs no annotation.
 *
 * A dead task's thread hands the baton on and ends.
 */
#include <asm/irqflags.h>
#include <asm/percpu.h>
#include <asm/task.h>
#include <linux/errno.h>
#include <linux/sched.h>
#include "posix.h"

static void take_baton(struct task_struct *me)
{
	host_task_wait(me->thread.host);
	set_my_cpu_offset(me->thread.cpu_off);
}

static void thread_main(void *arg)
{
	struct task_struct *me = arg;

	local_irq_disable();
	take_baton(me);
	me->thread.entry(me->thread.prev);
}

int arch_task_init(struct task_struct *task,
		   void (*entry)(struct task_struct *prev))
{
	task->thread.entry = entry;
	task->thread.host = host_task_create();
	if (!task->thread.host)
		return -ENOMEM;
	return host_task_start(task->thread.host, thread_main, task)
		? -ENOMEM : 0;
}

/* The thread's stack is the host's, and it stands in a system call. */
void arch_show_task(const struct task_struct *task)
{
}

void arch_task_adopt(struct task_struct *task)
{
	task->thread.host = host_task_create();
}

struct task_struct *arch_switch_to(struct task_struct *prev,
				   struct task_struct *next)
{
	struct host_task *mine = prev->thread.host;
	bool dead = READ_ONCE(prev->__state) == TASK_DEAD;

	next->thread.cpu_off = host_cpu_off;
	next->thread.prev = prev;
	host_task_post(next->thread.host);
	/* A dead task's structure may be gone by now. */
	if (dead)
		host_task_end(mine);
	take_baton(prev);
	return prev->thread.prev;
}
