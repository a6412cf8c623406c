// SPDX-License-Identifier: MIT
/*
 * page_alloc.c - the doors of the page allocator, and its policy
 *
 * PROBLEM
 *	Callers differ: one can wait, one is an interrupt; one drives a device
 *	that sees 16 MiB, one only wants RAM; one will free ten pages if given
 *	one. Memory differs too. Somebody must decide who gets which page, who
 *	waits and who is refused, so that the last pages go to those for whom
 *	it matters.
 *
 * IDEA
 *	Each zone keeps three marks and, for every higher zone, a reserve:
 *
 *	free pages
 *	   |######################|	high	kswapd sleeps
 *	   |################|		low	kswapd is woken; the fast path
 *	   |			|		stops here
 *	   |##########|			min	callers who may wait, wait
 *	   |#####|			min/2	__GFP_HIGH: may not wait
 *	   |###|			min/4+	GFP_ATOMIC: neither wait nor wake
 *	   |				0	__GFP_MEMALLOC: frees more
 *
 *	A request that could be met from HIGHMEM must leave lowmem_reserve
 *	[HIGHMEM] pages of NORMAL alone, on top of the mark: memory that only
 *	some can use is kept for those who need it.
 *
 *	The zones a request may use stand in a list, best first: from the
 *	highest zone its flags allow downwards, node by node by distance.
 *
 * A REQUEST'S WAY		__alloc_pages(gfp, order, nid)
 *
 *	fast: the nearest zone is well above `low`, and this CPU has a block
 *	      at hand (pcp.h): that one
 *	     | no
 *	near: the same, and the CPU's list is refilled from the zone (pcp.c)
 *	     | no
 *	flags make sense? -- no --> report, NULL
 *	     |
 *	any: first zone of the list above `low`: this CPU's list, refilled
 *	      (pcp.c), or the zone's blocks (buddy.c)
 *	     | none
 *	slow (alloc_slow.c): deeper into the zones, as far as the caller may;
 *	      reclaim, as often as it may
 *
 * A PAGE'S WAY HOME		__free_pages(page, order), in page_free.c
 *
 *	refcount -> 0 ? -- no --> someone still uses it: done
 *	     | yes
 *	sane? order <= 4 ? -- yes --> this CPU's list (pcp.c)
 *	     | no			     |	list too long?
 *	     v				     v	a batch goes on,
 *	     v				     v	neighbours joined (pcp_batch.c)
 *	zone = page_zone(page); lock zone  <-+
 *	     v
 *	join free buddies upwards (buddy.c); does somebody wait for pages?
 *	     | yes
 *	the first in the queue who can use one gets it (zone_wait.c)
 *
 * LOCKING
 *	None of its own: pcp.c works with interrupts off, buddy.c under the
 *	zone's lock. Free counts are read without it; they are a hint here.
 *
 * FAILURE
 *	NULL, every count unchanged, a report unless __GFP_NOWARN.
 *
 * LEFT OUT
 *	Memory policies, control groups, ALLOC_HARDER's history.
 *
 * SOURCES
 *	LDD3 p. 214-223; LKD ch. 12; M. Gorman, Understanding the Linux
 *	Virtual Memory Manager, ch. 6. Linux 6.12: __alloc_pages_slowpath(),
 *	zone_watermark_ok() (semantics).
 */
#include <linux/export.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/topology.h>

#include "internal.h"
#include "pcp.h"

/* ---- which zone has room ---------------------------------------------- */

/* More than is ever free; a sum with it does not wrap. */
#define MARK_BEYOND	(~0UL >> 1)

static __always_inline unsigned long
usual_mark(const struct zone *zone, const struct alloc_request *req)
{
	unsigned long mark;

	if (req->rights & ALLOC_WMARK_LOW)
		return low_wmark_pages(zone) + zone->lowmem_reserve[req->class];

	mark = min_wmark_pages(zone);
	if (req->rights & ALLOC_MIN_RESERVE) {
		mark -= mark / 2;
		if (req->rights & ALLOC_NON_BLOCK)
			mark -= mark / 4;
	}
	return mark + zone->lowmem_reserve[req->class];
}

