// SPDX-License-Identifier: MIT
/* kstrtox_test.c - text to numbers: what is taken, what is refused and how */
#include <kunit/test.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/sizes.h>
#include <linux/string.h>

struct ull_case {
	const char *text;
	unsigned int base;
	int err;
	unsigned long long value;
};

static const struct ull_case ull_cases[] = {
	{ "0",			  10, 0, 0 },
	{ "42",			   0, 0, 42 },
	{ "+42\n",		   0, 0, 42 },
	{ "0x1F",		   0, 0, 0x1f },
	{ "0X1f",		  16, 0, 0x1f },
	{ "1f",			  16, 0, 0x1f },
	{ "017",		   0, 0, 15 },
	{ "101",		   2, 0, 5 },
	{ "z",			  36, 0, 35 },
	{ "18446744073709551615",  0, 0, ULLONG_MAX },
	{ "0xffffffffffffffff",	   0, 0, ULLONG_MAX },
	{ "18446744073709551616",  0, -ERANGE, 0 },
	{ "0x10000000000000000",   0, -ERANGE, 0 },
	{ "99999999999999999999x", 0, -ERANGE, 0 },
	{ "",			   0, -EINVAL, 0 },
	{ "\n",			   0, -EINVAL, 0 },
	{ "+",			   0, -EINVAL, 0 },
	{ "-1",			   0, -EINVAL, 0 },
	{ "+-1",		   0, -EINVAL, 0 },
	{ " 1",			   0, -EINVAL, 0 },
	{ "1 ",			   0, -EINVAL, 0 },
	{ "1\n\n",		   0, -EINVAL, 0 },
	{ "12a",		  10, -EINVAL, 0 },
	{ "08",			   0, -EINVAL, 0 },
	{ "0x",			   0, -EINVAL, 0 },
	{ "0xg",		  16, -EINVAL, 0 },
};

/* The value, or the error with the result left alone */
static void kstrtoull_table(struct kunit *test)
{
	for (size_t i = 0; i < ARRAY_SIZE(ull_cases); i++) {
		const struct ull_case *c = &ull_cases[i];
		unsigned long long value = 77;
		int err = kstrtoull(c->text, c->base, &value);

		KUNIT_EXPECT_EQ_MSG(test, err, c->err, "'%s'", c->text);
		KUNIT_EXPECT_EQ_MSG(test, value, err ? 77 : c->value, "'%s'",
				    c->text);
	}
}

/* The ends of long long, and one beyond them */
static void kstrtoll_ends(struct kunit *test)
{
	long long value = 77;

	KUNIT_EXPECT_EQ(test, kstrtoll("-9223372036854775808", 0, &value), 0);
	KUNIT_EXPECT_EQ(test, value, LLONG_MIN);
	KUNIT_EXPECT_EQ(test, kstrtoll("9223372036854775807", 0, &value), 0);
	KUNIT_EXPECT_EQ(test, value, LLONG_MAX);
	KUNIT_EXPECT_EQ(test, kstrtoll("-9223372036854775809", 0, &value),
			-ERANGE);
	KUNIT_EXPECT_EQ(test, kstrtoll("9223372036854775808", 0, &value),
			-ERANGE);
	KUNIT_EXPECT_EQ(test, value, LLONG_MAX);
	KUNIT_EXPECT_EQ(test, kstrtoll("--1", 0, &value), -EINVAL);
	KUNIT_EXPECT_EQ(test, kstrtoll("-", 0, &value), -EINVAL);
	KUNIT_EXPECT_EQ(test, kstrtoll("-0x10\n", 0, &value), 0);
	KUNIT_EXPECT_EQ(test, value, -16);
}

/* Narrow types refuse what they cannot hold instead of cutting it */
static void kstrto_narrow(struct kunit *test)
{
	unsigned int ui;
	int si;
	u16 u2;
	s16 s2;
	u8 u1;
	s8 s1;

	KUNIT_EXPECT_EQ(test, kstrtouint("4294967295", 0, &ui), 0);
	KUNIT_EXPECT_EQ(test, ui, UINT_MAX);
	KUNIT_EXPECT_EQ(test, kstrtouint("4294967296", 0, &ui), -ERANGE);
	KUNIT_EXPECT_EQ(test, kstrtoint("-2147483648", 0, &si), 0);
	KUNIT_EXPECT_EQ(test, si, INT_MIN);
	KUNIT_EXPECT_EQ(test, kstrtoint("2147483648", 0, &si), -ERANGE);
	KUNIT_EXPECT_EQ(test, kstrtou16("65536", 0, &u2), -ERANGE);
	KUNIT_EXPECT_EQ(test, kstrtos16("-32768", 0, &s2), 0);
	KUNIT_EXPECT_EQ(test, s2, S16_MIN);
	KUNIT_EXPECT_EQ(test, kstrtou8("255", 0, &u1), 0);
	KUNIT_EXPECT_EQ(test, u1, U8_MAX);
	KUNIT_EXPECT_EQ(test, kstrtou8("256", 0, &u1), -ERANGE);
	KUNIT_EXPECT_EQ(test, kstrtos8("-129", 0, &s1), -ERANGE);
}

