/* SPDX-License-Identifier: MIT */
/*
 * oom.h - when reclaim has found nothing more: whom to ask, what to say
 *
 * Whoever holds memory that is no cache, so that no shrinker knows of it, but
 * could be let go rather than have somebody fail, registers here:
 *
 *	static int give(struct notifier_block *nb, unsigned long unused,
 *			void *parm)
 *	{
 *		unsigned long *freed = parm;
 *
 *		*freed += pages_let_go();
 *		return NOTIFY_OK;
 *	}
 *
 * Source: Linux 6.12 include/linux/oom.h (semantics).
 */
#ifndef _LINUX_OOM_H
#define _LINUX_OOM_H

#include <linux/gfp_types.h>
#include <linux/notifier.h>

/**
 * struct oom_control - one request for which there is no memory left
 * @gfp_mask: its flags
 * @order:    and size
 * @freed_before: oom_freed() before its last look at the zones
 * @reported: set when the report has been printed
 */
struct oom_control {
	gfp_t gfp_mask;
	int order;
	unsigned long freed_before;
	bool reported;
};

/**
 * register_oom_notifier - be asked when memory has run out
 * @nb: called with 0 and an unsigned long *, to which the pages that it has
 *	freed are to be added
 *
 * The call comes from a task that allocates: the locks it holds are not to be
 * waited for. What the function allocates comes from the reserves and is
 * never waited for. One call at a time.
 *
 * Context: task, may sleep. Return: 0; -EEXIST: registered already.
 */
int register_oom_notifier(struct notifier_block *nb);

/* The opposite; when it returns @nb is not being called. -ENOENT: unknown */
int unregister_oom_notifier(struct notifier_block *nb);

/**
 * oom_freed - pages that all calls of the chain have freed so far
 *
 * Context: any. Who reads it, then looks at the zones and finds nothing, knows
 * later whether somebody was given something after he had looked.
 */
unsigned long oom_freed(void);

/**
 * out_of_memory - a request has tried everything else
 * @oc: the request
 *
 * Context: task, may sleep.
 * Return: true if memory was freed since @oc->freed_before was read, so that
 * it is worth another try; false: nobody had any. Of callers with __GFP_FS and
 * without __GFP_NOWARN that is reported, not too often.
 */
bool out_of_memory(struct oom_control *oc);

#endif
