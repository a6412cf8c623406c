// SPDX-License-Identifier: MIT
/*
 * buddy_broken_test.c - each invariant of buddy.c, broken on purpose
 */
#include "buddy_fixture.h"

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

/* I2: a block of another zone, while one of this zone is on no list. */
static void sees_i2_of_another_zone(struct kunit *test)
{
	give(4, 2);
	world.base[4].flags ^= 1u << PAGE_ZONE_SHIFT;
	world.base[9].flags |= 1u << PG_buddy;
	KUNIT_EXPECT_EQ(test, world_broken(zone), 2);
	world.base[9].flags &= ~(1u << PG_buddy);
	world.base[4].flags ^= 1u << PAGE_ZONE_SHIFT;
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
	set_type(0, UNMOVABLE);
	KUNIT_EXPECT_EQ(test, world_broken(zone), 5);
	set_type(0, MOVABLE);
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

static struct kunit_case buddy_broken_cases[] = {
	KUNIT_CASE(sees_i1_misaligned),
	KUNIT_CASE(sees_i1_outside),
	KUNIT_CASE(sees_i2_listed_but_not_free),
	KUNIT_CASE(sees_i2_of_another_zone),
	KUNIT_CASE(sees_i2_free_but_not_listed),
	KUNIT_CASE(sees_i3),
	KUNIT_CASE(sees_i4),
	KUNIT_CASE(sees_i5),
	KUNIT_CASE(sees_i5_two_types),
	KUNIT_CASE(sees_i6),
	{}
};

static struct kunit_suite buddy_broken_suite = {
	.name = "buddy_broken",
	.init = buddy_test_init,
	.exit = buddy_test_exit,
	.test_cases = buddy_broken_cases,
};
kunit_test_suite(buddy_broken_suite);
