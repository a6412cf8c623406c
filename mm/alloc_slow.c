// SPDX-License-Identifier: MIT
/*
 * alloc_slow.c - a request that found nothing at once: how far, how long
 *
 * PROBLEM
 *	Every zone is below its low mark. Some callers cannot wait and matter;
 *	some can wait; some would rather be told no; one must not be told no.
 *	None may be served from what is kept for somebody else, none may loop
 *	for ever by mistake, and one who asks all the time must not get what
 *	another has waited for.
 *
 * IDEA
 *	How far down a zone may be drained, how many rounds of reclaim are
 *	worth trying, and whether to wait in between, are independent answers,
 *	each read from the flags.
 *
 *	who				leaves		tries
 *	GFP_KERNEL, order <= 3		min		while reclaim succeeds, or
 *							up to 16 rounds while others
 *							may free; then the OOM chain
 *	  order > 3			min		one round
 *	  | __GFP_NORETRY		min		one round
 *	  | __GFP_RETRY_MAYFAIL		min		16 rounds without success
 *	  | __GFP_NOFAIL		min; min / 2	for ever: the OOM chain each
 *					after OOM	16 rounds, asleep from the
 *							16th on
 *	GFP_NOWAIT			min		never
 *	__GFP_HIGH			min / 2		as the rest says
 *	GFP_ATOMIC			3/8 of min	never
 *	__GFP_MEMALLOC			nothing		as the rest says
 *	a task with PF_MEMALLOC		nothing		never: it reclaims itself
 *
 *	One round: the reclaim hook frees what it can, every CPU's list goes
 *	back to its zone, and the zones are asked again. For a block pages are
 *	moved, too (compaction.c): after reclaim, and for a large one before,
 *	because much would have to be freed until one joins by chance.
 *
 * WAITING
 *	In the queue of zone_wait.c, in the same place from round to round,
 *	zone_wait_round a round: who frees a page hands it to the first. It is worth
 *	it only if somebody may free: kswapd is at work, pages are being
 *	written, or others wait already. If not, nothing can come, and the
 *	caller who may be told no is told so at once.
 *
 * NOBODY OVERTAKES
 *	Who may sleep, has no right to reserves, and finds others waiting for
 *	a zone of his list gets into the queue behind them instead of looking
 *	for himself; NORETRY does so, too, and leaves at once with what was
 *	left for him. So one greedy task gets a page in turn with the others.
 *	Above `low`, where there is no shortage, nobody is asked to queue.
 *
 * RECLAIM
 *	Stands above us; it registers struct reclaim_ops. Until it does, a
 *	round only drains.
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
 *	GFP_NOWAIT does not queue, and may take a page between min and low that
 *	somebody has just freed and not yet handed over. One large request that
 *	nobody can serve keeps those behind it in the queue, but not from
 *	being served.
 *
 * SOURCES
 *	Linux 6.12: __alloc_pages_slowpath(), should_reclaim_retry(),
 *	__alloc_pages_may_oom(), gfp_to_alloc_flags() (semantics).
 */
#include <linux/kernel.h>
#include <linux/jiffies.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/oom.h>
#include <linux/sched/mm.h>
#include <linux/smp.h>

#include "internal.h"
#include "zone_wait.h"

/* Rounds of reclaim that need not show progress (Linux: the same). */
#define MAX_RECLAIM_RETRIES	16

/*
 * For how long one who waits for a free believes that reclaim would not help.
 * ROUND: Linux waits for a fiftieth of a second for writeback. NOFAIL: longer,
 * for it has tried more, and shorter than a reader of its complaints notices.
 */
long zone_wait_round = HZ / 50;
long zone_wait_nofail = HZ / 10;

/* A power of two; the 16th sleep: after 1.6 s. */
#define NOFAIL_SAID_FROM	32

/* So often the OOM chain may say that it freed something, and we find none. */
#define MAX_OOM_RETRIES		16

/* So often a block is made for one request and taken by another. */
#define MAX_COMPACT_RETRIES	16

const struct reclaim_ops *reclaim_ops;

