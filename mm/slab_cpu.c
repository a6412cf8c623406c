// SPDX-License-Identifier: MIT
/*
 * slab_cpu.c - each CPU's stack of free objects, in front of the slabs
 *
 * PROBLEM
 *	Objects are allocated and freed a million times a second, from tasks
 *	and interrupts, on every CPU. A lock, or even switching interrupts
 *	off, costs more than the work itself.
 *
 * IDEA
 *	Between the callers and the slabs stands, for each CPU and cache, a
 *	stack of pointers to free objects (Bonwick's magazine):
 *
 *	    kmalloc			 kfree
 *	       ^ pop			   | push	a few instructions:
 *	       |			   v		asm/cpu_stack.h
 *	+-----------------------------------------+
 *	| item[0]  item[1] ...	item[count - 1]	  |	this CPU's
 *	+-----------------------------------------+
 *	 empty: |				 ^
 *	 refill |   a batch, newest on top	 | full: flush, the oldest
 *		v				 |
 *	+-----------------------------------------+
 *	| depot: batches as they came		  |	slab_depot.c: a lock
 *	| slabs: partial, full, empty		  |	slab_node.c
 *	+-----------------------------------------+
 *		^ a new slab		   | an empty slab
 *		|			   v
 *		 the page allocator (slab_page.c)
 *
 *	What was freed last, which is in the cache, is given out first. It
 *	does not matter which slab an object is of, nor who allocated it.
 *
 * WHY RESTARTABLE SEQUENCES
 *	A pair of allocation and free with interrupts off is 12 instructions
 *	more than with sequences that an interrupt rewinds; with the compare-
 *	and-exchange of (pointer, generation) that Linux uses about as much.
 *	Push and pop are five each. The price is three instructions for each
 *	inlined copy at every interrupt.
 *
 * NEAR AND FAR
 *	A stack holds objects of its CPU's node, so what it gives out is near.
 *	kfree() sees an object of another node by one compare (of the page's
 *	flags with slab_local) and gives it to its slab directly: a lock and a
 *	bounded number of instructions.
 *
 *	Between that look and the push the task may be moved to another node's
 *	CPU, and leaves a far object there. It is not in the way: it is given
 *	out like any other, or is sent to its own node when the stack is
 *	flushed or drained. Slabs and depots never meet another node's.
 *
 * CACHES WITHOUT A STACK
 *	limit 0: every push and pop fails, so every call comes to the slow
 *	path, where objects are looked at. That is how debugging costs nothing
 *	while there is none.
 *
 * OBJECTS THAT ARE WIPED
 *	With init_on_alloc=1 or init_on_free=1 the doors are given another
 *	stack, which has limit 0 and a key that is no page's. So they fail, the
 *	slow path wipes (slab_alloc.c), and then pops and pushes as they would.
 *
 * INVARIANTS	(slab_cpu_broken_local() tests each by number)
 *	M1  count <= limit.
 *	M2  Each item is an object of the cache, and no item is there twice.
 *	M3  An item counts as used in its slab (slab_used).
 *
 * LOCKING
 *	Push and pop: none. Everything else works on this CPU's stack with
 *	interrupts off, and on nobody else's: others ask by IPI (drain). The
 *	node's lock is taken inside.
 *
 * FAILURE
 *	A refill that finds nothing returns NULL.
 *
 * CONSTANTS
 *	A stack holds 32 KiB of objects, but 248 at most (with its head that
 *	is just below 2 KiB) and two at least. All CPUs' together hold no
 *	more than a 128th of memory, if each were the last of its page. A batch
 *	is half a stack: a load that swings around full or empty does not take
 *	the lock each time, and what stays does not overlap what went. While
 *	memory goes down (slab_depot.c) a stack is 16 deep, or 16 KiB.
 *
 * SOURCES
 *	J. Bonwick, J. Adams, Magazines and Vmem, USENIX 2001; Linux: struct
 *	array_cache of mm/slab.c, struct kmem_cache_cpu (names).
 */
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/topology.h>

#include "slab_depot.h"

#define STACK_BYTES	32768u
#define STACK_MOST	248u
#define STACK_LEAST	2u
#define STACK_SHRINKING	16u
#define STACK_LOW_BYTES	16384u
#define STACK_SHARE	128

/* No page's flags are like this: until slab_cpu_init() nothing is near. */
DEFINE_PER_CPU(u32, slab_local) = ~0u;

/* ---- take -------------------------------------------------------------------- */

