// SPDX-License-Identifier: MIT
/*
 * wait.c - queues of tasks that wait for the same thing
 *
 * PROBLEM
 *	wake_up_process() needs a task. Who makes a condition true knows the
 *	condition, not who waits for it, nor how many do.
 *
 * IDEA
 *	A list of entries; each names a task and the function that wakes it.
 *	The entry is on the waiter's stack.
 *
 *		wq.head -> [A] -> [B] -> [c] -> [d]
 *			    not exclusive  exclusive: waiting for
 *					   something only one can have
 *
 *	wake_up() wakes A, B and then c: those in front all look, of those
 *	behind one is enough. The next wake_up() wakes d, because c's function
 *	has taken it off the list: whoever was chosen is not chosen again, and
 *	of n wake-ups n different waiters get one each.
 *
 * NO WAKE-UP IS LOST
 *	waiter				waker
 *	into the queue			condition = true
 *	state = ...			lock the queue: sees the entry, or
 *	mb   [set_current_state]	the waiter locks after us and then
 *	look at the condition		sees the condition
 *					mb   [try_to_wake_up] looks at state
 *
 *	A waker that skips the lock because waitqueue_active() says nobody
 *	is there needs a full barrier of its own before it looks.
 *
 * INVARIANTS
 *	Q1  Entries without WQ_FLAG_EXCLUSIVE stand before those with it.
 *	Q2  An entry that its function has taken off has been woken; it is
 *	    empty (list_del_init), and finish_wait() sees that without the lock.
 *
 * LOCKING
 *	wq->lock, interrupts off: handlers wake. Run queues' locks are taken
 *	inside, nothing else.
 *
 * FAILURE
 *	A queue that was never initialised is reported by name of its address,
 *	initialised, and used.
 *
 * COST
 *	Waking nobody: one lock. Space: the queue 24 bytes, an entry 40.
 *
 * LEFT OUT
 *	Linux drops the lock after 64 entries, because poll() queues thousands;
 *	we have no poll(). Bit wait queues, priority entries.
 *
 * SOURCES
 *	Linux: include/linux/wait.h (the interface).
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/wait.h>

/* Static memory that nobody initialised: all zero. */
static unsigned long lock_queue(struct wait_queue_head *wq)
{
	unsigned long flags;

	if (WARN(!READ_ONCE(wq->head.next),
		 "wait queue %px was never initialised\n", wq))
		init_waitqueue_head(wq);
	spin_lock_irqsave(&wq->lock, flags);
	return flags;
}

static void unlock_queue(struct wait_queue_head *wq, unsigned long flags)
{
	spin_unlock_irqrestore(&wq->lock, flags);
}

/* Q1; wq->lock */
static void enqueue_locked(struct wait_queue_head *wq,
			   struct wait_queue_entry *entry)
{
	if (entry->flags & WQ_FLAG_EXCLUSIVE)
		list_add_tail(&entry->entry, &wq->head);
	else
		list_add(&entry->entry, &wq->head);
}

/* ---- being in a queue ---- */

void add_wait_queue(struct wait_queue_head *wq,
		    struct wait_queue_entry *entry)
{
	unsigned long flags = lock_queue(wq);

	entry->flags &= ~WQ_FLAG_EXCLUSIVE;
	enqueue_locked(wq, entry);
	unlock_queue(wq, flags);
}
EXPORT_SYMBOL(add_wait_queue);

void add_wait_queue_exclusive(struct wait_queue_head *wq,
			      struct wait_queue_entry *entry)
{
	unsigned long flags = lock_queue(wq);

	entry->flags |= WQ_FLAG_EXCLUSIVE;
	enqueue_locked(wq, entry);
	unlock_queue(wq, flags);
}
EXPORT_SYMBOL(add_wait_queue_exclusive);

void remove_wait_queue(struct wait_queue_head *wq,
		       struct wait_queue_entry *entry)
{
	unsigned long flags = lock_queue(wq);

	list_del(&entry->entry);
	unlock_queue(wq, flags);
}
EXPORT_SYMBOL(remove_wait_queue);

void init_wait_entry(struct wait_queue_entry *entry, int flags)
{
	entry->flags = flags;
	entry->private = current;
	entry->func = autoremove_wake_function;
	INIT_LIST_HEAD(&entry->entry);
}
EXPORT_SYMBOL(init_wait_entry);

