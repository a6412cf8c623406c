// SPDX-License-Identifier: MIT
/*
 * fault_inject_test.c - which of many calls fails
 *
 * On attributes of the case's own; nothing in the kernel fails here.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/preempt.h>
#include <linux/string.h>

#include "capture.h"

static struct fault_attr attr;

static int fault_inject_test_init(struct kunit *test)
{
	attr = (struct fault_attr)FAULT_ATTR_INITIALIZER;
	attr.name = "fail_test";
	attr.verbose = 0;
	attr.probability = 100;
	atomic_set(&attr.times, -1);
	return 0;
}

/* Of @calls, how many fail? */
static unsigned int failures(unsigned int calls)
{
	unsigned int failed = 0;

	while (calls--)
		failed += should_fail(&attr, 1);
	return failed;
}

/* 0 never, 100 always, between them about as many as it says. */
static void probability(struct kunit *test)
{
	static const unsigned int percent[] = { 0, 1, 10, 50, 90, 100 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(percent); i++) {
		unsigned int failed;

		attr.probability = percent[i];
		failed = failures(10000);
		KUNIT_EXPECT_GE(test, failed, percent[i] * 90);
		KUNIT_EXPECT_LE(test, failed, percent[i] * 110);
	}
}

/* What failed once fails again: the numbers are the same from the start. */
static void repeats(struct kunit *test)
{
	u64 first = 0, second = 0;
	unsigned int i;

	attr.probability = 50;
	for (i = 0; i < 64; i++)
		first |= (u64)should_fail(&attr, 1) << i;
	atomic_set(&attr.count, 0);
	for (i = 0; i < 64; i++)
		second |= (u64)should_fail(&attr, 1) << i;
	KUNIT_EXPECT_EQ(test, first, second);
	KUNIT_EXPECT_NE(test, first, 0u);
	KUNIT_EXPECT_NE(test, first, ~0ULL);
}

/* Every third is a candidate; 0 and 1 make each one. */
static void interval(struct kunit *test)
{
	unsigned int i;

	attr.interval = 3;
	for (i = 1; i <= 12; i++)
		KUNIT_EXPECT_EQ(test, should_fail(&attr, 1), i % 3 == 0);
	attr.interval = 0;
	KUNIT_EXPECT_EQ(test, failures(5), 5u);
}

/* So many and no more; the last one leaves times at 0. */
static void times(struct kunit *test)
{
	atomic_set(&attr.times, 3);
	KUNIT_EXPECT_EQ(test, failures(10), 3u);
	KUNIT_EXPECT_EQ(test, atomic_read(&attr.times), 0);
	KUNIT_EXPECT_EQ(test, failures(10), 0u);
	KUNIT_EXPECT_FALSE(test, fault_armed(&attr));
}

/* 10 bytes may pass: 4 and 4 do, the third request is the first to fail. */
static void space(struct kunit *test)
{
	atomic_set(&attr.space, 10);
	KUNIT_EXPECT_FALSE(test, should_fail(&attr, 4));
	KUNIT_EXPECT_FALSE(test, should_fail(&attr, 4));
	KUNIT_EXPECT_EQ(test, atomic_read(&attr.space), 2);
	KUNIT_EXPECT_TRUE(test, should_fail(&attr, 4));
	KUNIT_EXPECT_TRUE(test, should_fail(&attr, 1000));
}

static const void *somebody;

static const void *test_task(void)
{
	return somebody;
}

/* Only the marked task; an interrupt is nobody. */
static void task_filter(struct kunit *test)
{
	const void *(*before)(void) = fault_current;

	fault_current = test_task;
	attr.task_filter = true;
	somebody = &attr;
	fault_mark_task();
	KUNIT_EXPECT_EQ(test, failures(3), 3u);
	somebody = &before;
	KUNIT_EXPECT_EQ(test, failures(3), 0u);
	somebody = NULL;
	KUNIT_EXPECT_EQ(test, failures(3), 0u);
	fault_mark_task();
	KUNIT_EXPECT_EQ(test, failures(3), 0u);
	fault_current = before;
}

