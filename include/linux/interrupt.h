/* SPDX-License-Identifier: MIT */
/*
 * interrupt.h - work that an interrupt leaves for just after it
 *
 * A soft interrupt runs on the CPU that raised it, interrupts on, preemption
 * off, in_serving_softirq(): after the handler that raised it has returned,
 * or when local_bh_enable() ends the section that held it off. It may not
 * sleep. On one CPU only one runs at a time (lib/softirq.c).
 */
#ifndef _LINUX_INTERRUPT_H
#define _LINUX_INTERRUPT_H

#include <linux/hardirq.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>

/* In the order in which they run. */
enum {
	TIMER_SOFTIRQ,
	RCU_SOFTIRQ,
	NR_SOFTIRQS,
};

struct softirq_action {
	void (*action)(struct softirq_action *action);
};

/* Once, before @nr is raised for the first time. */
void open_softirq(int nr, void (*action)(struct softirq_action *action));

/* On this CPU. Context: any but NMI; raise_softirq_irqoff: interrupts off */
void raise_softirq(unsigned int nr);
void raise_softirq_irqoff(unsigned int nr);

/* Handlers: what they did, for those who share a line. */
typedef enum irqreturn {
	IRQ_NONE = 0,
	IRQ_HANDLED = 1,
	IRQ_WAKE_THREAD = 2,
} irqreturn_t;

#endif
