// SPDX-License-Identifier: MIT
/*
 * lockdep.c - locks that explain themselves
 *
 * PROBLEM
 *	A deadlock needs two CPUs at the wrong moment, so tests hardly ever
 *	meet one, and whoever does sees a machine that stands still.
 *
 * IDEA
 *	Watch what each lock is *allowed to be taken under*, not who waits.
 *	Every task keeps a stack of the locks that it holds; an interrupt
 *	pushes on top of what it found.
 *
 *		held[0]  pcpu_lock	 taken by  pcpu_take
 *		held[1]  &zone->lock	 taken by  take_block
 *		----------------------------------------------
 *		held[2]  &rq->lock	 taken by an interrupt
 *
 *	Pushing compares the new lock with what is there, by class
 *	(lockdep_class.c), and with all that was ever seen (lockdep_graph.c):
 *
 *	   the same class is held		possible recursive locking
 *	   it was once held when what we hold
 *	   was taken				circular locking dependency
 *	   interrupts take it, and it was held
 *	   with interrupts on			inconsistent lock state
 *	   the same, through other locks	irq lock inversion
 *	   it sleeps, and we hold one that spins  invalid wait context
 *	   given back by who has not got it	bad unlock balance
 *	   held at the end of a task or a test	still has locks held
 *
 *	The report has both stacks: the one of now, and the one of then.
 *
 * INVARIANTS	(lockdep_check() tests each by number)
 *	D1  An entry of the order is between two classes in use.
 *	D2  Without the entries reported, the order has no cycle.
 *	D3  A usage of a class has a trace, and a class a first one.
 *	D4  A class in use is found by its key.
 *
 * LOCKING
 *	The stack of held locks belongs to who runs: interrupts off is all.
 *	The rest is under the graph lock, an arch_spinlock_t that nobody here
 *	watches; nothing is printed under it. @lockdep_busy keeps what we call
 *	(printing, walking the stack) from being watched.
 *
 * FAILURE
 *	Nothing is allocated. A full table is said once, and what has no room
 *	is not watched.
 *
 * COST
 *	A lock whose order was seen before: some 300 instructions, most of
 *	them for its stack trace. Without LOCKDEP=1: none of this exists.
 *
 * LEFT OUT
 *	A reader that may come again (rwlock_t, RCU) is no part of the order:
 *	Linux follows such readers a bit further. Soft interrupts are apart
 *	in the order, but whether a lock that they take was held with them on
 *	is not asked.
 *	That interrupts were switched on under a lock is noticed at the next
 *	lock taken or given back, not at once.
 *
 * SOURCES
 *	Linux: Documentation/locking/lockdep-design.rst.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/percpu-defs.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/string.h>
#include "lockdep_internal.h"

static DEFINE_PER_CPU(int, lockdep_busy);

struct lockdep_task *lockdep_this_task(void)
{
	return &current->lockdep;
}

bool lockdep_enter(unsigned long *flags)
{
	if (in_nmi())
		return false;
	local_irq_save(*flags);
	if (!raw_cpu_read(lockdep_busy) && !lockdep_this_task()->off) {
		raw_cpu_write(lockdep_busy, 1);
		return true;
	}
	local_irq_restore(*flags);
	return false;
}

void lockdep_leave(unsigned long flags)
{
	raw_cpu_write(lockdep_busy, 0);
	local_irq_restore(flags);
}

/* Locks that another CPU has given back for us: see take_from_others(). */
void lockdep_drop_stolen(struct lockdep_task *task)
{
	while (task->depth &&
	       !READ_ONCE(task->held[task->depth - 1].instance))
		task->depth--;
}

/* ---- take ---- */

static bool tell_once(unsigned int class, enum lock_told told)
{
	bool first;

	lockdep_graph_lock();
	first = !(lock_classes[class].told & told);
	lock_classes[class].told |= told;
	lockdep_graph_unlock();
	return first;
}

