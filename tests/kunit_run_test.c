// SPDX-License-Identifier: MIT
/*
 * kunit_run_test.c - KUnit tests itself: plans, parameters, globs, oracles
 *
 * kunit_inner.h says how.
 */
#include "kunit_inner.h"

static bool first_fails;

static void pair_first(struct kunit *test)
{
	leave_trace('1');
	KUNIT_EXPECT_FALSE(test, first_fails);
}

static void pair_second(struct kunit *test)
{
	leave_trace('2');
}

static struct kunit_case pair_cases[] = {
	KUNIT_CASE(pair_first),
	KUNIT_CASE(pair_second),
	{}
};

static struct kunit_suite pair_suite = {
	.name = "pair",
	.test_cases = pair_cases,
};

static int suite_err;

static int whole_init(struct kunit_suite *suite)
{
	leave_trace('I');
	return suite_err;
}

static void whole_exit(struct kunit_suite *suite)
{
	leave_trace('X');
}

static struct kunit_suite whole_suite = {
	.name = "whole",
	.suite_init = whole_init,
	.suite_exit = whole_exit,
	.test_cases = pair_cases,
};

/* suite_init runs once before all cases; if it fails, the suite does. */
static void kunit_suite_init_exit(struct kunit *test)
{
	struct kunit_stats stats;

	suite_err = 0;
	KUNIT_EXPECT_EQ(test, run_inner(&whole_suite, NULL, &stats), 0);
	KUNIT_EXPECT_STREQ(test, trail, "I12X");
	EXPECT_STATS(test, stats, 2, 0, 0);

	suite_err = -ENOMEM;
	KUNIT_EXPECT_EQ(test, run_inner(&whole_suite, NULL, &stats), 0);
	KUNIT_EXPECT_STREQ(test, trail, "I");
	EXPECT_STATS(test, stats, 0, 1, 0);
	EXPECT_OUT(test, "not ok 1 whole\n");
}

/* ---- parameters ---- */

static const int numbers[] = { 10, 11, 12 };

