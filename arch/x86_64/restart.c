// SPDX-License-Identifier: MIT
/*
 * restart.c - an interrupted restartable sequence starts again
 *
 * PROBLEM
 *	Some sequences of a few instructions must look like one: nobody else
 *	on this CPU may come in between (asm/cpu_stack.h). Switching
 *	interrupts off and on costs more than the sequence itself.
 *
 * IDEA
 *	Let interrupts come, and make it not matter. A sequence changes
 *	nothing that can be seen before its last instruction, so one that is
 *	interrupted earlier can be forgotten and begun again:
 *
 *		start:	read		<-+  the interrupt returns here
 *			think		  |
 *			.... interrupt ---+
 *			commit
 *		end:
 *
 *	Each inlined copy leaves [start, end) in the table `restarts`. Every
 *	interrupt looks the interrupted instruction up there before anything
 *	is done that could push, pop or switch to another task.
 *
 * WHAT NEED NOT BE LOOKED AT
 *	A non-maskable interrupt: its handler has nothing to do with a CPU's
 *	stacks. Exceptions: none returns.
 *
 * COST
 *	Three instructions for each copy and interrupt; there are about ten.
 *
 * SOURCES
 *	B. Bershad, D. Redell, J. Ellis, Fast Mutual Exclusion for
 *	Uniprocessors, ASPLOS 1992; Linux: rseq(2) (the idea).
 */
#include <asm/ptrace.h>
#include <asm/restart.h>
#include <linux/cpu_stack.h>

extern const struct restart __start_restarts[], __stop_restarts[];

void restart_sequence(struct pt_regs *regs)
{
	const struct restart *r;

	for (r = __start_restarts; r < __stop_restarts; r++) {
		if (regs->ip - r->start < r->end - r->start) {
			regs->ip = r->start;
			return;
		}
	}
}
