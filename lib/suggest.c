// SPDX-License-Identifier: MIT
/*
 * suggest.c - "did you mean": the known name nearest to a typed word
 *
 * Near is Levenshtein's distance: how many letters must be added, left out or
 * changed to make one word of the other. It needs one row of the usual table
 * at a time, cost[j] being the distance from what was read of @a to the first
 * j letters of @b:
 *
 *			  e   c   h   o
 *		      0   1   2   3   4		cost[], before the first row
 *		e     1   0   1   2   3
 *		h     2   1   1   1   2
 *		o     3   2   2   2   1		eho -> echo: 1
 *
 * SOURCES
 *	R. A. Wagner, M. J. Fischer, The String-to-String Correction Problem,
 *	Journal of the ACM 21(1), 1974.
 */

#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/words.h>

/* Two: a swap of two letters, the commonest slip, is two changes. */
#define MAX_DISTANCE	2

/* Both at most SUGGEST_MAX long. */
static size_t edit_distance(const char *a, const char *b)
{
	size_t cost[SUGGEST_MAX + 1];
	size_t len = strlen(b);
	size_t row = 0;
	size_t j;

	for (j = 0; j <= len; j++)
		cost[j] = j;

	for (; *a != '\0'; a++) {
		size_t diagonal = row++;

		cost[0] = row;
		for (j = 1; j <= len; j++) {
			size_t change = diagonal + (*a != b[j - 1]);

			diagonal = cost[j];
			cost[j] = min3(change, cost[j] + 1, cost[j - 1] + 1);
		}
	}
	return cost[len];
}

void suggest(struct suggestion *s, const char *name)
{
	size_t typed_len = strlen(s->typed);
	size_t name_len = strlen(name);
	size_t common = min(typed_len, name_len);
	size_t distance = 0;

	if (typed_len > SUGGEST_MAX || name_len > SUGGEST_MAX)
		return;
	if (strncmp(s->typed, name, common) != 0)
		distance = edit_distance(s->typed, name);
	if (distance > MAX_DISTANCE || distance >= typed_len)
		return;

	if (!s->best || distance < s->distance) {
		s->best = name;
		s->distance = distance;
	}
}