/* Readers of one lock may be many; nesting under @nest is by agreement. */
static void check_recursion(const struct lockdep_task *task,
			    const struct held_lock *next,
			    const struct lockdep_map *nest)
{
	struct finding f = {
		.what = "possible recursive locking detected",
		.taken = next,
	};
	unsigned int i;

	if (next->trylock)
		return;
	for (i = 0; i < task->depth; i++) {
		const struct held_lock *prev = &task->held[i];

		if (nest && prev->instance == nest)
			return;
		if (prev->class != next->class ||
		    prev->in_irq != next->in_irq ||
		    (next->read == 2 && prev->read))
			continue;
		f.held = prev;
	}
	if (f.held && tell_once(next->class, TOLD_RECURSION))
		lockdep_report_pair(&f);
}

static bool spins(const struct held_lock *h)
{
	return h->class && lock_classes[h->class].wait == LD_WAIT_SPIN;
}

static void check_wait(const struct lockdep_task *task,
		       const struct held_lock *next)
{
	struct finding f = {
		.what = "Invalid wait context",
		.taken = next,
	};
	unsigned int i;

	if (next->trylock || lock_classes[next->class].wait != LD_WAIT_SLEEP)
		return;
	for (i = 0; i < task->depth; i++) {
		if (spins(&task->held[i]))
			f.held = &task->held[i];
	}
	if (f.held && tell_once(next->class, TOLD_WAIT))
		lockdep_report_pair(&f);
}

static void mark(const struct held_lock *h, enum lock_usage usage,
		 unsigned long ip)
{
	struct finding f = { .taken = h, .ip = ip };

	if (!h->class)
		return;
	usage_learn(&f, h->class, usage + !!h->read);
	if (f.what)
		lockdep_report_usage(&f);
}

/* Interrupts are on: so they are for all that is held. */
static void mark_all_on(struct lockdep_task *task, unsigned long ip)
{
	unsigned int i;

	for (i = 0; i < task->depth; i++) {
		struct held_lock *h = &task->held[i];

		if (!h->hardirqs_off)
			continue;
		h->hardirqs_off = false;
		mark(h, HARDIRQ_ON_W, ip);
	}
}

static void check_usage(const struct held_lock *next, unsigned long ip)
{
	if (next->in_irq && !next->trylock)
		mark(next, IN_HARDIRQ_W, ip);
	if (!next->hardirqs_off)
		mark(next, HARDIRQ_ON_W, ip);
}

/*
 * Only what was waited for comes after something; and what follows a lock
 * that was waited for has its place in the order by that one. What an
 * interrupt, hard or soft, takes on top of somebody comes after nothing of
 * his: it came by chance.
 */
static void check_order(const struct lockdep_task *task,
			const struct held_lock *next, unsigned long ip)
{
	unsigned int i;

	if (next->trylock || next->read == 2)
		return;
	for (i = task->depth; i-- > 0; ) {
		const struct held_lock *prev = &task->held[i];
		struct finding f = { .held = prev, .taken = next, .ip = ip };

		if (prev->in_irq != next->in_irq ||
		    prev->in_softirq != next->in_softirq)
			return;
		if (!prev->class || prev->class == next->class ||
		    prev->read == 2)
			continue;
		order_learn(&f);
		if (f.what)
			lockdep_report_cycle(&f);
		if (!prev->trylock)
			return;
	}
}

static void say_too_deep(const struct lockdep_task *task)
{
	static bool said;

	if (said)
		return;
	said = true;
	pr_warn("lockdep: more than %u locks are held at once: the rest is not watched\n",
		MAX_LOCK_DEPTH);
	lockdep_print_all_held(task);
}

static void push(struct lockdep_task *task, const struct held_lock *next,
		 unsigned long ip)
{
	struct held_lock *h = &task->held[task->depth];

	*h = *next;
	h->nr_pc = lockdep_walk(h->pc, HELD_LOCK_FRAMES, ip);
	task->depth++;
}

