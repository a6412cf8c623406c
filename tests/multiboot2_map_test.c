// SPDX-License-Identifier: MIT
/*
 * multiboot2_map_test.c - the memory map among GRUB's tags
 *
 * FAULTS.md A5, A6, A16 and A17: maps that are missing, of another format,
 * useless, or too long; then never somebody else's memory is called usable.
 */
#include "loader_memory.h"

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

static struct kunit_case multiboot2_map_cases[] = {
	KUNIT_CASE(mb2_no_map),
	KUNIT_CASE(mb2_entry_size),
	KUNIT_CASE(mb2_part_of_an_entry),
	KUNIT_CASE(mb2_nothing_usable),
	KUNIT_CASE(mb2_too_many_ranges),
	KUNIT_CASE(mb2_small_usable_makes_room),
	KUNIT_CASE(mb2_wrapping_range_is_not_joined),
	KUNIT_CASE(mb2_late_usable_is_left_out),
	{}
};

static struct kunit_suite multiboot2_map_suite = {
	.name = "multiboot2_map",
	.init = loader_init,
	.exit = loader_exit,
	.test_cases = multiboot2_map_cases,
};
kunit_test_suite(multiboot2_map_suite);
