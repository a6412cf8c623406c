// SPDX-License-Identifier: MIT
/*
 * filemap_test.c - which page is where: filemap.c, filemap_read.c, mapping.c
 *
 * One mapping, whose device is the test (cache_fixture.h).
 */
#include <linux/kthread.h>

#include "cache_fixture.h"
#include "threads.h"

static struct crew crew;

/* One page a place; the cache has one reference, who looks it up another. */
static void one_page_a_place(struct kunit *test)
{
	struct page *other = toy_extra(test), *page = toy_page(test, 7);

	KUNIT_EXPECT_EQ(test, page_ref_count(page), 2);
	KUNIT_EXPECT_TRUE(test, PageLocked(page));
	KUNIT_EXPECT_FALSE(test, PageUptodate(page));
	KUNIT_EXPECT_PTR_EQ(test, page_mapping(page), &toy.mapping);
	KUNIT_EXPECT_EQ(test, page_index(page), 7u);
	KUNIT_EXPECT_EQ(test, page_offset(page), 7 * (loff_t)PAGE_SIZE);
	KUNIT_EXPECT_PTR_EQ(test, find_get_page(&toy.mapping, 7), page);
	KUNIT_EXPECT_EQ(test, page_ref_count(page), 3);
	put_page(page);
	KUNIT_EXPECT_NULL(test, find_get_page(&toy.mapping, 8));
	KUNIT_EXPECT_FALSE(test, trylock_page(page));

	KUNIT_EXPECT_EQ(test, add_to_page_cache_lru(other, &toy.mapping, 7,
						    GFP_KERNEL), -EEXIST);
	KUNIT_EXPECT_EQ(test, page_ref_count(other), 1);
	KUNIT_EXPECT_FALSE(test, PageLocked(other));
	KUNIT_EXPECT_FALSE(test, page_is_cached(other));

	delete_from_page_cache(page);
	KUNIT_EXPECT_EQ(test, page_ref_count(page), 1);
	KUNIT_EXPECT_FALSE(test, page_is_cached(page));
	KUNIT_EXPECT_FALSE(test, PageLRU(page));
	KUNIT_EXPECT_NULL(test, find_get_page(&toy.mapping, 7));
	unlock_page(page);
	put_page(page);
}

/* The counts of a node's cached pages follow. */
static void pages_are_counted(struct kunit *test)
{
	unsigned long before = global_node_page_state(NR_FILE_PAGES);
	struct page *page = toy_page(test, 0);

	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_FILE_PAGES),
			before + 1);
	delete_from_page_cache(page);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_FILE_PAGES), before);
	unlock_page(page);
	put_page(page);
}

/* Each allocation on the way to a page far out fails once. */
static int add_far_out(struct kunit *test)
{
	struct page *page;

	page = find_or_create_page(&toy.mapping, PAGE_TREE_MAX_INDEX,
				   mapping_gfp_mask(&toy.mapping) |
				   __GFP_NOWARN);
	if (!page)
		return -ENOMEM;
	delete_from_page_cache(page);
	unlock_page(page);
	put_page(page);
	return 0;
}

static void each_allocation_fails(struct kunit *test)
{
	KUNIT_EXPECT_GE(test, kunit_fail_each(test, add_far_out, NULL), 9u);
	KUNIT_EXPECT_EQ(test, toy.mapping.i_pages.nr, 0u);
}

/* ---- reading ------------------------------------------------------------------ */

/* Read once, then there; a read that fails is tried again. */
static void reads_once(struct kunit *test)
{
	struct page *page;

	atomic_set(&toy.fail, 1);
	KUNIT_EXPECT_EQ(test, PTR_ERR(read_cache_page(&toy.mapping, 9)), -EIO);
	page = read_cache_page(&toy.mapping, 9);
	KUNIT_ASSERT_FALSE(test, IS_ERR(page));
	KUNIT_EXPECT_EQ(test, first_byte(page), 9);
	KUNIT_EXPECT_FALSE(test, PageLocked(page));
	KUNIT_EXPECT_TRUE(test, PageReferenced(page));
	KUNIT_EXPECT_PTR_EQ(test, read_cache_page(&toy.mapping, 9), page);
	KUNIT_EXPECT_EQ(test, atomic_read(&toy.reads), 2);
	put_page(page);
	put_page(page);
}

