// SPDX-License-Identifier: MIT
/*
 * words_test.c - cutting a line into words, and guessing at a mistyped one
 */

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <linux/words.h>

#define MAX_WORDS	4

struct split_param {
	const char *desc;
	const char *line;
	int result;
	const char *words;	/* each followed by "|" */
};

static const struct split_param splits[] = {
	{ "nothing", "", 0, "" },
	{ "blanks and a tab", " \t ", 0, "" },
	{ "one word", "help", 1, "help|" },
	{ "blanks around", "  cat\t/proc/iomem  ", 2, "cat|/proc/iomem|" },
	{ "quotes group", "echo \"a  b\" c", 3, "echo|a  b|c|" },
	{ "quotes inside a word", "a\"b c\"d", 1, "ab cd|" },
	{ "empty words", "\"\" \"\"", 2, "||" },
	{ "quotes side by side", "\"a\"\"b\"", 1, "ab|" },
	{ "backslashes", "a\\ b \\\"c\\\"", 2, "a b|\"c\"|" },
	{ "backslashes inside quotes", "\"a\\\"b\\\\\"", 1, "a\"b\\|" },
	{ "backslashes that change nothing", "\\a\\\\", 1, "a\\|" },
	{ "as many as fit", "a b c d", 4, "a|b|c|d|" },
	{ "as many as fit, then blanks", "a b c d  ", 4, "a|b|c|d|" },
	{ "one too many", "a b c d e", -E2BIG, NULL },
	{ "open quote", "a \"b c", -EINVAL, NULL },
	{ "a quote alone", "\"", -EINVAL, NULL },
	{ "backslash at the end", "a\\", -EINVAL, NULL },
	{ "backslash at the end of a quote", "\"a\\", -EINVAL, NULL },
	{ "closing quote escaped", "\"a\\\"", -EINVAL, NULL },
};
KUNIT_ARRAY_PARAM_DESC(split, splits, desc);

static void join(char *joined, int argc, char **argv)
{
	int i;

	joined[0] = '\0';
	for (i = 0; i < argc; i++) {
		strcat(joined, argv[i]);
		strcat(joined, "|");
	}
}

/* Guards blanks, quotes, backslashes, and each way a line can be refused. */
static void split(struct kunit *test)
{
	const struct split_param *p = test->param_value;
	char *argv[MAX_WORDS];
	char line[40], joined[40];
	int argc;

	strscpy(line, p->line, sizeof(line));
	argc = split_words(line, argv, MAX_WORDS);
	KUNIT_ASSERT_EQ(test, argc, p->result);
	if (argc < 0)
		return;
	join(joined, argc, argv);
	KUNIT_EXPECT_STREQ(test, joined, p->words);
}

/* Guards argv[argc]: NULL where there is room, not written where not. */
static void split_terminates_argv(struct kunit *test)
{
	char guard[] = "guard";
	char line[] = "a b";
	char full[] = "a b";
	char *argv[4] = { guard, guard, guard, guard };

	KUNIT_EXPECT_EQ(test, split_words(line, argv, 3), 2);
	KUNIT_EXPECT_NULL(test, argv[2]);
	argv[2] = guard;
	KUNIT_EXPECT_EQ(test, split_words(full, argv, 2), 2);
	KUNIT_EXPECT_PTR_EQ(test, argv[2], guard);
	KUNIT_EXPECT_PTR_EQ(test, argv[3], guard);
}

/* Guards the bytes after the line: words never grow past it. */
static void split_stays_in_the_line(struct kunit *test)
{
	char line[] = "a \"b c\"\0guard";
	char *argv[MAX_WORDS];

	KUNIT_EXPECT_EQ(test, split_words(line, argv, MAX_WORDS), 2);
	KUNIT_EXPECT_STREQ(test, line + 8, "guard");
}

static const char *const names[] = {
	"bootmem", "cat", "help", "halt", "iomem", "memmap", "version",
	"a-name-that-is-longer-than-any-name-ever-is",
};

struct suggest_param {
	const char *typed;
	const char *best;	/* "" for none */
};

static const struct suggest_param suggestions[] = {
	{ "ver", "version" },
	{ "v", "version" },
	{ "versions", "version" },
	{ "memmpa", "memmap" },
	{ "memap", "memmap" },
	{ "mmemmap", "memmap" },
	{ "botem", "bootmem" },
	{ "bootmen", "bootmem" },
	{ "hlep", "help" },
	{ "hel", "help" },
	{ "hal", "halt" },
	{ "kat", "cat" },
	{ "ka", "" },
	{ "x", "" },
	{ "", "" },
	{ "memory", "" },
	{ "mmaepm", "" },
	{ "versionversionversionversionversion", "" },
	{ "a-name-that-is-longer", "" },
};
KUNIT_ARRAY_PARAM_DESC(suggestion, suggestions, typed);

/* Guards the guess: near names are offered, far ones and long ones not. */
static void suggest_near_names(struct kunit *test)
{
	const struct suggest_param *p = test->param_value;
	struct suggestion s = { .typed = p->typed };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		suggest(&s, names[i]);
	KUNIT_EXPECT_STREQ(test, s.best ? s.best : "", p->best);
}

/* Guards the choice: the nearer wins in any order, of equals the first. */
static void suggest_the_nearest(struct kunit *test)
{
	struct suggestion s = { .typed = "helm" };

	suggest(&s, "bull");
	KUNIT_EXPECT_NULL(test, s.best);
	suggest(&s, "hem");
	suggest(&s, "help");
	KUNIT_EXPECT_STREQ(test, s.best, "hem");
	suggest(&s, "helmet");
	suggest(&s, "hel");
	KUNIT_EXPECT_STREQ(test, s.best, "helmet");
}

static struct kunit_case words_test_cases[] = {
	KUNIT_CASE_PARAM(split, split_gen_params),
	KUNIT_CASE(split_terminates_argv),
	KUNIT_CASE(split_stays_in_the_line),
	KUNIT_CASE_PARAM(suggest_near_names, suggestion_gen_params),
	KUNIT_CASE(suggest_the_nearest),
	{}
};

static struct kunit_suite words_test_suite = {
	.name = "words",
	.test_cases = words_test_cases,
};
kunit_test_suite(words_test_suite);
