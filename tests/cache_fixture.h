/* SPDX-License-Identifier: MIT */
/*
 * cache_fixture.h - a mapping whose device is the test itself
 *
 * A read or a write is begun and does not end until the test says so, unless
 * the device is quick. Block n of it holds the byte n, until it is written.
 */
#ifndef _TESTS_CACHE_FIXTURE_H
#define _TESTS_CACHE_FIXTURE_H

#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/string.h>
#include <linux/vmstat.h>
#include <linux/writeback.h>

#include "../mm/filemap.h"
#include "../mm/vmscan.h"

/* Blocks that remember what was written to them: their first byte. */
#define TOY_BLOCKS	64

/*
 * @quick: ends what it begins; @refuse: so many writes cannot be begun;
 * @fail: so many requests end with an error; @reading, @writing: begun
 */
static struct toy {
	struct address_space mapping;
	u8 block[TOY_BLOCKS];
	bool quick;
	atomic_t refuse, fail;
	atomic_t reads, writes;
	struct page *reading, *writing, *extra;
} toy;

static inline void toy_end_read(struct page *page)
{
	unsigned long index = page_index(page);
	u8 *to;

	if (atomic_dec_if_positive(&toy.fail) < 0) {
		to = kmap_local_page(page);
		memset(to, index < TOY_BLOCKS ? toy.block[index] : 0,
		       PAGE_SIZE);
		kunmap_local(to);
		SetPageUptodate(page);
	}
	unlock_page(page);
}

static inline u8 first_byte(struct page *page)
{
	u8 *at = kmap_local_page(page);
	u8 byte = *at;

	kunmap_local(at);
	return byte;
}

static inline void toy_end_write(struct page *page)
{
	unsigned long index = page_index(page);

	if (atomic_dec_if_positive(&toy.fail) >= 0)
		mapping_set_error(&toy.mapping, -EIO);
	else if (index < TOY_BLOCKS)
		toy.block[index] = first_byte(page);
	end_page_writeback(page);
}

/* The one that has begun ends now, if there is one. */
static inline bool toy_end_reading(void)
{
	struct page *page = xchg(&toy.reading, NULL);

	if (page)
		toy_end_read(page);
	return page;
}

static inline bool toy_end_writing(void)
{
	struct page *page = xchg(&toy.writing, NULL);

	if (page)
		toy_end_write(page);
	return page;
}

static inline int toy_readpage(struct address_space *mapping,
			       struct page *page)
{
	atomic_inc(&toy.reads);
	if (READ_ONCE(toy.quick))
		toy_end_read(page);
	else
		xchg(&toy.reading, page);
	return 0;
}

static inline int toy_writepage(struct page *page,
				struct writeback_control *wbc)
{
	if (atomic_dec_if_positive(&toy.refuse) >= 0)
		return -ENOSPC;
	atomic_inc(&toy.writes);
	set_page_writeback(page);
	unlock_page(page);
	if (READ_ONCE(toy.quick))
		toy_end_write(page);
	else
		xchg(&toy.writing, page);
	return 0;
}

static const struct address_space_operations toy_aops = {
	.readpage = toy_readpage,
	.writepage = toy_writepage,
};

static inline int toy_begin(struct kunit *test)
{
	unsigned int i;

	memset(&toy, 0, sizeof(toy));
	KUNIT_ASSERT_EQ(test, mapping_init(&toy.mapping, &toy_aops, "toy"), 0);
	for (i = 0; i < TOY_BLOCKS; i++)
		toy.block[i] = i;
	toy.quick = true;
	return 0;
}

/*
 * A case that was left in the middle holds pages, some of them locked or off
 * their lists: only the cache's reference and ours, which goes, are left.
 */
static inline void toy_let_go(void)
{
	unsigned long index = 0;
	struct page *page;

	while ((page = find_get_page_tag(&toy.mapping, &index,
					 PAGE_MARK_PRESENT))) {
		if (PageLocked(page))
			unlock_page(page);
		if (!PageLRU(page))
			ClearPageActive(page);
		while (page_ref_count(page) > 2)
			put_page(page);
		put_page(page);
		index++;
	}
}

static inline void toy_end(struct kunit *test)
{
	toy_end_reading();
	toy_end_writing();
	WRITE_ONCE(toy.quick, true);
	flusher_quiesce();
	if (READ_ONCE(test->status) == KUNIT_FAILURE)
		toy_let_go();
	else
		KUNIT_EXPECT_EQ(test, mapping_broken(&toy.mapping), 0);
	truncate_inode_pages(&toy.mapping, 0);
	mapping_exit(&toy.mapping);
	if (toy.extra)
		put_page(toy.extra);
	toy.extra = NULL;
}

/* A page in no mapping; the case's until its end. */
static inline struct page *toy_extra(struct kunit *test)
{
	toy.extra = alloc_page(GFP_KERNEL | __GFP_NOWARN);
	KUNIT_ASSERT_NOT_NULL(test, toy.extra);
	return toy.extra;
}

/* The page at @index, locked and new; held by the cache alone after unlock. */
static inline struct page *toy_page(struct kunit *test, unsigned long index)
{
	struct page *page = find_or_create_page(&toy.mapping, index,
				mapping_gfp_mask(&toy.mapping) | __GFP_NOWARN);

	KUNIT_ASSERT_NOT_NULL(test, page);
	return page;
}

/* Up to date, and if @dirty so; only the cache holds it. */
enum toy_state { TOY_CLEAN, TOY_DIRTY };

static inline struct page *toy_cached(struct kunit *test, unsigned long index,
				      enum toy_state state)
{
	struct page *page = toy_page(test, index);

	SetPageUptodate(page);
	if (state == TOY_DIRTY)
		set_page_dirty(page);
	unlock_page(page);
	put_page(page);
	return page;
}

#endif
