// SPDX-License-Identifier: MIT
/*
 * lockdep_test.c - what lockdep must report, and what it must not
 *
 * Each case begins with four locks that lockdep has never seen, and ends by
 * having them forgotten, so that the suite may run again. What is said of a
 * fault, with both stacks, is read in tests/boot/test_lockdep.py.
 */
#include <kunit/test.h>
#include <kunit/test-bug.h>
#include <linux/err.h>
#include <linux/hardirq.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include "../lib/lockdep_internal.h"

enum { A, B, C, D, NR };

static raw_spinlock_t lock[NR];
static struct lock_class_key key[NR];

static const char *const name[NR] = { "A", "B", "C", "D" };

static void take(int i)
{
	raw_spin_lock(&lock[i]);
}

static void give(int i)
{
	raw_spin_unlock(&lock[i]);
}

/* @a, then @b inside. */
static int nest(int a, int b)
{
	take(a);
	take(b);
	give(b);
	give(a);
	return 0;
}

static int alone(int i)
{
	take(i);
	give(i);
	return 0;
}

/* As a handler would. */
static int in_interrupt_do(int (*what)(int a), int a)
{
	unsigned long flags;

	local_irq_save(flags);
	irq_enter();
	what(a);
	irq_exit();
	local_irq_restore(flags);
	return 0;
}

static int nest_irqsave(int a, int b)
{
	unsigned long flags;

	local_irq_save(flags);
	nest(a, b);
	local_irq_restore(flags);
	return 0;
}

