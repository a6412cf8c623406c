// SPDX-License-Identifier: MIT
/*
 * percpu_counter_test.c - a counter that many CPUs add to
 *
 *	count	   1024			read(): 1024
 *	parts	   [ 31 ][ -7 ][ 12 ]	sum():	1060
 */
#include <asm/processor.h>
#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/machine.h>
#include <linux/percpu_counter.h>
#include <linux/smp.h>

static struct percpu_counter counter;

static int counter_init(struct kunit *test)
{
	return percpu_counter_init(&counter, 0, GFP_KERNEL);
}

static void counter_exit(struct kunit *test)
{
	percpu_counter_destroy(&counter);
}

/* The initial value is in both answers; so is one that is set later. */
static void initial_value_is_seen(struct kunit *test)
{
	struct percpu_counter c;

	KUNIT_ASSERT_EQ(test, percpu_counter_init(&c, -5, GFP_KERNEL), 0);
	KUNIT_EXPECT_TRUE(test, percpu_counter_initialized(&c));
	KUNIT_EXPECT_EQ(test, percpu_counter_read(&c), -5LL);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(&c), -5LL);
	KUNIT_EXPECT_EQ(test, percpu_counter_read_positive(&c), 0LL);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum_positive(&c), 0LL);
	percpu_counter_add(&c, 7);
	percpu_counter_set(&c, 1LL << 40);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(&c), 1LL << 40);
	KUNIT_EXPECT_EQ(test, percpu_counter_read_positive(&c), 1LL << 40);
	percpu_counter_destroy(&c);
	KUNIT_EXPECT_FALSE(test, percpu_counter_initialized(&c));
	percpu_counter_destroy(&c);
}

/* N2: below a batch an addition stays with the CPU; at it, all is folded. */
static void batches_are_folded(struct kunit *test)
{
	int i;

	for (i = 1; i < percpu_counter_batch; i++)
		percpu_counter_inc(&counter);
	KUNIT_EXPECT_EQ(test, percpu_counter_read(&counter), 0LL);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(&counter), i - 1LL);
	percpu_counter_inc(&counter);
	KUNIT_EXPECT_EQ(test, percpu_counter_read(&counter), (s64)i);

	percpu_counter_add_batch(&counter, -9, 10);
	KUNIT_EXPECT_EQ(test, percpu_counter_read(&counter), (s64)i);
	percpu_counter_add_batch(&counter, -1, 10);
	KUNIT_EXPECT_EQ(test, percpu_counter_read(&counter), i - 10LL);
	percpu_counter_sub(&counter, 3);
	percpu_counter_dec(&counter);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(&counter), i - 14LL);
}

/* More than a part can hold goes straight into the sum. */
static void large_amounts(struct kunit *test)
{
	percpu_counter_add(&counter, 5);
	percpu_counter_add(&counter, 1LL << 50);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(&counter), (1LL << 50) + 5);
	percpu_counter_sub(&counter, 1LL << 51);
	percpu_counter_add_batch(&counter, 100000, S32_MAX);
	percpu_counter_add_batch(&counter, -100000, S32_MAX);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(&counter), 5 - (1LL << 50));
}

/* Near the border the CPUs are asked, far from it they need not be. */
static void comparing(struct kunit *test)
{
	percpu_counter_add(&counter, 20);
	KUNIT_EXPECT_EQ(test, percpu_counter_compare(&counter, 20), 0);
	KUNIT_EXPECT_EQ(test, percpu_counter_compare(&counter, 19), 1);
	KUNIT_EXPECT_EQ(test, percpu_counter_compare(&counter, 21), -1);
	KUNIT_EXPECT_EQ(test, percpu_counter_compare(&counter, 1 << 30), -1);
	KUNIT_EXPECT_EQ(test, __percpu_counter_compare(&counter, 20, 20), 0);
	/* A batch this small: read() alone decides, and it says 0. */
	KUNIT_EXPECT_EQ(test, __percpu_counter_compare(&counter, 20, 0), -1);
}

/* ---- many CPUs ----------------------------------------------------------- */

