/* SPDX-License-Identifier: MIT */
/*
 * pgtable.h - what the files of mm/pgtable*.c share: tables by level
 */
#ifndef _MM_PGTABLE_H
#define _MM_PGTABLE_H

#include <linux/list.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/spinlock.h>

/* Guards what leads to what: entries that are tables, and large leaves. */
extern spinlock_t pgtable_lock;

/* Tests: this many more tables can be had, then none; negative: no limit. */
extern int pgtable_limit;

/* Tables that exist beyond those of the boot. */
extern atomic_t nr_page_tables;

/*
 * A zeroed page with PG_table, for one who may sleep; NULL. And the way back,
 * for one that is not, or no longer, in the tree.
 */
struct page *pgtable_alloc(void);
void pgtable_free(struct page *table);
void pgtable_free_list(struct list_head *tables);

/**
 * pgtable_hold - the entry for @addr at @level, with the tables above it
 * @nr: how many entries from there on will be filled, at least 1: the table
 *	stays for them until pgtable_release()
 *
 * Return: the entry; ERR_PTR(-ENOMEM): no memory for a table; -EBUSY: a
 * larger leaf is in the way; -EEXIST: there is a table where the caller
 * wants a leaf (@level above PG_LEVEL_4K). Context: may sleep.
 */
pte_t *pgtable_hold(unsigned long addr, unsigned int level, unsigned int nr);

/**
 * pgtable_find_locked - the way down to @addr, as far as there is one
 * @level: how far down at most; set to how far it was
 *
 * Return: the entry: a leaf, empty, or at the level asked for.
 */
pte_t *pgtable_find_locked(unsigned long addr, unsigned int *level)
	__must_hold(&pgtable_lock);

/* @nr entries of the table that @entry is in: taken into use; given up */
void pgtable_get(pte_t *entry, unsigned int nr);
void pgtable_release(pte_t *entry, unsigned int nr);

/*
 * Of a table that is held, for one to whom these entries belong; then
 * arch_entries_changed(). Filled are @nr entries from @entry on, with pages or
 * with neighbours from @first on. Return: how many were written; fewer if
 * there is something there, or no page.
 */
unsigned int pgtable_fill_pages(pte_t *entry, unsigned int nr,
				struct page *const *pages, pgprot_t prot);
unsigned int pgtable_fill_leaves(pte_t *entry, unsigned int nr, pte_t first,
				 unsigned int level);
void pgtable_clear(pte_t *entry, unsigned int nr);

/*
 * pgtable_split - no leaf reaches across @addr: those that did are tables of
 * smaller ones. Return: 0 or -ENOMEM. Context: may sleep.
 */
int pgtable_split(unsigned long addr);

/*
 * pgtable_join - make the tables over @addr, which came of a split and are
 * alike again, one leaf. The tables are put on @dead, to be freed by
 * pgtable_free_list() when all TLBs have been flushed.
 */
void pgtable_join(unsigned long addr, struct list_head *dead);

/**
 * struct pgtable_flaw - the first invariant found broken
 * @number: which, as the essay of pgtable.c counts; 0: none
 * @addr: the address whose entry, or whose table's first entry, breaks it
 */
struct pgtable_flaw {
	int number;
	unsigned long addr;
};

/* Walk everything. Return: flaw->number. Others should not map meanwhile. */
int pgtable_broken(struct pgtable_flaw *flaw);

/* Where the entry after that of @addr at @level starts; @end if before. */
static inline unsigned long pgtable_next(unsigned long addr,
					 unsigned long end, unsigned int level)
{
	unsigned long last = addr | (page_level_size(level) - 1);

	return last < end - 1 ? last + 1 : end;
}

/* The same for a table of that level's entries. */
static inline unsigned long pgtable_end(unsigned long addr, unsigned long end,
					unsigned int level)
{
	return pgtable_next(addr, end, level + 1);
}

#endif
