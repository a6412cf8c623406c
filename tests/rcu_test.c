// SPDX-License-Identifier: MIT
/*
 * rcu_test.c - who reads is waited for, who does not is not
 *
 * Readers look at objects that writers replace and then, after a grace
 * period, poison: a reader that meets poison was not waited for.
 */
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/ktime.h>
#include <linux/rculist.h>
#include <linux/spinlock.h>
#include "capture.h"
#include "threads.h"

static struct crew crew;
static atomic_t called, entered, poisoned, rounds, finish;

static int rcu_test_init(struct kunit *test)
{
	atomic_set(&called, 0);
	atomic_set(&entered, 0);
	atomic_set(&poisoned, 0);
	atomic_set(&rounds, 0);
	atomic_set(&finish, 0);
	return 0;
}

static void rcu_test_exit(struct kunit *test)
{
	rcu_barrier();
	KUNIT_EXPECT_EQ(test, rcu_broken(), 0);
}

struct object {
	struct rcu_head head;
	struct list_head list;
	int value;
};

#define POISON		0x6b6b6b6b
#define NR_OBJECTS	32

static struct object pool[NR_OBJECTS];

static bool context_was_right;

static void count_call(struct rcu_head *head)
{
	WRITE_ONCE(context_was_right,
		   in_serving_softirq() && !irqs_disabled());
	atomic_inc(&called);
}

/* It is called, once, in a soft interrupt; rcu_barrier() waits for it. */
static void call_rcu_calls(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < NR_OBJECTS; i++)
		call_rcu(&pool[i].head, count_call);
	rcu_barrier();
	KUNIT_EXPECT_EQ(test, atomic_read(&called), NR_OBJECTS);
	KUNIT_EXPECT_TRUE(test, context_was_right);
}

static int calls[NR_OBJECTS];

static void note_order(struct rcu_head *head)
{
	struct object *o = container_of(head, struct object, head);

	calls[atomic_inc_return(&called) - 1] = o->value;
}

/* In the order in which they were asked for, on one CPU. */
static void calls_are_in_order(struct kunit *test)
{
	int i;

	preempt_disable();
	for (i = 0; i < NR_OBJECTS; i++) {
		pool[i].value = i;
		call_rcu(&pool[i].head, note_order);
	}
	preempt_enable();
	rcu_barrier();
	for (i = 0; i < NR_OBJECTS; i++)
		KUNIT_EXPECT_EQ(test, calls[i], i);
}

/* ---- waiting for readers ------------------------------------------------- */

static int called_while_read, returned_while_read;
static atomic_t returned;

/* Many ticks long; then, still inside: has anybody stopped waiting? */
static void read_long(struct crew_member *me)
{
	rcu_read_lock();
	atomic_set(&entered, 1);
	mdelay(30);
	called_while_read = atomic_read(&called);
	returned_while_read = atomic_read(&returned);
	rcu_read_unlock();
}

/* While one reads, no period ends, whatever the others do. */
static void a_reader_is_waited_for(struct kunit *test)
{
	unsigned int cpu = nth_cpu(1);

	atomic_set(&returned, 0);
	if (num_online_cpus() == 1) {
		/* Alone: who reads here keeps us from asking. */
		rcu_read_lock();
		call_rcu(&pool[0].head, count_call);
		mdelay(20);
		KUNIT_EXPECT_EQ(test, atomic_read(&called), 0);
		rcu_read_unlock();
		rcu_barrier();
		KUNIT_EXPECT_EQ(test, atomic_read(&called), 1);
		return;
	}
	if ((int)cpu == raw_smp_processor_id())
		cpu = nth_cpu(2);
	crew_begin(&crew, read_long);
	crew_add(test, &crew, cpu);
	KUNIT_ASSERT_TRUE(test, crew_wait_for(atomic_read(&entered)));
	call_rcu(&pool[0].head, count_call);
	synchronize_rcu();
	atomic_set(&returned, 1);
	crew_join(&crew);
	KUNIT_EXPECT_EQ(test, called_while_read, 0);
	KUNIT_EXPECT_EQ(test, returned_while_read, 0);
}

/* A ticket is good when a period has begun and ended after it. */
static void tickets(struct kunit *test)
{
	unsigned long ticket;

	preempt_disable();
	ticket = get_state_synchronize_rcu();
	mdelay(9);
	/* We read: it cannot be over. */
	KUNIT_EXPECT_FALSE(test, poll_state_synchronize_rcu(ticket));
	preempt_enable();
	KUNIT_EXPECT_TRUE(test,
			  crew_wait_for(poll_state_synchronize_rcu(ticket)));
	cond_synchronize_rcu(ticket);
	cond_synchronize_rcu(get_state_synchronize_rcu());
}

/* Idle CPUs, all but this one, do not hold it up: bounded in ticks. */
static void idle_cpus_are_quiet(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < 3; i++)
		synchronize_rcu();
	KUNIT_EXPECT_EQ(test, rcu_broken(), 0);
}

/* ---- readers and writers at once ----------------------------------------- */

static struct object *shared;
static LIST_HEAD(objects);
static DEFINE_SPINLOCK(objects_lock);

static void poison(struct rcu_head *head)
{
	struct object *o = container_of(head, struct object, head);

	WRITE_ONCE(o->value, POISON);
	atomic_inc(&called);
}

