/* SPDX-License-Identifier: MIT */
/*
 * sched_init.h - the scheduler's side of the boot, and of making tasks
 *
 * sched/ never allocates: stacks and task structures are handed to it.
 */
#ifndef _LINUX_SCHED_INIT_H
#define _LINUX_SCHED_INIT_H

#include <linux/sched.h>

struct seq_file;

/**
 * sched_init - from here on there are tasks
 * @idle_stack: where CPU 0's idle task will stand; the boot's own stack
 *		becomes that of the first task. The others' idle tasks stand
 *		where their CPUs boot.
 * @size:	bytes of it
 *
 * Context: once, on the boot CPU, alone, with per-CPU areas.
 */
void sched_init(void *idle_stack, unsigned long size);

/**
 * task_init - make a task of a zeroed structure and a stack
 * @p:	  stack, stack_size, comm, flags and release are set
 * @main: what it does; it ends with task_exit()
 *
 * The task waits as TASK_NEW | TASK_UNINTERRUPTIBLE for its first
 * wake_up_process(), and is in the list of tasks.
 *
 * Context: task or early boot. Return: 0 or -ENOMEM.
 */
int task_init(struct task_struct *p, void (*main)(void));

/* task_exit - the caller's end; p->release() is called when it has left */
void task_exit(void) __noreturn;

/* task_bind - where a task may run that has not run yet; for ever */
int task_bind(struct task_struct *p, const struct cpumask *mask);

/* tasks_show - /proc/tasks */
int tasks_show(struct seq_file *m, void *v);

#endif
