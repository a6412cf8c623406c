/* SPDX-License-Identifier: MIT */
/*
 * mmzone.h - nodes, zones, and the lists in them
 *
 *	node	memory that is equally far from some CPUs
 *	 zone	a part of it that some callers cannot use, by address:
 *
 *	0     16 MiB              4 GiB         lowmem
 *	| DMA  | DMA32 ............ | NORMAL ..... | HIGHMEM ...
 *
 *	DMA32 is there only if low memory reaches past 4 GiB; otherwise
 *	NORMAL starts at 16 MiB.
 *
 *	  free_area[order]	free blocks of 2^order pages, a list for each
 *				migrate type, under the zone's lock
 *	  per_cpu_pageset	small blocks at hand for one CPU, no lock
 */
#ifndef _LINUX_MMZONE_H
#define _LINUX_MMZONE_H

#include <asm/page.h>
#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/mm_types.h>
#include <linux/numa.h>
#include <linux/percpu-defs.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/* The largest block: 2^10 pages, 4 MiB, as on Linux. */
#define MAX_PAGE_ORDER		10
#define NR_PAGE_ORDERS		(MAX_PAGE_ORDER + 1)
#define MAX_ORDER_NR_PAGES	(1UL << MAX_PAGE_ORDER)
#define MAX_ORDER		MAX_PAGE_ORDER

/* Above this a block is not worth trying hard for (Linux: the same). */
#define PAGE_ALLOC_COSTLY_ORDER	3

/*
 * Who moves with whom. A pageblock (2^9 pages, 2 MiB: what one large leaf
 * maps) belongs to one type; its free pages are on that type's lists, so
 * that pages which can never move do not pepper all of memory.
 */
enum migratetype {
	MIGRATE_UNMOVABLE,
	MIGRATE_MOVABLE,
	MIGRATE_RECLAIMABLE,
	MIGRATE_TYPES
};

#define pageblock_order		9
#define pageblock_nr_pages	(1UL << pageblock_order)

enum zone_type {
	ZONE_DMA,		/* [0, 16 MiB): ISA's 24 address lines */
	ZONE_DMA32,		/* [16 MiB, 4 GiB): 32-bit devices */
	ZONE_NORMAL,		/* up to lowmem */
	ZONE_HIGHMEM,		/* above: no address of its own */
	__MAX_NR_ZONES
};
#define MAX_NR_ZONES	__MAX_NR_ZONES

/* Free pages below which ... (page_alloc.c says what happens) */
enum zone_watermarks {
	WMARK_MIN,		/* only who may use reserves is served */
	WMARK_LOW,		/* kswapd is woken */
	WMARK_HIGH,		/* kswapd goes back to sleep */
	NR_WMARK
};

/* What is counted of a zone, and of a node: linux/vmstat.h */
enum zone_stat_item {
	NR_FREE_PAGES,		/* in free blocks; CPU lists are not in it */
	NR_VM_ZONE_STAT_ITEMS
};

enum node_stat_item {		/* pages, but for the two in bytes */
	NR_INACTIVE_FILE,	/* cached pages on each LRU list */
	NR_ACTIVE_FILE,
	NR_SLAB_RECLAIMABLE_B,	/* bytes of slabs of SLAB_RECLAIM_ACCOUNT */
	NR_SLAB_UNRECLAIMABLE_B,	/* ... and of all others */
	NR_ISOLATED_FILE,	/* taken off the LRU for a while */
	NR_FILE_PAGES,		/* in the page cache */
	NR_FILE_DIRTY,		/* changed, not written yet */
	NR_WRITEBACK,		/* being written */
	NR_VMSCAN_WRITE,	/* ever: written because memory was short */
	NR_DIRTIED,		/* ever: pages that became dirty */
	NR_WRITTEN,		/* ever: pages whose writing began */
	NR_VM_NODE_STAT_ITEMS
};

struct free_area {
	struct list_head free_list[MIGRATE_TYPES];
	unsigned long nr_free;		/* blocks, all types */
};

