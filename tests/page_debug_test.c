// SPDX-License-Identifier: MIT
/*
 * page_debug_test.c - what is done to free pages, and that damage is found
 *
 * Each case switches on what it tests, for all of the machine's zones, and
 * the suite puts back what was on before. A page freed last is given out
 * first, so a case can look at the page that it has just freed:
 *
 *	taken [ 5a 5a 5a ] --free--> [ aa aa aa ] --damage--> [ aa 01 aa ]
 *						    --taken--> reported
 */
#include "capture.h"
#include "page_debug_fixture.h"

/* ---- init_on_alloc, init_on_free ------------------------------------------ */

/* What an earlier owner left is gone when a page is given out, all of it. */
static void zeroed_when_given(struct kunit *test)
{
	unsigned int i;

	watch(WATCH_ZERO_NEW);
	for (i = 0; i < ARRAY_SIZE(some_orders); i++) {
		unsigned int order = some_orders[i];
		struct page *page = taken(test, GFP_KERNEL, order);

		KUNIT_EXPECT_TRUE(test, all_are(page, order, 0));
		scribble(page, order);
		__free_pages(page, order);
		KUNIT_EXPECT_FALSE(test, all_are(page, order, 0));
		KUNIT_ASSERT_PTR_EQ(test, taken(test, GFP_KERNEL, order), page);
		KUNIT_EXPECT_TRUE(test, all_are(page, order, 0));
		__free_pages(page, order);
	}
}

/* Nothing of what a page held can be read once it is free. */
static void zeroed_when_freed(struct kunit *test)
{
	unsigned int i;

	watch(WATCH_ZERO_FREED);
	for (i = 0; i < ARRAY_SIZE(some_orders); i++) {
		unsigned int order = some_orders[i];
		struct page *page = taken(test, GFP_KERNEL, order);

		scribble(page, order);
		__free_pages(page, order);
		KUNIT_EXPECT_TRUE(test, all_are(page, order, 0));
	}
}

/* Switched off, contents are nobody's business again, and nothing remains. */
static void nothing_is_done_when_off(struct kunit *test)
{
	struct zone *zone;
	struct page *page;

	watch(WATCH_ZERO_NEW | WATCH_ZERO_FREED);
	page_debug_set(0);
	page = taken(test, GFP_KERNEL, 0);
	KUNIT_EXPECT_EQ(test, page->flags & PAGE_WATCHED, 0u);
	scribble(page, 0);
	__free_page(page);
	KUNIT_EXPECT_TRUE(test, all_are(page, 0, 0x5a));
	KUNIT_EXPECT_EQ(test, off_list_count, 0);
	for_each_populated_zone(zone)
		KUNIT_EXPECT_LE(test, zone->fast_mark[0],
				low_wmark_pages(zone) + 32 +
				zone->lowmem_reserve[ZONE_NORMAL]);
}

/*
 * What init_on_alloc gives is freed the common way: only where something is to
 * be done is a block marked.
 */
static void marked_if_something_is_to_be_done(struct kunit *test)
{
	static const u32 bits[] = {
		WATCH_ZERO_NEW, WATCH_ZERO_FREED, WATCH_POISON,
		WATCH_ZERO_NEW | WATCH_POISON,
	};
	const u32 standing = before & (WATCH_HIDE | WATCH_OWNER);
	unsigned int i, order;

	for (i = 0; i < ARRAY_SIZE(bits); i++) {
		bool want = standing || bits[i] != WATCH_ZERO_NEW;

		watch(bits[i]);
		for (order = 0; order < ARRAY_SIZE(some_orders); order++) {
			struct page *page = taken(test, GFP_KERNEL,
						  some_orders[order]);

			KUNIT_EXPECT_EQ(test, !!(page->flags & PAGE_WATCHED),
					want);
			__free_pages(page, some_orders[order]);
		}
	}
}

