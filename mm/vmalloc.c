// SPDX-License-Identifier: MIT
/*
 * vmalloc.c - single pages, side by side
 *
 * PROBLEM
 *	A megabyte is wanted. The zones have plenty of pages, but perhaps not
 *	256 neighbours: they never had, or others sit in between.
 *
 * IDEA
 *	The processor does not see frames, it sees addresses. So take any 256
 *	pages and let the page tables show them side by side:
 *
 *	addresses   | page 0 | page 1 | page 2 | page 3 | guard |
 *			|	 |	  |	   |	nothing is mapped
 *	frames	    .. 9 .. 4711 .. 3 ........ 70000 ..
 *
 *	Three things, each of which may fail, in this order:
 *
 *	1 addresses	vm_area.c, with one page more than was asked for
 *	2 pages		vmalloc_pages.c: any zone
 *	3 page tables	vm_area_map.c
 *
 *	and back: out of the page tables, pages, addresses. But these are free
 *	only when all TLBs were flushed: vmap_purge.c is lazy about that.
 *
 * vfree() IN AN INTERRUPT
 *	The area's first page is linked into a list without a lock; a worker,
 *	or whoever calls vmalloc() or vfree() in a task before it comes, frees
 *	what is on it. The link is in the struct page: the memory itself is
 *	still the owner's until then, and a second vfree() finds the mark of
 *	the first.
 *
 * INVARIANTS	(vmap_check() tests each by number)
 *	A1  Of a VM_ALLOC area, all nr_pages pages are there and hold a
 *	    reference that is the area's.
 *	A2  nr_vmalloc_pages is the sum of nr_pages over all VM_ALLOC areas,
 *	    when nobody is between two steps.
 *
 * LOCKING
 *	None but vm_area.c's and the page tables'. All of it may sleep.
 *
 * FAILURE
 *	NULL after a report in Linux's words, unless __GFP_NOWARN; what was
 *	had so far is given back. Size 0 is a caller's error: WARN.
 *
 * COST
 *	make bench: vmalloc_*, vfree_*. 8 bytes a page for the array, 8 for
 *	its page-table entry.
 *
 * LEFT OUT
 *	KASAN's tags, accounting to memory groups.
 *
 * SOURCES
 *	LDD3 p. 224-227; Linux 6.12: __vmalloc_node_range(), vfree(),
 *	vfree_atomic() (semantics).
 */
#include <linux/atomic.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "internal.h"
#include "vm_area.h"

static atomic_long_t nr_vmalloc_pages;

/* All of memory, in bytes: it does not change. */
static unsigned long total_size;

/* A caller's wishes, in words; size in bytes as asked. */
struct vmalloc_request {
	unsigned long size;
	gfp_t gfp;
	pgprot_t prot;
	struct vm_area_request area;
};

/* ---- allocate -------------------------------------------------------------- */

