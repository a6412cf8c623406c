/* SPDX-License-Identifier: MIT */
/*
 * printk.h - messages for people, from any context
 *
 * printk() formats a message, stamps it, keeps it in the log (`dmesg` shows
 * it) and hands it to every registered sink whose level lets it through. A
 * message below the console log level is kept and not shown.
 *
 * Context: any, interrupts and panics included. Never sleeps or allocates.
 */
#ifndef _LINUX_PRINTK_H
#define _LINUX_PRINTK_H

#include <linux/stdarg.h>
#include <linux/compiler.h>
#include <linux/kern_levels.h>

/* A format and its arguments, to be printed with %pV inside another */
struct va_format {
	const char *fmt;
	va_list *va;
};

/**
 * struct printk_sink - somewhere messages go: a UART, a screen, a test
 * @name:  for people
 * @write: takes @len bytes of text, never fails, never sleeps, must work
 *         inside a panic; a line ends in "\n" alone
 * @next:  printk's own
 *
 * A port registers one for each device it finds, in the order found. What
 * was logged before is replayed to it, so that no sink misses the beginning.
 */
struct printk_sink {
	const char *name;
	void (*write)(const char *text, size_t len);
	struct printk_sink *next;
};

void printk_register_sink(struct printk_sink *sink);
void printk_unregister_sink(struct printk_sink *sink);

int printk(const char *fmt, ...) __printf(1, 2);
int vprintk(const char *fmt, va_list args) __printf(1, 0);
#define _printk printk

/**
 * console_printf - write to every sink as it is: no level, time or log
 *
 * For what a person asked for at the console and for KTAP, which other
 * programs parse. Context: any.
 */
void console_printf(const char *fmt, ...) __printf(1, 2);
void console_write(const char *text, size_t len);

/* console_write_always - the same, past a printk_hold(): KTAP's own lines */
void console_write_always(const char *text, size_t len);

/* Messages with a level below this are shown; 0..8, `loglevel=` sets it. */
extern int console_loglevel;

#ifndef pr_fmt
#define pr_fmt(fmt) fmt
#endif

#define pr_emerg(fmt, ...)	printk(KERN_EMERG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_alert(fmt, ...)	printk(KERN_ALERT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_crit(fmt, ...)	printk(KERN_CRIT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_err(fmt, ...)	printk(KERN_ERR pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn(fmt, ...)	printk(KERN_WARNING pr_fmt(fmt), ##__VA_ARGS__)
#define pr_notice(fmt, ...)	printk(KERN_NOTICE pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info(fmt, ...)	printk(KERN_INFO pr_fmt(fmt), ##__VA_ARGS__)
#define pr_cont(fmt, ...)	printk(KERN_CONT fmt, ##__VA_ARGS__)
#define pr_debug(fmt, ...)	printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)

#define printk_once(fmt, ...) \
({ \
	static bool __printed; \
	if (!__printed) { \
		__printed = true; \
		printk(fmt, ##__VA_ARGS__); \
	} \
})
#define pr_err_once(fmt, ...)	printk_once(KERN_ERR pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn_once(fmt, ...) \
	printk_once(KERN_WARNING pr_fmt(fmt), ##__VA_ARGS__)
#define pr_notice_once(fmt, ...) \
	printk_once(KERN_NOTICE pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info_once(fmt, ...) \
	printk_once(KERN_INFO pr_fmt(fmt), ##__VA_ARGS__)

enum {
	DUMP_PREFIX_NONE,
	DUMP_PREFIX_ADDRESS,
	DUMP_PREFIX_OFFSET
};

/**
 * print_hex_dump - bytes as hexadecimal, one printk() a line
 * @level:	a KERN_ string
 * @prefix:	put before each line
 * @prefix_type: DUMP_PREFIX_: nothing, the address or the offset
 * @rowsize:	16 or 32 bytes a line
 * @groupsize:	1, 2, 4 or 8 bytes a word; others count as 1
 * @buf, @len:	the bytes
 * @ascii:	also show them as text
 */
void print_hex_dump(const char *level, const char *prefix, int prefix_type,
		    int rowsize, int groupsize, const void *buf, size_t len,
		    bool ascii);
#define print_hex_dump_bytes(prefix, prefix_type, buf, len) \
	print_hex_dump(KERN_DEBUG, prefix, prefix_type, 16, 1, buf, len, true)

/**
 * printk_hold - keep errors and less from the sinks that are there now
 *
 * Tests provoke reports; a reader of the console need not see those that
 * were asked for. The log keeps them. What is worse than KERN_ERR is still
 * shown, a panic or an exception ends the hold, and a sink registered while
 * it lasts gets everything. console_write() is held as well.
 *
 * Return: a mark in the log, for printk_show_held().
 */
u64 printk_hold(void);

/* printk_release - end the hold; printk_show_held - show what it kept */
void printk_release(void);
void printk_show_held(u64 mark);

/*
 * printk_bust - this CPU is dying and must be heard: the log is its own from
 * here on, whoever held it. The caller then stops the other CPUs.
 */
void printk_bust(void);

/* The log, oldest first, each line as it would have been shown. */
void printk_show_log(void (*line)(const char *text, size_t len));

/* Backtrace of the caller, symbolised, at the default level. */
void dump_stack(void);

#endif