static atomic_t right, ended;

static void read_nine(struct crew_member *me)
{
	struct page *page = read_cache_page(&toy.mapping, 9);

	if (!IS_ERR(page)) {
		if (PageUptodate(page) && first_byte(page) == 9)
			atomic_inc(&right);
		put_page(page);
	}
	atomic_inc(&ended);
}

static void begin_reading(struct kunit *test, unsigned int nr)
{
	atomic_set(&right, 0);
	atomic_set(&ended, 0);
	crew_start(test, &crew, read_nine, nr);
}

/* All come to an end by themselves: joining them would wake who sleeps. */
static void expect_ended(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&ended) ==
					      (int)crew.size));
	crew_join(&crew);
}

/* Five want a page that is being read: none sees it before, one read it. */
static void waits_until_up_to_date(struct kunit *test)
{
	toy.quick = false;
	begin_reading(test, 5);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(READ_ONCE(toy.reading) &&
					      crew_asleep(&crew)));
	KUNIT_EXPECT_EQ(test, atomic_read(&right), 0);
	KUNIT_EXPECT_TRUE(test, toy_end_reading());
	expect_ended(test);
	KUNIT_EXPECT_EQ(test, atomic_read(&right), 5);
	KUNIT_EXPECT_EQ(test, atomic_read(&toy.reads), 1);
}

/*
 * The first one's read fails: another of those who waited tries again, and
 * may have done so before the first one looks.
 */
static void one_failure_is_ones_own(struct kunit *test)
{
	atomic_set(&toy.fail, 1);
	toy.quick = false;
	begin_reading(test, 4);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(READ_ONCE(toy.reading) &&
					      crew_asleep(&crew)));
	WRITE_ONCE(toy.quick, true);
	KUNIT_EXPECT_TRUE(test, toy_end_reading());
	expect_ended(test);
	KUNIT_EXPECT_GE(test, atomic_read(&right), 3);
	KUNIT_EXPECT_EQ(test, atomic_read(&toy.reads), 2);
}

/* It leaves the mapping while somebody waits for its lock: he looks again. */
static void gone_while_waited_for(struct kunit *test)
{
	struct page *page = toy_page(test, 9);

	begin_reading(test, 3);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(crew_asleep(&crew)));
	delete_from_page_cache(page);
	unlock_page(page);
	expect_ended(test);
	KUNIT_EXPECT_EQ(test, atomic_read(&right), 3);
	KUNIT_EXPECT_EQ(test, page_ref_count(page), 1);
	put_page(page);
}

static u64 guarded;

static void lock_and_count(struct crew_member *me)
{
	struct page *page;
	int i;

	for (i = 0; i < 200; i++) {
		page = find_lock_page(&toy.mapping, 1);
		if (!page)
			return;
		guarded++;
		if (i % 16 == 0)
			yield();
		unlock_page(page);
		put_page(page);
	}
	atomic_inc(&ended);
}

/* The lock keeps others out, and everybody gets it. */
static void lock_excludes(struct kunit *test)
{
	toy_cached(test, 1, TOY_DIRTY);
	guarded = 0;
	atomic_set(&ended, 0);
	crew_start(test, &crew, lock_and_count, 6);
	expect_ended(test);
	KUNIT_EXPECT_EQ(test, guarded, 6 * 200u);
}

/* ---- taking out, moving --------------------------------------------------------- */

/* Only what is clean, not being written and in nobody's hands goes. */
static void removes_what_is_free(struct kunit *test)
{
	struct page *page = toy_page(test, 2);

	SetPageUptodate(page);
	get_page(page);
	KUNIT_EXPECT_FALSE(test, remove_mapping(&toy.mapping, page));
	put_page(page);
	set_page_dirty(page);
	KUNIT_EXPECT_FALSE(test, remove_mapping(&toy.mapping, page));
	KUNIT_EXPECT_TRUE(test, clear_page_dirty_for_io(page));
	set_page_writeback(page);
	KUNIT_EXPECT_FALSE(test, remove_mapping(&toy.mapping, page));
	end_page_writeback(page);
	KUNIT_EXPECT_PTR_EQ(test, page_mapping(page), &toy.mapping);
	KUNIT_EXPECT_TRUE(test, remove_mapping(&toy.mapping, page));
	KUNIT_EXPECT_EQ(test, page_ref_count(page), 1);
	unlock_page(page);
	put_page(page);
}

