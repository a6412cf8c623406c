// SPDX-License-Identifier: MIT
/*
 * percpu_chunk.c - memory behind per-CPU pointers, as much as is needed
 *
 * PROBLEM
 *	When the first chunk is full there must be another, and a per-CPU
 *	pointer into it must work like any: one addition of offset[cpu], the
 *	same for all chunks, leads to the CPU's copy. So the new chunk must
 *	lie, for each CPU, at the same distance from its first unit; but the
 *	memory must be of the CPU's node, and no block of memory is large
 *	enough to have been put aside for that.
 *
 * IDEA
 *	Distance is a matter of virtual addresses. Each CPU has a stretch of
 *	PERCPU_STRIDE bytes in two regions, and page tables fill them:
 *
 *	PERCPU_START		    CPU 0	CPU 1	    CPU 2
 *	  the first units	   |unit0     |unit1     |unit2     |
 *
 *	PERCPU_CHUNKS
 *	  slots of 32 KiB	   |AABBCC    |AABBCC    |AABBCC    |
 *				     |
 *	pointer to grain g of slot s = image + (PERCPU_CHUNKS - PERCPU_START)
 *				       + s * 32 KiB + g * 4
 *
 *	The pointer itself, used bare, lies where nothing is ever mapped on
 *	x86-64 (0000007f_........): a forgotten per_cpu_ptr() faults at once.
 *
 *	A chunk is populated whole when it is made and unmapped whole when it
 *	is given back: single pages, high memory welcome, so that a fragmented
 *	zone serves too. Its last table, one for 2 MiB of a CPU's stretch (a
 *	group of 64 chunks), comes with the first chunk of the group and goes
 *	with the last.
 *
 * A CHUNK'S LIFE
 *	grow:	all memory first, no lock held
 *		-> pcpu_lock: slot, tables, windows, list
 *	shrink:	pcpu_lock: off its list, windows blank; the slot stays taken
 *		-> all TLBs flushed, no lock held: nobody can reach the frames
 *		-> pcpu_lock: the slot, and the group, may be used again
 *		-> frames go home
 *
 * WHICH CHUNK SERVES
 *	Lists by fls(bound), so that "has room for n" is a word of bits. The
 *	smallest bound that suffices is tried first: the full become fuller,
 *	and the others empty. An empty chunk is the last to be touched.
 *	PCPU_SPARE of them is kept, for who allocates and frees in turn.
 *
 * INVARIANTS	(pcpu_chunks_broken() tests each by number)
 *	D1  Each map is whole (A1 to A4 of percpu_map.c).
 *	D2  A chunk is on list fls(bound), or on the last if it is empty and
 *	    not the first chunk; pcpu_nr_empty counts those; a list's bit in
 *	    pcpu_lists_used is set if and only if it has a chunk.
 *	D3  pcpu_chunk_at[c->slot] is c; a slot with a chunk is taken.
 *	D4  A group counts its chunks.
 *
 * LOCKING
 *	pcpu_lock guards maps, lists, slots and the entries of the region;
 *	interrupts off; nothing is allocated or freed under it. Flushing
 *	waits for other CPUs, so a free in atomic context leaves its spares
 *	to the next one that may wait.
 *
 * FAILURE
 *	Memory short, or all slots taken: -ENOMEM, everything as before.
 *
 * COST
 *	A chunk: 32 KiB a CPU and 2 KiB for its map. Growing: 8 pages and 8
 *	stores a CPU. Giving back: one interrupt to each CPU.
 *
 * SOURCES
 *	Linux: mm/percpu.c, mm/percpu-vm.c (names only); there the distances
 *	are those that bootmem happened to give, and vmalloc repeats them.
 */
#include <asm/pgtable.h>
#include <asm/tlbflush.h>
#include <linux/bitmap.h>
#include <linux/find.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm.h>

#include "percpu.h"
#include "percpu_map.h"

/* Empty chunks that are kept. */
#define PCPU_SPARE	1