/* Fails the n-th of this task's calls, whatever the attribute says. */
static void nth(struct kunit *test)
{
	unsigned int n, i;

	attr.probability = 0;
	for (n = 1; n <= 5; n++) {
		fault_nth_begin(n, &attr);
		KUNIT_EXPECT_TRUE(test, fault_armed(&attr));
		for (i = 1; i <= 8; i++)
			KUNIT_EXPECT_EQ(test, should_fail(&attr, 1), i == n);
		KUNIT_EXPECT_TRUE(test, fault_nth_end());
	}
	fault_nth_begin(9, &attr);
	KUNIT_EXPECT_EQ(test, failures(8), 0u);
	KUNIT_EXPECT_FALSE(test, fault_nth_end());
	KUNIT_EXPECT_FALSE(test, fault_armed(&attr));
}

/* A piece of code that counts for itself is not counted meanwhile. */
static void nth_within_another(struct kunit *test)
{
	attr.probability = 0;
	fault_nth_begin(3, &attr);
	KUNIT_EXPECT_EQ(test, failures(2), 0u);
	fault_nth_begin(2, &attr);
	KUNIT_EXPECT_FALSE(test, should_fail(&attr, 1));
	KUNIT_EXPECT_TRUE(test, should_fail(&attr, 1));
	KUNIT_EXPECT_TRUE(test, fault_nth_end());
	KUNIT_EXPECT_TRUE(test, fault_armed(&attr));
	KUNIT_EXPECT_TRUE(test, should_fail(&attr, 1));
	KUNIT_EXPECT_TRUE(test, fault_nth_end());
	KUNIT_EXPECT_FALSE(test, fault_armed(&attr));
}

/* Another task, an interrupt, and a point that is not asked for: not counted. */
static void nth_counts_its_own(struct kunit *test)
{
	const void *(*before)(void) = fault_current;
	struct fault_attr other = FAULT_ATTR_INITIALIZER;

	fault_current = test_task;
	somebody = &attr;
	attr.probability = 0;
	fault_nth_begin(1, &attr);
	KUNIT_EXPECT_FALSE(test, should_fail(&other, 1));
	somebody = NULL;
	KUNIT_EXPECT_FALSE(test, should_fail(&attr, 1));
	somebody = &other;
	KUNIT_EXPECT_FALSE(test, should_fail(&attr, 1));
	somebody = &attr;
	KUNIT_EXPECT_TRUE(test, should_fail(&attr, 1));
	KUNIT_EXPECT_TRUE(test, fault_nth_end());
	fault_current = before;
}

/* Steps are not requests: only who names them counts them. */
static void nth_leaves_steps_alone(struct kunit *test)
{
	attr.probability = 0;
	attr.step = true;
	fault_nth_begin(1, NULL);
	KUNIT_EXPECT_FALSE(test, fault_armed(&attr));
	KUNIT_EXPECT_FALSE(test, should_fail(&attr, 1));
	KUNIT_EXPECT_FALSE(test, fault_nth_end());
}

/* An interrupt belongs to no task. */
static void current_task(struct kunit *test)
{
	KUNIT_EXPECT_NOT_NULL(test, fault_current());
	preempt_count_add(HARDIRQ_OFFSET);
	KUNIT_EXPECT_NULL(test, fault_current());
	preempt_count_sub(HARDIRQ_OFFSET);
}

/* Linux's four numbers; anything else changes nothing. */
static void setup(struct kunit *test)
{
	static char good[] = "2,35,400,-1";
	static const char *const bad[] = {
		"", "1", "1,2,3", "1,2,3,4,5", "1,101,0,0", "-1,1,0,0",
		"1,-1,0,0", "a,1,0,0", "1,,0,0", "1,2,3,",
		"1111111111111111111111111111111111111111111111111111111111111111,1",
	};
	unsigned int i;

	KUNIT_EXPECT_EQ(test, setup_fault_attr(&attr, good), 1);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_EQ_MSG(test, setup_fault_attr(&attr,
							   (char *)bad[i]),
				    0, "%s", bad[i]);
	KUNIT_EXPECT_EQ(test, attr.interval, 2u);
	KUNIT_EXPECT_EQ(test, attr.probability, 35u);
	KUNIT_EXPECT_EQ(test, atomic_read(&attr.space), 400);
	KUNIT_EXPECT_EQ(test, atomic_read(&attr.times), -1);
}

