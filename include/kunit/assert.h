/* SPDX-License-Identifier: MIT */
/*
 * assert.h - what a test may demand
 *
 *	KUNIT_EXPECT_x(test, ...)	on failure: report, go on with the case
 *	KUNIT_ASSERT_x(test, ...)	on failure: report, leave the case
 *	KUNIT_x_MSG(test, ..., fmt, ...) adds a message to the report
 *
 *	EQ NE LT LE GT GE		integers
 *	PTR_EQ PTR_NE NULL NOT_NULL	pointers
 *	NOT_ERR_OR_NULL			a pointer that may carry an errno
 *	TRUE FALSE			conditions
 *	STREQ STRNEQ			strings; NULL is neither
 *	MEMEQ MEMNEQ			bytes; NULL is neither
 *
 * Each evaluates its operands once, in order, and compares them as what they
 * are; only for printing is an integer widened to 64 bits.
 */
#ifndef _KUNIT_ASSERT_H
#define _KUNIT_ASSERT_H

#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/string.h>

struct kunit;

/*
 * A test says KUNIT_EXPECT_EQ(test, count(), 3) whatever the sign of what
 * count() returns; Linux, too, is built without this warning.
 */
#pragma GCC diagnostic ignored "-Wsign-compare"

enum kunit_assert_type {
	KUNIT_EXPECT,		/* "EXPECTATION FAILED", go on */
	KUNIT_ASSERT,		/* "ASSERTION FAILED", leave the case */
};

/* How the operands are to be shown. */
enum kunit_check_kind {
	KUNIT_CHECK_FAIL,	/* there are none: KUNIT_FAIL */
	KUNIT_CHECK_BOOL,
	KUNIT_CHECK_INT,
	KUNIT_CHECK_PTR,
	KUNIT_CHECK_ERRPTR,
	KUNIT_CHECK_STR,
	KUNIT_CHECK_MEM,
};

/* What the compiler knows of a check; constant, one for each in the source. */
struct kunit_check {
	const char *file;
	int line;
	enum kunit_assert_type type;
	enum kunit_check_kind kind;
	const char *left;	/* source text */
	const char *op;
	const char *right;
};

/* What only the run knows: which member counts is up to the kind. */
struct kunit_values {
	long long left_int, right_int;
	const volatile void *left, *right;
	size_t size;
};

/**
 * __kunit_fail - report a failed check and fail @test
 * @values: NULL for KUNIT_CHECK_FAIL
 * @fmt: the caller's message, or NULL
 *
 * Does not return if @check is an assertion.
 */
void __kunit_fail(struct kunit *test, const struct kunit_check *check,
		  const struct kunit_values *values, const char *fmt, ...)
	__printf(4, 5) __cold;

#define __KUNIT_REPORT(test, how, what, ltext, optext, rtext, vals, ...) \
	do { \
		static const struct kunit_check __check = { \
			.file = __FILE__, .line = __LINE__, \
			.type = KUNIT_##how, .kind = KUNIT_CHECK_##what, \
			.left = ltext, .op = optext, .right = rtext, \
		}; \
		__kunit_fail(test, &__check, vals, __VA_ARGS__); \
	} while (0)

#define __KUNIT_INT(test, how, l, ltext, cmp, r, rtext, ...) \
	do { \
		const __typeof__(l) __left = (l); \
		const __typeof__(r) __right = (r); \
		if (likely(__left cmp __right)) \
			break; \
		__KUNIT_REPORT(test, how, INT, ltext, #cmp, rtext, \
			       (&(struct kunit_values){ \
					.left_int = (long long)__left, \
					.right_int = (long long)__right }), \
			       __VA_ARGS__); \
	} while (0)

#define __KUNIT_PTR(test, how, l, ltext, cmp, r, rtext, ...) \
	do { \
		const volatile void *const __left = (l); \
		const volatile void *const __right = (r); \
		if (likely(__left cmp __right)) \
			break; \
		__KUNIT_REPORT(test, how, PTR, ltext, #cmp, rtext, \
			       (&(struct kunit_values){ \
					.left = __left, .right = __right }), \
			       __VA_ARGS__); \
	} while (0)

#define __KUNIT_BOOL(test, how, cond, text, want, ...) \
	do { \
		if (likely((!!(cond)) == want)) \
			break; \
		__KUNIT_REPORT(test, how, BOOL, text, "is", #want, \
			       (&(struct kunit_values){ .left_int = !want }), \
			       __VA_ARGS__); \
	} while (0)

