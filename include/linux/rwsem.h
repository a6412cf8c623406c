/* SPDX-License-Identifier: MIT */
/*
 * rwsem.h - many readers or one writer; the others sleep
 *
 * Served in the order of arrival, readers who stand side by side together:
 * neither side starves. So a reader must not read again inside: a writer may
 * have come in between, and both wait for ever.
 *
 * Context: task, may sleep; trylocks and up_read(): any but NMI.
 */
#ifndef _LINUX_RWSEM_H
#define _LINUX_RWSEM_H

#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/spinlock.h>

struct task_struct;

/**
 * struct rw_semaphore
 * @lock: guards the rest
 * @count: readers inside; -1: a writer
 * @writer: who that is, else NULL
 * @wait_list: who waits, first come first
 * @dep_map: its place in the order of locks
 */
struct rw_semaphore {
	raw_spinlock_t lock;
	int count;
	struct task_struct *writer;
	struct list_head wait_list;
	struct lockdep_map dep_map;
};

#define __RWSEM_INITIALIZER(name) \
	{ .lock = __RAW_SPIN_LOCK_INITIALIZER(name.lock), \
	  .wait_list = LIST_HEAD_INIT(name.wait_list), \
	  .dep_map = DEP_MAP_INIT(name, LD_WAIT_SLEEP) }
#define DECLARE_RWSEM(name) \
	struct rw_semaphore name = __RWSEM_INITIALIZER(name)

void __init_rwsem(struct rw_semaphore *sem, const char *name,
		  struct lock_class_key *key);
#define init_rwsem(sem) \
do { \
	static struct lock_class_key __key; \
	__init_rwsem(sem, #sem, &__key); \
} while (0)

void down_read(struct rw_semaphore *sem);
void up_read(struct rw_semaphore *sem);
void down_write(struct rw_semaphore *sem);
void up_write(struct rw_semaphore *sem);

/* Return: 0; -EINTR after a signal, which kernel threads do not get. */
int __must_check down_read_interruptible(struct rw_semaphore *sem);
int __must_check down_read_killable(struct rw_semaphore *sem);
int __must_check down_write_killable(struct rw_semaphore *sem);

/* Return: 1 if it came in, else 0. */
int down_read_trylock(struct rw_semaphore *sem);
int down_write_trylock(struct rw_semaphore *sem);

/* A writer becomes a reader; no other writer comes in between. */
void downgrade_write(struct rw_semaphore *sem);

/* The inner one of two of the same class: @subclass is for lockdep. */
void down_read_nested(struct rw_semaphore *sem, int subclass);
void down_write_nested(struct rw_semaphore *sem, int subclass);

/* Old news when they return, unless the caller is inside. */
int rwsem_is_locked(struct rw_semaphore *sem);
int rwsem_is_contended(struct rw_semaphore *sem);

#endif
