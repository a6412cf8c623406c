// SPDX-License-Identifier: MIT
/*
 * bits_test.c - bits, bitmaps, powers of two
 *
 * Searches and ranges are compared with the plainest loop over test_bit(),
 * for every start and length around the borders of words.
 */
#include <kunit/test.h>
#include <linux/bitmap.h>
#include <linux/bitops.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/string.h>

#define NBITS	200	/* three words and a bit */

/* Bits at both sides of each border, and a few inside */
static void make_map(unsigned long *map)
{
	static const u8 bits[] = { 0, 5, 63, 64, 100, 127, 128, 191, 192 };

	bitmap_zero(map, 256);
	for (size_t i = 0; i < ARRAY_SIZE(bits); i++)
		__set_bit(bits[i], map);
	/* Beyond NBITS: must never be seen. */
	__set_bit(NBITS, map);
	__set_bit(255, map);
}

static unsigned long slow_find(const unsigned long *map, unsigned long size,
			       unsigned long offset, unsigned long wanted)
{
	while (offset < size && test_bit(offset, map) != wanted)
		offset++;
	return min(offset, size);
}

/* find_next_bit() and _zero_bit() from every offset, for every size */
static void bits_find(struct kunit *test)
{
	unsigned long map[4];

	make_map(map);
	for (unsigned long size = 0; size <= NBITS; size++) {
		for (unsigned long at = 0; at <= size + 1; at++) {
			KUNIT_ASSERT_EQ(test, find_next_bit(map, size, at),
					slow_find(map, size, at, 1));
			KUNIT_ASSERT_EQ(test,
					find_next_zero_bit(map, size, at),
					slow_find(map, size, at, 0));
		}
	}
	KUNIT_EXPECT_EQ(test, find_last_bit(map, NBITS), 192ul);
	KUNIT_EXPECT_EQ(test, find_last_bit(map, 192), 191ul);
	KUNIT_EXPECT_EQ(test, find_last_bit(map, 0), 0ul);
	KUNIT_EXPECT_EQ(test, find_nth_bit(map, NBITS, 4), 100ul);
	KUNIT_EXPECT_EQ(test, find_nth_bit(map, NBITS, 9), (ulong)NBITS);
	KUNIT_EXPECT_EQ(test, find_next_bit_wrap(map, 63, 6), 0ul);
}

/* Searches over two maps, and the loops */
static void bits_find_two(struct kunit *test)
{
	unsigned long a[4], b[4], bit, start, end, sum = 0;

	make_map(a);
	bitmap_zero(b, 256);
	bitmap_set(b, 60, 70);		/* [60, 130) */
	KUNIT_EXPECT_EQ(test, find_first_and_bit(a, b, NBITS), 63ul);
	KUNIT_EXPECT_EQ(test, find_next_andnot_bit(a, b, NBITS, 6), 191ul);
	KUNIT_EXPECT_EQ(test, find_next_or_bit(a, b, NBITS, 6), 60ul);
	for_each_and_bit(bit, a, b, NBITS)
		sum += bit;
	KUNIT_EXPECT_EQ(test, sum, 63ul + 64 + 100 + 127 + 128);
	for_each_clear_bit(bit, b, NBITS)
		sum++;
	KUNIT_EXPECT_EQ(test, sum, 63ul + 64 + 100 + 127 + 128 + 130);
	for_each_set_bitrange(start, end, b, NBITS) {
		KUNIT_EXPECT_EQ(test, start, 60ul);
		KUNIT_EXPECT_EQ(test, end, 130ul);
	}
}

/* bitmap_set() and bitmap_clear() touch their range and nothing else */
static void bits_ranges(struct kunit *test)
{
	unsigned long map[4];

	for (unsigned int start = 0; start < 130; start += 3) {
		for (unsigned int len = 0; len < 70; len++) {
			bitmap_zero(map, 256);
			bitmap_set(map, start, len);
			KUNIT_ASSERT_EQ(test, bitmap_weight(map, 256), len);
			KUNIT_ASSERT_EQ(test, bitmap_weight(map, start), 0u);
			KUNIT_ASSERT_EQ(test, bitmap_weight(map, start + len),
					len);
			bitmap_fill(map, 256);
			bitmap_clear(map, start, len);
			KUNIT_ASSERT_EQ(test, bitmap_weight(map, 256),
					256 - len);
			KUNIT_ASSERT_EQ(test, bitmap_weight(map, start + len),
					start);
		}
	}
}

