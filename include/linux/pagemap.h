/* SPDX-License-Identifier: MIT */
/*
 * pagemap.h - the page cache: pages that could be read again
 *
 *	page = read_cache_page(mapping, index);		has what is there
 *	if (IS_ERR(page))
 *		return PTR_ERR(page);
 *	... read it ...
 *	put_page(page);
 *
 *	page = find_or_create_page(mapping, index, gfp); locked
 *	wait_on_page_writeback(page);			nobody reads it now
 *	... write it ...
 *	SetPageUptodate(page);
 *	set_page_dirty(page);
 *	unlock_page(page);
 *	put_page(page);
 *
 * One reference of a page is the cache's, from when it is in a mapping until
 * it leaves it. The lists by age (LRU) have none: a page is on one only while
 * it is in a mapping, so whoever holds lru_lock and sees PG_lru may take a
 * reference.
 *
 * PG_locked: contents or place are being changed; a page in a mapping whose
 * lock one holds stays in it, and with it the mapping stays. Without the lock
 * page_mapping() may lead to a mapping that is gone.
 *
 * PG_writeback: being written from; changed by nobody who wants the old or
 * the new contents on the device whole.
 */
#ifndef _LINUX_PAGEMAP_H
#define _LINUX_PAGEMAP_H

#include <linux/err.h>
#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/might_sleep.h>
#include <linux/mm.h>

/* ---- whose a page is ------------------------------------------------------ */

/*
 * page->cache_key: 63      48 47			      0
 *		   | mapping  | index in it		       |
 * No mapping has number 0: a key of 0 is in none.
 */
#define PAGE_KEY_INDEX_BITS	48

static inline unsigned long page_key(const struct page *page)
{
	return READ_ONCE(page->cache_key);
}

/* Is @page, which the caller holds and knows as the cache's, in a mapping? */
static inline bool page_is_cached(const struct page *page)
{
	return page_key(page);
}

/* page_index - where in its mapping; in pages */
static inline unsigned long page_index(const struct page *page)
{
	return page_key(page) & ((1UL << PAGE_KEY_INDEX_BITS) - 1);
}

static inline loff_t page_offset(const struct page *page)
{
	return (loff_t)page_index(page) << PAGE_SHIFT;
}

/* page_mapping - whose; NULL: of no mapping. Lock the page to follow it. */
struct address_space *page_mapping(const struct page *page);

/* ---- waiting for a page's flags ------------------------------------------ */

/* trylock_page - lock it if nobody has. Context: any. */
static inline bool trylock_page(struct page *page)
{
	return !TestSetPageLocked(page);
}

void __lock_page(struct page *page);

/* lock_page - return with @page locked, by whoever holds it. May sleep. */
static inline void lock_page(struct page *page)
{
	might_sleep();
	if (!trylock_page(page))
		__lock_page(page);
}

/* unlock_page - it may be gone on return, unless held. Context: any but NMI. */
void unlock_page(struct page *page);

void __wait_on_page_bit(struct page *page, int bit);

/*
 * Return when @page, which the caller holds, is not locked; not under
 * writeback. What was done under the flag is seen then. May sleep.
 */
static inline void wait_on_page_locked(struct page *page)
{
	might_sleep();
	if (page_flag_acquire(page, PG_locked))
		__wait_on_page_bit(page, PG_locked);
}

static inline void wait_on_page_writeback(struct page *page)
{
	might_sleep();
	if (page_flag_acquire(page, PG_writeback))
		__wait_on_page_bit(page, PG_writeback);
}
#define wait_for_stable_page(page)	wait_on_page_writeback(page)

/* wake_up_page - for who changes flags himself: @bit is clear now */
void wake_up_page(struct page *page, int bit);

/* ---- find, add, remove ---------------------------------------------------- */

static inline struct page *page_cache_alloc(struct address_space *mapping)
{
	return alloc_page(mapping_gfp_mask(mapping));
}

/**
 * find_get_page - the page at an index, held
 * @mapping: where
 * @index:   in pages
 *
 * It may be locked, and not up to date. Context: any.
 * Return: NULL if none is there.
 */
struct page *find_get_page(struct address_space *mapping,
			   unsigned long index);
#define filemap_get_page(mapping, index) find_get_page(mapping, index)

