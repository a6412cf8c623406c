/* SPDX-License-Identifier: MIT */
/*
 * kunit_inner.h - run a suite inside a case, and look at what it said
 *
 * A test of a test framework must see tests fail. So its cases run small
 * suites that are not in the table (*inner* suites), with the output caught
 * in a buffer, and look at verdicts, counts and text:
 *
 *	table -> suite -> case --- kunit_run_suites() ---> inner suite
 *				   output, stats  <---	   fails, skips
 */
#ifndef _TESTS_KUNIT_INNER_H
#define _TESTS_KUNIT_INNER_H

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/seq_file.h>

#define OUT_SIZE	4096	/* the longest output below is about 1 KiB */

static char out[OUT_SIZE];	/* what the last inner run printed */
static char trail[64];		/* one letter for each thing that happened */

static inline void leave_trace(char c)
{
	size_t len = strlen(trail);

	if (len + 1 < sizeof(trail)) {
		trail[len] = c;
		trail[len + 1] = '\0';
	}
}

static inline int run_inner(struct kunit_suite *suite, const char *glob,
		     struct kunit_stats *stats)
{
	struct kunit_suite *const suites[] = { suite };
	struct kunit_run run = {
		.begin = suites, .end = suites + 1, .glob = glob
	};
	struct seq_buf_sink sink;
	struct seq_file m;
	int err;

	trail[0] = '\0';
	seq_file_to_buf(&m, &sink, out, sizeof(out));
	run.out = &m;
	err = kunit_run_suites(&run);
	if (stats)
		*stats = run.stats;
	return err;
}

/* Run one function as the only case of a suite. */
static inline enum kunit_status run_alone(void (*run_case)(struct kunit *test))
{
	struct kunit_case cases[] = {
		{ .run_case = run_case, .name = "alone" },
		{}
	};
	struct kunit_suite suite = { .name = "inner", .test_cases = cases };

	run_inner(&suite, NULL, NULL);
	return cases[0].status;
}

#define EXPECT_OUT(test, text) \
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(out, text), \
				  "no \"%s\" in:\n%s", text, out)
#define EXPECT_STATS(test, stats, pass, fail, skip) \
	do { \
		KUNIT_EXPECT_EQ(test, (stats).passed, pass); \
		KUNIT_EXPECT_EQ(test, (stats).failed, fail); \
		KUNIT_EXPECT_EQ(test, (stats).skipped, skip); \
		KUNIT_EXPECT_EQ(test, (stats).total, pass + fail + skip); \
	} while (0)

#endif
