/* SPDX-License-Identifier: MIT */
/*
 * slab.h - memory by the object (LDD3 p. 213-220, LKD ch. 12)
 *
 *	p = kmalloc(100, GFP_KERNEL);		some bytes
 *	kfree(p);
 *
 *	c = KMEM_CACHE(foo, SLAB_HWCACHE_ALIGN);	many of a kind
 *	f = kmem_cache_alloc(c, GFP_KERNEL);
 *	kmem_cache_free(c, f);
 *
 * Flags are those of pages (linux/gfp_types.h) and mean the same. Context of
 * allocating and freeing: any that the flags allow; an object may be freed on
 * another CPU and in another context than it was allocated. Failure: NULL,
 * every count as it was, and the page allocator's report unless
 * __GFP_NOWARN. Contents are arbitrary without __GFP_ZERO.
 *
 * Freeing what was not allocated (twice, within an object, on the stack, a
 * page) is reported and nothing is done; mm/slab_report.c says what is seen
 * without debugging.
 */
#ifndef _LINUX_SLAB_H
#define _LINUX_SLAB_H

#include <asm/string.h>
#include <linux/bitops.h>
#include <linux/cache.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/overflow.h>
#include <linux/percpu.h>
#include <linux/string.h>
#include <linux/types.h>

struct kmem_cache;
struct cpu_stack;

/* ---- what a cache may be asked to be (slab_flags_t) ----------------------- */

#define SLAB_CONSISTENCY_CHECKS	((slab_flags_t)0x00000100u)
#define SLAB_RED_ZONE		((slab_flags_t)0x00000400u)
#define SLAB_POISON		((slab_flags_t)0x00000800u)
/* Objects begin at a cache line, small ones at a part of it */
#define SLAB_HWCACHE_ALIGN	((slab_flags_t)0x00002000u)
/* Pages below 16 MiB; below 4 GiB */
#define SLAB_CACHE_DMA		((slab_flags_t)0x00004000u)
#define SLAB_CACHE_DMA32	((slab_flags_t)0x00008000u)
#define SLAB_STORE_USER		((slab_flags_t)0x00010000u)
/* A shrinker can have the objects freed: pages are grouped with their like */
#define SLAB_RECLAIM_ACCOUNT	((slab_flags_t)0x00020000u)
/* Creating it must not fail: panic */
#define SLAB_PANIC		((slab_flags_t)0x00040000u)
/*
 * Readers under rcu_read_lock() may look at an object after it was freed:
 * it stays an object of this cache until they are done, though perhaps
 * another one. They must check that it is still theirs.
 */
#define SLAB_TYPESAFE_BY_RCU	((slab_flags_t)0x00080000u)
#define SLAB_TRACE		((slab_flags_t)0x00200000u)
/* With failslab's cache-filter: one of those that fail */
#define SLAB_FAILSLAB		((slab_flags_t)0x02000000u)
/* Accepted; there are no control groups to charge */
#define SLAB_ACCOUNT		((slab_flags_t)0x04000000u)
/* Never shares slabs with a like cache */
#define SLAB_NO_MERGE		((slab_flags_t)0x01000000u)
/* slab_debug= of the command line does not apply */
#define SLAB_NO_USER_FLAGS	((slab_flags_t)0x10000000u)
/* kmalloc's own; remembers the size that was asked for when debugged */
#define SLAB_KMALLOC		((slab_flags_t)0x20000000u)
/* Accepted: nothing of the kind exists here */
#define SLAB_SKIP_KFENCE	((slab_flags_t)0x40000000u)
#define SLAB_MEM_SPREAD		((slab_flags_t)0)
#define SLAB_NOLEAKTRACE	((slab_flags_t)0x00800000u)
/*
 * Linux 2.6: do not take pages from this cache when memory is short. Slabs
 * without objects are always given back; accepted, means nothing.
 */
