// SPDX-License-Identifier: MIT
/*
 * gfp_test.c - each GFP flag does what it says, and would be missed
 *
 * On four zones of 512 pages (page_alloc_fixture.h): there is always a
 * HIGHMEM and a DMA32 here, whatever the machine has. The last cases ask the
 * machine's own zones. tests/gfp_effort_test.c has how hard each tries.
 */
#include <linux/highmem.h>

#include "capture.h"
#include "page_alloc_fixture.h"

/* ---- where ---------------------------------------------------------------- */

/* The highest zone for each combination of the three zone bits. */
static void zone_of_flags(struct kunit *test)
{
	static const struct {
		gfp_t gfp;
		int zone;
	} want[] = {
		{ 0, ZONE_NORMAL }, { GFP_KERNEL, ZONE_NORMAL },
		{ GFP_DMA, ZONE_DMA }, { GFP_KERNEL | GFP_DMA, ZONE_DMA },
		{ GFP_DMA32, ZONE_DMA32 }, { GFP_USER, ZONE_NORMAL },
		{ GFP_HIGHUSER, ZONE_HIGHMEM },
		{ GFP_HIGHUSER_MOVABLE, ZONE_HIGHMEM },
		{ __GFP_MOVABLE, ZONE_NORMAL },
		{ __GFP_DMA | __GFP_HIGHMEM, -1 },
		{ __GFP_DMA | __GFP_DMA32, -1 },
		{ __GFP_DMA32 | __GFP_HIGHMEM, -1 },
		{ __GFP_DMA | __GFP_DMA32 | __GFP_HIGHMEM, -1 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(want); i++)
		KUNIT_EXPECT_EQ_MSG(test, gfp_zone(want[i].gfp), want[i].zone,
				    "%#x", want[i].gfp);
}

/* What the books and Linux say the combinations are made of. */
static void combinations(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, GFP_ATOMIC & __GFP_DIRECT_RECLAIM);
	KUNIT_EXPECT_TRUE(test, GFP_ATOMIC & __GFP_HIGH);
	KUNIT_EXPECT_FALSE(test, GFP_NOWAIT & __GFP_DIRECT_RECLAIM);
	KUNIT_EXPECT_FALSE(test, GFP_NOWAIT & __GFP_HIGH);
	KUNIT_EXPECT_EQ(test, GFP_KERNEL & ~GFP_NOFS, __GFP_FS);
	KUNIT_EXPECT_EQ(test, GFP_NOFS & ~GFP_NOIO, __GFP_IO);
	KUNIT_EXPECT_TRUE(test, gfpflags_allow_blocking(GFP_NOIO));
	KUNIT_EXPECT_EQ(test, GFP_USER & ~GFP_KERNEL, __GFP_HARDWALL);
	KUNIT_EXPECT_EQ(test, GFP_HIGHUSER & ~GFP_USER, __GFP_HIGHMEM);
	KUNIT_EXPECT_EQ(test, __GFP_REPEAT, __GFP_RETRY_MAYFAIL);
	KUNIT_EXPECT_EQ(test, __GFP_WAIT, __GFP_DIRECT_RECLAIM);
}

/* Every flag is a known bit of its own, or it would mean another. */
static void flags_do_not_overlap(struct kunit *test)
{
	static const gfp_t bits[] = {
		__GFP_DMA, __GFP_HIGHMEM, __GFP_DMA32, __GFP_MOVABLE,
		__GFP_RECLAIMABLE, __GFP_HIGH, __GFP_IO, __GFP_FS, __GFP_ZERO,
		__GFP_COLD, __GFP_DIRECT_RECLAIM, __GFP_KSWAPD_RECLAIM,
		__GFP_WRITE, __GFP_NOWARN, __GFP_RETRY_MAYFAIL, __GFP_NOFAIL,
		__GFP_NORETRY, __GFP_MEMALLOC, __GFP_COMP, __GFP_NOMEMALLOC,
		__GFP_HARDWALL, __GFP_THISNODE, __GFP_ACCOUNT,
	};
	gfp_t all = 0;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bits); i++) {
		KUNIT_EXPECT_EQ(test, bits[i] & (all | (bits[i] - 1)), 0u);
		KUNIT_EXPECT_NE(test, bits[i] & __GFP_BITS_MASK, 0u);
		all |= bits[i];
	}
}

