// SPDX-License-Identifier: MIT
/*
 * percpu_test.c - each CPU has its own, and no update is lost
 *
 *	CPU 0	[ template | reserve ]	one instruction reaches "mine";
 *	CPU 1	[ template | reserve ]	per_cpu() reaches anybody's
 *
 * The storm: every CPU counts in its own copy while the others interrupt it
 * with functions that count there too.
 */
#include <asm/irqflags.h>
#include <asm/processor.h>
#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/hardirq.h>
#include <linux/machine.h>
#include <linux/percpu.h>
#include <linux/topology.h>

#include "../mm/percpu.h"

static DEFINE_PER_CPU(int, answer) = 42;
static DEFINE_PER_CPU(int[3], triple) = { 1, 2, 3 };
static DEFINE_PER_CPU_SHARED_ALIGNED(u64, lined);
static DEFINE_PER_CPU_PAGE_ALIGNED(char, paged);
static DEFINE_PER_CPU(u8, v8);
static DEFINE_PER_CPU(u16, v16);
static DEFINE_PER_CPU(u32, v32);
static DEFINE_PER_CPU(u64, v64);
static DEFINE_PER_CPU(long, a_long);
static DEFINE_PER_CPU(bool, a_bool);
static DEFINE_PER_CPU(void *, a_pointer);

/* An initialiser is every CPU's initial value, arrays too. */
static void static_image_is_copied(struct kunit *test)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		KUNIT_EXPECT_EQ(test, per_cpu(answer, cpu), 42);
		KUNIT_EXPECT_EQ(test, per_cpu(triple, cpu)[2], 3);
	}
}

/* Copies are apart, and each is aligned as its variable asked for. */
static void copies_are_apart_and_aligned(struct kunit *test)
{
	unsigned int cpu, other;

	for_each_possible_cpu(cpu) {
		unsigned long line = (unsigned long)per_cpu_ptr(&lined, cpu);
		unsigned long page = (unsigned long)per_cpu_ptr(&paged, cpu);

		KUNIT_EXPECT_EQ(test, line % L1_CACHE_BYTES, 0UL);
		KUNIT_EXPECT_EQ(test, page % 4096, 0UL);
		for_each_possible_cpu(other) {
			if (other == cpu)
				continue;
			KUNIT_EXPECT_PTR_NE(test, per_cpu_ptr(&lined, cpu),
					    per_cpu_ptr(&lined, other));
		}
	}
}

/* "This" is the copy of the CPU whose number this is. */
static void this_is_mine(struct kunit *test)
{
	int cpu = get_cpu();

	KUNIT_EXPECT_PTR_EQ(test, this_cpu_ptr(&v64), per_cpu_ptr(&v64, cpu));
	KUNIT_EXPECT_EQ(test, this_cpu_read(this_cpu_off),
			per_cpu_offset(cpu));
	KUNIT_EXPECT_EQ(test, numa_node_id(), cpu_to_node(cpu));
	this_cpu_write(v64, 77);
	KUNIT_EXPECT_EQ(test, per_cpu(v64, cpu), 77ULL);
	put_cpu();
	percpu_check();
}

