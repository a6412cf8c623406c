// SPDX-License-Identifier: MIT
/*
 * slab_test.c - caches: what is asked of them, and what is refused
 *
 * Each case has a cache of its own that nobody shares, so that it can count
 * slabs, and gives everything back.
 */
#include <kunit/test-bug.h>
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "../mm/slab.h"
#include "slab_sweep.h"

#define SIZE	200

static struct kmem_cache *cache;

static int slab_test_init(struct kunit *test)
{
	cache = kmem_cache_create("test_slab", SIZE, 0, SLAB_NO_MERGE, NULL);
	return cache ? 0 : -ENOMEM;
}

static void slab_test_exit(struct kunit *test)
{
	if (!cache || sweep_after(test, "test_"))
		return;
	KUNIT_EXPECT_NULL(test, slab_broken(cache));
	kmem_cache_destroy(cache);
	KUNIT_EXPECT_NULL(test, slab_find("test_slab"));
}

/* Objects are apart, all of them writable, and come back. */
static void objects_are_apart(struct kunit *test)
{
	static u8 *object[300];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(object); i++) {
		object[i] = kmem_cache_alloc(cache, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, object[i]);
		memset(object[i], i, SIZE);
	}
	for (i = 0; i < ARRAY_SIZE(object); i++)
		KUNIT_EXPECT_NULL(test, memchr_inv(object[i], i, SIZE));
	KUNIT_EXPECT_NULL(test, slab_broken(cache));
	for (i = 0; i < ARRAY_SIZE(object); i++)
		kmem_cache_free(cache, object[i]);
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(cache), 0);
	KUNIT_EXPECT_EQ(test, slab_cache_slabs(cache), 0UL);
}

/* What was freed last is given first: it is in the CPU's cache. */
static void last_in_first_out(struct kunit *test)
{
	void *a = kmem_cache_alloc(cache, GFP_KERNEL);
	void *b;

	KUNIT_ASSERT_NOT_NULL(test, a);
	preempt_disable();
	kmem_cache_free(cache, a);
	b = kmem_cache_alloc(cache, GFP_ATOMIC);
	preempt_enable();
	if (cache->limit)
		KUNIT_EXPECT_PTR_EQ(test, a, b);
	KUNIT_ASSERT_NOT_NULL(test, b);
	kmem_cache_free(cache, b);
}

/* The size is the one asked for, not the one that was made of it. */
static void size_is_what_was_asked(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, kmem_cache_size(cache), (unsigned int)SIZE);
}

/* ---- constructors ---------------------------------------------------------- */

static unsigned int constructed;

static void count_object(void *object)
{
	constructed++;
	memset(object, 0xc0, SIZE);
}

/* Once for each object of a slab, and what it made stays over a free. */
static void constructed_once(struct kunit *test)
{
	struct kmem_cache *c;
	u8 *p;

	constructed = 0;
	c = kmem_cache_create("test_ctor", SIZE, 0, 0, count_object);
	KUNIT_ASSERT_NOT_NULL(test, c);
	KUNIT_EXPECT_EQ(test, constructed, 0u);
	p = kmem_cache_alloc(c, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, constructed, c->objects);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0xc0, SIZE));
	kmem_cache_free(c, p);
	p = kmem_cache_alloc(c, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, constructed, c->objects);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0xc0, SIZE));
	kmem_cache_free(c, p);
	kmem_cache_destroy(c);
}

/* Clearing would undo it: said, and not done. */
static void constructed_is_not_cleared(struct kunit *test)
{
	struct kmem_cache *c = kmem_cache_create("test_ctor", SIZE, 0, 0,
						 count_object);
	u8 *p = NULL;

	KUNIT_ASSERT_NOT_NULL(test, c);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		p = kmem_cache_zalloc(c, GFP_KERNEL)), 1u);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0xc0, SIZE));
	kmem_cache_free(c, p);
	kmem_cache_destroy(c);
}

/* ---- what is refused --------------------------------------------------------- */

