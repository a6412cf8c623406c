// SPDX-License-Identifier: MIT
/*
 * slab_cache.c - caches: made, shrunk, destroyed
 *
 * PROBLEM
 *	A cache is itself an object, and so is its name; the first of them
 *	cannot come from a cache. And a cache may be destroyed while somebody
 *	still has an object, or while others look at it.
 *
 * IDEA
 *	The table slab_caches[] names every cache by a small number, which is
 *	what the pages of its slabs carry (page->slab_key). Looking a cache up
 *	from an object is one load, and a stale number finds NULL.
 *
 * THE FIRST CACHES
 *
 *	1  cache_of_caches	static, with room for each node; its slabs
 *				are made like any other's, the stacks come
 *				from per-CPU memory, which needs only pages
 *	2  kmalloc-8 ...	structs from 1, names are constants
 *	3  all others		structs from 1, names from 2
 *
 * DESTROYING
 *	The last holder's. Objects that kvfree_rcu() has yet to free are waited
 *	for; slabs whose readers have yet to leave (slab_page.c), at the end.
 *	What lies on CPUs' stacks goes back to the slabs,
 *	empty slabs to the page allocator. If a slab is left, somebody has an
 *	object: each is named, and the cache stays as it was, so that it can
 *	be freed and the cache destroyed again.
 *
 *	Who keeps the pointer finds a cache that has nothing and whose id is
 *	not its own: slab_make() says so and gives nothing, as long as no new
 *	cache has the same struct.
 *
 * INVARIANTS	(slab_check() tests each by number)
 *	K1  slab_caches[id]->id is id, slab_stacks[id] its stacks.
 *	K2  refcount is at least 1.
 *	K3  is slab_alias.c's.
 *
 * LOCKING
 *	slab_lock guards table, names and refcounts; nothing is allocated under
 *	it. A handler that walks the table takes no lock: a cache is out of
 *	the table before every CPU is asked to drain, and is freed after.
 *
 * FAILURE
 *	NULL; with SLAB_PANIC the kernel stops. Arguments that make no sense
 *	are reported with their name.
 *
 * SOURCES
 *	Linux 6.12: mm/slab_common.c (semantics).
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/kstrtox.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>

#include "internal.h"
#include "slab.h"

struct kmem_cache *slab_caches[SLAB_MAX_CACHES];
struct cpu_stack __percpu *slab_stacks[SLAB_MAX_CACHES];
unsigned int slab_nr_ids = 1;
int slab_nr_nodes;

DEFINE_SPINLOCK(slab_lock);

/* Those made at boot: their ids are below. */
static unsigned int nr_own_ids;

static bool hardened;

/* The first cache, before there is one for it. */
static u8 first[sizeof(struct kmem_cache) +
		MAX_NUMNODES * sizeof(struct slab_node)] ____cacheline_aligned;
#define cache_of_caches	((struct kmem_cache *)first)

/* What a cache has that is no more. */
static DEFINE_PER_CPU(struct cpu_stack, no_stack);

/* ---- the table ------------------------------------------------------------------- */

/* slab_lock held. Returns 0 if the table is full. */
static unsigned int free_id(void)
{
	unsigned int id;

	for (id = 1; id < slab_nr_ids; id++)
		if (!slab_caches[id])
			return id;
	return id < SLAB_MAX_CACHES ? id : 0;
}

static int enter(struct kmem_cache *c)
{
	enum slab_name taken;
	unsigned long flags;
	unsigned int id = 0;

	spin_lock_irqsave(&slab_lock, flags);
	taken = slab_enter_locked(c);
	if (taken != SLAB_NAME_OTHERS)
		id = free_id();
	if (id) {
		c->id = id;
		slab_cpu_open(c);
		slab_stacks[id] = c->cpu;
		smp_store_release(&slab_caches[id], c);
		WRITE_ONCE(slab_nr_ids, max(slab_nr_ids, id + 1));
	}
	spin_unlock_irqrestore(&slab_lock, flags);
	slab_name_report(c->name, taken);
	return id ? 0 : -ENOSPC;
}

/* ---- create ---------------------------------------------------------------------- */

static bool sane(const char *name, unsigned int size,
		 const struct kmem_cache_args *args)
{
	if (!slab_name_is_sane(name))
		return false;
	if (WARN(!size || size > KMALLOC_MAX_SIZE,
		 "slab: cache %s: objects of %u bytes; 1 to %lu can be had\n",
		 name, size, KMALLOC_MAX_SIZE))
		return false;
	if (WARN(args->align & (args->align - 1) || args->align > PAGE_SIZE,
		 "slab: cache %s: alignment %u is no power of two up to %lu\n",
		 name, args->align, PAGE_SIZE))
		return false;
	return !WARN(in_interrupt(),
		     "slab: cache %s: created in an interrupt\n", name);
}