static void look(void)
{
	struct object *o;

	rcu_read_lock();
	o = rcu_dereference(shared);
	if (READ_ONCE(o->value) == POISON)
		atomic_inc(&poisoned);
	list_for_each_entry_rcu(o, &objects, list) {
		if (READ_ONCE(o->value) == POISON)
			atomic_inc(&poisoned);
		cpu_relax();
	}
	rcu_read_unlock();
}

static void read_all_the_time(struct crew_member *me)
{
	while (!atomic_read(&finish)) {
		look();
		atomic_inc(&rounds);
		let_others();
	}
}

#define WRITES	12

static void replace(struct object *o, int value)
{
	struct object *old;

	WRITE_ONCE(o->value, value);
	spin_lock(&objects_lock);
	old = rcu_dereference_protected(shared, true);
	rcu_assign_pointer(shared, o);
	list_add_rcu(&o->list, &objects);
	list_del_rcu(&old->list);
	spin_unlock(&objects_lock);
	call_rcu(&old->head, poison);
}

/* Nobody who reads meets what has been poisoned after a grace period. */
static void readers_meet_no_poison(struct kunit *test)
{
	int i;

	INIT_LIST_HEAD(&objects);
	pool[0].value = 0;
	RCU_INIT_POINTER(shared, &pool[0]);
	list_add_rcu(&pool[0].list, &objects);
	crew_start(test, &crew, read_all_the_time, 4);
	for (i = 1; i <= WRITES; i++) {
		replace(&pool[i], i);
		if (i % 3 == 0)
			msleep(1);
		look();
	}
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&called) == WRITES));
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&rounds) > 20));
	atomic_set(&finish, 1);
	crew_join(&crew);
	KUNIT_EXPECT_EQ(test, atomic_read(&poisoned), 0);
	for (i = 0; i < WRITES; i++)
		KUNIT_EXPECT_EQ(test, pool[i].value, POISON);
}

/* From every CPU, and from handlers: none is forgotten. */
static DEFINE_PER_CPU(struct rcu_head, from_handler);
static DEFINE_PER_CPU(struct rcu_head, from_task);

static void ask(void *info)
{
	call_rcu(this_cpu_ptr(&from_handler), count_call);
}

static void ask_here(struct crew_member *me)
{
	call_rcu(this_cpu_ptr(&from_task), count_call);
}

static void every_cpu_asks(struct kunit *test)
{
	int nr = min_t(int, num_online_cpus(), CREW_MAX);

	crew_start(test, &crew, ask_here, nr);
	crew_join(&crew);
	on_each_cpu(ask, NULL, 1);
	rcu_barrier();
	KUNIT_EXPECT_EQ(test, atomic_read(&called),
			(int)num_online_cpus() + nr);
}

/* ---- freeing ------------------------------------------------------------- */

/* No function: reported and refused. */
static void bad_callbacks(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, kunit_count_warns(({
		call_rcu(&pool[0].head, NULL); 0; })), 1u);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(({
		__kvfree_rcu(&pool[0].head, RCU_OFFSET_MAX); 0; })), 1u);
	rcu_barrier();
	KUNIT_EXPECT_EQ(test, atomic_read(&called), 0);
}

/* Waiting where one reads would be waiting for oneself: said. */
static void waiting_while_reading(struct kunit *test)
{
	if (num_online_cpus() > 1)
		return;		/* it would hang, as it says */
	rcu_read_lock();
	KUNIT_EXPECT_TRUE(test, rcu_read_lock_held());
	KUNIT_EXPECT_EQ(test, kunit_count_warns(({ synchronize_rcu(); 0; })),
			1u);
	rcu_read_unlock();
}

/* ---- stalls -------------------------------------------------------------- */

/* The CPU that holds up a period is named. */
static void a_stall_is_named(struct kunit *test)
{
	u64 patience = rcu_stall_ns, start = machine_ops->clock_ns();
	char who[32];

	capture_start();
	WRITE_ONCE(rcu_stall_ns, 10000000);
	preempt_disable();
	snprintf(who, sizeof(who), "rcu: CPU %d has not",
		 raw_smp_processor_id());
	call_rcu(&pool[0].head, count_call);
	/*
	 * An emulated CPU may get few ticks: until it is said, with a bound;
	 * others that got none may be named before.
	 */
	while (!capture_has(who) &&
	       machine_ops->clock_ns() - start < CREW_PATIENCE_NS)
		mdelay(4);
	preempt_enable();
	WRITE_ONCE(rcu_stall_ns, patience);
	/* Whoever was saying so has finished when each CPU has called. */
	rcu_barrier();
	capture_stop();
	EXPECT_SAID(test, who);
}

static struct kunit_case rcu_cases[] = {
	KUNIT_CASE(call_rcu_calls),
	KUNIT_CASE(calls_are_in_order),
	KUNIT_CASE(a_reader_is_waited_for),
	KUNIT_CASE(tickets),
	KUNIT_CASE(idle_cpus_are_quiet),
	KUNIT_CASE(readers_meet_no_poison),
	KUNIT_CASE(every_cpu_asks),
	KUNIT_CASE(bad_callbacks),
	KUNIT_CASE(waiting_while_reading),
	KUNIT_CASE(a_stall_is_named),
	{}
};

static struct kunit_suite rcu_suite = {
	.name = "rcu",
	.init = rcu_test_init,
	.exit = rcu_test_exit,
	.test_cases = rcu_cases,
};
kunit_test_suite(rcu_suite);
