/* SPDX-License-Identifier: MIT */
/*
 * fault-inject.h - make what rarely fails fail on demand (Linux: the same name)
 *
 * A *point* is a place where the kernel may be told to fail: fail_page_alloc,
 * failslab. Its attributes say how often:
 *
 *	interval	every interval-th call is a candidate
 *	probability	of a candidate to fail, in per cent; 0: the point is off
 *	space		bytes that may pass before the first failure
 *	times		how many failures there will be; -1: no end
 *	verbose		0: silent; 1: a line for each; 2: and the stack
 *	task-filter	only the task marked by fault_mark_task() fails
 *
 * Boot: fail_page_alloc=interval,probability,space,times, failslab= likewise.
 * At run time: the console's `fault`, /proc/fault_inject. The numbers drawn
 * are the same at each run, so that what failed once fails again.
 *
 * A point that is off costs nothing: its owner is told of each change and
 * leaves the question out of the fast path until it is armed.
 */
#ifndef _LINUX_FAULT_INJECT_H
#define _LINUX_FAULT_INJECT_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/types.h>

struct seq_file;

struct fault_attr {
	unsigned long probability;
	unsigned long interval;
	atomic_t times;
	atomic_t space;
	unsigned long verbose;
	bool task_filter;
	bool step;		/* fails part of a request: see fault_nth_begin */
	atomic_t count;		/* candidates so far */
	atomic_t failed;
	const char *name;	/* set by FAULT_POINT's owner; for messages */
};

#define FAULT_ATTR_INITIALIZER { \
	.interval = 1, \
	.times = ATOMIC_INIT(1), \
	.verbose = 2, \
}
#define DECLARE_FAULT_ATTR(var) \
	struct fault_attr var = FAULT_ATTR_INITIALIZER

/* For should_fail_ex(): say nothing */
#define FAULT_NOWARN	0x01

/**
 * should_fail_ex - shall this call fail?
 * @attr:  of the point
 * @size:  bytes (or what the point counts in), taken off attr->space
 * @flags: FAULT_NOWARN or 0
 *
 * Context: any; takes no lock. The report is printed before it returns.
 */
bool should_fail_ex(struct fault_attr *attr, ssize_t size, int flags);

static inline bool should_fail(struct fault_attr *attr, ssize_t size)
{
	return should_fail_ex(attr, size, 0);
}

/**
 * setup_fault_attr - read "interval,probability,space,times"
 * Return: 1, or 0 if @str is malformed: then nothing has changed. (Linux: the
 * same, as its __setup() functions want it.)
 */
int setup_fault_attr(struct fault_attr *attr, char *str);

/* ---- points --------------------------------------------------------------- */

/* A further setting of a point, a number under a name. */
struct fault_knob {
	const char *name;
	unsigned int *value;
};

/**
 * struct fault_point - a place that can fail, by name
 * @knobs:   its own settings; ends with an empty one; may be NULL
 * @changed: a setting has changed, or a case of nth began or ended: ask
 *	     fault_armed() and open or close the way that asks should_fail().
 *	     Not in interrupts; may be called when nothing changed.
 */
struct fault_point {
	const char *name;
	struct fault_attr *attr;
	const struct fault_knob *knobs;
	void (*changed)(void);
};

TABLE_DECLARE(fault_points, const struct fault_point);

#define FAULT_POINT(point) \
	TABLE_ENTRY(fault_points, const struct fault_point, &(point))

/* Could should_fail() say yes at the moment? */
bool fault_armed(const struct fault_attr *attr);

/* The point called @name; NULL: there is none. */
const struct fault_point *fault_point_find(const char *name);

/**
 * fault_point_set - change one setting and tell the point
 * @word: "name=value" with a name of the list above or one of the point's
 *	  knobs; "interval,probability,space,times"; "off"
 *
 * Return: 0, or -EINVAL: nothing has changed.
 */
int fault_point_set(const struct fault_point *point, const char *word);

/* Every point with its settings, how often it was asked, how often it failed */
int fault_inject_show(struct seq_file *m, void *v);

/* ---- one task, the n-th call ------------------------------------------------ */

/* The task that runs, NULL in an interrupt. Tests put their own. */
extern const void *(*fault_current)(void);

/* From now on task-filter means the caller. */
void fault_mark_task(void);

/**
 * fault_nth_begin - the @nth call from now on of any point fails, once
 * @nth:  from 1
 * @only: the one point that counts; NULL: all that fail a whole request
 *
 * Only calls of the task that began count, and attributes do not matter
 * (Linux: /proc/self/fail-nth). One such case at a time, and one within it:
 * the outer one goes on when the inner one has ended.
 */
void fault_nth_begin(unsigned int nth, const struct fault_attr *only);

/* Return: true if a call has failed: there may be one more to fail. */
bool fault_nth_end(void);

/* Is it the running task's calls that are counted at the moment? */
bool fault_nth_counts(const struct fault_attr *attr);

#endif
