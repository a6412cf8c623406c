// SPDX-License-Identifier: MIT
/*
 * buddy_test.c - one zone's split and merge, on borrowed frames
 *
 * Each case starts with a zone of 2048 pages in four pageblocks, all in use
 * and MOVABLE (page_world.h), and makes free what it needs. Pages are named by
 * their distance from the zone's first.
 */
#include "page_world.h"

#define UNMOVABLE	MIGRATE_UNMOVABLE
#define MOVABLE		MIGRATE_MOVABLE
#define RECLAIMABLE	MIGRATE_RECLAIMABLE

static struct zone *zone;

static int buddy_test_init(struct kunit *test)
{
	world_begin(test);
	zone = world_zone(ZONE_NORMAL, 0, WORLD_PAGES);
	return 0;
}

static void buddy_test_exit(struct kunit *test)
{
	if (world.base)
		KUNIT_EXPECT_EQ_MSG(test, world_broken(zone), 0,
				    "an invariant is broken at the end");
	world_end();
}

static long take(unsigned int order, int type)
{
	return world_at(world_take(zone, order, type));
}

static void give(unsigned long at, unsigned int order)
{
	world_give(zone, at, order);
}

static void set_type(unsigned long at, int type)
{
	set_pageblock_type(zone, world.base + at, type);
}

static int type_at(unsigned long at)
{
	return pageblock_type(zone, world.base + at);
}

static unsigned long blocks(unsigned int order)
{
	return zone->free_area[order].nr_free;
}

static bool is_block(unsigned long at, unsigned int order)
{
	return PageBuddy(world.base + at) &&
	       page_order(world.base + at) == order;
}

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
	KUNIT_EXPECT_EQ(test, zone->nr_split, 2u);

	give(8, 0);
	KUNIT_EXPECT_TRUE(test, is_block(8, 2));
	KUNIT_EXPECT_EQ(test, blocks(0) + blocks(1), 0u);
	KUNIT_EXPECT_EQ(test, zone->nr_free, 4u);
	KUNIT_EXPECT_EQ(test, zone->nr_merge, 2u);
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
	KUNIT_EXPECT_EQ(test, zone->nr_merge, 0u);
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

/* Exactly half free: it changes sides, with all its free blocks. */
static void pageblock_changes_at_half(struct kunit *test)
{
	give_less_than_half();
	give(1022, 0);
	give(0, 0);
	KUNIT_EXPECT_EQ(test, take(0, UNMOVABLE), 512);
	KUNIT_EXPECT_EQ(test, type_at(512), UNMOVABLE);
	KUNIT_EXPECT_EQ(test, zone->nr_stolen, 1u);
	KUNIT_EXPECT_EQ(test, zone->order_mask[MOVABLE], 1u);
	KUNIT_EXPECT_EQ(test, world_broken(zone), 0);
	/* What is left of the 256 is all unmovable, down to the last page. */
	KUNIT_EXPECT_EQ(test, take(0, MOVABLE), 0);
	KUNIT_EXPECT_EQ(test, zone->nr_free, 255u);
}

