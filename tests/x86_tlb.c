// SPDX-License-Identifier: MIT
/*
 * x86_tlb.c - no CPU keeps a translation that was taken away
 *
 *			     before	    after
 *	FIX_TEST --->	first frame	second frame
 *
 * Each other CPU reads through the window, so that its TLB holds the first
 * frame; then the window is moved and flushed; then each must read from the
 * second. Without the flush they still see the first: an emulator's TLB
 * forgets as little as a processor's.
 */
#include <asm/fixmap.h>
#include <asm/irqflags.h>
#include <asm/pgtable.h>
#include <asm/tlbflush.h>
#include <kunit/test.h>
#include <linux/machine.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/vmalloc.h>

#include "../mm/internal.h"

static unsigned long frame[2][PAGE_SIZE / 8] __aligned(4096) = {
	{ 0x1111 }, { 0x2222 }
};

static DEFINE_PER_CPU(unsigned long, seen);

static void look(void *info)
{
	this_cpu_write(seen,
		       *(volatile unsigned long *)fix_to_virt(FIX_TEST));
}

static void expect_seen(struct kunit *test, unsigned long value)
{
	unsigned int cpu;

	on_each_cpu(look, NULL, 1);
	for_each_online_cpu(cpu)
		KUNIT_EXPECT_EQ_MSG(test, per_cpu(seen, cpu), value,
				    "CPU %u uses an old translation", cpu);
}

static void show(unsigned int i)
{
	__set_fixmap(FIX_TEST, __pa_symbol(frame[i]), PAGE_KERNEL);
}

static void flush_window(void)
{
	unsigned long va = fix_to_virt(FIX_TEST);

	flush_tlb_kernel_range(va, va + PAGE_SIZE);
}

/* More than the flush does page by page, so it flushes everything. */
static void flush_large_range(void)
{
	flush_tlb_kernel_range(FIXADDR_START, FIXADDR_START + PMD_SIZE);
}

static void moved_window(struct kunit *test, void (*flush)(void))
{
	unsigned int i;

	show(0);
	flush();
	for (i = 0; i < 10; i++) {
		expect_seen(test, frame[i & 1][0]);
		show(!(i & 1));
		flush();
	}
	__set_fixmap(FIX_TEST, 0, FIXMAP_PAGE_CLEAR);
	flush();
}

/* A page: invlpg on every CPU. */
static void range_is_flushed(struct kunit *test)
{
	moved_window(test, flush_window);
}

/* A range too long for that. */
static void large_range_is_flushed(struct kunit *test)
{
	moved_window(test, flush_large_range);
}

/* Everything, global entries too. */
static void all_is_flushed(struct kunit *test)
{
	moved_window(test, flush_tlb_all);
}

/* ---- how often ---- */

#define NR_AREAS	300	/* fewer than are flushed unasked */

static const struct machine_ops *real_ops;
static const struct task_struct *caller;
static unsigned int nr_calls;

static void count_call(const struct cpumask *mask)
{
	if (current == caller)
		nr_calls++;
	real_ops->send_call(mask);
}

/*
 * Areas come and go without a word to the other CPUs; then one interrupt to
 * each serves all of them. The frame stays ours: hiding free ones under
 * debug_pagealloc has calls of its own.
 */
static void areas_share_a_flush(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	static struct machine_ops ops;	/* others may still look at it */
	unsigned int i, unasked;

	KUNIT_ASSERT_NOT_NULL(test, page);
	vm_unmap_aliases();
	real_ops = machine_ops;
	caller = current;
	nr_calls = 0;
	ops = *real_ops;
	ops.send_call = count_call;
	WRITE_ONCE(machine_ops, &ops);
	for (i = 0; i < NR_AREAS; i++)
		vunmap(vmap(&page, 1, VM_MAP, PAGE_KERNEL));
	unasked = nr_calls;
	vm_unmap_aliases();
	WRITE_ONCE(machine_ops, real_ops);
	__free_page(page);
	if (page_debug_get() & WATCH_HIDE)
		return;
	KUNIT_EXPECT_EQ(test, unasked, 0u);
	KUNIT_EXPECT_EQ(test, nr_calls, num_online_cpus() > 1 ? 1u : 0u);
}

static struct kunit_case tlb_cases[] = {
	KUNIT_CASE(range_is_flushed),
	KUNIT_CASE(large_range_is_flushed),
	KUNIT_CASE(all_is_flushed),
	KUNIT_CASE(areas_share_a_flush),
	{}
};

static struct kunit_suite tlb_suite = {
	.name = "tlb",
	.test_cases = tlb_cases,
};
kunit_test_suite(tlb_suite);
