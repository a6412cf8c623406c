// SPDX-License-Identifier: MIT
/*
 * slab_bench.c - what an object costs, in instructions and in pages
 *
 * The shapes are those of tests/bench/data/mmbench.c, the rows those that
 * need objects only, and its reference trace: 100000 objects of a fixed
 * random mixture of sizes. tests/bench.h says how instructions are counted.
 * The lines TRACE are bytes and pages.
 */
#include <linux/console.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "bench.h"

#define NR_OBJECTS	1000
#define NR_ROUNDS	20
#define NR_PAIRS	1000

static void *object[NR_OBJECTS];
static unsigned int order_of_free[NR_OBJECTS];

static u64 state;

/* As mmbench.c draws them: xorshift64*, the upper half. */
static u64 draw(void)
{
	u64 x = state;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	state = x;
	return x * 0x2545F4914F6CDD1DULL;
}

static u32 draw_below(u32 n)
{
	return (u32)(((draw() >> 32) * n) >> 32);
}

static void shuffle(void)
{
	unsigned int i;

	state = 88172645463325252ULL;
	for (i = 0; i < NR_OBJECTS; i++)
		order_of_free[i] = i;
	for (i = NR_OBJECTS - 1; i > 0; i--) {
		unsigned int other = draw_below(i + 1);

		swap(order_of_free[i], order_of_free[other]);
	}
}

/* ---- pairs ---------------------------------------------------------------- */

/* @times takes and gives, again and again; the result must be used. */
#define BENCH_PAIR(name, times, take, give) \
do { \
	u64 total = 0; \
	unsigned int round; \
	unsigned long n; \
	for (round = 0; round < NR_ROUNDS; round++) \
		total += TIMED(for (n = (times); n; n--) { \
			void *p = take; \
			OPTIMIZER_HIDE_VAR(p); \
			give; \
		}); \
	bench_report(name, "_pair", total, (u64)NR_ROUNDS * (times)); \
} while (0)

#define CONSTANT_PAIR(size) \
	BENCH_PAIR("kmalloc_c_" #size, NR_PAIRS, \
		   kmalloc(size, GFP_KERNEL), kfree(p))

static size_t the_size;

/* Volatile: a size that nobody knows when this is compiled. */
#define VARIABLE_PAIR(size) \
do { \
	WRITE_ONCE(the_size, size); \
	BENCH_PAIR("kmalloc_v_" #size, NR_PAIRS, \
		   kmalloc(READ_ONCE(the_size), GFP_KERNEL), kfree(p)); \
} while (0)

#define ZEROED_PAIR(size) \
	BENCH_PAIR("kzalloc_c_" #size, NR_PAIRS, \
		   kzalloc(size, GFP_KERNEL), kfree(p))

static void bench_kmalloc_constant(void)
{
	CONSTANT_PAIR(8);
	CONSTANT_PAIR(32);
	CONSTANT_PAIR(64);
	CONSTANT_PAIR(128);
	CONSTANT_PAIR(256);
	CONSTANT_PAIR(1024);
	CONSTANT_PAIR(4096);
	CONSTANT_PAIR(8192);
	BENCH_PAIR("kmalloc_c_16384", 100, kmalloc(16384, GFP_KERNEL),
		   kfree(p));
	BENCH_PAIR("kmalloc_c_64_atomic", NR_PAIRS, kmalloc(64, GFP_ATOMIC),
		   kfree(p));
}

static void bench_kmalloc_variable(void)
{
	VARIABLE_PAIR(8);
	VARIABLE_PAIR(32);
	VARIABLE_PAIR(64);
	VARIABLE_PAIR(128);
	VARIABLE_PAIR(256);
	VARIABLE_PAIR(1024);
	VARIABLE_PAIR(4096);
	VARIABLE_PAIR(8192);
	ZEROED_PAIR(64);
	ZEROED_PAIR(256);
	ZEROED_PAIR(4096);
}

/* ---- batches --------------------------------------------------------------- */

static void report_halves(const char *name, const char *order, u64 taken,
			  u64 given)
{
	char halves[2][24];

	snprintf(halves[0], sizeof(halves[0]), "_%s_alloc", order);
	snprintf(halves[1], sizeof(halves[1]), "_%s_free", order);
	bench_report(name, halves[0], taken, (u64)NR_ROUNDS * NR_OBJECTS);
	bench_report(name, halves[1], given, (u64)NR_ROUNDS * NR_OBJECTS);
}

/* NR_OBJECTS taken, then given in order @at[k]; the first round is practice. */
#define BENCH_BATCH(name, order, take, give) \
do { \
	u64 taken = 0, given = 0, t; \
	unsigned int round, k; \
	for (round = 0; round <= NR_ROUNDS; round++) { \
		t = TIMED(for (k = 0; k < NR_OBJECTS; k++) { \
			object[k] = take; \
		}); \
		taken += round ? t : 0; \
		t = TIMED(for (k = 0; k < NR_OBJECTS; k++) { give; }); \
		given += round ? t : 0; \
	} \
	report_halves(name, order, taken, given); \
} while (0)

