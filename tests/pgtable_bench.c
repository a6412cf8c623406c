// SPDX-License-Identifier: MIT
/*
 * pgtable_bench.c - what it costs to map and unmap, in instructions
 *
 * The tables are there already, as for most calls of vmap(): the rows are a
 * call for a page, and for 256. What the rows _table show is a call that
 * must make three tables, and one that frees them and flushes. The last rows
 * are by leaf size.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/sizes.h>

#include "bench.h"

#define BASE		(VMALLOC_END + 1 - (4UL << 30))
#define NR		256
#define NR_ROUNDS	20

static struct page *pages[NR];

static void bench_pages(unsigned int nr, const char *suffix)
{
	unsigned long end = BASE + nr * PAGE_SIZE;
	u64 map = 0, unmap = 0;
	unsigned int round;

	for (round = 0; round < NR_ROUNDS; round++) {
		map += TIMED(vmap_pages_range(BASE, end, PAGE_KERNEL, pages,
					      PAGE_SHIFT));
		unmap += TIMED(vunmap_range_noflush(BASE, end));
	}
	bench_report("vmap_pages_range", suffix, map, NR_ROUNDS);
	bench_report("vunmap_range_noflush", suffix, unmap, NR_ROUNDS);
}

static void bench_tables(void)
{
	unsigned long addr = BASE + SZ_2G;
	u64 map = 0, unmap = 0;
	unsigned int round;

	for (round = 0; round < NR_ROUNDS; round++) {
		map += TIMED_IRQS_ON(vmap_pages_range(addr, addr + PAGE_SIZE,
						      PAGE_KERNEL, pages,
						      PAGE_SHIFT));
		unmap += TIMED_IRQS_ON(vunmap_range(addr, addr + PAGE_SIZE));
	}
	bench_report("vmap_pages_range", "_1_table", map, NR_ROUNDS);
	bench_report("vunmap_range", "_1_table", unmap, NR_ROUNDS);
}

static void bench_leaves(void)
{
	unsigned long addr = BASE + SZ_1G;
	u64 small = 0, large = 0;
	unsigned int round;

	for (round = 0; round < NR_ROUNDS; round++) {
		small += TIMED(vmap_range(addr, addr + SZ_2M, 0, PAGE_KERNEL,
					  PAGE_SHIFT));
		vunmap_range(addr, addr + SZ_2M);
		large += TIMED(vmap_range(addr, addr + SZ_2M, 0, PAGE_KERNEL,
					  PMD_SHIFT));
		vunmap_range(addr, addr + SZ_2M);
	}
	bench_report("vmap_range_2m", "_4k_leaves", small, NR_ROUNDS);
	bench_report("vmap_range_2m", "_2m_leaf", large, NR_ROUNDS);
}

static void bench_pgtable(void)
{
	struct page *page = alloc_page(GFP_KERNEL);
	unsigned int i;

	if (!page)
		return;
	for (i = 0; i < NR; i++)
		pages[i] = page;
	/* One page stays mapped, and with it the tables of the first rows. */
	vmap_pages_range(BASE + SZ_1G - PAGE_SIZE, BASE + SZ_1G, PAGE_KERNEL,
			 pages, PAGE_SHIFT);
	vmap_pages_range(BASE + SZ_2M - PAGE_SIZE, BASE + SZ_2M, PAGE_KERNEL,
			 pages, PAGE_SHIFT);
	bench_pages(1, "_1");
	bench_pages(NR, "_256");
	bench_tables();
	bench_leaves();
	vunmap_range(BASE, BASE + SZ_1G);
	__free_page(page);
}
BENCH("pgtable", bench_pgtable);
