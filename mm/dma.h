/* SPDX-License-Identifier: MIT */
/* dma.h - what mm/'s DMA files share with each other and their tests */
#ifndef _MM_DMA_H
#define _MM_DMA_H

#include <linux/dma-mapping.h>
#include <linux/list.h>

/* Pages that end at or below @mask, of low memory; NULL: there are none. */
struct page *dma_alloc_below(u64 mask, gfp_t gfp, unsigned int order);

/**
 * struct dma_lent - memory that is lent to a device
 * @phys: where it is, bytes; not necessarily in the direct map
 * @size: bytes, not 0
 * @dir:  who writes
 */
struct dma_lent {
	phys_addr_t phys;
	size_t size;
	enum dma_data_direction dir;
};

/* ---- dma_bounce.c ---- */

/* How many bounces are in use: 0, and no handle need be looked up. */
extern atomic_t dma_nr_bounces;

/*
 * A stand-in for @lent that @dev reaches, filled if the device will read it.
 * Return: its handle, or DMA_MAPPING_ERROR.
 */
dma_addr_t dma_bounce(struct device *dev, const struct dma_lent *lent);

/* Copy [handle, handle + size) to the lender or from him; nothing if it is
   no bounce's. */
void dma_bounce_to_cpu(dma_addr_t handle, size_t size);
void dma_bounce_to_device(dma_addr_t handle, size_t size);

/* Give the stand-in at @handle back. false: there is none. */
bool dma_bounce_end(dma_addr_t handle, const struct dma_lent *lent);

/* What is noted of a stand-in; @handle: of the first byte; @order: its block's */
struct dma_stand_in {
	struct hlist_node node;
	struct dma_lent lent;
	dma_addr_t handle;
	unsigned int order;
};

/* The one that @handle lies in, or NULL. */
struct dma_stand_in *dma_bounce_find(dma_addr_t handle);

/* The number of an invariant of mm/dma_bounce.c that does not hold, or 0 */
int dma_bounce_check(void);

#endif
