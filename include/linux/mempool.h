/* SPDX-License-Identifier: MIT */
/*
 * mempool.h - memory that is there when there is none (LDD3 p. 220-221)
 *
 *	pool = mempool_create_slab_pool(4, cache);
 *	p = mempool_alloc(pool, GFP_NOIO);	never NULL: may sleep
 *	mempool_free(p, pool);
 *
 * A pool keeps min_nr elements in reserve. When the allocator behind it has
 * nothing, an element of the reserve is given out; when that is empty, too,
 * a caller that may sleep waits until somebody frees one. So whoever needs
 * one element at a time, and frees it in the end, is always served.
 *
 * Context: mempool_alloc() as its flags say; mempool_free() any. All others
 * may sleep.
 */
#ifndef _LINUX_MEMPOOL_H
#define _LINUX_MEMPOOL_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

/*
 * The allocator behind a pool: an element or NULL; gives one back. Both are
 * told the pool's data. Called without a lock held.
 */
typedef void *(mempool_alloc_t)(gfp_t gfp_mask, void *pool_data);
typedef void (mempool_free_t)(void *element, void *pool_data);

/**
 * struct mempool_s - a pool; its fields are mm/mempool.c's
 * @min_nr:   elements that the reserve is to hold
 * @curr_nr:  elements in it now: @top and those below
 * @count:    the same, for who adds to it
 * @top:      the newest of the reserve, or NULL; exchanged without the lock
 * @nr_below: the others, at most @min_nr - 1
 * @elements: them, [0, nr_below)
 * @held:     elements that the allocator gave and has not got back, each
 *	      CPU's share of the sum: what is out, and the reserve
 * @stock:    its allocator can tell whether an element is its own
 * @creator:  for reports: who called
 * @list:     all pools, for the view
 */
typedef struct mempool_s {
	spinlock_t lock;
	int min_nr;
	union {
		int curr_nr;
		atomic_t count;
	};
	int nr_below;
	void *top;
	void **elements;

	void *pool_data;
	mempool_alloc_t *alloc;
	mempool_free_t *free;
	long __percpu *held;
	wait_queue_head_t wait;
	bool stock;

	unsigned long creator;
	struct list_head list;
} mempool_t;

static inline bool mempool_initialized(const mempool_t *pool)
{
	return pool->elements != NULL;
}

static inline bool mempool_is_saturated(const mempool_t *pool)
{
	return READ_ONCE(pool->curr_nr) >= READ_ONCE(pool->min_nr);
}

/**
 * mempool_init_node - make a pool in memory of the caller's
 * @pool: it
 * @min_nr: at least 1
 * @alloc_fn: allocates an element
 * @free_fn: frees one
 * @pool_data: handed to both
 * @gfp_mask: for the reserve and its table
 * @node_id: where the table lies
 *
 * Return: 0; -ENOMEM: the reserve could not be filled, nothing is left;
 * -EINVAL: @min_nr below 1, reported.
 */
int mempool_init_node(mempool_t *pool, int min_nr, mempool_alloc_t *alloc_fn,
		      mempool_free_t *free_fn, void *pool_data,
		      gfp_t gfp_mask, int node_id);
int mempool_init(mempool_t *pool, int min_nr, mempool_alloc_t *alloc_fn,
		 mempool_free_t *free_fn, void *pool_data);

/* mempool_create - the same with memory of its own; NULL on failure */
mempool_t *mempool_create(int min_nr, mempool_alloc_t *alloc_fn,
			  mempool_free_t *free_fn, void *pool_data);
mempool_t *mempool_create_node(int min_nr, mempool_alloc_t *alloc_fn,
			       mempool_free_t *free_fn, void *pool_data,
			       gfp_t gfp_mask, int node_id);

/**
 * mempool_exit - empty the reserve of a pool that mempool_init() made
 * @pool: it; one that is all zeros, or was emptied before, is nothing
 *
 * Elements that are still out are reported.
 */
