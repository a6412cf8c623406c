// SPDX-License-Identifier: MIT
/*
 * ramdisk_cmds.c - the page cache from the prompt
 *
 *	mm> ramdisk create rd0 512
 *	mm> ramdisk fill rd0 7
 *	mm> ramdisk show rd0
 *	rd0: 512 pages, each sign 1
 *	. not cached, c clean, a active, d dirty, w being written, l locked
 *	     0 |dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd|
 *	...
 *	mm> ramdisk sync rd0
 *	mm> drop_caches 1
 *	mm> ramdisk verify rd0 7
 *	rd0: 512 pages are as they were filled with 7
 *
 * `fill` writes a pattern that tells page, place and seed apart, through the
 * cache; `verify` reads it back.
 */
#include <linux/console.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/pagemap.h>
#include <linux/ramdisk.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/string.h>

#define PAGE_WORDS	(PAGE_SIZE / sizeof(u64))

static struct ramdisk *find(const char *name)
{
	struct ramdisk *rd = ramdisk_find(name);

	if (!rd)
		console_printf("ramdisk: none is called %s\n", name);
	return rd;
}

/* ---- a pattern ----------------------------------------------------------- */

/* No two words of a disk are the same, nor of two seeds: an odd multiplier. */
static u64 word_at(unsigned long page, unsigned int word, unsigned int seed)
{
	return (page * PAGE_WORDS + word + 1) * 0x9e3779b97f4a7c15ULL +
	       seed * 0xd1b54a32d192ed03ULL;
}

static int fill_page(struct ramdisk *rd, unsigned long page, u64 *buf,
		     unsigned int seed)
{
	unsigned int i;

	for (i = 0; i < PAGE_WORDS; i++)
		buf[i] = word_at(page, i, seed);
	return ramdisk_write(rd, (loff_t)page << PAGE_SHIFT, buf, PAGE_SIZE) ==
	       PAGE_SIZE ? 0 : -EIO;
}

static int verify_page(struct ramdisk *rd, unsigned long page, u64 *buf,
		       unsigned int seed)
{
	unsigned int i;

	if (ramdisk_read(rd, (loff_t)page << PAGE_SHIFT, buf, PAGE_SIZE) !=
	    PAGE_SIZE)
		return -EIO;
	for (i = 0; i < PAGE_WORDS; i++) {
		if (buf[i] == word_at(page, i, seed))
			continue;
		console_printf("%s: page %lu, byte %zu: %016llx, not %016llx\n",
			       rd->mapping.name, page, i * sizeof(u64),
			       buf[i], word_at(page, i, seed));
		return 1;
	}
	return 0;
}

static int each_page(struct ramdisk *rd, unsigned int seed,
		     int (*fn)(struct ramdisk *rd, unsigned long page,
			       u64 *buf, unsigned int seed))
{
	u64 *buf = kmalloc(PAGE_SIZE, GFP_KERNEL);
	unsigned long page;
	int err = 0;

	if (!buf)
		return -ENOMEM;
	for (page = 0; page < rd->nr_pages && !err; page++) {
		err = fn(rd, page, buf, seed);
		cond_resched();
	}
	kfree(buf);
	return err;
}

static int pattern(const char *verb, struct ramdisk *rd, unsigned int seed)
{
	int err;

	if (!strcmp(verb, "fill"))
		return each_page(rd, seed, fill_page);
	err = each_page(rd, seed, verify_page);
	if (!err)
		console_printf("%s: %lu pages are as they were filled with %u\n",
			       rd->mapping.name, rd->nr_pages, seed);
	return err;
}

/* ---- one disk ------------------------------------------------------------ */

static int create(const char *name, const char *pages)
{
	struct ramdisk *rd;
	unsigned long nr;

	if (kstrtoul(pages, 0, &nr))
		return -EINVAL;
	rd = ramdisk_create(name, nr);
	return PTR_ERR_OR_ZERO(rd);
}

static int show(struct ramdisk *rd)
{
	struct seq_file m;

	seq_file_to_console(&m);
	mapping_show_picture(&m, &rd->mapping, rd->nr_pages);
	return 0;
}

/* "sync", "show", "destroy" */
static int simple(const char *verb, struct ramdisk *rd)
{
	if (!strcmp(verb, "sync"))
		return ramdisk_sync(rd);
	if (!strcmp(verb, "show"))
		return show(rd);
	if (strcmp(verb, "destroy"))
		return -EINVAL;
	ramdisk_destroy(rd);
	return 0;
}

/* The next @nr reads, or writes, fail. */
static int inject(struct ramdisk *rd, const char *what, const char *nr)
{
	unsigned int times;

	if (kstrtouint(nr, 0, &times) || times > INT_MAX)
		return -EINVAL;
	if (!strcmp(what, "reads"))
		atomic_set(&rd->fail_reads, times);
	else if (!strcmp(what, "writes"))
		atomic_set(&rd->fail_writes, times);
	else
		return -EINVAL;
	return 0;
}

static void list_one(struct ramdisk *rd, void *unused)
{
	console_printf("%-15s %8lu pages %10ld read %10ld written %6ld errors\n",
		       rd->mapping.name, rd->nr_pages,
		       atomic_long_read(&rd->reads),
		       atomic_long_read(&rd->writes),
		       atomic_long_read(&rd->errors));
}

static int with_disk(int argc, char **argv)
{
	struct ramdisk *rd = find(argv[2]);
	unsigned int seed = 0;

	if (!rd)
		return 1;
	if (!strcmp(argv[1], "fill") || !strcmp(argv[1], "verify")) {
		if (argc > 4 || (argc == 4 && kstrtouint(argv[3], 0, &seed)))
			return -EINVAL;
		return pattern(argv[1], rd, seed);
	}
	if (argc == 5 && !strcmp(argv[1], "fail"))
		return inject(rd, argv[3], argv[4]);
	return argc == 3 ? simple(argv[1], rd) : -EINVAL;
}

static int cmd_ramdisk(int argc, char **argv)
{
	if (argc == 1) {
		ramdisk_for_each(list_one, NULL);
		return 0;
	}
	if (argc == 4 && !strcmp(argv[1], "create"))
		return create(argv[2], argv[3]);
	return argc < 3 ? -EINVAL : with_disk(argc, argv);
}
CONSOLE_CMD("ramdisk",
	    "[create NAME PAGES|fill NAME [SEED]|verify NAME [SEED]|show NAME|"
	    "sync NAME|fail NAME reads|writes NR|destroy NAME]",
	    "a disk in memory and its cached pages; alone: all disks",
	    cmd_ramdisk);

/* ---- drop_caches ----------------------------------------------------------- */

/* Linux's /proc/sys/vm/drop_caches: 1 the page cache, 2 objects, 3 both. */
static int cmd_drop_caches(int argc, char **argv)
{
	unsigned int what = 3;

	if (argc > 2 || (argc == 2 && kstrtouint(argv[1], 0, &what)) ||
	    !what || what > 3)
		return -EINVAL;
	if (what & 1)
		console_printf("%lu pages dropped\n", drop_pagecache());
	if (what & 2) {
		console_printf("%lu objects freed\n", drop_slab());
		console_printf("%lu pages given back\n", slab_reap());
	}
	return 0;
}
CONSOLE_CMD("drop_caches", "[1|2|3]",
	    "drop what can be had again: 1 clean pages, 2 objects, 3 both",
	    cmd_drop_caches);
