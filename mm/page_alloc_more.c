// SPDX-License-Identifier: MIT
/*
 * page_alloc_more.c - the doors that take several pages, or part of a block
 *
 * PROBLEM
 *	alloc_pages() gives one block of 2^order pages. Some callers want 5
 *	adjacent pages and not 8; some want 64 single ones and do not care
 *	where, but do care that asking 64 times costs 64 times as much.
 *
 * IDEA
 *	exact	take the next larger block, make single pages of it, give the
 *		tail back:	[ 1 2 3 4 5 | 6 7 8 ]
 *					      +---> free
 *	bulk	choose the zone once, then move pages off this CPU's list with
 *		interrupts off once for all of them.
 *	release	neighbours that nobody else holds go home as one block, as if
 *		they had never been split:
 *			[ 8 9 10 11 12 13 ]  3  [ 20 21 ]
 *			  order 2    o.1    o.0	  order 1
 *		and not six, one and two of them one after the other.
 *
 * LOCKING
 *	As page_alloc.c.
 *
 * FAILURE
 *	exact: NULL, nothing taken. bulk: as many as there are; the caller
 *	looks at the count. Bulk never reclaims for more than its first page.
 *
 * SOURCES
 *	Linux 6.12: alloc_pages_exact(), alloc_pages_bulk_noprof() (semantics).
 */
#include <linux/bitops.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/mm.h>

#include "internal.h"

/* ---- exact ----------------------------------------------------------------- */

static void *make_exact(struct page *page, unsigned int order, size_t size)
{
	unsigned long used = PAGE_ALIGN(size) >> PAGE_SHIFT;
	unsigned long i;

	if (!page)
		return NULL;
	split_page(page, order);
	for (i = used; i < 1UL << order; i++)
		__free_page(page + i);
	return lowmem_page_address(page);
}

static bool exact_flags_fit(gfp_t gfp)
{
	return !WARN(gfp & (__GFP_COMP | __GFP_HIGHMEM),
		     "alloc_pages_exact: flags %#x\n",
		     gfp & (__GFP_COMP | __GFP_HIGHMEM));
}

void *alloc_pages_exact_nid(int nid, size_t size, gfp_t gfp_mask)
{
	unsigned int order = get_order(size);

	if (!exact_flags_fit(gfp_mask))
		return NULL;
	return make_exact(__alloc_pages(gfp_mask, order, nid), order, size);
}
EXPORT_SYMBOL(alloc_pages_exact_nid);

void *alloc_pages_exact(size_t size, gfp_t gfp_mask)
{
	return alloc_pages_exact_nid(NUMA_NO_NODE, size, gfp_mask);
}
EXPORT_SYMBOL(alloc_pages_exact);

void free_pages_exact(void *virt, size_t size)
{
	unsigned long addr = (unsigned long)virt;
	unsigned long end = addr + PAGE_ALIGN(size);

	for (; addr < end; addr += PAGE_SIZE)
		free_page(addr);
}
EXPORT_SYMBOL(free_pages_exact);

/* ---- bulk ------------------------------------------------------------------ */

/* The zone all pages shall come from: one that can give @nr and stay well. */
static struct zone *zone_for_bulk(gfp_t gfp, int nid, unsigned long nr)
{
	int class = gfp_zone(gfp);
	struct zone *const *z;

	/* __alloc_pages() says what is wrong with these. */
	if (class < 0 || (gfp & ~__GFP_BITS_MASK) ||
	    (unsigned int)nid >= (unsigned int)nr_online_nodes)
		return NULL;
	for (z = NODE_DATA(nid)->node_zonelists[class]; *z; z++) {
		const struct zone *zone = *z;

		if (zone->node != nid)
			return NULL;
		if (READ_ONCE(zone->nr_free) > zone->fast_mark[gfp & 7] + nr)
			return *z;
	}
	return NULL;
}

