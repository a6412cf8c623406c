// SPDX-License-Identifier: MIT
/*
 * torture_pressure.c - the kinds of callers that meet when memory is short
 *
 *	sleeping	may wait, may be told no; of every effort
 *	nofail		may not be told no
 *	pool		a mempool: may not be told no either
 *	vmalloc		pages, page tables and a description at once
 *	slab		objects that stay cached until a shrinker takes them
 *	cache		pages of a disk: what was written is read
 *	hand-over	a page that another worker frees
 *	(timers)	interrupts: no waiting, but a reserve
 *
 * What is held is stamped with whose it is. A step gives back all that it
 * took, but for what the slab's shrinker and the disk's cache hold, so that
 * nobody waits for a step that waits for him.
 */
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/ramdisk.h>
#include <linux/sched.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/topology.h>
#include <linux/vmalloc.h>

#include "../mm/internal.h"
#include "pressure.h"

static void count(struct pressure_kind *kind, const void *got)
{
	atomic_long_inc(got ? &kind->got : &kind->refused);
}

/* Holds them for a moment in which others run, or not. */
static void hold(struct torture_worker *w)
{
	if (torture_below(w, 4) == 0)
		yield();
}

/* ---- pages ---------------------------------------------------------------- */

static const gfp_t efforts[] = {
	GFP_KERNEL, GFP_KERNEL, GFP_HIGHUSER, GFP_NOIO, GFP_NOFS, GFP_NOWAIT,
	GFP_KERNEL | __GFP_NORETRY, GFP_KERNEL | __GFP_RETRY_MAYFAIL,
	GFP_HIGHUSER_MOVABLE, GFP_KERNEL | __GFP_HIGH,
};

#define BUNCH	8

static void sleeping_step(struct torture_worker *w, struct pressure_kind *kind)
{
	gfp_t gfp = efforts[torture_below(w, ARRAY_SIZE(efforts))];
	unsigned int order = torture_below(w, 4) ? 0 : torture_below(w, 4);
	unsigned int want = 1 + torture_below(w, BUNCH), nr, i;
	u64 owner = torture_owner(w);
	struct page *page[BUNCH];

	for (nr = 0; nr < want; nr++) {
		page[nr] = alloc_pages(gfp | __GFP_NOWARN, order);
		count(kind, page[nr]);
		if (!page[nr])
			break;
		torture_stamp_page(page[nr], owner + nr);
	}
	hold(w);
	for (i = 0; i < nr; i++) {
		torture_check_page(page[i], owner + i, "sleeping");
		__free_pages(page[i], order);
	}
}

/* He holds nothing that another could be waiting for. */
static void nofail_step(struct torture_worker *w, struct pressure_kind *kind)
{
	unsigned int order = torture_below(w, 2);
	gfp_t gfp = torture_below(w, 2) ? GFP_KERNEL : GFP_NOFS;
	struct page *page = alloc_pages(gfp | __GFP_NOFAIL | __GFP_NOWARN,
					order);
	u64 owner = torture_owner(w);

	count(kind, page);
	if (!page) {
		torture_wrong("nofail: none");
		return;
	}
	torture_stamp_page(page, owner);
	hold(w);
	torture_check_page(page, owner, "nofail");
	__free_pages(page, order);
}

/* ---- freed by another ---- */

#define NR_BOARD	16

static struct board_page {
	struct page *page;
	u64 owner;
} board[NR_BOARD];
static DEFINE_SPINLOCK(board_lock);

static struct board_page exchange(unsigned int at, struct board_page mine)
{
	struct board_page found;

	spin_lock(&board_lock);
	found = board[at];
	board[at] = mine;
	spin_unlock(&board_lock);
	return found;
}

static void drop(struct board_page found)
{
	if (!found.page)
		return;
	torture_check_page(found.page, found.owner, "hand-over");
	__free_page(found.page);
}

static void handover_step(struct torture_worker *w, struct pressure_kind *kind)
{
	struct board_page mine = {
		.page = alloc_page(GFP_KERNEL | __GFP_NOWARN),
		.owner = torture_owner(w),
	};

	count(kind, mine.page);
	if (mine.page)
		torture_stamp_page(mine.page, mine.owner);
	drop(exchange(torture_below(w, NR_BOARD), mine));
}

/* ---- mempool ---------------------------------------------------------------- */

#define RESERVE		2

static mempool_t *pool;

static void pool_step(struct torture_worker *w, struct pressure_kind *kind)
{
	gfp_t gfp = torture_below(w, 2) ? GFP_NOIO : GFP_KERNEL;
	struct page *page = mempool_alloc(pool, gfp);
	u64 owner = torture_owner(w);

	count(kind, page);
	if (!page) {
		torture_wrong("mempool: none, though one may wait");
		return;
	}
	torture_stamp_page(page, owner);
	hold(w);
	torture_check_page(page, owner, "mempool");
	mempool_free(page, pool);
}

/* ---- vmalloc ------------------------------------------------------------------ */