void mempool_exit(mempool_t *pool);

/**
 * mempool_destroy - the pool is not needed any more
 * @pool: what mempool_create() gave; NULL is nothing
 *
 * While elements are out it is refused with a report: the pool stays, they
 * can be freed, and it can be destroyed then. (Linux believes the caller.)
 */
void mempool_destroy(mempool_t *pool);

/**
 * mempool_resize - another size of the reserve
 * @pool: it; nobody else may resize or destroy it meanwhile
 * @new_min_nr: at least 1
 *
 * Smaller: what is too much is freed. Larger: it is filled as far as memory
 * goes; elements that are freed later fill the rest.
 *
 * Return: 0; -ENOMEM: no room for the table, nothing has changed; -EINVAL:
 * @new_min_nr below 1, reported.
 */
int mempool_resize(mempool_t *pool, int new_min_nr);

/**
 * mempool_alloc - an element, from the allocator or from the reserve
 * @pool: it
 * @gfp_mask: with __GFP_DIRECT_RECLAIM it waits and never fails; without, it
 *	NULL when both have nothing. __GFP_ZERO is refused with a report: an
 *	element of the reserve is not zeros.
 */
void *mempool_alloc(mempool_t *pool, gfp_t gfp_mask) __malloc;

/* mempool_alloc_preallocated - only from the reserve; NULL: it is empty */
void *mempool_alloc_preallocated(mempool_t *pool) __malloc;

/**
 * mempool_free - @element goes back
 * @element: what mempool_alloc() gave; NULL is nothing
 * @pool: the pool that gave it
 *
 * The reserve is filled first; then it goes to the allocator.
 */
void mempool_free(void *element, mempool_t *pool);

/* Slab objects: pool_data is the cache. */
void *mempool_alloc_slab(gfp_t gfp_mask, void *pool_data);
void mempool_free_slab(void *element, void *pool_data);

static inline int mempool_init_slab_pool(mempool_t *pool, int min_nr,
					 struct kmem_cache *kc)
{
	return mempool_init(pool, min_nr, mempool_alloc_slab,
			    mempool_free_slab, kc);
}

static inline mempool_t *mempool_create_slab_pool(int min_nr,
						  struct kmem_cache *kc)
{
	return mempool_create(min_nr, mempool_alloc_slab, mempool_free_slab,
			      kc);
}

/* kmalloc(): pool_data is the size in bytes. */
void *mempool_kmalloc(gfp_t gfp_mask, void *pool_data);
void mempool_kfree(void *element, void *pool_data);

static inline int mempool_init_kmalloc_pool(mempool_t *pool, int min_nr,
					    size_t size)
{
	return mempool_init(pool, min_nr, mempool_kmalloc, mempool_kfree,
			    (void *)size);
}

static inline mempool_t *mempool_create_kmalloc_pool(int min_nr, size_t size)
{
	return mempool_create(min_nr, mempool_kmalloc, mempool_kfree,
			      (void *)size);
}

/* Blocks of pages, as struct page: pool_data is the order. */
void *mempool_alloc_pages(gfp_t gfp_mask, void *pool_data);
void mempool_free_pages(void *element, void *pool_data);

static inline int mempool_init_page_pool(mempool_t *pool, int min_nr,
					 int order)
{
	return mempool_init(pool, min_nr, mempool_alloc_pages,
			    mempool_free_pages, (void *)(long)order);
}

static inline mempool_t *mempool_create_page_pool(int min_nr, int order)
{
	return mempool_create(min_nr, mempool_alloc_pages, mempool_free_pages,
			      (void *)(long)order);
}

/* mempool_show - every pool: its reserve, what is out, who made it */
struct seq_file;
int mempool_show(struct seq_file *m, void *v);

/* mempool_check - walk every pool; panics with the number of what is broken */
void mempool_check(void);

#endif
