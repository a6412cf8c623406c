// SPDX-License-Identifier: MIT
/*
 * vm_area_test.c - an area while it is made, and its place in the tables
 *
 *	get ------- publish ---- remove ---- retire --flush-- kept --- get
 *	nobody's to   whole	  mine	      lazy	      the same
 *	read or free					      place
 */
#include <kunit/test.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/vmalloc.h>

#include "../mm/vm_area.h"
#include "pgtable_fixture.h"

static struct vmap_region *const region = &vmap_regions[VMAP_VMALLOC];

static void check_after(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, vmap_broken() ?: "sound", "sound");
	vm_unmap_aliases();
	pgtable_test_exit(test);
}

static struct vm_area *area_at(const void *addr)
{
	struct vm_struct *vm = find_vm_area(addr);

	return vm ? container_of(vm, struct vm_area, vm) : NULL;
}

/* Free, flushed at once, and kept if that may be. */
static void free_and_flush(const void *addr)
{
	unsigned int lazy_max = vmap_lazy_max;

	vmap_lazy_max = 0;
	vfree(addr);
	vmap_lazy_max = lazy_max;
}

/* ---- while it is made --------------------------------------------------------- */

static struct vm_area_request one_page(unsigned long flags)
{
	return (struct vm_area_request) {
		.region = region, .size = PAGE_SIZE, .align = PAGE_SIZE,
		.flags = flags, .caller = one_page, .gfp = GFP_KERNEL,
		.node = NUMA_NO_NODE,
	};
}

/* Nobody is told of it, and no door takes it; when it is whole, its own does. */
static void half_made(struct kunit *test)
{
	struct vm_area_request req = one_page(VM_ALLOC);
	struct vm_area *area = vm_area_get(&req);
	void *addr;

	KUNIT_ASSERT_NOT_NULL(test, area);
	addr = area->vm.addr;
	KUNIT_EXPECT_NULL(test, find_vm_area(addr));
	KUNIT_EXPECT_EQ(test, kunit_count_warns(vfree(addr)), 1u);
	KUNIT_EXPECT_STREQ(test, vmap_broken() ?: "sound", "sound");
	area->vm.flags = VM_MAP | VM_UNINITIALIZED;
	vm_area_publish(area);
	KUNIT_EXPECT_PTR_EQ(test, area_at(addr), area);
	vunmap(addr);
	KUNIT_EXPECT_NULL(test, find_vm_area(addr));
}

/* Given up half made: its addresses are nobody's, and come back by a flush. */
static void abandoned(struct kunit *test)
{
	struct vm_area_request req = one_page(VM_ALLOC);
	unsigned long nr_busy = region->nr_busy, nr_lazy = vmap_nr_lazy();
	struct vm_area *area = vm_area_get(&req);

	KUNIT_ASSERT_NOT_NULL(test, area);
	vm_area_abandon(area);
	KUNIT_EXPECT_EQ(test, region->nr_busy, nr_busy);
	KUNIT_EXPECT_EQ(test, vmap_nr_lazy(), nr_lazy + 1);
	vm_unmap_aliases();
	KUNIT_EXPECT_EQ(test, region->nr_free, 1ul);
}

/* ---- kept ---------------------------------------------------------------------- */

/* The next of its size has its addresses and its place, and its own page. */
static void kept_comes_back(struct kunit *test)
{
	unsigned long *first = vmalloc(PAGE_SIZE), *second, *frame;
	struct vm_area *area = area_at(first);
	pte_t *entry;

	KUNIT_ASSERT_NOT_NULL(test, area);
	entry = area->entry;
	KUNIT_ASSERT_NOT_NULL(test, entry);
	free_and_flush(first);
	KUNIT_EXPECT_PTR_EQ(test, region->kept[2], &area->va);
	KUNIT_EXPECT_EQ(test, mapped_at((unsigned long)first), 0ull);
	second = vmalloc(PAGE_SIZE);
	KUNIT_EXPECT_PTR_EQ(test, second, first);
	KUNIT_EXPECT_PTR_EQ(test, area_at(second), area);
	KUNIT_EXPECT_PTR_EQ(test, area->entry, entry);
	*second = 7;
	frame = kmap_local_page(vmalloc_to_page(second));
	KUNIT_EXPECT_EQ(test, *frame, 7ul);
	kunmap_local(frame);
	vfree(second);
}

