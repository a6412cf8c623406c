/* SPDX-License-Identifier: MIT */
/*
 * sched.h - tasks: who runs, and how one waits
 *
 * A task waits for a condition like this, and whoever makes the condition
 * true wakes it:
 *
 *	waiter				waker
 *	for (;;) {
 *		set_current_state(	condition = true;
 *			TASK_UNINTERRUPTIBLE);
 *		if (condition)		wake_up_process(task);
 *			break;
 *		schedule();
 *	}
 *	__set_current_state(TASK_RUNNING);
 *
 * The state is set *before* the condition is looked at: a wake-up in between
 * makes the state TASK_RUNNING again, and schedule() returns at once. Both
 * sides have a full barrier between their store and their load; each
 * function names its own.
 */
#ifndef _LINUX_SCHED_H
#define _LINUX_SCHED_H

#include <asm/barrier.h>
#include <asm/processor.h>
#include <asm/task.h>
#include <linux/cpumask.h>
#include <linux/limits.h>
#include <linux/list.h>
#include <linux/lockdep_types.h>
#include <linux/might_sleep.h>
#include <linux/percpu-defs.h>
#include <linux/preempt.h>
#include <linux/smp.h>

/* What a task waits as, in task_struct.__state. 0: it does not wait. */
#define TASK_RUNNING		0x0000
#define TASK_INTERRUPTIBLE	0x0001	/* a signal would end the wait */
#define TASK_UNINTERRUPTIBLE	0x0002
#define TASK_DEAD		0x0080	/* has left its stack for ever */
#define TASK_WAKEKILL		0x0100
#define TASK_NOLOAD		0x0400	/* waits for work: no matter how long */
#define TASK_NEW		0x0800	/* not woken for the first time yet */

#define TASK_KILLABLE		(TASK_WAKEKILL | TASK_UNINTERRUPTIBLE)
#define TASK_IDLE		(TASK_UNINTERRUPTIBLE | TASK_NOLOAD)
#define TASK_NORMAL		(TASK_INTERRUPTIBLE | TASK_UNINTERRUPTIBLE)

/* task_struct.flags */
#define PF_IDLE			0x00000002	/* a CPU's idle task */
#define PF_MEMALLOC		0x00000800	/* it frees memory: reserves */
#define PF_KSWAPD		0x00020000
#define PF_MEMALLOC_NOFS	0x00040000	/* linux/sched/mm.h */
#define PF_MEMALLOC_NOIO	0x00080000
#define PF_KTHREAD		0x00200000
#define PF_NO_SETAFFINITY	0x04000000	/* bound for ever */

#define TASK_COMM_LEN		16

/* Where a task stands with the run queues: task_struct.on_rq */
enum {
	TASK_ON_RQ_NOT,		/* it waits */
	TASK_ON_RQ_QUEUED,	/* it runs, or stands in the queue of its CPU */
	TASK_ON_RQ_MOVING,	/* taken from one queue, not yet in the other */
};

/**
 * struct task_struct - one thread of the kernel
 *
 * @pid, @tgid: its number; each task is a group of its own
 * @comm:	name, NUL-terminated
 * @stack:	lowest byte; @stack_size bytes
 * @flags:	PF_*; by the task itself, or before it runs
 * @main:	what it does
 * @release:	called once when the task has died and left its stack, on the
 *		CPU it died on, interrupts off; the task may be freed
 *
 * @nr_mutexes:	how many it holds (sched/mutex.c); by the task itself
 * @__state:	TASK_*: by the task itself; to TASK_RUNNING by a waker, under
 *		the run queue's lock
 *
 * @cpu:	where it runs, or ran last
 * @on_rq:	TASK_ON_RQ_*
 * @queue:	in the run queue
 * @cpus_mask:	where it may run
 *
 * @on_cpu:	1 from when it is chosen until its registers are saved; only
 *		its CPU writes it
 * @slice:	ticks left until others have their turn
 * @nvcsw, @nivcsw: times it gave up the CPU, times it was taken away
 * @min_flt, @maj_flt: page faults served; the kernel has none
 *
 * @all:	in the list of all tasks
 *
 * @reclaim_state: what it may do while it reclaims memory, else NULL
 *
 * @seen_switches, @seen_at: since when it has not been switched to, ns
 *
 * @lockdep:	the locks that it holds; empty without LOCKDEP=1
 */
struct task_struct {
	/* Does not change while others can see the task. */
	int pid;
	int tgid;
	char comm[TASK_COMM_LEN];
	void *stack;
	unsigned long stack_size;
	unsigned int flags;
	void (*main)(void);
	void (*release)(struct task_struct *task);

	unsigned int nr_mutexes;

	/* The task's own, and its waker's. */
	unsigned int __state;

	/* Lock of the run queue of @cpu. */
	unsigned int cpu;
	int on_rq;
	struct list_head queue;
	struct cpumask cpus_mask;

