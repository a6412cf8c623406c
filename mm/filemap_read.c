// SPDX-License-Identifier: MIT
/*
 * filemap_read.c - a page of the cache that holds what the device holds
 *
 * PROBLEM
 *	A page is put into the cache before it is read, or two readers would
 *	read it twice. Between the two anybody can find it; it can be thrown
 *	out again; the read can fail.
 *
 * IDEA
 *	Contents count when PG_uptodate is set, and it is set, once, by who has
 *	read them, before he unlocks the page. Who finds it clear locks the
 *	page and looks again:
 *
 *	locked, and ...			means
 *	not in the mapping		thrown out meanwhile: begin again
 *	up to date			somebody has read it
 *	neither				never read, or the read failed: read it
 *
 *	A failed read leaves the page in the cache, not up to date; the next
 *	one who asks tries again.
 *
 * LOCKING
 *	readpage() is called with the page locked and unlocks it when it is
 *	done, from another task. Who wants it locked and up to date must lock
 *	it again, and look whose it is again.
 *
 * FAILURE
 *	ERR_PTR: -ENOMEM, or what readpage() said, or -EIO.
 *
 * COST
 *	A page that is there and up to date: a lookup. Each round of the loops
 *	is somebody else's progress: the page was truncated or reclaimed.
 *
 * LEFT OUT
 *	Reading ahead.
 *
 * SOURCES
 *	Linux: do_read_cache_page() (semantics).
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>

#include "filemap.h"

/* Held and locked; ERR_PTR(-ENOMEM). */
static struct page *locked_page(struct address_space *mapping,
				unsigned long index)
{
	struct page *page = find_or_create_page(mapping, index,
						mapping_gfp_mask(mapping));

	return page ?: ERR_PTR(-ENOMEM);
}

/* @page is locked and not up to date; unlocked afterwards. */
static int read_and_wait(struct address_space *mapping, struct page *page)
{
	int err = mapping->a_ops->readpage(mapping, page);

	if (err)
		return err;
	wait_on_page_locked(page);
	return PageUptodate(page) ? 0 : -EIO;
}

struct page *read_cache_page(struct address_space *mapping,
			     unsigned long index)
{
	struct page *page = find_get_page(mapping, index);
	int err;

	if (!page || !PageUptodate(page)) {
		if (page)
			put_page(page);
		page = locked_page(mapping, index);
		if (IS_ERR(page))
			return page;
		err = 0;
		if (PageUptodate(page))
			unlock_page(page);
		else
			err = read_and_wait(mapping, page);
		if (err) {
			put_page(page);
			return ERR_PTR(err);
		}
	}
	mark_page_accessed(page);
	return page;
}
EXPORT_SYMBOL(read_cache_page);

struct page *lock_cache_page(struct address_space *mapping,
			     unsigned long index, enum page_wanted wanted)
{
	struct page *page;
	int err;

	for (;;) {
		page = locked_page(mapping, index);
		if (IS_ERR(page))
			return page;
		if (wanted == PAGE_WANTED_ANY || PageUptodate(page))
			break;
		err = read_and_wait(mapping, page);
		put_page(page);
		if (err)
			return ERR_PTR(err);
	}
	mark_page_accessed(page);
	return page;
}
EXPORT_SYMBOL(lock_cache_page);
