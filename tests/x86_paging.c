// SPDX-License-Identifier: MIT
/*
 * x86_paging_test.c - P1..P4, which the boot checks, broken on purpose
 *
 * An entry is changed, paging_broken() asked, and the entry put back. Nothing
 * is touched through it meanwhile but what is as it was; afterwards every CPU
 * forgets it.
 */
#include <asm/io.h>
#include <asm/sections.h>
#include <asm/setup.h>
#include <asm/stacks.h>
#include <linux/kernel.h>
#include <linux/set_memory.h>
#include <linux/smp.h>

#include "pgtable_fixture.h"

static unsigned long broken_at;

static int broken(void)
{
	return paging_broken(&broken_at);
}

/* P, while the 4 KiB entry for @va has the bits @clear less and @set more. */
static int broken_with(unsigned long va, u64 clear, u64 set)
{
	unsigned int level = PG_LEVEL_4K;
	pte_t *entry = pgtable_find_locked(va, &level);
	pte_t right = ptep_get(entry);
	int number;

	if (level != PG_LEVEL_4K)
		return -1;
	set_pte(entry, __pte((pte_val(right) & ~clear) | set));
	number = broken();
	set_pte(entry, right);
	flush_tlb_kernel_range(va, va + PAGE_SIZE);
	return number;
}

/* The same where nothing is mapped, not even a table. */
static int broken_with_more(struct kunit *test, unsigned long va)
{
	pte_t *entry = pgtable_hold(va, PG_LEVEL_4K, 1);
	int number;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, entry);
	set_pte(entry, pte_leaf(PAGE_SIZE, PAGE_KERNEL_RO, PG_LEVEL_4K));
	number = broken();
	set_pte(entry, __pte(0));
	pgtable_release(entry, 1);
	vunmap_flush(va, va + PAGE_SIZE);
	return number;
}

static unsigned long image(const char *symbol)
{
	return (unsigned long)symbol;
}

static void all_hold(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, broken(), 0);
	paging_check();
}

/* P1: text that can be written; data that can be executed, in either map. */
static void sees_p1(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	unsigned long va;

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, broken_with(image(_text), 0, _PAGE_RW), 1);
	KUNIT_EXPECT_EQ(test, broken_at, image(_text));
	KUNIT_EXPECT_EQ(test, broken_with(image(__bss_stop) - PAGE_SIZE,
					  _PAGE_NX, 0), 1);
	/* A page of the direct map, made a leaf of its own for the moment. */
	va = (unsigned long)page_address(page);
	KUNIT_ASSERT_EQ(test, set_memory_ro(va, 1), 0);
	KUNIT_EXPECT_EQ(test, broken_with(va, _PAGE_NX, _PAGE_RW), 1);
	KUNIT_EXPECT_EQ(test, broken_at, va);
	KUNIT_EXPECT_EQ(test, broken(), 0);
	KUNIT_ASSERT_EQ(test, set_memory_rw(va, 1), 0);
	__free_page(page);
}

/* P2: a guard of the boot CPU's, one of the last CPU's, and null. */
static void sees_p2(struct kunit *test)
{
	unsigned long guard = (unsigned long)kernel_stacks[IST_NMI].guard;
	unsigned int cpu, last = 0;
	u64 leaf = pte_val(pte_leaf(PAGE_SIZE, PAGE_KERNEL, PG_LEVEL_4K));

	KUNIT_EXPECT_EQ(test, broken_with(guard, 0, leaf), 2);
	KUNIT_EXPECT_EQ(test, broken_at, guard);
	for_each_online_cpu(cpu)
		last = cpu;
	guard = (unsigned long)cpu_stack(last, IST_NONE)->guard;
	KUNIT_EXPECT_EQ(test, broken_with(guard, 0, leaf), 2);
	KUNIT_EXPECT_EQ(test, broken_with_more(test, 0), 2);
	KUNIT_EXPECT_EQ(test, broken_at, 0UL);
}

/* P3: rodata writable or executable; the alias of text writable. */
static void sees_p3(struct kunit *test)
{
	unsigned long alias = (unsigned long)__va(__pa_symbol(_text));

	KUNIT_EXPECT_EQ(test, broken_with(image(__start_rodata), 0, _PAGE_RW),
			3);
	KUNIT_EXPECT_EQ(test, broken_with(image(__start_rodata), _PAGE_NX, 0),
			3);
	KUNIT_EXPECT_EQ(test, broken_with(image(_etext) - PAGE_SIZE, 0,
					  _PAGE_NX), 3);
	KUNIT_EXPECT_EQ(test, broken_with(alias, 0, _PAGE_RW), 3);
	KUNIT_EXPECT_EQ(test, broken_at, alias);
}

/* P4: one frame too many; another frame; but a hidden one is in order. */
static void sees_p4(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	unsigned long va;

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, broken_with_more(test, (unsigned long)
					       __va(direct_map_end)), 4);
	va = (unsigned long)page_address(page);
	KUNIT_ASSERT_EQ(test, set_memory_np(va, 1), 0);
	KUNIT_EXPECT_EQ(test, broken(), 0);
	KUNIT_EXPECT_EQ(test, broken_with(va, PAGE_SIZE, 0) |
			broken_with(va, 0, PAGE_SIZE), 4);
	KUNIT_ASSERT_EQ(test, set_memory_p(va, 1), 0);
	__free_page(page);
}

/* Of the image there is a physical address; of vmalloc's region none. */
static void virt_to_phys_knows_its_limits(struct kunit *test)
{
	static int here;
	phys_addr_t phys;

	KUNIT_EXPECT_NO_WARNS(test, phys = virt_to_phys(&here));
	KUNIT_EXPECT_EQ(test, phys, __pa_symbol(&here));
	KUNIT_EXPECT_WARNS(test, virt_to_phys((void *)VMALLOC_START));
	KUNIT_EXPECT_WARNS(test, virt_to_phys((void *)MODULES_VADDR));
	KUNIT_EXPECT_WARNS(test, virt_to_phys(__va(direct_map_end)));
}

static struct kunit_case x86_paging_cases[] = {
	KUNIT_CASE(all_hold),
	KUNIT_CASE(sees_p1),
	KUNIT_CASE(sees_p2),
	KUNIT_CASE(sees_p3),
	KUNIT_CASE(sees_p4),
	KUNIT_CASE(virt_to_phys_knows_its_limits),
	{}
};

static struct kunit_suite x86_paging_suite = {
	.name = "x86_paging",
	.init = pgtable_test_init,
	.exit = pgtable_test_exit,
	.test_cases = x86_paging_cases,
};
kunit_test_suite(x86_paging_suite);
