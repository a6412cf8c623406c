// SPDX-License-Identifier: MIT
/*
 * interval_tree.c - linux/interval_tree.h, made by the generic header
 */
#include <linux/export.h>
#include <linux/interval_tree.h>
#include <linux/interval_tree_generic.h>

static inline unsigned long start_of(struct interval_tree_node *node)
{
	return node->start;
}

static inline unsigned long last_of(struct interval_tree_node *node)
{
	return node->last;
}

INTERVAL_TREE_DEFINE(struct interval_tree_node, rb, unsigned long,
		     __subtree_last, start_of, last_of, , interval_tree)
EXPORT_SYMBOL(interval_tree_insert);
EXPORT_SYMBOL(interval_tree_remove);
EXPORT_SYMBOL(interval_tree_iter_first);
EXPORT_SYMBOL(interval_tree_iter_next);
