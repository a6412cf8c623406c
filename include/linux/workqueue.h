/* SPDX-License-Identifier: MIT */
/*
 * workqueue.h - have a thread call a function later
 *
 *	INIT_WORK(&w, function);	schedule_work(&w);
 *
 * For what an interrupt, or somebody who holds a lock, wants done but may
 * not do: the function runs in a task and may sleep. A work item is queued
 * at most once at a time, and never runs on two CPUs at once; queued again
 * while it runs, it runs again.
 *
 * Each CPU has one worker thread, and all workqueues share them: a function
 * that sleeps holds up the others of its CPU, and one that waits for another
 * work item of its CPU waits for ever (flush_work() of that kind is
 * reported). Ordered and unbound workqueues run on CPU 0's worker.
 *
 * Context: queueing and cancel_work(): any but NMI; what flushes or ends in
 * _sync: task, may sleep.
 */
#ifndef _LINUX_WORKQUEUE_H
#define _LINUX_WORKQUEUE_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/threads.h>
#include <linux/timer.h>

struct work_struct;
struct workqueue_struct;
struct seq_file;
typedef void (*work_func_t)(struct work_struct *work);

/**
 * struct work_struct
 * @data:  WORK_*, and the CPU where it was queued last << WORK_CPU_SHIFT
 * @entry: in that CPU's list
 * @func:  what to do; may free the item
 */
struct work_struct {
	atomic_long_t data;
	struct list_head entry;
	work_func_t func;
};

#define WORK_PENDING	1L	/* queued, or about to be */
#define WORK_CANCELING	2L	/* cancel_work_sync() has it */
#define WORK_LISTED	4L	/* in the list of the CPU that is told here */
#define WORK_CPU_SHIFT	3

/* @cpu, @wq: where it goes when the timer has run */
struct delayed_work {
	struct work_struct work;
	struct timer_list timer;
	struct workqueue_struct *wq;
	int cpu;
};

#define __WORK_INITIALIZER(n, f) \
	{ .data = ATOMIC_LONG_INIT(0), \
	  .entry = LIST_HEAD_INIT((n).entry), .func = (f) }
#define DECLARE_WORK(n, f)	struct work_struct n = __WORK_INITIALIZER(n, f)
#define INIT_WORK(_work, _func) \
do { \
	atomic_long_set(&(_work)->data, 0); \
	INIT_LIST_HEAD(&(_work)->entry); \
	(_work)->func = (_func); \
} while (0)
#define INIT_WORK_ONSTACK(_work, _func)	INIT_WORK(_work, _func)
#define destroy_work_on_stack(work)	do { } while (0)

void delayed_work_timer_fn(struct timer_list *timer);
#define DECLARE_DELAYED_WORK(n, f) \
	struct delayed_work n = { \
		.work = __WORK_INITIALIZER((n).work, f), \
		.timer = __TIMER_INITIALIZER(delayed_work_timer_fn, \
					     TIMER_IRQSAFE) }
#define INIT_DELAYED_WORK(_work, _func) \
do { \
	INIT_WORK(&(_work)->work, _func); \
	timer_setup(&(_work)->timer, delayed_work_timer_fn, \
		    TIMER_IRQSAFE); \
} while (0)
#define INIT_DEFERRABLE_WORK(_work, _func)	INIT_DELAYED_WORK(_work, _func)

static inline struct delayed_work *to_delayed_work(struct work_struct *work)
{
	return container_of(work, struct delayed_work, work);
}

static inline bool work_pending(const struct work_struct *work)
{
	return atomic_long_read(&work->data) & WORK_PENDING;
}
#define delayed_work_pending(w)	work_pending(&(w)->work)

/* ---- workqueues: names; the threads are shared --------------------------- */

#define WQ_UNBOUND		0x0002
#define WQ_FREEZABLE		0x0004
#define WQ_MEM_RECLAIM		0x0008
#define WQ_HIGHPRI		0x0010
#define WQ_CPU_INTENSIVE	0x0020
#define WQ_SYSFS		0x0040
#define WQ_POWER_EFFICIENT	0x0080
#define __WQ_ORDERED		0x20000

