// SPDX-License-Identifier: MIT
/*
 * lkdtm_tasks.c - tasks that do what a task may not: lkdtm.c fires them
 */
#include <asm/processor.h>
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/machine.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

#include "lkdtm.h"

static DEFINE_SPINLOCK(held);

static noinline void take_and_return(void)
{
	spin_lock(&held);
}

static noinline void sleep_far_away(void)
{
	schedule();
}

void lkdtm_sleep_atomic(void)
{
	take_and_return();
	sleep_far_away();
	spin_unlock(&held);
}

static noinline void switch_off_and_return(void)
{
	local_irq_disable();
}

static noinline void ask_far_away(void)
{
	might_sleep();
}

void lkdtm_sleep_irqs_off(void)
{
	switch_off_and_return();
	ask_far_away();
	local_irq_enable();
}

/* Boot with watchdog_thresh=1: 2 s are too long then. */
void lkdtm_soft_lockup(void)
{
	unsigned int before = warn_count;

	preempt_disable();
	while (READ_ONCE(warn_count) == before)
		cpu_relax();
	preempt_enable();
}

static unsigned int said_before;
static struct timer_list rescue;

static void release_when_said(struct timer_list *t)
{
	if (READ_ONCE(warn_count) == said_before)
		mod_timer(t, jiffies + 1);
	else
		arch_spin_unlock(&held.rlock.raw_lock);
}

/* Waits for a lock that it holds itself; watchdog_thresh=1, as above. */
void lkdtm_spin_lockup(void)
{
	said_before = warn_count;
	timer_setup(&rescue, release_when_said, 0);
	take_and_return();
	mod_timer(&rescue, jiffies + 1);
	spin_lock(&held);
	spin_unlock(&held);
	preempt_enable();
	timer_shutdown_sync(&rescue);
}

static int wait_for_nobody(void *unused)
{
	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule();
	return 0;
}

/* Boot with hung_task_timeout=1. Nobody wakes it: the wake-up is lost. */
void lkdtm_lost_wake_up(void)
{
	unsigned int before = warn_count;
	struct task_struct *t = kthread_create(wait_for_nobody, NULL, "forlorn");

	if (IS_ERR(t))
		return;
	get_task_struct(t);
	wake_up_process(t);
	while (READ_ONCE(warn_count) == before)
		cpu_relax();
	kthread_stop(t);
	put_task_struct(t);
}

/*
 * No interrupt reaches CPU 1 until that has been noticed; then CPU 2 calls it,
 * and it finds both calls.
 */
static const struct machine_ops *sound_ops;
static atomic_t noticed;

static void lose_call(const struct cpumask *mask)
{
	struct cpumask rest = *mask;

	if (!atomic_read(&noticed))
		__cpumask_clear_cpu(1, &rest);
	sound_ops->send_call(&rest);
}

static unsigned long notice(unsigned int cpu)
{
	unsigned long ip = sound_ops->locate_cpu(cpu);

	atomic_set(&noticed, 1);
	return ip;
}

static noinline void unheard_call(void *info)
{
}

static void call_when_noticed(void *unused)
{
	while (!atomic_read(&noticed))
		cpu_relax();
	smp_call_function_single(1, unheard_call, NULL, 1);
}

/* Needs three CPUs. */
void lkdtm_missing_ipi(void)
{
	static struct machine_ops ops;
	u64 patience = smp_call_patience_ns;

	if (num_online_cpus() < 3)
		return;
	idle_job_start(2, call_when_noticed, NULL);
	sound_ops = machine_ops;
	ops = *sound_ops;
	ops.send_call = lose_call;
	ops.locate_cpu = notice;
	WRITE_ONCE(smp_call_patience_ns, 1000000);
	WRITE_ONCE(machine_ops, &ops);
	smp_call_function_single(1, unheard_call, NULL, 1);
	idle_job_wait(2);
	WRITE_ONCE(machine_ops, sound_ops);
	WRITE_ONCE(smp_call_patience_ns, patience);
}

static __attribute__((__noipa__)) int dig_deeper(int depth)
{
	volatile char hole[256];

	hole[0] = depth;
	return depth ? dig_deeper(depth + 1) + hole[0] : 0;
}

static int overflow_stack(void *unused)
{
	return dig_deeper(1);
}

void lkdtm_task_stack_overflow(void)
{
	kthread_run(overflow_stack, NULL, "digger");
	for (;;)
		cpu_relax();
}
