// SPDX-License-Identifier: MIT
/*
 * buddy_test.c - one zone's split, merge and mobility, on borrowed frames
 */
#include "buddy_fixture.h"

DEFINE_PER_CPU(struct per_cpu_pages[MAX_NR_ZONES], world_pcp);

/* ---- split and merge ---------------------------------------------------- */

/*
 * The essay's film.	[ 8 9 10 11 ]	take one:  8 | [9] [10 11]
 * and backwards. Guards split's halves and merge's climb.
 */
static void film_of_the_essay(struct kunit *test)
{
	give(8, 2);
	KUNIT_EXPECT_EQ(test, take(0, MOVABLE), 8);
	KUNIT_EXPECT_TRUE(test, is_block(9, 0));
	KUNIT_EXPECT_TRUE(test, is_block(10, 1));
	KUNIT_EXPECT_EQ(test, blocks(0) + blocks(1) + blocks(2), 2u);
	KUNIT_EXPECT_EQ(test, zone->nr_free, 3u);

	give(8, 0);
	KUNIT_EXPECT_TRUE(test, is_block(8, 2));
	KUNIT_EXPECT_EQ(test, blocks(0) + blocks(1), 0u);
	KUNIT_EXPECT_EQ(test, zone->nr_free, 4u);
}

/* From one block of 1024 pages each order leaves one block of each above. */
static void splits_to_every_order(struct kunit *test)
{
	unsigned int order, i;

	give(0, MAX_PAGE_ORDER);
	for (order = 0; order <= MAX_PAGE_ORDER; order++) {
		long at = take(order, MOVABLE);

		KUNIT_ASSERT_EQ(test, at, 0);
		KUNIT_EXPECT_EQ(test, page_order(world.base), order);
		KUNIT_EXPECT_FALSE(test, PageBuddy(world.base));
		for (i = 0; i <= MAX_PAGE_ORDER; i++)
			KUNIT_EXPECT_EQ(test, blocks(i),
					i >= order && i < MAX_PAGE_ORDER);
		KUNIT_EXPECT_EQ(test, world_broken(zone), 0);
		give(at, order);
		KUNIT_EXPECT_TRUE(test, is_block(0, MAX_PAGE_ORDER));
		KUNIT_EXPECT_EQ(test, zone->nr_free, MAX_ORDER_NR_PAGES);
	}
}

/* The smallest block that will do: larger ones are kept whole. */
static void takes_the_smallest_that_fits(struct kunit *test)
{
	give(0, 5);
	give(64, 3);
	give(128, 1);
	KUNIT_EXPECT_EQ(test, take(0, MOVABLE), 128);
	KUNIT_EXPECT_EQ(test, take(2, MOVABLE), 64);
	KUNIT_EXPECT_TRUE(test, is_block(0, 5));
}

/*
 * [ 0 1 | 2 . ]	2 heads a free block, but a smaller one: the pair
 * [0 1] must not swallow it while 3 is in use.
 */
static void merges_only_equal_orders(struct kunit *test)
{
	give(2, 0);
	give(0, 1);
	KUNIT_EXPECT_TRUE(test, is_block(0, 1));
	KUNIT_EXPECT_TRUE(test, is_block(2, 0));
	give(3, 0);
	KUNIT_EXPECT_TRUE(test, is_block(0, 2));
	KUNIT_EXPECT_EQ(test, zone->nr_free, 4u);
}

/* Neighbours that are no buddies: [1] and [2] stay two blocks. */
static void neighbours_are_not_buddies(struct kunit *test)
{
	give(1, 0);
	give(2, 0);
	KUNIT_EXPECT_EQ(test, blocks(0), 2u);
	KUNIT_EXPECT_EQ(test, blocks(1), 0u);
}

/* Two largest blocks, side by side, stay two: there is no order 11. */
static void stops_at_the_largest(struct kunit *test)
{
	give(0, MAX_PAGE_ORDER);
	give(MAX_ORDER_NR_PAGES, MAX_PAGE_ORDER);
	KUNIT_EXPECT_EQ(test, blocks(MAX_PAGE_ORDER), 2u);
	KUNIT_EXPECT_TRUE(test, is_block(0, MAX_PAGE_ORDER));
	KUNIT_EXPECT_TRUE(test, is_block(MAX_ORDER_NR_PAGES, MAX_PAGE_ORDER));
}

