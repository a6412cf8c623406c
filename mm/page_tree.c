// SPDX-License-Identifier: MIT
/*
 * page_tree.c - a radix tree of pages that knows which of them are dirty
 *
 * PROBLEM
 *	A mapping has pages at some of 2^48 indices, mostly in runs. One page
 *	must be found in a few steps; the next dirty one, too, though there be
 *	a million clean ones before it. And the tree is changed under a spin
 *	lock with interrupts off, where memory for it cannot be waited for.
 *
 * IDEA
 *	Six bits of the index choose one of 64 slots, level by level. A node
 *	has, for each mark (present, dirty, under writeback), one word with a
 *	bit a slot: whether some page below the slot is marked so. The next
 *	marked page is then one "find first bit" a level, never a search.
 *
 *	index 133 = 2 * 64 + 5, in a tree of two levels:
 *
 *	root	   present 0000...0101		slots 0 and 2
 *		   dirty   0000...0100		something below 2
 *			   |	     |
 *		 [ slot 2 ]	    [ slot 0 ]
 *	leaves	 present 00100000    present ...
 *		 dirty	 00100000
 *		       slot 5 --> page
 *
 *	The tree is as high as its largest index needs: it grows by a root
 *	above the root, whose slot 0 is the old one, and shrinks in the same
 *	way. A node that becomes empty leaves it at once.
 *
 *	A node knows neither its parent nor its place. Whoever changes one
 *	walks down from the root and notes the way: at most eight nodes.
 *
 * NODES
 *	are taken from the caller's spare ones. An insertion that finds too
 *	few says how many it wants, changes nothing, and is tried again when
 *	they have been allocated, without the lock. Others may have changed
 *	the tree meanwhile; no insertion wants more than MOST_WANTED nodes, so
 *	it is tried at most so many times.
 *
 * INVARIANTS	(page_tree_broken(), in page_tree_check.c, tests each by number)
 *	T1  A node has at least one slot in use; a tree without pages has no
 *	    node.
 *	T2  A slot is marked present if and only if it is not NULL.
 *	T3  In an inner node a slot is marked if and only if some slot of the
 *	    node below is; in a leaf only a slot in use is marked.
 *	T4  nr is the number of slots in use in leaves.
 *	T5  The tree is as high as it must be: of more than one level, the
 *	    root has a slot above 0 in use; and no higher than
 *	    PAGE_TREE_MAX_HEIGHT.
 *
 * LOCKING
 *	The owner's, for everything but the spare nodes.
 *
 * FAILURE
 *	-ENOMEM and -EEXIST, with nothing changed; -EINVAL, after a report, for
 *	an index that no key has room for.
 *
 * COST
 *	A level is a shift, a mask and a load; 64 pages (256 KiB) need one
 *	level, 16 MiB two, 1 GiB three. A node is 536 bytes: 8 bytes and a
 *	half a page in a full one.
 *
 * LEFT OUT
 *	Linux stores a run of pages in one slot, and looks up without the
 *	lock, under RCU.
 *
 * SOURCES
 *	D. R. Morrison, PATRICIA, JACM 15(4), 1968 (the idea of the digits).
 *	Linux 2.6: lib/radix-tree.c (tags; semantics).
 */
#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/page_tree.h>
#include <linux/slab.h>
#include <linux/string.h>

/*
 * To go from one level to eight takes seven roots, and the new page's own way
 * below the last of them seven more nodes.
 */
#define MOST_WANTED	(2 * (PAGE_TREE_MAX_HEIGHT - 1))

static_assert(PAGE_TREE_SLOTS == 64, "a word of marks has a bit a slot");

static struct kmem_cache *node_cache;

/* ---- helpers ------------------------------------------------------------- */

/* Levels count from the leaves up: 1 is a leaf. */
static unsigned int slot_at(unsigned long index, unsigned int level)
{
	return index >> (level - 1) * PAGE_TREE_SHIFT & (PAGE_TREE_SLOTS - 1);
}

static unsigned int levels_for(unsigned long index)
{
	unsigned int levels = 1;

	while (levels < PAGE_TREE_MAX_HEIGHT &&
	       index >> levels * PAGE_TREE_SHIFT)
		levels++;
	return levels;
}

static bool reaches(const struct page_tree *tree, unsigned long index)
{
	return tree->height && levels_for(index) <= tree->height &&
	       index <= PAGE_TREE_MAX_INDEX;
}

/*
 * The nodes on the way to @index: way[1], a leaf, .. way[height]. Of a way
 * that ends before a leaf: NULL.
 */
struct way {
	struct page_tree_node *node[PAGE_TREE_MAX_HEIGHT + 1];
};

