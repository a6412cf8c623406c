// SPDX-License-Identifier: MIT
/*
 * page_map.c - all of physical memory at a glance, a character a cell
 *
 * PROBLEM
 *	buddyinfo says how many blocks are free, not where; whether a few
 *	pages sit in the middle of everything is what one wants to see. 64 GiB
 *	are 16 million frames and a screen has 80 x 24 characters.
 *
 * IDEA
 *	Cut each zone into cells of 2^n frames, n the smallest for which the
 *	whole machine fits; ask who owns each frame; let the cell show what
 *	its frames agree on, or that they do not:
 *
 *		.	all free		 +	some free, some not
 *		p	free, part of it on a CPU's list
 *		other	none free: the owner of most of them
 *		blank	no RAM of this zone
 *
 *	0 DMA       0M r.. kkkkbbbb+.................
 *	0 Normal   16M .....+.....#..................
 *
 *	The rows of all zones begin at the same multiples, so a column is the
 *	same address everywhere, and a machine with a simple layout looks
 *	simple.
 *
 * WHO OWNS A FRAME
 *	The walk goes from block to block, not from frame to frame: a free
 *	block and an allocated one say their order in the first page. So most
 *	of a large machine costs one look for each 4 MiB. What is PG_reserved
 *	is looked up in bootmem's table, which is closed but still true.
 *
 *	bootmem range ... |RAM =================================| hole
 *	the walk	  [res][boot ][free 2^10 ][2^3][1][ free ]
 *
 * INVARIANT	(page_map_broken() tests it)
 *	W1  The runs of a zone's span that are not holes add up to the zone's
 *	    present pages. (No frame is in two: a run begins where the last
 *	    one ended.)
 *
 * LOCKING
 *	None. A block that is split or joined while we look may be counted
 *	with its old size; the walk always moves on, and ends.
 *
 * FAILURE
 *	None.
 *
 * COST
 *	Blocks, not frames; the worst case, all of memory in single pages, is
 *	one load per frame.
 *
 * SOURCES
 *	E. Kohler, CS 161 (Chickadee): a live map of physical pages.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/page_view.h>
#include <linux/pfn.h>
#include <linux/proc_fs.h>
#include <linux/string.h>

#include "internal.h"

/* 15 columns of label and 64 cells; 20 rows, 3 lines of legend, a prompt. */
#define MAP_COLUMNS	64
#define MAP_ROWS	20

/* A cell of 2^30 frames is 4 TiB; a row of those is all of 48 bits. */
#define CELL_ORDER_MAX	30

static const struct {
	char letter;
	const char *name;
} owners[NR_FRAME_OWNERS] = {
	[FRAME_HOLE] = { ' ', "no RAM" },
	[FRAME_FREE] = { '.', "free" },
	[FRAME_PCP] = { 'p', "on a CPU's list" },
	[FRAME_USED] = { '#', "allocated" },
	[FRAME_KERNEL] = { 'k', "kernel image" },
	[FRAME_MEMMAP] = { 'v', "struct pages" },
	[FRAME_BOOT] = { 'b', "boot memory" },
	[FRAME_RESERVED] = { 'r', "reserved" },
};

const char *frame_owner_name(enum frame_owner owner)
{
	return owners[owner].name;
}

/* ---- who owns a frame ------------------------------------------------------ */

/* A walk over @zone's span: [pfn, end) of the current run is @owner's. */
struct frame_walk {
	const struct zone *zone;
	unsigned long pfn;
	unsigned long end;
	enum frame_owner owner;
};

static enum frame_owner owner_of_reservation(const struct bootmem_reserved *r)
{
	if (!r->name)
		return FRAME_BOOT;
	if (!strcmp(r->name, "kernel image"))
		return FRAME_KERNEL;
	if (!strcmp(r->name, "struct pages"))
		return FRAME_MEMMAP;
	return FRAME_RESERVED;
}

