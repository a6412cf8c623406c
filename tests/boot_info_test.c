// SPDX-License-Identifier: MIT
/*
 * boot_info_test.c - loaders' structures, sound and broken
 *
 * The loader's memory is one array. put_() builds the structure in it; the
 * map function lets the parsers see [BASE, BASE + readable) and nothing else:
 *
 *	BASE		      BASE + len	    BASE + readable
 *	| what put_() wrote	| zeros			| NULL
 *
 * Each fault of FAULTS.md A1..A6, A16, A17, A19 and A23 is one case; the twin
 * without the fault is mb2_good or pvh_good, which must not warn.
 */
#include <kunit/test.h>
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

static const void *memory_map(phys_addr_t start, size_t size)
{
	if (start < BASE || start > BASE + readable ||
	    size > BASE + readable - start)
		return NULL;
	return memory + (start - BASE);
}

static int boot_info_test_init(struct kunit *test)
{
	memset(memory, 0, sizeof(memory));
	len = 0;
	readable = MEMORY_SIZE;
	source = (struct boot_source){
		.magic = MULTIBOOT2_MAGIC,
		.info = BASE,
		.map = memory_map,
		.phys_bits = 40,
	};
	capture_start();
	return 0;
}

static void boot_info_test_exit(struct kunit *test)
{
	capture_stop();
}

static int parse(void)
{
	return boot_parse(&source, &bi);
}

static void put32(u32 v)
{
	put_unaligned_le32(v, memory + len);
	len += 4;
}

static void put64(u64 v)
{
	put_unaligned_le64(v, memory + len);
	len += 8;
}

/* With its NUL. */
static void put_string(const char *s)
{
	memcpy(memory + len, s, strlen(s) + 1);
	len += strlen(s) + 1;
}

/* ---- multiboot2 ---- */

static void mb2_begin(void)
{
	len = 8;
}

/* Returns where the tag starts, for mb2_tag_end(). */
static u32 mb2_tag(u32 type)
{
	u32 at = len;

	put32(type);
	put32(0);
	return at;
}

static void mb2_tag_end(u32 at)
{
	put_unaligned_le32(len - at, memory + at + 4);
	len = ALIGN(len, 8);
}

static void mb2_end(void)
{
	mb2_tag_end(mb2_tag(0));
	put_unaligned_le32(len, memory);
}

static void mb2_string(u32 type, const char *s)
{
	u32 at = mb2_tag(type);

	put_string(s);
	mb2_tag_end(at);
}

static void mb2_module(u32 start, u32 end, const char *args)
{
	u32 at = mb2_tag(3);

	put32(start);
	put32(end);
	put_string(args);
	mb2_tag_end(at);
}

static void put_range(u64 start, u64 end, u32 type)
{
	put64(start);
	put64(end - start);
	put32(type);
	put32(0);
}

static u32 mb2_mmap_begin(void)
{
	u32 at = mb2_tag(6);

	put32(24);
	put32(0);
	return at;
}

/* 640 KiB and 127 MiB, as every small PC has. */
static void mb2_mmap(void)
{
	u32 at = mb2_mmap_begin();

	put_range(0x0, 0xa0000, MEM_USABLE);
	put_range(0x100000, 0x8000000, MEM_USABLE);
	put_range(0xfd00000000, 0x10000000000, MEM_RESERVED);
	mb2_tag_end(at);
}

static void mb2_filler(u32 type, u32 size)
{
	u32 at = mb2_tag(type);

	memset(memory + len, 0x5a, size);
	len += size;
	mb2_tag_end(at);
}

static void mb2_framebuffer(u8 kind)
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

static void expect_mb2_map(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, bi.map.nr, 3);
	KUNIT_EXPECT_EQ(test, mem_map_usable(&bi.map), 0xa0000 + 0x7f00000);
}

/* What GRUB 2.06 gives, in its order: all of it taken, nothing warned of. */
static void mb2_good(struct kunit *test)
{
	mb2_begin();
	mb2_string(1, "loglevel=7 test=*");
	mb2_string(2, "GRUB 2.06-13+deb12u1");
	mb2_filler(10, 20);
	mb2_module(0x11a6000, 0x11a7234, "first module");
	mb2_module(0x11000, 0x11001, "");
	mb2_mmap();
	mb2_filler(9, 300);
	mb2_filler(4, 8);
	mb2_filler(5, 12);
	mb2_framebuffer(2);
	mb2_filler(14, 20);
	mb2_filler(15, 36);
	mb2_filler(13, 31);
	mb2_filler(17, 48);
	mb2_filler(21, 4);
	mb2_end();

	capture_from_now(CAPTURE_WARNINGS);
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SILENT(test);
	KUNIT_EXPECT_STREQ(test, bi.cmdline, "loglevel=7 test=*");
	KUNIT_EXPECT_STREQ(test, bi.loader, "GRUB 2.06-13+deb12u1");
	KUNIT_ASSERT_EQ(test, bi.nr_modules, 2);
	KUNIT_EXPECT_EQ(test, bi.modules[0].start, 0x11a6000);
	KUNIT_EXPECT_EQ(test, bi.modules[0].end, 0x11a7234);
	KUNIT_EXPECT_STREQ(test, bi.modules[0].args, "first module");
	KUNIT_EXPECT_EQ(test, bi.modules[1].end, 0x11001);
	KUNIT_EXPECT_STREQ(test, bi.modules[1].args, "");
	KUNIT_EXPECT_EQ(test, bi.video, BOOT_VIDEO_TEXT);
	KUNIT_EXPECT_EQ(test, bi.rsdp, 0);
	KUNIT_EXPECT_EQ(test, bi.rsdp_copy_len, 36);
	KUNIT_EXPECT_EQ(test, bi.rsdp_copy[35], 0x5a);
	KUNIT_EXPECT_EQ(test, bi.firmware.nr, 3);
	expect_mb2_map(test);
}

