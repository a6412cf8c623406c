/* SPDX-License-Identifier: MIT */
/*
 * test-bug.h - what code under test, and tests of warnings, may ask
 */
#ifndef _KUNIT_TEST_BUG_H
#define _KUNIT_TEST_BUG_H

#include <linux/compiler.h>

struct kunit;

/* The case that runs now, or NULL. */
struct kunit *kunit_get_current_test(void);

void __kunit_fail_current_test(const char *file, int line,
			       const char *fmt, ...) __printf(3, 4);

/* From code under test: the running case, if any, has failed. */
#define kunit_fail_current_test(fmt, ...) \
	__kunit_fail_current_test(__FILE__, __LINE__, fmt, ##__VA_ARGS__)

/*
 * Expected warnings. While a watch is open, WARN()s are counted instead of
 * printed. Watches nest; the innermost counts. One that is still open when
 * its case ends (the case was aborted inside it) is closed by the runner.
 */
struct kunit_warn_watch {
	unsigned int count;
	struct kunit_warn_watch *outer;
};

void kunit_warn_watch_start(struct kunit_warn_watch *watch);
unsigned int kunit_warn_watch_stop(struct kunit_warn_watch *watch);

/* The text of the last WARN counted, cut at 127 bytes; "" before the first. */
const char *kunit_last_warning(void);

/* How many WARNs evaluating @expr made; none is printed. */
#define kunit_count_warns(expr) \
({ \
	struct kunit_warn_watch __watch; \
	kunit_warn_watch_start(&__watch); \
	(void)(expr); \
	kunit_warn_watch_stop(&__watch); \
})

/* @expr must WARN at least once / never; nothing is printed. */
#define KUNIT_EXPECT_WARNS(test, expr) \
	KUNIT_EXPECT_GT_MSG(test, kunit_count_warns(expr), 0u, \
			    "%s did not warn", #expr)
#define KUNIT_EXPECT_NO_WARNS(test, expr) \
	KUNIT_EXPECT_EQ_MSG(test, kunit_count_warns(expr), 0u, \
			    "%s warned: %s", #expr, kunit_last_warning())

#endif
