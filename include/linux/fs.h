/* SPDX-License-Identifier: MIT */
/*
 * fs.h - a thing with pages: what is cached, and how it is read and written
 *
 * Of Linux's fs.h, struct address_space and its operations: a file's, or a
 * device's, pages in memory. There are no files here. linux/pagemap.h has
 * what is done with the pages.
 */
#ifndef _LINUX_FS_H
#define _LINUX_FS_H

#include <linux/list.h>
#include <linux/page_tree.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct address_space;
struct page;
struct writeback_control;

/**
 * struct address_space_operations - what the owner of a mapping does
 * @readpage:  fill @page, which is locked. Sooner or later: SetPageUptodate()
 *	       if it could be read, then unlock_page(). A negative errno: it
 *	       could not be begun; the page is unlocked all the same.
 * @writepage: write @page, which is locked, not dirty any more and not under
 *	       writeback: set_page_writeback(), unlock_page(), and when it is
 *	       written (or has failed: mapping_set_error()),
 *	       end_page_writeback(). Must not need memory that can run out. A
 *	       negative errno: it was not begun, and the page is still locked.
 * @migratepage: move @page's contents to @newpage, both locked; NULL: as any
 *	       page is moved
 */
struct address_space_operations {
	int (*readpage)(struct address_space *mapping, struct page *page);
	int (*writepage)(struct page *page, struct writeback_control *wbc);
	int (*migratepage)(struct address_space *mapping,
			   struct page *newpage, struct page *page);
};

/* address_space.flags */
enum mapping_flags {
	AS_EIO,			/* a page could not be written */
	AS_ENOSPC,
};

#define MAPPING_NAME_LEN	16

/**
 * struct address_space - the cached pages of one owner
 * @a_ops:     how they are read and written
 * @gfp_mask:  where they may lie
 * @number:    its own, 1..MAX_MAPPINGS: in the pages' keys
 * @name:      for views and reports
 * @flags:     AS_ bits
 * @tree_lock: guards what follows, interrupts off; Linux 2.6's name
 * @i_pages:   the pages (Linux 6: an xarray)
 */
struct address_space {
	const struct address_space_operations *a_ops;
	gfp_t gfp_mask;
	unsigned int number;
	char name[MAPPING_NAME_LEN];
	unsigned long flags;
	spinlock_t tree_lock;
	struct page_tree i_pages;
};

/* Numbers are 16 bits in a key; as many as a table of 8 KiB has room for. */
#define MAX_MAPPINGS	1023

/**
 * mapping_init - @mapping has no pages, and can be given some
 * @mapping: memory of the caller's, until mapping_exit()
 * @a_ops:   its operations
 * @name:    copied, cut if it is longer
 *
 * Context: may sleep. Return: 0; -ENOSPC: there are MAX_MAPPINGS already.
 */
int mapping_init(struct address_space *mapping,
		 const struct address_space_operations *a_ops,
		 const char *name);

/**
 * mapping_exit - nobody will ask for @mapping any more
 * @mapping: without pages: truncate_inode_pages() before. Else reported, and
 *	they are truncated.
 *
 * Context: may sleep. Afterwards nobody touches it, reclaim included.
 */
void mapping_exit(struct address_space *mapping);

static inline gfp_t mapping_gfp_mask(const struct address_space *mapping)
{
	return mapping->gfp_mask;
}

static inline void mapping_set_gfp_mask(struct address_space *mapping,
					gfp_t mask)
{
	mapping->gfp_mask = mask;
}

#endif
