// SPDX-License-Identifier: MIT
/*
 * shrinker_life_test.c - shrinkers come and go while others shrink
 *
 * Registration, the older one too; who frees waits for who is inside; what
 * makes no sense is refused; each invariant of shrinker.c broken on purpose.
 */
#include <kunit/test.h>
#include <kunit/test-bug.h>
#include <linux/errno.h>
#include <linux/sched/mm.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../mm/internal.h"
#include "threads.h"

static struct crew crew;
static atomic_t inside, calls;
static bool stay;

static unsigned long count_some(struct shrinker *s, struct shrink_control *sc)
{
	return 1024;
}

/* Is inside for as long as it is asked to stay. */
static unsigned long scan_slowly(struct shrinker *s, struct shrink_control *sc)
{
	atomic_inc(&calls);
	atomic_inc(&inside);
	while (READ_ONCE(stay))
		let_others();
	atomic_dec(&inside);
	return SHRINK_STOP;
}

static struct shrinker *some_shrinker(void)
{
	struct shrinker *s = shrinker_alloc(0, "test-life");

	if (!s)
		return NULL;
	s->count_objects = count_some;
	s->scan_objects = scan_slowly;
	return s;
}

static int shrinker_life_init(struct kunit *test)
{
	atomic_set(&inside, 0);
	atomic_set(&calls, 0);
	WRITE_ONCE(stay, false);
	return 0;
}

static void shrinker_life_exit(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, shrinker_broken(), 0);
}

/* How often shrink_slab() of this task calls it. */
static int calls_of_a_turn(void)
{
	int before = atomic_read(&calls);

	shrink_slab(GFP_KERNEL, 0, 0);
	return atomic_read(&calls) - before;
}

/* ---- come and go ----------------------------------------------------------------- */

/* Called while registered; not before, and never after. */
static void called_while_registered(struct kunit *test)
{
	struct shrinker *s = some_shrinker();

	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_EXPECT_STREQ(test, s->name, "test-life");
	KUNIT_EXPECT_EQ(test, s->seeks, DEFAULT_SEEKS);
	KUNIT_EXPECT_EQ(test, calls_of_a_turn(), 0);
	shrinker_register(s);
	KUNIT_EXPECT_GE(test, calls_of_a_turn(), 1);
	shrinker_free(s);
	KUNIT_EXPECT_EQ(test, calls_of_a_turn(), 0);

	shrinker_free(some_shrinker());		/* never registered */
	shrinker_free(NULL);
}

static struct shrinker old = {
	.count_objects = count_some, .scan_objects = scan_slowly,
	.seeks = DEFAULT_SEEKS,
};

/* The older way: the caller's own, again and again. */
static void own_shrinker(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < 3; i++) {
		KUNIT_EXPECT_EQ(test, register_shrinker(&old, "old-%u", i), 0);
		KUNIT_EXPECT_STREQ(test, old.name, i == 0 ? "old-0" :
				   i == 1 ? "old-1" : "old-2");
		KUNIT_EXPECT_GE(test, calls_of_a_turn(), 1);
		unregister_shrinker(&old);
		KUNIT_EXPECT_EQ(test, calls_of_a_turn(), 0);
		unregister_shrinker(&old);
	}
}

/* Several at once, and one in the middle goes. */
static void neighbours_stay(struct kunit *test)
{
	struct shrinker *s[3];
	unsigned int i;

	for (i = 0; i < 3; i++) {
		s[i] = some_shrinker();
		KUNIT_ASSERT_NOT_NULL(test, s[i]);
		shrinker_register(s[i]);
	}
	KUNIT_EXPECT_GE(test, calls_of_a_turn(), 3);
	shrinker_free(s[1]);
	KUNIT_EXPECT_GE(test, calls_of_a_turn(), 2);
	shrinker_free(s[0]);
	shrinker_free(s[2]);
	KUNIT_EXPECT_EQ(test, calls_of_a_turn(), 0);
}

/* ---- at once ----------------------------------------------------------------------- */

static struct shrinker *victim;
static bool freed;

/* The first shrinks, the second frees. */
static void shrink_or_free(struct crew_member *me)
{
	if (!me->number) {
		shrink_slab(GFP_KERNEL, 0, 0);
		return;
	}
	shrinker_free(victim);
	WRITE_ONCE(freed, true);
}

/*
 * One is inside and stays; who frees it sleeps until he has left, and who
 * comes meanwhile does not get in.
 */
