// SPDX-License-Identifier: MIT
/*
 * writeback_test.c - the limits of writeback.c, and who hears of a write's end
 *
 * page_dirty_test.c has one mapping's way from dirty to clean. Limits are set
 * so that one dirty page is too much or nothing is.
 */
#include "cache_fixture.h"
#include "threads.h"

/* Calls between two looks, on a CPU: writeback.c's RATELIMIT. */
#define LOOK_EVERY	32

static struct crew crew;
static struct page *page;
static unsigned int ratio, background;	/* as they were */
static atomic_long_t pretended;		/* pages under writeback that are none */

static void pretend_writeback(long pages)
{
	atomic_long_add(pages, &pretended);
	mod_node_page_state(NODE_DATA(0), NR_WRITEBACK, pages);
}

static void pretend_no_more(void)
{
	long pages = atomic_long_xchg(&pretended, 0);

	mod_node_page_state(NODE_DATA(0), NR_WRITEBACK, -pages);
}

static int writeback_begin(struct kunit *test)
{
	ratio = vm_dirty_ratio;
	background = dirty_background_ratio;
	atomic_long_set(&pretended, 0);
	return toy_begin(test);
}

static void writeback_end(struct kunit *test)
{
	WRITE_ONCE(vm_dirty_ratio, ratio);
	WRITE_ONCE(dirty_background_ratio, background);
	pretend_no_more();
	toy_end(test);
}

static void set_limits(unsigned int dirty, unsigned int flusher)
{
	WRITE_ONCE(vm_dirty_ratio, dirty);
	WRITE_ONCE(dirty_background_ratio, flusher);
}

/* So often that some CPU looks at the limits. */
static void make_it_look(void)
{
	unsigned int i;

	for (i = 0; i < LOOK_EVERY * num_online_cpus(); i++)
		balance_dirty_pages_ratelimited(&toy.mapping);
}

/* The flusher begins at half of what stops writers, whatever it is set to. */
static void limits_leave_room(struct kunit *test)
{
	unsigned long flusher, writers;

	set_limits(10, 10);
	global_dirty_limits(&flusher, &writers);
	KUNIT_EXPECT_GT(test, writers, 0u);
	KUNIT_EXPECT_LE(test, flusher, writers / 2);
	set_limits(10, 1);
	global_dirty_limits(&flusher, &writers);
	KUNIT_EXPECT_LT(test, flusher, writers / 5);
}

/* Between the limits the flusher writes, and nobody waits. */
static void flusher_is_told(struct kunit *test)
{
	set_limits(100, 0);
	toy_cached(test, 1, TOY_DIRTY);
	make_it_look();
	flusher_quiesce();
	KUNIT_EXPECT_EQ(test, atomic_read(&toy.writes), 1);
}

/* Below both, nobody writes anything. */
static void nobody_writes_below(struct kunit *test)
{
	set_limits(100, 50);
	toy_cached(test, 1, TOY_DIRTY);
	make_it_look();
	flusher_quiesce();
	KUNIT_EXPECT_EQ(test, atomic_read(&toy.writes), 0);
}

static int write_and_stop_pretending(struct page *p,
				     struct writeback_control *wbc)
{
	pretend_no_more();
	return toy_writepage(p, wbc);
}

static const struct address_space_operations pretending_aops = {
	.writepage = write_and_stop_pretending,
};

/* What is being written is not clean yet: it counts, too. */
static void writeback_counts(struct kunit *test)
{
	toy_cached(test, 1, TOY_DIRTY);
	toy.mapping.a_ops = &pretending_aops;
	pretend_writeback(1L << 40);
	make_it_look();
	flusher_quiesce();
	KUNIT_EXPECT_EQ(test, atomic_read(&toy.writes), 1);
}

#define CALLS	320

/*
 * A page is made dirty again after each call, and all that is dirty is too
 * much: it is written by who looks, and perhaps by the flusher, which he has
 * told a few times. So the writes say how often somebody looked.
 */
static void looks_now_and_then(struct kunit *test)
{
	unsigned int i;

	set_limits(0, 0);
	for (i = 0; i < CALLS; i++) {
		toy_cached(test, 1, TOY_DIRTY);
		balance_dirty_pages_ratelimited(&toy.mapping);
	}
	set_limits(100, 50);
	flusher_quiesce();
	KUNIT_EXPECT_LE(test, (unsigned int)atomic_read(&toy.writes),
			4 * (CALLS / LOOK_EVERY + num_online_cpus()));
}

/* Of several pages one cannot be written: said, though later ones could. */
static void first_error_is_kept(struct kunit *test)
{
	toy_cached(test, 1, TOY_DIRTY);
	toy_cached(test, 2, TOY_DIRTY);
	atomic_set(&toy.refuse, 1);
	KUNIT_EXPECT_EQ(test, filemap_fdatawrite(&toy.mapping), -ENOSPC);
	KUNIT_EXPECT_EQ(test, atomic_read(&toy.writes), 1);
	KUNIT_EXPECT_EQ(test, filemap_check_errors(&toy.mapping), -ENOSPC);
}

/* Each page that becomes dirty, and each whose write has ended. */
static void both_ways_are_counted(struct kunit *test)
{
	unsigned long dirtied = global_node_page_state(NR_DIRTIED);
	unsigned long written = global_node_page_state(NR_WRITTEN);

	toy_cached(test, 1, TOY_DIRTY);
	toy_cached(test, 2, TOY_DIRTY);
	KUNIT_EXPECT_GE(test, global_node_page_state(NR_DIRTIED), dirtied + 2);
	KUNIT_EXPECT_EQ(test, filemap_write_and_wait(&toy.mapping), 0);
	KUNIT_EXPECT_GE(test, global_node_page_state(NR_WRITTEN), written + 2);
}

static atomic_t went_on;

static void wait_for_device(struct crew_member *me)
{
	reclaim_throttle(NODE_DATA(page_to_nid(page)));
	atomic_inc(&went_on);
}

/* Who reclaims and waits for a device goes on when a page is written. */
static void reclaim_goes_on(struct kunit *test)
{
	long patience = reclaim_patience;

	toy.quick = false;
	page = toy_cached(test, 1, TOY_DIRTY);
	KUNIT_EXPECT_EQ(test, filemap_fdatawrite(&toy.mapping), 0);
	SetPageReclaim(page);
	atomic_set(&went_on, 0);
	WRITE_ONCE(reclaim_patience, MAX_SCHEDULE_TIMEOUT);
	crew_start(test, &crew, wait_for_device, 1);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(crew_asleep(&crew) &&
			READ_ONCE(crew.member[0].task->__state) ==
			TASK_UNINTERRUPTIBLE));
	KUNIT_EXPECT_TRUE(test, toy_end_writing());
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&went_on) == 1));
	crew_join(&crew);
	WRITE_ONCE(reclaim_patience, patience);
}

static struct kunit_case writeback_cases[] = {
	KUNIT_CASE(limits_leave_room),
	KUNIT_CASE(flusher_is_told),
	KUNIT_CASE(nobody_writes_below),
	KUNIT_CASE(writeback_counts),
	KUNIT_CASE(looks_now_and_then),
	KUNIT_CASE(first_error_is_kept),
	KUNIT_CASE(both_ways_are_counted),
	KUNIT_CASE(reclaim_goes_on),
	{}
};

static struct kunit_suite writeback_suite = {
	.name = "writeback",
	.init = writeback_begin,
	.exit = writeback_end,
	.test_cases = writeback_cases,
};
kunit_test_suite(writeback_suite);
