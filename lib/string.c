// SPDX-License-Identifier: MIT
/*
 * string.c - the str*() functions
 *
 * A char is compared as unsigned char, as C wants: "\xe9" comes after "z".
 * (The kernel is compiled with -funsigned-char, the host is not bound to.)
 */
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/string.h>

/* Length and order */

size_t strlen(const char *s)
{
	const char *end = s;

	while (*end) {
		end++;
		barrier();	/* the compiler would make it a strlen() */
	}
	return (size_t)(end - s);
}
EXPORT_SYMBOL(strlen);

size_t strnlen(const char *s, size_t count)
{
	size_t len = 0;

	while (len < count && s[len])
		len++;
	return len;
}
EXPORT_SYMBOL(strnlen);

int strcmp(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (u8)*a - (u8)*b;
}
EXPORT_SYMBOL(strcmp);

int strncmp(const char *a, const char *b, size_t count)
{
	for (; count; count--, a++, b++) {
		if (*a != *b || !*a)
			return (u8)*a - (u8)*b;
	}
	return 0;
}
EXPORT_SYMBOL(strncmp);

int strncasecmp(const char *a, const char *b, size_t count)
{
	for (; count; count--, a++, b++) {
		int x = tolower((u8)*a), y = tolower((u8)*b);

		if (x != y || !x)
			return x - y;
	}
	return 0;
}
EXPORT_SYMBOL(strncasecmp);

int strcasecmp(const char *a, const char *b)
{
	return strncasecmp(a, b, SIZE_MAX);
}
EXPORT_SYMBOL(strcasecmp);

static bool at_end(const char *s)
{
	return *s == '\0' || (*s == '\n' && s[1] == '\0');
}

bool sysfs_streq(const char *a, const char *b)
{
	while (*a && *a == *b) {
		/* "x\n" equals "x": stop before one newline that ends both */
		if (at_end(a) && at_end(b))
			return true;
		a++;
		b++;
	}
	return at_end(a) && at_end(b);
}
EXPORT_SYMBOL(sysfs_streq);

/* Copying */

char *stpcpy(char *dest, const char *src)
{
	while ((*dest = *src++) != '\0')
		dest++;
	return dest;
}
EXPORT_SYMBOL(stpcpy);

char *strcpy(char *dest, const char *src)
{
	stpcpy(dest, src);
	return dest;
}
EXPORT_SYMBOL(strcpy);

char *strncpy(char *dest, const char *src, size_t count)
{
	size_t len = strnlen(src, count);

	memcpy(dest, src, len);
	memset(dest + len, 0, count - len);
	return dest;
}
EXPORT_SYMBOL(strncpy);

ssize_t sized_strscpy(char *dest, const char *src, size_t size)
{
	size_t len;

	/* More than INT_MAX is a negative length gone wrong. */
	if (size == 0 || size > INT_MAX)
		return -E2BIG;

	len = strnlen(src, size);
	if (len == size) {
		memcpy(dest, src, size - 1);
		dest[size - 1] = '\0';
		return -E2BIG;
	}
	memcpy(dest, src, len + 1);
	return (ssize_t)len;
}
EXPORT_SYMBOL(sized_strscpy);

ssize_t sized_strscpy_pad(char *dest, const char *src, size_t size)
{
	ssize_t len = sized_strscpy(dest, src, size);

	if (len >= 0)
		memset(dest + len, 0, size - (size_t)len);
	return len;
}
EXPORT_SYMBOL(sized_strscpy_pad);

size_t strlcpy(char *dest, const char *src, size_t size)
{
	sized_strscpy(dest, src, size);
	return strlen(src);
}
EXPORT_SYMBOL(strlcpy);

char *strcat(char *dest, const char *src)
{
	stpcpy(dest + strlen(dest), src);
	return dest;
}
EXPORT_SYMBOL(strcat);

char *strncat(char *dest, const char *src, size_t count)
{
	char *end = dest + strlen(dest);
	size_t len = strnlen(src, count);

	memcpy(end, src, len);
	end[len] = '\0';
	return dest;
}
EXPORT_SYMBOL(strncat);