#define KMALLOC_BATCH(size) \
do { \
	BENCH_BATCH("kmalloc_" #size "_batch1000", "fifo", \
		    kmalloc(size, GFP_KERNEL), kfree(object[k])); \
	BENCH_BATCH("kmalloc_" #size "_batch1000", "rand", \
		    kmalloc(size, GFP_KERNEL), \
		    kfree(object[order_of_free[k]])); \
} while (0)

static void bench_kmalloc_batches(void)
{
	shuffle();
	KMALLOC_BATCH(64);
	KMALLOC_BATCH(256);
	KMALLOC_BATCH(1024);
}

/* ---- batches longer than any stock, of sizes the table has not ---------------- */

#define NR_LONG		4000
#define LONG_STEP	1237	/* no divisor in common: visits each once */

static void *long_object[NR_LONG];

static void bench_long_batch(const char *name, size_t size)
{
	u64 taken = 0, given = 0, t;
	unsigned int round, k;

	for (round = 0; round <= 4; round++) {
		t = TIMED(for (k = 0; k < NR_LONG; k++) {
			long_object[k] = kmalloc(size,
						 GFP_KERNEL | __GFP_NOWARN);
		});
		taken += round ? t : 0;
		t = TIMED(for (k = 0; k < NR_LONG; k++) {
			kfree(long_object[k * LONG_STEP % NR_LONG]);
		});
		given += round ? t : 0;
	}
	bench_report(name, "_alloc", taken, 4 * NR_LONG);
	bench_report(name, "_rand_free", given, 4 * NR_LONG);
}

static void bench_long_batches(void)
{
	bench_long_batch("kmalloc_48_batch4000", 48);
	bench_long_batch("kmalloc_300_batch4000", 300);
	bench_long_batch("kmalloc_700_batch4000", 700);
	bench_long_batch("kmalloc_2048_batch4000", 2048);
	bench_long_batch("kmalloc_4096_batch4000", 4096);
}

/* ---- caches ------------------------------------------------------------------ */

struct o192 {
	u64 word[24];
};

static void construct_o192(void *p)
{
	((struct o192 *)p)->word[0] = 1;
}

static struct kmem_cache *plain, *constructed;

static void bench_cache_pairs(void)
{
	BENCH_PAIR("kmem_cache_192", NR_PAIRS,
		   kmem_cache_alloc(plain, GFP_KERNEL),
		   kmem_cache_free(plain, p));
	BENCH_PAIR("kmem_cache_192_atomic", NR_PAIRS,
		   kmem_cache_alloc(plain, GFP_ATOMIC),
		   kmem_cache_free(plain, p));
	BENCH_PAIR("kmem_cache_192_zalloc", NR_PAIRS,
		   kmem_cache_zalloc(plain, GFP_KERNEL),
		   kmem_cache_free(plain, p));
	BENCH_PAIR("kmem_cache_192_ctor", NR_PAIRS,
		   kmem_cache_alloc(constructed, GFP_KERNEL),
		   kmem_cache_free(constructed, p));
}

static void bench_cache_batches(void)
{
	BENCH_BATCH("kmem_cache_192_batch1000", "fifo",
		    kmem_cache_alloc(plain, GFP_KERNEL),
		    kmem_cache_free(plain, object[k]));
	BENCH_BATCH("kmem_cache_192_batch1000", "rand",
		    kmem_cache_alloc(plain, GFP_KERNEL),
		    kmem_cache_free(plain, object[order_of_free[k]]));
	BENCH_BATCH("kmem_cache_192_ctor_batch1000", "fifo",
		    kmem_cache_alloc(constructed, GFP_KERNEL),
		    kmem_cache_free(constructed, object[k]));
}

static void bench_bulk(const char *name, size_t nr)
{
	u64 total = 0;
	unsigned int i;

	for (i = 0; i < 200; i++) {
		u64 t = TIMED_IRQS_ON({
			kmem_cache_alloc_bulk(plain, GFP_KERNEL, nr, object);
			kmem_cache_free_bulk(plain, nr, object);
		});
		total += i ? t : 0;
	}
	bench_report(name, "_pair_of_calls", total, 199);
}

static void bench_create(void)
{
	u64 merged = 0, made = 0, gone = 0;
	struct kmem_cache *c = NULL;
	unsigned int i;

	for (i = 0; i < NR_ROUNDS; i++) {
		merged += TIMED_IRQS_ON({
			c = kmem_cache_create("bench_tmp", 192, 0, 0, NULL);
			kmem_cache_destroy(c);
		});
		made += TIMED_IRQS_ON({
			c = kmem_cache_create("bench_tmp", 192, 0, 0,
					      construct_o192);
		});
		gone += TIMED_IRQS_ON(kmem_cache_destroy(c));
	}
	bench_report("kmem_cache_create_destroy_merged", "", merged,
		     NR_ROUNDS);
	bench_report("kmem_cache_create_unmerged", "", made, NR_ROUNDS);
	bench_report("kmem_cache_destroy_unmerged_ticks", "", gone,
		     NR_ROUNDS);
}

