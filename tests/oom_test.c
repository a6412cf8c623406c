// SPDX-License-Identifier: MIT
/*
 * oom_test.c - when nothing is left: who is asked, who is told, who waits on
 *
 * On four zones (page_alloc_fixture.h) of which nothing is left, with a
 * reclaim that frees nothing and a chain that frees what the case gives it.
 */
#include <linux/oom.h>

#include "zone_wait_fixture.h"

static struct page *ransom[8];	/* what the chain can free */
static unsigned int nr_ransom;
static atomic_t asked, inside, inside_at_once;
static unsigned long lie;	/* pages that it says it freed besides */
static unsigned int scope_flags;

static int give_ransom(struct notifier_block *nb, unsigned long unused,
		       void *parm)
{
	unsigned long *freed = parm;

	atomic_inc(&asked);
	if (atomic_inc_return(&inside) > 1)
		atomic_inc(&inside_at_once);
	scope_flags = READ_ONCE(current->flags);
	/* Others come while we are here. */
	schedule_timeout_uninterruptible(1);
	*freed += lie;
	while (nr_ransom) {
		__free_page(ransom[--nr_ransom]);
		++*freed;
	}
	atomic_dec(&inside);
	return NOTIFY_OK;
}

static struct notifier_block giver = { .notifier_call = give_ransom };

/* All is taken but @nr pages that the chain has. */
static void ruin(unsigned int nr)
{
	nr_ransom = 0;
	while (nr_ransom < nr)
		ransom[nr_ransom++] = world_page(GFP_KERNEL, 0);
	while (world_page(GFP_NOWAIT | __GFP_HIGHMEM, 0))
		;
}

static int oom_init(struct kunit *test)
{
	int err = wait_zones_begin(test);

	WRITE_ONCE(others_at_work, false);
	WRITE_ONCE(zone_wait_round, 1);
	WRITE_ONCE(zone_wait_nofail, 1);
	atomic_set(&asked, 0);
	atomic_set(&inside_at_once, 0);
	lie = 0;
	return err ? err : register_oom_notifier(&giver);
}

static void oom_exit(struct kunit *test)
{
	unregister_oom_notifier(&giver);
	wait_zones_end(test);
}

/* What it frees is the caller's, who goes round once more for it. */
static void success_is_used(struct kunit *test)
{
	ruin(1);
	KUNIT_EXPECT_PTR_EQ(test, world_page(GFP_KERNEL, 0), ransom[0]);
	KUNIT_EXPECT_EQ(test, atomic_read(&asked), 1);
	KUNIT_EXPECT_EQ(test, READ_ONCE(reclaim_rounds), 2u);
	/* Its own requests would have come from the reserves. */
	KUNIT_EXPECT_TRUE(test, scope_flags & PF_MEMALLOC);
	KUNIT_EXPECT_FALSE(test, current->flags & PF_MEMALLOC);
	KUNIT_EXPECT_NULL(test, world_page(GFP_KERNEL, 0));
	KUNIT_EXPECT_EQ(test, atomic_read(&asked), 2);
}

struct who {
	const char *name;
	gfp_t gfp;
	unsigned int order;
	int asked;
	unsigned int rounds;
};

static struct who whos[] = {
	{ "GFP_KERNEL", GFP_KERNEL, 0, 1, 1 },
	{ "GFP_HIGHUSER", GFP_HIGHUSER, 0, 1, 1 },
	{ "GFP_NOIO is served, though not reported", GFP_NOIO, 0, 1, 1 },
	{ "order 3", GFP_KERNEL, 3, 1, 1 },
	{ "order 4 is not worth it", GFP_KERNEL, 4, 0, 1 },
	{ "__GFP_NORETRY", GFP_KERNEL | __GFP_NORETRY, 0, 0, 1 },
	{ "__GFP_RETRY_MAYFAIL", GFP_KERNEL | __GFP_RETRY_MAYFAIL, 0, 0, 16 },
	{ "one node's", GFP_KERNEL | __GFP_THISNODE, 0, 0, 1 },
	{ "a small zone's", GFP_KERNEL | GFP_DMA, 0, 0, 1 },
	{ "GFP_ATOMIC", GFP_ATOMIC, 0, 0, 0 },
	{ "GFP_NOWAIT", GFP_NOWAIT, 0, 0, 0 },
};
KUNIT_ARRAY_PARAM_DESC(whos, whos, name);

/* Nothing comes of it: who asks the others at all, and is told soon. */
static void who_asks(struct kunit *test)
{
	const struct who *w = test->param_value;

	ruin(0);
	KUNIT_EXPECT_NULL(test, world_page(w->gfp, w->order));
	KUNIT_EXPECT_EQ(test, atomic_read(&asked), w->asked);
	KUNIT_EXPECT_EQ(test, READ_ONCE(reclaim_rounds), w->rounds);
}

/* While somebody is at work 16 rounds are worth it, then others are asked. */
static void sixteen_rounds_first(struct kunit *test)
{
	WRITE_ONCE(others_at_work, true);
	ruin(0);
	KUNIT_EXPECT_NULL(test, world_page(GFP_KERNEL, 0));
	KUNIT_EXPECT_EQ(test, READ_ONCE(reclaim_rounds), 16u);
	KUNIT_EXPECT_EQ(test, atomic_read(&asked), 1);

	/* Others' work is none of those who want one round. */
	KUNIT_EXPECT_NULL(test, world_page(GFP_KERNEL | __GFP_NORETRY, 0));
	KUNIT_EXPECT_NULL(test, world_page(GFP_KERNEL, 5));
	KUNIT_EXPECT_EQ(test, READ_ONCE(reclaim_rounds), 18u);
}

