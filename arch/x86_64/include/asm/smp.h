/* SPDX-License-Identifier: MIT */
/*
 * asm/smp.h - starting processors
 *
 * The boot CPU's steps, in order; kernel/cpus.c takes them.
 */
#ifndef _ASM_SMP_H
#define _ASM_SMP_H

#include <linux/compiler.h>

struct cpumask;

/* Which processor a CPU number means: its APIC id. */
void arch_set_cpu_id(unsigned int cpu, u32 apic_id);
u32 arch_cpu_id(unsigned int cpu);

/**
 * arch_smp_prepare - make ready for arch_cpu_up(); once stacks are mapped
 * @page:   physical, below 1 MiB: where newcomers start
 * @tables: three zeroed pages below 4 GiB; newcomers' first page tables
 *
 * Both must stay as they are: a processor that was given up may still run
 * there.
 */
void arch_smp_prepare(phys_addr_t page, void *tables);

/**
 * arch_cpu_up - start @cpu, whose stacks stacks_map() has made
 *
 * Return: 0 when it is online; -ETIMEDOUT: no answer, it will not come
 * later either; -EIO: it answered and then got lost.
 */
int arch_cpu_up(unsigned int cpu);

/* ---- ipi.c: machine_ops ---- */
void ipi_send_call(const struct cpumask *mask);
unsigned long ipi_locate_cpu(unsigned int cpu);
void ipi_stop_others(void);

/* ipi_nmi - was this NMI one of ours? Does not return from a stop. */
struct pt_regs;
bool ipi_nmi(const struct pt_regs *regs);

#endif
