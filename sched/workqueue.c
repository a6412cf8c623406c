// SPDX-License-Identifier: MIT
/*
 * workqueue.c - functions that a thread calls later
 *
 * PROBLEM
 *	An interrupt may not sleep, and neither may who holds a spinlock. What
 *	they find to be done, and what takes a sleep to do, somebody else has
 *	to do soon.
 *
 * IDEA
 *	Each CPU has a list of work items and a thread that takes one after
 *	the other off and calls its function.
 *
 *		queue_work() --> [ w3 ][ w2 ] --> worker of the CPU
 *		any context	  list		  current_work = w1
 *
 *	One bit of the item, WORK_PENDING, belongs to who sets it: he alone
 *	may put it into a list. So queueing what is queued changes nothing,
 *	and two who queue at the same time do it once. The worker clears the
 *	bit before it calls the function: what is queued from then on, by the
 *	function too, is done again.
 *
 *	An item that runs is queued again on the CPU where it runs: that
 *	worker is busy with it, so it never runs twice at once.
 *
 * FLUSHING	puts an item of its own behind the one that is waited for:
 *
 *		[ w ][ barrier ][ w4 ]	 or, if w runs:	[ barrier ][ w4 ]
 *
 *	When the barrier runs, w is done, as workers do one thing at a time.
 *
 *	(work_cancel.c)
 *
 * CANCELLING	is taking the bit: out of the list, or from the timer; who
 *	has it may wait for the run to end, and nobody can queue meanwhile.
 *	From setting the bit to putting the item into a list interrupts are
 *	off, so a handler never finds its own CPU between the two.
 *
 * INVARIANTS	(workqueue_broken() tests each by number)
 *	K1  nr is the length of the list.
 *	K2  An item has WORK_LISTED and c in its data while it is in the list
 *	    of CPU c, and only then; there it has WORK_PENDING and a function.
 *
 * LOCKING
 *	pool->lock, interrupts off, guards the list, current_work, and in an
 *	item's data WORK_LISTED together with this CPU. Run queues' locks are taken
 *	inside (the worker is woken). Functions run without it.
 *
 * FAILURE
 *	Reported: an item that was never initialised, flushing oneself or from
 *	the worker that would have to do it, a function that comes back with
 *	another preempt count, with interrupts off or with a lock.
 *
 * COST
 *	Queueing: one atomic operation, one lock, a wake-up if the worker
 *	sleeps.
 *
 * LEFT OUT
 *	More workers when one sleeps; priorities; nice levels. The workqueues
 *	that alloc_workqueue() gives are names for the same workers.
 *
 * SOURCES
 *	Linux: Documentation/core-api/workqueue.rst (the interface).
 */
#include <linux/bug.h>
#include <linux/context_check.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/might_sleep.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/smp.h>

#include "workqueue.h"

DEFINE_PER_CPU_SHARED_ALIGNED(struct worker_pool, worker_pools) = {
	.lock = __RAW_SPIN_LOCK_UNLOCKED(worker_pools.lock),
};

/* ---- queue --------------------------------------------------------------- */

/* We have the bit. pool->lock */
void work_insert_locked(struct worker_pool *pool, unsigned int cpu,
			struct work_struct *work)
{
	atomic_long_set(&work->data, (long)cpu << WORK_CPU_SHIFT |
				     WORK_PENDING | WORK_LISTED);
	list_add_tail(&work->entry, &pool->list);
	pool->nr++;
	if (pool->worker)
		wake_up_process(pool->worker);
}

void work_remove_locked(struct worker_pool *pool, struct work_struct *work,
			long bits)
{
	list_del_init(&work->entry);
	pool->nr--;
	atomic_long_fetch_andnot(WORK_LISTED | bits, &work->data);
}

/* Where it runs at present it must be queued again. Return: is that so? */
static bool insert_where_it_runs(struct work_struct *work)
{
	unsigned int cpu = cpu_of(work);
	struct worker_pool *pool = pool_of(cpu);
	unsigned long flags;
	bool runs;

	raw_spin_lock_irqsave(&pool->lock, flags);
	runs = pool->current_work == work;
	if (runs)
		work_insert_locked(pool, cpu, work);
	raw_spin_unlock_irqrestore(&pool->lock, flags);
	return runs;
}

