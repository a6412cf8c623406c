/* SPDX-License-Identifier: MIT */
/*
 * dma-mapping.h - memory that a device reads and writes by itself (LDD3 ch. 15)
 *
 * coherent	both see it all the time; made for long-lived rings and tables
 *	p = dma_alloc_coherent(dev, size, &handle, GFP_KERNEL);
 * streaming	memory that exists, for one transfer
 *	handle = dma_map_single(dev, p, size, DMA_TO_DEVICE);
 *	if (dma_mapping_error(dev, handle)) ...
 *	... the device works; the CPU keeps its hands off ...
 *	dma_unmap_single(dev, handle, size, DMA_TO_DEVICE);
 *
 * The PC's devices see what the CPU's caches hold, and physical addresses: a
 * handle is one. What the device cannot reach (its mask) goes through a
 * bounce buffer that it can: mm/dma_bounce.c.
 */
#ifndef _LINUX_DMA_MAPPING_H
#define _LINUX_DMA_MAPPING_H

#include <linux/device.h>
#include <linux/dma-direction.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/types.h>

#define DMA_BIT_MASK(n)	((n) == 64 ? ~0ULL : (1ULL << (n)) - 1)
#define DMA_MAPPING_ERROR	(~(dma_addr_t)0)

/* Accepted; all but the last mean what we do anyway. */
#define DMA_ATTR_WEAK_ORDERING		(1UL << 1)
#define DMA_ATTR_WRITE_COMBINE		(1UL << 2)
#define DMA_ATTR_NO_KERNEL_MAPPING	(1UL << 4)
#define DMA_ATTR_SKIP_CPU_SYNC		(1UL << 5)
#define DMA_ATTR_FORCE_CONTIGUOUS	(1UL << 6)
#define DMA_ATTR_NO_WARN		(1UL << 8)

/* ---- what a device can reach ---- */

/**
 * dma_set_mask - the highest address of streaming DMA
 * Return: 0; -EIO if no memory is that low (below 16 MiB), or @dev does no
 * DMA at all (its dma_mask is NULL).
 */
int dma_set_mask(struct device *dev, u64 mask);
int dma_set_coherent_mask(struct device *dev, u64 mask);
int dma_supported(struct device *dev, u64 mask);
u64 dma_get_required_mask(struct device *dev);

static inline int dma_set_mask_and_coherent(struct device *dev, u64 mask)
{
	int err = dma_set_mask(dev, mask);

	return err ? err : dma_set_coherent_mask(dev, mask);
}

/* The same for a device that has nowhere to keep its mask. */
static inline int dma_coerce_mask_and_coherent(struct device *dev, u64 mask)
{
	dev->dma_mask = &dev->coherent_dma_mask;
	return dma_set_mask_and_coherent(dev, mask);
}

static inline u64 dma_get_mask(struct device *dev)
{
	return dev->dma_mask && *dev->dma_mask ? *dev->dma_mask
					       : DMA_BIT_MASK(32);
}

/* ---- coherent: mm/dma.c ---- */

/**
 * dma_alloc_coherent - memory for a device and the CPU at once
 * @dev:    whose coherent_dma_mask it must fit; NULL: 24 bits, an ISA card's
 * @size:   bytes; whole pages are given, aligned to the power of two above
 * @handle: set to where the device finds it
 * @gfp:    whether it may wait; zone flags are ours to choose
 *
 * Zeroed. Context: any that @gfp allows. Return: NULL if memory is short, or
 * none that is low enough is left.
 */
void *dma_alloc_attrs(struct device *dev, size_t size, dma_addr_t *handle,
		      gfp_t gfp, unsigned long attrs);

/* Same @size and both addresses as given; what differs is reported. */
void dma_free_attrs(struct device *dev, size_t size, void *cpu_addr,
		    dma_addr_t handle, unsigned long attrs);

static inline void *dma_alloc_coherent(struct device *dev, size_t size,
				       dma_addr_t *handle, gfp_t gfp)
{
	return dma_alloc_attrs(dev, size, handle, gfp, 0);
}

static inline void dma_free_coherent(struct device *dev, size_t size,
				     void *cpu_addr, dma_addr_t handle)
{
	dma_free_attrs(dev, size, cpu_addr, handle, 0);
}

