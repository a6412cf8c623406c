// SPDX-License-Identifier: MIT
/*
 * gfp_effort_test.c - how deep a request may reach, and how long it tries
 *
 * On four zones of 512 pages (page_alloc_fixture.h): watermarks, reclaim's
 * hooks and the flags that rule both.
 */
#include <linux/sched/mm.h>

#include "capture.h"
#include "page_alloc_fixture.h"
#include "threads.h"

struct depth {
	const char *name;
	gfp_t gfp;
	unsigned long leaves;	/* with min 64 and low 80 */
};

/* half of 64 is 32; a quarter less is 24 */
static struct depth depths[] = {
	{ "GFP_KERNEL leaves min", GFP_KERNEL, 64 },
	{ "GFP_NOWAIT leaves min", GFP_NOWAIT, 64 },
	{ "none leaves min", 0, 64 },
	{ "__GFP_HIGH leaves half", GFP_KERNEL | __GFP_HIGH, 32 },
	{ "GFP_ATOMIC leaves a quarter less", GFP_ATOMIC, 24 },
	{ "__GFP_MEMALLOC leaves nothing", GFP_KERNEL | __GFP_MEMALLOC, 0 },
	{ "GFP_ATOMIC | __GFP_MEMALLOC", GFP_ATOMIC | __GFP_MEMALLOC, 0 },
	{ "__GFP_NOMEMALLOC beats __GFP_MEMALLOC",
	  GFP_KERNEL | __GFP_MEMALLOC | __GFP_NOMEMALLOC, 64 },
	{ "__GFP_NOMEMALLOC beats GFP_ATOMIC",
	  GFP_ATOMIC | __GFP_NOMEMALLOC, 64 },
};
KUNIT_ARRAY_PARAM_DESC(depths, depths, name);

/* Page by page, to the last one that the caller may have. */
static void watermark_depth(struct kunit *test)
{
	const struct depth *d = test->param_value;

	set_marks(ZONE_DMA, 64, 80);
	KUNIT_EXPECT_EQ(test, take_all(d->gfp | __GFP_DMA),
			ZONE_PAGES - d->leaves);
	KUNIT_EXPECT_EQ(test, zones[ZONE_DMA]->nr_free, d->leaves);
}

/* A zone below its mark gives nothing, however many this CPU has at hand. */
static void watermark_holds_for_cpu_lists(struct kunit *test)
{
	struct page *page = alloc_page(GFP_DMA);

	__free_page(page);
	KUNIT_ASSERT_TRUE(test, PagePcp(page));
	set_marks(ZONE_DMA, 512, 520);
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_DMA | QUIET));
	set_marks(ZONE_DMA, 0, 0);
	KUNIT_EXPECT_PTR_EQ(test, alloc_page(GFP_DMA | QUIET), page);
}

/* No block of the order in the zone, but this CPU has one: it is served. */
static void cpu_lists_count_for_small_orders(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_DMA, 2);
	struct zone *dma = zones[ZONE_DMA];
	unsigned long at;

	while (world_take(dma, 2, MIGRATE_UNMOVABLE))
		;
	for (at = 64; at < 128; at += 2)
		world_give(dma, at, 0);
	__free_pages(page, 2);
	KUNIT_EXPECT_PTR_EQ(test, alloc_pages_node(world.nid, GFP_ATOMIC |
						   GFP_DMA | QUIET, 2), page);
}

/* A block counts with all its pages: 16 may go, 32 may not. */
static void watermark_counts_the_whole_block(struct kunit *test)
{
	set_marks(ZONE_DMA, 496, 496);
	KUNIT_EXPECT_EQ(test, got(GFP_DMA | QUIET, 5), -1);
	KUNIT_EXPECT_EQ(test, got(GFP_DMA | QUIET, 4), 0);
	KUNIT_EXPECT_EQ(test, got(GFP_DMA | QUIET, 0), -1);
}

/* Enough pages, but no block: not an endless search, the next zone. */
static void no_block_goes_to_the_next_zone(struct kunit *test)
{
	unsigned long i;

	world_take(zones[ZONE_NORMAL], ZONE_ORDER, MIGRATE_MOVABLE);
	for (i = 0; i < ZONE_PAGES; i += 32)
		world_give(zones[ZONE_NORMAL], zone_at(ZONE_NORMAL) + i, 4);
	KUNIT_EXPECT_EQ(test, got(GFP_KERNEL, 5), zone_at(ZONE_DMA32));
	KUNIT_EXPECT_EQ(test, got(GFP_KERNEL, 4), zone_at(ZONE_NORMAL) + 480);
}

