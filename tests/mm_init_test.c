// SPDX-License-Identifier: MIT
/*
 * mm_init_test.c - what the hand-over left behind: every frame, every zone
 *
 * The machine's own struct pages, zones and zonelists are read and compared
 * with the memory map and with the rules, written down a second time. Where a
 * rule needs another machine than this one, imaginary nodes are added for
 * the moment (page_world.h).
 */
#include <linux/boot_info.h>
#include <linux/bootmem.h>

#include "page_world.h"

/* ---- every frame ---------------------------------------------------------- */

static enum zone_type type_by_address(unsigned long pfn)
{
	const unsigned long dma_end = PHYS_PFN(16ul << 20);
	const unsigned long dma32_end = PHYS_PFN(4ul << 30);

	if (pfn < dma_end)
		return ZONE_DMA;
	if (pfn >= max_low_pfn)
		return ZONE_HIGHMEM;
	return max_low_pfn > dma32_end && pfn < dma32_end ? ZONE_DMA32 :
							    ZONE_NORMAL;
}

/* What is wrong with a frame of RAM of node @nid; NULL: nothing. */
static const char *frame_fault(unsigned long pfn, int nid)
{
	const struct page *page = pfn_to_page(pfn);
	const struct zone *zone;

	if (!pfn_valid(pfn))
		return "no struct page";
	zone = page_zone(page);
	if (page_zonenum(page) != type_by_address(pfn))
		return "wrong zone";
	if (page_to_nid(page) != nid)
		return "wrong node";
	if (!zone_spans_pfn(zone, pfn) || zone->node != nid)
		return "outside its zone";
	if (PageReserved(page) && (PageBuddy(page) || PagePcp(page)))
		return "reserved, but free";
	return NULL;
}

/* Every usable frame has a struct page that names its zone and node. */
static void every_frame_is_described(struct kunit *test)
{
	const struct bootmem *bm = bootmem_machine();
	unsigned long pfn, faults = 0;
	unsigned int i;

	for (i = 0; i < bm->nr_ranges; i++) {
		const struct bootmem_range *r = &bm->range[i];

		for (pfn = PHYS_PFN(r->start); pfn < PHYS_PFN(r->end); pfn++) {
			const char *fault = frame_fault(pfn, r->nid);

			if (fault && !faults++)
				KUNIT_FAIL(test, "pfn %#lx: %s", pfn, fault);
		}
	}
	KUNIT_EXPECT_EQ(test, faults, 0ul);
}

static unsigned long usable_in_map(const struct mem_map *map)
{
	unsigned long frames = 0;
	unsigned int i;

	for (i = 0; i < map->nr; i++) {
		const struct mem_range *r = &map->range[i];

		if (r->type == MEM_USABLE)
			frames += PHYS_PFN(r->end) - PHYS_PFN(r->start);
	}
	return frames;
}

/* No usable range of the firmware's map was forgotten. */
static void the_whole_map_is_there(struct kunit *test)
{
	const struct mem_map *map = &boot_info.map;
	unsigned long present = 0, pfn;
	struct zone *zone;
	unsigned int i;

	for_each_populated_zone(zone)
		present += zone->present_pages;
	/* The host has no firmware: one range, from 0 to the end. */
	KUNIT_EXPECT_EQ(test, present, map->nr ? usable_in_map(map) : max_pfn);
	for (i = 0; i < map->nr; i++) {
		if (map->range[i].type != MEM_USABLE)
			continue;
		pfn = PHYS_PFN(map->range[i].start);
		KUNIT_EXPECT_TRUE(test, pfn_valid(pfn));
		pfn = PHYS_PFN(map->range[i].end) - 1;
		KUNIT_EXPECT_TRUE(test, pfn_valid(pfn));
	}
}

