// SPDX-License-Identifier: MIT
/*
 * lru_test.c - pages by age (lru.c), and which of them go (vmscan_lru.c)
 */
#include <linux/sched.h>

#include "cache_fixture.h"

#define NR	80		/* pages: more than two batches */

static struct page *page[NR];

static struct lruvec *lruvec_of(const struct page *p)
{
	return &NODE_DATA(page_to_nid(p))->__lruvec;
}

/* @nr pages, the first the oldest; held by the cache alone. */
static void cache_pages(struct kunit *test, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		page[i] = toy_cached(test, i, TOY_CLEAN);
}

static bool is_there(unsigned long index)
{
	struct page *p = find_get_page(&toy.mapping, index);

	if (p)
		put_page(p);
	return p;
}

static unsigned int how_many(unsigned int nr)
{
	unsigned int i, there = 0;

	for (i = 0; i < nr; i++)
		there += is_there(i);
	return there;
}

/* All nodes, at priority 0: everything is looked at. */
static void shrink(struct scan_control *sc)
{
	int nid;

	for_each_online_node(nid)
		shrink_lruvec(NODE_DATA(nid), sc);
}

static struct scan_control wish(unsigned long nr)
{
	return (struct scan_control) {
		.gfp_mask = GFP_KERNEL,
		.reclaim_idx = MAX_NR_ZONES - 1,
		.nr_to_reclaim = nr,
	};
}

/* ---- age ----------------------------------------------------------------- */

/* Used once: noted. Twice: active. Back by hand. */
static void two_uses_make_active(struct kunit *test)
{
	unsigned long before = global_node_page_state(NR_ACTIVE_FILE);

	cache_pages(test, 1);
	KUNIT_EXPECT_TRUE(test, PageLRU(page[0]));
	mark_page_accessed(page[0]);
	KUNIT_EXPECT_TRUE(test, PageReferenced(page[0]));
	KUNIT_EXPECT_FALSE(test, PageActive(page[0]));
	mark_page_accessed(page[0]);
	KUNIT_EXPECT_TRUE(test, PageActive(page[0]));
	KUNIT_EXPECT_FALSE(test, PageReferenced(page[0]));
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_ACTIVE_FILE),
			before + 1);
	KUNIT_EXPECT_EQ(test, lru_broken(page_to_nid(page[0])), 0);
	deactivate_page(page[0]);
	KUNIT_EXPECT_FALSE(test, PageActive(page[0]));
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_ACTIVE_FILE), before);
	KUNIT_EXPECT_EQ(test, lru_broken(page_to_nid(page[0])), 0);
}

/* Off the list by one, who then holds it; and back where it was. */
static void isolated_by_one(struct kunit *test)
{
	cache_pages(test, 1);
	KUNIT_EXPECT_TRUE(test, isolate_lru_page(page[0]));
	KUNIT_EXPECT_EQ(test, page_ref_count(page[0]), 2);
	KUNIT_EXPECT_FALSE(test, isolate_lru_page(page[0]));
	/* Who is not on a list does not move. */
	activate_page(page[0]);
	rotate_reclaimable_page(page[0]);
	KUNIT_EXPECT_FALSE(test, PageActive(page[0]) || PageLRU(page[0]));
	putback_lru_page(page[0]);
	KUNIT_EXPECT_TRUE(test, PageLRU(page[0]));
	KUNIT_EXPECT_EQ(test, page_ref_count(page[0]), 1);
	KUNIT_EXPECT_EQ(test, lru_broken(page_to_nid(page[0])), 0);
}

/* Put on a list twice: named, and it stays where it is. */
static void added_twice(struct kunit *test)
{
	cache_pages(test, 1);
	activate_page(page[0]);
	KUNIT_EXPECT_WARNS(test, lru_cache_add(page[0]));
	KUNIT_EXPECT_TRUE(test, PageLRU(page[0]) && PageActive(page[0]));
	KUNIT_EXPECT_EQ(test, lru_broken(page_to_nid(page[0])), 0);
}

/* Truncated while it is isolated: it is not put back, and freed. */
static void truncated_while_isolated(struct kunit *test)
{
	cache_pages(test, 1);
	activate_page(page[0]);
	KUNIT_EXPECT_TRUE(test, isolate_lru_page(page[0]));
	truncate_inode_pages(&toy.mapping, 0);
	KUNIT_EXPECT_EQ(test, page_ref_count(page[0]), 1);
	get_page(page[0]);
	putback_lru_page(page[0]);
	KUNIT_EXPECT_FALSE(test, PageLRU(page[0]) || PageActive(page[0]));
	put_page(page[0]);
}

/* ---- reclaim ---------------------------------------------------------------- */