/* Free pages of the pageblock next door do not count as this one's. */
static void half_is_counted_in_one_pageblock(struct kunit *test)
{
	give(512, 7);
	give(1024, 6);
	give(1152, 6);
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

/* ---- each invariant, broken on purpose ---------------------------------- */

/* I1: a block that starts where none of its order can. */
static void sees_i1_misaligned(struct kunit *test)
{
	give(1, 1);
	KUNIT_EXPECT_EQ(test, world_broken(zone), 1);
	KUNIT_ASSERT_EQ(test, take(1, MOVABLE), 1);
}

/* I1: a block that sticks out of its zone, at either end. */
static void sees_i1_outside(struct kunit *test)
{
	give(512, 3);
	zone->spanned_pages = 516;
	KUNIT_EXPECT_EQ(test, world_broken(zone), 1);
	zone->spanned_pages = WORLD_PAGES;
	zone->zone_start_pfn += 516;
	KUNIT_EXPECT_EQ(test, world_broken(zone), 1);
	zone->zone_start_pfn -= 516;
}

/* I2: on a list, but its flags or its count say otherwise. */
static void sees_i2_listed_but_not_free(struct kunit *test)
{
	struct page *page = world.base + 4;
	static const u32 wrong[] = {
		1u << PG_buddy, 1u << PG_locked, 1u << PAGE_ORDER_SHIFT,
		1u << PAGE_ZONE_SHIFT, 1u << PAGE_NODE_SHIFT, 1u << 31,
	};
	unsigned int i;

	give(4, 2);
	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		page->flags ^= wrong[i];
		KUNIT_EXPECT_EQ_MSG(test, world_broken(zone), 2,
				    "flags ^ %#x", wrong[i]);
		page->flags ^= wrong[i];
	}
	set_page_count(page, 1);
	KUNIT_EXPECT_EQ(test, world_broken(zone), 2);
	set_page_count(page, 0);
}

/* I2: its flags say free, but no list has it. */
static void sees_i2_free_but_not_listed(struct kunit *test)
{
	give(4, 2);
	world.base[9].flags |= 1u << PG_buddy;
	KUNIT_EXPECT_EQ(test, world_broken(zone), 2);
	world.base[9].flags &= ~(1u << PG_buddy);
}

/* I3: buddies of one order, both free. */
static void sees_i3(struct kunit *test)
{
	give(0, 2);
	world.base[0].flags ^= 1u << PG_locked;
	give(4, 2);
	world.base[0].flags ^= 1u << PG_locked;
	KUNIT_EXPECT_EQ(test, world_broken(zone), 3);
	KUNIT_ASSERT_EQ(test, take(2, MOVABLE), 4);
}

/* I4: the three counts, and a list that never ends. */
static void sees_i4(struct kunit *test)
{
	struct page *page = world.base + 8;

	give(8, 1);
	zone->nr_free++;
	KUNIT_EXPECT_EQ(test, world_broken(zone), 4);
	zone->nr_free--;
	zone->free_area[1].nr_free++;
	KUNIT_EXPECT_EQ(test, world_broken(zone), 4);
	zone->free_area[1].nr_free--;
	zone->free_area[7].nr_free++;
	KUNIT_EXPECT_EQ(test, world_broken(zone), 4);
	zone->free_area[7].nr_free--;

	page->lru.next = &page->lru;
	KUNIT_EXPECT_EQ(test, world_broken(zone), 4);
	page->lru.next = page->lru.prev;
}

/* I5: a block on a list that is not its pageblock's. */
static void sees_i5(struct kunit *test)
{
	give(8, 1);
	set_type(0, UNMOVABLE);
	KUNIT_EXPECT_EQ(test, world_broken(zone), 5);
	set_type(0, MOVABLE);
}

/* I5: a block of two pageblocks that are not of one type. */
static void sees_i5_two_types(struct kunit *test)
{
	give(0, MAX_PAGE_ORDER);
	set_type(512, UNMOVABLE);
	KUNIT_EXPECT_EQ(test, world_broken(zone), 5);
	set_type(512, MOVABLE);
}

/* I6: a bit without a block, a block without its bit. */
static void sees_i6(struct kunit *test)
{
	give(8, 1);
	zone->order_mask[MOVABLE] ^= 1u << 1;
	KUNIT_EXPECT_EQ(test, world_broken(zone), 6);
	zone->order_mask[MOVABLE] ^= 1u << 1;
	zone->order_mask[RECLAIMABLE] ^= 1u << 4;
	KUNIT_EXPECT_EQ(test, world_broken(zone), 6);
	zone->order_mask[RECLAIMABLE] ^= 1u << 4;
}

/* ---- a plain model beside it --------------------------------------------- */