static noinline unsigned long unusual_mark(struct zone *zone,
					   const struct alloc_request *req)
{
	if (page_step_fails(zone, req))
		return MARK_BEYOND;
	return req->rights & ALLOC_NO_WATERMARKS ? 0 : usual_mark(zone, req);
}

/* How many pages of the zone @req must leave. */
static __always_inline unsigned long mark_for(struct zone *zone,
					      const struct alloc_request *req)
{
	if (unlikely(req->rights & (ALLOC_NO_WATERMARKS | ALLOC_MAY_FAIL)))
		return unusual_mark(zone, req);
	return usual_mark(zone, req);
}

static __always_inline bool has_room(struct zone *zone,
				     const struct alloc_request *req)
{
	unsigned long free = READ_ONCE(zone->nr_free);

	return free >= mark_for(zone, req) + (1UL << req->order);
}

bool zone_has_room(struct zone *zone, const struct alloc_request *req)
{
	return has_room(zone, req);
}

/* ---- allocate ---------------------------------------------------------- */

static struct page *take_block(struct zone *zone,
			       const struct alloc_request *req)
{
	unsigned long flags;
	struct page *page;

	if (req->order < NR_PCP_ORDERS)
		return pcp_take(zone, req->order, req->type, req->gfp);

	spin_lock_irqsave(&zone->lock, flags);
	page = buddy_take_locked(zone, req->order, req->type);
	if (page)
		zone->nr_large_alloc[req->order]++;
	spin_unlock_irqrestore(&zone->lock, flags);
	return page;
}

struct page *get_page_from_freelist(const struct alloc_request *req)
{
	struct zone *const *z = req->zones;

	for (; *z; z++) {
		struct zone *zone = *z;
		struct page *page;

		/* The node's own zones come first. */
		if ((req->gfp & __GFP_THISNODE) && zone->node != req->nid)
			break;
		if (!has_room(zone, req))
			continue;
		page = take_block(zone, req);
		if (likely(page))
			return page;
	}
	return NULL;
}

static void prep_compound_page(struct page *page, unsigned int order)
{
	unsigned long i;

	__SetPageHead(page);
	for (i = 1; i < 1UL << order; i++)
		page[i].compound_head = (unsigned long)page + 1;
}

void clear_pages(struct page *page, unsigned int order)
{
	unsigned long nr = 1UL << order;

	if (likely(!PageHighMem(page))) {
		u8 *mem = lowmem_page_address(page);

		for (; nr--; mem += PAGE_SIZE)
			clear_page(mem);
		return;
	}
	while (nr--)
		clear_highpage(page++);
}

int off_list_count;

/* A page off the lists that is not as it should be, or is to be watched. */
static noinline bool may_be_given(struct page *page, unsigned int order,
				  gfp_t gfp)
{
	if (page_ref_count(page)) {
		bad_page(page, HELD_THOUGH_FREE);
		return false;
	}
	page_debug_alloc(page, order, gfp);
	return true;
}

/* From "off the lists" to "the caller's". */
static struct page *prep_new_page(struct page *page, unsigned int order,
				  gfp_t gfp)
{
	set_page_count(page, 1);
	if (order && (gfp & __GFP_COMP))
		prep_compound_page(page, order);
	if (gfp & __GFP_ZERO)
		clear_pages(page, order);
	return page;
}

void clear_new_pages(struct page **array, unsigned long nr)
{
	while (nr--)
		clear_pages(*array++, 0);
}

/* Orders from here on are looked at closely: all, while faults are injected. */
static unsigned int suspect_order = NR_PAGE_ORDERS;

/* What every request may do at first */
static unsigned int first_rights = ALLOC_WMARK_LOW;

bool page_faults_injected;

