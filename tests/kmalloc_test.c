// SPDX-License-Identifier: MIT
/*
 * kmalloc_test.c - memory by size: classes, alignment, limits, wrong frees
 */
#include <kunit/test-bug.h>
#include <kunit/test.h>
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "../mm/slab.h"

#define EXPECT_REPORT(test, call, words) \
do { \
	KUNIT_EXPECT_EQ(test, kunit_count_warns(call), 1u); \
	KUNIT_EXPECT_TRUE_MSG(test, strstr(kunit_last_warning(), words), \
			      "%s", kunit_last_warning()); \
} while (0)

/* Each size lies in the smallest class that holds it, at its edges. */
static void classes_at_their_edges(struct kunit *test)
{
	static const size_t class[] = {
		8, 16, 32, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536,
		2048, 4096, 8192
	};
	unsigned int i;

	KUNIT_ASSERT_EQ(test, ARRAY_SIZE(class), (size_t)KMALLOC_CLASSES);
	for (i = 0; i < ARRAY_SIZE(class); i++) {
		size_t least = i ? class[i - 1] + 1 : 1;
		void *a = kmalloc(least, GFP_KERNEL);
		void *b = kmalloc(class[i], GFP_KERNEL);

		KUNIT_EXPECT_EQ(test, kmalloc_class_size(i), class[i]);
		KUNIT_EXPECT_EQ(test, kmalloc_index(least), i);
		KUNIT_EXPECT_EQ(test, kmalloc_index(class[i]), i);
		KUNIT_EXPECT_EQ(test, kmalloc_size_roundup(least), class[i]);
		KUNIT_EXPECT_EQ(test, ksize(a), class[i]);
		KUNIT_EXPECT_EQ(test, ksize(b), class[i]);
		kfree(a);
		kfree(b);
	}
}

/* At least the largest power of two that divides the size, up to a page. */
static void aligned_by_size(struct kunit *test)
{
	size_t size;

	for (size = 8; size <= 8192; size += 8) {
		size_t align = min(size & -size, (size_t)PAGE_SIZE);
		void *p = kmalloc(size, GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_EQ_MSG(test, (unsigned long)p & (align - 1), 0UL,
				    "%zu bytes at %px", size, p);
		kfree(p);
	}
}

/* Nothing asked for is nothing that may be used; freeing it is nothing. */
static void nothing_at_all(struct kunit *test)
{
	size_t none = 0;

	OPTIMIZER_HIDE_VAR(none);
	KUNIT_EXPECT_PTR_EQ(test, kmalloc(0, GFP_KERNEL), ZERO_SIZE_PTR);
	KUNIT_EXPECT_PTR_EQ(test, kmalloc(none, GFP_KERNEL), ZERO_SIZE_PTR);
	KUNIT_EXPECT_PTR_EQ(test, kzalloc(none, GFP_KERNEL), ZERO_SIZE_PTR);
	KUNIT_EXPECT_PTR_EQ(test, kmalloc_node(0, GFP_KERNEL, 0),
			    ZERO_SIZE_PTR);
	KUNIT_EXPECT_NO_WARNS(test, kfree(NULL));
	KUNIT_EXPECT_NO_WARNS(test, kfree(ZERO_SIZE_PTR));
	KUNIT_EXPECT_EQ(test, ksize(NULL), 0UL);
	KUNIT_EXPECT_EQ(test, ksize(ZERO_SIZE_PTR), 0UL);
	KUNIT_EXPECT_EQ(test, kmalloc_size_roundup(0), 0UL);
}

/* Above 8 KiB it is pages: the next power of two, up to 4 MiB. */
static void pages_above_the_classes(struct kunit *test)
{
	size_t size = 8193;
	u8 *p = kmalloc(size, GFP_KERNEL), *q;

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, ksize(p), 16384UL);
	KUNIT_EXPECT_TRUE(test, PAGE_ALIGNED(p));
	memset(p, 0x5c, 16384);
	q = krealloc(p, 20000, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, q);
	KUNIT_EXPECT_NULL(test, memchr_inv(q ?: p, 0x5c, 16384));
	KUNIT_EXPECT_EQ(test, ksize(q), 32768UL);
	kfree(q ?: p);
	KUNIT_EXPECT_EQ(test, kmalloc_size_roundup(KMALLOC_MAX_SIZE),
			KMALLOC_MAX_SIZE);
}

/* Sizes that nobody has: NULL, said once each, silently if asked. */
static void too_much(struct kunit *test)
{
	size_t most = KMALLOC_MAX_SIZE + 1, all = SIZE_MAX;
	void *p = &most;

	OPTIMIZER_HIDE_VAR(most);
	OPTIMIZER_HIDE_VAR(all);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(p = kmalloc(most, GFP_KERNEL)),
			1u);
	KUNIT_EXPECT_NULL(test, p);
	KUNIT_EXPECT_NO_WARNS(test, p = kmalloc(all,
						GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, p);
}

