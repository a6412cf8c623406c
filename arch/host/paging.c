// SPDX-License-Identifier: MIT
/*
 * paging.c - page tables that no hardware reads, and mmap() in its place
 *
 * mm/pgtable.c builds the same tables as on the machine, in physical memory.
 * When it has written entries, it says so (arch_entries_changed()), and this
 * file maps the pages of the file that is physical memory at their new
 * addresses, or nothing: what was unmapped faults at once, for every thread,
 * and whoever forgets to say so has mapped nothing. Rights to write are kept,
 * rights to execute only written down.
 *
 * Neighbouring entries with neighbouring frames are one mmap(). What lies
 * beyond the end of physical memory is a device that is not there: it can be
 * mapped, and touching it is a fault.
 *
 * Of the boot's own mappings the tables have the direct map; windows and
 * what arch_map_boot() maps are known to the host alone.
 */
#include <asm/pgtable.h>
#include <asm/setup.h>
#include <linux/array_size.h>
#include <linux/bug.h>
#include <linux/types.h>
#include "posix.h"

pgd_t *swapper_pg_dir;

static struct layout_region layout[3];

/* Where the host put things: known when the process runs. */
static void note_layout(void)
{
	layout[0] = (struct layout_region) {
		PAGE_OFFSET, PAGE_OFFSET + host_phys_size - 1,
		"direct map of low memory"
	};
	layout[1] = (struct layout_region) {
		VMALLOC_START, VMALLOC_END, "vmalloc and ioremap"
	};
	layout[2] = (struct layout_region) {
		MODULES_VADDR, MODULES_END - 1, "modules"
	};
}

const struct layout_region *layout_region_of(unsigned long va)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(layout); i++) {
		if (va >= layout[i].start && va <= layout[i].last)
			return &layout[i];
	}
	return NULL;
}

void paging_init(phys_addr_t lowmem, phys_addr_t (*alloc_table)(void))
{
	phys_addr_t phys;

	BUG_ON((PAGE_OFFSET | lowmem) & (PMD_SIZE - 1));
	note_layout();
	swapper_pg_dir = __va(alloc_table());
	for (phys = 0; phys < lowmem; phys += PMD_SIZE) {
		unsigned long va = (unsigned long)__va(phys);
		pte_t *entry = (pte_t *)pgd_offset_k(va);
		unsigned int level;

		for (level = PG_LEVEL_1G; level >= PG_LEVEL_2M; level--) {
			if (pte_none(*entry))
				set_pte(entry, __pte(alloc_table() |
						     _KERNPG_TABLE));
			entry = pte_table(*entry) + pgtable_index(va, level);
		}
		set_pte(entry, pte_leaf(phys, PAGE_KERNEL, PG_LEVEL_2M));
	}
}

/* How many of the entries, each @size bytes, are one mmap(). */
static unsigned long run_of(const pte_t *first, unsigned long max,
			    unsigned long size)
{
	u64 step = pte_present(*first) ? size : 0;
	unsigned long n = 1;

	while (n < max && pte_val(first[n]) == pte_val(*first) + n * step)
		n++;
	return n;
}

void arch_entries_changed(unsigned long addr, pte_t *first, unsigned long nr,
			  unsigned int level)
{
	unsigned long size = page_level_size(level);
	unsigned long i, n;

	for (i = 0; i < nr; i += n) {
		pte_t pte = first[i];
		struct host_mapping map = {
			.addr = addr + i * size,
			.offset = pte_leaf_phys(pte, level),
			.touchable = pte_present(pte),
			.writable = pte_write(pte),
		};

		n = run_of(&first[i], nr - i, size);
		map.size = n * size;
		if (host_map_entries(&map))
			panic("the host cannot map [%lx, %lx)", map.addr,
			      map.addr + map.size);
	}
}
