/* SPDX-License-Identifier: MIT */
/*
 * slab.h - what the files of the slab allocator share with each other
 *
 *	slab_alloc.c	 doors: kmem_cache_alloc, kmem_cache_free
 *	slab_bulk.c	 many objects at once
 *	kmalloc.c	 caches by size, and pages beyond them
 *	slab_cpu.c	 a CPU's stack of objects: refill, flush, drain
 *	slab_depot.c	 a node's batches, as CPUs flushed them
 *	slab_node.c	 a node's slabs: partial, full, empty
 *	slab_page.c	 one slab: which of its objects are free
 *	slab_layout.c	 how large an object, how many in a slab
 *	slab_share.c	 caches that are alike, names
 *	slab_alias.c	 the other names of a cache that is shared
 *	slab_cache.c	 caches made, destroyed
 *	slab_report.c	 what is said to who frees wrongly
 *	slabinfo.c	 views
 *	failslab.c	 objects that are not to be had, on purpose
 *	slab_debug.h	 the files that debug
 *
 * A free object is in one of two places, and mm/slab_cpu.c's picture shows
 * both: on a CPU's stack, or on its slab's list.
 */
#ifndef _MM_SLAB_H
#define _MM_SLAB_H

#include <linux/cpu_stack.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/poison.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct seq_file;
struct slab_alias;

/* Flags of our own, in slab_flags_t. */
#define SLAB_WIPE_NEW	((slab_flags_t)0x00000001u)	/* init_on_alloc */
#define SLAB_WIPE_FREED	((slab_flags_t)0x00000002u)	/* init_on_free */
#define SLAB_HARDENED	((slab_flags_t)0x00000004u)	/* slab_hardened */

#define SLAB_DEBUG_FLAGS \
	(SLAB_CONSISTENCY_CHECKS | SLAB_RED_ZONE | SLAB_POISON | \
	 SLAB_STORE_USER | SLAB_TRACE)

/* Those that need room in the slab. */
#define SLAB_DEBUG_SPACE \
	(SLAB_RED_ZONE | SLAB_POISON | SLAB_STORE_USER)

/* Whoever has one of these is never given another's objects. */
#define SLAB_NEVER_MERGE \
	(SLAB_DEBUG_FLAGS | SLAB_TYPESAFE_BY_RCU | SLAB_NO_MERGE)
/* ... and both must have the same of these. */
#define SLAB_MERGE_SAME \
	(SLAB_RECLAIM_ACCOUNT | SLAB_CACHE_DMA | SLAB_CACHE_DMA32 | \
	 SLAB_ACCOUNT)

/* Each object is looked at when it is given and freed: no CPU's stack. */
#define SLAB_NO_STACK	(SLAB_DEBUG_FLAGS | SLAB_HARDENED)

/* Each is wiped: there are stacks, but the doors do not see them. */
#define SLAB_WIPE	(SLAB_WIPE_NEW | SLAB_WIPE_FREED)

/* Caches there can be. */
#define SLAB_MAX_CACHES	1024

/*
 * page->slab_key: the cache's id, the node, and a mark, so that by one compare
 * a page is seen to be a slab, of this cache, near. In page->private nobody
 * else has such a number.
 *
 *	 31   24 23   16 15	 0
 *	| 0xa5	| node	| id	  |
 */
#define SLAB_KEY(id, node)	(0xa5000000u | (u32)(node) << 16 | (id))
#define SLAB_KEY_ID		0xffffu

/* page->slab_first: there is no free object; and one more than objects. */
#define SLAB_NONE	0xffffu

/**
 * struct slab_node - a cache's slabs in one node's memory
 * @partial, @full, @empty: first pages, through page->lru
 */
struct slab_node {
	spinlock_t lock;

	/* lock */
	struct list_head partial;
	struct list_head full;
	struct list_head empty;
	unsigned long nr_slabs;		/* on all three */
	unsigned long nr_empty;
	unsigned long nr_free;		/* objects free in slabs */
	unsigned long nr_made;		/* slabs ever; events */

