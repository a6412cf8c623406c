/* SPDX-License-Identifier: MIT */
/*
 * wait.h - tasks that wait until somebody says that something has changed
 *
 *	waiter					waker
 *	wait_event(wq, condition);		make the condition true;
 *						wake_up(&wq);
 *
 * wait_event() looks at the condition before it sleeps and after each
 * wake-up; it returns only when the condition is true. The condition is
 * evaluated many times, and must be readable without a lock (READ_ONCE).
 *
 *	form		  returns
 *	wait_event	  nothing
 *	_timeout	  jiffies left, at least 1, if the condition is true;
 *			  0: the time ran out and it is still false
 *	_interruptible	  0 (or as _timeout); -ERESTARTSYS after a signal. There
 *			  are no signals for kernel threads.
 *	_killable, _idle  as their names say of the state they wait in
 *	_exclusive	  wake_up() wakes one of these, and all of the others
 *
 * Context: waiting: task, may sleep. Waking: any but NMI.
 */
#ifndef _LINUX_WAIT_H
#define _LINUX_WAIT_H

#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/might_sleep.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

struct wait_queue_entry;

/* Return: 1 woke one, 0 did not, negative: stop here. */
typedef int (*wait_queue_func_t)(struct wait_queue_entry *entry,
				 unsigned int mode, int flags, void *key);
int default_wake_function(struct wait_queue_entry *entry, unsigned int mode,
			  int flags, void *key);
int autoremove_wake_function(struct wait_queue_entry *entry,
			     unsigned int mode, int flags, void *key);

/* wait_queue_entry.flags */
#define WQ_FLAG_EXCLUSIVE	0x01

/**
 * struct wait_queue_entry - one who waits
 * @flags:   WQ_FLAG_*
 * @private: the task, for the functions above
 * @func:    called by wake_up(), under the queue's lock
 * @entry:   in the queue; the queue's lock
 */
struct wait_queue_entry {
	unsigned int flags;
	void *private;
	wait_queue_func_t func;
	struct list_head entry;
};
typedef struct wait_queue_entry wait_queue_entry_t;

/* @head: those who are not exclusive first */
struct wait_queue_head {
	spinlock_t lock;
	struct list_head head;
};
typedef struct wait_queue_head wait_queue_head_t;

#define __WAIT_QUEUE_HEAD_INITIALIZER(name) \
	{ .lock = __SPIN_LOCK_INITIALIZER(name.lock), \
	  .head = LIST_HEAD_INIT(name.head) }
#define DECLARE_WAIT_QUEUE_HEAD(name) \
	struct wait_queue_head name = __WAIT_QUEUE_HEAD_INITIALIZER(name)
#define DECLARE_WAIT_QUEUE_HEAD_ONSTACK(name) \
	struct wait_queue_head name; \
	init_waitqueue_head(&name)
#define init_waitqueue_head(wq) \
do { \
	spin_lock_init(&(wq)->lock); \
	INIT_LIST_HEAD(&(wq)->head); \
} while (0)

#define __WAITQUEUE_INITIALIZER(name, tsk) \
	{ .private = (tsk), .func = default_wake_function, \
	  .entry = { NULL, NULL } }
#define DECLARE_WAITQUEUE(name, tsk) \
	struct wait_queue_entry name = __WAITQUEUE_INITIALIZER(name, tsk)

#define DEFINE_WAIT_FUNC(name, function) \
	struct wait_queue_entry name = { \
		.private = current, .func = (function), \
		.entry = LIST_HEAD_INIT((name).entry) }
#define DEFINE_WAIT(name) DEFINE_WAIT_FUNC(name, autoremove_wake_function)

static inline void init_waitqueue_entry(struct wait_queue_entry *entry,
					struct task_struct *task)
{
	entry->flags = 0;
	entry->private = task;
	entry->func = default_wake_function;
}

static inline void init_waitqueue_func_entry(struct wait_queue_entry *entry,
					     wait_queue_func_t func)
{
	entry->flags = 0;
	entry->private = NULL;
	entry->func = func;
}

void init_wait_entry(struct wait_queue_entry *entry, int flags);

