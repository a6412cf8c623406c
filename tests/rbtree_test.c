// SPDX-License-Identifier: MIT
/*
 * rbtree_test.c - the balanced tree against a sorted table
 *
 * Keys are small numbers. What the tree must hold is a table of how often
 * each key is in it; after each change the tree's own invariants are checked
 * and the walk in both directions is compared with the table.
 */
#include <kunit/test.h>
#include <linux/bitops.h>
#include <linux/interval_tree.h>
#include <linux/kernel.h>
#include <linux/rbtree_augmented.h>
#include <linux/string.h>

struct item {
	struct rb_node node;
	unsigned int key;
	unsigned int weight;
	unsigned int max;	/* the largest weight below */
};

static bool less(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct item, node)->key <
	       rb_entry(b, const struct item, node)->key;
}

static int by_key(const void *key, const struct rb_node *node)
{
	return (int)*(const unsigned int *)key -
	       (int)rb_entry(node, const struct item, node)->key;
}

static int by_node(struct rb_node *a, const struct rb_node *b)
{
	return by_key(&rb_entry(a, struct item, node)->key, b);
}

static unsigned int weight_of(struct item *item)
{
	return item->weight;
}

RB_DECLARE_CALLBACKS_MAX(static, max_below, struct item, node, unsigned int,
			 max, weight_of)

static void add_augmented(struct item *item, struct rb_root *root)
{
	struct rb_node **link = &root->rb_node, *parent = NULL;

	while (*link) {
		parent = *link;
		link = less(&item->node, parent) ? &parent->rb_left
						 : &parent->rb_right;
	}
	item->max = item->weight;
	rb_link_node(&item->node, parent, link);
	max_below_propagate(parent, NULL);
	rb_insert_augmented(&item->node, root, &max_below);
}

/* ---- every small tree ---------------------------------------------------- */

#define SMALL		5
#define SMALL_ORDERS	120	/* 5! */

/* The @n-th order of SMALL things: digits in a mixed base. */
static void nth_order(unsigned int n, unsigned int *order)
{
	unsigned int left[SMALL], count = SMALL, i, at;

	for (i = 0; i < SMALL; i++)
		left[i] = i;
	for (i = 0; i < SMALL; i++, count--) {
		at = n % count;
		n /= count;
		order[i] = left[at];
		left[at] = left[count - 1];
	}
}

/* Does the tree hold the keys of @set and nothing else, in order? */
static bool holds(const struct rb_root *root, unsigned long set)
{
	const struct rb_node *node;
	unsigned long seen = 0;
	int last = -1;

	for (node = rb_first(root); node; node = rb_next(node)) {
		int key = rb_entry(node, const struct item, node)->key;

		if (key <= last)
			return false;
		last = key;
		seen |= 1UL << key;
	}
	return seen == set;
}

/* 0, or at which step of growing and shrinking it went wrong. */
static int grow_and_shrink(const unsigned int *in, const unsigned int *out)
{
	struct item items[SMALL];
	struct rb_root root = RB_ROOT;
	unsigned long set = 0;
	unsigned int i;

	for (i = 0; i < SMALL; i++) {
		items[in[i]].key = in[i];
		rb_add(&items[in[i]].node, &root, less);
		set |= 1UL << in[i];
		if (rbtree_broken(&root) || !holds(&root, set))
			return i + 1;
	}
	for (i = 0; i < SMALL; i++) {
		rb_erase(&items[out[i]].node, &root);
		set &= ~(1UL << out[i]);
		if (rbtree_broken(&root) || !holds(&root, set))
			return SMALL + i + 1;
	}
	return 0;
}

/* All orders of coming times all orders of going: each case of each side. */
static void every_small_tree(struct kunit *test)
{
	unsigned int in[SMALL], out[SMALL], i, j;

	for (i = 0; i < SMALL_ORDERS; i++) {
		nth_order(i, in);
		for (j = 0; j < SMALL_ORDERS; j++) {
			nth_order(j, out);
			KUNIT_ASSERT_EQ_MSG(test, grow_and_shrink(in, out), 0,
					    "orders %u and %u", i, j);
		}
	}
}

