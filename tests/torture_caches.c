// SPDX-License-Identifier: MIT
/*
 * torture_caches.c - caches: constructors, bulk, and whole caches that go
 *
 *	ctor	one cache for all: an object comes as it was left, on
 *		whichever CPU it was freed
 *	cache	a worker's own, made, used, shrunk, destroyed
 */
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include "../mm/slab.h"
#include "torture.h"

/* ---- constructed ---- */

#define NR_BOARD	8
#define BULK		16
#define SOUND		0xc0457bc7ed0b1ec7ULL

struct built {
	u64 first;
	u64 used[7];
	u64 last;
};

static struct kmem_cache *built_cache;
static struct built *board[NR_BOARD];
static DEFINE_SPINLOCK(built_lock);

static void construct(void *mem)
{
	struct built *b = mem;

	b->first = SOUND;
	b->last = ~SOUND;
}

static int ctor_prepare(void)
{
	built_cache = kmem_cache_create("torture_built", sizeof(struct built),
					0, 0, construct);
	return built_cache ? 0 : -ENOMEM;
}

static void must_be_built(const struct built *b, const char *when)
{
	if (b->first != SOUND || b->last != ~SOUND)
		torture_wrong("ctor: %px is %#llx, %#llx %s", b, b->first,
			      b->last, when);
}

static void use(struct torture_worker *w, struct built *b)
{
	u64 owner = torture_owner(w);

	torture_stamp(b->used, sizeof(b->used), owner);
	must_be_built(b, "when used");
	torture_intact(b->used, sizeof(b->used), owner, "ctor");
}

static void ctor_one(struct torture_worker *w)
{
	struct built **slot = &board[torture_below(w, NR_BOARD)], *old;
	struct built *b = kmem_cache_alloc(built_cache,
					   GFP_KERNEL | __GFP_NOWARN);

	if (b) {
		must_be_built(b, "when taken");
		use(w, b);
	}
	spin_lock(&built_lock);
	old = *slot;
	*slot = b;
	spin_unlock(&built_lock);
	if (!old)
		return;
	must_be_built(old, "on the board");
	kmem_cache_free(built_cache, old);
}

static void ctor_bulk(struct torture_worker *w)
{
	void *many[BULK];
	int i, n = kmem_cache_alloc_bulk(built_cache,
					 GFP_KERNEL | __GFP_NOWARN, BULK,
					 many);

	for (i = 0; i < n; i++) {
		must_be_built(many[i], "of many");
		use(w, many[i]);
	}
	if (n)
		kmem_cache_free_bulk(built_cache, n, many);
}

static void ctor_step(struct torture_worker *w, void *state)
{
	if (torture_below(w, 8))
		ctor_one(w);
	else if (torture_below(w, 16))
		ctor_bulk(w);
	else
		kmem_cache_shrink(built_cache);
}

static void ctor_finish(void)
{
	unsigned int i;

	for (i = 0; i < NR_BOARD; i++) {
		if (board[i])
			kmem_cache_free(built_cache, board[i]);
		board[i] = NULL;
	}
	kmem_cache_destroy(built_cache);
}

static int caches_check(void)
{
	slab_check();
	return 0;
}

static const struct torture_actor ctor_actor = {
	.name = "ctor", .weight = 15, .prepare = ctor_prepare,
	.step = ctor_step, .finish = ctor_finish, .check = caches_check,
};
TORTURE_ACTOR(ctor_actor);

/* ---- caches that come and go ---- */

#define NR_OBJECTS	24

static struct kmem_cache *some_cache(struct torture_worker *w,
				     unsigned int size)
{
	static const slab_flags_t flags[] = {
		0, SLAB_HWCACHE_ALIGN, SLAB_NO_MERGE, SLAB_TYPESAFE_BY_RCU,
		SLAB_RECLAIM_ACCOUNT, SLAB_CACHE_DMA,
	};
	static atomic_t count;
	char name[32];

	/* Never the same: who shares a cache keeps its first holder's name. */
	snprintf(name, sizeof(name), "torture_%d", atomic_inc_return(&count));
	return kmem_cache_create(name, size, 0,
				 flags[torture_below(w, ARRAY_SIZE(flags))],
				 NULL);
}

static void cache_step(struct torture_worker *w, void *state)
{
	unsigned int size = 8 + torture_below(w, 700), i, n;
	struct kmem_cache *cache = some_cache(w, size);
	u64 owner = torture_owner(w);
	void *object[NR_OBJECTS];

	if (!cache)
		return;
	n = torture_below(w, NR_OBJECTS + 1);
	for (i = 0; i < n; i++) {
		object[i] = kmem_cache_alloc(cache, GFP_KERNEL | __GFP_NOWARN);
		if (object[i])
			torture_stamp(object[i], size, owner + i);
	}
	for (i = 0; i < n; i++) {
		if (!object[i])
			continue;
		torture_intact(object[i], size, owner + i, "cache");
		kmem_cache_free(cache, object[i]);
	}
	kmem_cache_destroy(cache);
}

static const struct torture_actor cache_actor = {
	.name = "cache", .weight = 4, .step = cache_step,
};
TORTURE_ACTOR(cache_actor);
