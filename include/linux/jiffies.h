/* SPDX-License-Identifier: MIT */
/*
 * jiffies.h - time in steps of 1/HZ second
 *
 * `jiffies` is computed from the clock when it is read: no tick has to come
 * for it to advance, and ticks that are lost do not slow it down. It starts
 * five minutes before its lower 32 bits wrap around, so that code which
 * compares without time_after() shows it soon.
 *
 * Conversions to jiffies round up, so that nobody waits for less than he
 * asked; what is too long for a wait is MAX_JIFFY_OFFSET. Context: any.
 */
#ifndef _LINUX_JIFFIES_H
#define _LINUX_JIFFIES_H

#include <asm/param.h>
#include <linux/compiler.h>
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/time64.h>
#include <linux/typecheck.h>

#define INITIAL_JIFFIES		((unsigned long)(unsigned int)(-300 * HZ))
#define NSEC_PER_JIFFY		(NSEC_PER_SEC / HZ)
#define TICK_NSEC		NSEC_PER_JIFFY

static_assert(NSEC_PER_SEC % HZ == 0 && MSEC_PER_SEC % HZ == 0,
	      "a jiffy is a whole number of milliseconds");

/* The present value; Linux has a variable in its place. */
unsigned long jiffies_now(void);
#define jiffies		jiffies_now()
#define jiffies_64	((u64)jiffies_now())
#define get_jiffies_64()	((u64)jiffies_now())

/* The longest wait that two points in time can still be compared after. */
#define MAX_JIFFY_OFFSET	((LONG_MAX >> 1) - 1)

#define time_after(a, b) \
	(typecheck(unsigned long, a) && typecheck(unsigned long, b) && \
	 (long)((b) - (a)) < 0)
#define time_after_eq(a, b) \
	(typecheck(unsigned long, a) && typecheck(unsigned long, b) && \
	 (long)((a) - (b)) >= 0)
#define time_before(a, b)	time_after(b, a)
#define time_before_eq(a, b)	time_after_eq(b, a)
#define time_in_range(a, b, c)	(time_after_eq(a, b) && time_before_eq(a, c))
#define time_in_range_open(a, b, c) \
	(time_after_eq(a, b) && time_before(a, c))
#define time_is_before_jiffies(a)	time_after(jiffies, a)
#define time_is_after_jiffies(a)	time_before(jiffies, a)
#define time_is_before_eq_jiffies(a)	time_after_eq(jiffies, a)
#define time_is_after_eq_jiffies(a)	time_before_eq(jiffies, a)

#define time_after64(a, b)	((s64)((b) - (a)) < 0)
#define time_before64(a, b)	time_after64(b, a)
#define time_after_eq64(a, b)	((s64)((a) - (b)) >= 0)
#define time_before_eq64(a, b)	time_after_eq64(b, a)

/* A negative int is "for ever", as Linux has it. */
static inline unsigned long msecs_to_jiffies(const unsigned int m)
{
	if ((int)m < 0)
		return MAX_JIFFY_OFFSET;
	return DIV_ROUND_UP((unsigned long)m, MSEC_PER_SEC / HZ);
}

static inline unsigned long usecs_to_jiffies(const unsigned int u)
{
	return DIV_ROUND_UP((unsigned long)u, USEC_PER_SEC / HZ);
}

static inline unsigned long secs_to_jiffies(unsigned int s)
{
	return (unsigned long)s * HZ;
}

/* Rounds down, unlike the others. */
static inline unsigned long nsecs_to_jiffies(u64 n)
{
	return n / NSEC_PER_JIFFY;
}
#define nsecs_to_jiffies64(n)	((u64)nsecs_to_jiffies(n))

static inline unsigned int jiffies_to_msecs(const unsigned long j)
{
	return j * (MSEC_PER_SEC / HZ);
}

static inline unsigned int jiffies_to_usecs(const unsigned long j)
{
	return j * (USEC_PER_SEC / HZ);
}

static inline u64 jiffies_to_nsecs(const unsigned long j)
{
	return (u64)j * NSEC_PER_JIFFY;
}

static inline unsigned long timespec64_to_jiffies(const struct timespec64 *ts)
{
	return DIV_ROUND_UP((u64)timespec64_to_ns(ts), NSEC_PER_JIFFY);
}

static inline void jiffies_to_timespec64(const unsigned long j,
					 struct timespec64 *ts)
{
	*ts = ns_to_timespec64(jiffies_to_nsecs(j));
}

/* Linux gathers timers at whole seconds; we leave them where they are. */
#define round_jiffies(j)		(j)
#define round_jiffies_relative(j)	(j)
#define round_jiffies_up(j)		(j)
#define round_jiffies_up_relative(j)	(j)

#endif