struct fallback {
	const char *name;
	gfp_t gfp;
	int zones[MAX_NR_ZONES + 1];	/* in the order tried; -1 ends */
};

static struct fallback fallbacks[] = {
	{ "GFP_KERNEL", GFP_KERNEL,
	  { ZONE_NORMAL, ZONE_DMA32, ZONE_DMA, -1 } },
	{ "GFP_ATOMIC", GFP_ATOMIC,
	  { ZONE_NORMAL, ZONE_DMA32, ZONE_DMA, -1 } },
	{ "GFP_USER", GFP_USER,
	  { ZONE_NORMAL, ZONE_DMA32, ZONE_DMA, -1 } },
	{ "__GFP_MOVABLE", GFP_KERNEL | __GFP_MOVABLE,
	  { ZONE_NORMAL, ZONE_DMA32, ZONE_DMA, -1 } },
	{ "GFP_HIGHUSER", GFP_HIGHUSER,
	  { ZONE_HIGHMEM, ZONE_NORMAL, ZONE_DMA32, ZONE_DMA, -1 } },
	{ "GFP_HIGHUSER_MOVABLE", GFP_HIGHUSER_MOVABLE,
	  { ZONE_HIGHMEM, ZONE_NORMAL, ZONE_DMA32, ZONE_DMA, -1 } },
	{ "GFP_DMA32", GFP_KERNEL | GFP_DMA32, { ZONE_DMA32, ZONE_DMA, -1 } },
	{ "GFP_DMA", GFP_KERNEL | GFP_DMA, { ZONE_DMA, -1 } },
	{ "GFP_ATOMIC | GFP_DMA", GFP_ATOMIC | GFP_DMA, { ZONE_DMA, -1 } },
};
KUNIT_ARRAY_PARAM_DESC(fallbacks, fallbacks, name);

/* The best zone first, then downwards, then NULL: never a higher one. */
static void zones_in_order(struct kunit *test)
{
	const struct fallback *f = test->param_value;
	unsigned int i;

	for (i = 0; f->zones[i] >= 0; i++)
		KUNIT_EXPECT_EQ(test, got(f->gfp, ZONE_ORDER),
				zone_at(f->zones[i]));
	KUNIT_EXPECT_EQ(test, got(f->gfp | QUIET, ZONE_ORDER), -1);
	KUNIT_EXPECT_EQ(test, free_in_all(), (MAX_NR_ZONES - i) * ZONE_PAGES);
}

/* The same page by page: the order 0 path goes through the CPU's lists. */
static void single_pages_in_order(struct kunit *test)
{
	const struct fallback *f = test->param_value;
	unsigned int i;
	unsigned long n;

	for (i = 0; f->zones[i] >= 0; i++) {
		for (n = 0; n < ZONE_PAGES; n++) {
			struct page *page = alloc_page(f->gfp | QUIET);

			KUNIT_ASSERT_NOT_NULL(test, page);
			KUNIT_ASSERT_EQ(test, (int)page_zonenum(page),
					f->zones[i]);
		}
	}
	KUNIT_EXPECT_NULL(test, alloc_page(f->gfp | QUIET));
}

/*
 * DMA keeps 100 pages from requests that NORMAL could serve, 200 from those
 * that HIGHMEM could, none from its own.
 */