/* What a caller may ask of the page allocator: urgency, not place. */
#define PCPU_GFP_MASK	(GFP_KERNEL | __GFP_HIGH | __GFP_NOWARN | \
			 __GFP_NORETRY | __GFP_RETRY_MAYFAIL | __GFP_NOFAIL | \
			 __GFP_MEMALLOC | __GFP_NOMEMALLOC)

DEFINE_SPINLOCK(pcpu_lock);

/* pcpu_lock */
struct list_head pcpu_lists[PCPU_NR_LISTS];
unsigned int pcpu_lists_used;		/* a bit a list */
unsigned int pcpu_nr_empty;
struct pcpu_chunk *pcpu_chunk_at[PCPU_NR_SLOTS];
DECLARE_BITMAP(pcpu_slot_taken, PCPU_NR_SLOTS);
unsigned int pcpu_group_users[PCPU_NR_GROUPS];
static bool group_leaving[PCPU_NR_GROUPS];	/* its tables wait for a flush */

static unsigned long region_base;	/* per-CPU pointer to slot 0 */
static struct pcpu_chunk *first_chunk;	/* percpu.c's */

/* ---- pcpu_lists --------------------------------------------------------------- */

unsigned int pcpu_list_of(const struct pcpu_chunk *chunk)
{
	if (chunk->nr_free == chunk->nr_grains && chunk->slot >= 0)
		return PCPU_LIST_EMPTY;
	return fls(chunk->bound);
}

static void enlist(struct pcpu_chunk *chunk)
{
	chunk->index = pcpu_list_of(chunk);
	list_add(&chunk->list, &pcpu_lists[chunk->index]);
	pcpu_lists_used |= 1u << chunk->index;
	pcpu_nr_empty += chunk->index == PCPU_LIST_EMPTY;
}

static void delist(struct pcpu_chunk *chunk)
{
	list_del(&chunk->list);
	if (list_empty(&pcpu_lists[chunk->index]))
		pcpu_lists_used &= ~(1u << chunk->index);
	pcpu_nr_empty -= chunk->index == PCPU_LIST_EMPTY;
}

void pcpu_relist_locked(struct pcpu_chunk *chunk)
{
	if (pcpu_list_of(chunk) == chunk->index)
		return;
	delist(chunk);
	enlist(chunk);
}

void pcpu_add_first(struct pcpu_chunk *chunk)
{
	first_chunk = chunk;
	chunk->slot = -1;
	enlist(chunk);
}

/*
 * From a chunk on list @index, or 0. A search in vain lowers the chunk's
 * bound, so it may change pcpu_lists under us, but never to one still to come.
 */
static unsigned long take_from_list(unsigned int index, unsigned int n,
				    unsigned int align)
{
	struct pcpu_chunk *chunk, *next;
	int at;

	list_for_each_entry_safe(chunk, next, &pcpu_lists[index], list) {
		if (chunk->bound < n)
			continue;
		at = pcpu_map_take(chunk, n, align);
		pcpu_relist_locked(chunk);
		if (at >= 0)
			return chunk->base + at * PCPU_GRAIN;
	}
	return 0;
}

static unsigned long take_locked(unsigned int n, unsigned int align)
{
	unsigned int used = pcpu_lists_used & ~0u << fls(n);
	unsigned long ptr;

	for (; used; used &= used - 1) {
		ptr = take_from_list(__ffs(used), n, align);
		if (ptr)
			return ptr;
	}
	return 0;
}

/* Goes on where pcpu_take() has taken the lock. */
static noinline unsigned long take_and_unlock(unsigned int n,
					      unsigned int align,
					      unsigned long flags)
{
	unsigned long ptr = take_locked(n, align);

	spin_unlock_irqrestore(&pcpu_lock, flags);
	return ptr;
}

/*
 * Mostly the first chunk of the first list has it where one looks first, and
 * stays on its list; 0: it is not so, nothing has changed.
 */
static __always_inline unsigned long take_near_locked(unsigned int n,
						      unsigned int align)
{
	unsigned int used = pcpu_lists_used & ~0u << fls(n), at;
	struct pcpu_chunk *chunk;

	if (unlikely(!used))
		return 0;
	chunk = list_first_entry(&pcpu_lists[__ffs(used)], struct pcpu_chunk, list);
	if (unlikely(chunk->index == PCPU_LIST_EMPTY ||
		     !pcpu_map_take_near(chunk, n, align, &at)))
		return 0;
	return chunk->base + at * PCPU_GRAIN;
}

