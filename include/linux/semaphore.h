/* SPDX-License-Identifier: MIT */
/*
 * semaphore.h - so many at a time; the others sleep, first come first served
 *
 * Who calls up() need not have called down().
 *
 * Context: down(): task, may sleep. up(), down_trylock(): any but NMI.
 */
#ifndef _LINUX_SEMAPHORE_H
#define _LINUX_SEMAPHORE_H

#include <linux/list.h>
#include <linux/spinlock.h>

/* @count: how many more may come in; @wait_list; both: lock */
struct semaphore {
	raw_spinlock_t lock;
	unsigned int count;
	struct list_head wait_list;
};

#define __SEMAPHORE_INITIALIZER(name, n) \
	{ .lock = __RAW_SPIN_LOCK_INITIALIZER((name).lock), .count = (n), \
	  .wait_list = LIST_HEAD_INIT((name).wait_list) }
#define DEFINE_SEMAPHORE(name, n) \
	struct semaphore name = __SEMAPHORE_INITIALIZER(name, n)

#define sema_init(sem, val) \
do { \
	raw_spin_lock_init(&(sem)->lock); \
	(sem)->count = (val); \
	INIT_LIST_HEAD(&(sem)->wait_list); \
} while (0)

void down(struct semaphore *sem);

/* Return: 0; -EINTR after a signal, which kernel threads do not get. */
int __must_check down_interruptible(struct semaphore *sem);
int __must_check down_killable(struct semaphore *sem);

/* Return: 0 if it came in, 1 if not. The other way round than trylocks! */
int __must_check down_trylock(struct semaphore *sem);

/* Return: 0; -ETIME: not within @timeout jiffies. */
int __must_check down_timeout(struct semaphore *sem, long timeout);
void up(struct semaphore *sem);

#endif
