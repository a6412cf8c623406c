// SPDX-License-Identifier: MIT
/*
 * debug_preempt.c - "this CPU" asked by who may be on another at once
 *
 * In the LOCKDEP=1 build smp_processor_id(), this_cpu_ptr() and __this_cpu_*
 * come here. Whoever may be moved between the answer and its use is told:
 * preemption and interrupts are on, and the task may run on several CPUs.
 * raw_smp_processor_id() and raw_cpu_ptr() are for those who do not mind.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/sched.h>
#include <linux/smp.h>

static bool stays_here(void)
{
	return preempt_count() || irqs_disabled() ||
	       (current->flags & PF_NO_SETAFFINITY) ||
	       cpumask_weight(&current->cpus_mask) == 1;
}

static void say(const char *what, unsigned long caller)
{
	WARN(1, "BUG: using %s in preemptible [%08x] code: %s/%d, caller is %pS\n",
	     what, preempt_count(), current->comm, current->pid,
	     (void *)caller);
}

int debug_smp_processor_id(void)
{
	if (unlikely(!stays_here()))
		say("smp_processor_id()", _RET_IP_);
	return raw_smp_processor_id();
}
EXPORT_SYMBOL(debug_smp_processor_id);

void __this_cpu_preempt_check(const char *op)
{
	if (unlikely(!stays_here()))
		say(op, _RET_IP_);
}
EXPORT_SYMBOL(__this_cpu_preempt_check);
