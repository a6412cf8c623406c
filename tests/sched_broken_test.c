// SPDX-License-Identifier: MIT
/*
 * sched_broken_test.c - the checks of sched/ find what is broken on purpose
 *
 *	sched/core.c		S1 to S5	sched_broken()
 *	sched/timer.c		T1 to T3	timers_broken()
 *	sched/rcu.c		U4		rcu_broken()
 *	sched/workqueue.c	K1, K2		workqueue_broken()
 *
 * Each number is broken on this CPU with interrupts off, asked for, and
 * mended before they are on again. What is not here only sched/timer.c and
 * sched/rcu.c can write: the wheel's clock, and the numbers of grace periods.
 */
#include <linux/rcupdate.h>
#include <linux/sched_init.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include "../sched/sched.h"
#include "../sched/workqueue.h"
#include "threads.h"

/* The check's number, or 0; "S4: words" is 4. */
static int number_of(const char *broken)
{
	return broken ? broken[1] - '0' : 0;
}

/* @broken is asked with @lvalue at @wrong. */
#define WITH(lvalue, wrong, broken) \
({ \
	unsigned long __flags; \
	typeof(lvalue) __right; \
	int __got; \
	local_irq_save(__flags); \
	__right = READ_ONCE(lvalue); \
	WRITE_ONCE(lvalue, wrong); \
	__got = (broken); \
	WRITE_ONCE(lvalue, __right); \
	local_irq_restore(__flags); \
	__got; \
})

/* ---- run queue ----------------------------------------------------------- */

static int spin(void *unused)
{
	while (!kthread_should_stop())
		cpu_relax();
	return 0;
}

#define RQ	number_of(rq_broken(raw_smp_processor_id()))

/* One that stands in this CPU's queue, as long as we run. */
static struct task_struct *queued_here(struct kunit *test)
{
	struct task_struct *t = kthread_create_on_cpu(spin, NULL,
						raw_smp_processor_id(), "q/%u");

	KUNIT_ASSERT_FALSE(test, IS_ERR(t));
	wake_up_process(t);
	return t;
}

static void run_queue(struct kunit *test)
{
	struct task_struct *t = queued_here(test);
	struct rq *rq = cpu_rq(raw_smp_processor_id());
	const struct cpumask nowhere = CPU_MASK_NONE, here = t->cpus_mask;

	KUNIT_EXPECT_EQ(test, WITH(rq->nr_queued, rq->nr_queued + 1, RQ), 1);
	KUNIT_EXPECT_EQ(test, WITH(t->cpu, t->cpu + 1, RQ), 2);
	KUNIT_EXPECT_EQ(test, WITH(t->on_rq, TASK_ON_RQ_NOT, RQ), 2);
	KUNIT_EXPECT_EQ(test, WITH(t->flags, t->flags | PF_IDLE, RQ), 3);
	KUNIT_EXPECT_EQ(test, WITH(current->on_cpu, 0, RQ), 3);
	KUNIT_EXPECT_EQ(test, WITH(t->cpus_mask.bits[0], 0UL, RQ), 5);
	KUNIT_EXPECT_TRUE(test, cpumask_equal(&t->cpus_mask, &here));
	KUNIT_EXPECT_FALSE(test, cpumask_equal(&t->cpus_mask, &nowhere));
	KUNIT_EXPECT_EQ(test, RQ, 0);
	kthread_stop(t);
}

