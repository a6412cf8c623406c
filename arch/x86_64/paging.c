// SPDX-License-Identifier: MIT
/*
 * paging.c - the page tables the kernel lives on
 *
 * PROBLEM
 *	The boot tables map 4 GiB with every right, from zero. That is enough
 *	to start, and wrong in every way that protects: text can be written,
 *	data executed, address 0 read, and a stack overflow lands in a
 *	neighbour.
 *
 * IDEA
 *	Build a second set beside the first, each range with the rights it
 *	needs and the largest leaf that fits, then load CR3 once.
 *
 *	KERNEL_BASE + [text]		4 KiB	R-X
 *		      [rodata]		4 KiB	R--
 *		      [data, bss]	4 KiB	RW-	but no guard page
 *		      [kallsyms]	4 KiB	R--
 *	PAGE_OFFSET + [0, lowmem)	1 GiB, 2 MiB or 4 KiB	RW-
 *		      over text, rodata	4 KiB	R--
 *	FIXADDR_START			one table, still empty
 *
 *	The image is mapped twice, and the direct map must not be the back
 *	door through which text is written: its alias of the read-only part
 *	is read-only too. That splits one or two 2 MiB leaves, no more.
 *
 *	With debug_pagealloc=on all of the direct map has 4 KiB leaves from the
 *	start, so that single frames can be taken out of it: to split a leaf
 *	later would need memory just when memory is being freed.
 *
 *	What must hold afterwards stands, numbered, in paging_check.c.
 *
 * LOCKING
 *	Runs once, on one CPU, before there is another.
 *
 * COST
 *	Tables: one pgd, one pud page a window, one pmd page per GiB of low
 *	memory without 1 GiB leaves, and about six pte pages: under 50 KiB.
 *	With debug_pagealloc=on 2 MiB more for each GiB of low memory.
 *
 * SOURCES
 *	Intel SDM vol. 3A 4.5 (4-level paging), 4.6 (access rights), 4.10.
 */
#define pr_fmt(fmt) "paging: " fmt

#include <asm/fixmap.h>
#include <asm/pagewalk.h>
#include <asm/pgtable.h>
#include <asm/processor.h>
#include <asm/sections.h>
#include <asm/setup.h>
#include <asm/stacks.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>

static phys_addr_t (*new_table)(void);
pgd_t *swapper_pg_dir;
phys_addr_t direct_map_end;

/* mm/page_debug.c has a parameter of this name, too: both are set. */
static bool direct_map_in_pages;

static int debug_pagealloc_setup(char *value)
{
	return kstrtobool(value, &direct_map_in_pages);
}
early_param("debug_pagealloc", debug_pagealloc_setup);

#define CPUID_PDPE1GB	(1u << 26)	/* 0x80000001 edx */

static bool cpu_has_1g_pages(void)
{
	u32 regs[4];

	cpuid(0x80000001, regs);
	return regs[3] & CPUID_PDPE1GB;
}

unsigned int arch_max_leaf(void)
{
	return cpu_has_1g_pages() ? PG_LEVEL_1G : PG_LEVEL_2M;
}

unsigned int arch_phys_bits(void)
{
	u32 regs[4];

	cpuid(0x80000000, regs);
	if (regs[0] < 0x80000008)
		return 36;		/* SDM: what such a processor has */
	cpuid(0x80000008, regs);
	return regs[0] & 0xff;
}

const void *arch_boot_map(phys_addr_t start, size_t len)
{
	/* What boot/entry.asm maps. */
	const phys_addr_t limit = 4ULL << 30;

	if (start >= limit || len > limit - start)
		return NULL;
	return __va(start);
}

/* The entry for @va at the level of @shift, making tables on the way. */
static u64 *entry_for(unsigned long va, unsigned int shift)
{
	unsigned int level_shift = PGDIR_SHIFT;
	u64 *table = (u64 *)swapper_pg_dir;

	for (;;) {
		u64 *entry = &table[va >> level_shift & (PTRS_PER_PTE - 1)];

		if (level_shift == shift)
			return entry;
		if (!*entry)
			*entry = new_table() | _KERNPG_TABLE;
		BUG_ON(*entry & _PAGE_PSE);
		table = __va(*entry & PTE_PFN_MASK);
		level_shift -= 9;
	}
}

/* The largest leaf that [va, end) and @pa allow. */
static unsigned int leaf_shift(unsigned long va, unsigned long end,
			       phys_addr_t pa)
{
	unsigned int shift = cpu_has_1g_pages() ? PUD_SHIFT : PMD_SHIFT;

	for (; shift > PAGE_SHIFT; shift -= 9) {
		unsigned long size = 1UL << shift;

		if (!((va | pa) & (size - 1)) && end - va >= size)
			break;
	}
	return shift;
}