/*
 * Orders kept on CPU lists: 0..4, blocks up to 64 KiB, are what kernels ask
 * for all day (stacks, slabs, rings). A list for each order and type.
 */
#define NR_PCP_ORDERS	5
#define NR_PCP_LISTS	(NR_PCP_ORDERS * MIGRATE_TYPES)

/**
 * struct per_cpu_pages - blocks one CPU has at hand (mm/pcp.c)
 * @lists: hot end first
 * @count: pages on all lists
 * @high:  above this a batch goes back to the zone
 * @batch: pages moved at a time
 *
 * Touched by its CPU with interrupts off, and by nobody else.
 */
struct per_cpu_pages {
	struct list_head lists[NR_PCP_LISTS];
	int count;
	int high;
	int open_high;			/* `high` again when nobody waits for
					   the zone; 0: it is as it is */
	int batch;
	unsigned int flush_next;	/* list whose turn it is */
	unsigned long nr_alloc;		/* pages ever given out from here, */
	unsigned long nr_free;		/* and freed to here: /proc/vmstat */
};

struct pglist_data;

/**
 * struct zone - memory of one kind on one node
 */
struct zone {
	/* Set at boot, then read only; first line: the fast path's. */
	struct per_cpu_pages __percpu *per_cpu_pageset;
	unsigned long pageblock_types;	/* address of pageblock 0's type, a u8:
					   an enum migratetype. Only the zone's
					   own pageblocks have one. */
	unsigned long fast_mark[8];	/* by the zone bits of gfp: free pages
					   above which nothing need be asked */
	unsigned long near_mark[8];	/* the same, for who does to the page
					   what a watched zone wants */
	unsigned long _watermark[NR_WMARK];		/* pages */
	unsigned long lowmem_reserve[MAX_NR_ZONES];	/* pages kept from
					   requests that could go to zone i */
	struct pglist_data *zone_pgdat;
	const char *name;
	int node;
	enum zone_type type;
	unsigned long zone_start_pfn;
	unsigned long spanned_pages;	/* holes included */
	unsigned long present_pages;	/* RAM */
	unsigned long managed_pages;	/* RAM given to the allocator */

	/* lock, taken with interrupts off */
	spinlock_t lock ____cacheline_aligned_in_smp;
	unsigned long nr_free;		/* pages on free_area */
	unsigned int nr_waiters;	/* tasks that wait for its pages */
	atomic_t wakes_owed;		/* frees that have yet to serve them:
					   mm/zone_wait.c */
	u16 order_mask[MIGRATE_TYPES];	/* bit o: free_list of order o is
					   not empty */
	u16 watch;			/* not the lock's; WATCH_: what
					   mm/page_debug.c does with pages */
	struct free_area free_area[NR_PAGE_ORDERS];
	unsigned long nr_fallback;	/* blocks ever taken from another type */
	unsigned long nr_stolen;	/* pageblocks that changed type */
	/* Blocks ever given out, and freed, that did not go over a CPU's list:
	   for /proc/vmstat, by order, because that takes the fewest steps. */
	unsigned long nr_large_alloc[NR_PAGE_ORDERS];
	unsigned long nr_large_free[NR_PAGE_ORDERS];

	/* mm/compaction.c's; the first three are whose @compacting is */
	atomic_t compacting;
	unsigned long compact_migrate_pfn;	/* where to go on; the zone's */
	unsigned long compact_free_pfn;		/* ends, if they are equal */
	unsigned int compact_considered;	/* attempts since a failure */
	unsigned int compact_defer_shift;	/* 2^it are skipped; 0: none */
	int compact_order_failed;		/* for it and above */
} ____cacheline_aligned_in_smp;

/* Pages of the page cache by age; a page is on the list PG_active says. */
enum lru_list {
	LRU_INACTIVE_FILE,	/* the next to go, oldest last */
	LRU_ACTIVE_FILE,	/* used more than once */
	NR_LRU_LISTS
};

