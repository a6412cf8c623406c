/* SPDX-License-Identifier: MIT */
/*
 * kstrtox.h - text to numbers
 *
 * kstrto*(s, base, res) wants the whole string to be one number; a leading
 * '+' and one trailing newline are allowed. @base 2 to 36, or 0: "0x" means
 * 16, another leading "0" means 8, otherwise 10. @res is written only on
 * success.
 *
 * Return: 0; -ERANGE if it does not fit; -EINVAL if it is not a number.
 */
#ifndef _LINUX_KSTRTOX_H
#define _LINUX_KSTRTOX_H

#include <linux/compiler.h>
#include <linux/types.h>

int __must_check kstrtoull(const char *s, unsigned int base,
			   unsigned long long *res);
int __must_check kstrtoll(const char *s, unsigned int base, long long *res);
int __must_check kstrtoul(const char *s, unsigned int base,
			  unsigned long *res);
int __must_check kstrtol(const char *s, unsigned int base, long *res);
int __must_check kstrtouint(const char *s, unsigned int base,
			    unsigned int *res);
int __must_check kstrtoint(const char *s, unsigned int base, int *res);
int __must_check kstrtou16(const char *s, unsigned int base, u16 *res);
int __must_check kstrtos16(const char *s, unsigned int base, s16 *res);
int __must_check kstrtou8(const char *s, unsigned int base, u8 *res);
int __must_check kstrtos8(const char *s, unsigned int base, s8 *res);

static inline int __must_check kstrtou64(const char *s, unsigned int base,
					 u64 *res)
{
	return kstrtoull(s, base, res);
}

static inline int __must_check kstrtos64(const char *s, unsigned int base,
					 s64 *res)
{
	return kstrtoll(s, base, res);
}

static inline int __must_check kstrtou32(const char *s, unsigned int base,
					 u32 *res)
{
	return kstrtouint(s, base, res);
}

static inline int __must_check kstrtos32(const char *s, unsigned int base,
					 s32 *res)
{
	return kstrtoint(s, base, res);
}

/**
 * kstrtobool - y Y t T 1 on ON: true; n N f F 0 off OFF: false
 *
 * Only the first characters are looked at: "yes" and "no" work too.
 * Return: 0, or -EINVAL for anything else and for NULL.
 */
int __must_check kstrtobool(const char *s, bool *res);

/*
 * simple_strto*() read as far as there are digits, wrap silently and never
 * fail; @endp, if not NULL, is set to what follows. For new code: kstrto*().
 */
unsigned long long simple_strtoull(const char *cp, char **endp,
				   unsigned int base);
unsigned long simple_strtoul(const char *cp, char **endp, unsigned int base);
long simple_strtol(const char *cp, char **endp, unsigned int base);
long long simple_strtoll(const char *cp, char **endp, unsigned int base);

/**
 * memparse - a size: a number, then K, M, G, T, P or E in either case
 * @ptr:    decimal, hexadecimal ("0x") or octal ("0")
 * @retptr: if not NULL, set to what follows, or to @ptr if there is no number
 *
 * Return: bytes. A size beyond 64 bits is ULLONG_MAX (Linux wraps, and would
 * take "16E" for 0).
 */
unsigned long long memparse(const char *ptr, char **retptr);

#endif
