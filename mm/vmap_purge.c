// SPDX-License-Identifier: MIT
/*
 * vmap_purge.c - addresses that were unmapped, until all TLBs have forgotten
 *
 * PROBLEM
 *	Addresses that were unmapped may be given to somebody else only when
 *	no processor remembers what was mapped there. To make all of them
 *	forget is an interrupt to each, thousands of cycles; areas come and go
 *	thousands of times a second.
 *
 * IDEA
 *	Be lazy: what is unmapped is put on a list, and stays nobody's. When
 *	there are many, or addresses or memory are short, one flush serves all
 *	of them, and their addresses are free.
 *
 *	  busy		lazy			 kept, free
 *	[ A ] --vfree--> A			......
 *	[ B ] --vfree--> A, B			......
 *	[ C ] --vfree--> A, B, C --one flush--> A, B, C
 *
 *	A processor that still remembers can harm nobody but one who uses what
 *	he has freed: no other area is there until the flush.
 *
 * KEEPING
 *	A flushed area that has a place in the page tables is not joined with
 *	the free ones but kept, whole: vm_area_get() gives it out again as it
 *	is. There is a list for each size, of lazy ones and of kept ones, so
 *	that after a flush lists are moved and not areas:
 *
 *	pages	   2	  3    4 .. 17	   0: no place
 *	lazy	A -> C	  D	.	   B
 *		  |	  |		   | one by one
 *		  v	  v		   v
 *	kept	A -> C	  D	.	 free tree
 *
 *	If there were too many, those that nobody has wanted since the flush
 *	before make room, and go to the free tree with this one. Who is short
 *	of addresses or memory gives up all.
 *
 * WHO WAS IT?
 *	A lazy or kept area still has its owner's name. So a second vfree() and a
 *	fault after vfree() can be told whose area it was.
 *
 * INVARIANTS	(vmap_check() tests each by number)
 *	L2  Lazy areas overlap neither free nor busy ones, and lie in
 *	    [lazy_start, lazy_end).
 *	L3  nr_lazy is the length of all lazy lists.
 *	L5  Kept areas overlap neither free nor busy ones, are of their list's
 *	    size, and nr_kept is their number.
 *
 * LOCKING
 *	region->lock for the lists. Not held while flushing: what is flushed
 *	is the flusher's, and counted in nr_purging.
 *
 * FAILURE
 *	None: nothing is allocated.
 *
 * COST
 *	Instructions: 40 to retire an area; of a flush 1 an area that is kept,
 *	some 100 one that is not. Structures and tables of at most LAZY_MAX +
 *	KEPT_MAX areas, and of LAZY_MAX more kept for each other CPU that
 *	flushes at the same time.
 *
 * CONSTANTS
 *	LAZY_MAX 512: a flush on 256 CPUs may cost a million cycles, 2000 an
 *	area; and 512 structures are 96 KiB. KEPT_MAX: what two flushes free.
 *
 * SOURCES
 *	Linux 6.12: __purge_vmap_area_lazy() (semantics).
 */
#include <asm/processor.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/pgtable.h>

#include "vm_area.h"

#define LAZY_MAX	512
#define KEPT_MAX	(2 * LAZY_MAX)

/* Areas given back under one hold of the lock. */
#define GIVE_RUN	32

unsigned int vmap_lazy_max = LAZY_MAX;

/* Areas taken off a lazy list and not free yet. */
static atomic_t nr_purging;

enum purge { PURGE_AND_KEEP, PURGE_ALL };

static unsigned long purge_region(struct vmap_region *region, enum purge how);

/* ---- retire --------------------------------------------------------------- */

void vm_area_retire(struct vm_area *area)
{
	struct vmap_region *region = vmap_region_at(area->va.va_start);
	struct vmap_area *va = &area->va, **list = &region->lazy[0];
	bool many;

	if (likely(area->entry))
		list += (va->va_end - va->va_start) >> PAGE_SHIFT;
	spin_lock(&region->lock);
	va->next = *list;
	*list = va;
	region->lazy_start = min(region->lazy_start, va->va_start);
	region->lazy_end = max(region->lazy_end, va->va_end);
	WRITE_ONCE(region->nr_lazy, region->nr_lazy + 1);
	many = region->nr_lazy > vmap_lazy_max;
	spin_unlock(&region->lock);
	if (unlikely(many))
		purge_region(region, PURGE_AND_KEEP);
}

static struct vmap_area *find_in(struct vmap_area *const *lists,
				 unsigned long addr)
{
	struct vmap_area *va;
	unsigned int i;

	for (i = 0; i < VMAP_KEPT_SIZES; i++) {
		for (va = lists[i]; va; va = va->next) {
			if (addr >= va->va_start && addr < va->va_end)
				return va;
		}
	}
	return NULL;
}

