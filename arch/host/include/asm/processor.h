/* SPDX-License-Identifier: MIT */
/*
 * asm/processor.h - instructions that have no C name
 */
#ifndef _ASM_PROCESSOR_H
#define _ASM_PROCESSOR_H

#include <linux/compiler.h>

/* arch/host/smp.c: serve calls, then let another thread run */
void host_cpu_relax(void);

/* In a loop that waits for another CPU: look at memory again. */
static __always_inline void cpu_relax(void)
{
	host_cpu_relax();
}

#endif