/*
 * Does anybody wait? Without the queue's lock the answer is worth something
 * only after a full barrier that follows the change of the condition: it
 * pairs with the one of set_current_state() in prepare_to_wait().
 */
static inline int waitqueue_active(struct wait_queue_head *wq)
{
	return !list_empty(&wq->head);
}

static inline bool wq_has_sleeper(struct wait_queue_head *wq)
{
	smp_mb();
	return waitqueue_active(wq);
}

/* ---- being in a queue ---- */

void add_wait_queue(struct wait_queue_head *wq,
		    struct wait_queue_entry *entry);
void add_wait_queue_exclusive(struct wait_queue_head *wq,
			      struct wait_queue_entry *entry);
void remove_wait_queue(struct wait_queue_head *wq,
		       struct wait_queue_entry *entry);

/**
 * prepare_to_wait - into the queue, unless there already; then the state
 * @wq:	   where
 * @entry: DEFINE_WAIT()
 * @state: TASK_INTERRUPTIBLE, ...
 *
 * In a loop: prepare, look at the condition, schedule(). finish_wait() at
 * the end. A full barrier follows the state: see linux/sched.h.
 */
void prepare_to_wait(struct wait_queue_head *wq,
		     struct wait_queue_entry *entry, int state);

/* As one of those of whom a wake-up wakes one. Return: is it the first? */
bool prepare_to_wait_exclusive(struct wait_queue_head *wq,
			       struct wait_queue_entry *entry, int state);

/* Return: 0; -ERESTARTSYS: a signal, and we are not in the queue. */
long prepare_to_wait_event(struct wait_queue_head *wq,
			   struct wait_queue_entry *entry, int state);
void finish_wait(struct wait_queue_head *wq, struct wait_queue_entry *entry);

/* ---- waking ---- */

/**
 * __wake_up - wake those who wait in a queue
 * @wq:		  where
 * @mode:	  only those who wait as one of these states
 * @nr_exclusive: at most so many of the exclusive ones; 0: all
 * @key:	  for the entries' functions
 *
 * What was written before the call is seen by whoever is woken.
 * Return: how many of the exclusive ones were woken.
 */
int __wake_up(struct wait_queue_head *wq, unsigned int mode, int nr_exclusive,
	      void *key);
/* The same for a caller that holds @wq->lock. */
int __wake_up_locked(struct wait_queue_head *wq, unsigned int mode,
		     int nr_exclusive, void *key);

#define wake_up(x)			__wake_up(x, TASK_NORMAL, 1, NULL)
#define wake_up_nr(x, nr)		__wake_up(x, TASK_NORMAL, nr, NULL)
#define wake_up_all(x)			__wake_up(x, TASK_NORMAL, 0, NULL)
#define wake_up_locked(x)	__wake_up_locked(x, TASK_NORMAL, 1, NULL)
#define wake_up_all_locked(x)	__wake_up_locked(x, TASK_NORMAL, 0, NULL)
#define wake_up_interruptible(x) \
	__wake_up(x, TASK_INTERRUPTIBLE, 1, NULL)
#define wake_up_interruptible_nr(x, nr) \
	__wake_up(x, TASK_INTERRUPTIBLE, nr, NULL)
#define wake_up_interruptible_all(x) \
	__wake_up(x, TASK_INTERRUPTIBLE, 0, NULL)
#define wake_up_interruptible_sync(x)	wake_up_interruptible(x)
#define wake_up_sync(x)			wake_up(x)
#define wake_up_poll(x, m) \
	__wake_up(x, TASK_NORMAL, 1, (void *)(unsigned long)(m))
#define wake_up_interruptible_poll(x, m) \
	__wake_up(x, TASK_INTERRUPTIBLE, 1, (void *)(unsigned long)(m))

/* ---- waiting ---- */

/*
 * The loop that all forms share. @cmd sleeps; @ret starts the result, which
 * is negative after a signal, else what @cmd leaves in __wait_ret.
 */