#define EXPECT_REPORT(test, what, expr) \
do { \
	KUNIT_EXPECT_EQ_MSG(test, kunit_count_warns(expr), 1u, \
			    "%s", #expr); \
	KUNIT_EXPECT_STREQ(test, kunit_last_warning(), what); \
} while (0)

#define CIRCULAR "possible circular locking dependency detected: "
#define INCONSISTENT "inconsistent lock state: "
#define INVERSION "possible irq lock inversion dependency detected: "
#define UNSAFE "HARDIRQ-safe -> HARDIRQ-unsafe lock order detected: "

/* ---- order ---- */

/* A -> B and B -> A, one after the other: reported, and only once. */
static void inversion_is_reported_once(struct kunit *test)
{
	KUNIT_EXPECT_NO_WARNS(test, nest(A, B));
	EXPECT_REPORT(test, CIRCULAR "A", nest(B, A));
	KUNIT_EXPECT_NO_WARNS(test, nest(B, A));
	KUNIT_EXPECT_NO_WARNS(test, nest(A, B));
	lockdep_check();
}

/* A -> B -> C -> D, each in its own place; D -> A closes the circle. */
static void long_cycle_is_found(struct kunit *test)
{
	nest(A, B);
	nest(B, C);
	nest(C, D);
	KUNIT_EXPECT_NO_WARNS(test, nest(A, D));
	EXPECT_REPORT(test, CIRCULAR "A", nest(D, A));
}

/* Only the lock on top gets an entry; the one below is reached through it. */
static void deep_nesting_counts(struct kunit *test)
{
	take(A);
	nest(B, C);
	give(A);
	EXPECT_REPORT(test, CIRCULAR "A", nest(C, A));
}

/* What a trylock takes waited for nothing; what follows it did. */
static void trylock_has_no_order(struct kunit *test)
{
	nest(A, B);
	KUNIT_EXPECT_NO_WARNS(test, ({
		take(B);
		if (raw_spin_trylock(&lock[A]))
			give(A);
		give(B);
		0;
	}));
	KUNIT_EXPECT_TRUE(test, raw_spin_trylock(&lock[C]));
	take(D);
	give(D);
	give(C);
	EXPECT_REPORT(test, CIRCULAR "C", nest(D, C));
}

/* A trylock in between hides nothing: C was waited for under A as well. */
static void trylock_hides_no_order(struct kunit *test)
{
	take(A);
	KUNIT_EXPECT_TRUE(test, raw_spin_trylock(&lock[B]));
	take(C);
	give(C);
	give(B);
	give(A);
	EXPECT_REPORT(test, CIRCULAR "A", nest(C, A));
}

/* Given back in another order than taken: B -> C, and not A -> C alone. */
static void release_order_is_free(struct kunit *test)
{
	take(A);
	take(B);
	give(A);
	take(C);
	give(B);
	give(C);
	EXPECT_REPORT(test, CIRCULAR "B", nest(C, B));
	KUNIT_EXPECT_NO_WARNS(test, nest(A, C));
}

static struct lockdep_map reader[2];

static int read_both(int first, int second, int how)
{
	lock_acquire(&reader[first], 0, 0, how, 1, NULL, _THIS_IP_);
	lock_acquire(&reader[second], 0, 0, how, 1, NULL, _THIS_IP_);
	lock_release(&reader[second], _THIS_IP_);
	lock_release(&reader[first], _THIS_IP_);
	return 0;
}

/* Readers who may come again wait for no reader; those in a queue do. */
static void readers_are_told_apart(struct kunit *test)
{
	lockdep_init_map(&reader[0], "R", &key[A], 0);
	lockdep_init_map(&reader[1], "S", &key[B], 0);
	KUNIT_EXPECT_NO_WARNS(test, ({
		read_both(0, 1, 2);
		read_both(1, 0, 2);
		read_both(0, 0, 2);
	}));
	read_both(0, 1, 1);
	EXPECT_REPORT(test, CIRCULAR "R", read_both(1, 0, 1));
}

/* ---- one class ---- */

static int twins(unsigned int subclass)
{
	raw_spin_lock(&lock[A]);
	raw_spin_lock_nested(&lock[B], subclass);
	raw_spin_unlock(&lock[B]);
	raw_spin_unlock(&lock[A]);
	return 0;
}

/* Two locks of a class are one lock, unless a subclass says they are not. */
static void recursion_is_reported(struct kunit *test)
{
	lockdep_set_class(&lock[B], &key[A]);
	KUNIT_EXPECT_NO_WARNS(test, twins(SINGLE_DEPTH_NESTING));
	EXPECT_REPORT(test, "possible recursive locking detected: A",
		      twins(0));
	KUNIT_EXPECT_NO_WARNS(test, twins(0));
}

/* @nest is held: those below it are ordered by who holds it. */
static void nest_lock_allows_many(struct kunit *test)
{
	lockdep_set_class(&lock[B], &key[A]);
	take(C);
	KUNIT_EXPECT_NO_WARNS(test, ({
		spin_acquire_nest(&lock[A].dep_map, 0, 0, &lock[C].dep_map,
				  _THIS_IP_);
		spin_acquire_nest(&lock[B].dep_map, 0, 0, &lock[C].dep_map,
				  _THIS_IP_);
		spin_release(&lock[B].dep_map, _THIS_IP_);
		spin_release(&lock[A].dep_map, _THIS_IP_);
		0;
	}));
	give(C);
}

/* ---- interrupts ---- */

/* Either way round. */
static void irq_unsafe_is_reported(struct kunit *test)
{
	KUNIT_EXPECT_NO_WARNS(test, in_interrupt_do(alone, A));
	EXPECT_REPORT(test, INCONSISTENT "A", alone(A));
	KUNIT_EXPECT_NO_WARNS(test, alone(A));

	KUNIT_EXPECT_NO_WARNS(test, alone(B));
	EXPECT_REPORT(test, INCONSISTENT "B", in_interrupt_do(alone, B));
}

/* Taken with interrupts off, which came on while it was held. */
static void enabling_under_a_lock_counts(struct kunit *test)
{
	in_interrupt_do(alone, A);
	EXPECT_REPORT(test, INCONSISTENT "A", ({
		local_irq_disable();
		take(A);
		local_irq_enable();
		give(A);
		0;
	}));
}

/* B inside of A: an interrupt waits for A, whose holder waits for B. */
static void irq_inversion_is_reported(struct kunit *test)
{
	in_interrupt_do(alone, A);
	alone(B);
	EXPECT_REPORT(test, UNSAFE "B", nest_irqsave(A, B));
	KUNIT_EXPECT_NO_WARNS(test, nest_irqsave(A, B));
	lockdep_check();
}

/* The order is known first; the use in an interrupt comes last. */
static void irq_inversion_by_use(struct kunit *test)
{
	nest_irqsave(A, B);
	nest_irqsave(B, C);
	KUNIT_EXPECT_NO_WARNS(test, alone(C));
	EXPECT_REPORT(test, INVERSION "A", in_interrupt_do(alone, A));
}

static int nested_in_interrupt(int i)
{
	return in_interrupt_do(alone, i);
}

/* What an interrupt, hard or soft, takes is not "under" what it interrupted. */
static void interrupts_begin_anew(struct kunit *test)
{
	local_irq_disable();
	nest(B, A);
	take(A);
	KUNIT_EXPECT_NO_WARNS(test, nested_in_interrupt(B));
	preempt_count_add(SOFTIRQ_OFFSET);
	KUNIT_EXPECT_NO_WARNS(test, alone(B));
	preempt_count_sub(SOFTIRQ_OFFSET);
	/* Nor is a class twice there; its lock was free of interrupts. */
	lockdep_set_class(&lock[C], &key[A]);
	KUNIT_EXPECT_NO_WARNS(test, nested_in_interrupt(C));
	give(A);
	local_irq_enable();
}

/* ---- the rest ---- */

/* A lock that sleeps, waited for under one that spins. */
static void sleep_under_spinlock_is_reported(struct kunit *test)
{
	lockdep_init_map_wait(&reader[0], "mutex", &key[A], 0, LD_WAIT_SLEEP);
	take(B);
	EXPECT_REPORT(test, "Invalid wait context: mutex", ({
		mutex_acquire(&reader[0], 0, 0, _THIS_IP_);
		mutex_release(&reader[0], _THIS_IP_);
		0;
	}));
	give(B);
	KUNIT_EXPECT_NO_WARNS(test, ({
		mutex_acquire(&reader[0], 0, 0, _THIS_IP_);
		alone(D);
		mutex_release(&reader[0], _THIS_IP_);
		0;
	}));
}

static void unlock_by_a_stranger_is_reported(struct kunit *test)
{
	lockdep_init_map(&reader[0], "R", &key[A], 0);
	EXPECT_REPORT(test, "bad unlock balance detected!: R",
		      ({ lock_release(&reader[0], _THIS_IP_); 0; }));
	KUNIT_EXPECT_EQ(test, lockdep_nr_held(), 0u);
}

static void held_at_the_end_is_reported(struct kunit *test)
{
	unsigned int before = lockdep_nr_held();

	lockdep_init_map(&reader[0], "R", &key[A], 0);
	mutex_acquire(&reader[0], 0, 0, _THIS_IP_);
	KUNIT_EXPECT_EQ(test, lockdep_nr_held(), before + 1);
	EXPECT_REPORT(test, "still has locks held: R", ({
		lockdep_check_held(before, "test", "itself");
		0;
	}));
	KUNIT_EXPECT_EQ(test, lockdep_nr_held(), before);
	KUNIT_EXPECT_NO_WARNS(test, ({
		lockdep_check_held(before, "test", "itself");
		0;
	}));
}

static void held_lock_freed_is_reported(struct kunit *test)
{
	take(C);
	EXPECT_REPORT(test, "held lock freed!: C", ({
		debug_check_no_locks_freed(&lock[C], sizeof(lock[C]));
		0;
	}));
	KUNIT_EXPECT_NO_WARNS(test, ({
		debug_check_no_locks_freed(&lock[B], sizeof(lock[B]));
		0;
	}));
	give(C);
}

static void assertions_know(struct kunit *test)
{
	KUNIT_EXPECT_WARNS(test, ({ lockdep_assert_held(&lock[A]); 0; }));
	take(A);
	KUNIT_EXPECT_NO_WARNS(test, ({ lockdep_assert_held(&lock[A]); 0; }));
	KUNIT_EXPECT_NO_WARNS(test, ({
		lockdep_assert_held_write(&lock[A]);
		0;
	}));
	KUNIT_EXPECT_WARNS(test, ({ lockdep_assert_held_read(&lock[A]); 0; }));
	KUNIT_EXPECT_WARNS(test, ({ lockdep_assert_not_held(&lock[A]); 0; }));
	KUNIT_EXPECT_WARNS(test, ({ lockdep_assert_irqs_disabled(); 0; }));
	give(A);
	KUNIT_EXPECT_NO_WARNS(test, ({
		lockdep_assert_not_held(&lock[A]);
		0;
	}));
}

/* Switched off, nothing is learned; not validated, nothing either. */
static void off_is_off(struct kunit *test)
{
	nest(A, B);
	lockdep_off();
	KUNIT_EXPECT_NO_WARNS(test, nest(B, A));
	lockdep_on();
	lockdep_set_novalidate_class(&lock[A]);
	KUNIT_EXPECT_NO_WARNS(test, nest(B, A));
}

/* Runs at some time between the creation and the end of kthread_stop(). */
static int take_and_count(void *done)
{
	unsigned int before = lockdep_nr_held(), during;

	take(B);
	during = lockdep_nr_held();
	give(B);
	WRITE_ONCE(*(bool *)done, true);
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (kthread_should_stop())
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	return before * 10 + during;
}

/*
 * What one task holds another does not, though they take turns on a CPU:
 * else B would have been taken under A.
 */
static void tasks_have_their_own(struct kunit *test)
{
	struct task_struct *task;
	bool done = false;

	lockdep_init_map(&reader[0], "R", &key[A], 0);
	mutex_acquire(&reader[0], 0, 0, _THIS_IP_);
	task = kthread_run(take_and_count, &done, "lockdep");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	while (!READ_ONCE(done))
		yield();
	KUNIT_EXPECT_EQ(test, kthread_stop(task), 1);
	KUNIT_EXPECT_EQ(test, lockdep_nr_held(), 1u);
	mutex_release(&reader[0], _THIS_IP_);
	KUNIT_EXPECT_NO_WARNS(test, ({
		take(B);
		mutex_acquire(&reader[0], 0, 0, _THIS_IP_);
		mutex_release(&reader[0], _THIS_IP_);
		give(B);
		0;
	}));
}

/* Nesting deeper than there is room: said, and balanced all the same. */
static void too_deep_is_survived(struct kunit *test)
{
	static struct lockdep_map map[MAX_LOCK_DEPTH + 2];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(map); i++) {
		lockdep_init_map(&map[i], "deep", &key[A], 0);
		rwlock_acquire_read(&map[i], 0, 0, _THIS_IP_);
	}
	KUNIT_EXPECT_EQ(test, lockdep_nr_held(), (unsigned int)MAX_LOCK_DEPTH);
	KUNIT_EXPECT_NO_WARNS(test, ({
		while (i-- > 0)
			rwlock_release(&map[i], _THIS_IP_);
		0;
	}));
	KUNIT_EXPECT_EQ(test, lockdep_nr_held(), 0u);
}