/* A kept area holds its table, and a purge lets go of both. */
static void tables_go_with_the_purge(struct kunit *test)
{
	int tables = atomic_read(&nr_page_tables);
	void *area = __vmalloc_node(PAGE_SIZE, SZ_1G, GFP_KERNEL,
				    NUMA_NO_NODE, NULL);

	KUNIT_ASSERT_NOT_NULL(test, area);
	KUNIT_EXPECT_GT(test, atomic_read(&nr_page_tables), tables);
	free_and_flush(area);
	KUNIT_EXPECT_GT(test, atomic_read(&nr_page_tables), tables);
	vm_unmap_aliases();
	KUNIT_EXPECT_EQ(test, atomic_read(&nr_page_tables), tables);
}

/* Tables are sound, T1 too, though kept areas hold what is empty. */
static void tables_are_checked(struct kunit *test)
{
	struct pgtable_flaw flaw;

	free_and_flush(vmalloc(PAGE_SIZE));
	KUNIT_EXPECT_NOT_NULL(test, region->kept[2]);
	KUNIT_EXPECT_EQ_MSG(test, pgtable_broken(&flaw), 0, "at %#lx",
			    flaw.addr);
}

/* L6: a kept area has a place, where nothing is mapped. */
static void sees_l6(struct kunit *test)
{
	void *addr = vmalloc(PAGE_SIZE);
	struct vm_area *area = area_at(addr);
	pte_t *entry;

	KUNIT_ASSERT_NOT_NULL(test, area);
	free_and_flush(addr);
	KUNIT_ASSERT_NULL(test, vmap_broken());
	entry = area->entry;
	area->entry = NULL;
	KUNIT_EXPECT_STREQ(test, vmap_broken(), "L6");
	area->entry = entry;
	set_pte(entry, __pte(_PAGE_NX));
	KUNIT_EXPECT_STREQ(test, vmap_broken(), "L6");
	set_pte(entry, __pte(0));
}

static void *many[600];

/* Free as many areas of @nr_pages as make a flush. */
static void retire_many(struct kunit *test, unsigned int nr_pages)
{
	struct page *page = alloc_page(GFP_KERNEL);
	struct page *pages[3] = { page, page, page };
	unsigned int n = vmap_lazy_max + 1, i;

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_ASSERT_LE(test, n, (unsigned int)ARRAY_SIZE(many));
	for (i = 0; i < n; i++)
		many[i] = vmap(pages, nr_pages, VM_MAP, PAGE_KERNEL);
	for (i = 0; i < n; i++)
		vunmap(many[i]);
	__free_page(page);
}

/* Areas of a size that nobody wants any more make room for others. */
static void the_unwanted_make_room(struct kunit *test)
{
	retire_many(test, 1);
	KUNIT_EXPECT_NOT_NULL(test, region->kept[2]);
	retire_many(test, 2);
	retire_many(test, 3);
	KUNIT_EXPECT_NOT_NULL(test, region->kept[4]);
	KUNIT_EXPECT_LE(test, region->nr_kept, 2ul * vmap_lazy_max);
	vm_unmap_aliases();
	KUNIT_EXPECT_EQ(test, region->nr_kept, 0ul);
	KUNIT_EXPECT_EQ(test, region->nr_free, 1ul);
}

/* ---- a place -------------------------------------------------------------------- */

/* Where no area is; of @nr pages and a guard page. */
static struct vm_area made_up(unsigned long start, unsigned int nr)
{
	unsigned long size = (nr + 1) * PAGE_SIZE;

