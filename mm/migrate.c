// SPDX-License-Identifier: MIT
/*
 * migrate.c - a page's contents move; who uses it does not notice
 *
 * PROBLEM
 *	Memory is in use in the wrong places: one page in the middle of each
 *	block of 2 MiB, and no block of 2 MiB is to be had. The page should be
 *	elsewhere. But somebody reads it, another writes it to a device, a
 *	third is about to change it.
 *
 * IDEA
 *	A page of the page cache has no address that anybody keeps: all come
 *	by way of the mapping. So if nobody is there right now, the mapping
 *	can be told another page, and the next who comes finds that one.
 *
 *		mapping	   index 7			mapping	   index 7
 *			      |					      |
 *		page  --------+	     newpage		page	  newpage
 *		[data]			[    ]	   =>	[free]	   [data]
 *
 *	1. lock the page	nobody changes it, or takes it away
 *	2. being written?	the device reads it: it stays
 *	3. copy			nobody writes, so both are the same now
 *	4. under tree_lock: held by anybody but the mapping and us? It stays.
 *	   Else the slot leads to the new page from here on.
 *	5. unlock, the new one goes on its LRU list, the old one is free
 *
 *	Who looked the page up before step 4 holds it, and the move is off. Who
 *	comes after it finds the new page, locked until step 5.
 *
 * A PAGE THAT CANNOT MOVE NOW
 *	is held or locked by somebody for a moment, as a rule: it is tried a
 *	few times. One that is being written is not (but MIGRATE_SYNC waits),
 *	because a device needs longer than we want to.
 *
 * INVARIANTS
 *	filemap.c's and lru.c's: after each move they hold for both pages.
 *
 * LOCKING
 *	The old page's lock, then the new one's, which nobody else knows. In
 *	MIGRATE_ASYNC, and by a task that reclaims (PF_MEMALLOC), locks are
 *	only tried: the caller may hold the lock of that very page.
 *
 * FAILURE
 *	A page that is not moved is as it was, on the caller's list.
 *
 * COST
 *	A copy of 4 KiB, two turns of tree_lock, two of lru_lock.
 *
 * LEFT OUT
 *	Mapped pages and their page tables, anonymous pages, pages of drivers,
 *	huge pages; Linux moves whole batches between two TLB flushes, and
 *	there is nothing to flush here.
 *
 * SOURCES
 *	Linux: mm/migrate.c, Documentation/mm/page_migration.rst (semantics).
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/migrate.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include <linux/vmstat.h>

/* Rounds over those that are locked or held: a moment, each time. */
#define MIGRATE_ROUNDS	5

/* ---- one page --------------------------------------------------------------- */

int migrate_page(struct address_space *mapping, struct page *newpage,
		 struct page *page)
{
	/* The mapping's and ours; only tree_lock makes it certain. */
	if (page_ref_count(page) != 2)
		return -EAGAIN;
	copy_highpage(newpage, page);
	return migrate_page_move_mapping(mapping, newpage, page);
}
EXPORT_SYMBOL(migrate_page);

/* One call of migrate_pages() */
struct move {
	new_page_t *get_new;
	free_page_t *put_new;
	unsigned long private;
	enum migrate_mode mode;
};

static bool lock_old(struct page *page, const struct move *how)
{
	if (trylock_page(page))
		return true;
	if (how->mode == MIGRATE_ASYNC || (current->flags & PF_MEMALLOC))
		return false;
	lock_page(page);
	return true;
}

/* Both are locked. 0: @newpage is in the mapping, or there is none. */
static int move_locked(struct page *newpage, struct page *page)
{
	struct address_space *mapping = page_mapping(page);

	if (mapping->a_ops->migratepage)
		return mapping->a_ops->migratepage(mapping, newpage, page);
	return migrate_page(mapping, newpage, page);
}

/* @page is locked. Ready to move, with no mapping to move in, or an error. */
enum readiness { MOVE_READY, MOVE_NOT_NEEDED, MOVE_BUSY };

