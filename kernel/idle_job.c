// SPDX-License-Identifier: MIT
/*
 * idle_job.c - have a CPU run a function, as a task
 *
 * smp_call_function() interrupts a CPU: what it runs may neither be
 * interrupted nor wait. A job is run by a thread that each CPU has for this,
 * bound to it. One job a CPU at a time; there is no queue. Tests use it to
 * have all CPUs work at once, and the boot may.
 *
 *	idle_job_start	 func, info; then state FULL; wake	asker
 *	job_thread	 sees FULL, runs, then state EMPTY	the CPU
 *	idle_job_wait	 waits for EMPTY			asker
 *
 * The state is the lock: who sees FULL may read, who sees EMPTY may write.
 */
#include <asm/cmpxchg.h>
#include <linux/bug.h>
#include <linux/context_check.h>
#include <linux/errno.h>
#include <linux/kthread.h>
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
	struct task_struct *thread;
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
	/* Release: pairs with job_thread(). */
	smp_store_release(&job->state, JOB_FULL);
	wake_up_process(job->thread);
	return 0;
}

void idle_job_wait(unsigned int cpu)
{
	struct idle_job *job = per_cpu_ptr(&idle_job, cpu);

	while (smp_load_acquire(&job->state) != JOB_EMPTY)
		cpu_relax();
}

static int job_thread(void *data)
{
	struct idle_job *job = data;
	struct context_mark before;

	for (;;) {
		set_current_state(TASK_IDLE);
		if (smp_load_acquire(&job->state) != JOB_FULL) {
			schedule();
			continue;
		}
		__set_current_state(TASK_RUNNING);
		context_mark(&before);
		job->func(job->info);
		context_check(&before, "job", (unsigned long)job->func);
		/* Release: pairs with idle_job_wait(). */
		smp_store_release(&job->state, JOB_EMPTY);
	}
	return 0;
}

void idle_jobs_init(void)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		struct idle_job *job = per_cpu_ptr(&idle_job, cpu);

		job->thread = kthread_run_on_cpu(job_thread, job, cpu,
						 "job/%u");
		if (IS_ERR(job->thread))
			panic("no thread for the jobs of CPU %u", cpu);
	}
}
