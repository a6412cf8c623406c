// SPDX-License-Identifier: MIT
/*
 * dmapool.c - coherent memory in small pieces
 *
 * PROBLEM
 *	A network card wants thousands of descriptors of 64 bytes. A page for
 *	each would waste 63 parts of 64, and the card may be unable to read
 *	one that crosses a 4 KiB line.
 *
 * IDEA
 *	Objects of one size, many to a page, fast on every CPU: that is what a
 *	slab cache is, and on the PC coherent memory is memory. So a pool is a
 *	cache of its own, with the zone that the device's mask asks for:
 *
 *		mask reaches all low memory	any page
 *		32 bits				SLAB_CACHE_DMA32
 *		less				SLAB_CACHE_DMA, below 16 MiB
 *
 *	No piece crosses a multiple of @boundary if each is aligned to the
 *	power of two that holds it: a larger power of two is then never in its
 *	middle. Pieces larger than a page are page blocks.
 *
 *	The handle is the physical address. What a cache reports (a free twice,
 *	a foreign pointer, pieces left at the end), a pool reports.
 *
 * FAILURE
 *	NULL. An argument that makes no sense is reported.
 *
 * COST
 *	A slab object's, inlined, and three instructions for the handle each
 *	way: a pair is 47 (make bench), 12 to take, 24 to give, the rest is
 *	the caller's. The mark, 33, is below what a cache pays without a
 *	handle (36). Half of a give finds mistakes: 4 that the handle is not
 *	the piece's, 8 that the piece is another pool's (which its page
 *	knows), 4 a second free and a pointer into a piece. Linux's pool only
 *	looks for these when debugging. Not kept: the handle beside the piece
 *	on the stack, two words to move instead of a subtraction. Sizes
 *	between powers of two are rounded up; Linux packs them.
 *
 * SOURCES
 *	LDD3 p. 447. Linux: mm/dmapool.c (semantics).
 */
#include <linux/bug.h>
#include <linux/dmapool.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/log2.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "slab.h"
#include "slab_fast.h"

/* Linux's: room for the links of its own free list. */
#define PIECE_MIN	16

/**
 * struct dma_pool - one
 * @stack: of @cache, where most pieces come from and go to; or no_stack
 * @cache: what serves; NULL: page blocks
 * @size:  of a piece, bytes, as rounded up
 */
struct dma_pool {
	struct cpu_stack __percpu *stack;
	struct kmem_cache *cache;
	struct device *dev;
	size_t size;
	struct list_head node;		/* pools_mutex */
	char name[64];
};

static DEFINE_MUTEX(pools_mutex);
static LIST_HEAD(pools);

/* Empty, and full: for page blocks, so that nobody asks whether there is one. */
static DEFINE_PER_CPU(struct cpu_stack, no_stack);

/* ---- create ---- */

static slab_flags_t zone_flags(struct device *dev)
{
	u64 mask = dev ? dev->coherent_dma_mask : DMA_BIT_MASK(24);
	u64 last = ((u64)max_low_pfn << PAGE_SHIFT) - 1;

	if (mask >= last)
		return 0;
	return mask >= DMA_BIT_MASK(32) ? SLAB_CACHE_DMA32 : SLAB_CACHE_DMA;
}

static bool makes_sense(size_t size, size_t align, size_t boundary)
{
	return size && size <= (PAGE_SIZE << MAX_PAGE_ORDER) &&
	       is_power_of_2(align) && align <= PAGE_SIZE &&
	       (!boundary || (is_power_of_2(boundary) && boundary >= size));
}

/* A cache's name has no blanks, and no other has it. */
static void name_pool(struct dma_pool *pool, const char *name)
{
	static atomic_t count = ATOMIC_INIT(0);
	char *c;

	snprintf(pool->name, sizeof(pool->name), "dma-%d-%s",
		 atomic_inc_return(&count), name);
	for (c = pool->name; *c; c++) {
		if (*c == ' ' || *c == '\t' || *c == '\n')
			*c = '_';
	}
}

