// SPDX-License-Identifier: MIT
/*
 * kmemleak.c - objects in use that nothing leads to
 *
 * PROBLEM
 *	An object that is never freed, and whose address nobody has any more,
 *	is lost. Nothing is wrong with it; it is only missed, in the end, with
 *	all the others of its kind.
 *
 * IDEA
 *	What a garbage collector does, without collecting: begin at memory
 *	that is certainly in use, take every word in it that could be an
 *	address of an object, and look into that object in the same way. What
 *	was never reached is lost, and its track (slab_track.c) says who had
 *	allocated it.
 *
 *	roots				objects
 *	static variables   --+
 *	boot memory	     +-->  [a] --> [b]	    [c] <--> [d]
 *	pages in use	   --+			     lost, both
 *
 *	Watched are the objects of caches that keep tracks: with kmemleak=on
 *	all. Every other page in use is a root: stacks (registers are on them,
 *	see below), per-CPU memory, vmalloc areas, large kmalloc()s, objects
 *	that are not watched. So no allocator but slab's has to tell us.
 *
 * THREE COLOURS
 *	white	LEAK_UNREACHED	all objects in use, at first
 *	grey	on the list	reached, but not looked into yet
 *	black	LEAK_NEW	reached, and looked into
 *
 *	The list goes through a word of each object's track: a scan allocates
 *	nothing and does not recurse. When it is empty, white is lost
 *	(LEAK_FOUND). LEAK_NOT objects are grey from the start; LEAK_IGNORED
 *	ones are never looked into.
 *
 * THE WORLD STANDS STILL
 *	Each other CPU is asked, by interrupt, to wait until the scan is over:
 *	no pointer moves from where we shall look to where we have looked. An
 *	interrupted task's registers are on its stack, which is a root. A CPU
 *	that holds a lock with interrupts off does not come before it has
 *	released it: so no node's lock is needed, and no list is half changed.
 *
 * INVARIANTS	(a scan ends with L1; kmemleak_test.c tests L2 by its chains)
 *	L1  After a scan no object is LEAK_UNREACHED, the list is empty.
 *	L2  Of an object that was looked into, no word leads to a white one.
 *
 * LOCKING
 *	A scan at a time: `scanning`. Readers hold the node's lock for a cache.
 *
 * FAILURE
 *	None. Two errors are possible: a number that looks like an address
 *	keeps a lost object alive; one whose address is kept in other clothes
 *	(as a page number, xored) is reported: see kmemleak_not_leak().
 *
 * COST
 *	Without kmemleak=on nothing. With it a track an object, no CPU's
 *	stacks, and a scan that reads all memory in use.
 *
 * LEFT OUT
 *	Linux registers every allocation, in a tree of its own: vmalloc areas
 *	and large kmalloc()s can be lost there, too. Its scan runs beside the
 *	others, so it must look twice and trust only what is some seconds old.
 *	kmemleak_scan_area(): objects are looked into as a whole.
 *
 * SOURCES
 *	E. W. Dijkstra et al., On-the-fly garbage collection, CACM 21(11),
 *	1978. Linux: Documentation/dev-tools/kmemleak.rst (the format).
 */
#include <asm/processor.h>
#include <linux/atomic.h>
#include <linux/bitmap.h>
#include <linux/hex.h>
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/kstrtox.h>
#include <linux/machine.h>
#include <linux/mm.h>
#include <linux/page_view.h>
#include <linux/proc_fs.h>
#include <linux/smp.h>

#include "slab_debug.h"
#include "slab_fast.h"

#define BACKTRACE_MAX	16
#define SHOWN_MOST	32u

bool kmemleak_on;

/* ---- from a word to an object -------------------------------------------------- */

static bool is_watched(const struct kmem_cache *c)
{
	return c && (c->flags & SLAB_STORE_USER) &&
	       !(c->flags & SLAB_NOLEAKTRACE);
}

/* The watched object that @p lies in, used or not, and its cache; or NULL. */
static void *object_at(const void *p, struct kmem_cache **cache)
{
	const struct page *page = slab_page_at(p);
	struct kmem_cache *c;
	unsigned long index;
	void *object;

	if (!page || !PageSlab(page))
		return NULL;
	c = slab_caches[slab_id(page)];
	if (!is_watched(c))
		return NULL;
	index = (slab_offset(c, p) + c->red_left) / c->size;
	if (index >= c->objects)
		return NULL;
	object = slab_object(c, slab_of(c, p), index);
	*cache = c;
	return p >= object && p < object + c->object_size ? object : NULL;
}

static enum leak_mark *mark_of(struct kmem_cache *c, void *object)
{
	enum leak_mark *mark;

