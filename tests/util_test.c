// SPDX-License-Identifier: MIT
/*
 * util_test.c - copies are as long as they must be, and end
 *
 * Whose memory they are is told by freeing them: the free pages and the
 * warnings of each case are counted.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>

/* It can be written: a literal would not be copied by all of them. */
static char some_text[] = "twelve chars";

/* A copy of its own memory, equal to the last byte. */
static void dup_string(struct kunit *test)
{
	char *copy = kstrdup(some_text, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, copy);
	KUNIT_EXPECT_PTR_NE(test, copy, (char *)some_text);
	KUNIT_EXPECT_STREQ(test, copy, "twelve chars");
	kfree(copy);

	copy = kstrdup("", GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, copy);
	KUNIT_EXPECT_STREQ(test, copy, "");
	kfree(copy);
	KUNIT_EXPECT_NULL(test, kstrdup(NULL, GFP_KERNEL));
}

/* Of every length around the classes' borders: the end is where it belongs. */
static void dup_lengths(struct kunit *test)
{
	char text[260];
	size_t len;

	memset(text, 'x', sizeof(text));
	for (len = 0; len < sizeof(text); len++) {
		char *copy;

		text[len] = '\0';
		copy = kstrdup(text, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, copy);
		KUNIT_EXPECT_EQ(test, strlen(copy), len);
		kfree(copy);
		text[len] = 'x';
	}
}

/* So many characters; a shorter string ends where it ends. */
static void dup_part(struct kunit *test)
{
	static const struct {
		size_t max;
		const char *want;
	} parts[] = {
		{ 0, "" }, { 6, "twelve" }, { 12, "twelve chars" },
		{ 13, "twelve chars" }, { SIZE_MAX, "twelve chars" },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		char *copy = kstrndup(some_text, parts[i].max, GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, copy);
		KUNIT_EXPECT_STREQ(test, copy, parts[i].want);
		kfree(copy);
	}
	KUNIT_EXPECT_NULL(test, kstrndup(NULL, 3, GFP_KERNEL));
}

/* Bytes with zeros among them; _nul adds an end, the other does not. */
static void dup_bytes(struct kunit *test)
{
	static const char bytes[8] = { 1, 0, 2, 0, 3, 0, 4, 5 };
	char *copy = kmemdup(bytes, sizeof(bytes), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, copy);
	KUNIT_EXPECT_MEMEQ(test, copy, bytes, sizeof(bytes));
	KUNIT_EXPECT_EQ(test, ksize(copy), 8u);
	kfree(copy);

	copy = kmemdup_nul(bytes, 7, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, copy);
	KUNIT_EXPECT_MEMEQ(test, copy, bytes, 7);
	KUNIT_EXPECT_EQ(test, copy[7], 0);
	kfree(copy);
	KUNIT_EXPECT_NULL(test, kmemdup_nul(NULL, 1, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, kmemdup_nul(bytes, SIZE_MAX, GFP_KERNEL));
	KUNIT_EXPECT_PTR_EQ(test, kmemdup(bytes, 0, GFP_KERNEL),
			    (void *)ZERO_SIZE_PTR);
}

/* An array; a product that overflows is no memory, and no small one. */
static void dup_array(struct kunit *test)
{
	static const u32 numbers[3] = { 7, 8, 9 };
	u32 *copy = kmemdup_array(numbers, 3, sizeof(u32), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, copy);
	KUNIT_EXPECT_MEMEQ(test, copy, numbers, sizeof(numbers));
	kfree(copy);
	KUNIT_EXPECT_NULL(test, kmemdup_array(numbers, SIZE_MAX / 2, 4,
					      GFP_KERNEL | __GFP_NOWARN));
}

/* A literal is itself, and not freed; anything else is copied, and is. */
static void dup_const(struct kunit *test)
{
	static const char literal[] = "literal";
	const char *copy = kstrdup_const(literal, GFP_KERNEL);

	KUNIT_EXPECT_PTR_EQ(test, copy, (const char *)literal);
	KUNIT_EXPECT_NO_WARNS(test, (kfree_const(copy), 0));
	copy = kstrdup_const(some_text, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, copy);
	KUNIT_EXPECT_PTR_NE(test, copy, (const char *)some_text);
	KUNIT_EXPECT_STREQ(test, copy, "twelve chars");
	kfree_const(copy);
	kfree_const(NULL);
}

/* As long as it comes out. */
static void formatted(struct kunit *test)
{
	char *text = kasprintf(GFP_KERNEL, "%s: %d of %#lx", "pool", -3, 255UL);

	KUNIT_ASSERT_NOT_NULL(test, text);
	KUNIT_EXPECT_STREQ(test, text, "pool: -3 of 0xff");
	kfree(text);
	text = kasprintf(GFP_KERNEL, "%200d", 1);
	KUNIT_ASSERT_NOT_NULL(test, text);
	KUNIT_EXPECT_EQ(test, strlen(text), 200u);
	kfree(text);
}

static const char *const_format(const char *fmt, ...) __printf(1, 2);
static const char *const_format(const char *fmt, ...)
{
	const char *text;
	va_list args;

	va_start(args, fmt);
	text = kvasprintf_const(GFP_KERNEL, fmt, args);
	va_end(args);
	return text;
}

/* Nothing to format: the literal; "%s" of a literal: that one. */
static void formatted_const(struct kunit *test)
{
	static const char literal[] = "nothing in it", argument[] = "name";
	const char *text = const_format(literal);

	KUNIT_EXPECT_PTR_EQ(test, text, (const char *)literal);
	text = const_format("%s", argument);
	KUNIT_EXPECT_PTR_EQ(test, text, (const char *)argument);
	text = const_format("%s", some_text);
	KUNIT_EXPECT_STREQ(test, text, "twelve chars");
	kfree_const(text);
	text = const_format("%d", 5);
	KUNIT_EXPECT_STREQ(test, text, "5");
	kfree_const(text);
}

static int every_copy(struct kunit *test)
{
	char *copies[5] = {
		kstrdup(some_text, GFP_KERNEL),
		kstrndup(some_text, 3, GFP_KERNEL),
		kmemdup(some_text, 4, GFP_KERNEL),
		kmemdup_nul(some_text, 5, GFP_KERNEL),
		kasprintf(GFP_KERNEL, "%s", some_text),
	};
	unsigned int i;
	int err = 0;

	for (i = 0; i < ARRAY_SIZE(copies); i++) {
		err = copies[i] ? err : -ENOMEM;
		kfree(copies[i]);
	}
	return err;
}

/* Each of them says NULL when its memory is not to be had. */
static void without_memory(struct kunit *test)
{
	kunit_fail_each(test, every_copy, NULL);
}

static struct kunit_case util_cases[] = {
	KUNIT_CASE(dup_string),
	KUNIT_CASE(dup_lengths),
	KUNIT_CASE(dup_part),
	KUNIT_CASE(dup_bytes),
	KUNIT_CASE(dup_array),
	KUNIT_CASE(dup_const),
	KUNIT_CASE(formatted),
	KUNIT_CASE(formatted_const),
	KUNIT_CASE(without_memory),
	{}
};

static struct kunit_suite util_suite = {
	.name = "util",
	.test_cases = util_cases,
};
kunit_test_suite(util_suite);