/* A buddy of another zone or node is nobody's to take. */
static void never_merges_across_zones(struct kunit *test)
{
	struct zone *low;

	zone = world_zone(ZONE_NORMAL, 512, WORLD_PAGES - 512);
	low = world_zone(ZONE_DMA, 0, 512);
	world_give(low, 0, 9);
	give(512, 9);
	KUNIT_EXPECT_EQ(test, low->free_area[9].nr_free, 1u);
	KUNIT_EXPECT_EQ(test, blocks(9), 1u);
	KUNIT_EXPECT_EQ(test, blocks(10), 0u);
	KUNIT_EXPECT_EQ(test, world_broken(low), 0);
}

/* The same with the same zone number on another node. */
static void never_merges_across_nodes(struct kunit *test)
{
	u32 other = 1u << PAGE_NODE_SHIFT;

	give(1, 0);
	world.base[1].flags ^= other;
	give(0, 0);
	KUNIT_EXPECT_TRUE(test, is_block(0, 0));
	world.base[1].flags ^= other;
	/* Now they lie side by side unmerged, which is I3. */
	KUNIT_EXPECT_EQ(test, world_broken(zone), 3);
	KUNIT_ASSERT_EQ(test, take(0, MOVABLE), 0);
}

/* A buddy that is in use, on a CPU's list or reserved is left alone. */
static void leaves_used_buddies_alone(struct kunit *test)
{
	static const u32 flags[] = {
		0, 1u << PG_pcp, 1u << PG_reserved, 1u << PG_slab,
		1u << PG_buddy | 1u << PG_locked,
		1u << PG_buddy | 1u << PAGE_ORDER_SHIFT,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(flags); i++) {
		world.base[1].flags = world_links(zone) | flags[i];
		give(0, 0);
		KUNIT_EXPECT_TRUE_MSG(test, is_block(0, 0), "flags %#x",
				      flags[i]);
		KUNIT_ASSERT_EQ(test, take(0, MOVABLE), 0);
	}
	world.base[1].flags = world_links(zone);
}

/* Flags of a block that is given are its old owner's and go. */
static void flags_do_not_survive(struct kunit *test)
{
	SetPageDirty(world.base);
	SetPageReferenced(world.base);
	give(0, 0);
	KUNIT_ASSERT_EQ(test, take(0, MOVABLE), 0);
	KUNIT_EXPECT_EQ(test, world.base->flags, world_links(zone));

	/* Also where the block becomes the tail of a larger one. */
	give(0, 0);
	SetPageDirty(world.base + 1);
	give(1, 0);
	KUNIT_EXPECT_TRUE(test, is_block(0, 1));
	KUNIT_EXPECT_EQ(test, world.base[1].flags, world_links(zone));
}

/* Nothing large enough: NULL, and no count or list has changed. */
static void refuses_what_it_has_not(struct kunit *test)
{
	unsigned long at;

	for (at = 0; at < 64; at += 2)
		give(at, 0);
	KUNIT_EXPECT_EQ(test, take(1, MOVABLE), -1);
	KUNIT_EXPECT_EQ(test, take(MAX_PAGE_ORDER, UNMOVABLE), -1);
	KUNIT_EXPECT_EQ(test, zone->nr_free, 32u);
	KUNIT_EXPECT_EQ(test, blocks(0), 32u);
	KUNIT_EXPECT_EQ(test, zone->nr_fallback, 0u);
}

/* ---- mobility ----------------------------------------------------------- */

/*
 * pageblock 0: 8 pages	 pageblock 2: all 512
 * An unmovable page comes from the largest movable block, whose pageblock
 * changes sides, so that the next one need not look again.
 */
static void fallback_takes_the_largest(struct kunit *test)
{
	give(0, 3);
	give(1024, 9);
	KUNIT_EXPECT_EQ(test, take(0, UNMOVABLE), 1024);
	KUNIT_EXPECT_EQ(test, type_at(1024), UNMOVABLE);
	KUNIT_EXPECT_EQ(test, type_at(0), MOVABLE);
	KUNIT_EXPECT_EQ(test, zone->nr_fallback, 1u);
	KUNIT_EXPECT_EQ(test, zone->nr_stolen, 1u);

	KUNIT_EXPECT_EQ(test, take(0, UNMOVABLE), 1025);
	KUNIT_EXPECT_EQ(test, zone->nr_fallback, 1u);
	/* And movable ones go on where they were. */
	KUNIT_EXPECT_EQ(test, take(0, MOVABLE), 0);
}

