// SPDX-License-Identifier: MIT
/*
 * clear_page_test.c - a page is zeros, all of it and nothing but it
 *
 * On the machine itself pages are cleared from a register that nobody saves
 * (arch/x86_64/clear_page.c), so it is done here on every CPU, in handlers,
 * and in handlers that interrupt it.
 */
#include <asm/page.h>
#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/gfp.h>
#include <linux/machine.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/string.h>

#define ORDER		2		/* the page, between two others */
#define OTHER		0xa5

static DEFINE_PER_CPU(char *, pages);
static atomic_t wrong;

static bool get_pages(void)
{
	unsigned int cpu;

	atomic_set(&wrong, 0);
	for_each_online_cpu(cpu) {
		per_cpu(pages, cpu) = (char *)__get_free_pages(GFP_KERNEL,
							       ORDER);
		if (!per_cpu(pages, cpu))
			return false;
	}
	return true;
}

static void put_pages(void)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		free_pages((unsigned long)per_cpu(pages, cpu), ORDER);
		per_cpu(pages, cpu) = NULL;
	}
}

/* Interrupts are off, or handlers stay off these pages. */
static void clear_second_of(char *mem)
{
	memset(mem, OTHER, 3 * PAGE_SIZE);
	clear_page(mem + PAGE_SIZE);
	if (memchr_inv(mem, OTHER, PAGE_SIZE) ||
	    memchr_inv(mem + PAGE_SIZE, 0, PAGE_SIZE) ||
	    memchr_inv(mem + 2 * PAGE_SIZE, OTHER, PAGE_SIZE))
		atomic_inc(&wrong);
}

static void clear_here(void *unused)
{
	clear_second_of(this_cpu_read(pages));
}

/* Each CPU, in a handler: from its first byte to its last. */
static void every_cpu_clears(struct kunit *test)
{
	KUNIT_ASSERT_TRUE(test, get_pages());
	on_each_cpu(clear_here, NULL, 1);
	put_pages();
	KUNIT_EXPECT_EQ(test, atomic_read(&wrong), 0);
}

#define ROUNDS	200	/* of all CPUs together */
#define MANY_ORDER	4

/* Pages in a row, so that most interrupts come while one is cleared. */
static void clear_many(char *mem)
{
	unsigned int i;

	memset(mem, OTHER, PAGE_SIZE << MANY_ORDER);
	for (i = 0; i < 1 << MANY_ORDER; i++)
		clear_page(mem + i * PAGE_SIZE);
	if (memchr_inv(mem, 0, PAGE_SIZE << MANY_ORDER))
		atomic_inc(&wrong);
}

/* Clear pages of one's own, and make the others interrupt theirs. */
static void interrupt_each_other(void *unused)
{
	char *mem = (char *)__get_free_pages(GFP_ATOMIC, MANY_ORDER);
	unsigned int i;

	if (!mem) {
		atomic_inc(&wrong);
		return;
	}
	for (i = 0; i < ROUNDS / num_online_cpus(); i++) {
		smp_call_function(clear_here, NULL, 0);
		clear_many(mem);
	}
	smp_call_function(clear_here, NULL, 1);
	free_pages((unsigned long)mem, MANY_ORDER);
}

/* A handler that clears a page leaves the one it interrupted as zero. */
static void handlers_clear_in_between(struct kunit *test)
{
	unsigned int cpu;

	KUNIT_ASSERT_TRUE(test, get_pages());
	for_each_online_cpu(cpu)
		idle_job_start(cpu, interrupt_each_other, NULL);
	interrupt_each_other(NULL);
	for_each_online_cpu(cpu)
		idle_job_wait(cpu);
	put_pages();
	KUNIT_EXPECT_EQ(test, atomic_read(&wrong), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(every_cpu_clears),
	KUNIT_CASE(handlers_clear_in_between),
	{}
};

static struct kunit_suite clear_page_suite = {
	.name = "clear_page",
	.test_cases = cases,
};
kunit_test_suite(clear_page_suite);
