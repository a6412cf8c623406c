// SPDX-License-Identifier: MIT
/*
 * tlb.c - making every CPU forget a translation
 *
 * PROBLEM
 *	A processor keeps translations it has used. When an entry is taken
 *	away or narrowed, its own copy can be dropped by one instruction, but
 *	no instruction reaches another processor's.
 *
 * IDEA
 *	Ask each of them, by an interrupt, to drop it, and wait. One interrupt
 *	serves a whole range: callers unmap as much as they can, then flush
 *	once. Above FLUSH_ALL_PAGES it is cheaper to drop everything.
 *
 *	Our entries are global, and loading CR3 spares those; clearing
 *	CR4.PGE drops all of them.
 *
 * SOURCES
 *	SDM vol. 3A 4.10.4 (invalidation), 4.10.5 (propagation).
 */
#include <asm/irqflags.h>
#include <asm/page.h>
#include <asm/processor.h>
#include <asm/tlbflush.h>
#include <linux/export.h>
#include <linux/smp.h>

/*
 * An INVLPG is about 100 cycles and the walk after it as much again; filling
 * a TLB of some hundred entries anew costs about 30 such pairs (Linux: 33).
 */
#define FLUSH_ALL_PAGES	32

#define CR4_PGE		(1UL << 7)

struct flush_range {
	unsigned long start, end;
};

void local_flush_tlb_all(void)
{
	unsigned long flags, cr4;

	local_irq_save(flags);
	cr4 = read_cr4();
	write_cr4(cr4 & ~CR4_PGE);
	write_cr4(cr4);
	local_irq_restore(flags);
}

void local_flush_tlb_kernel_range(unsigned long start, unsigned long end)
{
	unsigned long va;

	if (end - start > FLUSH_ALL_PAGES * PAGE_SIZE) {
		local_flush_tlb_all();
		return;
	}
	for (va = start & PAGE_MASK; va < end; va += PAGE_SIZE)
		__asm__ __volatile__("invlpg (%0)" : : "r" (va) : "memory");
}

static void flush_range(void *info)
{
	const struct flush_range *r = info;

	local_flush_tlb_kernel_range(r->start, r->end);
}

static void flush_all(void *info)
{
	local_flush_tlb_all();
}

void flush_tlb_kernel_range(unsigned long start, unsigned long end)
{
	struct flush_range range = { start, end };

	on_each_cpu(flush_range, &range, 1);
}
EXPORT_SYMBOL(flush_tlb_kernel_range);

void flush_tlb_all(void)
{
	on_each_cpu(flush_all, NULL, 1);
}
EXPORT_SYMBOL(flush_tlb_all);
