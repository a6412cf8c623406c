// SPDX-License-Identifier: MIT
/*
 * mm_views_test.c - what programs read in /proc is true, to the byte
 *
 * Each view is read while a few blocks of different sizes are held, so that
 * the lists are uneven:
 *
 *	|########|.|#|......|##|....	orders 0..5 held, 6..10 as they are
 */
#include <linux/percpu.h>
#include <linux/vmstat.h>

#include "../mm/internal.h"
#include "view_text.h"

/* ---- buddyinfo ------------------------------------------------------------- */

/*
 * The sum is nr_free. A line a populated zone, 11 fields of 6
 * and a blank.
 */
static void buddyinfo_adds_up(struct kunit *test)
{
	struct zone *zone;

	read_view(test, "buddyinfo");
	parse();
	for_each_populated_zone(zone) {
		unsigned long pages = 0;
		unsigned int order;

		zone_heading("Node %d, zone %8s ", zone);
		for (order = 0; order < NR_PAGE_ORDERS; order++) {
			unsigned long blocks = num(6);

			lit(" ");
			pages += blocks << order;
			KUNIT_EXPECT_EQ(test, blocks,
					zone->free_area[order].nr_free);
		}
		lit("\n");
		KUNIT_EXPECT_EQ(test, pages, zone->nr_free);
	}
	KUNIT_EXPECT_TRUE_MSG(test, at_end(), "not Linux's format:\n%s", text);
}

/* What the view says of one zone and order, read anew. */
static unsigned long blocks_in_view(struct kunit *test,
				    const struct zone *zone,
				    unsigned int order)
{
	char start[32];

	scnprintf(start, sizeof(start), "Node %d, zone %8s ", zone->node,
		  zone->name);
	read_view(test, "buddyinfo");
	at = line_with(start);
	KUNIT_EXPECT_NOT_NULL(test, at);
	lit(start);
	while (order--) {
		num(6);
		lit(" ");
	}
	return num(6);
}

/*
 *	[ 4 MiB: held ] -> [ 4 MiB: free ]	one more in the last column:
 * the view is no constant, and its columns are not shifted.
 */
static void buddyinfo_moves(struct kunit *test)
{
	unsigned long before, after;
	struct page *page;
	struct zone *zone;

	/* High memory, if there is: low memory may be in pieces. */
	page = alloc_pages(GFP_HIGHUSER, MAX_PAGE_ORDER);
	KUNIT_ASSERT_NOT_NULL(test, page);
	zone = page_zone(page);
	before = blocks_in_view(test, zone, MAX_PAGE_ORDER);
	__free_pages(page, MAX_PAGE_ORDER);
	after = blocks_in_view(test, zone, MAX_PAGE_ORDER);
	KUNIT_EXPECT_EQ(test, after, before + 1);
}

/* ---- pagetypeinfo ---------------------------------------------------------- */

/* One zone's rows: the types of each order add up to the order's blocks. */
static void expect_type_rows(struct kunit *test, const struct zone *zone)
{
	unsigned long blocks[NR_PAGE_ORDERS] = { 0 };
	unsigned int order;
	int type;

	for (type = 0; type < MIGRATE_TYPES; type++) {
		zone_heading("Node %4d, zone %8s, type ", zone);
		while (next_is(" "))
			at++;
		lit(migratetype_names[type]);
		lit(" ");
		for (order = 0; order < NR_PAGE_ORDERS; order++) {
			blocks[order] += num(6);
			lit(" ");
		}
		lit("\n");
	}
	for (order = 0; order < NR_PAGE_ORDERS; order++)
		KUNIT_EXPECT_EQ(test, blocks[order],
				zone->free_area[order].nr_free);
}

