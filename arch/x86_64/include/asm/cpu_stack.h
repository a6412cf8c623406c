/* SPDX-License-Identifier: MIT */
/*
 * asm/cpu_stack.h - push and pop as restartable sequences
 *
 * A sequence reads this CPU's count through %gs, does what it has to, and
 * becomes true with its last instruction, the store of the new count:
 *
 *	1:	n = count		<- an interrupt in here goes back to 1
 *		n == 0 ? empty
 *		p = item[n - 1]
 *		count = n - 1		the commit
 *	2:				<- in here it is done
 *
 * Interrupted between 1 and 2, nothing has been changed that anybody can see
 * (a push has written above the stack's top), so arch/x86_64/restart.c makes
 * the interrupt return to 1, on whatever CPU that is. Five instructions; with
 * interrupts off it would be eleven (pushf, pop, cli, test, jump, sti more),
 * with a compare-and-exchange of pointer and generation about as many.
 *
 * Outputs are written afresh after 1, inputs never.
 */
#ifndef _ASM_CPU_STACK_H
#define _ASM_CPU_STACK_H

#include <linux/compiler.h>

/* [1, 2) starts again at 1: one entry of the table `restarts`. */
#define __RESTARTABLE \
	".pushsection restarts, \"a\"\n\t" \
	".quad 1b, 2b\n\t" \
	".popsection\n\t"

struct restart {
	unsigned long start;
	unsigned long end;		/* after the commit */
};

static __always_inline void *cpu_stack_pop(struct cpu_stack __percpu *stack)
{
	unsigned long n;
	void *item;

	__asm__ __volatile__ goto("1:\tmovq %%gs:(%[stack]), %[n]\n\t"
		     "subq $1, %[n]\n\t"
		     "jb %l[empty]\n\t"
		     "movq %%gs:40(%[stack],%[n],8), %[item]\n\t"
		     "movq %[n], %%gs:(%[stack])\n"
		     "2:\n\t"
		     __RESTARTABLE
		     : [n] "=&r" (n), [item] "=&r" (item)
		     : [stack] "r" (stack)
		     : "memory", "cc"
		     : empty);
	/* NULL is never pushed: saves the callers a test. */
	if (!item)
		unreachable();
	return item;
empty:
	return NULL;
}

static __always_inline bool cpu_stack_push(struct cpu_stack __percpu *stack,
					   const void *item)
{
	unsigned long n;

	__asm__ __volatile__ goto("1:\tmovq %%gs:(%[stack]), %[n]\n\t"
		     "cmpq %%gs:8(%[stack]), %[n]\n\t"
		     "jae %l[no]\n\t"
		     "testq %[item], %%gs:16(%[stack])\n\t"
		     "jnz %l[no]\n\t"
		     "cmpq %[item], %%gs:32(%[stack],%[n],8)\n\t"
		     "je %l[no]\n\t"
		     "movq %[item], %%gs:40(%[stack],%[n],8)\n\t"
		     "incq %%gs:(%[stack])\n"
		     "2:\n\t"
		     __RESTARTABLE
		     : [n] "=&r" (n)
		     : [stack] "r" (stack), [item] "r" (item)
		     : "memory", "cc"
		     : no);
	return true;
no:
	return false;
}

#endif
