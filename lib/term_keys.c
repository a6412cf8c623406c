// SPDX-License-Identifier: MIT
/*
 * term_keys.c - bytes from a terminal into keys
 *
 * PROBLEM
 *	A key that is no character is sent as several bytes that begin with
 *	ESC, and which ones depends on the terminal and its mode: Home alone
 *	has five spellings. Most sequences are keys we do not have; none of
 *	their bytes may be taken for text.
 *
 * IDEA
 *	Five states, enum term_state, enough to find where any sequence ends
 *	(ECMA-48, 5.4) without knowing it:
 *
 *		TEXT --ESC--> ESC --[--> CSI --digits, ;--> CSI
 *		  ^	       |	  |
 *		  |	       +--O--> SS3 --any byte-----------> TEXT
 *		  |	       |	  |
 *		  +--any other-+	  +--byte from 0x40 on--> TEXT
 *
 *	A control character inside a sequence breaks it off and counts as
 *	itself. So a lone ESC costs one character, never the end of a line.
 *
 * SOURCES
 *	ECMA-48 for the form of sequences; the VT220's, xterm's and rxvt's
 *	keys.
 */

#include <linux/term_keys.h>

#define ESC		0x1b
#define DEL		0x7f

/* Past every number a key is known by, and where counting digits stops. */
#define PARAM_UNKNOWN	1000

/* ESC [ letter and ESC O letter: which one is sent is the terminal's mode. */
static unsigned char named_key(unsigned char letter)
{
	switch (letter) {
	case 'A':
		return TERM_CTRL('P');	/* Up */
	case 'B':
		return TERM_CTRL('N');	/* Down */
	case 'C':
		return TERM_CTRL('F');	/* Right */
	case 'D':
		return TERM_CTRL('B');	/* Left */
	case 'F':
		return TERM_CTRL('E');	/* End */
	case 'H':
		return TERM_CTRL('A');	/* Home */
	default:
		return TERM_NONE;
	}
}

/* ESC [ number ~: 1 and 4 are the VT220's Home and End, 7 and 8 rxvt's. */
static unsigned char numbered_key(unsigned int number)
{
	switch (number) {
	case 1:
	case 7:
		return TERM_CTRL('A');
	case 3:
		return TERM_DELETE;
	case 4:
	case 8:
		return TERM_CTRL('E');
	default:
		return TERM_NONE;
	}
}

/*
 * After ESC [ come parameters and intermediates, 0x20 to 0x3f, then one byte
 * from 0x40 on that ends it. Anything but one short number in front, such as
 * the "1;5" of a key pressed with Control, makes it no key of ours.
 */
static unsigned char csi_byte(struct term_keys *keys, unsigned char c)
{
	if (c == '[' && keys->param == 0) {
		keys->state = TERM_SKIP;	/* Linux's text console: F1 */
		return TERM_NONE;
	}
	if (c < 0x40) {
		if (c >= '0' && c <= '9' && keys->param < PARAM_UNKNOWN)
			keys->param = keys->param * 10 + (c - '0');
		else
			keys->param = PARAM_UNKNOWN;
		return TERM_NONE;
	}

	keys->state = TERM_TEXT;
	if (c == '~')
		return numbered_key(keys->param);
	return keys->param <= 1 ? named_key(c) : TERM_NONE;
}

static void esc_byte(struct term_keys *keys, unsigned char c)
{
	keys->param = 0;
	if (c == '[')
		keys->state = TERM_CSI;
	else if (c == 'O')
		keys->state = TERM_SS3;
	else
		keys->state = TERM_TEXT;
}

static unsigned char graphic_byte(struct term_keys *keys, unsigned char c)
{
	switch (keys->state) {
	case TERM_ESC:
		esc_byte(keys, c);
		return TERM_NONE;
	case TERM_CSI:
		return csi_byte(keys, c);
	case TERM_SS3:
		keys->state = TERM_TEXT;
		return named_key(c);
	case TERM_SKIP:
		keys->state = TERM_TEXT;
		return TERM_NONE;
	case TERM_TEXT:
		break;
	}
	return c == DEL ? TERM_BACKSPACE : c;
}

unsigned char term_key(struct term_keys *keys, unsigned char c)
{
	bool second_half = keys->after_cr && c == '\n';

	keys->after_cr = c == '\r';
	if (second_half || c == '\0' || c >= 0x80)
		return TERM_NONE;
	if (c >= 0x20)
		return graphic_byte(keys, c);

	keys->state = c == ESC ? TERM_ESC : TERM_TEXT;
	return c == '\r' ? TERM_ENTER : c;
}
