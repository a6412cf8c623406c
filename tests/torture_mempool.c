// SPDX-License-Identifier: MIT
/*
 * torture_mempool.c - reserves under more takers than there are elements
 *
 * One pool for all, whose allocator gives nothing most of the time: who may
 * wait gets an element all the same, always, and more workers than elements
 * make sure that somebody waits. A holder waits for nobody, so it ends.
 */
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/mempool.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include "torture.h"

#define RESERVE		3
#define ELEMENT		128	/* bytes */
#define NR_BOARD	(RESERVE - 1)	/* never all that there are */
#define MEAN		8	/* one of so many requests is granted */

struct element {
	u64 *mem;
	u64 owner;
};

static mempool_t *pool;
static atomic_t asked, out;
static bool generous;
static struct element board[NR_BOARD];
static DEFINE_SPINLOCK(mempool_board_lock);

static void *give_rarely(gfp_t gfp, void *data)
{
	void *mem;

	if (!READ_ONCE(generous) && atomic_inc_return(&asked) % MEAN)
		return NULL;
	mem = kmalloc(ELEMENT, gfp);
	if (mem)
		atomic_inc(&out);
	return mem;
}

static void take_back(void *mem, void *data)
{
	atomic_dec(&out);
	kfree(mem);
}

static int mempool_prepare(void)
{
	generous = true;
	pool = mempool_create(RESERVE, give_rarely, take_back, NULL);
	WRITE_ONCE(generous, false);
	return pool ? 0 : -ENOMEM;
}

static void put(struct element *e)
{
	if (!e->mem)
		return;
	torture_intact(e->mem, ELEMENT, e->owner, "mempool");
	mempool_free(e->mem, pool);
	e->mem = NULL;
}

static void put_in_irq(void *info)
{
	put(info);
}

/* Whoever finds it there frees it, on any CPU. */
static void leave_to_another(struct torture_worker *w, struct element *e)
{
	struct element *slot = &board[torture_below(w, NR_BOARD)];
	struct element mine = *e;

	spin_lock(&mempool_board_lock);
	*e = *slot;
	*slot = mine;
	spin_unlock(&mempool_board_lock);
}

static void empty_board(void)
{
	struct element all[NR_BOARD];
	unsigned int i;

	spin_lock(&mempool_board_lock);
	for (i = 0; i < NR_BOARD; i++) {
		all[i] = board[i];
		board[i].mem = NULL;
	}
	spin_unlock(&mempool_board_lock);
	for (i = 0; i < NR_BOARD; i++)
		put(&all[i]);
}

static void give_back(struct torture_worker *w, struct element *e)
{
	unsigned int how = torture_below(w, 4);

	if (how == 0)
		yield();
	if (how == 1)
		leave_to_another(w, e);
	if (how == 2)
		smp_call_function_single(torture_below(w, nr_cpu_ids),
					 put_in_irq, e, 1);
	put(e);
}

static void mempool_step(struct torture_worker *w, void *state)
{
	bool wait = torture_below(w, 4);
	struct element e;

	empty_board();
	e.mem = mempool_alloc(pool, (wait ? GFP_KERNEL : GFP_NOWAIT) |
				    __GFP_NOWARN);
	if (!e.mem && wait)
		torture_wrong("mempool: nothing, though one may wait");
	if (!e.mem)
		return;
	e.owner = torture_owner(w);
	torture_stamp(e.mem, ELEMENT, e.owner);
	give_back(w, &e);
}

static void mempool_finish(void)
{
	empty_board();
	if (pool->curr_nr != pool->min_nr)
		torture_wrong("mempool: %d of %d in reserve at the end",
			      pool->curr_nr, pool->min_nr);
	mempool_destroy(pool);
	if (atomic_read(&out))
		torture_wrong("mempool: %d elements are lost",
			      atomic_read(&out));
}

static int pools_check(void)
{
	mempool_check();
	return 0;
}

static const struct torture_actor mempool_actor = {
	.name = "mempool", .weight = 10, .prepare = mempool_prepare,
	.step = mempool_step, .finish = mempool_finish, .check = pools_check,
};
TORTURE_ACTOR(mempool_actor);

/* ---- pools that come and go ---- */

static void resize_step(struct torture_worker *w, void *state)
{
	mempool_t *mine = mempool_create_kmalloc_pool(1 + torture_below(w, 4),
						      ELEMENT);
	void *mem;

	if (!mine)
		return;
	mem = mempool_alloc(mine, GFP_KERNEL);
	if (!mem)
		torture_wrong("resize: nothing, though one may wait");
	mempool_resize(mine, 1 + torture_below(w, 8));
	mempool_free(mem, mine);
	mempool_destroy(mine);
}

static const struct torture_actor resize_actor = {
	.name = "resize", .weight = 3, .step = resize_step,
};
TORTURE_ACTOR(resize_actor);
