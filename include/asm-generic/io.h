/* SPDX-License-Identifier: MIT */
/*
 * asm-generic/io.h - what a port's asm/io.h makes of its four widths
 *
 * The port gives readb .. readq, writeb .. writeq: one access of that width,
 * in program order with the others; inb .. inl, outb .. outl likewise. From
 * these:
 *
 *	readb_relaxed	  the same: x86 and the host order all of them
 *	__raw_readb	  the same: the byte order is the device's own
 *	readsb(p, buf, n) n times the same register, into a buffer
 *	insb(port, ...)	  the same for I/O ports
 *	memcpy_fromio	  a range; memset_io, memcpy_toio
 *
 * Ranges are moved by 8 bytes where both ends allow it, else by single bytes;
 * a device that cares how wide is not to be given to memcpy.
 */
#ifndef _ASM_GENERIC_IO_H
#define _ASM_GENERIC_IO_H

#include <linux/compiler.h>

#define __IO_WIDTH(s, type) \
static inline type read##s##_relaxed(const volatile void __iomem *addr) \
{ \
	return read##s(addr); \
} \
static inline void write##s##_relaxed(type value, \
				      volatile void __iomem *addr) \
{ \
	write##s(value, addr); \
} \
static inline type __raw_read##s(const volatile void __iomem *addr) \
{ \
	return read##s(addr); \
} \
static inline void __raw_write##s(type value, volatile void __iomem *addr) \
{ \
	write##s(value, addr); \
} \
static inline void reads##s(const volatile void __iomem *addr, void *buffer, \
			    unsigned int count) \
{ \
	type *to = buffer; \
\
	while (count--) \
		*to++ = read##s(addr); \
} \
static inline void writes##s(volatile void __iomem *addr, \
			     const void *buffer, unsigned int count) \
{ \
	const type *from = buffer; \
\
	while (count--) \
		write##s(*from++, addr); \
}

__IO_WIDTH(b, u8)
__IO_WIDTH(w, u16)
__IO_WIDTH(l, u32)
__IO_WIDTH(q, u64)
#undef __IO_WIDTH

#define __IO_PORT(s, type) \
static inline void ins##s(u16 port, void *buffer, unsigned int count) \
{ \
	type *to = buffer; \
\
	while (count--) \
		*to++ = in##s(port); \
} \
static inline void outs##s(u16 port, const void *buffer, unsigned int count) \
{ \
	const type *from = buffer; \
\
	while (count--) \
		out##s(*from++, port); \
} \
/* The slow forms were for buses that are gone. */ \
static inline type in##s##_p(u16 port) \
{ \
	return in##s(port); \
} \
static inline void out##s##_p(type value, u16 port) \
{ \
	out##s(value, port); \
}

__IO_PORT(b, u8)
__IO_PORT(w, u16)
__IO_PORT(l, u32)
#undef __IO_PORT

/* Are both addresses, and what is left, good for 8 bytes at once? */
static inline bool __io_by_eight(unsigned long a, unsigned long b, size_t n)
{
	return n >= 8 && !((a | b) & 7);
}

static inline void memcpy_fromio(void *to, const volatile void __iomem *from,
				 size_t count)
{
	unsigned long src = (unsigned long)from;
	u8 *dst = to;

	while (__io_by_eight(src, (unsigned long)dst, count)) {
		*(u64 *)dst = readq((const volatile void __iomem *)src);
		dst += 8;
		src += 8;
		count -= 8;
	}
	while (count--)
		*dst++ = readb((const volatile void __iomem *)src++);
}

static inline void memcpy_toio(volatile void __iomem *to, const void *from,
			       size_t count)
{
	unsigned long dst = (unsigned long)to;
	const u8 *src = from;

	while (__io_by_eight(dst, (unsigned long)src, count)) {
		writeq(*(const u64 *)src, (volatile void __iomem *)dst);
		dst += 8;
		src += 8;
		count -= 8;
	}
	while (count--)
		writeb(*src++, (volatile void __iomem *)dst++);
}

static inline void memset_io(volatile void __iomem *to, int value,
			     size_t count)
{
	unsigned long dst = (unsigned long)to;
	u64 eight = (u8)value * 0x0101010101010101ULL;

	while (__io_by_eight(dst, 0, count)) {
		writeq(eight, (volatile void __iomem *)dst);
		dst += 8;
		count -= 8;
	}
	while (count--)
		writeb((u8)value, (volatile void __iomem *)dst++);
}

#endif