/* One's own lists come first, however large the others' blocks are. */
static void own_lists_come_first(struct kunit *test)
{
	set_type(0, UNMOVABLE);
	give(0, 0);
	give(512, 9);
	KUNIT_EXPECT_EQ(test, take(0, UNMOVABLE), 0);
	KUNIT_EXPECT_EQ(test, zone->nr_fallback, 0u);
}

/* Equal size: the nearer kin. Larger beats nearer. */
static void fallback_prefers_kin(struct kunit *test)
{
	set_type(512, RECLAIMABLE);
	give(0, 2);
	give(512, 2);
	KUNIT_EXPECT_EQ(test, take(2, UNMOVABLE), 512);
	give(512, 2);
	give(8, 3);
	KUNIT_EXPECT_EQ(test, take(2, UNMOVABLE), 8);
}

/* Each type's nearer kin, one by one. */
static void fallback_order_of_each_type(struct kunit *test)
{
	set_type(512, UNMOVABLE);
	set_type(1024, RECLAIMABLE);
	give(512, 2);
	give(1024, 2);
	KUNIT_EXPECT_EQ(test, take(2, MOVABLE), 1024);
	give(1024, 2);
	give(0, 2);
	KUNIT_EXPECT_EQ(test, take(2, RECLAIMABLE), 1024);
	KUNIT_EXPECT_EQ(test, take(2, RECLAIMABLE), 512);
	KUNIT_EXPECT_EQ(test, take(2, RECLAIMABLE), 0);
	KUNIT_EXPECT_EQ(test, take(2, RECLAIMABLE), -1);
}

/* 128 + 64 + ... + 1 = 255 pages of pageblock 1: one less than half. */
static void give_less_than_half(void)
{
	unsigned long at = 512;
	int order;

	for (order = 7; order >= 0; order--) {
		give(at, order);
		at += 1UL << order;
	}
}

/*
 * Less than half free: the block is taken, but the pageblock and the rest of
 * the block stay with their type.
 */
static void pageblock_stays_below_half(struct kunit *test)
{
	give_less_than_half();
	KUNIT_EXPECT_EQ(test, take(0, UNMOVABLE), 512);
	KUNIT_EXPECT_EQ(test, type_at(512), MOVABLE);
	KUNIT_EXPECT_EQ(test, zone->nr_stolen, 0u);
	KUNIT_EXPECT_EQ(test, zone->order_mask[UNMOVABLE], 0u);
	KUNIT_EXPECT_EQ(test, world_broken(zone), 0);
}

/* Exactly half free: it changes sides, with all its own free blocks. */
static void pageblock_changes_at_half(struct kunit *test)
{
	give_less_than_half();
	give(1022, 0);
	give(1024, 3);
	give(0, 0);
	KUNIT_EXPECT_EQ(test, take(0, UNMOVABLE), 512);
	KUNIT_EXPECT_EQ(test, type_at(512), UNMOVABLE);
	KUNIT_EXPECT_EQ(test, zone->nr_stolen, 1u);
	/* Not those of the pageblock next door. */
	KUNIT_EXPECT_EQ(test, zone->order_mask[MOVABLE], 1u | 1u << 3);
	KUNIT_EXPECT_EQ(test, world_broken(zone), 0);
	/* What is left of the 256 is all unmovable, down to the last page. */
	KUNIT_EXPECT_EQ(test, take(0, MOVABLE), 0);
	KUNIT_EXPECT_EQ(test, take(3, MOVABLE), 1024);
	KUNIT_EXPECT_EQ(test, zone->nr_free, 255u);
}

/* Free pages of the pageblock next door do not count as this one's. */
static void half_is_counted_in_one_pageblock(struct kunit *test)
{
	give(1024, 7);
	give(1152, 6);
	give(512, 7);
	give(0, 6);
	give(128, 6);
	KUNIT_EXPECT_EQ(test, take(0, UNMOVABLE), 512);
	KUNIT_EXPECT_EQ(test, type_at(512), MOVABLE);
}

