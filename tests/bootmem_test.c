// SPDX-License-Identifier: MIT
/*
 * bootmem_test.c - bootmem, on imaginary memory
 *
 * Each case draws a small memory of its own in @bm: physical addresses that
 * nobody touches, so any map can be tried. bootmem_api_test.c has the doors.
 */
#include <asm/page.h>
#include <kunit/test.h>
#include <kunit/test-bug.h>
#include <linux/bootmem.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "../mm/internal.h"

#define M (1ULL << 20)
#define PAGE ((phys_addr_t)PAGE_SIZE)

static struct bootmem bm;

/* Two ranges on two nodes, with a hole between:  [1M, 8M) 0   [16M, 32M) 1 */
static int bootmem_test_init(struct kunit *test)
{
	memset(&bm, 0, sizeof(bm));
	bm.low_end = ~0ULL;
	KUNIT_ASSERT_EQ(test, bootmem_add(&bm, 1 * M, 8 * M, 0), 0);
	KUNIT_ASSERT_EQ(test, bootmem_add(&bm, 16 * M, 32 * M, 1), 0);
	return 0;
}

/* Whatever a case did, the tables must still make sense. */
static void bootmem_test_exit(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, bootmem_broken(&bm), 0);
}

static phys_addr_t take(u64 size, u64 align, phys_addr_t goal)
{
	struct bootmem_request req = {
		.size = size, .align = align, .goal = goal,
		.limit = ~0ULL, .nid = NUMA_NO_NODE, .caller = 1,
	};

	return bootmem_take(&bm, &req);
}

static int reserve(phys_addr_t start, phys_addr_t end, int flags)
{
	struct bootmem_reserved what = {
		.start = start, .end = end, .name = "test",
	};

	return bootmem_reserve(&bm, &what, flags);
}

/*
 * [1M ###|aaa|bbb|...	each allocation starts where the last one ended,
 * and neighbours of one owner are one entry.
 */
static void bumps_upwards(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, take(100, 64, 0), 1 * M);
	KUNIT_EXPECT_EQ(test, take(100, 4, 0), 1 * M + 100);
	KUNIT_EXPECT_EQ(test, bm.nr_reserved, 1u);
	KUNIT_EXPECT_EQ(test, take(PAGE, PAGE, 0), 1 * M + PAGE);
	KUNIT_EXPECT_EQ(test, bm.nr_reserved, 2u);
	KUNIT_EXPECT_EQ(test, bootmem_count_free(&bm), 23 * M - 200 - PAGE);
}

/* The goal is the first choice; memory below it the second. */
static void goal_then_below(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, take(16 * M, PAGE, 16 * M), 16 * M);
	KUNIT_EXPECT_EQ(test, take(PAGE, PAGE, 16 * M), 1 * M);
}

/* A hole between reservations is used when it fits, stepped over if not. */
static void steps_over_reservations(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, reserve(1 * M, 2 * M, 0), 0);
	KUNIT_ASSERT_EQ(test, reserve(2 * M + 2 * PAGE, 3 * M, 0), 0);
	KUNIT_EXPECT_EQ(test, take(3 * PAGE, PAGE, 0), 3 * M);
	KUNIT_EXPECT_EQ(test, take(2 * PAGE, PAGE, 1 * M), 2 * M);
}

/* Alignment is of the physical address, up to the largest page. */
static void honours_alignment(struct kunit *test)
{
	u64 align;

	for (align = 1; align <= 2 * M; align *= 2) {
		phys_addr_t got = take(24, align, 0);

		KUNIT_EXPECT_NE(test, got, 0ULL);
		KUNIT_EXPECT_EQ(test, got & (align - 1), 0ULL);
	}
}

/* No block crosses the hole, and none is made of two ranges. */
static void never_spans_a_hole(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, take(7 * M, PAGE, 0), 1 * M);
	KUNIT_EXPECT_EQ(test, take(16 * M + 1, 1, 0), 0ULL);
	KUNIT_EXPECT_EQ(test, take(16 * M, 1, 0), 16 * M);
	KUNIT_EXPECT_EQ(test, take(1, 1, 0), 0ULL);
	KUNIT_EXPECT_EQ(test, bootmem_count_free(&bm), 0ULL);
}

/* Sizes and alignments near 2^64 must not wrap into a "fit". */
static void refuses_to_wrap(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, take(~0ULL, 1, 0), 0ULL);
	KUNIT_EXPECT_EQ(test, take(~0ULL - PAGE, PAGE, 0), 0ULL);
	KUNIT_EXPECT_EQ(test, take(PAGE, 1ULL << 63, 0), 0ULL);
	KUNIT_EXPECT_EQ(test, bm.nr_reserved, 0u);
}

