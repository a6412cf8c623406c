// SPDX-License-Identifier: MIT
/*
 * fault_inject.c - which call of many shall fail
 *
 * PROBLEM
 *	Code that handles a failed allocation is run on the day on which
 *	memory is gone, and then it is too late to find out that it leaks.
 *
 * IDEA
 *	The place that may fail asks first whether it shall. The answer is
 *	drawn, within limits that a person sets:
 *
 *		call
 *		 |  counted by fault_nth_begin()? -- yes --> n-th: fail
 *		 |  probability 0, wrong task, times used up?  --> go on
 *		 |  space left?  it shrinks by size		--> go on
 *		 |  not an interval-th?				--> go on
 *		 |  drawn number above probability?		--> go on
 *		fail; one of times is used up
 *
 *	The number drawn is a hash of how many were drawn before: no state
 *	but a count, and a run can be repeated.
 *
 *	The n-th of one task is the tester's tool: fail the first allocation
 *	of a piece of code, then the second, and so on until none fails. That
 *	piece may be a test that does so itself: while the inner one counts,
 *	the outer one does not.
 *
 * INVARIANT
 *	I1  nth.left counts down from n to 0 in steps of one, and the call
 *	    that takes it to 0 is the only one that fails.
 *
 * LOCKING
 *	None. Counts are atomic; settings are single words, and whoever reads
 *	an old one decides as if it had come a moment earlier.
 *
 * COST
 *	Nothing while a point is off: its owner does not call. See
 *	struct fault_point.
 *
 * LEFT OUT
 *	require-start and reject-start (a range of callers by address),
 *	stacktrace-depth; debugfs (here the console's `fault` and /proc).
 *
 * SOURCES
 *	Linux: Documentation/fault-injection/fault-injection.rst (semantics).
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/params.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/seq_file.h>
#include <linux/sched.h>
#include <linux/string.h>

/* The longest word that fault_point_set() takes, with its end. */
#define WORD_MAX	64

#define NR_SETUP	4	/* interval,probability,space,times */

static const void *running_task(void)
{
	return in_task() ? current : NULL;
}

const void *(*fault_current)(void) = running_task;

static const void *marked_task;

static struct nth {
	const void *task;
	const struct fault_attr *only;
	atomic_t left;
} nth, outer;

/* ---- shall it fail? --------------------------------------------------------- */

/* The finalizer of MurmurHash3 (A. Appleby, public domain): all bits mix. */
static u32 mixed(u32 n)
{
	n *= 0x9e3779b9;
	n ^= n >> 16;
	n *= 0x85ebca6b;
	n ^= n >> 13;
	n *= 0xc2b2ae35;
	return n ^ n >> 16;
}

static void report(const struct fault_attr *attr)
{
	if (!attr->verbose)
		return;
	pr_notice("FAULT_INJECTION: forcing a failure.\n");
	pr_notice("name %s, interval %lu, probability %lu, space %d, times %d\n",
		  attr->name ? attr->name : "(none)", attr->interval,
		  attr->probability, atomic_read(&attr->space),
		  atomic_read(&attr->times));
	if (attr->verbose > 1)
		dump_stack();
}

static bool fail(struct fault_attr *attr, int flags)
{
	atomic_inc(&attr->failed);
	if (!(flags & FAULT_NOWARN))
		report(attr);
	return true;
}

bool fault_nth_counts(const struct fault_attr *attr)
{
	const void *task = READ_ONCE(nth.task);

	const struct fault_attr *only = READ_ONCE(nth.only);

	if (!task || (only ? attr != only : attr->step))
		return false;
	return task == READ_ONCE(fault_current)();
}

/* Does a failure come into question, now and for who runs? */
static bool eligible(struct fault_attr *attr, ssize_t size)
{
	if (!READ_ONCE(attr->probability) || !atomic_read(&attr->times))
		return false;
	if (attr->task_filter &&
	    (!marked_task || fault_current() != marked_task))
		return false;
	if (atomic_read(&attr->space) > size) {
		atomic_sub(size, &attr->space);
		return false;
	}
	return true;
}

bool should_fail_ex(struct fault_attr *attr, ssize_t size, int flags)
{
	u32 count;

	if (fault_nth_counts(attr)) {
		if (atomic_dec_return(&nth.left) != 0)	/* I1 */
			return false;
		return fail(attr, flags);
	}
	if (!eligible(attr, size))
		return false;

	count = atomic_inc_return(&attr->count);
	if (attr->interval > 1 && count % attr->interval)
		return false;
	if (mixed(count) % 100 >= attr->probability)
		return false;
	if (atomic_read(&attr->times) > 0 &&
	    atomic_dec_if_positive(&attr->times) < 0)
		return false;
	return fail(attr, flags);
}
EXPORT_SYMBOL(should_fail_ex);

/* ---- settings ---------------------------------------------------------------- */

bool fault_armed(const struct fault_attr *attr)
{
	const struct fault_attr *only = READ_ONCE(nth.only);

	if (READ_ONCE(nth.task) && (only ? attr == only : !attr->step))
		return true;
	return READ_ONCE(attr->probability) && atomic_read(&attr->times);
}