/* ---- against a model ----------------------------------------------------- */

#define NR_ITEMS	64
#define NR_STEPS	3000

static struct item items[NR_ITEMS];
static u32 seed;

static u32 draw(u32 n)
{
	seed = seed * 1664525 + 1013904223;
	return (u32)((u64)seed * n >> 32);
}

/* Each node's max is the largest weight of its subtree. */
static bool maxima_right(const struct rb_root *root)
{
	struct rb_node *node;

	for (node = rb_first(root); node; node = rb_next(node)) {
		struct item *item = rb_entry(node, struct item, node);
		unsigned int max = item->max;

		max_below_compute_max(item, false);
		if (item->max != max)
			return false;
	}
	return true;
}

static unsigned int count_backwards(const struct rb_root *root)
{
	const struct rb_node *node;
	unsigned int n = 0;

	for (node = rb_last(root); node; node = rb_prev(node))
		n++;
	return n;
}

static unsigned int count_postorder(struct rb_root *root)
{
	struct item *pos, *n;
	unsigned int count = 0;

	rbtree_postorder_for_each_entry_safe(pos, n, root, node)
		count++;
	return count;
}

/* Come and go at random; the augmented value is right after every change. */
static void augmented_model(struct kunit *test)
{
	struct rb_root root = RB_ROOT;
	unsigned long in = 0;
	unsigned int step, i;

	seed = 1;
	for (step = 0; step < NR_STEPS; step++) {
		i = draw(NR_ITEMS);
		if (in & 1UL << i) {
			rb_erase_augmented(&items[i].node, &root, &max_below);
		} else {
			items[i].key = i;
			items[i].weight = draw(1000);
			add_augmented(&items[i], &root);
		}
		in ^= 1UL << i;
		KUNIT_ASSERT_EQ(test, rbtree_broken(&root), 0);
		KUNIT_ASSERT_TRUE(test, holds(&root, in));
		KUNIT_ASSERT_TRUE(test, maxima_right(&root));
	}
	KUNIT_EXPECT_EQ(test, count_backwards(&root),
			(unsigned int)hweight64(in));
	KUNIT_EXPECT_EQ(test, count_postorder(&root),
			(unsigned int)hweight64(in));
}

/* A value that changes in place: propagate() tells those above. */
static void propagate_climbs(struct kunit *test)
{
	struct rb_root root = RB_ROOT;
	unsigned int i;

	for (i = 0; i < NR_ITEMS; i++) {
		items[i].key = i;
		items[i].weight = i;
		add_augmented(&items[i], &root);
	}
	for (i = 0; i < NR_ITEMS; i++) {
		items[i].weight = 5000 + i;
		max_below_propagate(&items[i].node, NULL);
		KUNIT_ASSERT_TRUE(test, maxima_right(&root));
		KUNIT_ASSERT_EQ(test, rb_entry(root.rb_node, struct item,
					       node)->max, 5000 + i);
	}
}

/* Grown in ascending order: the shape that a plain tree is worst at. */
static void stays_shallow(struct kunit *test)
{
	struct rb_root root = RB_ROOT;
	struct rb_node *node;
	unsigned int i, depth;

	for (i = 0; i < NR_ITEMS; i++) {
		items[i].key = i;
		rb_add(&items[i].node, &root, less);
	}
	for (i = 0; i < NR_ITEMS; i++) {
		for (depth = 0, node = &items[i].node; node; depth++)
			node = rb_parent(node);
		/* 2 log2(64 + 1) */
		KUNIT_EXPECT_LE(test, depth, 12u);
	}
}

/* ---- the doors ----------------------------------------------------------- */

