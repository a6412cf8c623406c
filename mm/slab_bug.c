// SPDX-License-Identifier: MIT
/*
 * slab_bug.c - a fault in a slab, told as Linux tells it
 *
 * PROBLEM
 *	People and programs know what SLUB's reports look like and search
 *	them for the lines that matter. And a test that provokes faults on
 *	purpose wants to count reports, not to read them.
 *
 * IDEA
 *	===========================================================
 *	BUG kmalloc-64 (Not tainted): Right Redzone overwritten: ...
 *	-----------------------------------------------------------
 *	Allocated in reader+0x1f/0x80 age=12 ms cpu=1 pid=7
 *	  ...its stack
 *	Freed in ...
 *	Slab 0x... objects=21 used=3 fp=5 flags=...
 *	Object 0x... @offset=128
 *	Redzone  ffff888...: cc cc cc cc ...		before it
 *	Object	 ffff888...: 5a 5a 5a ...
 *	Redzone	 ffff888...: 12 cc cc ...		behind it
 *	Padding	 ffff888...: 5a 5a ...
 *	then the WARNING with who found it, and what has been mended:
 *	FIX kmalloc-64: Restoring Right Redzone 0x...-0x...=0xcc
 *
 *	Each report is one WARN. Before a line is printed slab_error_hook may
 *	take it: KUnit counts reports and repairs of a test that has a
 *	resource called "slab_errors" (API of Linux's slub_kunit).
 *
 * LOCKING
 *	None. The caller holds the node's lock.
 *
 * FAILURE
 *	None.
 *
 * SOURCES
 *	Linux: Documentation/mm/slub.rst, "SLUB Debug output" (the format).
 */
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sprintf.h>

#include "slab_debug.h"

#define RULE "============================================================================="
#define DASH "-----------------------------------------------------------------------------"

/* "Object padding overwritten: 0x..-0x.. @offset=.. First byte .. instead .." */
#define WHAT_MAX	192

/* Bytes of an object that are shown at most. */
#define SHOWN_MOST	256u

bool (*slab_error_hook)(void);

bool slab_bug_is_counted(void)
{
	return slab_error_hook && slab_error_hook();
}

static void print_header(const struct kmem_cache *c, const char *what)
{
	pr_err("%s\n", RULE);
	pr_err("BUG %s (Not tainted): %s\n", c->name, what);
	pr_err("%s\n\n", DASH);
}

static void print_slab(const struct kmem_cache *c, const struct page *slab)
{
	pr_err("Slab 0x%px objects=%u used=%u fp=%#x flags=%#x\n", slab,
	       c->objects, slab->slab_used, slab->slab_first, slab->flags);
}

static void print_bytes(const char *name, const void *start, unsigned int len)
{
	if (len)
		print_hex_dump(KERN_ERR, name, DUMP_PREFIX_ADDRESS, 16, 1,
			       start, len, true);
}

static void print_object(struct kmem_cache *c, void *object)
{
	slab_track_print(c, object);
	print_slab(c, slab_of(c, object));
	pr_err("Object 0x%px @offset=%lu\n\n", object,
	       (unsigned long)object -
	       (unsigned long)lowmem_page_address(slab_of(c, object)));
	print_bytes("Redzone  ", object - c->red_left, c->red_left);
	print_bytes("Object   ", object, min(c->object_size, SHOWN_MOST));
	if (c->flags & SLAB_RED_ZONE)
		print_bytes("Redzone  ", object + c->object_size,
			    slab_has_right_zone(c));
	print_bytes("Padding  ", object + c->size - c->red_left -
		    sizeof(void *), sizeof(void *));
}

void slab_bug_object(struct kmem_cache *c, void *object, const char *fmt, ...)
{
	char what[WHAT_MAX];
	va_list args;

	if (slab_bug_is_counted())
		return;
	va_start(args, fmt);
	vscnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	print_header(c, what);
	print_object(c, object);
	WARN(1, "slab: BUG %s: %s, object 0x%px\n", c->name, what, object);
}

bool slab_bug_inside(struct kmem_cache *c, const void *p)
{
	unsigned long offset = slab_offset(c, p) + c->red_left;
	unsigned long index = offset / c->size;

	if (!(c->flags & SLAB_DEBUG_FLAGS) || index >= c->objects)
		return false;
	slab_bug_object(c, slab_object(c, slab_of(c, p), index),
			"Invalid pointer 0x%px freed, %ld bytes into an object",
			p, (long)(offset - index * c->size) - c->red_left);
	return true;
}

void slab_bug_slab(struct kmem_cache *c, struct page *slab,
		   const char *fmt, ...)
{
	char what[WHAT_MAX];
	va_list args;

	if (slab_bug_is_counted())
		return;
	va_start(args, fmt);
	vscnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	print_header(c, what);
	print_slab(c, slab);
	WARN(1, "slab: BUG %s: %s, slab at 0x%px\n", c->name, what,
	     lowmem_page_address(slab));
}

void slab_bug_fixed(struct kmem_cache *c, const char *fmt, ...)
{
	char what[WHAT_MAX];
	va_list args;

	if (slab_bug_is_counted())
		return;
	va_start(args, fmt);
	vscnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	pr_err("FIX %s: %s\n", c->name, what);
}