static void free_waits_for_scan(struct kunit *test)
{
	struct task_struct *freer;

	victim = some_shrinker();
	KUNIT_ASSERT_NOT_NULL(test, victim);
	shrinker_register(victim);
	WRITE_ONCE(freed, false);
	WRITE_ONCE(stay, true);
	crew_begin(&crew, shrink_or_free);
	crew_add(test, &crew, nth_cpu(1));
	KUNIT_EXPECT_TRUE(test, crew_wait_for(atomic_read(&inside) == 1));

	crew_add(test, &crew, nth_cpu(2));
	freer = crew.member[1].task;
	KUNIT_EXPECT_TRUE(test, crew_wait_for(is_asleep(freer) &&
			  READ_ONCE(freer->__state) == TASK_UNINTERRUPTIBLE));
	KUNIT_EXPECT_FALSE(test, READ_ONCE(freed));
	KUNIT_EXPECT_EQ(test, calls_of_a_turn(), 0);
	KUNIT_EXPECT_EQ(test, shrinker_broken(), 0);

	WRITE_ONCE(stay, false);
	crew_join(&crew);
	KUNIT_EXPECT_TRUE(test, READ_ONCE(freed));
	KUNIT_EXPECT_EQ(test, atomic_read(&inside), 0);
}

#define ROUNDS	40

/* The odd ones shrink, the others come and go. */
static void churn(struct crew_member *me)
{
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		struct shrinker *s;

		if (me->number & 1) {
			shrink_slab(GFP_KERNEL, 0, 0);
			continue;
		}
		s = some_shrinker();
		if (!s)
			continue;
		shrinker_register(s);
		let_others();
		shrinker_free(s);
	}
}

/* No one is called after it is freed: ASan, and slab debugging, would see. */
static void churn_is_safe(struct kunit *test)
{
	crew_start(test, &crew, churn, 6);
	crew_join(&crew);
	KUNIT_EXPECT_EQ(test, calls_of_a_turn(), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&inside), 0);
}

/* ---- refused ------------------------------------------------------------------------- */

#define EXPECT_REFUSED(test, expr, words) \
do { \
	KUNIT_EXPECT_EQ(test, kunit_count_warns(expr), 1u); \
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(kunit_last_warning(), words), \
				  "said: %s", kunit_last_warning()); \
} while (0)

/* What could not work is not on the list. */
static void nonsense_is_refused(struct kunit *test)
{
	struct shrinker *s = some_shrinker(), bad;
	int err = 0;

	KUNIT_ASSERT_NOT_NULL(test, s);
	s->count_objects = NULL;
	EXPECT_REFUSED(test, shrinker_register(s), "shrinker: test-life: ");
	s->count_objects = count_some;
	s->scan_objects = NULL;
	EXPECT_REFUSED(test, shrinker_register(s), "shrinker: test-life: ");
	s->scan_objects = scan_slowly;
	s->seeks = -1;
	EXPECT_REFUSED(test, shrinker_register(s), "seeks -1");
	s->seeks = 0;
	s->batch = -7;
	EXPECT_REFUSED(test, shrinker_register(s), "batch -7");
	KUNIT_EXPECT_EQ(test, calls_of_a_turn(), 0);
	shrinker_free(s);

	memset(&bad, 0, sizeof(bad));
	EXPECT_REFUSED(test, shrinker_register(&bad),
		       "is not from shrinker_alloc()");
	EXPECT_REFUSED(test, err = register_shrinker(&bad, "bad"),
		       "shrinker: bad: ");
	KUNIT_EXPECT_EQ(test, err, -EINVAL);
	KUNIT_EXPECT_NULL(test, bad.name);
}

/* Once is enough, and the first registration stays as it is. */
static void twice_is_refused(struct kunit *test)
{
	struct shrinker *s = some_shrinker();
	int err = 0;

	KUNIT_ASSERT_NOT_NULL(test, s);
	shrinker_register(s);
	EXPECT_REFUSED(test, shrinker_register(s),
		       "test-life is registered already");
	KUNIT_EXPECT_EQ(test, calls_of_a_turn(), 1);
	shrinker_free(s);

	KUNIT_EXPECT_EQ(test, register_shrinker(&old, "old"), 0);
	EXPECT_REFUSED(test, err = register_shrinker(&old, "again"),
		       "old is registered already");
	KUNIT_EXPECT_EQ(test, err, -EBUSY);
	KUNIT_EXPECT_EQ(test, calls_of_a_turn(), 1);
	unregister_shrinker(&old);
}