/* Who frees memory gets what there is, to the last page, and no round. */
static void reclaimer_does_not_reclaim(struct kunit *test)
{
	unsigned int scope, n = 0;
	struct page *page;

	set_marks(ZONE_DMA, 64, 80);
	ruin(0);
	WRITE_ONCE(others_at_work, true);
	scope = memalloc_noreclaim_save();
	KUNIT_EXPECT_NULL(test, world_page(GFP_KERNEL | __GFP_NOMEMALLOC, 0));
	while (n < 65 && (page = world_page(GFP_KERNEL, 0)))
		n++;
	memalloc_noreclaim_restore(scope);
	KUNIT_EXPECT_EQ(test, n, 64u);
	KUNIT_EXPECT_EQ(test, READ_ONCE(reclaim_rounds), 0u);
	KUNIT_EXPECT_EQ(test, atomic_read(&asked), 0);
}

/* A chain that lies is believed sixteen times. */
static void lies_end(struct kunit *test)
{
	lie = 1;
	ruin(0);
	KUNIT_EXPECT_NULL(test, world_page(GFP_KERNEL, 0));
	KUNIT_EXPECT_EQ(test, atomic_read(&asked), 16);
}

/* Who must not fail may dig into the reserve when nobody has given. */
static void nofail_digs_deeper(struct kunit *test)
{
	int type;

	for (type = 0; type < MAX_NR_ZONES; type++)
		set_marks(type, 64, 80);
	ruin(0);
	KUNIT_EXPECT_NOT_NULL(test,
			      world_page(GFP_KERNEL | __GFP_NOFAIL, 0));
	KUNIT_EXPECT_EQ(test, atomic_read(&asked), 1);
	KUNIT_EXPECT_GE(test, READ_ONCE(reclaim_rounds), 16u);
	KUNIT_EXPECT_NULL(test, world_page(GFP_KERNEL, 0));
}

/* ---- many at once ---- */

static struct crew crew;
static atomic_t served;

static void want_one(struct crew_member *me)
{
	if (world_page(GFP_KERNEL, 0))
		atomic_inc(&served);
}

/* Six run dry together: one call at a time; six pages are enough for all. */
static void one_at_a_time(struct kunit *test)
{
	atomic_set(&served, 0);
	ruin(6);
	crew_start(test, &crew, want_one, 6);
	crew_join(&crew);
	KUNIT_EXPECT_EQ(test, atomic_read(&served), 6);
	KUNIT_EXPECT_EQ(test, atomic_read(&inside_at_once), 0);
	KUNIT_EXPECT_GE(test, atomic_read(&asked), 1);
	KUNIT_EXPECT_LE(test, atomic_read(&asked), 6);
}

/* O1: two in the chain at once. */
static void broken_o1(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, oom_broken(), 0);
	oom_nr_inside += 2;
	KUNIT_EXPECT_EQ(test, oom_broken(), 1);
	oom_nr_inside -= 2;
}

/* ---- the report ---- */

/* Linux's words, once; silence if that is what the caller wants. */
static void report_says(struct kunit *test)
{
	char line[128];

	scnprintf(line, sizeof(line), "] %s invoked oom-killer: "
		  "gfp_mask=0xcc0(GFP_KERNEL), order=2, oom_score_adj=0\n",
		  current->comm);
	ruin(0);
	oom_limit.said = 0;
	capture_start();
	KUNIT_EXPECT_NULL(test, alloc_pages_node(world.nid, GFP_KERNEL, 2));
	capture_stop();
	EXPECT_SAID(test, line);
	EXPECT_SAID(test, "] Mem-Info:\n");
	EXPECT_SAID(test, "Out of memory and no killable processes...\n");
	EXPECT_SAID(test, "page allocation failure: order:2\n");

	capture_start();
	KUNIT_EXPECT_NULL(test, world_page(GFP_KERNEL, 0));
	capture_stop();
	EXPECT_SILENT(test);
	KUNIT_EXPECT_EQ(test, atomic_read(&asked), 2);
	oom_limit.said = 0;
}

/* GFP_NOFS has not tried everything: no such report, but the usual one. */
static void nofs_is_not_out_of_memory(struct kunit *test)
{
	unsigned int said = warn_alloc_limit.said;

	ruin(0);
	warn_alloc_limit.said = 0;
	oom_limit.said = 0;
	capture_start();
	KUNIT_EXPECT_NULL(test, alloc_pages_node(world.nid, GFP_NOFS, 0));
	capture_stop();
	EXPECT_NOT_SAID(test, "oom-killer");
	EXPECT_SAID(test, "page allocation failure: order:0, ");
	warn_alloc_limit.said = said;
}

static struct kunit_case oom_cases[] = {
	KUNIT_CASE(success_is_used),
	KUNIT_CASE_PARAM(who_asks, whos_gen_params),
	KUNIT_CASE(sixteen_rounds_first),
	KUNIT_CASE(reclaimer_does_not_reclaim),
	KUNIT_CASE(lies_end),
	KUNIT_CASE(nofail_digs_deeper),
	KUNIT_CASE(one_at_a_time),
	KUNIT_CASE(broken_o1),
	KUNIT_CASE(report_says),
	KUNIT_CASE(nofs_is_not_out_of_memory),
	{}
};

static struct kunit_suite oom_suite = {
	.name = "oom",
	.init = oom_init,
	.exit = oom_exit,
	.test_cases = oom_cases,
};
kunit_test_suite(oom_suite);
