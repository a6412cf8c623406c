// SPDX-License-Identifier: MIT
/*
 * place.c - which CPU a task runs on
 *
 * PROBLEM
 *	Each CPU has a queue of its own, so that choosing the next task takes
 *	no lock that another wants. Then one queue may be long while a CPU
 *	next to it has nothing to do.
 *
 * IDEA
 *	Two rules keep a CPU from idling while a task waits that may run there:
 *
 *	push	a task that is woken goes to the CPU it ran on, if that is
 *		idle; else to any idle one; else back to where it ran
 *	pull	a CPU whose queue is empty takes the first task that may move
 *		from the longest queue: before it goes idle, and at each tick
 *		while it is
 *
 *	idle_cpus is the set of CPUs that a push may choose. Choosing takes a
 *	CPU out of it, so that two tasks woken at once go to two CPUs; it
 *	comes back when it next has nothing to do.
 *
 * LOCKING
 *	A pull holds both queues' locks, but does not wait for the second: of
 *	all CPUs that idle while one queue is long, one looks into it, and the
 *	others come back at their next tick. If they stood in line, 254 of them
 *	would keep its own CPU from it. A push holds one lock at a time; in
 *	between the task is TASK_ON_RQ_MOVING.
 *
 * LEFT OUT
 *	Caches that are shared, nodes, and evening out of queues none of which
 *	is empty: three endless loops on two CPUs stay two and one.
 */
#include "sched.h"

struct cpumask idle_cpus;

/* Takes the chosen one out of the set. nr_cpu_ids: there is none. */
static unsigned int claim_idle(const struct task_struct *p)
{
	unsigned int cpu = task_cpu(p);

	if (may_run_on(p, cpu) && cpumask_test_and_clear_cpu(cpu, &idle_cpus))
		return cpu;
	for_each_cpu_and(cpu, &p->cpus_mask, &idle_cpus) {
		if (cpumask_test_and_clear_cpu(cpu, &idle_cpus))
			return cpu;
	}
	return nr_cpu_ids;
}

static unsigned int least_loaded(const struct task_struct *p)
{
	unsigned int cpu, best = nr_cpu_ids, least = ~0u;

	for_each_cpu_and(cpu, &p->cpus_mask, cpu_online_mask) {
		unsigned int n = READ_ONCE(cpu_rq(cpu)->nr_queued);

		if (n < least) {
			least = n;
			best = cpu;
		}
	}
	return best;
}

/*
 * Somewhere in @p's mask. If none of it is online any more, where it was:
 * a task that cannot run anywhere would be lost.
 */
unsigned int choose_cpu(const struct task_struct *p)
{
	unsigned int cpu = claim_idle(p);

	if (cpu < nr_cpu_ids)
		return cpu;
	if (may_run_on(p, task_cpu(p)))
		return task_cpu(p);
	cpu = least_loaded(p);
	return cpu < nr_cpu_ids ? cpu : task_cpu(p);
}

/* @p is TASK_ON_RQ_MOVING and ours: put it where it may run. Irqs off. */
void place_task(struct task_struct *p)
{
	struct rq *rq = cpu_rq(choose_cpu(p));
	bool idle;

	raw_spin_lock(&rq->lock);
	rq_add(rq, p);
	idle = rq->curr == rq->idle;
	raw_spin_unlock(&rq->lock);
	if (idle)
		kick_cpu(rq->cpu);
}

/* ---- pull ---- */

/* The longest queue but ours; NULL if all are empty. A guess: no lock. */
static struct rq *longest_queue(const struct rq *mine)
{
	struct rq *longest = NULL;
	unsigned int cpu, most = 0;

	for_each_online_cpu(cpu) {
		struct rq *rq = cpu_rq(cpu);
		unsigned int n = READ_ONCE(rq->nr_queued);

		if (rq != mine && n > most) {
			most = n;
			longest = rq;
		}
	}
	return longest;
}

bool others_queue(void)
{
	return longest_queue(this_rq()) != NULL;
}

/*
 * The first of @from that may run on @cpu. One that is still on its CPU has
 * its registers there. Acquire: pairs with the release in finish_switch().
 */
static struct task_struct *movable(struct rq *from, unsigned int cpu)
{
	struct task_struct *p;

	list_for_each_entry(p, &from->queue, queue) {
		if (may_run_on(p, cpu) && !smp_load_acquire(&p->on_cpu))
			return p;
	}
	return NULL;
}

/* Fetch a task to @rq, this CPU's. Interrupts off, no lock held. */
bool pull_task(struct rq *rq)
{
	struct rq *from = longest_queue(rq);
	struct task_struct *p;

	if (!from)
		return false;
	raw_spin_lock(&rq->lock);
	if (!raw_spin_trylock(&from->lock)) {
		raw_spin_unlock(&rq->lock);
		return false;
	}
	p = movable(from, rq->cpu);
	if (p) {
		rq_del(from, p);
		rq_add(rq, p);
		rq->nr_pulled++;
	}
	raw_spin_unlock(&from->lock);
	raw_spin_unlock(&rq->lock);
	return p != NULL;
}
