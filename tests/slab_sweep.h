/* SPDX-License-Identifier: MIT */
/*
 * slab_sweep.h - what a case that ended early has left in its caches
 *
 * A case that is left in the middle, because an allocation was made to fail
 * (kunit_fail_nth=), leaves caches and objects behind. They are known by the
 * caches' names. A case that ran to its end has nothing swept: what it leaves
 * is its own fault, or the allocator's, and is to be seen.
 */
#ifndef _TESTS_SLAB_SWEEP_H
#define _TESTS_SLAB_SWEEP_H

#include <kunit/test.h>
#include <linux/bitmap.h>
#include <linux/string.h>

#include "../mm/slab.h"

#define SWEPT_AT_ONCE	512

static inline unsigned int used_of_list(struct kmem_cache *c,
					struct list_head *slabs, void **to)
{
	DECLARE_BITMAP(free, SLAB_MAX_OBJECTS);
	unsigned int nr = 0, i;
	struct page *slab;

	list_for_each_entry(slab, slabs, lru) {
		slab_map_free(c, slab, free);
		for_each_clear_bit(i, free, c->objects) {
			if (nr < SWEPT_AT_ONCE)
				to[nr++] = slab_object(c, slab, i);
		}
	}
	return nr;
}

/* Some objects of @c that are in use; nobody else uses it. */
static inline unsigned int used_objects(struct kmem_cache *c, void **to)
{
	unsigned int nr = 0;
	int nid;

	slab_drain_all(c);
	for_each_slab_node(nid) {
		nr = used_of_list(c, &c->node[nid].partial, to);
		if (!nr)
			nr = used_of_list(c, &c->node[nid].full, to);
		if (nr)
			break;
	}
	return nr;
}

static inline void sweep_cache(struct kmem_cache *c)
{
	static void *used[SWEPT_AT_ONCE];
	unsigned int nr;

	while ((nr = used_objects(c, used)))
		kmem_cache_free_bulk(c, nr, used);
	kmem_cache_destroy(c);
}

/*
 * All caches whose names begin with @prefix, if @test has failed.
 * Return: true if so; none of them is there any more.
 */
static inline bool sweep_after(struct kunit *test, const char *prefix)
{
	struct kmem_cache *c;
	unsigned int id;

	if (READ_ONCE(test->status) != KUNIT_FAILURE)
		return false;
	for_each_cache(c, id) {
		if (!strncmp(c->name, prefix, strlen(prefix)))
			sweep_cache(c);
	}
	return true;
}

#endif
