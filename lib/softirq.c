// SPDX-License-Identifier: MIT
/*
 * softirq.c - the part of an interrupt that does not need interrupts off
 *
 * PROBLEM
 *	A tick may find a hundred timers to run. With interrupts off the CPU
 *	would answer nobody meanwhile; in a thread they would wait for their
 *	turn behind all the others.
 *
 * IDEA
 *	The handler sets a bit of its CPU's pending word. The last thing an
 *	interrupt does, when it has given the count back, is to look at it:
 *
 *		task ----|			       |---- task
 *		  handler \____			  ____/
 *			       \  soft interrupt /
 *		  IRQs	   off	|  on		 | off
 *		  count   +64Ki | +256		 |
 *
 *	Further interrupts may come on top; they set bits and leave them: one
 *	soft interrupt runs at a time on a CPU, so its stack holds at most a
 *	task, a soft interrupt and a handler. local_bh_disable() looks, to
 *	those who come, like a soft interrupt that is running, and looks at
 *	the bits itself when it ends.
 *
 * INVARIANT
 *	B1  A bit that is set is looked at soon: at the end of this CPU's
 *	    interrupt, of its local_bh_disable() section, or of its next tick.
 *
 * LOCKING
 *	The word is this CPU's own, changed with interrupts off.
 *
 * FAILURE
 *	What keeps raising itself runs MAX_ROUNDS times, then waits for the
 *	next interrupt, so that tasks are not starved.
 *
 * LEFT OUT
 *	ksoftirqd, tasklets.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/percpu-defs.h>

/* A few: usually one is enough, and the tick comes 250 times a second. */
#define MAX_ROUNDS	4

DEFINE_PER_CPU(u32, softirq_pending);
EXPORT_PER_CPU_SYMBOL(softirq_pending);

static struct softirq_action softirqs[NR_SOFTIRQS];

void open_softirq(int nr, void (*action)(struct softirq_action *action))
{
	softirqs[nr].action = action;
}

void raise_softirq_irqoff(unsigned int nr)
{
	this_cpu_or(softirq_pending, 1u << nr);
}

void raise_softirq(unsigned int nr)
{
	unsigned long flags;

	local_irq_save(flags);
	raise_softirq_irqoff(nr);
	local_irq_restore(flags);
	/* In a task nobody else would look before the next interrupt. */
	if (!in_interrupt() && !irqs_disabled())
		do_softirq();
}

static void run(u32 pending)
{
	unsigned int nr;

	for (nr = 0; nr < NR_SOFTIRQS; nr++) {
		int before = preempt_count();

		if (!(pending & 1u << nr))
			continue;
		softirqs[nr].action(&softirqs[nr]);
		if (WARN(preempt_count() != before,
			 "softirq %u came back with preempt count %#x instead of %#x\n",
			 nr, preempt_count(), before))
			preempt_count_add(before - preempt_count());
	}
}

/* Interrupts off, not in_interrupt(). */
void do_softirq_irqs_off(void)
{
	unsigned int round;

	for (round = 0; round < MAX_ROUNDS; round++) {
		u32 pending = this_cpu_xchg(softirq_pending, 0);

		if (!pending)
			break;
		preempt_count_add(SOFTIRQ_OFFSET);
		local_irq_enable();
		run(pending);
		local_irq_disable();
		preempt_count_sub(SOFTIRQ_OFFSET);
	}
}

void do_softirq(void)
{
	unsigned long flags;

	if (in_interrupt())
		return;
	local_irq_save(flags);
	do_softirq_irqs_off();
	local_irq_restore(flags);
}
