// SPDX-License-Identifier: MIT
/*
 * tasklist.c - all tasks, by number
 *
 * A task is in the list from task_init() to task_exit(): who finds it there
 * may look at it while he holds the lock. Numbers are given once and never
 * again; at a million threads a second they last an hour.
 *
 * CPU n's idle task is number 0, as on Linux, and the boot's is 1.
 *
 * LOCKING
 *	tasklist_lock, interrupts off. Run queues' locks are taken inside.
 */
#include <linux/bug.h>
#include <linux/sched_init.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#include "sched.h"

DEFINE_RAW_SPINLOCK(tasklist_lock);

/* tasklist_lock */
LIST_HEAD(all_tasks);
static int last_pid = 1;

void tasklist_add(struct task_struct *p)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&tasklist_lock, flags);
	if (!(p->flags & PF_IDLE) && p != &init_task)
		p->pid = p->tgid = ++last_pid;
	list_add_tail(&p->all, &all_tasks);
	raw_spin_unlock_irqrestore(&tasklist_lock, flags);
}

void tasklist_del(struct task_struct *p)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&tasklist_lock, flags);
	list_del_init(&p->all);
	raw_spin_unlock_irqrestore(&tasklist_lock, flags);
}

/* ---- show ---- */

/* As ps has it: running or waiting for its turn, sleeping, ... */
static char state_letter(const struct task_struct *p)
{
	unsigned int state = READ_ONCE(p->__state);

	if (state & TASK_NOLOAD)
		return 'I';
	if (state & TASK_UNINTERRUPTIBLE)
		return 'D';
	return state & TASK_INTERRUPTIBLE ? 'S' : 'R';
}

static void show_task(struct seq_file *m, const struct task_struct *p)
{
	seq_printf(m, "%5d %c%c %4u %10lu %10lu  %s\n", p->pid,
		   state_letter(p), READ_ONCE(p->on_cpu) ? '+' : ' ',
		   task_cpu(p), READ_ONCE(p->nvcsw), READ_ONCE(p->nivcsw),
		   p->comm);
}

/* One at a time: nothing is printed under the lock. NULL: there is none. */
static bool copy_task(unsigned int index, struct task_struct *copy)
{
	struct task_struct *p;
	unsigned long flags;
	bool found = false;

	raw_spin_lock_irqsave(&tasklist_lock, flags);
	list_for_each_entry(p, &all_tasks, all) {
		if (index--)
			continue;
		copy->pid = p->pid;
		copy->__state = READ_ONCE(p->__state);
		copy->on_cpu = READ_ONCE(p->on_cpu);
		copy->cpu = task_cpu(p);
		copy->nvcsw = READ_ONCE(p->nvcsw);
		copy->nivcsw = READ_ONCE(p->nivcsw);
		memcpy(copy->comm, p->comm, sizeof(copy->comm));
		found = true;
		break;
	}
	raw_spin_unlock_irqrestore(&tasklist_lock, flags);
	return found;
}

int tasks_show(struct seq_file *m, void *v)
{
	struct task_struct copy;
	unsigned int i;

	seq_puts(m, "  PID S   CPU   WAITED-AS   PREEMPTED  COMMAND\n");
	for (i = 0; copy_task(i, &copy); i++)
		show_task(m, &copy);
	return 0;
}
