// SPDX-License-Identifier: MIT
/*
 * lru.c - cached pages by age: who is the next to go
 *
 * PROBLEM
 *	When memory is short some cached page must go, and it should be one
 *	that nobody will ask for soon. What will be asked for is not known;
 *	what was used, and whether more than once, is. A long file read once
 *	must not drive out what is used all day.
 *
 * IDEA
 *	Two lists a node. A page begins on the inactive one and is noted when
 *	it is used; used a second time there, it becomes active. Pages go from
 *	the inactive list's tail only; when the active list is the longer one
 *	its tail moves over (mm/vmscan_lru.c). So a page that is read once
 *	passes through the inactive list and never disturbs the other.
 *
 *		      lru_cache_add
 *			   |
 *			   v
 *	inactive  [young . . . . . . . old] --> reclaim
 *		     ^	|			  ^
 *		     |	| used twice		  | written: next to go
 *	  too many   |	v			  | (rotate_reclaimable_page)
 *	active	  [young . . . . . . . old]
 *
 * WHO MAY HOLD WHAT
 *	A list holds no reference: a page is on one only while it is in a
 *	mapping, whose reference keeps it. A page leaves in this order, locked
 *	by who takes it out:
 *
 *	1. out of the mapping's tree, its key becomes 0	(tree_lock)
 *	2. off the list, if PG_lru			(lru_lock)
 *	3. the mapping's reference is dropped
 *
 *	So while PG_lru is set and lru_lock held, step 3 has not come, and a
 *	reference may be taken. And who puts a page back looks at the key
 *	under lru_lock: 0, and it does not; not 0, and step 2 is still to come
 *	and will find the page on the list. In neither case is a page left on
 *	a list that is in no mapping.
 *
 *	isolated: PG_lru clear, held by whoever took it off: page->lru is his.
 *
 * INVARIANTS	(lru_check() tests each by number)
 *	L1  A page on a list has PG_lru, is held, and lies on the node.
 *	L2  PG_active says which of the two lists.
 *	L3  nr[] is how many are on each.
 *
 * LOCKING
 *	lru_lock, interrupts off: writes end in interrupts, too. PG_lru of a
 *	page changes under its node's lock only; PG_active as well, or by who
 *	has isolated the page. Nothing is taken inside.
 *
 * FAILURE
 *	A page that is put on a list twice is reported, and stays where it is.
 *
 * COST
 *	One lock a page that comes or goes. A page that is used costs an
 *	atomic operation the first time and nothing when it is active.
 *
 * LEFT OUT
 *	Linux collects pages on each CPU, some dozen at a time, before it takes
 *	the lock; remembers pages that went not long ago (mm/workingset.c);
 *	keeps lists for anonymous and for unevictable pages.
 *
 * SOURCES
 *	T. Johnson, D. Shasha, 2Q, VLDB 1994. Linux: mm/swap.c (semantics).
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/proc_fs.h>
#include <linux/vmstat.h>

#include "filemap.h"

/* ---- helpers ------------------------------------------------------------- */

static struct lruvec *lruvec_of(const struct page *page)
{
	return &NODE_DATA(page_to_nid(page))->__lruvec;
}

static struct lruvec *lock_lruvec_of(const struct page *page,
				     unsigned long *flags)
{
	struct lruvec *lruvec = lruvec_of(page);

	spin_lock_irqsave(&lruvec->lru_lock, *flags);
	return lruvec;
}

static void unlock_lruvec(struct lruvec *lruvec, unsigned long flags)
{
	spin_unlock_irqrestore(&lruvec->lru_lock, flags);
}

static const enum node_stat_item stat_of[NR_LRU_LISTS] = {
	[LRU_INACTIVE_FILE] = NR_INACTIVE_FILE,
	[LRU_ACTIVE_FILE] = NR_ACTIVE_FILE,
};

static enum lru_list list_of(const struct page *page)
{
	return PageActive(page) ? LRU_ACTIVE_FILE : LRU_INACTIVE_FILE;
}