/* Pageblocks: no more than the span has, no fewer than RAM needs. */
static void expect_block_row(struct kunit *test, const struct zone *zone)
{
	unsigned long first = zone->zone_start_pfn >> pageblock_order;
	unsigned long last = (zone_end_pfn(zone) - 1) >> pageblock_order;
	unsigned long blocks = 0;
	int type;

	zone_heading("Node %d, zone %8s ", zone);
	for (type = 0; type < MIGRATE_TYPES; type++) {
		blocks += num(12);
		lit(" ");
	}
	lit("\n");
	KUNIT_EXPECT_LE(test, blocks, last - first + 1);
	KUNIT_EXPECT_GE(test, blocks * pageblock_nr_pages,
			zone->present_pages);
}

/* Both halves, heading by heading. */
static void pagetypeinfo_adds_up(struct kunit *test)
{
	struct zone *zone;

	read_view(test, "pagetypeinfo");
	parse();
	lit("Page block order: 9\n");
	lit("Pages per block:  512\n");
	lit("\n");
	lit("Free pages count per migrate type at order       0      1      2 ");
	lit("     3      4      5      6      7      8      9     10 \n");
	for_each_populated_zone(zone)
		expect_type_rows(test, zone);
	lit("\n");
	lit("Number of blocks type     Unmovable      Movable  Reclaimable \n");
	for_each_populated_zone(zone)
		expect_block_row(test, zone);
	KUNIT_EXPECT_TRUE_MSG(test, at_end(), "not Linux's format:\n%s", text);
}

/* ---- zoneinfo -------------------------------------------------------------- */

#define EXPECT_FIELD(test, name, value) \
	do { \
		lit(name); \
		KUNIT_EXPECT_EQ_MSG(test, num(1), (unsigned long)(value), \
				    "field:%s", name); \
	} while (0)

static void expect_marks(struct kunit *test, const struct zone *zone)
{
	int class;

	EXPECT_FIELD(test, "\n  pages free     ", zone->nr_free);
	EXPECT_FIELD(test, "\n        boost    ", 0);
	EXPECT_FIELD(test, "\n        min      ", min_wmark_pages(zone));
	EXPECT_FIELD(test, "\n        low      ", low_wmark_pages(zone));
	EXPECT_FIELD(test, "\n        high     ", high_wmark_pages(zone));
	EXPECT_FIELD(test, "\n        spanned  ", zone->spanned_pages);
	EXPECT_FIELD(test, "\n        present  ", zone->present_pages);
	EXPECT_FIELD(test, "\n        managed  ", zone->managed_pages);
	EXPECT_FIELD(test, "\n        cma      ", 0);
	EXPECT_FIELD(test, "\n        protection: (", zone->lowmem_reserve[0]);
	for (class = 1; class < MAX_NR_ZONES; class++)
		EXPECT_FIELD(test, ", ", zone->lowmem_reserve[class]);
	lit(")");
}

static void expect_pagesets(struct kunit *test, const struct zone *zone)
{
	unsigned int cpu;

	lit("\n  pagesets");
	for_each_online_cpu(cpu) {
		const struct per_cpu_pages *pcp =
			per_cpu_ptr(zone->per_cpu_pageset, cpu);

		EXPECT_FIELD(test, "\n    cpu: ", cpu);
		EXPECT_FIELD(test, "\n              count: ", pcp->count);
		EXPECT_FIELD(test, "\n              high:  ", pcp->high);
		EXPECT_FIELD(test, "\n              batch: ", pcp->batch);
	}
}

/* Linux's lines for a node, once for each; others may be counting. */
static void expect_node_items(void)
{
	unsigned int item;

	lit("\n  per-node stats");
	for (item = 0; item < NR_VM_NODE_STAT_ITEMS; item++) {
		lit("\n      ");
		lit(node_stat_name(item));
		while (next_is("  "))
			at++;
		lit(" ");
		num(1);
	}
}

