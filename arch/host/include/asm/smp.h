/* SPDX-License-Identifier: MIT */
/*
 * asm/smp.h - CPUs are threads
 *
 * A thread takes the calls of others where a CPU would take an interrupt:
 * when it turns interrupts on, in cpu_relax(), and while it has nothing to do.
 */
#ifndef _ASM_SMP_H
#define _ASM_SMP_H

#include <linux/types.h>

/* host_cpus_init - before setup_per_cpu_areas(): @nr CPUs are possible */
void host_cpus_init(unsigned int nr);

/* host_cpus_start - make the threads; returns when all are online */
void host_cpus_start(void);

struct cpumask;
void host_send_call(const struct cpumask *mask);
unsigned long host_locate_cpu(unsigned int cpu);
void host_stop_others(void);

/* Calls that wait for this thread? Serve them if interrupts are on. */
void host_poll_calls(void);

#endif
