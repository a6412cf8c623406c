// SPDX-License-Identifier: MIT
/*
 * vm_area.c - an area's life: placed, removed, forgotten by all TLBs
 *
 * PROBLEM
 *	Addresses that were unmapped may be given to somebody else only when
 *	no processor remembers what was mapped there. To make all of them
 *	forget is an interrupt to each, thousands of cycles; areas come and go
 *	thousands of times a second.
 *
 * IDEA
 *	Be lazy: what is unmapped is put on a list, and stays nobody's. When
 *	the list is long, or addresses or memory are short, one flush serves
 *	all of them, and their addresses are free.
 *
 *	vm_area_place	free tree -> busy tree		mapped by the caller
 *	vm_area_remove	busy tree -> nobody's		unmapped by the caller
 *	vm_area_retire	-> the lazy list
 *	purge		take the list; flush; -> free tree
 *
 *	  busy		lazy			 free
 *	[ A ] --vfree--> A			......
 *	[ B ] --vfree--> A, B			......
 *	[ C ] --vfree--> A, B, C --one flush--> [A..C]
 *
 *	A processor that still remembers can harm nobody but one who uses what
 *	he has freed: no other area is there until the flush.
 *
 * KEEPING
 *	The next area wanted is most often as large as one that was just
 *	freed. Flushed areas of up to 64 KiB are not joined with the free ones
 *	but kept, whole, on a list for their size, and given out again as they
 *	are: no tree is searched, no structure made. A full purge gives up all
 *	of them.
 *
 * WHO WAS IT?
 *	A lazy or kept area still has its owner's name. So a second vfree() and a
 *	fault after vfree() can be told whose area it was.
 *
 * INVARIANTS	(vmap_check() tests each by number)
 *	L1  An area is in the busy tree, or on the lazy list, or being
 *	    flushed, or kept, or in no tree and its remover's.
 *	L2  Lazy areas overlap neither free nor busy ones.
 *	L3  nr_lazy is the length of the lazy list.
 *	L4  A busy area's vm.addr and vm.size are its addresses.
 *	L5  Kept areas overlap neither free nor busy ones, are of their list's
 *	    size, and nr_kept is their number.
 *
 * LOCKING
 *	region->lock (55 in docs/LOCKING.md) for the trees and the lists. Not
 *	for handlers: interrupts stay on. Not held while flushing.
 *
 * FAILURE
 *	No structure, or no addresses after a purge: NULL or false, nothing
 *	taken. A caller's error is reported with what is found there, and
 *	nothing is done.
 *
 * COST
 *	Of laziness: structures of at most LAZY_MAX + KEPT_MAX areas.
 *
 * CONSTANTS
 *	LAZY_MAX 512: a flush on 256 CPUs may cost a million cycles, 2000 an
 *	area; and 512 structures are 64 KiB. KEPT_MAX the same: then what one
 *	flush has freed can all be kept.
 *
 * SOURCES
 *	Linux 6.12: remove_vm_area(), __purge_vmap_area_lazy() (semantics).
 */
#include <asm/processor.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "internal.h"
#include "vm_area.h"

#define LAZY_MAX	512
#define KEPT_MAX	LAZY_MAX

/* Areas given back under one hold of the lock. */
#define GIVE_RUN	32

static struct kmem_cache *area_cache;
struct vmap_region vmap_regions[NR_VMAP_REGIONS];
unsigned int vmap_lazy_max = LAZY_MAX;

/* Areas taken off a lazy list and not free yet. */
static atomic_t nr_purging;

bool vm_may_sleep(const char *door)
{
	return !WARN(in_atomic() || irqs_disabled(),
		     "%s: called where it must not sleep (preempt_count %x, interrupts %s)\n",
		     door, preempt_count(), irqs_disabled() ? "off" : "on");
}

struct vmap_region *vmap_region_at(unsigned long addr)
{
	unsigned int i;

	for (i = 0; i < NR_VMAP_REGIONS; i++) {
		struct vmap_region *region = &vmap_regions[i];

		if (addr >= region->start && addr < region->end)
			return region;
	}
	return NULL;
}

/* ---- get ----------------------------------------------------------------- */

/* Has it addresses already, of those that were kept? */
static inline bool is_kept(const struct vm_area *area)
{
	return area->va.va_end;
}

/* An area of @size bytes that was kept; NULL: there is none. */
static struct vm_area *take_kept(struct vmap_region *region,
				 unsigned long size)
{
	unsigned long pages = size >> PAGE_SHIFT;
	struct vmap_area *va;

	if (pages >= VMAP_KEPT_SIZES || !READ_ONCE(region->kept[pages]))
		return NULL;
	spin_lock(&region->lock);
	va = region->kept[pages];
	if (likely(va)) {
		WRITE_ONCE(region->kept[pages], va->next);
		region->nr_kept--;
	}
	spin_unlock(&region->lock);
	return va ? vm_area_of(va) : NULL;
}

