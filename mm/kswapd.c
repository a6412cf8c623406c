// SPDX-License-Identifier: MIT
/*
 * kswapd.c - a thread for each node that reclaims before anybody has to
 *
 * PROBLEM
 *	Who reclaims for himself waits, and an interrupt cannot wait at all:
 *	it fails. Somebody should free pages early, while there are some left,
 *	and without anybody waiting for it; but not for ever, where nothing can
 *	be had, nor when enough is free.
 *
 * IDEA
 *	The watermarks say when (zone.c):
 *
 *	free pages
 *	   |############################|	high	it sleeps again
 *	   |####################|		low	a request finds every zone
 *	   |			|			below: it is woken
 *	   |############|			min	callers reclaim themselves
 *
 *	A request that finds no zone above low wakes the threads of all nodes
 *	that it may use, says which zones it could have used, and goes on. The
 *	thread reclaims until each zone up to that type is above high.
 *
 * WHAT IS ASKED FOR
 *	is one word of bits: the zone types, and the orders. Asking is one
 *	atomic operation, and only who finds the word 0 wakes the thread:
 *
 *	waker				thread
 *	was = fetch_or(wanted, bits)	resting = false
 *	if (!was)			bits = xchg(wanted, 0)
 *		wake_up_process()	reclaim
 *					resting = true
 *					sleep, if wanted is still 0
 *
 *	What is asked for while the thread works is found before it sleeps.
 *
 * WHEN IT STOPS
 *	A run that brought the zones nearer to high is followed by another
 *	one. After any other it sleeps, however short memory is, until it is
 *	asked again; and if KSWAPD_MAX_FAILURES runs one after the other freed
 *	no page at all, it is not even woken: the node has nothing to give.
 *	That ends when a caller of his own reclaims something, or when more is
 *	free than at the least since it gave up.
 *
 * WHICH ZONES
 *	A run is for the highest zone that is below high, and takes pages of
 *	that one and of those below it. So a zone that stays short for ever,
 *	because its pages are locked in use, does not cost the cached pages of
 *	those above it.
 *
 * INVARIANTS	(kswapd_broken() tests each by number)
 *	F1  wanted names zone types and orders that exist.
 *	F2  There are at most KSWAPD_MAX_FAILURES failures.
 *
 * LOCKING
 *	None. A waker may hold any lock but a run queue's: waking takes that
 *	one only. Counts are written by the thread alone, failures by those,
 *	too, who have hope; a store that is lost costs one run.
 *
 * FAILURE
 *	Without its thread (before there are tasks) a node is reclaimed by
 *	callers alone.
 *
 * COST
 *	Nothing while memory is well above low. Asking a thread that works:
 *	one atomic operation, on the slow path.
 *
 * LEFT OUT
 *	Linux boosts marks after fragmentation, and lets a caller wait for
 *	kswapd when less than half of min is left (throttle_direct_reclaim).
 *
 * SOURCES
 *	Linux 6.12: kswapd(), balance_pgdat(), wakeup_kswapd() (semantics).
 */
#include <linux/bug.h>
#include <linux/compaction.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kswapd.h>
#include <linux/mm.h>
#include <linux/proc_fs.h>
#include <linux/sched/mm.h>
#include <linux/vmstat.h>
#include <linux/wait.h>

#include "internal.h"
#include "vmscan.h"

#define WANTS_ORDERS	MAX_NR_ZONES
#define WANTS_VALID	((1u << (WANTS_ORDERS + NR_PAGE_ORDERS)) - 1)

/* Rounds of a run that may go on without trying harder: each gave pages. */
#define EASY_ROUNDS	64

/* Woken again within this: it slept too early. */
#define QUICKLY		(HZ / 10)

struct kswapd kswapds[MAX_NUMNODES];

/* Those who wait until all rest. */
static DECLARE_WAIT_QUEUE_HEAD(kswapd_wait);

/* ---- how short is it? ------------------------------------------------------------- */

static unsigned long lacks(const struct zone *zone)
{
	unsigned long free = READ_ONCE(zone->nr_free);
	unsigned long high = high_wmark_pages(zone);

	return managed_zone(zone) && free < high ? high - free : 0;
}

/* Pages that zones up to type @class lack, together. */
static unsigned long node_lacks(struct pglist_data *pgdat, int class)
{
	unsigned long pages = 0;

	for (; class >= 0; class--)
		pages += lacks(&pgdat->node_zones[class]);
	return pages;
}

static int highest_short(struct pglist_data *pgdat, int class)
{
	while (class >= 0 && !lacks(&pgdat->node_zones[class]))
		class--;
	return class;
}

/*
 * Has one zone so much that a request of @class finds it well above low? Then
 * it was not for lack of pages that none was had.
 */
static bool one_suffices(struct pglist_data *pgdat, int class)
{
	int type;

	for (type = class; type >= 0; type--) {
		const struct zone *zone = &pgdat->node_zones[type];

		if (managed_zone(zone) &&
		    READ_ONCE(zone->nr_free) >= high_wmark_pages(zone) +
						zone->lowmem_reserve[class])
			return true;
	}
	return false;
}

