// SPDX-License-Identifier: MIT
/*
 * mem_map_test.c - the firmware's map, made fit to rely on
 *
 * Each fault of FAULTS.md A7 to A15 is a case; the twin without a fault is
 * real_map_is_quiet in mem_map_whole_test.c, which must not warn.
 */
#include "mem_map_fixture.h"

/* The end of low memory: the BIOS's kilobyte costs its whole page. */
static void low_memory_is_aligned(struct kunit *test)
{
	add(0x0, 0x9fc00, MEM_USABLE);
	add(0x9fc00, 0xa0000, MEM_RESERVED);
	KUNIT_EXPECT_EQ(test, sanitize(), 2);
	EXPECT_SAID(test, "memory map: [0x0-0x9fbff] usable is not of whole "
			  "pages: [0x0-0x9efff]");
	EXPECT_SAID(test, "memory map: [0x9fc00-0x9ffff] reserved is not of "
			  "whole pages: [0x9f000-0x9ffff]");
	EXPECT_MAP(test, { 0x0, 0x9f000, MEM_USABLE },
		   { 0x9f000, 0xa0000, MEM_RESERVED });
}

/* Nothing in, nothing out, nothing said. */
static void empty_map(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sanitize(), 0);
	KUNIT_EXPECT_EQ(test, map.nr, 0);
	KUNIT_EXPECT_EQ(test, mem_map_usable(&map), 0);
	EXPECT_SILENT(test);
}

/* A7: an empty entry covers nothing, wherever it lies. */
static void zero_length_is_dropped(struct kunit *test)
{
	add(0x0, 0x10000, MEM_USABLE);
	add(0x4000, 0x4000, MEM_RESERVED);
	KUNIT_EXPECT_EQ(test, sanitize(), 1);
	EXPECT_SAID(test, "memory map: [0x4000] type 2 has length 0: dropped");
	EXPECT_MAP(test, { 0x0, 0x10000, MEM_USABLE });
}

/* A8: order of listing does not matter, and is said once. */
static void unsorted_is_sorted(struct kunit *test)
{
	add(0x300000, 0x400000, MEM_USABLE);
	add(0x200000, 0x300000, MEM_ACPI);
	add(0x0, 0x100000, MEM_USABLE);
	KUNIT_EXPECT_EQ(test, sanitize(), 1);
	EXPECT_SAID(test, "memory map: not sorted: 2 of 3 ranges moved");
	EXPECT_MAP(test, { 0x0, 0x100000, MEM_USABLE },
		   { 0x200000, 0x300000, MEM_ACPI },
		   { 0x300000, 0x400000, MEM_USABLE });
}

/* A9: reserved in the middle of usable splits it in two. */
static void reserved_splits_usable(struct kunit *test)
{
	add(0x100000, 0x800000, MEM_USABLE);
	add(0x300000, 0x400000, MEM_RESERVED);
	KUNIT_EXPECT_EQ(test, sanitize(), 1);
	EXPECT_SAID(test, "memory map: [0x100000-0x7fffff] usable overlaps "
			  "reserved [0x300000-0x3fffff]: reserved wins");
	EXPECT_MAP(test, { 0x100000, 0x300000, MEM_USABLE },
		   { 0x300000, 0x400000, MEM_RESERVED },
		   { 0x400000, 0x800000, MEM_USABLE });
}

/*
 * Of any two types the stricter one wins, whichever is listed first:
 * unusable > reserved > NVS > ACPI > usable.
 */
static void stricter_type_wins(struct kunit *test)
{
	static const u32 order[] = { MEM_USABLE, MEM_ACPI, MEM_NVS,
				     MEM_RESERVED, MEM_UNUSABLE };
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(order); i++) {
		for (j = 0; j < ARRAY_SIZE(order); j++) {
			u32 strict = order[i > j ? i : j];

			raw.nr = 0;
			add(0x1000, 0x3000, order[i]);
			add(0x2000, 0x4000, order[j]);
			KUNIT_EXPECT_EQ(test, sanitize(), 1);
			KUNIT_EXPECT_EQ_MSG(test, model_ask(&map, 2),
					    model_strictness(strict),
					    "types %u and %u", order[i],
					    order[j]);
			KUNIT_EXPECT_EQ(test, map.nr, i == j ? 1 : 2);
		}
	}
}

