// SPDX-License-Identifier: MIT
/*
 * lkdtm_reclaim.c - shrinkers that do what their caller may not wait for
 *
 * Nothing is short of memory and no device is there: the report comes because
 * it was tried, not because it went wrong. All go on.
 */
#include <linux/sched/mm.h>
#include <linux/shrinker.h>
#include "lkdtm.h"

static unsigned long count_some(struct shrinker *s, struct shrink_control *sc)
{
	return SHRINK_BATCH;
}

/* What a block device would ask for each request. */
static unsigned long write_back(struct shrinker *s, struct shrink_control *sc)
{
	reclaim_may_io();
	return SHRINK_STOP;
}

/* The task is in the middle of writing: it may start nothing new. */
void lkdtm_shrinker_io(void)
{
	struct shrinker *s = shrinker_alloc(0, "eager");
	unsigned int scope;

	if (!s)
		return;
	s->count_objects = count_some;
	s->scan_objects = write_back;
	shrinker_register(s);
	scope = memalloc_noio_save();
	shrink_slab(GFP_KERNEL, 0, 0);
	memalloc_noio_restore(scope);
	shrinker_free(s);
}
