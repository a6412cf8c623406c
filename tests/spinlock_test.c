// SPDX-License-Identifier: MIT
/*
 * spinlock_test.c - one CPU at a time; who is next; what misuse is told
 *
 * With one CPU nobody waits, and most cases still must hold. Those that ask
 * in which order CPUs are served choose the way of waiting themselves
 * (virt_spin_lock), and put it back.
 */
#include <asm/irqflags.h>
#include <asm/processor.h>
#include <kunit/test.h>
#include <linux/hardirq.h>
#include <linux/machine.h>
#include <linux/smp.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static unsigned long guarded[2];

#define TURNS	2000	/* of all CPUs together */

/* Those of one CPU. */
static unsigned int share(void)
{
	return TURNS / num_online_cpus() + 1;
}

static void lock_and_count(void *info)
{
	unsigned long flags;
	unsigned int i, turns = share();

	for (i = 0; i < turns; i++) {
		spin_lock_irqsave(&lock, flags);
		guarded[0]++;
		guarded[1] = guarded[0];
		spin_unlock_irqrestore(&lock, flags);
	}
}

/* A plain counter under the lock is exact, whoever counts. */
static void excludes(struct kunit *test)
{
	unsigned int n = num_online_cpus(), cpu;

	guarded[0] = 0;
	for_each_online_cpu(cpu)
		idle_job_start(cpu, lock_and_count, NULL);
	lock_and_count(NULL);
	for_each_online_cpu(cpu)
		idle_job_wait(cpu);
	KUNIT_EXPECT_EQ(test, guarded[0], (unsigned long)n * share());
	KUNIT_EXPECT_EQ(test, guarded[1], guarded[0]);
	KUNIT_EXPECT_FALSE(test, spin_is_locked(&lock));
}

/* ---- who waits ---- */

#define COME_NS	10000000000ULL

/* Is it so, within a bound? */
#define comes_true(condition) \
({ \
	u64 start = machine_ops->clock_ns(); \
\
	while (!(condition) && machine_ops->clock_ns() - start < COME_NS) \
		cpu_relax(); \
	(condition); \
})

static unsigned int served[NR_CPUS];
static unsigned int nr_served;
static bool about_to_wait;

static void wait_for_turn(void *info)
{
	WRITE_ONCE(about_to_wait, true);
	spin_lock(&lock);
	served[nr_served++] = smp_processor_id();
	spin_unlock(&lock);
}

/* How long is the line? */
static unsigned int waiting(void)
{
	arch_spinlock_t now = {
		{ .word = READ_ONCE(lock.rlock.raw_lock.word) }
	};

	return (u8)(now.next - now.serving);
}

static bool set_virtual(bool is)
{
	bool was = virt_spin_lock;

	WRITE_ONCE(virt_spin_lock, is);
	return was;
}

/*
 * In line: while we hold the lock the others come one by one, each only when
 * the one before stands in line. They are served in that order.
 */
static void is_fair(struct kunit *test)
{
	bool was = set_virtual(false);
	unsigned int cpu, i = 0;

	nr_served = 0;
	spin_lock(&lock);
	for_each_online_cpu(cpu) {
		unsigned int before = waiting();

		if (idle_job_start(cpu, wait_for_turn, NULL))
			continue;
		KUNIT_EXPECT_TRUE_MSG(test, comes_true(waiting() != before),
				      "CPU %u draws no number", cpu);
	}
	KUNIT_EXPECT_EQ(test, spin_is_contended(&lock),
			num_online_cpus() > 1);
	spin_unlock(&lock);
	for_each_online_cpu(cpu)
		idle_job_wait(cpu);
	set_virtual(was);

	KUNIT_EXPECT_EQ(test, nr_served, num_online_cpus() - 1);
	for_each_online_cpu(cpu) {
		if ((int)cpu != raw_smp_processor_id())
			KUNIT_EXPECT_EQ(test, served[i++], cpu);
	}
	KUNIT_EXPECT_EQ(test, lock.rlock.raw_lock.word, 0u);
}

static bool gone, back;

/* As if the host had taken the CPU away in the middle of its wait. */
static void be_away(void *info)
{
	WRITE_ONCE(gone, true);
	while (!READ_ONCE(back))
		cpu_relax();
}

/*
 * One waits and is taken away, the lock becomes free: a virtual CPU that is
 * there gets it, a real one stands in line.
 */
