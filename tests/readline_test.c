// SPDX-License-Identifier: MIT
/*
 * readline_test.c - the line editor: its keys, its line, what is emitted
 */

#include <kunit/test.h>
#include <linux/minmax.h>

#include "readline_fixture.h"

/* Guards that a piped session reads as it was typed, byte for byte. */
static void echo_is_the_typed_text(struct kunit *test)
{
	type("cat /proc/iomem");
	KUNIT_EXPECT_STREQ(test, out.text, "cat /proc/iomem");
	KUNIT_EXPECT_EQ(test, type("\r"), READLINE_LINE);
	KUNIT_EXPECT_STREQ(test, out.text, "cat /proc/iomem\n" PROMPT);
}

/* Guards the least a change can cost: a tail rewritten, a blank, "\b"s. */
static void change_emits_only_the_difference(struct kunit *test)
{
	type("abc\b");
	KUNIT_EXPECT_STREQ(test, out.text, "abc\b \b");

	reset_output();
	type(LEFT "x");
	KUNIT_EXPECT_STREQ(test, out.text, "\bxb\b");

	reset_output();
	type("\001\013");
	KUNIT_EXPECT_STREQ(test, out.text, "\b\b   \b\b\b");
}

struct edit_param {
	const char *desc;
	const char *keys;
	const char *line;
	size_t cursor;
};

static const struct edit_param edits[] = {
	{ "home and end", "bc\001a\005d", "abcd", 4 },
	{ "left and right", "abc\002\002\006x", "abxc", 3 },
	{ "left stops at the start", "a\002\002\002b", "ba", 1 },
	{ "right stops at the end", "a\006\006b", "ab", 2 },
	{ "backspace and DEL", "abcd\b\177x", "abx", 3 },
	{ "backspace at the start", "ab\001\b\177", "ab", 0 },
	{ "delete forwards", "abc\001\004", "bc", 0 },
	{ "delete forwards at the end", "abc\004", "abc", 3 },
	{ "kill to the start", "abc def\002\002\025", "ef", 0 },
	{ "kill to the end", "abc def\001\006\013", "a", 1 },
	{ "kill a word", "cat /proc/x\027", "cat ", 4 },
	{ "kill a word and the blanks after it", "a bcd   \027", "a ", 2 },
	{ "kill a word from its middle", "abc def\002\027", "abc f", 4 },
	{ "kill on an empty line", "\025\013\027", "", 0 },
	{ "yank", "abc def\027\031\031", "abc defdef", 10 },
	{ "yank the last kill", "ab cd\027\025\031", "ab ", 3 },
	{ "an empty kill keeps the last", "ab\025\025\013\031", "ab", 2 },
	{ "yank without a kill", "ab\031", "ab", 2 },
	{ "transpose at the end", "abcd\024", "abdc", 4 },
	{ "transpose in the middle", "abcd\002\002\024", "acbd", 3 },
	{ "transpose at the start", "ab\001\024", "ab", 0 },
	{ "transpose one letter", "a\024", "a", 1 },
	{ "arrows", "abc" LEFT LEFT RIGHT "x", "abxc", 3 },
	{ "arrows in application mode", "abc\033OD\033ODx\033OCy", "axbyc", 4 },
	{ "Home and End, CSI letter", "bc\033[Ha\033[Fd", "abcd", 4 },
	{ "Home and End, SS3", "bc\033OHa\033OFd", "abcd", 4 },
	{ "Home and End, VT220", "bc\033[1~a\033[4~d", "abcd", 4 },
	{ "Home and End, rxvt", "bc\033[7~a\033[8~d", "abcd", 4 },
	{ "Delete", "abc\001\033[3~", "bc", 0 },
	{ "a parameter of 1 is the key itself", "ab\033[1Dx", "axb", 2 },
};
KUNIT_ARRAY_PARAM_DESC(edit, edits, desc);

/* Guards each editing key: the line, the cursor, what the terminal shows. */
static void edit_keys(struct kunit *test)
{
	const struct edit_param *p = test->param_value;

	KUNIT_EXPECT_EQ(test, type(p->keys), READLINE_MORE);
	KUNIT_EXPECT_STREQ(test, rl.buf, p->line);
	KUNIT_EXPECT_EQ(test, rl.len, strlen(p->line));
	KUNIT_EXPECT_EQ(test, rl.cursor, p->cursor);
	KUNIT_EXPECT_TRUE(test, term_shows_line());
}

