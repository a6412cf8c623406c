/* SPDX-License-Identifier: MIT */
/*
 * sched.h - what the files of sched/ that run tasks share with each other
 */
#ifndef _SCHED_SCHED_H
#define _SCHED_SCHED_H

#include <linux/sched.h>
#include <linux/spinlock.h>

/**
 * struct rq - the run queue of one CPU: core.c draws it
 *
 * @queue:	runnable tasks in the order of their turns, @curr not among
 *		them unless it is about to leave
 * @nr_queued:	their number; others read it without the lock, as a guess
 * @curr:	who runs; written by the CPU itself
 * @choosing:	the CPU looks for work elsewhere, @curr may be woken and queued
 * @idle:	who runs when nobody else does; never in @queue
 * @nr_switches: times the CPU went from one task to another
 * @nr_pulled:	tasks it has fetched from other CPUs
 */
struct rq {
	raw_spinlock_t lock;

	/* lock */
	struct list_head queue;
	unsigned int nr_queued;
	struct task_struct *curr;
	bool choosing;
	unsigned long nr_switches;
	unsigned long nr_pulled;

	/* Does not change after sched_init(). */
	unsigned int cpu;
	struct task_struct *idle;
};

DECLARE_PER_CPU_SHARED_ALIGNED(struct rq, runqueues);

#define cpu_rq(n)	per_cpu_ptr(&runqueues, n)
#define this_rq()	this_cpu_ptr(&runqueues)

/* CPUs that run their idle task; a hint, not a promise. */
extern struct cpumask idle_cpus;

/* Turns of this many ticks: core.c says why. */
#define SLICE_TICKS	4

/* core.c: by the scheduler's own files; interrupts off */
enum sched_mode {
	SCHED_SLEEP,		/* a state other than running means to wait */
	SCHED_PREEMPT,		/* runnable, whatever the state says */
};

void __schedule(enum sched_mode mode);
void finish_switch(struct task_struct *prev);
void sched_start(void);

/* Where tasks begin: with whoever ran before them, interrupts off. */
void task_begin_here(struct task_struct *prev);
void idle_begin(struct task_struct *prev);

/* queue.c */
struct rq *task_rq_lock(struct task_struct *p, unsigned long *flags);
void task_rq_unlock(struct rq *rq, unsigned long *flags);
void rq_add(struct rq *rq, struct task_struct *p);
void rq_del(struct rq *rq, struct task_struct *p);
void kick_cpu(unsigned int cpu);

/* place.c */
unsigned int choose_cpu(const struct task_struct *p);
void place_task(struct task_struct *p);
bool pull_task(struct rq *rq);
bool others_queue(void);

/* watchdog.c: interrupts off, in the tick */
void watchdog_tick(struct rq *rq);

static inline bool may_run_on(const struct task_struct *p, unsigned int cpu)
{
	return cpumask_test_cpu(cpu, &p->cpus_mask);
}

/* tasklist.c */
extern raw_spinlock_t tasklist_lock;
extern struct list_head all_tasks;
void tasklist_add(struct task_struct *p);
void tasklist_del(struct task_struct *p);

/* timer.c: is this an interrupt on top of @timer's function? */
struct timer_list;
bool timer_runs_below_us(const struct timer_list *timer);

#endif
