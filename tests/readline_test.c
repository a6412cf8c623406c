// SPDX-License-Identifier: MIT
/*
 * readline_test.c - the line editor, its line and what a terminal shows of it
 *
 * Everything emitted goes to struct term, a terminal as dumb as they come:
 * one row of 80 columns, "\b" stops at the left edge, the last column must
 * stay free. At any time its row must be the prompt and the line.
 */

#include <kunit/test.h>
#include <linux/minmax.h>
#include <linux/readline.h>
#include <linux/string.h>

#define PROMPT		"mm> "
#define PROMPT_LEN	4
#define WIDTH		(READLINE_COLUMNS - 1 - PROMPT_LEN)

#define UP		"\033[A"
#define DOWN		"\033[B"
#define RIGHT		"\033[C"
#define LEFT		"\033[D"

static struct readline rl;

/* Since the last reset_output(). */
static struct output {
	char text[8192];
	size_t len;
} out;

static struct term {
	char row[READLINE_COLUMNS];
	size_t column;
	unsigned int bells;
	unsigned int faults;	/* bytes that no such terminal shows right */
} term;

static void term_put(char c)
{
	if (c == '\n') {
		memset(term.row, ' ', sizeof(term.row));
		term.column = 0;
	} else if (c == '\a') {
		term.bells++;
	} else if (c == '\b' && term.column > 0) {
		term.column--;
	} else if (c >= ' ' && c <= '~' &&
		   term.column < READLINE_COLUMNS - 1) {
		term.row[term.column++] = c;
	} else {
		term.faults++;
	}
}

static void capture(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		term_put(text[i]);
		if (out.len < sizeof(out.text) - 1)
			out.text[out.len++] = text[i];
	}
	out.text[out.len] = '\0';
}

static void reset_output(void)
{
	out.len = 0;
	out.text[0] = '\0';
}

static int readline_test_init(struct kunit *test)
{
	memset(&term, 0, sizeof(term));
	term_put('\n');
	readline_init(&rl, PROMPT, capture);
	readline_start(&rl);
	reset_output();
	return 0;
}

/* Feed @keys; every finished or interrupted line is followed by a new one. */
static enum readline_event type(const char *keys)
{
	enum readline_event event = READLINE_MORE;

	for (; *keys; keys++) {
		event = readline_feed(&rl, (unsigned char)*keys);
		if (event == READLINE_LINE || event == READLINE_INTERRUPT)
			readline_start(&rl);
	}
	return event;
}

/* Prompt, then buf[scroll, scroll + WIDTH), then blanks to the edge. */
static bool term_shows_line(void)
{
	char row[READLINE_COLUMNS];
	size_t len = rl.len - rl.scroll;

	if (len > WIDTH)
		len = WIDTH;
	memset(row, ' ', sizeof(row));
	memcpy(row, PROMPT, PROMPT_LEN);
	memcpy(row + PROMPT_LEN, rl.buf + rl.scroll, len);

	return !memcmp(row, term.row, sizeof(row)) && term.faults == 0 &&
	       term.column == PROMPT_LEN + rl.cursor - rl.scroll &&
	       (rl.len > WIDTH || rl.scroll == 0);
}

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

/* Completion: the first word from one list, the others from another. */

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

/*
 * The model: the same keys on a line kept in the simplest way, rebuilt by
 * cutting and joining whole strings.
 */
static struct model {
	char line[2 * READLINE_MAX];
	size_t cursor;
	char kill[READLINE_MAX];
	char history[READLINE_HISTORY][READLINE_MAX];	/* newest first */
	size_t nr_history;
	size_t back;
	char draft[READLINE_MAX];
} model;

static u32 random_state;

static u32 random_below(u32 limit)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (random_state >> 16) % limit;
}

/* Replace line[start, end) by @text unless that becomes too long. */
static void model_replace(size_t start, size_t end, const char *text)
{
	static char joined[4 * READLINE_MAX];

	memcpy(joined, model.line, start);
	strcpy(joined + start, text);
	strcat(joined, model.line + end);
	if (strlen(joined) >= READLINE_MAX)
		return;
	strcpy(model.line, joined);
	model.cursor = start + strlen(text);
}