/* A map is all we need; what is not given has its default. */
static void mb2_least(struct kunit *test)
{
	mb2_begin();
	mb2_mmap();
	mb2_end();
	memset(&bi, 0xff, sizeof(bi));
	capture_from_now(CAPTURE_WARNINGS);
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SILENT(test);
	KUNIT_EXPECT_STREQ(test, bi.cmdline, "");
	KUNIT_EXPECT_STREQ(test, bi.loader, "multiboot2");
	KUNIT_EXPECT_EQ(test, bi.nr_modules, 0);
	KUNIT_EXPECT_EQ(test, bi.video, BOOT_VIDEO_UNKNOWN);
	KUNIT_EXPECT_EQ(test, bi.rsdp_copy_len, 0);
	expect_mb2_map(test);
}

/* A1: neither loader's magic. */
static void wrong_magic(struct kunit *test)
{
	source.magic = 0x2badb002;
	KUNIT_EXPECT_EQ(test, parse(), -EINVAL);
	EXPECT_SAID(test, "boot: unknown loader: magic 0x2badb002");
}

/* A2: null, unreadable, misaligned. */
static void null_info(struct kunit *test)
{
	source.info = 0;
	KUNIT_EXPECT_EQ(test, parse(), -EFAULT);
	EXPECT_SAID(test, "boot: the loader left a null pointer");
}

static void unreadable_info(struct kunit *test)
{
	source.info = BASE + MEMORY_SIZE - 7;
	KUNIT_EXPECT_EQ(test, parse(), -EFAULT);
	EXPECT_SAID(test, "multiboot2: information at 0x15ff9 cannot be read");

	source.magic = PVH_MAGIC;
	source.info = BASE + MEMORY_SIZE - 39;
	KUNIT_EXPECT_EQ(test, parse(), -EFAULT);
	EXPECT_SAID(test, "PVH: start_info at 0x15fd9 cannot be read");
}

static void misaligned_info(struct kunit *test)
{
	mb2_begin();
	mb2_string(1, "hello");
	mb2_mmap();
	mb2_end();
	memmove(memory + 3, memory, len);
	source.info = BASE + 3;
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "multiboot2: information at 0x12003, not a multiple "
			  "of 8");
	KUNIT_EXPECT_STREQ(test, bi.cmdline, "hello");
	expect_mb2_map(test);
}

/* A3: the total leaves no room for a tag. */
static void mb2_total_too_small(struct kunit *test)
{
	mb2_begin();
	mb2_mmap();
	mb2_end();
	put_unaligned_le32(8, memory);
	KUNIT_EXPECT_EQ(test, parse(), -ENODATA);
	EXPECT_SAID(test, "multiboot2: total size 8, too small for any tag");
	EXPECT_SAID(test, "boot: multiboot2 gave no memory map");

	put_unaligned_le32(0, memory);
	KUNIT_EXPECT_EQ(test, parse(), -ENODATA);
	EXPECT_SAID(test, "multiboot2: total size 0, too small for any tag");
}

/* The end tag is found all the same. */
static void mb2_total_unaligned(struct kunit *test)
{
	mb2_begin();
	mb2_mmap();
	mb2_end();
	put_unaligned_le32(len + 3, memory);
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "not a multiple of 8");
	expect_mb2_map(test);
}

/* 4 GiB - 8 of tags are not walked; the end tag comes before. */
static void mb2_total_huge(struct kunit *test)
{
	mb2_begin();
	mb2_mmap();
	mb2_end();
	put_unaligned_le32(0xfffffff8, memory);
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "multiboot2: total size 4294967288: only the first "
			  "1048576 bytes are read");
	expect_mb2_map(test);
}

/* A3: no next tag can be found behind one of size 0..7. */
static void mb2_tag_size_zero(struct kunit *test)
{
	u32 at;

	mb2_begin();
	mb2_mmap();
	at = mb2_tag(1);
	mb2_end();
	put_unaligned_le32(0, memory + at + 4);
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "multiboot2: tag 1 (command line) at 0x60: size 0, "
			  "less than a header: stopped here");
	expect_mb2_map(test);

	put_unaligned_le32(7, memory + at + 4);
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "at 0x60: size 7, less than a header");
}

/* A4: what came before the tag stays, the tag itself is not believed. */
static void mb2_tag_past_end(struct kunit *test)
{
	u32 at;

	mb2_begin();
	mb2_mmap();
	at = len;
	mb2_string(1, "hello");
	mb2_end();
	put_unaligned_le32(len - at + 1, memory + at + 4);
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "tag 1 (command line) at 0x60: size 25, but only 24 "
			  "bytes are left: stopped here");
	KUNIT_EXPECT_STREQ(test, bi.cmdline, "");
	expect_mb2_map(test);

	put_unaligned_le32(0xffffffff, memory + at + 4);
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "at 0x60: size 4294967295, but only 24");
}

