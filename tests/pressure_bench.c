// SPDX-License-Identifier: MIT
/*
 * pressure_bench.c - what an allocation costs when there is no memory
 *
 * Memory is used up: ballast takes all that is free, then lets go of as much
 * as a page cache is to have. Two tasks read and write a RAM disk of twice
 * that size through the cache, so that every page of it is worth something to
 * somebody, and some are dirty. Then one task allocates BURST pages, one after
 * the other: each that it gets, the cache loses. It frees them, waits until
 * the cache has grown over all of memory again, and takes the next burst.
 *
 *	| kernel, disk's blocks | ballast ......... | cache .. <-- BURST |
 *
 * Measured is each call of alloc_page(GFP_KERNEL), in ticks of the time-stamp
 * counter: instructions under -icount, and what it waits, a tick for each
 * nanosecond. The command is bench-pressure; tools/bench_pressure.py reads
 * the lines PRESSURE.
 */
#include <linux/console.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/kvmalloc.h>
#include <linux/mm.h>
#include <linux/ramdisk.h>
#include <linux/sched.h>
#include <linux/vmstat.h>

#include "bench.h"

#define CACHE_PAGES	1024UL	/* 4 MiB */
#define DISK_PAGES	(2 * CACHE_PAGES)
#define NR_USERS	2
#define BURST		512UL	/* half of the cache */
#define NR_BURSTS	40UL
#define NR_ALLOCS	(NR_BURSTS * BURST)

/* One page in so many that a user looks at is changed. */
#define WRITE_EVERY	8

static struct ramdisk *disk;
static struct page *kept[BURST];
static LIST_HEAD(ballast);
static unsigned long nr_ballast;
static unsigned long nr_wrong;

/* ---- memory is used up ------------------------------------------------------ */

static void drop_ballast(unsigned long nr)
{
	for (; nr && nr_ballast; nr--, nr_ballast--) {
		struct page *page = list_first_entry(&ballast, struct page,
						     lru);

		list_del(&page->lru);
		__free_page(page);
	}
}

static void take_ballast(void)
{
	struct page *page;

	while ((page = alloc_page(GFP_HIGHUSER | __GFP_NORETRY |
				  __GFP_NOWARN))) {
		list_add(&page->lru, &ballast);
		nr_ballast++;
		cond_resched();
	}
	drop_ballast(CACHE_PAGES);
}

/* ---- who uses the cache -------------------------------------------------------- */

/* A block begins with its number; what else is read is a mistake. */
static void look_at(unsigned long block)
{
	loff_t pos = (loff_t)block << PAGE_SHIFT;
	unsigned long number;

	if (ramdisk_read(disk, pos, &number, sizeof(number)) !=
	    sizeof(number))
		return;
	if (number && number != block)
		nr_wrong++;
	if (block % WRITE_EVERY == 0)
		ramdisk_write(disk, pos, &block, sizeof(block));
}

/* Blocks in a fixed random order: a linear congruence of full period. */
static int user(void *seed)
{
	unsigned long block = (unsigned long)seed;

	while (!kthread_should_stop()) {
		block = (block * 1229 + 731) % DISK_PAGES;
		look_at(block);
		cond_resched();
	}
	return 0;
}

/* ---- the one who is measured ----------------------------------------------------- */

struct figures {
	u64 in_calls;
	u64 longest;
	u64 all;
	unsigned long failed;
};

/* All that may be taken before kswapd has work, and a little more. */
static bool memory_is_full(void)
{
	unsigned long marks = 0;
	struct zone *zone;

	for_each_populated_zone(zone)
		marks += high_wmark_pages(zone);
	return nr_free_pages() < marks + BURST / 4;
}

static void wait_for_the_cache(void)
{
	unsigned int tick;

	for (tick = 0; tick < 10 * HZ && !memory_is_full(); tick++)
		schedule_timeout_uninterruptible(1);
}

static void take_one(struct page **slot, struct figures *f)
{
	struct page *page;
	u64 took;

	took = TIMED(page = alloc_page(GFP_KERNEL));
	*slot = page;
	f->in_calls += took;
	f->longest = max(f->longest, took);
	f->failed += !page;
}

static void burst(struct figures *f)
{
	unsigned long i;

	wait_for_the_cache();
	f->all += TIMED(for (i = 0; i < BURST; i++)
			take_one(&kept[i], f));
	for (i = 0; i < BURST; i++) {
		if (kept[i])
			__free_page(kept[i]);
	}
}

static struct figures allocate(unsigned long bursts)
{
	struct figures f = { 0 };

	while (bursts--)
		burst(&f);
	return f;
}

/* ---- the command ----------------------------------------------------------------- */

/* What happened meanwhile, by Linux's names. */
static void print_events(const unsigned long *before,
			 const unsigned long *after)
{
	static const enum vm_event_item shown[] = {
		ALLOCSTALL_DMA, ALLOCSTALL_DMA32, ALLOCSTALL_NORMAL,
		ALLOCSTALL_HIGH, PGSCAN_KSWAPD, PGSCAN_DIRECT, PGSTEAL_KSWAPD,
		PGSTEAL_DIRECT, PGPGIN, PGPGOUT,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(shown); i++)
		console_printf("PRESSURE %s %lu\n", vm_event_name(shown[i]),
			       after[shown[i]] - before[shown[i]]);
}

static void print_figures(const struct figures *f)
{
	console_printf("PRESSURE allocations %lu\n", NR_ALLOCS);
	console_printf("PRESSURE failed %lu\n", f->failed);
	console_printf("PRESSURE wrong_data %lu\n", nr_wrong);
	console_printf("PRESSURE ticks %llu\n", f->all);
	console_printf("PRESSURE ticks_in_calls %llu\n", f->in_calls);
	console_printf("PRESSURE longest_call %llu\n", f->longest);
}

static unsigned int start_users(struct task_struct **task)
{
	unsigned int i;

	for (i = 0; i < NR_USERS; i++) {
		task[i] = kthread_run(user, (void *)(unsigned long)i,
				      "pressure/%u", i);
		if (IS_ERR(task[i]))
			break;
	}
	return i;
}

static void measure(void)
{
	unsigned long before[NR_VM_EVENT_ITEMS], after[NR_VM_EVENT_ITEMS];
	struct task_struct *task[NR_USERS];
	unsigned int nr;
	struct figures f;

	nr = start_users(task);
	take_ballast();
	/* The first ones find caches and lists that will be used up. */
	allocate(2);
	all_vm_events(before);
	f = allocate(NR_BURSTS);
	all_vm_events(after);
	while (nr)
		kthread_stop(task[--nr]);
	drop_ballast(nr_ballast);
	print_figures(&f);
	print_events(before, after);
}

static int cmd_bench_pressure(int argc, char **argv)
{
	if (argc > 1)
		return -EINVAL;
	disk = ramdisk_create("pressure", DISK_PAGES);
	if (IS_ERR(disk))
		return PTR_ERR(disk);
	nr_wrong = 0;
	measure();
	ramdisk_destroy(disk);
	return 0;
}
CONSOLE_CMD("bench-pressure", "", "allocations when there is no memory left",
	    cmd_bench_pressure);
