// SPDX-License-Identifier: MIT
/*
 * readline_model_test.c - random keys, compared with a model of the line
 *
 * The model does the same on a line kept in the simplest way: whole strings
 * are cut and joined, and the history is shifted.
 */

#include <kunit/test.h>

#include "readline_fixture.h"

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

/* What random letters may well begin. */
static void complete_abc(struct readline *line, size_t start)
{
	readline_offer(line, "abc");
	readline_offer(line, "abcd");
	readline_offer(line, "b/");
	readline_offer(line, "~");
}

/* Guards memory: any bytes at all leave a whole line and a sane terminal. */
static void random_bytes_keep_the_invariants(struct kunit *test)
{
	enum readline_event event;
	int step;

	rl.complete = complete_abc;
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

static struct kunit_case readline_model_test_cases[] = {
	KUNIT_CASE(random_keys_agree_with_the_model),
	KUNIT_CASE(random_bytes_keep_the_invariants),
	{}
};

static struct kunit_suite readline_model_test_suite = {
	.name = "readline_model",
	.init = readline_test_init,
	.test_cases = readline_model_test_cases,
};
kunit_test_suite(readline_model_test_suite);