/* Every operation, at every size, wraps where its type does. */
#define TEST_SIZE(name, var, type) \
static void name(struct kunit *test) \
{ \
	type old; \
	\
	this_cpu_write(var, 5); \
	this_cpu_add(var, 10); \
	KUNIT_EXPECT_EQ(test, this_cpu_read(var), (type)15); \
	this_cpu_sub(var, 16); \
	KUNIT_EXPECT_EQ(test, this_cpu_read(var), (type)-1); \
	this_cpu_inc(var); \
	KUNIT_EXPECT_EQ(test, this_cpu_read(var), (type)0); \
	this_cpu_dec(var); \
	this_cpu_and(var, 0x3c); \
	this_cpu_or(var, 0x43); \
	KUNIT_EXPECT_EQ(test, this_cpu_read(var), (type)0x7f); \
	KUNIT_EXPECT_EQ(test, this_cpu_add_return(var, 2), (type)0x81); \
	KUNIT_EXPECT_EQ(test, this_cpu_sub_return(var, 1), (type)0x80); \
	KUNIT_EXPECT_EQ(test, this_cpu_inc_return(var), (type)0x81); \
	KUNIT_EXPECT_EQ(test, this_cpu_dec_return(var), (type)0x80); \
	KUNIT_EXPECT_EQ(test, this_cpu_xchg(var, 9), (type)0x80); \
	KUNIT_EXPECT_EQ(test, this_cpu_cmpxchg(var, 8, 7), (type)9); \
	KUNIT_EXPECT_EQ(test, this_cpu_cmpxchg(var, 9, 7), (type)9); \
	old = 6; \
	KUNIT_EXPECT_FALSE(test, this_cpu_try_cmpxchg(var, &old, 1)); \
	KUNIT_EXPECT_EQ(test, old, (type)7); \
	KUNIT_EXPECT_TRUE(test, this_cpu_try_cmpxchg(var, &old, 1)); \
	__this_cpu_add(var, 3); \
	__this_cpu_sub(var, 1); \
	KUNIT_EXPECT_EQ(test, __this_cpu_read(var), (type)3); \
	KUNIT_EXPECT_EQ(test, __this_cpu_add_return(var, 4), (type)7); \
	KUNIT_EXPECT_EQ(test, raw_cpu_xchg(var, 0), (type)7); \
	KUNIT_EXPECT_EQ(test, raw_cpu_cmpxchg(var, 0, 4), (type)0); \
	KUNIT_EXPECT_EQ(test, raw_cpu_read(var), (type)4); \
}

TEST_SIZE(ops_on_8_bits, v8, u8)
TEST_SIZE(ops_on_16_bits, v16, u16)
TEST_SIZE(ops_on_32_bits, v32, u32)
TEST_SIZE(ops_on_64_bits, v64, u64)

/* Neighbours of a narrow variable are not touched. */
static void narrow_ops_stay_narrow(struct kunit *test)
{
	static DEFINE_PER_CPU(u8[8], bytes);
	unsigned int i;

	for (i = 0; i < 8; i++)
		this_cpu_write(bytes[i], 0x55);
	this_cpu_add(bytes[3], 0xff);
	this_cpu_xchg(bytes[4], 0);
	for (i = 0; i < 8; i++)
		KUNIT_EXPECT_EQ(test, this_cpu_read(bytes[i]),
				(u8)(i == 3 ? 0x54 : i == 4 ? 0 : 0x55));
}

/*
 * The value becomes the variable's type first: subtracting an unsigned one
 * from a long gives -1, adding its negative adds 2^32 - 1. (Linux's
 * percpu_test says the same.)
 */
static void value_is_converted_first(struct kunit *test)
{
	unsigned int one = 1;

	this_cpu_write(a_long, 0);
	this_cpu_sub(a_long, one);
	KUNIT_EXPECT_EQ(test, this_cpu_read(a_long), -1L);
	this_cpu_write(a_long, 0);
	this_cpu_add(a_long, -one);
	KUNIT_EXPECT_EQ(test, this_cpu_read(a_long), 0xffffffffL);
	this_cpu_write(a_long, 0);
	KUNIT_EXPECT_EQ(test, this_cpu_sub_return(a_long, one), -1L);
	__this_cpu_write(a_long, 0);
	__this_cpu_sub(a_long, one);
	KUNIT_EXPECT_EQ(test, __this_cpu_read(a_long), -1L);
}

/* Pointers and bool are variables like others. */
static void pointers_and_bool(struct kunit *test)
{
	int x, y;
	void *old = NULL;

	this_cpu_write(a_pointer, NULL);
	KUNIT_EXPECT_TRUE(test, this_cpu_try_cmpxchg(a_pointer, &old, &x));
	KUNIT_EXPECT_PTR_EQ(test, this_cpu_xchg(a_pointer, &y), (void *)&x);
	KUNIT_EXPECT_PTR_EQ(test, this_cpu_read(a_pointer), (void *)&y);
	this_cpu_write(a_bool, 2);
	KUNIT_EXPECT_TRUE(test, this_cpu_read(a_bool));
	this_cpu_write(a_pointer, NULL);
}

