// SPDX-License-Identifier: MIT
/*
 * vmap_test.c - somebody else's pages shown, many areas, and the views
 *
 * As vmalloc_test.c: after each case all invariants hold, and the runner
 * counts free pages.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/proc_fs.h>
#include <linux/vmalloc.h>

#include "../mm/vm_area.h"

static void check_after(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, vmap_broken() ?: "sound", "sound");
}

/* ---- somebody else's pages --------------------------------------------------- */

#define NR_MAPPED	16

static struct page *mapped[NR_MAPPED];

static void get_pages(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < NR_MAPPED; i++) {
		mapped[i] = alloc_page(GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, mapped[i]);
		*(unsigned long *)page_address(mapped[i]) = 100 + i;
	}
}

static void put_mapped(void)
{
	unsigned int i;

	for (i = 0; i < NR_MAPPED; i++)
		__free_page(mapped[i]);
}

/* What is written here is read there; a page may be shown twice. */
static void vmap_shows_pages(struct kunit *test)
{
	unsigned long *map;
	unsigned int i;

	get_pages(test);
	swap(mapped[2], mapped[7]);
	map = vmap(mapped, NR_MAPPED, VM_MAP, PAGE_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, map);
	for (i = 0; i < NR_MAPPED; i++) {
		unsigned long *word = map + i * PAGE_SIZE / sizeof(*map);

		KUNIT_EXPECT_EQ(test, READ_ONCE(*word),
				*(unsigned long *)page_address(mapped[i]));
		WRITE_ONCE(*word, 900 + i);
		KUNIT_EXPECT_EQ(test, *(unsigned long *)page_address(mapped[i]),
				900ul + i);
	}
	KUNIT_EXPECT_NULL(test, find_vm_area(map)->pages);
	vunmap(map);
	KUNIT_EXPECT_EQ(test, page_count(mapped[0]), 1);
	put_mapped();
}

/* VM_MAP_PUT_PAGES: vfree() frees pages and array. */
static void vmap_gives_pages_away(struct kunit *test)
{
	struct page **array = vmalloc(NR_MAPPED * sizeof(*array));
	void *map;

	KUNIT_ASSERT_NOT_NULL(test, array);
	get_pages(test);
	memcpy(array, mapped, sizeof(mapped));
	map = vmap(array, NR_MAPPED, VM_MAP_PUT_PAGES, PAGE_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, map);
	KUNIT_EXPECT_EQ(test, find_vm_area(map)->nr_pages, NR_MAPPED + 0u);
	vfree(map);
	KUNIT_EXPECT_NULL(test, find_vm_area(array));
}

/* Pairs of any count, usable at once, again and again. */
static void map_ram(struct kunit *test)
{
	unsigned int round, count;
	unsigned long *map;

	get_pages(test);
	for (round = 0; round < 20; round++) {
		count = 1 + round * 7 % NR_MAPPED;
		map = vm_map_ram(mapped, count, NUMA_NO_NODE);
		KUNIT_ASSERT_NOT_NULL(test, map);
		KUNIT_EXPECT_EQ(test, READ_ONCE(*map), 100ul);
		KUNIT_EXPECT_EQ(test, READ_ONCE(map[(count - 1) * PAGE_SIZE /
						    sizeof(*map)]),
				99ul + count);
		vm_unmap_ram(map, count);
	}
	map = vm_map_ram(mapped, 4, 0);
	KUNIT_EXPECT_EQ(test, kunit_count_warns(vm_unmap_ram(map, 5)), 1u);
	put_mapped();
}

/* ---- many ------------------------------------------------------------------------ */

#define NR_MANY		35000

/*
 * 35000 areas at once, all of which show the same page, freed in another
 * order. A machine with less than 140 MiB has fewer; the host, where each is a
 * mapping of the process, cannot have more than 32000.
 */
