/* SPDX-License-Identifier: MIT */
/*
 * vmalloc.h - memory that is contiguous in addresses only (LDD3 p. 224)
 *
 * Single pages, from any zone, shown side by side in the vmalloc region. For
 * what is large and touched by the processor alone: a device sees physical
 * addresses. Sizes are bytes and rounded up to pages; behind every area
 * stands a page that nobody has, so that an access past the end faults.
 *
 * Context: the caller may sleep (no interrupt, no spinlock, interrupts on),
 * whatever the flags say. Otherwise: a report and NULL.
 *
 * On failure NULL, a report unless __GFP_NOWARN, and every count is as it
 * was. Size 0, more than there is memory, an alignment that is no power of
 * two or larger than the region are refused.
 */
#ifndef _LINUX_VMALLOC_H
#define _LINUX_VMALLOC_H

#include <asm/pgtable.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/mm_types.h>
#include <linux/numa.h>
#include <linux/overflow.h>
#include <linux/pgtable.h>
#include <linux/string.h>

/* vm_struct.flags; those of vmap() are VM_MAP, VM_ALLOC, VM_IOREMAP, and */
#define VM_IOREMAP		0x00000001	/* ioremap() and friends */
#define VM_ALLOC		0x00000002	/* vmalloc() and friends */
#define VM_MAP			0x00000004	/* vmap() */
#define VM_USERMAP		0x00000008	/* may be shown to user space */
#define VM_DMA_COHERENT		0x00000010
#define VM_UNINITIALIZED	0x00000020
#define VM_NO_GUARD		0x00000040	/* no page after it; __vmalloc_ */
#define VM_KASAN		0x00000080
#define VM_FLUSH_RESET_PERMS	0x00000100
#define VM_MAP_PUT_PAGES	0x00000200	/* vfree() frees vmap()'s pages */
#define VM_ALLOW_HUGE_VMAP	0x00000400	/* 2 MiB leaves where they fit */

/**
 * struct vm_struct - one area
 * @next:	nobody's here; Linux's list
 * @addr:	its first byte
 * @size:	bytes, the guard page included
 * @flags:	VM_*
 * @pages:	what is mapped, @nr_pages of them; NULL: not ours (vmap, ioremap)
 * @page_order:	of the leaves: 0, or 9 where 2 MiB ones were used
 * @phys_addr:	of ioremap(): the first byte
 * @caller:	whose it is, an address of text
 */
struct vm_struct {
	struct vm_struct *next;
	void *addr;
	unsigned long size;
	unsigned long flags;
	struct page **pages;
	unsigned int page_order;
	unsigned int nr_pages;
	phys_addr_t phys_addr;
	const void *caller;
};

/* ---- allocate ------------------------------------------------------------ */

/* vmalloc - @size bytes, contents arbitrary; vzalloc - zeros */
void *vmalloc(unsigned long size) __alloc_size(1);
void *vzalloc(unsigned long size) __alloc_size(1);

/* vmalloc_node, vzalloc_node - pages from @node, or as near as there are */
void *vmalloc_node(unsigned long size, int node) __alloc_size(1);
void *vzalloc_node(unsigned long size, int node) __alloc_size(1);

/* vmalloc_user - zeros, and may be shown to user space (VM_USERMAP) */
void *vmalloc_user(unsigned long size) __alloc_size(1);

/* vmalloc_32 - pages below 4 GiB; vmalloc_32_user - zeros, as above */
void *vmalloc_32(unsigned long size) __alloc_size(1);
void *vmalloc_32_user(unsigned long size) __alloc_size(1);

/* vmalloc_huge - with 2 MiB pages, as far as there are any to be had */
void *vmalloc_huge(unsigned long size, gfp_t gfp_mask) __alloc_size(1);

/* __vmalloc - the flags are the caller's; those of zones mean the pages */
void *__vmalloc(unsigned long size, gfp_t gfp_mask) __alloc_size(1);

/**
 * __vmalloc_node - all that can be chosen
 * @size:  bytes
 * @align: of the address, a power of two; below PAGE_SIZE means PAGE_SIZE
 * @gfp_mask: how far to go for pages; __GFP_ZERO, __GFP_NOWARN, __GFP_NOFAIL
 * @node:  NUMA_NO_NODE: this CPU's
 * @caller: for /proc/vmallocinfo
 */
