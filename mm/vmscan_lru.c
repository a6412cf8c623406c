// SPDX-License-Identifier: MIT
/*
 * vmscan_lru.c - cached pages that go when memory is short
 *
 * PROBLEM
 *	A caller needs memory and every page has something in it. Those of the
 *	cache can be read again; but some are being used at this moment, some
 *	hold what no device has yet, and of the rest the wrong ones would have
 *	to be read again at once.
 *
 * IDEA
 *	From the old end of the inactive list pages are taken off, a batch at a
 *	time, so that the list is free for others while each is judged:
 *
 *	locked				back: somebody works on it
 *	in no mapping			it was truncated: ours was the last
 *	being written			back; PG_reclaim: next to go after it
 *	dirty, used since		back, PG_reclaim: it will change again
 *	dirty, we may write		written, PG_reclaim; back
 *	dirty, we may not		back, PG_reclaim; the flusher is woken
 *	held by somebody		back
 *	clean				it goes
 *
 *	The active list gives its old end to the inactive one while it is the
 *	longer of the two. A page that was used since it became active goes
 *	round once more.
 *
 *	Who may write: kswapd alone. A task that allocates may be deep in a
 *	stack, and hold what the write would wait for.
 *
 * HOW MUCH
 *	A list's length >> priority is looked at, and SWAP_CLUSTER_MAX pages at
 *	least: a small cache must not wait until the priority has fallen. Pages
 *	of zones that would not help the caller count as looked at, and go to
 *	the young end: their zones are not short.
 *
 * INVARIANTS
 *	lru.c's. A page that is off the lists here is held, once, by us.
 *
 * LOCKING
 *	lru_lock to take a batch; then a page's lock at a time, tried and not
 *	waited for; tree_lock and lru_lock inside. Nothing is waited for but
 *	a request to write with, from a pool.
 *
 * FAILURE
 *	None; nr_reclaimed says what came of it.
 *
 * COST
 *	A batch costs one turn of lru_lock, and each of its pages that stays
 *	another; one that goes, as much as taking it out of the mapping. With
 *	interrupts off no more than SKIP_MOST pages and a batch are moved.
 *
 * LEFT OUT
 *	Mapped pages, and with them the search for who maps a page; anonymous
 *	pages and swap; Linux's lists by generation.
 *
 * SOURCES
 *	Linux: shrink_inactive_list(), shrink_active_list(), pageout()
 *	(semantics).
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include <linux/vmstat.h>
#include <linux/writeback.h>

#include "filemap.h"
#include "vmscan.h"

/* Pages of other zones passed over under one lock: some 50 us. */
#define SKIP_MOST	1024UL

/* ---- a batch off a list ------------------------------------------------------ */

struct batch {
	struct list_head pages;		/* held by us */
	unsigned long taken;
	unsigned long skipped;
};

static void take_batch(struct pglist_data *pgdat, enum lru_list lru,
		       const struct scan_control *sc, struct batch *batch)
{
	struct lruvec *lruvec = &pgdat->__lruvec;
	struct list_head *list = &lruvec->lists[lru];
	LIST_HEAD(skipped);
	struct page *page;

	INIT_LIST_HEAD(&batch->pages);
	batch->taken = batch->skipped = 0;
	spin_lock_irq(&lruvec->lru_lock);
	while (batch->taken < SWAP_CLUSTER_MAX &&
	       batch->skipped < SKIP_MOST && !list_empty(list)) {
		page = list_last_entry(list, struct page, lru);
		if ((int)page_zonenum(page) > sc->reclaim_idx) {
			list_move(&page->lru, &skipped);
			batch->skipped++;
			continue;
		}
		get_page(page);
		lru_del_locked(lruvec, page);
		list_add_tail(&page->lru, &batch->pages);
		batch->taken++;
	}
	list_splice(&skipped, list);
	spin_unlock_irq(&lruvec->lru_lock);
	mod_node_page_state(pgdat, NR_ISOLATED_FILE, batch->taken);
}

static struct page *next_of(struct batch *batch)
{
	struct page *page;

	page = list_first_entry_or_null(&batch->pages, struct page, lru);
	if (page) {
		list_del(&page->lru);
		dec_node_page_state(page, NR_ISOLATED_FILE);
	}
	return page;
}

/* ---- one page ---------------------------------------------------------------- */

/* @page is locked and dirty; unlocked afterwards. */
static void write_out(struct address_space *mapping, struct page *page)
{
	struct writeback_control wbc = {
		.nr_to_write = 1,
		.sync_mode = WB_SYNC_NONE,
		.for_reclaim = 1,
	};
	int err;

	SetPageReclaim(page);
	clear_page_dirty_for_io(page);
	inc_node_page_state(page, NR_VMSCAN_WRITE);
	err = mapping->a_ops->writepage(page, &wbc);
	if (err) {
		mapping_set_error(mapping, err);
		unlock_page(page);
	}
}

