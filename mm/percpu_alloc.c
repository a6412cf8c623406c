// SPDX-License-Identifier: MIT
/*
 * percpu_alloc.c - the doors: alloc_percpu() and free_percpu()
 *
 * PROBLEM
 *	One call must give a variable to each of 256 CPUs, zeroed, in any
 *	context, and what comes back may be anything: a pointer freed before,
 *	a static variable, the address of one CPU's copy.
 *
 * IDEA
 *	A chunk is taken from under the lock, and everything else is done
 *	outside of it:
 *
 *	alloc	lock	the fullest chunk that has room; its map
 *		  |no				|yes
 *		grow, and again			zero each CPU's copy
 *
 *	free	lock	whose chunk is it? its map says what begins there
 *		  |wrong			|right
 *		say what it is instead		too many empty chunks, and we
 *						may wait: give one back
 *
 * WRONG POINTERS
 *	The map knows every area of a chunk; the slots know every chunk. What
 *	is in none is looked at once more for the report: a variable of the
 *	image, an address instead of a per-CPU pointer, or neither. Nothing
 *	is changed.
 *
 * LOCKING
 *	pcpu_lock, percpu_chunk.c. Fresh grains are zeroed without it: nobody
 *	else has them.
 *
 * FAILURE
 *	Memory short: NULL, counts as before. A size or alignment that no
 *	chunk can serve: a report (not with __GFP_NOWARN) and NULL.
 *
 * COST
 *	One lock, some 80 instructions around the map each way, and a memset a
 *	CPU. What is not the usual case (a search, another list, a wrong
 *	pointer) is in functions of its own, which end what the usual one has
 *	begun: so that needs no registers saved. A pair of 8 bytes is about
 *	300 instructions, of 256 some 370 (make bench); 32 of these clear.
 *
 * SOURCES
 *	Linux: mm/percpu.c, pcpu_alloc(), free_percpu() (semantics).
 */
#include <asm/pgtable.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "percpu.h"

/* ---- allocate ------------------------------------------------------------ */

/* Up to here storing is shorter than calling memset(). */
#define ZERO_BY_STORES	(4 * PCPU_GRAIN)

/* CPUs are numbered without holes, PERCPU_STRIDE apart: percpu.c, P5. */
static noinline void zero_large(char *copy, size_t size)
{
	char *end = copy + nr_cpu_ids * PERCPU_STRIDE;

	do {
		memset(copy, 0, size);
		copy += PERCPU_STRIDE;
	} while (copy != end);
}

void pcpu_zero(void __percpu *ptr, size_t size)
{
	char *copy = per_cpu_ptr((char __percpu *)ptr, 0);
	unsigned int cpu, i;

	if (size > ZERO_BY_STORES) {
		zero_large(copy, size);
		return;
	}
	/* Whole grains: what is behind @size is the area's as well. */
	for (cpu = 0; cpu < nr_cpu_ids; cpu++, copy += PERCPU_STRIDE) {
		for (i = 0; i < size; i += PCPU_GRAIN)
			WRITE_ONCE(*(u32 *)(copy + i), 0);
	}
}

static bool can_serve(size_t size, size_t align)
{
	return size && size <= PCPU_MIN_UNIT_SIZE && is_power_of_2(align) &&
	       align <= PAGE_SIZE;
}

static unsigned long take(size_t size, size_t align)
{
	return pcpu_take(DIV_ROUND_UP(size, PCPU_GRAIN),
			 max_t(size_t, align / PCPU_GRAIN, 1));
}

/* Others may take what we bring; each round brings a chunk. 0: no memory */
static noinline unsigned long grow_and_take(size_t size, size_t align,
					    gfp_t gfp)
{
	unsigned long ptr = 0;

	while (!ptr && !pcpu_grow(gfp))
		ptr = take(size, align);
	return ptr;
}

static noinline void say_bad_request(size_t size, size_t align, gfp_t gfp)
{
	WARN(!(gfp & __GFP_NOWARN),
	     "alloc_percpu: %zu bytes aligned to %zu; at most %lu, 2^n up to %lu\n",
	     size, align, PCPU_MIN_UNIT_SIZE, PAGE_SIZE);
}

void __percpu *__alloc_percpu_gfp(size_t size, size_t align, gfp_t gfp)
{
	unsigned long ptr;

	if (unlikely(!can_serve(size, align))) {
		say_bad_request(size, align, gfp);
		return NULL;
	}
	ptr = take(size, align);
	if (unlikely(!ptr))
		ptr = grow_and_take(size, align, gfp);
	if (likely(ptr))
		pcpu_zero((void __percpu *)ptr, size);
	return (void __percpu *)ptr;
}
EXPORT_SYMBOL(__alloc_percpu_gfp);

void __percpu *__alloc_percpu(size_t size, size_t align)
{
	return __alloc_percpu_gfp(size, align, GFP_KERNEL);
}
EXPORT_SYMBOL(__alloc_percpu);

/* ---- free ---------------------------------------------------------------- */

/* Where the area around @ptr, which lies in a chunk, begins. */
static unsigned long area_of(unsigned long ptr)
{
	struct pcpu_chunk *chunk;
	unsigned long flags;
	unsigned int at = 0;

	spin_lock_irqsave(&pcpu_lock, flags);
	chunk = pcpu_chunk_of_locked(ptr);
	if (chunk)
		at = pcpu_map_head(chunk, (ptr - chunk->base) / PCPU_GRAIN);
	ptr = chunk ? chunk->base + at * PCPU_GRAIN : ptr;
	spin_unlock_irqrestore(&pcpu_lock, flags);
	return ptr;
}

/* What the caller takes for an area, and we do not. */
static noinline void bad_free(unsigned long ptr, int err)
{
	const char *what = pcpu_describe(ptr);
	unsigned long head;

	if (err == -ENOENT) {
		WARN(1, "free_percpu: %#lx is %s\n", ptr,
		     what ? what : "no per-CPU pointer");
		return;
	}
	if (err == -EALREADY) {
		WARN(1, "free_percpu: %#lx is free already\n", ptr);
		return;
	}
	head = area_of(ptr);
	WARN(1, "free_percpu: %#lx is %lu bytes inside the area at %#lx\n",
	     ptr, ptr - head, head);
}

/* Not the way of most frees. */
void pcpu_give_aftermath(unsigned long ptr, int ret)
{
	if (ret == -ENOENT)
		ret = pcpu_reserved_give(ptr);
	if (ret < 0)
		bad_free(ptr, ret);
	else if (preemptible())
		pcpu_shrink();
}

void free_percpu(void __percpu *ptr)
{
	if (ptr)
		pcpu_give((unsigned long)ptr);
}
EXPORT_SYMBOL(free_percpu);
