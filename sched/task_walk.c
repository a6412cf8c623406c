// SPDX-License-Identifier: MIT
/*
 * task_walk.c - all tasks, for a scan of their stacks (make KMEMLEAK=1)
 *
 * No lock is taken: the caller has stopped all other CPUs where their
 * interrupts are on, so that none of them holds tasklist_lock.
 */
#include <linux/kmemleak.h>
#include <linux/list.h>

#include "sched.h"

struct task_struct *kmemleak_next_task(struct task_struct *task)
{
	struct list_head *next = task ? task->all.next : all_tasks.next;

	return next == &all_tasks ? NULL :
	       list_entry(next, struct task_struct, all);
}