/* One request's tries so far */
struct effort {
	unsigned long rounds;
	unsigned int stuck;		/* rounds in a row that freed nothing */
	unsigned int ooms;		/* times that the OOM chain helped */
	unsigned int compactions;	/* times that a block was made */
	unsigned long progress;		/* of the last round: pages */
	unsigned long oom_freed;	/* by the chain, before the last look */
	bool oom_said;			/* the report has been printed */
	struct zone_waiter *queued;	/* NULL: not in the queue */
	struct zone_waiter place;
};

/* Who reclaims frees more than he takes; in an interrupt it is nobody. */
static bool is_reclaimer(void)
{
	return (READ_ONCE(current->flags) & PF_MEMALLOC) && in_task();
}

static unsigned int rights_of(gfp_t gfp)
{
	unsigned int rights = 0;

	if (!(gfp & __GFP_NOMEMALLOC)) {
		if ((gfp & __GFP_MEMALLOC) || is_reclaimer())
			rights |= ALLOC_NO_WATERMARKS;
		if (gfp & __GFP_HIGH)
			rights |= ALLOC_MIN_RESERVE;
	}
	if (!gfpflags_allow_blocking(gfp))
		rights |= ALLOC_NON_BLOCK;
	return rights;
}

/* ---- in turn ------------------------------------------------------------- */

/* Has he to let those go first who wait already? */
static bool must_queue(const struct alloc_request *req)
{
	return gfpflags_allow_blocking(req->gfp) &&
	       !(req->rights & (ALLOC_MIN_RESERVE | ALLOC_NO_WATERMARKS)) &&
	       unlikely(zone_wait_others(req, NULL));
}

/* Is there anybody who may free pages for @req? */
static bool may_come(const struct alloc_request *req, const struct effort *e)
{
	if (zone_wait_others(req, e->queued))
		return true;
	return reclaim_ops && reclaim_ops->at_work &&
	       reclaim_ops->at_work(req->nid);
}

static bool takes_one_round(const struct alloc_request *req)
{
	if (req->gfp & (__GFP_NOFAIL | __GFP_RETRY_MAYFAIL))
		return false;
	/* Nobody dies for a large block; who reclaims is not waited for. */
	return (req->gfp & __GFP_NORETRY) || is_reclaimer() ||
	       req->order > PAGE_ALLOC_COSTLY_ORDER;
}

/* How long to wait in this round; 0: not at all */
static long patience(const struct alloc_request *req, const struct effort *e)
{
	if (takes_one_round(req))
		return 0;
	if ((req->gfp & __GFP_NOFAIL) && e->stuck >= MAX_RECLAIM_RETRIES)
		return READ_ONCE(zone_wait_nofail);
	/* Reclaim gets on: no need to wait for others, but for one's turn. */
	if (e->progress && !zone_wait_others(req, e->queued))
		return 0;
	return may_come(req, e) ? READ_ONCE(zone_wait_round) : 0;
}

/* A page, in this caller's turn; sleeps if that is worth it. */
static struct page *try_in_turn(struct alloc_request *req, struct effort *e)
{
	long timeout = patience(req, e);

	if (!e->queued && !timeout && !must_queue(req))
		return get_page_from_freelist(req);
	if (!e->queued) {
		e->queued = &e->place;
		zone_wait_begin(e->queued, req);
	}
	return zone_wait(e->queued, timeout);
}

/* ---- the last resort ------------------------------------------------------- */

/* Linux asks for the same: nothing large, nothing that only some zones have. */
static bool may_oom(const struct alloc_request *req)
{
	return req->order <= PAGE_ALLOC_COSTLY_ORDER &&
	       req->class >= ZONE_NORMAL && !is_reclaimer() &&
	       !(req->gfp & (__GFP_RETRY_MAYFAIL | __GFP_NORETRY |
			     __GFP_THISNODE));
}

