// SPDX-License-Identifier: MIT
/*
 * watchdog_test.c - who blocks a CPU, or waits for ever, is named
 *
 * The limits are set so low that a moment is too long.
 */
#include <asm/processor.h>
#include <kunit/test.h>
#include <linux/bug.h>
#include <linux/kthread.h>
#include <linux/machine.h>
#include <linux/sched_init.h>
#include "capture.h"

#define SHORT_NS	20000000ULL	/* five ticks */

static unsigned int warned_before;
static u64 soft_before, hung_before;

static int set_limits(struct kunit *test)
{
	soft_before = soft_lockup_ns;
	hung_before = hung_task_ns;
	warned_before = warn_count;
	return 0;
}

/* What was said was meant. */
static void restore_limits(struct kunit *test)
{
	WRITE_ONCE(soft_lockup_ns, soft_before);
	hung_task_ns = hung_before;
	warn_count = warned_before;
}

static void wait_for(const char *words)
{
	do {
		cpu_relax();
	} while (!capture_has(words));
}

/*
 * A loop with preemption off: CPU and task; then it goes on. What else the
 * report says, provoke=soft-lockup shows.
 */
static void soft_lockup_is_named(struct kunit *test)
{
	struct kunit_warn_watch watch;

	kunit_warn_watch_start(&watch);
	WRITE_ONCE(soft_lockup_ns, SHORT_NS);
	preempt_disable();
	/* Another CPU that got no turn may be named before us. */
	while (!READ_ONCE(watch.count) ||
	       !strstr(kunit_last_warning(), "CPU#0"))
		cpu_relax();
	WRITE_ONCE(soft_lockup_ns, 0);
	preempt_enable();
	KUNIT_EXPECT_GE(test, kunit_warn_watch_stop(&watch), 1u);
	KUNIT_EXPECT_NOT_NULL(test, strstr(kunit_last_warning(),
			      "watchdog: BUG: soft lockup - CPU#0 stuck for "));
	KUNIT_EXPECT_NOT_NULL(test, strstr(kunit_last_warning(), "[init:1]"));
}

/* The same loop with preemption on is nobody's business. */
static void preemptible_loop_is_allowed(struct kunit *test)
{
	u64 start = machine_ops->clock_ns();

	WRITE_ONCE(soft_lockup_ns, SHORT_NS);
	capture_start();
	while (machine_ops->clock_ns() - start < 4 * SHORT_NS)
		cpu_relax();
	capture_stop();
	EXPECT_NOT_SAID(test, "soft lockup");
}

static int wait_for_nothing(void *data)
{
	unsigned int *state = data;

	while (!kthread_should_stop()) {
		set_current_state(*state);
		if (!kthread_should_stop())
			schedule();
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

/* A wake-up that does not come: the task is named, once. */
static void hung_task_is_named(struct kunit *test)
{
	unsigned int state = TASK_UNINTERRUPTIBLE;
	struct task_struct *t = kthread_run(wait_for_nothing, &state, "forlorn");

	KUNIT_ASSERT_FALSE(test, IS_ERR(t));
	capture_start();
	hung_task_ns = SHORT_NS;
	wait_for("task:forlorn");
	hung_task_ns = hung_before;
	capture_stop();
	KUNIT_EXPECT_EQ(test, kthread_stop(t), 0);
	EXPECT_SAID(test, "INFO: task forlorn:");
	EXPECT_SAID(test, "blocked for more than 0 seconds.");
	EXPECT_SAID(test, "task:forlorn state:D");
}

static struct kunit_case watchdog_cases[] = {
	KUNIT_CASE(soft_lockup_is_named),
	KUNIT_CASE(preemptible_loop_is_allowed),
	KUNIT_CASE(hung_task_is_named),
	{}
};

static struct kunit_suite watchdog_suite = {
	.name = "watchdog",
	.init = set_limits,
	.exit = restore_limits,
	.test_cases = watchdog_cases,
};
kunit_test_suite(watchdog_suite);
