// SPDX-License-Identifier: MIT
/*
 * vmap_area.c - which addresses of a region are free, and which are whose
 *
 * PROBLEM
 *	vmalloc, vmap and ioremap need ranges of addresses, of any size and
 *	alignment, 35000 at once, freed in any order. A list of them would be
 *	walked to its end; a bitmap of 32 TiB would be 1 GiB.
 *
 * IDEA
 *	Two balanced trees by address (lib/rbtree.c). One holds what is free;
 *	each of its nodes knows the largest free size in its subtree, so that
 *	a walk from the root need not turn into a subtree in vain:
 *
 *			   [40, 43) largest 9
 *			  /		     \
 *		 [10, 12) largest 5	 [70, 79) largest 9
 *			  \
 *			 [20, 25) largest 5
 *
 *	Wanted: 4. The root's left subtree has 5: go left. 2 at [10, 12) do
 *	not do, nor is there anything to the left: right. [20, 24) is taken
 *	and [24, 25) stays. Each step goes to the lowest subtree that has
 *	room, so the lowest area that has room is found, in O(log n).
 *
 *	The other tree holds what is in use, for whoever has an address and
 *	asks what is there.
 *
 * ALIGNMENT
 *	Every area starts at a page, so to align costs at most align -
 *	PAGE_SIZE. The search is for that much more than the size, and what
 *	was skipped stays free. A hole that would fit only by luck is passed
 *	over: 32 TiB have others.
 *
 * STRUCTURES
 *	Nothing is allocated here. To cut an area out of the middle makes two
 *	free ones of one, to join three makes one: the caller brings a spare
 *	structure and takes home those that are left over. The rightmost of
 *	those joined stays, so that the one which describes the vast rest of
 *	the region is the same for ever.
 *
 * THE WAY OF AN AREA
 *
 *	free tree --take--> busy tree --drop--> nobody's: --give--> free tree
 *		     ^	    (mapped)		vmap_purge.c	       |
 *		     +------------------------------------------------+
 *
 *	Between drop and give the addresses belong to nobody: a TLB may still
 *	remember what was there.
 *
 * INVARIANTS	(vmap_region_broken_locked() tests each by number)
 *	V1  Both trees are red-black trees; their counts are right.
 *	V2  Areas are of whole pages, not empty, inside the region, in the
 *	    order of their addresses, and do not overlap.
 *	V3  Two free areas never touch: the second would have been joined.
 *	V4  A free area's `largest' is the largest size in its subtree.
 *	V5  free_size is the sum of the free areas' sizes.
 *
 * LOCKING
 *	region->lock, for everything. Nothing is allocated or mapped under it.
 *
 * FAILURE
 *	Taking returns false and changes nothing. An area that is given while
 *	part of it is free already stops the kernel: V2.
 *
 * COST
 *	Taking from the front, the common case: one walk down, one up, one
 *	insertion into the busy tree. 56 bytes an area.
 *
 * LEFT OUT
 *	Linux's areas may be asked for between any two addresses; ours come
 *	from a region as a whole.
 *
 * SOURCES
 *	Linux 6.12: struct vmap_area, alloc_vmap_area() (names only).
 */
#include <linux/align.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/rbtree_augmented.h>

#include "vmap.h"

static inline struct vmap_area *area_of(struct rb_node *node)
{
	return rb_entry(node, struct vmap_area, rb_node);
}

static inline unsigned long size_of(struct vmap_area *area)
{
	return area->va_end - area->va_start;
}

RB_DECLARE_CALLBACKS_MAX(static, largest_below, struct vmap_area, rb_node,
			 unsigned long, largest, size_of)

static inline unsigned long largest_of(struct rb_node *node)
{
	return node ? area_of(node)->largest : 0;
}

/* ---- spares -------------------------------------------------------------- */

static void spare_add(struct vmap_area **spares, struct vmap_area *area)
{
	area->next = *spares;
	*spares = area;
}

static struct vmap_area *spare_take(struct vmap_area **spares)
{
	struct vmap_area *area = *spares;

	BUG_ON(!area);
	*spares = area->next;
	return area;
}

/* ---- the free tree ------------------------------------------------------- */

