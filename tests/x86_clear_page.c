// SPDX-License-Identifier: MIT
/*
 * x86_clear_page.c - the register that pages are cleared from is zero
 *
 *	CPU 0	CPU 1	CPU 2
 *	xmm0	xmm0	xmm0
 *	 0	 0	 0	since each came up: nobody saves it
 */
#include <asm/page.h>
#include <kunit/test.h>
#include <linux/percpu.h>
#include <linux/smp.h>

static DEFINE_PER_CPU(u64, halves);

static void look(void *unused)
{
	u64 low, high;

	__asm__ __volatile__("movq %%xmm0, %0\n\t"
			     "movhlps %%xmm0, %%xmm1\n\t"
			     "movq %%xmm1, %1" : "=r" (low), "=r" (high));
	this_cpu_write(halves, low | high);
}

static char page[PAGE_SIZE] __aligned(PAGE_SIZE);

static void clear_and_look(void *unused)
{
	clear_page(page);
	look(NULL);
}

static void expect_zero(struct kunit *test, smp_call_func_t fn)
{
	unsigned int cpu;

	on_each_cpu(fn, NULL, 1);
	for_each_online_cpu(cpu)
		KUNIT_EXPECT_EQ_MSG(test, per_cpu(halves, cpu), 0ULL,
				    "CPU %u", cpu);
}

/* X1: on one that has not cleared a page yet, and on one that just has. */
static void register_is_zero(struct kunit *test)
{
	expect_zero(test, look);
	expect_zero(test, clear_and_look);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(register_is_zero),
	{}
};

static struct kunit_suite x86_clear_page_suite = {
	.name = "x86_clear_page",
	.test_cases = cases,
};
kunit_test_suite(x86_clear_page_suite);
