// SPDX-License-Identifier: MIT
/*
 * vmscan_zone_test.c - reclaim of cached pages in four zones: whose they are
 *
 * Zones above those that are short are spared; who met nothing but writes
 * waits.
 *
 * Pages of a mapping that lie in the four zones. The nodes of its tree come
 * before these, with one page of the machine's own in each, which is held.
 */
#include "cache_fixture.h"
#include "reclaim_fixture.h"

#define NR_ANCHORS	4	/* so many nodes of 64 pages */
#define MARK_MIN	64
#define MARK_LOW	80
#define MARK_HIGH	96

static struct page *anchor[NR_ANCHORS];
static unsigned long next_index;
static bool in_world;

/* The world's node has lists, too. */
static void make_lists(void)
{
	struct lruvec *lruvec = &NODE_DATA(world.nid)->__lruvec;
	enum lru_list lru;

	spin_lock_init(&lruvec->lru_lock);
	for (lru = 0; lru < NR_LRU_LISTS; lru++)
		INIT_LIST_HEAD(&lruvec->lists[lru]);
}

static int zones_begin(struct kunit *test)
{
	unsigned int i;
	int err;

	memset(anchor, 0, sizeof(anchor));
	in_world = false;
	next_index = 0;
	err = toy_begin(test);
	for (i = 0; !err && i < NR_ANCHORS; i++) {
		anchor[i] = toy_page(test, i * PAGE_TREE_SLOTS);
		unlock_page(anchor[i]);
	}
	if (err)
		return err;
	in_world = true;
	err = reclaim_begin_test(test);
	make_lists();
	return err;
}

static void forget(unsigned long index)
{
	loff_t start = (loff_t)index << PAGE_SHIFT;

	truncate_inode_pages_range(&toy.mapping, start, start + PAGE_SIZE - 1);
}

static void leave_world(struct kunit *test)
{
	unsigned long index;

	kswapd_stop(world.nid);
	for (index = 0; index < next_index; index++) {
		if (index % PAGE_TREE_SLOTS)
			forget(index);
	}
	reclaim_end_test(test);
}

static void zones_end(struct kunit *test)
{
	unsigned int i;

	if (in_world)
		leave_world(test);
	for (i = 0; i < NR_ANCHORS; i++) {
		if (anchor[i])
			put_page(anchor[i]);
	}
	toy_end(test);
}

/* @nr pages of the zone that @gfp gets are cached, and nobody's. */
static void cache_as(struct kunit *test, gfp_t gfp, unsigned int nr,
		     enum toy_state state)
{
	struct page *page;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		next_index += next_index % PAGE_TREE_SLOTS == 0;
		page = alloc_page(GFP_NOWAIT | gfp | QUIET);
		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_ASSERT_EQ(test, add_to_page_cache_lru(page, &toy.mapping,
						next_index, GFP_NOWAIT), 0);
		next_index++;
		SetPageUptodate(page);
		if (state == TOY_DIRTY)
			set_page_dirty(page);
		unlock_page(page);
		put_page(page);
	}
}

static void cache_in(struct kunit *test, gfp_t gfp, unsigned int nr)
{
	cache_as(test, gfp, nr, TOY_CLEAN);
}

/* How many are still there. */
static unsigned long cached_in(enum zone_type type)
{
	unsigned long index = 0, nr = 0;
	struct page *page;

	while ((page = find_get_page_tag(&toy.mapping, &index,
					 PAGE_MARK_PRESENT))) {
		nr += page_to_nid(page) == world.nid &&
		      page_zonenum(page) == type;
		put_page(page);
		index++;
	}
	return nr;
}