static void tell_all(void)
{
	const struct fault_point *const *point;

	for_each_table_entry(point, fault_points)
		(*point)->changed();
}

/* "1,100,0,-1": each number ends at a comma, the last at the end. */
int setup_fault_attr(struct fault_attr *attr, char *str)
{
	int number[NR_SETUP];
	char word[WORD_MAX];
	char *at = word;
	int i;

	if (strscpy(word, str, sizeof(word)) < 0)
		return 0;
	for (i = 0; i < NR_SETUP; i++) {
		char *comma = strchr(at, ',');

		if (!comma == (i < NR_SETUP - 1))
			return 0;
		if (comma)
			*comma = '\0';
		if (kstrtoint(at, 0, &number[i]))
			return 0;
		at = comma ? comma + 1 : at;
	}
	if (number[0] < 0 || number[1] < 0 || number[1] > 100)
		return 0;
	attr->interval = number[0];
	WRITE_ONCE(attr->probability, number[1]);
	atomic_set(&attr->space, number[2]);
	atomic_set(&attr->times, number[3]);
	return 1;
}

static int set_number(struct fault_attr *attr, const char *name, int value)
{
	if (!strcmp(name, "probability") && value >= 0 && value <= 100)
		WRITE_ONCE(attr->probability, value);
	else if (!strcmp(name, "interval") && value >= 0)
		attr->interval = value;
	else if (!strcmp(name, "times"))
		atomic_set(&attr->times, value);
	else if (!strcmp(name, "space"))
		atomic_set(&attr->space, value);
	else if (!strcmp(name, "verbose") && value >= 0)
		attr->verbose = value;
	else
		return -EINVAL;
	return 0;
}

static int set_knob(const struct fault_point *point, const char *name,
		    const char *value)
{
	const struct fault_knob *knob = point->knobs;

	for (; knob && knob->name; knob++) {
		if (param_name_equal(knob->name, name))
			return kstrtouint(value, 0, knob->value);
	}
	return -EINVAL;
}

static int set_named(const struct fault_point *point, const char *name,
		     const char *value)
{
	int number;

	if (param_name_equal(name, "task-filter"))
		return kstrtobool(value, &point->attr->task_filter);
	if (!set_knob(point, name, value))
		return 0;
	if (kstrtoint(value, 0, &number))
		return -EINVAL;
	return set_number(point->attr, name, number);
}

int fault_point_set(const struct fault_point *point, const char *word)
{
	char text[WORD_MAX];
	char *value;
	int err = 0;

	if (strscpy(text, word, sizeof(text)) < 0)
		return -EINVAL;
	value = strchr(text, '=');
	if (!strcmp(text, "off")) {
		WRITE_ONCE(point->attr->probability, 0);
	} else if (value) {
		*value++ = '\0';
		err = set_named(point, text, value);
	} else if (!setup_fault_attr(point->attr, text)) {
		err = -EINVAL;
	}
	if (!err)
		point->changed();
	return err;
}

const struct fault_point *fault_point_find(const char *name)
{
	const struct fault_point *const *point;

	for_each_table_entry(point, fault_points) {
		if (param_name_equal((*point)->name, name))
			return *point;
	}
	return NULL;
}

void fault_mark_task(void)
{
	marked_task = fault_current();
}

/* ---- the n-th ------------------------------------------------------------------ */

void fault_nth_begin(unsigned int n, const struct fault_attr *only)
{
	if (nth.task) {
		WARN_ON(outer.task);
		outer = nth;
	}
	WRITE_ONCE(nth.only, only);
	atomic_set(&nth.left, n);
	WRITE_ONCE(nth.task, fault_current());
	tell_all();
}

bool fault_nth_end(void)
{
	bool failed = atomic_read(&nth.left) <= 0;

	WRITE_ONCE(nth.only, outer.only);
	atomic_set(&nth.left, atomic_read(&outer.left));
	WRITE_ONCE(nth.task, outer.task);
	outer.task = NULL;
	tell_all();
	return failed;
}

/* ---- show ------------------------------------------------------------------------ */

static void show_point(struct seq_file *m, const struct fault_point *point)
{
	const struct fault_attr *attr = point->attr;
	const struct fault_knob *knob = point->knobs;

	seq_printf(m, "%s: %s, failed %d of %d\n", point->name,
		   fault_armed(attr) ? "on" : "off",
		   atomic_read(&attr->failed), atomic_read(&attr->count));
	seq_printf(m, "  probability=%lu interval=%lu times=%d space=%d verbose=%lu task-filter=%c",
		   attr->probability, attr->interval,
		   atomic_read(&attr->times), atomic_read(&attr->space),
		   attr->verbose, attr->task_filter ? 'Y' : 'N');
	for (; knob && knob->name; knob++)
		seq_printf(m, " %s=%u", knob->name, *knob->value);
	seq_putc(m, '\n');
}

int fault_inject_show(struct seq_file *m, void *v)
{
	const struct fault_point *const *point;

	for_each_table_entry(point, fault_points)
		show_point(m, *point);
	return 0;
}
