// SPDX-License-Identifier: MIT
/*
 * timer.c - functions that are called when their time has come
 *
 * PROBLEM
 *	Thousands of timers are armed, and most are disarmed again before
 *	they run: a timeout is what does not happen. So arming and disarming
 *	must be cheap, and a tick must not look at all of them.
 *
 * IDEA
 *	Each CPU has a wheel of five levels with 64 slots each. A slot of
 *	level 0 is one jiffy; of level n, 64^n jiffies:
 *
 *	level 0	  [ ][ ][x][ ] ... 64	 expires within 64 jiffies
 *			 ^ clk
 *	level 1	  [ ][ ][ ][x] ... 64	 within 4096: 64 jiffies a slot
 *	level 2	  ...			 within 262144
 *
 *	Arming: the distance says which level, some bits of @expires which
 *	slot, and the timer is put in front of the slot's list. Disarming:
 *	unlink. Each jiffy runs one slot of level 0; when the hand of level 0
 *	comes round to slot 0, the next slot of level 1 is taken down and its
 *	timers are put in again, where they now belong; and so on upwards. A
 *	timer moves at most four times in its life, usually never.
 *
 *	Beyond the last level (2^30 jiffies, 12 days) a timer is put at its
 *	end, and moves on when it comes there.
 *
 *	The hand, clk, follows jiffies, which follow the clock: after ticks
 *	that were lost it catches up. With an empty wheel it jumps.
 *
 * INVARIANTS	(timers_broken() tests each by number)
 *	T1  nr is the number of timers in the wheel.
 *	T2  A timer in the wheel of CPU c has c in its flags and a function.
 *	T3  A timer in slot s of level 0 expires in the jiffy whose number ends
 *	    in s, or before clk, and then s is the slot of clk: the next run.
 *	T4  In the wheel of an online CPU clk is at most PATIENCE behind jiffies.
 *
 * LOCKING
 *	base->lock, interrupts off. A timer's base is the one named in its
 *	flags, which change only while it is in no wheel and not running,
 *	under the lock of the base they name before. So: read the flags, lock,
 *	read again. Nothing is taken inside; functions run without it.
 *
 * RUNNING
 *	timers_tick() only raises a soft interrupt; that takes a whole slot
 *	off the wheel, and runs one timer after the other, the lock dropped.
 *	@running says which, for those who want to know that it has ended.
 *	clk has moved on by then: a function that arms its timer for "now"
 *	is called again in the next jiffy's turn, not for ever in this one.
 *
 * FAILURE
 *	Reported: arming with add_timer() what is armed, waiting for a timer
 *	in its own function or in a hardware interrupt, a function that comes
 *	back with another preempt count, interrupts the other way or a lock.
 *
 * COST
 *	Arming and disarming: a lock and a few instructions. Space: 2.6 KiB a
 *	CPU.
 *
 * LEFT OUT
 *	High-resolution timers; moving timers off an idle CPU.
 *
 * SOURCES
 *	G. Varghese, T. Lauck, Hashed and Hierarchical Timing Wheels, SOSP 1987.
 */
#include <asm/barrier.h>
#include <asm/processor.h>
#include <linux/bug.h>
#include <linux/context_check.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

#include "sched.h"

#define LEVELS		5
#define LEVEL_BITS	6
#define SLOTS		(1u << LEVEL_BITS)
#define SLOT_MASK	(SLOTS - 1)
#define WHEEL_SPAN	(1UL << (LEVELS * LEVEL_BITS))

/* T4: an emulated CPU may not run for seconds. */
#define PATIENCE	(60 * HZ)

/**
 * struct timer_base - the timers of one CPU
 * @clk:     the next jiffy whose slot will be run
 * @nr:	     timers in the wheel; the CPU itself reads it without the lock
 * @running: whose function is being called
 */
struct timer_base {
	raw_spinlock_t lock;
	/* lock */
	unsigned long clk;
	unsigned int nr;
	struct timer_list *running;
	struct hlist_head wheel[LEVELS][SLOTS];
};

