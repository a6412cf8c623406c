// SPDX-License-Identifier: MIT
/*
 * page_free.c - a page's way home, and who holds it until then
 *
 * PROBLEM
 *	A page may have several holders, and only the last one's letting go
 *	frees it. Some callers err: they free twice, with another order, in
 *	the middle of a block, a page that was never theirs. The common case
 *	must cost nothing for that, and no mistake may reach a list.
 *
 * IDEA
 *	The reference count says whether the page is still held, and the flags,
 *	in one compare, whether all is as usual. Everything else goes out of
 *	line. The whole way is drawn in page_alloc.c.
 *
 *	A block that is not compound has one count, the first page's. If
 *	somebody else holds that page when the block is freed, the other pages
 *	go home now, in blocks, and the first with its last reference.
 *
 *	A compound page's tails point at the head, and the head's count is the
 *	whole's.
 *
 * COUNTS
 *	The first page of an allocated block has a count of at least 1 and its
 *	order in its flags; no other page of it has either, unless split_page()
 *	made it a block of its own. A page on a list has count 0: buddy.c's I2
 *	and pcp.c's C2.
 *
 * DEBUGGING
 *	A block that page_debug.c watches has PAGE_WATCHED in its first page,
 *	which looks unusual: the common way does not know of it.
 *
 * LOCKING
 *	The count is atomic. The rest as page_alloc.c.
 *
 * FAILURE
 *	A caller's error is reported by bad_page.c and the page is left alone:
 *	a leak is better than a page with two owners. A wrong order is
 *	reported and the block's own order used.
 *
 * COST
 *	__free_pages of one page: some 50 instructions (make bench), of which
 *	the two checks are five.
 *
 * SOURCES
 *	LDD3 p. 222; Linux 6.12: __free_pages(), free_unref_page(),
 *	split_page() (semantics).
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mm.h>

#include "internal.h"
#include "pcp.h"
#include "slab.h"

/* A large block is in its zone, and somebody waits: zone->lock is held. */
static noinline void unlock_and_wake(struct zone *zone, unsigned long flags)
	__releases(&zone->lock)
{
	zone_owes_locked(zone);
	spin_unlock_irqrestore(&zone->lock, flags);
	zone_wake(zone);
}

/* The count is 0 and the page is sane: back to where it came from. */
static __always_inline void free_block(struct page *page, unsigned int order)
{
	struct zone *zone = page_zone(page);
	unsigned long flags;

	if (likely(order < NR_PCP_ORDERS)) {
		if (pcp_give_hot(zone, page, page->flags, order))
			pcp_trim(zone);
		return;
	}
	spin_lock_irqsave(&zone->lock, flags);
	zone->nr_large_free[order]++;
	buddy_give_locked(zone, page, order);
	if (unlikely(zone->nr_waiters))
		unlock_and_wake(zone, flags);
	else
		spin_unlock_irqrestore(&zone->lock, flags);
}

static void unprep_compound_page(struct page *page, unsigned int order)
{
	unsigned long i;

	__ClearPageHead(page);
	for (i = 1; i < 1UL << order; i++)
		page[i].compound_head = 0;
}

/*
 * The count is 0, and all flags are ones that a page may be freed with. @order
 * is what the caller says; what the page says wins.
 */
static __always_inline void free_odd_block(struct page *page,
					   unsigned int order)
{
	if (page_order(page) != order) {
		bad_page(page, "freed with another order than allocated");
		order = page_order(page);
	}
	if (PageHead(page))
		unprep_compound_page(page, order);
	/* What else an owner may leave behind is of no meaning now. */
	page_set_flags(page, page->flags & (PAGE_LINK_MASK | PAGE_ORDER_MASK));
	free_block(page, order);
}

/* Flags that stop a page on its way, and the one that has it looked at. */
#define LOOK_AT_FREE	(PAGE_FLAGS_CHECK_AT_FREE | PAGE_WATCHED)

/* Some of them are set: may it go on its way? */
static noinline bool look_at(struct page *page)
{
	if (page->flags & PAGE_FLAGS_CHECK_AT_FREE) {
		/* It stays its owner's, who may yet put it right. */
		set_page_count(page, 1);
		bad_page(page, "freed with flags that only an owner sets");
		return false;
	}
	page_debug_free(page, page_order(page));
	return true;
}

/*
 * The last reference is gone, and something is unusual: a compound page, a
 * large block, one that is watched, or a mistake.
 */
static noinline void free_unusual(struct page *page, unsigned int order)
{
	if (!(page->flags & LOOK_AT_FREE) || look_at(page))
		free_odd_block(page, order);
}

/* Pages 1 .. 2^order - 1 of a block that others hold, in blocks. */
static void free_tails(struct page *page, unsigned int order)
{
	while (order-- > 0) {
		struct page *half = page + (1UL << order);

		page_set_flags(half, (half->flags & PAGE_LINK_MASK) |
				     order << PAGE_ORDER_SHIFT);
		if (page_zone(half)->watch)
			page_debug_free(half, order);
		free_block(half, order);
	}
}

/* One reference was dropped, and the count is not 0: is it below? */
static noinline void not_the_last(struct page *page)
{
	if (page_ref_count(page) >= 0)
		return;
	atomic_inc(&page->_refcount);
	bad_page(page, page_state_when_freed(page));
}

/*
 * Others hold the first page of a block that is not compound. It becomes a
 * block of its own before we let go: afterwards it may be gone at any time.
 */