/* The same, freed with the driver. */
void *dmam_alloc_coherent(struct device *dev, size_t size, dma_addr_t *handle,
			  gfp_t gfp);

/* ---- streaming: mm/dma_map.c ---- */

/**
 * dma_map_page_attrs - lend memory to a device
 * @offset, @size: bytes in @page and the pages after it; size > 0
 *
 * Context: any. Return: the handle; DMA_MAPPING_ERROR if the device cannot
 * reach it and no bounce buffer is left, or, after a report, if the request
 * makes no sense.
 */
dma_addr_t dma_map_page_attrs(struct device *dev, struct page *page,
			      size_t offset, size_t size,
			      enum dma_data_direction dir, unsigned long attrs);
void dma_unmap_page_attrs(struct device *dev, dma_addr_t handle, size_t size,
			  enum dma_data_direction dir, unsigned long attrs);

/* As above, by address: kmalloc()ed or whole pages, nothing from vmalloc. */
dma_addr_t dma_map_single_attrs(struct device *dev, void *ptr, size_t size,
				enum dma_data_direction dir,
				unsigned long attrs);

#define dma_map_page(dev, page, offset, size, dir) \
	dma_map_page_attrs(dev, page, offset, size, dir, 0)
#define dma_unmap_page(dev, handle, size, dir) \
	dma_unmap_page_attrs(dev, handle, size, dir, 0)
#define dma_map_single(dev, ptr, size, dir) \
	dma_map_single_attrs(dev, ptr, size, dir, 0)
#define dma_unmap_single(dev, handle, size, dir) \
	dma_unmap_page_attrs(dev, handle, size, dir, 0)
#define dma_unmap_single_attrs	dma_unmap_page_attrs

static inline int dma_mapping_error(struct device *dev, dma_addr_t handle)
{
	return handle == DMA_MAPPING_ERROR ? -ENOMEM : 0;
}

/**
 * dma_map_sg_attrs - lend a list of pieces
 * Return: how many pieces the device must be told (sg_dma_address(),
 * sg_dma_len()); 0: none could be mapped, and none is.
 */
unsigned int dma_map_sg_attrs(struct device *dev, struct scatterlist *sg,
			      int nents, enum dma_data_direction dir,
			      unsigned long attrs);
void dma_unmap_sg_attrs(struct device *dev, struct scatterlist *sg, int nents,
			enum dma_data_direction dir, unsigned long attrs);
#define dma_map_sg(dev, sg, nents, dir)	\
	dma_map_sg_attrs(dev, sg, nents, dir, 0)
#define dma_unmap_sg(dev, sg, nents, dir) \
	dma_unmap_sg_attrs(dev, sg, nents, dir, 0)

/**
 * dma_sync_single_for_cpu - look at what the device wrote, before unmapping
 * dma_sync_single_for_device - and give it back
 *
 * With @size bytes from @handle on, which may lie inside a mapping.
 */
void dma_sync_single_for_cpu(struct device *dev, dma_addr_t handle,
			     size_t size, enum dma_data_direction dir);
void dma_sync_single_for_device(struct device *dev, dma_addr_t handle,
				size_t size, enum dma_data_direction dir);
void dma_sync_sg_for_cpu(struct device *dev, struct scatterlist *sg,
			 int nents, enum dma_data_direction dir);
void dma_sync_sg_for_device(struct device *dev, struct scatterlist *sg,
			    int nents, enum dma_data_direction dir);

static inline void dma_sync_single_range_for_cpu(struct device *dev,
		dma_addr_t handle, unsigned long offset, size_t size,
		enum dma_data_direction dir)
{
	dma_sync_single_for_cpu(dev, handle + offset, size, dir);
}

static inline void dma_sync_single_range_for_device(struct device *dev,
		dma_addr_t handle, unsigned long offset, size_t size,
		enum dma_data_direction dir)
{
	dma_sync_single_for_device(dev, handle + offset, size, dir);
}

static inline size_t dma_max_mapping_size(struct device *dev)
{
	return PAGE_SIZE << MAX_PAGE_ORDER;
}

static inline int dma_get_cache_alignment(void)
{
	return 1;	/* caches are coherent: no line is shared wrongly */
}

#endif
