// SPDX-License-Identifier: MIT
/*
 * torture_cache.c - cached pages that many read and write, while they go
 *
 * One RAM disk for all. Eight workers share each page, a record each:
 *
 *	page	| worker 0 | worker 1 | ... | worker 7 |
 *
 * so that what one does to a page (writes it to the device, throws it out,
 * takes it off its list, moves it to another frame) is done to what the
 * others have there. Whatever happens, a worker reads what it wrote last.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/migrate.h>
#include <linux/pagemap.h>
#include <linux/ramdisk.h>
#include <linux/smp.h>
#include <linux/vmstat.h>
#include <linux/writeback.h>
#include "../mm/filemap.h"
#include "../mm/vmscan.h"
#include "torture.h"

#define SHARED_BY	8
#define RECORD		(PAGE_SIZE / SHARED_BY)
#define PAGES_EACH	12	/* where a worker has a record */

/* @owner: of the record in each page; 0: never written */
struct cache_state {
	u64 owner[PAGES_EACH];
	u8 bytes[RECORD];
};

static struct ramdisk *disk;

static int cache_prepare(void)
{
	/* Two workers a CPU: see torture_threads.c. */
	unsigned int groups = DIV_ROUND_UP(2 * num_online_cpus(), SHARED_BY);

	disk = ramdisk_create("torture", groups * PAGES_EACH);
	return PTR_ERR_OR_ZERO(disk);
}

static unsigned long page_of(const struct torture_worker *w, unsigned int n)
{
	return w->number / SHARED_BY * PAGES_EACH % disk->nr_pages + n;
}

static loff_t place_of(const struct torture_worker *w, unsigned int n)
{
	return (loff_t)page_of(w, n) * PAGE_SIZE +
	       w->number % SHARED_BY * RECORD;
}

/* ---- records ------------------------------------------------------------- */

static void write_record(struct torture_worker *w, struct cache_state *s,
			 unsigned int n)
{
	u64 owner = torture_owner(w);
	ssize_t done;

	torture_stamp(s->bytes, RECORD, owner);
	done = ramdisk_write(disk, place_of(w, n), s->bytes, RECORD);
	if (done == RECORD)
		s->owner[n] = owner;
	else if (done != -ENOMEM)
		torture_wrong("cache: a write says %zd", done);
}

static void read_record(struct torture_worker *w, struct cache_state *s,
			unsigned int n)
{
	ssize_t done = ramdisk_read(disk, place_of(w, n), s->bytes, RECORD);

	if (done == -ENOMEM)
		return;
	if (done != RECORD)
		torture_wrong("cache: a read says %zd", done);
	else if (s->owner[n])
		torture_intact(s->bytes, RECORD, s->owner[n], "cache");
}

static void access_step(struct torture_worker *w, void *state)
{
	struct cache_state *s = state;
	unsigned int n = torture_below(w, PAGES_EACH);

	if (torture_below(w, 2))
		write_record(w, s, n);
	else
		read_record(w, s, n);
}

/* All of one's own once more, at the end. */
static void access_stop(struct torture_worker *w, void *state)
{
	unsigned int n;

	for (n = 0; n < PAGES_EACH; n++)
		read_record(w, state, n);
}

static int pages_broken(void)
{
	mappings_check();
	lru_check();
	return 0;
}

static void cache_finish(void)
{
	int broken = mapping_broken(&disk->mapping);

	if (broken)
		torture_wrong("cache: M%d is broken", broken);
	if (ramdisk_sync(disk))
		torture_wrong("cache: the last sync fails");
	ramdisk_destroy(disk);
}

static const struct torture_actor cache_actor = {
	.name = "pagecache", .weight = 12,
	.state_size = sizeof(struct cache_state),
	.prepare = cache_prepare, .step = access_step, .stop = access_stop,
	.finish = cache_finish, .check = pages_broken,
};
TORTURE_ACTOR(cache_actor);

/* ---- what is done to pages ------------------------------------------------ */

static void shrink(struct torture_worker *w)
{
	struct scan_control sc = {
		.gfp_mask = GFP_KERNEL,
		.reclaim_idx = torture_below(w, MAX_NR_ZONES),
		.priority = torture_below(w, DEF_PRIORITY + 1),
		.nr_to_reclaim = 1 + torture_below(w, 8),
		.may_writepage = torture_below(w, 2),
	};
	int nid;

	for_each_online_node(nid)
		shrink_lruvec(NODE_DATA(nid), &sc);
}

static struct page *any_frame(struct page *page, unsigned long private)
{
	return alloc_page(GFP_HIGHUSER_MOVABLE | __GFP_NOWARN |
			  __GFP_NORETRY);
}

/* Off its list, to another frame, and back. */
static void move(struct torture_worker *w, unsigned long index)
{
	struct page *page = find_get_page(&disk->mapping, index);
	LIST_HEAD(list);

	if (!page)
		return;
	if (isolate_lru_page(page)) {
		inc_node_page_state(page, NR_ISOLATED_FILE);
		list_add(&page->lru, &list);
	}
	put_page(page);
	if (torture_below(w, 4))
		migrate_pages(&list, any_frame, NULL, 0,
			      torture_below(w, 2) ? MIGRATE_SYNC :
						    MIGRATE_ASYNC,
			      0, NULL);
	putback_movable_pages(&list);
}

static void disturb_step(struct torture_worker *w, void *state)
{
	unsigned long index = torture_below(w, disk->nr_pages);

	switch (torture_below(w, 6)) {
	case 0:
		if (ramdisk_sync(disk))
			torture_wrong("cache: a sync fails");
		break;
	case 1:
		invalidate_mapping_pages(&disk->mapping, index, index + 3);
		break;
	case 2:
		shrink(w);
		break;
	case 3:
		wakeup_flusher_threads();
		break;
	default:
		move(w, index);
		break;
	}
}

static const struct torture_actor disturb_actor = {
	.name = "disturb", .weight = 6, .step = disturb_step,
};
TORTURE_ACTOR(disturb_actor);