static void bench_caches(void)
{
	plain = kmem_cache_create("bench_192", sizeof(struct o192), 0, 0, NULL);
	constructed = kmem_cache_create("bench_192c", sizeof(struct o192), 0,
					0, construct_o192);
	if (!plain || !constructed)
		panic("bench: no memory for two caches");
	bench_cache_pairs();
	bench_cache_batches();
	bench_bulk("kmem_cache_192_bulk16", 16);
	bench_bulk("kmem_cache_192_bulk64", 64);
	kmem_cache_destroy(constructed);
	kmem_cache_destroy(plain);
	bench_create();
}

/* ---- the reference trace -------------------------------------------------------- */

#define TRACE_LIVE	100000
#define TRACE_ALLOCS	200000
#define TRACE_CALLS	(TRACE_ALLOCS + TRACE_ALLOCS - TRACE_LIVE)
#define TRACE_SEED	0x9E3779B97F4A7C15ULL

/* Of a thousand objects, how many are of lo to hi bytes. */
static const struct {
	u32 share, lo, hi;
} mixture[] = {
	{ 150,    8,   16 }, { 200,   17,   32 }, { 250,   33,   64 },
	{ 150,   65,  128 }, { 120,  129,  256 }, {  70,  257,  512 },
	{  40,  513, 1024 }, {  15, 1025, 2048 }, {   5, 2049, 4096 },
};

static void **trace_object;
static u32 *trace_size;
static u64 trace_bytes;

static u32 draw_size(void)
{
	u32 r = draw_below(1000);
	unsigned int i = 0;

	while (r >= mixture[i].share)
		r -= mixture[i++].share;
	return mixture[i].lo + draw_below(mixture[i].hi - mixture[i].lo + 1);
}

/* Fill the slots, then free and fill one that is drawn. */
static noinline void trace_run(bool dry)
{
	u32 n, slot;

	state = TRACE_SEED;
	trace_bytes = 0;
	for (n = 0; n < TRACE_ALLOCS; n++) {
		slot = n < TRACE_LIVE ? n : draw_below(TRACE_LIVE);
		if (n >= TRACE_LIVE) {
			if (!dry)
				kfree(trace_object[slot]);
			trace_bytes -= trace_size[slot];
		}
		trace_size[slot] = draw_size();
		trace_bytes += trace_size[slot];
		if (!dry)
			trace_object[slot] = kmalloc(trace_size[slot],
						     GFP_KERNEL);
	}
}

static void say_pages(const char *when, unsigned long before)
{
	unsigned long pages = slab_pages() - before;
	u64 ratio = trace_bytes ? pages * PAGE_SIZE * 10000 / trace_bytes : 0;

	console_printf("TRACE %s pages %lu requested %llu ratio %llu.%04llu\n",
		       when, pages, trace_bytes, ratio / 10000, ratio % 10000);
}

static void trace_thin(void)
{
	u32 live = TRACE_LIVE, slot;

	while (live > TRACE_LIVE / 10) {
		slot = draw_below(TRACE_LIVE);
		if (!trace_object[slot])
			continue;
		kfree(trace_object[slot]);
		trace_object[slot] = NULL;
		trace_bytes -= trace_size[slot];
		live--;
	}
}

static void trace_end(void)
{
	u32 i;

	for (i = 0; i < TRACE_LIVE; i++)
		kfree(trace_object[i]);
	trace_bytes = 0;
}

static void bench_trace(void)
{
	u64 dry, spent;
	unsigned long before;

	trace_object = kcalloc(TRACE_LIVE, sizeof(void *), GFP_KERNEL);
	trace_size = kcalloc(TRACE_LIVE, sizeof(u32), GFP_KERNEL);
	if (!trace_object || !trace_size)
		panic("bench: no memory for the trace");
	slab_reap();
	before = slab_pages();
	dry = TIMED_IRQS_ON(trace_run(true));
	spent = TIMED_IRQS_ON(trace_run(false));
	bench_report("trace_per_call", "", spent - dry, TRACE_CALLS);
	say_pages("full", before);
	trace_thin();
	say_pages("thinned", before);
	trace_end();
	say_pages("freed", before);
	slab_reap();
	say_pages("reaped", before);
	kfree(trace_object);
	kfree(trace_size);
}

static void bench_objects(void)
{
	bench_kmalloc_constant();
	bench_kmalloc_variable();
	bench_kmalloc_batches();
	bench_long_batches();
	bench_caches();
	bench_trace();
}
BENCH("objects", bench_objects);
