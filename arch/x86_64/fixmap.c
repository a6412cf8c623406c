// SPDX-License-Identifier: MIT
/*
 * fixmap.c - windows at fixed addresses: asm/fixmap.h has the idea
 */
#include <asm/fixmap.h>
#include <asm/pgtable.h>
#include <asm/tlbflush.h>
#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>

static_assert(__end_of_fixed_addresses <= PTRS_PER_PTE);
static_assert(FIXADDR_LAST - FIXADDR_START + 1 == PTRS_PER_PTE * PAGE_SIZE);

static u64 *fixmap_pte;

void fixmap_init(u64 *first)
{
	fixmap_pte = first;
}

void __set_fixmap(enum fixed_addresses idx, phys_addr_t pa, pgprot_t prot)
{
	unsigned long va = __fix_to_virt(idx);

	if (WARN(idx >= __end_of_fixed_addresses || !fixmap_pte,
		 "fixmap: there is no window %u\n", idx))
		return;
	WRITE_ONCE(fixmap_pte[idx], pgprot_val(prot) ?
		   (pa & PTE_PFN_MASK) | pgprot_val(prot) : 0);
	local_flush_tlb_kernel_range(va, va + PAGE_SIZE);
}
