// SPDX-License-Identifier: MIT
/*
 * show_mem.c - the report of a failed allocation: who asked, and what there is
 *
 * PROBLEM
 *	An allocation fails far from its cause: some other caller has the
 *	memory, or it is free in pieces, or a reserve is being kept. The
 *	report must let a reader tell which, at once, and it is printed when
 *	nothing can be relied upon: under a spinlock, in an interrupt, in a
 *	panic.
 *
 * IDEA
 *	Linux's report, line for line where we have the number:
 *
 *	init: page allocation failure: order:10, mode:0xcc0(GFP_KERNEL), ...
 *	Call Trace: ...				  who asked, and for what
 *	Mem-Info:				  pages, all zones:
 *	active_file:0 inactive_file:60 ...	  cached, by age
 *	 dirty:12 writeback:0			  of these: to be written
 *	 slab_reclaimable:40 ...		  objects
 *	 free:1031 free_pcp:44
 *	Node 0 Normal free:4124kB min:508kB ...	  above which mark?
 *	lowmem_reserve[]: 0 0 0 24		  pages kept from class i
 *	Node 0 Normal: 31*4kB (UM) 2*8kB (M) ... = 4124kB   in which pieces?
 *	65436 pages RAM
 *
 *	Letters: U unmovable, M movable, E reclaimable: the types that have a
 *	block of that size. "order:3 failed, but 9*4kB" is fragmentation;
 *	"free below min" is shortage; "free - lowmem_reserve below min" is a
 *	request that may use higher zones and should have found memory there.
 *
 * HOW OFTEN
 *	A caller in a loop would drown its own cause. In any REPORT_INTERVAL
 *	at most REPORT_BURST reports are printed; the first one after it says
 *	how many were held back.
 *
 *	calls	  ||||||||||||||||....	|
 *	printed	  ||||||||||		|  + "warn_alloc: 6 callbacks suppressed"
 *		  |<---- 5 s ---->|
 *
 * LOCKING
 *	No zone's: counts are copied as they are, and each total is the sum of
 *	the copy, so that a line agrees with itself. The limit has a lock of
 *	its own that nobody waits for: who does not get it is held back.
 *
 * FAILURE
 *	None.
 *
 * LEFT OUT
 *	The counters of what does not exist here: swap, anonymous memory,
 *	CMA. A line of zeros would look like a measurement.
 *
 * SOURCES
 *	Linux: warn_alloc(), __show_mem() (the format); M. Gorman,
 *	Understanding the Linux Virtual Memory Manager, ch. 6.
 */
#include <asm/irqflags.h>
#include <linux/kernel.h>
#include <linux/machine.h>
#include <linux/mm.h>
#include <linux/vmstat.h>
#include <linux/page_view.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/spinlock.h>
#include <linux/sprintf.h>

#include "internal.h"

#define KB(pages)	((pages) << (PAGE_SHIFT - 10))

/* Linux's DEFAULT_RATELIMIT_: 10 in 5 s. */
#define REPORT_INTERVAL	5000000000ULL
#define REPORT_BURST	10

/* The longest line: eleven times "1048576*4096kB (UME) ", and the sum. */
#define BLOCKS_LINE	320

/* ---- Mem-Info ---------------------------------------------------------- */

static unsigned long local_pcp_count(const struct zone *zone)
{
	if (!zone->per_cpu_pageset)
		return 0;
	return READ_ONCE(raw_cpu_ptr(zone->per_cpu_pageset)->count);
}

static void show_totals(struct seq_file *m)
{
	unsigned long free = 0, pcp = 0;
	struct zone *zone;

	for_each_populated_zone(zone) {
		free += READ_ONCE(zone->nr_free);
		pcp += pcp_count(zone);
	}
	seq_printf(m, "active_file:%lu inactive_file:%lu isolated_file:%lu\n",
		   global_node_page_state(NR_ACTIVE_FILE),
		   global_node_page_state(NR_INACTIVE_FILE),
		   global_node_page_state(NR_ISOLATED_FILE));
	seq_printf(m, " dirty:%lu writeback:%lu\n",
		   global_node_page_state(NR_FILE_DIRTY),
		   global_node_page_state(NR_WRITEBACK));
	seq_printf(m, " slab_reclaimable:%lu slab_unreclaimable:%lu\n",
		   global_node_page_state(NR_SLAB_RECLAIMABLE_B),
		   global_node_page_state(NR_SLAB_UNRECLAIMABLE_B));
	seq_printf(m, " free:%lu free_pcp:%lu\n", free, pcp);
}

static void show_zone(struct seq_file *m, const struct zone *zone)
{
	char line[8 + MAX_NR_ZONES * 21 + 16];
	size_t len;
	int class;

	seq_printf(m, "Node %d %s free:%lukB min:%lukB low:%lukB high:%lukB"
		   " present:%lukB managed:%lukB free_pcp:%lukB local_pcp:%lukB\n",
		   zone->node, zone->name, KB(READ_ONCE(zone->nr_free)),
		   KB(min_wmark_pages(zone)), KB(low_wmark_pages(zone)),
		   KB(high_wmark_pages(zone)), KB(zone->present_pages),
		   KB(zone->managed_pages), KB(pcp_count(zone)),
		   KB(local_pcp_count(zone)));

	len = scnprintf(line, sizeof(line), "lowmem_reserve[]:");
	for (class = 0; class < MAX_NR_ZONES; class++)
		len += scnprintf(line + len, sizeof(line) - len, " %lu",
				 zone->lowmem_reserve[class]);
	seq_printf(m, "%s\n", line);
}

