/* SPDX-License-Identifier: MIT */
/*
 * vmstat.h - counting what happens to memory
 *
 *	events		only ever grow: how often, how many pages so far
 *	node items	how many pages of a node are in some state now
 *
 *	count_vm_event(PAGEOUTRUN);
 *	inc_node_page_state(page, NR_FILE_DIRTY);
 *	dirty = global_node_page_state(NR_FILE_DIRTY);
 *
 * Counting touches this CPU's own line and takes one instruction, in any
 * context, an interrupt included. Who reads adds up all CPUs: exact when
 * nobody counts meanwhile. mm/vmstat.c has the rest of the story.
 */
#ifndef _LINUX_VMSTAT_H
#define _LINUX_VMSTAT_H

#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/percpu-defs.h>
#include <linux/vm_event_item.h>

/* One CPU's share; the sum over the CPUs means something, a share nothing. */
struct vm_event_state {
	unsigned long event[NR_VM_EVENT_ITEMS];
};
DECLARE_PER_CPU_ALIGNED(struct vm_event_state, vm_event_states);

struct vm_node_state {
	long item[MAX_NUMNODES][NR_VM_NODE_STAT_ITEMS];
};
DECLARE_PER_CPU_ALIGNED(struct vm_node_state, vm_node_states);

/* ---- events --------------------------------------------------------------- */

/**
 * count_vm_events - @delta more of @item
 *
 * Not for PGALLOC_* and PGFREE: the zones count those. Context: any.
 */
static inline void count_vm_events(enum vm_event_item item, long delta)
{
	this_cpu_add(vm_event_states.event[item], delta);
}

static inline void count_vm_event(enum vm_event_item item)
{
	this_cpu_inc(vm_event_states.event[item]);
}

/* The same by who has interrupts off, or does not mind losing one. */
static inline void __count_vm_events(enum vm_event_item item, long delta)
{
	raw_cpu_add(vm_event_states.event[item], delta);
}

static inline void __count_vm_event(enum vm_event_item item)
{
	raw_cpu_inc(vm_event_states.event[item]);
}

/* Of @item's four, the one for zones of type @zid: (ALLOCSTALL, ZONE_DMA, 1) */
#define count_zid_vm_events(item, zid, delta) \
	count_vm_events(item##_NORMAL - ZONE_NORMAL + (zid), delta)
#define __count_zid_vm_events(item, zid, delta) \
	__count_vm_events(item##_NORMAL - ZONE_NORMAL + (zid), delta)

/**
 * all_vm_events - every event's sum over the CPUs
 * @ret: NR_VM_EVENT_ITEMS numbers
 *
 * Context: any. A sum may lack what is being counted right now.
 */
void all_vm_events(unsigned long *ret);

/* ---- nodes ---------------------------------------------------------------- */

/* Given in bytes, whole pages; kept, and read, in pages (Linux: the same). */
static __always_inline bool vmstat_item_in_bytes(enum node_stat_item item)
{
	return item == NR_SLAB_RECLAIMABLE_B || item == NR_SLAB_UNRECLAIMABLE_B;
}

/**
 * mod_node_page_state - @delta more of @item on @pgdat, or less
 * @delta: pages; bytes if vmstat_item_in_bytes()
 *
 * Context: any.
 */
static inline void mod_node_page_state(struct pglist_data *pgdat,
				       enum node_stat_item item, long delta)
{
	if (vmstat_item_in_bytes(item))
		delta >>= PAGE_SHIFT;
	this_cpu_add(vm_node_states.item[pgdat->node_id][item], delta);
}

/* The same for one page, on the node it lies on. */
static inline void inc_node_page_state(struct page *page,
				       enum node_stat_item item)
{
	this_cpu_inc(vm_node_states.item[page_to_nid(page)][item]);
}

static inline void dec_node_page_state(struct page *page,
				       enum node_stat_item item)
{
	this_cpu_dec(vm_node_states.item[page_to_nid(page)][item]);
}

/* For callers with interrupts off Linux has faster ones; ours are the same. */
#define __mod_node_page_state(pgdat, item, delta) \
	mod_node_page_state(pgdat, item, delta)
#define __inc_node_page_state(page, item)	inc_node_page_state(page, item)
#define __dec_node_page_state(page, item)	dec_node_page_state(page, item)

/**
 * node_page_state - pages of @pgdat that are in state @item
 *
 * Context: any. Return: the sum over the CPUs, of the slab items in pages
 * too; 0 if it is negative, which only happens while others count.
 */
unsigned long node_page_state(struct pglist_data *pgdat,
			      enum node_stat_item item);

/* global_node_page_state - the same over all nodes */
unsigned long global_node_page_state(enum node_stat_item item);

/* ---- zones ---------------------------------------------------------------- */

static inline unsigned long zone_page_state(const struct zone *zone,
					    enum zone_stat_item item)
{
	return READ_ONCE(zone->nr_free);	/* NR_FREE_PAGES: there is one */
}

/* global_zone_page_state - the same over all zones */
unsigned long global_zone_page_state(enum zone_stat_item item);

/* ---- names, view, check --------------------------------------------------- */

/* "nr_dirty", "pgfree": as in /proc/vmstat */
const char *node_stat_name(enum node_stat_item item);
const char *vm_event_name(enum vm_event_item item);

struct seq_file;

/* vmstat_show - all of them, "name value" a line; /proc/vmstat */
int vmstat_show(struct seq_file *m, void *v);

/* vmstat_broken - the invariant of mm/vmstat.c that is broken right now, or 0 */
int vmstat_broken(void);

/*
 * vmstat_check - panics naming the invariant that is broken and stays so
 *
 * Context: may sleep, to let those finish who are counting.
 */
void vmstat_check(void);

#endif