	/* lock; slab_depot.c */
	bool shrinking;			/* no use for a depot; a hint */
	unsigned int nr_gone;		/* slabs given back since one was made */
	unsigned int depot_limit;	/* objects that it may have */
	unsigned int depot_room;	/* ... that @depot has room for */
	unsigned int nr_depot;		/* ... that are in it */
	void **depot;			/* an array, or NULL */
} ____cacheline_aligned_in_smp;

/**
 * struct kmem_cache - objects of one kind
 * @stack:	each CPU's stack; limit 0 if @flags have one of SLAB_NO_STACK
 * @cpu:	what the doors pop from and push to: the same, or with SLAB_WIPE
 *		one that is always empty and full (slab_cpu.c)
 * @flags:	SLAB_
 * @object_size: bytes that are the caller's
 * @size:	bytes from one object to the next
 * @offset:	of the link in a free object: u16, the next one's index
 * @red_left:	bytes of a slot before the object; slab_debug.c's picture
 * @inuse:	bytes from the object to the end of its right red zone
 * @meta:	bytes from the object to its tracks
 * @inverse, @twos: offset to index without division: slab_layout.c
 * @slab_mask:	what of a distance from PAGE_OFFSET says which slab
 * @objects:	in a slab of 2^@order pages
 * @keep:	empty slabs that each node keeps
 * @limit:	of each stack; @batch: objects moved at a time, half of it
 * @limit_low:	of each stack while memory goes down
 * @depot:	objects that a node's depot takes at first; @depot_most: at most
 * @gfp:	zone and mobility of its pages
 * @id:		index in slab_caches[]
 */
struct kmem_cache {
	struct cpu_stack __percpu *cpu;
	struct cpu_stack __percpu *stack;
	slab_flags_t flags;
	unsigned int object_size;
	unsigned int size;
	unsigned int offset;
	unsigned int red_left;
	u32 inverse;
	u32 twos;
	unsigned long slab_mask;
	unsigned int objects;
	unsigned int limit;
	unsigned int limit_low;
	unsigned int batch;
	unsigned int keep;
	u16 depot;
	u16 depot_most;
	u16 align;
	u16 id;
	u8 order;
	bool was_shared;		/* slab_lock; see slab_share.c */
	gfp_t gfp;
	unsigned int entered;		/* caches that had, when planned */
	void (*ctor)(void *object);
	const char *name;
	unsigned int useroffset;
	unsigned int usersize;
	unsigned int inuse;
	unsigned int meta;

	/* slab_lock (slab_cache.c) */
	unsigned int refcount;		/* caches that are this one */
	u16 visitors;			/* walks that are here */
	u8 nr_aliases;
	u8 nr_unnamed;			/* names there was no room for */
	struct slab_alias *aliases;	/* under which names: slab_alias.c */

	struct slab_node node[];	/* of each online node */
};

/* The table, names, refcounts, visitors; see slab_cache.c. */
extern spinlock_t slab_lock;

/* By id; [0] is NULL. The stacks beside, for kfree(). */
extern struct kmem_cache *slab_caches[SLAB_MAX_CACHES];
extern struct cpu_stack __percpu *slab_stacks[SLAB_MAX_CACHES];
extern unsigned int slab_nr_ids;	/* above all that are in use */

/* Nodes that every cache has room for: those there were at boot. */
extern int slab_nr_nodes;
#define for_each_slab_node(nid) \
	for ((nid) = 0; (nid) < slab_nr_nodes; (nid)++)

#define for_each_cache_from(c, id) \
	for (; (id) < READ_ONCE(slab_nr_ids); (id)++) \
		if (!((c) = READ_ONCE(slab_caches[id]))) \
			; \
		else

#define for_each_cache(c, id) \
	for ((id) = 1; (id) < READ_ONCE(slab_nr_ids); (id)++) \
		if (!((c) = READ_ONCE(slab_caches[id]))) \
			; \
		else

/*
 * The same for who can be interrupted: a cache is not freed while it is
 * visited. To the end, without break. NULL: the first; NULL: no more.
 */
struct kmem_cache *slab_next_visited(struct kmem_cache *c);
#define for_each_visited_cache(c) \
	for ((c) = slab_next_visited(NULL); (c); (c) = slab_next_visited(c))

