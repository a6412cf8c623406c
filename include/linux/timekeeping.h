/* SPDX-License-Identifier: MIT */
/*
 * timekeeping.h - what time it is
 *
 *	clock		zero		steps?
 *	ktime_get	boot		never; never goes back
 *	ktime_get_real	1970, UTC	never; set once, from the battery
 *					clock, to the second
 *
 * There is one clock: the coarse, raw and boottime forms are the same.
 * Context: any, interrupts and NMIs included; ktime_get_real: not in an NMI.
 */
#ifndef _LINUX_TIMEKEEPING_H
#define _LINUX_TIMEKEEPING_H

#include <linux/time64.h>
#include <linux/types.h>

ktime_t ktime_get(void);

/* On a machine without a battery clock, time since boot. */
ktime_t ktime_get_real(void);

static inline u64 ktime_get_ns(void)
{
	return ktime_get();
}

static inline u64 ktime_get_real_ns(void)
{
	return ktime_get_real();
}

#define ktime_get_raw()			ktime_get()
#define ktime_get_raw_ns()		ktime_get_ns()
#define ktime_get_boottime()		ktime_get()
#define ktime_get_boottime_ns()		ktime_get_ns()
#define ktime_get_coarse()		ktime_get()
#define ktime_get_coarse_ns()		ktime_get_ns()
#define ktime_get_mono_fast_ns()	ktime_get_ns()

static inline time64_t ktime_get_seconds(void)
{
	return ktime_get() / NSEC_PER_SEC;
}

static inline time64_t ktime_get_real_seconds(void)
{
	return ktime_get_real() / NSEC_PER_SEC;
}

static inline void ktime_get_ts64(struct timespec64 *ts)
{
	*ts = ns_to_timespec64(ktime_get());
}

static inline void ktime_get_real_ts64(struct timespec64 *ts)
{
	*ts = ns_to_timespec64(ktime_get_real());
}

#define ktime_get_raw_ts64(ts)		ktime_get_ts64(ts)
#define ktime_get_boottime_ts64(ts)	ktime_get_ts64(ts)
#define ktime_get_coarse_ts64(ts)	ktime_get_ts64(ts)
#define ktime_get_coarse_real_ts64(ts)	ktime_get_real_ts64(ts)

#endif
