// SPDX-License-Identifier: MIT
/* math_test.c - overflow, division, rounding, byte order: at the borders */
#include <kunit/test.h>
#include <linux/kconfig.h>
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/overflow.h>
#include <linux/unaligned.h>
#include <linux/version.h>

/* check_*_overflow() store the wrapped result and say that it wrapped */
static void math_check_overflow(struct kunit *test)
{
	size_t bytes;
	u8 byte;
	int i;

	KUNIT_EXPECT_FALSE(test, check_add_overflow(SIZE_MAX - 1, 1ul,
						    &bytes));
	KUNIT_EXPECT_EQ(test, bytes, SIZE_MAX);
	KUNIT_EXPECT_TRUE(test, check_add_overflow(SIZE_MAX, 2ul, &bytes));
	KUNIT_EXPECT_EQ(test, bytes, 1ul);
	KUNIT_EXPECT_TRUE(test, check_sub_overflow(0u, 1u, &byte));
	KUNIT_EXPECT_EQ(test, byte, 255);
	KUNIT_EXPECT_TRUE(test, check_mul_overflow(1ul << 32, 1ul << 32,
						   &bytes));
	KUNIT_EXPECT_TRUE(test, check_mul_overflow(INT_MIN, -1, &i));
	KUNIT_EXPECT_FALSE(test, check_mul_overflow(16, 15, &byte));
	KUNIT_EXPECT_EQ(test, byte, 240);
}

/* Shifts: lost bits, changed signs, shifts that C does not define */
static void math_check_shl(struct kunit *test)
{
	int i;
	u8 byte;
	u64 quad;

	KUNIT_EXPECT_FALSE(test, check_shl_overflow(1, 30, &i));
	KUNIT_EXPECT_EQ(test, i, 1 << 30);
	KUNIT_EXPECT_TRUE(test, check_shl_overflow(1, 31, &i));
	KUNIT_EXPECT_TRUE(test, check_shl_overflow(1, 32, &i));
	KUNIT_EXPECT_TRUE(test, check_shl_overflow(1, -1, &i));
	KUNIT_EXPECT_TRUE(test, check_shl_overflow(-1, 0, &i));
	KUNIT_EXPECT_FALSE(test, check_shl_overflow(0, 7, &byte));
	KUNIT_EXPECT_FALSE(test, check_shl_overflow(3, 6, &byte));
	KUNIT_EXPECT_EQ(test, byte, 192);
	KUNIT_EXPECT_TRUE(test, check_shl_overflow(3, 7, &byte));
	KUNIT_EXPECT_FALSE(test, check_shl_overflow(1ull, 63, &quad));
	KUNIT_EXPECT_TRUE(test, check_shl_overflow(2ull, 63, &quad));
	KUNIT_EXPECT_FALSE(test, check_shl_overflow(U64_MAX, 0, &quad));
	KUNIT_EXPECT_EQ(test, quad, U64_MAX);
	KUNIT_EXPECT_TRUE(test, check_shl_overflow(-1ll, 0, &quad));
	KUNIT_EXPECT_TRUE(test, check_shl_overflow(UINT_MAX, 0, &i));
	KUNIT_EXPECT_TRUE(test, check_shl_overflow(1, INT_MAX, &i));
	KUNIT_EXPECT_TRUE(test, check_shl_overflow(1, UINT_MAX, &i));
}

struct flexible {
	u32 count;
	u64 array[];
};

static size_t hidden(size_t n)
{
	OPTIMIZER_HIDE_VAR(n);
	return n;
}

