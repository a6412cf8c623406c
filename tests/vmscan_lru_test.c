// SPDX-License-Identifier: MIT
/*
 * vmscan_lru_test.c - which page goes, which is kept, and how long: the rest
 *
 * lru_test.c has what happens to most pages. Here is who gets a second
 * chance, and what is counted on the way.
 */
#include "cache_fixture.h"
#include "threads.h"

#define NR	8

static struct page *page[NR];

static unsigned long event(enum vm_event_item item)
{
	static unsigned long sums[NR_VM_EVENT_ITEMS];

	all_vm_events(sums);
	return sums[item];
}

/* All nodes' lists, all of them, for @nr pages. */
static struct scan_control shrink_for(unsigned long nr, unsigned int may_write)
{
	struct scan_control sc = {
		.gfp_mask = GFP_KERNEL,
		.reclaim_idx = MAX_NR_ZONES - 1,
		.nr_to_reclaim = nr,
		.may_writepage = may_write,
	};
	int nid;

	for_each_online_node(nid)
		shrink_lruvec(NODE_DATA(nid), &sc);
	return sc;
}

/* Held by us, too, so that it can be looked at whatever becomes of it. */
static void hold_pages(struct kunit *test, unsigned int nr,
		       enum toy_state state)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		page[i] = toy_cached(test, i, state);
		get_page(page[i]);
	}
}

static void let_pages_go(unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		put_page(page[i]);
}

/*
 *	active	  [1 used since] [the others]	=>   active    [1]
 *	inactive  -				     inactive  [the others]
 *
 * No page is asked for, so that none goes. One that was used while it was
 * active goes round once, not for ever.
 */
static void used_ones_stay_active(struct kunit *test)
{
	unsigned long refilled = event(PGREFILL), moved = event(PGDEACTIVATE);
	unsigned int i;

	hold_pages(test, NR, TOY_CLEAN);
	for (i = 0; i < NR; i++)
		activate_page(page[i]);
	mark_page_accessed(page[1]);
	shrink_for(0, 0);
	for (i = 0; i < NR; i++)
		KUNIT_EXPECT_EQ(test, PageActive(page[i]), i == 1);
	KUNIT_EXPECT_FALSE(test, PageReferenced(page[1]));
	KUNIT_EXPECT_GE(test, event(PGREFILL), refilled + NR);
	KUNIT_EXPECT_GE(test, event(PGDEACTIVATE), moved + NR - 1);
	let_pages_go(NR);
}

/* The active list gives pages only while it is the longer one. */
static void few_active_ones_stay(struct kunit *test)
{
	unsigned int i;

	hold_pages(test, NR, TOY_CLEAN);
	/* On the list of a node: of two on the same there is one of each. */
	for (i = 0; i < NR; i += 4)
		activate_page(page[i]);
	if (nr_online_nodes == 1) {
		shrink_for(0, 0);
		for (i = 0; i < NR; i++)
			KUNIT_EXPECT_EQ(test, PageActive(page[i]), i % 4 == 0);
	}
	let_pages_go(NR);
}

/* Off its list it is noted that a page is used, and not forgotten. */
static void used_while_isolated(struct kunit *test)
{
	hold_pages(test, 1, TOY_CLEAN);
	KUNIT_ASSERT_TRUE(test, isolate_lru_page(page[0]));
	mark_page_accessed(page[0]);
	mark_page_accessed(page[0]);
	KUNIT_EXPECT_TRUE(test, PageReferenced(page[0]));
	KUNIT_EXPECT_FALSE(test, PageActive(page[0]));
	putback_lru_page(page[0]);
	mark_page_accessed(page[0]);
	KUNIT_EXPECT_TRUE(test, PageActive(page[0]));
	let_pages_go(1);
}

static bool is_oldest(const struct page *p)
{
	struct lruvec *lruvec = &NODE_DATA(page_to_nid(p))->__lruvec;
	enum lru_list lru = PageActive(p) ? LRU_ACTIVE_FILE : LRU_INACTIVE_FILE;

	return list_last_entry(&lruvec->lists[lru], struct page, lru) == p;
}

/* A page that went round may lie alone on its node: it is the oldest there. */
static bool is_older(const struct page *p, const struct page *than)
{
	return page_to_nid(p) != page_to_nid(than) ||
	       (is_oldest(p) && !is_oldest(than));
}

