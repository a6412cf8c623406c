// SPDX-License-Identifier: MIT
/*
 * vmscan_test.c - who finds no page reclaims one
 *
 * Direct reclaim on four zones whose DMA pages a shrinker has: what comes
 * back, at which effort, under which rules; and waiting for others.
 */
#include <kunit/test-bug.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "../mm/vm_area.h"
#include "reclaim_fixture.h"

/* DMA is empty, and @hostages of it could be had. */
static void starve(struct kunit *test, unsigned int hostages)
{
	hoard_fill(test, hostages);
	take_all(GFP_NOWAIT | GFP_DMA);
	KUNIT_EXPECT_EQ(test, free_in(ZONE_DMA), 0u);
}

/* The page comes from the shrinker, and the stall is counted. */
static void direct_reclaim_frees(struct kunit *test)
{
	unsigned long stalls = event(ALLOCSTALL_DMA);
	struct page *page;

	starve(test, 200);
	page = alloc_page(GFP_KERNEL | GFP_DMA | QUIET);
	KUNIT_EXPECT_NOT_NULL(test, page);
	KUNIT_EXPECT_GE(test, hoard.scans, 1u);
	KUNIT_EXPECT_EQ(test, hoard.by_kswapd, 0u);
	KUNIT_EXPECT_GE(test, event(ALLOCSTALL_DMA), stalls + 1);
	KUNIT_EXPECT_NULL(test, current->reclaim_state);
	KUNIT_EXPECT_FALSE(test, current->flags & PF_MEMALLOC);
	/* Enough, and not all of it. */
	KUNIT_EXPECT_GT(test, hoard.left, 0u);
}

/* What it says it freed is what came back; the last one, too; then none. */
static void progress_is_pages(struct kunit *test)
{
	starve(test, 1);
	KUNIT_EXPECT_EQ(test, reclaim_ops->direct_reclaim(GFP_KERNEL | GFP_DMA,
							  0, world.nid) >= 1,
			true);
	KUNIT_EXPECT_EQ(test, hoard.left, 0u);
	KUNIT_EXPECT_EQ(test, free_in(ZONE_DMA), 1u);
}

/* What a shrinker has given back counts once, however long it goes on. */
static void progress_counts_once(struct kunit *test)
{
	struct scan_control sc = { .gfp_mask = GFP_KERNEL };
	struct reclaim_state rs;

	hoard_fill(test, 200);
	reclaim_begin(&rs, GFP_KERNEL);
	shrink_node(NODE_DATA(world.nid), &sc);
	shrink_node(NODE_DATA(world.nid), &sc);
	shrink_node(NODE_DATA(world.nid), &sc);
	reclaim_end(&rs);
	KUNIT_EXPECT_EQ(test, hoard.left, 0u);
	KUNIT_EXPECT_GE(test, sc.nr_reclaimed, 200u);
	/* Others' shrinkers may have given some, but hardly as many. */
	KUNIT_EXPECT_LT(test, sc.nr_reclaimed, 400u);
}

/* Who may not wait does not reclaim. */
static void atomic_does_not_reclaim(struct kunit *test)
{
	starve(test, 200);
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_ATOMIC | GFP_DMA | QUIET));
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_NOWAIT | GFP_DMA | QUIET));
	KUNIT_EXPECT_EQ(test, hoard.scans, 0u);
}

/* The mask of who is short, by its flags or by its scope. */
static void mask_arrives(struct kunit *test)
{
	const gfp_t both = __GFP_IO | __GFP_FS;
	unsigned int scope;

	starve(test, 200);
	KUNIT_EXPECT_NOT_NULL(test, alloc_page(GFP_NOIO | GFP_DMA | QUIET));
	KUNIT_EXPECT_EQ(test, hoard.gfp & both, 0u);
	take_all(GFP_NOWAIT | GFP_DMA);

	scope = memalloc_nofs_save();
	KUNIT_EXPECT_NOT_NULL(test, alloc_page(GFP_KERNEL | GFP_DMA | QUIET));
	memalloc_nofs_restore(scope);
	KUNIT_EXPECT_EQ(test, hoard.gfp & both, __GFP_IO);
}

static bool let_through;

static void starts_io(void)
{
	let_through = reclaim_may_io();
}

