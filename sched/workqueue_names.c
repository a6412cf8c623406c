// SPDX-License-Identifier: MIT
/*
 * workqueue_names.c - workqueues by name
 *
 * Here a workqueue is a name and flags: the threads are each CPU's one
 * worker, whatever the name (sched/workqueue.c). sched/ does not allocate,
 * so the names stand in a table.
 *
 * LOCKING
 *	wq_lock guards which entries are used.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/stdarg.h>

#include "workqueue.h"

#define MAX_WORKQUEUES	64

static DEFINE_RAW_SPINLOCK(wq_lock);
static struct workqueue_struct workqueues[MAX_WORKQUEUES] = {
	[0] = { .name = "events", .used = true },
};
struct workqueue_struct *const system_wq = &workqueues[0];
EXPORT_SYMBOL(system_wq);

static struct workqueue_struct *take_free_name(void)
{
	struct workqueue_struct *wq = NULL;
	unsigned int i;

	raw_spin_lock_irq(&wq_lock);
	for (i = 0; i < MAX_WORKQUEUES && !wq; i++) {
		if (!workqueues[i].used)
			wq = &workqueues[i];
	}
	if (wq)
		wq->used = true;
	raw_spin_unlock_irq(&wq_lock);
	return wq;
}

struct workqueue_struct *alloc_workqueue(const char *fmt, unsigned int flags,
					 int max_active, ...)
{
	struct workqueue_struct *wq = take_free_name();
	va_list args;

	if (!wq)
		return NULL;
	va_start(args, max_active);
	vsnprintf(wq->name, sizeof(wq->name), fmt, args);
	va_end(args);
	wq->flags = flags;
	return wq;
}
EXPORT_SYMBOL(alloc_workqueue);

void destroy_workqueue(struct workqueue_struct *wq)
{
	if (WARN(wq == system_wq || !wq->used,
		 "workqueue: %px cannot be destroyed\n", wq))
		return;
	flush_workqueue(wq);
	raw_spin_lock_irq(&wq_lock);
	wq->used = false;
	raw_spin_unlock_irq(&wq_lock);
}
EXPORT_SYMBOL_GPL(destroy_workqueue);