/**
 * find_get_page_tag - the first one at or after an index that has a mark, held
 * @mapping: where
 * @index:   in pages; is set to where the page is
 * @mark:    PAGE_MARK_PRESENT: any page
 *
 * Context: any. Return: NULL if there is none; then @index is as it was.
 */
struct page *find_get_page_tag(struct address_space *mapping,
			       unsigned long *index, enum page_mark mark);

/* find_lock_page - held and locked, and in @mapping; or NULL. May sleep. */
struct page *find_lock_page(struct address_space *mapping,
			    unsigned long index);

/**
 * find_or_create_page - the same; if there was none, a new one
 * @mapping: where
 * @index:   in pages
 * @gfp:     for the page; mapping_gfp_mask(), or less
 *
 * A new one is not up to date: the caller fills it, or reads it, or takes it
 * out again. Context: may sleep. Return: NULL: memory is short.
 */
struct page *find_or_create_page(struct address_space *mapping,
				 unsigned long index, gfp_t gfp);

/**
 * add_to_page_cache_lru - @page is at @index from now on
 * @page:    new, held by the caller alone; is locked by this
 * @mapping: where
 * @index:   in pages
 * @gfp:     for the tree's nodes
 *
 * Context: as @gfp says. Return: 0; -EEXIST: there is one; -ENOMEM; and after
 * a report -EBUSY: the page is locked or in a mapping, -EINVAL: no page has
 * such an index. Then the page is as before.
 */
int add_to_page_cache_lru(struct page *page, struct address_space *mapping,
			  unsigned long index, gfp_t gfp);

/*
 * delete_from_page_cache - @page, locked and clean, leaves its mapping
 *
 * The caller holds it. If it is dirty or under writeback that is reported, and
 * it stays. Context: any.
 */
void delete_from_page_cache(struct page *page);

/**
 * remove_mapping - the same if nobody but the cache and the caller holds it
 * @mapping: whose
 * @page:    locked
 *
 * Context: any. Return: true: it is out, and the caller's alone; false: it is
 * dirty, under writeback or in use, and nothing is changed.
 */
bool remove_mapping(struct address_space *mapping, struct page *page);

/**
 * migrate_page_move_mapping - @newpage takes @page's place in @mapping
 * @mapping: whose @page is
 * @newpage: locked, held by the caller alone, with @page's contents
 * @page:    locked, isolated, not under writeback
 *
 * Contents must have been copied before: who finds the new page and sees it
 * up to date reads it. Key, mark, dirty and age flags go over; so does the
 * cache's reference. The caller puts both back on the lists
 * (putback_lru_page()) and lets go of them; the old one is free then.
 *
 * Context: any. Return: 0; -EAGAIN: somebody else holds @page, or it is under
 * writeback.
 */
int migrate_page_move_mapping(struct address_space *mapping,
			      struct page *newpage, struct page *page);

/* ---- read ----------------------------------------------------------------- */

/**
 * read_cache_page - the page at an index, held and up to date
 * @mapping: where
 * @index:   in pages
 *
 * Reads it if need be and waits. It can be truncated at any time; what it
 * holds stays true of when it was found. Context: may sleep.
 *
 * Return: the page; ERR_PTR(-ENOMEM); or what readpage() said, or -EIO: it
 * could not be read.
 */
struct page *read_cache_page(struct address_space *mapping,
			     unsigned long index);

/* PAGE_WANTED_ANY: for who writes the whole of it, so that none is read. */
enum page_wanted { PAGE_WANTED_UPTODATE, PAGE_WANTED_ANY };

/**
 * lock_cache_page - the page at an index, held, locked and in its mapping
 * @mapping: where
 * @index:   in pages
 * @wanted:  what it is wanted for
 *
 * Context: may sleep. Return: as read_cache_page().
 */
struct page *lock_cache_page(struct address_space *mapping,
			     unsigned long index, enum page_wanted wanted);

/* ---- dirty pages, writing ------------------------------------------------- */

/**
 * set_page_dirty - @page, locked and up to date, has what the device has not
 *
 * Return: true if it was clean. Context: any; the page is locked.
 */
bool set_page_dirty(struct page *page);

/* clear_page_dirty_for_io - locked, about to be written. Was it dirty? */
bool clear_page_dirty_for_io(struct page *page);

