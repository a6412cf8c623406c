/* SPDX-License-Identifier: MIT */
/*
 * internal.h - what mm/'s files share with each other and nobody else
 *
 * The tests are the one guest: they work on a struct bootmem of their own,
 * over memory that does not exist.
 */
#ifndef _MM_INTERNAL_H
#define _MM_INTERNAL_H

#include <linux/types.h>

struct seq_file;

/*
 * Usable ranges: a firmware map has at most 128, each may be cut by node
 * borders (at most 64 of them).
 */
#define BOOTMEM_MAX_RANGES	192

/*
 * Reservations: the neighbours of one owner are one entry, so this counts
 * owners, not calls. A boot uses about 20.
 */
#define BOOTMEM_MAX_RESERVED	256

/* Usable physical [start, end), bytes, whole pages. */
struct bootmem_range {
	phys_addr_t start;
	phys_addr_t end;
	int nid;
};

/* Taken physical [start, end), bytes, and by whom. */
struct bootmem_reserved {
	phys_addr_t start;
	phys_addr_t end;
	const char *name;		/* a reservation's, or NULL */
	unsigned long caller;		/* an allocation's, or 0 */
};

struct bootmem {
	unsigned int nr_ranges;
	unsigned int nr_reserved;
	struct bootmem_range range[BOOTMEM_MAX_RANGES];
	struct bootmem_reserved reserved[BOOTMEM_MAX_RESERVED];

	phys_addr_t low_end;		/* no allocation reaches past it */

	/* The bump pointer: where the last search with this goal ended. */
	phys_addr_t bump_goal;
	phys_addr_t bump;
	int bump_nid;
	bool bump_valid;
};

/**
 * struct bootmem_request - one allocation, in words
 * @size, @align: bytes; @align a power of two
 * @goal: lowest address wanted
 * @limit: end of what may be used
 * @nid: node, or NUMA_NO_NODE
 * @caller: for the map
 */
struct bootmem_request {
	u64 size;
	u64 align;
	phys_addr_t goal;
	phys_addr_t limit;
	int nid;
	unsigned long caller;
};

int bootmem_add(struct bootmem *bm, phys_addr_t start, phys_addr_t end,
		int nid);
int bootmem_reserve(struct bootmem *bm, const struct bootmem_reserved *what,
		    int flags);

/* bootmem_take - 0: no room below the limit; address 0 is never given */
phys_addr_t bootmem_take(struct bootmem *bm,
			 const struct bootmem_request *req);

/* bootmem_give - 0, -EINVAL: not boot memory, -EALREADY: free already */
int bootmem_give(struct bootmem *bm, phys_addr_t start, phys_addr_t end);

u64 bootmem_count_free(const struct bootmem *bm);
void bootmem_show_one(struct seq_file *m, const struct bootmem *bm);

/* bootmem_broken - the number of an invariant that does not hold, or 0 */
int bootmem_broken(const struct bootmem *bm);

#endif
