// SPDX-License-Identifier: MIT
/*
 * pressure_test.c - no memory, for every kind of caller at once
 *
 * PROBLEM
 *	Each way to wait for memory is tried alone by its suite. Whether all
 *	of them together get on, when there is none for a while, is another
 *	question: who waits for whom?
 *
 * IDEA
 *	Two workers for each CPU, and a timer for each, take random steps of
 *	the kinds in torture_pressure.c, while this task takes all memory there
 *	is, holds it, lets it go, and again:
 *
 *	free  |\   _____|\	 ____|\
 *	      | \_/	| \_____/    | \___	squeeze, hold, release
 *
 *	Some of what it holds it gives when the OOM chain asks. Nobody waits
 *	for a step that waits for him, so every step ends; at the end nothing
 *	is lost: no page, no wake-up, no byte of the disk.
 *
 *	`make pressure` does it for PRESSURE_SECONDS; among all suites it is a
 *	moment. A worker's steps are decided by pressure_seed= and its number.
 */
#include <kunit/test.h>
#include <linux/init.h>
#include <linux/kstrtox.h>
#include <linux/kthread.h>
#include <linux/machine.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/oom.h>
#include <linux/sched.h>
#include <linux/vmalloc.h>
#include <linux/vmstat.h>

#include "../mm/zone_wait.h"
#include "pressure.h"

#define WORKERS_MAX	16U
#define SAY_NS		(5000 * (u64)NSEC_PER_MSEC)

/* How long all memory is held; released, then, until it is taken again. */
#define HOLD_NS		(25 * (u64)NSEC_PER_MSEC)
#define REST_NS		(10 * (u64)NSEC_PER_MSEC)

/* Where free pages are filled or unmapped, taking them all takes long. */
#define MODEST_PAGES	(16UL << (20 - PAGE_SHIFT))

static u64 duration_ns = 150 * (u64)NSEC_PER_MSEC;

static int work(void *data);
static struct torture_crew crew = {
	.name = "pressure/%u", .work = work, .seed = 1,
};

static int pressure_setup(char *value)
{
	unsigned int seconds;
	int err = kstrtouint(value, 10, &seconds);

	if (!err)
		duration_ns = seconds * 1000 * (u64)NSEC_PER_MSEC;
	return err;
}
early_param("pressure", pressure_setup);

static int pressure_seed_setup(char *value)
{
	return kstrtou64(value, 0, &crew.seed);
}
early_param("pressure_seed", pressure_seed_setup);

/* ---- all memory -------------------------------------------------------------- */

static LIST_HEAD(hoard);		/* by page->lru */
static unsigned long nr_hoard;		/* pages */
static DEFINE_SPINLOCK(hoard_lock);
static unsigned long most_taken, times_dry;
static atomic_t asked;

static void keep(struct page *page, unsigned int order)
{
	spin_lock(&hoard_lock);
	list_add(&page->lru, &hoard);
	nr_hoard += 1UL << order;
	most_taken = max(most_taken, nr_hoard);
	spin_unlock(&hoard_lock);
}

/* One block back. Return: its pages; 0: there is none. */
static unsigned long let_go(void)
{
	unsigned long nr = 0;
	struct page *page;

	spin_lock(&hoard_lock);
	page = list_first_entry_or_null(&hoard, struct page, lru);
	if (page) {
		list_del(&page->lru);
		nr = 1UL << page_order(page);
		nr_hoard -= nr;
	}
	spin_unlock(&hoard_lock);
	if (page)
		__free_pages(page, page_order(page));
	return nr;
}

static int give_when_asked(struct notifier_block *nb, unsigned long unused,
			   void *parm)
{
	unsigned long *freed = parm;

	atomic_inc(&asked);
	*freed += let_go();
	return NOTIFY_OK;
}

static struct notifier_block giver = { .notifier_call = give_when_asked };

static u64 run_ends;		/* ns */

/* A run of seconds is dry once at least, however slow the machine is. */
static bool time_is_up(void)
{
	return machine_ops->clock_ns() >= run_ends &&
	       (times_dry || duration_ns < NSEC_PER_SEC);
}

static bool may_take_more(void)
{
	if (time_is_up())
		return false;
	return !page_debug_get() || READ_ONCE(nr_hoard) < MODEST_PAGES;
}

/* The largest blocks first, so that it is quick on any machine. */
static void squeeze(void)
{
	const gfp_t gfp = GFP_HIGHUSER | __GFP_NORETRY | __GFP_NOWARN;
	struct page *page = NULL;
	int order;

	for (order = MAX_PAGE_ORDER; order >= 0; order--) {
		gfp_t how = order ? gfp & ~__GFP_RECLAIM : gfp;

		while (may_take_more() && (page = alloc_pages(how, order)))
			keep(page, order);
	}
	/* The last that was asked for was one page. */
	times_dry += !page && may_take_more();
}

static void release(void)
{
	while (let_go())
		;
}

/* ---- workers -------------------------------------------------------------------- */