/* Return: was the queue empty? */
static bool prepare(struct wait_queue_head *wq,
		    struct wait_queue_entry *entry, int state)
{
	unsigned long flags = lock_queue(wq);
	bool first = list_empty(&wq->head);

	if (list_empty(&entry->entry))
		enqueue_locked(wq, entry);
	/* The barrier inside pairs with try_to_wake_up()'s. */
	set_current_state(state);
	unlock_queue(wq, flags);
	return first;
}

void prepare_to_wait(struct wait_queue_head *wq,
		     struct wait_queue_entry *entry, int state)
{
	/* Not written in vain: if it is queued still, a waker reads it. */
	if (entry->flags & WQ_FLAG_EXCLUSIVE)
		entry->flags &= ~WQ_FLAG_EXCLUSIVE;
	prepare(wq, entry, state);
}
EXPORT_SYMBOL(prepare_to_wait);

bool prepare_to_wait_exclusive(struct wait_queue_head *wq,
			       struct wait_queue_entry *entry, int state)
{
	if (!(entry->flags & WQ_FLAG_EXCLUSIVE))
		entry->flags |= WQ_FLAG_EXCLUSIVE;
	return prepare(wq, entry, state);
}
EXPORT_SYMBOL(prepare_to_wait_exclusive);

/*
 * After a signal it leaves the queue at once: a wake-up must not choose one
 * that is about to give up.
 */
static long give_up(struct wait_queue_head *wq, struct wait_queue_entry *entry)
{
	unsigned long flags = lock_queue(wq);

	list_del_init(&entry->entry);
	unlock_queue(wq, flags);
	return -ERESTARTSYS;
}

long prepare_to_wait_event(struct wait_queue_head *wq,
			   struct wait_queue_entry *entry, int state)
{
	if (signal_pending_state(state, current))
		return give_up(wq, entry);
	prepare(wq, entry, state);
	return 0;
}
EXPORT_SYMBOL(prepare_to_wait_event);

void finish_wait(struct wait_queue_head *wq, struct wait_queue_entry *entry)
{
	unsigned long flags;

	__set_current_state(TASK_RUNNING);
	/* Q2; pairs with list_del_init_careful() of the waker. */
	if (list_empty_careful(&entry->entry))
		return;
	flags = lock_queue(wq);
	list_del_init(&entry->entry);
	unlock_queue(wq, flags);
}
EXPORT_SYMBOL(finish_wait);

/* ---- waking ---- */

int default_wake_function(struct wait_queue_entry *entry, unsigned int mode,
			  int flags, void *key)
{
	return try_to_wake_up(entry->private, mode);
}
EXPORT_SYMBOL(default_wake_function);

/*
 * Off the list last: from then on the waiter may return, and the entry, on
 * its stack, is gone.
 */
int autoremove_wake_function(struct wait_queue_entry *entry,
			     unsigned int mode, int flags, void *key)
{
	int woken = default_wake_function(entry, mode, flags, key);

	if (woken)
		list_del_init_careful(&entry->entry);
	return woken;
}
EXPORT_SYMBOL(autoremove_wake_function);

int __wake_up_locked(struct wait_queue_head *wq, unsigned int mode,
		     int nr_exclusive, void *key)
{
	struct wait_queue_entry *entry, *next;
	int woken = 0, ret;

	list_for_each_entry_safe(entry, next, &wq->head, entry) {
		unsigned int flags = entry->flags;

		ret = entry->func(entry, mode, 0, key);
		if (ret < 0)
			break;
		if (!ret || !(flags & WQ_FLAG_EXCLUSIVE))
			continue;
		if (++woken == nr_exclusive)
			break;
	}
	return woken;
}
EXPORT_SYMBOL(__wake_up_locked);

int __wake_up(struct wait_queue_head *wq, unsigned int mode, int nr_exclusive,
	      void *key)
{
	unsigned long flags = lock_queue(wq);
	int woken = __wake_up_locked(wq, mode, nr_exclusive, key);

	unlock_queue(wq, flags);
	return woken;
}
EXPORT_SYMBOL(__wake_up);
