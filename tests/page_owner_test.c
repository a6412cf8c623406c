// SPDX-License-Identifier: MIT
/*
 * page_owner_test.c - who has a page, who had it: records, view and reports
 *
 * A block of 32 pages is followed: it is too large for a CPU's list, so what
 * is freed comes back with the next request. Booted without page_owner=on
 * there are no records; then the suite lends some, for these pages.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/page_view.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "../mm/internal.h"
#include "capture.h"

#define BLOCK_ORDER	5
#define BLOCK_PAGES	(1UL << BLOCK_ORDER)

static u32 before;
static struct page *block;
static unsigned long first;		/* its pfn */
static struct page_owner *lent;

/* With names that the host's dynamic linker knows, too. */
struct page *page_owner_test_take(gfp_t gfp);
void page_owner_test_give(struct page *page);

noinline struct page *page_owner_test_take(gfp_t gfp)
{
	struct page *page = alloc_pages(gfp, BLOCK_ORDER);

	barrier();	/* no tail call: we are to be seen */
	return page;
}

noinline void page_owner_test_give(struct page *page)
{
	__free_pages(page, BLOCK_ORDER);
	barrier();
}

static unsigned int lent_order(void)
{
	return get_order(page_owner_size(BLOCK_PAGES));
}

/* The block, taken while it is watched; or the case ends. */
static int page_owner_test_init(struct kunit *test)
{
	before = page_debug_get();
	lent = (void *)__get_free_pages(GFP_KERNEL | __GFP_ZERO, lent_order());
	block = page_owner_test_take(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, lent);
	KUNIT_ASSERT_NOT_NULL(test, block);
	first = page_to_pfn(block);
	page_owner_add(first, first + BLOCK_PAGES, lent);
	page_debug_set(before | WATCH_OWNER);
	page_owner_test_give(block);
	KUNIT_ASSERT_PTR_EQ(test, page_owner_test_take(GFP_KERNEL), block);
	return 0;
}

/* Cases free the block themselves. */
static void page_owner_test_exit(struct kunit *test)
{
	page_debug_set(before);
	page_owner_forget(first);
	free_pages((unsigned long)lent, lent_order());
}

/* ---- the view, paragraph by paragraph ------------------------------------- */

static char paragraph[2048];
static char found[2048];		/* the last one about our pages */
static unsigned int nr_found;
static size_t paragraph_len;

static unsigned long pfn_of_paragraph(void)
{
	const char *at = strstr(paragraph, "\nPFN ");
	unsigned long pfn = 0;

	for (at = at ? at + 5 : ""; *at >= '0' && *at <= '9'; at++)
		pfn = pfn * 10 + *at - '0';
	return pfn;
}

static void end_paragraph(void)
{
	unsigned long pfn = pfn_of_paragraph();

	if (pfn >= first && pfn < first + BLOCK_PAGES) {
		strscpy(found, paragraph, sizeof(found));
		nr_found++;
	}
	paragraph_len = 0;
}

static void view_write(struct seq_file *m, const char *text, size_t len)
{
	if (len == 1 && *text == '\n') {
		end_paragraph();
		return;
	}
	if (len >= sizeof(paragraph) - paragraph_len)
		return;
	memcpy(paragraph + paragraph_len, text, len);
	paragraph_len += len;
	paragraph[paragraph_len] = '\0';
}

/* Paragraphs about our pages. */
static unsigned int read_view(struct kunit *test)
{
	const struct proc_view *view = proc_find("page_owner");
	struct seq_file m = { .write = view_write };

	KUNIT_ASSERT_NOT_NULL(test, view);
	nr_found = 0;
	paragraph_len = 0;
	found[0] = '\0';
	view->show(&m, NULL);
	KUNIT_EXPECT_EQ(test, paragraph_len, (size_t)0);
	return nr_found;
}

static const char *skip(const char *at, const char *words)
{
	size_t len = strlen(words);

	return at && !strncmp(at, words, len) ? at + len : NULL;
}

static const char *skip_number(const char *at)
{
	const char *from = at;

	while (at && *at >= '0' && *at <= '9')
		at++;
	return at == from ? NULL : at;
}

