// SPDX-License-Identifier: MIT
/*
 * pgtable.c - the tree of page tables: how it grows, and how it is pruned
 *
 * PROBLEM
 *	To map a page is one store, if the table for it exists. Tables must be
 *	made on the way, by callers on several CPUs whose ranges are strangers
 *	but whose entries are neighbours in one table. And a table that nobody
 *	needs any more must go: but a stranger may just be about to fill it,
 *	and a processor may just be reading it, or remember where it was.
 *
 * IDEA
 *	Each table counts its entries in use, in its struct page. One who wants
 *	to fill n entries adds n BEFORE he writes them (pgtable_hold()), and one
 *	who has emptied n subtracts n AFTER (pgtable_release()). Zero means
 *	that nobody has, or is about to have, anything in the table.
 *
 *		swapper_pg_dir
 *		  |	    count 2	  count 513?  no: 512 at most
 *		  +--> [pud table] --+--> [pmd table] --+--> [pte table] 3
 *				     |			+--> 2 MiB leaf
 *				     +--> 1 GiB leaf
 *
 *	A table counts in its parent as a leaf does, so a parent outlives its
 *	children. The count of a table changes from 0 only under pgtable_lock,
 *	and a table is taken out of the tree only under it and with count 0.
 *	So the descent, which is short, is locked; the filling, which is long,
 *	is not, and neighbours do it at the same time.
 *
 * THE WAY OUT OF A TABLE	vunmap_range_noflush(), vunmap_flush()
 *
 *	entries = 0			its owners, no lock
 *	count -= n			it may be 0 now; the table stays
 *	   ...				perhaps many more ranges, then
 *	lock; count == 0 ?		nobody can come any more:
 *	its entry in the parent = 0	nobody finds it any more
 *	unlock
 *	flush all TLBs			no processor remembers it: INVLPG drops
 *					all cached tables, not only leaves
 *	free the page
 *
 * WHO MAY READ A TABLE
 *	The lock's holder; one for whom the table is held; one who has a page
 *	mapped there and keeps it mapped (lookup_address()): that is an entry
 *	in use. And one with interrupts off, who read the entry that leads to
 *	it (the fault report): the flush waits for his answer.
 *
 * INVARIANTS	(pgtable_check(), in ptdump.c, tests each by number)
 *	T1  A table's count is the number of its entries that are not empty,
 *	    while nobody is at work on it and no area is kept in it.
 *	T2  A large leaf's frame is aligned to its size.
 *	T3  Each table is led to from one entry: all are found, once.
 *	T4  No page is both writable and executable.
 *	T5  Nothing is mapped outside of the layout's regions.
 *	T6  A table's own entry narrows no right: the leaf alone decides.
 *
 * LOCKING
 *	pgtable_lock (65 in docs/LOCKING.md), interrupts as they are: not for
 *	handlers. Nothing is allocated or freed under it. Some 40 instructions
 *	for 512 pages.
 *
 * FAILURE
 *	No memory for a table: -ENOMEM; tables made for the same call stay,
 *	empty, and go with the vunmap_flush() that the caller undoes his work
 *	with. pgtable_limit makes it fail where a test wants it.
 *
 * COST
 *	8 bytes for each 4 KiB mapped. Nothing in struct page: the count is in
 *	a word that belongs to the page's owner, who we are.
 *
 * LEFT OUT
 *	Tables made before the hand-over are never freed, and not counted. Small
 *	leaves are joined only where a large one was split. A lock for each table would let
 *	more CPUs descend at once; they would meet in vmalloc's lock first.
 *
 * SOURCES
 *	Intel SDM vol. 3A 4.10.2-4.10.4 (paging-structure caches, INVLPG).
 *	Linux mm/vmalloc.c, arch/x86/mm/pgtable.c (semantics).
 */
#include <asm/pgtable.h>
#include <asm/tlbflush.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/spinlock.h>

#include "pgtable.h"

DEFINE_SPINLOCK(pgtable_lock);
int pgtable_limit = -1;
atomic_t nr_page_tables;

