// SPDX-License-Identifier: MIT
/*
 * kmalloc.c - memory by size: a cache for each class, pages beyond
 *
 * PROBLEM
 *	Most of a kernel's objects have no cache of their own. Any size must
 *	be had at the cost of a cache, and given back by address alone.
 *
 * IDEA
 *	Sixteen caches; a size goes to the smallest that holds it:
 *
 *	8  16  32  64	 128	 256	 512	 1k	 2k  4k  8k | pages,
 *		      96     192     384     768    1536	    |  4 MiB
 *
 *	Powers of two alone waste a quarter of what they give, on average;
 *	with one more at three quarters of each it is a seventh. Linux stops
 *	at 192. Five of 384 lie where four of 512 would, in as many pages;
 *	768 and 1536 take two pages at once for it. Three quarters of 4 KiB
 *	fill no page, and an order-2 block for five of them is what an atomic
 *	caller may not get. Below 64 bytes a third class would save four to
 *	eight bytes and have partly used slabs of its own.
 *
 *	Objects stand one behind the other from the start of a page
 *	(slab_layout.c): powers of two are aligned to themselves, 96 to 32,
 *	192 to 64, and so on.
 *
 *	size known to the compiler	the class is, too: one load
 *	otherwise			class_of[(size - 1) / 8], one byte
 *	above 8 KiB			pages: the next power of two of them, the
 *					first marked PG_large_kmalloc
 *
 *	kfree() reads off the page whose the object is (slab_alloc.c).
 *
 *	DMA memory has caches of its own, dma-kmalloc-8 and so on.
 *
 * LOCKING, COST
 *	As caches. A pair of kmalloc and kfree is 37 instructions if the size is
 *	a constant, 45 if not (make bench).
 *
 * FAILURE
 *	NULL; more than 4 MiB, and a product that overflows, is said, unless
 *	__GFP_NOWARN.
 *
 * LEFT OUT
 *	Linux has classes of their own for reclaimable and for accounted
 *	memory: here __GFP_RECLAIMABLE and __GFP_ACCOUNT change nothing.
 *
 * SOURCES
 *	LDD3 p. 213-217; Linux 6.12: kmalloc_info[], __do_krealloc()
 *	(semantics).
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/mm.h>

#include "slab.h"

#define CLASS_UNIT	8
#define NR_UNITS	(KMALLOC_MAX_CACHE_SIZE / CLASS_UNIT)

struct cpu_stack __percpu *kmalloc_stacks[KMALLOC_CLASSES];
EXPORT_SYMBOL(kmalloc_stacks);

static struct kmem_cache *caches[KMALLOC_CLASSES];
static struct kmem_cache *dma_caches[KMALLOC_CLASSES];

/* [(size - 1) / 8]: the class */
static u8 class_of[NR_UNITS];

/* ---- allocate -------------------------------------------------------------------- */

static noinline void *alloc_large(size_t size, gfp_t gfp, int nid)
{
	unsigned int order = get_order(size);
	struct page *page;

	if (size > KMALLOC_MAX_SIZE) {
		WARN(!(gfp & __GFP_NOWARN),
		     "kmalloc: %zu bytes; the most is %lu\n", size,
		     KMALLOC_MAX_SIZE);
		return NULL;
	}
	/* A name for it without an address is of no use: it has one. */
	if (WARN(gfp & __GFP_HIGHMEM, "kmalloc: __GFP_HIGHMEM has no address\n"))
		gfp &= ~__GFP_HIGHMEM;
	page = alloc_pages_node(nid, gfp, order);
	if (!page)
		return NULL;
	page_set_flags(page, page->flags | 1u << PG_large_kmalloc);
	kmemleak_alloc(lowmem_page_address(page), PAGE_SIZE << order, 1, gfp);
	return lowmem_page_address(page);
}

