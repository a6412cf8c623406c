// SPDX-License-Identifier: MIT
/*
 * migrate_test.c - pages move, with their data, while they are used
 *
 * In a zone of four pageblocks (compact_fixture.h). Who is held, locked or
 * being written stays, and is reported; who moves is found with all it had.
 */
#include <linux/sched/mm.h>

#include "compact_fixture.h"
#include "threads.h"

/* ---- who stays -------------------------------------------------------------- */

/* Where page 0 of the mapping is, and what keeps it there */
static struct page *pinned;

static void expect_it_stays(struct kunit *test, unsigned long nr,
			    enum migrate_mode mode)
{
	unsigned long failed = event(PGMIGRATE_FAIL);
	unsigned long free = zone_free();

	compact_zone(zone, COMPACT_ALL_ORDERS, mode);
	KUNIT_EXPECT_GT(test, event(PGMIGRATE_FAIL), failed);
	KUNIT_EXPECT_TRUE(test, has(pinned, 0));
	KUNIT_EXPECT_TRUE(test, PageLRU(pinned));
	KUNIT_EXPECT_EQ(test, page_index(pinned), 0UL);
	KUNIT_EXPECT_EQ(test, zone_free(), free);
	KUNIT_EXPECT_EQ(test, compact_world_broken(), 0);
}

static void expect_it_moves(struct kunit *test, unsigned long nr)
{
	put_page(pinned);
	compact_zone(zone, COMPACT_ALL_ORDERS, MIGRATE_SYNC);
	KUNIT_EXPECT_EQ(test, page_ref_count(pinned), 0);
	expect_intact(test, nr);
}

/* Held: it stays, whatever may be waited for; let go, it moves. */
static void held_page_stays(struct kunit *test)
{
	unsigned long nr = populate(test, every_other);

	pinned = cached(0);
	expect_it_stays(test, nr, MIGRATE_ASYNC);
	expect_it_stays(test, nr, MIGRATE_SYNC);
	KUNIT_EXPECT_EQ(test, page_ref_count(pinned), 2);
	expect_it_moves(test, nr);
}

/* Being written: it is not waited for, unless asked to. */
static void written_page_stays(struct kunit *test)
{
	unsigned long nr = populate(test, every_other);

	pinned = cached(0);
	lock_page(pinned);
	set_page_writeback(pinned);
	unlock_page(pinned);
	put_page(pinned);
	expect_it_stays(test, nr, MIGRATE_ASYNC);
	expect_it_stays(test, nr, MIGRATE_SYNC_LIGHT);
	KUNIT_EXPECT_TRUE(test, PageWriteback(pinned));
	get_page(pinned);
	end_page_writeback(pinned);
	expect_it_moves(test, nr);
}

/* Locked, maybe by the caller himself: not waited for either. */
static void locked_page_stays(struct kunit *test)
{
	unsigned long nr = populate(test, every_other);
	unsigned int noreclaim;

	pinned = cached(0);
	lock_page(pinned);
	expect_it_stays(test, nr, MIGRATE_ASYNC);
	/* Nor by who reclaims, whatever else he may wait for. */
	noreclaim = memalloc_noreclaim_save();
	expect_it_stays(test, nr, MIGRATE_SYNC_LIGHT);
	memalloc_noreclaim_restore(noreclaim);
	unlock_page(pinned);
	expect_it_moves(test, nr);
}

/*
 * Between the copy and the swap somebody came, or a write began: nothing is
 * swapped. Only tree_lock makes it certain.
 */
static void decided_under_the_lock(struct kunit *test)
{
	unsigned long nr = populate(test, every_other);
	struct page *newpage = world_take(zone, 0, MIGRATE_MOVABLE);

	set_page_count(newpage, 1);
	pinned = cached(0);
	KUNIT_ASSERT_TRUE(test, isolate_lru_page(pinned));
	lock_page(pinned);
	lock_page(newpage);
	KUNIT_EXPECT_EQ(test, migrate_page_move_mapping(&mapping, newpage,
							pinned), -EAGAIN);
	put_page(pinned);
	set_page_writeback(pinned);
	KUNIT_EXPECT_EQ(test, migrate_page_move_mapping(&mapping, newpage,
							pinned), -EAGAIN);
	end_page_writeback(pinned);
	unlock_page(newpage);
	unlock_page(pinned);
	putback_lru_page(pinned);
	put_page(newpage);
	expect_intact(test, nr);
}

