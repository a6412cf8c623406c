/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_TICK_H
#define _LINUX_TICK_H

/*
 * How often each CPU's clock interrupts it, a second; the scheduler's slices
 * and the timers' resolution. Not HZ, the unit of jiffies, which are computed
 * from the clock and need no tick. An emulated CPU spends about 20 us on an
 * interrupt: 250 of them are half a percent of its time, 1000 would be two.
 */
#define TICK_HZ		250

#endif
