// SPDX-License-Identifier: MIT
/*
 * lkdtm_slab.c - objects misused: group D of the faults
 *
 * All go on. Each leaves the caches as it found them, so that one kernel can
 * be asked for all of them in turn; tests/boot/test_object_faults.py does,
 * once without debugging, where the cheap checks must do, and once with
 * slab_debug=FZPU.
 */
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include "lkdtm.h"

#define VICTIM_SIZE	100

/* The compiler knows what kfree() is, and what may be given to it. */
static void *hidden(const void *p)
{
	OPTIMIZER_HIDE_VAR(p);
	return (void *)p;
}

static noinline struct kmem_cache *victim_cache(void)
{
	return kmem_cache_create("victim", VICTIM_SIZE, 0, SLAB_NO_MERGE,
				 NULL);
}

static void poke(void *p, long offset)
{
	*(volatile u8 *)(hidden(p) + offset) ^= 0xff;
}

/* ---- wrong pointers ------------------------------------------------------------ */

void lkdtm_slab_double_free(void)
{
	struct kmem_cache *c = victim_cache();
	void *p = kmem_cache_alloc(c, GFP_KERNEL);

	kmem_cache_free(c, p);
	kmem_cache_free(c, hidden(p));
	kmem_cache_destroy(c);
}

/* Another was freed between: only who looks through the list can tell. */
void lkdtm_slab_double_free_later(void)
{
	struct kmem_cache *c = victim_cache();
	void *p = kmem_cache_alloc(c, GFP_KERNEL);
	void *q = kmem_cache_alloc(c, GFP_KERNEL);
	void *keep = kmem_cache_alloc(c, GFP_KERNEL);

	kmem_cache_free(c, p);
	kmem_cache_free(c, q);
	kmem_cache_free(c, hidden(p));
	kmem_cache_free(c, keep);
	kmem_cache_destroy(c);
}

static void free_inside(long offset)
{
	void *p = kmalloc(64, GFP_KERNEL);

	kfree(hidden(p) + offset);
	kfree(p);
}

void lkdtm_slab_free_interior(void)
{
	free_inside(16);
}

void lkdtm_slab_free_misaligned(void)
{
	free_inside(1);
}

void lkdtm_slab_wrong_cache(void)
{
	struct kmem_cache *c = victim_cache();
	struct kmem_cache *other = kmem_cache_create("other", VICTIM_SIZE, 0,
						     SLAB_NO_MERGE, NULL);

	kmem_cache_free(other, kmem_cache_alloc(c, GFP_KERNEL));
	kmem_cache_destroy(other);
	kmem_cache_destroy(c);
}

void lkdtm_slab_free_static(void)
{
	static char fixture[64];

	kfree(hidden(fixture));
}

void lkdtm_slab_free_stack(void)
{
	char local[64];

	kfree(hidden(local));
}

void lkdtm_slab_free_vmalloc(void)
{
	void *area = vmalloc(PAGE_SIZE);

	kfree(hidden(area));
	vfree(area);
}

void lkdtm_slab_free_ioremap(void)
{
	void __iomem *device = ioremap(0xa0000, PAGE_SIZE);

	kfree(hidden((void __force *)device));
	iounmap(device);
}

void lkdtm_slab_free_page(void)
{
	unsigned long page = __get_free_page(GFP_KERNEL);

	kfree(hidden((void *)page));
	free_page(page);
}

void lkdtm_slab_free_user(void)
{
	kfree(hidden((void *)0x400000));
}

void lkdtm_slab_free_poison(void)
{
	kfree(hidden((void *)0x6b6b6b6b6b6b6b6bUL));
}

/* The object's slab has gone back to the page allocator. */
void lkdtm_slab_free_released(void)
{
	struct kmem_cache *c = victim_cache();
	void *p = kmem_cache_alloc(c, GFP_KERNEL);

	kmem_cache_free(c, p);
	kmem_cache_destroy(c);
	kfree(hidden(p));
}

/* ---- bytes beside, bytes after ------------------------------------------------- */

static void write_beside(long offset)
{
	struct kmem_cache *c = victim_cache();
	void *p = kmem_cache_alloc(c, GFP_KERNEL);

	poke(p, offset);
	kmem_cache_free(c, p);
	kmem_cache_destroy(c);
}

void lkdtm_slab_overrun_by_one(void)
{
	write_beside(VICTIM_SIZE);
}

void lkdtm_slab_underrun_by_one(void)
{
	write_beside(-1);
}

/* More than was asked of kmalloc(), less than its class has. */
void lkdtm_slab_write_slack(void)
{
	size_t size = (size_t)hidden((void *)40UL);
	void *p = kmalloc(size, GFP_KERNEL);

	poke(p, 41);
	kfree(p);
}

void lkdtm_slab_write_after_free(void)
{
	struct kmem_cache *c = victim_cache();
	void *p = kmem_cache_alloc(c, GFP_KERNEL);

	kmem_cache_free(c, p);
	poke(p, 20);
	/* What was freed last is given out first. */
	kmem_cache_free(c, kmem_cache_alloc(c, GFP_KERNEL));
	kmem_cache_destroy(c);
}

/* ---- requests that make no sense ------------------------------------------------- */

void lkdtm_kmalloc_too_big(void)
{
	kfree(kmalloc((size_t)hidden((void *)KMALLOC_MAX_SIZE) + 1,
		      GFP_KERNEL));
}

void lkdtm_kmalloc_zero_used(void)
{
	poke(kmalloc((size_t)hidden(NULL), GFP_KERNEL), 0);
}

void lkdtm_krealloc_static(void)
{
	static char fixture[64];

	kfree(krealloc(hidden(fixture), 128, GFP_KERNEL));
}

/* ---- caches ------------------------------------------------------------------------ */

void lkdtm_cache_destroy_in_use(void)
{
	struct kmem_cache *c = victim_cache();
	void *p = kmem_cache_alloc(c, GFP_KERNEL);

	kmem_cache_destroy(c);
	kmem_cache_free(c, p);
	kmem_cache_destroy(c);
}

void lkdtm_cache_destroy_twice(void)
{
	struct kmem_cache *c = victim_cache();

	kmem_cache_destroy(c);
	kmem_cache_destroy(hidden(c));
}

void lkdtm_cache_bad_name(void)
{
	kmem_cache_create("two words", 8, 0, 0, NULL);
}

void lkdtm_cache_bad_size(void)
{
	kmem_cache_create("nothing", 0, 0, 0, NULL);
}

void lkdtm_cache_bad_align(void)
{
	kmem_cache_create("aslant", 24, 24, 0, NULL);
}

static void clear_it(void *object)
{
	memset(object, 0, VICTIM_SIZE);
}

void lkdtm_cache_ctor_and_zero(void)
{
	struct kmem_cache *c = kmem_cache_create("constructed", VICTIM_SIZE, 0,
						 0, clear_it);

	kmem_cache_free(c, kmem_cache_zalloc(c, GFP_KERNEL));
	kmem_cache_destroy(c);
}
