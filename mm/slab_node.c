// SPDX-License-Identifier: MIT
/*
 * slab_node.c - a cache's slabs in one node's memory, under one lock
 *
 * PROBLEM
 *	CPUs of a node take objects from the same slabs and give them back to
 *	them. Slabs that are almost full should fill, so that others become
 *	empty and their pages can be had for something else.
 *
 * IDEA
 *	Three lists, and a slab is on the one that its count of used objects
 *	says:
 *
 *		     take the last free one
 *		partial ----------------> full
 *		 ^  |	<----------------
 *		 |  |	  give one back
 *	take one |  | give the last back
 *		 |  v
 *		empty --- more than `keep` ---> the page allocator
 *
 *	Objects are taken from the first partial slab until it is full. A slab
 *	that is full no more goes to the end, so it can collect what else
 *	comes back before it is taken from again; an empty one is touched only
 *	when no partial one is left.
 *
 *	Some empty slabs are kept, about what a CPU's stack holds: a load that
 *	swings by that much does not reach the page allocator.
 *
 *	In front of them is the depot, batches of addresses that CPUs flushed
 *	(slab_depot.c). While memory goes down (`shrinking`) it is closed, and
 *	no empty slab is kept.
 *
 * INVARIANTS	(slab_node_broken() tests each by number)
 *	N1  A slab is on `empty` if slab_used is 0, on `full` if it is
 *	    `objects`, on `partial` otherwise; it lies in this node's memory.
 *	N2  nr_slabs is the length of the three lists, nr_empty that of
 *	    `empty`, and is at most `keep`.
 *	N3  nr_free is the sum of (objects - slab_used); what lies in the
 *	    depot or on a CPU's stack counts as used.
 *	N4  Each slab is sound: slab_page.c, S1 and S2.
 *
 * LOCKING
 *	node->lock, interrupts off (handlers free too). Zone locks are not
 *	taken inside: slabs are made before and released after.
 *
 * FAILURE
 *	Taking gives less than was asked for, or nothing.
 *
 * COST
 *	One lock for a batch of objects: some 10 instructions for each that is
 *	taken from a slab and 30 for each that is given back.
 *
 * SOURCES
 *	J. Bonwick, The Slab Allocator, USENIX 1994; LKD ch. 12 (the three
 *	lists); Linux: struct kmem_cache_node (names).
 */
#include <linux/atomic.h>
#include <linux/kernel.h>

#include "slab_depot.h"

/* ---- take -------------------------------------------------------------------- */

/* Where its count says it belongs; N1. */
struct list_head *slab_list_for(struct kmem_cache *c, struct slab_node *node,
				const struct page *slab)
{
	if (!slab->slab_used)
		return &node->empty;
	return slab->slab_used == c->objects ? &node->full : &node->partial;
}

static struct page *first_with_room(struct slab_node *node)
{
	struct page *slab;

	if (likely(!list_empty(&node->partial)))
		return list_first_entry(&node->partial, struct page, lru);
	if (list_empty(&node->empty))
		return NULL;
	slab = list_first_entry(&node->empty, struct page, lru);
	node->nr_empty--;
	return slab;
}

static unsigned int take_locked(struct kmem_cache *c, struct slab_node *node,
				void **to, unsigned int nr)
{
	unsigned int taken = 0;

	if (node->nr_depot)
		return slab_depot_take_locked(node, to, nr);

	while (taken < nr) {
		struct page *slab = first_with_room(node);
		unsigned int free;

		if (!slab)
			break;
		free = c->objects - slab->slab_used;
		taken += slab_take(c, slab, to + taken, nr - taken);
		node->nr_free -= free - (c->objects - slab->slab_used);
		list_move(&slab->lru, slab_list_for(c, node, slab));
	}
	return taken;
}

