// SPDX-License-Identifier: MIT
/*
 * percpu_map_test.c - which grains are free, against a map of bytes
 *
 *	area	    A A B B B . . C . .
 *	free	    0 0 0 0 0 1 1 0 1 1
 *	head	    1 0 1 0 0 0 0 1 0 0
 *
 * The chunk is the test's own and has no memory behind it.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "../mm/percpu_map.h"

#define NR	PCPU_CHUNK_GRAINS

static struct pcpu_chunk chunk;

static int map_test_init(struct kunit *test)
{
	pcpu_map_init(&chunk, NR);
	return 0;
}

/* Areas lie side by side from the start; a hole is used before the end. */
static void areas_pack(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, pcpu_map_take(&chunk, 2, 1), 0);
	KUNIT_EXPECT_EQ(test, pcpu_map_take(&chunk, 3, 1), 2);
	KUNIT_EXPECT_EQ(test, pcpu_map_take(&chunk, 1, 1), 5);
	KUNIT_EXPECT_EQ(test, pcpu_map_give(&chunk, 2), 0);
	KUNIT_EXPECT_EQ(test, pcpu_map_take(&chunk, 4, 1), 6);
	KUNIT_EXPECT_EQ(test, pcpu_map_take(&chunk, 3, 1), 2);
	KUNIT_EXPECT_EQ(test, chunk.nr_free, NR - 10u);
	KUNIT_EXPECT_EQ(test, chunk.nr_areas, 4u);
	KUNIT_EXPECT_EQ(test, pcpu_map_broken(&chunk), 0);
}

/* Giving one area back leaves its neighbour alone, also a touching one. */
static void neighbours_are_told_apart(struct kunit *test)
{
	pcpu_map_take(&chunk, 2, 1);
	pcpu_map_take(&chunk, 64, 1);
	pcpu_map_take(&chunk, 2, 1);
	KUNIT_EXPECT_EQ(test, pcpu_map_give(&chunk, 2), 0);
	KUNIT_EXPECT_EQ(test, chunk.nr_free, NR - 4u);
	KUNIT_EXPECT_EQ(test, pcpu_map_give(&chunk, 0), 0);
	KUNIT_EXPECT_EQ(test, pcpu_map_give(&chunk, 66), 0);
	KUNIT_EXPECT_EQ(test, chunk.nr_free, NR);
	KUNIT_EXPECT_EQ(test, pcpu_map_broken(&chunk), 0);
}

/* What is no area's beginning is refused, by what it is, and stays. */
static void wrong_gives_change_nothing(struct kunit *test)
{
	pcpu_map_take(&chunk, 4, 1);
	KUNIT_EXPECT_EQ(test, pcpu_map_give(&chunk, 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, pcpu_map_head(&chunk, 3), 0u);
	KUNIT_EXPECT_EQ(test, pcpu_map_give(&chunk, 4), -EALREADY);
	KUNIT_EXPECT_EQ(test, pcpu_map_give(&chunk, 0), 0);
	KUNIT_EXPECT_EQ(test, pcpu_map_give(&chunk, 0), -EALREADY);
	KUNIT_EXPECT_EQ(test, chunk.nr_free, NR);
}

/* An alignment is kept; what it skips can still be had. */
static void alignment_is_kept(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, pcpu_map_take(&chunk, 1, 1), 0);
	KUNIT_EXPECT_EQ(test, pcpu_map_take(&chunk, 8, 1024), 1024);
	KUNIT_EXPECT_EQ(test, pcpu_map_take(&chunk, 8, 64), 64);
	KUNIT_EXPECT_EQ(test, pcpu_map_take(&chunk, 1, 1), 1);
	KUNIT_EXPECT_EQ(test, pcpu_map_broken(&chunk), 0);
}