static void model_kill(size_t start, size_t end)
{
	if (start == end)
		return;
	memcpy(model.kill, model.line + start, end - start);
	model.kill[end - start] = '\0';
	model_replace(start, end, "");
}

static void model_kill_word(void)
{
	size_t i, start = 0;

	/* The last place with a blank before it and none after it. */
	for (i = 1; i < model.cursor; i++)
		if (model.line[i - 1] == ' ' && model.line[i] != ' ')
			start = i;
	model_kill(start, model.cursor);
}

static void model_recall(size_t back)
{
	if (back > model.nr_history)
		return;
	if (model.back == 0)
		strcpy(model.draft, model.line);
	model.back = back;
	strcpy(model.line, back ? model.history[back - 1] : model.draft);
	model.cursor = strlen(model.line);
}

static void model_enter(void)
{
	bool blank = strspn(model.line, " ") == strlen(model.line);
	bool again = model.nr_history > 0 &&
		     !strcmp(model.line, model.history[0]);

	if (!blank && !again) {
		memmove(model.history[1], model.history[0],
			sizeof(model.history) - sizeof(model.history[0]));
		strcpy(model.history[0], model.line);
		if (model.nr_history < READLINE_HISTORY)
			model.nr_history++;
	}
	model.line[0] = '\0';
	model.cursor = 0;
	model.back = 0;
}

static void model_transpose(void)
{
	size_t len = strlen(model.line);
	size_t right = model.cursor < len ? model.cursor : len - 1;
	char swapped[3];

	if (model.cursor == 0 || len < 2)
		return;
	swapped[0] = model.line[right];
	swapped[1] = model.line[right - 1];
	swapped[2] = '\0';
	model_replace(right - 1, right + 1, swapped);
}

/* What a key is called in the model; several byte sequences can be one. */
enum model_key {
	KEY_NONE, KEY_HOME, KEY_END, KEY_LEFT, KEY_RIGHT, KEY_BACKSPACE,
	KEY_DELETE, KEY_KILL_BEFORE, KEY_KILL_AFTER, KEY_KILL_WORD, KEY_YANK,
	KEY_TRANSPOSE, KEY_UP, KEY_DOWN, KEY_ENTER, KEY_CLEAR,
};

static const struct {
	const char *bytes;
	enum model_key key;
} random_keys[] = {
	{ "\001", KEY_HOME }, { "\033[H", KEY_HOME }, { "\033[1~", KEY_HOME },
	{ "\005", KEY_END }, { "\033[F", KEY_END }, { "\033[8~", KEY_END },
	{ "\002", KEY_LEFT }, { LEFT, KEY_LEFT }, { "\033OD", KEY_LEFT },
	{ "\006", KEY_RIGHT }, { RIGHT, KEY_RIGHT },
	{ "\b", KEY_BACKSPACE }, { "\177", KEY_BACKSPACE },
	{ "\033[3~", KEY_DELETE },
	{ "\025", KEY_KILL_BEFORE }, { "\013", KEY_KILL_AFTER },
	{ "\027", KEY_KILL_WORD }, { "\031", KEY_YANK },
	{ "\031", KEY_YANK }, { "\024", KEY_TRANSPOSE },
	{ "\020", KEY_UP }, { UP, KEY_UP }, { "\016", KEY_DOWN },
	{ DOWN, KEY_DOWN }, { "\r", KEY_ENTER }, { "\n", KEY_ENTER },
	{ "\r\n", KEY_ENTER }, { "\003", KEY_CLEAR },
	{ "\014", KEY_NONE }, { "\t", KEY_NONE }, { "\033[9~", KEY_NONE },
	{ "\303\251", KEY_NONE }, { "\033\033[;H", KEY_NONE },
};

