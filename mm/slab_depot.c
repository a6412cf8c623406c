// SPDX-License-Identifier: MIT
/*
 * slab_depot.c - what CPUs have flushed, as it came: addresses, no lists
 *
 * PROBLEM
 *	Putting an object on its slab's list costs ten times what copying its
 *	address does, and who needs it next pays again to take it off. Of what
 *	a load gives up only to want it back, nothing should go there. But
 *	each object that waits elsewhere may be what keeps a slab from being
 *	empty: how many may?
 *
 * IDEA
 *	A batch that a CPU flushes is put down whole, and a refill takes the
 *	newest:
 *
 *	flush --> | batch | batch | batch | free room |	an array of addresses
 *	refill <--			  ^ nr_depot  ^ depot_room
 *
 *	When it is full, objects go to their slabs (slab_node.c). How many it
 *	takes, depot_limit, follows the load:
 *
 *	 objects  /\      /\		slabs are given back in a row, and
 *	 in use	 /  \    /  \		then made again: the depot was too
 *		/    \  /    \		small for this swing. It is doubled,
 *	       /      \/      \		if the row was a quarter of it.
 *
 *	 objects ______			four depots full of objects have gone,
 *	 in use	       \		free in slabs or with slabs given
 *			\		back: the load is going down. The
 *			 \______	depot is emptied, `shrinking`, until a
 *					slab has to be made, and then small.
 *					So it is for who is short of memory:
 *					slab_node_reap().
 *
 * CONSTANTS
 *	It begins with 256 KiB of objects, 64 KiB of those above 1 KiB, and
 *	grows to four times that, 1024 objects at most; but no more of them
 *	than one for each 256 pages of memory, for each may pin one. A batch
 *	has room in any case.
 *
 * INVARIANTS	(slab_depot_broken_locked() tests each by number)
 *	G1  nr_depot <= depot_room, 0 without an array; depot_limit is at most
 *	    the cache's depot_most.
 *	G2  Each item is an object of the cache, in this node's memory, that
 *	    counts as used in its slab.
 *
 * LOCKING
 *	node->lock, interrupts off; to close a full one for some 30000
 *	instructions. The array is had and freed without it.
 *
 * FAILURE
 *	Without memory for an array there is none, and objects go to slabs.
 *
 * COST
 *	Two instructions an object each way, beside the lock for a batch.
 *
 * SOURCES
 *	J. Bonwick, J. Adams, Magazines and Vmem, USENIX 2001 (the depot);
 *	Linux: struct alien_cache of mm/slab.c (names).
 */
#include <linux/kernel.h>
#include <linux/log2.h>

#include "slab_depot.h"

#define DEPOT_SMALL	1024u	/* larger objects: in smaller numbers */
#define DEPOT_BYTES	262144u
#define DEPOT_BYTES_LARGE	65536u
#define DEPOT_GROWS	4u
#define DEPOT_MOST	1024u
#define DEPOT_SHARE	256

void slab_depot_plan(struct kmem_cache *c)
{
	const bool small = c->size <= DEPOT_SMALL;
	unsigned long most = min_t(unsigned long, DEPOT_MOST,
				   totalram_pages() / DEPOT_SHARE);

	c->depot = (small ? DEPOT_BYTES : DEPOT_BYTES_LARGE) / c->size;
	c->depot_most = min_t(unsigned long, c->depot * DEPOT_GROWS, most);
	c->depot = min_t(unsigned long, c->depot, most / 2);
	/* With less it would take none. */
	c->depot = max_t(unsigned int, c->depot, c->batch);
	c->depot_most = max(c->depot, c->depot_most);
}

static unsigned int order_for(unsigned int room)
{
	return get_order(room * sizeof(void *));
}

static void free_array(void **array, unsigned int room)
{
	if (array)
		free_pages((unsigned long)array, order_for(room));
}

/* An array for as many as it may take now, if its node has memory at hand. */
static noinline void make_room(struct slab_node *node, int nid)
{
	unsigned int room = READ_ONCE(node->depot_limit), was;
	struct page *page = alloc_pages_node(nid, GFP_NOWAIT | __GFP_NOWARN |
					     __GFP_THISNODE, order_for(room));
	unsigned long flags;
	void **array, **old;

	if (!page)
		return;
	array = lowmem_page_address(page);
	spin_lock_irqsave(&node->lock, flags);
	old = node->depot;
	was = node->depot_room;
	if (was < room) {
		memcpy(array, old, node->nr_depot * sizeof(*array));
		node->depot = array;
		WRITE_ONCE(node->depot_room, room);
	} else {
		old = array;
		was = room;
	}
	spin_unlock_irqrestore(&node->lock, flags);
	free_array(old, was);
}

bool __slab_depot_put(struct kmem_cache *c, int nid, void **objects,
		      unsigned int nr)
{
	struct slab_node *node = &c->node[nid];
	unsigned long flags;
	bool fits;

	if (unlikely(READ_ONCE(node->nr_depot) + nr >
		     READ_ONCE(node->depot_room)))
		make_room(node, nid);
	spin_lock_irqsave(&node->lock, flags);
	fits = node->nr_depot + nr <= node->depot_room;
	if (fits) {
		memcpy(node->depot + node->nr_depot, objects,
		       nr * sizeof(*objects));
		WRITE_ONCE(node->nr_depot, node->nr_depot + nr);
	}
	spin_unlock_irqrestore(&node->lock, flags);
	return fits;
}

unsigned int slab_depot_take_locked(struct slab_node *node, void **to,
				    unsigned int nr)
{
	nr = min(nr, node->nr_depot);
	WRITE_ONCE(node->nr_depot, node->nr_depot - nr);
	memcpy(to, node->depot + node->nr_depot, nr * sizeof(*to));
	return nr;
}

void slab_depot_regret_locked(struct kmem_cache *c, struct slab_node *node)
{
	unsigned long gone = node->nr_gone * c->objects;

	WRITE_ONCE(node->shrinking, false);
	node->nr_gone = 0;
	if (unlikely(gone && gone >= node->depot_limit / 4))
		WRITE_ONCE(node->depot_limit, min_t(unsigned int,
						    node->depot_limit * 2,
						    c->depot_most));
}

void slab_depot_close_locked(struct kmem_cache *c, struct slab_node *node,
			     struct slab_depot *closed)
{
	closed->objects = node->depot;
	closed->nr = node->nr_depot;
	closed->room = node->depot_room;
	WRITE_ONCE(node->shrinking, true);
	WRITE_ONCE(node->depot_limit, c->depot);
	WRITE_ONCE(node->depot_room, 0);
	WRITE_ONCE(node->nr_depot, 0);
	node->depot = NULL;
	node->nr_gone = 0;
}

void slab_depot_free(struct slab_depot *closed)
{
	free_array(closed->objects, closed->room);
}

int slab_depot_broken_locked(struct kmem_cache *c, int nid)
{
	const struct slab_node *node = &c->node[nid];
	unsigned int i;

	if (node->nr_depot > node->depot_room ||
	    !node->depot != !node->depot_room ||
	    node->depot_limit > c->depot_most)
		return 1;
	for (i = 0; i < node->nr_depot; i++) {
		const struct page *page = virt_to_page(node->depot[i]);

		if (!PageSlab(page) || slab_id(page) != c->id ||
		    page_to_nid(page) != nid ||
		    !slab_begins(c, node->depot[i]) ||
		    !slab_of(c, node->depot[i])->slab_used)
			return 2;
	}
	return 0;
}