/* Linux's format to the byte: page_owner_sort's patterns depend on it. */
static void view_is_linux(struct kunit *test)
{
	char expected[128];
	const char *at;

	KUNIT_ASSERT_EQ(test, read_view(test), 1u);
	scnprintf(expected, sizeof(expected), "Page allocated via order 5, "
		  "mask 0xcc0(GFP_KERNEL), pid %d, tgid %d (%s), ts ",
		  current->pid, current->tgid, current->comm);
	at = skip(found, expected);
	at = skip(skip_number(at), " ns, free_ts ");
	at = skip(skip_number(at), " ns\n");
	KUNIT_ASSERT_NOT_NULL_MSG(test, at, "%s", found);
	scnprintf(expected, sizeof(expected), "PFN %lu type Unmovable Block %lu "
		  "type %s Flags %#x(none)\n ", first,
		  first >> pageblock_order,
		  migratetype_names[pageblock_type(page_zone(block), block)],
		  block->flags);
	KUNIT_EXPECT_NOT_NULL_MSG(test, skip(at, expected), "%s\n!= %s", at,
				  expected);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(found,
					       "\n page_owner_test_take+0x"),
				  "%s", found);
	page_owner_test_give(block);
}

/* What is free, or lost its watch, is not in it; single pages each are. */
static void view_follows(struct kunit *test)
{
	unsigned long i;

	page_owner_test_give(block);
	KUNIT_EXPECT_EQ(test, read_view(test), 0u);
	KUNIT_ASSERT_PTR_EQ(test, page_owner_test_take(GFP_ATOMIC), block);
	KUNIT_EXPECT_EQ(test, read_view(test), 1u);
	KUNIT_EXPECT_NOT_NULL(test, strstr(found, "(GFP_ATOMIC)"));

	split_page(block, BLOCK_ORDER);
	KUNIT_EXPECT_EQ(test, read_view(test), (unsigned int)BLOCK_PAGES);
	KUNIT_EXPECT_NOT_NULL(test, skip(found, "Page allocated via order 0,"));
	for (i = 0; i < BLOCK_PAGES; i++)
		__free_page(block + i);
	KUNIT_EXPECT_EQ(test, read_view(test), 0u);
}

/* Of a block that is freed while its first page is held, that page remains. */
static void view_of_a_held_page(struct kunit *test)
{
	get_page(block);
	page_owner_test_give(block);
	KUNIT_EXPECT_EQ(test, read_view(test), 1u);
	KUNIT_EXPECT_NOT_NULL(test, skip(found, "Page allocated via order 0,"));
	put_page(block);
	KUNIT_EXPECT_EQ(test, read_view(test), 0u);
}

/* ---- one page ---------------------------------------------------------------- */

static char text[4096];

static const char *record_of(struct page *page)
{
	struct seq_buf_sink sink;
	struct seq_file m;

	seq_file_to_buf(&m, &sink, text, sizeof(text));
	page_owner_show(&m, page);
	return text;
}

#define EXPECT_RECORD(test, page, words) \
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(record_of(page), words), \
				  "not \"%s\" in\n%s", words, text)

static char words[96];

/* We did. */
static const char *freed_by(void)
{
	scnprintf(words, sizeof(words),
		  "page last free pid %d tgid %d stack trace:\n",
		  current->pid, current->tgid);
	return words;
}

static const char *taken_by(void)
{
	scnprintf(words, sizeof(words), ", pid %d, tgid %d (%s), cpu ",
		  current->pid, current->tgid, current->comm);
	return words;
}

/* Each page of a block has the record; a free one says who freed it. */
static void every_page_knows(struct kunit *test)
{
	unsigned long i;

	for (i = 0; i < BLOCK_PAGES; i += 31) {
		EXPECT_RECORD(test, block + i, "the page as allocated\n");
		EXPECT_RECORD(test, block + i, "via order 5, migratetype "
			      "Unmovable, gfp_mask 0xcc0(GFP_KERNEL), ");
		EXPECT_RECORD(test, block + i, " page_owner_test_take+0x");
	}
	page_owner_test_give(block);
	for (i = 0; i < BLOCK_PAGES; i += 31) {
		EXPECT_RECORD(test, block + i, "the page as freed\n");
		EXPECT_RECORD(test, block + i, " page_owner_test_take+0x");
		EXPECT_RECORD(test, block + i, freed_by());
		EXPECT_RECORD(test, block + i, taken_by());
		EXPECT_RECORD(test, block + i, " page_owner_test_give+0x");
	}
}