/* ---- migrate_pages() -------------------------------------------------------- */

static unsigned int refused, taken_back;

static struct page *no_page(struct page *page, unsigned long private)
{
	refused++;
	return NULL;
}

static struct page *page_from_world(struct page *page, unsigned long private)
{
	struct page *to = world_take(zone, 0, MIGRATE_MOVABLE);

	if (to)
		set_page_count(to, 1);
	return to;
}

static void back_to_world(struct page *page, unsigned long private)
{
	taken_back++;
	put_page(page);
}

static void isolate_some(struct list_head *list, unsigned long nr)
{
	unsigned long index;

	for (index = 0; index < nr; index++) {
		struct page *page = cached(index);

		if (isolate_lru_page(page)) {
			inc_node_page_state(page, NR_ISOLATED_FILE);
			list_add_tail(&page->lru, list);
		}
		put_page(page);
	}
}

static unsigned long length(struct list_head *list)
{
	struct list_head *at;
	unsigned long nr = 0;

	list_for_each(at, list)
		nr++;
	return nr;
}

/* No memory: said, all pages are still the caller's and go back. */
static void no_memory_to_move_to(struct kunit *test)
{
	unsigned long nr = populate(test, every_other);
	LIST_HEAD(list);

	refused = 0;
	isolate_some(&list, 5);
	KUNIT_EXPECT_EQ(test, migrate_pages(&list, no_page, NULL, 0,
					    MIGRATE_SYNC, MR_SYSCALL, NULL),
			-ENOMEM);
	KUNIT_EXPECT_EQ(test, refused, 1u);
	KUNIT_EXPECT_EQ(test, length(&list), 5UL);
	putback_movable_pages(&list);
	expect_intact(test, nr);
}

static unsigned int tries;

/* Who has held the page lets go of it at the third try. */
static struct page *page_later(struct page *page, unsigned long private)
{
	if (++tries == 3)
		put_page(pinned);
	return page_from_world(page, private);
}

/* One that somebody holds for a moment is tried a few times. */
static void tried_again(struct kunit *test)
{
	unsigned long nr = populate(test, every_other);
	LIST_HEAD(list);

	tries = 0;
	isolate_some(&list, 1);
	pinned = cached(0);
	KUNIT_EXPECT_EQ(test, migrate_pages(&list, page_later, back_to_world,
					    0, MIGRATE_ASYNC, MR_SYSCALL,
					    NULL), 0);
	KUNIT_EXPECT_EQ(test, tries, 3u);
	putback_movable_pages(&list);
	expect_intact(test, nr);
}

static struct page *locked_page(struct page *page, unsigned long private)
{
	struct page *to = page_from_world(page, private);

	if (to)
		lock_page(to);
	return to;
}

static void unlocked_to_world(struct page *page, unsigned long private)
{
	unlock_page(page);
	back_to_world(page, private);
}

/* A new page that somebody has locked is named, given back, and not used. */
static void new_page_is_locked(struct kunit *test)
{
	unsigned long nr = populate(test, every_other);
	unsigned int moved;
	LIST_HEAD(list);
	int failed = 0;

	taken_back = 0;
	isolate_some(&list, 1);
	KUNIT_EXPECT_WARNS(test, failed = migrate_pages(&list, locked_page,
						unlocked_to_world, 0,
						MIGRATE_SYNC, MR_SYSCALL,
						&moved));
	KUNIT_EXPECT_EQ(test, failed, 1);
	KUNIT_EXPECT_EQ(test, moved, 0u);
	KUNIT_EXPECT_EQ(test, taken_back, 1u);
	KUNIT_EXPECT_EQ(test, length(&list), 1UL);
	putback_movable_pages(&list);
	expect_intact(test, nr);
}

