/* SPDX-License-Identifier: MIT */
/*
 * kmemleak.h - objects that nothing leads to (make KMEMLEAK=1)
 *
 *	mm> kmemleak scan
 *	kmemleak: 1 new suspected memory leaks (see /proc/kmemleak)
 *	mm> cat /proc/kmemleak
 *
 * Slab and kmalloc() call kmemleak_alloc() and kmemleak_free() themselves; the
 * rest is for owners who know better than a scan. In other builds all of
 * these are empty, as in a Linux without CONFIG_DEBUG_KMEMLEAK.
 */
#ifndef _LINUX_KMEMLEAK_H
#define _LINUX_KMEMLEAK_H

#include <linux/types.h>

struct seq_file;
struct task_struct;

#if IS_ENABLED(CONFIG_DEBUG_KMEMLEAK)

/**
 * kmemleak_alloc - from now on @ptr is looked for
 * @ptr:       first byte; NULL is ignored
 * @size:      bytes
 * @min_count: how many words must lead to it; 0: it is never a leak;
 *	       negative: neither that nor looked into
 * @gfp:       of no use here: nothing is allocated
 *
 * Context: any but NMI. Without a record left the object is only counted, and
 * no scan is made until all of those are gone. Linux: the same.
 */
void kmemleak_alloc(const void *ptr, size_t size, int min_count, gfp_t gfp);

/**
 * kmemleak_free - @ptr, of kmemleak_alloc(), is nobody's any more
 * Context: any but NMI. Linux: the same.
 */
void kmemleak_free(const void *ptr);

/**
 * kmemleak_not_leak - nothing leads to @ptr, and it is used: not reported,
 * and what it leads to is reached
 *
 * Context: any but NMI. What is no object's first byte is reported.
 * Linux: the same.
 */
void kmemleak_not_leak(const void *ptr);

/**
 * kmemleak_ignore - @ptr is neither reported nor looked into
 * Context, failure: as kmemleak_not_leak(). Linux: the same.
 */
void kmemleak_ignore(const void *ptr);

/**
 * kmemleak_scan_area - only here in its object are there pointers
 * @ptr:  first byte, anywhere in an object
 * @size: bytes, within the object
 * @gfp:  of no use here
 *
 * An object has room for two areas: with a third it is looked into as a
 * whole. Context, failure: as kmemleak_not_leak(). Linux: the same.
 */
void kmemleak_scan_area(const void *ptr, size_t size, gfp_t gfp);

/**
 * kmemleak_no_scan - there are no pointers in @ptr; it may be a leak itself
 * Context, failure: as kmemleak_not_leak(). Linux: the same.
 */
void kmemleak_no_scan(const void *ptr);

/* kmemleak_init - take the records; once, when there are pages, before slab */
void kmemleak_init(void);

/**
 * kmemleak_scan - look for objects that nothing leads to
 *
 * Context: task, interrupts on, no lock; the other CPUs stand still meanwhile.
 * Return: how many there are that were not reported before; -EBUSY: somebody
 * else scans; -ENOMEM: there are objects without a record, which would be
 * missed.
 */
int kmemleak_scan(void);

/* kmemleak_scan_is_whole - has each object a record? */
bool kmemleak_scan_is_whole(void);

/* kmemleak_clear - what the last scan has found is no leak from now on */
void kmemleak_clear(void);

/* kmemleak_found - has the last scan found nothing that leads to @ptr? */
bool kmemleak_found(const void *ptr);

/* kmemleak_show - /proc/kmemleak: what the last scan has found */
int kmemleak_show(struct seq_file *m, void *v);

/* kmemleak_broken - number of an invariant of mm/kmemleak.c that fails, or 0 */
int kmemleak_broken(void);

/* kmemleak_next_task - one task after the other, while nobody else runs */
struct task_struct *kmemleak_next_task(struct task_struct *task);

#else

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

static inline void kmemleak_init(void)
{
}

#endif

#endif
