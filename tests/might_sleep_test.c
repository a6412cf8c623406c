// SPDX-License-Identifier: MIT
/*
 * might_sleep_test.c - who may not sleep is told, in words; who may is not
 */
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/might_sleep.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include "capture.h"

static DEFINE_SPINLOCK(held);

#define SLEEPS	({ might_sleep(); 0; })

/* In a task with everything on, nothing is said. */
static void allowed_is_silent(struct kunit *test)
{
	KUNIT_EXPECT_NO_WARNS(test, SLEEPS);
	KUNIT_EXPECT_NO_WARNS(test, cond_resched());
	KUNIT_EXPECT_TRUE(test, may_sleep_here());
}

/* Preemption off, a spinlock held, interrupts off: each alone is enough. */
static void atomic_is_reported(struct kunit *test)
{
	unsigned long flags;

	preempt_disable();
	KUNIT_EXPECT_WARNS(test, SLEEPS);
	KUNIT_EXPECT_WARNS(test, cond_resched());
	preempt_enable();

	spin_lock(&held);
	KUNIT_EXPECT_WARNS(test, SLEEPS);
	spin_unlock(&held);

	local_irq_save(flags);
	KUNIT_EXPECT_WARNS(test, SLEEPS);
	local_irq_restore(flags);
	KUNIT_EXPECT_NO_WARNS(test, SLEEPS);
}

/* might_sleep_if() asks its condition; cant_sleep() is the other way round. */
static void conditions(struct kunit *test)
{
	preempt_disable();
	KUNIT_EXPECT_NO_WARNS(test, ({ might_sleep_if(false); 0; }));
	KUNIT_EXPECT_WARNS(test, ({ might_sleep_if(true); 0; }));
	KUNIT_EXPECT_NO_WARNS(test, ({ cant_sleep(); 0; }));
	preempt_enable();
	KUNIT_EXPECT_WARNS(test, ({ cant_sleep(); 0; }));
}

/* 32 pages: too many for the CPU's list, so the request is looked at. */
static int take(gfp_t gfp)
{
	unsigned long addr = __get_free_pages(gfp | __GFP_NOWARN, 5);

	free_pages(addr, 5);
	return addr != 0;
}

/* Memory that may be waited for, under a spinlock: said, and given. */
static void alloc_is_reported(struct kunit *test)
{
	spin_lock(&held);
	KUNIT_EXPECT_WARNS(test, take(GFP_KERNEL));
	KUNIT_EXPECT_NO_WARNS(test, take(GFP_ATOMIC));
	spin_unlock(&held);
	KUNIT_EXPECT_NO_WARNS(test, take(GFP_KERNEL));
}

/* A switch with a lock held is said; the task goes on, the lock still its. */
static void schedule_is_reported(struct kunit *test)
{
	spin_lock(&held);
	KUNIT_EXPECT_WARNS(test, ({ schedule(); 0; }));
	KUNIT_EXPECT_EQ(test, preempt_count(), 1);
	spin_unlock(&held);
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
}

/* The report says what is off, who it was, and, if known, since where. */
static void report_is_complete(struct kunit *test)
{
	unsigned int before = warn_count;

	capture_start();
	spin_lock(&held);
	might_sleep();
	spin_unlock(&held);
	capture_stop();
	KUNIT_EXPECT_EQ(test, warn_count - before, 1u);
	warn_count = before;	/* it was meant */

	EXPECT_SAID(test, "BUG: sleeping function called from invalid context");
	EXPECT_SAID(test, "at tests/might_sleep_test.c:");
	EXPECT_SAID(test, "in_atomic(): 1, irqs_disabled(): 0, pid: 1, name: init");
	EXPECT_SAID(test, "preempt_count: 1, expected: 0");
	EXPECT_SAID(test, "Call Trace:");
	if (IS_ENABLED(CONFIG_DEBUG_PREEMPT))
		EXPECT_SAID(test, "Preemption disabled at:\n");
}

static struct kunit_case might_sleep_cases[] = {
	KUNIT_CASE(allowed_is_silent),
	KUNIT_CASE(atomic_is_reported),
	KUNIT_CASE(conditions),
	KUNIT_CASE(alloc_is_reported),
	KUNIT_CASE(schedule_is_reported),
	KUNIT_CASE(report_is_complete),
	{}
};

static struct kunit_suite might_sleep_suite = {
	.name = "might_sleep",
	.test_cases = might_sleep_cases,
};
kunit_test_suite(might_sleep_suite);
