// SPDX-License-Identifier: MIT
/*
 * lkdtm_slab_lists.c - slabs whose own records are wrong, and more of group D
 *
 * As tests/lkdtm_slab.c. Whoever overwrites a link or a count costs a slab:
 * those caches are left as they are, with names of their own, because what
 * was lost is still in use as far as anybody knows.
 */
#include <asm/processor.h>
#include <linux/atomic.h>
#include <linux/fault-inject.h>
#include <linux/hardirq.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include "../mm/slab.h"
#include "lkdtm.h"

#define SIZE	512

/* ---- a slab's records ------------------------------------------------------------ */

struct damaged {
	struct kmem_cache *cache;
	u8 *first;		/* the first on its slab's list */
	u8 *second;		/* and the last */
};

/* A full slab, but for two objects. */
static void nearly_full(struct damaged *d, const char *name)
{
	unsigned int i;
	void *p;

	d->cache = kmem_cache_create(name, SIZE, 0, SLAB_NO_MERGE, NULL);
	d->second = kmem_cache_alloc(d->cache, GFP_KERNEL);
	d->first = kmem_cache_alloc(d->cache, GFP_KERNEL);
	for (i = 2; i < d->cache->objects; i++) {
		p = kmem_cache_alloc(d->cache, GFP_KERNEL);
		OPTIMIZER_HIDE_VAR(p);
	}
	kmem_cache_free(d->cache, d->second);
	kmem_cache_free(d->cache, d->first);
	slab_drain_all(d->cache);
}

/* It goes on: a hundred objects, each with one owner. */
static noinline void use(struct damaged *d)
{
	static u8 *object[100];
	unsigned int i, wrong = 0;

	for (i = 0; i < ARRAY_SIZE(object); i++) {
		object[i] = kmem_cache_alloc(d->cache, GFP_KERNEL);
		if (object[i])
			memset(object[i], i, SIZE);
	}
	for (i = 0; i < ARRAY_SIZE(object); i++) {
		wrong += !object[i] || memchr_inv(object[i], i, SIZE);
		kmem_cache_free(d->cache, object[i]);
	}
	pr_info("lkdtm: %u of 100 objects are wrong\n", wrong);
}

static void say_state(struct damaged *d)
{
	pr_info("lkdtm: broken: %s\n", slab_broken(d->cache) ?: "nothing");
}

void lkdtm_slab_link_overwritten(void)
{
	struct damaged d;

	nearly_full(&d, "bad-link");
	*slab_link(d.cache, d.first) = 0x4141;
	use(&d);
	say_state(&d);
}

void lkdtm_slab_list_cycle(void)
{
	struct damaged d;

	nearly_full(&d, "bad-cycle");
	*slab_link(d.cache, d.first) =
		slab_index(d.cache, slab_offset(d.cache, d.first));
	use(&d);
	say_state(&d);
}

void lkdtm_slab_count_wrong(void)
{
	struct damaged d;

	nearly_full(&d, "bad-count");
	slab_of(d.cache, d.first)->slab_used++;
	use(&d);
	/* The node has counted as well. */
	validate_slab_cache(d.cache);
	say_state(&d);
}

/* ---- bytes that are not the caller's ---------------------------------------------- */

/* The compiler knows the size and chooses the class; 41 is of neither. */
void lkdtm_slab_write_slack_constant(void)
{
	u8 *p = kmalloc(40, GFP_KERNEL);

	OPTIMIZER_HIDE_VAR(p);
	((volatile u8 *)p)[41] ^= 0xff;
	kfree(p);
}

struct chained {
	struct chained *volatile next;
	u8 rest[92];
};

/* What is read there is no address, and its bytes say why. */
void lkdtm_slab_read_after_free(void)
{
	struct chained *p = kmalloc(sizeof(*p), GFP_KERNEL);

	kfree(p);
	OPTIMIZER_HIDE_VAR(p);
	p->next->rest[0] = 1;
}

void lkdtm_slab_read_unwritten(void)
{
	struct chained *p = kmalloc(sizeof(*p), GFP_KERNEL);

	OPTIMIZER_HIDE_VAR(p);
	p->next->rest[0] = 1;
	kfree(p);
}

/* ---- two CPUs ----------------------------------------------------------------------- */

static struct kmem_cache *shared_cache;
static void *shared_object;
static atomic_t there;

/* Both, at the same moment. */
static noinline void free_shared(void *unused)
{
	atomic_inc(&there);
	while (atomic_read(&there) < 2)
		cpu_relax();
	kmem_cache_free(shared_cache, shared_object);
	barrier();
}

