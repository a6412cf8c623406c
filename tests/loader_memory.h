/* SPDX-License-Identifier: MIT */
/*
 * loader_memory.h - what a loader left in memory, for a test to build
 *
 * The loader's memory is one array. put_() builds the structure in it; the
 * map function lets the parsers see [BASE, BASE + readable) and nothing else:
 *
 *	BASE		      BASE + len	    BASE + readable
 *	| what put_() wrote	| zeros			| NULL
 *
 * A suite has loader_init() and loader_exit() as its .init and .exit; each
 * case then starts with empty memory, and with what is said captured.
 */
#ifndef _TESTS_LOADER_MEMORY_H
#define _TESTS_LOADER_MEMORY_H

#include <kunit/test.h>
#include <linux/align.h>
#include <linux/boot_info.h>
#include <linux/sizes.h>
#include <linux/unaligned.h>

#include "capture.h"

#define BASE		0x12000ULL	/* where GRUB on OVMF puts it */
#define MEMORY_SIZE	16384u

static u8 memory[MEMORY_SIZE];
static u32 len;			/* bytes put so far */
static u32 readable;
static struct boot_info bi;
static struct boot_source source;

static inline const void *loader_map(phys_addr_t start, size_t size)
{
	if (start < BASE || start > BASE + readable ||
	    size > BASE + readable - start)
		return NULL;
	return memory + (start - BASE);
}

static inline int loader_init(struct kunit *test)
{
	memset(memory, 0, sizeof(memory));
	len = 0;
	readable = MEMORY_SIZE;
	source = (struct boot_source){
		.magic = MULTIBOOT2_MAGIC,
		.info = BASE,
		.map = loader_map,
		.phys_bits = 40,
	};
	capture_start();
	return 0;
}

static inline void loader_exit(struct kunit *test)
{
	capture_stop();
}

static inline int parse(void)
{
	return boot_parse(&source, &bi);
}

static inline void put32(u32 v)
{
	put_unaligned_le32(v, memory + len);
	len += 4;
}

static inline void put64(u64 v)
{
	put_unaligned_le64(v, memory + len);
	len += 8;
}

/* With its NUL. */
static inline void put_string(const char *s)
{
	memcpy(memory + len, s, strlen(s) + 1);
	len += strlen(s) + 1;
}

/* ---- multiboot2: a header, tags, an end tag ---- */

static inline void mb2_begin(void)
{
	len = 8;
}

/* Returns where the tag starts, for mb2_tag_end(). */
static inline u32 mb2_tag(u32 type)
{
	u32 at = len;

	put32(type);
	put32(0);
	return at;
}

static inline void mb2_tag_end(u32 at)
{
	put_unaligned_le32(len - at, memory + at + 4);
	len = ALIGN(len, 8);
}

static inline void mb2_end(void)
{
	mb2_tag_end(mb2_tag(0));
	put_unaligned_le32(len, memory);
}

static inline void mb2_string(u32 type, const char *s)
{
	u32 at = mb2_tag(type);

	put_string(s);
	mb2_tag_end(at);
}

static inline void mb2_module(u32 start, u32 end, const char *args)
{
	u32 at = mb2_tag(3);

	put32(start);
	put32(end);
	put_string(args);
	mb2_tag_end(at);
}

static inline void put_range(u64 start, u64 end, u32 type)
{
	put64(start);
	put64(end - start);
	put32(type);
	put32(0);
}

static inline u32 mb2_mmap_begin(void)
{
	u32 at = mb2_tag(6);

	put32(24);
	put32(0);
	return at;
}

/* 640 KiB and 127 MiB, as every small PC has. */
static inline void mb2_mmap(void)
{
	u32 at = mb2_mmap_begin();

	put_range(0x0, 0xa0000, MEM_USABLE);
	put_range(0x100000, 0x8000000, MEM_USABLE);
	put_range(0xfd00000000, 0x10000000000, MEM_RESERVED);
	mb2_tag_end(at);
}

static inline void mb2_filler(u32 type, u32 size)
{
	u32 at = mb2_tag(type);

	memset(memory + len, 0x5a, size);
	len += size;
	mb2_tag_end(at);
}

static inline void mb2_framebuffer(u8 kind)
{
	u32 at = mb2_tag(8);

	put64(0xb8000);
	put32(160);
	put32(80);
	put32(25);
	memory[len++] = 16;
	memory[len++] = kind;
	len += 2;
	mb2_tag_end(at);
}

static inline void expect_mb2_map(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, bi.map.nr, 3);
	KUNIT_EXPECT_EQ(test, mem_map_usable(&bi.map), 0xa0000 + 0x7f00000);
}

/* ---- PVH: a structure that points ---- */

#define PVH_MODULES	0x100u
#define PVH_CMDLINE	0x400u
#define PVH_ARGS	0x500u
#define PVH_MEMMAP	0x800u

/* The offset of each field of hvm_start_info. */
enum {
	PVH_OFF_MAGIC = 0, PVH_OFF_VERSION = 4, PVH_OFF_NR_MODULES = 12,
	PVH_OFF_MODLIST = 16, PVH_OFF_CMDLINE = 24, PVH_OFF_RSDP = 32,
	PVH_OFF_MEMMAP = 40, PVH_OFF_NR_MEMMAP = 48,
};

static inline void pvh_set32(u32 offset, u32 v)
{
	put_unaligned_le32(v, memory + offset);
}

static inline void pvh_set64(u32 offset, u64 v)
{
	put_unaligned_le64(v, memory + offset);
}

/* What `qemu -kernel -initrd -append` leaves. */
static inline void pvh_begin(void)
{
	source.magic = PVH_MAGIC;
	pvh_set32(PVH_OFF_MAGIC, PVH_MAGIC);
	pvh_set32(PVH_OFF_VERSION, 1);
	pvh_set32(PVH_OFF_NR_MODULES, 1);
	pvh_set64(PVH_OFF_MODLIST, BASE + PVH_MODULES);
	pvh_set64(PVH_OFF_CMDLINE, BASE + PVH_CMDLINE);
	pvh_set64(PVH_OFF_RSDP, 0xf5a40);
	pvh_set64(PVH_OFF_MEMMAP, BASE + PVH_MEMMAP);
	pvh_set32(PVH_OFF_NR_MEMMAP, 3);

	len = PVH_MODULES;
	put64(0x7fdf000);
	put64(0xd00);
	put64(BASE + PVH_ARGS);
	put64(0);
	len = PVH_CMDLINE;
	put_string("loglevel=7 test=*");
	len = PVH_ARGS;
	put_string("initrd");
	len = PVH_MEMMAP;
	put_range(0x0, 0xa0000, MEM_USABLE);
	put_range(0x100000, 0x8000000, MEM_USABLE);
	put_range(0xfd00000000, 0x10000000000, MEM_RESERVED);
}

#endif
