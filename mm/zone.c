// SPDX-License-Identifier: MIT
/*
 * zone.c - the order of zones, and the marks that guard their last pages
 *
 * PROBLEM
 *	A request names the highest zone it can use and a node. It must be
 *	served from the best zone that has room, and the fast path must find
 *	that one without thinking. And the last pages of each zone must be
 *	kept for those who cannot wait, or cannot go elsewhere.
 *
 * IDEA
 *	Everything is decided once, at boot, and read only afterwards.
 *
 *	zonelist[class]	 for each node and each highest zone, an array of zones:
 *
 *		node 0, HIGHMEM:  0.HighMem 0.Normal 0.DMA  1.HighMem ...  NULL
 *		node 0, NORMAL:		    0.Normal 0.DMA	1.Normal   NULL
 *		node 1, NORMAL:		    1.Normal  0.Normal 0.DMA	   NULL
 *
 *		nodes by distance, nearest first; inside a node the highest
 *		zone first, because the lower ones can do more.
 *
 *	watermarks	 min: the zone's share of 4 * sqrt(low memory in KiB):
 *			 128 KiB on a small machine, 16 MiB on a large one,
 *			 because the need for reserves grows with the number
 *			 of CPUs and devices, not with memory. low and high
 *			 lie a quarter of min, but at least a thousandth of
 *			 the zone, above each other.
 *
 *	lowmem_reserve	 zone i keeps from requests that could use zone j > i
 *			 (pages of zones i+1 .. j) / ratio[i]: the more memory
 *			 such a request can choose from, the less it may take
 *			 of ours.
 *
 * INVARIANTS
 *	Z1  min <= low <= high.
 *	Z2  lowmem_reserve[j] of zone i is 0 for j <= i and grows with j.
 *	Z3  A zonelist names only zones with memory, at or below its class,
 *	    each once; those of its own node first.
 *
 * LOCKING
 *	None: written by the boot CPU before there is another.
 *
 * SOURCES
 *	Linux: setup_per_zone_wmarks(), setup_per_zone_lowmem_reserve(),
 *	sysctl_lowmem_reserve_ratio (semantics and numbers).
 */
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/math.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/topology.h>

#include "internal.h"
#include "zone_wait.h"

/* Linux's: 1/256 of what is above DMA, 1/32 of what is above NORMAL. */
static const unsigned long lowmem_reserve_ratio[MAX_NR_ZONES] = {
	[ZONE_DMA] = 256, [ZONE_DMA32] = 256, [ZONE_NORMAL] = 32,
	[ZONE_HIGHMEM] = 0,
};

#define MIN_FREE_KBYTES_LEAST	128UL
#define MIN_FREE_KBYTES_MOST	262144UL

/* HIGHMEM has no atomic users: a token mark (Linux: the same numbers). */
#define HIGHMEM_MIN_LEAST	32UL
#define HIGHMEM_MIN_MOST	128UL

static_assert(___GFP_MOVABLE == 1u << 3 && ___GFP_RECLAIMABLE == 1u << 4);

u8 gfp_migratetypes[4] = {
	MIGRATE_UNMOVABLE, MIGRATE_MOVABLE, MIGRATE_RECLAIMABLE,
	MIGRATE_MOVABLE		/* both: what moves need not be reclaimed */
};
EXPORT_SYMBOL(gfp_migratetypes);

/* For comparison: everything is called movable, as all pageblocks are. */
void set_group_by_mobility(const u8 types[4])
{
	memcpy(gfp_migratetypes, types, sizeof(gfp_migratetypes));
}

static int group_setup(char *value)
{
	static const u8 alike[4] = {
		MIGRATE_MOVABLE, MIGRATE_MOVABLE, MIGRATE_MOVABLE,
		MIGRATE_MOVABLE
	};

	if (!strcmp(value, "off"))
		set_group_by_mobility(alike);
	else if (strcmp(value, "on"))
		return -EINVAL;
	return 0;
}
early_param("page_group_by_mobility", group_setup);

const char *zone_type_name(enum zone_type type)
{
	static const char *const names[MAX_NR_ZONES] = {
		"DMA", "DMA32", "Normal", "HighMem"
	};

	return names[type];
}

struct zone *zone_table[ZONE_TABLE_SIZE];

void fill_zone_table(void)
{
	int nid, type;

	for (nid = 0; nid < MAX_NUMNODES; nid++) {
		for (type = 0; type < MAX_NR_ZONES; type++)
			zone_table[nid * MAX_NR_ZONES + type] =
				&NODE_DATA(nid)->node_zones[type];
	}
}

struct zone *first_zone(void)
{
	return &NODE_DATA(0)->node_zones[0];
}
EXPORT_SYMBOL(first_zone);

struct zone *next_zone(struct zone *zone)
{
	struct pglist_data *node = zone->zone_pgdat;