/* Only what is clean and inactive is made the next to go. */
static void who_is_rotated(struct kunit *test)
{
	unsigned long rotated = event(PGROTATED);

	hold_pages(test, 2, TOY_CLEAN);
	lock_page(page[1]);
	set_page_dirty(page[1]);
	rotate_reclaimable_page(page[1]);
	KUNIT_EXPECT_TRUE(test, is_older(page[0], page[1]));
	cancel_dirty_page(page[1]);
	unlock_page(page[1]);
	activate_page(page[0]);
	activate_page(page[1]);
	rotate_reclaimable_page(page[1]);
	KUNIT_EXPECT_TRUE(test, is_older(page[0], page[1]));
	/* Active is active: it does not become younger by that. */
	activate_page(page[0]);
	KUNIT_EXPECT_TRUE(test, is_older(page[0], page[1]));
	deactivate_page(page[0]);
	deactivate_page(page[1]);
	rotate_reclaimable_page(page[1]);
	KUNIT_EXPECT_TRUE(test, is_older(page[1], page[0]));
	KUNIT_EXPECT_GE(test, event(PGROTATED), rotated + 1);
	let_pages_go(2);
}

/*
 * Dirty, and used since: it is not written, for it will change again; but if
 * somebody writes it, it is the next to go.
 */
static void used_ones_are_not_written(struct kunit *test)
{
	unsigned long written = global_node_page_state(NR_VMSCAN_WRITE);
	struct scan_control sc;

	hold_pages(test, 1, TOY_DIRTY);
	mark_page_accessed(page[0]);
	sc = shrink_for(4, 1);
	KUNIT_EXPECT_EQ(test, sc.nr_dirty, 1u);
	KUNIT_EXPECT_EQ(test, atomic_read(&toy.writes), 0);
	KUNIT_EXPECT_TRUE(test, PageDirty(page[0]) && PageReclaim(page[0]));
	KUNIT_EXPECT_FALSE(test, PageReferenced(page[0]));
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_VMSCAN_WRITE),
			written);
	sc = shrink_for(4, 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&toy.writes), 1);
	KUNIT_EXPECT_FALSE(test, PageDirty(page[0]) || PageReclaim(page[0]));
	KUNIT_EXPECT_GE(test, global_node_page_state(NR_VMSCAN_WRITE),
			written + 1);
	let_pages_go(1);
}

/* Written at once, and thrown out by somebody else before we look again. */
static int write_and_truncate(struct page *p, struct writeback_control *wbc)
{
	set_page_writeback(p);
	unlock_page(p);
	end_page_writeback(p);
	truncate_inode_pages(&toy.mapping, 0);
	return 0;
}

static const struct address_space_operations truncating_aops = {
	.writepage = write_and_truncate,
};

/* A page that has left its mapping meanwhile is ours: it goes. */
static void truncated_while_written(struct kunit *test)
{
	struct scan_control sc;

	toy_cached(test, 0, TOY_DIRTY);
	toy.mapping.a_ops = &truncating_aops;
	sc = shrink_for(4, 1);
	KUNIT_EXPECT_EQ(test, sc.nr_reclaimed, 1u);
	KUNIT_EXPECT_EQ(test, toy.mapping.i_pages.nr, 0u);
}

/* Pages off the lists are counted, and are back afterwards: no more, no less. */
static void isolated_ones_come_back(struct kunit *test)
{
	struct pglist_data *node = NODE_DATA(0);

	hold_pages(test, NR, TOY_CLEAN);
	activate_page(page[0]);
	/* So that one that is missing is not cut off at 0. */
	mod_node_page_state(node, NR_ISOLATED_FILE, 1000);
	shrink_for(NR, 0);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(
			global_node_page_state(NR_ISOLATED_FILE) == 1000));
	mod_node_page_state(node, NR_ISOLATED_FILE, -1000);
	let_pages_go(NR);
}

static struct kunit_case vmscan_lru_cases[] = {
	KUNIT_CASE(used_ones_stay_active),
	KUNIT_CASE(few_active_ones_stay),
	KUNIT_CASE(used_while_isolated),
	KUNIT_CASE(who_is_rotated),
	KUNIT_CASE(used_ones_are_not_written),
	KUNIT_CASE(truncated_while_written),
	KUNIT_CASE(isolated_ones_come_back),
	{}
};

static struct kunit_suite vmscan_lru_suite = {
	.name = "lru_reclaim",
	.init = toy_begin,
	.exit = toy_end,
	.test_cases = vmscan_lru_cases,
};
kunit_test_suite(vmscan_lru_suite);
