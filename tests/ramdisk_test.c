// SPDX-License-Identifier: MIT
/*
 * ramdisk_test.c - bytes through the page cache, to a device and back
 *
 * Everything at once: tasks that write, read back, sync, throw pages out and
 * truncate, on all CPUs. What a task wrote it must read, whatever the others
 * did meanwhile.
 */
#include <linux/errno.h>
#include <linux/kthread.h>
#include <linux/pagemap.h>
#include <linux/ramdisk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmstat.h>
#include <linux/writeback.h>

#include "../mm/filemap.h"
#include "../mm/vmscan.h"
#include "threads.h"

#define DISK_PAGES	24

static struct ramdisk *rd;
static char *buf;

static int ramdisk_test_init(struct kunit *test)
{
	rd = NULL;
	buf = kmalloc(4 * PAGE_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, buf);
	rd = ramdisk_create("toydisk", DISK_PAGES);
	if (IS_ERR(rd))
		rd = NULL;
	KUNIT_ASSERT_NOT_NULL(test, rd);
	return 0;
}

static void ramdisk_test_exit(struct kunit *test)
{
	if (rd) {
		flusher_quiesce();
		KUNIT_EXPECT_EQ(test, mapping_broken(&rd->mapping), 0);
		ramdisk_destroy(rd);
	}
	kfree(buf);
}

/* Bytes that tell where they were written, and when. */
static void fill(char *to, size_t len, unsigned int seed)
{
	size_t i;

	for (i = 0; i < len; i++)
		to[i] = (char)(seed * 31 + i * 7 + (i >> 8));
}

static bool is_filled(const char *at, size_t len, unsigned int seed)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (at[i] != (char)(seed * 31 + i * 7 + (i >> 8)))
			return false;
	}
	return true;
}

static void write_filled(struct kunit *test, loff_t pos, size_t len,
			 unsigned int seed)
{
	fill(buf, len, seed);
	KUNIT_EXPECT_EQ(test, ramdisk_write(rd, pos, buf, len), (ssize_t)len);
}

static void expect_filled(struct kunit *test, loff_t pos, size_t len,
			  unsigned int seed)
{
	memset(buf, 0, len);
	KUNIT_EXPECT_EQ(test, ramdisk_read(rd, pos, buf, len), (ssize_t)len);
	KUNIT_EXPECT_TRUE_MSG(test, is_filled(buf, len, seed),
			      "%zu bytes at %lld", len, pos);
}

/* Nothing of the disk is in memory any more, and nothing was lost. */
static void forget_all(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, ramdisk_sync(rd), 0);
	truncate_inode_pages(&rd->mapping, 0);
	KUNIT_EXPECT_EQ(test, rd->mapping.i_pages.nr, 0u);
}

/* Across pages, at odd places: what was written is read, cached or not. */
static void reads_what_was_written(struct kunit *test)
{
	write_filled(test, 100, 3 * PAGE_SIZE, 1);
	write_filled(test, 8 * PAGE_SIZE - 1, 2, 2);
	expect_filled(test, 100, 3 * PAGE_SIZE, 1);
	forget_all(test);
	expect_filled(test, 100, 3 * PAGE_SIZE, 1);
	expect_filled(test, 8 * PAGE_SIZE - 1, 2, 2);
	/* What was never written is zeros. */
	KUNIT_EXPECT_EQ(test, ramdisk_read(rd, 0, buf, 100), 100);
	KUNIT_EXPECT_NULL(test, memchr_inv(buf, 0, 100));
}

/* A whole page is written without being read; a part of one is not. */
static void reads_only_what_it_must(struct kunit *test)
{
	write_filled(test, 0, PAGE_SIZE, 1);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&rd->reads), 0);
	write_filled(test, PAGE_SIZE + 10, 5, 2);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&rd->reads), 1);
	expect_filled(test, 0, PAGE_SIZE, 1);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&rd->reads), 1);
}

