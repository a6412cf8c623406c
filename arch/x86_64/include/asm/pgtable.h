/* SPDX-License-Identifier: MIT */
/*
 * asm/pgtable.h - the virtual layout; asm-generic/pgtable.h has the entries
 */
#ifndef _ASM_PGTABLE_H
#define _ASM_PGTABLE_H

#include <asm-generic/pgtable.h>

/*
 * The virtual layout. Linux's addresses (Documentation/arch/x86/x86_64/mm),
 * so that what a student learns here holds there. arch/x86_64/layout.c
 * prints it.
 */
#define VMALLOC_START	_AC(0xffffc90000000000, UL)
#define VMALLOC_END	_AC(0xffffe8ffffffffff, UL)
#define VMEMMAP_START	_AC(0xffffea0000000000, UL)
#define VMEMMAP_END	_AC(0xffffebffffffffff, UL)
#define DIRECT_MAP_END	_AC(0xffffc87fffffffff, UL)
#define CPU_STACKS_START _AC(0xfffffe8000000000, UL)	/* asm/stacks.h */
#define CPU_STACKS_LAST	_AC(0xfffffe8000ffffff, UL)
#define MODULES_VADDR	_AC(0xffffffffa0000000, UL)
#define MODULES_END	_AC(0xffffffffff000000, UL)

/* struct page arrays of the largest blocks must not straddle: mm/buddy.c */
#define VMEMMAP_ALIGN	(_AC(1, UL) << 40)

/* Windows for kmap() and kmap_local_page(): mm/highmem.c. */
#define KMAP_START	_AC(0xfffffe0000000000, UL)
#define KMAP_END	_AC(0xfffffe7fffffffff, UL)

/*
 * Per-CPU memory: mm/percpu_chunk.c. CPU n has PERCPU_STRIDE bytes from
 * PERCPU_START + n * PERCPU_STRIDE for the static variables, and as many
 * from PERCPU_CHUNKS on for what is allocated. The two are 512 GiB apart, so
 * that a pointer into a chunk lies where nothing is mapped. 256 CPUs of 64
 * MiB are 16 GiB.
 */
#define PERCPU_STRIDE	(_AC(1, UL) << 26)
#define PERCPU_START	_AC(0xfffffc0000000000, UL)
#define PERCPU_LAST	_AC(0xfffffc03ffffffff, UL)
#define PERCPU_CHUNKS	_AC(0xfffffc8000000000, UL)
#define PERCPU_CHUNKS_LAST _AC(0xfffffc83ffffffff, UL)

#ifndef __ASSEMBLY__

/* arch_max_leaf - the level of the largest leaf this processor has */
unsigned int arch_max_leaf(void);

/**
 * arch_entries_changed - @nr entries from @first, for @addr on, were written
 *
 * For a port whose hardware does not read our tables; ours does. The table
 * is held: it cannot be freed meanwhile. Flushing is another matter.
 */
static inline void arch_entries_changed(unsigned long addr, pte_t *first,
					unsigned long nr, unsigned int level)
{
}

/**
 * arch_map_boot - map [va, end) to physical @pa for good, with large leaves
 *
 * All three are multiples of PAGE_SIZE; nothing was mapped there. Page
 * tables come from paging_init()'s @alloc_table: before the hand-over only.
 */
void arch_map_boot(unsigned long va, unsigned long end, phys_addr_t pa);

/* arch_windows_init - page tables for the windows [va, end); as above */
void arch_windows_init(unsigned long va, unsigned long end);

/**
 * arch_set_window - show the frame at @pa at the window @va; 0: nothing
 *
 * @va lies in windows that were initialised. Who changes what a window shows
 * flushes the TLBs that may have seen the old frame. Context: any.
 */
void arch_set_window(unsigned long va, phys_addr_t pa);

/**
 * arch_window_region_init - windows will be wanted in [va, end)
 *
 * All page tables but the last level's, each of which maps PMD_SIZE: those
 * come and go by arch_swap_window_table(). Before the hand-over only.
 */
void arch_window_region_init(unsigned long va, unsigned long end);

/**
 * arch_swap_window_table - another last-level table for the PMD_SIZE at @va
 * @table: physical, a zeroed page of low memory; 0: none
 *
 * arch_set_window() needs one. A table that is taken out is blank, and may be
 * freed when all TLBs are flushed. Context: any; the caller's lock.
 *
 * Return: the one before, 0: none.
 */
phys_addr_t arch_swap_window_table(unsigned long va, phys_addr_t table);

/**
 * arch_direct_map_hide - take frames out of the direct map
 * @pa: the first, bytes, a multiple of PAGE_SIZE, in low memory
 * @nr: how many
 *
 * Who touches one faults, once its CPU's TLB has forgotten it: the caller
 * flushes. Nobody else may change the same frames. Context: any.
 *
 * Return: 0, or -EOPNOTSUPP: the map has large leaves.
 */
int arch_direct_map_hide(phys_addr_t pa, unsigned long nr);

/* arch_direct_map_restore - the way back; what is there already stays so */
int arch_direct_map_restore(phys_addr_t pa, unsigned long nr);

/* arch_direct_map_shows - can the frame at @pa be touched there? */
bool arch_direct_map_shows(phys_addr_t pa);

/**
 * struct layout_region - one row of the virtual layout
 * @start, @last: first and last byte
 * @name:	  what lives there
 */
struct layout_region {
	unsigned long start;
	unsigned long last;
	const char *name;
};

/* layout_region_of - the row @va lies in, or NULL: nothing is ever there */
const struct layout_region *layout_region_of(unsigned long va);

struct seq_file;
int layout_show(struct seq_file *m, void *v);

#endif
#endif
