// SPDX-License-Identifier: MIT
/*
 * test.c - one run of one case, from init to the last release
 *
 *	read oracles
 *	try	init, then the case		may be left at any depth
 *	try	exit				always, whatever happened above
 *	try	release resources, newest first	again until none is left
 *	compare oracles
 *
 * Three tries, because an assertion that fails in exit or in a release must
 * not keep the rest from being cleaned up.
 *
 * INVARIANTS
 *	I1  current_test is the case whose try is running, or NULL outside of
 *	    cases. Runs nest (KUnit tests KUnit), so it is saved and restored.
 *	I2  A status only ever gets worse: failure outlasts a skip.
 */
#include <kunit/test.h>
#include <linux/context_check.h>
#include <linux/export.h>
#include <linux/seq_file.h>
#include <linux/sprintf.h>
#include "internal.h"

static struct kunit *current_test;

struct case_context {
	struct kunit *test;
	struct kunit_suite *suite;
	struct kunit_case *test_case;
};

struct kunit *kunit_get_current_test(void)
{
	return current_test;
}
EXPORT_SYMBOL(kunit_get_current_test);

/* ---- what a case may say ---- */

void kunit_vlog(const char *fmt, va_list args)
{
	struct seq_file *out = kunit_out();
	size_t len = strlen(fmt);

	seq_vprintf(out, fmt, args);
	if (!len || fmt[len - 1] != '\n')
		seq_putc(out, '\n');
}

void __kunit_log(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	kunit_vlog(fmt, args);
	va_end(args);
}
EXPORT_SYMBOL(__kunit_log);

void kunit_mark_skipped(struct kunit *test, const char *fmt, ...)
{
	va_list args;

	if (test->status == KUNIT_FAILURE)
		return;		/* I2 */
	test->status = KUNIT_SKIPPED;
	va_start(args, fmt);
	vsnprintf(test->status_comment, sizeof(test->status_comment), fmt,
		  args);
	va_end(args);
}
EXPORT_SYMBOL(kunit_mark_skipped);

void __kunit_abort(struct kunit *test)
{
	kunit_try_catch_throw(&test->try_catch);
}
EXPORT_SYMBOL(__kunit_abort);

void __kunit_fail_current_test(const char *file, int line,
			       const char *fmt, ...)
{
	va_list args;

	if (!current_test)
		return;
	kunit_set_failure(current_test);
	seq_printf(kunit_out(), KUNIT_SUBTEST_INDENT "# %s: %s:%d: ",
		   current_test->name, file, line);
	va_start(args, fmt);
	kunit_vlog(fmt, args);
	va_end(args);
}
EXPORT_SYMBOL(__kunit_fail_current_test);

/* ---- the three tries ---- */

static void try_case(void *data)
{
	struct case_context *ctx = data;
	int err = 0;

	if (ctx->suite->init)
		err = ctx->suite->init(ctx->test);
	if (err) {
		kunit_err(ctx->test, "failed to initialize: %d", err);
		kunit_set_failure(ctx->test);
		return;
	}
	ctx->test_case->run_case(ctx->test);
}

static void try_exit(void *data)
{
	struct case_context *ctx = data;

	if (ctx->suite->exit)
		ctx->suite->exit(ctx->test);
}

static void try_release(void *data)
{
	struct case_context *ctx = data;

	kunit_release_all(ctx->test);
}

/* Leaving the cleanup half done is a failure, even by kunit_skip(). */
static void catch_cleanup(void *data)
{
	struct case_context *ctx = data;

	kunit_err(ctx->test, "cleanup was left before its end");
	kunit_set_failure(ctx->test);
}

static void run_try(struct case_context *ctx, kunit_try_catch_func_t try,
		    kunit_try_catch_func_t catch)
{
	struct kunit_warn_watch *watch = kunit_warn_innermost();
	struct kunit_try_catch *tc = &ctx->test->try_catch;

	kunit_try_catch_init(tc, ctx->test, try, catch);
	kunit_try_catch_run(tc, ctx);
	/* An assertion inside KUNIT_EXPECT_WARNS left its watch open. */
	kunit_warn_unwind(watch);
}

void kunit_init_test(struct kunit *test, struct kunit_case *test_case)
{
	memset(test, 0, sizeof(*test));
	test->name = test_case->name;
	test->status = KUNIT_SUCCESS;
	INIT_LIST_HEAD(&test->resources);
}

/*
 * Reports that a case provoked are its own business while it passes. One
 * that failed shows what was said meanwhile. Inner runs belong to the case
 * that started them.
 */
static void show_if_failed(const struct kunit *test, u64 mark)
{
	printk_release();
	if (test->status == KUNIT_FAILURE)
		printk_show_held(mark);
}

void kunit_run_case(struct kunit *test, struct kunit_suite *suite,
		    struct kunit_case *test_case)
{
	struct case_context ctx = {
		.test = test, .suite = suite, .test_case = test_case
	};
	struct kunit *outer = current_test;
	size_t mark = kunit_arena_mark();
	u64 log_mark = outer ? 0 : printk_hold();
	struct context_mark context;
	struct kunit_reading before;

	kunit_oracles_read(&before);
	context_mark(&context);
	current_test = test;	/* I1 */
	run_try(&ctx, try_case, NULL);
	run_try(&ctx, try_exit, catch_cleanup);
	/* Each try takes at least one resource off, so this ends. */
	do {
		run_try(&ctx, try_release, catch_cleanup);
	} while (!list_empty(&test->resources));
	current_test = outer;
	/* Before the oracles are compared: it is a warning more. */
	context_check(&context, "test case",
		      (unsigned long)test_case->run_case);
	kunit_arena_reset(mark);
	if (kunit_oracles_compare(&before, test->name))
		kunit_set_failure(test);
	if (!outer)
		show_if_failed(test, log_mark);
}