static unsigned int knob, told;

static void changed(void)
{
	told++;
}

/* Every setting by its name; the point is told of each, and of no mistake. */
static void settings(struct kunit *test)
{
	const struct fault_knob knobs[] = { { "min-order", &knob }, {} };
	const struct fault_point point = {
		.attr = &attr, .knobs = knobs, .changed = changed,
	};

	told = 0;
	KUNIT_EXPECT_EQ(test, fault_point_set(&point, "probability=7"), 0);
	KUNIT_EXPECT_EQ(test, fault_point_set(&point, "interval=8"), 0);
	KUNIT_EXPECT_EQ(test, fault_point_set(&point, "times=-1"), 0);
	KUNIT_EXPECT_EQ(test, fault_point_set(&point, "space=9"), 0);
	KUNIT_EXPECT_EQ(test, fault_point_set(&point, "verbose=1"), 0);
	KUNIT_EXPECT_EQ(test, fault_point_set(&point, "task_filter=Y"), 0);
	KUNIT_EXPECT_EQ(test, fault_point_set(&point, "min_order=3"), 0);
	KUNIT_EXPECT_EQ(test, told, 7u);
	KUNIT_EXPECT_EQ(test, attr.probability, 7u);
	KUNIT_EXPECT_EQ(test, attr.interval, 8u);
	KUNIT_EXPECT_EQ(test, atomic_read(&attr.space), 9);
	KUNIT_EXPECT_EQ(test, attr.verbose, 1u);
	KUNIT_EXPECT_TRUE(test, attr.task_filter);
	KUNIT_EXPECT_EQ(test, knob, 3u);

	KUNIT_EXPECT_EQ(test, fault_point_set(&point, "probability=101"),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, fault_point_set(&point, "volume=11"), -EINVAL);
	KUNIT_EXPECT_EQ(test, fault_point_set(&point, "on"), -EINVAL);
	KUNIT_EXPECT_EQ(test, told, 7u);
	KUNIT_EXPECT_EQ(test, fault_point_set(&point, "1,2,3,4"), 0);
	KUNIT_EXPECT_EQ(test, attr.probability, 2u);
	KUNIT_EXPECT_EQ(test, fault_point_set(&point, "off"), 0);
	KUNIT_EXPECT_EQ(test, attr.probability, 0u);
	KUNIT_EXPECT_EQ(test, told, 9u);
}

/* Linux's two lines; none for FAULT_NOWARN or verbose=0. */
static void says_what_fails(struct kunit *test)
{
	capture_start();
	attr.interval = 2;
	attr.verbose = 1;
	failures(1);
	EXPECT_SILENT(test);
	should_fail_ex(&attr, 1, FAULT_NOWARN);
	EXPECT_SILENT(test);
	failures(2);
	EXPECT_SAID(test, "FAULT_INJECTION: forcing a failure.\n");
	EXPECT_SAID(test, "name fail_test, interval 2, probability 100, space 0, times -1\n");
	capture_from_now(CAPTURE_ALL);
	attr.verbose = 0;
	failures(2);
	EXPECT_SILENT(test);
	capture_stop();
}

static struct kunit_case fault_inject_cases[] = {
	KUNIT_CASE(probability),
	KUNIT_CASE(repeats),
	KUNIT_CASE(interval),
	KUNIT_CASE(times),
	KUNIT_CASE(space),
	KUNIT_CASE(task_filter),
	KUNIT_CASE(nth),
	KUNIT_CASE(nth_within_another),
	KUNIT_CASE(nth_counts_its_own),
	KUNIT_CASE(nth_leaves_steps_alone),
	KUNIT_CASE(current_task),
	KUNIT_CASE(setup),
	KUNIT_CASE(settings),
	KUNIT_CASE(says_what_fails),
	{}
};

static struct kunit_suite fault_inject_suite = {
	.name = "fault_inject",
	.init = fault_inject_test_init,
	.test_cases = fault_inject_cases,
};
kunit_test_suite(fault_inject_suite);