/* present = managed + reserved, counted page by page in each zone. */
static void the_sum_is_right(struct kunit *test)
{
	unsigned long present[MAX_NUMNODES][MAX_NR_ZONES] = { { 0 } };
	unsigned long reserved[MAX_NUMNODES][MAX_NR_ZONES] = { { 0 } };
	const struct bootmem *bm = bootmem_machine();
	unsigned long pfn, total = 0;
	struct zone *zone;
	unsigned int i;

	for (i = 0; i < bm->nr_ranges; i++) {
		const struct bootmem_range *r = &bm->range[i];

		for (pfn = PHYS_PFN(r->start); pfn < PHYS_PFN(r->end); pfn++) {
			const struct page *page = pfn_to_page(pfn);
			enum zone_type type = page_zonenum(page);

			present[r->nid][type]++;
			reserved[r->nid][type] += PageReserved(page);
		}
	}
	for_each_zone(zone) {
		KUNIT_EXPECT_EQ(test, zone->present_pages,
				present[zone->node][zone->type]);
		KUNIT_EXPECT_EQ(test, zone->present_pages - zone->managed_pages,
				reserved[zone->node][zone->type]);
		KUNIT_EXPECT_LE(test, zone->present_pages, zone->spanned_pages);
		total += zone->managed_pages;
	}
	KUNIT_EXPECT_EQ(test, totalram_pages(), total);
	KUNIT_EXPECT_LE(test, nr_free_pages(), total);
}

/*
 * The frames of a section that are no RAM have a struct page, because merging
 * looks at it, and it says reserved; between sections there is none.
 */
static void holes_are_holes(struct kunit *test)
{
	const struct bootmem *bm = bootmem_machine();
	unsigned long pfn = 0, end, strays = 0;
	unsigned int i;

	for (i = 0; i <= bm->nr_ranges; i++) {
		bool last = i == bm->nr_ranges;
		unsigned long up_to = last ? ALIGN(max_pfn, MAX_ORDER_NR_PAGES) :
				      PHYS_PFN(bm->range[i].start);

		for (; pfn < up_to; pfn++) {
			bool near = pfn_valid(pfn);

			if (near && !PageReserved(pfn_to_page(pfn)))
				strays++;
			/* A section is one largest block. */
			if (!near)
				pfn |= MAX_ORDER_NR_PAGES - 1;
		}
		if (last)
			break;
		end = PHYS_PFN(bm->range[i].end);
		pfn = end;
	}
	KUNIT_EXPECT_EQ(test, strays, 0ul);
}

/* Frames that cannot be: beyond the end, the reserved range near 1 TiB, -1. */
static void frames_that_are_not(struct kunit *test)
{
	const struct bootmem *bm = bootmem_machine();
	const unsigned long pfns[] = {
		ALIGN(max_pfn, MAX_ORDER_NR_PAGES), max_pfn + (1ul << 20),
		PHYS_PFN(0xfd00000000ul), ~0ul >> PAGE_SHIFT, ~0ul,
	};
	unsigned long end, next;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(pfns); i++)
		KUNIT_EXPECT_FALSE_MSG(test, pfn_valid(pfns[i]), "%#lx",
				       pfns[i]);
	for (i = 0; i + 1 < bm->nr_ranges; i++) {
		end = ALIGN(PHYS_PFN(bm->range[i].end), MAX_ORDER_NR_PAGES);
		next = ALIGN_DOWN(PHYS_PFN(bm->range[i + 1].start),
				  MAX_ORDER_NR_PAGES);
		if (end >= next)
			continue;
		KUNIT_EXPECT_FALSE(test, pfn_valid(end));
		KUNIT_EXPECT_FALSE(test, pfn_valid(next - 1));
	}
	KUNIT_EXPECT_FALSE(test, virt_addr_valid(NULL));
	KUNIT_EXPECT_FALSE(test, virt_addr_valid((void *)~0UL));
	KUNIT_EXPECT_FALSE(test, virt_addr_valid(__va(PFN_PHYS(max_low_pfn))));
}

/* ---- zonelists ------------------------------------------------------------- */

static const char *zonelist_fault(int nid, int class)
{
	struct zone *const *list = NODE_DATA(nid)->node_zonelists[class];
	int distance = 0, type = MAX_NR_ZONES, node = -1;
	unsigned int nr = 0, all = 0;
	struct zone *zone;

	for_each_zone(zone)
		all += managed_zone(zone) && (int)zone->type <= class;
	for (; list[nr]; nr++) {
		if (nr >= all)
			return "a zone twice";
		if ((int)list[nr]->type > class || !managed_zone(list[nr]))
			return "a zone that is too high, or empty";
		if (list[nr]->node != node) {
			node = list[nr]->node;
			type = MAX_NR_ZONES;
			if (node_distance(nid, node) < distance)
				return "a nearer node comes later";
			distance = node_distance(nid, node);
		}
		if ((int)list[nr]->type >= type)
			return "a higher zone comes later";
		type = list[nr]->type;
	}
	return nr == all ? NULL : "a zone is missing";
}

