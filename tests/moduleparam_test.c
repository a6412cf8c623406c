// SPDX-License-Identifier: MIT
/*
 * moduleparam_test.c - text to variable and back, kind by kind
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/moduleparam.h>
#include <linux/string.h>

#include "capture.h"

static u8 a_byte;
static short a_short;
static int an_int;
static unsigned long a_ulong;
static bool a_bool, an_invbool;
static char *a_charp;
static char a_string[5];
static int numbers[3];
static unsigned int nr_numbers;
static char *words[2];

/* Where a table of a module's would be; the names are as in C. */
static const struct kparam_string string_arg = { sizeof(a_string), a_string };
static const struct kparam_array numbers_arg = {
	.max = 3, .elemsize = sizeof(int), .num = &nr_numbers,
	.ops = &param_ops_int, .elem = numbers,
};
static const struct kparam_array words_arg = {
	.max = 2, .elemsize = sizeof(char *), .ops = &param_ops_charp,
	.elem = words,
};
static const struct kernel_param list[] = {
	{ "a_byte", &param_ops_byte, 0, &a_byte },
	{ "a_short", &param_ops_short, 0, &a_short },
	{ "an_int", &param_ops_int, 0, &an_int },
	{ "a_ulong", &param_ops_ulong, 0, &a_ulong },
	{ "a_bool", &param_ops_bool, 0, &a_bool },
	{ "an_invbool", &param_ops_invbool, 0, &an_invbool },
	{ "a_charp", &param_ops_charp, 0, &a_charp },
	{ "a_string", &param_ops_string, 0, (void *)&string_arg },
	{ "numbers", &param_array_ops, 0, (void *)&numbers_arg },
	{ "words", &param_array_ops, 0, (void *)&words_arg },
};

static char line[200];

static int parse(const char *text)
{
	const struct kernel_param *params[ARRAY_SIZE(list)];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(list); i++)
		params[i] = &list[i];
	strscpy(line, text, sizeof(line));
	return parse_module_args("made", line, params, ARRAY_SIZE(list));
}

static int moduleparam_init(struct kunit *test)
{
	capture_start();
	return 0;
}

static void moduleparam_exit(struct kunit *test)
{
	capture_stop();
}

/* Each kind takes its values, in the bases of C. */
static void kinds(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, parse("a_byte=255 a_short=-7 an_int=0x10 "
				    "a_ulong=0xffffffffffffffff a_bool=n "
				    "an_invbool=y a_charp=\"two words\" "
				    "a_string=four"), 0);
	KUNIT_EXPECT_EQ(test, a_byte, 255);
	KUNIT_EXPECT_EQ(test, a_short, -7);
	KUNIT_EXPECT_EQ(test, an_int, 16);
	KUNIT_EXPECT_EQ(test, a_ulong, ~0ul);
	KUNIT_EXPECT_FALSE(test, a_bool);
	KUNIT_EXPECT_FALSE(test, an_invbool);
	KUNIT_EXPECT_STREQ(test, a_charp, "two words");
	KUNIT_EXPECT_STREQ(test, a_string, "four");
	EXPECT_SILENT(test);
}

/* A bare word is yes, where that makes sense; '-' is '_'. */
static void bare(struct kunit *test)
{
	a_bool = false;
	an_invbool = true;
	KUNIT_ASSERT_EQ(test, parse("a-bool an_invbool"), 0);
	KUNIT_EXPECT_TRUE(test, a_bool);
	KUNIT_EXPECT_FALSE(test, an_invbool);
	KUNIT_EXPECT_EQ(test, parse("an_int"), -EINVAL);
	EXPECT_SAID(test, "made: '' is no value for parameter 'an_int'");
	/* To charp "" would be a text like any other. */
	KUNIT_EXPECT_EQ(test, parse("a_charp"), -EINVAL);
}

/* Refused by name, and the variable stays as it was. */
static void refused(struct kunit *test)
{
	static const struct {
		const char *text;
		int err;
	} bad[] = {
		{ "an_int=many", -EINVAL }, { "a_byte=256", -ERANGE },
		{ "an_int=2147483648", -ERANGE }, { "a_bool=perhaps", -EINVAL },
		{ "an_invbool=perhaps", -EINVAL },
		{ "a_string=fiver", -ENOSPC }, { "nobody=1", -ENOENT },
		{ "numbers=1,2,3,4", -EINVAL }, { "numbers=1,,2", -EINVAL },
	};
	unsigned int i;

	an_int = 5;
	a_byte = 6;
	an_invbool = true;
	strcpy(a_string, "old");
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_EQ_MSG(test, parse(bad[i].text), bad[i].err, "%s",
				    bad[i].text);
	EXPECT_SAID(test, "made: 'many' is no value for parameter 'an_int' (-EINVAL)");
	EXPECT_SAID(test, "made: unknown parameter 'nobody'");
	KUNIT_EXPECT_EQ(test, an_int, 5);
	KUNIT_EXPECT_EQ(test, a_byte, 6);
	KUNIT_EXPECT_TRUE(test, an_invbool);
	KUNIT_EXPECT_STREQ(test, a_string, "old");
}

/* A list fills the array from the front, and says how many. */
static void lists(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, parse("numbers=7,-8 words=a,bc"), 0);
	KUNIT_EXPECT_EQ(test, nr_numbers, 2);
	KUNIT_EXPECT_EQ(test, numbers[0], 7);
	KUNIT_EXPECT_EQ(test, numbers[1], -8);
	KUNIT_EXPECT_STREQ(test, words[0], "a");
	KUNIT_EXPECT_STREQ(test, words[1], "bc");
}

/* What get() writes, set() reads. */
static void there_and_back(struct kunit *test)
{
	static char text[4096];
	int len;

	KUNIT_ASSERT_EQ(test, parse("a_short=-32768 a_bool=1 numbers=1,2,3"),
			0);
	len = param_ops_short.get(text, &list[1]);
	KUNIT_EXPECT_EQ(test, len, 6);
	KUNIT_EXPECT_STREQ(test, text, "-32768");
	param_ops_bool.get(text, &list[4]);
	KUNIT_EXPECT_STREQ(test, text, "Y");
	len = param_array_ops.get(text, &list[8]);
	KUNIT_EXPECT_STREQ(test, text, "1,2,3");
	KUNIT_EXPECT_EQ(test, len, 5);
}

static struct kunit_case moduleparam_cases[] = {
	KUNIT_CASE(kinds),
	KUNIT_CASE(bare),
	KUNIT_CASE(refused),
	KUNIT_CASE(lists),
	KUNIT_CASE(there_and_back),
	{}
};

static struct kunit_suite moduleparam_suite = {
	.name = "moduleparam",
	.init = moduleparam_init,
	.exit = moduleparam_exit,
	.test_cases = moduleparam_cases,
};
kunit_test_suite(moduleparam_suite);
