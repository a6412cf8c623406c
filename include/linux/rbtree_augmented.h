/* SPDX-License-Identifier: MIT */
/*
 * rbtree_augmented.h - trees whose nodes know something of their subtree
 *
 * A value that a node can compute from itself and its children's values
 * (the largest gap below, the last end below) stays right when three things
 * are done as the tree changes:
 *
 *	propagate(node, stop)	something below @node changed: go up and
 *				compute anew, until @stop or no change
 *	copy(old, new)		@new took @old's place: same subtree
 *	rotate(old, new)	@new took @old's place, @old is below it now
 *
 * RB_DECLARE_CALLBACKS writes the three from one function. Before an insert
 * the caller sets the value of the new leaf and of its ancestors: with
 * propagate(), or on the way down.
 */
#ifndef _LINUX_RBTREE_AUGMENTED_H
#define _LINUX_RBTREE_AUGMENTED_H

#include <linux/compiler.h>
#include <linux/rbtree.h>

struct rb_augment_callbacks {
	void (*propagate)(struct rb_node *node, struct rb_node *stop);
	void (*copy)(struct rb_node *old, struct rb_node *new);
	void (*rotate)(struct rb_node *old, struct rb_node *new);
};

void __rb_insert_augmented(struct rb_node *node, struct rb_root *root,
			   void (*augment_rotate)(struct rb_node *old,
						  struct rb_node *new));
void __rb_erase_color(struct rb_node *parent, struct rb_root *root,
		      void (*augment_rotate)(struct rb_node *old,
					     struct rb_node *new));

/* rb_insert_augmented - as rb_insert_color() */
static inline void
rb_insert_augmented(struct rb_node *node, struct rb_root *root,
		    const struct rb_augment_callbacks *augment)
{
	__rb_insert_augmented(node, root, augment->rotate);
}

static inline void
rb_insert_augmented_cached(struct rb_node *node, struct rb_root_cached *root,
			   bool newleft,
			   const struct rb_augment_callbacks *augment)
{
	if (newleft)
		root->rb_leftmost = node;
	rb_insert_augmented(node, &root->rb_root, augment);
}

/*
 * RB_DECLARE_CALLBACKS - struct rb_augment_callbacks RBNAME
 * @RBSTATIC:	 "static" or nothing
 * @RBSTRUCT:	 the structure, @RBFIELD its rb_node, @RBAUGMENTED the value
 * @RBCOMPUTE:	 bool fn(RBSTRUCT *node, bool exit): compute and store the
 *		 value; true if @exit and the value was right already
 */
#define RB_DECLARE_CALLBACKS(RBSTATIC, RBNAME, RBSTRUCT, RBFIELD, \
			     RBAUGMENTED, RBCOMPUTE) \
static inline void RBNAME##_propagate(struct rb_node *rb, \
				      struct rb_node *stop) \
{ \
	while (rb != stop) { \
		RBSTRUCT *node = rb_entry(rb, RBSTRUCT, RBFIELD); \
		if (RBCOMPUTE(node, true)) \
			break; \
		rb = rb_parent(&node->RBFIELD); \
	} \
} \
static inline void RBNAME##_copy(struct rb_node *rb_old, \
				 struct rb_node *rb_new) \
{ \
	RBSTRUCT *old = rb_entry(rb_old, RBSTRUCT, RBFIELD); \
	RBSTRUCT *new = rb_entry(rb_new, RBSTRUCT, RBFIELD); \
	new->RBAUGMENTED = old->RBAUGMENTED; \
} \
static void RBNAME##_rotate(struct rb_node *rb_old, struct rb_node *rb_new) \
{ \
	RBSTRUCT *old = rb_entry(rb_old, RBSTRUCT, RBFIELD); \
	RBSTRUCT *new = rb_entry(rb_new, RBSTRUCT, RBFIELD); \
	new->RBAUGMENTED = old->RBAUGMENTED; \
	RBCOMPUTE(old, false); \
} \
RBSTATIC const struct rb_augment_callbacks RBNAME = { \
	.propagate = RBNAME##_propagate, \
	.copy = RBNAME##_copy, \
	.rotate = RBNAME##_rotate \
};

/*
 * RB_DECLARE_CALLBACKS_MAX - the value is the largest below
 * @RBTYPE:	its type
 * @RBCOMPUTE:	RBTYPE fn(RBSTRUCT *node): the node's own
 */
#define RB_DECLARE_CALLBACKS_MAX(RBSTATIC, RBNAME, RBSTRUCT, RBFIELD, \
				 RBTYPE, RBAUGMENTED, RBCOMPUTE) \
