/* SPDX-License-Identifier: MIT */
/*
 * delay.h - waiting for a time
 *
 *	ndelay udelay mdelay	spinning; any context. At least as long as
 *				asked, by the clock.
 */
#ifndef _LINUX_DELAY_H
#define _LINUX_DELAY_H

#include <linux/compiler.h>
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

#endif
