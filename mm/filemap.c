// SPDX-License-Identifier: MIT
/*
 * filemap.c - the page cache: which page of a mapping is in memory
 *
 * PROBLEM
 *	What was read from a device once is likely to be asked for again, and
 *	memory that is free serves nobody. So pages are kept after they were
 *	read or written. But then two tasks ask for the same page at once, one
 *	reads it while another throws it away, and none may see it half read,
 *	twice, or another one's.
 *
 * IDEA
 *	A page is looked up by mapping and index, and comes held. There is one
 *	at most: it is put into the tree locked and empty, and whoever finds
 *	it meanwhile waits for the lock until it is up to date.
 *
 *	find_get_page	  --> none --> new page, locked, into the tree
 *		|				| -EEXIST: somebody was faster,
 *		v				|	   take his
 *	   up to date? -- no --> lock it	v
 *		|		     |	    readpage(), later unlocked
 *		| yes		     v		|
 *		v		still in the mapping? no: look up again
 *	      use it
 *
 * A PAGE'S REFERENCES
 *	the mapping's			1, while it is in the tree
 *	everybody who looked it up	1 each, put_page()
 *	the lists by age		none (lru.c)
 *
 *	A page that nobody uses has a count of 1; for who wants to take it out
 *	of the mapping and holds it, 2. References are given under tree_lock
 *	or lru_lock alone, so a count of 2, seen under tree_lock by who has
 *	taken the page off the lists, stays 2 until he lets go: that is when
 *	it may be freed (remove_mapping()) or replaced by another
 *	(migrate_page_move_mapping()).
 *
 * INVARIANTS
 *	mapping.c's, which looks at the trees that are changed here.
 *
 * LOCKING
 *	The page's lock, then tree_lock, interrupts off: a write that ends in
 *	an interrupt changes marks. Tree nodes are allocated before, and freed
 *	after. lru_lock is taken after tree_lock was given back.
 *
 * FAILURE
 *	NULL or -ENOMEM, and nothing has changed. A page that is added twice,
 *	anywhere, or removed unlocked is reported; it stays where it is.
 *
 * COST
 *	A lookup: one lock, one level for each 64-fold of pages, one atomic
 *	increment. Linux takes no lock to look up, at the price of looking
 *	again whether what was found is still there.
 *
 * LEFT OUT
 *	Large folios, readahead, shadow entries of pages that went.
 *
 * SOURCES
 *	Linux: mm/filemap.c (names, semantics).
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/vmstat.h>

#include "filemap.h"

static void set_key(struct page *page, unsigned long key)
{
	WRITE_ONCE(page->cache_key, key);
}

static unsigned long key_of(const struct address_space *mapping,
			    unsigned long index)
{
	return (unsigned long)mapping->number << PAGE_KEY_INDEX_BITS | index;
}

/* ---- find ----------------------------------------------------------------- */

struct page *find_get_page(struct address_space *mapping, unsigned long index)
{
	unsigned long flags;
	struct page *page;

	spin_lock_irqsave(&mapping->tree_lock, flags);
	page = page_tree_load(&mapping->i_pages, index);
	if (page)
		get_page(page);
	spin_unlock_irqrestore(&mapping->tree_lock, flags);
	return page;
}
EXPORT_SYMBOL(find_get_page);

struct page *find_get_page_tag(struct address_space *mapping,
			       unsigned long *index, enum page_mark mark)
{
	unsigned long flags;
	struct page *page;

	spin_lock_irqsave(&mapping->tree_lock, flags);
	page = page_tree_next(&mapping->i_pages, index, mark);
	if (page)
		get_page(page);
	spin_unlock_irqrestore(&mapping->tree_lock, flags);
	return page;
}
EXPORT_SYMBOL(find_get_page_tag);

struct page *find_lock_page(struct address_space *mapping, unsigned long index)
{
	struct page *page;

	/* Again only if it left the mapping while we waited for its lock. */
	while ((page = find_get_page(mapping, index))) {
		lock_page(page);
		if (page_key(page) == key_of(mapping, index))
			break;
		unlock_page(page);
		put_page(page);
	}
	return page;
}
EXPORT_SYMBOL(find_lock_page);

/* ---- add -------------------------------------------------------------------- */

/* Of a page that is locked. The spare nodes are the caller's. */
static int insert(struct page *page, struct address_space *mapping,
		  unsigned long index, struct page_tree_spare *spare)
{
	unsigned long flags;
	int err;

	spin_lock_irqsave(&mapping->tree_lock, flags);
	err = page_tree_insert(&mapping->i_pages, index, page, spare);
	if (!err) {
		get_page(page);
		set_key(page, key_of(mapping, index));
		inc_node_page_state(page, NR_FILE_PAGES);
	}
	spin_unlock_irqrestore(&mapping->tree_lock, flags);
	return err;
}

