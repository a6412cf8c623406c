// SPDX-License-Identifier: MIT
/*
 * slab_smp_test.c - objects cross CPUs, and interrupts allocate in the middle
 *
 * What one CPU allocates, another frees; handlers allocate and free on the
 * CPU they interrupt, between any two instructions of push and pop. Whoever
 * has an object writes its own mark all over it and looks for it before
 * freeing: two owners of one object cannot both find theirs.
 */
#include <asm/processor.h>
#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/smp.h>
#include <linux/slab.h>

#include "../mm/slab.h"

#define SIZE	48
#define ROUNDS	2000
#define HELD	40

static struct kmem_cache *cache;
static atomic_t spoilt, running;

/*
 * Without stacks (slab_debug=) every call takes the node's lock, and on a
 * host with fewer CPUs than the guest its holder sleeps most of the time:
 * there is no stack to fill then either, so fewer will do. Fewer still when
 * each call is to fail once (kunit_fail_nth=).
 */
static unsigned int rounds;

static void *take_marked(unsigned long mark)
{
	void *p = kmem_cache_alloc(cache, GFP_ATOMIC);

	if (p)
		memset(p, mark, SIZE);
	return p;
}

static void give_marked(void *p, unsigned long mark)
{
	if (!p)
		return;
	if (memchr_inv(p, (u8)mark, SIZE))
		atomic_inc(&spoilt);
	kmem_cache_free(cache, p);
}

/* As many as keep the stack going from empty to full and back. */
static void churn(void *info)
{
	unsigned long mark = raw_smp_processor_id() + 1;
	void *held[HELD] = { NULL };
	unsigned int i;

	atomic_inc(&running);
	for (i = 0; i < rounds; i++) {
		void **slot = &held[(i * 7) % HELD];

		give_marked(*slot, mark);
		*slot = take_marked(mark);
	}
	for (i = 0; i < HELD; i++)
		give_marked(held[i], mark);
	atomic_dec(&running);
}

static int slab_smp_init(struct kunit *test)
{
	cache = kmem_cache_create("test_smp", SIZE, 0, SLAB_NO_MERGE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, cache);
	rounds = cache->limit ? ROUNDS : ROUNDS / 10;
	if (slab_may_fail)
		rounds = 2 * HELD;
	atomic_set(&spoilt, 0);
	atomic_set(&running, 0);
	return 0;
}

static void slab_smp_exit(struct kunit *test)
{
	if (!cache)
		return;
	KUNIT_EXPECT_EQ(test, atomic_read(&spoilt), 0);
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(cache), 0);
	KUNIT_EXPECT_NULL(test, slab_broken(cache));
	kmem_cache_destroy(cache);
}

static void start_others(smp_call_func_t fn)
{
	unsigned int cpu;

	for_each_online_cpu(cpu)
		if ((int)cpu != raw_smp_processor_id())
			idle_job_start(cpu, fn, NULL);
}

static void wait_for_others(void)
{
	unsigned int cpu;

	for_each_online_cpu(cpu)
		idle_job_wait(cpu);
}

/* Every CPU for itself, all on the same slabs. */
static void all_cpus_at_once(struct kunit *test)
{
	start_others(churn);
	churn(NULL);
	wait_for_others();
}

static DEFINE_PER_CPU(void *, handlers);

/*
 * A handler takes one time and gives the next, so that the stack is another
 * when it returns than it was when it came.
 */
static void handler(void *info)
{
	void *p = this_cpu_read(handlers);

	if (p)
		give_marked(p, 0xee);
	this_cpu_write(handlers, p ? NULL : take_marked(0xee));
}

/* Nothing but push and pop: an interrupt is likely to come within one. */
static void push_and_pop(void)
{
	unsigned int i;

	for (i = 0; i < 100; i++) {
		u8 *p = kmem_cache_alloc(cache, GFP_ATOMIC);

		if (!p)
			continue;
		WRITE_ONCE(p[SIZE - 1], 0x55);
		if (READ_ONCE(p[SIZE - 1]) != 0x55)
			atomic_inc(&spoilt);
		kmem_cache_free(cache, p);
	}
	/* Where a CPU that is a thread takes its interrupts. */
	cpu_relax();
}

/* Some hundred interrupts; one in three comes within a sequence. */
#define STORM	200

static int stormed;

/* An even number of interrupts: what was taken is given. */
static void storm(void *info)
{
	unsigned int i;

	for (i = 0; i < STORM; i++)
		smp_call_function_single(stormed, handler, NULL, 1);
	atomic_dec(&running);
}

static void interrupted_all_the_time(struct kunit *test)
{
	unsigned int cpu;

	stormed = raw_smp_processor_id();
	for_each_online_cpu(cpu)
		if ((int)cpu != stormed)
			break;
	atomic_set(&running, cpu < nr_cpu_ids);
	if (cpu < nr_cpu_ids)
		KUNIT_ASSERT_EQ(test, idle_job_start(cpu, storm, NULL), 0);
	do {
		push_and_pop();
	} while (atomic_read(&running));
	wait_for_others();
	/* One that found nothing to take is an odd number of them. */
	give_marked(per_cpu(handlers, stormed), 0xee);
	per_cpu(handlers, stormed) = NULL;
}

