/* SPDX-License-Identifier: MIT */
/*
 * asm/processor.h - instructions that have no C name
 */
#ifndef _ASM_PROCESSOR_H
#define _ASM_PROCESSOR_H

#include <linux/compiler.h>

static __always_inline void cpu_relax(void)
{
	__asm__ __volatile__("pause" : : : "memory");
}

static inline void cpuid(u32 leaf, u32 regs[4])
{
	__asm__ __volatile__("cpuid"
			     : "=a" (regs[0]), "=b" (regs[1]),
			       "=c" (regs[2]), "=d" (regs[3])
			     : "a" (leaf), "c" (0));
}

#define DEFINE_CR(n) \
static __always_inline unsigned long read_cr##n(void) \
{ \
	unsigned long val; \
	__asm__ __volatile__("mov %%cr" #n ", %0" : "=r" (val) : : "memory"); \
	return val; \
} \
static __always_inline void write_cr##n(unsigned long val) \
{ \
	__asm__ __volatile__("mov %0, %%cr" #n : : "r" (val) : "memory"); \
}

DEFINE_CR(0)
DEFINE_CR(2)
DEFINE_CR(3)
DEFINE_CR(4)
#undef DEFINE_CR

#endif
