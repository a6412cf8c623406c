// SPDX-License-Identifier: MIT
/*
 * slab_name_test.c - what a cache is called, by whom, and who is told
 *
 * Caches that are alike are one (slab_share.c); each case brings its own pair
 * of a size that nothing else has, with no debugging in between.
 */
#include <kunit/test-bug.h>
#include <linux/kernel.h>
#include <linux/proc_fs.h>
#include <linux/sprintf.h>

#include "capture.h"
#include "slab_sweep.h"
#include "threads.h"

/* A size that kmalloc() has no class near to, nor any other test a cache. */
#define SIZE	6504

static struct kmem_cache *first, *second;
static char text[16384];

static void read_view(struct kunit *test, const char *name)
{
	const struct proc_view *view = proc_find(name);
	struct seq_buf_sink sink;
	struct seq_file m;

	KUNIT_ASSERT_NOT_NULL(test, view);
	seq_file_to_buf(&m, &sink, text, sizeof(text));
	view->show(&m, NULL);
}

static struct kmem_cache *plain(const char *name)
{
	return kmem_cache_create(name, SIZE, 0, SLAB_NO_USER_FLAGS, NULL);
}

static void pair(struct kunit *test)
{
	first = plain("name_first");
	second = plain("name_second");
	KUNIT_ASSERT_TRUE(test, first && second);
}

static void name_exit(struct kunit *test)
{
	if (capture_armed)
		capture_stop();
	kmem_cache_destroy(second);
	kmem_cache_destroy(first);
	first = NULL;
	second = NULL;
}

/* Are caches alike one at all? Not with slab_nomerge, slab_debug and others. */
static bool one(void)
{
	return first == second;
}

/* Found by either name; the views say both, /proc/slabinfo the first's. */
static void known_by_both_names(struct kunit *test)
{
	pair(test);
	KUNIT_EXPECT_PTR_EQ(test, slab_find("name_first"), first);
	KUNIT_EXPECT_PTR_EQ(test, slab_find("name_second"), second);
	KUNIT_EXPECT_EQ(test, first->nr_aliases, one() ? 1u : 0u);
	KUNIT_EXPECT_NULL(test, slab_broken(first));
	read_view(test, "slab_aliases");
	KUNIT_EXPECT_EQ(test, strstr(text,
			"name_first        <- name_second\n") != NULL, one());
	read_view(test, "slabinfo");
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "\nname_first "));
	KUNIT_EXPECT_EQ(test, !strstr(text, "\nname_second "), one());
}