	return (struct vm_area) {
		.va = { .va_start = start, .va_end = start + size },
		.vm = { .addr = (void *)start, .size = size },
	};
}

/* Only small areas in one table have one, and with a page that guards. */
static void who_has_a_place(struct kunit *test)
{
	static const struct {
		unsigned long offset;
		unsigned int nr;
		unsigned long flags;
		bool has;
	} rows[] = {
		{ 0, 1, 0, true },
		{ 0, 16, 0, true },
		{ 0, 17, 0, false },
		{ 0, 4, VM_NO_GUARD, false },
		{ SZ_2M - SZ_8K, 1, 0, true },
		{ SZ_2M - SZ_4K, 1, 0, false },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct vm_area area = made_up(PT_BASE + rows[i].offset,
					      rows[i].nr);

		area.vm.flags = rows[i].flags;
		KUNIT_EXPECT_TRUE(test, vm_area_settle(&area));
		KUNIT_EXPECT_EQ_MSG(test, area.entry != NULL, rows[i].has,
				    "row %u", i);
		vm_area_leave(&area);
		KUNIT_EXPECT_NULL(test, area.entry);
	}
}

/* No memory for a table: nothing is held. */
static void no_table(struct kunit *test)
{
	struct vm_area area = made_up(PT_BASE + SZ_1G, 4);

	pgtable_limit = 0;
	KUNIT_EXPECT_FALSE(test, vm_area_settle(&area));
	pgtable_limit = -1;
	KUNIT_EXPECT_NULL(test, area.entry);
}

static int show(struct vm_area *area, struct page **pages, pgprot_t prot)
{
	int err = 0;
	unsigned int warns = kunit_count_warns(err = vm_area_show(area, pages,
								  prot));

	return warns == (err ? 1 : 0) ? err : 1;
}

/* What cannot be is reported, and leaves nothing mapped. */
static void shown_whole_or_not_at_all(struct kunit *test)
{
	unsigned long start = PT_BASE + 5 * PAGE_SIZE, end = start + SZ_32K;
	struct vm_area area = made_up(start, 8);
	struct page *page = alloc_page(GFP_KERNEL), *pages[8];
	unsigned int i, hole;

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_ASSERT_TRUE(test, vm_area_settle(&area));
	for (hole = 0; hole < 8; hole++) {
		for (i = 0; i < 8; i++)
			pages[i] = i == hole ? NULL : page;
		KUNIT_EXPECT_EQ(test, show(&area, pages, PAGE_KERNEL),
				-EINVAL);
		expect_range(test, start, end, 0);
	}
	pages[7] = page;
	KUNIT_EXPECT_EQ(test, show(&area, pages, PAGE_KERNEL_EXEC), -EINVAL);
	expect_range(test, start, end, 0);
	KUNIT_EXPECT_EQ(test, show(&area, pages, PAGE_KERNEL), 0);
	for (i = 0; i < 8; i++)
		KUNIT_EXPECT_EQ(test, mapped_at(start + i * PAGE_SIZE),
				page_to_phys(page) | __PAGE_KERNEL);
	vm_area_hide(&area);
	expect_range(test, start, end, 0);
	vm_area_leave(&area);
	vunmap_flush(start, end);
	__free_page(page);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(half_made),
	KUNIT_CASE(abandoned),
	KUNIT_CASE(kept_comes_back),
	KUNIT_CASE(tables_go_with_the_purge),
	KUNIT_CASE(tables_are_checked),
	KUNIT_CASE(sees_l6),
	KUNIT_CASE(the_unwanted_make_room),
	KUNIT_CASE(who_has_a_place),
	KUNIT_CASE(no_table),
	KUNIT_CASE(shown_whole_or_not_at_all),
	{}
};

static struct kunit_suite vm_area_suite = {
	.name = "vm_area",
	.init = pgtable_test_init,
	.exit = check_after,
	.test_cases = cases,
};
kunit_test_suite(vm_area_suite);
