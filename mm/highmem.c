// SPDX-License-Identifier: MIT
/*
 * highmem.c - windows onto pages that the direct map does not show
 *
 * PROBLEM
 *	A page above lowmem has a frame and no address. To touch it, some
 *	virtual page must be made to show it for a while, on every CPU that
 *	looks, and no CPU may see what the window showed before.
 *
 * IDEA
 *	Two kinds of window, for two kinds of user.
 *
 *	kmap		PKMAP_NR windows for all CPUs. A window in use counts its
 *			users; one that nobody uses keeps showing its page, in
 *			case it is wanted again. Only when none is left are all
 *			unused ones taken back, with ONE flush of all TLBs for
 *			the lot.
 *
 *		count	0	free, and no TLB remembers it
 *			1	unused, but a TLB may remember it
 *			n	n - 1 users
 *
 *	kmap_local	KMAP_LOCAL_DEPTH windows for each CPU, used as a stack.
 *			Only this CPU can have seen them: one local
 *			invalidation each time, no lock, no other CPU asked.
 *
 *	KMAP_START						       KMAP_END
 *	| pkmap 0 .. PKMAP_NR-1 | CPU 0: 0 .. 15 | CPU 1: 0 .. 15 | ...
 *
 * INVARIANTS	(kmap_broken() tests each by number)
 *	K1  pkmap_count[i] is 0 only if pkmap_page[i] is NULL; it is 1 with
 *	    no page while the window waits for a flush.
 *	K2  A page is shown by at most one pkmap window.
 *	K3  A CPU's windows at and above its depth show nothing.
 *
 * LOCKING
 *	kmap_lock guards the pkmap tables, interrupts on or off alike; it is
 *	taken before no other. Who makes a window unused or free does so under
 *	it and looks for sleepers afterwards; a sleeper is in the queue before
 *	it looks at the windows under the lock. So one of the two sees the
 *	other, and no wake-up is lost. kmap_local has no lock: preemption is
 *	off between map and unmap, and an interrupt gives back what it took.
 *
 * FAILURE
 *	kmap sleeps while all windows are in use; who sleeps for minutes is
 *	reported as a hung task. kunmap of what is not mapped, and
 *	kunmap_local out of order, are reported and refused.
 *
 * COST
 *	kmap_local: two page-table stores, one invlpg. kmap: a hash walk under
 *	a lock; a flush on all CPUs once in PKMAP_NR new pages.
 *
 * SOURCES
 *	LDD3 p. 417; Linux mm/highmem.c (semantics).
 */
#include <asm/pgtable.h>
#include <asm/tlbflush.h>
#include <linux/export.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "internal.h"

static DEFINE_SPINLOCK(kmap_lock);

/* Who found all windows in use. */
static DECLARE_WAIT_QUEUE_HEAD(kmap_wait);

/* kmap_lock */
struct page *pkmap_page[PKMAP_NR];
unsigned int pkmap_count[PKMAP_NR];

static DEFINE_PER_CPU(unsigned int, kmap_depth);
DEFINE_PER_CPU(struct page *, kmap_local_page_of[KMAP_LOCAL_DEPTH]);

static unsigned long pkmap_addr(unsigned int i)
{
	return KMAP_START + i * PAGE_SIZE;
}

static unsigned long local_addr(unsigned int cpu, unsigned int depth)
{
	return pkmap_addr(PKMAP_NR + cpu * KMAP_LOCAL_DEPTH + depth);
}

static bool is_pkmap(unsigned long addr)
{
	return addr >= pkmap_addr(0) && addr < pkmap_addr(PKMAP_NR);
}

/* ---- kmap ------------------------------------------------------------------ */

/* The window that shows @page, or -1. Pages start where their pfn points. */
static int find_window_locked(const struct page *page)
{
	unsigned int start = page_to_pfn(page) % PKMAP_NR, i;

	for (i = 0; i < PKMAP_NR; i++) {
		unsigned int w = (start + i) % PKMAP_NR;

		if (pkmap_page[w] == page)
			return w;
	}
	return -1;
}

