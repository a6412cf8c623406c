// SPDX-License-Identifier: MIT
/*
 * vmalloc_test.c - areas: got, used, given back, and everything refused
 *
 * Each case ends as it began: the runner counts free pages after all retired
 * areas were flushed. After each case all invariants are checked, A2 as well:
 * nobody else is at work.
 */
#include <kunit/test.h>
#include <linux/fault-inject.h>
#include <linux/hardirq.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>

#include "../mm/vm_area.h"

static void check_after(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, vmap_broken() ?: "sound", "sound");
}

/* A number of its own in each page, at both ends. */
static void stamp(void *area, unsigned long pages, unsigned long seed)
{
	unsigned long i, *word;

	for (i = 0; i < pages; i++) {
		word = area + i * PAGE_SIZE;
		WRITE_ONCE(word[0], seed + i);
		WRITE_ONCE(word[PAGE_SIZE / sizeof(*word) - 1], seed - i);
	}
}

static bool stamped(const void *area, unsigned long pages, unsigned long seed)
{
	unsigned long i;

	for (i = 0; i < pages; i++) {
		const unsigned long *word = area + i * PAGE_SIZE;

		if (READ_ONCE(word[0]) != seed + i ||
		    READ_ONCE(word[PAGE_SIZE / sizeof(*word) - 1]) != seed - i)
			return false;
	}
	return true;
}

/* ---- what is given ----------------------------------------------------------- */

/*
 *	area	[ 0 ][ 1 ][ 2 ] guard
 *		  |    |    |
 *	frames	 kmap_local_page() of each shows the same bytes elsewhere
 */
static void pages_side_by_side(struct kunit *test)
{
	static const unsigned long sizes[] = {
		1, 8, PAGE_SIZE - 1, PAGE_SIZE, PAGE_SIZE + 1, SZ_64K, SZ_1M,
	};
	unsigned int s;

	for (s = 0; s < ARRAY_SIZE(sizes); s++) {
		unsigned long pages = PAGE_ALIGN(sizes[s]) >> PAGE_SHIFT, i;
		void *area = vmalloc(sizes[s]);

		KUNIT_ASSERT_NOT_NULL(test, area);
		KUNIT_EXPECT_TRUE(test, is_vmalloc_addr(area));
		KUNIT_EXPECT_TRUE(test, PAGE_ALIGNED(area));
		stamp(area, pages, s * 1000);
		KUNIT_EXPECT_TRUE(test, stamped(area, pages, s * 1000));
		for (i = 0; i < pages; i++) {
			struct page *page =
				vmalloc_to_page(area + i * PAGE_SIZE + 5);
			unsigned long *window;

			KUNIT_ASSERT_NOT_NULL(test, page);
			KUNIT_EXPECT_EQ(test, page_count(page), 1);
			KUNIT_EXPECT_EQ(test, page_to_pfn(page),
					vmalloc_to_pfn(area + i * PAGE_SIZE));
			window = kmap_local_page(page);
			KUNIT_EXPECT_PTR_NE(test, (void *)window,
					    area + i * PAGE_SIZE);
			KUNIT_EXPECT_EQ(test, READ_ONCE(window[0]),
					s * 1000 + i);
			kunmap_local(window);
		}
		vfree(area);
	}
}

/* Behind the last page nothing is mapped, and the next area begins later. */
static void guard_page(struct kunit *test)
{
	void *a = vmalloc(2 * PAGE_SIZE), *b = vmalloc(PAGE_SIZE);
	struct vm_struct *vm = find_vm_area(a);

	KUNIT_ASSERT_NOT_NULL(test, vm);
	KUNIT_EXPECT_PTR_EQ(test, vm->addr, a);
	KUNIT_EXPECT_EQ(test, vm->size, 3 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, get_vm_area_size(vm), 2 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, vm->nr_pages, 2u);
	KUNIT_EXPECT_PTR_EQ(test, vm->pages[1], vmalloc_to_page(a + PAGE_SIZE));
	KUNIT_EXPECT_PTR_EQ(test, find_vm_area(a + 3 * PAGE_SIZE - 1), vm);
	KUNIT_EXPECT_PTR_NE(test, find_vm_area(a + 3 * PAGE_SIZE), vm);
	KUNIT_EXPECT_NULL(test, vmalloc_to_page(a + 2 * PAGE_SIZE));
	KUNIT_EXPECT_TRUE(test, b >= a + 3 * PAGE_SIZE || b < a);
	vfree(a);
	vfree(b);
	KUNIT_EXPECT_NULL(test, find_vm_area(a));
}