static void describe(const int *n, char *desc)
{
	strscpy(desc, *n == 11 ? "eleven" : "other", KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(numbers, numbers, describe);
KUNIT_ARRAY_PARAM(nameless, numbers, NULL);

static const void *no_params(const void *prev, char *desc)
{
	return NULL;
}

static void param_inner(struct kunit *test)
{
	const int *n = test->param_value;

	KUNIT_EXPECT_EQ(test, test->param_index, *n - 10);
	leave_trace('0' + *n % 10);
	if (*n == 11)
		kunit_skip(test, "odd");
}

static void param_fail_inner(struct kunit *test)
{
	const int *n = test->param_value;

	KUNIT_EXPECT_NE(test, *n, 11);
}

static struct kunit_case param_cases[] = {
	KUNIT_CASE_PARAM(param_inner, numbers_gen_params),
	KUNIT_CASE_PARAM(param_fail_inner, nameless_gen_params),
	KUNIT_CASE_PARAM(param_inner, no_params),
	KUNIT_CASE_SLOW(pair_second),
	{}
};

static struct kunit_suite param_suite = {
	.name = "params",
	.test_cases = param_cases,
};

/* Each parameter is a result of its own, one level deeper. */
static void kunit_params(struct kunit *test)
{
	struct kunit_stats stats;

	KUNIT_EXPECT_EQ(test, run_inner(&param_suite, NULL, &stats), 0);
	KUNIT_EXPECT_STREQ(test, trail, "0122");
	EXPECT_STATS(test, stats, 2 + 2 + 0 + 1, 1, 1 + 1);
	EXPECT_OUT(test, "    1..4\n"
			 "        KTAP version 1\n"
			 "        # Subtest: param_inner\n"
			 "        ok 1 other\n"
			 "        ok 2 eleven # SKIP odd\n"
			 "        ok 3 other\n"
			 "    # param_inner: pass:2 fail:0 skip:1 total:3\n"
			 "    ok 1 param_inner\n");
	EXPECT_OUT(test, "        not ok 2 param-1\n"
			 "        ok 3 param-2\n"
			 "    # param_fail_inner: pass:2 fail:1 skip:0 total:3\n"
			 "    not ok 2 param_fail_inner\n");
	EXPECT_OUT(test, "    ok 3 param_inner # SKIP no parameters\n"
			 "    # pair_second.speed: slow\n"
			 "    ok 4 pair_second\n"
			 "# params: pass:2 fail:1 skip:1 total:4\n"
			 "# Totals: pass:5 fail:1 skip:2 total:8\n"
			 "not ok 1 params\n");
}

/* ---- choosing ---- */

static const struct choice {
	const char *glob;
	const char *trail;
	int err;
	const char *out;
} choices[] = {
	{ "*", "12", 0, "1..1\n    KTAP version 1\n    # Subtest: whole\n"
			 "    1..2\n    ok 1 pair_first\n    ok 2 pair_sec" },
	{ "wh?le", "12", 0, "1..1\n" },
	{ "whole.*", "12", 0, "    1..2\n" },
	{ "whole.*_second", "2", 0, "    1..1\n    ok 1 pair_second\n" },
	{ "*.pair_f*", "1", 0, "    1..1\n    ok 1 pair_first\n" },
	{ "whole.", "", -ENOENT, "KTAP version 1\n1..0\n" },
	{ "whole.nosuch", "", -ENOENT, "1..0\n" },
	{ "whol", "", -ENOENT, "1..0\n" },
	{ "pair_first", "", -ENOENT, "1..0\n" },
};

static void describe_choice(const struct choice *c, char *desc)
{
	strscpy(desc, c->glob, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(choices, choices, describe_choice);

/* The glob chooses suites and cases; the plan counts those, no others. */
static void kunit_glob(struct kunit *test)
{
	const struct choice *c = test->param_value;
	struct kunit_suite suite = {
		.name = "whole", .test_cases = pair_cases
	};
	struct kunit_stats stats;

	KUNIT_EXPECT_EQ(test, run_inner(&suite, c->glob, &stats), c->err);
	KUNIT_EXPECT_STREQ(test, trail, c->trail);
	EXPECT_OUT(test, c->out);
	if (c->err)
		EXPECT_STATS(test, stats, 0, 0, 0);
}

/* A glob that does not fit is refused, not cut to another one. */
static void kunit_glob_too_long(struct kunit *test)
{
	static char glob[200];

	memset(glob, '*', sizeof(glob) - 1);
	KUNIT_EXPECT_EQ(test, run_inner(&pair_suite, glob, NULL), -EINVAL);
	KUNIT_EXPECT_STREQ(test, trail, "");
	EXPECT_OUT(test, "1..0\n");
}

/* Suites count up over those that match; a NULL in the table is no suite. */
static void kunit_plan_counts_suites(struct kunit *test)
{
	struct kunit_suite one = { .name = "one", .test_cases = pair_cases };
	struct kunit_suite other = { .name = "x", .test_cases = pair_cases };
	struct kunit_suite *const suites[] = { &one, NULL, &other, &one };
	struct kunit_run run = {
		.begin = suites, .end = suites + 4, .glob = "one"
	};
	struct seq_buf_sink sink;
	struct seq_file m;

	trail[0] = '\0';
	seq_file_to_buf(&m, &sink, out, sizeof(out));
	run.out = &m;
	KUNIT_EXPECT_EQ(test, kunit_run_suites(&run), 0);
	EXPECT_OUT(test, "KTAP version 1\n1..2\n    KTAP");
	EXPECT_OUT(test, "\nok 1 one\n    KTAP");
	EXPECT_OUT(test, "\nok 2 one\n");
	KUNIT_EXPECT_NULL(test, strstr(out, "Subtest: x"));
	EXPECT_STATS(test, run.stats, 4, 0, 0);

	/* The same structure again: counts start from nothing. */
	KUNIT_EXPECT_EQ(test, kunit_run_suites(&run), 0);
	EXPECT_STATS(test, run.stats, 4, 0, 0);
}

/* A second run of the same suite starts from nothing. */
static void kunit_runs_again(struct kunit *test)
{
	struct kunit_stats stats;

	first_fails = true;
	run_inner(&pair_suite, NULL, &stats);
	EXPECT_STATS(test, stats, 1, 1, 0);
	first_fails = false;
	run_inner(&pair_suite, NULL, &stats);
	EXPECT_STATS(test, stats, 2, 0, 0);
	KUNIT_EXPECT_EQ(test, pair_cases[0].status, KUNIT_SUCCESS);
	EXPECT_OUT(test, "\nok 1 pair\n");
}

/* A case that runs the tests would run itself, for ever. */
static void kunit_refuses_recursion(struct kunit *test)
{
	struct kunit_stats stats = { .total = 99 };

	KUNIT_EXPECT_EQ(test, kunit_run_tests("nosuch", &stats), -EBUSY);
	KUNIT_EXPECT_EQ(test, stats.total, 0);
}

/* The list has every case of the table, this one too. */
static void kunit_lists_itself(struct kunit *test)
{
	struct seq_buf_sink sink;
	struct seq_file m;
	const size_t size = 16384;
	char *text = kunit_kmalloc(test, size, 0);

	KUNIT_ASSERT_NOT_NULL(test, text);
	seq_file_to_buf(&m, &sink, text, size);
	kunit_list(&m);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "kunit-run.kunit_lists_itself\n"));
	KUNIT_EXPECT_NULL(test, strstr(text, "pair_first"));
}

/* ---- oracles ---- */

static u64 counter;

static u64 read_counter(void)
{
	return counter;
}

static const struct kunit_oracle counter_oracle = {
	.name = "counter", .read = read_counter
};

static void give_back(void *ctx)
{
	counter--;
}

static void leak_inner(struct kunit *test)
{
	counter += 3;
}

static void keep_inner(struct kunit *test)
{
	counter++;
	kunit_add_action(test, give_back, NULL);
}

static int leaking_suite_init(struct kunit_suite *suite)
{
	counter++;
	return 0;
}

static void register_inner(struct kunit *test)
{
	counter = 5;
	kunit_register_oracle(&counter_oracle);
}

static void unregister_oracle(void *oracle)
{
	kunit_unregister_oracle(oracle);
}

/* What a case keeps fails it; what it gives back after its end does not. */
static void kunit_oracle_finds_leak(struct kunit *test)
{
	counter = 100;
	kunit_register_oracle(&counter_oracle);
	kunit_add_action(test, unregister_oracle, (void *)&counter_oracle);

	KUNIT_EXPECT_EQ(test, run_alone(keep_inner), KUNIT_SUCCESS);
	KUNIT_EXPECT_EQ(test, run_alone(leak_inner), KUNIT_FAILURE);
	EXPECT_OUT(test, "    # alone: memory: counter was 100 before, "
			 "103 after\n    not ok 1 alone\n");
}

/* One that registers in the middle of a case accuses nobody. */
static void kunit_oracle_comes_late(struct kunit *test)
{
	kunit_add_action(test, unregister_oracle, (void *)&counter_oracle);
	KUNIT_EXPECT_EQ(test, run_alone(register_inner), KUNIT_SUCCESS);
}

/* What the suite itself keeps fails the suite. */
static void kunit_oracle_watches_suites(struct kunit *test)
{
	struct kunit_suite suite = {
		.name = "leaky", .test_cases = pair_cases,
		.suite_init = leaking_suite_init,
	};
	struct kunit_stats stats;

	counter = 0;
	kunit_register_oracle(&counter_oracle);
	kunit_add_action(test, unregister_oracle, (void *)&counter_oracle);

	run_inner(&suite, NULL, &stats);
	EXPECT_STATS(test, stats, 2, 1, 0);
	EXPECT_OUT(test, "# leaky: memory: counter was 0 before, 1 after\n");
	EXPECT_OUT(test, "\nnot ok 1 leaky\n");
}

/* ---- warnings ---- */

static void warn_inner(struct kunit *test)
{
	KUNIT_EXPECT_WARNS(test, leave_trace('x'));
	KUNIT_EXPECT_NO_WARNS(test, WARN(1, "told %d\n", 7));
}

/* Expected warnings are counted and not printed; the wrong number fails. */
static void kunit_counts_warnings(struct kunit *test)
{
	KUNIT_EXPECT_WARNS(test, WARN(1, "bad order %d\n", 11));
	KUNIT_EXPECT_STREQ(test, kunit_last_warning(), "bad order 11");
	KUNIT_EXPECT_NO_WARNS(test, WARN_ON(first_fails));
	KUNIT_EXPECT_EQ(test, kunit_count_warns((WARN_ON(1), WARN_ON(1))), 2);

	KUNIT_EXPECT_EQ(test, run_alone(warn_inner), KUNIT_FAILURE);
	EXPECT_OUT(test, "leave_trace('x') did not warn\n");
	EXPECT_OUT(test, "warned: told 7\n");
}

static void assert_in_watch(struct kunit *test)
{
	KUNIT_EXPECT_WARNS(test, ({ KUNIT_FAIL_AND_ABORT(test, "out"); 0; }));
}

static bool other_hook(const char *file, int line, const char *text)
{
	leave_trace('w');
	return true;
}

static void restore_hook(void *hook)
{
	warn_hook = hook;
}

/* A watch abandoned by an assertion does not swallow later warnings. */
static void kunit_closes_watches(struct kunit *test)
{
	struct kunit_warn_watch watch;

	kunit_add_action(test, restore_hook, (void *)warn_hook);
	warn_hook = other_hook;
	run_alone(assert_in_watch);
	WARN_ON(1);
	KUNIT_EXPECT_STREQ(test, trail, "w");

	kunit_warn_watch_start(&watch);
	run_alone(assert_in_watch);
	WARN_ON(1);
	KUNIT_EXPECT_EQ(test, kunit_warn_watch_stop(&watch), 1);
	KUNIT_EXPECT_STREQ(test, trail, "");	/* run_alone() clears it */
	KUNIT_EXPECT_TRUE(test, warn_hook == other_hook);
}

static size_t nr_printed;

static void count_printed(const char *text, size_t len)
{
	nr_printed += len;
}

static struct printk_sink counting_sink = {
	.name = "counting", .write = count_printed
};

/* Not a byte of a counted warning reaches a sink. */
static void kunit_prints_no_expected_warning(struct kunit *test)
{
	size_t before, after;

	printk_register_sink(&counting_sink);	/* replays the log */
	before = nr_printed;
	kunit_count_warns(WARN_ON(1));
	after = nr_printed;
	printk_unregister_sink(&counting_sink);
	KUNIT_EXPECT_EQ(test, before, after);
}

static struct kunit_case kunit_run_cases[] = {
	KUNIT_CASE(kunit_suite_init_exit),
	KUNIT_CASE(kunit_params),
	KUNIT_CASE_PARAM(kunit_glob, choices_gen_params),
	KUNIT_CASE(kunit_glob_too_long),
	KUNIT_CASE(kunit_plan_counts_suites),
	KUNIT_CASE(kunit_runs_again),
	KUNIT_CASE(kunit_refuses_recursion),
	KUNIT_CASE(kunit_lists_itself),
	KUNIT_CASE(kunit_oracle_finds_leak),
	KUNIT_CASE(kunit_oracle_comes_late),
	KUNIT_CASE(kunit_oracle_watches_suites),
	KUNIT_CASE(kunit_counts_warnings),
	KUNIT_CASE(kunit_closes_watches),
	KUNIT_CASE(kunit_prints_no_expected_warning),
	{}
};

static struct kunit_suite kunit_run_suite = {
	.name = "kunit-run",
	.test_cases = kunit_run_cases,
};
kunit_test_suite(kunit_run_suite);
