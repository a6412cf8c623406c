// SPDX-License-Identifier: MIT
/*
 * mem_map_test.c - the firmware's map, made fit to rely on
 *
 * Each fault of FAULTS.md A7..A17 is one case; the twin without the fault is
 * real_maps, which must not warn of anything.
 */
#include <kunit/test.h>
#include <linux/boot_info.h>
#include <linux/seq_file.h>
#include <linux/sizes.h>

#include "capture.h"
#include "mem_map_model.h"

#define PC_BITS		40	/* what QEMU's default processor has */

/* Static: 3 KiB each are too much for a kernel stack. */
static struct mem_map raw, map;

static int mem_map_test_init(struct kunit *test)
{
	raw.nr = 0;
	map.nr = 0;
	capture_start();
	return 0;
}

static void mem_map_test_exit(struct kunit *test)
{
	capture_stop();
}

/* Raw [start, end); the ends are what a reader compares. */
static void add(phys_addr_t start, phys_addr_t end, u32 type)
{
	mem_map_add(&raw, start, end - start, type);
}

static unsigned int sanitize(void)
{
	return mem_map_sanitize(&raw, &map, PC_BITS);
}

static void expect_map(struct kunit *test, const struct mem_range *want,
		       unsigned int nr)
{
	unsigned int i;

	KUNIT_ASSERT_EQ(test, map.nr, nr);
	for (i = 0; i < nr; i++) {
		KUNIT_EXPECT_EQ_MSG(test, map.range[i].start, want[i].start,
				    "range %u", i);
		KUNIT_EXPECT_EQ_MSG(test, map.range[i].end, want[i].end,
				    "range %u", i);
		KUNIT_EXPECT_EQ_MSG(test, map.range[i].type, want[i].type,
				    "range %u", i);
	}
	KUNIT_EXPECT_EQ(test, mem_map_check(&map), 0);
}

#define EXPECT_MAP(test, ...) \
	do { \
		static const struct mem_range want[] = { __VA_ARGS__ }; \
		expect_map(test, want, ARRAY_SIZE(want)); \
	} while (0)

/* The shapes of maps that machines really have. */
struct real_map {
	const char *name;
	unsigned int nr;		/* ranges in */
	unsigned int nr_out;
	unsigned int repairs;
	u64 usable;			/* bytes */
	struct mem_range range[20];
};

static struct real_map real_maps[] = {
	{
		/* q35, 128 MiB, SeaBIOS: 639 KiB, PCIe window, 1 TiB hole */
		"q35", 9, 9, 2, 0x9f000 + 0x7ee0000, {
		{ 0x0, 0x9fc00, 1 },
		{ 0x9fc00, 0xa0000, 2 },
		{ 0xf0000, 0x100000, 2 },
		{ 0x100000, 0x7fe0000, 1 },
		{ 0x7fe0000, 0x8000000, 2 },
		{ 0xb0000000, 0xc0000000, 2 },
		{ 0xfed1c000, 0xfed20000, 2 },
		{ 0xfffc0000, 0x100000000, 2 },
		{ 0xfd00000000, 0x10000000000, 2 } },
	},
	{
		/* pc, 5 GiB: memory on both sides of the PCI hole */
		"pc", 9, 9, 2, 0x9f000ULL + 0xbfee0000 + 0x80000000, {
		{ 0x0, 0x9fc00, 1 },
		{ 0x9fc00, 0xa0000, 2 },
		{ 0xf0000, 0x100000, 2 },
		{ 0x100000, 0xbffe0000, 1 },
		{ 0xbffe0000, 0xc0000000, 2 },
		{ 0xfeffc000, 0xff000000, 2 },
		{ 0xfffc0000, 0x100000000, 2 },
		{ 0x100000000, 0x180000000, 1 },
		{ 0xfd00000000, 0x10000000000, 2 } },
	},
	{
		/* microvm with qboot: unsorted, the last entry is empty */
		"microvm", 6, 5, 4, 0x9f000 + 0x7f00000, {
		{ 0x100000, 0x8000000, 1 },
		{ 0x0, 0x9fc00, 1 },
		{ 0x9fc00, 0xa0000, 2 },
		{ 0xf0000, 0x100000, 2 },
		{ 0xfffc0000, 0x100000000, 2 },
		{ 0x0, 0x0, 0 } },
	},
	{
		/* OVMF, 256 MiB: all types, 20 among them; all of whole pages.
		   Of its 16 ranges two pairs of neighbours become equal. */
		"ovmf", 16, 14, 2, 0xa0000 + 0x700000 + 0x3000 + 0x5000 +
				   0x600000 + 0xd68b000 + 0x11c000 + 0x100000, {
		{ 0x0, 0xa0000, 1 },
		{ 0x100000, 0x800000, 1 },
		{ 0x800000, 0x808000, 4 },
		{ 0x808000, 0x80b000, 1 },
		{ 0x80b000, 0x80c000, 4 },
		{ 0x80c000, 0x811000, 1 },
		{ 0x811000, 0x900000, 4 },
		{ 0x900000, 0xf00000, 1 },
		{ 0xf00000, 0xe58b000, 1 },
		{ 0xe58b000, 0xe68b000, 20 },
		{ 0xe68b000, 0xe7ff000, 20 },
		{ 0xe7ff000, 0xe80f000, 3 },
		{ 0xe80f000, 0xe88f000, 4 },
		{ 0xe88f000, 0xe9ab000, 1 },
		{ 0xeb00000, 0xec00000, 1 },
		{ 0xffc00000, 0x100000000, 2 } },
	},
};
KUNIT_ARRAY_PARAM_DESC(real_maps, real_maps, name);