void *slab_cpu_take(struct kmem_cache *c)
{
	struct cpu_stack *s;
	unsigned long flags;
	void *object = NULL;

	local_irq_save(flags);
	s = this_cpu_ptr(c->stack);
	/* A handler, or another task on another CPU's, may have filled it. */
	if (!s->limit) {
		if (!slab_node_take(c, slab_home(), &object, 1))
			object = NULL;	/* a damaged list's, perhaps */
	} else if (!s->count) {
		WRITE_ONCE(s->count, slab_node_take(c, slab_home(), s->item,
						    c->batch));
		s->limit = c->limit;
	}
	if (s->count) {
		WRITE_ONCE(s->count, s->count - 1);
		object = s->item[s->count];
	}
	local_irq_restore(flags);
	return object;
}

void *slab_cpu_add(struct kmem_cache *c, struct list_head *slabs)
{
	int nid = page_to_nid(list_first_entry(slabs, struct page, lru));
	struct cpu_stack *s;
	unsigned long flags, room;
	void *object = NULL;

	local_irq_save(flags);
	s = this_cpu_ptr(c->stack);
	/* A handler may have filled it; we may be elsewhere by now. */
	room = min_t(unsigned long, c->batch, s->limit - s->count);
	if (nid == slab_home() && room) {
		room = slab_node_add(c, slabs, s->item + s->count, room) - 1;
		object = s->item[s->count + room];
		WRITE_ONCE(s->count, s->count + room);
	} else {
		slab_node_add(c, slabs, &object, 1);
	}
	local_irq_restore(flags);
	return object;
}

/* ---- give -------------------------------------------------------------------- */

/*
 * Those of @nr that lie in other nodes go there, one by one: they are few.
 * Return: how many are left, the first of @objects now. Interrupts off.
 */
static unsigned int send_home(struct kmem_cache *c, void **objects,
			      unsigned int nr)
{
	unsigned int i, near = 0;

	if (slab_nr_nodes == 1)
		return nr;
	for (i = 0; i < nr; i++) {
		int nid = page_to_nid(virt_to_page(objects[i]));

		if (nid == slab_home())
			objects[near++] = objects[i];
		else
			slab_node_give(c, nid, &objects[i], 1);
	}
	return near;
}

/* The oldest @nr of this CPU's have gone; interrupts off. */
static void drop_oldest(struct cpu_stack *s, unsigned int nr)
{
	/* Half of them or all: what stays does not overlap what went. */
	memcpy(s->item, s->item + nr, (s->count - nr) * sizeof(s->item[0]));
	WRITE_ONCE(s->count, s->count - nr);
}

/*
 * The oldest batch to the depot, or to its slabs. If memory is going down, all
 * of them, and until the next refill the stack stays short: each object on it
 * may be the last of its slab. Memory may go up again before that, for others
 * took: then a short stack is full of less than a batch.
 */
static void flush(struct kmem_cache *c, struct cpu_stack *s)
{
	unsigned int nr = min_t(unsigned int, c->batch, s->count), near;

	if (unlikely(slab_node_shrinks(c, slab_home()))) {
		nr = s->count;
		s->limit = c->limit_low;
	}
	near = send_home(c, s->item, nr);
	if (!slab_depot_put(c, slab_home(), s->item, near))
		slab_node_give(c, slab_home(), s->item, near);
	drop_oldest(s, nr);
}

bool slab_cpu_give(struct kmem_cache *c, void *object)
{
	struct cpu_stack *s;
	unsigned long flags;
	bool twice;

	local_irq_save(flags);
	s = this_cpu_ptr(c->stack);
	/* The usual mistake. Below the first item is @owner, no object. */
	twice = s->item[(long)s->count - 1] == object;
	if (unlikely(twice))
		goto out;
	if (s->limit && s->count == s->limit)
		flush(c, s);
	if (s->count < s->limit) {
		s->item[s->count] = object;
		WRITE_ONCE(s->count, s->count + 1);
	} else {
		slab_node_give(c, page_to_nid(slab_of(c, object)), &object, 1);
	}
out:
	local_irq_restore(flags);
	return !twice;
}

/* ---- drain --------------------------------------------------------------------- */

void slab_cpu_drain(struct kmem_cache *c)
{
	struct cpu_stack *s;
	unsigned long flags;

	local_irq_save(flags);
	s = this_cpu_ptr(c->stack);
	if (s->count) {
		slab_node_give(c, slab_home(), s->item,
			       send_home(c, s->item, s->count));
		WRITE_ONCE(s->count, 0);
	}
	local_irq_restore(flags);
}

