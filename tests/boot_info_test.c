// SPDX-License-Identifier: MIT
/*
 * boot_info_test.c - loaders we do not know, and what all have in common
 *
 * FAULTS.md A1, A2, and A14 as far as the width must reach the map.
 */
#include "loader_memory.h"

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
	KUNIT_CASE(wrong_magic),
	KUNIT_CASE(null_info),
	KUNIT_CASE(unreadable_info),
	KUNIT_CASE(misaligned_info),
	KUNIT_CASE(width_reaches_the_map),
	KUNIT_CASE(any_byte_may_be_bad),
	{}
};

static struct kunit_suite boot_info_suite = {
	.name = "boot_info",
	.init = loader_init,
	.exit = loader_exit,
	.test_cases = boot_info_cases,
};
kunit_test_suite(boot_info_suite);
