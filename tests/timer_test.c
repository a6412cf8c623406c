// SPDX-License-Identifier: MIT
/*
 * timer_test.c - timers run once, not early, on their CPU, and can be stopped
 */
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/ktime.h>
#include <linux/prandom.h>
#include <linux/timer.h>
#include "threads.h"

struct probe {
	struct timer_list timer;
	atomic_t runs;
	long early;		/* jiffies before its time; 0: not early */
	int cpu;
	bool softirq, irqs_off;
	unsigned int again;	/* how often it arms itself */
};

static struct probe probe;

static void probe_run(struct timer_list *t)
{
	struct probe *p = from_timer(p, t, timer);
	long early = t->expires - jiffies;

	WRITE_ONCE(p->early, max(p->early, early));
	WRITE_ONCE(p->cpu, raw_smp_processor_id());
	WRITE_ONCE(p->softirq, in_serving_softirq() && !in_hardirq());
	WRITE_ONCE(p->irqs_off, irqs_disabled());
	if (p->again) {
		p->again--;
		mod_timer(t, jiffies);
	}
	/* Pairs with has_run(): what stands above is seen by who sees this. */
	atomic_inc_return(&p->runs);
}

static int timer_test_init(struct kunit *test)
{
	memset(&probe, 0, sizeof(probe));
	timer_setup(&probe.timer, probe_run, 0);
	return 0;
}

static void timer_test_exit(struct kunit *test)
{
	unsigned int cpu;

	timer_delete_sync(&probe.timer);
	for_each_online_cpu(cpu)
		KUNIT_EXPECT_EQ(test, timers_broken(cpu), 0);
}

static bool has_run(int times)
{
	return atomic_read_acquire(&probe.runs) == times;
}

/* Once, not before its time, in a soft interrupt with interrupts on. */
static void runs_once(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, mod_timer(&probe.timer, jiffies + 6), 0);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(has_run(1)));
	KUNIT_EXPECT_EQ(test, probe.early, 0);
	KUNIT_EXPECT_TRUE(test, probe.softirq);
	KUNIT_EXPECT_FALSE(test, probe.irqs_off);
	KUNIT_EXPECT_FALSE(test, timer_pending(&probe.timer));
	msleep(9);
	KUNIT_EXPECT_EQ(test, atomic_read(&probe.runs), 1);
}

/* What each call returns, armed and not. */
static void return_values(struct kunit *test)
{
	unsigned long far = jiffies + 1000 * HZ;

	KUNIT_EXPECT_EQ(test, timer_delete(&probe.timer), 0);
	KUNIT_EXPECT_EQ(test, mod_timer_pending(&probe.timer, far), 0);
	KUNIT_EXPECT_FALSE(test, timer_pending(&probe.timer));
	KUNIT_EXPECT_EQ(test, mod_timer(&probe.timer, far), 0);
	KUNIT_EXPECT_TRUE(test, timer_pending(&probe.timer));
	KUNIT_EXPECT_EQ(test, mod_timer(&probe.timer, far + 1), 1);
	KUNIT_EXPECT_EQ(test, mod_timer_pending(&probe.timer, far + 2), 1);
	KUNIT_EXPECT_EQ(test, timer_reduce(&probe.timer, far + 9), 1);
	KUNIT_EXPECT_EQ(test, probe.timer.expires, far + 2);
	KUNIT_EXPECT_EQ(test, timer_reduce(&probe.timer, far - 1), 1);
	KUNIT_EXPECT_EQ(test, probe.timer.expires, far - 1);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(({ add_timer(&probe.timer);
						 0; })), 1u);
	KUNIT_EXPECT_EQ(test, timer_delete(&probe.timer), 1);
	KUNIT_EXPECT_EQ(test, timer_delete_sync(&probe.timer), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&probe.runs), 0);
}