/* Where in a tree something belongs, and what stands on either side. */
struct place {
	struct rb_node *parent;
	struct rb_node **link;
	struct vmap_area *before;
	struct vmap_area *after;
};

static void find_place(struct rb_root *tree, unsigned long start,
		       struct place *place)
{
	*place = (struct place){ .link = &tree->rb_node };
	while (*place->link) {
		struct vmap_area *at = area_of(*place->link);

		place->parent = *place->link;
		if (start < at->va_start) {
			place->after = at;
			place->link = &place->parent->rb_left;
		} else {
			place->before = at;
			place->link = &place->parent->rb_right;
		}
	}
}

static void link_free(struct vmap_region *region, struct vmap_area *area,
		      const struct place *place)
{
	area->largest = size_of(area);
	rb_link_node(&area->rb_node, place->parent, place->link);
	largest_below_propagate(place->parent, NULL);
	rb_insert_augmented(&area->rb_node, &region->free, &largest_below);
	region->nr_free++;
}

static void unlink_free(struct vmap_region *region, struct vmap_area *area)
{
	rb_erase_augmented(&area->rb_node, &region->free, &largest_below);
	region->nr_free--;
}

/* Its order among the others stays, its size does not. */
static void resize_free(struct vmap_area *area, unsigned long start,
			unsigned long end)
{
	area->va_start = start;
	area->va_end = end;
	largest_below_propagate(&area->rb_node, NULL);
}

/* ---- take ---------------------------------------------------------------- */

static struct vmap_area *lowest_with(struct vmap_region *region,
				     unsigned long size)
{
	struct rb_node *node = region->free.rb_node;

	if (largest_of(node) < size)
		return NULL;
	for (;;) {
		/* V4: somewhere below, or here, is one. */
		if (largest_of(node->rb_left) >= size)
			node = node->rb_left;
		else if (size_of(area_of(node)) >= size)
			return area_of(node);
		else
			node = node->rb_right;
	}
}

/* What is left of @hole when [start, end) is gone: nothing, or one, or two. */
static void cut_out(struct vmap_region *region, struct vmap_area *hole,
		    struct vmap_request *req)
{
	unsigned long start = req->area->va_start, end = req->area->va_end;
	struct vmap_area *front;
	struct place place;

	if (start == hole->va_start && end == hole->va_end) {
		unlink_free(region, hole);
		spare_add(&req->spares, hole);
	} else if (start == hole->va_start) {
		resize_free(hole, end, hole->va_end);
	} else if (end == hole->va_end) {
		resize_free(hole, hole->va_start, start);
	} else {
		front = spare_take(&req->spares);
		front->va_start = hole->va_start;
		front->va_end = start;
		resize_free(hole, end, hole->va_end);
		find_place(&region->free, front->va_start, &place);
		link_free(region, front, &place);
	}
}

