// SPDX-License-Identifier: MIT
/*
 * torture_slab.c - objects of every size, and caches that come and go
 */
#include <linux/slab.h>
#include "torture.h"

struct object {
	void *mem;
	size_t size;
	u64 owner;
};

#define NR_OBJECTS	48

static void give(struct object *o)
{
	torture_intact(o->mem, o->size, o->owner, "kmalloc");
	kfree(o->mem);
	o->mem = NULL;
}

/* Mostly small; up to two pages now and then. */
static void kmalloc_step(struct torture_worker *w, void *state)
{
	struct object *o = (struct object *)state + torture_below(w, NR_OBJECTS);

	if (o->mem) {
		give(o);
		return;
	}
	o->size = 1 + torture_below(w, torture_below(w, 8) ? 300 : 8192);
	o->mem = kmalloc(o->size, (torture_below(w, 4) ? GFP_KERNEL
						       : GFP_ATOMIC) |
				  __GFP_NOWARN);
	if (!o->mem)
		return;
	o->owner = torture_owner(w);
	torture_stamp(o->mem, o->size, o->owner);
}

static void kmalloc_stop(struct torture_worker *w, void *state)
{
	struct object *o = state;
	unsigned int i;

	for (i = 0; i < NR_OBJECTS; i++) {
		if (o[i].mem)
			give(&o[i]);
	}
}

static const struct torture_actor kmalloc_actor = {
	.name = "kmalloc", .weight = 40,
	.state_size = NR_OBJECTS * sizeof(struct object),
	.step = kmalloc_step, .stop = kmalloc_stop,
};
TORTURE_ACTOR(kmalloc_actor);