/* Ordinary firmware: whole result right, nothing worth a warning. */
static void real_map_is_quiet(struct kunit *test)
{
	const struct real_map *real = test->param_value;
	unsigned int i;

	for (i = 0; i < real->nr; i++)
		add(real->range[i].start, real->range[i].end,
		    real->range[i].type);

	capture_from_now(CAPTURE_WARNINGS);
	KUNIT_EXPECT_EQ(test, sanitize(), real->repairs);
	EXPECT_SILENT(test);
	KUNIT_EXPECT_EQ(test, map.nr, real->nr_out);
	KUNIT_EXPECT_EQ(test, mem_map_usable(&map), real->usable);
	KUNIT_EXPECT_EQ(test, mem_map_check(&map), 0);
}

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

/* A17: a full raw map refuses, and what it holds is untouched. */
static void full_map_refuses(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < MEM_MAP_MAX; i++)
		KUNIT_ASSERT_EQ(test, 0, mem_map_add(&raw, i * 0x2000, 0x1000,
						     MEM_USABLE));
	KUNIT_EXPECT_EQ(test, -ENOSPC, mem_map_add(&raw, 0, 1, MEM_USABLE));
	KUNIT_EXPECT_EQ(test, raw.nr, MEM_MAP_MAX);
	KUNIT_EXPECT_EQ(test, sanitize(), 0);
	KUNIT_EXPECT_EQ(test, map.nr, MEM_MAP_MAX);
}

/*
 * A comb of 127 reserved pages in one usable range is 255 pieces:
 *
 *	u R u R u ... R u u u u u		the last usable is the largest
 *
 * There is room for 128. No two R are neighbours until the u between them is
 * forgotten, so 64 times a u goes, and 63 times two R join for nothing.
 */
static void comb_keeps_every_reserved(struct kunit *test)
{
	unsigned int i;

	add(0x0, 300 * 0x1000, MEM_USABLE);
	for (i = 0; i < MEM_MAP_MAX - 1; i++)
		add((2 * i + 1) * 0x1000, (2 * i + 2) * 0x1000, MEM_RESERVED);

	KUNIT_EXPECT_EQ(test, sanitize(), 127 + 127);
	EXPECT_SAID(test, "95 more overlaps not listed");
	EXPECT_SAID(test, "memory map: 255 ranges, room for 128: 63 joined, 64 "
			  "usable ones forgotten (256 KiB)");
	KUNIT_EXPECT_EQ(test, map.nr, MEM_MAP_MAX);
	KUNIT_EXPECT_EQ(test, mem_map_usable(&map), (300 - 127 - 64) * 0x1000);
	KUNIT_EXPECT_EQ(test, model_ask(&map, 299), 1);
	KUNIT_EXPECT_EQ(test, mem_map_check(&map), 0);
	for (i = 0; i < MEM_MAP_MAX - 1; i++)
		KUNIT_EXPECT_EQ(test, model_ask(&map, 2 * i + 1),
				model_strictness(MEM_RESERVED));
}

/*
 * The same comb in ACPI memory: neighbours that nobody may use anyway are
 * joined instead, and the one usable page is not lost.
 */
static void comb_of_firmware_is_joined(struct kunit *test)
{
	unsigned int i;

	add(0x0, 253 * 0x1000, MEM_ACPI);
	for (i = 0; i < MEM_MAP_MAX - 2; i++)
		add((2 * i + 1) * 0x1000, (2 * i + 2) * 0x1000, MEM_RESERVED);
	add(0x200000, 0x201000, MEM_USABLE);

	KUNIT_EXPECT_EQ(test, sanitize(), 126 + 126);
	EXPECT_SAID(test, "memory map: 254 ranges, room for 128: 126 joined, 0 "
			  "usable ones forgotten (0 KiB)");
	KUNIT_EXPECT_EQ(test, mem_map_check(&map), 0);
	KUNIT_EXPECT_EQ(test, mem_map_usable(&map), 0x1000);
	for (i = 0; i < 253; i++)
		KUNIT_EXPECT_GE(test, model_ask(&map, i),
				model_strictness(i % 2 ? MEM_RESERVED
						       : MEM_ACPI));
}

/*
 * Far apart, with holes between, and the cheapest hole is closed first: not
 * the one in which more memory could be, and nothing usable is forgotten.
 */
