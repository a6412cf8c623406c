// SPDX-License-Identifier: MIT
/*
 * kthread_test.c - threads are made, run where they may, and end
 *
 * Each case leaves no thread behind: its memory is charged to the case.
 */
#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/kthread.h>
#include <linux/numa.h>
#include <linux/string.h>

/* What a thread is given: it has begun, and what it is to return. */
struct life {
	bool begun;
	int answer;
};

/* Until somebody says stop. */
static int sleep_until_stopped(void *data)
{
	struct life *life = data;

	WRITE_ONCE(life->begun, true);
	while (!kthread_should_stop()) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (kthread_should_stop())
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	return life->answer;
}

/* A thread that is stopped before it has begun does not begin. */
static struct task_struct *begin(struct life *life, const char *name)
{
	struct task_struct *t = kthread_run(sleep_until_stopped, life, "%s",
					    name);

	while (!IS_ERR(t) && !READ_ONCE(life->begun))
		yield();
	return t;
}

/* Its function's result is what kthread_stop() returns. */
static void stop_returns_the_result(struct kunit *test)
{
	struct life life = { .answer = 42 };
	struct task_struct *t = begin(&life, "answer");

	KUNIT_ASSERT_FALSE(test, IS_ERR(t));
	KUNIT_EXPECT_PTR_EQ(test, kthread_data(t), (void *)&life);
	KUNIT_EXPECT_EQ(test, kthread_stop(t), 42);
}

static int count_run(void *data)
{
	atomic_inc(data);
	return 0;
}

/* A thread that was never woken ends without having run. */
static void stop_before_the_first_run(struct kunit *test)
{
	atomic_t ran = ATOMIC_INIT(0);
	struct task_struct *t = kthread_create(count_run, &ran, "never");

	KUNIT_ASSERT_FALSE(test, IS_ERR(t));
	KUNIT_EXPECT_EQ(test, kthread_stop(t), -EINTR);
	KUNIT_EXPECT_EQ(test, atomic_read(&ran), 0);
}

/* With a reference, a thread that has returned by itself can be stopped. */
static void stop_after_the_end(struct kunit *test)
{
	atomic_t ran = ATOMIC_INIT(0);
	struct task_struct *t = kthread_create(count_run, &ran, "short");

	KUNIT_ASSERT_FALSE(test, IS_ERR(t));
	get_task_struct(t);
	wake_up_process(t);
	while (!atomic_read(&ran))
		yield();
	KUNIT_EXPECT_EQ(test, kthread_stop(t), 0);
	put_task_struct(t);
}

/* The name is printed as printf would, and cut. */
static void names_are_formatted(struct kunit *test)
{
	struct task_struct *t = kthread_create(sleep_until_stopped, NULL,
					       "worker/%d:%s", 7, "a long name");

	KUNIT_ASSERT_FALSE(test, IS_ERR(t));
	KUNIT_EXPECT_STREQ(test, t->comm, "worker/7:a long");
	kthread_stop(t);
}

static int note_cpu(void *data)
{
	WRITE_ONCE(*(int *)data, smp_processor_id());
	return 0;
}

/* A bound thread runs on its CPU, whichever that is. */
static void bound_runs_where_it_must(struct kunit *test)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		int ran_on = -1;
		struct task_struct *t =
			kthread_create_on_cpu(note_cpu, &ran_on, cpu, "on/%u");

		KUNIT_ASSERT_FALSE(test, IS_ERR(t));
		KUNIT_EXPECT_EQ(test, set_cpus_allowed_ptr(t, cpu_online_mask),
				-EINVAL);
		get_task_struct(t);
		wake_up_process(t);
		while (READ_ONCE(ran_on) < 0)
			yield();
		kthread_stop(t);
		put_task_struct(t);
		KUNIT_EXPECT_EQ(test, ran_on, (int)cpu);
	}
}

static int visit_all_cpus(void *data)
{
	unsigned int cpu, *visited = data;

	for_each_online_cpu(cpu) {
		if (set_cpus_allowed_ptr(current, cpumask_of(cpu)))
			return -EINVAL;
		*visited += smp_processor_id() == (int)cpu;
	}
	return 0;
}

/* set_cpus_allowed_ptr() of the caller returns on the CPU it asked for. */
static void current_moves_before_return(struct kunit *test)
{
	unsigned int visited = 0;
	struct task_struct *t = kthread_create(visit_all_cpus, &visited, "tour");

	KUNIT_ASSERT_FALSE(test, IS_ERR(t));
	get_task_struct(t);
	wake_up_process(t);
	while (READ_ONCE(t->__state) != TASK_DEAD)
		yield();
	KUNIT_EXPECT_EQ(test, kthread_stop(t), 0);
	put_task_struct(t);
	KUNIT_EXPECT_EQ(test, visited, num_online_cpus());
}

/* No CPU, no change. */
static void nowhere_is_refused(struct kunit *test)
{
	struct cpumask none = CPU_MASK_NONE;

	KUNIT_EXPECT_EQ(test, set_cpus_allowed_ptr(current, &none), -EINVAL);
}

#define NR_LIVES	1000

/* Thousands of lives, some ended before they began, leave nothing behind. */
static void many_lives(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < NR_LIVES; i++) {
		struct life life = { .answer = 7 };
		struct task_struct *t = kthread_run(sleep_until_stopped, &life,
						    "life/%u", i);
		int ret;

		KUNIT_ASSERT_FALSE(test, IS_ERR(t));
		ret = kthread_stop(t);
		KUNIT_ASSERT_EQ(test, ret, life.begun ? 7 : -EINTR);
	}
}

static struct kunit_case kthread_cases[] = {
	KUNIT_CASE(stop_returns_the_result),
	KUNIT_CASE(stop_before_the_first_run),
	KUNIT_CASE(stop_after_the_end),
	KUNIT_CASE(names_are_formatted),
	KUNIT_CASE(bound_runs_where_it_must),
	KUNIT_CASE(current_moves_before_return),
	KUNIT_CASE(nowhere_is_refused),
	KUNIT_CASE(many_lives),
	{}
};

static struct kunit_suite kthread_suite = {
	.name = "kthread",
	.test_cases = kthread_cases,
};
kunit_test_suite(kthread_suite);
