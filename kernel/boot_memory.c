// SPDX-License-Identifier: MIT
/*
 * boot_memory.c - from the loader's map to bootmem and page tables
 *
 * The steps, each of which needs the one before:
 *
 *	boot_info.map	sanitized by boot/; cut by mem=
 *	   |
 *	nodes		ACPI SRAT cuts the usable ranges; one node without it
 *	   |
 *	bootmem		the ranges, minus what is occupied already
 *	   |
 *	page tables	direct map up to lowmem; their frames from bootmem
 *
 * lowmem= moves the border between NORMAL and HIGHMEM. The default is a
 * 32-bit PC's, 896 MiB: 1 GiB of kernel addresses less the 128 MiB that such
 * a kernel keeps for vmalloc and fixmap. Here it is a choice.
 */
#define pr_fmt(fmt) "memory: " fmt

#include <asm/sections.h>
#include <asm/setup.h>
#include <linux/acpi.h>
#include <linux/boot_info.h>
#include <linux/bootmem.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/pfn.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "boot.h"

/*
 * What must be usable beyond the image: page tables (under 64 KiB), the
 * tests' scratch pages (256 KiB), and as much again.
 */
#define BOOT_NEEDS	SZ_1M

/* Below this the direct map could not hold the image and the DMA zone. */
#define LOWMEM_MIN	SZ_16M
#define LOWMEM_DEFAULT	(896ULL << 20)
#define LOWMEM_ALL	(~0ULL)

/* What the boot page tables show: paging_init()'s tables come from here. */
#define BOOT_MAP_END	(4ULL << 30)

static u64 mem_limit;			/* 0: no mem= */
static u64 lowmem = LOWMEM_DEFAULT;

static int parse_size(const char *value, u64 *size)
{
	char *end;

	*size = memparse(value, &end);
	return end == value || *end ? -EINVAL : 0;
}

static int mem_setup(char *value)
{
	u64 size;

	if (parse_size(value, &size) || !size)
		return -EINVAL;
	mem_limit = size & PAGE_MASK;
	return 0;
}
early_param("mem", mem_setup);

static int lowmem_setup(char *value)
{
	u64 size;

	if (!strcmp(value, "all")) {
		lowmem = LOWMEM_ALL;
		return 0;
	}
	if (parse_size(value, &size))
		return -EINVAL;
	if (size < LOWMEM_MIN)
		return -ERANGE;
	lowmem = size & PAGE_MASK;
	return 0;
}
early_param("lowmem", lowmem_setup);

static void apply_mem_limit(void)
{
	u64 least = __pa_symbol(_end) + BOOT_NEEDS;

	if (!mem_limit)
		return;
	if (mem_limit < least) {
		pr_err("mem=%lluK would leave less than the %lluK that the kernel needs: ignored\n",
		       mem_limit >> 10, least >> 10);
		return;
	}
	mem_map_limit(&boot_info.map, mem_limit);
	pr_info("mem=: usable memory ends at %#llx\n", mem_limit);
}

/* Where the node of @addr may change next, at most @end. */
static phys_addr_t node_border(phys_addr_t addr, phys_addr_t end)
{
	unsigned int i;

	for (i = 0; i < acpi_info.nr_memblks; i++) {
		const struct acpi_memblk *b = &acpi_info.memblk[i];

		if (b->start > addr)
			end = min(end, b->start);
		if (b->end > addr)
			end = min(end, b->end);
	}
	return end;
}

static void add_range(const struct mem_range *r)
{
	phys_addr_t at = r->start;

	while (at < r->end) {
		/* Firmware's borders need not be page borders. */
		phys_addr_t end = PFN_PHYS(PFN_UP(node_border(at, r->end)));
		int nid = numa_node_of(&acpi_info, at);

		if (!bootmem_add_memory(at, end, nid))
			node_add_range(nid, at, end);
		at = end;
	}
}

static phys_addr_t add_usable_ranges(void)
{
	phys_addr_t last = 0;
	unsigned int i;

	for (i = 0; i < boot_info.map.nr; i++) {
		const struct mem_range *r = &boot_info.map.range[i];

		if (r->type != MEM_USABLE)
			continue;
		add_range(r);
		last = r->end;
	}
	return last;
}

/* Those that have nothing but CPUs, or only what mem= cut off, as well. */
static void add_nodes(void)
{
	int nid;

	for (nid = 0; nid < acpi_info.nr_nodes; nid++)
		node_add(nid);
}

static void set_distances(void)
{
	int from, to;

	for (from = 0; from < acpi_info.nr_nodes; from++) {
		for (to = 0; to < acpi_info.nr_nodes; to++)
			node_set_distance(from, to,
					  acpi_info.distance[from][to]);
	}
}

static void reserve(phys_addr_t start, phys_addr_t end, const char *name)
{
	if (reserve_bootmem_as(start, end - start, BOOTMEM_DEFAULT, name))
		panic("bootmem: no room to reserve %s", name);
}

static void reserve_occupied(void)
{
	unsigned int i;

	/* Page 0: the BIOS data area; and 0 means "none" for addresses. */
	reserve(0, PAGE_SIZE, "page 0");
	reserve((phys_addr_t)__boot_start, (phys_addr_t)__boot_end,
		"boot code and page tables");
	reserve(__pa_symbol(_text), __pa_symbol(_end), "kernel image");

	for (i = 0; i < boot_info.nr_modules; i++)
		reserve(boot_info.modules[i].start, boot_info.modules[i].end,
			"module");
	for (i = 0; i < acpi_info.nr_tables; i++)
		reserve(acpi_info.table[i].start,
			acpi_info.table[i].start + acpi_info.table[i].length,
			"ACPI table");
}

static void check_enough(void)
{
	u64 usable = mem_map_usable(&boot_info.map);
	u64 left = bootmem_free_bytes();

	if (left < BOOT_NEEDS)
		panic("memory: %llu KiB usable, %llu of them free; the kernel needs %llu KiB",
		      usable >> 10, left >> 10, (u64)BOOT_NEEDS >> 10);
}

static phys_addr_t alloc_table(void)
{
	return __pa(alloc_bootmem_pages(PAGE_SIZE));
}

void boot_memory_init(void)
{
	phys_addr_t last, low_end;

	apply_mem_limit();
	last = add_usable_ranges();
	add_nodes();
	set_distances();
	low_end = min(lowmem, last);

	bootmem_set_lowmem(min(low_end, BOOT_MAP_END));
	reserve_occupied();
	check_enough();
	paging_init(low_end, alloc_table);
	bootmem_set_lowmem(low_end);

	/* Nothing runs there any more. */
	free_bootmem((unsigned long)__boot_start, __boot_end - __boot_start);
	bootmem_check();

	pr_info("%llu MiB usable, low memory ends at %llu MiB, %d node%s\n",
		mem_map_usable(&boot_info.map) >> 20, low_end >> 20,
		nr_online_nodes, nr_online_nodes == 1 ? "" : "s");
}
