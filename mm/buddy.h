/* SPDX-License-Identifier: MIT */
/*
 * buddy.h - what a zone's free blocks look like
 *
 * For buddy.c, whose essay describes them; buddy_check.c, which tests that they
 * do; and pcp_batch.c, which cuts many off at once.
 */
#ifndef _MM_BUDDY_H
#define _MM_BUDDY_H

#include "internal.h"

static __always_inline struct page *buddy_of(const struct page *page,
					     unsigned int order)
{
	return (struct page *)((unsigned long)page ^
			       (sizeof(struct page) << order));
}

/* I2: all that the flags of a free block's first page may be. */
static __always_inline u32 free_flags(u32 links, unsigned int order)
{
	return links | 1u << PG_buddy | order << PAGE_ORDER_SHIFT;
}

/* show_mem.c reads it without the lock. */
static __always_inline void set_order_mask(struct zone *zone, int type,
					   unsigned int mask)
{
	WRITE_ONCE(zone->order_mask[type], mask);
}

/* zone_has_room() reads it without the lock. */
static __always_inline void count_free(struct zone *zone, long pages)
{
	WRITE_ONCE(zone->nr_free, zone->nr_free + pages);
}

#endif
