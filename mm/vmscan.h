/* SPDX-License-Identifier: MIT */
/*
 * vmscan.h - what the parts of reclaim tell each other
 */
#ifndef _MM_VMSCAN_H
#define _MM_VMSCAN_H

#include <linux/mmzone.h>
#include <linux/types.h>

/* Of a list, 1 / 2^priority is looked at; from 12 down to 0: all of it. */
#define DEF_PRIORITY		12

/* Pages looked at before others have their turn (Linux: the same). */
#define SWAP_CLUSTER_MAX	32UL

/**
 * struct scan_control - one attempt to free memory
 * @gfp_mask:	 the caller's, after current_gfp_context()
 * @order:	 of the block wanted
 * @reclaim_idx: the highest zone type that helps
 * @priority:	 DEF_PRIORITY .. 0
 * @nr_to_reclaim: pages wanted
 * @nr_reclaimed, @nr_scanned: pages, so far
 * @nr_dirty, @nr_writeback: met on the way, and left alone
 * @may_writepage: dirty pages may be written: kswapd's with __GFP_IO
 */
struct scan_control {
	gfp_t gfp_mask;
	unsigned int order;
	int reclaim_idx;
	int priority;
	unsigned long nr_to_reclaim;
	unsigned long nr_reclaimed, nr_scanned;
	unsigned long nr_dirty, nr_writeback;
	unsigned int may_writepage;
};

/* vmscan_lru.c: of @pgdat's cached pages; may sleep */
void shrink_lruvec(struct pglist_data *pgdat, struct scan_control *sc);

#endif
