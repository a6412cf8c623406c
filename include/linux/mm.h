/* SPDX-License-Identifier: MIT */
/*
 * mm.h - from page to frame to address and back, and references
 *
 *	pfn_to_page   page_to_pfn	struct page <-> frame number
 *	page_to_phys  phys_to_page	struct page <-> bytes, physical
 *	page_address  virt_to_page	struct page <-> the direct map
 *
 * All are arithmetic, none checks; pfn_valid() and virt_addr_valid() do.
 */
#ifndef _LINUX_MM_H
#define _LINUX_MM_H

#include <asm/page.h>
#include <asm/pgtable.h>
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/ioport.h>
#include <linux/list.h>
#include <linux/mm_types.h>
#include <linux/mmzone.h>
#include <linux/page-flags.h>
#include <linux/pfn.h>
#include <linux/string.h>
#include <linux/vm_area.h>

/* The array of all struct pages; only parts of it are backed. */
#define vmemmap		((struct page *)VMEMMAP_START)

#define pfn_to_page(pfn)	(vmemmap + (pfn))
#define page_to_pfn(page)	((unsigned long)((page) - vmemmap))
#define page_to_phys(page)	PFN_PHYS(page_to_pfn(page))
#define phys_to_page(phys)	pfn_to_page(PHYS_PFN(phys))
#define virt_to_pfn(addr)	PHYS_PFN(__pa(addr))
#define pfn_to_virt(pfn)	__va(PFN_PHYS(pfn))
#define virt_to_page(addr)	pfn_to_page(virt_to_pfn(addr))
#define virt_to_head_page(addr)	compound_head(virt_to_page(addr))

extern unsigned long max_low_pfn, min_low_pfn, max_pfn;

/* pfn_valid - is there a struct page for it? (Its frame may be reserved.) */
bool pfn_valid(unsigned long pfn);

/* virt_addr_valid - does @kaddr lie in the direct map, over a struct page? */
bool virt_addr_valid(const volatile void *kaddr);

/* is_vmalloc_addr - does @x lie in the region? Mapped or not. Context: any. */
static inline bool is_vmalloc_addr(const void *x)
{
	unsigned long addr = (unsigned long)x;

	return addr >= VMALLOC_START && addr < VMALLOC_END;
}

/* ... in that or in the modules' */
static inline int is_vmalloc_or_module_addr(const void *x)
{
	unsigned long addr = (unsigned long)x;

	return is_vmalloc_addr(x) ||
	       (addr >= MODULES_VADDR && addr < MODULES_END);
}

static __always_inline enum zone_type page_zonenum(const struct page *page)
{
	return READ_ONCE(page->flags) >> PAGE_ZONE_SHIFT & PAGE_ZONE_BITS;
}

static __always_inline int page_to_nid(const struct page *page)
{
	return READ_ONCE(page->flags) >> PAGE_NODE_SHIFT & PAGE_NODE_BITS;
}

static_assert(PAGE_NODE_SHIFT == PAGE_ZONE_SHIFT + 2 && MAX_NR_ZONES == 4);

/* The zone that @flags, a page's, name. */
static __always_inline struct zone *flags_zone(u32 flags)
{
	return zone_table[flags >> PAGE_ZONE_SHIFT & (ZONE_TABLE_SIZE - 1)];
}

static __always_inline struct zone *page_zone(const struct page *page)
{
	return flags_zone(READ_ONCE(page->flags));
}

static __always_inline int PageHighMem(const struct page *page)
{
	return page_zonenum(page) == ZONE_HIGHMEM;
}

/*
 * lowmem_page_address - where the direct map shows @page; not for HIGHMEM
 * page_address - the same, or where kmap() has mapped it; NULL if nowhere
 */
static __always_inline void *lowmem_page_address(const struct page *page)
{
	return __va(page_to_phys(page));
}
void *page_address(const struct page *page);

/* ---- references ---------------------------------------------------- */

static __always_inline int page_ref_count(const struct page *page)
{
	return atomic_read(&page->_refcount);
}

/* page_count - of a compound page: its head's */
static __always_inline int page_count(const struct page *page)
{
	return page_ref_count(compound_head(page));
}

static __always_inline void set_page_count(struct page *page, int v)
{
	atomic_set(&page->_refcount, v);
}

/* Drop one; was it the last? Dropping one that is not there is a bug. */
static __always_inline int put_page_testzero(struct page *page)
{
	return atomic_dec_and_test(&page->_refcount);
}

/**
 * get_page - hold @page: it stays allocated until put_page()
 *
 * Of a compound page any page may be named; the whole is held. Context: any.
 */
static inline void get_page(struct page *page)
{
	page = compound_head(page);
	WARN_ON_ONCE(page_ref_count(page) <= 0);
	atomic_inc(&page->_refcount);
}

/* put_page - let go; the last one frees the page, or the compound page */
void put_page(struct page *page);

/**
 * release_pages - put_page() for each of @nr single pages
 *
 * Neighbours that were allocated as one block and split go home as a block.
 * Context: any.
 */
void release_pages(struct page **pages, unsigned long nr);

/**
 * split_page - make 2^order single pages of one block
 *
 * Each then has a reference of its own and is freed on its own. Not for
 * compound pages.
 */
void split_page(struct page *page, unsigned int order);

/* set_page_private - the owner's word */
#define page_private(page)	((page)->private)
#define set_page_private(page, v) ((page)->private = (v))

/* get_order - the smallest order whose block holds @size bytes */
static __always_inline __attribute_const__ int get_order(unsigned long size)
{
	if (!size)
		return 64 - PAGE_SHIFT;
	size = (size - 1) >> PAGE_SHIFT;
	return size ? 64 - __builtin_clzl(size) : 0;
}

#define PAGE_ALIGN(addr)	(((addr) + PAGE_SIZE - 1) & PAGE_MASK)
#define PAGE_ALIGNED(addr)	(!((unsigned long)(addr) & (PAGE_SIZE - 1)))
#define offset_in_page(p)	((unsigned long)(p) & ~PAGE_MASK)

/* page_flags_text - "locked|dirty" or "none" into @buf; dump_page - print all */
void page_flags_text(u32 flags, char *buf, size_t size);
void dump_page(const struct page *page, const char *reason);

/* ---- counts -------------------------------------------------------- */

/* Frames the page allocator was given; frames it has (CPU lists included). */
unsigned long totalram_pages(void);
unsigned long totalhigh_pages(void);
unsigned long nr_free_pages(void);
unsigned long nr_free_highpages(void);

/**
 * struct sysinfo - what si_meminfo() tells, in units of @mem_unit bytes
 */
struct sysinfo {
	unsigned long totalram;
	unsigned long freeram;
	unsigned long sharedram;
	unsigned long bufferram;
	unsigned long totalhigh;
	unsigned long freehigh;
	u32 mem_unit;
};
void si_meminfo(struct sysinfo *val);

/**
 * mm_init - the hand-over: from bootmem to the page allocator
 *
 * Once, on the boot CPU, after paging_init(). bootmem gives out nothing
 * afterwards. Panics if the sum is not right to the page.
 */
void mm_init(void);

/* show_mem - the state of every zone, as after a failed allocation */
void show_mem(void);

/* page_alloc_check - walk every list of every zone; panics if one is wrong */
void page_alloc_check(void);

#endif
