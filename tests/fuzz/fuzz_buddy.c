// SPDX-License-Identifier: MIT
/*
 * fuzz_buddy.c - any sequence of page operations keeps every promise
 *
 * A machine of 32 MiB; three bytes make an operation:
 *
 *	0	    1		  2
 *	what	    order, flags  which of the blocks held
 *
 * Beside the allocator stands a model, one number for each frame: 0 free, or
 * the block that owns it. After each operation every invariant of the lists
 * is walked, and the free count compared with the model's; each page that is
 * held is written to, and read when it is given back.
 */
#include <asm/irqflags.h>
#include <asm/page.h>
#include <asm/setup.h>
#include <linux/bootmem.h>
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/printk.h>

#define PHYS_SIZE	(32UL << 20)
#define FRAMES		(PHYS_SIZE / PAGE_SIZE)
#define HELD_MAX	512
#define OP_BYTES	3

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static struct held {
	struct page *page;
	u8 order;
	u8 refs;
	bool compound;
	bool gone;		/* its tails are free, page 0 is held */
} held[HELD_MAX];

static unsigned int nr_held;
static u16 owner[FRAMES];	/* 0: free, else a number of its own */
static u16 next_owner;
static unsigned long in_use;	/* frames the model gave out */
static unsigned long free_at_start;
static unsigned int warnings;

static void require(bool holds)
{
	if (!holds)
		__builtin_trap();
}

static bool count_warning(const char *file, int line, const char *text)
{
	warnings++;
	return true;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	console_loglevel = 0;
	require(!host_phys_init(PHYS_SIZE));
	require(!bootmem_add_memory(0, PHYS_SIZE, 0));
	node_add_range(0, 0, PHYS_SIZE);
	bootmem_set_lowmem(PHYS_SIZE);
	require(!reserve_bootmem_as(0, PAGE_SIZE, BOOTMEM_DEFAULT, "page 0"));
	setup_per_cpu_areas();
	mm_init();
	free_at_start = nr_free_pages();
	warn_hook = count_warning;
	return 0;
}

/* ---- the model -------------------------------------------------------------- */

static u64 *words(unsigned long pfn)
{
	return pfn_to_virt(pfn);
}

static void own(struct page *page, unsigned long nr)
{
	unsigned long pfn = page_to_pfn(page), i;

	next_owner = next_owner % 0xffff + 1;
	require(pfn + nr <= FRAMES);
	for (i = pfn; i < pfn + nr; i++) {
		require(!owner[i]);
		owner[i] = next_owner;
		words(i)[0] = words(i)[511] = next_owner;
	}
	in_use += nr;
}

static void disown(struct page *page, unsigned long nr)
{
	unsigned long pfn = page_to_pfn(page), i;

	for (i = pfn; i < pfn + nr; i++) {
		require(owner[i]);
		require(words(i)[0] == owner[i] && words(i)[511] == owner[i]);
		owner[i] = 0;
	}
	in_use -= nr;
}

static void hold(struct page *page, unsigned int order, bool compound)
{
	held[nr_held++] = (struct held) {
		.page = page, .order = order, .refs = 1, .compound = compound,
	};
}

static void forget(struct held *h)
{
	*h = held[--nr_held];
}

/* ---- operations -------------------------------------------------------------- */

static void require_zeros(struct page *page, unsigned int order)
{
	unsigned long i;

	for (i = 0; i < 1UL << order; i++) {
		u64 *w = words(page_to_pfn(page) + i);

		require(!w[0] && !w[511]);
	}
}

