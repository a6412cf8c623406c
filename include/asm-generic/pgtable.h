/* SPDX-License-Identifier: MIT */
/*
 * asm-generic/pgtable.h - page tables: four levels of 512 entries of 64 bits
 *
 *	 47      39 38      30 29      21 20      12 11           0
 *	+----------+----------+----------+----------+--------------+
 *	|   pgd    |   pud    |   pmd    |   pte    | offset       |
 *	+----------+----------+----------+----------+--------------+
 *	  512 GiB     1 GiB      2 MiB      4 KiB     an entry maps
 *	  level 4     level 3    level 2    level 1
 *
 * The format is x86-64's (Intel SDM vol. 3A 4.5). A port whose hardware reads
 * the same includes this from its asm/pgtable.h; so does the host, which
 * plays the hardware. Linux has a type for each level, so that they are not
 * confused; the entries are alike, and mm/pgtable.c, which takes the level as
 * a number, uses pte_t for all.
 *
 *	63 62    52 51            12 11  9 8 7 6 5 4   3   2 1  0
 *	NX ignored  frame            ign.  G * D A PCD PWT U RW P
 *
 * (*) in a pud or pmd: a leaf (PSE); in a pte: PAT, which a leaf has in bit
 * 12 instead. PAT, PCD and PWT together choose one of eight cache types.
 */
#ifndef _ASM_GENERIC_PGTABLE_H
#define _ASM_GENERIC_PGTABLE_H

#include <asm/page.h>
#include <linux/compiler.h>

#define PTRS_PER_PTE	512
#define PTRS_PER_PMD	512
#define PTRS_PER_PUD	512
#define PTRS_PER_PGD	512
#define PGDIR_SHIFT	39
#define PGDIR_SIZE	(_AC(1, UL) << PGDIR_SHIFT)
#define PGDIR_MASK	(~(PGDIR_SIZE - 1))
#define P4D_SHIFT	PGDIR_SHIFT	/* the fifth level is folded */
#define P4D_SIZE	PGDIR_SIZE

#define _PAGE_PRESENT	_AC(0x001, UL)
#define _PAGE_RW	_AC(0x002, UL)
#define _PAGE_USER	_AC(0x004, UL)
#define _PAGE_PWT	_AC(0x008, UL)
#define _PAGE_PCD	_AC(0x010, UL)
#define _PAGE_ACCESSED	_AC(0x020, UL)
#define _PAGE_DIRTY	_AC(0x040, UL)
#define _PAGE_PSE	_AC(0x080, UL)
#define _PAGE_PAT	_AC(0x080, UL)
#define _PAGE_GLOBAL	_AC(0x100, UL)
#define _PAGE_PAT_LARGE	_AC(0x1000, UL)
#define _PAGE_NX	(_AC(1, UL) << 63)

/* Bits 12..51: the frame. Bits 52..62 are ignored by the hardware. */
#define PTE_PFN_MASK	_AC(0x000ffffffffff000, UL)
#define PTE_FLAGS_MASK	(~PTE_PFN_MASK)

/*
 * Cache types, by Linux's layout of the PAT: write-back, write-combining,
 * uncached unless an MTRR combines, uncached, write-through. A processor
 * whose PAT nobody programmed takes WC for write-through, which is safe.
 */
#define _PAGE_CACHE_WB	_AC(0, UL)
#define _PAGE_CACHE_WC	_PAGE_PWT
#define _PAGE_CACHE_UC_MINUS _PAGE_PCD
#define _PAGE_CACHE_UC	(_PAGE_PCD | _PAGE_PWT)
#define _PAGE_CACHE_WT	(_PAGE_PAT | _PAGE_PCD | _PAGE_PWT)
#define _PAGE_CACHE_MASK (_PAGE_PAT | _PAGE_PCD | _PAGE_PWT)

/*
 * Accessed and dirty are set from the start: we never read them, and the
 * processor need not write them back.
 */
#define _KERNPG_BASE	(_PAGE_PRESENT | _PAGE_ACCESSED | _PAGE_DIRTY | \
			 _PAGE_GLOBAL)
#define __PAGE_KERNEL	(_KERNPG_BASE | _PAGE_RW | _PAGE_NX)
#define __PAGE_KERNEL_EXEC (_KERNPG_BASE | _PAGE_RW)
#define __PAGE_KERNEL_NOCACHE (__PAGE_KERNEL | _PAGE_CACHE_UC)
#define __PAGE_KERNEL_RO (_KERNPG_BASE | _PAGE_NX)
#define __PAGE_KERNEL_ROX (_KERNPG_BASE)