static void do_step(struct torture_worker *w, unsigned int kind)
{
	pressure_kinds[kind].step(w, &pressure_kinds[kind]);
	/* Where "interrupts" come only to who looks. */
	cpu_relax();
	cond_resched();
}

/* One of each first, so that all had their turn in a short run. */
static int work(void *data)
{
	struct torture_worker *w = data;
	unsigned int i;

	pressure_enter(w);
	for (i = 0; i < NR_PRESSURE_KINDS; i++)
		do_step(w, (i + w->number) % NR_PRESSURE_KINDS);
	atomic_inc(&crew.nr_begun);
	while (!kthread_should_stop())
		do_step(w, torture_below(w, NR_PRESSURE_KINDS));
	pressure_leave(w);
	return 0;
}

/* ---- the run ---------------------------------------------------------------------- */

static void idle_for(u64 ns)
{
	u64 until = machine_ops->clock_ns() + ns;

	while (machine_ops->clock_ns() < until) {
		yield();
		cpu_relax();
	}
}

static unsigned long got_so_far(void)
{
	unsigned long sum = 0;
	unsigned int i;

	for (i = 0; i < NR_PRESSURE_KINDS; i++)
		sum += atomic_long_read(&pressure_kinds[i].got);
	return sum + atomic_long_read(&pressure_atomic_got);
}

static void drive(struct kunit *test)
{
	u64 start = machine_ops->clock_ns(), now = start, said = start;

	run_ends = start + duration_ns;
	while (now < run_ends) {
		squeeze();
		idle_for(HOLD_NS);
		squeeze();
		release();
		idle_for(REST_NS);
		now = machine_ops->clock_ns();
		if (now - said < SAY_NS)
			continue;
		said = now;
		kunit_info(test, "%llu s of %llu s: %lu allocations, %lu times dry\n",
			   (now - start) / (1000 * (u64)NSEC_PER_MSEC),
			   duration_ns / (1000 * (u64)NSEC_PER_MSEC), got_so_far(),
			   times_dry);
	}
	while (!torture_all_begun(&crew))
		idle_for(NSEC_PER_MSEC);
}

static unsigned long stalls(void)
{
	unsigned long events[NR_VM_EVENT_ITEMS], sum = 0;
	int type;

	all_vm_events(events);
	for (type = 0; type < MAX_NR_ZONES; type++)
		sum += events[ALLOCSTALL_DMA + type];
	return sum;
}

static void say(struct kunit *test, unsigned long stalled)
{
	unsigned int i;

	for (i = 0; i < NR_PRESSURE_KINDS; i++) {
		struct pressure_kind *k = &pressure_kinds[i];

		kunit_info(test, "%s: %ld, refused %ld\n", k->name,
			   atomic_long_read(&k->got),
			   atomic_long_read(&k->refused));
		KUNIT_EXPECT_GT_MSG(test, atomic_long_read(&k->got) +
				    atomic_long_read(&k->refused), 0l,
				    "%s did nothing", k->name);
	}
	kunit_info(test, "atomic: %ld, refused %ld\n",
		   atomic_long_read(&pressure_atomic_got),
		   atomic_long_read(&pressure_atomic_refused));
	kunit_info(test, "%lu pages taken, %lu times dry, %d times asked\n",
		   most_taken, times_dry, atomic_read(&asked));
	kunit_info(test, "%lu stalls, %lu waited, %lu served, longest wait %llu cycles\n",
		   stalled, zone_wait_stats.waited, zone_wait_stats.served,
		   (unsigned long long)zone_wait_stats.longest);
}

/*
 * Memory is driven to zero and back: nobody waits for ever, nothing is lost,
 * every guarantee holds.
 */
static void no_memory_for_all(struct kunit *test)
{
	unsigned long lost = zone_wait_stats.lost, stalled = stalls();

	most_taken = 0;
	times_dry = 0;
	atomic_set(&asked, 0);
	crew.nr = min(2 * num_online_cpus(), WORKERS_MAX);
	crew.worker = vzalloc(crew.nr * sizeof(*crew.worker));
	KUNIT_ASSERT_NOT_NULL(test, crew.worker);
	KUNIT_ASSERT_EQ(test, pressure_prepare(crew.nr), 0);
	KUNIT_ASSERT_EQ(test, register_oom_notifier(&giver), 0);
	kunit_info(test, "%u kinds, %u workers, seed %llu\n",
		   NR_PRESSURE_KINDS, crew.nr, crew.seed);

	torture_start(test, &crew);
	drive(test);
	torture_stop(&crew);
	unregister_oom_notifier(&giver);
	release();
	say(test, stalls() - stalled);

	pressure_finish();
	vfree(crew.worker);
	KUNIT_EXPECT_EQ(test, zone_wait_stats.lost, lost);
	KUNIT_EXPECT_EQ(test, torture_errors(), 0u);
	page_alloc_check();
	mempool_check();
}

static struct kunit_case pressure_cases[] = {
	KUNIT_CASE(no_memory_for_all),
	{}
};

static struct kunit_suite pressure_suite = {
	.name = "pressure",
	.test_cases = pressure_cases,
};
kunit_test_suite(pressure_suite);