/* Who can use pages of DMA alone takes those, and no other's. */
static void direct_reclaim_spares(struct kunit *test)
{
	cache_in(test, 0, 20);
	cache_in(test, GFP_DMA, 8);
	cache_in(test, 0, 20);
	take_all(GFP_NOWAIT | GFP_DMA);
	KUNIT_EXPECT_NOT_NULL(test, alloc_page(GFP_KERNEL | GFP_DMA | QUIET));
	KUNIT_EXPECT_EQ(test, cached_in(ZONE_DMA), 0u);
	KUNIT_EXPECT_EQ(test, cached_in(ZONE_NORMAL), 40u);
	/* There is no more of DMA: the others' are not tried instead. */
	take_all(GFP_NOWAIT | GFP_DMA);
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_KERNEL | GFP_DMA |
					   __GFP_NORETRY | QUIET));
	KUNIT_EXPECT_EQ(test, cached_in(ZONE_NORMAL), 40u);
	/* Who can use NORMAL takes those. */
	KUNIT_EXPECT_GT(test, reclaim_ops->direct_reclaim(GFP_KERNEL, 0,
							  world.nid), 0u);
	KUNIT_EXPECT_LT(test, cached_in(ZONE_NORMAL), 40u);
}

/* NORMAL is a little below high, DMA32 and DMA have nothing; and kswapd. */
static void make_short(struct kunit *test)
{
	int type;

	take_all(GFP_NOWAIT | GFP_DMA32);
	drain_local_pages(zones[ZONE_NORMAL]);
	while (zones[ZONE_NORMAL]->nr_free > MARK_LOW)
		KUNIT_ASSERT_NOT_NULL(test, alloc_page(GFP_NOWAIT | QUIET));
	for (type = ZONE_DMA; type <= ZONE_NORMAL; type++)
		set_marks(type, MARK_MIN, MARK_LOW);
	kswapd_attach(world.nid, hoard.thread[0]);
	wake_up_process(hoard.thread[0]);
	hoard.thread[0] = NULL;
}

/*
 *	DMA	  all in use, for ever
 *	DMA32	  all in use, for ever
 *	NORMAL	  a little below high; 200 pages cached
 *
 * kswapd helps NORMAL, when it is asked to. Then only those are short whose
 * pages cannot be had, and the rest of NORMAL's cache is no help to them.
 */
static void kswapd_spares(struct kunit *test)
{
	unsigned long left;

	cache_in(test, 0, 200);
	make_short(test);
	/* Asked for DMA, it works in vain, though NORMAL is short, too. */
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_NOWAIT | GFP_DMA | QUIET));
	kswapd_settle();
	KUNIT_EXPECT_GE(test, kswapds[world.nid].failures, 1u);
	KUNIT_EXPECT_EQ(test, cached_in(ZONE_NORMAL), 200u);

	KUNIT_EXPECT_NOT_NULL(test, alloc_page(GFP_NOWAIT | QUIET));
	kswapd_settle();
	drain_all_pages(NULL);
	KUNIT_EXPECT_GE(test, zones[ZONE_NORMAL]->nr_free,
			(unsigned long)MARK_HIGH);
	left = cached_in(ZONE_NORMAL);
	KUNIT_EXPECT_LT(test, left, 200u);
	/* Three rounds of 32 pages each, until CPUs' lists are emptied. */
	KUNIT_EXPECT_GE(test, left, 200 - 3 * SWAP_CLUSTER_MAX);
}

/* Dirty pages, and nobody who writes them: kswapd does, and they go. */
static void kswapd_writes(struct kunit *test)
{
	struct pglist_data *node = NODE_DATA(world.nid);
	unsigned long written = node_page_state(node, NR_VMSCAN_WRITE);

	cache_as(test, 0, 40, TOY_DIRTY);
	make_short(test);
	KUNIT_EXPECT_NOT_NULL(test, alloc_page(GFP_NOWAIT | QUIET));
	kswapd_settle();
	KUNIT_EXPECT_GT(test, node_page_state(node, NR_VMSCAN_WRITE), written);
	KUNIT_EXPECT_LT(test, cached_in(ZONE_NORMAL), 40u);
}

