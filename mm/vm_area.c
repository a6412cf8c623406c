// SPDX-License-Identifier: MIT
/*
 * vm_area.c - addresses and their owner: from one call to the other
 *
 * PROBLEM
 *	vmalloc, vmap and ioremap all want the same: addresses that are nobody
 *	else's, with a name on them; and, when their caller gives an address
 *	back, to know whether it is his to give. Callers err, and views read
 *	an area while it is made and taken apart.
 *
 * IDEA
 *	Addresses come first, then what is to be seen there. In between the
 *	area stands in the busy tree with VM_UNINITIALIZED: its addresses are
 *	taken, its description is not to be read, and nobody can free it.
 *
 *	vm_area_get	   -> busy tree, uninitialized	    one hold of the lock
 *	   vm_area_show()	pages, entries		    no lock
 *	vm_area_publish	   -> whole			    one store
 *	   ...
 *	vm_area_remove	busy tree -> the remover's	    one hold of the lock
 *	   vm_area_hide()				    no lock
 *	vm_area_retire	   -> vmap_purge.c: flushed, kept, or free again
 *
 *	The area wanted next is most often as large as one that was just freed.
 *	So flushed areas are kept by size, with their place in the page tables
 *	(vm_area_map.c), and come back as they are: no search for a hole, no
 *	structure, no table.
 *
 * INVARIANTS	(vmap_check() tests each by number)
 *	L1  An area is in the busy tree, or on the lazy list, or being
 *	    flushed, or kept, or in no tree and its remover's.
 *	L4  A busy area's vm.addr and vm.size are its addresses.
 *	L2, L3, L5, L6 are vmap_purge.c's and vm_area_map.c's.
 *
 * LOCKING
 *	region->lock (55 in docs/LOCKING.md) for the trees and the lists. Not
 *	for handlers: interrupts stay on. VM_UNINITIALIZED goes without it, by
 *	a store-release; who finds it gone reads all that was written before.
 *	An area that is whole changes only when it has been removed.
 *
 * FAILURE
 *	No structure, no page table, or no addresses after a purge: NULL,
 *	nothing taken. A caller's error is reported with what is found there,
 *	and nothing is done.
 *
 * COST
 *	Instructions: some 120 to get an area that was kept, 95 to remove it,
 *	more by the depth of the tree. A structure of 192 bytes an area.
 *
 * LEFT OUT
 *	Kept areas could stay in the tree: it would be deeper for all, to save
 *	them their way in and out.
 *
 * SOURCES
 *	Linux 6.12: __get_vm_area_node(), clear_vm_uninitialized_flag(),
 *	remove_vm_area() (semantics).
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "internal.h"
#include "vm_area.h"

static struct kmem_cache *area_cache;
struct vmap_region vmap_regions[NR_VMAP_REGIONS];

bool vm_report_atomic(const char *door)
{
	WARN(1, "%s: called where it must not sleep (preempt_count %x, interrupts %s)\n",
	     door, preempt_count(), irqs_disabled() ? "off" : "on");
	return false;
}

/* ---- get ----------------------------------------------------------------- */

/* Under the lock: it is about to be found. */
static inline void describe(struct vm_area *area,
			    const struct vm_area_request *req,
			    unsigned long size)
{
	area->vm = (struct vm_struct) {
		.addr = (void *)area->va.va_start,
		.size = size,
		.flags = req->flags | VM_UNINITIALIZED,
		.caller = req->caller,
	};
}

/* One that was kept, as it is. NULL: there is none of this size. */
static struct vm_area *get_kept(const struct vm_area_request *req)
{
	struct vmap_region *region = req->region;
	unsigned long pages = (req->size >> PAGE_SHIFT) + 1;
	struct vmap_area *va;

	if (pages >= VMAP_KEPT_SIZES || !READ_ONCE(region->kept[pages]))
		return NULL;
	spin_lock(&region->lock);
	va = region->kept[pages];
	if (likely(va)) {
		WRITE_ONCE(region->kept[pages], va->next);
		region->nr_kept--;
		describe(vm_area_of(va), req, req->size + PAGE_SIZE);
		vmap_use_locked(region, va);
	}
	spin_unlock(&region->lock);
	return va ? vm_area_of(va) : NULL;
}

static struct vm_area *alloc_area(const struct vm_area_request *req)
{
	if (req->node == NUMA_NO_NODE)
		return kmem_cache_alloc(area_cache, req->gfp);
	return kmem_cache_alloc_node(area_cache, req->gfp, req->node);
}

void vm_areas_free(struct vmap_area *list)
{
	while (list) {
		struct vmap_area *next = list->next;

		kmem_cache_free(area_cache, vm_area_of(list));
		list = next;
	}
}

/* Addresses from the free tree. false: there are none. */
static bool place(struct vm_area *area, const struct vm_area_request *req,
		  struct vmap_request *want)
{
	struct vmap_region *region = req->region;
	bool placed;

	spin_lock(&region->lock);
	placed = vmap_take_locked(region, want);
	/* L4: whoever finds it there finds it named. */
	if (placed)
		describe(area, req, want->size);
	spin_unlock(&region->lock);
	return placed;
}

static bool place_or_purge(struct vm_area *area,
			   const struct vm_area_request *req)
{
	struct vmap_request want = {
		.size = req->size + (req->flags & VM_NO_GUARD ? 0 : PAGE_SIZE),
		.align = req->align,
		.area = &area->va,
	};
	bool placed;

	/* What is skipped in front may need a structure of its own. */
	if (req->align > PAGE_SIZE) {
		struct vm_area *spare = alloc_area(req);

		if (!spare)
			return false;
		spare->va.next = NULL;
		want.spares = &spare->va;
	}
	placed = place(area, req, &want);
	if (!placed && vm_areas_purge())
		placed = place(area, req, &want);
	vm_areas_free(want.spares);
	return placed;
}

