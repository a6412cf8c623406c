// SPDX-License-Identifier: MIT
/*
 * slab_page.c - one slab: a block of pages, some of its objects free
 *
 * PROBLEM
 *	Which objects of a block are free must be known without searching and
 *	without memory beside the objects.
 *
 * IDEA
 *	The free objects know each other: each holds the index of the next,
 *	and struct page has the rest.
 *
 *	struct page, the block's first		the block, 5 objects
 *	+--------------------------+		0  in use
 *	| flags	 PG_slab, node	   |	   +->	1  link: 3
 *	| lru	 the node's list   |	   |	2  in use
 *	| slab_key   which cache   |	   |	3  link: 4
 *	| slab_used  2		   |	   |	4  link: SLAB_NONE
 *	| slab_first 1 ------------+-------+
 *	+--------------------------+
 *
 *	The other pages of the block have PG_slab and slab_key as well: whose
 *	an object is, is read off the page it lies in (kfree()), without going
 *	to the first.
 *
 *	An index, not a pointer: it says where an object is in 16 bits, and a
 *	link that somebody has written over is noticed, because most numbers
 *	are no index of this slab.
 *
 * INVARIANTS	(slab_page_broken() tests each by number)
 *	S1  Every page of a slab has PG_slab, the cache's id, and the node.
 *	S2  The list from slab_first has exactly (objects - slab_used) objects,
 *	    none twice. After damage it is empty, and all objects count as
 *	    used.
 *
 * LOCKING
 *	The lock of the slab's node (slab_node.c). A slab that is being made
 *	or released is nobody else's.
 *
 * READERS
 *	Of a SLAB_TYPESAFE_BY_RCU cache somebody may read an object that was
 *	freed, and another's in its place; but never what is no object. So
 *	the pages wait, still marked, until all who read now have left; lru,
 *	of no use to a slab that is on no list, has the rcu_head.
 *
 * FAILURE
 *	A list that does not lead on, or back into itself, is reported when
 *	its end should be reached (slab_report.c) and cut: what was free is
 *	lost, the slab is never given back, everything else goes on.
 *
 * COST
 *	Of a new slab the first objects are given out as they lie, and were
 *	never on its list: six instructions each. To link another is six, to
 *	take it from the list twelve more.
 *
 * SOURCES
 *	Linux: struct slab, CONFIG_SLAB_FREELIST_RANDOM (semantics).
 */
#include <linux/bitmap.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/rcupdate.h>
#include <linux/vmstat.h>

#include "slab_debug.h"

bool slab_random;

/* ---- make ------------------------------------------------------------------ */

/* Any sequence will do that an observer does not guess: xorshift. */
static u32 draw(void)
{
	static u64 state = 88172645463325252ULL;
	u64 x = READ_ONCE(state);

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	WRITE_ONCE(state, x);
	return x >> 32;
}

/* From object @first on; there may be none. */
static void link_in_order(struct kmem_cache *c, struct page *slab,
			  unsigned int first)
{
	const unsigned int objects = c->objects;
	unsigned int next;
	u16 *link;

	slab->slab_first = SLAB_NONE;
	if (likely(first >= objects))
		return;
	slab->slab_first = first;
	link = slab_link(c, slab_object(c, slab, first));
	for (next = first + 1; next < objects; next++) {
		*link = next;
		link = (void *)link + c->size;
	}
	*link = SLAB_NONE;
}

/*
 * slab_freelist_random: each object is put behind one drawn from those that
 * are on the list already, or first.
 */
static void link_at_random(struct kmem_cache *c, struct page *slab)
{
	unsigned int i;

	slab->slab_first = SLAB_NONE;
	for (i = 0; i < c->objects; i++) {
		unsigned int after = draw() % (i + 1);
		u16 *at = after == i ? &slab->slab_first :
			  slab_link(c, slab_object(c, slab, after));

		*slab_link(c, slab_object(c, slab, i)) = *at;
		*at = i;
	}
}

static void mark_pages(struct kmem_cache *c, struct page *slab)
{
	const u32 key = SLAB_KEY(c->id, page_to_nid(slab));
	const struct page *end = slab + (1u << c->order);

	for (; slab < end; slab++) {
		__SetPageSlab(slab);
		slab->slab_key = key;
	}
}

static void construct(struct kmem_cache *c, struct page *slab)
{
	unsigned int i;

	for (i = 0; i < c->objects; i++)
		c->ctor(slab_object(c, slab, i));
}

/* In /proc/vmstat. What waits for readers to leave is no slab any more. */
static void count_pages(const struct kmem_cache *c, struct page *slab,
			long pages)
{
	enum node_stat_item item = c->flags & SLAB_RECLAIM_ACCOUNT ?
		NR_SLAB_RECLAIMABLE_B : NR_SLAB_UNRECLAIMABLE_B;

	mod_node_page_state(NODE_DATA(page_to_nid(slab)), item,
			    pages * (long)PAGE_SIZE);
}

/* Of a page's flags what says how it is had; the object's are the doors'. */
#define NOT_FOR_PAGES	(__GFP_ZERO | __GFP_HIGHMEM | __GFP_MOVABLE | \
			 __GFP_DMA32 | __GFP_DMA | __GFP_RECLAIMABLE)

