// SPDX-License-Identifier: MIT
/*
 * vmstat_test.c - what happens to memory is counted, once, wherever it happens
 *
 * Sums are compared before and after. Items that the machine itself may count
 * meanwhile (kswapd, a thread's stack) are looked at in four zones of 512
 * pages that nobody else knows (page_alloc_fixture.h), or by a bound.
 */
#include <linux/slab.h>
#include <linux/vmstat.h>

#include "page_alloc_fixture.h"
#include "threads.h"

/* Nobody drops caches behind a test's back. */
#define QUIET_EVENT	DROP_SLAB

static unsigned long events(enum vm_event_item item)
{
	unsigned long event[NR_VM_EVENT_ITEMS];

	all_vm_events(event);
	return event[item];
}

/* ---- events ---------------------------------------------------------------- */

/* One by one, many, and by either family: all are in the sum. */
static void events_add_up(struct kunit *test)
{
	unsigned long before = events(QUIET_EVENT);

	count_vm_event(QUIET_EVENT);
	count_vm_events(QUIET_EVENT, 1L << 40);
	__count_vm_event(QUIET_EVENT);
	__count_vm_events(QUIET_EVENT, 7);
	KUNIT_EXPECT_EQ(test, events(QUIET_EVENT),
			before + (1UL << 40) + 9);
	count_vm_events(QUIET_EVENT, -9 - (1L << 40));
	KUNIT_EXPECT_EQ(test, events(QUIET_EVENT), before);
}

/* A zone's own item of four: the names stand in the zones' order. */
static void events_of_zones(struct kunit *test)
{
	int type;

	for (type = 0; type < MAX_NR_ZONES; type++) {
		unsigned long event[2][NR_VM_EVENT_ITEMS];
		unsigned long before = 100;

		all_vm_events(event[0]);
		count_zid_vm_events(ALLOCSTALL, type, before);
		all_vm_events(event[1]);
		__count_zid_vm_events(ALLOCSTALL, type, -(long)before);
		KUNIT_EXPECT_GE(test, event[1][ALLOCSTALL_DMA + type],
				event[0][ALLOCSTALL_DMA + type] + 100);
	}
	KUNIT_EXPECT_STREQ(test, vm_event_name(ALLOCSTALL_DMA + ZONE_DMA32),
			   "allocstall_dma32");
	KUNIT_EXPECT_STREQ(test, vm_event_name(PGALLOC_DMA + ZONE_HIGHMEM),
			   "pgalloc_high");
}

#define STORM_COUNTS	2000

static void count_here(void *unused)
{
	count_vm_event(QUIET_EVENT);
}

static void count_storm(struct crew_member *me)
{
	struct pglist_data *node = NODE_DATA(0);
	long i;

	for (i = 0; i < STORM_COUNTS; i++) {
		count_vm_event(QUIET_EVENT);
		mod_node_page_state(node, NR_VMSCAN_WRITE,
				    me->number & 1 ? -3 : 3);
		if (i % 256 == 0)
			smp_call_function(count_here, NULL, 1);
	}
}

/*
 * Threads on all CPUs, moved about and interrupted by handlers that count the
 * same: nothing is lost. What some add, others take away.
 */
static void nothing_is_lost(struct kunit *test)
{
	unsigned long before = events(QUIET_EVENT);
	unsigned long written = node_page_state(NODE_DATA(0), NR_VMSCAN_WRITE);
	unsigned long calls = (STORM_COUNTS + 255) / 256 *
			      (num_online_cpus() - 1);
	static struct crew crew;

	crew_start(test, &crew, count_storm, 4);
	crew_join(&crew);
	KUNIT_EXPECT_EQ(test, events(QUIET_EVENT),
			before + 4 * (STORM_COUNTS + calls));
	KUNIT_EXPECT_GE(test, node_page_state(NODE_DATA(0), NR_VMSCAN_WRITE),
			written);
	KUNIT_EXPECT_LE(test, node_page_state(NODE_DATA(0), NR_VMSCAN_WRITE),
			written + 100000);
	count_vm_events(QUIET_EVENT, -4L * (long)(STORM_COUNTS + calls));
}

/* ---- nodes ----------------------------------------------------------------- */

static void one_less(void *page)
{
	dec_node_page_state(page, NR_ISOLATED_FILE);
}

/*
 *	CPU 0  +CPUs    CPU n  -1 each		sum: 1 more than before
 *
 * A share below 0 is not the sum's business; and the page's node counts.
 */