/* A10: the same entry twice counts once, and is said. */
static void duplicate_is_said(struct kunit *test)
{
	add(0x100000, 0x200000, MEM_USABLE);
	add(0x100000, 0x200000, MEM_USABLE);
	KUNIT_EXPECT_EQ(test, sanitize(), 1);
	EXPECT_SAID(test, "memory map: [0x100000-0x1fffff] usable is listed "
			  "twice");
	EXPECT_MAP(test, { 0x100000, 0x200000, MEM_USABLE });
}

static void same_type_overlap_is_joined(struct kunit *test)
{
	add(0x1000, 0x3000, MEM_USABLE);
	add(0x2000, 0x4000, MEM_USABLE);
	KUNIT_EXPECT_EQ(test, sanitize(), 1);
	EXPECT_SAID(test, "[0x1000-0x2fff] usable overlaps [0x2000-0x3fff], "
			  "also usable: joined");
	EXPECT_MAP(test, { 0x1000, 0x4000, MEM_USABLE });
}

/* 128 ranges on top of each other are 8128 overlaps: not one line each. */
static void many_overlaps_are_counted(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < MEM_MAP_MAX; i++)
		add(0x1000, 0x2000, MEM_RESERVED);
	KUNIT_EXPECT_EQ(test, sanitize(), 128 * 127 / 2);
	EXPECT_SAID(test, "memory map: 8096 more overlaps not listed");
	EXPECT_MAP(test, { 0x1000, 0x2000, MEM_RESERVED });
}

/* A11: base + length beyond 2^64 ends where physical memory does. */
static void wrapping_is_clipped(struct kunit *test)
{
	add(0x0, 0x100000, MEM_USABLE);
	mem_map_add(&raw, 0xff00000000, ~0ULL, MEM_RESERVED);
	KUNIT_EXPECT_EQ(test, sanitize(), 1);
	EXPECT_SAID(test, "reserved wraps past 2^64: cut to "
			  "[0xff00000000-0xffffffffff]");
	EXPECT_MAP(test, { 0x0, 0x100000, MEM_USABLE },
		   { 0xff00000000, 1ULL << PC_BITS, MEM_RESERVED });
}

/* The last byte of all is no wrap, but still beyond physical memory. */
static void end_of_address_space(struct kunit *test)
{
	mem_map_add(&raw, 0xfffffffffffff000, 0x1000, MEM_RESERVED);
	mem_map_add(&raw, 0xfffffffffffff000, 0x800, MEM_USABLE);
	KUNIT_EXPECT_EQ(test, sanitize(), 2);
	EXPECT_SAID(test, "[0xfffffffffffff000-0xffffffffffffffff] reserved "
			  "lies beyond physical memory");
	KUNIT_EXPECT_EQ(test, map.nr, 0);
}

/* A12: usable shrinks, what is not usable grows. */
static void unaligned_usable_shrinks(struct kunit *test)
{
	add(0x100, 0x4f00, MEM_USABLE);
	KUNIT_EXPECT_EQ(test, sanitize(), 1);
	EXPECT_MAP(test, { 0x1000, 0x4000, MEM_USABLE });
}

static void unaligned_reserved_grows(struct kunit *test)
{
	add(0x1fff, 0x3001, MEM_RESERVED);
	KUNIT_EXPECT_EQ(test, sanitize(), 1);
	EXPECT_MAP(test, { 0x1000, 0x4000, MEM_RESERVED });
}

