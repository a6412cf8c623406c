/* SPDX-License-Identifier: MIT */
/*
 * context_check.h - who leaves preemption or interrupts off, or a scope open?
 *
 * Where a function of somebody else's is called (a thread's, a timer's, a
 * work's, a command's, a test's), it must give back what it took:
 *
 *	struct context_mark before;
 *
 *	context_mark(&before);
 *	work->func(work);
 *	context_check(&before, "work", (unsigned long)work->func);
 *
 * Three reads and three compares when all is well. Context: any.
 */
#ifndef _LINUX_CONTEXT_CHECK_H
#define _LINUX_CONTEXT_CHECK_H

#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/preempt.h>
#include <linux/sched.h>

/**
 * struct context_mark - what it was before
 * @preempt:	preempt_count()
 * @irqs_off:	irqs_disabled()
 * @locks:	lockdep_nr_held()
 * @scopes:	of memalloc_noio_save() and its kin
 */
struct context_mark {
	int preempt;
	bool irqs_off;
	unsigned int locks;
	unsigned int scopes;
};

/* Flags of the task that a function must leave as they were. */
static inline unsigned int context_scopes(void)
{
	return current->flags &
	       (PF_MEMALLOC | PF_MEMALLOC_NOFS | PF_MEMALLOC_NOIO);
}

/* context_leaked - the report, and the repair: preemption as it was before */
void context_leaked(const struct context_mark *before, const char *what,
		    unsigned long fn) __cold;

static inline void context_mark(struct context_mark *mark)
{
	mark->preempt = preempt_count();
	mark->irqs_off = irqs_disabled();
	mark->locks = lockdep_nr_held();
	mark->scopes = context_scopes();
}

/**
 * context_check - is all as it was?
 * @before: what context_mark() found
 * @what:   what kind of function has returned
 * @fn:	    which
 *
 * If not, it is reported by name, and preemption and interrupts are put back.
 */
static inline void context_check(const struct context_mark *before,
				 const char *what, unsigned long fn)
{
	if (unlikely(preempt_count() != before->preempt ||
		     irqs_disabled() != before->irqs_off ||
		     lockdep_nr_held() != before->locks ||
		     context_scopes() != before->scopes))
		context_leaked(before, what, fn);
}

#endif