/* Memory ends within a tag's body, and before a tag's header. */
static void mb2_tag_unreadable(struct kunit *test)
{
	mb2_begin();
	mb2_mmap();
	mb2_string(1, "hello");
	mb2_end();

	readable = 0x60 + 8;
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "tag 1 (command line) at 0x60: its 14 bytes cannot "
			  "be read: stopped here");
	KUNIT_EXPECT_STREQ(test, bi.cmdline, "");
	expect_mb2_map(test);

	readable = 0x60 + 7;
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "multiboot2: tag at 0x60: cannot be read");
}

static void mb2_no_end_tag(struct kunit *test)
{
	mb2_begin();
	mb2_mmap();
	put_unaligned_le32(len, memory);
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "multiboot2: no end tag before the end at 0x60");
	expect_mb2_map(test);
}

/* Whatever follows the end tag is not ours. */
static void mb2_stops_at_end_tag(struct kunit *test)
{
	mb2_begin();
	mb2_mmap();
	mb2_end();
	mb2_string(1, "not for us");
	put_unaligned_le32(len, memory);
	KUNIT_ASSERT_EQ(test, parse(), 0);
	KUNIT_EXPECT_STREQ(test, bi.cmdline, "");
}

/* Unknown tags are named and passed over; that is no warning. */
static void mb2_unknown_tag(struct kunit *test)
{
	mb2_begin();
	mb2_filler(22, 5);
	mb2_filler(0xdeadbeef, 0);
	mb2_mmap();
	mb2_end();
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "tag 22 (unknown) at 0x8: size 13, passed over");
	EXPECT_SAID(test, "tag 3735928559 (unknown) at 0x18: size 8");
	expect_mb2_map(test);

	capture_from_now(CAPTURE_WARNINGS);
	parse();
	EXPECT_SILENT(test);
}

/* A flood of bad tags does not become a flood of lines. */
static void mb2_lines_are_bounded(struct kunit *test)
{
	unsigned int i;

	mb2_begin();
	mb2_mmap();
	for (i = 0; i < 100; i++)
		mb2_filler(22, 0);
	mb2_end();
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "multiboot2: 36 more lines about tags not shown");
}

static void mb2_first_of_two_counts(struct kunit *test)
{
	u32 at;

	mb2_begin();
	mb2_string(1, "first");
	mb2_string(1, "second");
	mb2_mmap();
	at = mb2_mmap_begin();
	put_range(0x100000, 0x40000000, MEM_USABLE);
	mb2_tag_end(at);
	mb2_end();
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "tag 1 (command line) at 0x18: given again: the "
			  "first counts");
	EXPECT_SAID(test, "tag 6 (memory map) at 0x80: given again");
	KUNIT_EXPECT_STREQ(test, bi.cmdline, "first");
	expect_mb2_map(test);
}

/* ... but the first must have been whole. */
static void mb2_second_map_stands_in(struct kunit *test)
{
	mb2_begin();
	mb2_tag_end(mb2_mmap_begin());
	mb2_mmap();
	mb2_end();
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "tag 6 (memory map) at 0x8: holds no entry");
	expect_mb2_map(test);
}

/* A tag too small for its fields, one for each that has some. */
static void mb2_tag_too_small(struct kunit *test)
{
	static const struct {
		u32 type;
		u32 needs;
	} tags[] = { { 3, 16 }, { 6, 16 }, { 8, 30 }, { 14, 28 }, { 15, 44 } };
	unsigned int i;

	mb2_begin();
	for (i = 0; i < ARRAY_SIZE(tags); i++)
		mb2_filler(tags[i].type, tags[i].needs - 9);
	mb2_mmap();
	mb2_end();
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "tag 3 (module) at 0x8: size 15, needs 16");
	EXPECT_SAID(test, "tag 6 (memory map) at 0x18: size 15, needs 16");
	EXPECT_SAID(test, "tag 8 (framebuffer) at 0x28: size 29, needs 30");
	EXPECT_SAID(test, "tag 14 (old RSDP) at 0x48: size 27, needs 28");
	EXPECT_SAID(test, "tag 15 (new RSDP) at 0x68: size 43, needs 44");
	KUNIT_EXPECT_EQ(test, bi.nr_modules, 0);
	KUNIT_EXPECT_EQ(test, bi.video, BOOT_VIDEO_UNKNOWN);
	KUNIT_EXPECT_EQ(test, bi.rsdp_copy_len, 0);
	expect_mb2_map(test);
}

/* A5 */
static void mb2_no_map(struct kunit *test)
{
	mb2_begin();
	mb2_string(2, "GRUB");
	mb2_end();
	KUNIT_EXPECT_EQ(test, parse(), -ENODATA);
	EXPECT_SAID(test, "boot: GRUB gave no memory map");
}

/* A6: a later version's larger entries can be read, others cannot. */
static void mb2_entry_size(struct kunit *test)
{
	static const u32 bad[] = { 0, 8, 16, 23, 25, 28, 0xfffffff9 };
	unsigned int i;
	u32 at;

	mb2_begin();
	at = mb2_mmap_begin();
	put_unaligned_le32(32, memory + at + 8);
	put_range(0x100000, 0x200000, MEM_USABLE);
	put64(~0ULL);
	put_range(0x300000, 0x400000, MEM_USABLE);
	put64(~0ULL);
	mb2_tag_end(at);
	mb2_end();
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "tag 6 (memory map) at 0x8: entry size 32, the first "
			  "24 bytes are read");
	KUNIT_EXPECT_EQ(test, mem_map_usable(&bi.map), 2 * SZ_1M);

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		put_unaligned_le32(bad[i], memory + at + 8);
		capture_from_now(CAPTURE_ALL);
		KUNIT_EXPECT_EQ(test, parse(), -ENODATA);
		EXPECT_SAID(test, ", not 24: refused");
	}

	/* One entry of almost 4 GiB: no entry is whole. */
	put_unaligned_le32(0xfffffff8, memory + at + 8);
	KUNIT_EXPECT_EQ(test, parse(), -ENODATA);
	EXPECT_SAID(test, "tag 6 (memory map) at 0x8: holds no entry");
}

