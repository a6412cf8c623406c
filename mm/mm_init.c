// SPDX-License-Identifier: MIT
/*
 * mm_init.c - the hand-over: from bootmem to the page allocator
 *
 * PROBLEM
 *	The page allocator needs a struct page for each frame, and the memory
 *	for those is itself frames. 64 GiB are 16 million of them; a boot that
 *	frees them one by one takes seconds. Holes in the map must cost
 *	nothing, and not a single frame may be lost or given out twice.
 *
 * IDEA
 *	vmemmap is virtual and 32 bytes a frame; only the parts that describe
 *	memory are mapped, in sections as large as the largest block, 4 MiB of
 *	memory to 32 KiB of struct pages: so the buddy of any block has a
 *	struct page to look at.
 *
 *	memory	  |====RAM====|  hole  |=============RAM==============|
 *	vmemmap	  [ struct page ]......[ struct page .................]
 *		   node 0's frames      node 1's frames, from its high
 *					memory if it has some
 *
 *	Then a walk over bootmem's two tables meets each frame once, in a
 *	stretch of its like, and writes its struct page once:
 *
 *	reserved, or hole inside a section	PG_reserved, count 1
 *	free					zone and node, count 0
 *
 *	and a second one gives each free stretch to its zone in the largest
 *	aligned blocks: some hundred list operations for a gigabyte. A second
 *	one, because giving a block looks at its neighbour's struct page: had
 *	nobody written it yet, it could hold what an earlier boot left there,
 *	which looks just like a free block.
 *
 * THE SUM
 *	Three numbers are counted in three ways and must agree, to the page:
 *	present (the map's ranges), managed (given to the zones), reserved
 *	(struct pages marked so over RAM). present = managed + reserved.
 *
 * LOCKING
 *	The boot CPU alone.
 *
 * FAILURE
 *	bootmem panics if there is no memory for the maps; a wrong sum panics.
 *
 * COST
 *	One 32-byte store per frame; blocks, not pages, are freed.
 *
 * SOURCES
 *	Linux: free_area_init(), memmap_init_range(), sparse-vmemmap (names).
 */
#define pr_fmt(fmt) "mm: " fmt

#include <linux/bootmem.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/percpu.h>

#include "internal.h"

/* A section: memory of one largest block, and its struct pages, in bytes. */
#define SECTION_SIZE	(PAGE_SIZE << MAX_PAGE_ORDER)

static struct {
	unsigned long present;
	unsigned long managed;
	unsigned long reserved;
} sum;

/* ---- zones --------------------------------------------------------------- */

static phys_addr_t zone_end[MAX_NR_ZONES];

static void set_zone_borders(phys_addr_t low_end)
{
	const phys_addr_t dma32_end = 4ULL << 30;

	zone_end[ZONE_DMA] = MAX_DMA_PHYS;
	zone_end[ZONE_DMA32] = low_end > dma32_end ? dma32_end : MAX_DMA_PHYS;
	zone_end[ZONE_NORMAL] = low_end;
	zone_end[ZONE_HIGHMEM] = ~0ULL;
}

static enum zone_type zone_type_of(phys_addr_t addr)
{
	enum zone_type type = ZONE_DMA;

	while (addr >= zone_end[type])
		type++;
	return type;
}

static u32 links_of(int nid, enum zone_type type)
{
	return (u32)nid << PAGE_NODE_SHIFT | (u32)type << PAGE_ZONE_SHIFT;
}

static void zone_add(int nid, enum zone_type type, phys_addr_t start,
		     phys_addr_t end)
{
	struct zone *zone = &NODE_DATA(nid)->node_zones[type];
	unsigned long first = PHYS_PFN(start), last = PHYS_PFN(end);

	if (!zone->present_pages)
		zone->zone_start_pfn = first;
	zone->spanned_pages = last - zone->zone_start_pfn;
	zone->present_pages += last - first;
	sum.present += last - first;
}

/* Call @fn for each piece of [start, end) that lies in one zone. */
static void for_each_zone_piece(const struct bootmem_range *r,
				void (*fn)(int nid, enum zone_type type,
					   phys_addr_t start, phys_addr_t end))
{
	phys_addr_t at = r->start;

	while (at < r->end) {
		enum zone_type type = zone_type_of(at);
		phys_addr_t end = min(r->end, zone_end[type]);

		fn(r->nid, type, at, end);
		at = end;
	}
}

