// SPDX-License-Identifier: MIT
/*
 * page_alloc_test.c - the doors, for those who use them rightly
 *
 * On four zones of 512 pages (page_alloc_fixture.h), so that counts are
 * exact. The last cases take all of the machine's own memory and give it
 * back. tests/gfp_test.c has the flags, tests/page_free_test.c the way home.
 */
#include <linux/highmem.h>
#include <linux/sizes.h>
#include "page_alloc_fixture.h"

static unsigned long normal_free(void)
{
	return free_in(ZONE_NORMAL);
}

/* ---- the doors ------------------------------------------------------------ */

/* Each order, of single references, aligned, and back where it came from. */
static void every_order(struct kunit *test)
{
	unsigned int order;

	for (order = 0; order <= ZONE_ORDER; order++) {
		struct page *page = alloc_pages(GFP_KERNEL, order);

		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_EQ(test, page_to_pfn(page) & ((1UL << order) - 1),
				0ul);
		KUNIT_EXPECT_EQ(test, page_ref_count(page), 1);
		KUNIT_EXPECT_EQ(test, normal_free(),
				ZONE_PAGES - (1UL << order));
		__free_pages(page, order);
		KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES);
		drain_local_pages(zones[ZONE_NORMAL]);
		KUNIT_EXPECT_EQ(test, zones[ZONE_NORMAL]->nr_free, ZONE_PAGES);
	}
	expect_works(test);
}

static void touch(struct page *page)
{
	char *window = kmap_local_page(page);

	window[0] = 1;
	kunmap_local(window);
}

/*
 * The machine's own zones have the two largest orders, 9 and 10, too, if any
 * is large enough: high memory counts, because with lowmem=16M the rest may
 * be in pieces, and so may a machine of 24 MiB after all that ran before.
 */
static void the_largest_orders(struct kunit *test)
{
	unsigned int order;
	struct page *page;

	real_zones_again();
	drain_all_pages(NULL);
	for (order = 9; order <= MAX_PAGE_ORDER; order++) {
		page = alloc_pages(GFP_HIGHUSER | __GFP_MEMALLOC |
				   __GFP_NOWARN, order);
		if (!page && totalram_pages() < SZ_32M >> PAGE_SHIFT)
			continue;
		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_EQ(test, page_to_pfn(page) & ((1ul << order) - 1),
				0ul);
		touch(page);
		touch(page + (1ul << order) - 1);
		__free_pages(page, order);
	}
}

/* Order 11 and far above: NULL for all, at most one report, no panic. */
static void order_too_large(struct kunit *test)
{
	static const unsigned int orders[] = { 11, 12, 31, 32, 64, ~0u };
	unsigned int i, warns = 0;

	for (i = 0; i < ARRAY_SIZE(orders); i++) {
		struct page *page = NULL;
		unsigned long addr = 1;

		warns += kunit_count_warns(page = alloc_pages(GFP_KERNEL,
							      orders[i]));
		KUNIT_EXPECT_NULL(test, page);
		warns += kunit_count_warns(page = alloc_pages(GFP_ATOMIC,
							      orders[i]));
		KUNIT_EXPECT_NULL(test, page);
		warns += kunit_count_warns(addr = __get_free_pages(GFP_KERNEL,
							orders[i]));
		KUNIT_EXPECT_EQ(test, addr, 0ul);
	}
	KUNIT_EXPECT_LE(test, warns, 1u);
	KUNIT_EXPECT_NO_WARNS(test, alloc_pages(GFP_KERNEL | QUIET, 11));
	expect_works(test);
}

/* Addresses: to the page and back, and freed by address. */
static void by_address(struct kunit *test)
{
	unsigned long addr = __get_free_pages(GFP_KERNEL, 2);
	struct page *page;

	KUNIT_ASSERT_NE(test, addr, 0ul);
	page = virt_to_page(addr);
	KUNIT_EXPECT_EQ(test, world_at(page), zone_at(ZONE_NORMAL));
	KUNIT_EXPECT_PTR_EQ(test, page_address(page), (void *)addr);
	KUNIT_EXPECT_PTR_EQ(test, virt_to_page(addr + 2 * PAGE_SIZE + 5),
			    page + 2);
	KUNIT_EXPECT_EQ(test, page_to_phys(page), __pa(addr));
	KUNIT_EXPECT_PTR_EQ(test, phys_to_page(__pa(addr)), page);
	KUNIT_EXPECT_PTR_EQ(test, pfn_to_page(page_to_pfn(page)), page);
	KUNIT_EXPECT_TRUE(test, virt_addr_valid((void *)addr));
	KUNIT_EXPECT_PTR_EQ(test, page_zone(page), zones[ZONE_NORMAL]);
	KUNIT_EXPECT_EQ(test, page_to_nid(page), world.nid);
	free_pages(addr, 2);
	free_pages(0, 2);
	KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES);
}