/* The oldest go first, no more than wanted, and those in use stay. */
static void oldest_go_first(struct kunit *test)
{
	struct scan_control sc = wish(1);
	unsigned int i;

	cache_pages(test, NR);
	get_page(page[3]);
	shrink(&sc);
	KUNIT_EXPECT_GE(test, sc.nr_reclaimed, 1u);
	/* A node's oldest; on one node these are the first of all. */
	if (nr_online_nodes == 1) {
		KUNIT_EXPECT_LE(test, sc.nr_reclaimed, SWAP_CLUSTER_MAX);
		for (i = 0; i < NR; i++)
			KUNIT_EXPECT_EQ(test, is_there(i),
					i == 3 || i >= SWAP_CLUSTER_MAX);
	}
	sc = wish(NR);
	shrink(&sc);
	KUNIT_EXPECT_EQ(test, how_many(NR), 1u);
	KUNIT_EXPECT_TRUE(test, is_there(3));
	put_page(page[3]);
}

/* A page that was used twice outlives those used once. */
static void active_pages_stay(struct kunit *test)
{
	struct scan_control sc = wish(NR);
	unsigned int i;

	cache_pages(test, NR);
	for (i = 0; i < 20; i++)
		activate_page(page[i]);
	/* Ten times more inactive than active: those alone are asked. */
	sc.priority = 2;
	sc.nr_to_reclaim = 1;
	shrink(&sc);
	for (i = 0; i < 20; i++)
		KUNIT_EXPECT_TRUE(test, is_there(i));
	/* Nothing else is left: the active ones age, and go. */
	for (i = 0; i < 4; i++) {
		sc = wish(NR);
		shrink(&sc);
	}
	KUNIT_EXPECT_EQ(test, how_many(NR), 0u);
}

static unsigned long event(enum vm_event_item item)
{
	static unsigned long sums[NR_VM_EVENT_ITEMS];

	all_vm_events(sums);
	return sums[item];
}

/* What is looked at, and what goes, is counted for who did it. */
static void scans_are_counted(struct kunit *test)
{
	unsigned long scan = event(PGSCAN_DIRECT);
	unsigned long steal = event(PGSTEAL_DIRECT);
	unsigned long activated = event(PGACTIVATE);
	struct scan_control sc = wish(NR);

	cache_pages(test, 3);
	get_page(page[0]);
	activate_page(page[2]);
	deactivate_page(page[2]);
	shrink(&sc);
	KUNIT_EXPECT_GE(test, event(PGSCAN_DIRECT), scan + sc.nr_scanned);
	KUNIT_EXPECT_GE(test, event(PGSTEAL_DIRECT), steal + sc.nr_reclaimed);
	KUNIT_EXPECT_GE(test, event(PGACTIVATE), activated + 1);

	scan = event(PGSCAN_KSWAPD);
	steal = event(PGSTEAL_KSWAPD);
	put_page(page[0]);
	sc = wish(NR);
	WRITE_ONCE(current->flags, current->flags | PF_KSWAPD);
	shrink(&sc);
	WRITE_ONCE(current->flags, current->flags & ~PF_KSWAPD);
	KUNIT_EXPECT_GE(test, event(PGSCAN_KSWAPD), scan + sc.nr_scanned);
	KUNIT_EXPECT_GE(test, event(PGSTEAL_KSWAPD), steal + sc.nr_reclaimed);
	KUNIT_EXPECT_EQ(test, how_many(3), 0u);
}

/* Pages that would not help the caller are passed over. */
static void zones_above_are_skipped(struct kunit *test)
{
	struct scan_control sc = wish(NR);
	unsigned int i, above = 0;

	cache_pages(test, NR);
	sc.reclaim_idx = ZONE_DMA;
	for (i = 0; i < NR; i++) {
		/* Held: it may go at any time otherwise. */
		get_page(page[i]);
		above += page_zonenum(page[i]) > ZONE_DMA;
		put_page(page[i]);
	}
	shrink(&sc);
	KUNIT_EXPECT_EQ(test, how_many(NR), above);
	for_each_online_node(i)
		KUNIT_EXPECT_EQ(test, lru_broken(i), 0);
}

/* Dirty, and we must not write: it stays, and the flusher is told. */
static void dirty_pages_are_left(struct kunit *test)
{
	unsigned long written = global_node_page_state(NR_VMSCAN_WRITE);
	struct scan_control sc = wish(4);

	page[0] = toy_cached(test, 0, TOY_DIRTY);
	page[1] = toy_cached(test, 1, TOY_DIRTY);
	get_page(page[0]);
	get_page(page[1]);
	shrink(&sc);
	KUNIT_EXPECT_EQ(test, sc.nr_reclaimed, 0u);
	KUNIT_EXPECT_EQ(test, sc.nr_dirty, 2u);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_VMSCAN_WRITE),
			written);
	flusher_quiesce();
	KUNIT_EXPECT_EQ(test, atomic_read(&toy.writes), 2);
	KUNIT_EXPECT_FALSE(test, PageDirty(page[0]) || PageDirty(page[1]));
	put_page(page[0]);
	put_page(page[1]);
	sc = wish(4);
	shrink(&sc);
	KUNIT_EXPECT_EQ(test, how_many(2), 0u);
}

