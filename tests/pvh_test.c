// SPDX-License-Identifier: MIT
/*
 * pvh_test.c - the structure that `qemu -kernel` leaves
 *
 * FAULTS.md A1, A5, A17, A19, A21 and A23. The twin without a fault is
 * pvh_good, which must not warn.
 */
#include "loader_memory.h"

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

static struct kunit_case pvh_cases[] = {
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
	{}
};

static struct kunit_suite pvh_suite = {
	.name = "pvh",
	.init = loader_init,
	.exit = loader_exit,
	.test_cases = pvh_cases,
};
kunit_test_suite(pvh_suite);
