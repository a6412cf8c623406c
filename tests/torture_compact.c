// SPDX-License-Identifier: MIT
/*
 * torture_compact.c - cached pages that are used while they are moved
 *
 * All workers share one mapping without a device: page n of it has marks of
 * n. Each may be dropped, by a worker or by reclaim, and is made anew by who
 * misses it. Meanwhile zones are compacted, for any order.
 */
#include <linux/compaction.h>
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/pagemap.h>
#include "torture.h"

/* 2 MiB: in the way of blocks everywhere, and still some in each pageblock. */
#define NR_CACHED	512

#define OWNER(index)	(0x636f6d7061637400ULL + (index))

static struct address_space shared;

static int no_device(struct address_space *mapping, struct page *page)
{
	unlock_page(page);
	return -EIO;
}

static const struct address_space_operations shared_aops = {
	.readpage = no_device,
};

static int cache_prepare(void)
{
	return mapping_init(&shared, &shared_aops, "torture");
}

static void cache_finish(void)
{
	truncate_inode_pages(&shared, 0);
	mapping_exit(&shared);
}

/* Of a page that is locked: as it was left, or new. */
static void use_page(struct page *page, unsigned long index)
{
	void *at = kmap_local_page(page);

	if (PageUptodate(page))
		torture_intact(at, PAGE_SIZE, OWNER(index), "cached page");
	torture_stamp(at, PAGE_SIZE, OWNER(index));
	kunmap_local(at);
	SetPageUptodate(page);
}

static void cache_step(struct torture_worker *w, void *state)
{
	unsigned long index = torture_below(w, NR_CACHED);
	struct page *page = find_or_create_page(&shared, index,
						mapping_gfp_mask(&shared) |
						__GFP_NOWARN);

	if (!page)
		return;
	use_page(page, index);
	if (!torture_below(w, 16))
		delete_from_page_cache(page);
	else
		mark_page_accessed(page);
	unlock_page(page);
	put_page(page);
}

static const struct torture_actor cache_actor = {
	.name = "cached", .weight = 20,
	.prepare = cache_prepare, .step = cache_step, .finish = cache_finish,
};
TORTURE_ACTOR(cache_actor);

static struct zone *any_zone(struct torture_worker *w)
{
	struct zone *zone, *chosen = NULL;
	u32 nr = 0;

	for_each_populated_zone(zone) {
		if (!torture_below(w, ++nr))
			chosen = zone;
	}
	return chosen;
}

/* From -1, all orders, which takes long, to the largest. */
static void compact_step(struct torture_worker *w, void *state)
{
	int order = (int)torture_below(w, NR_PAGE_ORDERS + 1) - 1;

	compact_zone(any_zone(w), order, torture_below(w, 2) ? MIGRATE_SYNC :
							       MIGRATE_ASYNC);
}

static int compact_check(void)
{
	struct zone *zone;
	int broken = 0;

	for_each_populated_zone(zone) {
		if (!broken)
			broken = compaction_broken(zone);
	}
	return broken;
}

static const struct torture_actor compact_actor = {
	.name = "compaction", .weight = 1,
	.step = compact_step, .check = compact_check,
};
TORTURE_ACTOR(compact_actor);
