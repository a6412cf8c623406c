// SPDX-License-Identifier: MIT
/*
 * mempool.c - a few elements that are always to be had
 *
 * PROBLEM
 *	To free memory, memory is needed: a page can be written out only with
 *	an I/O request, which must be allocated. If that allocation waits for
 *	memory to be freed, it waits for itself.
 *
 * IDEA
 *	Keep a few elements back while there is memory, and give them out only
 *	when there is none. One element is enough for progress, however many
 *	want it, as long as each is used for a while and then freed: whoever
 *	comes next waits for it.
 *
 *	mempool_alloc()
 *	     |
 *	the allocator has one? -- yes --> that one	the usual case
 *	     | no
 *	the reserve has one?  -- yes --> that one
 *	     | no
 *	may not wait? -- NULL
 *	     |
 *	the allocator, trying harder (it may reclaim); then
 *	sleep until an element is freed, and from the top
 *
 *	mempool_free()
 *	     |
 *	reserve full? -- yes --> to the allocator	the usual case
 *	     | no
 *	into the reserve; wake those who sleep
 *
 *			       curr_nr	min_nr
 *	elements  [ p  p  p  p |  -  -  ]	the reserve: a stack
 *
 * INVARIANTS	(mempool_check() tests each by number)
 *	P1  0 <= curr_nr <= min_nr, and min_nr is at least 1.
 *	P2  elements[0, curr_nr) are not NULL, and no two are the same.
 *	P3  The sum of `out` over the CPUs is not negative: no more were freed
 *	    than given. (One CPU's share may be: it frees for the others.)
 *
 * LOCKING
 *	pool->lock, interrupts off, guards min_nr, curr_nr and elements; both
 *	counts are read without it as a hint. Nothing is allocated, freed or
 *	printed under it.
 *
 * BARRIERS
 *	A  mempool_alloc() takes an element off the reserve, then somebody
 *	   uses it, hands it on, and another CPU frees it: that CPU must see
 *	   curr_nr as it was after the taking, or it would find the reserve
 *	   full and give the element away while there is room. smp_wmb() in
 *	   take_reserve() pairs with smp_rmb() in mempool_free().
 *	B  A waiter joins the queue, then looks at curr_nr; who frees adds to
 *	   curr_nr, then looks at the queue. One of them sees the other: the
 *	   barrier in prepare_to_wait() pairs with the one in
 *	   wq_has_sleeper().
 *
 * FAILURE
 *	mempool_alloc() returns NULL only to who may not wait; unless
 *	__GFP_NOWARN that is said (E5 of FAULTS). Wrong calls are reported
 *	with the pool's maker and counts, and the pool stays sound.
 *
 * COST
 *	A CPU's share of `out` is counted: two instructions each way beside
 *	the allocator's own. A pair from a cache is 56 instructions (make
 *	bench): its pop and push are inlined, two indirect calls less. The
 *	reserve costs one lock each way; a pair that the allocator refuses is
 *	133, not the 60 of the mark: of these the calls to the allocator and
 *	its answer are some 15, the locks with interrupts off 2 * 20, the
 *	looks for sleepers and for a foreign element the rest.
 *
 * LEFT OUT
 *	Linux fills the elements of a reserve with poison when slab debugging
 *	is on. Here a second free is found without, if it comes at once.
 *
 * SOURCES
 *	LDD3 p. 220-221; Linux: include/linux/mempool.h (semantics).
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/mempool.h>
#include <linux/percpu.h>
#include <linux/sched.h>

#include "mempool.h"
#include "slab.h"
#include "slab_fast.h"

/*
 * For how long one who waits for a free believes that nothing else helps: the
 * allocator may have some again, and tells nobody.
 */
long mempool_patience = HZ / 10;

/* ---- allocate ---------------------------------------------------------------- */

/* The newest of the reserve, or NULL; pool->lock is held. */
static void *pop_locked(mempool_t *pool)
{
	int left = pool->curr_nr - 1;

	if (left < 0)
		return NULL;
	WRITE_ONCE(pool->curr_nr, left);
	return pool->elements[left];
}

static __always_inline void *take_reserve(mempool_t *pool)
{
	unsigned long flags;
	void *element;

	spin_lock_irqsave(&pool->lock, flags);
	element = pop_locked(pool);
	spin_unlock_irqrestore(&pool->lock, flags);
	/* A: curr_nr before whatever the caller does with the element. */
	smp_wmb();
	return element;
}

