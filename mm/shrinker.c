// SPDX-License-Identifier: MIT
/*
 * shrinker.c - other people's caches, made smaller by their owners
 *
 * PROBLEM
 *	Much memory is in use only because nobody has needed it: an inode that
 *	is not open, a buffer kept for the next request. Only its owner knows
 *	which object may go, and in which order; only we know that it must.
 *	All caches should give in fairness, none more than it is asked for, and
 *	none may be called while it is taken down.
 *
 * IDEA
 *	Owners register two functions. How much of a cache is asked for follows
 *	from how badly memory is needed (the priority, 12 down to 0) and from
 *	what it costs to make its objects anew (seeks):
 *
 *		freeable	count_objects()
 *		share	  =	4 * (freeable >> priority) / seeks
 *			  =	freeable / 2		    if seeks is 0
 *
 *	At priority 0 and seeks 2 that is all of it, twice. The share is worked
 *	off in batches, because a call has its price, and because the others
 *	are to have their turn:
 *
 *	freeable 4096, priority 3, seeks 2:	share 1024 = 8 * 128
 *	freeable 4096, priority 7, seeks 2:	share	64, less than a batch
 *
 * WHAT IS LEFT OVER
 *	The 64 of the second line are not forgotten, nor is what a shrinker
 *	could not do for a GFP_NOFS caller: it is deferred, and added to the
 *	share of the next who comes, at most twice what is there.
 *
 *	share + (deferred >> priority) --> todo --> scanned
 *	share +	 deferred - scanned	 --> deferred
 *
 * TAKING DOWN
 *	Who calls a shrinker holds a reference and no lock. Whoever frees the
 *	shrinker takes away the registration's own, so that nobody new comes,
 *	and waits for the last to leave:
 *
 *	registered	in it	refs
 *	yes		0	1
 *	yes		2	3
 *	no		2	2	shrinker_free() waits
 *	no		0	0	off the list, done
 *
 *	One that still has a reference stays on the list, so that those in it
 *	find their way on.
 *
 * INVARIANTS	(shrinker_broken() tests each by number)
 *	S1  What is on the list has both functions, and batch and seeks that
 *	    are not negative.
 *	S2  What is on the list has a reference: the registration's own, or
 *	    that of somebody who is in it.
 *	S3  Deferred work is never negative.
 *
 * LOCKING
 *	shrinker_lock guards the list, refs and SHRINKER_REGISTERED; not taken
 *	in interrupts. No function of a shrinker is called under it, but who
 *	waits for the last is woken. The rest is atomic.
 *
 * FAILURE
 *	shrinker_alloc(): NULL. Arguments that make no sense are reported by
 *	name. A shrinker that counts more objects than memory has words, or
 *	says that it looked at none, costs a bounded number of calls.
 *
 * COST
 *	Each turn counts every cache. Nothing while there is memory.
 *
 * LEFT OUT
 *	Control groups (SHRINKER_MEMCG_AWARE).
 *
 * SOURCES
 *	LKD ch. 16; Linux: include/linux/shrinker.h, do_shrink_slab()
 *	(semantics and numbers).
 */
#include <linux/bug.h>
#include <linux/context_check.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/proc_fs.h>
#include <linux/sched/mm.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/vmstat.h>

#include "internal.h"

static LIST_HEAD(shrinkers);
static DEFINE_SPINLOCK(shrinker_lock);

/* ---- the list ------------------------------------------------------------------ */

static void put_locked(struct shrinker *s)
{
	if (--s->refs)
		return;
	list_del(&s->list);
	/* Gone as soon as we let go of the lock: unregister() takes it. */
	complete(&s->done);
}

/* The next that is registered, with a reference; @s loses the caller's. */
static struct shrinker *next_shrinker(struct shrinker *s)
{
	struct list_head *at;
	struct shrinker *next = NULL;

