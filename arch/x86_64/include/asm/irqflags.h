/* SPDX-License-Identifier: MIT */
/*
 * asm/irqflags.h - this CPU's interrupt flag (RFLAGS.IF, bit 9)
 *
 * Context: any. Each is also a compiler barrier: what is done under
 * disabled interrupts stays there.
 */
#ifndef _ASM_IRQFLAGS_H
#define _ASM_IRQFLAGS_H

#include <linux/compiler.h>
#include <linux/kconfig.h>

#define X86_EFLAGS_IF	(1UL << 9)

static __always_inline unsigned long arch_local_save_flags(void)
{
	unsigned long flags;

	__asm__ __volatile__("pushfq; popq %0" : "=rm" (flags) : : "memory");
	return flags;
}

/* linux/preempt.h: interrupts were on, and are off now */
void irqs_off_began(void);

static __always_inline void local_irq_disable(void)
{
	unsigned long flags = 0;

	if (IS_ENABLED(CONFIG_DEBUG_PREEMPT))
		flags = arch_local_save_flags();
	__asm__ __volatile__("cli" : : : "memory");
	if (IS_ENABLED(CONFIG_DEBUG_PREEMPT) && (flags & X86_EFLAGS_IF))
		irqs_off_began();
}

static __always_inline void local_irq_enable(void)
{
	__asm__ __volatile__("sti" : : : "memory");
}

static __always_inline unsigned long arch_irq_save(void)
{
	unsigned long flags = arch_local_save_flags();

	local_irq_disable();
	return flags;
}

static __always_inline void arch_irq_restore(unsigned long flags)
{
	if (flags & X86_EFLAGS_IF)
		local_irq_enable();
}

#define local_irq_save(flags)		do { (flags) = arch_irq_save(); } while (0)
#define local_irq_restore(flags)	arch_irq_restore(flags)
#define local_save_flags(flags) \
	do { (flags) = arch_local_save_flags(); } while (0)
#define irqs_disabled_flags(flags)	(!((flags) & X86_EFLAGS_IF))
#define irqs_disabled()		irqs_disabled_flags(arch_local_save_flags())

#endif
