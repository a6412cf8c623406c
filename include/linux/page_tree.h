/* SPDX-License-Identifier: MIT */
/*
 * page_tree.h - which page is at which index, and which of them are dirty
 *
 *	struct page_tree_spare spare = {};
 *	do {
 *		lock
 *		err = page_tree_insert(&tree, index, page, &spare);
 *		unlock
 *	} while (err == -ENOMEM &&
 *		 !(err = page_tree_spare_fill(&spare, gfp)));
 *	page_tree_spare_empty(&spare);
 *
 * A radix tree of 64 slots a node. Whoever owns a tree has a lock for it;
 * nothing here takes one, and nothing but page_tree_spare_*() allocates or
 * frees: new nodes come from the caller's spare ones, empty nodes go there.
 */
#ifndef _LINUX_PAGE_TREE_H
#define _LINUX_PAGE_TREE_H

#include <linux/types.h>

struct page;
struct page_tree_node;

/* Eight levels of six bits: what a page's key has room for (pagemap.h). */
#define PAGE_TREE_SHIFT		6
#define PAGE_TREE_SLOTS		(1u << PAGE_TREE_SHIFT)
#define PAGE_TREE_MAX_HEIGHT	8
#define PAGE_TREE_MAX_INDEX \
	((1UL << PAGE_TREE_SHIFT * PAGE_TREE_MAX_HEIGHT) - 1)

/* What is known of a slot; in an inner node: of some slot below it. */
enum page_mark {
	PAGE_MARK_PRESENT,
	PAGE_MARK_DIRTY,
	PAGE_MARK_WRITEBACK,
	NR_PAGE_MARKS
};

/**
 * struct page_tree - zeros: an empty one
 * @root:   NULL if it is empty
 * @height: levels of nodes, 0 if it is empty
 * @nr:     pages in it
 */
struct page_tree {
	struct page_tree_node *root;
	unsigned int height;
	unsigned long nr;
};

/**
 * struct page_tree_spare - nodes that are in no tree; zeros: none
 * @first: linked by their first slots
 * @nr:    how many
 * @wanted: how many the insertion that failed wants to find here
 */
struct page_tree_spare {
	struct page_tree_node *first;
	unsigned int nr;
	unsigned int wanted;
};

/* page_tree_init - once, when kmalloc() works: the cache of nodes */
void page_tree_init(void);

/**
 * page_tree_spare_fill - have as many as the insertion wanted
 * @spare: them
 * @gfp:   how they may be had; without zone modifiers
 *
 * Return: 0; -ENOMEM: fewer are there than wanted.
 */
int page_tree_spare_fill(struct page_tree_spare *spare, gfp_t gfp);

/* page_tree_spare_empty - give back what was not used. Context: any. */
void page_tree_spare_empty(struct page_tree_spare *spare);

/* page_tree_load - the page at @index, or NULL */
struct page *page_tree_load(const struct page_tree *tree,
			    unsigned long index);

/**
 * page_tree_insert - @page is at @index from now on, with no other mark
 * @tree:  where
 * @index: at most PAGE_TREE_MAX_INDEX
 * @page:  not NULL
 * @spare: nodes that may be used
 *
 * Return: 0; -EEXIST: there is one; -ENOMEM: @spare has too few, and says how
 * many are wanted; -EINVAL: @index is too large, which is reported. Then
 * nothing is changed.
 */
int page_tree_insert(struct page_tree *tree, unsigned long index,
		     struct page *page, struct page_tree_spare *spare);

/* page_tree_remove - none is at @index. Return: what was; its marks go too. */
struct page *page_tree_remove(struct page_tree *tree, unsigned long index,
			      struct page_tree_spare *spare);

/* page_tree_replace - another page at @index, which is not empty; marks stay */
void page_tree_replace(struct page_tree *tree, unsigned long index,
		       struct page *page);

/* At @index, where a page is: set @mark, clear it, ask for it. */
void page_tree_set_mark(struct page_tree *tree, unsigned long index,
			enum page_mark mark);
void page_tree_clear_mark(struct page_tree *tree, unsigned long index,
			  enum page_mark mark);
bool page_tree_marked(const struct page_tree *tree, unsigned long index,
		      enum page_mark mark);

/* Is any page marked so? One load. */
bool page_tree_any(const struct page_tree *tree, enum page_mark mark);

/**
 * page_tree_next - the first page at or after an index that has a mark
 * @tree:  where
 * @index: where to begin; set to where the page is
 * @mark:  PAGE_MARK_PRESENT: any page
 *
 * Return: NULL if there is none; then @index is as it was.
 */
struct page *page_tree_next(const struct page_tree *tree,
			    unsigned long *index, enum page_mark mark);

/* page_tree_broken - the number of an invariant that does not hold, or 0 */
int page_tree_broken(const struct page_tree *tree);

/* Nodes of @tree, for its owner's view. */
unsigned long page_tree_nodes(const struct page_tree *tree);

/**
 * struct page_tree_node - 64 slots; mm/page_tree.c's, and its tests'
 * @marks: for each mark, a bit a slot
 * @slot:  nodes, or on the lowest level pages
 */
struct page_tree_node {
	u64 marks[NR_PAGE_MARKS];
	void *slot[PAGE_TREE_SLOTS];
};

static inline bool page_tree_node_marked(const struct page_tree_node *node,
					 enum page_mark mark,
					 unsigned int slot)
{
	return node->marks[mark] >> slot & 1;
}

#endif
