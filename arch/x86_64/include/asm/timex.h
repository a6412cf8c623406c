/* SPDX-License-Identifier: MIT */
/*
 * asm/timex.h - the cycle counter
 */
#ifndef _ASM_TIMEX_H
#define _ASM_TIMEX_H

#include <asm/msr.h>

typedef unsigned long long cycles_t;

/* Never goes back on one CPU; of what frequency, the boot says. */
static __always_inline cycles_t get_cycles(void)
{
	return rdtsc();
}

#endif
