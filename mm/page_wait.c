// SPDX-License-Identifier: MIT
/*
 * page_wait.c - sleeping until a page's flag is clear
 *
 * PROBLEM
 *	Tasks wait for a page that is locked, or being written. Any of millions
 *	of pages may be waited for, and at a time hardly any is: a queue in
 *	each would cost more than the page's whole description.
 *
 * IDEA
 *	A page's address chooses one of NR_QUEUES queues; each waiter there
 *	says for which page and flag, and a waker wakes those alone.
 *
 *	unlock_page(B)	queue 7: [A locked] [B locked] [B writeback]
 *				     no		yes	    no
 *
 *	Who wants the lock for himself waits exclusively: one unlock wakes one
 *	of them, who then tries like everybody else. Should another have been
 *	faster, that one's unlock wakes him again.
 *
 * NO WAKE-UP IS LOST
 *	waiter				waker
 *	into the queue			clears the flag (a full barrier)
 *	state, full barrier		looks whether anybody is in the queue
 *	looks at the flag		wakes
 *
 *	Whichever comes first is seen by the other.
 *
 * THE PAGE MAY BE GONE
 *	when its flag is clear: the one who waited for it frees it. A waker
 *	therefore uses the page's address, to compare, and nothing in it.
 *
 * INVARIANT
 *	None of its own: a queue's are sched/wait.c's.
 *
 * LOCKING
 *	The queues'.
 *
 * FAILURE
 *	A page that is unlocked and was not locked is reported.
 *
 * COST
 *	Nobody waits: one load. Two pages of one queue: their waiters look at
 *	each other's wake-ups. 256 queues are 6 KiB.
 *
 * LEFT OUT
 *	Linux hands the lock over when a waiter has been overtaken too often,
 *	and has a flag for "somebody waits".
 *
 * SOURCES
 *	Linux 2.6: wait_on_page_bit(), __lock_page() (semantics).
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/wait.h>

#include "filemap.h"

#define QUEUE_BITS	8
#define NR_QUEUES	(1u << QUEUE_BITS)

static struct wait_queue_head queues[NR_QUEUES];

/* Who waits for what; the waker's key has no entry. */
struct page_waiter {
	struct wait_queue_entry entry;
	const struct page *page;
	int bit;
};

struct page_wake {
	const struct page *page;
	int bit;
};

/* Neighbours in memory to different queues: the golden ratio, in 64 bits. */
static struct wait_queue_head *queue_of(const struct page *page)
{
	u64 hash = page_to_pfn(page) * 0x9e3779b97f4a7c15ULL;

	return &queues[hash >> (64 - QUEUE_BITS)];
}

static int wake_if_meant(struct wait_queue_entry *entry, unsigned int mode,
			 int flags, void *key)
{
	const struct page_waiter *waiter =
		container_of(entry, struct page_waiter, entry);
	const struct page_wake *wake = key;

	if (waiter->page != wake->page || waiter->bit != wake->bit)
		return 0;
	return autoremove_wake_function(entry, mode, flags, key);
}

static void waiter_init(struct page_waiter *waiter, const struct page *page,
			int bit)
{
	init_wait_entry(&waiter->entry, 0);
	waiter->entry.func = wake_if_meant;
	waiter->page = page;
	waiter->bit = bit;
}

void __wait_on_page_bit(struct page *page, int bit)
{
	struct wait_queue_head *queue = queue_of(page);
	struct page_waiter waiter;

	waiter_init(&waiter, page, bit);
	for (;;) {
		prepare_to_wait(queue, &waiter.entry, TASK_UNINTERRUPTIBLE);
		if (!page_flag_acquire(page, bit))
			break;
		schedule();
	}
	finish_wait(queue, &waiter.entry);
}
EXPORT_SYMBOL(__wait_on_page_bit);

void __lock_page(struct page *page)
{
	struct wait_queue_head *queue = queue_of(page);
	struct page_waiter waiter;

	waiter_init(&waiter, page, PG_locked);
	for (;;) {
		prepare_to_wait_exclusive(queue, &waiter.entry,
					  TASK_UNINTERRUPTIBLE);
		if (trylock_page(page))
			break;
		schedule();
	}
	finish_wait(queue, &waiter.entry);
}
EXPORT_SYMBOL(__lock_page);

void wake_up_page(struct page *page, int bit)
{
	struct wait_queue_head *queue = queue_of(page);
	struct page_wake wake = { .page = page, .bit = bit };

	if (wq_has_sleeper(queue))
		__wake_up(queue, TASK_NORMAL, 1, &wake);
}
EXPORT_SYMBOL(wake_up_page);

void unlock_page(struct page *page)
{
	int was = __atomic_fetch_and(&page->flags, ~(1u << PG_locked),
				     __ATOMIC_SEQ_CST) >> PG_locked & 1;

	WARN(!was, "unlock_page: page %px is not locked\n", page);
	wake_up_page(page, PG_locked);
}
EXPORT_SYMBOL(unlock_page);

void page_wait_init(void)
{
	unsigned int i;

	for (i = 0; i < NR_QUEUES; i++)
		init_waitqueue_head(&queues[i]);
}
