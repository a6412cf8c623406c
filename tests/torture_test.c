// SPDX-License-Identifier: MIT
/*
 * torture_test.c - everything at once, for as long as torture= says
 *
 * PROBLEM
 *	Suites try one thing after the other, each with the rest of the
 *	kernel at rest. What goes wrong between two areas, once in a million
 *	times, none of them sees.
 *
 * IDEA
 *	Two workers for each CPU take random steps of all actors
 *	(tests/torture.h) until the time is over. All they hold is stamped
 *	with whose it is, and looked at before it is given back. At the end
 *	every invariant that has a check is checked, and as after any case
 *	the free pages and the warnings must be as before.
 *
 *	Each worker's sequence is decided by torture_seed= and its number; how
 *	they meet is chance.
 *
 *	With torture_faults=N every N-th request for pages or objects fails
 *	while the workers are at it, whoever asks.
 */
#include <kunit/test.h>
#include <kunit/test-bug.h>
#include <linux/fault-inject.h>
#include <linux/init.h>
#include <linux/kstrtox.h>
#include <linux/kthread.h>
#include <linux/machine.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/pgtable.h>
#include <linux/sched.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include "torture.h"

#define NSEC_PER_MSEC	1000000ULL
#define WORKERS_MAX	64U
#define PROGRESS_NS	(5000 * NSEC_PER_MSEC)

/* Among all suites: long enough for some thousand steps. */
static u64 duration_ns = 150 * NSEC_PER_MSEC;

static int work(void *data);
static struct torture_crew crew = {
	.name = "torture/%u", .work = work, .seed = 1,
};

static int torture_setup(char *value)
{
	unsigned int seconds;
	int err = kstrtouint(value, 10, &seconds);

	if (!err)
		duration_ns = seconds * 1000 * NSEC_PER_MSEC;
	return err;
}
early_param("torture", torture_setup);

static int torture_seed_setup(char *value)
{
	return kstrtou64(value, 0, &crew.seed);
}
early_param("torture_seed", torture_seed_setup);

/* 0: none fails that need not. */
static unsigned int fault_interval;

static int torture_faults_setup(char *value)
{
	return kstrtouint(value, 10, &fault_interval);
}
early_param("torture_faults", torture_faults_setup);

static void set_faults(struct kunit *test, const char *point,
		       const char *const *words)
{
	const struct fault_point *found = fault_point_find(point);

	KUNIT_ASSERT_NOT_NULL(test, found);
	for (; *words; words++)
		KUNIT_EXPECT_EQ(test, fault_point_set(found, *words), 0);
}

/* Those who may wait and single pages are not spared. */
static void inject_faults(struct kunit *test)
{
	static const char *const pages[] = {
		"ignore-gfp-wait=0", "ignore-gfp-highmem=0", "min-order=0",
		NULL
	};
	static const char *const slab[] = { "ignore-gfp-wait=0", NULL };
	char interval[32];
	const char *const how[] = {
		interval, "times=-1", "verbose=0", "probability=100", NULL
	};

	if (!fault_interval)
		return;
	snprintf(interval, sizeof(interval), "interval=%u", fault_interval);
	set_faults(test, "fail_page_alloc", pages);
	set_faults(test, "failslab", slab);
	set_faults(test, "fail_page_alloc", how);
	set_faults(test, "fail_page_step", how);
	set_faults(test, "failslab", how);
}

static void withdraw_faults(struct kunit *test)
{
	static const char *const points[] = {
		"fail_page_alloc", "fail_page_step", "failslab",
	};
	static const char *const off[] = { "off", NULL };
	unsigned int i;

	for (i = 0; fault_interval && i < ARRAY_SIZE(points); i++) {
		struct fault_attr *attr = fault_point_find(points[i])->attr;

		set_faults(test, points[i], off);
		kunit_info(test, "%s: %d have failed\n", points[i],
			   atomic_read(&attr->failed));
		KUNIT_EXPECT_GT(test, atomic_read(&attr->failed), 0);
	}
}

/* ---- workers ---- */

static unsigned int nr_actors, total_weight;
static const struct torture_actor *actors[TORTURE_ACTORS_MAX];

static void gather_actors(struct kunit *test)
{
	const struct torture_actor *const *entry;

	nr_actors = 0;
	total_weight = 0;
	for_each_table_entry(entry, torture_actors) {
		if (!*entry)
			continue;
		KUNIT_ASSERT_LT(test, nr_actors, TORTURE_ACTORS_MAX);
		actors[nr_actors++] = *entry;
		total_weight += (*entry)->weight;
	}
}

static unsigned int choose_actor(struct torture_worker *w)
{
	u32 chance = torture_below(w, total_weight);
	unsigned int i;

	for (i = 0; chance >= actors[i]->weight; i++)
		chance -= actors[i]->weight;
	return i;
}

static void do_step(struct torture_worker *w, unsigned int actor)
{
	actors[actor]->step(w, w->state[actor]);
	WRITE_ONCE(w->steps[actor], w->steps[actor] + 1);
	/* Where "interrupts" come only to who looks. */
	cpu_relax();
}

/* One round of all first, so that the rarest has its turn in a short run. */
static int work(void *data)
{
	struct torture_worker *w = data;
	unsigned int i;

	for (i = 0; i < nr_actors; i++)
		do_step(w, (i + w->number) % nr_actors);
	atomic_inc(&crew.nr_begun);
	while (!kthread_should_stop())
		do_step(w, choose_actor(w));
	for (i = 0; i < nr_actors; i++) {
		if (actors[i]->stop)
			actors[i]->stop(w, w->state[i]);
	}
	return 0;
}

