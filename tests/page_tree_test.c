// SPDX-License-Identifier: MIT
/*
 * page_tree_test.c - the tree of a mapping's pages, alone
 *
 * Its pages are never followed, so they are addresses made up from indices.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/page_tree.h>
#include <linux/slab.h>
#include <linux/string.h>

static struct page_tree tree;
static struct page_tree_spare spare;	/* of a case; freed at its end */

/* Any address but NULL; the same for the same index. */
static struct page *page_at(unsigned long index)
{
	return (struct page *)((index + 1) << 4);
}

static int insert(unsigned long index)
{
	struct page_tree_spare nodes = {};
	int err;

	do {
		err = page_tree_insert(&tree, index, page_at(index), &nodes);
		if (err == -ENOMEM && page_tree_spare_fill(&nodes, GFP_KERNEL))
			break;
	} while (err == -ENOMEM);
	page_tree_spare_empty(&nodes);
	return err;
}

static struct page *take(unsigned long index)
{
	struct page_tree_spare nodes = {};
	struct page *page = page_tree_remove(&tree, index, &nodes);

	page_tree_spare_empty(&nodes);
	return page;
}

static void take_all(void)
{
	unsigned long index = 0;

	while (page_tree_next(&tree, &index, PAGE_MARK_PRESENT))
		take(index);
}

static int page_tree_test_init(struct kunit *test)
{
	memset(&tree, 0, sizeof(tree));
	return 0;
}

static void page_tree_test_exit(struct kunit *test)
{
	take_all();
	page_tree_spare_empty(&spare);
}

/* The corners of each level, and what lies just behind them. */
static const unsigned long corners[] = {
	0, 1, 63, 64, 65, 4095, 4096, 262143, 262144, 1UL << 30,
	(1UL << 42) - 1, 1UL << 42, PAGE_TREE_MAX_INDEX,
};

/* What was put in is found at its place, and nowhere else; at every height. */
static void finds_what_was_inserted(struct kunit *test)
{
	unsigned int i, n;

	for (n = 0; n < ARRAY_SIZE(corners); n++) {
		KUNIT_ASSERT_EQ(test, insert(corners[n]), 0);
		KUNIT_EXPECT_EQ(test, page_tree_broken(&tree), 0);
		for (i = 0; i < ARRAY_SIZE(corners); i++)
			KUNIT_EXPECT_PTR_EQ(test,
				page_tree_load(&tree, corners[i]),
				i <= n ? page_at(corners[i]) : NULL);
		KUNIT_EXPECT_NULL(test, page_tree_load(&tree, 2));
	}
	KUNIT_EXPECT_EQ(test, tree.nr, ARRAY_SIZE(corners));
	KUNIT_EXPECT_EQ(test, insert(64), -EEXIST);
	KUNIT_EXPECT_EQ(test, tree.nr, ARRAY_SIZE(corners));
}

/* Removed in the other order: it shrinks to nothing, whole at each step. */
static void shrinks_to_nothing(struct kunit *test)
{
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(corners); n++)
		KUNIT_ASSERT_EQ(test, insert(corners[n]), 0);
	KUNIT_EXPECT_EQ(test, tree.height, PAGE_TREE_MAX_HEIGHT);
	KUNIT_EXPECT_NULL(test, take(2));
	for (n = ARRAY_SIZE(corners); n-- > 0; ) {
		KUNIT_EXPECT_PTR_EQ(test, take(corners[n]),
				    page_at(corners[n]));
		KUNIT_EXPECT_NULL(test, take(corners[n]));
		KUNIT_EXPECT_EQ(test, page_tree_broken(&tree), 0);
	}
	KUNIT_EXPECT_NULL(test, tree.root);
	KUNIT_EXPECT_EQ(test, tree.height, 0u);
	KUNIT_EXPECT_EQ(test, page_tree_nodes(&tree), 0u);
}