/* The product wraps to something small: NULL, said with both factors. */
static void too_many(struct kunit *test)
{
	size_t many = SIZE_MAX / 4 + 2;
	void *p = &many, *q = &many;

	OPTIMIZER_HIDE_VAR(many);
	EXPECT_REPORT(test, p = kmalloc_array(many, 4, GFP_KERNEL),
		      "4611686018427387905 times 4 bytes");
	KUNIT_EXPECT_NULL(test, p);
	EXPECT_REPORT(test, p = kcalloc(many, many, GFP_KERNEL), "times");
	KUNIT_EXPECT_NULL(test, p);
	EXPECT_REPORT(test, p = kcalloc_node(many, 4, GFP_KERNEL, 0), "times");
	KUNIT_EXPECT_NULL(test, p);
	p = kmalloc(8, GFP_KERNEL);
	EXPECT_REPORT(test, q = krealloc_array(p, many, 4, GFP_KERNEL), "times");
	KUNIT_EXPECT_NULL(test, q);
	kfree(p);
	KUNIT_EXPECT_NO_WARNS(test, p = kmalloc_array(many, 4, GFP_KERNEL |
						      __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, p);
}

/* Cleared from end to end, whatever the last owner left. */
static void zeroed_every_size(struct kunit *test)
{
	static const size_t sizes[] = { 1, 8, 24, 96, 100, 1000, 8192, 10000 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		size_t size = sizes[i];
		void *p = kmalloc(size, GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, p);
		memset(p, 0xdb, ksize(p));
		kfree(p);
		p = kzalloc(size, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, size));
		kfree(p);
	}
}

/* The same with a size that the compiler knows. */
static void zeroed_constant_size(struct kunit *test)
{
	void *p = kmalloc(200, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	preempt_disable();
	memset(p, 0xdb, ksize(p));
	kfree(p);
	p = kzalloc(200, GFP_ATOMIC);
	preempt_enable();
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, 256));
	kfree(p);
}

/* What fits stays; what does not moves with its contents. */
static void reallocated(struct kunit *test)
{
	u8 *p = krealloc(NULL, 10, GFP_KERNEL), *q;

	KUNIT_ASSERT_NOT_NULL(test, p);
	memset(p, 0x11, 10);
	q = krealloc(p, 16, GFP_KERNEL);
	KUNIT_EXPECT_PTR_EQ(test, p, q);
	q = krealloc(p, 500, GFP_KERNEL) ?: p;
	KUNIT_EXPECT_GE(test, ksize(q), 500u);
	KUNIT_EXPECT_NULL(test, memchr_inv(q, 0x11, 10));
	KUNIT_EXPECT_PTR_EQ(test, krealloc(q, 0, GFP_KERNEL), ZERO_SIZE_PTR);
}

/* With __GFP_ZERO each time, what is added is zeros, also in place. */
static void reallocated_with_zeros(struct kunit *test)
{
	u8 *p = kzalloc(64, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	memset(p, 0x22, 64);
	p = krealloc(p, 40, GFP_KERNEL | __GFP_ZERO);
	p = krealloc(p, 64, GFP_KERNEL | __GFP_ZERO);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0x22, 40));
	KUNIT_EXPECT_NULL(test, memchr_inv(p + 40, 0, 24));
	kfree(p);
}

/* Memory for devices lies below 16 MiB, or there is none. */
static void dma_is_low(struct kunit *test)
{
	void *p = kmalloc(100, GFP_KERNEL | GFP_DMA | __GFP_NOWARN);

	if (p)
		KUNIT_EXPECT_LT(test, __pa(p), (phys_addr_t)16 << 20);
	kfree(p);
}

/* Interrupts off: what GFP_ATOMIC promises. */
static void atomic_with_interrupts_off(struct kunit *test)
{
	static void *p[200];
	unsigned long flags;
	unsigned int i;

	local_irq_save(flags);
	for (i = 0; i < ARRAY_SIZE(p); i++)
		p[i] = kmalloc(256, GFP_ATOMIC);
	for (i = 0; i < ARRAY_SIZE(p); i++)
		kfree(p[i]);
	local_irq_restore(flags);
	KUNIT_EXPECT_NOT_NULL(test, p[ARRAY_SIZE(p) - 1]);
}

/* A mixture, some of it nothing, some of it pages. */
static void freed_in_bulk(struct kunit *test)
{
	void *p[] = {
		kmalloc(8, GFP_KERNEL), NULL, kmalloc(700, GFP_KERNEL),
		kmalloc(20000, GFP_KERNEL), ZERO_SIZE_PTR,
	};

	KUNIT_EXPECT_NO_WARNS(test, kfree_bulk(ARRAY_SIZE(p), p));
}