/* Interrupts are off: a cache that is in the table stays until we are done. */
static void drain_by_ipi(void *only)
{
	struct kmem_cache *c = only;
	unsigned int id;

	if (c) {
		slab_cpu_drain(c);
		return;
	}
	for_each_cache(c, id)
		slab_cpu_drain(c);
}

void slab_drain_all(struct kmem_cache *c)
{
	on_each_cpu(drain_by_ipi, c, 1);
}

/* Interrupts are off. */
static void set_limits(void *unused)
{
	struct kmem_cache *c;
	unsigned int id;

	for_each_cache(c, id) {
		slab_cpu_drain(c);
		this_cpu_ptr(c->stack)->limit = slab_may_fail ? 0 : c->limit;
	}
}

void slab_cpu_set_limits(void)
{
	on_each_cpu(set_limits, NULL, 1);
}

/* ---- init, check ----------------------------------------------------------------- */

/* Where an ordinary page for this CPU comes from first. */
static int home_of(unsigned int cpu)
{
	struct zone *const *zones =
		NODE_DATA(cpu_to_node(cpu))->node_zonelists[ZONE_NORMAL];

	return *zones ? (*zones)->node : 0;
}

void slab_cpu_init(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		per_cpu(slab_local, cpu) = 1u << PG_slab |
			(u32)home_of(cpu) << PAGE_NODE_SHIFT;
}

/* Bits that are 0 in the address of every object. */
static unsigned long odd_bits(const struct kmem_cache *c)
{
	return min(c->size & -c->size, (unsigned int)PAGE_SIZE) - 1;
}

int slab_cpu_alloc(struct kmem_cache *c)
{
	unsigned int cpu;

	c->limit = clamp(STACK_BYTES / c->size, STACK_LEAST, STACK_MOST);
	c->limit = clamp_t(unsigned long, totalram_pages() / STACK_SHARE /
			   num_possible_cpus(), STACK_LEAST, c->limit);
	if (c->flags & SLAB_NO_STACK)
		c->limit = 0;
	c->limit_low = min3(c->limit, STACK_SHRINKING,
			    max(STACK_LOW_BYTES / c->size, 1u));
	c->batch = max((c->limit + 1) / 2, 1u);
	slab_depot_plan(c);
	c->keep = max(c->limit / c->objects, 1u);
	c->stack = __alloc_percpu(sizeof(struct cpu_stack) +
				  c->limit * sizeof(void *), 8);
	c->cpu = c->flags & SLAB_WIPE ? alloc_percpu(struct cpu_stack) :
		 c->stack;
	if (!c->stack || !c->cpu) {
		slab_cpu_free(c);
		return -ENOMEM;
	}
	for_each_possible_cpu(cpu) {
		struct cpu_stack *s = per_cpu_ptr(c->stack, cpu);

		s->limit = slab_may_fail ? 0 : c->limit;
		s->odd = odd_bits(c);
		s->owner = c;
		per_cpu_ptr(c->cpu, cpu)->owner = c;
	}
	return 0;
}

void slab_cpu_free(struct kmem_cache *c)
{
	if (c->cpu != c->stack)
		free_percpu(c->cpu);
	free_percpu(c->stack);
}

/* The cache has its number: from now on objects may come. */
void slab_cpu_open(struct kmem_cache *c)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		u32 node = per_cpu(slab_local, cpu) >> PAGE_NODE_SHIFT &
			   PAGE_NODE_BITS;

		per_cpu_ptr(c->stack, cpu)->key = SLAB_KEY(c->id, node);
	}
}

unsigned long slab_cpu_count(const struct kmem_cache *c)
{
	unsigned long count = 0;
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		count += READ_ONCE(per_cpu_ptr(c->stack, cpu)->count);
	return count;
}

int slab_cpu_broken_local(struct kmem_cache *c)
{
	struct cpu_stack *s = this_cpu_ptr(c->stack);
	unsigned long i, j;

	if (s->count > s->limit)
		return 1;
	for (i = 0; i < s->count; i++) {
		const struct page *page = virt_to_page(s->item[i]);

		if (!PageSlab(page) || slab_id(page) != c->id ||
		    !slab_begins(c, s->item[i]))
			return 2;
		for (j = 0; j < i; j++)
			if (s->item[j] == s->item[i])
				return 2;
		if (!slab_of(c, s->item[i])->slab_used)
			return 3;
	}
	return 0;
}
