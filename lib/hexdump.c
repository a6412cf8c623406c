// SPDX-License-Identifier: MIT
/*
 * hexdump.c - bytes as text that a person can read
 *
 *	00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff  ."3DUfw........
 *
 * The columns do not depend on how many bytes the last line has, so that a
 * dump stays a table.
 */
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/hex.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/unaligned.h>

const char hex_asc[] = "0123456789abcdef";
EXPORT_SYMBOL(hex_asc);
const char hex_asc_upper[] = "0123456789ABCDEF";
EXPORT_SYMBOL(hex_asc_upper);

int hex_to_bin(unsigned char ch)
{
	if (isdigit(ch))
		return ch - '0';
	if (isxdigit(ch))
		return tolower(ch) - 'a' + 10;
	return -1;
}
EXPORT_SYMBOL(hex_to_bin);

int hex2bin(u8 *dst, const char *src, size_t count)
{
	while (count--) {
		int hi = hex_to_bin((u8)*src++);
		int lo;

		/* Not before hi is known good: it may be the string's NUL. */
		if (hi < 0)
			return -EINVAL;
		lo = hex_to_bin((u8)*src++);
		if (lo < 0)
			return -EINVAL;
		*dst++ = (u8)(hi << 4 | lo);
	}
	return 0;
}
EXPORT_SYMBOL(hex2bin);

char *bin2hex(char *dst, const void *src, size_t count)
{
	const u8 *byte = src;

	while (count--)
		dst = hex_byte_pack(dst, *byte++);
	return dst;
}
EXPORT_SYMBOL(bin2hex);

/* A line being written: stores what fits, counts everything; no NUL yet */
struct line {
	char *buf;
	size_t size;
	size_t len;
};

static void put(struct line *line, char c)
{
	if (line->len < line->size)
		line->buf[line->len] = c;
	line->len++;
}

static void put_hex(struct line *line, u64 value, int bytes)
{
	for (int shift = bytes * 8 - 4; shift >= 0; shift -= 4)
		put(line, hex_asc[(value >> shift) & 0xf]);
}

static void put_group(struct line *line, const u8 *p, int groupsize)
{
	switch (groupsize) {
	case 8:
		put_hex(line, get_unaligned((const u64 *)p), 8);
		break;
	case 4:
		put_hex(line, get_unaligned((const u32 *)p), 4);
		break;
	case 2:
		put_hex(line, get_unaligned((const u16 *)p), 2);
		break;
	default:
		put_hex(line, *p, 1);
		break;
	}
}

static bool is_group_size(int groupsize)
{
	return groupsize == 1 || groupsize == 2 || groupsize == 4 ||
	       groupsize == 8;
}

int hex_dump_to_buffer(const void *buf, size_t len, int rowsize,
		       int groupsize, char *linebuf, size_t linebuflen,
		       bool ascii)
{
	struct line line = { .buf = linebuf, .size = linebuflen };
	const u8 *bytes = buf;
	size_t group, column;

	if (rowsize != 16 && rowsize != 32)
		rowsize = 16;
	len = min(len, (size_t)rowsize);
	if (!is_group_size(groupsize) || len % (size_t)groupsize != 0)
		groupsize = 1;
	group = (size_t)groupsize;

	for (size_t i = 0; i < len; i += group) {
		if (i)
			put(&line, ' ');
		put_group(&line, bytes + i, groupsize);
	}
	if (ascii && len) {
		/* Two digits a byte, a blank between groups, one more */
		column = (size_t)rowsize * 2 + (size_t)rowsize / group + 1;
		while (line.len < column)
			put(&line, ' ');
		for (size_t i = 0; i < len; i++)
			put(&line, isprint(bytes[i]) ? (char)bytes[i] : '.');
	}
	if (linebuflen)
		linebuf[min(line.len, linebuflen - 1)] = '\0';
	return (int)line.len;
}
EXPORT_SYMBOL(hex_dump_to_buffer);

/* 32 bytes: 64 digits, 32 blanks, 32 characters, a blank and the NUL */
#define LINE_MAX	(32 * 3 + 2 + 32 + 1)

void print_hex_dump(const char *level, const char *prefix, int prefix_type,
		    int rowsize, int groupsize, const void *buf, size_t len,
		    bool ascii)
{
	const u8 *bytes = buf;
	char text[LINE_MAX];
	size_t step;

	if (rowsize != 16 && rowsize != 32)
		rowsize = 16;
	step = (size_t)rowsize;

	for (size_t i = 0; i < len; i += step) {
		hex_dump_to_buffer(bytes + i, min(step, len - i), rowsize,
				   groupsize, text, sizeof(text), ascii);
		switch (prefix_type) {
		case DUMP_PREFIX_ADDRESS:
			printk("%s%s%p: %s\n", level, prefix, bytes + i, text);
			break;
		case DUMP_PREFIX_OFFSET:
			printk("%s%s%.8zx: %s\n", level, prefix, i, text);
			break;
		default:
			printk("%s%s%s\n", level, prefix, text);
			break;
		}
	}
}
EXPORT_SYMBOL(print_hex_dump);