static bool keep_locked(struct vmap_region *region, struct vmap_area *va)
{
	unsigned long pages = (va->va_end - va->va_start) >> PAGE_SHIFT;

	if (pages >= VMAP_KEPT_SIZES || region->nr_kept >= KEPT_MAX)
		return false;
	va->next = region->kept[pages];
	WRITE_ONCE(region->kept[pages], va);
	region->nr_kept++;
	return true;
}

struct vm_area *vm_area_new(const struct vm_area_request *req)
{
	unsigned long guard = req->flags & VM_NO_GUARD ? 0 : PAGE_SIZE;
	struct vm_area *area = NULL;

	if (likely(req->align <= PAGE_SIZE))
		area = take_kept(req->region, req->size + guard);
	if (!area) {
		area = kmem_cache_alloc_node(area_cache, req->gfp, req->node);
		if (!area)
			return NULL;
		area->va.va_end = 0;
	}
	area->vm = (struct vm_struct) {
		.size = req->size + guard,
		.flags = req->flags,
		.caller = req->caller,
	};
	return area;
}

static void free_spares(struct vmap_area *spares)
{
	while (spares) {
		struct vmap_area *next = spares->next;

		kmem_cache_free(area_cache, vm_area_of(spares));
		spares = next;
	}
}

static bool place(struct vm_area *area, struct vmap_region *region,
		  struct vmap_request *want)
{
	bool placed = true;

	spin_lock(&region->lock);
	if (is_kept(area))
		vmap_use_locked(region, &area->va);
	else
		placed = vmap_take_locked(region, want);
	/* L4: whoever finds it there finds it whole. */
	if (placed)
		area->vm.addr = (void *)area->va.va_start;
	spin_unlock(&region->lock);
	return placed;
}

bool vm_area_place(struct vm_area *area, const struct vm_area_request *req)
{
	struct vmap_request want = {
		.size = area->vm.size,
		.align = req->align,
		.area = &area->va,
	};
	bool placed;

	if (unlikely(req->align > PAGE_SIZE)) {
		struct vm_area *spare = kmem_cache_alloc_node(area_cache, req->gfp, req->node);

		if (!spare)
			return false;
		spare->va.next = NULL;
		want.spares = &spare->va;
	}
	placed = place(area, req->region, &want);
	if (unlikely(!placed) && vm_areas_purge())
		placed = place(area, req->region, &want);
	if (unlikely(want.spares))
		free_spares(want.spares);
	return placed;
}

struct vm_area *vm_area_get(const struct vm_area_request *req)
{
	struct vm_area *area = vm_area_new(req);

	if (!area)
		return NULL;
	if (vm_area_place(area, req))
		return area;
	vm_area_free(area);
	return NULL;
}

void vm_area_free(struct vm_area *area)
{
	if (is_kept(area))
		vm_area_retire(area);
	else
		kmem_cache_free(area_cache, area);
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

struct vmap_area *vmap_freed_at_locked(const struct vmap_region *region,
				       unsigned long addr)
{
	struct vmap_area *va;
	unsigned int i;

	for (va = region->lazy; va; va = va->next) {
		if (addr >= va->va_start && addr < va->va_end)
			return va;
	}
	for (i = 0; i < VMAP_KEPT_SIZES; i++) {
		for (va = region->kept[i]; va; va = va->next) {
			if (addr >= va->va_start && addr < va->va_end)
				return va;
		}
	}
	return NULL;
}

enum found { FOUND_NOTHING, FOUND_BUSY, FOUND_LAZY };

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
		*vm = vm_area_of(va)->vm;
	spin_unlock(&region->lock);
	return va ? found : FOUND_NOTHING;
}

/* A caller's error: what did he give us? */
static noinline void report_bad_free(const void *addr, const char *door)
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
		return;
	}
	found = look_at(region, at, &vm);
	if (found == FOUND_NOTHING)
		WARN(1, "%s: nonexistent area at %px: never given, or freed long ago\n",
		     door, addr);
	else if (found == FOUND_LAZY)
		WARN(1, "%s: freed already: %px lies %lu bytes into [%px, +%lu) of %pS\n",
		     door, addr, at - (unsigned long)vm.addr, vm.addr,
		     get_vm_area_size(&vm), vm.caller);
	else
		WARN(1, "%s: %px lies %lu bytes into [%px, +%lu) of %pS, which %s() frees\n",
		     door, addr, at - (unsigned long)vm.addr, vm.addr,
		     get_vm_area_size(&vm), vm.caller, door_of(vm.flags));
}