/* A report on an object says all names; which of them, nobody knows. */
static void reports_say_all_names(struct kunit *test)
{
	void *p;

	pair(test);
	p = kmem_cache_alloc(second, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	capture_start();
	KUNIT_EXPECT_EQ(test, kunit_count_warns(kmem_cache_free(second,
								p + 1)), 1u);
	KUNIT_EXPECT_EQ(test, strstr(captured,
			"slab: name_first is name_second, too\n") != NULL,
			one());
	capture_stop();
	kmem_cache_free(second, p);
}

/* The first holder has left: its name stays, and the other's is known still. */
static void first_holder_leaves(struct kunit *test)
{
	pair(test);
	kmem_cache_destroy(first);
	first = NULL;
	KUNIT_EXPECT_PTR_EQ(test, slab_find("name_second"), second);
	kmem_cache_destroy(second);
	second = NULL;
	KUNIT_EXPECT_NULL(test, slab_find("name_second"));
	KUNIT_EXPECT_NULL(test, slab_find("name_first"));
}

/* Under the same name again, as from a module that comes again: one entry. */
static void the_same_alias_twice(struct kunit *test)
{
	pair(test);
	kmem_cache_destroy(second);
	second = plain("name_second");
	KUNIT_ASSERT_NOT_NULL(test, second);
	if (one())
		KUNIT_EXPECT_EQ(test, first->nr_aliases, 1u);
	KUNIT_EXPECT_NULL(test, slab_broken(first));
}

/* In the last report, that of who left objects, the names are there, too. */
static void leftovers_by_all_names(struct kunit *test)
{
	struct kmem_cache *c;
	void *p;

	pair(test);
	c = second;
	p = kmem_cache_alloc(c, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	kmem_cache_destroy(first);
	first = NULL;
	capture_start();
	KUNIT_EXPECT_EQ(test, kunit_count_warns(kmem_cache_destroy(c)), 1u);
	KUNIT_EXPECT_NOT_NULL(test, strstr(captured, "name_second"));
	capture_stop();
	kmem_cache_free(c, p);
}

/* Of the kernel's own: when the last stranger leaves, the names go as well. */
static void names_of_kmallocs_cache(struct kunit *test)
{
	struct kmem_cache *c = kmem_cache_create("name_kmalloc", 8192, 0, 0,
						 NULL);
	struct kmem_cache *own = slab_find("kmalloc-8k");

	KUNIT_ASSERT_TRUE(test, c && own);
	KUNIT_EXPECT_PTR_EQ(test, slab_find("name_kmalloc"), c);
	kmem_cache_destroy(c);
	KUNIT_EXPECT_NULL(test, slab_find("name_kmalloc"));
	KUNIT_EXPECT_EQ(test, own->nr_aliases, 0u);
}

/* More names than are kept are counted, and none is forgotten for them. */
static void more_than_are_kept(struct kunit *test)
{
	static struct kmem_cache *many[SLAB_ALIASES_MOST + 3];
	unsigned int i;
	char name[24];

	pair(test);
	for (i = 0; i < ARRAY_SIZE(many); i++) {
		snprintf(name, sizeof(name), "name_%u", i);
		many[i] = plain(name);
		KUNIT_EXPECT_EQ(test, many[i] == first, one());
	}
	if (one()) {
		KUNIT_EXPECT_EQ(test, first->nr_aliases, SLAB_ALIASES_MOST);
		KUNIT_EXPECT_EQ(test, first->nr_unnamed, 4u);
		KUNIT_EXPECT_NULL(test, slab_broken(first));
		read_view(test, "slab_aliases");
		KUNIT_EXPECT_NOT_NULL(test, strstr(text, "and 4 more\n"));
	}
	for (i = 0; i < ARRAY_SIZE(many); i++)
		kmem_cache_destroy(many[i]);
}

/* K3: a count that lies. */
static void k3_broken_on_purpose(struct kunit *test)
{
	pair(test);
	first->nr_aliases++;
	KUNIT_EXPECT_STREQ(test, slab_broken(first), "K3");
	first->nr_aliases--;
	KUNIT_EXPECT_NULL(test, slab_broken(first));
}

/* ---- one name, two that want it at once ------------------------------------------- */

#define ROUNDS	100

static struct crew crew;
static struct kmem_cache *mine[2];
static atomic_t arrived, both, none;

static void meet(unsigned int nr)
{
	atomic_inc_return(&arrived);
	while (atomic_read_acquire(&arrived) < (int)nr)
		let_others();
}

/* Of different objects, so that one of the two must be refused. */
static void race_for_name(struct crew_member *me)
{
	unsigned int round, n = me->number;

	for (round = 0; round < ROUNDS; round++) {
		meet(round * 6 + 2);
		mine[n] = kmem_cache_create("name_raced", 200 + 100 * n, 0,
					    SLAB_NO_MERGE, NULL);
		meet(round * 6 + 4);
		if (!n && !mine[0] == !mine[1])
			atomic_inc(mine[0] ? &both : &none);
		meet(round * 6 + 6);
		kmem_cache_destroy(mine[n]);
	}
}

/* Both look and find it free; one of them is first, and only he has it. */
static void two_for_one_name(struct kunit *test)
{
	atomic_set(&arrived, 0);
	atomic_set(&both, 0);
	atomic_set(&none, 0);
	KUNIT_EXPECT_EQ(test, kunit_count_warns((
		crew_start(test, &crew, race_for_name, 2),
		crew_join(&crew))), ROUNDS);
	KUNIT_EXPECT_EQ(test, atomic_read(&both), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&none), 0);
}

static struct kunit_case slab_name_cases[] = {
	KUNIT_CASE(known_by_both_names),
	KUNIT_CASE(reports_say_all_names),
	KUNIT_CASE(first_holder_leaves),
	KUNIT_CASE(the_same_alias_twice),
	KUNIT_CASE(leftovers_by_all_names),
	KUNIT_CASE(names_of_kmallocs_cache),
	KUNIT_CASE(more_than_are_kept),
	KUNIT_CASE(k3_broken_on_purpose),
	KUNIT_CASE(two_for_one_name),
	{}
};

static struct kunit_suite slab_name_suite = {
	.name = "slab_name",
	.exit = name_exit,
	.test_cases = slab_name_cases,
};
kunit_test_suite(slab_name_suite);
