// SPDX-License-Identifier: MIT
/*
 * mempool_bench.c - what an element costs, in instructions
 *
 * The rows of tests/bench/data/mmbench.c: slab objects through a pool, and
 * the reserve alone, with an allocator that always fails.
 */
#include <linux/kernel.h>
#include <linux/mempool.h>

#include "bench.h"

#define NR_PAIRS	1000
#define NR_ROUNDS	20

static void *fail_alloc(gfp_t gfp, void *data)
{
	return READ_ONCE(*(bool *)data) ? NULL : kmalloc(192, gfp);
}

static void fail_free(void *element, void *data)
{
	kfree(element);
}

static void pairs(const char *name, mempool_t *pool, gfp_t gfp)
{
	u64 total = 0;
	unsigned int round, i;

	for (round = 0; round < NR_ROUNDS; round++)
		total += TIMED(for (i = NR_PAIRS; i; i--) {
			void *p = mempool_alloc(pool, gfp);

			mempool_free(p, pool);
		});
	bench_report(name, "_pair", total, (u64)NR_ROUNDS * NR_PAIRS);
}

static void bench_mempool(void)
{
	struct kmem_cache *c = kmem_cache_create("bench_mempool", 192, 0, 0,
						 NULL);
	static bool fail;
	mempool_t *slab, *failing;

	fail = false;
	slab = c ? mempool_create_slab_pool(16, c) : NULL;
	failing = mempool_create(16, fail_alloc, fail_free, &fail);
	if (slab && failing) {
		pairs("mempool_slab", slab, GFP_NOWAIT);
		pairs("mempool_slab_gfp_kernel", slab, GFP_KERNEL);
		fail = true;
		pairs("mempool_exhausted", failing, GFP_NOWAIT);
	}
	mempool_destroy(failing);
	mempool_destroy(slab);
	kmem_cache_destroy(c);
}
BENCH("mempool", bench_mempool);
