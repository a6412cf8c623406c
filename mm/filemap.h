/* SPDX-License-Identifier: MIT */
/*
 * filemap.h - what the files of the page cache share
 */
#ifndef _MM_FILEMAP_H
#define _MM_FILEMAP_H

#include <linux/pagemap.h>

/* mapping.c: held by who must not see a mapping come or go; may sleep */
void mappings_lock(void);
void mappings_unlock(void);
/* The first mapping with a number of at least @number, or NULL; locked. */
struct address_space *mapping_from(unsigned int number);
/* Number of a broken invariant of @mapping (M1 ..), or 0. */
int mapping_broken(struct address_space *mapping);

/* lru.c: lru_lock held; which list PG_active says */
void lru_add_locked(struct lruvec *lruvec, struct page *page);
void lru_del_locked(struct lruvec *lruvec, struct page *page);
/* Number of a broken invariant of a node's lists, or 0. */
int lru_broken(int nid);

/* writeback.c: a write has ended; any context but NMI */
void writeback_progress(void);

/* At boot, before the first page is cached. */
void lru_init(void);
void page_wait_init(void);
void writeback_init(void);

/* What of @gfp says how to get memory, and not what kind. */
static inline gfp_t node_gfp(gfp_t gfp)
{
	return gfp & (GFP_KERNEL | __GFP_HIGH | __GFP_NOWARN | __GFP_NORETRY |
		      __GFP_RETRY_MAYFAIL | __GFP_NOFAIL | __GFP_MEMALLOC |
		      __GFP_NOMEMALLOC);
}

#endif
