/* SPDX-License-Identifier: MIT */
/*
 * term_keys.h - what a terminal sends, as keys
 *
 * A key is a number below 0x80: a printable character is itself, and so is a
 * control character. Keys for which terminals send sequences become the
 * control character with the same meaning: Up is ^P, Home is ^A.
 */
#ifndef _LINUX_TERM_KEYS_H
#define _LINUX_TERM_KEYS_H

#include <linux/types.h>

#define TERM_CTRL(letter)	((letter) & 0x1f)

#define TERM_NONE	0	/* no key, or not yet */
#define TERM_ENTER	'\n'	/* CR, LF and CRLF */
#define TERM_BACKSPACE	'\b'	/* also what the byte DEL means */
#define TERM_DELETE	0x7f	/* the key Delete; not ^D, which may end */

/* How far into an escape sequence the bytes are. */
enum term_state {
	TERM_TEXT,		/* not in one */
	TERM_ESC,		/* after ESC */
	TERM_CSI,		/* after ESC [ */
	TERM_SKIP,		/* after ESC [ [: one more byte, no meaning */
	TERM_SS3,		/* after ESC O */
};

/* What the bytes so far leave open; all zero at the start. */
struct term_keys {
	enum term_state state;
	unsigned int param;	/* the number in ESC [ number ~ */
	bool after_cr;		/* a LF now is the second half of CRLF */
};

/**
 * term_key - one byte from the terminal
 *
 * Bytes of no meaning (NUL, 0x80 and above, sequences of other keys) give
 * TERM_NONE.
 *
 * Return: the key that this byte completes, or TERM_NONE. Context: any.
 */
unsigned char term_key(struct term_keys *keys, unsigned char c);

#endif