/* Reserved frames of one owner from @walk->pfn to at most @limit. */
static void run_of_reserved(struct frame_walk *walk, unsigned long limit)
{
	const struct bootmem *bm = bootmem_machine();
	phys_addr_t at = PFN_PHYS(walk->pfn);
	unsigned long end = walk->pfn + 1;
	unsigned int i;

	walk->owner = FRAME_RESERVED;
	for (i = 0; i < bm->nr_reserved; i++) {
		const struct bootmem_reserved *r = &bm->reserved[i];

		if (r->start < at + PAGE_SIZE && r->end > at) {
			walk->owner = owner_of_reservation(r);
			end = min(limit, (unsigned long)PFN_UP(r->end));
			break;
		}
	}
	/* Some of it may have been freed since. */
	walk->end = walk->pfn + 1;
	while (walk->end < end && PageReserved(pfn_to_page(walk->end)))
		walk->end++;
}

/* The run at @walk->pfn, which is RAM up to @limit. */
static void run_of_ram(struct frame_walk *walk, unsigned long limit)
{
	const struct page *page = pfn_to_page(walk->pfn);
	unsigned long nr = 1UL << page_order(page);

	if (PageReserved(page)) {
		run_of_reserved(walk, limit);
		return;
	}
	if (PageBuddy(page)) {
		walk->owner = FRAME_FREE;
	} else if (PagePcp(page)) {
		walk->owner = FRAME_PCP;
	} else {
		walk->owner = FRAME_USED;
		/* Part of a block that changed while we looked. */
		if (!page_ref_count(page))
			nr = 1;
	}
	walk->end = min(limit, walk->pfn + nr);
}

/* On to the next run; false at the end of the zone. */
static bool next_run(struct frame_walk *walk)
{
	const struct bootmem *bm = bootmem_machine();
	unsigned long end = zone_end_pfn(walk->zone);
	unsigned int i;

	walk->pfn = walk->end;
	if (walk->pfn >= end)
		return false;
	for (i = 0; i < bm->nr_ranges; i++) {
		const struct bootmem_range *r = &bm->range[i];

		if (r->nid != walk->zone->node ||
		    PFN_DOWN(r->end) <= walk->pfn)
			continue;
		if (PFN_DOWN(r->start) > walk->pfn) {
			end = min(end, (unsigned long)PFN_DOWN(r->start));
			break;
		}
		run_of_ram(walk, min(end, (unsigned long)PFN_DOWN(r->end)));
		return true;
	}
	walk->owner = FRAME_HOLE;
	walk->end = end;
	return true;
}

static void walk_begin(struct frame_walk *walk, const struct zone *zone)
{
	walk->zone = zone;
	walk->end = zone->zone_start_pfn;
	next_run(walk);
}

/* Add the frames up to @end to @pages; the rest of the run stays. */
static void count_until(struct frame_walk *walk, unsigned long end,
			unsigned long *pages)
{
	while (walk->pfn < end) {
		unsigned long to = min(end, walk->end);

		pages[walk->owner] += to - walk->pfn;
		walk->pfn = to;
		if (to == walk->end && !next_run(walk))
			return;
	}
}

void page_map_count_zone(const struct zone *zone, unsigned long *pages)
{
	struct frame_walk walk;

	walk_begin(&walk, zone);
	count_until(&walk, zone_end_pfn(zone), pages);
}

void page_map_count(unsigned long *pages)
{
	struct zone *zone;

	memset(pages, 0, NR_FRAME_OWNERS * sizeof(*pages));
	for_each_populated_zone(zone)
		page_map_count_zone(zone, pages);
}

int page_map_broken(const struct zone *zone)
{
	unsigned long pages[NR_FRAME_OWNERS] = { 0 };
	unsigned long ram = 0;
	enum frame_owner owner;

	page_map_count_zone(zone, pages);
	for (owner = FRAME_FREE; owner < NR_FRAME_OWNERS; owner++)
		ram += pages[owner];
	return ram != zone->present_pages;
}

/* ---- the map --------------------------------------------------------------- */

static unsigned long row_start(const struct zone *zone, unsigned long row)
{
	return zone->zone_start_pfn / row * row;
}

static unsigned long count_rows(unsigned long row)
{
	unsigned long rows = 0;
	struct zone *zone;

	for_each_populated_zone(zone)
		rows += DIV_ROUND_UP(zone_end_pfn(zone) - row_start(zone, row),
				     row);
	return rows;
}

