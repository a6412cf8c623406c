/* SPDX-License-Identifier: MIT */
/*
 * preempt.h - what this CPU is in the middle of
 *
 * One word says all; it is 0 for a task that may be taken off the CPU.
 *
 *	 bits	 counts
 *	 0-7	 preempt_disable(), and each spinlock held
 *	 8-15	 local_bh_disable() and soft interrupts
 *	16-19	 hardware interrupts entered
 *	20-23	 NMIs entered
 *	31	 clear: another task is to run (asm-generic/preempt.h)
 *
 * What enables preemption again lets that task run, if interrupts are on.
 *
 * Context: any.
 */
#ifndef _LINUX_PREEMPT_H
#define _LINUX_PREEMPT_H

#include <asm/irqflags.h>
#include <asm/preempt.h>
#include <linux/compiler.h>
#include <linux/kconfig.h>

#define PREEMPT_BITS	8
#define SOFTIRQ_BITS	8
#define HARDIRQ_BITS	4
#define NMI_BITS	4

#define PREEMPT_SHIFT	0
#define SOFTIRQ_SHIFT	(PREEMPT_SHIFT + PREEMPT_BITS)
#define HARDIRQ_SHIFT	(SOFTIRQ_SHIFT + SOFTIRQ_BITS)
#define NMI_SHIFT	(HARDIRQ_SHIFT + HARDIRQ_BITS)

#define __PREEMPT_FIELD(name) \
	(((1 << name##_BITS) - 1) << name##_SHIFT)
#define PREEMPT_MASK	__PREEMPT_FIELD(PREEMPT)
#define SOFTIRQ_MASK	__PREEMPT_FIELD(SOFTIRQ)
#define HARDIRQ_MASK	__PREEMPT_FIELD(HARDIRQ)
#define NMI_MASK	__PREEMPT_FIELD(NMI)

#define PREEMPT_OFFSET	(1 << PREEMPT_SHIFT)
#define SOFTIRQ_OFFSET	(1 << SOFTIRQ_SHIFT)
#define HARDIRQ_OFFSET	(1 << HARDIRQ_SHIFT)
#define NMI_OFFSET	(1 << NMI_SHIFT)

/* Twice: a soft interrupt being served counts one, a disabling counts two. */
#define SOFTIRQ_DISABLE_OFFSET	(2 * SOFTIRQ_OFFSET)

#define nmi_count()	(preempt_count() & NMI_MASK)
#define hardirq_count()	(preempt_count() & HARDIRQ_MASK)
#define softirq_count()	(preempt_count() & SOFTIRQ_MASK)
#define irq_count()	(preempt_count() & \
			 (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_MASK))

#define in_nmi()		(nmi_count())
#define in_hardirq()		(hardirq_count())
#define in_irq()		(hardirq_count())
#define in_softirq()		(softirq_count())
#define in_serving_softirq()	(softirq_count() & SOFTIRQ_OFFSET)
#define in_interrupt()		(irq_count())
#define in_task() \
	(!(preempt_count() & (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_OFFSET)))

/* Could this CPU be given to another task right here? */
#define preemptible()		(preempt_count() == 0 && !irqs_disabled())
#define in_atomic()		(preempt_count() != 0)

/*
 * With CONFIG_DEBUG_PREEMPT a CPU remembers the stack on which its count last
 * left 0: lib/atomic_since.c; show_atomic_since() prints it.
 */
#if IS_ENABLED(CONFIG_DEBUG_PREEMPT)
void preempt_count_add(int val);
void preempt_off_began(unsigned long ip);
void irqs_off_began(void);	/* from asm/irqflags.h, where a CPU has them */
void show_atomic_since(void);
#else
#define preempt_count_add(val)	__preempt_count_add(val)
#define show_atomic_since()	do { } while (0)
#endif
#define preempt_count_sub(val)	__preempt_count_sub(val)
#define preempt_count_inc()	preempt_count_add(1)
#define preempt_count_dec()	preempt_count_sub(1)

/* What stands between the two stays between them: each is a barrier. */
#define preempt_disable() \
do { \
	preempt_count_inc(); \
	barrier(); \
} while (0)

#define preempt_enable_no_resched() \
do { \
	barrier(); \
	preempt_count_dec(); \
} while (0)

#define preempt_enable() \
do { \
	barrier(); \
	if (unlikely(__preempt_count_dec_and_test())) \
		__preempt_schedule(); \
} while (0)

#define preempt_check_resched() \
do { \
	if (unlikely(should_resched())) \
		__preempt_schedule(); \
} while (0)

static __always_inline void local_bh_disable(void)
{
	preempt_count_add(SOFTIRQ_DISABLE_OFFSET);
	barrier();
}

/* Soft interrupts raised on this CPU and not run yet: linux/interrupt.h */
DECLARE_PER_CPU(u32, softirq_pending);

static __always_inline u32 local_softirq_pending(void)
{
	return raw_cpu_read(softirq_pending);
}

/* lib/softirq.c: run them, unless in_interrupt() */
void do_softirq(void);
void do_softirq_irqs_off(void);

static __always_inline void local_bh_enable(void)
{
	barrier();
	preempt_count_sub(SOFTIRQ_DISABLE_OFFSET);
	if (unlikely(local_softirq_pending()) && !irqs_disabled())
		do_softirq();
	preempt_check_resched();
}

#endif
