// SPDX-License-Identifier: MIT
/*
 * writeback.c - when dirty pages are written, and by whom
 *
 * PROBLEM
 *	A page that is dirty cannot be reclaimed. If dirty pages are written
 *	only when somebody asks, a task that writes faster than the device
 *	fills memory with them, and when memory is short there is nothing
 *	clean to take. And whoever wants his data safe must know when it is.
 *
 * IDEA
 *	Two limits, in percent of the memory that is free or cached:
 *
 *	dirty pages  0 ........ 10 % ................. 20 %
 *		     nothing  |  the flusher writes  |  who writes waits, and
 *					                 writes some himself
 *
 *	Who makes pages dirty looks at the limits once every RATELIMIT pages.
 *	The flusher is a work item: it goes once through all mappings and
 *	writes what is dirty and not locked. It waits for no page.
 *
 *	filemap_write_and_wait() is for who wants to know: it begins to write
 *	all that is dirty, waiting for locks and for earlier writes of the
 *	same pages, then waits for all that are being written. Pages made dirty
 *	behind the place where it is are the next call's: it ends.
 *
 * WHO MUST NOT WAIT FOR WHOM
 *	The flusher runs on a worker that others need. It waits for a request
 *	of the device's pool, which comes back when the device has done
 *	something; so no device may need a worker for that (kernel/ramdisk.c
 *	has a thread). It holds mappings_mutex meanwhile; nobody allocates
 *	under that.
 *
 * INVARIANTS
 *	None of its own.
 *
 * LOCKING
 *	mappings_mutex, then a page's lock, then tree_lock.
 *
 * FAILURE
 *	The first error of a mapping's writepage() is returned and, as any
 *	error of a write that had begun, kept for filemap_check_errors().
 *
 * COST
 *	For a page made dirty: one per-CPU increment, and one part in
 *	RATELIMIT of a sum over the CPUs.
 *
 * LEFT OUT
 *	Linux has limits for each device, from how fast it is, lets writers
 *	pause for just as long as that takes, and writes what is 30 s old.
 *
 * SOURCES
 *	Linux 2.6: mm/page-writeback.c (names, the idea of the limits).
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include <linux/percpu.h>
#include <linux/vmstat.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/writeback.h>

#include "filemap.h"

/* Pages made dirty on a CPU between two looks (Linux 2.6: the same). */
#define RATELIMIT	32

/* What one who waits writes himself before: two looks' worth. */
#define WRITE_CHUNK	(2 * RATELIMIT)

/* Nobody pauses longer than 16 times 20 ms. */
#define MAX_PAUSES	16
#define PAUSE		(HZ / 50)

unsigned int vm_dirty_ratio = 20;
unsigned int dirty_background_ratio = 10;

/* ---- one mapping ------------------------------------------------------------- */

/* Locked, in @mapping, not under writeback: or false, and not locked. */
static bool lock_for_write(struct address_space *mapping, struct page *page,
			   enum writeback_sync_modes mode)
{
	if (mode == WB_SYNC_ALL)
		lock_page(page);
	else if (!trylock_page(page))
		return false;
	if (page_mapping(page) == mapping) {
		if (mode == WB_SYNC_ALL)
			wait_on_page_writeback(page);
		if (!PageWriteback(page))
			return true;
	}
	unlock_page(page);
	return false;
}

static int write_one(struct address_space *mapping, struct page *page,
		     struct writeback_control *wbc)
{
	int err;

	if (!lock_for_write(mapping, page, wbc->sync_mode))
		return 0;
	if (!clear_page_dirty_for_io(page)) {
		unlock_page(page);
		return 0;
	}
	wbc->nr_to_write--;
	err = mapping->a_ops->writepage(page, wbc);
	if (err) {
		mapping_set_error(mapping, err);
		unlock_page(page);
	}
	return err;
}

int write_cache_pages(struct address_space *mapping,
		      struct writeback_control *wbc)
{
	unsigned long index = 0;
	struct page *page;
	int err = 0, ret;

