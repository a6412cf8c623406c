// SPDX-License-Identifier: MIT
/*
 * work_cancel.c - work that is put off, taken back, and waited for
 *
 * The bit WORK_PENDING is a token: who has it is the only one to decide what
 * becomes of the item. sched/workqueue.c draws the way of an item that is
 * simply queued; these are the others:
 *
 *	queue_delayed_work	take the bit, arm the timer; its function puts
 *				the item into the list
 *	mod_delayed_work	get the bit from wherever it is; arm again
 *	cancel_work		get it, and let it go
 *	cancel_work_sync	get it, wait for the run to end, let it go
 *
 *	where the bit is	how it is got
 *	nowhere			set it
 *	with an armed timer	timer_delete()
 *	in a list		take the item out, under the list's lock
 *	in somebody's hands	on the way from one of these to another: moments
 *	with a canceller	WORK_CANCELING: he waits; wait for him, or leave
 *				it to him
 *
 * LOCKING
 *	As sched/workqueue.c. Interrupts are off while the bit is in our hands
 *	on the way to a list or a timer; the timer's function is TIMER_IRQSAFE
 *	for the same reason.
 */
#include <asm/processor.h>
#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/export.h>
#include <linux/might_sleep.h>

#include "workqueue.h"

/* ---- later --------------------------------------------------------------- */

void delayed_work_timer_fn(struct timer_list *timer)
{
	struct delayed_work *dwork = from_timer(dwork, timer, timer);

	work_insert(choose_cpu_for(dwork->cpu, dwork->wq), &dwork->work);
}
EXPORT_SYMBOL(delayed_work_timer_fn);

/* We have the bit. */
static void insert_later(int cpu, struct workqueue_struct *wq,
			 struct delayed_work *dwork, unsigned long delay)
{
	if (!delay) {
		work_insert(choose_cpu_for(cpu, wq), &dwork->work);
		return;
	}
	dwork->wq = wq;
	dwork->cpu = cpu;
	mod_timer(&dwork->timer, jiffies + delay);
}

bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq,
			   struct delayed_work *dwork, unsigned long delay)
{
	unsigned long flags;
	bool queued;

	if (WARN(dwork->timer.function != delayed_work_timer_fn,
		 "workqueue %s: %px was never initialised\n", wq->name, dwork))
		return false;
	local_irq_save(flags);
	queued = take_pending(&dwork->work);
	if (queued)
		insert_later(cpu, wq, dwork, delay);
	local_irq_restore(flags);
	return queued;
}
EXPORT_SYMBOL(queue_delayed_work_on);

/* ---- cancel -------------------------------------------------------------- */

/* Out of the list, the bit stays set and is ours. Return: was it in one? */
static bool steal_from_list(struct work_struct *work)
{
	unsigned int cpu = cpu_of(work);
	struct worker_pool *pool = pool_of(cpu);
	unsigned long flags;
	bool found;

	raw_spin_lock_irqsave(&pool->lock, flags);
	/* In another list by now, or between two: the caller tries again. */
	found = is_listed(work, cpu);
	if (found)
		work_remove_locked(pool, work, 0);
	raw_spin_unlock_irqrestore(&pool->lock, flags);
	return found;
}

enum stolen {
	STOLEN_IDLE,		/* it was not queued */
	STOLEN_QUEUED,
	STOLEN_NOT,		/* it is on its way into a list */
	STOLEN_BY_OTHER,	/* another cancels it, and may be asleep */
};

/* Interrupts off. */
static enum stolen try_steal(struct work_struct *work,
			     struct timer_list *timer)
{
	if (timer && timer_delete(timer))
		return STOLEN_QUEUED;
	if (take_pending(work))
		return STOLEN_IDLE;
	if (steal_from_list(work))
		return STOLEN_QUEUED;
	return atomic_long_read(&work->data) & WORK_CANCELING ?
	       STOLEN_BY_OTHER : STOLEN_NOT;
}

/*
 * Get the bit, from wherever it is. If so, returns with interrupts off. On
 * its way into a list an item is for moments only. Another canceller is
 * waited for where one may; elsewhere it does what we were to do.
 */
static enum stolen steal(struct work_struct *work, struct timer_list *timer,
			 unsigned long *flags)
{
	for (;;) {
		enum stolen how;

		local_irq_save(*flags);
		how = try_steal(work, timer);
		if (how == STOLEN_IDLE || how == STOLEN_QUEUED)
			return how;
		local_irq_restore(*flags);
		if (preempt_count() == 0 && !irqs_disabled())
			yield();
		else if (how == STOLEN_BY_OTHER)
			return how;
		cpu_relax();
	}
}

static bool cancel(struct work_struct *work, struct timer_list *timer)
{
	unsigned long flags;
	enum stolen how = steal(work, timer, &flags);

	if (how == STOLEN_BY_OTHER)
		return false;
	drop_pending(work);
	local_irq_restore(flags);
	return how == STOLEN_QUEUED;
}

