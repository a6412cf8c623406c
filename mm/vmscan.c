// SPDX-License-Identifier: MIT
/*
 * vmscan.c - memory is short: take back what can be had again
 *
 * PROBLEM
 *	All pages are in use, but not all uses are worth a page: a file's
 *	contents that can be read again, an object kept for the next who wants
 *	one, a list of free pages that only one CPU sees. Somebody must take
 *	them back: enough, in time, without taking what is about to be used,
 *	and without waiting for somebody who waits for him.
 *
 * IDEA
 *	In rounds, each twice as hard as the one before, until enough is free.
 *	The first round looks at 2^-12 of everything, the last at all of it.
 *
 *	priority   12	   11	 10 ...		   1	   0
 *		    |	    |	  |		   |	   |
 *	node 0	    lru, shrinkers		   ...	   all of it
 *	node 1	    lru, shrinkers
 *	the machine		  reap: empty slabs, retired areas
 *
 *	A caller who finds no page does it for himself (direct reclaim) on all
 *	nodes that he may use; a thread on each node does it before anybody
 *	has to (kswapd.c), so that most callers never come here.
 *
 *	who		 rounds	 may write	 waits for others' progress
 *	direct reclaim	 12..0	 no		 at most HZ/10 a round and node
 *	kswapd		 12..1	 yes		 no
 *
 * PROGRESS
 *	is counted in pages that went back to the page allocator: the cached
 *	ones by who takes them off the list, slabs by how many are left,
 *	others by who calls mm_account_reclaimed_pages(). Objects are no
 *	progress: until the last of its slab is free, no page is.
 *
 * WAITING
 *	If a round freed nothing of a node, and met pages that are being
 *	written to a device, a harder round would meet the same. The caller
 *	sleeps, until one of them has been written or kswapd got on, and for a
 *	tenth of a second at most: reclaim_throttle(). Whoever holds what the
 *	device waits for is so never kept for long.
 *
 * RECURSION
 *	There is none: who reclaims has PF_MEMALLOC, and whoever has it gets 0
 *	here, at once. See reclaim_scope.c.
 *
 * LOCKING
 *	None of its own. Each part takes its own for as long as it must; the
 *	caller holds none that any of them takes.
 *
 * FAILURE
 *	0 pages. The caller decides whether to try again.
 *
 * COST
 *	With nothing to be had: 13 walks over the shrinkers, and one reap,
 *	which interrupts all CPUs.
 *
 * LEFT OUT
 *	Swap, anonymous pages, control groups, and the part of Linux's that
 *	balances these against each other. Linux's callers also wait when
 *	others have all pages off the lists; here they try harder.
 *
 * SOURCES
 *	M. Gorman, Understanding the Linux Virtual Memory Manager, ch. 10;
 *	Linux 6.12: mm/vmscan.c (names, semantics).
 */
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/seq_file.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/vmstat.h>
#include <linux/wait.h>

#include "internal.h"
#include "vm_area.h"
#include "vmscan.h"

/* ---- one round ------------------------------------------------------------------- */

unsigned long pages_in_slabs(void)
{
	return global_node_page_state(NR_SLAB_RECLAIMABLE_B) +
	       global_node_page_state(NR_SLAB_UNRECLAIMABLE_B);
}

/* What those whom we called gave back and said so. */
static void collect(struct scan_control *sc)
{
	struct reclaim_state *rs = current->reclaim_state;

	sc->nr_reclaimed += rs->reclaimed;
	rs->reclaimed = 0;
}

/*
 * What slabs gave back, @known of it for sure. Some goes by itself when the
 * last object of a slab is freed, on any CPU: seen by what is left, which
 * others change, too.
 */
static void collect_slabs(struct scan_control *sc, unsigned long known)
{
	unsigned long now = pages_in_slabs();
	unsigned long fewer = sc->slab_pages - min(now, sc->slab_pages);

	sc->nr_reclaimed += max(known, fewer);
	sc->slab_pages = now;
}

void shrink_node(struct pglist_data *pgdat, struct scan_control *sc)
{
	shrink_lruvec(pgdat, sc);
	sc->nr_objects += shrink_slab(sc->gfp_mask, pgdat->node_id,
				      sc->priority);
	collect(sc);
}

bool reap_machine(struct scan_control *sc)
{
	if (sc->priority != REAP_PRIORITY &&
	    (sc->priority > REAP_PRIORITY || !sc->nr_objects))
		return false;
	sc->nr_objects = 0;
	collect_slabs(sc, slab_reap());
	/* Not vm_unmap_aliases(): its worker may be who is short of memory. */
	if (system_state == SYSTEM_RUNNING) {
		vfree_deferred();
		vm_areas_purge();
	}
	return true;
}