/* Drained while it is in use: nothing is lost, nothing is there twice. */
static void drained_all_the_time(struct kunit *test)
{
	unsigned int i;

	start_others(churn);
	for (i = 0; i < rounds / 10; i++)
		kmem_cache_shrink(cache);
	wait_for_others();
}

/* ---- one gives what the other takes --------------------------------------------- */

#define BELT	64

static void *belt[BELT];

/* Through a ring of slots: NULL is an empty one. */
static void consume(void *info)
{
	unsigned int i;

	for (i = 0; i < rounds; i++) {
		void *p;

		do {
			p = xchg(&belt[i % BELT], NULL);
			cpu_relax();
		} while (!p);
		give_marked(p, 0x33);
	}
}

static void produce(void)
{
	unsigned int i;

	for (i = 0; i < rounds; i++) {
		void *p = take_marked(0x33);

		while (!p || cmpxchg(&belt[i % BELT], NULL, p)) {
			if (!p)
				p = take_marked(0x33);
			cpu_relax();
		}
	}
}

/* Alone, a CPU is its own customer, a belt at a time. */
static void produce_and_consume(void)
{
	void *p[BELT];
	unsigned int round, i;

	for (round = 0; round < ROUNDS / BELT; round++) {
		for (i = 0; i < BELT; i++)
			p[i] = take_marked(0x33);
		for (i = 0; i < BELT; i++)
			give_marked(p[i], 0x33);
	}
}

static void made_here_freed_there(struct kunit *test)
{
	unsigned int cpu;

	if (num_online_cpus() == 1) {
		produce_and_consume();
		return;
	}
	for_each_online_cpu(cpu)
		if ((int)cpu != raw_smp_processor_id())
			break;
	KUNIT_ASSERT_EQ(test, idle_job_start(cpu, consume, NULL), 0);
	produce();
	idle_job_wait(cpu);
}

/* ---- memory goes down here, and up elsewhere ---------------------------------------- */

/*
 * A stack that became short when memory went down is full of less than a
 * batch when another CPU's new slab says that memory goes up: only what is
 * there is flushed. `shrinking` is set by hand, as the other CPU would.
 */
static void flushed_while_short(struct kunit *test)
{
	static void *many[400];
	bool *shrinking;
	unsigned int i;

	preempt_disable();
	shrinking = &cache->node[slab_home()].shrinking;
	for (i = 0; i < ARRAY_SIZE(many); i++)
		many[i] = take_marked(0x55);
	slab_cpu_drain(cache);
	for (i = 0; i < ARRAY_SIZE(many); i++) {
		/* Beyond the deepest stack, which is 248. */
		WRITE_ONCE(*shrinking, i < 300);
		if (many[i])
			give_marked(many[i], 0x55);
	}
	KUNIT_EXPECT_NULL(test, slab_broken(cache));
	preempt_enable();
}

/* ---- moved between the look at the node and the push ------------------------------- */

/* More than a stack takes, so that the oldest of it is flushed. */
static void free_many_after(void *far)
{
	static void *many[300];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(many); i++)
		many[i] = take_marked(0x44);
	slab_cpu_drain(cache);
	if (!cpu_stack_push(cache->stack, far))
		kmem_cache_free(cache, far);
	for (i = 0; i < ARRAY_SIZE(many); i++)
		give_marked(many[i], 0x44);
}

/*
 * A far object on a CPU's stack, where a task that was moved left it: given
 * out, flushed and drained, it is its own node's.
 */
static void left_with_strangers(struct kunit *test)
{
	int far = (slab_home() + 1) % slab_nr_nodes;
	void *p = kmem_cache_alloc_node(cache, GFP_KERNEL, far);

	KUNIT_ASSERT_NOT_NULL(test, p);
	preempt_disable();
	slab_cpu_drain(cache);
	if (!cpu_stack_push(cache->stack, p))
		kmem_cache_free(cache, p);
	KUNIT_EXPECT_NULL(test, slab_broken(cache));
	p = kmem_cache_alloc(cache, GFP_ATOMIC);
	KUNIT_EXPECT_NOT_NULL(test, p);
	if (p)
		free_many_after(p);
	KUNIT_EXPECT_NULL(test, slab_broken(cache));
	preempt_enable();
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(cache), 0);

	p = kmem_cache_alloc_node(cache, GFP_KERNEL, far);
	KUNIT_ASSERT_NOT_NULL(test, p);
	if (!cpu_stack_push(cache->stack, p))
		kmem_cache_free(cache, p);
}

static struct kunit_case slab_smp_cases[] = {
	KUNIT_CASE(all_cpus_at_once),
	KUNIT_CASE(interrupted_all_the_time),
	KUNIT_CASE(drained_all_the_time),
	KUNIT_CASE(made_here_freed_there),
	KUNIT_CASE(flushed_while_short),
	KUNIT_CASE(left_with_strangers),
	{}
};

static struct kunit_suite slab_smp_suite = {
	.name = "slab_smp",
	.init = slab_smp_init,
	.exit = slab_smp_exit,
	.test_cases = slab_smp_cases,
};
kunit_test_suite(slab_smp_suite);
