/* SPDX-License-Identifier: MIT */
/*
 * slab_fast.h - from an address to the CPU's stack it goes back to
 *
 * Inlined into kfree() and kmem_cache_free(): two compares say that the
 * object lies in a slab of this CPU's node, and the page says whose.
 */
#ifndef _MM_SLAB_FAST_H
#define _MM_SLAB_FAST_H

#include "slab.h"

/* The page that @p lies in; NULL if it is no address of memory. */
static __always_inline const struct page *slab_page_at(const void *p)
{
	unsigned long offset = (unsigned long)p - PAGE_OFFSET;
	const struct page *page;

	/* NULL and every address outside of the direct map, too. */
	if (unlikely(offset >= slab_reach))
		return NULL;
	page = pfn_to_page(offset >> PAGE_SHIFT);
	/* No page is NULL: saves the callers a test. */
	if (!page)
		unreachable();
	return page;
}

/* ... if it is a slab's and near; or NULL */
static __always_inline const struct page *slab_page_near(const void *p)
{
	const struct page *page = slab_page_at(p);

	if (unlikely(!page))
		return NULL;
	if (unlikely((page->flags ^ this_cpu_read(slab_local)) &
		     SLAB_LOCAL_MASK))
		return NULL;
	return page;
}

/* Is @p in a slab that this CPU's stack of a cache, @key, takes from? */
static __always_inline bool slab_has_key(const void *p, u32 key)
{
	const struct page *page = slab_page_at(p);

	return likely(page) && likely(page->slab_key == key);
}

#endif
