// SPDX-License-Identifier: MIT
/*
 * rcu_wait.c - tasks that wait for grace periods, and for callbacks
 *
 * A callback of one's own at the end of the queue tells when those in front
 * are done: one for a grace period, one on each CPU for all callbacks.
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/export.h>
#include <linux/might_sleep.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/smp.h>

struct rcu_waiter {
	struct rcu_head head;
	struct completion done;
};

static void wake_waiter(struct rcu_head *head)
{
	complete(&container_of(head, struct rcu_waiter, head)->done);
}

void synchronize_rcu(void)
{
	struct rcu_waiter waiter;

	might_sleep();
	/* Of one CPU we run on it, so no reader does. */
	if (num_online_cpus() == 1)
		return;
	init_completion(&waiter.done);
	call_rcu(&waiter.head, wake_waiter);
	wait_for_completion(&waiter.done);
}
EXPORT_SYMBOL(synchronize_rcu);

/* One behind all others, on each CPU. */
static DEFINE_MUTEX(barrier_mutex);
static DEFINE_PER_CPU(struct rcu_head, barrier_head);
static atomic_t barrier_left;
static struct completion barrier_done;

static void barrier_reached(struct rcu_head *head)
{
	if (atomic_dec_and_test(&barrier_left))
		complete(&barrier_done);
}

static void queue_barrier(void *info)
{
	atomic_inc(&barrier_left);
	call_rcu(this_cpu_ptr(&barrier_head), barrier_reached);
}

void rcu_barrier(void)
{
	might_sleep();
	mutex_lock(&barrier_mutex);
	init_completion(&barrier_done);
	/* Our own one, so that it does not end before all are queued. */
	atomic_set(&barrier_left, 1);
	on_each_cpu(queue_barrier, NULL, 1);
	barrier_reached(NULL);
	wait_for_completion(&barrier_done);
	mutex_unlock(&barrier_mutex);
}
EXPORT_SYMBOL(rcu_barrier);

void cond_synchronize_rcu(unsigned long ticket)
{
	if (!poll_state_synchronize_rcu(ticket))
		synchronize_rcu();
}
EXPORT_SYMBOL_GPL(cond_synchronize_rcu);

void kvfree_rcu_barrier(void)
{
	if (kvfree_in_flight())
		rcu_barrier();
}
EXPORT_SYMBOL(kvfree_rcu_barrier);

void __kvfree_rcu_mightsleep(const void *object)
{
	might_sleep();
	if (!object)
		return;
	synchronize_rcu();
	rcu_kvfree(object);
}
EXPORT_SYMBOL(__kvfree_rcu_mightsleep);
