// SPDX-License-Identifier: MIT
/*
 * readline.c - a line editor for a terminal that can only go left
 *
 * PROBLEM
 *	At the other end of the serial line is an xterm, a screen with 80
 *	columns, or a program that reads a pipe. We do not know which and
 *	cannot ask: a question ("where is your cursor?") would be answered
 *	into the input, or never. So nothing may be sent that one of them
 *	would take for text, and what they show must still be the line.
 *
 * IDEA
 *	Remember what the terminal shows and where its cursor is. A key only
 *	changes the line; then refresh() compares the line with what is shown
 *	and sends the difference, in an alphabet of three: a character writes
 *	itself and goes right, "\b" goes left, a blank wipes.
 *
 *		line    l s _ / p r o c		what ought to be there
 *		shown   l x s _ / p r o c	what is
 *		          ^ first difference at column 1
 *		send    \b...\b s_/proc blank \b...\b
 *
 *	Going right over a character is sending it once more. Typing at the
 *	end, nearly all that ever happens, sends the character and nothing
 *	else: a log of the session reads as if there were no editor.
 *
 * LONG LINES
 *	"\b" stops at the left edge of many terminals, so a line that wraps
 *	could not be edited. The line is therefore seen through a window that
 *	never reaches the last column, and jumps when the cursor leaves it:
 *
 *		buf     t h e   q u i c k   b r o w n   f o x
 *		              ^scroll               ^scroll + width
 *		screen  mm> q u i c k   b r o w n
 *
 * HISTORY
 *	A ring of copies. Walking into it copies an old line over the line;
 *	what was being typed waits in @draft. Editing changes the copy, so
 *	the stored line is what was entered, always.
 *
 * INVARIANTS	(tests/readline_model_test.c compares after each key)
 *	I1  cursor <= len < READLINE_MAX and buf[len] is NUL.
 *	I2  After a key, shown[] is buf[scroll, scroll + width), cut at len,
 *	    and shown_cursor is cursor - scroll.
 *	I3  A dumb terminal fed all that was emitted shows the prompt and
 *	    shown[] on its last line, the cursor where we think it is.
 *
 * LOCKING
 *	None: there is one console and one loop that reads it.
 *
 * FAILURE
 *	What does not fit is refused with a BEL and the line stays as it was.
 *	A message printed by someone else in the middle of a line breaks I3;
 *	^L mends it.
 *
 * COST
 *	Per key at most 2 * READLINE_COLUMNS bytes each way. Space: the ring,
 *	32 * 256 bytes, and four more lines.
 *
 * LEFT OUT
 *	Bytes above 0x7e: a character of more than one byte would need a
 *	table of widths. Word motion, undo, a search of the history.
 *
 * SOURCES
 *	The emacs bindings in bash's manual (names and meaning only).
 */

#include <linux/compiler.h>
#include <linux/minmax.h>
#include <linux/readline.h>
#include <linux/string.h>
#include <linux/term_keys.h>

static void bell(struct readline *rl)
{
	rl->emit("\a", 1);
}

/* The terminal */

static void move_to(struct readline *rl, size_t column)
{
	while (rl->shown_cursor > column) {
		rl->emit("\b", 1);
		rl->shown_cursor--;
	}

	if (rl->shown_cursor < column)
		rl->emit(rl->shown + rl->shown_cursor,
			 column - rl->shown_cursor);
	rl->shown_cursor = column;
}

/* Jump by half a window: scrolling at each key would repaint at each key. */
static void scroll_to_cursor(struct readline *rl)
{
	if (rl->len <= rl->width)
		rl->scroll = 0;
	else if (rl->cursor < rl->scroll ||
		 rl->cursor > rl->scroll + rl->width)
		rl->scroll = rl->cursor - min(rl->cursor, rl->width / 2);
}

/* Replace shown[from, ...) by @text; wipe what a longer line leaves over. */
static void rewrite_tail(struct readline *rl, size_t from, const char *text,
			 size_t len)
{
	size_t old_len = rl->shown_len;

	move_to(rl, from);
	memcpy(rl->shown + from, text, len);
	rl->shown_len = from + len;
	if (len > 0)
		rl->emit(text, len);
	rl->shown_cursor = rl->shown_len;

	while (rl->shown_cursor < old_len) {
		rl->emit(" ", 1);
		rl->shown_cursor++;
	}
}

/* Make the terminal show the line: I2, I3. */
static void refresh(struct readline *rl)
{
	const char *want;
	size_t len, same = 0;

	scroll_to_cursor(rl);
	want = rl->buf + rl->scroll;
	len = min(rl->len - rl->scroll, rl->width);

	while (same < min(len, rl->shown_len) &&
	       want[same] == rl->shown[same])
		same++;
	if (same < len || same < rl->shown_len)
		rewrite_tail(rl, same, want + same, len - same);
	move_to(rl, rl->cursor - rl->scroll);
}

