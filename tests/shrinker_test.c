// SPDX-License-Identifier: MIT
/*
 * shrinker_test.c - how much is asked of a cache, when, and until when
 *
 * A cache without memory: numbers by node, and a record of each call. It
 * answers its own case only: reclaim may come by at any time, and finds
 * nothing.
 */
#include <kunit/test.h>
#include <kunit/test-bug.h>
#include <linux/sched/mm.h>
#include <linux/seq_file.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmstat.h>

#include "../mm/internal.h"
#include "threads.h"

#define NODES	3

struct cache {
	struct task_struct *of;
	unsigned long objects[NODES];
	unsigned long (*how)(struct cache *c, struct shrink_control *sc);
	/* seen */
	unsigned int counts;
	unsigned int scans;
	unsigned long asked;
	struct shrink_control last;
};

static struct cache cache;
static struct shrinker *shrinker;

static unsigned long count_cache(struct shrinker *s, struct shrink_control *sc)
{
	struct cache *c = s->private_data;

	if (current != c->of)
		return SHRINK_EMPTY;
	c->counts++;
	c->last = *sc;
	return c->objects[sc->nid];
}

static unsigned long scan_cache(struct shrinker *s, struct shrink_control *sc)
{
	struct cache *c = s->private_data;
	unsigned long nr = min(sc->nr_to_scan, c->objects[sc->nid]);

	c->scans++;
	c->asked += sc->nr_to_scan;
	c->last = *sc;
	if (c->how)
		return c->how(c, sc);
	c->objects[sc->nid] -= nr;
	return nr;
}

/* A shrinker of the cache, which has @objects on node 0. */
static void begin(struct kunit *test, unsigned int flags,
		  unsigned long objects)
{
	memset(&cache, 0, sizeof(cache));
	cache.of = current;
	cache.objects[0] = objects;
	shrinker = shrinker_alloc(flags, "test-%d", 1);
	KUNIT_ASSERT_NOT_NULL(test, shrinker);
	shrinker->count_objects = count_cache;
	shrinker->scan_objects = scan_cache;
	shrinker->private_data = &cache;
	shrinker_register(shrinker);
}

static void shrinker_test_exit(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, shrinker_broken(), 0);
	KUNIT_EXPECT_EQ(test, reclaim_scope_broken(), 0);
	shrinker_free(shrinker);
	shrinker = NULL;
	KUNIT_EXPECT_EQ(test, shrinker_broken(), 0);
}

static long deferred_on(int nid)
{
	return atomic_long_read(&shrinker->nr_deferred[nid]);
}

/* ---- how much ------------------------------------------------------------------ */

struct share {
	const char *name;
	unsigned long objects;
	int seeks;
	long batch;
	int priority;
	unsigned int scans;
	unsigned long asked;
	long deferred;
};

static struct share shares[] = {
	{ "an empty cache is not asked", 0, 2, 0, 0, 0, 0, 0 },
	{ "all of it, in batches", 256, 2, 0, 0, 4, 512, 0 },
	{ "a small cache whole, as one batch", 3, 2, 0, 0, 1, 6, 0 },
	{ "one object at priority 0", 1, 2, 0, 0, 1, 2, 0 },
	{ "an eighth, twice", 4096, 2, 0, 3, 8, 1024, 0 },
	{ "less than a batch waits", 4096, 2, 0, 7, 0, 0, 64 },
	{ "nothing of a small cache early", 100, 2, 0, 12, 0, 0, 0 },
	{ "the rest behind the batches waits", 1000, 2, 0, 1, 7, 896, 104 },
	{ "dear objects: less", 4096, 8, 0, 3, 2, 256, 0 },
	{ "cheap objects: half, at any priority", 512, 0, 0, 12, 2, 256, 0 },
	{ "a batch of its own", 64, 2, 16, 1, 4, 64, 0 },
	{ "a large batch waits for more", 4096, 2, 2048, 3, 0, 0, 1024 },
};
KUNIT_ARRAY_PARAM_DESC(shares, shares, name);

/* Keeps all, so that what it is asked for is not what it has left. */
static unsigned long free_nothing(struct cache *c, struct shrink_control *sc)
{
	return 0;
}

/* The share of a cache, the batches it comes in, and what is left over. */
static void share_is_fair(struct kunit *test)
{
	const struct share *s = test->param_value;

	begin(test, 0, s->objects);
	cache.how = free_nothing;
	shrinker->seeks = s->seeks;
	shrinker->batch = s->batch;
	KUNIT_EXPECT_EQ(test, shrink_slab(GFP_KERNEL, 0, s->priority), 0u);
	KUNIT_EXPECT_EQ(test, cache.counts, 1u);
	KUNIT_EXPECT_EQ(test, cache.scans, s->scans);
	KUNIT_EXPECT_EQ(test, cache.asked, s->asked);
	KUNIT_EXPECT_EQ(test, deferred_on(0), s->deferred);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&shrinker->nr_scanned),
			(long)s->asked);
}