/* Sets as sets; the bits beyond the end are never looked at */
static void bits_sets(struct kunit *test)
{
	unsigned long a[4], b[4], c[4];

	make_map(a);
	bitmap_copy(b, a, NBITS);
	b[3] ^= 1ul << 63;		/* bit 255 */
	KUNIT_EXPECT_TRUE(test, bitmap_equal(a, b, NBITS));
	KUNIT_EXPECT_FALSE(test, bitmap_equal(a, b, 256));
	KUNIT_EXPECT_TRUE(test, bitmap_subset(a, b, NBITS));
	__clear_bit(100, b);
	KUNIT_EXPECT_FALSE(test, bitmap_subset(a, b, NBITS));
	KUNIT_EXPECT_TRUE(test, bitmap_subset(b, a, NBITS));
	KUNIT_EXPECT_TRUE(test, bitmap_andnot(c, a, b, NBITS));
	KUNIT_EXPECT_EQ(test, find_first_bit(c, NBITS), 100ul);
	bitmap_xor(c, a, b, NBITS);
	KUNIT_EXPECT_EQ(test, bitmap_weight(c, NBITS), 1u);
	bitmap_complement(c, a, NBITS);
	KUNIT_EXPECT_FALSE(test, bitmap_and(b, a, c, NBITS));
	KUNIT_EXPECT_FALSE(test, bitmap_intersects(a, c, NBITS));
	bitmap_or(c, a, c, NBITS);
	KUNIT_EXPECT_TRUE(test, bitmap_full(c, NBITS));
	__set_bit(NBITS, b);
	KUNIT_EXPECT_TRUE(test, bitmap_empty(b, NBITS));
	KUNIT_EXPECT_FALSE(test, bitmap_empty(b, NBITS + 1));
}

/* Runs of clear bits, aligned; regions given, refused and given back */
static void bits_areas(struct kunit *test)
{
	DECLARE_BITMAP(map, 128);

	bitmap_zero(map, 128);
	bitmap_set(map, 3, 10);		/* [3, 13) */
	KUNIT_EXPECT_EQ(test, bitmap_find_next_zero_area(map, 128, 0, 3, 0),
			0ul);
	KUNIT_EXPECT_EQ(test, bitmap_find_next_zero_area(map, 128, 0, 4, 0),
			13ul);
	KUNIT_EXPECT_EQ(test, bitmap_find_next_zero_area(map, 128, 0, 4, 7),
			16ul);
	KUNIT_EXPECT_EQ(test, bitmap_find_next_zero_area(map, 128, 0, 115, 0),
			13ul);
	KUNIT_EXPECT_GT(test, bitmap_find_next_zero_area(map, 128, 0, 116, 0),
			128ul - 116);
	bitmap_clear(map, 4, 9);	/* [3, 4) */
	KUNIT_EXPECT_EQ(test, bitmap_find_next_zero_area(map, 128, 0, 4, 0),
			4ul);
	bitmap_set(map, 3, 10);
	KUNIT_EXPECT_EQ(test, bitmap_find_free_region(map, 128, 2), 16);
	KUNIT_EXPECT_EQ(test, bitmap_find_free_region(map, 128, 2), 20);
	KUNIT_EXPECT_EQ(test, bitmap_allocate_region(map, 16, 3), -EBUSY);
	bitmap_release_region(map, 16, 3);
	KUNIT_EXPECT_EQ(test, bitmap_allocate_region(map, 16, 3), 0);
	KUNIT_EXPECT_EQ(test, bitmap_find_free_region(map, 128, 7), -ENOMEM);
}

/* The single-bit operations return the old value and change one bit */
static void bits_single(struct kunit *test)
{
	DECLARE_BITMAP(map, 128) = { 0 };

	set_bit(70, map);
	KUNIT_EXPECT_EQ(test, map[1], 1ul << 6);
	KUNIT_EXPECT_TRUE(test, test_and_set_bit(70, map));
	KUNIT_EXPECT_FALSE(test, test_and_set_bit(0, map));
	KUNIT_EXPECT_TRUE(test, test_and_clear_bit(70, map));
	KUNIT_EXPECT_FALSE(test, test_and_clear_bit(70, map));
	KUNIT_EXPECT_EQ(test, map[0], 1ul);
	KUNIT_EXPECT_EQ(test, map[1], 0ul);
	change_bit(127, map);
	KUNIT_EXPECT_TRUE(test, test_and_change_bit(127, map));
	KUNIT_EXPECT_FALSE(test, test_bit(127, map));
	KUNIT_EXPECT_FALSE(test, test_and_set_bit_lock(1, map));
	KUNIT_EXPECT_TRUE(test, test_and_set_bit_lock(1, map));
	clear_bit_unlock(1, map);
	assign_bit(2, map, true);
	__assign_bit(0, map, false);
	KUNIT_EXPECT_EQ(test, map[0], 4ul);
	KUNIT_EXPECT_FALSE(test, __test_and_set_bit(3, map));
	KUNIT_EXPECT_TRUE(test, __test_and_clear_bit(3, map));
	clear_bit(2, map);
	KUNIT_EXPECT_EQ(test, map[0], 0ul);
}