/* Memory that others have dirtied comes back as zeros. */
static void zeroed(struct kunit *test)
{
	void *area = vmalloc(SZ_256K);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, area);
	memset(area, 0xa5, SZ_256K);
	vfree(area);
	for (i = 0; i < 3; i++) {
		area = i == 0 ? vzalloc(SZ_256K) : i == 1 ?
			__vmalloc(SZ_256K, GFP_KERNEL | __GFP_ZERO) :
			vmalloc_user(SZ_256K);
		KUNIT_ASSERT_NOT_NULL(test, area);
		KUNIT_EXPECT_NULL(test, memchr_inv(area, 0, SZ_256K));
		memset(area, 0xa5, SZ_256K);
		vfree(area);
	}
}

static void every_door(struct kunit *test)
{
	void *areas[] = {
		vmalloc_node(5000, 0), vzalloc_node(5000, NUMA_NO_NODE),
		vmalloc_32(5000), vmalloc_32_user(5000),
		vmalloc_array(5, 1000), vcalloc(5, 1000),
		__vmalloc(5000, GFP_KERNEL | __GFP_DMA),
		__vmalloc(5000, GFP_NOFS), vmalloc_huge(5000, GFP_KERNEL),
		__vmalloc_node_range(5000, 1, MODULES_VADDR, MODULES_END,
				     GFP_KERNEL, PAGE_KERNEL, 0, NUMA_NO_NODE,
				     __builtin_return_address(0)),
	};
	unsigned long before = vmalloc_nr_pages() - 2 * ARRAY_SIZE(areas);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(areas); i++) {
		KUNIT_EXPECT_NOT_NULL_MSG(test, areas[i], "door %u", i);
		if (areas[i])
			stamp(areas[i], 2, i);
	}
	KUNIT_EXPECT_LT(test, vmalloc_to_pfn(areas[2]), SZ_4G >> PAGE_SHIFT);
	KUNIT_EXPECT_LT(test, vmalloc_to_pfn(areas[6]), SZ_16M >> PAGE_SHIFT);
	KUNIT_EXPECT_FALSE(test, is_vmalloc_addr(areas[9]));
	KUNIT_EXPECT_TRUE(test, is_vmalloc_or_module_addr(areas[9]));
	for (i = 0; i < ARRAY_SIZE(areas); i++)
		vfree(areas[i]);
	KUNIT_EXPECT_EQ(test, vmalloc_nr_pages(), before);
}

static void expect_node(struct kunit *test, void *area, int node)
{
	unsigned int i;

	KUNIT_EXPECT_NOT_NULL_MSG(test, area, "node %d", node);
	for (i = 0; area && i < 16; i++)
		KUNIT_EXPECT_EQ(test, page_to_nid(vmalloc_to_page(area +
						  i * PAGE_SIZE)), node);
	vfree(area);
}

/* The node that is asked for gives the pages, if it has any. */
static void of_a_node(struct kunit *test)
{
	gfp_t gfp = GFP_KERNEL | __GFP_HIGHMEM | __GFP_THISNODE;
	int node;

	for_each_online_node(node) {
		struct page *page = alloc_pages_node(node, gfp | __GFP_NOWARN,
						     4);

		if (!page)
			continue;
		__free_pages(page, 4);
		expect_node(test, vmalloc_node(SZ_64K, node), node);
		expect_node(test, vzalloc_node(SZ_64K, node), node);
		expect_node(test, __vmalloc_node(SZ_64K, 1, gfp, node, NULL),
			    node);
	}
}

