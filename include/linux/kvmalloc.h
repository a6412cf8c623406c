/* SPDX-License-Identifier: MIT */
/*
 * kvmalloc.h - memory of any size, wherever it is; include linux/slab.h
 */
#ifndef _LINUX_KVMALLOC_H
#define _LINUX_KVMALLOC_H

#include <linux/compiler.h>
#include <linux/gfp.h>
#include <linux/numa.h>
#include <linux/overflow.h>
#include <linux/types.h>

/**
 * kvmalloc_node - kmalloc() if that is easily had, else vmalloc()
 * @size:  bytes
 * @flags: vmalloc() is tried only if they allow to wait, and for more than a
 *	   page; for a large size kmalloc() then does not try hard
 * @node:  NUMA_NO_NODE: this CPU's
 *
 * Return: memory for kvfree(). NULL: there is none, or, with a report, more
 * than INT_MAX bytes were asked for. Context: as kmalloc() with @flags; of
 * kvfree(): may sleep if it was vmalloc()ed, else any.
 */
void *kvmalloc_node(size_t size, gfp_t flags, int node)
	__malloc __alloc_size(1);
void kvfree(const void *addr);

/* kvfree_sensitive - clear @len bytes first, so that nobody can read them */
void kvfree_sensitive(const void *addr, size_t len);

/*
 * kvrealloc - krealloc() for what kvmalloc() gave. Contents are kept up to the
 * smaller size. NULL: memory is short, and @p is as it was.
 */
void * __must_check kvrealloc(const void *p, size_t size, gfp_t flags)
	__alloc_size(2);

static inline __malloc __alloc_size(1)
void *kvmalloc(size_t size, gfp_t flags)
{
	return kvmalloc_node(size, flags, NUMA_NO_NODE);
}

static inline __malloc __alloc_size(1)
void *kvzalloc(size_t size, gfp_t flags)
{
	return kvmalloc_node(size, flags | __GFP_ZERO, NUMA_NO_NODE);
}

static inline __malloc __alloc_size(1)
void *kvzalloc_node(size_t size, gfp_t flags, int node)
{
	return kvmalloc_node(size, flags | __GFP_ZERO, node);
}

/* kvmalloc_array, kvcalloc - @n times @size; NULL if the product overflows */
static inline __malloc __alloc_size(1, 2)
void *kvmalloc_array_node(size_t n, size_t size, gfp_t flags, int node)
{
	size_t bytes;

	if (unlikely(check_mul_overflow(n, size, &bytes)))
		return NULL;
	return kvmalloc_node(bytes, flags, node);
}

static inline __malloc __alloc_size(1, 2)
void *kvmalloc_array(size_t n, size_t size, gfp_t flags)
{
	return kvmalloc_array_node(n, size, flags, NUMA_NO_NODE);
}

static inline __malloc __alloc_size(1, 2)
void *kvcalloc_node(size_t n, size_t size, gfp_t flags, int node)
{
	return kvmalloc_array_node(n, size, flags | __GFP_ZERO, node);
}

static inline __malloc __alloc_size(1, 2)
void *kvcalloc(size_t n, size_t size, gfp_t flags)
{
	return kvmalloc_array_node(n, size, flags | __GFP_ZERO, NUMA_NO_NODE);
}

#endif