static void wait_for_free(mempool_t *pool)
{
	DEFINE_WAIT(wait);

	/* B: on the queue before curr_nr is looked at. */
	prepare_to_wait(&pool->wait, &wait, TASK_UNINTERRUPTIBLE);
	if (!READ_ONCE(pool->curr_nr))
		schedule_timeout(READ_ONCE(mempool_patience));
	finish_wait(&pool->wait, &wait);
}

/* The allocator failed at once, and the reserve is empty. */
static noinline void *alloc_or_wait(mempool_t *pool, gfp_t gfp_mask)
{
	void *element = NULL;

	if (!(gfp_mask & __GFP_DIRECT_RECLAIM)) {
		mempool_say_empty(pool, gfp_mask);
		return NULL;
	}
	might_sleep();
	while (!element) {
		element = pool->alloc(gfp_mask | __GFP_NOWARN | __GFP_NORETRY |
				      __GFP_NOMEMALLOC, pool->pool_data);
		if (!element)
			element = take_reserve(pool);
		if (!element)
			wait_for_free(pool);
	}
	return element;
}

/* The first try must not start what the reserve is there to spare. */
static __always_inline gfp_t at_once(gfp_t gfp_mask)
{
	return (gfp_mask | __GFP_NOMEMALLOC | __GFP_NORETRY | __GFP_NOWARN) &
	       ~(__GFP_DIRECT_RECLAIM | __GFP_IO);
}

/* The allocator has none at once. */
static noinline void *alloc_reserved(mempool_t *pool, gfp_t gfp_mask)
{
	void *element = take_reserve(pool);

	if (unlikely(!element))
		element = alloc_or_wait(pool, gfp_mask);
	if (likely(element))
		this_cpu_inc(*pool->out);
	return element;
}

static noinline gfp_t without_zero(gfp_t gfp_mask)
{
	WARN(1, "mempool: zeros asked for: the reserve has none\n");
	return gfp_mask & ~__GFP_ZERO;
}

/*
 * Most pools are of a cache's objects, and most objects lie at hand: three
 * calls less. NULL: ask the pool's own allocator.
 */
static __always_inline void *alloc_stock(mempool_t *pool, gfp_t gfp_mask)
{
	const struct kmem_cache *c = pool->pool_data;

	if (pool->alloc != mempool_alloc_slab ||
	    unlikely(gfp_mask & ~__SLAB_PLAIN_GFP))
		return NULL;
	return cpu_stack_pop(c->cpu);
}

/* The same, back; false: it is for the pool's own allocator. */
static __always_inline bool free_stock(mempool_t *pool, void *element)
{
	const struct kmem_cache *c = pool->pool_data;

	return pool->free == mempool_free_slab &&
	       likely(slab_has_key(element, this_cpu_read(c->cpu->key))) &&
	       likely(cpu_stack_push(c->cpu, element));
}

static noinline void *alloc_own_way(mempool_t *pool, gfp_t gfp_mask)
{
	void *element;

	if (unlikely(gfp_mask & __GFP_ZERO))
		gfp_mask = without_zero(gfp_mask);
	element = pool->alloc(at_once(gfp_mask), pool->pool_data);
	if (unlikely(!element))
		return alloc_reserved(pool, gfp_mask);
	this_cpu_inc(*pool->out);
	return element;
}

void *mempool_alloc(mempool_t *pool, gfp_t gfp_mask)
{
	void *element = alloc_stock(pool, gfp_mask);

	if (unlikely(!element))
		return alloc_own_way(pool, gfp_mask);
	this_cpu_inc(*pool->out);
	return element;
}
EXPORT_SYMBOL(mempool_alloc);

void *mempool_alloc_preallocated(mempool_t *pool)
{
	void *element = take_reserve(pool);

	if (element)
		this_cpu_inc(*pool->out);
	return element;
}
EXPORT_SYMBOL(mempool_alloc_preallocated);

/* ---- free -------------------------------------------------------------------- */

enum put_result {
	PUT_IT,
	RESERVE_IS_FULL,
	IS_THERE_ALREADY,
};

/*
 * E3: freed twice at once, it is the reserve's newest. More are not looked
 * at, for every element that comes back would pay; mempool_check() sees all.
 */
