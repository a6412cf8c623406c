// SPDX-License-Identifier: MIT
/*
 * page_alloc_test.c - the doors, and those who use them wrongly
 *
 * On four zones of 512 pages (page_alloc_fixture.h), so that counts are
 * exact. The last cases take all of the machine's own memory and give it
 * back. tests/gfp_test.c has the flags.
 */
#include <linux/highmem.h>

#include "capture.h"
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

/* The machine's own zones have the two largest orders, 9 and 10, too. */
static void the_largest_orders(struct kunit *test)
{
	unsigned int order;

	real_zones_again();
	for (order = 9; order <= MAX_PAGE_ORDER; order++) {
		unsigned long addr = __get_free_pages(GFP_KERNEL |
						      __GFP_MEMALLOC, order);

		KUNIT_ASSERT_NE(test, addr, 0ul);
		KUNIT_EXPECT_EQ(test, __pa(addr) & ((PAGE_SIZE << order) - 1),
				0ull);
		((char *)addr)[0] = 1;
		((char *)addr)[(PAGE_SIZE << order) - 1] = 1;
		free_pages(addr, order);
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
	KUNIT_EXPECT_NULL(test, alloc_pages_exact(0, GFP_KERNEL));
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

/* ---- references -------------------------------------------------------------- */

/*
 * [ 0 1 2 3 ]	freed while somebody holds page 0: 1, 2 and 3 are free now,
 * page 0 with the last reference.
 */
static void tails_go_first(struct kunit *test)
{
	unsigned int order, i;

	for (order = 1; order <= 5; order++) {
		struct page *page = alloc_pages(GFP_KERNEL, order);

		get_page(page);
		get_page(page);
		__free_pages(page, order);
		KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES - 1);
		KUNIT_EXPECT_EQ(test, page_count(page), 2);
		for (i = 1; i < 1u << order; i++)
			KUNIT_EXPECT_EQ(test, page_count(page + i), 0);
		KUNIT_EXPECT_EQ(test, four_zones_broken(), 0);
		put_page(page);
		KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES - 1);
		put_page(page);
		KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES);
		expect_works(test);
	}
}

/* A reference that is gone before the free changes nothing. */
static void reference_dropped_before(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, 3);

	get_page(page);
	put_page(page);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES - 8);
	__free_pages(page, 3);
	KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES);
	expect_works(test);
}

/* A compound page is one: any page of it names it, it goes as a whole. */
static void compound_goes_as_a_whole(struct kunit *test)
{
	unsigned int order, i;

	for (order = 1; order <= 5; order++) {
		struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP,
						order);
		struct page *last = page + (1UL << order) - 1;

		KUNIT_EXPECT_TRUE(test, PageHead(page));
		KUNIT_EXPECT_EQ(test, compound_order(page), order);
		KUNIT_EXPECT_EQ(test, compound_nr(page), 1UL << order);
		for (i = 1; i < 1u << order; i++) {
			KUNIT_EXPECT_TRUE(test, PageTail(page + i));
			KUNIT_EXPECT_PTR_EQ(test, compound_head(page + i),
					    page);
		}
		get_page(last);
		KUNIT_EXPECT_EQ(test, page_count(page), 2);
		KUNIT_EXPECT_EQ(test, page_count(last), 2);
		__free_pages(page, order);
		KUNIT_EXPECT_EQ(test, normal_free(),
				ZONE_PAGES - (1UL << order));
		put_page(last);
		KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES);
		for (i = 0; i < 1u << order; i++)
			KUNIT_EXPECT_FALSE(test, PageCompound(page + i) &&
					   !PageBuddy(page + i) &&
					   !PagePcp(page + i));
		expect_works(test);
	}
}

/* Without __GFP_COMP, and of order 0, there is no head and no tail. */
static void not_compound(struct kunit *test)
{
	struct page *block = alloc_pages(GFP_KERNEL, 2);
	struct page *page = alloc_page(GFP_KERNEL | __GFP_COMP);

	KUNIT_EXPECT_FALSE(test, PageCompound(block));
	KUNIT_EXPECT_FALSE(test, PageTail(block + 1));
	KUNIT_EXPECT_FALSE(test, PageCompound(page));
	KUNIT_EXPECT_EQ(test, compound_order(block), 0u);
	__free_pages(block, 2);
	__free_page(page);
}

/* Each of the four is a page of its own afterwards. */
static void split_page_makes_singles(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, 2);
	unsigned int i;

	split_page(page, 2);
	for (i = 0; i < 4; i++) {
		KUNIT_EXPECT_EQ(test, page_count(page + i), 1);
		KUNIT_EXPECT_EQ(test, page_order(page + i), 0u);
	}
	for (i = 0; i < 4; i++) {
		__free_page(page + (i ^ 2));
		KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES - 3 + i);
	}
	expect_works(test);
	drain_local_pages(NULL);
	KUNIT_EXPECT_EQ(test, zones[ZONE_NORMAL]->free_area[9].nr_free, 1u);
}