/* A NULL equals no string and no bytes, not even another NULL. */
#define __KUNIT_STR(test, how, l, ltext, cmp, r, rtext, ...) \
	do { \
		const char *const __left = (l); \
		const char *const __right = (r); \
		if (likely(__left && __right && \
			   strcmp(__left, __right) cmp 0)) \
			break; \
		__KUNIT_REPORT(test, how, STR, ltext, #cmp, rtext, \
			       (&(struct kunit_values){ \
					.left = __left, .right = __right }), \
			       __VA_ARGS__); \
	} while (0)

#define __KUNIT_MEM(test, how, l, ltext, cmp, r, rtext, bytes, ...) \
	do { \
		const void *const __left = (l); \
		const void *const __right = (r); \
		const size_t __size = (bytes); \
		if (likely(__left && __right && \
			   memcmp(__left, __right, __size) cmp 0)) \
			break; \
		__KUNIT_REPORT(test, how, MEM, ltext, #cmp, rtext, \
			       (&(struct kunit_values){ \
					.left = __left, .right = __right, \
					.size = __size }), \
			       __VA_ARGS__); \
	} while (0)

#define __KUNIT_ERRPTR(test, how, p, text, ...) \
	do { \
		const volatile void *const __ptr = (p); \
		if (likely(!IS_ERR_OR_NULL((const void *)__ptr))) \
			break; \
		__KUNIT_REPORT(test, how, ERRPTR, text, "", "", \
			       (&(struct kunit_values){ .left = __ptr }), \
			       __VA_ARGS__); \
	} while (0)

