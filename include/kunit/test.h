/* SPDX-License-Identifier: MIT */
/*
 * test.h - unit tests inside the kernel, under Linux's KUnit interface
 *
 *	static void foo_adds(struct kunit *test)
 *	{
 *		KUNIT_EXPECT_EQ(test, foo(1, 2), 3);
 *	}
 *
 *	static struct kunit_case foo_cases[] = {
 *		KUNIT_CASE(foo_adds),
 *		{}
 *	};
 *
 *	static struct kunit_suite foo_suite = {
 *		.name = "foo",
 *		.test_cases = foo_cases,
 *	};
 *	kunit_test_suite(foo_suite);
 *
 * A *suite* is a row of *cases*; a case with parameters is run once for each
 * of them. Results are printed as KTAP version 1, as Linux prints them.
 *
 * Context of everything here: the task that runs the case.
 */
#ifndef _KUNIT_TEST_H
#define _KUNIT_TEST_H

#include <linux/compiler.h>
#include <linux/kern_levels.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/string.h>
#include <kunit/assert.h>
#include <kunit/resource.h>
#include <kunit/run.h>
#include <kunit/test-bug.h>
#include <kunit/try-catch.h>

/* Bytes, NUL included; a longer reason or description is cut. */
#define KUNIT_STATUS_COMMENT_SIZE	256
#define KUNIT_PARAM_DESC_SIZE		128

/* One level of KTAP nesting, and two. */
#define KUNIT_SUBTEST_INDENT		"    "
#define KUNIT_SUBSUBTEST_INDENT		"        "

enum kunit_status {
	KUNIT_SUCCESS,
	KUNIT_FAILURE,
	KUNIT_SKIPPED,
};

enum kunit_speed {
	KUNIT_SPEED_UNSET,
	KUNIT_SPEED_VERY_SLOW,
	KUNIT_SPEED_SLOW,
	KUNIT_SPEED_NORMAL,
};

struct kunit_attributes {
	enum kunit_speed speed;
};

/**
 * struct kunit - a case while it runs
 * @priv:	the suite's, set by its init
 * @name:	of the case
 * @param_value: what this run is for, in a case with parameters
 * @param_index: how many went before it
 * @status:	so far
 * @status_comment: why it was skipped
 * @try_catch:	what an assertion leaves
 * @resources:	what the case owns, oldest first
 */
struct kunit {
	void *priv;
	const char *name;
	const void *param_value;
	int param_index;
	/* private: */
	enum kunit_status status;
	char status_comment[KUNIT_STATUS_COMMENT_SIZE];
	struct kunit_try_catch try_catch;
	struct list_head resources;
};

/**
 * struct kunit_case - one test
 * @run_case:	the test; NULL ends an array of cases
 * @name:	the function's name
 * @generate_params: the parameter after @prev (NULL: the first), or NULL;
 *		writes a description of it into @desc, of
 *		KUNIT_PARAM_DESC_SIZE bytes
 * @attr:	how fast it is
 * @status:	the runner's: of the last run, all parameters together
 */
struct kunit_case {
	void (*run_case)(struct kunit *test);
	const char *name;
	const void *(*generate_params)(const void *prev, char *desc);
	struct kunit_attributes attr;
	/* private: */
	enum kunit_status status;
};

