/* SPDX-License-Identifier: MIT */
/*
 * percpu_counter.h - a counter that many CPUs add to and few read
 *
 *	struct percpu_counter nr;
 *
 *	if (percpu_counter_init(&nr, 0, GFP_KERNEL))
 *		return -ENOMEM;
 *	percpu_counter_add(&nr, 3);		one CPU's own line
 *	percpu_counter_read(&nr);		about right, for nothing
 *	percpu_counter_sum(&nr);		right, every CPU is asked
 *
 * Each CPU keeps what it added until that is a batch. So read() differs from
 * sum() by less than percpu_counter_batch for each CPU. Context of all but
 * init and destroy: any. mm/percpu_counter.c has the rest.
 */
#ifndef _LINUX_PERCPU_COUNTER_H
#define _LINUX_PERCPU_COUNTER_H

#include <linux/gfp_types.h>
#include <linux/percpu.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/**
 * struct percpu_counter - private but for percpu_counter_*()
 * @lock:     whoever moves a CPU's part into @count
 * @begun, @done: how often that began, and how often it was finished
 * @count:    what is not in @counters
 * @counters: each CPU's part, less than a batch; NULL: not initialised
 */
struct percpu_counter {
	raw_spinlock_t lock;
	unsigned int begun;
	unsigned int done;
	s64 count;
	s32 __percpu *counters;
};

/* At most this much stays with a CPU: 32, or 2 a CPU if that is more. */
extern int percpu_counter_batch;

/**
 * percpu_counter_init - make @fbc a counter that stands at @amount
 *
 * Context: as @gfp. Return: 0, or -ENOMEM.
 */
int percpu_counter_init(struct percpu_counter *fbc, s64 amount, gfp_t gfp);

/* percpu_counter_destroy - give its memory back; again does nothing */
void percpu_counter_destroy(struct percpu_counter *fbc);

/* percpu_counter_set - it stands at @amount, whatever was added before */
void percpu_counter_set(struct percpu_counter *fbc, s64 amount);

/* This CPU's part goes into the sum. */
void __percpu_counter_fold(struct percpu_counter *fbc);

/* An amount that no part should hold goes there directly. */
void __percpu_counter_add_large(struct percpu_counter *fbc, s64 amount);

s64 __percpu_counter_sum(struct percpu_counter *fbc);

/**
 * __percpu_counter_compare - which is more, the counter or @rhs?
 *
 * Asks all CPUs only if the difference is within @batch a CPU. Return: -1,
 * 0 or 1 as the counter is less, the same or more.
 */
int __percpu_counter_compare(struct percpu_counter *fbc, s64 rhs, s32 batch);

/*
 * A part is an s32. With amounts and batches below these it does not
 * overflow, even if 2^13 adders in a row are moved away before they fold.
 */
#define PERCPU_COUNTER_MAX_AMOUNT	(1 << 17)
#define PERCPU_COUNTER_MAX_BATCH	(1 << 30)

static __always_inline void
__percpu_counter_add(struct percpu_counter *fbc, s64 amount, s32 batch)
{
	s32 part;

	if (amount >= PERCPU_COUNTER_MAX_AMOUNT ||
	    amount <= -PERCPU_COUNTER_MAX_AMOUNT) {
		__percpu_counter_add_large(fbc, amount);
		return;
	}
	part = this_cpu_add_return(*fbc->counters, amount);
	/* Not in (-batch, batch) */
	if (unlikely((u32)(part + batch - 1) >= 2 * (u32)batch - 1))
		__percpu_counter_fold(fbc);
}

/* percpu_counter_add_batch - add, folding at @batch > 0 instead of the usual */
static __always_inline void
percpu_counter_add_batch(struct percpu_counter *fbc, s64 amount, s32 batch)
{
	__percpu_counter_add(fbc, amount, batch < PERCPU_COUNTER_MAX_BATCH ?
					  batch : PERCPU_COUNTER_MAX_BATCH);
}

static __always_inline void percpu_counter_add(struct percpu_counter *fbc,
					       s64 amount)
{
	__percpu_counter_add(fbc, amount, percpu_counter_batch);
}

static inline void percpu_counter_sub(struct percpu_counter *fbc, s64 amount)
{
	percpu_counter_add(fbc, -amount);
}

static inline void percpu_counter_inc(struct percpu_counter *fbc)
{
	percpu_counter_add(fbc, 1);
}

static inline void percpu_counter_dec(struct percpu_counter *fbc)
{
	percpu_counter_add(fbc, -1);
}

/* percpu_counter_sum - exact, if nobody adds meanwhile */
static inline s64 percpu_counter_sum(struct percpu_counter *fbc)
{
	return __percpu_counter_sum(fbc);
}

/* For what cannot be less than nothing but may look so for a moment. */
static inline s64 percpu_counter_sum_positive(struct percpu_counter *fbc)
{
	s64 sum = percpu_counter_sum(fbc);

	return sum < 0 ? 0 : sum;
}

/* percpu_counter_read - what CPUs have folded so far */
static inline s64 percpu_counter_read(struct percpu_counter *fbc)
{
	return READ_ONCE(fbc->count);
}

static inline s64 percpu_counter_read_positive(struct percpu_counter *fbc)
{
	s64 count = percpu_counter_read(fbc);

	return count < 0 ? 0 : count;
}

static inline int percpu_counter_compare(struct percpu_counter *fbc, s64 rhs)
{
	return __percpu_counter_compare(fbc, rhs, percpu_counter_batch);
}

static inline bool percpu_counter_initialized(struct percpu_counter *fbc)
{
	return fbc->counters != NULL;
}

#endif
