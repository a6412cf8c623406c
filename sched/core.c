// SPDX-License-Identifier: MIT
/*
 * core.c - one CPU's run queue, and the change from one task to the next
 *
 * PROBLEM
 *	More tasks want to run than there are CPUs. Each must get its turn
 *	though none gives up the CPU by itself, and choosing whose turn it is
 *	must not make CPUs wait for each other.
 *
 * IDEA
 *	Each CPU has a queue of its own and serves it in a circle: who is at
 *	the head runs, until it waits for something, or until its slice of
 *	SLICE_TICKS is used up; then it goes to the tail. That is fair in the
 *	plainest sense: of n tasks that only compute each gets every n-th
 *	slice, and nobody waits longer than n - 1 slices. Kernel threads have
 *	no priorities that would ask for more, and a circle can be checked.
 *
 *		    rq of CPU 1
 *	head -> [ kswapd0 ] -> [ test/2 ] -> [ test/0 ] -> (tail)
 *		     |				  ^
 *		     v	runs: curr		  |  slice used up
 *		 __schedule() --------------------+
 *		     |
 *		     +--> state is not RUNNING: off the queue, until woken
 *
 *	A woken task goes to the tail as well; it does not push the running
 *	one aside, unless that is the idle task. The slice is what remained
 *	when it last waited, so that a task cannot get more than its share by
 *	waiting briefly just before each tick.
 *
 * SLICE_TICKS	A switch costs about 300 instructions and cold caches, a
 *	slice of 4 ticks of 4 ms some 10^7: the cost vanishes. Ten computing
 *	tasks on one CPU still all move within 160 ms.
 *
 * THE CHANGE
 *	__schedule()	    lock rq
 *	  on prev's stack     prev: to the tail, or off the queue
 *			      next: off the queue; on_cpu = 1; rq->curr
 *			    unlock
 *			    arch_switch_to()
 *	  on next's stack   finish_switch(prev): on_cpu = 0
 *
 *	The lock is not held across the change of stacks: who releases a lock
 *	is then always the one who took it. What keeps others from prev's half
 *	saved registers is on_cpu: place.c and wake.c leave such a task to the
 *	CPU it is on.
 *
 *	What cannot be done to a task while it stands on its stack is done by
 *	finish_switch(), on the next one's: sending it to another CPU, and
 *	freeing it.
 *
 * INVARIANTS	(sched_broken() tests each by number)
 *	S1  nr_queued is the length of queue.
 *	S2  A task in the queue of CPU c has cpu == c and on_rq QUEUED.
 *	S3  curr has on_cpu 1 and cpu == c; an idle task is in no queue.
 *	S4  Each task of the list is: dead, waiting, current somewhere, or in
 *	    exactly one queue. One that goes to sleep and is woken while its
 *	    CPU looks for work elsewhere is both, for that moment.
 *	S5  A task that runs or is queued on c, and is not about to leave,
 *	    may run on c.
 *
 * LOCKING
 *	rq->lock, interrupts off, docs/LOCKING.md. on_cpu is released without
 *	it: the release store pairs with the acquire loads in movable() and
 *	try_to_wake_up().
 *
 * PREEMPTION
 *	need_resched is a bit of the CPU's own preempt count; only the CPU
 *	sets it for itself (its tick; sched_ops->resched, when another CPU
 *	has sent an interrupt). It is looked at when preemption comes on again
 *	and when an interrupt returns to preemptible code.
 *
 * LEFT OUT
 *	Priorities, groups, deadlines, tickless running tasks.
 *
 * SOURCES
 *	Linux: __schedule(), try_to_wake_up() in kernel/sched/core.c (semantics).
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/sched_init.h>
#include <linux/sched_ops.h>
#include <linux/string.h>
#include <linux/timer.h>

#include "sched.h"

/* ---- the change ---- */

/*
 * What becomes of the one who runs. Its own CPU may choose it again at
 * once; others leave it alone while on_cpu is 1.
 */
static void put_prev_locked(struct rq *rq, enum sched_mode mode)
{
	struct task_struct *prev = rq->curr;

	if (prev == rq->idle)
		return;
	if (mode == SCHED_SLEEP && READ_ONCE(prev->__state)) {
		WRITE_ONCE(prev->on_rq, TASK_ON_RQ_NOT);
		WRITE_ONCE(prev->nvcsw, prev->nvcsw + 1);
		return;
	}
	WRITE_ONCE(prev->nivcsw, prev->nivcsw + 1);
	if (may_run_on(prev, rq->cpu))
		rq_add(rq, prev);
	else
		WRITE_ONCE(prev->on_rq, TASK_ON_RQ_MOVING);
}

static struct task_struct *take_next_locked(struct rq *rq)
{
	struct task_struct *next = rq->idle;

	if (!list_empty(&rq->queue)) {
		next = list_first_entry(&rq->queue, struct task_struct, queue);
		rq_del(rq, next);
	}
	/* Said before the lock is released: who queues something now kicks us. */
	if (next == rq->idle)
		cpumask_set_cpu(rq->cpu, &idle_cpus);
	else
		cpumask_clear_cpu(rq->cpu, &idle_cpus);
	WRITE_ONCE(next->on_cpu, 1);
	rq->nr_switches += next != rq->curr;
	WRITE_ONCE(rq->curr, next);
	return next;
}

static struct task_struct *choose_next(struct rq *rq, enum sched_mode mode)
{
	struct task_struct *next;
	bool nothing;

