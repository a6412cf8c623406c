// SPDX-License-Identifier: MIT
/*
 * mempool_show.c - who misuses a pool, and how all pools stand
 *
 * PROBLEM
 *	A pool that is misused fails later, in somebody else's hands: a
 *	foreign element is given out as one of its own, one that was freed
 *	twice to two owners, one that is never freed is missed when memory is
 *	gone. Each must be named when it happens, with the pool it happens to.
 *
 * IDEA
 *	A pool is known by who made it and what is behind it:
 *
 *	mempool: 2 elements are still out: mempool_destroy(): 4 of 4 in
 *	reserve, 2 out: the pool of raid_start+0x40 (mempool_alloc_slab)
 *
 *	fault of FAULTS E	    seen by		   then
 *	1 minimum 0		    create, init, resize   refused
 *	2 foreign element	    free into the reserve  to the allocator
 *	3 element freed twice	    free into the reserve  not taken
 *	4 destroy, elements out	    destroy, exit	   refused; done
 *	5 empty, may not wait	    alloc		   NULL
 *	6 shrunk below what is out  resize		   done
 *
 *	2 is known only of the stock allocators: which cache a slab object is
 *	of, how large what kmalloc() gave is, which order a block has. What
 *	goes to the allocator directly is the allocator's to judge.
 *
 *	5 and 6 are no mistakes, so they are no WARN; 5 is silent with
 *	__GFP_NOWARN.
 *
 * LOCKING
 *	pools_lock guards the list; a pool's own lock is taken inside.
 *
 * FAILURE
 *	None.
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/machine.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/proc_fs.h>

#include "internal.h"
#include "mempool.h"
#include "slab.h"

static LIST_HEAD(pools);
static DEFINE_SPINLOCK(pools_lock);

/* Atomic requests that found nothing: said some times, then counted. */
static struct report_limit empty_limit = {
	.lock = __SPIN_LOCK_UNLOCKED(empty_limit.lock),
};

void mempool_list(mempool_t *pool)
{
	unsigned long flags;

	spin_lock_irqsave(&pools_lock, flags);
	list_add_tail(&pool->list, &pools);
	spin_unlock_irqrestore(&pools_lock, flags);
}

void mempool_unlist(mempool_t *pool)
{
	unsigned long flags;

	spin_lock_irqsave(&pools_lock, flags);
	list_del(&pool->list);
	spin_unlock_irqrestore(&pools_lock, flags);
}

long mempool_out(const mempool_t *pool)
{
	long sum = -READ_ONCE(pool->curr_nr);
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(*per_cpu_ptr(pool->held, cpu));
	return sum;
}

/* ---- whose is it? ------------------------------------------------------------- */

static bool is_of_cache(const struct kmem_cache *c, const void *element)
{
	const struct page *page;

	if (!virt_addr_valid(element))
		return false;
	page = virt_to_page(element);
	return PageSlab(page) && slab_caches[slab_id(page)] == c;
}

/* What kmalloc() gave: an object of a class, or pages, of the size at least. */
static bool is_of_size(size_t size, const void *element)
{
	const struct page *page;

	if (!virt_addr_valid(element))
		return false;
	page = virt_to_page(element);
	if (!PageSlab(page) && !page_is_large_kmalloc(compound_head(page)))
		return false;
	return ksize(element) >= size;
}

static bool is_of_order(unsigned int order, const struct page *page)
{
	unsigned long pfn = page_to_pfn(page);

	return pfn_valid(pfn) && page_ref_count(page) > 0 &&
	       page_order(page) == order;
}

bool mempool_is_stock(const mempool_t *pool)
{
	return pool->free == mempool_free_slab ||
	       pool->free == mempool_kfree || pool->free == mempool_free_pages;
}

bool mempool_may_own(const mempool_t *pool, const void *element)
{
	if (pool->free == mempool_free_slab)
		return is_of_cache(pool->pool_data, element);
	if (pool->free == mempool_kfree)
		return is_of_size((size_t)pool->pool_data, element);
	if (pool->free == mempool_free_pages)
		return is_of_order((long)pool->pool_data, element);
	return true;
}

/* ---- reports -------------------------------------------------------------------- */

/* The counts first: a warning that is long is cut. */
#define POOL_FMT	"%d of %d in reserve, %ld out: the pool of %pS (%ps)\n"
#define POOL_ARGS(pool) \
	READ_ONCE((pool)->curr_nr), READ_ONCE((pool)->min_nr), \
	mempool_out(pool), (void *)(pool)->creator, (pool)->alloc

