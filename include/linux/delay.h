/* SPDX-License-Identifier: MIT */
/*
 * delay.h - waiting for a time
 *
 *	ndelay udelay mdelay	spinning; any context. At least as long as
 *				asked, by the clock.
 *	usleep_range msleep	sleeping; task context. At least as long; the
 *				tick wakes (linux/tick.h), so up to two ticks
 *				longer. usleep_range below two ticks lets
 *				others run, but does not sleep.
 */
#ifndef _LINUX_DELAY_H
#define _LINUX_DELAY_H

#include <linux/compiler.h>
#include <linux/sched.h>
#include <linux/types.h>

void ndelay(unsigned long nsecs);

static inline void udelay(unsigned long usecs)
{
	ndelay(usecs * 1000);
}

static inline void mdelay(unsigned long msecs)
{
	ndelay(msecs * 1000000);
}

void msleep(unsigned int msecs);

/* Return: milliseconds left when a signal came; kernel threads get none. */
unsigned long msleep_interruptible(unsigned int msecs);

/* @min, @max: microseconds; @state: TASK_* */
void usleep_range_state(unsigned long min, unsigned long max,
			unsigned int state);

static inline void usleep_range(unsigned long min, unsigned long max)
{
	usleep_range_state(min, max, TASK_UNINTERRUPTIBLE);
}

static inline void ssleep(unsigned int seconds)
{
	msleep(seconds * 1000);
}

static inline void fsleep(unsigned long usecs)
{
	usleep_range(usecs, 2 * usecs);
}

#endif