/* What is freed is returned and counted; what was looked at, too. */
static void freed_is_counted(struct kunit *test)
{
	unsigned long before[NR_VM_EVENT_ITEMS], after[NR_VM_EVENT_ITEMS];

	begin(test, 0, 300);
	all_vm_events(before);
	KUNIT_EXPECT_EQ(test, shrink_slab(GFP_KERNEL, 0, 0), 300u);
	all_vm_events(after);
	KUNIT_EXPECT_EQ(test, cache.objects[0], 0u);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&shrinker->nr_freed), 300);
	KUNIT_EXPECT_GE(test, after[SLABS_SCANNED] - before[SLABS_SCANNED],
			512u);
	KUNIT_EXPECT_EQ(test, shrink_slab(GFP_KERNEL, 0, 0), 0u);
	KUNIT_EXPECT_EQ(test, cache.scans, 4u);
}

/* ---- left over ------------------------------------------------------------------- */

/* Several small shares make a batch in the end. */
static void small_shares_add_up(struct kunit *test)
{
	begin(test, 0, 4096);
	cache.how = free_nothing;
	/* 64 each time; of what waits an eighth counts at priority 3 */
	shrink_slab(GFP_KERNEL, 0, 7);
	shrink_slab(GFP_KERNEL, 0, 7);
	KUNIT_EXPECT_EQ(test, deferred_on(0), 128);
	shrink_slab(GFP_KERNEL, 0, 3);
	/* 1024 + 128 / 8 = 1040: 8 batches; 1024 + 128 - 1024 wait */
	KUNIT_EXPECT_EQ(test, cache.scans, 8u);
	KUNIT_EXPECT_EQ(test, deferred_on(0), 128);
}

/* At priority 0 all that waits counts, and still no more than all twice. */
static void twice_at_most(struct kunit *test)
{
	begin(test, 0, 256);
	cache.how = free_nothing;
	atomic_long_set(&shrinker->nr_deferred[0], 512);
	shrink_slab(GFP_KERNEL, 0, 0);
	KUNIT_EXPECT_EQ(test, cache.asked, 512u);
}

/* More objects than memory has words: believed as far as that, and it ends. */
static void wrong_counts_have_an_end(struct kunit *test)
{
	const unsigned long words = totalram_pages() * (PAGE_SIZE / sizeof(long));

	begin(test, 0, SHRINK_EMPTY - 1);
	cache.how = free_nothing;
	shrink_slab(GFP_KERNEL, 0, 12);
	KUNIT_EXPECT_LE(test, cache.asked, 2 * (words >> 12));
	KUNIT_EXPECT_GT(test, cache.asked, 0u);
}

static unsigned long only_with_fs(struct cache *c, struct shrink_control *sc)
{
	unsigned long nr = min(sc->nr_to_scan, c->objects[sc->nid]);

	if (!(sc->gfp_mask & __GFP_FS))
		return SHRINK_STOP;
	c->objects[sc->nid] -= nr;
	return nr;
}

/* What may not be done for one is done for the next who may, twice at most. */
static void stopped_work_is_deferred(struct kunit *test)
{
	unsigned int i;

	begin(test, 0, 1024);
	cache.how = only_with_fs;
	for (i = 0; i < 5; i++) {
		KUNIT_EXPECT_EQ(test, shrink_slab(GFP_NOFS, 0, 2), 0u);
		KUNIT_EXPECT_EQ(test, cache.scans, i + 1);
	}
	/* 512 each time, but no more than twice what is there */
	KUNIT_EXPECT_EQ(test, deferred_on(0), 2048);
	/* 512 + 2048 / 4 */
	KUNIT_EXPECT_EQ(test, shrink_slab(GFP_KERNEL, 0, 2), 1024u);
	KUNIT_EXPECT_EQ(test, deferred_on(0), 2048 + 512 - 1024);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&shrinker->nr_freed), 1024);
}

/* SHRINK_EMPTY is no number of objects. */
static void empty_is_nothing(struct kunit *test)
{
	begin(test, 0, SHRINK_EMPTY);
	KUNIT_EXPECT_EQ(test, shrink_slab(GFP_KERNEL, 0, 0), 0u);
	KUNIT_EXPECT_EQ(test, cache.scans, 0u);
	KUNIT_EXPECT_EQ(test, deferred_on(0), 0);
}