/* Who reclaims for a GFP_NOIO caller starts no I/O; if it tries, by name. */
static void noio_does_no_io(struct kunit *test)
{
	struct page *page = NULL;
	unsigned int warns;

	starve(test, 200);
	hoard.also = starts_io;
	warns = kunit_count_warns(page = alloc_page(GFP_NOIO | GFP_DMA |
						    QUIET));
	KUNIT_EXPECT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, warns, hoard.scans);
	KUNIT_EXPECT_FALSE(test, let_through);
	KUNIT_EXPECT_NOT_NULL(test, strstr(kunit_last_warning(),
			      "shrinker hoard starts I/O"));
	take_all(GFP_NOWAIT | GFP_DMA);
	KUNIT_EXPECT_NO_WARNS(test, page = alloc_page(GFP_NOFS | GFP_DMA |
						      QUIET));
	KUNIT_EXPECT_TRUE(test, let_through);
}

static unsigned int asked_inside;

static void asks_for_more(void)
{
	struct page *page = alloc_page(GFP_KERNEL | GFP_DMA | QUIET);

	asked_inside++;
	KUNIT_EXPECT_FALSE(kunit_get_current_test(),
			   reclaim_ops->direct_reclaim(GFP_KERNEL, 0, 0));
	if (page)
		__free_page(page);
}

/* To free memory takes memory: what is asked for inside does not reclaim. */
static void no_recursion(struct kunit *test)
{
	unsigned long stalls = event(ALLOCSTALL_DMA);

	starve(test, 200);
	asked_inside = 0;
	hoard.also = asks_for_more;
	KUNIT_EXPECT_NOT_NULL(test, alloc_page(GFP_KERNEL | GFP_DMA |
					       __GFP_NORETRY | QUIET));
	KUNIT_EXPECT_GE(test, asked_inside, 1u);
	KUNIT_EXPECT_EQ(test, asked_inside, hoard.scans);
	KUNIT_EXPECT_EQ(test, event(ALLOCSTALL_DMA), stalls + 1);
}

/* Nothing to be had: no page, no scan, and an end. */
static void nothing_to_be_had(struct kunit *test)
{
	unsigned long scanned = event(SLABS_SCANNED);

	starve(test, 0);
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_KERNEL | GFP_DMA |
					   __GFP_NORETRY | QUIET));
	KUNIT_EXPECT_EQ(test, hoard.scans, 0u);
	KUNIT_EXPECT_EQ(test, event(SLABS_SCANNED), scanned);
}

/* Behind the world's own zones comes one of the machine's first node. */
static void add_far_zone(void)
{
	struct zone **to = NODE_DATA(world.nid)->node_zonelists[ZONE_NORMAL];

	while (*to)
		to++;
	*to++ = NODE_DATA(0)->node_zonelists[ZONE_NORMAL][0];
	*to = NULL;
}

/* All nodes that the request may use, and no other; each once a round. */
static void nodes_of_the_request(struct kunit *test)
{
	int far = NODE_DATA(0)->node_zonelists[ZONE_NORMAL][0]->node;

	add_far_zone();
	hoard.nodes = 0;
	reclaim_ops->direct_reclaim(GFP_KERNEL, 0, world.nid);
	KUNIT_EXPECT_EQ(test, hoard.nodes, 1u << world.nid | 1u << far);
	hoard.nodes = 0;
	hoard.counts = 0;
	reclaim_ops->direct_reclaim(GFP_KERNEL | __GFP_THISNODE, 0, world.nid);
	KUNIT_EXPECT_EQ(test, hoard.nodes, 1u << world.nid);
	KUNIT_EXPECT_LE(test, hoard.counts, DEF_PRIORITY + 1u);
}

static struct kunit_case vmscan_cases[] = {
	KUNIT_CASE(direct_reclaim_frees),
	KUNIT_CASE(progress_is_pages),
	KUNIT_CASE(progress_counts_once),
	KUNIT_CASE(atomic_does_not_reclaim),
	KUNIT_CASE(mask_arrives),
	KUNIT_CASE(noio_does_no_io),
	KUNIT_CASE(no_recursion),
	KUNIT_CASE(nothing_to_be_had),
	KUNIT_CASE(nodes_of_the_request),
	{}
};

static struct kunit_suite vmscan_suite = {
	.name = "page_vmscan",
	.init = reclaim_begin_test,
	.exit = reclaim_end_test,
	.test_cases = vmscan_cases,
};

/* ---- on the machine itself ----------------------------------------------------- */

static struct crew crew;

static atomic_t went_on;

static void wait_for_others(struct crew_member *me)
{
	reclaim_throttle(NODE_DATA(0));
	atomic_inc(&went_on);
}

