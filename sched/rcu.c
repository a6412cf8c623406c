// SPDX-License-Identifier: MIT
/*
 * rcu.c - when has everybody who could still see it stopped looking?
 *
 * PROBLEM
 *	A reader that takes no lock tells nobody that it reads. Who has taken
 *	an object out of a list may not free it before the last reader that
 *	found it there has gone, and there is nobody to ask.
 *
 * IDEA
 *	A reader switches preemption off. So a CPU that can be seen with
 *	preemption on, if only for an instant, has no reader that was there
 *	before that instant: it has been *quiet*. When each CPU has been quiet
 *	once since the object was taken out, all its readers are gone:
 *
 *	CPU 0  ---[ reader ]--q-----[ reader ]----q---
 *	CPU 1  -------q------[ reader, late ]---------
 *	CPU 2  --[ a long reader ]------------q-------
 *		      ^ taken out	      ^ now it can be freed
 *		      |-- grace period -------|
 *
 *	The tick looks. It interrupts the CPU wherever it is; if what it
 *	interrupted has preemption on, or is the idle task, or if another task
 *	runs now than at the last look, the CPU has been quiet. Readers pay
 *	nothing for it, and a CPU that idles for ever ticks all the same.
 *
 * GRACE PERIODS
 *	Numbered. One begins when somebody wants one and none is on; then
 *	@holdouts is all CPUs that are online. Each strikes itself out at a
 *	tick, and the last one ends the period. What was asked for in the
 *	middle of one needs the next: it began too early.
 *
 * CALLBACKS
 *	Of each CPU, in the order in which they were asked for:
 *
 *		call_rcu -> [ next ] -> [ waiting for period n ] -> [ done ]
 *				 tick: none waits	 tick: n has ended
 *
 *	and those in `done` are called by a soft interrupt, at most BATCH at
 *	a time, interrupts on.
 *
 * INVARIANTS	(rcu_broken() tests each by number)
 *	U1  holdouts is empty exactly if no grace period is on.
 *	U2  ended <= begun <= ended + 1, and wanted <= begun + 1.
 *	U3  A CPU's callbacks wait for a period that was wanted.
 *	U4  A CPU's count is the length of its three lists.
 *
 * ORDER
 *	All of it goes through gp_lock: a reader, then its CPU's strike-out,
 *	then the end of the period, then the callback. And: the object taken
 *	out, then the period's begin, then a strike-out, then that CPU's next
 *	reader.
 *
 * LOCKING
 *	gp_lock, interrupts off, guards the numbers and holdouts; a CPU takes
 *	it at a tick only if it has something to say. A CPU's lists are its
 *	own, with interrupts off. Nothing is taken inside.
 *
 * FAILURE
 *	A CPU that is not quiet for rcu_stall_ns is named, with the place
 *	where it is, again and again. A callback without a function is
 *	reported and refused.
 *
 * COST
 *	Reading: preempt_disable() and _enable(). A grace period: one lock a
 *	CPU, and 1 to 2 ticks; from call_rcu() to the call 2 to 4 ticks.
 *
 * LEFT OUT
 *	Readers that may be preempted, SRCU, expedited periods. CPUs do not
 *	go offline; one that never came online is not waited for.
 *
 * SOURCES
 *	P. E. McKenney, J. D. Slingwine, Read-Copy Update, PDCS 1998.
 */
#include <linux/export.h>
#include <linux/hardirq.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/machine.h>
#include <linux/proc_fs.h>
#include <linux/rcupdate.h>
#include <linux/seq_file.h>
#include <linux/smp.h>

#include "sched.h"

/* Some 10^5 instructions at most, in a soft interrupt. */
#define BATCH	500

static DEFINE_RAW_SPINLOCK(gp_lock);

/* gp_lock; the numbers are read without it as well */
static unsigned long begun, ended, wanted;
static struct cpumask holdouts;
static u64 begun_at, said_at;		/* clock_ns() */

u64 rcu_stall_ns = 10000000000ULL;

struct rcu_list {
	struct rcu_head *first, **tail;
	unsigned long nr;
};

