// SPDX-License-Identifier: MIT
/* string_test.c - bytes and strings, and what must not be touched */
#include <kunit/test.h>
#include <linux/ctype.h>
#include <linux/limits.h>
#include <linux/string.h>

#define GUARD	0xee

/*
 * 64 bytes, all different, inside a guard:
 *	[ee ee ee ee | 0 1 2 ... 63 | ee ee ee ee]
 */
struct area {
	u8 before[4];
	u8 byte[64];
	u8 after[4];
};

static void fill_area(struct area *a)
{
	for (size_t i = 0; i < sizeof(*a); i++)
		((u8 *)a)[i] = GUARD;
	for (u8 i = 0; i < sizeof(a->byte); i++)
		a->byte[i] = i;
}

static bool guards_whole(const struct area *a)
{
	return !memchr_inv(a->before, GUARD, sizeof(a->before)) &&
	       !memchr_inv(a->after, GUARD, sizeof(a->after));
}

/* Is [to, to + len) what [from, from + len) was, and the rest unchanged? */
static bool moved(const struct area *a, size_t to, size_t from, size_t len)
{
	for (size_t i = 0; i < sizeof(a->byte); i++) {
		size_t want = i >= to && i < to + len ? i - to + from : i;

		if (a->byte[i] != want)
			return false;
	}
	return true;
}

/* memmove() in both directions, with every overlap and some lengths */
static void string_memmove(struct kunit *test)
{
	struct area a;

	for (size_t from = 0; from < 24; from++) {
		for (size_t to = 0; to < 24; to++) {
			size_t len = 40 - max(from, to);

			fill_area(&a);
			memmove(a.byte + to, a.byte + from, len);
			KUNIT_ASSERT_TRUE(test, moved(&a, to, from, len));
		}
	}
	KUNIT_EXPECT_TRUE(test, guards_whole(&a));
	KUNIT_EXPECT_PTR_EQ(test, memmove(a.byte, a.byte + 1, 0),
			    (void *)a.byte);
}

/* memcpy() and memset() at every alignment and length, and no further */
static void string_memcpy_memset(struct kunit *test)
{
	struct area a, source;

	fill_area(&source);
	for (size_t at = 0; at < 9; at++) {
		for (size_t len = 0; len <= 40; len++) {
			fill_area(&a);
			KUNIT_ASSERT_PTR_EQ(test, memcpy(a.byte + at,
							 source.byte + 20, len),
					    (void *)(a.byte + at));
			KUNIT_ASSERT_TRUE(test, moved(&a, at, 20, len));
			memset(a.byte + at, 0x1aa, len);
			KUNIT_ASSERT_NULL(test, memchr_inv(a.byte + at, 0xaa,
							   len));
			KUNIT_ASSERT_EQ(test, a.byte[at + len], at + len);
		}
	}
	memset(a.byte, 0, sizeof(a.byte));
	KUNIT_EXPECT_TRUE(test, guards_whole(&a));
}

/* memcmp() orders bytes as unsigned, and sees the last one */
static void string_memcmp(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, memcmp("abc", "abd", 2), 0);
	KUNIT_EXPECT_LT(test, memcmp("abc", "abd", 3), 0);
	KUNIT_EXPECT_GT(test, memcmp("\xff", "\x01", 1), 0);
	KUNIT_EXPECT_EQ(test, memcmp("a", "b", 0), 0);
	KUNIT_EXPECT_NE(test, bcmp("ab", "ac", 2), 0);
}

/* memchr_inv() finds a single wrong byte wherever it is, and only there */
static void string_memchr_inv(struct kunit *test)
{
	u8 page[96];

	memset(page, 0x6b, sizeof(page));
	/* Like memset(), it takes the low byte of an int. */
	KUNIT_EXPECT_NULL(test, memchr_inv(page, 0x16b, sizeof(page)));
	for (size_t bad = 0; bad < sizeof(page); bad++) {
		page[bad] = 0x6a;
		for (size_t from = 0; from <= bad && from < 9; from++) {
			KUNIT_ASSERT_PTR_EQ(test,
					    memchr_inv(page + from, 0x6b,
						       sizeof(page) - from),
					    (void *)(page + bad));
			KUNIT_ASSERT_NULL(test, memchr_inv(page + from, 0x6b,
							   bad - from));
		}
		page[bad] = 0x6b;
	}
}

