/* SPDX-License-Identifier: MIT */
/*
 * sched/mm.h - how a task restricts what its own allocations may do
 *
 * Who writes back pages, or holds a lock that writing back needs, must not
 * allocate in a way that waits for pages to be written back. It can say so in
 * each call (GFP_NOIO, GFP_NOFS); but the calls are often somebody else's,
 * far below. A scope says it once for all that the task does inside:
 *
 *	flags = memalloc_noio_save();
 *	...			every GFP_KERNEL in here is GFP_NOIO
 *	memalloc_noio_restore(flags);
 *
 *	scope				    its allocations
 *	memalloc_noio_save/_restore	    start no I/O, enter no file system
 *	memalloc_nofs_save/_restore	    enter no file system
 *	memalloc_noreclaim_save/_restore    do not reclaim, use the reserves
 *
 * Scopes nest, of one kind and of several; each restore is given what its
 * save returned. An interrupt is not bound by the scope of the task that it
 * interrupts.
 *
 * The second half is what reclaim promises to those it calls, and asks of
 * them: mm/reclaim_scope.c.
 */
#ifndef _LINUX_SCHED_MM_H
#define _LINUX_SCHED_MM_H

#include <linux/gfp.h>
#include <linux/sched.h>

/* Flags that scopes set: more than these are not looked at. */
#define PF_MEMALLOC_SCOPES \
	(PF_MEMALLOC | PF_MEMALLOC_NOFS | PF_MEMALLOC_NOIO)

/**
 * current_gfp_context - what a request may do where it is made
 * @flags: what its caller asked for
 *
 * Context: any; outside of tasks @flags are returned as they are.
 * Return: @flags without __GFP_IO and __GFP_FS, or without __GFP_FS, if the
 * task is in such a scope. Linux: the same.
 */
static inline gfp_t current_gfp_context(gfp_t flags)
{
	unsigned int scopes = READ_ONCE(current->flags);

	if (likely(!(scopes & (PF_MEMALLOC_NOIO | PF_MEMALLOC_NOFS))) ||
	    !in_task())
		return flags;
	return flags & ~(scopes & PF_MEMALLOC_NOIO ? __GFP_IO | __GFP_FS :
						     __GFP_FS);
}

/**
 * memalloc_flags_save - enter scopes
 * @flags: PF_MEMALLOC_NOIO, PF_MEMALLOC_NOFS, PF_MEMALLOC
 *
 * Context: task. Return: those of @flags that were not set before, which
 * memalloc_flags_restore() is to end.
 */
static inline unsigned int memalloc_flags_save(unsigned int flags)
{
	struct task_struct *task = current;
	unsigned int begun = flags & ~task->flags;

	/* Others read the word for what never changes in it. */
	WRITE_ONCE(task->flags, task->flags | begun);
	return begun;
}

/* memalloc_flags_restore - leave scopes; @flags: what save returned */
static inline void memalloc_flags_restore(unsigned int flags)
{
	struct task_struct *task = current;

	WRITE_ONCE(task->flags, task->flags & ~flags);
}

/* memalloc_noio_save - from here on GFP_KERNEL is GFP_NOIO; Context: task */
static inline unsigned int memalloc_noio_save(void)
{
	return memalloc_flags_save(PF_MEMALLOC_NOIO);
}

static inline void memalloc_noio_restore(unsigned int flags)
{
	memalloc_flags_restore(flags);
}

/* memalloc_nofs_save - from here on GFP_KERNEL is GFP_NOFS; Context: task */
static inline unsigned int memalloc_nofs_save(void)
{
	return memalloc_flags_save(PF_MEMALLOC_NOFS);
}

static inline void memalloc_nofs_restore(unsigned int flags)
{
	memalloc_flags_restore(flags);
}

/*
 * memalloc_noreclaim_save - allocations inside help to free memory: they use
 * the reserves and never reclaim; Context: task
 */
static inline unsigned int memalloc_noreclaim_save(void)
{
	return memalloc_flags_save(PF_MEMALLOC);
}

static inline void memalloc_noreclaim_restore(unsigned int flags)
{
	memalloc_flags_restore(flags);
}

/* ---- while a task reclaims ----------------------------------------------- */

/**
 * struct reclaim_state - what a task that reclaims has agreed to
 * @gfp_mask:	what it may do: __GFP_IO, __GFP_FS
 * @shrinker:	the name of the shrinker that it is in, or NULL
 * @reclaimed:	pages given back to the page allocator by those it called
 * @outer:	the one before: reclaim that reclaim calls
 * @begun:	scopes to be left at the end
 *
 * current->reclaim_state points to it, between reclaim_begin() and
 * reclaim_end(); it lies on the task's stack and is read by the task alone.
 */
struct reclaim_state {
	gfp_t gfp_mask;
	const char *shrinker;
	unsigned long reclaimed;
	struct reclaim_state *outer;
	unsigned int begun;
};

/**
 * reclaim_begin - the task starts to reclaim
 * @rs:	  on its stack
 * @mask: what it may do, after current_gfp_context()
 *
 * Until reclaim_end() its own allocations use the reserves and do not reclaim
 * (PF_MEMALLOC). Context: task.
 */
void reclaim_begin(struct reclaim_state *rs, gfp_t mask);

/* reclaim_end - and stops; what it reclaimed counts for the outer one, too */
void reclaim_end(struct reclaim_state *rs);

/**
 * reclaim_may_io - may this task start I/O here?
 *
 * For whoever starts it. Who reclaims for a GFP_NOIO caller, who may hold what
 * the I/O waits for, must not: it is reported, with the shrinker's name, and
 * the I/O is to be refused. Context: any; in interrupts true.
 * Return: false after a report.
 */
bool reclaim_may_io(void);

/* reclaim_may_fs - may this task enter a file system here? As for I/O. */
bool reclaim_may_fs(void);

/* 0, or the number of an invariant that does not hold here; panics with it */
int reclaim_scope_broken(void);
void reclaim_scope_check(void);

/**
 * mm_account_reclaimed_pages - pages have gone back to the page allocator
 * @pages: how many
 *
 * For caches that are no slabs and free pages when they are shrunk: only so
 * reclaim knows that it gets on. Context: any; outside of reclaim nothing.
 */
static inline void mm_account_reclaimed_pages(unsigned long pages)
{
	if (unlikely(current->reclaim_state) && in_task())
		current->reclaim_state->reclaimed += pages;
}

#endif
