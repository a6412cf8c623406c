// SPDX-License-Identifier: MIT
/*
 * slab_cmds.c - objects from the prompt: caches, take, give back, look
 *
 *	mm> slab create fish 100
 *	mm> slab alloc fish
 *	1: ffff888001e08000, of fish
 *	mm> slab show ffff888001e08000
 *	mm> slab free 1
 *	mm> slab destroy fish
 *	mm> slab aliases			caches that are one
 *
 * What was allocated stands in a small table until it is freed.
 */
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/string.h>

/* As many as one can keep in mind; a number is the slot plus one. */
#define MAX_HELD	64

static struct {
	struct kmem_cache *cache;
	void *object;
} held[MAX_HELD];

static int alloc_one(struct kmem_cache *c, const char *name)
{
	int slot = 0;

	while (slot < MAX_HELD && held[slot].object)
		slot++;
	if (slot == MAX_HELD) {
		console_printf("slab: %d objects are held; free some first\n",
			       MAX_HELD);
		return 1;
	}
	held[slot].object = kmem_cache_alloc(c, GFP_KERNEL);
	held[slot].cache = c;
	if (!held[slot].object)
		return -ENOMEM;
	console_printf("%d: %px, of %s\n", slot + 1, held[slot].object, name);
	return 0;
}

static int free_one(const char *number)
{
	unsigned int n;

	if (kstrtouint(number, 0, &n))
		return -EINVAL;
	if (!n || n > MAX_HELD || !held[n - 1].object) {
		console_printf("slab: %u: not held\n", n);
		return 1;
	}
	kmem_cache_free(held[n - 1].cache, held[n - 1].object);
	held[n - 1].object = NULL;
	return 0;
}

static int create_one(const char *name, const char *size)
{
	unsigned int bytes;

	if (kstrtouint(size, 0, &bytes))
		return -EINVAL;
	return kmem_cache_create(name, bytes, 0, SLAB_NO_MERGE, NULL) ? 0 : 1;
}

static int show_one(const char *address)
{
	unsigned long addr;
	struct seq_file m;

	if (kstrtoul(address, 16, &addr))
		return -EINVAL;
	seq_file_to_console(&m);
	if (!slab_show_picture(&m, (void *)addr))
		return 0;
	console_printf("slab: %s lies in no slab\n", address);
	return 1;
}

/* "alloc" and "destroy": of the cache with that name. */
static int with_cache(const char *verb, const char *name)
{
	bool alloc = !strcmp(verb, "alloc");
	struct kmem_cache *c = slab_find(name);

	if (!alloc && strcmp(verb, "destroy"))
		return -EINVAL;
	if (!c) {
		console_printf("slab: no cache is called %s\n", name);
		return 1;
	}
	if (alloc)
		return alloc_one(c, name);
	kmem_cache_destroy(c);
	return 0;
}

static int cmd_slab(int argc, char **argv)
{
	struct seq_file m;

	if (argc == 1 || (argc == 2 && !strcmp(argv[1], "aliases"))) {
		seq_file_to_console(&m);
		return proc_cat(argc == 1 ? "slabinfo" : "slab_aliases", &m);
	}
	if (argc == 2 && !strcmp(argv[1], "reap")) {
		console_printf("%lu pages given back\n", slab_reap());
		return 0;
	}
	if (argc == 4 && !strcmp(argv[1], "create"))
		return create_one(argv[2], argv[3]);
	if (argc != 3)
		return -EINVAL;
	if (!strcmp(argv[1], "free"))
		return free_one(argv[2]);
	if (!strcmp(argv[1], "show"))
		return show_one(argv[2]);
	return with_cache(argv[1], argv[2]);
}
CONSOLE_CMD("slab",
	    "[create NAME SIZE|alloc NAME|free NUMBER|show ADDR|destroy NAME|aliases|reap]",
	    "caches of objects; alone: /proc/slabinfo", cmd_slab);