	spin_lock(&shrinker_lock);
	at = s ? s->list.next : shrinkers.next;
	for (; at != &shrinkers && !next; at = at->next) {
		next = list_entry(at, struct shrinker, list);
		if (!(next->flags & SHRINKER_REGISTERED))
			next = NULL;
	}
	if (next)
		next->refs++;
	if (s)
		put_locked(s);
	spin_unlock(&shrinker_lock);
	return next;
}

/* To the end, without break. */
#define for_each_shrinker(s) \
	for ((s) = next_shrinker(NULL); (s); (s) = next_shrinker(s))

/* ---- shrink -------------------------------------------------------------------- */

/* What one turn is about. */
struct turn {
	struct shrinker *s;
	struct shrink_control sc;
	unsigned long freeable;		/* objects */
	unsigned long todo;
	unsigned long scanned;
	unsigned long freed;
};

/* No more objects than memory has words: a count that is wrong has an end. */
static unsigned long count(struct shrinker *s, struct shrink_control *sc)
{
	struct context_mark before;
	unsigned long nr;

	context_mark(&before);
	nr = s->count_objects(s, sc);
	context_check(&before, "shrinker", (unsigned long)s->count_objects);
	if (nr == SHRINK_EMPTY)
		return 0;
	return min(nr, totalram_pages() * (PAGE_SIZE / sizeof(long)));
}

static unsigned long share_of(const struct turn *t, int priority)
{
	if (!t->s->seeks)
		return t->freeable / 2;
	return (t->freeable >> priority) * 4 / t->s->seeks;
}

/* One batch. Return: is another one worth while? */
static bool scan(struct turn *t, unsigned long batch)
{
	struct context_mark before;
	unsigned long freed;

	t->sc.nr_to_scan = min(batch, t->todo);
	t->sc.nr_scanned = t->sc.nr_to_scan;
	context_mark(&before);
	freed = t->s->scan_objects(t->s, &t->sc);
	context_check(&before, "shrinker", (unsigned long)t->s->scan_objects);
	if (freed == SHRINK_STOP)
		return false;
	t->freed += freed;
	count_vm_events(SLABS_SCANNED, t->sc.nr_scanned);
	t->scanned += t->sc.nr_scanned;
	t->todo -= min(t->sc.nr_scanned, t->todo);
	cond_resched();
	return t->sc.nr_scanned;
}

static void work_off(struct turn *t, int priority)
{
	atomic_long_t *deferred = &t->s->nr_deferred[t->sc.nid];
	unsigned long batch = t->s->batch ? t->s->batch : SHRINK_BATCH;
	unsigned long before = atomic_long_xchg(deferred, 0);
	unsigned long all = before + share_of(t, priority);

	t->todo = min((before >> priority) + share_of(t, priority),
		      2 * t->freeable);
	while (t->todo && (t->todo >= batch || t->todo >= t->freeable) &&
	       scan(t, batch))
		;
	all -= min(t->scanned, all);
	atomic_long_add(min(all, 2 * t->freeable), deferred);
}

/* One shrinker's turn, with a reference. Return: objects freed. */
static unsigned long shrink(struct shrinker *s, const struct shrink_control *sc,
			    int priority)
{
	struct turn t = { .s = s, .sc = *sc };

	if (!(READ_ONCE(s->flags) & SHRINKER_NUMA_AWARE))
		t.sc.nid = 0;
	current->reclaim_state->shrinker = s->name;
	t.freeable = count(s, &t.sc);
	if (t.freeable)
		work_off(&t, priority);
	current->reclaim_state->shrinker = NULL;
	atomic_long_add(t.scanned, &s->nr_scanned);
	atomic_long_add(t.freed, &s->nr_freed);
	return t.freed;
}