struct vm_area *vm_area_remove(const void *addr, const char *door,
			       unsigned long kind)
{
	struct vmap_region *region = vmap_region_at((unsigned long)addr);
	struct vm_area *area = NULL;
	struct vmap_area *va;

	if (likely(region)) {
		spin_lock(&region->lock);
		va = vmap_find_locked(region, (unsigned long)addr);
		if (likely(va && va->va_start == (unsigned long)addr &&
			   vm_area_of(va)->vm.flags & kind)) {
			vmap_drop_locked(region, va);
			area = vm_area_of(va);
		}
		spin_unlock(&region->lock);
	}
	if (unlikely(!area))
		report_bad_free(addr, door);
	return area;
}

/* ---- purge ---------------------------------------------------------------- */

static struct vmap_area *take_lazy(struct vmap_region *region)
{
	struct vmap_area *list;

	spin_lock(&region->lock);
	list = region->lazy;
	atomic_add(region->nr_lazy, &nr_purging);
	region->lazy = NULL;
	WRITE_ONCE(region->nr_lazy, 0);
	spin_unlock(&region->lock);
	return list;
}

/* One range around all of them, for one flush. */
static void flush_areas(const struct vmap_area *list)
{
	unsigned long start = ULONG_MAX, end = 0;

	for (; list; list = list->next) {
		start = min(start, list->va_start);
		end = max(end, list->va_end);
	}
	vunmap_flush(start, end);
}

enum purge { PURGE_AND_KEEP, PURGE_ALL };

/* Some of *@list. Return: how many. */
static unsigned int give_run(struct vmap_region *region,
			     struct vmap_area **list, enum purge how)
{
	struct vmap_area *spares = NULL;
	unsigned int n;

	spin_lock(&region->lock);
	for (n = 0; n < GIVE_RUN && *list; n++) {
		struct vmap_area *area = *list;

		*list = area->next;
		if (how == PURGE_ALL || !keep_locked(region, area))
			vmap_give_locked(region, area, &spares);
	}
	spin_unlock(&region->lock);
	free_spares(spares);
	atomic_sub(n, &nr_purging);
	return n;
}

/* What was kept goes the way of what is flushed now: one more flush of it. */
static void give_up_kept(struct vmap_region *region)
{
	struct vmap_area *va;
	unsigned int i;

	spin_lock(&region->lock);
	for (i = 0; i < VMAP_KEPT_SIZES; i++) {
		while ((va = region->kept[i])) {
			WRITE_ONCE(region->kept[i], va->next);
			va->next = region->lazy;
			region->lazy = va;
		}
	}
	WRITE_ONCE(region->nr_lazy, region->nr_lazy + region->nr_kept);
	region->nr_kept = 0;
	spin_unlock(&region->lock);
}

static unsigned long purge_region(struct vmap_region *region, enum purge how)
{
	struct vmap_area *list;
	unsigned long n = 0;

	if (how == PURGE_ALL)
		give_up_kept(region);
	list = take_lazy(region);
	if (!list)
		return 0;
	flush_areas(list);
	while (list)
		n += give_run(region, &list, how);
	return n;
}

unsigned long vm_areas_purge(void)
{
	unsigned long n = 0;
	unsigned int i;

	for (i = 0; i < NR_VMAP_REGIONS; i++)
		n += purge_region(&vmap_regions[i], PURGE_ALL);
	/* Another CPU's flush ends by itself; with it what we wait for. */
	while (atomic_read_acquire(&nr_purging))
		cpu_relax();
	return n;
}

unsigned long vmap_nr_lazy(void)
{
	return READ_ONCE(vmap_regions[VMAP_VMALLOC].nr_lazy) +
	       READ_ONCE(vmap_regions[VMAP_MODULES].nr_lazy) +
	       atomic_read(&nr_purging);
}

void vm_area_retire(struct vm_area *area)
{
	struct vmap_region *region = vmap_region_at(area->va.va_start);
	bool many;

	spin_lock(&region->lock);
	area->va.next = region->lazy;
	region->lazy = &area->va;
	WRITE_ONCE(region->nr_lazy, region->nr_lazy + 1);
	many = region->nr_lazy > vmap_lazy_max;
	spin_unlock(&region->lock);
	if (unlikely(many))
		purge_region(region, PURGE_AND_KEEP);
}

void vm_area_unmap(struct vm_area *area)
{
	vunmap_range_noflush(area->va.va_start, area->va.va_start +
			     get_vm_area_size(&area->vm));
	vm_area_retire(area);
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