/* Any power of two up to 4 MiB; at the end the skipped addresses are back. */
static void alignments(struct kunit *test)
{
	unsigned int shift;

	for (shift = 0; shift <= 22; shift++) {
		unsigned long align = 1UL << shift;
		void *first = vmalloc(PAGE_SIZE), *area;

		area = __vmalloc_node(3 * PAGE_SIZE, align, GFP_KERNEL,
				      NUMA_NO_NODE, NULL);
		KUNIT_ASSERT_NOT_NULL_MSG(test, area, "align %#lx", align);
		KUNIT_EXPECT_EQ(test, (unsigned long)area & (align - 1), 0ul);
		stamp(area, 3, shift);
		vfree(first);
		vfree(area);
	}
	vm_unmap_aliases();
	KUNIT_EXPECT_EQ(test, vmap_regions[VMAP_VMALLOC].nr_free, 1ul);
}

/* ---- what is refused --------------------------------------------------------- */

static void impossible_alignments(struct kunit *test)
{
	gfp_t gfp = GFP_KERNEL | __GFP_NOWARN;
	unsigned int shift;

	for (shift = 47; shift < 64; shift++)
		KUNIT_EXPECT_NULL(test, __vmalloc_node(PAGE_SIZE, 1UL << shift,
						       gfp, NUMA_NO_NODE,
						       NULL));
	KUNIT_EXPECT_NULL(test, __vmalloc_node(PAGE_SIZE, 3 * PAGE_SIZE, gfp,
					       NUMA_NO_NODE, NULL));
	KUNIT_EXPECT_NULL(test, __vmalloc_node(PAGE_SIZE, 0, gfp, NUMA_NO_NODE,
					       NULL));
}

static void impossible_sizes(struct kunit *test)
{
	gfp_t gfp = GFP_KERNEL | __GFP_NOWARN;
	unsigned long most = SIZE_MAX;
	void *area = (void *)1;

	OPTIMIZER_HIDE_VAR(most);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(area = vmalloc(0)), 1u);
	KUNIT_EXPECT_NULL(test, area);
	/* No report: it was asked for. */
	KUNIT_EXPECT_EQ(test, kunit_count_warns(area = __vmalloc(most,
								 gfp)), 0u);
	KUNIT_EXPECT_NULL(test, area);
	KUNIT_EXPECT_NULL(test, __vmalloc(most - PAGE_SIZE, gfp));
	KUNIT_EXPECT_NULL(test, __vmalloc(most & PAGE_MASK, gfp));
	KUNIT_EXPECT_NULL(test, __vmalloc((totalram_pages() << PAGE_SHIFT) + 1,
					  gfp));
	KUNIT_EXPECT_NULL(test, vmalloc_array(most / 4, 5));
	KUNIT_EXPECT_NULL(test, vcalloc(most / 4, 5));
	KUNIT_EXPECT_NULL(test, vmap(NULL, UINT_MAX, VM_MAP, PAGE_KERNEL));
	KUNIT_EXPECT_EQ(test, kunit_count_warns(vmap(NULL, 0, VM_MAP,
						     PAGE_KERNEL)), 1u);
}

/* Every allocation inside fails once: NULL, and nothing is lost on the way. */
static void each_step_fails(struct kunit *test)
{
	unsigned int n = 1, failures = 0;
	unsigned long free;
	void *area;
	bool failed;

	vm_unmap_aliases();
	slab_reap();
	free = nr_free_pages();
	do {
		fault_nth_begin(n++, NULL);
		area = __vmalloc_node(20 * PAGE_SIZE, SZ_2M,
				      GFP_KERNEL | __GFP_NOWARN, NUMA_NO_NODE,
				      NULL);
		failed = fault_nth_end();
		failures += failed && !area;
		vfree(area);
		vm_unmap_aliases();
		slab_reap();
		KUNIT_ASSERT_EQ(test, nr_free_pages(), free);
		KUNIT_ASSERT_LT(test, n, 100u);
	} while (failed);
	/* The array, a page at least, and page tables. */
	KUNIT_EXPECT_GE(test, failures, 3u);
	KUNIT_EXPECT_NOT_NULL(test, area);
}

