// SPDX-License-Identifier: MIT
/*
 * page_dirty.c - a page that the device has not, from written to clean
 *
 * PROBLEM
 *	A dirty page must be written once for each time it was changed: not
 *	lost when it is changed again while it is being written, not written
 *	when it was thrown away, and found among a million clean ones.
 *
 * IDEA
 *	Two flags in the page, and two marks in the mapping's tree by which
 *	such pages are found.
 *
 *	  PG_dirty	  PG_writeback
 *	      0		      0		clean
 *	      1		      0		set_page_dirty()
 *	      0		      0		clear_page_dirty_for_io(), locked
 *	      0		      1		set_page_writeback(); unlocked then
 *	      1		      1		changed again: written once more
 *	      0		      0		end_page_writeback()
 *
 *	The dirty mark is cleared when writeback begins and not before: in the
 *	third line a search by marks still finds the page, waits for its lock,
 *	and sees then what has become of it.
 *
 * ERRORS
 *	A page that could not be written is clean all the same, as on Linux: it
 *	could never be reclaimed otherwise, and a dead device would take all
 *	of memory with it. The mapping remembers, and says it once to whoever
 *	asks next: filemap_check_errors().
 *
 * INVARIANTS
 *	mapping.c's M3.
 *
 * LOCKING
 *	A page is made dirty, and clean, by who has locked it. Flags change
 *	under tree_lock, together with the marks, but for PG_dirty's way from
 *	1 to 0. end_page_writeback() may come from an interrupt: after the flag
 *	is clear the page, and the mapping, may be gone.
 *
 * FAILURE
 *	None; a flag that is set, cleared or not as it must be is reported.
 *
 * COST
 *	A lock and one walk down the tree each.
 *
 * LEFT OUT
 *	Buffers: a page is written whole.
 *
 * SOURCES
 *	Linux: mm/page-writeback.c (names, semantics).
 */
#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/vmstat.h>
#include <linux/writeback.h>

#include "filemap.h"
#include "vmscan.h"

/* ---- dirty, clean ----------------------------------------------------------- */

bool set_page_dirty(struct page *page)
{
	struct address_space *mapping = page_mapping(page);
	unsigned long flags;
	bool was;

	if (WARN(!PageLocked(page) || !mapping,
		 "set_page_dirty: page %px is not locked, or in no mapping\n",
		 page))
		return false;
	if (PageDirty(page))
		return false;
	spin_lock_irqsave(&mapping->tree_lock, flags);
	was = TestSetPageDirty(page);
	if (!was) {
		page_tree_set_mark(&mapping->i_pages, page_index(page),
				   PAGE_MARK_DIRTY);
		inc_node_page_state(page, NR_FILE_DIRTY);
		inc_node_page_state(page, NR_DIRTIED);
	}
	spin_unlock_irqrestore(&mapping->tree_lock, flags);
	return !was;
}
EXPORT_SYMBOL(set_page_dirty);

bool clear_page_dirty_for_io(struct page *page)
{
	WARN(!PageLocked(page), "clear_page_dirty_for_io: page %px\n", page);
	if (!TestClearPageDirty(page))
		return false;
	dec_node_page_state(page, NR_FILE_DIRTY);
	return true;
}
EXPORT_SYMBOL(clear_page_dirty_for_io);

void cancel_dirty_page(struct page *page)
{
	clear_page_dirty_for_io(page);
}
EXPORT_SYMBOL(cancel_dirty_page);

bool redirty_page_for_writepage(struct writeback_control *wbc,
				struct page *page)
{
	return set_page_dirty(page);
}
EXPORT_SYMBOL(redirty_page_for_writepage);

/* ---- being written ------------------------------------------------------------ */

void set_page_writeback(struct page *page)
{
	struct address_space *mapping = page_mapping(page);
	unsigned long index = page_index(page);
	unsigned long flags;

	if (WARN(!PageLocked(page) || PageWriteback(page) || !mapping,
		 "set_page_writeback: page %px, flags %#x\n", page,
		 READ_ONCE(page->flags)))
		return;
	spin_lock_irqsave(&mapping->tree_lock, flags);
	SetPageWriteback(page);
	page_tree_set_mark(&mapping->i_pages, index, PAGE_MARK_WRITEBACK);
	if (!PageDirty(page))
		page_tree_clear_mark(&mapping->i_pages, index,
				     PAGE_MARK_DIRTY);
	inc_node_page_state(page, NR_WRITEBACK);
	spin_unlock_irqrestore(&mapping->tree_lock, flags);
}
EXPORT_SYMBOL(set_page_writeback);

void end_page_writeback(struct page *page)
{
	struct address_space *mapping = page_mapping(page);
	struct pglist_data *node = NODE_DATA(page_to_nid(page));
	unsigned long flags;
	bool wanted;

	if (WARN(!PageWriteback(page) || !mapping,
		 "end_page_writeback: page %px, flags %#x\n", page,
		 READ_ONCE(page->flags)))
		return;
	/* Before the flag is clear: until then the mapping holds the page. */
	wanted = TestClearPageReclaim(page);
	if (wanted)
		rotate_reclaimable_page(page);
	spin_lock_irqsave(&mapping->tree_lock, flags);
	page_tree_clear_mark(&mapping->i_pages, page_index(page),
			     PAGE_MARK_WRITEBACK);
	dec_node_page_state(page, NR_WRITEBACK);
	inc_node_page_state(page, NR_WRITTEN);
	ClearPageWriteback(page);
	spin_unlock_irqrestore(&mapping->tree_lock, flags);
	wake_up_page(page, PG_writeback);
	writeback_progress();
	if (wanted)
		reclaim_unthrottle(node);
}
EXPORT_SYMBOL(end_page_writeback);

/* ---- errors --------------------------------------------------------------------- */

void mapping_set_error(struct address_space *mapping, int error)
{
	if (error)
		set_bit(error == -ENOSPC ? AS_ENOSPC : AS_EIO,
			&mapping->flags);
}
EXPORT_SYMBOL(mapping_set_error);

int filemap_check_errors(struct address_space *mapping)
{
	int err = 0;

	if (test_and_clear_bit(AS_ENOSPC, &mapping->flags))
		err = -ENOSPC;
	if (test_and_clear_bit(AS_EIO, &mapping->flags))
		err = -EIO;
	return err;
}
EXPORT_SYMBOL(filemap_check_errors);