/*
 *	old				    young
 *	[NORMAL * 4] [DMA * 32] [NORMAL * 4]	    a batch of DMA's
 *	[NORMAL * 4] [those that were old]	    afterwards
 *
 * What is passed over goes to the young end, or the next would have to pass
 * over it again.
 */
static void skipped_become_young(struct kunit *test)
{
	struct scan_control sc = {
		.gfp_mask = GFP_KERNEL,
		.reclaim_idx = ZONE_DMA,
		.nr_to_reclaim = 1,
	};
	struct pglist_data *node = NODE_DATA(world.nid);
	struct page *old, *young;

	cache_in(test, 0, 4);
	old = find_get_page(&toy.mapping, 1);
	cache_in(test, GFP_DMA, SWAP_CLUSTER_MAX);
	cache_in(test, 0, 4);
	young = find_get_page(&toy.mapping, next_index - 4);
	shrink_lruvec(node, &sc);
	KUNIT_EXPECT_EQ(test, sc.nr_reclaimed, SWAP_CLUSTER_MAX);
	KUNIT_EXPECT_EQ(test, cached_in(ZONE_NORMAL), 8u);
	KUNIT_EXPECT_PTR_EQ(test, young, list_last_entry(
			&node->__lruvec.lists[LRU_INACTIVE_FILE], struct page,
			lru));
	KUNIT_EXPECT_TRUE(test, PageLRU(old));
	put_page(old);
	put_page(young);
}

static void begin_to_write(unsigned long index)
{
	struct page *page = find_lock_page(&toy.mapping, index);

	set_page_writeback(page);
	unlock_page(page);
	put_page(page);
}

static void end_to_write(unsigned long index)
{
	struct page *page = find_get_page(&toy.mapping, index);

	end_page_writeback(page);
	put_page(page);
}

/*
 * All that a node has is on its way to a device: who reclaims waits a moment
 * in each round, and who may wait for others is told that it is worth it.
 */
static void waits_for_a_device(struct kunit *test)
{
	unsigned long throttled = event(PGSCAN_DIRECT_THROTTLE);
	long patience = reclaim_patience;

	cache_in(test, 0, 1);
	KUNIT_EXPECT_FALSE(test, reclaim_ops->at_work(world.nid));
	begin_to_write(1);
	WRITE_ONCE(reclaim_patience, 1);
	reclaim_ops->direct_reclaim(GFP_KERNEL, 0, world.nid);
	KUNIT_EXPECT_GE(test, event(PGSCAN_DIRECT_THROTTLE), throttled + 1);
	KUNIT_EXPECT_TRUE(test, reclaim_ops->at_work(world.nid));
	KUNIT_EXPECT_EQ(test, cached_in(ZONE_NORMAL), 1u);
	end_to_write(1);
	KUNIT_EXPECT_FALSE(test, reclaim_ops->at_work(world.nid));

	throttled = event(PGSCAN_DIRECT_THROTTLE);
	reclaim_ops->direct_reclaim(GFP_KERNEL, 0, world.nid);
	KUNIT_EXPECT_EQ(test, event(PGSCAN_DIRECT_THROTTLE), throttled);
	KUNIT_EXPECT_EQ(test, cached_in(ZONE_NORMAL), 0u);
	WRITE_ONCE(reclaim_patience, patience);
}

static struct kunit_case zones_cases[] = {
	KUNIT_CASE(direct_reclaim_spares),
	KUNIT_CASE(kswapd_spares),
	KUNIT_CASE(kswapd_writes),
	KUNIT_CASE(skipped_become_young),
	KUNIT_CASE(waits_for_a_device),
	{}
};

static struct kunit_suite zones_suite = {
	.name = "page_vmscan_zones",
	.init = zones_begin,
	.exit = zones_end,
	.test_cases = zones_cases,
};
kunit_test_suite(zones_suite);
