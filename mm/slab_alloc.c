// SPDX-License-Identifier: MIT
/*
 * slab_alloc.c - the doors of caches, and the ways behind them
 *
 * PROBLEM
 *	Almost every call finds what it needs on this CPU's stack and must not
 *	pay for those that do not: the cleared object, the other node, the
 *	cache that is debugged, the pointer that was never an object.
 *
 * IDEA
 *	A door is one test of the flags, if they are not constants, and one
 *	pop or push. Everything else fails one of these and goes one of two
 *	ways, which ask all questions in order.
 *
 * AN OBJECT'S WAY		slab_alloc_slow(cache, gfp, node)
 *
 *	objects are wiped? -- yes --> this CPU's stack has one: wiped, given
 *	     | no, or it has none
 *	flags make sense? -- no --> said, and put right (or NULL)
 *	     |
 *	this CPU's stack, refilled from its node (slab_cpu.c);
 *	for another node: that node's slabs (slab_node.c)
 *	     | none
 *	new slabs (slab_page.c), from that node or the next best: as many as
 *	     |			  a batch needs, if the cache is not small
 *	     | no memory
 *	any other node's slabs, unless __GFP_THISNODE
 *	     | none: NULL
 *	wiped, if somebody asked: __GFP_ZERO, init_on_alloc=1
 *
 * ITS WAY HOME		slab_free_slow(cache, p)
 *
 *	lies in a slab? -- no --> pages of kmalloc(): kfree_large()
 *	     |			  anything else: reported
 *	of this cache? begins there? not free already? -- no --> reported
 *	     |
 *	wiped (init_on_free=1)
 *	     |
 *	of this CPU's node: its stack; if that is full, a batch of the oldest
 *	     |		    goes on to the node's depot (slab_depot.c) first
 *	     | of another node, or the depot is full or closed
 *	its slab; the last one home makes that empty, and it is kept, or its
 *	pages go to the page allocator (slab_node.c)
 *
 * LOCKING
 *	None of its own.
 *
 * FAILURE
 *	NULL. What a caller does wrong is reported, and nothing is done; an
 *	object that is given to another cache goes back to its own.
 *
 * COST
 *	make bench: kmem_cache_alloc and kmem_cache_free are 36 instructions
 *	together, the call and the loop included. With init_on_alloc=1 it is
 *	156 and the wiping, eight bytes an instruction.
 *
 * SOURCES
 *	LDD3 p. 217-219; Linux 6.12: slab_alloc_node(), GFP_SLAB_BUG_MASK
 *	(semantics).
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/mm.h>

#include "slab.h"
#include "slab_fast.h"

unsigned long slab_reach;

/* ---- allocate --------------------------------------------------------------- */

/* Flags that make no sense for an object: said, dropped. */
#define NOT_FOR_OBJECTS	(__GFP_HIGHMEM | __GFP_DMA32 | ~__GFP_BITS_MASK)

static noinline gfp_t sane_flags(const struct kmem_cache *c, gfp_t gfp)
{
	WARN(gfp & NOT_FOR_OBJECTS,
	     "slab: cache %s: flags %#x make no sense for objects\n", c->name,
	     gfp & NOT_FOR_OBJECTS);
	WARN(c->ctor && (gfp & __GFP_ZERO),
	     "slab: cache %s has a constructor: __GFP_ZERO would undo it\n",
	     c->name);
	gfp &= ~NOT_FOR_OBJECTS;
	return c->ctor ? gfp & ~__GFP_ZERO : gfp;
}

/* The least of kindness: what other nodes have, before NULL. */
static void *take_anywhere(struct kmem_cache *c)
{
	void *object;
	int nid;

	for_each_slab_node(nid) {
		if (slab_node_take(c, nid, &object, 1))
			return object;
	}
	return NULL;
}

/* What lies ready, and only that. */
#define READY(gfp) \
	(((gfp) & ~(__GFP_RECLAIM | __GFP_HIGH | __GFP_NOFAIL | \
		    __GFP_MEMALLOC)) | __GFP_NOWARN | __GFP_NOMEMALLOC)

