/* SPDX-License-Identifier: MIT */
/*
 * internal.h - what mm/'s files share with each other and nobody else
 *
 * The tests are the one guest: they work on a struct bootmem of their own,
 * over memory that does not exist.
 */
#ifndef _MM_INTERNAL_H
#define _MM_INTERNAL_H

#include <linux/compaction.h>
#include <linux/mm.h>
#include <linux/percpu-defs.h>
#include <linux/types.h>

struct seq_file;

/*
 * Usable ranges: a firmware map has at most 128, each may be cut by node
 * borders (at most 64 of them).
 */
#define BOOTMEM_MAX_RANGES	192

/*
 * Reservations: the neighbours of one owner are one entry, so this counts
 * owners, not calls. A boot uses about 20, and three for each CPU (its
 * per-CPU area, its stack, a page table in between): 788 for 256 CPUs.
 */
#define BOOTMEM_MAX_RESERVED	1024

/* Usable physical [start, end), bytes, whole pages. */
struct bootmem_range {
	phys_addr_t start;
	phys_addr_t end;
	int nid;
};

/* Taken physical [start, end), bytes, and by whom. */
struct bootmem_reserved {
	phys_addr_t start;
	phys_addr_t end;
	const char *name;		/* a reservation's, or NULL */
	unsigned long caller;		/* an allocation's, or 0 */
};

struct bootmem {
	unsigned int nr_ranges;
	unsigned int nr_reserved;
	struct bootmem_range range[BOOTMEM_MAX_RANGES];
	struct bootmem_reserved reserved[BOOTMEM_MAX_RESERVED];

	phys_addr_t low_end;		/* no allocation reaches past it */

	/* The bump pointer: where the last search with this goal ended. */
	phys_addr_t bump_goal;
	phys_addr_t bump;
	int bump_nid;
	bool bump_valid;
};

/**
 * struct bootmem_request - one allocation, in words
 * @size, @align: bytes; @align a power of two
 * @goal: lowest address wanted
 * @limit: end of what may be used
 * @nid: node, or NUMA_NO_NODE
 * @caller, @name: for the map: who asks, or what for
 */
struct bootmem_request {
	u64 size;
	u64 align;
	phys_addr_t goal;
	phys_addr_t limit;
	int nid;
	unsigned long caller;
	const char *name;
};

int bootmem_add(struct bootmem *bm, phys_addr_t start, phys_addr_t end,
		int nid);
int bootmem_reserve(struct bootmem *bm, const struct bootmem_reserved *what,
		    int flags);

/* bootmem_take - 0: no room below the limit; address 0 is never given */
phys_addr_t bootmem_take(struct bootmem *bm,
			 const struct bootmem_request *req);

/* bootmem_take_above - the same, but nothing below the goal will do */
phys_addr_t bootmem_take_above(struct bootmem *bm,
			       const struct bootmem_request *req);

/* bootmem_give - 0, -EINVAL: not boot memory, -EALREADY: free already */
int bootmem_give(struct bootmem *bm, phys_addr_t start, phys_addr_t end);

u64 bootmem_count_free(const struct bootmem *bm);
void bootmem_show_one(struct seq_file *m, const struct bootmem *bm);

/* bootmem_broken - the number of an invariant that does not hold, or 0 */
int bootmem_broken(const struct bootmem *bm);

/* ---- page allocator ---------------------------------------------------- */

/* What a request may do beyond the ordinary (struct alloc_request.rights) */
#define ALLOC_WMARK_LOW		0x01	/* leave `low`, not `min` */
#define ALLOC_MIN_RESERVE	0x02	/* __GFP_HIGH: half of min */
#define ALLOC_NON_BLOCK		0x04	/* cannot wait: a quarter less */
#define ALLOC_NO_WATERMARKS	0x08	/* __GFP_MEMALLOC: all of it */
#define ALLOC_MAY_FAIL		0x10	/* fail_page_step is armed */

/**
 * struct alloc_request - one call of the page allocator, decoded
 * @class: highest zone allowed; index of lowmem_reserve
 * @type:  migrate type
 * @zones: zones to try, best first, NULL at the end
 */
struct alloc_request {
	gfp_t gfp;
	unsigned int order;
	int nid;
	int class;
	int type;
	unsigned int rights;
	struct zone *const *zones;
};