/* Every number of every zone, empty ones too, is the structure's. */
static void zoneinfo_tells_the_structures(struct kunit *test)
{
	struct zone *zone;
	int node = -1;

	read_view(test, "zoneinfo");
	parse();
	for_each_zone(zone) {
		zone_heading("Node %d, zone %8s", zone);
		if (populated_zone(zone) && zone->node != node) {
			node = zone->node;
			expect_node_items();
		}
		expect_marks(test, zone);
		if (populated_zone(zone)) {
			EXPECT_FIELD(test, "\n      nr_free_pages ",
				     zone->nr_free);
			expect_pagesets(test, zone);
			EXPECT_FIELD(test, "\n  node_unreclaimable:  ", 0);
			EXPECT_FIELD(test, "\n  start_pfn:           ",
				     zone->zone_start_pfn);
		}
		lit("\n");
	}
	KUNIT_EXPECT_TRUE_MSG(test, at_end(), "not Linux's format:\n%s", text);
}

/* ---- meminfo --------------------------------------------------------------- */

/* "Name:" padded so that the number ends in column 24, then " kB". */
static unsigned long kb_of(const char *name)
{
	unsigned long value;

	lit(name);
	value = num(24 - (int)strlen(name));
	lit(" kB\n");
	return value;
}

/* High and Low are all; Linux's names in Linux's order; KiB and not pages. */
static void meminfo_adds_up(struct kunit *test)
{
	unsigned long total, free, avail, cached, high[2], low[2];

	read_view(test, "meminfo");
	parse();
	total = kb_of("MemTotal:");
	free = kb_of("MemFree:");
	avail = kb_of("MemAvailable:");
	kb_of("Buffers:");
	cached = kb_of("Cached:");
	kb_of("SwapCached:");
	kb_of("Active:");
	kb_of("Inactive:");
	kb_of("Active(file):");
	kb_of("Inactive(file):");
	high[0] = kb_of("HighTotal:");
	high[1] = kb_of("HighFree:");
	low[0] = kb_of("LowTotal:");
	low[1] = kb_of("LowFree:");
	kb_of("SwapTotal:");
	kb_of("SwapFree:");
	kb_of("Dirty:");
	kb_of("Writeback:");
	kb_of("Shmem:");
	KUNIT_EXPECT_TRUE_MSG(test, at_end(), "not Linux's format:\n%s", text);

	KUNIT_EXPECT_EQ(test, total, totalram_pages() * (PAGE_SIZE / 1024));
	KUNIT_EXPECT_EQ(test, free, nr_free_pages() * (PAGE_SIZE / 1024));
	KUNIT_EXPECT_EQ(test, high[0] + low[0], total);
	KUNIT_EXPECT_EQ(test, high[1] + low[1], free);
	KUNIT_EXPECT_LT(test, free, total);	/* some is held */
	KUNIT_EXPECT_EQ(test, cached, global_node_page_state(NR_FILE_PAGES) *
				      (PAGE_SIZE / 1024));
	/* Reserves are kept; objects may be had, less than they are. */
	KUNIT_EXPECT_LT(test, avail, free + cached +
			global_node_page_state(NR_SLAB_RECLAIMABLE_B) *
			(PAGE_SIZE / 1024));
	KUNIT_EXPECT_GT(test, avail, 0UL);
}

/* ---- Mem-Info -------------------------------------------------------------- */

/* "3*4kB (UM) ": the count and letters are the zone's; adds to @total. */
static void expect_blocks(struct kunit *test, const struct zone *zone,
			  unsigned int order, unsigned long *total)
{
	unsigned long nr = num(1);
	char size[16];
	int type;

	scnprintf(size, sizeof(size), "*%lukB ", 4UL << order);
	lit(size);
	*total += nr * (4UL << order);
	KUNIT_EXPECT_EQ(test, nr, zone->free_area[order].nr_free);
	if (!nr)
		return;
	lit("(");
	for (type = 0; type < MIGRATE_TYPES; type++) {
		char letter[2] = { "UME"[type], '\0' };

		if (!list_empty(&zone->free_area[order].free_list[type]))
			lit(letter);
	}
	lit(") ");
}

/* Has any zone a free block of @type? */
static bool any_free(int type)
{
	struct zone *zone;

	for_each_populated_zone(zone) {
		if (READ_ONCE(zone->order_mask[type]))
			return true;
	}
	return false;
}

