// SPDX-License-Identifier: MIT
/*
 * bench.c - our kmalloc() beside the host's allocators, in one process
 *
 * `pagewright-host --bench` prints for each allocator and each shape of work
 *
 *	HOST shape allocator calls ns
 *
 * with the least time of some rounds. callgrind counts the instructions of
 * each line: they lie between phase_begin() and phase_end(), which is where
 * it is told to begin anew and to write (tools/bench_host.py). The allocator
 * "none" does nothing: what it costs is the loop, and is taken off.
 *
 * What is not the same: on the machine a CPU's own memory is reached by a
 * sequence that an interrupt starts again; here by an offset of the thread,
 * which nothing interrupts, nor anything the rivals do.
 */
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <linux/console.h>
#include "../../arch/host/posix.h"
#include "bench.h"

#define NR_LIVE		500
#define NR_PAIRS	20000
#define NR_BATCH	1000
#define TRACE_LIVE	100000
#define TRACE_CALLS	300000

struct rival {
	const char *name;
	const char *library;		/* NULL: it is in the program */
	const char *alloc_name, *free_name;
	void *(*alloc)(size_t size);
	void (*free)(void *p);
};

static char nowhere[4096];

static void *none_alloc(size_t size)
{
	return nowhere;
}

static void none_free(void *p)
{
}

static void *our_alloc(size_t size)
{
	return kmalloc(size, GFP_KERNEL);
}

static void our_free(void *p)
{
	kfree(p);
}

static struct rival rivals[] = {
	{ .name = "none", .alloc = none_alloc, .free = none_free },
	{ .name = "pagewright", .alloc = our_alloc, .free = our_free },
	{ .name = "glibc", .alloc_name = "malloc", .free_name = "free" },
	{ .name = "mimalloc", .library = "libmimalloc.so.2",
	  .alloc_name = "mi_malloc", .free_name = "mi_free" },
	{ .name = "jemalloc", .library = "libjemalloc.so.2",
	  .alloc_name = "malloc", .free_name = "free" },
};

/* ---- what callgrind watches ---- */

static u64 began;
static u64 best;

void phase_begin(void);
u64 phase_end(void);

noinline void phase_begin(void)
{
	began = host_clock_ns();
}

noinline u64 phase_end(void)
{
	return host_clock_ns() - began;
}

static void report(const char *shape, const struct rival *r,
		   unsigned int calls)
{
	console_printf("HOST %s %s %u %llu\n", shape, r->name, calls, best);
}

/* ---- shapes ---- */

static void *live[TRACE_LIVE];
static u16 order[NR_BATCH];
static u64 state;

/* xorshift64*, uniform in [0, @n) */
static u32 draw(u32 n)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (u32)(((state * 0x2545f4914f6cdd1dULL >> 32) * n) >> 32);
}

static void shuffle(void)
{
	unsigned int i, j;

	state = 88172645463325252ULL;
	for (i = 0; i < NR_BATCH; i++)
		order[i] = i;
	for (i = NR_BATCH - 1; i; i--) {
		j = draw(i + 1);
		swap(order[i], order[j]);
	}
}

/* One object comes and goes while 500 others stay. */
static void run_pair(const struct rival *r, size_t size)
{
	unsigned int i;
	void *p;

	for (i = 0; i < NR_LIVE; i++)
		live[i] = r->alloc(size);
	phase_begin();
	for (i = 0; i < NR_PAIRS; i++) {
		p = r->alloc(size);
		OPTIMIZER_HIDE_VAR(p);
		r->free(p);
	}
	best = min(best, phase_end());
	for (i = 0; i < NR_LIVE; i++)
		r->free(live[i]);
}

/* A thousand taken, then given back in random order; @frees: look at that */
static void batch_alloc(const struct rival *r, size_t size)
{
	unsigned int i;

	phase_begin();
	for (i = 0; i < NR_BATCH; i++)
		live[i] = r->alloc(size);
	best = min(best, phase_end());
	for (i = 0; i < NR_BATCH; i++)
		r->free(live[order[i]]);
}

static void batch_free(const struct rival *r, size_t size)
{
	unsigned int i;

	for (i = 0; i < NR_BATCH; i++)
		live[i] = r->alloc(size);
	phase_begin();
	for (i = 0; i < NR_BATCH; i++)
		r->free(live[order[i]]);
	best = min(best, phase_end());
}

/* The reference trace of tests/bench/data/mmbench.c: its sizes and weights */
static const struct {
	u32 weight, low, high;		/* weights: of a thousand */
} sizes[] = {
	{ 150, 8, 16 }, { 200, 17, 32 }, { 250, 33, 64 }, { 150, 65, 128 },
	{ 120, 129, 256 }, { 70, 257, 512 }, { 40, 513, 1024 },
	{ 15, 1025, 2048 }, { 5, 2049, 4096 },
};

static u32 draw_size(void)
{
	u32 at = draw(1000);
	unsigned int i = 0;

	while (at >= sizes[i].weight)
		at -= sizes[i++].weight;
	return sizes[i].low + draw(sizes[i].high - sizes[i].low + 1);
}

static void run_trace(const struct rival *r, size_t unused)
{
	unsigned int i, slot;

	state = 0x9e3779b97f4a7c15ULL;
	phase_begin();
	for (i = 0; i < TRACE_CALLS - TRACE_LIVE; i++) {
		slot = i;
		if (i >= TRACE_LIVE) {
			slot = draw(TRACE_LIVE);
			r->free(live[slot]);
		}
		live[slot] = r->alloc(draw_size());
	}
	best = min(best, phase_end());
	for (i = 0; i < TRACE_LIVE; i++)
		r->free(live[i]);
}

static const struct shape {
	const char *name;
	void (*run)(const struct rival *r, size_t size);
	size_t size;
	unsigned int calls;
} shapes[] = {
	{ "pair_64_500_live", run_pair, 64, NR_PAIRS },
	{ "pair_1024_500_live", run_pair, 1024, NR_PAIRS },
	{ "batch1000_64_alloc", batch_alloc, 64, NR_BATCH },
	{ "batch1000_64_rand_free", batch_free, 64, NR_BATCH },
	{ "batch1000_256_alloc", batch_alloc, 256, NR_BATCH },
	{ "batch1000_256_rand_free", batch_free, 256, NR_BATCH },
	{ "trace_100000_live", run_trace, 0, TRACE_CALLS },
};

/* ---- all of it ---- */

/* Every other build than host-count has no runtime that counts. */
__weak void host_count(unsigned int nr_cpus)
{
	console_printf("--count: make bench-scale builds what can count\n");
}

static bool find_functions(struct rival *r)
{
	if (r->alloc)
		return true;
	r->alloc = host_library_symbol(r->library, r->alloc_name);
	r->free = host_library_symbol(r->library, r->free_name);
	return r->alloc && r->free;
}

void host_bench(unsigned int rounds)
{
	struct rival *r;
	unsigned int i, j;

	shuffle();
	for (r = rivals; r < rivals + ARRAY_SIZE(rivals); r++) {
		if (!find_functions(r)) {
			console_printf("HOST missing %s\n", r->library);
			continue;
		}
		for (i = 0; i < ARRAY_SIZE(shapes); i++) {
			best = ~0ULL;
			for (j = 0; j < rounds; j++)
				shapes[i].run(r, shapes[i].size);
			report(shapes[i].name, r, shapes[i].calls);
		}
	}
}