/**
 * struct reclaim_ops - what a page allocator short of memory may ask for
 * @wake_kswapd: any context; returns at once
 * @direct_reclaim: the caller may sleep; returns pages freed
 * @at_work: will others free pages of node @nid soon, so that it is worth
 *	waiting: kswapd runs, pages are being written? NULL: no
 *
 * vmscan.c's, from reclaim_init() on. Tests put their own.
 */
struct reclaim_ops {
	void (*wake_kswapd)(struct zone *zone, gfp_t gfp, unsigned int order);
	unsigned long (*direct_reclaim)(gfp_t gfp, unsigned int order,
					int nid);
	bool (*at_work)(int nid);
};

extern const struct reclaim_ops *reclaim_ops;
void reclaim_init(void);

/* The type of @page's pageblock; the zone's lock for writing. */
static __always_inline u8 *pageblock_type_of(const struct zone *zone,
					     const struct page *page)
{
	unsigned long offset = (unsigned long)page - VMEMMAP_START;

	return (u8 *)(zone->pageblock_types +
		      offset / (sizeof(struct page) * pageblock_nr_pages));
}

static __always_inline int pageblock_type(const struct zone *zone,
					  const struct page *page)
{
	return READ_ONCE(*pageblock_type_of(zone, page));
}

static inline void set_pageblock_type(struct zone *zone,
				      const struct page *page, int type)
{
	WRITE_ONCE(*pageblock_type_of(zone, page), type);
}

static inline struct page *parent_of_pageblock(const struct page *page)
{
	return (struct page *)((unsigned long)page &
			       ~(sizeof(struct page) * pageblock_nr_pages - 1));
}

/* buddy.c; zone->lock held, interrupts off */
struct page *buddy_take_locked(struct zone *zone, unsigned int order, int type)
	__must_hold(&zone->lock);
void buddy_give_locked(struct zone *zone, struct page *page,
		       unsigned int order) __must_hold(&zone->lock);
/*
 * Up to *@nr blocks of @order, side by side, at the lowest price: of one block.
 * Return: the first page, *@nr blocks from there on; each block's first page
 * has yet to be told its order. The same pages as *@nr single takes would give.
 */
struct page *buddy_take_run_locked(struct zone *zone, unsigned int order,
				   int type, unsigned int *nr)
	__must_hold(&zone->lock);
/* Take the block that @page heads, wherever it stands. Return: its order. */
unsigned int buddy_isolate_locked(struct zone *zone, struct page *page)
	__must_hold(&zone->lock);
void buddy_init_zone(struct zone *zone);
/* buddy_check.c: number of a broken invariant, or 0 */
int buddy_broken_locked(struct zone *zone) __must_hold(&zone->lock);

/*
 * Pages have come into the zone's free lists: true if somebody waits for
 * them. Then, with the lock released, zone_wake() is to be called: whoever
 * calls buddy_give_locked() for good must do both (mm/zone_wait.c).
 */
static inline bool zone_owes_locked(struct zone *zone)
	__must_hold(&zone->lock)
{
	if (likely(!zone->nr_waiters))
		return false;
	atomic_inc(&zone->wakes_owed);
	return true;
}

/* zone_wait.c: what was owed; any context, no zone's lock held */
void zone_wake(struct zone *zone);
struct seq_file;
int zone_wait_show(struct seq_file *m, void *v);

/* oom.c: its counts; number of a broken invariant, or 0 */
void oom_show(struct seq_file *m);
int oom_broken(void);
extern int oom_nr_inside;

/* pcp.c; any context */
struct page *pcp_take(struct zone *zone, unsigned int order, int type,
		      gfp_t gfp);	/* refills */
unsigned long pcp_take_bulk(struct zone *zone, int type, unsigned long nr,
			    struct page **array);
void pcp_give_cold(struct zone *zone, struct page *page);
void pcp_drain_local(struct zone *zone);
/* The same, and what is freed here goes on to the zone while others wait. */
void pcp_close_local(struct zone *zone);
void pcp_init_zone(struct zone *zone);
/* Pages on all CPUs' lists; a snapshot. */
unsigned long pcp_count(const struct zone *zone);
/* This CPU's lists, interrupts off: number of a broken invariant, or 0. */
int pcp_broken_local(struct zone *zone);
/* The same, asked by who cannot know whether all have trimmed: trims. */
int pcp_broken_trimmed(struct zone *zone);

