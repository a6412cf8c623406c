// SPDX-License-Identifier: MIT
/*
 * timeout.c - tasks that wait for a time
 *
 * A timer on the task's own stack wakes it. When schedule() returns, for
 * whatever reason, the timer is disarmed, and waited for if it is running:
 * only then may the stack be used for something else.
 *
 *	schedule_timeout(5)	jiffies	  100		     103
 *	  arm for 105			   |-----------------| somebody wakes us
 *	  schedule()					       return 2
 *
 * A jiffy that has begun counts as a whole one: five jiffies last between
 * four and five of them, and then until the next tick. msleep() adds one, so
 * that nobody sleeps less than asked.
 *
 * usleep_range() has no better clock than the tick to be woken by: it sleeps
 * while at least two ticks are left, and then lets others run until the
 * time has come.
 */
#include <asm/processor.h>
#include <linux/bug.h>
#include <linux/delay.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/might_sleep.h>
#include <linux/sched.h>
#include <linux/tick.h>
#include <linux/timer.h>

struct sleeper {
	struct timer_list timer;
	struct task_struct *task;
};

static void wake_sleeper(struct timer_list *timer)
{
	struct sleeper *s = from_timer(s, timer, timer);

	wake_up_process(s->task);
}

long schedule_timeout(long timeout)
{
	struct sleeper s = { .task = current };
	unsigned long until;
	long left;

	if (timeout == MAX_SCHEDULE_TIMEOUT) {
		schedule();
		return timeout;
	}
	if (WARN(timeout < 0, "schedule_timeout: %ld jiffies\n", timeout)) {
		__set_current_state(TASK_RUNNING);
		return 0;
	}
	until = jiffies + timeout;
	timer_setup_on_stack(&s.timer, wake_sleeper, 0);
	mod_timer(&s.timer, until);
	schedule();
	timer_delete_sync(&s.timer);
	left = until - jiffies;
	return max(left, 0L);
}
EXPORT_SYMBOL(schedule_timeout);

long schedule_timeout_interruptible(long timeout)
{
	__set_current_state(TASK_INTERRUPTIBLE);
	return schedule_timeout(timeout);
}
EXPORT_SYMBOL(schedule_timeout_interruptible);

long schedule_timeout_uninterruptible(long timeout)
{
	__set_current_state(TASK_UNINTERRUPTIBLE);
	return schedule_timeout(timeout);
}
EXPORT_SYMBOL(schedule_timeout_uninterruptible);

long schedule_timeout_killable(long timeout)
{
	__set_current_state(TASK_KILLABLE);
	return schedule_timeout(timeout);
}
EXPORT_SYMBOL(schedule_timeout_killable);

long schedule_timeout_idle(long timeout)
{
	__set_current_state(TASK_IDLE);
	return schedule_timeout(timeout);
}
EXPORT_SYMBOL(schedule_timeout_idle);

/* ---- delay.h ---- */

void msleep(unsigned int msecs)
{
	long left = msecs_to_jiffies(msecs) + 1;

	might_sleep();
	while (left)
		left = schedule_timeout_uninterruptible(left);
}
EXPORT_SYMBOL(msleep);

unsigned long msleep_interruptible(unsigned int msecs)
{
	long left = msecs_to_jiffies(msecs) + 1;

	might_sleep();
	while (left && !signal_pending(current))
		left = schedule_timeout_interruptible(left);
	return jiffies_to_msecs(left);
}
EXPORT_SYMBOL(msleep_interruptible);

#define NSEC_PER_TICK	(NSEC_PER_SEC / TICK_HZ)

void usleep_range_state(unsigned long min, unsigned long max,
			unsigned int state)
{
	ktime_t until = ktime_add_us(ktime_get(), min);
	s64 left;

	might_sleep();
	while ((left = until - ktime_get()) > 0) {
		if (left >= 2 * NSEC_PER_TICK) {
			__set_current_state(state);
			schedule_timeout((left - NSEC_PER_TICK) / NSEC_PER_JIFFY);
		} else if (!cond_resched()) {
			cpu_relax();
		}
	}
}
EXPORT_SYMBOL(usleep_range_state);
