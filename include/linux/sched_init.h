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

/*
 * How long a CPU may keep preemption off, and a task wait; 0: for ever.
 * watchdog_thresh=, hung_task_timeout= and tests set them.
 */
extern u64 soft_lockup_ns;
extern u64 hung_task_ns;

/*
 * sched_broken - which numbered invariant of sched/core.c does not hold
 *
 * Context: any but NMI; takes the locks of one run queue after the other.
 * Return: its number and words, or NULL. rq_broken() asks one CPU's queue.
 */
const char *sched_broken(void);
const char *rq_broken(unsigned int cpu);

/* tasks_show - /proc/tasks; runqueues_show - /proc/sched_debug */
int tasks_show(struct seq_file *m, void *v);
int runqueues_show(struct seq_file *m, void *v);

#endif
