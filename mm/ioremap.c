// SPDX-License-Identifier: MIT
/*
 * ioremap.c - device memory at an address
 *
 * PROBLEM
 *	A device's registers and its memory answer at physical addresses that
 *	are no RAM. The direct map does not show them, and the cache must not
 *	come in between: a register that is cached is read once and never
 *	written. Worse, one frame that is cached here and not there has two
 *	truths, and x86 does not say which one wins (SDM vol. 3A 12.12.4).
 *
 * IDEA
 *	Addresses from vm_area.c, shown by vm_area_map.c, with a cache type
 *	in each entry; and a tree of what is mapped, by physical address, so
 *	that a frame has one type only.
 *
 *	phys	   fed00000	 fed00400	e0000000	 e1000000
 *	io_tree	   [ HPET, UC- ]		[ frame buffer, WC ]
 *			^ ioremap_wc(fed00000) meets this: refused
 *
 *	Whole frames are mapped, and the offset into the first added: the
 *	caller need not align.
 *
 * WHAT IS RAM?
 *	What /proc/iomem calls System RAM, and every frame that the page
 *	allocator has. RAM is mapped already, cached.
 *
 * INVARIANTS	(ioremap_broken() tests each by number)
 *	O1  Ranges in io_tree that overlap have the same cache type.
 *	O2  Each range is that of a VM_IOREMAP area, which is in use.
 *
 * LOCKING
 *	io_lock (57 in docs/LOCKING.md) for the tree. Not for handlers.
 *
 * FAILURE
 *	NULL. A caller's error is reported, with the owner it collides with.
 *
 * COST
 *	make bench: ioremap_64k, iounmap_64k.
 *
 * LEFT OUT
 *	Direct map entries of device memory below the end of low memory stay
 *	cached; the MTRRs of every PC say uncached, which is stronger. Linux
 *	changes them.
 *
 * SOURCES
 *	LDD3 p. 249-255; Linux 6.12: ioremap(), memremap() (semantics).
 */
#include <asm/setup.h>
#include <linux/export.h>
#include <linux/interval_tree.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/pgtable.h>

#include "internal.h"
#include "vm_area.h"

static DEFINE_SPINLOCK(io_lock);
static struct rb_root_cached io_tree = RB_ROOT_CACHED;

static const char *cache_name(u64 cache)
{
	switch (cache) {
	case _PAGE_CACHE_WB:
		return "write-back";
	case _PAGE_CACHE_WC:
		return "write-combining";
	case _PAGE_CACHE_UC_MINUS:
		return "uncached-minus";
	case _PAGE_CACHE_WT:
		return "write-through";
	default:
		return "uncached";
	}
}

/* ---- may it be mapped? -------------------------------------------------------- */

/* Has the page allocator a frame of [start, last]? */
static bool holds_pages(phys_addr_t start, phys_addr_t last)
{
	unsigned long pfn, end;
	unsigned int i;

	for (i = 0; i < memmap.nr; i++) {
		pfn = max((unsigned long)PHYS_PFN(start),
			  memmap.section[i].start);
		end = min((unsigned long)PHYS_PFN(last) + 1,
			  memmap.section[i].end);
		for (; pfn < end; pfn++) {
			if (!PageReserved(pfn_to_page(pfn)))
				return true;
		}
	}
	return false;
}

static bool is_ram(phys_addr_t start, phys_addr_t last)
{
	return region_intersects(start, last - start + 1,
				 IORESOURCE_SYSTEM_RAM, IORES_DESC_NONE) !=
		       REGION_DISJOINT ||
	       holds_pages(start, last);
}

/* [phys, phys + size) is bytes of devices, as far as anybody can know. */
static bool range_fits(phys_addr_t phys, unsigned long size,
		       const void *caller)
{
	phys_addr_t last = phys + size - 1;

	if (WARN(!size || last < phys,
		 "ioremap: %pa + %#lx is empty or wraps, for %pS\n", &phys,
		 size, caller))
		return false;
	return !WARN(last >> arch_phys_bits(),
		     "ioremap: %pa is beyond the %u bits of physical addresses, for %pS\n",
		     &last, arch_phys_bits(), caller);
}

/* ---- one frame, one type ------------------------------------------------------ */

static struct vm_area *area_of(struct io_map *io)
{
	return container_of(io, struct vm_area, io);
}