static void vmalloc_step(struct torture_worker *w, struct pressure_kind *kind)
{
	size_t size = (1 + torture_below(w, 12)) * PAGE_SIZE;
	u64 owner = torture_owner(w);
	void *mem;

	if (torture_below(w, 2))
		mem = __vmalloc(size, GFP_KERNEL | __GFP_NOWARN);
	else
		mem = kvmalloc(size, GFP_KERNEL | __GFP_NOWARN |
				     (torture_below(w, 2) ? __GFP_NORETRY : 0));
	count(kind, mem);
	if (!mem)
		return;
	torture_stamp(mem, size, owner);
	hold(w);
	torture_intact(mem, size, owner, "vmalloc");
	kvfree(mem);
}

/* ---- slab, with a shrinker ---------------------------------------------------- */

#define MAX_CACHED	4096
#define DATA		200	/* bytes */

struct cached {
	struct list_head lru;
	u64 owner;
	char data[DATA];
};

static struct kmem_cache *cached_cache;
static LIST_HEAD(cached_list);
static unsigned long nr_cached;
static DEFINE_SPINLOCK(cached_lock);
static struct shrinker *cached_shrinker;

static struct cached *oldest(void)
{
	struct cached *c;

	spin_lock(&cached_lock);
	c = list_last_entry_or_null(&cached_list, struct cached, lru);
	if (c) {
		list_del(&c->lru);
		WRITE_ONCE(nr_cached, nr_cached - 1);
	}
	spin_unlock(&cached_lock);
	return c;
}

static unsigned long drop_oldest(unsigned long nr)
{
	unsigned long done;
	struct cached *c;

	for (done = 0; done < nr && (c = oldest()); done++) {
		torture_intact(c->data, DATA, c->owner, "slab");
		kmem_cache_free(cached_cache, c);
	}
	return done;
}

static unsigned long count_cached(struct shrinker *s, struct shrink_control *sc)
{
	return READ_ONCE(nr_cached) ?: SHRINK_EMPTY;
}

static unsigned long scan_cached(struct shrinker *s, struct shrink_control *sc)
{
	return drop_oldest(sc->nr_to_scan) ?: SHRINK_STOP;
}

static void slab_step(struct torture_worker *w, struct pressure_kind *kind)
{
	unsigned int i, nr = 1 + torture_below(w, 16);

	for (i = 0; i < nr && READ_ONCE(nr_cached) < MAX_CACHED; i++) {
		struct cached *c = kmem_cache_alloc(cached_cache, GFP_KERNEL |
						    __GFP_NOWARN);

		count(kind, c);
		if (!c)
			return;
		c->owner = torture_owner(w);
		torture_stamp(c->data, DATA, c->owner);
		spin_lock(&cached_lock);
		list_add(&c->lru, &cached_list);
		WRITE_ONCE(nr_cached, nr_cached + 1);
		spin_unlock(&cached_lock);
	}
	if (torture_below(w, 8) == 0)
		drop_oldest(nr);
}

/* ---- the page cache ------------------------------------------------------------ */

#define REGION		24	/* pages of the disk that are a worker's */
#define WORKERS_MAX	16

static struct ramdisk *disk;
static char *buffers;		/* a page for each worker */
static u64 written[WORKERS_MAX][REGION];	/* 0: zeros */

static bool is_zero(const char *buf)
{
	size_t i;

	for (i = 0; i < PAGE_SIZE; i++) {
		if (buf[i])
			return false;
	}
	return true;
}

static void check_read(const char *buf, ssize_t got, u64 owner)
{
	if (got == -ENOMEM)
		return;
	if (got != PAGE_SIZE)
		torture_wrong("cache: %zd bytes read", got);
	else if (owner)
		torture_intact(buf, PAGE_SIZE, owner, "cache");
	else if (!is_zero(buf))
		torture_wrong("cache: not zero, though never written");
}

static void cache_step(struct torture_worker *w, struct pressure_kind *kind)
{
	unsigned int i = torture_below(w, REGION);
	loff_t pos = (loff_t)(w->number * REGION + i) * PAGE_SIZE;
	char *buf = buffers + w->number * PAGE_SIZE;
	u64 owner = torture_owner(w);
	ssize_t done;

	if (torture_below(w, 2)) {
		torture_stamp(buf, PAGE_SIZE, owner);
		done = ramdisk_write(disk, pos, buf, PAGE_SIZE);
		count(kind, done == PAGE_SIZE ? buf : NULL);
		if (done == PAGE_SIZE)
			written[w->number][i] = owner;
		else if (done != -ENOMEM)
			torture_wrong("cache: %zd bytes written", done);
	} else {
		done = ramdisk_read(disk, pos, buf, PAGE_SIZE);
		count(kind, done == PAGE_SIZE ? buf : NULL);
		check_read(buf, done, written[w->number][i]);
	}
	if (torture_below(w, 64) == 0 && ramdisk_sync(disk))
		torture_wrong("cache: the device failed");
}

