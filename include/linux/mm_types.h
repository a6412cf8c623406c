/* SPDX-License-Identifier: MIT */
/*
 * mm_types.h - struct page: what is known of one frame
 *
 * There is one for each frame of RAM, half the size of Linux's: 32 bytes, two
 * to a cache line, 8 MiB for each GiB. They stand in one virtual array,
 * vmemmap, indexed by pfn and backed only where memory is, so that
 *
 *	page = vmemmap + pfn		pfn = page - vmemmap
 *
 * The middle word pair changes its meaning with the owner:
 *
 *	free, first page of a block	lru: a free list of the zone
 *	free, on a CPU's list		lru: that list
 *	tail of a compound page		compound_head: the head's address + 1
 *	page table			lru: tables that wait for a TLB flush
 *	allocated			the owner's (slab, page cache, a driver)
 */
#ifndef _LINUX_MM_TYPES_H
#define _LINUX_MM_TYPES_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/types.h>

/**
 * struct page - one frame
 * @flags:	linux/page-flags.h: PG_ bits, order, zone, node
 * @_refcount:	how many hold it; 0: free. Through page_ref_*() only.
 * @lru:	links a free page, or is the owner's
 * @compound_head: of a tail: the head's address + 1 (bit 0 says so; a list
 *		pointer never has it)
 * @rcu_head:	of a slab that waits for readers to leave; mm/slab_page.c
 * @private:	the owner's
 * @cache_key:	of a page of the page cache: which mapping's, and which of its
 *		pages (linux/pagemap.h); @lru is its place in the lists by age
 * @pt_entries:	of a page table: how many of its entries are in use, or about
 *		to be; mm/pgtable.c
 * @slab_key:	of a slab (mm/slab.h): whose, in each of its pages;
 *		@slab_used, @slab_first in its first: objects in use, and the
 *		first that is free
 */
struct page {
	u32 flags;
	atomic_t _refcount;
	union {
		struct list_head lru;
		unsigned long compound_head;
		struct rcu_head rcu_head;
	};
	union {
		unsigned long private;
		unsigned long cache_key;
		atomic_t pt_entries;
		struct {
			u32 slab_key;
			u16 slab_used;
			u16 slab_first;
		};
	};
};

static_assert(sizeof(struct page) == 32);

#endif
