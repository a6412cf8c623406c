// SPDX-License-Identifier: MIT
/*
 * meminfo.c - /proc/meminfo: how much memory there is, and is left
 *
 * PROBLEM
 *	free(1), top and every monitoring agent begin with this view. They
 *	look lines up by name and must find the ones they cannot do without;
 *	but a line with a number that nobody counts would be believed.
 *
 * IDEA
 *	Linux's lines, in Linux's order, in KiB. Of Linux's fifty, those that
 *	are here are known; what is not here is either not counted or does not
 *	exist, and free(1) takes its absence for 0.
 *
 *	MemTotal	managed pages: RAM without what the boot kept
 *	MemFree		free blocks and CPU lists
 *	MemAvailable	what requests can still get without touching reserves
 *	Cached		pages of the page cache; Active and Inactive are the
 *			same by age, but for those off the lists right now
 *	Dirty ...	of these, to be written, and being written
 *	Buffers ...	there is no buffer cache and no swap: 0, and true
 *	High*, Low*	beyond the direct map, and within it
 *
 *	MemAvailable =	the sum over the zones of
 *			free - min(high mark + largest lowmem_reserve, managed)
 *			+ cached pages, and slabs that shrinkers can empty, of
 *			  each all but half, or the low marks if that is less:
 *			  not all can be had without reading it again at once
 *
 * SUMS
 *	High + Low = Mem, for Total and for Free: Low is what is left. Nor can
 *	MemAvailable be more than MemFree and what can be reclaimed.
 *
 * LOCKING
 *	None: a snapshot. The free pages of all zones and those of high memory
 *	are counted one after the other; should pages move meanwhile, the
 *	second number is cut, so that LowFree is none that wrapped.
 *
 * FAILURE
 *	None.
 *
 * SOURCES
 *	Linux: Documentation/filesystems/proc.rst, si_mem_available() (the
 *	format; the estimate).
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/proc_fs.h>
#include <linux/vmstat.h>

#include "internal.h"

/* Pages that ordinary requests leave alone: marks and reserves. */
static unsigned long reserve_of(const struct zone *zone)
{
	unsigned long reserve = 0;
	int class;

	for (class = 0; class < MAX_NR_ZONES; class++)
		reserve = max(reserve, zone->lowmem_reserve[class]);
	return min(reserve + high_wmark_pages(zone), zone->managed_pages);
}

/* How many of @pages that could be reclaimed one can count on. */
static unsigned long worth(unsigned long pages)
{
	unsigned long low = 0;
	struct zone *zone;

	for_each_populated_zone(zone)
		low += low_wmark_pages(zone);
	return pages - min(pages / 2, low);
}

static unsigned long available(unsigned long free)
{
	unsigned long reserve = 0;
	struct zone *zone;

	for_each_populated_zone(zone)
		reserve += reserve_of(zone);
	free = free > reserve ? free - reserve : 0;
	free += worth(global_node_page_state(NR_ACTIVE_FILE) +
		      global_node_page_state(NR_INACTIVE_FILE));
	return free + worth(global_node_page_state(NR_SLAB_RECLAIMABLE_B));
}

/* "MemTotal:         123456 kB": the number ends in column 24 */
static void show_kb(struct seq_file *m, const char *name, unsigned long pages)
{
	seq_printf(m, "%-16s%8lu kB\n", name, pages << (PAGE_SHIFT - 10));
}

static void show_node_kb(struct seq_file *m, const char *name,
			 enum node_stat_item item)
{
	show_kb(m, name, global_node_page_state(item));
}

static int meminfo_show(struct seq_file *m, void *v)
{
	struct sysinfo i;

	si_meminfo(&i);
	i.freehigh = min(i.freehigh, i.freeram);
	show_kb(m, "MemTotal:", i.totalram);
	show_kb(m, "MemFree:", i.freeram);
	show_kb(m, "MemAvailable:", available(i.freeram));
	show_kb(m, "Buffers:", i.bufferram);
	show_node_kb(m, "Cached:", NR_FILE_PAGES);
	show_kb(m, "SwapCached:", 0);
	/* All that is on lists is of files. */
	show_node_kb(m, "Active:", NR_ACTIVE_FILE);
	show_node_kb(m, "Inactive:", NR_INACTIVE_FILE);
	show_node_kb(m, "Active(file):", NR_ACTIVE_FILE);
	show_node_kb(m, "Inactive(file):", NR_INACTIVE_FILE);
	show_kb(m, "HighTotal:", i.totalhigh);
	show_kb(m, "HighFree:", i.freehigh);
	show_kb(m, "LowTotal:", i.totalram - i.totalhigh);
	show_kb(m, "LowFree:", i.freeram - i.freehigh);
	show_kb(m, "SwapTotal:", 0);
	show_kb(m, "SwapFree:", 0);
	show_node_kb(m, "Dirty:", NR_FILE_DIRTY);
	show_node_kb(m, "Writeback:", NR_WRITEBACK);
	show_kb(m, "Shmem:", i.sharedram);
	return 0;
}
PROC_VIEW("meminfo", meminfo_show);