#define KUNIT_SUCCEED(test) do { (void)(test); } while (0)
#define KUNIT_FAIL(test, fmt, ...) \
	__KUNIT_REPORT(test, EXPECT, FAIL, "", "", "", NULL, \
		       fmt, ##__VA_ARGS__)
#define KUNIT_FAIL_AND_ABORT(test, fmt, ...) \
	__KUNIT_REPORT(test, ASSERT, FAIL, "", "", "", NULL, \
		       fmt, ##__VA_ARGS__)

/* Expectations: say so, fail the case, go on with it. */
#define KUNIT_EXPECT_EQ(test, left, right) \
	__KUNIT_INT(test, EXPECT, left, #left, ==, right, #right, NULL)
#define KUNIT_EXPECT_EQ_MSG(test, left, right, fmt, ...) \
	__KUNIT_INT(test, EXPECT, left, #left, ==, right, #right, \
		    fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_NE(test, left, right) \
	__KUNIT_INT(test, EXPECT, left, #left, !=, right, #right, NULL)
#define KUNIT_EXPECT_NE_MSG(test, left, right, fmt, ...) \
	__KUNIT_INT(test, EXPECT, left, #left, !=, right, #right, \
		    fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_LT(test, left, right) \
	__KUNIT_INT(test, EXPECT, left, #left, <, right, #right, NULL)
#define KUNIT_EXPECT_LT_MSG(test, left, right, fmt, ...) \
	__KUNIT_INT(test, EXPECT, left, #left, <, right, #right, \
		    fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_LE(test, left, right) \
	__KUNIT_INT(test, EXPECT, left, #left, <=, right, #right, NULL)
#define KUNIT_EXPECT_LE_MSG(test, left, right, fmt, ...) \
	__KUNIT_INT(test, EXPECT, left, #left, <=, right, #right, \
		    fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_GT(test, left, right) \
	__KUNIT_INT(test, EXPECT, left, #left, >, right, #right, NULL)
#define KUNIT_EXPECT_GT_MSG(test, left, right, fmt, ...) \
	__KUNIT_INT(test, EXPECT, left, #left, >, right, #right, \
		    fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_GE(test, left, right) \
	__KUNIT_INT(test, EXPECT, left, #left, >=, right, #right, NULL)
#define KUNIT_EXPECT_GE_MSG(test, left, right, fmt, ...) \
	__KUNIT_INT(test, EXPECT, left, #left, >=, right, #right, \
		    fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_PTR_EQ(test, left, right) \
	__KUNIT_PTR(test, EXPECT, left, #left, ==, right, #right, NULL)
#define KUNIT_EXPECT_PTR_EQ_MSG(test, left, right, fmt, ...) \
	__KUNIT_PTR(test, EXPECT, left, #left, ==, right, #right, \
		    fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_PTR_NE(test, left, right) \
	__KUNIT_PTR(test, EXPECT, left, #left, !=, right, #right, NULL)
#define KUNIT_EXPECT_PTR_NE_MSG(test, left, right, fmt, ...) \
	__KUNIT_PTR(test, EXPECT, left, #left, !=, right, #right, \
		    fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_NULL(test, ptr) \
	__KUNIT_PTR(test, EXPECT, ptr, #ptr, ==, NULL, "NULL", NULL)
#define KUNIT_EXPECT_NULL_MSG(test, ptr, fmt, ...) \
	__KUNIT_PTR(test, EXPECT, ptr, #ptr, ==, NULL, "NULL", \
		    fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_NOT_NULL(test, ptr) \
	__KUNIT_PTR(test, EXPECT, ptr, #ptr, !=, NULL, "NULL", NULL)
#define KUNIT_EXPECT_NOT_NULL_MSG(test, ptr, fmt, ...) \
	__KUNIT_PTR(test, EXPECT, ptr, #ptr, !=, NULL, "NULL", \
		    fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_TRUE(test, cond) \
	__KUNIT_BOOL(test, EXPECT, cond, #cond, true, NULL)
#define KUNIT_EXPECT_TRUE_MSG(test, cond, fmt, ...) \
	__KUNIT_BOOL(test, EXPECT, cond, #cond, true, \
		    fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_FALSE(test, cond) \
	__KUNIT_BOOL(test, EXPECT, cond, #cond, false, NULL)
#define KUNIT_EXPECT_FALSE_MSG(test, cond, fmt, ...) \
	__KUNIT_BOOL(test, EXPECT, cond, #cond, false, \
		    fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_STREQ(test, left, right) \
	__KUNIT_STR(test, EXPECT, left, #left, ==, right, #right, NULL)
#define KUNIT_EXPECT_STREQ_MSG(test, left, right, fmt, ...) \
	__KUNIT_STR(test, EXPECT, left, #left, ==, right, #right, \
		    fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_STRNEQ(test, left, right) \
	__KUNIT_STR(test, EXPECT, left, #left, !=, right, #right, NULL)
#define KUNIT_EXPECT_STRNEQ_MSG(test, left, right, fmt, ...) \
	__KUNIT_STR(test, EXPECT, left, #left, !=, right, #right, \
		    fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_MEMEQ(test, left, right, size) \
	__KUNIT_MEM(test, EXPECT, left, #left, ==, right, #right, size, \
		    NULL)
#define KUNIT_EXPECT_MEMEQ_MSG(test, left, right, size, fmt, ...) \
	__KUNIT_MEM(test, EXPECT, left, #left, ==, right, #right, size, \
		    fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_MEMNEQ(test, left, right, size) \
	__KUNIT_MEM(test, EXPECT, left, #left, !=, right, #right, size, \
		    NULL)
#define KUNIT_EXPECT_MEMNEQ_MSG(test, left, right, size, fmt, ...) \
	__KUNIT_MEM(test, EXPECT, left, #left, !=, right, #right, size, \
		    fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_NOT_ERR_OR_NULL(test, ptr) \
	__KUNIT_ERRPTR(test, EXPECT, ptr, #ptr, NULL)
#define KUNIT_EXPECT_NOT_ERR_OR_NULL_MSG(test, ptr, fmt, ...) \
	__KUNIT_ERRPTR(test, EXPECT, ptr, #ptr, \
		    fmt, ##__VA_ARGS__)

/* Assertions: say so, fail the case, leave it at once. */
#define KUNIT_ASSERT_EQ(test, left, right) \
	__KUNIT_INT(test, ASSERT, left, #left, ==, right, #right, NULL)
#define KUNIT_ASSERT_EQ_MSG(test, left, right, fmt, ...) \
	__KUNIT_INT(test, ASSERT, left, #left, ==, right, #right, \
		    fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_NE(test, left, right) \
	__KUNIT_INT(test, ASSERT, left, #left, !=, right, #right, NULL)
#define KUNIT_ASSERT_NE_MSG(test, left, right, fmt, ...) \
	__KUNIT_INT(test, ASSERT, left, #left, !=, right, #right, \
		    fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_LT(test, left, right) \
	__KUNIT_INT(test, ASSERT, left, #left, <, right, #right, NULL)
#define KUNIT_ASSERT_LT_MSG(test, left, right, fmt, ...) \
	__KUNIT_INT(test, ASSERT, left, #left, <, right, #right, \
		    fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_LE(test, left, right) \
	__KUNIT_INT(test, ASSERT, left, #left, <=, right, #right, NULL)
#define KUNIT_ASSERT_LE_MSG(test, left, right, fmt, ...) \
	__KUNIT_INT(test, ASSERT, left, #left, <=, right, #right, \
		    fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_GT(test, left, right) \
	__KUNIT_INT(test, ASSERT, left, #left, >, right, #right, NULL)
#define KUNIT_ASSERT_GT_MSG(test, left, right, fmt, ...) \
	__KUNIT_INT(test, ASSERT, left, #left, >, right, #right, \
		    fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_GE(test, left, right) \
	__KUNIT_INT(test, ASSERT, left, #left, >=, right, #right, NULL)
#define KUNIT_ASSERT_GE_MSG(test, left, right, fmt, ...) \
	__KUNIT_INT(test, ASSERT, left, #left, >=, right, #right, \
		    fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_PTR_EQ(test, left, right) \
	__KUNIT_PTR(test, ASSERT, left, #left, ==, right, #right, NULL)
#define KUNIT_ASSERT_PTR_EQ_MSG(test, left, right, fmt, ...) \
	__KUNIT_PTR(test, ASSERT, left, #left, ==, right, #right, \
		    fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_PTR_NE(test, left, right) \
	__KUNIT_PTR(test, ASSERT, left, #left, !=, right, #right, NULL)
#define KUNIT_ASSERT_PTR_NE_MSG(test, left, right, fmt, ...) \
	__KUNIT_PTR(test, ASSERT, left, #left, !=, right, #right, \
		    fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_NULL(test, ptr) \
	__KUNIT_PTR(test, ASSERT, ptr, #ptr, ==, NULL, "NULL", NULL)
#define KUNIT_ASSERT_NULL_MSG(test, ptr, fmt, ...) \
	__KUNIT_PTR(test, ASSERT, ptr, #ptr, ==, NULL, "NULL", \
		    fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_NOT_NULL(test, ptr) \
	__KUNIT_PTR(test, ASSERT, ptr, #ptr, !=, NULL, "NULL", NULL)
#define KUNIT_ASSERT_NOT_NULL_MSG(test, ptr, fmt, ...) \
	__KUNIT_PTR(test, ASSERT, ptr, #ptr, !=, NULL, "NULL", \
		    fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_TRUE(test, cond) \
	__KUNIT_BOOL(test, ASSERT, cond, #cond, true, NULL)
#define KUNIT_ASSERT_TRUE_MSG(test, cond, fmt, ...) \
	__KUNIT_BOOL(test, ASSERT, cond, #cond, true, \
		    fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_FALSE(test, cond) \
	__KUNIT_BOOL(test, ASSERT, cond, #cond, false, NULL)
#define KUNIT_ASSERT_FALSE_MSG(test, cond, fmt, ...) \
	__KUNIT_BOOL(test, ASSERT, cond, #cond, false, \
		    fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_STREQ(test, left, right) \
	__KUNIT_STR(test, ASSERT, left, #left, ==, right, #right, NULL)
#define KUNIT_ASSERT_STREQ_MSG(test, left, right, fmt, ...) \
	__KUNIT_STR(test, ASSERT, left, #left, ==, right, #right, \
		    fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_STRNEQ(test, left, right) \
	__KUNIT_STR(test, ASSERT, left, #left, !=, right, #right, NULL)
#define KUNIT_ASSERT_STRNEQ_MSG(test, left, right, fmt, ...) \
	__KUNIT_STR(test, ASSERT, left, #left, !=, right, #right, \
		    fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_MEMEQ(test, left, right, size) \
	__KUNIT_MEM(test, ASSERT, left, #left, ==, right, #right, size, \
		    NULL)
#define KUNIT_ASSERT_MEMEQ_MSG(test, left, right, size, fmt, ...) \
	__KUNIT_MEM(test, ASSERT, left, #left, ==, right, #right, size, \
		    fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_MEMNEQ(test, left, right, size) \
	__KUNIT_MEM(test, ASSERT, left, #left, !=, right, #right, size, \
		    NULL)
#define KUNIT_ASSERT_MEMNEQ_MSG(test, left, right, size, fmt, ...) \
	__KUNIT_MEM(test, ASSERT, left, #left, !=, right, #right, size, \
		    fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_NOT_ERR_OR_NULL(test, ptr) \
	__KUNIT_ERRPTR(test, ASSERT, ptr, #ptr, NULL)
#define KUNIT_ASSERT_NOT_ERR_OR_NULL_MSG(test, ptr, fmt, ...) \
	__KUNIT_ERRPTR(test, ASSERT, ptr, #ptr, \
		    fmt, ##__VA_ARGS__)

#endif