static unsigned int count_lines(const char *keys)
{
	unsigned int lines = 0;

	for (; *keys; keys++) {
		if (readline_feed(&rl, (unsigned char)*keys) != READLINE_LINE)
			continue;
		lines++;
		readline_start(&rl);
	}
	return lines;
}

/* Guards that a file of any system, piped in, has as many lines as it has. */
static void line_endings(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, count_lines("\r"), 1u);
	KUNIT_EXPECT_EQ(test, count_lines("a\n"), 1u);
	KUNIT_EXPECT_EQ(test, count_lines("a\r\n"), 1u);
	KUNIT_EXPECT_EQ(test, count_lines("a\nb\n\nc\n"), 4u);
	KUNIT_EXPECT_EQ(test, count_lines("a\rb\r\rc\r"), 4u);
	KUNIT_EXPECT_EQ(test, count_lines("a\r\nb\r\n\r\nc\r\n"), 4u);
	KUNIT_EXPECT_EQ(test, count_lines("a\r\n\n"), 2u);
	KUNIT_EXPECT_EQ(test, count_lines("a\rb\n"), 2u);
}

/* Guards that the caller gets the line as it stands, wherever the cursor is. */
static void enter_in_the_middle(struct kunit *test)
{
	type("echo ab\001" RIGHT);
	KUNIT_EXPECT_EQ(test, readline_feed(&rl, '\r'), READLINE_LINE);
	KUNIT_EXPECT_STREQ(test, rl.buf, "echo ab");
	KUNIT_EXPECT_EQ(test, term.column, 0u);
}

/* Guards ^D's two meanings: the end on an empty line, else delete. */
static void end_of_file(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, type("\004"), READLINE_EOF);
	KUNIT_EXPECT_EQ(test, type("a\004"), READLINE_MORE);
	KUNIT_EXPECT_EQ(test, type("\001\004"), READLINE_MORE);
	KUNIT_EXPECT_EQ(test, rl.len, 0u);
	KUNIT_EXPECT_EQ(test, type("\004"), READLINE_EOF);
}

/* Guards that ^C throws the line away, shows it, and stores nothing. */
static void interrupt(struct kunit *test)
{
	type("abc");
	reset_output();
	KUNIT_EXPECT_EQ(test, type("\003"), READLINE_INTERRUPT);
	KUNIT_EXPECT_STREQ(test, out.text, "^C\n" PROMPT);
	KUNIT_EXPECT_EQ(test, rl.len, 0u);
	type(UP);
	KUNIT_EXPECT_STREQ(test, rl.buf, "");
}

/* Guards ^L: the prompt and the line again, the cursor where it was. */
static void redraw(struct kunit *test)
{
	type("abc" LEFT);
	reset_output();
	type("\014");
	KUNIT_EXPECT_STREQ(test, out.text, "\n" PROMPT "abc\b");
	KUNIT_EXPECT_TRUE(test, term_shows_line());
}

/* Guards the terminal against bytes that it would obey or misdraw. */
static void garbage_is_ignored(struct kunit *test)
{
	static const char ignored[] = "\007\013\016\017\020\021\022\023\026"
				      "\030\032\033\034\035\036\037";
	unsigned int c;
	size_t i;

	for (c = 0x80; c <= 0xff; c++)
		KUNIT_EXPECT_EQ(test, readline_feed(&rl, c), READLINE_MORE);
	KUNIT_EXPECT_EQ(test, readline_feed(&rl, 0), READLINE_MORE);
	for (i = 0; i < sizeof(ignored) - 1; i++)
		KUNIT_EXPECT_EQ(test, readline_feed(&rl, ignored[i]),
				READLINE_MORE);

	KUNIT_EXPECT_EQ(test, rl.len, 0u);
	KUNIT_EXPECT_STREQ(test, out.text, "");
}

