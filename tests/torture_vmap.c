// SPDX-License-Identifier: MIT
/*
 * torture_vmap.c - pages seen through areas, and memory of either kind
 *
 *	kvmalloc  kmalloc's or vmalloc's, made larger with what is in it
 *	vmap	  single pages in a row, for a while or for the moment
 */
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/kvmalloc.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/vmalloc.h>
#include "torture.h"

#define KV_MAX	(10 * PAGE_SIZE)

static void kvmalloc_step(struct torture_worker *w, void *state)
{
	size_t size = 1 + torture_below(w, KV_MAX);
	u64 owner = torture_owner(w);
	u8 *mem = kvmalloc(size, GFP_KERNEL | __GFP_NOWARN), *more;

	if (!mem)
		return;
	torture_stamp(mem, size, owner);
	more = kvrealloc(mem, 2 * size, GFP_KERNEL | __GFP_NOWARN);
	if (more)
		mem = more;
	torture_intact(mem, size, owner, "kvmalloc");
	kvfree(mem);
}

static const struct torture_actor kvmalloc_actor = {
	.name = "kvmalloc", .weight = 8, .step = kvmalloc_step,
};
TORTURE_ACTOR(kvmalloc_actor);

/* ---- vmap ---- */

#define MAPPED	6

static unsigned int take_pages(struct page **pages, unsigned int want)
{
	unsigned int i;

	for (i = 0; i < want; i++) {
		pages[i] = alloc_page((i & 1 ? GFP_HIGHUSER : GFP_KERNEL) |
				      __GFP_NOWARN);
		if (!pages[i])
			break;
	}
	return i;
}

/* What was written through the area is in the pages. */
static void compare_pages(struct page **pages, unsigned int n, u64 *words)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		u64 *word = kmap_local_page(pages[i]);

		if (*word != words[i * PAGE_SIZE / sizeof(u64)])
			torture_wrong("vmap: page %u of %u is another", i, n);
		kunmap_local(word);
	}
}

static void see_through_area(struct torture_worker *w, struct page **pages,
			     unsigned int n)
{
	bool briefly = torture_below(w, 2);
	u64 owner = torture_owner(w);
	void *mem = briefly ? vm_map_ram(pages, n, NUMA_NO_NODE)
			    : vmap(pages, n, VM_MAP, PAGE_KERNEL);

	if (!mem)
		return;
	torture_stamp(mem, n * PAGE_SIZE, owner);
	compare_pages(pages, n, mem);
	torture_intact(mem, n * PAGE_SIZE, owner, "vmap");
	if (briefly)
		vm_unmap_ram(mem, n);
	else
		vunmap(mem);
}

static void vmap_step(struct torture_worker *w, void *state)
{
	struct page *pages[MAPPED];
	unsigned int n = take_pages(pages, 1 + torture_below(w, MAPPED));

	if (n)
		see_through_area(w, pages, n);
	while (n--)
		__free_page(pages[n]);
}

static int areas_check(void)
{
	vmap_check();
	return 0;
}

static const struct torture_actor vmap_actor = {
	.name = "vmap", .weight = 10, .step = vmap_step, .check = areas_check,
};
TORTURE_ACTOR(vmap_actor);
