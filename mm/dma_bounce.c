// SPDX-License-Identifier: MIT
/*
 * dma_bounce.c - a stand-in for memory that a device does not reach
 *
 * PROBLEM
 *	The buffer lies at 600 MiB and the device has 28 address lines. The
 *	handle that the driver is given must be one the device reaches, and
 *	from the handle alone we must later find the buffer again.
 *
 * IDEA
 *	A block of pages below the mask stands in, and a note says for what:
 *
 *		bounces: a hash of page numbers
 *		+---+---+---+---+
 *		| . | * | . | * |----> note { handle, order, lent } -> note
 *		+---+---+---+---+		 |	      |
 *						 v	      v
 *				block below the mask	the driver's buffer
 *
 *	The stand-in begins at the same offset in its page as the buffer does
 *	in its own: devices care for alignment. A handle inside a mapping (a
 *	sync of a part) finds its note by the page it lies in, so every page
 *	of the block is in the hash: the note is found from any of them by
 *	stepping back at most 2^10 pages, of which the first tells.
 *
 *	The buffer may be high memory: it is copied page by page, through
 *	kmap_local_page().
 *
 * INVARIANTS	(dma_bounce_check() tests each by number)
 *	B1  dma_nr_bounces is the number of notes in the hash.
 *	B2  A note is in the bucket of its block's first page.
 *	B3  Blocks of two notes do not overlap.
 *
 * LOCKING
 *	bounce_lock, interrupts off (drivers unmap in handlers), for the hash;
 *	copying is done without it: the mapping is its owner's alone.
 *
 * FAILURE
 *	No block: DMA_MAPPING_ERROR. A size or direction at the end other than
 *	at the beginning is reported, and those of the beginning are used.
 *
 * LEFT OUT
 *	A pool kept for the purpose (Linux: swiotlb): blocks come from the page
 *	allocator with GFP_ATOMIC, whose DMA zone is kept for this.
 */
#include <linux/bug.h>
#include <linux/dma-mapping.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "dma.h"

/* 64 lists: transfers in flight are few, and each is looked for twice. */
#define HASH_BITS	6
#define HASH_SIZE	(1 << HASH_BITS)

static DEFINE_SPINLOCK(bounce_lock);
static struct hlist_head bounces[HASH_SIZE];	/* bounce_lock */
atomic_t dma_nr_bounces;

static unsigned long first_pfn(const struct dma_stand_in *b)
{
	return PHYS_PFN(b->handle);
}

static struct hlist_head *bucket(unsigned long pfn)
{
	return &bounces[pfn % HASH_SIZE];
}

/* The note whose stand-in [handle, handle + size) lies in, or NULL. */
static struct dma_stand_in *find_in(unsigned long pfn, dma_addr_t handle)
{
	struct dma_stand_in *b;

	hlist_for_each_entry(b, bucket(pfn), node) {
		if (first_pfn(b) == pfn && handle >= b->handle &&
		    handle - b->handle < b->lent.size)
			return b;
	}
	return NULL;
}

struct dma_stand_in *dma_bounce_find(dma_addr_t handle)
{
	unsigned long pfn = PHYS_PFN(handle), back;
	struct dma_stand_in *b = NULL;
	unsigned long flags;

	spin_lock_irqsave(&bounce_lock, flags);
	for (back = 0; !b && back <= min(pfn, 1ul << MAX_PAGE_ORDER); back++)
		b = find_in(pfn - back, handle);
	spin_unlock_irqrestore(&bounce_lock, flags);
	return b;
}

/* ---- copying ---- */

enum copy_direction { TO_STAND_IN, FROM_STAND_IN };

/* [at, at + size) of the mapping, a page of the buffer at a time */
static void copy(const struct dma_stand_in *b, size_t at, size_t size,
		 enum copy_direction way)
{
	while (size) {
		phys_addr_t phys = b->lent.phys + at;
		size_t n = min(size, PAGE_SIZE - offset_in_page(phys));
		u8 *stand_in = __va(b->handle + at);
		u8 *page = kmap_local_page(phys_to_page(phys));
		u8 *buffer = page + offset_in_page(phys);

		if (way == TO_STAND_IN)
			memcpy(stand_in, buffer, n);
		else
			memcpy(buffer, stand_in, n);
		kunmap_local(page);
		at += n;
		size -= n;
	}
}

