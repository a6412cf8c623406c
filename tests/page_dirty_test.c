// SPDX-License-Identifier: MIT
/*
 * page_dirty_test.c - from changed to written: page_dirty.c, writeback.c,
 * and what leaves the cache because it is told to: truncate.c
 */
#include <linux/kthread.h>

#include "cache_fixture.h"
#include "threads.h"

static struct crew crew;

static bool marked(unsigned long index, enum page_mark mark)
{
	return page_tree_marked(&toy.mapping.i_pages, index, mark);
}

/* Changed, held by the case and unlocked; its first byte is @byte. */
static struct page *changed(struct kunit *test, unsigned long index, char byte)
{
	struct page *page = toy_page(test, index);

	wait_on_page_writeback(page);
	memcpy_to_page(page, 0, &byte, 1);
	SetPageUptodate(page);
	set_page_dirty(page);
	unlock_page(page);
	return page;
}

/* Flags, marks and counts, from clean to clean. */
static void from_clean_to_clean(struct kunit *test)
{
	unsigned long dirty = global_node_page_state(NR_FILE_DIRTY);
	unsigned long writeback = global_node_page_state(NR_WRITEBACK);
	struct page *page = toy_page(test, 1);

	SetPageUptodate(page);
	KUNIT_EXPECT_TRUE(test, set_page_dirty(page));
	KUNIT_EXPECT_FALSE(test, set_page_dirty(page));
	KUNIT_EXPECT_TRUE(test, marked(1, PAGE_MARK_DIRTY));
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_FILE_DIRTY),
			dirty + 1);
	KUNIT_EXPECT_TRUE(test, clear_page_dirty_for_io(page));
	KUNIT_EXPECT_FALSE(test, clear_page_dirty_for_io(page));
	KUNIT_EXPECT_TRUE(test, marked(1, PAGE_MARK_DIRTY));
	set_page_writeback(page);
	KUNIT_EXPECT_FALSE(test, marked(1, PAGE_MARK_DIRTY));
	KUNIT_EXPECT_TRUE(test, marked(1, PAGE_MARK_WRITEBACK));
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_WRITEBACK),
			writeback + 1);
	end_page_writeback(page);
	KUNIT_EXPECT_FALSE(test, marked(1, PAGE_MARK_WRITEBACK));
	/* Dirty before it began: the mark stays for the next time. */
	set_page_dirty(page);
	set_page_writeback(page);
	KUNIT_EXPECT_TRUE(test, marked(1, PAGE_MARK_DIRTY));
	end_page_writeback(page);
	KUNIT_EXPECT_TRUE(test, clear_page_dirty_for_io(page));
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_FILE_DIRTY), dirty);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_WRITEBACK), writeback);
	unlock_page(page);
	put_page(page);
}

/* Changed again while it is written: it stays dirty, and is written again. */
static void changed_while_written(struct kunit *test)
{
	struct page *page = changed(test, 2, 'a');

	toy.quick = false;
	KUNIT_EXPECT_EQ(test, filemap_fdatawrite(&toy.mapping), 0);
	KUNIT_EXPECT_TRUE(test, PageWriteback(page));
	lock_page(page);
	set_page_dirty(page);
	unlock_page(page);
	KUNIT_EXPECT_EQ(test, mapping_broken(&toy.mapping), 0);
	KUNIT_EXPECT_TRUE(test, toy_end_writing());
	KUNIT_EXPECT_TRUE(test, PageDirty(page) && marked(2, PAGE_MARK_DIRTY));
	WRITE_ONCE(toy.quick, true);
	KUNIT_EXPECT_EQ(test, filemap_write_and_wait(&toy.mapping), 0);
	KUNIT_EXPECT_FALSE(test, PageDirty(page));
	KUNIT_EXPECT_EQ(test, atomic_read(&toy.writes), 2);
	put_page(page);
}

/* Each dirty page once, and no clean one. */
static void writes_what_is_dirty(struct kunit *test)
{
	unsigned long i;

	for (i = 0; i < 40; i++) {
		if (i % 3)
			put_page(changed(test, i, 'A' + i));
		else
			toy_cached(test, i, TOY_CLEAN);
	}
	KUNIT_EXPECT_EQ(test, filemap_write_and_wait(&toy.mapping), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&toy.writes), 26);
	for (i = 0; i < 40; i++)
		KUNIT_EXPECT_EQ(test, toy.block[i], i % 3 ? 'A' + i : i);
	KUNIT_EXPECT_FALSE(test, page_tree_any(&toy.mapping.i_pages,
					       PAGE_MARK_DIRTY));
}

