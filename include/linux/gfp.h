/* SPDX-License-Identifier: MIT */
/*
 * gfp.h - pages: the doors of the page allocator (LDD3 p. 221-223, LKD ch. 12)
 *
 * Sizes are orders: 2^order adjacent pages, aligned to their size, order
 * 0..MAX_PAGE_ORDER. Context: any; a call whose flags hold
 * __GFP_DIRECT_RECLAIM may sleep and must not come from an interrupt or under
 * a spinlock. Interrupt-safe. On failure NULL or 0 is returned, a Linux-format
 * report printed (not for __GFP_NOWARN), and every count is as it was.
 *
 * A door that returns an address refuses __GFP_HIGHMEM with a report: such a
 * page has none. Contradictory zones (__GFP_DMA | __GFP_HIGHMEM) and unknown
 * bits are reported and refused as well.
 */
#ifndef _LINUX_GFP_H
#define _LINUX_GFP_H

#include <linux/gfp_types.h>
#include <linux/might_sleep.h>
#include <linux/mmzone.h>
#include <linux/topology.h>

static inline bool gfpflags_allow_blocking(const gfp_t gfp_flags)
{
	return !!(gfp_flags & __GFP_DIRECT_RECLAIM);
}

/*
 * fs_reclaim - what is no lock but is waited for like one: memory
 *
 * A request that may wait may end in any shrinker, which takes its cache's
 * lock. Who asks so under that lock waits for himself, on the day when memory
 * is short. `make LOCKDEP=1` reports it on any day: reclaim holds fs_reclaim,
 * who may reclaim takes it, and lockdep sees the circle.
 *
 * Requests without __GFP_FS promise to be shrunk around: not for them.
 */
void fs_reclaim_acquire(gfp_t gfp_mask);
void fs_reclaim_release(gfp_t gfp_mask);
void fs_reclaim_learn(gfp_t gfp_mask);

/* might_reclaim_fs - this request may end in any shrinker; nothing without
   lockdep */
static __always_inline void might_reclaim_fs(gfp_t gfp)
{
	if (IS_ENABLED(CONFIG_LOCKDEP))
		fs_reclaim_learn(gfp);
}

/* might_alloc - say so if memory is asked for in a way this place forbids */
static __always_inline void might_alloc(gfp_t gfp)
{
	might_reclaim_fs(gfp);
	might_sleep_if(gfpflags_allow_blocking(gfp));
}

/*
 * gfp_zone - the highest zone that @flags allow, or -1 for a contradiction
 *
 * Indexed by the low three bits. __GFP_MOVABLE does not choose a zone here:
 * Linux's ZONE_MOVABLE is for memory hot-unplug.
 */
static inline int gfp_zone(gfp_t flags)
{
	static const signed char zone_of[8] = {
		[0] = ZONE_NORMAL,
		[___GFP_DMA] = ZONE_DMA,
		[___GFP_HIGHMEM] = ZONE_HIGHMEM,
		[___GFP_DMA32] = ZONE_DMA32,
		[___GFP_DMA | ___GFP_HIGHMEM] = -1,
		[___GFP_DMA | ___GFP_DMA32] = -1,
		[___GFP_HIGHMEM | ___GFP_DMA32] = -1,
		[___GFP_DMA | ___GFP_HIGHMEM | ___GFP_DMA32] = -1,
	};

	return zone_of[flags & 7];
}

/*
 * gfp_migratetype - with whom the page is grouped
 *
 * Indexed by __GFP_MOVABLE and __GFP_RECLAIMABLE, which are neighbours. With
 * grouping off (page_group_by_mobility=off) all entries are the same.
 */
extern u8 gfp_migratetypes[4];

static inline int gfp_migratetype(gfp_t flags)
{
	return gfp_migratetypes[flags >> 3 & 3];
}

