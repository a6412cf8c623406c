// SPDX-License-Identifier: MIT
/*
 * percpu_pages.c - frames behind a chunk, and the windows that show them
 *
 * PROBLEM
 *	A chunk is the same piece of each CPU's stretch of addresses. The
 *	frames behind it should be near the CPU; they cannot be asked for
 *	under a lock, and must not be anybody else's while a TLB remembers
 *	them.
 *
 * IDEA
 *	Four steps that percpu_chunk.c puts in order, none of which is both
 *	an allocation and a change of page tables:
 *
 *		create	frames of the CPU's node, any zone	no lock
 *		show	one store a page into the region	pcpu_lock
 *		blank	the same, with nothing			pcpu_lock
 *		destroy	the frames go home			after a flush
 *
 *	Single pages, so that a fragmented zone serves too; of high memory if
 *	there is some, for nobody needs their address in the direct map.
 *
 *	The last-level tables, 2 MiB of a CPU's stretch each, come and go in
 *	the same manner, a page for each CPU, for all chunks of a group.
 *
 * INVARIANT
 *	W1  A window shows a frame if and only if its slot has a chunk, and
 *	    then pages[cpu][i] of it.
 *
 * LOCKING
 *	pcpu_lock for the region's entries; create and destroy have a chunk
 *	that nobody else knows.
 *
 * FAILURE
 *	Memory short: NULL or -ENOMEM, and what was had so far is given back.
 *
 * COST
 *	8 pages, 8 stores for each CPU.
 */
#include <asm/pgtable.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm.h>

#include "percpu.h"

/* ---- windows --------------------------------------------------------------- */

static unsigned long slot_addr(unsigned int slot, unsigned int cpu)
{
	return PERCPU_CHUNKS + cpu * PERCPU_STRIDE +
	       slot * PCPU_MIN_UNIT_SIZE;
}

void pcpu_show_pages(const struct pcpu_chunk *chunk)
{
	unsigned int cpu, i;

	for_each_possible_cpu(cpu) {
		unsigned long va = slot_addr(chunk->slot, cpu);
		struct page *const *pages =
			&chunk->pages[cpu * PCPU_CHUNK_PAGES];

		for (i = 0; i < PCPU_CHUNK_PAGES; i++)
			arch_set_window(va + i * PAGE_SIZE,
					page_to_phys(pages[i]));
	}
}

void pcpu_blank_windows(const struct pcpu_chunk *chunk)
{
	unsigned int cpu, i;

	for_each_possible_cpu(cpu) {
		unsigned long va = slot_addr(chunk->slot, cpu);

		for (i = 0; i < PCPU_CHUNK_PAGES; i++)
			arch_set_window(va + i * PAGE_SIZE, 0);
	}
}

void pcpu_put_tables(unsigned int slot, struct list_head *tables)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		struct page *table = list_first_entry(tables, struct page,
						      lru);

		list_del(&table->lru);
		arch_swap_window_table(slot_addr(slot, cpu),
				       page_to_phys(table));
	}
}

void pcpu_take_tables(unsigned int slot, struct list_head *tables)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		phys_addr_t table;

		table = arch_swap_window_table(slot_addr(slot, cpu), 0);
		list_add(&phys_to_page(table)->lru, tables);
	}
}

/* ---- frames --------------------------------------------------------------- */

void pcpu_free_pages(struct list_head *pages)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, pages, lru) {
		list_del(&page->lru);
		__free_page(page);
	}
}

int pcpu_alloc_tables(struct list_head *tables, gfp_t gfp)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		struct page *table = alloc_page(gfp | __GFP_ZERO);

		if (!table)
			return -ENOMEM;
		list_add(&table->lru, tables);
	}
	return 0;
}

static size_t chunk_size(void)
{
	return sizeof(struct pcpu_chunk) +
	       nr_cpu_ids * PCPU_CHUNK_PAGES * sizeof(struct page *);
}

void pcpu_chunk_destroy(struct pcpu_chunk *chunk)
{
	unsigned int i;

	for (i = 0; i < nr_cpu_ids * PCPU_CHUNK_PAGES; i++) {
		if (chunk->pages[i])
			__free_page(chunk->pages[i]);
	}
	free_pages((unsigned long)chunk, get_order(chunk_size()));
}

static int fill_unit(struct pcpu_chunk *chunk, unsigned int cpu, gfp_t gfp)
{
	struct page **pages = &chunk->pages[cpu * PCPU_CHUNK_PAGES];
	int nid = cpu_to_node(cpu);
	unsigned int i;

	for (i = 0; i < PCPU_CHUNK_PAGES; i++) {
		pages[i] = alloc_pages_node(nid, gfp | __GFP_HIGHMEM, 0);
		if (!pages[i])
			return -ENOMEM;
	}
	return 0;
}

struct pcpu_chunk *pcpu_chunk_create(gfp_t gfp)
{
	struct pcpu_chunk *chunk;
	unsigned int cpu;

	chunk = (void *)__get_free_pages(gfp | __GFP_ZERO,
					 get_order(chunk_size()));
	if (!chunk)
		return NULL;
	for_each_possible_cpu(cpu) {
		if (fill_unit(chunk, cpu, gfp)) {
			pcpu_chunk_destroy(chunk);
			return NULL;
		}
	}
	pcpu_map_init(chunk, PCPU_CHUNK_GRAINS);
	return chunk;
}

/* ---- whose address is it? --------------------------------------------------- */

phys_addr_t pcpu_chunk_phys(unsigned long addr)
{
	unsigned long at = addr - PERCPU_CHUNKS;
	unsigned int cpu = at / PERCPU_STRIDE, page;
	struct pcpu_chunk *chunk;
	phys_addr_t phys = 0;
	unsigned long flags;

	if (addr < PERCPU_CHUNKS || cpu >= nr_cpu_ids)
		return 0;
	at %= PERCPU_STRIDE;
	page = cpu * PCPU_CHUNK_PAGES + at % PCPU_MIN_UNIT_SIZE / PAGE_SIZE;

	spin_lock_irqsave(&pcpu_lock, flags);
	chunk = pcpu_chunk_in_locked(at / PCPU_MIN_UNIT_SIZE);
	if (chunk)
		phys = page_to_phys(chunk->pages[page]) + at % PAGE_SIZE;
	spin_unlock_irqrestore(&pcpu_lock, flags);
	return phys;
}
