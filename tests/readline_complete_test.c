// SPDX-License-Identifier: MIT
/*
 * readline_complete_test.c - the line editor's answer to TAB
 */

#include <kunit/test.h>

#include "readline_fixture.h"

/* The first word comes from one list, the others from another. */
static size_t asked_start;

static void complete_words(struct readline *line, size_t start)
{
	static const char *const commands[] = {
		"bootmem", "cat", "dmesg", "halt", "help",
	};
	static const char *const paths[] = {
		"/proc/iomem", "/proc/kallsyms", "/proc/kcore", "/sys/",
	};
	size_t i;

	asked_start = start;
	for (i = 0; start == 0 && i < ARRAY_SIZE(commands); i++)
		readline_offer(line, commands[i]);
	for (i = 0; start > 0 && i < ARRAY_SIZE(paths); i++)
		readline_offer(line, paths[i]);
}

struct complete_param {
	const char *desc;
	const char *keys;
	const char *line;
	const char *tail;	/* what was emitted last */
};

static const struct complete_param completions[] = {
	{ "one match", "dm\t", "dmesg ", "esg " },
	{ "the whole word", "cat\t", "cat ", " " },
	{ "none", "xy\t", "xy", "\a" },
	{ "no letter more", "halts\t", "halts", "\a" },
	{ "common beginning", "cat /p\t", "cat /proc/", "roc/" },
	{ "common beginning, twice", "cat /proc/k\t", "cat /proc/k",
	  "\n/proc/kallsyms  /proc/kcore\n" PROMPT "cat /proc/k" },
	{ "list", "h\t", "h", "\nhalt  help\n" PROMPT "h" },
	{ "list of all", "\t", "",
	  "\nbootmem  cat  dmesg  halt  help\n" PROMPT },
	{ "in the middle", "d xx" LEFT LEFT LEFT "\t", "dmesg xx", "\b\b" },
	{ "a folder's name stays open", "cat /s\t", "cat /sys/", "ys/" },
};
KUNIT_ARRAY_PARAM_DESC(completion, completions, desc);

/* Guards TAB: one match is finished, several are listed or lengthened. */
static void complete_keys(struct kunit *test)
{
	const struct complete_param *p = test->param_value;
	size_t tail_len = strlen(p->tail);

	rl.complete = complete_words;
	type(p->keys);
	KUNIT_EXPECT_STREQ(test, rl.buf, p->line);
	KUNIT_EXPECT_TRUE(test, term_shows_line());
	KUNIT_ASSERT_GE(test, out.len, tail_len);
	KUNIT_EXPECT_STREQ(test, out.text + out.len - tail_len, p->tail);
}

/* Guards that without a callback TAB rings and does not crash. */
static void complete_without_callback(struct kunit *test)
{
	type("a\t");
	KUNIT_EXPECT_STREQ(test, out.text, "a\a");
	KUNIT_EXPECT_STREQ(test, rl.buf, "a");
}

/* Guards the buffer's end: a completion that does not fit is refused. */
static void complete_overflow(struct kunit *test)
{
	size_t i;

	rl.complete = complete_words;
	for (i = 0; i < READLINE_MAX - 1 - 4; i++)
		readline_feed(&rl, i % 2 ? ' ' : 'a');
	type(" /p\t");
	KUNIT_EXPECT_EQ(test, term.bells, 1u);
	KUNIT_EXPECT_EQ(test, rl.len, READLINE_MAX - 2u);
	KUNIT_EXPECT_EQ(test, asked_start, READLINE_MAX - 4u);
}

static void complete_many(struct readline *line, size_t start)
{
	char word[] = "abcdefghij00";
	int i;

	for (i = 0; i < 30; i++) {
		word[10] = '0' + i / 10;
		word[11] = '0' + i % 10;
		readline_offer(line, word);
	}
}

/* Guards that a long list is broken into rows that fit the screen. */
static void complete_list_wraps(struct kunit *test)
{
	rl.complete = complete_many;
	type("a\t");
	KUNIT_EXPECT_STREQ(test, rl.buf, "abcdefghij");
	type("\t");
	KUNIT_EXPECT_TRUE(test, term_shows_line());
	KUNIT_EXPECT_NOT_NULL(test, strstr(out.text, "ij04\nabcdefghij05"));
}

static struct kunit_case readline_complete_test_cases[] = {
	KUNIT_CASE_PARAM(complete_keys, completion_gen_params),
	KUNIT_CASE(complete_without_callback),
	KUNIT_CASE(complete_overflow),
	KUNIT_CASE(complete_list_wraps),
	{}
};

static struct kunit_suite readline_complete_test_suite = {
	.name = "readline_complete",
	.init = readline_test_init,
	.test_cases = readline_complete_test_cases,
};
kunit_test_suite(readline_complete_test_suite);
