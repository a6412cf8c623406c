/* SPDX-License-Identifier: MIT */
/*
 * rbtree.h - sorted trees whose nodes stand in the caller's structures
 *
 * The tree knows no keys: the caller walks down, comparing, and hangs the
 * new node where the walk fell off; then the tree restores its balance.
 *
 *	struct rb_node **link = &root->rb_node, *parent = NULL;
 *
 *	while (*link) {
 *		parent = *link;
 *		link = less(new, parent) ? &parent->rb_left
 *					 : &parent->rb_right;
 *	}
 *	rb_link_node(new, parent, link);
 *	rb_insert_color(new, root);
 *
 * rb_add() and rb_find() do the walk for who has a compare function. All
 * walks and changes are O(log n), and nothing here allocates or fails.
 * Locking is the caller's. Context: any.
 *
 * Children are written with single stores, in an order that never closes a
 * ring, so that somebody who walks down without the lock ends; he may miss
 * nodes.
 */
#ifndef _LINUX_RBTREE_H
#define _LINUX_RBTREE_H

#include <linux/container_of.h>
#include <linux/rbtree_types.h>
#include <linux/stddef.h>
#include <asm/barrier.h>

#define rb_parent(r)	((struct rb_node *)((r)->__rb_parent_color & ~3UL))
#define rb_entry(ptr, type, member) container_of(ptr, type, member)

/* rb_entry_safe - NULL for NULL */
#define rb_entry_safe(ptr, type, member) ({ \
	__typeof__(ptr) ____ptr = (ptr); \
	____ptr ? rb_entry(____ptr, type, member) : NULL; })

#define RB_EMPTY_ROOT(root)	(READ_ONCE((root)->rb_node) == NULL)

/* In no tree? Known only of a node that was RB_CLEAR_NODE()d. */
#define RB_EMPTY_NODE(node) \
	((node)->__rb_parent_color == (unsigned long)(node))
#define RB_CLEAR_NODE(node) \
	((node)->__rb_parent_color = (unsigned long)(node))

/* rb_insert_color - @node was linked by rb_link_node(): balance the tree */
void rb_insert_color(struct rb_node *node, struct rb_root *root);

/* rb_erase - take @node out; its own fields are not changed */
void rb_erase(struct rb_node *node, struct rb_root *root);

/* In the order of the tree; NULL at the end. */
struct rb_node *rb_first(const struct rb_root *root);
struct rb_node *rb_last(const struct rb_root *root);
struct rb_node *rb_next(const struct rb_node *node);
struct rb_node *rb_prev(const struct rb_node *node);

/* Children before their parent: for taking a whole tree to pieces. */
struct rb_node *rb_first_postorder(const struct rb_root *root);
struct rb_node *rb_next_postorder(const struct rb_node *node);

/* @new takes @victim's place: it must sort to the same place. */
void rb_replace_node(struct rb_node *victim, struct rb_node *new,
		     struct rb_root *root);
void rb_replace_node_rcu(struct rb_node *victim, struct rb_node *new,
			 struct rb_root *root);

/* rb_link_node - hang @node, red and childless, at @rb_link of @parent */
static inline void rb_link_node(struct rb_node *node, struct rb_node *parent,
				struct rb_node **rb_link)
{
	node->__rb_parent_color = (unsigned long)parent;
	node->rb_left = node->rb_right = NULL;
	*rb_link = node;
}

/* The same; a walker without the lock sees the node whole or not at all. */
static inline void rb_link_node_rcu(struct rb_node *node,
				    struct rb_node *parent,
				    struct rb_node **rb_link)
{
	node->__rb_parent_color = (unsigned long)parent;
	node->rb_left = node->rb_right = NULL;
	smp_store_release(rb_link, node);
}

/*
 * rbtree_postorder_for_each_entry_safe - @pos may be freed, not rb_erase()d
 * @n: the next one, for the macro
 */
#define rbtree_postorder_for_each_entry_safe(pos, n, root, field) \
	for (pos = rb_entry_safe(rb_first_postorder(root), \
				 __typeof__(*pos), field); \
	     pos && ({ n = rb_entry_safe(rb_next_postorder(&pos->field), \
					 __typeof__(*pos), field); 1; }); \
	     pos = n)

/* ---- cached: the first node at hand ------------------------------------- */

#define rb_first_cached(root)	((root)->rb_leftmost)

static inline void rb_insert_color_cached(struct rb_node *node,
					  struct rb_root_cached *root,
					  bool leftmost)
{
	if (leftmost)
		root->rb_leftmost = node;
	rb_insert_color(node, &root->rb_root);
}

/* Return: the new first node if @node was the first, else NULL. */
static inline struct rb_node *rb_erase_cached(struct rb_node *node,
					      struct rb_root_cached *root)
{
	struct rb_node *leftmost = NULL;

	if (root->rb_leftmost == node)
		leftmost = root->rb_leftmost = rb_next(node);
	rb_erase(node, &root->rb_root);
	return leftmost;
}

