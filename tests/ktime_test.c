// SPDX-License-Identifier: MIT
/*
 * ktime_test.c - clocks that agree, and the arithmetic of time
 */
#include <asm/processor.h>
#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/smp.h>
#include <linux/timex.h>

/* Each reading of any clock lies between two of the one beneath. */
static void clocks_agree(struct kunit *test)
{
	ktime_t before = ktime_get();
	unsigned long j = jiffies;
	ktime_t after = ktime_get();

	KUNIT_EXPECT_GE(test, (s64)(j - INITIAL_JIFFIES),
			before / NSEC_PER_JIFFY);
	KUNIT_EXPECT_LE(test, (s64)(j - INITIAL_JIFFIES),
			after / NSEC_PER_JIFFY);
}

/*
 * What real time adds to the other is the same for ever. A reading between
 * two of the other says between which bounds it lies; how far apart they are
 * is a matter of who else wanted the CPU meanwhile, so the bounds of all
 * readings are taken together.
 *
 *	before	     |--------------|	       real - after  <= added
 *	real	     ...    r	 ...	       real - before >= added
 */
static void real_time_keeps_its_distance(struct kunit *test)
{
	s64 least = S64_MIN, most = S64_MAX;
	unsigned int i;

	for (i = 0; i < 100; i++) {
		ktime_t before = ktime_get();
		ktime_t real = ktime_get_real();

		most = min(most, real - before);
		least = max(least, real - ktime_get());
		udelay(20);
	}
	KUNIT_EXPECT_LE(test, least, most);
	/* Not negative, but for the second that the battery clock rounds. */
	KUNIT_EXPECT_GE(test, most, -NSEC_PER_SEC);
}

/* A delay lasts at least as long as it says; meanwhile jiffies advance. */
static void delays_last(struct kunit *test)
{
	unsigned long j = jiffies;
	ktime_t start = ktime_get();
	cycles_t cycles = get_cycles();

	udelay(50);
	KUNIT_EXPECT_GE(test, ktime_us_delta(ktime_get(), start), 50);
	KUNIT_EXPECT_GT(test, get_cycles(), cycles);
	mdelay(2);
	KUNIT_EXPECT_GE(test, jiffies - j, msecs_to_jiffies(2));
	ndelay(0);
}

static atomic64_t latest;
static atomic_t went_back;

#define RELAY_NS	20000000

/* Whoever reads what another CPU read before must not read less. */
static void relay(void *info)
{
	ktime_t start = ktime_get(), now;

	do {
		s64 seen = atomic64_read_acquire(&latest);

		now = ktime_get();
		if (now < seen)
			atomic_inc(&went_back);
		atomic64_set_release(&latest, now);
	} while (now - start < RELAY_NS);
}

static void no_cpu_is_in_the_past(struct kunit *test)
{
	unsigned int cpu;

	atomic_set(&went_back, 0);
	atomic64_set(&latest, 0);
	for_each_online_cpu(cpu)
		idle_job_start(cpu, relay, NULL);
	relay(NULL);
	for_each_online_cpu(cpu)
		idle_job_wait(cpu);
	KUNIT_EXPECT_EQ(test, atomic_read(&went_back), 0);
}

/* Comparisons hold across the end of the range; conversions round up. */
static void jiffies_arithmetic(struct kunit *test)
{
	unsigned long end = ~0UL, after = 5;

	KUNIT_EXPECT_TRUE(test, time_after(after, end));
	KUNIT_EXPECT_TRUE(test, time_before(end, after));
	KUNIT_EXPECT_FALSE(test, time_after(end, end));
	KUNIT_EXPECT_TRUE(test, time_after_eq(end, end));
	KUNIT_EXPECT_TRUE(test, time_in_range(end + 3, end, after));
	KUNIT_EXPECT_FALSE(test, time_in_range_open(after, end, after));
	KUNIT_EXPECT_EQ(test, msecs_to_jiffies(0), 0ul);
	KUNIT_EXPECT_EQ(test, msecs_to_jiffies(1), (HZ + 999ul) / 1000);
	KUNIT_EXPECT_EQ(test, usecs_to_jiffies(1), 1ul);
	KUNIT_EXPECT_EQ(test, usecs_to_jiffies(1000000), (ulong)HZ);
	KUNIT_EXPECT_EQ(test, msecs_to_jiffies(-1), MAX_JIFFY_OFFSET);
	KUNIT_EXPECT_EQ(test, jiffies_to_msecs(HZ), 1000u);
	KUNIT_EXPECT_EQ(test, jiffies_to_nsecs(HZ), 1000000000ull);
}

static void ktime_arithmetic(struct kunit *test)
{
	ktime_t a = ktime_set(2, 500), b = ktime_set(1, 999999999);

	KUNIT_EXPECT_EQ(test, ktime_to_ns(ktime_sub(a, b)), 501);
	KUNIT_EXPECT_EQ(test, ktime_compare(b, a), -1);
	KUNIT_EXPECT_EQ(test, ktime_compare(a, a), 0);
	KUNIT_EXPECT_TRUE(test, ktime_after(a, b));
	KUNIT_EXPECT_EQ(test, ktime_us_delta(b, a), 0);
	KUNIT_EXPECT_EQ(test, ktime_ms_delta(a, 0), 2000);
	KUNIT_EXPECT_EQ(test, ktime_set(KTIME_SEC_MAX, 7), KTIME_MAX);
	KUNIT_EXPECT_EQ(test, ns_to_timespec64(-1).tv_sec, -1);
	KUNIT_EXPECT_EQ(test, ns_to_timespec64(-1).tv_nsec, 999999999);
	KUNIT_EXPECT_EQ(test, ktime_add_us(a, 3), a + 3000);
}

/* Leap years, the century that is none, the one that is. */
static void dates(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, mktime64(1970, 1, 1, 0, 0, 0), 0);
	KUNIT_EXPECT_EQ(test, mktime64(2000, 2, 29, 0, 0, 0), 951782400);
	KUNIT_EXPECT_EQ(test, mktime64(2000, 3, 1, 0, 0, 0), 951868800);
	KUNIT_EXPECT_EQ(test, mktime64(2024, 2, 29, 12, 34, 56), 1709210096);
	KUNIT_EXPECT_EQ(test, mktime64(2038, 1, 19, 3, 14, 8), 2147483648LL);
	KUNIT_EXPECT_EQ(test, mktime64(2100, 3, 1, 0, 0, 0) -
			mktime64(2100, 2, 28, 0, 0, 0), 86400);
	KUNIT_EXPECT_EQ(test, mktime64(2023, 12, 31, 23, 59, 59) + 1,
			mktime64(2024, 1, 1, 0, 0, 0));
}

static struct kunit_case ktime_cases[] = {
	KUNIT_CASE(clocks_agree),
	KUNIT_CASE(real_time_keeps_its_distance),
	KUNIT_CASE(delays_last),
	KUNIT_CASE(no_cpu_is_in_the_past),
	KUNIT_CASE(jiffies_arithmetic),
	KUNIT_CASE(ktime_arithmetic),
	KUNIT_CASE(dates),
	{}
};

static struct kunit_suite ktime_suite = {
	.name = "ktime",
	.test_cases = ktime_cases,
};
kunit_test_suite(ktime_suite);
