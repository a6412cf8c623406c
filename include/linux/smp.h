/* SPDX-License-Identifier: MIT */
/*
 * smp.h - this CPU's number, and calling a function on others
 *
 * The function called runs in hardware-interrupt context, interrupts off: it
 * must be quick and may neither sleep nor call others itself.
 *
 * Context of the calls: a task or a soft interrupt, interrupts on: a CPU
 * that waits with interrupts off cannot serve the one it waits for. A wrong
 * context is reported. A CPU that does not answer is named after a bound,
 * and waiting goes on.
 */
#ifndef _LINUX_SMP_H
#define _LINUX_SMP_H

#include <asm/smp.h>
#include <linux/cpumask.h>
#include <linux/kconfig.h>
#include <linux/percpu-defs.h>
#include <linux/preempt.h>

/* This CPU's number. A task that can be moved may have it wrong at once. */
DECLARE_PER_CPU(int, cpu_number);
#define raw_smp_processor_id()	raw_cpu_read(cpu_number)
#if IS_ENABLED(CONFIG_DEBUG_PREEMPT)
int debug_smp_processor_id(void);	/* smp_processor_id(), asking who asks */
#define smp_processor_id()	debug_smp_processor_id()
#else
#define smp_processor_id()	raw_smp_processor_id()
#endif

#define get_cpu()	({ preempt_disable(); smp_processor_id(); })
#define put_cpu()	preempt_enable()

typedef void (*smp_call_func_t)(void *info);
typedef bool (*smp_cond_func_t)(int cpu, void *info);

/**
 * smp_call_function_single - run @func on @cpu
 * @cpu:  may be the caller's own
 * @func, @info: what
 * @wait: non-zero: return when it has run
 *
 * Return: 0, or -ENXIO if @cpu is not online.
 */
int smp_call_function_single(int cpu, smp_call_func_t func, void *info,
			     int wait);

/* on the online CPUs of @mask but this one; preemption is off */
void smp_call_function_many(const struct cpumask *mask, smp_call_func_t func,
			    void *info, bool wait);

/* on all online CPUs but this one */
void smp_call_function(smp_call_func_t func, void *info, int wait);

/* on all, or those of @mask, or those @cond chooses; this one included */
void on_each_cpu(smp_call_func_t func, void *info, int wait);
void on_each_cpu_mask(const struct cpumask *mask, smp_call_func_t func,
		      void *info, bool wait);
void on_each_cpu_cond_mask(smp_cond_func_t cond, smp_call_func_t func,
			   void *info, bool wait, const struct cpumask *mask);
#define on_each_cpu_cond(cond, func, info, wait) \
	on_each_cpu_cond_mask(cond, func, info, wait, cpu_online_mask)

/**
 * idle_job_start - have a thread of @cpu run @func
 * @cpu: another, online
 *
 * Return: 0; -ENXIO: not online, or this CPU; -EBUSY: it has a job.
 */
int idle_job_start(unsigned int cpu, smp_call_func_t func, void *info);

/* idle_job_wait - until the job of @cpu, if it has one, is done */
void idle_job_wait(unsigned int cpu);

/* The threads; once all CPUs are online. */
void idle_jobs_init(void);

/**
 * smp_call_interrupt - serve what others have asked of this CPU
 *
 * The port calls it for machine_ops->send_call(). Interrupts off, between
 * irq_enter() and irq_exit().
 */
void smp_call_interrupt(void);

/* smp_send_stop - stop the other CPUs for good; they answer nothing more */
void smp_send_stop(void);

/* What waits for another CPU says so after this time, again and again. */
extern u64 smp_call_patience_ns;

#endif