/* A table's own entry lets everything through; the leaf decides. */
#define _KERNPG_TABLE	(_PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED)

#ifndef __ASSEMBLY__

typedef u64 pteval_t;
typedef u64 pgprotval_t;
typedef struct { pteval_t pte; } pte_t;
typedef struct { pteval_t pmd; } pmd_t;
typedef struct { pteval_t pud; } pud_t;
typedef struct { pteval_t p4d; } p4d_t;
typedef struct { pteval_t pgd; } pgd_t;
typedef struct { pgprotval_t pgprot; } pgprot_t;

#define __pte(x)	((pte_t) { (x) })
#define __pmd(x)	((pmd_t) { (x) })
#define __pud(x)	((pud_t) { (x) })
#define __p4d(x)	((p4d_t) { (x) })
#define __pgd(x)	((pgd_t) { (x) })
#define __pgprot(x)	((pgprot_t) { (x) })
#define pte_val(x)	((x).pte)
#define pmd_val(x)	((x).pmd)
#define pud_val(x)	((x).pud)
#define p4d_val(x)	((x).p4d)
#define pgd_val(x)	((x).pgd)
#define pgprot_val(x)	((x).pgprot)

#define PAGE_KERNEL		__pgprot(__PAGE_KERNEL)
#define PAGE_KERNEL_EXEC	__pgprot(__PAGE_KERNEL_EXEC)
#define PAGE_KERNEL_NOCACHE	__pgprot(__PAGE_KERNEL_NOCACHE)
#define PAGE_KERNEL_RO		__pgprot(__PAGE_KERNEL_RO)
#define PAGE_KERNEL_ROX		__pgprot(__PAGE_KERNEL_ROX)
#define PAGE_KERNEL_RX		PAGE_KERNEL_ROX
#define PAGE_KERNEL_IO		PAGE_KERNEL
#define PAGE_KERNEL_IO_NOCACHE	PAGE_KERNEL_NOCACHE

static inline pgprot_t pgprot_with_cache(pgprot_t prot, pgprotval_t type)
{
	return __pgprot((pgprot_val(prot) & ~_PAGE_CACHE_MASK) | type);
}

#define pgprot_noncached(prot)	pgprot_with_cache(prot, _PAGE_CACHE_UC_MINUS)
#define pgprot_writecombine(prot) pgprot_with_cache(prot, _PAGE_CACHE_WC)
#define pgprot_writethrough(prot) pgprot_with_cache(prot, _PAGE_CACHE_WT)
#define pgprot_nx(prot)		__pgprot(pgprot_val(prot) | _PAGE_NX)

/* ---- one entry --------------------------------------------------------- */

static inline pte_t pfn_pte(unsigned long pfn, pgprot_t prot)
{
	return __pte((u64)pfn << PAGE_SHIFT | pgprot_val(prot));
}
#define mk_pte(page, prot)	pfn_pte(page_to_pfn(page), prot)

static inline unsigned long pte_pfn(pte_t pte)
{
	return (pte_val(pte) & PTE_PFN_MASK) >> PAGE_SHIFT;
}
#define pte_page(pte)		pfn_to_page(pte_pfn(pte))

static inline bool pte_none(pte_t pte)
{
	return !pte_val(pte);
}

static inline bool pte_present(pte_t pte)
{
	return pte_val(pte) & _PAGE_PRESENT;
}

static inline bool pte_write(pte_t pte)
{
	return pte_val(pte) & _PAGE_RW;
}

static inline bool pte_exec(pte_t pte)
{
	return !(pte_val(pte) & _PAGE_NX);
}

static inline pgprot_t pte_pgprot(pte_t pte)
{
	return __pgprot(pte_val(pte) & PTE_FLAGS_MASK);
}

/* set_pte - one store: a walk, ours or the hardware's, sees old or new */
static __always_inline void set_pte(pte_t *ptep, pte_t pte)
{
	WRITE_ONCE(ptep->pte, pte_val(pte));
}

static __always_inline pte_t ptep_get(const pte_t *ptep)
{
	return __pte(READ_ONCE(ptep->pte));
}

