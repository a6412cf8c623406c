// SPDX-License-Identifier: MIT
/*
 * torture_pages.c - pages of every order and kind, here and in interrupts
 *
 *	pages	blocks, kept for a while, swapped with other workers' so that
 *		a CPU frees what another took
 *	bulk	many single pages at once
 *	irq	blocks that only interrupt handlers take and give back
 *	kmap	one page of high memory, seen through every kind of window
 */
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include "torture.h"

/* A block, and what its first and last page are stamped with. */
struct block {
	struct page *page;
	unsigned int order;
	u64 owner;
};

#define NR_BLOCKS	24
#define NR_BOARD	16

static struct block board[NR_BOARD];
static DEFINE_SPINLOCK(board_lock);

static const gfp_t kinds[] = {
	GFP_KERNEL, GFP_ATOMIC, GFP_NOWAIT, GFP_HIGHUSER, GFP_USER, GFP_DMA,
	GFP_KERNEL | __GFP_ZERO, GFP_HIGHUSER | __GFP_ZERO,
	GFP_KERNEL | __GFP_COMP, GFP_NOIO, GFP_NOFS,
	GFP_KERNEL | __GFP_NORETRY, GFP_KERNEL | __GFP_RETRY_MAYFAIL,
};

/* Small ones are what a kernel lives on; large ones come now and then. */
static unsigned int some_order(struct torture_worker *w)
{
	u32 chance = torture_below(w, 100);

	if (chance < 60)
		return 0;
	if (chance < 90)
		return 1 + torture_below(w, 3);
	if (chance < 98)
		return 4 + torture_below(w, 3);
	return torture_below(w, MAX_PAGE_ORDER + 1);
}

static struct page *end_page(const struct block *b, bool last)
{
	return b->page + (last ? (1UL << b->order) - 1 : 0);
}

static void check_zero(struct page *page)
{
	u8 *mem = kmap_local_page(page);

	if (memchr_inv(mem, 0, PAGE_SIZE))
		torture_wrong("pages: pfn %#lx was to be zero",
			      page_to_pfn(page));
	kunmap_local(mem);
}

static void take_block(struct torture_worker *w, struct block *b)
{
	gfp_t gfp = kinds[torture_below(w, ARRAY_SIZE(kinds))];
	unsigned int order = some_order(w);

	if (w->held + (1UL << order) > w->budget)
		return;
	b->page = alloc_pages(gfp | __GFP_NOWARN, order);
	if (!b->page)
		return;
	b->order = order;
	b->owner = torture_owner(w);
	w->held += 1UL << order;
	if (gfp & __GFP_ZERO) {
		check_zero(end_page(b, false));
		check_zero(end_page(b, true));
	}
	torture_stamp_page(end_page(b, false), b->owner);
	if (order)
		torture_stamp_page(end_page(b, true), b->owner);
}

static void free_block(struct block *b)
{
	if (!b->page)
		return;
	torture_check_page(end_page(b, false), b->owner, "pages");
	if (b->order)
		torture_check_page(end_page(b, true), b->owner, "pages");
	__free_pages(b->page, b->order);
	b->page = NULL;
}

static void give_block(struct torture_worker *w, struct block *b)
{
	if (b->page)
		w->held -= 1UL << b->order;
	free_block(b);
}

static unsigned long size_of(const struct block *b)
{
	return b->page ? 1UL << b->order : 0;
}

/* Ours for somebody else's, whatever either is. */
static void swap_block(struct torture_worker *w, struct block *b)
{
	struct block *slot = &board[torture_below(w, NR_BOARD)];
	struct block mine = *b;

	spin_lock(&board_lock);
	*b = *slot;
	*slot = mine;
	spin_unlock(&board_lock);
	w->held += size_of(b) - size_of(&mine);
}

static void pages_step(struct torture_worker *w, void *state)
{
	struct block *b = (struct block *)state + torture_below(w, NR_BLOCKS);

	if (torture_below(w, 8) == 0)
		swap_block(w, b);
	else if (b->page)
		give_block(w, b);
	else
		take_block(w, b);
}

