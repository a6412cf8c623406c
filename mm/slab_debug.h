/* SPDX-License-Identifier: MIT */
/*
 * slab_debug.h - what the files of slab debugging share
 *
 *	slab_debug.c	what stands around an object, filled and looked at
 *	slab_track.c	who allocated it, who freed it
 *	slab_bug.c	a report in Linux's form; who counts instead of reading
 *	slab_validate.c	a whole cache: lists, counts, every object
 *	slab_flags.c	slab_debug= of the command line
 */
#ifndef _MM_SLAB_DEBUG_H
#define _MM_SLAB_DEBUG_H

#include "slab.h"

/* ---- slab_debug.c ------------------------------------------------------------ */

/* Where in a slot is what: bytes from the object. */
static inline unsigned int slab_has_right_zone(const struct kmem_cache *c)
{
	return c->inuse - c->object_size;
}

static inline bool slab_is_poisoned(const struct kmem_cache *c)
{
	return (c->flags & SLAB_POISON) && !c->ctor &&
	       !(c->flags & SLAB_TYPESAFE_BY_RCU);
}

static inline bool slab_keeps_size(const struct kmem_cache *c)
{
	const slab_flags_t both = SLAB_KMALLOC | SLAB_STORE_USER;

	return (c->flags & both) == both;
}

/* The state that an object's surroundings say it is in. */
enum slab_state {
	SLAB_FREE_STATE = SLUB_RED_INACTIVE,
	SLAB_USED_STATE = SLUB_RED_ACTIVE,
};

/*
 * Compare what is around and in @object with what @state demands; each fault
 * is reported and mended. The node's lock. Returns how many there were.
 */
unsigned int slab_debug_check(struct kmem_cache *c, void *object,
			      enum slab_state state);
/*
 * The slab's list was cut: objects that were on it and are not in @free any
 * more count as used, and shall look it.
 */
void slab_debug_lost(struct kmem_cache *c, struct page *slab,
		     const unsigned long *free);
/* The block's end, behind the last object, likewise. */
unsigned int slab_debug_check_tail(struct kmem_cache *c, struct page *slab);

/* ---- slab_track.c --------------------------------------------------------------- */

enum slab_event {
	SLAB_ALLOCATED,
	SLAB_FREED,
	NR_SLAB_EVENTS,
};

/* Bytes that the tracks of an object take. */
unsigned int slab_track_size(void);
/* @object is allocated or freed now, by who calls; forget all. */
void slab_track_note(struct kmem_cache *c, void *object, enum slab_event e);
void slab_track_forget(struct kmem_cache *c, void *object);
/* Return addresses of who did it last, at most @nr; 0: unknown. */
unsigned int slab_track_stack(struct kmem_cache *c, void *object,
			      enum slab_event e, unsigned long *pc,
			      unsigned int nr);

/* ---- slab_bug.c ------------------------------------------------------------------ */

/* A report about an object; about a slab as a whole. */
void slab_bug_object(struct kmem_cache *c, void *object, const char *fmt, ...)
	__printf(3, 4);
void slab_bug_slab(struct kmem_cache *c, struct page *slab,
		   const char *fmt, ...) __printf(3, 4);
/* "FIX name: ...": what has been mended */
void slab_bug_fixed(struct kmem_cache *c, const char *fmt, ...)
	__printf(2, 3);

#endif