void mempool_say_foreign(mempool_t *pool, const void *element)
{
	WARN(1, "mempool: foreign element %px was freed: " POOL_FMT, element,
	     POOL_ARGS(pool));
}

void mempool_say_twice(mempool_t *pool, const void *element)
{
	WARN(1, "mempool: element %px was freed twice: " POOL_FMT, element,
	     POOL_ARGS(pool));
}

bool mempool_say_outstanding(const mempool_t *pool, const char *caller)
{
	long out = mempool_out(pool);

	WARN(out > 0, "mempool: %ld elements are still out: %s(): " POOL_FMT,
	     out, caller, POOL_ARGS(pool));
	WARN(out < 0, "mempool: %ld more elements were freed than given: %s(): "
	     POOL_FMT, -out, caller, POOL_ARGS(pool));
	return out > 0;
}

void mempool_say_empty(const mempool_t *pool, gfp_t gfp_mask)
{
	unsigned int held;

	if ((gfp_mask & __GFP_NOWARN) ||
	    !report_allowed(&empty_limit, machine_ops->clock_ns(), &held))
		return;
	if (held)
		pr_warn("mempool: %u callbacks suppressed\n", held);
	pr_warn("mempool: nothing for a caller who may not wait: " POOL_FMT,
		POOL_ARGS(pool));
}

void mempool_say_shrunk(const mempool_t *pool)
{
	if (mempool_out(pool) > pool->min_nr)
		pr_info("mempool: shrunk below what is in use: " POOL_FMT,
			POOL_ARGS(pool));
}

int mempool_say_same(const mempool_t *pool, const void *element)
{
	WARN(1, "mempool: the allocator gave %px twice: " POOL_FMT, element,
	     POOL_ARGS(pool));
	return -ENOMEM;
}

/* ---- show, check ------------------------------------------------------------------ */

int mempool_show(struct seq_file *m, void *v)
{
	const mempool_t *pool;
	unsigned long flags;

	seq_puts(m, "reserve   of     out waiting allocator, made by\n");
	spin_lock_irqsave(&pools_lock, flags);
	list_for_each_entry(pool, &pools, list)
		seq_printf(m, "%7d %4d %7ld %7s %ps, %pS\n",
			   READ_ONCE(pool->curr_nr), READ_ONCE(pool->min_nr),
			   mempool_out(pool),
			   waitqueue_active((wait_queue_head_t *)&pool->wait) ?
			   "yes" : "no", pool->alloc, (void *)pool->creator);
	spin_unlock_irqrestore(&pools_lock, flags);
	return 0;
}
PROC_VIEW("mempools", mempool_show);

/* Is one of the table there twice, or at the top as well? */
static bool has_twins(const mempool_t *pool)
{
	const void *top = READ_ONCE(pool->top);
	int i, j;

	for (i = 0; i < pool->nr_below; i++) {
		if (pool->elements[i] == top)
			return true;
		for (j = 0; j < i; j++) {
			if (pool->elements[i] == pool->elements[j])
				return true;
		}
	}
	return false;
}

static int broken_locked(const mempool_t *pool)
{
	int nr = pool->nr_below + !!READ_ONCE(pool->top), i;

	if (pool->nr_below < 0 || pool->nr_below >= pool->min_nr ||
	    READ_ONCE(pool->curr_nr) != nr)
		return 1;
	for (i = 0; i < pool->nr_below; i++) {
		if (!pool->elements[i])
			return 2;
	}
	if (has_twins(pool))
		return 2;
	return mempool_out(pool) < 0 ? 3 : 0;
}

int mempool_broken(mempool_t *pool)
{
	unsigned long flags;
	int broken;

	spin_lock_irqsave(&pool->lock, flags);
	broken = broken_locked(pool);
	spin_unlock_irqrestore(&pool->lock, flags);
	return broken;
}

void mempool_check(void)
{
	unsigned long flags;
	mempool_t *pool;
	int broken = 0;

	spin_lock_irqsave(&pools_lock, flags);
	list_for_each_entry(pool, &pools, list) {
		broken = mempool_broken(pool);
		if (broken)
			break;
	}
	spin_unlock_irqrestore(&pools_lock, flags);
	if (broken)
		panic("mm: mempool invariant P%d is broken", broken);
}
