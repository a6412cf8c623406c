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
#include <linux/vmalloc.h>

#include "vmap.h"

/* Ours, beside Linux's VM_*: vm_map_ram(), which has no vm_struct there. */
#define VM_MAP_RAM	0x80000000UL

/* What makes an area one door's and no other's. */
#define VM_KIND_MASK	(VM_IOREMAP | VM_ALLOC | VM_MAP | VM_MAP_RAM)

/**
 * struct vm_area - addresses, and what they are for
 * @va: where it stands in its region
 * @vm: what others may know; written before the area is placed
 * @first: vm.pages of an area of one page
 * @io: of a VM_IOREMAP area: mm/ioremap.c's
 */
struct vm_area {
	struct vmap_area va;
	struct vm_struct vm;
	union {
		struct page *first;
		struct io_map *io;
	};
};

/**
 * struct io_map - one ioremap(): mm/ioremap.c's, and its tests'
 * @node:  its frames, bytes, [start, last]
 * @cache: _PAGE_CACHE_*
 * @area:  where it is shown
 */
struct io_map {
	struct interval_tree_node node;
	u64 cache;
	struct vm_area *area;
};

static inline struct vm_area *vm_area_of(struct vmap_area *va)
{
	return container_of(va, struct vm_area, va);
}

/* vmalloc's region, and the modules'. */
enum { VMAP_VMALLOC, VMAP_MODULES, NR_VMAP_REGIONS };
extern struct vmap_region vmap_regions[NR_VMAP_REGIONS];

/* The region that @addr lies in, or NULL. */
struct vmap_region *vmap_region_at(unsigned long addr);

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

/* A structure that describes @req, without addresses yet; NULL: no memory. */
struct vm_area *vm_area_new(const struct vm_area_request *req);

/* Give it addresses. false: there are none; it is the caller's still. */
bool vm_area_place(struct vm_area *area, const struct vm_area_request *req);

/* Both. */
struct vm_area *vm_area_get(const struct vm_area_request *req);

/* The structure of an area that has no addresses. */
void vm_area_free(struct vm_area *area);

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

/* Unmap, then retire. */
void vm_area_unmap(struct vm_area *area);

/* Flush now what is retired; waits for who is at it. Return: areas freed. */
unsigned long vm_areas_purge(void);

/* May this context sleep? If not: a report in the name of @door. */
bool vm_may_sleep(const char *door);

/* vmalloc_pages.c: make area->vm.pages, fill it; false: no memory. */
bool vm_pages_alloc_array(struct vm_area *area,
			  const struct vm_area_request *req);
bool vm_pages_take(struct vm_area *area, gfp_t gfp, int node);
void vm_pages_free_array(struct vm_area *area);

/* The name of a broken invariant, or NULL; "A2" is one of a machine at rest. */
const char *vmap_broken(void);

/* vfree_atomic()'s list: free what is on it. */
void vfree_deferred(void);

#endif