unsigned long pcpu_take(unsigned int n, unsigned int align)
{
	unsigned long flags, ptr;

	spin_lock_irqsave(&pcpu_lock, flags);
	ptr = take_near_locked(n, align);
	if (unlikely(!ptr))
		return take_and_unlock(n, align, flags);
	spin_unlock_irqrestore(&pcpu_lock, flags);
	return ptr;
}

/* The chunk a per-CPU pointer lies in, or NULL */
static __always_inline struct pcpu_chunk *chunk_of_locked(unsigned long ptr)
{
	unsigned long at = ptr - region_base;

	if (likely(at < PERCPU_STRIDE))
		return pcpu_chunk_at[at / PCPU_MIN_UNIT_SIZE];
	at = ptr - first_chunk->base;
	return at < first_chunk->nr_grains * PCPU_GRAIN ? first_chunk : NULL;
}

struct pcpu_chunk *pcpu_chunk_of_locked(unsigned long ptr)
{
	return chunk_of_locked(ptr);
}

struct pcpu_chunk *pcpu_chunk_in_locked(int slot)
{
	return slot < 0 ? first_chunk : pcpu_chunk_at[slot];
}

/* 0; 1: and more empty chunks than are kept; or what is wrong */
static int give_locked(unsigned long ptr)
{
	struct pcpu_chunk *chunk = chunk_of_locked(ptr);
	int err;

	if (!chunk)
		return -ENOENT;
	if (ptr % PCPU_GRAIN)
		return -EINVAL;
	err = pcpu_map_give(chunk, (ptr - chunk->base) / PCPU_GRAIN);
	pcpu_relist_locked(chunk);
	return err ? err : pcpu_nr_empty > PCPU_SPARE;
}

/* Goes on where pcpu_give() has taken the lock. */
static noinline void give_and_unlock(unsigned long ptr, unsigned long flags)
{
	int ret = give_locked(ptr);

	spin_unlock_irqrestore(&pcpu_lock, flags);
	if (ret)
		pcpu_give_aftermath(ptr, ret);
}

/* If only the map changes; false: it is not so, nothing has changed. */
static __always_inline bool give_near_locked(unsigned long ptr)
{
	struct pcpu_chunk *chunk = chunk_of_locked(ptr);

	return likely(chunk) && likely(ptr % PCPU_GRAIN == 0) &&
	       likely(pcpu_nr_empty <= PCPU_SPARE) &&
	       pcpu_map_give_near(chunk, (ptr - chunk->base) / PCPU_GRAIN);
}

void pcpu_give(unsigned long ptr)
{
	unsigned long flags;

	spin_lock_irqsave(&pcpu_lock, flags);
	if (unlikely(!give_near_locked(ptr))) {
		give_and_unlock(ptr, flags);
		return;
	}
	spin_unlock_irqrestore(&pcpu_lock, flags);
}

/* ---- grow ------------------------------------------------------------------ */

/* The lowest slot that can be had now, or -1: dense groups empty sooner. */
static int find_slot_locked(void)
{
	unsigned int slot = 0;

	for (;;) {
		slot = find_next_zero_bit(pcpu_slot_taken, PCPU_NR_SLOTS, slot);
		if (slot >= PCPU_NR_SLOTS)
			return -1;
		if (!group_leaving[slot / PCPU_GROUP_SLOTS])
			return slot;
		slot = ALIGN(slot + 1, PCPU_GROUP_SLOTS);
	}
}

/*
 * 0: @chunk is in use. -EAGAIN: bring @tables. -EEXIST: somebody was faster.
 */
