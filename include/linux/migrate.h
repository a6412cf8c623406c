/* SPDX-License-Identifier: MIT */
/*
 * migrate.h - moving pages: the same contents, elsewhere
 *
 *	isolate_lru_page(page)		held, on the caller's list,
 *	inc_node_page_state(page, NR_ISOLATED_FILE)
 *	list_add_tail(&page->lru, &pages)
 *	nr = migrate_pages(&pages, get_new, put_new, private, mode, reason,
 *			   NULL)
 *	putback_movable_pages(&pages)	those that could not be moved
 *
 * A page of the page cache can be moved because nobody has its address: who
 * wants it asks the mapping. While somebody does hold it, it stays.
 */
#ifndef _LINUX_MIGRATE_H
#define _LINUX_MIGRATE_H

#include <linux/fs.h>
#include <linux/list.h>
#include <linux/migrate_mode.h>
#include <linux/mm.h>

/* A page for @page's contents, held, on no list; NULL: there is none. */
typedef struct page *new_page_t(struct page *page, unsigned long private);

/* What new_page_t gave is not needed after all. */
typedef void free_page_t(struct page *page, unsigned long private);

/**
 * migrate_pages - move each page of a list
 * @from:	pages of the page cache that the caller has isolated (above)
 * @get_new:	where to: not locked; may sleep
 * @put_new:	takes back what was not used; NULL: put_page()
 * @private:	for these two
 * @mode:	what may be waited for
 * @reason:	for the curious
 * @succeeded:	if not NULL: is set to how many pages were moved
 *
 * Moved pages leave the list: the new one is in the mapping, on its LRU list,
 * and the old one free. So does a page that its mapping has dropped
 * meanwhile. The others stay on @from. Context: may sleep; with MIGRATE_ASYNC
 * the caller may hold locks of pages, and nothing is waited for.
 *
 * Return: how many pages could not be moved, 0: none; -ENOMEM: @get_new had
 * no more, and the rest was not tried.
 */
int migrate_pages(struct list_head *from, new_page_t *get_new,
		  free_page_t *put_new, unsigned long private,
		  enum migrate_mode mode, int reason,
		  unsigned int *succeeded);

/**
 * migrate_page - what mappings without a migratepage operation do
 * @mapping: whose @page is
 * @newpage: locked, the caller's alone
 * @page:    locked, isolated, not under writeback
 *
 * Copies contents and flags, and swaps them in the mapping. Context: task.
 * Return: 0, or -EAGAIN: somebody else holds @page, or it is being written.
 */
int migrate_page(struct address_space *mapping, struct page *newpage,
		 struct page *page);

/* putback_movable_pages - isolated pages, back where they were */
void putback_movable_pages(struct list_head *pages);

#endif