#define MODEL_OPERATIONS	2000
#define MODEL_LIVE_MAX		512

static u8 in_use[WORLD_PAGES];
static struct {
	u16 at;
	u8 order;
} live[MODEL_LIVE_MAX];
static unsigned int nr_live;

static bool model_is_free(unsigned long at, unsigned int order)
{
	unsigned long end = at + (1UL << order);

	if (at & ((1UL << order) - 1))
		return false;
	while (at < end && !in_use[at])
		at++;
	return at == end;
}

/*
 * Which free blocks there must be follows from the free pages alone: the
 * largest aligned ones that fit. Count them, and compare.
 */
static void model_compare(struct kunit *test, unsigned long nr[NR_PAGE_ORDERS])
{
	unsigned int order;
	unsigned long at;

	memset(nr, 0, NR_PAGE_ORDERS * sizeof(*nr));
	for (at = 0; at < WORLD_PAGES; at += 1UL << order) {
		order = 0;
		if (in_use[at])
			continue;
		order = MAX_PAGE_ORDER;
		while (order && !model_is_free(at, order))
			order--;
		nr[order]++;
		if (!is_block(at, order))
			KUNIT_FAIL(test, "%lu is no free block of order %u",
				   at, order);
	}
	for (order = 0; order < NR_PAGE_ORDERS; order++)
		KUNIT_EXPECT_EQ_MSG(test, blocks(order), nr[order],
				    "order %u", order);
}

static bool model_has(const unsigned long *nr, unsigned int order)
{
	while (order < NR_PAGE_ORDERS && !nr[order])
		order++;
	return order < NR_PAGE_ORDERS;
}

static void model_take(struct kunit *test, const unsigned long *nr,
		       unsigned int order, int type)
{
	unsigned long fallbacks = zone->nr_fallback;
	bool own = zone->order_mask[type] >> order;
	long at = take(order, type);

	KUNIT_EXPECT_EQ(test, at >= 0, model_has(nr, order));
	if (at < 0)
		return;
	KUNIT_EXPECT_EQ(test, zone->nr_fallback - fallbacks, own ? 0u : 1u);
	KUNIT_ASSERT_TRUE_MSG(test, model_is_free(at, order),
			      "%ld order %u was not free", at, order);
	memset(in_use + at, 1, 1UL << order);
	live[nr_live].at = at;
	live[nr_live++].order = order;
}

static void model_give(unsigned int which)
{
	unsigned long at = live[which].at;

	memset(in_use + at, 0, 1UL << live[which].order);
	give(at, live[which].order);
	live[which] = live[--nr_live];
}

/* Orders are drawn so that small ones are common, as in life. */
static void model_step(struct kunit *test, const unsigned long *nr, u64 *seed)
{
	u64 dice = world_random(seed);
	unsigned int order = min(__builtin_ctzll(dice | 1ULL << 40) / 2,
				 MAX_PAGE_ORDER);
	/* Fill for a while, then empty for a while. */
	unsigned int taking = dice >> 60 & 1 ? 13 : 3;

	if (nr_live < MODEL_LIVE_MAX &&
	    (!nr_live || (dice >> 48 & 15) < taking))
		model_take(test, nr, order, (dice >> 40 & 0xff) %
			   MIGRATE_TYPES);
	else
		model_give((dice >> 8 & 0xffff) % nr_live);
}

/*
 * Thousands of takes and gives of every order and type. After each: every
 * invariant, every block, every count, and a refusal only when there is
 * really nothing.
 */