#define SLAB_NO_REAP		((slab_flags_t)0)
/* Linux 2.4 and LDD: checks at each free */
#define SLAB_DEBUG_FREE		SLAB_CONSISTENCY_CHECKS

/* ---- limits --------------------------------------------------------------- */

/* What objects are aligned to at least, bytes. */
#define ARCH_KMALLOC_MINALIGN	8
#define ARCH_SLAB_MINALIGN	8

/* Classes of kmalloc(): 8, 16, 32, 64, 96, 128, 192, 256, 384, 512 .. 8192 */
#define KMALLOC_MIN_SIZE	8
#define KMALLOC_MAX_CACHE_SIZE	(PAGE_SIZE * 2)
#define KMALLOC_MAX_SIZE	(PAGE_SIZE << MAX_PAGE_ORDER)
#define KMALLOC_MAX_ORDER	MAX_PAGE_ORDER
#define KMALLOC_CLASSES		16

/* What kmalloc(0) returns: may be freed, must not be used. */
#define ZERO_SIZE_PTR		((void *)16)
#define ZERO_OR_NULL_PTR(x) \
	((unsigned long)(x) <= (unsigned long)ZERO_SIZE_PTR)

/* ---- caches --------------------------------------------------------------- */

/**
 * struct kmem_cache_args - what seldom is asked of a cache; zeros: the usual
 * @align:	bytes, a power of two at most PAGE_SIZE; 0: as the flags say
 * @useroffset, @usersize: what may be copied to user space; kept, not used
 * @ctor:	called once for each object when its slab is made, not each
 *		time it is allocated: who frees one must leave it as the
 *		constructor did. It may run in any context. (The destructor
 *		of Linux 2.4 undid it when the slab went; what one has to undo
 *		is undone before the object is freed.)
 */
struct kmem_cache_args {
	unsigned int align;
	unsigned int useroffset;
	unsigned int usersize;
	void (*ctor)(void *object);
};

/**
 * __kmem_cache_create_args - a cache of objects of one size
 * @name: for /proc/slabinfo and reports; copied; no blanks
 * @size: bytes
 * @args: see struct kmem_cache_args
 * @flags: SLAB_ flags
 *
 * May be given a cache that others use too, if it suits (slab_nomerge
 * prevents that). Context: may sleep.
 *
 * Return: the cache; NULL if memory is short or, after a report, if an
 * argument makes no sense; with SLAB_PANIC never NULL. A name that is in use
 * is reported and given, as on Linux.
 */
struct kmem_cache *
__kmem_cache_create_args(const char *name, unsigned int size,
			 const struct kmem_cache_args *args,
			 slab_flags_t flags);

/* kmem_cache_create - the same, as it was for most of Linux's life */
static inline struct kmem_cache *
kmem_cache_create(const char *name, unsigned int size, unsigned int align,
		  slab_flags_t flags, void (*ctor)(void *object))
{
	const struct kmem_cache_args args = { .align = align, .ctor = ctor };

	return __kmem_cache_create_args(name, size, &args, flags);
}

static inline struct kmem_cache *
kmem_cache_create_usercopy(const char *name, unsigned int size,
			   unsigned int align, slab_flags_t flags,
			   unsigned int useroffset, unsigned int usersize,
			   void (*ctor)(void *object))
{
	const struct kmem_cache_args args = {
		.align = align, .ctor = ctor,
		.useroffset = useroffset, .usersize = usersize,
	};

	return __kmem_cache_create_args(name, size, &args, flags);
}

/* KMEM_CACHE - for objects of a structure, under its name */
#define KMEM_CACHE(__struct, __flags) \
	kmem_cache_create(#__struct, sizeof(struct __struct), \
			  __alignof__(struct __struct), (__flags), NULL)

/**
 * kmem_cache_destroy - it is not needed any more
 * @s: the cache; NULL is nothing
 *
 * If objects are still in use, each is reported and the cache stays. A cache
 * that others share stays for them. Context: may sleep, interrupts on.
 */
