// SPDX-License-Identifier: MIT
/*
 * set_memory.c - changing the rights of what is mapped
 *
 * PROBLEM
 *	Text that was written by a loader must then be executed and no longer
 *	written. It may lie in the middle of a 2 MiB leaf, in several leaves, or
 *	reach where nothing is mapped. A change that stops half way would leave
 *	rights that nobody asked for.
 *
 * IDEA
 *	Only the first and the last leaf can reach beyond the range. So:
 *
 *		look	every leaf is there, and none would be W and X
 *		split	at the start; at the end	may fail: no harm done
 *		change	every leaf, each with one store	cannot fail
 *		join	what was split before and is alike again
 *		flush	all CPUs
 *
 *		|-----2M-----|-----2M-----|-----2M-----|
 *		       addr ^			^ end
 *		|4K ...|4K...|-----2M-----|4K..|4K ... |	after the split
 *		       |==== changed ==========|
 *
 *	A split leaf translates as it did, so one that remains because the
 *	second split failed is merely smaller than it could be.
 *
 *	A page that is not present keeps its frame in the entry: the entry is
 *	not empty, so the table stays, and set_memory_p() finds it again.
 *
 * LOCKING
 *	Pages are their owner's. A large leaf is changed under pgtable_lock, as
 *	it is split: the owners of two of its pages may come at once.
 *
 * FAILURE
 *	See linux/set_memory.h: nothing is changed.
 *
 * COST
 *	Two walks and a flush. About 40 instructions a page: rights change
 *	seldom.
 *
 * LEFT OUT
 *	The alias in the direct map of a page of vmalloc: Linux changes it too,
 *	and must change it back when the page is freed. We leave it writable.
 *
 * SOURCES
 *	Linux arch/x86/mm/pat/set_memory.c (semantics); SDM vol. 3A 4.10.4.2.
 */
#include <asm/pgtable.h>
#include <asm/tlbflush.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/set_memory.h>

#include "pgtable.h"

struct change {
	unsigned long addr;
	unsigned long end;
	u64 clear;
	u64 set;
};

static pte_t changed(const struct change *c, pte_t leaf, unsigned int level)
{
	u64 prot = pgprot_val(pte_leaf_prot(leaf, level));

	return pte_leaf(pte_leaf_phys(leaf, level),
			__pgprot((prot & ~c->clear) | c->set), level);
}

/* 0, or why a leaf cannot be changed. */
static int refusal(const struct change *c, pte_t leaf, unsigned int level,
		   unsigned long addr)
{
	pte_t after = changed(c, leaf, level);

	if (WARN(pte_none(leaf), "set_memory: nothing is mapped at %#lx\n",
		 addr))
		return -EFAULT;
	if (WARN(pte_present(after) && pte_write(after) && pte_exec(after),
		 "set_memory: %#lx would be writable and executable\n", addr))
		return -EINVAL;
	return 0;
}

static int look(const struct change *c)
{
	unsigned long addr = c->addr;

	while (addr < c->end) {
		unsigned int level = PG_LEVEL_4K;
		pte_t leaf;
		int err;

		/* The owner of a neighbouring page may join the table. */
		spin_lock(&pgtable_lock);
		leaf = ptep_get(pgtable_find_locked(addr, &level));
		spin_unlock(&pgtable_lock);
		err = refusal(c, leaf, level, addr);
		if (err)
			return err;
		addr = pgtable_next(addr, c->end, level);
	}
	return 0;
}

static void change_leaf(const struct change *c, pte_t *entry,
			unsigned int level)
{
	set_pte(entry, changed(c, ptep_get(entry), level));
}

/* The leaves of one table, or one large one. Return: where to go on. */
static unsigned long change_piece(const struct change *c, unsigned long addr)
{
	unsigned int level = PG_LEVEL_4K;
	unsigned long next, i, nr = 1;
	pte_t *entry;

	spin_lock(&pgtable_lock);
	entry = pgtable_find_locked(addr, &level);
	next = pgtable_next(addr, c->end, level);
	if (level == PG_LEVEL_4K) {
		next = pgtable_end(addr, c->end, level);
		nr = (next - addr) >> PAGE_SHIFT;
	}
	for (i = 0; i < nr; i++)
		change_leaf(c, &entry[i], level);
	arch_entries_changed(addr, entry, nr, level);
	spin_unlock(&pgtable_lock);
	return next;
}

int change_memory(unsigned long addr, int numpages, pgprot_t clear,
		  pgprot_t set)
{
	struct change c = {
		.addr = addr, .end = addr + (unsigned long)numpages * PAGE_SIZE,
		.clear = pgprot_val(clear), .set = pgprot_val(set),
	};
	LIST_HEAD(dead);
	int err;

	if (WARN(!PAGE_ALIGNED(addr) || numpages <= 0 || c.end <= addr,
		 "set_memory: cannot change %d pages at %#lx\n", numpages,
		 addr))
		return -EINVAL;
	err = look(&c);
	if (err)
		return err;
	if (pgtable_split(c.addr) || pgtable_split(c.end))
		return -ENOMEM;
	while (addr < c.end)
		addr = change_piece(&c, addr);
	pgtable_join(c.addr, &dead);
	pgtable_join(c.end - 1, &dead);
	flush_tlb_kernel_range(c.addr, c.end);
	pgtable_free_list(&dead);
	return 0;
}
EXPORT_SYMBOL(change_memory);