static void agrees_with_a_model(struct kunit *test)
{
	unsigned long nr[NR_PAGE_ORDERS];
	u64 seed = 20261121;
	unsigned int i;

	memset(in_use, 0, sizeof(in_use));
	nr_live = 0;
	give(0, MAX_PAGE_ORDER);
	give(MAX_ORDER_NR_PAGES, MAX_PAGE_ORDER);
	model_compare(test, nr);
	for (i = 0; i < MODEL_OPERATIONS; i++) {
		model_step(test, nr, &seed);
		KUNIT_ASSERT_EQ(test, world_broken(zone), 0);
		model_compare(test, nr);
		if (test->status == KUNIT_FAILURE)
			break;
	}
	while (nr_live)
		model_give(nr_live - 1);
	KUNIT_EXPECT_EQ(test, blocks(MAX_PAGE_ORDER), 2u);
	KUNIT_EXPECT_EQ(test, zone->nr_free, WORLD_PAGES);
	KUNIT_EXPECT_GT(test, zone->nr_stolen, 4u);
}

/* ---- every state there is ------------------------------------------------ */

/*
 * A block of order n is free, or allocated whole, or split into two of order
 * n - 1 that are not both free: s(n) = s(n-1)^2 + 1. Each state has a number:
 *
 *	0 free	1 allocated	1 + a * s(n-1) + b	halves a and b
 *
 * (a = b = 0 would be number 1, which is why that one is free for the
 * allocated block.) Start from one free block, try every operation in every
 * state found: what is reached must be all of them and nothing else.
 */
#define SEARCH_MAX	4

static const u32 states[SEARCH_MAX + 1] = { 2, 5, 26, 677, 458330 };

#define STATE_FREE	0u
#define STATE_USED	1u
#define NO_STATE	(~0u)

/* number[k][j]: of the j-th sub-block of order k; NO_STATE: a part of more */
static u32 number[SEARCH_MAX + 1][1 << SEARCH_MAX];

static void forget_numbers(void)
{
	memset(number, 0xff, sizeof(number));
}

/* Make the zone look as state @nr of a block of order @n. */
static void build_state(unsigned int n, u32 nr)
{
	unsigned int i, j, k;

	for (i = 0; i < 1u << n; i++)
		world.base[i].flags = world_links(zone);
	for (k = 0; k <= n; k++) {
		INIT_LIST_HEAD(&zone->free_area[k].free_list[MOVABLE]);
		zone->free_area[k].nr_free = 0;
	}
	zone->order_mask[MOVABLE] = 0;
	zone->nr_free = 0;
	forget_numbers();
	number[n][0] = nr;
	for (i = 0; i <= n; i++) {
		k = n - i;
		for (j = 0; j < 1u << i; j++) {
			u32 s = number[k][j];

			if (s == STATE_FREE)
				give(j << k, k);
			else if (s == STATE_USED)
				world.base[j << k].flags |=
					k << PAGE_ORDER_SHIFT;
			if (s <= STATE_USED || s == NO_STATE)
				continue;
			number[k - 1][2 * j] = (s - 1) / states[k - 1];
			number[k - 1][2 * j + 1] = (s - 1) % states[k - 1];
		}
	}
}

/* The number of the state that the struct pages show; NO_STATE: none. */
static u32 read_state(unsigned int n)
{
	unsigned int i, j, k;

	forget_numbers();
	for (i = 0; i < 1u << n; i += 1u << k) {
		k = page_order(world.base + i);
		if (k > n || i & ((1u << k) - 1))
			return NO_STATE;
		number[k][i >> k] = PageBuddy(world.base + i) ? STATE_FREE :
								STATE_USED;
	}
	for (k = 1; k <= n; k++) {
		for (j = 0; j < 1u << (n - k); j++) {
			u32 a = number[k - 1][2 * j];
			u32 b = number[k - 1][2 * j + 1];

			if (a == NO_STATE || b == NO_STATE)
				continue;
			if (a == STATE_FREE && b == STATE_FREE)
				return NO_STATE;
			number[k][j] = 1 + a * states[k - 1] + b;
		}
	}
	return number[n][0];
}

struct search {
	struct kunit *test;
	unsigned int n;
	u8 *seen;		/* bit s: state s was reached */
	u8 *tried;		/* bit s: every operation was tried in it */
	u32 nr_seen;
};