/* get_cpu_var() holds the CPU, put_cpu_var() lets go of it. */
static void get_and_put(struct kunit *test)
{
	int before = preempt_count();

	get_cpu_var(a_long) = 3;
	KUNIT_EXPECT_EQ(test, preempt_count(), before + 1);
	put_cpu_var(a_long);
	KUNIT_EXPECT_EQ(test, *get_cpu_ptr(&a_long), 3L);
	KUNIT_EXPECT_FALSE(test, preemptible());
	put_cpu_ptr(&a_long);
	KUNIT_EXPECT_EQ(test, preempt_count(), before);
}

static DEFINE_PER_CPU(u64, hits);
static DEFINE_PER_CPU(u32, ping);
static atomic_t running;

/* Long enough that all CPUs are at it together, also on an emulator. */
#define STORM_NS	40000000ULL
#define STORM_BURST	200	/* this_cpu_inc() for each call sent */

static DEFINE_PER_CPU(u64, bursts);

static unsigned long offset[NR_CPUS];

/* The number of percpu.c's that would not hold, were @cpu's offset @wrong. */
static int broken_with(unsigned int cpu, unsigned long wrong)
{
	unsigned long right = offset[cpu];
	unsigned int at;
	int broken;

	offset[cpu] = wrong;
	broken = percpu_broken(offset, &at);
	offset[cpu] = right;
	return broken;
}

/*
 * P1 to P5: no area, an area for nobody; one in the image, one in another;
 * one that is somebody else's; half a page away; a page out of step.
 */
static void broken_areas_are_named(struct kunit *test)
{
	unsigned int cpu, last = nr_cpu_ids - 1;

	for (cpu = 0; cpu < NR_CPUS; cpu++)
		offset[cpu] = __per_cpu_offset[cpu];
	KUNIT_EXPECT_EQ(test, broken_with(0, offset[0]), 0);
	KUNIT_EXPECT_EQ(test, broken_with(last, 0), 1);
	if (nr_cpu_ids < NR_CPUS)
		KUNIT_EXPECT_EQ(test, broken_with(NR_CPUS - 1, PAGE_SIZE), 1);
	KUNIT_EXPECT_EQ(test, broken_with(last, PAGE_SIZE), 2);
	KUNIT_EXPECT_EQ(test, broken_with(last, offset[last] + PAGE_SIZE / 2),
			4);
	if (last) {
		KUNIT_EXPECT_EQ(test, broken_with(last, offset[0] + PAGE_SIZE),
				2);
		KUNIT_EXPECT_EQ(test, broken_with(last, offset[last] +
						  PAGE_SIZE), 5);
	}
	for_each_possible_cpu(cpu)
		offset[cpu] += PAGE_SIZE;
	KUNIT_EXPECT_EQ(test, broken_with(0, offset[0]), 3);
}

/* The number of percpu_chunk.c's that does not hold while @count is @wrong. */
static int chunk_broken_with(unsigned int *count, unsigned int wrong)
{
	unsigned int right = *count;
	int at, broken;

	WRITE_ONCE(*count, wrong);
	broken = pcpu_chunks_broken(&at);
	WRITE_ONCE(*count, right);
	return broken;
}

