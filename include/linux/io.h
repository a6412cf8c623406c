/* SPDX-License-Identifier: MIT */
/*
 * io.h - device memory: mapping it (LDD3 p. 249), and touching it
 *
 * What ioremap() returns is not memory: it is read and written with readl(),
 * writel() and their like of asm/io.h, each of which is exactly one access.
 *
 *	ioremap		uncached unless an MTRR says otherwise (UC-)
 *	ioremap_uc	uncached, whatever an MTRR says
 *	ioremap_wc	uncached, writes are combined: frame buffers
 *	ioremap_wt	reads are cached, writes go through
 *	ioremap_cache	cached: tables of the firmware
 */
#ifndef _LINUX_IO_H
#define _LINUX_IO_H

#include <asm/io.h>
#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/types.h>

/**
 * ioremap - device memory at an address
 * @phys_addr: bytes; need not be a multiple of anything
 * @size:      bytes
 *
 * Context: may sleep.
 *
 * Return: the address of byte @phys_addr; NULL if there is no memory for
 * page tables, and, with a report, for: size 0; a range that wraps or reaches
 * beyond what the processor can address; RAM; a frame that is mapped with
 * another cache type already (the report names its owner). The same type any
 * number of times is fine. (Linux: the same, but silent in some cases.)
 */
void __iomem *ioremap(phys_addr_t phys_addr, unsigned long size);
void __iomem *ioremap_uc(phys_addr_t phys_addr, unsigned long size);
void __iomem *ioremap_wc(phys_addr_t phys_addr, unsigned long size);
void __iomem *ioremap_wt(phys_addr_t phys_addr, unsigned long size);
void __iomem *ioremap_cache(phys_addr_t phys_addr, unsigned long size);
#define ioremap_np(phys_addr, size)	((void __iomem *)NULL)

/* iounmap - the way back; NULL is nothing, others are reported. May sleep. */
void iounmap(volatile void __iomem *addr);

enum {
	MEMREMAP_WB = 1 << 0,
	MEMREMAP_WT = 1 << 1,
	MEMREMAP_WC = 1 << 2,
};

/**
 * memremap - physical memory that behaves as memory, device or RAM
 * @offset, @size: where, bytes
 * @flags: MEMREMAP_*: which cache types would do; tried in this order
 *
 * RAM can only be had write-back, and low memory is where it always is.
 *
 * Return: NULL, with a report if part of the range is RAM and part is not, or
 * RAM is wanted otherwise. Context: may sleep.
 */
void *memremap(resource_size_t offset, size_t size, unsigned long flags);
void memunmap(void *addr);

/* ---- either a port or device memory ---------------------------------------- */

/*
 * ioport_map - a cookie for @nr ports from @port on, for ioread8() and friends;
 * NULL if there are no such ports. Cookies lie where nothing is mapped, and
 * the accessors tell the two apart.
 */
void __iomem *ioport_map(unsigned long port, unsigned int nr);
void ioport_unmap(void __iomem *addr);

/* 0x10000 + port; what is below, and up to the limit, is a mistake. */
#define PIO_OFFSET	0x10000UL
#define PIO_MASK	0x0ffffUL
#define PIO_RESERVED	0x40000UL

unsigned int ioread8(const void __iomem *addr);
unsigned int ioread16(const void __iomem *addr);
unsigned int ioread16be(const void __iomem *addr);
unsigned int ioread32(const void __iomem *addr);
unsigned int ioread32be(const void __iomem *addr);
u64 ioread64(const void __iomem *addr);
void iowrite8(u8 value, void __iomem *addr);
void iowrite16(u16 value, void __iomem *addr);
void iowrite16be(u16 value, void __iomem *addr);
void iowrite32(u32 value, void __iomem *addr);
void iowrite32be(u32 value, void __iomem *addr);
void iowrite64(u64 value, void __iomem *addr);

/* @count times the same register. */
void ioread8_rep(const void __iomem *addr, void *to, unsigned long count);
void ioread16_rep(const void __iomem *addr, void *to, unsigned long count);
void ioread32_rep(const void __iomem *addr, void *to, unsigned long count);
void iowrite8_rep(void __iomem *addr, const void *from, unsigned long count);
void iowrite16_rep(void __iomem *addr, const void *from, unsigned long count);
void iowrite32_rep(void __iomem *addr, const void *from, unsigned long count);

/* ---- ours ------------------------------------------------------------------ */

/* ioremap_broken - the number of an invariant of mm/ioremap.c, or 0 */
int ioremap_broken(void);

#endif
