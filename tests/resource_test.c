// SPDX-License-Identifier: MIT
/*
 * resource_test.c - the tree of address ranges, on a root of its own
 *
 *	root	[ 0 ..................................... 0xffff ]
 *	ram	     [ 0x1000 .......... 0x4fff ]   dev [ 0x8000 .. 0x8fff ]
 *	code		[ 0x2000 .. 0x2fff ]
 */
#include <kunit/test.h>
#include <kunit/test-bug.h>
#include <kunit/run.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "threads.h"

#define RES(first, last, what) \
	{ .start = (first), .end = (last), .flags = (what) }

static struct resource root, ram, code, dev;

static int tree_begin(struct kunit *test)
{
	root = (struct resource)RES(0, 0xffff, IORESOURCE_MEM);
	ram = (struct resource)RES(0x1000, 0x4fff, IORESOURCE_SYSTEM_RAM);
	code = (struct resource)RES(0x2000, 0x2fff, IORESOURCE_SYSTEM_RAM |
						    IORESOURCE_BUSY);
	dev = (struct resource)RES(0x8000, 0x8fff, IORESOURCE_MEM);
	dev.desc = IORES_DESC_CXL;
	KUNIT_ASSERT_EQ(test, request_resource(&root, &dev), 0);
	KUNIT_ASSERT_EQ(test, request_resource(&root, &ram), 0);
	KUNIT_ASSERT_EQ(test, request_resource(&ram, &code), 0);
	return 0;
}

static void tree_end(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, resource_broken(&root), 0);
}

/* "1000-4fff( 2000-2fff ) 8000-8fff": parents, then what is in them */
static const char *text(void)
{
	static char buf[256];
	struct resource r;
	unsigned int n, depth, len = 0;

	buf[0] = '\0';
	for (n = 0; resource_nth(&root, n, &r, &depth); n++)
		len += scnprintf(buf + len, sizeof(buf) - len, "%s%u:%llx-%llx",
				 n ? " " : "", depth, r.start, r.end);
	return buf;
}

#define AS_BEFORE "0:1000-4fff 1:2000-2fff 0:8000-8fff"

static void expect_tree(struct kunit *test, const char *expect)
{
	KUNIT_EXPECT_STREQ(test, text(), expect);
	KUNIT_EXPECT_EQ(test, resource_broken(&root), 0);
}

/* One level is searched; whoever is in the way is named, and nothing done. */
static void request_finds_the_gap(struct kunit *test)
{
	static struct resource gap[] = {
		RES(0, 0xfff, 0), RES(0x5000, 0x7fff, 0),
		RES(0x9000, 0xffff, 0),
	};
	struct resource bad[] = {
		RES(0x4fff, 0x5000, 0), RES(0, 0x1000, 0), RES(0x2000, 1, 0),
		RES(0x8fff, 0x8fff, 0), RES(0xf000, 0x10000, 0),
	};
	const struct resource *const in_the_way[] = { &ram, &ram, &root, &dev,
						      &root };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		KUNIT_EXPECT_PTR_EQ(test,
				    request_resource_conflict(&root, &bad[i]),
				    in_the_way[i]);
		KUNIT_EXPECT_EQ(test, request_resource(&root, &bad[i]),
				-EBUSY);
	}
	expect_tree(test, AS_BEFORE);
	for (i = 0; i < ARRAY_SIZE(gap); i++)
		KUNIT_EXPECT_EQ(test, request_resource(&root, &gap[i]), 0);
	expect_tree(test, "0:0-fff " "0:1000-4fff 1:2000-2fff 0:5000-7fff "
			  "0:8000-8fff 0:9000-ffff");
}

/* Below what holds it, above what it holds; equals: the newcomer is above. */
static void insert_finds_the_level(struct kunit *test)
{
	struct resource in_code = RES(0x2800, 0x28ff, 0);
	struct resource over_all = RES(0x0800, 0x9000, 0);
	struct resource same = RES(0x2000, 0x2fff, 0);

	KUNIT_EXPECT_EQ(test, insert_resource(&root, &in_code), 0);
	KUNIT_EXPECT_EQ(test, insert_resource(&root, &same), 0);
	KUNIT_EXPECT_EQ(test, insert_resource(&root, &over_all), 0);
	expect_tree(test, "0:800-9000 1:1000-4fff 2:2000-2fff 3:2000-2fff "
			  "4:2800-28ff 1:8000-8fff");
	KUNIT_EXPECT_PTR_EQ(test, code.parent, &same);
	KUNIT_EXPECT_EQ(test, remove_resource(&over_all), 0);
	KUNIT_EXPECT_EQ(test, remove_resource(&same), 0);
	KUNIT_EXPECT_EQ(test, remove_resource(&in_code), 0);
	expect_tree(test, AS_BEFORE);
}

