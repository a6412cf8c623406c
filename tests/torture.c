// SPDX-License-Identifier: MIT
/*
 * torture.c - what every actor needs: chance, marks on what is his, a thread
 */
#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sprintf.h>
#include "torture.h"

#define STAMP_EVERY	64

static atomic_t errors;

u32 torture_below(struct torture_worker *w, u32 below)
{
	return (u64)prandom_u32_state(&w->rnd) * below >> 32;
}

u64 torture_owner(struct torture_worker *w)
{
	u64 high = prandom_u32_state(&w->rnd);

	return high << 32 | prandom_u32_state(&w->rnd) | 1;
}

/* Not the same in two places: a copy of another's page is not ours. */
static u64 mark(u64 owner, size_t at)
{
	return owner + at * 0x9e3779b97f4a7c15ULL;
}

void torture_stamp(void *mem, size_t size, u64 owner)
{
	size_t at;

	for (at = 0; at + sizeof(u64) <= size; at += STAMP_EVERY)
		*(u64 *)((char *)mem + at) = mark(owner, at);
	/* In small things it is a part of the only word. */
	if (size % STAMP_EVERY == 0 || size % STAMP_EVERY > sizeof(u64) ||
	    size < sizeof(u64))
		((u8 *)mem)[size - 1] = (u8)owner;
}

static bool last_is_intact(const u8 *mem, size_t size, u64 owner)
{
	if (size % STAMP_EVERY == 0 || size % STAMP_EVERY > sizeof(u64) ||
	    size < sizeof(u64))
		return mem[size - 1] == (u8)owner;
	return true;
}

bool torture_intact(const void *mem, size_t size, u64 owner, const char *who)
{
	size_t at;

	for (at = 0; at + sizeof(u64) <= size; at += STAMP_EVERY) {
		u64 found = *(const u64 *)((const char *)mem + at);

		if (found == mark(owner, at))
			continue;
		torture_wrong("%s: byte %zu of %zu at %px: found %#llx, left %#llx",
			      who, at, size, mem, found, mark(owner, at));
		return false;
	}
	if (last_is_intact(mem, size, owner))
		return true;
	torture_wrong("%s: the last byte of %zu at %px is not as it was left",
		      who, size, mem);
	return false;
}

void torture_stamp_page(struct page *page, u64 owner)
{
	void *mem = kmap_local_page(page);

	torture_stamp(mem, PAGE_SIZE, owner);
	kunmap_local(mem);
}

void torture_check_page(struct page *page, u64 owner, const char *who)
{
	void *mem = kmap_local_page(page);

	torture_intact(mem, PAGE_SIZE, owner, who);
	kunmap_local(mem);
}

void torture_wrong(const char *fmt, ...)
{
	char text[160];
	va_list args;

	va_start(args, fmt);
	vscnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	atomic_inc(&errors);
	WARN(1, "torture: %s\n", text);
}

unsigned int torture_errors(void)
{
	return atomic_xchg(&errors, 0);
}

/* ---- workers ---- */

static unsigned int cpu_after(unsigned int cpu)
{
	cpu = cpumask_next(cpu, cpu_online_mask);
	return cpu < nr_cpu_ids ? cpu : cpumask_first(cpu_online_mask);
}

void torture_start(struct kunit *test, struct torture_crew *crew)
{
	unsigned int i, cpu = cpumask_first(cpu_online_mask);

	atomic_set(&crew->nr_begun, 0);
	for (i = 0; i < crew->nr; i++) {
		struct torture_worker *w = &crew->worker[i];

		prandom_seed_state(&w->rnd, crew->seed + i);
		w->number = i;
		w->task = kthread_create_on_cpu(crew->work, w, cpu,
						crew->name);
		KUNIT_EXPECT_FALSE(test, IS_ERR(w->task));
		cpu = cpu_after(cpu);
	}
	for (i = 0; i < crew->nr; i++) {
		if (!IS_ERR(crew->worker[i].task))
			wake_up_process(crew->worker[i].task);
	}
}

bool torture_all_begun(struct torture_crew *crew)
{
	unsigned int i, nr = 0;

	for (i = 0; i < crew->nr; i++)
		nr += !IS_ERR(crew->worker[i].task);
	return (unsigned int)atomic_read(&crew->nr_begun) == nr;
}

void torture_stop(struct torture_crew *crew)
{
	unsigned int i;

	for (i = 0; i < crew->nr; i++) {
		if (!IS_ERR(crew->worker[i].task))
			kthread_stop(crew->worker[i].task);
	}
}
