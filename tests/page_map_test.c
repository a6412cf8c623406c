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

/* W1: by owner, all frames add up; free is what zones and CPUs have. */
static void page_map_adds_up(struct kunit *test)
{
	unsigned long pages[NR_FRAME_OWNERS];
	unsigned long present = 0, spanned = 0, free = 0, pcp = 0, managed = 0;
	struct zone *zone;
	enum frame_owner o;

	for_each_populated_zone(zone) {
		present += zone->present_pages;
		spanned += zone->spanned_pages;
		managed += zone->managed_pages;
		free += zone->nr_free;
		pcp += pcp_count(zone);
	}
	page_map_count(pages);
	KUNIT_EXPECT_EQ(test, pages[FRAME_HOLE], spanned - present);
	KUNIT_EXPECT_EQ(test, pages[FRAME_FREE], free);
	KUNIT_EXPECT_EQ(test, pages[FRAME_PCP], pcp);
	KUNIT_EXPECT_EQ(test, pages[FRAME_USED], managed - free - pcp);
	for (o = FRAME_FREE; o < NR_FRAME_OWNERS; o++)
		present -= pages[o];
	KUNIT_EXPECT_EQ(test, present, 0UL);
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
	unsigned long before[NR_FRAME_OWNERS], after[NR_FRAME_OWNERS];
	struct page *page = inside_reservation();

	KUNIT_ASSERT_NOT_NULL(test, page);
	page_map_count(before);
	ClearPageReserved(page);
	page_map_count(after);
	SetPageReserved(page);
	KUNIT_EXPECT_EQ(test, after[FRAME_USED], before[FRAME_USED] + 1);
	KUNIT_EXPECT_EQ(test, after[FRAME_FREE], before[FRAME_FREE]);
	KUNIT_EXPECT_EQ(test, after[FRAME_BOOT] + after[FRAME_KERNEL] +
			after[FRAME_MEMMAP] + after[FRAME_RESERVED],
			before[FRAME_BOOT] + before[FRAME_KERNEL] +
			before[FRAME_MEMMAP] + before[FRAME_RESERVED] - 1);
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

/* H1 for a whole zone: blocks follow each other without gap or overlap. */
static void heads_tile_a_zone(struct kunit *test)
{
	struct zone *zone = page_zone(held[0]);
	unsigned long pfn = zone->zone_start_pfn, first, nr;

	while (pfn < zone_end_pfn(zone)) {
		struct page *head;

		if (!pfn_valid(pfn)) {
			pfn++;
			continue;
		}
		head = page_block_head(pfn_to_page(pfn));
		first = page_to_pfn(head);
		nr = 1UL << page_order(head);
		KUNIT_ASSERT_EQ(test, first, pfn);
		KUNIT_ASSERT_PTR_EQ(test, head,
				    page_block_head(head + nr - 1));
		pfn += nr;
	}
	KUNIT_EXPECT_EQ(test, pfn, zone_end_pfn(zone));
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
	KUNIT_CASE(page_map_sees_what_was_released),
	KUNIT_CASE(page_map_fits),
	KUNIT_CASE(every_page_finds_its_head),
	KUNIT_CASE(heads_tile_a_zone),
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