static void model_move(enum model_key key)
{
	size_t len = strlen(model.line);

	if (key == KEY_HOME)
		model.cursor = 0;
	else if (key == KEY_END)
		model.cursor = len;
	else if (key == KEY_LEFT && model.cursor > 0)
		model.cursor--;
	else if (key == KEY_RIGHT && model.cursor < len)
		model.cursor++;
}

static void model_change(enum model_key key)
{
	size_t len = strlen(model.line);

	if (key == KEY_BACKSPACE && model.cursor > 0)
		model_replace(model.cursor - 1, model.cursor, "");
	else if (key == KEY_DELETE && model.cursor < len)
		model_replace(model.cursor, model.cursor + 1, "");
	else if (key == KEY_KILL_BEFORE)
		model_kill(0, model.cursor);
	else if (key == KEY_KILL_AFTER)
		model_kill(model.cursor, len);
	else if (key == KEY_KILL_WORD)
		model_kill_word();
	else if (key == KEY_YANK)
		model_replace(model.cursor, model.cursor, model.kill);
	else if (key == KEY_TRANSPOSE)
		model_transpose();
}

static void model_press(enum model_key key)
{
	if (key == KEY_UP)
		model_recall(model.back + 1);
	else if (key == KEY_DOWN && model.back > 0)
		model_recall(model.back - 1);
	else if (key == KEY_ENTER)
		model_enter();

	model_move(key);
	model_change(key);

	if (key == KEY_CLEAR) {
		model.line[0] = '\0';
		model.cursor = 0;
		model.back = 0;
	}
}

/* Three keys of four are letters, so that lines grow; some grow long. */
static void press_random_key(void)
{
	char letter[2] = { "abcd /~"[random_below(7)], '\0' };
	size_t i = random_below(ARRAY_SIZE(random_keys));

	if (random_below(4) > 0) {
		model_replace(model.cursor, model.cursor, letter);
		type(letter);
		return;
	}
	model_press(random_keys[i].key);
	type(random_keys[i].bytes);
}

/*
 * Guards everything at once: after each of many random keys the line is the
 * model's, and the terminal shows it.
 */
static void random_keys_agree_with_the_model(struct kunit *test)
{
	int step;

	memset(&model, 0, sizeof(model));
	random_state = 20240229;
	for (step = 0; step < 20000; step++) {
		reset_output();
		press_random_key();
		KUNIT_ASSERT_STREQ_MSG(test, rl.buf, model.line,
				       "step %d", step);
		KUNIT_ASSERT_EQ_MSG(test, rl.cursor, model.cursor,
				    "step %d", step);
		KUNIT_ASSERT_EQ_MSG(test, rl.len, strlen(rl.buf),
				    "step %d", step);
		KUNIT_ASSERT_TRUE_MSG(test, term_shows_line(),
				      "step %d", step);
	}
}

/* Guards memory: any bytes at all leave a whole line and a sane terminal. */
static void random_bytes_keep_the_invariants(struct kunit *test)
{
	enum readline_event event;
	int step;

	rl.complete = complete_words;
	random_state = 1;
	for (step = 0; step < 20000; step++) {
		event = readline_feed(&rl, random_below(256));
		if (event == READLINE_LINE || event == READLINE_INTERRUPT)
			readline_start(&rl);
		KUNIT_ASSERT_LT_MSG(test, rl.len, READLINE_MAX + 0u,
				    "step %d", step);
		KUNIT_ASSERT_TRUE_MSG(test, term_shows_line(),
				      "step %d", step);
	}
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
	KUNIT_CASE_PARAM(complete_keys, completion_gen_params),
	KUNIT_CASE(complete_without_callback),
	KUNIT_CASE(complete_overflow),
	KUNIT_CASE(complete_list_wraps),
	KUNIT_CASE(random_keys_agree_with_the_model),
	KUNIT_CASE(random_bytes_keep_the_invariants),
	{}
};

static struct kunit_suite readline_test_suite = {
	.name = "readline",
	.init = readline_test_init,
	.test_cases = readline_test_cases,
};
kunit_test_suite(readline_test_suite);
