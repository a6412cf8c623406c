// SPDX-License-Identifier: MIT
/*
 * kunit_test.c - KUnit tests itself: checks, and the ways out of a case
 *
 * kunit_inner.h says how.
 */
#include "kunit_inner.h"

/* ---- each kind of expectation ---- */

static int two = 2;
static int *null_ptr;
static const char *abc = "abc";
static const char *null_str;
static const u8 bytes_a[20] = { [17] = 0xaa };
static const u8 bytes_b[20] = { [17] = 0xbb };

/*
 * Both forms of a check that fails, as two cases; 'x' in the trail shows
 * that the case went on.
 */
#define FAILING(id, args...) \
	static void expect_##id(struct kunit *test) \
	{ \
		KUNIT_EXPECT_##id(test, args); \
		leave_trace('x'); \
	} \
	static void assert_##id(struct kunit *test) \
	{ \
		KUNIT_ASSERT_##id(test, args); \
		leave_trace('x'); \
	}
#define BOTH(id) #id, expect_##id, assert_##id

FAILING(EQ, two, 3)
FAILING(NE, two, 2)
FAILING(LT, two, 2)
FAILING(LE, two, 1)
FAILING(GT, two, 2)
FAILING(GE, two, 3)
FAILING(TRUE, two == 3)
FAILING(FALSE, two == 2)
FAILING(NULL, &two)
FAILING(NOT_NULL, null_ptr)
FAILING(PTR_EQ, null_ptr, &two)
FAILING(PTR_NE, null_ptr, null_ptr)
FAILING(STREQ, abc, "abd")
FAILING(STRNEQ, abc, "abc")
FAILING(MEMEQ, bytes_a, bytes_b, sizeof(bytes_a))
FAILING(MEMNEQ, bytes_a, bytes_a, sizeof(bytes_a))
FAILING(NOT_ERR_OR_NULL, ERR_PTR(-ENOMEM))
FAILING(EQ_MSG, two, 3, "message %d", 42)
FAILING(TRUE_MSG, two == 3, "message %d", 42)
FAILING(PTR_EQ_MSG, null_ptr, &two, "message %d", 42)
FAILING(STREQ_MSG, null_str, abc, "message %d", 42)
FAILING(MEMEQ_MSG, null_ptr, bytes_a, 1, "message %d", 42)
FAILING(NOT_ERR_OR_NULL_MSG, null_ptr, "message %d", 42)

static const struct failing {
	const char *name;
	void (*expect)(struct kunit *test);
	void (*assert)(struct kunit *test);
	const char *text;	/* part of the report */
} failings[] = {
	{ BOTH(EQ), "    Expected two == 3, but\n"
		    "        two == 2 (0x2)\n    not ok 1" },
	{ BOTH(NE), "    Expected two != 2, but\n        two == 2 (0x2)\n" },
	{ BOTH(LT), "    Expected two < 2, but\n        two == 2 (0x2)\n" },
	{ BOTH(LE), "    Expected two <= 1, but\n        two == 2 (0x2)\n" },
	{ BOTH(GT), "    Expected two > 2, but\n        two == 2 (0x2)\n" },
	{ BOTH(GE), "    Expected two >= 3, but\n        two == 2 (0x2)\n" },
	{ BOTH(TRUE), "    Expected two == 3 to be true, but is false\n" },
	{ BOTH(FALSE), "    Expected two == 2 to be false, but is true\n" },
	{ BOTH(NULL), "    Expected &two == NULL, but\n        &two == " },
	{ BOTH(NOT_NULL), "    Expected null_ptr != NULL, but\n"
			  "        null_ptr == 0000000000000000\n" },
	{ BOTH(PTR_EQ), "    Expected null_ptr == &two, but\n" },
	{ BOTH(PTR_NE), "    Expected null_ptr != null_ptr, but\n" },
	{ BOTH(STREQ), "    Expected abc == \"abd\", but\n"
		       "        abc == \"abc\"\n    not ok" },
	{ BOTH(STRNEQ), "    Expected abc != \"abc\", but\n" },
	{ BOTH(MEMEQ), "    Expected bytes_a == bytes_b, but\n"
		       "        bytes_a == (from byte 16)\n"
		       "         00 <aa> 00  00 \n"
		       "        bytes_b == (from byte 16)\n"
		       "         00 <bb> 00  00 \n" },
	{ BOTH(MEMNEQ), "    Expected bytes_a != bytes_a, but\n" },
	{ BOTH(NOT_ERR_OR_NULL), "is not error, but is: -12\n" },
	{ BOTH(EQ_MSG), "        two == 2 (0x2)\n    message 42\n" },
	{ BOTH(TRUE_MSG), "but is false\n    message 42\n" },
	{ BOTH(PTR_EQ_MSG), "\n    message 42\n" },
	{ BOTH(STREQ_MSG), "        null_str == NULL\n"
			   "        abc == \"abc\"\n    message 42\n" },
	{ BOTH(MEMEQ_MSG), "Expected null_ptr is not null, but is\n"
			   "    message 42\n" },
	{ BOTH(NOT_ERR_OR_NULL_MSG), "Expected null_ptr is not null, but is\n"
				     "    message 42\n" },
};

