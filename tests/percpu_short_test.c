// SPDX-License-Identifier: MIT
/*
 * percpu_short_test.c - per-CPU memory when there is none left
 *
 *	| taken by the case		      | spare | min |
 *						 ^ a chunk or three
 */
#include <asm/irqflags.h>
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/kswapd.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#define AREAS_MAX	4u

static unsigned int take_until_null(void __percpu **areas, unsigned int max)
{
	unsigned int n;

	for (n = 0; n < max; n++) {
		areas[n] = __alloc_percpu_gfp(PCPU_MIN_UNIT_SIZE, 8,
					      GFP_KERNEL | __GFP_NOWARN);
		if (!areas[n])
			break;
	}
	return n;
}

/* A larger machine has more memory to use up, and no more to show. */
#define EXHAUST_PAGES_MAX	(SZ_2G >> PAGE_SHIFT)

/* Largest blocks first: a few hundred calls instead of one for each page. */
static void take_all_blocks(struct list_head *taken)
{
	int order;

	for (order = MAX_PAGE_ORDER; order >= 0; order--) {
		struct page *page;

		while ((page = alloc_pages(GFP_HIGHUSER | __GFP_NOWARN,
					   order))) {
			page->private = order;
			list_add(&page->lru, taken);
		}
	}
}

static void give_blocks(struct list_head *taken)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, taken, lru)
		__free_pages(page, page->private);
}

/* When pages run out: NULL, and not a page is lost on the way. */
static void no_memory_is_null(struct kunit *test)
{
	/* Enough for a chunk or three, not for a number that is even. */
	const unsigned int spare = 20 * nr_cpu_ids + 3;
	void __percpu *areas[AREAS_MAX];
	struct page *page, *next;
	LIST_HEAD(kept);
	LIST_HEAD(taken);
	unsigned long left;
	unsigned int n;

	if (totalram_pages() > EXHAUST_PAGES_MAX)
		return;
	KUNIT_ASSERT_EQ(test, alloc_pages_bulk_list(GFP_HIGHUSER, spare,
						    &kept), spare);
	take_all_blocks(&taken);
	/* What others gave back meanwhile, and what kswapd is about to. */
	kswapd_settle();
	slab_reap();
	take_all_blocks(&taken);
	list_for_each_entry_safe(page, next, &kept, lru)
		__free_page(page);
	n = take_until_null(areas, AREAS_MAX);
	left = nr_free_pages();
	KUNIT_EXPECT_NULL(test, __alloc_percpu_gfp(PCPU_MIN_UNIT_SIZE, 8,
						   GFP_KERNEL | __GFP_NOWARN));
	/* Others may free meanwhile; the suite's end compares all of it. */
	KUNIT_EXPECT_GE(test, nr_free_pages(), left);
	KUNIT_EXPECT_GT(test, n, 0u);
	KUNIT_EXPECT_LT(test, n, AREAS_MAX);
	while (n--)
		free_percpu(areas[n]);
	give_blocks(&taken);
	percpu_check();
}

/*
 * Chunks that are given back with interrupts off stay, for their TLBs cannot
 * be flushed; they go with the next free that may wait, of whatever it is.
 */
static void spares_go_with_the_next(struct kunit *test)
{
	u64 __percpu *last = alloc_percpu(u64), *other = alloc_percpu(u64);
	void __percpu *areas[AREAS_MAX];
	unsigned long flags, before;
	unsigned int n, i;

	n = take_until_null(areas, AREAS_MAX);
	before = nr_free_pages();
	local_irq_save(flags);
	for (i = 0; i < n; i++)
		free_percpu(areas[i]);
	local_irq_restore(flags);
	free_percpu(last);
	KUNIT_EXPECT_EQ(test, n, AREAS_MAX);
	/* Three chunks of 8 pages a CPU. */
	KUNIT_EXPECT_GT(test, nr_free_pages(), before + 8);
	free_percpu(other);
	percpu_check();
}

static struct kunit_case percpu_short_cases[] = {
	KUNIT_CASE(spares_go_with_the_next),
	KUNIT_CASE(no_memory_is_null),
	{}
};

static struct kunit_suite percpu_short_suite = {
	.name = "percpu_short",
	.test_cases = percpu_short_cases,
};
kunit_test_suite(percpu_short_suite);
