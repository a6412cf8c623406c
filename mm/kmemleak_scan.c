// SPDX-License-Identifier: MIT
/*
 * kmemleak_scan.c - which objects does nothing lead to?
 *
 * PROBLEM
 *	Of each object there is a record (kmemleak.c). Which of them is known
 *	to anybody still? C does not say where its pointers are.
 *
 * IDEA
 *	What a garbage collector does, without collecting: begin at memory
 *	that is certainly in use, take every word in it that could be the
 *	address of an object, and look into that object in the same way. What
 *	was never reached is lost.
 *
 *	roots				objects
 *	.data, .bss	   --+
 *	boot memory	     +-->  [a] --> [b]	    [c] <--> [d]
 *	pages in use	     |			     lost, both
 *	tasks' stacks	   --+
 *
 *	Per-CPU memory and vmalloc areas are boot memory and pages in use.
 *	Pages of objects are none: objects are looked into one by one.
 *
 * THREE COLOURS
 *	white	not reached (yet)
 *	grey	on the list	reached, but not looked into
 *	black			reached, and looked into
 *
 *	The list goes through the records, so a scan allocates nothing and
 *	does not recurse. When it is empty, white is lost.
 *
 * THE WORLD STANDS STILL
 *	Each other CPU is asked, by interrupt, to wait until the scan is over:
 *	no pointer moves from where we shall look to where we have looked. A
 *	CPU that holds a lock with interrupts off comes when it has released
 *	it: no tree or list is half changed.
 *
 * STACKS
 *	Below a task's stack pointer lie the addresses of yesterday. So stacks
 *	are no roots as pages; of each only what is in use is looked at:
 *
 *	low				    sp			       high
 *	| yesterday's, not looked at	    | registers, frames, task_struct |
 *
 *	A task that is not running has its registers on top of its stack
 *	(arch_switch_to()), one that was interrupted too; ours are put there.
 *	The pages of stacks are marked PG_reclaim while the scan lasts. Of
 *	other pages only the page cache's ever have it, and what a disk holds
 *	leads to no object. Other CPUs' idle stacks are boot memory and looked
 *	at as a whole.
 *
 * WHY NOT SLAB'S OWN TABLES
 *	kfree()'s way from an address to its slab ends at slab_reach, where
 *	the direct map has its first hole: with lowmem=all at 3 GiB. Beyond,
 *	slab_page_at() answers NULL for "look elsewhere", not for "no object".
 *	A scan that takes the one for the other loses each object above, and
 *	its list has members that it cannot find. Here the tree decides.
 *
 * LOCKING
 *	A scan at a time: `scanning`. kmemleak_lock is held for all of it.
 *
 * FAILURE
 *	-EBUSY, -ENOMEM: linux/kmemleak.h. Two errors are possible: a number
 *	that looks like an address keeps a lost object alive; one whose address
 *	is kept in other clothes (as a page number, inverted) is reported: see
 *	kmemleak_not_leak().
 *
 * COST
 *	A walk down the tree for each word of memory in use that is negative:
 *	under QEMU some milliseconds after a boot on 256 MiB.
 *
 * LEFT OUT
 *	Linux's scan runs beside the others, so it must look twice, and trust
 *	only what is some seconds old. Ours is right at once, and nobody works
 *	meanwhile. Linux scans of pages in use only their struct pages.
 *
 * SOURCES
 *	E. W. Dijkstra et al., On-the-fly garbage collection, CACM 21(11),
 *	1978. H.-J. Boehm, M. Weiser, Garbage collection in an uncooperative
 *	environment, 1988.
 */
#include <asm/processor.h>
#include <asm/sections.h>
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/mm.h>
#include <linux/pfn.h>
#include <linux/pgtable.h>
#include <linux/smp.h>

#include "internal.h"
#include "kmemleak.h"
#include "slab.h"

/* Reached, and not looked into yet. */
static struct leak_record *grey;

/* Where each CPU's stack was when it stopped. */
static unsigned long stood_at[NR_CPUS];

/* ---- words ---------------------------------------------------------------- */

static void make_grey(struct leak_record *r)
{
	r->flags |= LEAK_REACHED;
	r->next = grey;
	grey = r;
}

