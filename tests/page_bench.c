// SPDX-License-Identifier: MIT
/*
 * page_bench.c - what a page costs, in instructions
 *
 * The shapes are those of tests/bench/data/mmbench.c, which measures the whole
 * subsystem as a module; these are the rows that only need pages, so that
 * the page allocator can be measured before there are modules. tests/bench.h
 * says how. The last lines, FRAG, are fragmentation in per cent.
 */
#include <linux/console.h>
#include <linux/kernel.h>
#include <linux/mm.h>

#include "../mm/internal.h"
#include "bench.h"

#define NR_OBJECTS	1000
#define NR_ROUNDS	20

static struct page *pages[NR_OBJECTS];
static unsigned int order_of_free[NR_OBJECTS];

/* A fixed order in which to free: a shuffle by a fixed generator. */
static void shuffle(void)
{
	u32 seed = 1;
	unsigned int i;

	for (i = 0; i < NR_OBJECTS; i++)
		order_of_free[i] = i;
	for (i = NR_OBJECTS - 1; i > 0; i--) {
		seed = seed * 1664525 + 1013904223;
		swap(order_of_free[i], order_of_free[(seed >> 8) % (i + 1)]);
	}
}

struct row {
	const char *name;
	gfp_t gfp;
	unsigned int order;
	unsigned int count;	/* pairs, or blocks of a batch */
};

static void bench_pair(const struct row *r)
{
	u64 total = 0;
	unsigned int round, i;

	for (round = 0; round < NR_ROUNDS; round++)
		total += TIMED(for (i = r->count; i; i--) {
			struct page *page = alloc_pages(r->gfp, r->order);

			__free_pages(page, r->order);
		});
	bench_report(r->name, "_pair", total, (u64)NR_ROUNDS * r->count);
}

static void bench_batch(const struct row *r, const char *halves[2],
			const unsigned int *free_order)
{
	u64 taken = 0, given = 0, t;
	unsigned int round, i;

	for (round = 0; round <= NR_ROUNDS; round++) {
		t = TIMED(for (i = 0; i < r->count; i++)
			  pages[i] = alloc_pages(r->gfp, r->order));
		taken += round ? t : 0;
		t = TIMED(for (i = 0; i < r->count; i++)
			  __free_pages(pages[free_order ? free_order[i] : i],
				       r->order));
		given += round ? t : 0;
	}
	bench_report(r->name, halves[0], taken, (u64)NR_ROUNDS * r->count);
	bench_report(r->name, halves[1], given, (u64)NR_ROUNDS * r->count);
}

static void bench_addresses(void)
{
	u64 zeroed = 0, dma = 0, dma2 = 0;
	unsigned int round, i;

	for (round = 0; round < NR_ROUNDS; round++) {
		zeroed += TIMED(for (i = 1000; i; i--)
				free_page(get_zeroed_page(GFP_KERNEL)));
		dma += TIMED(for (i = 1000; i; i--)
			     free_pages(__get_dma_pages(GFP_KERNEL, 0), 0));
		dma2 += TIMED(for (i = 1000; i; i--)
			      free_pages(__get_dma_pages(GFP_KERNEL, 2), 2));
	}
	bench_report("get_zeroed_page", "_pair", zeroed, NR_ROUNDS * 1000);
	bench_report("get_free_page_dma", "_pair", dma, NR_ROUNDS * 1000);
	bench_report("get_free_pages_dma_o2", "_pair", dma2, NR_ROUNDS * 1000);
}

static void bench_bulk(void)
{
	u64 taken = 0, given = 0;
	unsigned int round, i;

	for (round = 0; round < NR_ROUNDS; round++) {
		memset(pages, 0, 64 * sizeof(pages[0]));
		taken += TIMED(alloc_pages_bulk_array(GFP_KERNEL, 64, pages));
		given += TIMED(for (i = 0; i < 64; i++)
			       __free_page(pages[i]));
	}
	bench_report("alloc_pages_bulk_array_64_call", "", taken, NR_ROUNDS);
	bench_report("free_64_pages_after_bulk", "", given, NR_ROUNDS);
}

