// SPDX-License-Identifier: MIT
/* A KUnit suite and nothing else: it runs when it is loaded */
#include <kunit/test.h>
#include <linux/module.h>

static void one_is_one(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, 1, 1);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(one_is_one),
	{}
};

static struct kunit_suite suite = {
	.name = "from_a_module",
	.test_cases = cases,
};
kunit_test_suite(suite);

MODULE_LICENSE("GPL");
