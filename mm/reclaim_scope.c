// SPDX-License-Identifier: MIT
/*
 * reclaim_scope.c - who reclaims, and what he may do meanwhile
 *
 * PROBLEM
 *	Somebody who writes pages to a disk is short of memory and asks for
 *	some with GFP_NOIO: the memory must come, but not by waiting for the
 *	disk, which waits for him. So far down as the shrinker of a cache that
 *	he has never heard of, everybody must keep to that; and one who does
 *	not is found out on the day when the machine stands still.
 *
 * IDEA
 *	A task that reclaims carries what it may do with it:
 *
 *	current->reclaim_state
 *	     |	      struct reclaim_state, on its stack
 *	     |	     +------------------------------------+
 *	     +-----> | gfp_mask	 __GFP_RECLAIM		  |  may do no I/O
 *		     | shrinker	 "inodes"		  |  is in this one
 *		     | reclaimed 3 pages		  |
 *		     | outer				  |  --> the one before
 *		     +------------------------------------+
 *
 *	Who starts I/O asks reclaim_may_io() first, who enters a file system
 *	reclaim_may_fs(). If the answer is no, the shrinker is named at once,
 *	each time, on any machine, whether or not the disk would have waited.
 *
 * WHERE THE MASK COMES FROM
 *
 *	kmalloc(n, GFP_NOIO)		memalloc_noio_save(); ...
 *		    |			kmalloc(n, GFP_KERNEL)
 *		    v				 v
 *	alloc_slowpath()	current_gfp_context(): GFP_NOIO
 *		    |
 *	direct reclaim		reclaim_begin(&state, GFP_NOIO)
 *		    |
 *	shrink_slab()		shrink_control.gfp_mask = GFP_NOIO
 *
 * RECURSION
 *	To free memory, memory is needed. What a task asks for while it
 *	reclaims comes from the reserves (PF_MEMALLOC) and never from another
 *	round of reclaim, which would ask again.
 *
 * LOCKS
 *	A shrinker takes its cache's lock; who asks for memory under that lock
 *	may end in the shrinker. With LOCKDEP=1 a request and reclaim take the
 *	same fs_reclaim, which is no lock, and lockdep finds the circle while
 *	there is plenty of memory.
 *
 *	request		lock of the cache --> fs_reclaim
 *	shrinker	fs_reclaim --> lock of the cache
 *
 * INVARIANTS	(reclaim_scope_broken() tests each by number)
 *	R1  Each state from current->reclaim_state outwards is on a chain of
 *	    at most RECLAIM_DEPTH; the task has PF_MEMALLOC if there is one.
 *	R2  An inner state may not do more than the one around it.
 *
 * LOCKING
 *	None: a task's state is read and written by the task alone. In an
 *	interrupt it is not looked at: the handler reclaims nothing.
 *
 * FAILURE
 *	Who breaks the rule is reported, and refused.
 *
 * COST
 *	Nothing for who does not reclaim; one load for who starts I/O.
 *
 * LEFT OUT
 *	Linux trusts shrinkers. Its PF_MEMALLOC_PIN is for user memory.
 *
 * SOURCES
 *	Linux: Documentation/core-api/gfp_mask-from-fs-io.rst, struct
 *	reclaim_state (semantics).
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/page_view.h>
#include <linux/sched/mm.h>

#include "internal.h"

/* Reclaim, a shrinker that shrinks another cache, and one more. */
#define RECLAIM_DEPTH	3

#define IO_AND_FS	(__GFP_IO | __GFP_FS)

/* ---- what is waited for like a lock ------------------------------------- */

static struct lockdep_map fs_reclaim_map __maybe_unused =
	STATIC_LOCKDEP_MAP_INIT("fs_reclaim", &fs_reclaim_map);

/* May this request, made here, end in a file system's shrinker? */
static bool __maybe_unused needs_fs_reclaim(gfp_t gfp)
{
	return gfpflags_allow_blocking(gfp) && in_task() &&
	       (current_gfp_context(gfp) & __GFP_FS) &&
	       !(current->flags & PF_MEMALLOC);
}