void kmem_cache_destroy(struct kmem_cache *s);

/**
 * kmem_cache_shrink - give back the pages that hold no object in use
 * @s: the cache
 *
 * Context: interrupts on; waits for the other CPUs.
 * Return: 0: the cache has no pages left; 1: it has.
 */
int kmem_cache_shrink(struct kmem_cache *s);

/* kmem_cache_size - the size it was created with, bytes */
unsigned int kmem_cache_size(struct kmem_cache *s);

/**
 * kmem_cache_alloc - an object
 * @s: the cache
 * @flags: __GFP_ZERO clears it (not if the cache has a constructor: WARN)
 */
void *kmem_cache_alloc(struct kmem_cache *s, gfp_t flags) __malloc;

/* __kmem_cache_alloc_plain - the same if @flags ask for nothing special */
void *__kmem_cache_alloc_plain(struct kmem_cache *s, gfp_t flags) __malloc;

/**
 * kmem_cache_alloc_node - an object in memory of a node
 * @s: the cache
 * @flags: with __GFP_THISNODE of that node or none
 * @node: or the next best; NUMA_NO_NODE: this CPU's
 */
void *kmem_cache_alloc_node(struct kmem_cache *s, gfp_t flags, int node)
	__malloc;

/* kmem_cache_zalloc - and cleared */
void *kmem_cache_zalloc(struct kmem_cache *s, gfp_t flags) __malloc;

/* kmem_cache_free - @objp goes back; to the cache it is of, after a report */
void kmem_cache_free(struct kmem_cache *s, void *objp);

/**
 * kmem_cache_alloc_bulk - @size objects or none
 * @s: the cache
 * @flags: as for one
 * @size: how many
 * @p: where they are put
 *
 * Return: @size, or 0 if memory is short.
 */
int kmem_cache_alloc_bulk(struct kmem_cache *s, gfp_t flags, size_t size,
			  void **p);

/* kmem_cache_free_bulk - the reverse; @s NULL: as kfree() each */
void kmem_cache_free_bulk(struct kmem_cache *s, size_t size, void **p);

/* ---- kmalloc --------------------------------------------------------------- */

/* Flags that change nothing about which object is taken, or how. */
#define __SLAB_PLAIN_GFP \
	(__GFP_HIGH | __GFP_IO | __GFP_FS | __GFP_RECLAIM | __GFP_NOWARN | \
	 __GFP_RETRY_MAYFAIL | __GFP_NOFAIL | __GFP_NORETRY | \
	 __GFP_MEMALLOC | __GFP_NOMEMALLOC | __GFP_HARDWALL | __GFP_ACCOUNT | \
	 __GFP_RECLAIMABLE | __GFP_WRITE)

#define __slab_plain_constant(flags) \
	(__builtin_constant_p(flags) && !((flags) & ~__SLAB_PLAIN_GFP))

/* Most callers' flags are constants: then nobody need look at them. */
#define kmem_cache_alloc(s, flags) \
	(__slab_plain_constant(flags) ? __kmem_cache_alloc_plain(s, flags) : \
					kmem_cache_alloc(s, flags))

/*
 * kmalloc_index - the class of @size, which is 1 .. KMALLOC_MAX_CACHE_SIZE
 *
 * From 64 bytes to 2 KiB there are two between powers of two; mm/kmalloc.c
 * says why.
 */
static __always_inline unsigned int kmalloc_index(size_t size)
{
	unsigned int log = size <= 8 ? 2 : ilog2(size - 1);

	if (log < 6)
		return log - 2;
	if (log > 10)
		return log + 3;
	return log * 2 - 8 + (size > 3UL << (log - 1));
}

