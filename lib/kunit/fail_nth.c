// SPDX-License-Identifier: MIT
/*
 * fail_nth.c - every allocation of a test fails once
 *
 * PROBLEM
 *	The path behind a failed allocation must free what was built before
 *	it. There are as many such paths as allocations, and no case walks
 *	them all by hand.
 *
 * IDEA
 *	Run it with the first allocation failing, then with the second, until
 *	a run gets by without failure:
 *
 *		n = 1	x			nothing may be left behind
 *		n = 2	a x			a must be free again
 *		n = 3	a b x			a and b
 *		n = 4	a b c			none failed: must succeed; done
 *
 *	kunit_fail_each() does it to a function. The boot parameter
 *	kunit_fail_nth=GLOB does it to whole cases, after they have passed.
 *	Their expectations mean nothing then and are not heard: what is
 *	judged is that no oracle moves (free pages, warnings) and that the
 *	machine survives. A case that takes memory must hang it on its struct
 *	kunit, or the case itself is what leaks. The allocations of the task
 *	that runs it are counted; with kunit_fail_nth_anyone those of its
 *	threads, of handlers, and of everybody else meanwhile, too.
 *
 *	A case that allocates thousands of times does so in the same few
 *	places. Each of the first NTH_ALL fails; from there on the next to
 *	fail is a sixteenth further on.
 *
 * LOCKING
 *	None: one task runs tests, and counts are atomic.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/fault-inject.h>
#include <linux/glob.h>
#include <linux/init.h>
#include <linux/seq_file.h>
#include <linux/sprintf.h>
#include "internal.h"

/* No test allocates more often; one that never succeeds ends here. */
#define NTH_MAX		200000

/* A quarter of a thousand, then 16 for each doubling: 110 more for 35000. */
#define NTH_ALL		250
#define NTH_STEPS	16

static char glob[128];

static int parse_glob(char *value)
{
	return *value && strscpy(glob, value, sizeof(glob)) > 0 ? 0 : -EINVAL;
}
early_param("kunit_fail_nth", parse_glob);

static bool anyones;

static int parse_anyone(char *value)
{
	anyones = true;
	return *value ? -EINVAL : 0;
}
early_param("kunit_fail_nth_anyone", parse_anyone);

/* Whoever asks is the one whose allocations are counted. */
static const void *anyone(void)
{
	return glob;
}

bool kunit_fails_nth(void)
{
	return glob[0];
}

static unsigned int leaks_after(const struct kunit_reading *before,
				const char *name, unsigned int nth)
{
	char text[KUNIT_PARAM_DESC_SIZE];

	snprintf(text, sizeof(text), "%s, allocation %u failing", name, nth);
	return kunit_oracles_compare(before, text);
}

unsigned int kunit_fail_each(struct kunit *test,
			     int (*body)(struct kunit *test),
			     const struct fault_attr *only)
{
	struct kunit_reading before;
	unsigned int nth;
	int err;

	kunit_oracles_read(&before);
	for (nth = 1; nth <= NTH_MAX; nth++) {
		bool failed;

		fault_nth_begin(nth, only);
		err = body(test);
		failed = fault_nth_end();
		if (leaks_after(&before, test->name, nth)) {
			kunit_set_failure(test);
			return nth;
		}
		if (!failed) {
			KUNIT_EXPECT_EQ_MSG(test, err, 0,
					    "without a failure, after %u",
					    nth - 1);
			return nth - 1;
		}
	}
	KUNIT_FAIL(test, "still failing after %u allocations", NTH_MAX);
	return nth;
}

/* ---- whole cases ------------------------------------------------------------ */

static unsigned int next_nth(unsigned int nth)
{
	return nth < NTH_ALL ? nth + 1 : nth + nth / NTH_STEPS;
}

bool kunit_fail_nth_wanted(const struct kunit_suite *suite,
			   const struct kunit_case *test_case)
{
	char name[128];

	if (!glob[0])
		return false;
	snprintf(name, sizeof(name), "%s.%s", suite->name, test_case->name);
	return glob_match(glob, name);
}

/* One run of @test in silence. Return: true if an allocation has failed. */
static bool run_quietly(const struct kunit *test, struct kunit_suite *suite,
			struct kunit_case *test_case, unsigned int nth)
{
	struct seq_file nowhere = { .write = kunit_discard };
	struct seq_file *out = kunit_divert(&nowhere);
	const void *(*one_task)(void) = fault_current;
	struct kunit again;
	bool failed;

	if (anyones)
		WRITE_ONCE(fault_current, anyone);
	kunit_init_test(&again, test_case);
	again.param_value = test->param_value;
	again.param_index = test->param_index;
	fault_nth_begin(nth, NULL);
	kunit_run_case(&again, suite, test_case);
	failed = fault_nth_end();
	WRITE_ONCE(fault_current, one_task);
	kunit_divert(out);
	return failed;
}

void kunit_fail_nth_case(struct kunit *test, struct kunit_suite *suite,
			 struct kunit_case *test_case)
{
	unsigned int nth = 1, failures = 0, last = 0;
	struct kunit_reading before;

	for (; nth <= NTH_MAX; nth = next_nth(nth)) {
		bool failed;

		kunit_oracles_read(&before);
		failed = run_quietly(test, suite, test_case, nth);
		if (leaks_after(&before, test_case->name, nth))
			kunit_set_failure(test);
		if (!failed)
			break;
		failures++;
		last = nth;
	}
	if (nth > NTH_MAX)
		KUNIT_FAIL(test, "still failing after %u allocations", last);
	if (failures)
		__kunit_log(KUNIT_SUBTEST_INDENT
			    "# %s: %u allocation%s failed one by one, up to no. %u",
			    test_case->name, failures, failures == 1 ? "" : "s",
			    last);
}
