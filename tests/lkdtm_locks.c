// SPDX-License-Identifier: MIT
/*
 * lkdtm_locks.c - locks taken in ways that deadlock some day
 *
 * Nothing here waits for ever: each is done one step after the other by CPU
 * 0, or with the other CPU at rest. A kernel built with LOCKDEP=1 reports it
 * all the same, which is the point; any other goes on without a word.
 */
#include <linux/hardirq.h>
#include <linux/mutex.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include "lkdtm.h"

static DEFINE_SPINLOCK(first_lock);
static DEFINE_SPINLOCK(second_lock);
static DEFINE_SPINLOCK(irq_lock);

static noinline void first_then_second(void)
{
	spin_lock(&first_lock);
	spin_lock(&second_lock);
	spin_unlock(&second_lock);
	spin_unlock(&first_lock);
}

static noinline void second_then_first(void)
{
	spin_lock(&second_lock);
	spin_lock(&first_lock);
	spin_unlock(&first_lock);
	spin_unlock(&second_lock);
}

void lkdtm_lock_inversion(void)
{
	first_then_second();
	second_then_first();
}

/* Two of one class: some day they are the same one. */
void lkdtm_lock_recursion(void)
{
	static spinlock_t twin[2];
	unsigned int i;

	for (i = 0; i < 2; i++)
		spin_lock_init(&twin[i]);
	spin_lock(&twin[0]);
	spin_lock(&twin[1]);
	spin_unlock(&twin[1]);
	spin_unlock(&twin[0]);
}

static noinline void take_in_interrupt(void)
{
	unsigned long flags;

	local_irq_save(flags);
	irq_enter();
	spin_lock(&irq_lock);
	spin_unlock(&irq_lock);
	irq_exit();
	local_irq_restore(flags);
}

static noinline void take_with_interrupts_on(void)
{
	spin_lock(&irq_lock);
	spin_unlock(&irq_lock);
}

void lkdtm_lock_irq_unsafe(void)
{
	take_in_interrupt();
	take_with_interrupts_on();
}

/* Each lock for itself is used well; together they are not. */
void lkdtm_lock_irq_inversion(void)
{
	unsigned long flags;

	take_in_interrupt();
	spin_lock(&first_lock);
	spin_unlock(&first_lock);
	spin_lock_irqsave(&irq_lock, flags);
	spin_lock(&first_lock);
	spin_unlock(&first_lock);
	spin_unlock_irqrestore(&irq_lock, flags);
}

static noinline void take_and_forget(void)
{
	spin_lock(&first_lock);
}

void lkdtm_lock_held_at_exit(void)
{
	take_and_forget();
	lockdep_check_held(0, "task", "lkdtm");
	lockdep_off();
	spin_unlock(&first_lock);
	lockdep_on();
}

/* What is waited for asleep, under what nobody may sleep with. */
static struct {
	struct lockdep_map dep_map;
} sleeping_lock __maybe_unused = {
	.dep_map = DEP_MAP_INIT(sleeping_lock, LD_WAIT_SLEEP),
};

void lkdtm_lock_held_at_sleep(void)
{
	take_and_forget();
	might_lock(&sleeping_lock);
	spin_unlock(&first_lock);
}

/* A cache whose shrinker takes its lock ... */
static DEFINE_MUTEX(cache_lock);

static unsigned long count_cache(struct shrinker *s, struct shrink_control *sc)
{
	mutex_lock(&cache_lock);
	mutex_unlock(&cache_lock);
	return SHRINK_EMPTY;
}

/* ... and who asks for memory under it, while there is plenty */
static noinline void ask_under_cache_lock(void)
{
	mutex_lock(&cache_lock);
	kfree(kmalloc(64, GFP_KERNEL));
	mutex_unlock(&cache_lock);
}

void lkdtm_lock_reclaim(void)
{
	struct shrinker *s = shrinker_alloc(0, "lkdtm");

	if (!s)
		return;
	s->count_objects = count_cache;
	s->scan_objects = count_cache;
	shrinker_register(s);
	shrink_slab(GFP_KERNEL, 0, 0);
	ask_under_cache_lock();
	shrinker_free(s);
}

static void unlock_job(void *unused)
{
	preempt_disable();
	spin_unlock(&first_lock);
}

/* Taken by this CPU, given back by another. */
void lkdtm_lock_foreign_unlock(void)
{
	unsigned int cpu = cpumask_next(smp_processor_id(), cpu_online_mask);

	if (cpu >= nr_cpu_ids)
		return;
	take_and_forget();
	if (!idle_job_start(cpu, unlock_job, NULL))
		idle_job_wait(cpu);
	preempt_enable();
}