/* cancel_dirty_page - of a locked page: it will never be written */
void cancel_dirty_page(struct page *page);

/* redirty_page_for_writepage - not written after all; locked. Was it clean? */
struct writeback_control;
bool redirty_page_for_writepage(struct writeback_control *wbc,
				struct page *page);

/* set_page_writeback - of a locked page; until end_page_writeback() */
void set_page_writeback(struct page *page);

/* end_page_writeback - who waits goes on. Context: any but NMI. */
void end_page_writeback(struct page *page);

/*
 * mapping_set_error - a write has failed; said once by filemap_check_errors():
 * 0, -EIO or -ENOSPC. Context: any.
 */
void mapping_set_error(struct address_space *mapping, int error);
int filemap_check_errors(struct address_space *mapping);

/**
 * filemap_fdatawrite - begin to write all that is dirty
 * filemap_fdatawait - wait until nothing is being written
 * filemap_write_and_wait - both
 *
 * Context: may sleep. Return: 0, or an error: of filemap_fdatawrite() the first
 * that kept a write from beginning, of the others also any since the last time
 * filemap_check_errors() was asked: -EIO, -ENOSPC.
 */
int filemap_fdatawrite(struct address_space *mapping);
int filemap_fdatawait(struct address_space *mapping);
int filemap_write_and_wait(struct address_space *mapping);

/* ---- truncation ----------------------------------------------------------- */

/**
 * truncate_inode_pages_range - forget what is cached of bytes [start, last]
 * @mapping: of
 * @lstart:  first byte
 * @lend:    last byte; -1: to the end
 *
 * Dirty pages are not written; of pages that lie partly inside, that part
 * becomes zeros. Waits for locks and writeback. A range that ends before it
 * begins is reported, and nothing is done. Context: may sleep.
 */
void truncate_inode_pages_range(struct address_space *mapping, loff_t lstart,
				loff_t lend);

/* truncate_inode_pages - from byte @lstart to the end */
void truncate_inode_pages(struct address_space *mapping, loff_t lstart);

/**
 * invalidate_mapping_pages - drop the pages that can be dropped
 * @mapping: of
 * @start:   first index
 * @end:     last index
 *
 * Clean ones that nobody locks, writes or holds. Context: may sleep.
 * Return: how many went.
 */
unsigned long invalidate_mapping_pages(struct address_space *mapping,
				       unsigned long start, unsigned long end);

/* drop_pagecache - the same for all mappings. Return: pages. May sleep. */
unsigned long drop_pagecache(void);

/* for_each_mapping - @fn for each, none comes or goes meanwhile; may sleep */
void for_each_mapping(void (*fn)(struct address_space *mapping, void *data),
		      void *data);

/* mapping_show_picture - its first @nr pages, a sign each or several; sleeps */
struct seq_file;
void mapping_show_picture(struct seq_file *m, struct address_space *mapping,
			  unsigned long nr);

/* ---- lists by age ---------------------------------------------------------- */

/* lru_cache_add - @page, new in a mapping, is the youngest. Context: any. */
void lru_cache_add(struct page *page);

/* The rest of them: of a page that the caller holds. Context: any. */

/* mark_page_accessed - used: the first time noted, the second makes active */
void mark_page_accessed(struct page *page);

/* To the active list, to the inactive one: if it is on the other. */
void activate_page(struct page *page);
void deactivate_page(struct page *page);

/**
 * isolate_lru_page - take @page off its list, and hold it
 * @page: any page of RAM, held or not
 *
 * Return: false if it is on none; then nothing is done. Context: any.
 */
bool isolate_lru_page(struct page *page);

/* putback_lru_page - back on a list if it is in a mapping; and let go of it */
void putback_lru_page(struct page *page);

/* rotate_reclaimable_page - clean now: the next to go */
void rotate_reclaimable_page(struct page *page);

/* lru_remove - @page has left its mapping, and leaves its list, if on one */
void lru_remove(struct page *page);

/* ---- the whole -------------------------------------------------------------- */

/* page_cache_init - at boot, when kmalloc() works */
void page_cache_init(void);

/*
 * Checks: panic with the number of a broken invariant of the mappings and
 * trees, of the lists. While nobody changes them.
 */
void mappings_check(void);
void lru_check(void);

#endif