/* The cursor is at the left edge: whatever was shown is above or gone. */
static void show_prompt(struct readline *rl)
{
	rl->emit(rl->prompt, strlen(rl->prompt));
	rl->shown_len = 0;
	rl->shown_cursor = 0;
	rl->scroll = 0;
}

/* The line */

static bool insert(struct readline *rl, const char *text, size_t len)
{
	char *at = rl->buf + rl->cursor;

	if (len > READLINE_MAX - 1 - rl->len) {
		bell(rl);
		return false;
	}

	memmove(at + len, at, rl->len - rl->cursor + 1);
	memcpy(at, text, len);
	rl->len += len;
	rl->cursor += len;
	return true;
}

/* Take out buf[start, end) and stand where it was. */
static void erase(struct readline *rl, size_t start, size_t end)
{
	memmove(rl->buf + start, rl->buf + end, rl->len - end + 1);
	rl->len -= end - start;
	rl->cursor = start;
}

/* Like erase(), but ^Y can bring it back. Nothing does not replace a kill. */
static void kill_range(struct readline *rl, size_t start, size_t end)
{
	if (start == end)
		return;
	memcpy(rl->kill, rl->buf + start, end - start);
	rl->kill[end - start] = '\0';
	erase(rl, start, end);
}

static void set_line(struct readline *rl, const char *text)
{
	strscpy(rl->buf, text, sizeof(rl->buf));
	rl->len = strlen(rl->buf);
	rl->cursor = rl->len;
}

/* The history */

static char *history_line(struct readline *rl, size_t back)
{
	return rl->history[(rl->nr_stored - back) % READLINE_HISTORY];
}

static void history_store(struct readline *rl)
{
	size_t blanks = 0;

	while (rl->buf[blanks] == ' ')
		blanks++;
	if (blanks == rl->len)
		return;
	if (rl->nr_stored > 0 && !strcmp(history_line(rl, 1), rl->buf))
		return;

	rl->nr_stored++;
	memcpy(history_line(rl, 1), rl->buf, rl->len + 1);
}

static void key_previous(struct readline *rl)
{
	if (rl->back == min(rl->nr_stored, (size_t)READLINE_HISTORY))
		return;
	if (rl->back == 0)
		memcpy(rl->draft, rl->buf, rl->len + 1);
	rl->back++;
	set_line(rl, history_line(rl, rl->back));
}

static void key_next(struct readline *rl)
{
	if (rl->back == 0)
		return;
	rl->back--;
	set_line(rl, rl->back ? history_line(rl, rl->back) : rl->draft);
}

/* Completion */

static size_t common_length(const char *a, const char *b)
{
	size_t len = 0;

	while (a[len] != '\0' && a[len] == b[len])
		len++;
	return len;
}

static void list_match(struct readline *rl, const char *word)
{
	size_t len = strlen(word);

	if (rl->list_column > 0 &&
	    rl->list_column + 2 + len >= READLINE_COLUMNS) {
		rl->emit("\n", 1);
		rl->list_column = 0;
	}
	if (rl->list_column > 0) {
		rl->emit("  ", 2);
		rl->list_column += 2;
	}
	rl->emit(word, len);
	rl->list_column += len;
}

void readline_offer(struct readline *rl, const char *word)
{
	size_t typed = rl->cursor - rl->match_start;

	if (strncmp(word, rl->buf + rl->match_start, typed) != 0)
		return;
	if (rl->pass == READLINE_LIST) {
		list_match(rl, word);
		return;
	}

	if (rl->nr_matches == 0)
		strscpy(rl->match, word, sizeof(rl->match));
	else
		rl->match[common_length(rl->match, word)] = '\0';
	rl->nr_matches++;
}

static void list_matches(struct readline *rl)
{
	rl->emit("\n", 1);
	rl->pass = READLINE_LIST;
	rl->list_column = 0;
	rl->complete(rl, rl->match_start);
	rl->emit("\n", 1);
	show_prompt(rl);
}

/* A finished word is followed by a blank; a folder's name goes on. */
static void end_word(struct readline *rl)
{
	if (rl->cursor > 0 && rl->buf[rl->cursor - 1] == '/')
		return;
	if (rl->buf[rl->cursor] == ' ')
		rl->cursor++;
	else
		insert(rl, " ", 1);
}

