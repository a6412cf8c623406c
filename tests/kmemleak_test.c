// SPDX-License-Identifier: MIT
/*
 * kmemleak_test.c - what nothing leads to is found, and nothing else
 *
 * A cache with tracks is watched with kmemleak=on and without. The only roots
 * that lead to its objects are words of a page; between a case and the scan
 * addresses are kept as ~address, in which no scan sees one.
 *
 *	table (a page)	[ p0 | p1 | ... ]
 *			   |
 *			  [0] -> [1] -> [2]	by their first words
 */
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#define NR	12
#define SIZE	72

static struct kmem_cache *cache;
static unsigned long *table;

/* ~address of each */
static unsigned long hidden[NR];

static void *object(unsigned int i)
{
	return (void *)~hidden[i];
}

static noinline void allocate(void)
{
	unsigned int i;

	for (i = 0; i < NR; i++) {
		void *p = kmem_cache_zalloc(cache, GFP_KERNEL);

		hidden[i] = ~(unsigned long)p;
		table[i] = (unsigned long)p;
	}
}

/* Frames that have returned are still on the stack, which is a root. */
static noinline void scrub_stack(void)
{
	volatile unsigned long old[512];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(old); i++)
		old[i] = 0;
}

static noinline void free_all(void)
{
	unsigned int i;

	for (i = 0; i < NR; i++)
		kmem_cache_free(cache, object(i));
	memset(table, 0, PAGE_SIZE);
}

static int kmemleak_init(struct kunit *test)
{
	unsigned int i;

	cache = kmem_cache_create("test_leak", SIZE, 0,
				  SLAB_STORE_USER | SLAB_NO_MERGE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, cache);
	table = (void *)get_zeroed_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, table);
	allocate();
	for (i = 0; i < NR; i++)
		KUNIT_ASSERT_NE(test, table[i], 0ul);
	return 0;
}

static void kmemleak_exit(struct kunit *test)
{
	if (cache && table && hidden[0])
		free_all();
	free_page((unsigned long)table);
	kmem_cache_destroy(cache);
}

static unsigned int nr_found(void)
{
	unsigned int i, found = 0;

	scrub_stack();
	kmemleak_scan();
	for (i = 0; i < NR; i++)
		found += kmemleak_found(object(i));
	return found;
}

/* What the table leads to is in use. */
static void reached_from_a_page(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, nr_found(), 0u);
}

/* Its word gone, an object is lost; the word back, it is not (L1). */
static void lost_and_found(struct kunit *test)
{
	table[3] = 0;
	KUNIT_EXPECT_EQ(test, nr_found(), 1u);
	KUNIT_EXPECT_TRUE(test, kmemleak_found(object(3)));
	table[3] = ~hidden[3];
	KUNIT_EXPECT_EQ(test, nr_found(), 0u);
}

/* An address within is as good as the first; one behind is another's. */
static void interior_address(struct kunit *test)
{
	table[3] = ~hidden[3] + SIZE - 1;
	KUNIT_EXPECT_EQ(test, nr_found(), 0u);
	table[3] = ~hidden[3] + SIZE;
	KUNIT_EXPECT_EQ(test, nr_found(), 1u);
}

/* L2: through other objects, a chain hangs on its first; a ring on nothing. */
static void through_objects(struct kunit *test)
{
	unsigned int i;

	for (i = 1; i < 6; i++) {
		*(unsigned long *)object(i - 1) = ~hidden[i];
		table[i] = 0;
	}
	KUNIT_EXPECT_EQ(test, nr_found(), 0u);
	*(unsigned long *)object(5) = ~hidden[1];
	*(unsigned long *)object(0) = 0;
	KUNIT_EXPECT_EQ(test, nr_found(), 5u);
}

/* What its owner says counts, and what it points to with it. */
static void owners_know(struct kunit *test)
{
	*(unsigned long *)object(1) = ~hidden[2];
	*(unsigned long *)object(3) = ~hidden[4];
	memset(&table[1], 0, 4 * sizeof(table[0]));
	kmemleak_not_leak(object(1));
	kmemleak_ignore(object(3));
	KUNIT_EXPECT_EQ(test, nr_found(), 1u);
	KUNIT_EXPECT_TRUE(test, kmemleak_found(object(4)));
	kmemleak_clear();
	KUNIT_EXPECT_EQ(test, nr_found(), 0u);
}

/* A freed object is no leak; its successor begins anew. */
static void freed_is_not_lost(struct kunit *test)
{
	table[3] = 0;
	KUNIT_EXPECT_EQ(test, nr_found(), 1u);
	kmem_cache_free(cache, object(3));
	scrub_stack();
	kmemleak_scan();
	KUNIT_EXPECT_FALSE(test, kmemleak_found(object(3)));
	table[3] = (unsigned long)kmem_cache_zalloc(cache, GFP_KERNEL);
	hidden[3] = ~table[3];
	KUNIT_EXPECT_FALSE(test, kmemleak_found(object(3)));
}

static struct kunit_case kmemleak_cases[] = {
	KUNIT_CASE(reached_from_a_page),
	KUNIT_CASE(lost_and_found),
	KUNIT_CASE(interior_address),
	KUNIT_CASE(through_objects),
	KUNIT_CASE(owners_know),
	KUNIT_CASE(freed_is_not_lost),
	{}
};

static struct kunit_suite kmemleak_suite = {
	.name = "kmemleak",
	.init = kmemleak_init,
	.exit = kmemleak_exit,
	.test_cases = kmemleak_cases,
};
kunit_test_suite(kmemleak_suite);
