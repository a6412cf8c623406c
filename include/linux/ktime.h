/* SPDX-License-Identifier: MIT */
/*
 * ktime.h - points in time and their differences, signed nanoseconds
 *
 * 2^63 ns are 292 years. Context: any.
 */
#ifndef _LINUX_KTIME_H
#define _LINUX_KTIME_H

#include <linux/limits.h>
#include <linux/timekeeping.h>

#define KTIME_MAX		((s64)~((u64)1 << 63))
#define KTIME_SEC_MAX		(KTIME_MAX / NSEC_PER_SEC)

/* More than KTIME_MAX is KTIME_MAX: "never". */
static inline ktime_t ktime_set(s64 secs, unsigned long nsecs)
{
	if (secs >= KTIME_SEC_MAX)
		return KTIME_MAX;
	return secs * NSEC_PER_SEC + (s64)nsecs;
}

#define ktime_sub(lhs, rhs)	((ktime_t)((lhs) - (rhs)))
#define ktime_add(lhs, rhs)	((ktime_t)((lhs) + (rhs)))
#define ktime_add_ns(kt, nsval)	((ktime_t)((kt) + (s64)(nsval)))
#define ktime_sub_ns(kt, nsval)	((ktime_t)((kt) - (s64)(nsval)))
#define ktime_to_ns(kt)		((s64)(kt))
#define ktime_to_timespec64(kt)	ns_to_timespec64(kt)

static inline ktime_t timespec64_to_ktime(struct timespec64 ts)
{
	return ktime_set(ts.tv_sec, ts.tv_nsec);
}

/* below, equal, above: negative, 0, positive */
static inline int ktime_compare(ktime_t a, ktime_t b)
{
	return a < b ? -1 : a > b;
}

static inline bool ktime_after(ktime_t a, ktime_t b)
{
	return a > b;
}

static inline bool ktime_before(ktime_t a, ktime_t b)
{
	return a < b;
}

static inline s64 ktime_divns(ktime_t kt, s64 div)
{
	return kt / div;
}

static inline s64 ktime_to_us(ktime_t kt)
{
	return kt / NSEC_PER_USEC;
}

static inline s64 ktime_to_ms(ktime_t kt)
{
	return kt / NSEC_PER_MSEC;
}

static inline s64 ktime_us_delta(ktime_t later, ktime_t earlier)
{
	return ktime_to_us(later - earlier);
}

static inline s64 ktime_ms_delta(ktime_t later, ktime_t earlier)
{
	return ktime_to_ms(later - earlier);
}

static inline ktime_t ktime_add_us(ktime_t kt, u64 usec)
{
	return kt + (s64)(usec * NSEC_PER_USEC);
}

static inline ktime_t ktime_sub_us(ktime_t kt, u64 usec)
{
	return kt - (s64)(usec * NSEC_PER_USEC);
}

static inline ktime_t ktime_add_ms(ktime_t kt, u64 msec)
{
	return kt + (s64)(msec * NSEC_PER_MSEC);
}

static inline ktime_t ns_to_ktime(u64 ns)
{
	return ns;
}

static inline ktime_t us_to_ktime(u64 us)
{
	return us * NSEC_PER_USEC;
}

static inline ktime_t ms_to_ktime(u64 ms)
{
	return ms * NSEC_PER_MSEC;
}

#endif