static const struct row pairs[] = {
	{ "alloc_page", GFP_KERNEL, 0, 1000 },
	{ "alloc_page_atomic", GFP_ATOMIC, 0, 1000 },
	{ "alloc_pages_o1", GFP_KERNEL, 1, 1000 },
	{ "alloc_pages_o2", GFP_KERNEL, 2, 1000 },
	{ "alloc_pages_o3", GFP_KERNEL, 3, 1000 },
	{ "alloc_pages_o4", GFP_KERNEL, 4, 500 },
	{ "alloc_pages_o9", GFP_KERNEL, 9, 10 },
	{ "alloc_pages_o10", GFP_KERNEL, 10, 10 },
	/* What is done to the block afterwards is no reason to ask a zone. */
	{ "alloc_pages_o2_comp", GFP_KERNEL | __GFP_COMP, 2, 1000 },
	{ "alloc_page_zero", GFP_KERNEL | __GFP_ZERO, 0, 1000 },
};

static const struct row batches[] = {
	{ "alloc_page_batch1000", GFP_KERNEL, 0, 1000 },
	{ "alloc_pages_o3_batch500", GFP_KERNEL, 3, 500 },
	{ "alloc_pages_o4_batch500", GFP_KERNEL, 4, 500 },
};

/* ---- fragmentation ------------------------------------------------------- */

/*
 * A hostile mix, until three quarters of memory are gone: of eight pages
 * seven can move and one cannot, in random order. Then all that can move is
 * freed, as compaction would. What is left in blocks of 2 MiB?
 */
static unsigned long free_in_large_blocks(void)
{
	unsigned long blocks = 0;
	struct zone *zone;

	drain_all_pages(NULL);
	for_each_populated_zone(zone)
		blocks += zone->free_area[9].nr_free +
			  2 * zone->free_area[10].nr_free;
	return blocks << 9;
}

static void free_list_of(struct list_head *list)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, list, lru) {
		list_del(&page->lru);
		__free_page(page);
	}
}

static unsigned int fragment(void)
{
	LIST_HEAD(movable);
	LIST_HEAD(fixed);
	unsigned long n = nr_free_pages() / 4 * 3;
	unsigned long large, total;
	u32 seed = 7;

	while (n--) {
		bool moves = (seed = seed * 1664525 + 1013904223) >> 29;
		struct page *page = alloc_page(moves ?
			GFP_KERNEL | __GFP_MOVABLE | __GFP_NOWARN :
			GFP_KERNEL | __GFP_NOWARN);

		if (!page)
			break;
		list_add_tail(&page->lru, moves ? &movable : &fixed);
	}
	free_list_of(&movable);
	large = free_in_large_blocks();
	total = nr_free_pages();
	free_list_of(&fixed);
	drain_all_pages(NULL);
	return large * 1000 / total;
}

static void bench_fragmentation(void)
{
	static const u8 alike[4] = {
		MIGRATE_MOVABLE, MIGRATE_MOVABLE, MIGRATE_MOVABLE,
		MIGRATE_MOVABLE
	};
	u8 as_it_was[4];
	unsigned int off, on;

	memcpy(as_it_was, gfp_migratetypes, sizeof(as_it_was));
	on = fragment();
	set_group_by_mobility(alike);
	off = fragment();
	set_group_by_mobility(as_it_was);
	console_printf("FRAG order9_share_grouped %u.%u\n", on / 10, on % 10);
	console_printf("FRAG order9_share_ungrouped %u.%u\n", off / 10,
		       off % 10);
}

static void bench_pages(void)
{
	static const char *fifo[] = { "_fifo_alloc", "_fifo_free" };
	static const char *rand[] = { "_rand_alloc", "_rand_free" };
	unsigned int i;

	shuffle();
	for (i = 0; i < ARRAY_SIZE(pairs); i++)
		bench_pair(&pairs[i]);
	for (i = 0; i < ARRAY_SIZE(batches); i++)
		bench_batch(&batches[i], fifo, NULL);
	bench_batch(&batches[0], rand, order_of_free);
	bench_addresses();
	bench_bulk();
	bench_fragmentation();
}
BENCH("pages", bench_pages);
