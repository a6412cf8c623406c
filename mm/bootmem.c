// SPDX-License-Identifier: MIT
/*
 * bootmem.c - memory for those who come before the allocators
 *
 * PROBLEM
 *	The page allocator needs a struct page for every frame before it can
 *	give out the first one. Somebody must hand out memory before there is
 *	anything to describe memory with, must never give away what firmware,
 *	kernel or modules occupy, and must know at the end what is left.
 *
 * IDEA
 *	Two short sorted tables, and a pointer that moves up:
 *
 *	range[]     |=========|      |===========================|    usable
 *	reserved[]  |#|   |###|      |##|####|####|       |##|        taken
 *					          ^
 *						  bump
 *
 *	An allocation starts at the bump pointer, steps over reservations
 *	until it fits, and leaves a reservation and the pointer behind itself.
 *	Only when the pointer has reached the end is memory below it searched
 *	again. Free memory is what is in range[] and not in reserved[]: there
 *	is no third table that could disagree.
 *
 * WHO OWNS WHAT
 *	Each reservation has an owner: a name ("kernel image") or the address
 *	of the code that asked. Neighbours of one owner are one entry, so a
 *	loop that allocates a thousand tables takes one line of the map that
 *	a panic prints.
 *
 *	lives in	entry
 *	range[]		[start, end) node
 *	reserved[]	[start, end) name | caller
 *
 * THE WAY HOME
 *	free_bootmem() takes whole pages out of reserved[]; a page that is
 *	only partly freed stays taken (LDD3 p. 235: "partial pages freed in
 *	this manner are not returned to the system"). If the pages lie just
 *	below the bump pointer, it moves back. At the hand-over everything in
 *	range[] that is not in reserved[] goes to the page allocator.
 *
 * INVARIANTS	(bootmem_broken() tests each by number)
 *	B1  range[] is sorted and disjoint; ranges are whole pages, not empty.
 *	B2  reserved[] is sorted and disjoint, entries are not empty.
 *	B3  Every reservation lies inside one range.
 *
 * LOCKING
 *	None: one CPU, no interrupts that allocate.
 *
 * FAILURE
 *	Out of memory: panic with the map, or NULL from the _nopanic doors.
 *	A caller's mistake (size 0, an alignment that is no power of two, a
 *	double free, foreign memory) is reported with a backtrace; nothing
 *	changes. A full table is reported; the request is refused.
 *
 * COST
 *	Take: the reservations between the bump pointer and the fit, usually
 *	none; one insertion (or none, when the neighbour is the same owner's).
 *	Space: 37 KiB of bss.
 *
 * LEFT OUT
 *	Linux 2.6 kept a bitmap of pages, which costs 32 KiB a GiB and cannot
 *	name an owner. Modern Linux has memblock, whose two tables these are.
 *
 * SOURCES
 *	LDD3 ch. 8 "Obtaining Large Buffers"; Linux 2.6 linux/bootmem.h
 *	(names and semantics only).
 */
#include <linux/bootmem.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/pfn.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#include "internal.h"

static struct bootmem_reserved *first_ending_after(struct bootmem *bm,
						   phys_addr_t addr)
{
	unsigned int low = 0, high = bm->nr_reserved;

	while (low < high) {
		unsigned int mid = low + (high - low) / 2;

		if (bm->reserved[mid].end <= addr)
			low = mid + 1;
		else
			high = mid;
	}
	return &bm->reserved[low];
}

static bool is_last(const struct bootmem *bm, const struct bootmem_reserved *r)
{
	return r == &bm->reserved[bm->nr_reserved];
}

static bool same_owner(const struct bootmem_reserved *a,
		       const struct bootmem_reserved *b)
{
	return a->name == b->name && a->caller == b->caller;
}

/* Do @a and @b, neighbours in the table, touch inside one range? */
static bool touches(const struct bootmem *bm, const struct bootmem_reserved *a,
		    const struct bootmem_reserved *b)
{
	unsigned int i;

	if (a->end != b->start)
		return false;
	for (i = 0; i < bm->nr_ranges; i++) {
		if (bm->range[i].start == b->start)
			return false;
	}
	return true;
}

static void remove_entry(struct bootmem *bm, struct bootmem_reserved *r)
{
	bm->nr_reserved--;
	memmove(r, r + 1, (char *)&bm->reserved[bm->nr_reserved] - (char *)r);
}

/* Put @new before @at, joined to a neighbour of the same owner if it can. */
static int insert_entry(struct bootmem *bm, struct bootmem_reserved *at,
			const struct bootmem_reserved *new)
{
	struct bootmem_reserved *prev = at - 1;
	bool first = at == bm->reserved;

	if (!first && same_owner(prev, new) && touches(bm, prev, new)) {
		prev->end = new->end;
		if (!is_last(bm, at) && same_owner(at, new) &&
		    touches(bm, prev, at)) {
			prev->end = at->end;
			remove_entry(bm, at);
		}
		return 0;
	}
	if (!is_last(bm, at) && same_owner(at, new) && touches(bm, new, at)) {
		at->start = new->start;
		return 0;
	}
	if (bm->nr_reserved == BOOTMEM_MAX_RESERVED)
		return -ENOSPC;
	memmove(at + 1, at,
		(char *)&bm->reserved[bm->nr_reserved] - (char *)at);
	*at = *new;
	bm->nr_reserved++;
	return 0;
}

