// SPDX-License-Identifier: MIT
/*
 * slabinfo.c - the slab allocator seen from outside, and examined
 *
 * /proc/slabinfo	Linux's version 2.1: slabtop(1) and vmstat -m read it.
 *			active_objs are those that callers have; what lies on
 *			CPUs' stacks is free. Tunables are those of the
 *			stacks; nothing is shared between CPUs, so 0. The other
 *			names of a cache: /proc/slab_aliases (slab_alias.c).
 *
 * a picture		of one slab, an object a character:
 *
 *			slab of kmalloc-512 at ffff888001e08000, order 0
 *			  ##..#..#  4 of 8 in use, or on a CPU's stack
 *
 *			and of the object that was asked for, if its cache
 *			keeps that (slab_debug=U), who allocated and freed it
 *
 * INVARIANTS
 *	slab_broken() walks those of slab_node.c (N), slab_page.c (S),
 *	slab_cpu.c (M, this CPU's) and slab_cache.c (K).
 *
 * LOCKING
 *	A snapshot: each node's lock for its numbers, none for the stacks'
 *	counts, which may change meanwhile.
 */
#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/proc_fs.h>
#include <linux/sprintf.h>

#include "slab.h"

/* ---- walks ---------------------------------------------------------------------------- */

struct kmem_cache *slab_find(const char *name)
{
	struct kmem_cache *c, *found = NULL;
	unsigned long flags;
	unsigned int id;

	spin_lock_irqsave(&slab_lock, flags);
	for_each_cache(c, id) {
		if (*c->name == *name && !strcmp(c->name, name))
			found = c;
		else if (!found && slab_is_called_locked(c, name))
			found = c;
	}
	spin_unlock_irqrestore(&slab_lock, flags);
	return found;
}

struct kmem_cache *slab_next_visited(struct kmem_cache *c)
{
	struct kmem_cache *next = NULL;
	unsigned int id = c ? c->id + 1 : 1;
	unsigned long flags;

	spin_lock_irqsave(&slab_lock, flags);
	if (c)
		WRITE_ONCE(c->visitors, c->visitors - 1);
	for (; id < slab_nr_ids && !next; id++)
		next = slab_caches[id];
	if (next)
		WRITE_ONCE(next->visitors, next->visitors + 1);
	spin_unlock_irqrestore(&slab_lock, flags);
	return next;
}

/* ---- views ------------------------------------------------------------------------- */

struct totals {
	unsigned long slabs;
	unsigned long empty;
	unsigned long free;		/* objects in slabs */
};

static struct totals totals_of(struct kmem_cache *c)
{
	struct totals t = { 0 };
	unsigned long flags;
	int nid;

	for_each_slab_node(nid) {
		struct slab_node *node = &c->node[nid];

		spin_lock_irqsave(&node->lock, flags);
		t.slabs += node->nr_slabs;
		t.empty += node->nr_empty;
		t.free += node->nr_free + node->nr_depot;
		spin_unlock_irqrestore(&node->lock, flags);
	}
	return t;
}

int slab_show_one(struct seq_file *m, struct kmem_cache *c)
{
	struct totals t = totals_of(c);
	unsigned long objects = t.slabs * c->objects;
	unsigned long free = min(t.free + slab_cpu_count(c), objects);

	seq_printf(m, "%-17s %6lu %6lu %6u %4u %4d", c->name, objects - free,
		   objects, c->size, c->objects, 1 << c->order);
	seq_printf(m, " : tunables %4u %4u %4u", c->limit, c->batch, 0);
	seq_printf(m, " : slabdata %6lu %6lu %6lu\n", t.slabs - t.empty,
		   t.slabs, 0UL);
	return 0;
}

static int slabinfo_show(struct seq_file *m, void *v)
{
	struct kmem_cache *c;

	seq_puts(m, "slabinfo - version: 2.1\n");
	seq_puts(m, "# name            <active_objs> <num_objs> <objsize> ");
	seq_puts(m, "<objperslab> <pagesperslab>");
	seq_puts(m, " : tunables <limit> <batchcount> <sharedfactor>");
	seq_puts(m, " : slabdata <active_slabs> <num_slabs> <sharedavail>\n");
	for_each_visited_cache(c)
		slab_show_one(m, c);
	return 0;
}
PROC_VIEW("slabinfo", slabinfo_show);