void lkdtm_slab_double_free_cpus(void)
{
	void *keep;

	shared_cache = kmem_cache_create("victim", SIZE, 0, SLAB_NO_MERGE,
					 NULL);
	keep = kmem_cache_alloc(shared_cache, GFP_KERNEL);
	shared_object = kmem_cache_alloc(shared_cache, GFP_KERNEL);
	atomic_set(&there, 0);
	if (idle_job_start(1, free_shared, NULL))
		atomic_inc(&there);
	free_shared(NULL);
	idle_job_wait(1);
	kmem_cache_free(shared_cache, keep);
	kmem_cache_destroy(shared_cache);
}

/* ---- requests ----------------------------------------------------------------------- */

void lkdtm_kmalloc_overflow(void)
{
	size_t many = SIZE_MAX / 4 + 2;

	OPTIMIZER_HIDE_VAR(many);
	kfree(kmalloc_array(many, 4, GFP_KERNEL));
}

/* The fifth of ten is not to be had. */
void lkdtm_slab_bulk_fails(void)
{
	struct kmem_cache *c = kmem_cache_create("bulk", SIZE, 0, SLAB_NO_MERGE,
						 NULL);
	void *p[10];
	int nr;

	fault_nth_begin(5, NULL);
	nr = kmem_cache_alloc_bulk(c, GFP_KERNEL, ARRAY_SIZE(p), p);
	fault_nth_end();
	pr_info("lkdtm: %d of 10\n", nr);
	kmem_cache_destroy(c);
}

void lkdtm_cache_duplicate_name(void)
{
	struct kmem_cache *c = kmem_cache_create("twin", SIZE, 0,
						 SLAB_NO_MERGE, NULL);

	kmem_cache_destroy(kmem_cache_create("twin", SIZE + 64, 0,
					     SLAB_NO_MERGE, NULL));
	kmem_cache_destroy(c);
}

void lkdtm_cache_use_after_destroy(void)
{
	struct kmem_cache *c = kmem_cache_create("gone", SIZE, 0,
						 SLAB_NO_MERGE, NULL);

	kmem_cache_destroy(c);
	OPTIMIZER_HIDE_VAR(c);
	pr_info("lkdtm: given %px\n", kmem_cache_alloc(c, GFP_KERNEL));
}

void lkdtm_cache_in_interrupt(void)
{
	unsigned long flags;

	local_irq_save(flags);
	irq_enter();
	kmem_cache_create("handlers", SIZE, 0, 0, NULL);
	irq_exit();
	local_irq_restore(flags);
}

/* ---- further than a red zone -------------------------------------------------------- */

#define NR_NEIGHBOURS	400

static struct kmem_cache *far;
static u8 *neighbour[NR_NEIGHBOURS];

/* An object whose slab is followed by another of the same cache, or NULL. */
static u8 *before_a_slab(void)
{
	unsigned int i;

	for (i = 0; i < NR_NEIGHBOURS; i++) {
		u8 *p = neighbour[i];
		struct page *next;

		if (!p)
			continue;
		next = slab_of(far, p) + (1 << far->order);
		if (PageSlab(next) && slab_id(next) == far->id)
			return p;
	}
	return NULL;
}

/* One byte, a slab further on: into whatever lies at the next one's start. */
void lkdtm_slab_overrun_next_slab(void)
{
	unsigned int i;
	u8 *p;

	far = kmem_cache_create("far", SIZE, 0, SLAB_NO_MERGE, NULL);
	for (i = 0; i < NR_NEIGHBOURS; i++)
		neighbour[i] = kmem_cache_alloc(far, GFP_KERNEL);
	p = before_a_slab();
	if (p)
		p[(PAGE_SIZE << far->order) - slab_offset(far, p) - 1] ^= 0xff;
	for (i = 0; i < NR_NEIGHBOURS; i++)
		kmem_cache_free(far, neighbour[i]);
	kmem_cache_destroy(far);
}

/* A dozen bytes: a red zone, and what stands behind it. */
void lkdtm_slab_overrun_by_many(void)
{
	struct kmem_cache *c = kmem_cache_create("victim", 100, 0,
						 SLAB_NO_MERGE, NULL);
	u8 *p = kmem_cache_alloc(c, GFP_KERNEL);

	OPTIMIZER_HIDE_VAR(p);
	memset(p + 100, 0x5c, 12);
	kmem_cache_free(c, p);
	kmem_cache_destroy(c);
}

/* SLAB_PANIC: whoever says so cannot go on without. */
void lkdtm_cache_panic(void)
{
	fault_nth_begin(1, NULL);
	kmem_cache_create("needed", SIZE, 0, SLAB_NO_MERGE | SLAB_PANIC, NULL);
	fault_nth_end();
}
