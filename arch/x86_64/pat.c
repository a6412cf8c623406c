// SPDX-License-Identifier: MIT
/*
 * pat.c - what the three cache bits of a page-table entry mean
 *
 * PROBLEM
 *	PWT, PCD and PAT choose one of eight cache types, and which those are
 *	stands in a register of each processor. After a reset there is no
 *	write-combining among them.
 *
 * IDEA
 *	Linux's layout, so that entries mean the same:
 *
 *	PAT PCD PWT	entry	reset	ours
 *	 0   0   0	  0	WB	WB	all of memory
 *	 0   0   1	  1	WT	WC	ioremap_wc
 *	 0   1   0	  2	UC-	UC-	ioremap
 *	 0   1   1	  3	UC	UC	ioremap_uc
 *	 1   0   0	  4	WB	WB
 *	 1   0   1	  5	WT	WP
 *	 1   1   0	  6	UC-	UC-
 *	 1   1   1	  7	UC	WT	ioremap_wt
 *
 *	Entries 1, 5 and 7 change, and nothing is mapped with these yet when
 *	each processor comes here: no cache and no TLB has to be flushed.
 *
 * FAILURE
 *	A processor without PAT (none has long mode): as after a reset. WC is
 *	then write-through and WT is uncached: slower, and right.
 *
 * SOURCES
 *	Intel SDM vol. 3A 12.12 (page attribute table), tables 12-10, 12-12.
 */
#include <asm/msr.h>
#include <asm/processor.h>
#include <asm/setup.h>
#include <linux/types.h>

#define MSR_PAT		0x277u
#define CPUID_PAT	(1u << 16)	/* leaf 1, edx */

enum { PAT_UC, PAT_WC, PAT_WT = 4, PAT_WP, PAT_WB, PAT_UC_MINUS };

#define PAT_ENTRY(n, type)	((u64)(type) << 8 * (n))

void pat_init(void)
{
	u32 regs[4];

	cpuid(1, regs);
	if (!(regs[3] & CPUID_PAT))
		return;
	wrmsrl(MSR_PAT, PAT_ENTRY(0, PAT_WB) | PAT_ENTRY(1, PAT_WC) |
			PAT_ENTRY(2, PAT_UC_MINUS) | PAT_ENTRY(3, PAT_UC) |
			PAT_ENTRY(4, PAT_WB) | PAT_ENTRY(5, PAT_WP) |
			PAT_ENTRY(6, PAT_UC_MINUS) | PAT_ENTRY(7, PAT_WT));
}
