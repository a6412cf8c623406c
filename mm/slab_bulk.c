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
 *	Interrupts off for at most 248 copies, a whole stack (slab_cpu.c).
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

/* The newest @nr of this CPU's stack, which has so many; interrupts off. */
static __always_inline void pop_run(struct cpu_stack *s, size_t nr, void **p)
{
	const size_t left = s->count - nr;

	memcpy(p, s->item + left, nr * sizeof(*p));
	WRITE_ONCE(s->count, left);
}

/* Up to @nr of them. */
static size_t pop_some(struct kmem_cache *c, size_t nr, void **p)
{
	struct cpu_stack *s;
	unsigned long flags;

	local_irq_save(flags);
	s = this_cpu_ptr(c->cpu);
	nr = min(nr, s->count);
	pop_run(s, nr, p);
	local_irq_restore(flags);
	return nr;
}

/* All @nr of them, or none. */
static __always_inline bool pop_all(struct kmem_cache *c, size_t nr, void **p)
{
	struct cpu_stack *s;
	unsigned long flags;
	bool enough;

	local_irq_save(flags);
	s = this_cpu_ptr(c->cpu);
	enough = nr <= s->count;
	if (likely(enough))
		pop_run(s, nr, p);
	local_irq_restore(flags);
	return enough;
}

/* What a copy cannot honour. */
static bool is_special(const struct kmem_cache *c, gfp_t gfp)
{
	return (gfp & ~__SLAB_PLAIN_GFP) || (c->flags & SLAB_NO_STACK);
}

/* One by one, and what a refill brings with it; all or nothing. */
static noinline int alloc_each(struct kmem_cache *c, gfp_t gfp, size_t nr,
			       void **p)
{
	const bool special = is_special(c, gfp);
	size_t got = special ? 0 : pop_some(c, nr, p);

	while (got < nr) {
		p[got] = kmem_cache_alloc(c, gfp);
		if (!p[got]) {
			kmem_cache_free_bulk(c, got, p);
			return 0;
		}
		got++;
		if (!special)
			got += pop_some(c, nr - got, p + got);
	}
	return nr;
}

int kmem_cache_alloc_bulk(struct kmem_cache *s, gfp_t flags, size_t size,
			  void **p)
{
	if (likely(!is_special(s, flags)) && likely(pop_all(s, size, p)))
		return size;
	return alloc_each(s, flags, size, p);
}
EXPORT_SYMBOL(kmem_cache_alloc_bulk);

/* ---- free ------------------------------------------------------------------------ */

/*
 * The first of @p that go onto this CPU's stack. Stops at one that does not,
 * for whatever reason.
 */
static __always_inline size_t push_run(struct kmem_cache *c, size_t nr,
				       void **p)
{
	unsigned long flags, odd;
	struct cpu_stack *s;
	void **to;
	size_t i;
	u32 key;

	local_irq_save(flags);
	s = this_cpu_ptr(c->cpu);
	to = s->item + s->count;
	odd = s->odd;
	key = s->key;
	nr = min(nr, s->limit - s->count);
	for (i = 0; i < nr; i++) {
		void *object = p[i];

		/* Below the first item is @owner, which is no object. */
		if (unlikely(!slab_has_key(object, key) ||
			     ((unsigned long)object & odd) ||
			     object == to[(long)i - 1]))
			break;
		to[i] = object;
	}
	WRITE_ONCE(s->count, s->count + i);
	local_irq_restore(flags);
	return i;
}

/* All but the first @done. */
static noinline void free_rest(struct kmem_cache *c, size_t nr, void **p,
			       size_t done)
{
	while (done < nr) {
		/* Makes room if that was it, and takes one in any case. */
		slab_free_slow(c, p[done++]);
		done += push_run(c, nr - done, p + done);
	}
}

void kmem_cache_free_bulk(struct kmem_cache *s, size_t size, void **p)
{
	size_t i;

	if (likely(s)) {
		i = push_run(s, size, p);
		if (unlikely(i < size))
			free_rest(s, size, p, i);
		return;
	}
	for (i = 0; i < size; i++)
		kfree(p[i]);
}
EXPORT_SYMBOL(kmem_cache_free_bulk);
