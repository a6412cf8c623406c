// SPDX-License-Identifier: MIT
/*
 * page_owner.c - who asked for each page, and who freed it last
 *
 * PROBLEM
 *	Memory is gone and nobody says that he has it. Or a page was freed
 *	twice, and the report knows the second culprit only. struct page has
 *	no room for a stack.
 *
 * IDEA
 *	A record for each page, in an array beside the struct pages, one for
 *	each section of memory and only if page_owner=on:
 *
 *	sections	[ 0 .. 3ff ]	[ 400 .. 1ffff ]
 *	struct pages	[..........]	[..............]
 *	records		[..........]	[..............]    in low memory
 *
 *	When a block is given out every one of its pages gets the same record,
 *	so that whichever page a report is about, its record is right, however
 *	the block is split or merged afterwards. What is known of the last
 *	free stays until the next one.
 *
 * READING IT
 *	/proc/page_owner has Linux's text, a paragraph for each block in use,
 *	which Linux's tools/mm/page_owner_sort sums up. A report about a page
 *	(dump_page) shows its record; so does `page PFN` at the console.
 *
 * LOCKING
 *	None: the record is written by who takes or frees the page. Who reads
 *	it may see one that is being written: a wrong line, no wrong step.
 *
 * FAILURE
 *	Records that would take more than half of low memory are refused at
 *	boot, with a message, section by section.
 *
 * COST
 *	208 bytes a page, 5.1 per cent of memory. A walk of ten frames for
 *	each call of the allocator.
 *
 * LEFT OUT
 *	An interrupt's pages are said to be the task's that it came upon.
 *	Equal stacks are kept as often as they occur (Linux: stackdepot).
 *
 * SOURCES
 *	Linux: Documentation/mm/page_owner.rst (the format).
 */
#define pr_fmt(fmt) "page_owner: " fmt

#include <asm/setup.h>
#include <linux/bootmem.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/page_view.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/string.h>

#include "internal.h"

/* Up to four of them are the allocator's own; the rest say who called. */
#define OWNER_FRAMES	10

/* "locked|referenced|...": all names of flags, as in dump_page() */
#define FLAGS_TEXT_SIZE	128

enum owner_state { OWNER_UNKNOWN, OWNER_HAS_IT, OWNER_HAD_IT };

/* One event: when, where, and by whom; unused frames are 0. */
struct owner_event {
	u64 ns;
	unsigned long pc[OWNER_FRAMES];
};

struct page_owner {
	gfp_t gfp;
	u16 cpu;		/* that asked for it */
	u8 order;
	u8 state;		/* enum owner_state */
	int pid;		/* of the task; its tgid, too */
	int free_pid;
	char comm[TASK_COMM_LEN];
	struct owner_event taken;
	struct owner_event freed;	/* ns 0: never */
};

static_assert(sizeof(struct page_owner) == 208);

/* One more than memory has sections, for a test. */
static struct {
	unsigned long start;	/* pfn */
	unsigned long end;
	struct page_owner *owners;
} records[BOOTMEM_MAX_RANGES + 1];

static unsigned int nr_records;

static struct page_owner *owner_of(const struct page *page)
{
	unsigned long pfn = page_to_pfn(page);
	unsigned int i;

	for (i = 0; i < nr_records; i++) {
		if (pfn >= records[i].start && pfn < records[i].end)
			return records[i].owners + (pfn - records[i].start);
	}
	return NULL;
}

static __always_inline void note_event(struct owner_event *event)
{
	unsigned int n = arch_stack_walk(event->pc, OWNER_FRAMES);

	while (n < OWNER_FRAMES)
		event->pc[n++] = 0;
	event->ns = arch_clock_ns();
}

/* ---- allocate, free ------------------------------------------------------ */

void page_owner_alloc(struct page *page, unsigned int order, gfp_t gfp)
{
	struct owner_event taken;
	unsigned long i;

	note_event(&taken);
	for (i = 0; i < 1UL << order; i++) {
		struct page_owner *owner = owner_of(page + i);

		if (!owner)
			continue;
		owner->gfp = gfp;
		owner->cpu = raw_smp_processor_id();
		owner->order = order;
		owner->state = OWNER_HAS_IT;
		owner->pid = current->pid;
		memcpy(owner->comm, current->comm, TASK_COMM_LEN);
		owner->taken = taken;
	}
}

void page_owner_free(struct page *page, unsigned int order)
{
	struct owner_event freed;
	unsigned long i;

	note_event(&freed);
	for (i = 0; i < 1UL << order; i++) {
		struct page_owner *owner = owner_of(page + i);

		if (!owner)
			continue;
		owner->state = OWNER_HAD_IT;
		owner->free_pid = current->pid;
		owner->freed = freed;
	}
}

void page_owner_split(struct page *page, unsigned int order)
{
	unsigned long i;

	for (i = 0; i < 1UL << order; i++) {
		struct page_owner *owner = owner_of(page + i);

		if (owner)
			owner->order = 0;
	}
}

/* ---- init ------------------------------------------------------------------ */

size_t page_owner_size(unsigned long nr_pages)
{
	return nr_pages * sizeof(struct page_owner);
}

