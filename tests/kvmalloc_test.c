// SPDX-License-Identifier: MIT
/*
 * kvmalloc_test.c - which of the two gives, and that kvfree() knows
 */
#include <kunit/test.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

/* Up to a page it is kmalloc's, whatever the flags. */
static void small_is_kmalloc(struct kunit *test)
{
	static const size_t sizes[] = { 1, 100, 4095, 4096 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		void *mem = kvzalloc(sizes[i], GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, mem);
		KUNIT_EXPECT_FALSE(test, is_vmalloc_addr(mem));
		KUNIT_EXPECT_NULL(test, memchr_inv(mem, 0, sizes[i]));
		kvfree(mem);
	}
	kvfree(NULL);
	kvfree(kvmalloc(0, GFP_KERNEL));
}

/* Larger than kmalloc can: vmalloc's. */
static void large_is_vmalloc(struct kunit *test)
{
	void *mem = kvcalloc(SZ_4M / 16 + 1, 16, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, mem);
	KUNIT_EXPECT_TRUE(test, is_vmalloc_addr(mem));
	KUNIT_EXPECT_NULL(test, memchr_inv(mem, 0, SZ_4M + 16));
	kvfree(mem);
}

/* Both doors that name a node: the same two givers. */
static void of_a_node(struct kunit *test)
{
	static const size_t sizes[] = { 100, SZ_8M };
	int node = numa_node_id();
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		void *mem = kvmalloc_node(sizes[i], GFP_KERNEL, node);

		KUNIT_ASSERT_NOT_NULL(test, mem);
		KUNIT_EXPECT_EQ(test, is_vmalloc_addr(mem), sizes[i] == SZ_8M);
		memset(mem, 1, sizes[i]);
		kvfree(mem);
		mem = kvzalloc_node(sizes[i], GFP_KERNEL, node);
		KUNIT_ASSERT_NOT_NULL(test, mem);
		KUNIT_EXPECT_NULL(test, memchr_inv(mem, 0, sizes[i]));
		kvfree(mem);
	}
}

/* The first allocation inside fails: the fall-back is for who may wait. */
static void falls_back(struct kunit *test)
{
	void *mem;

	fault_nth_begin(1, NULL);
	mem = kvmalloc(SZ_64K, GFP_KERNEL);
	KUNIT_EXPECT_TRUE(test, fault_nth_end());
	KUNIT_ASSERT_NOT_NULL(test, mem);
	KUNIT_EXPECT_TRUE(test, is_vmalloc_addr(mem));
	memset(mem, 1, SZ_64K);
	kvfree(mem);

	fault_nth_begin(1, NULL);
	mem = kvmalloc(SZ_64K, GFP_ATOMIC | __GFP_NOWARN);
	KUNIT_EXPECT_TRUE(test, fault_nth_end());
	KUNIT_EXPECT_NULL(test, mem);
	kvfree(mem);
}

static void too_large(struct kunit *test)
{
	size_t most = SIZE_MAX;
	void *mem = NULL;

	OPTIMIZER_HIDE_VAR(most);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		mem = kvmalloc((size_t)INT_MAX + 1, GFP_KERNEL)), 1u);
	KUNIT_EXPECT_NULL(test, mem);
	KUNIT_EXPECT_NULL(test, kvmalloc(most, GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, kvmalloc_array(most / 8, 9, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, kvcalloc(most / 8, 9, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, kvmalloc(SZ_8M, GFP_ATOMIC | __GFP_NOWARN));
}

/* Small to large and back: what fits stays. */
static void realloc_keeps_contents(struct kunit *test)
{
	static const size_t sizes[] = {
		10, 4000, SZ_64K, SZ_8M, SZ_64K, 100, 20,
	};
	unsigned char *mem = NULL;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		unsigned char *new = kvrealloc(mem, sizes[i], GFP_KERNEL);

		/* Refused: the old one is still ours. */
		if (!new)
			kvfree(mem);
		KUNIT_ASSERT_NOT_NULL(test, new);
		mem = new;
		if (i)
			KUNIT_EXPECT_EQ(test, mem[9], 8 + i);
		mem[9] = 9 + i;
		mem[sizes[i] - 1] = 9 + i;
	}
	KUNIT_EXPECT_PTR_EQ(test, kvrealloc(mem, 0, GFP_KERNEL),
			    ZERO_SIZE_PTR);
}

static void sensitive(struct kunit *test)
{
	char *mem = kvmalloc(SZ_8M, GFP_KERNEL);
	struct page *page;

	KUNIT_ASSERT_NOT_NULL(test, mem);
	page = vmalloc_to_page(mem);
	KUNIT_ASSERT_NOT_NULL(test, page);
	get_page(page);
	memset(mem, 0x77, 100);
	kvfree_sensitive(mem, SZ_8M);
	if (!PageHighMem(page))
		KUNIT_EXPECT_NULL(test, memchr_inv(page_address(page), 0,
						   100));
	put_page(page);
	kvfree_sensitive(NULL, 10);
}

/* The array of pages that vmap() is given may be either kind, too. */
static void vmap_gift(struct kunit *test)
{
	struct page **array = kvmalloc_array(2, sizeof(*array), GFP_KERNEL);
	void *map = NULL;

	KUNIT_ASSERT_NOT_NULL(test, array);
	array[0] = alloc_page(GFP_KERNEL);
	array[1] = alloc_page(GFP_KERNEL);
	if (array[0] && array[1])
		map = vmap(array, 2, VM_MAP | VM_MAP_PUT_PAGES, PAGE_KERNEL);
	if (!map) {
		/* Refused: nothing of the gift was taken. */
		if (array[0])
			__free_page(array[0]);
		if (array[1])
			__free_page(array[1]);
		kvfree(array);
	}
	KUNIT_ASSERT_NOT_NULL(test, map);
	vfree(map);
}

static struct kunit_case kvmalloc_cases[] = {
	KUNIT_CASE(small_is_kmalloc),
	KUNIT_CASE(large_is_vmalloc),
	KUNIT_CASE(of_a_node),
	KUNIT_CASE(falls_back),
	KUNIT_CASE(too_large),
	KUNIT_CASE(realloc_keeps_contents),
	KUNIT_CASE(sensitive),
	KUNIT_CASE(vmap_gift),
	{}
};

static struct kunit_suite kvmalloc_suite = {
	.name = "kvmalloc",
	.test_cases = kvmalloc_cases,
};
kunit_test_suite(kvmalloc_suite);
