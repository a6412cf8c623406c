// SPDX-License-Identifier: MIT
/*
 * wait_test.c - wait queues and completions: who waits is woken, once
 *
 * kthread_stop() on a member that never began would end it unrun, so each
 * case sees its threads arrive before it goes on.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/wait.h>
#include "threads.h"

static DECLARE_WAIT_QUEUE_HEAD(wq);
static struct completion done;
static struct crew crew;
static atomic_t passed, tickets;

static int wait_init(struct kunit *test)
{
	init_waitqueue_head(&wq);
	init_completion(&done);
	atomic_set(&passed, 0);
	atomic_set(&tickets, 0);
	return 0;
}

static bool take_ticket(void)
{
	return atomic_dec_if_positive(&tickets) >= 0;
}

static void wait_for_ticket(struct crew_member *me)
{
	wait_event(wq, take_ticket());
	atomic_inc(&passed);
}

static void wait_for_ticket_alone(struct crew_member *me)
{
	wait_event_exclusive(wq, take_ticket());
	atomic_inc(&passed);
}

/* wake_up() wakes all who are not exclusive; the condition decides. */
static void wakes_all(struct kunit *test)
{
	crew_start(test, &crew, wait_for_ticket, 4);
	KUNIT_ASSERT_TRUE(test, crew_wait_for(crew_asleep(&crew)));
	wake_up(&wq);
	KUNIT_ASSERT_TRUE(test, crew_wait_for(crew_asleep(&crew)));
	KUNIT_EXPECT_EQ(test, atomic_read(&passed), 0);
	atomic_set(&tickets, 4);
	wake_up(&wq);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&passed) == 4));
	crew_join(&crew);
	KUNIT_EXPECT_FALSE(test, waitqueue_active(&wq));
}

/* One wake-up, one exclusive waiter; n, n; all, all. */
static void exclusive_wakes_one(struct kunit *test)
{
	crew_start(test, &crew, wait_for_ticket_alone, 6);
	KUNIT_ASSERT_TRUE(test, crew_wait_for(crew_asleep(&crew)));
	KUNIT_EXPECT_EQ(test, wake_up_interruptible(&wq), 0);
	atomic_set(&tickets, 6);
	KUNIT_EXPECT_EQ(test, wake_up(&wq), 1);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&passed) == 1));
	KUNIT_EXPECT_EQ(test, wake_up_nr(&wq, 2), 2);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&passed) == 3));
	KUNIT_EXPECT_EQ(test, atomic_read(&tickets), 3);
	KUNIT_EXPECT_EQ(test, wake_up_all(&wq), 3);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&passed) == 6));
	crew_join(&crew);
	KUNIT_EXPECT_EQ(test, wake_up_all(&wq), 0);
}

/* Two back to back: the second does not choose whom the first has woken. */
static void two_wake_two(struct kunit *test)
{
	crew_start(test, &crew, wait_for_ticket_alone, 2);
	KUNIT_ASSERT_TRUE(test, crew_wait_for(crew_asleep(&crew)));
	preempt_disable();
	atomic_set(&tickets, 2);
	KUNIT_EXPECT_EQ(test, wake_up(&wq), 1);
	KUNIT_EXPECT_EQ(test, wake_up(&wq), 1);
	preempt_enable();
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&passed) == 2));
	crew_join(&crew);
}

/* Timeouts: 0 when it is over and false, never 0 when it is true. */
static void timeouts(struct kunit *test)
{
	unsigned long j = jiffies;

	KUNIT_EXPECT_EQ(test, wait_event_timeout(wq, false, 3), 0);
	KUNIT_EXPECT_GE(test, jiffies - j, 3);
	KUNIT_EXPECT_EQ(test, wait_event_timeout(wq, true, 0), 1);
	KUNIT_EXPECT_EQ(test, wait_event_timeout(wq, true, 7), 7);
	KUNIT_EXPECT_EQ(test, wait_event_timeout(wq, false, 0), 0);
	KUNIT_EXPECT_EQ(test, wait_event_interruptible_timeout(wq, false, 2),
			0);
	KUNIT_EXPECT_EQ(test, wait_event_interruptible(wq, true), 0);
	KUNIT_EXPECT_FALSE(test, waitqueue_active(&wq));
	KUNIT_EXPECT_TRUE(test, task_is_running(current));
}