static void do_alloc(u8 how)
{
	static const gfp_t kinds[] = {
		GFP_KERNEL, GFP_ATOMIC, GFP_KERNEL | __GFP_MOVABLE, GFP_DMA,
		GFP_KERNEL | __GFP_COMP | __GFP_RECLAIMABLE, GFP_HIGHUSER,
		GFP_KERNEL | __GFP_ZERO, GFP_ATOMIC | __GFP_COLD,
	};
	unsigned int order = (how & 0x1f) % NR_PAGE_ORDERS;
	gfp_t gfp = kinds[how >> 5] | __GFP_NOWARN;
	struct page *page;

	if (nr_held == HELD_MAX)
		return;
	page = alloc_pages(gfp, order);
	if (!page)
		return;
	require(page_count(page) == 1);
	require(!(page_to_pfn(page) & ((1UL << order) - 1)));
	require((int)page_zonenum(page) <= gfp_zone(gfp));
	require(PageHead(page) == (order && (gfp & __GFP_COMP)));
	if (gfp & __GFP_ZERO)
		require_zeros(page, order);
	own(page, 1UL << order);
	hold(page, order, PageHead(page));
}

/* What put_page() and __free_pages() leave in use when one reference goes. */
static void do_free(struct held *h)
{
	unsigned long nr = h->gone ? 1 : 1UL << h->order;

	if (h->gone || h->refs == 1) {
		if (h->refs == 1)
			disown(h->page, nr);
		if (h->gone)
			put_page(h->page);
		else
			__free_pages(h->page, h->order);
		if (!--h->refs)
			forget(h);
		return;
	}
	h->refs--;
	if (h->compound) {
		__free_pages(h->page, h->order);
		return;
	}
	disown(h->page + 1, nr - 1);
	__free_pages(h->page, h->order);
	h->gone = true;
}

static void do_get(struct held *h)
{
	if (h->refs == 255)
		return;
	get_page(h->compound ? h->page + (1UL << h->order) - 1 : h->page);
	h->refs++;
}

static void do_put(struct held *h)
{
	if (h->refs == 1)
		return;
	h->refs--;
	put_page(h->page);
}

static void do_split(struct held *h)
{
	struct held was = *h;
	unsigned long i;

	if (h->compound || h->gone || h->refs > 1 || h->order > 5 ||
	    nr_held + (1u << h->order) > HELD_MAX)
		return;
	split_page(h->page, h->order);
	forget(h);
	for (i = 0; i < 1UL << was.order; i++)
		hold(was.page + i, 0, false);
}

static void do_bulk(u8 how)
{
	struct page *page[32] = { NULL };
	unsigned long nr = how & 31, got, i;

	if (nr_held + nr > HELD_MAX)
		return;
	got = alloc_pages_bulk_array(GFP_ATOMIC | __GFP_NOWARN, nr, page);
	require(got <= nr);
	for (i = 0; i < 32; i++) {
		require(!page[i] == (i >= got));
		if (!page[i])
			continue;
		own(page[i], 1);
		hold(page[i], 0, false);
	}
}

/* Somebody is wrong: reported, and nothing changes. */
static void do_wrong(u8 where, u8 how)
{
	unsigned long pfn = (where | (how & 0x1f) << 8) % FRAMES;
	struct page *page = pfn_to_page(pfn);
	unsigned int before = warnings;

	if (page_ref_count(page) && !PageReserved(page))
		return;
	if (PageTail(page))
		return;
	if (how & 0x80)
		put_page(page);
	else
		__free_pages(page, how >> 5);
	require(warnings > before);
}

static void operate(const u8 *b)
{
	struct held *h = nr_held ? &held[b[2] % nr_held] : NULL;

	switch (b[0] & 15) {
	case 0 ... 4:
		do_alloc(b[1]);
		break;
	case 11:
		do_bulk(b[1]);
		break;
	case 12:
		drain_all_pages(NULL);
		break;
	case 13:
		do_wrong(b[1], b[2]);
		break;
	case 5 ... 8:
		if (h)
			do_free(h);
		break;
	case 9:
		if (h)
			do_get(h);
		break;
	case 10:
		if (h)
			do_put(h);
		break;
	default:
		if (h)
			do_split(h);
	}
}

static void require_sound(void)
{
	page_alloc_check();
	require(nr_free_pages() + in_use == free_at_start);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	for (; size >= OP_BYTES; size -= OP_BYTES, data += OP_BYTES) {
		operate(data);
		require_sound();
	}
	while (nr_held)
		do_free(&held[nr_held - 1]);
	drain_all_pages(NULL);
	require_sound();
	require(!in_use);
	return 0;
}
