/* SPDX-License-Identifier: MIT */
/*
 * sched_ops.h - what the floors below the scheduler must ask of it
 *
 * preempt_enable() stands in functions of lib/, and interrupts end in arch/;
 * both are below sched/ and may not call it. The scheduler hands these over
 * when it is ready; until then nobody has anything else to run.
 */
#ifndef _LINUX_SCHED_OPS_H
#define _LINUX_SCHED_OPS_H

#include <linux/compiler.h>
#include <linux/percpu-defs.h>

/**
 * struct sched_ops - the scheduler's doors from below
 * @preempt:	preempt_enable() has found that the CPU is wanted
 * @preempt_irq: so has an interrupt of preemptible code; interrupts off
 * @tick:	the CPU's clock has ticked; interrupts off, in_hardirq()
 * @resched:	another CPU has left work here; interrupts off, in_hardirq()
 * @idle:	the CPU has booted: from here on it is its idle task
 */
struct sched_ops {
	void (*preempt)(void);
	void (*preempt_irq)(void);
	void (*tick)(void);
	void (*resched)(void);
	void (*idle)(void);
};

/* Never NULL, nor is any of its members. */
extern const struct sched_ops *sched_ops;

/* Where the interrupt that is being served came; 0: the port cannot say. */
DECLARE_PER_CPU(unsigned long, interrupted_ip);

/*
 * What preempt_enable() calls. preempt_schedule() by itself; a port that
 * saves the registers around the call puts its own in front.
 */
extern void (*preempt_door)(void);
void preempt_schedule(void);

#endif