static DEFINE_PER_CPU_SHARED_ALIGNED(struct timer_base, timer_bases) = {
	.lock = __RAW_SPIN_LOCK_UNLOCKED(timer_bases.lock),
	.clk = INITIAL_JIFFIES,
};

/*
 * Acquire: pairs with set_cpu_locked(). What was done to the timer under the
 * lock of the base before is seen under the lock of this one.
 */
static struct timer_base *base_of(const struct timer_list *timer)
{
	return per_cpu_ptr(&timer_bases,
			   smp_load_acquire(&timer->flags) & TIMER_CPUMASK);
}

static struct timer_base *lock_base(struct timer_list *timer,
				    unsigned long *flags)
{
	for (;;) {
		struct timer_base *base = base_of(timer);

		raw_spin_lock_irqsave(&base->lock, *flags);
		if (base == base_of(timer))
			return base;
		raw_spin_unlock_irqrestore(&base->lock, *flags);
	}
}

static void unlock_base(struct timer_base *base, unsigned long flags)
{
	raw_spin_unlock_irqrestore(&base->lock, flags);
}

/* ---- the wheel; base->lock ---- */

static struct hlist_head *slot_for(struct timer_base *base,
				   unsigned long expires)
{
	unsigned long away = expires - base->clk;
	unsigned int level = 0;

	/* It should have run already: in the next turn. */
	if ((long)away < 0)
		expires = base->clk;
	else if (away >= WHEEL_SPAN)
		expires = base->clk + WHEEL_SPAN - 1;
	away = expires - base->clk;
	while (away >> ((level + 1) * LEVEL_BITS))
		level++;
	return &base->wheel[level][expires >> (level * LEVEL_BITS) & SLOT_MASK];
}

static void enqueue_locked(struct timer_base *base, struct timer_list *timer)
{
	unsigned long now = jiffies;

	/* An empty wheel may be turned as far as one likes. */
	if (!base->nr && time_after(now, base->clk))
		base->clk = now;
	hlist_add_head(&timer->entry, slot_for(base, timer->expires));
	WRITE_ONCE(base->nr, base->nr + 1);
}

static void unlink_locked(struct timer_base *base, struct timer_list *timer)
{
	__hlist_del(&timer->entry);
	WRITE_ONCE(timer->entry.pprev, NULL);
	WRITE_ONCE(base->nr, base->nr - 1);
}

/* Return: was it armed? */
static int disarm_locked(struct timer_base *base, struct timer_list *timer)
{
	if (!timer_pending(timer))
		return 0;
	unlink_locked(base, timer);
	return 1;
}

/* The slot of @level at the hand is taken down, its timers put in again. */
static void cascade_locked(struct timer_base *base, unsigned int level)
{
	unsigned int slot = base->clk >> (level * LEVEL_BITS) & SLOT_MASK;
	struct hlist_head list = HLIST_HEAD_INIT;
	struct timer_list *timer;
	struct hlist_node *next;

	hlist_move_list(&base->wheel[level][slot], &list);
	hlist_for_each_entry_safe(timer, next, &list, entry)
		hlist_add_head(&timer->entry, slot_for(base, timer->expires));
}

/* Before the slot of jiffy clk is run. */
static void turn_locked(struct timer_base *base)
{
	unsigned int level;

	for (level = 1; level < LEVELS; level++) {
		/* Has the hand of the level below come round? */
		if (base->clk & ((1UL << (level * LEVEL_BITS)) - 1))
			break;
	}
	/* From above: what comes down may have to go down further. */
	while (--level)
		cascade_locked(base, level);
}

/* ---- arm ---- */

void timer_init_key(struct timer_list *timer,
		    void (*func)(struct timer_list *timer),
		    unsigned int flags)
{
	INIT_HLIST_NODE(&timer->entry);
	timer->function = func;
	timer->flags = (flags & ~TIMER_CPUMASK) | raw_smp_processor_id();
}
EXPORT_SYMBOL(timer_init_key);

/* In no wheel and not running: its base becomes @cpu's. Release: base_of() */
static void set_cpu_locked(struct timer_list *timer, unsigned int cpu)
{
	smp_store_release(&timer->flags,
			  (timer->flags & ~TIMER_CPUMASK) | cpu);
}