/* Whoever must not sleep is told, and has lost nothing. */
static void atomic_context(struct kunit *test)
{
	void *area = vmalloc(PAGE_SIZE), *other = NULL;
	unsigned int warns;

	preempt_disable();
	warns = kunit_count_warns(other = vmalloc(PAGE_SIZE));
	preempt_enable();
	KUNIT_EXPECT_EQ(test, warns, 1u);
	KUNIT_EXPECT_NULL(test, other);

	local_irq_disable();
	warns = kunit_count_warns(vfree(area));
	local_irq_enable();
	KUNIT_EXPECT_EQ(test, warns, 1u);
	vm_unmap_aliases();
	KUNIT_EXPECT_NULL(test, find_vm_area(area));
}

/* ---- what is freed ----------------------------------------------------------- */

/* Not reused before the flush; lowest first afterwards. */
static void lazy(struct kunit *test)
{
	unsigned long nr_lazy;
	void *a, *b;

	vm_unmap_aliases();
	a = vmalloc(PAGE_SIZE);
	vfree(a);
	KUNIT_EXPECT_NULL(test, vmalloc_to_page(a));
	nr_lazy = vmap_nr_lazy();
	b = vmalloc(PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, nr_lazy, 1ul);
	KUNIT_EXPECT_PTR_NE(test, a, b);
	vfree(b);
	vm_unmap_aliases();
	KUNIT_EXPECT_EQ(test, vmap_nr_lazy(), 0ul);
	b = vmalloc(PAGE_SIZE);
	KUNIT_EXPECT_PTR_EQ(test, a, b);
	vfree(b);
}

/* Retired areas do not pile up: at the limit somebody flushes. */
static void lazy_has_a_limit(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < 3 * vmap_lazy_max; i++) {
		vfree(vmalloc(1));
		KUNIT_ASSERT_LE(test, vmap_nr_lazy(),
				(unsigned long)vmap_lazy_max + 1);
	}
}

/* Interior, twice, foreign: reported, and the areas stay as they are. */
static void wrong_frees(struct kunit *test)
{
	void *area = vmalloc(3 * PAGE_SIZE);
	unsigned long page = __get_free_page(GFP_KERNEL);
	struct page *shown = virt_to_page((void *)page);
	void *map = vmap(&shown, 1, VM_MAP, PAGE_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, map);
	stamp(area, 3, 9);
	vfree(NULL);
	vunmap(NULL);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(vfree(area + PAGE_SIZE)), 1u);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(vfree(area + 8)), 1u);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(vfree((void *)page)), 1u);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(vfree(&page)), 1u);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(vfree(area + SZ_1G)), 1u);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(vfree(map)), 1u);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(vunmap(area)), 1u);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(vm_unmap_ram(area, 3)), 1u);
	KUNIT_EXPECT_TRUE(test, stamped(area, 3, 9));
	vunmap(map);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(vunmap(map)), 1u);
	vfree(area);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(vfree(area)), 1u);
	vm_unmap_aliases();
	KUNIT_EXPECT_EQ(test, kunit_count_warns(vfree(area)), 1u);
	free_page(page);
}

/* In an interrupt: soon, not now; twice is seen. */
static void free_in_interrupt(struct kunit *test)
{
	unsigned long during, before = vmalloc_nr_pages();
	void *area[3];
	unsigned int i, warns;

	for (i = 0; i < 3; i++)
		area[i] = vmalloc((i + 1) * PAGE_SIZE);
	irq_enter();
	for (i = 0; i < 3; i++)
		vfree(area[i]);
	warns = kunit_count_warns(vfree(area[1]));
	warns += kunit_count_warns(vfree(area[1] + 8));
	warns += kunit_count_warns(vfree(area[0] + PAGE_SIZE));
	/* As long as we are the interrupt, no worker of this CPU is. */
	during = vmalloc_nr_pages();
	irq_exit();
	KUNIT_EXPECT_EQ(test, warns, 3u);
	KUNIT_EXPECT_EQ(test, during, before + 6);
	vfree(vmalloc(1));
	/* The worker may have been faster, and be in the middle of it. */
	vm_unmap_aliases();
	KUNIT_EXPECT_EQ(test, vmalloc_nr_pages(), before);
	for (i = 0; i < 3; i++)
		KUNIT_EXPECT_NULL(test, find_vm_area(area[i]));
	vfree_atomic(NULL);
}