/* As many as fit into a line with its indent. */
#define PICTURE_WIDTH	64

static void draw(struct seq_file *m, const struct kmem_cache *c,
		 const unsigned long *free)
{
	unsigned int i;

	for (i = 0; i < c->objects; i++) {
		if (i % PICTURE_WIDTH == 0)
			seq_puts(m, i ? "\n  " : "  ");
		seq_putc(m, test_bit(i, free) ? '.' : '#');
	}
}

int slab_show_picture(struct seq_file *m, const void *p)
{
	DECLARE_BITMAP(free, SLAB_MAX_OBJECTS);
	struct kmem_cache *c = NULL;
	unsigned long flags, index;
	struct slab_node *node;
	struct page *slab;
	bool sound;

	if (virt_addr_valid(p) && PageSlab(virt_to_page(p)))
		c = READ_ONCE(slab_caches[slab_id(virt_to_page(p))]);
	if (!c)
		return -EINVAL;
	slab = slab_of(c, p);
	node = &c->node[page_to_nid(slab)];
	spin_lock_irqsave(&node->lock, flags);
	sound = slab_map_free(c, slab, free);
	spin_unlock_irqrestore(&node->lock, flags);

	seq_printf(m, "slab of %s at %px, order %u, node %d%s\n", c->name,
		   lowmem_page_address(slab), c->order, page_to_nid(slab),
		   sound ? "" : ", its free list is damaged");
	draw(m, c, free);
	seq_printf(m, "  %u of %u in use, or on a CPU's stack\n",
		   c->objects - bitmap_weight(free, c->objects), c->objects);
	index = slab_offset(c, p) / c->size;
	if (index >= c->objects)
		return 0;
	seq_printf(m, "  %px is %lu bytes into object %lu, %s\n", p,
		   slab_offset(c, p) - index * c->size, index,
		   test_bit(index, free) ? "free" : "in use");
	slab_track_print(c, slab_object(c, slab, index));
	return 0;
}

unsigned long slab_objects(void)
{
	unsigned long objects = 0;
	struct kmem_cache *c;

	slab_drain_all(NULL);
	for_each_visited_cache(c) {
		const struct totals t = totals_of(c);

		objects += t.slabs * c->objects - t.free;
	}
	return objects;
}

unsigned long slab_pages(void)
{
	unsigned long pages = 0;
	struct kmem_cache *c;

	for_each_visited_cache(c)
		pages += slab_cache_slabs(c) << c->order;
	return pages;
}

/* ---- check --------------------------------------------------------------------------- */

const char *slab_broken(struct kmem_cache *c)
{
	static char name[8];
	unsigned long flags;
	int nid, broken;

	if (slab_caches[c->id] != c || slab_stacks[c->id] != c->cpu)
		return "K1";
	if (!c->refcount)
		return "K2";
	if (slab_aliases_broken(c))
		return "K3";
	for_each_slab_node(nid) {
		broken = slab_node_broken(c, nid);
		if (broken) {
			snprintf(name, sizeof(name), "%c%d",
				 broken < SLAB_DEPOT_BROKEN ? 'N' : 'G',
				 broken % SLAB_DEPOT_BROKEN);
			return name;
		}
	}
	local_irq_save(flags);
	broken = slab_cpu_broken_local(c);
	local_irq_restore(flags);
	if (!broken)
		return NULL;
	snprintf(name, sizeof(name), "M%d", broken);
	return name;
}

void slab_check(void)
{
	struct kmem_cache *c;
	unsigned int id;

	for_each_cache(c, id) {
		const char *broken = slab_broken(c);

		if (broken)
			panic("slab: cache %s: invariant %s does not hold",
			      c->name, broken);
	}
}