/* A limit is a promise; lowmem is one for every door. */
static void respects_limits(struct kunit *test)
{
	struct bootmem_request req = {
		.size = 8 * M, .align = PAGE, .goal = 0,
		.limit = 16 * M, .nid = NUMA_NO_NODE,
	};

	KUNIT_EXPECT_EQ(test, bootmem_take(&bm, &req), 0ULL);
	req.size = 7 * M;
	KUNIT_EXPECT_EQ(test, bootmem_take(&bm, &req), 1 * M);
	bm.low_end = 16 * M;
	KUNIT_EXPECT_EQ(test, take(PAGE, PAGE, 0), 0ULL);
}

/* A node's request stays on the node. */
static void stays_on_its_node(struct kunit *test)
{
	struct bootmem_request req = {
		.size = PAGE, .align = PAGE, .limit = ~0ULL, .nid = 1,
	};

	KUNIT_EXPECT_EQ(test, bootmem_take(&bm, &req), 16 * M);
	req.nid = 0;
	KUNIT_EXPECT_EQ(test, bootmem_take(&bm, &req), 1 * M);
	req.nid = 7;
	KUNIT_EXPECT_EQ(test, bootmem_take(&bm, &req), 0ULL);
}

/*
 * Given back below the pointer, memory is had again: at once (LIFO), and
 * from the middle when nothing is left above.
 */
static void gives_back(struct kunit *test)
{
	phys_addr_t a = take(PAGE, PAGE, 0), b = take(PAGE, PAGE, 0);

	KUNIT_EXPECT_EQ(test, bootmem_give(&bm, b, b + PAGE), 0);
	KUNIT_EXPECT_EQ(test, take(PAGE, PAGE, 0), b);
	KUNIT_EXPECT_EQ(test, bootmem_give(&bm, a, a + PAGE), 0);
	KUNIT_EXPECT_EQ(test, take(6 * M, PAGE, 0), b + PAGE);
	KUNIT_EXPECT_EQ(test, take(PAGE, PAGE, 0), b + PAGE + 6 * M);
	KUNIT_EXPECT_EQ(test, take(16 * M, PAGE, 16 * M), 16 * M);
	KUNIT_EXPECT_EQ(test, take(PAGE, PAGE, 16 * M), a);
}

/* [aaaa] -> [a..a]: freeing the middle splits the entry, and only that. */
static void splits_an_entry(struct kunit *test)
{
	phys_addr_t a = take(4 * PAGE, PAGE, 0);

	KUNIT_EXPECT_EQ(test, bootmem_give(&bm, a + PAGE, a + 3 * PAGE), 0);
	KUNIT_EXPECT_EQ(test, bm.nr_reserved, 2u);
	KUNIT_EXPECT_EQ(test, bootmem_give(&bm, a, a + PAGE), 0);
	KUNIT_EXPECT_EQ(test, bootmem_give(&bm, a + 3 * PAGE, a + 4 * PAGE), 0);
	KUNIT_EXPECT_EQ(test, bm.nr_reserved, 0u);
	KUNIT_EXPECT_EQ(test, bootmem_count_free(&bm), 23 * M);
}

/* A double free, a foreign free and a half-free one change nothing. */
static void refuses_bad_frees(struct kunit *test)
{
	phys_addr_t a = take(2 * PAGE, PAGE, 0);
	u64 before = bootmem_count_free(&bm);

	KUNIT_EXPECT_EQ(test, bootmem_give(&bm, 0, PAGE), -EINVAL);
	KUNIT_EXPECT_EQ(test, bootmem_give(&bm, 8 * M, 9 * M), -EINVAL);
	KUNIT_EXPECT_EQ(test, bootmem_give(&bm, 7 * M, 17 * M), -EINVAL);
	KUNIT_EXPECT_EQ(test, bootmem_give(&bm, 2 * M, 3 * M), -EALREADY);
	KUNIT_EXPECT_EQ(test, bootmem_give(&bm, a, a + 3 * PAGE), -EALREADY);
	KUNIT_EXPECT_EQ(test, bootmem_count_free(&bm), before);

	KUNIT_EXPECT_EQ(test, bootmem_give(&bm, a, a + 2 * PAGE), 0);
	KUNIT_EXPECT_EQ(test, bootmem_give(&bm, a, a + 2 * PAGE), -EALREADY);
}