/* What lies across a border is refused and named; nothing changes. */
static void insert_refuses(struct kunit *test)
{
	struct resource across[] = {
		RES(0x0800, 0x1800, 0), RES(0x4800, 0x5800, 0),
		RES(0x2800, 0x3800, 0), RES(0x1000, 0x8800, 0),
		RES(0x8000, 0x10000, 0), RES(0x10, 0xf, 0),
	};
	const struct resource *const in_the_way[] = { &ram, &ram, &code, &dev,
						      &root, &root };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(across); i++)
		KUNIT_EXPECT_PTR_EQ(test,
				    insert_resource_conflict(&root, &across[i]),
				    in_the_way[i]);
	KUNIT_EXPECT_EQ(test, insert_resource(&root, &across[0]), -EBUSY);
	/* Twice the same. */
	KUNIT_EXPECT_EQ(test, insert_resource(&root, &code), -EBUSY);
	expect_tree(test, AS_BEFORE);
}

/* Released: with all below. Removed: what was below is one level higher. */
static void release_and_remove(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, remove_resource(&ram), 0);
	expect_tree(test, "0:2000-2fff 0:8000-8fff");
	KUNIT_EXPECT_PTR_EQ(test, code.parent, &root);
	KUNIT_EXPECT_EQ(test, insert_resource(&root, &ram), 0);
	expect_tree(test, AS_BEFORE);
	KUNIT_EXPECT_EQ(test, release_resource(&ram), 0);
	expect_tree(test, "0:8000-8fff");
	KUNIT_EXPECT_EQ(test, remove_resource(&dev), 0);
	expect_tree(test, "");
	/* In no tree any more, or never; or its parent does not know it. */
	KUNIT_EXPECT_EQ(test, release_resource(&ram), -EINVAL);
	KUNIT_EXPECT_EQ(test, remove_resource(&dev), -EINVAL);
	dev.parent = &root;
	KUNIT_EXPECT_EQ(test, remove_resource(&dev), -EINVAL);
}

/*
 * Of the kind wholly, partly, not at all. RAM's middle is busy, RAM is not;
 * what is nobody's counts as nothing.
 */