/* Each list: its zones once, nearest node first, in a node highest first. */
static void zonelists_are_in_order(struct kunit *test)
{
	int nid, class;

	for_each_online_node(nid) {
		for (class = 0; class < MAX_NR_ZONES; class++) {
			const char *fault = zonelist_fault(nid, class);

			KUNIT_EXPECT_NULL_MSG(test, fault,
					      "node %d, class %d: %s", nid,
					      class, fault);
		}
	}
}

/* What node a zonelist turns to after its own. */
static int second_node(int nid, int class)
{
	struct zone *const *list = NODE_DATA(nid)->node_zonelists[class];

	while (*list && (*list)->node == nid)
		list++;
	return *list ? (*list)->node : -1;
}

static void set_distances(int a, int b, u8 distance)
{
	node_set_distance(a, b, distance);
	node_set_distance(b, a, distance);
}

/*
 * Two more nodes. The first is nearer to node 0 than the second: whoever runs
 * out turns to the nearest, not to the next number.
 */
static void distance_decides(struct kunit *test)
{
	int a, b, nid;

	world_begin(test);
	a = world.nid;
	b = a + 1;
	world_zone_on(a, ZONE_NORMAL, 0, 512);
	world_zone_on(b, ZONE_DMA, 512, 512);
	world_nodes(2);

	set_distances(a, b, 40);
	for (nid = 0; nid < a; nid++) {
		set_distances(nid, a, 30);
		set_distances(nid, b, 11);
	}
	build_zonelists();
	zonelists_are_in_order(test);
	KUNIT_EXPECT_NE(test, second_node(a, ZONE_NORMAL), b);
	KUNIT_EXPECT_EQ(test, second_node(0, ZONE_NORMAL), b);
	set_distances(a, b, 10);
	set_distances(0, b, 50);
	build_zonelists();
	zonelists_are_in_order(test);
	KUNIT_EXPECT_EQ(test, second_node(a, ZONE_NORMAL), b);
	KUNIT_EXPECT_EQ(test, second_node(b, ZONE_NORMAL), a);
	/* Without a DMA zone of its own, a's DMA requests go to the nearest. */
	KUNIT_EXPECT_EQ(test, second_node(a, ZONE_DMA), b);

	for (nid = 0; nid < a; nid++) {
		set_distances(nid, a, REMOTE_DISTANCE);
		set_distances(nid, b, REMOTE_DISTANCE);
	}
	set_distances(a, b, REMOTE_DISTANCE);
	build_zonelists();
	/* All equally far: the next number, round about. */
	KUNIT_EXPECT_EQ(test, second_node(a, ZONE_NORMAL), b);
	KUNIT_EXPECT_EQ(test, second_node(b, ZONE_NORMAL), 0);
	world_end();
	build_zonelists();
	zonelists_are_in_order(test);
}

/* ---- watermarks ---------------------------------------------------------------- */

static unsigned long square_root(unsigned long x)
{
	unsigned long r = 0, bit;

	for (bit = 1ul << 31; bit; bit >>= 1) {
		if ((r + bit) * (r + bit) <= x)
			r += bit;
	}
	return r;
}

static unsigned long min_pages_wanted(void)
{
	unsigned long low = totalram_pages() - totalhigh_pages();
	unsigned long kib = square_root(low * (PAGE_SIZE >> 10) * 16);

	kib = kib < 128 ? 128 : kib > 262144 ? 262144 : kib;
	return kib / (PAGE_SIZE >> 10);
}

static unsigned long min_wanted(const struct zone *zone)
{
	unsigned long low = totalram_pages() - totalhigh_pages();
	unsigned long high = zone->managed_pages / 1024;

	if (zone->type == ZONE_HIGHMEM)
		return high < 32 ? 32 : high > 128 ? 128 : high;
	return min_pages_wanted() * zone->managed_pages / low;
}

static unsigned long reserve_wanted(const struct zone *zone, int class)
{
	static const unsigned int ratio[] = { 256, 256, 32 };
	unsigned long above = 0;
	int type;

	for (type = zone->type + 1; type <= class; type++)
		above += NODE_DATA(zone->node)->node_zones[type].managed_pages;
	return above ? above / ratio[zone->type] : 0;
}

