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

static int show(int (*view)(struct seq_file *m, void *v))
{
	struct seq_file m;

	seq_file_to_console(&m);
	return view(&m, NULL);
}

static int cmd_memmap(int argc, char **argv)
{
	if (argc > 2 || (argc == 2 && strcmp(argv[1], "-f")))
		return -EINVAL;
	return show(argc == 2 ? firmware_map_show : memmap_show);
}
CONSOLE_CMD("memmap", "[-f]", "physical memory map; -f: as firmware gave it",
	    cmd_memmap);

static int cmd_iomem(int argc, char **argv)
{
	return argc > 1 ? -EINVAL : show(iomem_show);
}
CONSOLE_CMD("iomem", "", "physical address space by owner (/proc/iomem)",
	    cmd_iomem);

static int cmd_layout(int argc, char **argv)
{
	return argc > 1 ? -EINVAL : show(layout_show);
}
CONSOLE_CMD("layout", "", "virtual address space, region by region",
	    cmd_layout);
PROC_VIEW("layout", layout_show);

static int cmd_bootmem(int argc, char **argv)
{
	return argc > 1 ? -EINVAL : show(bootmem_show);
}
CONSOLE_CMD("bootmem", "", "boot memory: what was given, to whom, what is free",
	    cmd_bootmem);

static int cmd_acpi(int argc, char **argv)
{
	return argc > 1 ? -EINVAL : show(acpi_show);
}
CONSOLE_CMD("acpi", "", "ACPI tables, CPUs, nodes and their distances",
	    cmd_acpi);

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

static int cmd_ptdump(int argc, char **argv)
{
	return argc > 1 ? -EINVAL : show(ptdump_show);
}
CONSOLE_CMD("ptdump", "", "all that is mapped (/proc/kernel_page_tables)",
	    cmd_ptdump);

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