static unsigned long look_at_none(struct cache *c, struct shrink_control *sc)
{
	sc->nr_scanned = 0;
	return 0;
}

static unsigned long look_at_more(struct cache *c, struct shrink_control *sc)
{
	sc->nr_scanned = 10 * sc->nr_to_scan;
	return 1;
}

/* Who says how many he looked at is believed, and ends in any case. */
static void scan_tells_what_it_did(struct kunit *test)
{
	begin(test, 0, 1024);
	cache.how = look_at_none;
	KUNIT_EXPECT_EQ(test, shrink_slab(GFP_KERNEL, 0, 0), 0u);
	KUNIT_EXPECT_EQ(test, cache.scans, 1u);
	KUNIT_EXPECT_EQ(test, deferred_on(0), 2048);

	atomic_long_set(&shrinker->nr_deferred[0], 0);
	cache.how = look_at_more;
	KUNIT_EXPECT_EQ(test, shrink_slab(GFP_KERNEL, 0, 0), 2u);
	KUNIT_EXPECT_EQ(test, cache.scans, 3u);
	KUNIT_EXPECT_EQ(test, deferred_on(0), 0);
}

/* ---- nodes ----------------------------------------------------------------------- */

/* Who knows of nodes is asked for the one that is short, others for all. */
static void nodes_are_told_apart(struct kunit *test)
{
	begin(test, SHRINKER_NUMA_AWARE, 0);
	cache.objects[1] = 300;
	cache.objects[2] = 4096;
	KUNIT_EXPECT_EQ(test, shrink_slab(GFP_KERNEL, 0, 0), 0u);
	KUNIT_EXPECT_EQ(test, shrink_slab(GFP_KERNEL, 1, 0), 300u);
	KUNIT_EXPECT_EQ(test, cache.last.nid, 1);
	KUNIT_EXPECT_EQ(test, cache.objects[2], 4096u);
	shrink_slab(GFP_KERNEL, 2, 7);
	KUNIT_EXPECT_EQ(test, deferred_on(2), 64);
	KUNIT_EXPECT_EQ(test, deferred_on(0), 0);

	KUNIT_EXPECT_EQ(test, kunit_count_warns(
			shrink_slab(GFP_KERNEL, MAX_NUMNODES, 0)), 1u);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
			shrink_slab(GFP_KERNEL, NUMA_NO_NODE, 0)), 1u);
}

static void others_have_one_node(struct kunit *test)
{
	begin(test, 0, 4096);
	shrink_slab(GFP_KERNEL, 2, 7);
	KUNIT_EXPECT_EQ(test, cache.last.nid, 0);
	KUNIT_EXPECT_EQ(test, deferred_on(0), 64);
}

static unsigned long free_ten(struct cache *c, struct shrink_control *sc)
{
	unsigned long nr = min(10ul, c->objects[sc->nid]);

	c->objects[sc->nid] -= nr;
	return nr;
}

/* drop_slab() does not rest until nothing more goes, however slowly. */
static void drop_takes_all(struct kunit *test)
{
	begin(test, 0, 100);
	cache.how = free_ten;
	KUNIT_EXPECT_GE(test, drop_slab(), 100u);
	KUNIT_EXPECT_EQ(test, cache.objects[0], 0u);
}

/* ---- the contract ------------------------------------------------------------------ */

/* The flags of who is short, and his scopes, arrive at both functions. */
static void mask_reaches_shrinker(struct kunit *test)
{
	static const gfp_t masks[] = { GFP_KERNEL, GFP_NOFS, GFP_NOIO };
	unsigned int i, scope;

	begin(test, 0, 1024);
	cache.how = free_nothing;
	for (i = 0; i < ARRAY_SIZE(masks); i++) {
		shrink_slab(masks[i], 0, 0);
		KUNIT_EXPECT_EQ(test, cache.last.gfp_mask, masks[i]);
	}
	scope = memalloc_nofs_save();
	shrink_slab(GFP_KERNEL, 0, 0);
	KUNIT_EXPECT_EQ(test, cache.last.gfp_mask, GFP_NOFS);
	memalloc_nofs_restore(scope);
	scope = memalloc_noio_save();
	shrink_slab(GFP_KERNEL, 0, 0);
	KUNIT_EXPECT_EQ(test, cache.last.gfp_mask, GFP_NOIO);
	memalloc_noio_restore(scope);
}

static bool let_through[2];

/* Writes its objects back, whatever it was told. */
static unsigned long writes_back(struct cache *c, struct shrink_control *sc)
{
	let_through[0] = reclaim_may_fs();
	let_through[1] = reclaim_may_io();
	return SHRINK_STOP;
}

