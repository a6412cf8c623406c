// SPDX-License-Identifier: MIT
/*
 * layout.c - the virtual address space, row by row
 *
 * The one table that names every region; fault reports, the console's
 * `layout` and the page-table dump all read it. Borders are constants of
 * asm/pgtable.h except the image's, which the linker knows. What lies in no
 * row is never mapped.
 */
#include <asm/fixmap.h>
#include <asm/pgtable.h>
#include <asm/sections.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>

#define IMAGE(from, to, what) \
	{ (unsigned long)(from), (unsigned long)(to) - 1, what }

static const struct layout_region layout[] = {
	{ 0, PAGE_SIZE - 1, "null page (never mapped)" },
	{ PAGE_OFFSET, DIRECT_MAP_END, "direct map of low memory" },
	{ VMALLOC_START, VMALLOC_END, "vmalloc and ioremap" },
	{ VMEMMAP_START, VMEMMAP_END, "vmemmap (struct page array)" },
	{ PERCPU_START, PERCPU_LAST, "per-CPU variables, static" },
	{ PERCPU_CHUNKS, PERCPU_CHUNKS_LAST, "per-CPU memory, allocated" },
	{ CPU_STACKS_START, CPU_STACKS_LAST, "stacks of CPUs 1 and up" },
	{ KMAP_START, KMAP_END, "windows onto high memory (kmap)" },
	IMAGE(_text, _etext, "kernel text (RX)"),
	IMAGE(__start_rodata, __end_rodata, "kernel rodata (R)"),
	IMAGE(_sdata, _edata, "kernel data (RW)"),
	IMAGE(__bss_start, __bss_stop, "kernel bss and stacks (RW)"),
	IMAGE(__start_kallsyms, _end, "kernel symbol table (R)"),
	{ MODULES_VADDR, MODULES_END - 1, "modules" },
	{ FIXADDR_START, FIXADDR_LAST, "fixmap (LAPIC, windows)" },
};

const struct layout_region *layout_region_of(unsigned long va)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(layout); i++) {
		if (va >= layout[i].start && va <= layout[i].last)
			return &layout[i];
	}
	return NULL;
}

/* "512 GiB", "31 MiB", "4 KiB": the largest unit that loses nothing big. */
static void show_size(struct seq_file *m, unsigned long size)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	unsigned int u = 0;

	while (size >= 4096 && u < ARRAY_SIZE(units) - 1) {
		size >>= 10;
		u++;
	}
	seq_printf(m, "%5lu %-3s", size, units[u]);
}

int layout_show(struct seq_file *m, void *v)
{
	unsigned int i;

	seq_puts(m, "first byte       last byte            size  what\n");
	for (i = 0; i < ARRAY_SIZE(layout); i++) {
		const struct layout_region *r = &layout[i];

		seq_printf(m, "%016lx-%016lx ", r->start, r->last);
		show_size(m, r->last - r->start + 1);
		seq_printf(m, "  %s\n", r->name);
	}
	return 0;
}
