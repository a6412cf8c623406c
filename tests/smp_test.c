// SPDX-License-Identifier: MIT
/*
 * smp_test.c - calls reach the CPUs they are meant for
 *
 * With one CPU most cases have nobody to call and still must hold.
 */
#include <asm/irqflags.h>
#include <asm/processor.h>
#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/hardirq.h>
#include <linux/machine.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include "capture.h"

static DEFINE_PER_CPU(unsigned int, calls);
static DEFINE_PER_CPU(int, said_cpu);
static DEFINE_PER_CPU(bool, was_hardirq);
static DEFINE_PER_CPU(bool, was_irqs_off);

static void note_call(void *info)
{
	this_cpu_inc(calls);
	this_cpu_write(said_cpu, smp_processor_id());
	this_cpu_write(was_hardirq, in_hardirq() != 0);
	this_cpu_write(was_irqs_off, irqs_disabled());
}

static int forget_calls(struct kunit *test)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		per_cpu(calls, cpu) = 0;
		per_cpu(said_cpu, cpu) = -1;
	}
	return 0;
}

static unsigned int other_cpu(void)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		if ((int)cpu != raw_smp_processor_id())
			break;
	}
	return cpu;
}

/* Without another CPU there is nobody to wait for: nothing to be seen. */
static bool alone(void)
{
	return num_online_cpus() == 1;
}

/* ---- sets ---- */

/* online is within present, present within possible, all below nr_cpu_ids */
static void masks_nest(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, cpumask_subset(cpu_online_mask,
					       cpu_present_mask));
	KUNIT_EXPECT_TRUE(test, cpumask_subset(cpu_present_mask,
					       cpu_possible_mask));
	KUNIT_EXPECT_TRUE(test, cpu_online(0));
	KUNIT_EXPECT_FALSE(test, cpu_possible(nr_cpu_ids));
	KUNIT_EXPECT_EQ(test, num_possible_cpus(), nr_cpu_ids);
}

/* cpumask_of(n) is {n} for every n: the rows of its table do not leak. */
static void mask_of_one(struct kunit *test)
{
	unsigned int cpu;

	for (cpu = 0; cpu < NR_CPUS; cpu++) {
		const struct cpumask *m = cpumask_of(cpu);

		KUNIT_EXPECT_EQ(test, cpumask_weight(m), 1u);
		KUNIT_EXPECT_TRUE(test, cpumask_test_cpu(cpu, m));
	}
}

/* The walk visits what is set, in order, and ends. */
static void mask_walk(struct kunit *test)
{
	struct cpumask a = CPU_MASK_NONE, b;
	unsigned int cpu, seen = 0;

	cpumask_setall(&b);
	KUNIT_EXPECT_EQ(test, cpumask_weight(&b), nr_cpu_ids);
	cpumask_set_cpu(0, &a);
	cpumask_set_cpu(nr_cpu_ids - 1, &a);
	for_each_cpu_and(cpu, &a, &b)
		seen++;
	KUNIT_EXPECT_EQ(test, seen, cpumask_weight(&a));
	KUNIT_EXPECT_EQ(test, cpumask_next(nr_cpu_ids - 1, &a) >= nr_cpu_ids,
			true);
	KUNIT_EXPECT_TRUE(test, cpumask_andnot(&b, &b, &a) ||
				nr_cpu_ids <= 2);
	KUNIT_EXPECT_FALSE(test, cpumask_intersects(&a, &b));
}

/* ---- calls ---- */

/* One CPU, each in turn: it runs there, in an interrupt, and nowhere else. */
static void single_reaches_its_cpu(struct kunit *test)
{
	int me = raw_smp_processor_id();
	unsigned int cpu, other;

	for_each_online_cpu(cpu) {
		forget_calls(test);
		KUNIT_EXPECT_EQ(test, smp_call_function_single(cpu, note_call,
							       NULL, 1), 0);
		KUNIT_EXPECT_EQ(test, per_cpu(said_cpu, cpu), (int)cpu);
		KUNIT_EXPECT_TRUE(test, per_cpu(was_irqs_off, cpu));
		KUNIT_EXPECT_EQ(test, per_cpu(was_hardirq, cpu),
				(int)cpu != me);
		for_each_possible_cpu(other)
			KUNIT_EXPECT_EQ(test, per_cpu(calls, other),
					other == cpu ? 1u : 0u);
	}
}

/* A CPU that does not run is refused. */
static void single_refuses_the_absent(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, smp_call_function_single(-1, note_call, NULL, 1),
			-ENXIO);
	KUNIT_EXPECT_EQ(test, smp_call_function_single(nr_cpu_ids, note_call,
						       NULL, 1), -ENXIO);
	KUNIT_EXPECT_EQ(test, smp_call_function_single(NR_CPUS + 1, note_call,
						       NULL, 1), -ENXIO);
}

static void expect_calls(struct kunit *test, unsigned int mine,
			 unsigned int others)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		bool me = (int)cpu == raw_smp_processor_id();

		KUNIT_EXPECT_EQ(test, per_cpu(calls, cpu), me ? mine : others);
	}
}