#define KUNIT_CASE(test_name) \
	{ .run_case = test_name, .name = #test_name }
#define KUNIT_CASE_ATTR(test_name, attributes) \
	{ .run_case = test_name, .name = #test_name, .attr = attributes }
#define KUNIT_CASE_SLOW(test_name) \
	{ .run_case = test_name, .name = #test_name, \
	  .attr.speed = KUNIT_SPEED_SLOW }
#define KUNIT_CASE_PARAM(test_name, gen_params) \
	{ .run_case = test_name, .name = #test_name, \
	  .generate_params = gen_params }
#define KUNIT_CASE_PARAM_ATTR(test_name, gen_params, attributes) \
	{ .run_case = test_name, .name = #test_name, \
	  .generate_params = gen_params, .attr = attributes }

/**
 * struct kunit_suite - cases that belong together
 * @name:	what a glob selects them by
 * @suite_init:	before the first case; non-zero: no case is run and the
 *		suite has failed
 * @suite_exit:	after the last case, if @suite_init succeeded
 * @init:	before each case, may assert and skip; non-zero: the case is
 *		not run and has failed
 * @exit:	after each case, also an aborted one, also after a failed
 *		@init; before the case's resources are released
 * @test_cases:	an array that ends in {}
 */
struct kunit_suite {
	const char *name;
	int (*suite_init)(struct kunit_suite *suite);
	void (*suite_exit)(struct kunit_suite *suite);
	int (*init)(struct kunit *test);
	void (*exit)(struct kunit *test);
	struct kunit_case *test_cases;
	struct kunit_attributes attr;
};

/*
 * Suites register by standing in a linker table. The alignment is that of
 * one pointer: a compiler may align an array further, and the gap would be
 * read as an entry.
 */
TABLE_DECLARE(kunit_test_suites, struct kunit_suite);

#define kunit_test_suites(suites...) \
	static struct kunit_suite *const __UNIQUE_ID(suite_list)[] __used \
	__no_asan_global __section("kunit_test_suites") \
	__aligned(sizeof(void *)) = { suites }
#define kunit_test_suite(suite) kunit_test_suites(&suite)

#define kunit_suite_for_each_test_case(suite, test_case) \
	for (test_case = (suite)->test_cases; test_case->run_case; test_case++)

/*
 * KUNIT_ARRAY_PARAM(sizes, size_array, size_to_desc) defines
 * sizes_gen_params() for KUNIT_CASE_PARAM: each element in turn, described by
 * size_to_desc(element, desc), or by nothing if that is NULL.
 */
#define KUNIT_ARRAY_PARAM(name, array, get_desc) \
	static const void *name##_gen_params(const void *prev, char *desc) \
	{ \
		void (*__describe)(__typeof__((array)[0]) *, char *) = \
			get_desc; \
		__typeof__((array)[0]) *__next = \
			prev ? (__typeof__(__next))prev + 1 : (array); \
		if (__next >= (array) + ARRAY_SIZE(array)) \
			return NULL; \
		if (__describe) \
			__describe(__next, desc); \
		return __next; \
	}

/* The same, described by the member @desc_member, a string. */
#define KUNIT_ARRAY_PARAM_DESC(name, array, desc_member) \
	static const void *name##_gen_params(const void *prev, char *desc) \
	{ \
		__typeof__((array)[0]) *__next = \
			prev ? (__typeof__(__next))prev + 1 : (array); \
		if (__next >= (array) + ARRAY_SIZE(array)) \
			return NULL; \
		strscpy(desc, __next->desc_member, KUNIT_PARAM_DESC_SIZE); \
		return __next; \
	}

/* Diagnostics: part of the test's output. A missing newline is added. */
void __kunit_log(const char *fmt, ...) __printf(1, 2);

#define kunit_log(level, test_or_suite, fmt, ...) \
	((void)(test_or_suite), __kunit_log(fmt, ##__VA_ARGS__))
#define kunit_printk(level, test, fmt, ...) \
	__kunit_log(KUNIT_SUBTEST_INDENT "# %s: " fmt, (test)->name, \
		    ##__VA_ARGS__)
#define kunit_info(test, fmt, ...) \
	kunit_printk(KERN_INFO, test, fmt, ##__VA_ARGS__)
#define kunit_warn(test, fmt, ...) \
	kunit_printk(KERN_WARNING, test, fmt, ##__VA_ARGS__)
#define kunit_err(test, fmt, ...) \
	kunit_printk(KERN_ERR, test, fmt, ##__VA_ARGS__)

/**
 * kunit_mark_skipped - this case cannot say anything; go on with it
 *
 * What has failed already stays failed: a skip cannot hide it.
 */
void kunit_mark_skipped(struct kunit *test, const char *fmt, ...)
	__printf(2, 3);

/* The same, and leave the case. */
#define kunit_skip(test, fmt, ...) \
	do { \
		kunit_mark_skipped(test, fmt, ##__VA_ARGS__); \
		__kunit_abort(test); \
	} while (0)

void __kunit_abort(struct kunit *test) __noreturn;

static inline void kunit_set_failure(struct kunit *test)
{
	WRITE_ONCE(test->status, KUNIT_FAILURE);
}

#endif
