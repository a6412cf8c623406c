// SPDX-License-Identifier: MIT
/*
 * slab_depot_test.c - how many flushed objects wait, as the load swings
 *
 * One CPU, a cache of its own: what is flushed and made is known to the
 * object. Numbers are taken from the cache, for they follow the machine's
 * memory; a debugged cache has no stacks, and so nothing in its depot.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/preempt.h>
#include <linux/slab.h>

#include "../mm/slab_depot.h"
#include "slab_sweep.h"

#define SIZE	1024
#define MOST	2048

static struct kmem_cache *cache;
static struct slab_node *node;
static void *held[MOST];

static int slab_depot_init(struct kunit *test)
{
	cache = kmem_cache_create("test_depot", SIZE, 0, SLAB_NO_MERGE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, cache);
	preempt_disable();
	node = &cache->node[slab_home()];
	preempt_enable();
	return 0;
}

static void slab_depot_exit(struct kunit *test)
{
	if (!cache || sweep_after(test, "test_depot"))
		return;
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(cache), 0);
	KUNIT_EXPECT_NULL(test, slab_broken(cache));
	kmem_cache_destroy(cache);
}

/* @nr objects, and all of them back; interrupts may come, others not. */
static void swing(struct kunit *test, unsigned int nr)
{
	unsigned int i, got;

	KUNIT_ASSERT_LE(test, nr, (unsigned int)MOST);
	for (got = 0; got < nr; got++) {
		held[got] = kmem_cache_alloc(cache, GFP_ATOMIC);
		if (!held[got])
			break;
	}
	for (i = 0; i < got; i++)
		kmem_cache_free(cache, held[i]);
	KUNIT_EXPECT_EQ(test, got, nr);
}

/* Just too small for the load: doubled each time, up to what it may have. */
static void grows_with_the_swing(struct kunit *test)
{
	unsigned int limit, nr;

	KUNIT_EXPECT_EQ(test, node->depot_limit, (unsigned int)cache->depot);
	KUNIT_EXPECT_LE(test, cache->depot, cache->depot_most);
	preempt_disable();
	do {
		limit = node->depot_limit;
		/* Half a depot and what empty slabs are kept: given back. */
		nr = cache->limit + limit + limit / 2 +
		     (cache->keep + 2) * cache->objects;
		swing(test, nr);
		swing(test, nr);
	} while (node->depot_limit > limit);
	KUNIT_EXPECT_EQ(test, limit, (unsigned int)cache->depot_most);
	preempt_enable();
	KUNIT_EXPECT_NULL(test, slab_broken(cache));
}

/* What a depot holds comes and goes without a slab's being touched. */
static void holds_what_it_may(struct kunit *test)
{
	unsigned int nr = cache->limit +
			  cache->depot / cache->batch * cache->batch;
	unsigned long made, free;

	preempt_disable();
	swing(test, nr);
	made = node->nr_made;
	free = node->nr_free;
	KUNIT_EXPECT_LE(test, node->nr_depot, node->depot_limit);
	swing(test, nr);
	/* Without stacks there is nothing to flush. */
	if (cache->limit) {
		KUNIT_EXPECT_GT(test, node->nr_depot, 0u);
		KUNIT_EXPECT_EQ(test, node->nr_free, free);
		KUNIT_EXPECT_EQ(test, node->nr_made, made);
	}
	KUNIT_EXPECT_NULL(test, slab_broken(cache));
	preempt_enable();
}

/* Four depots gone are no swing: empty, no empty slab kept, a short stack. */
static void closes_when_memory_goes_down(struct kunit *test)
{
	const unsigned int down = SLAB_SHRINKING * cache->depot +
				  (cache->keep + 1) * cache->objects;

	preempt_disable();
	swing(test, 2 * cache->limit + 2 * cache->depot + down);
	KUNIT_EXPECT_TRUE(test, node->shrinking);
	KUNIT_EXPECT_NULL(test, node->depot);
	KUNIT_EXPECT_EQ(test, node->nr_depot, 0u);
	KUNIT_EXPECT_EQ(test, node->depot_limit, (unsigned int)cache->depot);
	KUNIT_EXPECT_LE(test, slab_cpu_count(cache), 0ul + cache->limit_low);
	/* Each that is left may be the last of its slab, and no other is. */
	KUNIT_EXPECT_EQ(test, node->nr_empty, 0ul);
	KUNIT_EXPECT_LE(test, node->nr_slabs, slab_cpu_count(cache));
	/* Up again: a slab has to be made, and the depot opens. */
	swing(test, cache->limit + cache->objects + cache->batch);
	KUNIT_EXPECT_FALSE(test, node->shrinking);
	preempt_enable();
}

