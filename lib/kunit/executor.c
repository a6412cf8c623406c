// SPDX-License-Identifier: MIT
/*
 * executor.c - choose suites and cases, run them, print KTAP
 *
 * PROBLEM
 *	The result is read by programs that saw nothing of the run. They must
 *	be able to tell "all passed" from "stopped half-way".
 *
 * IDEA
 *	Say first how many results will follow, on every level, and count
 *	before starting, by the same rule that chooses:
 *
 *		KTAP version 1
 *		1..1					suites that match
 *		    KTAP version 1
 *		    # Subtest: list
 *		    1..2				its cases that match
 *		    ok 1 list_counts
 *			KTAP version 1
 *			# Subtest: list_sorts
 *			ok 1 empty			one for each parameter
 *			ok 2 three # SKIP no memory
 *		    # list_sorts: pass:1 fail:0 skip:1 total:2
 *		    ok 2 list_sorts
 *		# list: pass:2 fail:0 skip:0 total:2
 *		# Totals: pass:2 fail:0 skip:1 total:3
 *		ok 1 list
 *
 *	Parameters are not counted in advance (a generator may be run only
 *	once): their case's own line is in the plan, and comes after them.
 *
 *	KUnit's tests of KUnit report through KUnit: if a failed check no
 *	longer failed its case, they would all be green, like everything else.
 *	So before each run three cases whose verdicts are known (the canary)
 *	are run in silence and judged by plain ifs.
 *
 * INVARIANTS
 *	I1  The number in a plan is that of the result lines after it: both
 *	    ask case_matches().
 *	I2  In struct kunit_stats, total = passed + failed + skipped.
 *	I3  run is the innermost run, NULL when there is none. A case may not
 *	    start kunit_run_tests(): that would run the case again, for ever.
 *
 * LOCKING
 *	None: one task runs tests.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/glob.h>
#include <linux/printk.h>
#include <linux/seq_file.h>
#include <linux/sprintf.h>
#include "internal.h"

static struct kunit_run *run;

static void write_to_console(struct seq_file *m, const char *text, size_t len)
{
	m->count += len;
	console_write_always(text, len);
}

static struct seq_file console_out = { .write = write_to_console };

struct seq_file *kunit_out(void)
{
	return run ? run->out : &console_out;
}

struct seq_file *kunit_divert(struct seq_file *out)
{
	struct seq_file *before = run->out;

	run->out = out;
	return before;
}

/* ---- choose ---- */

/* Cut "suite.case" in two at the first dot; no dot: every case. */
static int parse_glob(struct kunit_run *r)
{
	const char *glob = r->glob && *r->glob ? r->glob : "*";
	char *dot;

	r->case_pattern = NULL;
	if (strscpy(r->pattern, glob, sizeof(r->pattern)) < 0)
		return -EINVAL;
	dot = strchr(r->pattern, '.');
	if (dot) {
		*dot = '\0';
		r->case_pattern = dot + 1;
	}
	return 0;
}

static bool case_matches(const struct kunit_run *r,
			 const struct kunit_suite *suite,
			 const struct kunit_case *test_case)
{
	return glob_match(r->pattern, suite->name) &&
	       (!r->case_pattern ||
		glob_match(r->case_pattern, test_case->name));
}

static unsigned int count_cases(const struct kunit_run *r,
				const struct kunit_suite *suite)
{
	const struct kunit_case *test_case;
	unsigned int n = 0;

	if (!suite)
		return 0;	/* padding between two objects' entries */
	kunit_suite_for_each_test_case(suite, test_case)
		n += case_matches(r, suite, test_case);
	return n;
}

static unsigned int count_suites(const struct kunit_run *r)
{
	struct kunit_suite *const *suite;
	unsigned int n = 0;

	for (suite = r->begin; suite < r->end; suite++)
		n += count_cases(r, *suite) != 0;
	return n;
}

/* ---- count and print ---- */

static void tally(struct kunit_stats *stats, enum kunit_status status)
{
	stats->passed += status == KUNIT_SUCCESS;
	stats->failed += status == KUNIT_FAILURE;
	stats->skipped += status == KUNIT_SKIPPED;
	stats->total++;		/* I2 */
}

static void add_stats(struct kunit_stats *to, const struct kunit_stats *from)
{
	to->passed += from->passed;
	to->failed += from->failed;
	to->skipped += from->skipped;
	to->total += from->total;
}