static void comb_of_holes_is_joined(struct kunit *test)
{
	unsigned int i;

	add(0x0, 0x8000, MEM_USABLE);
	add(0x4000, 0x5000, MEM_RESERVED);
	for (i = 0; i < MEM_MAP_MAX - 2; i++)
		add(0x100000 + i * 0x4000, 0x101000 + i * 0x4000, MEM_NVS);
	raw.range[20].start -= 0x1000;		/* a hole of two pages */

	KUNIT_EXPECT_EQ(test, sanitize(), 1 + 1);
	EXPECT_SAID(test, "129 ranges, room for 128: 1 joined, 0 usable");
	KUNIT_EXPECT_EQ(test, mem_map_usable(&map), 0x7000);
	KUNIT_EXPECT_EQ(test, map.range[20].start, 0x100000 + 17 * 0x4000);
	KUNIT_EXPECT_EQ(test, map.range[20].end, 0x101000 + 18 * 0x4000);
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

/* xorshift32, Marsaglia 2003: the same maps on every machine. */
static u32 random_state;

static u32 random_below(u32 n)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 17;
	random_state ^= random_state << 5;
	return random_state % n;
}

static void add_random_range(void)
{
	phys_addr_t start = random_below(MODEL_CELLS) * (u64)MODEL_CELL;
	u64 size = random_below(200) * (u64)MODEL_CELL;

	/* Mostly usable, as real maps are; all types up to two unknown. */
	u32 type = random_below(2) ? MEM_USABLE : random_below(8);

	if (!random_below(16))
		size = 0 - start + size;	/* wraps, or ends at 2^64 */
	mem_map_add(&raw, start, size, type);
}

static void random_map_agrees(struct kunit *test, unsigned int nr)
{
	u32 page;

	raw.nr = 0;
	while (raw.nr < nr)
		add_random_range();
	mem_map_sanitize(&raw, &map, MODEL_PHYS_BITS);
	model_build(&raw);
	page = model_compare(&map);
	KUNIT_ASSERT_EQ_MSG(test, page, MODEL_PAGES,
			    "page %u of a random map of %u ranges is wrong",
			    page, nr);
	KUNIT_ASSERT_EQ(test, mem_map_check(&map), 0);

	/* A map that is sound is left as it is. */
	raw = map;
	KUNIT_ASSERT_EQ(test, 0, mem_map_sanitize(&raw, &map,
						  MODEL_PHYS_BITS));
	KUNIT_ASSERT_EQ(test, map.nr, raw.nr);
	KUNIT_ASSERT_EQ(test, model_compare(&map), MODEL_PAGES);
}

/*
 * Whatever the raw map, the result is what asking every range about every
 * cell of 512 bytes gives. Few ranges leave holes and usable memory, many
 * leave neither; both are drawn.
 */
static void random_maps_agree_with_model(struct kunit *test)
{
	unsigned int i;

	capture_from_now(CAPTURE_NOTHING);
	random_state = 0x9e3779b9;
	for (i = 0; i < 60; i++)
		random_map_agrees(test, i % 12);
}

/* The same where room runs out: 127 single pages in one usable range. */
static void random_full_maps_agree(struct kunit *test)
{
	unsigned int i;

	capture_from_now(CAPTURE_NOTHING);
	random_state = 0x2545f491;
	raw.nr = 0;
	add(0x0, 1u << MODEL_PHYS_BITS, MEM_USABLE);
	for (i = 1; i < MEM_MAP_MAX; i++)
		mem_map_add(&raw, random_below(MODEL_PAGES) * 0x1000u,
			    0x1000, 2 + random_below(4));
	mem_map_sanitize(&raw, &map, MODEL_PHYS_BITS);
	model_build(&raw);
	KUNIT_EXPECT_GT(test, model_nr_ranges(), MEM_MAP_MAX);
	KUNIT_EXPECT_EQ(test, model_compare(&map), MODEL_PAGES);
	KUNIT_EXPECT_EQ(test, mem_map_check(&map), 0);
	KUNIT_EXPECT_GT(test, mem_map_usable(&map), 0);
}

static struct kunit_case mem_map_cases[] = {
	KUNIT_CASE_PARAM(real_map_is_quiet, real_maps_gen_params),
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
	KUNIT_CASE(full_map_refuses),
	KUNIT_CASE(comb_keeps_every_reserved),
	KUNIT_CASE(comb_of_firmware_is_joined),
	KUNIT_CASE(comb_of_holes_is_joined),
	KUNIT_CASE(limit_cuts_usable_only),
	KUNIT_CASE(limit_above_all),
	KUNIT_CASE(check_finds_each_fault),
	KUNIT_CASE(map_prints),
	KUNIT_CASE(type_names),
	KUNIT_CASE(random_maps_agree_with_model),
	KUNIT_CASE(random_full_maps_agree),
	{}
};

static struct kunit_suite mem_map_suite = {
	.name = "mem_map",
	.init = mem_map_test_init,
	.exit = mem_map_test_exit,
	.test_cases = mem_map_cases,
};
kunit_test_suite(mem_map_suite);
