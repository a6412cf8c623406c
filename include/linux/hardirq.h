/* SPDX-License-Identifier: MIT */
/*
 * hardirq.h - the marks around a hardware interrupt
 *
 * The port's entry calls the pairs, with interrupts off; between them
 * in_hardirq() or in_nmi() is true.
 */
#ifndef _LINUX_HARDIRQ_H
#define _LINUX_HARDIRQ_H

#include <linux/preempt.h>

static __always_inline void irq_enter(void)
{
	preempt_count_add(HARDIRQ_OFFSET);
	barrier();
}

/* Soft interrupts run here, with interrupts on; they are off again after. */
static __always_inline void irq_exit(void)
{
	barrier();
	preempt_count_sub(HARDIRQ_OFFSET);
	if (unlikely(local_softirq_pending()) && !in_interrupt())
		do_softirq_irqs_off();
}

/* An NMI may come in the middle of an interrupt; it counts as one as well. */
static __always_inline void nmi_enter(void)
{
	preempt_count_add(NMI_OFFSET + HARDIRQ_OFFSET);
	barrier();
}

static __always_inline void nmi_exit(void)
{
	barrier();
	preempt_count_sub(NMI_OFFSET + HARDIRQ_OFFSET);
}

#endif
