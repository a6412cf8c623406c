// SPDX-License-Identifier: MIT
/*
 * page_debug.c - who writes to a page that is not his is found out
 *
 * PROBLEM
 *	A page is freed and somebody still writes to it; its next owner finds
 *	garbage, an hour later. A page is given out, and what its last owner
 *	left in it is read as if it meant something. Neither can be seen where
 *	it is done. To look for it costs as much as the allocator itself, so
 *	it must cost nothing when nobody looks.
 *
 * IDEA
 *	A free page is made to differ from any page in use:
 *
 *	parameter		when freed	when given out
 *	init_on_alloc=1				zeroed
 *	init_on_free=1		zeroed
 *	page_poison=1		filled with	0xaa? -- no --> reported,
 *				0xaa				filled again
 *	debug_pagealloc=on	unmapped	mapped again
 *	page_owner=on		who freed it	who asked for it
 *
 *	debug_pagealloc has the writer himself fault, and the reader as well;
 *	page_poison finds the damage later and knows only where it is, but
 *	works for HIGHMEM, too. Both at once are sound: a page is filled before
 *	it is unmapped, and looked at after it is mapped.
 *
 * HOW IT COSTS NOTHING
 *	A watched zone's fast marks are so high that no free count reaches
 *	them: every request for it goes the longer way (it takes what this CPU
 *	has by near marks, which are open), where the count that a page off a
 *	list must have is a variable. While debugging it is one that no page
 *	has, so every page is looked at closely. If something is to be done
 *	when it is freed, the block then has PAGE_WATCHED in its flags, which
 *	page_free.c finds unusual. The short ways have no instruction for it.
 *
 * WHICH PAGES ARE FILLED
 *	Those that were freed since page_poison was switched on. Their private
 *	word, nobody's while a page is free, says so: the mark is another one
 *	each time. So zones of a test, blocks that were given out before, and
 *	memory that nobody has touched since the boot are never suspected.
 *
 * INVARIANTS	(page_debug_broken() tests each by number)
 *	D1  While page_poison is on, a free page with the mark is PAGE_POISON
 *	    from end to end.
 *	D2  If all free pages were hidden at boot, the direct map shows no
 *	    free page of low memory.
 *
 * LOCKING
 *	None: a page on its way belongs to who takes or frees it.
 *
 * FAILURE
 *	Damage is reported with a WARN, the bytes around it, and the page's
 *	owners if page_owner knows them; the page is filled again and given
 *	out.
 *
 * COST
 *	Each option one pass over the page, each way, and some 150
 *	instructions for the longer one. Unmapping flushes every
 *	CPU's TLB if interrupts are on and no lock is held. Otherwise waiting
 *	for the others could be for ever, so only this CPU's is flushed, and
 *	another one that has the page in its TLB may touch it unseen (Linux
 *	never flushes the others).
 *
 * LEFT OUT
 *	Linux fills all free memory at boot; here a page is filled when it is
 *	freed. free_cold_page() is free_hot_page() for watched pages.
 *
 * SOURCES
 *	Linux: mm/page_poison.c, mm/debug_page_alloc.c, init_on_alloc=,
 *	Documentation/admin-guide/kernel-parameters.txt (semantics).
 */
#define pr_fmt(fmt) "mm: " fmt

#include <asm/pgtable.h>
#include <asm/tlbflush.h>
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/machine.h>
#include <linux/mm.h>
#include <linux/page_view.h>
#include <linux/poison.h>
#include <linux/preempt.h>
#include <linux/seq_file.h>

#include "internal.h"

/* Bytes of a damaged page that are shown before and after the first bad. */
#define SHOWN_BEFORE	16
#define SHOWN_MOST	64

/* What the command line asks for; what is done now. */
static u32 wanted;
static u32 watching;

/* Some frames may be missing from the direct map; all free ones are. */
static bool some_hidden;
static bool all_hidden;

/* In the private word of a free page: it is filled. "PAGEFILL", and a count */
static unsigned long poison_mark = 0x5041474546000000UL;

static const struct {
	const char *name;
	u32 bit;
} options[] = {
	{ "init_on_alloc", WATCH_ZERO_NEW },
	{ "init_on_free", WATCH_ZERO_FREED },
	{ "page_poison", WATCH_POISON },
	{ "page_owner", WATCH_OWNER },
	{ "debug_pagealloc", WATCH_HIDE },
};

/* ---- fill and look ------------------------------------------------------- */

static void fill(struct page *page)
{
	void *mem = kmap_local_page(page);

	memset(mem, PAGE_POISON, PAGE_SIZE);
	kunmap_local(mem);
	page->private = poison_mark;
}

/* An older mark is of an earlier time, when the page may have been used. */
static bool has_mark(const struct page *page)
{
	return page->private == poison_mark &&
	       (page_zone(page)->watch & WATCH_POISON);
}

