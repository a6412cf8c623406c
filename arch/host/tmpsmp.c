// SPDX-License-Identifier: MIT
/* tmpsmp.c - one CPU's answers until smp.c has them */
#include <linux/smp.h>
#include <asm/tlbflush.h>

__weak void on_each_cpu(smp_call_func_t func, void *info, int wait)
{
	func(info);
}

__weak void flush_tlb_kernel_range(unsigned long start, unsigned long end)
{
}

__weak void local_flush_tlb_kernel_range(unsigned long start, unsigned long end)
{
}
