/* SPDX-License-Identifier: MIT */
#ifndef _ASM_PAGEWALK_H
#define _ASM_PAGEWALK_H

#include <linux/types.h>

/**
 * struct page_walk - what the processor would find on its way to @va
 * @entry: the entry read at each level, pgd first
 * @levels: how many were read: 1..4; the last is the leaf, or not present
 * @leaf_shift: 12, 21 or 30 if mapped; 0 if not
 */
struct page_walk {
	u64 entry[4];
	unsigned int levels;
	unsigned int leaf_shift;
};

/* page_walk - follow the tables in CR3; reads memory only. Any context. */
void page_walk(unsigned long va, struct page_walk *walk);

/* page_walk_rights - the leaf's rights narrowed by the tables': "RWX", ... */
void page_walk_rights(const struct page_walk *walk, char rights[4]);

/* page_walk_print - the same for people, one printk() line a level */
void page_walk_print(const char *level, unsigned long va);

/* Can a byte at @va be read without a fault? */
bool kernel_addr_mapped(unsigned long va);

#endif