static int fresh_locks(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < NR; i++) {
		lockdep_unregister_key(&key[i]);
		__raw_spin_lock_init(&lock[i], name[i], &key[i]);
	}
	return 0;
}

static void forget_locks(struct kunit *test)
{
	fresh_locks(test);
	lockdep_check();
}

static struct kunit_case lockdep_cases[] = {
	KUNIT_CASE(inversion_is_reported_once),
	KUNIT_CASE(long_cycle_is_found),
	KUNIT_CASE(deep_nesting_counts),
	KUNIT_CASE(trylock_has_no_order),
	KUNIT_CASE(trylock_hides_no_order),
	KUNIT_CASE(release_order_is_free),
	KUNIT_CASE(readers_are_told_apart),
	KUNIT_CASE(recursion_is_reported),
	KUNIT_CASE(nest_lock_allows_many),
	KUNIT_CASE(irq_unsafe_is_reported),
	KUNIT_CASE(enabling_under_a_lock_counts),
	KUNIT_CASE(irq_inversion_is_reported),
	KUNIT_CASE(irq_inversion_by_use),
	KUNIT_CASE(interrupts_begin_anew),
	KUNIT_CASE(sleep_under_spinlock_is_reported),
	KUNIT_CASE(unlock_by_a_stranger_is_reported),
	KUNIT_CASE(held_at_the_end_is_reported),
	KUNIT_CASE(held_lock_freed_is_reported),
	KUNIT_CASE(assertions_know),
	KUNIT_CASE(off_is_off),
	KUNIT_CASE(tasks_have_their_own),
	KUNIT_CASE(too_deep_is_survived),
	{}
};

static struct kunit_suite lockdep_suite = {
	.name = "lockdep",
	.init = fresh_locks,
	.exit = forget_locks,
	.test_cases = lockdep_cases,
};
kunit_test_suite(lockdep_suite);
