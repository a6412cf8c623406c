/* SPDX-License-Identifier: MIT */
/*
 * string.h - bytes and strings
 *
 * C's functions have C's meaning. For the others see the comments; of the
 * ways to copy a string, use strscpy(). Context: any.
 */
#ifndef _LINUX_STRING_H
#define _LINUX_STRING_H

#include <linux/array_size.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/stdarg.h>
#include <linux/stddef.h>
#include <linux/types.h>

/* Bytes (lib/memory.c) */
void *memcpy(void *dest, const void *src, size_t count);
void *memmove(void *dest, const void *src, size_t count);
void *memset(void *s, int c, size_t count);
int memcmp(const void *a, const void *b, size_t count);
int bcmp(const void *a, const void *b, size_t count);
void *memchr(const void *s, int c, size_t count);
/* The first byte that is not @c, or NULL */
void *memchr_inv(const void *s, int c, size_t count);
/* As memchr(), but what follows the area if @c is not in it */
void *memscan(void *s, int c, size_t count);
/* @count elements, not bytes */
void *memset16(u16 *s, u16 v, size_t count);
void *memset32(u32 *s, u32 v, size_t count);
void *memset64(u64 *s, u64 v, size_t count);
/* Not optimised away although the memory dies: for secrets */
void memzero_explicit(void *s, size_t count);
/* @count bytes of @src, then @pad up to @dest_len; cut if too long */
void memcpy_and_pad(void *dest, size_t dest_len, const void *src,
		    size_t count, int pad);

static inline void *memset_l(unsigned long *p, unsigned long v, size_t n)
{
	return memset64((u64 *)p, v, n);
}

static inline void *memset_p(void **p, void *v, size_t n)
{
	return memset64((u64 *)p, (unsigned long)v, n);
}

/* Fill *@obj with @v from the byte after @member to its end */
#define memset_after(obj, v, member) ({ \
	u8 *__ptr = (u8 *)(obj); \
	__typeof__(v) __val = (v); \
	memset(__ptr + offsetofend(__typeof__(*(obj)), member), __val, \
	       sizeof(*(obj)) - offsetofend(__typeof__(*(obj)), member)); })
/* ... from the first byte of @member to its end */
#define memset_startat(obj, v, member) ({ \
	u8 *__ptr = (u8 *)(obj); \
	__typeof__(v) __val = (v); \
	memset(__ptr + offsetof(__typeof__(*(obj)), member), __val, \
	       sizeof(*(obj)) - offsetof(__typeof__(*(obj)), member)); })

/* Length and order */
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t count);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t count);
int strcasecmp(const char *a, const char *b);
int strncasecmp(const char *a, const char *b, size_t count);
/* Equal, but for one trailing newline: for what a person echoed */
bool sysfs_streq(const char *a, const char *b);

/* Copying */
char *strcpy(char *dest, const char *src);
char *strncpy(char *dest, const char *src, size_t count);
char *stpcpy(char *dest, const char *src);
char *strcat(char *dest, const char *src);
char *strncat(char *dest, const char *src, size_t count);
/* Return: strlen(@src); if that is >= @size it was cut */
size_t strlcpy(char *dest, const char *src, size_t size);
/* Return: the length it wanted to make; @size is the whole buffer's */
size_t strlcat(char *dest, const char *src, size_t size);

/**
 * sized_strscpy - copy a string into a buffer of @size bytes
 *
 * Always NUL-terminated (unless @size is 0), never reads beyond the NUL or
 * @size bytes of @src, does not fill the rest.
 *
 * Return: bytes copied, NUL not counted, or -E2BIG if it was cut.
 */
ssize_t sized_strscpy(char *dest, const char *src, size_t size);
/* The same, and the rest of @dest is filled with NUL. */
ssize_t sized_strscpy_pad(char *dest, const char *src, size_t size);

/* The third argument may be left out where @dest is an array. */
#define __strscpy0(dst, src, ...) \
	sized_strscpy(dst, src, sizeof(dst) + __must_be_array(dst))
#define __strscpy1(dst, src, size) sized_strscpy(dst, src, size)
#define __strscpy_pad0(dst, src, ...) \
	sized_strscpy_pad(dst, src, sizeof(dst) + __must_be_array(dst))
#define __strscpy_pad1(dst, src, size) sized_strscpy_pad(dst, src, size)
#define __strscpy_pick(_1, _2, _3, name, ...) name
#define strscpy(dst, src, ...) \
	__strscpy_pick(dst, src, ##__VA_ARGS__, __strscpy1, __strscpy0) \
		(dst, src, ##__VA_ARGS__)
#define strscpy_pad(dst, src, ...) \
	__strscpy_pick(dst, src, ##__VA_ARGS__, __strscpy_pad1, \
		       __strscpy_pad0)(dst, src, ##__VA_ARGS__)

/* Searching */
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
char *strnchr(const char *s, size_t count, int c);
/* As strchr(), but the final NUL if @c is not there */
char *strchrnul(const char *s, int c);
char *strnchrnul(const char *s, size_t count, int c);
char *strstr(const char *s, const char *find);
/* Within the first @len bytes of @s */
char *strnstr(const char *s, const char *find, size_t len);
size_t strspn(const char *s, const char *accept);
size_t strcspn(const char *s, const char *reject);
char *strpbrk(const char *s, const char *accept);
/* Cut *@s at the next of @delim; *@s moves on, to NULL at the end */
char *strsep(char **s, const char *delim);

/* Tidying */
char *__must_check skip_spaces(const char *s);
/* Cuts trailing blanks in place; returns where the leading ones end */
char *strim(char *s);
char *strreplace(char *s, char from, char to);

static inline char *__must_check strstrip(char *s)
{
	return strim(s);
}

/* strlen(@prefix) if @s begins with it, else 0 */
static __always_inline size_t str_has_prefix(const char *s,
					     const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(s, prefix, len) == 0 ? len : 0;
}

static inline bool strstarts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

/* The part of a path after the last '/' */
static inline const char *kbasename(const char *path)
{
	const char *tail = strrchr(path, '/');

	return tail ? tail + 1 : path;
}

/* Index of @string in an array that may end early with NULL, or -EINVAL */
int match_string(const char *const *array, size_t n, const char *string);
int __sysfs_match_string(const char *const *array, size_t n, const char *s);
#define sysfs_match_string(a, s) __sysfs_match_string(a, ARRAY_SIZE(a), s)

/*
 * Copies that the caller owns and frees with kfree(); NULL: memory is short,
 * or the argument was NULL. mm/util.c
 */
char *kstrdup(const char *s, gfp_t gfp) __malloc;
/* At most @len characters of @s, and a NUL */
char *kstrndup(const char *s, size_t len, gfp_t gfp) __malloc;
/* @len bytes of @s, NUL or not, and a NUL */
char *kmemdup_nul(const char *s, size_t len, gfp_t gfp) __malloc;
void *kmemdup(const void *src, size_t len, gfp_t gfp) __malloc __alloc_size(2);
void *kmemdup_array(const void *src, size_t count, size_t element_size,
		    gfp_t gfp) __malloc;
/* A literal itself, anything else as kstrdup(); freed with kfree_const() */
const char *kstrdup_const(const char *s, gfp_t gfp);

/* A string into an array that need not end in NUL: padded, or as it is */
#define strtomem_pad(dest, src, pad) \
	memcpy_and_pad(dest, sizeof(dest) + __must_be_array(dest), src, \
		       strnlen(src, sizeof(dest)), pad)
#define strtomem(dest, src) \
	((void)memcpy(dest, src, \
		      strnlen(src, sizeof(dest) + __must_be_array(dest))))

#endif