	slab_track_leak(c, object, &mark);
	return mark;
}

/* ---- all objects ------------------------------------------------------------------ */

typedef void (*object_fn)(struct kmem_cache *c, void *object, void *info);

static void visit_slabs(struct kmem_cache *c, struct list_head *slabs,
			object_fn fn, void *info)
{
	DECLARE_BITMAP(free, SLAB_MAX_OBJECTS);
	struct page *slab;
	unsigned int i;

	list_for_each_entry(slab, slabs, lru) {
		if (!slab_map_free(c, slab, free))
			continue;
		for (i = 0; i < c->objects; i++)
			if (!test_bit(i, free))
				fn(c, slab_object(c, slab, i), info);
	}
}

/* Each object in use of each cache that is watched. */
static void visit(object_fn fn, void *info)
{
	struct kmem_cache *c;
	unsigned long flags;
	unsigned int id;
	int nid;

	for_each_cache(c, id) {
		if (!is_watched(c))
			continue;
		for_each_slab_node(nid) {
			struct slab_node *node = &c->node[nid];

			spin_lock_irqsave(&node->lock, flags);
			visit_slabs(c, &node->partial, fn, info);
			visit_slabs(c, &node->full, fn, info);
			spin_unlock_irqrestore(&node->lock, flags);
		}
	}
}

/* ---- the scan ------------------------------------------------------------------------ */

/* What was reached and is to be looked into, by the word in its track. */
static void *grey;

static void make_grey(struct kmem_cache *c, void *object)
{
	enum leak_mark *mark;
	void **next = slab_track_leak(c, object, &mark);

	if (*mark == LEAK_UNREACHED)
		*mark = LEAK_NEW;
	*next = grey;
	grey = object;
}

/* A word that may be an address. */
static void reach(unsigned long word)
{
	struct kmem_cache *c;
	void *object = object_at((void *)word, &c);

	if (object && *mark_of(c, object) == LEAK_UNREACHED)
		make_grey(c, object);
}

static void scan_words(const void *start, size_t len)
{
	const unsigned long *word = start;
	size_t i;

	for (i = 0; i < len / sizeof(*word); i++)
		reach(READ_ONCE(word[i]));
}

static void begin_white(struct kmem_cache *c, void *object, void *info)
{
	enum leak_mark *mark = mark_of(c, object);

	if (*mark == LEAK_NOT)
		make_grey(c, object);
	else if (*mark != LEAK_IGNORED)
		*mark = LEAK_UNREACHED;
}

static void scan_page(struct page *page)
{
	void *p = kmap_local_page(page);

	scan_words(p, PAGE_SIZE);
	kunmap_local(p);
}

/* A slab whose objects are watched is no root; any other page is. */
static bool is_root(struct page *page, enum frame_owner owner)
{
	switch (owner) {
	case FRAME_USED:
		return !PageSlab(page) ||
		       !is_watched(slab_caches[slab_id(page)]);
	case FRAME_BOOT:
	case FRAME_KERNEL:
		return true;
	default:
		return false;
	}
}

static void scan_run(unsigned long pfn, unsigned long nr,
		     enum frame_owner owner, void *info)
{
	for (; nr; nr--, pfn++)
		if (pfn_valid(pfn) && is_root(pfn_to_page(pfn), owner))
			scan_page(pfn_to_page(pfn));
}

static void scan_grey(void)
{
	struct kmem_cache *c;

	while (grey) {
		enum leak_mark *mark;
		void *object = object_at(grey, &c);

		grey = *slab_track_leak(c, object, &mark);
		scan_words(object, c->object_size);
	}
}

/* L1 */
static void end_white(struct kmem_cache *c, void *object, void *info)
{
	enum leak_mark *mark = mark_of(c, object);
	unsigned int *found = info;

	if (*mark != LEAK_UNREACHED)
		return;
	*mark = LEAK_FOUND;
	(*found)++;
}

static unsigned int scan_all(void)
{
	unsigned int found = 0;

	visit(begin_white, NULL);
	page_map_walk(scan_run, NULL);
	scan_grey();
	visit(end_white, &found);
	return found;
}

/* ---- the world stands still ------------------------------------------------------------ */

static atomic_t waiting, go_on;

static void stand_still(void *unused)
{
	atomic_inc(&waiting);
	while (!atomic_read(&go_on))
		cpu_relax();
	atomic_dec(&waiting);
}

static void wait_for(int nr)
{
	while (atomic_read(&waiting) != nr)
		cpu_relax();
}

