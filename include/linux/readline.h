/* SPDX-License-Identifier: MIT */
/*
 * readline.h - a line editor that is fed bytes and emits bytes
 *
 * It knows no UART and no screen: whoever owns those feeds it what was typed
 * and shows what it emits. All storage is inside struct readline, about
 * 9 KiB, so it works before any allocator does; make it static.
 *
 *	static struct readline rl;
 *
 *	readline_init(&rl, "mm> ", console_write);
 *	readline_start(&rl);
 *	while (readline_feed(&rl, getc()) != READLINE_LINE)
 *		;
 *	use(rl.buf);
 *
 * Keys are those of bash and emacs: ^A ^E ^B ^F ^P ^N and the arrows, Home,
 * End; ^H, DEL, Delete, ^D; ^U ^K ^W kill, ^Y brings the last kill back; ^T
 * swaps two characters, ^L shows the line again, TAB completes.
 *
 * Context: one caller at a time; @emit and @complete run inside feed. Nothing
 * here sleeps, allocates or fails.
 */
#ifndef _LINUX_READLINE_H
#define _LINUX_READLINE_H

#include <linux/term_keys.h>
#include <linux/types.h>

#define READLINE_MAX		256	/* bytes of a line, NUL included */
#define READLINE_HISTORY	32	/* lines that can be called back */
#define READLINE_COLUMNS	80	/* what every terminal has */

/* What one byte led to. */
enum readline_event {
	READLINE_MORE,		/* the line is not finished */
	READLINE_LINE,		/* it is: in @buf, until readline_start() */
	READLINE_EOF,		/* ^D on an empty line */
	READLINE_INTERRUPT,	/* ^C: the line was thrown away */
};

/**
 * struct readline - one editor; the caller reads @buf and @len, sets @complete
 * @buf:      the line; buf[len] is NUL
 * @len:      its length, below READLINE_MAX
 * @cursor:   0 .. len: where the next character goes
 * @complete: called for TAB, may be NULL. buf[start, cursor) is the word to
 *            complete; it calls readline_offer() with every word that may
 *            stand there, in the order they shall be listed, and may be
 *            called twice for one TAB
 *
 * The rest is the editor's own.
 */
struct readline {
	char buf[READLINE_MAX];
	size_t len;
	size_t cursor;

	/* What the terminal shows right of the prompt. */
	char shown[READLINE_COLUMNS];
	size_t shown_len;
	size_t shown_cursor;
	size_t scroll;		/* index in @buf of the leftmost one shown */
	size_t width;		/* columns there are */

	/* Line n since the beginning is in history[n % READLINE_HISTORY]. */
	char history[READLINE_HISTORY][READLINE_MAX];
	size_t nr_stored;	/* since the beginning */
	size_t back;		/* 0: the line being typed; n: n lines ago */
	char draft[READLINE_MAX]; /* the line being typed, while back > 0 */

	char kill[READLINE_MAX]; /* what ^Y brings */

	/* While TAB is being answered. */
	size_t match_start;	/* index in @buf of the word's first byte */
	size_t nr_matches;
	char match[READLINE_MAX]; /* what all matches begin with */
	size_t list_column;	/* columns used in the list's last row */
	enum readline_pass { READLINE_COUNT, READLINE_LIST } pass;

	struct term_keys keys;
	const char *prompt;
	void (*emit)(const char *text, size_t len);
	void (*complete)(struct readline *rl, size_t start);
};

/**
 * readline_init - an editor with an empty line and no history
 * @prompt: kept, not copied; printable, at most half of READLINE_COLUMNS
 * @emit:   takes bytes for the terminal: printable ASCII, "\n", "\b", "\a"
 */
void readline_init(struct readline *rl, const char *prompt,
		   void (*emit)(const char *text, size_t len));

/**
 * readline_start - empty the line and show the prompt
 *
 * Once after readline_init(), and again after every READLINE_LINE and
 * READLINE_INTERRUPT, when the terminal's cursor is at the left edge.
 */
void readline_start(struct readline *rl);

/**
 * readline_feed - one byte from the keyboard
 *
 * CR, LF and CRLF each end one line. A character that no longer fits is
 * refused with a BEL. Bytes that mean nothing (NUL, 0x80 and above, unknown
 * control characters and escape sequences) change nothing and are not echoed.
 * The finished line, unless blank or the same as the one before, joins the
 * history.
 */
enum readline_event readline_feed(struct readline *rl, unsigned char c);

/**
 * readline_offer - from @complete: @word may stand here
 *
 * Words that do not begin with what was typed are passed over.
 */
void readline_offer(struct readline *rl, const char *word);

#endif