/* Shut down: nobody can arm it any more. */
static void shutdown_is_for_ever(struct kunit *test)
{
	mod_timer(&probe.timer, jiffies + 100 * HZ);
	KUNIT_EXPECT_EQ(test, timer_shutdown_sync(&probe.timer), 1);
	KUNIT_EXPECT_EQ(test, mod_timer(&probe.timer, jiffies), 0);
	KUNIT_EXPECT_FALSE(test, timer_pending(&probe.timer));
	timer_setup(&probe.timer, probe_run, 0);
}

/* Armed at once by its own function: again, but not for ever in one turn. */
static void arms_itself(struct kunit *test)
{
	probe.again = 5;
	mod_timer(&probe.timer, jiffies);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(has_run(6)));
	KUNIT_EXPECT_FALSE(test, timer_pending(&probe.timer));
}

/* On the CPU it was armed for. */
static void runs_on_its_cpu(struct kunit *test)
{
	unsigned int cpu;
	int runs = 0;

	for_each_online_cpu(cpu) {
		probe.timer.expires = jiffies;
		add_timer_on(&probe.timer, cpu);
		runs++;
		KUNIT_EXPECT_TRUE(test, crew_wait_for(has_run(runs)));
		KUNIT_EXPECT_EQ(test, probe.cpu, (int)cpu);
		/* One whose function has not returned stays where it is. */
		timer_delete_sync(&probe.timer);
	}
}

/* ---- many ---------------------------------------------------------------- */

#define MANY	200

static struct probe many[MANY];

static unsigned int count_many(int times)
{
	unsigned int i, n = 0;

	for (i = 0; i < MANY; i++)
		n += atomic_read_acquire(&many[i].runs) == times;
	return n;
}

static void setup_many(void)
{
	unsigned int i;

	memset(many, 0, sizeof(many));
	for (i = 0; i < MANY; i++)
		timer_setup(&many[i].timer, probe_run, 0);
}

/*
 * Distances across the borders of the first two levels, drawn: each runs
 * once, none early, and those that are disarmed do not.
 */
static void across_the_levels(struct kunit *test)
{
	struct rnd_state rnd;
	unsigned int i;

	prandom_seed_state(&rnd, 1);
	setup_many();
	/* Those that are put off must not run before, however slow we are. */
	local_bh_disable();
	for (i = 0; i < MANY; i++)
		mod_timer(&many[i].timer,
			  jiffies + prandom_u32_state(&rnd) % 150);
	for (i = 0; i < MANY; i += 4)
		mod_timer(&many[i].timer, jiffies + 3600 * HZ);
	local_bh_enable();
	KUNIT_EXPECT_TRUE(test, crew_wait_for(count_many(1) == MANY * 3 / 4));
	KUNIT_EXPECT_EQ(test, timers_broken(raw_smp_processor_id()), 0);
	for (i = 0; i < MANY; i++) {
		KUNIT_EXPECT_EQ(test, timer_delete_sync(&many[i].timer),
				i % 4 == 0);
		KUNIT_EXPECT_EQ(test, many[i].early, 0);
	}
}

/* Far ones sit in every level, the last beyond the wheel; the books hold. */
static void far_away(struct kunit *test)
{
	unsigned int i;

	setup_many();
	for (i = 0; i < 40; i++)
		mod_timer(&many[i].timer, jiffies + (1UL << i) + 500 * HZ);
	preempt_disable();
	KUNIT_EXPECT_EQ(test, timers_broken(raw_smp_processor_id()), 0);
	preempt_enable();
	for (i = 0; i < 40; i++)
		KUNIT_EXPECT_EQ(test, timer_delete(&many[i].timer), 1);
}

/* ---- at the same time ---------------------------------------------------- */

static atomic_t finish;

static void arm_and_disarm(struct crew_member *me)
{
	while (!atomic_read(&finish)) {
		mod_timer(&probe.timer, jiffies + me->number % 2);
		if (me->number % 3 == 0)
			timer_delete(&probe.timer);
		let_others();
	}
}

