// SPDX-License-Identifier: MIT
/*
 * util.c - copies of strings and bytes that the caller owns
 *
 * PROBLEM
 *	To keep a text that somebody else may change or free, one needs a copy
 *	of it, of the right size, with its end. Everybody needs that, and
 *	everybody forgets the one byte.
 *
 * IDEA
 *	Measure, allocate, copy:
 *
 *	kstrdup		"text"	      up to its end
 *	kstrndup	"text..."     at most so many characters, and an end
 *	kmemdup		bytes	      exactly
 *	kmemdup_nul	bytes	      and an end: they become a string
 *	kasprintf	"%d of %d"    as it comes out
 *	kstrdup_const	a literal is not copied: it cannot go away; so it must
 *			be freed with kfree_const(), which knows
 *
 *	A text is measured and copied by two passes. If somebody changes it
 *	in between, the copy is still a string that ends within its memory:
 *	each end is stored where it was measured.
 *
 * LOCKING
 *	None. Context: as @gfp says.
 *
 * FAILURE
 *	NULL: memory is short, or there was nothing to copy (@s NULL).
 *
 * LEFT OUT
 *	memdup_user() and its like, until there are users.
 *
 * SOURCES
 *	Linux: mm/util.c, lib/kasprintf.c (semantics).
 */
#include <asm/sections.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>

char *kmemdup_nul(const char *s, size_t len, gfp_t gfp)
{
	char *copy;

	if (!s || len == SIZE_MAX)
		return NULL;
	copy = kmalloc(len + 1, gfp);
	if (!copy)
		return NULL;
	memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}
EXPORT_SYMBOL(kmemdup_nul);

char *kstrdup(const char *s, gfp_t gfp)
{
	return s ? kmemdup_nul(s, strlen(s), gfp) : NULL;
}
EXPORT_SYMBOL(kstrdup);

char *kstrndup(const char *s, size_t max, gfp_t gfp)
{
	return s ? kmemdup_nul(s, strnlen(s, max), gfp) : NULL;
}
EXPORT_SYMBOL(kstrndup);

const char *kstrdup_const(const char *s, gfp_t gfp)
{
	return is_kernel_rodata((unsigned long)s) ? s : kstrdup(s, gfp);
}
EXPORT_SYMBOL(kstrdup_const);

void kfree_const(const void *x)
{
	if (!is_kernel_rodata((unsigned long)x))
		kfree(x);
}
EXPORT_SYMBOL(kfree_const);

void *kmemdup(const void *src, size_t len, gfp_t gfp)
{
	void *copy = kmalloc(len, gfp);

	if (copy)
		memcpy(copy, src, len);
	return copy;
}
EXPORT_SYMBOL(kmemdup);

void *kmemdup_array(const void *src, size_t count, size_t element_size,
		    gfp_t gfp)
{
	return kmemdup(src, size_mul(element_size, count), gfp);
}
EXPORT_SYMBOL(kmemdup_array);

/* ---- formatted ---------------------------------------------------------------- */

char *kvasprintf(gfp_t gfp, const char *fmt, va_list args)
{
	va_list again;
	char *text;
	int length, stored;

	va_copy(again, args);
	length = vsnprintf(NULL, 0, fmt, again);
	va_end(again);

	text = kmalloc(length + 1, gfp);
	if (!text)
		return NULL;
	stored = vsnprintf(text, length + 1, fmt, args);
	WARN(stored != length,
	     "kvasprintf: \"%s\" was %d characters, and is %d now\n", fmt,
	     length, stored);
	return text;
}
EXPORT_SYMBOL(kvasprintf);

const char *kvasprintf_const(gfp_t gfp, const char *fmt, va_list args)
{
	if (!strchr(fmt, '%'))
		return kstrdup_const(fmt, gfp);
	if (!strcmp(fmt, "%s"))
		return kstrdup_const(va_arg(args, const char *), gfp);
	return kvasprintf(gfp, fmt, args);
}
EXPORT_SYMBOL(kvasprintf_const);

char *kasprintf(gfp_t gfp, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = kvasprintf(gfp, fmt, args);
	va_end(args);
	return text;
}
EXPORT_SYMBOL(kasprintf);