static int wait_to_be_stopped(void *unused)
{
	while (!kthread_should_stop()) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (!kthread_should_stop())
			schedule();
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

#define SCHED	number_of(sched_broken())

/* S4 is asked of each task: one that waits, and says that it runs. */
static void tasks(struct kunit *test)
{
	struct task_struct *t = kthread_run(wait_to_be_stopped, NULL, "waits");

	KUNIT_ASSERT_FALSE(test, IS_ERR(t));
	KUNIT_EXPECT_TRUE(test, crew_wait_for(is_asleep(t) &&
					      !READ_ONCE(t->on_cpu)));
	KUNIT_EXPECT_EQ(test, WITH(t->__state, TASK_RUNNING, SCHED), 4);
	KUNIT_EXPECT_EQ(test, SCHED, 0);
	kthread_stop(t);
}

/* ---- timers -------------------------------------------------------------- */

static struct timer_list timer;

static void ring(struct timer_list *t)
{
}

#define WHEEL	timers_broken(raw_smp_processor_id())

/* Asked with the timer out of its slot, uncounted. */
static int without_the_timer(void)
{
	struct hlist_node *node = &timer.entry, *next = node->next;
	struct hlist_node **pprev = node->pprev;
	int got;

	WRITE_ONCE(*pprev, next);
	if (next)
		next->pprev = pprev;
	got = WHEEL;
	WRITE_ONCE(*pprev, node);
	if (next)
		next->pprev = &node->next;
	return got;
}

/*
 * Asked of a timer that is armed for soon and then said to be @late jiffies
 * later: T3 is about level 0, where it stands unless the last tick was long
 * ago; then the next try is after one.
 */
static int with_another_time(long late)
{
	unsigned int tries;
	int got = 0;

	for (tries = 0; tries < 1000 && !got; tries++) {
		unsigned long flags;

		local_irq_save(flags);
		mod_timer(&timer, jiffies + 8);
		got = WITH(timer.expires, timer.expires + late, WHEEL);
		local_irq_restore(flags);
		cpu_relax();
	}
	return got;
}

static void wheel(struct kunit *test)
{
	unsigned long flags;
	int uncounted;

	timer_setup(&timer, ring, 0);
	local_irq_save(flags);
	mod_timer(&timer, jiffies + 1000 * HZ);
	uncounted = without_the_timer();
	local_irq_restore(flags);
	KUNIT_EXPECT_EQ(test, uncounted, 1);
	KUNIT_EXPECT_EQ(test, WITH(timer.flags, timer.flags ^ 1, WHEEL), 2);
	KUNIT_EXPECT_EQ(test, WITH(timer.function, NULL, WHEEL), 2);
	KUNIT_EXPECT_EQ(test, with_another_time(1), 3);
	KUNIT_EXPECT_EQ(test, with_another_time(-100), 3);
	timer_delete_sync(&timer);
	KUNIT_EXPECT_EQ(test, WHEEL, 0);
}

/* ---- RCU ----------------------------------------------------------------- */

static void do_nothing(struct rcu_head *head)
{
}

/* U4: a callback that its list counts and does not hold. */
static void callbacks(struct kunit *test)
{
	static struct rcu_head first, second;
	unsigned long flags;
	int lost;

	local_irq_save(flags);
	call_rcu(&first, do_nothing);
	call_rcu(&second, do_nothing);
	lost = WITH(first.next, NULL, rcu_broken());
	local_irq_restore(flags);
	KUNIT_EXPECT_EQ(test, lost, 4);
	rcu_barrier();
	KUNIT_EXPECT_EQ(test, rcu_broken(), 0);
}

/* ---- work ---------------------------------------------------------------- */

static void work_nothing(struct work_struct *work)
{
}

#define POOL	workqueue_broken(raw_smp_processor_id())

static void work_list(struct kunit *test)
{
	static struct work_struct work;
	struct worker_pool *pool = pool_of(raw_smp_processor_id());
	unsigned long flags;
	long data;

	INIT_WORK(&work, work_nothing);
	/* Queued here, and the worker cannot come. */
	local_irq_save(flags);
	schedule_work(&work);
	data = atomic_long_read(&work.data);
	KUNIT_EXPECT_EQ(test, WITH(pool->nr, pool->nr + 1, POOL), 1);
	KUNIT_EXPECT_EQ(test, WITH(work.func, NULL, POOL), 2);
	KUNIT_EXPECT_EQ(test, WITH(work.data.counter, data & ~WORK_PENDING,
				   POOL), 2);
	KUNIT_EXPECT_EQ(test, WITH(work.data.counter, data & ~WORK_LISTED,
				   POOL), 2);
	KUNIT_EXPECT_EQ(test, WITH(work.data.counter,
				   data + (1L << WORK_CPU_SHIFT), POOL), 2);
	local_irq_restore(flags);
	flush_work(&work);
	KUNIT_EXPECT_EQ(test, POOL, 0);
}

static struct kunit_case sched_broken_cases[] = {
	KUNIT_CASE(run_queue),
	KUNIT_CASE(tasks),
	KUNIT_CASE(wheel),
	KUNIT_CASE(callbacks),
	KUNIT_CASE(work_list),
	{}
};

static struct kunit_suite sched_broken_suite = {
	.name = "sched_broken",
	.test_cases = sched_broken_cases,
};
kunit_test_suite(sched_broken_suite);
