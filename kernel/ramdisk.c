// SPDX-License-Identifier: MIT
/*
 * ramdisk.c - a disk made of pages, for the page cache to work on
 *
 * PROBLEM
 *	Reclaim, writeback and the waits between them can only be seen at work
 *	on a device: one that takes its time, whose requests end in another
 *	context than they began, that can fail. There is no disk here that all
 *	machines have, and none on the host at all.
 *
 * IDEA
 *	A device whose blocks are pages of its own, taken when it is made. A
 *	request goes into a queue; a thread takes it out, copies a page, and
 *	says that it is done:
 *
 *	readpage()				writepage()
 *	page locked				page locked
 *	   |  request from the pool		   |  set_page_writeback()
 *	   |					   |  unlock_page()
 *	   +------------> queue <------------------+
 *			    |
 *			 thread: copies
 *			    |
 *	   +----------------+----------------------+
 *	   v					   v
 *	SetPageUptodate()			end_page_writeback()
 *	unlock_page()
 *
 * NO MEMORY FOR WRITING
 *	A page is written because memory is short, so writing must not need
 *	any that can run out. Requests come from a mempool, under GFP_NOIO:
 *	who finds its reserve empty waits for a request to come back, and the
 *	thread needs nothing to bring it back. Workqueues share one worker a
 *	CPU, whose items may well wait for memory: so a thread, not a worker.
 *
 * WHO READS WHILE ANOTHER WRITES
 *	Bytes are copied with the page locked, and into it only when it is not
 *	being written: a reader sees a write within one page whole, and the
 *	device gets one state of a page or another, not a mixture.
 *
 * LOCKING
 *	disks_mutex: the list of all. rd->lock: the queue. Of the page cache a
 *	page's lock at a time.
 *
 * FAILURE
 *	fail_reads and fail_writes make the next requests fail: -EIO, told by
 *	the page cache to who reads, and to who syncs.
 *
 * LEFT OUT
 *	Merging, plugging, priorities, and partitions.
 *
 * SOURCES
 *	LDD3 ch. 16 (what a block driver does); Linux: drivers/block/brd.c
 *	(the idea).
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/kvmalloc.h>
#include <linux/mutex.h>
#include <linux/pagemap.h>
#include <linux/ramdisk.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmstat.h>
#include <linux/writeback.h>

/* Under way at once when there is no memory at all. */
#define POOL_RESERVE	4

struct ramdisk_request {
	struct list_head entry;
	struct page *page;
	unsigned int write;
};

static DEFINE_MUTEX(disks_mutex);
static LIST_HEAD(disks);

static struct ramdisk *to_ramdisk(struct address_space *mapping)
{
	return container_of(mapping, struct ramdisk, mapping);
}

/* ---- requests ---------------------------------------------------------------- */

static void submit(struct ramdisk *rd, struct page *page, unsigned int write)
{
	struct ramdisk_request *rq = mempool_alloc(rd->pool, GFP_NOIO);

	rq->page = page;
	rq->write = write;
	spin_lock_irq(&rd->lock);
	list_add_tail(&rq->entry, &rd->queue);
	/* Under the lock: once the request is executed, @rd may be gone. */
	wake_up(&rd->wait);
	spin_unlock_irq(&rd->lock);
}

static int ramdisk_readpage(struct address_space *mapping, struct page *page)
{
	submit(to_ramdisk(mapping), page, 0);
	return 0;
}

static int ramdisk_writepage(struct page *page, struct writeback_control *wbc)
{
	struct address_space *mapping = page_mapping(page);

	if (!reclaim_may_io()) {
		redirty_page_for_writepage(wbc, page);
		unlock_page(page);
		return 0;
	}
	set_page_writeback(page);
	unlock_page(page);
	submit(to_ramdisk(mapping), page, 1);
	return 0;
}

static const struct address_space_operations ramdisk_aops = {
	.readpage = ramdisk_readpage,
	.writepage = ramdisk_writepage,
};

/* ---- the thread ---------------------------------------------------------------- */

static int copy_block(struct ramdisk *rd, const struct ramdisk_request *rq)
{
	struct page *block = rd->blocks[page_index(rq->page)];
	atomic_t *fail = rq->write ? &rd->fail_writes : &rd->fail_reads;

	atomic_long_inc(rq->write ? &rd->writes : &rd->reads);
	count_vm_events(rq->write ? PGPGOUT : PGPGIN, PAGE_SIZE / 1024);
	if (atomic_dec_if_positive(fail) >= 0) {
		atomic_long_inc(&rd->errors);
		return -EIO;
	}
	if (rq->write)
		copy_highpage(block, rq->page);
	else
		copy_highpage(rq->page, block);
	return 0;
}