/* Its time is being changed while it runs: nothing of it is looked at. */
static void count_run(struct timer_list *t)
{
	atomic_inc(&probe.runs);
}

/* From all CPUs at one timer: when it is stopped it stays stopped. */
static void everybody_arms_it(struct kunit *test)
{
	static struct crew crew;
	int runs;

	timer_setup(&probe.timer, count_run, 0);
	atomic_set(&finish, 0);
	crew_start(test, &crew, arm_and_disarm, 4);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&probe.runs) > 2));
	atomic_set(&finish, 1);
	crew_join(&crew);
	timer_delete_sync(&probe.timer);
	runs = atomic_read(&probe.runs);
	msleep(9);
	KUNIT_EXPECT_EQ(test, atomic_read(&probe.runs), runs);
}

static atomic_t entered, leave;

static void linger(struct timer_list *t)
{
	atomic_set(&entered, 1);
	while (!atomic_read(&leave))
		cpu_relax();
	atomic_set_release(&entered, 2);
}

static void let_go(struct crew_member *me)
{
	while (!atomic_read(&entered))
		cpu_relax();
	mdelay(2);
	atomic_set(&leave, 1);
}

/* timer_delete_sync() returns only when the function has. */
static void sync_waits(struct kunit *test)
{
	static struct crew crew;
	unsigned int cpu = nth_cpu(1);

	if ((int)cpu == raw_smp_processor_id())
		cpu = nth_cpu(2);
	timer_setup(&probe.timer, linger, 0);
	atomic_set(&entered, 0);
	/* Alone, nobody can wait while it lingers. */
	atomic_set(&leave, num_online_cpus() == 1);
	probe.timer.expires = jiffies;
	add_timer_on(&probe.timer, cpu);
	KUNIT_ASSERT_TRUE(test, crew_wait_for(atomic_read_acquire(&entered)));
	crew_begin(&crew, let_go);
	if (num_online_cpus() > 1) {
		KUNIT_EXPECT_EQ(test, timer_delete_sync_try(&probe.timer), -1);
		crew_add(test, &crew, raw_smp_processor_id());
	}
	KUNIT_EXPECT_EQ(test, timer_delete_sync(&probe.timer), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&entered), 2);
	crew_join(&crew);
	timer_setup(&probe.timer, probe_run, 0);
}

static unsigned int said;

static void wait_for_oneself(struct timer_list *t)
{
	struct kunit_warn_watch watch;

	kunit_warn_watch_start(&watch);
	timer_delete_sync(t);
	said = kunit_warn_watch_stop(&watch);
	atomic_set_release(&entered, 1);
}

static void unbalanced(struct timer_list *t)
{
	preempt_disable();
	atomic_set_release(&entered, 1);
}

static void leaves_interrupts_off(struct timer_list *t)
{
	local_irq_disable();
	atomic_set_release(&entered, 1);
}

static void switches_interrupts_on(struct timer_list *t)
{
	local_irq_enable();
	atomic_set_release(&entered, 1);
}

/* Once; what it leaves is reported once, as a timer's and by its name. */
static void expect_leak(struct kunit *test, void (*fn)(struct timer_list *t),
			unsigned int flags)
{
	struct kunit_warn_watch watch;

	timer_setup(&probe.timer, fn, flags);
	atomic_set(&entered, 0);
	kunit_warn_watch_start(&watch);
	mod_timer(&probe.timer, jiffies);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read_acquire(&entered)));
	timer_delete_sync(&probe.timer);
	KUNIT_EXPECT_EQ(test, kunit_warn_watch_stop(&watch), 1u);
	KUNIT_EXPECT_NOT_NULL(test, strstr(kunit_last_warning(),
					   "BUG: timer "));
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
}