/* Zeroed once, whichever door: its last owner's bytes are gone. */
static void zeroed_by_each_door(struct kunit *test)
{
	unsigned long addr;
	struct page *page;

	watch(WATCH_ZERO_NEW);
	page = taken(test, GFP_KERNEL, 0);
	scribble(page, 0);
	__free_page(page);
	addr = get_zeroed_page(GFP_KERNEL);
	KUNIT_ASSERT_NE(test, addr, 0ul);
	KUNIT_EXPECT_TRUE(test, all_are(virt_to_page((void *)addr), 0, 0));
	scribble(virt_to_page((void *)addr), 0);
	free_page(addr);
	addr = __get_free_pages(GFP_KERNEL | __GFP_ZERO, 0);
	KUNIT_ASSERT_NE(test, addr, 0ul);
	KUNIT_EXPECT_TRUE(test, all_are(virt_to_page((void *)addr), 0, 0));
	scribble(virt_to_page((void *)addr), 0);
	free_page(addr);
	addr = __get_free_pages(GFP_KERNEL, 0);
	KUNIT_ASSERT_NE(test, addr, 0ul);
	KUNIT_EXPECT_TRUE(test, all_are(virt_to_page((void *)addr), 0, 0));
	free_page(addr);
}

/* A page that was taken before, or is freed after, is freed all the same. */
static void switched_while_taken(struct kunit *test)
{
	struct page *early, *late;

	page_debug_set(0);
	early = taken(test, GFP_KERNEL, 0);
	scribble(early, 0);
	watch(WATCH_POISON);
	late = taken(test, GFP_KERNEL, 0);
	scribble(late, 0);
	__free_page(early);
	KUNIT_EXPECT_TRUE(test, all_are(early, 0, 0x5a));

	page_debug_set(0);
	__free_page(late);
	KUNIT_EXPECT_TRUE(test, all_are(late, 0, 0x5a));
	KUNIT_EXPECT_EQ(test, late->flags & PAGE_WATCHED, 0u);
}

/* ---- page_poison ------------------------------------------------------------ */

/* A freed page is filled to the last byte, and sound ones are not reported. */
static void filled_when_freed(struct kunit *test)
{
	unsigned int i;

	watch(WATCH_POISON);
	for (i = 0; i < ARRAY_SIZE(some_orders); i++) {
		unsigned int order = some_orders[i];
		struct page *page = taken(test, GFP_KERNEL, order);

		scribble(page, order);
		__free_pages(page, order);
		KUNIT_EXPECT_EQ(test, page_debug_broken(page), 0);
		KUNIT_EXPECT_TRUE(test, all_are(page, order, PAGE_POISON));
		KUNIT_EXPECT_NO_WARNS(test, page = alloc_pages(GFP_KERNEL,
							       order));
		__free_pages(page, order);
	}
}

static const struct damage {
	unsigned int order;
	unsigned int first, last;	/* bytes changed, from the block's start */
	u8 change;
	const char *says;
} damages[] = {
	{ 0, 0, 0, 0x11, "memory corruption|bytes 0x0 to 0x0" },
	{ 0, 0x10, 0x800, 0xff, "memory corruption|bytes 0x10 to 0x800" },
	{ 0, 4095, 4095, 0x03, "memory corruption|bytes 0xfff to 0xfff" },
	{ 0, 77, 77, 0x40, "single bit error|bytes 0x4d to 0x4d" },
	{ 0, 77, 78, 0x40, "memory corruption|bytes 0x4d to 0x4e" },
	{ 3, 5 * 4096 + 9, 5 * 4096 + 9, 0x08, "single bit error|bytes 0x9" },
	{ 6, 64 * 4096 - 1, 64 * 4096 - 1, 0x81, "memory corruption|0xfff" },
};

/* Free a block, change bytes of it, take it again. */
static struct page *take_damaged(struct kunit *test, const struct damage *d)
{
	struct page *page = taken(test, GFP_KERNEL, d->order);
	struct page *again;
	u8 *bytes;

	__free_pages(page, d->order);
	bytes = inside(page + d->first / PAGE_SIZE) - d->first / PAGE_SIZE *
		PAGE_SIZE;
	inside(page + d->last / PAGE_SIZE);
	bytes[d->first] ^= d->change;
	if (d->last != d->first)
		bytes[d->last] ^= d->change;
	KUNIT_EXPECT_EQ(test, page_debug_broken(page + d->first / PAGE_SIZE),
			1);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
				again = alloc_pages(GFP_KERNEL, d->order)), 1u);
	KUNIT_ASSERT_PTR_EQ(test, again, page);
	return page;
}

