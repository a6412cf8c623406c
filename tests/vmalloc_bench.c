// SPDX-License-Identifier: MIT
/*
 * vmalloc_bench.c - what an area costs, in instructions
 *
 * The rows of tests/bench/data/mmbench.c that are vmalloc's, vmap's and
 * ioremap's, with its shapes: a few areas at once, allocated and then freed
 * in the same order, so that each batch pays its share of the flushes.
 */
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/vmalloc.h>

#include "bench.h"

#define AT_ONCE_MAX	16
#define NR_PAGES	256

/* One size: @at_once areas, @rounds times. */
struct shape {
	const char *size_name;
	unsigned long size;
	unsigned int rounds;
	unsigned int at_once;
};

static const struct shape shapes[] = {
	{ "4k", SZ_4K, 100, 10 },
	{ "64k", SZ_64K, 100, 10 },
	{ "1m", SZ_1M, 50, 4 },
	{ "16m", SZ_16M, 20, 1 },
};

static void bench_shape(const struct shape *s)
{
	u64 taken = 0, given = 0, t;
	void *area[AT_ONCE_MAX];
	unsigned int round, i;

	/* The first two rounds warm up, as in mmbench.c. */
	for (round = 0; round < s->rounds + 2; round++) {
		t = TIMED_IRQS_ON(for (i = 0; i < s->at_once; i++)
				  area[i] = vmalloc(s->size));
		taken += round < 2 ? 0 : t;
		t = TIMED_IRQS_ON(for (i = 0; i < s->at_once; i++)
				  vfree(area[i]));
		given += round < 2 ? 0 : t;
	}
	bench_report("vmalloc_", s->size_name, taken,
		     (u64)s->rounds * s->at_once);
	bench_report("vfree_", s->size_name, given,
		     (u64)s->rounds * s->at_once);
}

static void bench_pairs(void)
{
	u64 small = 0, zeroed = 0;
	unsigned int i;

	small = TIMED_IRQS_ON(for (i = 10000; i; i--)
			      vfree(vmalloc(SZ_4K)));
	zeroed = TIMED_IRQS_ON(for (i = 500; i; i--)
			       vfree(vzalloc(SZ_64K)));
	bench_report("vmalloc_vfree_4k", "_pair", small, 10000);
	bench_report("vzalloc_vfree_64k", "_pair", zeroed, 500);
}

static void bench_vmap(void)
{
	static struct page *pages[NR_PAGES];
	u64 mapped = 0, unmapped = 0;
	unsigned int i;
	void *map;

	if (alloc_pages_bulk_array(GFP_KERNEL, NR_PAGES, pages) != NR_PAGES)
		return;
	for (i = 0; i < 100; i++) {
		mapped += TIMED_IRQS_ON(map = vmap(pages, NR_PAGES, VM_MAP,
						   PAGE_KERNEL));
		unmapped += TIMED_IRQS_ON(vunmap(map));
	}
	for (i = 0; i < NR_PAGES; i++) {
		__free_page(pages[i]);
		pages[i] = NULL;
	}
	bench_report("vmap_256pages", "", mapped, 100);
	bench_report("vunmap_256pages", "", unmapped, 100);
}

/* Nothing answers there with 1 GiB of memory, and nothing needs to. */
static void bench_ioremap(void)
{
	u64 mapped = 0, unmapped = 0;
	void __iomem *map;
	unsigned int i;

	for (i = 0; i < 100; i++) {
		mapped += TIMED_IRQS_ON(map = ioremap(0xd0000000, SZ_64K));
		unmapped += TIMED_IRQS_ON(iounmap(map));
	}
	bench_report("ioremap_64k", "", mapped, 100);
	bench_report("iounmap_64k", "", unmapped, 100);
}

static void bench_vmalloc(void)
{
	unsigned int i;

	bench_pairs();
	for (i = 0; i < ARRAY_SIZE(shapes); i++)
		bench_shape(&shapes[i]);
	bench_vmap();
	bench_ioremap();
}
BENCH("vmalloc", bench_vmalloc);
