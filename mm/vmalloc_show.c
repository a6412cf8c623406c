// SPDX-License-Identifier: MIT
/*
 * vmalloc_show.c - whose address is that? For people, checks and faults
 *
 * PROBLEM
 *	A fault at ffffc90000345008 says nothing. Somebody's array ends just
 *	before it, or was freed a moment ago, and that is known here.
 *
 * IDEA
 *	Three readers of vm_area.c's trees.
 *
 *	/proc/vmallocinfo	all areas, Linux's format:
 *	0xffffc90000000000-0xffffc90000005000   20480 f+0x1/0x2 pages=4 vmalloc
 *	       first byte -- end with guard    bytes  caller
 *
 *	fault note		the area around, before, or after an address,
 *				and how far it is from there
 *	vmap_check()		the invariants
 *
 * INVARIANTS	(vmap_check() tests each by number)
 *	V1..V5	of vmap_area.c.
 *	L1..L6	of vm_area.c, vmap_purge.c and vm_area_map.c; of L1, that
 *		nothing is in two places.
 *	A1, A2	of vmalloc.c; A2 if nobody is at work.
 *
 * LOCKING
 *	The region's lock for one area at a time, of which a copy is printed:
 *	readers are slow. The list may change in between; each line was true.
 *	A fault note that cannot have the lock says nothing.
 *
 * FAILURE
 *	A broken invariant stops the kernel, with its number.
 *
 * COST
 *	O(log n) a line; vmap_check() holds the lock for all of a region.
 *
 * SOURCES
 *	Linux: Documentation/filesystems/proc.rst (the format).
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/machine.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/proc_fs.h>

#include "vm_area.h"

/* ---- /proc/vmallocinfo ----------------------------------------------------- */

/* Pages by node; the area must not go meanwhile. */
static void count_nodes(const struct vm_struct *vm, unsigned int *counts)
{
	unsigned int i;

	memset(counts, 0, MAX_NUMNODES * sizeof(*counts));
	if (!(vm->flags & VM_ALLOC) || !vm->pages)
		return;
	for (i = 0; i < vm->nr_pages; i++)
		counts[page_to_nid(vm->pages[i])]++;
}

struct line {
	struct vm_struct vm;
	unsigned int on_node[MAX_NUMNODES];
};

/* The first whole area that ends after @addr, copied; false: none. */
static bool copy_next(struct vmap_region *region, unsigned long addr,
		      struct line *line)
{
	struct vmap_area *va;

	spin_lock(&region->lock);
	va = vmap_after_locked(region, addr);
	while (va && !vm_area_is_whole(vm_area_of(va)))
		va = vmap_after_locked(region, va->va_end);
	if (va) {
		line->vm = vm_area_of(va)->vm;
		count_nodes(&line->vm, line->on_node);
	}
	spin_unlock(&region->lock);
	return va;
}

static const struct {
	unsigned long flag;
	const char *word;
} flag_words[] = {
	{ VM_IOREMAP, " ioremap" },
	{ VM_ALLOC, " vmalloc" },
	{ VM_MAP, " vmap" },
	{ VM_USERMAP, " user" },
	{ VM_DMA_COHERENT, " dma-coherent" },
};

static void show_line(struct seq_file *m, const struct line *line)
{
	const struct vm_struct *vm = &line->vm;
	unsigned long start = (unsigned long)vm->addr;
	unsigned int i;

	seq_printf(m, "0x%px-0x%px %7lu", (void *)start,
		   (void *)(start + vm->size), vm->size);
	if (vm->flags & VM_MAP_RAM) {
		seq_puts(m, " vm_map_ram\n");
		return;
	}
	if (vm->caller)
		seq_printf(m, " %pS", vm->caller);
	if (vm->nr_pages)
		seq_printf(m, " pages=%u", vm->nr_pages);
	if (vm->phys_addr)
		seq_printf(m, " phys=%pa", &vm->phys_addr);
	for (i = 0; i < ARRAY_SIZE(flag_words); i++) {
		if (vm->flags & flag_words[i].flag)
			seq_puts(m, flag_words[i].word);
	}
	if (is_vmalloc_addr(vm->pages))
		seq_puts(m, " vpages");
	for (i = 0; i < MAX_NUMNODES; i++) {
		if (line->on_node[i])
			seq_printf(m, " N%u=%u", i, line->on_node[i]);
	}
	seq_putc(m, '\n');
}

/* The @n-th of a lazy list, copied; false: there is none. */
static bool copy_lazy(struct vmap_region *region, struct vmap_area **list,
		      unsigned long n, struct line *line)
{
	struct vmap_area *va;

	spin_lock(&region->lock);
	for (va = *list; va && n; va = va->next)
		n--;
	if (va)
		line->vm = vm_area_of(va)->vm;
	spin_unlock(&region->lock);
	return va;
}

