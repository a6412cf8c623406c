// SPDX-License-Identifier: MIT
/*
 * proc_mm.c - /proc/buddyinfo, pagetypeinfo and zoneinfo: a zone's numbers
 *
 * PROBLEM
 *	Scripts, monitoring agents and people's eyes know Linux's three views
 *	of the page allocator by the position of every blank. They are worth
 *	having only if all of these can read ours.
 *
 * IDEA
 *	Linux 6.12's formats to the byte; the fields are those of struct zone.
 *
 *	view		a line is	     answers
 *	buddyinfo	a zone		     how fragmented? (blocks an order)
 *	pagetypeinfo	a zone and a type    do the types keep to themselves?
 *	zoneinfo	a number	     how far from the marks?
 *
 *	buddyinfo:	Node 0, zone   Normal     12      3      1 ...
 *					      order 0	   1	  2 ...
 *
 *	Empty zones are in zoneinfo only, as on Linux: lowmem_reserve counts
 *	all zones, and its reader must be able to name them.
 *
 * SUMS
 *	In buddyinfo and in the first half of pagetypeinfo, the sum over the
 *	orders of (blocks << order) is the zone's nr_free, because buddy.c's
 *	I4 says so. Free pages on CPU lists are in neither; zoneinfo's pagesets
 *	count them.
 *
 * LOCKING
 *	buddyinfo and zoneinfo read counts without a lock. pagetypeinfo walks
 *	the free lists, so it holds the zone's lock for one list at a time;
 *	it writes nothing meanwhile, because the reader may be slow.
 *
 * FAILURE
 *	None.
 *
 * COST
 *	pagetypeinfo: a list is followed for at most MAX_COUNTED blocks, with
 *	interrupts off (Linux has the same limit, and writes ">100000").
 *
 * LEFT OUT
 *	What does not exist here has no line: the types HighAtomic, CMA and
 *	Isolate, the mark `promo` (memory tiers), node items that nobody
 *	counts (linux/vmstat.h has those that somebody does), the threshold
 *	of batched counters.
 *
 * SOURCES
 *	Linux: Documentation/filesystems/proc.rst (the formats).
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/page_view.h>
#include <linux/percpu.h>
#include <linux/proc_fs.h>
#include <linux/spinlock.h>
#include <linux/vmstat.h>

#include "internal.h"
#include "vmscan.h"

#define MAX_COUNTED	100000UL

const char *const migratetype_names[MIGRATE_TYPES] = {
	[MIGRATE_UNMOVABLE] = "Unmovable",
	[MIGRATE_MOVABLE] = "Movable",
	[MIGRATE_RECLAIMABLE] = "Reclaimable",
};

/* ---- buddyinfo ------------------------------------------------------------ */

static int buddyinfo_show(struct seq_file *m, void *v)
{
	struct zone *zone;
	unsigned int order;

	for_each_populated_zone(zone) {
		seq_printf(m, "Node %d, zone %8s ", zone->node, zone->name);
		for (order = 0; order < NR_PAGE_ORDERS; order++)
			seq_printf(m, "%6lu ",
				   data_race(zone->free_area[order].nr_free));
		seq_putc(m, '\n');
	}
	return 0;
}
PROC_VIEW("buddyinfo", buddyinfo_show);

/* ---- pagetypeinfo --------------------------------------------------------- */

/* Blocks on one list; MAX_COUNTED stands for "that many or more". */
static unsigned long count_blocks(struct zone *zone, unsigned int order,
				  int type)
{
	const struct list_head *list = &zone->free_area[order].free_list[type];
	const struct list_head *at;
	unsigned long blocks = 0, flags;

	spin_lock_irqsave(&zone->lock, flags);
	for (at = list->next; at != list && blocks < MAX_COUNTED; at = at->next)
		blocks++;
	spin_unlock_irqrestore(&zone->lock, flags);
	return blocks;
}

static void show_type_free(struct seq_file *m, struct zone *zone, int type)
{
	unsigned int order;

	seq_printf(m, "Node %4d, zone %8s, type %12s ", zone->node, zone->name,
		   migratetype_names[type]);
	for (order = 0; order < NR_PAGE_ORDERS; order++) {
		unsigned long blocks = count_blocks(zone, order, type);

		seq_printf(m, "%s%6lu ", blocks == MAX_COUNTED ? ">" : "",
			   blocks);
	}
	seq_putc(m, '\n');
}