static void states_may_move_between_cpus(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	unsigned long before, all, cpu;
	struct pglist_data *node;

	KUNIT_ASSERT_NOT_NULL(test, page);
	node = NODE_DATA(page_to_nid(page));
	before = node_page_state(node, NR_ISOLATED_FILE);
	all = global_node_page_state(NR_ISOLATED_FILE);
	for (cpu = 0; cpu <= num_online_cpus(); cpu++)
		inc_node_page_state(page, NR_ISOLATED_FILE);
	on_each_cpu(one_less, page, 1);
	KUNIT_EXPECT_EQ(test, node_page_state(node, NR_ISOLATED_FILE),
			before + 1);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_ISOLATED_FILE),
			all + 1);
	dec_node_page_state(page, NR_ISOLATED_FILE);
	KUNIT_EXPECT_EQ(test, node_page_state(node, NR_ISOLATED_FILE), before);
	__free_page(page);
}

/* Slabs are counted in bytes and read in pages. */
static void slab_items_are_in_bytes(struct kunit *test)
{
	struct pglist_data *node = NODE_DATA(0);
	unsigned long before;

	before = node_page_state(node, NR_SLAB_RECLAIMABLE_B);
	mod_node_page_state(node, NR_SLAB_RECLAIMABLE_B, 5000L * PAGE_SIZE);
	KUNIT_EXPECT_GE(test, node_page_state(node, NR_SLAB_RECLAIMABLE_B),
			before + 4500);
	KUNIT_EXPECT_LE(test, node_page_state(node, NR_SLAB_RECLAIMABLE_B),
			before + 5500);
	mod_node_page_state(node, NR_SLAB_RECLAIMABLE_B, -5000L * PAGE_SIZE);
}

/*
 *	slabs of a cache: 0 -> some -> 0 pages, of its own kind, on any node
 *
 * Others may make slabs meanwhile, but hardly a MiB.
 */
static void slabs_are_counted(struct kunit *test)
{
	static void *object[64];
	static const slab_flags_t flags[] = {
		SLAB_NO_MERGE, SLAB_NO_MERGE | SLAB_RECLAIM_ACCOUNT
	};
	static const enum node_stat_item items[] = {
		NR_SLAB_UNRECLAIMABLE_B, NR_SLAB_RECLAIMABLE_B
	};
	unsigned long before, during, i, kind;
	struct kmem_cache *c;

	for (kind = 0; kind < 2; kind++) {
		before = global_node_page_state(items[kind]);
		c = kmem_cache_create("vmstat_test", 16384, 0, flags[kind],
				      NULL);
		KUNIT_ASSERT_NOT_NULL(test, c);
		for (i = 0; i < ARRAY_SIZE(object); i++)
			object[i] = kmem_cache_alloc(c, GFP_KERNEL);
		during = global_node_page_state(items[kind]);
		KUNIT_EXPECT_GE(test, during + 128, before + 64 * 4);
		for (i = 0; i < ARRAY_SIZE(object); i++)
			kmem_cache_free(c, object[i]);
		kmem_cache_destroy(c);
		KUNIT_EXPECT_LE(test, global_node_page_state(items[kind]) + 128,
				during);
	}
}

/* ---- pages ----------------------------------------------------------------- */

static unsigned long given_by(const struct zone *zone)
{
	unsigned long pages = this_cpu_ptr(zone->per_cpu_pageset)->nr_alloc;
	unsigned int order;

	for (order = 0; order < NR_PAGE_ORDERS; order++)
		pages += zone->nr_large_alloc[order] << order;
	return pages;
}

static unsigned long freed_to(const struct zone *zone)
{
	unsigned long pages = this_cpu_ptr(zone->per_cpu_pageset)->nr_free;
	unsigned int order;

	for (order = 0; order < NR_PAGE_ORDERS; order++)
		pages += zone->nr_large_free[order] << order;
	return pages;
}

/* A block of any order counts its pages, on the way out and on the way home. */
static void each_order_in_pages(struct kunit *test)
{
	unsigned long given, freed;
	struct zone *zone;
	unsigned int i, order;

	four_zones_begin(test);
	zone = zones[ZONE_NORMAL];
	preempt_disable();
	/* Twice: out of the zone, and off this CPU's list. */
	for (i = 0; i < 2 * (ZONE_ORDER + 1); i++) {
		struct page *page;

		order = i / 2;

		given = given_by(zone);
		freed = freed_to(zone);
		page = alloc_pages(GFP_ATOMIC, order);
		KUNIT_EXPECT_TRUE(test, page && page_zone(page) == zone);
		KUNIT_EXPECT_EQ(test, given_by(zone), given + (1UL << order));
		__free_pages(page, order);
		KUNIT_EXPECT_EQ(test, freed_to(zone), freed + (1UL << order));
		if (i & 1)
			pcp_drain_local(zone);
	}
	preempt_enable();
	four_zones_end(test);
}