static void lowmem_reserve_keeps_pages(struct kunit *test)
{
	gfp_t gfp = GFP_KERNEL | __GFP_DMA;

	set_reserve(ZONE_DMA, ZONE_DMA32, 50);
	set_reserve(ZONE_DMA, ZONE_NORMAL, 100);
	set_reserve(ZONE_DMA, ZONE_HIGHMEM, 200);
	KUNIT_EXPECT_EQ(test, take_all(GFP_HIGHUSER), 4 * ZONE_PAGES - 200);
	KUNIT_EXPECT_EQ(test, take_all(GFP_KERNEL), 100u);
	KUNIT_EXPECT_EQ(test, take_all(GFP_KERNEL | GFP_DMA32), 50u);
	KUNIT_EXPECT_EQ(test, take_all(gfp), 50u);
}

/* The reserve comes on top of the mark; __GFP_HIGH halves only the mark. */
static void lowmem_reserve_adds_to_min(struct kunit *test)
{
	set_marks(ZONE_DMA, 40, 50);
	set_reserve(ZONE_DMA, ZONE_NORMAL, 100);
	KUNIT_EXPECT_EQ(test, take_all(GFP_KERNEL), 3 * ZONE_PAGES - 140);
	KUNIT_EXPECT_EQ(test, take_all(GFP_KERNEL | __GFP_HIGH), 20u);
	KUNIT_EXPECT_EQ(test, take_all(GFP_KERNEL | __GFP_MEMALLOC), 120u);
}

/* Node B follows node A in A's list; __GFP_THISNODE does not go there. */
static void thisnode_stays(struct kunit *test)
{
	struct zone **list = NODE_DATA(world.nid)->node_zonelists[ZONE_NORMAL];
	struct zone *other;

	other = world_zone_on(world.nid + 1, ZONE_DMA32, zone_at(ZONE_DMA32),
			      ZONE_PAGES);
	world_give(other, zone_at(ZONE_DMA32), ZONE_ORDER);
	zones[ZONE_DMA32] = other;
	list[0] = zones[ZONE_NORMAL];
	list[1] = other;
	list[2] = NULL;
	choose_zones(NODE_DATA(world.nid));
	NODE_DATA(world.nid + 1)->node_zonelists[ZONE_NORMAL][0] = other;
	world_nodes(2);

	KUNIT_EXPECT_EQ(test, got(GFP_KERNEL | __GFP_THISNODE, ZONE_ORDER),
			zone_at(ZONE_NORMAL));
	KUNIT_EXPECT_EQ(test, got(GFP_KERNEL | __GFP_THISNODE | QUIET,
				  ZONE_ORDER), -1);
	KUNIT_EXPECT_EQ(test, got(GFP_KERNEL, 0), zone_at(ZONE_DMA32));
	/* Asked for by name, it is B's own. */
	KUNIT_EXPECT_EQ(test, world_at(alloc_pages_node(world.nid + 1,
				GFP_KERNEL | __GFP_THISNODE, 0)),
			zone_at(ZONE_DMA32) + 1);
}

/* A node without memory of the kind has none to give for __GFP_THISNODE. */
static void thisnode_without_memory(struct kunit *test)
{
	NODE_DATA(world.nid + 1)->node_zonelists[ZONE_NORMAL][0] =
		zones[ZONE_NORMAL];
	world_nodes(2);
	KUNIT_EXPECT_NULL(test, alloc_pages_node(world.nid + 1,
			GFP_KERNEL | __GFP_THISNODE | QUIET, 0));
	KUNIT_EXPECT_NOT_NULL(test, alloc_pages_node(world.nid + 1,
						     GFP_KERNEL, 0));
}

/* The same when this CPU's node is such a one, with pages on its lists. */
static void thisnode_on_the_fast_path(struct kunit *test)
{
	struct pglist_data *node = NODE_DATA(world.nid + 1);
	struct page *page = alloc_page(GFP_KERNEL);

	node->node_zonelists[ZONE_NORMAL][0] = zones[ZONE_NORMAL];
	world_nodes(2);
	raw_cpu_write(numa_node, world.nid + 1);
	choose_zones(node);
	__free_page(page);
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_KERNEL | __GFP_THISNODE |
					   QUIET));
	KUNIT_EXPECT_PTR_EQ(test, alloc_page(GFP_KERNEL), page);
}