static inline void rb_replace_node_cached(struct rb_node *victim,
					  struct rb_node *new,
					  struct rb_root_cached *root)
{
	if (root->rb_leftmost == victim)
		root->rb_leftmost = new;
	rb_replace_node(victim, new, &root->rb_root);
}

/* ---- with a compare function --------------------------------------------- */

/* Equal keys stand in the order in which they came. Return: as below. */
static __always_inline void rb_add(struct rb_node *node, struct rb_root *tree,
				   bool (*less)(struct rb_node *,
						const struct rb_node *))
{
	struct rb_node **link = &tree->rb_node, *parent = NULL;

	while (*link) {
		parent = *link;
		link = less(node, parent) ? &parent->rb_left
					  : &parent->rb_right;
	}
	rb_link_node(node, parent, link);
	rb_insert_color(node, tree);
}

/* Return: @node if it is the first now, else NULL. */
static __always_inline struct rb_node *
rb_add_cached(struct rb_node *node, struct rb_root_cached *tree,
	      bool (*less)(struct rb_node *, const struct rb_node *))
{
	struct rb_node **link = &tree->rb_root.rb_node, *parent = NULL;
	bool leftmost = true;

	while (*link) {
		parent = *link;
		if (less(node, parent)) {
			link = &parent->rb_left;
		} else {
			link = &parent->rb_right;
			leftmost = false;
		}
	}
	rb_link_node(node, parent, link);
	rb_insert_color_cached(node, tree, leftmost);
	return leftmost ? node : NULL;
}

/*
 * Where the walk for @node ends: NULL, with *@parent and the link returned
 * through *@link, or the node that is equal.
 */
static __always_inline struct rb_node *
__rb_walk_to(struct rb_node *node, struct rb_node **parent,
	     struct rb_node ***link,
	     int (*cmp)(struct rb_node *, const struct rb_node *))
{
	*parent = NULL;
	while (**link) {
		int c;

		*parent = **link;
		c = cmp(node, *parent);
		if (!c)
			return *parent;
		*link = c < 0 ? &(*parent)->rb_left : &(*parent)->rb_right;
	}
	return NULL;
}

/* rb_find_add - Return: the equal node that is there; NULL: @node was added */
static __always_inline struct rb_node *
rb_find_add(struct rb_node *node, struct rb_root *tree,
	    int (*cmp)(struct rb_node *, const struct rb_node *))
{
	struct rb_node **link = &tree->rb_node, *parent;
	struct rb_node *there = __rb_walk_to(node, &parent, &link, cmp);

	if (there)
		return there;
	rb_link_node(node, parent, link);
	rb_insert_color(node, tree);
	return NULL;
}

static __always_inline struct rb_node *
rb_find_add_rcu(struct rb_node *node, struct rb_root *tree,
		int (*cmp)(struct rb_node *, const struct rb_node *))
{
	struct rb_node **link = &tree->rb_node, *parent;
	struct rb_node *there = __rb_walk_to(node, &parent, &link, cmp);

	if (there)
		return there;
	rb_link_node_rcu(node, parent, link);
	rb_insert_color(node, tree);
	return NULL;
}

/* rb_find - any node equal to @key, or NULL; cmp(key, node) as strcmp() */
static __always_inline struct rb_node *
rb_find(const void *key, const struct rb_root *tree,
	int (*cmp)(const void *key, const struct rb_node *))
{
	struct rb_node *node = tree->rb_node;

	while (node) {
		int c = cmp(key, node);

		if (!c)
			break;
		node = c < 0 ? node->rb_left : node->rb_right;
	}
	return node;
}

/* The same without the lock: a node that is found is whole. */
static __always_inline struct rb_node *
rb_find_rcu(const void *key, const struct rb_root *tree,
	    int (*cmp)(const void *key, const struct rb_node *))
{
	struct rb_node *node = smp_load_acquire(&tree->rb_node);

	while (node) {
		int c = cmp(key, node);

		if (!c)
			break;
		node = c < 0 ? smp_load_acquire(&node->rb_left)
			     : smp_load_acquire(&node->rb_right);
	}
	return node;
}

/* rb_find_first - the first of the nodes equal to @key, or NULL */
static __always_inline struct rb_node *
rb_find_first(const void *key, const struct rb_root *tree,
	      int (*cmp)(const void *key, const struct rb_node *))
{
	struct rb_node *node = tree->rb_node, *match = NULL;

	while (node) {
		int c = cmp(key, node);

		if (c <= 0) {
			if (!c)
				match = node;
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	return match;
}

/* rb_next_match - the node after @node, if it too equals @key */
static __always_inline struct rb_node *
rb_next_match(const void *key, struct rb_node *node,
	      int (*cmp)(const void *key, const struct rb_node *))
{
	node = rb_next(node);
	return node && !cmp(key, node) ? node : NULL;
}

#define rb_for_each(node, key, tree, cmp) \
	for ((node) = rb_find_first((key), (tree), (cmp)); \
	     (node); (node) = rb_next_match((key), (node), (cmp)))

/* ---- ours ---------------------------------------------------------------- */

/* rbtree_broken - the number of an invariant of lib/rbtree.c, or 0 */
int rbtree_broken(const struct rb_root *root);

#endif
