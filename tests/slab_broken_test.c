// SPDX-License-Identifier: MIT
/*
 * slab_broken_test.c - each invariant of the slab allocator, broken on purpose
 *
 * A cache of eight objects a slab with some of them in use; a case spoils one
 * thing, sees it named by its number, and puts it back: K of slab_cache.c, M of
 * slab_cpu.c, N of slab_node.c, S of slab_page.c.
 */
#include <kunit/test-bug.h>
#include <kunit/test.h>
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "../mm/slab.h"
#include "slab_sweep.h"

#define NR	5

static struct kmem_cache *cache;
static void *object[NR];
static struct page *slab;
static struct slab_node *node;

static int slab_broken_init(struct kunit *test)
{
	unsigned int i;

	cache = kmem_cache_create("test_broken", 512, 0, SLAB_NO_MERGE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, cache);
	for (i = 0; i < NR; i++) {
		object[i] = kmem_cache_alloc(cache, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, object[i]);
	}
	/* What is free is on its slab's list. */
	slab_drain_all(cache);
	slab = slab_of(cache, object[0]);
	node = &cache->node[page_to_nid(slab)];
	return 0;
}

static void slab_broken_exit(struct kunit *test)
{
	if (!cache || sweep_after(test, "test_broken"))
		return;
	KUNIT_EXPECT_NULL(test, slab_broken(cache));
	kmem_cache_free_bulk(cache, NR, object);
	kmem_cache_destroy(cache);
}

#define EXPECT_BROKEN(test, name) \
	KUNIT_EXPECT_STREQ(test, slab_broken(cache) ?: "none", name)

/* S1 and S2 arrive as N4, which says that a slab is not sound. */
static void pages_and_lists(struct kunit *test)
{
	u16 *link = slab_link(cache, slab_object(cache, slab,
						 slab->slab_first));
	u16 first = slab->slab_first, next = *link;
	u32 key = slab->slab_key;

	slab->slab_key ^= 1;
	KUNIT_EXPECT_EQ(test, slab_page_broken(cache, slab), 1);
	EXPECT_BROKEN(test, "N4");
	slab->slab_key = key;

	*link = first;			/* a circle */
	KUNIT_EXPECT_EQ(test, slab_page_broken(cache, slab), 2);
	*link = 0x6b6b;			/* written over */
	KUNIT_EXPECT_EQ(test, slab_page_broken(cache, slab), 2);
	*link = next;
	slab->slab_first = SLAB_NONE;	/* objects lost */
	KUNIT_EXPECT_EQ(test, slab_page_broken(cache, slab), 2);
	EXPECT_BROKEN(test, "N4");
	slab->slab_first = first;
}

static void lists_of_a_node(struct kunit *test)
{
	list_move(&slab->lru, &node->full);
	EXPECT_BROKEN(test, "N1");
	list_move(&slab->lru, &node->partial);
	node->nr_slabs++;
	EXPECT_BROKEN(test, "N2");
	node->nr_slabs--;
	node->nr_empty++;
	EXPECT_BROKEN(test, "N2");
	node->nr_empty--;
	node->nr_free++;
	EXPECT_BROKEN(test, "N3");
	node->nr_free--;
}

/* Only this CPU's stack, and nobody else on it: interrupts off. */
static int stack_broken_with(void *first, void *second, unsigned long count)
{
	struct cpu_stack *s;
	unsigned long flags;
	int broken;

	local_irq_save(flags);
	s = this_cpu_ptr(cache->stack);
	s->item[0] = first;
	s->item[1] = second;
	s->count = count;
	broken = slab_cpu_broken_local(cache);
	s->count = 0;
	local_irq_restore(flags);
	return broken;
}

/* M1 to M3 */
static void stack_of_a_cpu(struct kunit *test)
{
	u16 used = slab->slab_used;

	/* Without a stack there is nothing on it to be wrong. */
	if (!cache->limit) {
		KUNIT_EXPECT_EQ(test, slab_cpu_count(cache), 0UL);
		return;
	}
	KUNIT_EXPECT_EQ(test, stack_broken_with(object[0], object[1], 2), 0);
	KUNIT_EXPECT_EQ(test, stack_broken_with(object[0], object[0], 2), 2);
	KUNIT_EXPECT_EQ(test, stack_broken_with(object[0] + 8, NULL, 1), 2);
	KUNIT_EXPECT_EQ(test, stack_broken_with(object[0], object[1],
						cache->limit + 1), 1);
	slab->slab_used = 0;
	KUNIT_EXPECT_EQ(test, stack_broken_with(object[0], NULL, 1), 3);
	slab->slab_used = used;
}

static void tables(struct kunit *test)
{
	slab_stacks[cache->id] = NULL;
	EXPECT_BROKEN(test, "K1");
	slab_stacks[cache->id] = cache->cpu;
	cache->refcount = 0;
	EXPECT_BROKEN(test, "K2");
	cache->refcount = 1;
}

/* A link that leads nowhere: said, the slab is out of use, others serve. */
static void damaged_list_is_cut(struct kunit *test)
{
	u16 *link = slab_link(cache, slab_object(cache, slab,
						 slab->slab_first));
	u16 first = slab->slab_first, used = slab->slab_used;
	u16 next = *link;
	unsigned long free = node->nr_free;
	void *p = NULL, *q;

	*link = 0x6b6b;
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		slab_node_take(cache, page_to_nid(slab), &p, 1)), 1u);
	KUNIT_EXPECT_EQ(test, slab->slab_used, cache->objects);
	q = kmem_cache_alloc(cache, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, q);
	KUNIT_EXPECT_NULL(test, slab_broken(cache));
	if (q) {
		KUNIT_EXPECT_PTR_NE(test, slab_of(cache, q), slab);
		kmem_cache_free(cache, q);
	}
	kmem_cache_shrink(cache);
	/* Repaired by hand, so that nothing is lost. */
	*link = next;
	slab->slab_first = first;
	slab->slab_used = used;
	list_move(&slab->lru, &node->partial);
	node->nr_free = free;
}

/* A link that leads back: no object has two owners, and the end is found. */
static void list_leads_back(struct kunit *test)
{
	u16 *link = slab_link(cache, slab_object(cache, slab,
						 slab->slab_first));
	u16 first = slab->slab_first, used = slab->slab_used;
	u16 next = *link;
	unsigned long free = node->nr_free;
	unsigned int nr = 0;
	void *p[64];

	*link = first;
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
		nr = slab_node_take(cache, page_to_nid(slab), p,
				    ARRAY_SIZE(p))), 1u);
	KUNIT_EXPECT_EQ(test, nr, 0u);
	KUNIT_EXPECT_EQ(test, slab->slab_used, cache->objects);
	KUNIT_EXPECT_NULL(test, slab_broken(cache));
	*link = next;
	slab->slab_first = first;
	slab->slab_used = used;
	list_move(&slab->lru, &node->partial);
	node->nr_free = free;
}

static struct kunit_case slab_broken_cases[] = {
	KUNIT_CASE(pages_and_lists),
	KUNIT_CASE(lists_of_a_node),
	KUNIT_CASE(stack_of_a_cpu),
	KUNIT_CASE(tables),
	KUNIT_CASE(damaged_list_is_cut),
	KUNIT_CASE(list_leads_back),
	{}
};

static struct kunit_suite slab_broken_suite = {
	.name = "slab_broken",
	.init = slab_broken_init,
	.exit = slab_broken_exit,
	.test_cases = slab_broken_cases,
};
kunit_test_suite(slab_broken_suite);