/* ffs, fls and relatives: counted from 1 and from 0, and none */
static void bits_positions(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, ffs(0), 0);
	KUNIT_EXPECT_EQ(test, ffs(0x80), 8);
	KUNIT_EXPECT_EQ(test, fls(0), 0);
	KUNIT_EXPECT_EQ(test, fls(0x80000000u), 32);
	KUNIT_EXPECT_EQ(test, fls64(0), 0);
	KUNIT_EXPECT_EQ(test, fls64(1ull << 63), 64);
	KUNIT_EXPECT_EQ(test, __ffs(0x100), 8ul);
	KUNIT_EXPECT_EQ(test, __fls(0x1ff), 8ul);
	KUNIT_EXPECT_EQ(test, ffz(0xffff), 16ul);
	KUNIT_EXPECT_EQ(test, fns(0xb0, 2), 7ul);
	KUNIT_EXPECT_EQ(test, fns(0xb0, 3), 64ul);
	KUNIT_EXPECT_EQ(test, hweight64(U64_MAX), 64ul);
	KUNIT_EXPECT_EQ(test, hweight64(0x8000000000000001ull), 2ul);
	KUNIT_EXPECT_EQ(test, hweight8(0x1ff), 8u);
	KUNIT_EXPECT_EQ(test, get_count_order(0), -1);
	KUNIT_EXPECT_EQ(test, get_count_order(1), 0);
	KUNIT_EXPECT_EQ(test, get_count_order(5), 3);
	KUNIT_EXPECT_EQ(test, get_count_order_long(1ul << 40), 40);
	KUNIT_EXPECT_EQ(test, rol32(0x80000001u, 4), 0x18u);
	KUNIT_EXPECT_EQ(test, ror64(1, 0), 1ull);
	KUNIT_EXPECT_EQ(test, rol8(0x81, 1), 3);
	KUNIT_EXPECT_EQ(test, sign_extend32(0xff, 7), -1);
	KUNIT_EXPECT_EQ(test, sign_extend64(0x7f, 7), 127ll);
}

/* Masks */
static void bits_masks(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, GENMASK(39, 21), 0x000000ffffe00000ul);
	KUNIT_EXPECT_EQ(test, GENMASK(63, 0), ~0ul);
	KUNIT_EXPECT_EQ(test, GENMASK_ULL(0, 0), 1ull);
	KUNIT_EXPECT_EQ(test, BIT_ULL(63), 1ull << 63);
	KUNIT_EXPECT_EQ(test, BIT_MASK(65), 2ul);
	KUNIT_EXPECT_EQ(test, BIT_WORD(65), 1);
	KUNIT_EXPECT_EQ(test, BITS_TO_LONGS(65), 2ul);
	KUNIT_EXPECT_EQ(test, BITS_TO_BYTES(9), 2ul);
}

/* They are constant expressions where their argument is one. */
static_assert(ilog2(4096) == 12);
static_assert(order_base_2(5) == 3);
static_assert(roundup_pow_of_two(100) == 128);

/* Powers of two, of constants and of values only known at run time */
static void bits_log2(struct kunit *test)
{
	unsigned long n = 4097;

	OPTIMIZER_HIDE_VAR(n);
	KUNIT_EXPECT_EQ(test, ilog2(n), 12);
	KUNIT_EXPECT_EQ(test, ilog2(1ull << 63), 63);
	KUNIT_EXPECT_EQ(test, roundup_pow_of_two(n), 8192ul);
	KUNIT_EXPECT_EQ(test, roundup_pow_of_two(n - 1), 4096ul);
	KUNIT_EXPECT_EQ(test, rounddown_pow_of_two(n), 4096ul);
	KUNIT_EXPECT_EQ(test, roundup_pow_of_two(4097), 8192ul);
	KUNIT_EXPECT_EQ(test, order_base_2(n), 13);
	KUNIT_EXPECT_EQ(test, order_base_2(n - n), 0);
	KUNIT_EXPECT_EQ(test, bits_per(n - 1), 13);
	KUNIT_EXPECT_EQ(test, bits_per(0), 1);
	KUNIT_EXPECT_TRUE(test, is_power_of_2(n - 1));
	KUNIT_EXPECT_FALSE(test, is_power_of_2(n));
	KUNIT_EXPECT_FALSE(test, is_power_of_2(0));
}

static struct kunit_case bits_cases[] = {
	KUNIT_CASE(bits_find),
	KUNIT_CASE(bits_find_two),
	KUNIT_CASE(bits_ranges),
	KUNIT_CASE(bits_sets),
	KUNIT_CASE(bits_areas),
	KUNIT_CASE(bits_single),
	KUNIT_CASE(bits_positions),
	KUNIT_CASE(bits_masks),
	KUNIT_CASE(bits_log2),
	{}
};

static struct kunit_suite bits_suite = {
	.name = "bits",
	.test_cases = bits_cases,
};
kunit_test_suite(bits_suite);
