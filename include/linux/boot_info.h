/* SPDX-License-Identifier: MIT */
/*
 * boot_info.h - everything the loader told us, in one shape
 *
 * GRUB (multiboot2) and QEMU (PVH) describe the machine in different
 * structures. boot/ reads either into one struct boot_info, repairs what it
 * can and says what it repaired; nobody after it sees the loader's bytes.
 * All of it is copied: the loader's memory may be reused once this is full,
 * except for the ranges listed in @modules.
 */
#ifndef _LINUX_BOOT_INFO_H
#define _LINUX_BOOT_INFO_H

#include <linux/types.h>

/*
 * Numbers as in the E820 map, which multiboot2 and PVH share. Firmware may
 * use others; they count as MEM_RESERVED.
 */
enum mem_type {
	MEM_USABLE	= 1,
	MEM_RESERVED	= 2,
	MEM_ACPI	= 3,	/* ACPI tables; ours once they are read */
	MEM_NVS		= 4,	/* firmware's, across sleep */
	MEM_UNUSABLE	= 5,	/* broken RAM */
};

/*
 * Physical [start, end), bytes. In a raw map end < start says that the range
 * runs past 2^64 and end is what is left of it; end == start says length 0.
 */
struct mem_range {
	phys_addr_t start;
	phys_addr_t end;
	u32 type;		/* enum mem_type */
};

/*
 * 128 ranges: QEMU's maps have 5 to 20, the largest seen on servers about
 * 70 (E820 itself stops at 128).
 */
#define MEM_MAP_MAX	128

struct mem_map {
	unsigned int nr;
	struct mem_range range[MEM_MAP_MAX];
};

#define BOOT_MODULES_MAX	16
#define BOOT_MODULE_ARGS	256
#define COMMAND_LINE_SIZE	2048	/* Linux's, NUL included */

struct boot_module {
	phys_addr_t start;	/* physical [start, end), bytes */
	phys_addr_t end;
	char args[BOOT_MODULE_ARGS];
};

/* enum boot_video: what the loader says of the screen */
enum boot_video {
	BOOT_VIDEO_UNKNOWN,	/* it says nothing: look at the hardware */
	BOOT_VIDEO_TEXT,	/* VGA text at 0xb8000 */
	BOOT_VIDEO_GRAPHICS,	/* pixels: text written there is not seen */
};

struct boot_info {
	char loader[64];		/* "GRUB 2.06 (multiboot2)", "PVH" */
	char cmdline[COMMAND_LINE_SIZE];
	phys_addr_t rsdp;		/* 0: not given */
	u8 rsdp_copy[36];		/* multiboot2 hands over the bytes */
	u32 rsdp_copy_len;		/* 0: none */
	enum boot_video video;

	struct mem_map firmware;	/* as handed over, for the record */
	struct mem_map map;		/* sorted, disjoint, page-aligned,
					   MEM_ types only */

	unsigned int nr_modules;
	struct boot_module modules[BOOT_MODULES_MAX];
};

extern struct boot_info boot_info;

/**
 * struct boot_source - where the loader's bytes are
 * @magic: what the entry found: MULTIBOOT2_MAGIC or PVH_MAGIC
 * @info:  physical address of the loader's structure
 * @map:   pointer to physical [start, start + len), or NULL if any of it
 *         cannot be read. The kernel's looks into the boot page tables (low
 *         4 GiB); a test's looks into an array. Parsers reach the loader's
 *         bytes through this and nothing else.
 * @phys_bits: width of a physical address (CPUID 0x80000008 eax[7:0]); 0 if
 *         not known, and 52, the most the architecture allows, is assumed
 */
struct boot_source {
	u32 magic;
	phys_addr_t info;
	const void *(*map)(phys_addr_t start, size_t len);
	unsigned int phys_bits;
};

#define MULTIBOOT2_MAGIC	0x36d76289u	/* eax at entry, multiboot2 3.5 */
#define PVH_MAGIC		0x336ec578u	/* start_info.magic, "xEn3" */

/**
 * boot_parse - fill @bi from the loader's structure
 *
 * Return: 0; -EINVAL for an unknown magic; -EFAULT if @info cannot be read;
 * -ENODATA if there is no memory map or none of it is usable. Everything
 * smaller is repaired and reported with pr_warn.
 */
int boot_parse(const struct boot_source *src, struct boot_info *bi);

/**
 * mem_map_add - append [start, start + size) to a raw map
 * Return: 0, or -ENOSPC when the map is full (the caller reports it).
 */
int mem_map_add(struct mem_map *map, phys_addr_t start, u64 size, u32 type);

/**
 * mem_map_sanitize - turn a raw firmware map into one that can be trusted
 * @raw:  untrusted: unsorted, overlapping, wrapping, unaligned, ...
 * @map:  sorted, disjoint, 4 KiB-aligned; where ranges overlap the stricter
 *        type wins; equal neighbours are joined
 * @phys_bits: width of a physical address (CPUID 0x80000008); what lies
 *        beyond is clipped
 *
 * Usable ranges shrink to whole pages, all others grow. Every repair is one
 * line: pr_info where every PC's map needs it (unaligned, unsorted, empty or
 * unknown entries), pr_warn where the firmware contradicts itself.
 *
 * Context: the boot CPU, or a test; not reentrant, it has static scratch.
 * Return: how many repairs were made.
 */
unsigned int mem_map_sanitize(const struct mem_map *raw, struct mem_map *map,
			      unsigned int phys_bits);

/* mem_map_limit - forget usable memory at or above @limit (`mem=`) */
void mem_map_limit(struct mem_map *map, phys_addr_t limit);

/* mem_map_usable - bytes of MEM_USABLE */
u64 mem_map_usable(const struct mem_map *map);

/**
 * mem_map_check - does a sanitized map keep its promises?
 * Return: 0, or the number of the first broken invariant (boot/mem_map.c).
 */
int mem_map_check(const struct mem_map *map);

/* mem_type_name - Linux's words: "System RAM", "Reserved", "ACPI Tables" */
const char *mem_type_name(u32 type);

struct seq_file;

/* mem_map_print - one line a range: first and last byte, size, type */
void mem_map_print(struct seq_file *m, const struct mem_map *map);

/* The views of boot_info.map, and of boot_info.firmware as handed over. */
int memmap_show(struct seq_file *m, void *v);
int iomem_show(struct seq_file *m, void *v);
int firmware_map_show(struct seq_file *m, void *v);

#endif
