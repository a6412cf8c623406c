/* SPDX-License-Identifier: MIT */
/*
 * slab_depot.h - a node's depot: batches of objects as CPUs flushed them
 *
 * How many it takes, and when it closes: slab_depot.c.
 */
#ifndef _MM_SLAB_DEPOT_H
#define _MM_SLAB_DEPOT_H

#include "slab.h"

/*
 * So many depots full of objects are gone, beside what empty slabs are kept
 * for: the load is not swinging but going down, and what the depot keeps only
 * keeps slabs from being empty.
 */
#define SLAB_SHRINKING	4ul

/* Of a new cache, whose batch is known: how many objects. */
void slab_depot_plan(struct kmem_cache *c);

/* Does the memory of @c in this node go down? A hint. */
static inline bool slab_node_shrinks(const struct kmem_cache *c, int nid)
{
	return READ_ONCE(c->node[nid].shrinking);
}

/*
 * A batch into the depot; false: no room, or it is closed. Interrupts off;
 * takes the node's lock.
 */
bool __slab_depot_put(struct kmem_cache *c, int nid, void **objects,
		      unsigned int nr);
static inline bool slab_depot_put(struct kmem_cache *c, int nid,
				  void **objects, unsigned int nr)
{
	struct slab_node *node = &c->node[nid];

	return READ_ONCE(node->nr_depot) + nr <=
	       READ_ONCE(node->depot_limit) &&
	       !READ_ONCE(node->shrinking) &&
	       __slab_depot_put(c, nid, objects, nr);
}

/* Up to @nr of the newest; returns how many. */
unsigned int slab_depot_take_locked(struct slab_node *node, void **to,
				    unsigned int nr);

/* Slabs had to be made: it opens, and grows if they had just been given back. */
void slab_depot_regret_locked(struct kmem_cache *c, struct slab_node *node);

/* Have so many objects gone that no swing brings them back? */
static inline bool slab_depot_should_close(const struct kmem_cache *c,
					   const struct slab_node *node)
{
	return node->nr_free + node->nr_gone * c->objects >
	       SLAB_SHRINKING * node->depot_limit + (c->keep + 1) * c->objects;
}

/* What was in a depot; the lock is not needed to free the array. */
struct slab_depot {
	void **objects;
	unsigned int nr;
	unsigned int room;
};

void slab_depot_close_locked(struct kmem_cache *c, struct slab_node *node,
			     struct slab_depot *closed);
void slab_depot_free(struct slab_depot *closed);

/* Number of a broken invariant (G1, G2), or 0. */
int slab_depot_broken_locked(struct kmem_cache *c, int nid);

#endif
