// SPDX-License-Identifier: MIT
/*
 * rwlock_test.c - readers share, writers exclude, nobody starves
 */
#include <asm/irqflags.h>
#include <asm/processor.h>
#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/hardirq.h>
#include <linux/machine.h>
#include <linux/percpu.h>
#include <linux/seqlock.h>
#include <linux/smp.h>

static DEFINE_RWLOCK(lock);

/* What each form changes, and that it is changed back. */
static void forms(struct kunit *test)
{
	int before = preempt_count();
	unsigned long flags;

	read_lock(&lock);
	KUNIT_EXPECT_EQ(test, preempt_count(), before + 1);
	KUNIT_EXPECT_TRUE(test, rwlock_is_locked(&lock));
	read_unlock(&lock);
	write_lock_irq(&lock);
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	write_unlock_irq(&lock);
	read_lock_bh(&lock);
	KUNIT_EXPECT_TRUE(test, in_softirq());
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
	read_unlock_bh(&lock);
	read_lock_irqsave(&lock, flags);
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	read_unlock_irqrestore(&lock, flags);
	KUNIT_EXPECT_TRUE(test, write_trylock_irqsave(&lock, flags));
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	write_unlock_irqrestore(&lock, flags);
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
	KUNIT_EXPECT_EQ(test, preempt_count(), before);
	KUNIT_EXPECT_FALSE(test, rwlock_is_locked(&lock));
}

/* Two readers may be in, or one writer; a refused try leaves no trace. */
static void who_goes_with_whom(struct kunit *test)
{
	int before = preempt_count();

	KUNIT_ASSERT_TRUE(test, read_trylock(&lock));
	KUNIT_EXPECT_TRUE(test, read_trylock(&lock));
	KUNIT_EXPECT_FALSE(test, write_trylock(&lock));
	read_unlock(&lock);
	KUNIT_EXPECT_FALSE(test, write_trylock(&lock));
	read_unlock(&lock);
	KUNIT_ASSERT_TRUE(test, write_trylock(&lock));
	KUNIT_EXPECT_FALSE(test, read_trylock(&lock));
	KUNIT_EXPECT_FALSE(test, write_trylock(&lock));
	write_unlock(&lock);
	KUNIT_EXPECT_EQ(test, preempt_count(), before);
}

/* ---- all CPUs ---- */

#define STORM_NS	40000000ULL

static u64 left, right;		/* equal whenever nobody writes */
static atomic_t torn;
static DEFINE_PER_CPU(u64, written);

static void read_once(void)
{
	read_lock(&lock);
	if (left != right)
		atomic_inc(&torn);
	read_unlock(&lock);
}

static void storm(void *info)
{
	u64 start = machine_ops->clock_ns(), n = 0;
	unsigned int i;

	do {
		for (i = 0; i < 8; i++)
			read_once();
		write_lock(&lock);
		left++;
		right++;
		write_unlock(&lock);
		n++;
	} while (machine_ops->clock_ns() - start < STORM_NS);
	this_cpu_write(written, n);
}

static u64 everybody(smp_call_func_t func)
{
	unsigned int cpu;
	u64 sum = 0;

	for_each_online_cpu(cpu)
		idle_job_start(cpu, func, NULL);
	func(NULL);
	for_each_online_cpu(cpu)
		idle_job_wait(cpu);
	for_each_online_cpu(cpu)
		sum += per_cpu(written, cpu);
	return sum;
}

/* No write is lost and no reader sees half of one (lib/rwlock.c, R1). */
static void writers_exclude(struct kunit *test)
{
	u64 sum;

	left = right = 0;
	atomic_set(&torn, 0);
	sum = everybody(storm);
	KUNIT_EXPECT_EQ(test, left, sum);
	KUNIT_EXPECT_EQ(test, right, sum);
	KUNIT_EXPECT_EQ(test, atomic_read(&torn), 0);
}

static atomic_t turn;
static int writer_turn, reader_turn;

static void write_in_turn(void *info)
{
	write_lock(&lock);
	writer_turn = atomic_inc_return(&turn);
	write_unlock(&lock);
}

static void read_in_turn(void *info)
{
	read_lock(&lock);
	reader_turn = atomic_inc_return(&turn);
	read_unlock(&lock);
}

static void read_in_interrupt(void)
{
	unsigned long flags;

	/* Lockdep knows that writers here keep interrupts on. */
	lockdep_off();
	local_irq_save(flags);
	irq_enter();
	read_lock(&lock);
	read_unlock(&lock);
	irq_exit();
	local_irq_restore(flags);
	lockdep_on();
}

/* A bound for what takes microseconds, on a host that is busy. */
#define COME_NS	10000000000ULL

