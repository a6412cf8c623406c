// SPDX-License-Identifier: MIT
/*
 * truncate.c - pages that leave the cache because somebody says so
 *
 * PROBLEM
 *	A file is cut, a device goes away, a user wants memory back. The first
 *	two must not leave a page behind, whatever is being done with it; the
 *	third must not lose what is not written, nor wait.
 *
 * IDEA
 *	Two ways through a mapping's pages, in order:
 *
 *	truncate	waits for the lock and for writeback; a dirty page is
 *			not written; each page goes
 *	invalidate	tries the lock; a page goes if it is clean, not being
 *			written, and nobody but the cache holds it
 *
 *	Who truncates sees to it that nobody adds pages behind him.
 *
 *	bytes [lstart, lend] of a mapping, and its pages:
 *
 *	|  page 0    |  page 1    |  page 2    |  page 3    |
 *	       lstart^--------------------------^lend
 *	   kept | 0     gone	     gone	 0 | kept
 *
 *	Of the pages at the two ends the part inside becomes zeros.
 *
 * INVARIANTS
 *	None of its own.
 *
 * LOCKING
 *	A page's lock at a time.
 *
 * FAILURE
 *	A range that ends before it begins is reported, and nothing is done.
 *
 * COST
 *	A search, a lock and a removal a page; Linux does 15 at a time.
 *
 * SOURCES
 *	Linux: mm/truncate.c (names, semantics).
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include <linux/vmstat.h>

#include "filemap.h"

/* ---- truncate --------------------------------------------------------------- */

static void truncate_page(struct address_space *mapping, struct page *page)
{
	lock_page(page);
	if (page_mapping(page) == mapping) {
		wait_on_page_writeback(page);
		cancel_dirty_page(page);
		delete_from_page_cache(page);
	}
	unlock_page(page);
}

/* Bytes [from, to) of the page at @index, if it is cached. */
static void zero_part(struct address_space *mapping, unsigned long index,
		      unsigned int from, unsigned int to)
{
	struct page *page = find_lock_page(mapping, index);

	if (!page)
		return;
	wait_on_page_writeback(page);
	memzero_page(page, from, to - from);
	unlock_page(page);
	put_page(page);
}

/* @end: the first byte that is kept. */
static void zero_edges(struct address_space *mapping, u64 start, u64 end)
{
	unsigned long first = start >> PAGE_SHIFT, last = end >> PAGE_SHIFT;
	unsigned int from = offset_in_page(start), to = offset_in_page(end);

	if (first == last) {
		if (from < to)
			zero_part(mapping, first, from, to);
		return;
	}
	if (from)
		zero_part(mapping, first, from, PAGE_SIZE);
	if (to)
		zero_part(mapping, last, 0, to);
}

void truncate_inode_pages_range(struct address_space *mapping, loff_t lstart,
				loff_t lend)
{
	const u64 whole = (PAGE_TREE_MAX_INDEX + 1) << PAGE_SHIFT;
	u64 start = lstart, end = lend == -1 ? whole : (u64)lend + 1;
	unsigned long index = DIV_ROUND_UP(start, PAGE_SIZE);
	struct page *page;

	if (WARN(lstart < 0 || lend < -1 || (lend != -1 && lend < lstart - 1),
		 "truncate: %s: bytes %lld to %lld\n", mapping->name, lstart,
		 lend))
		return;
	while ((page = find_get_page_tag(mapping, &index,
					 PAGE_MARK_PRESENT))) {
		if (index < end >> PAGE_SHIFT)
			truncate_page(mapping, page);
		put_page(page);
		if (++index >= end >> PAGE_SHIFT)
			break;
		cond_resched();
	}
	zero_edges(mapping, start, end);
}
EXPORT_SYMBOL(truncate_inode_pages_range);

void truncate_inode_pages(struct address_space *mapping, loff_t lstart)
{
	truncate_inode_pages_range(mapping, lstart, -1);
}
EXPORT_SYMBOL(truncate_inode_pages);

/* ---- invalidate --------------------------------------------------------------- */

static bool invalidate_page(struct address_space *mapping, struct page *page)
{
	bool gone;

	if (!trylock_page(page))
		return false;
	gone = page_mapping(page) == mapping &&
	       remove_mapping(mapping, page);
	unlock_page(page);
	return gone;
}

unsigned long invalidate_mapping_pages(struct address_space *mapping,
				       unsigned long start, unsigned long end)
{
	unsigned long index = start, gone = 0;
	struct page *page;

	while (index <= end &&
	       (page = find_get_page_tag(mapping, &index,
					 PAGE_MARK_PRESENT))) {
		if (index <= end)
			gone += invalidate_page(mapping, page);
		put_page(page);
		index++;
		cond_resched();
	}
	return gone;
}
EXPORT_SYMBOL(invalidate_mapping_pages);

static void drop_one(struct address_space *mapping, void *dropped)
{
	*(unsigned long *)dropped +=
		invalidate_mapping_pages(mapping, 0, PAGE_TREE_MAX_INDEX);
}

unsigned long drop_pagecache(void)
{
	unsigned long dropped = 0;

	for_each_mapping(drop_one, &dropped);
	count_vm_event(DROP_PAGECACHE);
	return dropped;
}
EXPORT_SYMBOL(drop_pagecache);
