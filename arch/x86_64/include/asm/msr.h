/* SPDX-License-Identifier: MIT */
#ifndef _ASM_MSR_H
#define _ASM_MSR_H

#include <linux/compiler.h>

#define MSR_EFER	0xc0000080u
#define MSR_FS_BASE	0xc0000100u
#define MSR_GS_BASE	0xc0000101u

static __always_inline u64 rdmsrl(u32 msr)
{
	u32 lo, hi;

	__asm__ __volatile__("rdmsr" : "=a" (lo), "=d" (hi) : "c" (msr));
	return ((u64)hi << 32) | lo;
}

static __always_inline void wrmsrl(u32 msr, u64 val)
{
	__asm__ __volatile__("wrmsr" : : "c" (msr), "a" ((u32)val),
			     "d" ((u32)(val >> 32)) : "memory");
}

/* The time-stamp counter; under -icount it counts executed instructions. */
static __always_inline u64 rdtsc(void)
{
	u32 lo, hi;

	__asm__ __volatile__("rdtsc" : "=a" (lo), "=d" (hi));
	return ((u64)hi << 32) | lo;
}

#endif
