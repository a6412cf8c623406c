// SPDX-License-Identifier: MIT
/*
 * memmap.c - which frames have a struct page
 *
 * PROBLEM
 *	vmemmap has room for every frame there could be and is backed where
 *	memory is. Whoever is handed an address by a stranger (kfree, a driver)
 *	must be able to ask whether there is anything to look at, without
 *	faulting, and a table by frame number would be sized by the highest
 *	address a firmware cares to name.
 *
 * IDEA
 *	The few sections of memory, sorted: a binary search.
 *
 *		[ 0 .. 3ff ]	[ 400 .. 1ffff ]	[ 100000 .. 13ffff ]
 *
 * INVARIANT
 *	V1  Sorted, disjoint, whole sections; each page of them is mapped in
 *	    vmemmap from mm_init() on.
 *
 * LOCKING
 *	None: written at boot.
 *
 * COST
 *	At most 8 comparisons (192 ranges); two or three on a PC.
 */
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/mm.h>

#include "internal.h"

static struct {
	unsigned long start;	/* pfn */
	unsigned long end;
} section[BOOTMEM_MAX_RANGES];

static unsigned int nr_sections;

/* Where the last search ended; a guess, and checked. */
static unsigned int last_found;

void memmap_add(unsigned long start, unsigned long end)
{
	if (nr_sections && section[nr_sections - 1].end == start) {
		section[nr_sections - 1].end = end;
		return;
	}
	BUG_ON(nr_sections == ARRAY_SIZE(section));
	section[nr_sections].start = start;
	section[nr_sections].end = end;
	nr_sections++;
}

static noinline bool search(unsigned long pfn)
{
	unsigned int low = 0, high = nr_sections;

	while (low < high) {
		unsigned int mid = low + (high - low) / 2;

		if (pfn >= section[mid].end) {
			low = mid + 1;
		} else if (pfn < section[mid].start) {
			high = mid;
		} else {
			WRITE_ONCE(last_found, mid);
			return true;
		}
	}
	return false;
}

bool pfn_valid(unsigned long pfn)
{
	unsigned int guess = READ_ONCE(last_found);

	if (likely(pfn >= section[guess].start && pfn < section[guess].end))
		return true;
	return search(pfn);
}

bool virt_addr_valid(const volatile void *kaddr)
{
	unsigned long addr = (unsigned long)kaddr;

	return addr >= PAGE_OFFSET &&
	       addr - PAGE_OFFSET < PFN_PHYS(max_low_pfn) &&
	       pfn_valid(PHYS_PFN(addr - PAGE_OFFSET));
}
