// SPDX-License-Identifier: MIT
/*
 * oom.c - nothing is left to reclaim: ask who has some, then say so
 *
 * PROBLEM
 *	A caller who may sleep has tried as often as makes sense. Caches are
 *	empty, nobody is expected to free. There may still be memory that its
 *	owner would rather give up than see the caller fail: buffers kept for
 *	a rare moment, a balloon, results that can be computed again.
 *
 * IDEA
 *	A chain of such owners (register_oom_notifier), asked last and one
 *	caller at a time. Many callers run dry together, and what one call of
 *	the chain freed is for all of them: who looked at the zones before that
 *	takes its success for his own and does not ask again, whether he had
 *	to wait for it or came a moment too late.
 *
 *	A	lock | chain: freed 32 | unlock		  tries again
 *	B	  lock ..... waits ....... | 32 since I looked: tries again
 *	C    looks			     lock | the same
 *	D				looks	   lock | chain: 0 | report, NULL
 *
 *	Linux then ends a process. There is none here: the caller is told no,
 *	after a report, or waits on if it must not be told no.
 *
 * INVARIANT	(oom_broken() tests it by number)
 *	O1  The chain is called by one task at a time.
 *
 * LOCKING
 *	oom_mutex (Linux: oom_lock) around the chain, and the chain's own
 *	semaphore, read, inside. A member must not wait for a lock under which
 *	others allocate.
 *
 *	A member that allocates does it as one who frees memory (PF_MEMALLOC):
 *	from the reserves, and without coming here again.
 *
 * FAILURE
 *	False. Who claims to have freed what nobody finds is believed for as
 *	often as alloc_slow.c says.
 *
 * LEFT OUT
 *	Processes, scores, the reaper, control groups. OOM_KILL is never
 *	counted, because nobody is killed. Unlike Linux, the report respects
 *	__GFP_NOWARN: nothing has happened but that a caller got NULL.
 *
 * SOURCES
 *	Linux 6.12: out_of_memory(), dump_header() (semantics, format).
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/machine.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/oom.h>
#include <linux/page_view.h>
#include <linux/sched/mm.h>
#include <linux/seq_file.h>

#include "internal.h"

static BLOCKING_NOTIFIER_HEAD(oom_notify_list);
static DEFINE_MUTEX(oom_mutex);

/* oom_mutex for writing; who waits for it looks before and after */
static unsigned long nr_freed;		/* pages, by all calls of the chain */
static unsigned long nr_calls;
static unsigned long nr_nothing;	/* calls that freed none */

/* O1: tasks that call the chain */
int oom_nr_inside;

/* As often as the reports of failed allocations. */
struct report_limit oom_limit = {
	.lock = __SPIN_LOCK_UNLOCKED(oom_limit.lock),
};

int register_oom_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&oom_notify_list, nb);
}
EXPORT_SYMBOL_GPL(register_oom_notifier);

int unregister_oom_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_unregister(&oom_notify_list, nb);
}
EXPORT_SYMBOL_GPL(unregister_oom_notifier);

/* oom_mutex is held. */
static unsigned long ask_all(void)
{
	unsigned int scope = memalloc_noreclaim_save();
	unsigned long freed = 0;

	WRITE_ONCE(oom_nr_inside, oom_nr_inside + 1);
	blocking_notifier_call_chain(&oom_notify_list, 0, &freed);
	WRITE_ONCE(oom_nr_inside, oom_nr_inside - 1);
	memalloc_noreclaim_restore(scope);
	WRITE_ONCE(nr_calls, nr_calls + 1);
	if (!freed)
		WRITE_ONCE(nr_nothing, nr_nothing + 1);
	/* Pairs with oom_freed(): who reads it finds the pages. */
	smp_store_release(&nr_freed, nr_freed + freed);
	return freed;
}

unsigned long oom_freed(void)
{
	return smp_load_acquire(&nr_freed);
}

static void report(struct oom_control *oc)
{
	char mode[GFP_TEXT_SIZE];
	unsigned int held;

	if (!report_allowed(&oom_limit, machine_ops->clock_ns(), &held))
		return;
	if (held)
		pr_warn("oom: %u callbacks suppressed\n", held);
	gfp_flags_text(oc->gfp_mask, mode, sizeof(mode));
	pr_warn("%s invoked oom-killer: gfp_mask=%#x(%s), order=%d, oom_score_adj=0\n",
		current->comm, oc->gfp_mask, mode, oc->order);
	dump_stack();
	show_mem();
	pr_warn("Out of memory and no killable processes...\n");
	oc->reported = true;
}

bool out_of_memory(struct oom_control *oc)
{
	unsigned long freed;

	mutex_lock(&oom_mutex);
	/* Somebody else's success since we looked is ours. */
	freed = nr_freed - oc->freed_before;
	if (!freed)
		freed = ask_all();
	mutex_unlock(&oom_mutex);
	if (freed)
		return true;
	/* Who may not enter file systems has not tried everything. */
	if ((oc->gfp_mask & __GFP_FS) && !(oc->gfp_mask & __GFP_NOWARN))
		report(oc);
	return false;
}

/* ---- show, check ----------------------------------------------------------- */

void oom_show(struct seq_file *m)
{
	seq_printf(m, "oom_calls %lu\noom_calls_in_vain %lu\noom_freed %lu\n",
		   READ_ONCE(nr_calls), READ_ONCE(nr_nothing),
		   READ_ONCE(nr_freed));
}

int oom_broken(void)
{
	int inside = READ_ONCE(oom_nr_inside);

	return inside < 0 || inside > 1;
}
