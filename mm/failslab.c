// SPDX-License-Identifier: MIT
/*
 * failslab.c - objects that are not to be had although there is memory
 *
 * PROBLEM
 *	As fail_page_alloc.c, for objects: kmalloc() finds one on the CPU's
 *	stack nine times of ten and asks nobody.
 *
 * IDEA
 *	While the point is armed, no CPU has a stack (their limit is 0), so
 *	each allocation goes the long way, and there it is asked:
 *
 *	off	pop ----------------------------------> object
 *	armed	pop fails -> slab_alloc_slow() -> fail? -> NULL
 *
 *	The parts of a bulk request fail one by one, as their single ones
 *	would.
 *
 * FAILURE
 *	is the purpose.
 *
 * LOCKING
 *	None. Arming and disarming wait for each CPU (smp_call.c).
 *
 * LEFT OUT
 *	Linux spares the cache that caches are made of; here creating a cache
 *	can be made to fail as well.
 *
 * SOURCES
 *	Linux: mm/failslab.c (semantics of the filters).
 */
#include <linux/errno.h>
#include <linux/fault-inject.h>
#include <linux/init.h>
#include <linux/kernel.h>

#include "slab_debug.h"

/* Linux's defaults: who may wait is spared; any cache. */
static unsigned int ignore_gfp_wait = 1;
static unsigned int cache_filter;

static struct fault_attr failslab = {
	.interval = 1,
	.times = ATOMIC_INIT(1),
	.verbose = 2,
	.name = "failslab",
};

bool slab_may_fail;

static bool spared(const struct kmem_cache *c, gfp_t gfp)
{
	if (gfp & __GFP_NOFAIL)
		return true;
	/* Who counts to the n-th wants every one. */
	if (fault_nth_counts(&failslab))
		return false;
	return (ignore_gfp_wait && (gfp & __GFP_DIRECT_RECLAIM)) ||
	       (cache_filter && !(c->flags & SLAB_FAILSLAB));
}

int should_failslab(struct kmem_cache *s, gfp_t gfpflags)
{
	if (!spared(s, gfpflags) &&
	    should_fail_ex(&failslab, READ_ONCE(s->object_size),
			   gfpflags & __GFP_NOWARN ? FAULT_NOWARN : 0))
		return -ENOMEM;
	return 0;
}

/* ---- init --------------------------------------------------------------------- */

static void changed(void)
{
	const bool armed = fault_armed(&failslab);

	if (armed == slab_may_fail || !slab_is_available())
		return;
	WRITE_ONCE(slab_may_fail, armed);
	slab_cpu_set_limits();
}

static const struct fault_knob knobs[] = {
	{ "ignore-gfp-wait", &ignore_gfp_wait },
	{ "cache-filter", &cache_filter },
	{}
};

static const struct fault_point point = {
	.name = "failslab",
	.attr = &failslab,
	.knobs = knobs,
	.changed = changed,
};
FAULT_POINT(point);

static int failslab_setup(char *value)
{
	return setup_fault_attr(&failslab, value) ? 0 : -EINVAL;
}
early_param("failslab", failslab_setup);

/* What is needed to come up does not fail; from here on everybody may. */
late_initcall(changed);