/* A debugged cache remembers how much was asked for. */
static void *asked(struct kmem_cache *c, void *object, size_t size)
{
	if (unlikely(c->flags & SLAB_DEBUG_FLAGS) && object)
		slab_debug_asked(c, object, size);
	return object;
}

noinline void *kmalloc_slow(struct cpu_stack __percpu *stack, size_t size,
			    gfp_t gfp)
{
	/* Every CPU's copy has the same owner. */
	struct kmem_cache *c = per_cpu_ptr(stack, 0)->owner;

	return asked(c, slab_alloc_slow(c, gfp, NUMA_NO_NODE), size);
}

void *__kmalloc_plain(struct cpu_stack __percpu *stack, unsigned long how)
{
	void *object = cpu_stack_pop(stack);

	might_reclaim_fs(__KMALLOC_HOW_GFP(how));
	return likely(object) ? object :
	       kmalloc_slow(stack, __KMALLOC_HOW_SIZE(how),
			    __KMALLOC_HOW_GFP(how));
}
EXPORT_SYMBOL(__kmalloc_plain);

static noinline void *from_odd_size(size_t size, gfp_t gfp)
{
	return size ? alloc_large(size, gfp, NUMA_NO_NODE) : ZERO_SIZE_PTR;
}

void *__kmalloc_plain_size(size_t size, gfp_t flags)
{
	struct cpu_stack __percpu *stack;
	unsigned long unit = (size - 1) / CLASS_UNIT;
	void *object;

	if (unlikely(unit >= NR_UNITS))
		return from_odd_size(size, flags);
	stack = kmalloc_stacks[class_of[unit]];
	object = cpu_stack_pop(stack);
	might_reclaim_fs(flags);
	return likely(object) ? object : kmalloc_slow(stack, size, flags);
}
EXPORT_SYMBOL(__kmalloc_plain_size);

static struct kmem_cache *cache_for(size_t size, gfp_t gfp)
{
	unsigned int class = class_of[(size - 1) / CLASS_UNIT];

	return gfp & __GFP_DMA ? dma_caches[class] : caches[class];
}

void *__kmalloc_cache_noprof(struct kmem_cache *s, gfp_t gfpflags,
			     size_t size)
{
	return asked(s, (kmem_cache_alloc)(s, gfpflags), size);
}
EXPORT_SYMBOL(__kmalloc_cache_noprof);

void *__kmalloc(size_t size, gfp_t flags)
{
	if (!(flags & ~__SLAB_PLAIN_GFP))
		return __kmalloc_plain_size(size, flags);
	if (unlikely(size - 1 >= KMALLOC_MAX_CACHE_SIZE))
		return from_odd_size(size, flags);
	return __kmalloc_cache_noprof(cache_for(size, flags), flags, size);
}
EXPORT_SYMBOL(__kmalloc);

void *__kmalloc_node(size_t size, gfp_t flags, int node)
{
	struct kmem_cache *c;

	if (!size)
		return ZERO_SIZE_PTR;
	if (size > KMALLOC_MAX_CACHE_SIZE)
		return alloc_large(size, flags, node);
	c = cache_for(size, flags);
	return asked(c, kmem_cache_alloc_node(c, flags, node), size);
}
EXPORT_SYMBOL(__kmalloc_node);

noinline void *__kmalloc_overflow(size_t n, size_t size, gfp_t flags)
{
	WARN(!(flags & __GFP_NOWARN),
	     "kmalloc: %zu times %zu bytes: more than can be counted\n", n,
	     size);
	return NULL;
}
EXPORT_SYMBOL(__kmalloc_overflow);

/* ---- free ------------------------------------------------------------------------- */

void kfree_large(struct page *page)
{
	kmemleak_free(lowmem_page_address(page));
	page_set_flags(page, page->flags & ~(1u << PG_large_kmalloc));
	__free_pages(page, page_order(page));
}

