// SPDX-License-Identifier: MIT
/*
 * argv_split.c - cut a typed line into words where it stands
 *
 * A word without its quotes and backslashes is never longer than with them,
 * so it can be written over its own beginning: @out never overtakes @in, and
 * no storage is needed but the line.
 *
 *	e c h o   " a   b " \ \ NUL
 *	e c h o NUL a   b \ NUL		argv = { "echo", "a b\" }
 */

#include <linux/errno.h>
#include <linux/words.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Copy the word at *@in to *@out, NUL included; both go past it. */
static int take_word(const char **in, char **out)
{
	bool quoted = false;
	const char *r = *in;
	char *w = *out;

	for (; *r != '\0' && (quoted || !is_blank(*r)); r++) {
		if (*r == '"') {
			quoted = !quoted;
			continue;
		}
		if (*r == '\\')
			r++;
		if (*r == '\0')
			return -EINVAL;
		*w++ = *r;
	}
	if (quoted)
		return -EINVAL;

	/* The blank that ended it may be where the NUL goes. */
	*in = *r != '\0' ? r + 1 : r;
	*w++ = '\0';
	*out = w;
	return 0;
}

int split_words(char *line, char **argv, int max)
{
	const char *in = line;
	char *out = line;
	int argc = 0;

	for (;;) {
		while (is_blank(*in))
			in++;
		if (*in == '\0')
			break;
		if (argc == max)
			return -E2BIG;

		argv[argc++] = out;
		if (take_word(&in, &out) < 0)
			return -EINVAL;
	}

	if (argc < max)
		argv[argc] = NULL;
	return argc;
}
