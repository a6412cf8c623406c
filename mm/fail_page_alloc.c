// SPDX-License-Identifier: MIT
/*
 * fail_page_alloc.c - requests for pages that fail although there are pages
 *
 * PROBLEM
 *	A request can fail as a whole; and on its way to success it can fail
 *	in part: a zone has nothing, a list is refilled with less than was
 *	asked for, a block that was being cut must be put together again. The
 *	parts are exercised only when memory is nearly gone, the worst moment
 *	to find that a count is wrong.
 *
 * IDEA
 *	Two points of fault injection (linux/fault-inject.h):
 *
 *	fail_page_alloc		the request: NULL at once (Linux: the same)
 *	fail_page_step		one step of it, and the request goes on:
 *
 *	request --> zone A asked: "nothing here"	a step
 *		    zone B asked: a list is refilled,
 *				  with one block	a step
 *
 *	When a zone's step fails, it is as if the cutting of its blocks had
 *	been given up halfway, at each depth: a block of every order above the
 *	one wanted is cut off and given back.
 *
 * HOW IT COSTS NOTHING
 *	An armed point raises the zones' fast marks beyond every free count,
 *	so the short way is not taken; on the long one the question hides in
 *	comparisons that are made anyway (suspect_order, first_rights). Only a
 *	refill has a test of its own, one for a batch of pages.
 *
 * FAILURE
 *	is the purpose. Whatever fails leaves every count as it was.
 *
 * LOCKING
 *	None; reports are printed before a lock is taken.
 *
 * LEFT OUT
 *	A failed step does not reach into buddy.c: a block is found and cut
 *	under one lock, and nothing there can fail by itself.
 *
 * SOURCES
 *	Linux: mm/fail_page_alloc.c (semantics of the filters).
 */
#include <linux/errno.h>
#include <linux/fault-inject.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/proc_fs.h>
#include <linux/spinlock.h>

#include "internal.h"

/*
 * Linux's defaults: who may wait is spared, and high memory, and single
 * pages, of which user programs would notice every one.
 */
static unsigned int ignore_gfp_highmem = 1;
static unsigned int ignore_gfp_wait = 1;
static unsigned int min_order = 1;

struct fault_attr fail_page_alloc = {
	.interval = 1,
	.times = ATOMIC_INIT(1),
	.verbose = 2,
	.name = "fail_page_alloc",
};

struct fault_attr fail_page_step = {
	.interval = 1,
	.times = ATOMIC_INIT(1),
	.verbose = 1,
	.step = true,
	.name = "fail_page_step",
};

bool page_steps_fail;

/* ---- shall it fail? -------------------------------------------------------- */

static bool spared(gfp_t gfp, unsigned int order)
{
	if (gfp & __GFP_NOFAIL)
		return true;
	/* Who counts to the n-th wants every one. */
	if (fault_nth_counts(&fail_page_alloc))
		return false;
	return order < min_order ||
	       (ignore_gfp_highmem && (gfp & __GFP_HIGHMEM)) ||
	       (ignore_gfp_wait && (gfp & __GFP_DIRECT_RECLAIM));
}

bool should_fail_alloc_page(gfp_t gfp, unsigned int order)
{
	return !spared(gfp, order) &&
	       should_fail_ex(&fail_page_alloc, 1L << order,
			      gfp & __GFP_NOWARN ? FAULT_NOWARN : 0);
}

/* Cut a block of each larger order off and put it back together. */
static void give_up_cutting(struct zone *zone, const struct alloc_request *req)
{
	unsigned int order;
	unsigned long flags;
	struct page *page;

	spin_lock_irqsave(&zone->lock, flags);
	for (order = req->order + 1; order < NR_PAGE_ORDERS; order++) {
		page = buddy_take_locked(zone, order, req->type);
		if (page)
			buddy_give_locked(zone, page, order);
	}
	spin_unlock_irqrestore(&zone->lock, flags);
}

bool page_step_fails(struct zone *zone, const struct alloc_request *req)
{
	if (!should_fail(&fail_page_step, 1))
		return false;
	give_up_cutting(zone, req);
	return true;
}

int page_refill_wanted(int want)
{
	return should_fail(&fail_page_step, 1) ? 1 : want;
}

/* ---- init, show ------------------------------------------------------------- */

static void changed(void)
{
	unsigned int points = 0;
	struct zone *zone;

	if (fault_armed(&fail_page_alloc))
		points |= INJECT_REQUESTS;
	if (fault_armed(&fail_page_step))
		points |= INJECT_STEPS;
	WRITE_ONCE(page_steps_fail, points & INJECT_STEPS);
	inject_page_faults(points);
	for_each_populated_zone(zone)
		set_fast_marks(zone);
}

static const struct fault_knob alloc_knobs[] = {
	{ "ignore-gfp-highmem", &ignore_gfp_highmem },
	{ "ignore-gfp-wait", &ignore_gfp_wait },
	{ "min-order", &min_order },
	{}
};

static const struct fault_point alloc_point = {
	.name = "fail_page_alloc",
	.attr = &fail_page_alloc,
	.knobs = alloc_knobs,
	.changed = changed,
};
FAULT_POINT(alloc_point);

static const struct fault_point step_point = {
	.name = "fail_page_step",
	.attr = &fail_page_step,
	.changed = changed,
};
FAULT_POINT(step_point);

static int setup_fail_page_alloc(char *value)
{
	return setup_fault_attr(&fail_page_alloc, value) ? 0 : -EINVAL;
}
early_param("fail_page_alloc", setup_fail_page_alloc);

static int setup_fail_page_step(char *value)
{
	return setup_fault_attr(&fail_page_step, value) ? 0 : -EINVAL;
}
early_param("fail_page_step", setup_fail_page_step);

/* What is needed to come up does not fail; from here on everybody may. */
late_initcall(changed);

PROC_VIEW("fault_inject", fault_inject_show);