static void pages_stop(struct torture_worker *w, void *state)
{
	struct block *b = state;
	unsigned int i;

	for (i = 0; i < NR_BLOCKS; i++)
		give_block(w, &b[i]);
}

static void pages_finish(void)
{
	unsigned int i;

	for (i = 0; i < NR_BOARD; i++)
		free_block(&board[i]);
}

static const struct torture_actor pages_actor = {
	.name = "pages", .weight = 40,
	.state_size = NR_BLOCKS * sizeof(struct block),
	.step = pages_step, .stop = pages_stop, .finish = pages_finish,
};
TORTURE_ACTOR(pages_actor);

/* ---- bulk ---- */

#define BULK	32

static void bulk_step(struct torture_worker *w, void *state)
{
	struct page *pages[BULK] = { NULL };
	unsigned long want = 1 + torture_below(w, BULK), got, i;
	u64 owner = torture_owner(w);

	if (w->held + want > w->budget)
		return;
	got = alloc_pages_bulk_array(GFP_KERNEL | __GFP_NOWARN, want, pages);
	for (i = 0; i < got; i++)
		torture_stamp_page(pages[i], owner + i);
	for (i = 0; i < got; i++) {
		torture_check_page(pages[i], owner + i, "bulk");
		__free_page(pages[i]);
	}
}

static const struct torture_actor bulk_actor = {
	.name = "bulk", .weight = 10, .step = bulk_step,
};
TORTURE_ACTOR(bulk_actor);

/* ---- in interrupts ---- */

#define IRQ_BLOCKS	8

/* Only interrupts of the CPU, and who has stopped all others, look there. */
static DEFINE_PER_CPU(struct block [IRQ_BLOCKS], irq_block);

static void irq_turn(void *info)
{
	unsigned long chance = (unsigned long)info;
	struct block *b = &(*this_cpu_ptr(&irq_block))[chance % IRQ_BLOCKS];

	if (b->page) {
		free_block(b);
		return;
	}
	b->order = chance / IRQ_BLOCKS % 3;
	b->page = alloc_pages(GFP_ATOMIC | __GFP_NOWARN, b->order);
	if (!b->page)
		return;
	b->owner = chance | 1;
	torture_stamp_page(end_page(b, false), b->owner);
	if (b->order)
		torture_stamp_page(end_page(b, true), b->owner);
}

static void irq_step(struct torture_worker *w, void *state)
{
	unsigned int cpu = torture_below(w, nr_cpu_ids);
	unsigned long chance = torture_owner(w) >> 1;

	if (torture_below(w, 16) == 0)
		on_each_cpu(irq_turn, (void *)chance, torture_below(w, 2));
	else
		smp_call_function_single(cpu, irq_turn, (void *)chance,
					 torture_below(w, 2));
}

static void irq_drain(void *unused)
{
	struct block *b = *this_cpu_ptr(&irq_block);
	unsigned int i;

	for (i = 0; i < IRQ_BLOCKS; i++)
		free_block(&b[i]);
}

static void irq_finish(void)
{
	on_each_cpu(irq_drain, NULL, 1);
}

static const struct torture_actor irq_actor = {
	.name = "irq", .weight = 10, .step = irq_step, .finish = irq_finish,
};
TORTURE_ACTOR(irq_actor);

/* ---- kmap ---- */

static void see_through(struct page *page, u64 owner, bool sleep)
{
	void *window = sleep ? kmap(page) : kmap_local_page(page);

	torture_intact(window, PAGE_SIZE, owner, "kmap");
	if (sleep) {
		yield();
		torture_intact(window, PAGE_SIZE, owner, "kmap");
		kunmap(page);
	} else {
		torture_check_page(page, owner, "kmap, nested");
		kunmap_local(window);
	}
}

static void kmap_step(struct torture_worker *w, void *state)
{
	struct page *page = alloc_page(GFP_HIGHUSER | __GFP_NOWARN);
	u64 owner = torture_owner(w);

	if (!page)
		return;
	torture_stamp_page(page, owner);
	see_through(page, owner, torture_below(w, 4) == 0);
	__free_page(page);
}

static const struct torture_actor kmap_actor = {
	.name = "kmap", .weight = 10, .step = kmap_step,
};
TORTURE_ACTOR(kmap_actor);