/*
 * The line of pieces, as people paste it: it adds up to what it says, and
 * somewhere in it is each letter. Where memory is small, what others did may
 * have left no reclaimable block free.
 */
static void mem_info_pieces_add_up(struct kunit *test)
{
	/* Whatever others made of the pageblocks, one is movable now. */
	struct page *page = alloc_pages(GFP_HIGHUSER_MOVABLE, 5);
	struct zone *zone;
	char start[32];

	read_with(mem_info_show);
	for_each_populated_zone(zone) {
		unsigned long total = 0;
		unsigned int order;

		scnprintf(start, sizeof(start), "Node %d %s: ", zone->node,
			  zone->name);
		at = line_with(start);
		lit(start);
		for (order = 0; order < NR_PAGE_ORDERS; order++)
			expect_blocks(test, zone, order, &total);
		lit("= ");
		KUNIT_EXPECT_EQ(test, num(1), total);
		lit("kB\n");
		KUNIT_EXPECT_TRUE_MSG(test, at, "bad pieces:\n%s", text);
		KUNIT_EXPECT_EQ(test, total, zone->nr_free * 4);
	}
	KUNIT_EXPECT_EQ_MSG(test, strstr(text, "E) ") != NULL,
			    any_free(MIGRATE_RECLAIMABLE), "%s", text);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(text, "(U"), "%s", text);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(text, "M) "), "%s", text);
	__free_pages(page, 5);
}

/* The marks in kB, the reserves in pages, as Linux mixes them. */
static void mem_info_marks(struct kunit *test)
{
	unsigned long present = 0, managed = 0;
	struct zone *zone;
	char start[32];
	int class;

	read_with(mem_info_show);
	for_each_populated_zone(zone) {
		scnprintf(start, sizeof(start), "Node %d %s free:", zone->node,
			  zone->name);
		at = line_with(start);
		EXPECT_FIELD(test, start, zone->nr_free * 4);
		EXPECT_FIELD(test, "kB min:", min_wmark_pages(zone) * 4);
		EXPECT_FIELD(test, "kB low:", low_wmark_pages(zone) * 4);
		EXPECT_FIELD(test, "kB high:", high_wmark_pages(zone) * 4);
		EXPECT_FIELD(test, "kB present:", zone->present_pages * 4);
		EXPECT_FIELD(test, "kB managed:", zone->managed_pages * 4);
		EXPECT_FIELD(test, "kB free_pcp:", pcp_count(zone) * 4);
		EXPECT_FIELD(test, "kB local_pcp:",
			     this_cpu_ptr(zone->per_cpu_pageset)->count * 4);
		lit("kB\nlowmem_reserve[]:");
		for (class = 0; class < MAX_NR_ZONES; class++)
			EXPECT_FIELD(test, " ", zone->lowmem_reserve[class]);
		lit("\n");
		KUNIT_EXPECT_TRUE_MSG(test, at, "bad marks:\n%s", text);
		present += zone->present_pages;
		managed += zone->managed_pages;
	}
	KUNIT_EXPECT_EQ(test, number_before(" pages RAM\n"), present);
	KUNIT_EXPECT_EQ(test, number_before(" pages reserved\n"),
			present - managed);
}

static struct kunit_case mm_views_cases[] = {
	KUNIT_CASE(buddyinfo_adds_up),
	KUNIT_CASE(buddyinfo_moves),
	KUNIT_CASE(pagetypeinfo_adds_up),
	KUNIT_CASE(zoneinfo_tells_the_structures),
	KUNIT_CASE(meminfo_adds_up),
	KUNIT_CASE(mem_info_pieces_add_up),
	KUNIT_CASE(mem_info_marks),
	{}
};

static struct kunit_suite mm_views_suite = {
	.name = "mm_views",
	.init = view_text_init,
	.exit = view_text_exit,
	.test_cases = mm_views_cases,
};
kunit_test_suite(mm_views_suite);
