/* SPDX-License-Identifier: MIT */
/*
 * dmapool.h - coherent memory in small pieces (LDD3 p. 447)
 *
 *	pool = dma_pool_create("descriptors", dev, 64, 64, 4096);
 *	d = dma_pool_alloc(pool, GFP_ATOMIC, &handle);
 *	dma_pool_free(pool, d, handle);
 *	dma_pool_destroy(pool);
 */
#ifndef _LINUX_DMAPOOL_H
#define _LINUX_DMAPOOL_H

#include <linux/dma-mapping.h>
#include <linux/gfp.h>

struct dma_pool;

/**
 * dma_pool_create - a pool of pieces of one size
 * @name:     for reports and /proc/dma_pools
 * @dev:      who must reach them
 * @size:     bytes; at least 16 are given
 * @align:    a power of two; 0: 1
 * @boundary: no piece crosses a multiple of it: a power of two, at least
 *	      @size; 0: 4 KiB or the size of a piece, whichever is more
 *
 * Context: task, may sleep. Return: NULL if an argument makes no sense
 * (reported), or memory is short.
 */
struct dma_pool *dma_pool_create(const char *name, struct device *dev,
				 size_t size, size_t align, size_t boundary);

/* With pieces outstanding: reported, each, and they are not freed. */
void dma_pool_destroy(struct dma_pool *pool);

/* Context: any that @gfp allows. Return: NULL if memory is short. */
void *dma_pool_alloc(struct dma_pool *pool, gfp_t gfp, dma_addr_t *handle);

static inline void *dma_pool_zalloc(struct dma_pool *pool, gfp_t gfp,
				    dma_addr_t *handle)
{
	return dma_pool_alloc(pool, gfp | __GFP_ZERO, handle);
}

/* Context: any. What is not the pool's, or has another handle, is reported. */
void dma_pool_free(struct dma_pool *pool, void *vaddr, dma_addr_t handle);

/* Whose it is; for kernel/dma_managed.c. */
struct device *dma_pool_device(const struct dma_pool *pool);

/* The same, destroyed with the driver. */
struct dma_pool *dmam_pool_create(const char *name, struct device *dev,
				  size_t size, size_t align, size_t boundary);
void dmam_pool_destroy(struct dma_pool *pool);

#endif