static void copy_part(dma_addr_t handle, size_t size, enum copy_direction way)
{
	struct dma_stand_in *b = dma_bounce_find(handle);

	if (!b)
		return;
	if (WARN(size > b->lent.size - (handle - b->handle),
		 "dma_sync: %zu bytes at %#llx are more than were mapped\n",
		 size, handle))
		return;
	copy(b, handle - b->handle, size, way);
}

void dma_bounce_to_cpu(dma_addr_t handle, size_t size)
{
	copy_part(handle, size, FROM_STAND_IN);
}

void dma_bounce_to_device(dma_addr_t handle, size_t size)
{
	copy_part(handle, size, TO_STAND_IN);
}

/* ---- begin ---- */

dma_addr_t dma_bounce(struct device *dev, const struct dma_lent *lent)
{
	size_t offset = offset_in_page(lent->phys);
	gfp_t gfp = GFP_ATOMIC | __GFP_NOWARN;
	struct dma_stand_in *b = kmalloc(sizeof(*b), gfp);
	unsigned long flags;
	struct page *page;

	if (!b)
		return DMA_MAPPING_ERROR;
	b->lent = *lent;
	b->order = get_order(offset + lent->size);
	page = b->order > MAX_PAGE_ORDER ? NULL :
	       dma_alloc_below(dma_get_mask(dev), gfp, b->order);
	if (!page) {
		kfree(b);
		return DMA_MAPPING_ERROR;
	}
	b->handle = page_to_phys(page) + offset;
	/* DMA_FROM_DEVICE too: it may write less than all of it. */
	copy(b, 0, lent->size, TO_STAND_IN);

	spin_lock_irqsave(&bounce_lock, flags);
	hlist_add_head(&b->node, bucket(first_pfn(b)));
	atomic_inc(&dma_nr_bounces);
	spin_unlock_irqrestore(&bounce_lock, flags);
	return b->handle;
}

/* ---- end ---- */

/* Take the note of @handle out of the hash; NULL: it is no stand-in's. */
static struct dma_stand_in *take(dma_addr_t handle)
{
	unsigned long flags;
	struct dma_stand_in *b;

	spin_lock_irqsave(&bounce_lock, flags);
	b = find_in(PHYS_PFN(handle), handle);
	if (b && b->handle == handle) {
		hlist_del(&b->node);
		atomic_dec(&dma_nr_bounces);
	} else {
		b = NULL;
	}
	spin_unlock_irqrestore(&bounce_lock, flags);
	return b;
}

bool dma_bounce_end(dma_addr_t handle, const struct dma_lent *lent)
{
	struct dma_stand_in *b = take(handle);

	if (!b)
		return false;
	WARN(lent->size != b->lent.size || lent->dir != b->lent.dir,
	     "dma_unmap: %zu bytes, direction %d at %#llx; mapped were %zu, %d\n",
	     lent->size, lent->dir, handle, b->lent.size, b->lent.dir);
	if (b->lent.dir != DMA_TO_DEVICE)
		copy(b, 0, b->lent.size, FROM_STAND_IN);
	__free_pages(pfn_to_page(first_pfn(b)), b->order);
	kfree(b);
	return true;
}

/* ---- check ---- */

static bool overlaps(const struct dma_stand_in *a)
{
	unsigned int i;
	struct dma_stand_in *b;

	for (i = 0; i < HASH_SIZE; i++) {
		hlist_for_each_entry(b, &bounces[i], node) {
			if (a != b && first_pfn(a) < first_pfn(b) +
			    (1ul << b->order) && first_pfn(b) <
			    first_pfn(a) + (1ul << a->order))
				return true;
		}
	}
	return false;
}

int dma_bounce_check(void)
{
	unsigned long flags;
	struct dma_stand_in *b;
	int i, nr = 0, broken = 0;

	spin_lock_irqsave(&bounce_lock, flags);
	for (i = 0; i < HASH_SIZE; i++) {
		hlist_for_each_entry(b, &bounces[i], node) {
			nr++;
			if (bucket(first_pfn(b)) != &bounces[i])
				broken = 2;
			else if (overlaps(b))
				broken = 3;
		}
	}
	if (nr != atomic_read(&dma_nr_bounces))
		broken = 1;
	spin_unlock_irqrestore(&bounce_lock, flags);
	return broken;
}