static void intersects(struct kunit *test)
{
	static const struct {
		resource_size_t start, size;
		unsigned long flags, desc;
		int expect;
	} rows[] = {
		{ 0x1000, 0x4000, IORESOURCE_SYSTEM_RAM, 0, REGION_INTERSECTS },
		{ 0x0000, 0x5800, IORESOURCE_SYSTEM_RAM, 0, REGION_INTERSECTS },
		{ 0x2000, 0x1000, IORESOURCE_BUSY, 0, REGION_INTERSECTS },
		{ 0x2000, 0x1001, IORESOURCE_BUSY, 0, REGION_MIXED },
		{ 0x1fff, 0x1001, IORESOURCE_BUSY, 0, REGION_MIXED },
		{ 0x3000, 0x1000, IORESOURCE_BUSY, 0, REGION_DISJOINT },
		{ 0x5000, 0x3000, IORESOURCE_MEM, 0, REGION_DISJOINT },
		{ 0x4000, 0x5000, IORESOURCE_MEM, 0, REGION_INTERSECTS },
		{ 0x4000, 0x5000, IORESOURCE_SYSTEM_RAM, 0, REGION_MIXED },
		{ 0x8000, 0x1000, 0, IORES_DESC_CXL, REGION_INTERSECTS },
		{ 0x4000, 0x5000, 0, IORES_DESC_CXL, REGION_MIXED },
		{ 0x8000, 0x1000, IORESOURCE_BUSY, IORES_DESC_CXL,
		  REGION_DISJOINT },
		{ 0x8000, 0x1000, 0, IORES_DESC_ACPI_TABLES, REGION_DISJOINT },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		KUNIT_EXPECT_EQ_MSG(test,
			region_intersects_in(&root, rows[i].start,
					     rows[i].size, rows[i].flags,
					     rows[i].desc),
			rows[i].expect, "row %u", i);
}

/* Two children that touch cover their parent's part together. */
static void intersects_in_pieces(struct kunit *test)
{
	struct resource left = RES(0x8000, 0x87ff, IORESOURCE_BUSY);
	struct resource right = RES(0x8800, 0x8fff, IORESOURCE_BUSY);

	KUNIT_EXPECT_EQ(test, insert_resource(&root, &left), 0);
	KUNIT_EXPECT_EQ(test, region_intersects_in(&root, 0x8000, 0x1000,
						   IORESOURCE_BUSY, 0),
			REGION_MIXED);
	KUNIT_EXPECT_EQ(test, insert_resource(&root, &right), 0);
	KUNIT_EXPECT_EQ(test, region_intersects_in(&root, 0x8000, 0x1000,
						   IORESOURCE_BUSY, 0),
			REGION_INTERSECTS);
	remove_resource(&left);
	remove_resource(&right);
}

static void two_ranges(struct kunit *test)
{
	struct resource r = RES(1, 2, 3);
	struct resource b = RES(0x4fff, 0x8000, 0);

	KUNIT_EXPECT_FALSE(test, resource_union(&ram, &dev, &r));
	KUNIT_EXPECT_FALSE(test, resource_intersection(&dev, &ram, &r));
	KUNIT_EXPECT_EQ(test, r.start, 1ULL);
	KUNIT_EXPECT_TRUE(test, resource_union(&ram, &b, &r));
	KUNIT_EXPECT_EQ(test, r.start, 0x1000ULL);
	KUNIT_EXPECT_EQ(test, r.end, 0x8000ULL);
	KUNIT_EXPECT_TRUE(test, resource_intersection(&b, &ram, &r));
	KUNIT_EXPECT_EQ(test, r.start, 0x4fffULL);
	KUNIT_EXPECT_EQ(test, resource_size(&r), 1ULL);
}

/* Below what nobody uses as a whole; not where somebody is; once. */
static void regions(struct kunit *test)
{
	struct resource *r;

	r = __request_region(&root, 0x8100, 0x100, "driver",
			     IORESOURCE_EXCLUSIVE);
	KUNIT_ASSERT_NOT_NULL(test, r);
	KUNIT_EXPECT_PTR_EQ(test, r->parent, &dev);
	KUNIT_EXPECT_STREQ(test, r->name, "driver");
	KUNIT_EXPECT_EQ(test, r->flags, IORESOURCE_MEM | IORESOURCE_BUSY |
					IORESOURCE_EXCLUSIVE);
	KUNIT_EXPECT_EQ(test, r->desc, (unsigned long)IORES_DESC_CXL);
	KUNIT_EXPECT_NULL(test, __request_region(&root, 0x81ff, 2, "b", 0));
	KUNIT_EXPECT_NULL(test, __request_region(&root, 0x8110, 2, "b", 0));
	KUNIT_EXPECT_NULL(test, __request_region(&root, 0x7fff, 2, "b", 0));
	KUNIT_EXPECT_NULL(test, __request_region(&root, 0x2100, 2, "b", 0));
	KUNIT_EXPECT_NULL(test, __request_region(&root, 0xffff, 2, "b", 0));
	/* Other borders, a busy one that was not requested, nothing there. */
	KUNIT_EXPECT_WARNS(test, __release_region(&root, 0x8100, 0xff));
	KUNIT_EXPECT_WARNS(test, __release_region(&root, 0x8101, 0xff));
	KUNIT_EXPECT_WARNS(test, __release_region(&root, 0x2000, 0x10));
	KUNIT_EXPECT_WARNS(test, __release_region(&root, 0x6000, 0x10));
	__release_region(&root, 0x8100, 0x100);
	KUNIT_EXPECT_WARNS(test, __release_region(&root, 0x8100, 0x100));
	expect_tree(test, AS_BEFORE);
}

/* A failed request costs nothing: a thousand of them, and one still works. */
static void failed_requests_cost_nothing(struct kunit *test)
{
	struct resource *r;
	unsigned int i;

	for (i = 0; i < 1000; i++) {
		KUNIT_ASSERT_NULL(test, __request_region(&root, 0x2000, 1, "",
							 0));
		KUNIT_ASSERT_TRUE(test, IS_ERR(alloc_free_mem_region(
						&root, SZ_64K, 1, "")));
	}
	r = request_mem_region(0xffffffff00000000, 0x1000, "test");
	KUNIT_ASSERT_NOT_NULL(test, r);
	KUNIT_EXPECT_EQ(test, region_intersects(0xffffffff00000800, 1,
						IORESOURCE_BUSY, 0),
			REGION_INTERSECTS);
	release_mem_region(0xffffffff00000000, 0x1000);
	r = request_region(0x7000, 8, "test");
	KUNIT_ASSERT_NOT_NULL(test, r);
	KUNIT_EXPECT_EQ(test, r->flags, IORESOURCE_IO | IORESOURCE_BUSY);
	release_region(0x7000, 8);
}

static int take_region(struct kunit *test)
{
	if (!__request_region(&root, 0x8100, 0x100, "driver", 0))
		return -ENOMEM;
	__release_region(&root, 0x8100, 0x100);
	return 0;
}

static int take_hole(struct kunit *test)
{
	struct resource *r = alloc_free_mem_region(&root, 0x1000, 0x1000, "a");

	if (IS_ERR(r)) {
		KUNIT_EXPECT_EQ(test, PTR_ERR(r), -ENOMEM);
		return PTR_ERR(r);
	}
	KUNIT_EXPECT_EQ(test, release_resource(r), 0);
	kfree(r);
	return 0;
}

/* No memory for a resource: told so, and the tree is as it was. */
static void no_memory_for_a_region(struct kunit *test)
{
	KUNIT_EXPECT_GE(test, kunit_fail_each(test, take_region, NULL), 1u);
	expect_tree(test, AS_BEFORE);
	KUNIT_EXPECT_GE(test, kunit_fail_each(test, take_hole, NULL), 1u);
	expect_tree(test, AS_BEFORE);
}

/* The lowest hole that fits, aligned; of what does not fit, why. */
static void holes(struct kunit *test)
{
	struct resource *a, *b;

	a = alloc_free_mem_region(&root, 0x2000, 0x1000, "a");
	KUNIT_ASSERT_FALSE(test, IS_ERR(a));
	KUNIT_EXPECT_EQ(test, a->start, 0x5000ULL);
	b = alloc_free_mem_region(&root, 0x2000, 0x4000, "b");
	KUNIT_ASSERT_FALSE(test, IS_ERR(b));
	KUNIT_EXPECT_EQ(test, b->start, 0xc000ULL);
	KUNIT_EXPECT_EQ(test, b->end, 0xdfffULL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(alloc_free_mem_region(&root, 0x6000, 8,
							    "")), -ERANGE);
	KUNIT_EXPECT_EQ(test, PTR_ERR(alloc_free_mem_region(&root, ~0UL, 1,
							    "")), -ERANGE);
	KUNIT_EXPECT_EQ(test, PTR_ERR(alloc_free_mem_region(&root, 8, 3, "")),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(alloc_free_mem_region(&root, 0, 1, "")),
			-EINVAL);
	expect_tree(test, "0:1000-4fff 1:2000-2fff 0:5000-6fff 0:8000-8fff "
			  "0:c000-dfff");
	KUNIT_EXPECT_EQ(test, remove_resource(a), 0);
	KUNIT_EXPECT_EQ(test, remove_resource(b), 0);
	kfree(a);
	kfree(b);
	expect_tree(test, AS_BEFORE);
}

/* T1, T2, T3: each is broken on purpose, and named. */
static void broken_invariants_are_named(struct kunit *test)
{
	code.end = 0x5000;
	KUNIT_EXPECT_EQ(test, resource_broken(&root), 1);
	code.end = 0x1fff;
	KUNIT_EXPECT_EQ(test, resource_broken(&root), 1);
	code.end = 0x2fff;
	ram.end = 0x8000;
	KUNIT_EXPECT_EQ(test, resource_broken(&root), 2);
	ram.end = 0x4fff;
	code.parent = &root;
	KUNIT_EXPECT_EQ(test, resource_broken(&root), 3);
	code.parent = &ram;
}

#define NR_RANDOM	64

/* Any sequence leaves a sound tree, and an empty one when all are gone. */
static void random_sequences(struct kunit *test)
{
	static struct resource r[NR_RANDOM];
	u32 seed = 1, step, i;

	memset(r, 0, sizeof(r));
	for (step = 0; step < 20000; step++) {
		seed = seed * 1664525 + 1013904223;
		i = seed >> 26;
		if (r[i].parent) {
			KUNIT_ASSERT_EQ(test, remove_resource(&r[i]), 0);
		} else {
			r[i] = (struct resource)RES(seed >> 8 & 0xff,
						    (seed >> 8 & 0xff) +
						    (seed >> 16 & 0x1f), 0);
			(void)insert_resource(&root, &r[i]);
		}
		KUNIT_ASSERT_EQ(test, resource_broken(&root), 0);
	}
	for (i = 0; i < NR_RANDOM; i++) {
		if (r[i].parent)
			remove_resource(&r[i]);
	}
	expect_tree(test, AS_BEFORE);
}

/* Behind the last address of all there is no hole, nor one at 0 again. */
static void no_hole_at_the_end(struct kunit *test)
{
	struct resource all = RES(0, ~0ULL, IORESOURCE_MEM);
	struct resource low = RES(0, 0xffff, IORESOURCE_MEM);
	struct resource high = RES(0x18000, ~0ULL, IORESOURCE_MEM);
	struct resource *r;

	KUNIT_ASSERT_EQ(test, request_resource(&all, &low), 0);
	KUNIT_ASSERT_EQ(test, request_resource(&all, &high), 0);
	KUNIT_EXPECT_EQ(test, PTR_ERR(alloc_free_mem_region(&all, SZ_64K, 8,
							    "")), -ERANGE);
	r = alloc_free_mem_region(&all, SZ_32K, 8, "");
	KUNIT_ASSERT_FALSE(test, IS_ERR(r));
	KUNIT_EXPECT_EQ(test, r->start, 0x10000ULL);
	KUNIT_EXPECT_EQ(test, release_resource(r), 0);
	kfree(r);
}

#define ROUNDS	100

static atomic_t owners, wrong;

/* For as long as one has it, nobody else has. */
static void take_in_turns(struct crew_member *me)
{
	struct resource *r;
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		if (__request_region(&root, 0x8100, 0x100, "driver", 0)) {
			if (atomic_inc_return(&owners) != 1)
				atomic_inc(&wrong);
			atomic_dec(&owners);
			__release_region(&root, 0x8100, 0x100);
		}
		r = alloc_free_mem_region(&root, 0x800, 0x800, "hole");
		if (IS_ERR(r) || release_resource(r))
			atomic_inc(&wrong);
		else
			kfree(r);
	}
}