void inject_page_faults(unsigned int points)
{
	page_faults_injected = points;
	WRITE_ONCE(suspect_order, points ? 0 : NR_PAGE_ORDERS);
	WRITE_ONCE(first_rights, points & INJECT_STEPS ?
		   ALLOC_WMARK_LOW | ALLOC_MAY_FAIL : ALLOC_WMARK_LOW);
}

/*
 * Contradictions and what can never be met: the caller is wrong; and what is
 * to fail today.
 */
static noinline bool refuse(gfp_t gfp, unsigned int order)
{
	if (order > MAX_PAGE_ORDER) {
		WARN_ONCE(!(gfp & __GFP_NOWARN),
			  "page allocation: order %u, the largest is %u\n",
			  order, MAX_PAGE_ORDER);
		return true;
	}
	if (WARN(gfp & ~__GFP_BITS_MASK,
		 "page allocation: unknown flags %#x\n",
		 gfp & ~__GFP_BITS_MASK))
		return true;
	if (WARN(gfp_zone(gfp) < 0,
		 "page allocation: flags %#x name two zones\n", gfp))
		return true;
	return should_fail_alloc_page(gfp, order);
}

/* Any request: every zone it may use, then the slow path. */
static noinline struct page *alloc_any(gfp_t gfp, unsigned int order, int nid)
{
	struct alloc_request req = { .gfp = gfp, .order = order };
	int class = gfp_zone(gfp);
	struct page *page;

	if (unlikely(order >= READ_ONCE(suspect_order) || class < 0 ||
		     (gfp & ~__GFP_BITS_MASK)) && refuse(gfp, order))
		return NULL;
	if (nid == NUMA_NO_NODE)
		nid = numa_node_id();
	else if (WARN(nid < 0 || nid >= nr_online_nodes,
		      "page allocation: there is no node %d\n", nid))
		return NULL;

	req.nid = nid;
	req.class = class;
	req.type = gfp_migratetype(gfp);
	req.zones = NODE_DATA(nid)->node_zonelists[class];
	req.rights = READ_ONCE(first_rights);

	page = get_page_from_freelist(&req);
	return page ? page : alloc_slowpath(&req);
}

/*
 * Nine of ten requests: a small block, from wherever is nearest, while that
 * zone is well above its marks and this CPU has one at hand. NULL: think.
 */
static __always_inline struct page *alloc_fast(gfp_t gfp, unsigned int order)
{
	struct zone *zone = this_cpu_read(local_zones[gfp & 7]);

	if (unlikely(READ_ONCE(zone->nr_free) <= zone->fast_mark[gfp & 7]))
		return NULL;
	return pcp_take_hot(zone, order, gfp_migratetype(gfp));
}

/* What a CPU's list cannot honour, or somebody must report. */
#define NOT_FAST	(~__GFP_BITS_MASK | __GFP_COLD | __GFP_THISNODE)

/* What is done to the page afterwards. */
#define NEEDS_WORK	(__GFP_ZERO | __GFP_COMP)

static __always_inline bool fits_fast(gfp_t gfp, unsigned int order, int nid)
{
	return order < NR_PCP_ORDERS && nid == NUMA_NO_NODE &&
	       !(gfp & NOT_FAST);
}

/*
 * The same for who has the time to refill this CPU's list, or to do to the
 * block what a watched zone wants. The zone is the first of any list, and well
 * above its marks: no other need be asked.
 */
static struct page *alloc_near(gfp_t gfp, unsigned int order)
{
	struct zone *zone = this_cpu_read(local_zones[gfp & 7]);
	int type = gfp_migratetype(gfp);
	struct page *page;

	if (READ_ONCE(zone->nr_free) <= zone->near_mark[gfp & 7])
		return NULL;
	page = pcp_take_hot(zone, order, type);
	return page ? page : pcp_take(zone, order, type, gfp);
}