/* The first page of all may be the last one, eight levels down. */
static void first_page_far_out(struct kunit *test)
{
	unsigned long index = 0;

	KUNIT_ASSERT_EQ(test, insert(PAGE_TREE_MAX_INDEX), 0);
	KUNIT_EXPECT_EQ(test, page_tree_broken(&tree), 0);
	KUNIT_EXPECT_EQ(test, page_tree_nodes(&tree), 8u);
	KUNIT_EXPECT_NOT_NULL(test, page_tree_next(&tree, &index,
						   PAGE_MARK_PRESENT));
	KUNIT_EXPECT_EQ(test, index, PAGE_TREE_MAX_INDEX);
	index++;
	KUNIT_EXPECT_NULL(test, page_tree_next(&tree, &index,
					       PAGE_MARK_PRESENT));
	KUNIT_EXPECT_EQ(test, index, PAGE_TREE_MAX_INDEX + 1);
	KUNIT_EXPECT_WARNS(test, insert(PAGE_TREE_MAX_INDEX + 1));
}

/* Too few nodes: says how many are wanted, and changes nothing. */
static void wants_nodes_first(struct kunit *test)
{
	unsigned int round = 0;
	int err;

	KUNIT_ASSERT_EQ(test, insert(0), 0);
	while ((err = page_tree_insert(&tree, PAGE_TREE_MAX_INDEX,
				       page_at(5), &spare)) == -ENOMEM) {
		KUNIT_EXPECT_EQ(test, spare.wanted, 14u);
		KUNIT_EXPECT_EQ(test, tree.nr, 1u);
		KUNIT_EXPECT_EQ(test, tree.height, 1u);
		KUNIT_EXPECT_EQ(test, page_tree_broken(&tree), 0);
		spare.wanted = ++round;
		KUNIT_ASSERT_EQ(test,
				page_tree_spare_fill(&spare, GFP_KERNEL), 0);
	}
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_EQ(test, round, 14u);
	KUNIT_EXPECT_EQ(test, spare.nr, 0u);
}

/* ---- marks ----------------------------------------------------------------- */

/* The next marked one is found from everywhere before it, at any distance. */
static void finds_the_next_marked(struct kunit *test)
{
	unsigned int n, at = 0;
	unsigned long index;

	for (n = 0; n < ARRAY_SIZE(corners); n++)
		KUNIT_ASSERT_EQ(test, insert(corners[n]), 0);
	for (n = 0; n < ARRAY_SIZE(corners); n += 2)
		page_tree_set_mark(&tree, corners[n], PAGE_MARK_DIRTY);
	KUNIT_EXPECT_EQ(test, page_tree_broken(&tree), 0);
	for (index = 0; page_tree_next(&tree, &index, PAGE_MARK_DIRTY);
	     index++) {
		KUNIT_ASSERT_LT(test, at, ARRAY_SIZE(corners));
		KUNIT_EXPECT_EQ(test, index, corners[at]);
		at += 2;
	}
	KUNIT_EXPECT_EQ(test, at, n);
	index = 0;
	KUNIT_EXPECT_NULL(test, page_tree_next(&tree, &index,
					       PAGE_MARK_WRITEBACK));
	KUNIT_EXPECT_EQ(test, index, 0u);
}

/* A mark goes with its last page, on every level; others stay. */
static void marks_come_and_go(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, insert(3), 0);
	KUNIT_ASSERT_EQ(test, insert(4096), 0);
	page_tree_set_mark(&tree, 3, PAGE_MARK_DIRTY);
	page_tree_set_mark(&tree, 4096, PAGE_MARK_DIRTY);
	page_tree_set_mark(&tree, 4096, PAGE_MARK_WRITEBACK);
	page_tree_clear_mark(&tree, 3, PAGE_MARK_DIRTY);
	page_tree_clear_mark(&tree, 77, PAGE_MARK_DIRTY);
	KUNIT_EXPECT_EQ(test, page_tree_broken(&tree), 0);
	KUNIT_EXPECT_FALSE(test, page_tree_marked(&tree, 3, PAGE_MARK_DIRTY));
	KUNIT_EXPECT_TRUE(test, page_tree_marked(&tree, 4096,
						 PAGE_MARK_DIRTY));
	/* The tree grows above a marked page, and shrinks again. */
	KUNIT_ASSERT_EQ(test, insert(1UL << 40), 0);
	KUNIT_EXPECT_EQ(test, page_tree_broken(&tree), 0);
	KUNIT_EXPECT_TRUE(test, page_tree_any(&tree, PAGE_MARK_WRITEBACK));
	take(1UL << 40);
	KUNIT_EXPECT_EQ(test, page_tree_broken(&tree), 0);
	take(4096);
	KUNIT_EXPECT_EQ(test, page_tree_broken(&tree), 0);
	KUNIT_EXPECT_FALSE(test, page_tree_any(&tree, PAGE_MARK_WRITEBACK));
	KUNIT_EXPECT_FALSE(test, page_tree_any(&tree, PAGE_MARK_DIRTY));
}