/* Damage is found wherever it is, named, and repaired; then life goes on. */
static void damage_is_reported(struct kunit *test)
{
	char part[64];
	unsigned int i;

	watch(WATCH_POISON);
	for (i = 0; i < ARRAY_SIZE(damages); i++) {
		const struct damage *d = &damages[i];
		const char *bar = strchr(d->says, '|');
		unsigned long pfn;
		struct page *page;

		page = take_damaged(test, d);
		strscpy(part, d->says, bar - d->says + 1);
		KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(kunit_last_warning(),
						       part), "%s", part);
		KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(kunit_last_warning(),
						       bar + 1), "%s", bar + 1);
		pfn = page_to_pfn(page + d->first / PAGE_SIZE);
		scnprintf(part, sizeof(part), "pfn %#lx ", pfn);
		KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(kunit_last_warning(),
						       part), "%s", part);
		KUNIT_EXPECT_TRUE(test, all_are(page, d->order, PAGE_POISON));
		__free_pages(page, d->order);
		KUNIT_EXPECT_NO_WARNS(test, page = alloc_pages(GFP_KERNEL,
							       d->order));
		__free_pages(page, d->order);
	}
}

/* The report shows the bytes and the page. */
static void damage_is_shown(struct kunit *test)
{
	static const struct damage d = { 0, 0x123, 0x125, 0x11, "" };
	struct page *page;
	char part[64];

	watch(WATCH_POISON);
	capture_start();
	page = take_damaged(test, &d);
	capture_stop();
	scnprintf(part, sizeof(part), "%px: aa aa aa bb aa bb aa",
		  (u8 *)lowmem_page_address(page) + 0x120);
	EXPECT_SAID(test, part);
	EXPECT_SAID(test, "pagealloc: corrupted page details");
	__free_page(page);
}

/*
 * What was freed while nobody filled it is not suspected, even if it was
 * filled once, an earlier time.
 */
static void unfilled_is_not_suspected(struct kunit *test)
{
	struct page *page;

	watch(WATCH_POISON);
	page = taken(test, GFP_KERNEL, 0);
	__free_page(page);
	page_debug_set(0);
	KUNIT_ASSERT_PTR_EQ(test, taken(test, GFP_KERNEL, 0), page);
	scribble(page, 0);
	__free_page(page);
	watch(WATCH_POISON);
	KUNIT_EXPECT_NO_WARNS(test, page = alloc_page(GFP_KERNEL));
	__free_page(page);
}

/* Zeros are zeros for whoever asked for them, by each door. */
static void zeros_are_not_poison(struct kunit *test)
{
	struct page *page;
	unsigned long addr;

	watch(WATCH_POISON);
	__free_page(taken(test, GFP_KERNEL, 0));
	page = taken(test, GFP_KERNEL | __GFP_ZERO, 0);
	KUNIT_EXPECT_TRUE(test, all_are(page, 0, 0));
	__free_page(page);
	addr = get_zeroed_page(GFP_KERNEL);
	KUNIT_ASSERT_NE(test, addr, 0UL);
	KUNIT_EXPECT_TRUE(test, all_are(virt_to_page(addr), 0, 0));
	free_page(addr);
}

/* A free page through a window, if it has no address. */
static u8 *open_window(struct page *page)
{
	if (!PageHighMem(page))
		arch_direct_map_restore(page_to_phys(page), 1);
	return kmap_local_page(page);
}

static bool high_is_filled(struct page *page)
{
	void *mem = open_window(page);
	bool filled = !memchr_inv(mem, PAGE_POISON, PAGE_SIZE);

	kunmap_local(mem);
	return filled;
}

/*
 * A page without an address is filled and looked at through a window. Where
 * there is no high memory the same is true of the page that comes instead.
 */
static void high_memory_as_well(struct kunit *test)
{
	struct page *page;
	u8 *mem;

	watch(WATCH_POISON | WATCH_HIDE);
	page = taken(test, GFP_HIGHUSER, 0);
	__free_page(page);
	KUNIT_EXPECT_TRUE(test, high_is_filled(page));
	mem = open_window(page);
	mem[100] = 0;
	kunmap_local(mem);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(
				page = alloc_page(GFP_HIGHUSER)), 1u);
	KUNIT_EXPECT_TRUE(test, high_is_filled(page));
	__free_page(page);
}

/* ---- every way out and home is watched --------------------------------------- */