KUNIT_ARRAY_PARAM_DESC(failings, failings, name);

/* A failed EXPECT fails the case, says what and where, and goes on. */
static void kunit_expect_fails(struct kunit *test)
{
	const struct failing *f = test->param_value;

	KUNIT_EXPECT_EQ(test, run_alone(f->expect), KUNIT_FAILURE);
	KUNIT_EXPECT_STREQ(test, trail, "x");
	EXPECT_OUT(test, "    # alone: EXPECTATION FAILED at ");
	EXPECT_OUT(test, "kunit_test.c:");
	EXPECT_OUT(test, f->text);
}

/* A failed ASSERT says the same and leaves the case. */
static void kunit_assert_fails(struct kunit *test)
{
	const struct failing *f = test->param_value;

	KUNIT_EXPECT_EQ(test, run_alone(f->assert), KUNIT_FAILURE);
	KUNIT_EXPECT_STREQ(test, trail, "");
	EXPECT_OUT(test, "    # alone: ASSERTION FAILED at ");
	EXPECT_OUT(test, f->text);
}

static int calls;

static int called(void)
{
	return ++calls;
}

static void hold_inner(struct kunit *test)
{
	u64 big = 1ULL << 63;
	s8 minus = -1;
	char array[] = "abc";

	KUNIT_EXPECT_GT(test, big, 0);	/* negative if it were an s64 */
	KUNIT_EXPECT_LT(test, minus, 0);
	KUNIT_EXPECT_LE(test, two, 2);
	KUNIT_EXPECT_GE(test, two, 2);
	KUNIT_EXPECT_NE(test, two, 3);
	KUNIT_EXPECT_EQ(test, called(), 1);	/* 2 if evaluated again */
	KUNIT_EXPECT_EQ(test, called(), 2);
	KUNIT_EXPECT_TRUE(test, two & 2);	/* any bit is true */
	KUNIT_EXPECT_FALSE(test, two & 1);
	KUNIT_EXPECT_NULL(test, null_ptr);
	KUNIT_EXPECT_NOT_NULL(test, &two);
	KUNIT_EXPECT_PTR_EQ(test, &two, &two);
	KUNIT_EXPECT_PTR_NE(test, &two, null_ptr);
	KUNIT_EXPECT_STREQ(test, array, "abc");
	KUNIT_EXPECT_STRNEQ(test, array, "abcd");
	KUNIT_EXPECT_MEMEQ(test, bytes_a, bytes_b, 17);
	KUNIT_EXPECT_MEMNEQ(test, bytes_a, bytes_b, 18);
	KUNIT_EXPECT_NOT_ERR_OR_NULL(test, &two);
	KUNIT_ASSERT_EQ(test, two, 2);
	KUNIT_SUCCEED(test);
	leave_trace('x');
}

/* What holds passes, is quiet, and its operands are evaluated once. */
static void kunit_expect_holds(struct kunit *test)
{
	calls = 0;
	KUNIT_EXPECT_EQ(test, run_alone(hold_inner), KUNIT_SUCCESS);
	KUNIT_EXPECT_STREQ(test, trail, "x");
	KUNIT_EXPECT_STREQ(test, out,
			   "KTAP version 1\n"
			   "1..1\n"
			   "    KTAP version 1\n"
			   "    # Subtest: inner\n"
			   "    1..1\n"
			   "    ok 1 alone\n"
			   "ok 1 inner\n");
}

