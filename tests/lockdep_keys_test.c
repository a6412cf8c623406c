// SPDX-License-Identifier: MIT
/*
 * lockdep_keys_test.c - classes of locks whose keys or names go away
 *
 * A module's locks are known by keys and names that lie in the module. When
 * it is taken out, lockdep must know neither any more: it would print the
 * name, and the next module's key may lie at the same address.
 */
#include <kunit/test.h>
#include <kunit/test-bug.h>
#include <linux/lockdep.h>
#include <linux/spinlock.h>
#include "../lib/lockdep_internal.h"

static raw_spinlock_t outer, inner;
static struct lock_class_key keys[3];	/* outer's, inner's, nobody's */
static char text[] = "name of a module";

static void take_both(raw_spinlock_t *a, raw_spinlock_t *b)
{
	raw_spin_lock(a);
	raw_spin_lock(b);
	raw_spin_unlock(b);
	raw_spin_unlock(a);
}

static void learn(const char *name)
{
	__raw_spin_lock_init(&outer, name, &keys[0]);
	__raw_spin_lock_init(&inner, "inner", &keys[1]);
	take_both(&outer, &inner);
}

/* What is known of outer goes; that inner came after it, too. */
static void expect_forgotten(struct kunit *test, void *start,
			     unsigned long size)
{
	KUNIT_EXPECT_NE(test, class_find(&keys[0]), 0u);
	lockdep_free_key_range(start, size);
	KUNIT_EXPECT_EQ(test, class_find(&keys[0]), 0u);
	KUNIT_EXPECT_NE(test, class_find(&keys[1]), 0u);
	KUNIT_EXPECT_NO_WARNS(test, ({ take_both(&inner, &outer); 0; }));
	lockdep_unregister_key(&keys[0]);
	lockdep_unregister_key(&keys[1]);
	lockdep_check();
}

static void by_where_its_key_lies(struct kunit *test)
{
	learn("outer");
	lockdep_free_key_range(&keys[2], sizeof(keys[2]));
	expect_forgotten(test, &keys[0], sizeof(keys[0]));
}

static void by_where_its_name_lies(struct kunit *test)
{
	learn(text);
	expect_forgotten(test, text, sizeof(text));
}

static struct kunit_case lockdep_keys_cases[] = {
	KUNIT_CASE(by_where_its_key_lies),
	KUNIT_CASE(by_where_its_name_lies),
	{}
};

static struct kunit_suite lockdep_keys_suite = {
	.name = "lockdep_keys",
	.test_cases = lockdep_keys_cases,
};
kunit_test_suite(lockdep_keys_suite);