/* ---- in interrupts ------------------------------------------------------------- */

#define HELD	4	/* by a timer */
#define TRIES	3

atomic_long_t pressure_atomic_got, pressure_atomic_refused;

static struct irq_pages {
	struct timer_list timer;
	bool over;
	unsigned int nr;
	struct page *page[HELD];
} irq_pages[WORKERS_MAX];

/* Is there more than an atomic request must leave, by 32 pages? */
static bool reserve_is_there(void)
{
	struct zone *const *z =
		NODE_DATA(numa_node_id())->node_zonelists[ZONE_NORMAL];
	const struct alloc_request req = {
		.gfp = GFP_ATOMIC, .order = 5, .class = ZONE_NORMAL,
		.rights = ALLOC_MIN_RESERVE | ALLOC_NON_BLOCK,
	};

	for (; *z; z++) {
		if (zone_has_room(*z, &req))
			return true;
	}
	return false;
}

/*
 * That somebody takes all and gives it back between our looks, several times,
 * does not happen; that a reserve is not given out would.
 */
static struct page *atomic_page(void)
{
	unsigned int tries = 0;
	struct page *page;
	bool before;

	do {
		before = reserve_is_there();
		page = alloc_page(GFP_ATOMIC | __GFP_NOWARN);
	} while (!page && before && reserve_is_there() && ++tries < TRIES);
	if (tries == TRIES)
		torture_wrong("atomic: none, though the reserve is there");
	return page;
}

static void in_interrupt_step(struct timer_list *t)
{
	struct irq_pages *p = from_timer(p, t, timer);
	struct page *page;

	if (p->nr == HELD) {
		while (p->nr) {
			page = p->page[--p->nr];
			torture_check_page(page, page_to_pfn(page) | 1, "atomic");
			__free_page(page);
		}
	}
	page = atomic_page();
	atomic_long_inc(page ? &pressure_atomic_got : &pressure_atomic_refused);
	if (page) {
		torture_stamp_page(page, page_to_pfn(page) | 1);
		p->page[p->nr++] = page;
	}
	if (!READ_ONCE(p->over))
		mod_timer(&p->timer, jiffies + 1);
}

void pressure_enter(struct torture_worker *w)
{
	struct irq_pages *p = &irq_pages[w->number];

	p->nr = 0;
	WRITE_ONCE(p->over, false);
	timer_setup(&p->timer, in_interrupt_step, 0);
	mod_timer(&p->timer, jiffies + 1);
}

void pressure_leave(struct torture_worker *w)
{
	struct irq_pages *p = &irq_pages[w->number];

	WRITE_ONCE(p->over, true);
	timer_shutdown_sync(&p->timer);
	while (p->nr)
		__free_page(p->page[--p->nr]);
}

/* ---- all of them ---------------------------------------------------------------- */

struct pressure_kind pressure_kinds[NR_PRESSURE_KINDS] = {
	{ .name = "sleeping", .step = sleeping_step },
	{ .name = "nofail", .step = nofail_step },
	{ .name = "pool", .step = pool_step },
	{ .name = "vmalloc", .step = vmalloc_step },
	{ .name = "slab", .step = slab_step },
	{ .name = "cache", .step = cache_step },
	{ .name = "hand-over", .step = handover_step },
};

static int prepare_slab(void)
{
	cached_cache = kmem_cache_create("pressure", sizeof(struct cached), 0,
					 SLAB_RECLAIM_ACCOUNT | SLAB_NO_MERGE,
					 NULL);
	cached_shrinker = shrinker_alloc(0, "pressure");
	if (!cached_cache || !cached_shrinker)
		return -ENOMEM;
	cached_shrinker->count_objects = count_cached;
	cached_shrinker->scan_objects = scan_cached;
	shrinker_register(cached_shrinker);
	return 0;
}

int pressure_prepare(unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < NR_PRESSURE_KINDS; i++) {
		atomic_long_set(&pressure_kinds[i].got, 0);
		atomic_long_set(&pressure_kinds[i].refused, 0);
	}
	atomic_long_set(&pressure_atomic_got, 0);
	atomic_long_set(&pressure_atomic_refused, 0);
	memset(written, 0, sizeof(written));
	memset(board, 0, sizeof(board));
	pool = mempool_create_page_pool(RESERVE, 0);
	buffers = vmalloc(nr * PAGE_SIZE);
	disk = ramdisk_create("pressure", nr * REGION);
	if (IS_ERR(disk))
		disk = NULL;
	return pool && buffers && disk ? prepare_slab() : -ENOMEM;
}

void pressure_finish(void)
{
	unsigned int i;

	for (i = 0; i < NR_BOARD; i++)
		drop(exchange(i, (struct board_page) { .page = NULL }));
	shrinker_free(cached_shrinker);
	if (cached_cache)
		drop_oldest(ULONG_MAX);
	kmem_cache_destroy(cached_cache);
	if (disk)
		ramdisk_destroy(disk);
	vfree(buffers);
	mempool_destroy(pool);
}
