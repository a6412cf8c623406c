// SPDX-License-Identifier: MIT
/*
 * sched_test.c - every task gets its turn, where it may, and none is lost
 *
 * The task that runs the cases is bound to CPU 0; the others' CPUs are said.
 * A wake-up that is lost shows as a case that does not end.
 */
#include <asm/processor.h>
#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/kthread.h>
#include <linux/percpu.h>
#include <linux/sched_init.h>
#include <linux/smp.h>

#define NR_THREADS	8

static struct task_struct *threads[NR_THREADS];
static unsigned int nr_threads_started;

static int no_threads(struct kunit *test)
{
	nr_threads_started = 0;
	return 0;
}

/* Whatever the case left running ends, and all is as it should be. */
static void stop_all(struct kunit *test)
{
	while (nr_threads_started)
		kthread_stop(threads[--nr_threads_started]);
	KUNIT_EXPECT_PTR_EQ(test, sched_broken(), NULL);
}

/* On @cpu only; nr_cpu_ids: anywhere. */
static struct task_struct *run_on(struct kunit *test, int (*fn)(void *data),
				  void *data, unsigned int cpu)
{
	struct task_struct *t = kthread_create(fn, data, "sched_test/%u",
					       nr_threads_started);

	KUNIT_ASSERT_FALSE(test, IS_ERR(t));
	if (cpu < nr_cpu_ids)
		kthread_bind(t, cpu);
	threads[nr_threads_started++] = t;
	wake_up_process(t);
	return t;
}

static unsigned int last_cpu(void)
{
	unsigned int cpu, last = 0;

	for_each_online_cpu(cpu)
		last = cpu;
	return last;
}

/* Gives the CPU to nobody; counts its rounds. */
static int spin(void *data)
{
	unsigned long *rounds = data;

	while (!kthread_should_stop()) {
		WRITE_ONCE(*rounds, *rounds + 1);
		cpu_relax();
	}
	return 0;
}

static void wait_for_round(unsigned long *rounds)
{
	unsigned long before = READ_ONCE(*rounds);

	while (READ_ONCE(*rounds) == before)
		cpu_relax();
}

/* Two that never yield, on our CPU: all three of us go on. */
static void spinners_are_preempted(struct kunit *test)
{
	unsigned long rounds[2] = { 0 };

	run_on(test, spin, &rounds[0], 0);
	run_on(test, spin, &rounds[1], 0);
	wait_for_round(&rounds[0]);
	wait_for_round(&rounds[1]);
	wait_for_round(&rounds[0]);
	stop_all(test);
}

#define TURNS	6

/* The turns of all three, as they were while the first had its n-th. */
static void count_turns(struct task_struct **t, unsigned long *turns)
{
	unsigned int i;

	do {
		for (i = 0; i < 3; i++)
			turns[i] = READ_ONCE(t[i]->nivcsw);
	} while (READ_ONCE(t[0]->nivcsw) != turns[0]);
}

/*
 * Three on one CPU take turns: counted in turns, not in time, from when all
 * are there. We may be kept from looking for long.
 */
static void turns_are_fair(struct kunit *test)
{
	unsigned long rounds[3] = { 0 }, from[3], to[3];
	unsigned int cpu = last_cpu(), i;
	struct task_struct *t[3];

	for (i = 0; i < 3; i++)
		t[i] = run_on(test, spin, &rounds[i], cpu);
	for (i = 0; i < 3; i++)
		wait_for_round(&rounds[i]);
	count_turns(t, from);
	do {
		cpu_relax();
		count_turns(t, to);
	} while (to[0] - from[0] < TURNS);
	for (i = 1; i < 3; i++) {
		KUNIT_EXPECT_GE(test, to[i] - from[i], (to[0] - from[0]) / 2);
		KUNIT_EXPECT_LE(test, to[i] - from[i], (to[0] - from[0]) * 2);
	}
	stop_all(test);
}

/* With preemption off nobody else runs, however long; then at once. */
static void preempt_disable_holds(struct kunit *test)
{
	unsigned long rounds = 0, seen, taken;

	run_on(test, spin, &rounds, 0);
	wait_for_round(&rounds);

	preempt_disable();
	seen = READ_ONCE(rounds);
	taken = current->nivcsw;
	while (!need_resched())
		cpu_relax();
	KUNIT_EXPECT_EQ(test, READ_ONCE(rounds), seen);
	KUNIT_EXPECT_EQ(test, current->nivcsw, taken);
	preempt_enable();
	KUNIT_EXPECT_GT(test, current->nivcsw, taken);
	stop_all(test);
}

/* ---- wake-ups ---- */

#define RALLIES		500