/* @next is all but complete: its class and its stack are missing. */
static void take(struct held_lock *next, unsigned int subclass,
		 const struct lockdep_map *nest, unsigned long ip)
{
	struct lockdep_task *task = lockdep_this_task();

	lockdep_drop_stolen(task);
	if (task->depth == MAX_LOCK_DEPTH) {
		task->overflow++;
		say_too_deep(task);
		return;
	}
	next->class = class_of(next->instance, subclass, ip);
	if (!next->hardirqs_off)
		mark_all_on(task, ip);
	if (next->class) {
		check_recursion(task, next, nest);
		check_wait(task, next);
		check_usage(next, ip);
		check_order(task, next, ip);
	}
	push(task, next, ip);
}

void lock_acquire(struct lockdep_map *lock, unsigned int subclass,
		  int trylock, int read, int check, struct lockdep_map *nest,
		  unsigned long ip)
{
	struct held_lock next = {
		.instance = lock,
		.read = read,
		.trylock = trylock,
	};
	unsigned long flags;

	if (!check || lock->key == &__lockdep_no_validate__ || !lockdep_enter(&flags))
		return;
	next.in_irq = in_hardirq();
	next.in_softirq = in_serving_softirq();
	next.hardirqs_off = irqs_disabled_flags(flags);
	take(&next, subclass, nest, ip);
	lockdep_leave(flags);
}
EXPORT_SYMBOL_GPL(lock_acquire);

/* ---- give back ---- */

struct held_lock *lockdep_find_held(struct lockdep_task *task,
				    const struct lockdep_map *lock)
{
	unsigned int i;

	for (i = task->depth; i-- > 0; ) {
		if (READ_ONCE(task->held[i].instance) == lock)
			return &task->held[i];
	}
	return NULL;
}

static void remove_held(struct lockdep_task *task, struct held_lock *h)
{
	unsigned int i;

	task->depth--;
	for (i = h - task->held; i < task->depth; i++)
		task->held[i] = task->held[i + 1];
}

/*
 * It runs on another CPU, so only the lock's name is taken out; that CPU
 * drops the entry when it comes to it. What is copied for the report may be
 * overwritten meanwhile: then the report names another lock of that CPU.
 */
static bool take_from_others(const struct lockdep_map *lock,
			     struct held_lock *copy, unsigned int *owner)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		struct lockdep_task *task = &per_cpu(current_task, cpu)->lockdep;
		struct held_lock *h;

		if (task == lockdep_this_task())
			continue;
		h = lockdep_find_held(task, lock);
		if (!h)
			continue;
		*copy = *h;
		*owner = cpu;
		WRITE_ONCE(h->instance, NULL);
		return true;
	}
	return false;
}

static void bad_balance(struct lockdep_map *lock, unsigned long ip)
{
	unsigned int class = class_of(lock, 0, ip), owner;
	struct held_lock theirs;
	bool found = take_from_others(lock, &theirs, &owner);

	if (!tell_once(class, TOLD_BALANCE) ||
	    !lockdep_report_begin("bad unlock balance detected!", class))
		return;
	pr_warn("CPU %d releases %px ", raw_smp_processor_id(), lock);
	lockdep_print_class(class);
	pr_cont(", which it does not hold\n");
	if (found) {
		pr_warn("CPU %u holds it:\n", owner);
		theirs.instance = lock;
		lockdep_print_held(&theirs);
	} else {
		pr_warn("nobody who runs now holds it\n");
	}
	lockdep_report_end();
}

void lock_release(struct lockdep_map *lock, unsigned long ip)
{
	struct lockdep_task *task;
	struct held_lock *h;
	unsigned long flags;

	if (lock->key == &__lockdep_no_validate__ || !lockdep_enter(&flags))
		return;
	task = lockdep_this_task();
	lockdep_drop_stolen(task);
	if (!irqs_disabled_flags(flags))
		mark_all_on(task, ip);
	h = lockdep_find_held(task, lock);
	if (h)
		remove_held(task, h);
	else if (task->overflow)
		task->overflow--;
	else
		bad_balance(lock, ip);
	lockdep_leave(flags);
}
EXPORT_SYMBOL_GPL(lock_release);
