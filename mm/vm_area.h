/* SPDX-License-Identifier: MIT */
/*
 * vm_area.h - an area and its owner: what vmalloc, vmap, ioremap share
 */
#ifndef _MM_VM_AREA_H
#define _MM_VM_AREA_H

#include <linux/container_of.h>
#include <linux/gfp.h>
#include <linux/interval_tree.h>
#include <linux/list.h>
#include <linux/pgtable.h>
#include <linux/preempt.h>
#include <linux/vmalloc.h>

#include "vmap.h"

/* Ours, beside Linux's VM_*: vm_map_ram(), which has no vm_struct there. */
#define VM_MAP_RAM	0x80000000UL

/* What makes an area one door's and no other's. */
#define VM_KIND_MASK	(VM_IOREMAP | VM_ALLOC | VM_MAP | VM_MAP_RAM)

/**
 * struct io_map - one ioremap(): mm/ioremap.c's, and its tests'
 * @node:  its frames, bytes, [start, last]
 * @cache: _PAGE_CACHE_*
 */
struct io_map {
	struct interval_tree_node node;
	u64 cache;
};

/**
 * struct vm_area - addresses, and what they are for
 * @va: where it stands in its region
 * @vm: what others may know, when VM_UNINITIALIZED is gone
 * @entry: its place, if it has one: mm/vm_area_map.c
 * @first: vm.pages of an area of one page
 * @io: of a VM_IOREMAP area
 */
struct vm_area {
	struct vmap_area va;
	struct vm_struct vm;
	pte_t *entry;
	union {
		struct page *first;
		struct io_map io;
	};
};

static inline struct vm_area *vm_area_of(struct vmap_area *va)
{
	return container_of(va, struct vm_area, va);
}

/* vmalloc's region, and the modules'. */
enum { VMAP_VMALLOC, VMAP_MODULES, NR_VMAP_REGIONS };
extern struct vmap_region vmap_regions[NR_VMAP_REGIONS];

/* The region that @addr lies in, or NULL. */
static inline struct vmap_region *vmap_region_at(unsigned long addr)
{
	unsigned int i;

	for (i = 0; i < NR_VMAP_REGIONS; i++) {
		struct vmap_region *region = &vmap_regions[i];

		if (addr >= region->start && addr < region->end)
			return region;
	}
	return NULL;
}

/* Areas waiting for the flush, and being flushed, of all regions. */
unsigned long vmap_nr_lazy(void);

/* The area that was freed and lay at @addr, as far as that is remembered. */
struct vmap_area *vmap_freed_at_locked(const struct vmap_region *region,
				       unsigned long addr);

/* More than so many, and who adds one flushes. Tests change it. */
extern unsigned int vmap_lazy_max;

/**
 * struct vm_area_request - an area wanted
 * @size:  bytes, whole pages, without the guard page
 * @align: bytes, a power of two
 */
struct vm_area_request {
	struct vmap_region *region;
	unsigned long size;
	unsigned long align;
	unsigned long flags;
	const void *caller;
	gfp_t gfp;
	int node;
};

/* At the hand-over: the regions are free. */
void vm_area_init(void);

/**
 * vm_area_get - addresses for @req, and a place in the page tables if small
 *
 * Return: the area, busy and VM_UNINITIALIZED, to be published or abandoned;
 * NULL: no memory, or no addresses. Context: may sleep.
 */
struct vm_area *vm_area_get(const struct vm_area_request *req);

/* It is whole: others may read it, and its door may remove it. */
static inline void vm_area_publish(struct vm_area *area)
{
	/* Pairs with vm_area_is_whole(). */
	smp_store_release(&area->vm.flags,
			  area->vm.flags & ~VM_UNINITIALIZED);
}

/* May its description be read? Under the lock: it stays so until then. */
static inline bool vm_area_is_whole(const struct vm_area *area)
{
	return !(smp_load_acquire(&area->vm.flags) & VM_UNINITIALIZED);
}

/* Not to be published after all; nothing is mapped there. */
void vm_area_abandon(struct vm_area *area);

/**
 * vm_area_remove - the area that starts at @addr is its owner's no longer
 * @door: who asks, for the report
 * @kind: VM_ flags of which it must have one
 *
 * Return: the area, in no tree; still mapped. NULL after a report.
 */
struct vm_area *vm_area_remove(const void *addr, const char *door,
			       unsigned long kind);

/* Nothing is mapped there any more: free when all TLBs have forgotten. */
void vm_area_retire(struct vm_area *area);

/* Flush now what is retired; waits for who is at it. Return: areas freed. */
unsigned long vm_areas_purge(void);

/* Structures, linked by next. */
void vm_areas_free(struct vmap_area *list);

/* vm_area_map.c: find a place, if there can be one; give it up */
bool vm_area_settle(struct vm_area *area);
void vm_area_leave(struct vm_area *area);

/*
 * Map all of it: pages, in leaves as vm.page_order says; or frames from @phys
 * on, in leaves of at most 1 << @max_page_shift bytes. Return: 0; or an error
 * after a report, but for -ENOMEM: nothing is mapped. And unmap it; TLBs may
 * remember.
 */
int vm_area_show(struct vm_area *area, struct page **pages, pgprot_t prot);
int vm_area_show_frames(struct vm_area *area, phys_addr_t phys, pgprot_t prot,
			unsigned int max_page_shift);
void vm_area_hide(struct vm_area *area);

/* L6, of a kept one */
bool vm_area_place_broken(const struct vm_area *area);

/* May this context sleep? If not: a report in the name of @door. */
bool vm_report_atomic(const char *door);
static inline bool vm_may_sleep(const char *door)
{
	return likely(!in_atomic() && !irqs_disabled()) ||
	       vm_report_atomic(door);
}

/* vmalloc_pages.c: make area->vm.pages, fill it; false: no memory. */
bool vm_pages_alloc_array(struct vm_area *area,
			  const struct vm_area_request *req);
bool vm_pages_take(struct vm_area *area, gfp_t gfp, int node);

/* Both, for an area of one page. */
bool vm_pages_take_one(struct vm_area *area, gfp_t gfp, int node);

/* The array; and before that its pages. */
void vm_pages_free_array(struct vm_area *area);
void vm_pages_put(struct vm_area *area);

/* The name of a broken invariant, or NULL; "A2" is one of a machine at rest. */
const char *vmap_broken(void);

/* vfree_atomic()'s list: free what is on it. */
void vfree_deferred(void);

#endif