/* D1 to D4 of percpu_chunk.c, each broken on purpose, are named. */
static void broken_chunks_are_named(struct kunit *test)
{
	void __percpu *p = __alloc_percpu(PCPU_MIN_UNIT_SIZE, 8);
	struct pcpu_chunk *chunk;
	unsigned long flags;
	int at;

	KUNIT_ASSERT_NOT_NULL(test, p);
	spin_lock_irqsave(&pcpu_lock, flags);
	chunk = pcpu_chunk_of_locked((unsigned long)p);
	spin_unlock_irqrestore(&pcpu_lock, flags);
	KUNIT_ASSERT_NOT_NULL(test, chunk);

	KUNIT_EXPECT_EQ(test, chunk_broken_with(&chunk->nr_free, 1), 1);
	KUNIT_EXPECT_EQ(test, chunk_broken_with(&chunk->index, PCPU_LIST_EMPTY), 2);
	KUNIT_EXPECT_EQ(test, chunk_broken_with((unsigned int *)&chunk->slot,
					  chunk->slot ^ 1), 3);
	KUNIT_EXPECT_EQ(test, chunk_broken_with(&pcpu_group_users[0],
					  pcpu_group_users[0] + 1), 4);
	KUNIT_EXPECT_EQ(test, pcpu_chunks_broken(&at), 0);
	free_percpu(p);
}

static void hit(void *info)
{
	this_cpu_inc(hits);
	this_cpu_add_return(ping, 1);
}

/* Count here, and interrupt everybody else, again and again. */
static void storm(void *info)
{
	u64 start;
	unsigned int i;

	atomic_dec(&running);
	while (atomic_read(&running))
		cpu_relax();
	start = machine_ops->clock_ns();
	do {
		for (i = 0; i < STORM_BURST; i++)
			this_cpu_inc(hits);
		this_cpu_inc(bursts);
		smp_call_function(hit, NULL, 0);
	} while (machine_ops->clock_ns() - start < STORM_NS);
	/* Waits for the last one sent without waiting. */
	smp_call_function(hit, NULL, 1);
}

static void run_everywhere(smp_call_func_t func)
{
	unsigned int cpu;

	atomic_set(&running, num_online_cpus());
	for_each_online_cpu(cpu) {
		if ((int)cpu != raw_smp_processor_id())
			idle_job_start(cpu, func, NULL);
	}
	func(NULL);
	for_each_online_cpu(cpu) {
		if ((int)cpu != raw_smp_processor_id())
			idle_job_wait(cpu);
	}
}

/*
 * No this_cpu_inc() is lost to an interrupt in the middle of it: it is one
 * instruction. What is counted in all copies together is what was done.
 */
static void storm_loses_nothing(struct kunit *test)
{
	u64 n = num_online_cpus();
	u64 sum = 0, pings = 0, rounds = 0;
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		per_cpu(hits, cpu) = 0;
		per_cpu(ping, cpu) = 0;
		per_cpu(bursts, cpu) = 0;
	}
	run_everywhere(storm);
	for_each_possible_cpu(cpu) {
		sum += per_cpu(hits, cpu);
		pings += per_cpu(ping, cpu);
		rounds += per_cpu(bursts, cpu);
	}
	KUNIT_EXPECT_EQ(test, pings, (rounds + n) * (n - 1));
	KUNIT_EXPECT_EQ(test, sum, rounds * STORM_BURST + pings);
}

static struct kunit_case percpu_cases[] = {
	KUNIT_CASE(static_image_is_copied),
	KUNIT_CASE(copies_are_apart_and_aligned),
	KUNIT_CASE(this_is_mine),
	KUNIT_CASE(ops_on_8_bits),
	KUNIT_CASE(ops_on_16_bits),
	KUNIT_CASE(ops_on_32_bits),
	KUNIT_CASE(ops_on_64_bits),
	KUNIT_CASE(narrow_ops_stay_narrow),
	KUNIT_CASE(value_is_converted_first),
	KUNIT_CASE(pointers_and_bool),
	KUNIT_CASE(get_and_put),
	KUNIT_CASE(broken_areas_are_named),
	KUNIT_CASE(broken_chunks_are_named),
	KUNIT_CASE(storm_loses_nothing),
	{}
};

static struct kunit_suite percpu_suite = {
	.name = "percpu",
	.test_cases = percpu_cases,
};
kunit_test_suite(percpu_suite);
