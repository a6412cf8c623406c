// SPDX-License-Identifier: MIT
/*
 * tick.c - a regular interrupt on each CPU
 *
 * From the local APIC's timer, one a CPU. It counts the bus clock, whose
 * speed nobody tells: the boot CPU compares it with the time-stamp counter,
 * which clock.c has compared with the 8254.
 *
 * Without an APIC there is one CPU, and the 8254's channel 0 interrupts it.
 *
 * SOURCES
 *	SDM vol. 3A 11.5.4 (APIC timer); Intel 8254 data sheet, mode 2.
 */
#include <asm/apic.h>
#include <asm/desc.h>
#include <asm/io.h>
#include <asm/setup.h>
#include <linux/printk.h>
#include <linux/tick.h>

#define PIT_HZ		1193182
#define PIT_CH0		0x40
#define PIT_CMD		0x43
#define PIT_CH0_MODE2	0x34		/* channel 0, both bytes, mode 2 */
#define PIT_DIVISOR	((PIT_HZ + TICK_HZ / 2) / TICK_HZ)

static void pit_start(void)
{
	outb(PIT_CH0_MODE2, PIT_CMD);
	outb(PIT_DIVISOR & 0xff, PIT_CH0);
	outb(PIT_DIVISOR >> 8, PIT_CH0);
	pic_unmask(PIT_IRQ);
}

void arch_tick_init(void)
{
	if (apic_timer_calibrate()) {
		apic_timer_start();
		return;
	}
	pr_info("tick: by the 8254\n");
	pit_start();
}

void arch_tick_start(void)
{
	apic_timer_start();
}
