// SPDX-License-Identifier: MIT
/*
 * iomap.c - one accessor for ports and for device memory
 *
 * PROBLEM
 *	A device has its registers behind I/O ports in one model and in memory
 *	in the next. Its driver should not have two of everything.
 *
 * IDEA
 *	A pointer to device memory is an address high up. The lowest 256 KiB
 *	of addresses are never mapped, so a port can be dressed up as one:
 *
 *	0	    10000	20000	    40000
 *	| mistake   | port 0..ffff | mistake | device memory ...
 *
 *	The accessors look where the pointer lies.
 *
 * FAILURE
 *	A pointer in the two gaps (a NULL plus an offset) is reported: reads
 *	give all ones, as an absent device does, writes go nowhere.
 *
 * SOURCES
 *	Linux 6.12: lib/iomap.c (semantics).
 */
#include <asm/io.h>
#include <linux/bug.h>
#include <linux/byteorder.h>
#include <linux/export.h>
#include <linux/io.h>

enum io_kind { IO_MEMORY, IO_PORT, IO_MISTAKE };

static enum io_kind kind_of(const void __iomem *addr)
{
	unsigned long cookie = (unsigned long)addr;

	if (cookie >= PIO_RESERVED)
		return IO_MEMORY;
	if (cookie >= PIO_OFFSET && cookie <= PIO_OFFSET + PIO_MASK)
		return IO_PORT;
	WARN(1, "iomap: bad I/O access at %px\n", addr);
	return IO_MISTAKE;
}

static u16 port_of(const void __iomem *addr)
{
	return (unsigned long)addr & PIO_MASK;
}

#define IO_ACCESS(bits, s, type) \
unsigned int ioread##bits(const void __iomem *addr) \
{ \
	enum io_kind kind = kind_of(addr); \
\
	if (kind == IO_MEMORY) \
		return read##s(addr); \
	return kind == IO_PORT ? in##s(port_of(addr)) : (type)~0U; \
} \
void iowrite##bits(type value, void __iomem *addr) \
{ \
	enum io_kind kind = kind_of(addr); \
\
	if (kind == IO_MEMORY) \
		write##s(value, addr); \
	else if (kind == IO_PORT) \
		out##s(value, port_of(addr)); \
} \
void ioread##bits##_rep(const void __iomem *addr, void *to, \
			unsigned long count) \
{ \
	type *at = to; \
\
	while (count--) \
		*at++ = ioread##bits(addr); \
} \
void iowrite##bits##_rep(void __iomem *addr, const void *from, \
			 unsigned long count) \
{ \
	const type *at = from; \
\
	while (count--) \
		iowrite##bits(*at++, addr); \
}

IO_ACCESS(8, b, u8)
IO_ACCESS(16, w, u16)
IO_ACCESS(32, l, u32)

EXPORT_SYMBOL(ioread8);
EXPORT_SYMBOL(iowrite8);
EXPORT_SYMBOL(ioread8_rep);
EXPORT_SYMBOL(iowrite8_rep);
EXPORT_SYMBOL(ioread16);
EXPORT_SYMBOL(iowrite16);
EXPORT_SYMBOL(ioread16_rep);
EXPORT_SYMBOL(iowrite16_rep);
EXPORT_SYMBOL(ioread32);
EXPORT_SYMBOL(iowrite32);
EXPORT_SYMBOL(ioread32_rep);
EXPORT_SYMBOL(iowrite32_rep);

unsigned int ioread16be(const void __iomem *addr)
{
	return swab16(ioread16(addr));
}
EXPORT_SYMBOL(ioread16be);

unsigned int ioread32be(const void __iomem *addr)
{
	return swab32(ioread32(addr));
}
EXPORT_SYMBOL(ioread32be);

void iowrite16be(u16 value, void __iomem *addr)
{
	iowrite16(swab16(value), addr);
}
EXPORT_SYMBOL(iowrite16be);

void iowrite32be(u32 value, void __iomem *addr)
{
	iowrite32(swab32(value), addr);
}
EXPORT_SYMBOL(iowrite32be);

/* No port is 64 bits wide: two halves, the lower first. */
u64 ioread64(const void __iomem *addr)
{
	u64 low;

	if ((unsigned long)addr >= PIO_RESERVED)
		return readq(addr);
	low = ioread32(addr);
	return low | (u64)ioread32(addr + 4) << 32;
}
EXPORT_SYMBOL(ioread64);

void iowrite64(u64 value, void __iomem *addr)
{
	if ((unsigned long)addr >= PIO_RESERVED) {
		writeq(value, addr);
		return;
	}
	iowrite32((u32)value, addr);
	iowrite32((u32)(value >> 32), addr + 4);
}
EXPORT_SYMBOL(iowrite64);

void __iomem *ioport_map(unsigned long port, unsigned int nr)
{
	if (port > PIO_MASK || nr > PIO_MASK + 1 - port)
		return NULL;
	return (void __iomem *)(PIO_OFFSET + port);
}
EXPORT_SYMBOL(ioport_map);

void ioport_unmap(void __iomem *addr)
{
}
