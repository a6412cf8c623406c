// SPDX-License-Identifier: MIT
/*
 * lkdtm_percpu.c - per-CPU variables used wrongly
 */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include "lkdtm.h"

static DEFINE_PER_CPU(int, lkdtm_counter);

/* The variable itself instead of a CPU's copy of it. */
void lkdtm_percpu_bare_static(void)
{
	volatile int *bare = &lkdtm_counter;

	(*bare)++;
}

/* Small: from the reserve of the first chunk, right behind the variables. */
void lkdtm_percpu_bare_dynamic(void)
{
	volatile int *bare = alloc_percpu(int);

	*bare = 1;
}

/* As large as a chunk: one of its own. */
void lkdtm_percpu_bare_chunk(void)
{
	volatile int *bare = __alloc_percpu(PCPU_MIN_UNIT_SIZE, 8);

	*bare = 1;
}

static int forgets_to_put(void *unused)
{
	get_cpu_var(lkdtm_counter)++;
	return 0;
}

static void run_thread(int (*fn)(void *))
{
	struct task_struct *task = kthread_create(fn, NULL, "lkdtm");

	if (IS_ERR(task))
		return;
	get_task_struct(task);
	wake_up_process(task);
	while (READ_ONCE(task->__state) != TASK_DEAD)
		yield();
	put_task_struct(task);
}

/* A thread that leaves preemption off. */
void lkdtm_percpu_no_put(void)
{
	run_thread(forgets_to_put);
}

/* "This CPU" of a task that may be moved to another at once. */
static int asks_where_it_is(void *unused)
{
	unsigned int cpu = smp_processor_id();

	OPTIMIZER_HIDE_VAR(cpu);
	return 0;
}

void lkdtm_percpu_preemptible(void)
{
	run_thread(asks_where_it_is);
}
