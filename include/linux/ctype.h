/* SPDX-License-Identifier: MIT */
/* ctype.h - what kind of character, in ASCII and nothing else */
#ifndef _LINUX_CTYPE_H
#define _LINUX_CTYPE_H

#include <linux/types.h>

#define __in_chars(c, lo, hi)	((unsigned int)(c) - (lo) <= (hi) - (lo))

static inline int isdigit(int c)
{
	return __in_chars(c, '0', '9');
}

static inline int islower(int c)
{
	return __in_chars(c, 'a', 'z');
}

static inline int isupper(int c)
{
	return __in_chars(c, 'A', 'Z');
}

static inline int isalpha(int c)
{
	return islower(c | 0x20);
}

static inline int isalnum(int c)
{
	return isalpha(c) || isdigit(c);
}

static inline int isxdigit(int c)
{
	return isdigit(c) || __in_chars(c | 0x20, 'a', 'f');
}

static inline int isodigit(const char c)
{
	return __in_chars(c, '0', '7');
}

static inline int isspace(int c)
{
	return c == ' ' || __in_chars(c, '\t', '\r');
}

static inline int iscntrl(int c)
{
	return __in_chars(c, 0, 0x1f) || c == 0x7f;
}

static inline int isprint(int c)
{
	return __in_chars(c, ' ', '~');
}

static inline int isgraph(int c)
{
	return __in_chars(c, '!', '~');
}

static inline int ispunct(int c)
{
	return isgraph(c) && !isalnum(c);
}

static inline int isascii(int c)
{
	return __in_chars(c, 0, 0x7f);
}

static inline int toascii(int c)
{
	return c & 0x7f;
}

static inline int tolower(int c)
{
	return isupper(c) ? c | 0x20 : c;
}

static inline int toupper(int c)
{
	return islower(c) ? c & ~0x20 : c;
}

/* Without the test that it is a letter: for parsing, where others fail */
static inline char _tolower(const char c)
{
	return c | 0x20;
}

#endif
