// SPDX-License-Identifier: MIT
/*
 * mapping.c - all that has pages in the cache, by number
 *
 * PROBLEM
 *	Who holds a page must find its mapping. A pointer and an index would
 *	be 16 bytes in each struct page, of which there are millions; 32 bytes
 *	is all that one has, and the lists by age take 16 of them.
 *
 * IDEA
 *	There are few mappings. Each has a number, and a page's key is number
 *	and index in one word, which is read and written in one piece:
 *
 *	page->cache_key		      mappings[]
 *	[ 3 | index 133 ] ----------> [3] -> struct address_space
 *					       i_pages: 133 -> page
 *
 *	With it comes what a pointer does not give: a list of all mappings,
 *	for who writes back, drops all that is clean, or wants a picture.
 *
 * LIFE
 *	mapping_init() gives the number, mapping_exit() takes it. A page that
 *	is locked and has a key pins its mapping, because truncation needs the
 *	lock; so does one under writeback. Whoever clears such a flag may be
 *	the last to touch the mapping, and does that under tree_lock;
 *	mapping_exit() takes that lock once more, so it comes after.
 *
 * INVARIANTS	(mappings_check() tests each by number)
 *	M1  A mapping's number leads to it.
 *	M2  The page at an index has the mapping's number and this index as
 *	    its key, and is held.
 *	M3  A page is marked as under writeback if and only if it has the
 *	    flag; a dirty page is marked dirty. (The mark outlives the flag
 *	    from clear_page_dirty_for_io() until set_page_writeback(): for ever
 *	    if the write could not be begun.)
 *	M4  The tree is whole (page_tree.c).
 *
 * LOCKING
 *	mappings_mutex: the table, for who goes through all of it. A slot is
 *	read without it by who holds a page that pins the mapping. tree_lock
 *	is taken inside.
 *
 * FAILURE
 *	-ENOSPC if there are MAX_MAPPINGS. A mapping that ends with pages is
 *	reported and truncated.
 *
 * COST
 *	A load more than a pointer. 8 KiB.
 *
 * SOURCES
 *	Linux: struct address_space (names).
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/pagemap.h>
#include <linux/proc_fs.h>
#include <linux/string.h>

#include "filemap.h"

static DEFINE_MUTEX(mappings_mutex);
static struct address_space *mappings[MAX_MAPPINGS + 1];

struct address_space *page_mapping(const struct page *page)
{
	unsigned long key = page_key(page);

	return key ? READ_ONCE(mappings[key >> PAGE_KEY_INDEX_BITS]) : NULL;
}
EXPORT_SYMBOL(page_mapping);

/* ---- all of them ----------------------------------------------------------- */

void mappings_lock(void)
{
	mutex_lock(&mappings_mutex);
}

void mappings_unlock(void)
{
	mutex_unlock(&mappings_mutex);
}

struct address_space *mapping_from(unsigned int number)
{
	for (; number <= MAX_MAPPINGS; number++) {
		if (mappings[number])
			return mappings[number];
	}
	return NULL;
}

void for_each_mapping(void (*fn)(struct address_space *mapping, void *data),
		      void *data)
{
	struct address_space *mapping;

	mappings_lock();
	mapping = mapping_from(1);
	while (mapping) {
		fn(mapping, data);
		mapping = mapping_from(mapping->number + 1);
	}
	mappings_unlock();
}

/* ---- begin, end -------------------------------------------------------------- */

int mapping_init(struct address_space *mapping,
		 const struct address_space_operations *a_ops,
		 const char *name)
{
	unsigned int number = 1;

	memset(mapping, 0, sizeof(*mapping));
	spin_lock_init(&mapping->tree_lock);
	mapping->a_ops = a_ops;
	mapping->gfp_mask = GFP_HIGHUSER | __GFP_MOVABLE;
	strscpy(mapping->name, name, sizeof(mapping->name));
	mappings_lock();
	while (number <= MAX_MAPPINGS && mappings[number])
		number++;
	if (number <= MAX_MAPPINGS) {
		mapping->number = number;
		WRITE_ONCE(mappings[number], mapping);
	}
	mappings_unlock();
	return mapping->number ? 0 : -ENOSPC;
}
EXPORT_SYMBOL(mapping_init);

void mapping_exit(struct address_space *mapping)
{
	unsigned long nr;

	if (!mapping->number)
		return;
	spin_lock_irq(&mapping->tree_lock);
	nr = mapping->i_pages.nr;
	spin_unlock_irq(&mapping->tree_lock);
	if (WARN(nr, "mapping_exit: %s has %lu pages\n", mapping->name, nr))
		truncate_inode_pages(mapping, 0);
	mappings_lock();
	WRITE_ONCE(mappings[mapping->number], NULL);
	mappings_unlock();
	mapping->number = 0;
	/* LIFE: who cleared a page's last flag has left by now. */
	spin_lock_irq(&mapping->tree_lock);
	spin_unlock_irq(&mapping->tree_lock);
}
EXPORT_SYMBOL(mapping_exit);

