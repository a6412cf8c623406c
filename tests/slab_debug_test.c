// SPDX-License-Identifier: MIT
/*
 * slab_debug_test.c - each fault of an object is seen, counted and mended
 *
 * The first group counts, as Linux's slub_kunit does: with a resource called
 * "slab_errors" each report and each repair adds one, and nothing is printed.
 * The second group reads: each fault is one WARN whose words name the fault
 * and the cache. After each, a hundred operations and the cache's invariants.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../mm/slab.h"
#include "capture.h"
#include "slab_sweep.h"

#define ALL_FLAGS \
	(SLAB_CONSISTENCY_CHECKS | SLAB_RED_ZONE | SLAB_POISON | \
	 SLAB_STORE_USER)

static int slab_errors;
static struct kunit_resource resource;

/* A cache that command-line flags do not touch, or the case ends. */
static struct kmem_cache *cache(struct kunit *test, unsigned int size,
				slab_flags_t flags)
{
	struct kmem_cache *c = kmem_cache_create("slab_debug_test", size, 0,
						 flags | SLAB_NO_USER_FLAGS |
						 SLAB_NO_MERGE, NULL);

	KUNIT_ASSERT_NOT_NULL(test, c);
	return c;
}

static u8 *object(struct kunit *test, struct kmem_cache *c)
{
	u8 *p = kmem_cache_alloc(c, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	return p;
}

/* A hundred operations, and every count right; nothing is said of them. */
static void expect_works(struct kunit *test, struct kmem_cache *c)
{
	void *p[10];
	int i, j;

	for (i = 0; i < 10; i++) {
		for (j = 0; j < 10; j++) {
			p[j] = kmem_cache_alloc(c, GFP_KERNEL);
			KUNIT_ASSERT_NOT_NULL(test, p[j]);
			memset(p[j], 0x11 * i, kmem_cache_size(c));
		}
		while (j--)
			kmem_cache_free(c, p[j]);
	}
	KUNIT_EXPECT_NULL(test, slab_broken(c));
}

/* ---- counted: the arithmetic of Linux's tests --------------------------------- */

static void count_errors(struct kunit *test)
{
	slab_errors = 0;
	kunit_add_named_resource(test, NULL, NULL, &resource, "slab_errors",
				 &slab_errors);
}

/* Found and mended; the next look finds nothing. */
static void expect_errors(struct kunit *test, struct kmem_cache *c, int count)
{
	slab_errors = 0;
	validate_slab_cache(c);
	KUNIT_EXPECT_EQ(test, slab_errors, count);
	slab_errors = 0;
	validate_slab_cache(c);
	KUNIT_EXPECT_EQ(test, slab_errors, 0);
}

static void end(struct kunit *test, struct kmem_cache *c)
{
	slab_errors = 0;
	expect_works(test, c);
	kmem_cache_destroy(c);
	KUNIT_EXPECT_EQ(test, slab_errors, 0);
}

static const struct zone_case {
	const char *name;
	slab_flags_t flags;
	unsigned int size;
	bool freed;
	int at;			/* byte written */
	int errors;
} zone_cases[] = {
	{ "the byte behind", SLAB_RED_ZONE, 64, false, 64, 2 },
	{ "the byte behind, odd size", SLAB_RED_ZONE, 61, false, 61, 2 },
	{ "the byte before", SLAB_RED_ZONE, 64, false, -1, 2 },
	{ "behind, freed", SLAB_RED_ZONE, 64, true, 64, 2 },
	{ "before, freed", SLAB_RED_ZONE, 64, true, -1, 2 },
	{ "byte 0, freed", SLAB_POISON, 64, true, 0, 2 },
	{ "byte 50, freed", SLAB_POISON, 64, true, 50, 2 },
	{ "the last byte, freed", SLAB_POISON, 64, true, 63, 2 },
	{ "inside, in use", ALL_FLAGS, 64, false, 63, 0 },
	{ "inside, freed, no poison", SLAB_RED_ZONE, 64, true, 8, 0 },
	{ "no flags", 0, 64, false, 63, 0 },
};
KUNIT_ARRAY_PARAM_DESC(zone_cases, zone_cases, name);

/* A byte where it must not be: one report and one repair, or none. */
static void clobber_byte(struct kunit *test)
{
	const struct zone_case *z = test->param_value;
	struct kmem_cache *c = cache(test, z->size, z->flags);
	u8 *p = object(test, c), was = p[z->at];

	count_errors(test);
	if (z->freed)
		kmem_cache_free(c, p);
	was = p[z->at];
	p[z->at] = 0x12;
	expect_errors(test, c, z->errors);
	if (z->errors)
		KUNIT_EXPECT_EQ(test, p[z->at], was);
	p[z->at] = was;
	if (!z->freed)
		kmem_cache_free(c, p);
	end(test, c);
}

/*
 * The link of a free object: chain, count and its correction; put back, the
 * count once more; then all is well.
 */
static void clobber_link(struct kunit *test)
{
	struct kmem_cache *c = cache(test, 64, SLAB_POISON);
	u8 *p = object(test, c);
	unsigned long *link, was;

	count_errors(test);
	kmem_cache_free(c, p);
	link = (unsigned long *)(p + c->offset);
	was = *link;
	p[c->offset] = ~p[c->offset];
	validate_slab_cache(c);
	KUNIT_EXPECT_EQ(test, slab_errors, 3);
	*link = was;
	expect_errors(test, c, 2);
	end(test, c);
}

/* 18 of 32 bytes were asked for: bytes 18 and 19 are none of them. */
static void clobber_slack(struct kunit *test)
{
	struct kmem_cache *c = cache(test, 32, SLAB_KMALLOC | SLAB_STORE_USER |
					       SLAB_RED_ZONE);
	u8 *p = __kmalloc_cache_noprof(c, GFP_KERNEL, 18);

	KUNIT_ASSERT_NOT_NULL(test, p);
	count_errors(test);
	memset(p, 0xff, 18);
	expect_errors(test, c, 0);
	/* The compiler knows as well how many there are. */
	OPTIMIZER_HIDE_VAR(p);
	p[18] = 0xab;
	p[19] = 0xab;
	expect_errors(test, c, 2);
	/* Who asks how many there are may use them. */
	KUNIT_EXPECT_EQ(test, ksize(p), 32u);
	p[31] = 0xab;
	expect_errors(test, c, 0);
	kmem_cache_free(c, p);
	end(test, c);
}

/* One object left: the slab and the object, and the cache stays. */
static void destroyed_with_an_object(struct kunit *test)
{
	struct kmem_cache *c = cache(test, 64, 0);
	u8 *p = object(test, c);

	count_errors(test);
	kmem_cache_destroy(c);
	KUNIT_EXPECT_EQ(test, slab_errors, 2);
	kmem_cache_free(c, p);
	end(test, c);
}

/* Three in two slabs: 2 + 3. */
static void destroyed_with_some(struct kunit *test)
{
	struct kmem_cache *c = cache(test, 1000, ALL_FLAGS);
	u8 *p[64];
	unsigned int i;

	KUNIT_ASSERT_LT(test, c->objects + 1, ARRAY_SIZE(p));
	for (i = 0; i <= c->objects; i++)
		p[i] = object(test, c);
	count_errors(test);
	for (i = 2; i < c->objects; i++)
		kmem_cache_free(c, p[i]);
	kmem_cache_destroy(c);
	KUNIT_EXPECT_EQ(test, slab_errors, 5);
	kmem_cache_free(c, p[0]);
	kmem_cache_free(c, p[1]);
	kmem_cache_free(c, p[c->objects]);
	end(test, c);
}

/* ---- what stands where ------------------------------------------------------------ */

static bool all_are(const u8 *p, int byte, size_t size)
{
	return !memchr_inv(p, byte, size);
}

/* Fills of each state; the link is outside, where nothing hides it. */
static void states(struct kunit *test)
{
	struct kmem_cache *c = cache(test, 64, ALL_FLAGS);
	u8 *p = object(test, c);

	KUNIT_EXPECT_GE(test, c->offset, 64u);
	KUNIT_EXPECT_TRUE(test, all_are(p, POISON_INUSE, 64));
	KUNIT_EXPECT_TRUE(test, all_are(p + 64, SLUB_RED_ACTIVE, 8));
	KUNIT_EXPECT_TRUE(test, all_are(p - 8, SLUB_RED_ACTIVE, 8));
	memset(p, 7, 64);
	kmem_cache_free(c, p);
	KUNIT_EXPECT_TRUE(test, all_are(p, POISON_FREE, 63));
	KUNIT_EXPECT_EQ(test, p[63], POISON_END);
	KUNIT_EXPECT_TRUE(test, all_are(p + 64, SLUB_RED_INACTIVE, 8));
	KUNIT_EXPECT_TRUE(test, all_are(p - 8, SLUB_RED_INACTIVE, 8));
	KUNIT_EXPECT_PTR_EQ(test, object(test, c), p);
	kmem_cache_free(c, p);
	kmem_cache_destroy(c);
}

static void make_seven(void *p)
{
	memset(p, 7, 100);
}

/* What a constructor made survives, whatever else is asked for. */
static void constructed_objects_stay(struct kunit *test)
{
	struct kmem_cache *c = kmem_cache_create("slab_debug_test", 100, 0,
						 ALL_FLAGS | SLAB_NO_USER_FLAGS,
						 make_seven);
	u8 *p;

	KUNIT_ASSERT_NOT_NULL(test, c);
	p = object(test, c);
	KUNIT_EXPECT_TRUE(test, all_are(p, 7, 100));
	kmem_cache_free(c, p);
	KUNIT_EXPECT_TRUE(test, all_are(p, 7, 100));
	KUNIT_EXPECT_NO_WARNS(test, validate_slab_cache(c));
	kmem_cache_destroy(c);
}

static const struct layout_case {
	unsigned int size, align;
	slab_flags_t flags;
} layouts[] = {
	{ 1, 0, ALL_FLAGS }, { 1, 0, SLAB_RED_ZONE }, { 7, 0, SLAB_RED_ZONE }, { 8, 8, ALL_FLAGS },
	{ 24, 64, ALL_FLAGS }, { 64, 0, SLAB_RED_ZONE | SLAB_HWCACHE_ALIGN },
	{ 100, 256, SLAB_RED_ZONE | SLAB_POISON }, { 4096, 4096, ALL_FLAGS },
	{ 5000, 8, ALL_FLAGS }, { 30000, 0, ALL_FLAGS },
	{ 128, 0, ALL_FLAGS | SLAB_KMALLOC },
	{ 96, 0, SLAB_RED_ZONE | SLAB_KMALLOC }, { 3, 1, SLAB_STORE_USER },
};

/* Objects are aligned, do not touch each other, and all bytes are theirs. */
static void layouts_hold(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(layouts); i++) {
		const struct layout_case *l = &layouts[i];
		struct kmem_cache *c = kmem_cache_create("slab_debug_test",
			l->size, l->align, l->flags | SLAB_NO_USER_FLAGS, NULL);
		unsigned long align = max(l->align, 1u);
		u8 *p;

		KUNIT_ASSERT_NOT_NULL(test, c);
		if (l->flags & SLAB_KMALLOC)
			align = l->size & -l->size;
		KUNIT_EXPECT_EQ(test, kmem_cache_size(c), l->size);
		p = object(test, c);
		KUNIT_EXPECT_EQ(test, (unsigned long)p % align, 0u);
		memset(p, 0xff, l->size);
		KUNIT_EXPECT_NO_WARNS(test, validate_slab_cache(c));
		kmem_cache_free(c, p);
		KUNIT_EXPECT_NO_WARNS(test, (expect_works(test, c), 0));
		kmem_cache_destroy(c);
	}
}

static void slab_debug_exit(struct kunit *test)
{
	sweep_after(test, "slab_debug_test");
}

static struct kunit_case slab_debug_cases[] = {
	KUNIT_CASE_PARAM(clobber_byte, zone_cases_gen_params),
	KUNIT_CASE(clobber_link),
	KUNIT_CASE(clobber_slack),
	KUNIT_CASE(destroyed_with_an_object),
	KUNIT_CASE(destroyed_with_some),
	KUNIT_CASE(states),
	KUNIT_CASE(constructed_objects_stay),
	KUNIT_CASE(layouts_hold),
	{}
};

static struct kunit_suite slab_debug_suite = {
	.name = "slab_debug",
	.exit = slab_debug_exit,
	.test_cases = slab_debug_cases,
};
kunit_test_suite(slab_debug_suite);
