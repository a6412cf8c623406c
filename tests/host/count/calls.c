// SPDX-License-Identifier: MIT
/*
 * calls.c - the calls of which runtime.c counts locks and shared lines
 *
 * One thread is bound to each CPU; they take turns, first unnoted, until
 * each CPU has what it keeps, then noted. A line of output for each call:
 *
 *	COUNT name cpus calls locks lines
 */
#include <linux/console.h>
#include <linux/gfp.h>
#include <linux/kthread.h>
#include <linux/mempool.h>
#include <linux/percpu.h>
#include <linux/percpu_counter.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include "../bench.h"
#include "runtime.h"

#define CPUS_MAX	8
#define NR_WARM		3
#define NR_PAIRS	1000
#define NR_BATCH	1000

static struct kmem_cache *cache;
static mempool_t *pool;
static struct percpu_counter counter;
static DEFINE_PER_CPU(u64, mine);

/* What each CPU holds: lines of its own. */
static struct {
	void *object[NR_BATCH];
} held[CPUS_MAX] __aligned(64);

static unsigned int cpus;
static bool noted;

#define CALL(me, what) \
do { \
	if (noted) \
		count_call(me); \
	what; \
	count_done(); \
} while (0)

static void kmalloc_pair(unsigned int me)
{
	CALL(me, kfree(kmalloc(64, GFP_KERNEL)));
}

static void cache_pair(unsigned int me)
{
	CALL(me, kmem_cache_free(cache, kmem_cache_alloc(cache, GFP_KERNEL)));
}

static void page_pair(unsigned int me)
{
	CALL(me, __free_page(alloc_page(GFP_KERNEL)));
}

static void mempool_pair(unsigned int me)
{
	CALL(me, mempool_free(mempool_alloc(pool, GFP_KERNEL), pool));
}

static void counter_add(unsigned int me)
{
	CALL(me, percpu_counter_add(&counter, 1); this_cpu_inc(mine));
}

static void kmalloc_batch(unsigned int me)
{
	unsigned int i;

	for (i = 0; i < NR_BATCH; i++)
		CALL(me, held[me].object[i] = kmalloc(64, GFP_KERNEL));
	for (i = 0; i < NR_BATCH; i++)
		CALL(me, kfree(held[me].object[i]));
}

static void page_batch(unsigned int me)
{
	unsigned int i;

	for (i = 0; i < NR_BATCH; i++)
		CALL(me, held[me].object[i] = alloc_page(GFP_KERNEL));
	for (i = 0; i < NR_BATCH; i++)
		CALL(me, __free_page(held[me].object[i]));
}

/* What the neighbour took a moment ago; and the next one's, not counted. */
static void kfree_remote(unsigned int me)
{
	unsigned int from = (me + cpus - 1) % cpus;
	unsigned int i;

	for (i = 0; i < NR_BATCH; i++)
		CALL(me, kfree(held[from].object[i]));
	for (i = 0; i < NR_BATCH; i++) {
		held[from].object[i] = NULL;
		held[me].object[i] = kmalloc(64, GFP_KERNEL);
	}
}

static void page_free_remote(unsigned int me)
{
	unsigned int from = (me + cpus - 1) % cpus;
	unsigned int i;

	for (i = 0; i < NR_BATCH && held[from].object[i]; i++)
		CALL(me, __free_page(held[from].object[i]));
	for (i = 0; i < NR_BATCH; i++) {
		held[from].object[i] = NULL;
		held[me].object[i] = alloc_page(GFP_KERNEL);
	}
}

static void percpu_pair(unsigned int me)
{
	CALL(me, free_percpu(alloc_percpu(u64)));
}

static void vmalloc_pair(unsigned int me)
{
	CALL(me, vfree(vmalloc(PAGE_SIZE)));
}

/* Whoever still has something after the turns. */
static void free_objects(void **object)
{
	kfree(*object);
}

static void free_pages_held(void **object)
{
	if (*object)
		__free_page(*object);
}

static const struct call {
	const char *name;
	void (*run)(unsigned int me);
	unsigned int times;
	void (*end)(void **object);
} calls[] = {
	{ "kmalloc_64_pair", kmalloc_pair, NR_PAIRS, NULL },
	{ "kmem_cache_pair", cache_pair, NR_PAIRS, NULL },
	{ "alloc_page_pair", page_pair, NR_PAIRS, NULL },
	{ "mempool_pair", mempool_pair, NR_PAIRS, NULL },
	{ "percpu_counter_add", counter_add, NR_PAIRS, NULL },
	{ "kmalloc_64_batch1000", kmalloc_batch, 4, NULL },
	{ "alloc_page_batch1000", page_batch, 4, NULL },
	{ "kfree_of_others", kfree_remote, 1, free_objects },
	{ "free_page_of_others", page_free_remote, 1, free_pages_held },
	{ "alloc_percpu_pair", percpu_pair, NR_PAIRS, NULL },
	{ "vmalloc_4k_pair", vmalloc_pair, NR_PAIRS, NULL },
};

/* ---- taking turns ---- */

static const struct call *call;
static unsigned int turn;
static struct task_struct *threads[CPUS_MAX];

static int take_turns(void *data)
{
	unsigned int me = (unsigned long)data;
	unsigned int round, i;

	for (round = 0; round <= NR_WARM; round++) {
		while (smp_load_acquire(&turn) != round * cpus + me) {
			cpu_relax();
			yield();
		}
		if (round == NR_WARM && !me)
			noted = true;
		for (i = 0; i < call->times; i++)
			call->run(me);
		smp_store_release(&turn, turn + 1);
	}
	while (!kthread_should_stop()) {
		cpu_relax();
		yield();
	}
	return 0;
}

static void measure(void)
{
	struct count_sums sums;
	unsigned int i;

	noted = false;
	turn = 0;
	memset(held, 0, sizeof(held));
	count_reset();
	for (i = 0; i < cpus; i++) {
		threads[i] = kthread_create_on_cpu(take_turns,
						   (void *)(unsigned long)i,
						   i, "count/%u");
		BUG_ON(IS_ERR(threads[i]));
		wake_up_process(threads[i]);
	}
	while (smp_load_acquire(&turn) != (NR_WARM + 1) * cpus) {
		cpu_relax();
		yield();
	}
	for (i = 0; i < cpus; i++)
		kthread_stop(threads[i]);
	count_read(&sums);
	console_printf("COUNT %s %u %lu %lu %lu\n", call->name, cpus,
		       sums.calls, sums.locks, sums.lines);
	for (i = 0; call->end && i < cpus * NR_BATCH; i++)
		call->end(&held[i / NR_BATCH].object[i % NR_BATCH]);
}

void host_count(unsigned int nr_cpus)
{
	cpus = nr_cpus;
	BUG_ON(cpus > CPUS_MAX);
	cache = kmem_cache_create("count", 192, 0, 0, NULL);
	pool = mempool_create_slab_pool(16, cache);
	BUG_ON(!pool || percpu_counter_init(&counter, 0, GFP_KERNEL));
	for (call = calls; call < calls + ARRAY_SIZE(calls); call++)
		measure();
}