/*
 * The fast path stops at low in every zone before the slow path goes below
 * it in any: a zone that is well beats a better one that is not.
 */
static void low_of_all_zones_comes_first(struct kunit *test)
{
	int type;

	for (type = 0; type < MAX_NR_ZONES; type++)
		set_marks(type, 64, 80);
	KUNIT_EXPECT_EQ(test, take_all(0), 3 * (ZONE_PAGES - 64));
	for (type = 0; type <= ZONE_NORMAL; type++)
		KUNIT_EXPECT_EQ(test, free_in(type), 64u);

	link_zones();
	KUNIT_EXPECT_EQ(test, take_all(GFP_HIGHUSER), ZONE_PAGES - 64);
}

static struct {
	unsigned int wakes;
	unsigned int rounds;
	unsigned int free_at;		/* the round that frees a page */
	unsigned long progress;		/* what each round says it freed */
	gfp_t gfp;
	struct zone *woken;
	struct page *hostage;
	unsigned int order;
} seen;

static void note_wake(struct zone *zone, gfp_t gfp, unsigned int order)
{
	seen.wakes++;
	seen.woken = zone;
	seen.gfp = gfp;
}

static unsigned long note_reclaim(gfp_t gfp, unsigned int order, int nid)
{
	seen.gfp = gfp;
	if (++seen.rounds == seen.free_at && seen.hostage) {
		__free_pages(seen.hostage, seen.order);
		seen.hostage = NULL;
	}
	return seen.progress;
}

static const struct reclaim_ops noting_ops = {
	.wake_kswapd = note_wake,
	.direct_reclaim = note_reclaim,
};

/* All of DMA is taken, one block of @order of it by us. */
static void starve(struct kunit *test, unsigned int order)
{
	memset(&seen, 0, sizeof(seen));
	seen.order = order;
	seen.hostage = alloc_pages(GFP_DMA, order);
	KUNIT_ASSERT_NOT_NULL(test, seen.hostage);
	take_all(GFP_DMA);
	reclaim_ops = &noting_ops;
}

/* kswapd is woken from low on, once a request, and not for those without. */
static void kswapd_is_woken_at_low(struct kunit *test)
{
	memset(&seen, 0, sizeof(seen));
	reclaim_ops = &noting_ops;
	set_marks(ZONE_DMA, 64, 80);
	KUNIT_EXPECT_EQ(test, take_all(GFP_NOWAIT | GFP_DMA),
			ZONE_PAGES - 64);
	/* 80 - 64 that were served, and the one that was not */
	KUNIT_EXPECT_EQ(test, seen.wakes, 17u);
	KUNIT_EXPECT_PTR_EQ(test, seen.woken, zones[ZONE_DMA]);
	KUNIT_EXPECT_EQ(test, seen.rounds, 0u);

	KUNIT_EXPECT_NULL(test, alloc_page(__GFP_DMA | QUIET));
	KUNIT_EXPECT_EQ(test, seen.wakes, 17u);
}

struct effort {
	const char *name;
	gfp_t gfp;
	unsigned int order;
	unsigned int free_at;	/* 0: never */
	unsigned long progress;
	unsigned int rounds;	/* how often reclaim is asked */
	bool served;
};

static struct effort efforts[] = {
	{ "GFP_KERNEL, nothing to reclaim: once",
	  GFP_KERNEL, 0, 0, 0, 1, false },
	{ "GFP_KERNEL, freed in the first round: at once",
	  GFP_KERNEL, 0, 1, 1, 1, true },
	{ "GFP_KERNEL, while there is progress",
	  GFP_KERNEL, 0, 40, 1, 40, true },
	{ "GFP_KERNEL, costly order: once",
	  GFP_KERNEL, 4, 2, 1, 1, false },
	{ "GFP_KERNEL, order 3 is not costly",
	  GFP_KERNEL, 3, 2, 1, 2, true },
	{ "__GFP_NORETRY: once",
	  GFP_KERNEL | __GFP_NORETRY, 0, 2, 1, 1, false },
	{ "__GFP_NORETRY, freed in that round",
	  GFP_KERNEL | __GFP_NORETRY, 0, 1, 1, 1, true },
	{ "__GFP_RETRY_MAYFAIL: 16 rounds without progress",
	  GFP_KERNEL | __GFP_RETRY_MAYFAIL, 0, 0, 0, 16, false },
	{ "__GFP_RETRY_MAYFAIL: a page in round 10",
	  GFP_KERNEL | __GFP_RETRY_MAYFAIL, 0, 10, 0, 10, true },
	{ "__GFP_RETRY_MAYFAIL: more while there is progress",
	  GFP_KERNEL | __GFP_RETRY_MAYFAIL, 0, 40, 1, 40, true },
	{ "__GFP_RETRY_MAYFAIL, costly order",
	  GFP_KERNEL | __GFP_RETRY_MAYFAIL, 5, 10, 0, 10, true },
	{ "__GFP_NOFAIL: until there is one",
	  GFP_KERNEL | __GFP_NOFAIL, 0, 20, 0, 20, true },
	{ "__GFP_NOFAIL, costly order",
	  GFP_KERNEL | __GFP_NOFAIL, 6, 20, 0, 20, true },
	{ "GFP_ATOMIC: never", GFP_ATOMIC, 0, 1, 1, 0, false },
	{ "GFP_NOWAIT: never", GFP_NOWAIT, 0, 1, 1, 0, false },
	{ "GFP_NOIO: like GFP_KERNEL", GFP_NOIO, 0, 3, 1, 3, true },
	{ "GFP_NOFS: like GFP_KERNEL", GFP_NOFS, 0, 3, 1, 3, true },
};
KUNIT_ARRAY_PARAM_DESC(efforts, efforts, name);