/* Of a page that has PG_slab. */
static __always_inline unsigned int slab_id(const struct page *page)
{
	return page->slab_key & SLAB_KEY_ID;
}

/* ---- addresses -------------------------------------------------------------- */

/* The page @start bytes from PAGE_OFFSET, whole pages: one shift, not two. */
static __always_inline struct page *slab_starting(unsigned long start)
{
	return (void *)vmemmap + start / (PAGE_SIZE / sizeof(struct page));
}

/* The first page of the slab that @object, which is one of @c's, lies in. */
static __always_inline struct page *slab_of(const struct kmem_cache *c,
					    const void *object)
{
	unsigned long offset = (unsigned long)object - PAGE_OFFSET;

	return slab_starting(offset & c->slab_mask);
}

/* Bytes from the first object of its slab. */
static __always_inline unsigned long slab_offset(const struct kmem_cache *c,
						 const void *object)
{
	return (((unsigned long)object - PAGE_OFFSET) & ~c->slab_mask) -
	       c->red_left;
}

/*
 * The index of the object that begins @offset bytes into its slab; if none
 * does, a number that is none: c->objects or more.
 */
static __always_inline u32 slab_index(const struct kmem_cache *c, u32 offset)
{
	u32 index = offset * c->inverse;

	return index >> c->twos | index << (-c->twos & 31);
}

/* Does an object begin at @p, which lies in a slab of @c? */
static __always_inline bool slab_begins(const struct kmem_cache *c,
					const void *p)
{
	return slab_index(c, slab_offset(c, p)) < c->objects;
}

static __always_inline void *slab_object(const struct kmem_cache *c,
					 const struct page *slab,
					 unsigned int index)
{
	return lowmem_page_address(slab) + c->red_left +
	       (unsigned long)index * c->size;
}

/* The link in a free object. */
static __always_inline u16 *slab_link(const struct kmem_cache *c, void *object)
{
	return object + c->offset;
}

/* ---- slab_layout.c ------------------------------------------------------------ */

/* slab_max_order= */
extern unsigned int slab_max_order;

/* Sizes and counts of @c from object_size, align, flags, ctor; or -E2BIG. */
int slab_layout(struct kmem_cache *c);

/* ---- slab_page.c --------------------------------------------------------------- */

extern bool slab_random;	/* slab_freelist_random */

/* A fresh slab, objects constructed, no list made yet; NULL. Any context. */
struct page *slab_make(struct kmem_cache *c, gfp_t gfp, int nid);
/* Its first @nr objects, if it has so many; the others are its free list. */
unsigned int slab_begin(struct kmem_cache *c, struct page *slab, void **to,
			unsigned int nr);
/*
 * An empty slab, which is on no list, goes back. Return: pages that are free
 * now; those of a SLAB_TYPESAFE_BY_RCU cache are when readers have left.
 */
unsigned long slab_release(struct kmem_cache *c, struct page *slab);
/* Up to @nr objects out of a slab; 0 < @nr. The node's lock. */
unsigned int slab_take(struct kmem_cache *c, struct page *slab, void **to,
		       unsigned int nr);
/* Mark the free objects of @slab in @free, a bit each; a broken list: false */
bool slab_map_free(const struct kmem_cache *c, struct page *slab,
		   unsigned long *free);
/* Is object @index on @slab's list? */
bool slab_has_free(const struct kmem_cache *c, struct page *slab,
		   unsigned int index);
/* Number of a broken invariant (S1, S2), or 0. */
int slab_page_broken(const struct kmem_cache *c, struct page *slab);

/* Objects in a slab at most: an order-3 slab's smallest. */
#define SLAB_MAX_OBJECTS	4096

/* ---- slab_debug.c ---------------------------------------------------------------- */

/* As slab_layout(), of a cache with one of SLAB_DEBUG_FLAGS */
void slab_debug_layout(struct kmem_cache *c);
/* A slab nobody has seen yet: all objects free */
void slab_debug_fresh(struct kmem_cache *c, struct page *slab);
/*
 * Objects have left their slabs; are about to enter them: returns how many
 * of them may, which are the first of @objects then. The node's lock.
 */