/* Equal keys stand in the order in which they came; find_first, next_match. */
static void equal_keys(struct kunit *test)
{
	struct rb_root root = RB_ROOT;
	unsigned int key = 7, i, n = 0;
	struct rb_node *node;

	for (i = 0; i < 12; i++) {
		items[i].key = i % 2 ? 7 : i;
		rb_add(&items[i].node, &root, less);
	}
	rb_for_each(node, &key, &root, by_key) {
		KUNIT_EXPECT_PTR_EQ(test, node, &items[2 * n + 1].node);
		n++;
	}
	KUNIT_EXPECT_EQ(test, n, 6u);
	KUNIT_EXPECT_NOT_NULL(test, rb_find(&key, &root, by_key));
	key = 100;
	KUNIT_EXPECT_NULL(test, rb_find(&key, &root, by_key));
	KUNIT_EXPECT_NULL(test, rb_find_rcu(&key, &root, by_key));
	KUNIT_EXPECT_NULL(test, rb_find_first(&key, &root, by_key));
}

/* One of a kind: the second is not added, and the first is named. */
static void find_add(struct kunit *test)
{
	struct rb_root root = RB_ROOT;
	struct item twin = { .key = 3 };
	unsigned int i;

	for (i = 0; i < 8; i++) {
		items[i].key = i;
		KUNIT_EXPECT_NULL(test, i % 2 ?
			rb_find_add(&items[i].node, &root, by_node) :
			rb_find_add_rcu(&items[i].node, &root, by_node));
	}
	KUNIT_EXPECT_PTR_EQ(test, rb_find_add(&twin.node, &root, by_node),
			    &items[3].node);
	KUNIT_EXPECT_TRUE(test, holds(&root, 0xff));
}

/* The first node is at hand after each change. */
static void cached_first(struct kunit *test)
{
	struct rb_root_cached root = RB_ROOT_CACHED;
	unsigned int i;

	KUNIT_EXPECT_NULL(test, rb_first_cached(&root));
	for (i = 8; i-- > 0;) {
		items[i].key = i;
		KUNIT_EXPECT_PTR_EQ(test,
				    rb_add_cached(&items[i].node, &root, less),
				    &items[i].node);
	}
	items[8].key = 8;
	KUNIT_EXPECT_NULL(test, rb_add_cached(&items[8].node, &root, less));
	KUNIT_EXPECT_NULL(test, rb_erase_cached(&items[4].node, &root));
	for (i = 0; i < 3; i++) {
		KUNIT_EXPECT_PTR_EQ(test, rb_first_cached(&root),
				    &items[i].node);
		KUNIT_EXPECT_PTR_EQ(test,
				    rb_erase_cached(&items[i].node, &root),
				    &items[i + 1].node);
	}
	rb_replace_node_cached(&items[3].node, &items[20].node, &root);
	items[20].key = 3;
	KUNIT_EXPECT_PTR_EQ(test, rb_first_cached(&root), &items[20].node);
	KUNIT_EXPECT_EQ(test, rbtree_broken(&root.rb_root), 0);
	KUNIT_EXPECT_TRUE(test, holds(&root.rb_root, 0x1e8));
}

/* Another node in the same place: neighbours know it, colours stay. */
static void replacing(struct kunit *test)
{
	static struct item other[16];
	struct rb_root root = RB_ROOT;
	unsigned int i;

	for (i = 0; i < 16; i++) {
		items[i].key = other[i].key = i;
		rb_add(&items[i].node, &root, less);
	}
	for (i = 0; i < 16; i++) {
		if (i % 2)
			rb_replace_node(&items[i].node, &other[i].node, &root);
		else
			rb_replace_node_rcu(&items[i].node, &other[i].node,
					    &root);
		KUNIT_ASSERT_EQ(test, rbtree_broken(&root), 0);
		KUNIT_ASSERT_TRUE(test, holds(&root, 0xffff));
	}
	KUNIT_EXPECT_PTR_EQ(test, rb_first(&root), &other[0].node);
}