/* How often reclaim is asked, and who gets what it frees. */
static void reclaim_effort(struct kunit *test)
{
	const struct effort *e = test->param_value;
	struct page *page;

	starve(test, e->order);
	seen.free_at = e->free_at;
	seen.progress = e->progress;
	page = alloc_pages(e->gfp | __GFP_DMA | QUIET, e->order);
	KUNIT_EXPECT_EQ(test, seen.rounds, e->rounds);
	KUNIT_EXPECT_EQ(test, page != NULL, e->served);
}

/* Who waited and was served has nothing to complain of; who was not, has. */
static void served_late_says_nothing(struct kunit *test)
{
	unsigned int said = warn_alloc_limit.said;
	struct page *page;

	starve(test, 0);
	seen.free_at = 2;
	seen.progress = 1;
	warn_alloc_limit.said = 0;
	capture_start();
	page = alloc_page(GFP_KERNEL | GFP_DMA);
	KUNIT_EXPECT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, seen.rounds, 2u);
	EXPECT_NOT_SAID(test, "page allocation failure");
	seen.progress = 0;
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_KERNEL | GFP_DMA));
	capture_stop();
	EXPECT_SAID(test, "page allocation failure: order:0, ");
	warn_alloc_limit.said = said;
}

/* How often "still waiting" stands in what was said. */
static unsigned int times_said(void)
{
	const char *at = captured;
	unsigned int n = 0;

	while ((at = strstr(at, "still waiting after"))) {
		at++;
		n++;
	}
	return n;
}

/* Rounds until a page comes, each with progress, so that none sleeps. */
static void try_for(struct kunit *test, gfp_t gfp, unsigned int rounds)
{
	unsigned long slept = READ_ONCE(current->nvcsw);

	seen.rounds = 0;
	seen.free_at = rounds;
	seen.progress = 1;
	capture_start();
	seen.hostage = alloc_page(gfp | GFP_DMA | QUIET);
	capture_stop();
	KUNIT_EXPECT_NOT_NULL(test, seen.hostage);
	KUNIT_EXPECT_EQ(test, seen.rounds, rounds);
	KUNIT_EXPECT_EQ(test, READ_ONCE(current->nvcsw), slept);
}

/* Who waits for ever says so after 32 rounds that gave nothing, 64, ... */
static void nofail_says_that_it_waits(struct kunit *test)
{
	starve(test, 0);
	try_for(test, GFP_KERNEL | __GFP_NOFAIL, 32);
	EXPECT_SILENT(test);
	try_for(test, GFP_KERNEL | __GFP_NOFAIL, 64);
	EXPECT_SAID(test, "order 0, __GFP_NOFAIL: still waiting after 32 rounds");
	EXPECT_SAID(test, "Call Trace:");
	KUNIT_EXPECT_EQ(test, times_said(), 1u);
	try_for(test, GFP_KERNEL | __GFP_NOFAIL, 130);
	EXPECT_SAID(test, "still waiting after 128 rounds");
	KUNIT_EXPECT_EQ(test, times_said(), 3u);
	/* Who could be told no does not complain. */
	try_for(test, GFP_KERNEL, 130);
	EXPECT_SILENT(test);
}

static struct crew crew;
static struct page *given;

static void want_page(struct crew_member *me)
{
	WRITE_ONCE(given, alloc_pages_node(world.nid, GFP_KERNEL | GFP_DMA |
					   __GFP_NOFAIL | QUIET, 0));
}