/* A block of two pageblocks changes both, and its halves are on one side. */
static void largest_block_changes_both_pageblocks(struct kunit *test)
{
	give(0, MAX_PAGE_ORDER);
	KUNIT_EXPECT_EQ(test, take(0, UNMOVABLE), 0);
	KUNIT_EXPECT_EQ(test, type_at(0), UNMOVABLE);
	KUNIT_EXPECT_EQ(test, type_at(512), UNMOVABLE);
	KUNIT_EXPECT_EQ(test, type_at(1024), MOVABLE);
	KUNIT_EXPECT_EQ(test, zone->order_mask[MOVABLE], 0u);
	KUNIT_EXPECT_EQ(test, zone->order_mask[UNMOVABLE], 0x3ffu);
	KUNIT_EXPECT_EQ(test, zone->nr_stolen, 1u);
}

/* Two pageblocks of different types that merge become one type's (I5). */
static void merged_pageblocks_share_a_type(struct kunit *test)
{
	set_type(0, UNMOVABLE);
	give(0, 9);
	give(512, 9);
	KUNIT_EXPECT_TRUE(test, is_block(0, MAX_PAGE_ORDER));
	KUNIT_EXPECT_EQ(test, type_at(0), type_at(512));
	KUNIT_EXPECT_EQ(test, world_broken(zone), 0);

	/* The other way round: the lower one arrives last. */
	set_type(1536, UNMOVABLE);
	give(1536, 9);
	give(1024, 9);
	KUNIT_EXPECT_TRUE(test, is_block(1024, MAX_PAGE_ORDER));
	KUNIT_EXPECT_EQ(test, type_at(1024), type_at(1536));
}

/* A pageblock that two zones share: each moves only its own blocks. */
static void stealing_respects_a_zone_border(struct kunit *test)
{
	struct zone *low;

	zone = world_zone(ZONE_NORMAL, 256, 256);
	low = world_zone(ZONE_DMA, 0, 256);
	world_give(low, 0, 7);
	give(256, 8);
	KUNIT_EXPECT_EQ(test, take(0, UNMOVABLE), 256);
	KUNIT_EXPECT_EQ(test, type_at(256), UNMOVABLE);
	KUNIT_EXPECT_EQ(test, pageblock_type(low, world.base), MOVABLE);
	KUNIT_EXPECT_EQ(test, world_broken(low), 0);
	KUNIT_EXPECT_EQ(test, low->nr_free, 128u);

	/* 128 pages of its own, 255 of the neighbour's: that is not half. */
	KUNIT_ASSERT_EQ(test, world_at(world_take(low, 0, UNMOVABLE)), 0);
	KUNIT_EXPECT_EQ(test, pageblock_type(low, world.base), MOVABLE);
}

static struct kunit_case buddy_cases[] = {
	KUNIT_CASE(film_of_the_essay),
	KUNIT_CASE(splits_to_every_order),
	KUNIT_CASE(takes_the_smallest_that_fits),
	KUNIT_CASE(merges_only_equal_orders),
	KUNIT_CASE(neighbours_are_not_buddies),
	KUNIT_CASE(stops_at_the_largest),
	KUNIT_CASE(never_merges_across_zones),
	KUNIT_CASE(never_merges_across_nodes),
	KUNIT_CASE(leaves_used_buddies_alone),
	KUNIT_CASE(flags_do_not_survive),
	KUNIT_CASE(refuses_what_it_has_not),
	KUNIT_CASE(fallback_takes_the_largest),
	KUNIT_CASE(own_lists_come_first),
	KUNIT_CASE(fallback_prefers_kin),
	KUNIT_CASE(fallback_order_of_each_type),
	KUNIT_CASE(pageblock_stays_below_half),
	KUNIT_CASE(pageblock_changes_at_half),
	KUNIT_CASE(half_is_counted_in_one_pageblock),
	KUNIT_CASE(largest_block_changes_both_pageblocks),
	KUNIT_CASE(merged_pageblocks_share_a_type),
	KUNIT_CASE(stealing_respects_a_zone_border),
	{}
};

static struct kunit_suite buddy_suite = {
	.name = "buddy",
	.init = buddy_test_init,
	.exit = buddy_test_exit,
	.test_cases = buddy_cases,
};
kunit_test_suite(buddy_suite);