/*
 * Drivers that want one range: who is refused looks at the owner's resource,
 * which the owner frees the moment after. (Without the lock TSan and a
 * poisoned heap see that.)
 */
static void drivers_in_each_others_way(struct kunit *test)
{
	struct crew crew;

	atomic_set(&owners, 0);
	atomic_set(&wrong, 0);
	crew_start(test, &crew, take_in_turns, 3);
	crew_join(&crew);
	KUNIT_EXPECT_EQ(test, atomic_read(&wrong), 0);
	expect_tree(test, AS_BEFORE);
}

static struct kunit_case resource_cases[] = {
	KUNIT_CASE(request_finds_the_gap),
	KUNIT_CASE(insert_finds_the_level),
	KUNIT_CASE(insert_refuses),
	KUNIT_CASE(release_and_remove),
	KUNIT_CASE(intersects),
	KUNIT_CASE(intersects_in_pieces),
	KUNIT_CASE(two_ranges),
	KUNIT_CASE(regions),
	KUNIT_CASE(failed_requests_cost_nothing),
	KUNIT_CASE(no_memory_for_a_region),
	KUNIT_CASE(holes),
	KUNIT_CASE(no_hole_at_the_end),
	KUNIT_CASE(drivers_in_each_others_way),
	KUNIT_CASE(broken_invariants_are_named),
	KUNIT_CASE(random_sequences),
	{}
};

static struct kunit_suite resource_suite = {
	.name = "resource",
	.init = tree_begin,
	.exit = tree_end,
	.test_cases = resource_cases,
};
kunit_test_suite(resource_suite);
