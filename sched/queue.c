// SPDX-License-Identifier: MIT
/*
 * queue.c - a run queue's lock, its ends, and its CPU's attention
 *
 * A task that is queued is found through its @cpu, and that may change until
 * the lock of the queue it names is held. So it is read, the lock taken, and
 * read again. A task between two queues (TASK_ON_RQ_MOVING) is in nobody's
 * hands but its mover's, who has interrupts off and holds no lock: waiting
 * for him is short.
 *
 * He writes @cpu, then on_rq, under the lock of the queue it comes to; who
 * holds the lock of the queue it left is not kept out by that. So on_rq is
 * read first: if it is not MOVING any more, @cpu names the new queue.
 */
#include "sched.h"

DEFINE_PER_CPU_SHARED_ALIGNED(struct rq, runqueues) = {
	.lock = __RAW_SPIN_LOCK_INITIALIZER(runqueues.lock),
};

struct rq *task_rq_lock(struct task_struct *p, unsigned long *flags)
{
	for (;;) {
		struct rq *rq = cpu_rq(task_cpu(p));

		raw_spin_lock_irqsave(&rq->lock, *flags);
		/* Acquire: pairs with rq_add(). */
		if (smp_load_acquire(&p->on_rq) != TASK_ON_RQ_MOVING &&
		    task_cpu(p) == rq->cpu)
			return rq;
		raw_spin_unlock_irqrestore(&rq->lock, *flags);
		cpu_relax();
	}
}

void task_rq_unlock(struct rq *rq, unsigned long *flags)
{
	raw_spin_unlock_irqrestore(&rq->lock, *flags);
}

void rq_add(struct rq *rq, struct task_struct *p)
{
	WRITE_ONCE(p->cpu, rq->cpu);
	/* Release: pairs with task_rq_lock(). */
	smp_store_release(&p->on_rq, TASK_ON_RQ_QUEUED);
	list_add_tail(&p->queue, &rq->queue);
	WRITE_ONCE(rq->nr_queued, rq->nr_queued + 1);
}

void rq_del(struct rq *rq, struct task_struct *p)
{
	list_del_init(&p->queue);
	WRITE_ONCE(rq->nr_queued, rq->nr_queued - 1);
}

/* Have @cpu look at its queue. Interrupts off: it must stay true who we are. */
void kick_cpu(unsigned int cpu)
{
	if ((int)cpu == raw_smp_processor_id())
		set_preempt_need_resched();
	else
		arch_send_resched(cpu);
}