int page_owner_add(unsigned long start, unsigned long end,
		   struct page_owner *owners)
{
	if (owner_of(pfn_to_page(start)) || owner_of(pfn_to_page(end - 1)))
		return -EEXIST;
	if (nr_records == ARRAY_SIZE(records))
		return -ENOSPC;
	records[nr_records].start = start;
	records[nr_records].end = end;
	records[nr_records].owners = owners;
	nr_records++;
	return 0;
}

void page_owner_forget(unsigned long start)
{
	if (nr_records && records[nr_records - 1].start == start)
		nr_records--;
}

bool page_owner_boot(void)
{
	u64 left = PFN_PHYS(max_low_pfn) / 2;
	unsigned int i;

	for (i = 0; i < memmap.nr; i++) {
		unsigned long start = memmap.section[i].start;
		unsigned long end = memmap.section[i].end;
		size_t size = page_owner_size(end - start);
		void *owners = size > left ? NULL :
			__alloc_bootmem_nopanic(size, PAGE_SIZE, MAX_DMA_PHYS);

		if (!owners || page_owner_add(start, end, owners)) {
			pr_warn("pfn %#lx-%#lx are left out: %zu KiB are too much\n",
				start, end - 1, size >> 10);
			continue;
		}
		left -= size;
	}
	return nr_records;
}

/* ---- show ------------------------------------------------------------------ */

static void show_stack(struct seq_file *m, const struct owner_event *event)
{
	unsigned int i;

	for (i = 0; i < OWNER_FRAMES && event->pc[i]; i++)
		seq_printf(m, " %pB\n", (void *)event->pc[i]);
}

static const char *type_name(const struct page_owner *owner)
{
	return migratetype_names[gfp_migratetype(owner->gfp)];
}

static void show_record(struct seq_file *m, const struct page_owner *owner)
{
	char gfp[GFP_TEXT_SIZE];

	gfp_flags_text(owner->gfp, gfp, sizeof(gfp));
	seq_printf(m, "page_owner tracks the page as %s\n",
		   owner->state == OWNER_HAS_IT ? "allocated" : "freed");
	seq_printf(m, "page last allocated via order %u, migratetype %s, "
		   "gfp_mask %#x(%s), pid %d, tgid %d (%s), cpu %u, ts %llu, "
		   "free_ts %llu\n", owner->order, type_name(owner),
		   owner->gfp, gfp, owner->pid, owner->pid, owner->comm,
		   owner->cpu, owner->taken.ns, owner->freed.ns);
	show_stack(m, &owner->taken);
	if (!owner->freed.ns) {
		seq_puts(m, "page_owner free stack trace missing\n");
		return;
	}
	seq_printf(m, "page last free pid %d tgid %d stack trace:\n",
		   owner->free_pid, owner->free_pid);
	show_stack(m, &owner->freed);
}

void page_owner_show(struct seq_file *m, const struct page *page)
{
	const struct page_owner *owner = owner_of(page);

	if (owner && owner->state != OWNER_UNKNOWN)
		show_record(m, owner);
	else if (owner)
		seq_puts(m, "page_owner info is not present (never set?)\n");
}

/* A line of a report; each write is one. */
static void log_line(struct seq_file *m, const char *text, size_t len)
{
	printk(KERN_WARNING "%.*s", (int)len, text);
}

void page_owner_dump(const struct page *page)
{
	struct seq_file log = { .write = log_line };

	page_owner_show(&log, page);
}

static void show_block(struct seq_file *m, unsigned long pfn,
		       const struct page_owner *owner)
{
	const struct page *page = pfn_to_page(pfn);
	char gfp[GFP_TEXT_SIZE], flags[FLAGS_TEXT_SIZE];

	gfp_flags_text(owner->gfp, gfp, sizeof(gfp));
	page_flags_text(page->flags, flags, sizeof(flags));
	seq_printf(m, "Page allocated via order %u, mask %#x(%s), pid %d, "
		   "tgid %d (%s), ts %llu ns, free_ts %llu ns\n",
		   owner->order, owner->gfp, gfp, owner->pid, owner->pid,
		   owner->comm, owner->taken.ns, owner->freed.ns);
	seq_printf(m, "PFN %lu type %s Block %lu type %s Flags %#x(%s)\n", pfn,
		   type_name(owner), pfn >> pageblock_order,
		   migratetype_names[pageblock_type(page_zone(page), page)],
		   page->flags, flags);
	show_stack(m, &owner->taken);
	seq_putc(m, '\n');
}

/* What is now in use and was seen to be taken: its first page. */
static bool in_use(const struct page *page, const struct page_owner *owner)
{
	return owner->state == OWNER_HAS_IT && page_ref_count(page) > 0 &&
	       (page->flags & PAGE_WATCHED);
}

static int page_owner_view(struct seq_file *m, void *v)
{
	unsigned int i;

	for (i = 0; i < nr_records; i++) {
		unsigned long pfn = records[i].start;

		for (; pfn < records[i].end; pfn++) {
			const struct page_owner *owner =
				records[i].owners + (pfn - records[i].start);

			if (in_use(pfn_to_page(pfn), owner))
				show_block(m, pfn, owner);
		}
	}
	return 0;
}
PROC_VIEW("page_owner", page_owner_view);