/* ---- allocate -------------------------------------------------------- */

/* The lowest fit in [start, end) of one range; 0: none. */
static phys_addr_t fit_between(struct bootmem *bm,
			       const struct bootmem_request *req,
			       phys_addr_t start, phys_addr_t end)
{
	phys_addr_t at = ALIGN(start, req->align);
	struct bootmem_reserved *r = first_ending_after(bm, at);

	for (; at >= start && at < end && end - at >= req->size; r++) {
		if (is_last(bm, r) || r->start >= at + req->size)
			return at;
		at = ALIGN(r->end, req->align);
	}
	return 0;
}

static phys_addr_t fit_from(struct bootmem *bm,
			    const struct bootmem_request *req,
			    phys_addr_t from)
{
	unsigned int i;

	for (i = 0; i < bm->nr_ranges; i++) {
		const struct bootmem_range *m = &bm->range[i];
		phys_addr_t found;

		if (req->nid != NUMA_NO_NODE && m->nid != req->nid)
			continue;
		found = fit_between(bm, req, max(m->start, from),
				    min3(m->end, req->limit, bm->low_end));
		if (found)
			return found;
	}
	return 0;
}

/*
 * From the bump pointer if this search is like the last one; else, and when
 * that finds nothing, from the goal; else from the bottom.
 */
static phys_addr_t find_fit(struct bootmem *bm,
			    const struct bootmem_request *req)
{
	phys_addr_t found = 0;

	if (bm->bump_valid && req->goal == bm->bump_goal &&
	    req->nid == bm->bump_nid)
		found = fit_from(bm, req, bm->bump);
	if (!found)
		found = fit_from(bm, req, req->goal);
	if (!found)
		found = fit_from(bm, req, 0);
	return found;
}

/* Note that @req has [start, start + size). */
static phys_addr_t take_at(struct bootmem *bm,
			   const struct bootmem_request *req,
			   phys_addr_t start)
{
	struct bootmem_reserved new = {
		.start = start, .end = start + req->size,
		.name = req->name, .caller = req->name ? 0 : req->caller,
	};

	if (insert_entry(bm, first_ending_after(bm, start), &new)) {
		pr_err("bootmem: no room to note who takes %llu bytes\n",
		       req->size);
		return 0;
	}
	return start;
}

phys_addr_t bootmem_take(struct bootmem *bm,
			 const struct bootmem_request *req)
{
	phys_addr_t found = find_fit(bm, req);

	if (found)
		found = take_at(bm, req, found);
	if (!found)
		return 0;
	bm->bump_valid = true;
	bm->bump_goal = req->goal;
	bm->bump_nid = req->nid;
	bm->bump = found + req->size;
	return found;
}

phys_addr_t bootmem_take_above(struct bootmem *bm,
			       const struct bootmem_request *req)
{
	phys_addr_t found = fit_from(bm, req, req->goal);

	return found ? take_at(bm, req, found) : 0;
}

/* Take the free parts of [start, end), which lies in one range. */
static int reserve_in_range(struct bootmem *bm,
			    const struct bootmem_reserved *what,
			    phys_addr_t start, phys_addr_t end)
{
	while (start < end) {
		struct bootmem_reserved *r = first_ending_after(bm, start);
		struct bootmem_reserved part = *what;
		int err;

		part.start = start;
		part.end = is_last(bm, r) ? end : min(end, r->start);
		start = is_last(bm, r) ? end : r->end;
		if (part.start >= part.end)
			continue;
		err = insert_entry(bm, r, &part);
		if (err)
			return err;
	}
	return 0;
}

static bool any_reserved(struct bootmem *bm, phys_addr_t start,
			 phys_addr_t end)
{
	struct bootmem_reserved *r = first_ending_after(bm, start);

	return !is_last(bm, r) && r->start < end;
}

int bootmem_reserve(struct bootmem *bm, const struct bootmem_reserved *what,
		    int flags)
{
	unsigned int i;
	int err;

	if ((flags & BOOTMEM_EXCLUSIVE) &&
	    any_reserved(bm, what->start, what->end))
		return -EBUSY;
	for (i = 0; i < bm->nr_ranges; i++) {
		const struct bootmem_range *m = &bm->range[i];

		err = reserve_in_range(bm, what, max(m->start, what->start),
				       min(m->end, what->end));
		if (err)
			return err;
	}
	return 0;
}

/* ---- free ------------------------------------------------------------ */

static bool in_memory(const struct bootmem *bm, phys_addr_t start,
		      phys_addr_t end)
{
	unsigned int i;

	for (i = 0; i < bm->nr_ranges; i++) {
		if (start >= bm->range[i].start && end <= bm->range[i].end)
			return true;
	}
	return false;
}