/* @other is a copy, and so is @owner: it may be gone by now. */
static noinline void report_conflict(const struct io_map *io,
				     const struct io_map *other,
				     const void *owner)
{
	WARN(1, "ioremap: %s wanted for [%#lx, %#lx], but [%#lx, %#lx] is %s, for %pS\n",
	     cache_name(io->cache), io->node.start, io->node.last,
	     other->node.start, other->node.last, cache_name(other->cache),
	     owner);
}

/* Into the tree; false: somebody has a frame of it otherwise. */
static bool track(struct io_map *io)
{
	struct interval_tree_node *n;

	spin_lock(&io_lock);
	for (n = interval_tree_iter_first(&io_tree, io->node.start,
					  io->node.last);
	     n; n = interval_tree_iter_next(n, io->node.start,
					    io->node.last)) {
		struct io_map *there = container_of(n, struct io_map, node);
		const struct io_map other = *there;
		const void *owner = area_of(there)->vm.caller;

		if (other.cache == io->cache)
			continue;
		spin_unlock(&io_lock);
		report_conflict(io, &other, owner);
		return false;
	}
	interval_tree_insert(&io->node, &io_tree);
	spin_unlock(&io_lock);
	return true;
}

static void untrack(struct io_map *io)
{
	spin_lock(&io_lock);
	interval_tree_remove(&io->node, &io_tree);
	spin_unlock(&io_lock);
}

/* ---- map ----------------------------------------------------------------------- */

/* Large leaves can be used if the addresses are as aligned as the frames. */
static unsigned int leaf_shift(phys_addr_t start, unsigned long size)
{
	if (size >= PUD_SIZE && !(start & (PUD_SIZE - 1)))
		return PUD_SHIFT;
	if (size >= PMD_SIZE && !(start & (PMD_SIZE - 1)))
		return PMD_SHIFT;
	return PAGE_SHIFT;
}

/* What @area shows, as far as io_tree is concerned. */
static struct io_map *describe(struct vm_area *area, phys_addr_t start,
			       unsigned long size, u64 cache)
{
	area->vm.phys_addr = start;
	area->io = (struct io_map) {
		.node = { .start = start, .last = start + size - 1 },
		.cache = cache,
	};
	return &area->io;
}

/* Whole frames from @start on. Return: the address, or NULL. */
static void *map_frames(phys_addr_t start, unsigned long size, u64 cache,
			const void *caller)
{
	const struct vm_area_request req = {
		.region = &vmap_regions[VMAP_VMALLOC],
		.size = size,
		.align = 1UL << leaf_shift(start, size),
		.flags = VM_IOREMAP,
		.caller = caller,
		.gfp = GFP_KERNEL,
		.node = NUMA_NO_NODE,
	};
	struct vm_area *area;
	struct io_map *io;

	vfree_deferred();
	area = vm_area_get(&req);
	if (!area)
		return NULL;
	io = describe(area, start, size, cache);
	if (!track(io))
		goto conflict;
	if (vm_area_show_frames(area, start,
				pgprot_with_cache(PAGE_KERNEL, cache),
				ilog2(req.align)))
		goto not_shown;
	vm_area_publish(area);
	return area->vm.addr;
not_shown:
	untrack(io);
conflict:
	vm_area_abandon(area);
	return NULL;
}

static void __iomem *map_bytes(phys_addr_t phys, unsigned long size,
			       u64 cache, const void *caller)
{
	unsigned long offset = phys & ~PAGE_MASK;
	void *start;

	if (!vm_may_sleep("ioremap"))
		return NULL;
	start = map_frames(phys - offset, PAGE_ALIGN(size + offset), cache,
			   caller);
	return start ? (void __iomem *)(start + offset) : NULL;
}

static void __iomem *map_device(phys_addr_t phys, unsigned long size,
				u64 cache, const void *caller)
{
	phys_addr_t last = phys + size - 1;

	if (!range_fits(phys, size, caller))
		return NULL;
	if (WARN(is_ram(phys, last), "ioremap: %pa - %pa is RAM, for %pS\n",
		 &phys, &last, caller))
		return NULL;
	return map_bytes(phys, size, cache, caller);
}

void __iomem *ioremap(phys_addr_t phys_addr, unsigned long size)
{
	return map_device(phys_addr, size, _PAGE_CACHE_UC_MINUS,
			  __builtin_return_address(0));
}
EXPORT_SYMBOL(ioremap);

void __iomem *ioremap_uc(phys_addr_t phys_addr, unsigned long size)
{
	return map_device(phys_addr, size, _PAGE_CACHE_UC,
			  __builtin_return_address(0));
}
EXPORT_SYMBOL(ioremap_uc);

