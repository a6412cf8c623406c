// SPDX-License-Identifier: MIT
/*
 * slab_bulk.c - many objects with one call: all of them or none
 *
 * PROBLEM
 *	Network rings and file systems take objects by the dozen. They need to
 *	know at once whether all can be had, and a call for each is a waste.
 *
 * IDEA
 *	With interrupts off the CPU's stack is an array: what lies on it is
 *	copied out or in as one piece.
 *
 *	stack	| a b c d e f g |	alloc_bulk(4)	p[] = { d, e, f, g }
 *			  ^ count			stack | a b c |
 *
 *	What the stack cannot give or take is done one by one.
 *
 * LOCKING
 *	Interrupts off for at most 120 copies (slab_cpu.c).
 *
 * FAILURE
 *	If one object is missing the others go back, and 0 is returned. In
 *	kmem_cache_free_bulk() each pointer is judged for itself.
 *
 * SOURCES
 *	Linux 6.12: kmem_cache_alloc_bulk() (semantics).
 */
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>

#include "slab.h"
#include "slab_fast.h"

#undef kmem_cache_alloc

/* ---- allocate ------------------------------------------------------------------ */

/* Up to @nr objects off this CPU's stack. */
static size_t pop_many(struct kmem_cache *c, size_t nr, void **p)
{
	struct cpu_stack *s;
	unsigned long flags;
	size_t left;

	local_irq_save(flags);
	s = this_cpu_ptr(c->cpu);
	nr = min(nr, s->count);
	left = s->count - nr;
	memcpy(p, s->item + left, nr * sizeof(*p));
	WRITE_ONCE(s->count, left);
	local_irq_restore(flags);
	return nr;
}

/* What a copy cannot honour. */
static bool is_special(const struct kmem_cache *c, gfp_t gfp)
{
	return (gfp & ~__SLAB_PLAIN_GFP) || (c->flags & SLAB_NO_STACK);
}

/* One by one, and what a refill brings with it; all or nothing. */
static noinline bool alloc_rest(struct kmem_cache *c, gfp_t gfp, size_t nr,
				void **p)
{
	const bool special = is_special(c, gfp);
	size_t got = 0;

	while (got < nr) {
		p[got] = kmem_cache_alloc(c, gfp);
		if (!p[got]) {
			kmem_cache_free_bulk(c, got, p);
			return false;
		}
		got++;
		if (!special)
			got += pop_many(c, nr - got, p + got);
	}
	return true;
}

int kmem_cache_alloc_bulk(struct kmem_cache *s, gfp_t flags, size_t size,
			  void **p)
{
	size_t got = 0;

	if (likely(!is_special(s, flags)))
		got = pop_many(s, size, p);
	if (likely(got == size))
		return size;
	if (alloc_rest(s, flags, size - got, p + got))
		return size;
	kmem_cache_free_bulk(s, got, p);
	return 0;
}
EXPORT_SYMBOL(kmem_cache_alloc_bulk);

/* ---- free ------------------------------------------------------------------------ */

/*
 * The first of @p that go onto this CPU's stack; interrupts off. Stops at one
 * that does not, for whatever reason.
 */
static __always_inline size_t push_run(struct kmem_cache *c, size_t nr,
				       void **p)
{
	struct cpu_stack *s = this_cpu_ptr(c->cpu);
	size_t room = s->limit - s->count, i;
	void **to = s->item + s->count;
	const void *last = to[-1];	/* @owner, if there is none */
	const unsigned long odd = s->odd;
	const u32 key = s->key;

	nr = min(nr, room);
	for (i = 0; i < nr; i++) {
		void *object = p[i];

		if (unlikely(!slab_has_key(object, key) ||
			     ((unsigned long)object & odd) || object == last))
			break;
		last = to[i] = object;
	}
	WRITE_ONCE(s->count, s->count + i);
	return i;
}

static void free_to_one(struct kmem_cache *c, size_t nr, void **p)
{
	unsigned long flags;
	size_t done = 0;

	while (done < nr) {
		local_irq_save(flags);
		done += push_run(c, nr - done, p + done);
		local_irq_restore(flags);
		/* Makes room if that was it, and takes one in any case. */
		if (done < nr)
			slab_free_slow(c, p[done++]);
	}
}

void kmem_cache_free_bulk(struct kmem_cache *s, size_t size, void **p)
{
	size_t i;

	if (likely(s)) {
		free_to_one(s, size, p);
		return;
	}
	for (i = 0; i < size; i++)
		kfree(p[i]);
}
EXPORT_SYMBOL(kmem_cache_free_bulk);