/* ---- tables ------------------------------------------------------------------ */

/* A table that took the place of one leaf, and may become one again. */
#define PageSplit(table)	PageOwnerPriv1(table)
#define SetPageSplit(table)	__SetPageOwnerPriv1(table)
#define ClearPageSplit(table)	__ClearPageOwnerPriv1(table)

/* Tables are in low memory: no need to ask which window @entry is in. */
static struct page *table_page(const pte_t *entry)
{
	return pfn_to_page(PHYS_PFN((unsigned long)entry - PAGE_OFFSET));
}

struct page *pgtable_alloc(void)
{
	struct page *table;

	if (pgtable_limit >= 0 && pgtable_limit-- == 0) {
		pgtable_limit = 0;
		return NULL;
	}
	table = alloc_page(GFP_KERNEL | __GFP_ZERO);
	if (!table)
		return NULL;
	atomic_set(&table->pt_entries, 0);
	__SetPageTable(table);
	atomic_inc(&nr_page_tables);
	return table;
}

void pgtable_free(struct page *table)
{
	BUG_ON(atomic_read(&table->pt_entries));
	__ClearPageTable(table);
	ClearPageSplit(table);
	atomic_dec(&nr_page_tables);
	__free_page(table);
}

void pgtable_free_list(struct list_head *tables)
{
	struct page *table, *next;

	list_for_each_entry_safe(table, next, tables, lru) {
		list_del(&table->lru);
		pgtable_free(table);
	}
}

void pgtable_get(pte_t *entry, unsigned int nr)
{
	struct page *table = table_page(entry);

	if (PageTable(table))
		atomic_add(nr, &table->pt_entries);
}

void pgtable_release(pte_t *entry, unsigned int nr)
{
	struct page *table = table_page(entry);

	/* Release: prune() may free the table at once. */
	if (PageTable(table))
		atomic_fetch_sub_release(nr, &table->pt_entries);
}

static void hook_locked(pte_t *entry, struct page *table)
	__must_hold(&pgtable_lock)
{
	pgtable_get(entry, 1);
	set_pte(entry, __pte(page_to_phys(table) | _KERNPG_TABLE));
}

/* ---- the way down -------------------------------------------------------------- */

/* From the entry of @level at *entry into the table it leads to, if it does. */
static __always_inline bool step_down(unsigned long addr, pte_t **entry,
				      unsigned int level)
{
	pte_t value = ptep_get(*entry);

	if (!pte_is_table(value, level))
		return false;
	*entry = pte_table(value) + pgtable_index(addr, level - 1);
	return true;
}

/*
 * Reads only; who may, the essay says. Step by step and not in a loop, so that
 * shifts are constants: most of the cost of mapping one page is here.
 */
static __always_inline pte_t *descend(unsigned long addr, unsigned int *level)
{
	unsigned int want = *level;
	pte_t *entry = (pte_t *)pgd_offset_k(addr);

	*level = PG_LEVEL_512G;
	if (want == PG_LEVEL_512G || !step_down(addr, &entry, PG_LEVEL_512G))
		return entry;
	*level = PG_LEVEL_1G;
	if (want == PG_LEVEL_1G || !step_down(addr, &entry, PG_LEVEL_1G))
		return entry;
	*level = PG_LEVEL_2M;
	if (want == PG_LEVEL_2M || !step_down(addr, &entry, PG_LEVEL_2M))
		return entry;
	*level = PG_LEVEL_4K;
	return entry;
}

pte_t *pgtable_find_locked(unsigned long addr, unsigned int *level)
{
	return descend(addr, level);
}

/*
 * One step of pgtable_hold(): the entry, an error, or NULL: a table is wanted,
 * and *spare is NULL again or was so before.
 */
static pte_t *hold_locked(unsigned long addr, unsigned int want,
			  struct page **spare, unsigned int nr)
{
	unsigned int level = want;
	pte_t *entry = descend(addr, &level);