#define WQ_NAME_LEN		32
#define WORK_CPU_UNBOUND	NR_CPUS

extern struct workqueue_struct *const system_wq;
#define system_highpri_wq	system_wq
#define system_long_wq		system_wq
#define system_unbound_wq	system_wq
#define system_freezable_wq	system_wq

/**
 * alloc_workqueue - a name to queue under
 * @fmt:	its name, as for printf()
 * @flags:	WQ_*
 * @max_active: not looked at: one item a CPU runs at a time
 *
 * Return: NULL if MAX_WORKQUEUES are in use.
 */
struct workqueue_struct *alloc_workqueue(const char *fmt, unsigned int flags,
					 int max_active, ...) __printf(1, 4);
#define alloc_ordered_workqueue(fmt, flags, args...) \
	alloc_workqueue(fmt, WQ_UNBOUND | __WQ_ORDERED | (flags), 1, ##args)
#define create_workqueue(name) \
	alloc_workqueue("%s", WQ_MEM_RECLAIM, 1, name)
#define create_singlethread_workqueue(name) \
	alloc_ordered_workqueue("%s", WQ_MEM_RECLAIM, name)

/* Waits until all that was queued so far, anywhere, has been done. */
void destroy_workqueue(struct workqueue_struct *wq);
void flush_workqueue(struct workqueue_struct *wq);
#define drain_workqueue(wq)	flush_workqueue(wq)
#define flush_scheduled_work()	flush_workqueue(system_wq)

/* ---- queue --------------------------------------------------------------- */

/**
 * queue_work_on - have @work done
 * @cpu:  where, online; WORK_CPU_UNBOUND: here
 * @wq:	  under which name
 * @work: initialised
 *
 * What was written before is seen by the function.
 * Return: false if it was queued already; then nothing is changed.
 */
bool queue_work_on(int cpu, struct workqueue_struct *wq,
		   struct work_struct *work);

/* The same after @delay jiffies. */
bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq,
			   struct delayed_work *dwork, unsigned long delay);

/* Whether it is queued or not: @delay from now. Return: was it queued? */
bool mod_delayed_work_on(int cpu, struct workqueue_struct *wq,
			 struct delayed_work *dwork, unsigned long delay);

#define queue_work(wq, work) \
	queue_work_on(WORK_CPU_UNBOUND, wq, work)
#define queue_delayed_work(wq, dwork, delay) \
	queue_delayed_work_on(WORK_CPU_UNBOUND, wq, dwork, delay)
#define mod_delayed_work(wq, dwork, delay) \
	mod_delayed_work_on(WORK_CPU_UNBOUND, wq, dwork, delay)
#define schedule_work(work)		queue_work(system_wq, work)
#define schedule_work_on(cpu, work)	queue_work_on(cpu, system_wq, work)
#define schedule_delayed_work(dwork, delay) \
	queue_delayed_work(system_wq, dwork, delay)
#define schedule_delayed_work_on(cpu, dwork, delay) \
	queue_delayed_work_on(cpu, system_wq, dwork, delay)

/* ---- wait and cancel ----------------------------------------------------- */

/* Until it is neither queued nor running. Return: was it? */
bool flush_work(struct work_struct *work);
bool flush_delayed_work(struct delayed_work *dwork);

/* Not to be done, if that has not begun. Return: was it queued? */
bool cancel_work(struct work_struct *work);
bool cancel_delayed_work(struct delayed_work *dwork);

/* And wait until it does not run; it cannot queue itself meanwhile. */
bool cancel_work_sync(struct work_struct *work);
bool cancel_delayed_work_sync(struct delayed_work *dwork);

/* ---- the scheduler's side ------------------------------------------------ */

/* Once, before the first item is queued. */
void workqueue_init_early(void);

/* What the worker of a CPU does; kernel/workers.c starts one on each. */
int workqueue_thread(void *unused);
void workers_init(void);

/* /proc/workqueues; 0 or the number of a broken invariant of @cpu's list */
int workqueues_show(struct seq_file *m, void *v);
int workqueue_broken(unsigned int cpu);

#endif
