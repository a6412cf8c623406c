/* SPDX-License-Identifier: MIT */
/*
 * kthread.h - making threads, and ending them
 *
 *	task = kthread_run(work, data, "worker/%d", n);
 *	if (IS_ERR(task))
 *		return PTR_ERR(task);
 *	...
 *	ret = kthread_stop(task);
 *
 * where work() asks kthread_should_stop() whenever it is woken, and returns.
 * A thread that returns without having been asked frees itself: nobody may
 * stop it afterwards.
 */
#ifndef _LINUX_KTHREAD_H
#define _LINUX_KTHREAD_H

#include <linux/err.h>
#include <linux/numa.h>
#include <linux/sched.h>

struct seq_file;

/**
 * kthread_create_on_node - make a thread that does not run yet
 * @threadfn: its function; what it returns kthread_stop() will return
 * @data:     the function's argument
 * @node:     where its stack is to lie; NUMA_NO_NODE: here
 * @namefmt:  its name, as for printf(), cut after 15 characters
 *
 * wake_up_process() lets it run. Context: task, may sleep.
 * Return: the task, or ERR_PTR(-ENOMEM).
 */
struct task_struct *kthread_create_on_node(int (*threadfn)(void *data),
					   void *data, int node,
					   const char namefmt[], ...)
	__printf(4, 5);

#define kthread_create(threadfn, data, namefmt, arg...) \
	kthread_create_on_node(threadfn, data, NUMA_NO_NODE, namefmt, ##arg)

/**
 * kthread_create_on_cpu - the same, bound to a CPU
 * @threadfn, @data: as above
 * @cpu:     where it runs, and on whose node its stack lies
 * @namefmt: may hold one %u, for the CPU
 */
struct task_struct *kthread_create_on_cpu(int (*threadfn)(void *data),
					  void *data, unsigned int cpu,
					  const char *namefmt);

/* kthread_run - kthread_create(), and off it goes. */
#define kthread_run(threadfn, data, namefmt, arg...) \
({ \
	struct task_struct *__k = \
		kthread_create(threadfn, data, namefmt, ##arg); \
	if (!IS_ERR(__k)) \
		wake_up_process(__k); \
	__k; \
})

#define kthread_run_on_cpu(threadfn, data, cpu, namefmt) \
({ \
	struct task_struct *__k = \
		kthread_create_on_cpu(threadfn, data, cpu, namefmt); \
	if (!IS_ERR(__k)) \
		wake_up_process(__k); \
	__k; \
})

/**
 * kthread_bind - let a thread run on one CPU only, for ever
 * @task: must not have been woken yet; else reported, and nothing is done
 * @cpu:  online
 */
void kthread_bind(struct task_struct *task, unsigned int cpu);
void kthread_bind_mask(struct task_struct *task, const struct cpumask *mask);

/**
 * kthread_stop - ask a thread to end, wake it, and wait until it has
 * @task: made by the functions above; it must not have returned by itself,
 *	  unless the caller holds a reference (get_task_struct())
 *
 * A thread that never ran ends without its function being called.
 *
 * Context: task, may sleep; not by the thread itself.
 * Return: what its function returned, or -EINTR if it never ran.
 */
int kthread_stop(struct task_struct *task);

/* The thread's own question: has kthread_stop() been called? */
bool kthread_should_stop(void);

/* kthread_data - the @data a thread was made with */
void *kthread_data(struct task_struct *task);

/* kthread_trim - free the memory that is kept for threads to come */
void kthread_trim(void);

/* A reference keeps a task's memory after its death. */
struct task_struct *get_task_struct(struct task_struct *task);
void put_task_struct(struct task_struct *task);

#endif