/* Waiting for oneself is said, and so is who does not give back. */
static void misuse_is_reported(struct kunit *test)
{
	timer_setup(&probe.timer, wait_for_oneself, 0);
	atomic_set(&entered, 0);
	mod_timer(&probe.timer, jiffies);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read_acquire(&entered)));
	timer_delete_sync(&probe.timer);
	KUNIT_EXPECT_EQ(test, said, 1u);

	expect_leak(test, unbalanced, 0);
	expect_leak(test, leaves_interrupts_off, 0);
	expect_leak(test, switches_interrupts_on, TIMER_IRQSAFE);
	timer_setup(&probe.timer, probe_run, 0);
}

/* ---- sleeping ------------------------------------------------------------ */

/* At least as long as was asked, by the clock. */
static void sleeps_last(struct kunit *test)
{
	ktime_t start = ktime_get();

	msleep(5);
	KUNIT_EXPECT_GE(test, ktime_ms_delta(ktime_get(), start), 5);
	start = ktime_get();
	usleep_range(300, 600);
	KUNIT_EXPECT_GE(test, ktime_us_delta(ktime_get(), start), 300);
	start = ktime_get();
	usleep_range(11000, 12000);
	KUNIT_EXPECT_GE(test, ktime_us_delta(ktime_get(), start), 11000);
	KUNIT_EXPECT_EQ(test, msleep_interruptible(2), 0ul);
	KUNIT_EXPECT_EQ(test, schedule_timeout_uninterruptible(2), 0);
}

static struct task_struct *sleeper;

/* Again and again: the first may come before the sleeper sleeps. */
static void wake_the_sleeper(struct timer_list *t)
{
	wake_up_process(sleeper);
	mod_timer(t, jiffies + 2);
}

/* Woken early, what was left is returned; a bad time is said. */
static void schedule_timeout_returns(struct kunit *test)
{
	long left;

	sleeper = current;
	timer_setup(&probe.timer, wake_the_sleeper, 0);
	mod_timer(&probe.timer, jiffies + 2);
	left = schedule_timeout_interruptible(100 * HZ);
	KUNIT_EXPECT_GT(test, left, 0);
	KUNIT_EXPECT_LE(test, left, 100 * HZ);
	KUNIT_EXPECT_EQ(test,
			schedule_timeout_uninterruptible(MAX_SCHEDULE_TIMEOUT),
			MAX_SCHEDULE_TIMEOUT);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(schedule_timeout(-1)), 1u);
	KUNIT_EXPECT_TRUE(test, task_is_running(current));
	timer_delete_sync(&probe.timer);
	timer_setup(&probe.timer, probe_run, 0);
}

/* ---- soft interrupts ----------------------------------------------------- */

/* Held off by local_bh_disable(), run by its end (lib/softirq.c, B1). */
static void bh_disable_holds_off(struct kunit *test)
{
	unsigned long until;

	local_bh_disable();
	mod_timer(&probe.timer, jiffies);
	until = jiffies + HZ / 50;
	while (time_before(jiffies, until))
		cpu_relax();
	KUNIT_EXPECT_EQ(test, atomic_read(&probe.runs), 0);
	local_bh_enable();
	KUNIT_EXPECT_TRUE(test, crew_wait_for(has_run(1)));
}

static struct kunit_case timer_cases[] = {
	KUNIT_CASE(runs_once),
	KUNIT_CASE(return_values),
	KUNIT_CASE(shutdown_is_for_ever),
	KUNIT_CASE(arms_itself),
	KUNIT_CASE(runs_on_its_cpu),
	KUNIT_CASE(across_the_levels),
	KUNIT_CASE(far_away),
	KUNIT_CASE(everybody_arms_it),
	KUNIT_CASE(sync_waits),
	KUNIT_CASE(misuse_is_reported),
	KUNIT_CASE(sleeps_last),
	KUNIT_CASE(schedule_timeout_returns),
	KUNIT_CASE(bh_disable_holds_off),
	{}
};

static struct kunit_suite timer_suite = {
	.name = "timer",
	.init = timer_test_init,
	.exit = timer_test_exit,
	.test_cases = timer_cases,
};
kunit_test_suite(timer_suite);
