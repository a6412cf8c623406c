/* SPDX-License-Identifier: MIT */
/*
 * vsprintf.h - what vsprintf.c and vsprintf_pointer.c share, and nobody else
 */
#ifndef _LIB_VSPRINTF_H
#define _LIB_VSPRINTF_H

#include <linux/bits.h>
#include <linux/types.h>

/*
 * Where the text goes. @len counts every character, @size says how many are
 * stored; so the length of text that does not fit comes out by itself, and
 * a buffer of size 0 is no special case.
 */
struct text {
	char *buf;
	size_t size;
	size_t len;
};

#define CONV_LEFT	BIT(0)	/* '-' */
#define CONV_PLUS	BIT(1)	/* '+' */
#define CONV_SPACE	BIT(2)	/* ' ' */
#define CONV_ALT	BIT(3)	/* '#' */
#define CONV_ZERO	BIT(4)	/* '0' */
#define CONV_SIGNED	BIT(5)	/* %d, %i */
#define CONV_UPPER	BIT(6)	/* %X */

/* One conversion, decoded: "%-08.3lx" */
struct conv {
	unsigned int flags;
	int width;		/* -1: not given */
	int precision;		/* -1: not given */
	unsigned int base;	/* 8, 10 or 16, for numbers */
	char length;		/* 0 h H(hh) l; l is every 64-bit one */
	char type;		/* d s c p ..., 0 at the end of the format */
};

void text_char(struct text *out, char c);
void text_fill(struct text *out, char c, int count);
void text_plain(struct text *out, const char *s);
void text_string(struct text *out, const char *s, const struct conv *conv);
void text_number(struct text *out, u64 value, const struct conv *conv);

/* What to print instead of following @ptr: "(null)", "(efault)", or NULL */
const char *text_bad_pointer(const void *ptr);

/* @fmt: what follows the 'p' */
void text_pointer(struct text *out, const char *fmt, const void *ptr,
		  const struct conv *conv);

#endif