static void key_complete(struct readline *rl)
{
	size_t typed, more;

	rl->match_start = rl->cursor;
	while (rl->match_start > 0 && rl->buf[rl->match_start - 1] != ' ')
		rl->match_start--;

	rl->pass = READLINE_COUNT;
	rl->nr_matches = 0;
	if (rl->complete)
		rl->complete(rl, rl->match_start);
	if (rl->nr_matches == 0) {
		bell(rl);
		return;
	}

	typed = rl->cursor - rl->match_start;
	more = strlen(rl->match) - typed;
	if (rl->nr_matches > 1 && more == 0)
		list_matches(rl);
	else if (insert(rl, rl->match + typed, more) && rl->nr_matches == 1)
		end_word(rl);
}

/* The other keys, one function each */

static void key_home(struct readline *rl)
{
	rl->cursor = 0;
}

static void key_end(struct readline *rl)
{
	rl->cursor = rl->len;
}

static void key_left(struct readline *rl)
{
	if (rl->cursor > 0)
		rl->cursor--;
}

static void key_right(struct readline *rl)
{
	if (rl->cursor < rl->len)
		rl->cursor++;
}

static void key_backspace(struct readline *rl)
{
	if (rl->cursor > 0)
		erase(rl, rl->cursor - 1, rl->cursor);
}

static void key_delete(struct readline *rl)
{
	if (rl->cursor < rl->len)
		erase(rl, rl->cursor, rl->cursor + 1);
}

static void key_kill_before(struct readline *rl)
{
	kill_range(rl, 0, rl->cursor);
}

static void key_kill_after(struct readline *rl)
{
	kill_range(rl, rl->cursor, rl->len);
}

static void key_kill_word(struct readline *rl)
{
	size_t start = rl->cursor;

	while (start > 0 && rl->buf[start - 1] == ' ')
		start--;
	while (start > 0 && rl->buf[start - 1] != ' ')
		start--;
	kill_range(rl, start, rl->cursor);
}

static void key_yank(struct readline *rl)
{
	insert(rl, rl->kill, strlen(rl->kill));
}

/* Swap the two around the cursor; at the end of the line the last two. */
static void key_transpose(struct readline *rl)
{
	char *at, first;

	if (rl->cursor == 0 || rl->len < 2)
		return;
	if (rl->cursor < rl->len)
		rl->cursor++;

	at = rl->buf + rl->cursor - 2;
	first = at[0];
	at[0] = at[1];
	at[1] = first;
}

static void key_redraw(struct readline *rl)
{
	rl->emit("\n", 1);
	show_prompt(rl);
}

/* What a key does to the line; those that end it are in readline_feed(). */
static void (*const editing_key[])(struct readline *rl) = {
	[TERM_CTRL('A')] = key_home,
	[TERM_CTRL('B')] = key_left,
	[TERM_CTRL('D')] = key_delete,
	[TERM_CTRL('E')] = key_end,
	[TERM_CTRL('F')] = key_right,
	[TERM_BACKSPACE] = key_backspace,
	[TERM_CTRL('I')] = key_complete,
	[TERM_CTRL('K')] = key_kill_after,
	[TERM_CTRL('L')] = key_redraw,
	[TERM_CTRL('N')] = key_next,
	[TERM_CTRL('P')] = key_previous,
	[TERM_CTRL('T')] = key_transpose,
	[TERM_CTRL('U')] = key_kill_before,
	[TERM_CTRL('W')] = key_kill_word,
	[TERM_CTRL('Y')] = key_yank,
	[TERM_DELETE] = key_delete,
};

/* Entry points */

void readline_init(struct readline *rl, const char *prompt,
		   void (*emit)(const char *text, size_t len))
{
	memset(rl, 0, sizeof(*rl));
	rl->prompt = prompt;
	rl->emit = emit;

	/* One column stays free: writing into the last one may wrap. */
	rl->width = READLINE_COLUMNS - 1 - strlen(prompt);
}

void readline_start(struct readline *rl)
{
	set_line(rl, "");
	rl->back = 0;
	show_prompt(rl);
}

static enum readline_event end_line(struct readline *rl)
{
	history_store(rl);
	rl->emit("\n", 1);
	return READLINE_LINE;
}

static enum readline_event interrupt(struct readline *rl)
{
	set_line(rl, "");
	rl->emit("^C\n", 3);
	return READLINE_INTERRUPT;
}

enum readline_event readline_feed(struct readline *rl, unsigned char c)
{
	unsigned char key = term_key(&rl->keys, c);
	char text = (char)key;

	if (key == TERM_ENTER)
		return end_line(rl);
	if (key == TERM_CTRL('C'))
		return interrupt(rl);
	if (key == TERM_CTRL('D') && rl->len == 0)
		return READLINE_EOF;

	if (key >= 0x20 && key < TERM_DELETE)
		insert(rl, &text, 1);
	else if (editing_key[key])
		editing_key[key](rl);
	refresh(rl);
	return READLINE_MORE;
}