/*
 * A batch is more than a slab: others join the first of @slabs, but no more
 * than an eighth of what the cache has. Who has little gets little.
 */
static void make_more(struct kmem_cache *c, gfp_t gfp, struct list_head *slabs)
{
	int nid = page_to_nid(list_first_entry(slabs, struct page, lru));
	unsigned int nr = min_t(unsigned long, c->batch / c->objects,
				READ_ONCE(c->node[nid].nr_slabs) / 8);

	while (nr-- > 1) {
		struct page *slab = slab_make(c, READY(gfp), NUMA_NO_NODE);

		if (!slab)
			return;
		if (unlikely(page_to_nid(slab) != nid)) {
			slab_release(c, slab);
			return;
		}
		list_add_tail(&slab->lru, slabs);
	}
}

static void *take_new(struct kmem_cache *c, gfp_t gfp, int nid)
{
	struct page *slab = slab_make(c, gfp, nid);
	LIST_HEAD(slabs);

	if (!slab)
		return NULL;
	list_add(&slab->lru, &slabs);
	if (nid == NUMA_NO_NODE && c->limit)
		make_more(c, gfp, &slabs);
	return slab_cpu_add(c, &slabs);
}

static void *take(struct kmem_cache *c, gfp_t gfp, int nid)
{
	const bool near = nid == NUMA_NO_NODE || nid == slab_home();
	void *object = NULL;

	if (near && c->limit)
		object = slab_cpu_take(c);
	else if (!slab_node_take(c, near ? slab_home() : nid, &object, 1))
		object = NULL;	/* a damaged list may have left one here */
	if (!object)
		object = take_new(c, gfp, nid);
	if (object || (gfp & __GFP_THISNODE))
		return object;
	return take_anywhere(c);
}

/* Whole words: what lies behind the object up to the next is its own. */
static __always_inline void wipe(const struct kmem_cache *c, void *object)
{
	arch_memset(object, 0, (READ_ONCE(c->object_size) + 7UL) / 8 * 8);
}

void *slab_alloc_slow(struct kmem_cache *c, gfp_t gfp, int nid)
{
	void *object;

	might_reclaim_fs(gfp);
	if ((c->flags & SLAB_WIPE) && nid == NUMA_NO_NODE &&
	    !(gfp & ~(__SLAB_PLAIN_GFP | __GFP_ZERO))) {
		object = cpu_stack_pop(c->stack);
		if (object && ((gfp & __GFP_ZERO) || (c->flags & SLAB_WIPE_NEW)))
			wipe(c, object);
		if (likely(object))
			return object;
	}
	if (unlikely((gfp & NOT_FOR_OBJECTS) ||
		     (c->ctor && (gfp & __GFP_ZERO))))
		gfp = sane_flags(c, gfp);
	if (WARN(nid != NUMA_NO_NODE && (nid < 0 || nid >= slab_nr_nodes),
		 "slab: cache %s: there is no node %d\n", c->name, nid))
		return NULL;
	if (unlikely(slab_may_fail) && should_failslab(c, gfp))
		return NULL;
	object = take(c, gfp, nid);
	if (object && ((gfp & __GFP_ZERO) || (c->flags & SLAB_WIPE_NEW)))
		memset(object, 0, READ_ONCE(c->object_size));
	if (!(c->flags & SLAB_NOLEAKTRACE))
		kmemleak_alloc(object, c->object_size, 1, gfp);
	return object;
}

/* The macro's other half: whoever calls the function has flags to look at. */
#undef kmem_cache_alloc

void *__kmem_cache_alloc_plain(struct kmem_cache *s, gfp_t flags)
{
	void *object = cpu_stack_pop(s->cpu);

	might_reclaim_fs(flags);
	return likely(object) ? object :
				slab_alloc_slow(s, flags, NUMA_NO_NODE);
}
EXPORT_SYMBOL(__kmem_cache_alloc_plain);

void *kmem_cache_zalloc(struct kmem_cache *s, gfp_t flags)
{
	void *object = NULL;

	if (likely(!(flags & ~(__SLAB_PLAIN_GFP | __GFP_ZERO)) && !s->ctor))
		object = cpu_stack_pop(s->cpu);
	if (unlikely(!object))
		return slab_alloc_slow(s, flags | __GFP_ZERO, NUMA_NO_NODE);
	might_reclaim_fs(flags);
	wipe(s, object);
	return object;
}
EXPORT_SYMBOL(kmem_cache_zalloc);