bool cancel_work(struct work_struct *work)
{
	return cancel(work, NULL);
}
EXPORT_SYMBOL(cancel_work);

bool cancel_delayed_work(struct delayed_work *dwork)
{
	return cancel(&dwork->work, &dwork->timer);
}
EXPORT_SYMBOL(cancel_delayed_work);

bool mod_delayed_work_on(int cpu, struct workqueue_struct *wq,
			 struct delayed_work *dwork, unsigned long delay)
{
	unsigned long flags;
	enum stolen how = steal(&dwork->work, &dwork->timer, &flags);

	if (how == STOLEN_BY_OTHER)
		return false;
	insert_later(cpu, wq, dwork, delay);
	local_irq_restore(flags);
	return how == STOLEN_QUEUED;
}
EXPORT_SYMBOL(mod_delayed_work_on);

/* ---- flush --------------------------------------------------------------- */

struct barrier {
	struct work_struct work;
	struct completion done;
};

static void barrier_reached(struct work_struct *work)
{
	complete(&container_of(work, struct barrier, work)->done);
}

static void barrier_init(struct barrier *b)
{
	INIT_WORK(&b->work, barrier_reached);
	init_completion(&b->done);
	take_pending(&b->work);
}

/* Where a barrier goes that waits for @work; NULL: it is nowhere. */
static struct list_head *stands_locked(struct worker_pool *pool,
				       unsigned int cpu,
				       struct work_struct *work)
{
	if (is_listed(work, cpu))
		return &work->entry;
	return pool->current_work == work ? &pool->list : NULL;
}

static bool flush_on(unsigned int cpu, struct work_struct *work)
{
	struct worker_pool *pool = pool_of(cpu);
	struct list_head *before;
	struct barrier b;
	bool by_worker;

	barrier_init(&b);
	raw_spin_lock_irq(&pool->lock);
	before = stands_locked(pool, cpu, work);
	by_worker = pool->worker == current;
	if (before && !by_worker) {
		work_insert_locked(pool, cpu, &b.work);
		list_move(&b.work.entry, before);
	}
	raw_spin_unlock_irq(&pool->lock);
	if (!before ||
	    WARN(by_worker,
		 "workqueue: %ps is waited for by the worker that has to do it\n",
		 work->func))
		return false;
	wait_for_completion(&b.done);
	return true;
}

bool flush_work(struct work_struct *work)
{
	might_sleep();
	return flush_on(cpu_of(work), work);
}
EXPORT_SYMBOL(flush_work);

/* The timer's function runs with interrupts off: it can be waited for so. */
bool flush_delayed_work(struct delayed_work *dwork)
{
	unsigned long flags;

	might_sleep();
	local_irq_save(flags);
	if (timer_delete_sync(&dwork->timer))
		work_insert(choose_cpu_for(dwork->cpu, dwork->wq), &dwork->work);
	local_irq_restore(flags);
	return flush_work(&dwork->work);
}
EXPORT_SYMBOL(flush_delayed_work);

static bool cancel_sync(struct work_struct *work, struct timer_list *timer)
{
	unsigned long flags;
	enum stolen how;

	might_sleep();
	how = steal(work, timer, &flags);
	if (how == STOLEN_BY_OTHER)
		return false;
	atomic_long_or(WORK_CANCELING, &work->data);
	local_irq_restore(flags);
	/* Ours: nobody queues it while we wait for the run to end. */
	flush_on(cpu_of(work), work);
	drop_pending(work);
	return how == STOLEN_QUEUED;
}

bool cancel_work_sync(struct work_struct *work)
{
	return cancel_sync(work, NULL);
}
EXPORT_SYMBOL(cancel_work_sync);

bool cancel_delayed_work_sync(struct delayed_work *dwork)
{
	return cancel_sync(&dwork->work, &dwork->timer);
}
EXPORT_SYMBOL(cancel_delayed_work_sync);

/*
 * Straight into this list, not by work_insert(): the last CPU's worker may
 * not have looked up from the barrier at this same address on our stack.
 * Return: false: this is the worker.
 */
static bool insert_last(unsigned int cpu, struct barrier *b)
{
	struct worker_pool *pool = pool_of(cpu);
	bool by_worker;

	barrier_init(b);
	raw_spin_lock_irq(&pool->lock);
	by_worker = pool->worker == current;
	if (!by_worker)
		work_insert_locked(pool, cpu, &b->work);
	raw_spin_unlock_irq(&pool->lock);
	return !by_worker;
}

/* At the end of each CPU's list: all names share them. */
void flush_workqueue(struct workqueue_struct *wq)
{
	unsigned int cpu;

	might_sleep();
	for_each_online_cpu(cpu) {
		struct barrier b;

		if (WARN(!insert_last(cpu, &b),
			 "workqueue %s is flushed by one of its workers\n",
			 wq->name))
			continue;
		wait_for_completion(&b.done);
	}
}
EXPORT_SYMBOL(flush_workqueue);
