// SPDX-License-Identifier: MIT
/*
 * assert.c - what a failed check looks like
 *
 * The reader of a failure has the log and not the debugger, so it must carry
 * the place, the check as it stands in the source, and the values:
 *
 *	    # list_counts: EXPECTATION FAILED at tests/list_test.c:31
 *	    Expected count(&head) == 3, but
 *	        count(&head) == 2 (0x2)
 *
 * The shape is that of Linux's KUnit. An operand that is its own value is
 * not repeated: "3 == 3" helps nobody.
 */
#include <kunit/test.h>
#include <linux/export.h>
#include <linux/seq_file.h>
#include <linux/sprintf.h>
#include "internal.h"

#define BYTES_PER_ROW	16
#define ROWS_MAX	8	/* 128 bytes around the first difference */

static bool is_int_literal(const char *text, long long value)
{
	char digits[24];	/* "-9223372036854775808" and NUL are 21 */

	snprintf(digits, sizeof(digits), "%lld", value);
	return !strcmp(text, digits);
}

static void show_int(const char *text, long long value)
{
	if (!is_int_literal(text, value))
		__kunit_log(KUNIT_SUBSUBTEST_INDENT "%s == %lld (0x%llx)",
			    text, value, (unsigned long long)value);
}

static void show_ptr(const char *text, const volatile void *value)
{
	if (strcmp(text, "NULL"))
		__kunit_log(KUNIT_SUBSUBTEST_INDENT "%s == %px", text,
			    (const void *)value);
}

static void show_str(const char *text, const volatile void *value)
{
	if (!value)
		__kunit_log(KUNIT_SUBSUBTEST_INDENT "%s == NULL", text);
	else if (text[0] != '"')
		__kunit_log(KUNIT_SUBSUBTEST_INDENT "%s == \"%s\"", text,
			    (const char *)value);
}

/* @bytes with those that differ from @other in angle brackets. */
static void show_row(const u8 *bytes, const u8 *other, size_t n)
{
	char row[BYTES_PER_ROW * 4 + 1];	/* " xx " or "<xx>" each */
	size_t i;

	for (i = 0; i < n; i++)
		snprintf(&row[i * 4], 5,
			 bytes[i] == other[i] ? " %02x " : "<%02x>", bytes[i]);
	__kunit_log(KUNIT_SUBSUBTEST_INDENT "%s", row);
}

static void show_mem(const char *text, const u8 *bytes, const u8 *other,
		     size_t size)
{
	size_t start = 0, row, n;
	unsigned int rows;

	while (start < size && bytes[start] == other[start])
		start++;
	start = start == size ? 0 : start - start % BYTES_PER_ROW;
	if (start)
		__kunit_log(KUNIT_SUBSUBTEST_INDENT "%s == (from byte %zu)",
			    text, start);
	else
		__kunit_log(KUNIT_SUBSUBTEST_INDENT "%s ==", text);
	row = start;
	for (rows = 0; rows < ROWS_MAX && row < size; rows++) {
		n = size - row < BYTES_PER_ROW ? size - row : BYTES_PER_ROW;
		show_row(bytes + row, other + row, n);
		row += n;
	}
	if (row < size)
		__kunit_log(KUNIT_SUBSUBTEST_INDENT "... of %zu bytes", size);
}

static void report_mem(const struct kunit_check *check,
		       const struct kunit_values *v)
{
	const u8 *left = (const u8 *)v->left, *right = (const u8 *)v->right;

	if (!left || !right) {
		__kunit_log(KUNIT_SUBTEST_INDENT
			    "Expected %s is not null, but is",
			    left ? check->right : check->left);
		return;
	}
	__kunit_log(KUNIT_SUBTEST_INDENT "Expected %s %s %s, but",
		    check->left, check->op, check->right);
	show_mem(check->left, left, right, v->size);
	show_mem(check->right, right, left, v->size);
}

static void report_pair(const struct kunit_check *check,
			const struct kunit_values *v)
{
	__kunit_log(KUNIT_SUBTEST_INDENT "Expected %s %s %s, but",
		    check->left, check->op, check->right);
	if (check->kind == KUNIT_CHECK_INT) {
		show_int(check->left, v->left_int);
		show_int(check->right, v->right_int);
	} else if (check->kind == KUNIT_CHECK_PTR) {
		show_ptr(check->left, v->left);
		show_ptr(check->right, v->right);
	} else {
		show_str(check->left, v->left);
		show_str(check->right, v->right);
	}
}

static void report(const struct kunit_check *check,
		   const struct kunit_values *v)
{
	switch (check->kind) {
	case KUNIT_CHECK_FAIL:
		break;		/* the message says it all */
	case KUNIT_CHECK_BOOL:
		__kunit_log(KUNIT_SUBTEST_INDENT
			    "Expected %s to be %s, but is %s", check->left,
			    check->right, v->left_int ? "true" : "false");
		break;
	case KUNIT_CHECK_ERRPTR:
		if (!v->left)
			__kunit_log(KUNIT_SUBTEST_INDENT
				    "Expected %s is not null, but is",
				    check->left);
		else
			__kunit_log(KUNIT_SUBTEST_INDENT
				    "Expected %s is not error, but is: %ld",
				    check->left, (long)v->left);
		break;
	case KUNIT_CHECK_MEM:
		report_mem(check, v);
		break;
	case KUNIT_CHECK_INT:
	case KUNIT_CHECK_PTR:
	case KUNIT_CHECK_STR:
		report_pair(check, v);
		break;
	}
}

void __kunit_fail(struct kunit *test, const struct kunit_check *check,
		  const struct kunit_values *values, const char *fmt, ...)
{
	va_list args;

	kunit_set_failure(test);
	kunit_err(test, "%s FAILED at %s:%d",
		  check->type == KUNIT_ASSERT ? "ASSERTION" : "EXPECTATION",
		  check->file, check->line);
	report(check, values);
	if (fmt) {
		seq_puts(kunit_out(), KUNIT_SUBTEST_INDENT);
		va_start(args, fmt);
		kunit_vlog(fmt, args);
		va_end(args);
	}
	if (check->type == KUNIT_ASSERT)
		__kunit_abort(test);
}
EXPORT_SYMBOL(__kunit_fail);
