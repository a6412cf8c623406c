// SPDX-License-Identifier: MIT
/*
 * bad_page.c - the caller freed what it must not: say what it is instead
 *
 * PROBLEM
 *	A page freed twice is on a list twice; soon two owners write to it and
 *	the fault shows far from its cause. The mistake must be named where it
 *	is made, and the lists must not be touched.
 *
 * IDEA
 *	An allocated block's first page has a count of at least one; no other
 *	page has, but for reserved ones. So whoever frees a page with count 0
 *	is wrong, and the page's flags say in which way:
 *
 *	flags of the page		what happened
 *	PG_buddy, PG_pcp		freed twice
 *	PG_reserved			never anybody's to free
 *	a tail's compound_head		freed in the middle of a compound page
 *	none, inside a block		freed in the middle of a block, or a
 *					part of a larger block that is free
 *
 *	The report names page, frame, order, flags, count, zone and node, the
 *	stack of the caller, and with page_owner=on who took the page and who
 *	freed it last. The page stays as it is.
 *
 * FAILURE
 *	None: WARN, and go on.
 *
 * LOCKING
 *	None: what is printed may change while it is printed.
 *
 * SOURCES
 *	Linux: bad_page(), dump_page() (semantics).
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sprintf.h>

#include "internal.h"

static const char *const flag_names[NR_PAGEFLAGS] = {
	[PG_locked] = "locked", [PG_referenced] = "referenced",
	[PG_uptodate] = "uptodate", [PG_dirty] = "dirty", [PG_lru] = "lru",
	[PG_active] = "active", [PG_writeback] = "writeback",
	[PG_slab] = "slab", [PG_head] = "head", [PG_private] = "private",
	[PG_reserved] = "reserved", [PG_buddy] = "buddy", [PG_pcp] = "pcp",
	[PG_owner_priv_1] = "owner_priv_1", [PG_reclaim] = "reclaim",
	[PG_table] = "table",
};

/* "locked|dirty", or "none"; always NUL-terminated. */
void page_flags_text(u32 flags, char *buf, size_t size)
{
	size_t len = 0;
	unsigned int bit;

	buf[0] = '\0';
	for (bit = 0; bit < NR_PAGEFLAGS; bit++) {
		if (flags & 1u << bit)
			len += scnprintf(buf + len, size - len, "%s%s",
					 len ? "|" : "", flag_names[bit]);
	}
	if (!len)
		scnprintf(buf, size, "none");
}
EXPORT_SYMBOL(page_flags_text);

const char *page_state_when_freed(const struct page *page)
{
	if (PageBuddy(page) || PagePcp(page))
		return "freed twice: it is free already";
	if (PageReserved(page))
		return "freed, but reserved: it was never given out";
	if (PageTail(page))
		return "freed in the middle of a compound page";
	return "freed with no reference: the middle of a block, or freed twice";
}

void dump_page(const struct page *page, const char *reason)
{
	char names[128];

	page_flags_text(page->flags, names, sizeof(names));
	printk(KERN_WARNING "page:%px pfn:%#lx order:%u refcount:%d flags:%s\n",
	       page, page_to_pfn(page), page_order(page),
	       page_ref_count(page), names);
	printk(KERN_WARNING "  node %d, zone %s; page dumped because: %s\n",
	       page_to_nid(page), page_zone(page)->name, reason);
	page_owner_dump(page);
}
EXPORT_SYMBOL(dump_page);

void bad_page(struct page *page, const char *reason)
{
	if (WARN(1, "BUG: Bad page state: pfn %#lx %s\n", page_to_pfn(page),
		 reason))
		dump_page(page, reason);
}