/* @page is locked and dirty. Return: is it still locked, and clean now? */
static bool clean_page(struct address_space *mapping, struct page *page,
		       struct scan_control *sc)
{
	sc->nr_dirty++;
	if (TestClearPageReferenced(page) || !sc->may_writepage) {
		SetPageReclaim(page);
		unlock_page(page);
		return false;
	}
	write_out(mapping, page);
	/* The device may have been quick. */
	return trylock_page(page);
}

/* Return: true: it is in no mapping, and nobody's but ours. */
static bool reclaim_page(struct page *page, struct scan_control *sc)
{
	struct address_space *mapping;
	bool gone;

	if (!trylock_page(page))
		return false;
	mapping = page_mapping(page);
	if (mapping && PageDirty(page) && !PageWriteback(page)) {
		if (!clean_page(mapping, page, sc))
			return false;
		/* Unlocked in between: it may have left. */
		mapping = page_mapping(page);
	}
	if (mapping && PageWriteback(page)) {
		sc->nr_writeback++;
		SetPageReclaim(page);
		mapping = NULL;
		gone = false;
	} else {
		gone = !mapping || remove_mapping(mapping, page);
	}
	unlock_page(page);
	return gone;
}

/* ---- lists ------------------------------------------------------------------- */

static void count_scan(const struct batch *batch, unsigned long reclaimed)
{
	bool kswapd = current_is_kswapd();

	count_vm_events(kswapd ? PGSCAN_KSWAPD : PGSCAN_DIRECT, batch->taken);
	count_vm_events(kswapd ? PGSTEAL_KSWAPD : PGSTEAL_DIRECT, reclaimed);
}

/* Return: pages looked at. */
static unsigned long shrink_inactive(struct pglist_data *pgdat,
				     struct scan_control *sc)
{
	unsigned long reclaimed = 0;
	struct batch batch;
	struct page *page;

	take_batch(pgdat, LRU_INACTIVE_FILE, sc, &batch);
	while ((page = next_of(&batch))) {
		if (reclaim_page(page, sc)) {
			reclaimed++;
			put_page(page);
		} else {
			putback_lru_page(page);
		}
	}
	count_scan(&batch, reclaimed);
	sc->nr_scanned += batch.taken;
	sc->nr_reclaimed += reclaimed;
	return batch.taken + batch.skipped;
}

static unsigned long shrink_active(struct pglist_data *pgdat,
				   struct scan_control *sc)
{
	unsigned long moved = 0;
	struct batch batch;
	struct page *page;

	take_batch(pgdat, LRU_ACTIVE_FILE, sc, &batch);
	while ((page = next_of(&batch))) {
		if (!TestClearPageReferenced(page)) {
			ClearPageActive(page);
			moved++;
		}
		putback_lru_page(page);
	}
	count_vm_events(PGREFILL, batch.taken);
	count_vm_events(PGDEACTIVATE, moved);
	return batch.taken + batch.skipped;
}

static unsigned long length_of(struct pglist_data *pgdat, enum lru_list lru)
{
	return READ_ONCE(pgdat->__lruvec.nr[lru]);
}

/* See HOW MUCH. */
static unsigned long to_look_at(struct pglist_data *pgdat, enum lru_list lru,
				const struct scan_control *sc)
{
	unsigned long nr = length_of(pgdat, lru);

	return max(nr >> sc->priority, min(nr, SWAP_CLUSTER_MAX));
}

static bool active_is_longer(struct pglist_data *pgdat)
{
	return length_of(pgdat, LRU_ACTIVE_FILE) >
	       length_of(pgdat, LRU_INACTIVE_FILE);
}

static void balance_lists(struct pglist_data *pgdat, struct scan_control *sc)
{
	unsigned long left = to_look_at(pgdat, LRU_ACTIVE_FILE, sc), seen;

	while (left && active_is_longer(pgdat)) {
		seen = shrink_active(pgdat, sc);
		if (!seen)
			break;
		left -= min(left, seen);
		cond_resched();
	}
}

void shrink_lruvec(struct pglist_data *pgdat, struct scan_control *sc)
{
	unsigned long dirty = sc->nr_dirty, left, seen;

	balance_lists(pgdat, sc);
	left = to_look_at(pgdat, LRU_INACTIVE_FILE, sc);
	while (left && sc->nr_reclaimed < sc->nr_to_reclaim) {
		seen = shrink_inactive(pgdat, sc);
		if (!seen)
			break;
		left -= min(left, seen);
		cond_resched();
	}
	if (sc->nr_dirty != dirty && !sc->may_writepage)
		wakeup_flusher_threads();
}