/* Two threads hand a ball back and forth: one lost wake-up, and it rests. */
#define HANDS	100

static int ball;

static void play(struct crew_member *me)
{
	unsigned int i;

	for (i = 0; i < HANDS; i++) {
		wait_event(wq, READ_ONCE(ball) == (int)me->number);
		WRITE_ONCE(ball, !me->number);
		wake_up(&wq);
	}
	atomic_inc(&passed);
}

static void no_wakeup_is_lost(struct kunit *test)
{
	WRITE_ONCE(ball, 0);
	crew_start(test, &crew, play, 2);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&passed) == 2));
	crew_join(&crew);
	KUNIT_EXPECT_EQ(test, ball, 0);
}

/* The same with the condition looked at outside the queue's lock. */
static void sleep_lightly(struct crew_member *me)
{
	unsigned int i;

	for (i = 0; i < HANDS; i++) {
		wait_event(wq, take_ticket());
		atomic_inc(&passed);
	}
}

static void active_check_with_barrier(struct kunit *test)
{
	int i;

	crew_start(test, &crew, sleep_lightly, 1);
	for (i = 1; i <= HANDS; i++) {
		atomic_inc(&tickets);
		if (wq_has_sleeper(&wq))
			wake_up(&wq);
		KUNIT_ASSERT_TRUE(test, crew_wait_for(atomic_read(&passed) ==
						      i));
	}
	crew_join(&crew);
}

/* prepare and finish by hand, as drivers of old do; who is woken is out (Q2). */
static void by_hand(struct kunit *test)
{
	DEFINE_WAIT(entry);
	DECLARE_WAITQUEUE(old, current);

	KUNIT_EXPECT_TRUE(test, prepare_to_wait_exclusive(&wq, &entry,
							  TASK_INTERRUPTIBLE));
	KUNIT_EXPECT_FALSE(test, task_is_running(current));
	KUNIT_EXPECT_EQ(test, wake_up_interruptible(&wq), 1);
	KUNIT_EXPECT_TRUE(test, task_is_running(current));
	KUNIT_EXPECT_FALSE(test, waitqueue_active(&wq));
	finish_wait(&wq, &entry);

	add_wait_queue(&wq, &old);
	set_current_state(TASK_UNINTERRUPTIBLE);
	wake_up(&wq);
	KUNIT_EXPECT_TRUE(test, task_is_running(current));
	KUNIT_EXPECT_TRUE(test, waitqueue_active(&wq));
	remove_wait_queue(&wq, &old);
	KUNIT_EXPECT_FALSE(test, waitqueue_active(&wq));
}

/*
 * sched/wait.c, Q1: who comes last and is not exclusive stands in front, and
 * is woken, too.
 */
static void exclusive_stand_behind(struct kunit *test)
{
	DEFINE_WAIT(alone);
	DECLARE_WAITQUEUE(every, current);

	prepare_to_wait_exclusive(&wq, &alone, TASK_UNINTERRUPTIBLE);
	add_wait_queue(&wq, &every);
	KUNIT_EXPECT_PTR_EQ(test, wq.head.next, &every.entry);
	KUNIT_EXPECT_PTR_EQ(test, wq.head.prev, &alone.entry);
	wake_up(&wq);
	KUNIT_EXPECT_TRUE(test, task_is_running(current));
	remove_wait_queue(&wq, &every);
	finish_wait(&wq, &alone);
	KUNIT_EXPECT_FALSE(test, waitqueue_active(&wq));
}

/* A queue of zeroes is said, and serves. */
static void uninitialised_queue(struct kunit *test)
{
	static struct wait_queue_head zeroed;

	zeroed.head.next = NULL;
	KUNIT_EXPECT_EQ(test, kunit_count_warns(wake_up(&zeroed)), 1u);
	KUNIT_EXPECT_NO_WARNS(test, wake_up(&zeroed));
}

/* ---- completions --------------------------------------------------------- */

static void pass_completion(struct crew_member *me)
{
	wait_for_completion(&done);
	atomic_inc(&passed);
}

