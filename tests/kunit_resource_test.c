// SPDX-License-Identifier: MIT
/*
 * kunit_resource_test.c - KUnit tests itself: what a case owns
 *
 * kunit_inner.h says how.
 */
#include "kunit_inner.h"

static void trace_free(struct kunit_resource *res)
{
	leave_trace('r');
}

static struct kunit_resource traced;
static int two = 2;

static void trace_action(void *letter)
{
	leave_trace(*(char *)letter);
}

static void trace_other(void *letter)
{
	leave_trace('!');
}

static char letter_a = 'a', letter_b = 'b', letter_c = 'c';

static void order_inner(struct kunit *test)
{
	kunit_add_action(test, trace_action, &letter_a);
	kunit_add_resource(test, NULL, trace_free, &traced, NULL);
	kunit_add_action(test, trace_action, &letter_b);
	kunit_add_action(test, trace_action, &letter_c);
	kunit_add_action(test, trace_action, &letter_a);
	kunit_add_action(test, trace_other, &letter_a);
	kunit_remove_action(test, trace_action, &letter_c);
	kunit_release_action(test, trace_action, &letter_a);	/* the newer */
	leave_trace('|');
}

/* Newest first; a removed action is forgotten, a released one runs at once. */
static void resource_order(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_alone(order_inner), KUNIT_SUCCESS);
	KUNIT_EXPECT_STREQ(test, trail, "a|!bra");
}

static void throwing_action(void *ctx)
{
	leave_trace('t');
	KUNIT_FAIL_AND_ABORT(kunit_get_current_test(), "while releasing");
}

static void throw_inner(struct kunit *test)
{
	kunit_add_action(test, trace_action, &letter_a);
	kunit_add_action(test, throwing_action, NULL);
	kunit_add_action(test, trace_action, &letter_b);
}

/* An assertion in one release neither hides nor stops the others. */
static void resource_release_throws(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_alone(throw_inner), KUNIT_FAILURE);
	KUNIT_EXPECT_STREQ(test, trail, "bta");
}

static int init_fails(struct kunit_resource *res, void *data)
{
	return -EIO;
}

/* Names are unique in a case; a finder holds a reference of its own. */
static void resource_named(struct kunit *test)
{
	struct kunit_resource res, again, *found;

	trail[0] = '\0';
	KUNIT_EXPECT_EQ(test, kunit_add_named_resource(test, NULL, trace_free,
						       &res, "it", &two), 0);
	KUNIT_EXPECT_EQ(test, kunit_add_named_resource(test, NULL, NULL,
						       &again, "it", NULL),
			-EEXIST);
	KUNIT_EXPECT_EQ(test, kunit_add_named_resource(test, NULL, NULL,
						       &again, NULL, NULL),
			-EINVAL);
	KUNIT_EXPECT_NULL(test, kunit_find_named_resource(test, "other"));

	found = kunit_find_named_resource(test, "it");
	KUNIT_ASSERT_PTR_EQ(test, found, &res);
	KUNIT_EXPECT_PTR_EQ(test, found->data, &two);
	KUNIT_EXPECT_EQ(test, kunit_destroy_named_resource(test, "it"), 0);
	KUNIT_EXPECT_STREQ(test, trail, "");	/* we still hold it */
	kunit_put_resource(found);
	KUNIT_EXPECT_STREQ(test, trail, "r");
	KUNIT_EXPECT_EQ(test, kunit_destroy_named_resource(test, "it"),
			-ENOENT);
}

/* A failed init adds nothing and nothing is released. */
static void resource_init_fails(struct kunit *test)
{
	struct kunit_resource res;

	trail[0] = '\0';
	KUNIT_EXPECT_EQ(test, kunit_add_resource(test, init_fails, trace_free,
						 &res, NULL), -EIO);
	KUNIT_EXPECT_NULL(test, kunit_alloc_resource(test, init_fails,
						     trace_free, 0, NULL));
	KUNIT_EXPECT_TRUE(test, list_empty(&test->resources));
	KUNIT_EXPECT_STREQ(test, trail, "");
}

/* One put too many is the caller's mistake: a WARN, and no second release. */
static void resource_put_too_often(struct kunit *test)
{
	struct kunit_resource res;

	trail[0] = '\0';
	kunit_add_resource(test, NULL, trace_free, &res, NULL);
	kunit_remove_resource(test, &res);
	KUNIT_EXPECT_WARNS(test, kunit_put_resource(&res));
	KUNIT_EXPECT_STREQ(test, trail, "r");
}

static unsigned int blocks;	/* of the allocator below, not yet freed */

static void *no_memory(size_t size, gfp_t gfp)
{
	return NULL;
}

static u8 block_mem[8][128] __aligned(16);

static void *block_alloc(size_t size, gfp_t gfp)
{
	if (size > sizeof(block_mem[0]) || blocks >= ARRAY_SIZE(block_mem))
		return NULL;
	return block_mem[blocks++];
}

