// SPDX-License-Identifier: MIT
/*
 * mem_map_whole_test.c - whole maps: real ones, full ones, random ones
 *
 * Where mem_map_test.c has one fault a case, here are the maps that machines
 * have, FAULTS.md A17 (more ranges than room), and random maps compared with
 * the model page by page.
 */
#include "mem_map_fixture.h"

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

static struct kunit_case mem_map_whole_cases[] = {
	KUNIT_CASE_PARAM(real_map_is_quiet, real_maps_gen_params),
	KUNIT_CASE(full_map_refuses),
	KUNIT_CASE(comb_keeps_every_reserved),
	KUNIT_CASE(comb_of_firmware_is_joined),
	KUNIT_CASE(comb_of_holes_is_joined),
	KUNIT_CASE(random_maps_agree_with_model),
	KUNIT_CASE(random_full_maps_agree),
	{}
};

static struct kunit_suite mem_map_whole_suite = {
	.name = "mem_map_whole",
	.init = map_fixture_init,
	.exit = map_fixture_exit,
	.test_cases = mem_map_whole_cases,
};
kunit_test_suite(mem_map_whole_suite);