	while (level > want && pte_none(ptep_get(entry)) && *spare) {
		hook_locked(entry, *spare);
		*spare = NULL;
		level = want;
		entry = descend(addr, &level);
	}
	if (level > want)
		return pte_none(ptep_get(entry)) ? NULL : ERR_PTR(-EBUSY);
	if (pte_is_table(ptep_get(entry), level))
		return ERR_PTR(-EEXIST);
	pgtable_get(entry, nr);
	return entry;
}

/*
 * At most three tables are missing. Another turn is taken only if somebody
 * else has pruned one of them in between, and then he has done something.
 */
static noinline pte_t *hold_slowly(unsigned long addr, unsigned int level,
				   unsigned int nr)
{
	struct page *spare = NULL;
	pte_t *entry;

	for (;;) {
		spin_lock(&pgtable_lock);
		entry = hold_locked(addr, level, &spare, nr);
		spin_unlock(&pgtable_lock);
		if (entry)
			break;
		spare = pgtable_alloc();
		if (!spare)
			return ERR_PTR(-ENOMEM);
	}
	if (spare)
		pgtable_free(spare);
	return entry;
}

/* Nearly always the table is there. */
pte_t *pgtable_hold(unsigned long addr, unsigned int level, unsigned int nr)
{
	unsigned int at = level;
	pte_t *entry;

	spin_lock(&pgtable_lock);
	entry = descend(addr, &at);
	if (likely(at == PG_LEVEL_4K)) {
		pgtable_get(entry, nr);
		spin_unlock(&pgtable_lock);
		return entry;
	}
	spin_unlock(&pgtable_lock);
	return hold_slowly(addr, level, nr);
}

/* ---- pruning -------------------------------------------------------------------- */

/*
 * Take the empty tables over @addr out of the tree, lowest first, onto @dead.
 * Return: where the next entry or table starts.
 */
static unsigned long prune(unsigned long addr, unsigned long end,
			   struct list_head *dead)
{
	unsigned int level, lowest = PG_LEVEL_4K;

	spin_lock(&pgtable_lock);
	descend(addr, &lowest);
	for (level = lowest; level < PG_LEVEL_512G; level++) {
		unsigned int above = level + 1;
		struct page *table;
		pte_t *parent;

		parent = descend(addr, &above);
		table = table_page(pte_table(*parent));
		if (!PageTable(table) ||
		    atomic_read_acquire(&table->pt_entries))
			break;
		set_pte(parent, __pte(0));
		pgtable_release(parent, 1);
		list_add(&table->lru, dead);
	}
	spin_unlock(&pgtable_lock);
	return lowest == PG_LEVEL_4K ? pgtable_end(addr, end, lowest)
				     : pgtable_next(addr, end, lowest);
}

void vunmap_flush(unsigned long addr, unsigned long end)
{
	unsigned long at = addr;
	LIST_HEAD(dead);

	if (addr >= end)
		return;
	while (at < end)
		at = prune(at, end, &dead);
	flush_tlb_kernel_range(addr, end);
	pgtable_free_list(&dead);
}
EXPORT_SYMBOL(vunmap_flush);

/* ---- splitting and joining ------------------------------------------------------- */

/* The same frames with the same rights, in 512 leaves of the level below. */
static void fill_with_smaller(pte_t *table, pte_t leaf, unsigned int level)
{
	phys_addr_t phys = pte_leaf_phys(leaf, level);
	pgprot_t prot = pte_leaf_prot(leaf, level);
	unsigned int i;

	for (i = 0; i < PTRS_PER_PTE; i++) {
		set_pte(&table[i], pte_leaf(phys, prot, level - 1));
		phys += page_level_size(level - 1);
	}
}

/*
 * Split the leaf that @addr lies inside of. Return: is that done, @spare used
 * up or not? The leaf counted in its table; the new table does instead.
 */
