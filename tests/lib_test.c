// SPDX-License-Identifier: MIT
/* lib_test.c - sorting, shell patterns, hex dumps, seq_file */
#include <kunit/test.h>
#include <linux/glob.h>
#include <linux/hex.h>
#include <linux/seq_file.h>
#include <linux/sort.h>
#include <linux/string.h>

static int compare_u32(const void *a, const void *b)
{
	u32 x = *(const u32 *)a, y = *(const u32 *)b;

	return x < y ? -1 : x > y;
}

/* A small generator, so that a failure can be repeated (Knuth's constants) */
static u32 next_random(u64 *state)
{
	*state = *state * 6364136223846793005ull + 1442695040888963407ull;
	return (u32)(*state >> 33);
}

/* Sorted, and the same elements: their sum and their xor are kept */
static bool is_sorted_copy(const u32 *v, size_t num, u32 sum, u32 mix)
{
	for (size_t i = 0; i < num; i++) {
		if (i && v[i - 1] > v[i])
			return false;
		sum -= v[i];
		mix ^= v[i];
	}
	return sum == 0 && mix == 0;
}

/* Every length to 64, values with many and with few duplicates */
static void sort_random(struct kunit *test)
{
	u64 state = 1;
	u32 v[65];

	for (size_t num = 0; num < ARRAY_SIZE(v); num++) {
		u32 mask = num % 2 ? 0x7 : ~0u;
		u32 sum = 0, mix = 0;

		for (size_t i = 0; i < num; i++) {
			v[i] = next_random(&state) & mask;
			sum += v[i];
			mix ^= v[i];
		}
		sort(v, num, sizeof(v[0]), compare_u32, NULL);
		KUNIT_ASSERT_TRUE(test, is_sorted_copy(v, num, sum, mix));
	}
}

static int nr_compared;

static int compare_counted(const void *a, const void *b, const void *priv)
{
	nr_compared++;
	return compare_u32(a, b) * *(const int *)priv;
}

static int nr_swapped;

static void swap_counted(void *a, void *b, int size)
{
	u32 *x = a, *y = b;

	nr_swapped += size == sizeof(u32);
	swap(*x, *y);
}

/* Sorted and reversed input cost no more than n log n; priv is passed on */
static void sort_cost(struct kunit *test)
{
	const int backwards = -1;
	u32 v[256];

	for (u32 i = 0; i < 256; i++)
		v[i] = i;
	nr_compared = 0;
	sort_r(v, 256, sizeof(v[0]), compare_counted, NULL, &backwards);
	KUNIT_EXPECT_EQ(test, v[0], 255u);
	KUNIT_EXPECT_EQ(test, v[255], 0u);
	/* 2 comparisons a level, 8 levels, 256 sifts and 128 to build */
	KUNIT_EXPECT_LE(test, nr_compared, 2 * 8 * (256 + 128));

	nr_swapped = 0;
	sort(v, 256, sizeof(v[0]), compare_u32, swap_counted);
	KUNIT_EXPECT_EQ(test, v[0], 0u);
	KUNIT_EXPECT_EQ(test, v[255], 255u);
	KUNIT_EXPECT_GE(test, nr_swapped, 255);
}

struct odd_size {
	u8 key[3];
};

static int compare_odd(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct odd_size));
}

/* Elements whose size is no power of two */
static void sort_odd_size(struct kunit *test)
{
	struct odd_size v[] = { { "cab" }, { "abc" }, { "bca" }, { "aaa" } };

	sort(v, ARRAY_SIZE(v), sizeof(v[0]), compare_odd, NULL);
	KUNIT_EXPECT_MEMEQ(test, v, "aaaabcbcacab", 12);
}

struct glob_case {
	const char *pat;
	const char *str;
	bool match;
};