void fs_reclaim_acquire(gfp_t gfp_mask)
{
	if (IS_ENABLED(CONFIG_LOCKDEP) && needs_fs_reclaim(gfp_mask))
		lock_map_acquire(&fs_reclaim_map);
}
EXPORT_SYMBOL_GPL(fs_reclaim_acquire);

void fs_reclaim_release(gfp_t gfp_mask)
{
	if (IS_ENABLED(CONFIG_LOCKDEP) && needs_fs_reclaim(gfp_mask))
		lock_map_release(&fs_reclaim_map);
}
EXPORT_SYMBOL_GPL(fs_reclaim_release);

void fs_reclaim_learn(gfp_t gfp_mask)
{
	/* Under nothing, there is nothing to learn. */
	if (!lockdep_nr_held())
		return;
	fs_reclaim_acquire(gfp_mask);
	fs_reclaim_release(gfp_mask);
}
EXPORT_SYMBOL_GPL(fs_reclaim_learn);

/* Who reclaims holds it, unless he does so within somebody's reclaim. */
static bool holds_fs_reclaim(const struct reclaim_state *rs)
{
	return IS_ENABLED(CONFIG_LOCKDEP) && !rs->outer &&
	       (rs->gfp_mask & __GFP_FS);
}

/* ---- begin, end ----------------------------------------------------------- */

void reclaim_begin(struct reclaim_state *rs, gfp_t mask)
{
	struct reclaim_state *outer = current->reclaim_state;

	/* R2 */
	if (outer)
		mask &= outer->gfp_mask | ~IO_AND_FS;
	*rs = (struct reclaim_state) {
		.gfp_mask = mask,
		.shrinker = outer ? outer->shrinker : NULL,
		.outer = outer,
		.begun = memalloc_noreclaim_save(),
	};
	current->reclaim_state = rs;
	if (holds_fs_reclaim(rs))
		lock_map_acquire(&fs_reclaim_map);
}

void reclaim_end(struct reclaim_state *rs)
{
	BUG_ON(current->reclaim_state != rs);
	if (holds_fs_reclaim(rs))
		lock_map_release(&fs_reclaim_map);
	current->reclaim_state = rs->outer;
	if (rs->outer)
		rs->outer->reclaimed += rs->reclaimed;
	memalloc_noreclaim_restore(rs->begun);
}

static noinline __cold bool forbidden(const struct reclaim_state *rs,
				      const char *does)
{
	char mask[GFP_TEXT_SIZE];

	gfp_flags_text(rs->gfp_mask, mask, sizeof(mask));
	WARN(1, "reclaim: shrinker %s %s, and gfp_mask %#x(%s) forbids it\n",
	     rs->shrinker ? rs->shrinker : "(none)", does, rs->gfp_mask, mask);
	return false;
}

static bool may(gfp_t what, const char *does)
{
	const struct reclaim_state *rs = current->reclaim_state;

	if (likely(!rs) || !in_task() || (rs->gfp_mask & what))
		return true;
	return forbidden(rs, does);
}

bool reclaim_may_io(void)
{
	return may(__GFP_IO, "starts I/O");
}
EXPORT_SYMBOL(reclaim_may_io);

bool reclaim_may_fs(void)
{
	return may(__GFP_FS, "enters a file system");
}
EXPORT_SYMBOL(reclaim_may_fs);

int reclaim_scope_broken(void)
{
	const struct reclaim_state *rs = current->reclaim_state;
	unsigned int depth = 0;

	if (rs && !(current->flags & PF_MEMALLOC))
		return 1;
	for (; rs; rs = rs->outer) {
		if (++depth > RECLAIM_DEPTH)
			return 1;
		if (rs->outer &&
		    (rs->gfp_mask & ~rs->outer->gfp_mask & IO_AND_FS))
			return 2;
	}
	return 0;
}

void reclaim_scope_check(void)
{
	int broken = reclaim_scope_broken();

	if (broken)
		panic("mm: invariant R%d is broken by %s", broken,
		      current->comm);
}