/* `page PFN` shows the record. */
static void page_show_has_it(struct kunit *test)
{
	struct seq_buf_sink sink;
	struct seq_file m;

	seq_file_to_buf(&m, &sink, text, sizeof(text));
	KUNIT_EXPECT_EQ(test, page_show(&m, first), 0);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, " page_owner_test_take+0x"));
	page_owner_test_give(block);
}

/* Without a record nothing is said; with an empty one, that it is empty. */
static void unknown_is_said(struct kunit *test)
{
	page_owner_forget(first);
	/* The machine's own records cannot be forgotten. */
	KUNIT_EXPECT_EQ(test, !*record_of(block), !(before & WATCH_OWNER));
	memset(lent, 0, page_owner_size(BLOCK_PAGES));
	if (!page_owner_add(first, first + BLOCK_PAGES, lent))
		EXPECT_RECORD(test, block, "never set?");
	page_owner_test_give(block);
}

/* Records of one page are kept in one place. */
static void no_two_records(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, page_owner_add(first, first + 1, lent), -EEXIST);
	KUNIT_EXPECT_EQ(test, page_owner_add(first + BLOCK_PAGES - 1,
					     first + BLOCK_PAGES, lent),
			-EEXIST);
	page_owner_test_give(block);
}

/* ---- reports ------------------------------------------------------------------- */

/* A double free names who took the page and who freed it first. */
static void double_free_names_them(struct kunit *test)
{
	struct page *page = block;

	page_owner_test_give(block);
	capture_start();
	KUNIT_EXPECT_WARNS(test, __free_pages(page, BLOCK_ORDER));
	capture_stop();
	KUNIT_EXPECT_NOT_NULL(test, strstr(kunit_last_warning(),
					   "freed twice"));
	EXPECT_SAID(test, "page_owner tracks the page as freed\n");
	EXPECT_SAID(test, " page_owner_test_take+0x");
	EXPECT_SAID(test, freed_by());
	EXPECT_SAID(test, " page_owner_test_give+0x");
	page_alloc_check();
}

/* Damage to a free page names both, too. */
static void damage_names_them(struct kunit *test)
{
	page_debug_set(before | WATCH_OWNER | WATCH_POISON);
	page_owner_test_give(block);
	KUNIT_ASSERT_PTR_EQ(test, page_owner_test_take(GFP_KERNEL), block);
	page_owner_test_give(block);
	arch_direct_map_restore(page_to_phys(block + 9), 1);
	((u8 *)lowmem_page_address(block + 9))[7] = 1;
	capture_start();
	KUNIT_EXPECT_WARNS(test, page_owner_test_take(GFP_KERNEL));
	capture_stop();
	EXPECT_SAID(test, "pagealloc: corrupted page details");
	EXPECT_SAID(test, " page_owner_test_give+0x");
	page_owner_test_give(block);
}

static struct kunit_case page_owner_cases[] = {
	KUNIT_CASE(view_is_linux),
	KUNIT_CASE(view_follows),
	KUNIT_CASE(view_of_a_held_page),
	KUNIT_CASE(every_page_knows),
	KUNIT_CASE(page_show_has_it),
	KUNIT_CASE(unknown_is_said),
	KUNIT_CASE(no_two_records),
	KUNIT_CASE(double_free_names_them),
	KUNIT_CASE(damage_names_them),
	{}
};

static struct kunit_suite page_owner_suite = {
	.name = "page_owner",
	.init = page_owner_test_init,
	.exit = page_owner_test_exit,
	.test_cases = page_owner_cases,
};
kunit_test_suite(page_owner_suite);
