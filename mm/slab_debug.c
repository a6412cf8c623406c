// SPDX-License-Identifier: MIT
/*
 * slab_debug.c - objects that notice what is done to them
 *
 * PROBLEM
 *	An object is written beyond its end, and its neighbour breaks; it is
 *	written after it was freed, and its next owner breaks. When that shows
 *	the culprit is long gone. He should be caught as soon as somebody
 *	looks, by name, and what he did should be undone so that the system
 *	can go on.
 *
 * IDEA
 *	Give each object some bytes around it whose value is known, and fill
 *	it with a known value while it is free. Whenever it changes hands, and
 *	whenever slab_validate.c is asked, look at them.
 *
 *	a slot of `size` bytes
 *	|<------------------------------ size ----------------------------->|
 *	+----------+-------------+-----------+------+--------+------+--------+
 *	| left     | object	 | right     | link | tracks | size | padding|
 *	| red zone |		 | red zone  |	    | alloc  | asked|	     |
 *	|	   |		 |	     |	    | free   | for  |	     |
 *	+----------+-------------+-----------+------+--------+------+--------+
 *	|<red_left>|<object_size>|
 *		   |<------- inuse --------->|
 *		   p		       p + offset
 *
 *	flag		   letter	 what there is
 *	SLAB_RED_ZONE	   Z	red zones: 0xbb while free, 0xcc in use
 *	SLAB_POISON	   P	object: free 0x6b .. 0x6b 0xa5; new 0x5a
 *				padding: 0x5a
 *	SLAB_STORE_USER	   U	tracks, and of kmalloc() the size asked for
 *	SLAB_CONSISTENCY_  F	nothing more: lists are looked through
 *	CHECKS
 *	SLAB_TRACE	   T	nothing: each call is printed
 *
 *	What was asked of kmalloc() is less than its class has: the rest of
 *	the object is red zone, too (but kzalloc()'s of a constant size, which
 *	clears the whole class).
 *
 *	A debugged cache has no CPU's stacks: each object goes to its slab and
 *	comes from it, under the node's lock, and there it is looked at.
 *
 * WHAT IS FOUND
 *	underrun		left red zone
 *	overrun			right red zone; far ones the padding or the
 *				left zone of the next
 *	into the slack		the rest of a kmalloc() object
 *	write after free	poison, at the next allocation at the latest
 *	double free		always: the slab's list is searched
 *
 * INVARIANTS	(slab_debug_check() tests each)
 *	D1  Red zones hold 0xbb if and only if the object is free, else 0xcc.
 *	D2  A free object of a poisoned cache is 0x6b, its last byte 0xa5.
 *	D3  Padding is 0x5a, and so is the block's end behind the last slot.
 *
 * LOCKING
 *	The node's lock from before the object leaves or enters the slab's
 *	list until its bytes say so: who validates never sees one half done.
 *	Reports are printed under it.
 *
 * FAILURE
 *	Each fault is one report (slab_bug.c), then the bytes are put right
 *	and the object is used: a mistake must not cost memory as well.
 *
 * COST
 *	Nothing without flags: one test of a flag for a batch of objects.
 *
 * LEFT OUT
 *	Linux leaves a slab in which damage was found alone for ever. A
 *	constructed or RCU-read object is not poisoned: who holds it counts on
 *	its contents.
 *
 * SOURCES
 *	Linux: Documentation/mm/slub.rst; mm/slub.c, "Object layout"
 *	(semantics).
 */
#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "slab_debug.h"

/* ---- layout ------------------------------------------------------------------- */

/*
 * Whatever is aligned without debugging is aligned with it: kmalloc() objects
 * to the largest power of two that divides their size.
 */
static void align_object(struct kmem_cache *c)
{
	unsigned int natural = c->object_size & -c->object_size;

	if (c->flags & SLAB_KMALLOC)
		c->align = max(c->align, natural);
}

void slab_debug_layout(struct kmem_cache *c)
{
	const unsigned int word = sizeof(void *);

	align_object(c);
	c->inuse = ALIGN(c->object_size, word);
	/* At least a byte of red zone on each side. */
	if (c->flags & SLAB_RED_ZONE) {
		if (c->inuse == c->object_size)
			c->inuse += word;
		c->red_left = ALIGN(word, c->align);
	}
	c->size = c->inuse;
	c->offset = 0;
	if (c->ctor || (c->flags & (SLAB_TYPESAFE_BY_RCU | SLAB_POISON)) ||
	    c->object_size < word) {
		c->offset = c->size;
		c->size += word;
	}
	c->meta = c->size;
	if (c->flags & SLAB_STORE_USER)
		c->size += slab_track_size();
	if (slab_keeps_size(c))
		c->size += word;
	c->size += c->red_left;
}

