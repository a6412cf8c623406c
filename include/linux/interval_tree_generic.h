/* SPDX-License-Identifier: MIT */
/*
 * interval_tree_generic.h - trees of ranges: which of them meet [start, last]?
 *
 * A tree sorted by the ranges' starts, in which each node knows the largest
 * end below it. A subtree whose largest end lies before `start' is skipped;
 * a walk to the right ends at the first range that begins after `last'.
 * Finding the first is O(log n), each further one as well.
 *
 * @last is inside, as everywhere in Linux's interval trees.
 */
#ifndef _LINUX_INTERVAL_TREE_GENERIC_H
#define _LINUX_INTERVAL_TREE_GENERIC_H

#include <linux/rbtree_augmented.h>

/*
 * INTERVAL_TREE_DEFINE - ITPREFIX_insert, _remove, _iter_first, _iter_next
 * @ITSTRUCT:	the structure, @ITRB its rb_node
 * @ITTYPE:	of an end, @ITSUBTREE the member for the largest one below
 * @ITSTART:	ITTYPE fn(ITSTRUCT *n), @ITLAST the same
 * @ITSTATIC:	"static" or nothing
 */
#define INTERVAL_TREE_DEFINE(ITSTRUCT, ITRB, ITTYPE, ITSUBTREE, \
			     ITSTART, ITLAST, ITSTATIC, ITPREFIX) \
RB_DECLARE_CALLBACKS_MAX(static, ITPREFIX##_augment, ITSTRUCT, ITRB, \
			 ITTYPE, ITSUBTREE, ITLAST) \
\
ITSTATIC void ITPREFIX##_insert(ITSTRUCT *node, \
				struct rb_root_cached *root) \
{ \
	struct rb_node **link = &root->rb_root.rb_node, *rb_parent = NULL; \
	ITTYPE start = ITSTART(node), last = ITLAST(node); \
	bool leftmost = true; \
\
	while (*link) { \
		ITSTRUCT *parent; \
\
		rb_parent = *link; \
		parent = rb_entry(rb_parent, ITSTRUCT, ITRB); \
		if (parent->ITSUBTREE < last) \
			parent->ITSUBTREE = last; \
		if (start < ITSTART(parent)) { \
			link = &parent->ITRB.rb_left; \
		} else { \
			link = &parent->ITRB.rb_right; \
			leftmost = false; \
		} \
	} \
	node->ITSUBTREE = last; \
	rb_link_node(&node->ITRB, rb_parent, link); \
	rb_insert_augmented_cached(&node->ITRB, root, leftmost, \
				   &ITPREFIX##_augment); \
} \
\
ITSTATIC void ITPREFIX##_remove(ITSTRUCT *node, \
				struct rb_root_cached *root) \
{ \
	rb_erase_augmented_cached(&node->ITRB, root, &ITPREFIX##_augment); \
} \
\
/* The first that meets the range, below @node, some end below reaches it. */ \
ITSTATIC ITSTRUCT * \
ITPREFIX##_subtree_search(ITSTRUCT *node, ITTYPE start, ITTYPE last) \
{ \
	ITSTRUCT *child; \
\
	for (;;) { \
		/* If the first to reach `start' there is too late, so are \
		 * all after it: no way back is needed. \
		 */ \
		child = rb_entry_safe(node->ITRB.rb_left, ITSTRUCT, ITRB); \
		if (child && start <= child->ITSUBTREE) { \
			node = child; \
			continue; \
		} \
		if (last < ITSTART(node)) \
			return NULL; \
		if (start <= ITLAST(node)) \
			return node; \
		child = rb_entry_safe(node->ITRB.rb_right, ITSTRUCT, ITRB); \
		if (!child || child->ITSUBTREE < start) \
			return NULL; \
		node = child; \
	} \
} \
\
ITSTATIC ITSTRUCT * \
ITPREFIX##_iter_first(struct rb_root_cached *root, ITTYPE start, \
		      ITTYPE last) \
{ \
	ITSTRUCT *node; \
\
	if (!root->rb_root.rb_node) \
		return NULL; \
	node = rb_entry(root->rb_root.rb_node, ITSTRUCT, ITRB); \
	if (node->ITSUBTREE < start) \
		return NULL; \
	if (last < ITSTART(rb_entry(root->rb_leftmost, ITSTRUCT, ITRB))) \
		return NULL; \
	return ITPREFIX##_subtree_search(node, start, last); \
} \
\
ITSTATIC ITSTRUCT * \
ITPREFIX##_iter_next(ITSTRUCT *node, ITTYPE start, ITTYPE last) \
{ \
	struct rb_node *rb = node->ITRB.rb_right, *prev; \
\
	for (;;) { \
		if (rb) { \
			ITSTRUCT *right = rb_entry(rb, ITSTRUCT, ITRB); \
\
			if (start <= right->ITSUBTREE) \
				return ITPREFIX##_subtree_search(right, \
								 start, \
								 last); \
		} \
		/* Up, until we come from the left. */ \
		do { \
			rb = rb_parent(&node->ITRB); \
			if (!rb) \
				return NULL; \
			prev = &node->ITRB; \
			node = rb_entry(rb, ITSTRUCT, ITRB); \
			rb = node->ITRB.rb_right; \
		} while (prev == rb); \
		if (last < ITSTART(node)) \
			return NULL; \
		if (start <= ITLAST(node)) \
			return node; \
	} \
}

#endif
