// SPDX-License-Identifier: MIT
/*
 * percpu_map.c - which grains of a chunk are free
 *
 * The short way of taking and giving is in percpu_map.h.
 *
 * PROBLEM
 *	Most per-CPU variables are a counter or three: 8 bytes, some 24. A
 *	slot of a size class would waste a third of such a chunk, and a chunk
 *	costs its size times the number of CPUs; a header before each area
 *	would double a counter. So areas must lie side by side, and what is
 *	known of them must lie elsewhere.
 *
 * IDEA
 *	A bit for each grain of 4 bytes, once for all CPUs, and a second one
 *	to tell neighbours apart:
 *
 *		area	    A A B B B . . C . .
 *		free	    0 0 0 0 0 1 1 0 1 1
 *		head	    1 0 1 0 0 0 0 1 0 0
 *
 *	An area begins at its head and ends before the next head or free
 *	grain, whichever comes first: both are found 64 grains at a time.
 *
 *	Three numbers save searches. Nothing below first_free is free, and
 *	nothing below first_large is of any use to who wants 64 bytes or more:
 *	they need not look at the holes that counters left. No run of free
 *	grains is longer than bound, so a chunk that cannot serve is passed
 *	over unsearched; a search in vain counts the true length.
 *
 * INVARIANTS	(pcpu_map_broken() tests each by number)
 *	A1  nr_free is the number of bits in free, nr_areas that in head.
 *	A2  A head is not free, and a grain that is not free is a head or
 *	    follows one that is not free. The grain after the last is a head.
 *	A3  No free grain is below first_free.
 *	A4  No run of free grains is longer than bound.
 *	A5  No PCPU_LARGE free grains in a row lie below first_large.
 *
 * LOCKING
 *	pcpu_lock, the caller's.
 *
 * FAILURE
 *	No room: -1, and bound is exact. A pointer that is no area's: an
 *	error number, and nothing changed.
 *
 * COST
 *	Space: two bits for 32 of each CPU. Take and give: a word of each map
 *	when areas are small and the map is dense; at worst 256. To see that
 *	bound holds when an area is given, its word is enough, mostly: the run
 *	that it joins ends there on both sides. Most of what is left of a take
 *	or a give are the lock and the numbers that save searches.
 *
 * SOURCES
 *	Linux: mm/percpu.c, pcpu_alloc_area() and its bound_map (names only).
 */
#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/find.h>
#include <linux/kernel.h>

#include "percpu.h"
#include "percpu_map.h"

/* ---- allocate ---------------------------------------------------------- */

/* The first of the free grains that end before @at. */
static unsigned int run_start(const unsigned long *map, unsigned int at)
{
	while (at) {
		unsigned int in_word = (at - 1) % BITS_PER_LONG + 1;
		unsigned long used = ~(map[(at - 1) / BITS_PER_LONG] <<
				       (BITS_PER_LONG - in_word));
		unsigned int run = used ? __builtin_clzl(used) : in_word;

		if (run < in_word)
			return at - run;
		at -= in_word;
	}
	return 0;
}

/*
 * The first place that serves, from first_free or first_large on; both are
 * brought up to date on the way.
 */
int pcpu_map_search(struct pcpu_chunk *chunk, unsigned int n,
		    unsigned int align)
{
	unsigned int nr = chunk->nr_grains, large = nr, at, run, end;
	bool is_large = n >= PCPU_LARGE;

	run = is_large ? run_start(chunk->free, chunk->first_large) :
			 chunk->first_free;
	run = find_next_bit(chunk->free, nr, run);
	if (!is_large)
		chunk->first_free = run;
	for (at = -1; run < nr; run = find_next_bit(chunk->free, nr, end)) {
		end = find_next_zero_bit(chunk->free, nr, run);
		at = ALIGN(run, align);
		if (end - run >= PCPU_LARGE)
			large = min(large, run);
		if (at + n <= end)
			break;
		at = -1;
	}
	if (is_large)
		chunk->first_large = large;
	if (at == -1u) {
		chunk->bound = pcpu_map_largest(chunk);
		return -1;
	}
	take_run(chunk, at, n);
	pcpu_map_mark(chunk, at, n);
	return at;
}

/* ---- free -------------------------------------------------------------- */

/* A4: [at, end) became free; only the run that it joined can be too long. */
static void raise_bound(struct pcpu_chunk *chunk, unsigned int at,
			unsigned int end)
{
	end = find_next_zero_bit(chunk->free, chunk->nr_grains, end);
	chunk->bound = max(chunk->bound, end - run_start(chunk->free, at));
}

int pcpu_map_give(struct pcpu_chunk *chunk, unsigned int at)
{
	unsigned int end;

	if (!test_bit(at, chunk->head))
		return test_bit(at, chunk->free) ? -EALREADY : -EINVAL;
	end = area_end(chunk, at + 1);
	give_run(chunk, at, end - at);
	pcpu_map_unmark(chunk, at, end - at);
	if (chunk->bound < chunk->nr_free)
		raise_bound(chunk, at, end);
	return 0;
}

unsigned int pcpu_map_head(const struct pcpu_chunk *chunk, unsigned int at)
{
	while (at && !test_bit(at, chunk->head))
		at--;
	return at;
}

/* ---- init, check ------------------------------------------------------- */

void pcpu_map_init(struct pcpu_chunk *chunk, unsigned int nr_grains)
{
	bitmap_zero(chunk->free, PCPU_CHUNK_GRAINS + 1);
	bitmap_zero(chunk->head, PCPU_CHUNK_GRAINS + 1);
	bitmap_set(chunk->free, 0, nr_grains);
	__set_bit(nr_grains, chunk->head);
	chunk->nr_grains = nr_grains;
	chunk->nr_free = nr_grains;
	chunk->nr_areas = 0;
	chunk->first_free = 0;
	chunk->first_large = 0;
	chunk->bound = nr_grains;
}

unsigned int pcpu_map_largest(const struct pcpu_chunk *chunk)
{
	unsigned int begin, end, largest = 0;

	for_each_set_bitrange(begin, end, chunk->free, chunk->nr_grains)
		largest = max(largest, end - begin);
	return largest;
}

static bool heads_are_right(const struct pcpu_chunk *chunk)
{
	bool was_free = true;
	unsigned int i;

	for (i = 0; i < chunk->nr_grains; i++) {
		bool is_free = test_bit(i, chunk->free);
		bool is_head = test_bit(i, chunk->head);

		if (is_free ? is_head : was_free && !is_head)
			return false;
		was_free = is_free;
	}
	return true;
}

static bool large_below(const struct pcpu_chunk *chunk, unsigned int limit)
{
	unsigned int begin, end;

	for_each_set_bitrange(begin, end, chunk->free, chunk->nr_grains) {
		if (begin < limit && min(end, limit) - begin >= PCPU_LARGE)
			return true;
	}
	return false;
}

int pcpu_map_broken(const struct pcpu_chunk *chunk)
{
	unsigned int nr = chunk->nr_grains;

	if (bitmap_weight(chunk->free, PCPU_CHUNK_GRAINS) != chunk->nr_free ||
	    bitmap_weight(chunk->head, nr) != chunk->nr_areas)
		return 1;
	if (!heads_are_right(chunk) || !test_bit(nr, chunk->head))
		return 2;
	if (find_next_bit(chunk->free, nr, 0) < min(chunk->first_free, nr))
		return 3;
	if (pcpu_map_largest(chunk) > chunk->bound)
		return 4;
	return large_below(chunk, chunk->first_large) ? 5 : 0;
}