static unsigned long node_free(struct pglist_data *pgdat)
{
	unsigned long pages = 0;
	int type;

	for (type = 0; type < MAX_NR_ZONES; type++)
		pages += READ_ONCE(pgdat->node_zones[type].nr_free);
	return pages;
}

/* Bits that are gone were taken after resting became false. */
static bool kswapd_is_idle(const struct kswapd *k)
{
	if (!READ_ONCE(k->task))
		return true;
	return !atomic_read_acquire(&k->wanted) &&
	       smp_load_acquire(&k->resting);
}

/* ---- hope --------------------------------------------------------------------------- */

bool kswapd_gave_up(int nid)
{
	return READ_ONCE(kswapds[nid].failures) >= KSWAPD_MAX_FAILURES;
}

bool kswapd_gets_on(int nid)
{
	const struct kswapd *k = &kswapds[nid];

	return !kswapd_is_idle(k) && !READ_ONCE(k->failures);
}

void kswapd_hope(struct pglist_data *pgdat)
{
	struct kswapd *k = &kswapds[pgdat->node_id];

	if (READ_ONCE(k->failures))
		WRITE_ONCE(k->failures, 0);
}

/* It gave up: has nothing been freed since? */
static bool hopeless(struct kswapd *k, struct pglist_data *pgdat)
{
	unsigned long free = node_free(pgdat);
	unsigned long least = READ_ONCE(k->least_free);

	if (free < least)
		WRITE_ONCE(k->least_free, free);
	return free <= least;
}

static void note_failure(struct kswapd *k, struct pglist_data *pgdat)
{
	unsigned int failures = READ_ONCE(k->failures);

	if (failures < KSWAPD_MAX_FAILURES)
		WRITE_ONCE(k->failures, failures + 1);
	WRITE_ONCE(k->least_free, node_free(pgdat));
}

/* ---- wake --------------------------------------------------------------------------- */

static void wake_node(struct pglist_data *pgdat, int class, unsigned int order)
{
	struct kswapd *k = &kswapds[pgdat->node_id];
	struct task_struct *task = smp_load_acquire(&k->task);

	if (!task || one_suffices(pgdat, class))
		return;
	if (unlikely(kswapd_gave_up(pgdat->node_id))) {
		if (hopeless(k, pgdat))
			return;
		kswapd_hope(pgdat);
	}
	if (!atomic_fetch_or(1 << class | 1 << (WANTS_ORDERS + order),
			     &k->wanted))
		wake_up_process(task);
}

void wakeup_kswapd(struct zone *zone, gfp_t gfp, unsigned int order)
{
	int class = gfp_zone(gfp);
	struct zone *const *z = zone->zone_pgdat->node_zonelists[class];
	struct pglist_data *last = NULL;

	for (; *z; z++) {
		struct pglist_data *pgdat = (*z)->zone_pgdat;

		if ((gfp & __GFP_THISNODE) && pgdat != zone->zone_pgdat)
			break;
		if (pgdat != last)
			wake_node(pgdat, class, order);
		last = pgdat;
	}
}

/* ---- run ---------------------------------------------------------------------------- */

/* One round, at sc->priority; who waits hears of what it gave. */
static void round_of(struct pglist_data *pgdat, struct scan_control *sc)
{
	unsigned long before = sc->nr_reclaimed;

	shrink_node(pgdat, sc);
	/* What was freed stands on CPUs' lists at first. */
	if (reap_machine(sc))
		drain_all_pages(NULL);
	if (sc->nr_reclaimed > before)
		reclaim_unthrottle(pgdat);
	cond_resched();
}

/* Linux: balance_pgdat(). Return: pages reclaimed. */
static unsigned long run(struct pglist_data *pgdat, int class)
{
	struct scan_control sc = {
		.gfp_mask = GFP_KERNEL,
		.priority = DEF_PRIORITY,
		.slab_pages = pages_in_slabs(),
		.may_writepage = 1,
	};
	unsigned int easy = 0;
	struct reclaim_state rs;

	count_vm_event(PAGEOUTRUN);
	reclaim_begin(&rs, sc.gfp_mask);
	while (sc.priority > 0) {
		unsigned long before = sc.nr_reclaimed;

		sc.reclaim_idx = highest_short(pgdat, class);
		if (sc.reclaim_idx < 0)
			break;
		sc.nr_to_reclaim = before + max(SWAP_CLUSTER_MAX,
						node_lacks(pgdat, class));
		round_of(pgdat, &sc);
		if (sc.nr_reclaimed < sc.nr_to_reclaim || ++easy > EASY_ROUNDS)
			sc.priority--;
	}
	reclaim_end(&rs);
	return sc.nr_reclaimed;
}