static void count_locked(struct lruvec *lruvec, enum lru_list lru, long delta)
{
	struct pglist_data *node = container_of(lruvec, struct pglist_data,
						__lruvec);

	WRITE_ONCE(lruvec->nr[lru], lruvec->nr[lru] + delta);
	mod_node_page_state(node, stat_of[lru], delta);
}

void lru_add_locked(struct lruvec *lruvec, struct page *page)
{
	enum lru_list lru = list_of(page);

	list_add(&page->lru, &lruvec->lists[lru]);
	SetPageLRU(page);
	count_locked(lruvec, lru, 1);
}

void lru_del_locked(struct lruvec *lruvec, struct page *page)
{
	ClearPageLRU(page);
	list_del(&page->lru);
	count_locked(lruvec, list_of(page), -1);
}

/* On the list it is on to the end that goes next. */
static void to_tail_locked(struct lruvec *lruvec, struct page *page)
{
	list_move_tail(&page->lru, &lruvec->lists[list_of(page)]);
}

/* ---- come and go ---------------------------------------------------------- */

/* See WHO MAY HOLD WHAT: decided under the lock. */
static void put_on_list(struct page *page)
{
	unsigned long flags;
	struct lruvec *lruvec = lock_lruvec_of(page, &flags);

	bool twice = PageLRU(page);

	if (!twice && page_is_cached(page))
		lru_add_locked(lruvec, page);
	else if (!twice)
		ClearPageActive(page);
	unlock_lruvec(lruvec, flags);
	WARN(twice, "lru: page %px is on a list already\n", page);
}

void lru_cache_add(struct page *page)
{
	put_on_list(page);
}
EXPORT_SYMBOL(lru_cache_add);

void putback_lru_page(struct page *page)
{
	put_on_list(page);
	put_page(page);
}
EXPORT_SYMBOL(putback_lru_page);

bool isolate_lru_page(struct page *page)
{
	unsigned long flags;
	struct lruvec *lruvec = lock_lruvec_of(page, &flags);
	bool on = PageLRU(page);

	if (on) {
		get_page(page);
		lru_del_locked(lruvec, page);
	}
	unlock_lruvec(lruvec, flags);
	return on;
}
EXPORT_SYMBOL(isolate_lru_page);

void lru_remove(struct page *page)
{
	unsigned long flags;
	struct lruvec *lruvec = lock_lruvec_of(page, &flags);

	if (PageLRU(page)) {
		lru_del_locked(lruvec, page);
		ClearPageActive(page);
	}
	unlock_lruvec(lruvec, flags);
}

/* ---- age ------------------------------------------------------------------ */

/* Of a page on a list: to the young end of @lru. Return: was it elsewhere? */
static bool move_to(struct page *page, enum lru_list lru)
{
	unsigned long flags;
	struct lruvec *lruvec = lock_lruvec_of(page, &flags);
	bool moves = PageLRU(page) && list_of(page) != lru;

	if (moves) {
		lru_del_locked(lruvec, page);
		if (lru == LRU_ACTIVE_FILE)
			SetPageActive(page);
		else
			ClearPageActive(page);
		lru_add_locked(lruvec, page);
	}
	unlock_lruvec(lruvec, flags);
	return moves;
}

void activate_page(struct page *page)
{
	if (move_to(page, LRU_ACTIVE_FILE))
		count_vm_event(PGACTIVATE);
}
EXPORT_SYMBOL(activate_page);

void deactivate_page(struct page *page)
{
	if (move_to(page, LRU_INACTIVE_FILE))
		count_vm_event(PGDEACTIVATE);
}
EXPORT_SYMBOL(deactivate_page);

void mark_page_accessed(struct page *page)
{
	if (!PageReferenced(page)) {
		SetPageReferenced(page);
		return;
	}
	if (PageActive(page) || !PageLRU(page))
		return;
	ClearPageReferenced(page);
	activate_page(page);
}
EXPORT_SYMBOL(mark_page_accessed);

void rotate_reclaimable_page(struct page *page)
{
	unsigned long flags;
	struct lruvec *lruvec = lock_lruvec_of(page, &flags);
	bool goes = PageLRU(page) && !PageActive(page) && !PageDirty(page);

	if (goes)
		to_tail_locked(lruvec, page);
	unlock_lruvec(lruvec, flags);
	if (goes)
		count_vm_event(PGROTATED);
}

