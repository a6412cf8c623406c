/* SPDX-License-Identifier: MIT */
/*
 * vm_event_item.h - what happens to memory and is counted, for ever
 *
 * linux/vmstat.h counts them; mm/vmstat.c shows them, under the same names in
 * lower case (COMPACTSTALL: compact_stall). Of Linux's items, those that can
 * happen here, in Linux's order.
 */
#ifndef _LINUX_VM_EVENT_ITEM_H
#define _LINUX_VM_EVENT_ITEM_H

/* One of an item for each enum zone_type, in its order. */
#define FOR_ALL_ZONES(item) item##_DMA, item##_DMA32, item##_NORMAL, item##_HIGH

enum vm_event_item {
	PGPGIN,			/* KiB read from devices, and written */
	PGPGOUT,
	FOR_ALL_ZONES(PGALLOC),	/* pages given out */
	FOR_ALL_ZONES(ALLOCSTALL),	/* callers that had to reclaim */
	PGFREE,			/* pages freed */
	PGACTIVATE,		/* pages that moved to the active list */
	PGDEACTIVATE,		/* ... and back */
	PGREFILL,		/* active pages looked at for that */
	PGSTEAL_KSWAPD,		/* cached pages reclaimed */
	PGSTEAL_DIRECT,
	PGSCAN_KSWAPD,		/* ... looked at for that */
	PGSCAN_DIRECT,
	PGSCAN_DIRECT_THROTTLE,	/* callers that waited for others' progress */
	SLABS_SCANNED,		/* objects that shrinkers looked at */
	KSWAPD_LOW_WMARK_HIT_QUICKLY,	/* woken again soon after sleeping */
	KSWAPD_HIGH_WMARK_HIT_QUICKLY,
	PAGEOUTRUN,		/* kswapd's runs over a node */
	PGROTATED,		/* pages written for reclaim, now next to go */
	DROP_PAGECACHE,		/* drop_caches, by what it was to drop */
	DROP_SLAB,
	OOM_KILL,		/* nothing helped any more */
	PGMIGRATE_SUCCESS,	/* pages moved */
	PGMIGRATE_FAIL,		/* ... that could not be */
	COMPACTMIGRATE_SCANNED,	/* pages that the scanners looked at */
	COMPACTFREE_SCANNED,
	COMPACTISOLATED,	/* ... and took */
	COMPACTSTALL,		/* callers that had to compact */
	COMPACTFAIL,
	COMPACTSUCCESS,
	NR_VM_EVENT_ITEMS
};

#endif