/* ---- waiting for others ---------------------------------------------------------- */

long reclaim_patience = HZ / 10;

/* By node: who waits, how many now, how often ever. */
static struct throttle {
	struct wait_queue_head wait;
	atomic_t waiting;
	atomic_long_t times;
} throttles[MAX_NUMNODES];

void reclaim_throttle(struct pglist_data *pgdat)
{
	struct throttle *t = &throttles[pgdat->node_id];
	DEFINE_WAIT(entry);

	atomic_long_inc(&t->times);
	count_vm_event(PGSCAN_DIRECT_THROTTLE);
	atomic_inc(&t->waiting);
	prepare_to_wait(&t->wait, &entry, TASK_UNINTERRUPTIBLE);
	schedule_timeout(reclaim_patience);
	finish_wait(&t->wait, &entry);
	atomic_dec(&t->waiting);
}

void reclaim_unthrottle(struct pglist_data *pgdat)
{
	struct throttle *t = &throttles[pgdat->node_id];

	/* One that is missed waits no longer than any. */
	if (unlikely(atomic_read(&t->waiting)))
		wake_up_all(&t->wait);
}

void reclaim_throttle_show(struct seq_file *m, const struct pglist_data *pgdat)
{
	struct throttle *t = &throttles[pgdat->node_id];

	seq_printf(m, " %9d %9ld", atomic_read(&t->waiting),
		   atomic_long_read(&t->times));
}

/* ---- direct reclaim -------------------------------------------------------------- */

/* One node's turn; a rest if all it could give is on its way to a device. */
static void reclaim_node(struct pglist_data *pgdat, struct scan_control *sc)
{
	unsigned long reclaimed = sc->nr_reclaimed;
	unsigned long writeback = sc->nr_writeback;

	shrink_node(pgdat, sc);
	if (sc->nr_reclaimed > reclaimed)
		kswapd_hope(pgdat);
	else if (sc->nr_writeback > writeback)
		reclaim_throttle(pgdat);
}

/* Each node that a request may be served from, the nearest first. */
static void shrink_nodes(struct zone *const *zones, int nid,
			 struct scan_control *sc)
{
	struct pglist_data *last = NULL;

	for (; *zones; zones++) {
		struct pglist_data *pgdat = (*zones)->zone_pgdat;

		if ((sc->gfp_mask & __GFP_THISNODE) && (*zones)->node != nid)
			break;
		/* A node's zones stand side by side. */
		if (pgdat != last)
			reclaim_node(pgdat, sc);
		last = pgdat;
	}
}

static void shrink_harder(struct zone *const *zones, int nid,
			  struct scan_control *sc)
{
	for (; sc->priority >= 0; sc->priority--) {
		shrink_nodes(zones, nid, sc);
		reap_machine(sc);
		if (sc->nr_reclaimed >= sc->nr_to_reclaim)
			break;
		cond_resched();
	}
}

/* Linux: try_to_free_pages(). Return: pages freed. */
static unsigned long direct_reclaim(gfp_t gfp, unsigned int order, int nid)
{
	struct scan_control sc = {
		.gfp_mask = current_gfp_context(gfp),
		.reclaim_idx = gfp_zone(gfp),
		.priority = DEF_PRIORITY,
		.nr_to_reclaim = max(SWAP_CLUSTER_MAX, 1UL << order),
		.slab_pages = pages_in_slabs(),
	};
	struct reclaim_state rs;

	if (current->flags & PF_MEMALLOC)
		return 0;
	count_zid_vm_events(ALLOCSTALL, sc.reclaim_idx, 1);
	reclaim_begin(&rs, sc.gfp_mask);
	shrink_harder(NODE_DATA(nid)->node_zonelists[sc.reclaim_idx], nid, &sc);
	reclaim_end(&rs);
	return sc.nr_reclaimed;
}

/*
 * Is it worth while to wait for others? For a kswapd that has just failed it
 * is not: who asks when nothing can be had is told so without delay.
 */
static bool at_work(int nid)
{
	return kswapd_gets_on(nid) ||
	       node_page_state(NODE_DATA(nid), NR_WRITEBACK);
}

/* ---- init ------------------------------------------------------------------------ */

static const struct reclaim_ops vmscan_ops = {
	.wake_kswapd = wakeup_kswapd,
	.direct_reclaim = direct_reclaim,
	.at_work = at_work,
};

void reclaim_init(void)
{
	int nid;

	for (nid = 0; nid < MAX_NUMNODES; nid++)
		init_waitqueue_head(&throttles[nid].wait);
	reclaim_ops = &vmscan_ops;
}