/* Nobody wakes by himself here: a wake-up that is lost hangs. */
static void throttled_are_woken(struct kunit *test)
{
	unsigned long throttled = event(PGSCAN_DIRECT_THROTTLE);
	long patience = reclaim_patience;
	unsigned int i, asleep;

	atomic_set(&went_on, 0);
	WRITE_ONCE(reclaim_patience, MAX_SCHEDULE_TIMEOUT);
	crew_start(test, &crew, wait_for_others, 4);
	for (asleep = 0, i = 0; i < 4; i++)
		asleep += crew_wait_for(is_asleep(crew.member[i].task) &&
					READ_ONCE(crew.member[i].task->__state)
					== TASK_UNINTERRUPTIBLE);
	KUNIT_EXPECT_EQ(test, asleep, 4u);
	KUNIT_EXPECT_EQ(test, atomic_read(&went_on), 0);
	reclaim_unthrottle(NODE_DATA(0));
	/* To be joined wakes them, too. */
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&went_on) == 4));
	crew_join(&crew);
	KUNIT_EXPECT_EQ(test, event(PGSCAN_DIRECT_THROTTLE), throttled + 4);
	WRITE_ONCE(reclaim_patience, patience);
	/* And nobody waits for ever. */
	reclaim_throttle(NODE_DATA(0));
	reclaim_unthrottle(NODE_DATA(0));
}

#define OBJECTS		256

static void *object[OBJECTS];
static unsigned long nr_objects;
static struct kmem_cache *dear;

static unsigned long count_objects(struct shrinker *s,
				   struct shrink_control *sc)
{
	return current == s->private_data ? nr_objects : 0;
}

static unsigned long free_objects(struct shrinker *s,
				  struct shrink_control *sc)
{
	unsigned long nr;

	for (nr = 0; nr < sc->nr_to_scan && nr_objects; nr++)
		kmem_cache_free(dear, object[--nr_objects]);
	return nr;
}

/*
 * A cache's objects become pages: from the shrinker's hands to a CPU's stack,
 * to their slabs, and these to the page allocator.
 */
static void objects_become_pages(struct kunit *test)
{
	struct shrinker *s = shrinker_alloc(0, "objects");
	unsigned long freed;

	KUNIT_ASSERT_NOT_NULL(test, s);
	dear = kmem_cache_create("dear", 1024, 0, SLAB_NO_MERGE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, dear);
	for (nr_objects = 0; nr_objects < OBJECTS; nr_objects++) {
		object[nr_objects] = kmem_cache_alloc(dear, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, object[nr_objects]);
	}
	s->count_objects = count_objects;
	s->scan_objects = free_objects;
	s->private_data = current;
	shrinker_register(s);
	/* More than it has: all of it goes. */
	freed = reclaim_ops->direct_reclaim(GFP_KERNEL, MAX_PAGE_ORDER, 0);
	KUNIT_EXPECT_EQ(test, nr_objects, 0u);
	KUNIT_EXPECT_GE(test, freed, OBJECTS * 1024 / PAGE_SIZE);
	shrinker_free(s);
	kmem_cache_destroy(dear);
}

#define AREAS	20	/* not so many that they are flushed by themselves */

/*
 * All CPUs are interrupted once in the course of a reclaim, and after that
 * only when shrinkers have freed something that may lie on them.
 */
static void reaps_when_it_is_time(struct kunit *test)
{
	struct scan_control sc = { .priority = REAP_PRIORITY + 1 };
	struct reclaim_state rs;
	void *area[AREAS];
	unsigned int i;

	vm_unmap_aliases();
	for (i = 0; i < AREAS; i++)
		area[i] = vmalloc(PAGE_SIZE);
	for (i = 0; i < AREAS; i++)
		vfree(area[i]);
	reclaim_begin(&rs, GFP_KERNEL);
	sc.nr_objects = 1;
	KUNIT_EXPECT_FALSE(test, reap_machine(&sc));
	sc.priority = REAP_PRIORITY;
	sc.nr_objects = 0;
	KUNIT_EXPECT_TRUE(test, reap_machine(&sc));
	/* Addresses that wait for a flush are memory, too. */
	KUNIT_EXPECT_LT(test, vmap_nr_lazy(), (unsigned long)AREAS);
	sc.priority = REAP_PRIORITY - 1;
	KUNIT_EXPECT_FALSE(test, reap_machine(&sc));
	sc.nr_objects = 1;
	KUNIT_EXPECT_TRUE(test, reap_machine(&sc));
	KUNIT_EXPECT_FALSE(test, reap_machine(&sc));
	reclaim_end(&rs);
}

static struct kunit_case vmscan_machine_cases[] = {
	KUNIT_CASE(throttled_are_woken),
	KUNIT_CASE(objects_become_pages),
	KUNIT_CASE(reaps_when_it_is_time),
	{}
};

static struct kunit_suite vmscan_machine_suite = {
	.name = "vmscan",
	.test_cases = vmscan_machine_cases,
};
kunit_test_suites(&vmscan_suite, &vmscan_machine_suite);