static struct page_tree_node *walk(const struct page_tree *tree,
				   unsigned long index, struct way *way)
{
	struct page_tree_node *node = tree->root;
	unsigned int level;

	if (!reaches(tree, index))
		return NULL;
	for (level = tree->height; node; level--) {
		way->node[level] = node;
		if (level == 1)
			break;
		node = node->slot[slot_at(index, level)];
	}
	return node;
}

/* ---- spare nodes --------------------------------------------------------- */

static struct page_tree_node *take_spare(struct page_tree_spare *spare)
{
	struct page_tree_node *node = spare->first;

	spare->first = node->slot[0];
	spare->nr--;
	node->slot[0] = NULL;
	return node;
}

/* @node is empty: all its words are zero. */
static void give_spare(struct page_tree_spare *spare,
		       struct page_tree_node *node)
{
	node->slot[0] = spare->first;
	spare->first = node;
	spare->nr++;
}

int page_tree_spare_fill(struct page_tree_spare *spare, gfp_t gfp)
{
	while (spare->nr < spare->wanted) {
		struct page_tree_node *node;

		node = kmem_cache_zalloc(node_cache, gfp);
		if (!node)
			return -ENOMEM;
		give_spare(spare, node);
	}
	return 0;
}

void page_tree_spare_empty(struct page_tree_spare *spare)
{
	while (spare->nr)
		kmem_cache_free(node_cache, take_spare(spare));
	spare->wanted = 0;
}

/* ---- find ---------------------------------------------------------------- */

struct page *page_tree_load(const struct page_tree *tree, unsigned long index)
{
	const struct page_tree_node *node;
	struct way way;

	node = walk(tree, index, &way);
	return node ? node->slot[slot_at(index, 1)] : NULL;
}

/* The first index that lies behind what @level's slot for @index reaches. */
static unsigned long behind(unsigned long index, unsigned int level)
{
	return ((index >> level * PAGE_TREE_SHIFT) + 1)
	       << level * PAGE_TREE_SHIFT;
}

/*
 * Down from the root towards *@index. A slot further on is followed when the
 * wanted one is not marked; from there on the lowest marked one is.
 * Return: the page, or NULL: nothing at or after *@index in the node where
 * the way ended, and *@index is then the first one behind that node.
 */
static struct page *descend(const struct page_tree *tree,
			    unsigned long *index, enum page_mark mark)
{
	const struct page_tree_node *node = tree->root;
	unsigned int level, slot;
	u64 marks;

	for (level = tree->height; ; level--) {
		slot = slot_at(*index, level);
		marks = node->marks[mark] & ~0ULL << slot;
		if (!marks) {
			*index = behind(*index, level);
			return NULL;
		}
		if (__ffs(marks) != slot) {
			slot = __ffs(marks);
			*index = behind(*index, level) -
				 ((unsigned long)(PAGE_TREE_SLOTS - slot)
				  << (level - 1) * PAGE_TREE_SHIFT);
		}
		if (level == 1)
			return node->slot[slot];
		node = node->slot[slot];
	}
}

struct page *page_tree_next(const struct page_tree *tree,
			    unsigned long *index, enum page_mark mark)
{
	unsigned long at = *index;
	struct page *page;

	/* A descent that fails ends one level higher than the one before. */
	while (reaches(tree, at)) {
		page = descend(tree, &at, mark);
		if (!page)
			continue;
		*index = at;
		return page;
	}
	return NULL;
}

bool page_tree_marked(const struct page_tree *tree, unsigned long index,
		      enum page_mark mark)
{
	const struct page_tree_node *node;
	struct way way;

	node = walk(tree, index, &way);
	return node && page_tree_node_marked(node, mark, slot_at(index, 1));
}

bool page_tree_any(const struct page_tree *tree, enum page_mark mark)
{
	return tree->root && tree->root->marks[mark];
}

/* ---- insert, remove ------------------------------------------------------ */

/* How many nodes the way to @index lacks. */
static unsigned int missing(const struct page_tree *tree, unsigned long index)
{
	unsigned int levels = levels_for(index), level;
	struct page_tree_node *node = tree->root;

	if (!node)
		return levels;
	if (levels > tree->height)
		return levels - tree->height + levels - 1;
	for (level = tree->height; level > 1; level--) {
		node = node->slot[slot_at(index, level)];
		if (!node)
			return level - 1;
	}
	return 0;
}

static void grow(struct page_tree *tree, struct page_tree_spare *spare)
{
	struct page_tree_node *root = take_spare(spare);
	enum page_mark mark;

	if (tree->root) {
		root->slot[0] = tree->root;
		for (mark = 0; mark < NR_PAGE_MARKS; mark++)
			root->marks[mark] = tree->root->marks[mark] != 0;
	}
	tree->root = root;
	tree->height++;
}