/* Runs, while each brings the zones nearer to high. */
static void balance(struct kswapd *k, struct pglist_data *pgdat,
		    unsigned int wanted)
{
	int class = fls(wanted & ((1u << WANTS_ORDERS) - 1)) - 1;
	unsigned int order = max(fls(wanted >> WANTS_ORDERS) - 1, 0);
	unsigned long before, now = node_lacks(pgdat, class), pages;

	do {
		before = now;
		if (!before)
			break;
		pages = run(pgdat, class);
		now = node_lacks(pgdat, class);
		WRITE_ONCE(k->runs, k->runs + 1);
		WRITE_ONCE(k->reclaimed, k->reclaimed + pages);
		if (pages || now < before)
			kswapd_hope(pgdat);
		else
			note_failure(k, pgdat);
	} while (now < before);
	/* There are enough pages now, but maybe no two side by side. */
	if (order)
		compact_pgdat(pgdat, order, class);
	reclaim_unthrottle(pgdat);
}

/* ---- the thread --------------------------------------------------------------------- */

/*
 * Until something is wanted, or it is to stop: what is wanted. Whoever asks
 * sets a bit, then wakes; we set our state, then look at the bits.
 */
static unsigned int rest(struct kswapd *k)
{
	/* What we did is seen by whoever sees that we rest. */
	smp_store_release(&k->resting, true);
	if (wq_has_sleeper(&kswapd_wait))
		wake_up_all(&kswapd_wait);
	for (;;) {
		set_current_state(TASK_IDLE);
		if (atomic_read(&k->wanted) || READ_ONCE(k->stop))
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	/* Before the bits go: see kswapd_is_idle(). */
	WRITE_ONCE(k->resting, false);
	return atomic_xchg(&k->wanted, 0);
}

int kswapd_thread(void *data)
{
	struct pglist_data *pgdat = data;
	struct kswapd *k = &kswapds[pgdat->node_id];
	unsigned int scopes = memalloc_flags_save(PF_MEMALLOC | PF_KSWAPD);
	unsigned long slept = jiffies - QUICKLY;

	for (;;) {
		unsigned int wanted = rest(k);

		if (READ_ONCE(k->stop))
			break;
		if (time_before(jiffies, slept + QUICKLY))
			count_vm_event(KSWAPD_LOW_WMARK_HIT_QUICKLY);
		balance(k, pgdat, wanted);
		if (atomic_read(&k->wanted))
			count_vm_event(KSWAPD_HIGH_WMARK_HIT_QUICKLY);
		slept = jiffies;
	}
	memalloc_flags_restore(scopes);
	WRITE_ONCE(k->resting, true);
	return 0;
}

void kswapd_attach(int nid, struct task_struct *task)
{
	struct kswapd *k = &kswapds[nid];

	memset(k, 0, sizeof(*k));
	WRITE_ONCE(k->resting, true);
	/* Whoever finds the thread finds the rest as it is here. */
	smp_store_release(&k->task, task);
}

struct task_struct *kswapd_detach(int nid)
{
	struct kswapd *k = &kswapds[nid];
	struct task_struct *task = k->task;

	WRITE_ONCE(k->stop, true);
	WRITE_ONCE(k->task, NULL);
	if (task)
		wake_up_process(task);
	return task;
}

/* ---- settle -------------------------------------------------------------------------- */

static bool all_idle(void)
{
	int nid;

	for (nid = 0; nid < MAX_NUMNODES; nid++) {
		if (!kswapd_is_idle(&kswapds[nid]))
			return false;
	}
	return true;
}

void kswapd_settle(void)
{
	wait_event(kswapd_wait, all_idle());
}

/* ---- show, check ---------------------------------------------------------------------- */

static int kswapd_show(struct seq_file *m, void *v)
{
	int nid;

	seq_puts(m, "node state         runs reclaimed  failures"
		 "   waiting    waited\n");
	for_each_online_node(nid) {
		const struct kswapd *k = &kswapds[nid];

		seq_printf(m, "%4d %-8s %9lu %9lu %9u", nid,
			   !READ_ONCE(k->task) ? "none" :
			   !kswapd_is_idle(k) ? "works" :
			   kswapd_gave_up(nid) ? "gave up" : "rests",
			   READ_ONCE(k->runs), READ_ONCE(k->reclaimed),
			   READ_ONCE(k->failures));
		reclaim_throttle_show(m, NODE_DATA(nid));
		seq_putc(m, '\n');
	}
	return 0;
}
PROC_VIEW("kswapd", kswapd_show);

int kswapd_broken(int nid)
{
	const struct kswapd *k = &kswapds[nid];

	if (atomic_read(&k->wanted) & ~WANTS_VALID)
		return 1;
	return READ_ONCE(k->failures) > KSWAPD_MAX_FAILURES ? 2 : 0;
}

void kswapd_check(void)
{
	int nid;

	for (nid = 0; nid < MAX_NUMNODES; nid++) {
		if (kswapd_broken(nid))
			panic("mm: kswapd invariant F%d is broken on node %d",
			      kswapd_broken(nid), nid);
	}
}
