// SPDX-License-Identifier: MIT
/*
 * page_free_test.c - references, compound pages, and who frees what he must not
 *
 * On four zones of 512 pages (page_alloc_fixture.h). After each mistake: a
 * report, every count as before, and a hundred more operations.
 */
#include "page_alloc_fixture.h"

static unsigned long normal_free(void)
{
	return free_in(ZONE_NORMAL);
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

/*
 * Freed at a wrong order while somebody holds it: said, and the block's own
 * order used; nobody else's pages go.
 */
static void wrong_order_while_held(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, 2);
	struct page *next = alloc_pages(GFP_KERNEL, 2);

	get_page(page);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(__free_pages(page, 3)), 1u);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	KUNIT_EXPECT_EQ(test, page_count(next), 1);
	KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES - 5);
	put_page(page);
	KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES - 4);
	__free_pages(next, 2);
	KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES);
	expect_works(test);
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

/* Freed at once by its order: no tail keeps pointing at the head. */
static void compound_leaves_no_tails(struct kunit *test)
{
	unsigned int order, i;

	for (order = 1; order <= 6; order++) {
		struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP,
						order);

		__free_pages(page, order);
		KUNIT_EXPECT_FALSE(test, PageHead(page));
		for (i = 1; i < 1u << order; i++)
			KUNIT_EXPECT_FALSE(test, PageTail(page + i));
		KUNIT_EXPECT_EQ(test, normal_free(), ZONE_PAGES);
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

/* Low memory has holes where devices are (lowmem=all, more than 3 GiB). */
static void addresses_in_holes(struct kunit *test)
{
	const struct bootmem *bm = bootmem_machine();
	unsigned int i;

	for (i = 0; i + 1 < bm->nr_ranges; i++) {
		phys_addr_t hole = ALIGN(bm->range[i].end,
					 PAGE_SIZE << MAX_PAGE_ORDER);
		unsigned long addr = (unsigned long)__va(hole);

		if (hole + (PAGE_SIZE << MAX_PAGE_ORDER) >
		    bm->range[i + 1].start)
			continue;
		KUNIT_EXPECT_FALSE(test, virt_addr_valid((void *)addr));
		KUNIT_EXPECT_WARNS(test, free_pages(addr, 0));
	}
	KUNIT_EXPECT_EQ(test, free_in_all(), WORLD_PAGES);
}

/*
 * The address that a high page would have if the direct map went so far. On a
 * machine without high memory the page is low, and its address is right.
 */
static void address_of_high_memory(struct kunit *test)
{
	unsigned long addr;
	struct page *page;

	real_zones_again();
	page = alloc_page(GFP_HIGHUSER);
	KUNIT_ASSERT_NOT_NULL(test, page);
	addr = (unsigned long)__va(page_to_phys(page));
	if (PageHighMem(page)) {
		KUNIT_EXPECT_WARNS(test, free_pages(addr, 0));
		KUNIT_EXPECT_EQ(test, page_count(page), 1);
		__free_page(page);
	} else {
		KUNIT_EXPECT_NO_WARNS(test, free_pages(addr, 0));
	}
	KUNIT_EXPECT_EQ(test, page_count(page), 0);
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

/*
 * Tasks gave pages and lost the CPU before they trimmed (C3 of pcp.c): who
 * asks trims for them. A list that no trim makes shorter, and any other
 * damage, is told as what it is.
 */
static void stranger_trims_first(struct kunit *test)
{
	struct zone *zone = zones[ZONE_NORMAL];
	struct per_cpu_pages *pcp = this_cpu_ptr(zone->per_cpu_pageset);
	struct page *page[6];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(page); i++)
		page[i] = alloc_page(GFP_KERNEL);
	for (i = 0; i < ARRAY_SIZE(page); i++)
		__free_page(page[i]);
	KUNIT_ASSERT_EQ(test, pcp->count, 6);
	pcp->high = 5;
	KUNIT_EXPECT_EQ(test, pcp_broken_trimmed(zone), 0);
	KUNIT_EXPECT_EQ(test, pcp->count, 4);

	pcp->high = 3;
	pcp->batch = -1;
	KUNIT_EXPECT_EQ(test, pcp_broken_trimmed(zone), 3);
	pcp->batch = 1;
	pcp->count++;
	KUNIT_EXPECT_EQ(test, pcp_broken_trimmed(zone), 1);
	KUNIT_EXPECT_EQ(test, pcp->count, 5);
	pcp->count--;
	pcp->high = 6;
}

/* Who has nothing to give back does not stand in line for the zone's lock. */
static void empty_list_takes_no_lock(struct kunit *test)
{
	struct zone *zone = zones[ZONE_NORMAL];
	unsigned long flags;

	spin_lock_irqsave(&zone->lock, flags);
	pcp_drain_local(zone);
	spin_unlock_irqrestore(&zone->lock, flags);
	KUNIT_EXPECT_EQ(test, zone->nr_free, ZONE_PAGES);
}

static struct kunit_case page_free_cases[] = {
	KUNIT_CASE(tails_go_first),
	KUNIT_CASE(wrong_order_while_held),
	KUNIT_CASE(reference_dropped_before),
	KUNIT_CASE(compound_goes_as_a_whole),
	KUNIT_CASE(compound_leaves_no_tails),
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
	KUNIT_CASE(addresses_in_holes),
	KUNIT_CASE(address_of_high_memory),
	KUNIT_CASE(reference_underflow),
	KUNIT_CASE(stranger_trims_first),
	KUNIT_CASE(empty_list_takes_no_lock),
	{}
};

static struct kunit_suite page_free_suite = {
	.name = "page_free",
	.init = four_zones_begin,
	.exit = four_zones_end,
	.test_cases = page_free_cases,
};
kunit_test_suite(page_free_suite);