/* Bytes of a slot that are used, counted from the object: then padding. */
static unsigned int padding_from(const struct kmem_cache *c)
{
	unsigned int end = c->meta;

	if (c->flags & SLAB_STORE_USER)
		end += slab_track_size();
	if (slab_keeps_size(c))
		end += sizeof(void *);
	return end;
}

static unsigned int *asked_size(const struct kmem_cache *c, void *object)
{
	return object + c->meta + slab_track_size();
}

/* Bytes of @object that its owner may use. */
static unsigned int owned(const struct kmem_cache *c, void *object)
{
	return slab_keeps_size(c) ? *asked_size(c, object) : c->object_size;
}

/* ---- fill ---------------------------------------------------------------------- */

static void fill_zones(struct kmem_cache *c, void *object,
		       enum slab_state state)
{
	if (!(c->flags & SLAB_RED_ZONE))
		return;
	memset(object - c->red_left, state, c->red_left);
	memset(object + c->object_size, state, slab_has_right_zone(c));
}

static void fill_object(struct kmem_cache *c, void *object,
			enum slab_state state)
{
	if (!slab_is_poisoned(c))
		return;
	if (state == SLAB_USED_STATE) {
		memset(object, POISON_INUSE, c->object_size);
		return;
	}
	memset(object, POISON_FREE, c->object_size - 1);
	((u8 *)object)[c->object_size - 1] = POISON_END;
}

static void fill(struct kmem_cache *c, void *object, enum slab_state state)
{
	fill_zones(c, object, state);
	fill_object(c, object, state);
	if (slab_keeps_size(c))
		*asked_size(c, object) = c->object_size;
}

void slab_debug_fresh(struct kmem_cache *c, struct page *slab)
{
	unsigned int i;

	if (c->flags & SLAB_POISON)
		memset(lowmem_page_address(slab), POISON_INUSE,
		       PAGE_SIZE << c->order);
	for (i = 0; i < c->objects; i++) {
		void *object = slab_object(c, slab, i);

		fill(c, object, SLAB_FREE_STATE);
		if (c->flags & SLAB_STORE_USER)
			slab_track_forget(c, object);
	}
}

/* ---- look ------------------------------------------------------------------------ */

/* Bytes that must be @value: [start, start + len). */
struct region {
	const char *name;
	u8 *start;
	size_t len;
	u8 value;
};

/* Report the first to the last byte that is not, and put all right. */
static void mend(struct kmem_cache *c, void *object, const struct region *r,
		 u8 *first)
{
	u8 *last = r->start + r->len - 1;

	while (*last == r->value)
		last--;
	slab_bug_object(c, object,
			"%s overwritten: 0x%px-0x%px @offset=%lu. First byte %#x instead of %#x",
			r->name, first, last,
			(unsigned long)first - (unsigned long)
			lowmem_page_address(slab_of(c, object)),
			*first, r->value);
	slab_bug_fixed(c, "Restoring %s 0x%px-0x%px=%#x", r->name, first, last,
		       r->value);
	memset(first, r->value, last - first + 1);
}

static unsigned int check_region(struct kmem_cache *c, void *object,
				 const struct region *r)
{
	u8 *first = memchr_inv(r->start, r->value, r->len);

	if (likely(!first))
		return 0;
	mend(c, object, r, first);
	return 1;
}

/* D1 */
static unsigned int check_zones(struct kmem_cache *c, void *object,
				enum slab_state state)
{
	const struct region left = {
		"Left Redzone", object - c->red_left, c->red_left, state
	};
	const struct region right = {
		"Right Redzone", object + c->object_size,
		slab_has_right_zone(c), state
	};
	unsigned int faults;

	if (!(c->flags & SLAB_RED_ZONE))
		return 0;
	faults = check_region(c, object, &left);
	faults += check_region(c, object, &right);
	if (state == SLAB_USED_STATE && owned(c, object) < c->object_size) {
		const struct region slack = {
			"kmalloc Redzone", object + owned(c, object),
			c->object_size - owned(c, object), state
		};

		faults += check_region(c, object, &slack);
	}
	return faults;
}

