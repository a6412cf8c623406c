// SPDX-License-Identifier: MIT
/*
 * slab_layout.c - how large an object is, and how many make a slab
 *
 * PROBLEM
 *	A cache is asked for objects of, say, 200 bytes. Where do they lie in
 *	a block of pages, how large should the block be, and what is lost?
 *
 * IDEA
 *	Objects stand one after the other from the start of the block, which
 *	is aligned to its own size. So whose object an address is, is a mask
 *	and a multiplication, and objects of a power of two are aligned to it.
 *
 *	slab of 2^order pages
 *	| object 0 | object 1 | ...	| object n-1 | waste |
 *	|<- size ->|
 *
 *	one object, free		of a cache with a constructor
 *	+------+----------------+	+-----------------------+------+
 *	| link | whatever it was|	| the caller's	|pad	| link |
 *	+------+----------------+	+-----------------------+------+
 *	offset = 0			offset = object_size, rounded up
 *
 *	The link is the index of the next free object, 16 bits. A freed
 *	object's first bytes are nobody's, so it lies there; unless somebody
 *	still counts on them: a constructor, readers under RCU, or poison.
 *	Then it has eight bytes of its own behind the object.
 *
 * THE BLOCK
 *	The smallest whose waste is a sixteenth or less, and which holds at
 *	least eight objects of up to 1 KiB; larger ones are satisfied with
 *	what that gives, be it one. Larger blocks would save the page allocator some
 *	calls, but one object left pins the whole block: packed memory is
 *	worth more (tests/bench/data/MARKS.md: 1.30 bytes for each requested).
 *	If no order up to slab_max_order serves, an eighth may be wasted, then
 *	a quarter, a half; an object larger than that has a block of its own.
 *
 * COLOURING: none
 *	Bonwick moved the objects of each slab by some cache lines, so that
 *	those of different slabs do not meet in the same cache set. With
 *	objects from the very start of the block the same effect is had for
 *	nothing where it matters: sizes that are no power of two differ by
 *	themselves, and those that are must be aligned. Only the waste could
 *	be used for it, a sixteenth.
 *
 * THE INDEX OF AN OFFSET
 *	A division costs twenty times what a multiplication does, and whether
 *	it leaves no rest must be known as well: a pointer into the middle of
 *	an object must not reach a list. Let size = d * 2^t with d odd, and
 *	v * d = 1 modulo 2^32 (an odd number has such a v). If an object of
 *	index i begins at the offset, offset * v = i * 2^t modulo 2^32, and
 *	rotating that right by t bits gives i. Multiplying by v and rotating
 *	are both one to one on 32-bit numbers; so the offsets i * size with
 *	i < objects take the results below `objects`, all of them, and any
 *	other offset gives something else: one compare sees it.
 *
 * SOURCES
 *	J. Bonwick, The Slab Allocator, USENIX 1994. T. Granlund, P.
 *	Montgomery, Division by Invariant Integers, PLDI 1994. Linux:
 *	calculate_sizes(), slab_max_order= (semantics).
 */
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/log2.h>

#include "slab.h"

#define WANTED_OBJECTS	8
#define WANTED_SIZE	1024

/* The largest block that is taken only to waste less; Linux: the same. */
unsigned int slab_max_order = PAGE_ALLOC_COSTLY_ORDER;

/* SLAB_HWCACHE_ALIGN: small objects share a line, but none lies in two. */
static unsigned int alignment(const struct kmem_cache *c)
{
	unsigned int align = max(c->align, (unsigned int)ARCH_SLAB_MINALIGN);
	unsigned int line = SMP_CACHE_BYTES;

	if (c->flags & SLAB_HWCACHE_ALIGN) {
		while (c->object_size <= line / 2)
			line /= 2;
		align = max(align, line);
	}
	return align;
}

/* What a free object holds lies where nobody looks. */
static void place_link(struct kmem_cache *c)
{
	c->size = ALIGN(c->object_size, (unsigned int)sizeof(void *));
	c->offset = 0;
	if (!c->ctor && !(c->flags & (SLAB_TYPESAFE_BY_RCU | SLAB_POISON)))
		return;
	c->offset = c->size;
	c->size += sizeof(void *);
}

static bool order_serves(const struct kmem_cache *c, unsigned int order,
			 unsigned int share)
{
	unsigned long bytes = PAGE_SIZE << order;
	unsigned int wanted = c->size <= WANTED_SIZE ? WANTED_OBJECTS : 1;

	return bytes / c->size >= wanted && bytes % c->size <= bytes / share;
}

static unsigned int choose_order(const struct kmem_cache *c)
{
	unsigned int share, order;

	for (share = 16; share >= 2; share /= 2) {
		for (order = 0; order <= slab_max_order; order++) {
			if (order_serves(c, order, share))
				return order;
		}
	}
	return get_order(c->size);
}

/*
 * Modulo 2^32, of an odd @d. d * d = 1 modulo 8, so d is right in three bits;
 * each step doubles them: 6, 12, 24, 48.
 */
static u32 inverse_of(u32 d)
{
	u32 v = d;
	int step;

	for (step = 0; step < 4; step++)
		v *= 2 - d * v;
	return v;
}

int slab_layout(struct kmem_cache *c)
{
	unsigned long bytes;

	c->align = alignment(c);
	if (c->flags & SLAB_DEBUG_FLAGS)
		slab_debug_layout(c);
	else
		place_link(c);
	c->size = ALIGN(c->size, c->align);
	if (c->size > KMALLOC_MAX_SIZE)
		return -E2BIG;
	c->order = choose_order(c);
	bytes = PAGE_SIZE << c->order;
	c->objects = bytes / c->size;
	c->slab_mask = ~(bytes - 1);
	c->twos = __ffs(c->size);
	c->inverse = inverse_of(c->size >> c->twos);
	return 0;
}

static int slab_max_order_setup(char *value)
{
	unsigned int order;

	if (kstrtouint(value, 10, &order) || order > PAGE_ALLOC_COSTLY_ORDER)
		return -EINVAL;
	slab_max_order = order;
	return 0;
}
early_param("slab_max_order", slab_max_order_setup);
early_param("slub_max_order", slab_max_order_setup);