static int install_locked(struct pcpu_chunk *chunk, struct list_head *tables)
{
	unsigned int group;
	int slot;

	if (pcpu_nr_empty)
		return -EEXIST;
	slot = find_slot_locked();
	if (slot < 0)
		return -ENOMEM;
	group = slot / PCPU_GROUP_SLOTS;
	if (!pcpu_group_users[group] && list_empty(tables))
		return -EAGAIN;
	if (!pcpu_group_users[group]++)
		pcpu_put_tables(slot, tables);

	__set_bit(slot, pcpu_slot_taken);
	chunk->slot = slot;
	chunk->base = region_base + slot * PCPU_MIN_UNIT_SIZE;
	pcpu_show_pages(chunk);
	pcpu_chunk_at[slot] = chunk;
	enlist(chunk);
	return 0;
}

static int install(struct pcpu_chunk *chunk, struct list_head *tables)
{
	unsigned long flags;
	int err;

	spin_lock_irqsave(&pcpu_lock, flags);
	err = install_locked(chunk, tables);
	spin_unlock_irqrestore(&pcpu_lock, flags);
	return err;
}

int pcpu_grow(gfp_t gfp)
{
	struct pcpu_chunk *chunk;
	LIST_HEAD(tables);
	int err;

	gfp &= PCPU_GFP_MASK;
	chunk = pcpu_chunk_create(gfp);
	if (!chunk)
		return -ENOMEM;
	err = install(chunk, &tables);
	if (err == -EAGAIN) {
		err = pcpu_alloc_tables(&tables, gfp);
		if (!err)
			err = install(chunk, &tables);
	}
	/* Not needed after all, or not enough. */
	pcpu_free_pages(&tables);
	if (err)
		pcpu_chunk_destroy(chunk);
	return err == -EEXIST ? 0 : err;
}

/* ---- shrink ---------------------------------------------------------------- */

/* An empty chunk, out of everybody's reach but for the TLBs; or NULL. */
static struct pcpu_chunk *uninstall(unsigned int keep,
				    struct list_head *tables)
{
	struct pcpu_chunk *chunk = NULL;
	unsigned long flags;
	unsigned int group;

	spin_lock_irqsave(&pcpu_lock, flags);
	if (pcpu_nr_empty > keep) {
		chunk = list_first_entry(&pcpu_lists[PCPU_LIST_EMPTY],
					 struct pcpu_chunk, list);
		delist(chunk);
		pcpu_chunk_at[chunk->slot] = NULL;
		pcpu_blank_windows(chunk);
		group = chunk->slot / PCPU_GROUP_SLOTS;
		if (!--pcpu_group_users[group]) {
			group_leaving[group] = true;
			pcpu_take_tables(chunk->slot, tables);
		}
	}
	spin_unlock_irqrestore(&pcpu_lock, flags);
	return chunk;
}

/* The group's tables are the business of whoever has taken them out. */
static void release_slot(unsigned int slot, struct list_head *tables)
{
	unsigned long flags;

	spin_lock_irqsave(&pcpu_lock, flags);
	__clear_bit(slot, pcpu_slot_taken);
	if (!list_empty(tables))
		group_leaving[slot / PCPU_GROUP_SLOTS] = false;
	spin_unlock_irqrestore(&pcpu_lock, flags);
}

/* At most PCPU_NR_SLOTS rounds: each takes a slot that only a growth gives. */
static void shrink(unsigned int keep)
{
	struct pcpu_chunk *chunk;
	LIST_HEAD(tables);

	while ((chunk = uninstall(keep, &tables))) {
		flush_tlb_all();
		release_slot(chunk->slot, &tables);
		pcpu_chunk_destroy(chunk);
		pcpu_free_pages(&tables);
	}
}

void pcpu_shrink(void)
{
	shrink(PCPU_SPARE);
}

void percpu_trim(void)
{
	shrink(0);
}

/* ---- init ------------------------------------------------------------------- */

void pcpu_chunks_init(void)
{
	unsigned int i;

	region_base = ALIGN_DOWN((unsigned long)__per_cpu_start, PAGE_SIZE) +
		      PERCPU_CHUNKS - PERCPU_START;
	for (i = 0; i < PCPU_NR_LISTS; i++)
		INIT_LIST_HEAD(&pcpu_lists[i]);
	arch_window_region_init(PERCPU_CHUNKS,
				PERCPU_CHUNKS + nr_cpu_ids * PERCPU_STRIDE);
}
