/* SPDX-License-Identifier: MIT */
/*
 * writeback.h - when dirty pages are written, and who has to wait for it
 */
#ifndef _LINUX_WRITEBACK_H
#define _LINUX_WRITEBACK_H

#include <linux/fs.h>

enum writeback_sync_modes {
	WB_SYNC_NONE,		/* what can be had without waiting */
	WB_SYNC_ALL,		/* all that is dirty now: somebody waits */
};

/**
 * struct writeback_control - what is to be written, and why
 * @nr_to_write: pages; counted down
 * @sync_mode:	 WB_SYNC_*
 * @for_reclaim: one page, because memory is short
 */
struct writeback_control {
	long nr_to_write;
	enum writeback_sync_modes sync_mode;
	unsigned int for_reclaim:1;
};

/* Percent of the memory that the cache could have; Linux's sysctls. */
extern unsigned int vm_dirty_ratio;
extern unsigned int dirty_background_ratio;

/**
 * global_dirty_limits - how many pages may be dirty
 * @pbackground: above this the flusher writes
 * @pdirty:	 above this who dirties pages waits
 *
 * Pages. Context: any.
 */
void global_dirty_limits(unsigned long *pbackground, unsigned long *pdirty);

/**
 * balance_dirty_pages_ratelimited - I have made a page of @mapping dirty
 * @mapping: whose; pinned by the caller
 *
 * To be called with no page locked. Now and then it looks whether too much is
 * dirty, has the flusher write, or writes some itself and waits, for a
 * bounded time. Context: may sleep.
 */
void balance_dirty_pages_ratelimited(struct address_space *mapping);

/* wakeup_flusher_threads - have dirty pages written. Context: any but NMI. */
void wakeup_flusher_threads(void);

/* flusher_quiesce - return when the flusher has nothing to do; may sleep */
void flusher_quiesce(void);

/**
 * write_cache_pages - begin to write dirty pages of @mapping
 * @mapping: whose
 * @wbc:     how many, and whether to wait for locked ones
 *
 * Each page that is dirty now is visited at most once. Context: may sleep.
 * Return: 0, or the first error of the mapping's writepage().
 */
int write_cache_pages(struct address_space *mapping,
		      struct writeback_control *wbc);

#endif
