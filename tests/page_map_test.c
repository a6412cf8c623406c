// SPDX-License-Identifier: MIT
/*
 * page_map_test.c - every frame has an owner, and every page a block
 *
 *	|r|bbbb|kkk|....|#|.|##|....	sums over the whole machine, and the
 *			 ^   ^^		blocks of orders 0..5 that are held
 */
#include <linux/errno.h>
#include <linux/pfn.h>

#include "../mm/internal.h"
#include "view_text.h"

/* ---- the map --------------------------------------------------------------- */

/*
 * W1, zone by zone; and what nobody has reserved is what zones manage. Other
 * CPUs may take and give pages meanwhile: that moves frames between owners,
 * and changes no sum.
 */
static void page_map_adds_up(struct kunit *test)
{
	struct zone *zone;

	for_each_populated_zone(zone) {
		unsigned long pages[NR_FRAME_OWNERS] = { 0 };

		KUNIT_EXPECT_EQ(test, page_map_broken(zone), 0);
		page_map_count_zone(zone, pages);
		KUNIT_EXPECT_EQ(test, pages[FRAME_FREE] + pages[FRAME_PCP] +
				pages[FRAME_USED], zone->managed_pages);
	}
}

/* W1: a page too many, a page too few. */
static void sees_w1(struct kunit *test)
{
	struct zone copy = *page_zone(held[0]);

	copy.present_pages++;
	KUNIT_EXPECT_EQ(test, page_map_broken(&copy), 1);
	copy.present_pages -= 2;
	KUNIT_EXPECT_EQ(test, page_map_broken(&copy), 1);
	copy.present_pages++;
	KUNIT_EXPECT_EQ(test, page_map_broken(&copy), 0);
}

/* Frames [page, page + nr) as a zone: the walk sees nothing else. */
static struct zone zone_of(struct page *page, unsigned long nr)
{
	struct zone part = *page_zone(page);

	part.zone_start_pfn = page_to_pfn(page);
	part.spanned_pages = nr;
	part.present_pages = nr;
	return part;
}

#define BLOCK_ORDER	(NR_HELD - 1)
#define BLOCK_PAGES	(1UL << BLOCK_ORDER)

static struct page as_it_was[BLOCK_PAGES];

static void make(unsigned long i, u32 flag, unsigned int order)
{
	struct page *page = held[BLOCK_ORDER] + i;

	set_page_count(page, !flag);
	page_set_flags(page, (page->flags & PAGE_LINK_MASK) | flag |
			     order << PAGE_ORDER_SHIFT);
}

/*
 *	0		 16	  24	28 .. 31
 *	| free 2^4	| pcp 2^3 | 2^2 |1|1|1|1|	of a block that we hold:
 * nobody else looks at it, whatever it says.
 */
static void make_mixed_block(void)
{
	unsigned long i;

	memcpy(as_it_was, held[BLOCK_ORDER], sizeof(as_it_was));
	make(0, 1u << PG_buddy, 4);
	make(16, 1u << PG_pcp, 3);
	make(24, 0, 2);
	for (i = 28; i < BLOCK_PAGES; i++)
		make(i, 0, 0);
}

static void put_block_back(void)
{
	memcpy(held[BLOCK_ORDER], as_it_was, sizeof(as_it_was));
}

/*
 * Each frame is counted as what its block is; one in transit, as used, and
 * its order, which may be stale, hides nobody.
 */
static void page_map_knows_owners(struct kunit *test)
{
	struct zone part = zone_of(held[BLOCK_ORDER], BLOCK_PAGES);
	unsigned long pages[NR_FRAME_OWNERS] = { 0 };

	make_mixed_block();
	make(24, 0, 3);
	set_page_count(held[BLOCK_ORDER] + 24, 0);
	make(28, 1u << PG_pcp, 2);
	page_map_count_zone(&part, pages);
	put_block_back();
	KUNIT_EXPECT_EQ(test, pages[FRAME_FREE], 16UL);
	KUNIT_EXPECT_EQ(test, pages[FRAME_PCP], 12UL);
	KUNIT_EXPECT_EQ(test, pages[FRAME_USED], 4UL);
}

/* A frame inside a reservation of at least three, or NULL. */
static struct page *inside_reservation(void)
{
	const struct bootmem *bm = bootmem_machine();
	unsigned int i;

	for (i = 0; i < bm->nr_reserved; i++) {
		unsigned long pfn = PFN_UP(bm->reserved[i].start) + 1;

		if (pfn + 2 <= PFN_DOWN(bm->reserved[i].end) &&
		    pfn_valid(pfn) && PageReserved(pfn_to_page(pfn - 1)) &&
		    PageReserved(pfn_to_page(pfn)))
			return pfn_to_page(pfn);
	}
	return NULL;
}

/*
 *	|bbbbbb| -> |bb#bbb|	one frame of a reservation was let go since:
 * it is counted as what it is, and those behind it as before.
 */
static void page_map_sees_what_was_released(struct kunit *test)
{
	unsigned long before[NR_FRAME_OWNERS] = { 0 };
	unsigned long after[NR_FRAME_OWNERS] = { 0 };
	struct page *page = inside_reservation();
	struct zone part;

	KUNIT_ASSERT_NOT_NULL(test, page);
	part = zone_of(page - 1, 3);
	page_map_count_zone(&part, before);
	ClearPageReserved(page);
	page_map_count_zone(&part, after);
	SetPageReserved(page);
	KUNIT_EXPECT_EQ(test, before[FRAME_USED], 0UL);
	KUNIT_EXPECT_EQ(test, after[FRAME_USED], 1UL);
	KUNIT_EXPECT_EQ(test, after[FRAME_FREE] + after[FRAME_HOLE], 0UL);
	KUNIT_EXPECT_EQ(test, after[FRAME_BOOT] + after[FRAME_KERNEL] +
			after[FRAME_MEMMAP] + after[FRAME_RESERVED], 2UL);
}

