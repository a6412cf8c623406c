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
 *	The reserve itself is mempool_reserve.c's.
 *
 * INVARIANTS	(mempool_check() tests each by number, while nobody is at it)
 *	P1  0 <= nr_below < min_nr, and curr_nr is nr_below, and one more if
 *	    there is a top.
 *	P2  elements[0, nr_below) are not NULL, and no two of them and the top
 *	    are the same.
 *	P3  The sum of `held` over the CPUs is at least curr_nr: the rest is
 *	    out, and no more were freed than given. (One CPU's share may be
 *	    less: it frees for the others.)
 *
 * LOCKING
 *	pool->lock, interrupts off, guards the reserve but for its top; its
 *	counts are read without it as a hint. Nothing is allocated, freed or
 *	printed under it.
 *
 * BARRIERS
 *	A  mempool_alloc() takes an element off the reserve, then somebody
 *	   uses it, hands it on, and another CPU frees it: that CPU must see
 *	   curr_nr as it was after the taking, or it would find the reserve
 *	   full and give the element away while there is room. smp_wmb() in
 *	   mempool_reserve.[ch] pairs with smp_rmb() in mempool_free().
 *	B  A waiter joins the queue, then looks at the reserve; who frees puts
 *	   the element there, then looks at the queue. One of them sees the
 *	   other: the barrier in prepare_to_wait() pairs with the exchange in
 *	   reserve_put_top(), or with the one in wq_has_sleeper().
 *
 * FAILURE
 *	mempool_alloc() returns NULL only to who may not wait; unless
 *	__GFP_NOWARN that is said (E5 of FAULTS). Wrong calls are reported
 *	with the pool's maker and counts, and the pool stays sound.
 *
 * COST
 *	A CPU's share of `held` is counted: two instructions each way beside
 *	the allocator's own. A pair from a cache is 53 instructions (make
 *	bench): its pop and push are inlined, two indirect calls less. What
 *	moves in and out of the reserve is held all the while and needs no
 *	counting there. A pair that the allocator refuses is 58: the calls to
 *	the allocator and its answer are some 15 of these.
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
#include "mempool_reserve.h"
#include "slab.h"
#include "slab_fast.h"

/*
 * For how long one who waits for a free believes that nothing else helps: the
 * allocator may have some again, and tells nobody.
 */
long mempool_patience = HZ / 10;

/* ---- allocate ---------------------------------------------------------------- */

/* From the allocator, or NULL. */
static __always_inline void *ask(mempool_t *pool, gfp_t gfp_mask)
{
	void *element = pool->alloc(gfp_mask, pool->pool_data);

	if (likely(element))
		this_cpu_inc(*pool->held);
	return element;
}

static void wait_for_free(mempool_t *pool)
{
	DEFINE_WAIT(wait);

	/* B: on the queue before the reserve is looked at. */
	prepare_to_wait(&pool->wait, &wait, TASK_UNINTERRUPTIBLE);
	if (reserve_is_empty(pool))
		schedule_timeout(READ_ONCE(mempool_patience));
	finish_wait(&pool->wait, &wait);
}

