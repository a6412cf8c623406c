// SPDX-License-Identifier: MIT
/*
 * printk.c - the log, and who gets to see it
 *
 * PROBLEM
 *	A message may come before there is any device to show it on, from an
 *	interrupt, in the middle of another message, or from a dying kernel.
 *	None may be lost and none may wait for memory.
 *
 * IDEA
 *	Format on the caller's stack, append to one static ring, then hand
 *	the same bytes to each sink. A sink that registers late is given the
 *	ring first, so it misses nothing.
 *
 *	log_buf	  a ring of bytes; positions only count up
 *
 *	    log_first				 log_next
 *	      v					   v
 *	...[6[    0.01] paging: ...\n][4[    0.02] boot: ...\n]...
 *	    ^
 *	    one byte before each line: its level
 *
 *	When a line needs room, whole lines at log_first are forgotten.
 *
 * LINES
 *	A message that does not end in "\n" leaves its line open. KERN_CONT
 *	adds to the open line; any other message closes it first. So a line
 *	built of many calls and a missing newline both come out right.
 *
 * INVARIANTS
 *	L1  log_next - log_first <= LOG_BUF_SIZE.
 *	L2  log_first is at a level byte, or equals log_next.
 *	L3  line_open if and only if the last byte of the ring is not "\n".
 *
 * LOCKING
 *	log_spin, interrupts off, from the first byte of a message to the
 *	last, sinks included: lines of two CPUs do not mix. The CPU that
 *	holds it may come again (a sink that warns, a fault or an NMI in the
 *	middle of a line): it goes on without taking it, and its message
 *	lands in the middle of the other. A CPU that is dying does not wait
 *	for ever: after printk_bust() the log is its own.
 *
 * FAILURE
 *	A message longer than LINE_MAX is cut. Nothing fails.
 *
 * SOURCES
 *	Linux: Documentation/core-api/printk-basics.rst (the interface).
 */
#include <asm/irqflags.h>
#include <asm/processor.h>
#include <asm/spinlock.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/machine.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <linux/string.h>

/* A boot and its tests leave about 100 KiB; a power of two, for the ring. */
#define LOG_BUF_SIZE	(1UL << 18)

/* The longest message kept whole; lives on the caller's stack. */
#define LINE_MAX	768

#define DEFAULT_LEVEL	LOGLEVEL_WARNING

/* How long a dying CPU waits for another's line; a line takes under 10 ms. */
#define BUST_WAIT_NS	100000000ULL
#define BUST_SPIN_MAX	10000000	/* where there is no clock */

int console_loglevel = 7;	/* Linux's default: all but debug */

static char log_buf[LOG_BUF_SIZE];
static u64 log_first, log_next;
static bool line_open;
static int line_level;
static struct printk_sink *sinks;
static struct printk_sink *held;	/* it and those behind it are held */

/* See LOCKING. */
static arch_spinlock_t log_spin;
static int log_owner = -1;		/* the CPU, or -1 */
static unsigned int log_depth;

static unsigned long log_lock(void)
{
	unsigned long flags;
	int me;

	local_irq_save(flags);
	me = raw_smp_processor_id();
	if (__atomic_load_n(&log_owner, __ATOMIC_RELAXED) != me) {
		arch_spin_lock(&log_spin);
		__atomic_store_n(&log_owner, me, __ATOMIC_RELAXED);
	}
	log_depth++;
	return flags;
}

static void log_unlock(unsigned long flags)
{
	if (--log_depth == 0) {
		__atomic_store_n(&log_owner, -1, __ATOMIC_RELAXED);
		arch_spin_unlock(&log_spin);
	}
	local_irq_restore(flags);
}

void printk_bust(void)
{
	u64 start = machine_ops->clock_ns();
	int me = raw_smp_processor_id();
	unsigned int spins;

	local_irq_disable();
	for (spins = 0; spins < BUST_SPIN_MAX; spins++) {
		if (__atomic_load_n(&log_owner, __ATOMIC_RELAXED) == me ||
		    arch_spin_trylock(&log_spin) ||
		    machine_ops->clock_ns() - start > BUST_WAIT_NS)
			break;
		cpu_relax();
	}
	__atomic_store_n(&log_owner, me, __ATOMIC_RELAXED);
	log_depth++;	/* never given back */
}

static char *log_at(u64 pos)
{
	return &log_buf[pos % LOG_BUF_SIZE];
}

static void log_forget_line(void)
{
	while (log_first < log_next && *log_at(log_first) != '\n')
		log_first++;
	if (log_first < log_next)
		log_first++;
}

static void log_put(char c)
{
	if (log_next - log_first == LOG_BUF_SIZE)
		log_forget_line();
	*log_at(log_next++) = c;
}

static void emit(const char *text, size_t len)
{
	struct printk_sink *s;
	size_t i;

	for (i = 0; i < len; i++)
		log_put(text[i]);
	if (line_level >= console_loglevel)
		return;
	for (s = sinks; s; s = s->next) {
		if (s == held && line_level >= LOGLEVEL_ERR)
			return;
		s->write(text, len);
	}
}

static void close_line(void)
{
	emit("\n", 1);
	line_open = false;
}