static void init_zones(const struct bootmem *bm)
{
	unsigned int i;
	int nid, type;

	for_each_online_node(nid) {
		for (type = 0; type < MAX_NR_ZONES; type++) {
			struct zone *zone = &NODE_DATA(nid)->node_zones[type];

			zone->zone_pgdat = NODE_DATA(nid);
			zone->name = zone_type_name(type);
			zone->node = nid;
			zone->type = type;
			buddy_init_zone(zone);
		}
	}
	for (i = 0; i < bm->nr_ranges; i++)
		for_each_zone_piece(&bm->range[i], zone_add);
}

/* One byte a pageblock, from the zone's first, which it may share. */
static void alloc_pageblock_types(void)
{
	struct zone *zone;

	for_each_populated_zone(zone) {
		unsigned long first = zone->zone_start_pfn >> pageblock_order;
		unsigned long last = (zone_end_pfn(zone) - 1) >>
				     pageblock_order;
		u8 *types;

		types = alloc_bootmem_node(zone->zone_pgdat, last - first + 1);
		memset(types, MIGRATE_MOVABLE, last - first + 1);
		zone->pageblock_types = (unsigned long)types - first;
	}
}

/* ---- vmemmap --------------------------------------------------------------- */

/*
 * Map struct pages for the sections of [start, end), which @nid pays for.
 * The frames are chosen so that they can be mapped with large leaves: at
 * the same offset in 2 MiB as their virtual address.
 */
static void populate_vmemmap(phys_addr_t start, phys_addr_t end, int nid)
{
	unsigned long va = (unsigned long)phys_to_page(start);
	u64 size = (end - start) / PAGE_SIZE * sizeof(struct page);
	u64 skip = size >= PMD_SIZE ? va & ~PMD_MASK : 0;
	u64 align = size >= PMD_SIZE ? PMD_SIZE : PAGE_SIZE;
	phys_addr_t pa = bootmem_take_any(skip + size, align, nid,
					  "struct pages");

	if (skip)
		bootmem_give(bootmem_machine(), pa, pa + skip);
	arch_map_boot(va, va + size, pa + skip);
	memmap_add(PHYS_PFN(start), PHYS_PFN(end));
}

static void alloc_vmemmap(const struct bootmem *bm)
{
	phys_addr_t done = 0;
	unsigned int i;

	/*
	 * Taking frames adds reservations, not ranges: @bm->range stays.
	 */
	for (i = 0; i < bm->nr_ranges; i++) {
		phys_addr_t start = ALIGN_DOWN(bm->range[i].start,
					       SECTION_SIZE);
		phys_addr_t end = ALIGN(bm->range[i].end, SECTION_SIZE);

		start = max(start, done);
		if (start >= end)
			continue;
		populate_vmemmap(start, end, bm->range[i].nid);
		done = end;
	}
}

/* ---- one walk ---------------------------------------------------------------- */

static void init_pages(unsigned long pfn, unsigned long end, u32 flags,
		       int count)
{
	const struct page fresh = {
		.flags = flags, ._refcount = { count },
	};
	struct page *page = pfn_to_page(pfn);
	struct page *last = pfn_to_page(end);

	for (; page < last; page++)
		*page = fresh;
}

/* In the largest aligned blocks; 10 at most at each end are smaller. */
static void release_free(struct zone *zone, unsigned long pfn,
			 unsigned long end)
{
	zone->managed_pages += end - pfn;
	while (pfn < end) {
		unsigned int order = MAX_PAGE_ORDER;

		if (pfn)
			order = min_t(unsigned int, order, __ffs(pfn));
		while (pfn + (1UL << order) > end)
			order--;
		buddy_give_locked(zone, pfn_to_page(pfn), order);
		pfn += 1UL << order;
	}
}

/* What the two walks do with a stretch of free frames, of taken ones. */
struct frame_visitor {
	void (*free)(int nid, enum zone_type type, phys_addr_t start,
		     phys_addr_t end);
	void (*taken)(int nid, enum zone_type type, phys_addr_t start,
		      phys_addr_t end);
};

static void mark_free(int nid, enum zone_type type, phys_addr_t start,
		      phys_addr_t end)
{
	init_pages(PHYS_PFN(start), PHYS_PFN(end), links_of(nid, type), 0);
}

static void hand_over_free(int nid, enum zone_type type, phys_addr_t start,
			   phys_addr_t end)
{
	release_free(&NODE_DATA(nid)->node_zones[type], PHYS_PFN(start),
		     PHYS_PFN(end));
	sum.managed += PHYS_PFN(end - start);
}

