/* SPDX-License-Identifier: MIT */
/*
 * words.h - a typed line into words, and the word that was probably meant
 *
 * Context: any; nothing is allocated.
 */
#ifndef _LINUX_WORDS_H
#define _LINUX_WORDS_H

#include <linux/types.h>

/**
 * split_words - cut a line into words, in place
 * @line: NUL-terminated; becomes the words' storage
 * @argv: room for @max words; argv[count] is set to NULL too if it fits
 * @max:  at least 1
 *
 * Blanks and tabs separate. "..." groups, and may be part of a word; "" is an
 * empty word. A backslash takes the next character as it is, inside quotes as
 * well. (Linux's argv_split() allocates and knows no quotes.)
 *
 * Return: how many words; -EINVAL for a quote that is not closed or a
 * backslash at the end; -E2BIG for more than @max words.
 */
int split_words(char *line, char **argv, int max);

/* A name longer than this is never suggested, nor is one for it. */
#define SUGGEST_MAX	32

/**
 * struct suggestion - the best guess so far at what @typed was meant to be
 * @typed:    set by the caller, as `{ .typed = word }`
 * @best:     NULL while nothing is near enough
 * @distance: of @best
 */
struct suggestion {
	const char *typed;
	const char *best;
	size_t distance;
};

/**
 * suggest - consider @name
 *
 * One that begins with the typed word, or that the typed word begins with, is
 * as good as it gets. Else at most two letters may have been added, left out
 * or changed, and fewer than were typed. The first of equals wins.
 */
void suggest(struct suggestion *s, const char *name);

#endif
