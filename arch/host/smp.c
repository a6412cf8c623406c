// SPDX-License-Identifier: MIT
/*
 * smp.c - CPUs that are threads
 *
 * CPU 0 is the thread that entered main(); each other CPU begins with one of
 * its own (task.c has what becomes of them). An idle CPU sleeps on its
 * semaphore; "sending an interrupt" posts it. A running thread cannot be
 * interrupted, so it looks for interrupts where it waits for others anyway,
 * in cpu_relax(), unless its interrupts are off: no wait is forgotten, and
 * there is no moment at which a sanitizer would be surprised by a signal.
 *
 * The tick is looked for at the same places, on the clock.
 */
#include <asm/cmpxchg.h>
#include <asm/percpu.h>
#include <asm/processor.h>
#include <asm/setup.h>
#include <asm/smp.h>
#include <asm/tlbflush.h>
#include <linux/bug.h>
#include <linux/hardirq.h>
#include <linux/sched.h>
#include <linux/sched_ops.h>
#include <linux/smp.h>
#include <linux/tick.h>
#include "posix.h"

__thread unsigned long host_cpu_off;

#define NS_PER_TICK	(1000000000ULL / TICK_HZ)

static DEFINE_PER_CPU(u64, next_tick);
static DEFINE_PER_CPU_SHARED_ALIGNED(int, resched_asked);

static void tick_if_due(void)
{
	u64 now = arch_clock_ns();

	if (now < this_cpu_read(next_tick))
		return;
	this_cpu_write(next_tick, now + NS_PER_TICK);
	sched_ops->tick();
}

void host_poll_calls(void)
{
	unsigned long flags;

	if (irqs_disabled() || in_hardirq())
		return;
	local_irq_save(flags);
	irq_enter();
	smp_call_interrupt();
	if (this_cpu_xchg(resched_asked, 0))
		sched_ops->resched();
	tick_if_due();
	irq_exit();
	if (should_resched())
		sched_ops->preempt_irq();
	local_irq_restore(flags);
}

void host_cpu_relax(void)
{
	host_poll_calls();
	host_yield();
}

void arch_send_resched(unsigned int cpu)
{
	xchg(per_cpu_ptr(&resched_asked, cpu), 1);
	host_cpu_wake(cpu);
}

void arch_cpu_wait(void)
{
	host_cpu_wait(raw_smp_processor_id(), NS_PER_TICK);
	local_irq_enable();
	host_poll_calls();
}

static void cpu_thread(unsigned int cpu)
{
	set_my_cpu_offset(per_cpu_offset(cpu));
	sched_ops->idle();
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
