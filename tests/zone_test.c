// SPDX-License-Identifier: MIT
/*
 * zone_test.c - the marks and lists of the machine's zones
 *
 * What mm/zone.c derived at boot is checked as it is, and each of its
 * invariants broken in a copy, on purpose, and seen.
 */
#include <asm/irqflags.h>
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/topology.h>

#include "../mm/internal.h"

static struct zone copy;
static struct pglist_data node;

static int zone_test_init(struct kunit *test)
{
	struct zone *zone;

	for_each_populated_zone(zone)
		copy = *zone;		/* the last: the highest there is */
	node = *NODE_DATA(0);
	return 0;
}

/* The machine's own are whole, and page_alloc_check() says so. */
static void zones_are_whole(struct kunit *test)
{
	struct zone *zone;
	int nid;

	for_each_populated_zone(zone)
		KUNIT_EXPECT_EQ(test, zone_broken(zone), 0);
	for_each_online_node(nid)
		KUNIT_EXPECT_EQ(test, zonelists_broken(NODE_DATA(nid)), 0);
	drain_local_pages(NULL);
	page_alloc_check();
}

/*
 * A task gave a page and lost the CPU before it trimmed: the list is longer
 * than `high`, and whoever checks meanwhile (C3 of pcp.c) does not cry.
 */
static void check_waits_for_no_trim(struct kunit *test)
{
	struct per_cpu_pages *pcp, was;
	unsigned long flags;
	struct page *page;
	int left = -1;

	local_irq_save(flags);
	page = alloc_page(GFP_ATOMIC);
	if (page) {
		pcp = this_cpu_ptr(page_zone(page)->per_cpu_pageset);
		__free_page(page);
		was = *pcp;
		pcp->high = pcp->batch = 0;
		page_alloc_check();
		left = pcp->count;
		pcp->high = was.high;
		pcp->batch = was.batch;
	}
	local_irq_restore(flags);
	KUNIT_EXPECT_EQ(test, left, 0);
}

/* Each CPU asks its node's best zone first; flags that name none, nobody. */
static void first_choices(struct kunit *test)
{
	unsigned int cpu, bits;

	for_each_possible_cpu(cpu) {
		const struct pglist_data *near = NODE_DATA(cpu_to_node(cpu));

		for (bits = 0; bits < 8; bits++) {
			const struct zone *got = per_cpu(local_zones[bits], cpu);
			int class = gfp_zone(bits);
			const struct zone *zone = class < 0 ? NULL :
				near->node_zonelists[class][0];

			KUNIT_ASSERT_NOT_NULL(test, got);
			if (zone)
				KUNIT_EXPECT_PTR_EQ(test, got, zone);
			else
				KUNIT_EXPECT_EQ(test, got->fast_mark[bits],
						~0UL);
		}
	}
}

/* Z1: min <= low <= high */
static void marks_in_order(struct kunit *test)
{
	unsigned long high = high_wmark_pages(&copy);

	copy._watermark[WMARK_HIGH] = low_wmark_pages(&copy) - 1;
	KUNIT_EXPECT_EQ(test, zone_broken(&copy), 1);
	copy._watermark[WMARK_HIGH] = high;
	KUNIT_EXPECT_EQ(test, zone_broken(&copy), 0);
	swap(copy._watermark[WMARK_MIN], copy._watermark[WMARK_LOW]);
	copy._watermark[WMARK_MIN]++;
	KUNIT_EXPECT_EQ(test, zone_broken(&copy), 1);
	swap(copy._watermark[WMARK_MIN], copy._watermark[WMARK_HIGH]);
	KUNIT_EXPECT_EQ(test, zone_broken(&copy), 1);
}

/* Z2: nothing is kept from those who can use nothing higher. */
static void reserve_grows(struct kunit *test)
{
	int class;

	/* Growing, as it should, but from where it must be 0. */
	for (class = copy.type; class < MAX_NR_ZONES; class++)
		copy.lowmem_reserve[class]++;
	KUNIT_EXPECT_EQ(test, zone_broken(&copy), 2);
	for (class = copy.type; class < MAX_NR_ZONES; class++)
		copy.lowmem_reserve[class]--;
	copy.lowmem_reserve[copy.type] = 1;
	KUNIT_EXPECT_EQ(test, zone_broken(&copy), 2);
	copy.lowmem_reserve[copy.type] = 0;
	KUNIT_EXPECT_EQ(test, zone_broken(&copy), 0);

	copy.type = ZONE_DMA;
	copy.lowmem_reserve[ZONE_NORMAL] = 5;
	copy.lowmem_reserve[ZONE_HIGHMEM] = 4;
	KUNIT_EXPECT_EQ(test, zone_broken(&copy), 2);
}

