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
 * INVARIANT	(memmap_broken() tests it)
 *	V1  Sorted, not touching, whole sections; each page of them is mapped
 *	    in vmemmap from mm_init() on.
 *
 * LOCKING
 *	None: written at boot.
 *
 * COST
 *	At most 8 comparisons (192 ranges); two or three on a PC.
 */
#include <asm/io.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mm.h>

#include "internal.h"

struct memmap_sections memmap;

/* Where the last search ended; a guess, and checked. */
static unsigned int last_found;

void memmap_add(unsigned long start, unsigned long end)
{
	struct memmap_section *s = &memmap.section[memmap.nr];

	if (memmap.nr && s[-1].end == start) {
		s[-1].end = end;
		return;
	}
	BUG_ON(memmap.nr == ARRAY_SIZE(memmap.section));
	s->start = start;
	s->end = end;
	memmap.nr++;
}

static noinline bool search(unsigned long pfn)
{
	unsigned int low = 0, high = memmap.nr;

	while (low < high) {
		unsigned int mid = low + (high - low) / 2;

		if (pfn >= memmap.section[mid].end) {
			low = mid + 1;
		} else if (pfn < memmap.section[mid].start) {
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

	if (likely(pfn >= memmap.section[guess].start &&
		   pfn < memmap.section[guess].end))
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
EXPORT_SYMBOL(virt_addr_valid);

/*
 * A module's address would pass for the image's, to whose window it belongs.
 * Before the zones are known nothing can be said.
 */
void debug_virt_to_phys(const volatile void *kaddr)
{
	unsigned long addr = (unsigned long)kaddr;
	bool module = addr >= MODULES_VADDR && addr < MODULES_END;

	WARN(max_low_pfn && (module || !virt_addr_valid(__va(__pa(addr)))),
	     "virt_to_phys: %#lx is neither in the direct map nor in the image\n",
	     addr);
}
EXPORT_SYMBOL(debug_virt_to_phys);

int memmap_broken(const struct memmap_sections *map)
{
	unsigned int i;

	for (i = 0; i < map->nr; i++) {
		const struct memmap_section *s = &map->section[i];

		if (s->start >= s->end ||
		    ((s->start | s->end) & (MAX_ORDER_NR_PAGES - 1)))
			return 1;
		if (i && s->start <= s[-1].end)
			return 1;
	}
	return 0;
}