unsigned int kmemleak_scan(void)
{
	static atomic_t scanning = ATOMIC_INIT(0);
	unsigned long flags;
	unsigned int found;

	if (WARN(irqs_disabled(), "kmemleak: a scan with interrupts off\n") ||
	    atomic_xchg(&scanning, 1))
		return 0;
	preempt_disable();
	atomic_set(&go_on, 0);
	smp_call_function(stand_still, NULL, 0);
	wait_for(num_online_cpus() - 1);
	local_irq_save(flags);
	found = scan_all();
	local_irq_restore(flags);
	atomic_set(&go_on, 1);
	wait_for(0);
	preempt_enable();
	atomic_set(&scanning, 0);
	return found;
}

/* ---- what owners know ------------------------------------------------------------------- */

static void set_mark(const void *ptr, enum leak_mark mark)
{
	struct kmem_cache *c;
	void *object = object_at(ptr, &c);

	if (object)
		WRITE_ONCE(*mark_of(c, object), mark);
}

void kmemleak_not_leak(const void *ptr)
{
	set_mark(ptr, LEAK_NOT);
}

void kmemleak_ignore(const void *ptr)
{
	set_mark(ptr, LEAK_IGNORED);
}

static void clear_one(struct kmem_cache *c, void *object, void *info)
{
	enum leak_mark *mark = mark_of(c, object);

	if (*mark == LEAK_FOUND)
		*mark = LEAK_NOT;
}

void kmemleak_clear(void)
{
	visit(clear_one, NULL);
}

bool kmemleak_found(const void *ptr)
{
	struct kmem_cache *c;
	void *object = object_at(ptr, &c);

	return object && *mark_of(c, object) == LEAK_FOUND;
}

/* ---- show --------------------------------------------------------------------------------- */

/* "    6b 6b ...  kk..": 16 bytes a line */
static void show_bytes(struct seq_file *m, const void *p, unsigned int len)
{
	char line[80];
	unsigned int at;

	seq_printf(m, "  hex dump (first %u bytes):\n", len);
	for (at = 0; at < len; at += 16) {
		hex_dump_to_buffer(p + at, min(len - at, 16u), 16, 1, line,
				   sizeof(line), true);
		seq_printf(m, "    %s\n", line);
	}
}

static void show_stack(struct seq_file *m, struct kmem_cache *c, void *object)
{
	unsigned long pc[BACKTRACE_MAX];
	unsigned int nr, i;

	nr = slab_track_stack(c, object, SLAB_ALLOCATED, pc, BACKTRACE_MAX);
	seq_printf(m, "  backtrace:\n");
	for (i = 0; i < nr; i++)
		seq_printf(m, "    [<%px>] %pS\n", (void *)pc[i],
			   (void *)pc[i]);
}

static void show_object(struct seq_file *m, struct kmem_cache *c, void *object)
{
	const u64 ns_per_s = 1000000000;
	struct slab_who who;
	u64 age;

	slab_track_who(c, object, &who);
	age = machine_ops->clock_ns() - who.ns;
	seq_printf(m, "unreferenced object 0x%px (size %u):\n", object,
		   c->object_size);
	seq_printf(m, "  comm \"%s\", pid %d, age %llu.%03llus, cache %s\n",
		   who.comm, who.pid, age / ns_per_s,
		   age % ns_per_s / 1000000, c->name);
	show_bytes(m, object, min(c->object_size, SHOWN_MOST));
	show_stack(m, c, object);
}

static void show_found(struct kmem_cache *c, void *object, void *info)
{
	if (*mark_of(c, object) == LEAK_FOUND)
		show_object(info, c, object);
}

int kmemleak_show(struct seq_file *m, void *v)
{
	visit(show_found, m);
	return 0;
}
PROC_VIEW("kmemleak", kmemleak_show);

bool kmemleak_dump(struct seq_file *m, const void *ptr)
{
	static const char *const names[] = {
		[LEAK_NEW] = "reached, or newer than the last scan",
		[LEAK_UNREACHED] = "being looked for",
		[LEAK_FOUND] = "not reached",
		[LEAK_NOT] = "no leak: its owner says so",
		[LEAK_IGNORED] = "ignored: its owner says so",
	};
	struct kmem_cache *c;
	void *object = object_at(ptr, &c);

	if (!object)
		return false;
	seq_printf(m, "kmemleak: %s\n", names[*mark_of(c, object)]);
	show_object(m, c, object);
	return true;
}

/* ---- init ----------------------------------------------------------------------------------- */

static int kmemleak_setup(char *value)
{
	if (!strcmp(value, "on"))
		kmemleak_on = true;
	else if (strcmp(value, "off"))
		return -EINVAL;
	return 0;
}
early_param("kmemleak", kmemleak_setup);
