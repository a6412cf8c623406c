// SPDX-License-Identifier: MIT
/*
 * page_cmds.c - the page allocator from the prompt: take, give back, look
 *
 *	mm> alloc 3 GFP_ATOMIC|__GFP_ZERO
 *	1: 8 pages, pfn 0x1e08, node 0 Normal, at ffff888001e08000
 *	mm> page 0x1e0a
 *	mm> free 1
 *
 * What `alloc` gave stands in a small table under its number until `free`
 * gives it back. The other commands print views that their owners write.
 */
#include <asm/sections.h>
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/mm.h>
#include <linux/page_view.h>
#include <linux/proc_fs.h>
#include <linux/string.h>

/* ---- alloc and free -------------------------------------------------------- */

/* As many as one can keep in mind; a number is the slot plus one. */
#define MAX_HELD	64

static struct {
	struct page *page;
	unsigned int order;
} held[MAX_HELD];

static int free_slot(void)
{
	int slot;

	for (slot = 0; slot < MAX_HELD; slot++)
		if (!held[slot].page)
			return slot;
	return -1;
}

static void print_held(int slot)
{
	struct page *page = held[slot].page;
	unsigned long nr = 1UL << held[slot].order;

	console_printf("%d: %lu page%s, pfn %#lx, node %d %s, ", slot + 1, nr,
		       nr == 1 ? "" : "s", page_to_pfn(page),
		       page_to_nid(page), page_zone(page)->name);
	if (PageHighMem(page))
		console_printf("no address: kmap() lends one\n");
	else
		console_printf("at %px\n", page_address(page));
}

static void print_all_held(void)
{
	int slot, found = 0;

	for (slot = 0; slot < MAX_HELD; slot++) {
		if (!held[slot].page)
			continue;
		print_held(slot);
		found++;
	}
	if (!found)
		console_printf("nothing is held\n");
}

static int parse_request(int argc, char **argv, unsigned int *order,
			 gfp_t *gfp)
{
	if (kstrtouint(argv[1], 0, order))
		return -EINVAL;
	if (*order > MAX_PAGE_ORDER) {
		console_printf("alloc: order %u: the largest is %u\n", *order,
			       MAX_PAGE_ORDER);
		return 1;
	}
	if (argc == 3 && gfp_flags_parse(argv[2], gfp)) {
		console_printf("alloc: %s: no such flags; try GFP_ATOMIC|__GFP_ZERO\n",
			       argv[2]);
		return 1;
	}
	return 0;
}

static int cmd_alloc(int argc, char **argv)
{
	gfp_t gfp = GFP_KERNEL;
	unsigned int order;
	int slot, err;

	if (argc == 1) {
		print_all_held();
		return 0;
	}
	if (argc > 3)
		return -EINVAL;
	err = parse_request(argc, argv, &order, &gfp);
	if (err)
		return err;
	slot = free_slot();
	if (slot < 0) {
		console_printf("alloc: %d blocks are held; free some first\n",
			       MAX_HELD);
		return 1;
	}
	held[slot].page = alloc_pages(gfp, order);
	held[slot].order = order;
	if (!held[slot].page)
		return -ENOMEM;
	print_held(slot);
	return 0;
}
CONSOLE_CMD("alloc", "[ORDER [FLAGS]]",
	    "take 2^ORDER pages (GFP_KERNEL); alone: what is held", cmd_alloc);

static void free_held(int slot)
{
	__free_pages(held[slot].page, held[slot].order);
	held[slot].page = NULL;
}

static int free_all(void)
{
	int slot, freed = 0;

	for (slot = 0; slot < MAX_HELD; slot++) {
		if (!held[slot].page)
			continue;
		free_held(slot);
		freed++;
	}
	console_printf("%d block%s freed\n", freed, freed == 1 ? "" : "s");
	return 0;
}

static int cmd_free(int argc, char **argv)
{
	unsigned int number;

	if (argc != 2)
		return -EINVAL;
	if (!strcmp(argv[1], "all"))
		return free_all();
	if (kstrtouint(argv[1], 0, &number))
		return -EINVAL;
	if (!number || number > MAX_HELD || !held[number - 1].page) {
		console_printf("free: %u: not held; alloc alone lists what is\n",
			       number);
		return 1;
	}
	free_held(number - 1);
	return 0;
}
CONSOLE_CMD("free", "NUMBER|all", "give back what alloc took", cmd_free);

/* ---- page -------------------------------------------------------------------- */

/* Digits of an address that was copied from a report, without its 0x */
#define ADDRESS_DIGITS	16

/*
 * A frame number; or an address of the image, of the direct map or of a
 * struct page.
 */
static int parse_pfn(const char *text, unsigned long *pfn)
{
	unsigned int base = strlen(text) == ADDRESS_DIGITS ? 16 : 0;
	unsigned long value;

	if (kstrtoul(text, base, &value))
		return -EINVAL;
	if (value >= (unsigned long)_text && value < (unsigned long)_end)
		*pfn = __pa_symbol(value) >> PAGE_SHIFT;
	else if (virt_addr_valid((void *)value))
		*pfn = virt_to_pfn(value);
	else if (value >= VMEMMAP_START && value <= VMEMMAP_END)
		*pfn = page_to_pfn((struct page *)value);
	else
		*pfn = value;
	return 0;
}

static void print_holder(unsigned long pfn)
{
	const struct page *head = page_block_head(pfn_to_page(pfn));
	int slot;

	for (slot = 0; slot < MAX_HELD; slot++)
		if (held[slot].page == head)
			console_printf("  held by alloc, number %d\n",
				       slot + 1);
}

static int cmd_page(int argc, char **argv)
{
	struct seq_file m;
	unsigned long pfn;

	if (argc != 2 || parse_pfn(argv[1], &pfn))
		return -EINVAL;
	seq_file_to_console(&m);
	if (page_show(&m, pfn)) {
		console_printf("page: %s: no frame, and no address of memory\n",
			       argv[1]);
		return 1;
	}
	print_holder(pfn);
	return 0;
}
CONSOLE_CMD("page", "PFN|ADDR", "struct page of a frame, and the block it is in",
	    cmd_page);

/* ---- views --------------------------------------------------------------------- */

CONSOLE_VIEW("pages", "a map of all physical memory by owner", page_map_show);

CONSOLE_VIEW("show_mem", "zones, marks and free blocks, as after a failure",
	     mem_info_show);

/* argv[0] is the name of the view, too. */
static int cmd_proc(int argc, char **argv)
{
	struct seq_file m;

	if (argc > 1)
		return -EINVAL;
	seq_file_to_console(&m);
	return proc_cat(argv[0], &m);
}
CONSOLE_CMD("buddyinfo", "", "free blocks by zone and order (/proc/buddyinfo)",
	    cmd_proc);
CONSOLE_CMD("meminfo", "", "how much memory there is and is free (/proc/meminfo)",
	    cmd_proc);
