// SPDX-License-Identifier: MIT
/*
 * lockdep_ask.c - what is held here, and may it be?
 *
 * Questions about the stack of held locks of lockdep.c, from those who
 * assert something, end something, or free memory.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/smp.h>
#include "lockdep_internal.h"

void lockdep_off(void)
{
	unsigned long flags;

	local_irq_save(flags);
	lockdep_this_task()->off++;
	local_irq_restore(flags);
}
EXPORT_SYMBOL_GPL(lockdep_off);

void lockdep_on(void)
{
	unsigned long flags;

	local_irq_save(flags);
	lockdep_this_task()->off--;
	local_irq_restore(flags);
}
EXPORT_SYMBOL_GPL(lockdep_on);

/* 1, 0, or -1: it cannot be known. */
static int held_type(const struct lockdep_map *lock, int read)
{
	const struct held_lock *h;
	unsigned long flags;
	int answer = 0;

	if (!lockdep_enter(&flags))
		return -1;
	h = lockdep_find_held(lockdep_this_task(), lock);
	if (h)
		answer = read < 0 || !!h->read == read;
	lockdep_leave(flags);
	return answer;
}

int lock_is_held_type(const struct lockdep_map *lock, int read)
{
	return held_type(lock, read) != 0;
}
EXPORT_SYMBOL_GPL(lock_is_held_type);

int lockdep_known_held(const struct lockdep_map *lock)
{
	return held_type(lock, -1) == 1;
}

unsigned int lockdep_nr_held(void)
{
	unsigned long flags;
	unsigned int nr;

	local_irq_save(flags);
	lockdep_drop_stolen(lockdep_this_task());
	nr = lockdep_this_task()->depth;
	local_irq_restore(flags);
	return nr;
}

void debug_show_held_locks(void)
{
	unsigned long flags;

	if (!lockdep_enter(&flags))
		return;
	lockdep_drop_stolen(lockdep_this_task());
	lockdep_print_all_held(lockdep_this_task());
	lockdep_leave(flags);
}
EXPORT_SYMBOL_GPL(debug_show_held_locks);

void lockdep_check_held(unsigned int before, const char *what,
			const char *name)
{
	struct lockdep_task *task;
	unsigned int class;
	unsigned long flags;

	if (!lockdep_enter(&flags))
		return;
	task = lockdep_this_task();
	lockdep_drop_stolen(task);
	if (task->depth > before) {
		class = task->held[before].class;
		if (lockdep_report_begin("still has locks held", class)) {
			pr_warn("%s %s ends with:\n", what, name);
			lockdep_print_all_held(task);
			lockdep_report_end();
		}
		task->depth = before;
	}
	lockdep_leave(flags);
}

void debug_check_no_locks_freed(const void *from, unsigned long len)
{
	struct lockdep_task *task;
	unsigned long flags;
	unsigned int i;

	if (!lockdep_enter(&flags))
		return;
	task = lockdep_this_task();
	for (i = 0; i < task->depth; i++) {
		const struct held_lock *h = &task->held[i];

		if ((unsigned long)h->instance - (unsigned long)from >= len ||
		    !lockdep_report_begin("held lock freed!", h->class))
			continue;
		pr_warn("memory [%px, %px) is freed with a held lock in it:\n",
			from, from + len);
		lockdep_print_held(h);
		lockdep_report_end();
	}
	lockdep_leave(flags);
}