/*
 * NORMAL is below low, and this CPU has one of its pages at hand: another zone
 * serves, also who wants zeros.
 */
static void at_hand_but_below_low(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);

	__free_page(page);
	KUNIT_ASSERT_TRUE(test, PagePcp(page));
	set_marks(ZONE_NORMAL, 8, ZONE_PAGES);
	KUNIT_EXPECT_EQ(test, got(GFP_KERNEL, 0), zone_at(ZONE_DMA32));
	KUNIT_EXPECT_EQ(test, got(GFP_KERNEL | __GFP_ZERO, 0),
			zone_at(ZONE_DMA32) + 1);
	set_marks(ZONE_NORMAL, 8, 16);
	KUNIT_EXPECT_PTR_EQ(test, alloc_page(GFP_KERNEL | __GFP_ZERO), page);
}

/* A node asked for by name: not what happens to be on this CPU's lists. */
static void named_node_comes_first(struct kunit *test)
{
	struct pglist_data *node = NODE_DATA(world.nid + 1);
	struct page *page = alloc_page(GFP_KERNEL);

	node->node_zonelists[ZONE_NORMAL][0] = zones[ZONE_DMA];
	world_nodes(2);
	__free_page(page);
	KUNIT_EXPECT_EQ(test, world_at(alloc_pages_node(world.nid + 1,
							GFP_KERNEL, 0)),
			zone_at(ZONE_DMA));
}

/* Each kind of page from a pageblock of its kind. */
static void mobility_groups(struct kunit *test)
{
	long movable, unmovable, reclaimable;

	zones[ZONE_NORMAL] = world_zone(ZONE_NORMAL, zone_at(ZONE_DMA32),
					3 * ZONE_PAGES);
	zones[ZONE_DMA32] = zones[ZONE_HIGHMEM] = zones[ZONE_NORMAL];
	world_give(zones[ZONE_NORMAL], zone_at(ZONE_DMA32), ZONE_ORDER);
	world_give(zones[ZONE_NORMAL], zone_at(ZONE_NORMAL), ZONE_ORDER);
	world_give(zones[ZONE_NORMAL], zone_at(ZONE_HIGHMEM), ZONE_ORDER);
	link_zones();
	unmovable = got(GFP_KERNEL, 0);
	movable = got(GFP_KERNEL | __GFP_MOVABLE, 0);
	reclaimable = got(GFP_KERNEL | __GFP_RECLAIMABLE, 0);
	KUNIT_EXPECT_NE(test, unmovable >> 9, movable >> 9);
	KUNIT_EXPECT_NE(test, unmovable >> 9, reclaimable >> 9);
	KUNIT_EXPECT_NE(test, movable >> 9, reclaimable >> 9);
	KUNIT_EXPECT_EQ(test, got(GFP_KERNEL, 0) >> 9, unmovable >> 9);
}

/* ---- what the page is like ----------------------------------------------- */

static void fill(struct page *page, unsigned int order, int c)
{
	unsigned long i;

	for (i = 0; i < 1UL << order; i++) {
		void *va = kmap_local_page(page + i);

		memset(va, c, PAGE_SIZE);
		kunmap_local(va);
	}
}

static bool is_filled(struct page *page, unsigned int order, u8 c)
{
	unsigned long i, at;
	bool same = true;

	for (i = 0; i < 1UL << order; i++) {
		u8 *va = kmap_local_page(page + i);

		for (at = 0; at < PAGE_SIZE; at++)
			same &= va[at] == c;
		kunmap_local(va);
	}
	return same;
}

/* All of a zone is dirty: what is taken is zeros, to each page's last byte. */
static void zero_means_zero(struct kunit *test)
{
	static const gfp_t gfp[] = { GFP_KERNEL, GFP_HIGHUSER, GFP_DMA };
	unsigned int i, order;

	for (i = 0; i < ARRAY_SIZE(gfp); i++) {
		struct page *page = alloc_pages(gfp[i], ZONE_ORDER);

		fill(page, ZONE_ORDER, 0xa5);
		KUNIT_ASSERT_TRUE(test, is_filled(page, ZONE_ORDER, 0xa5));
		__free_pages(page, ZONE_ORDER);
		for (order = 0; order <= 4; order++) {
			page = alloc_pages(gfp[i] | __GFP_ZERO, order);
			KUNIT_ASSERT_NOT_NULL(test, page);
			KUNIT_EXPECT_TRUE(test, is_filled(page, order, 0));
		}
	}
}

