/* SPDX-License-Identifier: MIT */
/*
 * asm/cpu_stack.h - push and pop with "interrupts off"
 *
 * A CPU is a thread, and what is injected into it respects its flag; where
 * nothing is (asm/inject.h) there is none to hold off. Others look at the
 * count: hence the marked stores.
 */
#ifndef _ASM_CPU_STACK_H
#define _ASM_CPU_STACK_H

#include <asm/irqflags.h>
#include <linux/compiler.h>

#ifdef CONFIG_HOST_WATCHED
#define __cpu_stack_begin(flags)	local_irq_save(flags)
#define __cpu_stack_end(flags)		local_irq_restore(flags)
#else
#define __cpu_stack_begin(flags)	((void)((flags) = 0))
#define __cpu_stack_end(flags)		((void)(flags))
#endif

static inline void *cpu_stack_pop(struct cpu_stack __percpu *stack)
{
	struct cpu_stack *s;
	unsigned long flags;
	void *item = NULL;

	__cpu_stack_begin(flags);
	s = raw_cpu_ptr(stack);
	if (s->count) {
		item = s->item[s->count - 1];
		WRITE_ONCE(s->count, s->count - 1);
	}
	__cpu_stack_end(flags);
	return item;
}

static inline bool cpu_stack_push(struct cpu_stack __percpu *stack,
				  const void *item)
{
	struct cpu_stack *s;
	unsigned long flags;
	bool fits;

	__cpu_stack_begin(flags);
	s = raw_cpu_ptr(stack);
	fits = s->count < s->limit && !((unsigned long)item & s->odd) &&
	       (s->count ? s->item[s->count - 1] : s->owner) != item;
	if (fits) {
		s->item[s->count] = (void *)item;
		WRITE_ONCE(s->count, s->count + 1);
	}
	__cpu_stack_end(flags);
	return fits;
}

#endif