static void set_slot(struct page_tree_node *node, unsigned int slot,
		     void *entry)
{
	node->slot[slot] = entry;
	node->marks[PAGE_MARK_PRESENT] |= 1ULL << slot;
}

int page_tree_insert(struct page_tree *tree, unsigned long index,
		     struct page *page, struct page_tree_spare *spare)
{
	unsigned int level, slot, levels = levels_for(index);
	struct page_tree_node *node;

	if (WARN(index > PAGE_TREE_MAX_INDEX, "page_tree: index %#lx\n",
		 index))
		return -EINVAL;
	if (page_tree_load(tree, index))
		return -EEXIST;
	spare->wanted = missing(tree, index);
	BUG_ON(spare->wanted > MOST_WANTED);
	if (spare->nr < spare->wanted)
		return -ENOMEM;
	/* An empty tree gets its way of one root after the other, too. */
	if (!tree->root)
		tree->height = levels - 1;
	while (tree->height < levels)
		grow(tree, spare);
	node = tree->root;
	for (level = tree->height; level > 1; level--) {
		slot = slot_at(index, level);
		if (!node->slot[slot])
			set_slot(node, slot, take_spare(spare));
		node = node->slot[slot];
	}
	set_slot(node, slot_at(index, 1), page);
	tree->nr++;
	return 0;
}

static void clear_on_way(const struct page_tree *tree, unsigned long index,
			 const struct way *way, enum page_mark mark)
{
	unsigned int level;

	for (level = 1; level <= tree->height; level++) {
		struct page_tree_node *node = way->node[level];

		node->marks[mark] &= ~(1ULL << slot_at(index, level));
		if (node->marks[mark])
			break;
	}
}

/* T1: what has become empty goes, from the leaf up. */
static void drop_empty(struct page_tree *tree, unsigned long index,
		       const struct way *way, struct page_tree_spare *spare)
{
	unsigned int level;

	for (level = 1; level <= tree->height; level++) {
		struct page_tree_node *node = way->node[level];

		node->slot[slot_at(index, level)] = NULL;
		if (node->marks[PAGE_MARK_PRESENT])
			return;
		give_spare(spare, node);
	}
	tree->root = NULL;
	tree->height = 0;
}

/* T5: a root that leads to its first slot only is one too many. */
static void lower(struct page_tree *tree, struct page_tree_spare *spare)
{
	while (tree->height > 1 &&
	       tree->root->marks[PAGE_MARK_PRESENT] == 1) {
		struct page_tree_node *root = tree->root;

		tree->root = root->slot[0];
		tree->height--;
		memset(root, 0, sizeof(*root));
		give_spare(spare, root);
	}
}

struct page *page_tree_remove(struct page_tree *tree, unsigned long index,
			      struct page_tree_spare *spare)
{
	struct page_tree_node *leaf;
	enum page_mark mark;
	struct page *page;
	struct way way;

	leaf = walk(tree, index, &way);
	page = leaf ? leaf->slot[slot_at(index, 1)] : NULL;
	if (!page)
		return NULL;
	for (mark = 0; mark < NR_PAGE_MARKS; mark++)
		clear_on_way(tree, index, &way, mark);
	drop_empty(tree, index, &way, spare);
	lower(tree, spare);
	tree->nr--;
	return page;
}

void page_tree_replace(struct page_tree *tree, unsigned long index,
		       struct page *page)
{
	struct page_tree_node *leaf;
	struct way way;

	leaf = walk(tree, index, &way);
	BUG_ON(!leaf || !leaf->slot[slot_at(index, 1)]);
	leaf->slot[slot_at(index, 1)] = page;
}

/* ---- marks --------------------------------------------------------------- */

void page_tree_set_mark(struct page_tree *tree, unsigned long index,
			enum page_mark mark)
{
	unsigned int level;
	struct way way;

	BUG_ON(!page_tree_marked(tree, index, PAGE_MARK_PRESENT));
	walk(tree, index, &way);
	for (level = 1; level <= tree->height; level++)
		way.node[level]->marks[mark] |= 1ULL << slot_at(index, level);
}

void page_tree_clear_mark(struct page_tree *tree, unsigned long index,
			  enum page_mark mark)
{
	struct way way;

	if (walk(tree, index, &way))
		clear_on_way(tree, index, &way, mark);
}

/* ---- init ---------------------------------------------------------------- */

void page_tree_init(void)
{
	/* Not shared: it never goes, and would keep others' names for ever. */
	node_cache = kmem_cache_create("page_tree_node",
				       sizeof(struct page_tree_node), 0,
				       SLAB_PANIC | SLAB_RECLAIM_ACCOUNT |
				       SLAB_NO_MERGE, NULL);
}