struct dma_pool *dma_pool_create(const char *name, struct device *dev,
				 size_t size, size_t align, size_t boundary)
{
	struct dma_pool *pool;

	align = align ?: 1;
	if (WARN(!makes_sense(size, align, boundary),
		 "dma_pool_create: %s: size %zu, align %zu, boundary %zu\n",
		 name, size, align, boundary))
		return NULL;
	pool = kzalloc(sizeof(*pool), GFP_KERNEL);
	if (!pool)
		return NULL;
	pool->dev = dev;
	pool->size = ALIGN(max_t(size_t, size, PIECE_MIN), align);
	pool->stack = &no_stack;
	name_pool(pool, name);
	if (pool->size <= PAGE_SIZE) {
		align = max(align, roundup_pow_of_two(pool->size));
		pool->cache = kmem_cache_create(pool->name, pool->size, align,
						SLAB_NO_MERGE | zone_flags(dev),
						NULL);
		if (!pool->cache) {
			kfree(pool);
			return NULL;
		}
		pool->stack = pool->cache->cpu;
	}
	mutex_lock(&pools_mutex);
	list_add_tail(&pool->node, &pools);
	mutex_unlock(&pools_mutex);
	return pool;
}
EXPORT_SYMBOL(dma_pool_create);

void dma_pool_destroy(struct dma_pool *pool)
{
	if (!pool)
		return;
	mutex_lock(&pools_mutex);
	list_del(&pool->node);
	mutex_unlock(&pools_mutex);
	/* With pieces left it reports them, and stays as it is. */
	kmem_cache_destroy(pool->cache);
	kfree(pool);
}
EXPORT_SYMBOL(dma_pool_destroy);

struct device *dma_pool_device(const struct dma_pool *pool)
{
	return pool->dev;
}

/* ---- allocate, free ---- */

/* Not at hand on this CPU, or with flags to look at. */
static noinline void *alloc_slowly(struct dma_pool *pool, gfp_t gfp,
				   dma_addr_t *handle)
{
	void *p;

	if (!pool->cache)
		return dma_alloc_coherent(pool->dev, pool->size, handle, gfp);
	p = kmem_cache_alloc(pool->cache, gfp);
	if (p)
		*handle = __pa(p);
	return p;
}

void *dma_pool_alloc(struct dma_pool *pool, gfp_t gfp, dma_addr_t *handle)
{
	void *p = NULL;

	if (likely(!(gfp & ~__SLAB_PLAIN_GFP)))
		p = cpu_stack_pop(pool->stack);
	if (unlikely(!p))
		return alloc_slowly(pool, gfp, handle);
	*handle = (unsigned long)p - PAGE_OFFSET;
	return p;
}
EXPORT_SYMBOL(dma_pool_alloc);

static noinline void free_slowly(struct dma_pool *pool, void *vaddr,
				 dma_addr_t handle)
{
	if (!pool->cache)
		dma_free_coherent(pool->dev, pool->size, vaddr, handle);
	else if (!WARN((dma_addr_t)__pa(vaddr) != handle,
		       "dma_pool_free: %s: %px has not the handle %#llx\n",
		       pool->name, vaddr, handle))
		kmem_cache_free(pool->cache, vaddr);
}

void dma_pool_free(struct dma_pool *pool, void *vaddr, dma_addr_t handle)
{
	struct cpu_stack __percpu *stack = pool->stack;

	if (unlikely((unsigned long)vaddr - PAGE_OFFSET != handle ||
		     !slab_has_key(vaddr, this_cpu_read(stack->key)) ||
		     !cpu_stack_push(stack, vaddr)))
		free_slowly(pool, vaddr, handle);
}
EXPORT_SYMBOL(dma_pool_free);

/* ---- show ---- */

static int dma_pools_show(struct seq_file *m, void *v)
{
	struct dma_pool *pool;

	seq_puts(m, "# name                     device           bytes a piece\n");
	mutex_lock(&pools_mutex);
	list_for_each_entry(pool, &pools, node)
		seq_printf(m, "%-26s %-16s %zu\n", pool->name,
			   pool->dev ? dev_name(pool->dev) : "-", pool->size);
	mutex_unlock(&pools_mutex);
	return 0;
}
PROC_VIEW("dma_pools", dma_pools_show);
