/* SPDX-License-Identifier: MIT */
/*
 * asm/io.h - device memory, which on the host is memory
 *
 * There are no I/O ports: reads answer all ones, as an absent device's do,
 * and writes go nowhere.
 */
#ifndef _ASM_IO_H
#define _ASM_IO_H

#include <asm/page.h>
#include <linux/compiler.h>
#include <linux/kconfig.h>

#define DEFINE_PORT(suffix, type) \
static inline void out##suffix(type value, u16 port) \
{ \
	(void)value; \
	(void)port; \
} \
static inline type in##suffix(u16 port) \
{ \
	(void)port; \
	return (type)~0U; \
}

DEFINE_PORT(b, u8)
DEFINE_PORT(w, u16)
DEFINE_PORT(l, u32)
#undef DEFINE_PORT

#define DEFINE_MMIO(suffix, type) \
static inline type read##suffix(const volatile void __iomem *addr) \
{ \
	return *(const volatile type __force *)addr; \
} \
static inline void write##suffix(type value, volatile void __iomem *addr) \
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
