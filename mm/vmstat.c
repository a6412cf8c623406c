// SPDX-License-Identifier: MIT
/*
 * vmstat.c - how often, how many: what happens to memory, added up
 *
 * PROBLEM
 *	A machine that is short of memory shows it in what it does: it scans,
 *	it steals, callers stall. To see that, all of these must be counted,
 *	on every CPU, in interrupts as well; and counting must not become what
 *	the CPUs wait for each other over.
 *
 * IDEA
 *	Each CPU has its own numbers. Only their sum means something, and who
 *	wants it adds them up:
 *
 *				CPU 0	CPU 1	CPU 2	 the reader
 *	pgsteal_kswapd		  310	    0	   64	   374
 *	node 0, nr_dirty	  +40	   -9	  -28	     3
 *
 *	A page that CPU 0 made dirty and CPU 1 cleaned is a plus on one and a
 *	minus on the other. A share may be below 0, the sum is not.
 *
 *	Pages given out and freed are too frequent even for one instruction
 *	more. But whoever takes a page off a list has the list's owner in his
 *	hands, and that one counts anyway:
 *
 *	orders on CPU lists	pcp->nr_alloc, nr_free	  the CPU's own line
 *	larger blocks		zone->nr_large_alloc,	  under zone->lock,
 *				       nr_large_free	  which is held anyway
 *
 *	So pgalloc_* and pgfree are sums over CPUs, like the rest, and cost
 *	the fast path nothing that it did not do before.
 *
 * INVARIANTS	(vmstat_broken() tests each by number)
 *	E1  The sum of a node item over the CPUs is not negative.
 *	E2  Of a zone: pages given out, less those freed, are those that are
 *	    not free: managed - in free blocks - on CPU lists.
 *	Both hold when nobody is between two halves of what he counts. A
 *	reader who finds one broken looks again; vmstat_check() does so for
 *	a second before it says anything.
 *
 * LOCKING
 *	None. Adding is one instruction on the CPU's own word (this_cpu_add).
 *	E2 is read under zone->lock (80), so that no CPU fills or empties its
 *	lists meanwhile.
 *
 * FAILURE
 *	None.
 *
 * COST
 *	Counting: one instruction, and the CPU's own cache line. Reading: one
 *	load for each CPU and item. Space: 1.6 KiB a CPU.
 *
 * LEFT OUT
 *	Linux folds a CPU's share into one global number when it grows past a
 *	threshold, so that reading is one load, and off by as much. Nothing
 *	here reads often enough to want that: reclaim, which does, keeps the
 *	lengths of its lists beside the lists. Items of what does not exist
 *	(swap, anonymous pages, huge pages) are not there.
 *
 * SOURCES
 *	Linux: Documentation/filesystems/proc.rst; linux/vmstat.h (names,
 *	semantics, the order of /proc/vmstat).
 */
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/vmstat.h>

#include "internal.h"

DEFINE_PER_CPU_ALIGNED(struct vm_event_state, vm_event_states);
EXPORT_PER_CPU_SYMBOL(vm_event_states);

DEFINE_PER_CPU_ALIGNED(struct vm_node_state, vm_node_states);
EXPORT_PER_CPU_SYMBOL(vm_node_states);

/* count_zid_vm_events() relies on it. */
static_assert(PGALLOC_HIGH - PGALLOC_DMA == MAX_NR_ZONES - 1 &&
	      PGALLOC_NORMAL - PGALLOC_DMA == ZONE_NORMAL &&
	      ALLOCSTALL_HIGH - ALLOCSTALL_DMA == MAX_NR_ZONES - 1 &&
	      ALLOCSTALL_NORMAL - ALLOCSTALL_DMA == ZONE_NORMAL);

static const char *const zone_stat_names[NR_VM_ZONE_STAT_ITEMS] = {
	[NR_FREE_PAGES] = "nr_free_pages",
};

