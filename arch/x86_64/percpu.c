// SPDX-License-Identifier: MIT
/*
 * percpu.c - where %gs points: asm/percpu.h has the idea
 */
#include <asm/msr.h>
#include <asm/percpu.h>

void set_my_cpu_offset(unsigned long offset)
{
	wrmsrl(MSR_GS_BASE, offset);
}