size_t strlcat(char *dest, const char *src, size_t size)
{
	size_t len = strnlen(dest, size);

	/* No NUL within @size: there is nothing to append to. */
	if (len == size)
		return size + strlen(src);
	return len + strlcpy(dest + len, src, size - len);
}
EXPORT_SYMBOL(strlcat);

/* Searching */

char *strchrnul(const char *s, int c)
{
	while (*s && *s != (char)c)
		s++;
	return (char *)s;
}
EXPORT_SYMBOL(strchrnul);

char *strchr(const char *s, int c)
{
	s = strchrnul(s, c);
	return *s == (char)c ? (char *)s : NULL;
}
EXPORT_SYMBOL(strchr);

char *strrchr(const char *s, int c)
{
	const char *last = NULL;

	do {
		if (*s == (char)c)
			last = s;
	} while (*s++);
	return (char *)last;
}
EXPORT_SYMBOL(strrchr);

char *strnchrnul(const char *s, size_t count, int c)
{
	while (count && *s && *s != (char)c) {
		s++;
		count--;
	}
	return (char *)s;
}
EXPORT_SYMBOL(strnchrnul);

char *strnchr(const char *s, size_t count, int c)
{
	for (; count; count--, s++) {
		if (*s == (char)c)
			return (char *)s;
		if (!*s)
			break;
	}
	return NULL;
}
EXPORT_SYMBOL(strnchr);

char *strnstr(const char *s, const char *find, size_t len)
{
	size_t want = strlen(find);
	size_t have = strnlen(s, len);

	for (; have >= want; have--, s++) {
		if (memcmp(s, find, want) == 0)
			return (char *)s;
	}
	return NULL;
}
EXPORT_SYMBOL(strnstr);

char *strstr(const char *s, const char *find)
{
	return strnstr(s, find, SIZE_MAX);
}
EXPORT_SYMBOL(strstr);

size_t strspn(const char *s, const char *accept)
{
	size_t len = 0;

	while (s[len] && strchr(accept, s[len]))
		len++;
	return len;
}
EXPORT_SYMBOL(strspn);

size_t strcspn(const char *s, const char *reject)
{
	size_t len = 0;

	while (s[len] && !strchr(reject, s[len]))
		len++;
	return len;
}
EXPORT_SYMBOL(strcspn);

char *strpbrk(const char *s, const char *accept)
{
	s += strcspn(s, accept);
	return *s ? (char *)s : NULL;
}
EXPORT_SYMBOL(strpbrk);

char *strsep(char **s, const char *delim)
{
	char *token = *s;
	char *end;

	if (!token)
		return NULL;
	end = strpbrk(token, delim);
	if (end)
		*end++ = '\0';
	*s = end;
	return token;
}
EXPORT_SYMBOL(strsep);

/* Tidying */

char *skip_spaces(const char *s)
{
	while (isspace((u8)*s))
		s++;
	return (char *)s;
}
EXPORT_SYMBOL(skip_spaces);

char *strim(char *s)
{
	size_t len = strlen(s);

	while (len && isspace((u8)s[len - 1]))
		len--;
	s[len] = '\0';
	return skip_spaces(s);
}
EXPORT_SYMBOL(strim);

char *strreplace(char *s, char from, char to)
{
	for (char *p = s; *p; p++) {
		if (*p == from)
			*p = to;
	}
	return s;
}
EXPORT_SYMBOL(strreplace);

int match_string(const char *const *array, size_t n, const char *string)
{
	for (size_t i = 0; i < n && array[i]; i++) {
		if (strcmp(array[i], string) == 0)
			return (int)i;
	}
	return -EINVAL;
}
EXPORT_SYMBOL(match_string);

int __sysfs_match_string(const char *const *array, size_t n, const char *s)
{
	for (size_t i = 0; i < n && array[i]; i++) {
		if (sysfs_streq(array[i], s))
			return (int)i;
	}
	return -EINVAL;
}
EXPORT_SYMBOL(__sysfs_match_string);