/* ---- large --------------------------------------------------------------- */

/* Two for the area, two that may be cut up for what describes it. */
static bool large_blocks_are_there(void)
{
	gfp_t gfp = (GFP_KERNEL & ~__GFP_DIRECT_RECLAIM) | __GFP_HIGHMEM |
		    __GFP_NORETRY | __GFP_NOWARN;
	struct page *block[4];
	unsigned int n = 0, i;

	while (n < ARRAY_SIZE(block) && (block[n] = alloc_pages(gfp, 9)))
		n++;
	for (i = 0; i < n; i++)
		__free_pages(block[i], 9);
	return n == ARRAY_SIZE(block);
}

/* 2 MiB leaves if there are blocks to be had; the same memory either way. */
static void huge(struct kunit *test)
{
	unsigned long size = SZ_4M + 3 * PAGE_SIZE;
	bool there = large_blocks_are_there();
	void *area = vmalloc_huge(size, GFP_KERNEL | __GFP_ZERO);
	const struct vm_struct *vm = find_vm_area(area);
	unsigned int level;

	KUNIT_ASSERT_NOT_NULL(test, area);
	KUNIT_EXPECT_EQ(test, (unsigned long)area & (PMD_SIZE - 1), 0ul);
	KUNIT_ASSERT_NOT_NULL(test, lookup_address((unsigned long)area,
						   &level));
	KUNIT_EXPECT_EQ(test, level, vm->page_order ? PG_LEVEL_2M + 0u
						    : PG_LEVEL_4K + 0u);
	if (there)
		KUNIT_EXPECT_EQ(test, level, PG_LEVEL_2M + 0u);
	KUNIT_EXPECT_NULL(test, memchr_inv(area, 0, size));
	stamp(area, size >> PAGE_SHIFT, 77);
	KUNIT_EXPECT_TRUE(test, stamped(area, size >> PAGE_SHIFT, 77));
	vfree(area);
}

/*
 * Each allocation inside fails once: blocks of 2 MiB are had in part, or not
 * at all, and then the leaves are small, or there is no memory.
 */
static void huge_in_part(struct kunit *test)
{
	unsigned long size = SZ_4M + PAGE_SIZE;
	unsigned int n = 1;
	bool failed;
	void *area;

	do {
		fault_nth_begin(n++, NULL);
		area = vmalloc_huge(size, GFP_KERNEL | __GFP_NOWARN);
		failed = fault_nth_end();
		if (area) {
			stamp(area, size >> PAGE_SHIFT, n);
			KUNIT_EXPECT_TRUE(test, stamped(area,
							size >> PAGE_SHIFT,
							n));
		}
		vfree(area);
		/* The first: structure or array, blocks, pages. */
	} while (failed && n < 12);
}

static struct kunit_case vmalloc_cases[] = {
	KUNIT_CASE(pages_side_by_side),
	KUNIT_CASE(guard_page),
	KUNIT_CASE(zeroed),
	KUNIT_CASE(every_door),
	KUNIT_CASE(of_a_node),
	KUNIT_CASE(alignments),
	KUNIT_CASE(impossible_alignments),
	KUNIT_CASE(impossible_sizes),
	KUNIT_CASE(each_step_fails),
	KUNIT_CASE(atomic_context),
	KUNIT_CASE(lazy),
	KUNIT_CASE(lazy_has_a_limit),
	KUNIT_CASE(wrong_frees),
	KUNIT_CASE(free_in_interrupt),
	KUNIT_CASE(huge),
	KUNIT_CASE(huge_in_part),
	{}
};

static struct kunit_suite vmalloc_suite = {
	.name = "vmalloc",
	.exit = check_after,
	.test_cases = vmalloc_cases,
};
kunit_test_suite(vmalloc_suite);