/* We have the bit. */
void work_insert(unsigned int cpu, struct work_struct *work)
{
	struct worker_pool *pool = pool_of(cpu);
	unsigned long flags;

	if (cpu_of(work) != cpu && insert_where_it_runs(work))
		return;
	raw_spin_lock_irqsave(&pool->lock, flags);
	work_insert_locked(pool, cpu, work);
	raw_spin_unlock_irqrestore(&pool->lock, flags);
}

unsigned int choose_cpu_for(int cpu, const struct workqueue_struct *wq)
{
	if (wq->flags & __WQ_ORDERED)
		return 0;
	if (cpu == WORK_CPU_UNBOUND)
		return raw_smp_processor_id();
	if (WARN((unsigned int)cpu >= nr_cpu_ids || !cpu_online(cpu),
		 "workqueue %s: CPU %d is not online\n", wq->name, cpu))
		return 0;
	return cpu;
}

bool queue_work_on(int cpu, struct workqueue_struct *wq,
		   struct work_struct *work)
{
	unsigned long flags;
	bool queued;

	if (WARN(!work->func, "workqueue %s: %px has no function\n", wq->name,
		 work))
		return false;
	/* Off: a handler of this CPU that cancels would wait for us. */
	local_irq_save(flags);
	queued = take_pending(work);
	if (queued)
		work_insert(choose_cpu_for(cpu, wq), work);
	local_irq_restore(flags);
	return queued;
}
EXPORT_SYMBOL(queue_work_on);

/* ---- the worker ---------------------------------------------------------- */

static struct work_struct *take_next_locked(struct worker_pool *pool)
{
	struct work_struct *work;

	work = list_first_entry_or_null(&pool->list, struct work_struct, entry);
	pool->current_work = work;
	if (!work)
		return NULL;
	/*
	 * From here on it can be queued again. Full barrier: who finds the
	 * bit set was before it, so that the function sees what he wrote.
	 */
	work_remove_locked(pool, work, WORK_PENDING);
	return work;
}

static void call(work_func_t func, struct work_struct *work)
{
	struct context_mark before;

	context_mark(&before);
	func(work);
	context_check(&before, "work", (unsigned long)func);
}

static void work_through(struct worker_pool *pool)
{
	struct work_struct *work;

	raw_spin_lock_irq(&pool->lock);
	while ((work = take_next_locked(pool)) != NULL) {
		work_func_t func = work->func;

		raw_spin_unlock_irq(&pool->lock);
		call(func, work);
		cond_resched();
		raw_spin_lock_irq(&pool->lock);
		pool->nr_done++;
	}
	/* The lock orders it: who queues wakes us under it. */
	__set_current_state(TASK_IDLE);
	raw_spin_unlock_irq(&pool->lock);
}

int workqueue_thread(void *unused)
{
	struct worker_pool *pool = pool_of(raw_smp_processor_id());

	raw_spin_lock_irq(&pool->lock);
	pool->worker = current;
	raw_spin_unlock_irq(&pool->lock);
	for (;;) {
		work_through(pool);
		schedule();
	}
	return 0;
}

/* ---- init, show, check --------------------------------------------------- */

void workqueue_init_early(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		INIT_LIST_HEAD(&pool_of(cpu)->list);
}

int workqueues_show(struct seq_file *m, void *v)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		struct worker_pool *pool = pool_of(cpu);
		unsigned long flags, done;
		unsigned int nr;

		raw_spin_lock_irqsave(&pool->lock, flags);
		nr = pool->nr;
		done = pool->nr_done;
		raw_spin_unlock_irqrestore(&pool->lock, flags);
		seq_printf(m, "cpu: %-3u queued: %u done: %lu\n", cpu, nr,
			   done);
	}
	return 0;
}
PROC_VIEW("workqueues", workqueues_show);

int workqueue_broken(unsigned int cpu)
{
	struct worker_pool *pool = pool_of(cpu);
	struct work_struct *work;
	unsigned long flags;
	unsigned int nr = 0;
	int broken = 0;

	raw_spin_lock_irqsave(&pool->lock, flags);
	list_for_each_entry(work, &pool->list, entry) {
		nr++;
		if (!work_pending(work) || !is_listed(work, cpu) || !work->func)
			broken = 2;
	}
	if (nr != pool->nr)
		broken = 1;
	raw_spin_unlock_irqrestore(&pool->lock, flags);
	return broken;
}