/* A node in no tree, an empty tree: nothing, not a fault. */
static void nothing_there(struct kunit *test)
{
	struct rb_root root = RB_ROOT;
	struct rb_node node;

	RB_CLEAR_NODE(&node);
	KUNIT_EXPECT_TRUE(test, RB_EMPTY_NODE(&node));
	KUNIT_EXPECT_NULL(test, rb_next(&node));
	KUNIT_EXPECT_NULL(test, rb_prev(&node));
	KUNIT_EXPECT_TRUE(test, RB_EMPTY_ROOT(&root));
	KUNIT_EXPECT_NULL(test, rb_first(&root));
	KUNIT_EXPECT_NULL(test, rb_last(&root));
	KUNIT_EXPECT_NULL(test, rb_first_postorder(&root));
	KUNIT_EXPECT_NULL(test, rb_next_postorder(NULL));
	KUNIT_EXPECT_EQ(test, rbtree_broken(&root), 0);
}

/* The checker sees each of its invariants broken. */
static void checker_sees(struct kunit *test)
{
	struct rb_root root = RB_ROOT;
	struct rb_node *left;
	unsigned int i;

	for (i = 0; i < 7; i++) {
		items[i].key = i;
		rb_add(&items[i].node, &root, less);
	}
	left = root.rb_node->rb_left;
	rb_set_parent(left, &items[6].node);
	KUNIT_EXPECT_EQ(test, rbtree_broken(&root), 1);
	rb_set_parent(left, root.rb_node);
	rb_set_parent_color(root.rb_node, NULL, RB_RED);
	KUNIT_EXPECT_EQ(test, rbtree_broken(&root), 2);
	rb_set_parent_color(root.rb_node, NULL, RB_BLACK);
	rb_set_parent_color(left, root.rb_node, !rb_color(left));
	KUNIT_EXPECT_EQ(test, rbtree_broken(&root), 3);
}

/* ---- intervals ----------------------------------------------------------- */

#define NR_RANGES	48

static struct interval_tree_node ranges[NR_RANGES];

/* Ask the tree and the table for those that meet [start, last]. */
static bool answers_agree(struct rb_root_cached *root, unsigned long in,
			  unsigned long start, unsigned long last)
{
	struct interval_tree_node *n;
	unsigned long want = 0, got = 0, before = 0;
	unsigned int i;

	for (i = 0; i < NR_RANGES; i++) {
		if (in & 1UL << i && ranges[i].start <= last &&
		    start <= ranges[i].last)
			want |= 1UL << i;
	}
	for (n = interval_tree_iter_first(root, start, last); n;
	     n = interval_tree_iter_next(n, start, last)) {
		if (n->start < before || got & 1UL << (n - ranges))
			return false;
		before = n->start;
		got |= 1UL << (n - ranges);
	}
	return got == want;
}

/* Ranges come and go, and are asked for at random. */
static void interval_model(struct kunit *test)
{
	struct rb_root_cached root = RB_ROOT_CACHED;
	unsigned long in = 0, start;
	unsigned int step, i;

	seed = 5;
	for (step = 0; step < NR_STEPS; step++) {
		i = draw(NR_RANGES);
		if (in & 1UL << i) {
			interval_tree_remove(&ranges[i], &root);
		} else {
			ranges[i].start = draw(1000);
			ranges[i].last = ranges[i].start + draw(60);
			interval_tree_insert(&ranges[i], &root);
		}
		in ^= 1UL << i;
		start = draw(1000);
		KUNIT_ASSERT_TRUE(test, answers_agree(&root, in, start,
						      start + draw(100)));
		KUNIT_ASSERT_EQ(test, rbtree_broken(&root.rb_root), 0);
	}
}

static struct kunit_case rbtree_cases[] = {
	KUNIT_CASE(every_small_tree),
	KUNIT_CASE(augmented_model),
	KUNIT_CASE(propagate_climbs),
	KUNIT_CASE(stays_shallow),
	KUNIT_CASE(equal_keys),
	KUNIT_CASE(find_add),
	KUNIT_CASE(cached_first),
	KUNIT_CASE(replacing),
	KUNIT_CASE(nothing_there),
	KUNIT_CASE(checker_sees),
	KUNIT_CASE(interval_model),
	{}
};

static struct kunit_suite rbtree_suite = {
	.name = "rbtree",
	.test_cases = rbtree_cases,
};
kunit_test_suite(rbtree_suite);
