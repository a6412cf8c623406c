// SPDX-License-Identifier: MIT
/*
 * smp_call.c - have another CPU run a function
 *
 * PROBLEM
 *	A CPU wants something done that only another can do: drop a
 *	translation, empty a per-CPU list. It must not need memory for asking,
 *	nor a lock that the other could be holding.
 *
 * IDEA
 *	Each CPU has one slot, for what it asks of others, and one inbox: a
 *	set of who asks something of it.
 *
 *	CPU 0 asks CPUs 1 and 3:
 *
 *		slot of 0		     inbox of 1   inbox of 3
 *		func, info
 *		pending {1, 3}, left 2	     { 0 }	  { 0 }
 *
 *	The one who is asked takes its whole inbox at once, runs the function
 *	of each slot named there, and takes itself off that slot. A slot is
 *	free again when nobody is left.
 *
 * INVARIANTS
 *	C1  left is at least the number of CPUs in pending; both are 0 in a
 *	    free slot.
 *	C2  A slot's func and info are written only while it is free.
 *
 * LOCKING
 *	None. Order, for a slot's contents:
 *	  asker: func, info, pending, left; then its bit into the inbox
 *	  asked: takes the bit (pairs with the line above); runs; left - 1
 *	  asker: sees left == 0 (pairs with the line above); slot is free
 *	Preemption is off from the choice of the slot to the last of its uses
 *	by the asker. An interrupt handler may not ask: it could find its own
 *	CPU's slot half filled.
 *
 * FAILURE
 *	A CPU that does not answer is named, with the place where it is, and
 *	waiting goes on: to return would be to promise what was not done.
 *
 * COST
 *	Asking: one locked instruction and one interrupt a CPU. Space a CPU:
 *	two sets of 32 bytes and four words.
 */
#include <asm/processor.h>
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/machine.h>
#include <linux/printk.h>
#include <linux/smp.h>

#define INBOX_WORDS	BITS_TO_LONGS(NR_CPUS)

struct call_slot {
	smp_call_func_t func;
	void *info;
	atomic_t left;
	struct cpumask pending;
};

static DEFINE_PER_CPU_SHARED_ALIGNED(struct call_slot, call_slot);
static DEFINE_PER_CPU_SHARED_ALIGNED(struct cpumask, call_inbox);

/*
 * A CPU lets interrupts in every few microseconds. An emulator with 255 CPUs
 * on one processor comes round in about 2 s.
 */
u64 smp_call_patience_ns = 5000000000ULL;

/* ---- the one who asks ---- */

/*
 * The second time it is critical: said even where errors are held back,
 * because who waits for ever says nothing else.
 */
static void report_silence(const struct call_slot *slot, u64 waited_ns)
{
	bool again = waited_ns >= 2 * READ_ONCE(smp_call_patience_ns);
	unsigned int cpu;

	for_each_cpu(cpu, &slot->pending)
		printk("%ssmp: CPU %u has not answered CPU %d's call of %ps "
		       "for %llu ms; it is at %pS\n",
		       again ? KERN_CRIT : KERN_ERR, cpu, raw_smp_processor_id(), slot->func,
		       waited_ns / 1000000,
		       (void *)machine_ops->locate_cpu(cpu));
}

/* Acquire: what the others did is seen by whoever returns from here. */
static void wait_until_free(struct call_slot *slot)
{
	u64 start = machine_ops->clock_ns();
	u64 patience = READ_ONCE(smp_call_patience_ns);

	while (atomic_read_acquire(&slot->left)) {
		u64 waited = machine_ops->clock_ns() - start;

		cpu_relax();
		if (waited < patience)
			continue;
		report_silence(slot, waited);
		patience = 2 * waited;
	}
}

/*
 * Does this context keep the promise of linux/smp.h? Two that call each
 * other with interrupts off wait for ever.
 */
static void check_context(void)
{
	WARN(irqs_disabled() || in_hardirq(),
	     "smp: CPU %d calls others with interrupts off or from an interrupt\n",
	     raw_smp_processor_id());
}