/* The request goes home first: who waits for the page may wait for it next. */
static void execute(struct ramdisk *rd, struct ramdisk_request *rq)
{
	struct page *page = rq->page;
	unsigned int write = rq->write;
	int err = copy_block(rd, rq);

	mempool_free(rq, rd->pool);
	if (write) {
		mapping_set_error(&rd->mapping, err);
		end_page_writeback(page);
		return;
	}
	if (!err)
		SetPageUptodate(page);
	unlock_page(page);
}

static struct ramdisk_request *next_request(struct ramdisk *rd)
{
	struct ramdisk_request *rq;

	spin_lock_irq(&rd->lock);
	rq = list_first_entry_or_null(&rd->queue, struct ramdisk_request,
				      entry);
	if (rq)
		list_del(&rq->entry);
	spin_unlock_irq(&rd->lock);
	return rq;
}

static bool has_requests(struct ramdisk *rd)
{
	return !list_empty(&rd->queue);
}

static int ramdisk_thread(void *data)
{
	struct ramdisk *rd = data;
	struct ramdisk_request *rq;

	for (;;) {
		wait_event_idle(rd->wait, has_requests(rd) ||
				kthread_should_stop());
		rq = next_request(rd);
		if (rq)
			execute(rd, rq);
		else if (kthread_should_stop())
			return 0;
		cond_resched();
	}
}

/* ---- create, destroy ------------------------------------------------------------ */

static void free_blocks(struct ramdisk *rd)
{
	unsigned long i;

	if (!rd->blocks)
		return;
	for (i = 0; i < rd->nr_pages && rd->blocks[i]; i++)
		__free_page(rd->blocks[i]);
	kvfree(rd->blocks);
}

static int alloc_blocks(struct ramdisk *rd)
{
	unsigned long i;

	rd->blocks = kvcalloc(rd->nr_pages, sizeof(*rd->blocks), GFP_KERNEL);
	if (!rd->blocks)
		return -ENOMEM;
	for (i = 0; i < rd->nr_pages; i++) {
		rd->blocks[i] = alloc_page(GFP_HIGHUSER | __GFP_ZERO |
					   __GFP_NOWARN | __GFP_NORETRY);
		if (!rd->blocks[i])
			return -ENOMEM;
		cond_resched();
	}
	return 0;
}

static void unmake(struct ramdisk *rd)
{
	if (!IS_ERR_OR_NULL(rd->thread))
		kthread_stop(rd->thread);
	mapping_exit(&rd->mapping);
	mempool_destroy(rd->pool);
	free_blocks(rd);
	kfree(rd);
}

/* What is there is taken apart by unmake(). */
static int make(struct ramdisk *rd, const char *name)
{
	int err = mapping_init(&rd->mapping, &ramdisk_aops, name);

	if (err)
		return err;
	spin_lock_init(&rd->lock);
	INIT_LIST_HEAD(&rd->queue);
	init_waitqueue_head(&rd->wait);
	rd->pool = mempool_create_kmalloc_pool(POOL_RESERVE,
					       sizeof(struct ramdisk_request));
	if (!rd->pool)
		return -ENOMEM;
	err = alloc_blocks(rd);
	if (err)
		return err;
	rd->thread = kthread_run(ramdisk_thread, rd, "%s", name);
	return PTR_ERR_OR_ZERO(rd->thread);
}

static struct ramdisk *find_locked(const char *name)
{
	struct ramdisk *rd;

	list_for_each_entry(rd, &disks, list) {
		if (!strcmp(rd->mapping.name, name))
			return rd;
	}
	return NULL;
}

static int enlist(struct ramdisk *rd)
{
	int err = 0;

	mutex_lock(&disks_mutex);
	if (find_locked(rd->mapping.name))
		err = -EEXIST;
	else
		list_add_tail(&rd->list, &disks);
	mutex_unlock(&disks_mutex);
	return err;
}

struct ramdisk *ramdisk_create(const char *name, unsigned long nr_pages)
{
	struct ramdisk *rd;
	int err;

