// SPDX-License-Identifier: MIT
/*
 * panic.c - WARN, BUG and panic: the reports a developer lives by
 *
 *	WARN	the caller is wrong; say who, refuse, go on
 *	BUG	we are wrong; say where, panic
 *	panic	say why, show the stack, end with a verdict
 *
 * The shapes are Linux's, so that its tools (decode_stacktrace.sh and
 * syzkaller's parser) find their anchors: "cut here", "WARNING: CPU:",
 * "Kernel panic - not syncing:", "Call Trace:".
 *
 * The first CPU to panic stops the others; one that panics at the same time
 * waits to be stopped. A panic inside a panic must end as well: the second says one line.
 */
#include <asm/irqflags.h>
#include <asm/cmpxchg.h>
#include <asm/processor.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/machine.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/string.h>

#define CUT_HERE "------------[ cut here ]------------\n"

#define NSEC_PER_SEC 1000000000ULL

bool (*warn_hook)(const char *file, int line, const char *text);

unsigned int warn_count;
EXPORT_SYMBOL(warn_count);

static int panic_timeout;		/* seconds; `panic=` */
static int panic_cpu = -1;		/* the CPU that panics */
static bool traced;
static char panic_text[256];

void dump_stack(void)
{
	machine_ops->dump_stack();
}
EXPORT_SYMBOL(dump_stack);

bool warn_begin(const char *file, int line, const char *text)
{
	if (warn_hook && warn_hook(file, line, text))
		return false;
	warn_count++;
	return true;
}
EXPORT_SYMBOL(warn_begin);

void __warn(const char *file, int line, const char *fmt, ...)
{
	char text[256];
	va_list args;

	va_start(args, fmt);
	vscnprintf(text, sizeof(text), fmt, args);
	va_end(args);

	if (!warn_begin(file, line, text))
		return;
	printk(KERN_WARNING CUT_HERE);
	printk(KERN_WARNING "WARNING: CPU: %d PID: %d at %s:%d %pS\n",
	       raw_smp_processor_id(), current->pid, file, line,
	       __builtin_return_address(0));
	printk(KERN_WARNING "%s%s", text,
	       text[0] && text[strlen(text) - 1] == '\n' ? "" : "\n");
	machine_ops->dump_stack();
	printk(KERN_WARNING "---[ end trace 0000000000000000 ]---\n");
}
EXPORT_SYMBOL(__warn);

void __bug(const char *file, int line, const char *expr)
{
	printk(KERN_EMERG CUT_HERE);
	if (expr)
		printk(KERN_EMERG "kernel BUG at %s:%d: %s\n", file, line,
		       expr);
	else
		printk(KERN_EMERG "kernel BUG at %s:%d\n", file, line);
	panic("BUG at %s:%d in %ps", file, line, __builtin_return_address(0));
}
EXPORT_SYMBOL(__bug);

static void panic_wait(void)
{
	u64 until = machine_ops->clock_ns() + panic_timeout * NSEC_PER_SEC;

	pr_emerg("Rebooting in %d seconds..\n", panic_timeout);
	/* A clock that stands still must not keep us. */
	while (machine_ops->clock_ns() && machine_ops->clock_ns() < until)
		cpu_relax();
}

/* A panic while panicking comes here again: it says its line and ends. */
static void __noreturn end(void)
{
	static bool waited;

	if (panic_timeout > 0 && !waited) {
		waited = true;
		panic_wait();
	}
	machine_ops->exit(EXIT_PANIC);
	if (panic_timeout)
		machine_ops->restart();
	for (;;)
		machine_ops->halt();
}

/* One CPU panics; the others stop, so that nobody prints between us. */
static void claim_panic(void)
{
	int me = raw_smp_processor_id();
	int was = cmpxchg(&panic_cpu, -1, me);

	if (was != -1 && was != me) {
		for (;;)
			machine_ops->halt();
	}
	printk_bust();
	machine_ops->stop_others();
}

static void announce(const char *fmt, va_list args)
{
	local_irq_disable();
	claim_panic();
	printk_release();
	if (console_loglevel <= LOGLEVEL_WARNING)
		console_loglevel = LOGLEVEL_WARNING + 1;
	vscnprintf(panic_text, sizeof(panic_text), fmt, args);
	pr_emerg("Kernel panic - not syncing: %s\n", panic_text);
}

void die(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	announce(fmt, args);
	va_end(args);
	end();
}

void panic(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	announce(fmt, args);
	va_end(args);
	if (!traced) {
		traced = true;
		machine_ops->dump_stack();
		pr_emerg("---[ end Kernel panic - not syncing: %s ]---\n",
			 panic_text);
	}
	end();
}
EXPORT_SYMBOL(panic);

static int panic_setup(char *value)
{
	return kstrtoint(value, 10, &panic_timeout);
}
early_param("panic", panic_setup);