/* The allocator failed at once, and the reserve is empty. */
static void *alloc_or_wait(mempool_t *pool, gfp_t gfp_mask)
{
	void *element = NULL;

	if (!(gfp_mask & __GFP_DIRECT_RECLAIM)) {
		mempool_say_empty(pool, gfp_mask);
		return NULL;
	}
	might_sleep();
	while (!element) {
		element = ask(pool, gfp_mask | __GFP_NOWARN | __GFP_NORETRY |
				    __GFP_NOMEMALLOC);
		if (!element)
			element = reserve_take(pool);
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

/* The allocator has none at once, and there is none at the reserve's top. */
static noinline void *alloc_below(mempool_t *pool, gfp_t gfp_mask)
{
	void *element = reserve_take_below(pool);

	return element ? element : alloc_or_wait(pool, gfp_mask);
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
	element = ask(pool, at_once(gfp_mask));
	if (likely(element))
		return element;
	element = reserve_take_top(pool);
	return likely(element) ? element : alloc_below(pool, gfp_mask);
}

void *mempool_alloc(mempool_t *pool, gfp_t gfp_mask)
{
	void *element = alloc_stock(pool, gfp_mask);

	if (unlikely(!element))
		return alloc_own_way(pool, gfp_mask);
	this_cpu_inc(*pool->held);
	return element;
}
EXPORT_SYMBOL(mempool_alloc);

void *mempool_alloc_preallocated(mempool_t *pool)
{
	return reserve_take(pool);
}
EXPORT_SYMBOL(mempool_alloc_preallocated);

/* ---- free -------------------------------------------------------------------- */

/* To the allocator. */
static void give(void *element, mempool_t *pool)
{
	this_cpu_dec(*pool->held);
	pool->free(element, pool->pool_data);
}

/* The top of the reserve is taken; the rest had room a moment ago. */
static noinline void put_below(void *element, mempool_t *pool)
{
	enum put_result result = reserve_put(pool, element);

	if (unlikely(result == IS_THERE_ALREADY))
		mempool_say_twice(pool, element);
	else if (unlikely(result == RESERVE_IS_FULL))
		give(element, pool);
	/* B: the element before the queue is looked at. */
	else if (wq_has_sleeper(&pool->wait))
		wake_up(&pool->wait);
}

static __always_inline void put_back(void *element, mempool_t *pool)
{
	if (unlikely(!reserve_put_top(pool, element)))
		put_below(element, pool);
	/* B: reserve_put_top() is a barrier. */
	else if (unlikely(waitqueue_active(&pool->wait)))
		wake_up(&pool->wait);
}

/*
 * What is no element of this pool goes to the allocator, which knows more of
 * it.
 */
static noinline void put_back_stock(void *element, mempool_t *pool)
{
	if (mempool_may_own(pool, element)) {
		put_back(element, pool);
		return;
	}
	mempool_say_foreign(pool, element);
	pool->free(element, pool->pool_data);
}

static noinline void free_own_way(void *element, mempool_t *pool)
{
	if (element)
		give(element, pool);
}

/* The reserve has room, or had a moment ago. */
static __always_inline void refill(void *element, mempool_t *pool)
{
	if (unlikely(!element))
		return;
	if (unlikely(pool->stock))
		put_back_stock(element, pool);
	else
		put_back(element, pool);
}

void mempool_free(void *element, mempool_t *pool)
{
	/* A: what the element has been through, before curr_nr. */
	smp_rmb();
	if (unlikely(READ_ONCE(pool->curr_nr) < READ_ONCE(pool->min_nr)))
		refill(element, pool);
	else if (likely(free_stock(pool, element)))
		this_cpu_dec(*pool->held);
	else
		free_own_way(element, pool);
}
EXPORT_SYMBOL(mempool_free);

/* ---- make, resize, end ----------------------------------------------------------- */

/* Fill the reserve as far as memory goes. Return: 0, -ENOMEM: not full. */
static int fill_reserve(mempool_t *pool, gfp_t gfp_mask)
{
	while (!mempool_is_saturated(pool)) {
		void *element = ask(pool, gfp_mask);
		enum put_result result;

		if (!element)
			return -ENOMEM;
		result = reserve_put(pool, element);
		/* Somebody freed one meanwhile. */
		if (result == RESERVE_IS_FULL)
			give(element, pool);
		if (result == IS_THERE_ALREADY) {
			this_cpu_dec(*pool->held);
			return mempool_say_same(pool, element);
		}
	}
	return 0;
}

static void free_parts(mempool_t *pool)
{
	void *element;

	while ((element = reserve_take(pool)))
		give(element, pool);
	free_percpu(pool->held);
	kfree(pool->elements);
	pool->held = NULL;
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
	pool->nr_below = 0;
	pool->top = NULL;
	pool->held = alloc_percpu_gfp(long, gfp_mask);
	pool->elements = kmalloc_array_node(min_nr, sizeof(void *), gfp_mask,
					    node_id);
	if (!pool->held || !pool->elements || fill_reserve(pool, gfp_mask)) {
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

static int shrink(mempool_t *pool, int new_min_nr)
{
	void *element;

	/* First the mark, so that what is freed meanwhile stays out. */
	reserve_shrink(pool, new_min_nr);
	while ((element = reserve_take_surplus(pool))) {
		if (!reserve_put_top(pool, element))
			give(element, pool);
	}
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
	kfree(reserve_grow(pool, room, new_min_nr));
	/* Partly is good enough: what is freed fills the rest. */
	fill_reserve(pool, GFP_KERNEL | __GFP_NOWARN);
	return 0;
}
EXPORT_SYMBOL(mempool_resize);