/* get_zeroed_page() is the same, by address. */
static void get_zeroed_page_is_zero(struct kunit *test)
{
	unsigned long addr = __get_free_page(GFP_KERNEL);

	KUNIT_ASSERT_NE(test, addr, 0ul);
	memset((void *)addr, 0x5a, PAGE_SIZE);
	free_page(addr);
	KUNIT_ASSERT_EQ(test, get_zeroed_page(GFP_KERNEL), addr);
	KUNIT_EXPECT_TRUE(test, is_filled(virt_to_page(addr), 0, 0));
	free_page(addr);
}

/* The page freed first is the coldest. */
static void cold_takes_the_other_end(struct kunit *test)
{
	struct page *first = alloc_page(GFP_KERNEL);
	struct page *second = alloc_page(GFP_KERNEL);

	__free_page(first);
	__free_page(second);
	KUNIT_EXPECT_PTR_EQ(test, alloc_page(GFP_KERNEL | __GFP_COLD), first);
	KUNIT_EXPECT_PTR_EQ(test, alloc_page(GFP_KERNEL), second);
}

/* NOWARN: the same failure, in silence; without: in Linux's words. */
static void nowarn_is_silent(struct kunit *test)
{
	take_all(GFP_DMA);
	/* However many reports there were before this one. */
	warn_alloc_limit.begin = 0;
	warn_alloc_limit.said = 0;
	capture_start();
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_DMA | __GFP_NOWARN));
	EXPECT_SILENT(test);
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_DMA));
	capture_stop();
	EXPECT_SAID(test, "page allocation failure: order:0, mode:");
}

/* ---- refused ------------------------------------------------------------- */

/* Two zones at once: a report, NULL. */
static void contradictory_zones(struct kunit *test)
{
	static const gfp_t gfp[] = {
		__GFP_DMA | __GFP_HIGHMEM, __GFP_DMA | __GFP_DMA32,
		__GFP_DMA32 | __GFP_HIGHMEM,
		__GFP_DMA | __GFP_DMA32 | __GFP_HIGHMEM,
	};
	struct page *page = NULL;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(gfp); i++) {
		KUNIT_EXPECT_WARNS(test, page = alloc_page(GFP_KERNEL |
							   gfp[i]));
		KUNIT_EXPECT_NULL(test, page);
	}
	expect_works(test);
}

/* A bit that means nothing: a report that shows it, NULL. */
static void unknown_bits(struct kunit *test)
{
	struct page *page = NULL;
	unsigned long addr = 1;

	/* There is one on this CPU's list, too. */
	__free_page(alloc_page(GFP_KERNEL));
	KUNIT_EXPECT_WARNS(test, addr = get_zeroed_page(GFP_KERNEL | 1u << 30));
	KUNIT_EXPECT_EQ(test, addr, 0ul);
	KUNIT_EXPECT_WARNS(test, page = alloc_page(GFP_KERNEL | 1u << 30));
	KUNIT_EXPECT_NULL(test, page);
	KUNIT_EXPECT_NOT_NULL(test, strstr(kunit_last_warning(),
					   "0x40000000"));
	KUNIT_EXPECT_WARNS(test, page = alloc_page(1u << __GFP_BITS_SHIFT));
	KUNIT_EXPECT_NULL(test, page);
}