/* Only so many; locked ones are left by who does not wait. */
static void writes_so_many(struct kunit *test)
{
	struct writeback_control wbc = { .nr_to_write = 2 };
	struct page *page = changed(test, 0, 'x');
	unsigned long i;

	for (i = 1; i < 5; i++)
		put_page(changed(test, i, 'x'));
	lock_page(page);
	KUNIT_EXPECT_EQ(test, write_cache_pages(&toy.mapping, &wbc), 0);
	KUNIT_EXPECT_EQ(test, wbc.nr_to_write, 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&toy.writes), 2);
	KUNIT_EXPECT_TRUE(test, PageDirty(page));
	unlock_page(page);
	put_page(page);
}

/* ---- errors ---------------------------------------------------------------------- */

/* Said once to who asks; the page is clean, or could never go. */
static void errors_are_said_once(struct kunit *test)
{
	struct page *page = changed(test, 1, 'x');

	atomic_set(&toy.fail, 1);
	KUNIT_EXPECT_EQ(test, filemap_write_and_wait(&toy.mapping), -EIO);
	KUNIT_EXPECT_EQ(test, filemap_write_and_wait(&toy.mapping), 0);
	KUNIT_EXPECT_FALSE(test, PageDirty(page) || PageWriteback(page));
	KUNIT_EXPECT_TRUE(test, PageUptodate(page));
	put_page(page);

	page = changed(test, 2, 'x');
	atomic_set(&toy.refuse, 1);
	KUNIT_EXPECT_EQ(test, filemap_fdatawrite(&toy.mapping), -ENOSPC);
	KUNIT_EXPECT_FALSE(test, PageLocked(page));
	KUNIT_EXPECT_EQ(test, filemap_fdatawait(&toy.mapping), -ENOSPC);
	KUNIT_EXPECT_EQ(test, filemap_fdatawait(&toy.mapping), 0);
	put_page(page);
}

/* ---- who waits -------------------------------------------------------------------- */

static atomic_t synced;

static void sync_toy(struct crew_member *me)
{
	if (!filemap_write_and_wait(&toy.mapping))
		atomic_inc(&synced);
}

/* All come to an end by themselves: joining them would wake who sleeps. */
static void expect_synced(struct kunit *test, int nr)
{
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&synced) == nr));
	crew_join(&crew);
}

/* Who syncs returns when it is written, and not before; all who do. */
static void sync_waits(struct kunit *test)
{
	put_page(changed(test, 1, 'x'));
	atomic_set(&synced, 0);
	toy.quick = false;
	crew_start(test, &crew, sync_toy, 3);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(READ_ONCE(toy.writing) &&
					      crew_asleep(&crew)));
	KUNIT_EXPECT_EQ(test, atomic_read(&synced), 0);
	KUNIT_EXPECT_TRUE(test, toy_end_writing());
	expect_synced(test, 3);
	KUNIT_EXPECT_EQ(test, atomic_read(&toy.writes), 1);
}

/* Being written, and dirty again: sync writes it once more, after that. */
static void sync_writes_again(struct kunit *test)
{
	struct page *page = changed(test, 1, 'a');

	atomic_set(&synced, 0);
	toy.quick = false;
	KUNIT_EXPECT_EQ(test, filemap_fdatawrite(&toy.mapping), 0);
	lock_page(page);
	set_page_dirty(page);
	unlock_page(page);
	crew_start(test, &crew, sync_toy, 1);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(crew_asleep(&crew)));
	KUNIT_EXPECT_EQ(test, atomic_read(&toy.writes), 1);
	WRITE_ONCE(toy.quick, true);
	KUNIT_EXPECT_TRUE(test, toy_end_writing());
	expect_synced(test, 1);
	KUNIT_EXPECT_FALSE(test, PageDirty(page));
	KUNIT_EXPECT_EQ(test, atomic_read(&toy.writes), 2);
	put_page(page);
}

static void truncate_toy(struct crew_member *me)
{
	truncate_inode_pages(&toy.mapping, 0);
	atomic_inc(&synced);
}

/* Who truncates waits for what is being written, and for locks. */
static void truncation_waits(struct kunit *test)
{
	struct page *page = changed(test, 1, 'x');

	atomic_set(&synced, 0);
	toy.quick = false;
	KUNIT_EXPECT_EQ(test, filemap_fdatawrite(&toy.mapping), 0);
	lock_page(page);
	crew_start(test, &crew, truncate_toy, 1);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(crew_asleep(&crew)));
	unlock_page(page);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(PageLocked(page) &&
					      crew_asleep(&crew)));
	KUNIT_EXPECT_EQ(test, atomic_read(&synced), 0);
	KUNIT_EXPECT_TRUE(test, toy_end_writing());
	expect_synced(test, 1);
	KUNIT_EXPECT_FALSE(test, page_is_cached(page));
	KUNIT_EXPECT_EQ(test, page_ref_count(page), 1);
	put_page(page);
}

