// SPDX-License-Identifier: MIT
/*
 * smp.c - CPUs that are threads
 *
 * CPU 0 is the thread that entered main(). The others sleep on a semaphore
 * each; "sending an interrupt" posts it. A running thread cannot be
 * interrupted, so it looks for calls where it waits for others anyway, in
 * cpu_relax(), unless its interrupts are off: no wait is forgotten, and
 * there is no moment at which a sanitizer would be surprised by a signal.
 */
#include <asm/percpu.h>
#include <asm/processor.h>
#include <asm/smp.h>
#include <asm/tlbflush.h>
#include <linux/bug.h>
#include <linux/hardirq.h>
#include <linux/smp.h>
#include "posix.h"

__thread unsigned long host_cpu_off;

void host_poll_calls(void)
{
	unsigned long flags;

	if (irqs_disabled() || in_hardirq())
		return;
	local_irq_save(flags);
	irq_enter();
	smp_call_interrupt();
	irq_exit();
	local_irq_restore(flags);
}

void host_cpu_relax(void)
{
	host_poll_calls();
	host_yield();
}

static void cpu_thread(unsigned int cpu)
{
	set_my_cpu_offset(per_cpu_offset(cpu));
	for (;;) {
		host_cpu_wait(cpu);
		host_poll_calls();
		if (idle_job_pending())
			idle_job_run();
	}
}

void host_cpus_init(unsigned int nr)
{
	unsigned int cpu;

	BUG_ON(nr > HOST_CPUS_MAX);
	for (cpu = 1; cpu < nr; cpu++) {
		set_cpu_possible(cpu, true);
		set_cpu_present(cpu, true);
	}
}

void host_cpus_start(void)
{
	unsigned int cpu;

	for_each_present_cpu(cpu) {
		if (cpu_online(cpu))
			continue;
		/* What is asked of it before it runs waits in its inbox. */
		set_cpu_online(cpu, true);
		BUG_ON(host_cpu_start(cpu, cpu_thread));
	}
}

/* ---- machine_ops ---- */

void host_send_call(const struct cpumask *mask)
{
	unsigned int cpu;

	for_each_cpu(cpu, mask)
		host_cpu_wake(cpu);
}

unsigned long host_locate_cpu(unsigned int cpu)
{
	return 0;
}

/* The process ends in a moment, and they with it. */
void host_stop_others(void)
{
}

/* ---- translations: mapping a page changes what every thread sees ---- */

void flush_tlb_kernel_range(unsigned long start, unsigned long end)
{
}

void flush_tlb_all(void)
{
}

void local_flush_tlb_kernel_range(unsigned long start, unsigned long end)
{
}

void local_flush_tlb_all(void)
{
}