static __always_inline enum put_result put_locked(mempool_t *pool,
						  void *element)
{
	int nr = pool->curr_nr;

	if (unlikely(nr >= pool->min_nr))
		return RESERVE_IS_FULL;
	if (likely(nr) && unlikely(pool->elements[nr - 1] == element))
		return IS_THERE_ALREADY;
	pool->elements[nr] = element;
	WRITE_ONCE(pool->curr_nr, nr + 1);
	return PUT_IT;
}

/*
 * The reserve has room, or had a moment ago. What is no element of this pool
 * goes to the allocator, which knows more of it; one that is there already
 * goes nowhere.
 */
static noinline void refill_reserve(void *element, mempool_t *pool)
{
	enum put_result result = RESERVE_IS_FULL;
	unsigned long flags;

	if (unlikely(pool->stock) && !mempool_may_own(pool, element)) {
		mempool_say_foreign(pool, element);
	} else {
		spin_lock_irqsave(&pool->lock, flags);
		result = put_locked(pool, element);
		spin_unlock_irqrestore(&pool->lock, flags);
	}
	if (unlikely(result == IS_THERE_ALREADY))
		mempool_say_twice(pool, element);
	else if (unlikely(result == RESERVE_IS_FULL))
		pool->free(element, pool->pool_data);
	/* B: curr_nr before the queue is looked at. */
	else if (wq_has_sleeper(&pool->wait))
		wake_up(&pool->wait);
}

void mempool_free(void *element, mempool_t *pool)
{
	if (unlikely(!element))
		return;
	this_cpu_dec(*pool->out);
	/* A: what the element has been through, before curr_nr. */
	smp_rmb();
	if (unlikely(READ_ONCE(pool->curr_nr) < READ_ONCE(pool->min_nr)))
		refill_reserve(element, pool);
	else if (!free_stock(pool, element))
		pool->free(element, pool->pool_data);
}
EXPORT_SYMBOL(mempool_free);

/* ---- make, resize, end ----------------------------------------------------------- */

/* Whatever is in the reserve beyond @keep goes back to the allocator. */
static void empty_reserve(mempool_t *pool, int keep)
{
	while (READ_ONCE(pool->curr_nr) > keep) {
		void *element = take_reserve(pool);

		if (element)
			pool->free(element, pool->pool_data);
	}
}

/* Fill the reserve as far as memory goes. Return: 0, -ENOMEM: not full. */
static int fill_reserve(mempool_t *pool, gfp_t gfp_mask)
{
	unsigned long flags;

	while (!mempool_is_saturated(pool)) {
		void *element = pool->alloc(gfp_mask, pool->pool_data);
		enum put_result result;

		if (!element)
			return -ENOMEM;
		spin_lock_irqsave(&pool->lock, flags);
		result = put_locked(pool, element);
		spin_unlock_irqrestore(&pool->lock, flags);
		/* Somebody freed one meanwhile. */
		if (result == RESERVE_IS_FULL)
			pool->free(element, pool->pool_data);
		if (result == IS_THERE_ALREADY)
			return mempool_say_same(pool, element);
	}
	return 0;
}

static void free_parts(mempool_t *pool)
{
	empty_reserve(pool, 0);
	free_percpu(pool->out);
	kfree(pool->elements);
	pool->out = NULL;
	pool->elements = NULL;
}

/* E1: who keeps nothing in reserve guarantees nothing. */
static bool bad_min_nr(int min_nr, const char *caller)
{
	return WARN(min_nr < 1,
		    "mempool: %s: %d elements in reserve, at least 1 is needed\n",
		    caller, min_nr);
}

static int init_pool(mempool_t *pool, int min_nr, gfp_t gfp_mask, int node_id)
{
	spin_lock_init(&pool->lock);
	init_waitqueue_head(&pool->wait);
	pool->min_nr = min_nr;
	pool->curr_nr = 0;
	pool->out = alloc_percpu_gfp(long, gfp_mask);
	pool->elements = kmalloc_array_node(min_nr, sizeof(void *), gfp_mask,
					    node_id);
	if (!pool->out || !pool->elements || fill_reserve(pool, gfp_mask)) {
		free_parts(pool);
		return -ENOMEM;
	}
	mempool_list(pool);
	return 0;
}

