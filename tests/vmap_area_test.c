// SPDX-License-Identifier: MIT
/*
 * vmap_area_test.c - the region's trees against a row of pages
 *
 * A region of PAGES pages far from anything mapped. The model is one letter
 * a page: '.' free, another for each area. What a request must get is found
 * by looking at the letters one by one.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "../mm/vmap.h"

#define BASE		0x7000000000UL
#define PAGES		192
#define NR_AREAS	40
#define NR_STRUCTS	(2 * PAGES + 4)
#define NR_STEPS	4000

struct world {
	struct vmap_region region;
	struct vmap_area structs[NR_STRUCTS];
	struct vmap_area *unused;	/* by next */
	struct vmap_area *busy[NR_AREAS];
	char model[PAGES + 1];
};
static struct world w;
static u32 seed;

static u32 draw(u32 n)
{
	seed = seed * 1664525 + 1013904223;
	return (u32)((u64)seed * n >> 32);
}

static struct vmap_area *new_struct(void)
{
	struct vmap_area *area = w.unused;

	w.unused = area->next;
	area->next = NULL;
	return area;
}

static void put_structs(struct vmap_area *list)
{
	while (list) {
		struct vmap_area *next = list->next;

		list->next = w.unused;
		w.unused = list;
		list = next;
	}
}

static int make_world(struct kunit *test)
{
	unsigned int i;

	memset(&w, 0, sizeof(w));
	for (i = 0; i < NR_STRUCTS; i++)
		put_structs(&w.structs[i]);
	vmap_region_init(&w.region, BASE, BASE + PAGES * PAGE_SIZE,
			 new_struct());
	memset(w.model, '.', PAGES);
	return 0;
}

static int broken(void)
{
	int number;

	spin_lock(&w.region.lock);
	number = vmap_region_broken_locked(&w.region);
	spin_unlock(&w.region.lock);
	return number;
}

/* Pages, not bytes. Return: the area, or NULL. */
static struct vmap_area *take(unsigned long pages, unsigned long align)
{
	struct vmap_request req = {
		.size = pages * PAGE_SIZE,
		.align = align * PAGE_SIZE,
		.area = new_struct(),
		.spares = new_struct(),
	};
	bool taken;

	spin_lock(&w.region.lock);
	taken = vmap_take_locked(&w.region, &req);
	spin_unlock(&w.region.lock);
	put_structs(req.spares);
	if (taken)
		return req.area;
	put_structs(req.area);
	return NULL;
}

static void give(struct vmap_area *area)
{
	struct vmap_area *spares = NULL;

	spin_lock(&w.region.lock);
	vmap_drop_locked(&w.region, area);
	vmap_give_locked(&w.region, area, &spares);
	spin_unlock(&w.region.lock);
	put_structs(spares);
}

static unsigned long page_of(unsigned long addr)
{
	return (addr - BASE) / PAGE_SIZE;
}

/* ---- the model ----------------------------------------------------------- */

/* The lowest run of @room free pages. Return: its first, or PAGES. */
static unsigned long lowest_run(unsigned long room)
{
	unsigned long i, run = 0;

	for (i = 0; i < PAGES; i++) {
		run = w.model[i] == '.' ? run + 1 : 0;
		if (run == room)
			return i + 1 - room;
	}
	return PAGES;
}

/* BASE is aligned to more than PAGES, so page numbers align as addresses. */
static unsigned long expected(unsigned long pages, unsigned long align)
{
	unsigned long at = lowest_run(pages + align - 1);

	return at == PAGES ? PAGES : (at + align - 1) & ~(align - 1);
}

static void model_take(struct kunit *test, unsigned int slot)
{
	unsigned long pages = 1 + draw(draw(4) ? 6 : 30);
	unsigned long align = 1UL << (draw(3) ? 0 : draw(6));
	unsigned long want = expected(pages, align);

	w.busy[slot] = take(pages, align);
	if (want == PAGES) {
		KUNIT_ASSERT_NULL(test, w.busy[slot]);
		return;
	}
	KUNIT_ASSERT_NOT_NULL(test, w.busy[slot]);
	KUNIT_ASSERT_EQ(test, page_of(w.busy[slot]->va_start), want);
	KUNIT_ASSERT_EQ(test, page_of(w.busy[slot]->va_end), want + pages);
	memset(w.model + want, 'A' + slot, pages);
}