/* Z3: a zone twice, one above the class, one without memory. */
static void lists_name_the_right_zones(struct kunit *test)
{
	struct zone **list = node.node_zonelists[ZONE_NORMAL];
	struct zone *first = list[0];
	struct zone empty = { .zone_pgdat = first->zone_pgdat };

	/* The copy's zones are node 0's, so all of them are foreign to it. */
	KUNIT_ASSERT_EQ(test, zonelists_broken(&node), 0);
	list[0] = &empty;
	KUNIT_EXPECT_EQ(test, zonelists_broken(&node), 3);
	list[0] = first;
	node.node_zonelists[ZONE_DMA][0] = first;
	KUNIT_EXPECT_EQ(test, zonelists_broken(&node),
			first->type > ZONE_DMA ? 3 : 0);
	node.node_zonelists[ZONE_DMA][0] = NULL;
	list[1] = first;
	list[2] = NULL;
	KUNIT_EXPECT_EQ(test, zonelists_broken(&node), 3);
	/* Its own zone, after another node's. */
	empty.managed_pages = 1;
	empty.zone_pgdat = &node;
	list[1] = &empty;
	KUNIT_EXPECT_EQ(test, zonelists_broken(&node), 3);
	list[1] = first;
	list[0] = &empty;
	KUNIT_EXPECT_EQ(test, zonelists_broken(&node), 0);
}

/* N1, N2: more pages than frames; a distance to oneself that is not 10 */
static void numa_tables(struct kunit *test)
{
	struct pglist_data *node0 = NODE_DATA(0);
	unsigned long present = node0->node_present_pages;
	u8 distance = node_distances[0][0];

	KUNIT_EXPECT_EQ(test, numa_broken(), 0);
	node0->node_present_pages = node0->node_spanned_pages + 1;
	KUNIT_EXPECT_EQ(test, numa_broken(), 1);
	node0->node_present_pages = present;
	node_distances[0][0] = 11;
	KUNIT_EXPECT_EQ(test, numa_broken(), 2);
	node_distances[0][0] = 9;
	KUNIT_EXPECT_EQ(test, numa_broken(), 2);
	node_distances[0][0] = distance;
}

/* V1: out of order, touching, empty, not of whole sections */
static void memmap_sections_are_sorted(struct kunit *test)
{
	static const struct memmap_sections wrong[] = {
		{ 2, { { 0x800, 0xc00 }, { 0, 0x400 } } },
		{ 2, { { 0, 0x400 }, { 0x400, 0x800 } } },
		{ 2, { { 0, 0x800 }, { 0x400, 0xc00 } } },
		{ 1, { { 0x400, 0x400 } } },
		{ 1, { { 0x400, 0x801 } } },
		{ 1, { { 0x3ff, 0x800 } } },
	};
	static const struct memmap_sections right = {
		2, { { 0, 0x400 }, { 0x800, 0xc00 } }
	};
	unsigned int i;

	KUNIT_EXPECT_EQ(test, memmap_broken(&memmap), 0);
	KUNIT_EXPECT_EQ(test, memmap_broken(&right), 0);
	for (i = 0; i < ARRAY_SIZE(wrong); i++)
		KUNIT_EXPECT_EQ(test, memmap_broken(&wrong[i]), 1);
}

static struct kunit_case zone_test_cases[] = {
	KUNIT_CASE(zones_are_whole),
	KUNIT_CASE(check_waits_for_no_trim),
	KUNIT_CASE(first_choices),
	KUNIT_CASE(marks_in_order),
	KUNIT_CASE(reserve_grows),
	KUNIT_CASE(lists_name_the_right_zones),
	KUNIT_CASE(numa_tables),
	KUNIT_CASE(memmap_sections_are_sorted),
	{}
};

static struct kunit_suite zone_test_suite = {
	.name = "zone",
	.init = zone_test_init,
	.test_cases = zone_test_cases,
};
kunit_test_suite(zone_test_suite);
