/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_HEX_H
#define _LINUX_HEX_H

#include <linux/compiler.h>
#include <linux/types.h>

extern const char hex_asc[];
extern const char hex_asc_upper[];

#define hex_asc_lo(x)		hex_asc[(x) & 0x0f]
#define hex_asc_hi(x)		hex_asc[((x) & 0xf0) >> 4]
#define hex_asc_upper_lo(x)	hex_asc_upper[(x) & 0x0f]
#define hex_asc_upper_hi(x)	hex_asc_upper[((x) & 0xf0) >> 4]

/* Two digits of @byte at @buf. Return: what follows them */
static inline char *hex_byte_pack(char *buf, u8 byte)
{
	*buf++ = hex_asc_hi(byte);
	*buf++ = hex_asc_lo(byte);
	return buf;
}

static inline char *hex_byte_pack_upper(char *buf, u8 byte)
{
	*buf++ = hex_asc_upper_hi(byte);
	*buf++ = hex_asc_upper_lo(byte);
	return buf;
}

/* The value of one digit, or -1 */
int hex_to_bin(unsigned char ch);

/* @count bytes from 2 * @count digits. Return: 0, or -EINVAL */
int __must_check hex2bin(u8 *dst, const char *src, size_t count);

/* 2 * @count digits, no NUL. Return: what follows them */
char *bin2hex(char *dst, const void *src, size_t count);

/**
 * hex_dump_to_buffer - one line of a dump
 * @buf, @len: the bytes; at most @rowsize of them are shown
 * @rowsize:   16 or 32; others count as 16
 * @groupsize: 1, 2, 4 or 8 bytes a word, in the CPU's order; 1 if @len is
 *             not a multiple of it
 * @linebuf, @linebuflen: where to; always NUL-terminated if there is room
 *             for the NUL
 * @ascii:     show the characters too, in a column of their own
 *
 * Return: length of the whole line, even if it did not fit.
 */
int hex_dump_to_buffer(const void *buf, size_t len, int rowsize,
		       int groupsize, char *linebuf, size_t linebuflen,
		       bool ascii);

#endif