/* The device ends somewhere: fewer bytes, none, an error. */
static void ends_where_it_ends(struct kunit *test)
{
	const loff_t end = (loff_t)DISK_PAGES << PAGE_SHIFT;

	KUNIT_EXPECT_EQ(test, ramdisk_write(rd, end - 3, "hello", 5), 3);
	KUNIT_EXPECT_EQ(test, ramdisk_read(rd, end - 2, buf, 10), 2);
	KUNIT_EXPECT_EQ(test, buf[0], 'e');
	KUNIT_EXPECT_EQ(test, ramdisk_read(rd, end, buf, 1), 0);
	KUNIT_EXPECT_EQ(test, ramdisk_read(rd, -1, buf, 1), 0);
	KUNIT_EXPECT_EQ(test, ramdisk_write(rd, end, buf, 1), -ENOSPC);
	KUNIT_EXPECT_EQ(test, ramdisk_write(rd, end, buf, 0), 0);
}

/* A read that fails is said, and the next one is tried again. */
static void a_read_fails(struct kunit *test)
{
	write_filled(test, 0, 2 * PAGE_SIZE, 3);
	forget_all(test);
	atomic_set(&rd->fail_reads, 1);
	KUNIT_EXPECT_EQ(test, ramdisk_read(rd, 0, buf, 100), -EIO);
	expect_filled(test, 0, 2 * PAGE_SIZE, 3);
	forget_all(test);
	/* The part that was read counts. */
	KUNIT_EXPECT_EQ(test, ramdisk_read(rd, 0, buf, 100), 100);
	atomic_set(&rd->fail_reads, 1);
	KUNIT_EXPECT_EQ(test, ramdisk_read(rd, 0, buf, 2 * PAGE_SIZE),
			(ssize_t)PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, ramdisk_write(rd, PAGE_SIZE, "x", 1), 1);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&rd->errors), 2);
}

/* A write that fails is said once, by sync, to whoever asks first. */
static void a_write_fails(struct kunit *test)
{
	write_filled(test, 0, 100, 4);
	forget_all(test);
	write_filled(test, 0, 100, 5);
	atomic_set(&rd->fail_writes, 1);
	KUNIT_EXPECT_EQ(test, ramdisk_sync(rd), -EIO);
	KUNIT_EXPECT_EQ(test, ramdisk_sync(rd), 0);
	/* Memory has the new bytes, the device still has the old ones. */
	expect_filled(test, 0, 100, 5);
	forget_all(test);
	expect_filled(test, 0, 100, 4);
}

/* Arguments and names that are refused; nothing is left of them. */
static void refused(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, PTR_ERR(ramdisk_create("a", 0)), -EINVAL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(ramdisk_create("", 1)), -EINVAL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(ramdisk_create("a",
				RAMDISK_MAX_PAGES + 1)), -EINVAL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(ramdisk_create("toydisk", 1)), -EEXIST);
	KUNIT_EXPECT_PTR_EQ(test, ramdisk_find("toydisk"), rd);
	KUNIT_EXPECT_NULL(test, ramdisk_find("a"));
}

/* Made, used and destroyed, with each allocation failing once. */
static int one_life(struct kunit *test)
{
	struct ramdisk *disk = ramdisk_create("short", 4);
	char byte = 'x';
	int err = 0;

	if (IS_ERR(disk))
		return PTR_ERR(disk);
	if (ramdisk_write(disk, PAGE_SIZE - 1, "abc", 3) != 3 ||
	    ramdisk_read(disk, 3 * PAGE_SIZE, &byte, 1) != 1)
		err = -ENOMEM;
	if (ramdisk_sync(disk))
		err = -EIO;
	ramdisk_destroy(disk);
	return err;
}

static void each_allocation_fails(struct kunit *test)
{
	KUNIT_EXPECT_GE(test, kunit_fail_each(test, one_life, NULL), 8u);
}

/* ---- everything at once ------------------------------------------------------ */

/*
 * Each member has a record of RECORD bytes in each page, at its own place,
 * so that all share all pages:
 *
 *	page	| member 0 | member 1 | ...
 *
 * Pages from TRUNCATED on are also truncated, and lose what is not written.
 */
#define MEMBERS		4
#define RECORD		((unsigned int)PAGE_SIZE / MEMBERS)
#define TRUNCATED	16
#define ROUNDS		20

static struct crew crew;
static atomic_t wrong;

struct record {
	u64 member, page, version, again;
};

static loff_t place_of(unsigned int member, unsigned long page)
{
	return (loff_t)page * PAGE_SIZE + member * RECORD;
}