static void mark_reserved(int nid, enum zone_type type, phys_addr_t start,
			  phys_addr_t end)
{
	init_pages(PHYS_PFN(start), PHYS_PFN(end),
		   links_of(nid, type) | 1u << PG_reserved, 1);
}

static void count_reserved(int nid, enum zone_type type, phys_addr_t start,
			   phys_addr_t end)
{
	mark_reserved(nid, type, start, end);
	sum.reserved += PHYS_PFN(end - start);
}

static void leave_alone(int nid, enum zone_type type, phys_addr_t start,
			phys_addr_t end)
{
}

static const struct frame_visitor describe = { mark_free, count_reserved };
static const struct frame_visitor hand_over = { hand_over_free, leave_alone };

/*
 * [at, to) of @r is free; but a page that is partly taken is not: @at goes
 * up, @to goes down, and what is left over belongs to the neighbours.
 */
static phys_addr_t visit_gap(const struct frame_visitor *visitor,
			     const struct bootmem_range *r, phys_addr_t at,
			     phys_addr_t to)
{
	struct bootmem_range gap = {
		.start = at, .end = max(at, ALIGN_DOWN(to, PAGE_SIZE)),
		.nid = r->nid,
	};

	for_each_zone_piece(&gap, visitor->free);
	return gap.end;
}

/* Every frame of @r, once: free gaps between reservations, and those. */
static void walk_range(const struct bootmem *bm, const struct bootmem_range *r,
		       const struct frame_visitor *visitor)
{
	struct bootmem_range taken = { .nid = r->nid };
	phys_addr_t at = r->start;
	unsigned int i;

	for (i = 0; i <= bm->nr_reserved; i++) {
		bool last = i == bm->nr_reserved;
		const struct bootmem_reserved *res = &bm->reserved[i];

		if (!last && (res->end <= r->start || res->start >= r->end))
			continue;
		at = visit_gap(visitor, r, at, last ? r->end : res->start);
		if (last)
			break;
		taken.start = at;
		taken.end = ALIGN(res->end, PAGE_SIZE);
		for_each_zone_piece(&taken, visitor->taken);
		at = taken.end;
	}
}

/* The frames of @r's sections that are no RAM. */
static void walk_edges(const struct bootmem *bm, unsigned int i)
{
	const struct bootmem_range *r = &bm->range[i];
	phys_addr_t before = ALIGN_DOWN(r->start, SECTION_SIZE);
	phys_addr_t after = ALIGN(r->end, SECTION_SIZE);
	struct bootmem_range hole = { .nid = r->nid };

	if (i)
		before = max(before, r[-1].end);
	hole.start = before;
	hole.end = r->start;
	for_each_zone_piece(&hole, mark_reserved);
	/* The next range does what lies between, from its own section on. */
	if (i + 1 < bm->nr_ranges)
		after = min(after, ALIGN_DOWN(r[1].start, SECTION_SIZE));
	hole.start = r->end;
	hole.end = max(after, r->end);
	for_each_zone_piece(&hole, mark_reserved);
}

static void walk_memory(const struct bootmem *bm)
{
	unsigned int i;

	for (i = 0; i < bm->nr_ranges; i++) {
		walk_edges(bm, i);
		walk_range(bm, &bm->range[i], &describe);
	}
	for (i = 0; i < bm->nr_ranges; i++)
		walk_range(bm, &bm->range[i], &hand_over);
}

/* ---- the sum, and what follows from it ----------------------------------------- */

static void prove_sum(void)
{
	struct zone *zone;
	unsigned long free = 0;

	for_each_populated_zone(zone)
		free += zone->nr_free;
	if (sum.present != sum.managed + sum.reserved || free != sum.managed)
		panic("mm: %lu pages present, %lu managed + %lu reserved, %lu free",
		      sum.present, sum.managed, sum.reserved, free);
	pr_info("%lu pages present = %lu managed + %lu reserved\n",
		sum.present, sum.managed, sum.reserved);
}

void mm_init(void)
{
	struct bootmem *bm = bootmem_machine();
	struct zone *zone;

	fill_zone_table();
	set_zone_borders(bm->low_end);
	init_zones(bm);
	alloc_pageblock_types();
	alloc_vmemmap(bm);
	pcp_alloc();
	kmap_init();
	page_debug_prepare();
	/* From here on bootmem's tables must not change. */
	bootmem_close();
	walk_memory(bm);
	prove_sum();

	build_zonelists();
	setup_watermarks();
	for_each_populated_zone(zone)
		pcp_init_zone(zone);
	page_debug_init();
}
