// SPDX-License-Identifier: MIT
/*
 * setup.c - the machine's first and last steps of the boot
 */
#include <asm/desc.h>
#include <asm/irqflags.h>
#include <asm/processor.h>
#include <asm/setup.h>
#include <asm/smp.h>
#include <linux/machine.h>
#include <linux/preempt.h>
#include <linux/spinlock.h>

#define CPUID_HYPERVISOR	(1U << 31)	/* leaf 1, ecx */

static const struct machine_ops x86_ops = {
	.clock_ns = arch_clock_ns,
	.wall_clock = rtc_read,
	.entropy = cpu_entropy,
	.dump_stack = arch_dump_stack,
	.stack_walk = arch_stack_walk,
	.exit = arch_exit,
	.restart = machine_restart,
	.halt = machine_halt,
	.send_call = ipi_send_call,
	.locate_cpu = ipi_locate_cpu,
	.stop_others = ipi_stop_others,
};

/* A bit that no real CPU sets, says QEMU and everybody else who runs guests. */
static bool on_hypervisor(void)
{
	u32 regs[4];

	cpuid(1, regs);
	return regs[2] & CPUID_HYPERVISOR;
}

void arch_early_init(void)
{
	machine_ops = &x86_ops;
	preempt_door = preempt_thunk;
	clock_early_init();
	desc_init();
	pat_init();
	clear_page_init();
	virt_spin_lock = on_hypervisor();
	serial_early_init();
}

void arch_irq_init(void)
{
	desc_init();		/* now those of CPU 0's own area */
	pic_init();
	serial_irq_init();
	local_irq_enable();
}
