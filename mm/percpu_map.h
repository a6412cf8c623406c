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

/* The first free grain from @at on; nr_grains if there is none. */
static __always_inline unsigned int next_free(const struct pcpu_chunk *chunk,
					      unsigned int at)
{
	unsigned long word = chunk->free[at / BITS_PER_LONG] >>
			     at % BITS_PER_LONG;

	if (likely(word))
		return at + __ffs(word);
	return find_next_bit(chunk->free, chunk->nr_grains, at);
}

/* Are @n grains from @at on free? */
static __always_inline bool run_is_free(const struct pcpu_chunk *chunk,
					unsigned int at, unsigned int n)
{
	unsigned int i = at / BITS_PER_LONG, bit = at % BITS_PER_LONG;
	unsigned long used = ~chunk->free[i] >> bit;
	unsigned int seen = BITS_PER_LONG - bit;

	while (!used && seen < n) {
		used = ~chunk->free[++i];
		n -= seen;
		seen = BITS_PER_LONG;
	}
	return !used || (unsigned int)__ffs(used) >= n;
}

/* Flip @n bits that are all alike. */
static __always_inline void flip(unsigned long *map, unsigned int at,
				 unsigned int n)
{
	unsigned int bit = at % BITS_PER_LONG, left = BITS_PER_LONG - bit;
	unsigned long *word = &map[at / BITS_PER_LONG];

	if (likely(n <= left)) {
		*word ^= ~0UL >> (BITS_PER_LONG - n) << bit;
		return;
	}
	*word++ ^= ~0UL << bit;
	for (n -= left; n >= BITS_PER_LONG; n -= BITS_PER_LONG)
		*word++ ^= ~0UL;
	if (n)
		*word ^= ~0UL >> (BITS_PER_LONG - n);
}

/* Remember what the search for the area at @at has shown. */
static __always_inline void pcpu_map_mark(struct pcpu_chunk *chunk,
					  unsigned int at, unsigned int n)
{
	flip(chunk->free, at, n);
	__set_bit(at, chunk->head);
	chunk->nr_free -= n;
	chunk->nr_areas++;
	if (chunk->first_free == at)
		chunk->first_free = at + n;
}

/*
 * @n grains at a multiple of @align, if they are where they are expected: the
 * first one's number; -1: pcpu_map_search() must look.
 */
static __always_inline int pcpu_map_take_near(struct pcpu_chunk *chunk,
					      unsigned int n,
					      unsigned int align)
{
	unsigned int *first = n < PCPU_LARGE ? &chunk->first_free :
					       &chunk->first_large;
	unsigned int at = next_free(chunk, *first);

	if (unlikely(at & (align - 1) || at + n > chunk->nr_grains ||
		     !run_is_free(chunk, at, n)))
		return -1;
	*first = at + n;
	pcpu_map_mark(chunk, at, n);
	return at;
}

static inline int pcpu_map_take(struct pcpu_chunk *chunk, unsigned int n,
				unsigned int align)
{
	int at = pcpu_map_take_near(chunk, n, align);

	return at >= 0 ? at : pcpu_map_search(chunk, n, align);
}

/* The area that begins at @at; -EALREADY: is free, -EINVAL: begins earlier */
static __always_inline int pcpu_map_give(struct pcpu_chunk *chunk,
					 unsigned int at)
{
	unsigned int i = at / BITS_PER_LONG, end;
	unsigned long bit = 1UL << at % BITS_PER_LONG;

	if (unlikely(!(chunk->head[i] & bit)))
		return chunk->free[i] & bit ? -EALREADY : -EINVAL;

	end = area_end(chunk, at + 1);
	flip(chunk->free, at, end - at);
	chunk->head[i] ^= bit;
	chunk->nr_free += end - at;
	chunk->nr_areas--;
	chunk->first_free = min(chunk->first_free, at);
	/* A5: what it joined before it is shorter, or is counted already. */
	if (at < chunk->first_large + PCPU_LARGE)
		chunk->first_large = at < PCPU_LARGE ? 0 :
			min(chunk->first_large, at - PCPU_LARGE);

	/* A4: only the run that the area joined can be too long for bound. */
	if (unlikely(chunk->bound < chunk->nr_free))
		pcpu_map_raise_bound(chunk, at, end);
	return 0;
}

#endif
