// SPDX-License-Identifier: MIT
/*
 * glob.c - shell patterns, without recursion
 *
 * A `*` could match any length, so the natural matcher calls itself for
 * each. It is enough to remember the last `*`: whatever the earlier ones
 * took, the text between them has matched, as early as possible, and giving
 * them more could only leave less for the rest. On a mismatch the last `*`
 * takes one character more and matching goes on behind it.
 *
 *	pattern  a * b c		string  a x b y b c
 *		     ^ retry_pat		    ^ retry_str, moves right
 *
 * Each retry advances retry_str, so the cost is at most
 * strlen(pat) * strlen(str) and it always ends.
 */
#include <linux/export.h>
#include <linux/glob.h>
#include <linux/string.h>

/*
 * The "]" that ends the class whose "[" is before @class, or NULL. A "]"
 * that comes first, or first after "!", is a member.
 */
static const char *class_end(const char *class)
{
	if (*class == '!')
		class++;
	if (*class == ']')
		class++;
	return strchr(class, ']');
}

static bool class_has(const char *class, const char *end, unsigned char c)
{
	while (class < end) {
		unsigned char lo = (unsigned char)*class++;
		unsigned char hi = lo;

		/* "-" before the "]" is itself: [a-] */
		if (class + 1 < end && *class == '-') {
			hi = (unsigned char)class[1];
			class += 2;
		}
		if (lo <= c && c <= hi)
			return true;
	}
	return false;
}

/*
 * Does the one-character pattern at @pat (not `*`, not the end) match @c?
 * Return: what follows it in the pattern, or NULL.
 */
static const char *match_one(const char *pat, char c)
{
	const char *end;
	const char *class;
	bool inverted;

	switch (*pat) {
	case '?':
		return pat + 1;
	case '\\':
		/* A backslash that ends the pattern is itself. */
		if (pat[1])
			pat++;
		break;
	case '[':
		end = class_end(pat + 1);
		if (!end)
			break;
		inverted = pat[1] == '!';
		class = pat + 1 + inverted;
		if (class_has(class, end, (unsigned char)c) == inverted)
			return NULL;
		return end + 1;
	}
	return *pat == c ? pat + 1 : NULL;
}

bool glob_match(const char *pat, const char *str)
{
	const char *retry_pat = NULL;	/* behind the last `*` */
	const char *retry_str = NULL;	/* where that `*` ends for now */

	while (*str) {
		const char *next;

		if (*pat == '*') {
			retry_pat = ++pat;
			retry_str = str;
			continue;
		}
		next = *pat ? match_one(pat, *str) : NULL;
		if (next) {
			pat = next;
			str++;
		} else if (retry_pat) {
			pat = retry_pat;
			str = ++retry_str;
		} else {
			return false;
		}
	}
	while (*pat == '*')
		pat++;
	return *pat == '\0';
}
EXPORT_SYMBOL(glob_match);