/* As a whole: failed if anything did, else skipped if nothing ran. */
static enum kunit_status overall(const struct kunit_stats *stats)
{
	if (stats->failed)
		return KUNIT_FAILURE;
	return stats->passed ? KUNIT_SUCCESS : KUNIT_SKIPPED;
}

/* A single result needs no sum. */
static void print_stats(const char *indent, const char *name,
			const struct kunit_stats *stats)
{
	if (stats->total > 1)
		__kunit_log("%s# %s: pass:%u fail:%u skip:%u total:%u",
			    indent, name, stats->passed, stats->failed,
			    stats->skipped, stats->total);
}

struct result {
	const char *indent;
	enum kunit_status status;
	unsigned int number;
	const char *name;
	const char *comment;
};

static void print_result(const struct result *res)
{
	bool skipped = res->status == KUNIT_SKIPPED;

	__kunit_log("%s%s %u %s%s%s", res->indent,
		    res->status == KUNIT_FAILURE ? "not ok" : "ok",
		    res->number, res->name, skipped ? " # SKIP " : "",
		    skipped ? res->comment : "");
}

/* ---- run ---- */

static void run_one_param(struct kunit *test, struct kunit_suite *suite,
			  struct kunit_case *test_case, const char *desc)
{
	struct result res = {
		.indent = KUNIT_SUBSUBTEST_INDENT,
		.number = test->param_index + 1,
		.name = desc,
		.comment = test->status_comment,
	};

	kunit_run_case(test, suite, test_case);
	if (test->status == KUNIT_SUCCESS &&
	    kunit_fail_nth_wanted(suite, test_case))
		kunit_fail_nth_case(test, suite, test_case);
	res.status = test->status;
	print_result(&res);
}

static void run_params(struct kunit *test, struct kunit_suite *suite,
		       struct kunit_case *test_case, struct kunit_stats *stats)
{
	char desc[KUNIT_PARAM_DESC_SIZE];
	const void *param = NULL;
	int index;

	__kunit_log(KUNIT_SUBSUBTEST_INDENT "KTAP version 1\n"
		    KUNIT_SUBSUBTEST_INDENT "# Subtest: %s", test_case->name);
	for (index = 0; ; index++) {	/* ends when the generator does */
		desc[0] = '\0';
		param = test_case->generate_params(param, desc);
		if (!param)
			break;
		if (!desc[0])
			snprintf(desc, sizeof(desc), "param-%d", index);
		kunit_init_test(test, test_case);
		test->param_value = param;
		test->param_index = index;
		run_one_param(test, suite, test_case, desc);
		tally(stats, test->status);
	}
	print_stats(KUNIT_SUBTEST_INDENT, test_case->name, stats);
	kunit_init_test(test, test_case);
	test->status = overall(stats);
	strscpy(test->status_comment, stats->total ? "" : "no parameters",
		sizeof(test->status_comment));
	if (!stats->total)
		tally(stats, KUNIT_SKIPPED);
}

/* Returns what the case as a whole came to; @totals counts parameters. */
static enum kunit_status run_numbered_case(struct kunit_suite *suite,
					   struct kunit_case *test_case,
					   unsigned int number,
					   struct kunit_stats *totals)
{
	struct kunit_stats stats = { 0 };
	struct kunit test;
	struct result res = {
		.indent = KUNIT_SUBTEST_INDENT,
		.number = number,
		.name = test_case->name,
		.comment = test.status_comment,
	};

	kunit_init_test(&test, test_case);
	if (test_case->generate_params) {
		run_params(&test, suite, test_case, &stats);
	} else {
		kunit_run_case(&test, suite, test_case);
		if (test.status == KUNIT_SUCCESS &&
		    kunit_fail_nth_wanted(suite, test_case))
			kunit_fail_nth_case(&test, suite, test_case);
		tally(&stats, test.status);
	}
	if (test_case->attr.speed == KUNIT_SPEED_SLOW)
		__kunit_log(KUNIT_SUBTEST_INDENT "# %s.speed: slow",
			    test_case->name);
	test_case->status = test.status;
	res.status = test.status;
	print_result(&res);
	add_stats(totals, &stats);
	return test.status;
}

static void run_cases(struct kunit_suite *suite, struct kunit_stats *cases,
		      struct kunit_stats *totals)
{
	struct kunit_case *test_case;

	__kunit_log(KUNIT_SUBTEST_INDENT "KTAP version 1\n"
		    KUNIT_SUBTEST_INDENT "# Subtest: %s\n"
		    KUNIT_SUBTEST_INDENT "1..%u", suite->name,
		    count_cases(run, suite));
	kunit_suite_for_each_test_case(suite, test_case) {
		if (case_matches(run, suite, test_case))	/* I1 */
			tally(cases, run_numbered_case(suite, test_case,
						       cases->total + 1,
						       totals));
	}
}

