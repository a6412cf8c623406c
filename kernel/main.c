// SPDX-License-Identifier: MIT
/*
 * main.c - the boot, in order, on one screen
 *
 * boot/entry.asm brings us here in 64-bit mode, in the higher half, on the
 * boot stack, with a table of exception gates. Each step below may rely on
 * all that stand above it and on nothing else.
 *
 *	step			   afterwards
 *	arch_early_init		   faults are reported, printk reaches serial
 *	boot_parse		   boot_info: command line, map, modules
 *	parse_boot_params	   every early_param() has its value
 *	acpi_parse		   acpi_info: CPUs, nodes, distances
 *	boot_memory_init	   bootmem gives memory; the real page tables
 *	setup_per_cpu_areas	   each CPU has its copy of the per-CPU variables
 *	smp_prepare		   the other CPUs have stacks
 *	do_early_initcalls	   whoever registered with early_initcall()
 *	mm_init		   the page allocator has what bootmem had left
 *	kmem_cache_init		   kmalloc() works
 *	vmalloc_init		   vmalloc() and ioremap() do
 *	page_cache_init	   pages can be cached
 *	arch_irq_init		   interrupts on; the console can be typed at
 *	smp_init		   all CPUs run; the others are idle
 *	workers_init	   work that is queued is done
 *	kswapd_init	   memory that runs short is reclaimed unasked
 *	do_late_initcalls	   whoever registered with late_initcall()
 *	self_test_boot		   the suites have passed, or we know why not
 *	console_loop		   mm>
 */
#include <asm/setup.h>
#include <linux/acpi.h>
#include <linux/boot_info.h>
#include <linux/bug.h>
#include <linux/console.h>
#include <linux/errname.h>
#include <linux/init.h>
#include <linux/kswapd.h>
#include <linux/might_sleep.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/percpu.h>
#include <linux/self_test.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>

#include "boot.h"

void start_kernel(u32 magic, u32 info) __noreturn;

static void read_boot_info(u32 magic, u32 info)
{
	const struct boot_source source = {
		.magic = magic,
		.info = info,
		.map = arch_boot_map,
		.phys_bits = arch_phys_bits(),
	};
	int err = boot_parse(&source, &boot_info);

	if (err)
		panic("boot: the loader's information cannot be used (%s)",
		      errname(err));
	pr_info("command line: %s\n", boot_info.cmdline);
}

static void read_params(void)
{
	static char words[COMMAND_LINE_SIZE];	/* cut up by the parser */

	strscpy(words, boot_info.cmdline, sizeof(words));
	parse_boot_params(words);
}

/*
 * For ACPI's pointers, which nobody has checked: memory that the firmware
 * described, and the BIOS area. A wild pointer must not read a device.
 */
static const void *map_described(phys_addr_t start, size_t len)
{
	unsigned int i;

	if (start < SZ_1M && len <= SZ_1M - start)
		return arch_boot_map(start, len);
	for (i = 0; i < boot_info.map.nr; i++) {
		const struct mem_range *r = &boot_info.map.range[i];

		if (start >= r->start && start < r->end &&
		    len <= r->end - start)
			return arch_boot_map(start, len);
	}
	return NULL;
}

static void read_acpi(void)
{
	const void *copy = boot_info.rsdp_copy_len ? boot_info.rsdp_copy
						   : NULL;

	acpi_parse(boot_info.rsdp, copy, boot_info.rsdp_copy_len,
		   map_described, &acpi_info);
	acpi_unclaimed(&acpi_info, &boot_info.map);
}

static void do_early_initcalls(void)
{
	const struct initcall *const *call;

	for_each_table_entry(call, early_initcalls)
		(*call)->run();
}

static void do_late_initcalls(void)
{
	const struct initcall *const *call;

	for_each_table_entry(call, late_initcalls)
		(*call)->run();
}

void start_kernel(u32 magic, u32 info)
{
	arch_early_init();
	pr_notice("%s\n", kernel_banner);
	clock_init();

	read_boot_info(magic, info);
	read_params();
	arch_video_init(&boot_info);
	read_acpi();

	boot_cpus_init();
	boot_memory_init();
	setup_per_cpu_areas();
	boot_tasks_init();
	smp_prepare();
	do_early_initcalls();
	mm_init();
	kmem_cache_init();
	vmalloc_init();
	page_cache_init();
	arch_irq_init();
	arch_tick_init();
	smp_init();
	idle_jobs_init();
	system_state = SYSTEM_RUNNING;
	workers_init();
	kswapd_init();

	self_test_init();
	do_late_initcalls();
	self_test_boot();
	console_loop();
}
