/* SPDX-License-Identifier: MIT */
/*
 * completion.h - one task waits until another has done something
 *
 *	DECLARE_COMPLETION_ONSTACK(done);
 *	start(&done);			...	complete(&done);
 *	wait_for_completion(&done);
 *
 * Each complete() lets one waiter pass, also one that comes later;
 * complete_all() lets all pass, for ever, until reinit_completion(). A
 * completion may be gone as soon as the last waiter has passed.
 *
 * Context: waiting: task, may sleep. Completing: any but NMI.
 */
#ifndef _LINUX_COMPLETION_H
#define _LINUX_COMPLETION_H

#include <linux/wait.h>

/**
 * struct completion
 * @done: complete() calls that nobody has used up; UINT_MAX: complete_all();
 *	  wait.lock
 * @wait: the waiters, all exclusive
 */
struct completion {
	unsigned int done;
	struct wait_queue_head wait;
};

#define COMPLETION_INITIALIZER(work) \
	{ .done = 0, .wait = __WAIT_QUEUE_HEAD_INITIALIZER((work).wait) }
#define COMPLETION_INITIALIZER_ONSTACK(work) \
	(*({ init_completion(&work); &work; }))
#define DECLARE_COMPLETION(work) \
	struct completion work = COMPLETION_INITIALIZER(work)
#define DECLARE_COMPLETION_ONSTACK(work) \
	struct completion work; \
	init_completion(&work)

#define init_completion(x) \
do { \
	(x)->done = 0; \
	init_waitqueue_head(&(x)->wait); \
} while (0)

/* Nobody may be waiting. */
static inline void reinit_completion(struct completion *x)
{
	x->done = 0;
}

void complete(struct completion *x);
void complete_all(struct completion *x);

/**
 * wait_for_completion - until complete() has been called
 *
 * The _timeout forms take jiffies and return those that were left, at least
 * 1, or 0 if the time ran out. The _interruptible and _killable ones return
 * -ERESTARTSYS after a signal, which kernel threads do not get.
 */
void wait_for_completion(struct completion *x);
void wait_for_completion_io(struct completion *x);
unsigned long wait_for_completion_timeout(struct completion *x,
					  unsigned long timeout);
int wait_for_completion_interruptible(struct completion *x);
long wait_for_completion_interruptible_timeout(struct completion *x,
					       unsigned long timeout);
int wait_for_completion_killable(struct completion *x);
long wait_for_completion_killable_timeout(struct completion *x,
					  unsigned long timeout);

/* Pass if that needs no waiting. Any context. */
bool try_wait_for_completion(struct completion *x);

/* Would a waiter pass? When it says yes, complete() has left @x. */
bool completion_done(struct completion *x);

#endif