struct page *slab_make(struct kmem_cache *c, gfp_t gfp, int nid)
{
	struct page *slab;

	if (unlikely(READ_ONCE(slab_caches[c->id]) != c)) {
		slab_report_no_cache(c);
		return NULL;
	}
	gfp = (gfp & ~NOT_FOR_PAGES) | c->gfp;
	slab = alloc_pages_node(nid, gfp, c->order);
	if (!slab)
		return NULL;
	count_pages(c, slab, 1L << c->order);
	mark_pages(c, slab);
	if (unlikely(c->flags & SLAB_DEBUG_FLAGS))
		slab_debug_fresh(c, slab);
	if (c->ctor)
		construct(c, slab);
	return slab;
}

unsigned int slab_begin(struct kmem_cache *c, struct page *slab, void **to,
			unsigned int nr)
{
	void *object = slab_object(c, slab, 0);
	unsigned int i;

	if (unlikely(slab_random)) {
		slab->slab_used = 0;
		link_at_random(c, slab);
		return slab_take(c, slab, to, nr);
	}
	nr = min(nr, c->objects);
	for (i = 0; i < nr; i++) {
		to[i] = object;
		object += c->size;
	}
	slab->slab_used = nr;
	link_in_order(c, slab, nr);
	return nr;
}

/* ---- take ------------------------------------------------------------------- */

/* Its list is damaged: said, and out of use until its objects come back. */
static noinline void cut(struct kmem_cache *c, struct page *slab)
{
	static const unsigned long none[BITS_TO_LONGS(SLAB_MAX_OBJECTS)];

	slab_report_list(c, slab);
	slab->slab_first = SLAB_NONE;
	WRITE_ONCE(slab->slab_used, c->objects);
	if (c->flags & SLAB_DEBUG_FLAGS)
		slab_debug_lost(c, slab, none);
}

unsigned int slab_take(struct kmem_cache *c, struct page *slab, void **to,
		       unsigned int nr)
{
	const unsigned int objects = c->objects;
	void *base = slab_object(c, slab, 0);
	unsigned int index = slab->slab_first, taken = 0;
	unsigned int left = objects - slab->slab_used;

	/* No more than are free: a list may lead back into itself. */
	nr = min(nr, left);
	/* SLAB_NONE is no index either, nor is most of what is not a link. */
	while (taken < nr && index < objects) {
		void *object = base + (unsigned long)index * c->size;

		index = *slab_link(c, object);
		to[taken++] = object;
	}
	slab->slab_first = index;
	left -= taken;
	WRITE_ONCE(slab->slab_used, objects - left);
	/*
	 * At its end the list has given out the last object, and only then.
	 * If not, what it gave this time may be somebody's already.
	 */
	if (unlikely((index >= objects) != !left ||
		     (!left && index != SLAB_NONE))) {
		cut(c, slab);
		return 0;
	}
	return taken;
}

/* ---- free -------------------------------------------------------------------- */

static void give_pages(struct page *slab)
{
	unsigned int order = page_order(slab), i;

	for (i = 0; i < 1u << order; i++) {
		__ClearPageSlab(slab + i);
		slab[i].private = 0;
	}
	__free_pages(slab, order);
}

static void readers_have_left(struct rcu_head *head)
{
	give_pages(container_of(head, struct page, rcu_head));
}

unsigned long slab_release(struct kmem_cache *c, struct page *slab)
{
	count_pages(c, slab, -(1L << c->order));
	if (unlikely(c->flags & SLAB_TYPESAFE_BY_RCU)) {
		call_rcu(&slab->rcu_head, readers_have_left);
		return 0;
	}
	give_pages(slab);
	return 1UL << c->order;
}

/* ---- look, check --------------------------------------------------------------- */

bool slab_map_free(const struct kmem_cache *c, struct page *slab,
		   unsigned long *free)
{
	unsigned int index = slab->slab_first;

	bitmap_zero(free, c->objects);
	while (index < c->objects) {
		if (__test_and_set_bit(index, free))
			return false;
		index = *slab_link(c, slab_object(c, slab, index));
	}
	return index == SLAB_NONE;
}

bool slab_has_free(const struct kmem_cache *c, struct page *slab,
		   unsigned int index)
{
	unsigned int at = slab->slab_first, n;

	for (n = 0; n < c->objects && at < c->objects; n++) {
		if (at == index)
			return true;
		at = *slab_link(c, slab_object(c, slab, at));
	}
	return false;
}

int slab_page_broken(const struct kmem_cache *c, struct page *slab)
{
	DECLARE_BITMAP(free, SLAB_MAX_OBJECTS);
	unsigned int i;

	for (i = 0; i < 1u << c->order; i++) {
		if (!PageSlab(slab + i) || slab[i].slab_key != SLAB_KEY(c->id, page_to_nid(slab)) ||
		    page_to_nid(slab + i) != page_to_nid(slab))
			return 1;
	}
	if (slab->slab_used > c->objects || !slab_map_free(c, slab, free) ||
	    bitmap_weight(free, c->objects) != c->objects - slab->slab_used)
		return 2;
	return 0;
}

static int slab_random_setup(char *value)
{
	return *value ? kstrtobool(value, &slab_random) :
			(slab_random = true, 0);
}
early_param("slab_freelist_random", slab_random_setup);