static void block_free(void *mem)
{
	blocks--;
}

static const struct kunit_allocator nothing = { no_memory, block_free };
static const struct kunit_allocator eight_blocks = { block_alloc, block_free };

static void allocate_inner(struct kunit *test)
{
	u8 *mem = kunit_kmalloc(test, 100, 0);

	KUNIT_EXPECT_NOT_NULL(test, mem);
	KUNIT_EXPECT_NOT_NULL(test, kunit_kmalloc(test, 100, 0));
	KUNIT_EXPECT_EQ(test, blocks, 4);	/* two, and their resources */
	kunit_kfree(test, mem);
	KUNIT_EXPECT_EQ(test, blocks, 2);
	kunit_kfree(test, NULL);
	KUNIT_EXPECT_EQ(test, blocks, 2);
	KUNIT_ASSERT_TRUE(test, false);		/* the rest must go as well */
}

static void no_memory_inner(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, kunit_kmalloc(test, 1, 0));
	KUNIT_EXPECT_NULL(test, kunit_kzalloc(test, 1, 0));
	KUNIT_EXPECT_EQ(test, kunit_add_action(test, trace_action, &letter_a),
			-ENOMEM);
	KUNIT_EXPECT_STREQ(test, trail, "");
	KUNIT_EXPECT_EQ(test, kunit_add_action_or_reset(test, trace_action,
							&letter_b), -ENOMEM);
}

/*
 * A registered allocator gets back all it gave, also after an abort; without
 * memory everything says so. This case itself owns nothing meanwhile.
 */
static void memory_registered(struct kunit *test)
{
	const struct kunit_allocator *before;

	blocks = 0;
	before = kunit_register_allocator(&eight_blocks);
	run_alone(allocate_inner);
	KUNIT_EXPECT_EQ(test, blocks, 0);
	EXPECT_OUT(test, "ASSERTION");
	KUNIT_EXPECT_NULL_MSG(test, strstr(out, "EXPECTATION"), "%s", out);

	kunit_register_allocator(&nothing);
	KUNIT_EXPECT_EQ(test, run_alone(no_memory_inner), KUNIT_SUCCESS);
	KUNIT_EXPECT_STREQ(test, trail, "b");	/* reset at once, not twice */
	kunit_register_allocator(before);
}

static void arena_inner(struct kunit *test)
{
	unsigned int n;
	u8 *mem;

	/* 256 KiB less bookkeeping: 31 blocks of 8 KiB and no more than 32. */
	for (n = 0; n < 40; n++) {
		mem = kunit_kmalloc(test, 8192 - 3, 0);
		if (!mem)
			break;
		KUNIT_EXPECT_EQ(test, (unsigned long)mem % 16, 0);
		memset(mem, 0xa5, 8192 - 3);
	}
	KUNIT_EXPECT_EQ(test, n, 31);
	KUNIT_EXPECT_NULL(test, kunit_kmalloc(test, ~0UL, 0));
}

/* The built-in arena ends with NULL, and is whole again for the next case. */
static void memory_arena(struct kunit *test)
{
	const struct kunit_allocator *before = kunit_register_allocator(NULL);

	KUNIT_EXPECT_EQ(test, run_alone(arena_inner), KUNIT_SUCCESS);
	KUNIT_EXPECT_EQ(test, run_alone(arena_inner), KUNIT_SUCCESS);
	kunit_register_allocator(before);
}

/* Zeroed when asked to be; a product that overflows is refused. */
static void memory_arrays(struct kunit *test)
{
	static const u8 zeroes[48];
	u8 *mem = kunit_kcalloc(test, 6, 8, 0);

	KUNIT_ASSERT_NOT_NULL(test, mem);
	KUNIT_EXPECT_MEMEQ(test, mem, zeroes, 48);
	KUNIT_EXPECT_NULL(test, kunit_kmalloc_array(test, 1UL << 33, 1UL << 33,
						    0));
	KUNIT_EXPECT_NULL(test, kunit_kcalloc(test, ~0UL, 2, 0));
}

static void free_foreign_inner(struct kunit *test)
{
	kunit_kfree(test, &two);
}

/* Freeing what the case does not own fails the case. */
static void memory_foreign_free(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_alone(free_foreign_inner), KUNIT_FAILURE);
	EXPECT_OUT(test, "is foreign or freed already\n");
}

static struct kunit_case resource_cases[] = {
	KUNIT_CASE(resource_order),
	KUNIT_CASE(resource_release_throws),
	KUNIT_CASE(resource_named),
	KUNIT_CASE(resource_init_fails),
	KUNIT_CASE(resource_put_too_often),
	KUNIT_CASE(memory_registered),
	KUNIT_CASE(memory_arena),
	KUNIT_CASE(memory_arrays),
	KUNIT_CASE(memory_foreign_free),
	{}
};

static struct kunit_suite resource_suite = {
	.name = "kunit-resource",
	.test_cases = resource_cases,
};
kunit_test_suite(resource_suite);