/* A compound page, and one that somebody still holds. */
static void blocks_in_parts(struct kunit *test)
{
	struct page *page;

	watch(WATCH_POISON);
	page = taken(test, GFP_KERNEL | __GFP_COMP, 2);
	put_page(page + 1);
	KUNIT_EXPECT_TRUE(test, all_are(page, 2, PAGE_POISON));

	page = taken(test, GFP_KERNEL, 2);
	scribble(page, 2);
	get_page(page);
	__free_pages(page, 2);
	KUNIT_EXPECT_TRUE(test, all_are(page, 0, 0x5a));
	KUNIT_EXPECT_TRUE(test, all_are(page + 1, 0, PAGE_POISON));
	KUNIT_EXPECT_TRUE(test, all_are(page + 2, 1, PAGE_POISON));
	put_page(page);
	KUNIT_EXPECT_TRUE(test, all_are(page, 0, PAGE_POISON));
}

/* Single pages of a split block, the tail of an exact one. */
static void split_blocks(struct kunit *test)
{
	struct page *page;
	unsigned int i;
	void *mem;

	watch(WATCH_POISON);
	page = taken(test, GFP_KERNEL, 2);
	scribble(page, 2);
	split_page(page, 2);
	for (i = 0; i < 4; i++)
		__free_page(page + i);
	KUNIT_EXPECT_TRUE(test, all_are(page, 2, PAGE_POISON));

	mem = alloc_pages_exact(5 * PAGE_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, mem);
	page = virt_to_page(mem);
	scribble(page, 0);
	KUNIT_EXPECT_TRUE(test, all_are(page + 5, 0, PAGE_POISON));
	free_pages_exact(mem, 5 * PAGE_SIZE);
	KUNIT_EXPECT_TRUE(test, all_are(page, 0, PAGE_POISON));
}

/* Many at a time, and the cold end. */
static void bulk_and_cold(struct kunit *test)
{
	struct page *page[8] = { NULL };
	unsigned int i;

	watch(WATCH_POISON);
	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_array(GFP_KERNEL, 8, page), 8UL);
	for (i = 0; i < 8; i++) {
		KUNIT_EXPECT_NE(test, page[i]->flags & PAGE_WATCHED, 0u);
		scribble(page[i], 0);
		free_cold_page(page[i]);
		KUNIT_EXPECT_TRUE(test, all_are(page[i], 0, PAGE_POISON));
	}
}

/* A watched page's caller errs as any other: reported, and it is sound. */
static void mistakes_are_still_seen(struct kunit *test)
{
	struct page *page;

	watch(WATCH_POISON);
	page = taken(test, GFP_KERNEL, 1);
	SetPageSlab(page);
	KUNIT_EXPECT_WARNS(test, __free_pages(page, 1));
	ClearPageSlab(page);
	KUNIT_EXPECT_WARNS(test, __free_pages(page, 0));
	KUNIT_EXPECT_TRUE(test, all_are(page, 1, PAGE_POISON));
	KUNIT_EXPECT_WARNS(test, __free_pages(page, 1));
	page_alloc_check();
}

static struct kunit_case page_debug_cases[] = {
	KUNIT_CASE(zeroed_when_given),
	KUNIT_CASE(zeroed_when_freed),
	KUNIT_CASE(nothing_is_done_when_off),
	KUNIT_CASE(marked_if_something_is_to_be_done),
	KUNIT_CASE(zeroed_by_each_door),
	KUNIT_CASE(switched_while_taken),
	KUNIT_CASE(filled_when_freed),
	KUNIT_CASE(damage_is_reported),
	KUNIT_CASE(damage_is_shown),
	KUNIT_CASE(unfilled_is_not_suspected),
	KUNIT_CASE(zeros_are_not_poison),
	KUNIT_CASE(high_memory_as_well),
	KUNIT_CASE(blocks_in_parts),
	KUNIT_CASE(split_blocks),
	KUNIT_CASE(bulk_and_cold),
	KUNIT_CASE(mistakes_are_still_seen),
	{}
};

static struct kunit_suite page_debug_suite = {
	.name = "page_debug",
	.init = page_debug_test_init,
	.exit = page_debug_test_exit,
	.test_cases = page_debug_cases,
};
kunit_test_suite(page_debug_suite);