static int find_free_locked(const struct page *page)
{
	unsigned int start = page_to_pfn(page) % PKMAP_NR, i;

	for (i = 0; i < PKMAP_NR; i++) {
		unsigned int w = (start + i) % PKMAP_NR;

		if (!pkmap_count[w])
			return w;
	}
	return -1;
}

/*
 * Unused windows go blank; a TLB may still show what they were. They are
 * free (count 0) only after the flush, for which the lock is dropped; until
 * then count 1 without a page keeps everybody else off.
 */
static unsigned int blank_unused_locked(u8 *blanked)
{
	unsigned int i, n = 0;

	for (i = 0; i < PKMAP_NR; i++) {
		blanked[i] = pkmap_count[i] == 1 && pkmap_page[i];
		if (!blanked[i])
			continue;
		arch_set_window(pkmap_addr(i), 0);
		WRITE_ONCE(pkmap_page[i], NULL);
		n++;
	}
	return n;
}

/* All of them: one may share the window that another gets, or need none. */
static void wake_sleepers(void)
{
	if (waitqueue_active(&kmap_wait))
		wake_up(&kmap_wait);
}

static bool reclaim_windows(void)
{
	u8 blanked[PKMAP_NR];
	unsigned long flags;
	unsigned int i, n;

	spin_lock_irqsave(&kmap_lock, flags);
	n = blank_unused_locked(blanked);
	spin_unlock_irqrestore(&kmap_lock, flags);
	if (!n)
		return false;

	/* Not under the lock: another CPU may spin on it with interrupts off. */
	flush_tlb_kernel_range(pkmap_addr(0), pkmap_addr(PKMAP_NR));

	spin_lock_irqsave(&kmap_lock, flags);
	for (i = 0; i < PKMAP_NR; i++) {
		if (blanked[i])
			pkmap_count[i] = 0;
	}
	spin_unlock_irqrestore(&kmap_lock, flags);
	wake_sleepers();
	return true;
}

/* A window of @page's with one more user; -1: none is free. */
static int get_window(struct page *page)
{
	unsigned long flags;
	int w;

	spin_lock_irqsave(&kmap_lock, flags);
	w = find_window_locked(page);
	if (w < 0) {
		w = find_free_locked(page);
		if (w >= 0) {
			arch_set_window(pkmap_addr(w), page_to_phys(page));
			WRITE_ONCE(pkmap_page[w], page);
			pkmap_count[w] = 1;
		}
	}
	if (w >= 0)
		pkmap_count[w]++;
	spin_unlock_irqrestore(&kmap_lock, flags);
	return w;
}

/* Can @page have a window? Not one that waits for somebody else's flush. */
static bool window_in_sight(const struct page *page)
{
	unsigned long flags;
	bool found;
	unsigned int i;

	spin_lock_irqsave(&kmap_lock, flags);
	found = find_window_locked(page) >= 0;
	for (i = 0; i < PKMAP_NR && !found; i++)
		found = !pkmap_count[i] ||
			(pkmap_count[i] == 1 && pkmap_page[i]);
	spin_unlock_irqrestore(&kmap_lock, flags);
	return found;
}

void *kmap(struct page *page)
{
	int w;

	might_sleep();
	if (!PageHighMem(page))
		return lowmem_page_address(page);
	while ((w = get_window(page)) < 0) {
		if (!reclaim_windows())
			wait_event(kmap_wait, window_in_sight(page));
	}
	return (void *)pkmap_addr(w);
}
EXPORT_SYMBOL(kmap);

void kunmap(struct page *page)
{
	bool unused = false;
	unsigned long flags;
	int w;

	if (!PageHighMem(page))
		return;
	spin_lock_irqsave(&kmap_lock, flags);
	w = find_window_locked(page);
	if (w >= 0 && pkmap_count[w] > 1)
		unused = --pkmap_count[w] == 1;
	else
		w = -1;
	spin_unlock_irqrestore(&kmap_lock, flags);
	if (unused)
		wake_sleepers();
	WARN(w < 0, "kunmap: pfn %#lx is not mapped\n", page_to_pfn(page));
}
EXPORT_SYMBOL(kunmap);