/* Others are asked to give; did they? Who must not fail may now dig deeper. */
static bool oom_helps(struct alloc_request *req, struct effort *e)
{
	struct oom_control oc = {
		.gfp_mask = req->gfp,
		.order = req->order,
		.freed_before = e->oom_freed,
	};

	if (!may_oom(req) || e->ooms == MAX_OOM_RETRIES)
		return false;
	if (e->oom_said)
		oc.gfp_mask |= __GFP_NOWARN;
	if (out_of_memory(&oc)) {
		e->ooms++;
		e->stuck = 0;
		return true;
	}
	e->oom_said |= oc.reported;
	if ((req->gfp & __GFP_NOFAIL) && !(req->rights & ALLOC_MIN_RESERVE)) {
		req->rights |= ALLOC_MIN_RESERVE;
		if (e->queued)
			zone_wait_rights(e->queued, req->rights);
	}
	return false;
}

/* ---- rounds ------------------------------------------------------------------ */

/* After a round that brought no page: may one more help? */
static bool worth_another_round(struct alloc_request *req, struct effort *e)
{
	e->stuck = e->progress ? 0 : e->stuck + 1;
	if (req->gfp & __GFP_NOFAIL) {
		if (e->stuck && e->stuck % MAX_RECLAIM_RETRIES == 0)
			oom_helps(req, e);
		return true;
	}
	if (takes_one_round(req))
		return false;
	if (req->gfp & __GFP_RETRY_MAYFAIL)
		return e->stuck < MAX_RECLAIM_RETRIES;
	if (e->progress)
		return true;
	if (e->stuck < MAX_RECLAIM_RETRIES && may_come(req, e))
		return true;
	return oom_helps(req, e);
}

/* It must not fail, and this was the @rounds-th round. */
static void complain(const struct alloc_request *req, unsigned long rounds)
{
	if (rounds < NOFAIL_SAID_FROM || !is_power_of_2(rounds))
		return;
	pr_warn("page allocation: order %u, __GFP_NOFAIL: still waiting after %lu rounds\n",
		req->order, rounds);
	dump_stack();
}

static unsigned long reclaim(const struct alloc_request *req)
{
	if (!reclaim_ops || is_reclaimer())
		return 0;
	return reclaim_ops->direct_reclaim(req->gfp, req->order, req->nid);
}

/* Pages are moved. Return: is there a block now? */
static bool compact(const struct alloc_request *req, struct effort *e)
{
	if (!req->order || e->compactions == MAX_COMPACT_RETRIES ||
	    try_to_compact_pages(req) != COMPACT_SUCCESS)
		return false;
	e->compactions++;
	return true;
}

static void make_room(const struct alloc_request *req, struct effort *e)
{
	e->progress = 1;
	if (req->order > PAGE_ALLOC_COSTLY_ORDER && compact(req, e))
		return;
	e->progress = reclaim(req);
	/* What reclaim frees stands on a CPU's list at first. */
	drain_all_pages(NULL);
	if (compact(req, e))
		e->progress++;
}

/* The caller may wait: reclaim and try, as often as its flags ask. */
static struct page *reclaim_and_retry(struct alloc_request *req,
				      struct effort *e)
{
	struct page *page;

	do {
		e->oom_freed = oom_freed();
		make_room(req, e);
		page = try_in_turn(req, e);
		e->rounds++;
		if (!page && (req->gfp & __GFP_NOFAIL))
			complain(req, e->rounds);
		cond_resched();
	} while (!page && worth_another_round(req, e));
	if (e->queued)
		page = zone_wait_end(e->queued);
	return page;
}

struct page *alloc_slowpath(struct alloc_request *req)
{
	struct effort e = { .rounds = 0 };
	struct page *page = NULL;

	req->gfp = current_gfp_context(req->gfp);
	if ((req->gfp & __GFP_KSWAPD_RECLAIM) && reclaim_ops)
		reclaim_ops->wake_kswapd(*req->zones, req->gfp, req->order);

	req->rights = rights_of(req->gfp) | (req->rights & ALLOC_MAY_FAIL);
	if (!must_queue(req))
		page = get_page_from_freelist(req);
	if (!page && gfpflags_allow_blocking(req->gfp))
		page = reclaim_and_retry(req, &e);
	if (page)
		return page;
	if (e.oom_said)
		pr_warn("%s: page allocation failure: order:%u\n",
			current->comm, req->order);
	else
		warn_alloc(req->gfp, req->order, req->nid);
	return NULL;
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