void kfree_sensitive(const void *objp)
{
	memzero_explicit((void *)objp, ksize(objp));
	kfree(objp);
}
EXPORT_SYMBOL(kfree_sensitive);

/* ---- sizes -------------------------------------------------------------------------- */

size_t kmalloc_size_roundup(size_t size)
{
	if (!size)
		return 0;
	if (size <= KMALLOC_MAX_CACHE_SIZE)
		return caches[class_of[(size - 1) / CLASS_UNIT]]->object_size;
	if (size > KMALLOC_MAX_SIZE)
		return size;
	return PAGE_SIZE << get_order(size);
}
EXPORT_SYMBOL(kmalloc_size_roundup);

size_t ksize(const void *objp)
{
	const struct page *page;
	struct kmem_cache *c;

	if (ZERO_OR_NULL_PTR(objp))
		return 0;
	page = virt_addr_valid(objp) ? virt_to_page(objp) : NULL;
	if (page && PageSlab(page)) {
		c = slab_caches[slab_id(page)];
		if (unlikely(c->flags & SLAB_DEBUG_FLAGS))
			return slab_debug_usable(c, (void *)objp);
		/* All of it is the caller's, unless something stands behind. */
		return c->offset ? c->object_size : c->size;
	}
	if (WARN(!page || !page_is_large_kmalloc(page),
		 "ksize: %px was not given by kmalloc\n", objp))
		return 0;
	return PAGE_SIZE << page_order(page);
}
EXPORT_SYMBOL(ksize);

void *krealloc(const void *p, size_t new_size, gfp_t flags)
{
	size_t has = ksize(p);
	void *new;

	if (!new_size) {
		kfree(p);
		return ZERO_SIZE_PTR;
	}
	if (has >= new_size) {
		/* What is cut off is zeros when it is asked for again. */
		if (flags & __GFP_ZERO)
			memset((void *)p + new_size, 0, has - new_size);
		return (void *)p;
	}
	new = __kmalloc(new_size, flags);
	if (new && has) {
		memcpy(new, p, has);
		kfree(p);
	}
	return new;
}
EXPORT_SYMBOL(krealloc);

/* ---- init ----------------------------------------------------------------------------- */

static const char *const names[2][KMALLOC_CLASSES] = {
	{ "kmalloc-8", "kmalloc-16", "kmalloc-32", "kmalloc-64", "kmalloc-96",
	  "kmalloc-128", "kmalloc-192", "kmalloc-256", "kmalloc-384",
	  "kmalloc-512", "kmalloc-768", "kmalloc-1k", "kmalloc-1536",
	  "kmalloc-2k", "kmalloc-4k", "kmalloc-8k" },
	{ "dma-kmalloc-8", "dma-kmalloc-16", "dma-kmalloc-32",
	  "dma-kmalloc-64", "dma-kmalloc-96", "dma-kmalloc-128",
	  "dma-kmalloc-192", "dma-kmalloc-256", "dma-kmalloc-384",
	  "dma-kmalloc-512", "dma-kmalloc-768", "dma-kmalloc-1k",
	  "dma-kmalloc-1536", "dma-kmalloc-2k", "dma-kmalloc-4k",
	  "dma-kmalloc-8k" },
};

void kmalloc_init(void)
{
	unsigned int class, unit;

	for (unit = 0; unit < NR_UNITS; unit++)
		class_of[unit] = kmalloc_index((unit + 1) * CLASS_UNIT);
	for (class = 0; class < KMALLOC_CLASSES; class++) {
		caches[class] = slab_create_boot(names[0][class],
						 kmalloc_class_size(class),
						 SLAB_KMALLOC);
		kmalloc_stacks[class] = caches[class]->cpu;
	}
	for (class = 0; class < KMALLOC_CLASSES; class++)
		dma_caches[class] =
			slab_create_boot(names[1][class],
					 kmalloc_class_size(class),
					 SLAB_KMALLOC | SLAB_CACHE_DMA);
}
