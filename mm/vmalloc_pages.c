// SPDX-License-Identifier: MIT
/*
 * vmalloc_pages.c - an area's pages, and the array that lists them
 *
 * PROBLEM
 *	16 MiB are 4096 pages. To ask for them one by one is slow; to give
 *	them back, somebody must know which they were, and to note 4096
 *	addresses takes 8 pages, which should not have to be neighbours either.
 *
 * IDEA
 *	Take blocks, and split them into single pages at once: whoever frees
 *	need not know, and whoever holds a page holds that page alone.
 *
 *	1 with VM_ALLOW_HUGE_VMAP, blocks of 2 MiB: a large leaf each
 *	2 blocks of 64 KiB, the largest that a CPU's lists hold: one call for
 *	  16 pages, and larger blocks stay whole for those who need them
 *	3 the rest, and what there were no blocks for: single pages in bulk
 *
 *	pages	[ 512 of a block | 16 | 16 | 16 | single .. single ]
 *
 *	Step 1 and 2 take what is there; only step 3 waits for memory. The way
 *	home, release_pages(), joins neighbours again.
 *
 *	If fewer blocks of 2 MiB are to be had than fit, all get small leaves:
 *	the page tables want whole blocks up to a rest at the end.
 *
 * THE ARRAY
 *	Linux's callers look at vm_struct.pages, so it is an array.
 *
 *	pages	where it is
 *	1	inside struct vm_area
 *	<= 512	kmalloc()
 *	more	neighbouring pages, if there are some at once
 *		else an area of its own, which has no array: its pages are
 *		found again by its page tables
 *
 * LOCKING
 *	None: nobody else knows the area yet, or any more.
 *
 * FAILURE
 *	false; pages that were had are given back.
 *
 * COST
 *	A call of the allocator and of split_page() for 16 pages, some 10
 *	instructions a page; about the same on the way home.
 *
 * SOURCES
 *	Linux 6.12: vm_area_alloc_pages() (semantics).
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "vm_area.h"

/* Pages taken with interrupts off once: some microseconds. */
#define BULK_RUN	128

/* The largest blocks that a CPU's own lists hold: 64 KiB. */
#define SMALL_ORDER	(NR_PCP_ORDERS - 1)

#define PAGES_PER_HUGE	(PMD_SIZE / PAGE_SIZE)
#define HUGE_ORDER	(PMD_SHIFT - PAGE_SHIFT)

/* One report a request, and in our words: @gfp has __GFP_NOWARN. */
struct page_wish {
	gfp_t gfp;
	int node;
};

/* ---- the array ------------------------------------------------------------- */

static inline unsigned long area_pages(const struct vm_area *area)
{
	return get_vm_area_size(&area->vm) >> PAGE_SHIFT;
}

/*
 * Of an array that is an area: put its pages, which nobody lists. Not a step
 * beyond @end: where nothing of ours is mapped, a table may be freed while it
 * is read.
 */
static void free_array_pages(unsigned long addr, unsigned long end)
{
	for (; addr < end; addr += PAGE_SIZE) {
		struct page *page = vmalloc_to_page((void *)addr);

		vunmap_range_noflush(addr, addr + PAGE_SIZE);
		__free_page(page);
	}
}

/* @size: the bytes that have pages. */
static void free_array_area(const void *array, unsigned long size)
{
	struct vm_area *area = vm_area_remove(array, "vfree", VM_MAP);

	free_array_pages(area->va.va_start, area->va.va_start + size);
	vm_area_retire(area);
}

/* Return: where it ended; @end if all went well. */
static unsigned long fill_array_area(unsigned long addr, unsigned long end,
				     gfp_t gfp, int node)
{
	for (; addr < end; addr += PAGE_SIZE) {
		struct page *page = alloc_pages_node(node, gfp, 0);

		if (!page)
			break;
		if (vmap_pages_range(addr, addr + PAGE_SIZE, PAGE_KERNEL,
				     &page, PAGE_SHIFT)) {
			__free_page(page);
			break;
		}
	}
	return addr;
}

/* No neighbours: an area without an array. */
static noinline struct page **array_in_area(unsigned long size, gfp_t gfp,
					    int node)
{
	const struct vm_area_request req = {
		.region = &vmap_regions[VMAP_VMALLOC],
		.size = PAGE_ALIGN(size),
		.align = PAGE_SIZE,
		.flags = VM_MAP,
		.caller = array_in_area,
		.gfp = gfp,
		.node = node,
	};
	struct vm_area *area = vm_area_get(&req);
	unsigned long start, end;

	if (!area)
		return NULL;
	/* Mapped page by page: each counts its own entry. */
	vm_area_leave(area);
	start = area->va.va_start;
	end = fill_array_area(start, start + req.size, gfp, node);
	if (end == start + req.size) {
		vm_area_publish(area);
		return area->vm.addr;
	}
	free_array_pages(start, end);
	vm_area_abandon(area);
	return NULL;
}