static void once_inner(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, called(), 99);
	KUNIT_EXPECT_LT(test, 99, called());
	KUNIT_EXPECT_FALSE(test, called());
}

/* A check that fails, too, evaluates its operands once. */
static void kunit_evaluates_once(struct kunit *test)
{
	calls = 0;
	KUNIT_EXPECT_EQ(test, run_alone(once_inner), KUNIT_FAILURE);
	KUNIT_EXPECT_EQ(test, calls, 3);
}

static void null_string_inner(struct kunit *test)
{
	KUNIT_EXPECT_STRNEQ(test, null_str, abc);
}

/* A NULL where a string should be is never "not equal, so fine". */
static void kunit_null_is_no_string(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_alone(null_string_inner), KUNIT_FAILURE);
}

static void fail_inner(struct kunit *test)
{
	KUNIT_FAIL(test, "first %s", "reason");
	leave_trace('x');
	KUNIT_FAIL_AND_ABORT(test, "second reason");
	leave_trace('y');
}

/* KUNIT_FAIL goes on, KUNIT_FAIL_AND_ABORT does not; both give a reason. */
static void kunit_fail_macros(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_alone(fail_inner), KUNIT_FAILURE);
	KUNIT_EXPECT_STREQ(test, trail, "x");
	EXPECT_OUT(test, "\n    first reason\n");
	EXPECT_OUT(test, "\n    second reason\n");
}

static void fail_current_inner(struct kunit *test)
{
	KUNIT_EXPECT_PTR_EQ(test, kunit_get_current_test(), test);
	leave_trace('x');
	kunit_fail_current_test("seen by %s", "the code");
}

/* Code under test reaches the innermost running case, and can fail it. */
static void kunit_current_test(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_alone(fail_current_inner), KUNIT_FAILURE);
	KUNIT_EXPECT_STREQ(test, trail, "x");
	EXPECT_OUT(test, "    # alone: ");
	EXPECT_OUT(test, ": seen by the code\n");
	KUNIT_EXPECT_NULL(test, strstr(out, "EXPECTATION"));
	KUNIT_EXPECT_PTR_EQ(test, kunit_get_current_test(), test);
}

/* ---- init, exit, abort, skip ---- */

static void try_throw(void *tc)
{
	leave_trace('t');
	if (tc)
		kunit_try_catch_throw(tc);
	leave_trace('T');
}

static void catch_throw(void *tc)
{
	leave_trace('c');
}

/* catch runs after a throw and only then; the result tells which. */
static void kunit_try_and_catch(struct kunit *test)
{
	struct kunit_try_catch tc;

	trail[0] = '\0';
	kunit_try_catch_init(&tc, test, try_throw, catch_throw);
	kunit_try_catch_run(&tc, &tc);
	KUNIT_EXPECT_STREQ(test, trail, "tc");
	KUNIT_EXPECT_EQ(test, kunit_try_catch_get_result(&tc), -EFAULT);

	kunit_try_catch_run(&tc, NULL);
	KUNIT_EXPECT_STREQ(test, trail, "tctT");
	KUNIT_EXPECT_EQ(test, kunit_try_catch_get_result(&tc), 0);
}

static char misbehave;	/* where the inner suite does so, and how */

static void trace_free(struct kunit_resource *res)
{
	leave_trace('r');
}

static struct kunit_resource traced;

static int life_init(struct kunit *test)
{
	leave_trace('i');
	kunit_add_resource(test, NULL, trace_free, &traced, NULL);
	if (misbehave == 'a')
		KUNIT_FAIL_AND_ABORT(test, "in init");
	if (misbehave == 's')
		kunit_skip(test, "in init");
	return misbehave == 'e' ? -EIO : 0;
}

static void life_exit(struct kunit *test)
{
	leave_trace('e');
	if (misbehave == 'x')
		KUNIT_ASSERT_TRUE(test, false);
	leave_trace('E');
}

static noinline void deep_assert(struct kunit *test, int depth)
{
	if (depth)
		deep_assert(test, depth - 1);
	else
		KUNIT_ASSERT_TRUE(test, misbehave != 'c');
	barrier();	/* no tail call: the frames are the point */
}

static void life_first(struct kunit *test)
{
	leave_trace('1');
	deep_assert(test, 10);
	leave_trace('f');
}

static void life_second(struct kunit *test)
{
	leave_trace('2');
}