static void expect_marks(struct kunit *test)
{
	struct zone *zone;
	unsigned int bits;
	int class;

	for_each_populated_zone(zone) {
		unsigned long min = min_wanted(zone);
		unsigned long gap = max(min / 4, zone->managed_pages / 1000);

		KUNIT_EXPECT_EQ(test, min_wmark_pages(zone), min);
		KUNIT_EXPECT_EQ(test, low_wmark_pages(zone), min + gap);
		KUNIT_EXPECT_EQ(test, high_wmark_pages(zone), min + 2 * gap);
		for (class = 0; class < MAX_NR_ZONES; class++)
			KUNIT_EXPECT_EQ(test, zone->lowmem_reserve[class],
					reserve_wanted(zone, class));
		for (bits = 0; bits < 8; bits++) {
			class = gfp_zone(bits);
			if (class < 0)
				continue;
			KUNIT_EXPECT_GE(test, zone->near_mark[bits],
					low_wmark_pages(zone) +
					zone->lowmem_reserve[class] +
					(1ul << NR_PCP_ORDERS) - 1);
			KUNIT_EXPECT_GE(test, zone->fast_mark[bits],
					zone->near_mark[bits]);
		}
	}
}

/* The machine's own marks and reserves, by the formulae. */
static void marks_follow_the_formulae(struct kunit *test)
{
	expect_marks(test);
}

/* 64 GiB are added, or 24 MiB in all four zones: the formulae's ends. */
static void marks_of_other_machines(struct kunit *test)
{
	static const unsigned long managed[][MAX_NR_ZONES] = {
		{ 3900, 1000000, 4000000, 12000000 },
		{ 3900, 900000000, 1, 20000 },
		{ 1000, 0, 2000, 0 },
		{ 0, 0, 1, 40000 },
	};
	unsigned int i;
	int type;

	world_begin(test);
	for (i = 0; i < ARRAY_SIZE(managed); i++) {
		for (type = 0; type < MAX_NR_ZONES; type++)
			world_zone(type, type * 512, 512)->managed_pages =
				managed[i][type];
		world_nodes(1);
		setup_watermarks();
		expect_marks(test);
	}
	world_end();
	setup_watermarks();
	expect_marks(test);
}

/* /proc's and sysinfo's numbers are these. */
static void sysinfo_agrees(struct kunit *test)
{
	struct sysinfo info;

	si_meminfo(&info);
	KUNIT_EXPECT_EQ(test, info.totalram, totalram_pages());
	KUNIT_EXPECT_EQ(test, info.freeram, nr_free_pages());
	KUNIT_EXPECT_EQ(test, info.totalhigh, totalhigh_pages());
	KUNIT_EXPECT_EQ(test, info.freehigh, nr_free_highpages());
	KUNIT_EXPECT_EQ(test, info.mem_unit, (u32)PAGE_SIZE);
	KUNIT_EXPECT_LE(test, info.totalhigh, info.totalram);
	KUNIT_EXPECT_EQ(test, !info.totalhigh, max_pfn <= max_low_pfn);
}

/* get_order(): the smallest block that holds so many bytes. */
static void orders_of_sizes(struct kunit *test)
{
	unsigned int order;

	KUNIT_EXPECT_EQ(test, get_order(1), 0);
	for (order = 0; order <= MAX_PAGE_ORDER; order++) {
		KUNIT_EXPECT_EQ(test, get_order(PAGE_SIZE << order),
				(int)order);
		KUNIT_EXPECT_EQ(test, get_order((PAGE_SIZE << order) + 1),
				(int)order + 1);
	}
	KUNIT_EXPECT_GT(test, get_order(0), MAX_PAGE_ORDER);
	KUNIT_EXPECT_GT(test, get_order(~0UL), MAX_PAGE_ORDER);
}

static struct kunit_case mm_init_cases[] = {
	KUNIT_CASE(every_frame_is_described),
	KUNIT_CASE(the_whole_map_is_there),
	KUNIT_CASE(the_sum_is_right),
	KUNIT_CASE(holes_are_holes),
	KUNIT_CASE(frames_that_are_not),
	KUNIT_CASE(zonelists_are_in_order),
	KUNIT_CASE(distance_decides),
	KUNIT_CASE(marks_follow_the_formulae),
	KUNIT_CASE(marks_of_other_machines),
	KUNIT_CASE(sysinfo_agrees),
	KUNIT_CASE(orders_of_sizes),
	{}
};

static struct kunit_suite mm_init_suite = {
	.name = "mm_init",
	.test_cases = mm_init_cases,
};
kunit_test_suite(mm_init_suite);
