// SPDX-License-Identifier: MIT
/*
 * vsprintf.c - text from values
 *
 * PROBLEM
 *	Every message, report and /proc view is made here, also inside a
 *	panic: so nothing may be allocated, locked or trusted, the stack is
 *	short, and a bad pointer given to %s must not become a second fault.
 *
 * IDEA
 *	The text goes through one function, text_char(), that counts every
 *	character and stores those that fit. All else can ignore the size of
 *	the buffer. A conversion
 *
 *		% [flags] [width] [.precision] [length] type [extension]
 *		   #0-+ '  '*' or number     hh h l ll L z t j
 *
 *	is first decoded into a struct conv, then its argument is fetched,
 *	then printed.
 *
 * TYPES
 *	d i u x X o c s %	as in C, but 0 prints "0" for "%.0d" and
 *				"0x0" for "%#x", and the flag 0 counts even
 *				with a precision (Linux does so)
 *	p			16 hexadecimal digits, see below
 *	pV			a struct va_format: its format and arguments
 *
 *	vsprintf_pointer.c has the family of %p. %n is refused: it would
 *	turn a wrong format into a write to memory.
 *
 * NESTING
 *	%pV does not call vsnprintf() again: the inner format and arguments
 *	go on a short stack of frames, and the outer one continues when the
 *	inner ends.
 *
 *		frame 0	"%s: %pV\n"	args
 *				^
 *		frame 1	"order %d"	args of the inner call
 *
 * FAILURE
 *	A conversion nobody knows: which argument it would have taken is
 *	unknown, so none behind it can be trusted. The rest of the format is
 *	copied as it stands, for the reader to see.
 */
#include <linux/bug.h>
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "vsprintf.h"

/* Linux's limits: a wider field is a mistake, and would only cost time. */
#define WIDTH_MAX	((1 << 23) - 1)
#define PRECISION_MAX	((1 << 15) - 1)

/* A %pV inside a %pV inside a %pV: dev_err() through pr_err() needs two. */
#define NEST_MAX	4

/* 64 bits in octal, the longest: 63 bits are 21 digits, and one more */
#define DIGITS_MAX	22

/* The null page is never mapped: below it a "pointer" is NULL + offset. */
#define FIRST_PAGE	4096

void text_char(struct text *out, char c)
{
	if (out->len < out->size)
		out->buf[out->len] = c;
	out->len++;
}

/* @count may be negative: then there is nothing to fill. */
void text_fill(struct text *out, char c, int count)
{
	while (count-- > 0)
		text_char(out, c);
}

void text_plain(struct text *out, const char *s)
{
	while (*s)
		text_char(out, *s++);
}

void text_string(struct text *out, const char *s, const struct conv *conv)
{
	/* Without a NUL, only as far as the precision promises. */
	size_t max = conv->precision < 0 ? INT_MAX : (size_t)conv->precision;
	int len = (int)strnlen(s, max);
	int pad = conv->width - len;

	if (!(conv->flags & CONV_LEFT))
		text_fill(out, ' ', pad);
	for (int i = 0; i < len; i++)
		text_char(out, s[i]);
	if (conv->flags & CONV_LEFT)
		text_fill(out, ' ', pad);
}

/* The digits of @value, last first. Return: how many. */
static int make_digits(char *digits, u64 value, const struct conv *conv)
{
	const char *set = conv->flags & CONV_UPPER ? "0123456789ABCDEF" :
						     "0123456789abcdef";
	int nr = 0;

	do {
		digits[nr++] = set[value % conv->base];
		value /= conv->base;
	} while (value);
	return nr;
}

/* What stands before the digits, "-", "0x", ...: at most 3 characters */
static void make_prefix(char *prefix, bool negative, u64 value,
			const struct conv *conv)
{
	if (negative)
		*prefix++ = '-';
	else if (conv->flags & CONV_SIGNED && conv->flags & CONV_PLUS)
		*prefix++ = '+';
	else if (conv->flags & CONV_SIGNED && conv->flags & CONV_SPACE)
		*prefix++ = ' ';

	if (conv->flags & CONV_ALT && conv->base == 16) {
		*prefix++ = '0';
		*prefix++ = conv->flags & CONV_UPPER ? 'X' : 'x';
	} else if (conv->flags & CONV_ALT && conv->base == 8 && value) {
		*prefix++ = '0';
	}
	*prefix = '\0';
}

