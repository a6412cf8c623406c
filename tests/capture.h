/* SPDX-License-Identifier: MIT */
/*
 * capture.h - what the code under test said, for a test to look at
 *
 * A printk sink that keeps the text while a case runs. The log level decides
 * what it sees, as for any sink: CAPTURE_ALL shows every message,
 * CAPTURE_WARNINGS only those that a sound input must not provoke,
 * CAPTURE_NOTHING keeps a case with hundreds of broken inputs quiet.
 */
#ifndef _TESTS_CAPTURE_H
#define _TESTS_CAPTURE_H

#include <asm/barrier.h>
#include <linux/printk.h>
#include <linux/string.h>

enum capture_level {
	CAPTURE_NOTHING		= LOGLEVEL_EMERG,
	CAPTURE_WARNINGS	= LOGLEVEL_WARNING + 1,
	CAPTURE_ALL		= LOGLEVEL_DEBUG + 1,
};

/* 8 KiB: the longest case says some 70 lines of less than 110 bytes. */
static char captured[8192];
static size_t captured_len;
static bool capture_armed;
static int capture_loglevel;

static void capture_write(const char *text, size_t len)
{
	/* Registering replays the log, which is not what we came for. */
	if (!capture_armed || len >= sizeof(captured) - captured_len)
		return;
	memcpy(captured + captured_len, text, len);
	captured[captured_len + len] = '\0';
	/* Another CPU may wait until something has been said: capture_has() */
	smp_store_release(&captured_len, captured_len + len);
}

/* Has @text been said by now? Others may be saying more. */
static bool __maybe_unused capture_has(const char *text)
{
	size_t len = smp_load_acquire(&captured_len);

	return strnstr(captured, text, len) != NULL;
}

static struct printk_sink capture_sink = {
	.name = "capture",
	.write = capture_write,
};

/* Forget what was said so far; from now on @level decides. */
static inline void capture_from_now(enum capture_level level)
{
	captured_len = 0;
	captured[0] = '\0';
	console_loglevel = level;
}

static inline void capture_start(void)
{
	capture_loglevel = console_loglevel;
	printk_register_sink(&capture_sink);
	capture_armed = true;
	capture_from_now(CAPTURE_ALL);
}

static inline void capture_stop(void)
{
	capture_armed = false;
	printk_unregister_sink(&capture_sink);
	console_loglevel = capture_loglevel;
}

#define EXPECT_SAID(test, text) \
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(captured, text), \
				  "not said: %s\nbut: %s", text, captured)
#define EXPECT_NOT_SAID(test, text) \
	KUNIT_EXPECT_NULL_MSG(test, strstr(captured, text), "said: %s", text)
#define EXPECT_SILENT(test) KUNIT_EXPECT_STREQ(test, captured, "")

#endif