static const char *const node_stat_names[NR_VM_NODE_STAT_ITEMS] = {
	[NR_INACTIVE_FILE] = "nr_inactive_file",
	[NR_ACTIVE_FILE] = "nr_active_file",
	[NR_SLAB_RECLAIMABLE_B] = "nr_slab_reclaimable",
	[NR_SLAB_UNRECLAIMABLE_B] = "nr_slab_unreclaimable",
	[NR_ISOLATED_FILE] = "nr_isolated_file",
	[NR_FILE_PAGES] = "nr_file_pages",
	[NR_FILE_DIRTY] = "nr_dirty",
	[NR_WRITEBACK] = "nr_writeback",
	[NR_VMSCAN_WRITE] = "nr_vmscan_write",
	[NR_DIRTIED] = "nr_dirtied",
	[NR_WRITTEN] = "nr_written",
};

#define ZONE_NAMES(item, text) \
	[item##_DMA] = text "_dma", [item##_DMA32] = text "_dma32", \
	[item##_NORMAL] = text "_normal", [item##_HIGH] = text "_high"

static const char *const vm_event_names[NR_VM_EVENT_ITEMS] = {
	[PGPGIN] = "pgpgin",
	[PGPGOUT] = "pgpgout",
	ZONE_NAMES(PGALLOC, "pgalloc"),
	ZONE_NAMES(ALLOCSTALL, "allocstall"),
	[PGFREE] = "pgfree",
	[PGACTIVATE] = "pgactivate",
	[PGDEACTIVATE] = "pgdeactivate",
	[PGREFILL] = "pgrefill",
	[PGSTEAL_KSWAPD] = "pgsteal_kswapd",
	[PGSTEAL_DIRECT] = "pgsteal_direct",
	[PGSCAN_KSWAPD] = "pgscan_kswapd",
	[PGSCAN_DIRECT] = "pgscan_direct",
	[PGSCAN_DIRECT_THROTTLE] = "pgscan_direct_throttle",
	[SLABS_SCANNED] = "slabs_scanned",
	[KSWAPD_LOW_WMARK_HIT_QUICKLY] = "kswapd_low_wmark_hit_quickly",
	[KSWAPD_HIGH_WMARK_HIT_QUICKLY] = "kswapd_high_wmark_hit_quickly",
	[PAGEOUTRUN] = "pageoutrun",
	[PGROTATED] = "pgrotated",
	[DROP_PAGECACHE] = "drop_pagecache",
	[DROP_SLAB] = "drop_slab",
	[OOM_KILL] = "oom_kill",
	[PGMIGRATE_SUCCESS] = "pgmigrate_success",
	[PGMIGRATE_FAIL] = "pgmigrate_fail",
	[COMPACTMIGRATE_SCANNED] = "compact_migrate_scanned",
	[COMPACTFREE_SCANNED] = "compact_free_scanned",
	[COMPACTISOLATED] = "compact_isolated",
	[COMPACTSTALL] = "compact_stall",
	[COMPACTFAIL] = "compact_fail",
	[COMPACTSUCCESS] = "compact_success",
};

const char *node_stat_name(enum node_stat_item item)
{
	return node_stat_names[item];
}

const char *vm_event_name(enum vm_event_item item)
{
	return vm_event_names[item];
}

/* ---- events ---------------------------------------------------------------- */

/* Pages ever given out of a zone, and freed to it. */
struct zone_traffic {
	unsigned long given;
	unsigned long freed;
};

static struct zone_traffic traffic_of(struct zone *zone)
{
	struct zone_traffic sum = { 0, 0 };
	unsigned int cpu, order;

	for (order = 0; order < NR_PAGE_ORDERS; order++) {
		sum.given += data_race(zone->nr_large_alloc[order]) << order;
		sum.freed += data_race(zone->nr_large_free[order]) << order;
	}

	for_each_possible_cpu(cpu) {
		struct per_cpu_pages *pcp =
			per_cpu_ptr(zone->per_cpu_pageset, cpu);

		sum.given += data_race(pcp->nr_alloc);
		sum.freed += data_race(pcp->nr_free);
	}
	return sum;
}

static void add_zone_events(unsigned long *ret)
{
	struct zone *zone;

	for_each_populated_zone(zone) {
		struct zone_traffic sum = traffic_of(zone);

		ret[PGALLOC_DMA + zone->type] += sum.given;
		ret[PGFREE] += sum.freed;
	}
}

void all_vm_events(unsigned long *ret)
{
	unsigned int cpu, item;

	for (item = 0; item < NR_VM_EVENT_ITEMS; item++)
		ret[item] = 0;
	for_each_possible_cpu(cpu) {
		unsigned long *event = per_cpu(vm_event_states, cpu).event;

		for (item = 0; item < NR_VM_EVENT_ITEMS; item++)
			ret[item] += READ_ONCE(event[item]);
	}
	add_zone_events(ret);
}
EXPORT_SYMBOL(all_vm_events);

/* ---- nodes, zones ----------------------------------------------------------- */

/* As it is: below 0 while somebody counts down what another counts up. */
static long node_sum(const struct pglist_data *pgdat, enum node_stat_item item)
{
	unsigned int cpu;
	long sum = 0;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(per_cpu(vm_node_states, cpu)
				 .item[pgdat->node_id][item]);
	return sum;
}

unsigned long node_page_state(struct pglist_data *pgdat,
			      enum node_stat_item item)
{
	return max(node_sum(pgdat, item), 0L);
}
EXPORT_SYMBOL(node_page_state);

unsigned long global_node_page_state(enum node_stat_item item)
{
	long sum = 0;
	int nid;

	for_each_online_node(nid)
		sum += node_sum(NODE_DATA(nid), item);
	return max(sum, 0L);
}
EXPORT_SYMBOL(global_node_page_state);

unsigned long global_zone_page_state(enum zone_stat_item item)
{
	unsigned long sum = 0;
	struct zone *zone;

	for_each_populated_zone(zone)
		sum += zone_page_state(zone, item);
	return sum;
}
EXPORT_SYMBOL(global_zone_page_state);

/* ---- show ------------------------------------------------------------------- */

int vmstat_show(struct seq_file *m, void *v)
{
	unsigned long event[NR_VM_EVENT_ITEMS];
	unsigned int i;

	for (i = 0; i < NR_VM_ZONE_STAT_ITEMS; i++)
		seq_printf(m, "%s %lu\n", zone_stat_names[i],
			   global_zone_page_state(i));
	for (i = 0; i < NR_VM_NODE_STAT_ITEMS; i++)
		seq_printf(m, "%s %lu\n", node_stat_names[i],
			   global_node_page_state(i));
	all_vm_events(event);
	for (i = 0; i < NR_VM_EVENT_ITEMS; i++)
		seq_printf(m, "%s %lu\n", vm_event_names[i], event[i]);
	return 0;
}
PROC_VIEW("vmstat", vmstat_show);

/* ---- check ------------------------------------------------------------------ */

static bool some_item_negative(void)
{
	unsigned int item;
	int nid;

	for_each_online_node(nid) {
		for (item = 0; item < NR_VM_NODE_STAT_ITEMS; item++) {
			if (node_sum(NODE_DATA(nid), item) < 0)
				return true;
		}
	}
	return false;
}

/* E2. The lock keeps pages from moving between the zone and the CPUs. */
static bool zone_adds_up(struct zone *zone)
{
	struct zone_traffic sum;
	unsigned long flags, free;

	spin_lock_irqsave(&zone->lock, flags);
	free = zone->nr_free + pcp_count(zone);
	sum = traffic_of(zone);
	spin_unlock_irqrestore(&zone->lock, flags);
	return free + sum.given - sum.freed == zone->managed_pages;
}

int vmstat_broken(void)
{
	struct zone *zone;

	if (some_item_negative())
		return 1;
	for_each_populated_zone(zone) {
		if (!zone_adds_up(zone))
			return 2;
	}
	return 0;
}

void vmstat_check(void)
{
	unsigned int tick;
	int broken = 0;

	for (tick = 0; tick < HZ; tick++) {
		broken = vmstat_broken();
		if (!broken)
			return;
		schedule_timeout_uninterruptible(1);
	}
	panic("mm: vmstat invariant E%d is broken", broken);
}