/* Fill the empty slots up to the first used one, in one go. */
static unsigned long take_run(gfp_t gfp, int nid, unsigned long nr,
			      struct page **array)
{
	struct zone *zone = zone_for_bulk(gfp, nid, nr);
	unsigned long got;

	if (!zone)
		return 0;
	got = pcp_take_bulk(zone, gfp_migratetype(gfp), nr, array);
	if (gfp & __GFP_ZERO)
		clear_new_pages(array, got);
	return got;
}

unsigned long alloc_pages_bulk_array_node(gfp_t gfp, int nid,
					  unsigned long nr_pages,
					  struct page **array)
{
	unsigned long i = 0;

	if (nid == NUMA_NO_NODE)
		nid = numa_node_id();
	while (i < nr_pages) {
		unsigned long got;

		if (array[i]) {
			i++;
			continue;
		}
		got = take_run(gfp, nid, nr_pages - i, array + i);
		if (!got) {
			array[i] = __alloc_pages(gfp, 0, nid);
			if (!array[i])
				return i;
			got = 1;
		}
		i += got;
	}
	return i;
}
EXPORT_SYMBOL(alloc_pages_bulk_array_node);

unsigned long alloc_pages_bulk_array(gfp_t gfp, unsigned long nr_pages,
				     struct page **page_array)
{
	return alloc_pages_bulk_array_node(gfp, NUMA_NO_NODE, nr_pages,
					   page_array);
}
EXPORT_SYMBOL(alloc_pages_bulk_array);

unsigned long alloc_pages_bulk_list(gfp_t gfp, unsigned long nr_pages,
				    struct list_head *list)
{
	unsigned long got;

	for (got = 0; got < nr_pages; got++) {
		struct page *page = alloc_page(gfp);

		if (!page)
			break;
		list_add_tail(&page->lru, list);
	}
	return got;
}
EXPORT_SYMBOL(alloc_pages_bulk_list);

/* ---- release --------------------------------------------------------------- */

/* As large as a CPU's list takes: they come back as quickly as they went. */
#define JOIN_ORDER_MAX	(NR_PCP_ORDERS - 1)

/* Flags that are not dropped without a look: page_free.c's, and of a block */
#define JOIN_LOOK_AT \
	(PAGE_FLAGS_CHECK_AT_FREE | PAGE_WATCHED | 1u << PG_head | \
	 PAGE_ORDER_MASK | PAGE_LINK_MASK)

/*
 * A single page of the zone that @link says, and only ours to give? Of a
 * compound block only the head has a count.
 */
static __always_inline bool can_join(const struct page *page, u32 link)
{
	return (page->flags & JOIN_LOOK_AT) == link &&
	       page_ref_count(page) == 1;
}

/*
 * Make one block of pages[0] and those that follow, as far as they are its
 * neighbours and its buddies. Return: the block's order.
 */
static unsigned int join(struct page **pages, unsigned long nr)
{
	struct page *first = pages[0];
	u32 link = first->flags & PAGE_LINK_MASK;
	unsigned int order, i;

	order = min(__ffs(page_to_pfn(first) | 1UL << JOIN_ORDER_MAX),
		    (unsigned long)ilog2(nr));
	for (i = 0; i < 1u << order; i++) {
		if (pages[i] != first + i || !can_join(pages[i], link))
			break;
	}
	if (i < 2)
		return 0;
	order = ilog2(i);
	for (i = 1; i < 1u << order; i++) {
		page_set_flags(first + i, link);
		set_page_count(first + i, 0);
	}
	page_set_flags(first, link | order << PAGE_ORDER_SHIFT);
	return order;
}

void release_pages(struct page **pages, unsigned long nr)
{
	while (nr) {
		unsigned int order = join(pages, nr);
		struct page *first = pages[0];

		pages += 1UL << order;
		nr -= 1UL << order;
		__free_pages(first, order);
	}
}
EXPORT_SYMBOL(release_pages);
