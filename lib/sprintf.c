// SPDX-License-Identifier: MIT
/*
 * sprintf.c - the doors to vsnprintf()
 *
 *	 v...	arguments as a va_list; without v: behind the format
 *	 ...n	a buffer of a known size; without n: the caller promises
 *	 ...cn	the return value is what was stored, not what there was to
 *		say: what one wants who goes on writing behind it
 */
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/sprintf.h>
#include <linux/stdarg.h>

int vscnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	size_t len = (size_t)vsnprintf(buf, size, fmt, args);

	if (size == 0)
		return 0;
	return (int)min(len, size - 1);
}
EXPORT_SYMBOL(vscnprintf);

int snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}
EXPORT_SYMBOL(snprintf);

int scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vscnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}
EXPORT_SYMBOL(scnprintf);

int vsprintf(char *buf, const char *fmt, va_list args)
{
	return vsnprintf(buf, INT_MAX, fmt, args);
}
EXPORT_SYMBOL(vsprintf);

int sprintf(char *buf, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsprintf(buf, fmt, args);
	va_end(args);
	return len;
}
EXPORT_SYMBOL(sprintf);