/* 0, or how many failures the suite itself is to blame for */
static unsigned int run_suite_body(struct kunit_suite *suite,
				   struct kunit_stats *cases)
{
	struct kunit_stats totals = { 0 };
	struct kunit_reading before;
	unsigned int leaks = 0;
	int err = 0;

	kunit_oracles_read(&before);
	if (suite->suite_init)
		err = suite->suite_init(suite);
	if (err) {
		kunit_err(suite, "failed to initialize (%d)", err);
		return 1;
	}
	run_cases(suite, cases, &totals);
	if (suite->suite_exit)
		suite->suite_exit(suite);
	/* What a case has leaked was charged to the case. */
	if (!cases->failed)
		leaks = kunit_oracles_compare(&before, suite->name);
	print_stats("", suite->name, cases);
	print_stats("", "Totals", &totals);
	add_stats(&run->stats, &totals);
	return leaks ? 1 : 0;
}

static void run_suite(struct kunit_suite *suite, unsigned int number)
{
	struct kunit_stats cases = { 0 };
	struct result res = {
		.indent = "",
		.number = number,
		.name = suite->name,
		.comment = "",
	};
	unsigned int blame = run_suite_body(suite, &cases);

	if (blame)
		tally(&run->stats, KUNIT_FAILURE);
	res.status = blame ? KUNIT_FAILURE : overall(&cases);
	print_result(&res);
}

int kunit_run_suites(struct kunit_run *r)
{
	struct kunit_suite *const *suite;
	unsigned int nr_suites, number = 0;
	int err;

	r->stats = (struct kunit_stats){ 0 };
	err = parse_glob(r);
	nr_suites = err ? 0 : count_suites(r);
	r->outer = run;
	run = r;		/* I3 */
	__kunit_log("KTAP version 1\n1..%u", nr_suites);
	for (suite = r->begin; nr_suites && suite < r->end; suite++) {
		if (count_cases(r, *suite))	/* I1 */
			run_suite(*suite, ++number);
	}
	run = r->outer;
	if (err)
		return err;
	return nr_suites ? 0 : -ENOENT;
}

/* ---- can we fail at all? ---- */

static bool went_on;

static void must_fail(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, false);
}

static void must_leave(struct kunit *test)
{
	KUNIT_ASSERT_TRUE(test, false);
	went_on = true;
}

static void must_pass(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, true);
}

static struct kunit_case canary_cases[] = {
	KUNIT_CASE(must_fail),
	KUNIT_CASE(must_leave),
	KUNIT_CASE(must_pass),
	{}
};

static struct kunit_suite canary_suite = {
	.name = "canary",
	.test_cases = canary_cases,
};

void kunit_discard(struct seq_file *m, const char *text, size_t len)
{
	m->count += len;
}

static bool canary_lives(void)
{
	struct kunit_suite *const suites[] = { &canary_suite };
	struct seq_file out = { .write = kunit_discard };
	struct kunit_run r = {
		.begin = suites, .end = suites + 1, .out = &out
	};

	went_on = false;
	return kunit_run_suites(&r) == 0 && !went_on &&
	       r.stats.failed == 2 && r.stats.passed == 1 &&
	       r.stats.total == 3;
}

int kunit_run_tests(const char *glob, struct kunit_stats *stats)
{
	struct kunit_run r = {
		.begin = __start_kunit_test_suites,
		.end = __stop_kunit_test_suites,
		.glob = glob,
		.out = &console_out,
	};
	int err = -EBUSY;

	if (run) {	/* I3 */
		pr_warn("kunit: a test may not run tests\n");
	} else if (!canary_lives()) {
		pr_err("kunit: failures go unnoticed; nothing is run\n");
		err = -EIO;
	} else {
		err = kunit_run_suites(&r);
	}
	if (stats)
		*stats = r.stats;
	return err;
}

/* ---- show ---- */

void kunit_list(struct seq_file *m)
{
	struct kunit_suite *const *suite;
	struct kunit_case *test_case;

	for_each_table_entry(suite, kunit_test_suites) {
		if (!*suite)
			continue;
		kunit_suite_for_each_test_case(*suite, test_case)
			seq_printf(m, "%s.%s\n", (*suite)->name,
				   test_case->name);
	}
}
