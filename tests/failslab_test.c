// SPDX-License-Identifier: MIT
/*
 * failslab_test.c - objects that are refused although there are some
 *
 * While the point is armed no CPU has a stack of objects; when it is off they
 * are as before, and so is every count.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/smp.h>

#include "../mm/slab.h"
#include "slab_sweep.h"

static const struct fault_point *point;

static int failslab_test_init(struct kunit *test)
{
	point = fault_point_find("failslab");
	KUNIT_ASSERT_NOT_NULL(test, point);
	fault_point_set(point, "verbose=0");
	return 0;
}

static void failslab_test_exit(struct kunit *test)
{
	fault_point_set(point, "1,0,0,1");
	fault_point_set(point, "ignore-gfp-wait=1");
	fault_point_set(point, "cache-filter=0");
	fault_point_set(point, "verbose=2");
	sweep_after(test, "failslab_");
	KUNIT_EXPECT_FALSE(test, slab_may_fail);
}

static bool gives(struct kmem_cache *c, gfp_t gfp)
{
	void *p = kmem_cache_alloc(c, gfp);

	if (p)
		kmem_cache_free(c, p);
	return p;
}

/* Linux's filters: who may wait; caches without SLAB_FAILSLAB. */
static void spares_as_linux(struct kunit *test)
{
	struct kmem_cache *c = kmem_cache_create("failslab_any", 64, 0,
						 SLAB_NO_MERGE, NULL);
	struct kmem_cache *marked = kmem_cache_create("failslab_marked", 64, 0,
						SLAB_NO_MERGE | SLAB_FAILSLAB,
						NULL);

	KUNIT_ASSERT_NOT_NULL(test, c);
	KUNIT_ASSERT_NOT_NULL(test, marked);
	fault_point_set(point, "1,100,0,-1");
	KUNIT_EXPECT_FALSE(test, gives(c, GFP_ATOMIC));
	KUNIT_EXPECT_TRUE(test, gives(c, GFP_KERNEL));
	KUNIT_EXPECT_TRUE(test, gives(c, GFP_ATOMIC | __GFP_NOFAIL));
	fault_point_set(point, "ignore-gfp-wait=0");
	KUNIT_EXPECT_FALSE(test, gives(c, GFP_KERNEL));
	fault_point_set(point, "cache-filter=1");
	KUNIT_EXPECT_TRUE(test, gives(c, GFP_KERNEL));
	KUNIT_EXPECT_FALSE(test, gives(marked, GFP_KERNEL));
	fault_point_set(point, "off");
	KUNIT_EXPECT_TRUE(test, gives(marked, GFP_KERNEL));
	kmem_cache_destroy(marked);
	kmem_cache_destroy(c);
}

static void every_limit(void *right)
{
	struct kmem_cache *c;
	unsigned int id;

	for_each_cache(c, id) {
		const struct cpu_stack *s = this_cpu_ptr(c->stack);

		if (slab_may_fail ? s->limit || s->count :
				    !s->limit != !c->limit)
			WRITE_ONCE(*(bool *)right, false);
	}
}

/* Every CPU's stacks are closed while it is armed, and open afterwards. */
static void stacks_of_all_cpus(struct kunit *test)
{
	struct kmem_cache *late;
	bool right = true;

	fault_nth_begin(1000000, NULL);
	KUNIT_EXPECT_TRUE(test, slab_may_fail);
	late = kmem_cache_create("failslab_late", 64, 0, SLAB_NO_MERGE, NULL);
	KUNIT_EXPECT_TRUE(test, late && gives(late, GFP_KERNEL));
	on_each_cpu(every_limit, &right, 1);
	KUNIT_EXPECT_TRUE(test, right);
	fault_nth_end();
	on_each_cpu(every_limit, &right, 1);
	KUNIT_EXPECT_TRUE(test, right);
	kmem_cache_destroy(late);
}

/* While it is armed, slabs fill up one after the other as ever. */
static void slabs_are_used_up(struct kunit *test)
{
	struct kmem_cache *c = kmem_cache_create("failslab_fill", 64, 0,
						 SLAB_NO_MERGE, NULL);
	void *p[64];
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, c);
	fault_nth_begin(1000000, NULL);
	for (i = 0; i < ARRAY_SIZE(p); i++)
		p[i] = kmem_cache_alloc(c, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, slab_cache_slabs(c),
			DIV_ROUND_UP(ARRAY_SIZE(p), c->objects));
	KUNIT_EXPECT_NULL(test, slab_broken(c));
	fault_nth_end();
	while (i--)
		if (p[i])
			kmem_cache_free(c, p[i]);
	kmem_cache_destroy(c);
}