static void open_line(int level)
{
	u64 us = machine_ops->clock_ns() / 1000;
	char stamp[24];
	int len;

	line_level = level;
	line_open = true;
	log_put('0' + level);
	len = scnprintf(stamp, sizeof(stamp), "[%5llu.%06llu] ",
			us / 1000000, us % 1000000);
	emit(stamp, len);
}

/* Each line of a message that holds several gets its own stamp. */
static void store(int level, const char *text, size_t len)
{
	while (len) {
		const char *end = memchr(text, '\n', len);
		size_t part = end ? (size_t)(end - text) : len;

		if (!line_open)
			open_line(level);
		emit(text, part);
		if (end)
			close_line();
		part += !!end;
		text += part;
		len -= part;
	}
}

static bool has_level(const char *text)
{
	return text[0] == KERN_SOH_ASCII &&
	       (text[1] == 'c' || (text[1] >= '0' && text[1] <= '7'));
}

int vprintk(const char *fmt, va_list args)
{
	int level = DEFAULT_LEVEL;
	bool cont = false;
	char line[LINE_MAX];
	unsigned long flags;
	const char *text = line;
	int len;

	len = vscnprintf(line, sizeof(line), fmt, args);
	while (has_level(text)) {
		if (text[1] == 'c')
			cont = true;
		else
			level = text[1] - '0';
		text += 2;
		len -= 2;
	}

	flags = log_lock();
	if (line_open && !cont)
		close_line();
	store(level, text, len);
	log_unlock(flags);
	return len;
}
EXPORT_SYMBOL(vprintk);

int printk(const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vprintk(fmt, args);
	va_end(args);
	return len;
}
EXPORT_SYMBOL(printk);

static void write_until(const struct printk_sink *end, const char *text,
			size_t len)
{
	struct printk_sink *s;
	unsigned long flags;

	flags = log_lock();
	if (line_open)
		close_line();
	for (s = sinks; s && s != end; s = s->next)
		s->write(text, len);
	log_unlock(flags);
}

void console_write(const char *text, size_t len)
{
	write_until(held, text, len);
}

void console_write_always(const char *text, size_t len)
{
	write_until(NULL, text, len);
}

void console_printf(const char *fmt, ...)
{
	char line[LINE_MAX];
	va_list args;
	int len;

	va_start(args, fmt);
	len = vscnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	console_write(line, len);
}

/*
 * Walk the ring line by line, the levels [from, below). A line that wraps
 * around the ring's end is given in two pieces; an open last line is given
 * as far as it got.
 */
static void for_each_log_line(u64 pos, int from, int below,
			      void (*piece)(const char *text, size_t len))
{
	if (pos < log_first)
		pos = log_first;
	while (pos < log_next) {
		int level = *log_at(pos++) - '0';
		bool wanted = level >= from && level < below;
		u64 start = pos;

		while (pos < log_next && *log_at(pos) != '\n')
			pos++;
		if (pos < log_next)
			pos++;
		while (wanted && start < pos) {
			u64 room = LOG_BUF_SIZE - start % LOG_BUF_SIZE;
			u64 len = pos - start < room ? pos - start : room;

			piece(log_at(start), len);
			start += len;
		}
	}
}

void printk_show_log(void (*line)(const char *text, size_t len))
{
	unsigned long flags;

	flags = log_lock();
	for_each_log_line(0, 0, LOGLEVEL_DEBUG + 1, line);
	log_unlock(flags);
}

void printk_register_sink(struct printk_sink *sink)
{
	unsigned long flags;

	flags = log_lock();
	for_each_log_line(0, 0, console_loglevel, sink->write);
	sink->next = sinks;
	sinks = sink;
	log_unlock(flags);
}

void printk_unregister_sink(struct printk_sink *sink)
{
	struct printk_sink **p;
	unsigned long flags;

	flags = log_lock();
	for (p = &sinks; *p; p = &(*p)->next) {
		if (*p == sink) {
			*p = sink->next;
			if (held == sink)
				held = sink->next;
			break;
		}
	}
	log_unlock(flags);
}

u64 printk_hold(void)
{
	unsigned long flags;
	u64 mark;

	flags = log_lock();
	if (line_open)
		close_line();
	held = sinks;
	mark = log_next;
	log_unlock(flags);
	return mark;
}

void printk_release(void)
{
	held = NULL;
}

void printk_show_held(u64 mark)
{
	unsigned long flags;

	flags = log_lock();
	for_each_log_line(mark, LOGLEVEL_ERR, console_loglevel,
			  console_write_always);
	log_unlock(flags);
}

static int loglevel_setup(char *value)
{
	int level, err;

	err = kstrtoint(value, 10, &level);
	if (err)
		return err;
	if (level < 0 || level > LOGLEVEL_DEBUG + 1)
		return -ERANGE;
	console_loglevel = level;
	return 0;
}
early_param("loglevel", loglevel_setup);

static int quiet_setup(char *value)
{
	console_loglevel = LOGLEVEL_WARNING;
	return 0;
}
early_param("quiet", quiet_setup);

static int debug_setup(char *value)
{
	console_loglevel = LOGLEVEL_DEBUG + 1;
	return 0;
}
early_param("debug", debug_setup);