static void many_areas(struct kunit *test)
{
	unsigned long nr = min(NR_MANY + 0UL, nr_free_pages()), i, at;
	struct page *page = alloc_page(GFP_KERNEL);
	void **map = vmalloc_array(nr, sizeof(*map));

	KUNIT_ASSERT_NOT_NULL(test, map);
	KUNIT_ASSERT_NOT_NULL(test, page);
	for (i = 0; i < nr; i++) {
		map[i] = vmap(&page, 1, VM_MAP, PAGE_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, map[i]);
	}
	vmap_check();
	WRITE_ONCE(*(unsigned long *)map[0], 4711);
	KUNIT_EXPECT_EQ(test, READ_ONCE(*(unsigned long *)map[nr - 1]),
			4711ul);
	for (i = 0, at = 0; i < nr; i++) {
		vunmap(map[at]);
		at = (at + 10007) % nr;
		if (map[at] && i == nr / 2)
			vmap_check();
	}
	vfree(map);
	__free_page(page);
}

/* ---- views ------------------------------------------------------------------- */

static char text[4096], before[4096];

static void read_info(void)
{
	struct seq_buf_sink sink;
	struct seq_file m;

	seq_file_to_buf(&m, &sink, text, sizeof(text));
	proc_cat("vmallocinfo", &m);
}

/* Linux's line: range, size, caller, pages, kind. */
static void vmallocinfo(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	void *area, *map;
	char line[128];

	vm_unmap_aliases();
	read_info();
	strscpy(before, text, sizeof(before));
	area = vmalloc(3 * PAGE_SIZE);
	map = vmap(&page, 1, VM_MAP, PAGE_KERNEL);
	read_info();
	snprintf(line, sizeof(line), "0x%px-0x%px   16384 ", area,
		 area + 4 * PAGE_SIZE);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(text, line), "%s%s", line,
				  text);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, " pages=3 vmalloc"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, " vmap\n"));
	snprintf(line, sizeof(line), " %pS pages=3", find_vm_area(area)->caller);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(text, line), "%s%s", line, text);
	vfree(area);
	vunmap(map);
	read_info();
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, " unpurged vm_area\n"));
	vm_unmap_aliases();
	read_info();
	KUNIT_EXPECT_STREQ(test, text, before);
	__free_page(page);
}

/* What is said while @va is on that list, which counts @nr. */
static const char *broken_with(struct vmap_area **list, unsigned long *nr,
			       struct vmap_area *va)
{
	struct vmap_area *next = va->next;
	const char *broken;

	va->next = *list;
	*list = va;
	++*nr;
	broken = vmap_broken();
	--*nr;
	*list = va->next;
	va->next = next;
	return broken;
}

/* L1: what is busy, or kept, is on no other list. */
static void sees_l1(struct kunit *test)
{
	struct vmap_region *region = &vmap_regions[VMAP_VMALLOC];
	struct vmap_area **kept = &region->kept[2], *busy;
	unsigned int lazy_max = vmap_lazy_max;
	void *gone, *area;

	vm_unmap_aliases();
	gone = vmalloc(PAGE_SIZE);
	area = vmalloc(PAGE_SIZE);
	vmap_lazy_max = 0;
	vfree(gone);
	vmap_lazy_max = lazy_max;
	KUNIT_ASSERT_NOT_NULL(test, *kept);
	KUNIT_ASSERT_NULL(test, vmap_broken());

	/* L2 is not what this is about. */
	region->lazy_start = region->start;
	region->lazy_end = region->end;
	busy = &container_of(find_vm_area(area), struct vm_area, vm)->va;
	KUNIT_EXPECT_STREQ(test, broken_with(&region->lazy[2], &region->nr_lazy,
					     busy), "L1");
	KUNIT_EXPECT_STREQ(test, broken_with(kept, &region->nr_kept, busy),
			   "L1");
	KUNIT_EXPECT_STREQ(test, broken_with(&region->lazy[2], &region->nr_lazy,
					     *kept), "L1");
	region->lazy_start = ULONG_MAX;
	region->lazy_end = 0;
	/* L5: as large as its list says */
	(*kept)->va_end -= PAGE_SIZE;
	KUNIT_EXPECT_STREQ(test, vmap_broken(), "L5");
	(*kept)->va_end += PAGE_SIZE;
	vfree(area);
}