static struct kunit_case life_cases[] = {
	KUNIT_CASE(life_first),
	KUNIT_CASE(life_second),
	{}
};

static struct kunit_suite life_suite = {
	.name = "life",
	.init = life_init,
	.exit = life_exit,
	.test_cases = life_cases,
};

static const struct life {
	const char *name;
	char misbehave;
	const char *trail;
	int passed, failed, skipped;
} lives[] = {
	{ "nowhere", '-', "i1feEr" "i2eEr", 2, 0, 0 },
	{ "assert in case", 'c', "i1eEr" "i2eEr", 1, 1, 0 },
	{ "assert in init", 'a', "ieEr" "ieEr", 0, 2, 0 },
	{ "error from init", 'e', "ieEr" "ieEr", 0, 2, 0 },
	{ "skip in init", 's', "ieEr" "ieEr", 0, 0, 2 },
	{ "assert in exit", 'x', "i1fer" "i2er", 0, 2, 0 },
};

KUNIT_ARRAY_PARAM_DESC(lives, lives, name);

/*
 * Wherever a case is left, its exit runs, its resources go, and the next case
 * runs: i init, 1 2 case, f its end, e E exit and its end, r release.
 */
static void kunit_leave_anywhere(struct kunit *test)
{
	const struct life *life = test->param_value;
	struct kunit_stats stats;

	misbehave = life->misbehave;
	KUNIT_EXPECT_EQ(test, run_inner(&life_suite, NULL, &stats), 0);
	KUNIT_EXPECT_STREQ(test, trail, life->trail);
	EXPECT_STATS(test, stats, life->passed, life->failed, life->skipped);
}

static void skip_inner(struct kunit *test)
{
	kunit_skip(test, "no %s here", "node 1");
	leave_trace('x');
}

static void mark_skipped_inner(struct kunit *test)
{
	kunit_mark_skipped(test, "half of it");
	leave_trace('x');
}

static void fail_then_skip_inner(struct kunit *test)
{
	KUNIT_FAIL(test, "broken");
	kunit_skip(test, "looks bad");
}

/* A skip leaves, mark_skipped does not; neither hides a failure. */
static void kunit_skip_case(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_alone(skip_inner), KUNIT_SKIPPED);
	KUNIT_EXPECT_STREQ(test, trail, "");
	EXPECT_OUT(test, "    ok 1 alone # SKIP no node 1 here\nok 1 inner # ");

	KUNIT_EXPECT_EQ(test, run_alone(mark_skipped_inner), KUNIT_SKIPPED);
	KUNIT_EXPECT_STREQ(test, trail, "x");

	KUNIT_EXPECT_EQ(test, run_alone(fail_then_skip_inner), KUNIT_FAILURE);
	EXPECT_OUT(test, "    not ok 1 alone\nnot ok 1 inner\n");
}

static void log_inner(struct kunit *test)
{
	kunit_info(test, "info %d", 1);
	kunit_warn(test, "warn\n");
	kunit_err(test, "err");
	kunit_log(KERN_INFO, test, "bare");
}

/* Diagnostics are one comment line each, with or without a newline. */
static void kunit_diagnostics(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_alone(log_inner), KUNIT_SUCCESS);
	EXPECT_OUT(test, "    # alone: info 1\n    # alone: warn\n"
			 "    # alone: err\nbare\n    ok 1 alone\n");
}

static struct kunit_case kunit_cases[] = {
	KUNIT_CASE_PARAM(kunit_expect_fails, failings_gen_params),
	KUNIT_CASE_PARAM(kunit_assert_fails, failings_gen_params),
	KUNIT_CASE(kunit_expect_holds),
	KUNIT_CASE(kunit_evaluates_once),
	KUNIT_CASE(kunit_null_is_no_string),
	KUNIT_CASE(kunit_fail_macros),
	KUNIT_CASE(kunit_current_test),
	KUNIT_CASE(kunit_try_and_catch),
	KUNIT_CASE_PARAM(kunit_leave_anywhere, lives_gen_params),
	KUNIT_CASE(kunit_skip_case),
	KUNIT_CASE(kunit_diagnostics),
	{}
};

static struct kunit_suite kunit_suite = {
	.name = "kunit",
	.test_cases = kunit_cases,
};
kunit_test_suite(kunit_suite);