static enum readiness prepare(struct page *page, enum migrate_mode mode)
{
	if (PageWriteback(page)) {
		if (mode != MIGRATE_SYNC)
			return MOVE_BUSY;
		wait_on_page_writeback(page);
	}
	return page_is_cached(page) ? MOVE_READY : MOVE_NOT_NEEDED;
}

/*
 * Return: 0: @page is in no mapping any more, *@used says whether @newpage is
 * in its place; -EAGAIN: somebody has it; -EBUSY: it is being written, or
 * @newpage is no good.
 */
static int move_page(struct page *newpage, struct page *page,
		     const struct move *how, bool *used)
{
	int err = 0;

	*used = false;
	if (!lock_old(page, how))
		return -EAGAIN;
	switch (prepare(page, how->mode)) {
	case MOVE_READY:
		if (WARN(!trylock_page(newpage),
			 "migrate_pages: new page %px is locked\n", newpage)) {
			err = -EBUSY;
			break;
		}
		err = move_locked(newpage, page);
		*used = !err;
		unlock_page(newpage);
		break;
	case MOVE_BUSY:
		err = -EBUSY;
		break;
	case MOVE_NOT_NEEDED:
		break;
	}
	unlock_page(page);
	return err;
}

static void take_back(struct page *newpage, const struct move *how)
{
	if (how->put_new)
		how->put_new(newpage, how->private);
	else
		put_page(newpage);
}

/* Off the caller's list: on a list by age, or free if in no mapping. */
static void let_go(struct page *page)
{
	list_del(&page->lru);
	dec_node_page_state(page, NR_ISOLATED_FILE);
	putback_lru_page(page);
}

static int migrate_one(struct page *page, const struct move *how)
{
	struct page *newpage = how->get_new(page, how->private);
	bool used;
	int err;

	if (!newpage)
		return -ENOMEM;
	err = move_page(newpage, page, how, &used);
	if (used)
		putback_lru_page(newpage);
	else
		take_back(newpage, how);
	if (!err)
		let_go(page);
	return err;
}

/* ---- a list ----------------------------------------------------------------- */

/* What became of the pages */
struct outcome {
	unsigned int moved;
	unsigned int failed;		/* on the list, not worth a retry */
	unsigned int again;		/* on the list, to be tried again */
};

/*
 * Each page of @from once. Who cannot be moved goes to @stuck, those to be
 * tried again stay.
 */
static int one_round(struct list_head *from, struct list_head *stuck,
		     const struct move *how, struct outcome *out)
{
	struct page *page, *next;
	int err;

	out->again = 0;
	list_for_each_entry_safe(page, next, from, lru) {
		cond_resched();
		err = migrate_one(page, how);
		if (err == -ENOMEM)
			return err;
		if (!err) {
			out->moved++;
		} else if (err == -EAGAIN) {
			out->again++;
		} else {
			list_move_tail(&page->lru, stuck);
			out->failed++;
		}
	}
	return 0;
}

int migrate_pages(struct list_head *from, new_page_t *get_new,
		  free_page_t *put_new, unsigned long private,
		  enum migrate_mode mode, int reason,
		  unsigned int *succeeded)
{
	const struct move how = { get_new, put_new, private, mode };
	struct outcome out = { .again = 1 };
	unsigned int round;
	LIST_HEAD(stuck);
	int err = 0;

	for (round = 0; round < MIGRATE_ROUNDS && out.again && !err; round++)
		err = one_round(from, &stuck, &how, &out);
	list_splice(&stuck, from);
	out.failed += out.again;
	count_vm_events(PGMIGRATE_SUCCESS, out.moved);
	count_vm_events(PGMIGRATE_FAIL, out.failed);
	if (succeeded)
		*succeeded = out.moved;
	return err ? err : (int)out.failed;
}
EXPORT_SYMBOL(migrate_pages);

void putback_movable_pages(struct list_head *pages)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, pages, lru)
		let_go(page);
}
EXPORT_SYMBOL(putback_movable_pages);
