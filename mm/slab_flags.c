// SPDX-License-Identifier: MIT
/*
 * slab_flags.c - which caches are debugged, and how: slab_debug=
 *
 * PROBLEM
 *	Debugging everything changes what one wants to look at: a race goes
 *	away, memory does not suffice. So one names the caches, and what to
 *	look for, on the command line, as on Linux.
 *
 * IDEA
 *	slab_debug=FZ,dentry,kmalloc-*;U,buf	blocks, each some letters and
 *						the caches they are for
 *
 *	letter					flag
 *	F  lists are searched at each call	SLAB_CONSISTENCY_CHECKS
 *	Z  red zones				SLAB_RED_ZONE
 *	P  poison				SLAB_POISON
 *	U  who allocated, who freed		SLAB_STORE_USER
 *	T  print each call			SLAB_TRACE
 *	A  may fail by failslab			(cache-filter=1)
 *	O  not caches that need larger slabs for it
 *	-  nothing of what stands before it
 *
 *	no letters: FZPU. No caches: all, but those that another block names;
 *	of several such blocks the last. Of those that name a cache the first.
 *	A name may end in "*". slab_debug alone is FZPU for all; an empty block
 *	beside others is nothing. slub_debug is its old name.
 *
 * LOCKING
 *	None: read once at boot.
 *
 * FAILURE
 *	An unknown letter is said; the others hold.
 *
 * SOURCES
 *	Linux: Documentation/mm/slub.rst, "Some more sophisticated uses"
 *	(semantics).
 */
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/glob.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "slab_debug.h"

#define DEFAULT_FLAGS \
	(SLAB_CONSISTENCY_CHECKS | SLAB_RED_ZONE | SLAB_POISON | \
	 SLAB_STORE_USER)

/* More than fits a command line in its longest useful form. */
#define TEXT_MAX	256

/* One block: letters, and the names they are for; "": all. */
struct block {
	slab_flags_t flags;
	const char *names;
	size_t len;
};

static char wanted[TEXT_MAX];
static bool asked;

/* O was among the letters. */
static bool not_larger;

static slab_flags_t flag_of(char letter)
{
	switch (tolower(letter)) {
	case 'f':
		return SLAB_CONSISTENCY_CHECKS;
	case 'z':
		return SLAB_RED_ZONE;
	case 'p':
		return SLAB_POISON;
	case 'u':
		return SLAB_STORE_USER;
	case 't':
		return SLAB_TRACE;
	case 'a':
		return SLAB_FAILSLAB;
	default:
		return 0;
	}
}

static bool is_letter(char c)
{
	return c && c != ',' && c != ';';
}

static slab_flags_t parse_letters(const char *at)
{
	slab_flags_t flags = 0;

	if (!is_letter(*at))
		return DEFAULT_FLAGS;
	for (; is_letter(*at); at++)
		flags = *at == '-' ? 0 : flags | flag_of(*at);
	return flags;
}

/* The block at @at; returns where the next one begins, or NULL. */
static const char *next_block(const char *at, struct block *block)
{
	block->flags = parse_letters(at);
	while (is_letter(*at))
		at++;
	block->names = "";
	block->len = 0;
	if (*at == ',') {
		block->names = ++at;
		while (*at && *at != ';')
			at++;
		block->len = at - block->names;
	}
	while (*at == ';')
		at++;
	return *at ? at : NULL;
}

/* Is @name one of the block's? Each may be a pattern. */
static bool names_it(const struct block *block, const char *name)
{
	const char *at = block->names, *end = at + block->len;

	while (at < end) {
		const char *comma = memchr(at, ',', end - at) ?: end;
		char pattern[64];

		strscpy(pattern, at, min(sizeof(pattern),
					 (size_t)(comma - at) + 1));
		if (glob_match(pattern, name))
			return true;
		at = comma + 1;
	}
	return false;
}

slab_flags_t slab_flags_in(const char *text, const char *name)
{
	slab_flags_t for_all = 0;
	const char *at = text;
	struct block block;

	while (at) {
		at = next_block(at, &block);
		if (names_it(&block, name))
			return block.flags;
		if (!block.len)
			for_all = block.flags;
	}
	return for_all;
}

slab_flags_t slab_debug_flags(const char *name, slab_flags_t flags)
{
	if (!asked || (flags & SLAB_NO_USER_FLAGS))
		return flags;
	return flags | slab_flags_in(wanted, name);
}

/* Up to the comma or semicolon behind the letters at @at. */
static bool letters_say_o(const char *at)
{
	bool o = false;

	for (; is_letter(*at); at++) {
		o |= tolower(*at) == 'o';
		if (!flag_of(*at) && !strchr("oO-", *at))
			pr_err("slab_debug option '%c' unknown. skipped\n",
			       *at);
	}
	return o;
}

bool slab_flags_say_o(const char *text)
{
	const char *at = text;
	struct block block;
	bool o = false;

	while (at) {
		o |= letters_say_o(at);
		at = next_block(at, &block);
	}
	return o;
}

bool slab_debug_not_larger(void)
{
	return not_larger;
}

static int slab_debug_setup(char *value)
{
	if (strscpy(wanted, value, sizeof(wanted)) < 0)
		return -E2BIG;
	asked = true;
	not_larger = slab_flags_say_o(wanted);
	return 0;
}
early_param("slab_debug", slab_debug_setup);
early_param("slub_debug", slab_debug_setup);