/* A shrinker that starts I/O for a GFP_NOIO caller is refused and named. */
static void breach_is_named(struct kunit *test)
{
	unsigned int scope;

	begin(test, 0, 1024);
	cache.how = writes_back;
	KUNIT_EXPECT_NO_WARNS(test, shrink_slab(GFP_KERNEL, 0, 0));
	KUNIT_EXPECT_TRUE(test, let_through[0] && let_through[1]);

	KUNIT_EXPECT_EQ(test, kunit_count_warns(shrink_slab(GFP_NOFS, 0, 0)),
			1u);
	KUNIT_EXPECT_NOT_NULL(test, strstr(kunit_last_warning(),
			      "shrinker test-1 enters a file system"));
	KUNIT_EXPECT_TRUE(test, !let_through[0] && let_through[1]);

	scope = memalloc_noio_save();
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
			shrink_slab(GFP_KERNEL, 0, 0)), 2u);
	memalloc_noio_restore(scope);
	KUNIT_EXPECT_NOT_NULL(test, strstr(kunit_last_warning(),
			      "shrinker test-1 starts I/O"));
	KUNIT_EXPECT_FALSE(test, let_through[0] || let_through[1]);
}

static unsigned long shrinks_others(struct cache *c, struct shrink_control *sc)
{
	c->how = writes_back;
	return shrink_slab(GFP_KERNEL, 0, 0) ? : SHRINK_STOP;
}

/* Nor does it help to go round by another shrinker. */
static void breach_by_detour(struct kunit *test)
{
	begin(test, 0, 1024);
	cache.how = shrinks_others;
	KUNIT_EXPECT_EQ(test, kunit_count_warns(shrink_slab(GFP_NOIO, 0, 0)),
			2u);
	KUNIT_EXPECT_EQ(test, cache.scans, 2u);
	KUNIT_EXPECT_NULL(test, current->reclaim_state);
}

static unsigned long keeps_the_cpu(struct cache *c, struct shrink_control *sc)
{
	preempt_disable();
	return SHRINK_STOP;
}

/* As any callback: what it leaves off is said, and put back. */
static void scan_gives_back_the_cpu(struct kunit *test)
{
	begin(test, 0, 1024);
	cache.how = keeps_the_cpu;
	KUNIT_EXPECT_EQ(test, kunit_count_warns(shrink_slab(GFP_KERNEL, 0, 0)),
			1u);
	KUNIT_EXPECT_NOT_NULL(test, strstr(kunit_last_warning(),
					   "BUG: shrinker "));
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
}

/* ---- the view ------------------------------------------------------------------------ */

static char said[2048];

static void keep(struct seq_file *m, const char *text, size_t len)
{
	if (len < sizeof(said) - strlen(said))
		strncat(said, text, len);
}

/* A line a shrinker, under its headings. */
static void view_shows_numbers(struct kunit *test)
{
	struct seq_file m = { .write = keep };

	begin(test, 0, 1000);
	said[0] = '\0';
	shrink_slab(GFP_KERNEL, 0, 1);
	shrinkers_show(&m, NULL);
	KUNIT_EXPECT_NOT_NULL(test, strstr(said, "name                objects"
					   "    scanned      freed   deferred\n"));
	/* 1000 were asked for, 896 had */
	KUNIT_EXPECT_NOT_NULL(test, strstr(said, "test-1                  104"
					   "        896        896        104\n"));
}

static struct kunit_case shrinker_cases[] = {
	KUNIT_CASE_PARAM(share_is_fair, shares_gen_params),
	KUNIT_CASE(freed_is_counted),
	KUNIT_CASE(small_shares_add_up),
	KUNIT_CASE(twice_at_most),
	KUNIT_CASE(wrong_counts_have_an_end),
	KUNIT_CASE(stopped_work_is_deferred),
	KUNIT_CASE(empty_is_nothing),
	KUNIT_CASE(scan_tells_what_it_did),
	KUNIT_CASE(nodes_are_told_apart),
	KUNIT_CASE(others_have_one_node),
	KUNIT_CASE(drop_takes_all),
	KUNIT_CASE(mask_reaches_shrinker),
	KUNIT_CASE(breach_is_named),
	KUNIT_CASE(breach_by_detour),
	KUNIT_CASE(scan_gives_back_the_cpu),
	KUNIT_CASE(view_shows_numbers),
	{}
};

static struct kunit_suite shrinker_suite = {
	.name = "shrinker",
	.exit = shrinker_test_exit,
	.test_cases = shrinker_cases,
};
kunit_test_suite(shrinker_suite);