static bool is_filled(struct page *page)
{
	void *mem = kmap_local_page(page);
	bool filled = !memchr_inv(mem, PAGE_POISON, PAGE_SIZE);

	kunmap_local(mem);
	return filled;
}

static void show_bytes(const u8 *mem, const u8 *first)
{
	size_t from = ALIGN_DOWN(first - mem, 16);

	from = from < SHOWN_BEFORE ? 0 : from - SHOWN_BEFORE;
	print_hex_dump(KERN_WARNING, "  ", DUMP_PREFIX_ADDRESS, 16, 1,
		       mem + from, min(PAGE_SIZE - from, (size_t)SHOWN_MOST),
		       true);
}

/* A bit that falls over is the memory's fault, not the program's. */
static const char *kind_of_damage(const u8 *first, const u8 *last)
{
	u8 changed = *first ^ PAGE_POISON;

	return first == last && !(changed & (changed - 1))
		? "single bit error" : "memory corruption";
}

static void report_damage(struct page *page, const u8 *mem, const u8 *first)
{
	const u8 *last = mem + PAGE_SIZE - 1;

	while (*last == PAGE_POISON)
		last--;
	WARN(1, "pagealloc: %s: pfn %#lx was written to while it was free, "
	     "bytes %#lx to %#lx; the first, at %px, is %#04x and not %#04x\n",
	     kind_of_damage(first, last), page_to_pfn(page),
	     (unsigned long)(first - mem), (unsigned long)(last - mem), first,
	     *first, PAGE_POISON);
	show_bytes(mem, first);
	dump_page(page, "pagealloc: corrupted page details");
}

static void look_for_damage(struct page *page)
{
	u8 *mem = kmap_local_page(page);
	const u8 *first = memchr_inv(mem, PAGE_POISON, PAGE_SIZE);

	if (first) {
		report_damage(page, mem, first);
		memset(mem, PAGE_POISON, PAGE_SIZE);
	}
	kunmap_local(mem);
}

static noinline void look_at_block(struct page *page, unsigned int order)
{
	unsigned long i;

	for (i = 0; i < 1UL << order; i++) {
		if (!has_mark(page + i))
			continue;
		look_for_damage(page + i);
		page[i].private = 0;
	}
}

static void fill_block(struct page *page, unsigned int order)
{
	unsigned long i;

	for (i = 0; i < 1UL << order; i++)
		fill(page + i);
}

/* ---- hide and show --------------------------------------------------------- */

/* A CPU that waits for others while they wait for it waits for ever. */
static void flush_hidden(unsigned long start, unsigned long end)
{
	if (preemptible())
		flush_tlb_kernel_range(start, end);
	else
		local_flush_tlb_kernel_range(start, end);
}

static void hide_block(struct page *page, unsigned int order)
{
	unsigned long start = (unsigned long)lowmem_page_address(page);

	if (PageHighMem(page))
		return;
	if (!arch_direct_map_hide(page_to_phys(page), 1UL << order))
		flush_hidden(start, start + (PAGE_SIZE << order));
}

static void restore_block(struct page *page, unsigned int order)
{
	if (!PageHighMem(page))
		arch_direct_map_restore(page_to_phys(page), 1UL << order);
}

/* Free or not: what is shown stays shown. */
static void restore_all(void)
{
	struct zone *zone;

	for_each_populated_zone(zone) {
		if (zone->type != ZONE_HIGHMEM)
			arch_direct_map_restore(PFN_PHYS(zone->zone_start_pfn),
						zone->spanned_pages);
	}
	some_hidden = false;
	all_hidden = false;
}

static void hide_list(const struct list_head *list, unsigned int order)
{
	struct page *page;

	list_for_each_entry(page, list, lru)
		arch_direct_map_hide(page_to_phys(page), 1UL << order);
}

/* The boot CPU is alone: no lock, and no TLB but its own. */
static void hide_all_free(void)
{
	unsigned int order, type;
	struct zone *zone;

	for_each_populated_zone(zone) {
		if (zone->type == ZONE_HIGHMEM)
			continue;
		for (order = 0; order < NR_PAGE_ORDERS; order++) {
			for (type = 0; type < MIGRATE_TYPES; type++)
				hide_list(&zone->free_area[order]
						.free_list[type], order);
		}
	}
	local_flush_tlb_all();
	all_hidden = true;
}

/* ---- allocate, free -------------------------------------------------------- */

/* What is done when a page is freed. For the rest it goes the common way. */
#define AT_FREE	(WATCH_ZERO_FREED | WATCH_POISON | WATCH_OWNER | WATCH_HIDE)

