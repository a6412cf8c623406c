/* SPDX-License-Identifier: MIT */
/*
 * time64.h - seconds and nanoseconds
 */
#ifndef _LINUX_TIME64_H
#define _LINUX_TIME64_H

#include <linux/math64.h>
#include <linux/types.h>

#define MSEC_PER_SEC	1000L
#define USEC_PER_MSEC	1000L
#define NSEC_PER_USEC	1000L
#define NSEC_PER_MSEC	1000000L
#define USEC_PER_SEC	1000000L
#define NSEC_PER_SEC	1000000000L

/* 0 <= tv_nsec < NSEC_PER_SEC */
struct timespec64 {
	time64_t tv_sec;
	long tv_nsec;
};

static inline s64 timespec64_to_ns(const struct timespec64 *ts)
{
	return (s64)ts->tv_sec * NSEC_PER_SEC + ts->tv_nsec;
}

/* Also before 1970: the nanoseconds count upwards from the second. */
static inline struct timespec64 ns_to_timespec64(s64 nsec)
{
	struct timespec64 ts = {
		.tv_sec = nsec / NSEC_PER_SEC,
		.tv_nsec = nsec % NSEC_PER_SEC,
	};

	if (ts.tv_nsec < 0) {
		ts.tv_sec--;
		ts.tv_nsec += NSEC_PER_SEC;
	}
	return ts;
}

/**
 * mktime64 - seconds since 1970-01-01 00:00:00 UTC
 * @year: full, as 2024; @mon: 1 to 12; @day: 1 to 31
 *
 * Context: any. The Gregorian calendar, without leap seconds.
 */
time64_t mktime64(unsigned int year, unsigned int mon, unsigned int day,
		  unsigned int hour, unsigned int min, unsigned int sec);

#endif
