// SPDX-License-Identifier: MIT
/*
 * multiboot2_test.c - the walk over GRUB's tags
 *
 * FAULTS.md A3 and A4, each with what must remain of the tags before it. The
 * twin without a fault is mb2_good, which must not warn.
 */
#include "loader_memory.h"

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

static struct kunit_case multiboot2_cases[] = {
	KUNIT_CASE(mb2_good),
	KUNIT_CASE(mb2_least),
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
	{}
};

static struct kunit_suite multiboot2_suite = {
	.name = "multiboot2",
	.init = loader_init,
	.exit = loader_exit,
	.test_cases = multiboot2_cases,
};
kunit_test_suite(multiboot2_suite);