static inline bool RBNAME##_compute_max(RBSTRUCT *node, bool exit) \
{ \
	RBSTRUCT *child; \
	RBTYPE max = RBCOMPUTE(node); \
	if (node->RBFIELD.rb_left) { \
		child = rb_entry(node->RBFIELD.rb_left, RBSTRUCT, RBFIELD); \
		if (child->RBAUGMENTED > max) \
			max = child->RBAUGMENTED; \
	} \
	if (node->RBFIELD.rb_right) { \
		child = rb_entry(node->RBFIELD.rb_right, RBSTRUCT, RBFIELD); \
		if (child->RBAUGMENTED > max) \
			max = child->RBAUGMENTED; \
	} \
	if (exit && node->RBAUGMENTED == max) \
		return true; \
	node->RBAUGMENTED = max; \
	return false; \
} \
RB_DECLARE_CALLBACKS(RBSTATIC, RBNAME, RBSTRUCT, RBFIELD, RBAUGMENTED, \
		     RBNAME##_compute_max)

/* ---- colours and links --------------------------------------------------- */

#define RB_RED		0
#define RB_BLACK	1

#define __rb_parent(pc)		((struct rb_node *)((pc) & ~3UL))
#define __rb_color(pc)		((pc) & 1)
#define __rb_is_black(pc)	__rb_color(pc)
#define __rb_is_red(pc)		(!__rb_color(pc))
#define rb_color(rb)		__rb_color((rb)->__rb_parent_color)
#define rb_is_red(rb)		__rb_is_red((rb)->__rb_parent_color)
#define rb_is_black(rb)		__rb_is_black((rb)->__rb_parent_color)

static inline void rb_set_parent(struct rb_node *rb, struct rb_node *p)
{
	rb->__rb_parent_color = rb_color(rb) | (unsigned long)p;
}

static inline void rb_set_parent_color(struct rb_node *rb, struct rb_node *p,
				       int color)
{
	rb->__rb_parent_color = (unsigned long)p | color;
}

/* What pointed at @old points at @new: @parent's child, or the root. */
static inline void __rb_change_child(struct rb_node *old, struct rb_node *new,
				     struct rb_node *parent,
				     struct rb_root *root)
{
	if (!parent)
		WRITE_ONCE(root->rb_node, new);
	else if (parent->rb_left == old)
		WRITE_ONCE(parent->rb_left, new);
	else
		WRITE_ONCE(parent->rb_right, new);
}

/* ---- erase --------------------------------------------------------------- */

/*
 * One child at most: it, or nothing, takes the node's place. An only child
 * is red (else the other side would be a black short), so it takes the
 * node's black over; without one the path is a black short below the parent.
 */
static __always_inline struct rb_node *
__rb_unlink_thin(struct rb_node *node, struct rb_root *root,
		 const struct rb_augment_callbacks *augment)
{
	struct rb_node *child = node->rb_left ?: node->rb_right;
	unsigned long pc = node->__rb_parent_color;
	struct rb_node *parent = __rb_parent(pc);

	__rb_change_child(node, child, parent, root);
	if (child)
		child->__rb_parent_color = pc;
	augment->propagate(parent, NULL);
	return !child && __rb_is_black(pc) ? parent : NULL;
}

/*
 * Two children: the next node in order, which has no left child, leaves its
 * place and takes this one's, with its colour. What is missing afterwards is
 * missing where it came from.
 */
static __always_inline struct rb_node *
__rb_unlink_full(struct rb_node *node, struct rb_root *root,
		 const struct rb_augment_callbacks *augment)
{
	struct rb_node *next = node->rb_right, *parent = next, *child;
	struct rb_node *rebalance = NULL;

	if (!next->rb_left) {
		child = next->rb_right;
		augment->copy(node, next);
	} else {
		while (next->rb_left) {
			parent = next;
			next = next->rb_left;
		}
		child = next->rb_right;
		WRITE_ONCE(parent->rb_left, child);
		WRITE_ONCE(next->rb_right, node->rb_right);
		rb_set_parent(node->rb_right, next);
		augment->copy(node, next);
		augment->propagate(parent, next);
	}
	WRITE_ONCE(next->rb_left, node->rb_left);
	rb_set_parent(node->rb_left, next);
	__rb_change_child(node, next, rb_parent(node), root);

	if (child)
		rb_set_parent_color(child, parent, RB_BLACK);
	else if (rb_is_black(next))
		rebalance = parent;
	next->__rb_parent_color = node->__rb_parent_color;
	augment->propagate(next, NULL);
	return rebalance;
}

/* Return: below which node a black is missing, or NULL. */
static __always_inline struct rb_node *
__rb_erase_augmented(struct rb_node *node, struct rb_root *root,
		     const struct rb_augment_callbacks *augment)
{
	if (node->rb_left && node->rb_right)
		return __rb_unlink_full(node, root, augment);
	return __rb_unlink_thin(node, root, augment);
}

/* rb_erase_augmented - as rb_erase() */
static __always_inline void
rb_erase_augmented(struct rb_node *node, struct rb_root *root,
		   const struct rb_augment_callbacks *augment)
{
	struct rb_node *rebalance = __rb_erase_augmented(node, root, augment);

	if (rebalance)
		__rb_erase_color(rebalance, root, augment->rotate);
}

static __always_inline void
rb_erase_augmented_cached(struct rb_node *node, struct rb_root_cached *root,
			  const struct rb_augment_callbacks *augment)
{
	if (root->rb_leftmost == node)
		root->rb_leftmost = rb_next(node);
	rb_erase_augmented(node, &root->rb_root, augment);
}

#endif