unsigned long shrink_slab(gfp_t gfp_mask, int nid, int priority)
{
	struct shrink_control sc = { .nid = nid };
	struct reclaim_state rs;
	unsigned long freed = 0;
	struct shrinker *s;

	if (WARN(nid < 0 || nid >= MAX_NUMNODES,
		 "shrinker: there is no node %d\n", nid))
		return 0;
	reclaim_begin(&rs, current_gfp_context(gfp_mask));
	sc.gfp_mask = rs.gfp_mask;
	for_each_shrinker(s) {
		freed += shrink(s, &sc, priority);
		cond_resched();
	}
	reclaim_end(&rs);
	return freed;
}

/* Rounds of drop_slab(): what is used again meanwhile is not chased for ever. */
#define DROP_ROUNDS	32

unsigned long drop_slab(void)
{
	unsigned long freed, all = 0;
	unsigned int round = 0;
	int nid;

	do {
		freed = 0;
		for_each_online_node(nid)
			freed += shrink_slab(GFP_KERNEL, nid, 0);
		all += freed;
	} while (freed && ++round < DROP_ROUNDS);
	count_vm_event(DROP_SLAB);
	return all;
}

/* ---- register ------------------------------------------------------------------ */

static bool sane(const struct shrinker *s)
{
	return !WARN(!s->count_objects || !s->scan_objects || s->batch < 0 ||
		     s->seeks < 0,
		     "shrinker: %s: count_objects %ps, scan_objects %ps, batch %ld, seeks %d\n",
		     s->name, s->count_objects, s->scan_objects, s->batch,
		     s->seeks);
}

/* Return: 0, or -EINVAL or -EBUSY after a report. */
static int enter(struct shrinker *s)
{
	bool twice;

	if (!sane(s))
		return -EINVAL;
	spin_lock(&shrinker_lock);
	twice = s->flags & SHRINKER_REGISTERED;
	if (!twice) {
		s->flags |= SHRINKER_REGISTERED;
		s->refs = 1;
		init_completion(&s->done);
		list_add_tail(&s->list, &shrinkers);
	}
	spin_unlock(&shrinker_lock);
	return WARN(twice, "shrinker: %s is registered already\n", s->name) ?
	       -EBUSY : 0;
}

/* Is this task in one of @s's functions? It would wait for itself. */
static bool within(const struct shrinker *s)
{
	const struct reclaim_state *rs;

	for (rs = current->reclaim_state; rs; rs = rs->outer) {
		if (s->name && rs->shrinker == s->name)
			return true;
	}
	return false;
}

/* Off the list. Return: was it there? */
static bool leave(struct shrinker *s)
{
	bool was;

	spin_lock(&shrinker_lock);
	was = s->flags & SHRINKER_REGISTERED;
	/* In one step: who is in it reads its own flags without the lock. */
	WRITE_ONCE(s->flags, s->flags & ~SHRINKER_REGISTERED);
	if (was)
		put_locked(s);
	spin_unlock(&shrinker_lock);
	if (!was)
		return false;
	wait_for_completion(&s->done);
	/* Whoever told us so may still hold the lock, and is done after it. */
	spin_lock(&shrinker_lock);
	spin_unlock(&shrinker_lock);
	return true;
}

/* Name and deferred work, by all nodes that there may ever be. */
static int prepare(struct shrinker *s, const char *fmt, va_list args)
{
	s->name = kvasprintf(GFP_KERNEL, fmt, args);
	s->nr_deferred = kcalloc(MAX_NUMNODES, sizeof(s->nr_deferred[0]),
				 GFP_KERNEL);
	return s->name && s->nr_deferred ? 0 : -ENOMEM;
}

static void unprepare(struct shrinker *s)
{
	kfree(s->name);
	kfree(s->nr_deferred);
	s->name = NULL;
	s->nr_deferred = NULL;
}

struct shrinker *shrinker_alloc(unsigned int flags, const char *fmt, ...)
{
	struct shrinker *s = kzalloc(sizeof(*s), GFP_KERNEL);
	va_list args;
	int err;