/* The new page has the old one's place, contents, marks and age. */
static void moves_to_another_page(struct kunit *test)
{
	struct page *newpage = toy_extra(test), *page = toy_page(test, 3);
	unsigned long pages = global_node_page_state(NR_FILE_PAGES);

	KUNIT_ASSERT_TRUE(test, trylock_page(newpage));
	memcpy_to_page(page, 0, "moved", 6);
	SetPageUptodate(page);
	set_page_dirty(page);
	activate_page(page);
	mark_page_accessed(page);
	KUNIT_ASSERT_TRUE(test, isolate_lru_page(page));
	/* The lookup's and the isolation's: one too many. */
	KUNIT_EXPECT_EQ(test, migrate_page_move_mapping(&toy.mapping, newpage,
							page), -EAGAIN);
	put_page(page);
	copy_highpage(newpage, page);
	KUNIT_EXPECT_EQ(test, migrate_page_move_mapping(&toy.mapping, newpage,
							page), 0);
	KUNIT_EXPECT_PTR_EQ(test, find_get_page(&toy.mapping, 3), newpage);
	put_page(newpage);
	KUNIT_EXPECT_TRUE(test, PageUptodate(newpage) && PageDirty(newpage) &&
				PageActive(newpage) && PageReferenced(newpage));
	KUNIT_EXPECT_EQ(test, first_byte(newpage), 'm');
	KUNIT_EXPECT_FALSE(test, page_is_cached(page) || PageDirty(page));
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_FILE_PAGES), pages);
	unlock_page(page);
	unlock_page(newpage);
	KUNIT_EXPECT_EQ(test, page_ref_count(page), 1);
	putback_lru_page(page);
	putback_lru_page(newpage);
	toy.extra = NULL;
	KUNIT_EXPECT_EQ(test, mapping_broken(&toy.mapping), 0);
	KUNIT_EXPECT_EQ(test, filemap_write_and_wait(&toy.mapping), 0);
	KUNIT_EXPECT_EQ(test, toy.block[3], 'm');
}

/* ---- mistakes ---------------------------------------------------------------------- */

/* Reported, and nothing is changed. */
static void mistakes_are_named(struct kunit *test)
{
	struct page *page = toy_page(test, 4);

	KUNIT_EXPECT_WARNS(test, add_to_page_cache_lru(page, &toy.mapping, 5,
						       GFP_KERNEL));
	set_page_dirty(page);
	KUNIT_EXPECT_WARNS(test, delete_from_page_cache(page));
	KUNIT_EXPECT_PTR_EQ(test, page_mapping(page), &toy.mapping);
	cancel_dirty_page(page);
	unlock_page(page);
	KUNIT_EXPECT_WARNS(test, add_to_page_cache_lru(page, &toy.mapping, 5,
						       GFP_KERNEL));
	KUNIT_EXPECT_FALSE(test, PageLocked(page));
	KUNIT_EXPECT_EQ(test, page_index(page), 4u);
	KUNIT_EXPECT_WARNS(test, unlock_page(page));
	KUNIT_EXPECT_WARNS(test, set_page_dirty(page));
	KUNIT_EXPECT_WARNS(test, set_page_writeback(page));
	KUNIT_EXPECT_WARNS(test, end_page_writeback(page));
	KUNIT_EXPECT_WARNS(test, delete_from_page_cache(page));
	KUNIT_EXPECT_EQ(test, mapping_broken(&toy.mapping), 0);
	put_page(page);
}

