/* SPDX-License-Identifier: MIT */
/*
 * asm/timex.h - the cycle counter: any host has a clock, not all have cycles
 */
#ifndef _ASM_TIMEX_H
#define _ASM_TIMEX_H

#include <asm/setup.h>

typedef unsigned long long cycles_t;

static inline cycles_t get_cycles(void)
{
	return arch_clock_ns();
}

#endif
