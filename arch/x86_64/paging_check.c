// SPDX-License-Identifier: MIT
/*
 * paging_check.c - what must hold of the image and the direct map
 *
 * paging.c builds them once, and nearly nothing changes them later; what does
 * (set_memory_*(), debug_pagealloc) may not break these. Each is looked up
 * address by address, as the processor would:
 *
 * INVARIANTS
 *	P1  No page of the image or the direct map is writable and executable.
 *	P2  No guard page is mapped, nor the page at 0.
 *	P3  Text is R-X, rodata R--, and both are R-- in the direct map.
 *	P4  The direct map shows each frame of [0, lowmem) at its place, or
 *	    hides it, and nothing after.
 */
#include <asm/pagewalk.h>
#include <asm/pgtable.h>
#include <asm/sections.h>
#include <asm/setup.h>
#include <asm/stacks.h>
#include <linux/bug.h>
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/string.h>

static void rights_at(unsigned long va, char rights[4])
{
	struct page_walk walk;

	page_walk(va, &walk);
	page_walk_rights(&walk, rights);
}

static bool writable_and_executable(const char *start, const char *end,
				    unsigned long *addr)
{
	char rights[4];

	for (*addr = (unsigned long)start; *addr < (unsigned long)end;
	     *addr += PAGE_SIZE) {
		rights_at(*addr, rights);
		if (rights[1] == 'W' && rights[2] == 'X')
			return true;
	}
	return false;
}

/* Are [start, end) of the image @want, and R-- in the direct map? */
static bool rights_are(const char *start, const char *end, const char *want,
		       unsigned long *addr)
{
	unsigned long va = (unsigned long)start;
	char rights[4];

	for (; va < (unsigned long)end; va += PAGE_SIZE) {
		*addr = va;
		rights_at(va, rights);
		if (strcmp(rights, want))
			return false;
		*addr = (unsigned long)__va(__pa_symbol(va));
		rights_at(*addr, rights);
		if (strcmp(rights, "R--"))
			return false;
	}
	return true;
}

/* The stacks that there are by now; per-CPU ones come after paging_init(). */
static bool guards_hold(unsigned long *addr)
{
	unsigned int cpu, i;

	for_each_possible_cpu(cpu) {
		for (i = 0; i <= IST_MACHINE_CHECK; i++) {
			const struct kernel_stack *s = cpu_stack(cpu, i);

			*addr = (unsigned long)s->guard;
			if (s->size && kernel_addr_mapped(*addr))
				return false;
		}
	}
	*addr = (unsigned long)kernel_stacks[STACK_IDLE].guard;
	return !kernel_addr_mapped(*addr);
}

static bool null_is_mapped(void)
{
	struct page_walk walk;

	page_walk(0, &walk);
	return walk.leaf_shift;
}

/*
 * Leaf by leaf. Return: P1 or P4, if broken; *addr: where. A hidden frame's
 * entry is there and only not present.
 */
static int direct_map_broken(unsigned long *addr)
{
	phys_addr_t phys = 0;
	struct page_walk walk;
	char rights[4];

	while (phys < direct_map_end) {
		unsigned int shift = PAGE_SHIFT;
		u64 entry;

		*addr = (unsigned long)__va(phys);
		page_walk(*addr, &walk);
		page_walk_rights(&walk, rights);
		if (rights[1] == 'W' && rights[2] == 'X')
			return 1;
		entry = walk.entry[walk.levels - 1];
		shift = walk.leaf_shift ? walk.leaf_shift : PAGE_SHIFT;
		if ((entry & PTE_PFN_MASK & ~((1ULL << shift) - 1)) != phys)
			return 4;
		phys += 1ULL << shift;
	}
	*addr = (unsigned long)__va(direct_map_end);
	return kernel_addr_mapped(*addr) ? 4 : 0;
}

int paging_broken(unsigned long *addr)
{
	if (writable_and_executable(_text, _end, addr))
		return 1;
	if (!guards_hold(addr))
		return 2;
	*addr = 0;
	if (null_is_mapped())
		return 2;
	if (!rights_are(_text, _etext, "R-X", addr) ||
	    !rights_are(__start_rodata, __end_rodata, "R--", addr))
		return 3;
	return direct_map_broken(addr);
}

void paging_check(void)
{
	static const char *const says[] = {
		"", "a page is writable and executable",
		"a guard page is mapped, or the page at 0",
		"text or rodata has other rights",
		"the direct map is not [0, lowmem)",
	};
	unsigned long addr;
	int number = paging_broken(&addr);

	if (number)
		panic("paging: %s (P%d), at %016lx", says[number], number,
		      addr);
}