/* Nothing of a secret is left for the next owner. */
static void sensitive_is_cleared(struct kunit *test)
{
	u8 *p = kmalloc(64, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	memset(p, 0x77, 64);
	/* The next owner is not to come before we look. */
	preempt_disable();
	kfree_sensitive(p);
	/* Its first bytes may be a link by now; a debugged one is poisoned. */
	KUNIT_EXPECT_TRUE(test, !memchr_inv(p + 8, 0, 56) ||
				!memchr_inv(p + 8, POISON_FREE, 55));
	preempt_enable();
	kfree_sensitive(NULL);
}

/* ---- what is no object ------------------------------------------------------- */

/* Each address by what it is; nothing happens to it. */
static void addresses_that_are_no_objects(struct kunit *test)
{
	static u64 in_the_image[8];
	u64 on_the_stack[8];
	unsigned long page = __get_free_page(GFP_KERNEL);
	void *p = in_the_image;

	KUNIT_ASSERT_NE(test, page, 0UL);
	OPTIMIZER_HIDE_VAR(p);
	EXPECT_REPORT(test, kfree(p), "no object");
	p = on_the_stack;
	OPTIMIZER_HIDE_VAR(p);
	EXPECT_REPORT(test, kfree(p), "on the stack");
	EXPECT_REPORT(test, kfree((void *)page), "nobody's slab");
	EXPECT_REPORT(test, kfree((void *)0x6b6b6b6b6b6b6b6bUL), "poison");
	EXPECT_REPORT(test, kfree((void *)0x400000UL), "user half");
	EXPECT_REPORT(test, kfree((void *)24UL), "offset from NULL");
	free_page(page);
}

/* Within an object, between powers of two or not; it stays allocated. */
static void inside_an_object(struct kunit *test)
{
	u8 *p = kmalloc(64, GFP_KERNEL), *q = kmalloc(96, GFP_KERNEL);
	u8 *large = kmalloc(20000, GFP_KERNEL);

	if (!p || !q || !large) {
		KUNIT_FAIL(test, "no memory");
		goto out;
	}
	EXPECT_REPORT(test, kfree(p + 8), "8 bytes into an object");
	EXPECT_REPORT(test, kfree(p + 1), "1 bytes into an object");
	EXPECT_REPORT(test, kfree(q + 8), "into an object");
	EXPECT_REPORT(test, kfree(large + PAGE_SIZE), "no object");
	EXPECT_REPORT(test, kfree(large + 16), "no object");
out:
	kfree(p);
	kfree(q);
	kfree(large);
}

/* At once, it is on top of the CPU's stack. */
static void freed_twice(struct kunit *test)
{
	void *p = kmalloc(512, GFP_KERNEL), *q;

	KUNIT_ASSERT_NOT_NULL(test, p);
	preempt_disable();
	kfree(p);
	EXPECT_REPORT(test, kfree(p), "double free");
	preempt_enable();
	p = kmalloc(512, GFP_KERNEL);
	q = kmalloc(512, GFP_KERNEL);
	KUNIT_EXPECT_TRUE(test, p != q);
	kfree(p);
	kfree(q);
	p = kmalloc(20000, GFP_KERNEL);
	kfree(p);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(kfree(p)), 1u);
}

/*
 * A multiple of 32 within a 96-byte object passes the stack's test; it is
 * found when it reaches its slab, and goes no further.
 */
static void inside_found_by_the_slab(struct kunit *test)
{
	u8 *p = kmalloc(96, GFP_KERNEL);
	struct kmem_cache *c = slab_find("kmalloc-96");

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, kunit_count_warns((kfree(p + 32),
						 kmem_cache_shrink(c))), 1u);
	KUNIT_EXPECT_NULL(test, slab_broken(c));
	kfree(p);
}

static struct kunit_case kmalloc_cases[] = {
	KUNIT_CASE(classes_at_their_edges),
	KUNIT_CASE(aligned_by_size),
	KUNIT_CASE(nothing_at_all),
	KUNIT_CASE(pages_above_the_classes),
	KUNIT_CASE(too_much),
	KUNIT_CASE(too_many),
	KUNIT_CASE(zeroed_every_size),
	KUNIT_CASE(zeroed_constant_size),
	KUNIT_CASE(reallocated),
	KUNIT_CASE(reallocated_with_zeros),
	KUNIT_CASE(dma_is_low),
	KUNIT_CASE(atomic_with_interrupts_off),
	KUNIT_CASE(freed_in_bulk),
	KUNIT_CASE(sensitive_is_cleared),
	KUNIT_CASE(addresses_that_are_no_objects),
	KUNIT_CASE(inside_an_object),
	KUNIT_CASE(freed_twice),
	KUNIT_CASE(inside_found_by_the_slab),
	{}
};

static struct kunit_suite kmalloc_suite = {
	.name = "kmalloc",
	.test_cases = kmalloc_cases,
};
kunit_test_suite(kmalloc_suite);