/**
 * __alloc_pages - the one door behind the others
 * @gfp:   linux/gfp_types.h
 * @order: log2 of the number of pages
 * @nid:   preferred node; NUMA_NO_NODE: this CPU's
 *
 * Return: the first page, reference count 1; contents arbitrary without
 * __GFP_ZERO. NULL if it cannot be had.
 */
struct page *__alloc_pages(gfp_t gfp, unsigned int order, int nid);

/* alloc_pages_node - from @nid, or as near to it as there is */
static inline struct page *alloc_pages_node(int nid, gfp_t gfp,
					    unsigned int order)
{
	return __alloc_pages(gfp, order, nid);
}

/* alloc_pages - 2^order pages; alloc_page - one */
static inline struct page *alloc_pages(gfp_t gfp, unsigned int order)
{
	return __alloc_pages(gfp, order, NUMA_NO_NODE);
}
#define alloc_page(gfp_mask)	alloc_pages(gfp_mask, 0)
#define __alloc_pages_node(nid, gfp, order) alloc_pages_node(nid, gfp, order)

/* __get_free_pages - the same, as an address in the direct map; 0: none */
unsigned long __get_free_pages(gfp_t gfp_mask, unsigned int order);
#define __get_free_page(gfp_mask)	__get_free_pages(gfp_mask, 0)
#define __get_dma_pages(gfp_mask, order) \
	__get_free_pages((gfp_mask) | GFP_DMA, order)

/* get_zeroed_page - one page full of zeros, as an address; 0: none */
unsigned long get_zeroed_page(gfp_t gfp_mask);

/**
 * __free_pages - drop the allocation's reference
 * @page:  what alloc_pages() returned
 * @order: the order it was allocated with
 *
 * The block is free when the last reference is gone. If somebody still holds
 * the first page of a block that is not compound, the others are freed now
 * and the first with its last reference. Context: any.
 */
void __free_pages(struct page *page, unsigned int order);
#define __free_page(page)	__free_pages(page, 0)

/* free_pages - the same by address; 0 is nothing */
void free_pages(unsigned long addr, unsigned int order);
#define free_page(addr)		free_pages(addr, 0)

/*
 * Linux 2.6's two ends of the CPU's list: a hot page is given out next, a
 * cold one last. @page must be a single page with one reference.
 */
void free_hot_page(struct page *page);
void free_cold_page(struct page *page);

/**
 * alloc_pages_exact - @size bytes of adjacent pages, none wasted
 *
 * Takes the next larger block and gives the tail back. Return: an address, or
 * NULL. __GFP_COMP and __GFP_HIGHMEM are refused.
 */
void *alloc_pages_exact(size_t size, gfp_t gfp_mask) __malloc __alloc_size(1);
void *alloc_pages_exact_nid(int nid, size_t size, gfp_t gfp_mask) __malloc;

/* free_pages_exact - give it all back; its pages may also be freed singly */
void free_pages_exact(void *virt, size_t size);

/**
 * alloc_pages_bulk_array - fill the NULL slots of an array with single pages
 *
 * Return: how many of the first slots hold a page afterwards; fewer than
 * @nr_pages if memory is short. Never a partial slot, never a used one
 * overwritten.
 */
unsigned long alloc_pages_bulk_array(gfp_t gfp, unsigned long nr_pages,
				     struct page **page_array);
unsigned long alloc_pages_bulk_array_node(gfp_t gfp, int nid,
					  unsigned long nr_pages,
					  struct page **page_array);
#define alloc_pages_bulk(gfp, nr_pages, page_array) \
	alloc_pages_bulk_array(gfp, nr_pages, page_array)

/* alloc_pages_bulk_list - the same onto a list, through page->lru */
unsigned long alloc_pages_bulk_list(gfp_t gfp, unsigned long nr_pages,
				    struct list_head *list);

/* drain_local_pages - this CPU's lists back to the zones; @zone NULL: all */
void drain_local_pages(struct zone *zone);

/* drain_all_pages - every CPU's; waits for them. Not from an interrupt. */
void drain_all_pages(struct zone *zone);

#endif