/* What cannot be split is reported and stays as it was. */
static void split_page_refuses(struct kunit *test)
{
	struct page *compound = alloc_pages(GFP_KERNEL | __GFP_COMP, 2);
	struct page *block = alloc_pages(GFP_KERNEL, 2);

	KUNIT_EXPECT_WARNS(test, split_page(compound, 2));
	KUNIT_EXPECT_WARNS(test, split_page(block, 1));
	KUNIT_EXPECT_WARNS(test, split_page(block + 1, 0));
	__free_pages(compound, 2);
	__free_pages(block, 2);
	KUNIT_EXPECT_WARNS(test, split_page(block, 2));
	KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES);
	expect_works(test);
}

/* What an owner left on a tail page must not reach the next owner. */
static void tail_flags_do_not_survive(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, 4);
	struct page *tail = page + 5;

	SetPageLocked(tail);
	SetPagePrivate(tail);
	__free_pages(page, 4);
	page = alloc_pages(GFP_KERNEL, 4);
	KUNIT_ASSERT_TRUE(test, tail > page && tail < page + 16);
	split_page(page, 4);
	KUNIT_EXPECT_FALSE(test, PageLocked(tail));
	KUNIT_EXPECT_FALSE(test, PagePrivate(tail));
	KUNIT_EXPECT_NO_WARNS(test, __free_page(tail));
}

/* ---- wrong users: a report, no harm --------------------------------------- */

/* Twice, of each kind: from the CPU's list, the zone, merged into a block. */
static void freed_twice(struct kunit *test)
{
	unsigned int order;

	for (order = 0; order <= 6; order++) {
		struct page *page = alloc_pages(GFP_KERNEL, order);

		__free_pages(page, order);
		KUNIT_EXPECT_WARNS(test, __free_pages(page, order));
		KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES);
		KUNIT_EXPECT_WARNS(test, put_page(page));
		drain_local_pages(NULL);
		KUNIT_EXPECT_WARNS(test, __free_pages(page, order));
		KUNIT_EXPECT_WARNS(test, free_pages(
			(unsigned long)page_address(page), order));
		KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES);
		expect_works(test);
	}
}

/* The report names page, frame and what the page is. */
static void report_names_the_page(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	char pfn[32];

	__free_page(page);
	KUNIT_EXPECT_WARNS(test, __free_page(page));
	snprintf(pfn, sizeof(pfn), "pfn %#lx", page_to_pfn(page));
	KUNIT_EXPECT_NOT_NULL(test, strstr(kunit_last_warning(), pfn));
	KUNIT_EXPECT_NOT_NULL(test, strstr(kunit_last_warning(), "twice"));
}

/* At another order: reported, and freed at its own. */
static void freed_at_a_wrong_order(struct kunit *test)
{
	static const unsigned int orders[][2] = {
		{ 0, 1 }, { 1, 0 }, { 2, 3 }, { 3, 0 }, { 5, 4 }, { 4, 5 },
		{ 0, 9 }, { 4, 11 }, { 0, ~0u },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(orders); i++) {
		struct page *page = alloc_pages(GFP_KERNEL, orders[i][0]);

		KUNIT_EXPECT_WARNS(test, __free_pages(page, orders[i][1]));
		KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES);
		expect_works(test);
	}
}

/* A compound page freed at another order: the same. */
static void compound_freed_at_a_wrong_order(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 3);

	KUNIT_EXPECT_WARNS(test, __free_pages(page, 1));
	KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES);
	KUNIT_EXPECT_FALSE(test, PageTail(page + 1));
	expect_works(test);
}

/* The middle of a block in use, of a compound page, of a free block. */
static void freed_in_the_middle(struct kunit *test)
{
	struct page *block = alloc_pages(GFP_KERNEL, 3);
	struct page *compound = alloc_pages(GFP_KERNEL | __GFP_COMP, 3);
	unsigned long before = normal_free();

	KUNIT_EXPECT_WARNS(test, __free_pages(block + 1, 0));
	KUNIT_EXPECT_WARNS(test, __free_pages(block + 4, 2));
	KUNIT_EXPECT_WARNS(test, __free_pages(compound + 4, 2));
	KUNIT_EXPECT_NOT_NULL(test, strstr(kunit_last_warning(), "compound"));
	KUNIT_EXPECT_WARNS(test, put_page(block + 1));
	KUNIT_EXPECT_WARNS(test, __free_pages(world.base + 77, 0));
	KUNIT_EXPECT_EQ(test, normal_free(), before);
	KUNIT_EXPECT_EQ(test, page_count(block), 1);
	KUNIT_EXPECT_EQ(test, page_count(compound), 1);
	__free_pages(block, 3);
	__free_pages(compound, 3);
	KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES);
	expect_works(test);
}