/* memchr(), memscan() and the fills of wider elements */
static void string_mem_other(struct kunit *test)
{
	u16 half[4] = { 0 };
	u32 word[3] = { 0 };
	u64 quad[3] = { 0 };
	char text[] = "abcb";
	char padded[6];

	KUNIT_EXPECT_PTR_EQ(test, memchr(text, 'b', 4), (void *)(text + 1));
	KUNIT_EXPECT_NULL(test, memchr(text, 'b', 1));
	KUNIT_EXPECT_PTR_EQ(test, memscan(text, 'x', 4), (void *)(text + 4));
	memset16(half, 0x1234, 3);
	KUNIT_EXPECT_EQ(test, half[2], 0x1234);
	KUNIT_EXPECT_EQ(test, half[3], 0);
	memset32(word, 0x12345678, 2);
	KUNIT_EXPECT_EQ(test, word[1], 0x12345678u);
	KUNIT_EXPECT_EQ(test, word[2], 0u);
	memset64(quad, 0x123456789abcdef0ull, 2);
	KUNIT_EXPECT_EQ(test, quad[1], 0x123456789abcdef0ull);
	KUNIT_EXPECT_EQ(test, quad[2], 0ull);
	memcpy_and_pad(padded, sizeof(padded), "abc", 3, '.');
	KUNIT_EXPECT_MEMEQ(test, padded, "abc...", 6);
	memcpy_and_pad(padded, 4, "longer", 6, '.');
	KUNIT_EXPECT_MEMEQ(test, padded, "long..", 6);
}

/* The macros that fill the tail of a structure, from or behind a member */
static void string_memset_members(struct kunit *test)
{
	struct { u8 a; u16 b; u8 c[3]; } s = { 1, 2, { 3, 4, 5 } };

	memset_after(&s, 0, b);
	KUNIT_EXPECT_EQ(test, s.b, 2);
	KUNIT_EXPECT_EQ(test, s.c[0] | s.c[2], 0);
	memset_startat(&s, 0xff, b);
	KUNIT_EXPECT_EQ(test, s.a, 1);
	KUNIT_EXPECT_EQ(test, s.b, 0xffff);
	KUNIT_EXPECT_EQ(test, s.c[2], 0xff);
}

/* Lengths and comparisons, bounded and not */
static void string_compare(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, strlen(""), 0ul);
	KUNIT_EXPECT_EQ(test, strlen("four"), 4ul);
	KUNIT_EXPECT_EQ(test, strnlen("four", 2), 2ul);
	KUNIT_EXPECT_EQ(test, strnlen("four", 9), 4ul);
	KUNIT_EXPECT_EQ(test, strcmp("abc", "abc"), 0);
	KUNIT_EXPECT_LT(test, strcmp("ab", "abc"), 0);
	KUNIT_EXPECT_GT(test, strcmp("\xe9", "z"), 0);
	KUNIT_EXPECT_EQ(test, strncmp("abcX", "abcY", 3), 0);
	KUNIT_EXPECT_LT(test, strncmp("abcX", "abcY", 4), 0);
	KUNIT_EXPECT_EQ(test, strncmp("ab", "ab", 9), 0);
	KUNIT_EXPECT_EQ(test, strcasecmp("MiXeD", "mIxEd"), 0);
	KUNIT_EXPECT_LT(test, strcasecmp("A", "b"), 0);
	KUNIT_EXPECT_EQ(test, strncasecmp("ABx", "aby", 2), 0);
	KUNIT_EXPECT_TRUE(test, sysfs_streq("on", "on\n"));
	KUNIT_EXPECT_TRUE(test, sysfs_streq("on\n", "on\n"));
	KUNIT_EXPECT_TRUE(test, sysfs_streq("", "\n"));
	KUNIT_EXPECT_FALSE(test, sysfs_streq("on", "on\n\n"));
	KUNIT_EXPECT_FALSE(test, sysfs_streq("on", "one"));
}

