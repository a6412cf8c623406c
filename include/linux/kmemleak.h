/* SPDX-License-Identifier: MIT */
/*
 * kmemleak.h - what owners tell a search for leaks; there is none here yet
 *
 * Modules call these, as they do in a Linux without CONFIG_DEBUG_KMEMLEAK:
 * nothing happens. What is left when a cache goes is listed by
 * kmem_cache_destroy(), and a test's leaks by its oracle of free pages.
 */
#ifndef _LINUX_KMEMLEAK_H
#define _LINUX_KMEMLEAK_H

#include <linux/types.h>

static inline void kmemleak_alloc(const void *ptr, size_t size, int min_count,
				  gfp_t gfp)
{
}

static inline void kmemleak_free(const void *ptr)
{
}

static inline void kmemleak_not_leak(const void *ptr)
{
}

static inline void kmemleak_ignore(const void *ptr)
{
}

static inline void kmemleak_scan_area(const void *ptr, size_t size, gfp_t gfp)
{
}

static inline void kmemleak_no_scan(const void *ptr)
{
}

#endif
