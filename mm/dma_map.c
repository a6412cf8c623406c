// SPDX-License-Identifier: MIT
/*
 * dma_map.c - memory lent to a device for one transfer
 *
 * PROBLEM
 *	A driver has a buffer, from kmalloc or a page cache, and wants the
 *	device to fill it. The device may not reach it.
 *
 * IDEA
 *	If it does, the handle is the physical address and there is nothing to
 *	do: on the PC the device sees what the caches hold. If it does not, a
 *	stand-in below the mask takes its place, and bytes are copied when the
 *	buffer changes hands (dma_bounce.c):
 *
 *			  CPU has it	   device has it      CPU has it
 *		dma_map ------>|-----copy----->|
 *					       |<-sync_for_cpu->|
 *				dma_unmap ---->|-----copy------>|
 *
 *	DMA_TO_DEVICE is not copied back. DMA_FROM_DEVICE is copied there all
 *	the same when it is mapped: a device may write less than it could, and
 *	what it leaves alone must come back as it was.
 *
 * FAILURE
 *	DMA_MAPPING_ERROR, nothing held. What makes no sense (no direction, no
 *	bytes, an address of vmalloc's whose pages lie apart) is reported.
 *
 * COST
 *	In reach: two comparisons. Otherwise two copies and a page block.
 *
 * SOURCES
 *	LDD3 p. 448-455. Linux: Documentation/core-api/dma-api.rst.
 */
#include <linux/bug.h>
#include <linux/dma-mapping.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mm.h>

#include "dma.h"

static dma_addr_t map_phys(struct device *dev, const struct dma_lent *lent)
{
	if (WARN(!valid_dma_direction(lent->dir) || !lent->size,
		 "dma_map: %s: %zu bytes, direction %d\n", dev_name(dev),
		 lent->size, lent->dir))
		return DMA_MAPPING_ERROR;
	if (likely(lent->phys + lent->size - 1 <= dma_get_mask(dev)))
		return lent->phys;
	return dma_bounce(dev, lent);
}

dma_addr_t dma_map_page_attrs(struct device *dev, struct page *page,
			      size_t offset, size_t size,
			      enum dma_data_direction dir, unsigned long attrs)
{
	const struct dma_lent lent = {
		.phys = page_to_phys(page) + offset, .size = size, .dir = dir,
	};

	return map_phys(dev, &lent);
}
EXPORT_SYMBOL(dma_map_page_attrs);

dma_addr_t dma_map_single_attrs(struct device *dev, void *ptr, size_t size,
				enum dma_data_direction dir,
				unsigned long attrs)
{
	if (WARN(!virt_addr_valid(ptr),
		 "dma_map_single: %s: %px is not in the direct map\n",
		 dev_name(dev), ptr))
		return DMA_MAPPING_ERROR;
	return dma_map_page_attrs(dev, virt_to_page(ptr), offset_in_page(ptr),
				  size, dir, attrs);
}
EXPORT_SYMBOL(dma_map_single_attrs);

void dma_unmap_page_attrs(struct device *dev, dma_addr_t handle, size_t size,
			  enum dma_data_direction dir, unsigned long attrs)
{
	const struct dma_lent lent = {
		.phys = handle, .size = size, .dir = dir,
	};

	if (WARN(handle == DMA_MAPPING_ERROR, "dma_unmap: %s: an error is no handle\n",
		 dev_name(dev)))
		return;
	if (unlikely(atomic_read(&dma_nr_bounces)))
		dma_bounce_end(handle, &lent);
}
EXPORT_SYMBOL(dma_unmap_page_attrs);

void dma_sync_single_for_cpu(struct device *dev, dma_addr_t handle,
			     size_t size, enum dma_data_direction dir)
{
	if (unlikely(atomic_read(&dma_nr_bounces)) && dir != DMA_TO_DEVICE)
		dma_bounce_to_cpu(handle, size);
}
EXPORT_SYMBOL(dma_sync_single_for_cpu);

void dma_sync_single_for_device(struct device *dev, dma_addr_t handle,
				size_t size, enum dma_data_direction dir)
{
	if (unlikely(atomic_read(&dma_nr_bounces)) && dir != DMA_FROM_DEVICE)
		dma_bounce_to_device(handle, size);
}
EXPORT_SYMBOL(dma_sync_single_for_device);

/* ---- lists of pieces ---- */

void dma_unmap_sg_attrs(struct device *dev, struct scatterlist *sgl,
			int nents, enum dma_data_direction dir,
			unsigned long attrs)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(sgl, sg, nents, i)
		dma_unmap_page_attrs(dev, sg_dma_address(sg), sg_dma_len(sg),
				     dir, attrs);
}
EXPORT_SYMBOL(dma_unmap_sg_attrs);

unsigned int dma_map_sg_attrs(struct device *dev, struct scatterlist *sgl,
			      int nents, enum dma_data_direction dir,
			      unsigned long attrs)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(sgl, sg, nents, i) {
		sg->dma_length = sg->length;
		sg->dma_address = dma_map_page_attrs(dev, sg_page(sg),
						     sg->offset, sg->length,
						     dir, attrs);
		if (sg->dma_address == DMA_MAPPING_ERROR) {
			dma_unmap_sg_attrs(dev, sgl, i, dir, attrs);
			return 0;
		}
	}
	return nents;
}
EXPORT_SYMBOL(dma_map_sg_attrs);

void dma_sync_sg_for_cpu(struct device *dev, struct scatterlist *sgl,
			 int nents, enum dma_data_direction dir)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(sgl, sg, nents, i)
		dma_sync_single_for_cpu(dev, sg_dma_address(sg),
					sg_dma_len(sg), dir);
}
EXPORT_SYMBOL(dma_sync_sg_for_cpu);

void dma_sync_sg_for_device(struct device *dev, struct scatterlist *sgl,
			    int nents, enum dma_data_direction dir)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(sgl, sg, nents, i)
		dma_sync_single_for_device(dev, sg_dma_address(sg),
					   sg_dma_len(sg), dir);
}
EXPORT_SYMBOL(dma_sync_sg_for_device);
