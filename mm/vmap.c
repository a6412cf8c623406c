// SPDX-License-Identifier: MIT
/*
 * vmap.c - somebody else's pages, side by side
 *
 * PROBLEM
 *	A driver has pages that it must keep single (a device's ring, a file's
 *	pages), and wants to run over them with one pointer.
 *
 * IDEA
 *	vmalloc()'s second and third step without the first: addresses, and
 *	page tables. The pages stay the caller's, but for VM_MAP_PUT_PAGES,
 *	where vfree() puts them and frees the array.
 *
 *	vmap(pages, 3)		page 7	page 9	page 7	guard
 *				   \	  |	/
 *	pages			   [ 7 ] [ 9 ]		twice is no harm
 *
 *	vm_map_ram() is the same for a moment, and its caller says at the end
 *	how many pages there were: a number that must be right.
 *
 * LOCKING
 *	As vmalloc.c.
 *
 * FAILURE
 *	NULL; nothing is mapped and nothing lost.
 *
 * COST
 *	make bench: vmap_256pages, vunmap_256pages.
 *
 * LEFT OUT
 *	Linux cuts small vm_map_ram() areas out of blocks of one CPU's own;
 *	ours go through the trees.
 *
 * SOURCES
 *	Linux 6.12: vmap(), vm_map_ram() (semantics).
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/pgtable.h>

#include "internal.h"
#include "vm_area.h"

/* What a caller may ask for; the rest is vmalloc.c's business. */
#define VMAP_FLAGS	(VM_MAP | VM_ALLOC | VM_IOREMAP | VM_USERMAP | \
			 VM_DMA_COHERENT | VM_MAP_PUT_PAGES)

static bool wish_granted(unsigned int count, unsigned long flags)
{
	if (!vm_may_sleep("vmap"))
		return false;
	if (WARN(!count, "vmap: no pages\n"))
		return false;
	if (WARN(flags & ~(VMAP_FLAGS | VM_MAP_RAM),
		 "vmap: flags %#lx\n", flags & ~VMAP_FLAGS))
		return false;
	return count <= totalram_pages();
}

/* Addresses that show @pages; not published yet. */
static struct vm_area *show(struct page **pages, pgprot_t prot,
			    const struct vm_area_request *req)
{
	struct vm_area *area = vm_area_get(req);

	if (!area)
		return NULL;
	if (!vm_area_show(area, pages, prot))
		return area;
	vm_area_abandon(area);
	return NULL;
}

static __always_inline struct vm_area_request
request(unsigned int count, unsigned long flags, int node)
{
	return (struct vm_area_request) {
		.region = &vmap_regions[VMAP_VMALLOC],
		.size = (unsigned long)count << PAGE_SHIFT,
		.align = PAGE_SIZE,
		.flags = flags,
		.caller = __builtin_return_address(0),
		.gfp = GFP_KERNEL,
		.node = node,
	};
}

void *vmap(struct page **pages, unsigned int count, unsigned long flags,
	   pgprot_t prot)
{
	/* Which door frees it is decided here: VM_ALLOC names no pages of ours. */
	const struct vm_area_request req =
		request(count, (flags & ~(VM_ALLOC | VM_IOREMAP)) | VM_MAP,
			NUMA_NO_NODE);
	struct vm_area *area;

	if (!wish_granted(count, flags))
		return NULL;
	vfree_deferred();
	area = show(pages, prot, &req);
	if (!area)
		return NULL;
	if (flags & VM_MAP_PUT_PAGES) {
		area->vm.pages = pages;
		area->vm.nr_pages = count;
	}
	vm_area_publish(area);
	return area->vm.addr;
}
EXPORT_SYMBOL(vmap);

void vunmap(const void *addr)
{
	struct vm_area *area;

	if (!addr || !vm_may_sleep("vunmap"))
		return;
	area = vm_area_remove(addr, "vunmap", VM_MAP);
	if (!area)
		return;
	vm_area_hide(area);
	vm_area_retire(area);
}
EXPORT_SYMBOL(vunmap);

void *vm_map_ram(struct page **pages, unsigned int count, int node)
{
	const struct vm_area_request req = request(count, VM_MAP_RAM, node);
	struct vm_area *area;

	if (!wish_granted(count, VM_MAP_RAM))
		return NULL;
	vfree_deferred();
	area = show(pages, PAGE_KERNEL, &req);
	if (!area)
		return NULL;
	vm_area_publish(area);
	return area->vm.addr;
}
EXPORT_SYMBOL(vm_map_ram);

void vm_unmap_ram(const void *mem, unsigned int count)
{
	unsigned long size = (unsigned long)count << PAGE_SHIFT;
	struct vm_area *area;

	if (!vm_may_sleep("vm_unmap_ram"))
		return;
	area = vm_area_remove(mem, "vm_unmap_ram", VM_MAP_RAM);
	if (!area)
		return;
	WARN(get_vm_area_size(&area->vm) != size,
	     "vm_unmap_ram: %u pages at %px, mapped were %zu; all are unmapped\n",
	     count, mem, get_vm_area_size(&area->vm) >> PAGE_SHIFT);
	vm_area_hide(area);
	vm_area_retire(area);
}
EXPORT_SYMBOL(vm_unmap_ram);