#define ___wait_event(wq, condition, state, exclusive, ret, cmd) \
({ \
	struct wait_queue_entry __wait_entry; \
	long __wait_ret = (ret); \
	init_wait_entry(&__wait_entry, (exclusive) ? WQ_FLAG_EXCLUSIVE : 0); \
	for (;;) { \
		long __wait_int = prepare_to_wait_event(&(wq), &__wait_entry, state); \
		if (condition) \
			break; \
		if (__wait_int) { \
			__wait_ret = __wait_int; \
			break; \
		} \
		cmd; \
	} \
	finish_wait(&(wq), &__wait_entry); \
	__wait_ret; \
})

/* A condition that came true with the last jiffy counts as 1 left. */
#define ___wait_cond_timeout(condition, left) \
({ \
	bool __wait_cond = (condition); \
	if (__wait_cond && !(left)) \
		(left) = 1; \
	__wait_cond || !(left); \
})

#define __wait_event_state(wq, condition, state, exclusive) \
({ \
	long __state_ret = 0; \
	might_sleep(); \
	if (!(condition)) \
		__state_ret = ___wait_event(wq, condition, state, exclusive, \
					    0, schedule()); \
	__state_ret; \
})

#define __wait_event_state_timeout(wq, condition, state, exclusive, timeout) \
({ \
	long __wait_left = (timeout); \
	might_sleep(); \
	if (!___wait_cond_timeout(condition, __wait_left)) \
		__wait_left = ___wait_event(wq, \
				___wait_cond_timeout(condition, __wait_ret), \
				state, exclusive, __wait_left, \
				__wait_ret = schedule_timeout(__wait_ret)); \
	__wait_left; \
})

#define wait_event(wq, condition) \
	((void)__wait_event_state(wq, condition, TASK_UNINTERRUPTIBLE, 0))
#define io_wait_event(wq, condition)	wait_event(wq, condition)
#define wait_event_idle(wq, condition) \
	((void)__wait_event_state(wq, condition, TASK_IDLE, 0))
#define wait_event_idle_exclusive(wq, condition) \
	((void)__wait_event_state(wq, condition, TASK_IDLE, 1))
#define wait_event_exclusive(wq, condition) \
	((void)__wait_event_state(wq, condition, TASK_UNINTERRUPTIBLE, 1))
#define wait_event_interruptible(wq, condition) \
	((int)__wait_event_state(wq, condition, TASK_INTERRUPTIBLE, 0))
#define wait_event_interruptible_exclusive(wq, condition) \
	((int)__wait_event_state(wq, condition, TASK_INTERRUPTIBLE, 1))
#define wait_event_killable(wq, condition) \
	((int)__wait_event_state(wq, condition, TASK_KILLABLE, 0))
#define wait_event_killable_exclusive(wq, condition) \
	((int)__wait_event_state(wq, condition, TASK_KILLABLE, 1))

#define wait_event_timeout(wq, condition, timeout) \
	__wait_event_state_timeout(wq, condition, TASK_UNINTERRUPTIBLE, 0, \
				   timeout)
#define wait_event_idle_timeout(wq, condition, timeout) \
	__wait_event_state_timeout(wq, condition, TASK_IDLE, 0, timeout)
#define wait_event_idle_exclusive_timeout(wq, condition, timeout) \
	__wait_event_state_timeout(wq, condition, TASK_IDLE, 1, timeout)
#define wait_event_interruptible_timeout(wq, condition, timeout) \
	__wait_event_state_timeout(wq, condition, TASK_INTERRUPTIBLE, 0, \
				   timeout)
#define wait_event_killable_timeout(wq, condition, timeout) \
	__wait_event_state_timeout(wq, condition, TASK_KILLABLE, 0, timeout)

/* Once around: @cmd1 before sleeping, @cmd2 after. */
#define wait_event_cmd(wq, condition, cmd1, cmd2) \
do { \
	might_sleep(); \
	if (!(condition)) \
		(void)___wait_event(wq, condition, TASK_UNINTERRUPTIBLE, 0, \
				    0, cmd1; schedule(); cmd2); \
} while (0)

/* The condition needs @lock, held with interrupts off; not while asleep. */
#define wait_event_lock_irq(wq, condition, lock) \
do { \
	if (!(condition)) \
		(void)___wait_event(wq, condition, TASK_UNINTERRUPTIBLE, 0, \
				    0, spin_unlock_irq(&(lock)); schedule(); \
				    spin_lock_irq(&(lock))); \
} while (0)

#endif