/* ---- show -------------------------------------------------------------------- */

struct mapping_counts {
	unsigned long pages, nodes, dirty, writeback;
};

static unsigned long count_marked(const struct page_tree *tree,
				  enum page_mark mark)
{
	unsigned long index = 0, nr = 0;

	while (page_tree_next(tree, &index, mark)) {
		index++;
		nr++;
	}
	return nr;
}

static void count_mapping(struct address_space *mapping,
			  struct mapping_counts *n)
{
	const struct page_tree *tree = &mapping->i_pages;
	unsigned long flags;

	spin_lock_irqsave(&mapping->tree_lock, flags);
	n->pages = tree->nr;
	n->nodes = page_tree_nodes(tree);
	n->dirty = count_marked(tree, PAGE_MARK_DIRTY);
	n->writeback = count_marked(tree, PAGE_MARK_WRITEBACK);
	spin_unlock_irqrestore(&mapping->tree_lock, flags);
}

static void show_one(struct address_space *mapping, void *data)
{
	struct mapping_counts n;

	count_mapping(mapping, &n);
	seq_printf(data, "%4u %-16s %8lu %6lu %8lu %8lu %s\n",
		   mapping->number, mapping->name, n.pages, n.nodes, n.dirty,
		   n.writeback,
		   READ_ONCE(mapping->flags) & 1UL << AS_EIO ? "EIO" : "-");
}

static int mappings_show(struct seq_file *m, void *v)
{
	seq_puts(m, "#  n name                pages  nodes    dirty  writing error\n");
	for_each_mapping(show_one, m);
	return 0;
}
PROC_VIEW("mappings", mappings_show);

/*
 * A sign a stretch of pages: that of the one which is farthest from being
 * reclaimed.
 */
#define PICTURE_COLUMNS	64
#define PICTURE_ROWS	16

static const char signs[] = ".cadwl";

static unsigned int sign_of(const struct page *page)
{
	if (PageLocked(page))
		return 5;
	if (PageWriteback(page))
		return 4;
	if (PageDirty(page))
		return 3;
	return PageActive(page) ? 2 : 1;
}

static unsigned int sign_of_range(struct address_space *mapping,
				  unsigned long from, unsigned long to)
{
	unsigned int sign = 0;
	unsigned long flags;
	struct page *page;

	spin_lock_irqsave(&mapping->tree_lock, flags);
	while ((page = page_tree_next(&mapping->i_pages, &from,
				      PAGE_MARK_PRESENT)) && from < to) {
		sign = max(sign, sign_of(page));
		from++;
	}
	spin_unlock_irqrestore(&mapping->tree_lock, flags);
	return sign;
}

void mapping_show_picture(struct seq_file *m, struct address_space *mapping,
			  unsigned long nr)
{
	unsigned long step = DIV_ROUND_UP(nr, PICTURE_COLUMNS * PICTURE_ROWS);
	unsigned long row = step * PICTURE_COLUMNS, at, from;

	seq_printf(m, "%s: %lu pages, each sign %lu\n"
		   ". not cached, c clean, a active, d dirty, w being written, l locked\n",
		   mapping->name, nr, step);
	for (at = 0; at < nr; at += row) {
		seq_printf(m, "%8lu |", at);
		for (from = at; from < min(at + row, nr); from += step)
			seq_putc(m, signs[sign_of_range(mapping, from,
							from + step)]);
		seq_puts(m, "|\n");
	}
}

/* ---- check ------------------------------------------------------------------- */

static int page_broken(const struct address_space *mapping,
		       const struct page *page, unsigned long index)
{
	const struct page_tree *tree = &mapping->i_pages;

	if (page_mapping(page) != mapping || page_index(page) != index ||
	    page_ref_count(page) <= 0)
		return 2;
	if (PageWriteback(page) !=
	    page_tree_marked(tree, index, PAGE_MARK_WRITEBACK))
		return 3;
	if (PageDirty(page) && !page_tree_marked(tree, index, PAGE_MARK_DIRTY))
		return 3;
	return 0;
}

static int pages_broken(const struct address_space *mapping)
{
	unsigned long index = 0;
	struct page *page;
	int broken = 0;

	while (!broken && (page = page_tree_next(&mapping->i_pages, &index,
						 PAGE_MARK_PRESENT)))
		broken = page_broken(mapping, page, index++);
	return broken;
}

int mapping_broken(struct address_space *mapping)
{
	unsigned long flags;
	int broken;

	if (READ_ONCE(mappings[mapping->number]) != mapping)
		return 1;
	spin_lock_irqsave(&mapping->tree_lock, flags);
	broken = page_tree_broken(&mapping->i_pages) ? 4 :
		 pages_broken(mapping);
	spin_unlock_irqrestore(&mapping->tree_lock, flags);
	return broken;
}

static void check_one(struct address_space *mapping, void *data)
{
	int broken = mapping_broken(mapping);

	if (broken)
		panic("mappings: M%d is broken in %s", broken, mapping->name);
}

void mappings_check(void)
{
	for_each_mapping(check_one, NULL);
}