static struct kmem_cache *try_create(const char *name, unsigned int size,
				     unsigned int align)
{
	return kmem_cache_create(name, size, align, SLAB_NO_MERGE, NULL);
}

/* Each senseless argument: one report, no cache. */
static void senseless_arguments(struct kunit *test)
{
	struct kmem_cache *c = cache;

	KUNIT_EXPECT_EQ(test, kunit_count_warns(c = try_create("a b", 8, 0)),
			1u);
	KUNIT_EXPECT_NULL(test, c);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(c = try_create("", 8, 0)), 1u);
	KUNIT_EXPECT_NULL(test, c);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(c = try_create(NULL, 8, 0)),
			1u);
	KUNIT_EXPECT_NULL(test, c);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(c = try_create("x", 0, 0)), 1u);
	KUNIT_EXPECT_NULL(test, c);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		c = try_create("x", KMALLOC_MAX_SIZE + 1, 0)), 1u);
	KUNIT_EXPECT_NULL(test, c);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(c = try_create("x", 8, 24)),
			1u);
	KUNIT_EXPECT_NULL(test, c);
}

/* A name that is in use for other objects: one report, no cache. */
static void a_name_twice(struct kunit *test)
{
	struct kmem_cache *c = cache;

	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		c = try_create("test_slab", SIZE + 8, 0)), 1u);
	KUNIT_EXPECT_NULL(test, c);
	KUNIT_EXPECT_NOT_NULL(test, strstr(kunit_last_warning(),
			      "test_slab exists already, of other objects"));
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		c = try_create("test_slab", SIZE, 256)), 1u);
	KUNIT_EXPECT_NULL(test, c);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		c = kmem_cache_create("test_slab", SIZE, 0, SLAB_NO_MERGE,
				      count_object)), 1u);
	KUNIT_EXPECT_NULL(test, c);
	KUNIT_EXPECT_PTR_EQ(test, slab_find("test_slab"), cache);
}

/* The very same again, as from a module that is loaded twice: said, given. */
static void the_same_twice(struct kunit *test)
{
	struct kmem_cache *c = NULL;

	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		c = try_create("test_slab", SIZE, 0)), 1u);
	KUNIT_ASSERT_NOT_NULL(test, c);
	KUNIT_EXPECT_PTR_NE(test, c, cache);
	kmem_cache_destroy(c);
}

/*
 * The first holder of a shared cache has left; its name stays, and is not in
 * the way when it comes again with other objects.
 */
static void a_name_that_stayed(struct kunit *test)
{
	struct kmem_cache *a = kmem_cache_create("test_stays", 7976, 0, 0,
						 NULL);
	struct kmem_cache *b = kmem_cache_create("test_other", 7976, 0, 0,
						 NULL);
	struct kmem_cache *again = NULL;

	KUNIT_ASSERT_TRUE(test, a && b);
	kmem_cache_destroy(a);
	KUNIT_EXPECT_NO_WARNS(test, again = kmem_cache_create("test_stays",
							      64, 8, 0, NULL));
	KUNIT_EXPECT_NOT_NULL(test, again);
	kmem_cache_destroy(again);
	kmem_cache_destroy(b);
}

/* One object is out: it is named, the cache lives on, and goes later. */
static void destroyed_while_in_use(struct kunit *test)
{
	struct kmem_cache *c = try_create("test_used", SIZE, 0);
	void *p = c ? kmem_cache_alloc(c, GFP_KERNEL) : NULL;

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(kmem_cache_destroy(c)), 1u);
	KUNIT_EXPECT_PTR_EQ(test, slab_find("test_used"), c);
	kmem_cache_free(c, p);
	kmem_cache_destroy(c);
	KUNIT_EXPECT_NULL(test, slab_find("test_used"));
	KUNIT_EXPECT_NO_WARNS(test, kmem_cache_destroy(NULL));
}

