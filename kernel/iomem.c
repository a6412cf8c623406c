// SPDX-License-Identifier: MIT
/*
 * iomem.c - the address spaces by owner: /proc/iomem and /proc/ioports
 *
 *	00001000-0009efff : System RAM
 *	00100000-17ffffff : System RAM
 *	  0010d000-00123fff : Kernel code
 *
 * At boot the firmware's map and the kernel's image go into the tree
 * iomem_resource; drivers add what they request. A view prints a tree, in
 * Linux's form: two blanks for each level, at least 8 digits (ports: 4).
 */
#include <asm/sections.h>
#include <asm/page.h>
#include <linux/boot_info.h>
#include <linux/init.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/proc_fs.h>

/* Linux shows no deeper ones either. */
#define MAX_LEVEL	5

static struct resource map_resources[ARRAY_SIZE(boot_info.map.range)];

static struct resource image[] = {
	{ .name = "Kernel code" },
	{ .name = "Kernel rodata" },
	{ .name = "Kernel data" },
	{ .name = "Kernel bss" },
	{ .name = "Kernel symbols" },
};

static const char *const image_bounds[][2] = {
	{ _text, _etext },
	{ __start_rodata, __end_rodata },
	{ _sdata, _edata },
	{ __bss_start, __bss_stop },
	{ __start_kallsyms, _end },
};

static void describe(struct resource *res, const struct mem_range *range)
{
	res->name = mem_type_name(range->type);
	res->start = range->start;
	res->end = range->end - 1;
	res->flags = IORESOURCE_MEM;
	if (range->type == MEM_USABLE)
		res->flags = IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY;
	else if (range->type == MEM_ACPI)
		res->desc = IORES_DESC_ACPI_TABLES;
	else if (range->type == MEM_NVS)
		res->desc = IORES_DESC_ACPI_NV_STORAGE;
	else
		res->desc = IORES_DESC_RESERVED;
}

static void insert(struct resource *res)
{
	const struct resource *conflict;

	conflict = insert_resource_conflict(&iomem_resource, res);
	if (conflict)
		pr_warn("iomem: %s %pR is in the way of %s %pR\n",
			conflict->name, conflict, res->name, res);
}

static void iomem_init(void)
{
	unsigned int i;

	for (i = 0; i < boot_info.map.nr; i++) {
		describe(&map_resources[i], &boot_info.map.range[i]);
		insert(&map_resources[i]);
	}
	for (i = 0; i < ARRAY_SIZE(image); i++) {
		image[i].start = __pa_symbol(image_bounds[i][0]);
		image[i].end = __pa_symbol(image_bounds[i][1]) - 1;
		image[i].flags = IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY;
		if (image[i].end >= image[i].start)
			insert(&image[i]);
	}
}
early_initcall(iomem_init);

static int show_tree(struct seq_file *m, struct resource *root, int digits)
{
	struct resource r;
	unsigned int n, depth;

	for (n = 0; resource_nth(root, n, &r, &depth); n++) {
		if (depth < MAX_LEVEL)
			seq_printf(m, "%*s%0*llx-%0*llx : %s\n", 2 * depth, "",
				   digits, r.start, digits, r.end,
				   r.name ? r.name : "<BAD>");
	}
	return 0;
}

int iomem_show(struct seq_file *m, void *v)
{
	return show_tree(m, &iomem_resource, 8);
}
PROC_VIEW("iomem", iomem_show);

static int ioports_show(struct seq_file *m, void *v)
{
	return show_tree(m, &ioport_resource, 4);
}
PROC_VIEW("ioports", ioports_show);