/* One reserved byte costs its page, and splits what lies around it. */
static void one_reserved_byte(struct kunit *test)
{
	add(0x0, 0x5000, MEM_USABLE);
	add(0x2800, 0x2801, MEM_RESERVED);
	KUNIT_EXPECT_EQ(test, sanitize(), 2);
	EXPECT_MAP(test, { 0x0, 0x2000, MEM_USABLE },
		   { 0x2000, 0x3000, MEM_RESERVED },
		   { 0x3000, 0x5000, MEM_USABLE });
}

/* Less than a page, halves of two pages, a bit in mid page: none is whole. */
static void usable_without_a_page_vanishes(struct kunit *test)
{
	add(0x1000, 0x1fff, MEM_USABLE);
	add(0x2800, 0x3800, MEM_USABLE);
	add(0x5100, 0x5200, MEM_USABLE);
	KUNIT_EXPECT_EQ(test, sanitize(), 3);
	EXPECT_SAID(test, "memory map: [0x1000-0x1ffe] usable holds no whole "
			  "page: dropped");
	EXPECT_SAID(test, "memory map: [0x2800-0x37ff] usable holds no whole "
			  "page: dropped");
	EXPECT_SAID(test, "memory map: [0x5100-0x51ff] usable holds no whole "
			  "page: dropped");
	KUNIT_EXPECT_EQ(test, map.nr, 0);
}

/* The page in which two usable ranges meet is usable: join, then shrink. */
static void usable_halves_make_a_page(struct kunit *test)
{
	add(0x1000, 0x2800, MEM_USABLE);
	add(0x2800, 0x4000, MEM_USABLE);
	KUNIT_EXPECT_EQ(test, sanitize(), 0);
	EXPECT_MAP(test, { 0x1000, 0x4000, MEM_USABLE });
	EXPECT_SILENT(test);
}

/* Both grow into the page they share; that is no overlap of the firmware's. */
static void shared_page_goes_to_the_stricter(struct kunit *test)
{
	add(0x1000, 0x2800, MEM_ACPI);
	add(0x2800, 0x4000, MEM_NVS);
	KUNIT_EXPECT_EQ(test, sanitize(), 2);
	EXPECT_NOT_SAID(test, "overlaps");
	EXPECT_MAP(test, { 0x1000, 0x2000, MEM_ACPI },
		   { 0x2000, 0x4000, MEM_NVS });
}

/* Neighbours of one type are one range; with a hole between they are two. */
static void equal_neighbours_are_joined(struct kunit *test)
{
	add(0x1000, 0x2000, MEM_NVS);
	add(0x2000, 0x3000, MEM_NVS);
	add(0x4000, 0x5000, MEM_NVS);
	KUNIT_EXPECT_EQ(test, sanitize(), 0);
	EXPECT_MAP(test, { 0x1000, 0x3000, MEM_NVS },
		   { 0x4000, 0x5000, MEM_NVS });
}

/* A13: what we do not know we do not touch. */
static void unknown_type_is_reserved(struct kunit *test)
{
	add(0x0, 0x3000, MEM_USABLE);
	add(0x1000, 0x2000, 20);
	add(0x4000, 0x5000, 0);
	KUNIT_EXPECT_EQ(test, sanitize(), 3);
	EXPECT_SAID(test, "[0x1000-0x1fff] has unknown type 20: reserved");
	EXPECT_SAID(test, "[0x4000-0x4fff] has unknown type 0: reserved");
	EXPECT_MAP(test, { 0x0, 0x1000, MEM_USABLE },
		   { 0x1000, 0x2000, MEM_RESERVED },
		   { 0x2000, 0x3000, MEM_USABLE },
		   { 0x4000, 0x5000, MEM_RESERVED });
}