void *kmem_cache_alloc(struct kmem_cache *s, gfp_t flags)
{
	if (flags & __GFP_ZERO)
		return kmem_cache_zalloc(s, flags);
	if (unlikely(flags & ~__SLAB_PLAIN_GFP))
		return slab_alloc_slow(s, flags, NUMA_NO_NODE);
	return __kmem_cache_alloc_plain(s, flags);
}
EXPORT_SYMBOL(kmem_cache_alloc);

void *kmem_cache_alloc_node(struct kmem_cache *s, gfp_t flags, int node)
{
	return slab_alloc_slow(s, flags, node);
}
EXPORT_SYMBOL(kmem_cache_alloc_node);

/* ---- free -------------------------------------------------------------------- */

/* Not seen: what lies elsewhere than on top of this CPU's stack. */
static bool is_free(struct kmem_cache *c, struct page *slab, const void *p)
{
	struct slab_node *node = &c->node[page_to_nid(slab)];
	unsigned long flags;
	bool found;

	/* slab_debug_give_locked() looks, and knows who it was. */
	if (c->flags & SLAB_DEBUG_FLAGS)
		return false;
	if (!(c->flags & SLAB_HARDENED))
		return !READ_ONCE(slab->slab_used);
	spin_lock_irqsave(&node->lock, flags);
	found = slab_has_free(c, slab, slab_index(c, slab_offset(c, p)));
	spin_unlock_irqrestore(&node->lock, flags);
	return found;
}

/* @object, which lies in a slab of @c. */
static void free_object(struct kmem_cache *c, void *object)
{
	struct page *slab = slab_of(c, object);
	int nid = page_to_nid(slab);

	if (unlikely(!slab_begins(c, object))) {
		slab_report_inside(c, object);
		return;
	}
	if (unlikely(is_free(c, slab, object))) {
		slab_report_twice(c, object);
		return;
	}
	if (!(c->flags & SLAB_NOLEAKTRACE))
		kmemleak_free(object);
	if (c->flags & SLAB_WIPE_FREED)
		memset(object, 0, READ_ONCE(c->object_size));
	if ((c->flags & SLAB_WIPE) && nid == slab_home() &&
	    cpu_stack_push(c->stack, object))
		return;
	/* Moved meanwhile, it is a far one there: slab_cpu.c. */
	if (nid != slab_home() || !c->limit)
		slab_node_give(c, nid, &object, 1);
	else if (unlikely(!slab_cpu_give(c, object)))
		slab_report_twice(c, object);
}

void slab_free_slow(struct kmem_cache *said, const void *p)
{
	struct page *page;
	struct kmem_cache *c;

	if (!said && ZERO_OR_NULL_PTR(p))
		return;
	page = (struct page *)slab_page_at(p);
	if (!page && virt_addr_valid(p))
		page = virt_to_page(p);
	if (!page || !PageSlab(page)) {
		if (page && !said && page_is_large_kmalloc(page) &&
		    !offset_in_page(p))
			kfree_large(page);
		else
			slab_report_foreign(p);
		return;
	}
	c = slab_caches[slab_id(page)];
	if (unlikely(said && c != said))
		slab_report_wrong_cache(said, c, p);
	free_object(c, (void *)p);
}

void kmem_cache_free(struct kmem_cache *s, void *objp)
{
	struct cpu_stack __percpu *stack = s->cpu;

	if (unlikely(!slab_has_key(objp, this_cpu_read(stack->key)) ||
		     !cpu_stack_push(stack, objp)))
		slab_free_slow(s, objp);
}
EXPORT_SYMBOL(kmem_cache_free);

void kfree(const void *objp)
{
	const struct page *page = slab_page_near(objp);

	if (unlikely(!page ||
		     !cpu_stack_push(slab_stacks[slab_id(page)], objp)))
		slab_free_slow(NULL, objp);
}
EXPORT_SYMBOL(kfree);