/* Guards that all of a sequence we do not know is passed over, and no more. */
static void unknown_escapes_are_swallowed(struct kunit *test)
{
	static const char *const sequences[] = {
		"\033x", "\033\177", "\033\033x", "\033[2~", "\033[5~",
		"\033[15~", "\033[Z", "\033[1;5C", "\033[3;5~", "\033[3 ~",
		"\033[?25h", "\033[[A", "\033[[[", "\033OP", "\033[200~",
		"\033[2A", "\033[ q", "\033[4294967299~",
		"\033[99999999999999999999999~",
	};
	size_t i;

	type("abc" LEFT);
	for (i = 0; i < ARRAY_SIZE(sequences); i++) {
		reset_output();
		type(sequences[i]);
		KUNIT_EXPECT_STREQ_MSG(test, out.text, "", "sequence %zu", i);
		type("d");
		KUNIT_EXPECT_STREQ_MSG(test, rl.buf, "abdc", "sequence %zu",
				       i);
		type("\b");
	}
}

/* Guards that noise inside a sequence is no more than noise. */
static void noise_inside_an_escape(struct kunit *test)
{
	type("abc\001\033[\200");
	readline_feed(&rl, '\0');
	type("3\377~");
	KUNIT_EXPECT_STREQ(test, rl.buf, "bc");
}

/* Guards that a lone ESC cannot eat the end of a line, nor the next one. */
static void control_breaks_an_escape_off(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, type("ab\033[\r"), READLINE_LINE);
	KUNIT_EXPECT_EQ(test, type("cd\033\r"), READLINE_LINE);
	KUNIT_EXPECT_EQ(test, type("ef\033O\003"), READLINE_INTERRUPT);
	type("gh\033[1\001A");
	KUNIT_EXPECT_STREQ(test, rl.buf, "Agh");
}

/* Guards that the line never outgrows its buffer, and says so. */
static void overflow_rings_and_refuses(struct kunit *test)
{
	size_t i;

	for (i = 0; i < READLINE_MAX - 1; i++)
		readline_feed(&rl, 'a');
	KUNIT_EXPECT_EQ(test, rl.len, READLINE_MAX - 1u);
	KUNIT_EXPECT_EQ(test, term.bells, 0u);

	reset_output();
	type("b");
	KUNIT_EXPECT_STREQ(test, out.text, "\a");
	type("\001b");
	KUNIT_EXPECT_EQ(test, term.bells, 2u);
	KUNIT_EXPECT_EQ(test, rl.len, READLINE_MAX - 1u);
	KUNIT_EXPECT_EQ(test, rl.buf[0], 'a');
	KUNIT_EXPECT_EQ(test, rl.buf[READLINE_MAX - 1], '\0');

	/* 254 in the line, 255 in the kill: all of it or none. */
	type("\005\025\031\b\031");
	KUNIT_EXPECT_EQ(test, term.bells, 3u);
	KUNIT_EXPECT_EQ(test, rl.len, READLINE_MAX - 2u);
	KUNIT_EXPECT_TRUE(test, term_shows_line());
}

/* Guards the window: a long line is edited without reaching the edge. */
static void long_line_scrolls(struct kunit *test)
{
	size_t i;

	for (i = 0; i < 200; i++) {
		readline_feed(&rl, 'a' + i % 26);
		KUNIT_ASSERT_TRUE(test, term_shows_line());
		KUNIT_ASSERT_GE(test, rl.cursor - rl.scroll,
				min(i, WIDTH / 2ul));
	}
	for (i = 0; i < 200; i++) {
		type(LEFT);
		KUNIT_ASSERT_TRUE(test, term_shows_line());
	}
	KUNIT_EXPECT_EQ(test, rl.scroll, 0u);
	KUNIT_EXPECT_EQ(test, rl.cursor, 0u);
	type("\005");
	KUNIT_EXPECT_TRUE(test, term_shows_line());
	KUNIT_EXPECT_EQ(test, rl.cursor, 200u);
}

/* Guards the border: a line that just fits is shown from its beginning. */
static void line_of_the_window_width(struct kunit *test)
{
	size_t i;

	for (i = 0; i < WIDTH; i++)
		readline_feed(&rl, 'a' + i % 26);
	KUNIT_EXPECT_EQ(test, rl.scroll, 0u);
	type("x");
	KUNIT_EXPECT_GT(test, rl.scroll, 0u);
	type("\b");
	KUNIT_EXPECT_EQ(test, rl.scroll, 0u);
	KUNIT_EXPECT_TRUE(test, term_shows_line());
}