/* At both ends of the record, so that a half is seen. */
static void put_record(unsigned int member, unsigned long page, u64 version,
		       char *bytes)
{
	struct record r = { member, page, version, version };

	memset(bytes, (int)version, RECORD);
	memcpy(bytes, &r, sizeof(r));
	memcpy(bytes + RECORD - sizeof(r), &r, sizeof(r));
	if (ramdisk_write(rd, place_of(member, page), bytes, RECORD) != RECORD)
		atomic_inc(&wrong);
}

/* Return: its version; ~0: torn, or another's. Never written: 0. */
static u64 get_record(unsigned int member, unsigned long page, char *bytes)
{
	struct record head, tail;

	if (ramdisk_read(rd, place_of(member, page), bytes, RECORD) != RECORD)
		return ~0ULL;
	memcpy(&head, bytes, sizeof(head));
	memcpy(&tail, bytes + RECORD - sizeof(tail), sizeof(tail));
	if (memcmp(&head, &tail, sizeof(head)) || head.version != head.again)
		return ~0ULL;
	if (head.version && (head.member != member || head.page != page))
		return ~0ULL;
	return head.version;
}

/* One's own is the last one written; another's is whole. */
static void check_records(unsigned int member, u64 version, char *bytes)
{
	unsigned int of;

	if (get_record(member, version % TRUNCATED, bytes) != version)
		atomic_inc(&wrong);
	for (of = 0; of < MEMBERS; of++) {
		if (get_record(of, version % DISK_PAGES, bytes) == ~0ULL)
			atomic_inc(&wrong);
	}
}

static void reclaim_some(unsigned int zone)
{
	struct scan_control sc = {
		.gfp_mask = GFP_KERNEL, .reclaim_idx = zone,
		.nr_to_reclaim = 8, .may_writepage = 1,
	};
	int nid;

	for_each_online_node(nid)
		shrink_lruvec(NODE_DATA(nid), &sc);
}

static void disturb(unsigned int member, u64 round)
{
	switch ((round + member) % 5) {
	case 0:
		if (ramdisk_sync(rd))
			atomic_inc(&wrong);
		break;
	case 1:
		invalidate_mapping_pages(&rd->mapping, 0, DISK_PAGES);
		break;
	case 2:
		reclaim_some(MAX_NR_ZONES - 1);
		break;
	case 3:
		truncate_inode_pages(&rd->mapping,
				     (loff_t)TRUNCATED * PAGE_SIZE);
		break;
	case 4:
		wakeup_flusher_threads();
		break;
	}
}

static void everything(struct crew_member *me)
{
	char *bytes = kmalloc(RECORD, GFP_KERNEL);
	unsigned int i;
	u64 round;

	if (!bytes) {
		atomic_inc(&wrong);
		return;
	}
	for (round = 1; round <= ROUNDS; round++) {
		for (i = 0; i < DISK_PAGES; i++) {
			if (i == round % TRUNCATED || i % 7 == round % 7)
				put_record(me->number, i, round, bytes);
		}
		check_records(me->number, round, bytes);
		disturb(me->number, round);
		check_records(me->number, round, bytes);
	}
	kfree(bytes);
}

static void everything_at_once(struct kunit *test)
{
	atomic_set(&wrong, 0);
	crew_start(test, &crew, everything, MEMBERS);
	crew_join(&crew);
	KUNIT_EXPECT_EQ(test, atomic_read(&wrong), 0);
	forget_all(test);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_WRITEBACK), 0u);
}

static struct kunit_case ramdisk_cases[] = {
	KUNIT_CASE(reads_what_was_written),
	KUNIT_CASE(reads_only_what_it_must),
	KUNIT_CASE(ends_where_it_ends),
	KUNIT_CASE(a_read_fails),
	KUNIT_CASE(a_write_fails),
	KUNIT_CASE(refused),
	KUNIT_CASE(each_allocation_fails),
	KUNIT_CASE(everything_at_once),
	{}
};

static struct kunit_suite ramdisk_suite = {
	.name = "ramdisk",
	.init = ramdisk_test_init,
	.exit = ramdisk_test_exit,
	.test_cases = ramdisk_cases,
};
kunit_test_suite(ramdisk_suite);
