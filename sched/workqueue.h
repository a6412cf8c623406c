/* SPDX-License-Identifier: MIT */
/*
 * workqueue.h - what the files of workqueues share with each other
 */
#ifndef _SCHED_WORKQUEUE_H
#define _SCHED_WORKQUEUE_H

#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

/**
 * struct worker_pool - one CPU's list and its worker
 * @list:	  what is to be done
 * @nr:		  how many
 * @current_work: what is being done; may have been freed: compared only
 * @nr_done:	  how many have been done
 * @worker:	  written once
 */
struct worker_pool {
	raw_spinlock_t lock;
	/* lock */
	struct list_head list;
	unsigned int nr;
	struct work_struct *current_work;
	unsigned long nr_done;

	struct task_struct *worker;
};

DECLARE_PER_CPU_SHARED_ALIGNED(struct worker_pool, worker_pools);

/* @flags: WQ_*; @used: wq_lock */
struct workqueue_struct {
	char name[WQ_NAME_LEN];
	unsigned int flags;
	bool used;
};

static inline struct worker_pool *pool_of(unsigned int cpu)
{
	return per_cpu_ptr(&worker_pools, cpu);
}

static inline unsigned int cpu_of(const struct work_struct *work)
{
	return atomic_long_read(&work->data) >> WORK_CPU_SHIFT;
}

/*
 * pool->lock of @cpu. One read: told by the list's links, an item that is
 * on its way from this list to another could be found here and there.
 */
static inline bool is_listed(const struct work_struct *work, unsigned int cpu)
{
	long data = atomic_long_read(&work->data);

	return (data & WORK_LISTED) && data >> WORK_CPU_SHIFT == cpu;
}

/*
 * Return: is it ours now? Full barrier: pairs with the worker's, when it
 * clears the bit.
 */
static inline bool take_pending(struct work_struct *work)
{
	return !(atomic_long_fetch_or(WORK_PENDING, &work->data) &
		 WORK_PENDING);
}

static inline void drop_pending(struct work_struct *work)
{
	atomic_long_andnot(WORK_PENDING | WORK_CANCELING, &work->data);
}

/* We have the bit; interrupts off from when we got it. */
void work_insert(unsigned int cpu, struct work_struct *work);
void work_insert_locked(struct worker_pool *pool, unsigned int cpu,
			struct work_struct *work);
/* @bits: WORK_PENDING if it is given up by that, else 0. Full barrier. */
void work_remove_locked(struct worker_pool *pool, struct work_struct *work,
			long bits);

unsigned int choose_cpu_for(int cpu, const struct workqueue_struct *wq);

#endif
