// SPDX-License-Identifier: MIT
/*
 * page_show.c - one frame, in words
 *
 * PROBLEM
 *	A fault names an address, a report names a pfn. What is there? The
 *	struct page of a frame in the middle of a block says nothing: order,
 *	flags and count stand in the block's first page.
 *
 * IDEA
 *	Blocks are aligned to their size, so the first page of the block that
 *	holds a frame is one of eleven: the frame's number with 0, 1, ... 10
 *	low bits cleared. The nearest of them that heads a block which
 *	reaches the frame is the one.
 *
 *		pfn 0x1236	0x1236?	no block begins here
 *				0x1234?	allocated, order 2: reaches 0x1237: yes
 *
 *	Nearest first: a stale order in a page further down can then never
 *	hide the block that is really there.
 *
 * INVARIANT	(page_heads_broken() tests it)
 *	H1  Each frame of RAM has exactly one head, and all frames of a block
 *	    have the same.
 *
 * LOCKING
 *	None: what is shown may change while it is shown.
 *
 * FAILURE
 *	-ENXIO for a frame without a struct page.
 *
 * SOURCES
 *	Linux: dump_page() (names only).
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/page_view.h>
#include <linux/seq_file.h>

#include "internal.h"

/* Does @page begin a block, or is it one alone? */
static bool heads_block(const struct page *page)
{
	return PageBuddy(page) || PagePcp(page) || page_ref_count(page) > 0;
}

struct page *page_block_head(struct page *page)
{
	unsigned long pfn = page_to_pfn(page);
	unsigned int order;

	for (order = 0; order <= MAX_PAGE_ORDER; order++) {
		unsigned long first = pfn & ~((1UL << order) - 1);
		struct page *head = pfn_to_page(first);

		/* Sections are of the largest order: @head exists. */
		if (heads_block(head) && first + (1UL << page_order(head)) > pfn)
			return head;
	}
	return page;
}
EXPORT_SYMBOL(page_block_head);

int page_heads_broken(unsigned long start, unsigned long end)
{
	unsigned long pfn, nr, i;

	for (pfn = start; pfn < end; pfn += nr) {
		struct page *head = page_block_head(pfn_to_page(pfn));

		if (page_to_pfn(head) != pfn)
			return 1;
		nr = 1UL << page_order(head);
		for (i = 1; i < nr; i++) {
			if (page_block_head(head + i) != head)
				return 1;
		}
	}
	return pfn != end;
}

static const char *state_of(const struct page *head)
{
	if (PageReserved(head))
		return "reserved: not the page allocator's";
	if (PageBuddy(head))
		return "free, in its zone";
	if (PagePcp(head))
		return "free, on a CPU's list";
	if (page_ref_count(head) <= 0)
		return "in transit";
	return PageHead(head) ? "allocated, compound" : "allocated";
}

static void show_block(struct seq_file *m, struct page *page)
{
	struct page *head = page_block_head(page);
	unsigned long first = page_to_pfn(head);
	unsigned int order = page_order(head);

	seq_printf(m, "  block %#lx-%#lx, order %u: %s", first,
		   first + (1UL << order) - 1, order, state_of(head));
	if (head != page)
		seq_printf(m, "; this is its page %lu",
			   page_to_pfn(page) - first);
	seq_putc(m, '\n');
}

static void show_pageblock(struct seq_file *m, const struct page *page)
{
	unsigned long first = page_to_pfn(page) & ~(pageblock_nr_pages - 1);
	const struct zone *zone = page_zone(page);

	/* A frame of a hole has a zone's name and need not be in its span. */
	if (!zone->pageblock_types || !zone_spans_pfn(zone, page_to_pfn(page)))
		return;
	seq_printf(m, "  pageblock %#lx-%#lx: %s\n", first,
		   first + pageblock_nr_pages - 1,
		   migratetype_names[pageblock_type(zone, page)]);
}

int page_show(struct seq_file *m, unsigned long pfn)
{
	struct page *page;
	char flags[128];

	if (!pfn_valid(pfn))
		return -ENXIO;
	page = pfn_to_page(pfn);
	page_flags_text(page->flags, flags, sizeof(flags));
	seq_printf(m, "pfn %#lx, physical %#llx, node %d, zone %s\n", pfn,
		   (unsigned long long)page_to_phys(page), page_to_nid(page),
		   page_zone(page)->name);
	seq_printf(m, "  struct page %px, flags %#x: %s\n", page, page->flags,
		   flags);
	seq_printf(m, "  count %d, order %u, private %#lx\n",
		   page_ref_count(page), page_order(page), page->private);
	show_block(m, page);
	show_pageblock(m, page);
	page_debug_show(m, page);
	page_owner_show(m, page);
	return 0;
}
