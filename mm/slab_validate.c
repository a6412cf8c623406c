// SPDX-License-Identifier: MIT
/*
 * slab_validate.c - a whole cache looked through, and put right
 *
 * PROBLEM
 *	Damage is noticed when an object changes hands, which may be never. A
 *	test, and somebody at the console who suspects a cache, want to know
 *	now, about every object, and afterwards the cache must work.
 *
 * IDEA
 *	For each slab, in this order, because each step trusts the last:
 *
 *	1 the list	every link leads to an object that was not met before,
 *			and the last to SLAB_NONE. A bad link is reported
 *			("Freechain corrupt") and the list ends before it.
 *	2 the count	slab_used is what the list leaves. If not, it is
 *			reported ("Wrong object count") and corrected.
 *	3 the objects	those on the list look free, all others used: what is
 *			around them (slab_debug.c), each fault mended.
 *
 *	What was on the list behind the cut counts as used from then on, and
 *	is made to look so.
 *
 *	list:  first -> 3 -> 1 -> ?	bad: cut.   first -> 3 -> 1
 *	count: used 5 of 8		2 are free: 6
 *
 *	A list that was cut for a bad link is whole again if the link is put
 *	back: then the count is wrong once more, and corrected once more.
 *
 *	The slabs of a node are taken off its three lists, looked at, and put
 *	back where their counts say; the node's own counts are made anew.
 *
 * LOCKING
 *	The node's lock all the time, interrupts off: for debugging only. The
 *	CPUs' stacks are emptied first; of a cache that is not debugged, what
 *	is on a stack then counts as used.
 *
 * FAILURE
 *	Each fault is one report, each correction one line (slab_bug.c).
 *
 * SOURCES
 *	Linux: validate_slab_cache(), on_freelist() (semantics, and in which
 *	order what is counted).
 */
#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/kernel.h>

#include "slab_debug.h"

/* ---- 1, the list ----------------------------------------------------------------- */

/* The link that is wrong is object @at's, or (SLAB_NONE) the slab's own. */
static void cut(struct kmem_cache *c, struct page *slab, unsigned int at,
		const char *why)
{
	if (at != SLAB_NONE) {
		slab_bug_object(c, slab_object(c, slab, at), "%s", why);
		*slab_link(c, slab_object(c, slab, at)) = SLAB_NONE;
		return;
	}
	slab_bug_slab(c, slab, "Freepointer corrupt");
	slab->slab_first = SLAB_NONE;
}

/* Mark the objects on the list in @free; return how many they are. */
static unsigned int walk(struct kmem_cache *c, struct page *slab,
			 unsigned long *free)
{
	unsigned int index = slab->slab_first, before = SLAB_NONE, nr = 0;

	bitmap_zero(free, c->objects);
	while (index < c->objects && !__test_and_set_bit(index, free)) {
		before = index;
		index = *slab_link(c, slab_object(c, slab, index));
		nr++;
	}
	if (index == SLAB_NONE)
		return nr;
	cut(c, slab, before, index < c->objects ? "Freechain cycle" :
						  "Freechain corrupt");
	slab_debug_lost(c, slab, free);
	return nr;
}

/* ---- 2, the count ----------------------------------------------------------------- */

static void correct_count(struct kmem_cache *c, struct page *slab,
			  unsigned int nr_free)
{
	unsigned int used = c->objects - nr_free;

	if (slab->slab_used == used)
		return;
	slab_bug_slab(c, slab,
		      "Wrong object count. Counter is %u but counted were %u",
		      slab->slab_used, used);
	slab->slab_used = used;
	slab_bug_fixed(c, "Object count adjusted");
}

/* ---- 3, the objects ---------------------------------------------------------------- */

static void check_objects(struct kmem_cache *c, struct page *slab,
			  const unsigned long *free)
{
	unsigned int i;

	for (i = 0; i < c->objects; i++)
		slab_debug_check(c, slab_object(c, slab, i),
				 test_bit(i, free) ? SLAB_FREE_STATE :
						     SLAB_USED_STATE);
	slab_debug_check_tail(c, slab);
}

static void validate_slab(struct kmem_cache *c, struct page *slab)
{
	static DECLARE_BITMAP(free, SLAB_MAX_OBJECTS);
	static DEFINE_SPINLOCK(free_lock);

	/* 512 bytes are too many for the stack of who is in trouble. */
	spin_lock(&free_lock);
	correct_count(c, slab, walk(c, slab, free));
	if (c->flags & SLAB_DEBUG_FLAGS)
		check_objects(c, slab, free);
	spin_unlock(&free_lock);
}

/* ---- nodes, caches ------------------------------------------------------------------- */

/* Back where its count says; the node's counts with it. */
static void put_back(struct kmem_cache *c, struct slab_node *node,
		     struct page *slab)
{
	list_move_tail(&slab->lru, slab_list_for(c, node, slab));
	WRITE_ONCE(node->nr_slabs, node->nr_slabs + 1);
	node->nr_empty += !slab->slab_used;
	node->nr_free += c->objects - slab->slab_used;
}

static long validate_node_locked(struct kmem_cache *c, struct slab_node *node)
{
	struct page *slab, *next;
	LIST_HEAD(slabs);

	list_splice_init(&node->empty, &slabs);
	list_splice_init(&node->partial, &slabs);
	list_splice_init(&node->full, &slabs);
	WRITE_ONCE(node->nr_slabs, 0);
	node->nr_empty = 0;
	node->nr_free = 0;
	list_for_each_entry_safe(slab, next, &slabs, lru) {
		validate_slab(c, slab);
		put_back(c, node, slab);
	}
	return node->nr_slabs * c->objects;
}

long validate_slab_cache(struct kmem_cache *c)
{
	unsigned long flags;
	long objects = 0;
	int nid;

	slab_drain_all(c);
	for_each_slab_node(nid) {
		struct slab_node *node = &c->node[nid];

		spin_lock_irqsave(&node->lock, flags);
		objects += validate_node_locked(c, node);
		spin_unlock_irqrestore(&node->lock, flags);
	}
	return objects;
}
