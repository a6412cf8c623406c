// SPDX-License-Identifier: MIT
/*
 * lkdtm_mempool.c - pools misused: group E of the faults
 *
 * Each is named with its pool and counts, and leaves the pool sound: every
 * one ends in a destruction that says nothing more.
 */
#include <linux/kernel.h>
#include <linux/mempool.h>
#include "lkdtm.h"

static noinline mempool_t *lkdtm_pool(void)
{
	return mempool_create_kmalloc_pool(2, 1000);
}

void lkdtm_mempool_minimum_0(void)
{
	mempool_create_kmalloc_pool(0, 1000);
}

void lkdtm_mempool_foreign(void)
{
	mempool_t *pool = lkdtm_pool();
	void *p = mempool_alloc_preallocated(pool);

	mempool_free(kmalloc(100, GFP_KERNEL), pool);
	mempool_free(p, pool);
	mempool_destroy(pool);
}

void lkdtm_mempool_twice(void)
{
	mempool_t *pool = lkdtm_pool();
	void *p = mempool_alloc_preallocated(pool);
	void *q = mempool_alloc_preallocated(pool);

	mempool_free(p, pool);
	mempool_free(p, pool);
	mempool_free(q, pool);
	mempool_destroy(pool);
}

void lkdtm_mempool_destroy_in_use(void)
{
	mempool_t *pool = lkdtm_pool();
	void *p = mempool_alloc(pool, GFP_KERNEL);

	mempool_destroy(pool);
	mempool_free(p, pool);
	mempool_destroy(pool);
}

/* An allocator that has what the reserve takes, and nothing then. */
static void *miser_alloc(gfp_t gfp, void *data)
{
	int *left = data;

	return (*left)-- > 0 ? kmalloc(64, gfp) : NULL;
}

static void miser_free(void *element, void *data)
{
	kfree(element);
}

void lkdtm_mempool_empty(void)
{
	int left = 1;
	mempool_t *pool = mempool_create(1, miser_alloc, miser_free, &left);
	void *p = mempool_alloc(pool, GFP_ATOMIC);

	mempool_alloc(pool, GFP_ATOMIC);
	mempool_free(p, pool);
	mempool_destroy(pool);
}

void lkdtm_mempool_shrunk(void)
{
	mempool_t *pool = lkdtm_pool();
	void *p = mempool_alloc(pool, GFP_KERNEL);
	void *q = mempool_alloc(pool, GFP_KERNEL);

	mempool_resize(pool, 1);
	mempool_free(p, pool);
	mempool_free(q, pool);
	mempool_destroy(pool);
}
