// SPDX-License-Identifier: MIT
/*
 * ktime.c - nanoseconds, jiffies, seconds since 1970: one clock, three names
 *
 *	machine_ops->clock_ns()	   0 ---------------- now
 *	ktime_get		   the same
 *	jiffies		INITIAL_JIFFIES + now / (1/HZ s)
 *	ktime_get_real		   battery clock at the first call + what
 *				   has passed since
 *
 * The battery clock is slow to read (a device, and it may be in the middle
 * of a second's change), so it is asked once. It knows whole seconds: real
 * time may be late by one, and is by the same amount for ever.
 *
 * LOCKING
 *	real_lock, any context but NMI, around the first reading.
 *	real_offset is written once, there; who sees it set needs no lock.
 */
#include <asm/barrier.h>
#include <asm/processor.h>
#include <linux/delay.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/machine.h>
#include <linux/spinlock.h>

static DEFINE_RAW_SPINLOCK(real_lock);
static s64 real_offset;			/* ns; valid once real_known */
static int real_known;

ktime_t ktime_get(void)
{
	return machine_ops->clock_ns();
}
EXPORT_SYMBOL(ktime_get);

unsigned long jiffies_now(void)
{
	return INITIAL_JIFFIES + machine_ops->clock_ns() / NSEC_PER_JIFFY;
}
EXPORT_SYMBOL(jiffies_now);

static noinline void learn_real_time(void)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&real_lock, flags);
	if (!real_known) {
		time64_t seconds = machine_ops->wall_clock();

		if (seconds)
			real_offset = seconds * NSEC_PER_SEC - ktime_get();
		/* Release: pairs with ktime_get_real(). */
		smp_store_release(&real_known, 1);
	}
	raw_spin_unlock_irqrestore(&real_lock, flags);
}

ktime_t ktime_get_real(void)
{
	if (!smp_load_acquire(&real_known))
		learn_real_time();
	return real_offset + ktime_get();
}
EXPORT_SYMBOL(ktime_get_real);

/*
 * Count days in years that begin in March: the leap day is then the last of
 * a year, and the days before month m are (153 m + 2) / 5 for m = 0 (March)
 * to 11, because months come in fives of 31 30 31 30 31 = 153 days.
 * 719468 such days lie between 0000-03-01 and 1970-01-01.
 */
time64_t mktime64(unsigned int year, unsigned int mon, unsigned int day,
		  unsigned int hour, unsigned int min, unsigned int sec)
{
	time64_t y = mon > 2 ? year : year - 1;
	unsigned int m = mon > 2 ? mon - 3 : mon + 9;
	time64_t days = y * 365 + y / 4 - y / 100 + y / 400 +
			(153 * m + 2) / 5 + (day - 1) - 719468;

	return ((days * 24 + hour) * 60 + min) * 60 + sec;
}
EXPORT_SYMBOL(mktime64);

/*
 * Before the clock runs it says 0 for ever: a bound on the turns ends the
 * wait. A turn takes a nanosecond at the very least.
 */
void ndelay(unsigned long nsecs)
{
	u64 start = machine_ops->clock_ns();
	unsigned long turns;

	for (turns = 0; turns <= nsecs; turns++) {
		if (machine_ops->clock_ns() - start >= nsecs)
			return;
		cpu_relax();
	}
}
EXPORT_SYMBOL(ndelay);