/*
 * Nobody reclaims anything, so only others can help: the one who must not
 * fail sleeps, again and again, and this CPU is ours meanwhile. The page we
 * free becomes its own.
 */
static void nofail_sleeps(struct kunit *test)
{
	struct task_struct *waiter;
	unsigned long before;

	WRITE_ONCE(given, NULL);
	starve(test, 0);
	crew_begin(&crew, want_page);
	crew_add(test, &crew, smp_processor_id());
	waiter = crew.member[0].task;
	KUNIT_EXPECT_TRUE(test, crew_wait_for(is_asleep(waiter) &&
			  READ_ONCE(waiter->__state) == TASK_UNINTERRUPTIBLE));
	before = READ_ONCE(waiter->nvcsw);
	KUNIT_EXPECT_TRUE(test,
			  crew_wait_for(READ_ONCE(waiter->nvcsw) > before + 2));
	KUNIT_EXPECT_NULL(test, READ_ONCE(given));
	__free_page(seen.hostage);
	KUNIT_EXPECT_TRUE(test, crew_wait_for(READ_ONCE(given)));
	KUNIT_EXPECT_PTR_EQ(test, READ_ONCE(given), seen.hostage);
	crew_join(&crew);
}

/* What reclaim may do reaches it: I/O and file systems, or not. */
static void reclaim_sees_the_flags(struct kunit *test)
{
	static const gfp_t gfp[] = { GFP_KERNEL, GFP_NOIO, GFP_NOFS };
	unsigned int i;

	starve(test, 0);
	for (i = 0; i < ARRAY_SIZE(gfp); i++) {
		KUNIT_EXPECT_NULL(test,
				  alloc_page(gfp[i] | __GFP_DMA | QUIET));
		KUNIT_EXPECT_EQ(test, seen.gfp & (__GFP_IO | __GFP_FS),
				gfp[i] & (__GFP_IO | __GFP_FS));
	}
}

/* ... also when a scope says so, and the flags do not. */
static void reclaim_sees_the_scope(struct kunit *test)
{
	unsigned int scope;

	starve(test, 0);
	scope = memalloc_nofs_save();
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_KERNEL | GFP_DMA | QUIET));
	KUNIT_EXPECT_EQ(test, seen.gfp, GFP_NOFS | GFP_DMA | QUIET);
	memalloc_nofs_restore(scope);
	scope = memalloc_noio_save();
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_KERNEL | GFP_DMA | QUIET));
	KUNIT_EXPECT_EQ(test, seen.gfp, GFP_NOIO | GFP_DMA | QUIET);
	memalloc_noio_restore(scope);
}

/* Pages on this CPU's lists are no reason to fail who may wait. */
static void drains_before_failing(struct kunit *test)
{
	struct page *page[4];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(page); i++)
		page[i] = alloc_page(GFP_DMA);
	take_all(GFP_DMA);
	for (i = 0; i < ARRAY_SIZE(page); i++)
		__free_page(page[i]);
	KUNIT_EXPECT_EQ(test, zones[ZONE_DMA]->nr_free, 0u);
	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_ATOMIC | GFP_DMA | QUIET, 2));
	KUNIT_EXPECT_NOT_NULL(test, alloc_pages(GFP_KERNEL | GFP_DMA | QUIET,
						2));
}

static struct kunit_case gfp_effort_cases[] = {
	KUNIT_CASE_PARAM(watermark_depth, depths_gen_params),
	KUNIT_CASE(watermark_holds_for_cpu_lists),
	KUNIT_CASE(cpu_lists_count_for_small_orders),
	KUNIT_CASE(watermark_counts_the_whole_block),
	KUNIT_CASE(no_block_goes_to_the_next_zone),
	KUNIT_CASE(low_of_all_zones_comes_first),
	KUNIT_CASE(kswapd_is_woken_at_low),
	KUNIT_CASE_PARAM(reclaim_effort, efforts_gen_params),
	KUNIT_CASE(served_late_says_nothing),
	KUNIT_CASE(nofail_says_that_it_waits),
	KUNIT_CASE(nofail_sleeps),
	KUNIT_CASE(reclaim_sees_the_flags),
	KUNIT_CASE(reclaim_sees_the_scope),
	KUNIT_CASE(drains_before_failing),
	{}
};

static struct kunit_suite gfp_effort_suite = {
	.name = "gfp_effort",
	.init = four_zones_begin,
	.exit = four_zones_end,
	.test_cases = gfp_effort_cases,
};
kunit_test_suite(gfp_effort_suite);
