/* SPDX-License-Identifier: MIT */
/*
 * zone_wait.h - waiting for pages: mm/zone_wait.c, for alloc_slow.c and tests
 *
 *	zone_wait_begin(&w, req);	at the end of the queue
 *	page = zone_wait(&w, timeout);	asleep; may be said again, and anything
 *					be done in between, in the same place
 *	page = zone_wait_end(&w);	out of it; what was given meanwhile
 */
#ifndef _MM_ZONE_WAIT_H
#define _MM_ZONE_WAIT_H

#include <linux/list.h>
#include <asm/timex.h>

#include "internal.h"

struct task_struct;

/* One who waits; on his stack. @entry and @page: zone_wait_lock. */
struct zone_waiter {
	struct list_head entry;		/* empty when he has a page */
	struct page *page;
	struct alloc_request req;
	struct task_struct *task;
	cycles_t since;
};

/* zone_wait_lock */
struct zone_wait_stats {
	unsigned long waited;		/* came into the queue */
	unsigned long served;		/* were given a page there */
	unsigned long timeouts;		/* times that somebody's time was up */
	unsigned long lost;		/* ... though a page was there */
	cycles_t longest;		/* from coming to leaving */
};

extern struct zone_wait_stats zone_wait_stats;

/* Task context, interrupts on. */
void zone_wait_begin(struct zone_waiter *w, const struct alloc_request *req);

/*
 * @timeout: jiffies; 0: do not sleep.
 * Return: his page, which zone_wait_end() returns, too; NULL: none so far.
 */
struct page *zone_wait(struct zone_waiter *w, long timeout);
struct page *zone_wait_end(struct zone_waiter *w);

/* From now on he may reach deeper: ALLOC_ bits. */
void zone_wait_rights(struct zone_waiter *w, unsigned int rights);

/*
 * Does somebody wait for a zone of @req's? @me: not counting this one; or
 * NULL. Any context; a hint.
 */
bool zone_wait_others(const struct alloc_request *req,
		      const struct zone_waiter *me);

/* Is @task in the queue, and has no page? */
bool zone_wait_has(const struct task_struct *task);

/* alloc_slow.c: jiffies, a round; one of who must not fail. Tests set them. */
extern long zone_wait_round, zone_wait_nofail;

/* Number of a broken invariant, or 0. */
int zone_wait_broken(void);

#endif