void page_debug_alloc(struct page *page, unsigned int order, gfp_t gfp)
{
	u32 watch = page_zone(page)->watch;

	if (some_hidden)
		restore_block(page, order);
	if (!watch)
		return;
	if (watch & WATCH_POISON)
		look_at_block(page, order);
	/* Who asks for zeros gets them from prep_new_page(). */
	if ((watch & WATCH_ZERO_NEW) && !(gfp & __GFP_ZERO))
		clear_pages(page, order);
	if (watch & WATCH_OWNER)
		page_owner_alloc(page, order, gfp);
	if (watch & AT_FREE)
		page_set_flags(page, page->flags | PAGE_WATCHED);
}

void page_debug_free(struct page *page, unsigned int order)
{
	u32 watch = page_zone(page)->watch;

	if (watch & WATCH_OWNER)
		page_owner_free(page, order);
	if (watch & WATCH_ZERO_FREED)
		clear_pages(page, order);
	if (watch & WATCH_POISON)
		fill_block(page, order);
	if (watch & WATCH_HIDE)
		hide_block(page, order);
}

/* ---- init, show, check ------------------------------------------------------- */

static void set_watch(struct zone *zone)
{
	WRITE_ONCE(zone->watch, watching);
	set_fast_marks(zone);
}

void page_debug_set(u32 watch)
{
	struct zone *zone;

	if (watch & ~watching & WATCH_POISON)
		poison_mark++;
	if (watch & WATCH_HIDE)
		some_hidden = true;
	watching = watch;
	for_each_populated_zone(zone)
		WRITE_ONCE(zone->watch, watch);
	/* Nothing is hidden any more; only then may the short way open. */
	if (some_hidden && !(watch & WATCH_HIDE))
		restore_all();
	off_list_count = watch ? -1 : 0;
	for_each_populated_zone(zone)
		set_watch(zone);
}

u32 page_debug_get(void)
{
	return watching;
}

void page_debug_prepare(void)
{
	if ((wanted & WATCH_OWNER) && !page_owner_boot())
		wanted &= ~WATCH_OWNER;
	if ((wanted & WATCH_POISON) && (wanted & WATCH_ZERO_FREED)) {
		pr_notice("init_on_free is off: page_poison fills what it zeroes\n");
		wanted &= ~WATCH_ZERO_FREED;
	}
}

void page_debug_init(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(options); i++) {
		if (wanted & options[i].bit)
			pr_info("%s is on\n", options[i].name);
	}
	if (!wanted)
		return;
	page_debug_set(wanted);
	if (wanted & WATCH_HIDE)
		hide_all_free();
}

/* The words of page_show(), for a page that is free. */
void page_debug_show(struct seq_file *m, struct page *page)
{
	if (has_mark(page))
		seq_puts(m, "  filled when it was freed (page_poison)\n");
	if (some_hidden && !PageHighMem(page) &&
	    !arch_direct_map_shows(page_to_phys(page)))
		seq_puts(m, "  not in the direct map (debug_pagealloc)\n");
}

static bool is_free(struct page *page)
{
	const struct page *head = page_block_head(page);

	return PageBuddy(head) || PagePcp(head);
}

int page_debug_broken(struct page *page)
{
	bool shown = PageHighMem(page) ||
		     arch_direct_map_shows(page_to_phys(page));

	if (!is_free(page))
		return 0;
	if (shown && has_mark(page) && !is_filled(page))
		return 1;
	return shown && all_hidden && !PageHighMem(page) ? 2 : 0;
}

/* A fault in the direct map: somebody touches what is free. */
static void explain_fault(unsigned long addr)
{
	struct page *page;

	if (!some_hidden || !virt_addr_valid((void *)addr))
		return;
	page = virt_to_page((void *)addr);
	if (!is_free(page))
		return;
	pr_alert("pfn %#lx is free: debug_pagealloc unmapped it\n",
		 page_to_pfn(page));
	page_owner_dump(page);
}
FAULT_NOTE(explain_fault);

/* ---- parameters ---------------------------------------------------------------- */

static int want(char *value, u32 bit)
{
	bool on;

	if (kstrtobool(value, &on))
		return -EINVAL;
	wanted = on ? wanted | bit : wanted & ~bit;
	return 0;
}

static int init_on_alloc_setup(char *value)
{
	return want(value, WATCH_ZERO_NEW);
}
early_param("init_on_alloc", init_on_alloc_setup);

static int init_on_free_setup(char *value)
{
	return want(value, WATCH_ZERO_FREED);
}
early_param("init_on_free", init_on_free_setup);

static int page_poison_setup(char *value)
{
	return want(value, WATCH_POISON);
}
early_param("page_poison", page_poison_setup);

static int page_owner_setup(char *value)
{
	return want(value, WATCH_OWNER);
}
early_param("page_owner", page_owner_setup);

static int debug_pagealloc_setup(char *value)
{
	return want(value, WATCH_HIDE);
}
early_param("debug_pagealloc", debug_pagealloc_setup);