/* A14: wholly beyond the width goes, partly beyond is cut. */
static void beyond_physical_width(struct kunit *test)
{
	add(0xff00000000, 0x10000001000, MEM_USABLE);
	add(0x10000000000, 0x20000000000, MEM_USABLE);
	KUNIT_EXPECT_EQ(test, sanitize(), 2);
	EXPECT_SAID(test, "[0xff00000000-0x10000000fff] usable ends beyond "
			  "physical memory: cut to [0xff00000000-0xffffffffff]");
	EXPECT_SAID(test, "[0x10000000000-0x1ffffffffff] usable lies beyond "
			  "physical memory (0x10000000000): dropped");
	EXPECT_MAP(test, { 0xff00000000, 0x10000000000, MEM_USABLE });
}

/* A15: the range near 1 TiB of every PC ends exactly where 40 bits do. */
static void reserved_up_to_the_width(struct kunit *test)
{
	add(0xfd00000000, 0x10000000000, MEM_RESERVED);
	KUNIT_EXPECT_EQ(test, sanitize(), 0);
	EXPECT_SILENT(test);
	EXPECT_MAP(test, { 0xfd00000000, 0x10000000000, MEM_RESERVED });
}

/* A width that no processor has is taken as the architecture's limit. */
static void impossible_width(struct kunit *test)
{
	add(0x1000, 1ULL << 52, MEM_RESERVED);
	KUNIT_EXPECT_EQ(test, mem_map_sanitize(&raw, &map, 0), 0);
	KUNIT_EXPECT_EQ(test, mem_map_sanitize(&raw, &map, 64), 0);
	KUNIT_EXPECT_EQ(test, mem_map_sanitize(&raw, &map, 255), 0);
	KUNIT_EXPECT_EQ(test, mem_map_sanitize(&raw, &map, 51), 1);
	EXPECT_MAP(test, { 0x1000, 1ULL << 51, MEM_RESERVED });
}

/* mem=: usable at or above the limit goes, the rest of the map stays. */
static void limit_cuts_usable_only(struct kunit *test)
{
	add(0x0, 0x4000, MEM_USABLE);
	add(0x4000, 0x5000, MEM_RESERVED);
	add(0x5000, 0x8000, MEM_USABLE);
	add(0x8000, 0x9000, MEM_ACPI);
	add(0x9000, 0xa000, MEM_USABLE);
	sanitize();

	mem_map_limit(&map, 0x6fff);
	EXPECT_MAP(test, { 0x0, 0x4000, MEM_USABLE },
		   { 0x4000, 0x5000, MEM_RESERVED },
		   { 0x5000, 0x6000, MEM_USABLE },
		   { 0x8000, 0x9000, MEM_ACPI });
	KUNIT_EXPECT_EQ(test, mem_map_usable(&map), 0x5000);

	mem_map_limit(&map, 0);
	KUNIT_EXPECT_EQ(test, mem_map_usable(&map), 0);
	KUNIT_EXPECT_EQ(test, map.nr, 2);
}

/* A limit above all memory changes nothing. */
static void limit_above_all(struct kunit *test)
{
	add(0x0, 0x4000, MEM_USABLE);
	sanitize();
	mem_map_limit(&map, ~0ULL);
	EXPECT_MAP(test, { 0x0, 0x4000, MEM_USABLE });
}

/* The checker sees each invariant broken, by its number. */
static void check_finds_each_fault(struct kunit *test)
{
	add(0x1000, 0x2000, MEM_USABLE);
	add(0x3000, 0x4000, MEM_RESERVED);
	sanitize();
	KUNIT_EXPECT_EQ(test, mem_map_check(&map), 0);

	map.range[1].end = 0x4001;
	KUNIT_EXPECT_EQ(test, mem_map_check(&map), 1);
	map.range[1].end = 0x3000;
	KUNIT_EXPECT_EQ(test, mem_map_check(&map), 1);
	map.range[1].end = 0x4000;
	map.range[1].start = 0x1000;
	KUNIT_EXPECT_EQ(test, mem_map_check(&map), 2);
	map.range[1].start = 0x3000;
	map.range[1].type = 6;
	KUNIT_EXPECT_EQ(test, mem_map_check(&map), 3);
	map.range[1].type = MEM_USABLE;
	map.range[1].start = 0x2000;
	KUNIT_EXPECT_EQ(test, mem_map_check(&map), 4);
	map.nr = MEM_MAP_MAX + 1;
	KUNIT_EXPECT_EQ(test, mem_map_check(&map), 1);
}