/* kmalloc_class_size - bytes of an object of class @index */
static __always_inline size_t kmalloc_class_size(unsigned int index)
{
	if (index < 4)
		return 8UL << index;
	if (index > 13)
		return 4096UL << (index - 14);
	return index % 2 ? 32UL << index / 2 : 24UL << index / 2;
}

/* This CPU's objects of each ordinary class (mm/kmalloc.c). */
extern struct cpu_stack __percpu *kmalloc_stacks[KMALLOC_CLASSES];

/*
 * Behind kmalloc(): __kmalloc() for any flags, __kmalloc_plain_size() if they
 * ask for nothing special, __kmalloc_plain() if the class is known as well;
 * that one is told the size, too, in one constant with the flags: debugging
 * wants to know it, and nobody else pays for it.
 */
#define __KMALLOC_HOW(size, flags)	((unsigned long)(size) << 32 | (flags))
#define __KMALLOC_HOW_SIZE(how)		((how) >> 32)
#define __KMALLOC_HOW_GFP(how)		((gfp_t)(how))
void *__kmalloc_plain(struct cpu_stack __percpu *stack, unsigned long how);
void *__kmalloc_plain_size(size_t size, gfp_t flags);
void *__kmalloc(size_t size, gfp_t flags);

/**
 * kmalloc - @size bytes
 * @size: 0 gives ZERO_SIZE_PTR; above KMALLOC_MAX_SIZE NULL, with a report
 * @flags: see above; GFP_DMA for memory below 16 MiB
 *
 * Aligned to the largest power of two that divides @size, and to
 * ARCH_KMALLOC_MINALIGN. Above KMALLOC_MAX_CACHE_SIZE it is whole pages, the
 * next power of two of them.
 */
static __always_inline __malloc __alloc_size(1)
void *kmalloc(size_t size, gfp_t flags)
{
	unsigned int index;
	size_t mine;
	void *mem;

	if (!__builtin_constant_p(size) || size > KMALLOC_MAX_CACHE_SIZE ||
	    !__slab_plain_constant(flags & ~__GFP_ZERO))
		return __slab_plain_constant(flags) ?
		       __kmalloc_plain_size(size, flags) :
		       __kmalloc(size, flags);
	if (!size)
		return ZERO_SIZE_PTR;
	index = kmalloc_index(size);
	/* What is cleared is cleared whole, so that krealloc() may grow it. */
	mine = flags & __GFP_ZERO ? kmalloc_class_size(index) : size;
	mem = __kmalloc_plain(kmalloc_stacks[index],
			      __KMALLOC_HOW(mine, flags & ~__GFP_ZERO));
	if ((flags & __GFP_ZERO) && mem)
		arch_memset(mem, 0, mine);
	return mem;
}

/* kzalloc - the same, cleared */
static __always_inline __malloc __alloc_size(1)
void *kzalloc(size_t size, gfp_t flags)
{
	return kmalloc(size, flags | __GFP_ZERO);
}

/* Says so, unless __GFP_NOWARN; NULL */
void *__kmalloc_overflow(size_t n, size_t size, gfp_t flags);

/* kmalloc_array - @n times @size bytes; NULL, said, if the product overflows */
static __always_inline __malloc __alloc_size(1, 2)
void *kmalloc_array(size_t n, size_t size, gfp_t flags)
{
	size_t bytes;

	if (unlikely(check_mul_overflow(n, size, &bytes)))
		return __kmalloc_overflow(n, size, flags);
	if (__builtin_constant_p(n) && __builtin_constant_p(size))
		return kmalloc(n * size, flags);
	return kmalloc(bytes, flags);
}

static __always_inline __malloc __alloc_size(1, 2)
void *kcalloc(size_t n, size_t size, gfp_t flags)
{
	return kmalloc_array(n, size, flags | __GFP_ZERO);
}

/* kmalloc() of @size bytes out of the cache @s, as its inside would do it */
void *__kmalloc_cache_noprof(struct kmem_cache *s, gfp_t gfpflags,
			     size_t size) __malloc __alloc_size(3);