enum arm_how {
	ARM_ALWAYS,
	ARM_IF_ARMED,
	ARM_IF_EARLIER,
};

static bool refuses(const struct timer_list *timer, unsigned long expires,
		    enum arm_how how)
{
	if (!timer->function)
		return true;
	if (how == ARM_IF_ARMED)
		return !timer_pending(timer);
	return how == ARM_IF_EARLIER && timer_pending(timer) &&
	       time_before_eq(timer->expires, expires);
}

/*
 * Two rounds: in the first the timer may be brought to @cpu; by the second
 * somebody else may have armed it meanwhile, and it stays where it is.
 */
static int arm(struct timer_list *timer, unsigned long expires,
	       enum arm_how how, unsigned int cpu)
{
	unsigned long flags;
	struct timer_base *base = lock_base(timer, &flags);
	int was_armed = timer_pending(timer);

	if (refuses(timer, expires, how)) {
		unlock_base(base, flags);
		return was_armed;
	}
	was_armed = disarm_locked(base, timer);
	if (base != per_cpu_ptr(&timer_bases, cpu) && base->running != timer) {
		set_cpu_locked(timer, cpu);
		unlock_base(base, flags);
		base = lock_base(timer, &flags);
		was_armed |= disarm_locked(base, timer);
	}
	/* Shut down between the two. */
	if (timer->function) {
		timer->expires = expires;
		enqueue_locked(base, timer);
	}
	unlock_base(base, flags);
	return was_armed;
}

int mod_timer(struct timer_list *timer, unsigned long expires)
{
	return arm(timer, expires, ARM_ALWAYS, raw_smp_processor_id());
}
EXPORT_SYMBOL(mod_timer);

int mod_timer_pending(struct timer_list *timer, unsigned long expires)
{
	return arm(timer, expires, ARM_IF_ARMED, raw_smp_processor_id());
}
EXPORT_SYMBOL(mod_timer_pending);

int timer_reduce(struct timer_list *timer, unsigned long expires)
{
	return arm(timer, expires, ARM_IF_EARLIER, raw_smp_processor_id());
}
EXPORT_SYMBOL(timer_reduce);

void add_timer_on(struct timer_list *timer, int cpu)
{
	if (WARN(timer_pending(timer), "timer: %px (%ps) is armed already\n",
		 timer, timer->function))
		return;
	arm(timer, timer->expires, ARM_ALWAYS, cpu);
}
EXPORT_SYMBOL(add_timer_on);

void add_timer(struct timer_list *timer)
{
	add_timer_on(timer, raw_smp_processor_id());
}
EXPORT_SYMBOL(add_timer);

/* ---- disarm ---- */

/* Left armed or not, running or not: what disarm() is to do of it. */
enum disarm_how {
	DISARM,
	DISARM_UNLESS_RUNNING,
	DISARM_FOR_EVER,
};

/* Return: 1: it was armed; 0: not; -1: its function runs. */
static int disarm(struct timer_list *timer, enum disarm_how how)
{
	unsigned long flags;
	struct timer_base *base = lock_base(timer, &flags);
	int ret = -1;

	if (how == DISARM_FOR_EVER)
		timer->function = NULL;
	if (how != DISARM_UNLESS_RUNNING || base->running != timer)
		ret = disarm_locked(base, timer);
	unlock_base(base, flags);
	return ret;
}

int timer_delete(struct timer_list *timer)
{
	return disarm(timer, DISARM);
}
EXPORT_SYMBOL(timer_delete);

int timer_shutdown(struct timer_list *timer)
{
	return disarm(timer, DISARM_FOR_EVER);
}
EXPORT_SYMBOL(timer_shutdown);

int timer_delete_sync_try(struct timer_list *timer)
{
	return disarm(timer, DISARM_UNLESS_RUNNING);
}
EXPORT_SYMBOL(timer_delete_sync_try);

bool timer_runs_below_us(const struct timer_list *timer)
{
	struct timer_base *base = raw_cpu_ptr(&timer_bases);

	return in_interrupt() && READ_ONCE(base->running) == timer;
}

/* ---- run ---- */