/*
 *	|<------------ width ------------>|
 *	blanks  prefix  zeros  zeros digits  blanks
 *	(right)	       (flag 0)|<-precision->| (left)
 */
void text_number(struct text *out, u64 value, const struct conv *conv)
{
	bool negative = conv->flags & CONV_SIGNED && (s64)value < 0;
	char digits[DIGITS_MAX];
	char prefix[4];
	int nr, pad;

	if (negative)
		value = 0 - value;
	make_prefix(prefix, negative, value, conv);
	nr = make_digits(digits, value, conv);
	pad = conv->width - (int)strlen(prefix) - max(nr, conv->precision);

	if (!(conv->flags & (CONV_LEFT | CONV_ZERO)))
		text_fill(out, ' ', pad);
	text_plain(out, prefix);
	if ((conv->flags & (CONV_LEFT | CONV_ZERO)) == CONV_ZERO)
		text_fill(out, '0', pad);
	text_fill(out, '0', conv->precision - nr);
	while (nr > 0)
		text_char(out, digits[--nr]);
	if (conv->flags & CONV_LEFT)
		text_fill(out, ' ', pad);
}

const char *text_bad_pointer(const void *ptr)
{
	if (!ptr)
		return "(null)";
	if ((unsigned long)ptr < FIRST_PAGE || IS_ERR(ptr))
		return "(efault)";
	return NULL;
}

/* A format being worked off, with the arguments that are left */
struct frame {
	const char *fmt;
	va_list args;
};

static unsigned int flag_of(char c)
{
	switch (c) {
	case '-':
		return CONV_LEFT;
	case '+':
		return CONV_PLUS;
	case ' ':
		return CONV_SPACE;
	case '#':
		return CONV_ALT;
	case '0':
		return CONV_ZERO;
	default:
		return 0;
	}
}

static int read_int(struct frame *f, int limit)
{
	int value = 0;

	for (; isdigit((u8)*f->fmt); f->fmt++)
		value = min(value * 10 + (*f->fmt - '0'), limit);
	return value;
}

static void read_width(struct frame *f, struct conv *conv)
{
	conv->width = -1;
	if (isdigit((u8)*f->fmt)) {
		conv->width = read_int(f, WIDTH_MAX);
	} else if (*f->fmt == '*') {
		f->fmt++;
		conv->width = clamp(va_arg(f->args, int), -WIDTH_MAX,
				    WIDTH_MAX);
		if (conv->width < 0) {
			conv->width = -conv->width;
			conv->flags |= CONV_LEFT;
		}
	}
}

static void read_precision(struct frame *f, struct conv *conv)
{
	conv->precision = -1;
	if (*f->fmt != '.')
		return;
	f->fmt++;
	if (*f->fmt == '*') {
		f->fmt++;
		/* Negative is as good as none. */
		conv->precision = clamp(va_arg(f->args, int), -1,
					PRECISION_MAX);
	} else {
		conv->precision = read_int(f, PRECISION_MAX);
	}
}

static void read_length(struct frame *f, struct conv *conv)
{
	const char *p = f->fmt;

	conv->length = 0;
	if (*p == 'h') {
		p++;
		conv->length = 'h';
		if (*p == 'h') {
			p++;
			conv->length = 'H';
		}
	} else if (*p && strchr("lLztj", *p)) {
		/* long, long long, size_t ... are all 64 bits here */
		p += p[0] == 'l' && p[1] == 'l' ? 2 : 1;
		conv->length = 'l';
	}
	f->fmt = p;
}

/* Set the base and the flags that come with the type. */
static void read_type(struct frame *f, struct conv *conv)
{
	conv->type = *f->fmt;
	if (conv->type)
		f->fmt++;

	conv->base = 10;
	switch (conv->type) {
	case 'X':
		conv->flags |= CONV_UPPER;
		fallthrough;
	case 'x':
	case 'p':
		conv->base = 16;
		break;
	case 'o':
		conv->base = 8;
		break;
	case 'd':
	case 'i':
		conv->flags |= CONV_SIGNED;
		break;
	}
}

static void decode(struct frame *f, struct conv *conv)
{
	unsigned int flag;

	f->fmt++;	/* the '%' */
	conv->flags = 0;
	while ((flag = flag_of(*f->fmt)) != 0) {
		conv->flags |= flag;
		f->fmt++;
	}
	read_width(f, conv);
	read_precision(f, conv);
	read_length(f, conv);
	read_type(f, conv);
}