/* Each complete() lets one pass, also one that has not come yet. */
static void complete_counts(struct kunit *test)
{
	complete(&done);
	KUNIT_EXPECT_TRUE(test, completion_done(&done));
	wait_for_completion(&done);
	KUNIT_EXPECT_FALSE(test, completion_done(&done));
	KUNIT_EXPECT_FALSE(test, try_wait_for_completion(&done));

	crew_start(test, &crew, pass_completion, 3);
	KUNIT_ASSERT_TRUE(test, crew_wait_for(crew_asleep(&crew)));
	complete(&done);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&passed) == 1));
	complete(&done);
	complete(&done);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&passed) == 3));
	crew_join(&crew);
	KUNIT_EXPECT_FALSE(test, try_wait_for_completion(&done));
}

static void complete_all_is_for_ever(struct kunit *test)
{
	crew_start(test, &crew, pass_completion, 3);
	KUNIT_ASSERT_TRUE(test, crew_wait_for(crew_asleep(&crew)));
	complete_all(&done);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&passed) == 3));
	crew_join(&crew);
	complete(&done);
	wait_for_completion(&done);
	KUNIT_EXPECT_TRUE(test, try_wait_for_completion(&done));
	reinit_completion(&done);
	KUNIT_EXPECT_FALSE(test, completion_done(&done));
}

/* Jiffies left, never 0, on success; 0 when it is too late. */
static void completion_timeouts(struct kunit *test)
{
	unsigned long j = jiffies;

	KUNIT_EXPECT_EQ(test, wait_for_completion_timeout(&done, 4), 0ul);
	KUNIT_EXPECT_GE(test, jiffies - j, 4);
	complete(&done);
	KUNIT_EXPECT_EQ(test, wait_for_completion_timeout(&done, 5), 5ul);
	complete(&done);
	KUNIT_EXPECT_EQ(test, wait_for_completion_timeout(&done, 0), 1ul);
	KUNIT_EXPECT_EQ(test, wait_for_completion_interruptible_timeout(&done,
									1), 0);
	complete(&done);
	KUNIT_EXPECT_EQ(test, wait_for_completion_killable(&done), 0);
	KUNIT_EXPECT_FALSE(test, waitqueue_active(&done.wait));
}

/* On the stack of the waiter, gone as soon as it has passed. */
static struct completion *volatile on_stack;

static void complete_others(struct crew_member *me)
{
	unsigned int i;

	for (i = 0; i < HANDS; i++) {
		struct completion *c;

		while (!(c = xchg(&on_stack, NULL)))
			let_others();
		complete(c);
	}
}

static void gone_after_the_wait(struct kunit *test)
{
	unsigned int i;

	crew_start(test, &crew, complete_others, 1);
	for (i = 0; i < HANDS; i++) {
		struct completion c;

		init_completion(&c);
		xchg(&on_stack, &c);
		wait_for_completion(&c);
		memset(&c, 0x5a, sizeof(c));
	}
	crew_join(&crew);
}

/* Waiting where one may not is said. */
static void waiting_in_atomic_context(struct kunit *test)
{
	complete(&done);
	preempt_disable();
	KUNIT_EXPECT_EQ(test, kunit_count_warns(({ wait_for_completion(&done);
						 0; })), 1u);
	preempt_enable();
	local_irq_disable();
	KUNIT_EXPECT_EQ(test, kunit_count_warns(({ wait_event(wq, true);
						 0; })), 1u);
	local_irq_enable();
}

static struct kunit_case wait_cases[] = {
	KUNIT_CASE(wakes_all),
	KUNIT_CASE(exclusive_wakes_one),
	KUNIT_CASE(two_wake_two),
	KUNIT_CASE(timeouts),
	KUNIT_CASE(no_wakeup_is_lost),
	KUNIT_CASE(active_check_with_barrier),
	KUNIT_CASE(by_hand),
	KUNIT_CASE(exclusive_stand_behind),
	KUNIT_CASE(uninitialised_queue),
	KUNIT_CASE(complete_counts),
	KUNIT_CASE(complete_all_is_for_ever),
	KUNIT_CASE(completion_timeouts),
	KUNIT_CASE(gone_after_the_wait),
	KUNIT_CASE(waiting_in_atomic_context),
	{}
};

static struct kunit_suite wait_suite = {
	.name = "wait",
	.init = wait_init,
	.test_cases = wait_cases,
};
kunit_test_suite(wait_suite);
