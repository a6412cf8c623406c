// SPDX-License-Identifier: MIT
/*
 * alloc_slow.c - a request that found nothing at once: how far, how long
 *
 * PROBLEM
 *	Every zone is below its low mark. Some callers cannot wait and matter;
 *	some can wait; some would rather be told no; one must not be told no.
 *	None may be served from what is kept for somebody else, and none may
 *	loop for ever by mistake.
 *
 * IDEA
 *	How far down a zone may be drained, and how many rounds of reclaim are
 *	worth trying, are two independent answers, each read from the flags.
 *
 *	who				leaves		waits
 *	GFP_KERNEL			min		while reclaim succeeds
 *	  | __GFP_NORETRY		min		one round
 *	  | __GFP_RETRY_MAYFAIL		min		16 rounds without success
 *	  | __GFP_NOFAIL		min		for ever, asleep between
 *							rounds from the 16th on
 *	GFP_NOWAIT			min		never
 *	__GFP_HIGH			min / 2		as the rest says
 *	GFP_ATOMIC			3/8 of min	never
 *	__GFP_MEMALLOC			nothing		as the rest says
 *
 *	One round: every CPU's list goes back to its zone, the reclaim hook
 *	frees what it can, and the zones are asked again.
 *
 * RECLAIM
 *	Stands above us; it registers struct reclaim_ops. Until it does, a
 *	round only drains, and who would wait tries once, then fails.
 *
 * LOCKING
 *	None. Draining other CPUs' lists waits for them, so a caller that may
 *	wait must have interrupts on, as __GFP_DIRECT_RECLAIM says.
 *
 * FAILURE
 *	NULL, after a report unless __GFP_NOWARN. A request that waits for
 *	ever says so, with its stack, after NOFAIL_SAID_FROM rounds without
 *	success, and again each time their number has doubled.
 *
 * LEFT OUT
 *	Who waits for ever asks again and again. To be woken by whoever frees
 *	a page would cost each free a look at a queue that is empty.
 *
 * SOURCES
 *	Linux 6.12: __alloc_pages_slowpath(), should_reclaim_retry(),
 *	gfp_to_alloc_flags() (semantics).
 */
#include <linux/kernel.h>
#include <linux/jiffies.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/smp.h>

#include "internal.h"

/* Rounds of reclaim that need not show progress (Linux: the same). */
#define MAX_RECLAIM_RETRIES	16

/* Between two rounds that freed nothing: pages are freed by others. */
#define NOFAIL_NAP		(HZ / 100)

/* A power of two; the 16th nap: about a sixth of a second. */
#define NOFAIL_SAID_FROM	32

const struct reclaim_ops *reclaim_ops;

static unsigned int rights_of(gfp_t gfp)
{
	unsigned int rights = 0;

	if ((gfp & __GFP_MEMALLOC) && !(gfp & __GFP_NOMEMALLOC))
		rights |= ALLOC_NO_WATERMARKS;
	if ((gfp & __GFP_HIGH) && !(gfp & __GFP_NOMEMALLOC))
		rights |= ALLOC_MIN_RESERVE;
	if (!gfpflags_allow_blocking(gfp))
		rights |= ALLOC_NON_BLOCK;
	return rights;
}

/* May one more round help? @stuck counts those that freed nothing. */
static bool worth_another_round(const struct alloc_request *req,
				unsigned int *stuck, unsigned long progress)
{
	*stuck = progress ? 0 : *stuck + 1;
	if (req->gfp & __GFP_NOFAIL)
		return true;
	if (req->gfp & __GFP_NORETRY)
		return false;
	if (req->gfp & __GFP_RETRY_MAYFAIL)
		return *stuck < MAX_RECLAIM_RETRIES;
	/* Nobody dies for a large block. */
	if (req->order > PAGE_ALLOC_COSTLY_ORDER)
		return false;
	return progress;
}

/* One more round of a request that must not fail, the @rounds-th. */
static void wait_a_while(const struct alloc_request *req, unsigned int stuck,
			 unsigned long rounds)
{
	if (rounds >= NOFAIL_SAID_FROM && is_power_of_2(rounds)) {
		pr_warn("page allocation: order %u, __GFP_NOFAIL: still waiting after %lu rounds\n",
			req->order, rounds);
		dump_stack();
	}
	if (stuck >= MAX_RECLAIM_RETRIES)
		schedule_timeout_uninterruptible(NOFAIL_NAP);
}

/* The caller may wait: reclaim and try, as often as its flags ask. */
static struct page *reclaim_and_retry(struct alloc_request *req)
{
	unsigned long rounds = 0, progress;
	unsigned int stuck = 0;
	struct page *page;

	do {
		progress = 0;
		if (reclaim_ops)
			progress = reclaim_ops->direct_reclaim(req->gfp,
							       req->order,
							       req->nid);
		/* What reclaim frees stands on a CPU's list at first. */
		drain_all_pages(NULL);
		page = get_page_from_freelist(req);
		if (page)
			return page;
		if (req->gfp & __GFP_NOFAIL)
			wait_a_while(req, stuck, ++rounds);
		cond_resched();
	} while (worth_another_round(req, &stuck, progress));
	return NULL;
}

struct page *alloc_slowpath(struct alloc_request *req)
{
	struct page *page;

	req->gfp = current_gfp_context(req->gfp);
	if ((req->gfp & __GFP_KSWAPD_RECLAIM) && reclaim_ops)
		reclaim_ops->wake_kswapd(*req->zones, req->gfp, req->order);

	req->rights = rights_of(req->gfp) | (req->rights & ALLOC_MAY_FAIL);
	page = get_page_from_freelist(req);
	if (!page && gfpflags_allow_blocking(req->gfp))
		page = reclaim_and_retry(req);
	if (!page)
		warn_alloc(req->gfp, req->order, req->nid);
	return page;
}

/* ---- draining ------------------------------------------------------------ */

void drain_local_pages(struct zone *only)
{
	struct zone *zone;

	for_each_populated_zone(zone) {
		if (!only || zone == only)
			pcp_drain_local(zone);
	}
}

static void drain_by_ipi(void *zone)
{
	drain_local_pages(zone);
}

void drain_all_pages(struct zone *zone)
{
	on_each_cpu(drain_by_ipi, zone, 1);
}
