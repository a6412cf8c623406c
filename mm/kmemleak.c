// SPDX-License-Identifier: MIT
/*
 * kmemleak.c - a record of each object, for the day nobody knows it any more
 *
 * PROBLEM
 *	An object that is never freed, and whose address nobody has, is lost.
 *	Nothing is wrong with it; it is only missed, in the end, with all the
 *	others of its kind. When a search (kmemleak_scan.c) finds it, somebody
 *	must know who had asked for it, or the find is worth little.
 *
 * IDEA
 *	A build of its own, make KMEMLEAK=1, in which slab and kmalloc() come
 *	by here with each object that they give out or take back:
 *
 *		slab_alloc_slow()  alloc_large()	kmemleak_alloc()
 *		free_object()	   kfree_large()	kmemleak_free()
 *
 *	These are all ways there are, because in this build no cache has CPUs'
 *	stacks (SLAB_HARDENED): every call is a slow one. A second reason is
 *	that a stack keeps addresses of what it has given out, above its top.
 *
 * THE TREE
 *	Records hang in a tree by address, so that an address inside of an
 *	object finds it as well as its first byte does:
 *
 *			 [0x5000, +512)
 *			 /	      \
 *		[0x3040, +64)	 [0x9000, +8192)	0x9010? here
 *
 *	They come from pages that are taken when the kernel boots, and from
 *	nowhere else: an allocation never needs another, and a test that
 *	counts free pages finds all of them. When all are in use, that is
 *	said once, and objects are only counted; see FAILURE.
 *
 *	The pages of the records are pages in use like others, and a search
 *	looks into those. So a record has the address of its object inverted,
 *	and nothing else in it is by chance an address.
 *
 * INVARIANTS	(kmemleak_broken() tests each by number)
 *	L1  In the tree objects ascend, and no two have a byte in common.
 *	L2  Records in the tree and free ones are all there are.
 *	L3  No record is without a size.
 *
 * LOCKING
 *	kmemleak_lock, raw, interrupts off: objects are allocated under every
 *	other lock but the log's. Nothing is printed or allocated under it.
 *
 * FAILURE
 *	None for who allocates. While there is an object without a record no
 *	search is made (-ENOMEM): what that object leads to would be taken for
 *	lost. Each of them that is freed is counted back.
 *
 * COST
 *	For each object a walk up the stack, and, under a lock of all CPUs,
 *	two down a tree and a copy of 232 bytes. All of it in this build only.
 *
 * CONSTANTS
 *	A 32nd of memory for records, at most 16 MiB. A page has 17, so there
 *	is one for every 7.7 KiB of memory: 2550 on 24 MiB (with 150 pages),
 *	into which a boot and all of its suites fit, 69632 at most.
 *
 * LEFT OUT
 *	vmalloc areas have no record: their pages are looked into like any
 *	page in use. Linux tracks them, and per-CPU memory. Linux takes records
 *	from slab, and gives up for good when there is no memory for one.
 *
 * SOURCES
 *	Linux: Documentation/dev-tools/kmemleak.rst (interface, format).
 */
#include <asm/setup.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/hex.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/mm.h>
#include <linux/proc_fs.h>
#include <linux/string.h>

#include "kmemleak.h"

#define RECORDS_SHARE	32
#define RECORDS_LEAST	16ul
#define RECORDS_MOST	4096ul
#define BYTES_SHOWN	32u

DEFINE_RAW_SPINLOCK(kmemleak_lock);

/* kmemleak_lock */
struct rb_root leak_objects = RB_ROOT;
static struct leak_record *free_records;
static unsigned long nr_records;
static unsigned long nr_untracked;
static bool said_short;

/* ---- the tree ------------------------------------------------------------- */

/* A record that has a byte in common with [start, start + size), or NULL. */
static struct leak_record *find_overlap(unsigned long start, unsigned long size)
{
	struct rb_node *n = leak_objects.rb_node;

	while (n) {
		struct leak_record *r = rb_entry(n, struct leak_record, node);

		if (start + size <= leak_start(r))
			n = n->rb_left;
		else if (start >= leak_start(r) + r->size)
			n = n->rb_right;
		else
			return r;
	}
	return NULL;
}

struct leak_record *leak_find_locked(unsigned long addr)
{
	return find_overlap(addr, 1);
}

/* No two overlap: to compare first bytes is enough. */
static void insert(struct leak_record *new)
{
	struct rb_node **link = &leak_objects.rb_node, *parent = NULL;

	while (*link) {
		parent = *link;
		if (leak_start(new) <
		    leak_start(rb_entry(parent, struct leak_record, node)))
			link = &parent->rb_left;
		else
			link = &parent->rb_right;
	}
	rb_link_node(&new->node, parent, link);
	rb_insert_color(&new->node, &leak_objects);
}

static void remove(struct leak_record *r)
{
	rb_erase(&r->node, &leak_objects);
	r->next = free_records;
	free_records = r;
}