	if (!nr_pages || nr_pages > RAMDISK_MAX_PAGES || !*name)
		return ERR_PTR(-EINVAL);
	rd = kzalloc(sizeof(*rd), GFP_KERNEL);
	if (!rd)
		return ERR_PTR(-ENOMEM);
	rd->nr_pages = nr_pages;
	err = make(rd, name);
	if (!err)
		err = enlist(rd);
	if (!err)
		return rd;
	unmake(rd);
	return ERR_PTR(err);
}
EXPORT_SYMBOL(ramdisk_create);

void ramdisk_destroy(struct ramdisk *rd)
{
	mutex_lock(&disks_mutex);
	list_del(&rd->list);
	mutex_unlock(&disks_mutex);
	/* All reads and writes have ended when no page is left. */
	truncate_inode_pages(&rd->mapping, 0);
	unmake(rd);
}
EXPORT_SYMBOL(ramdisk_destroy);

struct ramdisk *ramdisk_find(const char *name)
{
	struct ramdisk *rd;

	mutex_lock(&disks_mutex);
	rd = find_locked(name);
	mutex_unlock(&disks_mutex);
	return rd;
}
EXPORT_SYMBOL(ramdisk_find);

void ramdisk_for_each(void (*fn)(struct ramdisk *rd, void *data), void *data)
{
	struct ramdisk *rd;

	mutex_lock(&disks_mutex);
	list_for_each_entry(rd, &disks, list)
		fn(rd, data);
	mutex_unlock(&disks_mutex);
}
EXPORT_SYMBOL(ramdisk_for_each);

/* ---- bytes ------------------------------------------------------------------------ */

/* How many of @len bytes at @pos lie on the device. */
static size_t on_device(const struct ramdisk *rd, loff_t pos, size_t len)
{
	u64 size = (u64)rd->nr_pages << PAGE_SHIFT;

	if (pos < 0 || (u64)pos >= size)
		return 0;
	return min_t(u64, len, size - pos);
}

/* ... in the page where @pos is. */
static size_t in_page(loff_t pos, size_t len)
{
	return min(len, PAGE_SIZE - offset_in_page(pos));
}

static int read_part(struct ramdisk *rd, loff_t pos, char *buf, size_t len)
{
	struct page *page = lock_cache_page(&rd->mapping, pos >> PAGE_SHIFT,
					    PAGE_WANTED_UPTODATE);

	if (IS_ERR(page))
		return PTR_ERR(page);
	memcpy_from_page(buf, page, offset_in_page(pos), len);
	unlock_page(page);
	put_page(page);
	return 0;
}

static int write_part(struct ramdisk *rd, loff_t pos, const char *buf,
		      size_t len)
{
	enum page_wanted wanted = len == PAGE_SIZE ? PAGE_WANTED_ANY :
						     PAGE_WANTED_UPTODATE;
	struct page *page = lock_cache_page(&rd->mapping, pos >> PAGE_SHIFT,
					    wanted);

	if (IS_ERR(page))
		return PTR_ERR(page);
	wait_for_stable_page(page);
	memcpy_to_page(page, offset_in_page(pos), buf, len);
	SetPageUptodate(page);
	set_page_dirty(page);
	unlock_page(page);
	put_page(page);
	balance_dirty_pages_ratelimited(&rd->mapping);
	return 0;
}

ssize_t ramdisk_read(struct ramdisk *rd, loff_t pos, void *buf, size_t len)
{
	size_t done = 0, part;
	int err = 0;

	len = on_device(rd, pos, len);
	while (done < len && !err) {
		part = in_page(pos + done, len - done);
		err = read_part(rd, pos + done, (char *)buf + done, part);
		if (!err)
			done += part;
	}
	return done ? (ssize_t)done : err;
}
EXPORT_SYMBOL(ramdisk_read);

ssize_t ramdisk_write(struct ramdisk *rd, loff_t pos, const void *buf,
		      size_t len)
{
	size_t done = 0, part;
	int err = 0;

	if (len && !on_device(rd, pos, len))
		return -ENOSPC;
	len = on_device(rd, pos, len);
	while (done < len && !err) {
		part = in_page(pos + done, len - done);
		err = write_part(rd, pos + done, (const char *)buf + done,
				 part);
		if (!err)
			done += part;
	}
	return done ? (ssize_t)done : err;
}
EXPORT_SYMBOL(ramdisk_write);

int ramdisk_sync(struct ramdisk *rd)
{
	return filemap_write_and_wait(&rd->mapping);
}
EXPORT_SYMBOL(ramdisk_sync);