/* Another page in its place: the marks are the place's. */
static void replaced_keeps_marks(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, insert(100), 0);
	page_tree_set_mark(&tree, 100, PAGE_MARK_DIRTY);
	page_tree_replace(&tree, 100, page_at(7));
	KUNIT_EXPECT_PTR_EQ(test, page_tree_load(&tree, 100), page_at(7));
	KUNIT_EXPECT_TRUE(test, page_tree_marked(&tree, 100,
						 PAGE_MARK_DIRTY));
	KUNIT_EXPECT_EQ(test, tree.nr, 1u);
}

/* ---- beside a reference ----------------------------------------------------- */

/* 300 places, 64 to a leaf, far apart: what an array says the tree says. */
#define PLACES	300
static u8 model[PLACES];

static unsigned long place(unsigned int n)
{
	return n < 150 ? n : ((unsigned long)n << 20) + n;
}

static void expect_like_model(struct kunit *test)
{
	unsigned int n = 0, nr = 0;
	unsigned long index = 0;

	for (n = 0; n < PLACES; n++) {
		nr += model[n] & 1;
		if (!(model[n] & 2))
			continue;
		KUNIT_ASSERT_NOT_NULL(test, page_tree_next(&tree, &index,
							   PAGE_MARK_DIRTY));
		KUNIT_ASSERT_EQ(test, index, place(n));
		index++;
	}
	KUNIT_EXPECT_NULL(test, page_tree_next(&tree, &index,
					       PAGE_MARK_DIRTY));
	KUNIT_EXPECT_EQ(test, tree.nr, nr);
	KUNIT_EXPECT_EQ(test, page_tree_broken(&tree), 0);
}

/* Drawn: inserted if not there; if there, marked, unmarked or removed. */
static void one_step(struct kunit *test, u32 drawn)
{
	unsigned int n = drawn % PLACES;
	unsigned long index = place(n);

	if (!(model[n] & 1)) {
		KUNIT_ASSERT_EQ(test, insert(index), 0);
		model[n] = 1;
	} else if (drawn >> 16 & 1) {
		KUNIT_ASSERT_PTR_EQ(test, take(index), page_at(index));
		model[n] = 0;
	} else if (drawn >> 17 & 1) {
		page_tree_set_mark(&tree, index, PAGE_MARK_DIRTY);
		model[n] = 3;
	} else {
		page_tree_clear_mark(&tree, index, PAGE_MARK_DIRTY);
		model[n] = 1;
	}
}

static void beside_a_model(struct kunit *test)
{
	u32 drawn = 12345;
	unsigned int step;

	memset(model, 0, sizeof(model));
	for (step = 0; step < 2000; step++) {
		drawn = drawn * 1664525 + 1013904223;
		one_step(test, drawn >> 3);
		if (step % 50 == 0)
			expect_like_model(test);
	}
}

/* ---- each invariant, broken --------------------------------------------------- */

static struct page_tree_node *leaf_of(unsigned long index)
{
	struct page_tree_node *node = tree.root;
	unsigned int level;

	for (level = tree.height; level > 1; level--)
		node = node->slot[index >> (level - 1) * PAGE_TREE_SHIFT & 63];
	return node;
}

/* T1: an empty leaf that stayed; a height without a root. */
static void sees_t1(struct kunit *test)
{
	struct page_tree_node *leaf;

	KUNIT_ASSERT_EQ(test, insert(0), 0);
	KUNIT_ASSERT_EQ(test, insert(64), 0);
	leaf = leaf_of(64);
	leaf->slot[0] = NULL;
	leaf->marks[PAGE_MARK_PRESENT] = 0;
	KUNIT_EXPECT_EQ(test, page_tree_broken(&tree), 1);
	leaf->slot[0] = page_at(64);
	leaf->marks[PAGE_MARK_PRESENT] = 1;
	KUNIT_EXPECT_EQ(test, page_tree_broken(&tree), 0);
	take_all();
	tree.height = 1;
	KUNIT_EXPECT_EQ(test, page_tree_broken(&tree), 1);
	tree.height = 0;
}