/* With one row for each zone it cannot get shorter. */
static unsigned int choose_cell_order(void)
{
	unsigned int order = 0;
	unsigned long zones = 0;
	struct zone *zone;

	for_each_populated_zone(zone)
		zones++;
	zones = max(zones, (unsigned long)MAP_ROWS);
	while (order < CELL_ORDER_MAX &&
	       count_rows(MAP_COLUMNS * (1UL << order)) > zones)
		order++;
	return order;
}

static char cell_letter(const unsigned long *pages)
{
	unsigned long free = pages[FRAME_FREE] + pages[FRAME_PCP];
	enum frame_owner owner, most = FRAME_HOLE;
	unsigned long used = 0;

	for (owner = FRAME_USED; owner < NR_FRAME_OWNERS; owner++) {
		used += pages[owner];
		if (pages[owner] && (most == FRAME_HOLE ||
				     pages[owner] > pages[most]))
			most = owner;
	}
	if (free && used)
		return '+';
	if (free)
		return owners[pages[FRAME_PCP] ? FRAME_PCP
					       : FRAME_FREE].letter;
	return owners[most].letter;
}

/* "0 Normal   16M ": 15 columns, below node 10 */
static void show_label(struct seq_file *m, const struct zone *zone,
		       unsigned long pfn)
{
	unsigned long kb = pfn << (PAGE_SHIFT - 10);
	char address[16];

	if (kb & 1023)
		scnprintf(address, sizeof(address), "%luK", kb);
	else if (kb >> 10 < 10000)
		scnprintf(address, sizeof(address), "%luM", kb >> 10);
	else
		scnprintf(address, sizeof(address), "%luG", kb >> 20);
	/* "HighMem" would make the line as wide as the screen: it wraps. */
	seq_printf(m, "%d %-6s %5s ", zone->node,
		   zone->type == ZONE_HIGHMEM ? "High" : zone->name, address);
}

/* A row of cells of @cell frames; nothing if there is no RAM in it. */
static void show_row(struct seq_file *m, struct frame_walk *walk,
		     unsigned long start, unsigned long cell)
{
	char row[MAP_COLUMNS + 1];
	unsigned int column, used = 0;

	for (column = 0; column < MAP_COLUMNS; column++) {
		unsigned long pages[NR_FRAME_OWNERS] = { 0 };
		unsigned long end = start + (column + 1) * cell;

		count_until(walk, min(end, zone_end_pfn(walk->zone)), pages);
		row[column] = cell_letter(pages);
		if (row[column] != ' ')
			used = column + 1;
	}
	row[used] = '\0';
	if (!used)
		return;
	show_label(m, walk->zone, start);
	seq_printf(m, "%s\n", row);
}

static void show_legend(struct seq_file *m, unsigned long cell)
{
	unsigned long pages[NR_FRAME_OWNERS];
	enum frame_owner owner;
	unsigned int said = 0;

	page_map_count(pages);
	seq_printf(m, "a character: %lu page%s, %lu kB; + some free, some not\n",
		   cell, cell == 1 ? "" : "s", cell << (PAGE_SHIFT - 10));
	for (owner = FRAME_FREE; owner < NR_FRAME_OWNERS; owner++) {
		if (!pages[owner])
			continue;
		seq_printf(m, "%s%c %s %lu", said % 4 ? "  " : said ? "\n" : "",
			   owners[owner].letter, owners[owner].name,
			   pages[owner]);
		said++;
	}
	seq_putc(m, '\n');
}

int page_map_show(struct seq_file *m, void *v)
{
	unsigned long cell = 1UL << choose_cell_order();
	struct frame_walk walk;
	struct zone *zone;
	unsigned long at;

	for_each_populated_zone(zone) {
		walk_begin(&walk, zone);
		for (at = row_start(zone, MAP_COLUMNS * cell);
		     at < zone_end_pfn(zone); at += MAP_COLUMNS * cell)
			show_row(m, &walk, at, cell);
	}
	show_legend(m, cell);
	return 0;
}
PROC_VIEW("pages", page_map_show);