static unsigned long frees_itself(struct shrinker *s,
				  struct shrink_control *sc)
{
	shrinker_free(s);
	unregister_shrinker(s);
	return SHRINK_STOP;
}

/* It would wait for itself: refused, and it stays registered. */
static void self_is_refused(struct kunit *test)
{
	struct shrinker *s = some_shrinker();

	KUNIT_ASSERT_NOT_NULL(test, s);
	s->scan_objects = frees_itself;
	shrinker_register(s);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(shrink_slab(GFP_KERNEL, 0, 0)),
			2u);
	KUNIT_EXPECT_NOT_NULL(test, strstr(kunit_last_warning(),
			      "shrinker: test-life unregisters itself"));
	s->scan_objects = scan_slowly;
	KUNIT_EXPECT_EQ(test, calls_of_a_turn(), 1);
	shrinker_free(s);
}

static int make_two(struct kunit *test)
{
	struct shrinker *s = some_shrinker();
	int err;

	if (!s)
		return -ENOMEM;
	shrinker_register(s);
	err = register_shrinker(&old, "a name that is %d bytes long", 29);
	if (!err)
		unregister_shrinker(&old);
	shrinker_free(s);
	return err;
}

/* Each allocation fails once, and leaves nothing behind. */
static void no_memory(struct kunit *test)
{
	KUNIT_EXPECT_GE(test, kunit_fail_each(test, make_two, NULL), 5u);
}

/* ---- invariants ------------------------------------------------------------------------ */

/* S1: no function, or a number below 0. */
static void sees_s1(struct kunit *test)
{
	struct shrinker *s = some_shrinker();

	KUNIT_ASSERT_NOT_NULL(test, s);
	shrinker_register(s);
	WRITE_ONCE(s->batch, -1);
	KUNIT_EXPECT_EQ(test, shrinker_broken(), 1);
	WRITE_ONCE(s->batch, 0);
	WRITE_ONCE(s->seeks, -1);
	KUNIT_EXPECT_EQ(test, shrinker_broken(), 1);
	WRITE_ONCE(s->seeks, 2);
	KUNIT_EXPECT_EQ(test, shrinker_broken(), 0);
	shrinker_free(s);
}

/* S2: on the list, and nobody has it. */
static void sees_s2(struct kunit *test)
{
	struct shrinker *s = some_shrinker();

	KUNIT_ASSERT_NOT_NULL(test, s);
	shrinker_register(s);
	s->refs = 0;
	KUNIT_EXPECT_EQ(test, shrinker_broken(), 2);
	s->refs = 1;
	KUNIT_EXPECT_EQ(test, shrinker_broken(), 0);
	shrinker_free(s);
}

/* S3: less than nothing was left undone. */
static void sees_s3(struct kunit *test)
{
	struct shrinker *s = some_shrinker();

	KUNIT_ASSERT_NOT_NULL(test, s);
	shrinker_register(s);
	atomic_long_set(&s->nr_deferred[MAX_NUMNODES - 1], -1);
	KUNIT_EXPECT_EQ(test, shrinker_broken(), 3);
	atomic_long_set(&s->nr_deferred[MAX_NUMNODES - 1], 0);
	KUNIT_EXPECT_EQ(test, shrinker_broken(), 0);
	shrinker_free(s);
}

static struct kunit_case shrinker_life_cases[] = {
	KUNIT_CASE(called_while_registered),
	KUNIT_CASE(own_shrinker),
	KUNIT_CASE(neighbours_stay),
	KUNIT_CASE(free_waits_for_scan),
	KUNIT_CASE(churn_is_safe),
	KUNIT_CASE(nonsense_is_refused),
	KUNIT_CASE(twice_is_refused),
	KUNIT_CASE(self_is_refused),
	KUNIT_CASE(no_memory),
	KUNIT_CASE(sees_s1),
	KUNIT_CASE(sees_s2),
	KUNIT_CASE(sees_s3),
	{}
};

static struct kunit_suite shrinker_life_suite = {
	.name = "shrinker_life",
	.init = shrinker_life_init,
	.exit = shrinker_life_exit,
	.test_cases = shrinker_life_cases,
};
kunit_test_suite(shrinker_life_suite);
