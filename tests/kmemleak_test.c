// SPDX-License-Identifier: MIT
/*
 * kmemleak_test.c - what nothing leads to is found, and nothing else
 *
 *	table (static)	[ p0 | p1 | ... ]		the only words that
 *			   |				lead to them
 *			  [0] -> [1] -> [2]		by their first words
 *
 * Between a case and the scan addresses are kept inverted, so that no scan
 * sees one. What other tests have left in memory may lead to an object, too,
 * whose memory was another's before: such objects are put aside by a scan
 * before a case begins, in which all are to be lost.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include <linux/string.h>

#define NR	8
#define SIZE	1024
#define ROUND	32
#define ROUNDS	8

static struct kmem_cache *cache;
static unsigned long table[NR];

/* ~address of those that are used; of all. */
static unsigned long hidden[NR];
static unsigned long all[ROUND * ROUNDS];
static unsigned int nr_all;

static void *object(unsigned int i)
{
	return (void *)~hidden[i];
}

static unsigned long *word(unsigned int i)
{
	return object(i);
}

/* What functions that have returned knew must not be below new frames. */
static noinline void scrub_stack(void)
{
	volatile unsigned long old[512];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(old); i++)
		old[i] = 0;
}

static noinline int scan(void)
{
	scrub_stack();
	return kmemleak_scan();
}

static noinline unsigned int allocate(unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		void *p = kmem_cache_zalloc(cache, GFP_KERNEL);

		if (!p)
			break;
		all[nr_all++] = ~(unsigned long)p;
	}
	return i;
}

/* The first NR that nothing leads to. */
static unsigned int choose(void)
{
	unsigned int i, nr = 0;

	for (i = 0; i < nr_all && nr < NR; i++)
		if (kmemleak_found((void *)~all[i]))
			hidden[nr++] = all[i];
	return nr;
}

static int kmemleak_test_init(struct kunit *test)
{
	unsigned int i, round, nr = 0;

	kthread_trim();
	nr_all = 0;
	cache = kmem_cache_create("test_leak", SIZE, 0, SLAB_NO_MERGE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, cache);
	for (round = 0; round < ROUNDS && nr < NR; round++) {
		KUNIT_ASSERT_EQ(test, allocate(ROUND), ROUND);
		KUNIT_ASSERT_GE(test, scan(), 0);
		nr = choose();
	}
	KUNIT_ASSERT_EQ(test, nr, NR);
	for (i = 0; i < NR; i++)
		table[i] = ~hidden[i];
	return 0;
}

static void kmemleak_test_exit(struct kunit *test)
{
	memset(table, 0, sizeof(table));
	while (nr_all)
		kmem_cache_free(cache, (void *)~all[--nr_all]);
	kmem_cache_destroy(cache);
	cache = NULL;
}

/* How many of the NR are lost. */
static int nr_lost(void)
{
	unsigned int i;
	int lost = 0, err = scan();

	for (i = 0; i < NR; i++)
		lost += kmemleak_found(object(i));
	return err < 0 ? err : lost;
}

/* Guards the search as a whole: a word that leads to an object is enough. */
static void reached_from_a_word(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, nr_lost(), 0);
}

/* Guards what is found: its word gone, it is lost; the word back, not. */
static void lost_and_found(struct kunit *test)
{
	table[3] = 0;
	KUNIT_EXPECT_EQ(test, nr_lost(), 1);
	KUNIT_EXPECT_TRUE(test, kmemleak_found(object(3)));
	/* Already reported. */
	KUNIT_EXPECT_EQ(test, scan(), 0);
	table[3] = ~hidden[3];
	KUNIT_EXPECT_EQ(test, nr_lost(), 0);
}

/* Guards the stacks: what only a variable of a caller leads to is used. */
static void on_a_stack(struct kunit *test)
{
	void *volatile variable = object(3);

	table[3] = 0;
	KUNIT_EXPECT_EQ(test, nr_lost() + !variable, 0);
	variable = NULL;
	KUNIT_EXPECT_EQ(test, nr_lost(), 1);
}

/* Guards the bounds: an address within counts, the one behind does not. */
static void address_within(struct kunit *test)
{
	table[3] = ~hidden[3] + SIZE - 1;
	KUNIT_EXPECT_EQ(test, nr_lost(), 0);
	table[3] = ~hidden[3] + SIZE;
	KUNIT_EXPECT_TRUE(test, nr_lost() && kmemleak_found(object(3)));
}

/* Guards the grey list: a chain hangs on its first, a ring on nothing. */
static void through_objects(struct kunit *test)
{
	unsigned int i;

	for (i = 1; i < 6; i++) {
		*word(i - 1) = ~hidden[i];
		table[i] = 0;
	}
	KUNIT_EXPECT_EQ(test, nr_lost(), 0);
	*word(5) = ~hidden[1];
	*word(0) = 0;
	KUNIT_EXPECT_EQ(test, nr_lost(), 5);
	KUNIT_EXPECT_FALSE(test, kmemleak_found(object(0)));
}

/* Guards kmemleak_free(): freed is not lost, its successor begins anew. */
static void freed_is_forgotten(struct kunit *test)
{
	unsigned int i;

	table[3] = 0;
	KUNIT_EXPECT_EQ(test, nr_lost(), 1);
	kmem_cache_free(cache, object(3));
	for (i = 0; all[i] != hidden[3]; i++)
		;
	all[i] = all[--nr_all];
	KUNIT_EXPECT_EQ(test, nr_lost(), 0);
	KUNIT_EXPECT_EQ(test, allocate(1), 1u);
	KUNIT_EXPECT_FALSE(test, kmemleak_found((void *)~all[nr_all - 1]));
}