/* strscpy(): terminated, -E2BIG when cut, nothing behind the buffer */
static void string_strscpy(struct kunit *test)
{
	char buf[8] = "#######";

	KUNIT_EXPECT_EQ(test, strscpy(buf, "abc", 5), 3l);
	KUNIT_EXPECT_MEMEQ(test, buf, "abc\0###", 8);
	KUNIT_EXPECT_EQ(test, strscpy(buf, "abcde", 5), (ssize_t)-E2BIG);
	KUNIT_EXPECT_MEMEQ(test, buf, "abcd\0##", 8);
	KUNIT_EXPECT_EQ(test, strscpy(buf, "wxyz", 5), 4l);
	KUNIT_EXPECT_EQ(test, strscpy(buf, "abc", 0), (ssize_t)-E2BIG);
	KUNIT_EXPECT_STREQ(test, buf, "wxyz");
	KUNIT_EXPECT_EQ(test, strscpy(buf, "eight chars"), (ssize_t)-E2BIG);
	KUNIT_EXPECT_STREQ(test, buf, "eight c");
	KUNIT_EXPECT_EQ(test, strscpy_pad(buf, "ab"), 2l);
	KUNIT_EXPECT_NULL(test, memchr_inv(buf + 2, 0, 6));
}

/* The older ways to copy and append, with their returns */
static void string_copy(struct kunit *test)
{
	char buf[8];

	KUNIT_EXPECT_PTR_EQ(test, strcpy(buf, "abc"), (char *)buf);
	KUNIT_EXPECT_STREQ(test, strcat(buf, "de"), "abcde");
	KUNIT_EXPECT_STREQ(test, strncat(buf, "fgh", 1), "abcdef");
	KUNIT_EXPECT_PTR_EQ(test, stpcpy(buf, "xy"), buf + 2);
	strncpy(buf, "ab", sizeof(buf));
	KUNIT_EXPECT_MEMEQ(test, buf, "ab\0\0\0\0\0\0", 8);
	KUNIT_EXPECT_EQ(test, strlcpy(buf, "0123456789", sizeof(buf)), 10ul);
	KUNIT_EXPECT_STREQ(test, buf, "0123456");
	strcpy(buf, "abc");
	KUNIT_EXPECT_EQ(test, strlcat(buf, "defgh", sizeof(buf)), 8ul);
	KUNIT_EXPECT_STREQ(test, buf, "abcdefg");
	KUNIT_EXPECT_EQ(test, strlcat(buf, "x", 3), 4ul);
	KUNIT_EXPECT_STREQ(test, buf, "abcdefg");
}

/* Searching: found, not found, the final NUL, and bounds */
static void string_search(struct kunit *test)
{
	const char *s = "abcabc";

	KUNIT_EXPECT_PTR_EQ(test, strchr(s, 'b'), (char *)s + 1);
	KUNIT_EXPECT_PTR_EQ(test, strrchr(s, 'b'), (char *)s + 4);
	KUNIT_EXPECT_PTR_EQ(test, strchr(s, '\0'), (char *)s + 6);
	KUNIT_EXPECT_PTR_EQ(test, strrchr(s, '\0'), (char *)s + 6);
	KUNIT_EXPECT_NULL(test, strchr(s, 'x'));
	KUNIT_EXPECT_NULL(test, strrchr(s, 'x'));
	KUNIT_EXPECT_PTR_EQ(test, strchrnul(s, 'x'), (char *)s + 6);
	KUNIT_EXPECT_NULL(test, strnchr(s, 2, 'c'));
	KUNIT_EXPECT_PTR_EQ(test, strnchr(s, 3, 'c'), (char *)s + 2);
	KUNIT_EXPECT_PTR_EQ(test, strstr(s, "ca"), (char *)s + 2);
	KUNIT_EXPECT_PTR_EQ(test, strstr(s, ""), (char *)s);
	KUNIT_EXPECT_NULL(test, strstr(s, "abcabcd"));
	KUNIT_EXPECT_NULL(test, strnstr(s, "ca", 3));
	KUNIT_EXPECT_PTR_EQ(test, strnstr(s, "ca", 4), (char *)s + 2);
	KUNIT_EXPECT_EQ(test, strspn(s, "ba"), 2ul);
	KUNIT_EXPECT_EQ(test, strcspn(s, "c"), 2ul);
	KUNIT_EXPECT_EQ(test, strcspn(s, "x"), 6ul);
	KUNIT_EXPECT_PTR_EQ(test, strpbrk(s, "xc"), (char *)s + 2);
	KUNIT_EXPECT_NULL(test, strpbrk(s, "xyz"));
}