bool kmemleak_scan_is_whole(void)
{
	return !READ_ONCE(nr_untracked);
}

/* ---- allocate ------------------------------------------------------------- */

static void fill(struct leak_record *r, unsigned long start, size_t size,
		 int min_count)
{
	/* What the stack had there could be addresses: a search reads this. */
	memset(r, 0, sizeof(*r));
	r->hidden = ~start;
	r->size = size;
	r->min_count = min_count;
	r->since = jiffies;
	r->pid = current->pid;
	strscpy(r->comm, current->comm, sizeof(r->comm));
	r->nr_pc = arch_stack_walk(r->pc, LEAK_FRAMES);
}

/* Return: whether it is to be said that there are too many. */
static bool note_locked(const struct leak_record *new)
{
	struct leak_record *r;
	bool say;

	/* Memory that is given out again was given back, whatever we heard. */
	while ((r = find_overlap(leak_start(new), new->size)) != NULL)
		remove(r);
	r = free_records;
	if (r) {
		free_records = r->next;
		*r = *new;
		insert(r);
		return false;
	}
	nr_untracked++;
	say = !said_short;
	said_short = true;
	return say;
}

void kmemleak_alloc(const void *ptr, size_t size, int min_count, gfp_t gfp)
{
	struct leak_record new;
	unsigned long flags;
	bool say;

	if (!ptr || IS_ERR(ptr) || !size)
		return;
	/* Most of the work, and all CPUs do it at once: not under the lock. */
	fill(&new, (unsigned long)ptr, size, min_count);
	raw_spin_lock_irqsave(&kmemleak_lock, flags);
	say = note_locked(&new);
	raw_spin_unlock_irqrestore(&kmemleak_lock, flags);
	if (say)
		pr_info("kmemleak: all %lu records are in use: no scan while an object has none\n",
			nr_records);
}
EXPORT_SYMBOL(kmemleak_alloc);

/* ---- free ----------------------------------------------------------------- */

static struct leak_record *find_first_byte(const void *ptr)
{
	struct leak_record *r = leak_find_locked((unsigned long)ptr);

	return r && leak_start(r) == (unsigned long)ptr ? r : NULL;
}

void kmemleak_free(const void *ptr)
{
	struct leak_record *r;
	unsigned long flags;

	raw_spin_lock_irqsave(&kmemleak_lock, flags);
	r = find_first_byte(ptr);
	if (r)
		remove(r);
	else if (nr_untracked)
		nr_untracked--;
	raw_spin_unlock_irqrestore(&kmemleak_lock, flags);
}
EXPORT_SYMBOL(kmemleak_free);

/* ---- what owners know ----------------------------------------------------- */

/* An object without a record cannot be told from none at all. */
static void complain(bool known, const char *who, const void *ptr)
{
	WARN(!known && kmemleak_scan_is_whole(), "%s: %px is no object\n", who, ptr);
}

static bool set_min_count(const void *ptr, int min_count)
{
	struct leak_record *r;
	unsigned long flags;

	raw_spin_lock_irqsave(&kmemleak_lock, flags);
	r = find_first_byte(ptr);
	if (r)
		r->min_count = min_count;
	raw_spin_unlock_irqrestore(&kmemleak_lock, flags);
	return r;
}

void kmemleak_not_leak(const void *ptr)
{
	complain(set_min_count(ptr, 0), __func__, ptr);
}
EXPORT_SYMBOL(kmemleak_not_leak);

void kmemleak_ignore(const void *ptr)
{
	complain(set_min_count(ptr, -1), __func__, ptr);
}
EXPORT_SYMBOL(kmemleak_ignore);

static bool add_area(struct leak_record *r, unsigned long start, size_t size)
{
	unsigned long offset;

	if (!r)
		return false;
	offset = start - leak_start(r);
	if (size > r->size - offset)
		return false;
	if (r->nr_areas < LEAK_AREAS) {
		r->area[r->nr_areas].offset = offset;
		r->area[r->nr_areas].size = size;
	}
	r->nr_areas = min(r->nr_areas + 1, LEAK_AREAS + 1);
	return true;
}

void kmemleak_scan_area(const void *ptr, size_t size, gfp_t gfp)
{
	const unsigned long start = (unsigned long)ptr;
	unsigned long flags;
	bool known;

	raw_spin_lock_irqsave(&kmemleak_lock, flags);
	known = add_area(leak_find_locked(start), start, size);
	raw_spin_unlock_irqrestore(&kmemleak_lock, flags);
	complain(known, __func__, ptr);
}
EXPORT_SYMBOL(kmemleak_scan_area);

