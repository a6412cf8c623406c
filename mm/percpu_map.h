/* SPDX-License-Identifier: MIT */
/*
 * percpu_map.h - taking and giving grains where the answer is near
 *
 * Inlined into percpu_chunk.c's doors: most areas are small, and the first
 * free grain is where the next one goes. percpu_map.c describes the map, and
 * searches where this does not find.
 */
#ifndef _MM_PERCPU_MAP_H
#define _MM_PERCPU_MAP_H

#include <linux/errno.h>
#include <linux/find.h>
#include <linux/kernel.h>

#include "percpu.h"

/*
 * The fast halves of find_next_bit() and bitmap_set(): areas are small and
 * neighbours near, so the first word nearly always has the answer. A bit
 * beyond the last grain, a head that no area has, ends every search for the
 * end of one; so these need no size.
 */

/* Bits of word @i that are free, or heads. */
static __always_inline unsigned long ends_in(const struct pcpu_chunk *chunk,
					     unsigned int i)
{
	return chunk->free[i] | chunk->head[i];
}

/* Where the area ends that has grain @at - 1. */
static __always_inline unsigned int area_end(const struct pcpu_chunk *chunk,
					     unsigned int at)
{
	unsigned int i = at / BITS_PER_LONG;
	unsigned long word = ends_in(chunk, i) >> at % BITS_PER_LONG;

	if (likely(word))
		return at + __ffs(word);
	do {
		word = ends_in(chunk, ++i);
	} while (!word);
	return i * BITS_PER_LONG + __ffs(word);
}

/*
 * Grains [at, at + n) in the words of a map: @word[0] has those of @first,
 * then come @nr words, and then those of @last, which may be none.
 */
struct pcpu_grains {
	unsigned long first;
	unsigned long last;
	unsigned int nr;
};

static __always_inline struct pcpu_grains grains_of(unsigned int at,
						    unsigned int n)
{
	unsigned int bit = at % BITS_PER_LONG, left = bit + n - BITS_PER_LONG;

	return (struct pcpu_grains){
		.first = ~0UL << bit,
		.nr = left / BITS_PER_LONG,
		.last = (1UL << left % BITS_PER_LONG) - 1,
	};
}

/* Most areas lie in one word: the bits of [at, at + n). */
static __always_inline bool in_one_word(unsigned int at, unsigned int n)
{
	return at % BITS_PER_LONG + n <= BITS_PER_LONG;
}

static __always_inline unsigned long bits_of(unsigned int at, unsigned int n)
{
	return ~0UL >> (BITS_PER_LONG - n) << at % BITS_PER_LONG;
}

/*
 * [at, at + n) are nobody's any more if they are all free; false: they are
 * not. No grain beyond the last is free, so that this needs no size.
 */
static __always_inline bool take_run(struct pcpu_chunk *chunk, unsigned int at,
				     unsigned int n)
{
	unsigned long *word = &chunk->free[at / BITS_PER_LONG];
	struct pcpu_grains g;
	unsigned int i;

	if (likely(in_one_word(at, n))) {
		unsigned long bits = bits_of(at, n);

		if (unlikely(bits & ~*word))
			return false;
		*word ^= bits;
		return true;
	}
	g = grains_of(at, n);
	if (g.first & ~word[0])
		return false;
	for (i = 1; i <= g.nr; i++) {
		if (~word[i])
			return false;
	}
	if (g.last & ~word[i])
		return false;
	word[i] ^= g.last;
	while (--i)
		word[i] = 0;
	word[0] ^= g.first;
	return true;
}

static __always_inline void give_run(struct pcpu_chunk *chunk, unsigned int at,
				     unsigned int n)
{
	unsigned long *word = &chunk->free[at / BITS_PER_LONG];
	struct pcpu_grains g;
	unsigned int i;

	if (likely(in_one_word(at, n))) {
		*word |= bits_of(at, n);
		return;
	}
	g = grains_of(at, n);
	word[0] |= g.first;
	for (i = 1; i <= g.nr; i++)
		word[i] = ~0UL;
	word[i] |= g.last;
}