	raw_spin_lock(&rq->lock);
	clear_preempt_need_resched();
	put_prev_locked(rq, mode);
	nothing = list_empty(&rq->queue);
	if (nothing) {
		rq->choosing = true;
		raw_spin_unlock(&rq->lock);
		pull_task(rq);
		raw_spin_lock(&rq->lock);
		rq->choosing = false;
	}
	next = take_next_locked(rq);
	raw_spin_unlock(&rq->lock);
	return next;
}

/*
 * On the next one's stack: @prev has left its own. After the release another
 * CPU may run it, or its waker free it, so what it wants is read before.
 */
void finish_switch(struct task_struct *prev)
{
	bool moving = READ_ONCE(prev->on_rq) == TASK_ON_RQ_MOVING;
	bool dead = READ_ONCE(prev->__state) == TASK_DEAD;

	/* Pairs with movable() and try_to_wake_up(). */
	smp_store_release(&prev->on_cpu, 0);
	if (moving)
		place_task(prev);
	if (dead)
		prev->release(prev);
}

static void switch_to(struct task_struct *prev, struct task_struct *next)
{
	int count = preempt_count();

	this_cpu_write(current_task, next);
	prev = arch_switch_to(prev, next);

	/* A task that sleeps where it must not has said so, and goes on. */
	preempt_count_set(count);
	finish_switch(prev);
}

/* Interrupts and preemption off. */
void __schedule(enum sched_mode mode)
{
	struct rq *rq = this_rq();
	struct task_struct *prev = rq->curr;
	struct task_struct *next = choose_next(rq, mode);

	if (next != prev)
		switch_to(prev, next);
}

static void schedule_as(enum sched_mode mode)
{
	do {
		preempt_disable();
		local_irq_disable();
		__schedule(mode);
		local_irq_enable();
		preempt_enable_no_resched();
		/* A wake-up may have come between the two. */
		mode = SCHED_PREEMPT;
	} while (should_resched());
}

/* ---- voluntarily ---- */

void schedule(void)
{
	if (unlikely(in_atomic()))
		report_atomic_schedule();
	schedule_as(SCHED_SLEEP);
}
EXPORT_SYMBOL(schedule);

void yield(void)
{
	schedule_as(SCHED_PREEMPT);
}
EXPORT_SYMBOL(yield);

int __cond_resched(void)
{
	if (!should_resched() || irqs_disabled())
		return 0;
	schedule_as(SCHED_PREEMPT);
	return 1;
}
EXPORT_SYMBOL(__cond_resched);

/* ---- involuntarily ---- */

static void preempt(void)
{
	if (!irqs_disabled())
		schedule_as(SCHED_PREEMPT);
}

/* At the end of an interrupt; they stay off until its last instruction. */
static void preempt_irq(void)
{
	do {
		preempt_disable();
		__schedule(SCHED_PREEMPT);
		preempt_enable_no_resched();
	} while (should_resched());
}

/* Another CPU has queued something here. */
static void resched(void)
{
	struct rq *rq = this_rq();
	bool wanted;

	raw_spin_lock(&rq->lock);
	wanted = rq->curr == rq->idle || !may_run_on(rq->curr, rq->cpu);
	raw_spin_unlock(&rq->lock);
	if (wanted)
		set_preempt_need_resched();
}

/* Only this CPU changes the slice of who runs here. */
static void tick(void)
{
	struct rq *rq = this_rq();
	struct task_struct *curr = rq->curr;

	watchdog_tick(rq);
	timers_tick();
	rcu_tick();
	if (curr == rq->idle) {
		if (others_queue())
			set_preempt_need_resched();
		return;
	}
	if (--curr->slice > 0)
		return;
	curr->slice = SLICE_TICKS;
	if (READ_ONCE(rq->nr_queued))
		set_preempt_need_resched();
}

/* ---- idling ---- */

/* Preemption stays off: here it is always somebody else's turn. */
static void idle_loop(void)
{
	for (;;) {
		local_irq_disable();
		while (!need_resched()) {
			arch_cpu_wait();
			local_irq_disable();
		}
		__schedule(SCHED_PREEMPT);
		local_irq_enable();
	}
}

/* A CPU has booted, as its idle task. */
static void idle(void)
{
	arch_task_adopt(current);
	preempt_disable();
	set_preempt_need_resched();
	idle_loop();
}

/* CPU 0's idle task has a stack of its own, and is switched to. */
void idle_begin(struct task_struct *prev)
{
	preempt_count_set(1);
	finish_switch(prev);
	local_irq_enable();
	idle_loop();
}

/* ---- birth and death ---- */

/* The first thing a task does, on its own stack. */
void task_begin_here(struct task_struct *prev)
{
	preempt_count_set(0);
	finish_switch(prev);
	local_irq_enable();
	current->main();
	task_exit();
}

/* From here on __schedule() does not come back: finish_switch() sees it. */
void task_exit(void)
{
	unsigned long flags;
	struct rq *rq;

	BUG_ON(is_idle_task(current) || current == &init_task);
	mutex_check_exit(current);
	tasklist_del(current);
	preempt_disable();
	/*
	 * Under the lock: a waker that found us waiting, a moment ago, makes
	 * us run under it. It must not do so when we are dead.
	 */
	rq = task_rq_lock(current, &flags);
	WRITE_ONCE(current->__state, TASK_DEAD);
	raw_spin_unlock(&rq->lock);
	__schedule(SCHED_SLEEP);
	BUG();
}

static const struct sched_ops ops = {
	.preempt = preempt,
	.preempt_irq = preempt_irq,
	.tick = tick,
	.resched = resched,
	.idle = idle,
};

void sched_start(void)
{
	sched_ops = &ops;
}