/* T2: a slot that is used and not marked so; marked, and not used. */
static void sees_t2(struct kunit *test)
{
	struct page_tree_node *leaf;

	KUNIT_ASSERT_EQ(test, insert(5), 0);
	leaf = leaf_of(5);
	leaf->slot[9] = page_at(9);
	KUNIT_EXPECT_EQ(test, page_tree_broken(&tree), 2);
	leaf->slot[9] = NULL;
	leaf->marks[PAGE_MARK_PRESENT] |= 1 << 9;
	KUNIT_EXPECT_EQ(test, page_tree_broken(&tree), 2);
	leaf->marks[PAGE_MARK_PRESENT] = 1 << 5;
}

/* T3: a dirty page that nobody finds; a mark above nothing dirty. */
static void sees_t3(struct kunit *test)
{
	struct page_tree_node *leaf;

	KUNIT_ASSERT_EQ(test, insert(5), 0);
	KUNIT_ASSERT_EQ(test, insert(64), 0);
	leaf = leaf_of(5);
	leaf->marks[PAGE_MARK_DIRTY] = 1 << 5;
	KUNIT_EXPECT_EQ(test, page_tree_broken(&tree), 3);
	leaf->marks[PAGE_MARK_DIRTY] = 0;
	tree.root->marks[PAGE_MARK_WRITEBACK] = 1;
	KUNIT_EXPECT_EQ(test, page_tree_broken(&tree), 3);
	tree.root->marks[PAGE_MARK_WRITEBACK] = 0;
	leaf->marks[PAGE_MARK_DIRTY] = 1 << 6;
	tree.root->marks[PAGE_MARK_DIRTY] = 1;
	KUNIT_EXPECT_EQ(test, page_tree_broken(&tree), 3);
	leaf->marks[PAGE_MARK_DIRTY] = 0;
	tree.root->marks[PAGE_MARK_DIRTY] = 0;
}

/* T4: a wrong sum, of some pages and of none. */
static void sees_t4(struct kunit *test)
{
	tree.nr = 1;
	KUNIT_EXPECT_EQ(test, page_tree_broken(&tree), 4);
	tree.nr = 0;
	KUNIT_ASSERT_EQ(test, insert(5), 0);
	tree.nr = 2;
	KUNIT_EXPECT_EQ(test, page_tree_broken(&tree), 4);
	tree.nr = 1;
}

/* T5: a root that leads to its first slot only; nine levels. */
static void sees_t5(struct kunit *test)
{
	struct page_tree_node root = {};

	KUNIT_ASSERT_EQ(test, insert(5), 0);
	root.slot[0] = tree.root;
	root.marks[PAGE_MARK_PRESENT] = 1;
	tree.root = &root;
	tree.height = 2;
	KUNIT_EXPECT_EQ(test, page_tree_broken(&tree), 5);
	tree.height = PAGE_TREE_MAX_HEIGHT + 1;
	KUNIT_EXPECT_EQ(test, page_tree_broken(&tree), 5);
	tree.root = root.slot[0];
	tree.height = 1;
}

static struct kunit_case page_tree_cases[] = {
	KUNIT_CASE(finds_what_was_inserted),
	KUNIT_CASE(shrinks_to_nothing),
	KUNIT_CASE(first_page_far_out),
	KUNIT_CASE(wants_nodes_first),
	KUNIT_CASE(finds_the_next_marked),
	KUNIT_CASE(marks_come_and_go),
	KUNIT_CASE(replaced_keeps_marks),
	KUNIT_CASE(beside_a_model),
	KUNIT_CASE(sees_t1),
	KUNIT_CASE(sees_t2),
	KUNIT_CASE(sees_t3),
	KUNIT_CASE(sees_t4),
	KUNIT_CASE(sees_t5),
	{}
};

static struct kunit_suite page_tree_suite = {
	.name = "page_tree",
	.init = page_tree_test_init,
	.exit = page_tree_test_exit,
	.test_cases = page_tree_cases,
};
kunit_test_suite(page_tree_suite);
