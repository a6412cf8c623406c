/* SPDX-License-Identifier: MIT */
/*
 * asm/tlbflush.h - forgetting translations after a page-table entry changed
 *
 *	flush_tlb_kernel_range	[start, end) on every CPU; returns when none
 *				can use an old entry. One interrupt a batch.
 *	flush_tlb_all		everything, on every CPU
 *	local_flush_tlb_*	the same, on this CPU only
 *
 * Context of the first two: as on_each_cpu(), linux/smp.h. The local ones:
 * any, preemption off. Making an entry present needs no flush; taking one
 * away or narrowing it does, before its frame is used again.
 */
#ifndef _ASM_TLBFLUSH_H
#define _ASM_TLBFLUSH_H

void flush_tlb_kernel_range(unsigned long start, unsigned long end);
void flush_tlb_all(void);
void local_flush_tlb_kernel_range(unsigned long start, unsigned long end);
void local_flush_tlb_all(void);

#endif