/* A reservation may cross holes; what is taken stays with its owner. */
static void reserves_what_is_free(struct kunit *test)
{
	phys_addr_t a = take(PAGE, PAGE, 0);

	KUNIT_EXPECT_EQ(test, reserve(a, a + PAGE, BOOTMEM_EXCLUSIVE), -EBUSY);
	KUNIT_EXPECT_EQ(test, reserve(0, 20 * M, BOOTMEM_DEFAULT), 0);
	KUNIT_EXPECT_EQ(test, bootmem_count_free(&bm), 12 * M);
	KUNIT_EXPECT_EQ(test, bm.reserved[0].caller, 1ul);
	KUNIT_EXPECT_EQ(test, take(PAGE, PAGE, 0), 20 * M);
	KUNIT_EXPECT_EQ(test, reserve(20 * M, 21 * M, BOOTMEM_EXCLUSIVE),
			-EBUSY);
	KUNIT_EXPECT_EQ(test, reserve(21 * M, 22 * M, BOOTMEM_EXCLUSIVE), 0);
}

/* Ranges must come in order, whole pages, and not more than there is room. */
static void refuses_bad_ranges(struct kunit *test)
{
	unsigned int i;
	int err = 0;

	KUNIT_EXPECT_EQ(test, bootmem_add(&bm, 31 * M, 40 * M, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, bootmem_add(&bm, 40 * M, 40 * M, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, bootmem_add(&bm, 40 * M + 1, 41 * M, 0), -EINVAL);
	for (i = 0; i < BOOTMEM_MAX_RANGES && !err; i++)
		err = bootmem_add(&bm, (40 + i) * M, (41 + i) * M, 0);
	KUNIT_EXPECT_EQ(test, err, -ENOSPC);
	KUNIT_EXPECT_EQ(test, bm.nr_ranges, (unsigned int)BOOTMEM_MAX_RANGES);
}

/* A full table refuses a reservation, and a free that would split. */
static void survives_a_full_table(struct kunit *test)
{
	phys_addr_t at = 1 * M;
	int err = 0;

	while (!err) {
		err = reserve(at, at + 4 * PAGE, 0);
		at += 5 * PAGE;
	}
	KUNIT_EXPECT_EQ(test, err, -ENOSPC);
	KUNIT_EXPECT_EQ(test, bootmem_give(&bm, 1 * M + PAGE, 1 * M + 2 * PAGE),
			-ENOSPC);
	KUNIT_EXPECT_EQ(test, bm.reserved[0].end, 1 * M + 4 * PAGE);
	KUNIT_EXPECT_EQ(test, bootmem_give(&bm, 1 * M, 1 * M + PAGE), 0);
}

/*
 * Against a model: one byte a page of [0, 64 pages) says taken or free. A
 * thousand random takes, frees and reservations agree with it at each step.
 */
#define MODEL_PAGES 64

static u8 model[MODEL_PAGES];
static u32 model_seed;

static u32 model_random(u32 below)
{
	model_seed = model_seed * 1664525 + 1013904223;
	return (model_seed >> 16) % below;
}

static bool model_all(u32 start, u32 end, u8 value)
{
	while (start < end) {
		if (model[start++] != value)
			return false;
	}
	return true;
}

static void model_step(struct kunit *test)
{
	u32 start = model_random(MODEL_PAGES);
	u32 nr = 1 + model_random(8);
	u32 end = min_t(u32, start + nr, MODEL_PAGES);
	phys_addr_t got;

	switch (model_random(3)) {
	case 0:
		got = take(nr * PAGE, PAGE, 1 * M) - 1 * M;
		if (got > MODEL_PAGES * PAGE)
			break;
		KUNIT_EXPECT_TRUE(test, model_all(got / PAGE, got / PAGE + nr, 0));
		memset(model + got / PAGE, 1, nr);
		break;
	case 1:
		KUNIT_EXPECT_EQ(test, bootmem_give(&bm, 1 * M + start * PAGE,
						   1 * M + end * PAGE),
				model_all(start, end, 1) ? 0 : -EALREADY);
		if (model_all(start, end, 1))
			memset(model + start, 0, end - start);
		break;
	default:
		KUNIT_EXPECT_EQ(test, reserve(1 * M + start * PAGE,
					      1 * M + end * PAGE, 0), 0);
		memset(model + start, 1, end - start);
	}
}

static void agrees_with_a_model(struct kunit *test)
{
	unsigned int step, page, free;

	memset(&bm, 0, sizeof(bm));
	bm.low_end = ~0ULL;
	bootmem_add(&bm, 1 * M, 1 * M + MODEL_PAGES * PAGE, 0);
	memset(model, 0, sizeof(model));
	model_seed = 20261121;

	for (step = 0; step < 1000; step++) {
		model_step(test);
		for (page = 0, free = 0; page < MODEL_PAGES; page++)
			free += !model[page];
		KUNIT_ASSERT_EQ(test, bootmem_count_free(&bm), free * PAGE);
		KUNIT_ASSERT_EQ(test, bootmem_broken(&bm), 0);
	}
}

/* What bootmem_broken() says with @word as it is and with @as. */
static int broken_with(phys_addr_t *word, phys_addr_t as)
{
	phys_addr_t was = *word;
	int broken;

	*word = as;
	broken = bootmem_broken(&bm);
	*word = was;
	return broken;
}

/* B1 and B2: what is empty, runs backwards, overlaps, is no whole page. */
static void check_sees_bad_entries(struct kunit *test)
{
	struct bootmem_range *m = bm.range;
	struct bootmem_reserved *r = bm.reserved;

	take(PAGE, PAGE, 0);
	take(PAGE, 2 * M, 0);
	KUNIT_EXPECT_EQ(test, broken_with(&m[1].start, m[1].end), 1);
	KUNIT_EXPECT_EQ(test, broken_with(&m[1].end, M), 1);
	KUNIT_EXPECT_EQ(test, broken_with(&m[1].start, m[0].end - PAGE), 1);
	KUNIT_EXPECT_EQ(test, broken_with(&m[1].start, m[0].end), 0);
	KUNIT_EXPECT_EQ(test, broken_with(&m[1].start, m[1].start + 8), 1);
	KUNIT_EXPECT_EQ(test, broken_with(&r[0].end, r[0].start), 2);
	KUNIT_EXPECT_EQ(test, broken_with(&r[0].end, r[1].start + 1), 2);
	KUNIT_EXPECT_EQ(test, broken_with(&r[1].end, m[0].end), 0);
	KUNIT_EXPECT_EQ(test, broken_with(&r[1].end, m[0].end + 1), 3);
	KUNIT_EXPECT_EQ(test, broken_with(&r[0].start, m[0].start - 1), 3);
}

/* bootmem_broken() names each invariant that is broken on purpose. */
static void check_sees_damage(struct kunit *test)
{
	take(PAGE, PAGE, 0);
	take(PAGE, 2 * M, 0);
	KUNIT_ASSERT_EQ(test, bootmem_broken(&bm), 0);

	bm.range[0].end++;
	KUNIT_EXPECT_EQ(test, bootmem_broken(&bm), 1);
	bm.range[0].end--;
	bm.reserved[0].end = bm.reserved[1].end;
	KUNIT_EXPECT_EQ(test, bootmem_broken(&bm), 2);
	bm.reserved[0].end = bm.reserved[0].start + PAGE;
	bm.reserved[1].end = 9 * M;
	KUNIT_EXPECT_EQ(test, bootmem_broken(&bm), 3);
	bm.reserved[1].end = bm.reserved[1].start + PAGE;
}

static struct kunit_case bootmem_test_cases[] = {
	KUNIT_CASE(bumps_upwards),
	KUNIT_CASE(goal_then_below),
	KUNIT_CASE(steps_over_reservations),
	KUNIT_CASE(honours_alignment),
	KUNIT_CASE(never_spans_a_hole),
	KUNIT_CASE(refuses_to_wrap),
	KUNIT_CASE(respects_limits),
	KUNIT_CASE(stays_on_its_node),
	KUNIT_CASE(gives_back),
	KUNIT_CASE(splits_an_entry),
	KUNIT_CASE(refuses_bad_frees),
	KUNIT_CASE(reserves_what_is_free),
	KUNIT_CASE(refuses_bad_ranges),
	KUNIT_CASE(survives_a_full_table),
	KUNIT_CASE(agrees_with_a_model),
	KUNIT_CASE(check_sees_bad_entries),
	KUNIT_CASE(check_sees_damage),
	{}
};

static struct kunit_suite bootmem_test_suite = {
	.name = "bootmem",
	.init = bootmem_test_init,
	.exit = bootmem_test_exit,
	.test_cases = bootmem_test_cases,
};
kunit_test_suite(bootmem_test_suite);
