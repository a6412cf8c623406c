// SPDX-License-Identifier: MIT
/*
 * slab_rcu_test.c - objects that readers may still look at
 *
 *	SLAB_TYPESAFE_BY_RCU	the object may be another's, but it is one
 *	kvfree_rcu()		the object is nobody else's before they left
 */
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include "slab_sweep.h"
#include "threads.h"

#define MAGIC		0x600d0b1ec7ULL
#define NR_SLOTS	16
#define ROUNDS		60
#define ROUNDS_FAILING	10	/* when each allocation is to fail once */

/* @magic is what makes it one of the cache's; the constructor writes it. */
struct safe {
	u64 magic;
	u64 owner;
	u64 rest[30];
};

struct doomed {
	u64 before[3];
	struct rcu_head rcu;
	u64 after[9];
};

static struct crew crew;
static struct kmem_cache *cache;
static struct safe *slot[NR_SLOTS];
static atomic_t foreign, failed;

static void construct(void *object)
{
	struct safe *s = object;

	s->magic = MAGIC;
}

static int create_cache(struct kunit *test)
{
	atomic_set(&foreign, 0);
	atomic_set(&failed, 0);
	cache = kmem_cache_create("slab_rcu_test", sizeof(struct safe), 0,
				  SLAB_TYPESAFE_BY_RCU, construct);
	return cache ? 0 : -1;
}

static void free_slots(void)
{
	unsigned int i;

	for (i = 0; i < NR_SLOTS; i++) {
		if (slot[i])
			kmem_cache_free(cache, slot[i]);
		slot[i] = NULL;
	}
}

static void destroy_cache(struct kunit *test)
{
	if (!cache)
		return;
	free_slots();
	if (!sweep_after(test, "slab_rcu_test"))
		kmem_cache_destroy(cache);
}

/* ---- SLAB_TYPESAFE_BY_RCU --------------------------------------------------- */

/* So many that slabs are left over when all are free. */
#define MANY		200

/* All are freed and the cache is shrunk: who reads still sees objects. */
static void freed_is_still_an_object(struct kunit *test)
{
	static struct safe *s[MANY];
	unsigned int i;

	for (i = 0; i < MANY; i++) {
		s[i] = kmem_cache_alloc(cache, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, s[i]);
	}
	rcu_read_lock();
	for (i = 0; i < MANY; i++)
		kmem_cache_free(cache, s[i]);
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(cache), 0);
	for (i = 0; i < MANY; i++) {
		KUNIT_EXPECT_TRUE(test, PageSlab(virt_to_page(s[i])));
		KUNIT_EXPECT_EQ(test, READ_ONCE(s[i]->magic), MAGIC);
	}
	rcu_read_unlock();
}

/* Whatever the page allocator gets is soon somebody else's. */
static void scribble(void)
{
	struct page *page[4];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(page); i++) {
		page[i] = alloc_pages(GFP_KERNEL | __GFP_NOWARN, i);
		if (page[i])
			memset(page_address(page[i]), 0x5a, PAGE_SIZE << i);
	}
	for (i = 0; i < ARRAY_SIZE(page); i++)
		if (page[i])
			__free_pages(page[i], i);
}

/* A new object in each slot; the old one is freed at once. */
static void replace_all(struct crew_member *me)
{
	unsigned int i;

	for (i = 0; i < NR_SLOTS; i++) {
		struct safe *s = kmem_cache_alloc(cache, GFP_KERNEL);

		if (s)
			WRITE_ONCE(s->owner, me->number);
		else
			atomic_inc(&failed);
		s = xchg(&slot[i], s);
		if (s)
			kmem_cache_free(cache, s);
	}
}

static void look_at_all(void)
{
	unsigned int i, again;

	for (i = 0; i < NR_SLOTS; i++) {
		struct safe *s;

		rcu_read_lock();
		s = rcu_dereference(slot[i]);
		for (again = 0; s && again < 50; again++) {
			if (READ_ONCE(s->magic) != MAGIC)
				atomic_inc(&foreign);
			cpu_relax();
		}
		rcu_read_unlock();
	}
}

