/* SPDX-License-Identifier: MIT */
/*
 * page-flags.h - the 32 bits of page->flags
 *
 *	 31        26 25   22 21  20 19    16 15                     0
 *	+------------+-------+------+--------+------------------------+
 *	|W (spare)   | node  | zone | order  | PG_ flags              |
 *	+------------+-------+------+--------+------------------------+
 *	               16      4      0..10
 *
 * Node and zone never change after boot. The order is a block's: of a free
 * block (PG_buddy) or of one that was allocated as a whole; it stands in the
 * first page. One load and one compare tell whether a neighbour is a free
 * block of the right order in the right zone: buddy.c's merge is that. W is
 * PAGE_WATCHED, below.
 *
 * A free page's flags are its zone's lock's; an allocated page's its owner's,
 * who sets and clears bits with the atomic helpers below.
 */
#ifndef _LINUX_PAGE_FLAGS_H
#define _LINUX_PAGE_FLAGS_H

#include <linux/mm_types.h>

enum pageflags {
	PG_locked,		/* its contents are being changed */
	PG_referenced,
	PG_uptodate,
	PG_dirty,
	PG_lru,
	PG_active,
	PG_writeback,
	PG_slab,		/* holds objects */
	PG_head,		/* first page of a compound page */
	PG_private,		/* page->private is the owner's */
	PG_reserved,		/* never given out: firmware's, the image's */
	PG_buddy,		/* first page of a free block */
	PG_pcp,			/* free, on a CPU's list */
	PG_owner_priv_1,
	PG_reclaim,
	PG_table,		/* a page table */
	NR_PAGEFLAGS
};

#define PAGE_ORDER_SHIFT	16
#define PAGE_ORDER_BITS		0xfu
#define PAGE_ZONE_SHIFT		20
#define PAGE_ZONE_BITS		0x3u
#define PAGE_NODE_SHIFT		22
#define PAGE_NODE_BITS		0xfu

#define PAGE_ORDER_MASK	(PAGE_ORDER_BITS << PAGE_ORDER_SHIFT)

/* What of the flags belongs to the frame and not to its user. */
#define PAGE_LINK_MASK \
	((PAGE_ZONE_BITS << PAGE_ZONE_SHIFT) | \
	 (PAGE_NODE_BITS << PAGE_NODE_SHIFT))

static_assert(NR_PAGEFLAGS <= PAGE_ORDER_SHIFT);

/*
 * Of a page that nobody else writes to. A neighbour that is being freed looks
 * at it all the same, is it a free buddy of mine? It sees one state or the
 * other, neither of which says PG_buddy: that bit is its zone's lock's. Pairs
 * with the READ_ONCE() in buddy_give_locked().
 */
static __always_inline void page_set_flags(struct page *page, u32 flags)
{
	WRITE_ONCE(page->flags, flags);
}

#define PAGEFLAG(Name, bit) \
static __always_inline int Page##Name(const struct page *page) \
{ \
	return READ_ONCE(page->flags) >> (bit) & 1; \
} \
static __always_inline void SetPage##Name(struct page *page) \
{ \
	__atomic_fetch_or(&page->flags, 1u << (bit), __ATOMIC_SEQ_CST); \
} \
static __always_inline void ClearPage##Name(struct page *page) \
{ \
	__atomic_fetch_and(&page->flags, ~(1u << (bit)), __ATOMIC_SEQ_CST); \
} \
static __always_inline void __SetPage##Name(struct page *page) \
{ \
	page_set_flags(page, page->flags | 1u << (bit)); \
} \
static __always_inline void __ClearPage##Name(struct page *page) \
{ \
	page_set_flags(page, page->flags & ~(1u << (bit))); \
}

/* Set it, clear it, and say what it was before. */
#define TESTPAGEFLAG(Name, bit) \
static __always_inline int TestSetPage##Name(struct page *page) \
{ \
	return __atomic_fetch_or(&page->flags, 1u << (bit), \
				 __ATOMIC_SEQ_CST) >> (bit) & 1; \
} \
static __always_inline int TestClearPage##Name(struct page *page) \
{ \
	return __atomic_fetch_and(&page->flags, ~(1u << (bit)), \
				  __ATOMIC_SEQ_CST) >> (bit) & 1; \
}