static void cut_toy(struct crew_member *me)
{
	truncate_inode_pages_range(&toy.mapping, PAGE_SIZE + 100,
				   PAGE_SIZE + 199);
	atomic_inc(&synced);
}

/* Nor is a part of a page zeroed while the device reads it. */
static void cutting_waits(struct kunit *test)
{
	struct page *page = changed(test, 1, 'x');

	atomic_set(&synced, 0);
	toy.quick = false;
	KUNIT_EXPECT_EQ(test, filemap_fdatawrite(&toy.mapping), 0);
	crew_start(test, &crew, cut_toy, 1);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(PageLocked(page) &&
					      crew_asleep(&crew)));
	KUNIT_EXPECT_EQ(test, atomic_read(&synced), 0);
	KUNIT_EXPECT_TRUE(test, toy_end_writing());
	expect_synced(test, 1);
	put_page(page);
}

/* The flusher writes all mappings' dirty pages when it is told to. */
static void flusher_writes(struct kunit *test)
{
	struct page *page = changed(test, 1, 'x');

	wakeup_flusher_threads();
	flusher_quiesce();
	KUNIT_EXPECT_FALSE(test, PageDirty(page));
	KUNIT_EXPECT_EQ(test, toy.block[1], 'x');
	put_page(page);
}

/* No page may be dirty: who makes 40 so has written most when he is let go. */
static void writers_are_held(struct kunit *test)
{
	unsigned int ratio = vm_dirty_ratio, background, i;
	unsigned long pages, limit;

	background = dirty_background_ratio;
	global_dirty_limits(&pages, &limit);
	KUNIT_EXPECT_GT(test, limit, 0u);
	KUNIT_EXPECT_LE(test, pages, limit / 2);
	WRITE_ONCE(vm_dirty_ratio, 0);
	WRITE_ONCE(dirty_background_ratio, 0);
	for (i = 0; i < 64; i++) {
		put_page(changed(test, i, 'x'));
		balance_dirty_pages_ratelimited(&toy.mapping);
	}
	WRITE_ONCE(vm_dirty_ratio, ratio);
	WRITE_ONCE(dirty_background_ratio, background);
	flusher_quiesce();
	KUNIT_EXPECT_GE(test, atomic_read(&toy.writes), 32);
}

/* ---- truncation ---------------------------------------------------------------------- */

static u8 byte_at(struct page *page, unsigned int offset)
{
	u8 *at = kmap_local_page(page), byte;

	byte = at[offset];
	kunmap_local(at);
	return byte;
}

static bool is_there(unsigned long index)
{
	struct page *page = find_get_page(&toy.mapping, index);

	if (page)
		put_page(page);
	return page;
}

/* Bytes 100 of page 1 to 50 of page 4: two pages go, two lose a part. */
static void truncates_a_range(struct kunit *test)
{
	struct page *page[6];
	unsigned long i;

	for (i = 0; i < 6; i++) {
		page[i] = read_cache_page(&toy.mapping, i + 10);
		KUNIT_ASSERT_FALSE(test, IS_ERR(page[i]));
	}
	put_page(changed(test, 12, 'x'));
	truncate_inode_pages_range(&toy.mapping, 11 * PAGE_SIZE + 100,
				   14 * PAGE_SIZE + 49);
	for (i = 0; i < 6; i++)
		KUNIT_EXPECT_EQ(test, is_there(i + 10), i != 2 && i != 3);
	KUNIT_EXPECT_EQ(test, byte_at(page[1], 99), 11);
	KUNIT_EXPECT_EQ(test, byte_at(page[1], 100), 0);
	KUNIT_EXPECT_EQ(test, byte_at(page[1], PAGE_SIZE - 1), 0);
	KUNIT_EXPECT_EQ(test, byte_at(page[4], 49), 0);
	KUNIT_EXPECT_EQ(test, byte_at(page[4], 50), 14);
	truncate_inode_pages_range(&toy.mapping, 15 * PAGE_SIZE + 8,
				   15 * PAGE_SIZE + 15);
	KUNIT_EXPECT_EQ(test, byte_at(page[5], 7), 15);
	KUNIT_EXPECT_EQ(test, byte_at(page[5], 8), 0);
	KUNIT_EXPECT_EQ(test, byte_at(page[5], 15), 0);
	KUNIT_EXPECT_EQ(test, byte_at(page[5], 16), 15);
	/* Nothing inside, and the first page behind it stays. */
	truncate_inode_pages_range(&toy.mapping, 2 * PAGE_SIZE,
				   10 * PAGE_SIZE - 1);
	KUNIT_EXPECT_TRUE(test, is_there(10));
	KUNIT_EXPECT_EQ(test, byte_at(page[0], 0), 10);
	/* What was dirty was not written. */
	KUNIT_EXPECT_EQ(test, atomic_read(&toy.writes), 0);
	for (i = 0; i < 6; i++)
		put_page(page[i]);
}

