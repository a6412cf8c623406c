// SPDX-License-Identifier: MIT
/*
 * timer_sync.c - no timer, and nobody in its function any more
 *
 * Who frees what a timer's function uses must know that it does not run:
 * neither later, nor on another CPU at this moment.
 *
 *	timer_delete		it is not armed; it may run
 *	timer_delete_sync	it is not armed and does not run; somebody may
 *				arm it again
 *	timer_shutdown_sync	nor can anybody: for the end of its owner
 *
 * Waiting is by looking again: a function is short, and the last look and
 * the disarming are one step under the wheel's lock (timer_delete_sync_try).
 * Whoever waits on the CPU that runs the function, from an interrupt on top
 * of it, would wait for ever: that is reported instead.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/hardirq.h>
#include <linux/timer.h>

#include "sched.h"

int timer_delete_sync(struct timer_list *timer)
{
	int ret;

	if (WARN(in_hardirq() || timer_runs_below_us(timer),
		 "timer: %px (%ps) is waited for where it cannot end\n", timer,
		 timer->function))
		return timer_delete(timer);
	while ((ret = timer_delete_sync_try(timer)) < 0)
		cpu_relax();
	return ret;
}
EXPORT_SYMBOL(timer_delete_sync);

int timer_shutdown_sync(struct timer_list *timer)
{
	int was_armed = timer_shutdown(timer);

	return timer_delete_sync(timer) | was_armed;
}
EXPORT_SYMBOL(timer_shutdown_sync);