#define pmd_none(pmd)		(!pmd_val(pmd))
#define pud_none(pud)		(!pud_val(pud))
#define p4d_none(p4d)		(!p4d_val(p4d))
#define pgd_none(pgd)		(!pgd_val(pgd))
#define pmd_present(pmd)	(!!(pmd_val(pmd) & _PAGE_PRESENT))
#define pud_present(pud)	(!!(pud_val(pud) & _PAGE_PRESENT))
#define p4d_present(p4d)	(!!(p4d_val(p4d) & _PAGE_PRESENT))
#define pgd_present(pgd)	(!!(pgd_val(pgd) & _PAGE_PRESENT))
#define pmd_leaf(pmd)		(!!(pmd_val(pmd) & _PAGE_PSE))
#define pud_leaf(pud)		(!!(pud_val(pud) & _PAGE_PSE))
#define pmd_large(pmd)		pmd_leaf(pmd)
#define pud_large(pud)		pud_leaf(pud)

/* ---- the way down, by level -------------------------------------------- */

enum pg_level {
	PG_LEVEL_NONE,
	PG_LEVEL_4K,
	PG_LEVEL_2M,
	PG_LEVEL_1G,
	PG_LEVEL_512G,
	PG_LEVEL_NUM
};

#define PAGES_PER_LEVEL_SHIFT	9	/* log2(512) */

/* What an entry of @level maps: log2 of bytes; bytes; 4 KiB pages */
static inline unsigned int page_level_shift(unsigned int level)
{
	return PAGE_SHIFT + (level - 1) * PAGES_PER_LEVEL_SHIFT;
}

static inline unsigned long page_level_size(unsigned int level)
{
	return 1UL << page_level_shift(level);
}

static inline unsigned int pgtable_index(unsigned long addr,
					 unsigned int level)
{
	return addr >> page_level_shift(level) & (PTRS_PER_PTE - 1);
}

/*
 * Does an entry of @level lead to a table? Otherwise: a leaf, or nothing. A
 * table is always present; a large leaf that is not keeps its PSE.
 */
static inline bool pte_is_table(pte_t entry, unsigned int level)
{
	return level > PG_LEVEL_4K &&
	       (pte_val(entry) & (_PAGE_PRESENT | _PAGE_PSE)) == _PAGE_PRESENT;
}

static inline pte_t *pte_table(pte_t entry)
{
	return __va(pte_val(entry) & PTE_PFN_MASK);
}

/* A leaf of @level at @phys with rights @prot, which are a 4 KiB leaf's */
static inline pte_t pte_leaf(phys_addr_t phys, pgprot_t prot,
			     unsigned int level)
{
	u64 flags = pgprot_val(prot);

	if (level > PG_LEVEL_4K) {
		flags |= flags & _PAGE_PAT ? _PAGE_PAT_LARGE : 0;
		flags |= _PAGE_PSE;
	}
	return __pte(phys | flags);
}

/* The way back: a leaf's first byte and its rights as of a 4 KiB leaf */
static inline phys_addr_t pte_leaf_phys(pte_t leaf, unsigned int level)
{
	return pte_val(leaf) & PTE_PFN_MASK & ~(page_level_size(level) - 1);
}

static inline pgprot_t pte_leaf_prot(pte_t leaf, unsigned int level)
{
	u64 flags = pte_val(leaf) & PTE_FLAGS_MASK;

	if (level > PG_LEVEL_4K) {
		flags &= ~_PAGE_PSE;
		flags |= pte_val(leaf) & _PAGE_PAT_LARGE ? _PAGE_PAT : 0;
	}
	return __pgprot(flags);
}

/* ---- the way down, by Linux's names ------------------------------------- */

/* The root of the kernel's tables, the same for all CPUs. */
extern pgd_t *swapper_pg_dir;

static inline pgd_t *pgd_offset_k(unsigned long addr)
{
	return swapper_pg_dir + pgtable_index(addr, PG_LEVEL_512G);
}

static inline p4d_t *p4d_offset(pgd_t *pgd, unsigned long addr)
{
	return (p4d_t *)pgd;
}

static inline pud_t *pud_offset(p4d_t *p4d, unsigned long addr)
{
	return (pud_t *)__va(p4d_val(*p4d) & PTE_PFN_MASK) +
	       pgtable_index(addr, PG_LEVEL_1G);
}

static inline pmd_t *pmd_offset(pud_t *pud, unsigned long addr)
{
	return (pmd_t *)__va(pud_val(*pud) & PTE_PFN_MASK) +
	       pgtable_index(addr, PG_LEVEL_2M);
}

static inline pte_t *pte_offset_kernel(pmd_t *pmd, unsigned long addr)
{
	return (pte_t *)__va(pmd_val(*pmd) & PTE_PFN_MASK) +
	       pgtable_index(addr, PG_LEVEL_4K);
}

#endif
#endif