/* A word that may be an address. */
static void reach(unsigned long word)
{
	struct leak_record *r;

	/* The kernel's are all in the upper half. */
	if ((long)word >= 0)
		return;
	r = leak_find_locked(word);
	if (!r || (r->flags & LEAK_REACHED) || r->min_count < 0)
		return;
	if (++r->count >= r->min_count)
		make_grey(r);
}

/* Whole words, at multiples of their size. */
static void scan_words(unsigned long start, unsigned long size)
{
	unsigned long at = ALIGN(start, sizeof(long));

	for (; at + sizeof(long) <= start + size; at += sizeof(long))
		reach(READ_ONCE(*(unsigned long *)at));
}

static void scan_object(const struct leak_record *r)
{
	unsigned int i;

	if (r->flags & LEAK_NO_SCAN)
		return;
	if (!r->nr_areas || r->nr_areas > LEAK_AREAS) {
		scan_words(leak_start(r), r->size);
		return;
	}
	for (i = 0; i < r->nr_areas; i++)
		scan_words(leak_start(r) + r->area[i].offset, r->area[i].size);
}

/* Each record is grey once at most. */
static void scan_grey(void)
{
	while (grey) {
		struct leak_record *r = grey;

		grey = r->next;
		scan_object(r);
	}
}

/* ---- stacks --------------------------------------------------------------- */

static struct page *stack_page(unsigned long addr)
{
	if (is_vmalloc_addr((void *)addr))
		return vmalloc_to_page((void *)addr);
	return virt_to_page((void *)addr);
}

/* Behind the stack, in its last page, a thread has its task_struct. */
static unsigned long stack_end(const struct task_struct *t)
{
	return PAGE_ALIGN((unsigned long)t->stack + t->stack_size);
}

/* The pages of all stacks are no roots; they are, afterwards. */
static void mark_stacks(void)
{
	struct task_struct *t = NULL;
	unsigned long at;

	while ((t = kmemleak_next_task(t)) != NULL)
		for (at = (unsigned long)t->stack;
		     t->stack_size && at < stack_end(t); at += PAGE_SIZE)
			SetPageReclaim(stack_page(at));
}

static void unmark_stacks(void)
{
	struct task_struct *t = NULL;
	unsigned long at;

	while ((t = kmemleak_next_task(t)) != NULL)
		for (at = (unsigned long)t->stack;
		     t->stack_size && at < stack_end(t); at += PAGE_SIZE)
			ClearPageReclaim(stack_page(at));
}

static void scan_stack(const struct task_struct *t)
{
	const unsigned long bottom = (unsigned long)t->stack;
	unsigned long sp = t->on_cpu ? stood_at[task_cpu(t)] : t->thread.sp;

	if (!t->stack_size)
		return;
	/* Elsewhere at the moment: all of it may be in use. */
	if (sp < bottom || sp >= stack_end(t))
		sp = bottom;
	scan_words(sp, stack_end(t) - sp);
}

static void scan_stacks(void)
{
	struct task_struct *t = NULL;

	while ((t = kmemleak_next_task(t)) != NULL)
		scan_stack(t);
}

/* ---- pages ---------------------------------------------------------------- */

static void scan_page(struct page *page)
{
	void *p;

	if (PageReclaim(page))
		return;
	p = kmap_local_page(page);
	scan_words((unsigned long)p, PAGE_SIZE);
	kunmap_local(p);
}

/* By the other window: the guards of stacks are not mapped in the image's. */
static void scan_image(void)
{
	unsigned long pfn;

	for (pfn = PHYS_PFN(__pa(_sdata)); pfn < PHYS_PFN(__pa(__bss_stop));
	     pfn++)
		scan_page(pfn_to_page(pfn));
}

/* Nobody's by name, so given out by bootmem; some may have been freed. */
static void scan_boot_memory(void)
{
	const struct bootmem *bm = bootmem_machine();
	unsigned int i;

	for (i = 0; i < bm->nr_reserved; i++) {
		const struct bootmem_reserved *res = &bm->reserved[i];
		unsigned long pfn = PFN_DOWN(res->start);

		for (; !res->name && pfn < PFN_UP(res->end); pfn++)
			if (pfn_valid(pfn) && PageReserved(pfn_to_page(pfn)))
				scan_page(pfn_to_page(pfn));
	}
}