#define fail(req, fmt, ...) \
	warn_alloc_text((req)->gfp, (req)->area.node, \
			"vmalloc error: size %lu, " fmt, (req)->size, \
			##__VA_ARGS__)

/* All at once is cheaper than one by one, in high memory above all. */
static inline bool zero_when_shown(const struct vmalloc_request *req)
{
	return (req->gfp & __GFP_ZERO) && (pgprot_val(req->prot) & _PAGE_RW);
}

static inline gfp_t page_flags(const struct vmalloc_request *req)
{
	return zero_when_shown(req) ? req->gfp & ~__GFP_ZERO : req->gfp;
}

static void clear_area(const struct vm_area *area)
{
	void *end = area->vm.addr + get_vm_area_size(&area->vm), *page;

	for (page = area->vm.addr; page < end; page += PAGE_SIZE)
		clear_page(page);
}

/* Step two, of several pages: the array, and what it lists. */
static bool take_pages(struct vm_area *area, const struct vmalloc_request *req)
{
	unsigned long nr = req->area.size >> PAGE_SHIFT;

	if (unlikely(!vm_pages_alloc_array(area, &req->area))) {
		fail(req, "failed to allocate page array size %lu",
		     nr * sizeof(struct page *));
		return false;
	}
	if (likely(vm_pages_take(area, page_flags(req), req->area.node)))
		return true;
	fail(req, "page order %u, failed to allocate pages",
	     area->vm.page_order);
	vm_pages_free_array(area);
	return false;
}

static bool take_page(struct vm_area *area, const struct vmalloc_request *req)
{
	if (likely(vm_pages_take_one(area, page_flags(req), req->area.node)))
		return true;
	fail(req, "page order 0, failed to allocate pages");
	return false;
}

/* All three steps; undone in reverse. */
static struct vm_area *build(const struct vmalloc_request *req)
{
	struct vm_area *area = vm_area_get(&req->area);

	if (unlikely(!area)) {
		fail(req, "vm_struct allocation failed");
		return NULL;
	}
	if (unlikely(!(req->area.size == PAGE_SIZE ? take_page(area, req)
						   : take_pages(area, req))))
		goto no_pages;
	if (unlikely(vm_area_show(area, area->vm.pages, req->prot))) {
		fail(req, "failed to map pages");
		goto not_shown;
	}
	if (zero_when_shown(req))
		clear_area(area);
	atomic_long_add(area->vm.nr_pages, &nr_vmalloc_pages);
	vm_area_publish(area);
	return area;
not_shown:
	vm_pages_put(area);
no_pages:
	vm_area_abandon(area);
	return NULL;
}

static bool wish_granted(const struct vmalloc_request *req)
{
	if (unlikely(!vm_may_sleep("vmalloc")))
		return false;
	if (WARN(!req->size, "vmalloc: size 0, by %pS\n", req->area.caller))
		return false;
	/* Also all sizes that rounding up would wrap. */
	if (unlikely(req->size > total_size || req->area.size > total_size)) {
		fail(req, "exceeds total pages");
		return false;
	}
	if (unlikely(!is_power_of_2(req->area.align))) {
		fail(req, "alignment %#lx is not a power of two",
		     req->area.align);
		return false;
	}
	return true;
}

static void *alloc(const struct vmalloc_request *req)
{
	struct vm_area *area;

	if (!wish_granted(req))
		return NULL;
	vfree_deferred();
	area = build(req);
	return area ? area->vm.addr : NULL;
}

/* Zones and zeros are for the pages; how far to go is for all. */
static inline gfp_t struct_flags(gfp_t gfp)
{
	return (gfp & (GFP_KERNEL | __GFP_NOFAIL)) | __GFP_NOWARN;
}

static __always_inline void *alloc_common(unsigned long size,
					  unsigned long flags, gfp_t gfp,
					  int node)
{
	const struct vmalloc_request req = {
		.size = size,
		.gfp = gfp,
		.prot = PAGE_KERNEL,
		.area = {
			.region = &vmap_regions[VMAP_VMALLOC],
			.size = PAGE_ALIGN(size),
			.align = flags & VM_ALLOW_HUGE_VMAP ? PMD_SIZE
							    : PAGE_SIZE,
			.flags = VM_ALLOC | flags,
			.caller = __builtin_return_address(0),
			.gfp = struct_flags(gfp),
			.node = node,
		},
	};

	return alloc(&req);
}

void *vmalloc(unsigned long size)
{
	return alloc_common(size, 0, GFP_KERNEL, NUMA_NO_NODE);
}
EXPORT_SYMBOL(vmalloc);

void *vzalloc(unsigned long size)
{
	return alloc_common(size, 0, GFP_KERNEL | __GFP_ZERO, NUMA_NO_NODE);
}
EXPORT_SYMBOL(vzalloc);

void *vmalloc_node(unsigned long size, int node)
{
	return alloc_common(size, 0, GFP_KERNEL, node);
}
EXPORT_SYMBOL(vmalloc_node);

void *vzalloc_node(unsigned long size, int node)
{
	return alloc_common(size, 0, GFP_KERNEL | __GFP_ZERO, node);
}
EXPORT_SYMBOL(vzalloc_node);

void *vmalloc_user(unsigned long size)
{
	return alloc_common(size, VM_USERMAP, GFP_KERNEL | __GFP_ZERO,
			    NUMA_NO_NODE);
}
EXPORT_SYMBOL(vmalloc_user);

void *vmalloc_32(unsigned long size)
{
	return alloc_common(size, 0, GFP_KERNEL | __GFP_DMA32, NUMA_NO_NODE);
}
EXPORT_SYMBOL(vmalloc_32);

void *vmalloc_32_user(unsigned long size)
{
	return alloc_common(size, VM_USERMAP,
			    GFP_KERNEL | __GFP_DMA32 | __GFP_ZERO,
			    NUMA_NO_NODE);
}
EXPORT_SYMBOL(vmalloc_32_user);

void *vmalloc_huge(unsigned long size, gfp_t gfp_mask)
{
	return alloc_common(size, size >= PMD_SIZE ? VM_ALLOW_HUGE_VMAP : 0,
			    gfp_mask, NUMA_NO_NODE);
}
EXPORT_SYMBOL(vmalloc_huge);

void *__vmalloc(unsigned long size, gfp_t gfp_mask)
{
	return alloc_common(size, 0, gfp_mask, NUMA_NO_NODE);
}
EXPORT_SYMBOL(__vmalloc);

void *__vmalloc_node_range(unsigned long size, unsigned long align,
			   unsigned long start, unsigned long end,
			   gfp_t gfp_mask, pgprot_t prot,
			   unsigned long vm_flags, int node,
			   const void *caller)
{
	struct vmap_region *region = vmap_region_at(start);
	const struct vmalloc_request req = {
		.size = size,
		.gfp = gfp_mask,
		.prot = prot,
		.area = {
			.region = region,
			.size = PAGE_ALIGN(size),
			.align = align && align < PAGE_SIZE ? PAGE_SIZE
							    : align,
			.flags = VM_ALLOC | vm_flags,
			.caller = caller,
			.gfp = struct_flags(gfp_mask),
			.node = node,
		},
	};

	if (WARN(!region || end <= start, "vmalloc: no region at [%lx, %lx)\n",
		 start, end))
		return NULL;
	return alloc(&req);
}
EXPORT_SYMBOL(__vmalloc_node_range);

void *__vmalloc_node(unsigned long size, unsigned long align, gfp_t gfp_mask,
		     int node, const void *caller)
{
	return __vmalloc_node_range(size, align, VMALLOC_START, VMALLOC_END,
				    gfp_mask, PAGE_KERNEL, 0, node, caller);
}
EXPORT_SYMBOL(__vmalloc_node);

/* ---- free ------------------------------------------------------------------ */

/*
 * What vmap()'s caller has given away. Return: the array, if it is an area to
 * be freed; or NULL.
 */
static noinline const void *put_gift(struct vm_area *area)
{
	const void *array = area->vm.pages;

	release_pages(area->vm.pages, area->vm.nr_pages);
	if (is_vmalloc_addr(array))
		return array;
	kfree(array);
	return NULL;
}

/*
 * In reverse order of build(). Return: what else is to be freed, or NULL. A
 * task; interrupts are on.
 */
static const void *free_one(const void *addr)
{
	struct vm_area *area = vm_area_remove(addr, "vfree",
					      VM_ALLOC | VM_MAP_PUT_PAGES);

	if (unlikely(!area))
		return NULL;
	vm_area_hide(area);
	addr = NULL;
	if (likely(area->vm.flags & VM_ALLOC)) {
		atomic_long_sub(area->vm.nr_pages, &nr_vmalloc_pages);
		vm_pages_put(area);
	} else {
		addr = put_gift(area);
	}
	vm_area_retire(area);
	return addr;
}

static inline void free_area(const void *addr)
{
	do {
		addr = free_one(addr);
	} while (unlikely(addr));
}

void vfree(const void *addr)
{
	if (!addr)
		return;
	if (unlikely(in_atomic() || irqs_disabled()) &&
	    (in_interrupt() || !vm_may_sleep("vfree"))) {
		vfree_atomic(addr);
		return;
	}
	vfree_deferred();
	free_area(addr);
}
EXPORT_SYMBOL(vfree);

/* ---- free, in an interrupt -------------------------------------------------- */

/* The first pages of areas to be freed, linked by lru.next. */
static struct list_head *deferred;

static void deferred_worker(struct work_struct *work)
{
	vfree_deferred();
}
static DECLARE_WORK(deferred_work, deferred_worker);

/* page->private of an area's first page, from vfree_atomic() on. */
#define DEFERRED_MARK	0x76667265UL	/* "vfre" */

void vfree_atomic(const void *addr)
{
	struct page *page;
	struct list_head *first;

	if (!addr)
		return;
	page = is_vmalloc_or_module_addr(addr) && PAGE_ALIGNED(addr) ?
	       vmalloc_to_page(addr) : NULL;
	if (WARN(!page, "vfree_atomic: nothing is mapped at %px\n", addr))
		return;
	if (WARN(xchg(&page->private, DEFERRED_MARK) == DEFERRED_MARK,
		 "vfree_atomic: %px was freed already\n", addr))
		return;
	page->lru.prev = (void *)addr;
	first = READ_ONCE(deferred);
	for (;;) {
		struct list_head *was = first;

		page->lru.next = was;
		/* Full barrier: pairs with the xchg() in vfree_deferred(). */
		first = cmpxchg(&deferred, was, &page->lru);
		if (first == was)
			break;
	}
	/* Who finds the list empty calls the worker; he takes all of it. */
	if (!first)
		schedule_work(&deferred_work);
}
EXPORT_SYMBOL(vfree_atomic);

void vfree_deferred(void)
{
	struct list_head *link;

	if (likely(!READ_ONCE(deferred)))
		return;
	link = xchg(&deferred, NULL);
	while (link) {
		struct page *page = list_entry(link, struct page, lru);
		const void *addr = link->prev;

		link = link->next;
		page->private = 0;
		free_area(addr);
	}
}

void vm_unmap_aliases(void)
{
	vfree_deferred();
	flush_work(&deferred_work);
	vm_areas_purge();
}
EXPORT_SYMBOL_GPL(vm_unmap_aliases);

/* ---- init, asking ------------------------------------------------------------------ */

void vmalloc_init(void)
{
	total_size = totalram_pages() << PAGE_SHIFT;
	vm_area_init();
}

unsigned long vmalloc_nr_pages(void)
{
	return atomic_long_read(&nr_vmalloc_pages);
}
EXPORT_SYMBOL(vmalloc_nr_pages);
