// SPDX-License-Identifier: MIT
/*
 * warn.c - tests that provoke a WARN on purpose
 *
 * PROBLEM
 *	"Refuses and warns" is behaviour and wants a test; a log full of
 *	warnings that are meant teaches people to read past those that are not.
 *
 * IDEA
 *	While a watch is open, warn_hook counts the report and swallows it.
 *	Watches lie on their users' stacks, linked from the innermost out.
 *
 * INVARIANT
 *	I1  innermost is NULL exactly while our hook is not installed.
 *	I2  A watch whose frame was abandoned by an assertion is never looked
 *	    at: unwinding sets innermost, it does not walk there.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <kunit/test.h>
#include "internal.h"

static struct kunit_warn_watch *innermost;
static bool (*hook_before)(const char *file, int line, const char *text);
static char last_warning[128];

static bool count_warning(const char *file, int line, const char *text)
{
	size_t len;

	innermost->count++;
	strscpy(last_warning, text, sizeof(last_warning));
	len = strlen(last_warning);
	if (len && last_warning[len - 1] == '\n')
		last_warning[len - 1] = '\0';
	return true;
}

void kunit_warn_watch_start(struct kunit_warn_watch *watch)
{
	if (!innermost) {	/* I1 */
		hook_before = warn_hook;
		warn_hook = count_warning;
	}
	watch->count = 0;
	watch->outer = innermost;
	innermost = watch;
}
EXPORT_SYMBOL(kunit_warn_watch_start);

unsigned int kunit_warn_watch_stop(struct kunit_warn_watch *watch)
{
	kunit_warn_unwind(watch->outer);
	return watch->count;
}
EXPORT_SYMBOL(kunit_warn_watch_stop);

const char *kunit_last_warning(void)
{
	return last_warning;
}
EXPORT_SYMBOL(kunit_last_warning);

struct kunit_warn_watch *kunit_warn_innermost(void)
{
	return innermost;
}

void kunit_warn_unwind(struct kunit_warn_watch *outer)
{
	if (innermost && !outer)
		warn_hook = hook_before;	/* I1 */
	innermost = outer;
}
