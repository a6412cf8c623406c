// SPDX-License-Identifier: MIT
/*
 * idle_job.c - a function for a CPU that has nothing to do
 *
 * smp_call_function() interrupts a CPU: what it runs may neither be
 * interrupted nor call others. A job is run by the idle loop instead, with
 * interrupts on, as a task would be. One job a CPU at a time; there is no
 * queue. Tests use it to have all CPUs work at once, and the boot may.
 *
 *	idle_job_start	 func, info; then state FULL		asker
 *	idle_job_run	 sees FULL, runs, then state EMPTY	the CPU
 *	idle_job_wait	 waits for EMPTY			asker
 *
 * The state is the lock: who sees FULL may read, who sees EMPTY may write.
 */
#include <asm/barrier.h>
#include <asm/cmpxchg.h>
#include <asm/processor.h>
#include <linux/errno.h>
#include <linux/machine.h>
#include <linux/smp.h>

enum job_state {
	JOB_EMPTY,
	JOB_FILLING,
	JOB_FULL,
};

struct idle_job {
	int state;
	smp_call_func_t func;
	void *info;
};

static DEFINE_PER_CPU_SHARED_ALIGNED(struct idle_job, idle_job);

int idle_job_start(unsigned int cpu, smp_call_func_t func, void *info)
{
	struct idle_job *job;

	if (cpu >= nr_cpu_ids || !cpu_online(cpu) ||
	    (int)cpu == raw_smp_processor_id())
		return -ENXIO;
	job = per_cpu_ptr(&idle_job, cpu);
	if (cmpxchg(&job->state, JOB_EMPTY, JOB_FILLING) != JOB_EMPTY)
		return -EBUSY;
	job->func = func;
	job->info = info;
	/* Release: pairs with idle_job_pending(). */
	smp_store_release(&job->state, JOB_FULL);
	machine_ops->send_call(cpumask_of(cpu));
	return 0;
}

void idle_job_wait(unsigned int cpu)
{
	struct idle_job *job = per_cpu_ptr(&idle_job, cpu);

	while (smp_load_acquire(&job->state) != JOB_EMPTY)
		cpu_relax();
}

bool idle_job_pending(void)
{
	return smp_load_acquire(&this_cpu_ptr(&idle_job)->state) == JOB_FULL;
}

void idle_job_run(void)
{
	struct idle_job *job = this_cpu_ptr(&idle_job);

	job->func(job->info);
	/* Release: pairs with idle_job_wait(). */
	smp_store_release(&job->state, JOB_EMPTY);
}
