// SPDX-License-Identifier: MIT
/*
 * ipi.c - what the machine does when lib/ wants another CPU's attention
 *
 *	send_call	an ordinary interrupt: it waits until the other CPU
 *			lets interrupts in
 *	locate, stop	an NMI: it does not wait for anything. The handler
 *			looks at two words to find out what was meant; an NMI
 *			that neither explains is a real one. So to locate a
 *			CPU there is at most one on the way, and it may come
 *			when nobody waits for it any more: an emulator may
 *			leave a CPU without a turn for long.
 *
 * A stopped CPU leaves cpu_online_mask and halts with interrupts off.
 */
#include <asm/apic.h>
#include <asm/cmpxchg.h>
#include <asm/processor.h>
#include <asm/ptrace.h>
#include <asm/setup.h>
#include <asm/smp.h>
#include <linux/reboot.h>
#include <linux/smp.h>

/*
 * An NMI is taken between two instructions; an emulator must first give the
 * other CPU's thread a turn.
 */
#define NMI_WAIT_NS	200000000ULL
#define NMI_SPIN_MAX	100000000	/* where there is no clock */

static int stopper = -1;		/* the CPU that stopped the others */

/* 1: an NMI is on the way; anything else: what the last one found. */
#define LOCATE_ASK	1UL
static DEFINE_PER_CPU(unsigned long, located_ip);

void ipi_send_call(const struct cpumask *mask)
{
	unsigned int cpu;

	for_each_cpu(cpu, mask)
		apic_send(arch_cpu_id(cpu), APIC_DM_FIXED | APIC_VECTOR_CALL);
}

/* Has the time since @start run out, or @spins if there is no clock? */
static bool waited_enough(u64 start, unsigned int spins)
{
	return start ? arch_clock_ns() - start > NMI_WAIT_NS
		     : spins > NMI_SPIN_MAX;
}

unsigned long ipi_locate_cpu(unsigned int cpu)
{
	unsigned long *word = per_cpu_ptr(&located_ip, cpu), ip;
	u64 start = arch_clock_ns();
	unsigned int spins = 0;

	ip = READ_ONCE(*word);
	if (ip != LOCATE_ASK && cmpxchg(word, ip, LOCATE_ASK) == ip)
		apic_send(arch_cpu_id(cpu), APIC_DM_NMI);
	do {
		cpu_relax();
		ip = READ_ONCE(*word);
	} while (ip == LOCATE_ASK && !waited_enough(start, spins++));
	return ip == LOCATE_ASK ? 0 : ip;
}

void ipi_stop_others(void)
{
	int me = raw_smp_processor_id();
	u64 start = arch_clock_ns();
	unsigned int cpu, spins = 0;

	if (cmpxchg(&stopper, -1, me) != -1)
		return;
	for_each_online_cpu(cpu) {
		if ((int)cpu != me)
			apic_send(arch_cpu_id(cpu), APIC_DM_NMI);
	}
	while (num_online_cpus() > 1 && !waited_enough(start, spins++))
		cpu_relax();
}

bool ipi_nmi(const struct pt_regs *regs)
{
	int me = raw_smp_processor_id();
	int by = READ_ONCE(stopper);

	if (by >= 0 && by != me) {
		set_cpu_online(me, false);
		machine_halt();
	}
	return this_cpu_cmpxchg(located_ip, LOCATE_ASK, regs->ip) ==
	       LOCATE_ASK;
}