int mempool_init_node(mempool_t *pool, int min_nr, mempool_alloc_t *alloc_fn,
		      mempool_free_t *free_fn, void *pool_data,
		      gfp_t gfp_mask, int node_id)
{
	if (bad_min_nr(min_nr, "mempool_init"))
		return -EINVAL;
	pool->alloc = alloc_fn;
	pool->free = free_fn;
	pool->pool_data = pool_data;
	pool->stock = mempool_is_stock(pool);
	pool->creator = _RET_IP_;
	return init_pool(pool, min_nr, gfp_mask, node_id);
}
EXPORT_SYMBOL(mempool_init_node);

int mempool_init(mempool_t *pool, int min_nr, mempool_alloc_t *alloc_fn,
		 mempool_free_t *free_fn, void *pool_data)
{
	int err = mempool_init_node(pool, min_nr, alloc_fn, free_fn, pool_data,
				    GFP_KERNEL, NUMA_NO_NODE);

	pool->creator = _RET_IP_;
	return err;
}
EXPORT_SYMBOL(mempool_init);

mempool_t *mempool_create_node(int min_nr, mempool_alloc_t *alloc_fn,
			       mempool_free_t *free_fn, void *pool_data,
			       gfp_t gfp_mask, int node_id)
{
	mempool_t *pool = kmalloc_node(sizeof(*pool), gfp_mask | __GFP_ZERO,
				       node_id);

	if (!pool)
		return NULL;
	if (mempool_init_node(pool, min_nr, alloc_fn, free_fn, pool_data,
			      gfp_mask, node_id)) {
		kfree(pool);
		return NULL;
	}
	pool->creator = _RET_IP_;
	return pool;
}
EXPORT_SYMBOL(mempool_create_node);

mempool_t *mempool_create(int min_nr, mempool_alloc_t *alloc_fn,
			  mempool_free_t *free_fn, void *pool_data)
{
	mempool_t *pool = mempool_create_node(min_nr, alloc_fn, free_fn,
					      pool_data, GFP_KERNEL,
					      NUMA_NO_NODE);

	if (pool)
		pool->creator = _RET_IP_;
	return pool;
}
EXPORT_SYMBOL(mempool_create);

void mempool_exit(mempool_t *pool)
{
	if (!mempool_initialized(pool))
		return;
	mempool_say_outstanding(pool, "mempool_exit");
	mempool_unlist(pool);
	free_parts(pool);
}
EXPORT_SYMBOL(mempool_exit);

void mempool_destroy(mempool_t *pool)
{
	if (!pool)
		return;
	if (mempool_say_outstanding(pool, "mempool_destroy"))
		return;
	mempool_exit(pool);
	kfree(pool);
}
EXPORT_SYMBOL(mempool_destroy);

/* The reserve moves to a table of @room slots; returns the old table. */
static void **move_reserve(mempool_t *pool, void **room, int new_min_nr)
{
	void **old = pool->elements;
	unsigned long flags;

	spin_lock_irqsave(&pool->lock, flags);
	memcpy(room, old, pool->curr_nr * sizeof(*room));
	pool->elements = room;
	WRITE_ONCE(pool->min_nr, new_min_nr);
	spin_unlock_irqrestore(&pool->lock, flags);
	return old;
}

static int shrink(mempool_t *pool, int new_min_nr)
{
	unsigned long flags;

	/* First the mark, so that what is freed meanwhile stays out. */
	spin_lock_irqsave(&pool->lock, flags);
	WRITE_ONCE(pool->min_nr, new_min_nr);
	spin_unlock_irqrestore(&pool->lock, flags);
	empty_reserve(pool, new_min_nr);
	mempool_say_shrunk(pool);
	return 0;
}

int mempool_resize(mempool_t *pool, int new_min_nr)
{
	void **room;

	if (bad_min_nr(new_min_nr, "mempool_resize"))
		return -EINVAL;
	if (new_min_nr <= pool->min_nr)
		return shrink(pool, new_min_nr);
	room = kmalloc_array(new_min_nr, sizeof(*room), GFP_KERNEL);
	if (!room)
		return -ENOMEM;
	kfree(move_reserve(pool, room, new_min_nr));
	/* Partly is good enough: what is freed fills the rest. */
	fill_reserve(pool, GFP_KERNEL | __GFP_NOWARN);
	return 0;
}
EXPORT_SYMBOL(mempool_resize);