static void storm(struct crew_member *me)
{
	unsigned int rounds = slab_may_fail ? ROUNDS_FAILING : ROUNDS, round;

	for (round = 0; round < rounds; round++) {
		if (me->number & 1)
			replace_all(me);
		else
			look_at_all();
		if (round % 8 == me->number % 8) {
			kmem_cache_shrink(cache);
			scribble();
		}
		let_others();
	}
}

/* Slots are read, replaced, the cache shrunk, its pages had by others. */
static void readers_see_nothing_foreign(struct kunit *test)
{
	crew_start(test, &crew, storm, 2);
	crew_join(&crew);
	KUNIT_EXPECT_EQ(test, atomic_read(&foreign), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&failed), 0);
	free_slots();
}

/* ---- kvfree_rcu() -------------------------------------------------------------- */

/* While we read, nobody is given it, nor has anybody written to it. */
static void doomed_is_nobody_elses(struct kunit *test)
{
	struct doomed *d = kmalloc(sizeof(*d), GFP_KERNEL), *other[32];
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, d);
	memset(d, 0x11, sizeof(*d));
	rcu_read_lock();
	kfree_rcu(d, rcu);
	for (i = 0; i < ARRAY_SIZE(other); i++) {
		other[i] = kmalloc(sizeof(*d), GFP_ATOMIC);
		KUNIT_EXPECT_NOT_NULL(test, other[i]);
		KUNIT_EXPECT_PTR_NE(test, other[i], d);
	}
	KUNIT_EXPECT_NULL(test, memchr_inv(d->before, 0x11,
					   sizeof(d->before)));
	KUNIT_EXPECT_NULL(test, memchr_inv(d->after, 0x11, sizeof(d->after)));
	rcu_read_unlock();
	for (i = 0; i < ARRAY_SIZE(other); i++)
		kfree(other[i]);
	kvfree_rcu_barrier();
	KUNIT_EXPECT_FALSE(test, kvfree_in_flight());
}

/* From kmalloc() and from vmalloc(), by every door; none is lost. */
static void every_door(struct kunit *test)
{
	struct doomed *small = kvmalloc(sizeof(*small), GFP_KERNEL);
	struct doomed *large = vmalloc(3 * PAGE_SIZE);
	struct doomed *none = NULL;
	void *bare = kmalloc(40, GFP_KERNEL), *mapped = vmalloc(PAGE_SIZE);

	if (!small || !large || !bare || !mapped) {
		KUNIT_FAIL(test, "no memory");
		goto out;
	}
	/* A reader: however slow we are, they are not freed before we look. */
	rcu_read_lock();
	kvfree_rcu(small, rcu);
	kvfree_rcu(large, rcu);
	kfree_rcu(none, rcu);
	KUNIT_EXPECT_TRUE(test, kvfree_in_flight());
	rcu_read_unlock();
	kfree_rcu_mightsleep(bare);
	kvfree_rcu_mightsleep(mapped);
	kvfree_rcu_mightsleep(NULL);
	kvfree_rcu_barrier();
	KUNIT_EXPECT_FALSE(test, kvfree_in_flight());
	return;
out:
	kvfree(small);
	kvfree(large);
	kvfree(bare);
	kvfree(mapped);
}

/* Objects that have yet to be freed are no leftovers. */
static void destroy_waits(struct kunit *test)
{
	struct kmem_cache *c = KMEM_CACHE(doomed, SLAB_NO_MERGE);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, c);
	for (i = 0; i < 20; i++) {
		struct doomed *d = kmem_cache_alloc(c, GFP_KERNEL);

		KUNIT_EXPECT_NOT_NULL(test, d);
		if (d)
			kfree_rcu(d, rcu);
	}
	KUNIT_EXPECT_NO_WARNS(test, kmem_cache_destroy(c));
	KUNIT_EXPECT_NULL(test, slab_find("doomed"));
}

static struct kunit_case slab_rcu_cases[] = {
	KUNIT_CASE(freed_is_still_an_object),
	KUNIT_CASE(readers_see_nothing_foreign),
	KUNIT_CASE(doomed_is_nobody_elses),
	KUNIT_CASE(every_door),
	KUNIT_CASE(destroy_waits),
	{}
};

static struct kunit_suite slab_rcu_suite = {
	.name = "slab_rcu",
	.init = create_cache,
	.exit = destroy_cache,
	.test_cases = slab_rcu_cases,
};
kunit_test_suite(slab_rcu_suite);