/* Pageblocks by type; one that holds no RAM at all is not counted. */
static void show_type_blocks(struct seq_file *m, const struct zone *zone)
{
	unsigned long blocks[MIGRATE_TYPES] = { 0 };
	unsigned long pfn;
	int type;

	for (pfn = zone->zone_start_pfn & ~(pageblock_nr_pages - 1);
	     pfn < zone_end_pfn(zone); pfn += pageblock_nr_pages) {
		const struct page *page = pfn_to_page(pfn);
		unsigned long inside = max(pfn, zone->zone_start_pfn);

		/* A pageblock cut by the border belongs to both zones. */
		if (!pfn_valid(inside) ||
		    page_zone(pfn_to_page(inside)) != zone)
			continue;
		blocks[pageblock_type(zone, page)]++;
	}
	seq_printf(m, "Node %d, zone %8s ", zone->node, zone->name);
	for (type = 0; type < MIGRATE_TYPES; type++)
		seq_printf(m, "%12lu ", blocks[type]);
	seq_putc(m, '\n');
}

static int pagetypeinfo_show(struct seq_file *m, void *v)
{
	struct zone *zone;
	unsigned int order;
	int type;

	seq_printf(m, "Page block order: %d\n", pageblock_order);
	seq_printf(m, "Pages per block:  %lu\n\n", pageblock_nr_pages);

	seq_printf(m, "%-43s ", "Free pages count per migrate type at order");
	for (order = 0; order < NR_PAGE_ORDERS; order++)
		seq_printf(m, "%6u ", order);
	seq_putc(m, '\n');
	for_each_populated_zone(zone) {
		for (type = 0; type < MIGRATE_TYPES; type++)
			show_type_free(m, zone, type);
	}

	seq_printf(m, "\n%-23s", "Number of blocks type ");
	for (type = 0; type < MIGRATE_TYPES; type++)
		seq_printf(m, "%12s ", migratetype_names[type]);
	seq_putc(m, '\n');
	for_each_populated_zone(zone)
		show_type_blocks(m, zone);
	return 0;
}
PROC_VIEW("pagetypeinfo", pagetypeinfo_show);

/* ---- zoneinfo ------------------------------------------------------------- */

static void show_marks(struct seq_file *m, const struct zone *zone)
{
	int class;

	/* Nothing boosts a mark here, and no memory is set aside for CMA. */
	seq_printf(m, "\n  pages free     %lu", READ_ONCE(zone->nr_free));
	seq_printf(m, "\n        boost    %lu", 0UL);
	seq_printf(m, "\n        min      %lu", min_wmark_pages(zone));
	seq_printf(m, "\n        low      %lu", low_wmark_pages(zone));
	seq_printf(m, "\n        high     %lu", high_wmark_pages(zone));
	seq_printf(m, "\n        spanned  %lu", zone->spanned_pages);
	seq_printf(m, "\n        present  %lu", zone->present_pages);
	seq_printf(m, "\n        managed  %lu", zone->managed_pages);
	seq_printf(m, "\n        cma      %lu", 0UL);

	seq_printf(m, "\n        protection: (%lu", zone->lowmem_reserve[0]);
	for (class = 1; class < MAX_NR_ZONES; class++)
		seq_printf(m, ", %lu", zone->lowmem_reserve[class]);
	seq_putc(m, ')');
}

static void show_pagesets(struct seq_file *m, const struct zone *zone)
{
	unsigned int cpu;

	seq_puts(m, "\n  pagesets");
	for_each_online_cpu(cpu) {
		const struct per_cpu_pages *pcp =
			per_cpu_ptr(zone->per_cpu_pageset, cpu);

		seq_printf(m, "\n    cpu: %u", cpu);
		seq_printf(m, "\n              count: %d",
			   READ_ONCE(pcp->count));
		seq_printf(m, "\n              high:  %d", pcp->high);
		seq_printf(m, "\n              batch: %d", pcp->batch);
	}
}

/* In the first of a node's zones that has memory. */
static bool speaks_for_node(const struct zone *zone)
{
	const struct zone *first = zone->zone_pgdat->node_zones;

	while (!populated_zone(first) && first < zone)
		first++;
	return populated_zone(zone) && first == zone;
}

static void show_node_items(struct seq_file *m, struct pglist_data *node)
{
	unsigned int item;

	seq_puts(m, "\n  per-node stats");
	for (item = 0; item < NR_VM_NODE_STAT_ITEMS; item++)
		seq_printf(m, "\n      %-12s %lu", node_stat_name(item),
			   node_page_state(node, item));
}

static int zoneinfo_show(struct seq_file *m, void *v)
{
	struct zone *zone;

	for_each_zone(zone) {
		seq_printf(m, "Node %d, zone %8s", zone->node, zone->name);
		if (speaks_for_node(zone))
			show_node_items(m, zone->zone_pgdat);
		show_marks(m, zone);
		if (populated_zone(zone)) {
			seq_printf(m, "\n      %-12s %lu", "nr_free_pages",
				   READ_ONCE(zone->nr_free));
			show_pagesets(m, zone);
			seq_printf(m, "\n  node_unreclaimable:  %u",
				   kswapd_gave_up(zone->node));
			seq_printf(m, "\n  start_pfn:           %lu",
				   zone->zone_start_pfn);
		}
		seq_putc(m, '\n');
	}
	return 0;
}
PROC_VIEW("zoneinfo", zoneinfo_show);