static void show_lazy(struct seq_file *m, struct vmap_region *region)
{
	struct line line;
	unsigned long n = 0;
	unsigned int i = 0;

	while (i < VMAP_KEPT_SIZES) {
		if (!copy_lazy(region, &region->lazy[i], n, &line)) {
			n = 0;
			i++;
			continue;
		}
		n++;
		seq_printf(m, "0x%px-0x%px %7lu unpurged vm_area\n",
			   line.vm.addr, line.vm.addr + line.vm.size,
			   line.vm.size);
	}
}

static int vmallocinfo_show(struct seq_file *m, void *v)
{
	unsigned int i;

	for (i = 0; i < NR_VMAP_REGIONS; i++) {
		struct vmap_region *region = &vmap_regions[i];
		unsigned long addr = region->start;
		struct line line;

		while (copy_next(region, addr, &line)) {
			show_line(m, &line);
			addr = (unsigned long)line.vm.addr + line.vm.size;
		}
		show_lazy(m, region);
	}
	return 0;
}
PROC_VIEW("vmallocinfo", vmallocinfo_show);

/* ---- find_vm_area ------------------------------------------------------------ */

struct vm_struct *find_vm_area(const void *addr)
{
	struct vmap_region *region = vmap_region_at((unsigned long)addr);
	struct vm_struct *vm = NULL;
	struct vmap_area *va;

	if (!region)
		return NULL;
	spin_lock(&region->lock);
	va = vmap_find_locked(region, (unsigned long)addr);
	if (va && vm_area_is_whole(vm_area_of(va)) &&
	    !(vm_area_of(va)->vm.flags & VM_MAP_RAM))
		vm = &vm_area_of(va)->vm;
	spin_unlock(&region->lock);
	return vm;
}
EXPORT_SYMBOL(find_vm_area);

/* ---- fault note -------------------------------------------------------------- */

static void say_area(const struct vm_struct *vm, const char *state)
{
	pr_alert("  %s area [%px, %px), %zu bytes, of %pS\n", state, vm->addr,
		 vm->addr + get_vm_area_size(vm), get_vm_area_size(vm),
		 vm->caller);
}

static void say_inside(const struct vm_struct *vm, unsigned long addr)
{
	unsigned long offset = addr - (unsigned long)vm->addr;

	if (offset < get_vm_area_size(vm))
		pr_alert("  vmalloc: %lu bytes into an area in use\n", offset);
	else
		pr_alert("  vmalloc: %lu bytes past the end of an area (guard page)\n",
			 offset - get_vm_area_size(vm));
	say_area(vm, "the");
}

static bool say_freed(const struct vmap_region *region, unsigned long addr)
{
	struct vmap_area *va = vmap_freed_at_locked(region, addr);

	if (!va)
		return false;
	pr_alert("  vmalloc: %lu bytes into an area that was freed\n",
		 addr - va->va_start);
	say_area(&vm_area_of(va)->vm, "the freed");
	return true;
}

static void say_next(struct vmap_region *region, unsigned long addr)
{
	struct vmap_area *after = vmap_after_locked(region, addr);

	if (!after) {
		pr_alert("  vmalloc: no area is here or after it\n");
		return;
	}
	pr_alert("  vmalloc: in no area; %lu bytes before the start of the next\n",
		 after->va_start - addr);
	say_area(&vm_area_of(after)->vm, "the next");
}

static void say_vmalloc(unsigned long addr)
{
	struct vmap_region *region = vmap_region_at(addr);
	struct vmap_area *va;

	if (!region || !spin_trylock(&region->lock))
		return;
	va = vmap_find_locked(region, addr);
	if (va)
		say_inside(&vm_area_of(va)->vm, addr);
	else if (!say_freed(region, addr))
		say_next(region, addr);
	spin_unlock(&region->lock);
}
FAULT_NOTE(say_vmalloc);

/* ---- check ------------------------------------------------------------------- */

/* L1: the structure itself is in the busy tree, too. */
static bool is_busy_locked(struct vmap_region *region,
			   const struct vmap_area *va)
{
	return vmap_find_locked(region, va->va_start) == va;
}

/* L1: ... on a lazy list, which is as long as it should be, too. */
static bool is_lazy_locked(const struct vmap_region *region,
			   const struct vmap_area *va, unsigned int i)
{
	const struct vmap_area *lazy = region->lazy[i];

	while (lazy && lazy != va)
		lazy = lazy->next;
	return lazy;
}

