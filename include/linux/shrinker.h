/* SPDX-License-Identifier: MIT */
/*
 * shrinker.h - a cache that gives memory back when there is little
 *
 * A cache of objects that can be made again (inodes, firmware, free buffers)
 * registers a shrinker: one function that says how many it could free, one
 * that frees some.
 *
 *	static unsigned long count(struct shrinker *s,
 *				   struct shrink_control *sc);
 *	static unsigned long scan(struct shrinker *s,
 *				  struct shrink_control *sc);
 *
 *	struct shrinker *s = shrinker_alloc(0, "inodes");
 *
 *	if (!s)
 *		return -ENOMEM;
 *	s->count_objects = count;
 *	s->scan_objects = scan;
 *	s->private_data = cache;
 *	shrinker_register(s);
 *	...
 *	shrinker_free(s);
 *
 * The functions run in a task that is short of memory, anybody's, on several
 * CPUs at once; they may sleep, and hold no lock under which somebody
 * allocates. sc->gfp_mask says what that task may do: without __GFP_IO no I/O
 * is to be started, without __GFP_FS no file system entered, whatever lock
 * scan() would need for it. A scan() that can do nothing then returns
 * SHRINK_STOP, and its share is done by a later caller who may do more.
 */
#ifndef _LINUX_SHRINKER_H
#define _LINUX_SHRINKER_H

#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/gfp_types.h>
#include <linux/list.h>
#include <linux/types.h>

struct seq_file;
struct shrinker;

/**
 * struct shrink_control - one call of a shrinker's functions
 * @gfp_mask:	what may be done: __GFP_IO, __GFP_FS
 * @nid:	node whose memory is short; 0 for who is not
 *		SHRINKER_NUMA_AWARE
 * @nr_to_scan:	scan(): look at so many objects
 * @nr_scanned:	scan(): how many it has looked at, unless so many
 */
struct shrink_control {
	gfp_t gfp_mask;
	int nid;
	unsigned long nr_to_scan;
	unsigned long nr_scanned;
};

/* scan(): no more can be done in this context. */
#define SHRINK_STOP	(~0UL)

/* count(): there is nothing at all, as opposed to nothing that can go. */
#define SHRINK_EMPTY	(~0UL - 1)

/* Objects a scan(), unless shrinker.batch says otherwise. */
#define SHRINK_BATCH	128

/* What making an object anew costs: as much as reading a page, twice. */
#define DEFAULT_SEEKS	2

/* shrinker.flags: the shrinker's own ... */
#define SHRINKER_NUMA_AWARE	0x01	/* counts and scans by node */
#define SHRINKER_NONSLAB	0x02	/* its objects are no slab objects */
/* ... and mm/shrinker.c's */
#define SHRINKER_ALLOCATED	0x10
#define SHRINKER_REGISTERED	0x20	/* shrinker_lock */

/**
 * struct shrinker - how a cache is made smaller
 * @count_objects: objects that could be freed, or SHRINK_EMPTY
 * @scan_objects: free some; returns how many, or SHRINK_STOP. If they are
 *		pages, mm_account_reclaimed_pages() is told.
 * @batch:	objects a scan; 0: SHRINK_BATCH
 * @seeks:	the higher, the less of it is taken; 0: cheap, half each time
 * @flags:	SHRINKER_
 * @private_data: the cache's
 *
 * @name:	for views and reports
 * @list:	shrinker_lock
 * @refs:	shrinker_lock; 1 while registered, 1 for each CPU at work in it
 * @done:	the last reference is gone
 * @nr_deferred: by node: objects that should have been scanned and were not
 * @nr_scanned, @nr_freed: objects, ever
 */
struct shrinker {
	unsigned long (*count_objects)(struct shrinker *shrinker,
				       struct shrink_control *sc);
	unsigned long (*scan_objects)(struct shrinker *shrinker,
				      struct shrink_control *sc);
	long batch;
	int seeks;
	unsigned int flags;
	void *private_data;

	/* mm/shrinker.c's */
	const char *name;
	struct list_head list;
	unsigned int refs;
	struct completion done;
	atomic_long_t *nr_deferred;
	atomic_long_t nr_scanned;
	atomic_long_t nr_freed;
};

/**
 * shrinker_alloc - a shrinker to be filled in
 * @flags: SHRINKER_NUMA_AWARE, SHRINKER_NONSLAB
 * @fmt:   its name, as for printf()
 *
 * Context: task, may sleep. Return: NULL if there is no memory.
 */
struct shrinker *shrinker_alloc(unsigned int flags, const char *fmt, ...)
	__printf(2, 3);

/**
 * shrinker_register - from now on it is called
 * @shrinker: from shrinker_alloc(), with its functions set
 *
 * One that is registered already, or has no functions, is reported and left
 * as it is. Context: any but interrupts.
 */
void shrinker_register(struct shrinker *shrinker);

/**
 * shrinker_free - it is not called any more, and is gone
 * @shrinker: from shrinker_alloc(), registered or not; NULL: nothing
 *
 * Waits for those who are in its functions. Freeing it from there is reported
 * and not done. Context: task, may sleep; with no lock that they take.
 */
void shrinker_free(struct shrinker *shrinker);

/**
 * register_shrinker - the older way: a shrinker that is the caller's own
 * @shrinker: zeroed but for what the caller sets
 * @fmt:      its name, as for printf()
 *
 * Context: task, may sleep. Return: 0; -ENOMEM; -EINVAL, -EBUSY: as
 * shrinker_register(), after a report.
 */
int register_shrinker(struct shrinker *shrinker, const char *fmt, ...)
	__printf(2, 3);

/* unregister_shrinker - the way back; one that is not registered: nothing */
void unregister_shrinker(struct shrinker *shrinker);

/**
 * shrink_slab - each shrinker frees some of what it has on a node
 * @gfp_mask: what its functions may do
 * @nid:      node
 * @priority: 2^-priority of all; 0: all that can be had
 *
 * Context: task, may sleep. Return: objects freed.
 */
unsigned long shrink_slab(gfp_t gfp_mask, int nid, int priority);

/* drop_slab - all of it on all nodes, as far as shrinkers give it up */
unsigned long drop_slab(void);

/* /proc/shrinkers; 0 or the number of a broken invariant; panics with it */
int shrinkers_show(struct seq_file *m, void *v);
int shrinker_broken(void);
void shrinker_check(void);

#endif