/* Ask the CPUs of @targets, online and without this one. */
static void ask(const struct cpumask *targets, smp_call_func_t func,
		void *info)
{
	struct call_slot *slot = this_cpu_ptr(&call_slot);
	unsigned int me = raw_smp_processor_id();
	unsigned int cpu;

	wait_until_free(slot);
	slot->func = func;
	slot->info = info;
	cpumask_copy(&slot->pending, targets);
	atomic_set(&slot->left, cpumask_weight(targets));

	/* A full barrier each; pairs with the xchg() of the inbox. */
	for_each_cpu(cpu, targets)
		cpumask_test_and_set_cpu(me, per_cpu_ptr(&call_inbox, cpu));
	machine_ops->send_call(targets);
}

/* On the CPUs of @mask other than this one. Preemption is off. */
static void call_others(const struct cpumask *mask, smp_call_func_t func,
			void *info, bool wait)
{
	struct cpumask targets;

	cpumask_and(&targets, mask, cpu_online_mask);
	__cpumask_clear_cpu(raw_smp_processor_id(), &targets);
	if (cpumask_empty(&targets))
		return;
	check_context();
	ask(&targets, func, info);
	if (wait)
		wait_until_free(this_cpu_ptr(&call_slot));
}

/* As on the others: interrupts off. */
static void call_here(smp_call_func_t func, void *info)
{
	unsigned long flags;

	local_irq_save(flags);
	func(info);
	local_irq_restore(flags);
}

void smp_call_function_many(const struct cpumask *mask, smp_call_func_t func,
			    void *info, bool wait)
{
	preempt_disable();
	call_others(mask, func, info, wait);
	preempt_enable();
}
EXPORT_SYMBOL(smp_call_function_many);

void smp_call_function(smp_call_func_t func, void *info, int wait)
{
	smp_call_function_many(cpu_online_mask, func, info, wait);
}
EXPORT_SYMBOL(smp_call_function);

int smp_call_function_single(int cpu, smp_call_func_t func, void *info,
			     int wait)
{
	if (cpu < 0 || (unsigned int)cpu >= nr_cpu_ids || !cpu_online(cpu))
		return -ENXIO;
	preempt_disable();
	if (cpu == raw_smp_processor_id())
		call_here(func, info);
	else
		call_others(cpumask_of(cpu), func, info, wait);
	preempt_enable();
	return 0;
}
EXPORT_SYMBOL(smp_call_function_single);

void on_each_cpu_mask(const struct cpumask *mask, smp_call_func_t func,
		      void *info, bool wait)
{
	struct call_slot *slot;

	preempt_disable();
	call_others(mask, func, info, false);
	if (cpumask_test_cpu(raw_smp_processor_id(), mask))
		call_here(func, info);
	slot = this_cpu_ptr(&call_slot);
	if (wait)
		wait_until_free(slot);
	preempt_enable();
}
EXPORT_SYMBOL(on_each_cpu_mask);

void on_each_cpu(smp_call_func_t func, void *info, int wait)
{
	on_each_cpu_mask(cpu_online_mask, func, info, wait);
}
EXPORT_SYMBOL(on_each_cpu);

void on_each_cpu_cond_mask(smp_cond_func_t cond, smp_call_func_t func,
			   void *info, bool wait, const struct cpumask *mask)
{
	struct cpumask chosen = CPU_MASK_NONE;
	unsigned int cpu;

	for_each_cpu_and(cpu, mask, cpu_online_mask) {
		if (cond(cpu, info))
			__cpumask_set_cpu(cpu, &chosen);
	}
	on_each_cpu_mask(&chosen, func, info, wait);
}
EXPORT_SYMBOL(on_each_cpu_cond_mask);

void smp_send_stop(void)
{
	machine_ops->stop_others();
}

/* ---- the one who is asked ---- */

static void serve(unsigned int asker)
{
	struct call_slot *slot = per_cpu_ptr(&call_slot, asker);

	slot->func(slot->info);
	cpumask_clear_cpu(raw_smp_processor_id(), &slot->pending);
	/* Release: pairs with wait_until_free(). */
	atomic_dec_return_release(&slot->left);
}

void smp_call_interrupt(void)
{
	struct cpumask *inbox = this_cpu_ptr(&call_inbox);
	unsigned int word, bit;

	for (word = 0; word < INBOX_WORDS; word++) {
		unsigned long askers;

		if (!READ_ONCE(inbox->bits[word]))
			continue;
		askers = xchg(&inbox->bits[word], 0);
		for_each_set_bit(bit, &askers, BITS_PER_LONG)
			serve(word * BITS_PER_LONG + bit);
	}
}
