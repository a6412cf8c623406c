// SPDX-License-Identifier: MIT
/*
 * dma_managed.c - memory for DMA that goes with the driver
 *
 * What mm/dma.c and mm/dmapool.c give, noted with devres.c so that it is
 * freed when the driver lets go of the device.
 */
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/export.h>
#include <linux/slab.h>

/* ---- coherent memory ---- */

struct managed {
	struct device *dev;
	size_t size;
	void *cpu_addr;
	dma_addr_t handle;
};

static void free_managed(void *data)
{
	struct managed *m = data;

	dma_free_coherent(m->dev, m->size, m->cpu_addr, m->handle);
	kfree(m);
}

void *dmam_alloc_coherent(struct device *dev, size_t size, dma_addr_t *handle,
			  gfp_t gfp)
{
	struct managed *m = kmalloc(sizeof(*m), GFP_KERNEL);

	if (!m)
		return NULL;
	m->dev = dev;
	m->size = size;
	m->cpu_addr = dma_alloc_coherent(dev, size, handle, gfp);
	if (!m->cpu_addr) {
		kfree(m);
		return NULL;
	}
	m->handle = *handle;
	if (devm_add_action_or_reset(dev, free_managed, m))
		return NULL;
	return m->cpu_addr;
}
EXPORT_SYMBOL(dmam_alloc_coherent);
/* ---- pools ---- */

static void destroy_managed(void *pool)
{
	dma_pool_destroy(pool);
}

struct dma_pool *dmam_pool_create(const char *name, struct device *dev,
				  size_t size, size_t align, size_t boundary)
{
	struct dma_pool *pool = dma_pool_create(name, dev, size, align,
						boundary);

	if (pool && devm_add_action_or_reset(dev, destroy_managed, pool))
		return NULL;
	return pool;
}
EXPORT_SYMBOL(dmam_pool_create);

void dmam_pool_destroy(struct dma_pool *pool)
{
	devm_release_action(dma_pool_device(pool), destroy_managed, pool);
}
EXPORT_SYMBOL(dmam_pool_destroy);