static void call(struct timer_list *timer,
		 void (*function)(struct timer_list *timer))
{
	struct context_mark before;

	context_mark(&before);
	function(timer);
	context_check(&before, "timer", (unsigned long)function);
}

/* @list is a slot that stands beside the wheel; its timers still count. */
static void run_list_locked(struct timer_base *base, struct hlist_head *list)
{
	while (!hlist_empty(list)) {
		struct timer_list *timer = hlist_entry(list->first,
						       struct timer_list,
						       entry);
		void (*function)(struct timer_list *t) = timer->function;
		bool irqsafe = timer->flags & TIMER_IRQSAFE;

		unlink_locked(base, timer);
		WRITE_ONCE(base->running, timer);
		raw_spin_unlock(&base->lock);
		if (!irqsafe)
			local_irq_enable();
		call(timer, function);
		local_irq_disable();
		raw_spin_lock(&base->lock);
		WRITE_ONCE(base->running, NULL);
	}
}

static void run_timers(struct softirq_action *action)
{
	struct timer_base *base = this_cpu_ptr(&timer_bases);
	unsigned long now = jiffies;

	raw_spin_lock_irq(&base->lock);
	while (base->nr && time_after_eq(now, base->clk)) {
		struct hlist_head list = HLIST_HEAD_INIT;

		turn_locked(base);
		hlist_move_list(&base->wheel[0][base->clk & SLOT_MASK], &list);
		base->clk++;
		run_list_locked(base, &list);
	}
	raw_spin_unlock_irq(&base->lock);
}

void timers_tick(void)
{
	if (READ_ONCE(this_cpu_ptr(&timer_bases)->nr))
		raise_softirq_irqoff(TIMER_SOFTIRQ);
}

void timers_init(void)
{
	open_softirq(TIMER_SOFTIRQ, run_timers);
}

/* ---- show, check ---- */

int timers_show(struct seq_file *m, void *v)
{
	unsigned int cpu;

	seq_printf(m, "now at %lu jiffies, %d a second\n", jiffies, HZ);
	for_each_online_cpu(cpu) {
		struct timer_base *base = per_cpu_ptr(&timer_bases, cpu);
		unsigned long flags, clk;
		unsigned int nr;

		raw_spin_lock_irqsave(&base->lock, flags);
		clk = base->clk;
		nr = base->nr;
		raw_spin_unlock_irqrestore(&base->lock, flags);
		seq_printf(m, "cpu: %-3u clk: %lu timers: %u\n", cpu, clk, nr);
	}
	return 0;
}
PROC_VIEW("timer_list", timers_show);

/* When it should run; one that was armed too late, at once. */
static unsigned long next_turn(const struct timer_base *base,
			       const struct timer_list *timer)
{
	return time_before(timer->expires, base->clk) ? base->clk
						      : timer->expires;
}

static int slot_broken(unsigned int cpu, unsigned int index, unsigned int *nr)
{
	struct timer_base *base = per_cpu_ptr(&timer_bases, cpu);
	unsigned int level = index / SLOTS, slot = index % SLOTS;
	struct timer_list *timer;

	hlist_for_each_entry(timer, &base->wheel[level][slot], entry) {
		if ((timer->flags & TIMER_CPUMASK) != cpu || !timer->function)
			return 2;
		if (!level && (next_turn(base, timer) & SLOT_MASK) != slot)
			return 3;
		++*nr;
	}
	return 0;
}

int timers_broken(unsigned int cpu)
{
	struct timer_base *base = per_cpu_ptr(&timer_bases, cpu);
	unsigned int index, nr = 0;
	unsigned long flags;
	int broken = 0;

	raw_spin_lock_irqsave(&base->lock, flags);
	for (index = 0; index < LEVELS * SLOTS && !broken; index++)
		broken = slot_broken(cpu, index, &nr);
	/* One that runs has left a slot whose others stand beside the wheel. */
	if (!broken && !base->running && nr != base->nr)
		broken = 1;
	if (!broken && nr && time_after(jiffies, base->clk + PATIENCE))
		broken = 4;
	raw_spin_unlock_irqrestore(&base->lock, flags);
	return broken;
}
