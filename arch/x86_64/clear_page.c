// SPDX-License-Identifier: MIT
/*
 * clear_page.c - zeros for a page, as wide as the processor stores
 *
 * PROBLEM
 *	To clear a page is most of what a zeroed page costs. 512 stores of 8
 *	bytes are twice as many as are needed: every processor with 64 bits
 *	can store 16, from an XMM register. But the kernel saves no XMM
 *	register: not for an interrupt, not for the next task.
 *
 * IDEA
 *	It need not be saved if it never changes. The kernel is compiled
 *	without SSE (-mgeneral-regs-only), modules too, and there are no
 *	processes: nobody but this file uses such registers, and this file
 *	puts nothing into xmm0 but zero.
 *
 *		clear_page()		xmm0 = 0
 *		   16 bytes, 16 bytes ..
 *			interrupt: clear_page()	xmm0 = 0, stores, return
 *		   .. 16 bytes, 16 bytes	still from a 0
 *
 *	The same for a task that is preempted here and goes on elsewhere: if
 *	the other processor's xmm0 were not 0 by then, then because nobody had
 *	ever cleared a page there. So each makes it 0 when it comes up.
 *
 *	Processors that say so (ERMS, 2012 and later) have microcode that
 *	writes whole cache lines for `rep stosb', which is faster still.
 *
 * INVARIANT
 *	X1  From clear_page_init() on, a processor's xmm0 is 0.
 *
 * COST
 *	Instructions: 256 stores and 4 turns of a loop, 272; 516 with `rep
 *	stosq'.
 *
 *	And a guard: with SSE enabled, other code that uses it faults no
 *	longer. It would find its registers changed, and X1 broken.
 *
 * LEFT OUT
 *	AVX would store 32 bytes, with registers that are not there on every
 *	processor and must be enabled. Stores that go around the cache
 *	(MOVNTDQ): whoever wants a cleared page is about to write it.
 *
 * SOURCES
 *	Intel SDM vol. 1 10.2 (XMM registers), vol. 3A 2.5 (CR4.OSFXSR);
 *	Intel Optimization Reference Manual 3.7.6 (enhanced REP STOSB).
 */
#include <asm/page.h>
#include <asm/processor.h>
#include <asm/setup.h>
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/types.h>

#define CPUID_ERMS	(1u << 9)	/* leaf 7, ebx */

static bool fast_strings;

void clear_page(void *page)
{
	unsigned long count = PAGE_SIZE;

	if (fast_strings) {
		__asm__ __volatile__("rep stosb"
				     : "+D" (page), "+c" (count)
				     : "a" (0) : "memory");
		return;
	}
	/* 64 stores a turn; the page ends where its address does so too. */
	__asm__ __volatile__("pxor %%xmm0, %%xmm0\n"
			     "1:\n\t"
			     ".set at, 0\n\t"
			     ".rept 64\n\t"
			     "movaps %%xmm0, at(%[page])\n\t"
			     ".set at, at + 16\n\t"
			     ".endr\n\t"
			     "add $1024, %[page]\n\t"
			     "test $0xfff, %k[page]\n\t"
			     "jnz 1b"
			     : [page] "+r" (page) : : "memory");
}
EXPORT_SYMBOL(clear_page);

void clear_page_init(void)
{
	u32 regs[4];

	__asm__ __volatile__("pxor %xmm0, %xmm0");
	cpuid(0, regs);
	if (regs[0] < 7)
		return;
	cpuid(7, regs);
	fast_strings = regs[1] & CPUID_ERMS;
}