unsigned int slab_node_take(struct kmem_cache *c, int nid, void **to,
			    unsigned int nr)
{
	struct slab_node *node = &c->node[nid];
	unsigned long flags;
	unsigned int taken;

	spin_lock_irqsave(&node->lock, flags);
	taken = take_locked(c, node, to, nr);
	if (unlikely(c->flags & SLAB_DEBUG_FLAGS))
		slab_debug_take_locked(c, to, taken);
	spin_unlock_irqrestore(&node->lock, flags);
	return taken;
}

static unsigned long release_all(struct kmem_cache *c, struct list_head *slabs)
{
	struct page *slab, *next;
	unsigned long pages = 0;

	list_for_each_entry_safe(slab, next, slabs, lru) {
		pages += slab_release(c, slab);
	}
	return pages;
}

unsigned int slab_node_add(struct kmem_cache *c, struct list_head *slabs,
			   void **to, unsigned int nr)
{
	struct page *slab = list_first_entry(slabs, struct page, lru), *next;
	struct slab_node *node = &c->node[page_to_nid(slab)];
	unsigned int taken = 0, made = 0;
	unsigned long flags;

	spin_lock_irqsave(&node->lock, flags);
	list_for_each_entry_safe(slab, next, slabs, lru) {
		taken += slab_begin(c, slab, to + taken, nr - taken);
		if (unlikely(!slab->slab_used)) {
			if (node->nr_empty >= c->keep)
				continue;
			node->nr_empty++;
		}
		list_move_tail(&slab->lru, slab_list_for(c, node, slab));
		made++;
	}
	WRITE_ONCE(node->nr_slabs, node->nr_slabs + made);
	node->nr_made += made;
	node->nr_free += made * c->objects - taken;
	slab_depot_regret_locked(c, node);
	if (unlikely(c->flags & SLAB_DEBUG_FLAGS))
		slab_debug_take_locked(c, to, taken);
	spin_unlock_irqrestore(&node->lock, flags);
	/* Somebody filled the stack while they were made. */
	if (unlikely(!list_empty(slabs)))
		release_all(c, slabs);
	return taken;
}

/* ---- give -------------------------------------------------------------------- */

/* The last object of @slab is back. */
static void emptied_locked(struct kmem_cache *c, struct slab_node *node,
			   struct page *slab, struct list_head *surplus)
{
	if (node->nr_empty < c->keep && !node->shrinking) {
		list_move(&slab->lru, &node->empty);
		node->nr_empty++;
		return;
	}
	list_move(&slab->lru, surplus);
	WRITE_ONCE(node->nr_slabs, node->nr_slabs - 1);
	node->nr_free -= c->objects;
	node->nr_gone++;
}

/*
 * One object to its slab's list. A pointer that is no object's cannot be put
 * anywhere: it is said and dropped.
 */
static __always_inline void give_locked(struct kmem_cache *c,
					struct slab_node *node, void *object,
					struct list_head *surplus)
{
	unsigned long distance = (unsigned long)object - PAGE_OFFSET;
	unsigned long start = distance & c->slab_mask;
	struct page *slab = slab_starting(start);
	u32 index = slab_index(c, distance - start - c->red_left);
	unsigned int first = slab->slab_first;
	unsigned int used = slab->slab_used;

	if (unlikely(index >= c->objects)) {
		node->nr_free--;
		slab_report_inside(c, object);
		return;
	}
	/* It is the slab's last, or was none of its: free already. */
	if (unlikely(used <= 1)) {
		if (!used) {
			node->nr_free--;
			slab_report_twice(c, object);
			return;
		}
		emptied_locked(c, node, slab, surplus);
	}
	*slab_link(c, object) = first;
	slab->slab_first = index;
	WRITE_ONCE(slab->slab_used, used - 1);
	if (unlikely(first == SLAB_NONE) && used > 1)
		list_move(&slab->lru, &node->partial);
}