/* Dirty, and we may: written, and when that has ended the next to go. */
static void dirty_pages_are_written(struct kunit *test)
{
	struct scan_control sc = wish(4);
	struct lruvec *lruvec;

	toy.quick = false;
	/* An older one, which stays older until the other has been written. */
	page[1] = toy_cached(test, 1, TOY_CLEAN);
	get_page(page[1]);
	page[0] = toy_cached(test, 0, TOY_DIRTY);
	get_page(page[0]);
	sc.may_writepage = 1;
	shrink(&sc);
	KUNIT_EXPECT_EQ(test, atomic_read(&toy.writes), 1);
	KUNIT_EXPECT_TRUE(test, PageWriteback(page[0]) &&
				PageReclaim(page[0]));
	/* Under writeback it is met, counted, and left. */
	sc = wish(4);
	shrink(&sc);
	KUNIT_EXPECT_EQ(test, sc.nr_writeback, 1u);
	KUNIT_EXPECT_TRUE(test, toy_end_writing());
	lruvec = lruvec_of(page[0]);
	KUNIT_EXPECT_PTR_EQ(test, page[0],
			    list_last_entry(&lruvec->lists[LRU_INACTIVE_FILE],
					    struct page, lru));
	KUNIT_EXPECT_FALSE(test, PageReclaim(page[0]));
	put_page(page[0]);
	put_page(page[1]);
	sc = wish(4);
	shrink(&sc);
	KUNIT_EXPECT_EQ(test, how_many(2), 0u);
}

/* A device that is quick: written and gone in one go; one that refuses. */
static void quick_and_refusing(struct kunit *test)
{
	struct scan_control sc = wish(4);

	sc.may_writepage = 1;
	page[0] = toy_cached(test, 0, TOY_DIRTY);
	shrink(&sc);
	KUNIT_EXPECT_EQ(test, sc.nr_reclaimed, 1u);
	KUNIT_EXPECT_FALSE(test, is_there(0));

	page[1] = toy_cached(test, 1, TOY_DIRTY);
	get_page(page[1]);
	atomic_set(&toy.refuse, 1);
	shrink(&sc);
	KUNIT_EXPECT_FALSE(test, PageLocked(page[1]) ||
				 PageWriteback(page[1]));
	KUNIT_EXPECT_EQ(test, filemap_check_errors(&toy.mapping), -ENOSPC);
	put_page(page[1]);
}

/* Locked, isolated, or held: nobody else's to take. */
static void busy_pages_are_left(struct kunit *test)
{
	struct scan_control sc = wish(4);

	page[0] = toy_page(test, 0);
	page[1] = toy_cached(test, 1, TOY_CLEAN);
	KUNIT_ASSERT_TRUE(test, isolate_lru_page(page[1]));
	shrink(&sc);
	KUNIT_EXPECT_EQ(test, how_many(2), 2u);
	KUNIT_EXPECT_TRUE(test, PageLRU(page[0]));
	putback_lru_page(page[1]);
	unlock_page(page[0]);
	put_page(page[0]);
}

/* ---- each invariant, broken ---------------------------------------------------- */

/* L1: a page that does not know that it is on a list. */
static void sees_l1(struct kunit *test)
{
	cache_pages(test, 1);
	ClearPageLRU(page[0]);
	KUNIT_EXPECT_EQ(test, lru_broken(page_to_nid(page[0])), 1);
	SetPageLRU(page[0]);
	KUNIT_EXPECT_EQ(test, lru_broken(page_to_nid(page[0])), 0);
}

/* L2: on one list, and believes it is on the other. */
static void sees_l2(struct kunit *test)
{
	cache_pages(test, 1);
	SetPageActive(page[0]);
	KUNIT_EXPECT_EQ(test, lru_broken(page_to_nid(page[0])), 2);
	ClearPageActive(page[0]);
}

/* L3: one too many, one too few. */
static void sees_l3(struct kunit *test)
{
	struct lruvec *lruvec;

	cache_pages(test, 1);
	lruvec = lruvec_of(page[0]);
	lruvec->nr[LRU_INACTIVE_FILE]++;
	KUNIT_EXPECT_EQ(test, lru_broken(page_to_nid(page[0])), 3);
	lruvec->nr[LRU_INACTIVE_FILE] -= 2;
	KUNIT_EXPECT_EQ(test, lru_broken(page_to_nid(page[0])), 3);
	lruvec->nr[LRU_INACTIVE_FILE]++;
}

static struct kunit_case lru_cases[] = {
	KUNIT_CASE(two_uses_make_active),
	KUNIT_CASE(isolated_by_one),
	KUNIT_CASE(added_twice),
	KUNIT_CASE(truncated_while_isolated),
	KUNIT_CASE(oldest_go_first),
	KUNIT_CASE(active_pages_stay),
	KUNIT_CASE(scans_are_counted),
	KUNIT_CASE(zones_above_are_skipped),
	KUNIT_CASE(dirty_pages_are_left),
	KUNIT_CASE(dirty_pages_are_written),
	KUNIT_CASE(quick_and_refusing),
	KUNIT_CASE(busy_pages_are_left),
	KUNIT_CASE(sees_l1),
	KUNIT_CASE(sees_l2),
	KUNIT_CASE(sees_l3),
	{}
};

static struct kunit_suite lru_suite = {
	.name = "lru",
	.init = toy_begin,
	.exit = toy_end,
	.test_cases = lru_cases,
};
kunit_test_suite(lru_suite);
