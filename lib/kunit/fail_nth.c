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
 *	kunit, or the case itself is what leaks.
 *
 * LOCKING
 *	None: one task runs tests, and only its allocations are counted.
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
#define NTH_MAX		20000

static char glob[128];

static int parse_glob(char *value)
{
	return *value && strscpy(glob, value, sizeof(glob)) > 0 ? 0 : -EINVAL;
}
early_param("kunit_fail_nth", parse_glob);

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

bool kunit_fail_nth_wanted(const struct kunit_suite *suite,
			   const struct kunit_case *test_case)
{
	char name[128];

	if (!glob[0] || test_case->generate_params)
		return false;
	snprintf(name, sizeof(name), "%s.%s", suite->name, test_case->name);
	return glob_match(glob, name);
}

/* One run in silence. Return: true if an allocation has failed. */
static bool run_quietly(struct kunit_suite *suite,
			struct kunit_case *test_case, unsigned int nth)
{
	struct seq_file nowhere = { .write = kunit_discard };
	struct seq_file *out = kunit_divert(&nowhere);
	struct kunit again;
	bool failed;

	kunit_init_test(&again, test_case);
	fault_nth_begin(nth, NULL);
	kunit_run_case(&again, suite, test_case);
	failed = fault_nth_end();
	kunit_divert(out);
	return failed;
}

void kunit_fail_nth_case(struct kunit *test, struct kunit_suite *suite,
			 struct kunit_case *test_case)
{
	struct kunit_reading before;
	unsigned int nth = 0;
	bool failed;

	do {
		kunit_oracles_read(&before);
		failed = run_quietly(suite, test_case, ++nth);
		if (leaks_after(&before, test_case->name, nth))
			kunit_set_failure(test);
	} while (failed && nth < NTH_MAX);
	if (nth == 1)
		return;
	__kunit_log(KUNIT_SUBTEST_INDENT "# %s: %u allocation%s failed one by one",
		    test_case->name, nth - 1, nth == 2 ? "" : "s");
}