static size_t state_size(void)
{
	size_t size = 0;
	unsigned int i;

	for (i = 0; i < nr_actors; i++)
		size += ALIGN(actors[i]->state_size, 16);
	return size;
}

static void init_worker(struct torture_worker *w, char *state)
{
	unsigned int i;

	/* All together never more than half of what is free now. */
	w->budget = nr_free_pages() / 2 / crew.nr;
	for (i = 0; i < nr_actors; i++) {
		w->state[i] = state;
		state += ALIGN(actors[i]->state_size, 16);
	}
}

static void start_workers(struct kunit *test, char *states)
{
	unsigned int i;

	for (i = 0; i < nr_actors; i++) {
		if (actors[i]->prepare)
			KUNIT_ASSERT_EQ_MSG(test, actors[i]->prepare(), 0,
					    "%s", actors[i]->name);
	}
	for (i = 0; i < crew.nr; i++)
		init_worker(&crew.worker[i], states + i * state_size());
	torture_start(test, &crew);
}

static void stop_workers(void)
{
	unsigned int i;

	torture_stop(&crew);
	for (i = 0; i < nr_actors; i++) {
		if (actors[i]->finish)
			actors[i]->finish();
	}
}

/* ---- what is said ---- */

static unsigned long steps_of(unsigned int actor)
{
	unsigned long sum = 0;
	unsigned int i;

	for (i = 0; i < crew.nr; i++)
		sum += READ_ONCE(crew.worker[i].steps[actor]);
	return sum;
}

static void say_progress(struct kunit *test, u64 elapsed)
{
	unsigned long sum = 0;
	unsigned int i;

	for (i = 0; i < nr_actors; i++)
		sum += steps_of(i);
	kunit_info(test, "%llu s of %llu s: %lu steps, %lu KiB free\n",
		   elapsed / (1000 * NSEC_PER_MSEC),
		   duration_ns / (1000 * NSEC_PER_MSEC), sum,
		   nr_free_pages() * (PAGE_SIZE / 1024));
}

static void say_steps(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < nr_actors; i++) {
		kunit_info(test, "%s: %lu steps\n", actors[i]->name,
			   steps_of(i));
		KUNIT_EXPECT_GT_MSG(test, steps_of(i), 0ul, "%s did nothing",
				    actors[i]->name);
	}
}

static void wait(struct kunit *test)
{
	u64 start = machine_ops->clock_ns(), said = start, now = start;

	while (now - start < duration_ns || !torture_all_begun(&crew)) {
		yield();
		cpu_relax();
		now = machine_ops->clock_ns();
		if (now - said < PROGRESS_NS)
			continue;
		said = now;
		say_progress(test, now - start);
	}
}

static void check_everything(struct kunit *test)
{
	unsigned int i;

	KUNIT_EXPECT_EQ(test, torture_errors(), 0u);
	page_alloc_check();
	percpu_check();
	pgtable_check();
	for (i = 0; i < nr_actors; i++) {
		if (actors[i]->check)
			KUNIT_EXPECT_EQ_MSG(test, actors[i]->check(), 0, "%s",
					    actors[i]->name);
	}
}

/* ---- the cases ---- */

/*
 * All actors on all CPUs; nothing lost, nothing broken, nobody's data changed
 * by another.
 */
static void everything(struct kunit *test)
{
	char *states;

	gather_actors(test);
	crew.nr = min(2 * num_online_cpus(), WORKERS_MAX);
	crew.worker = vzalloc(crew.nr * sizeof(*crew.worker));
	states = vzalloc(crew.nr * state_size());
	KUNIT_ASSERT_TRUE(test, crew.worker && states);

	kunit_info(test, "%u actors, %u workers, seed %llu\n", nr_actors,
		   crew.nr, crew.seed);
	start_workers(test, states);
	inject_faults(test);
	wait(test);
	withdraw_faults(test);
	stop_workers();
	say_steps(test);

	check_everything(test);
	vfree(states);
	vfree(crew.worker);
}

/* Each of the marks: one changed byte is seen, wherever a mark is. */
static void corruption_is_seen(struct kunit *test)
{
	static const size_t sizes[] = { 1, 8, 9, 64, 65, 100, 512 };
	const u64 me = 0x1234567890abcdefULL;
	u8 mem[512];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		torture_stamp(mem, sizes[i], me);
		KUNIT_EXPECT_NO_WARNS(test, torture_intact(mem, sizes[i], me,
							   "whole"));
		mem[0] ^= 1;
		KUNIT_EXPECT_WARNS(test, torture_intact(mem, sizes[i], me,
							"broken"));
		mem[0] ^= 1;
	}
	mem[511] ^= 0x80;
	KUNIT_EXPECT_WARNS(test, torture_intact(mem, 512, me, "broken"));
	KUNIT_EXPECT_EQ(test, torture_errors(), 8u);
}

static struct kunit_case torture_cases[] = {
	KUNIT_CASE(corruption_is_seen),
	KUNIT_CASE(everything),
	{}
};

static struct kunit_suite torture_suite = {
	.name = "torture",
	.test_cases = torture_cases,
};
kunit_test_suite(torture_suite);
