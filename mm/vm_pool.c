// SPDX-License-Identifier: MIT
/*
 * vm_pool.c - structures of areas, out of pages
 *
 * PROBLEM
 *	Each area needs some 130 bytes to describe it. 35000 areas are a
 *	thousand pages of descriptions, which must go home afterwards.
 *
 * IDEA
 *	A page begins with a head and is cut into equal pieces; free pieces are
 *	a list through their first word. A page that has free pieces is on the
 *	list of such pages; one that has nothing else goes home.
 *
 *	page	[ head | piece | piece | piece | ... ]
 *		  free ---------> o -----------> o
 *
 * INVARIANTS
 *	P1  A page is on the list if and only if it has free pieces.
 *	P2  `used' is the number of pieces that are not free; it is never 0
 *	    while the lock is not held.
 *
 * LOCKING
 *	pool_lock (56 in docs/LOCKING.md), inside of nothing; pages are
 *	allocated and freed without it.
 *
 * FAILURE
 *	NULL when there is no page.
 *
 * COST
 *	A lock and four stores. 31 pieces a page, 2 % for the head.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/spinlock.h>

#include "vm_area.h"

struct pool_page {
	struct list_head link;
	void *free;
	unsigned int used;
};

#define PIECE_SIZE	ALIGN(sizeof(struct vm_area), sizeof(long))
#define PIECES		((PAGE_SIZE - sizeof(struct pool_page)) / PIECE_SIZE)

static DEFINE_SPINLOCK(pool_lock);
static LIST_HEAD(pool_pages);

static struct pool_page *make_page(gfp_t gfp, int node)
{
	struct page *page = alloc_pages_node(node, gfp & ~__GFP_HIGHMEM, 0);
	struct pool_page *pool;
	unsigned int i;

	if (!page)
		return NULL;
	pool = lowmem_page_address(page);
	pool->free = NULL;
	pool->used = 0;
	for (i = 0; i < PIECES; i++) {
		void **piece = (void *)(pool + 1) + i * PIECE_SIZE;

		*piece = pool->free;
		pool->free = piece;
	}
	return pool;
}

static void *take_locked(struct pool_page *pool)
{
	void **piece = pool->free;

	pool->free = *piece;
	pool->used++;
	if (!pool->free)
		list_del_init(&pool->link);
	return piece;
}

struct vm_area *vm_pool_alloc(gfp_t gfp, int node)
{
	struct pool_page *pool;
	struct vm_area *area;

	spin_lock(&pool_lock);
	pool = list_first_entry_or_null(&pool_pages, struct pool_page, link);
	if (likely(pool)) {
		area = take_locked(pool);
		spin_unlock(&pool_lock);
		return area;
	}
	spin_unlock(&pool_lock);

	pool = make_page(gfp, node);
	if (!pool)
		return NULL;
	spin_lock(&pool_lock);
	list_add(&pool->link, &pool_pages);
	area = take_locked(pool);
	spin_unlock(&pool_lock);
	return area;
}

void vm_pool_free(struct vm_area *area)
{
	struct pool_page *pool = (void *)((unsigned long)area & PAGE_MASK);
	bool empty;

	spin_lock(&pool_lock);
	if (!pool->free)
		list_add(&pool->link, &pool_pages);
	*(void **)area = pool->free;
	pool->free = area;
	empty = --pool->used == 0;
	if (empty)
		list_del(&pool->link);
	spin_unlock(&pool_lock);
	if (empty)
		free_page((unsigned long)pool);
}
