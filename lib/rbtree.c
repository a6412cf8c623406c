// SPDX-License-Identifier: MIT
/*
 * rbtree.c - a sorted tree that stays shallow
 *
 * PROBLEM
 *	A sorted tree that is grown in ascending order is a list. To find the
 *	lowest free address among 35000, a walk must be of 16 to 30 steps,
 *	whatever the order of events was.
 *
 * IDEA
 *	Nodes are red or black, and every way down from the root to where a
 *	child is missing meets the same number of blacks. Between two blacks
 *	there is at most one red, so the longest way is at most twice the
 *	shortest. With n nodes no way is longer than 2 log2(n + 1).
 *
 *	A change breaks one rule in one place; a rotation mends it, or moves it
 *	up. One rotation is all there is; order is not changed by it:
 *
 *		    top				  up
 *		   /   \	lift(up, top)	 /  \
 *		 up	C	----->		A   top
 *		/  \				    /  \
 *	       A    b				   b    C
 *
 *	`up' takes top's place and colour, and top becomes red.
 *
 * INSERT	a red leaf x; wrong if its parent p is red too
 *
 *	I1  The uncle u is red: g gives its black to both, and may now be
 *	    wrong with its own parent: go on there.
 *
 *		g black		  g red		<- x, next round
 *	       / \		 / \
 *	      p   u red		p   u black
 *	     /		  -->  /
 *	    x		      x
 *
 *	I2  x is an inner grandchild: lift it over p; now p is the outer one.
 *	I3  Outer: lift p over g. p has g's black, g is red: done.
 *
 *		g		p black
 *	       / \	       / \
 *	      p   u    -->    x   g red
 *	     / \		 / \
 *	    x   b		b   u
 *
 * ERASE	below p, on one side, all ways are a black short; s is the sibling
 *
 *	E1  s is red: lift it over p. The new sibling is black: go on.
 *	E2  s and its children are black: make s red, so that both sides are
 *	    short. If p was red, it becomes black: done. Else all ways
 *	    through p are short: go on above.
 *	E3  s's inner child is red, the outer is not: lift it over s. Now
 *	    the outer one is red.
 *	E4  s's outer child o is red: lift s over p, both of its children
 *	    become black: the short side has one more. Done.
 *
 *		  p			   s (p's colour)
 *		 / \			  / \
 *	  short N   s		-->	 p   o		p, o black
 *		   / \			/ \
 *		  b   o red	       N   b
 *
 * INVARIANTS	(rbtree_broken() tests each by number)
 *	R1  A child's parent is the node whose child it is; the root has none.
 *	R2  The root is black, and a red node has no red child.
 *	R3  All ways from the root to a missing child have equally many blacks.
 *
 * LOCKING
 *	The caller's.
 *
 * COST
 *	Insert: the caller's walk, at most 2 lifts, O(log n) recolourings.
 *	Erase: at most 3 lifts. Space: three words a node, the colour in the
 *	lowest bit of the parent's address.
 *
 * SOURCES
 *	L. Guibas and R. Sedgewick, A dichromatic framework for balanced
 *	trees, FOCS 1978. Cormen, Leiserson, Rivest, Stein, Introduction to
 *	Algorithms, chapter 13. Linux: include/linux/rbtree.h (the names).
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/rbtree_augmented.h>

enum side { LEFT, RIGHT };

static __always_inline enum side other(enum side side)
{
	return side == LEFT ? RIGHT : LEFT;
}

static __always_inline struct rb_node *child_of(const struct rb_node *node,
						enum side side)
{
	return side == LEFT ? node->rb_left : node->rb_right;
}

static __always_inline void set_child(struct rb_node *node, enum side side,
				      struct rb_node *child)
{
	if (side == LEFT)
		WRITE_ONCE(node->rb_left, child);
	else
		WRITE_ONCE(node->rb_right, child);
}

/* The red of a node that is known to be red: no bit to mask. */
static __always_inline struct rb_node *red_parent(const struct rb_node *red)
{
	return (struct rb_node *)red->__rb_parent_color;
}

static __always_inline void set_black(struct rb_node *node)
{
	node->__rb_parent_color |= RB_BLACK;
}

static __always_inline bool is_red(const struct rb_node *node)
{
	return node && rb_is_red(node);
}

typedef void (*rotate_fn)(struct rb_node *old, struct rb_node *new);

/*
 * The drawing above; @up is @top's child on @side. Downward links are set
 * from below upwards, so that none leads back to where a walker came from.
 */
static __always_inline void lift(struct rb_node *up, struct rb_node *top,
				 enum side side, struct rb_root *root)
{
	struct rb_node *inner = child_of(up, other(side));
	unsigned long place = top->__rb_parent_color;