/* 16 additions come to 55; a burst is 32 of them and a call to the others. */
#define BURST_ADDS	32
#define BURST_SUM	(BURST_ADDS / 16 * 55LL)
#define STORM_NS	100000000ULL

static DEFINE_PER_CPU(s64, bursts);

static void add_three(void *info)
{
	percpu_counter_add(&counter, 3);
}

static void add_many(void *info)
{
	u64 start = machine_ops->clock_ns();
	unsigned int i;

	do {
		for (i = 0; i < BURST_ADDS; i++)
			percpu_counter_add(&counter, i % 16 ? 1 : 40);
		smp_call_function(add_three, NULL, 0);
		this_cpu_inc(bursts);
	} while (machine_ops->clock_ns() - start < STORM_NS);
	/* Waits for the last one sent without waiting. */
	smp_call_function(add_three, NULL, 1);
}

/* All CPUs add, interrupted by others that add: in the end nothing is lost. */
static void nothing_is_lost(struct kunit *test)
{
	s64 n = num_online_cpus();
	s64 rounds = 0;
	unsigned int cpu, self = raw_smp_processor_id();

	for_each_online_cpu(cpu) {
		per_cpu(bursts, cpu) = 0;
		if (cpu != self)
			idle_job_start(cpu, add_many, NULL);
	}
	add_many(NULL);
	for_each_online_cpu(cpu) {
		if (cpu != self)
			idle_job_wait(cpu);
		rounds += per_cpu(bursts, cpu);
	}
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(&counter),
			rounds * BURST_SUM + (rounds + n) * (n - 1) * 3);
	KUNIT_EXPECT_LE(test, percpu_counter_sum(&counter) -
			percpu_counter_read(&counter),
			(s64)percpu_counter_batch * n);
}

static atomic_t stop;

/* Up and down; each addition is a batch and folded at once. */
static void fold_always(void *info)
{
	while (!atomic_read(&stop)) {
		percpu_counter_add_batch(&counter, 1000, 1);
		percpu_counter_add_batch(&counter, -1000, 1);
	}
}

/*
 * N1 of percpu_counter.c. The counter stands at 0 or at 1000, never at anything else: a sum that is
 * has met a fold half done, and counted what moved twice or not at all.
 */
static void sums_meet_no_half_fold(struct kunit *test)
{
	unsigned int cpu, other = 0, wrong = 0, i;
	u64 start = machine_ops->clock_ns();

	if (num_online_cpus() < 2) {
		/* Nobody to meet: the two states are all there is to see. */
		percpu_counter_add_batch(&counter, 1000, 1);
		KUNIT_EXPECT_EQ(test, percpu_counter_sum(&counter), 1000);
		percpu_counter_add_batch(&counter, -1000, 1);
		KUNIT_EXPECT_EQ(test, percpu_counter_sum(&counter), 0);
		return;
	}
	for_each_online_cpu(cpu) {
		if ((int)cpu != raw_smp_processor_id())
			other = cpu;
	}
	atomic_set(&stop, 0);
	idle_job_start(other, fold_always, NULL);
	do {
		for (i = 0; i < 500; i++) {
			s64 sum = percpu_counter_sum(&counter);

			wrong += sum != 0 && sum != 1000;
		}
	} while (machine_ops->clock_ns() - start < STORM_NS);
	atomic_set(&stop, 1);
	idle_job_wait(other);
	KUNIT_EXPECT_EQ(test, wrong, 0u);
}

static struct kunit_case counter_cases[] = {
	KUNIT_CASE(initial_value_is_seen),
	KUNIT_CASE(batches_are_folded),
	KUNIT_CASE(large_amounts),
	KUNIT_CASE(comparing),
	KUNIT_CASE(nothing_is_lost),
	KUNIT_CASE(sums_meet_no_half_fold),
	{}
};

static struct kunit_suite counter_suite = {
	.name = "percpu_counter",
	.init = counter_init,
	.exit = counter_exit,
	.test_cases = counter_cases,
};
kunit_test_suite(counter_suite);