/* The last reference of a page that is on a list: it stays, and is named. */
static void freed_while_on_a_list(struct kunit *test)
{
	struct page *page = toy_cached(test, 4, TOY_CLEAN);

	KUNIT_EXPECT_WARNS(test, put_page(page));
	KUNIT_EXPECT_EQ(test, page_ref_count(page), 1);
	KUNIT_EXPECT_TRUE(test, PageLRU(page));
	KUNIT_EXPECT_EQ(test, mapping_broken(&toy.mapping), 0);
}

/* A mapping that ends with pages is named, and they go; twice is nothing. */
static void ends_with_pages(struct kunit *test)
{
	toy_cached(test, 1, TOY_DIRTY);
	toy_cached(test, 100, TOY_CLEAN);
	KUNIT_EXPECT_WARNS(test, mapping_exit(&toy.mapping));
	KUNIT_EXPECT_EQ(test, toy.mapping.i_pages.nr, 0u);
	mapping_exit(&toy.mapping);
	KUNIT_ASSERT_EQ(test, mapping_init(&toy.mapping, &toy_aops, "toy"), 0);
}

/* ---- each invariant, broken ----------------------------------------------------------- */

static void sees_m1(struct kunit *test)
{
	struct address_space other = toy.mapping;

	KUNIT_EXPECT_EQ(test, mapping_broken(&toy.mapping), 0);
	KUNIT_EXPECT_EQ(test, mapping_broken(&other), 1);
}

static void sees_m2(struct kunit *test)
{
	struct page *page = toy_page(test, 6);
	unsigned long key = page->cache_key;

	page->cache_key = key + 1;
	KUNIT_EXPECT_EQ(test, mapping_broken(&toy.mapping), 2);
	page->cache_key = 0;
	KUNIT_EXPECT_EQ(test, mapping_broken(&toy.mapping), 2);
	page->cache_key = key;
	KUNIT_EXPECT_EQ(test, mapping_broken(&toy.mapping), 0);
	unlock_page(page);
	put_page(page);
}

static void sees_m3(struct kunit *test)
{
	struct page *page = toy_page(test, 6);

	SetPageDirty(page);
	KUNIT_EXPECT_EQ(test, mapping_broken(&toy.mapping), 3);
	ClearPageDirty(page);
	SetPageWriteback(page);
	KUNIT_EXPECT_EQ(test, mapping_broken(&toy.mapping), 3);
	ClearPageWriteback(page);
	page_tree_set_mark(&toy.mapping.i_pages, 6, PAGE_MARK_WRITEBACK);
	KUNIT_EXPECT_EQ(test, mapping_broken(&toy.mapping), 3);
	page_tree_clear_mark(&toy.mapping.i_pages, 6, PAGE_MARK_WRITEBACK);
	unlock_page(page);
	put_page(page);
}

static void sees_m4(struct kunit *test)
{
	struct page *page = toy_page(test, 6);

	toy.mapping.i_pages.nr++;
	KUNIT_EXPECT_EQ(test, mapping_broken(&toy.mapping), 4);
	toy.mapping.i_pages.nr--;
	unlock_page(page);
	put_page(page);
}

static struct kunit_case filemap_cases[] = {
	KUNIT_CASE(one_page_a_place),
	KUNIT_CASE(pages_are_counted),
	KUNIT_CASE(each_allocation_fails),
	KUNIT_CASE(reads_once),
	KUNIT_CASE(waits_until_up_to_date),
	KUNIT_CASE(one_failure_is_ones_own),
	KUNIT_CASE(gone_while_waited_for),
	KUNIT_CASE(lock_excludes),
	KUNIT_CASE(removes_what_is_free),
	KUNIT_CASE(moves_to_another_page),
	KUNIT_CASE(mistakes_are_named),
	KUNIT_CASE(freed_while_on_a_list),
	KUNIT_CASE(ends_with_pages),
	KUNIT_CASE(sees_m1),
	KUNIT_CASE(sees_m2),
	KUNIT_CASE(sees_m3),
	KUNIT_CASE(sees_m4),
	{}
};

static struct kunit_suite filemap_suite = {
	.name = "filemap",
	.init = toy_begin,
	.exit = toy_end,
	.test_cases = filemap_cases,
};
kunit_test_suite(filemap_suite);