/* __get_dma_pages() and the single-page doors. */
static void the_small_doors(struct kunit *test)
{
	unsigned long dma = __get_dma_pages(GFP_KERNEL, 1);
	unsigned long one = __get_free_page(GFP_KERNEL);
	struct page *page = alloc_page(GFP_KERNEL);

	KUNIT_EXPECT_EQ(test, world_at(virt_to_page(dma)), zone_at(ZONE_DMA));
	KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES - 2);
	free_page(one);
	__free_page(page);
	free_pages(dma, 1);
	KUNIT_EXPECT_EQ(test, free_in_all(), WORLD_PAGES);
}

/* A hot page is given out next, a cold one after those that were there. */
static void hot_and_cold(struct kunit *test)
{
	struct page *page[3];
	unsigned int i;

	for (i = 0; i < 3; i++)
		page[i] = alloc_page(GFP_KERNEL);
	free_hot_page(page[0]);
	free_hot_page(page[1]);
	free_cold_page(page[2]);
	KUNIT_EXPECT_PTR_EQ(test, alloc_page(GFP_KERNEL), page[1]);
	KUNIT_EXPECT_PTR_EQ(test, alloc_page(GFP_KERNEL), page[0]);
	KUNIT_EXPECT_PTR_EQ(test, alloc_page(GFP_KERNEL), page[2]);
	KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES - 3);
}

/* A cold page that somebody else holds, or that is free, is no exception. */
static void cold_page_in_use(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);

	get_page(page);
	free_cold_page(page);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES - 1);
	free_cold_page(page);
	KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES);
	KUNIT_EXPECT_WARNS(test, free_cold_page(page));
	KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES);

	page = alloc_pages(GFP_KERNEL, 2);
	KUNIT_EXPECT_WARNS(test, free_cold_page(page));
	KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES);
	expect_works(test);
}

/* A node that is not there: a report, NULL; from the bulk door too. */
static void no_such_node(struct kunit *test)
{
	static const int nodes[] = { -2, MAX_NUMNODES, 1 << 20 };
	struct page *page[2] = { NULL };
	unsigned long nr = 1;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(nodes); i++) {
		KUNIT_EXPECT_WARNS(test, page[0] = alloc_pages_node(nodes[i],
							GFP_KERNEL, 0));
		KUNIT_EXPECT_NULL(test, page[0]);
		KUNIT_EXPECT_WARNS(test, nr = alloc_pages_bulk_array_node(
						GFP_KERNEL, nodes[i], 2, page));
		KUNIT_EXPECT_EQ(test, nr, 0u);
	}
}

/* ---- exact ----------------------------------------------------------------- */

/* [ 1 2 3 4 5 | 6 7 8 ]	the tail is free at once, the rest page by page */
static void exact_wastes_nothing(struct kunit *test)
{
	size_t size = 5 * PAGE_SIZE - 100;
	char *mem = alloc_pages_exact(size, GFP_KERNEL | __GFP_ZERO);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, mem);
	KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES - 5);
	for (i = 0; i < 5; i++)
		KUNIT_EXPECT_EQ(test, page_count(virt_to_page(mem) + i), 1);
	memset(mem, 1, size);
	free_pages_exact(mem, size);
	KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES);

	mem = alloc_pages_exact_nid(world.nid, 3 * PAGE_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, mem);
	for (i = 0; i < 3; i++) {
		free_page((unsigned long)mem + i * PAGE_SIZE);
		KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES - 2 + i);
	}
	expect_works(test);
}

/* Sizes and flags that cannot be: NULL, and nothing taken. */
static void exact_refuses(struct kunit *test)
{
	size_t huge = ~0UL;
	void *mem = NULL;

	OPTIMIZER_HIDE_VAR(huge);
	KUNIT_EXPECT_NULL(test, alloc_pages_exact(0, GFP_KERNEL | QUIET));
	KUNIT_EXPECT_NULL(test, alloc_pages_exact((4UL << 20) + 1,
						  GFP_KERNEL | QUIET));
	KUNIT_EXPECT_NULL(test, alloc_pages_exact(huge, GFP_KERNEL | QUIET));
	KUNIT_EXPECT_WARNS(test, mem = alloc_pages_exact(PAGE_SIZE, GFP_KERNEL |
							 __GFP_COMP));
	KUNIT_EXPECT_NULL(test, mem);
	KUNIT_EXPECT_EQ(test, free_in_all(), WORLD_PAGES);
}

/* ---- bulk ------------------------------------------------------------------ */

#define BULK	20

