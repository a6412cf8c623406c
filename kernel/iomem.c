// SPDX-License-Identifier: MIT
/*
 * iomem.c - the physical address space by owner, in Linux's /proc/iomem form
 *
 *	00001000-0009efff : System RAM
 *	00100000-17ffffff : System RAM
 *	  0010d000-00123fff : Kernel code
 *
 * One line a range of the map, and inside RAM, indented, what the image
 * occupies. Addresses have 8 digits and more where they must, as on Linux.
 */
#include <asm/sections.h>
#include <asm/page.h>
#include <linux/boot_info.h>
#include <linux/kernel.h>
#include <linux/proc_fs.h>

static const struct {
	const char *start;
	const char *end;
	const char *name;
} image[] = {
	{ _text, _etext, "Kernel code" },
	{ __start_rodata, __end_rodata, "Kernel rodata" },
	{ _sdata, _edata, "Kernel data" },
	{ __bss_start, __bss_stop, "Kernel bss" },
	{ __start_kallsyms, _end, "Kernel symbols" },
};

static void show_image_inside(struct seq_file *m, const struct mem_range *r)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(image); i++) {
		phys_addr_t start = __pa_symbol(image[i].start);
		phys_addr_t end = __pa_symbol(image[i].end);

		if (start >= r->start && end <= r->end && start < end)
			seq_printf(m, "  %08llx-%08llx : %s\n", start, end - 1,
				   image[i].name);
	}
}

int iomem_show(struct seq_file *m, void *v)
{
	unsigned int i;

	for (i = 0; i < boot_info.map.nr; i++) {
		const struct mem_range *r = &boot_info.map.range[i];

		seq_printf(m, "%08llx-%08llx : %s\n", r->start, r->end - 1,
			   mem_type_name(r->type));
		show_image_inside(m, r);
	}
	return 0;
}
PROC_VIEW("iomem", iomem_show);