static u64 fetch_integer(struct frame *f, const struct conv *conv)
{
	int value;

	if (conv->length == 'l')
		return va_arg(f->args, u64);

	/* char and short arrive as int and are cut back to what they were. */
	value = va_arg(f->args, int);
	if (conv->flags & CONV_SIGNED) {
		if (conv->length == 'H')
			return (u64)(s8)value;
		return (u64)(conv->length == 'h' ? (s16)value : value);
	}
	if (conv->length == 'H')
		return (u8)value;
	return conv->length == 'h' ? (u16)value : (unsigned int)value;
}

static void convert_string(struct text *out, struct frame *f,
			   const struct conv *conv)
{
	const char *s = va_arg(f->args, const char *);
	const char *bad = text_bad_pointer(s);

	text_string(out, bad ? bad : s, conv);
}

static void convert_char(struct text *out, struct frame *f,
			 const struct conv *conv)
{
	char c = (char)va_arg(f->args, int);

	/* Not text_string(): the character may be NUL. */
	if (!(conv->flags & CONV_LEFT))
		text_fill(out, ' ', conv->width - 1);
	text_char(out, c);
	if (conv->flags & CONV_LEFT)
		text_fill(out, ' ', conv->width - 1);
}

static void convert_pointer(struct text *out, struct frame *f,
			    const struct conv *conv)
{
	text_pointer(out, f->fmt, va_arg(f->args, const void *), conv);
	while (isalnum((u8)*f->fmt))
		f->fmt++;
}

/* Return: false if the type is not known. */
static bool convert(struct text *out, struct frame *f,
		    const struct conv *conv)
{
	switch (conv->type) {
	case 'd':
	case 'i':
	case 'u':
	case 'x':
	case 'X':
	case 'o':
		text_number(out, fetch_integer(f, conv), conv);
		return true;
	case 's':
		convert_string(out, f, conv);
		return true;
	case 'c':
		convert_char(out, f, conv);
		return true;
	case 'p':
		convert_pointer(out, f, conv);
		return true;
	case '%':
		text_char(out, '%');
		return true;
	default:
		return false;
	}
}

/*
 * %pV: what the va_format holds is worked off next. Its va_list is copied,
 * because whoever made it may print it again (printk: log and console).
 */
static void push_va_format(struct text *out, struct frame *frames,
			   unsigned int *depth, const struct conv *conv)
{
	struct frame *outer = &frames[*depth];
	const struct va_format *vaf = va_arg(outer->args,
					     const struct va_format *);
	const char *bad = text_bad_pointer(vaf);

	outer->fmt++;	/* the 'V' */
	if (!bad && *depth + 1 == NEST_MAX)
		bad = "(nested too deep)";
	if (bad) {
		text_string(out, bad, conv);
		return;
	}
	(*depth)++;
	frames[*depth].fmt = vaf->fmt;
	va_copy(frames[*depth].args, *vaf->va);
}

/*
 * One step of the innermost frame: a character, a conversion, or its end.
 * Return: false when the outermost frame is at its end.
 */
static bool step(struct text *out, struct frame *frames, unsigned int *depth)
{
	struct frame *f = &frames[*depth];
	const char *start = f->fmt;
	struct conv conv;

	if (*start == '\0') {
		va_end(f->args);
		return (*depth)-- != 0;
	}
	if (*start != '%') {
		text_char(out, *start);
		f->fmt++;
		return true;
	}

	decode(f, &conv);
	if (conv.type == 'p' && *f->fmt == 'V') {
		push_va_format(out, frames, depth, &conv);
	} else if (!convert(out, f, &conv)) {
		text_plain(out, start);
		f->fmt = start + strlen(start);
	}
	return true;
}

int vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	struct text out = { .buf = buf, .size = size };
	struct frame frames[NEST_MAX];
	unsigned int depth = 0;

	/* A negative length that became a size_t would write anywhere. */
	if (WARN_ON_ONCE(size > INT_MAX))
		return 0;

	frames[0].fmt = fmt;
	va_copy(frames[0].args, args);
	while (step(&out, frames, &depth))
		;
	if (size)
		buf[min(out.len, size - 1)] = '\0';
	return (int)out.len;
}
EXPORT_SYMBOL(vsnprintf);