/* A search in vain leaves the exact bound; giving raises it by the run. */
static void bound_follows(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < NR / 64; i++)
		pcpu_map_take(&chunk, 64, 1);
	KUNIT_EXPECT_EQ(test, pcpu_map_take(&chunk, 1, 1), -1);
	KUNIT_EXPECT_EQ(test, chunk.bound, 0u);
	pcpu_map_give(&chunk, 128);
	KUNIT_EXPECT_EQ(test, chunk.bound, 64u);
	pcpu_map_give(&chunk, 320);
	KUNIT_EXPECT_EQ(test, chunk.bound, 64u);
	pcpu_map_give(&chunk, 192);
	KUNIT_EXPECT_EQ(test, chunk.bound, 128u);
	pcpu_map_give(&chunk, 256);
	KUNIT_EXPECT_EQ(test, chunk.bound, 256u);
	KUNIT_EXPECT_EQ(test, pcpu_map_take(&chunk, 257, 1), -1);
	KUNIT_EXPECT_EQ(test, pcpu_map_take(&chunk, 256, 1), 128);
	KUNIT_EXPECT_EQ(test, pcpu_map_broken(&chunk), 0);
}

/* The short way does not raise the bound: it sees that it need not, or leaves. */
static void near_gives_keep_bound(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < 128; i++)
		pcpu_map_take(&chunk, 1, 1);
	pcpu_map_take(&chunk, NR - 128, 1);
	KUNIT_EXPECT_EQ(test, pcpu_map_take(&chunk, 1, 1), -1);
	KUNIT_EXPECT_FALSE(test, pcpu_map_give_near(&chunk, 10));
	KUNIT_EXPECT_EQ(test, pcpu_map_give(&chunk, 10), 0);
	KUNIT_EXPECT_EQ(test, chunk.bound, 1u);

	KUNIT_EXPECT_TRUE(test, pcpu_map_give_near(&chunk, 20));
	KUNIT_EXPECT_FALSE(test, pcpu_map_give_near(&chunk, 19));
	KUNIT_EXPECT_FALSE(test, pcpu_map_give_near(&chunk, 21));
	/* The run may go on in the next word. */
	KUNIT_EXPECT_TRUE(test, pcpu_map_give_near(&chunk, 65));
	KUNIT_EXPECT_FALSE(test, pcpu_map_give_near(&chunk, 64));
	KUNIT_EXPECT_FALSE(test, pcpu_map_give_near(&chunk, 63));
	KUNIT_EXPECT_EQ(test, chunk.bound, 1u);
	KUNIT_EXPECT_EQ(test, pcpu_map_broken(&chunk), 0);
}

/* Each invariant that is broken on purpose is named. */
static void check_names_the_invariant(struct kunit *test)
{
	pcpu_map_take(&chunk, 8, 1);
	chunk.nr_free++;
	KUNIT_EXPECT_EQ(test, pcpu_map_broken(&chunk), 1);
	chunk.nr_free--;

	__clear_bit(0, chunk.head);
	__set_bit(9, chunk.head);
	KUNIT_EXPECT_EQ(test, pcpu_map_broken(&chunk), 2);
	__clear_bit(9, chunk.head);
	__set_bit(0, chunk.head);

	chunk.first_free = 9;
	KUNIT_EXPECT_EQ(test, pcpu_map_broken(&chunk), 3);
	chunk.first_free = 8;

	chunk.bound = NR - 9;
	KUNIT_EXPECT_EQ(test, pcpu_map_broken(&chunk), 4);
	chunk.bound = NR;

	chunk.first_large = 8 + PCPU_LARGE - 1;
	KUNIT_EXPECT_EQ(test, pcpu_map_broken(&chunk), 0);
	chunk.first_large = 8 + PCPU_LARGE;
	KUNIT_EXPECT_EQ(test, pcpu_map_broken(&chunk), 5);
}

/* A large area does not look at small holes, and finds a large one again. */
static void large_areas_skip_holes(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < 32; i++)
		pcpu_map_take(&chunk, 8, 1);
	for (i = 0; i < 32; i += 2)
		pcpu_map_give(&chunk, i * 8);
	KUNIT_EXPECT_EQ(test, pcpu_map_take(&chunk, 64, 1), 256);
	KUNIT_EXPECT_GE(test, chunk.first_large, 240u);
	KUNIT_EXPECT_EQ(test, pcpu_map_take(&chunk, 8, 1), 0);
	/* Three holes of 8 become one of 24. */
	pcpu_map_give(&chunk, 72);
	KUNIT_EXPECT_EQ(test, pcpu_map_broken(&chunk), 0);
	KUNIT_EXPECT_EQ(test, pcpu_map_take(&chunk, 20, 1), 64);
	KUNIT_EXPECT_EQ(test, pcpu_map_broken(&chunk), 0);
}