/*
 * zone.c: by the zone bits of gfp, the zone this CPU tries first; never NULL,
 * but without room for bits that contradict each other
 */
DECLARE_PER_CPU(struct zone *, local_zones[8]);

/* page_alloc.c: above its mark, would @zone still be with @req met? A hint. */
bool zone_has_room(struct zone *zone, const struct alloc_request *req);
/* page_alloc.c: from the first zone that has room for @req; NULL: none has */
struct page *get_page_from_freelist(const struct alloc_request *req);
/*
 * compaction.c: for a block, move pages in the zones that @req may use, if
 * that is worth it; the caller may sleep. COMPACT_SUCCESS: there was one.
 */
enum compact_result try_to_compact_pages(const struct alloc_request *req);
/* alloc_slow.c: what to do then; NULL after a report */
struct page *alloc_slowpath(struct alloc_request *req);

/* fail_page_alloc.c: shall this request fail, whatever memory there is? */
bool should_fail_alloc_page(gfp_t gfp, unsigned int order);
/* ... this zone be passed over?  Its blocks are cut and rejoined instead. */
bool page_step_fails(struct zone *zone, const struct alloc_request *req);
/* ... this list be refilled with less than @want blocks? */
int page_refill_wanted(int want);

/* fail_page_alloc.c: the points; page_refill_wanted() is to be asked */
extern struct fault_attr fail_page_alloc, fail_page_step;
extern bool page_steps_fail;

/* page_alloc.c: from now on ask; set_fast_marks() closes the short way */
#define INJECT_REQUESTS		0x01
#define INJECT_STEPS		0x02
void inject_page_faults(unsigned int points);
extern bool page_faults_injected;

/* page_alloc.c: zeros for a block, of high memory or not; for single pages */
void clear_pages(struct page *page, unsigned int order);
void clear_new_pages(struct page **array, unsigned long nr);

/* bad_page.c: the caller is wrong; say how, leave the page alone */
void bad_page(struct page *page, const char *reason);
#define HELD_THOUGH_FREE "reference count of a free page is not 0"
/* Why a page with no reference cannot be freed: what it is instead. */
const char *page_state_when_freed(const struct page *page);

/* page_alloc.c: the count of a page off a list; another: look closely */
extern int off_list_count;

/* zone.c: from watermarks, reserves and zone->watch */
void set_fast_marks(struct zone *zone);

/* What page_debug.c does with a zone's pages (struct zone.watch) */
#define WATCH_ZERO_NEW		0x01	/* init_on_alloc: zeroed when given */
#define WATCH_ZERO_FREED	0x02	/* init_on_free: zeroed when freed */
#define WATCH_POISON		0x04	/* page_poison: filled when freed */
#define WATCH_OWNER		0x08	/* page_owner: who has it, who had */
#define WATCH_HIDE		0x10	/* debug_pagealloc: unmapped if free */

/* page_debug.c: a block of a watched zone is given out; is freed */
void page_debug_alloc(struct page *page, unsigned int order, gfp_t gfp);
void page_debug_free(struct page *page, unsigned int order);

/*
 * page_debug_set - from now on do WATCH_ bits @watch with every zone's pages
 *
 * At boot, and by tests while nobody else allocates. Pages that were given
 * out before stay as they are when they are freed.
 */
void page_debug_set(u32 watch);
u32 page_debug_get(void);

/* page_debug.c: at boot, before bootmem closes; after the hand-over */
void page_debug_prepare(void);
void page_debug_init(void);

/* What is wrong with @page, which is free: a number of page_debug.c, or 0 */
int page_debug_broken(struct page *page);

/* What is done to a free page, in words; nothing if nothing is */
void page_debug_show(struct seq_file *m, struct page *page);

/* page_owner.c: @page is given out; freed; made single pages of */
void page_owner_alloc(struct page *page, unsigned int order, gfp_t gfp);
void page_owner_free(struct page *page, unsigned int order);
void page_owner_split(struct page *page, unsigned int order);

