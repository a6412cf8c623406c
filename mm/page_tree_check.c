// SPDX-License-Identifier: MIT
/*
 * page_tree_check.c - is a tree of pages what page_tree.c says it is?
 *
 * PROBLEM
 *	A mark that is set in a leaf and not above it hides a dirty page for
 *	ever, and nothing fails until somebody misses his data. Each node must
 *	be looked at, without recursion: the stack is small.
 *
 * IDEA
 *	A walk that remembers, for each of at most eight levels, the node and
 *	the slot that comes next. A node is checked when it is entered.
 *
 *	level 3	  [root]  slot 2 next
 *	level 2	  [node]  slot 7 next
 *	level 1	  [leaf]  slot 64: done, back to level 2
 *
 * INVARIANT
 *	T1 to T5 of page_tree.c.
 *
 * LOCKING
 *	The tree's owner's.
 *
 * FAILURE
 *	The number of what is broken. A tree whose links are torn may still
 *	lead nowhere: it is memory's owners who are to be asked then.
 *
 * COST
 *	64 slots a node.
 */
#include <linux/page_tree.h>
#include <linux/types.h>

static int slot_broken(const struct page_tree_node *node, unsigned int slot,
		       unsigned int level)
{
	const struct page_tree_node *below = node->slot[slot];
	enum page_mark mark;

	if (page_tree_node_marked(node, PAGE_MARK_PRESENT, slot) !=
	    (below != NULL))
		return 2;
	for (mark = PAGE_MARK_DIRTY; mark < NR_PAGE_MARKS; mark++) {
		bool marked = page_tree_node_marked(node, mark, slot);

		if (level > 1 && below && marked != (below->marks[mark] != 0))
			return 3;
		if (marked && !below)
			return 3;
	}
	return 0;
}

static int node_broken(const struct page_tree_node *node, unsigned int level)
{
	unsigned int slot;
	int broken;

	for (slot = 0; slot < PAGE_TREE_SLOTS; slot++) {
		broken = slot_broken(node, slot, level);
		if (broken)
			return broken;
	}
	return node->marks[PAGE_MARK_PRESENT] ? 0 : 1;
}

/* Where a walk over all nodes stands: on each level a node and a slot. */
struct tour {
	const struct page_tree_node *node[PAGE_TREE_MAX_HEIGHT + 1];
	unsigned int slot[PAGE_TREE_MAX_HEIGHT + 1];
	unsigned int level;
	unsigned long pages, nodes;
};

static void enter(struct tour *tour, const struct page_tree_node *node,
		  unsigned int level)
{
	tour->node[level] = node;
	tour->slot[level] = 0;
	tour->level = level;
	tour->nodes++;
}

/* Each node once, above before below. Return: what is broken in one, or 0. */
static int walk_all(const struct page_tree *tree, struct tour *tour)
{
	int broken = node_broken(tree->root, tree->height);

	enter(tour, tree->root, tree->height);
	while (!broken && tour->level <= tree->height) {
		unsigned int level = tour->level;
		const void *entry;

		if (tour->slot[level] == PAGE_TREE_SLOTS) {
			tour->level++;
			continue;
		}
		entry = tour->node[level]->slot[tour->slot[level]++];
		if (!entry)
			continue;
		if (level == 1) {
			tour->pages++;
			continue;
		}
		broken = node_broken(entry, level - 1);
		enter(tour, entry, level - 1);
	}
	return broken;
}

int page_tree_broken(const struct page_tree *tree)
{
	struct tour tour = {};
	int broken;

	if (!tree->root || !tree->height)
		return tree->root || tree->height ? 1 : tree->nr ? 4 : 0;
	if (tree->height > PAGE_TREE_MAX_HEIGHT)
		return 5;
	broken = walk_all(tree, &tour);
	if (broken)
		return broken;
	if (tour.pages != tree->nr)
		return 4;
	if (tree->height > 1 && tree->root->marks[PAGE_MARK_PRESENT] == 1)
		return 5;
	return 0;
}

unsigned long page_tree_nodes(const struct page_tree *tree)
{
	struct tour tour = {};

	if (tree->root)
		walk_all(tree, &tour);
	return tour.nodes;
}
