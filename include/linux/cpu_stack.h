/* SPDX-License-Identifier: MIT */
/*
 * cpu_stack.h - a stack of pointers for each CPU, pushed and popped in any
 * context without a lock and without switching interrupts off
 *
 *	struct cpu_stack __percpu *s;
 *
 *	p = cpu_stack_pop(s);		NULL: this CPU's is empty
 *	if (!cpu_stack_push(s, p))	it is full, or p looks wrong
 *		...
 *
 * The port says how an interrupt in the middle is survived (asm/cpu_stack.h):
 * on x86 the interrupted sequence starts again. So it may be interrupted by a
 * handler that pushes and pops itself, and by the scheduler that goes on with
 * it on another CPU.
 *
 * Whoever needs more than one item, or to change the limit, works on
 * this_cpu_ptr(s) with interrupts off. Other CPUs may only look at @count.
 */
#ifndef _LINUX_CPU_STACK_H
#define _LINUX_CPU_STACK_H

#include <linux/build_bug.h>
#include <linux/percpu-defs.h>
#include <linux/stddef.h>
#include <linux/types.h>

/**
 * struct cpu_stack - one CPU's
 * @count: items held
 * @limit: items that it takes; 0: none, it is always empty
 * @odd:   bits that must be 0 in every item: a push that has one fails
 * @key:   the user's
 * @owner: the user's. It must never equal an item: it is what a push into an
 *	   empty stack compares with instead of the item on top.
 * @item:  the oldest first
 */
struct cpu_stack {
	unsigned long count;
	unsigned long limit;
	unsigned long odd;
	unsigned long key;
	void *owner;
	void *item[];
};

/* The port's assembly counts on these. */
static_assert(offsetof(struct cpu_stack, limit) == 8);
static_assert(offsetof(struct cpu_stack, odd) == 16);
static_assert(offsetof(struct cpu_stack, owner) == 32);
static_assert(offsetof(struct cpu_stack, item) == 40);

#include <asm/cpu_stack.h>

#endif
