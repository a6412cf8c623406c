// SPDX-License-Identifier: MIT
/*
 * pgtable_smp_test.c - neighbours in one table, and what other CPUs remember
 *
 *	one pte table	| 0 0 | 1 1 | 2 2 | 3 3 | 0 0 | 1 1 | ...
 *
 * CPU c owns the slots c, c + n, c + 2n, ... Each maps a page of its own there,
 * reads it back, unmaps it and flushes, so that the table is empty, pruned
 * and made anew again and again while others are about to fill it.
 */
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/sizes.h>
#include <linux/smp.h>

#include "pgtable_fixture.h"

#define SLOT_PAGES	2
#define NR_ROUNDS	80	/* of all CPUs together */

/* Two tables, so that some slots straddle them. */
#define SLOTS_BASE	(PT_BASE + SZ_1G - 64 * PAGE_SIZE - PAGE_SIZE)
#define NR_SLOTS	64U

static DEFINE_PER_CPU(struct page *, my_page);
static DEFINE_PER_CPU(unsigned int, mistakes);

static void use_slot(unsigned int slot)
{
	unsigned long addr = SLOTS_BASE + slot * SLOT_PAGES * PAGE_SIZE;
	unsigned long end = addr + SLOT_PAGES * PAGE_SIZE;
	struct page *pages[SLOT_PAGES] = {
		this_cpu_read(my_page), this_cpu_read(my_page)
	};
	unsigned int me = raw_smp_processor_id();
	unsigned int bad = 0;

	bad += vmap_pages_range(addr, end, PAGE_KERNEL, pages, PAGE_SHIFT) != 0;
	bad += *(volatile unsigned int *)addr != me;
	bad += *(volatile unsigned int *)(end - PAGE_SIZE) != me;
	vunmap_range(addr, end);
	this_cpu_add(mistakes, bad);
}

static void use_slots(void *unused)
{
	unsigned int me = raw_smp_processor_id();
	u32 seed = me + 1;
	unsigned int rounds = max(NR_ROUNDS / num_online_cpus(), 5U), i;

	for (i = 0; i < rounds; i++) {
		unsigned int slot = pt_random(&seed) % NR_SLOTS;

		slot = slot / nr_cpu_ids * nr_cpu_ids + me;
		use_slot(slot % NR_SLOTS == slot ? slot : me);
	}
}

static void neighbours_do_not_disturb(struct kunit *test)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		struct page *page = alloc_page(GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, page);
		*(unsigned int *)page_address(page) = cpu;
		per_cpu(my_page, cpu) = page;
		per_cpu(mistakes, cpu) = 0;
	}
	for_each_online_cpu(cpu)
		idle_job_start(cpu, use_slots, NULL);
	use_slots(NULL);
	for_each_online_cpu(cpu)
		idle_job_wait(cpu);
	for_each_online_cpu(cpu) {
		KUNIT_EXPECT_EQ(test, per_cpu(mistakes, cpu), 0U);
		__free_page(per_cpu(my_page, cpu));
	}
	KUNIT_EXPECT_EQ(test, atomic_read(&nr_page_tables), tables_before);
}

/* ---- shootdown ------------------------------------------------------------------ */

static DEFINE_PER_CPU(unsigned long, seen);

static void look(void *addr)
{
	this_cpu_write(seen, *(volatile unsigned long *)addr);
}

static void expect_all_see(struct kunit *test, unsigned long addr,
			   unsigned long value)
{
	unsigned int cpu;

	on_each_cpu(look, (void *)addr, 1);
	for_each_online_cpu(cpu)
		KUNIT_EXPECT_EQ_MSG(test, per_cpu(seen, cpu), value,
				    "CPU %u sees what was unmapped", cpu);
}

/*
 * Every CPU has looked at the first page, so that its TLB has it. Then the
 * second is mapped in its place.
 */
static void replace(struct kunit *test, unsigned long nr_pages)
{
	unsigned long end = PT_BASE + nr_pages * PAGE_SIZE, i;
	struct page *page[2];

	for (i = 0; i < 2; i++) {
		page[i] = alloc_page(GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, page[i]);
		*(unsigned long *)page_address(page[i]) = 0x1111 * (i + 1);
	}
	for (i = 0; i < 6; i++) {
		phys_addr_t phys = page_to_phys(page[i & 1]);

		KUNIT_ASSERT_EQ(test, vmap_range(end - PAGE_SIZE, end, phys,
						 PAGE_KERNEL, PAGE_SHIFT), 0);
		expect_all_see(test, end - PAGE_SIZE, 0x1111 * ((i & 1) + 1));
		vunmap_range(PT_BASE, end);
	}
	__free_page(page[0]);
	__free_page(page[1]);
}

static void unmapped_is_forgotten(struct kunit *test)
{
	replace(test, 1);
}

/* More than a flush does page by page. */
static void long_ranges_are_forgotten(struct kunit *test)
{
	replace(test, 1000);
}

static struct kunit_case pgtable_smp_cases[] = {
	KUNIT_CASE(neighbours_do_not_disturb),
	KUNIT_CASE(unmapped_is_forgotten),
	KUNIT_CASE(long_ranges_are_forgotten),
	{}
};

static struct kunit_suite pgtable_smp_suite = {
	.name = "pgtable_smp",
	.init = pgtable_test_init,
	.exit = pgtable_test_exit,
	.test_cases = pgtable_smp_cases,
};
kunit_test_suite(pgtable_smp_suite);