void slab_debug_take_locked(struct kmem_cache *c, void **objects,
			    unsigned int nr);
unsigned int slab_debug_give_locked(struct kmem_cache *c, void **objects,
				    unsigned int nr);
/*
 * @object was asked for as @size bytes of kmalloc(). Who asks how many it has
 * may use them all from then on.
 */
void slab_debug_asked(struct kmem_cache *c, void *object, size_t size);
size_t slab_debug_usable(struct kmem_cache *c, void *object);

/* slab_flags.c: with what slab_debug= says of a cache of that name */
slab_flags_t slab_debug_flags(const char *name, slab_flags_t flags);
/* ... of any text in its form */
slab_flags_t slab_flags_in(const char *text, const char *name);
/* Is there an O in it? Unknown letters are said. */
bool slab_flags_say_o(const char *text);
bool slab_debug_not_larger(void);

/* slab_validate.c: look at all of it, mend it; returns objects (Linux: same) */
long validate_slab_cache(struct kmem_cache *s);

/* slab_bug.c: has a test counted this report? Then it is not printed. */
bool slab_bug_is_counted(void);
/* ... on the object that @p points into, if it is a debugged one; or false */
bool slab_bug_inside(struct kmem_cache *c, const void *p);

/* slab_track.c: who allocated and freed @object, if known, to the log */
void slab_track_print(struct kmem_cache *c, void *object);

/* failslab.c: no stack has anything; ask should_failslab() */
extern bool slab_may_fail;
int should_failslab(struct kmem_cache *s, gfp_t gfpflags);

/* ---- slab_node.c ------------------------------------------------------------------ */

void slab_node_init(struct kmem_cache *c, int nid);
/* Which of the node's lists @slab belongs on; its lock. */
struct list_head *slab_list_for(struct kmem_cache *c, struct slab_node *node,
				const struct page *slab);
unsigned int slab_node_take(struct kmem_cache *c, int nid, void **to,
			    unsigned int nr);
void slab_node_give(struct kmem_cache *c, int nid, void **objects,
		    unsigned int nr);
/* Fresh slabs of one node join, less the first @nr objects; returns these. */
unsigned int slab_node_add(struct kmem_cache *c, struct list_head *slabs,
			   void **to, unsigned int nr);
/* All empty slabs go back. Returns pages. */
unsigned long slab_node_reap(struct kmem_cache *c, int nid);
/* Number of a broken invariant (N1 .. N4), more for G1, G2; or 0. */
#define SLAB_DEPOT_BROKEN	10
int slab_node_broken(struct kmem_cache *c, int nid);

/* ---- slab_cpu.c -------------------------------------------------------------------- */

/* page->flags of a slab on this CPU's node, as far as SLAB_LOCAL_MASK goes */
#define SLAB_LOCAL_MASK \
	((1u << PG_slab) | PAGE_NODE_BITS << PAGE_NODE_SHIFT)
DECLARE_PER_CPU(u32, slab_local);

/* The node this CPU's objects come from. */
static __always_inline int slab_home(void)
{
	return this_cpu_read(slab_local) >> PAGE_NODE_SHIFT & PAGE_NODE_BITS;
}

void slab_cpu_init(void);		/* boot */
/* Each CPU's limits, from its caches' and from slab_may_fail; drains. */
void slab_cpu_set_limits(void);
int slab_cpu_alloc(struct kmem_cache *c);
void slab_cpu_free(struct kmem_cache *c);
void slab_cpu_open(struct kmem_cache *c);
/* Pop, after a refill if need be; NULL: the node has none. */
void *slab_cpu_take(struct kmem_cache *c);
/* Fresh slabs of one node: a batch to the stack, if near; one is returned. */
void *slab_cpu_add(struct kmem_cache *c, struct list_head *slabs);
/*
 * Push, after a flush if need be; the object is of this CPU's node. False: it
 * is on top already, so it is freed twice.
 */
bool slab_cpu_give(struct kmem_cache *c, void *object);
/* This CPU's stack back to the node; every CPU's, of one cache or (NULL) all */
void slab_cpu_drain(struct kmem_cache *c);
void slab_drain_all(struct kmem_cache *c);
/* Objects on all CPUs' stacks; a snapshot. */
unsigned long slab_cpu_count(const struct kmem_cache *c);
/* This CPU's, interrupts off: number of a broken invariant (M1 .. M3), or 0 */
int slab_cpu_broken_local(struct kmem_cache *c);