	set_child(top, side, inner);
	if (inner)
		rb_set_parent(inner, top);
	set_child(up, other(side), top);
	rb_set_parent_color(top, up, RB_RED);
	up->__rb_parent_color = place;
	__rb_change_child(top, up, __rb_parent(place), root);
}

/* ---- insert -------------------------------------------------------------- */

/* I2 and I3: @node and its parent, which is on @side, are red. */
static __always_inline void insert_lift(struct rb_node *node,
					enum side side, struct rb_root *root,
					rotate_fn rotate)
{
	struct rb_node *parent = red_parent(node);
	struct rb_node *grand = red_parent(parent);

	if (node == child_of(parent, other(side))) {
		lift(node, parent, other(side), root);
		rotate(parent, node);
		parent = node;
	}
	lift(parent, grand, side, root);
	rotate(grand, parent);
}

static __always_inline void insert(struct rb_node *node, struct rb_root *root,
				   rotate_fn rotate)
{
	struct rb_node *parent, *grand, *uncle;

	for (;;) {
		parent = red_parent(node);
		if (!parent) {
			set_black(node);
			return;
		}
		if (rb_is_black(parent))
			return;
		/* Red, so not the root. */
		grand = red_parent(parent);
		uncle = parent == grand->rb_left ? grand->rb_right
						 : grand->rb_left;
		if (!is_red(uncle))
			break;
		set_black(parent);
		set_black(uncle);
		rb_set_parent_color(grand, rb_parent(grand), RB_RED);
		node = grand;
	}
	if (parent == grand->rb_left)
		insert_lift(node, LEFT, root, rotate);
	else
		insert_lift(node, RIGHT, root, rotate);
}

/* ---- erase --------------------------------------------------------------- */

/*
 * One round: below @parent, on @side, a black is missing.
 * Return: true: all is well; false: now it is missing around @parent.
 */
static __always_inline bool erase_round(struct rb_node *parent,
					enum side side, struct rb_root *root,
					rotate_fn rotate)
{
	struct rb_node *sibling = child_of(parent, other(side));
	struct rb_node *inner;

	if (rb_is_red(sibling)) {
		lift(sibling, parent, other(side), root);
		rotate(parent, sibling);
		sibling = child_of(parent, other(side));
	}
	inner = child_of(sibling, side);
	if (!is_red(child_of(sibling, other(side)))) {
		if (!is_red(inner)) {
			rb_set_parent_color(sibling, parent, RB_RED);
			if (rb_is_black(parent))
				return false;
			set_black(parent);
			return true;
		}
		lift(inner, sibling, side, root);
		rotate(sibling, inner);
		sibling = inner;
	}
	lift(sibling, parent, other(side), root);
	set_black(parent);
	set_black(child_of(sibling, other(side)));
	rotate(parent, sibling);
	return true;
}

static __always_inline void erase_color(struct rb_node *parent,
					struct rb_root *root, rotate_fn rotate)
{
	struct rb_node *node = NULL;
	bool done;

	/* Each round that does not end it is one level higher. */
	do {
		if (parent->rb_left == node)
			done = erase_round(parent, LEFT, root, rotate);
		else
			done = erase_round(parent, RIGHT, root, rotate);
		node = parent;
		parent = rb_parent(node);
	} while (!done && parent);
}

/* ---- the doors ----------------------------------------------------------- */

static inline void no_propagate(struct rb_node *node, struct rb_node *stop)
{
}

static inline void no_change(struct rb_node *old, struct rb_node *new)
{
}

static const struct rb_augment_callbacks plain = {
	.propagate = no_propagate,
	.copy = no_change,
	.rotate = no_change,
};

void rb_insert_color(struct rb_node *node, struct rb_root *root)
{
	insert(node, root, no_change);
}
EXPORT_SYMBOL(rb_insert_color);

void __rb_insert_augmented(struct rb_node *node, struct rb_root *root,
			   void (*augment_rotate)(struct rb_node *old,
						  struct rb_node *new))
{
	insert(node, root, augment_rotate);
}
EXPORT_SYMBOL(__rb_insert_augmented);

void rb_erase(struct rb_node *node, struct rb_root *root)
{
	struct rb_node *rebalance = __rb_erase_augmented(node, root, &plain);

	if (rebalance)
		erase_color(rebalance, root, no_change);
}
EXPORT_SYMBOL(rb_erase);

void __rb_erase_color(struct rb_node *parent, struct rb_root *root,
		      void (*augment_rotate)(struct rb_node *old,
					     struct rb_node *new))
{
	erase_color(parent, root, augment_rotate);
}
EXPORT_SYMBOL(__rb_erase_color);