struct table {			/* one ball, two players */
	struct task_struct *player[2];
	int turn;
	unsigned int done[2];
};

struct seat {
	struct table *table;
	int side;
};

static void wait_for_turn(struct table *t, int side)
{
	for (;;) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		/* Acquire: who the players are is written before the turn. */
		if (smp_load_acquire(&t->turn) == side)
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
}

static int play(void *data)
{
	struct seat *seat = data;
	struct table *t = seat->table;
	unsigned int i;

	for (i = 0; i < RALLIES; i++) {
		wait_for_turn(t, seat->side);
		smp_store_release(&t->turn, !seat->side);
		wake_up_process(t->player[!seat->side]);
		WRITE_ONCE(t->done[seat->side], i + 1);
	}
	/* Stay until we are asked to go: the other may still wake us. */
	while (!kthread_should_stop()) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (!kthread_should_stop())
			schedule();
	}
	__set_current_state(TASK_RUNNING);
	return i;
}

/*
 * Each wakes the other at the moment it goes to sleep itself. Four tables:
 * across two CPUs, on one, and where the scheduler likes.
 */
static void no_wake_up_is_lost(struct kunit *test)
{
	struct table tables[4] = { 0 };
	struct seat seats[NR_THREADS];
	unsigned int i;

	for (i = 0; i < NR_THREADS; i++) {
		struct table *t = &tables[i / 2];
		unsigned int cpu = i < 4 ? (i % 2 ? last_cpu() : 0) :
				   i < 6 ? last_cpu() : nr_cpu_ids;

		seats[i] = (struct seat){ t, i % 2 };
		t->turn = -1;
		t->player[i % 2] = run_on(test, play, &seats[i], cpu);
	}
	for (i = 0; i < 4; i++) {
		smp_store_release(&tables[i].turn, 0);
		wake_up_process(tables[i].player[0]);
	}
	for (i = 0; i < NR_THREADS; i++) {
		while (READ_ONCE(tables[i / 2].done[i % 2]) < RALLIES)
			yield();
	}
	while (nr_threads_started)
		KUNIT_EXPECT_EQ(test,
				kthread_stop(threads[--nr_threads_started]),
				RALLIES);
	stop_all(test);
}

static int wait_interruptible(void *data)
{
	while (!kthread_should_stop()) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (!kthread_should_stop())
			schedule();
		atomic_inc(data);
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

/* Only who waits, and only as what was asked for, is woken. */
static void wake_up_answers(struct kunit *test)
{
	atomic_t woken = ATOMIC_INIT(0);
	struct task_struct *t = run_on(test, wait_interruptible, &woken,
				       nr_cpu_ids);

	while (READ_ONCE(t->__state) != TASK_INTERRUPTIBLE)
		yield();
	KUNIT_EXPECT_EQ(test, wake_up_state(t, TASK_UNINTERRUPTIBLE), 0);
	KUNIT_EXPECT_EQ(test, wake_up_process(t), 1);
	while (!atomic_read(&woken))
		yield();
	KUNIT_EXPECT_EQ(test, wake_up_process(current), 0);
	stop_all(test);
}

/* ---- where ---- */

#define TOURS	8

struct tour {
	unsigned int wrong;
	unsigned int done;
};

static int tour(void *data)
{
	struct tour *tour = data;
	unsigned int i, cpu = raw_smp_processor_id();

	for (i = 0; i < TOURS; i++) {
		cpu = cpumask_next(cpu, cpu_online_mask);
		if (cpu >= nr_cpu_ids)
			cpu = 0;
		set_cpus_allowed_ptr(current, cpumask_of(cpu));
		tour->wrong += smp_processor_id() != (int)cpu;
	}
	set_cpus_allowed_ptr(current, cpu_online_mask);
	WRITE_ONCE(tour->done, 1);
	return wait_interruptible(&(atomic_t)ATOMIC_INIT(0));
}

/* All move at once, each time to where they asked. */
static void everybody_moves(struct kunit *test)
{
	struct tour tours[NR_THREADS] = { 0 };
	unsigned int i;

	for (i = 0; i < NR_THREADS; i++)
		run_on(test, tour, &tours[i], nr_cpu_ids);
	for (i = 0; i < NR_THREADS; i++) {
		while (!READ_ONCE(tours[i].done))
			yield();
		KUNIT_EXPECT_EQ(test, tours[i].wrong, 0u);
	}
	stop_all(test);
}

/* One that runs, or stands in a queue, is moved by somebody else. */
static void others_are_moved(struct kunit *test)
{
	unsigned long rounds = 0;
	struct task_struct *t = run_on(test, spin, &rounds, nr_cpu_ids);
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		KUNIT_EXPECT_EQ(test, set_cpus_allowed_ptr(t, cpumask_of(cpu)),
				0);
		KUNIT_EXPECT_EQ(test, task_cpu(t), cpu);
		wait_for_round(&rounds);
		KUNIT_EXPECT_EQ(test, task_cpu(t), cpu);
	}
	stop_all(test);
}