/*
 * Is @bit set? If not, all that was done before it was cleared is seen; if it
 * is, all that was done before it was set.
 */
static __always_inline int page_flag_acquire(const struct page *page, int bit)
{
	return __atomic_load_n(&page->flags, __ATOMIC_ACQUIRE) >> bit & 1;
}

PAGEFLAG(Locked, PG_locked)
TESTPAGEFLAG(Locked, PG_locked)
PAGEFLAG(Referenced, PG_referenced)
TESTPAGEFLAG(Referenced, PG_referenced)
PAGEFLAG(Dirty, PG_dirty)
TESTPAGEFLAG(Dirty, PG_dirty)
TESTPAGEFLAG(LRU, PG_lru)
TESTPAGEFLAG(Writeback, PG_writeback)
TESTPAGEFLAG(Reclaim, PG_reclaim)
PAGEFLAG(LRU, PG_lru)
PAGEFLAG(Active, PG_active)
PAGEFLAG(Writeback, PG_writeback)
PAGEFLAG(Slab, PG_slab)
PAGEFLAG(Head, PG_head)
PAGEFLAG(Private, PG_private)
PAGEFLAG(Reserved, PG_reserved)
PAGEFLAG(Buddy, PG_buddy)
PAGEFLAG(Pcp, PG_pcp)
PAGEFLAG(OwnerPriv1, PG_owner_priv_1)
PAGEFLAG(Reclaim, PG_reclaim)
PAGEFLAG(Table, PG_table)

/* Who sees it set sees the contents, too: pairs with SetPageUptodate(). */
static __always_inline int PageUptodate(const struct page *page)
{
	return page_flag_acquire(page, PG_uptodate);
}

static __always_inline void SetPageUptodate(struct page *page)
{
	__atomic_fetch_or(&page->flags, 1u << PG_uptodate, __ATOMIC_SEQ_CST);
}

static __always_inline void ClearPageUptodate(struct page *page)
{
	__atomic_fetch_and(&page->flags, ~(1u << PG_uptodate),
			   __ATOMIC_SEQ_CST);
}

/*
 * First page of an allocated block that mm/page_debug.c watches: freeing it
 * is unusual, so that debugging costs nothing while there is none.
 */
#define PAGE_WATCHED	(1u << 31)

/* Nothing an owner sets may be set when a page is freed or given out. */
#define PAGE_FLAGS_CHECK_AT_FREE \
	((1u << PG_locked) | (1u << PG_lru) | (1u << PG_active) | \
	 (1u << PG_writeback) | (1u << PG_slab) | (1u << PG_private) | \
	 (1u << PG_reserved) | (1u << PG_buddy) | (1u << PG_pcp) | \
	 (1u << PG_table))

/*
 * A tail's first word is its head's address plus one; see mm_types.h. Who holds
 * a page that is on a list may ask: its owner changes the word meanwhile, from
 * one pointer to another, neither of which is odd.
 */
static __always_inline int PageTail(const struct page *page)
{
	return data_race(page->compound_head) & 1;
}

static __always_inline int PageCompound(const struct page *page)
{
	return PageHead(page) || PageTail(page);
}

static __always_inline struct page *compound_head(const struct page *page)
{
	unsigned long head = data_race(page->compound_head);

	return head & 1 ? (struct page *)(head - 1) : (struct page *)page;
}

/* page_order - of a block's first page: log2 of its pages */
static __always_inline unsigned int page_order(const struct page *page)
{
	return READ_ONCE(page->flags) >> PAGE_ORDER_SHIFT & PAGE_ORDER_BITS;
}

static __always_inline unsigned int compound_order(const struct page *page)
{
	return PageHead(page) ? page_order(page) : 0;
}

static __always_inline unsigned long compound_nr(const struct page *page)
{
	return 1UL << compound_order(page);
}

#endif