static void model_give(unsigned int slot)
{
	struct vmap_area *area = w.busy[slot];

	memset(w.model + page_of(area->va_start), '.',
	       (area->va_end - area->va_start) / PAGE_SIZE);
	give(area);
	w.busy[slot] = NULL;
}

/* Who is at each page, asked of the tree. */
static void check_finds(struct kunit *test)
{
	unsigned long i;

	spin_lock(&w.region.lock);
	for (i = 0; i < PAGES; i++) {
		struct vmap_area *area =
			vmap_find_locked(&w.region, BASE + i * PAGE_SIZE + 7);
		struct vmap_area *want = w.model[i] == '.' ? NULL :
			w.busy[w.model[i] - 'A'];

		if (area != want)
			break;
	}
	spin_unlock(&w.region.lock);
	KUNIT_ASSERT_EQ(test, i, (unsigned long)PAGES);
}

/* Random requests and frees: each gets exactly what the model says. */
static void random_against_model(struct kunit *test)
{
	unsigned int step, slot;

	seed = 3;
	for (step = 0; step < NR_STEPS; step++) {
		slot = draw(NR_AREAS);
		if (w.busy[slot])
			model_give(slot);
		else
			model_take(test, slot);
		if (step % 4 == 0)
			KUNIT_ASSERT_EQ(test, broken(), 0);
		if (step % 64 == 0)
			check_finds(test);
	}
	for (slot = 0; slot < NR_AREAS; slot++) {
		if (w.busy[slot])
			model_give(slot);
	}
	/* All joined again, and no structure lost on the way. */
	KUNIT_EXPECT_EQ(test, broken(), 0);
	KUNIT_EXPECT_EQ(test, w.region.nr_free, 1ul);
	KUNIT_EXPECT_EQ(test, w.region.free_size, PAGES * PAGE_SIZE);
	for (step = 0; w.unused; step++)
		new_struct();
	KUNIT_EXPECT_EQ(test, step, NR_STRUCTS - 1u);
}

/*
 *	before	aaabbbcccddd............
 *	after	aaa...ccc...............	3 go to the first hole,
 *		aaaxxxccc...............	4 behind c
 *		aaaxxxcccyyyy...........
 */
static void lowest_that_fits(struct kunit *test)
{
	struct vmap_area *area[4], *x, *y;
	unsigned int i;

	for (i = 0; i < 4; i++)
		area[i] = take(3, 1);
	give(area[3]);
	give(area[1]);
	y = take(4, 1);
	x = take(3, 1);
	KUNIT_EXPECT_EQ(test, page_of(x->va_start), 3ul);
	KUNIT_EXPECT_EQ(test, page_of(y->va_start), 9ul);
	KUNIT_EXPECT_EQ(test, broken(), 0);
}

/* What alignment skips can be had by others. */
static void skipped_stays_free(struct kunit *test)
{
	struct vmap_area *one = take(1, 1), *big = take(4, 32), *small;

	KUNIT_EXPECT_EQ(test, page_of(big->va_start), 32ul);
	small = take(31, 1);
	KUNIT_EXPECT_EQ(test, page_of(small->va_start), 1ul);
	KUNIT_EXPECT_EQ(test, broken(), 0);
	give(one);
	give(small);
	give(big);
	KUNIT_EXPECT_EQ(test, w.region.nr_free, 1ul);
}