/* ---- init, show, check ------------------------------------------------------ */

void lru_init(void)
{
	enum lru_list lru;
	int nid;

	for (nid = 0; nid < MAX_NUMNODES; nid++) {
		struct lruvec *lruvec = &NODE_DATA(nid)->__lruvec;

		spin_lock_init(&lruvec->lru_lock);
		for (lru = 0; lru < NR_LRU_LISTS; lru++)
			INIT_LIST_HEAD(&lruvec->lists[lru]);
	}
}

/* A character for a sixty-fourth of a list: what most of its pages are. */
static char letter_of(const struct page *page)
{
	if (PageWriteback(page))
		return 'w';
	if (PageDirty(page))
		return 'd';
	return PageReferenced(page) ? 'r' : '.';
}

#define PICTURE_COLUMNS	64

/* One page of each stretch of @list, youngest first. */
static void draw_locked(const struct lruvec *lruvec, enum lru_list lru,
			char *picture)
{
	unsigned long nr = lruvec->nr[lru], step, at = 0, column = 0;
	struct page *page;

	step = DIV_ROUND_UP(nr, PICTURE_COLUMNS);
	list_for_each_entry(page, &lruvec->lists[lru], lru) {
		if (at++ % step == 0 && column < PICTURE_COLUMNS)
			picture[column++] = letter_of(page);
	}
	picture[column] = '\0';
}

static void show_node(struct seq_file *m, int nid)
{
	static const char *const name[NR_LRU_LISTS] = { "inactive", "active" };
	struct lruvec *lruvec = &NODE_DATA(nid)->__lruvec;
	char picture[PICTURE_COLUMNS + 1];
	enum lru_list lru;
	unsigned long flags;

	for (lru = 0; lru < NR_LRU_LISTS; lru++) {
		unsigned long nr;

		spin_lock_irqsave(&lruvec->lru_lock, flags);
		nr = lruvec->nr[lru];
		draw_locked(lruvec, lru, picture);
		spin_unlock_irqrestore(&lruvec->lru_lock, flags);
		seq_printf(m, "%d %-8s %8lu |%s|\n", nid, name[lru], nr,
			   picture);
	}
}

/* The longest lists of a big machine hold the lock for some milliseconds. */
static int lru_show(struct seq_file *m, void *v)
{
	int nid;

	seq_puts(m, "# node, list, pages, youngest first\n"
		    "# d dirty, w being written, r used, . neither\n");
	for_each_online_node(nid)
		show_node(m, nid);
	return 0;
}
PROC_VIEW("lru", lru_show);

static int list_broken_locked(struct lruvec *lruvec, enum lru_list lru,
			      int nid)
{
	unsigned long nr = 0;
	struct page *page;

	list_for_each_entry(page, &lruvec->lists[lru], lru) {
		if (!PageLRU(page) || page_ref_count(page) <= 0 ||
		    page_to_nid(page) != nid)
			return 1;
		if (list_of(page) != lru)
			return 2;
		/* A ring that was torn and closed elsewhere has no end. */
		if (++nr > lruvec->nr[lru])
			return 3;
	}
	return nr == lruvec->nr[lru] ? 0 : 3;
}

int lru_broken(int nid)
{
	struct lruvec *lruvec = &NODE_DATA(nid)->__lruvec;
	unsigned long flags;
	enum lru_list lru;
	int broken = 0;

	spin_lock_irqsave(&lruvec->lru_lock, flags);
	for (lru = 0; lru < NR_LRU_LISTS && !broken; lru++)
		broken = list_broken_locked(lruvec, lru, nid);
	spin_unlock_irqrestore(&lruvec->lru_lock, flags);
	return broken;
}

void lru_check(void)
{
	int nid, broken;

	for_each_online_node(nid) {
		broken = lru_broken(nid);
		if (broken)
			panic("lru: L%d is broken on node %d", broken, nid);
	}
}