static const struct glob_case glob_cases[] = {
	{ "", "", true },		{ "", "a", false },
	{ "a", "", false },		{ "abc", "abc", true },
	{ "abc", "abcd", false },	{ "abcd", "abc", false },
	{ "?", "a", true },		{ "?", "", false },
	{ "??", "a", false },		{ "*", "", true },
	{ "*", "anything", true },	{ "**", "x", true },
	{ "a*", "a", true },		{ "a*", "ba", false },
	{ "*a", "bba", true },		{ "*a", "bab", false },
	{ "a*b*c", "axbybzc", true },	{ "a*b*c", "axbybz", false },
	{ "*ab*ab*", "xabyabz", true },	{ "*ab*ab*", "xabz", false },
	{ "*.c", "a.c.c", true },	{ "*aab", "aaaaab", true },
	{ "[a-c]x", "bx", true },	{ "[a-c]x", "dx", false },
	{ "[!a-c]", "d", true },	{ "[!a-c]", "b", false },
	{ "[]]", "]", true },		{ "[!]]", "]", false },
	{ "[!]a]", "b", true },		{ "[a-]", "-", true },
	{ "[a-]", "b", false },		{ "[a!]", "!", true },
	{ "[", "[", true },		{ "[abc", "[abc", true },
	{ "*[0-9]", "page7", true },	{ "*[0-9]", "page", false },
	{ "\\*", "*", true },		{ "\\*", "x", false },
	{ "a\\[b", "a[b", true },	{ "\\\\", "\\", true },
	{ "x\\", "x\\", true },		{ "printf*", "printf_flags", true },
	{ "*.*", "suite.case", true },	{ "\xe0*", "\xe0\xe1", true },
	{ "[\xe0-\xff]", "\xe9", true }, { "[\xe0-\xff]", "z", false },
};

/* Each construct, matching and not */
static void glob_table(struct kunit *test)
{
	for (size_t i = 0; i < ARRAY_SIZE(glob_cases); i++) {
		const struct glob_case *c = &glob_cases[i];

		KUNIT_EXPECT_EQ_MSG(test, glob_match(c->pat, c->str),
				    c->match, "'%s' on '%s'", c->pat, c->str);
	}
}

/* The pattern that makes a backtracking matcher take 2^n steps */
static void glob_hostile(struct kunit *test)
{
	char str[65];

	memset(str, 'a', sizeof(str) - 1);
	str[sizeof(str) - 1] = '\0';
	KUNIT_EXPECT_FALSE(test, glob_match("*a*a*a*a*a*a*a*a*a*a*a*a*b", str));
	KUNIT_EXPECT_TRUE(test, glob_match("*a*a*a*a*a*a*a*a*a*a*a*a*", str));
}

static const u8 dump_bytes[] = "0123456789abcdef\x00\xff~ \n";

/* One line of a dump: groups, the text column, short lines, small buffers */
static void hexdump_lines(struct kunit *test)
{
	char line[140];
	int len;

	len = hex_dump_to_buffer(dump_bytes, 16, 16, 1, line, sizeof(line),
				 true);
	KUNIT_EXPECT_STREQ(test, line,
			   "30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66"
			   "  0123456789abcdef");
	KUNIT_EXPECT_EQ(test, len, 65);
	hex_dump_to_buffer(dump_bytes + 16, 5, 16, 1, line, sizeof(line),
			   true);
	KUNIT_EXPECT_STREQ(test, line,
			   "00 ff 7e 20 0a                                 "
			   "  ..~ .");
	hex_dump_to_buffer(dump_bytes, 8, 16, 4, line, sizeof(line), false);
	KUNIT_EXPECT_STREQ(test, line, "33323130 37363534");
	hex_dump_to_buffer(dump_bytes, 8, 16, 8, line, sizeof(line), false);
	KUNIT_EXPECT_STREQ(test, line, "3736353433323130");
	hex_dump_to_buffer(dump_bytes, 3, 16, 2, line, sizeof(line), false);
	KUNIT_EXPECT_STREQ(test, line, "30 31 32");
	memset(line, '#', sizeof(line));
	KUNIT_EXPECT_EQ(test, hex_dump_to_buffer(dump_bytes, 3, 16, 1, line, 5,
						 false), 8);
	KUNIT_EXPECT_MEMEQ(test, line, "30 3\0#", 6);
	KUNIT_EXPECT_EQ(test, hex_dump_to_buffer(dump_bytes, 0, 16, 1, line,
						 sizeof(line), true), 0);
	KUNIT_EXPECT_STREQ(test, line, "");
}

