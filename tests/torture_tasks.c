// SPDX-License-Identifier: MIT
/*
 * torture_tasks.c - threads that come and go; locks under all of it
 */
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/rwlock.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include "torture.h"

/* ---- threads ---- */

static int answer(void *data)
{
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (kthread_should_stop())
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	return (int)(unsigned long)data;
}

/* One that never ran answers -EINTR. */
static void thread_step(struct torture_worker *w, void *state)
{
	unsigned long want = torture_below(w, 1000);
	struct task_struct *task = kthread_run(answer, (void *)want,
					       "torture/t");
	int got;

	if (IS_ERR(task))
		return;
	if (torture_below(w, 2))
		yield();
	got = kthread_stop(task);
	if (got != (int)want && got != -EINTR)
		torture_wrong("thread: answers %d, not %lu", got, want);
}

static const struct torture_actor thread_actor = {
	.name = "thread", .weight = 3, .step = thread_step,
};
TORTURE_ACTOR(thread_actor);

/* ---- locks ---- */

static DEFINE_SPINLOCK(torture_spin);
static DEFINE_RWLOCK(torture_rw);
static u64 under_spin[2], under_rw[2];

static void add_both(u64 *pair, u64 n)
{
	pair[0] += n;
	pair[1] += n;
}

static void must_agree(const u64 *pair, const char *who)
{
	if (pair[0] != pair[1])
		torture_wrong("%s: %llu and %llu under a lock", who, pair[0],
			      pair[1]);
}

static void locks_step(struct torture_worker *w, void *state)
{
	u32 n = torture_below(w, 1000);

	spin_lock(&torture_spin);
	add_both(under_spin, n);
	must_agree(under_spin, "spinlock");
	spin_unlock(&torture_spin);
	if (n & 1) {
		write_lock(&torture_rw);
		add_both(under_rw, n);
		write_unlock(&torture_rw);
	} else {
		read_lock(&torture_rw);
		must_agree(under_rw, "rwlock");
		read_unlock(&torture_rw);
	}
}

static const struct torture_actor locks_actor = {
	.name = "locks", .weight = 10, .step = locks_step,
};
TORTURE_ACTOR(locks_actor);

/* Somebody else's turn, and another CPU afterwards for who is not bound. */
static void yield_step(struct torture_worker *w, void *state)
{
	yield();
}

static const struct torture_actor yield_actor = {
	.name = "yield", .weight = 5, .step = yield_step,
};
TORTURE_ACTOR(yield_actor);
