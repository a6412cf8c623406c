// SPDX-License-Identifier: MIT
/*
 * compact_cmds.c - large blocks, on demand
 *
 *	mm> compact
 *	Node 0, zone   Normal: 402 MiB free, 310 -> 388 MiB in blocks of 2 MiB
 *	9871 pages moved, 3 could not be
 *
 * All of memory, all orders. What is held, or cannot move at all, stays.
 */
#include <linux/compaction.h>
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/vmstat.h>

#define NR_ZONES	(MAX_NUMNODES * MAX_NR_ZONES)

static unsigned long mib(unsigned long pages)
{
	return pages >> (20 - PAGE_SHIFT);
}

/* Free pages in blocks of a pageblock and more */
static unsigned long in_large_blocks(const struct zone *zone)
{
	unsigned long pages = 0;
	unsigned int order;

	for (order = pageblock_order; order < NR_PAGE_ORDERS; order++)
		pages += data_race(zone->free_area[order].nr_free) << order;
	return pages;
}

static void remember(unsigned long *large)
{
	struct zone *zone;

	for_each_populated_zone(zone)
		*large++ = in_large_blocks(zone);
}

static void print_zones(const unsigned long *before)
{
	struct zone *zone;

	for_each_populated_zone(zone)
		console_printf("Node %d, zone %8s: %lu MiB free, "
			       "%lu -> %lu MiB in blocks of 2 MiB\n",
			       zone->node, zone->name,
			       mib(zone_page_state(zone, NR_FREE_PAGES)),
			       mib(*before++), mib(in_large_blocks(zone)));
}

static int cmd_compact(int argc, char **argv)
{
	unsigned long was[NR_VM_EVENT_ITEMS], is[NR_VM_EVENT_ITEMS];
	unsigned long large[NR_ZONES];

	if (argc > 1)
		return -EINVAL;
	drain_all_pages(NULL);
	all_vm_events(was);
	remember(large);
	compact_nodes();
	all_vm_events(is);
	print_zones(large);
	console_printf("%lu pages moved, %lu could not be\n",
		       is[PGMIGRATE_SUCCESS] - was[PGMIGRATE_SUCCESS],
		       is[PGMIGRATE_FAIL] - was[PGMIGRATE_FAIL]);
	return 0;
}
CONSOLE_CMD("compact", "", "move cached pages until large blocks are free",
	    cmd_compact);