/* May a wiped object still be what its users count on? */
static bool wants_wipe(const struct kmem_cache *c)
{
	return !c->ctor && c != cache_of_caches &&
	       !(c->flags & (SLAB_TYPESAFE_BY_RCU | SLAB_POISON));
}

static slab_flags_t boot_flags(const struct kmem_cache *c)
{
	const u32 watch = page_debug_get();
	slab_flags_t flags = 0;

	/* kmemleak.c: every object is to go the slow way. */
	if (hardened || IS_ENABLED(CONFIG_DEBUG_KMEMLEAK))
		flags |= SLAB_HARDENED;

	if (wants_wipe(c)) {
		flags |= watch & WATCH_ZERO_NEW ? SLAB_WIPE_NEW : 0;
		flags |= watch & WATCH_ZERO_FREED ? SLAB_WIPE_FREED : 0;
	}
	return flags;
}

static gfp_t page_flags_of(const struct kmem_cache *c)
{
	gfp_t gfp = 0;

	if (c->flags & SLAB_CACHE_DMA)
		gfp |= __GFP_DMA;
	if (c->flags & SLAB_CACHE_DMA32)
		gfp |= __GFP_DMA32;
	if (c->flags & SLAB_RECLAIM_ACCOUNT)
		gfp |= __GFP_RECLAIMABLE;
	return gfp;
}

/* What the caller asked for, laid out. */
static int plan(struct kmem_cache *c, unsigned int size,
		const struct kmem_cache_args *args, slab_flags_t flags)
{
	int err;

	memset(c, 0, sizeof(*c));
	c->object_size = size;
	c->align = args->align;
	c->ctor = args->ctor;
	c->useroffset = args->useroffset;
	c->usersize = args->usersize;
	c->flags = flags & ~SLAB_PANIC;
	c->flags |= boot_flags(c);
	c->refcount = 1;
	err = slab_layout(c);
	if (!err && slab_debug_not_larger() &&
	    get_order(c->size) > get_order(c->object_size)) {
		c->flags &= ~SLAB_DEBUG_SPACE;
		err = slab_layout(c);
	}
	return err;
}

/* From a plan to a cache that works and is known. */
static int open_cache(struct kmem_cache *c, const char *name)
{
	int nid, err;

	c->name = name;
	c->gfp = page_flags_of(c);
	err = slab_cpu_alloc(c);
	if (err)
		return err;
	for_each_slab_node(nid)
		slab_node_init(c, nid);
	err = enter(c);
	if (err)
		slab_cpu_free(c);
	return err;
}

static struct kmem_cache *create(const struct kmem_cache *planned,
				 const char *name)
{
	size_t len = strlen(name) + 1;
	struct kmem_cache *c;
	char *copy;

	c = kmem_cache_alloc(cache_of_caches, GFP_KERNEL);
	copy = kmalloc(len, GFP_KERNEL);
	if (c && copy) {
		memcpy(copy, name, len);
		*c = *planned;
		if (!open_cache(c, copy))
			return c;
	}
	kfree(copy);
	if (c)
		kmem_cache_free(cache_of_caches, c);
	return NULL;
}

static struct kmem_cache *share_or_create(struct kmem_cache *planned,
					  const char *name)
{
	enum slab_name taken;
	struct kmem_cache *c = slab_share(planned, name, &taken);

	slab_name_report(name, taken);
	if (!c && taken != SLAB_NAME_OTHERS)
		c = create(planned, name);
	return c;
}

struct kmem_cache *slab_create_boot(const char *name, unsigned int size,
				    slab_flags_t flags)
{
	const struct kmem_cache_args args = { .align = 0 };
	struct kmem_cache *c = kmem_cache_alloc(cache_of_caches, GFP_KERNEL);

	flags = slab_debug_flags(name, flags);
	if (!c || plan(c, size, &args, flags) || open_cache(c, name))
		panic("slab: no memory for cache %s", name);
	return c;
}

struct kmem_cache *
__kmem_cache_create_args(const char *name, unsigned int size,
			 const struct kmem_cache_args *args,
			 slab_flags_t flags)
{
	struct kmem_cache planned, *c = NULL;

	if (sane(name, size, args) &&
	    !plan(&planned, size, args, slab_debug_flags(name, flags)))
		c = share_or_create(&planned, name);
	if (!c && (flags & SLAB_PANIC))
		panic("slab: cache %s cannot be created", name);
	return c;
}
EXPORT_SYMBOL(__kmem_cache_create_args);

/* ---- destroy ----------------------------------------------------------------------- */

unsigned long slab_cache_slabs(const struct kmem_cache *c)
{
	unsigned long slabs = 0;
	int nid;

	for_each_slab_node(nid)
		slabs += READ_ONCE(c->node[nid].nr_slabs);
	return slabs;
}

static unsigned long reap(struct kmem_cache *c)
{
	unsigned long pages = 0;
	int nid;

	for_each_slab_node(nid)
		pages += slab_node_reap(c, nid);
	return pages;
}