/**
 * struct lruvec - the lists of one node (mm/lru.c)
 * @lru_lock: guards the rest, and PG_lru of the node's pages; interrupts off
 * @lists:    through page->lru, youngest first
 * @nr:       pages on each
 */
struct lruvec {
	spinlock_t lru_lock;
	struct list_head lists[NR_LRU_LISTS];
	unsigned long nr[NR_LRU_LISTS];
} ____cacheline_aligned_in_smp;

/* Every zone a request may use, best first; ends with NULL. */
#define MAX_ZONES_PER_ZONELIST	(MAX_NUMNODES * MAX_NR_ZONES)

/**
 * struct pglist_data - one node (Linux: pg_data_t)
 * @node_id:	its number, 0 .. nr_online_nodes - 1
 * @node_start_pfn: its first frame
 * @node_present_pages: frames of usable memory
 * @node_spanned_pages: frames from the first to the last, holes included
 * @node_zones:	its zones; an empty one has managed_pages 0
 * @node_zonelists: for the highest zone allowed: zones by distance of their
 *		node, within a node the highest first
 * @__lruvec:	its cached pages by age
 */
typedef struct pglist_data {
	int node_id;
	unsigned long node_start_pfn;
	unsigned long node_present_pages;
	unsigned long node_spanned_pages;
	struct zone node_zones[MAX_NR_ZONES];
	struct zone *node_zonelists[MAX_NR_ZONES][MAX_ZONES_PER_ZONELIST + 1];
	struct lruvec __lruvec;
} pg_data_t;

extern struct pglist_data node_data[MAX_NUMNODES];
extern int nr_online_nodes;

#define NODE_DATA(nid)	(&node_data[nid])

#define for_each_online_node(nid) \
	for ((nid) = 0; (nid) < nr_online_nodes; (nid)++)

/* A zone from the zone and node bits of page->flags: two instructions. */
#define ZONE_TABLE_SIZE	(MAX_NR_ZONES * MAX_NUMNODES)
extern struct zone *zone_table[ZONE_TABLE_SIZE];

static inline bool populated_zone(const struct zone *zone)
{
	return zone->present_pages;
}

static inline bool managed_zone(const struct zone *zone)
{
	return zone->managed_pages;
}

static inline unsigned long zone_end_pfn(const struct zone *zone)
{
	return zone->zone_start_pfn + zone->spanned_pages;
}

static inline bool zone_spans_pfn(const struct zone *zone, unsigned long pfn)
{
	return pfn >= zone->zone_start_pfn && pfn < zone_end_pfn(zone);
}

/* The machine's zones in order: node by node, lowest first; empty ones too. */
struct zone *first_zone(void);
struct zone *next_zone(struct zone *zone);
#define for_each_zone(zone) \
	for ((zone) = first_zone(); (zone); (zone) = next_zone(zone))
#define for_each_populated_zone(zone) \
	for_each_zone(zone) \
		if (!populated_zone(zone)) \
			; \
		else

static inline unsigned long min_wmark_pages(const struct zone *z)
{
	return z->_watermark[WMARK_MIN];
}

static inline unsigned long low_wmark_pages(const struct zone *z)
{
	return z->_watermark[WMARK_LOW];
}

static inline unsigned long high_wmark_pages(const struct zone *z)
{
	return z->_watermark[WMARK_HIGH];
}

/* "DMA", "DMA32", "Normal", "HighMem": Linux's words */
const char *zone_type_name(enum zone_type type);

/* node_add - boot: there is a node @nid, with or without memory */
void node_add(int nid);

/* node_add_range - boot: account physical [start, end), bytes, to @nid */
void node_add_range(int nid, phys_addr_t start, phys_addr_t end);

/* node_distance - SLIT's number: 10 is local; node_set_distance - boot */
int node_distance(int from, int to);
void node_set_distance(int from, int to, u8 distance);

#endif