/**
 * struct rcu_cpu - one CPU's part; its own, interrupts off
 * @seen:     the last period in which it has struck itself out
 * @watched:  the period since whose begin @switches is counted
 * @switches: its run queue's nr_switches then
 * @next, @waiting, @done: callbacks
 * @wait_for: the period that @waiting waits for
 * @called:   callbacks called
 * @kv_asked: objects that kvfree_rcu() was asked to free
 * @kv_freed: those that have been; kvfree_rcu_barrier() reads both
 */
struct rcu_cpu {
	unsigned long seen;
	unsigned long watched;
	unsigned long switches;
	struct rcu_list next, waiting, done;
	unsigned long wait_for;
	unsigned long called;
	unsigned long kv_asked, kv_freed;
};

static DEFINE_PER_CPU_SHARED_ALIGNED(struct rcu_cpu, rcu_cpus);

static void (*kvfree_object)(const void *object);

/* ---- lists ---- */

static void list_start(struct rcu_list *list)
{
	list->first = NULL;
	list->tail = &list->first;
	WRITE_ONCE(list->nr, 0);
}

static void list_append(struct rcu_list *list, struct rcu_head *head)
{
	head->next = NULL;
	*list->tail = head;
	list->tail = &head->next;
	WRITE_ONCE(list->nr, list->nr + 1);
}

static void list_join(struct rcu_list *to, struct rcu_list *from)
{
	if (!from->first)
		return;
	*to->tail = from->first;
	to->tail = from->tail;
	WRITE_ONCE(to->nr, to->nr + from->nr);
	list_start(from);
}

static struct rcu_head *list_pop(struct rcu_list *list)
{
	struct rcu_head *head = list->first;

	if (!head)
		return NULL;
	list->first = head->next;
	if (!list->first)
		list->tail = &list->first;
	WRITE_ONCE(list->nr, list->nr - 1);
	return head;
}

/* ---- grace periods ---- */

static void begin_locked(void)
{
	WRITE_ONCE(begun, begun + 1);
	cpumask_copy(&holdouts, cpu_online_mask);
	begun_at = machine_ops->clock_ns();
	WRITE_ONCE(said_at, begun_at);
}

/* A period that begins from now on. Return: its number. */
static unsigned long want_locked(void)
{
	WRITE_ONCE(wanted, begun + 1);
	if (begun == ended) {
		begin_locked();
		return begun;
	}
	return wanted;
}

static void end_locked(void)
{
	/* Release: pairs with advance_callbacks(). */
	smp_store_release(&ended, begun);
	if (wanted > begun)
		begin_locked();
}

/* This CPU has been quiet since @period began. */
static void strike_out(struct rcu_cpu *rc, unsigned long period)
{
	raw_spin_lock(&gp_lock);
	/* Another may be on, if this CPU was not waited for. */
	if (begun == period && begun != ended) {
		cpumask_clear_cpu(raw_smp_processor_id(), &holdouts);
		if (cpumask_empty(&holdouts))
			end_locked();
	}
	rc->seen = period;
	raw_spin_unlock(&gp_lock);
}

/*
 * What did the tick interrupt? A task or a soft interrupt with preemption
 * off may be reading; the idle task has it off and never reads.
 */
static bool interrupted_a_quiet_cpu(const struct rq *rq)
{
	int count = preempt_count() - HARDIRQ_OFFSET;

	return count == 0 || (rq->curr == rq->idle && count == 1);
}

static bool is_quiet(struct rcu_cpu *rc, unsigned long period)
{
	const struct rq *rq = this_rq();

	if (rc->watched != period) {
		rc->watched = period;
		rc->switches = rq->nr_switches;
	}
	return interrupted_a_quiet_cpu(rq) || rc->switches != rq->nr_switches;
}

/* ---- stalls ---- */