/* strsep() gives empty fields too, and NULL after the last */
static void string_strsep(struct kunit *test)
{
	char text[] = "a,,b;c";
	char *rest = text;

	KUNIT_EXPECT_STREQ(test, strsep(&rest, ",;"), "a");
	KUNIT_EXPECT_STREQ(test, strsep(&rest, ",;"), "");
	KUNIT_EXPECT_STREQ(test, strsep(&rest, ",;"), "b");
	KUNIT_EXPECT_STREQ(test, strsep(&rest, ",;"), "c");
	KUNIT_EXPECT_NULL(test, rest);
	KUNIT_EXPECT_NULL(test, strsep(&rest, ",;"));
}

/* Blanks at the ends, prefixes, names in tables */
static void string_tidy(struct kunit *test)
{
	static const char *const names[] = { "node", "zone", NULL, "late" };
	char text[] = " \t two words \n";
	char blank[] = "  \n";
	char path[] = "a/b/c";

	KUNIT_EXPECT_STREQ(test, strim(text), "two words");
	KUNIT_EXPECT_STREQ(test, strim(blank), "");
	KUNIT_EXPECT_STREQ(test, skip_spaces("  x "), "x ");
	KUNIT_EXPECT_STREQ(test, kbasename(path), "c");
	KUNIT_EXPECT_STREQ(test, strreplace(path, '/', '.'), "a.b.c");
	KUNIT_EXPECT_EQ(test, str_has_prefix("memmap=1", "memmap="), 7ul);
	KUNIT_EXPECT_EQ(test, str_has_prefix("mem=1", "memmap="), 0ul);
	KUNIT_EXPECT_EQ(test, match_string(names, 4, "zone"), 1);
	KUNIT_EXPECT_EQ(test, match_string(names, 4, "late"), -EINVAL);
	KUNIT_EXPECT_EQ(test, match_string(names, 1, "zone"), -EINVAL);
	KUNIT_EXPECT_EQ(test, sysfs_match_string(names, "zone\n"), 1);
}

/* Every byte is in the right classes: counted against ASCII's sizes */
static void string_ctype(struct kunit *test)
{
	int alpha = 0, digit = 0, hex = 0, space = 0, print = 0, punct = 0;

	for (int c = 0; c < 256; c++) {
		alpha += !!isalpha(c);
		digit += !!isdigit(c);
		hex += !!isxdigit(c);
		space += !!isspace(c);
		print += !!isprint(c);
		punct += !!ispunct(c);
		KUNIT_EXPECT_EQ(test, tolower(toupper(c)), tolower(c));
	}
	KUNIT_EXPECT_EQ(test, alpha, 52);
	KUNIT_EXPECT_EQ(test, digit, 10);
	KUNIT_EXPECT_EQ(test, hex, 22);
	KUNIT_EXPECT_EQ(test, space, 6);
	KUNIT_EXPECT_EQ(test, print, 95);
	KUNIT_EXPECT_EQ(test, punct, 32);
	KUNIT_EXPECT_EQ(test, toupper('z'), 'Z');
	KUNIT_EXPECT_EQ(test, tolower('@'), '@');
}

static struct kunit_case string_cases[] = {
	KUNIT_CASE(string_memmove),
	KUNIT_CASE(string_memcpy_memset),
	KUNIT_CASE(string_memcmp),
	KUNIT_CASE(string_memchr_inv),
	KUNIT_CASE(string_mem_other),
	KUNIT_CASE(string_memset_members),
	KUNIT_CASE(string_compare),
	KUNIT_CASE(string_strscpy),
	KUNIT_CASE(string_copy),
	KUNIT_CASE(string_search),
	KUNIT_CASE(string_strsep),
	KUNIT_CASE(string_tidy),
	KUNIT_CASE(string_ctype),
	{}
};

static struct kunit_suite string_suite = {
	.name = "string",
	.test_cases = string_cases,
};
kunit_test_suite(string_suite);