static noinline struct page *alloc_think(gfp_t gfp, unsigned int order,
					 int nid)
{
	struct page *page = NULL;

	might_alloc(gfp);
	if (fits_fast(gfp, order, nid))
		page = alloc_near(gfp, order);
	if (!page)
		page = alloc_any(gfp, order, nid);
	/* A free page that somebody holds is lost; the zone has others. */
	while (page && unlikely(page_ref_count(page) != off_list_count) &&
	       !may_be_given(page, order, gfp))
		page = alloc_any(gfp, order, nid);
	return page ? prep_new_page(page, order, gfp) : NULL;
}

/* A free page that somebody holds: lost, and another one for the caller. */
static noinline struct page *alloc_instead(struct page *page, gfp_t gfp,
					   unsigned int order)
{
	bad_page(page, HELD_THOUGH_FREE);
	return alloc_think(gfp, order, NUMA_NO_NODE);
}

/* Inlined into the two doors that are called most; it ends in tail calls. */
static __always_inline struct page *alloc_inline(gfp_t gfp, unsigned int order,
						 int nid)
{
	struct page *page;

	/* Instructions that a request well served does not owe. */
	if (IS_ENABLED(CONFIG_DEBUG_PREEMPT))
		might_alloc(gfp);
	if (unlikely(!fits_fast(gfp, order, nid) || (gfp & NEEDS_WORK)))
		return alloc_think(gfp, order, nid);
	page = alloc_fast(gfp, order);
	if (unlikely(!page))
		return alloc_think(gfp, order, nid);
	if (unlikely(page_ref_count(page)))
		return alloc_instead(page, gfp, order);
	set_page_count(page, 1);
	return page;
}

/* The order known to be 0 saves the fast path a tenth. */
struct page *__alloc_pages(gfp_t gfp, unsigned int order, int nid)
{
	if (likely(!order))
		return alloc_inline(gfp, 0, nid);
	return alloc_inline(gfp, order, nid);
}
EXPORT_SYMBOL(__alloc_pages);

static noinline unsigned long refuse_highmem(void)
{
	WARN(1, "__get_free_pages: a __GFP_HIGHMEM page has no address\n");
	return 0;
}

unsigned long __get_free_pages(gfp_t gfp_mask, unsigned int order)
{
	struct page *page;

	if (unlikely(gfp_mask & __GFP_HIGHMEM))
		return refuse_highmem();
	if (likely(!order))
		page = alloc_inline(gfp_mask, 0, NUMA_NO_NODE);
	else
		page = alloc_inline(gfp_mask, order, NUMA_NO_NODE);
	return page ? (unsigned long)lowmem_page_address(page) : 0;
}
EXPORT_SYMBOL(__get_free_pages);

/* @page: one that this CPU had, but somebody holds it; NULL: it had none. */
static noinline unsigned long zeroed_instead(struct page *page, gfp_t gfp_mask)
{
	gfp_t gfp = gfp_mask | __GFP_ZERO;

	if (unlikely(gfp_mask & __GFP_HIGHMEM))
		return refuse_highmem();
	page = page ? alloc_instead(page, gfp, 0) :
		      alloc_think(gfp, 0, NUMA_NO_NODE);
	return page ? (unsigned long)lowmem_page_address(page) : 0;
}

unsigned long get_zeroed_page(gfp_t gfp_mask)
{
	struct page *page = NULL;
	void *addr;

	if (IS_ENABLED(CONFIG_DEBUG_PREEMPT))
		might_alloc(gfp_mask);
	if (likely(!(gfp_mask & (NOT_FAST | __GFP_COMP | __GFP_HIGHMEM))))
		page = alloc_fast(gfp_mask, 0);
	if (unlikely(!page || page_ref_count(page)))
		return zeroed_instead(page, gfp_mask);
	set_page_count(page, 1);
	addr = lowmem_page_address(page);
	clear_page(addr);
	return (unsigned long)addr;
}
EXPORT_SYMBOL(get_zeroed_page);