/* Is every byte of [start, end) taken? */
static bool all_reserved(struct bootmem *bm, phys_addr_t start,
			 phys_addr_t end)
{
	struct bootmem_reserved *r = first_ending_after(bm, start);

	for (; !is_last(bm, r) && r->start <= start; r++) {
		start = r->end;
		if (start >= end)
			return true;
	}
	return false;
}

/* Cut [start, end) out of @r, which may split it in two. */
static int cut_entry(struct bootmem *bm, struct bootmem_reserved *r,
		     phys_addr_t start, phys_addr_t end)
{
	struct bootmem_reserved tail = *r;

	if (r->start >= start && r->end <= end) {
		remove_entry(bm, r);
		return 0;
	}
	if (r->start >= start) {
		r->start = end;
		return 0;
	}
	r->end = start;
	if (tail.end <= end)
		return 0;
	tail.start = end;
	if (insert_entry(bm, r + 1, &tail)) {
		r->end = tail.end;
		return -ENOSPC;
	}
	return 0;
}

int bootmem_give(struct bootmem *bm, phys_addr_t start, phys_addr_t end)
{
	struct bootmem_reserved *r;
	int err;

	if (!in_memory(bm, start, end))
		return -EINVAL;
	if (!all_reserved(bm, start, end))
		return -EALREADY;

	r = first_ending_after(bm, start);
	while (!is_last(bm, r) && r->start < end) {
		err = cut_entry(bm, r, start, end);
		if (err)
			return err;
		r = first_ending_after(bm, start);
	}
	if (bm->bump_valid && bm->bump == end)
		bm->bump = start;
	return 0;
}

/* ---- init, show, check ----------------------------------------------- */

int bootmem_add(struct bootmem *bm, phys_addr_t start, phys_addr_t end,
		int nid)
{
	struct bootmem_range *m = &bm->range[bm->nr_ranges];

	if (start >= end || ((start | end) & ~PAGE_MASK))
		return -EINVAL;
	if (bm->nr_ranges && start < m[-1].end)
		return -EINVAL;
	if (bm->nr_ranges == BOOTMEM_MAX_RANGES)
		return -ENOSPC;
	m->start = start;
	m->end = end;
	m->nid = nid;
	bm->nr_ranges++;
	return 0;
}

u64 bootmem_count_free(const struct bootmem *bm)
{
	u64 bytes = 0;
	unsigned int i;

	for (i = 0; i < bm->nr_ranges; i++)
		bytes += bm->range[i].end - bm->range[i].start;
	for (i = 0; i < bm->nr_reserved; i++)
		bytes -= bm->reserved[i].end - bm->reserved[i].start;
	return bytes;
}

static void show_row(struct seq_file *m, phys_addr_t start, phys_addr_t end)
{
	seq_printf(m, "  [%016llx-%016llx] %10llu KiB  ", start, end - 1,
		   (end - start) >> 10);
}

static void show_owner(struct seq_file *m, const struct bootmem_reserved *r)
{
	if (r->name)
		seq_printf(m, "%s\n", r->name);
	else
		seq_printf(m, "allocated by %ps\n", (void *)r->caller);
}

/* One range: its reservations and, between them, what is free. */
static void show_range(struct seq_file *m, const struct bootmem *bm,
		       const struct bootmem_range *range)
{
	phys_addr_t at = range->start;
	unsigned int i;

	seq_printf(m, "node %d\n", range->nid);
	for (i = 0; i < bm->nr_reserved; i++) {
		const struct bootmem_reserved *r = &bm->reserved[i];

		if (r->start < range->start || r->start >= range->end)
			continue;
		if (at < r->start) {
			show_row(m, at, r->start);
			seq_puts(m, "free\n");
		}
		show_row(m, r->start, r->end);
		show_owner(m, r);
		at = r->end;
	}
	if (at < range->end) {
		show_row(m, at, range->end);
		seq_puts(m, "free\n");
	}
}

void bootmem_show_one(struct seq_file *m, const struct bootmem *bm)
{
	unsigned int i;

	for (i = 0; i < bm->nr_ranges; i++)
		show_range(m, bm, &bm->range[i]);
	seq_printf(m, "%llu KiB free in %u ranges, %u reservations\n",
		   bootmem_count_free(bm) >> 10, bm->nr_ranges,
		   bm->nr_reserved);
}

int bootmem_broken(const struct bootmem *bm)
{
	unsigned int i;

	for (i = 0; i < bm->nr_ranges; i++) {
		const struct bootmem_range *m = &bm->range[i];

		if (m->start >= m->end || ((m->start | m->end) & ~PAGE_MASK))
			return 1;
		if (i && m->start < m[-1].end)
			return 1;
	}
	for (i = 0; i < bm->nr_reserved; i++) {
		const struct bootmem_reserved *r = &bm->reserved[i];

		if (r->start >= r->end || (i && r->start < r[-1].end))
			return 2;
		if (!in_memory(bm, r->start, r->end))
			return 3;
	}
	return 0;
}
