// SPDX-License-Identifier: MIT
/*
 * x86_ptsample.c - something of every kind is mapped, for QEMU to look at
 *
 * QEMU's monitor walks our page tables with code that is not ours: `info mem`,
 * `info tlb`, `gva2gpa`. tests/boot/test_page_tables.py compares what it finds
 * with what ptdump and pgwalk say. A booted kernel has no large leaf in the
 * vmalloc region, nor text there: `ptsample` maps some, `ptsample off` ends it.
 */
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/set_memory.h>
#include <linux/sizes.h>
#include <linux/string.h>

#define BASE	(VMALLOC_END + 1 - (4UL << 30))

/* None is touched: physical addresses of devices that are not there will do. */
static const struct sample {
	unsigned long addr, size;
	phys_addr_t phys;
	pgprotval_t prot;
	unsigned int shift;
} samples[] = {
	{ BASE, SZ_16K, SZ_1M, __PAGE_KERNEL, PAGE_SHIFT },
	{ BASE + SZ_64K, SZ_4K, SZ_1M, __PAGE_KERNEL_RO, PAGE_SHIFT },
	{ BASE + SZ_128K, SZ_8K, SZ_1M, __PAGE_KERNEL_ROX, PAGE_SHIFT },
	{ BASE + SZ_4M, SZ_8M, SZ_512M, __PAGE_KERNEL, PMD_SHIFT },
	{ BASE + SZ_32M, SZ_2M, SZ_512M, __PAGE_KERNEL | _PAGE_CACHE_WT,
	  PMD_SHIFT },
	{ BASE + SZ_1G, SZ_1G, SZ_2G, __PAGE_KERNEL, PUD_SHIFT },
	{ BASE + SZ_1G + SZ_1G, SZ_1G, SZ_2G, __PAGE_KERNEL_RO, PUD_SHIFT },
	{ MODULES_VADDR + SZ_2M, SZ_64K, SZ_2M, __PAGE_KERNEL_ROX,
	  PAGE_SHIFT },
};

static int map_samples(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(samples); i++) {
		const struct sample *s = &samples[i];
		int err = vmap_range(s->addr, s->addr + s->size, s->phys,
				     __pgprot(s->prot), s->shift);

		if (err)
			return err;
	}
	/* A 1 GiB leaf in pieces of three sizes. */
	return set_memory_ro(BASE + SZ_1G + SZ_512M + SZ_4K, 1);
}

static int cmd_ptsample(int argc, char **argv)
{
	unsigned int i;

	if (argc > 2 || (argc == 2 && strcmp(argv[1], "off")))
		return -EINVAL;
	if (argc == 1)
		return map_samples();
	for (i = 0; i < ARRAY_SIZE(samples); i++)
		vunmap_range(samples[i].addr,
			     samples[i].addr + samples[i].size);
	return 0;
}
CONSOLE_CMD("ptsample", "[off]", "map a leaf of each kind, for QEMU to look at",
	    cmd_ptsample);
