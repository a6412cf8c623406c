// SPDX-License-Identifier: MIT
/*
 * percpu_counter.c - the slow half of counters for many CPUs
 *
 * PROBLEM
 *	A counter per CPU is cheap to add to, but reading it means asking
 *	every CPU, and each part must be as wide as the whole.
 *
 * IDEA
 *	One sum for all and a small part for each CPU. A part that has become
 *	a batch is folded into the sum:
 *
 *		count	   1024			read(): 1024
 *		parts	   [ 31 ][ -7 ][ 12 ]	sum():	1060
 *
 *	Reading the sum alone is wrong by less than a batch for each CPU.
 *
 *	Adding is one exchange-and-add on the CPU's own part, with no lock and
 *	no locked bus; what it gives tells whether the part is a batch now. An
 *	adder that is moved to another CPU right then folds that one's part,
 *	and its own waits for the next addition there.
 *
 *	Folding moves a value from one word to another, and a reader between
 *	the two would count it twice or not at all. So folds are counted when
 *	they begin and again when they are done. Who adds everything up reads
 *	done first and begun last: if they are the same, no fold was under way
 *	in between, else it starts again. A sum takes no lock, and does not
 *	keep the CPUs from folding.
 *
 * INVARIANTS
 *	N1  count plus all parts is what was added, whenever begun is done.
 *	N2  A part is less than a batch, either way, once nobody is between
 *	    adding and folding; but see above.
 *
 * LOCKING
 *	fbc->lock, interrupts off, for who folds or sets; nothing is taken
 *	inside. A reader waits only while another CPU is in the middle of a
 *	fold: on this CPU it cannot be, interrupts are off there.
 *
 * FAILURE
 *	percpu_counter_init() without memory: -ENOMEM, nothing to destroy.
 *
 * COST
 * *	Add: 10 instructions. A fold each batch. Sum: 4 for each CPU.
 *
 * SOURCES
 *	Linux: lib/percpu_counter.c (semantics; there sum takes the lock).
 */
#include <asm/barrier.h>
#include <asm/pgtable.h>
#include <asm/processor.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/percpu_counter.h>

/* Linux's figures: a read is off by 32 a CPU, 64 * CPUs^2 / 32 at most. */
#define BATCH_MIN	32
#define BATCH_PER_CPU	2

int percpu_counter_batch = BATCH_MIN;
EXPORT_PER_CPU_SYMBOL(percpu_counter_batch);

/* The lock is held: from here to end_change() readers wait. */
static void begin_change(struct percpu_counter *fbc)
{
	WRITE_ONCE(fbc->begun, fbc->begun + 1);
	smp_wmb();	/* pairs with the second in __percpu_counter_sum() */
}

static void end_change(struct percpu_counter *fbc)
{
	smp_wmb();	/* pairs with the first */
	WRITE_ONCE(fbc->done, fbc->done + 1);
}

void __percpu_counter_fold(struct percpu_counter *fbc)
{
	unsigned long flags;
	s32 part;

	raw_spin_lock_irqsave(&fbc->lock, flags);
	part = this_cpu_read(*fbc->counters);
	begin_change(fbc);
	WRITE_ONCE(fbc->count, fbc->count + part);
	this_cpu_sub(*fbc->counters, part);
	end_change(fbc);
	raw_spin_unlock_irqrestore(&fbc->lock, flags);
}
EXPORT_SYMBOL(__percpu_counter_fold);

void __percpu_counter_add_large(struct percpu_counter *fbc, s64 amount)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&fbc->lock, flags);
	WRITE_ONCE(fbc->count, fbc->count + amount);
	raw_spin_unlock_irqrestore(&fbc->lock, flags);
}
EXPORT_SYMBOL(__percpu_counter_add_large);

/* CPUs are numbered without holes, PERCPU_STRIDE apart: percpu.c, P5. */
s64 __percpu_counter_sum(struct percpu_counter *fbc)
{
	unsigned int done;
	unsigned long left;
	const char *part;
	s64 sum;

	for (;;) {
		done = READ_ONCE(fbc->done);
		smp_rmb();
		sum = READ_ONCE(fbc->count);
		part = (const char *)per_cpu_ptr(fbc->counters, 0);
		left = nr_cpu_ids;
		do {
			sum += READ_ONCE(*(const s32 *)part);
			part += PERCPU_STRIDE;
		} while (--left);
		smp_rmb();
		/* Whoever had begun by now was done before we looked. */
		if (likely(READ_ONCE(fbc->begun) == done))
			return sum;
		cpu_relax();
	}
}
EXPORT_SYMBOL(__percpu_counter_sum);

void percpu_counter_set(struct percpu_counter *fbc, s64 amount)
{
	unsigned long flags;
	unsigned int cpu;

	raw_spin_lock_irqsave(&fbc->lock, flags);
	begin_change(fbc);
	for_each_possible_cpu(cpu)
		WRITE_ONCE(*per_cpu_ptr(fbc->counters, cpu), 0);
	WRITE_ONCE(fbc->count, amount);
	end_change(fbc);
	raw_spin_unlock_irqrestore(&fbc->lock, flags);
}
EXPORT_SYMBOL(percpu_counter_set);

int __percpu_counter_compare(struct percpu_counter *fbc, s64 rhs, s32 batch)
{
	s64 count = percpu_counter_read(fbc);

	/* Far apart: what CPUs have kept cannot turn it round. */
	if (abs(count - rhs) <= (s64)batch * num_online_cpus())
		count = percpu_counter_sum(fbc);
	return count > rhs ? 1 : count < rhs ? -1 : 0;
}
EXPORT_SYMBOL(__percpu_counter_compare);

int percpu_counter_init(struct percpu_counter *fbc, s64 amount, gfp_t gfp)
{
	raw_spin_lock_init(&fbc->lock);
	fbc->begun = 0;
	fbc->done = 0;
	fbc->count = amount;
	fbc->counters = alloc_percpu_gfp(s32, gfp);
	return fbc->counters ? 0 : -ENOMEM;
}
EXPORT_SYMBOL(percpu_counter_init);

void percpu_counter_destroy(struct percpu_counter *fbc)
{
	if (WARN_ON_ONCE(!fbc))
		return;
	free_percpu(fbc->counters);
	fbc->counters = NULL;
}
EXPORT_SYMBOL(percpu_counter_destroy);

static void batch_init(void)
{
	percpu_counter_batch = max_t(int, BATCH_MIN,
				     num_online_cpus() * BATCH_PER_CPU);
}
late_initcall(batch_init);