/* Bytes that make no whole entry are not read as one. */
static void mb2_part_of_an_entry(struct kunit *test)
{
	u32 at;

	mb2_begin();
	at = mb2_mmap_begin();
	put_range(0x100000, 0x200000, MEM_USABLE);
	put64(0x200000);
	put64(0x100000);
	put32(MEM_USABLE);
	mb2_tag_end(at);
	mb2_end();
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "tag 6 (memory map) at 0x8: 20 bytes after the last "
			  "entry");
	KUNIT_EXPECT_EQ(test, mem_map_usable(&bi.map), SZ_1M);
}

/* A16: there is a map, and nothing in it for us. */
static void mb2_nothing_usable(struct kunit *test)
{
	u32 at;

	mb2_begin();
	at = mb2_mmap_begin();
	put_range(0x0, 0x100000, MEM_RESERVED);
	put_range(0x200000, 0x200fff, MEM_USABLE);
	mb2_tag_end(at);
	mb2_end();
	KUNIT_EXPECT_EQ(test, parse(), -ENODATA);
	EXPECT_SAID(test, "boot: no usable memory in the 2 ranges that "
			  "multiboot2 gave");
}

/*
 * A17: 1 usable range, then 199 reserved pages in it, every second one. The
 * last 72 find no place and join their neighbour: the page between is lost,
 * and no reserved page is called usable.
 */
static void mb2_too_many_ranges(struct kunit *test)
{
	unsigned int i, j;
	u32 at;

	mb2_begin();
	at = mb2_mmap_begin();
	put_range(0x100000, 0x40000000, MEM_USABLE);
	for (i = 0; i < 199; i++)
		put_range(0x200000 + i * 0x2000, 0x201000 + i * 0x2000,
			  MEM_RESERVED);
	mb2_tag_end(at);
	mb2_end();
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "tag 6 (memory map) at 0x8: room for 128 ranges: 72 "
			  "joined or left out");
	KUNIT_EXPECT_EQ(test, bi.firmware.nr, MEM_MAP_MAX);
	KUNIT_EXPECT_GT(test, mem_map_usable(&bi.map), 0x3fc00000);
	for (i = 0; i < bi.map.nr; i++) {
		const struct mem_range *r = &bi.map.range[i];

		for (j = 0; j < 199 && r->type == MEM_USABLE; j++) {
			phys_addr_t page = 0x200000 + j * 0x2000;

			KUNIT_EXPECT_FALSE(test, r->start <= page &&
						 page < r->end);
		}
	}
}

/*
 * When it costs less, the smallest usable range makes room instead: the late
 * reserved page lies in the large one, 2 GiB from any other reserved range,
 * which are all below it, then all above.
 */
static void mb2_small_usable_makes_room(struct kunit *test)
{
	static const u64 others[] = { 0x200000, 0x200000000 };
	unsigned int i, j;
	u32 at;

	for (i = 0; i < ARRAY_SIZE(others); i++) {
		mb2_begin();
		at = mb2_mmap_begin();
		put_range(0x100000000, 0x200000000, MEM_USABLE);
		put_range(0x8000, 0x9000, MEM_USABLE);
		for (j = 0; j < 126; j++)
			put_range(others[i] + j * 0x2000,
				  others[i] + j * 0x2000 + 0x1000,
				  MEM_RESERVED);
		put_range(0x180000000, 0x180001000, MEM_RESERVED);
		mb2_tag_end(at);
		mb2_end();
		KUNIT_ASSERT_EQ(test, parse(), 0);
		EXPECT_SAID(test, "room for 128 ranges: 1 joined or left out");
		KUNIT_EXPECT_EQ(test, mem_map_usable(&bi.map),
				SZ_4G - 0x1000);
	}
}

/* Bytes of [start, end) that the map calls usable. */
static u64 usable_within(phys_addr_t start, phys_addr_t end)
{
	u64 bytes = 0;
	unsigned int i;

	for (i = 0; i < bi.map.nr; i++) {
		const struct mem_range *r = &bi.map.range[i];

		if (r->type == MEM_USABLE && r->start < end && r->end > start)
			bytes += min(r->end, end) - max(r->start, start);
	}
	return bytes;
}

/*
 * A range that wraps reaches to the end of memory and must go on doing so:
 * it is neither joined to another when it comes late, nor another to it.
 */
