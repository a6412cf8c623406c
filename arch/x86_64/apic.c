// SPDX-License-Identifier: MIT
/*
 * apic.c - the local APIC: how one CPU interrupts another
 *
 * Every CPU has one, at the same physical address, and sees its own there:
 *
 *	 CPU 0		 CPU 1
 *	 [ APIC ]	 [ APIC ]
 *	    |  ICR: "vector 0xfd to id 1"  ^
 *	    +------------------------------+
 *
 * xAPIC: registers in memory, 16 bytes apart, reached through a fixmap
 * window; 8-bit ids. x2APIC: the same registers as MSRs from 0x800 on, 32-bit
 * ids. It is used where the processor offers it, which no emulator at hand
 * does: that half is untested.
 *
 * Device interrupts still come from the 8259s: on the boot CPU LINT0 passes
 * them through (ExtINT). LINT1 is the NMI line.
 *
 * LOCKING
 *	None: a CPU programs its own. The two halves of xAPIC's command
 *	register are written with interrupts off.
 *
 * SOURCES
 *	SDM vol. 3A 11.4 (registers), 11.6 (command register), 11.12 (x2APIC).
 */
#define pr_fmt(fmt) "apic: " fmt

#include <asm/apic.h>
#include <asm/barrier.h>
#include <asm/fixmap.h>
#include <asm/io.h>
#include <asm/irqflags.h>
#include <asm/msr.h>
#include <asm/pgtable.h>
#include <asm/processor.h>
#include <asm/ptrace.h>
#include <asm/setup.h>
#include <linux/acpi.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sched_ops.h>
#include <linux/smp.h>
#include <linux/tick.h>

#define MSR_APIC_BASE		0x1b
#define APIC_BASE_X2APIC	(1u << 10)
#define APIC_BASE_ENABLE	(1u << 11)
#define MSR_X2APIC(reg)		(0x800 + ((reg) >> 4))

#define CPUID_APIC		(1u << 9)	/* leaf 1 edx */
#define CPUID_X2APIC		(1u << 21)	/* leaf 1 ecx */

#define APIC_VERSION		0x030
#define APIC_TPR		0x080
#define APIC_EOI		0x0b0
#define APIC_SVR		0x0f0
#define APIC_ESR		0x280
#define APIC_ICR		0x300
#define APIC_ICR2		0x310
#define APIC_LVT_TIMER		0x320
#define APIC_LVT_PERF		0x340
#define APIC_LVT_LINT0		0x350
#define APIC_LVT_LINT1		0x360
#define APIC_LVT_ERROR		0x370
#define APIC_TIMER_INIT		0x380
#define APIC_TIMER_NOW		0x390
#define APIC_TIMER_DIVIDE	0x3e0

#define SVR_ENABLE		(1u << 8)
#define LVT_MASKED		(1u << 16)
#define LVT_EXTINT		0x700
#define LVT_NMI			0x400
#define LVT_PERIODIC		(1u << 17)
#define DIVIDE_BY_16		0x3
#define ICR_BUSY		(1u << 12)

/* A command leaves within microseconds; far beyond. */
#define ICR_SPIN_MAX		1000000

/*
 * 2 ms, five times: long enough for two clocks, short enough for a boot, and
 * an emulator that is itself taken off its processor does not lose each.
 */
#define CAL_NS			2000000ULL
#define CAL_TIMES		5
#define NS_PER_TICK		(1000000000ULL / TICK_HZ)

static bool apic_found;
static u32 timer_count;			/* of one tick */
static bool x2apic;

static u32 apic_read(unsigned int reg)
{
	if (x2apic)
		return rdmsrl(MSR_X2APIC(reg));
	return readl((void *)(__fix_to_virt(FIX_LAPIC) + reg));
}

static void apic_write(unsigned int reg, u32 value)
{
	if (x2apic)
		wrmsrl(MSR_X2APIC(reg), value);
	else
		writel(value, (void *)(__fix_to_virt(FIX_LAPIC) + reg));
}

static bool cpu_has_x2apic(void)
{
	u32 regs[4];

	cpuid(1, regs);
	return regs[2] & CPUID_X2APIC;
}

u32 apic_boot_id(void)
{
	u32 regs[4];

	if (cpu_has_x2apic()) {
		cpuid(0xb, regs);
		return regs[3];
	}
	cpuid(1, regs);
	return regs[1] >> 24;
}

u32 apic_max_id(void)
{
	return cpu_has_x2apic() ? ~0u - 1 : 254;
}

bool apic_init(void)
{
	u32 regs[4];

	cpuid(1, regs);
	if (!acpi_info.lapic_base || !(regs[3] & CPUID_APIC))
		return false;
	x2apic = cpu_has_x2apic();
	__set_fixmap(FIX_LAPIC, acpi_info.lapic_base, PAGE_KERNEL_NOCACHE);
	apic_found = true;
	apic_setup();
	pr_info("%s at %#llx, version %#x\n",
		x2apic ? "x2APIC (untested)" : "xAPIC", acpi_info.lapic_base,
		apic_read(APIC_VERSION) & 0xff);
	return true;
}

