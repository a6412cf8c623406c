// SPDX-License-Identifier: MIT
/*
 * mem_map.c - a list of physical ranges, each with a type
 *
 * PROBLEM
 *	The firmware's word about memory and what we made of it are both
 *	lists of ranges, but the first cannot be trusted and the second must
 *	be: every allocator starts from it.
 *
 * IDEA
 *	One struct for both, and a function that tells them apart. A raw map
 *	is whatever mem_map_add() was given, wrapping and empty ranges too; a
 *	sanitized one keeps the promises that mem_map_check() tests.
 *
 *	loader --> mem_map_add() --> raw --> mem_map_sanitize() --> map
 *				      |	     (mem_map_sanitize.c)    |
 *			      firmware_map_show()		memmap_show()
 *
 * INVARIANTS	(of a sanitized map; mem_map_check() tests each by number)
 *	I1  At most MEM_MAP_MAX ranges, none empty, all of whole pages.
 *	I2  Sorted and disjoint.
 *	I3  Every type is one of enum mem_type.
 *	I4  Ranges that touch differ in type.
 *
 * LOCKING
 *	None: the boot CPU fills maps, afterwards they are read only.
 *
 * FAILURE
 *	A full raw map refuses with -ENOSPC; boot_info.c decides what to give
 *	up for the range that found no room.
 */
#include <linux/boot_info.h>
#include <linux/errno.h>
#include <linux/seq_file.h>

#include "internal.h"

/* Linux's words for /proc/iomem. */
static const char *const names[] = {
	[MEM_USABLE]	= "System RAM",
	[MEM_RESERVED]	= "Reserved",
	[MEM_ACPI]	= "ACPI Tables",
	[MEM_NVS]	= "ACPI Non-volatile Storage",
	[MEM_UNUSABLE]	= "Unusable memory",
};

int mem_map_add(struct mem_map *map, phys_addr_t start, u64 size, u32 type)
{
	struct mem_range *r;

	if (map->nr >= MEM_MAP_MAX)
		return -ENOSPC;

	r = &map->range[map->nr++];
	r->start = start;
	r->end = start + size;
	r->type = type;
	return 0;
}

void mem_map_limit(struct mem_map *map, phys_addr_t limit)
{
	unsigned int nr = 0;
	unsigned int i;

	limit = page_down(limit);
	for (i = 0; i < map->nr; i++) {
		struct mem_range r = map->range[i];

		if (r.type == MEM_USABLE && r.end > limit)
			r.end = limit;
		if (r.start < r.end)
			map->range[nr++] = r;
	}
	map->nr = nr;
}

u64 mem_map_usable(const struct mem_map *map)
{
	u64 bytes = 0;
	unsigned int i;

	for (i = 0; i < map->nr; i++)
		if (map->range[i].type == MEM_USABLE)
			bytes += map->range[i].end - map->range[i].start;
	return bytes;
}

const char *mem_type_name(u32 type)
{
	return mem_type_known(type) ? names[type] : "Unknown, kept reserved";
}

/* Sizes print in the largest unit that is exact: 639 KiB, 127 MiB, 12 GiB. */
static void print_size(struct seq_file *m, u64 size)
{
	static const char *const unit[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	unsigned int i = 0;

	while (i < 4 && size && size % 1024 == 0) {
		size /= 1024;
		i++;
	}
	seq_printf(m, "  %8llu %-3s", size, unit[i]);
}

static void print_range(struct seq_file *m, const struct mem_range *r)
{
	if (r->start == r->end)
		seq_printf(m, "[0x%016llx%20s", r->start, "]");
	else
		seq_printf(m, "[0x%016llx-0x%016llx]", range_arg(r));
	print_size(m, r->end - r->start);
	seq_printf(m, "  %s", mem_type_name(r->type));
	if (!mem_type_known(r->type))
		seq_printf(m, " (type %u)", r->type);
	if (r->end < r->start)
		seq_puts(m, ", wraps");
	seq_putc(m, '\n');
}

void mem_map_print(struct seq_file *m, const struct mem_map *map)
{
	unsigned int i;

	for (i = 0; i < map->nr; i++)
		print_range(m, &map->range[i]);
}

int memmap_show(struct seq_file *m, void *v)
{
	const struct mem_map *map = &boot_info.map;

	mem_map_print(m, map);
	seq_printf(m, "%u ranges, %llu KiB of System RAM\n", map->nr,
		   mem_map_usable(map) >> 10);
	return 0;
}

int firmware_map_show(struct seq_file *m, void *v)
{
	mem_map_print(m, &boot_info.firmware);
	seq_printf(m, "%u ranges, as the loader handed them over\n",
		   boot_info.firmware.nr);
	return 0;
}

int mem_map_check(const struct mem_map *map)
{
	phys_addr_t end = 0;
	u32 type = 0;
	unsigned int i;

	if (map->nr > MEM_MAP_MAX)
		return 1;

	for (i = 0; i < map->nr; i++) {
		const struct mem_range *r = &map->range[i];

		if (r->start >= r->end ||
		    page_down(r->start) != r->start ||
		    page_down(r->end) != r->end)
			return 1;
		if (r->start < end)
			return 2;
		if (!mem_type_known(r->type))
			return 3;
		if (i && r->start == end && r->type == type)
			return 4;
		end = r->end;
		type = r->type;
	}
	return 0;
}
