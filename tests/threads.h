/* SPDX-License-Identifier: MIT */
/*
 * threads.h - several threads at once, for the tests of what they wait for
 *
 *	struct crew crew;
 *	crew_start(test, &crew, fn, 2);		fn(crew) on each CPU, twice
 *	...
 *	crew_join(&crew);			all have returned
 *
 * A crew is bound round the CPUs; each member has a number. crew_wait_for()
 * waits, with a bound, until something has come to pass in other threads.
 */
#ifndef _TESTS_THREADS_H
#define _TESTS_THREADS_H

#include <asm/processor.h>
#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/machine.h>
#include <linux/numa.h>
#include <linux/smp.h>

#define CREW_MAX	16

/* To the others of this CPU, and where the host looks for interrupts. */
static void __maybe_unused let_others(void)
{
	cpu_relax();
	yield();
}

struct crew;

struct crew_member {
	struct crew *crew;
	unsigned int number;
	struct task_struct *task;
	bool begun;
};

/* @go: they begin together, when all are there. */
struct crew {
	void (*fn)(struct crew_member *me);
	bool go;
	unsigned int size;
	struct crew_member member[CREW_MAX];
};

static int __maybe_unused crew_main(void *data)
{
	struct crew_member *me = data;

	WRITE_ONCE(me->begun, true);
	while (!smp_load_acquire(&me->crew->go))
		let_others();
	me->crew->fn(me);
	return 0;
}

/* The @n-th of the online CPUs, counting round. */
static unsigned int __maybe_unused nth_cpu(unsigned int n)
{
	unsigned int cpu;

	n %= num_online_cpus();
	for_each_online_cpu(cpu) {
		if (!n--)
			break;
	}
	return cpu;
}

/* Return: false: there is no such thread. */
static bool __maybe_unused crew_try_add(struct crew *crew, unsigned int cpu)
{
	struct crew_member *m = &crew->member[crew->size];

	m->crew = crew;
	m->number = crew->size;
	m->begun = false;
	m->task = kthread_create_on_cpu(crew_main, m, cpu, "crew/%u");
	if (IS_ERR(m->task))
		return false;
	get_task_struct(m->task);
	crew->size++;
	wake_up_process(m->task);
	return true;
}

static void __maybe_unused crew_add(struct kunit *test, struct crew *crew,
				    unsigned int cpu)
{
	KUNIT_ASSERT_TRUE(test, crew_try_add(crew, cpu));
}

static void __maybe_unused crew_begin(struct crew *crew,
				      void (*fn)(struct crew_member *me))
{
	crew->fn = fn;
	crew->go = true;
	crew->size = 0;
}

static void __maybe_unused crew_join(struct crew *crew)
{
	unsigned int i;

	for (i = 0; i < crew->size; i++) {
		/* Who is stopped before it begins does not begin. */
		while (!READ_ONCE(crew->member[i].begun))
			let_others();
		kthread_stop(crew->member[i].task);
		put_task_struct(crew->member[i].task);
	}
}

static void crew_go_home(struct crew_member *me)
{
}

/*
 * @size members, at most CREW_MAX. If one cannot be had, those before it go
 * home, and the case ends; false: without ending it.
 */
static bool __maybe_unused crew_try_start(struct crew *crew,
					  void (*fn)(struct crew_member *me),
					  unsigned int size)
{
	unsigned int i;

	crew_begin(crew, fn);
	crew->go = false;
	for (i = 0; i < size; i++) {
		if (!crew_try_add(crew, nth_cpu(i + 1)))
			break;
	}
	if (i < size)
		crew->fn = crew_go_home;
	smp_store_release(&crew->go, true);
	if (i < size)
		crew_join(crew);
	return i == size;
}

static void __maybe_unused crew_start(struct kunit *test, struct crew *crew,
				      void (*fn)(struct crew_member *me),
				      unsigned int size)
{
	KUNIT_ASSERT_TRUE(test, crew_try_start(crew, fn, size));
}

/*
 * A case that waits so long has failed. Far beyond what anything takes: on a
 * host that shares a processor among twenty, a hundred wake-ups took 10 s.
 */
#define CREW_PATIENCE_NS	60000000000ULL

#define crew_wait_for(condition) \
({ \
	u64 __start = machine_ops->clock_ns(); \
	bool __came; \
	while (!(__came = (condition)) && \
	       machine_ops->clock_ns() - __start < CREW_PATIENCE_NS) \
		let_others(); \
	__came; \
})

/* Asleep, and off its CPU: a wake-up is needed. */
static bool __maybe_unused is_asleep(const struct task_struct *task)
{
	return READ_ONCE(task->on_rq) == TASK_ON_RQ_NOT &&
	       READ_ONCE(task->__state) != TASK_RUNNING;
}

/* Each of them. */
static bool __maybe_unused crew_asleep(const struct crew *crew)
{
	unsigned int i;

	for (i = 0; i < crew->size; i++) {
		if (!is_asleep(crew->member[i].task))
			return false;
	}
	return true;
}

#endif
