// SPDX-License-Identifier: MIT
/*
 * percpu_bench.c - what per-CPU memory costs, in instructions
 *
 * The rows and shapes of tests/bench/data/mmbench.c: allocating with
 * interrupts on, the operations with interrupts off.
 */
#include <linux/kernel.h>
#include <linux/percpu_counter.h>

#include "bench.h"

#define NR_OBJECTS	1000
#define NR_ROUNDS	20
#define NR_OPS		10000

static DEFINE_PER_CPU(u64, counted);
static u64 __percpu *objects[NR_OBJECTS];

static void bench_alloc_pair(const char *name, size_t size)
{
	u64 total = 0;
	unsigned int round, i;

	for (round = 0; round < NR_ROUNDS; round++)
		total += TIMED_IRQS_ON(for (i = NR_OBJECTS; i; i--)
			free_percpu(__alloc_percpu(size, 8)));
	bench_report(name, "_pair", total, NR_ROUNDS * NR_OBJECTS);
}

static void bench_alloc_batch(void)
{
	u64 taken = 0, given = 0, t;
	unsigned int round, i;

	for (round = 0; round <= NR_ROUNDS; round++) {
		t = TIMED_IRQS_ON(for (i = 0; i < NR_OBJECTS; i++)
				  objects[i] = alloc_percpu(u64));
		taken += round ? t : 0;
		t = TIMED_IRQS_ON(for (i = 0; i < NR_OBJECTS; i++)
				  free_percpu(objects[i]));
		given += round ? t : 0;
	}
	bench_report("alloc_percpu_8_batch1000", "_alloc", taken,
		     NR_ROUNDS * NR_OBJECTS);
	bench_report("alloc_percpu_8_batch1000", "_free", given,
		     NR_ROUNDS * NR_OBJECTS);
}

static void bench_ops(void)
{
	u64 inc, get_put;
	unsigned int i;

	inc = TIMED(for (i = NR_OPS; i; i--) this_cpu_inc(counted));
	get_put = TIMED(for (i = NR_OPS; i; i--) {
		get_cpu_var(counted)++;
		put_cpu_var(counted);
	});
	bench_report("this_cpu_inc", "", inc, NR_OPS);
	bench_report("get_put_cpu_var_inc", "", get_put, NR_OPS);
}

static void bench_counter(void)
{
	struct percpu_counter counter;
	u64 add, sum;
	unsigned int i;

	if (percpu_counter_init(&counter, 0, GFP_KERNEL))
		return;
	add = TIMED(for (i = NR_OPS; i; i--) percpu_counter_add(&counter, 1));
	sum = TIMED(for (i = 1000; i; i--) percpu_counter_sum(&counter));
	percpu_counter_destroy(&counter);
	bench_report("percpu_counter_add_1", "", add, NR_OPS);
	bench_report("percpu_counter_sum", "", sum, 1000);
}

static void bench_percpu(void)
{
	bench_alloc_pair("alloc_percpu_8", 8);
	bench_alloc_pair("alloc_percpu_256", 256);
	bench_alloc_batch();
	bench_ops();
	bench_counter();
}
BENCH("percpu", bench_percpu);
