// SPDX-License-Identifier: MIT
/*
 * kstrtox.c - text to numbers
 *
 * One loop reads digits, scan_number(). kstrto*() demand that nothing else
 * is in the string and that the number fits; simple_strto*() and memparse()
 * take what is there and say where it ended.
 */
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/string.h>

#define NOT_A_DIGIT	36u	/* no base is larger */

static unsigned int digit_value(char c)
{
	int lower = tolower((u8)c);

	if (isdigit(lower))
		return (unsigned int)(lower - '0');
	if (islower(lower))
		return (unsigned int)(lower - 'a') + 10;
	return NOT_A_DIGIT;
}

/*
 * "0x" makes 16 only before a hexadecimal digit: "0xg" is the number 0,
 * then "xg".
 */
static bool has_hex_prefix(const char *s)
{
	return s[0] == '0' && tolower((u8)s[1]) == 'x' && isxdigit((u8)s[2]);
}

/**
 * scan_number - read digits
 * @s:    where they begin
 * @base: 0 to find out, 2 to 36
 * @res:  the number, modulo 2^64
 * @overflow: set if it did not fit, else left alone
 *
 * Return: what follows the digits; @s if there is none.
 */
static const char *scan_number(const char *s, unsigned int base,
			       unsigned long long *res, bool *overflow)
{
	unsigned long long value = 0;

	if (base == 0)
		base = has_hex_prefix(s) ? 16 : (*s == '0' ? 8 : 10);
	if (base == 16 && has_hex_prefix(s))
		s += 2;

	for (; digit_value(*s) < base; s++) {
		if (__builtin_mul_overflow(value, base, &value))
			*overflow = true;
		if (__builtin_add_overflow(value, digit_value(*s), &value))
			*overflow = true;
	}
	*res = value;
	return s;
}

/* A number and nothing else, but for one newline */
static int parse_whole(const char *s, unsigned int base,
		       unsigned long long *res)
{
	unsigned long long value;
	bool overflow = false;
	const char *end = scan_number(s, base, &value, &overflow);

	if (overflow)
		return -ERANGE;
	if (end == s)
		return -EINVAL;
	if (*end == '\n')
		end++;
	if (*end)
		return -EINVAL;
	*res = value;
	return 0;
}

int kstrtoull(const char *s, unsigned int base, unsigned long long *res)
{
	if (*s == '+')
		s++;
	return parse_whole(s, base, res);
}
EXPORT_SYMBOL(kstrtoull);

int kstrtoll(const char *s, unsigned int base, long long *res)
{
	unsigned long long value;
	int err;

	if (*s != '-') {
		err = kstrtoull(s, base, &value);
		if (err)
			return err;
		if (value > LLONG_MAX)
			return -ERANGE;
		*res = (long long)value;
		return 0;
	}

	err = parse_whole(s + 1, base, &value);
	if (err)
		return err;
	if (value > (unsigned long long)LLONG_MAX + 1)
		return -ERANGE;
	*res = (long long)(0 - value);
	return 0;
}
EXPORT_SYMBOL(kstrtoll);

/* Narrower types: the widest, then a look whether it fits */
#define KSTRTO(name, type, wide_type, wide) \
int name(const char *s, unsigned int base, type *res) \
{ \
	wide_type value; \
	int err = wide(s, base, &value); \
\
	if (err) \
		return err; \
	if (value != (wide_type)(type)value) \
		return -ERANGE; \
	*res = (type)value; \
	return 0; \
} \
EXPORT_SYMBOL(name);
KSTRTO(kstrtoul, unsigned long, unsigned long long, kstrtoull)
KSTRTO(kstrtol, long, long long, kstrtoll)
KSTRTO(kstrtouint, unsigned int, unsigned long long, kstrtoull)
KSTRTO(kstrtoint, int, long long, kstrtoll)
KSTRTO(kstrtou16, u16, unsigned long long, kstrtoull)
KSTRTO(kstrtos16, s16, long long, kstrtoll)
KSTRTO(kstrtou8, u8, unsigned long long, kstrtoull)
KSTRTO(kstrtos8, s8, long long, kstrtoll)

int kstrtobool(const char *s, bool *res)
{
	char second;

	if (!s || !*s)
		return -EINVAL;

	second = (char)tolower((u8)s[1]);
	if (strchr("yYtT1", s[0]) || (tolower((u8)s[0]) == 'o' &&
				      second == 'n')) {
		*res = true;
		return 0;
	}
	if (strchr("nNfF0", s[0]) || (tolower((u8)s[0]) == 'o' &&
				      second == 'f')) {
		*res = false;
		return 0;
	}
	return -EINVAL;
}
EXPORT_SYMBOL(kstrtobool);

unsigned long long simple_strtoull(const char *cp, char **endp,
				   unsigned int base)
{
	unsigned long long value;
	bool overflow = false;
	const char *end = scan_number(cp, base, &value, &overflow);

	if (endp)
		*endp = (char *)end;
	return value;
}
EXPORT_SYMBOL(simple_strtoull);

unsigned long simple_strtoul(const char *cp, char **endp, unsigned int base)
{
	return simple_strtoull(cp, endp, base);
}
EXPORT_SYMBOL(simple_strtoul);

long long simple_strtoll(const char *cp, char **endp, unsigned int base)
{
	if (*cp == '-')
		return (long long)(0 - simple_strtoull(cp + 1, endp, base));
	return (long long)simple_strtoull(cp, endp, base);
}
EXPORT_SYMBOL(simple_strtoll);

long simple_strtol(const char *cp, char **endp, unsigned int base)
{
	return simple_strtoll(cp, endp, base);
}
EXPORT_SYMBOL(simple_strtol);

/* How many bits a suffix shifts; 0 for a character that is none */
static unsigned int suffix_shift(char c)
{
	switch (tolower((u8)c)) {
	case 'k':
		return 10;
	case 'm':
		return 20;
	case 'g':
		return 30;
	case 't':
		return 40;
	case 'p':
		return 50;
	case 'e':
		return 60;
	default:
		return 0;
	}
}

unsigned long long memparse(const char *ptr, char **retptr)
{
	unsigned long long value;
	bool overflow = false;
	const char *end = scan_number(ptr, 0, &value, &overflow);

	/* A suffix without a number is left to the caller to refuse. */
	if (end != ptr) {
		unsigned int shift = suffix_shift(*end);

		if (shift) {
			overflow |= value > ULLONG_MAX >> shift;
			value <<= shift;
			end++;
		}
	}
	if (retptr)
		*retptr = (char *)end;
	return overflow ? ULLONG_MAX : value;
}
EXPORT_SYMBOL(memparse);