static void reached(struct search *s)
{
	u32 nr = read_state(s->n);
	int broken = s->n < SEARCH_MAX ? world_broken(zone) : 0;

	if (nr >= states[s->n] || broken) {
		KUNIT_FAIL(s->test, "a state that is none: %#x, I%d", nr,
			   broken);
		return;
	}
	if (s->seen[nr / 8] >> nr % 8 & 1)
		return;
	s->seen[nr / 8] |= 1u << nr % 8;
	s->nr_seen++;
}

/* Every operation there is, in state @nr. */
static void try_all(struct search *s, u32 nr)
{
	unsigned int i, order;

	for (order = 0; order <= s->n; order++) {
		build_state(s->n, nr);
		take(order, MOVABLE);
		reached(s);
	}
	build_state(s->n, nr);
	for (i = 0; i < 1u << s->n; i += 1u << order) {
		order = page_order(world.base + i);
		if (PageBuddy(world.base + i))
			continue;
		give(i, order);
		reached(s);
		build_state(s->n, nr);
	}
	s->tried[nr / 8] |= 1u << nr % 8;
}

static bool untried(const struct search *s, u32 nr)
{
	return (s->seen[nr / 8] & ~s->tried[nr / 8]) >> nr % 8 & 1;
}

static u32 count_states(struct kunit *test, unsigned int n)
{
	/* 2 * 458330 bits are 112 KiB. */
	unsigned int order = n < SEARCH_MAX ? 0 : 5;
	u8 *maps = (u8 *)__get_free_pages(GFP_KERNEL | __GFP_ZERO, order);
	struct search s = {
		.test = test, .n = n, .seen = maps,
		.tried = maps + (PAGE_SIZE << order) / 2,
	};
	u32 nr, before;

	KUNIT_ASSERT_NOT_NULL(test, maps);
	build_state(n, STATE_FREE);
	reached(&s);
	do {
		before = s.nr_seen;
		for (nr = 0; nr < states[n]; nr++) {
			if (untried(&s, nr) && test->status == KUNIT_SUCCESS)
				try_all(&s, nr);
		}
	} while (s.nr_seen > before);
	/* Leave nothing free: exit checks the zone. */
	build_state(n, STATE_USED);
	free_pages((unsigned long)maps, order);
	return s.nr_seen;
}

/* 2, 5, 26 and 677 states of a block of 1, 2, 4 and 8 pages. */
static void reaches_every_state(struct kunit *test)
{
	unsigned int n;

	for (n = 0; n < SEARCH_MAX; n++)
		KUNIT_EXPECT_EQ(test, count_states(test, n), states[n]);
}

#ifdef _HOST_RENAME_H
/* 458330 of 16 pages; some 50 million operations, so only where CPUs are. */
static void reaches_every_state_of_16(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, count_states(test, SEARCH_MAX),
			states[SEARCH_MAX]);
}
#endif

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
	KUNIT_CASE(sees_i1_misaligned),
	KUNIT_CASE(sees_i1_outside),
	KUNIT_CASE(sees_i2_listed_but_not_free),
	KUNIT_CASE(sees_i2_free_but_not_listed),
	KUNIT_CASE(sees_i3),
	KUNIT_CASE(sees_i4),
	KUNIT_CASE(sees_i5),
	KUNIT_CASE(sees_i5_two_types),
	KUNIT_CASE(sees_i6),
	KUNIT_CASE(agrees_with_a_model),
	KUNIT_CASE(reaches_every_state),
#ifdef _HOST_RENAME_H
	KUNIT_CASE_SLOW(reaches_every_state_of_16),
#endif
	{}
};

static struct kunit_suite buddy_suite = {
	.name = "buddy",
	.init = buddy_test_init,
	.exit = buddy_test_exit,
	.test_cases = buddy_cases,
};
kunit_test_suite(buddy_suite);