/* D2 */
static unsigned int check_poison(struct kmem_cache *c, void *object)
{
	const struct region all_but_last = {
		"Poison", object, c->object_size - 1, POISON_FREE
	};
	const struct region last = {
		"End Poison", object + c->object_size - 1, 1, POISON_END
	};

	return check_region(c, object, &all_but_last) +
	       check_region(c, object, &last);
}

unsigned int slab_debug_check(struct kmem_cache *c, void *object,
			      enum slab_state state)
{
	const unsigned int end = padding_from(c);
	const struct region padding = {
		"Object padding", object + end, c->size - c->red_left - end,
		POISON_INUSE
	};
	unsigned int faults = check_zones(c, object, state);

	if (state == SLAB_FREE_STATE && slab_is_poisoned(c))
		faults += check_poison(c, object);
	if (c->flags & SLAB_POISON)
		faults += check_region(c, object, &padding);	/* D3 */
	return faults;
}

unsigned int slab_debug_check_tail(struct kmem_cache *c, struct page *slab)
{
	const struct region tail = {
		"Padding", lowmem_page_address(slab) + c->objects * c->size,
		(PAGE_SIZE << c->order) - c->objects * c->size, POISON_INUSE
	};

	if (!(c->flags & SLAB_POISON))
		return 0;
	return check_region(c, slab_object(c, slab, c->objects - 1), &tail);
}

void slab_debug_lost(struct kmem_cache *c, struct page *slab,
		     const unsigned long *free)
{
	unsigned int i;

	for (i = 0; i < c->objects; i++) {
		void *object = slab_object(c, slab, i);

		if (!test_bit(i, free) && (c->flags & SLAB_RED_ZONE) &&
		    !memchr_inv(object - c->red_left, SLAB_FREE_STATE,
				c->red_left))
			fill_zones(c, object, SLAB_USED_STATE);
	}
}

/* ---- an object changes hands ------------------------------------------------------- */

static void trace(struct kmem_cache *c, void *object, const char *what)
{
	if (!(c->flags & SLAB_TRACE))
		return;
	pr_info("TRACE %s %s 0x%px inuse=%u\n", c->name, what, object,
		slab_of(c, object)->slab_used);
	dump_stack();
}

static void take(struct kmem_cache *c, void *object)
{
	slab_debug_check(c, object, SLAB_FREE_STATE);
	if (c->flags & SLAB_STORE_USER)
		slab_track_note(c, object, SLAB_ALLOCATED);
	trace(c, object, "alloc");
	fill(c, object, SLAB_USED_STATE);
}

void slab_debug_take_locked(struct kmem_cache *c, void **objects,
			    unsigned int nr)
{
	while (nr--)
		take(c, *objects++);
}

static bool give(struct kmem_cache *c, void *object)
{
	struct page *slab = slab_of(c, object);

	if (slab_has_free(c, slab, slab_index(c, slab_offset(c, object)))) {
		slab_bug_object(c, object, "Object already free (double free)");
		return false;
	}
	slab_debug_check(c, object, SLAB_USED_STATE);
	if (c->flags & SLAB_STORE_USER)
		slab_track_note(c, object, SLAB_FREED);
	trace(c, object, "free");
	fill(c, object, SLAB_FREE_STATE);
	return true;
}

unsigned int slab_debug_give_locked(struct kmem_cache *c, void **objects,
				    unsigned int nr)
{
	unsigned int i, accepted = 0;

	for (i = 0; i < nr; i++) {
		if (give(c, objects[i]))
			objects[accepted++] = objects[i];
	}
	return accepted;
}

void slab_debug_asked(struct kmem_cache *c, void *object, size_t size)
{
	struct slab_node *node = &c->node[page_to_nid(slab_of(c, object))];
	unsigned long flags;

	if (!slab_keeps_size(c))
		return;
	spin_lock_irqsave(&node->lock, flags);
	*asked_size(c, object) = size;
	if (c->flags & SLAB_RED_ZONE)
		memset(object + size, SLAB_USED_STATE, c->object_size - size);
	spin_unlock_irqrestore(&node->lock, flags);
}

size_t slab_debug_usable(struct kmem_cache *c, void *object)
{
	slab_debug_asked(c, object, c->object_size);
	return c->object_size;
}