static noinline void say_stall(const struct cpumask *cpus, u64 waited_ns)
{
	unsigned int cpu;

	for_each_cpu(cpu, cpus) {
		bool here = (int)cpu == raw_smp_processor_id();

		pr_err("rcu: CPU %u has not been quiet for %llu ms; it is at %pS\n",
		       cpu, waited_ns / 1000000,
		       (void *)(here ? 0 : machine_ops->locate_cpu(cpu)));
		if (here)
			dump_stack();
	}
}

/* Another CPU may have written @then after we looked at the clock. */
static u64 ns_since(u64 then, u64 now)
{
	return now > then ? now - then : 0;
}

/* By whichever CPU's tick comes first. */
static void look_for_stall(void)
{
	u64 now = machine_ops->clock_ns(), waited;
	u64 patience = READ_ONCE(rcu_stall_ns);
	struct cpumask cpus = CPU_MASK_NONE;

	if (ns_since(READ_ONCE(said_at), now) < patience)
		return;
	raw_spin_lock(&gp_lock);
	if (begun != ended && ns_since(said_at, now) >= patience) {
		WRITE_ONCE(said_at, now);
		cpumask_copy(&cpus, &holdouts);
	}
	waited = ns_since(begun_at, now);
	raw_spin_unlock(&gp_lock);
	say_stall(&cpus, waited);
}

/* ---- a tick ---- */

static void advance_callbacks(struct rcu_cpu *rc)
{
	/* Pairs with end_locked(): what the readers did is behind us. */
	if (rc->waiting.first &&
	    smp_load_acquire(&ended) >= rc->wait_for)
		list_join(&rc->done, &rc->waiting);
	if (!rc->waiting.first && rc->next.first) {
		list_join(&rc->waiting, &rc->next);
		raw_spin_lock(&gp_lock);
		rc->wait_for = want_locked();
		raw_spin_unlock(&gp_lock);
	}
	if (rc->done.first)
		raise_softirq_irqoff(RCU_SOFTIRQ);
}

void rcu_tick(void)
{
	struct rcu_cpu *rc = this_cpu_ptr(&rcu_cpus);
	unsigned long period = READ_ONCE(begun);

	if (period != READ_ONCE(ended)) {
		if (rc->seen != period && is_quiet(rc, period))
			strike_out(rc, period);
		else
			look_for_stall();
	}
	advance_callbacks(rc);
}

/* ---- callbacks ---- */

static void call(struct rcu_cpu *rc, struct rcu_head *head)
{
	unsigned long func = (unsigned long)head->func;

	if (!__is_kvfree_rcu_offset(func)) {
		head->func(head);
		return;
	}
	kvfree_object((void *)head - func);
	/* Pairs with kvfree_in_flight(): the object is back in its cache. */
	smp_store_release(&rc->kv_freed, rc->kv_freed + 1);
}

static void run_callbacks(struct softirq_action *action)
{
	struct rcu_cpu *rc = this_cpu_ptr(&rcu_cpus);
	unsigned int nr;

	for (nr = 0; nr < BATCH; nr++) {
		struct rcu_head *head;

		local_irq_disable();
		head = list_pop(&rc->done);
		WRITE_ONCE(rc->called, rc->called + (head != NULL));
		local_irq_enable();
		if (!head)
			return;
		call(rc, head);
	}
	raise_softirq(RCU_SOFTIRQ);
}

static void enqueue(struct rcu_head *head, unsigned long func)
{
	struct rcu_cpu *rc;
	unsigned long flags;

	head->func = (rcu_callback_t)func;
	local_irq_save(flags);
	rc = this_cpu_ptr(&rcu_cpus);
	list_append(&rc->next, head);
	if (__is_kvfree_rcu_offset(func))
		WRITE_ONCE(rc->kv_asked, rc->kv_asked + 1);
	local_irq_restore(flags);
}

void call_rcu(struct rcu_head *head, rcu_callback_t func)
{
	if (WARN(__is_kvfree_rcu_offset((unsigned long)func),
		 "call_rcu: %px is no function\n", func))
		return;
	enqueue(head, (unsigned long)func);
}
EXPORT_SYMBOL(call_rcu);

