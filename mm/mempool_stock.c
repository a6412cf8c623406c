// SPDX-License-Identifier: MIT
/*
 * mempool_stock.c - what most pools' elements come from: caches, kmalloc, pages
 *
 * PROBLEM
 *	A pool is given two functions, to allocate and to free, and one word
 *	that both get. Nearly everybody would write the same three pairs.
 *
 * IDEA
 *	Here they are; the word says which:
 *
 *	pair			the word
 *	mempool_alloc_slab	the cache
 *	mempool_kmalloc		the size in bytes
 *	mempool_alloc_pages	the order
 *
 *	mempool.c knows the first pair by its address, and takes an object
 *	that lies at hand on this CPU without calling it.
 *
 * LOCKING, FAILURE
 *	Those of the allocators.
 *
 * SOURCES
 *	Linux: include/linux/mempool.h (semantics).
 */
#include <linux/export.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/slab.h>

void *mempool_alloc_slab(gfp_t gfp_mask, void *pool_data)
{
	return kmem_cache_alloc(pool_data, gfp_mask);
}
EXPORT_SYMBOL(mempool_alloc_slab);

void mempool_free_slab(void *element, void *pool_data)
{
	kmem_cache_free(pool_data, element);
}
EXPORT_SYMBOL(mempool_free_slab);

void *mempool_kmalloc(gfp_t gfp_mask, void *pool_data)
{
	return kmalloc((size_t)pool_data, gfp_mask);
}
EXPORT_SYMBOL(mempool_kmalloc);

void mempool_kfree(void *element, void *pool_data)
{
	kfree(element);
}
EXPORT_SYMBOL(mempool_kfree);

void *mempool_alloc_pages(gfp_t gfp_mask, void *pool_data)
{
	return alloc_pages(gfp_mask, (long)pool_data);
}
EXPORT_SYMBOL(mempool_alloc_pages);

void mempool_free_pages(void *element, void *pool_data)
{
	__free_pages(element, (long)pool_data);
}
EXPORT_SYMBOL(mempool_free_pages);