void apic_setup(void)
{
	bool boot_cpu = raw_smp_processor_id() == 0;
	u64 base = rdmsrl(MSR_APIC_BASE);

	base |= APIC_BASE_ENABLE;
	if (x2apic)
		base |= APIC_BASE_X2APIC;
	wrmsrl(MSR_APIC_BASE, base);

	apic_write(APIC_TPR, 0);
	apic_write(APIC_LVT_TIMER, LVT_MASKED);
	apic_write(APIC_LVT_PERF, LVT_MASKED);
	apic_write(APIC_LVT_LINT0, LVT_EXTINT | (boot_cpu ? 0 : LVT_MASKED));
	apic_write(APIC_LVT_LINT1, LVT_NMI | (boot_cpu ? 0 : LVT_MASKED));
	apic_write(APIC_LVT_ERROR, APIC_VECTOR_ERROR);
	apic_write(APIC_SVR, SVR_ENABLE | APIC_VECTOR_SPURIOUS);

	/* A write latches the errors so far; what firmware left is old. */
	apic_write(APIC_ESR, 0);
	apic_eoi();
}

void apic_eoi(void)
{
	apic_write(APIC_EOI, 0);
}

/* ---- timer ---- */

/**
 * struct measured - how far the timer counted in a stretch of time
 * @counts: so many
 * @ns:     in that time
 * @blur:   ns by which @ns may be wrong: what starting and reading took
 */
struct measured {
	u32 counts;
	u64 ns;
	u64 blur;
};

/* start .. started: the timer began; read .. end: it was read. */
static struct measured measure_timer(void)
{
	u64 start = arch_clock_ns(), started, read, end;
	struct measured m;

	apic_write(APIC_TIMER_INIT, ~0u);
	started = arch_clock_ns();
	do {
		read = arch_clock_ns();
	} while (read - started < CAL_NS);
	m.counts = ~0u - apic_read(APIC_TIMER_NOW);
	end = arch_clock_ns();
	m.blur = (started - start) + (end - read);
	m.ns = read - started + m.blur / 2;
	return m;
}

bool apic_timer_calibrate(void)
{
	struct measured best, m;
	unsigned int i;

	if (!apic_found)
		return false;
	apic_write(APIC_LVT_TIMER, LVT_MASKED);
	apic_write(APIC_TIMER_DIVIDE, DIVIDE_BY_16);
	best = measure_timer();
	for (i = 1; i < CAL_TIMES; i++) {
		m = measure_timer();
		if (m.blur < best.blur)
			best = m;
	}
	timer_count = best.counts * NS_PER_TICK / best.ns;
	pr_info("timer: %u counts a tick of %llu us\n", timer_count,
		NS_PER_TICK / 1000);
	return timer_count != 0;
}

/*
 * A machine of 255 CPUs that two processors play would do nothing but tick:
 * 64000 interrupts a second of 20 us each. Beyond CPUS_PER_STRETCH CPUs ticks
 * are rarer, for each as many more; nothing counts them, the clock is read.
 */
#define CPUS_PER_STRETCH	32

void apic_timer_start(void)
{
	u32 stretch = DIV_ROUND_UP(nr_cpu_ids, CPUS_PER_STRETCH);

	apic_write(APIC_TIMER_DIVIDE, DIVIDE_BY_16);
	apic_write(APIC_LVT_TIMER, LVT_PERIODIC | APIC_VECTOR_TIMER);
	apic_write(APIC_TIMER_INIT, timer_count * stretch);
}

/* ---- commands ---- */

static void wait_icr(void)
{
	unsigned int spin;

	for (spin = 0; spin < ICR_SPIN_MAX; spin++) {
		if (!(apic_read(APIC_ICR) & ICR_BUSY))
			return;
		cpu_relax();
	}
}

void apic_send(u32 apic_id, u32 icr)
{
	unsigned long flags;

	if (!apic_found)
		return;
	if (x2apic) {
		/* The MSR write is no barrier, as xAPIC's store is. */
		mb();
		wrmsrl(MSR_X2APIC(APIC_ICR), (u64)apic_id << 32 | icr);
		return;
	}
	local_irq_save(flags);
	wait_icr();
	apic_write(APIC_ICR2, apic_id << 24);
	apic_write(APIC_ICR, icr);
	local_irq_restore(flags);
}

void apic_interrupt(const struct pt_regs *regs)
{
	switch (regs->vector) {
	case APIC_VECTOR_TIMER:
		apic_eoi();
		sched_ops->tick();
		break;
	case APIC_VECTOR_RESCHED:
		apic_eoi();
		sched_ops->resched();
		break;
	case APIC_VECTOR_CALL:
		apic_eoi();
		smp_call_interrupt();
		break;
	case APIC_VECTOR_ERROR:
		apic_write(APIC_ESR, 0);
		pr_err("CPU %d: error %#x\n", raw_smp_processor_id(),
		       apic_read(APIC_ESR));
		apic_eoi();
		break;
	default:
		/* Spurious: the request went away. No end to be told. */
		break;
	}
}