static noinline void free_while_held(struct page *page, unsigned int order)
{
	if (page_order(page) != order) {
		bad_page(page, "freed with another order than allocated");
		order = page_order(page);
	}
	if (page->flags & PAGE_WATCHED)
		page_owner_split(page, 0);
	__atomic_fetch_and(&page->flags, ~PAGE_ORDER_MASK, __ATOMIC_SEQ_CST);
	if (!put_page_testzero(page)) {
		free_tails(page, order);
		return;
	}
	/* They let go meanwhile: it is whole, and ours, again. */
	page_set_flags(page, page->flags | order << PAGE_ORDER_SHIFT);
	free_unusual(page, order);
}

/*
 * One compare sees all that is usual: no flag that an owner must clear, not
 * compound, and the order that it was allocated with.
 */
static __always_inline bool usual(u32 flags, unsigned int order)
{
	const u32 look_at = LOOK_AT_FREE | 1u << PG_head | PAGE_ORDER_MASK;

	return (flags & look_at) == order << PAGE_ORDER_SHIFT;
}

/* The count is 0. Ends in tail calls: inlined where the order is known. */
static __always_inline void give_back(struct page *page, unsigned int order)
{
	u32 flags = page->flags;

	if (likely(order < NR_PCP_ORDERS && usual(flags, order))) {
		struct zone *zone = flags_zone(flags);

		if (unlikely(pcp_give_hot(zone, page, flags, order)))
			pcp_trim(zone);
		return;
	}
	free_unusual(page, order);
}

static __always_inline void drop(struct page *page, unsigned int order)
{
	if (likely(put_page_testzero(page)))
		give_back(page, order);
	else
		not_the_last(page);
}

/* Not exactly one reference: others hold it, or nobody does. */
static noinline void free_shared(struct page *page, unsigned int order)
{
	if (page_ref_count(page) > 1 && !PageHead(page))
		free_while_held(page, order);
	else
		drop(page, order);
}

static noinline void free_large(struct page *page, unsigned int order)
{
	int one = 1;

	if (likely(atomic_try_cmpxchg(&page->_refcount, &one, 0)))
		give_back(page, order);
	else
		free_shared(page, order);
}

void __free_pages(struct page *page, unsigned int order)
{
	if (likely(!order))
		drop(page, 0);
	else
		free_large(page, order);
}
EXPORT_SYMBOL(__free_pages);

/* Above a hole in low memory, before slabs are there, or a wrong address. */
static noinline void free_far(unsigned long addr, unsigned int order)
{
	if (virt_addr_valid((void *)addr))
		__free_pages(pfn_to_page(PHYS_PFN(addr - PAGE_OFFSET)), order);
	else
		WARN(addr, "free_pages: %016lx is no address of low memory\n",
		     addr);
}

void free_pages(unsigned long addr, unsigned int order)
{
	unsigned long offset = addr - PAGE_OFFSET;

	/* Below it every frame has a struct page: one compare. */
	if (unlikely(offset >= READ_ONCE(slab_reach)))
		free_far(addr, order);
	else if (likely(!order))
		drop(pfn_to_page(PHYS_PFN(offset)), 0);
	else
		free_large(pfn_to_page(PHYS_PFN(offset)), order);
}
EXPORT_SYMBOL(free_pages);

void free_hot_page(struct page *page)
{
	__free_pages(page, 0);
}
EXPORT_SYMBOL(free_hot_page);

void free_cold_page(struct page *page)
{
	if (page_ref_count(page) != 1 || page_order(page) ||
	    (page->flags & LOOK_AT_FREE)) {
		__free_pages(page, 0);
		return;
	}
	set_page_count(page, 0);
	page_set_flags(page, page->flags & PAGE_LINK_MASK);
	pcp_give_cold(page_zone(page), page);
}
EXPORT_SYMBOL(free_cold_page);

void put_page(struct page *page)
{
	page = compound_head(page);
	if (!put_page_testzero(page)) {
		not_the_last(page);
		return;
	}
	/*
	 * Of a block that is not compound only the first page was held: the
	 * others go home with the owner's __free_pages().
	 */
	if (!PageHead(page))
		page_set_flags(page, page->flags & ~PAGE_ORDER_MASK);
	free_unusual(page, page_order(page));
}
EXPORT_SYMBOL(put_page);

/*
 * Pages 1 .. 2^order - 1 become blocks of their own. A block lies in one zone
 * and is watched as a whole, so all get one word: flags, and a count of 1.
 * What an earlier owner left there is of no meaning now.
 */
static __always_inline void make_single(struct page *page, unsigned int order)
{
	u64 single = (page->flags & (PAGE_LINK_MASK | PAGE_WATCHED)) |
		     1ULL << 32;
	struct page *end = page + (1UL << order);

#pragma GCC unroll 4
	for (page++; page < end; page++)
		/* As page_set_flags(): a neighbour may be looking. */
		WRITE_ONCE(*(u64 *)page, single);
}

static __always_inline bool can_split(const struct page *page,
				      unsigned int order)
{
	return !WARN(PageCompound(page), "split_page: a compound page\n") &&
	       !WARN(page_ref_count(page) <= 0, "split_page: a free page\n") &&
	       !WARN(page_order(page) != order,
		     "split_page: order %u of a block of order %u\n", order,
		     page_order(page));
}

void split_page(struct page *page, unsigned int order)
{
	if (!can_split(page, order))
		return;
	page_set_flags(page, page->flags & ~PAGE_ORDER_MASK);
	make_single(page, order);
	if (page->flags & PAGE_WATCHED)
		page_owner_split(page, order);
}
EXPORT_SYMBOL(split_page);