void __kvfree_rcu(struct rcu_head *head, unsigned long offset)
{
	if (WARN(!__is_kvfree_rcu_offset(offset) || !kvfree_object,
		 "kvfree_rcu: nobody can free at offset %lu\n", offset))
		return;
	enqueue(head, offset);
}
EXPORT_SYMBOL(__kvfree_rcu);

void rcu_set_kvfree(void (*kvfree)(const void *object))
{
	kvfree_object = kvfree;
}

void rcu_kvfree(const void *object)
{
	if (!WARN(!kvfree_object, "kvfree_rcu: nobody can free\n"))
		kvfree_object(object);
}

/*
 * kv_freed never passes kv_asked, so if what is read second is equal to what
 * was read first, none was in flight at the first.
 */
bool kvfree_in_flight(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		struct rcu_cpu *rc = per_cpu_ptr(&rcu_cpus, cpu);

		/* Pairs with call(). */
		unsigned long freed = smp_load_acquire(&rc->kv_freed);

		if (READ_ONCE(rc->kv_asked) != freed)
			return true;
	}
	return false;
}

/* ---- tickets ---- */

unsigned long get_state_synchronize_rcu(void)
{
	unsigned long flags, ticket;

	raw_spin_lock_irqsave(&gp_lock, flags);
	ticket = want_locked();
	raw_spin_unlock_irqrestore(&gp_lock, flags);
	return ticket;
}
EXPORT_SYMBOL(get_state_synchronize_rcu);

bool poll_state_synchronize_rcu(unsigned long ticket)
{
	return smp_load_acquire(&ended) >= ticket;
}
EXPORT_SYMBOL_GPL(poll_state_synchronize_rcu);

/* ---- init, show, check ---- */

void rcu_init(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		struct rcu_cpu *rc = per_cpu_ptr(&rcu_cpus, cpu);

		list_start(&rc->next);
		list_start(&rc->waiting);
		list_start(&rc->done);
	}
	open_softirq(RCU_SOFTIRQ, run_callbacks);
}

int rcu_show(struct seq_file *m, void *v)
{
	unsigned int cpu, nr;
	unsigned long flags;

	raw_spin_lock_irqsave(&gp_lock, flags);
	nr = cpumask_weight(&holdouts);
	raw_spin_unlock_irqrestore(&gp_lock, flags);
	seq_printf(m, "grace periods: %lu begun, %lu ended, %u CPUs to come\n",
		   READ_ONCE(begun), READ_ONCE(ended), nr);
	for_each_online_cpu(cpu) {
		struct rcu_cpu *rc = per_cpu_ptr(&rcu_cpus, cpu);

		seq_printf(m, "cpu: %-3u next: %lu waiting: %lu done: %lu called: %lu\n",
			   cpu, READ_ONCE(rc->next.nr),
			   READ_ONCE(rc->waiting.nr), READ_ONCE(rc->done.nr),
			   READ_ONCE(rc->called));
	}
	return 0;
}
PROC_VIEW("rcu", rcu_show);

static unsigned long list_length(const struct rcu_list *list)
{
	const struct rcu_head *head;
	unsigned long nr = 0;

	for (head = list->first; head && nr <= list->nr; head = head->next)
		nr++;
	return nr;
}

/* Of this CPU's lists, interrupts off. */
static int lists_broken(const struct rcu_cpu *rc)
{
	if (rc->waiting.first && rc->wait_for > wanted)
		return 3;
	if (list_length(&rc->next) != rc->next.nr ||
	    list_length(&rc->waiting) != rc->waiting.nr ||
	    list_length(&rc->done) != rc->done.nr)
		return 4;
	return 0;
}

int rcu_broken(void)
{
	unsigned long flags;
	int broken;

	raw_spin_lock_irqsave(&gp_lock, flags);
	broken = lists_broken(this_cpu_ptr(&rcu_cpus));
	if (cpumask_empty(&holdouts) != (begun == ended))
		broken = 1;
	if (ended > begun || begun > ended + 1 || wanted > begun + 1)
		broken = 2;
	raw_spin_unlock_irqrestore(&gp_lock, flags);
	return broken;
}
