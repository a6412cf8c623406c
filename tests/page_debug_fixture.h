/* SPDX-License-Identifier: MIT */
/*
 * page_debug_fixture.h - watch the machine's pages for the time of a case
 *
 * Each case switches on what it tests, for all zones, and the suite puts back
 * what was on before. A page freed last is given out first, so a case can look
 * at the page that it has just freed.
 */
#ifndef _TESTS_PAGE_DEBUG_FIXTURE_H
#define _TESTS_PAGE_DEBUG_FIXTURE_H

#include <asm/pgtable.h>
#include <kunit/test.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/poison.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "../mm/internal.h"

static u32 before;

static inline int page_debug_test_init(struct kunit *test)
{
	before = page_debug_get();
	return 0;
}

static inline void page_debug_test_exit(struct kunit *test)
{
	page_debug_set(before);
}

/* What the machine was booted with stays: its pages may be hidden. */
static inline void watch(u32 bits)
{
	page_debug_set((before & (WATCH_HIDE | WATCH_OWNER)) | bits);
}

static inline void scribble(struct page *page, unsigned int order)
{
	memset(lowmem_page_address(page), 0x5a, PAGE_SIZE << order);
}

static inline struct page *taken(struct kunit *test, gfp_t gfp,
				 unsigned int order)
{
	struct page *page = alloc_pages(gfp, order);

	KUNIT_ASSERT_NOT_NULL(test, page);
	return page;
}

/* The bytes of a free page; a hidden one is shown for that. */
static inline u8 *inside(struct page *page)
{
	arch_direct_map_restore(page_to_phys(page), 1);
	return lowmem_page_address(page);
}

static inline bool all_are(struct page *page, unsigned int order, int byte)
{
	unsigned long i;

	for (i = 0; i < 1UL << order; i++) {
		if (memchr_inv(inside(page + i), byte, PAGE_SIZE))
			return false;
	}
	return true;
}

static const unsigned int some_orders[] = { 0, 3, 6, MAX_PAGE_ORDER };

#endif
