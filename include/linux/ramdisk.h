/* SPDX-License-Identifier: MIT */
/*
 * ramdisk.h - a device whose blocks are pages, written and read as disks are
 *
 *	rd = ramdisk_create("rd0", 256);		1 MiB
 *	ramdisk_write(rd, 5000, "hello", 5);		into the cache
 *	ramdisk_sync(rd);				on the device
 *	ramdisk_destroy(rd);
 *
 * Requests are executed by a thread of the device's, one after the other, so
 * that whoever starts one sees it end in another task, later.
 */
#ifndef _LINUX_RAMDISK_H
#define _LINUX_RAMDISK_H

#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/mempool.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

struct task_struct;

/**
 * struct ramdisk - one
 * @mapping:  its cached pages
 * @nr_pages: its size
 * @blocks:   its contents
 * @pool:     of requests
 * @thread:   who executes them
 * @list:     in the list of all
 * @lock:     guards @queue, the requests to be executed, oldest first
 * @wait:     the thread, while there are none
 * @fail_reads, @fail_writes: so many of the next ones fail; anybody may set
 * @reads, @writes, @errors: requests executed so far
 */
struct ramdisk {
	struct address_space mapping;
	unsigned long nr_pages;
	struct page **blocks;
	mempool_t *pool;
	struct task_struct *thread;
	struct list_head list;

	spinlock_t lock;
	struct list_head queue;
	wait_queue_head_t wait;

	atomic_t fail_reads;
	atomic_t fail_writes;
	atomic_long_t reads;
	atomic_long_t writes;
	atomic_long_t errors;
};

/**
 * ramdisk_create - a device full of zeros
 * @name:     for its thread, its mapping and ramdisk_find()
 * @nr_pages: its size, 1 .. RAMDISK_MAX_PAGES
 *
 * Context: may sleep. Return: it; ERR_PTR(-ENOMEM, -EINVAL, -ENOSPC: no more
 * mappings, -EEXIST: one has this name).
 */
struct ramdisk *ramdisk_create(const char *name, unsigned long nr_pages);
#define RAMDISK_MAX_PAGES	(1UL << 24)

/* ramdisk_destroy - it is not needed any more; nobody uses it. May sleep. */
void ramdisk_destroy(struct ramdisk *rd);

/* ramdisk_find - the one of this name; NULL. Who destroys it sees to it. */
struct ramdisk *ramdisk_find(const char *name);

/**
 * ramdisk_read - bytes of the device, through the cache
 * @rd:  it
 * @pos: where
 * @buf: to
 * @len: how many
 *
 * Within a page one sees another's ramdisk_write() whole or not at all.
 * Context: may sleep.
 * Return: bytes read, fewer than @len at the end of the device, 0 behind it;
 * if the first page fails, -ENOMEM, -EIO.
 */
ssize_t ramdisk_read(struct ramdisk *rd, loff_t pos, void *buf, size_t len);

/* ramdisk_write - the same to the cache; -ENOSPC behind the device's end */
ssize_t ramdisk_write(struct ramdisk *rd, loff_t pos, const void *buf,
		      size_t len);

/**
 * ramdisk_sync - return when all that was written before is on the device
 *
 * Return: 0; -EIO: some was not, since the last time it was said.
 */
int ramdisk_sync(struct ramdisk *rd);

/* ramdisk_for_each - @fn for each; none comes or goes meanwhile; may sleep */
void ramdisk_for_each(void (*fn)(struct ramdisk *rd, void *data), void *data);

#endif