static void see_who_is_away(struct kunit *test, bool virtual)
{
	bool was = set_virtual(virtual), got;
	unsigned int cpu = raw_smp_processor_id() ? 0 : 1;

	nr_served = 0;
	about_to_wait = gone = back = false;
	spin_lock(&lock);
	KUNIT_EXPECT_EQ(test, idle_job_start(cpu, wait_for_turn, NULL), 0);
	KUNIT_EXPECT_TRUE(test, comes_true(virtual ? READ_ONCE(about_to_wait)
						   : waiting() == 1));
	smp_call_function_single(cpu, be_away, NULL, 0);
	KUNIT_EXPECT_TRUE(test, comes_true(READ_ONCE(gone)));
	spin_unlock(&lock);
	got = spin_trylock(&lock);
	if (got)
		spin_unlock(&lock);
	WRITE_ONCE(back, true);
	idle_job_wait(cpu);
	set_virtual(was);

	KUNIT_EXPECT_EQ(test, got, virtual);
	KUNIT_EXPECT_EQ(test, nr_served, 1u);
	KUNIT_EXPECT_EQ(test, lock.rlock.raw_lock.word, 0u);
}

static void who_is_away_is_passed(struct kunit *test)
{
	if (num_online_cpus() == 1)
		return;		/* nobody to wait for */
	see_who_is_away(test, true);
	see_who_is_away(test, false);
}

/* The same in line, which begins and ends many times. */
static void excludes_in_line(struct kunit *test)
{
	bool was = set_virtual(false);

	excludes(test);
	set_virtual(was);
	KUNIT_EXPECT_EQ(test, lock.rlock.raw_lock.word, 0u);
}

/* What each form changes, and that it is changed back. */
static void forms(struct kunit *test)
{
	int before = preempt_count();
	unsigned long flags;

	spin_lock(&lock);
	KUNIT_EXPECT_EQ(test, preempt_count(), before + 1);
	KUNIT_EXPECT_TRUE(test, spin_is_locked(&lock));
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
	KUNIT_EXPECT_FALSE(test, spin_trylock(&lock));
	KUNIT_EXPECT_EQ(test, preempt_count(), before + 1);
	spin_unlock(&lock);

	spin_lock_irqsave(&lock, flags);
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	spin_unlock_irqrestore(&lock, flags);
	KUNIT_EXPECT_FALSE(test, irqs_disabled());

	spin_lock_irq(&lock);
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	spin_unlock_irq(&lock);
	spin_lock_bh(&lock);
	KUNIT_EXPECT_TRUE(test, in_softirq() && in_interrupt());
	KUNIT_EXPECT_TRUE(test, in_task());
	spin_unlock_bh(&lock);

	KUNIT_EXPECT_TRUE(test, spin_trylock_irqsave(&lock, flags));
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	spin_unlock_irqrestore(&lock, flags);
	KUNIT_EXPECT_EQ(test, preempt_count(), before);
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
}

/* Debugging locks: each misuse is said, and the lock stays usable. */
static void misuse_is_reported(struct kunit *test)
{
	static spinlock_t zeroed;
	spinlock_t tried;

	if (!IS_ENABLED(CONFIG_DEBUG_SPINLOCK))
		return;		/* the others cannot know */
	spin_lock_init(&tried);
	spin_lock(&tried);
	KUNIT_EXPECT_WARNS(test, ({ spin_lock(&tried); 0; }));
	preempt_enable();
	spin_unlock(&tried);
	preempt_disable();
	KUNIT_EXPECT_WARNS(test, ({ spin_unlock(&tried); 0; }));
	KUNIT_EXPECT_WARNS(test, ({ spin_lock(&zeroed); 0; }));
	spin_unlock(&zeroed);
	KUNIT_EXPECT_NO_WARNS(test, ({ spin_lock(&tried); spin_unlock(&tried); 0; }));
}

static struct kunit_case spinlock_cases[] = {
	KUNIT_CASE(excludes),
	KUNIT_CASE(excludes_in_line),
	KUNIT_CASE(is_fair),
	KUNIT_CASE(who_is_away_is_passed),
	KUNIT_CASE(forms),
	KUNIT_CASE(misuse_is_reported),
	{}
};

static struct kunit_suite spinlock_suite = {
	.name = "spinlock",
	.test_cases = spinlock_cases,
};
kunit_test_suite(spinlock_suite);
