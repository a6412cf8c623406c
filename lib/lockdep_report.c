// SPDX-License-Identifier: MIT
/*
 * lockdep_report.c - what lockdep found, in words, with both stacks
 *
 * The headlines are Linux's, so that its tools and its users know them. A
 * report counts as a WARN: a test that provokes one can expect it, and one
 * that does not has failed. Printed without the graph lock; the traces that
 * it shows do not change any more.
 */
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/machine.h>
#include <linux/smp.h>
#include <linux/string.h>
#include "lockdep_internal.h"

#define LINE \
	"======================================================\n"
#define THIN_LINE \
	"------------------------------------------------------\n"

static const char *const usage_name[NR_LOCK_USAGES] = {
	[IN_HARDIRQ_W] = "IN-HARDIRQ-W",
	[IN_HARDIRQ_R] = "IN-HARDIRQ-R",
	[HARDIRQ_ON_W] = "HARDIRQ-ON-W",
	[HARDIRQ_ON_R] = "HARDIRQ-ON-R",
};

/* As writer, as reader: '-' in interrupts, '+' interrupts on, '?' both. */
void lockdep_usage_chars(unsigned int usage, char out[3])
{
	static const char c[4] = { '.', '-', '+', '?' };

	out[0] = c[!!(usage & 1U << IN_HARDIRQ_W) +
		   2 * !!(usage & 1U << HARDIRQ_ON_W)];
	out[1] = c[!!(usage & 1U << IN_HARDIRQ_R) +
		   2 * !!(usage & 1U << HARDIRQ_ON_R)];
	out[2] = '\0';
}

/* In the middle of a line. */
void lockdep_print_class(unsigned int class)
{
	const struct lock_class *c = &lock_classes[class];
	char usage[3];

	if (!class) {
		pr_cont("(a lock that is not watched)");
		return;
	}
	lockdep_usage_chars(c->usage, usage);
	pr_cont("(%s", c->name);
	if (c->subclass)
		pr_cont("/%u", c->subclass);
	pr_cont("){%s}", usage);
}

static void print_class(const char *before, unsigned int class,
			const char *after)
{
	pr_warn("%s", before);
	lockdep_print_class(class);
	pr_cont("%s\n", after);
}

bool lockdep_report_begin(const char *what, unsigned int class)
{
	char text[128];

	scnprintf(text, sizeof(text), "%s: %s", what,
		  class ? lock_classes[class].name : "?");
	if (!warn_begin(__FILE__, __LINE__, text))
		return false;
	pr_warn("\n");
	pr_warn(LINE);
	pr_warn("WARNING: %s\n", what);
	pr_warn(THIN_LINE);
	return true;
}

void lockdep_report_end(void)
{
	pr_warn("\nstack backtrace of CPU %d, where this was found:\n",
		raw_smp_processor_id());
	machine_ops->dump_stack();
	pr_warn(LINE);
}

/* @number: its place among those held; negative: it is the only one shown */
static void print_held(int number, const struct held_lock *h)
{
	unsigned int i;

	if (number < 0)
		pr_warn(" %px ", h->instance);
	else
		pr_warn("#%d: %px ", number, h->instance);
	lockdep_print_class(h->class);
	pr_cont(", %s%s, taken by:\n",
		h->read ? "as a reader" : "as a writer",
		h->in_irq ? ", in an interrupt" : "");
	for (i = 0; i < h->nr_pc; i++)
		pr_warn("   %pB\n", (void *)h->pc[i]);
}

void lockdep_print_held(const struct held_lock *h)
{
	print_held(-1, h);
}

void lockdep_print_all_held(const struct lockdep_task *task)
{
	unsigned int i;

	pr_warn("\n%u lock%s held by CPU %d:\n", task->depth,
		task->depth == 1 ? " is" : "s are", raw_smp_processor_id());
	for (i = 0; i < task->depth; i++)
		print_held(i, &task->held[i]);
}