/* "(UM) ": whose lists have a block of this order */
static size_t put_types(char *buf, size_t size, const struct zone *zone,
			unsigned int order)
{
	static const char letters[MIGRATE_TYPES] = {
		[MIGRATE_UNMOVABLE] = 'U',
		[MIGRATE_MOVABLE] = 'M',
		[MIGRATE_RECLAIMABLE] = 'E',
	};
	char types[MIGRATE_TYPES + 1];
	unsigned int type, n = 0;

	for (type = 0; type < MIGRATE_TYPES; type++) {
		if (READ_ONCE(zone->order_mask[type]) >> order & 1)
			types[n++] = letters[type];
	}
	types[n] = '\0';
	return scnprintf(buf, size, "(%s) ", types);
}

static void show_blocks(struct seq_file *m, const struct zone *zone)
{
	char line[BLOCKS_LINE];
	unsigned long total = 0;
	unsigned int order;
	size_t len = 0;

	for (order = 0; order < NR_PAGE_ORDERS; order++) {
		unsigned long nr = data_race(zone->free_area[order].nr_free);

		total += nr << order;
		len += scnprintf(line + len, sizeof(line) - len, "%lu*%lukB ",
				 nr, KB(1UL << order));
		if (nr)
			len += put_types(line + len, sizeof(line) - len, zone,
					 order);
	}
	seq_printf(m, "Node %d %s: %s= %lukB\n", zone->node, zone->name, line,
		   KB(total));
}

static void show_ram(struct seq_file *m)
{
	unsigned long present = 0, managed = 0, high = 0;
	struct zone *zone;

	for_each_populated_zone(zone) {
		present += zone->present_pages;
		managed += zone->managed_pages;
		if (zone->type == ZONE_HIGHMEM)
			high += zone->present_pages;
	}
	seq_printf(m, "%lu pages RAM\n", present);
	seq_printf(m, "%lu pages HighMem/MovableOnly\n", high);
	seq_printf(m, "%lu pages reserved\n", present - managed);
}

/* One seq_printf() a line: the log takes them one by one. */
int mem_info_show(struct seq_file *m, void *v)
{
	struct zone *zone;

	seq_puts(m, "Mem-Info:\n");
	show_totals(m);
	for_each_populated_zone(zone)
		show_zone(m, zone);
	for_each_populated_zone(zone)
		show_blocks(m, zone);
	show_ram(m);
	return 0;
}

static void write_to_log(struct seq_file *m, const char *text, size_t len)
{
	pr_warn("%.*s", (int)len, text);
}

void show_mem(void)
{
	struct seq_file log = { .write = write_to_log };

	mem_info_show(&log, NULL);
}

/* ---- the report ---------------------------------------------------------- */

bool report_allowed(struct report_limit *limit, u64 now, unsigned int *held)
{
	unsigned long flags;
	bool allowed;

	*held = 0;
	/* Somebody is being served now: one report is enough. */
	if (!spin_trylock_irqsave(&limit->lock, flags)) {
		atomic_inc(&limit->held);
		return false;
	}
	if (!limit->said || now - limit->begin >= REPORT_INTERVAL) {
		*held = atomic_xchg(&limit->held, 0);
		limit->begin = now;
		limit->said = 0;
	}
	allowed = limit->said < REPORT_BURST;
	if (allowed)
		limit->said++;
	else
		atomic_inc(&limit->held);
	spin_unlock_irqrestore(&limit->lock, flags);
	return allowed;
}

struct report_limit warn_alloc_limit = {
	.lock = __SPIN_LOCK_UNLOCKED(warn_alloc_limit.lock),
};

/* What failed, in @what, and with which flags. */
static void say_who(const struct va_format *what, gfp_t gfp, int nid)
{
	char mode[GFP_TEXT_SIZE];
	char nodes[16] = "(null)";	/* any */

	gfp_flags_text(gfp, mode, sizeof(mode));
	if (gfp & __GFP_THISNODE)
		scnprintf(nodes, sizeof(nodes), "%d", nid);
	pr_warn("%s: %pV, mode:%#x(%s), nodemask=%s\n", current->comm, what,
		gfp, mode, nodes);
}

/* May a report begin? */
static bool begin_report(void)
{
	unsigned int held;

	if (!report_allowed(&warn_alloc_limit, machine_ops->clock_ns(), &held))
		return false;
	if (held)
		pr_warn("warn_alloc: %u callbacks suppressed\n", held);
	return true;
}

void warn_alloc(gfp_t gfp, unsigned int order, int nid)
{
	warn_alloc_text(gfp, nid, "page allocation failure: order:%u", order);
}

void warn_alloc_text(gfp_t gfp, int nid, const char *fmt, ...)
{
	struct va_format vaf = { .fmt = fmt };
	va_list args;

	if ((gfp & __GFP_NOWARN) || !begin_report())
		return;
	va_start(args, fmt);
	vaf.va = &args;
	say_who(&vaf, gfp, nid);
	va_end(args);
	dump_stack();
	show_mem();
}