static void mb2_wrapping_range_is_not_joined(struct kunit *test)
{
	unsigned int i;
	u32 at;

	mb2_begin();
	at = mb2_mmap_begin();
	put_range(0x100000000, 0x200000000, MEM_USABLE);
	put_range(0x8000, 0x9000, MEM_USABLE);
	for (i = 0; i < 126; i++)
		put_range(0x17ffff000, 0x180000000, MEM_RESERVED);
	put_range(0x180000000, 0x17ffff800, MEM_RESERVED);
	mb2_tag_end(at);
	mb2_end();
	KUNIT_ASSERT_EQ(test, parse(), 0);
	KUNIT_EXPECT_EQ(test, 0, usable_within(0x17ffff000, ~0ULL));

	mb2_begin();
	at = mb2_mmap_begin();
	put_range(0xff00000000, 0x100000, MEM_RESERVED);
	for (i = 0; i < MEM_MAP_MAX - 1; i++)
		put_range(0xfe80000000, 0xff80000000, MEM_USABLE);
	put_range(0x1000000, 0x1001000, MEM_RESERVED);
	mb2_tag_end(at);
	mb2_end();
	KUNIT_ASSERT_EQ(test, parse(), 0);
	KUNIT_EXPECT_EQ(test, 0, usable_within(0xff00000000, ~0ULL));
	KUNIT_EXPECT_EQ(test, mem_map_usable(&bi.map), 0x80000000);
}

/* Usable ranges that come too late are left out; nothing else changes. */
static void mb2_late_usable_is_left_out(struct kunit *test)
{
	unsigned int i;
	u32 at;

	mb2_begin();
	at = mb2_mmap_begin();
	for (i = 0; i < MEM_MAP_MAX + 5; i++)
		put_range(i * 0x2000, i * 0x2000 + 0x1000, MEM_USABLE);
	mb2_tag_end(at);
	mb2_end();
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "room for 128 ranges: 5 joined or left out");
	KUNIT_EXPECT_EQ(test, mem_map_usable(&bi.map), MEM_MAP_MAX * 0x1000);
}

/* A23: longer than the buffer, with and without an end. */
static void mb2_cmdline_too_long(struct kunit *test)
{
	u32 at;

	mb2_begin();
	at = mb2_tag(1);
	memset(memory + len, 'a', COMMAND_LINE_SIZE);
	len += COMMAND_LINE_SIZE + 1;
	mb2_tag_end(at);
	mb2_mmap();
	mb2_end();
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "tag 1 (command line) at 0x8: string too long: cut");
	KUNIT_EXPECT_EQ(test, strlen(bi.cmdline), COMMAND_LINE_SIZE - 1);

	memory[at + 8 + COMMAND_LINE_SIZE] = 'a';
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "string too long and not terminated: cut");
	KUNIT_EXPECT_EQ(test, strlen(bi.cmdline), COMMAND_LINE_SIZE - 1);

	/* The twin: one byte shorter just fits. */
	memory[at + 8 + COMMAND_LINE_SIZE - 1] = '\0';
	capture_from_now(CAPTURE_WARNINGS);
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SILENT(test);
	KUNIT_EXPECT_EQ(test, strlen(bi.cmdline), COMMAND_LINE_SIZE - 1);
}

/* A tag that ends before its string does: the next tag is not read into it. */
static void mb2_string_not_terminated(struct kunit *test)
{
	u32 at;

	mb2_begin();
	at = mb2_tag(1);
	put32(0x64636261);
	put32(0x68676665);
	mb2_tag_end(at);
	at = mb2_tag(3);
	put32(0x100000);
	put32(0x101000);
	put32(0x64636261);
	mb2_tag_end(at);
	mb2_tag_end(mb2_tag(2));
	mb2_mmap();
	mb2_end();
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "tag 1 (command line) at 0x8: string not terminated");
	EXPECT_SAID(test, "tag 3 (module) at 0x18: arguments not terminated");
	EXPECT_SAID(test, "tag 2 (loader name) at 0x30: string not terminated");
	KUNIT_EXPECT_STREQ(test, bi.cmdline, "abcdefgh");
	KUNIT_EXPECT_STREQ(test, bi.modules[0].args, "abcd");
	KUNIT_EXPECT_STREQ(test, bi.loader, "");
}

/* A command line cannot write lines of its own into the log. */
static void mb2_control_characters(struct kunit *test)
{
	mb2_begin();
	mb2_string(1, "a\tb\nok 1 forged\x7f \xc3\xa4");
	mb2_mmap();
	mb2_end();
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "tag 1 (command line) at 0x8: string has control "
			  "characters");
	KUNIT_EXPECT_STREQ(test, bi.cmdline, "a b?ok 1 forged? \xc3\xa4");
}

static void mb2_module_backwards(struct kunit *test)
{
	mb2_begin();
	mb2_module(0x200000, 0x1fffff, "backwards");
	mb2_module(0x200000, 0x200000, "empty");
	mb2_mmap();
	mb2_end();
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "tag 3 (module) at 0x8: module [0x200000, 0x1fffff) "
			  "ends before it starts: refused");
	KUNIT_ASSERT_EQ(test, bi.nr_modules, 1);
	KUNIT_EXPECT_STREQ(test, bi.modules[0].args, "empty");
}

static void mb2_too_many_modules(struct kunit *test)
{
	unsigned int i;

	mb2_begin();
	for (i = 0; i <= BOOT_MODULES_MAX; i++)
		mb2_module(0x200000 + i * 0x1000, 0x201000 + i * 0x1000, "m");
	mb2_mmap();
	mb2_end();
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "tag 3 (module) at 0x188: module [0x210000, "
			  "0x211000) finds no place, too many modules: refused");
	KUNIT_EXPECT_EQ(test, bi.nr_modules, BOOT_MODULES_MAX);
	KUNIT_EXPECT_EQ(test, bi.modules[BOOT_MODULES_MAX - 1].start, 0x20f000);
	expect_mb2_map(test);
}

