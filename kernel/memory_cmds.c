// SPDX-License-Identifier: MIT
/*
 * memory_cmds.c - looking at memory from the prompt
 *
 * Each command shows a view that its owner prints; most are /proc files too.
 */
#include <asm/pagewalk.h>
#include <asm/pgtable.h>
#include <linux/acpi.h>
#include <linux/boot_info.h>
#include <linux/bootmem.h>
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/kstrtox.h>
#include <linux/pgtable.h>
#include <linux/proc_fs.h>
#include <linux/string.h>

static int cmd_memmap(int argc, char **argv)
{
	if (argc > 2 || (argc == 2 && strcmp(argv[1], "-f")))
		return -EINVAL;
	return console_show(1, argc == 2 ? firmware_map_show : memmap_show);
}
CONSOLE_CMD("memmap", "[-f]", "physical memory map; -f: as firmware gave it",
	    cmd_memmap);

CONSOLE_VIEW("iomem", "physical address space by owner (/proc/iomem)",
	     iomem_show);

CONSOLE_VIEW("layout", "virtual address space, region by region", layout_show);
PROC_VIEW("layout", layout_show);

CONSOLE_VIEW("bootmem", "boot memory: what was given, to whom, what is free",
	     bootmem_show);

CONSOLE_VIEW("acpi", "ACPI tables, CPUs, nodes and their distances", acpi_show);

static int cmd_pgwalk(int argc, char **argv)
{
	unsigned long va;

	if (argc != 2 || kstrtoul(argv[1], 0, &va))
		return -EINVAL;
	page_walk_print("", va);
	return 0;
}
CONSOLE_CMD("pgwalk", "ADDR", "page-table walk of a virtual address",
	    cmd_pgwalk);

CONSOLE_VIEW("ptdump", "all that is mapped (/proc/kernel_page_tables)",
	     ptdump_show);

static int cmd_ptcheck(int argc, char **argv)
{
	if (argc > 1)
		return -EINVAL;
	pgtable_check();
	console_printf("all page tables are whole\n");
	return 0;
}
CONSOLE_CMD("ptcheck", "", "walk all page tables; W^X and the other invariants",
	    cmd_ptcheck);