void vmap_use_locked(struct vmap_region *region, struct vmap_area *area)
{
	struct rb_node **link = &region->busy.rb_node, *parent = NULL;

	while (*link) {
		parent = *link;
		link = area->va_start < area_of(parent)->va_start ?
		       &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(&area->rb_node, parent, link);
	rb_insert_color(&area->rb_node, &region->busy);
	region->nr_busy++;
}

bool vmap_take_locked(struct vmap_region *region, struct vmap_request *req)
{
	unsigned long room = region->end - region->start;
	struct vmap_area *hole;

	/* Afterwards the sum of the two cannot wrap. */
	if (req->size > room || req->align > room)
		return false;
	hole = lowest_with(region, req->size + req->align - PAGE_SIZE);
	if (!hole)
		return false;
	req->area->va_start = ALIGN(hole->va_start, req->align);
	req->area->va_end = req->area->va_start + req->size;
	cut_out(region, hole, req);
	vmap_use_locked(region, req->area);
	region->free_size -= req->size;
	return true;
}

/* ---- give ---------------------------------------------------------------- */

void vmap_give_locked(struct vmap_region *region, struct vmap_area *area,
		      struct vmap_area **spares)
{
	unsigned long start = area->va_start, end = area->va_end;
	struct vmap_area *before, *after;
	struct place place;

	find_place(&region->free, start, &place);
	before = place.before;
	after = place.after;
	if ((before && before->va_end > start) ||
	    (after && after->va_start < end))
		panic("vmap: [%lx, %lx) is free already (V2)", start, end);
	region->free_size += end - start;

	if (before && before->va_end == start) {
		start = before->va_start;
		if (!after || after->va_start != end) {
			resize_free(before, start, end);
			spare_add(spares, area);
			return;
		}
		unlink_free(region, before);
		spare_add(spares, before);
	}
	if (after && after->va_start == end) {
		resize_free(after, start, after->va_end);
		spare_add(spares, area);
	} else {
		link_free(region, area, &place);
	}
}

/* ---- find ---------------------------------------------------------------- */

struct vmap_area *vmap_after_locked(struct vmap_region *region,
				    unsigned long addr)
{
	struct rb_node *node = region->busy.rb_node;
	struct vmap_area *found = NULL;

	while (node) {
		struct vmap_area *area = area_of(node);

		if (addr < area->va_end) {
			found = area;
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	return found;
}

bool vmap_overlaps_free_locked(const struct vmap_region *region,
			       unsigned long start, unsigned long end)
{
	struct rb_node *node = region->free.rb_node;

	while (node) {
		const struct vmap_area *area = area_of(node);

		if (end <= area->va_start)
			node = node->rb_left;
		else if (start >= area->va_end)
			node = node->rb_right;
		else
			return true;
	}
	return false;
}

/* ---- init, check --------------------------------------------------------- */

void vmap_region_init(struct vmap_region *region, unsigned long start,
		      unsigned long end, struct vmap_area *first)
{
	struct place place;

	*region = (struct vmap_region){
		.start = start, .end = end, .lazy_start = ULONG_MAX,
	};
	spin_lock_init(&region->lock);
	first->va_start = start;
	first->va_end = end;
	region->free_size = end - start;
	find_place(&region->free, start, &place);
	link_free(region, first, &place);
}

static bool area_broken(const struct vmap_region *region,
			const struct vmap_area *area)
{
	return area->va_start >= area->va_end ||
	       area->va_start < region->start || area->va_end > region->end ||
	       !PAGE_ALIGNED(area->va_start | area->va_end);
}

/* Order and limits of the areas in @tree; *@nr: how many there are. */
static int tree_broken(const struct vmap_region *region,
		       const struct rb_root *tree, unsigned long *nr)
{
	unsigned long end = region->start;
	struct rb_node *node;

	*nr = 0;
	if (rbtree_broken(tree))
		return 1;
	for (node = rb_first(tree); node; node = rb_next(node)) {
		const struct vmap_area *area = area_of(node);

		if (area_broken(region, area) || area->va_start < end)
			return 2;
		end = area->va_end;
		(*nr)++;
	}
	return 0;
}

/* Both walks at once, as one walk through all areas by address. */
static bool trees_overlap(const struct vmap_region *region)
{
	struct rb_node *free = rb_first(&region->free);
	struct rb_node *busy = rb_first(&region->busy);

	while (free && busy) {
		const struct vmap_area *f = area_of(free), *b = area_of(busy);

		if (f->va_end <= b->va_start)
			free = rb_next(free);
		else if (b->va_end <= f->va_start)
			busy = rb_next(busy);
		else
			return true;
	}
	return false;
}

static int free_tree_broken(const struct vmap_region *region)
{
	unsigned long sum = 0, end = 0;
	struct rb_node *node;

	for (node = rb_first(&region->free); node; node = rb_next(node)) {
		struct vmap_area *area = area_of(node);
		unsigned long largest = max3(size_of(area),
					     largest_of(node->rb_left),
					     largest_of(node->rb_right));

		if (end == area->va_start)
			return 3;
		if (area->largest != largest)
			return 4;
		end = area->va_end;
		sum += size_of(area);
	}
	return sum == region->free_size ? 0 : 5;
}

int vmap_region_broken_locked(const struct vmap_region *region)
{
	unsigned long nr;
	int broken;

	broken = tree_broken(region, &region->free, &nr);
	if (broken)
		return broken;
	if (nr != region->nr_free)
		return 1;
	broken = tree_broken(region, &region->busy, &nr);
	if (broken)
		return broken;
	if (nr != region->nr_busy)
		return 1;
	return trees_overlap(region) ? 2 : free_tree_broken(region);
}
