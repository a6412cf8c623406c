// SPDX-License-Identifier: MIT
/*
 * torture_vmalloc.c - areas of scattered pages
 */
#include <linux/gfp.h>
#include <linux/math.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
#include "torture.h"

struct area {
	void *mem;
	size_t size;
	u64 owner;
};

#define NR_AREAS	6
#define AREA_PAGES	16

static void give(struct torture_worker *w, struct area *a)
{
	torture_intact(a->mem, a->size, a->owner, "vmalloc");
	vfree(a->mem);
	a->mem = NULL;
	w->held -= DIV_ROUND_UP(a->size, PAGE_SIZE);
}

static void step(struct torture_worker *w, void *state)
{
	struct area *a = (struct area *)state + torture_below(w, NR_AREAS);

	if (a->mem) {
		give(w, a);
		return;
	}
	a->size = 1 + torture_below(w, AREA_PAGES * PAGE_SIZE);
	if (w->held + DIV_ROUND_UP(a->size, PAGE_SIZE) > w->budget)
		return;
	a->mem = __vmalloc(a->size, GFP_KERNEL | __GFP_NOWARN);
	if (!a->mem)
		return;
	a->owner = torture_owner(w);
	w->held += DIV_ROUND_UP(a->size, PAGE_SIZE);
	torture_stamp(a->mem, a->size, a->owner);
}

static void stop(struct torture_worker *w, void *state)
{
	struct area *a = state;
	unsigned int i;

	for (i = 0; i < NR_AREAS; i++) {
		if (a[i].mem)
			give(w, &a[i]);
	}
}

static const struct torture_actor vmalloc_actor = {
	.name = "vmalloc", .weight = 10,
	.state_size = NR_AREAS * sizeof(struct area),
	.step = step, .stop = stop,
};
TORTURE_ACTOR(vmalloc_actor);