static void mb2_module_args_too_long(struct kunit *test)
{
	u32 at;

	mb2_begin();
	at = mb2_tag(3);
	put32(0x100000);
	put32(0x101000);
	memset(memory + len, 'x', BOOT_MODULE_ARGS);
	len += BOOT_MODULE_ARGS + 1;
	mb2_tag_end(at);
	mb2_mmap();
	mb2_end();
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "tag 3 (module) at 0x8: arguments too long: cut");
	KUNIT_EXPECT_EQ(test, strlen(bi.modules[0].args), BOOT_MODULE_ARGS - 1);
}

/* The screen: 0 and 1 are pixels, 2 is text, others are nothing we know. */
static void mb2_video(struct kunit *test)
{
	static const enum boot_video want[] = {
		BOOT_VIDEO_GRAPHICS, BOOT_VIDEO_GRAPHICS, BOOT_VIDEO_TEXT,
		BOOT_VIDEO_UNKNOWN,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(want); i++) {
		mb2_begin();
		mb2_framebuffer(i);
		mb2_mmap();
		mb2_end();
		KUNIT_ASSERT_EQ(test, parse(), 0);
		KUNIT_EXPECT_EQ(test, bi.video, want[i]);
	}
	EXPECT_SAID(test, "tag 8 (framebuffer) at 0x8: framebuffer of unknown "
			  "kind 3");
}

/* The new RSDP is preferred, in whichever order they come. */
static void mb2_new_rsdp_preferred(struct kunit *test)
{
	mb2_begin();
	mb2_filler(15, 36);
	mb2_filler(14, 20);
	mb2_mmap();
	mb2_end();
	KUNIT_ASSERT_EQ(test, parse(), 0);
	KUNIT_EXPECT_EQ(test, bi.rsdp_copy_len, 36);

	mb2_begin();
	mb2_filler(14, 20);
	mb2_mmap();
	mb2_end();
	KUNIT_ASSERT_EQ(test, parse(), 0);
	KUNIT_EXPECT_EQ(test, bi.rsdp_copy_len, 20);
	KUNIT_EXPECT_EQ(test, bi.rsdp_copy[19], 0x5a);
	KUNIT_EXPECT_EQ(test, bi.rsdp_copy[20], 0);
}

/* ---- PVH ---- */

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

static void pvh_set32(u32 offset, u32 v)
{
	put_unaligned_le32(v, memory + offset);
}

static void pvh_set64(u32 offset, u64 v)
{
	put_unaligned_le64(v, memory + offset);
}

/* What `qemu -kernel -initrd -append` leaves. */
static void pvh_begin(void)
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

static void pvh_good(struct kunit *test)
{
	pvh_begin();
	capture_from_now(CAPTURE_WARNINGS);
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SILENT(test);
	KUNIT_EXPECT_STREQ(test, bi.loader, "PVH");
	KUNIT_EXPECT_STREQ(test, bi.cmdline, "loglevel=7 test=*");
	KUNIT_EXPECT_EQ(test, bi.rsdp, 0xf5a40);
	KUNIT_EXPECT_EQ(test, bi.rsdp_copy_len, 0);
	KUNIT_EXPECT_EQ(test, bi.video, BOOT_VIDEO_UNKNOWN);
	KUNIT_ASSERT_EQ(test, bi.nr_modules, 1);
	KUNIT_EXPECT_EQ(test, bi.modules[0].start, 0x7fdf000);
	KUNIT_EXPECT_EQ(test, bi.modules[0].end, 0x7fdfd00);
	KUNIT_EXPECT_STREQ(test, bi.modules[0].args, "initrd");
	expect_mb2_map(test);
}

/* Pointers of 0 mean that there is none: no warning, the defaults. */
static void pvh_least(struct kunit *test)
{
	pvh_begin();
	pvh_set32(PVH_OFF_NR_MODULES, 0);
	pvh_set64(PVH_OFF_MODLIST, 0);
	pvh_set64(PVH_OFF_CMDLINE, 0);
	pvh_set64(PVH_OFF_RSDP, 0);
	capture_from_now(CAPTURE_WARNINGS);
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SILENT(test);
	KUNIT_EXPECT_STREQ(test, bi.cmdline, "");
	KUNIT_EXPECT_EQ(test, bi.rsdp, 0);
	KUNIT_EXPECT_EQ(test, bi.nr_modules, 0);
}

/* A1: entered as PVH, but the structure is not one. */
static void pvh_wrong_magic(struct kunit *test)
{
	pvh_begin();
	pvh_set32(PVH_OFF_MAGIC, 0);
	KUNIT_EXPECT_EQ(test, parse(), -EINVAL);
	EXPECT_SAID(test, "PVH: start_info at 0x12000 has magic 0x0");
}

/* A5: version 0 is read as far as it goes, which is not far enough. */
static void pvh_version_0(struct kunit *test)
{
	pvh_begin();
	pvh_set32(PVH_OFF_VERSION, 0);
	KUNIT_EXPECT_EQ(test, parse(), -ENODATA);
	EXPECT_SAID(test, "PVH: start_info version 0 has no memory map");
	KUNIT_EXPECT_STREQ(test, bi.cmdline, "loglevel=7 test=*");
}

static void pvh_later_version(struct kunit *test)
{
	pvh_begin();
	pvh_set32(PVH_OFF_VERSION, 9);
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "PVH: start_info version 9 is read as version 1");
	expect_mb2_map(test);
}

