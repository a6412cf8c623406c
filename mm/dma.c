// SPDX-License-Identifier: MIT
/*
 * dma.c - memory that a device and the CPU use at once
 *
 * PROBLEM
 *	A device reads and writes memory by physical address, and reaches only
 *	as far as it has address lines: 24 bits for an ISA card, 28 for QEMU's
 *	edu, 32 for most. What it is given must lie below that.
 *
 * IDEA
 *	Zones are borders of exactly this kind. A mask is met by the highest
 *	zone that cannot miss it; where a zone straddles the mask, by trying
 *	its pages, and the zone below if the page is too high:
 *
 *	mask	0	 24		 28	      32	      64
 *		|  DMA	 |	   NORMAL	      | above (lowmem=all)
 *	24 bits	 DMA
 *	28 bits	 NORMAL, if the page is low enough; else DMA
 *	32 bits	 NORMAL, or DMA32 where there is memory above
 *
 *	On the PC caches are coherent with devices, and there is no IOMMU we
 *	drive: coherent memory is plain pages, and a handle is their physical
 *	address.
 *
 * FAILURE
 *	NULL, and no page lost. A free whose two addresses do not belong
 *	together is reported, and nothing is freed.
 *
 * COST
 *	A page got and given back: 440 instructions. 272 clear it, in stores
 *	of 16 bytes, the widest that every processor has (clear_page.c); 109
 *	are the page allocator's; the rest passes arguments and compares
 *	masks. The mark of 370 leaves 114 for all but the 256 stores, and is
 *	not reached. Pages that are kept cleared would move the cost to
 *	whoever gives them back, not save it; so would a thread that clears.
 *
 * LEFT OUT
 *	IOMMUs, write-combined coherent memory, per-device reserved memory.
 *
 * SOURCES
 *	LDD3 p. 440-447. Linux: kernel/dma/direct.c (semantics).
 */
#include <linux/bug.h>
#include <linux/dma-mapping.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm.h>

#include "dma.h"

/* ---- masks ---- */

/* The lowest zone ends at 16 MiB: below that nothing could be promised. */
#define LOWEST_MASK	DMA_BIT_MASK(24)

static u64 low_memory_end(void)
{
	return (u64)max_low_pfn << PAGE_SHIFT;
}

int dma_supported(struct device *dev, u64 mask)
{
	return mask >= min(LOWEST_MASK, low_memory_end() - 1);
}

int dma_set_mask(struct device *dev, u64 mask)
{
	if (!dev->dma_mask || !dma_supported(dev, mask))
		return -EIO;
	*dev->dma_mask = mask;
	return 0;
}

int dma_set_coherent_mask(struct device *dev, u64 mask)
{
	if (!dma_supported(dev, mask))
		return -EIO;
	dev->coherent_dma_mask = mask;
	return 0;
}

u64 dma_get_required_mask(struct device *dev)
{
	u64 last = ((u64)max_pfn << PAGE_SHIFT) - 1;

	return DMA_BIT_MASK(64) >> __builtin_clzll(last);
}

/* ---- allocate ---- */

/* Zones are chosen by the mask, not by the caller. */
#define NOT_THEIRS	(__GFP_DMA | __GFP_DMA32 | __GFP_HIGHMEM)

static u64 coherent_mask(const struct device *dev)
{
	return dev ? dev->coherent_dma_mask : LOWEST_MASK;
}

/* The highest zone worth trying. */
static gfp_t zone_for(u64 mask)
{
	if (mask >= low_memory_end() - 1)
		return 0;
	if (mask < LOWEST_MASK + 1)
		return GFP_DMA;
	/* Memory above 4 GiB in the direct map: then there is DMA32. */
	return mask >= DMA_BIT_MASK(32) ? GFP_DMA32 : 0;
}

struct page *dma_alloc_below(u64 mask, gfp_t gfp, unsigned int order)
{
	gfp_t zone = zone_for(mask);
	struct page *page;

	gfp &= ~NOT_THEIRS;
	page = alloc_pages(gfp | zone, order);
	if (!page || page_to_phys(page) + (PAGE_SIZE << order) - 1 <= mask)
		return page;
	__free_pages(page, order);
	return alloc_pages(gfp | GFP_DMA, order);
}

/* Most ask for a page, and reach all of low memory. */
static inline void *alloc_page_anywhere(dma_addr_t *handle, gfp_t gfp)
{
	unsigned long addr = get_zeroed_page(gfp & ~NOT_THEIRS);

	if (likely(addr))
		*handle = addr - PAGE_OFFSET;
	return (void *)addr;
}

static noinline void *alloc_block(struct device *dev, size_t size,
				  dma_addr_t *handle, gfp_t gfp)
{
	unsigned int order = get_order(size);
	struct page *page;

	if (!size || order > MAX_PAGE_ORDER)
		return NULL;
	page = dma_alloc_below(coherent_mask(dev), gfp | __GFP_ZERO, order);
	if (!page)
		return NULL;
	*handle = page_to_phys(page);
	return lowmem_page_address(page);
}

void *dma_alloc_attrs(struct device *dev, size_t size, dma_addr_t *handle,
		      gfp_t gfp, unsigned long attrs)
{
	if (unlikely(attrs & DMA_ATTR_NO_WARN))
		gfp |= __GFP_NOWARN;
	if (likely(size - 1 < PAGE_SIZE &&
		   coherent_mask(dev) >= low_memory_end() - 1))
		return alloc_page_anywhere(handle, gfp);
	return alloc_block(dev, size, handle, gfp);
}
EXPORT_SYMBOL(dma_alloc_attrs);

/* ---- free ---- */

void dma_free_attrs(struct device *dev, size_t size, void *cpu_addr,
		    dma_addr_t handle, unsigned long attrs)
{
	if (!cpu_addr)
		return;
	/* An address that is none at all, free_pages() reports. */
	if (WARN((unsigned long)cpu_addr - PAGE_OFFSET != handle,
		 "dma_free_coherent: %s: %px has not the handle %#llx\n",
		 dev ? dev_name(dev) : "no device", cpu_addr, handle))
		return;
	/* A wrong size or a second free: the page allocator knows, and says. */
	free_pages((unsigned long)cpu_addr,
		   size <= PAGE_SIZE ? 0 : get_order(size));
}
EXPORT_SYMBOL(dma_free_attrs);

EXPORT_SYMBOL(dma_set_mask);
EXPORT_SYMBOL(dma_set_coherent_mask);
EXPORT_SYMBOL(dma_supported);
EXPORT_SYMBOL(dma_get_required_mask);