/* kmalloc's caches are nobody's to destroy. */
static void own_caches_stay(struct kunit *test)
{
	struct kmem_cache *c = slab_find("kmalloc-64");

	KUNIT_EXPECT_EQ(test, kunit_count_warns(kmem_cache_destroy(c)), 1u);
	KUNIT_EXPECT_PTR_EQ(test, slab_find("kmalloc-64"), c);
}

/* The object goes home to its own cache after the report. */
static void freed_to_another_cache(struct kunit *test)
{
	struct kmem_cache *c = try_create("test_other", SIZE, 0);
	void *p = c ? kmem_cache_alloc(c, GFP_KERNEL) : NULL;

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(kmem_cache_free(cache, p)),
			1u);
	KUNIT_EXPECT_NOT_NULL(test, strstr(kunit_last_warning(), "test_other"));
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(c), 0);
	kmem_cache_destroy(c);
}

/* ---- layout -------------------------------------------------------------------- */

/* Sizes from one byte to 30000, alignments from 1 to a page. */
static void every_layout(struct kunit *test)
{
	static const unsigned int sizes[] = {
		1, 7, 24, 33, 100, 1000, 3000, 5000, 9000, 30000
	};
	unsigned int i, align;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		for (align = 1; align <= PAGE_SIZE; align *= 8) {
			struct kmem_cache *c = try_create("test_layout",
							  sizes[i], align);
			void *p = c ? kmem_cache_alloc(c, GFP_KERNEL) : NULL;
			void *q = c ? kmem_cache_alloc(c, GFP_KERNEL) : NULL;

			KUNIT_ASSERT_TRUE(test, p && q && p != q);
			KUNIT_EXPECT_EQ(test, (unsigned long)p & (align - 1),
					0UL);
			KUNIT_EXPECT_EQ(test, (unsigned long)q & (align - 1),
					0UL);
			memset(p, 1, sizes[i]);
			memset(q, 2, sizes[i]);
			KUNIT_EXPECT_NULL(test, memchr_inv(p, 1, sizes[i]));
			kmem_cache_free(c, p);
			kmem_cache_free(c, q);
			kmem_cache_destroy(c);
		}
	}
}

/*
 * slab_index() beside a division, for each offset of a slab: an object's
 * gives its index, any other something beyond.
 */
static void index_without_division(struct kunit *test)
{
	static const unsigned int sizes[] = { 8, 24, 96, 192, 200, 1000, 5000 };
	unsigned int i, offset;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct kmem_cache c = { .object_size = sizes[i] };
		unsigned int bytes, wrong = 0;

		KUNIT_ASSERT_EQ(test, slab_layout(&c), 0);
		bytes = PAGE_SIZE << c.order;
		for (offset = 0; offset < bytes; offset++) {
			u32 index = slab_index(&c, offset);
			bool begins = offset % c.size == 0 &&
				      offset / c.size < c.objects;

			wrong += begins ? index != offset / c.size :
					  index < c.objects;
		}
		KUNIT_EXPECT_EQ_MSG(test, wrong, 0u, "size %u", c.size);
	}
}

/* Like caches are one; unlike ones are not; the last holder ends it. */
static void like_caches_are_one(struct kunit *test)
{
	struct kmem_cache *a = kmem_cache_create("test_a", 72, 0, 0, NULL);
	struct kmem_cache *b = kmem_cache_create("test_b", 70, 0, 0, NULL);
	struct kmem_cache *c = kmem_cache_create("test_c", 72, 64, 0, NULL);
	struct kmem_cache *d = kmem_cache_create("test_d", 72, 0,
						 SLAB_RECLAIM_ACCOUNT, NULL);
	void *p;

	KUNIT_EXPECT_PTR_NE(test, a, c);
	KUNIT_EXPECT_PTR_NE(test, a, d);
	if (a && a == b)
		KUNIT_EXPECT_GE(test, a->refcount, 2u);
	kmem_cache_destroy(a);
	p = b ? kmem_cache_alloc(b, GFP_KERNEL) : NULL;
	KUNIT_EXPECT_NOT_NULL(test, p);
	if (p)
		kmem_cache_free(b, p);
	kmem_cache_destroy(b);
	kmem_cache_destroy(c);
	kmem_cache_destroy(d);
}

