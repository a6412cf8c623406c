// SPDX-License-Identifier: MIT
/*
 * torture_dma.c - memory lent to a device that reaches only 16 MiB
 *
 * The device is played: it reads and writes where a handle says, through the
 * direct map. What lies too high for it is bounced, and arrives all the same.
 */
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include "../mm/dma.h"
#include "torture.h"

#define PIECE		96	/* bytes, of the pool */
#define LENT_MAX	3000	/* bytes */
#define NR_PIECES	8

static struct platform_device *pdev;
static struct dma_pool *pieces;

static int dma_prepare(void)
{
	pdev = platform_device_register_simple("torture_dma",
					       PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	if (dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(24)))
		return -EIO;
	pieces = dma_pool_create("torture", &pdev->dev, PIECE, 32, 0);
	return pieces ? 0 : -ENOMEM;
}

static void dma_finish(void)
{
	dma_pool_destroy(pieces);
	platform_device_unregister(pdev);
	if (atomic_read(&dma_nr_bounces))
		torture_wrong("dma: %d stand-ins are left",
			      atomic_read(&dma_nr_bounces));
}

/* ---- lent for a moment ---- */

static const enum dma_data_direction ways[] = {
	DMA_TO_DEVICE, DMA_FROM_DEVICE, DMA_BIDIRECTIONAL,
};

static void lend(struct torture_worker *w, u8 *mem, size_t size)
{
	enum dma_data_direction way = ways[torture_below(w, 3)];
	u64 ours = torture_owner(w), its = torture_owner(w);
	dma_addr_t handle;

	torture_stamp(mem, size, ours);
	handle = dma_map_single_attrs(&pdev->dev, mem, size, way,
				      DMA_ATTR_NO_WARN);
	if (dma_mapping_error(&pdev->dev, handle))
		return;
	if (handle + size - 1 > DMA_BIT_MASK(24))
		torture_wrong("dma: %#llx is out of reach", (u64)handle);
	if (way != DMA_FROM_DEVICE)
		torture_intact(__va(handle), size, ours, "dma, to the device");
	if (way != DMA_TO_DEVICE)
		torture_stamp(__va(handle), size, its);
	dma_unmap_single(&pdev->dev, handle, size, way);
	torture_intact(mem, size, way == DMA_TO_DEVICE ? ours : its,
		       "dma, back from the device");
}

static void dma_step(struct torture_worker *w, void *state)
{
	size_t size = 1 + torture_below(w, LENT_MAX);
	u8 *mem = kmalloc(size, GFP_KERNEL | __GFP_NOWARN);

	if (!mem)
		return;
	lend(w, mem, size);
	kfree(mem);
}

static const struct torture_actor dma_actor = {
	.name = "dma", .weight = 10, .prepare = dma_prepare,
	.step = dma_step, .finish = dma_finish, .check = dma_bounce_check,
};
TORTURE_ACTOR(dma_actor);

/* ---- coherent pieces ---- */

struct piece {
	void *mem;
	dma_addr_t handle;
	u64 owner;
};

static void give(struct piece *p)
{
	torture_intact(p->mem, PIECE, p->owner, "dmapool");
	dma_pool_free(pieces, p->mem, p->handle);
	p->mem = NULL;
}

static void dmapool_step(struct torture_worker *w, void *state)
{
	struct piece *p = (struct piece *)state + torture_below(w, NR_PIECES);

	if (p->mem) {
		give(p);
		return;
	}
	p->mem = dma_pool_alloc(pieces, GFP_KERNEL | __GFP_NOWARN, &p->handle);
	if (!p->mem)
		return;
	p->owner = torture_owner(w);
	torture_stamp(p->mem, PIECE, p->owner);
	torture_intact(__va(p->handle), PIECE, p->owner, "dmapool, its device");
}

static void dmapool_stop(struct torture_worker *w, void *state)
{
	struct piece *p = state;
	unsigned int i;

	for (i = 0; i < NR_PIECES; i++) {
		if (p[i].mem)
			give(&p[i]);
	}
}

static const struct torture_actor dmapool_actor = {
	.name = "dmapool", .weight = 8,
	.state_size = NR_PIECES * sizeof(struct piece),
	.step = dmapool_step, .stop = dmapool_stop,
};
TORTURE_ACTOR(dmapool_actor);