/* Calls that return an address cannot have a page without one. */
static void highmem_has_no_address(struct kunit *test)
{
	unsigned long addr = 1, before = free_in_all();
	void *exact = NULL;

	/* There is one on this CPU's list, too. */
	__free_page(alloc_page(GFP_HIGHUSER));
	KUNIT_EXPECT_WARNS(test, addr = __get_free_pages(GFP_HIGHUSER, 0));
	KUNIT_EXPECT_EQ(test, addr, 0ul);
	KUNIT_EXPECT_WARNS(test, addr = get_zeroed_page(GFP_HIGHUSER));
	KUNIT_EXPECT_EQ(test, addr, 0ul);
	KUNIT_EXPECT_WARNS(test, exact = alloc_pages_exact(PAGE_SIZE,
							   GFP_HIGHUSER));
	KUNIT_EXPECT_NULL(test, exact);
	KUNIT_EXPECT_EQ(test, free_in_all(), before);
}

/* ---- the machine's own zones ---------------------------------------------- */

/*
 * Each request lands in the zone named or below; if the machine has no such
 * zone, in the next one down.
 */
static void real_zones(struct kunit *test)
{
	static const gfp_t gfp[] = {
		GFP_DMA, GFP_DMA32 | GFP_KERNEL, GFP_KERNEL, GFP_HIGHUSER,
	};
	unsigned int i;

	real_zones_again();
	for (i = 0; i < ARRAY_SIZE(gfp); i++) {
		int best = gfp_zone(gfp[i]);
		struct page *page = alloc_page(gfp[i]);

		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_LE(test, (int)page_zonenum(page), best);
		KUNIT_EXPECT_TRUE(test, zone_spans_pfn(page_zone(page),
						       page_to_pfn(page)));
		if (best < ZONE_HIGHMEM)
			KUNIT_EXPECT_LT(test, page_to_pfn(page), max_low_pfn);
		__free_page(page);
	}
}

/*
 * Zeros where no direct map reaches, if there is such memory; else in the
 * zone that serves for it.
 */
static void real_highmem_is_zeroed(struct kunit *test)
{
	unsigned long near_high;
	struct page *page;

	real_zones_again();
	near_high = NODE_DATA(numa_node_id())->
		    node_zones[ZONE_HIGHMEM].managed_pages;
	page = alloc_pages(GFP_HIGHUSER, 2);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, !!PageHighMem(page), near_high > 2048);
	fill(page, 2, 0x5a);
	__free_pages(page, 2);
	page = alloc_pages(GFP_HIGHUSER | __GFP_ZERO, 2);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_TRUE(test, is_filled(page, 2, 0));
	__free_pages(page, 2);
}

static struct kunit_case gfp_cases[] = {
	KUNIT_CASE(zone_of_flags),
	KUNIT_CASE(combinations),
	KUNIT_CASE(flags_do_not_overlap),
	KUNIT_CASE_PARAM(zones_in_order, fallbacks_gen_params),
	KUNIT_CASE_PARAM(single_pages_in_order, fallbacks_gen_params),
	KUNIT_CASE(lowmem_reserve_keeps_pages),
	KUNIT_CASE(lowmem_reserve_adds_to_min),
	KUNIT_CASE(thisnode_stays),
	KUNIT_CASE(thisnode_without_memory),
	KUNIT_CASE(thisnode_on_the_fast_path),
	KUNIT_CASE(at_hand_but_below_low),
	KUNIT_CASE(named_node_comes_first),
	KUNIT_CASE(mobility_groups),
	KUNIT_CASE(zero_means_zero),
	KUNIT_CASE(get_zeroed_page_is_zero),
	KUNIT_CASE(cold_takes_the_other_end),
	KUNIT_CASE(nowarn_is_silent),
	KUNIT_CASE(contradictory_zones),
	KUNIT_CASE(unknown_bits),
	KUNIT_CASE(highmem_has_no_address),
	KUNIT_CASE(real_zones),
	KUNIT_CASE(real_highmem_is_zeroed),
	{}
};

static struct kunit_suite gfp_suite = {
	.name = "gfp",
	.init = four_zones_begin,
	.exit = four_zones_end,
	.test_cases = gfp_cases,
};
kunit_test_suite(gfp_suite);