/* It fits a screen: at most 79 columns and, with its legend, 24 rows. */
static void page_map_fits(struct kunit *test)
{
	const char *line, *end;
	unsigned int rows = 0, zones = 0;
	struct zone *zone;

	for_each_populated_zone(zone)
		zones++;
	read_with(page_map_show);
	for (line = text; *line; line = end + 1) {
		end = strchrnul(line, '\n');
		if (!*end)
			break;
		KUNIT_EXPECT_LT(test, end - line, 80L);
		rows++;
	}
	KUNIT_EXPECT_LE(test, rows, max(zones, 20u) + 3);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "# allocated "));
}

/* ---- one frame ------------------------------------------------------------- */

/* H1 of page_show.c: each page of a block that is held finds the block's first. */
static void every_page_finds_its_head(struct kunit *test)
{
	unsigned int order;
	unsigned long i;

	for (order = 0; order < NR_HELD; order++)
		for (i = 0; i < 1UL << order; i++)
			KUNIT_EXPECT_PTR_EQ(test,
					    page_block_head(held[order] + i),
					    held[order]);
}

/* H1: blocks follow each other; one that reaches into the next is seen. */
static void sees_h1(struct kunit *test)
{
	unsigned long pfn = page_to_pfn(held[BLOCK_ORDER]);
	int broken[5];

	make_mixed_block();
	broken[0] = page_heads_broken(pfn, pfn + BLOCK_PAGES);
	broken[1] = page_heads_broken(pfn + 1, pfn + BLOCK_PAGES);
	broken[2] = page_heads_broken(pfn, pfn + 23);
	make(24, 0, 3);
	broken[3] = page_heads_broken(pfn, pfn + BLOCK_PAGES);
	make(24, 0, 2);
	make(0, 1u << PG_buddy, 5);
	broken[4] = page_heads_broken(pfn, pfn + BLOCK_PAGES);
	put_block_back();
	KUNIT_EXPECT_EQ(test, broken[0], 0);
	KUNIT_EXPECT_EQ(test, broken[1], 1);	/* begins inside a block */
	KUNIT_EXPECT_EQ(test, broken[2], 1);	/* ends inside a block */
	KUNIT_EXPECT_EQ(test, broken[3], 1);
	KUNIT_EXPECT_EQ(test, broken[4], 1);
	for (pfn = 0; pfn < NR_HELD; pfn++)
		KUNIT_EXPECT_EQ(test, page_heads_broken(
				page_to_pfn(held[pfn]),
				page_to_pfn(held[pfn]) + (1UL << pfn)), 0);
}

/*
 *	[1][0][1][1]	single pages; the second is being taken or freed:
 * its neighbour is no head of it.
 */
static void page_in_transit_has_no_head(struct kunit *test)
{
	struct page *page = held[2];
	unsigned int i;

	split_page(page, 2);
	held[2] = NULL;
	set_page_count(page + 1, 0);
	KUNIT_EXPECT_PTR_EQ(test, page_block_head(page + 1), page + 1);
	set_page_count(page + 1, 1);
	for (i = 0; i < 4; i++)
		__free_page(page + i);
}

/* Held, then free: the words follow. */
static void page_show_says(struct kunit *test)
{
	struct seq_buf_sink sink;
	struct seq_file m;

	seq_file_to_buf(&m, &sink, text, TEXT_SIZE);
	KUNIT_EXPECT_EQ(test, page_show(&m, page_to_pfn(held[3] + 5)), 0);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(text, "order 3: allocated; this is its page 5\n"),
				  "%s", text);
	__free_pages(held[3], 3);
	seq_file_to_buf(&m, &sink, text, TEXT_SIZE);
	KUNIT_EXPECT_EQ(test, page_show(&m, page_to_pfn(held[3])), 0);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(text, ": free, "), "%s", text);
	held[3] = NULL;
}

/* No struct page, no look at one. */
static void page_show_refuses(struct kunit *test)
{
	struct seq_buf_sink sink;
	struct seq_file m;

	seq_file_to_buf(&m, &sink, text, TEXT_SIZE);
	KUNIT_EXPECT_EQ(test, page_show(&m, ~0UL >> PAGE_SHIFT), -ENXIO);
	KUNIT_EXPECT_STREQ(test, text, "");
}

static struct kunit_case page_map_cases[] = {
	KUNIT_CASE(page_map_adds_up),
	KUNIT_CASE(sees_w1),
	KUNIT_CASE(page_map_knows_owners),
	KUNIT_CASE(page_map_sees_what_was_released),
	KUNIT_CASE(page_map_fits),
	KUNIT_CASE(every_page_finds_its_head),
	KUNIT_CASE(sees_h1),
	KUNIT_CASE(page_in_transit_has_no_head),
	KUNIT_CASE(page_show_says),
	KUNIT_CASE(page_show_refuses),
	{}
};

static struct kunit_suite page_map_suite = {
	.name = "page_map",
	.init = view_text_init,
	.exit = view_text_exit,
	.test_cases = page_map_cases,
};
kunit_test_suite(page_map_suite);