/* Every word for yes and no, and words that are neither */
static void kstrtobool_words(struct kunit *test)
{
	static const char *const yes[] = { "y", "Y", "yes", "1", "on", "ON",
					   "t", "True" };
	static const char *const no[] = { "n", "N", "no", "0", "off", "OF",
					  "f", "False" };
	static const char *const neither[] = { "", "2", "o", "ok", "-1", " y" };
	bool value;

	for (size_t i = 0; i < ARRAY_SIZE(yes); i++) {
		value = false;
		KUNIT_EXPECT_EQ(test, kstrtobool(yes[i], &value), 0);
		KUNIT_EXPECT_TRUE(test, value);
	}
	for (size_t i = 0; i < ARRAY_SIZE(no); i++) {
		value = true;
		KUNIT_EXPECT_EQ(test, kstrtobool(no[i], &value), 0);
		KUNIT_EXPECT_FALSE(test, value);
	}
	for (size_t i = 0; i < ARRAY_SIZE(neither); i++)
		KUNIT_EXPECT_EQ(test, kstrtobool(neither[i], &value), -EINVAL);
	KUNIT_EXPECT_EQ(test, kstrtobool(NULL, &value), -EINVAL);
}

/* simple_strto*() stop at the first strange character and say where */
static void simple_strto_ends(struct kunit *test)
{
	char *end;

	KUNIT_EXPECT_EQ(test, simple_strtoul("123abc", &end, 10), 123ul);
	KUNIT_EXPECT_STREQ(test, end, "abc");
	KUNIT_EXPECT_EQ(test, simple_strtoull("0xffg", &end, 0), 0xffull);
	KUNIT_EXPECT_STREQ(test, end, "g");
	KUNIT_EXPECT_EQ(test, simple_strtol("-12,", &end, 0), -12l);
	KUNIT_EXPECT_STREQ(test, end, ",");
	KUNIT_EXPECT_EQ(test, simple_strtoul("", &end, 0), 0ul);
	KUNIT_EXPECT_STREQ(test, end, "");
	KUNIT_EXPECT_EQ(test, simple_strtoll("7", NULL, 0), 7ll);
}

struct mem_case {
	const char *text;
	unsigned long long value;
	const char *rest;
};

static const struct mem_case mem_cases[] = {
	{ "0",		0,		 "" },
	{ "4096",	4096,		 "" },
	{ "64K",	SZ_64K,		 "" },
	{ "2m",		SZ_2M,		 "" },
	{ "0x10M",	SZ_16M,		 "" },
	{ "010k",	SZ_8K,		 "" },
	{ "3G@1M",	3ull * SZ_1G,	 "@1M" },
	{ "64T",	SZ_64T,		 "" },
	{ "1p",		1ull << 50,	 "" },
	{ "1E",		1ull << 60,	 "" },
	{ "2GB",	SZ_2G,		 "B" },
	{ "",		0,		 "" },
	{ "abc",	0,		 "abc" },
	{ "K",		0,		 "K" },
	{ "-1",		0,		 "-1" },
	{ "15E",	15ull << 60,	 "" },
	{ "16E",	ULLONG_MAX,	 "" },
	{ "99999999999999999999G", ULLONG_MAX, "" },
};

/* Sizes with suffixes; too large is the largest, never something small */
static void memparse_table(struct kunit *test)
{
	for (size_t i = 0; i < ARRAY_SIZE(mem_cases); i++) {
		const struct mem_case *c = &mem_cases[i];
		char *rest;

		KUNIT_EXPECT_EQ_MSG(test, memparse(c->text, &rest), c->value,
				    "'%s'", c->text);
		KUNIT_EXPECT_STREQ(test, rest, c->rest);
	}
	KUNIT_EXPECT_EQ(test, memparse("1K", NULL), 1024ull);
}

static struct kunit_case kstrtox_cases[] = {
	KUNIT_CASE(kstrtoull_table),
	KUNIT_CASE(kstrtoll_ends),
	KUNIT_CASE(kstrto_narrow),
	KUNIT_CASE(kstrtobool_words),
	KUNIT_CASE(simple_strto_ends),
	KUNIT_CASE(memparse_table),
	{}
};

static struct kunit_suite kstrtox_suite = {
	.name = "kstrtox",
	.test_cases = kstrtox_cases,
};
kunit_test_suite(kstrtox_suite);
