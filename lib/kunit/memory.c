// SPDX-License-Identifier: MIT
/*
 * memory.c - the memory that cases are given
 *
 * PROBLEM
 *	KUnit tests what stands below the allocators, and the allocators
 *	themselves: it cannot need them.
 *
 * IDEA
 *	Memory comes from whoever registered to give it. Until somebody does,
 *	from a static arena that only ever moves forward:
 *
 *		[ outer case's | inner case's | free		 ]
 *		0	      mark	     used	    ARENA_SIZE
 *
 *	A case remembers where the mark was when it began and puts it back
 *	when it ends; freeing before that gives nothing back. Runs nest like
 *	calls, so marks do.
 *
 * INVARIANT
 *	I1  Bytes at and above used hold nothing that anybody may still look
 *	    at. They are cleared when they are given out, which satisfies
 *	    every gfp flag there is.
 *
 * FAILURE
 *	A full arena returns NULL, like any allocator.
 */
#include <linux/export.h>
#include <linux/overflow.h>
#include <kunit/test.h>
#include "internal.h"

/*
 * 256 KiB: a test with the largest kernel stack (16 KiB) as its object can
 * have a dozen of them.
 */
#define ARENA_SIZE	(256 * 1024)
#define ARENA_ALIGN	16	/* what any C object may need */

static u8 arena[ARENA_SIZE] __aligned(ARENA_ALIGN);
static size_t arena_used;	/* bytes */
static const struct kunit_allocator *allocator;

/* ---- allocate, free ---- */

static void *arena_alloc(size_t size)
{
	size_t padded;
	void *mem;

	if (size > ARENA_SIZE)
		return NULL;	/* before padding, which could overflow */
	padded = (size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
	if (padded > ARENA_SIZE - arena_used)
		return NULL;
	mem = &arena[arena_used];
	arena_used += padded;
	memset(mem, 0, size);
	return mem;
}

void *kunit_mem_alloc(size_t size, gfp_t gfp)
{
	return allocator ? allocator->alloc(size, gfp) : arena_alloc(size);
}

void kunit_mem_free(void *mem)
{
	if (allocator)
		allocator->free(mem);
}

size_t kunit_arena_mark(void)
{
	return arena_used;
}

void kunit_arena_reset(size_t mark)
{
	arena_used = mark;
}

const struct kunit_allocator *
kunit_register_allocator(const struct kunit_allocator *new)
{
	const struct kunit_allocator *old = allocator;

	allocator = new;
	return old;
}

/* ---- managed memory ---- */

static void managed_free(struct kunit_resource *res)
{
	kunit_mem_free(res->data);
}

void *kunit_kmalloc_array(struct kunit *test, size_t n, size_t size, gfp_t gfp)
{
	size_t bytes;
	void *mem;

	if (check_mul_overflow(n, size, &bytes))
		return NULL;
	mem = kunit_mem_alloc(bytes, gfp);
	if (!mem)
		return NULL;
	if (!kunit_alloc_resource(test, NULL, managed_free, gfp, mem)) {
		kunit_mem_free(mem);
		return NULL;
	}
	return mem;
}
EXPORT_SYMBOL(kunit_kmalloc_array);

void *kunit_kcalloc(struct kunit *test, size_t n, size_t size, gfp_t gfp)
{
	void *mem = kunit_kmalloc_array(test, n, size, gfp);

	if (mem)
		memset(mem, 0, n * size);
	return mem;
}
EXPORT_SYMBOL(kunit_kcalloc);

static bool managed_match(struct kunit *test, struct kunit_resource *res,
			  void *match_data)
{
	return res->free == managed_free && res->data == match_data;
}

void kunit_kfree(struct kunit *test, const void *ptr)
{
	if (!ptr)
		return;
	if (kunit_destroy_resource(test, managed_match, (void *)ptr))
		KUNIT_FAIL(test, "kunit_kfree: %px is foreign or freed already",
			   ptr);
}
EXPORT_SYMBOL(kunit_kfree);
