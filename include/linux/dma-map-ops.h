/* SPDX-License-Identifier: MIT */
/*
 * dma-map-ops.h - who maps for a device; here always physical addresses
 */
#ifndef _LINUX_DMA_MAP_OPS_H
#define _LINUX_DMA_MAP_OPS_H

#include <linux/bug.h>
#include <linux/dma-mapping.h>

struct dma_map_ops;

/* NULL, physical addresses, is all there is: there is no IOMMU. */
static inline void set_dma_ops(struct device *dev,
			       const struct dma_map_ops *ops)
{
	WARN(ops, "%s: no DMA operations but the direct ones\n",
	     dev_name(dev));
}

#endif