/* Guards the order of the history and the way back to the new line. */
static void history_walk(struct kunit *test)
{
	type("one\rtwo\rthr");
	type(UP);
	KUNIT_EXPECT_STREQ(test, rl.buf, "two");
	KUNIT_EXPECT_EQ(test, rl.cursor, 3u);
	type("\020");
	KUNIT_EXPECT_STREQ(test, rl.buf, "one");
	type(UP UP);
	KUNIT_EXPECT_STREQ(test, rl.buf, "one");
	KUNIT_EXPECT_TRUE(test, term_shows_line());
	type(DOWN "\016");
	KUNIT_EXPECT_STREQ(test, rl.buf, "thr");
	type(DOWN "ee");
	KUNIT_EXPECT_STREQ(test, rl.buf, "three");
	KUNIT_EXPECT_TRUE(test, term_shows_line());
}

/* Guards that a repeated line and a blank one take no place. */
static void history_skips(struct kunit *test)
{
	type("a\ra\r\r   \ra\rb\ra\r");
	type(UP UP);
	KUNIT_EXPECT_STREQ(test, rl.buf, "b");
	type(UP);
	KUNIT_EXPECT_STREQ(test, rl.buf, "a");
	type(UP);
	KUNIT_EXPECT_STREQ(test, rl.buf, "a");
	KUNIT_EXPECT_EQ(test, rl.back, 3u);
}

/* Guards that a stored line is what was entered, whatever is done to it. */
static void history_is_not_edited(struct kunit *test)
{
	type("one\rtwo\r");
	type(UP UP "XX" DOWN UP);
	KUNIT_EXPECT_STREQ(test, rl.buf, "one");
	type("YY\r" UP);
	KUNIT_EXPECT_STREQ(test, rl.buf, "oneYY");
	type(UP UP);
	KUNIT_EXPECT_STREQ(test, rl.buf, "one");
}

/* Guards the ring: the last 32 lines, no more, no mixture. */
static void history_is_a_ring(struct kunit *test)
{
	char line[] = "line 00";
	int i;

	for (i = 0; i < 2 * READLINE_HISTORY + 5; i++) {
		line[5] = '0' + i / 10;
		line[6] = '0' + i % 10;
		type(line);
		type("\r");
	}
	for (i = 0; i < READLINE_HISTORY; i++)
		type(UP);
	KUNIT_EXPECT_STREQ(test, rl.buf, "line 37");
	type(UP);
	KUNIT_EXPECT_STREQ(test, rl.buf, "line 37");
	for (i = 0; i < READLINE_HISTORY - 1; i++)
		type(DOWN);
	KUNIT_EXPECT_STREQ(test, rl.buf, "line 68");
	type(DOWN);
	KUNIT_EXPECT_STREQ(test, rl.buf, "");
}

static struct kunit_case readline_test_cases[] = {
	KUNIT_CASE(echo_is_the_typed_text),
	KUNIT_CASE(change_emits_only_the_difference),
	KUNIT_CASE_PARAM(edit_keys, edit_gen_params),
	KUNIT_CASE(line_endings),
	KUNIT_CASE(enter_in_the_middle),
	KUNIT_CASE(end_of_file),
	KUNIT_CASE(interrupt),
	KUNIT_CASE(redraw),
	KUNIT_CASE(garbage_is_ignored),
	KUNIT_CASE(unknown_escapes_are_swallowed),
	KUNIT_CASE(noise_inside_an_escape),
	KUNIT_CASE(control_breaks_an_escape_off),
	KUNIT_CASE(overflow_rings_and_refuses),
	KUNIT_CASE(long_line_scrolls),
	KUNIT_CASE(line_of_the_window_width),
	KUNIT_CASE(history_walk),
	KUNIT_CASE(history_skips),
	KUNIT_CASE(history_is_not_edited),
	KUNIT_CASE(history_is_a_ring),
	{}
};

static struct kunit_suite readline_test_suite = {
	.name = "readline",
	.init = readline_test_init,
	.test_cases = readline_test_cases,
};
kunit_test_suite(readline_test_suite);