/* Version 1, but memory ends where version 0 did. */
static void pvh_cut_short(struct kunit *test)
{
	pvh_begin();
	readable = 55;
	KUNIT_EXPECT_EQ(test, parse(), -ENODATA);
	EXPECT_SAID(test, "only 40 of 56 bytes can be read, no memory map");
}

static void pvh_memmap_unreadable(struct kunit *test)
{
	pvh_begin();
	readable = PVH_MEMMAP + 3 * 24 - 1;
	KUNIT_EXPECT_EQ(test, parse(), -ENODATA);
	EXPECT_SAID(test, "PVH: memory map of 3 entries at 0x12800 cannot be "
			  "read");

	/* A count of 4 billion is cut to what a table can be. */
	readable = MEMORY_SIZE;
	pvh_set32(PVH_OFF_NR_MEMMAP, 0xffffffff);
	KUNIT_EXPECT_EQ(test, parse(), -ENODATA);
	EXPECT_SAID(test, "PVH: memory map of 4294967295 entries: only the "
			  "first 43690 are read");

	pvh_set32(PVH_OFF_NR_MEMMAP, 3);
	pvh_set64(PVH_OFF_MEMMAP, 0);
	KUNIT_EXPECT_EQ(test, parse(), -ENODATA);
	EXPECT_SAID(test, "PVH: memory map of 3 entries at 0x0 cannot be read");

	pvh_set32(PVH_OFF_NR_MEMMAP, 0);
	KUNIT_EXPECT_EQ(test, parse(), -ENODATA);
	EXPECT_SAID(test, "boot: PVH gave no memory map");
}

/* A17, as in multiboot2. */
static void pvh_too_many_ranges(struct kunit *test)
{
	unsigned int i;

	pvh_begin();
	pvh_set32(PVH_OFF_NR_MEMMAP, 200);
	len = PVH_MEMMAP;
	put_range(0x100000, 0x40000000, MEM_USABLE);
	for (i = 0; i < 199; i++)
		put_range(0x200000 + i * 0x2000, 0x201000 + i * 0x2000,
			  MEM_RESERVED);
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "PVH: memory map: room for 128 ranges: 72 joined");
	KUNIT_EXPECT_EQ(test, bi.map.range[bi.map.nr - 1].type, MEM_USABLE);
}

/* A23: strings whose length nobody tells. */
static void pvh_cmdline_too_long(struct kunit *test)
{
	pvh_begin();
	len = 0x2000;
	memset(memory + len, 'a', COMMAND_LINE_SIZE);
	pvh_set64(PVH_OFF_CMDLINE, BASE + len);
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "PVH: command line at 0x14000 too long: cut");
	KUNIT_EXPECT_EQ(test, strlen(bi.cmdline), COMMAND_LINE_SIZE - 1);
}

/* A string may end with memory; one that does not end there is cut. */
static void pvh_cmdline_at_the_end(struct kunit *test)
{
	pvh_begin();
	memcpy(memory + MEMORY_SIZE - 6, "hello", 6);
	pvh_set64(PVH_OFF_CMDLINE, BASE + MEMORY_SIZE - 6);
	capture_from_now(CAPTURE_WARNINGS);
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SILENT(test);
	KUNIT_EXPECT_STREQ(test, bi.cmdline, "hello");

	memory[MEMORY_SIZE - 1] = '!';
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "command line at 0x15ffa runs into unreadable "
			  "memory: cut");
	KUNIT_EXPECT_STREQ(test, bi.cmdline, "hello!");

	pvh_set64(PVH_OFF_CMDLINE, ~0ULL);
	KUNIT_ASSERT_EQ(test, parse(), 0);
	KUNIT_EXPECT_STREQ(test, bi.cmdline, "");
}

static void pvh_too_many_modules(struct kunit *test)
{
	unsigned int i;

	pvh_begin();
	pvh_set32(PVH_OFF_NR_MODULES, 0x80000000);
	len = PVH_MODULES;
	for (i = 0; i < BOOT_MODULES_MAX + 1; i++) {
		put64(0x200000 + i * 0x1000);
		put64(0x1000);
		put64(0);
		put64(0);
	}
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "PVH: 2147483648 modules, too many: the first 16 are "
			  "taken");
	KUNIT_EXPECT_EQ(test, bi.nr_modules, BOOT_MODULES_MAX);
	KUNIT_EXPECT_EQ(test, bi.modules[15].start, 0x20f000);
}

static void pvh_bad_modules(struct kunit *test)
{
	pvh_begin();
	pvh_set64(PVH_MODULES + 8, ~0ULL);
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "PVH: module [0x7fdf000, 0x7fdefff) ends before it "
			  "starts: refused");
	KUNIT_EXPECT_EQ(test, bi.nr_modules, 0);

	pvh_set64(PVH_MODULES + 8, 1ULL << 40);
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "lies beyond physical memory: refused");
	KUNIT_EXPECT_EQ(test, bi.nr_modules, 0);

	pvh_set64(PVH_MODULES + 8, 0x1000);
	pvh_set64(PVH_MODULES + 16, BASE - 1);
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "module arguments at 0x11fff runs into unreadable");
	KUNIT_EXPECT_EQ(test, bi.nr_modules, 1);
	KUNIT_EXPECT_STREQ(test, bi.modules[0].args, "");

	pvh_set64(PVH_OFF_MODLIST, BASE + MEMORY_SIZE - 31);
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "PVH: list of 1 modules at 0x15fe1 cannot be read");
	KUNIT_EXPECT_EQ(test, bi.nr_modules, 0);

	pvh_set64(PVH_OFF_MODLIST, 0);
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "PVH: list of 1 modules at 0x0 cannot be read");
}

