/* SPDX-License-Identifier: MIT */
/*
 * rbtree_types.h - a node and two kinds of root; linux/rbtree.h has the rest
 */
#ifndef _LINUX_RBTREE_TYPES_H
#define _LINUX_RBTREE_TYPES_H

#include <linux/compiler.h>

/*
 * Stands inside the caller's structure. A node is at an even address, so the
 * lowest bit of the parent's is free for the colour: 0 red, 1 black.
 */
struct rb_node {
	unsigned long __rb_parent_color;
	struct rb_node *rb_right;
	struct rb_node *rb_left;
} __aligned(sizeof(long));

struct rb_root {
	struct rb_node *rb_node;
};

/* The same, and the first node is known without a walk. */
struct rb_root_cached {
	struct rb_root rb_root;
	struct rb_node *rb_leftmost;
};

#define RB_ROOT		(struct rb_root) { NULL, }
#define RB_ROOT_CACHED	(struct rb_root_cached) { { NULL, }, NULL }

#endif
