/* SPDX-License-Identifier: MIT */
/*
 * view_text.h - read a view into a text, and parse it strictly
 *
 * The parser knows Linux's formats and nothing of the code that writes them:
 * literal text, and numbers of an exact width. Once something is not as it
 * must be, the place is NULL, and stays so.
 */
#ifndef _TESTS_VIEW_TEXT_H
#define _TESTS_VIEW_TEXT_H

#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/page_view.h>
#include <linux/proc_fs.h>
#include <linux/sprintf.h>
#include <linux/string.h>

/* 256 KiB: zoneinfo of 255 CPUs and six zones is 150 KiB. */
#define TEXT_ORDER	6
#define TEXT_SIZE	(PAGE_SIZE << TEXT_ORDER)

#define NR_HELD		6	/* orders 0 .. 5 */

static char *text;
static struct page *held[NR_HELD];

/*
 * Room for the text, and blocks of different sizes that are held; every other
 * one is reclaimable, so that all types have free blocks.
 */
static inline int view_text_init(struct kunit *test)
{
	unsigned int order;

	text = (char *)__get_free_pages(GFP_KERNEL, TEXT_ORDER);
	KUNIT_ASSERT_NOT_NULL(test, text);
	for (order = 0; order < NR_HELD; order++) {
		gfp_t gfp = order & 1 ? GFP_KERNEL | __GFP_RECLAIMABLE
				      : GFP_KERNEL;

		held[order] = alloc_pages(gfp, order);
		KUNIT_ASSERT_NOT_NULL(test, held[order]);
	}
	return 0;
}

static inline void view_text_exit(struct kunit *test)
{
	unsigned int order;

	for (order = 0; order < NR_HELD; order++) {
		if (held[order])
			__free_pages(held[order], order);
		held[order] = NULL;
	}
	free_pages((unsigned long)text, TEXT_ORDER);
	text = NULL;
}

static inline void read_with(int (*show)(struct seq_file *m, void *v))
{
	struct seq_buf_sink sink;
	struct seq_file m;

	seq_file_to_buf(&m, &sink, text, TEXT_SIZE);
	show(&m, NULL);
}

static inline void read_view(struct kunit *test, const char *name)
{
	const struct proc_view *view = proc_find(name);

	KUNIT_ASSERT_NOT_NULL_MSG(test, view, "no /proc/%s", name);
	read_with(view->show);
}

/* What is left to read; NULL once something was not as it must be. */
static const char *at;

static inline void parse(void)
{
	at = text;
}

/* Exactly this text comes next. */
static inline void lit(const char *expected)
{
	size_t len = strlen(expected);

	if (at && !strncmp(at, expected, len))
		at += len;
	else
		at = NULL;
}

/*
 * A number, right-aligned in @width characters; longer only if its digits
 * are more than that; no zeros before it.
 */
static inline unsigned long num(int width)
{
	unsigned long value = 0;
	const char *from = at;
	int digits = 0;

	while (at && *at == ' ')
		at++;
	for (; at && *at >= '0' && *at <= '9'; at++, digits++)
		value = value * 10 + *at - '0';
	if (!at || !digits || (at[-digits] == '0' && digits > 1) ||
	    at - from != max(width, digits))
		at = NULL;
	return value;
}

static inline bool next_is(const char *expected)
{
	return at && !strncmp(at, expected, strlen(expected));
}

static inline bool at_end(void)
{
	return at && !*at;
}

/* A line of the text that begins with @start, or NULL. */
static inline const char *line_with(const char *start)
{
	const char *line = text;

	while (line && *line) {
		if (!strncmp(line, start, strlen(start)))
			return line;
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	return NULL;
}

/* The number that stands before @words, which are there once. */
static inline unsigned long number_before(const char *words)
{
	const char *from = strstr(text, words);

	at = NULL;
	if (!from)
		return 0;
	while (from > text && from[-1] != '\n')
		from--;
	at = from;
	return num(1);
}

static inline void zone_heading(const char *format, const struct zone *zone)
{
	char heading[64];

	scnprintf(heading, sizeof(heading), format, zone->node, zone->name);
	lit(heading);
}

#endif