	if (zone + 1 < node->node_zones + MAX_NR_ZONES)
		return zone + 1;
	if (node->node_id + 1 >= nr_online_nodes)
		return NULL;
	return &NODE_DATA(node->node_id + 1)->node_zones[0];
}
EXPORT_SYMBOL(next_zone);

/* ---- zonelists ----------------------------------------------------------- */

/* The node nearest to @nid that is not in @used; -1: all are. */
static int next_nearest(int nid, u32 used)
{
	int best = -1, other;

	for_each_online_node(other) {
		if (used & 1u << other)
			continue;
		/* The same distance: the next after @nid, so that not all
		   nodes fall back on node 0. */
		if (best < 0 ||
		    node_distance(nid, other) < node_distance(nid, best) ||
		    (node_distance(nid, other) == node_distance(nid, best) &&
		     best < nid && other > nid))
			best = other;
	}
	return best;
}

static struct zone **add_zones(struct zone **to, int nid, int class)
{
	int type;

	for (type = class; type >= 0; type--) {
		struct zone *zone = &NODE_DATA(nid)->node_zones[type];

		if (managed_zone(zone))
			*to++ = zone;
	}
	return to;
}

DEFINE_PER_CPU(struct zone *, local_zones[8]);

/* For bits that name no zone: it never has room, so the slow path decides. */
static struct zone never = {
	.fast_mark = { [0 ... 7] = ~0UL },
	.near_mark = { [0 ... 7] = ~0UL },
};

/* Each CPU's first choice, by the low three bits of gfp. */
static void set_local_zones(void)
{
	unsigned int cpu, bits;

	for_each_possible_cpu(cpu) {
		struct pglist_data *node = NODE_DATA(cpu_to_node(cpu));

		for (bits = 0; bits < 8; bits++) {
			int class = gfp_zone(bits);

			struct zone *zone = class < 0 ? NULL :
				node->node_zonelists[class][0];

			per_cpu(local_zones[bits], cpu) =
				zone ? zone : &never;
		}
	}
}

void build_zonelists(void)
{
	int nid, class;

	for_each_online_node(nid) {
		for (class = 0; class < MAX_NR_ZONES; class++) {
			struct zone **to =
				NODE_DATA(nid)->node_zonelists[class];
			u32 used = 1u << nid;
			int other = nid;

			while (other >= 0) {
				to = add_zones(to, other, class);
				used |= 1u << other;
				other = next_nearest(nid, used);
			}
			*to = NULL;
		}
	}
	set_local_zones();
}

/* ---- watermarks ------------------------------------------------------------ */

static void set_lowmem_reserve(struct zone *zone)
{
	struct pglist_data *node = zone->zone_pgdat;
	unsigned long above = 0;
	int class;

	for (class = zone->type + 1; class < MAX_NR_ZONES; class++) {
		above += node->node_zones[class].managed_pages;
		zone->lowmem_reserve[class] =
			above / lowmem_reserve_ratio[zone->type];
	}
}

static void set_watermarks(struct zone *zone, unsigned long min_pages,
			   unsigned long low_memory)
{
	unsigned long min, gap;

	if (zone->type == ZONE_HIGHMEM)
		min = clamp(zone->managed_pages / 1024, HIGHMEM_MIN_LEAST,
			    HIGHMEM_MIN_MOST);
	else
		min = min_pages * zone->managed_pages / low_memory;
	gap = max(min / 4, zone->managed_pages / 1000);

	zone->_watermark[WMARK_MIN] = min;
	zone->_watermark[WMARK_LOW] = min + gap;
	zone->_watermark[WMARK_HIGH] = min + 2 * gap;
}

/* Above all that is ever free, and a sum with it does not wrap. */
#define MARK_NEVER	(~0UL >> 1)

/*
 * low, the reserve and the largest block of a CPU's list, summed up. A page
 * that is to be watched is given out by who thinks; while faults are injected,
 * every page is, and the zone is asked.
 */
void set_fast_marks(struct zone *zone)
{
	unsigned int bits;

	for (bits = 0; bits < 8; bits++) {
		int class = gfp_zone(bits);
		unsigned long mark = low_wmark_pages(zone) +
			(class < 0 ? 0 : zone->lowmem_reserve[class]) +
			(1UL << NR_PCP_ORDERS);

		if (page_faults_injected)
			mark = MARK_NEVER;
		zone->near_mark[bits] = mark;
		zone->fast_mark[bits] = zone->watch ? MARK_NEVER : mark;
	}
}