/* A reserved page was nobody's to free: reported each time, still reserved. */
static void freed_but_reserved(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	unsigned int i;

	SetPageReserved(page);
	for (i = 0; i < 3; i++) {
		KUNIT_EXPECT_WARNS(test, __free_page(page));
		KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES - 1);
		KUNIT_EXPECT_EQ(test, page_count(page), 1);
		KUNIT_EXPECT_TRUE(test, PageReserved(page));
	}
	KUNIT_EXPECT_WARNS(test, put_page(page));
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	ClearPageReserved(page);
	KUNIT_EXPECT_NO_WARNS(test, __free_page(page));
	KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES);
	expect_works(test);
}

/* Freed while its owner still has it on a list, locked or as a slab. */
static void freed_while_in_use(struct kunit *test)
{
	static const u8 bits[] = {
		PG_locked, PG_lru, PG_active, PG_writeback, PG_slab,
		PG_private, PG_table,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bits); i++) {
		struct page *page = alloc_page(GFP_KERNEL);

		page->flags |= 1u << bits[i];
		KUNIT_EXPECT_WARNS(test, __free_page(page));
		KUNIT_EXPECT_WARNS(test, free_cold_page(page));
		KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES - 1);
		/* It is its owner's still, who can put it right. */
		KUNIT_EXPECT_EQ(test, page_count(page), 1);
		page->flags &= ~(1u << bits[i]);
		KUNIT_EXPECT_NO_WARNS(test, __free_page(page));
		KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES);
	}
	expect_works(test);
}

/* Harmless flags an owner leaves behind are gone for the next one. */
static void flags_do_not_survive(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	struct page *again;

	SetPageDirty(page);
	SetPageUptodate(page);
	SetPageReferenced(page);
	KUNIT_EXPECT_NO_WARNS(test, __free_page(page));
	again = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_PTR_EQ(test, again, page);
	KUNIT_EXPECT_EQ(test, again->flags, world_links(zones[ZONE_NORMAL]));
}

/* Addresses that are no page's: null page, image, user half, past the end. */
static void bad_addresses(struct kunit *test)
{
	static char in_the_image[PAGE_SIZE];
	const unsigned long bad[] = {
		PAGE_SIZE, (unsigned long)in_the_image, ~0UL, 1UL << 40,
		(unsigned long)__va(PFN_PHYS(max_low_pfn)),
		(unsigned long)world.base, PAGE_OFFSET - PAGE_SIZE,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		KUNIT_EXPECT_FALSE_MSG(test, virt_addr_valid((void *)bad[i]),
				       "%#lx", bad[i]);
		KUNIT_EXPECT_WARNS(test, free_pages(bad[i], 0));
	}
	KUNIT_EXPECT_EQ(test, free_in_all(), WORLD_PAGES);
	expect_works(test);
}

/* One reference too many is dropped: reported, the page is not free twice. */
static void reference_underflow(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);

	get_page(page);
	put_page(page);
	put_page(page);
	KUNIT_EXPECT_WARNS(test, put_page(page));
	KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES);
	KUNIT_EXPECT_EQ(test, page_count(page), 0);
	expect_works(test);
}

/* A free page that somebody holds (a stale get_page) is seen when given out. */
static void held_while_free(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);

	__free_page(page);
	set_page_count(page, 1);
	KUNIT_EXPECT_WARNS(test, page = alloc_page(GFP_KERNEL));
	KUNIT_EXPECT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
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
	KUNIT_CASE(bulk_to_a_list),
	KUNIT_CASE(tails_go_first),
	KUNIT_CASE(reference_dropped_before),
	KUNIT_CASE(compound_goes_as_a_whole),
	KUNIT_CASE(not_compound),
	KUNIT_CASE(split_page_makes_singles),
	KUNIT_CASE(split_page_refuses),
	KUNIT_CASE(tail_flags_do_not_survive),
	KUNIT_CASE(freed_twice),
	KUNIT_CASE(report_names_the_page),
	KUNIT_CASE(freed_at_a_wrong_order),
	KUNIT_CASE(compound_freed_at_a_wrong_order),
	KUNIT_CASE(freed_in_the_middle),
	KUNIT_CASE(freed_but_reserved),
	KUNIT_CASE(freed_while_in_use),
	KUNIT_CASE(flags_do_not_survive),
	KUNIT_CASE(bad_addresses),
	KUNIT_CASE(reference_underflow),
	KUNIT_CASE(held_while_free),
	KUNIT_CASE_PARAM(exhaust_and_recover, exhaustions_gen_params),
	{}
};

static struct kunit_suite page_alloc_suite = {
	.name = "page_alloc",
	.init = four_zones_begin,
	.exit = four_zones_end,
	.test_cases = page_alloc_cases,
};
kunit_test_suite(page_alloc_suite);
