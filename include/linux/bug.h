/* SPDX-License-Identifier: MIT */
/*
 * bug.h - the three answers to an error
 *
 *	memory is short	      return NULL or -ENOMEM; nothing here is used
 *	the caller is wrong   WARN*: say so with a backtrace, refuse, go on
 *	we are wrong	      BUG*: an invariant broke, stop
 *
 * Context: any. WARN evaluates to its condition, so that the refusal reads
 *
 *	if (WARN_ON(order > MAX_PAGE_ORDER))
 *		return NULL;
 */
#ifndef _LINUX_BUG_H
#define _LINUX_BUG_H

#include <linux/compiler.h>
#include <linux/printk.h>
#include <linux/build_bug.h>

void __warn(const char *file, int line, const char *fmt, ...)
	__printf(3, 4) __cold;
void __bug(const char *file, int line, const char *expr) __noreturn __cold;

/**
 * warn_begin - a report in a shape of its own counts as a WARN
 * @file, @line: of the reporter
 * @text: what a test may expect to hear
 *
 * Return: true: print it; false: somebody expected it.
 */
bool warn_begin(const char *file, int line, const char *text);

/* How many WARNs were printed; those a warn_hook took are not counted. */
extern unsigned int warn_count;

/**
 * panic - the system cannot go on
 *
 * Says why, shows the stack, and ends: with the verdict "panic" through
 * isa-debug-exit where there is one, else as `panic=` asks (0: halt for
 * ever, N > 0: reboot after N seconds, N < 0: reboot at once).
 */
void panic(const char *fmt, ...) __printf(1, 2) __noreturn __cold;

/* die - panic() after a report that has shown a trace of its own */
void die(const char *fmt, ...) __printf(1, 2) __noreturn __cold;

#define BUG()		__bug(__FILE__, __LINE__, NULL)
#define BUG_ON(cond) \
	do { \
		if (unlikely(cond)) \
			__bug(__FILE__, __LINE__, #cond); \
	} while (0)

#define WARN(cond, fmt...) \
({ \
	int __ret_warn = !!(cond); \
	if (unlikely(__ret_warn)) \
		__warn(__FILE__, __LINE__, fmt); \
	unlikely(__ret_warn); \
})
#define WARN_ON(cond)	WARN(cond, "%s", #cond)

#define WARN_ONCE(cond, fmt...) \
({ \
	static bool __warned; \
	int __ret_once = !!(cond); \
	if (unlikely(__ret_once && !__warned)) { \
		__warned = true; \
		__warn(__FILE__, __LINE__, fmt); \
	} \
	unlikely(__ret_once); \
})
#define WARN_ON_ONCE(cond) WARN_ONCE(cond, "%s", #cond)

/*
 * A test that provokes a WARN on purpose counts it instead of printing it:
 * while the hook is set, __warn() calls it and prints nothing. The hook
 * returns true if it took the report.
 */
extern bool (*warn_hook)(const char *file, int line, const char *text);

#endif
