// SPDX-License-Identifier: MIT
/*
 * slab_track.c - who allocated an object, and who freed it
 *
 * PROBLEM
 *	A report that says "this object was overwritten" helps only who knows
 *	whose it is. There may be a million of them.
 *
 * IDEA
 *	With SLAB_STORE_USER (the letter U) each object has room behind it for
 *	two tracks, of the last allocation and of the last free:
 *
 *		| object | ... | allocated: when, cpu, pid, stack |
 *				| freed:     when, cpu, pid, stack |
 *
 *	A stack is its return addresses. They are made names when somebody
 *	reads them; "Allocated in" is the first that is not a door of the
 *	allocator itself.
 *
 * LOCKING
 *	The node's lock, as for the rest of what is around an object.
 *
 * COST
 *	A walk up the stack at each call, and 192 bytes an object.
 *
 * LEFT OUT
 *	Linux keeps each stack once, in a depot, and its number here.
 *
 * SOURCES
 *	Linux: struct track, print_tracking() (semantics).
 */
#include <asm/setup.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/sched.h>
#include <linux/smp.h>

#include "slab_debug.h"

/* The allocator's own are among the first ten; the rest say who called. */
#define TRACK_FRAMES	16
#define OWN_FRAMES	10u

struct slab_track {
	u64 ns;
	int pid;
	u16 cpu;
	u16 nr;			/* of pc[]; 0: never */
	unsigned long pc[TRACK_FRAMES];
};

unsigned int slab_track_size(void)
{
	return NR_SLAB_EVENTS * sizeof(struct slab_track);
}

static struct slab_track *track_of(struct kmem_cache *c, void *object,
				   enum slab_event e)
{
	return (struct slab_track *)(object + c->meta) + e;
}

void slab_track_note(struct kmem_cache *c, void *object, enum slab_event e)
{
	struct slab_track *track = track_of(c, object, e);

	track->nr = arch_stack_walk(track->pc, TRACK_FRAMES);
	track->cpu = raw_smp_processor_id();
	track->pid = current->pid;
	track->ns = arch_clock_ns();
}

void slab_track_forget(struct kmem_cache *c, void *object)
{
	memset(track_of(c, object, 0), 0, slab_track_size());
}

/* ---- whose door was it? --------------------------------------------------------- */

#undef kmem_cache_alloc

/*
 * Whoever is called by others to allocate or free: the caller is meant. Most
 * end in tail calls and leave no frame; those behind them do.
 */
static void *const doors[] = {
	slab_alloc_slow, slab_free_slow, slab_node_take, slab_node_add,
	slab_node_give, kmalloc_slow,
	kmem_cache_alloc, __kmem_cache_alloc_plain, kmem_cache_alloc_node,
	kmem_cache_alloc_bulk, kmem_cache_free, kmem_cache_free_bulk,
	__kmalloc_plain, __kmalloc_plain_size, __kmalloc, __kmalloc_node,
	krealloc, kfree, kfree_sensitive, kstrdup, kstrndup, kmemdup,
	kmemdup_nul, kvasprintf, kasprintf,
};

static bool is_door(unsigned long pc)
{
	unsigned long offset;
	unsigned int i;

	/* A return address: the call is one byte earlier. */
	if (!kallsyms_lookup(pc - 1, NULL, &offset))
		return false;
	for (i = 0; i < ARRAY_SIZE(doors); i++) {
		if (pc - 1 - offset == (unsigned long)doors[i])
			return true;
	}
	return false;
}

/* How many frames are the allocator's: up to the outermost door. */
static unsigned int own_frames(const struct slab_track *track)
{
	unsigned int i = min((unsigned int)track->nr, OWN_FRAMES);

	while (i && !is_door(track->pc[i - 1]))
		i--;
	return i < track->nr ? i : 0;
}

unsigned int slab_track_stack(struct kmem_cache *c, void *object,
			      enum slab_event e, unsigned long *pc,
			      unsigned int nr)
{
	const struct slab_track *track = track_of(c, object, e);
	unsigned int own, i;

	/* It may have been overwritten, too. */
	if (!(c->flags & SLAB_STORE_USER) || track->nr > TRACK_FRAMES)
		return 0;
	own = own_frames(track);
	for (i = 0; i < nr && own + i < track->nr; i++)
		pc[i] = track->pc[own + i];
	return i;
}

/* ---- print ------------------------------------------------------------------------- */

static void print_event(struct kmem_cache *c, void *object, enum slab_event e)
{
	const struct slab_track *track = track_of(c, object, e);
	unsigned long pc[TRACK_FRAMES];
	unsigned int nr, i;

	nr = slab_track_stack(c, object, e, pc, TRACK_FRAMES);
	if (!nr)
		return;
	pr_err("%s in %pS age=%llu ms cpu=%u pid=%d\n",
	       e == SLAB_ALLOCATED ? "Allocated" : "Freed", (void *)pc[0],
	       (arch_clock_ns() - track->ns) / 1000000, track->cpu,
	       track->pid);
	for (i = 0; i < nr; i++)
		pr_err(" %pS\n", (void *)pc[i]);
}

void slab_track_print(struct kmem_cache *c, void *object)
{
	if (!(c->flags & SLAB_STORE_USER))
		return;
	print_event(c, object, SLAB_ALLOCATED);
	print_event(c, object, SLAB_FREED);
}