void kmemleak_no_scan(const void *ptr)
{
	struct leak_record *r;
	unsigned long flags;

	raw_spin_lock_irqsave(&kmemleak_lock, flags);
	r = find_first_byte(ptr);
	if (r)
		r->flags |= LEAK_NO_SCAN;
	raw_spin_unlock_irqrestore(&kmemleak_lock, flags);
	complain(r, __func__, ptr);
}
EXPORT_SYMBOL(kmemleak_no_scan);

void kmemleak_clear(void)
{
	struct leak_record *r;
	unsigned long flags;

	raw_spin_lock_irqsave(&kmemleak_lock, flags);
	for_each_leak_record(r) {
		if (r->flags & LEAK_FOUND)
			r->min_count = 0;
		r->flags &= ~LEAK_FOUND;
	}
	raw_spin_unlock_irqrestore(&kmemleak_lock, flags);
}

bool kmemleak_found(const void *ptr)
{
	struct leak_record *r;
	unsigned long flags;
	bool found;

	raw_spin_lock_irqsave(&kmemleak_lock, flags);
	r = find_first_byte(ptr);
	found = r && (r->flags & LEAK_FOUND);
	raw_spin_unlock_irqrestore(&kmemleak_lock, flags);
	return found;
}

/* ---- init ----------------------------------------------------------------- */

void kmemleak_init(void)
{
	unsigned long pages = clamp(totalram_pages() / RECORDS_SHARE,
				    RECORDS_LEAST, RECORDS_MOST);
	unsigned int i;

	for (; pages; pages--) {
		struct leak_record *r =
			(void *)__get_free_page(GFP_NOWAIT | __GFP_NOWARN);

		if (!r)
			break;
		for (i = 0; i < PAGE_SIZE / sizeof(*r); i++) {
			r[i].next = free_records;
			free_records = &r[i];
			nr_records++;
		}
	}
	pr_info("kmemleak: room for %lu objects\n", nr_records);
}

/* ---- show ----------------------------------------------------------------- */

/* What is said of one, so that it may be freed while that is printed. */
struct leak_copy {
	struct leak_record r;
	unsigned int nr_bytes;
	u8 bytes[BYTES_SHOWN];
};

/* The first that was found at @from or above it. */
static bool copy_found(unsigned long from, struct leak_copy *copy)
{
	struct leak_record *r;
	unsigned long flags;

	raw_spin_lock_irqsave(&kmemleak_lock, flags);
	for_each_leak_record(r)
		if (leak_start(r) >= from && (r->flags & LEAK_FOUND))
			break;
	if (r) {
		copy->r = *r;
		copy->nr_bytes = min(r->size, BYTES_SHOWN);
		memcpy(copy->bytes, (void *)leak_start(r), copy->nr_bytes);
	}
	raw_spin_unlock_irqrestore(&kmemleak_lock, flags);
	return r;
}

static void show_bytes(struct seq_file *m, const struct leak_copy *copy)
{
	char line[80];
	unsigned int at;

	seq_printf(m, "  hex dump (first %u bytes):\n", copy->nr_bytes);
	for (at = 0; at < copy->nr_bytes; at += 16) {
		hex_dump_to_buffer(copy->bytes + at, copy->nr_bytes - at, 16,
				   1, line, sizeof(line), true);
		seq_printf(m, "    %s\n", line);
	}
}

static void show_one(struct seq_file *m, const struct leak_copy *copy)
{
	const struct leak_record *r = &copy->r;
	unsigned int i;

	seq_printf(m, "unreferenced object 0x%lx (size %u):\n", leak_start(r),
		   r->size);
	seq_printf(m, "  comm \"%s\", pid %d, jiffies %lu\n", r->comm, r->pid,
		   r->since);
	show_bytes(m, copy);
	seq_puts(m, "  backtrace:\n");
	for (i = 0; i < r->nr_pc; i++)
		seq_printf(m, "    [<%016lx>] %pS\n", r->pc[i],
			   (void *)r->pc[i]);
}

int kmemleak_show(struct seq_file *m, void *v)
{
	unsigned long from = 0;
	struct leak_copy copy;

	while (copy_found(from, &copy)) {
		show_one(m, &copy);
		from = leak_start(&copy.r) + 1;
	}
	return 0;
}
PROC_VIEW("kmemleak", kmemleak_show);

/* ---- check ---------------------------------------------------------------- */

static int broken_locked(void)
{
	unsigned long end = 0, nr = 0;
	struct leak_record *r;

	for_each_leak_record(r) {
		if (leak_start(r) < end)
			return 1;
		if (!r->size)
			return 3;
		end = leak_start(r) + r->size;
		nr++;
	}
	for (r = free_records; r && nr <= nr_records; r = r->next)
		nr++;
	return nr == nr_records ? 0 : 2;
}

int kmemleak_broken(void)
{
	unsigned long flags;
	int broken;

	raw_spin_lock_irqsave(&kmemleak_lock, flags);
	broken = broken_locked();
	raw_spin_unlock_irqrestore(&kmemleak_lock, flags);
	return broken;
}