/* [ . x . . x . ]	only the dots are filled, the count is of the slots */
static void bulk_fills_the_gaps(struct kunit *test)
{
	struct page *page[BULK + 1] = { NULL };
	struct page *mine = alloc_page(GFP_KERNEL), *also = alloc_page(GFP_DMA);
	unsigned int i, j;

	page[1] = mine;
	page[4] = also;
	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_array(GFP_KERNEL, BULK, page),
			BULK);
	KUNIT_EXPECT_PTR_EQ(test, page[1], mine);
	KUNIT_EXPECT_PTR_EQ(test, page[4], also);
	KUNIT_EXPECT_NULL(test, page[BULK]);
	for (i = 0; i < BULK; i++) {
		KUNIT_ASSERT_NOT_NULL(test, page[i]);
		KUNIT_EXPECT_EQ(test, page_count(page[i]), 1);
		for (j = 0; j < i; j++)
			KUNIT_EXPECT_PTR_NE(test, page[i], page[j]);
	}
	KUNIT_EXPECT_EQ(test, free_in_all(), WORLD_PAGES - BULK);
	/* A full array is full already; an array of none is done. */
	KUNIT_EXPECT_EQ(test, alloc_pages_bulk(GFP_KERNEL, BULK, page), BULK);
	KUNIT_EXPECT_EQ(test, alloc_pages_bulk(GFP_KERNEL, 0, page + BULK), 0u);
	KUNIT_EXPECT_EQ(test, free_in_all(), WORLD_PAGES - BULK);
	for (i = 0; i < BULK; i++)
		__free_page(page[i]);
	KUNIT_EXPECT_EQ(test, free_in_all(), WORLD_PAGES);
}

/* Memory ends in the middle: the count says where, the rest stays NULL. */
static void bulk_falls_short(struct kunit *test)
{
	struct page *page[BULK] = { NULL };
	unsigned long got, i;

	set_marks(ZONE_DMA, 502, 502);
	got = alloc_pages_bulk_array(GFP_DMA | QUIET, BULK, page);
	KUNIT_EXPECT_EQ(test, got, 10u);
	for (i = 0; i < BULK; i++)
		KUNIT_EXPECT_EQ(test, page[i] != NULL, i < got);
	KUNIT_EXPECT_EQ(test, free_in(ZONE_DMA), ZONE_PAGES - got);
}

/* The flags hold for each page: zeros, zone, type. */
static void bulk_honours_flags(struct kunit *test)
{
	struct page *page[BULK] = { NULL };
	unsigned long at;
	unsigned int i;

	memset(page_address(world.base), 0xff, ZONE_PAGES * PAGE_SIZE);
	KUNIT_ASSERT_EQ(test, alloc_pages_bulk_array(GFP_DMA | __GFP_ZERO,
						     BULK, page), BULK);
	for (i = 0; i < BULK; i++) {
		u64 *word = page_address(page[i]), any = 0;

		KUNIT_EXPECT_EQ(test, page_zonenum(page[i]), ZONE_DMA);
		for (at = 0; at < PAGE_SIZE / sizeof(*word); at++)
			any |= word[at];
		KUNIT_EXPECT_EQ(test, any, 0ull);
	}
}

/* Reserves, nodes and mistakes are the same as for one page at a time. */
static void bulk_is_no_way_round(struct kunit *test)
{
	struct page *page[BULK] = { NULL };
	unsigned long nr = BULK;

	NODE_DATA(world.nid + 1)->node_zonelists[ZONE_NORMAL][0] =
		zones[ZONE_NORMAL];
	world_nodes(2);
	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_array_node(GFP_KERNEL |
			__GFP_THISNODE | QUIET, world.nid + 1, BULK, page), 0u);

	KUNIT_EXPECT_WARNS(test, nr = alloc_pages_bulk_array(GFP_KERNEL |
				1u << 30, BULK, page));
	KUNIT_EXPECT_EQ(test, nr, 0u);
	nr = BULK;
	KUNIT_EXPECT_WARNS(test, nr = alloc_pages_bulk_array(__GFP_DMA |
				__GFP_HIGHMEM, BULK, page));
	KUNIT_EXPECT_EQ(test, nr, 0u);

	alloc_pages(GFP_KERNEL, ZONE_ORDER);
	alloc_pages(GFP_KERNEL, ZONE_ORDER);
	set_reserve(ZONE_DMA, ZONE_NORMAL, 500);
	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_array(GFP_KERNEL | QUIET, BULK,
						     page), 12u);
}

/* The same onto a list. */
static void bulk_to_a_list(struct kunit *test)
{
	LIST_HEAD(list);
	struct page *page, *next;
	unsigned long nr = 0;

	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_list(GFP_KERNEL, BULK, &list),
			BULK);
	list_for_each_entry_safe(page, next, &list, lru) {
		nr++;
		list_del(&page->lru);
		__free_page(page);
	}
	KUNIT_EXPECT_EQ(test, nr, BULK);
	KUNIT_EXPECT_EQ(test, free_in_all(), WORLD_PAGES);
}