/* Sizes saturate: an allocator never sees the small, wrapped number */
static void math_sizes(struct kunit *test)
{
	struct flexible *p = NULL;

	KUNIT_EXPECT_EQ(test, array_size(hidden(3), 5), 15ul);
	KUNIT_EXPECT_EQ(test, array_size(hidden(1ul << 33), 1ul << 31),
			SIZE_MAX);
	KUNIT_EXPECT_EQ(test, array3_size(hidden(1ul << 31), 1ul << 31, 4),
			SIZE_MAX);
	KUNIT_EXPECT_EQ(test, size_add(SIZE_MAX, 1), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, size_sub(5, 6), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, size_sub(SIZE_MAX, 1), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, size_sub(6, 5), 1ul);
	KUNIT_EXPECT_EQ(test, struct_size(p, array, 3), 32ul);
	KUNIT_EXPECT_EQ(test, struct_size(p, array, hidden(3)), 32ul);
	KUNIT_EXPECT_EQ(test, struct_size(p, array, hidden(1ul << 61)),
			SIZE_MAX);
	KUNIT_EXPECT_EQ(test, struct_size(p, array, hidden(SIZE_MAX / 8)),
			SIZE_MAX);
	KUNIT_EXPECT_EQ(test, flex_array_size(p, array, hidden(3)), 24ul);
	KUNIT_EXPECT_EQ(test, struct_size_t(struct flexible, array, 0), 8ul);
}

/* A structure with its flexible array on the stack, zeroed and counted */
static void math_define_flex(struct kunit *test)
{
	DEFINE_FLEX(struct flexible, counted, array, count, 4);
	DEFINE_RAW_FLEX(struct flexible, raw, array, 2);

	KUNIT_EXPECT_EQ(test, counted->count, 4u);
	KUNIT_EXPECT_EQ(test, counted->array[3], 0ull);
	KUNIT_EXPECT_EQ(test, raw->count, 0u);
	KUNIT_EXPECT_EQ(test, sizeof(counted_u), 40ul);
	KUNIT_EXPECT_EQ(test, sizeof(raw_u), 24ul);
}

/* Ends of types, and whether a value fits one */
static void math_types(struct kunit *test)
{
	int i = 256, negative = -1;

	KUNIT_EXPECT_EQ(test, type_max(int), INT_MAX);
	KUNIT_EXPECT_EQ(test, type_min(int), INT_MIN);
	KUNIT_EXPECT_EQ(test, type_max(u64), ULLONG_MAX);
	KUNIT_EXPECT_EQ(test, type_min(long), LONG_MIN);
	KUNIT_EXPECT_EQ(test, type_max(u8), 255);
	KUNIT_EXPECT_EQ(test, type_min(s8), -128);
	KUNIT_EXPECT_TRUE(test, overflows_type(256, u8));
	KUNIT_EXPECT_FALSE(test, overflows_type(255, u8));
	KUNIT_EXPECT_TRUE(test, overflows_type(-1, u8));
	KUNIT_EXPECT_TRUE(test, overflows_type(i, u8));
	KUNIT_EXPECT_FALSE(test, overflows_type(i, s16));
	KUNIT_EXPECT_TRUE(test, overflows_type(negative, unsigned long));
	KUNIT_EXPECT_TRUE(test, castable_to_type(16, u8));
	KUNIT_EXPECT_FALSE(test, castable_to_type(i, u8));
	KUNIT_EXPECT_EQ(test, wrapping_add(u8, 250, 10), 4);
	KUNIT_EXPECT_EQ(test, wrapping_sub(u16, 0, 1), 65535);
	KUNIT_EXPECT_EQ(test, wrapping_mul(int, INT_MAX, 2), -2);
	KUNIT_EXPECT_EQ(test, wrapping_assign_add(i, INT_MAX),
			INT_MIN + 255);
}

/* Ranges that end at, pass, or wrap beyond a limit */
static void math_ranges(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, range_overflows(90u, 10u, 100u));
	KUNIT_EXPECT_TRUE(test, range_overflows(90u, 11u, 100u));
	KUNIT_EXPECT_TRUE(test, range_overflows(100u, 0u, 100u));
	KUNIT_EXPECT_TRUE(test, range_overflows(90u, UINT_MAX, 100u));
	KUNIT_EXPECT_FALSE(test, range_end_overflows(100u, 0u, 100u));
	KUNIT_EXPECT_TRUE(test, range_overflows_t(u64, 1, U64_MAX, 100));
	KUNIT_EXPECT_TRUE(test, in_range(5u, 5u, 1u));
	KUNIT_EXPECT_FALSE(test, in_range(6u, 5u, 1u));
	KUNIT_EXPECT_FALSE(test, in_range(4u, 5u, 1u));
}

