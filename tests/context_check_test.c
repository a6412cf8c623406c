// SPDX-License-Identifier: MIT
/*
 * context_check_test.c - what a function left off is said, and put back
 */
#include <kunit/test.h>
#include <kunit/test-bug.h>
#include <linux/context_check.h>
#include <linux/percpu.h>
#include <linux/sched/mm.h>
#include <linux/string.h>

static DEFINE_PER_CPU(int, borrowed);

/* @how, as somebody's callback; what it left is for the check to repair. */
static int call(void (*how)(void))
{
	struct context_mark before;

	context_mark(&before);
	how();
	context_check(&before, "callback", (unsigned long)how);
	return 0;
}

static void keeps_to_the_rules(void)
{
	unsigned long flags;

	get_cpu_var(borrowed)++;
	local_irq_save(flags);
	local_irq_restore(flags);
	put_cpu_var(borrowed);
}

static void forgets_put(void)
{
	get_cpu_var(borrowed)++;
}

static void puts_twice(void)
{
	put_cpu_var(borrowed);
}

static void leaves_interrupts_off(void)
{
	local_irq_disable();
}

static void switches_interrupts_on(void)
{
	local_irq_enable();
}

/* Nothing is said of who gives back what he took. */
static void balance_is_silent(struct kunit *test)
{
	KUNIT_EXPECT_NO_WARNS(test, call(keeps_to_the_rules));
}

/* Too many and too few: both are said, and preemption is as before. */
static void preemption_is_put_back(struct kunit *test)
{
	int before = preempt_count();

	KUNIT_EXPECT_EQ(test, kunit_count_warns(call(forgets_put)), 1u);
	KUNIT_EXPECT_NOT_NULL(test, strstr(kunit_last_warning(),
					   "BUG: callback "));
	KUNIT_EXPECT_EQ(test, preempt_count(), before);

	preempt_disable();
	KUNIT_EXPECT_EQ(test, kunit_count_warns(call(puts_twice)), 1u);
	KUNIT_EXPECT_EQ(test, preempt_count(), before + 1);
	preempt_enable();
}

/* Either way round. */
static void interrupts_are_put_back(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, kunit_count_warns(call(leaves_interrupts_off)),
			1u);
	KUNIT_EXPECT_FALSE(test, irqs_disabled());

	local_irq_disable();
	KUNIT_EXPECT_EQ(test, kunit_count_warns(call(switches_interrupts_on)),
			1u);
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	local_irq_enable();
}

static void stays_in_a_scope(void)
{
	memalloc_noio_save();
}

static void leaves_the_scope_twice(void)
{
	memalloc_nofs_restore(PF_MEMALLOC_NOFS);
}

/* A scope that was not left, or that was somebody else's to leave. */
static void scopes_are_put_back(struct kunit *test)
{
	unsigned int flags = memalloc_nofs_save();

	KUNIT_EXPECT_EQ(test, kunit_count_warns(call(stays_in_a_scope)), 1u);
	KUNIT_EXPECT_NOT_NULL(test, strstr(kunit_last_warning(),
					   "returned in scopes 0xc0000"));
	KUNIT_EXPECT_EQ(test, current_gfp_context(GFP_KERNEL), GFP_NOFS);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(call(leaves_the_scope_twice)),
			1u);
	KUNIT_EXPECT_EQ(test, current_gfp_context(GFP_KERNEL), GFP_NOFS);
	memalloc_nofs_restore(flags);
	KUNIT_EXPECT_EQ(test, current_gfp_context(GFP_KERNEL), GFP_KERNEL);
}

static struct kunit_case context_check_cases[] = {
	KUNIT_CASE(balance_is_silent),
	KUNIT_CASE(preemption_is_put_back),
	KUNIT_CASE(interrupts_are_put_back),
	KUNIT_CASE(scopes_are_put_back),
	{}
};

static struct kunit_suite context_check_suite = {
	.name = "context_check",
	.test_cases = context_check_cases,
};
kunit_test_suite(context_check_suite);