void *__vmalloc_node(unsigned long size, unsigned long align, gfp_t gfp_mask,
		     int node, const void *caller) __alloc_size(1);

/**
 * __vmalloc_node_range - the same in [@start, @end), with rights @prot
 *
 * The range says which region: vmalloc's or the modules'. @vm_flags: VM_*,
 * of which VM_ALLOW_HUGE_VMAP, VM_NO_GUARD and VM_USERMAP mean something.
 */
void *__vmalloc_node_range(unsigned long size, unsigned long align,
			   unsigned long start, unsigned long end,
			   gfp_t gfp_mask, pgprot_t prot,
			   unsigned long vm_flags, int node,
			   const void *caller) __alloc_size(1);

/* vmalloc_array, vcalloc - @n times @size bytes; NULL if that overflows */
static inline void *__vmalloc_array(size_t n, size_t size, gfp_t flags)
{
	size_t bytes;

	if (unlikely(check_mul_overflow(n, size, &bytes)))
		return NULL;
	return __vmalloc(bytes, flags);
}

static inline void *vmalloc_array(size_t n, size_t size)
{
	return __vmalloc_array(n, size, GFP_KERNEL);
}

static inline void *__vcalloc(size_t n, size_t size, gfp_t flags)
{
	return __vmalloc_array(n, size, flags | __GFP_ZERO);
}

static inline void *vcalloc(size_t n, size_t size)
{
	return __vmalloc_array(n, size, GFP_KERNEL | __GFP_ZERO);
}

/* ---- free ---------------------------------------------------------------- */

/**
 * vfree - the pages are free, the addresses nobody's
 * @addr: what one of the above returned, or NULL
 *
 * Context: as above; in an interrupt the same as vfree_atomic(). Any other
 * address is reported, with what is there, and nothing is freed.
 */
void vfree(const void *addr);

/* vfree_atomic - any context but an NMI: soon, by somebody who may sleep */
void vfree_atomic(const void *addr);

/* ---- pages and memory of somebody else ----------------------------------- */

/**
 * vmap - show @count pages side by side
 * @pages: they stay the caller's, who keeps them while they are mapped
 * @flags: VM_MAP; with VM_MAP_PUT_PAGES vfree() drops a reference of each
 *	   page and frees the array @pages itself, which vmalloc() or
 *	   kmalloc() gave
 * @prot:  PAGE_KERNEL, or less
 *
 * Return: the address, or NULL: no room, or no memory for page tables.
 */
void *vmap(struct page **pages, unsigned int count, unsigned long flags,
	   pgprot_t prot);

/* vunmap - the way back; NULL is nothing, other addresses are reported */
void vunmap(const void *addr);

/* vm_map_ram - vmap() for the moment; @node is where the book-keeping goes */
void *vm_map_ram(struct page **pages, unsigned int count, int node);

/* vm_unmap_ram - the way back; @count must be the same */
void vm_unmap_ram(const void *mem, unsigned int count);

/*
 * vm_unmap_aliases - no TLB remembers a page that was vfreed or vunmapped, and
 * the addresses can be had again. Context: may sleep.
 */
void vm_unmap_aliases(void);

/* ---- asking -------------------------------------------------------------- */

/*
 * find_vm_area - the area that @addr lies in, guard page included; NULL if in
 * none. Good as long as the caller keeps it from being freed. Not in an
 * interrupt.
 */
struct vm_struct *find_vm_area(const void *addr);

/* get_vm_area_size - bytes without the guard page */
static inline size_t get_vm_area_size(const struct vm_struct *area)
{
	if (area->flags & VM_NO_GUARD)
		return area->size;
	return area->size - PAGE_SIZE;
}

/* vmalloc_nr_pages - pages that are allocated by vmalloc() and friends now */
unsigned long vmalloc_nr_pages(void);

/* ---- ours ---------------------------------------------------------------- */

/* vmalloc_init - at the hand-over: the regions are free */
void vmalloc_init(void);

/* vmap_check - walk all areas; panics at a broken invariant */
void vmap_check(void);

#endif
