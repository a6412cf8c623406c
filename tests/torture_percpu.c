// SPDX-License-Identifier: MIT
/*
 * torture_percpu.c - per-CPU memory that comes and goes; counters
 */
#include <linux/gfp.h>
#include <linux/percpu.h>
#include <linux/percpu_counter.h>
#include "torture.h"

struct area {
	void __percpu *mem;
	size_t size;
	u64 owner;
};

#define NR_AREAS	12
#define AREA_MAX	512	/* bytes */

static void give(struct area *a)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		torture_intact(per_cpu_ptr(a->mem, cpu), a->size,
			       a->owner + cpu, "percpu");
	free_percpu(a->mem);
	a->mem = NULL;
}

static void percpu_step(struct torture_worker *w, void *state)
{
	struct area *a = (struct area *)state + torture_below(w, NR_AREAS);
	unsigned int cpu;

	if (a->mem) {
		give(a);
		return;
	}
	a->size = 1 + torture_below(w, AREA_MAX);
	a->mem = __alloc_percpu_gfp(a->size, 8 << torture_below(w, 4),
				    torture_below(w, 4) ?
				    GFP_KERNEL | __GFP_NOWARN : GFP_NOWAIT);
	if (!a->mem)
		return;
	a->owner = torture_owner(w);
	for_each_possible_cpu(cpu)
		torture_stamp(per_cpu_ptr(a->mem, cpu), a->size,
			      a->owner + cpu);
}

static void percpu_stop(struct torture_worker *w, void *state)
{
	struct area *a = state;
	unsigned int i;

	for (i = 0; i < NR_AREAS; i++) {
		if (a[i].mem)
			give(&a[i]);
	}
}

static const struct torture_actor percpu_actor = {
	.name = "percpu", .weight = 10,
	.state_size = NR_AREAS * sizeof(struct area),
	.step = percpu_step, .stop = percpu_stop,
};
TORTURE_ACTOR(percpu_actor);

/* A counter of its own: what was added is there, to the last one. */
static void counter_step(struct torture_worker *w, void *state)
{
	struct percpu_counter c;
	s64 sum = 0;
	unsigned int i;

	if (percpu_counter_init(&c, 0, GFP_KERNEL | __GFP_NOWARN))
		return;
	for (i = 0; i < 16; i++) {
		s64 n = (s64)torture_below(w, 200) - 100;

		percpu_counter_add(&c, n);
		sum += n;
	}
	if (percpu_counter_sum(&c) != sum)
		torture_wrong("counter: %lld, not %lld",
			      percpu_counter_sum(&c), sum);
	percpu_counter_destroy(&c);
}

static const struct torture_actor counter_actor = {
	.name = "counter", .weight = 5, .step = counter_step,
};
TORTURE_ACTOR(counter_actor);