/* D29: the k-th of a bulk request fails: none is kept. */
static void bulk_fails_midway(struct kunit *test)
{
	struct kmem_cache *c = kmem_cache_create("failslab_bulk", 100, 0,
						 SLAB_NO_MERGE, NULL);
	void *p[20];
	unsigned int k;

	KUNIT_ASSERT_NOT_NULL(test, c);
	for (k = 1; k <= ARRAY_SIZE(p); k++) {
		fault_nth_begin(k, NULL);
		KUNIT_EXPECT_EQ(test, kmem_cache_alloc_bulk(c, GFP_KERNEL,
				ARRAY_SIZE(p), p), 0);
		KUNIT_EXPECT_TRUE(test, fault_nth_end());
		KUNIT_EXPECT_NULL(test, slab_broken(c));
	}
	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(c, GFP_KERNEL,
			ARRAY_SIZE(p), p), (int)ARRAY_SIZE(p));
	kmem_cache_free_bulk(c, ARRAY_SIZE(p), p);
	KUNIT_EXPECT_NO_WARNS(test, (kmem_cache_destroy(c), 0));
}

/* ---- D30: each call that can fail does -------------------------------------------- */

static int create_and_use(struct kunit *test)
{
	struct kmem_cache *c = kmem_cache_create("failslab_new", 200, 0,
						 SLAB_NO_MERGE, NULL);
	void *p[5];
	int i, err = 0;

	if (!c)
		return -ENOMEM;
	for (i = 0; i < 5; i++) {
		p[i] = kmem_cache_zalloc(c, GFP_KERNEL);
		err = p[i] ? err : -ENOMEM;
	}
	while (i--) {
		if (p[i])
			kmem_cache_free(c, p[i]);
	}
	kmem_cache_destroy(c);
	return err;
}

static int kmalloc_all_sizes(struct kunit *test)
{
	void *p[KMALLOC_CLASSES + 2];
	unsigned int i;
	int err = 0;

	for (i = 0; i < ARRAY_SIZE(p); i++) {
		p[i] = kmalloc(i < KMALLOC_CLASSES ? kmalloc_class_size(i) :
			       KMALLOC_MAX_CACHE_SIZE + i, GFP_KERNEL);
		err = p[i] ? err : -ENOMEM;
	}
	while (i--)
		kfree(p[i]);
	return err;
}

static int krealloc_keeps(struct kunit *test)
{
	u8 *p = kmalloc(40, GFP_KERNEL), *larger;
	int err = 0;

	if (!p)
		return -ENOMEM;
	memset(p, 0x33, 40);
	larger = krealloc(p, 3000, GFP_KERNEL);
	/* Refused: the old one is as it was, and still the caller's. */
	if (!larger) {
		err = -ENOMEM;
		larger = p;
	}
	KUNIT_EXPECT_EQ(test, larger[0], 0x33);
	KUNIT_EXPECT_EQ(test, larger[39], 0x33);
	kfree(larger);
	return err;
}

/* No leak and no crash, whichever allocation fails. */
static void each_call(struct kunit *test)
{
	KUNIT_EXPECT_GE(test, kunit_fail_each(test, create_and_use, NULL), 7u);
	KUNIT_EXPECT_GE(test, kunit_fail_each(test, kmalloc_all_sizes, NULL),
			KMALLOC_CLASSES + 2u);
	KUNIT_EXPECT_GE(test, kunit_fail_each(test, krealloc_keeps, NULL), 2u);
}

static struct kunit_case failslab_cases[] = {
	KUNIT_CASE(spares_as_linux),
	KUNIT_CASE(stacks_of_all_cpus),
	KUNIT_CASE(slabs_are_used_up),
	KUNIT_CASE(bulk_fails_midway),
	KUNIT_CASE(each_call),
	{}
};

static struct kunit_suite failslab_suite = {
	.name = "failslab",
	.init = failslab_test_init,
	.exit = failslab_test_exit,
	.test_cases = failslab_cases,
};
kunit_test_suite(failslab_suite);