void setup_watermarks(void)
{
	unsigned long low_memory = totalram_pages() - totalhigh_pages();
	unsigned long kbytes = low_memory << (PAGE_SHIFT - 10);
	unsigned long min_pages;
	struct zone *zone;

	kbytes = clamp(int_sqrt(kbytes * 16), MIN_FREE_KBYTES_LEAST,
		       MIN_FREE_KBYTES_MOST);
	min_pages = kbytes >> (PAGE_SHIFT - 10);
	for_each_populated_zone(zone) {
		set_lowmem_reserve(zone);
		set_watermarks(zone, min_pages, low_memory);
		set_fast_marks(zone);
	}
}

/* ---- counts ------------------------------------------------------------------ */

unsigned long totalram_pages(void)
{
	unsigned long pages = 0;
	struct zone *zone;

	for_each_populated_zone(zone)
		pages += zone->managed_pages;
	return pages;
}
EXPORT_SYMBOL(totalram_pages);

unsigned long totalhigh_pages(void)
{
	unsigned long pages = 0;
	int nid;

	for_each_online_node(nid)
		pages += NODE_DATA(nid)->node_zones[ZONE_HIGHMEM].managed_pages;
	return pages;
}
EXPORT_SYMBOL(totalhigh_pages);

static unsigned long zone_free(const struct zone *zone)
{
	return READ_ONCE(zone->nr_free) + pcp_count(zone);
}

unsigned long nr_free_pages(void)
{
	unsigned long pages = 0;
	struct zone *zone;

	for_each_populated_zone(zone)
		pages += zone_free(zone);
	return pages;
}
EXPORT_SYMBOL(nr_free_pages);

unsigned long nr_free_highpages(void)
{
	unsigned long pages = 0;
	int nid;

	for_each_online_node(nid)
		pages += zone_free(&NODE_DATA(nid)->node_zones[ZONE_HIGHMEM]);
	return pages;
}
EXPORT_SYMBOL(nr_free_highpages);

void si_meminfo(struct sysinfo *val)
{
	*val = (struct sysinfo) {
		.totalram = totalram_pages(),
		.freeram = nr_free_pages(),
		.totalhigh = totalhigh_pages(),
		.freehigh = nr_free_highpages(),
		.mem_unit = PAGE_SIZE,
	};
}
EXPORT_SYMBOL(si_meminfo);

/* ---- check --------------------------------------------------------------------- */

int zone_broken(const struct zone *zone)
{
	int class;

	if (min_wmark_pages(zone) > low_wmark_pages(zone) ||
	    low_wmark_pages(zone) > high_wmark_pages(zone))
		return 1;
	for (class = 0; class < MAX_NR_ZONES; class++) {
		if (class <= (int)zone->type && zone->lowmem_reserve[class])
			return 2;
		if (class && zone->lowmem_reserve[class] <
			     zone->lowmem_reserve[class - 1])
			return 2;
	}
	return 0;
}

/* Z3 for one list: does any zone in it not belong there? */
static bool zonelist_wrong(const struct pglist_data *node, int class)
{
	struct zone *const *list = node->node_zonelists[class];
	bool foreign = false;
	unsigned int i, j;

	for (i = 0; list[i]; i++) {
		if (!managed_zone(list[i]) || (int)list[i]->type > class)
			return true;
		foreign |= list[i]->zone_pgdat != node;
		if (foreign && list[i]->zone_pgdat == node)
			return true;
		for (j = 0; j < i; j++) {
			if (list[j] == list[i])
				return true;
		}
	}
	return false;
}

int zonelists_broken(const struct pglist_data *node)
{
	int class;

	for (class = 0; class < MAX_NR_ZONES; class++) {
		if (zonelist_wrong(node, class))
			return 3;
	}
	return 0;
}

void page_alloc_check(void)
{
	struct zone *zone;
	unsigned long flags;
	int broken;

	if (numa_broken())
		panic("mm: invariant N%d is broken", numa_broken());
	if (memmap_broken(&memmap))
		panic("mm: invariant V%d is broken", memmap_broken(&memmap));
	if (kmap_broken())
		panic("mm: invariant K%d is broken", kmap_broken());

	if (zone_wait_broken())
		panic("mm: invariant W%d is broken", zone_wait_broken());
	if (oom_broken())
		panic("mm: invariant O%d is broken", oom_broken());

	for_each_populated_zone(zone) {
		spin_lock_irqsave(&zone->lock, flags);
		broken = buddy_broken_locked(zone);
		spin_unlock_irqrestore(&zone->lock, flags);
		if (broken)
			panic("mm: zone %s of node %d: buddy invariant I%d is broken",
			      zone->name, zone->node, broken);

		broken = pcp_broken_trimmed(zone);
		if (broken)
			panic("mm: zone %s of node %d: pcp invariant C%d is broken",
			      zone->name, zone->node, broken);

		broken = zone_broken(zone);
		if (!broken)
			broken = zonelists_broken(zone->zone_pgdat);
		if (broken)
			panic("mm: zone %s of node %d: invariant Z%d is broken",
			      zone->name, zone->node, broken);
	}
}