/* As many that compute as there are CPUs: no two stay on the same one. */
static void idle_cpus_find_work(struct kunit *test)
{
	unsigned long rounds[NR_THREADS] = { 0 };
	unsigned int nr = min(num_online_cpus() - 1, NR_THREADS - 1u), i;
	struct cpumask used;

	for (i = 0; i < nr; i++)
		run_on(test, spin, &rounds[i], nr_cpu_ids);
	do {
		cpu_relax();
		cpumask_clear(&used);
		cpumask_set_cpu(0, &used);	/* ours */
		for (i = 0; i < nr; i++)
			cpumask_set_cpu(task_cpu(threads[i]), &used);
	} while (cpumask_weight(&used) < nr + 1);
	stop_all(test);
}

/* ---- per-CPU data ---- */

static DEFINE_PER_CPU(unsigned long, by_this_cpu);
static DEFINE_PER_CPU(unsigned long, by_get_cpu);

#define UPDATES		5000

static void update(void *info)
{
	this_cpu_inc(by_this_cpu);
}

static int update_often(void *data)
{
	unsigned int i;

	for (i = 0; i < UPDATES; i++) {
		this_cpu_inc(by_this_cpu);
		get_cpu_var(by_get_cpu)++;
		put_cpu_var(by_get_cpu);
		if (i % 64 == 0)
			yield();
	}
	/* Release: pairs with no_update_is_lost(). */
	atomic_inc_return(data);
	return wait_interruptible(&(atomic_t)ATOMIC_INIT(0));
}

/*
 * Threads that are moved and preempted, and interrupts on top: the sum over
 * all CPUs is what was added.
 */
static void no_update_is_lost(struct kunit *test)
{
	unsigned long this_sum = 0, get_sum = 0, calls = 0;
	atomic_t done = ATOMIC_INIT(0);
	unsigned int cpu, i;

	for_each_possible_cpu(cpu)
		per_cpu(by_this_cpu, cpu) = per_cpu(by_get_cpu, cpu) = 0;
	for (i = 0; i < NR_THREADS; i++)
		run_on(test, update_often, &done, nr_cpu_ids);
	while (atomic_read_acquire(&done) < NR_THREADS) {
		on_each_cpu(update, NULL, 1);
		calls += num_online_cpus();
		yield();
	}
	for_each_possible_cpu(cpu) {
		this_sum += per_cpu(by_this_cpu, cpu);
		get_sum += per_cpu(by_get_cpu, cpu);
	}
	KUNIT_EXPECT_EQ(test, this_sum, NR_THREADS * UPDATES + calls);
	KUNIT_EXPECT_EQ(test, get_sum, NR_THREADS * UPDATES + 0ul);
	stop_all(test);
}

/* ---- the checks themselves ---- */

/* Each invariant that can be broken without danger is broken, and named. */
static void broken_queues_are_named(struct kunit *test)
{
	atomic_t woken = ATOMIC_INIT(0);
	struct task_struct *t = run_on(test, wait_interruptible, &woken,
				       nr_cpu_ids);
	unsigned int state;

	while (READ_ONCE(t->on_rq) || READ_ONCE(t->on_cpu))
		yield();
	KUNIT_EXPECT_PTR_EQ(test, sched_broken(), NULL);
	state = t->__state;
	WRITE_ONCE(t->__state, TASK_RUNNING);
	KUNIT_EXPECT_STREQ(test, sched_broken(),
			   "S4: a task waits, and is runnable or queued");
	WRITE_ONCE(t->__state, state);
	stop_all(test);
}

static struct kunit_case sched_cases[] = {
	KUNIT_CASE(spinners_are_preempted),
	KUNIT_CASE(turns_are_fair),
	KUNIT_CASE(preempt_disable_holds),
	KUNIT_CASE(no_wake_up_is_lost),
	KUNIT_CASE(wake_up_answers),
	KUNIT_CASE(everybody_moves),
	KUNIT_CASE(others_are_moved),
	KUNIT_CASE(idle_cpus_find_work),
	KUNIT_CASE(no_update_is_lost),
	KUNIT_CASE(broken_queues_are_named),
	{}
};

static struct kunit_suite sched_suite = {
	.name = "sched",
	.init = no_threads,
	.test_cases = sched_cases,
};
kunit_test_suite(sched_suite);