void *page_address(const struct page *page)
{
	unsigned long addr = 0, flags;
	int w;

	if (!PageHighMem(page))
		return lowmem_page_address(page);
	spin_lock_irqsave(&kmap_lock, flags);
	w = find_window_locked(page);
	if (w >= 0 && pkmap_count[w] > 1)
		addr = pkmap_addr(w);
	spin_unlock_irqrestore(&kmap_lock, flags);
	return (void *)addr;
}
EXPORT_SYMBOL(page_address);

struct page *kmap_to_page(void *vaddr)
{
	unsigned long addr = (unsigned long)vaddr;
	unsigned int cpu, slot;

	if (is_pkmap(addr))
		return READ_ONCE(pkmap_page[(addr - KMAP_START) / PAGE_SIZE]);
	if (addr < pkmap_addr(PKMAP_NR) || addr >= local_addr(nr_cpu_ids, 0))
		return virt_to_page(vaddr);
	slot = (addr - pkmap_addr(PKMAP_NR)) / PAGE_SIZE;
	cpu = slot / KMAP_LOCAL_DEPTH;
	return per_cpu(kmap_local_page_of, cpu)[slot % KMAP_LOCAL_DEPTH];
}
EXPORT_SYMBOL(kmap_to_page);

/* ---- kmap_local -------------------------------------------------------------- */

void *kmap_local_page(struct page *page)
{
	unsigned int depth;
	unsigned long addr;

	preempt_disable();
	if (!PageHighMem(page))
		return lowmem_page_address(page);
	depth = this_cpu_inc_return(kmap_depth) - 1;
	BUG_ON(depth >= KMAP_LOCAL_DEPTH);
	addr = local_addr(smp_processor_id(), depth);
	this_cpu_write(kmap_local_page_of[depth], page);
	arch_set_window(addr, page_to_phys(page));
	return (void *)addr;
}
EXPORT_SYMBOL(kmap_local_page);

void *kmap_local_pfn(unsigned long pfn)
{
	return kmap_local_page(pfn_to_page(pfn));
}
EXPORT_SYMBOL(kmap_local_pfn);

void kunmap_local(const void *vaddr)
{
	unsigned long addr = (unsigned long)vaddr & PAGE_MASK;
	unsigned int depth;

	if (addr < KMAP_START || addr >= local_addr(nr_cpu_ids, 0)) {
		preempt_enable();
		return;
	}
	depth = this_cpu_read(kmap_depth);
	if (WARN(!depth || addr != local_addr(smp_processor_id(), depth - 1),
		 "kunmap_local: %016lx is not the newest of %u windows\n",
		 addr, depth))
		return;
	/* K3 first: an interrupt from here on may take the window again. */
	arch_set_window(addr, 0);
	local_flush_tlb_kernel_range(addr, addr + PAGE_SIZE);
	this_cpu_write(kmap_local_page_of[depth - 1], NULL);
	this_cpu_dec(kmap_depth);
	preempt_enable();
}
EXPORT_SYMBOL(kunmap_local);

/* ---- init -------------------------------------------------------------------- */

void kmap_init(void)
{
	arch_windows_init(pkmap_addr(0), local_addr(nr_cpu_ids, 0));
}

static int broken_windows_locked(void)
{
	unsigned int i, j;

	for (i = 0; i < PKMAP_NR; i++) {
		if (pkmap_page[i] && !pkmap_count[i])
			return 1;
		if (!pkmap_page[i] && pkmap_count[i] > 1)
			return 1;
		for (j = 0; pkmap_page[i] && j < i; j++) {
			if (pkmap_page[j] == pkmap_page[i])
				return 2;
		}
	}
	return 0;
}

int kmap_broken(void)
{
	unsigned long flags;
	unsigned int i;
	int broken;

	spin_lock_irqsave(&kmap_lock, flags);
	broken = broken_windows_locked();
	for (i = this_cpu_read(kmap_depth); i < KMAP_LOCAL_DEPTH; i++) {
		if (!broken && this_cpu_read(kmap_local_page_of[i]))
			broken = 3;
	}
	spin_unlock_irqrestore(&kmap_lock, flags);
	return broken;
}