/* Who has @page and who had it, if known: to the log, to a reader */
void page_owner_dump(const struct page *page);
void page_owner_show(struct seq_file *m, const struct page *page);

/* Of frames [start, end), keep the owners at @owners, which is zeroed. */
struct page_owner;
int page_owner_add(unsigned long start, unsigned long end,
		   struct page_owner *owners);
void page_owner_forget(unsigned long start);
size_t page_owner_size(unsigned long nr_pages);

/* Records for all of memory, out of bootmem; false: there is no room. */
bool page_owner_boot(void);

/* page_map.c: frames of @zone by owner, added to NR_FRAME_OWNERS counts */
void page_map_count_zone(const struct zone *zone, unsigned long *pages);
/* Number of a broken invariant, or 0. */
int page_map_broken(const struct zone *zone);

/*
 * page_show.c: do blocks tile frames [start, end), which nobody takes or
 * gives meanwhile? Number of a broken invariant, or 0.
 */
int page_heads_broken(unsigned long start, unsigned long end);

/* show_mem.c: the report of a failed allocation, in Linux's format */
void warn_alloc(gfp_t gfp, unsigned int order, int nid);

/* The same, with what failed in the caller's words; not for __GFP_NOWARN. */
void warn_alloc_text(gfp_t gfp, int nid, const char *fmt, ...)
	__printf(3, 4) __cold;

/* ... and how often: so many in a time; the lock guards all but @held */
struct report_limit {
	spinlock_t lock;
	u64 begin;			/* ns; when the first was allowed */
	unsigned int said;
	atomic_t held;			/* refused since one was allowed */
};

extern struct report_limit warn_alloc_limit, oom_limit;

/*
 * report_allowed - may a report be printed at time @now (ns)?
 * @held: set to how many were refused before it
 */
bool report_allowed(struct report_limit *limit, u64 now, unsigned int *held);

/* bootmem_api.c: the machine's; for mm_init.c, which ends its service */
struct bootmem *bootmem_machine(void);
void bootmem_close(void);
/* Tests: the doors serve from @bm (NULL: closed). Returns what they did. */
struct bootmem *bootmem_divert(struct bootmem *bm);

/*
 * bootmem_take_any - physical memory for the kernel's own maps, high memory
 * included; not zeroed. Panics when there is none.
 */
phys_addr_t bootmem_take_any(u64 size, u64 align, int nid, const char *name);

/* memmap.c: which frames have struct pages; pfns [start, end) */
struct memmap_sections {
	unsigned int nr;
	struct memmap_section {
		unsigned long start;
		unsigned long end;
	} section[BOOTMEM_MAX_RANGES];
};

extern struct memmap_sections memmap;

/* In ascending order. */
void memmap_add(unsigned long start, unsigned long end);
int memmap_broken(const struct memmap_sections *map);

/* numa.c: SLIT's numbers; number of a broken invariant, or 0 */
extern u8 node_distances[MAX_NUMNODES][MAX_NUMNODES];
int numa_broken(void);

/* zone.c: which type each pair of mobility flags is of (bench, boot) */
void set_group_by_mobility(const u8 types[4]);

/* zone.c: at boot; the first before any struct page is looked at */
void fill_zone_table(void);
void build_zonelists(void);
/* Number of a broken invariant (Z1, Z2; Z3), or 0. */
int zone_broken(const struct zone *zone);
int zonelists_broken(const struct pglist_data *node);
void setup_watermarks(void);

/* pcp.c: the lists themselves, before bootmem closes */
void pcp_alloc(void);

/* highmem.c: one page table's worth of windows, as on 32-bit Linux with PAE */
#define PKMAP_NR		512

/* A task, and each of soft, hard and non-maskable interrupts: four each. */
#define KMAP_LOCAL_DEPTH	16

extern struct page *pkmap_page[PKMAP_NR];
extern unsigned int pkmap_count[PKMAP_NR];
DECLARE_PER_CPU(struct page *, kmap_local_page_of[KMAP_LOCAL_DEPTH]);

/* Page tables for the windows, before bootmem closes. */
void kmap_init(void);
/* Number of a broken invariant, K3 on this CPU; or 0. */
int kmap_broken(void);

#endif