struct vmap_area *vmap_freed_at_locked(const struct vmap_region *region,
				       unsigned long addr)
{
	return find_in(region->lazy, addr) ?: find_in(region->kept, addr);
}

/* ---- purge ---------------------------------------------------------------- */

/**
 * struct flush - areas on their way out of laziness
 * @keep: those to be kept, by size; @nr_keep of them
 * @give: those for the free tree
 * @nr:   all of them
 * @start, @end: a range around all of them
 */
struct flush {
	struct vmap_area *keep[VMAP_KEPT_SIZES];
	struct vmap_area *give;
	unsigned long nr_keep;
	unsigned long nr;
	unsigned long start;
	unsigned long end;
};

/* Return: how many there were on the list. */
static unsigned long give_up(struct vmap_area **list, struct flush *f)
{
	unsigned long nr = 0;
	struct vmap_area *va;

	while ((va = *list)) {
		*list = va->next;
		va->next = f->give;
		f->give = va;
		f->start = min(f->start, va->va_start);
		f->end = max(f->end, va->va_end);
		nr++;
	}
	return nr;
}

static void give_up_kept(struct vmap_region *region, struct flush *f)
{
	unsigned int i;

	for (i = 0; i < VMAP_KEPT_SIZES; i++)
		f->nr += give_up(&region->kept[i], f);
	region->nr_kept = 0;
}

static void take_lazy_locked(struct vmap_region *region, struct flush *f)
{
	*f = (struct flush) {
		.nr = region->nr_lazy, .nr_keep = region->nr_lazy,
		.start = region->lazy_start, .end = region->lazy_end,
	};
	memcpy(f->keep, region->lazy, sizeof(f->keep));
	memset(region->lazy, 0, sizeof(region->lazy));
	region->lazy_start = ULONG_MAX;
	region->lazy_end = 0;
	WRITE_ONCE(region->nr_lazy, 0);
}

static void begin_flush(struct vmap_region *region, struct flush *f,
			enum purge how)
{
	unsigned int i;

	spin_lock(&region->lock);
	take_lazy_locked(region, f);
	f->nr_keep -= give_up(&f->keep[0], f);
	for (i = 1; i < VMAP_KEPT_SIZES && how == PURGE_ALL; i++)
		f->nr_keep -= give_up(&f->keep[i], f);
	if (how == PURGE_ALL || region->nr_kept + f->nr_keep > KEPT_MAX)
		give_up_kept(region, f);
	atomic_add(f->nr, &nr_purging);
	spin_unlock(&region->lock);
}

/* @front, and after it what is on *@list. */
static void prepend(struct vmap_area **list, struct vmap_area *front)
{
	struct vmap_area *last = front;

	if (*list) {
		while (last->next)
			last = last->next;
		last->next = *list;
	}
	WRITE_ONCE(*list, front);
}

static void keep(struct vmap_region *region, const struct flush *f)
{
	unsigned int i;

	spin_lock(&region->lock);
	for (i = 1; i < VMAP_KEPT_SIZES; i++) {
		if (f->keep[i])
			prepend(&region->kept[i], f->keep[i]);
	}
	region->nr_kept += f->nr_keep;
	spin_unlock(&region->lock);
	atomic_sub(f->nr_keep, &nr_purging);
}

/* Some of f->give. */
static void give_run(struct vmap_region *region, struct flush *f)
{
	struct vmap_area *spares = NULL, *va;
	unsigned int n;

	spin_lock(&region->lock);
	for (n = 0; n < GIVE_RUN && f->give; n++) {
		va = f->give;
		f->give = va->next;
		vmap_give_locked(region, va, &spares);
	}
	spin_unlock(&region->lock);
	vm_areas_free(spares);
	atomic_sub(n, &nr_purging);
}

/* Return: how many areas were flushed. */
static unsigned long purge_region(struct vmap_region *region, enum purge how)
{
	struct vmap_area *va;
	struct flush f;

	begin_flush(region, &f, how);
	if (!f.nr)
		return 0;
	/* Tables that they leave empty go with the flush. */
	for (va = f.give; va; va = va->next)
		vm_area_leave(vm_area_of(va));
	vunmap_flush(f.start, f.end);
	keep(region, &f);
	while (f.give)
		give_run(region, &f);
	return f.nr;
}

unsigned long vm_areas_purge(void)
{
	unsigned long n = 0;
	unsigned int i;

	for (i = 0; i < NR_VMAP_REGIONS; i++)
		n += purge_region(&vmap_regions[i], PURGE_ALL);
	/* Another CPU's flush ends by itself; with it what we wait for. */
	while (atomic_read_acquire(&nr_purging))
		cpu_relax();
	return n;
}

unsigned long vmap_nr_lazy(void)
{
	return READ_ONCE(vmap_regions[VMAP_VMALLOC].nr_lazy) +
	       READ_ONCE(vmap_regions[VMAP_MODULES].nr_lazy) +
	       atomic_read(&nr_purging);
}