int kmem_cache_shrink(struct kmem_cache *s)
{
	slab_drain_all(s);
	reap(s);
	return slab_cache_slabs(s) != 0;
}
EXPORT_SYMBOL(kmem_cache_shrink);

unsigned long slab_reap(void)
{
	unsigned long pages = 0;
	struct kmem_cache *c;

	slab_drain_all(NULL);
	for_each_visited_cache(c)
		pages += reap(c);
	return pages;
}

/* Let go: true for the last holder. A cache that is none: false, said. */
static bool let_go(struct kmem_cache *s)
{
	unsigned long flags;
	struct slab_alias *names = NULL;
	bool last = false, own, known;

	spin_lock_irqsave(&slab_lock, flags);
	known = s->id < SLAB_MAX_CACHES && slab_caches[s->id] == s;
	if (known)
		last = !--s->refcount;
	/* The first caches are never let go. */
	own = last && s->id < nr_own_ids;
	if (own)
		s->refcount++;
	/* Only the kernel is left: no other name is anyone's. */
	if (known && s->refcount == 1 && s->id < nr_own_ids)
		names = slab_alias_detach_locked(s);
	spin_unlock_irqrestore(&slab_lock, flags);
	slab_alias_free(names);
	WARN(!known, "slab: kmem_cache_destroy(%px): no cache; destroyed twice?\n",
	     s);
	WARN(own, "slab: kmem_cache_destroy: %s is the kernel's own\n", s->name);
	return last && !own;
}

static void keep_after_all(struct kmem_cache *s)
{
	unsigned long flags;

	slab_report_leftovers(s);
	spin_lock_irqsave(&slab_lock, flags);
	s->refcount++;
	spin_unlock_irqrestore(&slab_lock, flags);
}

static void leave(struct kmem_cache *s)
{
	unsigned long flags;

	spin_lock_irqsave(&slab_lock, flags);
	WRITE_ONCE(slab_caches[s->id], NULL);
	slab_stacks[s->id] = NULL;
	spin_unlock_irqrestore(&slab_lock, flags);
	/* Whoever visits it is a task that goes on, and no other can come. */
	while (READ_ONCE(s->visitors))
		yield();
	/* What the last of them wrote is before what we free. */
	spin_lock_irqsave(&slab_lock, flags);
	spin_unlock_irqrestore(&slab_lock, flags);
}

void kmem_cache_destroy(struct kmem_cache *s)
{
	if (!s || !let_go(s))
		return;
	kvfree_rcu_barrier();
	if (kmem_cache_shrink(s)) {
		keep_after_all(s);
		return;
	}
	/* Its pages wait for readers, and are its own until then. */
	if (s->flags & SLAB_TYPESAFE_BY_RCU)
		rcu_barrier();
	leave(s);
	/* Whoever met it in the table, in a handler, has left it after this. */
	slab_drain_all(s);
	slab_cpu_free(s);
	slab_alias_free(s->aliases);
	kfree(s->name);
	s->cpu = s->stack = &no_stack;
	s->name = "(destroyed)";
	s->aliases = NULL;
	kmem_cache_free(cache_of_caches, s);
}
EXPORT_SYMBOL(kmem_cache_destroy);

unsigned int kmem_cache_size(struct kmem_cache *s)
{
	return READ_ONCE(s->object_size);
}
EXPORT_SYMBOL(kmem_cache_size);

/* ---- init --------------------------------------------------------------------------- */

/* The first stretch of the direct map without a hole: nearly always all. */
static unsigned long find_reach(void)
{
	unsigned long pfn = 0;

	while (pfn < max_low_pfn && pfn_valid(pfn))
		pfn += MAX_ORDER_NR_PAGES;
	return PFN_PHYS(min(pfn, max_low_pfn));
}

void kmem_cache_init(void)
{
	const struct kmem_cache_args args = { .align = SMP_CACHE_BYTES };
	unsigned int size = sizeof(struct kmem_cache) +
			    nr_online_nodes * sizeof(struct slab_node);

	kmemleak_init();
	slab_nr_nodes = nr_online_nodes;
	slab_cpu_init();
	if (plan(cache_of_caches, size, &args, SLAB_NO_MERGE) ||
	    open_cache(cache_of_caches, "kmem_cache"))
		panic("slab: no memory for the first cache");
	/* A link must not hide that a cache is no more. */
	cache_of_caches->offset = offsetof(struct kmem_cache, usersize);
	rcu_set_kvfree(kvfree);
	slab_reach = find_reach();
	kmalloc_init();
	nr_own_ids = slab_nr_ids;
	slab_names_of_kernel();
	reclaim_init();
}

bool slab_is_available(void)
{
	return slab_reach != 0;
}

static int hardened_setup(char *value)
{
	hardened = true;
	return *value ? kstrtobool(value, &hardened) : 0;
}
early_param("slab_hardened", hardened_setup);