void slab_node_give(struct kmem_cache *c, int nid, void **objects,
		    unsigned int nr)
{
	struct slab_node *node = &c->node[nid];
	LIST_HEAD(surplus);
	unsigned long flags;
	unsigned int i;
	bool shrinks;

	spin_lock_irqsave(&node->lock, flags);
	if (unlikely(c->flags & SLAB_DEBUG_FLAGS))
		nr = slab_debug_give_locked(c, objects, nr);
	node->nr_free += nr;
	for (i = 0; i < nr; i++)
		give_locked(c, node, objects[i], &surplus);
	shrinks = slab_depot_should_close(c, node);
	spin_unlock_irqrestore(&node->lock, flags);
	if (unlikely(!list_empty(&surplus)))
		release_all(c, &surplus);
	if (unlikely(shrinks) && !READ_ONCE(node->shrinking))
		slab_node_reap(c, nid);
}

unsigned long slab_node_reap(struct kmem_cache *c, int nid)
{
	struct slab_node *node = &c->node[nid];
	struct slab_depot closed;
	LIST_HEAD(surplus);
	unsigned long flags;
	unsigned int i;

	spin_lock_irqsave(&node->lock, flags);
	slab_depot_close_locked(c, node, &closed);
	node->nr_free += closed.nr;
	for (i = 0; i < closed.nr; i++)
		give_locked(c, node, closed.objects[i], &surplus);
	WRITE_ONCE(node->nr_slabs, node->nr_slabs - node->nr_empty);
	node->nr_free -= node->nr_empty * c->objects;
	node->nr_empty = 0;
	list_splice_init(&node->empty, &surplus);
	spin_unlock_irqrestore(&node->lock, flags);
	slab_depot_free(&closed);
	return release_all(c, &surplus);
}

/* ---- init, check --------------------------------------------------------------- */

void slab_node_init(struct kmem_cache *c, int nid)
{
	struct slab_node *node = &c->node[nid];

	spin_lock_init(&node->lock);
	INIT_LIST_HEAD(&node->partial);
	INIT_LIST_HEAD(&node->full);
	INIT_LIST_HEAD(&node->empty);
	node->nr_slabs = 0;
	node->nr_empty = 0;
	node->nr_free = 0;
	node->nr_made = 0;
	node->shrinking = false;
	node->nr_gone = 0;
	node->depot_limit = c->depot;
	node->depot_room = 0;
	node->nr_depot = 0;
	node->depot = NULL;
}

struct found {
	unsigned long slabs;
	unsigned long free;
};

static int broken_list(struct kmem_cache *c, int nid, struct list_head *list,
		       struct found *found)
{
	struct page *slab;

	list_for_each_entry(slab, list, lru) {
		if (slab_list_for(c, &c->node[nid], slab) != list ||
		    page_to_nid(slab) != nid)
			return 1;
		if (slab_page_broken(c, slab))
			return 4;
		found->slabs++;
		found->free += c->objects - slab->slab_used;
	}
	return 0;
}

static int broken_locked(struct kmem_cache *c, int nid)
{
	struct slab_node *node = &c->node[nid];
	struct found found = { 0, 0 };
	int broken;

	broken = broken_list(c, nid, &node->empty, &found);
	if (broken)
		return broken;
	if (found.slabs != node->nr_empty || node->nr_empty > c->keep)
		return 2;
	broken = broken_list(c, nid, &node->partial, &found);
	if (!broken)
		broken = broken_list(c, nid, &node->full, &found);
	if (broken)
		return broken;
	if (found.slabs != node->nr_slabs)
		return 2;
	return found.free != node->nr_free ? 3 : 0;
}

int slab_node_broken(struct kmem_cache *c, int nid)
{
	unsigned long flags;
	int broken;

	spin_lock_irqsave(&c->node[nid].lock, flags);
	broken = broken_locked(c, nid);
	if (!broken && slab_depot_broken_locked(c, nid))
		broken = SLAB_DEPOT_BROKEN + slab_depot_broken_locked(c, nid);
	spin_unlock_irqrestore(&c->node[nid].lock, flags);
	return broken;
}