/* Guards what owners say: it counts, and what it leads to with it. */
static void owners_know(struct kunit *test)
{
	*word(1) = ~hidden[2];
	*word(3) = ~hidden[4];
	/* 3 is reached, and yet does not lead to 4. */
	table[1] = table[2] = table[4] = 0;
	kmemleak_not_leak(object(1));
	kmemleak_ignore(object(3));
	KUNIT_EXPECT_EQ(test, nr_lost(), 1);
	KUNIT_EXPECT_TRUE(test, kmemleak_found(object(4)));
	kmemleak_clear();
	KUNIT_EXPECT_EQ(test, nr_lost(), 0);
}

/* Guards no_scan and areas: only there do words count. */
static void areas(struct kunit *test)
{
	unsigned int i;

	for (i = 1; i <= 3; i++) {
		word(0)[i * 8] = ~hidden[i];
		table[i] = 0;
	}
	kmemleak_scan_area(word(0) + 8, 8, GFP_KERNEL);
	kmemleak_scan_area(word(0) + 16, 8, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, nr_lost(), 1);
	KUNIT_EXPECT_TRUE(test, kmemleak_found(object(3)));
	/* A third is more than there is room for: all of it. */
	kmemleak_scan_area(word(0) + 32, 8, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, nr_lost(), 0);
	kmemleak_no_scan(object(0));
	KUNIT_EXPECT_EQ(test, nr_lost(), 3);
}

/* Guards min_count: as many words must lead there. */
static void as_many_as_asked(struct kunit *test)
{
	kmemleak_free(object(3));
	kmemleak_alloc(object(3), SIZE, 2, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, nr_lost(), 1);
	*word(0) = ~hidden[3];
	KUNIT_EXPECT_EQ(test, nr_lost(), 0);
}

/* Guards alloc_large() and kfree_large(). */
static void pages_of_kmalloc(struct kunit *test)
{
	unsigned long *p = kmalloc(5 * PAGE_SIZE, GFP_KERNEL);
	void *old = object(0);

	KUNIT_ASSERT_NOT_NULL(test, p);
	memset(p, 0, 5 * PAGE_SIZE);
	p[600] = (unsigned long)old;
	table[0] = (unsigned long)p;
	KUNIT_EXPECT_EQ(test, nr_lost(), 0);
	KUNIT_EXPECT_FALSE(test, kmemleak_found(p));
	kfree(p);
}

/* Guards who calls wrongly: it is said, and nothing else happens. */
static void no_object(struct kunit *test)
{
	KUNIT_EXPECT_WARNS(test, kmemleak_not_leak(object(0) + 1));
	KUNIT_EXPECT_WARNS(test, kmemleak_ignore(&table[0]));
	KUNIT_EXPECT_WARNS(test, kmemleak_no_scan(NULL));
	KUNIT_EXPECT_WARNS(test, kmemleak_scan_area(object(0) + 8, SIZE,
						    GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, nr_lost(), 0);
}

/* No object ever lies here: in no region of the kernel, never looked into. */
#define NOWHERE	0xfffff00000000000ul

/*
 * Guards the end of the records: no scan then, for it would lie; after the
 * last object without one has gone all is as before.
 */
static void no_record_left(struct kunit *test)
{
	unsigned long at = NOWHERE;
	int err = 0;

	while (kmemleak_scan_is_whole() && at < NOWHERE + (16ul << 20)) {
		kmemleak_alloc((void *)at, 16, 1, GFP_KERNEL);
		at += 16;
	}
	err = kmemleak_scan();
	/* The last, without a record, first. */
	while (at > NOWHERE) {
		at -= 16;
		kmemleak_free((void *)at);
	}
	KUNIT_EXPECT_EQ(test, err, -ENOMEM);
	KUNIT_EXPECT_EQ(test, kmemleak_broken(), 0);
	KUNIT_EXPECT_EQ(test, nr_lost(), 0);
}

/* Guards L1, L2 and L3: memory given out again takes its place. */
static void records_are_sound(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, kmemleak_broken(), 0);
	kmemleak_alloc(object(2) + 8, 16, 1, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, kmemleak_broken(), 0);
	kmemleak_free(object(2) + 8);
	KUNIT_EXPECT_EQ(test, kmemleak_broken(), 0);
}

static struct kunit_case kmemleak_cases[] = {
	KUNIT_CASE(reached_from_a_word),
	KUNIT_CASE(lost_and_found),
	KUNIT_CASE(on_a_stack),
	KUNIT_CASE(address_within),
	KUNIT_CASE(through_objects),
	KUNIT_CASE(freed_is_forgotten),
	KUNIT_CASE(owners_know),
	KUNIT_CASE(areas),
	KUNIT_CASE(as_many_as_asked),
	KUNIT_CASE(pages_of_kmalloc),
	KUNIT_CASE(no_object),
	KUNIT_CASE(no_record_left),
	KUNIT_CASE(records_are_sound),
	{}
};

static struct kunit_suite kmemleak_suite = {
	.name = "kmemleak",
	.init = kmemleak_test_init,
	.exit = kmemleak_test_exit,
	.test_cases = kmemleak_cases,
};
kunit_test_suite(kmemleak_suite);