/* The view: columns align, sizes are exact, raw oddities are named. */
static void map_prints(struct kunit *test)
{
	static char text[1024];
	struct seq_buf_sink sink;
	struct seq_file m;

	add(0x0, 0x9fc00, MEM_USABLE);
	add(0x100000, 0x100000 + SZ_128M, MEM_ACPI);
	add(0x5000, 0x5000, 77);
	add(0x5000, 0x1000, MEM_NVS);
	seq_file_to_buf(&m, &sink, text, sizeof(text));
	mem_map_print(&m, &raw);
	KUNIT_EXPECT_STREQ(test, text,
		"[0x0000000000000000-0x000000000009fbff]       639 KiB"
		"  System RAM\n"
		"[0x0000000000100000-0x00000000080fffff]       128 MiB"
		"  ACPI Tables\n"
		"[0x0000000000005000                   ]         0 B  "
		"  Unknown, kept reserved (type 77)\n"
		"[0x0000000000005000-0x0000000000000fff]"
		"  18014398509481968 KiB"
		"  ACPI Non-volatile Storage, wraps\n");
}

static void type_names(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, mem_type_name(MEM_USABLE), "System RAM");
	KUNIT_EXPECT_STREQ(test, mem_type_name(MEM_RESERVED), "Reserved");
	KUNIT_EXPECT_STREQ(test, mem_type_name(MEM_ACPI), "ACPI Tables");
	KUNIT_EXPECT_STREQ(test, mem_type_name(MEM_NVS),
			   "ACPI Non-volatile Storage");
	KUNIT_EXPECT_STREQ(test, mem_type_name(MEM_UNUSABLE),
			   "Unusable memory");
	KUNIT_EXPECT_NOT_NULL(test, mem_type_name(0));
	KUNIT_EXPECT_NOT_NULL(test, mem_type_name(~0u));
}

static struct kunit_case mem_map_cases[] = {
	KUNIT_CASE(low_memory_is_aligned),
	KUNIT_CASE(empty_map),
	KUNIT_CASE(zero_length_is_dropped),
	KUNIT_CASE(unsorted_is_sorted),
	KUNIT_CASE(reserved_splits_usable),
	KUNIT_CASE(stricter_type_wins),
	KUNIT_CASE(duplicate_is_said),
	KUNIT_CASE(same_type_overlap_is_joined),
	KUNIT_CASE(many_overlaps_are_counted),
	KUNIT_CASE(wrapping_is_clipped),
	KUNIT_CASE(end_of_address_space),
	KUNIT_CASE(unaligned_usable_shrinks),
	KUNIT_CASE(unaligned_reserved_grows),
	KUNIT_CASE(one_reserved_byte),
	KUNIT_CASE(usable_without_a_page_vanishes),
	KUNIT_CASE(usable_halves_make_a_page),
	KUNIT_CASE(shared_page_goes_to_the_stricter),
	KUNIT_CASE(equal_neighbours_are_joined),
	KUNIT_CASE(unknown_type_is_reserved),
	KUNIT_CASE(beyond_physical_width),
	KUNIT_CASE(reserved_up_to_the_width),
	KUNIT_CASE(impossible_width),
	KUNIT_CASE(limit_cuts_usable_only),
	KUNIT_CASE(limit_above_all),
	KUNIT_CASE(check_finds_each_fault),
	KUNIT_CASE(map_prints),
	KUNIT_CASE(type_names),
	{}
};

static struct kunit_suite mem_map_suite = {
	.name = "mem_map",
	.init = map_fixture_init,
	.exit = map_fixture_exit,
	.test_cases = mem_map_cases,
};
kunit_test_suite(mem_map_suite);
