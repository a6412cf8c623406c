/* SPDX-License-Identifier: MIT */
/*
 * asm/io.h - I/O ports and device memory
 *
 * The readX/writeX accessors are one volatile access of the named width,
 * neither merged nor reordered with each other by the compiler; x86 keeps
 * uncached accesses in order by itself.
 */
#ifndef _ASM_IO_H
#define _ASM_IO_H

#include <asm/page.h>
#include <linux/compiler.h>
#include <linux/kconfig.h>

#define DEFINE_PORT(suffix, type, reg) \
static __always_inline void out##suffix(type value, u16 port) \
{ \
	__asm__ __volatile__("out" #suffix " %" #reg "0, %w1" \
			     : : "a" (value), "Nd" (port)); \
} \
static __always_inline type in##suffix(u16 port) \
{ \
	type value; \
	__asm__ __volatile__("in" #suffix " %w1, %" #reg "0" \
			     : "=a" (value) : "Nd" (port)); \
	return value; \
}

DEFINE_PORT(b, u8, b)
DEFINE_PORT(w, u16, w)
DEFINE_PORT(l, u32, k)
#undef DEFINE_PORT

#define DEFINE_MMIO(suffix, type) \
static __always_inline type read##suffix(const volatile void __iomem *addr) \
{ \
	return *(const volatile type __force *)addr; \
} \
static __always_inline void write##suffix(type value, \
					  volatile void __iomem *addr) \
{ \
	*(volatile type __force *)addr = value; \
}

DEFINE_MMIO(b, u8)
DEFINE_MMIO(w, u16)
DEFINE_MMIO(l, u32)
DEFINE_MMIO(q, u64)
#undef DEFINE_MMIO

#include <asm-generic/io.h>

/* mm/memmap.c: a WARN if @kaddr has no physical address by arithmetic */
void debug_virt_to_phys(const volatile void *kaddr);

/* virt_to_phys - of the direct map or the image only */
static inline phys_addr_t virt_to_phys(volatile void *address)
{
	if (IS_ENABLED(CONFIG_DEBUG_VIRTUAL))
		debug_virt_to_phys(address);
	return __pa(address);
}

static inline void *phys_to_virt(phys_addr_t address)
{
	return __va(address);
}

#endif
