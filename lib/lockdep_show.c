// SPDX-License-Identifier: MIT
/*
 * lockdep_show.c - the order of locks as it was seen, and is it sound
 *
 *	lock kmap_lock {+.} first at kmap_high+0x20/0x80
 *	  -> &zone->lock at take_block+0x31/0x90
 *
 * tools/lockorder.py compares these lines with docs/LOCKING.md.
 */
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include "lockdep_internal.h"

static void show_name(struct seq_file *m, unsigned int class)
{
	seq_printf(m, "%s", lock_classes[class].name);
	if (lock_classes[class].subclass)
		seq_printf(m, "/%u", lock_classes[class].subclass);
}

static void show_orders(struct seq_file *m, unsigned int class)
{
	unsigned int b;

	for (b = 1; b < MAX_CLASSES; b++) {
		u16 order = READ_ONCE(lock_order[class][b]);

		if (!order)
			continue;
		seq_puts(m, "  -> ");
		show_name(m, b);
		seq_printf(m, " at %pB%s\n",
			   (void *)trace_caller(order & ~ORDER_REPORTED),
			   order & ORDER_REPORTED ? " (reported)" : "");
	}
}

int lockdep_show(struct seq_file *m, void *v)
{
	unsigned int c;
	char usage[3];

	for (c = 1; c < MAX_CLASSES; c++) {
		if (!READ_ONCE(lock_classes[c].key))
			continue;
		lockdep_usage_chars(lock_classes[c].usage, usage);
		seq_puts(m, "lock ");
		show_name(m, c);
		seq_printf(m, " {%s} first at %pB\n", usage,
			   (void *)trace_caller(lock_classes[c].first));
		show_orders(m, c);
	}
	return 0;
}
PROC_VIEW("lockdep", lockdep_show);

static int lockdep_stats_show(struct seq_file *m, void *v)
{
	seq_printf(m, " lock-classes:          %11u [max: %u]\n",
		   nr_classes(), MAX_CLASSES - 1);
	seq_printf(m, " direct dependencies:   %11u [max: %u]\n",
		   nr_orders(), (MAX_CLASSES - 1) * (MAX_CLASSES - 2));
	seq_printf(m, " stack-trace entries:   %11u [max: %u]\n",
		   nr_traces(), MAX_TRACES - 2);
	seq_printf(m, " max locking depth:     %11u\n", MAX_LOCK_DEPTH);
	return 0;
}
PROC_VIEW("lockdep_stats", lockdep_stats_show);

/* ---- is it sound? ---- */

static bool ordered(unsigned int a, unsigned int b)
{
	return lock_order[a][b] && !(lock_order[a][b] & ORDER_REPORTED);
}

static void check_entries(void)
{
	unsigned int a, b;

	for (a = 0; a < MAX_CLASSES; a++) {
		for (b = 0; b < MAX_CLASSES; b++) {
			if (!lock_order[a][b])
				continue;
			if (!lock_classes[a].key || !lock_classes[b].key)
				panic("lockdep D1: class %u before %u, and one is not in use",
				      a, b);
		}
	}
}

/* Take away what nothing comes before, until nothing is left. */
static void check_no_cycle(void)
{
	static u16 before[MAX_CLASSES];
	static u16 ready[MAX_CLASSES];
	unsigned int a, b, head = 0, tail = 0;

	for (b = 0; b < MAX_CLASSES; b++) {
		before[b] = 0;
		for (a = 0; a < MAX_CLASSES; a++)
			before[b] += ordered(a, b);
		if (!before[b])
			ready[tail++] = b;
	}
	while (head < tail) {
		a = ready[head++];
		for (b = 0; b < MAX_CLASSES; b++) {
			if (ordered(a, b) && --before[b] == 0)
				ready[tail++] = b;
		}
	}
	if (tail != MAX_CLASSES)
		panic("lockdep D2: %u classes are in a cycle that was not reported",
		      MAX_CLASSES - tail);
}

static void check_class(unsigned int c)
{
	const struct lock_class *class = &lock_classes[c];
	unsigned int u;

	for (u = 0; u < NR_LOCK_USAGES; u++) {
		if ((class->usage & 1U << u) && !class->trace[u])
			panic("lockdep D3: %s was used, and by nobody",
			      class->name);
	}
	if (!class->first)
		panic("lockdep D3: %s was never seen", class->name);
	if (class_find(class->key) != c)
		panic("lockdep D4: %s is not found", class->name);
}

void lockdep_check(void)
{
	unsigned long flags;
	unsigned int c;

	local_irq_save(flags);
	lockdep_graph_lock();
	check_entries();
	check_no_cycle();
	for (c = 1; c < MAX_CLASSES; c++) {
		if (lock_classes[c].key)
			check_class(c);
	}
	lockdep_graph_unlock();
	local_irq_restore(flags);
}
