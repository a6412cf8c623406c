// SPDX-License-Identifier: MIT
/*
 * kthread_stack.c - what threads stand on
 *
 * From vmalloc: the page below an area is never mapped, so a stack that
 * overflows faults at once, instead of in whatever lay there. An area costs
 * page-table entries and, when it is freed, a part of a flush of all TLBs;
 * so a few blocks of threads that have ended are kept for the next.
 *
 * A dead task's block is given back on another task's stack, with interrupts
 * off: what is not kept there is freed later, by vfree_atomic().
 *
 * LOCKING
 *	stacks_lock, interrupts off: the kept ones. Nothing is taken inside.
 */
#include <linux/gfp.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>

#include "kthread_stack.h"

/* Enough for a thread that ends and the next that starts, on eight CPUs. */
#define NR_KEPT		8

/* In the lowest bytes of a block that nobody stands on. */
struct kept_stack {
	struct list_head link;
};

static DEFINE_RAW_SPINLOCK(stacks_lock);

/* stacks_lock */
static LIST_HEAD(kept);
static unsigned int nr_kept;

static void *take_kept(void)
{
	struct kept_stack *s;
	unsigned long flags;

	raw_spin_lock_irqsave(&stacks_lock, flags);
	s = list_first_entry_or_null(&kept, struct kept_stack, link);
	if (s) {
		list_del(&s->link);
		nr_kept--;
	}
	raw_spin_unlock_irqrestore(&stacks_lock, flags);
	return s;
}

static bool keep(struct kept_stack *s)
{
	unsigned long flags;
	bool room;

	raw_spin_lock_irqsave(&stacks_lock, flags);
	room = nr_kept < NR_KEPT;
	if (room) {
		list_add(&s->link, &kept);
		nr_kept++;
	}
	raw_spin_unlock_irqrestore(&stacks_lock, flags);
	return room;
}

void *kthread_stack_alloc(int node)
{
	void *stack = NULL;

	/* Nobody knows which node a kept one is of. */
	if (node == NUMA_NO_NODE || nr_online_nodes == 1)
		stack = take_kept();
	if (stack)
		return stack;
	return __vmalloc_node(KTHREAD_SIZE, PAGE_SIZE, GFP_KERNEL, node,
			      __builtin_return_address(0));
}

void kthread_stack_free(void *stack)
{
	if (!keep(stack))
		vfree_atomic(stack);
}

void kthread_trim(void)
{
	void *stack;

	while ((stack = take_kept()) != NULL)
		vfree(stack);
}