static void print_taking(const struct finding *f)
{
	char before[64];

	scnprintf(before, sizeof(before), "CPU %d is trying to take:\n %px ",
		  raw_smp_processor_id(), f->taken->instance);
	print_class(before, f->taken->class, "");
	if (!f->held)
		return;
	pr_warn("but it already holds:\n");
	lockdep_print_held(f->held);
}

/* Two locks, and that is all: recursion, a sleep under a spinlock. */
void lockdep_report_pair(const struct finding *f)
{
	if (!lockdep_report_begin(f->what, f->taken->class))
		return;
	print_taking(f);
	lockdep_print_all_held(lockdep_this_task());
	lockdep_report_end();
}

/* ---- cycles ---- */

/*
 * chain[0] is what is being taken, chain[nr - 1] what is held; each was
 * followed by the next.
 */
static void print_cycle(const struct finding *f)
{
	unsigned int i;

	pr_warn("\nwhich is against the order seen before, in reverse:\n");
	for (i = f->nr; i-- > 1; ) {
		unsigned int a = f->chain[i - 1], b = f->chain[i];

		char before[16];

		scnprintf(before, sizeof(before), "-> #%u ", i);
		pr_warn("\n");
		print_class(before, b, "");
		print_class("   was taken under ", a, " by:");
		trace_print(lock_order[a][b] & ~ORDER_REPORTED);
	}
	pr_warn("\n");
	print_class("-> #0 ", f->chain[0], " is being taken now");
}

static void print_deadlock(unsigned int held, unsigned int taken)
{
	pr_warn("\n Possible unsafe locking scenario:\n\n");
	pr_warn("       CPU0                    CPU1\n");
	pr_warn("  lock(%s);\n", lock_classes[held].name);
	pr_warn("                               lock(%s);\n",
		lock_classes[taken].name);
	pr_warn("                               ... lock(%s);\n",
		lock_classes[held].name);
	pr_warn("  lock(%s);\n", lock_classes[taken].name);
	pr_warn("\n  *** DEADLOCK ***\n");
}

void lockdep_report_cycle(const struct finding *f)
{
	if (f->what[0] != 'p') {	/* it is about interrupts */
		lockdep_report_usage(f);
		return;
	}
	if (!lockdep_report_begin(f->what, f->taken->class))
		return;
	print_taking(f);
	print_cycle(f);
	print_deadlock(f->held->class, f->taken->class);
	lockdep_print_all_held(lockdep_this_task());
	lockdep_report_end();
}

/* ---- interrupts ---- */

static void print_usage(unsigned int class, enum lock_usage usage)
{
	char after[64];

	scnprintf(after, sizeof(after), " was used {%s} by:",
		  usage_name[usage]);
	print_class("", class, after);
	trace_print(lock_classes[class].trace[usage]);
}

static void print_way(const struct finding *f)
{
	unsigned int i;

	for (i = 0; i + 1 < f->nr; i++) {
		unsigned int a = f->chain[i], b = f->chain[i + 1];

		print_class("", b, "");
		print_class("   was taken under ", a, " by:");
		trace_print(lock_order[a][b] & ~ORDER_REPORTED);
	}
}

void lockdep_report_usage(const struct finding *f)
{
	unsigned int safe = f->chain[0], unsafe = f->chain[f->nr - 1];

	if (!lockdep_report_begin(f->what, f->taken->class))
		return;
	pr_warn("inconsistent {%s} -> {%s} usage.\n", usage_name[f->old],
		usage_name[f->new]);
	print_taking(f);
	pr_warn("\n");
	print_usage(unsafe, f->old);
	pr_warn("\n");
	print_usage(safe, f->new);
	print_way(f);
	pr_warn("\n An interrupt that comes while the one is held waits for the other for ever.\n");
	pr_warn("\n  *** DEADLOCK ***\n");
	lockdep_print_all_held(lockdep_this_task());
	lockdep_report_end();
}