/* One slab at once for a cache that has few; a batch for one that has many. */
static void slabs_by_the_batch(struct kunit *test)
{
	unsigned long before, most = 0;
	unsigned int i;

	preempt_disable();
	for (i = 0; i < 600; i++) {
		before = node->nr_made;
		held[i] = kmem_cache_alloc(cache, GFP_ATOMIC);
		KUNIT_EXPECT_LE(test, node->nr_made - before,
				1 + before / 8);
		most = max(most, node->nr_made - before);
	}
	if (cache->limit) {
		KUNIT_EXPECT_EQ(test, most, max(1ul, 0ul + cache->batch /
						cache->objects));
	}
	KUNIT_EXPECT_NULL(test, slab_broken(cache));
	while (i--)
		kmem_cache_free(cache, held[i]);
	preempt_enable();
}

/* More slabs than there are objects wanted: some are kept, others go back. */
static void slabs_nobody_has_room_for(struct kunit *test)
{
	unsigned int nr = cache->keep + 3, i;
	LIST_HEAD(slabs);
	void *one = NULL;

	for (i = 0; i < nr; i++) {
		struct page *slab = slab_make(cache, GFP_KERNEL,
					      node - cache->node);

		KUNIT_ASSERT_NOT_NULL(test, slab);
		list_add_tail(&slab->lru, &slabs);
	}
	KUNIT_EXPECT_EQ(test, slab_node_add(cache, &slabs, &one, 1), 1u);
	KUNIT_EXPECT_EQ(test, node->nr_slabs, 1ul + cache->keep);
	KUNIT_EXPECT_EQ(test, node->nr_empty, 0ul + cache->keep);
	KUNIT_EXPECT_NULL(test, slab_broken(cache));
	kmem_cache_free(cache, one);
}

#define EXPECT_BROKEN(test, name) \
	KUNIT_EXPECT_STREQ(test, slab_broken(cache) ?: "none", name)

/* One object in use put down by hand: G2. */
static void object_is_none(struct kunit *test)
{
	void *one = kmem_cache_alloc(cache, GFP_ATOMIC);
	int nid = page_to_nid(virt_to_page(one));
	struct page *slab = slab_of(cache, one);
	u16 used = slab->slab_used;

	node = &cache->node[nid];
	KUNIT_EXPECT_TRUE(test, __slab_depot_put(cache, nid, &one, 1));
	KUNIT_EXPECT_NULL(test, slab_broken(cache));
	node->depot[0] += 1;
	EXPECT_BROKEN(test, "G2");
	node->depot[0] -= 1;
	slab->slab_used = 0;
	KUNIT_EXPECT_EQ(test, slab_depot_broken_locked(cache, nid), 2);
	slab->slab_used = used;
	KUNIT_EXPECT_EQ(test, slab_node_take(cache, nid, &one, 1), 1u);
	kmem_cache_free(cache, one);
}

static void damage_is_named(struct kunit *test)
{
	preempt_disable();
	node->nr_depot++;
	EXPECT_BROKEN(test, "G1");
	node->nr_depot--;
	node->depot_limit += cache->depot_most;
	EXPECT_BROKEN(test, "G1");
	node->depot_limit -= cache->depot_most;
	/* Objects that are looked at are never put down unseen. */
	if (cache->limit)
		object_is_none(test);
	preempt_enable();
}

static struct kunit_case slab_depot_cases[] = {
	KUNIT_CASE(grows_with_the_swing),
	KUNIT_CASE(holds_what_it_may),
	KUNIT_CASE(closes_when_memory_goes_down),
	KUNIT_CASE(slabs_by_the_batch),
	KUNIT_CASE(slabs_nobody_has_room_for),
	KUNIT_CASE(damage_is_named),
	{}
};

static struct kunit_suite slab_depot_suite = {
	.name = "slab_depot",
	.init = slab_depot_init,
	.exit = slab_depot_exit,
	.test_cases = slab_depot_cases,
};
kunit_test_suite(slab_depot_suite);
