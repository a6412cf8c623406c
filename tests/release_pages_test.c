// SPDX-License-Identifier: MIT
/*
 * release_pages_test.c - single pages that go home as blocks
 *
 * Whatever is joined, the sum must be right, nobody who holds a page may lose
 * it, and the allocator's own check must find nothing.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>

#define NR_PAGES	64

static struct page *pages[NR_PAGES];

/* A block of 64 as single pages, and free pages before it was taken. */
static unsigned long take_block(struct kunit *test)
{
	unsigned long free = nr_free_pages();
	struct page *block = alloc_pages(GFP_KERNEL, 6);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, block);
	split_page(block, 6);
	for (i = 0; i < NR_PAGES; i++)
		pages[i] = block + i;
	return free;
}

/* [0 .. 63] in order: four blocks of 16. */
static void neighbours(struct kunit *test)
{
	unsigned long free = take_block(test);

	release_pages(pages, NR_PAGES);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
	page_alloc_check();
}

/* Not buddies: an odd start, an odd end, backwards, every other one. */
static void no_neighbours(struct kunit *test)
{
	unsigned long free = take_block(test);
	unsigned int i;

	swap(pages[0], pages[63]);
	swap(pages[20], pages[21]);
	for (i = 32; i < 48; i++)
		swap(pages[i], pages[95 - i]);
	release_pages(pages + 1, 5);
	release_pages(pages + 6, 57);
	release_pages(pages, 1);
	release_pages(pages + 63, 1);
	release_pages(pages, 0);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
	page_alloc_check();
}

/*
 * Page 5 has another holder: it stays his, whole and unchanged, and its
 * neighbours go home.
 */
static void held_by_others(struct kunit *test)
{
	unsigned long free = take_block(test);
	struct page *held = pages[5];
	u8 *memory = page_address(held);

	get_page(held);
	memset(memory, 0x5c, PAGE_SIZE);
	release_pages(pages, NR_PAGES);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free - 1);
	KUNIT_EXPECT_EQ(test, page_count(held), 1);
	KUNIT_EXPECT_NULL(test, memchr_inv(memory, 0x5c, PAGE_SIZE));
	page_alloc_check();
	put_page(held);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
	page_alloc_check();
}

/* A page that its owner has not put right is not hidden in a block. */
static void flagged(struct kunit *test)
{
	unsigned long free = take_block(test);
	struct page *odd = pages[9];

	SetPageLocked(odd);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(release_pages(pages,
							      NR_PAGES)), 1u);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free - 1);
	ClearPageLocked(odd);
	__free_page(odd);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
	page_alloc_check();
}

static struct kunit_case release_pages_cases[] = {
	KUNIT_CASE(neighbours),
	KUNIT_CASE(no_neighbours),
	KUNIT_CASE(held_by_others),
	KUNIT_CASE(flagged),
	{}
};

static struct kunit_suite release_pages_suite = {
	.name = "release_pages",
	.test_cases = release_pages_cases,
};
kunit_test_suite(release_pages_suite);
