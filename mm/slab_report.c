// SPDX-License-Identifier: MIT
/*
 * slab_report.c - what is said to a caller who frees what he must not
 *
 * PROBLEM
 *	A wrong pointer given to kfree() comes from somewhere. The report
 *	should say what the address is instead of an object, so that the
 *	mistake can be guessed, and must not do harm itself.
 *
 * IDEA
 *	Every report is one line that begins with "slab:", then the stack of
 *	who called. What can be told without any debugging:
 *
 *	pointer						what it is called
 *	below PAGE_OFFSET, but not of ours		user half, or poison
 *	in the image					static
 *	in the vmalloc region				whose: vmalloc, ioremap
 *	within this stack				on the stack
 *	a page that is free, reserved, somebody's	by its state
 *	in a slab, but no object begins there		offset within which
 *	free already: on top of this CPU's stack,	freed twice
 *	  or in a slab that has none in use
 *	another cache's					both names
 *	a list in a slab that leads nowhere		slab, cache, index
 *
 *	A cache that several share is named with all names (slab_alias.c).
 *	With slab_hardened every free looks through its slab's list, so every
 *	double free is seen; there is no CPU's stack then.
 *
 * FAILURE
 *	None: WARN, and go on. The memory stays as it is: a leak is better
 *	than an object with two owners.
 *
 * LOCKING
 *	None; some are called with a node's lock held.
 *
 * SOURCES
 *	Linux: slab_err(), object_err(), print_page_info() (semantics).
 */
#include <asm/sections.h>
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include "internal.h"
#include "slab.h"

#define POISONED(byte)	(0x0101010101010101UL * (byte))

static const char *kind_of_page(const struct page *page)
{
	const struct page *head = compound_head(page);

	if (page_is_large_kmalloc(head))
		return "within a large kmalloc()";
	if (PageReserved(page))
		return "in reserved memory, never given out";
	if (PageBuddy(page) || PagePcp(page))
		return "in a free page";
	return "in a page that is nobody's slab";
}

/* An address and the stack it might be on: 16 KiB at most. */
static bool is_on_this_stack(const void *p)
{
	unsigned long here = (unsigned long)__builtin_frame_address(0);

	return (unsigned long)p - here < 4 * PAGE_SIZE;
}

/* The region's lock is not for handlers: they are told less. */
static const char *kind_of_area(const void *p)
{
	const struct vm_struct *vm;

	if (in_interrupt() || irqs_disabled())
		return "in the vmalloc region";
	vm = find_vm_area(p);
	if (!vm)
		return "in the vmalloc region, where no area is";
	return vm->flags & VM_IOREMAP ? "in an area of ioremap()" :
					"in an area of vmalloc()";
}

static const char *kind_of_address(const void *p)
{
	unsigned long addr = (unsigned long)p;

	if (addr == POISONED(POISON_FREE) || addr == POISONED(PAGE_POISON) ||
	    addr == POISONED(POISON_INUSE))
		return "poison: read from freed or unwritten memory";
	if (is_on_this_stack(p))
		return "on the stack";
	if (is_kernel_image(addr))
		return "static: in the kernel's image";
	if (is_vmalloc_addr(p))
		return kind_of_area(p);
	if (virt_addr_valid(p))
		return kind_of_page(virt_to_page(p));
	if (addr < PAGE_SIZE)
		return "an offset from NULL";
	if (!(addr >> 47))
		return "an address of the user half";
	return "no memory of the allocator";
}

void slab_report_foreign(const void *p)
{
	if (slab_bug_is_counted())
		return;
	WARN(1, "slab: free of %px, which is no object: %s\n", p,
	     kind_of_address(p));
}

void slab_report_inside(struct kmem_cache *c, const void *p)
{
	unsigned long offset = slab_offset(c, p);
	unsigned long index = offset / c->size;

	if (slab_bug_inside(c, p) || slab_bug_is_counted())
		return;
	slab_alias_print(c);
	if (index >= c->objects)
		WARN(1, "slab: free of %px, behind the last object of its slab, cache %s\n",
		     p, c->name);
	else
		WARN(1, "slab: free of %px, %lu bytes into an object of cache %s (%u bytes)\n",
		     p, offset - index * c->size, c->name, c->object_size);
}

void slab_report_twice(struct kmem_cache *c, const void *p)
{
	if (slab_bug_is_counted())
		return;
	slab_alias_print(c);
	WARN(1, "slab: double free of %px, cache %s: it is free already\n", p,
	     c->name);
}

void slab_report_no_cache(const struct kmem_cache *c)
{
	WARN(1, "slab: an object of %px, which is no cache; destroyed?\n", c);
}

void slab_report_wrong_cache(struct kmem_cache *said, struct kmem_cache *is,
			     const void *p)
{
	if (slab_bug_is_counted())
		return;
	slab_track_print(is, (void *)p);
	slab_alias_print(said);
	slab_alias_print(is);
	WARN(1, "slab: object %px of cache %s was freed to cache %s\n", p,
	     is->name, said->name);
}

void slab_report_list(struct kmem_cache *c, struct page *slab)
{
	if (slab_bug_is_counted())
		return;
	slab_alias_print(c);
	WARN(1, "slab: cache %s, slab at %px: list damaged: %u of %u used, then %#x; out of use\n",
	     c->name, lowmem_page_address(slab), slab->slab_used, c->objects,
	     slab->slab_first);
}

/* ---- destroyed while in use --------------------------------------------------- */

/* Return: true if a test has counted it instead. */
static bool report_used(struct kmem_cache *c, struct page *slab)
{
	DECLARE_BITMAP(free, SLAB_MAX_OBJECTS);
	bool counted = slab_bug_is_counted();
	unsigned int i;

	if (!counted)
		pr_err("slab: cache %s: objects remain in the slab at %px\n",
		       c->name, lowmem_page_address(slab));
	if (!slab_map_free(c, slab, free))
		return counted;
	for (i = 0; i < c->objects; i++) {
		void *object = slab_object(c, slab, i);

		if (test_bit(i, free) || slab_bug_is_counted())
			continue;
		pr_err("slab: Object 0x%px @offset=%lu\n", object,
		       slab_offset(c, object));
		slab_track_print(c, object);
	}
	return counted;
}

static bool report_list(struct kmem_cache *c, struct list_head *slabs)
{
	struct page *slab;
	bool counted = false;

	list_for_each_entry(slab, slabs, lru)
		counted |= report_used(c, slab);
	return counted;
}

void slab_report_leftovers(struct kmem_cache *c)
{
	unsigned long flags;
	bool counted = false;
	int nid;

	for_each_slab_node(nid) {
		struct slab_node *node = &c->node[nid];

		spin_lock_irqsave(&node->lock, flags);
		counted |= report_list(c, &node->partial);
		counted |= report_list(c, &node->full);
		spin_unlock_irqrestore(&node->lock, flags);
	}
	if (!counted)
		slab_alias_print(c);
	WARN(!counted, "slab: kmem_cache_destroy: cache %s still has objects\n",
	     c->name);
}
