// SPDX-License-Identifier: MIT
/*
 * clock.c - nanoseconds since boot, out of the time-stamp counter
 *
 * How fast the counter runs is asked of the machine: channel 2 of the 8254
 * counts down 3 ms while we watch. An emulator may be off its processor when
 * they end, and what is seen late looks like a fast counter; never like a slow
 * one, since we look at the counter before we start the 8254. So the least of
 * five is taken. Then
 *
 *	ns = (tsc - tsc_at_boot) * mult >> SHIFT
 *
 * with mult = 10^9 << SHIFT / Hz. SHIFT 22 keeps mult below 2^32 down to
 * 1 MHz and the product below 2^64 for 2^42 ticks of elapsed time, over an
 * hour at 1 GHz; so the elapsed ticks are split and multiplied in halves.
 *
 * Under -icount shift=0 a tick is an instruction, and "nanoseconds" are
 * instructions too. Sources: Intel 8254 data sheet; SDM vol. 3B 18.17.
 */
#include <asm/io.h>
#include <asm/msr.h>
#include <asm/setup.h>
#include <linux/minmax.h>
#include <linux/printk.h>

#define PIT_HZ		1193182
#define PIT_CH2		0x42
#define PIT_CMD		0x43
#define PIT_CH2_MODE0	0xb0		/* channel 2, both bytes, mode 0 */
#define PORT_B		0x61
#define PORT_B_GATE2	0x01
#define PORT_B_SPEAKER	0x02
#define PORT_B_OUT2	0x20

#define CAL_MS		3
#define CAL_TIMES	5
#define CAL_COUNT	(PIT_HZ * CAL_MS / 1000)

/* A port read takes at least ~100 ns, so 3 ms are at most 30000 of them. */
#define CAL_SPIN_MAX	10000000

#define MULT_SHIFT	22

/* For a machine without an 8254 (QEMU's microvm): TCG's TSC is near this. */
#define GUESSED_KHZ	2000000

static u64 tsc_boot;
static u64 tsc_mult;			/* 0: not calibrated yet */

static u64 measure_ticks(void)
{
	u8 port_b = inb(PORT_B) & ~(PORT_B_GATE2 | PORT_B_SPEAKER);
	unsigned int spin;
	u64 start;

	outb(port_b, PORT_B);
	outb(PIT_CH2_MODE0, PIT_CMD);
	outb(CAL_COUNT & 0xff, PIT_CH2);
	outb(CAL_COUNT >> 8, PIT_CH2);
	start = rdtsc();
	outb(port_b | PORT_B_GATE2, PORT_B);

	/* Mode 0 starts low. High at once: nobody is at home. */
	if (inb(PORT_B) & PORT_B_OUT2)
		return 0;
	for (spin = 0; spin < CAL_SPIN_MAX; spin++) {
		if (inb(PORT_B) & PORT_B_OUT2)
			return rdtsc() - start;
	}
	return 0;
}

/* 0: the 8254 does not count. */
static u64 ticks_in_cal_ms(void)
{
	u64 least = measure_ticks();
	unsigned int i;

	for (i = 1; i < CAL_TIMES && least; i++) {
		u64 ticks = measure_ticks();

		least = ticks ? min(least, ticks) : least;
	}
	return least;
}

void clock_init(void)
{
	u64 khz = ticks_in_cal_ms() / CAL_MS;

	/* Waits must end all the same: a wrong second is better than none. */
	if (!khz) {
		khz = GUESSED_KHZ;
		pr_warn("clock: the 8254 does not count: time is a guess\n");
	}
	tsc_mult = (1000000ULL << MULT_SHIFT) / khz;
	pr_info("clock: time-stamp counter at %llu.%03llu MHz\n",
		khz / 1000, khz % 1000);
}

u64 arch_clock_ns(void)
{
	u64 ticks, high, low;

	if (!tsc_mult)
		return 0;
	ticks = rdtsc() - tsc_boot;
	high = (ticks >> 32) * tsc_mult;
	low = (ticks & 0xffffffff) * tsc_mult;
	return (high << (32 - MULT_SHIFT)) + (low >> MULT_SHIFT);
}

void clock_early_init(void)
{
	tsc_boot = rdtsc();
}