/* 64-bit division; do_div() changes its first operand */
static void math_division(struct kunit *test)
{
	u64 n = 1000000000007ull, rest64;
	u32 rest;
	s32 srest;

	KUNIT_EXPECT_EQ(test, do_div(n, 10), 7u);
	KUNIT_EXPECT_EQ(test, n, 100000000000ull);
	KUNIT_EXPECT_EQ(test, div_u64_rem(U64_MAX, 10, &rest),
			1844674407370955161ull);
	KUNIT_EXPECT_EQ(test, rest, 5u);
	KUNIT_EXPECT_EQ(test, div64_u64_rem(100, 7, &rest64), 14ull);
	KUNIT_EXPECT_EQ(test, rest64, 2ull);
	KUNIT_EXPECT_EQ(test, div_s64_rem(-7, 2, &srest), -3ll);
	KUNIT_EXPECT_EQ(test, srest, -1);
	KUNIT_EXPECT_EQ(test, mul_u64_u32_shr(U64_MAX, 1u << 31, 32),
			U64_MAX >> 1);
	KUNIT_EXPECT_EQ(test, mul_u64_u64_shr(U64_MAX, U64_MAX, 64),
			U64_MAX - 1);
	KUNIT_EXPECT_EQ(test, mul_s64_u64_shr(-8, 4, 1), -16ull);
	KUNIT_EXPECT_EQ(test, mul_u64_u32_div(U64_MAX, 1000, 1000), U64_MAX);
	KUNIT_EXPECT_EQ(test, mul_u64_u32_div(U64_MAX / 2, 3, 2),
			13835058055282163710ull);
	KUNIT_EXPECT_EQ(test, DIV64_U64_ROUND_UP(10ull, 3), 4ull);
}

/* Rounding to powers of two and to anything */
static void math_rounding(struct kunit *test)
{
	u64 high = 0x100000001ull;

	KUNIT_EXPECT_EQ(test, ALIGN(high, 4096), 0x100001000ull);
	KUNIT_EXPECT_EQ(test, ALIGN_DOWN(high, 4096), 0x100000000ull);
	KUNIT_EXPECT_TRUE(test, IS_ALIGNED(high - 1, 4096));
	KUNIT_EXPECT_FALSE(test, IS_ALIGNED(high, 2));
	KUNIT_EXPECT_EQ(test, round_up(high, 4096u), 0x100001000ull);
	KUNIT_EXPECT_EQ(test, round_down(high, 4096u), 0x100000000ull);
	KUNIT_EXPECT_EQ(test, roundup(10, 3), 12);
	KUNIT_EXPECT_EQ(test, rounddown(10, 3), 9);
	KUNIT_EXPECT_EQ(test, DIV_ROUND_UP(10, 3), 4);
	KUNIT_EXPECT_EQ(test, DIV_ROUND_CLOSEST(7, 2), 4);
	KUNIT_EXPECT_EQ(test, DIV_ROUND_CLOSEST(-7, 2), -4);
	KUNIT_EXPECT_EQ(test, mult_frac(U64_MAX, 3, 3), U64_MAX);
	KUNIT_EXPECT_EQ(test, abs(-5), 5);
	KUNIT_EXPECT_EQ(test, abs_diff(3u, 5u), 2u);
	KUNIT_EXPECT_EQ(test, reciprocal_scale(U32_MAX, 10), 9u);
}