/* Do records say all of what lies in @page's block? */
static bool holds_objects(const struct page *page)
{
	if (PageSlab(page))
		return !(slab_caches[slab_id(page)]->flags & SLAB_NOLEAKTRACE);
	return page_is_large_kmalloc(page);
}

/* The block that begins at @pfn, if it is in use. Return: its pages. */
static unsigned long scan_block(unsigned long pfn)
{
	struct page *page = pfn_to_page(pfn);
	unsigned long nr, i;

	if (!pfn_valid(pfn) || PageReserved(page))
		return 1;
	nr = 1UL << page_order(page);
	if (PageBuddy(page) || PagePcp(page))
		return nr;
	/* On its way to or from somebody. */
	if (!page_ref_count(page) && !PageSlab(page))
		return 1;
	for (i = 0; !holds_objects(page) && !PageTable(page) && i < nr; i++)
		scan_page(page + i);
	return nr;
}

static void scan_pages_in_use(void)
{
	struct zone *zone;
	unsigned long pfn;

	for_each_populated_zone(zone)
		for (pfn = zone->zone_start_pfn; pfn < zone_end_pfn(zone);)
			pfn += scan_block(pfn);
}

/* ---- the scan ------------------------------------------------------------- */

static void begin_white(void)
{
	struct leak_record *r;

	grey = NULL;
	for_each_leak_record(r) {
		r->count = 0;
		r->flags &= ~LEAK_REACHED;
		if (!r->min_count)
			make_grey(r);
	}
}

/* Return: how many are new. */
static int end_white(void)
{
	struct leak_record *r;
	int found = 0;

	for_each_leak_record(r) {
		if ((r->flags & LEAK_REACHED) || r->min_count < 0) {
			r->flags &= ~LEAK_FOUND;
			continue;
		}
		found += !(r->flags & LEAK_FOUND);
		r->flags |= LEAK_FOUND;
	}
	return found;
}

/* noinline: its frame is below those of all who are looked at. */
static noinline int scan_all(void)
{
	unsigned long flags;
	int found;

	raw_spin_lock_irqsave(&kmemleak_lock, flags);
	stood_at[raw_smp_processor_id()] =
		(unsigned long)__builtin_frame_address(0);
	begin_white();
	mark_stacks();
	scan_image();
	scan_boot_memory();
	scan_pages_in_use();
	unmark_stacks();
	scan_stacks();
	scan_grey();
	found = end_white();
	raw_spin_unlock_irqrestore(&kmemleak_lock, flags);
	return found;
}

/* ---- the world stands still ----------------------------------------------- */

static atomic_t waiting, go_on;

/* What it interrupted has its registers above this frame. */
static void stand_still(void *unused)
{
	stood_at[raw_smp_processor_id()] =
		(unsigned long)__builtin_frame_address(0);
	atomic_inc(&waiting);
	while (!atomic_read(&go_on))
		cpu_relax();
	atomic_dec(&waiting);
}

static void wait_for(int nr)
{
	while (atomic_read(&waiting) != nr)
		cpu_relax();
}

/* Nobody else runs; interrupts stay off for all of the scan. */
static int scan_alone(void)
{
	int found;

	/* Registers that a callee need not save are on the stack already. */
	__builtin_unwind_init();
	preempt_disable();
	atomic_set(&go_on, 0);
	smp_call_function(stand_still, NULL, 0);
	wait_for(num_online_cpus() - 1);
	found = kmemleak_scan_is_whole() ? scan_all() : -ENOMEM;
	atomic_set(&go_on, 1);
	wait_for(0);
	preempt_enable();
	return found;
}

int kmemleak_scan(void)
{
	static atomic_t scanning = ATOMIC_INIT(0);
	int found;

	if (WARN(irqs_disabled(), "kmemleak: a scan with interrupts off\n") ||
	    atomic_xchg(&scanning, 1))
		return -EBUSY;
	found = scan_alone();
	atomic_set(&scanning, 0);
	return found;
}