/* many and all leave the caller out; on_each_cpu does not. */
static void many_and_each(struct kunit *test)
{
	preempt_disable();
	smp_call_function_many(cpu_online_mask, note_call, NULL, true);
	preempt_enable();
	expect_calls(test, 0, 1);
	smp_call_function(note_call, NULL, 1);
	expect_calls(test, 0, 2);
	on_each_cpu(note_call, NULL, 1);
	expect_calls(test, 1, 3);
	on_each_cpu_mask(cpumask_of(raw_smp_processor_id()), note_call, NULL,
			 true);
	expect_calls(test, 2, 3);
}

static bool is_odd(int cpu, void *info)
{
	return cpu & 1;
}

/* The condition chooses. */
static void cond_chooses(struct kunit *test)
{
	unsigned int cpu;

	on_each_cpu_cond(is_odd, note_call, NULL, true);
	for_each_online_cpu(cpu)
		KUNIT_EXPECT_EQ(test, per_cpu(calls, cpu), cpu & 1);
}

/*
 * Calls without waiting follow each other: none overwrites the one before
 * (lib/smp_call.c, C2), and who waits for the last waits for all (C1).
 */
static void calls_without_waiting(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < 20; i++)
		smp_call_function(note_call, NULL, 0);
	smp_call_function(note_call, NULL, 1);
	expect_calls(test, 0, 21);
}

/* Each CPU's part of work that grows faster than their number. */
static unsigned int share(unsigned int total)
{
	return max(total / num_online_cpus(), 1u);
}

#define ROUNDS	120	/* of all CPUs together */

static void call_all(void *info)
{
	unsigned int i, rounds = share(ROUNDS);

	for (i = 0; i < rounds; i++)
		on_each_cpu(note_call, NULL, i & 1);
	smp_call_function(note_call, NULL, 1);
}

/* All CPUs call all CPUs at once: nobody waits for ever, none is lost. */
static void everybody_calls_everybody(struct kunit *test)
{
	unsigned int n = num_online_cpus(), rounds = share(ROUNDS), cpu;

	for_each_online_cpu(cpu)
		idle_job_start(cpu, call_all, NULL);
	call_all(NULL);
	for_each_online_cpu(cpu)
		idle_job_wait(cpu);
	expect_calls(test, n * rounds + n - 1, n * rounds + n - 1);
}

/* With interrupts off two callers could wait for each other: reported. */
static void wrong_context_is_reported(struct kunit *test)
{
	unsigned long flags;

	if (alone())
		return;
	local_irq_save(flags);
	KUNIT_EXPECT_WARNS(test, ({ smp_call_function(note_call, NULL, 1);
				    0; }));
	local_irq_restore(flags);
	expect_calls(test, 0, 1);
}

/*
 * The other CPU is deaf until something is said of it, and no longer than
 * this: a busy host may stop either of them for a while.
 */
#define DEAF_MAX_NS	10000000000ULL
#define PATIENCE_NS	1000000ULL

static atomic_t deaf;

/* Interrupts off for a while: nobody's calls are answered. */
static void be_deaf(void *info)
{
	u64 start = machine_ops->clock_ns();
	unsigned long flags;

	local_irq_save(flags);
	atomic_set(&deaf, 1);
	while (!READ_ONCE(captured_len) &&
	       machine_ops->clock_ns() - start < DEAF_MAX_NS)
		cpu_relax();
	local_irq_restore(flags);
}

/* A CPU that does not answer is named, and the call is made all the same. */
static void silence_is_reported(struct kunit *test)
{
	u64 patience = smp_call_patience_ns;
	unsigned int cpu = other_cpu();
	char line[48];

	if (alone())
		return;
	capture_start();
	atomic_set(&deaf, 0);
	KUNIT_EXPECT_EQ(test, idle_job_start(cpu, be_deaf, NULL), 0);
	while (!atomic_read(&deaf))
		cpu_relax();
	WRITE_ONCE(smp_call_patience_ns, PATIENCE_NS);
	smp_call_function_single(cpu, note_call, NULL, 1);
	WRITE_ONCE(smp_call_patience_ns, patience);
	idle_job_wait(cpu);
	capture_stop();

	KUNIT_EXPECT_EQ(test, per_cpu(calls, cpu), 1u);
	scnprintf(line, sizeof(line), "CPU %u has not answered CPU", cpu);
	EXPECT_SAID(test, line);
}

static struct kunit_case smp_cases[] = {
	KUNIT_CASE(masks_nest),
	KUNIT_CASE(mask_of_one),
	KUNIT_CASE(mask_walk),
	KUNIT_CASE(single_reaches_its_cpu),
	KUNIT_CASE(single_refuses_the_absent),
	KUNIT_CASE(many_and_each),
	KUNIT_CASE(cond_chooses),
	KUNIT_CASE(calls_without_waiting),
	KUNIT_CASE(everybody_calls_everybody),
	KUNIT_CASE(wrong_context_is_reported),
	KUNIT_CASE(silence_is_reported),
	{}
};

static struct kunit_suite smp_suite = {
	.name = "smp",
	.init = forget_calls,
	.test_cases = smp_cases,
};
kunit_test_suite(smp_suite);