/* @new, a copy of @victim, is known to those around it. */
static void adopt_neighbours(struct rb_node *victim, struct rb_node *new)
{
	*new = *victim;
	if (new->rb_left)
		rb_set_parent(new->rb_left, new);
	if (new->rb_right)
		rb_set_parent(new->rb_right, new);
}

void rb_replace_node(struct rb_node *victim, struct rb_node *new,
		     struct rb_root *root)
{
	adopt_neighbours(victim, new);
	__rb_change_child(victim, new, rb_parent(victim), root);
}
EXPORT_SYMBOL(rb_replace_node);

void rb_replace_node_rcu(struct rb_node *victim, struct rb_node *new,
			 struct rb_root *root)
{
	adopt_neighbours(victim, new);
	/* A walker who finds @new finds its children. */
	smp_wmb();
	__rb_change_child(victim, new, rb_parent(victim), root);
}
EXPORT_SYMBOL(rb_replace_node_rcu);

/* ---- walking ------------------------------------------------------------- */

static struct rb_node *outermost(struct rb_node *node, enum side side)
{
	if (!node)
		return NULL;
	while (child_of(node, side))
		node = child_of(node, side);
	return node;
}

struct rb_node *rb_first(const struct rb_root *root)
{
	return outermost(root->rb_node, LEFT);
}
EXPORT_SYMBOL(rb_first);

struct rb_node *rb_last(const struct rb_root *root)
{
	return outermost(root->rb_node, RIGHT);
}
EXPORT_SYMBOL(rb_last);

/* The nearest one on @side: below, or where we stop coming from there. */
static struct rb_node *neighbour(const struct rb_node *node, enum side side)
{
	struct rb_node *parent;

	if (RB_EMPTY_NODE(node))
		return NULL;
	if (child_of(node, side))
		return outermost(child_of(node, side), other(side));
	while ((parent = rb_parent(node)) && node == child_of(parent, side))
		node = parent;
	return parent;
}

struct rb_node *rb_next(const struct rb_node *node)
{
	return neighbour(node, RIGHT);
}
EXPORT_SYMBOL(rb_next);

struct rb_node *rb_prev(const struct rb_node *node)
{
	return neighbour(node, LEFT);
}
EXPORT_SYMBOL(rb_prev);

/* A leaf: left as long as possible, right if there is no left. */
static struct rb_node *deepest_left(struct rb_node *node)
{
	while (node->rb_left || node->rb_right)
		node = node->rb_left ?: node->rb_right;
	return node;
}

struct rb_node *rb_first_postorder(const struct rb_root *root)
{
	return root->rb_node ? deepest_left(root->rb_node) : NULL;
}
EXPORT_SYMBOL(rb_first_postorder);

struct rb_node *rb_next_postorder(const struct rb_node *node)
{
	struct rb_node *parent = node ? rb_parent(node) : NULL;

	if (parent && node == parent->rb_left && parent->rb_right)
		return deepest_left(parent->rb_right);
	return parent;
}
EXPORT_SYMBOL(rb_next_postorder);

/* ---- check --------------------------------------------------------------- */

/* 2 log2(n + 1) with more nodes than there are addresses. */
#define DEPTH_MAX	128

/* Is @node a child of its parent, or the root? */
static bool linked(const struct rb_node *node, const struct rb_root *root)
{
	const struct rb_node *parent = rb_parent(node);

	if (!parent)
		return node == root->rb_node;
	return node == parent->rb_left || node == parent->rb_right;
}

/* Blacks from @node up to the root; -1: the way does not lead there. */
static int blacks_above(const struct rb_node *node,
			const struct rb_root *root)
{
	int blacks = 0, depth;

	for (depth = 0; node && depth < DEPTH_MAX; depth++) {
		if (!linked(node, root))
			return -1;
		blacks += rb_is_black(node);
		node = rb_parent(node);
	}
	return node ? -1 : blacks;
}

int rbtree_broken(const struct rb_root *root)
{
	const struct rb_node *node;
	int height = -1, blacks;

	if (!root->rb_node)
		return 0;
	if (!linked(root->rb_node, root))
		return 1;
	if (rb_is_red(root->rb_node))
		return 2;
	for (node = rb_first(root); node; node = rb_next(node)) {
		blacks = blacks_above(node, root);
		if (blacks < 0)
			return 1;
		if (rb_is_red(node) &&
		    (is_red(node->rb_left) || is_red(node->rb_right)))
			return 2;
		if (node->rb_left && node->rb_right)
			continue;
		if (height < 0)
			height = blacks;
		if (blacks != height)
			return 3;
	}
	return 0;
}