/* L2, L5: what was freed is nobody's, and nobody's to take yet. */
static bool overlaps_locked(struct vmap_region *region,
			    const struct vmap_area *va)
{
	struct vmap_area *after = vmap_after_locked(region, va->va_start);

	return (after && after->va_start < va->va_end) ||
	       vmap_overlaps_free_locked(region, va->va_start, va->va_end);
}

/* L1, L2, L3; @nr counts the areas of all lists: one may never end. */
static const char *lazy_list_broken_locked(struct vmap_region *region,
					   unsigned int i, unsigned long *nr)
{
	struct vmap_area *va;

	for (va = region->lazy[i]; va; va = va->next) {
		if (++*nr > region->nr_lazy)
			return "L3";
		if (is_busy_locked(region, va))
			return "L1";
		if (overlaps_locked(region, va) ||
		    va->va_start < region->lazy_start ||
		    va->va_end > region->lazy_end)
			return "L2";
	}
	return NULL;
}

static const char *lazy_broken_locked(struct vmap_region *region)
{
	const char *broken = NULL;
	unsigned long nr = 0;
	unsigned int i;

	for (i = 0; i < VMAP_KEPT_SIZES && !broken; i++)
		broken = lazy_list_broken_locked(region, i, &nr);
	if (broken)
		return broken;
	return nr == region->nr_lazy ? NULL : "L3";
}

/* L1, L5, L6; @nr counts the areas of all lists. */
static const char *kept_list_broken_locked(struct vmap_region *region,
					   unsigned int pages,
					   unsigned long *nr)
{
	struct vmap_area *va;

	for (va = region->kept[pages]; va; va = va->next) {
		if (is_busy_locked(region, va) || is_lazy_locked(region, va, pages))
			return "L1";
		if (va->va_end - va->va_start != (unsigned long)pages << PAGE_SHIFT ||
		    overlaps_locked(region, va) || ++*nr > region->nr_kept)
			return "L5";
		if (vm_area_place_broken(vm_area_of(va)))
			return "L6";
	}
	return NULL;
}

static const char *kept_broken_locked(struct vmap_region *region)
{
	const char *broken = NULL;
	unsigned long nr = 0;
	unsigned int i;

	for (i = 0; i < VMAP_KEPT_SIZES && !broken; i++)
		broken = kept_list_broken_locked(region, i, &nr);
	if (broken)
		return broken;
	return nr == region->nr_kept ? NULL : "L5";
}

/* A1 */
static bool pages_broken(const struct vm_struct *vm)
{
	unsigned int i;

	if ((unsigned long)vm->nr_pages << PAGE_SHIFT != get_vm_area_size(vm))
		return true;
	for (i = 0; i < vm->nr_pages; i++) {
		if (page_ref_count(vm->pages[i]) < 1)
			return true;
	}
	return false;
}

static const char *busy_broken_locked(struct vmap_region *region,
				      unsigned long *pages)
{
	struct rb_node *node;

	for (node = rb_first(&region->busy); node; node = rb_next(node)) {
		struct vmap_area *va = rb_entry(node, struct vmap_area,
						rb_node);
		const struct vm_struct *vm = &vm_area_of(va)->vm;

		if ((unsigned long)vm->addr != va->va_start ||
		    vm->size != va->va_end - va->va_start)
			return "L4";
		if (!vm_area_is_whole(vm_area_of(va)) ||
		    !(vm->flags & VM_ALLOC))
			continue;
		if (pages_broken(vm))
			return "A1";
		*pages += vm->nr_pages;
	}
	return NULL;
}

static const char *broken_locked(struct vmap_region *region,
				 unsigned long *pages)
{
	static const char *const trees[] = { NULL, "V1", "V2", "V3", "V4",
					     "V5" };
	int number = vmap_region_broken_locked(region);
	const char *broken;

	if (number)
		return trees[number];
	broken = lazy_broken_locked(region) ?: kept_broken_locked(region);
	return broken ?: busy_broken_locked(region, pages);
}

/* Somebody may be between his steps: A2 is for who knows that nobody is. */
const char *vmap_broken(void)
{
	const char *broken = NULL;
	unsigned long pages = 0;
	unsigned int i;

	for (i = 0; i < NR_VMAP_REGIONS && !broken; i++) {
		spin_lock(&vmap_regions[i].lock);
		broken = broken_locked(&vmap_regions[i], &pages);
		spin_unlock(&vmap_regions[i].lock);
	}
	if (!broken && pages != vmalloc_nr_pages())
		return "A2";
	return broken;
}

void vmap_check(void)
{
	const char *broken = vmap_broken();

	if (broken && strcmp(broken, "A2"))
		panic("vmalloc: invariant %s is broken", broken);
}