/* L2, L5: what was freed a moment ago is not free for anybody. L3, L5: loops */
static void sees_freed_and_free(struct kunit *test)
{
	struct vmap_region *region = &vmap_regions[VMAP_VMALLOC];
	struct vmap_area end = {
		.va_start = region->end - 2 * PAGE_SIZE, .va_end = region->end,
	};
	struct vmap_area nowhere = {
		.va_start = region->lazy_end, .va_end = region->lazy_end,
		.next = &nowhere,
	};
	struct vmap_area *lazy = region->lazy[2];

	KUNIT_EXPECT_STREQ(test, broken_with(&region->lazy[2], &region->nr_lazy,
					     &end), "L2");
	KUNIT_EXPECT_STREQ(test, broken_with(&region->kept[2],
					     &region->nr_kept, &end), "L5");
	region->lazy[2] = &nowhere;
	KUNIT_EXPECT_STREQ(test, vmap_broken(), "L3");
	region->lazy[2] = lazy;
	KUNIT_ASSERT_NULL(test, region->kept[0]);
	region->kept[0] = &nowhere;
	KUNIT_EXPECT_STREQ(test, vmap_broken(), "L5");
	region->kept[0] = NULL;
	KUNIT_EXPECT_NULL(test, vmap_broken());
}

/* Each invariant that is not vmap_area.c's, broken on purpose. */
static void checker_sees(struct kunit *test)
{
	struct vmap_region *region = &vmap_regions[VMAP_VMALLOC];
	struct vm_struct *vm;
	void *area, *gone;

	vm_unmap_aliases();
	gone = vmalloc(PAGE_SIZE);
	area = vmalloc(2 * PAGE_SIZE);
	vm = find_vm_area(area);
	vfree(gone);
	KUNIT_ASSERT_NULL(test, vmap_broken());

	region->nr_lazy++;
	KUNIT_EXPECT_STREQ(test, vmap_broken(), "L3");
	region->nr_lazy--;
	region->lazy[2]->va_end += PAGE_SIZE;
	KUNIT_EXPECT_STREQ(test, vmap_broken(), "L2");
	region->lazy[2]->va_end -= PAGE_SIZE;
	region->lazy_end -= PAGE_SIZE;
	KUNIT_EXPECT_STREQ(test, vmap_broken(), "L2");
	region->lazy_end += PAGE_SIZE;
	region->lazy_start += PAGE_SIZE;
	KUNIT_EXPECT_STREQ(test, vmap_broken(), "L2");
	region->lazy_start -= PAGE_SIZE;
	region->nr_kept++;
	KUNIT_EXPECT_STREQ(test, vmap_broken(), "L5");
	region->nr_kept--;
	vm->size -= PAGE_SIZE;
	KUNIT_EXPECT_STREQ(test, vmap_broken(), "L4");
	vm->size += PAGE_SIZE;
	vm->nr_pages--;
	KUNIT_EXPECT_STREQ(test, vmap_broken(), "A1");
	vm->nr_pages++;
	vm->flags = VM_MAP;
	KUNIT_EXPECT_STREQ(test, vmap_broken(), "A2");
	vm->flags = VM_ALLOC;
	KUNIT_ASSERT_NULL(test, vmap_broken());
	vfree(area);
}

static struct kunit_case vmap_cases[] = {
	KUNIT_CASE(vmap_shows_pages),
	KUNIT_CASE(vmap_gives_pages_away),
	KUNIT_CASE(map_ram),
	KUNIT_CASE(many_areas),
	KUNIT_CASE(vmallocinfo),
	KUNIT_CASE(sees_l1),
	KUNIT_CASE(sees_freed_and_free),
	KUNIT_CASE(checker_sees),
	{}
};

static struct kunit_suite vmap_suite = {
	.name = "vmap",
	.exit = check_after,
	.test_cases = vmap_cases,
};
kunit_test_suite(vmap_suite);