/* ---- against a model --------------------------------------------------- */

static u8 owner[NR];		/* 0: free; else parity of the area */
static unsigned int begin[NR], length[NR];
static unsigned int nr_areas;
static u32 seed;

static u32 draw(u32 n)
{
	seed = seed * 1664525 + 1013904223;
	return (u32)((u64)seed * n >> 32);
}

/* Could the model serve it? */
static bool model_has_room(unsigned int n, unsigned int align)
{
	unsigned int at, i = 0;

	for (at = 0; at + n <= NR; at += align) {
		for (i = 0; i < n && !owner[at + i]; i++)
			;
		if (i == n)
			return true;
	}
	return false;
}

static void model_take(struct kunit *test)
{
	unsigned int n = draw(8) ? 1 + draw(32) : 1 + draw(2000);
	unsigned int align = 1u << draw(draw(4) ? 3 : 11), i;
	int at = pcpu_map_take(&chunk, n, align);

	if (at < 0) {
		KUNIT_ASSERT_FALSE(test, model_has_room(n, align));
		return;
	}
	KUNIT_ASSERT_EQ(test, at % align, 0u);
	KUNIT_ASSERT_LE(test, at + n, NR);
	for (i = 0; i < n; i++) {
		KUNIT_ASSERT_EQ(test, owner[at + i], 0);
		owner[at + i] = 1;
	}
	begin[nr_areas] = at;
	length[nr_areas++] = n;
}

static void model_give(struct kunit *test)
{
	unsigned int victim = draw(nr_areas);

	KUNIT_ASSERT_EQ(test, pcpu_map_give(&chunk, begin[victim]), 0);
	memset(owner + begin[victim], 0, length[victim]);
	begin[victim] = begin[--nr_areas];
	length[victim] = length[nr_areas];
}

static void compare(struct kunit *test)
{
	unsigned int i;

	KUNIT_ASSERT_EQ(test, pcpu_map_broken(&chunk), 0);
	KUNIT_ASSERT_EQ(test, chunk.nr_areas, nr_areas);
	for (i = 0; i < NR; i++)
		KUNIT_ASSERT_EQ(test, !owner[i], !!test_bit(i, chunk.free));
}

/* Ten thousand random steps: the bits and a map of bytes say the same. */
static void random_steps_match_a_model(struct kunit *test)
{
	unsigned int step;

	memset(owner, 0, sizeof(owner));
	nr_areas = 0;
	seed = 3;
	for (step = 0; step < 10000; step++) {
		/* Long waves, so that it is full and empty in turn. */
		if (!nr_areas || draw(16) < (step / 1000 % 2 ? 5 : 11))
			model_take(test);
		else
			model_give(test);
		if (step % 64 == 0)
			compare(test);
	}
	while (nr_areas)
		model_give(test);
	compare(test);
	KUNIT_EXPECT_EQ(test, chunk.nr_free, NR);
}

static struct kunit_case map_test_cases[] = {
	KUNIT_CASE(areas_pack),
	KUNIT_CASE(neighbours_are_told_apart),
	KUNIT_CASE(wrong_gives_change_nothing),
	KUNIT_CASE(alignment_is_kept),
	KUNIT_CASE(bound_follows),
	KUNIT_CASE(near_gives_keep_bound),
	KUNIT_CASE(check_names_the_invariant),
	KUNIT_CASE(large_areas_skip_holes),
	KUNIT_CASE(random_steps_match_a_model),
	{}
};

static struct kunit_suite map_test_suite = {
	.name = "percpu_map",
	.init = map_test_init,
	.test_cases = map_test_cases,
};
kunit_test_suite(map_test_suite);