/* To the last page, and not one more; sums that would wrap. */
static void limits(struct kunit *test)
{
	struct vmap_area *all;

	KUNIT_EXPECT_NULL(test, take(PAGES + 1, 1));
	KUNIT_EXPECT_NULL(test, take(PAGES, 2));
	KUNIT_EXPECT_NULL(test, take(1, 1UL << 51));
	KUNIT_EXPECT_NULL(test, take(~0UL >> PAGE_SHIFT, 1));
	KUNIT_EXPECT_NULL(test, take(~0UL >> PAGE_SHIFT, 1UL << 51));
	KUNIT_EXPECT_EQ(test, w.region.free_size, PAGES * PAGE_SIZE);
	all = take(PAGES, 1);
	KUNIT_ASSERT_NOT_NULL(test, all);
	KUNIT_EXPECT_NULL(test, take(1, 1));
	KUNIT_EXPECT_EQ(test, w.region.nr_free, 0ul);
	KUNIT_EXPECT_EQ(test, broken(), 0);
	give(all);
	KUNIT_EXPECT_EQ(test, broken(), 0);
}

/* An address in a gap: nobody's, but somebody comes next. */
static void find_and_after(struct kunit *test)
{
	struct vmap_area *a = take(2, 1), *b = take(3, 1), *c = take(1, 1);

	give(b);
	spin_lock(&w.region.lock);
	KUNIT_EXPECT_NULL(test, vmap_find_locked(&w.region, BASE - 1));
	KUNIT_EXPECT_PTR_EQ(test, vmap_find_locked(&w.region, a->va_end - 1),
			    a);
	KUNIT_EXPECT_NULL(test, vmap_find_locked(&w.region, a->va_end));
	KUNIT_EXPECT_PTR_EQ(test, vmap_after_locked(&w.region, a->va_end), c);
	KUNIT_EXPECT_PTR_EQ(test, vmap_after_locked(&w.region, 0), a);
	KUNIT_EXPECT_NULL(test, vmap_after_locked(&w.region, c->va_end));
	spin_unlock(&w.region.lock);
}

/* V1 to V5, broken on purpose, are named. */
static void checker_sees(struct kunit *test)
{
	struct vmap_area *a = take(2, 1), *b = take(2, 1), *c = take(2, 1);
	struct vmap_area *hole, *rest;

	give(b);
	hole = rb_entry(rb_first(&w.region.free), struct vmap_area, rb_node);
	rest = rb_entry(rb_last(&w.region.free), struct vmap_area, rb_node);
	KUNIT_ASSERT_EQ(test, broken(), 0);

	w.region.nr_busy++;
	KUNIT_EXPECT_EQ(test, broken(), 1);
	w.region.nr_busy--;

	a->va_end += PAGE_SIZE;
	KUNIT_EXPECT_EQ(test, broken(), 2);
	a->va_end += 1 - PAGE_SIZE;
	KUNIT_EXPECT_EQ(test, broken(), 2);
	a->va_end--;

	hole->va_end += PAGE_SIZE;
	KUNIT_EXPECT_EQ(test, broken(), 2);
	hole->va_end -= PAGE_SIZE;
	KUNIT_ASSERT_EQ(test, broken(), 0);

	hole->largest += PAGE_SIZE;
	KUNIT_EXPECT_EQ(test, broken(), 4);
	hole->largest -= PAGE_SIZE;
	w.region.free_size += PAGE_SIZE;
	KUNIT_EXPECT_EQ(test, broken(), 5);
	w.region.free_size -= PAGE_SIZE;

	/* The hole reaches to the rest, as if c had been given and not joined. */
	vmap_drop_locked(&w.region, c);
	hole->va_end = rest->va_start;
	hole->largest = hole->va_end - hole->va_start;
	KUNIT_EXPECT_EQ(test, broken(), 3);
}

static struct kunit_case vmap_area_cases[] = {
	KUNIT_CASE(random_against_model),
	KUNIT_CASE(lowest_that_fits),
	KUNIT_CASE(skipped_stays_free),
	KUNIT_CASE(limits),
	KUNIT_CASE(find_and_after),
	KUNIT_CASE(checker_sees),
	{}
};

static struct kunit_suite vmap_area_suite = {
	.name = "vmap_area",
	.init = make_world,
	.test_cases = vmap_area_cases,
};
kunit_test_suite(vmap_area_suite);