int add_to_page_cache_lru(struct page *page, struct address_space *mapping,
			  unsigned long index, gfp_t gfp)
{
	struct page_tree_spare spare = {};
	int err;

	/* On a list, so in a mapping; a new page's key is not the cache's. */
	if (WARN(PageLRU(page) || TestSetPageLocked(page),
		 "add_to_page_cache_lru: page %px, flags %#x\n", page,
		 READ_ONCE(page->flags)))
		return -EBUSY;
	/* Bounded: see page_tree.c, NODES. */
	do {
		err = insert(page, mapping, index, &spare);
		if (err == -ENOMEM &&
		    page_tree_spare_fill(&spare, node_gfp(gfp)))
			break;
	} while (err == -ENOMEM);
	page_tree_spare_empty(&spare);
	if (err)
		ClearPageLocked(page);
	else
		lru_cache_add(page);
	return err;
}
EXPORT_SYMBOL(add_to_page_cache_lru);

struct page *find_or_create_page(struct address_space *mapping,
				 unsigned long index, gfp_t gfp)
{
	struct page *page;
	int err;

	/* Again only if somebody else added a page between the two looks. */
	do {
		page = find_lock_page(mapping, index);
		if (page)
			return page;
		page = alloc_page(gfp);
		if (!page)
			return NULL;
		err = add_to_page_cache_lru(page, mapping, index, gfp);
		if (!err)
			return page;
		put_page(page);
	} while (err == -EEXIST);
	return NULL;
}
EXPORT_SYMBOL(find_or_create_page);

/* ---- remove ----------------------------------------------------------------- */

/* Out of the tree; the mapping's reference is the caller's now. */
static void remove_locked(struct address_space *mapping, struct page *page,
			  struct page_tree_spare *spare)
{
	struct page *was = page_tree_remove(&mapping->i_pages,
					    page_index(page), spare);

	BUG_ON(was != page);
	set_key(page, 0);
	dec_node_page_state(page, NR_FILE_PAGES);
}

void delete_from_page_cache(struct page *page)
{
	struct address_space *mapping = page_mapping(page);
	struct page_tree_spare spare = {};
	unsigned long flags;

	if (WARN(!PageLocked(page) || PageDirty(page) || PageWriteback(page) ||
		 !mapping, "delete_from_page_cache: page %px, flags %#x\n",
		 page, READ_ONCE(page->flags)))
		return;
	spin_lock_irqsave(&mapping->tree_lock, flags);
	remove_locked(mapping, page, &spare);
	spin_unlock_irqrestore(&mapping->tree_lock, flags);
	page_tree_spare_empty(&spare);
	lru_remove(page);
	put_page(page);
}
EXPORT_SYMBOL(delete_from_page_cache);

bool remove_mapping(struct address_space *mapping, struct page *page)
{
	struct page_tree_spare spare = {};
	unsigned long flags;
	bool goes;

	spin_lock_irqsave(&mapping->tree_lock, flags);
	/* The mapping's and the caller's; and nobody finds it from now on. */
	goes = page_ref_count(page) == 2 && !PageDirty(page) &&
	       !PageWriteback(page);
	if (goes)
		remove_locked(mapping, page, &spare);
	spin_unlock_irqrestore(&mapping->tree_lock, flags);
	if (!goes)
		return false;
	page_tree_spare_empty(&spare);
	lru_remove(page);
	put_page(page);
	return true;
}
EXPORT_SYMBOL(remove_mapping);

/* ---- replace ----------------------------------------------------------------- */

/* What the flags say of the contents goes with them; of the page stays. */
static void move_flags(struct page *newpage, struct page *page)
{
	if (PageReferenced(page))
		SetPageReferenced(newpage);
	if (PageActive(page))
		SetPageActive(newpage);
	if (TestClearPageDirty(page)) {
		SetPageDirty(newpage);
		dec_node_page_state(page, NR_FILE_DIRTY);
		inc_node_page_state(newpage, NR_FILE_DIRTY);
	}
	ClearPageActive(page);
	if (PageUptodate(page))
		SetPageUptodate(newpage);
}

int migrate_page_move_mapping(struct address_space *mapping,
			      struct page *newpage, struct page *page)
{
	unsigned long flags;
	int err = 0;

	spin_lock_irqsave(&mapping->tree_lock, flags);
	if (page_ref_count(page) != 2 || PageWriteback(page)) {
		err = -EAGAIN;
	} else {
		page_tree_replace(&mapping->i_pages, page_index(page),
				  newpage);
		get_page(newpage);
		set_key(newpage, page_key(page));
		set_key(page, 0);
		move_flags(newpage, page);
		dec_node_page_state(page, NR_FILE_PAGES);
		inc_node_page_state(newpage, NR_FILE_PAGES);
	}
	spin_unlock_irqrestore(&mapping->tree_lock, flags);
	if (!err)
		put_page(page);
	return err;
}
EXPORT_SYMBOL(migrate_page_move_mapping);

/* ---- init ---------------------------------------------------------------------- */

void page_cache_init(void)
{
	lru_init();
	page_wait_init();
	page_tree_init();
	writeback_init();
}