/* ---- the machine's own memory, all of it ------------------------------------ */

static unsigned long largest_blocks(void)
{
	unsigned long nr = 0;
	struct zone *zone;

	drain_all_pages(NULL);
	for_each_populated_zone(zone)
		nr += zone->free_area[MAX_PAGE_ORDER].nr_free;
	return nr;
}

/* Chunks as large as there are, linked through page->lru. */
static void take_everything(gfp_t gfp, struct list_head *list)
{
	int order;

	for (order = MAX_PAGE_ORDER; order >= 0; order--) {
		struct page *page = alloc_pages(gfp, order);

		while (page) {
			set_page_private(page, order);
			list_add(&page->lru, list);
			page = alloc_pages(gfp, order);
		}
	}
}

static void give_everything(struct list_head *list)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, list, lru) {
		unsigned int order = page_private(page);

		list_del(&page->lru);
		set_page_private(page, 0);
		__free_pages(page, order);
	}
}

struct exhaustion {
	const char *name;
	gfp_t gfp;
};

static struct exhaustion exhaustions[] = {
	{ "GFP_ATOMIC", GFP_ATOMIC | QUIET },
	{ "all zones", GFP_ATOMIC | __GFP_HIGHMEM | QUIET },
	{ "to the last page", GFP_ATOMIC | __GFP_HIGHMEM | __GFP_MEMALLOC |
	  QUIET },
	{ "GFP_KERNEL", GFP_KERNEL | QUIET },
	{ "DMA alone", GFP_ATOMIC | GFP_DMA | QUIET },
};
KUNIT_ARRAY_PARAM_DESC(exhaustions, exhaustions, name);

/*
 * Take all there is, until NULL; nobody dies, nothing is said. Then give it
 * all back: as many pages as before, and in blocks as large as before.
 */
static void exhaust_and_recover(struct kunit *test)
{
	const struct exhaustion *e = test->param_value;
	unsigned long blocks, free, left;
	LIST_HEAD(list);

	real_zones_again();
	blocks = largest_blocks();
	free = nr_free_pages();
	take_everything(e->gfp, &list);
	KUNIT_EXPECT_NULL(test, alloc_page(e->gfp));
	left = nr_free_pages();
	page_alloc_check();
	give_everything(&list);
	KUNIT_EXPECT_EQ(test, largest_blocks(), blocks);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
	KUNIT_EXPECT_LT(test, left, free);
	if (e->gfp & __GFP_MEMALLOC)
		KUNIT_EXPECT_LE_MSG(test, left, 64ul * nr_cpu_ids * 12,
				    "only CPU lists may hold pages");
	page_alloc_check();
}

/* The first @nr of four pages go home; the first of them in one of @order. */
static void expect_joined(struct kunit *test, unsigned int nr,
			  unsigned int order)
{
	struct page *block = alloc_pages(GFP_KERNEL, 2), *page[4];
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, block);
	split_page(block, 2);
	for (i = 0; i < 4; i++)
		page[i] = block + i;
	release_pages(page, nr);
	KUNIT_EXPECT_TRUE(test, PagePcp(block));
	KUNIT_EXPECT_EQ(test, page_order(block), order);
	for (i = nr; i < 4; i++)
		__free_page(page[i]);
}

/* [0 1] 2 | 3 and [0 1 2 3]: the largest block that they make. */
static void release_joins_neighbours(struct kunit *test)
{
	expect_joined(test, 1, 0);
	expect_joined(test, 3, 1);
	expect_joined(test, 4, 2);
}

static struct kunit_case page_alloc_cases[] = {
	KUNIT_CASE(every_order),
	KUNIT_CASE(the_largest_orders),
	KUNIT_CASE(order_too_large),
	KUNIT_CASE(by_address),
	KUNIT_CASE(the_small_doors),
	KUNIT_CASE(hot_and_cold),
	KUNIT_CASE(cold_page_in_use),
	KUNIT_CASE(no_such_node),
	KUNIT_CASE(exact_wastes_nothing),
	KUNIT_CASE(exact_refuses),
	KUNIT_CASE(bulk_fills_the_gaps),
	KUNIT_CASE(bulk_falls_short),
	KUNIT_CASE(bulk_honours_flags),
	KUNIT_CASE(bulk_is_no_way_round),
	KUNIT_CASE(bulk_to_a_list),
	KUNIT_CASE_PARAM(exhaust_and_recover, exhaustions_gen_params),
	KUNIT_CASE(release_joins_neighbours),
	{}
};

static struct kunit_suite page_alloc_suite = {
	.name = "page_alloc",
	.init = four_zones_begin,
	.exit = four_zones_end,
	.test_cases = page_alloc_cases,
};
kunit_test_suite(page_alloc_suite);
