/* SPDX-License-Identifier: MIT */
/*
 * page_view.h - the page allocator's state, for people
 *
 * What a console command or a test can ask for; programs read /proc. All of
 * it may be called in any context, a panic included: nothing here sleeps,
 * allocates or waits for a lock. Numbers are read while others change them,
 * so a sum may be off by what was moving.
 */
#ifndef _LINUX_PAGE_VIEW_H
#define _LINUX_PAGE_VIEW_H

#include <linux/gfp_types.h>
#include <linux/mmzone.h>

struct seq_file;

/* The longest text of gfp_flags_text(), NUL included: every bit by name. */
#define GFP_TEXT_SIZE	352

/**
 * gfp_flags_text - @gfp in words: "GFP_KERNEL|__GFP_ZERO"
 * @gfp:  bits without a name follow as a number; none at all is "none"
 * @buf:  always NUL-terminated; a text that does not fit is cut
 * @size: at least 1
 *
 * Return: the text's length.
 */
size_t gfp_flags_text(gfp_t gfp, char *buf, size_t size);

/**
 * gfp_flags_parse - the way back: words or numbers, joined by "|"
 *
 * The books' names (__GFP_WAIT, __GFP_REPEAT) are known as well.
 *
 * Return: 0; -EINVAL for a word that is no flag, and *@gfp is not changed.
 */
int gfp_flags_parse(const char *text, gfp_t *gfp);

/* "Unmovable", ...: Linux's words, as /proc/pagetypeinfo has them */
extern const char *const migratetype_names[MIGRATE_TYPES];

/* mem_info_show - what show_mem() logs, for another reader */
int mem_info_show(struct seq_file *m, void *v);

/* enum frame_owner: what a frame is used for, as far as anybody knows */
enum frame_owner {
	FRAME_HOLE,		/* no RAM of this zone */
	FRAME_FREE,		/* in a free block of its zone */
	FRAME_PCP,		/* free, on a CPU's list */
	FRAME_USED,		/* given out by the page allocator */
	FRAME_KERNEL,		/* the image */
	FRAME_MEMMAP,		/* holds struct pages */
	FRAME_BOOT,		/* given out by bootmem, for good */
	FRAME_RESERVED,		/* firmware's, ACPI's, a module's */
	NR_FRAME_OWNERS
};

/* "free", "on a CPU's list", ... */
const char *frame_owner_name(enum frame_owner owner);

/**
 * page_map_count - frames by owner, over all zones
 * @pages: NR_FRAME_OWNERS counts; their sum without FRAME_HOLE is the RAM
 */
void page_map_count(unsigned long *pages);

/* page_map_show - all of physical memory in some 20 rows; /proc/pages */
int page_map_show(struct seq_file *m, void *v);

/**
 * page_show - one frame: its flags, order, count, zone, block and pageblock
 * Return: 0, or -ENXIO if there is no struct page for it.
 */
int page_show(struct seq_file *m, unsigned long pfn);

/* page_block_head - first page of the block @page lies in, free or not */
struct page *page_block_head(struct page *page);

#endif