static struct page **array_in_pages(unsigned long size, gfp_t gfp, int node)
{
	struct page **array;

	if (size <= PAGE_SIZE)
		return node == NUMA_NO_NODE ? kmalloc(size, gfp)
					    : kmalloc_node(size, gfp, node);
	if (size <= PAGE_SIZE << MAX_PAGE_ORDER) {
		array = alloc_pages_exact_nid(node, size,
					      (gfp & ~__GFP_NOFAIL) |
					      __GFP_NORETRY);
		if (array)
			return array;
	}
	return array_in_area(size, gfp, node);
}

bool vm_pages_alloc_array(struct vm_area *area,
			  const struct vm_area_request *req)
{
	unsigned long nr = area_pages(area);

	area->vm.nr_pages = nr;
	area->vm.pages = array_in_pages(nr * sizeof(struct page *),
					req->gfp, req->node);
	return area->vm.pages;
}

void vm_pages_free_array(struct vm_area *area)
{
	unsigned long size = area->vm.nr_pages * sizeof(struct page *);
	struct page **array = area->vm.pages;

	if (size <= PAGE_SIZE)
		kfree(array);
	else if (is_vmalloc_addr(array))
		free_array_area(array, PAGE_ALIGN(size));
	else
		free_pages_exact(array, size);
}

/* ---- pages ----------------------------------------------------------------- */

/* A block as single pages, whoever gets it holds each of them. */
static void spread(struct page *block, unsigned int order, struct page **pages)
{
	unsigned long i;

	split_page(block, order);
#pragma GCC unroll 8
	for (i = 0; i < 1UL << order; i++)
		pages[i] = block + i;
}

/*
 * Whole blocks of @order, as many as there are at once: nobody is asked to
 * give memory back for them. Return: pages had.
 */
static unsigned long take_blocks(struct page **pages, unsigned long nr,
				 const struct page_wish *wish,
				 unsigned int order)
{
	gfp_t gfp = (wish->gfp & ~(__GFP_DIRECT_RECLAIM | __GFP_NOFAIL)) |
		    __GFP_NORETRY;
	unsigned long got = 0;

	while (got + (1UL << order) <= nr) {
		struct page *block = alloc_pages_node(wish->node, gfp, order);

		if (!block)
			break;
		spread(block, order, pages + got);
		got += 1UL << order;
	}
	return got;
}

/* What blocks do not give: singly, and now waiting for it is worth while. */
static unsigned long take_single(struct page **pages, unsigned long nr,
				 const struct page_wish *wish)
{
	unsigned long got = 0;

	/* It fills what is NULL. */
	memset(pages, 0, nr * sizeof(*pages));
	while (got < nr) {
		unsigned long want = min(nr - got, (unsigned long)BULK_RUN);
		unsigned long had;

		had = alloc_pages_bulk_array_node(wish->gfp, wish->node, want,
						  pages + got);
		got += had;
		if (had < want)
			break;
	}
	return got;
}

/* Fill area->vm.pages from @got on. Return: pages had then. */
static unsigned long take_rest(struct vm_area *area, unsigned long got,
			       const struct page_wish *wish)
{
	unsigned long nr = area_pages(area);
	struct page **pages = area->vm.pages;

	got += take_blocks(pages + got, nr - got, wish, SMALL_ORDER);
	return got + take_single(pages + got, nr - got, wish);
}

/* A zone that was asked for is meant for the pages; else any will do. */
static inline gfp_t any_zone(gfp_t gfp)
{
	return gfp & (__GFP_DMA | __GFP_DMA32) ? gfp | __GFP_NOWARN
		: gfp | __GFP_NOWARN | __GFP_HIGHMEM;
}

bool vm_pages_take_one(struct vm_area *area, gfp_t gfp, int node)
{
	area->first = alloc_pages_node(node, any_zone(gfp), 0);
	area->vm.pages = &area->first;
	area->vm.nr_pages = 1;
	return area->first;
}

bool vm_pages_take(struct vm_area *area, gfp_t gfp, int node)
{
	struct page_wish wish = { .gfp = any_zone(gfp), .node = node };
	unsigned long nr = area_pages(area), got = 0;
	struct page **pages = area->vm.pages;

	if (area->vm.flags & VM_ALLOW_HUGE_VMAP) {
		got = take_blocks(pages, nr, &wish, HUGE_ORDER);
		/* Large leaves want whole blocks, up to a rest at the end. */
		if (got && nr - got < PAGES_PER_HUGE)
			area->vm.page_order = HUGE_ORDER;
	}
	got = take_rest(area, got, &wish);
	if (got == nr)
		return true;
	release_pages(pages, got);
	return false;
}

void vm_pages_put(struct vm_area *area)
{
	if (area->vm.pages == &area->first) {
		__free_page(area->first);
		return;
	}
	release_pages(area->vm.pages, area->vm.nr_pages);
	vm_pages_free_array(area);
}
