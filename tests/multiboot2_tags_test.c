// SPDX-License-Identifier: MIT
/*
 * multiboot2_tags_test.c - strings, modules, screen and RSDP among GRUB's tags
 *
 * FAULTS.md A19, A21 and A23, as far as the parser can tell.
 */
#include "loader_memory.h"

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

static struct kunit_case multiboot2_tags_cases[] = {
	KUNIT_CASE(mb2_tag_too_small),
	KUNIT_CASE(mb2_cmdline_too_long),
	KUNIT_CASE(mb2_string_not_terminated),
	KUNIT_CASE(mb2_control_characters),
	KUNIT_CASE(mb2_module_backwards),
	KUNIT_CASE(mb2_too_many_modules),
	KUNIT_CASE(mb2_module_args_too_long),
	KUNIT_CASE(mb2_video),
	KUNIT_CASE(mb2_new_rsdp_preferred),
	{}
};

static struct kunit_suite multiboot2_tags_suite = {
	.name = "multiboot2_tags",
	.init = loader_init,
	.exit = loader_exit,
	.test_cases = multiboot2_tags_cases,
};
kunit_test_suite(multiboot2_tags_suite);