/* min() and relatives evaluate once, promote, and nest */
static void math_minmax(struct kunit *test)
{
	int calls = 0;
	u8 byte = 200;
	size_t size = 10;
	int a = 1, b = 2, wide = 0x100;

	KUNIT_EXPECT_EQ(test, min(calls++, 5), 0);
	KUNIT_EXPECT_EQ(test, calls, 1);
	KUNIT_EXPECT_EQ(test, min(byte, 300), 200);
	KUNIT_EXPECT_EQ(test, max(size, 4), 10ul);
	KUNIT_EXPECT_EQ(test, min3(3, 1, 2), 1);
	KUNIT_EXPECT_EQ(test, max3(3, 1, 2), 3);
	KUNIT_EXPECT_EQ(test, min_t(u8, wide, 5), 0);
	KUNIT_EXPECT_EQ(test, min_not_zero(0, 3), 3);
	KUNIT_EXPECT_EQ(test, clamp(15, 1, 10), 10);
	KUNIT_EXPECT_EQ(test, clamp(-5, 1, 10), 1);
	KUNIT_EXPECT_EQ(test, clamp_val(byte, 0, 100), 100);
	swap(a, b);
	KUNIT_EXPECT_EQ(test, a * 10 + b, 21);
	KUNIT_EXPECT_PTR_EQ(test, min(&byte, &byte), &byte);
}

#define CONFIG_TEST_ON 1
#define CONFIG_TEST_OFF 0
#define CONFIG_TEST_MOD_MODULE 1

/* IS_ENABLED() of options that are on, off, modules and unheard of */
static void math_kconfig(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, IS_ENABLED(CONFIG_TEST_ON), 1);
	KUNIT_EXPECT_EQ(test, IS_ENABLED(CONFIG_TEST_OFF), 0);
	KUNIT_EXPECT_EQ(test, IS_ENABLED(CONFIG_TEST_NONE), 0);
	KUNIT_EXPECT_EQ(test, IS_ENABLED(CONFIG_TEST_MOD), 1);
	KUNIT_EXPECT_EQ(test, IS_BUILTIN(CONFIG_TEST_MOD), 0);
	KUNIT_EXPECT_EQ(test, IS_MODULE(CONFIG_TEST_MOD), 1);
	KUNIT_EXPECT_GE(test, LINUX_VERSION_CODE, KERNEL_VERSION(6, 12, 0));
}

/* Values at odd addresses, in either byte order */
static void math_bytes(struct kunit *test)
{
	u8 raw[9] = { 0, 1, 2, 3, 4, 5, 6, 7, 8 };

	KUNIT_EXPECT_EQ(test, get_unaligned_le16(raw + 1), 0x0201);
	KUNIT_EXPECT_EQ(test, get_unaligned_be16(raw + 1), 0x0102);
	KUNIT_EXPECT_EQ(test, get_unaligned_le32(raw + 1), 0x04030201u);
	KUNIT_EXPECT_EQ(test, get_unaligned_be64(raw + 1),
			0x0102030405060708ull);
	put_unaligned_be32(0xaabbccddu, raw + 3);
	KUNIT_EXPECT_EQ(test, raw[3], 0xaa);
	KUNIT_EXPECT_EQ(test, raw[7], 7);
	put_unaligned((u64)1, (u64 *)(void *)(raw + 1));
	KUNIT_EXPECT_EQ(test, get_unaligned((u64 *)(void *)(raw + 1)), 1ull);
	KUNIT_EXPECT_EQ(test, cpu_to_be16(0x1234), 0x3412);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(0x12345678), 0x12345678u);
	KUNIT_EXPECT_EQ(test, upper_32_bits(0x123456789ull), 1u);
}

static struct kunit_case math_cases[] = {
	KUNIT_CASE(math_check_overflow),
	KUNIT_CASE(math_check_shl),
	KUNIT_CASE(math_sizes),
	KUNIT_CASE(math_define_flex),
	KUNIT_CASE(math_types),
	KUNIT_CASE(math_ranges),
	KUNIT_CASE(math_division),
	KUNIT_CASE(math_rounding),
	KUNIT_CASE(math_minmax),
	KUNIT_CASE(math_kconfig),
	KUNIT_CASE(math_bytes),
	{}
};

static struct kunit_suite math_suite = {
	.name = "math",
	.test_cases = math_cases,
};
kunit_test_suite(math_suite);
