/* SPDX-License-Identifier: MIT */
/* dma-direction.h - who writes: the device, the CPU, or both */
#ifndef _LINUX_DMA_DIRECTION_H
#define _LINUX_DMA_DIRECTION_H

enum dma_data_direction {
	DMA_BIDIRECTIONAL = 0,
	DMA_TO_DEVICE = 1,		/* the device reads */
	DMA_FROM_DEVICE = 2,		/* the device writes */
	DMA_NONE = 3,			/* an error wherever it is used */
};

static inline int valid_dma_direction(enum dma_data_direction dir)
{
	return dir == DMA_BIDIRECTIONAL || dir == DMA_TO_DEVICE ||
	       dir == DMA_FROM_DEVICE;
}

#endif
