/* SPDX-License-Identifier: MIT */
/*
 * sprintf.h - text from values; lib/vsprintf.c has the conversions
 *
 * The "n" ones return the length that the whole text would have, the "cn"
 * ones what was really stored, NUL not counted. @size 0 stores nothing, and
 * then @buf may be NULL. Context: any.
 */
#ifndef _LINUX_SPRINTF_H
#define _LINUX_SPRINTF_H

#include <linux/compiler.h>
#include <linux/stdarg.h>
#include <linux/types.h>

int vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
	__printf(3, 0);
int snprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
int vscnprintf(char *buf, size_t size, const char *fmt, va_list args)
	__printf(3, 0);
int scnprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);

/*
 * A text of its own memory, freed with kfree(); NULL: memory is short. The
 * _const one may return a literal: kfree_const(). mm/util.c
 */
char *kasprintf(gfp_t gfp, const char *fmt, ...) __printf(2, 3) __malloc;
char *kvasprintf(gfp_t gfp, const char *fmt, va_list args)
	__printf(2, 0) __malloc;
const char *kvasprintf_const(gfp_t gfp, const char *fmt, va_list args)
	__printf(2, 0);

/* For constant formats into buffers of known size only. */
int vsprintf(char *buf, const char *fmt, va_list args) __printf(2, 0);
int sprintf(char *buf, const char *fmt, ...) __printf(2, 3);

#endif