static noinline struct vm_area *get_new(const struct vm_area_request *req)
{
	struct vm_area *area = alloc_area(req);

	if (!area)
		return NULL;
	if (!place_or_purge(area, req)) {
		kmem_cache_free(area_cache, area);
		return NULL;
	}
	if (vm_area_settle(area))
		return area;
	vm_area_abandon(area);
	return NULL;
}

struct vm_area *vm_area_get(const struct vm_area_request *req)
{
	struct vm_area *area = NULL;

	if (likely(req->align <= PAGE_SIZE && !(req->flags & VM_NO_GUARD)))
		area = get_kept(req);
	return likely(area) ? area : get_new(req);
}

void vm_area_abandon(struct vm_area *area)
{
	struct vmap_region *region = vmap_region_at(area->va.va_start);

	spin_lock(&region->lock);
	vmap_drop_locked(region, &area->va);
	spin_unlock(&region->lock);
	vm_area_retire(area);
}

/* ---- remove --------------------------------------------------------------- */

static const char *door_of(unsigned long flags)
{
	if (flags & VM_IOREMAP)
		return "iounmap";
	if (flags & VM_MAP_RAM)
		return "vm_unmap_ram";
	return flags & VM_ALLOC ? "vfree" : "vunmap";
}

enum found { FOUND_NOTHING, FOUND_BUSY, FOUND_LAZY };

/* Of one that is being made, what does not change. */
static void copy_locked(struct vm_struct *to, const struct vm_area *area)
{
	if (vm_area_is_whole(area))
		*to = area->vm;
	else
		*to = (struct vm_struct) {
			.addr = area->vm.addr,
			.size = area->vm.size,
			.caller = area->vm.caller,
		};
}

/* What is at @addr? A copy, for the lock is not held while we speak. */
static enum found look_at(struct vmap_region *region, unsigned long addr,
			  struct vm_struct *vm)
{
	enum found found = FOUND_BUSY;
	struct vmap_area *va;

	spin_lock(&region->lock);
	va = vmap_find_locked(region, addr);
	if (!va) {
		found = FOUND_LAZY;
		va = vmap_freed_at_locked(region, addr);
	}
	if (va)
		copy_locked(vm, vm_area_of(va));
	spin_unlock(&region->lock);
	return va ? found : FOUND_NOTHING;
}

static void report_area(const void *addr, const char *door,
			const struct vm_struct *vm, enum found found)
{
	unsigned long offset = addr - vm->addr;

	if (found == FOUND_LAZY)
		WARN(1, "%s: freed already: %px lies %lu bytes into [%px, +%lu) of %pS\n",
		     door, addr, offset, vm->addr, get_vm_area_size(vm),
		     vm->caller);
	else
		WARN(1, "%s: %px lies %lu bytes into [%px, +%lu) of %pS, which %s() frees\n",
		     door, addr, offset, vm->addr, get_vm_area_size(vm),
		     vm->caller, door_of(vm->flags));
}

/* A caller's error: what did he give us? Return: NULL, for who removes. */
static noinline struct vm_area *report_bad_free(const void *addr,
						const char *door)
{
	unsigned long at = (unsigned long)addr;
	struct vmap_region *region = vmap_region_at(at);
	struct vm_struct vm;
	enum found found;

	if (!region) {
		WARN(1, "%s: bad address %px: %s\n", door, addr,
		     virt_addr_valid(addr) ?
		     "direct map, of kmalloc() or the page allocator" :
		     "not in vmalloc's region");
		return NULL;
	}
	found = look_at(region, at, &vm);
	if (found == FOUND_NOTHING)
		WARN(1, "%s: nonexistent area at %px: never given, or freed long ago\n",
		     door, addr);
	else
		report_area(addr, door, &vm, found);
	return NULL;
}

/* May @kind's door take it apart? Not while it is made. */
static inline bool is_for(const struct vm_area *area, unsigned long kind)
{
	return vm_area_is_whole(area) && (area->vm.flags & kind);
}

struct vm_area *vm_area_remove(const void *addr, const char *door,
			       unsigned long kind)
{
	struct vmap_region *region = vmap_region_at((unsigned long)addr);
	struct vmap_area *va;

	if (unlikely(!region))
		return report_bad_free(addr, door);
	spin_lock(&region->lock);
	va = vmap_find_locked(region, (unsigned long)addr);
	if (unlikely(!va || va->va_start != (unsigned long)addr ||
		     !is_for(vm_area_of(va), kind))) {
		spin_unlock(&region->lock);
		return report_bad_free(addr, door);
	}
	vmap_drop_locked(region, va);
	spin_unlock(&region->lock);
	return vm_area_of(va);
}

/* ---- init ------------------------------------------------------------------ */

static void init_region(struct vmap_region *region, unsigned long start,
			unsigned long end)
{
	struct vm_area *first = kmem_cache_alloc(area_cache, GFP_KERNEL);

	if (!first)
		panic("vmalloc: no memory for the first area");
	vmap_region_init(region, PAGE_ALIGN(start), end & PAGE_MASK,
			 &first->va);
}

void vm_area_init(void)
{
	/*
	 * Shared with kmalloc's, the cache would have two holders for ever, and
	 * never forget the names of others who came and went.
	 */
	area_cache = kmem_cache_create("vm_area", sizeof(struct vm_area), 0,
				       SLAB_HWCACHE_ALIGN | SLAB_PANIC |
				       SLAB_NO_MERGE, NULL);
	init_region(&vmap_regions[VMAP_VMALLOC], VMALLOC_START,
		    VMALLOC_END + 1);
	init_region(&vmap_regions[VMAP_MODULES], MODULES_VADDR, MODULES_END);
}