static bool split_locked(unsigned long addr, struct page **spare)
{
	unsigned int level = PG_LEVEL_4K;
	pte_t *entry = descend(addr, &level);

	while (!pte_none(ptep_get(entry)) &&
	       (addr & (page_level_size(level) - 1))) {
		if (!*spare)
			return false;
		fill_with_smaller(page_address(*spare), ptep_get(entry),
				  level);
		atomic_set(&(*spare)->pt_entries, PTRS_PER_PTE);
		SetPageSplit(*spare);
		set_pte(entry, __pte(page_to_phys(*spare) | _KERNPG_TABLE));
		*spare = NULL;
		level = PG_LEVEL_4K;
		entry = descend(addr, &level);
	}
	return true;
}

int pgtable_split(unsigned long addr)
{
	struct page *spare = NULL;
	bool done;

	/* At most two leaves of ours: 1 GiB, then 2 MiB. */
	for (;;) {
		spin_lock(&pgtable_lock);
		done = split_locked(addr, &spare);
		spin_unlock(&pgtable_lock);
		if (done)
			break;
		spare = pgtable_alloc();
		if (!spare)
			return -ENOMEM;
	}
	if (spare)
		pgtable_free(spare);
	return 0;
}

/*
 * The leaf whose parts all entries of @table are, or nothing: they differ in
 * more than their place.
 */
static pte_t leaf_of_parts(const pte_t *table, unsigned int level)
{
	pte_t first = ptep_get(table);
	phys_addr_t phys = pte_leaf_phys(first, level);
	unsigned int i;

	if (pte_none(first) || pte_is_table(first, level) ||
	    (phys & (page_level_size(level + 1) - 1)))
		return __pte(0);
	for (i = 1; i < PTRS_PER_PTE; i++) {
		u64 part = pte_val(first) + i * page_level_size(level);

		if (pte_val(ptep_get(&table[i])) != part)
			return __pte(0);
	}
	return pte_leaf(phys, pte_leaf_prot(first, level), level + 1);
}

/* The table over @addr, whose entries are of @level: can it be one leaf? */
static void join_locked(unsigned long addr, unsigned int level,
			struct list_head *dead)
{
	unsigned int above = level + 1;
	pte_t *parent = descend(addr, &above);
	struct page *table;
	pte_t leaf;

	if (above != level + 1 || !pte_is_table(ptep_get(parent), above))
		return;
	table = table_page(pte_table(*parent));
	if (!PageTable(table) || !PageSplit(table))
		return;
	leaf = leaf_of_parts(pte_table(*parent), level);
	if (pte_none(leaf))
		return;
	set_pte(parent, leaf);
	atomic_set(&table->pt_entries, 0);
	list_add(&table->lru, dead);
}

void pgtable_join(unsigned long addr, struct list_head *dead)
{
	unsigned int level;

	spin_lock(&pgtable_lock);
	for (level = PG_LEVEL_4K; level < PG_LEVEL_1G; level++)
		join_locked(addr, level, dead);
	spin_unlock(&pgtable_lock);
}

/* ---- looking ---------------------------------------------------------------------- */

pte_t *lookup_address(unsigned long addr, unsigned int *level)
{
	pte_t *entry;

	*level = PG_LEVEL_4K;
	entry = descend(addr, level);
	return *level > PG_LEVEL_4K && pte_none(ptep_get(entry)) ? NULL
								   : entry;
}
EXPORT_SYMBOL(lookup_address);

unsigned long vmalloc_to_pfn(const void *addr)
{
	unsigned long va = (unsigned long)addr;
	unsigned int level;
	pte_t *entry = lookup_address(va, &level);
	pte_t pte;

	if (!entry)
		return 0;
	pte = ptep_get(entry);
	if (!pte_present(pte))
		return 0;
	return PHYS_PFN(pte_leaf_phys(pte, level) +
			(va & (page_level_size(level) - 1)));
}
EXPORT_SYMBOL(vmalloc_to_pfn);

struct page *vmalloc_to_page(const void *addr)
{
	unsigned long pfn = vmalloc_to_pfn(addr);

	return pfn ? pfn_to_page(pfn) : NULL;
}
EXPORT_SYMBOL(vmalloc_to_page);