	if (!s)
		return NULL;
	s->flags = flags | SHRINKER_ALLOCATED;
	s->seeks = DEFAULT_SEEKS;
	va_start(args, fmt);
	err = prepare(s, fmt, args);
	va_end(args);
	if (!err)
		return s;
	unprepare(s);
	kfree(s);
	return NULL;
}
EXPORT_SYMBOL_GPL(shrinker_alloc);

void shrinker_register(struct shrinker *shrinker)
{
	if (WARN(!(shrinker->flags & SHRINKER_ALLOCATED),
		 "shrinker: %px is not from shrinker_alloc()\n", shrinker))
		return;
	enter(shrinker);
}
EXPORT_SYMBOL_GPL(shrinker_register);

void shrinker_free(struct shrinker *shrinker)
{
	if (!shrinker ||
	    WARN(within(shrinker), "shrinker: %s frees itself\n",
		 shrinker->name))
		return;
	leave(shrinker);
	unprepare(shrinker);
	kfree(shrinker);
}
EXPORT_SYMBOL_GPL(shrinker_free);

int register_shrinker(struct shrinker *shrinker, const char *fmt, ...)
{
	va_list args;
	int err;

	if (WARN(shrinker->flags & SHRINKER_REGISTERED,
		 "shrinker: %s is registered already\n", shrinker->name))
		return -EBUSY;
	va_start(args, fmt);
	err = prepare(shrinker, fmt, args);
	va_end(args);
	if (!err)
		err = enter(shrinker);
	if (err)
		unprepare(shrinker);
	return err;
}
EXPORT_SYMBOL(register_shrinker);

void unregister_shrinker(struct shrinker *shrinker)
{
	if (WARN(within(shrinker), "shrinker: %s unregisters itself\n",
		 shrinker->name))
		return;
	if (leave(shrinker))
		unprepare(shrinker);
}
EXPORT_SYMBOL(unregister_shrinker);

/* ---- show, check --------------------------------------------------------------- */

static unsigned long count_all(struct shrinker *s)
{
	struct shrink_control sc = { .gfp_mask = GFP_KERNEL };
	unsigned long nr = 0;
	int nid;

	for_each_online_node(nid) {
		sc.nid = nid;
		if (!nid || (READ_ONCE(s->flags) & SHRINKER_NUMA_AWARE))
			nr += count(s, &sc);
	}
	return nr;
}

static long deferred_on_all(const struct shrinker *s)
{
	long nr = 0;
	int nid;

	for (nid = 0; nid < MAX_NUMNODES; nid++)
		nr += atomic_long_read(&s->nr_deferred[nid]);
	return nr;
}

int shrinkers_show(struct seq_file *m, void *v)
{
	struct shrinker *s;

	seq_printf(m, "%-16s %10s %10s %10s %10s\n", "name", "objects",
		   "scanned", "freed", "deferred");
	for_each_shrinker(s)
		seq_printf(m, "%-16s %10lu %10ld %10ld %10ld\n", s->name,
			   count_all(s), atomic_long_read(&s->nr_scanned),
			   atomic_long_read(&s->nr_freed), deferred_on_all(s));
	return 0;
}
PROC_VIEW("shrinkers", shrinkers_show);

static int broken_locked(const struct shrinker *s)
{
	int nid;

	if (!s->count_objects || !s->scan_objects || s->batch < 0 ||
	    s->seeks < 0)
		return 1;
	if (!s->refs)
		return 2;
	for (nid = 0; nid < MAX_NUMNODES; nid++) {
		if (atomic_long_read(&s->nr_deferred[nid]) < 0)
			return 3;
	}
	return 0;
}

int shrinker_broken(void)
{
	struct shrinker *s;
	int broken = 0;

	spin_lock(&shrinker_lock);
	list_for_each_entry(s, &shrinkers, list) {
		broken = broken_locked(s);
		if (broken)
			break;
	}
	spin_unlock(&shrinker_lock);
	return broken;
}

void shrinker_check(void)
{
	int broken = shrinker_broken();

	if (broken)
		panic("mm: shrinker invariant S%d is broken", broken);
}
