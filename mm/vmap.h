/* SPDX-License-Identifier: MIT */
/*
 * vmap.h - ranges of kernel address space: what vmalloc's files share
 *
 * The tests are the one guest: they work on regions of their own, in
 * addresses where nothing is mapped.
 */
#ifndef _MM_VMAP_H
#define _MM_VMAP_H

#include <linux/rbtree.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/**
 * struct vmap_area - addresses [va_start, va_end), whole pages
 * @rb_node: in the region's free or in its busy tree
 * @largest: of a free one: the largest free size in its subtree
 * @next:    when it is in neither: on a list of its holder's
 */
struct vmap_area {
	unsigned long va_start;
	unsigned long va_end;
	struct rb_node rb_node;
	unsigned long largest;
	struct vmap_area *next;
};

/*
 * Areas of less than so many pages may be kept: 64 KiB and its guard page.
 * There is a list for each size; of none, for those that may not.
 */
#define VMAP_KEPT_SIZES	18

/**
 * struct vmap_region - a stretch of addresses that areas are cut from
 * @start, @end: bytes, whole pages; they never change
 * @free, @busy: trees of struct vmap_area, by address
 * @nr_free, @nr_busy: areas in them
 * @free_size:	bytes, sum over the free tree
 * @lazy:	areas that a TLB may remember, linked by @next: those that can
 *		be kept, of i pages; at 0 the others
 * @lazy_start, @lazy_end: a range around all of them; ULONG_MAX and 0 if
 *		there are none
 * @nr_lazy:	how many, of all sizes
 * @kept:	flushed areas of i pages, in no tree, for whoever wants that size
 * @nr_kept:	how many, of all sizes
 */
struct vmap_region {
	unsigned long start;
	unsigned long end;
	spinlock_t lock;		/* all that follows */
	struct rb_root free;
	struct rb_root busy;
	unsigned long nr_free;
	unsigned long nr_busy;
	unsigned long free_size;
	struct vmap_area *lazy[VMAP_KEPT_SIZES];
	unsigned long lazy_start;
	unsigned long lazy_end;
	unsigned long nr_lazy;
	struct vmap_area *kept[VMAP_KEPT_SIZES];
	unsigned long nr_kept;
};

/**
 * struct vmap_request - addresses wanted
 * @size:   bytes, whole pages, not 0
 * @align:  bytes, a power of two, at least PAGE_SIZE
 * @area:   the structure that becomes the busy area
 * @spares: a list by @next. Taking with @align above PAGE_SIZE may need one;
 *	    those that are needed no longer are put here.
 */
struct vmap_request {
	unsigned long size;
	unsigned long align;
	struct vmap_area *area;
	struct vmap_area *spares;
};

/* The whole of [start, end) is free and described by @first. */
void vmap_region_init(struct vmap_region *region, unsigned long start,
		      unsigned long end, struct vmap_area *first);

/* false: no room, or the request is larger than the region. */
bool vmap_take_locked(struct vmap_region *region, struct vmap_request *req)
	__must_hold(&region->lock);

/* @area has addresses that are in no tree: it is busy. */
void vmap_use_locked(struct vmap_region *region, struct vmap_area *area)
	__must_hold(&region->lock);

/* The busy area that holds @addr, or NULL. */
static inline struct vmap_area *
vmap_find_locked(const struct vmap_region *region, unsigned long addr)
{
	struct rb_node *node = region->busy.rb_node;

	while (node) {
		struct vmap_area *area = rb_entry(node, struct vmap_area,
						  rb_node);

		if (addr < area->va_start)
			node = node->rb_left;
		else if (addr >= area->va_end)
			node = node->rb_right;
		else
			return area;
	}
	return NULL;
}

/* The first busy area that ends after @addr, or NULL. */
struct vmap_area *vmap_after_locked(struct vmap_region *region,
				    unsigned long addr)
	__must_hold(&region->lock);

/* Is part of [start, end) free? */
bool vmap_overlaps_free_locked(const struct vmap_region *region,
			       unsigned long start, unsigned long end)
	__must_hold(&region->lock);

/* Out of the busy tree: not free yet. */
static inline void vmap_drop_locked(struct vmap_region *region,
				    struct vmap_area *area)
{
	rb_erase(&area->rb_node, &region->busy);
	region->nr_busy--;
}

/* Free, and joined with its neighbours; structures go to @spares. */
void vmap_give_locked(struct vmap_region *region, struct vmap_area *area,
		      struct vmap_area **spares)
	__must_hold(&region->lock);

/* The number of a broken invariant of vmap_area.c, or 0. */
int vmap_region_broken_locked(const struct vmap_region *region)
	__must_hold(&region->lock);

#endif