/* An area begins at @at, where a run has just been taken. */
static __always_inline void pcpu_map_mark(struct pcpu_chunk *chunk,
					  unsigned int at, unsigned int n)
{
	__set_bit(at, chunk->head);
	chunk->nr_free -= n;
	chunk->nr_areas++;
	if (chunk->first_free == at)
		chunk->first_free = at + n;
}

/*
 * @n grains at a multiple of @align, if they are where they are expected:
 * from *@at on; false: pcpu_map_search() must look, nothing has changed.
 */
static __always_inline bool pcpu_map_take_near(struct pcpu_chunk *chunk,
					       unsigned int n,
					       unsigned int align,
					       unsigned int *at)
{
	bool is_large = n >= PCPU_LARGE;
	unsigned int first = is_large ? chunk->first_large : chunk->first_free;
	unsigned long word = chunk->free[first / BITS_PER_LONG] >>
			     first % BITS_PER_LONG;

	if (unlikely(!word))
		return false;
	*at = first + __ffs(word);
	if (unlikely(*at & (align - 1) || !take_run(chunk, *at, n)))
		return false;
	if (is_large)
		chunk->first_large = *at + n;
	pcpu_map_mark(chunk, *at, n);
	return true;
}

static inline int pcpu_map_take(struct pcpu_chunk *chunk, unsigned int n,
				unsigned int align)
{
	unsigned int at;

	if (pcpu_map_take_near(chunk, n, align, &at))
		return at;
	return pcpu_map_search(chunk, n, align);
}

/* No area begins at @at any more: its @n grains have just been given. */
static __always_inline void pcpu_map_unmark(struct pcpu_chunk *chunk,
					    unsigned int at, unsigned int n)
{
	chunk->head[at / BITS_PER_LONG] ^= 1UL << at % BITS_PER_LONG;
	chunk->nr_free += n;
	chunk->nr_areas--;
	if (at < chunk->first_free)
		chunk->first_free = at;
	if (at < chunk->first_large)
		chunk->first_large = at;
}

/*
 * A4: is the run around @bit, in the word @free, no longer than bound? False
 * also where it is not in one word.
 */
static __always_inline bool run_in_bound(unsigned int bound, unsigned long free,
					 unsigned int bit)
{
	unsigned long before = ~free & ((1UL << bit) - 1);
	unsigned long after = ~free >> bit;

	return before && after &&
	       bit - 1 - __fls(before) + __ffs(after) <= bound;
}

/* An area of several words, as below. */
static __always_inline bool give_words(struct pcpu_chunk *chunk,
				       unsigned int at)
{
	unsigned int n = area_end(chunk, at + 1) - at;

	if (unlikely(chunk->bound < chunk->nr_free + n))
		return false;
	give_run(chunk, at, n);
	pcpu_map_unmark(chunk, at, n);
	return true;
}

/*
 * The area that begins at @at, if bound stays as it is and others are left;
 * false: pcpu_map_give() must look, nothing has changed.
 */
static __always_inline bool pcpu_map_give_near(struct pcpu_chunk *chunk,
					       unsigned int at)
{
	unsigned int i = at / BITS_PER_LONG, bit = at % BITS_PER_LONG, n;
	unsigned long head = chunk->head[i] >> bit, free = chunk->free[i];
	unsigned long ends = (head | free >> bit) >> 1;

	if (unlikely(!(head & 1) || chunk->nr_areas == 1))
		return false;
	if (unlikely(!ends))
		return give_words(chunk, at);
	n = __ffs(ends) + 1;
	/* The lowest bit of ends, and all below it, are n. */
	free |= (ends ^ (ends - 1)) << bit;
	if (unlikely(chunk->bound < chunk->nr_free + n &&
		     !run_in_bound(chunk->bound, free, bit)))
		return false;
	chunk->free[i] = free;
	pcpu_map_unmark(chunk, at, n);
	return true;
}

#endif