/* Tails that go home before the head, a bulk, a page that is refused. */
static void odd_ways_count_too(struct kunit *test)
{
	struct page *array[12] = { NULL }, *page;
	unsigned long given, freed;
	struct zone *zone;

	four_zones_begin(test);
	zone = zones[ZONE_NORMAL];
	preempt_disable();
	given = given_by(zone);
	freed = freed_to(zone);
	page = alloc_pages(GFP_ATOMIC, 3);
	get_page(page);
	__free_pages(page, 3);
	KUNIT_EXPECT_EQ(test, freed_to(zone), freed + 7);
	put_page(page);
	KUNIT_EXPECT_EQ(test, freed_to(zone), freed + 8);
	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_array(GFP_ATOMIC, 12, array),
			12u);
	KUNIT_EXPECT_EQ(test, given_by(zone), given + 20);
	release_pages(array, 12);
	KUNIT_EXPECT_EQ(test, freed_to(zone), freed + 20);
	preempt_enable();
	four_zones_end(test);
}

/* Others may be allocating: it adds up at some moment, and soon. */
static bool comes_to(int broken)
{
	return crew_wait_for(vmstat_broken() == broken);
}

/*
 * The machine's own zones: what was given out since the boot, less what came
 * back, is what is not free now.
 */
static void the_machine_adds_up(struct kunit *test)
{
	unsigned long before[NR_VM_EVENT_ITEMS], after[NR_VM_EVENT_ITEMS];
	struct page *page;

	KUNIT_EXPECT_TRUE(test, comes_to(0));
	vmstat_check();
	all_vm_events(before);
	page = alloc_pages(GFP_KERNEL, 6);
	KUNIT_ASSERT_NOT_NULL(test, page);
	all_vm_events(after);
	KUNIT_EXPECT_GE(test, after[PGALLOC_DMA + page_zonenum(page)],
			before[PGALLOC_DMA + page_zonenum(page)] + 64);
	__free_pages(page, 6);
	KUNIT_EXPECT_GE(test, events(PGFREE), before[PGFREE] + 64);
}

/* ---- check ----------------------------------------------------------------- */

/* E1: more was taken away than there was; who reads sees none, not 2^64. */
static void sees_e1(struct kunit *test)
{
	struct pglist_data *node = NODE_DATA(0);

	mod_node_page_state(node, NR_WRITTEN, -(1L << 40));
	KUNIT_EXPECT_EQ(test, vmstat_broken(), 1);
	KUNIT_EXPECT_EQ(test, node_page_state(node, NR_WRITTEN), 0UL);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_WRITTEN), 0UL);
	mod_node_page_state(node, NR_WRITTEN, 1L << 40);
	KUNIT_EXPECT_TRUE(test, comes_to(0));
}

/* E2: pages are counted that nobody got. */
static void sees_e2(struct kunit *test)
{
	struct zone *zone = this_cpu_read(local_zones[0]);
	unsigned long flags;

	spin_lock_irqsave(&zone->lock, flags);
	zone->nr_large_alloc[MAX_PAGE_ORDER] += 1UL << 40;
	spin_unlock_irqrestore(&zone->lock, flags);
	KUNIT_EXPECT_EQ(test, vmstat_broken(), 2);
	spin_lock_irqsave(&zone->lock, flags);
	zone->nr_large_alloc[MAX_PAGE_ORDER] -= 1UL << 40;
	spin_unlock_irqrestore(&zone->lock, flags);
	KUNIT_EXPECT_TRUE(test, comes_to(0));
}

static struct kunit_case vmstat_cases[] = {
	KUNIT_CASE(events_add_up),
	KUNIT_CASE(events_of_zones),
	KUNIT_CASE(nothing_is_lost),
	KUNIT_CASE(states_may_move_between_cpus),
	KUNIT_CASE(slab_items_are_in_bytes),
	KUNIT_CASE(slabs_are_counted),
	KUNIT_CASE(the_machine_adds_up),
	KUNIT_CASE(sees_e1),
	KUNIT_CASE(sees_e2),
	{}
};

static struct kunit_suite vmstat_suite = {
	.name = "vmstat",
	.test_cases = vmstat_cases,
};
kunit_test_suite(vmstat_suite);

static struct kunit_case counted_cases[] = {
	KUNIT_CASE(each_order_in_pages),
	KUNIT_CASE(odd_ways_count_too),
	{}
};

/* Needs a world; see tests/boot/test_matrix.py. */
static struct kunit_suite counted_suite = {
	.name = "pages_counted",
	.test_cases = counted_cases,
};
kunit_test_suite(counted_suite);
