/* SPDX-License-Identifier: MIT */
/*
 * asm/irqflags.h - the interrupt flag of a thread
 *
 * It holds off what asm/inject.h injects, irqs_disabled() answers as on a
 * machine, and one wrong use is reported: a local_irq_restore() with
 * interrupts already on restores somebody else's flags.
 */
#ifndef _ASM_IRQFLAGS_H
#define _ASM_IRQFLAGS_H

#include <asm/inject.h>
#include <linux/compiler.h>

extern __thread bool host_irqs_off;

void host_irq_bogus(void) __cold;

/* 1: interrupts on, as RFLAGS.IF would say. */
static inline unsigned long arch_local_save_flags(void)
{
	return !host_irqs_off;
}

static inline void local_irq_disable(void)
{
	host_inject_point();
	host_irqs_off = true;
	barrier();
}

static inline void local_irq_enable(void)
{
	barrier();
	host_irqs_off = false;
	host_inject_point();
}

static inline unsigned long arch_irq_save(void)
{
	unsigned long flags = arch_local_save_flags();

	local_irq_disable();
	return flags;
}

static inline void arch_irq_restore(unsigned long flags)
{
	if (unlikely(!host_irqs_off))
		host_irq_bogus();
	if (flags)
		local_irq_enable();
}

#define local_irq_save(flags)	do { (flags) = arch_irq_save(); } while (0)
#define local_irq_restore(flags) arch_irq_restore(flags)
#define local_save_flags(flags) \
	do { (flags) = arch_local_save_flags(); } while (0)
#define irqs_disabled_flags(flags)	(!(flags))
#define irqs_disabled()		irqs_disabled_flags(arch_local_save_flags())

#endif
