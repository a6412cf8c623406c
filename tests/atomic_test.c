// SPDX-License-Identifier: MIT
/*
 * atomic_test.c - atomics return what they say, and lose nothing
 */
#include <asm/processor.h>
#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/limits.h>
#include <linux/machine.h>
#include <linux/smp.h>

/* What is returned: the new value, the old value, or whether it was done. */
static void returns(struct kunit *test)
{
	atomic_t v = ATOMIC_INIT(5);
	int old;

	KUNIT_EXPECT_EQ(test, atomic_add_return(3, &v), 8);
	KUNIT_EXPECT_EQ(test, atomic_fetch_add(2, &v), 8);
	KUNIT_EXPECT_EQ(test, atomic_sub_return(4, &v), 6);
	KUNIT_EXPECT_EQ(test, atomic_inc_return(&v), 7);
	KUNIT_EXPECT_EQ(test, atomic_fetch_dec(&v), 7);
	KUNIT_EXPECT_EQ(test, atomic_fetch_or(9, &v), 6);
	KUNIT_EXPECT_EQ(test, atomic_fetch_andnot(1, &v), 15);
	KUNIT_EXPECT_EQ(test, atomic_xchg(&v, 1), 14);
	KUNIT_EXPECT_EQ(test, atomic_cmpxchg(&v, 2, 3), 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&v), 1);
	old = 2;
	KUNIT_EXPECT_FALSE(test, atomic_try_cmpxchg(&v, &old, 3));
	KUNIT_EXPECT_EQ(test, old, 1);
	KUNIT_EXPECT_TRUE(test, atomic_try_cmpxchg(&v, &old, 3));
	KUNIT_EXPECT_EQ(test, atomic_read(&v), 3);
}

/* The conditional ones, on both sides of their condition. */
static void conditions(struct kunit *test)
{
	atomic_t v = ATOMIC_INIT(1);

	KUNIT_EXPECT_TRUE(test, atomic_dec_and_test(&v));
	KUNIT_EXPECT_FALSE(test, atomic_inc_not_zero(&v));
	KUNIT_EXPECT_EQ(test, atomic_read(&v), 0);
	KUNIT_EXPECT_EQ(test, atomic_dec_if_positive(&v), -1);
	KUNIT_EXPECT_EQ(test, atomic_read(&v), 0);
	KUNIT_EXPECT_TRUE(test, atomic_add_unless(&v, 7, 1));
	KUNIT_EXPECT_FALSE(test, atomic_add_unless(&v, 7, 7));
	KUNIT_EXPECT_FALSE(test, atomic_sub_and_test(6, &v));
	KUNIT_EXPECT_TRUE(test, atomic_sub_and_test(1, &v));
	KUNIT_EXPECT_TRUE(test, atomic_add_negative(-1, &v));
	KUNIT_EXPECT_FALSE(test, atomic_inc_unless_negative(&v));
	KUNIT_EXPECT_TRUE(test, atomic_inc_and_test(&v));
	KUNIT_EXPECT_TRUE(test, atomic_dec_unless_positive(&v));
	KUNIT_EXPECT_EQ(test, atomic_read(&v), -1);
}

/* 64 bits are 64 bits, and all wrap around silently. */
static void widths(struct kunit *test)
{
	atomic64_t w = ATOMIC64_INIT(0xffffffffLL);
	atomic_long_t l = ATOMIC_LONG_INIT(0);
	atomic_t v = ATOMIC_INIT(INT_MAX);

	KUNIT_EXPECT_EQ(test, atomic64_inc_return(&w), 0x100000000LL);
	atomic_long_sub(1, &l);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&l), -1L);
	KUNIT_EXPECT_EQ(test, atomic_inc_return(&v), INT_MIN);
}

static atomic_t shared;
static atomic64_t shared64;
static u32 word;

/* Short loops one after the other would prove nothing: all CPUs at once. */
#define COUNT_NS	40000000ULL

static atomic_t arrived;
static DEFINE_PER_CPU(u64, turns);

static void wait_for_all(void)
{
	atomic_inc(&arrived);
	while (atomic_read(&arrived) < (int)num_online_cpus())
		cpu_relax();
}

static void count_once(void)
{
	u32 old = READ_ONCE(word);

	atomic_inc(&shared);
	atomic64_add_return(3, &shared64);
	while (!try_cmpxchg(&word, &old, old + 1))
		;
}

static void count(void *info)
{
	u64 start, n = 0;
	unsigned int i;

	wait_for_all();
	start = machine_ops->clock_ns();
	do {
		for (i = 0; i < 64; i++)
			count_once();
		n += i;
	} while (machine_ops->clock_ns() - start < COUNT_NS);
	this_cpu_write(turns, n);
}

/* From all CPUs at once: an exchange without its lock prefix loses some. */
static void all_cpus_count(struct kunit *test)
{
	unsigned int cpu;
	u64 sum = 0;

	atomic_set(&arrived, 0);
	atomic_set(&shared, 0);
	atomic64_set(&shared64, 0);
	word = 0;
	for_each_online_cpu(cpu)
		idle_job_start(cpu, count, NULL);
	count(NULL);
	for_each_online_cpu(cpu)
		idle_job_wait(cpu);
	for_each_online_cpu(cpu)
		sum += per_cpu(turns, cpu);
	KUNIT_EXPECT_EQ(test, (u32)atomic_read(&shared), (u32)sum);
	KUNIT_EXPECT_EQ(test, atomic64_read(&shared64), 3 * (s64)sum);
	KUNIT_EXPECT_EQ(test, READ_ONCE(word), (u32)sum);
}

static struct kunit_case atomic_cases[] = {
	KUNIT_CASE(returns),
	KUNIT_CASE(conditions),
	KUNIT_CASE(widths),
	KUNIT_CASE(all_cpus_count),
	{}
};

static struct kunit_suite atomic_suite = {
	.name = "atomic",
	.test_cases = atomic_cases,
};
kunit_test_suite(atomic_suite);