static void pvh_rsdp_beyond(struct kunit *test)
{
	pvh_begin();
	pvh_set64(PVH_OFF_RSDP, 1ULL << 40);
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "PVH: RSDP at 0x10000000000 lies beyond physical "
			  "memory: ignored");
	KUNIT_EXPECT_EQ(test, bi.rsdp, 0);
}

/* The width reaches the memory map: what lies beyond 40 bits is dropped. */
static void width_reaches_the_map(struct kunit *test)
{
	pvh_begin();
	source.phys_bits = 36;
	KUNIT_ASSERT_EQ(test, parse(), 0);
	EXPECT_SAID(test, "lies beyond physical memory (0x1000000000)");
	KUNIT_EXPECT_EQ(test, bi.map.nr, 2);

	source.phys_bits = 0;
	KUNIT_ASSERT_EQ(test, parse(), 0);
	KUNIT_EXPECT_EQ(test, bi.map.nr, 3);
}

/*
 * Any byte of a sound structure may be anything: no answer but the four, and
 * what is answered is sound. (Nothing checks what was said: too much was.)
 */
static void any_byte_may_be_bad(struct kunit *test)
{
	static const u8 bad[] = { 0x00, 0x01, 0x7f, 0xff };
	unsigned int i, j;

	capture_from_now(CAPTURE_NOTHING);
	mb2_begin();
	mb2_string(1, "x");
	mb2_module(0x200000, 0x201000, "m");
	mb2_mmap();
	mb2_end();
	for (i = 0; i < len; i++) {
		u8 good = memory[i];

		for (j = 0; j < ARRAY_SIZE(bad); j++) {
			int err;

			memory[i] = bad[j];
			err = parse();
			if (err)
				KUNIT_EXPECT_EQ(test, err, -ENODATA);
			KUNIT_EXPECT_EQ(test, mem_map_check(&bi.map), 0);
			KUNIT_EXPECT_EQ(test, !err,
					mem_map_usable(&bi.map) != 0);
		}
		memory[i] = good;
	}
}

static struct kunit_case boot_info_cases[] = {
	KUNIT_CASE(mb2_good),
	KUNIT_CASE(mb2_least),
	KUNIT_CASE(wrong_magic),
	KUNIT_CASE(null_info),
	KUNIT_CASE(unreadable_info),
	KUNIT_CASE(misaligned_info),
	KUNIT_CASE(mb2_total_too_small),
	KUNIT_CASE(mb2_total_unaligned),
	KUNIT_CASE(mb2_total_huge),
	KUNIT_CASE(mb2_tag_size_zero),
	KUNIT_CASE(mb2_tag_past_end),
	KUNIT_CASE(mb2_tag_unreadable),
	KUNIT_CASE(mb2_no_end_tag),
	KUNIT_CASE(mb2_stops_at_end_tag),
	KUNIT_CASE(mb2_unknown_tag),
	KUNIT_CASE(mb2_lines_are_bounded),
	KUNIT_CASE(mb2_first_of_two_counts),
	KUNIT_CASE(mb2_second_map_stands_in),
	KUNIT_CASE(mb2_tag_too_small),
	KUNIT_CASE(mb2_no_map),
	KUNIT_CASE(mb2_entry_size),
	KUNIT_CASE(mb2_part_of_an_entry),
	KUNIT_CASE(mb2_nothing_usable),
	KUNIT_CASE(mb2_too_many_ranges),
	KUNIT_CASE(mb2_small_usable_makes_room),
	KUNIT_CASE(mb2_wrapping_range_is_not_joined),
	KUNIT_CASE(mb2_late_usable_is_left_out),
	KUNIT_CASE(mb2_cmdline_too_long),
	KUNIT_CASE(mb2_string_not_terminated),
	KUNIT_CASE(mb2_control_characters),
	KUNIT_CASE(mb2_module_backwards),
	KUNIT_CASE(mb2_too_many_modules),
	KUNIT_CASE(mb2_module_args_too_long),
	KUNIT_CASE(mb2_video),
	KUNIT_CASE(mb2_new_rsdp_preferred),
	KUNIT_CASE(pvh_good),
	KUNIT_CASE(pvh_least),
	KUNIT_CASE(pvh_wrong_magic),
	KUNIT_CASE(pvh_version_0),
	KUNIT_CASE(pvh_later_version),
	KUNIT_CASE(pvh_cut_short),
	KUNIT_CASE(pvh_memmap_unreadable),
	KUNIT_CASE(pvh_too_many_ranges),
	KUNIT_CASE(pvh_cmdline_too_long),
	KUNIT_CASE(pvh_cmdline_at_the_end),
	KUNIT_CASE(pvh_too_many_modules),
	KUNIT_CASE(pvh_bad_modules),
	KUNIT_CASE(pvh_rsdp_beyond),
	KUNIT_CASE(width_reaches_the_map),
	KUNIT_CASE(any_byte_may_be_bad),
	{}
};

static struct kunit_suite boot_info_suite = {
	.name = "boot_info",
	.init = boot_info_test_init,
	.exit = boot_info_test_exit,
	.test_cases = boot_info_cases,
};
kunit_test_suite(boot_info_suite);