static void map_range(unsigned long va, unsigned long end, phys_addr_t pa,
		      u64 prot)
{
	while (va < end) {
		unsigned int shift = leaf_shift(va, end, pa);
		u64 *entry = entry_for(va, shift);

		BUG_ON(*entry);
		*entry = pa | prot | (shift > PAGE_SHIFT ? _PAGE_PSE : 0);
		va += 1UL << shift;
		pa += 1UL << shift;
	}
}

static void map_image(const char *start, const char *end, u64 prot)
{
	unsigned long va = (unsigned long)start;

	/* Page by page, so that one of them can be taken out again. */
	for (; va < (unsigned long)end; va += PAGE_SIZE)
		*entry_for(va, PAGE_SHIFT) = __pa_symbol(va) | prot;
}

static void map_direct(phys_addr_t start, phys_addr_t end, u64 prot)
{
	unsigned long va = (unsigned long)__va(start);
	unsigned long last = (unsigned long)__va(end);

	if (!direct_map_in_pages) {
		map_range(va, last, start, prot);
		return;
	}
	for (; va < last; va += PAGE_SIZE)
		*entry_for(va, PAGE_SHIFT) = __pa(va) | prot;
}

static void unmap_guards(void)
{
	unsigned int i;

	for (i = 0; i < nr_kernel_stacks; i++)
		*entry_for((unsigned long)kernel_stacks[i].guard,
			   PAGE_SHIFT) = 0;
}

void arch_map_boot(unsigned long va, unsigned long end, phys_addr_t pa)
{
	map_range(va, end, pa, __PAGE_KERNEL);
}

void arch_windows_init(unsigned long va, unsigned long end)
{
	for (; va < end; va += PMD_SIZE)
		entry_for(va, PAGE_SHIFT);
}

void arch_window_region_init(unsigned long va, unsigned long end)
{
	for (; va < end; va += PMD_SIZE)
		entry_for(va, PMD_SHIFT);
}

phys_addr_t arch_swap_window_table(unsigned long va, phys_addr_t table)
{
	u64 *entry = entry_for(va, PMD_SHIFT);
	phys_addr_t old = *entry & PTE_PFN_MASK;

	WRITE_ONCE(*entry, table ? table | _KERNPG_TABLE : 0);
	return old;
}

void arch_set_window(unsigned long va, phys_addr_t pa)
{
	WRITE_ONCE(*entry_for(va, PAGE_SHIFT), pa ? pa | __PAGE_KERNEL : 0);
}

/* The rest of the entry stays, so that rights come back as they were. */
static int direct_map_change(phys_addr_t pa, unsigned long nr, u64 clear,
			     u64 set)
{
	unsigned long va = (unsigned long)__va(pa);

	if (!direct_map_in_pages)
		return -EOPNOTSUPP;
	BUG_ON(pa >= direct_map_end || nr > (direct_map_end - pa) / PAGE_SIZE);
	for (; nr; nr--, va += PAGE_SIZE) {
		u64 *entry = entry_for(va, PAGE_SHIFT);

		WRITE_ONCE(*entry, (*entry & ~clear) | set);
	}
	return 0;
}

int arch_direct_map_hide(phys_addr_t pa, unsigned long nr)
{
	return direct_map_change(pa, nr, _PAGE_PRESENT, 0);
}

int arch_direct_map_restore(phys_addr_t pa, unsigned long nr)
{
	return direct_map_change(pa, nr, 0, _PAGE_PRESENT);
}

bool arch_direct_map_shows(phys_addr_t pa)
{
	return kernel_addr_mapped((unsigned long)__va(pa));
}

void paging_init(phys_addr_t lowmem, phys_addr_t (*alloc_table)(void))
{
	phys_addr_t ro_start = __pa_symbol(_text);
	phys_addr_t ro_end = __pa_symbol(__end_rodata);

	new_table = alloc_table;
	swapper_pg_dir = __va(new_table());
	direct_map_end = lowmem;

	map_image(_text, _etext, __PAGE_KERNEL_ROX);
	map_image(__start_rodata, __end_rodata, __PAGE_KERNEL_RO);
	map_image(_sdata, __bss_stop, __PAGE_KERNEL);
	map_image(__start_kallsyms, _end, __PAGE_KERNEL_RO);
	unmap_guards();

	map_direct(0, ro_start, __PAGE_KERNEL);
	map_direct(ro_start, ro_end, __PAGE_KERNEL_RO);
	map_direct(ro_end, lowmem, __PAGE_KERNEL);
	fixmap_init(entry_for(FIXADDR_START, PAGE_SHIFT));

	write_cr3(__pa(swapper_pg_dir));
	paging_check();
}

void paging_map_page(unsigned long va, phys_addr_t pa)
{
	u64 *entry = entry_for(va, PAGE_SHIFT);

	BUG_ON(*entry);
	*entry = pa | __PAGE_KERNEL;
}