static void writer_before_later_reader(struct kunit *test, unsigned int a,
				       unsigned int b)
{
	u64 start = machine_ops->clock_ns();
	bool open = true;

	idle_job_start(a, write_in_turn, NULL);
	/* When it waits, nobody new comes in, not even while we read: R2. */
	while (open && machine_ops->clock_ns() - start < COME_NS) {
		open = read_trylock(&lock);
		if (open)
			read_unlock(&lock);
		cpu_relax();
	}
	KUNIT_EXPECT_FALSE(test, open);
	/* But for handlers: the one interrupted may be waited for. */
	read_in_interrupt();
	KUNIT_EXPECT_TRUE(test, rwlock_is_contended(&lock));
	if (b < nr_cpu_ids)
		idle_job_start(b, read_in_turn, NULL);
	KUNIT_EXPECT_EQ(test, atomic_read(&turn), 0);
	read_unlock(&lock);
	idle_job_wait(a);
	KUNIT_EXPECT_EQ(test, writer_turn, 1);
	if (b < nr_cpu_ids)
		idle_job_wait(b);
	KUNIT_EXPECT_EQ(test, reader_turn, b < nr_cpu_ids ? 2 : 0);
}

/*
 * in: R(us)	queue: W R	we leave; W is the first, then R. Readers that
 * keep coming would otherwise keep the writer out for ever.
 */
static void writer_does_not_starve(struct kunit *test)
{
	int me = get_cpu();
	unsigned int cpu, a = nr_cpu_ids, b = nr_cpu_ids;

	for_each_online_cpu(cpu) {
		if ((int)cpu == me)
			continue;
		b = a;
		a = cpu;
	}
	atomic_set(&turn, 0);
	writer_turn = reader_turn = 0;
	read_lock(&lock);
	put_cpu();
	if (a < nr_cpu_ids) {
		writer_before_later_reader(test, a, b);
		return;
	}
	/* Alone: a handler reads inside our reading. */
	read_in_interrupt();
	KUNIT_EXPECT_TRUE(test, rwlock_is_locked(&lock));
	read_unlock(&lock);
}

/* ---- seqlock ---- */

static DEFINE_SEQLOCK(seq);

static void seq_storm(void *info)
{
	u64 start = machine_ops->clock_ns(), n = 0, l, r;
	unsigned int s;

	do {
		write_seqlock(&seq);
		WRITE_ONCE(left, left + 1);
		cpu_relax();
		WRITE_ONCE(right, right + 1);
		write_sequnlock(&seq);
		n++;
		do {
			s = read_seqbegin(&seq);
			l = READ_ONCE(left);
			cpu_relax();
			r = READ_ONCE(right);
		} while (read_seqretry(&seq, s));
		if (l != r)
			atomic_inc(&torn);
	} while (machine_ops->clock_ns() - start < STORM_NS);
	this_cpu_write(written, n);
}

/* A reader that was told "no retry" has seen both halves of one write. */
static void seqlock_readers_see_whole_writes(struct kunit *test)
{
	u64 sum;

	left = right = 0;
	atomic_set(&torn, 0);
	sum = everybody(seq_storm);
	KUNIT_EXPECT_EQ(test, left, sum);
	KUNIT_EXPECT_EQ(test, atomic_read(&torn), 0);
	KUNIT_EXPECT_EQ(test, seq.seqcount.sequence, (unsigned int)(2 * sum));
}

/* ---- misuse ---- */

/* Debugging locks: each misuse is said, and the lock stays usable. */
static void misuse_is_reported(struct kunit *test)
{
	static rwlock_t zeroed;
	rwlock_t l;

	if (!IS_ENABLED(CONFIG_DEBUG_SPINLOCK))
		return;		/* the others cannot know */
	rwlock_init(&l);
	write_lock(&l);
	KUNIT_EXPECT_WARNS(test, ({ write_lock(&l); 0; }));
	preempt_enable();
	KUNIT_EXPECT_WARNS(test, ({ read_lock(&l); 0; }));
	preempt_enable();
	write_unlock(&l);
	preempt_disable();
	KUNIT_EXPECT_WARNS(test, ({ write_unlock(&l); 0; }));
	preempt_disable();
	KUNIT_EXPECT_WARNS(test, ({ read_unlock(&l); 0; }));
	KUNIT_EXPECT_WARNS(test, ({ write_lock(&zeroed); 0; }));
	write_unlock(&zeroed);
	KUNIT_EXPECT_NO_WARNS(test, ({ write_lock(&l); write_unlock(&l); 0; }));
	KUNIT_EXPECT_NO_WARNS(test, ({ read_lock(&l); read_unlock(&l); 0; }));
}

static struct kunit_case rwlock_cases[] = {
	KUNIT_CASE(forms),
	KUNIT_CASE(who_goes_with_whom),
	KUNIT_CASE(writers_exclude),
	KUNIT_CASE(writer_does_not_starve),
	KUNIT_CASE(seqlock_readers_see_whole_writes),
	KUNIT_CASE(misuse_is_reported),
	{}
};

static struct kunit_suite rwlock_suite = {
	.name = "rwlock",
	.test_cases = rwlock_cases,
};
kunit_test_suite(rwlock_suite);