/* Digits to bytes and back */
static void hexdump_digits(struct kunit *test)
{
	u8 bytes[3];
	char text[7] = "";

	KUNIT_EXPECT_EQ(test, hex2bin(bytes, "00aFf9", 3), 0);
	KUNIT_EXPECT_MEMEQ(test, bytes, "\x00\xaf\xf9", 3);
	KUNIT_EXPECT_EQ(test, hex2bin(bytes, "0g", 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, hex2bin(bytes, "0", 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, hex_to_bin('x'), -1);
	KUNIT_EXPECT_PTR_EQ(test, bin2hex(text, "\x01\xfe", 2), text + 4);
	KUNIT_EXPECT_STREQ(test, text, "01fe");
}

/* A view's text arrives whole, cut where the buffer ends, and is counted */
static void seq_file_buffer(struct kunit *test)
{
	struct seq_buf_sink sink;
	struct seq_file m;
	char buf[16];

	seq_file_to_buf(&m, &sink, buf, sizeof(buf));
	KUNIT_EXPECT_STREQ(test, buf, "");
	seq_printf(&m, "%d-", 12);
	seq_puts(&m, "ab");
	seq_putc(&m, 'c');
	seq_write(&m, "def", 2);
	KUNIT_EXPECT_STREQ(test, buf, "12-abcde");
	seq_puts(&m, "0123456789");
	KUNIT_EXPECT_STREQ(test, buf, "12-abcde0123456");
	seq_puts(&m, "more");
	KUNIT_EXPECT_STREQ(test, buf, "12-abcde0123456");
	KUNIT_EXPECT_EQ(test, m.count, 22ul);
	KUNIT_EXPECT_EQ(test, sink.len, 15ul);
}

/* A line longer than seq_printf() can hold is cut, and says so */
static void seq_file_long_line(struct kunit *test)
{
	struct seq_buf_sink sink;
	struct seq_file m;
	char buf[1024];

	seq_file_to_buf(&m, &sink, buf, sizeof(buf));
	seq_printf(&m, "%1000d", 1);
	KUNIT_EXPECT_LT(test, sink.len, 1000ul);
	KUNIT_ASSERT_GT(test, sink.len, 4ul);
	KUNIT_EXPECT_STREQ(test, buf + sink.len - 4, "...\n");
	seq_file_to_buf(&m, &sink, buf, sizeof(buf));
	seq_printf(&m, "%511d", 1);
	KUNIT_EXPECT_EQ(test, sink.len, 511ul);
	KUNIT_EXPECT_EQ(test, buf[510], '1');
	seq_file_to_buf(&m, &sink, buf, sizeof(buf));
	seq_printf(&m, "%512d", 1);
	KUNIT_EXPECT_EQ(test, sink.len, 511ul);
	KUNIT_EXPECT_EQ(test, buf[510], '\n');
}

static struct kunit_case lib_cases[] = {
	KUNIT_CASE(sort_random),
	KUNIT_CASE(sort_cost),
	KUNIT_CASE(sort_odd_size),
	KUNIT_CASE(glob_table),
	KUNIT_CASE(glob_hostile),
	KUNIT_CASE(hexdump_lines),
	KUNIT_CASE(hexdump_digits),
	KUNIT_CASE(seq_file_buffer),
	KUNIT_CASE(seq_file_long_line),
	{}
};

static struct kunit_suite lib_suite = {
	.name = "lib",
	.test_cases = lib_cases,
};
kunit_test_suite(lib_suite);