/* kmalloc_node - from memory of @node, as kmem_cache_alloc_node() */
void *__kmalloc_node(size_t size, gfp_t flags, int node)
	__malloc __alloc_size(1);
#define kmalloc_node(size, flags, node)	__kmalloc_node(size, flags, node)

static inline __malloc __alloc_size(1)
void *kzalloc_node(size_t size, gfp_t flags, int node)
{
	return __kmalloc_node(size, flags | __GFP_ZERO, node);
}

static inline __malloc __alloc_size(1, 2)
void *kmalloc_array_node(size_t n, size_t size, gfp_t flags, int node)
{
	size_t bytes;

	if (unlikely(check_mul_overflow(n, size, &bytes)))
		return __kmalloc_overflow(n, size, flags);
	return __kmalloc_node(bytes, flags, node);
}

static inline __malloc __alloc_size(1, 2)
void *kcalloc_node(size_t n, size_t size, gfp_t flags, int node)
{
	return kmalloc_array_node(n, size, flags | __GFP_ZERO, node);
}

/* kfree - NULL and ZERO_SIZE_PTR are nothing */
void kfree(const void *objp);

/* kfree_bulk - @size pointers, of any mixture of sizes */
static inline void kfree_bulk(size_t size, void **p)
{
	kmem_cache_free_bulk(NULL, size, p);
}

/* kfree_sensitive - clear it first, so that nobody can */
void kfree_sensitive(const void *objp);

/* kfree_const - unless it lies in the image's read-only data */
void kfree_const(const void *x);

/* ksize - bytes that @objp has, at least what was asked for; NULL: 0 */
size_t ksize(const void *objp);

/* kmalloc_size_roundup - what kmalloc(@size) would really give, bytes */
size_t kmalloc_size_roundup(size_t size);

/**
 * krealloc - another size for the same contents
 * @p: what kmalloc() gave; NULL: as kmalloc()
 * @new_size: bytes; 0: as kfree(), returns ZERO_SIZE_PTR
 * @flags: as kmalloc(); with __GFP_ZERO each time what is added is zeros
 *
 * Return: where it is now. NULL: memory is short, and @p is as it was.
 */
void * __must_check krealloc(const void *p, size_t new_size, gfp_t flags)
	__alloc_size(2);

/* krealloc_array - the same for @new_n times @new_size bytes */
static inline void * __must_check
krealloc_array(void *p, size_t new_n, size_t new_size, gfp_t flags)
{
	size_t bytes;

	if (unlikely(check_mul_overflow(new_n, new_size, &bytes)))
		return __kmalloc_overflow(new_n, new_size, flags);
	return krealloc(p, bytes, flags);
}

/* ---- the allocator as a whole ----------------------------------------------- */

/* kmem_cache_init - boot: the first caches, and kmalloc; after mm_init() */
void kmem_cache_init(void);

/**
 * slab_reap - what every cache can spare goes back to the page allocator
 *
 * Context: interrupts on; waits for the other CPUs. Return: pages.
 */
unsigned long slab_reap(void);

/* slab_objects - how many are in use; waits for the other CPUs */
unsigned long slab_objects(void);

/* slab_pages - how many pages hold objects */
unsigned long slab_pages(void);

/* slab_find - the cache with that name, or that was given for it */
struct kmem_cache *slab_find(const char *name);

struct seq_file;

/*
 * slab_show_picture - the slab that @p lies in: which of its objects are free
 *
 * Return: 0; -EINVAL if it lies in none.
 */
int slab_show_picture(struct seq_file *m, const void *p);

/*
 * A test counts reports of slab debugging instead of reading them: true if
 * one was taken. NULL: they are printed.
 */
extern bool (*slab_error_hook)(void);

/* slab_is_available - may kmalloc() be called yet? */
bool slab_is_available(void);

#include <linux/kvmalloc.h>

#endif