/* Of five one is held and one was truncated: three move, one fails. */
static void some_move(struct kunit *test)
{
	unsigned long nr = populate(test, every_other);
	struct page *kept = cached(1), *gone;
	unsigned int moved;
	LIST_HEAD(list);

	taken_back = 0;
	isolate_some(&list, 5);
	gone = cached(2);
	lock_page(gone);
	delete_from_page_cache(gone);
	unlock_page(gone);
	put_page(gone);
	KUNIT_EXPECT_EQ(test, migrate_pages(&list, page_from_world,
					    back_to_world, 0, MIGRATE_SYNC,
					    MR_SYSCALL, &moved), 1);
	KUNIT_EXPECT_EQ(test, moved, 4u);
	KUNIT_EXPECT_GE(test, taken_back, 2u);
	KUNIT_EXPECT_EQ(test, length(&list), 1UL);
	KUNIT_EXPECT_PTR_EQ(test, list_first_entry(&list, struct page, lru),
			    kept);
	putback_movable_pages(&list);
	put_page(kept);
	KUNIT_EXPECT_NULL(test, cached(2));
	cache_at(test, world_at(page_from_world(NULL, 0)), 2);
	expect_intact(test, nr);
}

/* ---- at the same time ------------------------------------------------------- */

#define SMP_PAGES	256
#define SMP_NS		60000000ULL

static atomic_t wrong_data;
static u64 smp_until;

/* Reads what it finds, and changes it under the lock; for ever the same n. */
static void use_pages(struct crew_member *me)
{
	u64 state = 88172645463325252ULL + me->number;

	while (machine_ops->clock_ns() < smp_until) {
		unsigned long index = world_random(&state) % SMP_PAGES;
		struct page *page = cached(index);

		if (!page) {
			atomic_inc(&wrong_data);
			continue;
		}
		lock_page(page);
		if (page_is_cached(page) && !has(page, index))
			atomic_inc(&wrong_data);
		if (page_is_cached(page))
			fill(page, index);
		unlock_page(page);
		mark_page_accessed(page);
		put_page(page);
		let_others();
	}
}

static void compact_again_and_again(struct crew_member *me)
{
	static const int orders[] = { COMPACT_ALL_ORDERS, 2, 5, 9 };
	unsigned int i = me->number;

	while (machine_ops->clock_ns() < smp_until) {
		compact_zone(zone, orders[i % 4], i & 4 ? MIGRATE_SYNC :
							  MIGRATE_ASYNC);
		i++;
		let_others();
	}
}

static void use_or_compact(struct crew_member *me)
{
	if (me->number & 1)
		compact_again_and_again(me);
	else
		use_pages(me);
}

/*
 * Some read and write the pages, others move them: nobody reads what is not
 * his, nothing that is written is lost, and only one compacts at a time.
 */
static void moved_while_in_use(struct kunit *test)
{
	unsigned long nr = populate(test, one_of_eight);
	static struct crew crew;

	KUNIT_ASSERT_EQ(test, nr, (unsigned long)SMP_PAGES);
	atomic_set(&wrong_data, 0);
	smp_until = machine_ops->clock_ns() + SMP_NS;
	crew_start(test, &crew, use_or_compact, 4);
	crew_join(&crew);
	drain_all_pages(zone);
	KUNIT_EXPECT_EQ(test, atomic_read(&wrong_data), 0);
	KUNIT_EXPECT_EQ(test, zone_free(), WORLD_PAGES - nr);
	expect_intact(test, nr);
}

static struct kunit_case migrate_cases[] = {
	KUNIT_CASE(held_page_stays),
	KUNIT_CASE(written_page_stays),
	KUNIT_CASE(locked_page_stays),
	KUNIT_CASE(decided_under_the_lock),
	KUNIT_CASE(no_memory_to_move_to),
	KUNIT_CASE(tried_again),
	KUNIT_CASE(new_page_is_locked),
	KUNIT_CASE(some_move),
	KUNIT_CASE(moved_while_in_use),
	{}
};

static struct kunit_suite migrate_suite = {
	.name = "migrate",
	.init = compact_begin,
	.exit = compact_end,
	.test_cases = migrate_cases,
};
kunit_test_suite(migrate_suite);
