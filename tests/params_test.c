// SPDX-License-Identifier: MIT
/* params_test.c - the command line: words, quotes, reports */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/params.h>
#include <linux/string.h>

/* What the parsers of the test's table were given, in order: "mem=1;" */
static char calls[128];

static int note(const char *name, const char *value, int err)
{
	strlcat(calls, name, sizeof(calls));
	strlcat(calls, "=", sizeof(calls));
	strlcat(calls, value, sizeof(calls));
	strlcat(calls, ";", sizeof(calls));
	return err;
}

static int take_mem(char *value)
{
	return note("mem", value, 0);
}

static int take_mem_too(char *value)
{
	return note("mem2", value, 0);
}

static int take_dash(char *value)
{
	return note("dash", value, 0);
}

static int refuse(char *value)
{
	return note("bad", value, -EINVAL);
}

static const struct boot_param mem_param = { "mem", take_mem };
static const struct boot_param mem_too_param = { "mem", take_mem_too };
static const struct boot_param dash_param = { "max_cpu-s", take_dash };
static const struct boot_param bad_param = { "bad", refuse };

static const struct boot_param *const params[] = {
	&mem_param, &dash_param, &bad_param,
};
static const struct param_table table = {
	params, params + ARRAY_SIZE(params)
};

static char unknown_words[64];

static int parse_with(const struct param_table *t, const char *line)
{
	struct seq_buf_sink sink;
	struct seq_file unknown;
	char cmdline[128];

	calls[0] = '\0';
	strscpy(cmdline, line);
	seq_file_to_buf(&unknown, &sink, unknown_words,
			sizeof(unknown_words));
	return parse_params(cmdline, t, &unknown);
}

static void check(struct kunit *test, const char *line, const char *called,
		  const char *unknown, int complaints)
{
	KUNIT_EXPECT_EQ_MSG(test, parse_with(&table, line), complaints,
			    "'%s'", line);
	KUNIT_EXPECT_STREQ_MSG(test, calls, called, "'%s'", line);
	KUNIT_EXPECT_STREQ_MSG(test, unknown_words, unknown, "'%s'", line);
}

/* Each known word reaches its parser, in the line's order */
static void params_known(struct kunit *test)
{
	check(test, "", "", "", 0);
	check(test, "   \t ", "", "", 0);
	check(test, "mem=64M", "mem=64M;", "", 0);
	check(test, "  mem=1  mem=2 ", "mem=1;mem=2;", "", 0);
	check(test, "mem=a=b", "mem=a=b;", "", 0);
}

/* A bare word and an empty value both give "" */
static void params_bare(struct kunit *test)
{
	check(test, "mem", "mem=;", "", 0);
	check(test, "mem=", "mem=;", "", 0);
}

/* '-' and '_' are one character in names, and stay what they are in values */
static void params_dashes(struct kunit *test)
{
	check(test, "max-cpu_s=a-b_c", "dash=a-b_c;", "", 0);
	check(test, "max_cpu_s=1 max-cpu-s=2", "dash=1;dash=2;", "", 0);
	KUNIT_EXPECT_FALSE(test, param_name_equal("mem", "memory"));
	KUNIT_EXPECT_FALSE(test, param_name_equal("memory", "mem"));
}

/* Quotes keep blanks, wherever they stand, and are removed */
static void params_quotes(struct kunit *test)
{
	check(test, "mem=\"a b\" mem=c", "mem=a b;mem=c;", "", 0);
	check(test, "\"mem=a b\" mem=c", "mem=a b;mem=c;", "", 0);
	check(test, "mem=\"\"", "mem=;", "", 0);
	check(test, "mem=\"never closed", "mem=never closed;", "", 0);
	check(test, "\"\" mem=1", "mem=1;", "", 1);
}

/* Nothing behind "--" is the kernel's, but "--x" and "--=" are words */
static void params_end(struct kunit *test)
{
	check(test, "mem=1 -- mem=2 foo", "mem=1;", "", 0);
	check(test, "--x mem=1", "mem=1;", "--x", 1);
}

/* What nobody declared is collected as it was written */
static void params_unknown(struct kunit *test)
{
	check(test, "foo=1 mem=1 bar", "mem=1;", "foo=1 bar", 2);
	check(test, "men=2g memory=1 me", "", "men=2g memory=1 me", 3);
	check(test, "=5", "", "=5", 1);
}

/* A refused value is counted, and the next words are still parsed */
static void params_malformed(struct kunit *test)
{
	check(test, "bad=abc mem=1", "bad=abc;mem=1;", "", 1);
}

/* Two declarations of one name are both called */
static void params_twice(struct kunit *test)
{
	static const struct boot_param *const twice[] = {
		&mem_param, &mem_too_param,
	};
	static const struct param_table twice_table = {
		twice, twice + ARRAY_SIZE(twice)
	};

	KUNIT_EXPECT_EQ(test, parse_with(&twice_table, "mem=1"), 0);
	KUNIT_EXPECT_STREQ(test, calls, "mem=1;mem2=1;");
}

/* More unknown words than the buffer holds are cut, not written past it */
static void params_unknown_overflow(struct kunit *test)
{
	char line[128];

	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	KUNIT_EXPECT_EQ(test, parse_with(&table, line), 1);
	KUNIT_EXPECT_EQ(test, strlen(unknown_words),
			sizeof(unknown_words) - 1);
}

static struct kunit_case params_cases[] = {
	KUNIT_CASE(params_known),
	KUNIT_CASE(params_bare),
	KUNIT_CASE(params_dashes),
	KUNIT_CASE(params_quotes),
	KUNIT_CASE(params_end),
	KUNIT_CASE(params_unknown),
	KUNIT_CASE(params_malformed),
	KUNIT_CASE(params_twice),
	KUNIT_CASE(params_unknown_overflow),
	{}
};

static struct kunit_suite params_suite = {
	.name = "params",
	.test_cases = params_cases,
};
kunit_test_suite(params_suite);