/* Nothing between two bytes is nothing; backwards is a mistake, and named. */
static void truncates_no_range(struct kunit *test)
{
	struct page *page = read_cache_page(&toy.mapping, 10);
	const loff_t at = 10 * PAGE_SIZE + 100;

	KUNIT_ASSERT_FALSE(test, IS_ERR(page));
	truncate_inode_pages_range(&toy.mapping, at, at - 1);
	KUNIT_EXPECT_WARNS(test, truncate_inode_pages_range(&toy.mapping, at,
							    at - 2));
	KUNIT_EXPECT_WARNS(test, truncate_inode_pages_range(&toy.mapping, -at,
							    -1));
	KUNIT_EXPECT_WARNS(test, truncate_inode_pages_range(&toy.mapping, at,
							    -at));
	KUNIT_EXPECT_TRUE(test, is_there(10));
	KUNIT_EXPECT_EQ(test, byte_at(page, 0), 10);
	KUNIT_EXPECT_EQ(test, byte_at(page, 99), 10);
	KUNIT_EXPECT_EQ(test, byte_at(page, 100), 10);
	/* To the end, as some say it. */
	truncate_inode_pages_range(&toy.mapping, at, LLONG_MAX);
	KUNIT_EXPECT_EQ(test, byte_at(page, 99), 10);
	KUNIT_EXPECT_EQ(test, byte_at(page, PAGE_SIZE - 1), 0);
	put_page(page);
}

static unsigned long global_event(enum vm_event_item item)
{
	static unsigned long sums[NR_VM_EVENT_ITEMS];

	all_vm_events(sums);
	return sums[item];
}

/* Clean ones that nobody holds; of a range; of all mappings. */
static void invalidates_what_is_clean(struct kunit *test)
{
	struct page *dirty = changed(test, 3, 'x');
	unsigned long i, dropped;

	for (i = 0; i < 3; i++)
		toy_cached(test, i, TOY_CLEAN);
	toy_cached(test, 100, TOY_CLEAN);
	lock_page(dirty);
	KUNIT_EXPECT_LE(test, invalidate_mapping_pages(&toy.mapping, 1, 4),
			2u);
	KUNIT_EXPECT_FALSE(test, is_there(1) || is_there(2));
	KUNIT_EXPECT_TRUE(test, is_there(3));
	dropped = global_event(DROP_PAGECACHE);
	KUNIT_EXPECT_LE(test, drop_pagecache(), 2u);
	KUNIT_EXPECT_EQ(test, global_event(DROP_PAGECACHE), dropped + 1);
	KUNIT_EXPECT_FALSE(test, is_there(0) || is_there(100));
	KUNIT_EXPECT_TRUE(test, is_there(3));
	unlock_page(dirty);
	put_page(dirty);
}

static struct kunit_case page_dirty_cases[] = {
	KUNIT_CASE(from_clean_to_clean),
	KUNIT_CASE(changed_while_written),
	KUNIT_CASE(writes_what_is_dirty),
	KUNIT_CASE(writes_so_many),
	KUNIT_CASE(errors_are_said_once),
	KUNIT_CASE(sync_waits),
	KUNIT_CASE(sync_writes_again),
	KUNIT_CASE(truncation_waits),
	KUNIT_CASE(cutting_waits),
	KUNIT_CASE(flusher_writes),
	KUNIT_CASE(writers_are_held),
	KUNIT_CASE(truncates_a_range),
	KUNIT_CASE(truncates_no_range),
	KUNIT_CASE(invalidates_what_is_clean),
	{}
};

static struct kunit_suite page_dirty_suite = {
	.name = "page_dirty",
	.init = toy_begin,
	.exit = toy_end,
	.test_cases = page_dirty_cases,
};
kunit_test_suite(page_dirty_suite);