	/* The CPU it runs on. */
	int on_cpu;
	int slice;
	unsigned long nvcsw;
	unsigned long nivcsw;
	unsigned long min_flt;
	unsigned long maj_flt;
	struct thread_struct thread;

	/* tasklist_lock */
	struct list_head all;

	/* CPU 0's tick: sched/watchdog.c */
	unsigned long seen_switches;
	u64 seen_at;

	/* The task's own: linux/sched/mm.h */
	struct reclaim_state *reclaim_state;

	/* The task's own, and that of interrupts on top of it. */
	struct lockdep_task lockdep;
};

/*
 * The task that runs here. Read in one step, and true for whoever asks: when
 * he is moved, so is what he reads.
 */
DECLARE_PER_CPU(struct task_struct *, current_task);
#define current		raw_cpu_read(current_task)

/* The boot context of CPU 0: it becomes the console's task. */
extern struct task_struct init_task;

/**
 * __set_current_state - what the next schedule() waits as
 * @state: TASK_*
 *
 * No barrier: for going back to TASK_RUNNING, or where a lock that the waker
 * takes too orders state and condition.
 */
#define __set_current_state(state) \
	WRITE_ONCE(current->__state, (state))

/**
 * set_current_state - the same, in front of a look at the condition
 * @state: TASK_*
 *
 * The barrier pairs with that of try_to_wake_up(): either we see the
 * condition, or the waker sees our state.
 */
#define set_current_state(state) \
do { \
	__set_current_state(state); \
	smp_mb(); \
} while (0)

#define get_current_state()	READ_ONCE(current->__state)
#define task_is_running(task)	(READ_ONCE((task)->__state) == TASK_RUNNING)

/**
 * schedule - give the CPU to the next
 *
 * With a state other than TASK_RUNNING: returns when somebody has woken us.
 * With TASK_RUNNING: after the others in the queue have had their turn.
 *
 * Context: task, preemption and interrupts on; may sleep. With preemption
 * off it is reported ("scheduling while atomic") and done all the same.
 */
void schedule(void);

/* yield - let the others of this CPU run first; as schedule() when running */
void yield(void);

/* LONG_MAX: wait until woken. sched/timer.c has schedule_timeout(). */
#define MAX_SCHEDULE_TIMEOUT	LONG_MAX

/**
 * schedule_timeout - schedule(), but woken after a time at the latest
 * @timeout: jiffies; MAX_SCHEDULE_TIMEOUT: no limit
 *
 * The state must have been set before. Context: as schedule().
 * Return: jiffies that were left, 0 if the time ran out.
 */
long schedule_timeout(long timeout);
long schedule_timeout_interruptible(long timeout);
long schedule_timeout_uninterruptible(long timeout);
long schedule_timeout_killable(long timeout);
long schedule_timeout_idle(long timeout);

/**
 * wake_up_process - let @task run, if it waits
 * @task: must not be freed meanwhile
 *
 * A full barrier comes before the look at its state, so what was written
 * before the call is seen by the woken. Context: any but NMI.
 * Return: 1 if it waited, 0 if it was running already.
 */
int wake_up_process(struct task_struct *task);

/* The same, but only if it waits as one of @state (TASK_NORMAL, ...). */
int wake_up_state(struct task_struct *task, unsigned int state);
int try_to_wake_up(struct task_struct *task, unsigned int state);

/**
 * set_cpus_allowed_ptr - where @task may run
 * @task: any
 * @mask: at least one of it must be online
 *
 * If the task runs or is queued elsewhere it is moved before this returns;
 * the caller itself then continues on a CPU of @mask.
 *
 * Context: task, preemption and interrupts on.
 * Return: 0; -EINVAL: no CPU of @mask is online, or @task is bound.
 */
int set_cpus_allowed_ptr(struct task_struct *task,
			 const struct cpumask *mask);

static inline unsigned int task_cpu(const struct task_struct *task)
{
	return READ_ONCE(task->cpu);
}

static inline int task_pid_nr(const struct task_struct *task)
{
	return task->pid;
}

static inline bool is_idle_task(const struct task_struct *task)
{
	return READ_ONCE(task->flags) & PF_IDLE;
}

/* Has this CPU something else to run, as soon as it may? */
static __always_inline bool need_resched(void)
{
	return test_preempt_need_resched();
}

/**
 * cond_resched - in a long loop: let others run if it is their turn
 *
 * Preemption does the same unasked; the call also says that the place may
 * sleep. Context: task, may sleep. Return: 1 if others ran, else 0.
 */
int __cond_resched(void);
#define cond_resched() \
({ \
	might_sleep(); \
	__cond_resched(); \
})

/* Nobody signals a kernel thread. */
static inline int signal_pending(struct task_struct *task)
{
	return 0;
}

static inline int fatal_signal_pending(struct task_struct *task)
{
	return 0;
}

static inline int signal_pending_state(unsigned int state,
				       struct task_struct *task)
{
	return 0;
}

#endif