/* ---- bulk ------------------------------------------------------------------------ */

/* The same object side by side: the second is said, the others are free. */
static void bulk_with_one_twice(struct kunit *test)
{
	void *p[4];

	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(cache, GFP_KERNEL, 3, p),
			3);
	p[3] = p[2];
	preempt_disable();
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		kmem_cache_free_bulk(cache, ARRAY_SIZE(p), p)), 1u);
	preempt_enable();
	KUNIT_EXPECT_NULL(test, slab_broken(cache));
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(cache), 0);
}

static void bulk_of_every_size(struct kunit *test)
{
	static void *p[400];
	size_t nr, i;

	for (nr = 1; nr <= ARRAY_SIZE(p); nr = nr * 2 + 1) {
		KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(cache, GFP_KERNEL,
							    nr, p), (int)nr);
		for (i = 0; i < nr; i++)
			memset(p[i], i, SIZE);
		for (i = 0; i < nr; i++)
			KUNIT_EXPECT_NULL(test, memchr_inv(p[i], (u8)i, SIZE));
		kmem_cache_free_bulk(cache, nr, p);
		KUNIT_EXPECT_NULL(test, slab_broken(cache));
	}
}

/* ---- the same beside a plain reference ---------------------------------------------- */

#define SLOTS	256

/*
 * Random takes and gives; the reference is one byte a slot. After each
 * stretch the invariants hold and every object is as its owner left it.
 */
static void beside_a_reference(struct kunit *test)
{
	static u8 *object[SLOTS];
	static u8 mark[SLOTS];
	u32 seed = 1, n, slot, wrong = 0;

	memset(object, 0, sizeof(object));
	for (n = 0; n < 4000; n++) {
		seed = seed * 1664525 + 1013904223;
		slot = seed >> 24;
		if (!object[slot]) {
			object[slot] = kmem_cache_alloc(cache, GFP_KERNEL);
			KUNIT_ASSERT_NOT_NULL(test, object[slot]);
			mark[slot] = seed >> 8;
			memset(object[slot], mark[slot], SIZE);
		} else {
			wrong += memchr_inv(object[slot], mark[slot], SIZE) !=
				 NULL;
			kmem_cache_free(cache, object[slot]);
			object[slot] = NULL;
		}
		if (n % 500 == 0)
			KUNIT_EXPECT_NULL(test, slab_broken(cache));
	}
	for (slot = 0; slot < SLOTS; slot++)
		if (object[slot])
			kmem_cache_free(cache, object[slot]);
	KUNIT_EXPECT_EQ(test, wrong, 0u);
}

static struct kunit_case slab_cases[] = {
	KUNIT_CASE(objects_are_apart),
	KUNIT_CASE(last_in_first_out),
	KUNIT_CASE(size_is_what_was_asked),
	KUNIT_CASE(constructed_once),
	KUNIT_CASE(constructed_is_not_cleared),
	KUNIT_CASE(senseless_arguments),
	KUNIT_CASE(a_name_twice),
	KUNIT_CASE(the_same_twice),
	KUNIT_CASE(a_name_that_stayed),
	KUNIT_CASE(destroyed_while_in_use),
	KUNIT_CASE(own_caches_stay),
	KUNIT_CASE(freed_to_another_cache),
	KUNIT_CASE(every_layout),
	KUNIT_CASE(index_without_division),
	KUNIT_CASE(like_caches_are_one),
	KUNIT_CASE(bulk_of_every_size),
	KUNIT_CASE(bulk_with_one_twice),
	KUNIT_CASE(beside_a_reference),
	{}
};

static struct kunit_suite slab_suite = {
	.name = "slab",
	.init = slab_test_init,
	.exit = slab_test_exit,
	.test_cases = slab_cases,
};
kunit_test_suite(slab_suite);