	while (wbc->nr_to_write > 0) {
		page = find_get_page_tag(mapping, &index, PAGE_MARK_DIRTY);
		if (!page)
			break;
		ret = write_one(mapping, page, wbc);
		err = err ?: ret;
		put_page(page);
		index++;
		cond_resched();
	}
	return err;
}
EXPORT_SYMBOL(write_cache_pages);

int filemap_fdatawrite(struct address_space *mapping)
{
	struct writeback_control wbc = {
		.nr_to_write = LONG_MAX,
		.sync_mode = WB_SYNC_ALL,
	};

	return write_cache_pages(mapping, &wbc);
}
EXPORT_SYMBOL(filemap_fdatawrite);

int filemap_fdatawait(struct address_space *mapping)
{
	unsigned long index = 0;
	struct page *page;

	while ((page = find_get_page_tag(mapping, &index,
					 PAGE_MARK_WRITEBACK))) {
		wait_on_page_writeback(page);
		put_page(page);
		index++;
	}
	return filemap_check_errors(mapping);
}
EXPORT_SYMBOL(filemap_fdatawait);

int filemap_write_and_wait(struct address_space *mapping)
{
	int err = filemap_fdatawrite(mapping);
	int later = filemap_fdatawait(mapping);

	return err ?: later;
}
EXPORT_SYMBOL(filemap_write_and_wait);

/* ---- the flusher ------------------------------------------------------------- */

static void flush_mapping(struct address_space *mapping, void *unused)
{
	struct writeback_control wbc = {
		.nr_to_write = LONG_MAX,
		.sync_mode = WB_SYNC_NONE,
	};

	write_cache_pages(mapping, &wbc);
}

static void flush_all(struct work_struct *work)
{
	for_each_mapping(flush_mapping, NULL);
}

static DECLARE_WORK(flusher, flush_all);

void wakeup_flusher_threads(void)
{
	schedule_work(&flusher);
}

void flusher_quiesce(void)
{
	flush_work(&flusher);
}

/* ---- limits ---------------------------------------------------------------------- */

static DEFINE_PER_CPU(unsigned int, dirtied);

/* Those who wait until less is dirty. */
static struct wait_queue_head dirty_wait;

void global_dirty_limits(unsigned long *pbackground, unsigned long *pdirty)
{
	unsigned long pages = nr_free_pages() +
			      global_node_page_state(NR_FILE_PAGES);

	*pdirty = pages * READ_ONCE(vm_dirty_ratio) / 100;
	*pbackground = min(pages * READ_ONCE(dirty_background_ratio) / 100,
			   *pdirty / 2);
}
EXPORT_SYMBOL(global_dirty_limits);

/* Not clean, and not yet on its way back: what a writer is held to. */
static bool too_much_dirty(void)
{
	unsigned long background, limit, dirty;

	global_dirty_limits(&background, &limit);
	dirty = global_node_page_state(NR_FILE_DIRTY) +
		global_node_page_state(NR_WRITEBACK);
	if (dirty > background)
		wakeup_flusher_threads();
	return dirty > limit;
}

static void balance_dirty_pages(struct address_space *mapping)
{
	int pauses;

	for (pauses = 0; pauses < MAX_PAUSES && too_much_dirty(); pauses++) {
		struct writeback_control wbc = {
			.nr_to_write = WRITE_CHUNK,
			.sync_mode = WB_SYNC_NONE,
		};

		write_cache_pages(mapping, &wbc);
		wait_event_timeout(dirty_wait, !too_much_dirty(), PAUSE);
	}
}

void balance_dirty_pages_ratelimited(struct address_space *mapping)
{
	if (this_cpu_inc_return(dirtied) < RATELIMIT)
		return;
	this_cpu_write(dirtied, 0);
	balance_dirty_pages(mapping);
}
EXPORT_SYMBOL(balance_dirty_pages_ratelimited);

void writeback_progress(void)
{
	if (wq_has_sleeper(&dirty_wait))
		wake_up_all(&dirty_wait);
}

void writeback_init(void)
{
	init_waitqueue_head(&dirty_wait);
}