/* ---- slab_alloc.c ------------------------------------------------------------------- */

/* What no stack can serve. */
void *slab_alloc_slow(struct kmem_cache *c, gfp_t gfp, int nid);
/* What kfree(), or kmem_cache_free() of @c, found unusual. */
void slab_free_slow(struct kmem_cache *c, const void *p);

/* Bytes of the direct map, from its start, whose struct pages are all there */
extern unsigned long slab_reach;

/* ---- slab_share.c --------------------------------------------------------------------- */

/* Not empty, no blanks; else said. */
bool slab_name_is_sane(const char *name);
/* Is another cache called so? Of the same objects, or of others? */
enum slab_name {
	SLAB_NAME_FREE,
	SLAB_NAME_SAME,
	SLAB_NAME_OTHERS,
};
void slab_name_report(const char *name, enum slab_name taken);
/* Boot: the caches there are by now are the kernel's own. */
void slab_names_of_kernel(void);
/*
 * Another holder, called @name, for a cache that suits; NULL: there is none,
 * or the name may not be given.
 */
struct kmem_cache *slab_share(struct kmem_cache *planned, const char *name,
			      enum slab_name *taken);
/* @c enters the table. Has its name been taken since slab_share()? */
enum slab_name slab_enter_locked(struct kmem_cache *c);

/* ---- slab_alias.c --------------------------------------------------------------------- */

/* Names that are kept, of one cache. */
#define SLAB_ALIASES_MOST	32

bool slab_is_called_locked(const struct kmem_cache *c, const char *name);
/* NULL: there is no memory. May sleep. */
struct slab_alias *slab_alias_make(const char *name);
/* @c is called so, too (NULL: somehow). Return: what is to be freed. */
struct slab_alias *slab_alias_add_locked(struct kmem_cache *c,
					 struct slab_alias *alias);
/* Take them off; free what was taken off, without the lock. */
struct slab_alias *slab_alias_detach_locked(struct kmem_cache *c);
void slab_alias_free(struct slab_alias *aliases);
/* A line of a report; any lock may be held. */
void slab_alias_print(const struct kmem_cache *c);
/* K3 */
bool slab_aliases_broken(struct kmem_cache *c);

/* ---- slab_cache.c --------------------------------------------------------------------- */

unsigned long slab_cache_slabs(const struct kmem_cache *c);
/* At boot: @name is a constant; panics if there is no memory. */
struct kmem_cache *slab_create_boot(const char *name, unsigned int size,
				    slab_flags_t flags);

/* ---- slab_report.c ---------------------------------------------------------------------- */

void slab_report_foreign(const void *p);
void slab_report_inside(struct kmem_cache *c, const void *p);
void slab_report_twice(struct kmem_cache *c, const void *p);
void slab_report_no_cache(const struct kmem_cache *c);
void slab_report_wrong_cache(struct kmem_cache *said, struct kmem_cache *is,
			     const void *p);
void slab_report_list(struct kmem_cache *c, struct page *slab);
void slab_report_leftovers(struct kmem_cache *c);

/* ---- kmalloc.c --------------------------------------------------------------------------- */

/* First page of what kmalloc() took from the page allocator. */
#define PG_large_kmalloc	PG_owner_priv_1

static inline bool page_is_large_kmalloc(const struct page *page)
{
	return (page->flags & (1u << PG_large_kmalloc)) &&
	       page_ref_count(page) > 0;
}
void kfree_large(struct page *page);
void kmalloc_init(void);
/* The CPU's stack had none. */
void *kmalloc_slow(struct cpu_stack __percpu *stack, size_t size, gfp_t gfp);

/* ---- slabinfo.c ---------------------------------------------------------------------------- */

int slab_show_one(struct seq_file *m, struct kmem_cache *c);
/* Number of a broken invariant of @c, or 0; in the words of its file. */
const char *slab_broken(struct kmem_cache *c);
void slab_check(void);

#endif
