/* SPDX-License-Identifier: MIT */
/*
 * readline_fixture.h - a line editor on a terminal as dumb as they come
 *
 * One row of 80 columns; "\b" stops at the left edge, and the last column must
 * stay free. Everything emitted goes there; at any time the row must be the
 * prompt and the line. One fixture for each file that includes this.
 */
#ifndef _TESTS_READLINE_FIXTURE_H
#define _TESTS_READLINE_FIXTURE_H

#include <linux/readline.h>
#include <linux/string.h>

struct kunit;

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

static inline void term_put(char c)
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

static inline void capture(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		term_put(text[i]);
		if (out.len < sizeof(out.text) - 1)
			out.text[out.len++] = text[i];
	}
	out.text[out.len] = '\0';
}

static inline void reset_output(void)
{
	out.len = 0;
	out.text[0] = '\0';
}

static inline int readline_test_init(struct kunit *test)
{
	memset(&term, 0, sizeof(term));
	term_put('\n');
	readline_init(&rl, PROMPT, capture);
	readline_start(&rl);
	reset_output();
	return 0;
}

/* Feed @keys; every finished or interrupted line is followed by a new one. */
static inline enum readline_event type(const char *keys)
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
static inline bool term_shows_line(void)
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

#endif