void __iomem *ioremap_wc(phys_addr_t phys_addr, unsigned long size)
{
	return map_device(phys_addr, size, _PAGE_CACHE_WC,
			  __builtin_return_address(0));
}
EXPORT_SYMBOL(ioremap_wc);

void __iomem *ioremap_wt(phys_addr_t phys_addr, unsigned long size)
{
	return map_device(phys_addr, size, _PAGE_CACHE_WT,
			  __builtin_return_address(0));
}
EXPORT_SYMBOL(ioremap_wt);

void __iomem *ioremap_cache(phys_addr_t phys_addr, unsigned long size)
{
	return map_device(phys_addr, size, _PAGE_CACHE_WB,
			  __builtin_return_address(0));
}
EXPORT_SYMBOL(ioremap_cache);

/* ---- unmap --------------------------------------------------------------------- */

void iounmap(volatile void __iomem *addr)
{
	unsigned long start = (unsigned long)addr & PAGE_MASK;
	struct vm_area *area;

	if (!addr || !vm_may_sleep("iounmap"))
		return;
	area = vm_area_remove((void *)start, "iounmap", VM_IOREMAP);
	if (!area)
		return;
	/* First out of the tables: from then on the frames may be another's. */
	vm_area_hide(area);
	untrack(&area->io);
	vm_area_retire(area);
}
EXPORT_SYMBOL(iounmap);

/* ---- memremap ------------------------------------------------------------------ */

/* RAM is cached. Low memory has its place; high memory is given one. */
static void *remap_ram(phys_addr_t start, size_t size, const void *caller)
{
	if (start + size <= PFN_PHYS(max_low_pfn))
		return __va(start);
	return (void __force *)map_bytes(start, size, _PAGE_CACHE_WB, caller);
}

static void *remap_device(phys_addr_t start, size_t size, unsigned long flags,
			  const void *caller)
{
	static const struct {
		unsigned long flag;
		u64 cache;
	} types[] = {
		{ MEMREMAP_WB, _PAGE_CACHE_WB },
		{ MEMREMAP_WT, _PAGE_CACHE_WT },
		{ MEMREMAP_WC, _PAGE_CACHE_WC },
	};
	void __iomem *addr = NULL;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(types) && !addr; i++) {
		if (flags & types[i].flag)
			addr = map_bytes(start, size, types[i].cache, caller);
	}
	return (void __force *)addr;
}

void *memremap(resource_size_t offset, size_t size, unsigned long flags)
{
	const void *caller = __builtin_return_address(0);
	int ram;

	if (!flags || !range_fits(offset, size, caller))
		return NULL;
	ram = region_intersects(offset, size, IORESOURCE_SYSTEM_RAM,
				IORES_DESC_NONE);
	if (ram == REGION_DISJOINT && holds_pages(offset, offset + size - 1))
		ram = REGION_INTERSECTS;
	if (WARN(ram == REGION_MIXED,
		 "memremap: %pa + %#zx is RAM in part, for %pS\n", &offset,
		 size, caller))
		return NULL;
	if (ram == REGION_DISJOINT)
		return remap_device(offset, size, flags, caller);
	if (WARN(!(flags & MEMREMAP_WB),
		 "memremap: RAM at %pa is write-back, for %pS\n", &offset,
		 caller))
		return NULL;
	return remap_ram(offset, size, caller);
}
EXPORT_SYMBOL(memremap);

void memunmap(void *addr)
{
	if (is_vmalloc_addr(addr))
		iounmap((volatile void __iomem *)addr);
}
EXPORT_SYMBOL(memunmap);

/* ---- check --------------------------------------------------------------------- */

static int broken_locked(void)
{
	struct rb_node *rb;

	for (rb = rb_first_cached(&io_tree); rb; rb = rb_next(rb)) {
		struct io_map *io = rb_entry(rb, struct io_map, node.rb);
		const struct vm_struct *vm = &area_of(io)->vm;
		const struct rb_node *next = rb_next(rb);
		const struct io_map *after = rb_entry_safe(next, struct io_map,
							   node.rb);

		if (after && after->node.start <= io->node.last &&
		    after->cache != io->cache)
			return 1;
		if (!(vm->flags & VM_IOREMAP) ||
		    vm->phys_addr != io->node.start)
			return 2;
	}
	return 0;
}

int ioremap_broken(void)
{
	int number;

	spin_lock(&io_lock);
	number = broken_locked();
	spin_unlock(&io_lock);
	return number;
}
