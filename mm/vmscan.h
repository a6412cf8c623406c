/* SPDX-License-Identifier: MIT */
/*
 * vmscan.h - what the parts of reclaim share with each other
 *
 *	alloc_slow.c	asks, through reclaim_ops
 *	vmscan.c	one node after the other, harder and harder
 *	vmscan_lru.c	a node's cached pages
 *	shrinker.c	other people's caches
 *	kswapd.c	a node's thread, which does the same unasked
 */
#ifndef _MM_VMSCAN_H
#define _MM_VMSCAN_H

#include <linux/gfp.h>
#include <linux/mmzone.h>
#include <linux/sched.h>

struct seq_file;

/* 2^-12 of everything at first; 0: all of it (Linux: the same). */
#define DEF_PRIORITY		12

/*
 * From here on what is free and only lies in the wrong place is fetched:
 * objects on CPUs' stacks, areas not yet flushed. It interrupts all CPUs, so
 * what is easily had (a 1024th of the page cache) is looked for first.
 */
#define REAP_PRIORITY		(DEF_PRIORITY - 2)

/* Pages that are worth the effort of asking (Linux: the same). */
#define SWAP_CLUSTER_MAX	32UL

/**
 * struct scan_control - one reclaimer's wishes and results
 * @gfp_mask:	what may be done, after current_gfp_context()
 * @reclaim_idx: highest zone type whose pages help
 * @priority:	DEF_PRIORITY .. 0
 * @nr_to_reclaim: pages that would be enough
 * @nr_reclaimed, @nr_scanned: pages, so far
 * @nr_dirty, @nr_writeback: pages met that could not be had for that reason
 * @nr_objects:	freed by shrinkers since the machine was reaped
 * @slab_pages:	pages in slabs when it was looked last
 * @may_writepage: dirty pages may be written
 */
struct scan_control {
	gfp_t gfp_mask;
	int reclaim_idx;
	int priority;
	unsigned long nr_to_reclaim;
	unsigned long nr_reclaimed;
	unsigned long nr_scanned;
	unsigned long nr_dirty;
	unsigned long nr_writeback;
	unsigned long nr_objects;
	unsigned long slab_pages;
	unsigned int may_writepage;
};

static inline bool current_is_kswapd(void)
{
	return current->flags & PF_KSWAPD;
}

/* vmscan_lru.c: of @pgdat's cached pages; may sleep */
void shrink_lruvec(struct pglist_data *pgdat, struct scan_control *sc);

/* vmscan.c: pages in slabs; what slabs give back is seen by the difference */
unsigned long pages_in_slabs(void);

/* ---- vmscan.c ------------------------------------------------------------- */

/*
 * shrink_node - one round over a node, at sc->priority
 *
 * Between reclaim_begin() and reclaim_end(). Context: task, may sleep.
 */
void shrink_node(struct pglist_data *pgdat, struct scan_control *sc);

/*
 * reap_machine - if it is time: what is free and lies in the wrong place
 *
 * At REAP_PRIORITY, and after it when shrinkers have freed objects. Counts
 * into @sc. Return: was it done?
 */
bool reap_machine(struct scan_control *sc);

/* The longest wait, jiffies; who has waited looks again. Tests: longer. */
extern long reclaim_patience;

/**
 * reclaim_throttle - nothing can be had here now, but soon: it is being written
 * @pgdat: whose pages
 *
 * Sleeps until reclaim_unthrottle(), reclaim_patience at most.
 * Context: task, may sleep.
 */
void reclaim_throttle(struct pglist_data *pgdat);

/* reclaim_unthrottle - something can be had on @pgdat. Context: any but NMI. */
void reclaim_unthrottle(struct pglist_data *pgdat);

/* How many wait there now, and how often it was: a part of kswapd.c's view */
void reclaim_throttle_show(struct seq_file *m, const struct pglist_data *pgdat);

/* ---- kswapd.c ------------------------------------------------------------- */

/* Runs that gave nothing, until kswapd gives up on a node (Linux: the same) */
#define KSWAPD_MAX_FAILURES	16

/**
 * struct kswapd - one node's thread
 * @task:	NULL: there is none
 * @wanted:	what was asked for: a bit for each zone type, then one for
 *		each order
 * @resting:	it works on nothing
 * @stop:	it is to end
 * @failures:	runs one after the other that freed nothing
 * @least_free:	pages; the least since it gave up
 * @runs, @reclaimed: ever; pages
 *
 * kswapd.c says who writes what. Tests look, and break it.
 */
extern struct kswapd {
	struct task_struct *task;
	atomic_t wanted;
	bool resting;
	bool stop;
	unsigned int failures;
	unsigned long least_free;
	unsigned long runs;
	unsigned long reclaimed;
} kswapds[MAX_NUMNODES];

/*
 * wakeup_kswapd - a request for @order pages like @gfp was not met at once
 * @zone: the one it would have liked best
 *
 * Wakes the thread of each node that it may use and that is short. Context:
 * any; takes no lock but a run queue's.
 */
void wakeup_kswapd(struct zone *zone, gfp_t gfp, unsigned int order);

/* A caller of its own reclaimed something on @pgdat: kswapd may hope again */
void kswapd_hope(struct pglist_data *pgdat);

/* Does kswapd work on node @nid, and did its last run free something? */
bool kswapd_gets_on(int nid);

/* Has kswapd given up on node @nid? */
bool kswapd_gave_up(int nid);

/* 0, or the number of an invariant that node @nid's breaks */
int kswapd_broken(int nid);

#endif
